"""Parts of an XSD that xsdata does not carry over: evidence, own cardinality, declared type names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from .api import Note
from .subset import NOTES, TOKENS, refused
from .subset import XS as _XS


@dataclass(frozen=True)
class Declaration:
    """An element or attribute declaration inside a type."""

    type: str
    required: bool
    many: bool
    note: Note


@dataclass(frozen=True)
class SchemaNotes:
    """All declarations of a schema by the name of their type.

    Attributes:
        version: Version of the schema.
        namespace: Its target namespace.
        types: Notes of each type.
        declarations: Elements and attributes by type and wire name.
        values: Known values of enumerations by type and value.
        roots: Root elements by type.
        texts: Type of the text of each type that has text and attributes.
        tokens: Simple types with collapsed white space; xsdata resolves them to a plain string.
    """

    version: str
    namespace: str
    types: dict[str, Note] = field(default_factory=dict)
    declarations: dict[tuple[str, str], Declaration] = field(default_factory=dict)
    values: dict[tuple[str, str], Note] = field(default_factory=dict)
    roots: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)


def read_notes(root: etree._Element) -> SchemaNotes:
    """Read the annotations and declarations of an XSD.

    Raises:
        SchemaError: The schema has no version or no namespace.
    """
    notes = SchemaNotes(root.get("version", ""), root.get("targetNamespace", ""))
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", notes.version, re.ASCII):
        raise refused(root, f"version {notes.version!r} of xs:schema has to be like 1.2.3")
    if not notes.namespace:
        raise refused(root, "xs:schema has no targetNamespace")
    for child in root:
        name = child.get("name", "")
        if child.tag == _XS + "element":
            kind = _local(child.get("type"))
            notes.roots[kind] = (*notes.roots.get(kind, ()), name)
        elif child.tag in (_XS + "complexType", _XS + "simpleType"):
            notes.types[name] = note_of(child)
            for node in child.iter(_XS + "extension"):
                notes.texts[name] = _local(node.get("base"))
            for node in child.iter(_XS + "element", _XS + "attribute"):
                kind, many = _local(node.get("type")), node.get("maxOccurs", "1") not in ("0", "1")
                required = node.get("use") == "required"
                if node.tag == _XS + "element":
                    required = node.get("minOccurs") != "0"
                key = name, str(node.get("name"))
                notes.declarations[key] = Declaration(kind, required, many, note_of(node))
            for node in child.iter(_XS + "restriction"):
                if _local(node.get("base")) in TOKENS:
                    notes.tokens.add(name)
            for node in child.iter(_XS + "enumeration"):
                notes.values[name, str(node.get("value"))] = note_of(node)
    return notes


def _local(qname: str | None) -> str:
    return (qname or "").rpartition(":")[2]


def note_of(node: etree._Element) -> Note:
    """Read the documentation and the evidence of a declaration."""
    annotation = node.find(_XS + "annotation")
    if annotation is None:
        return Note()
    doc = [str(t) for d in annotation.findall(_XS + "documentation") for t in d.itertext()]
    evidence = annotation.find(f"{_XS}appinfo/{NOTES}evidence")
    deprecated = annotation.find(f"{_XS}appinfo/{NOTES}deprecated")
    return Note(
        doc=" ".join(" ".join(doc).split()),
        evidence="" if evidence is None else evidence.get("mark", ""),
        source="" if evidence is None else evidence.get("source", ""),
        deprecated="" if deprecated is None else deprecated.get("use", "no substitute"),
    )
