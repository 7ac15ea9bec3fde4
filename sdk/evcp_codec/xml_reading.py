"""Reading XML: the shapes that a decoder meets beside the documented one, and the count of what it saw."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from lxml import etree

from .issues import IssueKind
from .reading import DecodeContext, Path

T = TypeVar("T")
Element = Any
"""An `lxml.etree._Element`; lxml's class is private, and its stubs are slower than the decoders."""

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_COUNT = etree.XPath("count(descendant-or-self::node()) + count(descendant-or-self::*/@*)")
_COUNT_LAYOUT = etree.XPath("count(descendant-or-self::*[*]/text()[not(normalize-space())])")
BLANKS = " \t\r\n"
"""White space of XML. Python's own idea of it includes a no-break space, which is text."""


class End:
    """Stands behind the last child: its tag equals no name."""

    tag = None
    text = None


END = End()


class Shape(NamedTuple):
    """What may stand in an element of a class.

    Attributes:
        attributes: Names of the attributes.
        leaves: Names of child elements that hold a scalar.
        children: Class of each child element that holds a structure.
        wrappers: Item name and item class (`""` for a scalar) of each list with an element of its own.
        repeated: Names of the leaves and children that may occur more than once.
        inner: Item name of each repeated child that may also be an element around all items.
        text: Whether the element itself holds a scalar.
    """

    attributes: frozenset[str]
    leaves: frozenset[str]
    children: Mapping[str, str]
    wrappers: Mapping[str, tuple[str, str]]
    repeated: frozenset[str]
    inner: Mapping[str, str]
    text: bool = False


