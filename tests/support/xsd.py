"""Content of `schema/evcp.xsd`, read with lxml alone: the judge of the generated code is not generated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

XSD = Path(__file__).resolve().parents[2] / "schema" / "evcp.xsd"
EV = "http://www.here.com/2014/02/ACS-EV"
_XS = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True)
class Simple:
    """A simple type: its primitive base, its facets, and the known values of an open enumeration."""

    name: str
    base: str
    pattern: str | None = None
    low: str | None = None
    high: str | None = None
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """An attribute or a child element of a complex type."""

    name: str
    type: str
    attribute: bool
    required: bool
    many: bool


@dataclass(frozen=True)
class Complex:
    """A complex type: its members, and the simple type of its text if it has simple content."""

    name: str
    members: tuple[Member, ...]
    text: str | None = None


@dataclass(frozen=True)
class Schema:
    """All types, and the type of each root element."""

    roots: dict[str, str]
    complex: dict[str, Complex]
    simple: dict[str, Simple]


def _local(name: str) -> str:
    return name.partition(":")[2]


@cache
def schema() -> Schema:
    """Read the XSD."""
    top = etree.parse(str(XSD)).getroot()
    roots = {e.get("name", ""): _local(e.get("type", "")) for e in top.findall(_XS + "element")}
    simple: dict[str, Simple] = {}
    for element in top.findall(_XS + "simpleType"):
        name = element.get("name", "")
        restriction = element.find(_XS + "restriction")
        union = element.find(_XS + "union")
        if union is not None:
            closed, text = union.get("memberTypes", "").split()
            assert text == "xs:token", f"{name} is no open enumeration"
            simple[name] = Simple(name, "token", known=_values(top, _local(closed)))
        elif restriction is not None and restriction.find(_XS + "enumeration") is None:
            facets = {
                f.tag.rpartition("}")[2]: f.get("value") for f in restriction.iterchildren("*")
            }
            simple[name] = Simple(
                name,
                _local(restriction.get("base", "")),
                facets.get("pattern"),
                facets.get("minInclusive"),
                facets.get("maxInclusive"),
            )
    for base in ("string", "token", "boolean", "nonNegativeInteger", "decimal"):
        simple[base] = Simple(base, base)
    found = {e.get("name", ""): _complex(e) for e in top.findall(_XS + "complexType")}
    return Schema(roots, found, simple)


def _values(top: etree._Element, name: str) -> tuple[str, ...]:
    for element in top.findall(_XS + "simpleType"):
        if element.get("name") == name:
            return tuple(v.get("value", "") for v in element.iter(_XS + "enumeration"))
    raise LookupError(name)


def _complex(element: etree._Element) -> Complex:
    members = [
        Member(
            child.get("name", ""),
            _local(child.get("type", "")),
            attribute=False,
            required=child.get("minOccurs", "1") != "0",
            many=child.get("maxOccurs", "1") != "1",
        )
        for model in ("all", "sequence", "choice")
        for child in element.findall(f"{_XS}{model}/{_XS}element")
    ]
    for child in element.iter(_XS + "attribute"):
        required = child.get("use") == "required"
        members.append(
            Member(child.get("name", ""), _local(child.get("type", "")), True, required, many=False)
        )
    extension = element.find(f"{_XS}simpleContent/{_XS}extension")
    text = None if extension is None else _local(extension.get("base", ""))
    return Complex(element.get("name", ""), tuple(members), text)


@cache
def validator() -> etree.XMLSchema:
    """Return a validator of the XSD."""
    return etree.XMLSchema(etree.parse(str(XSD)))
