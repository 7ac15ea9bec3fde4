"""The sandbox as an ASGI application: it waits, sends slowly and cuts connections as an `Outcome` demands.

The core runs in the event loop itself and not in a pool of threads: a response is a millisecond of
plain Python without waiting, which the interpreter's lock would let only one thread do at a time
anyway, and the way to a thread and back costs more than the lock. All waiting is in the loop, for
any number of requests at once.
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

from evcp.errors import missing_extra

try:
    from starlette.applications import Starlette
    from starlette.requests import ClientDisconnect, Request
    from starlette.types import Receive, Scope, Send
except ImportError as error:  # pragma: no cover - the tests hide starlette in a process of its own
    raise missing_extra(
        "the sandbox's server needs starlette and uvicorn: pip install 'evcp[sandbox]'",
        name=error.name,
    ) from error

from ..core import Outcome, SandboxCore

log = logging.getLogger("evcp.sandbox")

CONNECTION = "evcp.connection"
"""Key of a `ControlledConnection` in the state of a request, set by the server."""

_BODY_SECONDS = 10.0
"""Time for the body of a request: it holds a place that others may wait for."""

_SECONDS_OF_A_CHUNK = 0.05
"""Time between two chunks of a slow body."""


class ControlledConnection(Protocol):
    """A connection with abilities beyond ASGI.

    Without one, a response that must be cut ends in a `ConnectionAbortedError`, for the server to
    handle.
    """

    @property
    def crowded(self) -> bool:
        """True if other connections wait for this place: it then ends after the response."""
        ...

    def drop(self) -> None:
        """End the connection after the sent part of a response."""


def application(core: SandboxCore) -> Starlette:
    """An ASGI application that serves a sandbox, under any ASGI server."""
    app = Starlette()
    # No routes: the core has every path, and its own errors for unknown ones.
    app.router.default = _Endpoint(core)
    return app


class _Endpoint:
    """Every path of the sandbox."""

    def __init__(self, core: SandboxCore) -> None:
        self._core = core

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"the sandbox speaks HTTP only, not {scope['type']}")
        method, path = scope["method"], _path(scope)
        connection: ControlledConnection | None = scope.get("state", {}).get(CONNECTION)
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await _body(Request(scope, receive), self._core.max_body(method, path))
        except ClientDisconnect:
            return
        except TimeoutError:
            if connection is None:
                raise
            connection.drop()
            return
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        query = scope["query_string"].decode("latin-1").partition("#")[0]
        outcome = self._core.answer(method, path, query, headers, body)
        # Without the query: it holds the key.
        log.debug("%s %s: %d", method, path, outcome.response.status)
        if outcome.delay and await _gone_within(receive, outcome.delay):
            return
        if not outcome.unanswered:
            crowded = connection is not None and connection.crowded
            await _send(outcome, receive, send, {"Connection": "close"} if crowded else {})
        if not outcome.complete:
            if connection is None:
                raise ConnectionAbortedError("the sandbox was told to end this connection")
            connection.drop()


def _path(scope: Scope) -> str:
    """The path, still encoded: an id with an encoded slash stays one part of it."""
    raw: bytes | None = scope.get("raw_path")
    path = quote(scope["path"]) if raw is None else raw.decode("latin-1")
    # A request to a proxy has a whole URL as its target.
    return path if path.startswith("/") else urlsplit(path).path


async def _body(request: Request, most: int) -> bytes | None:
    """The body of a request; None if it is longer than `most`, or of unknown length."""
    if not most or "transfer-encoding" in request.headers:
        return None
    length = request.headers.get("content-length", "0")
    # The server has checked for a number, but not for a possible length.
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
    """Wait; return False after the time, True as soon as the client disconnects."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True
