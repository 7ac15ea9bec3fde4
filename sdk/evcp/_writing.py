"""How scalars are written, in JSON and in XML."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from decimal import Decimal

# XML 1.0 has no form for these at all, not even as a character reference.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile("[&<>\r]")
_SPECIAL_QUOTED = re.compile('[&<>\r\n\t"]')
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\r": "&#13;",
    "\n": "&#10;",
    "\t": "&#9;",
}


def timestamp(value: datetime) -> str:
    """Write an aware datetime as the service does: milliseconds, `Z` or an offset without colon.

    Raises:
        ValueError: The datetime has no offset, so it names no instant.
    """
    offset = value.utcoffset()
    if offset is None:
        raise ValueError(f"the timestamp {value.isoformat()} has no offset: give it a tzinfo")
    if offset.total_seconds() % 60:
        value, offset = value.astimezone(UTC), UTC.utcoffset(None)
    digits = "milliseconds" if value.microsecond % 1000 == 0 else "microseconds"
    text = value.replace(tzinfo=None).isoformat(timespec=digits)
    minutes = int(offset.total_seconds() // 60)
    if minutes == 0:
        return text + "Z"
    return f"{text}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def number(value: Decimal) -> float | str:
    """Write a decimal as a JSON number, or as a string where a float would lose digits."""
    if not value.is_finite():
        raise ValueError(f"{value} is no number that can be written")
    as_float = float(value)
    return as_float if math.isfinite(as_float) and Decimal(repr(as_float)) == value else str(value)


def decimal(value: Decimal) -> str:
    """Write a decimal in XML."""
    if not value.is_finite():
        raise ValueError(f"{value} is no number that can be written")
    return format(value, "f") if abs(value.adjusted()) < 64 else str(value)


def floating(value: float) -> str:
    """Write a float in XML."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is no measurement that can be written")
    return repr(value)


def integer(value: int) -> str:
    """Write an integer in XML."""
    return repr(int(value))


def boolean(value: bool) -> str:
    """Write a boolean in XML."""
    return "true" if value else "false"


stamp = timestamp
"""Write a timestamp in XML, as in JSON."""


def text(value: str) -> str:
    """Write the text of an element."""
    return _escaped(value, _SPECIAL)


def quoted(value: str) -> str:
    """Write the value of an attribute, keeping white space that a parser would normalise."""
    return _escaped(value, _SPECIAL_QUOTED)


def _escaped(value: str, special: re.Pattern[str]) -> str:
    if (found := _NOT_XML.search(value)) is not None:
        raise ValueError(f"XML has no form for the character {found.group()!a} in {value[:60]!a}")
    if special.search(value) is None:
        return value
    return special.sub(lambda match: _ESCAPES[match.group()], value)
