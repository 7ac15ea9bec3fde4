"""How scalars are written, in JSON and in XML.

Nothing is written that is not of the annotated type: a reader would get another value than was meant.
"""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, cast, get_args, get_type_hints

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


def wrong(value: object, wanted: str) -> TypeError:
    """Build the error for a value of another type than its annotation."""
    shown = repr(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return TypeError(f"{shown} is {type(value).__name__}, where {wanted} is annotated")


def string(value: str) -> str:
    """Return a text, or the value of an enumeration's member."""
    if not isinstance(value, str):
        raise wrong(value, "str")
    return value


def flag(value: bool) -> bool:
    """Return a boolean."""
    if value is not True and value is not False:
        raise wrong(value, "bool")
    return value


def whole(value: int) -> int:
    """Return an integer."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(value, "int")
    return value


def real(value: float) -> float:
    """Return a finite float, or an integer in place of one."""
    if not isinstance(value, (float, int)) or isinstance(value, bool):
        raise wrong(value, "float")
    if not isfinite(value):
        raise ValueError(f"{value} is no measurement that can be written")
    return value


def items(value: Sequence[Any]) -> Sequence[Any]:
    """Return the items of a list; a single text is not a list of its letters."""
    if not isinstance(value, (tuple, list)):
        raise wrong(value, "tuple")
    return value


def exact(value: Decimal) -> Decimal:
    """Return a finite decimal."""
    if not isinstance(value, Decimal):
        raise wrong(value, "Decimal")
    if not value.is_finite():
        raise ValueError(f"{value} is no number that can be written")
    return value


def timestamp(value: datetime) -> str:
    """Write an aware datetime as the service does: milliseconds, `Z` or an offset without colon.

    Raises:
        ValueError: The datetime has no offset, so it names no instant.
    """
    if not isinstance(value, datetime):
        raise wrong(value, "datetime")
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
    as_float = float(exact(value))
    return as_float if isfinite(as_float) and Decimal(repr(as_float)) == value else str(value)


def decimal(value: Decimal) -> str:
    """Write a decimal in XML."""
    return format(value, "f") if abs(exact(value).adjusted()) < 64 else str(value)


def floating(value: float) -> str:
    """Write a float in XML."""
    return float.__repr__(float(real(value)))


def integer(value: int) -> str:
    """Write an integer in XML."""
    return int.__repr__(whole(value))


def boolean(value: bool) -> str:
    """Write a boolean in XML."""
    return "true" if flag(value) else "false"


stamp = timestamp
"""Write a timestamp in XML, as in JSON."""


def text(value: str) -> str:
    """Write the text of an element."""
    return _escaped(value, _SPECIAL)


def quoted(value: str) -> str:
    """Write the value of an attribute, keeping white space that a parser would normalise."""
    return _escaped(value, _SPECIAL_QUOTED)


def _escaped(value: str, special: re.Pattern[str]) -> str:
    value = string(value)
    if (found := _NOT_XML.search(value)) is not None:
        raise ValueError(f"XML has no form for the character {found.group()!a} in {value[:60]!a}")
    if special.search(value) is None:
        return value
    return special.sub(lambda match: _ESCAPES[match.group()], value)


def whereabouts(model: Any, fails: Callable[[Any], bool]) -> str:
    """Find the value because of which a model cannot be written.

    Args:
        model: An instance of a model class that cannot be written.
        fails: Tells whether an instance cannot be written.

    Returns:
        Its place in Python names, such as `ev_stations[3].position.latitude`; as much of it as is sure.
    """
    hints = get_type_hints(type(model))
    for field in dataclasses.fields(model):
        hint = hints[field.name]
        kind = next((k for k in (hint, *get_args(hint)) if dataclasses.is_dataclass(k)), None)
        if kind is None:
            continue
        value = getattr(model, field.name)
        many = isinstance(value, (tuple, list))
        for index, item in enumerate(value if many else (value,)):
            name = f"{field.name}[{index}]" if many else field.name
            if not isinstance(item, cast("type", kind)):
                if item is None and not many and type(None) in get_args(hint):
                    continue
                return name
            if fails(item):
                return f"{name}.{whereabouts(item, fails)}".rstrip(".")
    for field in dataclasses.fields(model):
        other = copy.copy(model)
        for blank in (None, (), "", 0, Decimal(0)):
            object.__setattr__(other, field.name, blank)
            if not fails(other):
                return field.name
    return ""
