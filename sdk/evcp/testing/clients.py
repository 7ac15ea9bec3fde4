"""Clients and transports of a sandbox in the process: evcp's own, but for the clock."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random
from typing import Any, Protocol

from .._client.async_client import AsyncClient
from .._client.client import Client
from .._core.call import Context
from ..transport import Clock, Request, Response, TransportFailure
from .fake_clock import FakeClock


class Service(Protocol):
    """A sandbox as its clients see it; `InProcess` is one.

    Attributes:
        seed: Seed of the random part of waits.
        moments: The time by which deadlines count.
    """

    seed: int
    moments: FakeClock

    def answer(self, request: Request, *, closed: bool = False) -> Response | TransportFailure:
        """Answer a request."""
        ...


def _clock(sandbox: Service) -> Clock:
    """Return the clock of one call: its deadlines pass with the sandbox's time."""
    moments = sandbox.moments
    moments.begin()
    # Waits have a random part, as always, but the same one in each run.
    chance = Random(sandbox.seed)  # noqa: S311 - no secret
    return Clock(moments.here, moments.here, chance.random)


class SandboxClient(Client):
    """A `Client` of a sandbox in the process. Its deadlines pass with the sandbox's time."""

    def __init__(self, sandbox: Service, **options: Any) -> None:
        super().__init__(transport=InProcessTransport(sandbox), **options)
        self._sandbox = sandbox

    def _context(self) -> Context:
        return replace(super()._context(), clock=_clock(self._sandbox))


class AsyncSandboxClient(AsyncClient):
    """An `AsyncClient` of a sandbox in the process. Its deadlines pass with the sandbox's time."""

    def __init__(self, sandbox: Service, **options: Any) -> None:
        super().__init__(transport=AsyncInProcessTransport(sandbox), **options)
        self._sandbox = sandbox

    def _context(self) -> Context:
        return replace(super()._context(), clock=_clock(self._sandbox))


class InProcessTransport:
    """A transport to a sandbox in the process. Waiting moves its time."""

    def __init__(self, sandbox: Service) -> None:
        self._sandbox = sandbox
        self._closed = False

    def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and return the whole response, or why there is none.

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
    """The same for `AsyncClient`. Each request lets other tasks of the event loop run."""

    def __init__(self, sandbox: Service) -> None:
        self._inner = InProcessTransport(sandbox)

    async def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and return the whole response, or why there is none.

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
