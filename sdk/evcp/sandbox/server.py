"""The service behind a real socket, with nothing but the standard library.

The service itself knows no socket (`service.py`); another server can take this module's place.
"""

from __future__ import annotations

import logging
import math
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from typing import Any, cast

from .response import Response
from .service import Service
from .settings import Access, Assumptions
from .token_endpoint import TOKEN_PATH
from .world import World

log = logging.getLogger("evcp.sandbox")

_BODY_TO_DRAIN = 65_536
"""A request body up to this size is read even if nobody wants it; a larger one, unless a resource
wants it, costs the connection."""
_BODY_TO_DROP = 16 * 1024 * 1024
"""Of a body that was not read, so much is dropped after the answer."""
_LINGER_SECONDS = 5.0
_IDLE_SECONDS = 60.0
_POLL_SECONDS = 0.02


class Sandbox:
    """A local server that speaks the EV Charge Points API v2.

    ```python
    with Sandbox(World.synthetic(1000, seed=7)) as sandbox:
        print(sandbox.base_url)  # http://127.0.0.1:43127/ev/
    ```

    Leaving the block closes the socket, drops open connections and ends every thread. A closed
    sandbox can be started again; with port 0 it then has another port.

    Each connection has a thread, of which there are at most `max_connections`; a further one takes
    the place of one that is idle, or waits. `latency` makes the local server as slow as a distant one, so
    that a benchmark shows what waiting for many answers at once is worth.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        assumptions: Assumptions | None = None,
        access: Access | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        latency: float = 0.0,
        max_connections: int = 256,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Prepare the server; it listens from `start` on.

        Args:
            world: The stations to serve; without it a synthetic world of 2000.
            assumptions: What to do where the contract is silent.
            access: Which credentials are let in; by default every one that is not empty.
            host: Name or address to listen on.
            port: TCP port; 0 lets the system choose a free one.
            latency: Seconds to wait before the answer to each request.
            max_connections: Connections that are served at once, each by a thread.
            clock: The time in seconds since 1970, by which tokens expire.

        Raises:
            ValueError: `latency` is negative or no finite number, or `max_connections` is not
                positive.
            ImportError: `access` wants signatures checked, and oauthlib is not installed.
        """
        if not (math.isfinite(latency) and latency >= 0):
            raise ValueError(f"latency has to be a number of seconds from 0 on, not {latency}")
        if max_connections < 1:
            raise ValueError(f"max_connections has to be at least 1, not {max_connections}")
        self.service = Service(
            World.synthetic() if world is None else world,
            assumptions=assumptions or Assumptions(),
            access=access or Access(),
            clock=clock,
        )
        self._host = host
        self._port = port
        self._latency = latency
        self._max_connections = max_connections
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def world(self) -> World:
        """The stations served."""
        return self.service.world

    @property
    def base_url(self) -> str:
        """Base of every resource, with the slash at its end: `http://127.0.0.1:43127/ev/`.

        Raises:
            RuntimeError: The sandbox is not running.
        """
        return f"{self._origin}/ev/"

    @property
    def token_url(self) -> str:
        """Where access keys are exchanged for tokens: `http://127.0.0.1:43127/oauth2/token`.

        Raises:
            RuntimeError: The sandbox is not running.
        """
        return f"{self._origin}{TOKEN_PATH}"

    @property
    def _origin(self) -> str:
        if self._server is None:
            raise RuntimeError("the sandbox is not running; use `with Sandbox(...)` or start()")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._server.server_address[1]}"

    def start(self) -> Sandbox:
        """Listen and answer in a thread of its own.

        Raises:
            RuntimeError: The sandbox is running already.
            OSError: The address cannot be used.
        """
        if self._server is not None:
            raise RuntimeError("the sandbox is running already")
        server = _Server(
            (self._host, self._port), self.service, self._latency, self._max_connections
        )
        self._server = server
        self._thread = threading.Thread(
            target=server.serve_forever, args=(_POLL_SECONDS,), name="evcp-sandbox", daemon=True
        )
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop answering, drop open connections and wait for every thread. Twice is no harm."""
        if self._server is None or self._thread is None:
            return
        self._server.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.drop_connections()
        self._server.server_close()
        self._server = self._thread = None

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = self.base_url if self._server is not None else "not running"
        return f"<Sandbox {state}, {self.world.label}>"


class _Server(TCPServer):
    """A thread for each connection, and a list of both to end them by."""

    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], service: Service, latency: float, max_connections: int
    ) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.service = service
        self.latency = latency
        self.closing = threading.Event()
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._idle: dict[socket.socket, None] = {}  # the longest idle one first
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(max_connections)
        self.crowded = False  # whether a connection waits for another one to end
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._find_place():
            self.shutdown_request(request)
            return
        # Daemons, so that a sandbox that nobody closes cannot keep the process alive.
        thread = threading.Thread(
            target=self._converse,
            args=(request, client_address),
            name="evcp-sandbox-connection",
            daemon=True,
        )
        with self._lock:
            self._connections[request] = thread
        thread.start()

    def _find_place(self) -> bool:
        """Wait until one connection fewer than the greatest number is open; False at the end."""
        if self._places.acquire(blocking=False):
            return True
        self.crowded = True
        try:
            while not self.closing.is_set():
                self._end_an_idle_connection()
                if self._places.acquire(timeout=_POLL_SECONDS):
                    return True
        finally:
            self.crowded = False
        return False

    def _end_an_idle_connection(self) -> None:
        """Give up the connection that has waited longest for another request, as servers do."""
        with self._lock:
            connection = next(iter(self._idle), None)
            if connection is not None:
                del self._idle[connection]
                # A request that is on its way all the same can still be answered.
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)

    def mark_idle(self, connection: socket.socket, idle: bool) -> None:
        """Note that a connection waits for another request, or no longer does."""
        with self._lock:
            self._idle.pop(connection, None)
            if idle:
                self._idle[connection] = None

    def drop_connections(self) -> None:
        """End every open connection and wait for its thread; none may be added meanwhile."""
        with self._lock:
            threads = list(self._connections.values())
            for connection in self._connections:
                # A thread that waits for the next request reads the end of the stream.
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()

    def _converse(self, connection: socket.socket, client_address: Any) -> None:
        try:
            self.finish_request(connection, client_address)
        except OSError:
            log.debug("a connection ended early", exc_info=True)
        finally:
            # Out of the list first: a closed socket must not be shut down once more.
            with self._lock:
                del self._connections[connection]
                self._idle.pop(connection, None)
            self.shutdown_request(connection)
            self._places.release()


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with keep-alive around `Service.handle`."""

    protocol_version = "HTTP/1.1"
    server_version = "evcp-sandbox"
    sys_version = ""
    timeout = _IDLE_SECONDS
    # Head and body leave in one packet; without this each answer waits for a delayed ACK.
    wbufsize = -1
    disable_nagle_algorithm = True
    raw_requestline: bytes

    @property
    def owner(self) -> _Server:
        """The server that the connection belongs to."""
        return cast(_Server, self.server)

    @property
    def service(self) -> Service:
        """The service that answers."""
        return self.owner.service

    def __getattr__(self, name: str) -> Callable[[], None]:
        # The base class looks for `do_GET` and the like; the service knows which methods it has.
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def parse_request(self) -> bool:
        """Read the request line and the headers, within the limit of the request line."""
        self.owner.mark_idle(self.connection, False)
        if not super().parse_request():
            return False
        if len(self.raw_requestline) > self.service.assumptions.max_request_line:
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            return False
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a fault found while reading the request, in the error shape of the service."""
        status = HTTPStatus(code)
        self.close_connection = True
        self._send(self.service.error(status, explain or message or status.description, "json"))

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing: the base class would print the query, and the key in it, to stderr."""

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        body = self._body(path)
        # Not a plain sleep: closing the sandbox does not wait for it.
        self.owner.closing.wait(self.owner.latency)
        headers = {name.lower(): value for name, value in self.headers.items()}
        response = self.service.handle(self.command, path, query.partition("#")[0], headers, body)
        # Only the path: a query holds the key.
        log.debug("%s %s: %d", self.command, path, response.status)
        if self.owner.crowded:
            self.close_connection = True
        # Before the answer is out: from then on the client may count on the order of what it sees.
        self.owner.mark_idle(self.connection, not self.close_connection)
        self._send(response)
        if body is None:
            self._drop_rest()

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()

    def _body(self, path: str) -> bytes | None:
        """Read the request body, wanted or not, or the next request would start inside it.

        Returns:
            The body; None where it is too long, or its length is not known.
        """
        most = _BODY_TO_DRAIN
        if self.service.reads_body(self.command, path):
            most = max(most, self.service.assumptions.max_request_body)
        length = self.headers.get("Content-Length", "0")
        # So many digits are enough for any length that is read at all.
        known = length.isascii() and length.isdigit() and len(length) <= 18
        if known and "Transfer-Encoding" not in self.headers and int(length) <= most:
            return self.rfile.read(int(length))
        self.close_connection = True
        return None

    def _drop_rest(self) -> None:
        """Take what still comes of a body that was not read, then let the connection end.

        A connection that ends with unread bytes is reset, and the answer is lost on its way.
        """
        ends = time.monotonic() + _LINGER_SECONDS
        left = _BODY_TO_DROP
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while left > 0 and (seconds := ends - time.monotonic()) > 0:
                self.connection.settimeout(seconds)
                dropped = len(self.connection.recv(65_536))
                if not dropped:
                    return
                left -= dropped
