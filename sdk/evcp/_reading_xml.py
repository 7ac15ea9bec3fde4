"""Reading XML: a hardened parser, and the shapes that a decoder meets beside the documented one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from lxml import etree

from ._reading import Path, Reading
from .errors import DecodeError, excerpt
from .issues import IssueKind

T = TypeVar("T")
Element = Any
"""An `lxml.etree._Element`; lxml's class is private, and its stubs are slower than the decoders."""

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
# Atomic groups: what was read as a comment is not read again as something else.
_DOCTYPE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s+|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE", re.DOTALL | re.IGNORECASE
)
_COUNT = etree.XPath("count(descendant-or-self::node()) + count(descendant-or-self::*/@*)")


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


class XmlReading(Reading):
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
        return bool(_COUNT(root) == self.seen)

    def blank(self) -> str:
        """Return the text of a scalar that has none."""
        self.seen -= 1
        return ""

    def tidy(
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
        if text is None or not text.strip():
            return False
        self.report(path, "", IssueKind.BAD_VALUE, text)
        return not element.attrib

    def missing(self, element: Element, path: Path, name: str) -> None:
        """Report an object that cannot be built for want of a required value."""
        self.report(path, name, IssueKind.MISSING, text_of(element))

    def audit(self, element: Element, kind: str, shapes: Mapping[str, Shape], path: Path) -> None:
        """Report and take out what a decoder passes over, so that a second run sees all there is.

        That is: unknown attributes, attributes and elements in a scalar, text between elements,
        and `xsi:nil`. An attribute that is documented as an element becomes one, and the reverse.
        """
        shape = shapes[kind]
        for name, value in element.attrib.items():
            local = local_of(name)
            if name in shape.attributes:
                continue
            del element.attrib[name]
            if name.startswith(_XSI):
                continue
            there = element.get(local) or any(local_name(kid) == local for kid in element)
            if there and (local in shape.attributes or local in shape.leaves):
                self.report(path, local, IssueKind.DUPLICATE, value)
            elif local in shape.attributes:
                element.set(local, value)
            elif local in shape.leaves:
                etree.SubElement(element, local).text = value
            else:
                self.report(path, local, IssueKind.UNKNOWN_FIELD, value)
        if shape.text:
            self._audit_text_class(element, shape, path)
            return
        self._audit_text(element, path)
        at: dict[str, int] = {}
        for kid in element[:]:
            name = local_name(kid)
            here: Path = (path, name)
            if name in shape.repeated:
                at[name] = at.get(name, -1) + 1
                here = (path, name, at[name])
            if _is_nil(kid):
                element.remove(kid)
            elif name in shape.inner and self.wraps(kid, shape.inner[name]):
                items = (shape.inner[name], shape.children[name])
                self._audit_list(kid, items, shapes, (path, name))
            elif name in shape.children:
                self.audit(kid, shape.children[name], shapes, here)
            elif name in shape.wrappers:
                self._audit_list(kid, shape.wrappers[name], shapes, here)
            elif name in shape.leaves and not self._audit_leaf(kid, here):
                element.remove(kid)

    def _audit_text_class(self, element: Element, shape: Shape, path: Path) -> None:
        """Make attributes, and a text, of the elements that stand for them."""
        for kid in element[:]:
            name = local_name(kid)
            if len(kid) or kid.attrib:
                continue
            if name in shape.attributes and element.get(name) is None:
                element.set(name, kid.text or "")
            elif name == "value" and not (element.text and element.text.strip()):
                element.text = kid.text
            else:
                continue
            tail = kid.tail
            element.remove(kid)
            if tail and tail.strip():
                element.text = (element.text or "") + tail
        self._audit_leaf(element, path, attributes=False)

    def _audit_list(
        self,
        wrapper: Element,
        items: tuple[str, str],
        shapes: Mapping[str, Shape],
        path: Path,
    ) -> None:
        self._audit_attributes(wrapper, path)
        self._audit_text(wrapper, path)
        name, kind = items
        for index, kid in enumerate(k for k in wrapper[:] if local_name(k) == name):
            here = (path, name, index)
            if _is_nil(kid):
                wrapper.remove(kid)
            elif kind:
                self.audit(kid, kind, shapes, here)
            elif not self._audit_leaf(kid, here):
                wrapper.remove(kid)

    def _audit_attributes(self, element: Element, path: Path) -> None:
        for name, value in element.attrib.items():
            del element.attrib[name]
            if not name.startswith(_XSI):
                self.report(path, local_of(name), IssueKind.UNKNOWN_FIELD, value)

    def _audit_text(self, element: Element, path: Path) -> None:
        if not len(element):
            return  # the decoder itself sees text that stands for a structure
        if element.text and element.text.strip():
            self.report(path, "", IssueKind.STRAY_TEXT, element.text.strip())
        element.text = None
        for kid in element:
            if kid.tail and kid.tail.strip():
                self.report(path, "", IssueKind.STRAY_TEXT, kid.tail.strip())
            kid.tail = None

    def _audit_leaf(self, element: Element, path: Path, *, attributes: bool = True) -> bool:
        """Report attributes and elements in a scalar; tell whether the scalar can be read."""
        if attributes:
            self._audit_attributes(element, path)
        if not len(element):
            return True
        self.report(path, "", IssueKind.BAD_VALUE, text_of(element))
        for kid in element[:]:
            element.remove(kid)
        element.text = None
        return False


def _is_nil(element: Element) -> bool:
    """Tell whether an element says that it has no value."""
    return (
        element.get(_XSI + "nil") in ("true", "1")
        and all(str(name).startswith(_XSI) for name in element.attrib)
        and not len(element)
        and not (element.text and element.text.strip())
    )


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
    text: str = etree.tostring(element, encoding="unicode", with_tail=False)
    return text


def parser_options() -> dict[str, Any]:
    """Return what makes lxml's parsers safe: no entities, no DTD, no network, libxml2's own limits.

    Those limits are 256 levels of depth and 10 million characters in one text.
    """
    return {
        "resolve_entities": False,
        "load_dtd": False,
        "no_network": True,
        "huge_tree": False,
        "recover": False,
        "remove_comments": True,
        "remove_pis": True,
        "remove_blank_text": True,
    }


def load(body: bytes, model: str) -> Element:
    """Parse an XML body and return its root; whatever is wrong with it is a `DecodeError`."""
    problem = "it declares a document type or entities, which no answer of the service needs"
    if _DOCTYPE.match(body) is None:
        options = parser_options()
        # libxml2 takes blanks before a comment or a CDATA section for layout, even in a text.
        options["remove_blank_text"] = _is_plain(body)
        try:
            root = etree.fromstring(body, etree.XMLParser(**options))
            # The search above reads ASCII only: this is for the encodings that hide from it.
            if root.getroottree().docinfo.internalDTD is None:
                for name in root.attrib:
                    if str(name).startswith(_XSI):
                        del root.attrib[name]
                return root
        except (etree.XMLSyntaxError, ValueError) as error:
            problem = str(error)
    raise DecodeError(
        f"cannot decode {model}: the body is not XML of the service: {problem}",
        hint=_guess(body),
        body_excerpt=excerpt(body),
    )


def _is_plain(body: bytes) -> bool:
    """Tell whether a body has no comments, CDATA sections and processing instructions.

    The searches for one byte are many times faster than those for two, and mostly enough.
    """
    start = 2 + body.find(b"?>", 0, 99) if b"<?xml" in body[:8] else 0
    return (body.find(b"!") < 0 or body.find(b"<!") < 0) and (
        body.find(b"?", start) < 0 or body.find(b"<?", start) < 0
    )


def _guess(body: bytes) -> str:
    """Say what the body seems to be instead."""
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "the body is empty"
    if b"<html" in start or start.startswith(b"<!doctype html"):
        return "it is an HTML page, perhaps from a proxy or a login form"
    if start.startswith((b"{", b"[")):
        return "it looks like JSON; decode it with format='json'"
    return "it may have been cut off on the way"


def no_such_document(body: bytes, root: Element, model: str, names: tuple[str, ...]) -> DecodeError:
    """Build the error for XML with another root."""
    return DecodeError(
        f"cannot decode {model}: the root element is <{local_name(root)}>",
        hint=f"the root of such a document is <{'> or <'.join(names)}>",
        body_excerpt=excerpt(body),
    )
