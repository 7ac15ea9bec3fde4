"""Ending a blocked read when the time for a call is over.

A socket's own timeout starts again with every byte, so a service that drips one byte a second is never
silent. One thread per client watches the deadlines of the requests under way, and shuts the
connection of one that passes; the blocked read then fails at once.
"""

from __future__ import annotations

import contextlib
import heapq
import socket
import threading
import time
from collections.abc import Iterator
from itertools import count
from typing import Any


class Watch:
    """One request under observation.

    Attributes:
        fired: Whether its time ran out.
    """

    __slots__ = ("connection", "done", "fired")

    def __init__(self) -> None:
        self.fired = False
        self.done = False
        self.connection: Any = None


class Watchdog:
    """Watches the deadlines of a client's requests; its thread starts with the first of them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._heap: list[tuple[float, int, Watch, Any, int]] = []
        self._thread: threading.Thread | None = None
        self._closed = False
        self._order = count()
        self._connections: dict[int, Any] = {}

    @contextlib.contextmanager
    def watch(self, ends: float, holder: Any) -> Iterator[Watch]:
        """Shut `holder.connection` of this thread if the block runs beyond `ends` (monotonic)."""
        watch = Watch()
        state = holder.__dict__  # a thread-local's dictionary belongs to the calling thread
        with self._changed:
            heapq.heappush(self._heap, (ends, next(self._order), watch, state, 0))
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(
                    target=self._run, name="evcp-deadlines", daemon=True
                )
                self._thread.start()
            elif self._heap[0][2] is watch:
                self._changed.notify()
        try:
            yield watch
        finally:
            with self._changed:
                watch.done = True
                while self._heap and self._heap[0][2].done:
                    heapq.heappop(self._heap)

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(1.0)

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                if not self._heap:
                    self._changed.wait()
                    continue
                ends, _, watch, state, tries = self._heap[0]
                left = ends - time.monotonic()
                if watch.done:
                    heapq.heappop(self._heap)
                elif left > 0:
                    self._changed.wait(left)
                else:
                    heapq.heappop(self._heap)
                    watch.fired = True
                    _shut(state.get("connection"))
                    # The block may be between two sockets: look again until it ends.
                    again = time.monotonic() + 0.05 * (tries + 1)
                    heapq.heappush(self._heap, (again, next(self._order), watch, state, tries + 1))


def _shut(connection: Any) -> None:
    """Shut a connection's socket, so that whoever is blocked on it wakes up."""
    for sock in (getattr(connection, "sock", None), _response_socket(connection)):
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def _response_socket(connection: Any) -> Any:
    """Return the socket that a response still reads when its connection has let go of it."""
    response = getattr(connection, "_HTTPConnection__response", None)
    raw = getattr(getattr(response, "fp", None), "raw", None)
    return getattr(raw, "_sock", None)
