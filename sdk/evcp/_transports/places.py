"""Places for requests under way, given in the order in which they were asked for."""

from __future__ import annotations

import threading
from collections import deque


class Places:
    """A bound on simultaneous requests of many threads: first come, first served.

    A `threading.Semaphore` is not fair: the thread that has just released it finds it free and takes it
    again, while the waiting ones have not woken up yet. Here a place is handed to the first waiting
    thread and never becomes free in between. (`asyncio.Semaphore` does the same for tasks.)

    Args:
        number: Number of places.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, timeout: float) -> bool:
        """Take a place within some seconds; return True if there was one."""
        with self._guard:
            if self._free > 0:
                self._free -= 1
                return True
            # A lock that is taken already: whoever releases a place to this thread opens it.
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        taken = False
        try:
            taken = turn.acquire(timeout=timeout)
        finally:
            if not taken:  # the time is over, or the wait was interrupted
                with self._guard:
                    handed = turn not in self._waiting
                    if not handed:
                        self._waiting.remove(turn)
                if handed:
                    self.release()
        return taken

    def release(self) -> None:
        """Hand the place to the first waiting thread, or free it."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
