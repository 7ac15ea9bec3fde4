"""CPU time and memory of a comparison of two harvests: `python scripts/bench_diff.py 1000000`.

The newer file has 1 % of the stations with another name, 30 % with other states, a third with another id, 0.1 %
moved far, 0.1 % gone and 0.1 % new; the script fails if these are not what the comparison tells.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from evcp import Box, Completeness, arrow
from evcp.harvest import DiffKind, diff
from evcp.harvest.coverage import coverage_metadata
from evcp.harvest.regions import region_of
from evcp.testing import sandbox

BASE = 5_000


def batches(size: int, *, changed: bool) -> Iterator[pa.RecordBatch]:
    """Yield stations, each with ids of its own."""
    with sandbox(size=BASE, seed=1, live=True) as service:
        plain = arrow.table(service.world.stations).to_pylist()
    for start in range(0, size, BASE):
        rows = []
        for at in range(start, min(size, start + BASE)):
            if changed and at % 1000 == 1:
                continue
            rows.append(station(plain[at - start], at, changed=changed))
            if changed and at % 1000 == 2:
                rows.append(station(plain[at - start], size + at, changed=False))
        yield pa.RecordBatch.from_pylist(rows, arrow.schema())


def station(row: dict[str, Any], at: int, *, changed: bool) -> dict[str, Any]:
    """Return a station with the ids of a number."""
    place = row["position"]
    shift = (at // BASE) * 1e-3
    row = {**row, "id": f"id-{at}", "pool_id": f"pool-{at}"}
    row["position"] = {"latitude": place["latitude"] * 0.9 + shift, "longitude": place["longitude"]}
    groups = []
    for number, group in enumerate(row["connectors"]):
        statuses = [
            {**one, "cpo_evse_emi3_id": f"XX*{at}*{number}*{place}"}
            for place, one in enumerate(group["connector_statuses"] or ())
        ]
        if changed and at % 10 < 3 and statuses:
            statuses[0]["state"] = "OCCUPIED" if statuses[0]["state"] != "OCCUPIED" else "AVAILABLE"
        groups.append({**group, "connector_statuses": statuses})
    row["connectors"] = groups
    if changed and at % 3 == 0:
        row["id"] = f"fresh-{at}"
    if changed and at % 100 == 7:
        row["name"] = "another name"
    if changed and at % 1000 == 3:
        row["position"] = {"latitude": at % 80, "longitude": at % 170}
    return row


def compare(old: Path, new: Path, size: int) -> None:
    """Compare, and print the figures."""
    begun = time.process_time()
    found = diff(old, new)
    matched = time.process_time()
    summary = found.summary()
    counted = time.process_time()
    told = sum(1 for one in found.changes(live=False) if one.kind is DiffKind.CHANGED)
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:,} stations: matched in {matched - begun:.1f} s, counted in {counted - matched:.1f} s, {told:,} "
        f"changes told in {ended - counted:.1f} s; {peak:,.0f} MB at most"
    )
    print(summary, dict(summary.fields))
    gone = len(range(1, size, 1000))
    assert summary.kinds[DiffKind.GONE] == gone
    assert summary.kinds[DiffKind.NEW] == len(range(2, size, 1000))
    assert summary.moved == len(range(3, size, 1000))
    assert summary.renamed == sum(1 for at in range(0, size, 3) if at % 1000 != 1)
    assert summary.fields["name"] == len(range(7, size, 100))
    assert summary.certain


def main() -> None:
    """Write the files, and compare them in a process of their own."""
    size = int(sys.argv[1])
    if len(sys.argv) > 2:
        compare(Path(sys.argv[2]), Path(sys.argv[3]), size)
        return
    earth = region_of(Box(north=90, west=-180, south=-90, east=180))
    metadata = coverage_metadata(Completeness.COMPLETE, earth, {}, [])
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, "old.parquet"), Path(folder, "new.parquet")]
        for path, changed in zip(paths, (False, True), strict=True):
            arrow.write_geoparquet(path, batches(size, changed=changed), metadata=metadata)
        subprocess.run([sys.executable, __file__, str(size), *map(str, paths)], check=True)


if __name__ == "__main__":
    main()
