"""Retries and rates: when a request is sent again and how long it waits. No I/O, no clock of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

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
        if self.attempts < 1:
            raise ConfigurationError(
                f"attempts is {self.attempts}: a request is sent at least once"
            )
        for name in ("first_wait", "longest_wait", "longest_retry_after"):
            value = getattr(self, name)
            if not 0 <= value < math.inf:
                raise ConfigurationError(f"{name} is {value!r}: it must be a number of seconds")

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
