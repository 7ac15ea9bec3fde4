"""Documents as they are on the wire, in a form that tests can bend in every way.

Neither form knows models or a schema. Both can hold what a parser would refuse or quietly repair: repeated
members, attributes in a namespace, numbers of any spelling.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape


@dataclass
class Element:
    """An XML element: its name as it is written, attributes, and content."""

    name: str
    attributes: list[tuple[str, str]] = field(default_factory=list)
    content: list[Element | str | Markup] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def children(self) -> list[Element]:
        """The child elements."""
        return [part for part in self.content if isinstance(part, Element)]

    @property
    def text(self) -> str:
        """The text directly in the element."""
        return "".join(part for part in self.content if isinstance(part, str))

    def walk(self) -> Iterator[Element]:
        """Yield the element and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def copy(self) -> Element:
        """Return an independent copy."""
        return copy.deepcopy(self)


@dataclass
class Markup:
    """A piece of XML that is written as it is: a comment, a CDATA section, a reference."""

    xml: str


def xml_text(root: Element, *, indent: str = "") -> str:
    """Write an element; with `indent`, elements that hold only elements get a line for each."""
    return _written(root, "\n" if indent else "", indent)


def xml_bytes(root: Element, *, indent: str = "", declared: bool = True) -> bytes:
    """Write a document in UTF-8."""
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' if declared else ""
    return (declaration + ("\n" if indent else "") + xml_text(root, indent=indent)).encode()


def _written(element: Element, line: str, indent: str) -> str:
    attributes = "".join(f' {name}="{_quoted(value)}"' for name, value in element.attributes)
    if not element.content:
        return f"<{element.name}{attributes}/>"
    inner_line = line + indent
    only_elements = all(isinstance(part, Element) for part in element.content)
    parts = []
    for part in element.content:
        if isinstance(part, Element):
            parts.append(
                (inner_line if only_elements else "")
                + _written(part, inner_line if line else "", indent)
            )
        elif isinstance(part, Markup):
            parts.append(part.xml)
        else:
            parts.append(escape(part, {"\r": "&#13;"}))
    end = line if only_elements else ""
    return f"<{element.name}{attributes}>{''.join(parts)}{end}</{element.name}>"


def _quoted(value: str) -> str:
    return escape(value, {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


class Raw(str):
    """A piece of JSON that is written as it is, such as a number of many digits."""

    __slots__ = ()


@dataclass
class Object:
    """A JSON object as the list of its members: a name may repeat."""

    members: list[tuple[str, Json]] = field(default_factory=list)

    def get(self, name: str) -> Json:
        """Return the last member of a name."""
        return dict(self.members)[name]


Json = Object | list["Json"] | str | int | float | bool | None


def json_text(value: Json, *, space: str = "") -> str:
    """Write a JSON value; `space` goes behind colons and commas."""
    if isinstance(value, Object):
        members = (f"{_string(n)}:{space}{json_text(v, space=space)}" for n, v in value.members)
        return "{" + f",{space}".join(members) + "}"
    if isinstance(value, list):
        return "[" + f",{space}".join(json_text(item, space=space) for item in value) + "]"
    if isinstance(value, Raw):
        return value
    if isinstance(value, str):
        return _string(value)
    return json.dumps(value)


def _string(value: str) -> str:
    text = json.dumps(value, ensure_ascii=False)
    # A lone surrogate has no bytes of its own.
    return (
        text
        if text.isascii() or text.encode("utf-8", "ignore").decode() == text
        else json.dumps(value)
    )


def json_bytes(value: Json, *, space: str = "") -> bytes:
    """Write a JSON document in UTF-8."""
    return json_text(value, space=space).encode()


def objects(value: Json) -> Iterator[Object]:
    """Yield all objects in a value, in document order."""
    if isinstance(value, Object):
        yield value
        for _, inner in value.members:
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def scalars(value: Json) -> Iterator[Json]:
    """Yield all scalars in a value, in document order."""
    if isinstance(value, Object):
        for _, inner in value.members:
            yield from scalars(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(inner)
    else:
        yield value
