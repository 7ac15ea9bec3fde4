"""Walking the stations of a JSON document of any size.

The document is never in memory as a whole: a window of text moves over it, and each station is parsed
when it is complete. The other members, a few, are kept and decoded in the usual way at the end.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Callable, Iterator

from evcp_codec import native
from evcp_codec.issues import MalformedDocument
from evcp_codec.json import JsonContext, mark_unwritable, read_checked, read_plain
from evcp_codec.reading import Json, Number
from evcp_models import EVStation, EVStationsResult
from evcp_models._json_reader import KNOWN, READERS

from .decoding import decode_json
from .stream_facts import MAX_GAP, Facts, Found, too_large

_BLANKS = " \t\n\r"
_IN_NUMBERS = "0123456789.eE+-"
"""Contains the empty text, too, which stands for the end of the window."""
_parse = json.JSONDecoder().raw_decode
_parse_any_number = json.JSONDecoder(parse_int=Number, parse_float=Number).raw_decode
"""For documents with an integer that is longer than Python converts."""


def _unknown_end(_text: str, _at: int) -> int:
    return -1


_end_of_object = native.helper("end_of_object", _unknown_end)


def walk(chunks: Iterator[bytes], facts: Facts) -> Iterator[Found]:
    """Yield the stations of a document, and at its end the issues of everything else."""
    return _Walk(_Window(chunks), facts).document()


class _Window:
    """A piece of the document's text, and a position in it.

    Attributes:
        text: The piece.
        at: The position.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.text = ""
        self.at = 0
        self._passed = 0
        self._chunks = chunks
        self._decoder: codecs.IncrementalDecoder | None = None
        self._problem = ""
        self._ended = False

    def fail(self, problem: str, at: int | None = None) -> MalformedDocument:
        """Build the error for a document that is wrong at a position."""
        place = self._passed + (self.at if at is None else at)
        ended = "the document ends early"
        return MalformedDocument(self._problem or f"{problem or ended} at character {place:,}")

    def grow(self) -> bool:
        """Read at least as much again as is in the window; return False at the end of the file.

        Doubling keeps the time linear: a station of many chunks is parsed a few times, not once per chunk.
        """
        if self.at:
            self._passed += self.at
            self.text = self.text[self.at :]
            self.at = 0
        if len(self.text) > MAX_GAP:
            raise too_large()
        pieces, wanted = [self.text], len(self.text) + 1
        while wanted > 0 and not self._ended:
            piece = self._piece()
            pieces.append(piece)
            wanted -= len(piece)
        self.text = "".join(pieces)
        return len(pieces) > 1 and len(self.text) > len(pieces[0])

    def _piece(self) -> str:
        try:
            chunk = next(self._chunks, b"")
        except MalformedDocument as error:  # the stations in front of the break come first
            self._ended = True
            self._problem = str(error)
            return ""
        self._ended = not chunk
        if self._decoder is None:
            while len(chunk) < 4 and (more := next(self._chunks, b"")):
                chunk += more  # four bytes show the encoding
            self._ended = not chunk
            self._decoder = codecs.getincrementaldecoder(json.detect_encoding(chunk))()
        try:
            return self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as error:
            self._ended = True
            problem = f"it is not {error.encoding} text: {error.reason}"
            good = error.object[: error.start].decode(error.encoding)
            self._problem = f"{problem} behind {good[-20:]!r}" if good else problem
            return good

    def peek(self) -> str:
        """Return the next character that is not white space, `""` at the end, without consuming it."""
        while True:
            text, at = self.text, self.at
            while at < len(text) and text[at] in _BLANKS:
                at += 1
            self.at = at
            if at < len(text):
                return text[at]
            if not self.grow():
                if self._problem:
                    raise self.fail("")
                return ""

    def take(self, *expected: str) -> str:
        """Consume the next character that is not white space; any but the expected ones is an error."""
        found = self.peek()
        if found not in expected:
            problem = f"{found!r} where {' or '.join(expected)} should be" if found else ""
            raise self.fail(problem)
        self.at += 1
        return found

    def value(self) -> tuple[Json, str]:
        """Consume the next value; return it and its text."""
        self.peek()
        parse = _parse
        while True:
            try:
                value, end = parse(self.text, self.at)
            except RecursionError:
                raise self.fail("it is nested too deeply") from None
            except json.JSONDecodeError as error:
                # Broken, or not complete yet: only more text can tell.
                place = self._passed + error.pos
                if not self.grow():
                    raise self.fail(error.msg, place - self._passed) from None
            except ValueError:
                parse = _parse_any_number
            else:
                # A number may go on behind the window; everything else shows its own end.
                number = isinstance(value, (int, float, Number)) and not isinstance(value, bool)
                if not number or self.text[end : end + 1] not in _IN_NUMBERS:
                    break
                if not self.grow():
                    if self._problem:
                        raise self.fail("")
                    break
        start, self.at = self.at, end
        text = self.text[start:end]
        return mark_unwritable(value, text), text

    def whole_object(self) -> tuple[bytes, int] | None:
        """Return the bytes of the object that begins here, and its end; None if only parsing can find it."""
        if self.peek() != "{":
            return None
        while (end := _end_of_object(self.text, self.at)) < 0:
            if _end_of_object is _unknown_end or not self.grow():
                return None
        return self.text[self.at : end].encode(), end


