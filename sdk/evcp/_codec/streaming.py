"""Walking files of stations of any size, a station at a time."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import zlib
from collections.abc import Callable, Iterator
from typing import NoReturn, Protocol

from evcp_codec.issues import CUT_OFF, KEPT_ISSUES, Issue, Issues, MalformedDocument, guess
from evcp_codec.model import joined
from evcp_models import EVStation

from .._reading.names import explained
from ..errors import DecodeError, EvcpError
from .decoding import Format, check_end, check_format, model_issues
from .stream_facts import Facts, Found


class Readable(Protocol):
    """A file open for reading bytes."""

    def read(self, size: int = ..., /) -> bytes:
        """Read at most `size` bytes; none at the end."""
        ...


@explained
def iter_stations(
    source: str | os.PathLike[str] | Readable,
    *,
    format: Format,
    strict: bool = False,
    on_issue: Callable[[Issue], object] | None = None,
) -> StationStream:
    """Walk the stations of a file that holds one Stations response, in constant memory.

        with evcp.iter_stations("germany.json.gz", format="json") as stations:
            for station in stations:
                ...

    Stations and issues are the same as from `evcp.decode`. A station that cannot be built is reported and
    left out. If the list of stations occurs twice, which is an issue, the stations of both are given.

    Args:
        source: A path, or a file open for reading bytes, which stays open. Gzip is recognised.
        format: `"json"` or `"xml"`.
        strict: Raise at the first issue.
        on_issue: Called with each issue when it is found.

    Returns:
        An iterator and context manager; it closes what it opened at its end, on an error, and on exit.

    Raises:
        OSError: The file cannot be opened or read.
        DecodeError: While walking: the file is not such a document, is cut off or broken (all stations
            before that place were given), a station is larger than 16 MiB, or `strict` met an issue.
        TypeError: `format` is unknown, or the source neither a path nor a binary file.
    """
    check_format(format)
    if isinstance(source, (str, os.PathLike)):
        file = open(source, "rb")  # noqa: SIM115 (the stream closes it)
        return StationStream(file, format, strict, on_issue, file.close)
    given: object = source
    if not hasattr(given, "read") or isinstance(given, io.TextIOBase):
        kind = type(source).__name__
        raise TypeError(
            f"source must be a path or a file open for reading bytes, not {kind}: "
            "open it with open(path, 'rb'), and put bytes into io.BytesIO"
        )
    return StationStream(source, format, strict, on_issue)


class StationStream(Iterator[EVStation]):
    """Iterator over the stations of a file."""

    def __init__(
        self,
        file: Readable,
        format: Format,
        strict: bool,
        on_issue: Callable[[Issue], object] | None,
        close: Callable[[], object] | None = None,
    ) -> None:
        """Use `iter_stations`."""
        self._given = 0
        self._met = 0  # with those that were left out
        self._passed = Issues()
        self._facts = Facts()
        self._format = format
        self._strict = strict
        self._on_issue = on_issue
        self._file = file
        self._close = close
        self._is_closed = False
        self._start = b""
        self._found = self._walk()

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The first 1,000 issues so far."""
        return tuple(self._passed)

    @property
    def issue_count(self) -> int:
        """Number of issues so far."""
        return self._passed.total

    @property
    def has_more(self) -> bool | None:
        """Whether there are further pages (contract section 4.1); None until that place is read."""
        return self._facts.has_more

    @property
    def count(self) -> int | None:
        """Number of stations as the file states it (contract section 4.1); None until that place is read."""
        return self._facts.count

    def __reduce__(self) -> NoReturn:
        raise TypeError("a StationStream cannot be pickled: call iter_stations where it is read")

    def __repr__(self) -> str:
        name = str(getattr(self._file, "name", type(self._file).__name__))[-40:]
        return joined(
            "<StationStream", repr(name), f"{self._format}, {self._given:,} stations so far"
        )

    def __iter__(self) -> StationStream:
        if self._is_closed:
            raise EvcpError(
                "the stations of this file were read to the end, or the stream was closed",
                hint="keep them with list(stream), or call iter_stations again",
            )
        return self

    def __next__(self) -> EVStation:
        try:
            for station, issues in self._found:
                path = f"evStations.evStation[{self._met}]"
                self._met += 1
                if station is not None:
                    for found in model_issues(station, issues, path):
                        issues.report(found.path, found.kind, found.raw)
                self._note(issues)
                if station is not None:
                    self._given += 1
                    return station
        except MalformedDocument as error:
            self.close()
            hint = CUT_OFF if self._met else guess(self._start, self._format)
            raise DecodeError(
                f"cannot decode EVStationsResult after {self._given:,} stations: {error}",
                hint=error.hint if hint == CUT_OFF else hint,
            ) from None
        except BaseException:
            self.close()
            raise
        self.close()
        raise StopIteration

    def __enter__(self) -> StationStream:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the walk; a file that the stream opened is closed."""
        self._is_closed = True
        self._found = iter(())
        if self._close is not None:
            self._close()

    def _walk(self) -> Iterator[Found]:
        # The formats are loaded on use: XML needs lxml.
        chunks = unpacked_chunks(self._file)
        self._start = next(chunks, b"")
        chunks = itertools.chain((self._start,), chunks)
        self._start = self._start[:200]
        if self._format == "json":
            from .stream_json import walk as walk_json

            yield from walk_json(chunks, self._facts)
        else:
            from .stream_xml import walk as walk_xml

            yield from walk_xml(chunks, self._facts)
        end = Issues()
        end.losses = self._passed.losses
        check_end(self.has_more, self.count, self._given, end)
        end.losses = 0
        yield None, end

    def _note(self, issues: Issues) -> None:
        self._passed.add(issues)
        del self._passed[KEPT_ISSUES:]
        for issue in issues:
            if self._on_issue is not None:
                self._on_issue(issue)
            if self._strict:
                raise DecodeError(
                    f"cannot decode EVStationsResult strictly from {self._format}: {issue}",
                    hint="walk without strict=True to keep what can be read and get the issues",
                    issue=issue,
                )


CHUNK = 64 * 1024
"""Bytes of one read."""
_GZIP = 16 + zlib.MAX_WBITS
"""The format of `zlib` that has the header and the checksum of gzip."""


def unpacked_chunks(file: Readable) -> Iterator[bytes]:
    """Yield a file in chunks, unpacked if it begins like gzip, which neither format does."""
    start = b""
    while len(start) < 2 and (more := file.read(CHUNK)):
        start += more
    pieces = iter(lambda: file.read(CHUNK), b"")
    if start[:2] != b"\x1f\x8b":
        yield start
        yield from pieces
        return
    yield from _unpacked(itertools.chain((start,), pieces))


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack the members of a gzip file, giving every byte in front of a place where it is broken."""
    member = zlib.decompressobj(_GZIP)
    begun = False
    for piece in pieces:
        left = piece
        while left:
            if member.eof:
                left = left.lstrip(b"\0")  # padding behind a member
                if not left:
                    break
                member, begun = zlib.decompressobj(_GZIP), False
            before = member.copy()
            try:
                unpacked, begun = member.decompress(left, CHUNK), True
            except zlib.error as error:
                # The call gave nothing: again, a byte at a time.
                yield from _before_the_break(before, left)
                raise MalformedDocument(f"the file is not whole gzip: {error}") from None
            left = member.unused_data if member.eof else member.unconsumed_tail
            if unpacked:
                yield unpacked
    while begun and not member.eof and (unpacked := member.decompress(b"", CHUNK)):
        yield unpacked
    if not member.eof:
        raise MalformedDocument("the file is not whole gzip: it ends early")


def _before_the_break(member: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    """Unpack as much as there is in front of the first byte that cannot be unpacked."""
    with contextlib.suppress(zlib.error):
        for byte in packed:
            if unpacked := member.decompress(bytes((byte,))):
                yield unpacked


class Prefixed:
    """A file with its beginning put back; gzip only reads forward."""

    def __init__(self, start: bytes, file: Readable) -> None:
        self._start = start
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """Read up to `size` bytes."""
        if not self._start:
            return self._file.read(size)
        start, self._start = self._start[:size], self._start[size:]
        return start
