"""Limits that all threads of a client share, and the lock that guards such state."""

from __future__ import annotations

import math
import os
import threading

from ..errors import ConfigurationError


class ProcessLock:
    """A lock for `with` that is free in a forked process: each process has its own.

    A fork copies the memory, and no thread but its own: a lock that another thread held at that moment
    would stay taken in the child for ever.
    """

    def __init__(self) -> None:
        # Reentrant, because a generator that is thrown away may run its `finally` anywhere.
        self._locks = {os.getpid(): threading.RLock()}

    def __enter__(self) -> None:
        # The method of a dictionary is atomic: two threads that come first get the same lock.
        self._locks.setdefault(os.getpid(), threading.RLock()).acquire()

    def __exit__(self, *exception: object) -> None:
        self._locks[os.getpid()].release()

    def __reduce__(self) -> tuple[type[ProcessLock], tuple[()]]:
        return ProcessLock, ()


class RetryBudget:
    """A bound on the retries that a client adds to its requests, so that an outage is not amplified.

    Every call puts a share of a retry into the budget and every retry takes one out: in the long run
    at most `share` of the requests are retries, after a first burst of `burst`. Shared by all threads.

    Args:
        share: Retries that each call earns.
        burst: Retries that are there at first, and at most.

    Attributes:
        calls: Number of calls so far.

    Raises:
        ConfigurationError: A number is not possible.
    """

    def __init__(self, share: float = 0.1, burst: float = 20.0) -> None:
        if not (0 <= share <= 1 and 0 <= burst < math.inf):
            raise ConfigurationError(
                f"share is {share!r} and burst {burst!r}: they must be 0 to 1, and a number"
            )
        self.share = share
        self.burst = burst
        # A plain counter, because every call increments it: an increment that is lost between two
        # threads costs the share of one retry.
        self.calls = 0
        self._counted = 0
        self._left = burst
        self._lock = ProcessLock()

    def spend(self) -> bool:
        """Take a retry out of the budget; return True if there was one."""
        with self._lock:
            calls = self.calls
            self._left = min(self.burst, self._left + self.share * (calls - self._counted))
            self._counted = calls
            if self._left < 1.0:
                return False
            self._left -= 1.0
            return True


class RateLimit:
    """A client-side limit on requests: a steady rate and a burst, shared by all threads.

    Args:
        per_second: Requests a second in the long run.
        burst: Requests that may go out at once after a pause.

    Raises:
        ConfigurationError: A number is not possible.
    """

    def __init__(self, per_second: float, burst: int = 1) -> None:
        if not 0 < per_second < math.inf or burst < 1:
            raise ConfigurationError(
                f"per_second is {per_second!r} and burst {burst!r}: "
                "they must be positive, and at least 1"
            )
        self.per_second = per_second
        self.burst = burst
        self._free_at = float("-inf")
        self._lock = ProcessLock()

    def reserve(self, now: float, within: float = math.inf) -> float:
        """Reserve the next request; return the seconds to wait before it is sent.

        Args:
            now: Seconds of a clock that never goes back.
            within: Longest wait that is of use: for a longer one nothing is reserved, or those who
                give up would keep the place of those who come later.
        """
        step = 1.0 / self.per_second
        with self._lock:
            # Where the queue would stand had all requests come at the steady rate.
            free_at = max(self._free_at, now - step * self.burst) + step
            wait = max(0.0, free_at - now)
            if wait <= within:
                self._free_at = free_at
            return wait
