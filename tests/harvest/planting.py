"""Two files of stations, of which the second has planted changes; and what a comparison must find."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from evcp import Box, Completeness, arrow
from evcp._api.sphere import Bounds
from evcp.harvest.coverage import coverage_metadata
from evcp.harvest.regions import region_of
from evcp.testing import sandbox

EARTH = Box(north=90, west=-180, south=-90, east=180)
Row = dict[str, Any]


def world(size: int, seed: int = 1) -> list[Row]:
    """Return stations of the sandbox as plain rows."""
    with sandbox(size=size, seed=seed, live=True) as service:
        found: list[Row] = arrow.table(service.world.stations).to_pylist()
    return found


def write(
    path: Path,
    rows: Sequence[Row],
    *,
    area: Box = EARTH,
    doubts: Sequence[Bounds] = (),
    row_group_size: int = 50,
    filters: Mapping[str, object] | None = None,
) -> Path:
    """Write rows as the file of a harvest."""
    state = Completeness.TRUNCATED if doubts else Completeness.COMPLETE
    table = pa.Table.from_pylist(list(rows), arrow.schema())
    arrow.write_geoparquet(
        path,
        table.to_batches() or [pa.RecordBatch.from_pylist([], arrow.schema())],
        row_group_size=row_group_size,
        metadata=coverage_metadata(state, region_of(area), filters or {}, doubts),
    )
    return path


def place(row: Row) -> tuple[float, float]:
    return row["position"]["latitude"], row["position"]["longitude"]


@dataclass
class Planted:
    """Rows after the changes, and what was changed, by the id in the older file (of a new station: in the newer).

    Attributes:
        rows: The rows.
        new: Ids.
        gone: Ids.
        static: Paths of the members by id.
        live: Ids.
        moved: Ids.
        renamed: New id by id.
    """

    rows: list[Row]
    new: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    static: dict[str, set[str]] = field(default_factory=dict)
    live: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)


def plant(origin: Sequence[Row], chance: random.Random, share: float = 0.05) -> Planted:
    """Change a share of the rows in each way, shuffle the ids of many, and the order of lists of some."""
    rows = copy.deepcopy(list(origin))
    known = Planted(rows)
    count = max(1, round(len(rows) * share))

    def some(least: Any = lambda row: True, number: int = count) -> list[Row]:
        fit = [row for row in rows if least(row)]
        return chance.sample(fit, min(number, len(fit)))

    def static(row: Row, path: str) -> None:
        known.static.setdefault(row["id"], set()).add(path)

    for row in some():
        row["name"] = f"{row['name']} II"
        static(row, "name")
    for row in some(lambda row: row["address"]):
        row["address"]["street_number"] = f"{row['address']['street_number'] or ''}a"
        static(row, "address.street_number")
    for row in some(lambda row: row["connectors"]):
        group = chance.choice(row["connectors"])
        group["max_power_level"] = (group["max_power_level"] or 0) + 1.5
        static(row, "connectors.max_power_level")
    for row in some(lambda row: row["connectors"]):
        extra = copy.deepcopy(row["connectors"][0])
        for number, status in enumerate(extra["connector_statuses"] or ()):
            status["cpo_evse_emi3_id"] = f"XX*NEW*E{row['id']}*{number}"
            status["cpo_evse_id"] = f"{row['id']}-{number}-new"
        row["connectors"].append(extra)
        static(row, "connectors")
    for row in some(lambda row: len(row["connectors"]) > 1 and row["id"] not in known.static):
        row["connectors"].reverse()  # another order is no change
    for row in some(lambda row: any(g["connector_statuses"] for g in row["connectors"])):
        status = next(g for g in row["connectors"] if g["connector_statuses"])[
            "connector_statuses"
        ][0]
        status["state"] = "OCCUPIED" if status["state"] != "OCCUPIED" else "AVAILABLE"
        known.live.add(row["id"])
    for row in some(lambda row: row["last_updated_time_stamp"]):
        row["last_updated_time_stamp"] += timedelta(minutes=5)
        known.live.add(row["id"])
    for number, row in enumerate(some()):
        position = row["position"]
        if number % 2:
            position["latitude"], position["longitude"] = (
                chance.uniform(-80, 80),
                chance.uniform(-170, 170),
            )
        else:
            position["latitude"] += 1e-4
        known.moved.add(row["id"])
        static(row, "position.latitude")
        if number % 2:
            static(row, "position.longitude")
    for row in some():
        row["distance"] = chance.randrange(10_000)  # of the search, not of the station
    for row in some():
        known.gone.add(row["id"])
    rows[:] = [row for row in rows if row["id"] not in known.gone]
    for id in known.gone:
        known.static.pop(id, None)
    known.live -= known.gone
    known.moved -= known.gone
    for number, row in enumerate(some()):
        added = copy.deepcopy(row)
        added["id"], added["pool_id"] = f"added-{number}", f"pool-added-{number}"
        for group in added["connectors"]:
            for at, status in enumerate(group["connector_statuses"] or ()):
                status["cpo_evse_emi3_id"], status["cpo_evse_id"] = (
                    f"NW*{number}*{at}",
                    f"nw-{number}-{at}",
                )
        known.new.add(added["id"])
        rows.append(added)
    # Ids given to other stations, to stations of before and to nobody: half of them new, half permuted.
    old = [row for row in rows if row["id"] not in known.new and row["pool_id"]]
    chosen = chance.sample(old, len(old) // 3)
    ids = [row["id"] for row in chosen] + sorted(known.gone)
    chance.shuffle(ids)
    for number, row in enumerate(chosen):
        id = ids[number] if number % 2 else f"fresh-{number}"
        if id != row["id"]:
            known.renamed[row["id"]] = id
    for row in chosen:
        row["id"] = known.renamed.get(row["id"], row["id"])
    chance.shuffle(rows)
    return known
