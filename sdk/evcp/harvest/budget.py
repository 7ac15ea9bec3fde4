"""The budget of requests, in one place: leases for tasks that run anywhere.

The times of requests form a comb: the k-th request of the run has the k-th tooth. Worker number i of n gets every
n-th tooth as its lane, so workers need no common clock or lock, and together they never send more than the rate.
A lease is a piece of a lane; where few tasks are left, one lease gets several lanes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from .._api.areas import finite, require_int, shown
from ..errors import ConfigurationError
from .tasks import Lease

USED = 0.975
"""Share of the rate that is used: the rest is for the jitter of starting and sending, 25 ms in a second."""
_WINDOW = 10.0
"""Seconds of a lease, at least."""


@dataclass(slots=True)
class Budget:
    """Requests that a harvest may send.

    Args:
        rate: Requests in any second; None sets no limit.
        burst: Requests that may go out together, at most `rate` and `lanes`; rounded down to a power of two.
        quota: Requests in all; None sets no limit.
        lanes: Tasks at once, at most; rounded down to a power of two.

    Attributes:
        sent: Requests sent, those of lost workers included.

    Raises:
        ConfigurationError: A number is out of range.
    """

    rate: float | None = None
    burst: int = 1
    quota: int | None = None
    lanes: int = 8
    sent: int = 0
    _reserved: int = 0
    _until: float = field(default=-math.inf, init=False)
    _origin: float | None = field(default=None, init=False)
    _taken: dict[int, tuple[int, int]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        if self.rate is not None and not (finite(self.rate) or 0) > 0:
            raise ConfigurationError(f"rate must be positive, not {shown(self.rate)}")
        require_int(self.burst, "burst")
        if self.quota is not None:
            require_int(self.quota, "quota", 0)
        self.lanes = 1 << require_int(self.lanes, "workers").bit_length() - 1
        most = self.lanes if self.rate is None else max(1, min(self.lanes, int(self.rate)))
        self.burst = 1 << min(self.burst, most).bit_length() - 1

    @property
    def exhausted(self) -> bool:
        """Whether no request is left, those of running tasks counted as sent."""
        return self.quota is not None and self.sent + self._reserved >= self.quota

    def pause(self, now: float, seconds: float) -> None:
        """Grant nothing before a time: the service asked to wait."""
        self._until = max(self._until, now + seconds)

    def waits(self, now: float) -> float:
        """Return the seconds until leases are granted again."""
        return max(0.0, self._until - now)

    def grant(
        self, number: int, requests: int, now: float, share: int = 1, seconds: float = math.inf
    ) -> Lease | None:
        """Grant a lease to a task; None if there is no free lane, or no request left.

        Args:
            number: Number of the task.
            requests: Requests that it may need.
            now: Monotonic time.
            share: Tasks that want a lane now, running ones included.
            seconds: Longest time of the lease: a lane that is held while the others are free wastes theirs.
        """
        if self.exhausted or self.waits(now) > 0:
            return None
        if self.quota is not None:
            requests = min(requests, self.quota - self.sent - self._reserved)
        stride = 1
        while stride < min(self.lanes, share):
            stride *= 2
        while (lane := self._free(stride)) is None:
            stride *= 2
            if stride > self.lanes:
                return None
        self._taken[number] = lane, stride
        if self.rate is None:
            self._reserved += requests
            return Lease(requests)
        if self._origin is None:
            self._origin = now
        bursts = self.rate / self.burst
        step = 1 / (USED * (bursts if self.burst == 1 else math.floor(bursts)))
        # Lanes of one burst share their times.
        period, phase = (max(1, stride / self.burst) * step, lane // self.burst * step)
        first = math.ceil((now - self._origin - phase) / period)
        start = max(0.0, self._origin + phase + first * period - now)
        if seconds < requests * period:
            requests = min(requests, max(2, int(seconds / period)))
        self._reserved += requests
        window = min(_WINDOW, max(seconds, period))
        return Lease(requests, start, period, max(requests, math.ceil(window / period)))

    def settle(self, number: int, granted: int, sent: int) -> None:
        """Take a lease back: the requests not sent return to the quota."""
        del self._taken[number]
        self._reserved -= granted
        self.sent += sent

    def _free(self, stride: int) -> int | None:
        for lane in range(stride):
            if all((lane - other) % min(stride, width) for other, width in self._taken.values()):
                return lane
        return None
