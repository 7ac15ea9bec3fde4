"""Documents that are valid by the XSD, made from the XSD itself: an abstract tree with two renderings.

    tree = draw(documents("evStationsResult"))
    xml_bytes(as_xml(tree)), json_bytes(as_json(tree))     # the same document twice
    assert_says(model, tree)                               # what a reader should have got

JSON follows contract section 3.1: no root, a list type is an object with one array, numbers and booleans are
native, attributes come last, the text of simple content is the member `value`.
"""

from __future__ import annotations

import dataclasses
import enum
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from support.scalars import Scalar, scalars
from support.wire import Element, Json, Object
from support.xsd import EV, Complex, Member, schema

ROOTS = tuple(schema().roots)
"""Names of the root elements of the XSD."""


@dataclass
class Node:
    """A value of an attribute or element: a scalar, or attributes and children, or both."""

    name: str
    type: str
    scalar: Scalar | None = None
    attributes: list[Node] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)


def documents(
    root: str, *, surprises: bool = False, plain: bool = False
) -> st.SearchStrategy[Node]:
    """Return documents with a root element.

    Args:
        root: Name of the root element.
        surprises: Let open enumerations have values that are not listed.
        plain: No empty texts and lists, and no more digits than a float holds.
    """
    return _node(root, schema().roots[root], surprises, plain)


def any_document(*, surprises: bool = False, plain: bool = False) -> st.SearchStrategy[Node]:
    """Return documents with any root; half of them are of stations, which have most types."""
    names = ("evStationsResult",) * (len(ROOTS) - 1) + ROOTS
    return st.sampled_from(names).flatmap(
        lambda name: documents(name, surprises=surprises, plain=plain)
    )


@st.composite
def _node(draw: st.DrawFn, name: str, type: str, surprises: bool, plain: bool) -> Node:
    known = schema()
    if type in known.simple:
        kinds = scalars(known.simple[type], surprises=surprises, plain=plain)
        return Node(name, type, draw(kinds))
    kind = known.complex[type]
    node = Node(name, type)
    if kind.text is not None:
        node.scalar = draw(scalars(known.simple[kind.text], plain=plain))
    optional = [m for m in kind.members if not m.required]
    full = plain and type.endswith("ListType")
    everything = 2 ** len(optional) - 1
    # Most members are there: what is absent is soon tried, what stands side by side is not.
    mask = draw(st.integers(0, everything)) | draw(st.integers(0, everything)) if optional else 0
    there = {m.name for index, m in enumerate(optional) if mask >> index & 1}
    for member in kind.members:
        if not (member.required or full or member.name in there):
            continue
        for _ in range(_count(draw, member, 1 if plain else 0)):
            inner = draw(_node(member.name, member.type, surprises, plain))
            (node.attributes if member.attribute else node.children).append(inner)
    if type == "EVStationsResultType":
        _end_as_counted(node)
    return node


def _end_as_counted(page: Node) -> None:
    """Give a page a flag that its count does not contradict."""
    for child in page.children:
        if child.name == "hasMore" and any(other.name == "count" for other in page.children):
            child.scalar = Scalar(True, "true", True)


def _count(draw: st.DrawFn, member: Member, least: int) -> int:
    if not member.many:
        return 1
    return draw(st.sampled_from((1, 2) if member.required or least else (1, 0, 2, 2)))


def as_xml(tree: Node) -> Element:
    """Render a document as XML: a prefixed root, unqualified children (contract section 2)."""
    root = _element(tree)
    root.name = f"ev:{root.name}"
    root.attributes.insert(0, ("xmlns:ev", EV))
    return root


def _element(node: Node) -> Element:
    element = Element(node.name)
    for attribute in node.attributes:
        assert attribute.scalar is not None
        element.attributes.append((attribute.name, attribute.scalar.xml))
    if node.scalar is not None and node.scalar.xml:
        element.content.append(node.scalar.xml)
    element.content += map(_element, node.children)
    return element


def as_json(tree: Node) -> Json:
    """Render a document, or a part of one, as JSON."""
    kind = schema().complex.get(tree.type)
    if kind is None:
        assert tree.scalar is not None
        return tree.scalar.json
    repeatable = {m.name for m in kind.members if m.many}
    out = Object()
    if tree.scalar is not None:
        out.members.append(("value", tree.scalar.json))
    lists: dict[str, list[Json]] = {}
    for child in tree.children:
        value = as_json(child)
        if child.name not in repeatable:
            out.members.append((child.name, value))
        elif child.name in lists:
            lists[child.name].append(value)
        else:
            lists[child.name] = [value]
            out.members.append((child.name, lists[child.name]))
    out.members += [(a.name, as_json(a)) for a in tree.attributes]
    return out


def assert_says(model: Any, tree: Node) -> None:
    """Hold a decoded model against the document that it was decoded from, value by value."""
    kind = schema().complex[tree.type]
    there: dict[str, list[Node]] = {}
    for child in [*tree.attributes, *tree.children]:
        there.setdefault(child.name, []).append(child)
    for spec in dataclasses.fields(model):
        value = getattr(model, spec.name)
        metadata = spec.metadata
        if metadata["type"] == "Text":
            assert tree.scalar is not None
            _assert_scalar(value, tree.scalar)
            continue
        wire = metadata.get("wrapper") or metadata["name"]
        nodes = there.pop(wire, [])
        if "wrapper" in metadata:
            assert len(nodes) <= 1
            nodes = [inner for node in nodes for inner in node.children]
            assert all(node.name == metadata["name"] for node in nodes)
        if isinstance(value, tuple):
            assert len(value) == len(nodes), f"{wire}: {value!r} for {nodes!r}"
            pairs = list(zip(value, nodes, strict=True))
        else:
            assert len(nodes) == (value is not None), f"{wire}: {value!r} for {nodes!r}"
            pairs = [(value, node) for node in nodes]
        for one, node in pairs:
            if node.type in schema().complex:
                assert_says(one, node)
            else:
                assert node.scalar is not None
                _assert_scalar(one, node.scalar, schema().simple[node.type].known)
    assert not there, f"{kind.name}: no field for {sorted(there)}"


def _assert_scalar(value: Any, scalar: Scalar, known: tuple[str, ...] = ()) -> None:
    expected = scalar.value
    assert value == expected, f"{value!r} for {scalar!r}"
    if known:
        assert isinstance(value, enum.Enum) == (expected in known)
    else:
        assert type(value) is type(expected)
    if isinstance(expected, Decimal):
        assert isinstance(value, Decimal)
        assert value.as_tuple() == expected.as_tuple() or isinstance(scalar.json, float)


def complex_of(tree: Node) -> Complex:
    """Return the type of a node."""
    return schema().complex[tree.type]
