"""The times of requests that repeat: on a grid, with a random part, not before the service wants them."""

from __future__ import annotations

import math
from datetime import timedelta

from .. import units
from .._api.areas import finite, require_int, told
from ..errors import ConfigurationError

EVERY = "1m"
"""Default time between two requests (U: the service documents none; states of partners are seen to move in
batches of 15 to 30 minutes, contract section 11)."""
LEAST_EVERY = 5.0
"""Least seconds between two requests that nobody has to ask for."""
JITTER = 0.1
"""Random part of a wait, as a share of `every`: clients that start together do not stay together."""

Duration = timedelta | float | str
"""A time: a timedelta, seconds, or a text such as `"1m"`."""


class Schedule:
    """The times of the requests: on a grid of `every`, so that the duration of the requests adds no drift.

    Times that have passed are left out, so that a slow answer is not followed by several requests at once.

    Args:
        every: Time between two requests.
        times: Number of requests; None for no end.
        within: Time after which there is no request; the last one is then.
        jitter: Random part of a wait, as a share of `every`.
        least_every: Least `every` in seconds.

    Raises:
        ConfigurationError: A value is not possible.

    Attributes:
        every: Seconds between two requests.
        is_closed: Whether `close` was called.
    """

    def __init__(
        self,
        every: Duration = EVERY,
        times: int | None = None,
        within: Duration | None = None,
        jitter: float = JITTER,
        least_every: float = LEAST_EVERY,
    ) -> None:
        self.every = seconds(every, "every")
        least, share = finite(least_every), finite(jitter)
        if least is None or least < 0 or share is None or not 0 <= share <= 1:
            raise ConfigurationError(
                "least_every must be seconds, and jitter from 0 to 1, "
                f"not {told(least_every)} and {told(jitter)}"
            )
        if self.every <= 0 or self.every < least:
            raise ConfigurationError(
                f"every must be at least {least:g} s, not {self.every:g} s",
                hint="states change seldom: ask once a minute; least_every allows shorter times",
            )
        self._jitter = share
        self._left = None if times is None else require_int(times, "times")
        self._within = math.inf if within is None else seconds(within, "within")
        self._begin: float | None = None
        self._number = 0
        self._due = self._not_before = -math.inf
        self._is_last = self.is_closed = self._is_put_back = False

    def next(self, now: float, chance: float) -> float | None:
        """Return the seconds to wait before the next request; None if there is none.

        Args:
            now: Seconds of a monotonic clock.
            chance: Random number from 0 to 1.
        """
        if self._is_put_back and not self.is_closed:
            self._is_put_back = False
            return max(0.0, self._due - now)
        if self.is_closed or self._is_last or self._left == 0:
            return None
        # Where waits take no time, as in tests, the clock may be behind the last request.
        now = max(now, self._due)
        if self._begin is None:
            self._begin, due = now, now
        else:
            self._number = max(self._number + 1, math.ceil((now - self._begin) / self.every))
            due = self._begin + self._number * self.every + chance * self._jitter * self.every
        due = max(due, self._not_before)
        end = self._begin + self._within
        if due >= end > now and self._not_before <= end:
            due, self._is_last = end, True
        elif due > end:
            return None
        if self._left is not None:
            self._left -= 1
        self._due = max(due, now)
        return self._due - now

    def put_back(self) -> None:
        """Keep the request for the next call: its wait was broken off, and it was not sent."""
        self._is_put_back = True

    def postpone(self, until: float) -> None:
        """Send no request before a time of the monotonic clock: the service asked for it."""
        self._not_before = max(self._not_before, until)

    def close(self) -> None:
        """End the requests."""
        self.is_closed = True


def seconds(value: Duration, name: str) -> float:
    """Return a time in seconds.

    Raises:
        ConfigurationError: It is not a time of at least 0.
    """
    if isinstance(value, str):
        try:
            return units.parse_duration(value)
        except ValueError as error:
            raise ConfigurationError(f"{name}: {error}") from None
    number = finite(value.total_seconds() if isinstance(value, timedelta) else value)
    if number is None or number < 0:
        raise ConfigurationError(
            f"{name} must be a time, not {told(value)}",
            hint='pass a timedelta, seconds, or a text such as "1m"',
        )
    return number
