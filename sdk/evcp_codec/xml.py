"""Reading XML: a hardened parser, the slow paths of the readers, and the search for unread content.

A generated reader walks the children of an element once, in schema order. It looks only at what it
knows, and counts it; if the document holds more than was counted, `report_unread` finds the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import EllipsisType
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

from lxml import etree

from . import deadline, native
from .issues import MAX_NAME, MAX_RAW, IssueKind, Issues, MalformedDocument, guess, shortened
from .reading import Accepts, DecodeContext, Path, collapse
from .xml_text import (
    BLANKS,
    XSI,
    Element,
    attributes_of,
    local_name,
    local_of,
    text_of,
    xml_of,
)

T = TypeVar("T")
_HINTS = frozenset(
    XSI + name for name in ("nil", "type", "schemaLocation", "noNamespaceSchemaLocation")
)
"""Attributes of XML Schema's own, which any element may have; other names of that namespace are unknown."""
_LEFT_OUT = "evcp-left-out"
"""Name that an element gets which the second run has to pass over."""
_COUNT = etree.XPath("count(descendant-or-self::node()) + count(descendant-or-self::*/@*)")
_COUNT_LAYOUT = etree.XPath("count(descendant-or-self::*[*]/text()[not(normalize-space())])")
_LONE_EMPTY = etree.XPath("boolean(descendant::*[not(node())][not(@*)][count(../*) = 1])")


class _End:
    """Sentinel behind the last child: its tag equals no name, so a walk needs no check of its index."""

    tag = None
    text = None


END = cast("Element", _End())


