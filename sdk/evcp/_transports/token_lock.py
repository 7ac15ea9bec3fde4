"""The lock around token requests, shared by all clients with the same credentials."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from weakref import WeakKeyDictionary

from .._core.auth_flow import Credentials
from .._core.limits import ProcessLock

Wake = Callable[[], object]


class TokenLock:
    """A lock for threads and the tasks of any event loop together.

    Neither `threading` nor `asyncio` has one: a blocking lock would stop an event loop, and an asyncio
    lock belongs to one loop.
    """

    def __init__(self) -> None:
        self._guard = ProcessLock()
        self._holder: int | None = None
        """Id of the holder's process. Another id than ours is the parent's, and the lock is free here."""
        self._waiting: set[Wake] = set()

    def acquire(self, seconds: float) -> bool:
        """Take the lock within some seconds, blocking; return True if it was taken."""
        ends = time.monotonic() + seconds
        free = threading.Event()
        while not self._take(free.set):
            if not free.wait(max(ends - time.monotonic(), 0.0)):
                self._leave(free.set)
                return False
            free.clear()
        return True

    async def acquire_async(self, seconds: float) -> bool:
        """Take the lock within some seconds while other tasks run; return True if it was taken."""
        import asyncio  # here, because a blocking client does without it

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
        """Release the lock."""
        with self._guard:
            self._holder = None
            waiting, self._waiting = self._waiting, set()
        # All of them wake up: a single one might have just given up. One takes the lock and fetches a
        # token, the others wait again.
        for wake in waiting:
            with contextlib.suppress(RuntimeError):  # its event loop is closed
                wake()

    def _take(self, wake: Wake) -> bool:
        with self._guard:
            if self._holder == os.getpid():
                self._waiting.add(wake)
                return False
            self._holder = os.getpid()
            return True

    def _leave(self, wake: Wake) -> None:
        with self._guard:
            self._waiting.discard(wake)


_locks: WeakKeyDictionary[Credentials, TokenLock] = WeakKeyDictionary()


def token_lock(credentials: Credentials) -> TokenLock:
    """Return the lock of credentials, the same one for all their clients.

    Credentials without a hash or weak references get a new lock for each client.
    """
    try:
        return _locks.setdefault(credentials, TokenLock())
    except TypeError:
        return TokenLock()
