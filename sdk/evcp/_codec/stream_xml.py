"""Walking the stations of an XML document of any size.

libxml2 builds the tree as the document comes; each station is decoded at its end tag and removed from
the tree. The few elements left at the end are decoded in the usual way.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from itertools import chain
from typing import cast

from lxml import etree

from evcp_codec.issues import IssueKind, MalformedDocument
from evcp_codec.xml import (
    DTD_PROBLEM,
    XmlContext,
    check_root,
    parser_options,
    read_element,
    report_attributes,
)
from evcp_codec.xml_text import BLANKS, Element, local_name
from evcp_models import EVStation, EVStationsResult
from evcp_models._xml_reader import READERS, ROOT_NAMES, SHAPES

from .stream_facts import MAX_GAP, Facts, Found, too_large

_WRAPPER = (None, "evStations")
_OTHERS = frozenset(("hasMore", "count"))
_TAGS = ("{*}evStation", "{*}hasMore", "{*}count")
_MAX_PROLOG = 1024 * 1024
"""Most bytes before the root element."""


def walk(chunks: Iterator[bytes], facts: Facts) -> Iterator[Found]:
    """Yield the stations of a document, and at its end the issues of everything else."""
    start = b""
    while len(start) < 4 and (more := next(chunks, b"")):
        start += more
    chunks = chain((start,), chunks)
    # The one encoding that libxml2 knows in a whole document, and not in pieces of one.
    encoding = json.detect_encoding(start)
    if encoding.startswith("utf-32"):
        return _Walk(facts, "utf-8").document(_as_utf_8(chunks, encoding))
    return _Walk(facts).document(chunks)


def _as_utf_8(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chunks:
            yield decoder.decode(chunk).encode()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        problem = f"the file is not XML of the service: it is not {encoding} text: {error.reason}"
        raise MalformedDocument(problem) from None


class _Walk:
    """One walk over a document."""

    def __init__(self, facts: Facts, encoding: str | None = None) -> None:
        self.facts = facts
        # Blanks are kept: at the edge of a chunk, libxml2 may take those of a text for layout.
        self.options = {**parser_options(remove_blank_text=False), "encoding": encoding}
        self.parser = etree.XMLPullParser(("end",), tag=_TAGS, **self.options)
        self.problem = ""
        self.wrapper: Element | None = None
        self.index = 0

    def document(self, chunks: Iterator[bytes]) -> Iterator[Found]:
        """Walk the whole document."""
        gap = 0
        for chunk in self._checked(chunks):
            self._feed(self.parser, chunk)
            gap += len(chunk)
            for _, element in self.parser.read_events():
                found = self._passed(cast("Element", element))
                if found is not None:
                    gap = 0
                    yield found
            if self.problem:
                raise self._broken()
            if gap > MAX_GAP:
                raise too_large()
        try:
            root = self.parser.close()
        except etree.XMLSyntaxError as error:
            self.problem = str(error)
            raise self._broken() from None
        context = XmlContext()
        if self.wrapper is not None:
            self._empty(context, self.wrapper)
        result, issues = read_element(root, READERS[EVStationsResult], "EVStationsResult", SHAPES)
        if result is None:
            raise MalformedDocument(
                f"the document holds nothing but {issues[-1]}", "compare it with the schema"
            )
        self.facts.has_more, self.facts.count = result.has_more, result.count
        context.issues.add(issues)
        yield None, context.issues

    def _checked(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the chunks after a check of the root element."""
        head = etree.XMLPullParser(("start",), **self.options)
        begin: list[bytes] = []
        for chunk in chunks:
            begin.append(chunk)
            self._feed(head, chunk)
            for _, element in head.read_events():
                root = cast("Element", element)
                if root.getroottree().docinfo.internalDTD is not None:
                    self.problem = DTD_PROBLEM
                    raise self._broken()
                check_root(root, ROOT_NAMES[EVStationsResult])
                self.problem = ""  # one behind the root: the other parser meets it in its place
                yield b"".join(begin)
                yield from chunks
                return
            if self.problem or sum(map(len, begin)) > _MAX_PROLOG:
                self.problem = self.problem or "there is no root element"
                raise self._broken()

    def _feed(self, parser: etree.XMLPullParser, chunk: bytes) -> None:
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            self.problem = str(error)  # everything before it is good

    def _broken(self) -> MalformedDocument:
        return MalformedDocument(f"the file is not XML of the service: {self.problem}")

    def _passed(self, element: Element) -> Found | None:
        """Handle the end of an element; return the station if it is one of the list."""
        parent = element.getparent()
        above = None if parent is None else parent.getparent()
        if parent is None or above is None:
            name = local_name(element)
            if parent is not None and name == "hasMore":
                self.facts.has_more = XmlContext().boolean(element.text or "", None, name)
            elif parent is not None and name == "count":
                self.facts.count = XmlContext().integer(element.text or "", None, name)
            return None
        if (
            local_name(element) != "evStation"
            or local_name(parent) != "evStations"
            or above.getparent() is not None
        ):
            return None
        context = XmlContext()
        if parent is not self.wrapper:
            self._forget(context, above, parent)
            self.wrapper, self.index = parent, 0
        path = (_WRAPPER, "evStation", self.index)
        while (previous := element.getprevious()) is not None:
            self._report(context, previous)
            parent.remove(previous)
        station, issues = read_element(element, READERS[EVStation], "EVStation", SHAPES, path)
        self.index += 1
        context.issues.add(issues)
        element.clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs are older
        return station, context.issues

    def _forget(self, context: XmlContext, root: Element, wrapper: Element) -> None:
        """Remove what comes before a further list, which would fill the memory if there are very many.

        Only the last of several is read of everything else, so one of each name stays.
        """
        if self.wrapper is None:
            return
        kept = {"evStations"}
        for element in list(wrapper.itersiblings(preceding=True)):
            name = local_name(element)
            if name in _OTHERS and name not in kept:
                kept.add(name)
                continue
            kind = IssueKind.DUPLICATE if name in kept else IssueKind.UNKNOWN_FIELD
            if name in kept:
                report_attributes(context, element, (None, name))
            if name == "evStations":
                self._empty(context, element)
            context.report(None, name, kind, element)
            if element.tail and element.tail.strip(BLANKS):
                context.report(None, "", IssueKind.STRAY_TEXT, element.tail.strip(BLANKS))
            root.remove(element)

    def _empty(self, context: XmlContext, wrapper: Element) -> None:
        """Remove the last station of a list, so that only the other elements of the document are left."""
        if wrapper.text and wrapper.text.strip(BLANKS):
            kind = IssueKind.STRAY_TEXT
            context.report(None, "evStations", kind, wrapper.text.strip(BLANKS))
        wrapper.text = None
        for element in list(wrapper):
            self._report(context, element)
            wrapper.remove(element)

    def _report(self, context: XmlContext, element: Element) -> None:
        """Report an unknown element of the list, and text behind any element."""
        name = local_name(element)
        if name != "evStation":
            context.report(_WRAPPER, name, IssueKind.UNKNOWN_FIELD, element)
        if element.tail and element.tail.strip(BLANKS):
            tail = element.tail.strip(BLANKS)
            context.report(None, "evStations", IssueKind.STRAY_TEXT, tail)
