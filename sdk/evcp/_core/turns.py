"""One at a time: whoever fetches a token does so for all who share the credentials."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from .forks import after_fork


class TokenLock:
    """A lock that threads and the tasks of any event loop may wait for side by side."""

    def __init__(self) -> None:
        self._renew()
        after_fork(self, TokenLock._renew)

    def _renew(self) -> None:
        # Reentrant: a task that is forgotten gives its turn back wherever Python tidies up.
        self._guard = threading.RLock()
        self._taken = False
        self._waiting: set[Callable[[], object]] = set()

    def acquire(self, seconds: float) -> bool:
        """Wait for the turn, blocking; tell whether it came in time."""
        ends = time.monotonic() + seconds
        free = threading.Event()
        while not self._take(free.set):
            if not free.wait(max(ends - time.monotonic(), 0.0)):
                self._leave(free.set)
                return False
            free.clear()
        return True

    async def acquire_async(self, seconds: float) -> bool:
        """Wait for the turn while other tasks go on; tell whether it came in time."""
        free = asyncio.Event()
        wake = partial(asyncio.get_running_loop().call_soon_threadsafe, free.set)
        try:
            async with asyncio.timeout(seconds):
                while not self._take(wake):
                    await free.wait()
                    free.clear()
        except TimeoutError:
            return False
        finally:
            self._leave(wake)
        return True

    def release(self) -> None:
        """Give the turn up."""
        with self._guard:
            self._taken = False
            waiting, self._waiting = self._waiting, set()
        # All of them, since one alone might have given up, and who finds a token needs no turn.
        for wake in waiting:
            with contextlib.suppress(RuntimeError):  # its event loop is closed
                wake()

    def _take(self, wake: Callable[[], object]) -> bool:
        with self._guard:
            if self._taken:
                self._waiting.add(wake)
                return False
            self._taken = True
            return True

    def _leave(self, wake: Callable[[], object]) -> None:
        with self._guard:
            self._waiting.discard(wake)


_turns: WeakKeyDictionary[Any, TokenLock] = WeakKeyDictionary()


def turn_of(credentials: Any) -> TokenLock:
    """Return the turn of some credentials: one for all clients that share them.

    Credentials of a class that can be no key (without a hash, or with slots and no weak references)
    have one for each client.
    """
    try:
        return _turns.setdefault(credentials, TokenLock())
    except TypeError:
        return TokenLock()
