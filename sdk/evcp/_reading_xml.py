"""Reading XML: a hardened parser, and the shapes that a decoder meets beside the documented one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from lxml import etree

from ._reading import Path, Reading
from .errors import DecodeError, excerpt
from .issues import IssueKind

T = TypeVar("T")
Element = Any
"""An `lxml.etree._Element`; lxml's class is private, and its stubs are slower than the decoders."""

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_PROLOG_END = re.compile(rb"<(?:!DOCTYPE|[A-Za-z_:\x80-\xff])")
_COUNT_ELEMENTS = etree.XPath("count(//*)")
_COUNT_ATTRIBUTES = etree.XPath("count(//@*)")
_HAS_STRAY_TEXT = etree.XPath(
    "boolean(//text()/preceding-sibling::* | //text()/following-sibling::*)"
)


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
        text: Whether the element itself holds a scalar.
    """

    attributes: frozenset[str]
    leaves: frozenset[str]
    children: Mapping[str, str]
    wrappers: Mapping[str, tuple[str, str]]
    text: bool = False


class XmlReading(Reading):
    """One run over an XML document.

    Attributes:
        elements: How many elements below the root were seen, to compare with the document's.
        attributes: How many attributes were seen.
    """

    __slots__ = ("attributes", "elements")

    def __init__(self, model: str, *, strict: bool = False) -> None:
        super().__init__(model, "xml", strict=strict)
        self.elements = 0
        self.attributes = 0

    def whole(self, root: Element) -> bool:
        """Tell whether this run has seen all that the document holds."""
        return (
            _COUNT_ELEMENTS(root) == self.elements + 1
            and _COUNT_ATTRIBUTES(root) == self.attributes
            and not _HAS_STRAY_TEXT(root)
        )

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
        known: list[Element] = []
        for kid in kids[done:-1]:
            name = local_name(kid)
            if name in order:
                kid.tag = name
                known.append(kid)
            elif name in accepts:
                field, *wrapped = accepts[name]
                # An earlier run may have given the items their documented name already.
                for item in self._unwrap(kid, (wrapped[0], field), path) if wrapped else [kid]:
                    item.tag = field
                    known.append(item)
            else:
                self.skip(kid, path, name, IssueKind.UNKNOWN_FIELD)
        last: dict[str, int] = {kid.tag: index for index, kid in enumerate(known)}
        kept = []
        for index, kid in enumerate(known):
            name = kid.tag
            if name in repeatable or last[name] == index:
                kept.append(kid)
                if name in single and name not in repeatable:
                    self.report(path, name, IssueKind.DUPLICATE, text_of(single[name]))
            else:
                self.skip(kid, path, name, IssueKind.DUPLICATE)
        kept.sort(key=lambda kid: order[kid.tag])
        kept.append(END)
        return kept

    def skip(self, kid: Element, path: Path, name: str, kind: IssueKind) -> None:
        """Report an element that is left out of the model, with all that it holds."""
        self.report(path, name, kind, text_of(kid))
        for element in kid.iter():
            self.elements += element is not kid
            self.attributes += len(element.attrib)

    def _unwrap(self, wrapper: Element, names: tuple[str, ...], path: Path) -> list[Element]:
        kids = wrapper[:]
        self.elements += len(kids)
        items = []
        for kid in kids:
            name = local_name(kid)
            if name in names:
                items.append(kid)
            else:
                self.skip(kid, (path, local_name(wrapper)), name, IssueKind.UNKNOWN_FIELD)
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
        if not len(wrapper) and wrapper.text and wrapper.text.strip():
            self.report(path, name, IssueKind.BAD_VALUE, wrapper.text)
        here = (path, name)
        kids = wrapper[:]
        self.elements += len(kids)
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
        return element.text or ""

    def only_text(self, element: Element, path: Path) -> bool:
        """Report text where a structure should be; tell whether there was any."""
        text = element.text
        if text is None or not text.strip():
            return False
        self.report(path, "", IssueKind.BAD_VALUE, text)
        return True

    def missing(self, element: Element, path: Path, name: str) -> None:
        """Report an object that cannot be built for want of a required value."""
        self.report(path, name, IssueKind.MISSING, text_of(element))

    def audit(self, element: Element, kind: str, shapes: Mapping[str, Shape], path: Path) -> None:
        """Report and take out what a decoder passes over, so that a second run sees all there is.

        That is: unknown attributes, attributes and elements in a scalar, text between elements,
        and `xsi:nil`. An attribute that is documented as an element becomes one.
        """
        shape = shapes[kind]
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2]
            if name in shape.attributes:
                continue
            del element.attrib[name]
            if name.startswith(_XSI):
                continue
            if local in shape.attributes:
                element.set(local, value)
            elif local in shape.leaves and not any(local_name(kid) == local for kid in element):
                etree.SubElement(element, local).text = value
            else:
                self.report(path, local, IssueKind.UNKNOWN_FIELD, value)
        if shape.text:
            self._audit_leaf(element, path)
            return
        self._audit_text(element, path)
        seen: dict[str, int] = {}
        for kid in element[:]:
            name = local_name(kid)
            index = seen[name] = seen.get(name, -1) + 1
            if kid.get(_XSI + "nil") in ("true", "1"):
                element.remove(kid)
            elif name in shape.children:
                self.audit(kid, shape.children[name], shapes, (path, name, index))
            elif name in shape.wrappers:
                self._audit_list(kid, shape.wrappers[name], shapes, (path, name))
            elif name in shape.leaves:
                for attribute, value in kid.attrib.items():
                    del kid.attrib[attribute]
                    if not attribute.startswith(_XSI):
                        self.report(
                            (path, name), local_of(attribute), IssueKind.UNKNOWN_FIELD, value
                        )
                if not self._audit_leaf(kid, (path, name)):
                    element.remove(kid)

    def _audit_list(
        self,
        wrapper: Element,
        items: tuple[str, str],
        shapes: Mapping[str, Shape],
        path: Path,
    ) -> None:
        for attribute, value in wrapper.attrib.items():
            del wrapper.attrib[attribute]
            if not attribute.startswith(_XSI):
                self.report(path, local_of(attribute), IssueKind.UNKNOWN_FIELD, value)
        self._audit_text(wrapper, path)
        name, kind = items
        for index, kid in enumerate(k for k in wrapper[:] if local_name(k) == name):
            here = (path, name, index)
            if kid.get(_XSI + "nil") in ("true", "1"):
                wrapper.remove(kid)
            elif kind:
                self.audit(kid, kind, shapes, here)
            elif not self._audit_leaf(kid, here):
                wrapper.remove(kid)

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

    def _audit_leaf(self, element: Element, path: Path) -> bool:
        """Report elements in a scalar; tell whether the scalar can be read."""
        if not len(element):
            return True
        self.report(path, "", IssueKind.BAD_VALUE, text_of(element))
        for kid in element[:]:
            element.remove(kid)
        element.text = None
        return False


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
    first = _PROLOG_END.search(body)
    if first is None or not first.group().startswith(b"<!"):
        try:
            root = etree.fromstring(body, etree.XMLParser(**parser_options()))
            # The search above reads ASCII only: this is for the encodings that hide from it.
            if root.getroottree().docinfo.internalDTD is None:
                for name in root.attrib:
                    if str(name).startswith(_XSI):
                        del root.attrib[name]
                return root
        except etree.XMLSyntaxError as error:
            problem = str(error)
        except ValueError as error:
            problem = str(error)
    raise DecodeError(
        f"cannot decode {model}: the body is not XML of the service: {problem}",
        hint=_guess(body),
        body_excerpt=excerpt(body),
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
