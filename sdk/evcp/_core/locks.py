"""A lock that is free in a forked process.

A fork copies the memory, and no thread but its own: a lock that another thread held at that moment would
stay taken in the child for ever.
"""

from __future__ import annotations

import os
import threading


class ProcessLock:
    """A lock for `with`, of which each process has its own."""

    def __init__(self) -> None:
        # Reentrant, because a generator that is thrown away may run its `finally` anywhere.
        self._locks = {os.getpid(): threading.RLock()}

    def __enter__(self) -> None:
        # The method of a dictionary is atomic: two threads that come first get the same lock.
        self._locks.setdefault(os.getpid(), threading.RLock()).acquire()

    def __exit__(self, *exception: object) -> None:
        self._locks[os.getpid()].release()

    def __reduce__(self) -> tuple[type[ProcessLock], tuple[()]]:
        return ProcessLock, ()
