"""The time of the sandbox, which may run fast, stand still or jump."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

MAX_SPEED = 1e6
"""The fastest clock: a day in less than a tenth of a second."""
_FIRST, _LAST = 0.0, 253_402_300_799.0  # the years 1970 to 9999


class Clock:
    """A clock that can be set.

    ```python
    clock = Clock(datetime(2025, 6, 1, 8, tzinfo=UTC), speed=60)  # an hour a minute
    clock.jump(3_600)
    clock.speed = 0  # stands still
    ```

    Called, it gives the time in seconds since 1970, as `time.time` does. It may be used, and set,
    from many threads.
    """

    def __init__(
        self,
        start: datetime | None = None,
        *,
        speed: float = 1.0,
        source: Callable[[], float] = time.time,
    ) -> None:
        """Start the clock.

        Args:
            start: Where it starts, an aware moment; without it, at the time of `source`.
            speed: How many of its seconds pass in one of the source's; 0 stops it.
            source: The time that makes it run, in seconds; by default the real one.

        Raises:
            ValueError: `start` is naive, or `speed` is negative, no number or above `MAX_SPEED`.
        """
        self._lock = threading.Lock()
        self._source = source
        self._mark = source()
        self._then = self._mark if start is None else _seconds(start)
        self._speed = _checked_speed(speed)

    def __call__(self) -> float:
        """The time in seconds since 1970."""
        with self._lock:
            return self._read()[1]

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.fromtimestamp(self(), UTC)

    @property
    def source(self) -> Callable[[], float]:
        """The time that makes the clock run."""
        return self._source

    @property
    def speed(self) -> float:
        """How many seconds pass here in one real second; 0 while the clock stands still."""
        with self._lock:
            return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self.set(speed=speed)

    def jump(self, seconds: float) -> None:
        """Set the clock forward, or back.

        Args:
            seconds: By how much; negative is back.

        Raises:
            ValueError: It is no finite number, or leads out of the years 1970 to 9999.
        """
        self.set(jump=seconds)

    def jump_to(self, moment: datetime) -> None:
        """Set the clock to an aware moment.

        Raises:
            ValueError: The moment is naive, or before 1970.
        """
        self.set(moment=moment)

    def set(
        self,
        *,
        moment: datetime | None = None,
        jump: float | None = None,
        speed: float | None = None,
    ) -> None:
        """Change several things at once, or none of them.

        Args:
            moment: Where to set the clock.
            jump: By how many seconds to set it forward from there, or from where it is.
            speed: How fast it runs from then on.

        Raises:
            ValueError: One of them is impossible; nothing has changed then.
        """
        there = None if moment is None else _seconds(moment)
        if jump is not None and not math.isfinite(jump):
            raise ValueError(f"a jump has to be a number of seconds, not {jump}")
        with self._lock:
            mark, then = self._read()
            then = _checked((then if there is None else there) + (jump or 0))
            self._speed = self._speed if speed is None else _checked_speed(speed)
            self._mark, self._then = mark, then

    def _read(self) -> tuple[float, float]:
        """One look at the source: its time, and the time here."""
        mark = self._source()
        # Never past the last year: a fast clock left alone would end in an error instead.
        return mark, min(self._then + (mark - self._mark) * self._speed, _LAST)

    def __repr__(self) -> str:
        return f"<Clock {self.now().isoformat(timespec='seconds')}, speed {self.speed:g}>"


def _seconds(moment: datetime) -> float:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone: give an aware datetime")
    return _checked(moment.timestamp())


def _checked(seconds: float) -> float:
    if not _FIRST <= seconds <= _LAST:
        raise ValueError("the clock goes from the year 1970 to 9999")
    return seconds


def _checked_speed(speed: float) -> float:
    if not 0 <= speed <= MAX_SPEED:
        raise ValueError(f"speed has to be a number from 0 to {MAX_SPEED:,.0f}, not {speed}")
    return float(speed)
