"""What the tests of the kit share: a small world, and one way to use clients of both kinds."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from evcp import Circle

Kind = Literal["blocking", "async"]
BERLIN = Circle(52.52, 13.405, 5_000)
CANARY = "cAnArY-0123456789_abcdefghijklmnopqrstuvw/+="
"""A credential that must not be seen: with letters that are escaped in addresses, JSON and HTML."""

Use = Callable[[Any], Awaitable[Any]]


def used(client: Any, use: Use) -> Any:
    """Let a coroutine use a client of either kind, and close the client."""

    async def main() -> Any:
        if hasattr(client, "__aenter__"):
            async with client:
                return await use(client)
        with client:
            return await use(client)

    return asyncio.run(main())


def made(owner: Any, kind: Kind, **options: Any) -> Any:
    """A client of one kind, of a sandbox or of a recorder."""
    return (owner.client if kind == "blocking" else owner.async_client)(**options)


async def got(answer: Any) -> Any:
    """What a call of either client gives: a model, or the list of a pager."""
    if inspect.isawaitable(answer):
        return await answer
    if hasattr(answer, "__aiter__"):
        return [one async for one in answer]
    return list(answer) if hasattr(answer, "__next__") else answer


async def count(client: Any) -> Any:
    """The number of stations in Berlin."""
    return await got(client.stations.count(BERLIN))


async def three_pages(client: Any) -> Any:
    """A search of three pages in Berlin."""
    return await got(client.stations.search(BERLIN, page_size=10, limit=25))
