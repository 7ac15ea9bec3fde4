"""What the XML decoders pass over, reported and taken out before a second run.

A decoder looks at what it knows. If the count shows that there was more, this module finds it: unknown
attributes, attributes and elements in a scalar, text between elements, `xsi:nil`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from lxml import etree

from .issues import Issue, IssueKind
from .reading import Path
from .xml_reading import (
    BLANKS,
    XSI,
    Element,
    Shape,
    XmlReading,
    local_name,
    local_of,
    text_of,
)

T = TypeVar("T")
_ATTRIBUTES = etree.XPath("@*")


def read_whole(element: Element, model: type[T], path: Path = None) -> tuple[T | None, list[Issue]]:
    """Decode an element into a model, accounting for all that it holds."""
    from evcp_models._xml_reader import READERS, SHAPES

    read = READERS[model]
    reading = XmlReading()
    # Roots may carry attributes of XML Schema's own, such as the place of a schema.
    reading.seen += sum(str(name).startswith(XSI) for name in element.attrib)
    value = read(element, reading, path)
    if not reading.whole(element):
        # A run may have renamed elements; that does not matter to another one on the same tree,
        # but what it left out is still there and is reported again.
        reading = XmlReading()
        report_unread(reading, element, model.__name__, SHAPES, path)
        value = read(element, reading, path)
    return value, reading.issues


def report_unread(
    r: XmlReading, element: Element, kind: str, shapes: Mapping[str, Shape], path: Path
) -> None:
    """Report and take out what a decoder passes over, so that a second run sees all there is.

    That is: unknown attributes, attributes and elements in a scalar, text between elements,
    and `xsi:nil`. An attribute that is documented as an element becomes one, and the reverse.
    """
    shape = shapes[kind]
    attributes = dict(_attributes_of(element))
    others = {name: text for name, text in attributes.items() if name not in shape.attributes}
    # Made once: an element may have very many attributes, and very many children.
    taken = attributes.keys() - others.keys() | set(map(local_name, element)) if others else set()
    for name, value in others.items():
        local = local_of(name)
        if local not in shape.attributes and local not in shape.leaves:
            r.report(path, local, IssueKind.UNKNOWN_FIELD, value)
        elif local in taken:
            r.report(path, local, IssueKind.DUPLICATE, value)
        else:
            taken.add(local)
            if local in shape.attributes:
                element.set(local, value)
            else:
                etree.SubElement(element, local).text = value
    if shape.text:
        _text_class(r, element, shape, path)
        return
    _text(r, element, path)
    at: dict[str, int] = {}
    for kid in element[:]:
        name = local_name(kid)
        here: Path = (path, name)
        if name in shape.repeated:
            at[name] = at.get(name, -1) + 1
            here = (path, name, at[name])
        if _is_nil(kid):
            element.remove(kid)
        elif name in shape.inner and r.wraps(kid, shape.inner[name]):
            items = (shape.inner[name], shape.children[name])
            _list(r, kid, items, shapes, (path, name))
        elif name in shape.children:
            report_unread(r, kid, shape.children[name], shapes, here)
        elif name in shape.wrappers:
            _list(r, kid, shape.wrappers[name], shapes, here)
        elif name in shape.leaves and not _leaf(r, kid, here):
            element.remove(kid)


def _text_class(r: XmlReading, element: Element, shape: Shape, path: Path) -> None:
    """Make attributes, and a text, of the elements that stand for them."""
    for kid in element[:]:
        name = local_name(kid)
        if len(kid) or kid.attrib:
            continue
        if name in shape.attributes and element.get(name) is None:
            element.set(name, kid.text or "")
        elif name == "value" and not (element.text and element.text.strip(BLANKS)):
            element.text = kid.text
        else:
            continue
        tail = kid.tail
        element.remove(kid)
        if tail and tail.strip(BLANKS):
            element.text = (element.text or "") + tail
    _leaf(r, element, path, attributes=False)


def _list(
    r: XmlReading,
    wrapper: Element,
    items: tuple[str, str],
    shapes: Mapping[str, Shape],
    path: Path,
) -> None:
    _attributes(r, wrapper, path)
    _text(r, wrapper, path)
    name, kind = items
    for index, kid in enumerate(k for k in wrapper[:] if local_name(k) == name):
        here = (path, name, index)
        if _is_nil(kid):
            wrapper.remove(kid)
        elif kind:
            report_unread(r, kid, kind, shapes, here)
        elif not _leaf(r, kid, here):
            wrapper.remove(kid)


def _attributes(r: XmlReading, element: Element, path: Path) -> None:
    for name, value in _attributes_of(element):
        r.report(path, local_of(name), IssueKind.UNKNOWN_FIELD, value)


def _text(r: XmlReading, element: Element, path: Path) -> None:
    if not len(element):
        return  # the decoder itself sees text that stands for a structure
    if element.text and element.text.strip(BLANKS):
        r.report(path, "", IssueKind.STRAY_TEXT, element.text.strip(BLANKS))
    element.text = None
    for kid in element:
        if kid.tail and kid.tail.strip(BLANKS):
            r.report(path, "", IssueKind.STRAY_TEXT, kid.tail.strip(BLANKS))
        kid.tail = None


def _leaf(r: XmlReading, element: Element, path: Path, *, attributes: bool = True) -> bool:
    """Report attributes and elements in a scalar; tell whether the scalar can be read."""
    if attributes:
        _attributes(r, element, path)
    if not len(element):
        return True
    r.report(path, "", IssueKind.BAD_VALUE, text_of(element))
    for kid in element[:]:
        element.remove(kid)
    element.text = None
    return False


def _attributes_of(element: Element) -> list[tuple[str, str]]:
    """Return the attributes but those of XML Schema's own.

    By XPath, because lxml's other ways to list them take the square of the time for very many.
    """
    found: Any = _ATTRIBUTES(element) if len(element.attrib) else []
    return [(a.attrname, str(a)) for a in found if not a.attrname.startswith(XSI)]


def _is_nil(element: Element) -> bool:
    """Tell whether an element says that it has no value."""
    return (
        element.get(XSI + "nil") in ("true", "1")
        and all(str(name).startswith(XSI) for name in element.attrib)
        and not len(element)
        and not (element.text and element.text.strip(BLANKS))
    )
