"""CPU time and memory of a history: `python scripts/bench_history.py 1000 2`, a month of 1,000 EVSEs with 2 connectors.

Each connector has 20 changes a day. The script fails if the times by state are not those that were made.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc  # makes its functions when it is imported

from evcp.history import events, occupancy_by_hour, schema, session_summary, sessions, timeline
from evcp.history import uptime as uptime_of
from evcp.history.record import COUNTS, _write

START = datetime(2026, 6, 1, tzinfo=UTC)
DAYS, CHANGES, MINUTES = 30, 20, 24 * 60
BEST = ("free", "in_use", "out_of_service")


def record(folder: Path, evses: int, plugs: int) -> Counter[str]:
    """Write a month of one stretch; return the seconds of EVSEs by state."""
    chance, truth = random.Random(1), Counter[str]()  # noqa: S311 (of a test)
    now = [[0] * plugs for _ in range(evses)]
    for day in range(DAYS):
        rows: list[tuple[int, int, int, int]] = []
        for evse, states in enumerate(now):
            rows += [(0, evse, plug, state) for plug, state in enumerate(states)]
            last = 0
            for minute in sorted(chance.sample(range(1, MINUTES - 1), CHANGES * plugs)):
                truth[BEST[min(states)]] += 60 * (minute - last)
                plug, last = chance.randrange(plugs), minute
                states[plug] = (states[plug] + chance.randint(1, 2)) % 3
                rows.append((minute, evse, plug, states[plug]))
            # The last answer of the month comes a minute before its end.
            truth[BEST[min(states)]] += 60 * (MINUTES - (day == DAYS - 1) - last)
        rows.sort()
        path = folder / f"date={START + timedelta(days=day):%Y-%m-%d}"
        path.mkdir(parents=True)
        _write(path, day, day, table(rows, START + timedelta(days=day)))
    return truth


def table(rows: list[tuple[int, int, int, int]], begin: datetime) -> pa.Table:
    """Return the rows of a day, and the answer that ends it."""
    columns: dict[str, list[object]] = {
        "time": [begin + timedelta(minutes=row[0]) for row in rows],
        "connector": [f"pool-{e // 4}/DE*ABC*E{e:06}/{p}/34" for _, e, p, _ in rows],
        "pool_id": [f"pool-{e // 4}" for _, e, _, _ in rows],
        "station_id": [f"station-{e // 4}" for _, e, _, _ in rows],
        "name": [f"Charging park number {e // 4}" for _, e, _, _ in rows],
        "evse_id": [f"DE*ABC*E{e:06}" for _, e, _, _ in rows],
        "connector_id": [str(p) for _, _, p, _ in rows],
        "type_id": ["34"] * len(rows),
        "state": [("AVAILABLE", "OCCUPIED", "OUT_OF_SERVICE")[s] for *_, s in rows],
        "total": [1] * len(rows),
        **{name: [int(BEST[s] == name) for *_, s in rows] for name in COUNTS[1:]},
    }
    plain = pa.table({"kind": ["state"] * len(rows), "stretch": [START] * len(rows), **columns})
    seen = {"kind": "seen", "stretch": START, "time": begin + timedelta(minutes=MINUTES - 1)}
    whole = pa.concat_tables([plain, pa.Table.from_pylist([seen])], promote_options="permissive")
    for name in schema().names:
        if name not in whole.column_names:
            whole = whole.append_column(name, pa.nulls(len(whole)))
    return whole.select(schema().names).cast(schema())


def measure(folder: Path, evses: int) -> None:
    """Read the record, sum it up, and print the figures."""
    begun = time.process_time()
    rows = events(folder)
    count = len(rows)
    read = time.process_time()
    segments = timeline(rows)
    del rows
    joined = time.process_time()
    hours, uptime = occupancy_by_hour(segments), uptime_of(segments)
    summary = session_summary(sessions(segments))
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{evses:,} EVSEs, {count:,} rows: read in {read - begun:.1f} s, {len(segments):,} segments in "
        f"{joined - read:.1f} s, summed up in {ended - joined:.1f} s; {peak:,.0f} MB at most"
    )
    print(
        summary.complete, *(pc.sum(one[name]).as_py() for one in (uptime, hours) for name in BEST)
    )


def main() -> None:
    """Write a month, and measure in a process of its own."""
    evses, plugs = map(int, sys.argv[1:3])
    if len(sys.argv) > 3:
        measure(Path(sys.argv[3]), evses)
        return
    with tempfile.TemporaryDirectory() as folder:
        truth = record(Path(folder), evses, plugs)
        command = [sys.executable, __file__, str(evses), str(plugs), folder]
        printed = subprocess.run(command, check=True, text=True, capture_output=True).stdout
    print(printed)
    told = printed.split()[-2 * len(BEST) :]
    assert [float(one) for one in told] == [truth[name] for name in BEST] * 2


if __name__ == "__main__":
    main()
