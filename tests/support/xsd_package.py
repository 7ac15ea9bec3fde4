"""A package generated from an XSD for a test, and checks of what it decodes that share no code with it."""

from __future__ import annotations

import dataclasses
import importlib
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Any

from codegen.config import read_config
from codegen.shape import read_table_api
from codegen.xsd.documents import Documents
from codegen.xsd.language import Schema
from generate import table_modules
from lxml import etree

from evcp_codec.issues import Decoded
from evcp_codec.tables import Named

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_XS = "{http://www.w3.org/2001/XMLSchema}"
_NUMBERS = count(1)


@dataclasses.dataclass(frozen=True)
class Generated:
    """A generated package, and lxml's validator of its schema."""

    module: Any
    validator: etree.XMLSchema
    folder: Path
    schema: Schema
    documents: Documents

    def valid(self, body: bytes) -> bool:
        return bool(self.validator.validate(etree.fromstring(body)))

    def decode(self, body: bytes, format: str = "xml", model: Any = None) -> Decoded[Any]:
        """Decode a document and check that every value has its annotated type."""
        decoded = self.module.decode(body, model, format=format)
        lies = list(type_lies(decoded.value, type(decoded.value)))
        assert lies == []
        return decoded  # type: ignore[no-any-return]


def build_from(folder: Path, main: Path) -> Generated:
    """Generate a package from a schema elsewhere."""
    config = folder / "codegen.toml"
    config.write_text(f"main = '{main}'\npackage = 'built'\n", "utf-8")
    return generate_from(config)


def generate_from(config: Path, folder: Path | None = None) -> Generated:
    """Generate, write and import the package of a codegen.toml, under a name of its own."""
    settings = read_config(config)
    name = f"{settings.package}_{next(_NUMBERS)}"
    api = read_table_api(dataclasses.replace(settings, package=name))
    folder = folder or config.parent / "built"
    (folder / name).mkdir(parents=True)
    for module_name, text in table_modules(api).items():
        (folder / name / f"{module_name}.py").write_text(text, "utf-8")
    sys.path.insert(0, str(folder))
    try:
        module = importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
    assert api.schema is not None
    documents = Documents(settings.locations)
    documents.load(settings.main)
    return Generated(module, documents.validator(), folder / name, api.schema, documents)


def build(folder: Path, files: Mapping[str, str], settings: str = "") -> Generated:
    """Generate a package from the texts of schema documents, the first of which is the main one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    config = folder / "codegen.toml"
    config.write_text(f'main = "{next(iter(files))}"\npackage = "built"\n{settings}', "utf-8")
    return generate_from(config)


def lost_declarations(generated: Generated) -> list[str]:
    """Return the elements and attributes that documents declare and that no field or root element has.

    Those that no document can have do not count: in groups that nothing refers to, abstract without a substitute.
    """
    package, documents = generated.module.PACKAGE, generated.documents
    fields = [field for plan in package.plans.values() for field in plan.fields]
    known = {name for f in fields for name in (f.wire, *(other for other, _ in f.others))} | set(
        package.roots
    )
    local = {name.rpartition("}")[2] for name in known}
    groups_of = {
        node: [
            p.get("name")
            for p in node.iterancestors(_XS + "group", _XS + "attributeGroup")
            if p.get("name")
        ]
        for root in documents.documents
        for node in root.iter(
            *(_XS + kind for kind in ("group", "attributeGroup", "attribute", "element"))
        )
    }
    used: set[str] = set()
    size = -1
    while size < len(used):
        size = len(used)
        used |= {
            str(node.get("ref")).rpartition(":")[2]
            for node, groups in groups_of.items()
            if node.get("ref") and used.issuperset(groups)
        }
    lost = []
    for root in documents.documents:
        for node in root.iter(_XS + "element", _XS + "attribute"):
            name = node.get("name")
            top = node.getparent() is root
            if (
                name is None
                or name in local
                or node.get("abstract") == "true"
                or node.get("maxOccurs") == "0"
                or not used.issuperset(groups_of[node])
                or (top and node.tag == _XS + "attribute" and name not in used)
            ):
                continue
            lost.append(f"{documents.place(node)}: {name}")
    return lost


def type_lies(value: Any, annotation: Any, path: str = "") -> Iterator[str]:
    """Yield each value whose run-time type is not the annotated one; an instance of a subclass is of its base."""
    origin = typing.get_origin(annotation)
    options = typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        lies = [list(type_lies(value, option, path)) for option in options]
        if all(lies):
            yield from min(lies, key=len)
        elif type(value) is str:
            for option in options:
                if (
                    isinstance(option, type)
                    and issubclass(option, Enum)
                    and value in {m.value for m in option}
                ):
                    yield f"{path}: {value!r} is a member of {option.__name__}"
    elif origin is tuple:
        if type(value) is not tuple:
            yield f"{path}: {value!r} is not a tuple"
        elif options[-1] is ...:
            for index, inner in enumerate(value):
                yield from type_lies(inner, options[0], f"{path}[{index}]")
        elif len(value) != len(options):
            yield f"{path}: {value!r} has another length than {annotation}"
        else:
            for inner, option in zip(value, options, strict=True):
                yield from type_lies(inner, option, path)
    elif origin is Named:
        if not isinstance(value, Named):
            yield f"{path}: {value!r} is not a Named"
        else:
            yield from type_lies(value.value, options[0], path)
    elif annotation is types.NoneType:
        if value is not None:
            yield f"{path}: {value!r} is not None"
    elif dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        if not isinstance(value, annotation):
            yield f"{path}: {value!r:.60} is not {annotation.__name__}"
            return
        for name, hint in typing.get_type_hints(type(value)).items():
            yield from type_lies(getattr(value, name), hint, f"{path}.{name}")
    elif annotation is not object and type(value) is not annotation:
        yield f"{path}: {value!r} is {type(value).__name__}, not {annotation}"


def infoset(body: bytes) -> Any:
    """Return what a document says: names, attributes, texts; no prefixes, no layout between elements."""
    root = etree.fromstring(body, etree.XMLParser(remove_comments=True, remove_pis=True))
    return _element(root)


def _element(node: etree._Element) -> Any:
    attributes = {
        name: _resolved(node, text) if name == XSI + "type" else text
        for name, text in ((str(key), str(value)) for key, value in node.attrib.items())
        if not name.endswith("chemaLocation")
    }
    texts = [node.text or "", *(kid.tail or "" for kid in node)]
    if len(node):
        texts = ["" if not text.strip() else text for text in texts]
    return str(node.tag), dict(sorted(attributes.items())), texts, [_element(kid) for kid in node]


def _resolved(node: etree._Element, text: str) -> str:
    prefix, _, local = text.strip().rpartition(":")
    return f"{{{node.nsmap.get(prefix or None)}}}{local}"
