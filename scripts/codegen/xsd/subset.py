"""The part of XML Schema that the generator carries over into Python; the rest is refused.

xsdata reads nearly all of XML Schema and repairs or skips what it cannot resolve. A part lost on the way
(a length facet, a base type, a nested group) would make models that promise less than the schema says,
and nobody would notice. So every construct that is not known to arrive is an error.
"""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from .api import MARKS, Obstacles, SchemaError, each

XS = "{http://www.w3.org/2001/XMLSchema}"
NOTES = "{urn:evcp:schema-notes}"

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

_EXPLAINED = ("element", "attribute", "complexType", "simpleType", "enumeration")
"""Declarations that say what they mean, and how surely that is known."""

# Parts of regular expressions with another meaning in Python than in XML Schema, or with none.
_FOREIGN = re.compile(r"\\[a-mo-qsu-zA-Z]|-\[|(?<![\\\[])[\^$]|\(\?|[*+?}][+?]")


def read_tree(xsd: Path) -> etree._ElementTree:
    """Parse a schema of constructs that the generator carries over.

    Raises:
        SchemaError: Names the lines, the content there, and what can be written instead.
    """
    try:
        tree = etree.parse(str(xsd), etree.XMLParser(resolve_entities=False))
    except (OSError, etree.XMLSyntaxError) as error:
        raise SchemaError(f"cannot read the schema {xsd}: {error}") from error
    root = tree.getroot()
    if root.tag != XS + "schema":
        raise SchemaError(f"{_file(root)}: the root element is {root.tag}, not xs:schema")
    _check_places(root)
    return tree


def check_subset(tree: etree._ElementTree) -> None:
    """Refuse a schema that is not valid, not explained, or has content that the generator would lose.

    Args:
        tree: The schema, as `read_tree` gives it.

    Raises:
        SchemaError: Names the lines, the content there, and what can be written instead.
    """
    root = tree.getroot()
    obstacles = Obstacles()
    with obstacles:
        _compile(tree)
        each(_check_simple, root.findall(XS + "simpleType"))
    with obstacles:
        _check_names(root)
    with obstacles:
        each(_check_members, root.findall(XS + "complexType"))
    if NOTES[1:-1] in root.nsmap.values():
        with obstacles:
            each(_check_explained, root.iter(*(XS + kind for kind in _EXPLAINED)))
    obstacles.tell()


def _compile(tree: etree._ElementTree) -> None:
    try:
        etree.XMLSchema(tree)
    except etree.XMLSchemaParseError as error:
        # {namespace}name, as the compiler writes it, back to the form in the file.
        own = f"{{{tree.getroot().get('targetNamespace')}}}"
        file = _file(tree.getroot())
        raise SchemaError(
            *(
                f"{file}, line {one.line}: {one.message.replace(XS, 'xs:').replace(own, '')}"
                for one in error.error_log
            )
        ) from error


def refused(node: etree._Element, problem: str) -> SchemaError:
    """Build the error for a node of the schema."""
    return SchemaError(f"{_file(node)}, line {node.sourceline}: {problem}")


def _file(node: etree._Element) -> str:
    return Path(node.getroottree().docinfo.URL or "").name


def _check_places(node: etree._Element) -> None:
    """Check every element of the schema proper, except inside annotations and refused elements."""
    _check_place(node)
    each(_check_places, (kid for kid in node.iterchildren("{*}*") if kid.tag != XS + "annotation"))


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


def _check_explained(node: etree._Element) -> None:
    """Refuse a declaration without meaning or evidence, in a schema that has notes of evidence."""
    text = node.findtext(f"{XS}annotation/{XS}documentation", "")
    evidence = node.find(f"{XS}annotation/{XS}appinfo/{NOTES}evidence")
    mark, marks = "" if evidence is None else evidence.get("mark", ""), ", ".join(MARKS)
    problems = []
    if not text.strip():
        problems.append("has no xs:documentation: say what it means")
    if evidence is None:
        problems.append(f"has no evidence: add m:evidence with a mark ({marks}) and a source")
    elif mark not in MARKS:
        problems.append(f"has the evidence mark {mark!r}, which is not one of {marks}")
    elif not evidence.get("source", "").strip():
        problems.append("has evidence without a source: name the page that says so")
    name = node.get("name") or node.get("value")
    if problems:
        raise SchemaError(*(str(refused(node, f"{name} {problem}")) for problem in problems))


def _check_names(root: etree._Element) -> None:
    seen: dict[str, str] = {}

    def check(node: etree._Element) -> None:
        own = str(node.get("name"))
        if own.lower() in seen:
            # xsdata takes these for one name, and would add a number to the second.
            other = seen[own.lower()]
            raise refused(node, f"{own} differs from {other} by capital letters at most")
        seen[own.lower()] = own

    each(check, root.iterchildren(XS + "element", XS + "complexType", XS + "simpleType"))


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
