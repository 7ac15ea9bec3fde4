"""Faults on demand as values: their kind, rate, schedule and resources."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass, fields
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import TypedDict

from evcp._reading.names import suggestion
from evcp_codec.model import Frozen, short_repr

Span = float | tuple[float, float]
"""Seconds, or a range of seconds `(least, most)` for a draw each time."""

KINDS = {
    "cut": "the connection ends within the body",
    "disconnect": "the connection ends without a response",
    "garbage": "the body is noise of the same length",
    "html": "the body is a page of HTML",
    "empty": "the body is empty",
    "content-type": "the body is right, its Content-Type is wrong",
    "slow": "the body goes out slowly",
    "delay": "the response comes late",
}
"""Kinds of faults, besides every status from 400 on."""

_API, _SUFFIXES = "/ev/", (".json", ".xml")


class How(TypedDict, total=False):
    """The settings of a `Fault`, as keyword arguments."""

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
class Fault(Frozen):
    """One fault.

    A fault numbers the requests to its resources (`on`) from 1. It happens to a request if all of
    `rate`, `times`, `first`, `last`, `every`, `since` and `until` allow it. Of several faults for
    the same response, the first one changes it; only delays add up.

    Attributes:
        what: A status from 400 on, or one of `KINDS`.
        on: Pattern of the affected resources, by their path below `/ev/` with or without the suffix,
            such as `stations`, `stations.xml`, `stations/count`, `pools/*` (`*` stands for any text).
            None is every resource of the API. The token endpoint, another service, fails only for
            `oauth2/token`.
        rate: Chance for each request, from 0 to 1.
        times: Greatest number of affected requests; None is without end.
        first: Number of the first affected request.
        last: Number of the last affected request; None is without end.
        every: Distance of affected requests, counted from `first`: with 7, the numbers 7, 14 and so
            on.
        since: Start, as a moment of the sandbox's clock.
        until: End, as a moment of the sandbox's clock.
        after: Of "cut": number of sent bytes of the body; None is half of them. At least one byte is
            lost.
        retry_after: Of a status: the header `Retry-After`, in seconds; or, as an HTTP date, a moment
            or a time from now. The date is rounded up to a second.
        seconds: Of "delay": time before the response.
        bytes_per_second: Of "slow": speed of the body.

    Raises:
        ValueError: An unknown kind, an impossible number, or a setting of another kind of fault.
    """

    __repr__ = short_repr

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
                f"on must name resources, such as stations or pools/*, not {self.on!r}"
            )
        if self.on is not None and self.on.startswith(("/", "http:", "https:")):
            raise ValueError(f"on must be a path below {_API}, such as stations, not {self.on!r}")
        for name in ("times", "first", "last", "every"):
            value = getattr(self, name)
            if value is not None and not (_is_whole(value) and value >= 1):
                raise ValueError(f"{name} must be a whole number from 1 on, not {value!r}")
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
            raise ValueError(f"after must be a number of bytes, not {self.after!r}")
        if self.what == "delay":
            check_span("seconds", self.seconds)
        if self.what == "slow":
            pace = self.bytes_per_second
            if pace is None or not 0 < pace < math.inf:
                raise ValueError(f"bytes_per_second must be a positive number, not {pace!r}")
        wait = self.retry_after
        if isinstance(wait, datetime):
            if wait.tzinfo is None:
                raise ValueError("retry_after has no time zone: give an aware datetime")
        elif isinstance(wait, timedelta):
            if wait < timedelta():
                raise ValueError(f"retry_after cannot be negative: {wait}")
        elif wait is not None and not (_is_whole(wait) and wait >= 0):
            raise ValueError(f"retry_after must be whole seconds or a date, not {wait!r}")

    @property
    def status(self) -> int | None:
        """The status of the response; None for other kinds of faults."""
        return self.what if isinstance(self.what, int) else None

    @property
    def changes_response(self) -> bool:
        """True if the response is changed, not only late or slow."""
        return self.what not in ("delay", "slow")

    def concerns(self, path: str) -> bool:
        """Return True if a path, still percent-encoded, belongs to a resource of the fault."""
        if self.on is None:
            return path.startswith(_API)
        below = path.removeprefix(_API).removeprefix("/")
        bare = next((below.removesuffix(s) for s in _SUFFIXES if below.endswith(s)), below)
        return fnmatchcase(below, self.on) or fnmatchcase(bare, self.on)

    def may_happen(self, number: int, moment: datetime) -> bool:
        """Return True if schedule and clock allow the fault; `times` and `rate` are not checked.

        Args:
            number: Number of the request among the requests to its resources, from 1 on.
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
class FaultPlan(Frozen):
    """All faults. The same plan does the same to the same sequence of requests.

    Attributes:
        faults: The faults; of several for the same request the first one changes the response.
        delay: Seconds before each response, or a range; without end and in addition to faults.
        seed: Seed of the draws for rates and ranges.

    Raises:
        ValueError: `delay` is not a duration or range.
    """

    __repr__ = short_repr

    faults: tuple[Fault, ...] = ()
    _: KW_ONLY
    delay: Span = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        self._fill(faults=tuple(self.faults))
        check_span("delay", self.delay)


