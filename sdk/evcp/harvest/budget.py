"""The budget of requests, in one place: leases for tasks that run anywhere.

A rate of n requests a second is n slots, each of which may be used once in a second. A task holds some of them, and
gives them back with the time that each still has to rest. So all tasks together never send more than the rate,
whatever their clocks and delays are: they share neither a clock nor a lock.
"""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .._api.areas import finite, require_int, shown
from ..errors import ConfigurationError

_MARGIN = 0.025
"""Seconds by which a slot is used later than it may be: late starts of its worker are made up for from it."""
_JITTER = 0.01
"""Seconds of the margin that are never made up for: a request may be faster on its way than the one before."""
_LATE = 0.05
"""Seconds on its way, at most, that an answer of unusual length is laid to a request on a known connection."""
SPARE = 3
"""Requests of a lease for others that failed."""
_MOST_SLOTS = 1_000
_LONGEST_WINDOW = 60


@dataclass(frozen=True, slots=True)
class Lease:
    """Permission to send requests: a number of them, and the slots to use.

    Attributes:
        requests: Number of requests, at most.
        turns: Requests after which only one that failed is sent again.
        slots: Seconds from the start of the task until each slot may be used; empty without a limit of the rate.
        window: Seconds in which a slot may be used once.
        latency: Seconds that an answer takes at least, as far as is known.
    """

    requests: int
    turns: int
    slots: tuple[float, ...] = ()
    window: float = 1.0
    latency: float = 0.0


class Pacer:
    """The times of a lease, by the clock of a worker.

    Args:
        lease: The lease; its times count from now.
        now: Source of monotonic time in seconds.

    Attributes:
        requests: Requests sent.
        latency: Seconds of the fastest answer.
    """

    def __init__(self, lease: Lease, now: Callable[[], float] = time.monotonic) -> None:
        self.requests = 0
        self._now = now
        self._skipped = 0.0
        self._lease = lease
        begin = now()
        self._slots = [begin + seconds for seconds in lease.slots]
        heapq.heapify(self._slots)
        self._ready: float | None = None
        self._rested: float | None = None
        self._sent = 0.0
        self.latency = math.inf
        self._waited_from = 0.0

    def over(self, *, again: bool = False) -> bool:
        """Return whether the lease is used up, for a new request or one that is sent again."""
        return self.requests >= (self._lease.requests if again else self._lease.turns)

    def waits(self, least: float) -> float:
        """Return the seconds to wait before the next request; 0 if it may be sent now.

        It is called again after the wait: if that was too short, there is another wait.

        Args:
            least: Seconds to wait at least, before another attempt.
        """
        self._waited_from = self._now()
        now = self._waited_from + self._skipped
        if self._ready is None:
            self._ready = now + least
        at = max(self._ready, self._slots[0]) if self._slots else self._ready
        return max(0.0, at - now)

    def sent(self) -> None:
        """Take a slot, at the moment at which a request is sent: a thread may be late after its wait."""
        self.requests += 1
        self._ready = None
        self._sent = now = self._now() + self._skipped
        if self._slots:
            window = self._lease.window
            rested = max(self._slots[0] + window + _MARGIN, now + window + _JITTER)
            heapq.heapreplace(self._slots, rested)
            self._rested = rested

    def answered(self) -> None:
        """Let the slot of a request rest for longer if its answer was late: it may have been late on its way.

        A new connection delays the first one; the others, a busy machine.
        """
        now = self._now() + self._skipped
        self.latency = min(self.latency, now - self._sent)
        if self._rested is not None:
            arrived = now - self._lease.latency
            if self.requests > 1:
                fastest = min(self._lease.latency or math.inf, self.latency)
                arrived = min(now - fastest, self._sent + _LATE)
            self._slots.remove(self._rested)
            heapq.heapify(self._slots)
            rested = max(self._rested, arrived + self._lease.window + _JITTER)
            heapq.heappush(self._slots, rested)
            self._rested = None

    def passed(self, seconds: float) -> None:
        """Take a wait as passed, however short: the clock of a sandbox jumps."""
        self._skipped += max(0.0, seconds - (self._now() - self._waited_from))

    def slots(self) -> tuple[float, ...]:
        """Return the seconds that each slot still has to rest."""
        now = self._now() + self._skipped
        return tuple(max(0.0, at - now) for at in self._slots)


