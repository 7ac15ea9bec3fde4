"""Walking through a saved answer of any size, one station at a time."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from .decoding import Format
from .errors import DecodeError
from .issues import Issue

if TYPE_CHECKING:
    from evcp_models import EVStation

MAX_ISSUES = 1_000
"""Issues that a stream keeps; it counts all of them, and `on_issue` is told of each."""


class StationStream(Iterator["EVStation"]):
    """The stations of a document, read as they are asked for. Close it, or use it in `with`.

    Attributes:
        issues: The first 1,000 departures from the schema.
        issue_count: How many there were so far.
        has_more: The document's `hasMore`; None until it was passed.
        count: The document's `count`; None until it was passed.
    """

    def __init__(
        self,
        source: IO[bytes],
        format: Format,
        *,
        strict: bool,
        on_issue: Callable[[Issue], object] | None,
        close: Callable[[], None],
    ) -> None:
        self.issues: list[Issue] = []
        self.issue_count = 0
        self.has_more: bool | None = None
        self.count: int | None = None
        self._strict = strict
        self._on_issue = on_issue
        self._close = close
        if format == "json":
            from ._stream_json import stations
        else:
            from ._stream_xml import stations
        self._stations = stations(source, self)

    def note(self, issues: list[Issue]) -> None:
        """Take up what a reader noticed.

        Raises:
            DecodeError: There is an issue, and the stream is strict.
        """
        for issue in issues:
            if self._strict:
                raise DecodeError(
                    f"cannot decode the stations strictly: {issue}",
                    hint="read without strict=True to keep what can be read",
                    issue=issue,
                )
            self.issue_count += 1
            if len(self.issues) < MAX_ISSUES:
                self.issues.append(issue)
            if self._on_issue is not None:
                self._on_issue(issue)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> EVStation:
        try:
            return next(self._stations)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file, if the stream opened it."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def iter_stations(
    source: str | os.PathLike[str] | IO[bytes],
    *,
    format: Format,
    strict: bool = False,
    on_issue: Callable[[Issue], object] | None = None,
) -> StationStream:
    """Walk through the stations of a saved answer in constant memory.

    Args:
        source: Path of a file that holds one `EVStationsResult` document (`.gz` is unpacked on the
            way), or a binary file object, which is left open.
        format: `"json"` or `"xml"`.
        strict: Raise at the first issue.
        on_issue: Told of each issue as it is met.

    Returns:
        An iterator of `EVStation`; its issues, `has_more` and `count` fill as it is read.

    Raises:
        DecodeError: While reading: the file is no such document, or is cut off. All stations before
            that place have been given.
        OSError: The file cannot be opened.
        TypeError: The format is unknown.
    """
    if format not in ("json", "xml"):
        raise TypeError(f"format is {format!r}: it has to be 'json' or 'xml'")
    if not isinstance(source, str | os.PathLike):
        return StationStream(source, format, strict=strict, on_issue=on_issue, close=_nothing)
    path = Path(source)
    opened: Any = gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # noqa: SIM115
    return StationStream(opened, format, strict=strict, on_issue=on_issue, close=opened.close)


def _nothing() -> None:
    """Leave a file open that somebody else has opened."""


def read_error(error: Exception, given: int) -> DecodeError:
    """Build the error of a file that cannot be read to its end."""
    return DecodeError(
        f"the file breaks off or is damaged after {given:,} stations: {error}",
        hint="the stations before that place are good; fetch the rest anew",
    )
