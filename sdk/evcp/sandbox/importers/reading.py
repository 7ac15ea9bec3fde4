"""Reading of data files with dirty rows: values, issues, the report, and country codes."""

from __future__ import annotations

import csv
import io
import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from evcp._codec.streaming import unpacked_chunks
from evcp._reading.members import NOT_XML, Members, raw_text
from evcp_codec.issues import MalformedDocument
from evcp_codec.model import short_repr
from evcp_models import EVStation

from ..spatial.geometry import Point

_MARKS = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
_MANY_BYTES = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")
"""A character of several bytes in UTF-8; in other encodings the two seldom stand together."""

# Values of a GeoJSON text sequence (RFC 8142) begin with a record separator, joined files with a mark.
_BETWEEN = "\x1e\ufeff \t\r\n"
_GAP = re.compile(f"[{_BETWEEN}]*")
_DECODER = json.JSONDecoder()
_Row = TypeVar("_Row")
_NO_NAME = re.compile(r"[^a-z0-9]+")
_HEAD = 100_000


def read_text(path: Path) -> str:
    """The text of a file, plain or compressed with gzip.

    Raises:
        OSError: The file cannot be read.
        ValueError: The compression is broken.
    """
    try:
        with path.open("rb") as file:
            raw = b"".join(unpacked_chunks(file))
    except MalformedDocument as error:
        raise ValueError(f"{path.name}: {error}") from error
    return decoded(raw)


def decoded(raw: bytes) -> str:
    """The text of bytes: UTF-8 or UTF-16 by their mark, else UTF-8, else Windows-1252 of old spreadsheets.

    Broken characters of a text that is mostly UTF-8 become U+FFFD, which `Notes` reports.
    """
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        if not _MANY_BYTES.search(raw):
            with suppress(UnicodeDecodeError):
                return raw.decode("cp1252")
    return raw.decode(errors="replace")


def is_json(text: str) -> bool:
    """Return True for a text that begins as JSON."""
    return text.lstrip(_BETWEEN)[:1] in ("{", "[")


@lru_cache(4096)
def column(head: str) -> str:
    """The name of a column by its head: `EV Network` and `ev_network` are one."""
    return (
        head
        if head.isidentifier() and head.islower()
        else _NO_NAME.sub("_", head.lower()).strip("_")
    )


class BrokenRow(NamedTuple):
    """A row that cannot be read.

    Attributes:
        reason: The fault.
        raw: The text.
    """

    reason: str
    raw: str


class Table(NamedTuple):
    """A CSV file.

    Attributes:
        columns: The names of the columns, see `column`.
        rows: The rows by column; cells without a column are in a list under None. A row with fewer cells
            than columns is a `BrokenRow`: its last cell may be cut as well.
    """

    columns: tuple[str, ...]
    rows: Iterator[dict[str | None, object] | BrokenRow]


def read_table(text: str, name: str) -> Table:
    """Read a CSV text with a header; a comma, semicolon or tab separates its cells.

    Raises:
        ValueError: The file is not text; or, at a row: broken quotes, or a cell that is too large.
    """
    if "\0" in text[:_HEAD]:
        raise ValueError(
            f"{name} is not a text file: it holds NUL bytes; export it as CSV, JSON or GeoJSON"
        )
    text = text.lstrip("\r\n")
    line = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=line.count))
    try:
        columns = tuple(map(column, next(reader, ())))
    except csv.Error as error:
        raise ValueError(f"{name}, line 1: {error}") from error

    def rows() -> Iterator[dict[str | None, object] | BrokenRow]:
        try:
            for cells in reader:
                if len(cells) < len(columns) and any(cells):
                    yield BrokenRow(
                        "fewer cells than columns", reader.dialect.delimiter.join(cells)
                    )
                elif any(cells):
                    row: dict[str | None, object] = dict(zip(columns, cells, strict=False))
                    if len(cells) > len(columns):
                        row[None] = cells[len(columns) :]
                    yield row
        except csv.Error as error:
            raise ValueError(f"{name}, line {reader.line_num}: {error}") from error

    return Table(columns, rows())


def json_values(text: str, name: str) -> Iterator[object]:
    """The JSON values of a text: one, several one after another, or lines, of which some may be broken.

    A broken line becomes a `BrokenRow`.

    Raises:
        ValueError: Neither the text nor most of its lines are JSON.
    """
    try:
        values = list(_joined_values(text))
    except (ValueError, RecursionError) as error:
        lines = [line.strip(_BETWEEN) for line in text.split("\n")]
        values = [_value(line) for line in lines if line]
        # Of a document over several lines, some may be JSON by chance: the last feature of GeoJSON.
        if sum(isinstance(one, dict) for one in values) * 2 < max(len(values), 1):
            raise ValueError(f"{name} is not JSON: {error}") from error
    yield from values


def _joined_values(text: str) -> Iterator[object]:
    at = _begin(text, 0)
    while at < len(text) or not at:
        value, at = _DECODER.raw_decode(text, at)
        yield value
        at = _begin(text, at)


def _begin(text: str, at: int) -> int:
    return _GAP.match(text, at).end()  # type: ignore[union-attr]  # matches any text


