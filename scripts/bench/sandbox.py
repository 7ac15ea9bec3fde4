"""Load on the sandbox from a second process: `python scripts/benchmark_sandbox.py [--rate 200] [--seconds 60]`.

Requests are sent at their times whether or not earlier ones were answered, as independent users would;
waiting in the server's queue counts as latency. Each answer is checked: status, length, number of
stations. The server's memory is read every second.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

CITIES = ((52.52, 13.405), (48.857, 2.352), (51.507, -0.128), (40.713, -74.006), (34.052, -118.244))


@dataclass
class Tally:
    """What came of the requests."""

    seconds: list[float] = field(default_factory=list)
    stations: int = 0
    bytes: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)


@contextmanager
def sandbox(arguments: list[str]) -> Iterator[tuple[str, int]]:
    """Run the sandbox in a process of its own; yield its base URL and process id."""
    command = [sys.executable, "-m", "evcp.sandbox", *arguments]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            raise SystemExit("the sandbox did not start")
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(30)


def memory_mb(pid: int) -> float:
    """Resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return math.nan


async def search(session: aiohttp.ClientSession, url: str, tally: Tally, due: float) -> None:
    """Send one search and note what became of it; the time counts from when it was due."""
    try:
        async with session.get(url) as response:
            body = await response.read()
            outcome = str(response.status)
            if response.status == 200:
                found = json.loads(body).get("evStations", {}).get("evStation", [])
                tally.stations += len(found)
                tally.bytes += len(body)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        outcome = type(error).__name__
    tally.outcomes[outcome] += 1
    tally.seconds.append(time.perf_counter() - due)


async def load(base: str, pid: int, options: argparse.Namespace) -> tuple[Tally, list[float]]:
    """Send searches at a steady rate; return what came of them and the server's memory over time."""
    chance = random.Random(1)  # noqa: S311 - places to look at
    tally, memory = Tally(), []
    connector = aiohttp.TCPConnector(limit=100)
    async with aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(30)
    ) as session:
        under_way: set[asyncio.Task[None]] = set()
        began = time.perf_counter()
        for number in range(int(options.rate * options.seconds)):
            due = began + number / options.rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            latitude, longitude = chance.choice(CITIES)
            latitude += chance.gauss(0, 0.03)
            longitude += chance.gauss(0, 0.03)
            url = (
                f"{base}stations.json?apiKey=load&maxresults={options.page}"
                f"&prox={latitude:.5f},{longitude:.5f},{options.radius}"
            )
            task = asyncio.create_task(search(session, url, tally, due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            if number % max(1, int(options.rate)) == 0:
                memory.append(memory_mb(pid))
        await asyncio.gather(*under_way)
        memory.append(memory_mb(pid))
    return tally, memory


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--rate", type=float, default=200, help="searches a second (200)")
    parser.add_argument("--seconds", type=float, default=60, help="how long (60)")
    parser.add_argument("--radius", type=int, default=5_000, help="metres (5000)")
    parser.add_argument("--page", type=int, default=20, help="stations of a page (20)")
    parser.add_argument("sandbox", nargs="*", default=[], help="arguments of the sandbox, after --")
    options = parser.parse_args()
    with sandbox(options.sandbox) as (base, pid):
        tally, memory = asyncio.run(load(base, pid, options))
    wanted = int(options.rate * options.seconds)
    good = tally.outcomes["200"]
    cuts = statistics.quantiles(tally.seconds, n=1000)
    rest = memory[len(memory) // 5 :]
    print(
        f"{wanted} searches at {options.rate:g}/s for {options.seconds:g} s; outcomes {dict(tally.outcomes)}"
    )
    print(f"stations a search {tally.stations / max(good, 1):.1f}, {tally.bytes / 1e6:.0f} MB")
    print(
        f"latency ms: median {cuts[499] * 1e3:.1f}, p95 {cuts[949] * 1e3:.1f}, "
        f"p99 {cuts[989] * 1e3:.1f}, most {max(tally.seconds) * 1e3:.0f}"
    )
    print(
        f"memory MB: start {memory[0]:.1f}, after a fifth {rest[0]:.1f}, end {rest[-1]:.1f}, "
        f"most {max(memory):.1f}"
    )
    return 0 if good == wanted else 1


if __name__ == "__main__":
    sys.exit(main())
