"""GeoPandas, DuckDB and polars on the files and streams of evcp: `make test-readers`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evcp import Box, Client, arrow
from evcp.sandbox import World
from evcp.testing import InProcess
from evcp_models import EVStation

geopandas = pytest.importorskip("geopandas", reason="make test-readers")
duckdb = pytest.importorskip("duckdb", reason="make test-readers")
polars = pytest.importorskip("polars", reason="make test-readers")

US_FILE = Path(__file__).parents[3] / "shared" / "data" / "us-ev-stations-2020.csv.gz"
Facts = dict[str, tuple[float, float, tuple[tuple[str | None, float | None], ...]]]
"""Coordinates and connector groups by the id of the station."""


def facts(stations: Iterator[EVStation] | list[EVStation]) -> Facts:
    return {
        station.id: (
            station.position.longitude,
            station.position.latitude,
            tuple(
                (c.connector_type.id if c.connector_type else None, c.max_power_level)
                for c in station.connectors
            ),
        )
        for station in stations
    }


def groups(rows: object) -> tuple[tuple[str | None, float | None], ...]:
    return tuple(
        (one["connector_type"]["id"] if one["connector_type"] else None, one["max_power_level"])
        for one in rows  # type: ignore[attr-defined]
    )


def by_geopandas(path: Path) -> Facts:
    frame = geopandas.read_parquet(path)
    assert frame.crs == "OGC:CRS84"
    # GeoPandas gives a missing number as NaN.
    return {
        id: (point.x, point.y, tuple((k, None if kw != kw else kw) for k, kw in groups(rows)))
        for id, point, rows in zip(frame["id"], frame.geometry, frame["connectors"], strict=True)
    }


def by_duckdb(path: Path) -> Facts:
    found = duckdb.execute(
        "select id, bbox.xmin, bbox.ymin, [(c.connector_type.id, c.max_power_level) for c in connectors] "
        "from read_parquet(?)",
        [str(path)],
    ).fetchall()
    return {id: (x, y, tuple(tuple(one) for one in rows)) for id, x, y, rows in found}


def by_polars(path: Path) -> Facts:
    frame = polars.read_parquet(path, columns=["id", "bbox", "connectors"])
    return {id: (bbox["xmin"], bbox["ymin"], groups(rows)) for id, bbox, rows in frame.iter_rows()}


READERS = {"geopandas": by_geopandas, "duckdb": by_duckdb, "polars": by_polars}


@pytest.fixture(scope="module")
def stations() -> list[EVStation]:
    return list(World.synthetic(3000, seed=21).stations)


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_sees_the_same_stations(
    stations: list[EVStation], tmp_path: Path, reader: str
) -> None:
    path = tmp_path / "stations.parquet"
    arrow.write_geoparquet(path, arrow.reader(stations), row_group_size=700)
    assert READERS[reader](path) == facts(stations)


def test_geopandas_reads_a_box_of_the_file(stations: list[EVStation], tmp_path: Path) -> None:
    path = tmp_path / "stations.parquet"
    arrow.write_geoparquet(path, arrow.reader(stations), row_group_size=200)
    west, south, east, north = -10.0, 35.0, 30.0, 60.0
    found = set(geopandas.read_parquet(path, bbox=(west, south, east, north))["id"])
    assert found == {
        s.id
        for s in stations
        if west <= s.position.longitude <= east and south <= s.position.latitude <= north
    }
    assert 0 < len(found) < len(stations)


def test_flat_tables_are_frames(stations: list[EVStation]) -> None:
    number = sum(len(s.connectors) for s in stations)
    frame = arrow.to_geopandas(stations, "connectors")
    assert (len(frame), frame.crs) == (number, "OGC:CRS84")
    assert frame.geometry.x.tolist() == frame["longitude"].tolist()
    assert len(arrow.table(stations, "connectors").to_pandas()) == number
    flat = arrow.table(stations, "connectors")
    found = duckdb.sql("select sum(connectors_total) from flat").fetchall()
    assert found == [(sum(flat["connectors_total"].to_pylist()),)]


def test_a_pager_is_a_frame(stations: list[EVStation]) -> None:
    with InProcess(world=World(stations)) as sandbox, sandbox.client() as client:
        box = Box(north=53, west=12, south=51, east=15)
        expected = facts(client.stations.search(box).all())
        frame = polars.DataFrame(client.stations.search(box))
        assert dict.fromkeys(frame["id"]) == dict.fromkeys(expected)
        assert len(frame) == len(expected) > 0


def tiled(client: Client) -> Iterator[EVStation]:
    """The stations of the whole United States: of boxes that the service takes, each station once."""
    seen: set[str] = set()
    for south in range(13, 73, 3):
        for west in range(-180, -60, 3):
            box = Box(north=south + 3, west=west, south=south, east=west + 3)
            for station in client.stations.search(box):
                if station.id not in seen:
                    seen.add(station.id)
                    yield station


@pytest.mark.skipif(not US_FILE.exists(), reason="the register of the United States is not here")
def test_the_register_of_the_united_states_comes_through(tmp_path: Path) -> None:
    world = World.from_file(US_FILE)
    path = tmp_path / "us.parquet"
    with InProcess(world=world) as sandbox, sandbox.client() as client:
        rows = arrow.write_geoparquet(path, arrow.reader(tiled(client)))
    expected = facts(list(world.stations))
    found = by_geopandas(path)
    print(f"{rows:,} stations, {sum(len(one[2]) for one in found.values()):,} connector groups")
    assert rows == len(expected)
    assert found == expected
    assert by_duckdb(path) == by_polars(path) == expected
