"""Limits shared by all threads of a client, and the lock for shared state."""

from __future__ import annotations

import math
import os
import threading

from .._api.areas import finite, shown, whole
from .._reading.names import explained
from ..errors import ConfigurationError


class ProcessLock:
    """A lock that is free in a forked process.

    A fork copies the memory but only its own thread: a lock that another thread held at that moment
    would stay taken in the child for ever. So each process has a lock of its own.
    """

    def __init__(self) -> None:
        # Reentrant: the garbage collector may close a flow, and so release a token lock, in a thread
        # that holds this lock.
        self._locks = {os.getpid(): threading.RLock()}

    def __enter__(self) -> None:
        # `setdefault` is atomic: two threads that come first in a new process get the same lock.
        self._locks.setdefault(os.getpid(), threading.RLock()).acquire()

    def __exit__(self, *exception: object) -> None:
        self._locks[os.getpid()].release()

    def __reduce__(self) -> tuple[type[ProcessLock], tuple[()]]:
        return ProcessLock, ()


@explained
class RetryBudget:
    """A bound on the retries of a client, so that they do not multiply the load of an outage.

    Every call adds a share of a retry to the budget, and every retry takes one out: in the long run a
    call makes at most `share` retries, after a first burst. All threads share a budget.

    Args:
        share: Retries that each call adds, from 0 to 1.
        burst: Retries in the budget at first, and at most.

    Attributes:
        calls: Number of calls so far.

    Raises:
        ConfigurationError: A number is out of range.
    """

    def __init__(self, share: float = 0.1, burst: float = 20.0) -> None:
        part, most = finite(share), finite(burst)
        if part is None or most is None or not 0 <= part <= 1 or most < 0:
            raise ConfigurationError(
                "share must be from 0 to 1, and burst a number, "
                f"not {shown(share)} and {shown(burst)}"
            )
        self.share = part
        self.burst = most
        # A plain counter, because every call increments it: an increment that is lost between two
        # threads costs the share of one retry.
        self.calls = 0
        self._counted = 0
        self._left = most
        self._lock = ProcessLock()

    def __repr__(self) -> str:
        return f"<RetryBudget share={self.share:g} burst={self.burst:g}>"

    def spend(self) -> bool:
        """Take a retry out; return True if there was one."""
        with self._lock:
            calls = self.calls
            self._left = min(self.burst, self._left + self.share * (calls - self._counted))
            self._counted = calls
            if self._left < 1.0:
                return False
            self._left -= 1.0
            return True


@explained
class RateLimit:
    """A client-side limit on requests: a steady rate and a burst, shared by all threads.

    Args:
        per_second: Requests per second in the long run.
        burst: Requests that may be sent at once after a pause.

    Raises:
        ConfigurationError: A number is out of range.
    """

    def __init__(self, per_second: float, burst: int = 1) -> None:
        rate, most = finite(per_second), whole(burst)
        if rate is None or most is None or rate <= 0 or most < 1:
            raise ConfigurationError(
                "per_second must be positive, and burst at least 1, "
                f"not {shown(per_second)} and {shown(burst)}"
            )
        self.per_second = rate
        self.burst = most
        self._free_at = float("-inf")
        self._lock = ProcessLock()

    def __reduce__(self) -> tuple[type[RateLimit], tuple[float, int]]:
        # A copy begins anew: its clock may be that of another machine.
        return RateLimit, (self.per_second, self.burst)

    def __repr__(self) -> str:
        return f"<RateLimit per_second={self.per_second:g} burst={self.burst:.6g}>"

    def reserve(self, now: float, within: float = math.inf) -> float:
        """Reserve the next request; return the seconds to wait before sending it.

        Args:
            now: Monotonic time in seconds.
            within: Longest useful wait. A longer one reserves nothing: calls that give up must not
                delay later ones.
        """
        step = 1.0 / self.per_second
        with self._lock:
            # Time of the next free slot at the steady rate; a pause saves up to `burst` slots.
            free_at = max(self._free_at, now - step * self.burst) + step
            wait = max(0.0, free_at - now)
            if wait <= within:
                self._free_at = free_at
            return wait
