"""The part of XML Schema that the generator carries over into Python; the rest is refused.

xsdata reads nearly all of XML Schema and repairs or skips what it cannot resolve. A part lost on the way
(a length facet, a base type, a nested group) would make models that promise less than the schema says,
and nobody would notice. So every construct that is not known to arrive is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from .api import SchemaError

XS = "{http://www.w3.org/2001/XMLSchema}"

# Element by element: its parents, and the attributes that it may have.
_ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "schema": (set(), {"targetNamespace", "elementFormDefault", "attributeFormDefault", "version"}),
    "complexType": ({"schema"}, {"name"}),
    "simpleType": ({"schema"}, {"name"}),
    "all": ({"complexType"}, set()),
    "sequence": ({"complexType"}, set()),
    "choice": ({"complexType"}, {"minOccurs", "maxOccurs"}),
    "simpleContent": ({"complexType"}, set()),
    "extension": ({"simpleContent"}, {"base"}),
    "element": (
        {"schema", "all", "sequence", "choice"},
        {"name", "type", "minOccurs", "maxOccurs"},
    ),
    "attribute": ({"complexType", "extension"}, {"name", "type", "use"}),
    "restriction": ({"simpleType"}, {"base"}),
    "union": ({"simpleType"}, {"memberTypes"}),
    "enumeration": ({"restriction"}, {"value"}),
    "pattern": ({"restriction"}, {"value"}),
    "minInclusive": ({"restriction"}, {"value"}),
    "maxInclusive": ({"restriction"}, {"value"}),
}
TOKENS = frozenset("token anyURI language NMTOKEN Name NCName ID".split())  # noqa: SIM905
"""Types of `xs:` that become `str`, and whose white space is collapsed (xs:whiteSpace)."""

TEXTS = TOKENS | {"string"}
"""Types of `xs:` that become `str`: `string` keeps its white space."""

INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
"""Types of `xs:` that become `int`, with their own bounds."""

FLOATS = frozenset(("float", "double"))
"""Types of `xs:` that become `float`."""

# Parts of regular expressions with another meaning in Python than in XML Schema, or with none.
_FOREIGN = re.compile(r"\\[a-mo-qsu-zA-Z]|-\[|(?<![\\\[])[\^$]|\(\?|[*+?}][+?]")


def check_subset(tree: etree._ElementTree) -> None:
    """Refuse a schema that is not valid, or that has content which the generator would lose.

    Args:
        tree: The parsed schema.

    Raises:
        SchemaError: Names the line, the content there, and what can be written instead.
    """
    root = tree.getroot()
    if root.tag != XS + "schema":
        raise SchemaError(f"{_file(root)}: the root element is {root.tag}, not xs:schema")
    for node in _declarations(root):
        _check_place(node)
    try:
        etree.XMLSchema(tree)
    except etree.XMLSchemaParseError as error:
        first = error.error_log[0]
        # {namespace}name, as the compiler writes it, back to the form in the file.
        message = first.message.replace(XS, "xs:").replace(f"{{{root.get('targetNamespace')}}}", "")
        raise SchemaError(f"{_file(root)}, line {first.line}: {message}") from error
    _check_names(root)
    for kind in root.findall(XS + "complexType"):
        _check_members(kind)
    for kind in root.findall(XS + "simpleType"):
        _check_simple(kind)


def refused(node: etree._Element, problem: str) -> SchemaError:
    """Build the error for a node of the schema."""
    return SchemaError(f"{_file(node)}, line {node.sourceline}: {problem}")


def _file(node: etree._Element) -> str:
    return Path(node.getroottree().docinfo.URL or "").name


def _declarations(node: etree._Element) -> Iterator[etree._Element]:
    """Yield every element of the schema proper: no comments, nothing inside annotations."""
    yield node
    for child in node:
        if isinstance(child.tag, str) and child.tag != XS + "annotation":
            yield from _declarations(child)


def _short(node: etree._Element) -> str:
    return str(node.tag).replace(XS, "")


def _check_place(node: etree._Element) -> None:
    kind, parent, own = _short(node), node.getparent(), node.get("name")
    problem = ""
    if kind not in _ALLOWED:
        carried = ", ".join(sorted(_ALLOWED))
        raise refused(
            node,
            f"xs:{kind} would be lost: the generator carries {carried}; "
            'codec = "tables" in codegen.toml carries the whole language (docs/schema.md)',
        )
    parents, attributes = _ALLOWED[kind]
    odd = sorted(set(map(str, node.attrib)) - attributes)
    if parent is not None and _short(parent) not in parents:
        places = ", ".join("xs:" + p for p in sorted(parents))
        problem = f"xs:{kind} inside xs:{_short(parent)} would be lost: it can stand in {places}"
    elif odd:
        known = ", ".join(sorted(attributes))
        problem = f"{odd[0]}= of xs:{kind} would be lost: it can have {known}"
    elif kind in ("element", "attribute") and not (own and node.get("type")):
        remedy = "give its type a name of its own, on the top level"
        problem = f"xs:{kind} {own or ''} needs name and type: {remedy}"
    elif kind == "choice" and (node.get("minOccurs"), node.get("maxOccurs")) != ("0", "unbounded"):
        problem = (
            'xs:choice has to be minOccurs="0" maxOccurs="unbounded", which says "any order"; '
            "alternatives are not carried"
        )
    elif kind == "element" and node.get("maxOccurs") == "0":
        problem = f'{own} has maxOccurs="0": remove it instead'
    elif kind == "attribute" and node.get("use") == "prohibited":
        problem = f"attribute {own} is prohibited: remove it instead"
    if problem:
        raise refused(node, problem)


def _check_names(root: etree._Element) -> None:
    seen: dict[str, str] = {}
    for node in root.iterchildren(XS + "element", XS + "complexType", XS + "simpleType"):
        own = str(node.get("name"))
        if own.lower() in seen:
            # xsdata takes these for one name, and would add a number to the second.
            other = seen[own.lower()]
            raise refused(node, f"{own} differs from {other} by capital letters at most")
        seen[own.lower()] = own


def _check_members(kind: etree._Element) -> None:
    members = list(kind.iter(XS + "element", XS + "attribute"))
    if not members:
        raise refused(kind, f"{kind.get('name')} has no members, so no class can be made of it")
    seen: set[str] = set()
    for node in members:
        wire = str(node.get("name"))
        if wire in seen:
            # JSON has one name space for attributes and elements.
            raise refused(node, f"{kind.get('name')} has two members named {wire}")
        seen.add(wire)


def _check_simple(kind: etree._Element) -> None:
    name = str(kind.get("name"))
    union = kind.find(XS + "union")
    if union is not None:
        first, *rest = (union.get("memberTypes") or "").split() or [""]
        if not first.endswith("KnownType") or rest != ["xs:token"] or first.startswith("xs:"):
            raise refused(
                union,
                f"{name}: a union has to be of a …KnownType and xs:token: an open enumeration",
            )
        return
    restriction = kind.find(XS + "restriction")
    assert restriction is not None  # xs:list is refused by its place, all else by the compiler
    base = str(restriction.get("base"))
    if not base.startswith("xs:"):
        raise refused(restriction, f"{name}: the base {base} has to be a type of xs: itself")
    for facets, carried in (
        (("pattern", "enumeration"), TEXTS),
        (("minInclusive", "maxInclusive"), FLOATS | INTEGERS.keys()),
    ):
        for facet in restriction.iterchildren(*(XS + f for f in facets)):
            if base.removeprefix("xs:") not in carried:
                raise refused(facet, f"{name}: xs:{_short(facet)} of {base} would be lost")
    patterns = restriction.findall(XS + "pattern")
    if len(patterns) > 1:
        raise refused(patterns[1], f"{name}: two patterns; join them with |")
    for pattern in patterns:
        _check_pattern(pattern, name)


def _check_pattern(pattern: etree._Element, name: str) -> None:
    text = str(pattern.get("value"))
    foreign = _FOREIGN.search(text)
    if foreign is not None:
        problem = f"{name}: {foreign.group()!r} in the pattern means something else in Python"
        raise refused(pattern, f"{problem}; write out what is meant")
    try:
        re.compile(text, re.ASCII)
    except re.error as error:
        raise refused(pattern, f"{name}: Python cannot read the pattern: {error}") from error
