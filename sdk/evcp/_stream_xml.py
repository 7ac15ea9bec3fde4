"""Reading the stations of an XML document piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from lxml import etree

from ._reading_xml import Element, XmlReading, local_name, no_such_document, parser_options
from .errors import DecodeError
from .issues import Issue, IssueKind
from .streaming import read_error

if TYPE_CHECKING:
    from evcp_models import EVStation

    from .streaming import StationStream

_CHUNK = 64 * 1024


def stations(source: IO[bytes], stream: StationStream) -> Iterator[EVStation]:
    """Yield the stations of a document, telling the stream of the rest."""
    reader = _Reader(source, stream)
    problem: DecodeError | None = None
    try:
        yield from reader.document()
    except DecodeError:
        raise
    except (etree.XMLSyntaxError, ValueError, OSError, EOFError) as error:
        problem = read_error(error, reader.given)
    if problem is not None:
        # Raised here, so that it does not drag the parser's own error along.
        raise problem


class _Reader:
    def __init__(self, source: IO[bytes], stream: StationStream) -> None:
        from evcp_models._xml_reader import READERS, ROOT_NAMES, SHAPES
        from evcp_models.models import EVStation, EVStationsResult

        self.source = source
        self.stream = stream
        self.given = 0
        self.index = 0
        self._read_station = READERS[EVStation]
        self._read_envelope = READERS[EVStationsResult]
        self._roots = ROOT_NAMES[EVStationsResult]
        self._shapes = SHAPES

    def document(self) -> Iterator[EVStation]:
        """Read the whole document."""
        options = {**parser_options(), "remove_blank_text": False}
        parser: Any = etree.XMLPullParser(("end",), tag="{*}evStation", **options)
        # A second parser sees the first element alone, so that a wrong document is refused at once.
        first: Any = etree.XMLPullParser(("start",), **options)
        root: Element = None
        while piece := self.source.read(_CHUNK):
            if root is None:
                first.feed(piece)
                root = next((element for _, element in first.read_events()), None)
                if root is not None:
                    self._check_root(root, piece)
            parser.feed(piece)
            for _, element in parser.read_events():
                if self._is_station(element):
                    yield from self._station(element)
        root = parser.close()
        self._finish(root)

    def _check_root(self, root: Element, piece: bytes) -> None:
        if root.getroottree().docinfo.internalDTD is not None:
            raise DecodeError(
                "the file declares a document type or entities, which no answer of the service needs",
                hint="it may have been tampered with",
            )
        if local_name(root) not in self._roots:
            raise no_such_document(piece, root, "EVStationsResult", self._roots)

    def _is_station(self, element: Element) -> bool:
        """Tell whether an element stands where stations stand, and not in something unknown."""
        wrapper = element.getparent()
        return (
            wrapper is not None
            and local_name(wrapper) == "evStations"
            and wrapper.getparent() is not None
            and wrapper.getparent().getparent() is None
        )

    def _station(self, element: Element) -> Iterator[EVStation]:
        path = ((None, "evStations"), "evStation", self.index)
        _drop_blanks(element)
        reading = XmlReading()
        station = self._read_station(element, reading, path)
        if not reading.whole(element):
            reading = XmlReading()
            reading.audit(element, "EVStation", self._shapes, path)
            station = self._read_station(element, reading, path)
        self.index += 1
        self.stream.note(reading.issues)
        self._look_ahead(element)
        self._free(element)
        if station is not None:
            self.given += 1
            yield station

    def _look_ahead(self, element: Element) -> None:
        """Take up what stood before the first station."""
        if self.index == 1:
            for child in element.getparent().getparent():
                name, text = local_name(child), (child.text or "").strip()
                if name == "hasMore" and text in ("true", "false", "1", "0"):
                    self.stream.has_more = text in ("true", "1")
                elif name == "count" and text.isascii() and text.isdigit():
                    self.stream.count = int(text)

    def _free(self, element: Element) -> None:
        """Let go of a station that was read, and of those before it."""
        wrapper = element.getparent()
        while (earlier := element.getprevious()) is not None and local_name(earlier) == "evStation":
            if earlier.tail and earlier.tail.strip():
                self._stray(earlier.tail)
            wrapper.remove(earlier)
        element.clear(keep_tail=True)

    def _stray(self, text: str) -> None:
        self.stream.note([Issue("evStations", IssueKind.STRAY_TEXT, text.strip())])

    def _finish(self, root: Element) -> None:
        """Decode the document without its stations: what it says of itself, and what is unknown in it."""
        for wrapper in root:
            for element in wrapper if local_name(wrapper) == "evStations" else ():
                if local_name(element) == "evStation":
                    if element.tail and element.tail.strip():
                        self._stray(element.tail)
                    wrapper.remove(element)
        _drop_blanks(root)
        reading = XmlReading()
        reading.audit(root, "EVStationsResult", self._shapes, None)
        value = self._read_envelope(root, reading, None)
        if value is not None:
            self.stream.has_more, self.stream.count = value.has_more, value.count
        self.stream.note(reading.issues)


def _drop_blanks(element: Element) -> None:
    """Take the layout out: blanks between elements, which the readers take for a sign of stray text."""
    for child in element.iter():
        if len(child) and child.text and not child.text.strip():
            child.text = None
        if child is not element and child.tail and not child.tail.strip():
            child.tail = None
