"""Plug-in of xsdata: xsdata reads and resolves the XSD, this module turns its classes into an `Api`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from keyword import iskeyword
from pathlib import Path
from typing import Any, ClassVar

from lxml import etree
from xsdata.codegen.exceptions import CodegenError
from xsdata.codegen.models import Attr, Class
from xsdata.codegen.transformer import ResourceTransformer
from xsdata.codegen.writer import CodeWriter
from xsdata.formats.mixins import AbstractGenerator, GeneratorResult
from xsdata.models.config import GeneratorConfig, StructureStyle

from .api import (
    Api,
    ClassSpec,
    CodeList,
    EnumSpec,
    FieldSpec,
    MemberSpec,
    Note,
    Obstacles,
    SchemaError,
    each,
    snake_case,
)
from .checks import check_api, check_corrections
from .codelists import read_codelists
from .corrections import Corrections, read_corrections
from .notes import SchemaNotes, read_notes
from .subset import FLOATS, INTEGERS, TEXTS, TOKENS, XS, check_subset, read_tree


class ApiGenerator(AbstractGenerator):
    """An xsdata output format that keeps the resolved classes instead of writing them."""

    __slots__ = ()
    found: ClassVar[list[Class]] = []

    def render(self, classes: list[Class]) -> Iterator[GeneratorResult]:
        """Keep the classes."""
        ApiGenerator.found = classes
        return iter(())


def _resolve(xsd: Path, tree: etree._ElementTree) -> list[Class]:
    """Let xsdata read a schema; return its resolved classes.

    Annotations are most of a schema, and xsdata would only carry them along: they are taken out first.
    """
    etree.strip_elements(tree, XS + "annotation", with_tail=False)
    CodeWriter.register_generator("evcp", ApiGenerator)
    try:
        config = GeneratorConfig()
        config.output.package = "evcp_models"
        config.output.format.value = "evcp"
        config.output.structure_style = StructureStyle.SINGLE_PACKAGE
        config.output.unnest_classes = True
        ApiGenerator.found = []
        transformer, uri = ResourceTransformer(config=config), xsd.resolve().as_uri()
        transformer.preloaded[uri] = etree.tostring(tree)
        transformer.process([uri])
    except CodegenError as error:
        raise SchemaError(f"xsdata cannot resolve {xsd.name}: {error}") from error
    finally:
        CodeWriter.unregister_generator("evcp")
    return ApiGenerator.found


def read_api(schema: Path) -> Api:
    """Read a schema folder, or an XSD with the other files of its folder.

    Raises:
        SchemaError: The schema cannot be turned into an API; says where and why.
    """
    xsd = schema / "evcp.xsd" if schema.is_dir() else schema
    obstacles = Obstacles()
    read = obstacles.result(lambda: _read_tree_and_notes(xsd))
    corrections = obstacles.result(lambda: read_corrections(xsd.with_name("corrections.toml")))
    codes = obstacles.result(lambda: read_codelists(xsd.with_name("codelists")))
    obstacles.tell()
    tree, notes = read
    builder = _Builder(notes, corrections, codes)
    with obstacles:
        check_subset(tree)
    with obstacles:
        check_corrections(corrections, notes)
    enums = obstacles.result(builder.enums)
    obstacles.tell()
    return builder.build(_resolve(xsd, tree), enums)


def _read_tree_and_notes(xsd: Path) -> tuple[etree._ElementTree, SchemaNotes]:
    tree = read_tree(xsd)
    return tree, read_notes(tree.getroot())


@dataclass
class _Builder:
    """Turns xsdata's classes into an `Api`."""

    notes: SchemaNotes
    corrections: Corrections
    codes: tuple[CodeList, ...]
    lists: dict[str, FieldSpec] = field(default_factory=dict)
    enum_names: dict[str, str] = field(default_factory=dict)

    def build(self, classes: list[Class], enums: list[EnumSpec]) -> Api:
        plain = [c for c in classes if not c.is_enumeration and c.tag == "ComplexType"]
        self.enum_names = {enum.xsd: enum.name for enum in enums}
        wrappers = [obj for obj in plain if self.is_list(obj)]
        items = each(lambda obj: self.field(obj.name, obj.attrs[0]), wrappers)
        self.lists = {obj.name: item for obj, item in zip(wrappers, items, strict=True)}
        models = each(self.model, (obj for obj in plain if obj.name not in self.lists))
        check_api(models, enums, self.codes)
        specs = {spec.xsd: spec for spec in models}
        for kind, roots in self.notes.roots.items():
            if kind not in specs:
                raise SchemaError(f"the root element {roots[0]} has to be of a type with members")
        ordered = _dependencies_first(specs)
        return Api(self.notes.version, self.notes.namespace, ordered, tuple(enums), self.codes)

    def is_list(self, obj: Class) -> bool:
        """Return True for a type that only wraps a list: `…ListType` with one repeatable element."""
        if not obj.name.endswith("ListType") or len(obj.attrs) != 1:
            return False
        return self.notes.declarations[obj.name, obj.attrs[0].local_name].many

    def class_name(self, xsd: str) -> str:
        return self.corrections.classes.get(xsd, xsd.removesuffix("Type"))

    def enum_name(self, xsd: str) -> str:
        return self.corrections.classes.get(xsd, xsd.removesuffix("Type").removesuffix("Known"))

    def model(self, obj: Class) -> ClassSpec:
        name = self.class_name(obj.name)
        own = name[0].lower() + name[1:]
        uses = [wire for (_, wire), d in self.notes.declarations.items() if d.type == obj.name]
        uses += [f.wire for f in self.lists.values() if f.type == name]
        roots = self.notes.roots.get(obj.name, ())
        element = roots[0] if roots else own if own in uses or not uses else uses[0]
        names = dict.fromkeys((element, *roots, *self.corrections.roots.get(obj.name, ()), *uses))
        fields = each(lambda attr: self.field(obj.name, attr), obj.attrs)
        fields.sort(key=lambda f: f.node == "attribute")  # JSON prints attributes last
        note = self.notes.types[obj.name]
        shown = tuple(
            self.field_name(obj.name, wire) for wire in self.corrections.shown.get(obj.name, ())
        )
        is_root = bool(roots)
        return ClassSpec(name, obj.name, element, tuple(names), is_root, tuple(fields), note, shown)

    def field(self, owner: str, attr: Attr) -> FieldSpec:
        """Describe one attribute or element of a type."""
        wire = attr.local_name
        declaration = self.notes.declarations.get((owner, wire))
        if declaration is None:  # the text of simple content has no declaration of its own
            note = Note("The text itself.")
            spec = FieldSpec("value", wire, "text", "scalar", "str", required=True, note=note)
            return replace(spec, **self.type_of(owner, attr, self.notes.texts[owner]))
        spec = FieldSpec(
            name=self.field_name(owner, wire),
            wire=wire,
            node="attribute" if attr.is_attribute else "element",
            kind="scalar",
            type="str",
            many=declaration.many,
            required=declaration.required and (owner, wire) not in self.corrections.optional,
            accepts=self.corrections.accepts.get((owner, wire), ()),
            note=declaration.note,
        )
        wrapped = self.lists.get(declaration.type)
        if wrapped is None:
            return replace(spec, **self.type_of(owner, attr, declaration.type))
        if spec.many:
            raise SchemaError(f"{owner}/{wire}: a list of lists; {attr.types[0].name} is a list")
        kind, type_, item = wrapped.kind, wrapped.type, wrapped.wire
        pattern = wrapped.pattern  # refused in a list, so it has to arrive
        return replace(
            spec,
            kind=kind,
            type=type_,
            item=item,
            pattern=pattern,
            collapse=wrapped.collapse,
            many=True,
            required=False,
        )

    def field_name(self, owner: str, wire: str) -> str:
        name = self.corrections.fields.get((owner, wire)) or snake_case(wire)
        return name + "_" if iskeyword(name) else name

    def type_of(self, owner: str, attr: Attr, declared: str) -> dict[str, Any]:
        """Find the Python type of a field and its bounds."""
        kinds = {t.name for t in attr.types if not t.native}
        if kinds:
            kind, *others = sorted(kinds)
            if others:
                raise SchemaError(
                    f"{owner}/{attr.local_name}: a union of {', '.join(sorted(kinds))}"
                )
            if kind in self.enum_names:
                return {"kind": "enum", "type": self.enum_names[kind]}
            return {"kind": "class", "type": self.class_name(kind)}
        datatype, rules = attr.types[0].datatype, attr.restrictions
        code = "string" if datatype is None else datatype.code
        low, high = rules.min_inclusive, rules.max_inclusive
        if declared in self.corrections.python:
            return {"type": self.corrections.python[declared]}
        if code in TEXTS:
            collapse = declared in TOKENS | self.notes.tokens
            return {"type": "str", "pattern": rules.pattern, "collapse": collapse}
        if code in ("boolean", "decimal"):
            return {"type": "bool" if code == "boolean" else "Decimal"}
        if code in FLOATS:
            low, high = (None if bound is None else repr(float(bound)) for bound in (low, high))
            return {"type": "float", "low": low, "high": high}
        if code in INTEGERS:
            least, most = (None if bound is None else str(bound) for bound in INTEGERS[code])
            return {"type": "int", "low": low or least, "high": high or most}
        raise SchemaError(
            f"{owner}/{attr.local_name}: no Python type for xs:{code}; "
            "use xs:string, xs:boolean, xs:decimal, xs:float or an integer type, or a named simple type "
            "with a [[python_type]] correction"
        )

    def enums(self) -> list[EnumSpec]:
        """Describe the open enumerations, by name."""
        return each(self.enum, sorted({kind for kind, _ in self.notes.values}))

    def enum(self, xsd: str) -> EnumSpec:
        """Describe an open enumeration; its members are named by the code list."""
        name = self.enum_name(xsd)
        keys = {
            str(entry["id"]): str(entry["key"])
            for codes in self.codes
            if codes.enum == name
            for entry in codes.entries
        }
        values = [value for (kind, value) in self.notes.values if kind == xsd]
        if keys and set(keys) != set(values):
            odd = ", ".join(sorted(set(keys) ^ set(values)))
            raise SchemaError(f"the XSD's {xsd} and the code list of {name} differ in: {odd}")
        union = xsd.replace("KnownType", "Type")
        members = (
            MemberSpec(keys.get(v) or snake_case(v).upper(), v, self.notes.values[xsd, v])
            for v in values
        )
        note = self.notes.types.get(union, self.notes.types[xsd])
        return EnumSpec(name, xsd, tuple(members), note)


def _dependencies_first(specs: dict[str, ClassSpec]) -> tuple[ClassSpec, ...]:
    """Order classes so that each follows those that its fields name."""
    by_name = {spec.name: spec for spec in specs.values()}
    ordered: dict[str, ClassSpec] = {}

    def visit(spec: ClassSpec, trail: tuple[str, ...]) -> None:
        if spec.name in trail:
            raise SchemaError(f"types contain each other: {' > '.join((*trail, spec.name))}")
        if spec.name not in ordered:
            for inner in (f.type for f in spec.fields if f.kind == "class"):
                visit(by_name[inner], (*trail, spec.name))
            ordered[spec.name] = spec

    for spec in specs.values():
        visit(spec, ())
    return tuple(ordered.values())
