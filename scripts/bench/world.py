"""Searches of sandboxes of several sizes.

Each size runs in a process of its own, without a network: what is measured is the service. Searches go to
places around city centres, no place twice, so that most stations of an answer have to be built first.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import time
from urllib.parse import urlencode

from .processes import python

CITIES = ((52.52, 13.405), (48.857, 2.352), (51.507, -0.128), (40.713, -74.006), (34.052, -118.244))
RUNS = 100


def place(chance: random.Random) -> tuple[float, float]:
    """Return a latitude and longitude near a city centre."""
    latitude, longitude = chance.choice(CITIES)
    return latitude + chance.gauss(0, 0.03), longitude + chance.gauss(0, 0.03)


def queries(chance: random.Random) -> dict[str, tuple[str, dict[str, str]]]:
    """Return path and query of one request of each kind around a place."""
    latitude, longitude = place(chance)
    near = {"prox": f"{latitude:.5f},{longitude:.5f},5000"}
    fast = {**near, "connectortype": "33,34", "powermin": "50"}
    box = f"{latitude + 1.7:.4f},{longitude - 2:.4f};{latitude - 1.7:.4f},{longitude + 2:.4f}"
    path = f"{latitude:.4f},{longitude:.4f};{latitude + 2:.4f},{longitude + 2:.4f}"
    return {
        "prox 5 km, JSON": ("stations.json", near),
        "prox 5 km, XML": ("stations.xml", near),
        "prox 5 km, CCS from 50 kW": ("stations.json", fast),
        "count 5 km": ("stations/count.json", near),
        "bbox 380 km": ("stations.json", {"bbox": box}),
        "corridor 260 km": ("stations.json", {"corridor": path, "corridorwidth": "10000"}),
    }


def measure(size: int, live: bool) -> dict[str, str]:
    """Build a world and search it; return the cells of its column."""
    began = time.perf_counter()
    from evcp.sandbox import Host, World

    service = Host(World.synthetic(size, seed=1), live=live).service
    built = time.perf_counter() - began
    chance = random.Random(2)  # noqa: S311 (places to look at)
    seconds: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for name, (path, query) in queries(chance).items():
            text = urlencode({**query, "apiKey": "k"})
            began = time.perf_counter()
            answer = service.handle("GET", f"/ev/{path}", text, {})
            seconds.setdefault(name, []).append((time.perf_counter() - began) * 1e3)
            if answer.status != 200:
                raise SystemExit(f"{name}: {answer.status}")
    searches = {
        name: f"{statistics.median(runs):.1f} / {statistics.quantiles(runs, n=20)[18]:.1f}"
        for name, runs in seconds.items()
    }
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"world, s": f"{built:.1f}", **searches, "memory, MB": f"{memory:.1f}"}


def main(argv: list[str]) -> int:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(prog="benchmark.py world", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--live", action="store_true", help="states of EVSEs move with time")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.one is not None:
        print(json.dumps(measure(options.one, options.live)))
        return 0
    command = ["benchmark.py", "world", *["--live"] * options.live, "--one"]
    columns = [json.loads(python(*command, str(size))) for size in options.sizes]
    print(f"{'median / p95 in ms':28}" + "".join(f"{size:>18,}" for size in options.sizes))
    for name in columns[0]:
        print(f"{name:28}" + "".join(f"{column[name]:>18}" for column in columns))
    return 0