class Shape(NamedTuple):
    """Content that an element of a class may have.

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


class XmlContext(DecodeContext):
    """One run over an XML document, or over one element of it.

    Attributes:
        sent: Texts, as they were sent, of elements that were changed to be read.
        left_out: Elements that are reported, and not to be read.
        seen: Number of elements, texts and attributes seen, to compare with the document's. An
            element counts as two, itself and a text in it; that is taken back where there are
            child elements instead of a text, or nothing.
        plain: Whether the walk itself knows that it has seen everything, which the native one may.
    """

    __slots__ = ("left_out", "plain", "seen", "sent")

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[Element, str] = {}
        self.left_out: set[Element] = set()
        self.seen = 2
        self.plain = False

    def raw(self, value: object) -> str:
        """Render a value as `Issue.raw`: the text of a scalar, the XML of a structure."""
        return text_of(value, self.sent) if isinstance(value, etree._Element) else str(value)

    def keep(self, element: Element) -> None:
        """Remember the text of an element that is about to be changed."""
        if element not in self.sent:
            self.sent[element] = shortened(xml_of(element, self.sent), MAX_RAW)

    def leave_out(self, element: Element) -> None:
        """Keep an element that is reported, or says that it has no value, from being read."""
        self.keep(element)
        self.left_out.add(element)
        element.tag = _LEFT_OUT

    def is_complete(self, root: Element) -> bool:
        """Return True if this run has seen everything in the element."""
        if self.plain:
            return True
        total = cast("float", _COUNT(root))
        if total == self.seen:
            return True
        # Layout (kept in streams and beside comments) is not counted. But layout read as a text counts
        # as much as an unread empty element behind it, so where there may be one the answer is no.
        layout = cast("float", _COUNT_LAYOUT(root))
        return total - layout == self.seen and not _LONE_EMPTY(root)

    def blank(self) -> str:
        """Return the text of an empty scalar."""
        self.seen -= 1
        return ""

    def normalize(
        self,
        kids: list[Element],
        done: int,
        order: Mapping[str, int],
        repeatable: frozenset[str],
        accepts: Accepts,
        path: Path,
    ) -> list[Any]:
        """Return the children from `done` on in the form a reader expects: known, in order, each once.

        Names lose their namespace, accepted names become the documented ones, an accepted wrapper
        gives way to its items. Unknown and repeated children are reported. Both lists end with `END`,
        which is why the readers take the children as `Any`.
        """
        single = {local_name(kid): kid for kid in kids[:done]}
        # Which of several accepted names is read: the documented one, or else the first.
        names = dict.fromkeys(single)
        names.update((local_name(kid), None) for kid in kids[done:-1])
        chosen = {name: name for name in names if name in order}
        for name in names:
            if name not in chosen and name in accepts:
                chosen.setdefault(accepts[name][0], name)
        known: list[tuple[str, Element]] = []
        for kid in kids[done:-1]:
            if kid in self.left_out:
                continue
            name = local_name(kid)
            field, *wrapped = (name,) if name in order else accepts.get(name, ("",))
            if not field:
                self.skip(kid, path, name, IssueKind.UNKNOWN_FIELD)
            elif chosen[field] != name:
                self.skip(kid, path, name, IssueKind.DUPLICATE)
            else:
                # An earlier run may have given the items their documented name already.
                items = self.unwrap(kid, (wrapped[0], field), path) if wrapped else (kid,)
                if name != field and not wrapped:
                    self.keep(kid)
                known += [(field, item) for item in items]
        last = {field: index for index, (field, _) in enumerate(known)}
        kept = []
        for index, (field, kid) in enumerate(known):
            if field in repeatable or last[field] == index:
                kid.tag = field
                kept.append(kid)
                if field in single and field not in repeatable:
                    self.report(path, field, IssueKind.DUPLICATE, single[field])
            else:
                self.skip(kid, path, field, IssueKind.DUPLICATE)
        kept.sort(key=lambda kid: order[kid.tag])
        kept.append(END)
        return kept

    def skip(self, kid: Element, path: Path, name: str, kind: IssueKind) -> None:
        """Report an element that is left out of the model, with its whole content."""
        self.report(path, name, kind, kid)
        for element in kid.iter():
            self.seen += len(element.attrib) + 2 * (element is not kid)
            self.seen -= len(element) > 0 or element.text is None

    def overridden(self, element: Element, path: Path, name: str) -> None:
        """Report an attribute that is given as an element too; the element is read."""
        value = element.get(name)
        if value is not None:
            self.report(path, name, IssueKind.DUPLICATE, value)

    def is_wrapper(self, element: Element, item: str) -> bool:
        """Return True if an element holds the items of a list rather than being one of them."""
        return len(element) > 0 and local_name(element[0]) == item

    def unwrap(self, wrapper: Element, names: tuple[str, ...], path: Path) -> Sequence[Element]:
        """Return the items of a list in a wrapper; everything else in it is reported."""
        kids = list(wrapper)
        self.seen += 2 * len(kids) - 1
        name = local_name(wrapper)
        if not kids and wrapper.text:
            self.only_text(wrapper, (path, name))
        items = []
        for kid in kids:
            if local_name(kid) in names:
                items.append(kid)
            elif kid not in self.left_out:
                self.skip(kid, (path, name), local_name(kid), IssueKind.UNKNOWN_FIELD)
        return items

    def read_wrapped(
        self,
        wrapper: Element,
        item: str,
        read: Callable[[Element, XmlContext, Path], T | None],
        path: Path,
        name: str,
    ) -> list[T]:
        """Read the items of a list that has an element of its own."""
        here = (path, name)
        kids: list[Element] = wrapper[:]  # type: ignore[index, assignment]  # twice as fast as list()
        self.seen += 2 * len(kids) - 1
        if not kids and wrapper.text:
            self.only_text(wrapper, here)
        values = []
        at = 0
        for kid in deadline.each(kids):
            if kid.tag != item and local_name(kid) != item:
                if kid in self.left_out:
                    at += 1
                    continue
                self.skip(kid, here, local_name(kid), IssueKind.UNKNOWN_FIELD)
                continue
            value = read(kid, self, (here, item, at))
            at += 1
            if value is not None:
                values.append(value)
        return values

    def string_item(self, element: Element, _context: XmlContext, _path: Path) -> str:
        """Read a string of a list."""
        return element.text or self.blank()

    def token_item(self, element: Element, _context: XmlContext, _path: Path) -> str:
        """Read a string of a list in which white space means nothing."""
        text = element.text or self.blank()
        return text if " " not in text and text.isprintable() else collapse(text)

    def only_text(self, element: Element, path: Path) -> bool:
        """Report text in place of a structure; return True if the element holds nothing else."""
        self.seen += 1
        text = element.text
        if text is None or not text.strip(BLANKS):
            return False
        self.report(path, "", IssueKind.BAD_VALUE, text)
        return not element.attrib

    def missing(self, element: Element, path: Path, name: str) -> None:
        """Report an object that lacks a required value."""
        self.report(path, name, IssueKind.MISSING, element)


XmlReader: TypeAlias = Callable[[Element, XmlContext, Path], T | None]
"""A generated reader: an element to a model, None where a required value is missing."""


# --- parsing ---------------------------------------------------------------------------------------

# Atomic groups: text matched as a comment is not matched again as something else.
_DOCTYPE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s+|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE", re.DOTALL | re.IGNORECASE
)
DTD_PROBLEM = "it declares a document type or entities, which no answer of the service needs"


def parser_options(*, remove_blank_text: bool) -> dict[str, Any]:
    """Return options that make lxml's parsers safe: no entities, no DTD, no network.

    libxml2's own limits stay: 256 levels of depth and 10 million characters in one text.
    """
    return {
        "resolve_entities": False,
        "load_dtd": False,
        "no_network": True,
        "huge_tree": False,
        "recover": False,
        "remove_comments": True,
        "remove_pis": True,
        "remove_blank_text": remove_blank_text,
    }


def load(body: bytes, *, keep_blanks: bool = False) -> Element:
    """Parse an XML body and return its root; `keep_blanks` where white space between elements is content.

    Raises:
        MalformedDocument: The body is not XML, or declares a document type.
    """
    problem = DTD_PROBLEM
    if _DOCTYPE.match(body) is None:
        # libxml2 takes blanks before a comment or a CDATA section for layout, even in a text.
        options = parser_options(remove_blank_text=not keep_blanks and _is_plain(body))
        try:
            root = etree.fromstring(body, etree.XMLParser(**options))
            # The search above reads ASCII only: this is for encodings in which it finds nothing.
            if root.getroottree().docinfo.internalDTD is None:
                return root
        except (etree.XMLSyntaxError, ValueError) as error:
            problem = str(error)
    raise MalformedDocument(f"the body is not XML of the service: {problem}", guess(body, "xml"))


# In these, the characters of markup have their bytes of ASCII, and no others.
_ENCODING = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?<\?xml(?:(?!encoding).)*\?>\Z"""
    rb"""|encoding\s*=\s*["'](?:utf-?8|us-ascii|iso-8859-[0-9]+|windows-125[0-9])["']""",
    re.IGNORECASE | re.DOTALL,
)
_NOT_UTF_8 = re.compile(
    rb"""(?:\xef\xbb\xbf)?<\?xml(?:(?!\?>).)*encoding\s*=\s*["'](?!utf-8["'])""",
    re.IGNORECASE | re.DOTALL,
)
_SPEAKS_ASCII = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[^\0]")


