"""Options of a sandbox as a program, and their form on a command line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .faults.drift import Drift
from .faults.plan import KINDS, Fault, FaultPlan, How, Span, check_span, read_moment

_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*(ms|s|min|h)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3_600.0}
_FAULT = re.compile(r"(?P<what>[\w-]+)(?::(?P<rate>[^@,]*))?(?:@(?P<on>[^,]*))?(?:,(?P<more>.*))?")
_WHOLE = ("times", "first", "last", "every", "after", "retry_after")


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
    """Read a duration or a range: `0.05`, `50ms`, `50ms..0.2s`. The default unit is seconds.

    Args:
        text: The duration or range.
        name: Name of the setting, for the error.

    Raises:
        ValueError: It is neither.
    """
    ends = [_DURATION.fullmatch(part.strip()) for part in text.split("..")]
    if len(ends) > 2 or not all(ends):
        raise ValueError(
            f"{name} must be a number of seconds from 0 on, or such as 50ms or 50ms..0.2s, "
            f"not {text}"
        )
    # To the nanosecond, so that 50ms is exactly 0.05 and not the product of two floats.
    seconds = [round(float(end[1]) * _SECONDS[end[2] or "s"], 9) for end in ends if end]
    return check_span(name, seconds[0] if len(seconds) == 1 else (seconds[0], seconds[1]))


def read_fault(text: str) -> Fault:
    """Read a fault: `WHAT[:RATE][@RESOURCE][,NAME=VALUE]..`.

    Such as `503`, `503:0.1`, `429:0.05@stations/count,retry_after=2`, `cut,after=100,times=3`. The names
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
