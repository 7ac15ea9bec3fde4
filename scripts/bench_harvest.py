"""Measure harvests: requests against the lower bound, coverage, memory and time, and the rate that is used.

    python scripts/bench_harvest.py table us ../shared/data/us-ev-stations-2020.csv.gz
    python scripts/bench_harvest.py table million
    python scripts/bench_harvest.py memory 1000000 1000
    python scripts/bench_harvest.py rate 20 threads 20000
    python scripts/bench_harvest.py kills 200

All use a service in the process, without HTTP; that of `rate` takes 100 ms for each answer.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import signal
import sys
import tempfile
import time
from bisect import bisect_left
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from bench.harvest_service import Service, filled_body, plain_body, quadtree, synthetic

from evcp import Box, Client
from evcp.harvest import Harvest
from evcp.harvest.journal import Journal
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
    print(
        "| cap | manners | faults | lower bound | requests | ratio | quadtree | ratio | coverage | twice | state | s |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for cap in map(int, CAPS.split(",")):
        plain = quadtree(latitudes, longitudes, cap, first)
        bound = -(-number // cap)
        cases: list[tuple[dict[str, Any], bool]] = [
            ({}, False), ({}, True), ({"has_more": "silent", "offsets": False}, False),
            ({"has_more": "silent", "offsets": False, "counts": False}, False),
            ({"over": "reject"}, False), ({"counts": False}, False),
        ]  # fmt: skip
        for manners, faults in cases:
            if number > 100_000 and (faults or manners) and cap != 100:
                continue
            service = Service(
                latitudes, longitudes, plain_body(latitudes, longitudes), cap=cap, **manners
            )
            if faults:
                service.trouble = _faults(cap)
            with tempfile.TemporaryDirectory() as folder, _client(service) as client:
                started = time.perf_counter()
                summary = Harvest(area, f"{folder}/out.parquet").run(client)
                seconds = time.perf_counter() - started
                ids = pq.read_table(summary.path, columns=["id"])["id"].to_pylist()
            sent = service.requests.total()
            assert sent == summary.totals.requests
            names = " ".join(f"{k}={v}" for k, v in manners.items()) or "pages"
            twice = len(ids) - len(set(ids))
            print(
                f"| {cap} | {names} | {'yes' if faults else 'no'} "
                f"| {bound:,} | {sent:,} | {sent / bound:.2f} | {plain:,} | {plain / bound:.2f} "
                f"| {len(set(ids)) / number:.4%} | {twice} "
                f"| {summary.completeness.value} | {seconds:.0f} |",
                flush=True,
            )


def memory(number: int, cap: int) -> None:
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
    print(
        f"{summary.stations:,} stations, {summary.completeness}, {totals.requests:,} requests in {whole:.0f} s"
    )
    print(
        f"file {size / 1e6:.0f} MB, folder {folder_size / 1e6:.0f} MB, answers {totals.bytes / 1e9:.2f} GB"
    )
    print(
        f"thread seconds: requests {totals.seconds:.0f}, decoding {totals.decoding:.0f}, parts {totals.writing:.0f}"
    )
    print(
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, before the harvest {before:.0f} MB"
    )


class Timed(Service):
    """A service with latency that notes when requests come."""

    times: list[float]

    def send(self, request: Any) -> Any:
        self.times.append(time.monotonic())
        time.sleep(0.1)
        return super().send(request)

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


def rate(limit: float, engine: str = "threads", number: int = 4_000) -> None:
    """Print how much of a rate is used, and the most requests in any second."""
    latitudes, longitudes = synthetic(number)
    service = Timed(
        latitudes, longitudes, plain_body(latitudes.tolist(), longitudes.tolist()), cap=20
    )
    service.times = []
    workers = max(4, 1 << int(limit * 0.4).bit_length())
    with tempfile.TemporaryDirectory(dir=os.environ.get("FOLDER")) as folder:
        harvest = Harvest(EUROPE, f"{folder}/out.parquet", rate=limit, workers=workers)
        if engine == "asyncio":
            summary = asyncio.run(_run_async(harvest, service))
        elif engine == "dask":
            summary = _run_dask(harvest, service)
        else:
            with _client(service) as client:
                summary = harvest.run(client)
    times = sorted(service.times)
    most = max(bisect_left(times, start + 1) - place for place, start in enumerate(times))
    used = (len(times) - 1) / (times[-1] - times[0]) / limit
    middle = times[len(times) // 10 : -len(times) // 10]
    steady = (len(middle) - 1) / (middle[-1] - middle[0]) / limit
    print(
        f"{engine}, {limit:g}/s, {workers} workers: {len(times):,} requests, {used:.1%} used over all, "
        f"{steady:.1%} in the middle four fifths, at most {most} in any second; {summary.completeness}"
    )


async def _run_async(harvest: Harvest, service: Any) -> Any:
    from evcp import AsyncClient

    class Later:
        async def send(self, request: Any) -> Any:
            service.times.append(time.monotonic())
            await asyncio.sleep(0.1)
            return Service.send(service, request)

        async def wait(self, seconds: float) -> None:
            await asyncio.sleep(seconds)

        async def close(self) -> None:
            pass

    async with AsyncClient(
        api_key="k", base_url="http://service.test/ev/", transport=Later()
    ) as client:
        return await harvest.run_async(client)


def _run_dask(harvest: Harvest, service: Any) -> Any:
    """Run on a cluster with threads of this process as workers: one list notes all times."""
    import distributed as dask  # pyright: ignore[reportMissingImports]

    distributed: Any = dask

    import bench_harvest as named  # what is in __main__ would be sent with its globals, a lock among them

    from evcp.harvest import Dask

    named._SERVICE = service
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=8, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        return harvest.run(Dask(client, named._connect))


_SERVICE: Any = None


def _connect() -> Client:
    return _client(_SERVICE)


def kills(number: int) -> None:
    """Kill harvests at random instants, and compare the files with that of an undisturbed one."""
    chance = random.Random(4)  # noqa: S311
    latitudes, longitudes = synthetic(5_000)
    body = plain_body(latitudes.tolist(), longitudes.tolist())

    def child(path: str) -> int:
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            service = Service(latitudes, longitudes, body, cap=20)
            with _client(service) as client:
                summary = Harvest(EUROPE, path, workers=4).run(client)
            status = 0 if summary.completeness == "complete" else 2
        finally:
            os._exit(status)

    done = runs = wrong = doubled = 0
    with tempfile.TemporaryDirectory(dir=os.environ.get("FOLDER")) as folder:
        started = time.monotonic()
        os.waitpid(child(f"{folder}/whole.parquet"), 0)
        whole, long = Path(f"{folder}/whole.parquet").read_bytes(), time.monotonic() - started
        while done < number:
            runs += 1
            path = f"{folder}/{runs}.parquet"
            while True:
                pid = child(path)
                end = time.monotonic() + chance.uniform(0, long * 1.3)
                while time.monotonic() < end:
                    if os.waitpid(pid, os.WNOHANG)[0]:
                        pid = 0
                        break
                    time.sleep(0.002)
                if not pid:
                    break
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                done += 1
            wrong += Path(path).read_bytes() != whole
            with Journal(f"{path}.harvest", read_only=True) as journal:
                read = [
                    id
                    for kind, id, data in journal.events()
                    if data.get("result", {}).get("outcome") == "read"
                ]
            doubled += len(read) - len(set(read))
            print(
                f"{done} kills, {runs} harvests, {wrong} other files, {doubled} tiles read twice",
                flush=True,
            )


def main() -> None:
    verb, *rest = sys.argv[1:]
    if verb == "rate":
        rate(float(rest[0]), rest[1], int(rest[2]))
    elif verb == "kills":
        kills(int(rest[0]))
    elif verb == "table":
        table(*rest)
    else:
        memory(int(rest[0]), int(rest[1]))


if __name__ == "__main__":
    np.seterr(all="raise")
    main()
