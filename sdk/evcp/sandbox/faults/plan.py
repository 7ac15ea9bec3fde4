"""Faults on demand, as values: what goes wrong, how often, when and where.

Nothing happens here. `injector` decides which request meets which fault, `mangling` spoils answers,
and `host` puts it together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, fields
from datetime import datetime, timedelta
from difflib import get_close_matches
from email.utils import formatdate
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import TypedDict

Span = float | tuple[float, float]
"""Seconds, or a range of seconds from which each is drawn."""

KINDS = {
    "cut": "the connection ends within the body",
    "disconnect": "the connection ends without an answer",
    "garbage": "the body is noise of the same length",
    "html": "the body is a page of HTML",
    "empty": "the body is empty",
    "content-type": "the body is what it should be, but said to be something else",
    "slow": "the body goes out slowly",
    "delay": "the answer comes late",
}
"""What can go wrong, beside every status from 400 on."""

_API, _SUFFIXES = "/ev/", (".json", ".xml")


class How(TypedDict, total=False):
    """The settings of a `TransportFailure`, as keyword arguments."""

    on: str | None
    rate: float
    times: int | None
    first: int
    last: int | None
    every: int
    since: datetime | None
    until: datetime | None
    after: int | None
    retry_after: int | timedelta | datetime | None
    seconds: Span | None
    bytes_per_second: float | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    A fault looks at each request to the resources it is `on`, and numbers them from 1. It happens
    where all of `rate`, `times`, `first`, `last`, `every`, `since` and `until` allow it. Of several
    faults that would spoil the same answer, the first one does; delays add up, and so does nothing
    else.

    Attributes:
        what: A status from 400 on, or one of `KINDS`.
        on: The resources it is restricted to: what stands below `/ev/`, with or without the suffix,
            such as `stations`, `stations.xml`, `stations/count`, `pools/*` (`*` stands for any text).
            None is every resource of the API. The endpoint of tokens, which is another service,
            fails only where `oauth2/token` is named.
        rate: Chance for each request, from 0 to 1.
        times: How often it happens, then never again; None is without end.
        first: Number of the first request that it happens to.
        last: Number of the last request that it happens to; None is without end.
        every: Only each so-many-th request, counted from `first` on: with 7, the numbers 7, 14 and
            so on.
        since: Moment of the sandbox's clock from which it happens.
        until: Moment of the sandbox's clock from which it no longer happens.
        after: Of "cut": bytes of the body that are sent; None is half of them. At least one byte is
            lost.
        retry_after: Of a status: the header `Retry-After`, in seconds; or, as an HTTP date, a moment
            or how long from now it is. The date is rounded up to a second.
        seconds: Of "delay": how long the answer waits.
        bytes_per_second: Of "slow": how fast the body goes out.

    Raises:
        ValueError: There is no such fault, a number is impossible, or a setting belongs to another
            kind of fault.
    """

    what: int | str
    _: KW_ONLY
    on: str | None = None
    rate: float = 1.0
    times: int | None = None
    first: int = 1
    last: int | None = None
    every: int = 1
    since: datetime | None = None
    until: datetime | None = None
    after: int | None = None
    retry_after: int | timedelta | datetime | None = None
    seconds: Span | None = None
    bytes_per_second: float | None = None

    def __post_init__(self) -> None:
        _check_what(self.what)
        _check_chance(self.rate)
        if self.on is not None and (not self.on or not isinstance(self.on, str)):
            raise ValueError(
                f"on has to name resources, such as stations or pools/*, not {self.on!r}"
            )
        if self.on is not None and self.on.startswith(("/", "http:", "https:")):
            raise ValueError(f"on is what stands below {_API}, such as stations, not {self.on!r}")
        for name in ("times", "first", "last", "every"):
            value = getattr(self, name)
            if value is not None and not (_is_whole(value) and value >= 1):
                raise ValueError(f"{name} has to be a whole number from 1 on, not {value!r}")
        if self.last is not None and self.last < self.first:
            raise ValueError(f"last ({self.last}) is before first ({self.first})")
        for name in ("since", "until"):
            moment = getattr(self, name)
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{name} has no time zone: give an aware datetime")
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise ValueError("until is not after since")
        self._check_own_settings()

    def _check_own_settings(self) -> None:
        owners = {
            "after": "cut",
            "seconds": "delay",
            "bytes_per_second": "slow",
            "retry_after": None,
        }
        for name, owner in owners.items():
            belongs = self.status is not None if owner is None else self.what == owner
            if getattr(self, name) is not None and not belongs:
                kind = "a status" if owner is None else f'"{owner}"'
                raise ValueError(f"{name} is a setting of {kind}, not of {self.what!r}")
        if self.after is not None and not (_is_whole(self.after) and self.after >= 0):
            raise ValueError(f"after has to be a number of bytes, not {self.after!r}")
        if self.what == "delay":
            check_span("seconds", self.seconds)
        if self.what == "slow":
            pace = self.bytes_per_second
            if pace is None or not 0 < pace < math.inf:
                raise ValueError(f"bytes_per_second has to be a positive number, not {pace!r}")
        wait = self.retry_after
        if isinstance(wait, datetime):
            if wait.tzinfo is None:
                raise ValueError("retry_after has no time zone: give an aware datetime")
        elif isinstance(wait, timedelta):
            if wait < timedelta():
                raise ValueError(f"retry_after cannot be negative: {wait}")
        elif wait is not None and not (_is_whole(wait) and wait >= 0):
            raise ValueError(f"retry_after has to be whole seconds, or a date, not {wait!r}")

    @property
    def status(self) -> int | None:
        """The status that the fault answers with; None where it does something else."""
        return self.what if isinstance(self.what, int) else None

    @property
    def spoils(self) -> bool:
        """Whether the answer becomes another one, and not only a late or slow one."""
        return self.what not in ("delay", "slow")

    def concerns(self, path: str) -> bool:
        """Whether a request to a path is one that the fault looks at.

        Args:
            path: Path from its first slash on, still percent-encoded.
        """
        if self.on is None:
            return path.startswith(_API)
        below = path.removeprefix(_API).removeprefix("/")
        bare = next((below.removesuffix(s) for s in _SUFFIXES if below.endswith(s)), below)
        return fnmatchcase(below, self.on) or fnmatchcase(bare, self.on)

    def may_happen(self, number: int, moment: datetime) -> bool:
        """Whether schedule and clock allow the fault; how often it happened is not asked.

        Args:
            number: Number of the request among those that it concerns, from 1 on.
            moment: Time of the sandbox's clock.
        """
        return (
            number >= self.first
            and (self.last is None or number <= self.last)
            and (number - self.first + 1) % self.every == 0
            and (self.since is None or moment >= self.since)
            and (self.until is None or moment < self.until)
        )

    def __str__(self) -> str:
        settings = [
            f"{one.name}={getattr(self, one.name)!r}"
            for one in fields(self)
            if one.name != "what" and getattr(self, one.name) != one.default
        ]
        return ", ".join([str(self.what), *settings])


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """All that goes wrong. The same plan does the same to the same requests, in the same order.

    Attributes:
        faults: The faults; of several for the same request the first one spoils the answer.
        delay: Seconds that each answer waits, or a range; without an end and beside every fault.
        seed: What the draws of rates and ranges depend on.

    Raises:
        ValueError: `delay` is no duration or range.
    """

    faults: tuple[Fault, ...] = ()
    _: KW_ONLY
    delay: Span = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "faults", tuple(self.faults))
        check_span("delay", self.delay)