def _is_plain(body: bytes) -> bool:
    """Return True if a body certainly has no comments, CDATA sections and processing instructions.

    A search for one byte is many times faster than that for two.
    """
    start = 2 + body.find(b"?>", 0, 99) if b"<?xml" in body[:8] else 0
    if _SPEAKS_ASCII.match(body, start) is None or (start and not _ENCODING.search(body, 0, start)):
        return False
    return not (_has_markup(body, b"!", start) or _has_markup(body, b"?", start))


def _has_markup(body: bytes, mark: bytes, start: int) -> bool:
    """Return True if `<` and a mark are in a body."""
    at = start
    for _ in range(100):
        if (at := body.find(mark, at) + 1) == 0:
            return False
        if body[at - 2 : at - 1] == b"<":
            return True
    return body.find(b"<" + mark, at - 1) >= 0


def check_root(root: Element, names: tuple[str, ...]) -> None:
    """Check the name of a root element.

    Raises:
        MalformedDocument: The element has another name.
    """
    if local_name(root) not in names:
        raise MalformedDocument(
            f"the root element is <{shortened(local_name(root), MAX_NAME)}>",
            f"the root of such a document is <{'> or <'.join(names)}>",
        )


# --- reading everything ----------------------------------------------------------------------------


def read_xml(
    body: bytes,
    read: XmlReader[T],
    names: tuple[str, ...],
    kind: str,
    shapes: Mapping[str, Shape],
) -> tuple[T | None, Issues]:
    """Decode an XML body with a root of one of the names; `kind` is the name of the model in `shapes`.

    Returns:
        The model, None if it lacks a required value, and the issues.

    Raises:
        MalformedDocument: The body is not XML, or has another root.
    """

    def load_root(body: bytes) -> Element:
        root = load(body)
        check_root(root, names)
        return root

    if native.reads_items(read, body) and _is_plain(body) and _NOT_UTF_8.match(body) is None:
        context = XmlContext()
        parser = etree.XMLParser(**parser_options(remove_blank_text=True))
        parse = partial(etree.fromstring, parser=parser)
        value = native.read_items(read, body, load_root, parse, context)
        if not isinstance(value, EllipsisType):
            return value, context.issues
    return read_element(load_root(body), read, kind, shapes)


