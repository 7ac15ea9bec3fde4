"""Models to nested Arrow beside decoding, and beside the other ways into a table; and a large GeoParquet file.

The large file is written in a process of its own, from stations that are made while it is written.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import evcp
from evcp import arrow
from evcp_models import EVStation, EVStationsResult, Position

from .memory import measurable, resident_bytes
from .pages import json_text, page
from .processes import python
from .timing import race

MOST_OF_DECODING = 0.25
"""Share of the time of decoding that nested Arrow may take."""
LEAST_FACTOR = 10
"""Times that it is to be faster than the other ways."""
MEMORY = 500_000_000
"""Bytes of the process that writes the large file."""


def contestants(size: int) -> dict[str, Callable[[], object]]:
    """Return the ways from a page to a table, and the decoding of the page."""
    wire = page(size)
    body = json_text(wire)
    stations = evcp.decode(body, EVStationsResult, format="json").value.ev_stations
    schema = arrow.schema()
    expected = arrow.record_batch(stations)
    from pyarrow import RecordBatch

    def from_dicts() -> Any:
        return RecordBatch.from_pylist([_rows(dataclasses.asdict(s)) for s in stations], schema)

    if from_dicts() != expected:
        raise SystemExit("arrow: the ways to nested Arrow do not agree")
    calls: dict[str, Callable[[], object]] = {
        "decode": partial(evcp.decode, body, EVStationsResult, format="json"),
        "nested Arrow": partial(arrow.record_batch, stations),
        "flat stations": partial(arrow.record_batch, stations, "stations"),
        "asdict, from_pylist": from_dicts,
    }
    if find_spec("pandas"):
        calls["json_normalize, lists expanded"] = partial(_normalized, wire)
    return calls


def _rows(value: Any) -> Any:
    """Return plain data with decimals as texts, as the columns have them."""
    from decimal import Decimal

    if isinstance(value, dict):
        return {name: _rows(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rows(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value


def _normalized(wire: dict[str, Any]) -> object:
    """Return the tables of stations, groups and states, as pandas makes them of parsed JSON."""
    import pandas as pd  # pyright: ignore[reportMissingImports]

    found = wire["evStations"]["evStation"]
    groups = ["connectors", "connector"]
    states = [*groups, "connectorStatuses", "connectorStatus"]
    return (
        pd.json_normalize(found),
        pd.json_normalize(found, groups, ["id"], record_prefix="c."),
        pd.json_normalize(found, states, ["id"], record_prefix="c."),
    )


def scattered(number: int) -> Iterator[EVStation]:
    """Yield stations at random places: those of a page, again and again, each with an id of its own."""
    body = json_text(page(1000))
    models = evcp.decode(body, EVStationsResult, format="json").value.ev_stations
    random = Random(7)  # noqa: S311 (places, no secret)
    for at in range(number):
        place = Position(latitude=random.uniform(-60, 70), longitude=random.uniform(-180, 180))
        yield dataclasses.replace(models[at % len(models)], id=f"{at:09}", position=place)


def write_large(number: int, path: str) -> None:
    """Write a file of so many stations; print seconds, size and the highest resident memory."""
    started = time.monotonic()
    rows = arrow.write_geoparquet(path, arrow.reader(scattered(number)))
    figures = {
        "rows": rows,
        "seconds": time.monotonic() - started,
        "file": Path(path).stat().st_size,
        "resident": resident_bytes("VmHWM"),
    }
    print(json.dumps(figures))


def main(argv: list[str]) -> int:
    """Time the ways to a table, and write the large file; return the exit code."""
    parser = argparse.ArgumentParser(prog="benchmark.py arrow", description=__doc__)
    parser.add_argument("--size", type=int, default=200, help="stations of the page")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--stations", type=int, default=1_000_000, help="of the file; 0 for none")
    options = parser.parse_args(argv)
    samples = race(contestants(options.size), options.rounds, 60)
    best = {name: min(found) / options.size * 1e6 for name, found in samples.items()}
    nested = best["nested Arrow"]
    print(f"{options.size} stations a page, µs a station, best of {options.rounds} rounds")
    for name, micros in best.items():
        print(f"  {name:40} {micros:8.1f}  {micros / nested:6.1f} times nested Arrow")
    share = nested / best["decode"]
    print(f"nested Arrow adds {share:.0%} to decoding; target {MOST_OF_DECODING:.0%}")
    if "json_normalize, lists expanded" not in best:
        print("json_normalize was not timed: pip install pandas")
    print(f"target beside the other ways: {LEAST_FACTOR} times faster")
    if options.stations and measurable():
        with tempfile.TemporaryDirectory() as folder:
            file = str(Path(folder) / "large.parquet")
            figures = json.loads(python("-m", "bench.arrow", str(options.stations), file))
        print(
            f"{figures['rows']:,} stations in {figures['seconds']:.0f} s, {figures['file'] / 1e6:,.0f} MB of file, "
            f"{figures['resident'] / 1e6:,.0f} MB resident at most; target {MEMORY / 1e6:.0f} MB"
        )
    return 0


if __name__ == "__main__":
    write_large(int(sys.argv[1]), sys.argv[2])
