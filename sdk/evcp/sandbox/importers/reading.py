"""Reading data files whose rows may be wrong in any way: values, or a note of what was wrong."""

from __future__ import annotations

import gzip
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..spatial.geometry import Point
from .report import Report, RowIssue

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")
"""What an XML answer cannot hold; the replacement character too, which says that text is broken."""

_LONGEST_RAW = 200


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, uncompressed where it is compressed with gzip.

    Raises:
        OSError: The file cannot be read.
        ValueError: The compression is broken.
    """
    raw = path.read_bytes()
    if raw[:2] != b"\x1f\x8b":
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path.name}: the gzip compression is broken: {error}") from error


def json_values(text: str, name: str) -> Iterator[Any]:
    """The JSON values of a text: one, or one a line; a broken line is a `ValueError` among them.

    Raises:
        ValueError: The text is no JSON at all.
    """
    try:
        values = [json.loads(text)]
    except (ValueError, RecursionError) as error:
        # Lines of a GeoJSON text sequence (RFC 8142) begin with a record separator.
        lines = [line.strip("\x1e \t\r") for line in text.split("\n")]
        lines = [line for line in lines if line]
        values = [_value(line) for line in lines]
        if not any(isinstance(one, dict) for one in values):
            raise ValueError(f"{name} is no JSON: {error}") from error
    yield from values


def _value(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return ValueError(f"no JSON ({error}): {line[:80]}")


class Notes:
    """What is wrong with the rows of a file, and what in them is not read.

    Attributes:
        row: Number of the row that is read now, from 1 on.
        loaded: Number of rows that became a station.
    """

    def __init__(self) -> None:
        self.row = 0
        self.loaded = 0
        self._issues: list[RowIssue] = []
        self._unread: Counter[str] = Counter()
        self._seen: set[str] = set()

    def note(self, column: str, reason: str, raw: object = "", *, dropped: bool = False) -> None:
        """Remember that something is wrong in the row."""
        text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, default=str)
        issue = RowIssue(self.row, column, reason, _NOT_XML.sub("?", text[:_LONGEST_RAW]), dropped)
        self._issues.append(issue)

    def drop(self, column: str, reason: str, raw: object = "") -> None:
        """Remember why the row becomes no station."""
        self.note(column, f"{reason}: the row is dropped", raw, dropped=True)

    def unread(self, names: Iterable[str]) -> None:
        """Count members that are not read."""
        self._unread.update(names)

    def seen_before(self, origin: str) -> bool:
        """Whether a row of the same id was there before."""
        known = origin in self._seen
        self._seen.add(origin)
        return known

    def report(self, source: str) -> Report:
        """The report of the file."""
        unread = tuple(sorted(self._unread.items()))
        return Report(source, self.row, self.loaded, tuple(self._issues), unread)

    def text(self, members: Mapping[str, Any], name: str, at: str = "") -> str | None:
        """A text, without what no answer can hold; a number is its digits; None where it is empty."""
        value = members.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.note(at + name, "no text: left out", value)
            return None
        text = str(value)
        clean = " ".join(_NOT_XML.sub("", text).split())
        if len(clean) < len(text) and _NOT_XML.search(text):
            self.note(at + name, "unreadable characters: left out", text)
        return clean or None

    def number(self, members: Mapping[str, Any], name: str, at: str = "") -> float | None:
        """A number, also one in a text; None where there is none."""
        value = members.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            try:
                found = float(value)
            except (ValueError, OverflowError):
                found = math.nan
            if math.isfinite(found):
                return found
        self.note(at + name, "no number: left out", value)
        return None

    def objects(self, members: Mapping[str, Any], name: str, at: str = "") -> list[dict[str, Any]]:
        """A list of objects; what is none is left out."""
        value = members.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(at + name, "no list: left out", value)
            return []
        for one in value:
            if not isinstance(one, dict):
                self.note(at + name, "an entry is no object: left out", one)
        return [one for one in value if isinstance(one, dict)]

    def object(self, members: Mapping[str, Any], name: str, at: str = "") -> dict[str, Any]:
        """An object; an empty one where there is none."""
        value = members.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.note(at + name, "no object: left out", value)
            return {}
        return value

    def point(self, latitude: float | None, longitude: float | None, column: str) -> Point | None:
        """A place; where it is none, or nowhere, the row is dropped."""
        if latitude is None or longitude is None:
            self.drop(column, "no position")
            return None
        if abs(latitude) > 90 or abs(longitude) > 180:
            self.drop(column, "the position is not on the earth", [latitude, longitude])
            return None
        if latitude == 0 and longitude == 0:
            self.drop(column, "the position is 0, 0, which stands for none")
            return None
        return Point(latitude, longitude)
