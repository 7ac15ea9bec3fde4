"""The state of one decoding run, and the slow paths of reading scalars.

The generated decoders test for the documented form in line; whatever is not of that form comes
here, is read leniently where the meaning is certain, and is reported where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from .issues import Issue, IssueKind

Path = tuple[Any, ...] | None
"""Where a decoder is: `(parent, name)` or `(parent, name, index)`, `None` at the root.

Turned into text only when there is something to report, so that it costs one tuple an object.
"""

BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
"""The four lexical forms of xs:boolean."""

INTEGERS = {str(number): number for number in range(2048)}
"""Texts of the integers that answers mostly hold; a look-up is cheaper than a checked conversion."""

_INTEGER = re.compile(r"[+-]?[0-9]+(?:\.0*)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])",
    re.ASCII,
)
_DIGITS_KEPT = re.compile(r"\.[0-9]{7,}", re.ASCII)
MAX_DIGITS = 4000
"""Longest integer text that is converted: Python itself refuses more than 4300 digits."""
_EXACT_FLOAT = 2**53
"""Largest integer up to which a float stands for one integer only."""


def path_text(path: Path, name: str = "") -> str:
    """Render a path as `evStations.evStation[3].name`."""
    parts = [name] if name else []
    while path is not None:
        step = path[1]
        parts.append(step if len(path) == 2 else f"{step}[{path[2]}]")
        path = path[0]
    return ".".join(reversed(parts))


class Number(str):
    """The text of a JSON number, where a float would not say what was sent.

    Most numbers are read as floats, which is fast. A body in which that may have changed a value is
    parsed again with these in their place.
    """

    __slots__ = ()


class Constant(str):
    """`NaN`, `Infinity` or `-Infinity`, which Python reads though JSON does not have them."""

    __slots__ = ()


class DecodeContext:
    """One run of a decoder: collects issues and reads what is not in the plain documented form."""

    __slots__ = ("decimals", "inexact", "issues", "timestamps")

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        # Set when a float was met where the text of the number matters, and where it matters if it
        # has more digits than a float keeps. Only JSON has numbers that are not text.
        self.inexact = False
        self.decimals = False
        # Connectors of a station are mostly updated together, so their timestamps repeat.
        self.timestamps: dict[str, datetime] = {}

    def report(self, path: Path, name: str, kind: IssueKind, raw: object) -> None:
        """Note an issue."""
        self.issues.append(Issue(path_text(path, name), kind, self.raw(raw)))

    def raw(self, value: Any) -> str:
        """Render a value as `Issue.raw`."""
        return str(value)

    def string(self, raw: Any, path: Path, name: str) -> str | None:
        """Read a string that is not plain text: a number is taken by its text."""
        kind = raw.__class__
        if kind is str or kind is Number:
            return str(raw)
        if kind is int:
            return repr(raw)
        if kind is float:
            self.inexact = True  # 1.10 is another text than 1.1
            return repr(raw)
        self.report(path, name, IssueKind.BAD_VALUE, raw)
        return None

    def pattern(
        self, raw: Any, path: Path, name: str, matches: Callable[[str], object]
    ) -> str | None:
        """Read a string that has to match a pattern; another text is kept and reported."""
        text = self.string(raw, path, name)
        if text is not None and not matches(text):
            self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
        return text

    def boolean(self, raw: Any, path: Path, name: str) -> bool | None:
        """Read a boolean from its text or from 0 and 1."""
        if raw.__class__ is bool:
            return bool(raw)
        value = BOOLEANS.get(str(raw).strip()) if raw.__class__ in (str, int) else None
        if value is None:
            self.report(path, name, IssueKind.BAD_VALUE, raw)
        return value

    def integer(
        self, raw: Any, path: Path, name: str, low: int | None = None, high: int | None = None
    ) -> int | None:
        """Read an integer from a number without a fraction or from its text."""
        value: int | None = None
        if raw.__class__ is int:
            value = raw
        elif raw.__class__ is float or raw.__class__ is Number:
            number = float(raw)
            if number.is_integer() and abs(number) <= _EXACT_FLOAT:
                value = int(number)
        elif raw.__class__ is str and len(raw) < MAX_DIGITS:
            text = raw.strip()
            if _INTEGER.fullmatch(text):
                value = int(text.partition(".")[0])
        if value is None:
            self.report(path, name, IssueKind.BAD_VALUE, raw)
        elif (low is not None and value < low) or (high is not None and value > high):
            self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
        return value

    def floating(
        self, raw: Any, path: Path, name: str, low: float | None = None, high: float | None = None
    ) -> float | None:
        """Read a finite number from a number or its text. NaN and infinity are no measurement."""
        value: float | None = None
        try:
            if raw.__class__ in (float, int, Number) or (
                raw.__class__ is str and _NUMBER.fullmatch(raw.strip())
            ):
                value = float(raw)
        except OverflowError:
            value = None
        if value is None or not isfinite(value):
            self.report(path, name, IssueKind.BAD_VALUE, raw)
            return None
        if (low is not None and value < low) or (high is not None and value > high):
            self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
        return value

    def decimal(self, raw: Any, path: Path, name: str) -> Decimal | None:
        """Read an exact decimal from a number or its text."""
        kind = raw.__class__
        text = ""
        if kind is str or kind is Number:
            text = raw.strip()
        elif kind is int:
            text = repr(raw)
        elif kind is float:
            self.decimals = True  # the float is exact only if the number was short
            text = repr(raw)
        if len(text) < MAX_DIGITS and _NUMBER.fullmatch(text):
            try:
                return Decimal(text)
            except InvalidOperation:  # an exponent beyond what Decimal can hold
                pass
        self.report(path, name, IssueKind.BAD_VALUE, raw)
        return None

    def timestamp(self, raw: Any, path: Path, name: str) -> datetime | None:
        """Read a timestamp of contract section 3.5 as an aware datetime.

        A timestamp without an offset names no instant and is refused rather than guessed.
        """
        if raw.__class__ is str:
            value = self.timestamps.get(raw)
            if value is not None:
                return value
            text = raw.strip()
            if _TIMESTAMP.fullmatch(text):
                try:
                    value = datetime.fromisoformat(text)
                except ValueError:
                    value = None
                if value is not None:
                    if len(text) > 26 and _DIGITS_KEPT.search(text):
                        self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
                    else:
                        self.timestamps[raw] = value
                    return value
        self.report(path, name, IssueKind.BAD_VALUE, raw)
        return None

    def member(self, raw: Any, path: Path, name: str, members: dict[str, Any]) -> Any:
        """Read a value of an open enumeration: a member, or the text itself when it is not listed."""
        text = self.string(raw, path, name)
        if text is None:
            return None
        value = members.get(text)
        if value is not None:
            return value
        self.report(path, name, IssueKind.UNKNOWN_VALUE, raw)
        return text
