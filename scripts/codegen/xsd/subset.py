"""The part of XML Schema that the generator carries over into Python; the rest is refused.

xsdata reads nearly all of XML Schema and mends or passes over what it cannot resolve. Something that
is then lost on the way (a length facet, a base type, a nested group) would make models that promise
less than the schema says, and nobody would notice. So whatever is not known to arrive is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .api import SchemaError

XS = "{http://www.w3.org/2001/XMLSchema}"

# Element by element: its parents, and the attributes that it may have.
_ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "schema": (
        set(),
        {"targetNamespace", "elementFormDefault", "attributeFormDefault", "version"},
    ),
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
TEXTS = frozenset(
    "string normalizedString token anyURI language NMTOKEN Name NCName ID".split()  # noqa: SIM905
)
"""Types of `xs:` that become `str`."""

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

# Regular expressions: what means something else in Python than in XML Schema, or nothing there.
_FOREIGN = re.compile(r"\\[a-mo-qsu-zA-Z]|-\[|(?<![\\\[])[\^$]|\(\?|[*+?}][+?]")


def check_subset(tree: etree._ElementTree, name: str) -> None:
    """Refuse a schema that is not valid, or that has what the generator would lose.

    Args:
        tree: The parsed schema.
        name: Its file name, for messages.

    Raises:
        SchemaError: Says the line, what stands there, and what can be written instead.
    """
    root = tree.getroot()
    if root.tag != XS + "schema":
        raise SchemaError(f"{name}: the root element is {root.tag}, not xs:schema")
    for node in _declarations(root):
        _check_place(node, name)
    try:
        etree.XMLSchema(tree)
    except etree.XMLSchemaParseError as error:
        first = error.error_log[0]
        # {namespace}name, as the compiler writes it, back to what stands in the file.
        message = first.message.replace(XS, "xs:").replace(f"{{{root.get('targetNamespace')}}}", "")
        raise SchemaError(f"{name}, line {first.line}: {message}") from error
    _check_names(root, name)
    for kind in root.findall(XS + "complexType"):
        _check_members(kind, name)
    for kind in root.findall(XS + "simpleType"):
        _check_simple(kind, name)


def _declarations(node: etree._Element) -> Iterator[etree._Element]:
    """Yield every element of the schema proper: no comments, nothing inside annotations."""
    yield node
    for child in node:
        if isinstance(child.tag, str) and child.tag != XS + "annotation":
            yield from _declarations(child)


def _short(node: etree._Element) -> str:
    return str(node.tag).replace(XS, "")


def _fail(node: etree._Element, name: str, problem: str) -> SchemaError:
    return SchemaError(f"{name}, line {node.sourceline}: {problem}")


def _check_place(node: etree._Element, name: str) -> None:
    kind, parent = _short(node), node.getparent()
    if kind not in _ALLOWED:
        raise _fail(
            node,
            name,
            f"xs:{kind} would be lost: the generator carries {', '.join(sorted(_ALLOWED))}",
        )
    parents, attributes = _ALLOWED[kind]
    if parent is not None and _short(parent) not in parents:
        raise _fail(
            node,
            name,
            f"xs:{kind} inside xs:{_short(parent)} would be lost: it can stand in "
            f"{', '.join('xs:' + p for p in sorted(parents))}",
        )
    odd = sorted(set(map(str, node.attrib)) - attributes)
    if odd:
        raise _fail(
            node,
            name,
            f"{odd[0]}= of xs:{kind} would be lost: it can have {', '.join(sorted(attributes))}",
        )
    if kind in ("element", "attribute") and not (node.get("name") and node.get("type")):
        raise _fail(
            node,
            name,
            f"xs:{kind} {node.get('name') or ''} needs name and type: "
            "give its type a name of its own, on the top level",
        )
    if kind == "choice" and (node.get("minOccurs"), node.get("maxOccurs")) != ("0", "unbounded"):
        raise _fail(
            node,
            name,
            'xs:choice has to be minOccurs="0" maxOccurs="unbounded", which says "any order"; '
            "alternatives are not carried",
        )
    if kind == "element" and node.get("maxOccurs") == "0":
        raise _fail(node, name, f'{node.get("name")} has maxOccurs="0": remove it instead')
    if kind == "attribute" and node.get("use") == "prohibited":
        raise _fail(node, name, f"attribute {node.get('name')} is prohibited: remove it instead")


def _check_names(root: etree._Element, name: str) -> None:
    seen: dict[str, str] = {}
    for node in root.iterchildren(XS + "element", XS + "complexType", XS + "simpleType"):
        own = str(node.get("name"))
        if own.lower() in seen:
            # xsdata takes these for one name, and would add a number to the second.
            raise _fail(
                node, name, f"{own} differs from {seen[own.lower()]} by capital letters at most"
            )
        seen[own.lower()] = own


def _check_members(kind: etree._Element, name: str) -> None:
    members = list(kind.iter(XS + "element", XS + "attribute"))
    if not members:
        raise _fail(kind, name, f"{kind.get('name')} has no members, so no class can be made of it")
    seen: set[str] = set()
    for node in members:
        wire = str(node.get("name"))
        if wire in seen:
            # JSON has one name space for attributes and elements.
            raise _fail(node, name, f"{kind.get('name')} has two members named {wire}")
        seen.add(wire)


def _check_simple(kind: etree._Element, name: str) -> None:
    type_name = str(kind.get("name"))
    union = kind.find(XS + "union")
    if union is not None:
        prefix, known, rest = _union_members(union)
        if not known.endswith("KnownType") or rest != ["xs:string"] or prefix == "xs":
            raise _fail(
                union,
                name,
                f"{type_name}: a union has to be of a …KnownType and xs:string: an open enumeration",
            )
        return
    restriction = kind.find(XS + "restriction")
    assert restriction is not None  # xs:list is refused by its place, all else by the compiler
    if not str(restriction.get("base")).startswith("xs:"):
        raise _fail(
            restriction,
            name,
            f"{type_name}: the base {restriction.get('base')} has to be a type of xs: itself",
        )
    base = str(restriction.get("base")).removeprefix("xs:")
    for facets, carried in (
        (("pattern", "enumeration"), TEXTS),
        (("minInclusive", "maxInclusive"), FLOATS | INTEGERS.keys()),
    ):
        for facet in restriction.iterchildren(*(XS + f for f in facets)):
            if base not in carried:
                raise _fail(
                    facet, name, f"{type_name}: xs:{_short(facet)} of xs:{base} would be lost"
                )
    patterns = restriction.findall(XS + "pattern")
    if len(patterns) > 1:
        raise _fail(patterns[1], name, f"{type_name}: two patterns; join them with |")
    for pattern in patterns:
        _check_pattern(pattern, name, type_name)


def _union_members(union: etree._Element) -> tuple[str, str, list[str]]:
    first, *rest = (union.get("memberTypes") or "").split() or [""]
    prefix, _, known = first.rpartition(":")
    return prefix, known, rest


def _check_pattern(pattern: etree._Element, name: str, type_name: str) -> None:
    text = str(pattern.get("value"))
    foreign = _FOREIGN.search(text)
    if foreign is not None:
        raise _fail(
            pattern,
            name,
            f"{type_name}: {foreign.group()!r} in the pattern means something else in Python; "
            "write out what is meant",
        )
    try:
        re.compile(text, re.ASCII)
    except re.error as error:
        raise _fail(
            pattern, name, f"{type_name}: Python cannot read the pattern: {error}"
        ) from error
