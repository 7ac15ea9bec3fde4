"""Retries: which failures, how often, and after how long."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from ..errors import ConfigurationError

RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses of temporary failures: timeouts, throttling and failing servers."""

_DIGITS = 10
_LONGEST = 1e9
"""Seconds of a Retry-After with more than 9 digits, which may overflow a float."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """The number of attempts of a call, and the waits between them.

    Attributes:
        attempts: Greatest number of attempts, the first included.
        first_wait: Upper bound of the first wait in seconds; each further bound is twice the last.
        longest_wait: Upper bound of every wait in seconds, except for a Retry-After of the service.
        longest_retry_after: Longest Retry-After in seconds to wait for. A longer one ends the call
            with an error that has it in `retry_after`.
        statuses: HTTP statuses to retry.

    Raises:
        ConfigurationError: A number is out of range.
    """

    attempts: int = 3
    first_wait: float = 0.5
    longest_wait: float = 8.0
    longest_retry_after: float = 60.0
    statuses: frozenset[int] = RETRIED_STATUSES

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ConfigurationError(f"attempts must be at least 1, not {self.attempts}")
        for name in ("first_wait", "longest_wait", "longest_retry_after"):
            value = getattr(self, name)
            if not 0 <= value < math.inf:
                raise ConfigurationError(f"{name} must be a number of seconds, not {value!r}")

    def wait(self, attempt: int, chance: float) -> float:
        """Return the seconds to wait after an attempt: full jitter under a doubling bound.

        Args:
            attempt: Number of attempts made, from 1.
            chance: Random number from 0 to 1.
        """
        # A larger exponent would overflow a float.
        return chance * min(self.longest_wait, self.first_wait * 2.0 ** min(attempt - 1, 60))


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds of a Retry-After header, if there is a valid one.

    Args:
        headers: Headers of a response, with lower-case names.
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
        return None  # all of them are ways in which the date parser refuses a text
