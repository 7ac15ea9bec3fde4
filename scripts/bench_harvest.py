"""Measure harvests: requests against the lower bound, coverage, memory and time, and the rate that is used.

    python scripts/bench_harvest.py table us ../shared/data/us-ev-stations-2020.csv.gz
    python scripts/bench_harvest.py table million
    python scripts/bench_harvest.py memory 1000000 1000
    python scripts/bench_harvest.py rate 20

`table` and `memory` use a service in the process, without HTTP; `rate` a server on this machine.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from bench.harvest_service import Service, filled_body, plain_body, quadtree, synthetic
from evcp import Box, Client
from evcp.harvest import Harvest
from evcp.harvest.regions import region_of
from evcp.harvest.tiles import grid

EUROPE = Box(north=67, west=-10, south=35, east=31)
CAPS = os.environ.get("CAPS", "20,100,500,1000")
STATES = Box(north=49.5, west=-125, south=24.4, east=-66.9)


def _client(service: Service) -> Client:
    return Client(api_key="k", base_url="http://service.test/ev/", transport=service, format="json")


def _faults(seed: int) -> Any:
    chance = random.Random(seed)  # noqa: S311

    def trouble(number: int) -> object:
        x = chance.random()
        return 429 if x < 0.002 else 503 if x < 0.02 else "cut" if x < 0.03 else None

    return trouble


def _places(kind: str, file: str | None) -> tuple[Box, Any, Any]:
    if kind == "us":
        from evcp.sandbox.world import World

        columns = World.from_file(file or "").columns
        inside = (columns.latitudes >= STATES.south) & (columns.latitudes <= STATES.north)
        inside &= (columns.longitudes >= STATES.west) & (columns.longitudes <= STATES.east)
        return STATES, columns.latitudes[inside], columns.longitudes[inside]
    return EUROPE, *synthetic(1_000_000 if kind == "million" else int(kind))


def table(kind: str, file: str | None = None) -> None:
    """Print requests and coverage by cap and manners."""
    area, latitudes, longitudes = _places(kind, file)
    first = [tile.bounds for tile in grid(region_of(area))]
    number = len(latitudes)
    print(f"{number:,} stations, {len(first)} boxes of 400 km")
    print("| cap | manners | faults | lower bound | requests | ratio | quadtree | ratio | coverage | twice | state | s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for cap in map(int, CAPS.split(",")):
        plain = quadtree(latitudes, longitudes, cap, first)
        bound = -(-number // cap)
        for manners, faults in (
            ({}, False), ({}, True), ({"has_more": "silent", "offsets": False}, False),
            ({"over": "reject"}, False), ({"counts": False}, False),
        ):  # fmt: skip
            if number > 100_000 and (faults or manners) and cap != 100:
                continue
            service = Service(latitudes, longitudes, plain_body(latitudes, longitudes), cap=cap, **manners)
            if faults:
                service.trouble = _faults(cap)
            with tempfile.TemporaryDirectory() as folder, _client(service) as client:
                started = time.perf_counter()
                summary = Harvest(area, f"{folder}/out.parquet").run(client)
                seconds = time.perf_counter() - started
                ids = pq.read_table(summary.path, columns=["id"])["id"].to_pylist()
            sent = service.requests.total()
            assert sent == summary.totals.requests
            print(
                f"| {cap} | {' '.join(f'{k}={v}' for k, v in manners.items()) or 'pages'} | {'yes' if faults else 'no'} "
                f"| {bound:,} | {sent:,} | {sent / bound:.2f} | {plain:,} | {plain / bound:.2f} "
                f"| {len(set(ids)) / number:.4%} | {len(ids) - len(set(ids))} | {summary.completeness.value} | {seconds:.0f} |",
                flush=True,
            )


def memory(number: int, cap: int, file: str | None = None) -> None:
    """Print the peak of memory and the time split of a harvest of full stations."""
    import json

    from evcp import encode
    from evcp.sandbox.world import World

    samples = World.synthetic(500).stations
    stations = json.loads(encode(list(samples), format="json"))["evStations"]["evStation"]
    latitudes, longitudes = synthetic(number)
    service = Service(latitudes, longitudes, filled_body(stations, latitudes, longitudes), cap=cap)
    del samples, stations
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder, _client(service) as client:
        started = time.perf_counter()
        summary = Harvest(EUROPE, f"{folder}/out.parquet", workers=4).run(client)
        whole = time.perf_counter() - started
        size = summary.path.stat().st_size
        folder_size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file()) - size
    totals = summary.totals
    print(f"{summary.stations:,} stations, {summary.completeness}, {totals.requests:,} requests in {whole:.0f} s")
    print(f"file {size / 1e6:.0f} MB, folder {folder_size / 1e6:.0f} MB, answers {totals.bytes / 1e9:.2f} GB")
    print(f"thread seconds: requests {totals.seconds:.0f}, decoding {totals.decoding:.0f}, parts {totals.writing:.0f}")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, before the harvest {before:.0f} MB")


def main() -> None:
    verb, *rest = sys.argv[1:]
    if verb == "table":
        table(*rest)
    else:
        memory(*map(int, rest[:2]))


if __name__ == "__main__":
    np.seterr(all="raise")
    main()