def _value(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return BrokenRow("the line is not JSON", f"{error}: {line[:80]}")


def read_json(path: Path) -> Iterator[object]:
    """The JSON values of a file.

    Raises:
        OSError: The file cannot be read.
        ValueError: Not JSON, or broken compression.
    """
    return json_values(read_text(path), path.name)


MOST_CONNECTORS = 1_000
"""Most connectors of a kind, or EVSEs of a level, at one place; the largest places have some hundred."""


def read_count(text: str) -> int | None:
    """A whole number of connectors up to `MOST_CONNECTORS`; None for other texts."""
    digits = text.lstrip("0") or text[-1:]
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(MOST_CONNECTORS)):
        return None
    number = int(digits)
    return number if number <= MOST_CONNECTORS else None


class Notes(Members):
    """Issues of the rows of a file, and counts of unread members.

    Attributes:
        row: Number of the present row, from 1 on.
        loaded: Number of rows with a station.
    """

    def __init__(self) -> None:
        self.row = 0
        self.loaded = 0
        self._issues: list[RowIssue] = []
        self._unread: Counter[str] = Counter()
        self._seen: set[str] = set()

    def note(self, column: str, reason: str, raw: object = "", *, dropped: bool = False) -> None:
        """Record an issue of the row."""
        issue = RowIssue(self.row, column, reason, NOT_XML.sub("?", raw_text(raw)), dropped)
        self._issues.append(issue)

    def drop(self, column: str, reason: str, raw: object = "") -> None:
        """Record the reason for dropping the row."""
        self.note(column, f"{reason}: the row is dropped", raw, dropped=True)

    def unread(self, names: Iterable[str]) -> None:
        """Count unread members."""
        self._unread.update(names)

    def seen_before(self, origin: str) -> bool:
        """Return True for the id of an earlier row."""
        known = origin in self._seen
        self._seen.add(origin)
        return known

    def report(self, source: str) -> Report:
        """The report of the file."""
        unread = tuple(sorted(self._unread.items()))
        return Report(source, self.row, self.loaded, tuple(self._issues), unread)

    def point(self, latitude: float | None, longitude: float | None, column: str) -> Point | None:
        """A place on the earth; without one the row is dropped."""
        if latitude is None or longitude is None:
            self.drop(column, "no position")
            return None
        if abs(latitude) > 90 or abs(longitude) > 180:
            self.drop(column, "the position is not on the earth", [latitude, longitude])
            return None
        if latitude == 0 and longitude == 0:
            self.drop(column, "the position is 0, 0, a mark for an unknown one")
            return None
        return Point(latitude, longitude)


def stations_of_rows(
    rows: Iterable[_Row | BrokenRow],
    notes: Notes,
    station: Callable[[_Row], EVStation | None],
    source: str,
    kind: str,
) -> tuple[tuple[EVStation, ...], Report]:
    """The stations of rows, with the report.

    Args:
        rows: The rows, with each `BrokenRow` among them.
        notes: Records the issues; `station` writes to it too.
        station: Builds a station of a row, or drops the row with a note and returns None.
        source: Name of the file.
        kind: Kind of the rows, for the error.

    Raises:
        ValueError: No rows.
    """
    stations = []
    for row in rows:
        notes.row += 1
        if isinstance(row, BrokenRow):
            notes.drop("", row.reason, row.raw)
        elif (built := station(row)) is not None:
            stations.append(built)
            notes.loaded += 1
    if not notes.row:
        raise ValueError(f"{source} holds no {kind}")
    return tuple(stations), notes.report(source)


@dataclass(frozen=True, slots=True)
class RowIssue:
    """One issue of one row.

    Attributes:
        row: Number of the record; the first one below the header is 1. 0 is the file itself.
        column: Column of the file.
        reason: The issue and its consequence.
        raw: The text of the cell.
        dropped: True if the row was dropped for this reason.
    """

    __repr__ = short_repr

    row: int
    column: str
    reason: str
    raw: str
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Report on a data file.

    Attributes:
        source: Name of the file.
        rows: Number of its records. Each is a station or an issue with `dropped`.
        loaded: Number of stations.
        issues: All issues, in the order of the file.
        unread: Unread members of the rows, with the number of their rows.
    """

    __repr__ = short_repr

    source: str
    rows: int
    loaded: int
    issues: tuple[RowIssue, ...] = ()
    unread: tuple[tuple[str, int], ...] = ()

    @property
    def dropped(self) -> int:
        """Number of records without a station."""
        return self.rows - self.loaded

    @property
    def dropped_by_reason(self) -> dict[str, int]:
        """Number of dropped records by column and reason, the most frequent first."""
        kinds = Counter(f"{one.column}: {one.reason}" for one in self.issues if one.dropped)
        return dict(kinds.most_common())

    def __str__(self) -> str:
        lines = [f"{self.source}: {self.rows} rows, {self.loaded} stations, {self.dropped} dropped"]
        kinds = Counter((issue.column, issue.reason) for issue in self.issues)
        lines += [f"  {count:6} x {column}: {reason}" for (column, reason), count in kinds.items()]
        if self.unread:
            names = ", ".join(f"{name} ({count})" for name, count in self.unread)
            lines.append(f"  not read: {names}")
        return "\n".join(lines)
