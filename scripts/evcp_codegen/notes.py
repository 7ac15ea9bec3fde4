"""What xsdata does not carry over from an XSD: evidence marks, own cardinality, declared type names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from .api import Note, SchemaError

_XS = "{http://www.w3.org/2001/XMLSchema}"
_NOTES = "{urn:evcp:schema-notes}"
MARKS = {
    "C": "confirmed",
    "P": "practice",
    "S": "sibling",
    "I": "inferred",
    "U": "unknown",
}


@dataclass(frozen=True)
class Declaration:
    """An element or attribute declaration inside a type."""

    type: str
    required: bool
    many: bool
    note: Note


@dataclass(frozen=True)
class SchemaNotes:
    """All declarations of a schema by the name of their type."""

    version: str
    namespace: str
    types: dict[str, Note]
    declarations: dict[tuple[str, str], Declaration]
    values: dict[tuple[str, str], Note]
    roots: dict[str, tuple[str, ...]]


def read_notes(xsd: Path) -> SchemaNotes:
    """Read the annotations and declarations of an XSD."""
    try:
        root = etree.parse(str(xsd), etree.XMLParser(resolve_entities=False)).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise SchemaError(f"cannot read the schema {xsd}: {error}") from error
    types: dict[str, Note] = {}
    declarations: dict[tuple[str, str], Declaration] = {}
    values: dict[tuple[str, str], Note] = {}
    roots: dict[str, tuple[str, ...]] = {}
    for child in root:
        name = child.get("name", "")
        if child.tag == _XS + "element":
            kind = _local(child.get("type"))
            roots[kind] = (*roots.get(kind, ()), name)
        elif child.tag in (_XS + "complexType", _XS + "simpleType"):
            types[name] = _note(child)
            for node in child.iter(_XS + "element", _XS + "attribute"):
                if node.get("name") is None:
                    raise SchemaError(
                        f"type {name} in {xsd.name} refers to {node.get('ref')!r}: "
                        "declare elements and attributes in place, with name and type"
                    )
                declarations[name, str(node.get("name"))] = Declaration(
                    type=_local(node.get("type")),
                    required=_required(node),
                    many=node.get("maxOccurs", "1") not in ("0", "1"),
                    note=_note(node),
                )
            for node in child.iter(_XS + "enumeration"):
                values[name, str(node.get("value"))] = _note(node)
    return SchemaNotes(
        version=root.get("version", ""),
        namespace=root.get("targetNamespace", ""),
        types=types,
        declarations=declarations,
        values=values,
        roots=roots,
    )


def _required(node: etree._Element) -> bool:
    if node.tag == _XS + "attribute":
        return node.get("use") == "required"
    return node.get("minOccurs", "1") != "0"


def _local(qname: str | None) -> str:
    return (qname or "").rpartition(":")[2]


def _note(node: etree._Element) -> Note:
    annotation = node.find(_XS + "annotation")
    if annotation is None:
        return Note()
    doc = " ".join(
        " ".join(map(str, d.itertext())) for d in annotation.findall(_XS + "documentation")
    )
    evidence = annotation.find(f"{_XS}appinfo/{_NOTES}evidence")
    deprecated = annotation.find(f"{_XS}appinfo/{_NOTES}deprecated")
    mark = "" if evidence is None else evidence.get("mark", "")
    if mark and mark not in MARKS:
        raise SchemaError(
            f"line {annotation.sourceline}: evidence mark {mark!r} is none of {', '.join(MARKS)}"
        )
    return Note(
        doc=" ".join(doc.split()),
        evidence=mark,
        source="" if evidence is None else evidence.get("source", ""),
        deprecated="" if deprecated is None else deprecated.get("use", "no substitute"),
    )
