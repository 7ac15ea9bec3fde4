"""Ending a blocked read when the time for a call is over.

A socket's own timeout starts again with every byte, so a service that drips one byte a second is never
silent. One thread per client watches the deadlines of the requests under way, and shuts the
connection of one that passes; the blocked read then fails at once. The thread ends when it has had
nothing to watch for a while, so that a client that nobody closed leaves none behind; that of a closed
client ends with the last of the requests that were under way.
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

from ..errors import DeadlineError
from ..transport import Request, TransportFailure

_IDLE = 5.0
"""Seconds without a request after which the thread ends."""
_AGAIN = 0.05
"""Seconds after which a connection that was shut is looked at again, growing with each time."""


def late(request: Request, what: str) -> TransportFailure:
    """Return what a request came to whose time is over."""
    shown = f"{request.timeout:.1f}" if request.timeout >= 0.1 else f"{request.timeout:.2g}"
    return TransportFailure(DeadlineError, f"{what} within {shown} s", retryable=False)


class Watch:
    """One request under observation.

    Attributes:
        fired: Whether its time ran out.
        connection: The connection that the request is sent on, as soon as there is one.
        response: urllib3's response, as soon as its headers are there.
    """

    __slots__ = ("connection", "done", "fired", "response")

    def __init__(self) -> None:
        self.fired = False
        self.done = False
        self.connection: Any = None
        self.response: Any = None

    def shut(self) -> None:
        """Shut the socket, so that whoever is blocked on it wakes up."""
        if self.response is not None:
            # Refused once the connection is somebody else's; works when it has let go of its socket.
            with contextlib.suppress(OSError, ValueError, RuntimeError, AttributeError):
                self.response.shutdown()
            return
        sock = getattr(self.connection, "sock", None)
        if sock is not None:
            with contextlib.suppress(OSError, TypeError):
                # Not the method of a TLS socket, which pulls the session from under its reader.
                socket.socket.shutdown(getattr(sock, "socket", sock), socket.SHUT_RDWR)


class Watchdog:
    """Watches the deadlines of a client's requests; its thread starts with the first of them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._heap: list[tuple[float, int, Watch, int]] = []
        self._thread: threading.Thread | None = None
        self._closed = False
        self._order = count()

    @contextlib.contextmanager
    def watch(self, ends: float) -> Iterator[Watch]:
        """Shut the connection that is put into the watch if the block runs beyond `ends` (monotonic)."""
        watch = Watch()
        with self._changed:
            heapq.heappush(self._heap, (ends, next(self._order), watch, 0))
            # After a fork, the thread is in the other process alone.
            if self._thread is None or not self._thread.is_alive():
                self._start()
            elif self._heap[0][2] is watch:
                self._changed.notify()
        try:
            yield watch
        finally:
            with self._changed:
                watch.done = True
                while self._heap and self._heap[0][2].done:
                    heapq.heappop(self._heap)
                if self._closed and not self._heap:
                    self._changed.notify()

    def close(self) -> None:
        """End the thread, once the requests under way have ended."""
        with self._changed:
            self._closed = True
            self._changed.notify()
            thread = self._thread
            idle = not self._heap
        if idle and thread is not None and thread is not threading.current_thread():
            thread.join(1.0)

    def _start(self) -> None:
        thread = threading.Thread(target=self._run, name="evcp-deadlines", daemon=True)
        # While Python shuts down, and where threads are used up, there is no new one: a call does
        # without, and its socket's own timeout remains.
        with contextlib.suppress(RuntimeError):
            thread.start()
            self._thread = thread

    def _run(self) -> None:
        with self._changed:
            while self._heap or not self._closed:
                if not self._heap:
                    if not self._changed.wait(_IDLE) and not self._heap:
                        break
                    continue
                ends, _, watch, tries = self._heap[0]
                left = ends - time.monotonic()
                if watch.done:
                    heapq.heappop(self._heap)
                elif left > 0:
                    # Not for all of it: a request that ends in time wakes nobody.
                    self._changed.wait(min(left, _IDLE))
                else:
                    heapq.heappop(self._heap)
                    watch.fired = True
                    watch.shut()
                    # The block may be between two sockets: look again until it ends.
                    again = time.monotonic() + _AGAIN * (tries + 1)
                    heapq.heappush(self._heap, (again, next(self._order), watch, tries + 1))
            self._thread = None
