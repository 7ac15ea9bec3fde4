"""Connections of the server: uvicorn's, with limits of our own and without its log.

uvicorn would log the whole request line, and the key with it. And it answers 503 to one connection too
many, while a sandbox shared by many test workers should let them wait.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections import deque
from heapq import nsmallest
from http import HTTPStatus
from typing import Any

from evcp.errors import missing_extra

try:
    import h11
    from uvicorn.protocols.http.h11_impl import H11Protocol
except ImportError as error:  # pragma: no cover - the tests hide uvicorn in a process of its own
    raise missing_extra(
        "the sandbox's server needs starlette and uvicorn: pip install 'evcp[sandbox]'",
        name=error.name,
    ) from error

from ..core import SandboxCore
from .asgi import CONNECTION

_log = logging.getLogger("evcp.sandbox.server.connections")
# uvicorn warns of each client that does not speak HTTP; only errors are faults of the sandbox itself.
_log.setLevel(logging.ERROR)
_GRACE_SECONDS = 0.05
"""Idle time before another connection takes the place: a client with a further request sends it at
once, and that request must not meet the end of the connection."""
_HEAD_SECONDS = 2.0
"""Time for the head of a request, while others wait for a place."""
_LINGER_SECONDS = 5.0


class ConnectionLimiter:
    """Limit of connections served at once; a further one takes the place of an idle one, or waits.

    For one event loop only.

    Args:
        most: Number of places, at least 1.

    Attributes:
        empty: Set while there is no connection.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: set[Connection] = set()
        self._idle: dict[Connection, float] = {}  # when each may be ended
        self._waiting: deque[Connection] = deque()
        self.empty = asyncio.Event()
        self.empty.set()

    @property
    def taken(self) -> int:
        """Number of taken places. Thread-safe."""
        return len(self._taken)

    @property
    def crowded(self) -> bool:
        """True if a connection waits for a place."""
        return bool(self._waiting)

    def enter(self, connection: Connection) -> None:
        """Give a new connection a place, or let it wait unread."""
        self.empty.clear()
        if len(self._taken) < self._most:
            self._take(connection)
            return
        self._waiting.append(connection)
        connection.transport.pause_reading()
        self._end_idle_ones()

    def leave(self, connection: Connection) -> None:
        """Give the place of an ended connection to the longest waiting one."""
        self._idle.pop(connection, None)
        if connection in self._taken:
            self._taken.remove(connection)
            if self._waiting:
                following = self._waiting.popleft()
                self._take(following)
                following.transport.resume_reading()
        else:
            self._waiting.remove(connection)
        if not self._taken:
            self.empty.set()

    def mark_busy(self, connection: Connection) -> None:
        """Mark a connection with a request."""
        self._idle.pop(connection, None)

    def mark_idle(self, connection: Connection, grace: float = _GRACE_SECONDS) -> None:
        """Mark a connection without a whole request; after a grace it ends if others wait for a place."""
        self._idle[connection] = connection.loop.time() + grace
        self._end_idle_ones()

    def _take(self, connection: Connection) -> None:
        self._taken.add(connection)
        self.mark_idle(connection, _HEAD_SECONDS)

    def _end_idle_ones(self) -> None:
        """End an idle connection for each waiting one, the longest idle ones first."""
        for connection in nsmallest(len(self._waiting), self._idle, key=self._idle.__getitem__):
            grace = self._idle[connection] - connection.loop.time()
            if grace > 0:
                connection.loop.call_later(grace, self._end_idle_ones)
                return
            del self._idle[connection]
            connection.transport.close()


class Connection(H11Protocol):
    """One connection.

    Args:
        core: Builds the errors for malformed requests.
        places: The limiter.
        uvicorn: Arguments of uvicorn's own protocol.
    """

    def __init__(self, core: SandboxCore, places: ConnectionLimiter, **uvicorn: Any) -> None:
        super().__init__(**uvicorn)
        self.logger = _log
        self.access_log = False
        self.app_state = {**self.app_state, CONNECTION: self}
        self._core = core
        self._places = places
        self._is_deaf = False
        self._has_begun = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, and end after a time without a request."""
        super().connection_made(transport)
        # Head and body leave in two packets: the second must not wait for a delayed ACK of the first.
        # asyncio sets this only for sockets it has made itself.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )
        self._places.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the place to another connection."""
        super().connection_lost(exc)
        # uvicorn leaves its timer running after an error, and the connection in memory with it.
        self._unset_keepalive_if_required()
        self._places.leave(self)

    def data_received(self, data: bytes) -> None:
        """Read on, unless the connection has sent something else than HTTP."""
        if self._is_deaf:
            return
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._has_begun = False
            self._places.mark_busy(self)
        elif not self._has_begun:  # only a piece of the next head has come: it has its time, once
            self._has_begun = True
            self._places.mark_idle(self, _HEAD_SECONDS)

    def on_response_complete(self) -> None:
        """Become idle, unless the next request has already arrived."""
        super().on_response_complete()
        if not self.transport.is_closing() and self.cycle.response_complete:
            self._places.mark_idle(self)

    def send_400_response(self, msg: str) -> None:
        """Answer a malformed request in the error shape of the service."""
        problem = sys.exc_info()[1]
        status = HTTPStatus(getattr(problem, "error_status_hint", HTTPStatus.BAD_REQUEST))
        if self.cycle is not None and not self.cycle.response_complete:
            # A malformed body: the response to its request may be on its way already.
            self.drop()
            return
        response = self._core.refusal(status, "", msg)
        headers = {
            **response.headers,
            "Content-Length": str(len(response.body)),
            "Connection": "close",
        }
        head = h11.Response(
            status_code=status, headers=list(headers.items()), reason=status.phrase.encode()
        )
        for event in (head, h11.Data(data=response.body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event))
        # Closing a connection with unread bytes resets it, and the response would be lost.
        self._is_deaf = True
        self.transport.write_eof()
        self.timeout_keep_alive_task = self.loop.call_later(_LINGER_SECONDS, self.transport.close)

    @property
    def crowded(self) -> bool:
        """True if other connections wait for a place."""
        return self._places.crowded

    def drop(self) -> None:
        """End the connection after the sent part of a response."""
        if self.cycle is not None:
            # uvicorn takes the client for gone, and so an incomplete response for no error.
            self.cycle.disconnected = True
        self.transport.close()