@dataclass(slots=True)
class Budget:
    """Requests that a harvest may send.

    Args:
        rate: Requests in any second; None sets no limit. A rate that is not whole holds for the shortest window in
            which its number of requests is: 2.5 are 5 in any 2 seconds.
        burst: Requests that may start together, at the beginning and after a pause; the others are spread.
        quota: Requests in all; None sets no limit.

    Attributes:
        sent: Requests sent, those of lost workers included.
        slots: Slots of the rate; 0 without one.
        window: Seconds in which a slot may be used once.

    Raises:
        ConfigurationError: A number is out of range.
    """

    rate: float | None = None
    burst: int = 1
    quota: int | None = None
    sent: int = 0
    window: float = field(default=1.0, init=False)
    slots: int = field(default=0, init=False)
    _free: list[float] = field(default_factory=list, init=False)
    _rested: bool = field(default=True, init=False)
    _reserved: int = field(default=0, init=False)
    _until: float = field(default=-math.inf, init=False)
    _latency: float = field(default=0.0, init=False)
    _taken: dict[int, Lease] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        if self.rate is not None and not (finite(self.rate) or 0) > 0:
            raise ConfigurationError(f"rate must be positive, not {shown(self.rate)}")
        require_int(self.burst, "burst")
        if self.quota is not None:
            require_int(self.quota, "quota", 0)
        if self.rate is not None:
            self.slots, self.window = _slots_of(self.rate)
            self._free = [-math.inf] * self.slots

    @property
    def exhausted(self) -> bool:
        """Whether no request is left, those of running tasks counted as sent."""
        return self.quota is not None and self.sent + self._reserved >= self.quota

    def pause(self, now: float, seconds: float) -> None:
        """Grant nothing before a time: the service asked to wait."""
        self._until = max(self._until, now + seconds)
        self._rested = True

    def waits(self, now: float) -> float:
        """Return the seconds until leases are granted again."""
        return max(0.0, self._until - now)

    @property
    def free(self) -> int:
        """Slots that no task holds."""
        return len(self._free)

    def grant(self, number: int, turns: int, now: float, slots: int = 1) -> Lease | None:
        """Grant a lease to a task; None if there is no free slot, or no request left.

        Args:
            number: Number of the task.
            turns: Requests that it may need.
            now: Monotonic time.
            slots: Slots that it should get; it gets one at least.
        """
        if self.exhausted or self.waits(now) > 0 or (self.slots and not self._free):
            return None
        requests = turns + SPARE
        if self.quota is not None:
            requests = min(requests, self.quota - self.sent - self._reserved)
        if self._rested:
            self._spread(now)
        taken = [heapq.heappop(self._free) for _ in range(min(self.free, max(1, slots)))]
        lease = Lease(
            requests,
            min(turns, requests),
            tuple(max(0.0, at - now) for at in taken),
            self.window,
            self._latency,
        )
        self._taken[number] = lease
        self._reserved += requests
        return lease

    def settle(
        self,
        number: int,
        sent: int,
        now: float,
        slots: Sequence[float] = (),
        latency: float = math.inf,
    ) -> None:
        """Take a lease back: the requests not sent return to the quota.

        Args:
            number: Number of the task.
            sent: Requests that it sent.
            now: Monotonic time.
            slots: Seconds that each slot still has to rest; those of a lost worker rest for a whole window.
            latency: Seconds of its fastest answer.
        """
        lease = self._taken.pop(number)
        self._reserved -= lease.requests
        self.sent += sent
        self._latency = (
            min(self._latency or math.inf, latency) if latency < math.inf else self._latency
        )
        for seconds in slots or (self.window + _MARGIN,) * len(lease.slots):
            heapq.heappush(self._free, now + seconds)

    def _spread(self, now: float) -> None:
        """Spread the slots that have rested evenly over a window, in groups of the burst."""
        self._rested = False
        step = self.window / max(1, self.slots)
        self._free = [
            max(at, now + place // self.burst * self.burst * step)
            for place, at in enumerate(sorted(self._free))
        ]


def _slots_of(rate: float) -> tuple[int, float]:
    """Return the number of slots of a rate, and the window of each in seconds."""
    if rate < 1:
        return 1, 1 / rate
    if rate > _MOST_SLOTS:
        return _MOST_SLOTS, 1 / (rate // _MOST_SLOTS)
    windows = range(1, _LONGEST_WINDOW + 1)
    window = max(windows, key=lambda seconds: (int(rate * seconds) / seconds, -seconds))
    return int(rate * window), float(window)