def check_span(name: str, span: object) -> Span:
    """Check a duration or a range of durations, and return it.

    Raises:
        ValueError: It is neither.
    """
    ends: tuple[object, ...] = span if isinstance(span, tuple) else (span, span)
    numbers = [end for end in ends if isinstance(end, int | float) and not isinstance(end, bool)]
    if len(ends) != 2 or len(numbers) != 2 or not 0 <= numbers[0] <= numbers[1] < math.inf:
        raise ValueError(
            f"{name} must be a number of seconds from 0 on, or a range (least, most), not {span}"
        )
    return (numbers[0], numbers[1]) if isinstance(span, tuple) else numbers[0]


def read_moment(name: str, text: object) -> datetime:
    """Read a moment in ISO 8601 with an offset: `2025-06-01T08:00:00Z`.

    Args:
        name: Name of the setting, for the error.
        text: The moment.

    Raises:
        ValueError: Not such a text.
    """
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # or a moment that UTC has no year for
        pass
    raise ValueError(f"{name} must be a moment such as 2025-06-01T08:00:00Z, not {text!r}")


def drawn(span: Span, share: float) -> float:
    """A duration from a range, at a position from 0 to 1."""
    least, most = span if isinstance(span, tuple) else (span, span)
    return least + (most - least) * share


_FIRST, _LAST = (
    int(end.replace(microsecond=0, tzinfo=UTC).timestamp()) for end in (datetime.min, datetime.max)
)
"""Seconds at both ends of the calendar, beyond which there is no date to send."""


def retry_after_text(wait: float | timedelta | datetime, now: float) -> str:
    """The value of a header `Retry-After` (RFC 9110, 10.2.3).

    Args:
        wait: Seconds; or, for a date, a moment or the time from now.
        now: Seconds since 1970.
    """
    if isinstance(wait, int | float):
        return str(wait)
    when = wait.timestamp() if isinstance(wait, datetime) else now + wait.total_seconds()
    # Up to the next second: a date has no fractions, and no client should come back too early.
    return formatdate(min(max(math.ceil(when), _FIRST), _LAST), usegmt=True)


def _check_what(what: object) -> None:
    if isinstance(what, int) and not isinstance(what, bool):
        if what >= 400 and what in frozenset(HTTPStatus):
            return
        raise ValueError(f"{what} is not an HTTP status of a failure: give one from 400 on")
    if not isinstance(what, str) or what not in KINDS:
        digits = isinstance(what, str) and what.isascii() and what.isdigit()
        close = f"; did you mean the number {what}?" if digits else suggestion(str(what), KINDS)
        raise ValueError(
            f"unknown fault {what!r}{close}: give a status or one of {', '.join(KINDS)}"
        )


def _check_chance(rate: float) -> None:
    if not 0 <= rate <= 1:
        raise ValueError(f"rate must be a chance from 0 to 1, not {rate}")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
