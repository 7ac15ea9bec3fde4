"""A server that does everything wrong on demand: real sockets on 127.0.0.1, one script a connection.

    with FaultServer(answer(b"{}"), reset) as server:
        requests.get(server.url)
    assert len(server.requests) == 2

A script is a function that is given the `Peer` of one request. The scripts are used in order, one for each
request, and the last one again and again. When a script returns, the connection is closed unless the
script has called `peer.keep()`. Every wait ends with the server, and after ten seconds at the latest.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

_LIFE = 10.0
"""Seconds that a connection is served at most."""
_POLL = 0.02


@dataclass(frozen=True)
class Seen:
    """A request as it came.

    Attributes:
        connection: Number of the connection that it came on, from 0.
        line: The first line.
        head: All of the head.
        body: The body.
    """

    connection: int
    line: str
    head: bytes
    body: bytes

    @property
    def path(self) -> str:
        return self.line.split(" ")[1].partition("?")[0]


@dataclass
class Peer:
    """The client at the other end of a connection that has just sent a request."""

    request: Seen
    sock: socket.socket
    stopped: threading.Event
    ends: float
    kept: bool = field(default=False)

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def drip(self, data: bytes, every: float = 0.02) -> None:
        """Send byte by byte, so that no pause is ever long."""
        for index in range(len(data)):
            if not self.wait(every):
                return
            self.sock.sendall(data[index : index + 1])

    def wait(self, seconds: float) -> bool:
        """Wait; tell whether there is any time left."""
        left = self.ends - time.monotonic()
        return not self.stopped.wait(max(0.0, min(seconds, left))) and left > seconds

    def hang(self) -> None:
        """Say nothing until the client goes away."""
        self.sock.settimeout(_POLL)
        while self.wait(0):
            try:
                if not self.sock.recv(65_536):
                    return
            except TimeoutError:
                continue

    def reset(self) -> None:
        """Break the connection off with a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def keep(self) -> None:
        """Wait for another request on this connection."""
        self.kept = True


Script = Callable[[Peer], None]


class FaultServer:
    """Listens from the beginning of its `with` block to the end."""

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None) -> None:
        self._scripts = scripts
        self._tls = tls
        self.requests: list[Seen] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        """The base address for a client."""
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://127.0.0.1:{self.port}/ev/"

    def __enter__(self) -> Self:
        self._listener.settimeout(_POLL)
        thread = threading.Thread(target=self._accept, name="faults", daemon=True)
        self._threads.append(thread)
        thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(5)
        self._listener.close()
        assert not any(thread.is_alive() for thread in self._threads), (
            "a connection is still served"
        )

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                sock, _ = self._listener.accept()
            except TimeoutError:
                continue
            number, self.connections = self.connections, self.connections + 1
            thread = threading.Thread(
                target=self._serve, args=(sock, number), name=f"faults-{number}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket, number: int) -> None:
        ends = time.monotonic() + _LIFE
        with suppress(OSError), sock:
            sock.settimeout(_LIFE)
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_side=True)
            with sock:
                while (request := self._read(sock, number, ends)) is not None:
                    with self._lock:
                        turn = len(self.requests)
                        self.requests.append(request)
                    peer = Peer(request, sock, self._stopped, ends)
                    sock.settimeout(_LIFE)
                    self._scripts[min(turn, len(self._scripts) - 1)](peer)
                    if not peer.kept:
                        return

    def _read(self, sock: socket.socket, number: int, ends: float) -> Seen | None:
        sock.settimeout(_POLL)
        data = b""
        while b"\r\n\r\n" not in data:
            more = self._receive(sock, ends)
            if not more:
                return None
            data += more
        head, _, content = data.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                length = int(value)
        while len(content) < length:
            more = self._receive(sock, ends)
            if not more:
                return None
            content += more
        return Seen(number, head.split(b"\r\n")[0].decode("latin-1"), head, content)

    def _receive(self, sock: socket.socket, ends: float) -> bytes:
        while not self._stopped.is_set() and time.monotonic() < ends:
            try:
                return sock.recv(65_536)
            except TimeoutError:
                continue
        return b""


def message(
    content: bytes = b"",
    status: str = "200 OK",
    *,
    length: int | None = None,
    version: str = "1.1",
    **headers: str,
) -> bytes:
    """An HTTP answer; `retry_after="1"` is a header, `length` a Content-Length that may be a lie."""
    fields = {"content-type": "application/json", **headers}
    lines = [
        f"HTTP/{version} {status}",
        *(f"{n.replace('_', '-')}: {v}" for n, v in fields.items()),
    ]
    if length != -1:
        lines.append(f"Content-Length: {len(content) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode() + content


def answer(content: bytes = b"", status: str = "200 OK", **options: Any) -> Script:
    """A script that answers properly and keeps the connection."""
    data = message(content, status, **options)

    def script(peer: Peer) -> None:
        peer.send(data)
        peer.keep()

    return script


def raw(data: bytes) -> Script:
    """A script that sends bytes and closes the connection."""
    return lambda peer: peer.send(data)


def reset(peer: Peer) -> None:
    """Break off before a word was said."""
    peer.reset()


def hang(peer: Peer) -> None:
    """Say nothing at all."""
    peer.hang()


def drip(data: bytes, at_once: int = 0) -> Script:
    """Send the first bytes at once and the others in drips."""

    def script(peer: Peer) -> None:
        peer.send(data[:at_once])
        peer.drip(data[at_once:])

    return script


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/ev/"
