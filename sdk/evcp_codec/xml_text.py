"""Elements of XML as issues show them: their names, their attributes and their text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias, cast

from lxml import etree

from .issues import MAX_RAW, MalformedDocument
from .writing import quoted, text

Element: TypeAlias = etree._Element

BLANKS = " \t\r\n"
"""White space of XML. Python's own idea of it includes a no-break space, which is text."""
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_PREFIXES = {XSI[1:-1]: "xsi"}
_NAMESPACES = MappingProxyType({"": "", "xml": "http://www.w3.org/XML/1998/namespace"})
"""Namespaces by prefix that need no declaration."""
_MAX_TAG = 2000
"""Longest name with its namespace: a long one would be copied for every element."""
_ATTRIBUTES = etree.XPath("@*")


class Attribute(str):
    """An attribute as lxml's XPath returns it."""

    attrname: str


def attributes_of(element: Element) -> list[Attribute]:
    """Return the attributes.

    By XPath, because lxml's other ways to list them take quadratic time for very many.
    """
    return cast("list[Attribute]", _ATTRIBUTES(element) if len(element.attrib) else [])


def local_of(tag: str) -> str:
    """Return a name without its namespace.

    Raises:
        MalformedDocument: The namespace is absurdly long, and would be copied with every element.
    """
    if len(tag) > _MAX_TAG:
        raise MalformedDocument(
            f"a name or a namespace has {len(tag):,} characters", "no answer has"
        )
    return tag.rpartition("}")[2]


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return local_of(element.tag)


def text_of(element: Element, sent: Mapping[Element, str] = MappingProxyType({})) -> str:
    """Render an element: the text of a scalar, the XML of a structure, no further than an issue shows it.

    Args:
        element: The element.
        sent: Texts of the elements in it that were changed.
    """
    if not len(element) and not element.attrib:
        return element.text or ""
    return xml_of(element, sent)


def xml_of(element: Element, sent: Mapping[Element, str]) -> str:
    """Render an element as XML, `text_of` a structure."""
    written: list[str] = []
    size = 0
    for piece in _pieces(element, sent):
        written.append(piece)
        size += len(piece)
        if size > MAX_RAW:
            break
    return "".join(written)


def _pieces(element: Element, sent: Mapping[Element, str]) -> Iterator[str]:
    """Yield the XML of an element, with the namespaces in use and without layout, which is no content."""
    left: list[tuple[Iterator[Element], str, Mapping[str, str]]] = [
        (iter((element,)), "", _NAMESPACES)
    ]
    while left:
        kids, end, scope = left[-1]
        kid = next(kids, None)
        if kid is None:
            left.pop()
            yield end
            continue
        tail = _content(kid.tail) if kid is not element else ""
        if kid in sent:
            yield sent[kid] + tail
            continue
        start, name, inner = _start_tag(kid, scope)
        yield start
        if len(kid):
            yield f">{_content(kid.text)}"
            left.append((iter(kid), f"</{name}>{tail}", inner))
        elif kid.text:
            yield f">{text(kid.text[: MAX_RAW + 1])}</{name}>{tail}"
        else:
            yield f"/>{tail}"


def _content(value: str | None) -> str:
    return text(value[: MAX_RAW + 1]) if value and value.strip(BLANKS) else ""


def _start_tag(element: Element, scope: Mapping[str, str]) -> tuple[str, str, Mapping[str, str]]:
    """Return the start of a tag without its end, its name, and the namespaces by prefix inside of it."""
    inner = dict(scope)
    name = _name(element.tag, element.prefix or "", inner)
    written, size = [name], 0
    for attribute in attributes_of(element):
        prefix = next((p for p, uri in inner.items() if p and _in(attribute.attrname, uri)), "")
        shown = _name(attribute.attrname, prefix, inner, attribute=True)
        written.append(f'{shown}="{quoted(str(attribute)[: MAX_RAW + 1])}"')
        size += len(written[-1])
        if size > MAX_RAW:
            break
    for prefix, uri in inner.items():
        if scope.get(prefix) != uri:
            written.insert(1, f'xmlns{prefix and f":{prefix}"}="{quoted(uri)}"')
    return f"<{' '.join(written)}", name, inner


def _in(name: str, uri: str) -> bool:
    return name.startswith(f"{{{uri}}}")


def _name(tag: str, prefix: str, inner: dict[str, str], *, attribute: bool = False) -> str:
    """Return a name with its prefix, adding the prefix to `inner` if it stands for another namespace."""
    local = local_of(tag)
    uri = tag[1 : -len(local) - 1] if len(local) < len(tag) else ""
    if attribute and not uri:
        return local  # an attribute without a prefix is in no namespace
    if attribute and not prefix:
        prefix = _PREFIXES.get(uri, f"ns{len(inner)}")
    inner[prefix] = uri
    return f"{prefix}:{local}" if prefix else local
