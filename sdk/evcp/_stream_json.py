"""Reading the stations of a JSON document piece by piece."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from ._reading_json import JsonReading, load_exactly, may_mislead
from .errors import DecodeError
from .streaming import read_error

if TYPE_CHECKING:
    from evcp_models import EVStation

    from .streaming import StationStream

_CHUNK = 256 * 1024
MAX_VALUE = 16 * 1024 * 1024
"""Characters of a single station, or of what stands beside the stations."""
_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR_END = re.compile(r"[\s,\]}]")


class _Text:
    """A window on the text of a file."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self.text = ""
        self.at = 0
        self.ended = False
        self._parse = json.JSONDecoder().raw_decode

    def more(self) -> bool:
        """Read on; tell whether there was more."""
        if self.ended:
            return False
        # As much again as is waiting, so that a long value is looked at a few times only.
        piece = self._source.read(max(_CHUNK, len(self.text) - self.at))
        self.ended = not piece
        self.text = self.text[self.at :] + self._decode(piece, final=self.ended)
        self.at = 0
        return not self.ended

    def peek(self) -> str:
        """Return the next character that is no white space; empty at the end."""
        while True:
            match = _SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> None:
        """Pass one of some characters."""
        found = self.peek()
        if not found or found not in expected:
            what = f"{found!r}" if found else "the end"
            raise ValueError(f"{' or '.join(map(repr, expected))} expected and {what} found")
        self.at += 1

    def value(self) -> tuple[Any, str]:
        """Pass a whole value; return it and its text."""
        self.peek()
        while True:
            try:
                value, end = self._parse(self.text, self.at)
                # A number at the end of the window may go on behind it.
                if end < len(self.text) or self.ended or self.text[self.at] in '"{[':
                    text = self.text[self.at : end]
                    self.at = end
                    return value, text
            except json.JSONDecodeError:
                if self.ended:
                    raise
            if len(self.text) - self.at > MAX_VALUE:
                raise ValueError(f"a value is longer than {MAX_VALUE:,} characters, or is no JSON")
            self.more()


def stations(source: IO[bytes], stream: StationStream) -> Iterator[EVStation]:
    """Yield the stations of a document, telling the stream of the rest."""
    reader = _Reader(_Text(source), stream)
    problem: DecodeError | None = None
    try:
        yield from reader.document()
    except DecodeError:
        raise
    except (ValueError, RecursionError, OSError, EOFError) as error:
        problem = read_error(error, reader.given)
    if problem is not None:
        # Raised here, so that it does not drag the parser's own error along.
        raise problem


class _Reader:
    def __init__(self, text: _Text, stream: StationStream) -> None:
        from evcp_models._json_reader import READERS
        from evcp_models.models import EVStation, EVStationsResult

        self.text = text
        self.stream = stream
        self.given = 0
        self.index = 0
        self.lists = 0
        self._read_station = READERS[EVStation]
        self._read_envelope = READERS[EVStationsResult]

    def document(self) -> Iterator[EVStation]:
        """Read the whole document."""
        text = self.text
        if text.peek() != "{":
            raise DecodeError(
                f"the document is no JSON object: it begins with {text.text[text.at : text.at + 40]!r}",
                hint="a saved answer begins with {; XML is read with format='xml'",
            )
        beside: list[str] = []
        names: set[str] = set()
        for name in self._members():
            names.add(name)
            if name == "evStations" and text.peek() in ("{", "["):
                yield from self._list()
            else:
                beside.append(f"{json.dumps(name)}:{text.value()[1]}")
            self._envelope(beside, "evStations" in names, final=False)
        self._envelope(beside, "evStations" in names, final=True)
        if text.peek():
            raise ValueError("there is something behind the end of the document")

    def _members(self) -> Iterator[str]:
        """Pass an object, stopping before each value."""
        text = self.text
        text.take("{")
        if text.peek() == "}":
            text.take("}")
            return
        while True:
            if text.peek() != '"':
                raise ValueError("a member of an object has no name")
            name = text.value()[0]
            text.take(":")
            yield name
            if text.peek() == "}":
                text.take("}")
                return
            text.take(",")

    def _list(self) -> Iterator[EVStation]:
        """Read `evStations`: an object with one array, or the array alone."""
        text = self.text
        self.lists += 1
        if self.lists > 1:
            raise ValueError("evStations occurs twice")
        if text.peek() == "[":
            yield from self._array(("evStations",))
            return
        others: list[str] = []
        for name in self._members():
            if name == "evStation" and text.peek() == "[":
                yield from self._array(("evStations", "evStation"))
            elif name == "evStation" and text.peek() == "{":
                yield from self._station(((None, "evStations"), "evStation", 0))
            else:
                others.append(f"{json.dumps(name)}:{text.value()[1]}")
        if others:
            # Decoded like the rest of the envelope, with the stations taken out.
            self._note_envelope("{" + f'"evStations":{{{",".join(others)}}}' + "}")

    def _array(self, names: tuple[str, ...]) -> Iterator[EVStation]:
        text = self.text
        parent = (None, names[0]) if len(names) == 2 else None
        text.take("[")
        if text.peek() == "]":
            text.take("]")
            return
        while True:
            yield from self._station((parent, names[-1], self.index))
            self.index += 1
            if text.peek() == "]":
                text.take("]")
                return
            text.take(",")

    def _station(self, path: Any) -> Iterator[EVStation]:
        raw, text = self.text.value()
        reading = JsonReading()
        station = self._read_station(raw, reading, path)
        if may_mislead(text.encode("utf-8", "surrogatepass"), reading):
            raw, repeated = load_exactly(text, "EVStation")
            if repeated or reading.inexact or reading.decimals:
                reading = JsonReading()
                station = self._read_station(raw, reading, path)
        self.stream.note(reading.issues)
        if station is not None:
            self.given += 1
            yield station

    def _envelope(self, beside: list[str], has_list: bool, *, final: bool) -> None:
        """Decode what stands beside the stations; at the end, tell of its issues."""
        text = "{" + ",".join(beside) + "}"
        raw, _ = load_exactly(text, "EVStationsResult")
        reading = JsonReading()
        value = self._read_envelope(raw, reading, None)
        if value is not None:
            self.stream.has_more, self.stream.count = value.has_more, value.count
        if final:
            from evcp_models._json_reader import KNOWN
            from evcp_models.models import EVStationsResult

            if not has_list and KNOWN[EVStationsResult].isdisjoint(raw):
                raise DecodeError(
                    f"the document has none of the members of an answer: {', '.join(raw) or 'empty'}",
                    hint="a saved answer has hasMore, count or evStations",
                )
            self.stream.note(reading.issues)

    def _note_envelope(self, text: str) -> None:
        raw, _ = load_exactly(text, "EVStationsResult")
        reading = JsonReading()
        self._read_envelope(raw, reading, None)
        self.stream.note(reading.issues)
