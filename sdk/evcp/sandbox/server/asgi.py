"""The sandbox as an ASGI application.

Whatever the host decides about an answer is carried out here: waiting, sending slowly, ending the
connection within the body. The host is asked in the event loop itself and not in a pool of threads:
an answer is a millisecond of plain Python without waiting, which the interpreter's lock would let only
one thread do at a time anyway, and the way to a thread and back costs more than the lock. What waits,
waits in the loop, any number of requests at once.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from email.utils import formatdate
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote, urlsplit

try:
    from starlette.applications import Starlette
    from starlette.requests import ClientDisconnect, Request
    from starlette.types import Receive, Scope, Send
except ImportError as error:  # pragma: no cover - the tests hide starlette in a process of its own
    raise ImportError(
        "the sandbox's server needs starlette and uvicorn: pip install 'evcp[sandbox]'"
    ) from error

from ..core import Outcome, SandboxCore

log = logging.getLogger("evcp.sandbox")

CONNECTION = "evcp.connection"
"""Key in the state of a request under which a server may put a `Steered` connection."""

_SECONDS_OF_A_CHUNK = 0.05
"""How often a slow body sends something."""


class Steered(Protocol):
    """A connection that does what ASGI has no words for.

    Under a server that has none, an answer that is to be cut ends in a `ConnectionAbortedError`, with
    which the server does what it does.
    """

    @property
    def crowded(self) -> bool:
        """Whether others wait for a connection, so that this one is to end after the answer."""
        ...

    def drop(self) -> None:
        """End the connection after what has been sent of an answer."""


def application(host: SandboxCore) -> Starlette:
    """An ASGI application that answers as a host says.

    Args:
        host: What is served. `Sandbox` runs it on a port of this machine; any ASGI server can.
    """
    app = Starlette()
    # No routes: the host knows every path, and answers those that do not exist in its own words.
    app.router.default = _Endpoint(host)
    return app


class _Endpoint:
    """Every path of the sandbox."""

    def __init__(self, host: SandboxCore) -> None:
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"the sandbox speaks HTTP only, not {scope['type']}")
        method, path = scope["method"], _path(scope)
        try:
            body = await _body(Request(scope, receive), self._host.max_body(method, path))
        except ClientDisconnect:
            return
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        query = scope["query_string"].decode("latin-1").partition("#")[0]
        outcome = self._host.answer(method, path, query, headers, body)
        # Only the path: a query holds the key.
        log.debug("%s %s: %d", method, path, outcome.response.status)
        if outcome.delay and await _gone_within(receive, outcome.delay):
            return
        connection: Steered | None = scope.get("state", {}).get(CONNECTION)
        if not outcome.unanswered:
            crowded = connection is not None and connection.crowded
            await _send(outcome, receive, send, {"Connection": "close"} if crowded else {})
        if not outcome.complete:
            if connection is None:
                raise ConnectionAbortedError("the sandbox was told to end this connection")
            connection.drop()


def _path(scope: Scope) -> str:
    """The path as it came: an id with an encoded slash in it is still one part of it."""
    raw: bytes | None = scope.get("raw_path")
    path = quote(scope["path"]) if raw is None else raw.decode("latin-1")
    # A request may name its server too, as one to a proxy does.
    return path if path.startswith("/") else urlsplit(path).path


async def _body(request: Request, most: int) -> bytes | None:
    """The body of a request; None where it is longer than that, or does not say how long it is."""
    if not most or "transfer-encoding" in request.headers:
        return None
    length = request.headers.get("content-length", "0")
    # The server has made sure that it is a number, but not that anybody could read so much.
    if len(length) > 18 or int(length) > most:
        return None
    return await request.body()


async def _send(
    outcome: Outcome, receive: Receive, send: Send, more_headers: Mapping[str, str]
) -> None:
    response = outcome.response
    headers = {"Date": formatdate(time.time(), usegmt=True), "Server": "evcp-sandbox"}
    headers |= {**response.headers, **more_headers}
    if response.status != HTTPStatus.NO_CONTENT:
        headers["Content-Length"] = str(len(response.body))
    await send(
        {
            "type": "http.response.start",
            "status": response.status,
            "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in headers.items()],
        }
    )
    left, pace = outcome.sent, outcome.bytes_per_second
    while pace is not None and left:
        size = max(1, int(pace * _SECONDS_OF_A_CHUNK))
        chunk, left = left[:size], left[size:]
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        if await _gone_within(receive, len(chunk) / pace):
            return
    await send({"type": "http.response.body", "body": left, "more_body": not outcome.complete})


async def _gone_within(receive: Receive, seconds: float) -> bool:
    """Wait; False once the time is over, True as soon as the client is gone."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True
