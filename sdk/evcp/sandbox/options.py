"""What a sandbox that runs as a program is told, and how that is written on a command line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .faults.drift import Drift
from .faults.plan import KINDS, Fault, FaultPlan, How, Span, check_span

_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*(ms|s|min|h)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3_600.0}
_FAULT = re.compile(r"(?P<what>[\w-]+)(?::(?P<rate>[^@,]*))?(?:@(?P<on>[^,]*))?(?:,(?P<more>.*))?")
_WHOLE = ("times", "first", "last", "every", "after", "retry_after")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to run a sandbox.

    Attributes:
        data: AFDC file to serve; without one the stations are made up.
        size: Number of made-up stations.
        seed: Seed of the stations, or of the states of those of a file, and of faults and drift.
        host: Name or address to listen on.
        port: TCP port; 0 is a free one.
        latency: Seconds before each answer, or a range `(least, most)`.
        faults: What goes wrong.
        drift: Chance of each place to depart from the schema; 0 is never.
        start: What the clock says at first; None is the real time.
        speed: How many of its seconds pass in a real one.
        live: Whether the states of EVSEs move with time.
        control: Whether there is the endpoint `/control/`.
        max_connections: Connections that are served at once.
        quiet: Whether nothing is told but the base URL.
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
        """What goes wrong, with its seed."""
        return FaultPlan(self.faults, seed=self.seed)

    @property
    def drifting(self) -> Drift | None:
        """How answers depart from the schema; None where they do not.

        Raises:
            ValueError: The chance is none.
        """
        return Drift(self.drift, seed=self.seed) if self.drift else None


def read_span(text: str, name: str = "latency") -> Span:
    """A duration, or a range of them: `0.05`, `50ms`, `50ms..0.2s`. A bare number is of seconds.

    Args:
        text: What was given.
        name: What it was given for, for the error.

    Raises:
        ValueError: It is neither.
    """
    ends = [_DURATION.fullmatch(part.strip()) for part in text.split("..")]
    if len(ends) > 2 or not all(ends):
        raise ValueError(
            f"{name} has to be a number of seconds from 0 on, or such as 50ms or 50ms..0.2s, "
            f"not {text}"
        )
    # To the nanosecond: 50ms is 0.05, whatever the product of the two numbers is.
    seconds = [round(float(end[1]) * _SECONDS[end[2] or "s"], 9) for end in ends if end]
    return check_span(name, seconds[0] if len(seconds) == 1 else (seconds[0], seconds[1]))


def read_fault(text: str) -> Fault:
    """A fault: `WHAT[:RATE][@RESOURCE][,NAME=VALUE]..`.

    Such as `503`, `503:0.1`, `429:0.05@stations/count,retry_after=2`, `cut,after=100,times=3`. The names
    are those of the attributes of `TransportFailure`.

    Raises:
        ValueError: It is not written so, or there is no such fault.
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
            raise ValueError(f"{part!r} of the fault {text!r} is no setting of it")
        how[name] = _setting(name, value)
    what = match["what"]
    return Fault(int(what) if what.isdecimal() else what, **how)


def read_moment(text: str) -> datetime:
    """A moment in ISO 8601, which has to have an offset: `2025-06-01T08:00:00Z`.

    Raises:
        ValueError: It is none.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"a moment is such as 2025-06-01T08:00:00Z, not {text!r}")
    return moment


def _setting(name: str, value: str) -> object:
    if name == "on":
        return value
    if name in ("since", "until"):
        return read_moment(value)
    if name == "seconds":
        return read_span(value, name)
    if name in _WHOLE:
        if not value.isdecimal():
            raise ValueError(f"{name} has to be a whole number, not {value!r}")
        return int(value)
    return _number(value, name)


def _number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{name} has to be a number, not {text!r}") from None
