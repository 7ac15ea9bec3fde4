"""Cost of the client over bare HTTP, and gain of concurrent calls: both sides in one run.

First a search of four pages through `Client`, beside the same requests by a bare `requests` session and the decode
of the same bodies. Then 64 concurrent searches through `AsyncClient`, beside 64 sequential ones, against a service
that takes 50 ms for each answer. The service is a separate process.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from functools import partial
from statistics import median

import requests

from evcp import AsyncClient, Circle, Client, decode
from evcp.operations import at_offset, search_stations
from evcp_models import EVStationsResult

from .processes import sandbox
from .timing import race

AREA = Circle(52.52, 13.405, 5_000)
PAGE, PAGES, CALLS = 25, 4, 64


def through_requests(session: requests.Session, base: str) -> int:
    """Make the requests of a search by hand, and decode the answers."""
    found = 0
    for page in range(PAGES):
        operation = at_offset(search_stations(AREA), page * (PAGE - 1), PAGE)
        query = [*operation.query, ("apiKey", "k")]
        response = session.get(f"{base}stations.json", params=query, timeout=30)
        found += len(decode(response.content, EVStationsResult, format="json").value.ev_stations)
    return found


def overhead(rounds: int) -> None:
    """Print the time of the client beside bare requests."""
    with (
        sandbox("--size", "5000") as (base, _),
        Client(api_key="k", base_url=base) as client,
        requests.Session() as session,
    ):
        search = partial(client.stations.search, page_size=PAGE, limit=PAGES * (PAGE - 1) + 1)
        calls = {
            "evcp.Client": lambda: len(list(search(AREA))),
            "requests + decode": lambda: through_requests(session, base),
        }
        race(calls, 3, 60, time.perf_counter)  # opens connections and loads modules
        ours, bare = race(calls, rounds, 600, time.perf_counter).values()
    ratio = median(a / b for a, b in zip(ours, bare, strict=True))
    print(
        f"search of {PAGES} pages of {PAGE}, {rounds} interleaved rounds, medians:\n"
        f"  evcp.Client            {median(ours) * 1000:8.2f} ms\n"
        f"  requests + decode      {median(bare) * 1000:8.2f} ms\n"
        f"  ratio                  {ratio:8.2f}   (target: at most 1.25)"
    )


async def concurrency() -> None:
    """Print the gain of concurrent calls against a slow service."""
    with sandbox("--size", "5000", "--latency", "50ms") as (base, _):
        async with AsyncClient(api_key="k", base_url=base, max_connections=CALLS) as client:

            async def search() -> int:
                return len([s async for s in client.stations.search(AREA, page_size=10, limit=5)])

            await asyncio.gather(*(search() for _ in range(CALLS)))  # opens the connections
            began = time.perf_counter()
            for _ in range(CALLS):
                await search()
            sequential = time.perf_counter() - began
            began = time.perf_counter()
            await asyncio.gather(*(search() for _ in range(CALLS)))
            together = time.perf_counter() - began
    print(
        f"{CALLS} searches through AsyncClient, 50 ms for each answer:\n"
        f"  one after the other    {sequential * 1000:8.0f} ms\n"
        f"  all at once            {together * 1000:8.0f} ms\n"
        f"  ratio                  {sequential / together:8.1f}   (target: at least 20)"
    )


def main(argv: list[str]) -> int:
    """Run both comparisons."""
    parser = argparse.ArgumentParser(prog="benchmark.py client", description=__doc__)
    parser.add_argument("--rounds", type=int, default=60, help="rounds of the first one (60)")
    overhead(parser.parse_args(argv).rounds)
    asyncio.run(concurrency())
    return 0
