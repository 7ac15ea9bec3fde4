"""Application of a fault plan: the faults of each request, and changed bodies."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from random import Random
from typing import NamedTuple

from ..api.responses import Response
from .plan import Fault, FaultPlan, Span, check_span, drawn


class Verdict(NamedTuple):
    """The faults of one request.

    Attributes:
        fault: The fault that changes the response, if any.
        delay: Seconds before the response.
        bytes_per_second: Speed of the body; None is at once.
    """

    fault: Fault | None = None
    delay: float = 0.0
    bytes_per_second: float | None = None


class Tally(NamedTuple):
    """A fault with its counts.

    Attributes:
        fault: The fault.
        seen: Number of requests to its resources.
        fired: Number of requests it happened to.
    """

    fault: Fault
    seen: int
    fired: int


@dataclass(slots=True, eq=False)
class _ActiveFault:
    fault: Fault
    place: int  # in the plan; equal faults at different places have different draws
    seen: int = 0
    fired: int = 0


class Injector:
    """Applies a fault plan. Thread-safe."""

    def __init__(self, plan: FaultPlan) -> None:
        self._lock = threading.Lock()
        self._fired: Counter[int | str] = Counter()
        self._plan = plan
        self._requests = 0
        self._active: tuple[_ActiveFault, ...] = ()
        self._start(plan)

    @property
    def plan(self) -> FaultPlan:
        """The present plan."""
        with self._lock:
            return self._plan

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """The faults of the plan with their counts."""
        with self._lock:
            return tuple(Tally(one.fault, one.seen, one.fired) for one in self._active)

    def fired(self, what: int | str | None = None) -> int:
        """Number of requests with a fault, in all or of one kind, earlier plans included."""
        with self._lock:
            return self._fired.total() if what is None else self._fired[what]

    def replace(self, plan: FaultPlan) -> None:
        """Replace the plan; the new schedules begin now."""
        with self._lock:
            self._start(plan)

    def add(self, fault: Fault) -> None:
        """Add a fault, whose schedule begins now; the others go on with theirs."""
        with self._lock:
            self._plan = replace(self._plan, faults=(*self._plan.faults, fault))
            self._active = (*self._active, _ActiveFault(fault, len(self._active)))

    def delay(self, seconds: Span) -> None:
        """Delay each response.

        Raises:
            ValueError: Not a duration or range.
        """
        check_span("seconds", seconds)
        with self._lock:
            self._plan = replace(self._plan, delay=seconds)

    def clear(self) -> None:
        """Remove all faults; the seed stays."""
        with self._lock:
            self._start(FaultPlan(seed=self._plan.seed))

    def judge(self, path: str, moment: datetime) -> Verdict:
        """Decide the faults of the next request, by its path and the moment of the sandbox's clock."""
        with self._lock:
            self._requests += 1
            seed, span = self._plan.seed, self._plan.delay
            delay = drawn(span, random_share(seed, "every", self._requests)) if span else 0.0
            changing: Fault | None = None
            pace: float | None = None
            for one in self._active:
                fault = one.fault
                if not fault.concerns(path):
                    continue
                one.seen += 1
                # Only a fault that takes effect uses up its `times`: of two for one response, the
                # second keeps its own for a later request.
                if (fault.changes_response and changing is not None) or not self._happens(
                    one, moment
                ):
                    continue
                one.fired += 1
                self._fired[fault.what] += 1
                if fault.changes_response:
                    changing = fault
                elif fault.bytes_per_second is not None:
                    pace = min(fault.bytes_per_second, pace or fault.bytes_per_second)
                elif fault.seconds is not None:
                    delay += drawn(fault.seconds, random_share(seed, one.place, "wait", one.seen))
            return Verdict(changing, delay, pace)

    def _happens(self, one: _ActiveFault, moment: datetime) -> bool:
        fault = one.fault
        if fault.times is not None and one.fired >= fault.times:
            return False
        if not fault.may_happen(one.seen, moment):
            return False
        return fault.rate >= 1 or random_share(self._plan.seed, one.place, one.seen) < fault.rate

    def _start(self, plan: FaultPlan) -> None:
        self._plan = plan
        self._requests = 0
        self._active = tuple(_ActiveFault(fault, place) for place, fault in enumerate(plan.faults))


_RANGE = float(2**53)


def random_share(*what: object) -> float:
    """A random number from 0 up to, not including, 1; a function of its arguments alone.

    A draw that depends on no earlier draw can be repeated for any request by itself.

    Args:
        what: The seed and the subject of the draw. Values with equal texts are equal.
    """
    text = "\x1f".join(map(str, what)).encode("utf-8", "surrogatepass")
    return (int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 11) / _RANGE


_HTML = (
    b"<!DOCTYPE html>\n<html><head><title>Maintenance</title></head>"
    b"<body><h1>We will be back soon</h1><p>The service is being updated.</p></body></html>\n"
)


def mangled(response: Response, what: int | str, seed: object) -> Response:
    """An uncompressed response with a wrong body or `Content-Type`, if the kind of fault has one."""
    change = _CHANGES.get(what)
    return response if change is None else change(response, seed)


def changes_body(what: int | str) -> bool:
    """Return True if a kind of fault changes the body or its type."""
    return what in _CHANGES


def _garbage(response: Response, seed: object) -> Response:
    # As long as the right body, so that no length gives it away; never zero, which is "empty".
    noise = Random(str(seed)).randbytes(max(len(response.body), 16))  # noqa: S311 - no secret
    return replace(response, body=noise)


def _html(response: Response, _: object) -> Response:
    headers = {**response.headers, "Content-Type": "text/html; charset=utf-8"}
    return replace(response, headers=headers, body=_HTML)


def _empty(response: Response, _: object) -> Response:
    return replace(response, body=b"")


def _content_type(response: Response, _: object) -> Response:
    headers = {**response.headers, "Content-Type": "application/octet-stream"}
    return replace(response, headers=headers)


_CHANGES: dict[int | str, Callable[[Response, object], Response]] = {
    "garbage": _garbage,
    "html": _html,
    "empty": _empty,
    "content-type": _content_type,
}
