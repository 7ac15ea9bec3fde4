"""One test for both clients: the calls of the asynchronous one are awaited."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import fields
from typing import Any, TypeVar

from sandbox.helpers import KEY

from evcp import AsyncClient, Circle
from evcp.sandbox import Access, Assumptions, Sandbox, World
from evcp.testing import InProcess

T = TypeVar("T")
Served = Sandbox | InProcess
Serve = Callable[..., Served]
Use = Callable[[Any], Awaitable[T]]
BERLIN = Circle(52.52, 13.405, 200_000)


def over_http(world: World, **settings: Any) -> Sandbox:
    """The sandbox behind a port."""
    return Sandbox(world, **settings)


def in_process(
    world: World,
    *,
    assumptions: Assumptions | None = None,
    access: Access | None = None,
    latency: float = 0.0,
) -> InProcess:
    """The sandbox without one, and the same settings."""
    chosen = assumptions or Assumptions()
    assumed = {one.name: getattr(chosen, one.name) for one in fields(Assumptions)}
    return InProcess(world=world, access=access, latency=latency, **assumed)


def run(kind: Any, sandbox: Served, use: Use[T], **settings: Any) -> T:
    """Let a coroutine use a client of either kind; without credentials it gets the key."""
    if "credentials" not in settings:
        settings["api_key"] = KEY

    async def main() -> T:
        if isinstance(sandbox, Sandbox):
            client = kind(base_url=sandbox.base_url, **settings)
        elif kind is AsyncClient:
            client = sandbox.async_client(**settings)
        else:
            client = sandbox.client(**settings)
        if isinstance(client, AsyncClient):
            async with client:
                return await use(client)
        with client:
            return await use(client)

    return asyncio.run(main())


async def got(answer: Any) -> Any:
    """The result of a call of either client."""
    return await answer if inspect.isawaitable(answer) else answer


async def listed(pager: Any) -> list[Any]:
    """The items of a pager of either client."""
    return list(pager) if isinstance(pager, Iterable) else [one async for one in pager]


async def count(client: Any) -> int:
    """The number of stations around Berlin."""
    result: int = await got(client.stations.count(BERLIN))
    return result
