"""The time of a sandbox in the process: nobody sleeps, waiting moves it."""

from __future__ import annotations

import threading
import time
from contextvars import ContextVar


class FakeClock:
    """A clock that moves only when somebody waits.

    Waits of one call add up, and so do those of calls that follow each other. Calls in different
    threads or tasks wait side by side, as on a real clock: each counts from the time at which it began.
    """

    def __init__(self) -> None:
        self._latest = time.time()
        self._lock = threading.Lock()

    def __call__(self) -> float:
        """Return the latest time that any call has reached, in seconds since 1970."""
        return self._latest

    def begin(self) -> None:
        """Begin a call in this thread or task."""
        _here.set((self, self._latest))

    def here(self) -> float:
        """Return the time that the call of this thread or task has reached."""
        owner, moment = _here.get()
        return moment if owner is self else self._latest

    def wait(self, seconds: float) -> None:
        """Move the time of this thread's or task's call."""
        with self._lock:
            owner, moment = _here.get()
            moment = (moment if owner is self else self._latest) + seconds
            if owner is self:
                _here.set((self, moment))
            self._latest = max(self._latest, moment)


_here: ContextVar[tuple[FakeClock | None, float]] = ContextVar(
    "evcp_testing_here", default=(None, 0.0)
)