def read_element(
    element: Element,
    read: XmlReader[T],
    kind: str,
    shapes: Mapping[str, Shape],
    path: Path = None,
) -> tuple[T | None, Issues]:
    """Read an element, accounting for its whole content; it may be changed on the way."""
    context = XmlContext()
    if path is not None and _is_nil(element):
        context.report(path, "", IssueKind.BAD_VALUE, "null")  # as JSON prints such an item
        return None, context.issues
    # Roots may carry attributes of XML Schema's own, such as the place of a schema.
    context.seen += sum(name in _HINTS for name in element.attrib)
    value = read(element, context, path)
    if not context.is_complete(element):
        # The first run may have renamed elements, which does not matter to a second one on the same
        # tree; whatever it reported is still there and is reported again.
        before, context = context, XmlContext()
        context.sent = before.sent
        report_unread(context, element, kind, shapes, path)
        value = read(element, context, path)
    return value, context.issues


def report_unread(
    context: XmlContext, element: Element, kind: str, shapes: Mapping[str, Shape], path: Path
) -> None:
    """Report the content that a reader passes over, and hide it where it would be read as something else.

    That is: unknown attributes, attributes and elements in a scalar, text between elements,
    and `xsi:nil`. An attribute that is documented as an element becomes one, and the reverse.
    """
    deadline.check()
    shape = shapes[kind]
    attributes = dict(_attributes_of(element))
    others = {name: text for name, text in attributes.items() if name not in shape.attributes}
    # Built once: an element may have very many attributes, and very many children.
    taken = attributes.keys() - others.keys() | set(map(local_name, element)) if others else set()
    for name, value in others.items():
        local = local_of(name)
        if local not in shape.attributes and local not in shape.leaves:
            context.report(path, local, IssueKind.UNKNOWN_FIELD, value)
        elif local in taken:
            context.report(path, local, IssueKind.DUPLICATE, value)
        else:
            taken.add(local)
            context.keep(element)
            if local in shape.attributes:
                element.set(local, value)
            else:
                etree.SubElement(element, local).text = value
    if shape.text:
        _elements_to_attributes(context, element, shape, path)
        return
    _report_text(context, element, path)
    at: dict[str, int] = {}
    for kid in list(element):
        name = local_name(kid)
        here: Path = (path, name)
        if name in shape.repeated:
            at[name] = at.get(name, -1) + 1
            here = (path, name, at[name])
        if _is_nil(kid):
            _report_nil(context, kid, name, shape, shapes, here)
        elif name in shape.inner and context.is_wrapper(kid, shape.inner[name]):
            items = (shape.inner[name], shape.children[name])
            _report_list(context, kid, items, shapes, (path, name))
        elif name in shape.children:
            report_unread(context, kid, shape.children[name], shapes, here)
        elif name in shape.wrappers:
            _report_list(context, kid, shape.wrappers[name], shapes, here)
        elif name in shape.leaves and not _report_leaf(context, kid, here):
            context.leave_out(kid)


