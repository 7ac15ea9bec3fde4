"""The time inside a sandbox of the process: nobody sleeps, waiting moves it."""

from __future__ import annotations

import threading
import time
from contextvars import ContextVar


class Moments:
    """Time that stands still but for what is waited for.

    Waits of calls that follow each other add up. Those of calls in different threads or tasks are
    over together, as they would be on a clock: each call counts from the moment at which it began.
    """

    def __init__(self) -> None:
        self._latest = time.time()
        self._lock = threading.Lock()

    def __call__(self) -> float:
        """The time in seconds since 1970: the latest that any call has come to."""
        return self._latest

    def begin(self) -> None:
        """A call begins in this thread or task."""
        _here.set((self, self._latest))

    def here(self) -> float:
        """The time that the call of this thread or task has come to."""
        owner, moment = _here.get()
        return moment if owner is self else self._latest

    def wait(self, seconds: float) -> None:
        """Let seconds pass for the call of this thread or task."""
        with self._lock:
            owner, moment = _here.get()
            moment = (moment if owner is self else self._latest) + seconds
            if owner is self:
                _here.set((self, moment))
            self._latest = max(self._latest, moment)


_here: ContextVar[tuple[Moments | None, float]] = ContextVar(
    "evcp_testing_here", default=(None, 0.0)
)
