#!/usr/bin/env python3
"""What the client costs over bare HTTP, and what asyncio gains: both sides in one run.

    python scripts/benchmark_client.py [--rounds N]

1. A search of four pages through `Client`, beside the same requests made by bare `requests` with a
   session, plus the decode of the same bodies. The service is a separate process.
2. 64 concurrent searches through `AsyncClient`, beside 64 sequential ones, against a service that
   takes 50 ms for each answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import requests

from evcp import AsyncClient, Circle, Client, decode
from evcp.operations import at_offset, search_stations
from evcp_models import EVStationsResult

AREA = Circle(52.52, 13.405, 5_000)
PAGE = 25
PAGES = 4


@contextlib.contextmanager
def service(latency: float) -> Iterator[str]:
    """Run the sandbox in a process of its own."""
    command = [sys.executable, "-m", "evcp.sandbox", "--size", "5000", "--latency", str(latency)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def through_client(client: Client) -> int:
    """Search through the client."""
    limit = PAGES * (PAGE - 1) + 1
    return sum(1 for _ in client.stations.search(AREA, page_size=PAGE, limit=limit))


def through_requests(session: requests.Session, base: str) -> int:
    """Make the same requests by hand, and decode them."""
    found = 0
    for page in range(PAGES):
        operation = at_offset(search_stations(AREA), page * (PAGE - 1), PAGE)
        response = session.get(
            f"{base}stations.json", params=[*operation.query, ("apiKey", "k")], timeout=30
        )
        found += len(decode(response.content, EVStationsResult, format="json").value.ev_stations)
    return found


def compare(
    one: Callable[[], int], other: Callable[[], int], rounds: int
) -> tuple[float, float, float]:
    """Return the median seconds of two functions, taken in turns, and the median of their ratios."""
    times: list[tuple[float, float]] = []
    for turn in range(rounds + 3):
        pair = []
        for run in (one, other) if turn % 2 else (other, one):
            began = time.perf_counter()
            run()
            pair.append(time.perf_counter() - began)
        if turn >= 3:  # the first turns open connections and load modules
            times.append((pair[0], pair[1]) if turn % 2 else (pair[1], pair[0]))
    firsts, seconds = [t[0] for t in times], [t[1] for t in times]
    ratio = statistics.median(a / b for a, b in times)
    return statistics.median(firsts), statistics.median(seconds), ratio


def overhead(rounds: int) -> None:
    """Print what the client costs over bare requests."""
    with (
        service(0) as base,
        Client(api_key="k", base_url=base) as client,
        requests.Session() as session,
    ):
        ours, bare, ratio = compare(
            lambda: through_client(client), lambda: through_requests(session, base), rounds
        )
    print(f"search of {PAGES} pages of {PAGE}, {rounds} rounds in turns, medians:")
    print(f"  evcp.Client            {ours * 1000:8.2f} ms")
    print(f"  requests + decode      {bare * 1000:8.2f} ms")
    print(f"  ratio                  {ratio:8.2f}   (target: at most 1.25)")


async def _concurrent(base: str, calls: int) -> tuple[float, float]:
    async with AsyncClient(api_key="k", base_url=base, max_connections=calls) as client:

        async def search() -> int:
            return len([s async for s in client.stations.search(AREA, page_size=10, limit=5)])

        await search()
        began = time.perf_counter()
        for _ in range(calls):
            await search()
        sequential = time.perf_counter() - began
        await asyncio.gather(*(search() for _ in range(calls)))  # opens the connections
        began = time.perf_counter()
        await asyncio.gather(*(search() for _ in range(calls)))
        return sequential, time.perf_counter() - began


def concurrency(calls: int = 64) -> None:
    """Print what asyncio gains against a slow service."""
    with service(0.05) as base:
        sequential, together = asyncio.run(_concurrent(base, calls))
    print(f"{calls} searches through AsyncClient, 50 ms for each answer:")
    print(f"  one after the other    {sequential * 1000:8.0f} ms")
    print(f"  all at once            {together * 1000:8.0f} ms")
    print(f"  ratio                  {sequential / together:8.1f}   (target: at least 20)")


def main() -> int:
    """Run both comparisons."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--rounds", type=int, default=60, help="rounds of the first comparison (60)"
    )
    options = parser.parse_args()
    overhead(options.rounds)
    concurrency()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