def _report_nil(
    context: XmlContext,
    kid: Element,
    name: str,
    shape: Shape,
    shapes: Mapping[str, Shape],
    path: Path,
) -> None:
    """Hide a child without a value; it is an issue in a list, and if it is unknown, as in JSON."""
    if name in shape.repeated:
        _report_nil_item(context, kid, shape.children.get(name, ""), shapes, path)
    elif name in shape.leaves or name in shape.children or name in shape.wrappers:
        context.leave_out(kid)


def _report_nil_item(
    context: XmlContext, kid: Element, kind: str, shapes: Mapping[str, Shape], path: Path
) -> None:
    """Report an item without a value as JSON would show it."""
    if kind and not shapes[kind].text:
        context.keep(kid)
        for name in list(kid.attrib):
            del kid.attrib[name]
        kid.text = "null"  # the reader reports text in place of a structure
    else:
        context.report(path, "", IssueKind.BAD_VALUE, "null")
        context.leave_out(kid)


def _elements_to_attributes(
    context: XmlContext, element: Element, shape: Shape, path: Path
) -> None:
    """Turn child elements of a class with text into its attributes, and into the text."""
    if len(element):
        context.keep(element)
    for kid in list(element):
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
    _report_leaf(context, element, path, attributes=False)


def _report_list(
    context: XmlContext,
    wrapper: Element,
    items: tuple[str, str],
    shapes: Mapping[str, Shape],
    path: Path,
) -> None:
    report_attributes(context, wrapper, path)
    _report_text(context, wrapper, path)
    name, kind = items
    for index, kid in enumerate(k for k in list(wrapper) if local_name(k) == name):
        here = (path, name, index)
        if _is_nil(kid):
            _report_nil_item(context, kid, kind, shapes, here)
        elif kind:
            report_unread(context, kid, kind, shapes, here)
        elif not _report_leaf(context, kid, here):
            context.leave_out(kid)


def report_attributes(context: XmlContext, element: Element, path: Path) -> None:
    """Report all attributes of an element that may have none."""
    for name, value in _attributes_of(element):
        context.report(path, local_of(name), IssueKind.UNKNOWN_FIELD, value)


def _report_text(context: XmlContext, element: Element, path: Path) -> None:
    if not len(element):
        return  # the reader itself sees text in place of a structure
    if element.text and element.text.strip(BLANKS):
        context.report(path, "", IssueKind.STRAY_TEXT, element.text.strip(BLANKS))
    for kid in element:
        if kid.tail and kid.tail.strip(BLANKS):
            context.report(path, "", IssueKind.STRAY_TEXT, kid.tail.strip(BLANKS))


def _report_leaf(
    context: XmlContext, element: Element, path: Path, *, attributes: bool = True
) -> bool:
    """Report attributes and elements in a scalar; return True if the scalar can be read."""
    if attributes:
        report_attributes(context, element, path)
    if not len(element):
        return True
    context.report(path, "", IssueKind.BAD_VALUE, element)
    if not attributes:  # the text of a structure, which is read nevertheless
        for kid in list(element):
            element.remove(kid)
        element.text = None
    return False


def _attributes_of(element: Element) -> list[tuple[str, str]]:
    """Return the attributes except XML Schema's own.

    By XPath, because lxml's other ways to list them take quadratic time for very many.
    """
    return [(a.attrname, str(a)) for a in attributes_of(element) if a.attrname not in _HINTS]


def _is_nil(element: Element) -> bool:
    """Return True if an element says that it has no value."""
    return (
        element.get(XSI + "nil") in ("true", "1")
        and all(name in _HINTS for name in element.attrib)
        and not len(element)
        and not (element.text and element.text.strip(BLANKS))
    )
