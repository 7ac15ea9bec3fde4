"""Options of a sandbox as a program, and their form on a command line."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..units import parse_duration
from .faults.drift import Drift
from .faults.plan import KINDS, Fault, FaultPlan, How, Span, check_span, read_moment

_ZERO = re.compile(r"0+(?:\.0*)?\s*(?:ms|s|min|m|h|d)?", re.ASCII)
_FAULT = re.compile(r"(?P<what>[\w-]+)(?::(?P<rate>[^@,]*))?(?:@(?P<on>[^,]*))?(?:,(?P<more>.*))?")
_WHOLE = ("times", "first", "last", "every", "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of a sandbox as a program.

    Attributes:
        data: Data file to serve; without one the stations are synthetic.
        size: Number of synthetic stations.
        seed: Seed of the stations (of a file: of their live states), faults and drift.
        host: Name or address to listen on.
        port: TCP port; 0 is a free one.
        latency: Seconds before each response, or a range `(least, most)`.
        faults: Faults on demand.
        drift: Chance of a departure from the schema at each place; 0 is never.
        start: Start of the clock; None is the real time.
        speed: Seconds of the clock in one real second.
        live: True if the states of EVSEs move with time.
        control: True enables the endpoint `/control/`.
        max_connections: Number of connections served at once.
        quiet: True prints nothing but the base URL.
    """

    data: Path | None = None
    size: int = 2_000
    seed: int = 0
    host: str = "127.0.0.1"
    port: int = 0
    latency: Span = 0.0
    faults: tuple[Fault, ...] = ()
    drift: float = 0.0
    start: datetime | None = None
    speed: float = 1.0
    live: bool = True
    control: bool = False
    max_connections: int = 256
    quiet: bool = False

    @property
    def plan(self) -> FaultPlan:
        """The faults with their seed."""
        return FaultPlan(self.faults, seed=self.seed)

    @property
    def drifting(self) -> Drift | None:
        """The drift of responses; None without any.

        Raises:
            ValueError: The chance is not between 0 and 1.
        """
        return Drift(self.drift, seed=self.seed) if self.drift else None


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
