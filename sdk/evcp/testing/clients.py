"""The clients of a sandbox in the process: evcp's own, but for the clock."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from .._client.async_client import AsyncClient
from .._client.client import Client
from .._core.call import Context
from ..transport import Clock, Request, Response, TransportFailure

if TYPE_CHECKING:
    from .inprocess import InProcess


def _clock(sandbox: InProcess) -> Clock:
    """The clock of one call: its deadlines pass with the sandbox's time."""
    moments = sandbox.moments
    moments.begin()
    # Some part of each longest wait, but the same one every time.
    chance = Random(sandbox.seed)  # noqa: S311 - no secret
    return Clock(moments.here, moments.here, chance.random)


class SandboxClient(Client):
    """A `Client` that asks a sandbox in the process, by whose time its deadlines pass."""

    def __init__(self, sandbox: InProcess, **options: Any) -> None:
        super().__init__(transport=InProcessTransport(sandbox), **options)
        self._sandbox = sandbox

    def _context(self) -> Context:
        return replace(super()._context(), clock=_clock(self._sandbox))


class AsyncSandboxClient(AsyncClient):
    """An `AsyncClient` that asks a sandbox in the process, by whose time its deadlines pass."""

    def __init__(self, sandbox: InProcess, **options: Any) -> None:
        super().__init__(transport=AsyncInProcessTransport(sandbox), **options)
        self._sandbox = sandbox

    def _context(self) -> Context:
        return replace(super()._context(), clock=_clock(self._sandbox))


class InProcessTransport:
    """Puts requests to a sandbox in the process. Waiting moves its time."""

    def __init__(self, sandbox: InProcess) -> None:
        self._sandbox = sandbox
        self._closed = False

    def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and return the whole answer, or why there is none.

        Raises:
            ConfigurationError: The client or the sandbox is closed.
        """
        return self._sandbox.answer(request, closed=self._closed)

    def wait(self, seconds: float) -> None:
        """Let the time before another attempt pass, at once."""
        self._sandbox.moments.wait(seconds)

    def close(self) -> None:
        """Refuse further requests."""
        self._closed = True


class AsyncInProcessTransport:
    """Puts requests to a sandbox in the process, between the turns of an event loop."""

    def __init__(self, sandbox: InProcess) -> None:
        self._inner = InProcessTransport(sandbox)

    async def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and return the whole answer, or why there is none.

        Raises:
            ConfigurationError: The client or the sandbox is closed.
        """
        await asyncio.sleep(0)
        return self._inner.send(request)

    async def wait(self, seconds: float) -> None:
        """Let the time before another attempt pass, at once."""
        self._inner.wait(seconds)
        await asyncio.sleep(0)

    async def close(self) -> None:
        """Refuse further requests."""
        self._inner.close()