def check_span(name: str, span: object) -> Span:
    """A duration or a range of them, as it is given.

    Raises:
        ValueError: It is neither.
    """
    ends: tuple[object, ...] = span if isinstance(span, tuple) else (span, span)
    numbers = [end for end in ends if isinstance(end, int | float) and not isinstance(end, bool)]
    if len(ends) != 2 or len(numbers) != 2 or not 0 <= numbers[0] <= numbers[1] < math.inf:
        raise ValueError(
            f"{name} has to be a number of seconds from 0 on, or a range (least, most), not {span}"
        )
    return (numbers[0], numbers[1]) if isinstance(span, tuple) else numbers[0]


def drawn(span: Span, share: float) -> float:
    """A duration of a range.

    Args:
        span: The duration or range.
        share: Where in the range, from 0 to 1.
    """
    least, most = span if isinstance(span, tuple) else (span, span)
    return least + (most - least) * share


def retry_after_text(wait: float | timedelta | datetime, now: float) -> str:
    """The value of a header `Retry-After` (RFC 9110, 10.2.3).

    Args:
        wait: Seconds, or a date, or how long from now a date is.
        now: Seconds since 1970.
    """
    if isinstance(wait, int | float):
        return str(wait)
    when = wait.timestamp() if isinstance(wait, datetime) else now + wait.total_seconds()
    # Up to the next second: a date has no parts of one, and nobody is to come back too early.
    return formatdate(math.ceil(when), usegmt=True)


def _check_what(what: object) -> None:
    if isinstance(what, int) and not isinstance(what, bool):
        if what >= 400 and what in frozenset(HTTPStatus):
            return
        raise ValueError(f"{what} is no HTTP status of a failure: give one from 400 on")
    if not isinstance(what, str) or what not in KINDS:
        digits = isinstance(what, str) and what.isascii() and what.isdigit()
        close = f"; did you mean the number {what}?" if digits else meant(str(what), KINDS)
        raise ValueError(
            f"there is no fault {what!r}{close}: give a status or one of {', '.join(KINDS)}"
        )


def meant(name: str, known: Iterable[str]) -> str:
    """What somebody may have meant by a name, as the end of a message."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _check_chance(rate: float) -> None:
    if not 0 <= rate <= 1:
        raise ValueError(f"rate has to be a chance from 0 to 1, not {rate}")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
