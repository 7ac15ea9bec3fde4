"""Steady load on the sandbox from a second process.

Requests are sent when they are due, whether or not earlier ones were answered, as independent users would;
waiting in the server's queue counts as latency. The status of each answer and its number of stations are
read, and the server's memory every second.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field

import aiohttp

from .memory import measurable, resident_bytes
from .processes import sandbox
from .world import place


@dataclass
class Tally:
    """Outcomes of the requests, and the server's memory over time in MB."""

    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    stations: int = 0
    bytes: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)


async def search(session: aiohttp.ClientSession, url: str, tally: Tally, due: float) -> None:
    """Send one search and record its outcome; its time counts from when it was due."""
    try:
        async with session.get(url) as response:
            body, outcome = await response.read(), str(response.status)
        if outcome == "200":
            tally.stations += len(json.loads(body).get("evStations", {}).get("evStation", []))
            tally.bytes += len(body)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        outcome = type(error).__name__
    tally.outcomes[outcome] += 1
    tally.seconds.append(time.perf_counter() - due)


async def load(base: str, process: int, options: argparse.Namespace) -> Tally:
    """Send searches at a steady rate."""
    chance = random.Random(1)  # noqa: S311 (places to look at)
    tally = Tally()
    client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30))  # at most 100 connections
    async with client as session, asyncio.TaskGroup() as searches:
        began = time.perf_counter()
        for number in range(int(options.rate * options.seconds)):
            due = began + number / options.rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            latitude, longitude = place(chance)
            near = f"{latitude:.5f},{longitude:.5f},{options.radius}"
            url = f"{base}stations.json?apiKey=load&maxresults={options.page}&prox={near}"
            searches.create_task(search(session, url, tally, due))
            if number % max(1, int(options.rate)) == 0 and measurable():
                tally.memory.append(resident_bytes("VmRSS", process) / 2**20)
    return tally


def main(argv: list[str]) -> int:
    """Load a sandbox and print the figures."""
    parser = argparse.ArgumentParser(prog="benchmark.py sandbox", description=__doc__)
    parser.add_argument("--rate", type=float, default=200, help="searches a second (200)")
    parser.add_argument("--seconds", type=float, default=60, help="how long (60)")
    parser.add_argument("--radius", type=int, default=5_000, help="metres (5000)")
    parser.add_argument("--page", type=int, default=20, help="stations of a page (20)")
    parser.add_argument("sandbox", nargs="*", default=[], help="arguments of the sandbox, after --")
    options = parser.parse_args(argv)
    with sandbox(*options.sandbox) as (base, process):
        tally = asyncio.run(load(base, process, options))
    wanted = int(options.rate * options.seconds)
    good = tally.outcomes["200"]
    cuts = [cut * 1e3 for cut in statistics.quantiles(tally.seconds, n=1000)]
    print(f"{wanted} searches at {options.rate:g}/s; outcomes {dict(tally.outcomes)}")
    print(f"stations a search {tally.stations / max(good, 1):.1f}, {tally.bytes / 1e6:.0f} MB")
    text = f"latency ms: median {cuts[499]:.1f}, p95 {cuts[949]:.1f}, p99 {cuts[989]:.1f}"
    print(f"{text}, most {max(tally.seconds) * 1e3:.0f}")
    if memory := tally.memory:
        start, later, end = memory[0], memory[len(memory) // 5], memory[-1]
        text = f"memory MB: start {start:.1f}, after a fifth {later:.1f}, end {end:.1f}"
        print(f"{text}, most {max(memory):.1f}")
    return 0 if good == wanted else 1
