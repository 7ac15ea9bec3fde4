"""Retries: which failures, how often, and after how long."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from evcp_codec.model import Frozen, short_repr

from .._api.areas import finite, require_int, shown
from .._reading.names import explained
from ..errors import ConfigurationError

RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses of temporary failures: timeouts, throttling and failing servers."""

_DIGITS = 10
_LONGEST = 1e9
"""Seconds of a Retry-After with more than 9 digits, which may overflow a float."""
_DATE = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(?:\d{1,2}[ -][a-z]{3,9}[ -]\d{2,4}\s+[\d:]{4,8}|"
    r"[a-z]{3,9}\s+\d{1,2}\s+[\d:]{4,8}\s+\d{4})(?:\s+(?:[a-z]{1,5}|[+-]\d{2}:?\d{2}))?",
    re.IGNORECASE,
)
_ISO_DATE = re.compile(
    r"\d{4}-\d\d-\d\d[T ][\d:.]{5,18}\s?(?:Z|[+-]\d\d(?::?\d\d)?)?", re.IGNORECASE
)
_SECONDS = re.compile(
    r"\+?(\d*)(\.\d*)?\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?)?", re.IGNORECASE
)
_UNITS = {"m": 60, "h": 3600}


@explained
@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy(Frozen):
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

    __repr__ = short_repr

    attempts: int = 3
    first_wait: float = 0.5
    longest_wait: float = 8.0
    longest_retry_after: float = 60.0
    statuses: frozenset[int] = RETRIED_STATUSES

    def __post_init__(self) -> None:
        self._fill(attempts=require_int(self.attempts, "attempts"))
        for name in ("first_wait", "longest_wait", "longest_retry_after"):
            number = finite(value := getattr(self, name))
            if number is None or number < 0:
                raise ConfigurationError(f"{name} must be a number of seconds, not {shown(value)}")
            self._fill(**{name: number})

    def wait(self, attempt: int, chance: float) -> float:
        """Return the seconds to wait after an attempt: full jitter under a doubling bound.

        Args:
            attempt: Number of attempts made, from 1.
            chance: Random number from 0 to 1.
        """
        # A larger exponent would overflow a float.
        return chance * min(self.longest_wait, self.first_wait * 2.0 ** min(attempt - 1, 60))


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the whole seconds of a Retry-After header, if it can be read.

    The standard has a whole number of seconds or a date. Gateways also send fractions, units, and several
    values, joined by commas: the longest that can be read counts.

    Args:
        headers: Headers of a response, with lower-case names.
        now: Seconds since the epoch. The `Date` of the response counts instead, if there is one: the
            clock of this machine may be wrong, and that of the service made the date.
    """
    text = headers.get("retry-after", "").strip()
    if (date := _moment(headers.get("date", ""))) is not None:
        now = date
    waits: list[float | None] = []

    def take(date: re.Match[str]) -> str:
        moment = _moment(date[0])
        waits.append(None if moment is None else max(0.0, moment - now))
        return ","

    rest = _ISO_DATE.sub(take, _DATE.sub(take, text))
    parts = [part.strip(" \t\"'") for part in re.split("[,;]", rest)]
    waits += [_seconds(part) for part in parts if part]
    readable = [wait for wait in waits if wait is not None]
    return float(math.ceil(max(readable))) if readable else None


def unreadable_retry_after(headers: Mapping[str, str]) -> str | None:
    """Return a Retry-After header that cannot be read, if there is one."""
    text = headers.get("retry-after", "").strip()
    return text if text and retry_after(headers, 0.0) is None else None


def _seconds(text: str) -> float | None:
    match = _SECONDS.fullmatch(text) if text.isascii() else None
    if match is None or not (match[1] or (match[2] or "").strip(".")):
        return None
    if len(match[1]) >= _DIGITS:
        return _LONGEST
    return float((match[1] or "0") + (match[2] or "")) * _UNITS.get((match[3] or "s")[0].lower(), 1)


def _moment(date: str) -> float | None:
    """Return the seconds since the epoch of an HTTP or ISO date; without a zone it is UTC."""
    try:
        if _ISO_DATE.fullmatch(date):
            moment = datetime.fromisoformat(re.sub(r"\s(?=[Z+-])", "", date.upper()))
        else:
            moment = parsedate_to_datetime(date)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None  # all of them are ways in which the date parsers refuse a text
