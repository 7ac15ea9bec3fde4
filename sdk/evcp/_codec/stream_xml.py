"""Walking the stations of an XML document of any size.

libxml2 builds the tree as the document comes; each station is decoded when its end tag has come, and is taken
out of the tree. What is left at the end, a few elements, is decoded in the usual way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from evcp_codec.issues import Issue, IssueKind
from evcp_codec.xml_audit import read_whole
from evcp_codec.xml_parse import DTD_PROBLEM, no_such_document, parser_options
from evcp_codec.xml_reading import BLANKS, Element, XmlReading, local_name, text_of
from evcp_models import EVStation, EVStationsResult
from evcp_models._xml_reader import ROOT_NAMES

from .stream import MAX_GAP, BrokenFileError, Facts, Found, too_large

_WRAPPER = (None, "evStations")
_TAGS = ("{*}evStation", "{*}hasMore", "{*}count")
_MAX_PROLOG = 1024 * 1024
"""Most bytes before the root element."""


def walk(chunks: Iterator[bytes], facts: Facts) -> Iterator[Found]:
    """Yield the stations of a document, and at its end the issues of all else."""
    return _Walk(facts).document(chunks)


class _Walk:
    """The way through one document."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        # Blanks are kept: at the edge of a chunk, libxml2 may take those of a text for layout.
        self.options: dict[str, Any] = {**parser_options(), "remove_blank_text": False}
        self.parser = etree.XMLPullParser(("end",), tag=_TAGS, **self.options)
        self.problem = ""
        self.wrapper: Element = None
        self.index = 0

    def document(self, chunks: Iterator[bytes]) -> Iterator[Found]:
        """Walk the whole document."""
        gap = 0
        for chunk in self._checked(chunks):
            self._feed(self.parser, chunk)
            gap += len(chunk)
            for _, element in self.parser.read_events():
                found = self._passed(element)
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
        issues = self._leave()
        result, others = read_whole(root, EVStationsResult)
        if result is None:
            raise BrokenFileError(
                f"the document holds nothing but {others[-1]}", "compare it with the schema"
            )
        self.facts.has_more, self.facts.count = result.has_more, result.count
        yield None, issues + others

    def _checked(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the chunks, once it is clear that they are a document of stations."""
        head = etree.XMLPullParser(("start",), **self.options)
        begin: list[bytes] = []
        for chunk in chunks:
            begin.append(chunk)
            self._feed(head, chunk)
            root: Any = next((element for _, element in head.read_events()), None)
            if root is not None:
                if root.getroottree().docinfo.internalDTD is not None:
                    self.problem = DTD_PROBLEM
                    raise self._broken()
                names = ROOT_NAMES[EVStationsResult]
                if local_name(root) not in names:
                    raise no_such_document(b"".join(begin), root, "EVStationsResult", names)
                break
            if self.problem or sum(map(len, begin)) > _MAX_PROLOG:
                self.problem = self.problem or "there is no root element"
                raise self._broken()
        self.problem = ""
        yield b"".join(begin)
        yield from chunks

    def _feed(self, parser: Any, chunk: bytes) -> None:
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            self.problem = str(error)  # what came before it is good

    def _broken(self) -> BrokenFileError:
        return BrokenFileError(f"the file is not XML of the service: {self.problem}")

    def _passed(self, element: Element) -> Found | None:
        """Take note of an element whose end was passed; return it if it is a station of the list."""
        parent = element.getparent()
        above = None if parent is None else parent.getparent()
        if above is None:
            name = local_name(element)
            if parent is not None and name == "hasMore":
                self.facts.has_more = XmlReading().boolean(element.text or "", None, name)
            elif parent is not None and name == "count":
                self.facts.count = XmlReading().integer(element.text or "", None, name)
            return None
        if (
            local_name(element) != "evStation"
            or local_name(parent) != "evStations"
            or above.getparent() is not None
        ):
            return None
        if parent is not self.wrapper:
            self.wrapper, self.index = parent, 0
        station, issues = read_whole(element, EVStation, (_WRAPPER, "evStation", self.index))
        self.index += 1
        issues = self._free(element) + issues
        element.clear(keep_tail=True)
        return station, issues

    def _free(self, element: Element) -> list[Issue]:
        """Take everything before a station out of its list, reporting what is not a station."""
        reading = XmlReading()
        parent = element.getparent()
        while (previous := element.getprevious()) is not None:
            self._report(reading, previous)
            parent.remove(previous)
        return reading.issues

    def _leave(self) -> list[Issue]:
        """Take the last station out of each list, so that nothing but the rest is left."""
        reading = XmlReading()
        wrapper = self.wrapper
        if wrapper is not None:
            if wrapper.text and wrapper.text.strip(BLANKS):
                kind = IssueKind.STRAY_TEXT
                reading.report(None, "evStations", kind, wrapper.text.strip(BLANKS))
            wrapper.text = None
            for element in wrapper[:]:
                self._report(reading, element)
                wrapper.remove(element)
        return reading.issues

    def _report(self, reading: XmlReading, element: Element) -> None:
        """Report what an element of the list says that is not part of a station."""
        name = local_name(element)
        if name != "evStation":
            reading.report(_WRAPPER, name, IssueKind.UNKNOWN_FIELD, text_of(element))
        if element.tail and element.tail.strip(BLANKS):
            tail = element.tail.strip(BLANKS)
            reading.report(None, "evStations", IssueKind.STRAY_TEXT, tail)
