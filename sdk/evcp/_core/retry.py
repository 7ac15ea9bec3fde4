"""Retries and rates: when a request is sent again and how long it waits. No I/O, no clock of its own."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from .._api.areas import finite, require_int, shown, whole
from ..errors import ConfigurationError

RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that may pass: time-outs, throttling and failing servers. No other is sent again."""

_DIGITS = 10
_LONGEST = 1e9
"""Seconds that stand for a Retry-After with more digits than any wait has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """The number of attempts of a call and the waits between them.

    Attributes:
        attempts: Times that a request is sent at most, the first included.
        first_wait: Upper bound of the first wait in seconds; each further bound is twice the last.
        longest_wait: Upper bound of any wait in seconds that the service did not ask for.
        longest_retry_after: Longest wait in seconds that the service may ask for. Beyond it the call
            ends with an error that says when to come back.
        statuses: HTTP statuses that are sent again.

    Raises:
        ConfigurationError: A number is not possible.
    """

    attempts: int = 3
    first_wait: float = 0.5
    longest_wait: float = 8.0
    longest_retry_after: float = 60.0
    statuses: frozenset[int] = RETRIED_STATUSES

    def __post_init__(self) -> None:
        object.__setattr__(self, "attempts", require_int(self.attempts, "attempts"))
        for name in ("first_wait", "longest_wait", "longest_retry_after"):
            number = finite(value := getattr(self, name))
            if number is None or number < 0:
                raise ConfigurationError(
                    f"{name} is {shown(value)}: it must be a number of seconds"
                )
            object.__setattr__(self, name, number)

    def wait(self, attempt: int, chance: float) -> float:
        """Return the seconds to wait after an attempt: full jitter under a doubling bound.

        Args:
            attempt: How many attempts were made, from 1.
            chance: A random number from 0 to 1.
        """
        # The exponent is bounded so that no number of attempts overflows a float.
        return chance * min(self.longest_wait, self.first_wait * 2.0 ** min(attempt - 1, 60))


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that an answer asks to wait, if it does.

    Args:
        headers: Headers of the answer, with lower-case names.
        now: Seconds since the epoch.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < _DIGITS else _LONGEST
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, moment.timestamp() - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None  # the parser of dates raises many kinds of errors


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
        part, most = finite(share), finite(burst)
        if part is None or most is None or not 0 <= part <= 1 or most < 0:
            raise ConfigurationError(
                f"share is {shown(share)} and burst {shown(burst)}: "
                "they must be 0 to 1, and a number"
            )
        self.share = part
        self.burst = most
        # A plain counter, because every call increments it: an increment that is lost between two
        # threads costs the share of one retry.
        self.calls = 0
        self._counted = 0
        self._left = most
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
        rate, most = finite(per_second), whole(burst)
        if rate is None or most is None or rate <= 0 or most < 1:
            raise ConfigurationError(
                f"per_second is {shown(per_second)} and burst {shown(burst)}: "
                "they must be positive, and at least 1"
            )
        self.per_second = rate
        self.burst = most
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