class XmlReading(DecodeContext):
    """One run over an XML document, or over one element of it.

    Attributes:
        seen: How many elements, texts and attributes were seen, to compare with the document's. An
            element counts as two, itself and a text in it; that is taken back where there are
            child elements instead of a text, or nothing.
    """

    __slots__ = ("seen",)

    def __init__(self) -> None:
        super().__init__()
        self.seen = 2

    def whole(self, root: Element) -> bool:
        """Tell whether this run has seen all that the element holds."""
        total: Any = _COUNT(root)
        return bool(total == self.seen or total - _COUNT_LAYOUT(root) == self.seen)

    def blank(self) -> str:
        """Return the text of a scalar that has none."""
        self.seen -= 1
        return ""

    def normalize(
        self,
        kids: list[Element],
        done: int,
        order: Mapping[str, int],
        repeatable: frozenset[str],
        accepts: Mapping[str, tuple[str, ...]],
        path: Path,
    ) -> list[Element]:
        """Return the children from `done` on as the decoder wants them: known, in order, each once.

        Names lose their namespace, accepted spellings get the documented name, an accepted wrapper
        gives way to its items. What is unknown or repeated is reported. Both lists end with `END`.
        """
        single = {local_name(kid): kid for kid in kids[:done]}
        # Which spelling of a field is read: the documented one, or else the first that is accepted.
        spelled = dict.fromkeys(single)
        spelled.update((local_name(kid), None) for kid in kids[done:-1])
        chosen = {name: name for name in spelled if name in order}
        for name in spelled:
            if name not in chosen and name in accepts:
                chosen.setdefault(accepts[name][0], name)
        known: list[tuple[str, Element]] = []
        for kid in kids[done:-1]:
            name = local_name(kid)
            field, *wrapped = (name,) if name in order else accepts.get(name, ("",))
            if not field:
                self.skip(kid, path, name, IssueKind.UNKNOWN_FIELD)
            elif chosen[field] != name:
                self.skip(kid, path, name, IssueKind.DUPLICATE)
            else:
                # An earlier run may have given the items their documented name already.
                items = self.unwrap(kid, (wrapped[0], field), path) if wrapped else (kid,)
                known += [(field, item) for item in items]
        last = {field: index for index, (field, _) in enumerate(known)}
        kept = []
        for index, (field, kid) in enumerate(known):
            if field in repeatable or last[field] == index:
                kid.tag = field
                kept.append(kid)
                if field in single and field not in repeatable:
                    self.report(path, field, IssueKind.DUPLICATE, text_of(single[field]))
            else:
                self.skip(kid, path, field, IssueKind.DUPLICATE)
        kept.sort(key=lambda kid: order[kid.tag])
        kept.append(END)
        return kept

    def skip(self, kid: Element, path: Path, name: str, kind: IssueKind) -> None:
        """Report an element that is left out of the model, with all that it holds."""
        self.report(path, name, kind, text_of(kid))
        for element in kid.iter():
            self.seen += len(element.attrib) + 2 * (element is not kid)
            self.seen -= len(element) > 0 or element.text is None

    def overridden(self, element: Element, path: Path, name: str) -> None:
        """Report an attribute that is given as an element too, which is the one that is read."""
        value = element.get(name)
        if value is not None:
            self.report(path, name, IssueKind.DUPLICATE, value)

    def wraps(self, element: Element, item: str) -> bool:
        """Tell whether an element holds the items of a list rather than being one of them."""
        return len(element) > 0 and local_name(element[0]) == item

    def unwrap(self, wrapper: Element, names: tuple[str, ...], path: Path) -> Sequence[Element]:
        """Return the items of a list in a wrapper; what is not one is reported."""
        kids: list[Element] = wrapper[:]
        self.seen += 2 * len(kids) - 1
        name = local_name(wrapper)
        if not kids and wrapper.text:
            self.only_text(wrapper, (path, name))
        items = []
        for kid in kids:
            if local_name(kid) in names:
                items.append(kid)
            else:
                self.skip(kid, (path, name), local_name(kid), IssueKind.UNKNOWN_FIELD)
        return items

    def wrapped(
        self,
        wrapper: Element,
        item: str,
        decode: Callable[[Element, XmlReading, Path], T | None],
        path: Path,
        name: str,
    ) -> list[T]:
        """Decode the items of a list that has an element of its own."""
        here = (path, name)
        kids = wrapper[:]
        self.seen += 2 * len(kids) - 1
        if not kids and wrapper.text:
            self.only_text(wrapper, here)
        values = []
        at = 0
        for kid in kids:
            if kid.tag != item and local_name(kid) != item:
                self.skip(kid, here, local_name(kid), IssueKind.UNKNOWN_FIELD)
                continue
            value = decode(kid, self, (here, item, at))
            at += 1
            if value is not None:
                values.append(value)
        return values

    def string_item(self, element: Element, _reading: XmlReading, _path: Path) -> str:
        """Read a string of a list."""
        return element.text or self.blank()

    def only_text(self, element: Element, path: Path) -> bool:
        """Report text where a structure should be; tell whether there is nothing else in it."""
        self.seen += 1
        text = element.text
        if text is None or not text.strip(BLANKS):
            return False
        self.report(path, "", IssueKind.BAD_VALUE, text)
        return not element.attrib

    def missing(self, element: Element, path: Path, name: str) -> None:
        """Report an object that cannot be built for want of a required value."""
        self.report(path, name, IssueKind.MISSING, text_of(element))


def local_of(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition("}")[2]


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    tag: str = element.tag
    return tag.rpartition("}")[2]


def text_of(element: Element) -> str:
    """Render an element as `Issue.raw`: the text of a scalar, the XML of a structure."""
    if not len(element) and not element.attrib:
        return element.text or ""
    shown = copy.deepcopy(element)
    for part in shown.iter():
        # Layout is not content, and a parser may have dropped it already.
        if len(part) and part.text and not part.text.strip(BLANKS):
            part.text = None
        if part.tail and not part.tail.strip(BLANKS):
            part.tail = None
    text: str = etree.tostring(shown, encoding="unicode", with_tail=False)
    return text