class _Walk:
    """The way through one document."""

    def __init__(self, window: _Window, facts: Facts) -> None:
        self.window = window
        self.facts = facts
        self.rest = io.StringIO()

    def document(self) -> Iterator[Found]:
        """Walk the whole document."""
        window = self.window
        is_list = window.peek() == "["
        if is_list:
            window.take("[")
        if window.peek() != "{":
            found = repr(window.peek()) if window.peek() else "nothing"
            raise MalformedDocument(
                f"the document does not begin with {{ but with {found}",
                "it has to be one JSON object with the member evStations",
            )
        yield from self.members(self.top)
        if is_list:
            window.take("]")
        if window.peek():
            raise window.fail("there is more behind the document")
        body = self.rest.getvalue().encode()
        result, issues = decode_json(body, EVStationsResult)
        if result is not None:  # none of its members is required
            self.facts.has_more, self.facts.count = result.has_more, result.count
        yield None, issues

    def members(self, each: Callable[[str], Iterator[Found]]) -> Iterator[Found]:
        """Walk the members of an object; `each` walks over the value of one, given its name."""
        window = self.window
        window.take("{")
        self.keep("{")
        if window.peek() == "}":
            window.take("}")
            self.keep("}")
            return
        while True:
            if window.peek() != '"':
                window.take('"')
            name, text = window.value()
            window.take(":")
            self.keep(f"{text}:")
            yield from each(str(name))
            comma = window.take(",", "}")
            self.keep(comma)
            if comma == "}":
                return

    def top(self, name: str) -> Iterator[Found]:
        """Walk the value of a member of the document."""
        window = self.window
        start = window.peek()
        if name == "evStations" and start == "[":
            yield from self.stations()
        elif name == "evStations" and start == "{":
            yield from self.members(self.inner)
        else:
            value = self.other()
            if name == "hasMore":
                self.facts.has_more = JsonContext().boolean(value, None, name)
            elif name == "count":
                self.facts.count = JsonContext().integer(value, None, name)

    def inner(self, name: str) -> Iterator[Found]:
        """Walk the value of a member of the wrapper of stations."""
        start = self.window.peek()
        if name == "evStation" and start == "[":
            yield from self.stations()
        elif name == "evStation" and start == "{":
            self.keep("[]")
            yield self.station(0, *self.window.value())
        else:
            self.other()

    def stations(self) -> Iterator[Found]:
        """Walk an array of stations."""
        window = self.window
        self.keep("[]")
        window.take("[")
        if window.peek() == "]":
            window.take("]")
            return
        index = 0
        while True:
            if index and (found := self.plain_station(index)) is not None:
                yield found
            else:
                raw, text = window.value()
                is_wrapper = not index and isinstance(raw, dict) and "evStation" in raw
                if is_wrapper and window.peek() == "]":
                    yield from self.wrapper(text)  # an array of one for the wrapper
                else:
                    yield self.station(index, raw, text)
            index += 1
            if window.take(",", "]") == "]":
                return

    def wrapper(self, text: str) -> Iterator[Found]:
        """Walk the wrapper of stations that is the only item of an array."""
        inner = _Walk(_Window(iter((text.encode(),))), Facts())
        yield from inner.members(inner.inner)

    def plain_station(self, index: int) -> Found | None:
        """Read one station by the native walk; None without it, or if the station is not plain JSON."""
        whole = self.window.whole_object()
        if whole is None:
            return None
        path = ((None, "evStations"), "evStation", index)
        found = read_plain(whole[0], READERS[EVStation], KNOWN[EVStation], path)
        if found is not None:
            self.window.at = whole[1]
        return found

    def station(self, index: int, raw: Json, text: str) -> Found:
        """Read one station."""
        path = ((None, "evStations"), "evStation", index)
        return read_checked(raw, text.encode(), READERS[EVStation], path)

    def other(self) -> Json:
        """Keep a value that is not a station for the end."""
        value, text = self.window.value()
        self.keep(text)
        return value

    def keep(self, text: str) -> None:
        """Keep text that is not part of a station."""
        if self.rest.tell() + len(text) > MAX_GAP:
            raise too_large()
        self.rest.write(text)
