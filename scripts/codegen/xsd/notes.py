"""What xsdata does not carry over from an XSD: evidence marks, own cardinality, declared type names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from .api import Note, SchemaError
from .subset import XS as _XS
from .subset import check_subset

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
    """All declarations of a schema by the name of their type.

    Attributes:
        version: Version of the schema.
        namespace: Its target namespace.
        types: What it says about each type.
        declarations: Elements and attributes by type and wire name.
        values: Known values of enumerations by type and value.
        roots: Root elements by type.
        texts: Type of the text of each type that has text and attributes.
    """

    version: str
    namespace: str
    types: dict[str, Note]
    declarations: dict[tuple[str, str], Declaration]
    values: dict[tuple[str, str], Note]
    roots: dict[str, tuple[str, ...]]
    texts: dict[str, str]


def read_notes(xsd: Path) -> SchemaNotes:
    """Read the annotations and declarations of an XSD.

    Raises:
        SchemaError: The file cannot be read, is no valid schema, or has what cannot be carried over.
    """
    try:
        tree = etree.parse(str(xsd), etree.XMLParser(resolve_entities=False))
    except (OSError, etree.XMLSyntaxError) as error:
        raise SchemaError(f"cannot read the schema {xsd}: {error}") from error
    check_subset(tree, xsd.name)
    root = tree.getroot()
    version, namespace = root.get("version", ""), root.get("targetNamespace", "")
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version, re.ASCII):
        raise SchemaError(f"{xsd.name}: version {version!r} of xs:schema has to be like 1.2.3")
    if not namespace:
        raise SchemaError(f"{xsd.name}: xs:schema has no targetNamespace")
    types: dict[str, Note] = {}
    declarations: dict[tuple[str, str], Declaration] = {}
    values: dict[tuple[str, str], Note] = {}
    roots: dict[str, tuple[str, ...]] = {}
    texts: dict[str, str] = {}
    for child in root:
        name = child.get("name", "")
        if child.tag == _XS + "element":
            kind = _local(child.get("type"))
            roots[kind] = (*roots.get(kind, ()), name)
        elif child.tag in (_XS + "complexType", _XS + "simpleType"):
            types[name] = _note(child)
            for node in child.iter(_XS + "extension"):
                texts[name] = _local(node.get("base"))
            for node in child.iter(_XS + "element", _XS + "attribute"):
                declarations[name, str(node.get("name"))] = Declaration(
                    type=_local(node.get("type")),
                    required=_required(node),
                    many=node.get("maxOccurs", "1") not in ("0", "1"),
                    note=_note(node),
                )
            for node in child.iter(_XS + "enumeration"):
                values[name, str(node.get("value"))] = _note(node)
    return SchemaNotes(
        version=version,
        namespace=namespace,
        types=types,
        declarations=declarations,
        values=values,
        roots=roots,
        texts=texts,
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
        file = Path(annotation.getroottree().docinfo.URL or "").name
        raise SchemaError(
            f"{file}, line {annotation.sourceline}: "
            f"evidence mark {mark!r} is none of {', '.join(MARKS)}"
        )
    return Note(
        doc=" ".join(doc.split()),
        evidence=mark,
        source="" if evidence is None else evidence.get("source", ""),
        deprecated="" if deprecated is None else deprecated.get("use", "no substitute"),
    )
