"""A lock around token requests: one call fetches a token for all that share the credentials."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from weakref import WeakKeyDictionary

from .._core.auth_flow import Credentials
from .._core.retry import ProcessLock

Wake = Callable[[], object]


class TokenLock:
    """A lock that threads and the tasks of any event loop wait for side by side."""

    def __init__(self) -> None:
        self._guard = ProcessLock()
        self._holder: int | None = None
        """Process that holds the lock; of another process, which a fork left behind, it is void."""
        self._waiting: set[Wake] = set()

    def acquire(self, seconds: float) -> bool:
        """Wait at most some seconds, blocking; return True if the lock was taken."""
        ends = time.monotonic() + seconds
        free = threading.Event()
        while not self._take(free.set):
            if not free.wait(max(ends - time.monotonic(), 0.0)):
                self._leave(free.set)
                return False
            free.clear()
        return True

    async def acquire_async(self, seconds: float) -> bool:
        """Wait at most some seconds while other tasks go on; return True if the lock was taken."""
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
        """Give the lock back."""
        with self._guard:
            self._holder = None
            waiting, self._waiting = self._waiting, set()
        # All of them: a single one might have given up, and the others find a token without the lock.
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
    """Return the lock of some credentials: one for all clients that share them.

    Credentials that cannot be a key (without a hash, or with slots and no weak references) have one for
    each client.
    """
    try:
        return _locks.setdefault(credentials, TokenLock())
    except TypeError:
        return TokenLock()
