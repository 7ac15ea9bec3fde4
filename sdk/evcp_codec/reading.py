"""Reading of scalars in either format.

Generated readers test for the documented form in line; every other form comes here. It is read
leniently where the meaning is certain, and reported where it is not.

White space is the schema's: collapsed in all but free text, which keeps every blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import TypeAlias, TypeVar

from . import deadline
from .issues import MAX_NAME, MAX_RAW, Issue, IssueKind, Issues, shortened

T = TypeVar("T")
Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
"""A parsed JSON value; a `Number` or `Constant` is a `str` here."""

Path: TypeAlias = tuple["Path", str] | tuple["Path", str, int] | None
"""Place of a reader: `(parent, name)` or `(parent, name, index)`, `None` at the root.

It becomes text only when there is something to report, so it costs one tuple per object.
"""

Accepts = Mapping[str, tuple[str, ...]]
"""Other accepted names: `{"roamings": ("roaming", "roaming")}` is the field, then the wrapped item."""

BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
"""The four lexical forms of xs:boolean."""

INTEGERS = {str(number): number for number in range(2048)}
"""Texts of the most frequent integers; a look-up is cheaper than a checked conversion."""

MAX_DIGITS = 4000
"""Longest integer text that is converted: Python itself refuses more than 4300 digits."""

_DIGITS = re.compile(r"[+-]?[0-9]+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_DOCUMENTED_TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])",
    re.ASCII,
)
# The forms of ISO 8601, RFC 3339 and XML Schema that name one instant.
_TIMESTAMP = re.compile(
    r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})[T ]([01][0-9]|2[0-4])"
    r"(?::?([0-5][0-9])(?::?([0-5][0-9]|60)(?:[.,]([0-9]+))?)?)?"
    r" ?(Z|UTC|GMT|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)",
    re.ASCII | re.IGNORECASE,
)
_LEAST_EXACT = 1e-290
"""Smallest float that is as exact as any: below, a number of few digits may be changed, or become 0."""
_MOST_EXPONENT = 30
"""Largest power of ten that is written out for an integer: far beyond any count."""
_BLANKS_TO_SPACES = str.maketrans("\t\r\n", "   ")


class Number(str):
    """The text of a JSON number, where a float would not say what was sent.

    Most numbers are read as floats, which is fast. A body in which that may have changed a value is
    parsed again with these in their place.
    """

    __slots__ = ()


class Repaired(str):
    """A text with characters that another format cannot have, and U+FFFD for each lone surrogate.

    Attributes:
        sent: The text as it was sent.
    """

    sent: str


class Constant(str):
    """`NaN`, `Infinity` or `-Infinity`, which Python reads though JSON does not have them."""

    __slots__ = ()


def collapse(text: str) -> str:
    """Return a text with its white space collapsed, as xs:whiteSpace has it: a no-break space is text."""
    if " " not in text and text.isprintable():
        return text
    return " ".join(filter(None, text.translate(_BLANKS_TO_SPACES).split(" ")))


def truth(raw: object) -> bool | None:
    """Return the boolean of a text or a number, in any case and with any blanks around; None for others."""
    return BOOLEANS.get(collapse(str(raw)).lower())


def path_text(path: Path, name: str = "") -> str:
    """Render a path as `evStations.evStation[3].name`."""
    parts = [shortened(name, MAX_NAME)] if name else []
    while path is not None:
        parts.append(path[1] if len(path) == 2 else f"{path[1]}[{path[2]}]")
        path = path[0]
    return ".".join(reversed(parts))


class DecodeContext:
    """One run of a reader: its issues, and the slow paths of reading scalars.

    Attributes:
        issues: Issues so far.
        inexact: Whether a float was met where the text of the number matters. Only JSON has numbers
            that are not text.
        digits: Whether a float was met that is wrong if its number has more digits than a float keeps.
        zeros: Whether an integer 0 was met that may be -0, which has another float and another text.
        timestamps: Timestamps by their text. The connectors of a station are mostly updated together,
            so the same text repeats.
    """

    __slots__ = ("digits", "inexact", "issues", "timestamps", "zeros")

    def __init__(self) -> None:
        self.issues = Issues()
        self.inexact = False
        self.digits = False
        self.zeros = False
        self.timestamps: dict[str | None, datetime] = {}

    def report(self, path: Path, name: str, kind: IssueKind, raw: object) -> None:
        """Add an issue; one of the root is always kept, because it says why there is no model."""
        deadline.check()
        if self.issues.has_room(kind) or (path is None and kind is IssueKind.MISSING):
            text = shortened(self.raw(raw), MAX_RAW)
            self.issues.append(Issue(path_text(path, name), kind, text))

    def raw(self, value: object) -> str:
        """Render a value as `Issue.raw`, perhaps cut behind `MAX_RAW` characters."""
        return str(value)

    def string(self, raw: Json, path: Path, name: str) -> str | None:
        """Read a string that is not plain text: a number is taken by its text."""
        if raw.__class__ is list:
            raw = single(raw)
        if isinstance(raw, str) and not isinstance(raw, Constant):
            if isinstance(raw, Repaired):
                self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
            return str(raw)
        if raw.__class__ in (int, float):
            # 1.10 is another text than 1.1, and -0 than 0.
            self.inexact |= raw.__class__ is float
            self.zeros |= raw == 0
            return repr(raw)
        self.report(path, name, IssueKind.BAD_VALUE, raw)
        return None

    def token(self, raw: Json, path: Path, name: str) -> str | None:
        """Read a string in which white space means nothing: an id, a code, a time zone."""
        text = self.string(raw, path, name)
        return None if text is None else collapse(text)

    def pattern(
        self,
        raw: Json,
        path: Path,
        name: str,
        matches: Callable[[str], object],
        read: Callable[[Json, Path, str], str | None] | None = None,
    ) -> str | None:
        """Read a string with a pattern; a text that does not match is kept and reported."""
        text = (read or self.string)(raw, path, name)
        if text is not None and not matches(text):
            self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
        return text

    def boolean(self, raw: Json, path: Path, name: str) -> bool | None:
        """Read a boolean from its text or from 0 and 1."""
        if raw.__class__ is list:
            raw = single(raw)
        if isinstance(raw, bool):
            return raw
        sent = 0 if raw.__class__ is Number and raw == "-0" else raw  # as plain parsing reads it
        value = truth(sent) if sent.__class__ is str or sent.__class__ is int else None
        if value is None:
            self.report(path, name, IssueKind.BAD_VALUE, raw)
        return value

    def integer(
        self, raw: Json, path: Path, name: str, low: int | None = None, high: int | None = None
    ) -> int | None:
        """Read an integer from a number without a fraction or from its text."""
        if raw.__class__ is list:
            raw = single(raw)
        value: int | None = None
        if type(raw) is int:
            value = raw
        elif raw.__class__ is str and _DIGITS.fullmatch(str(raw)) and len(str(raw)) < MAX_DIGITS:
            value = int(str(raw))
        elif (number := self._exact(raw)) is not None:
            value = _whole(number)
        if value is None:
            self.report(path, name, IssueKind.BAD_VALUE, raw)
        elif (low is not None and value < low) or (high is not None and value > high):
            self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
        return value

    def floating(
        self, raw: Json, path: Path, name: str, low: float | None = None, high: float | None = None
    ) -> float | None:
        """Read a finite number from a number or its text. NaN and infinity are no measurement."""
        if raw.__class__ is list:
            raw = single(raw)
        value: float | None = None
        kind = raw.__class__
        if kind in (float, int, Number) or (kind is str and _NUMBER.fullmatch(str(raw).strip())):
            with suppress(OverflowError):  # an integer beyond any float
                value = float(raw)  # type: ignore[arg-type]
                self.zeros |= kind is int and value == 0
        if value is None or not isfinite(value):
            self.report(path, name, IssueKind.BAD_VALUE, raw)
            return None
        if (low is not None and value < low) or (high is not None and value > high):
            self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
        return value

    def decimal(self, raw: Json, path: Path, name: str) -> Decimal | None:
        """Read an exact decimal from a number or its text."""
        if raw.__class__ is list:
            raw = single(raw)
        value = self._exact(raw)
        if value is None:
            self.report(path, name, IssueKind.BAD_VALUE, raw)
        return value

    def _exact(self, raw: Json) -> Decimal | None:
        """Return the exact value of a number or its text."""
        text = ""
        if raw.__class__ is str or raw.__class__ is Number:
            text = str(raw).strip()
        elif isinstance(raw, float):
            self.digits = True  # exact only if the number was short, and not next to 0
            self.inexact |= abs(raw) < _LEAST_EXACT
            text = repr(raw)
        elif raw.__class__ is int:
            self.zeros |= raw == 0
            text = repr(raw)
        if len(text) < MAX_DIGITS and _NUMBER.fullmatch(text):
            try:
                return Decimal(text)
            except InvalidOperation:  # an exponent beyond the range of Decimal
                pass
        return None

    def timestamp(self, raw: Json, path: Path, name: str) -> datetime | None:
        """Read a timestamp of contract section 3.5, or of any form with one meaning, as aware datetime.

        Digits behind the microseconds are dropped, like those of a number behind a float's. A leap
        second, 23:59:60, is the second after it, since Python's clock has none. A timestamp without
        an offset names no instant and is refused rather than guessed.
        """
        if raw.__class__ is list:
            raw = single(raw)
        if type(raw) is str:
            if _DOCUMENTED_TIMESTAMP.fullmatch(raw):
                try:
                    value = self.timestamps[raw] = datetime.fromisoformat(raw)
                except ValueError:  # such as 30 February
                    pass
                else:
                    return value
            elif (moment := instant(raw)) is not None:
                self.timestamps[raw] = moment
                return moment
        self.report(path, name, IssueKind.BAD_VALUE, raw)
        return None

    def member(
        self, raw: Json, path: Path, name: str, members: Mapping[str | None, T]
    ) -> T | str | None:
        """Read a value of an open enumeration: a member, or the text itself when it is not listed."""
        text = self.token(raw, path, name)
        value = members.get(text)
        if text is not None and value is None:
            self.report(path, name, IssueKind.UNKNOWN_VALUE, raw)
            return text
        return value


def _whole(number: Decimal) -> int | None:
    """Return the integer that a number is; the digits of 1e3999 would cost far more than its text."""
    if number.adjusted() > _MOST_EXPONENT and number.as_tuple().exponent != 0:
        return None
    whole = number.to_integral_value()
    return int(whole) if whole == number else None


def single(raw: Json) -> Json:
    """Return the scalar of an array of one, as converters from XML write it."""
    if isinstance(raw, list) and len(raw) == 1 and not isinstance(raw[0], (list, dict)):
        return raw if raw[0] is None else raw[0]
    return raw


def instant(text: str) -> datetime | None:
    """Return the instant that a timestamp of any form names; None if it names none."""
    match = _TIMESTAMP.fullmatch(collapse(text))
    if match is None:
        return None
    year, month, day, hour, minute, second, digits, zone = match.groups("")
    midnight = hour == "24"  # the end of a day
    if midnight and (minute + second + digits).strip("0"):
        return None
    leap = second == "60"
    if leap and minute != "59":
        return None
    hour, second = "00" if midnight else hour, "59" if leap else second or "00"
    zone = "Z" if zone.isalpha() else zone
    time = f"{hour}:{minute or '00'}:{second}.{digits[:6] or '0':0<6}{zone}"
    try:
        value = datetime.fromisoformat(f"{year}-{month}-{day}T{time}")
        return value + timedelta(days=midnight, seconds=leap)
    except (ValueError, OverflowError):
        return None


def as_utc(moment: datetime) -> datetime | None:
    """Return a moment in UTC; without a zone it is one. None before or after all dates of UTC."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None
