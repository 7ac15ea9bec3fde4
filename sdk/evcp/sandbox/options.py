"""Durations and faults as options of a command line."""

from __future__ import annotations

import math
import re
from typing import Any

from ..units import parse_duration
from .faults.plan import KINDS, Fault, How, Span, check_span, read_moment

_ZERO = re.compile(r"0+(?:\.0*)?\s*(?:ms|s|min|m|h|d)?", re.ASCII)
_FAULT = re.compile(r"(?P<what>[\w-]+)(?::(?P<rate>[^@,]*))?(?:@(?P<on>[^,]*))?(?:,(?P<more>.*))?")
_WHOLE = ("times", "first", "last", "every", "after")


def read_span(text: str, name: str = "latency") -> Span:
    """Read a duration in seconds or a range: `50ms`, `50ms..0.2s`, `0`. Only zero needs no unit.

    Args:
        text: The duration or range.
        name: Name of the setting, for the error.

    Raises:
        ValueError: It is neither.
    """
    least, dots, most = text.partition("..")
    if not dots:
        return _seconds(least, name)
    return check_span(name, (_seconds(least, name), _seconds(most, name)))


def _seconds(text: str, name: str) -> float:
    if _ZERO.fullmatch(text.strip()):
        return 0.0
    try:
        # To the nanosecond, so that 50ms is exactly 0.05 and not the product of two floats.
        return round(parse_duration(text), 9)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def read_fault(text: str) -> Fault:
    """Read a fault: `WHAT[:RATE][@RESOURCE][,NAME=VALUE]..`.

    Such as `503`, `503:0.1`, `429:0.05@stations/count,retry_after=2s`, `cut,after=100,times=3`. The names
    are attributes of `Fault`.

    Raises:
        ValueError: Another form, or an unknown fault.
    """
    match = _FAULT.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            f"a fault is WHAT[:RATE][@RESOURCE][,NAME=VALUE].., WHAT being a status or one of "
            f"{', '.join(KINDS)}; not {text!r}"
        )
    how: dict[str, Any] = {}
    if match["rate"] is not None:
        how["rate"] = _number(match["rate"], "rate")
    if match["on"] is not None:
        how["on"] = match["on"]
    for part in (match["more"] or "").split(",") if match["more"] else ():
        name, equals, value = (one.strip() for one in part.partition("="))
        if not equals or name not in How.__annotations__ or name in how:
            raise ValueError(f"{part!r} is not a setting of the fault {text!r}")
        how[name] = _setting(name, value)
    what = match["what"]
    return Fault(int(what) if what.isdecimal() else what, **how)


def _setting(name: str, value: str) -> object:
    if name == "on":
        return value
    if name in ("since", "until"):
        return read_moment(name, value)
    if name == "seconds":
        return read_span(value, name)
    if name == "retry_after":
        return math.ceil(_seconds(value, name))  # the header has whole seconds
    if name in _WHOLE:
        if not value.isdecimal():
            raise ValueError(f"{name} must be a whole number, not {value!r}")
        return int(value)
    return _number(value, name)


def _number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{name} must be a number, not {text!r}") from None
