"""GeoParquet files, judged by the validator of the standard, and by the bytes."""

from __future__ import annotations

import dataclasses
import json
import logging
import random
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geoparquet_validator
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyproj import CRS

from evcp import arrow
from evcp._codec import geoparquet
from evcp._codec.geoparquet import crs84, hilbert_keys
from evcp.sandbox import World
from evcp_models import EVStation, Position

STATIONS = list(World.synthetic(900, seed=11).stations)


def written(path: Path, stations: Iterable[EVStation], **options: Any) -> Path:
    layout = options.pop("layout", "nested")
    size = options.pop("batch_size", 1000)
    arrow.write_geoparquet(path, arrow.reader(stations, layout, batch_size=size), **options)
    return path


def failed(path: Path) -> list[str]:
    report = geoparquet_validator.check(str(path))
    return [id for kind in ("core", "covering") for id in geoparquet_validator.failed(report, kind)]


def key_values(path: Path) -> dict[str, Any]:
    return json.loads(pq.read_metadata(path).metadata[b"geo"])  # type: ignore[no-any-return]


@pytest.mark.parametrize("layout", ["nested", "stations", "connectors", "evses"])
def test_the_validator_passes_core_covering_and_distribution(tmp_path: Path, layout: str) -> None:
    path = written(tmp_path / "a.parquet", STATIONS, layout=layout, row_group_size=150)
    report = geoparquet_validator.check(str(path))
    outcomes = {one["id"]: one["status"] for one in report["outcomes"]}
    assert set(outcomes.values()) <= {"pass", "skip"}, report
    for rule in ("core/wkb", "core/crs-projjson", "core/bbox-extent", "covering/bbox-paths"):
        assert outcomes[f"/conf/{rule}"] == "pass"
    assert outcomes["/conf/distribution/geospatial-statistics"] == "pass"
    assert outcomes["/conf/distribution/spatial-order"] == "pass"
    assert report["version"] == "1.1.0"


def test_the_file_says_what_the_standard_wants_in_both_places(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", STATIONS[:50])
    whole = key_values(path)
    column = whole["columns"]["geometry"]
    assert CRS.from_json_dict(column["crs"]) == CRS("OGC:CRS84")
    assert column["crs"] == CRS("OGC:CRS84").to_json_dict() == crs84()
    longitudes = [s.position.longitude for s in STATIONS[:50]]
    latitudes = [s.position.latitude for s in STATIONS[:50]]
    bbox = [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]
    assert column.pop("bbox") == bbox
    schema = pq.read_schema(path)
    assert json.loads(schema.metadata[b"geo"]) == whole
    geometry = schema.field("geometry")
    assert geometry.type == pa.binary()
    assert geometry.metadata[b"ARROW:extension:name"] == b"geoarrow.wkb"
    statistics = pq.read_metadata(path).row_group(0)
    sides = {
        statistics.column(at).path_in_schema: statistics.column(at).statistics
        for at in range(statistics.num_columns)
        if statistics.column(at).path_in_schema.startswith("bbox.")
    }
    assert list(sides) == ["bbox.xmin", "bbox.ymin", "bbox.xmax", "bbox.ymax"]
    assert sides["bbox.xmin"].min == bbox[0]
    assert sides["bbox.ymax"].max == bbox[3]
    assert all(statistics.column(at).compression == "ZSTD" for at in range(statistics.num_columns))


def test_points_and_boxes_are_the_positions(tmp_path: Path) -> None:
    table = pq.read_table(written(tmp_path / "a.parquet", STATIONS[:80]))
    assert len(table) == 80
    for row in table.select(["position", "geometry", "bbox"]).to_pylist():
        place = row["position"]
        x, y = place["longitude"], place["latitude"]
        assert struct.unpack("<BIdd", row["geometry"]) == (1, 1, x, y)
        assert row["bbox"] == {"xmin": x, "ymin": y, "xmax": x, "ymax": y}


def test_stations_come_back_from_the_file(tmp_path: Path) -> None:
    table = pq.read_table(written(tmp_path / "a.parquet", STATIONS))
    back = {station.id: station for station in arrow.stations(table)}
    assert back == {station.id: station for station in STATIONS}


def test_equal_stations_give_equal_bytes(tmp_path: Path) -> None:
    twins = [dataclasses.replace(s, name=f"{s.name} {n}") for n in "ba" for s in STATIONS[:40]]
    # Twins that differ in nested columns alone, and twins that do not differ.
    twins += [dataclasses.replace(s, connectors=s.connectors[1:]) for s in STATIONS[:40]]
    stations = STATIONS[:300] + twins + STATIONS[100:120]
    first = written(tmp_path / "a.parquet", stations, row_group_size=333).read_bytes()
    for seed, memory, size in ((1, 10**9, 1000), (2, 300_000, 70), (3, 50_000, 31), (4, 1, 200)):
        random.Random(seed).shuffle(stations)
        again = written(
            tmp_path / "b.parquet",
            stations,
            row_group_size=333,
            sort_memory=memory,
            batch_size=size,
        )
        assert again.read_bytes() == first
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.parquet", "b.parquet"]


def test_row_groups_have_the_size_that_was_asked_for(tmp_path: Path) -> None:
    for size, groups in ((400, [400, 400, 100]), (900, [900]), (5000, [900])):
        metadata = pq.read_metadata(
            written(tmp_path / "a.parquet", STATIONS, row_group_size=size, sort_memory=200_000)
        )
        assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == groups


def textbook(x: int, y: int, side: int) -> int:
    """Place of a cell on the Hilbert curve, by the well-known loop."""
    place, s = 0, side // 2
    while s:
        rx, ry = int(x & s > 0), int(y & s > 0)
        place += s * s * ((3 * rx) ^ ry)
        if not ry:
            if rx:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        s //= 2
    return place


def test_the_order_is_the_hilbert_curve() -> None:
    chance = random.Random(5)
    places = [(chance.uniform(-180, 180), chance.uniform(-90, 90)) for _ in range(500)]
    places += [(-180.0, -90.0), (180.0, 90.0), (180.0, -90.0), (0.0, 0.0)]
    keys = hilbert_keys(pa.array([x for x, _ in places]), pa.array([y for _, y in places]))
    side = 65536
    expected = [
        textbook(
            min(int((x + 180) / 360 * side), side - 1),
            min(int((y + 90) / 180 * side), side - 1),
            side,
        )
        for x, y in places
    ]
    assert keys.to_pylist() == expected
    nothing = pa.array([None], pa.float64())
    assert hilbert_keys(nothing, nothing)[0].as_py() == side * side > max(expected)


def test_stations_without_a_position_are_kept_at_the_end_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = [
        EVStation(id="beyond", position=Position(latitude=91, longitude=0)),
        EVStation(id="never", position=Position(latitude=0, longitude=float("nan"))),
    ]
    with caplog.at_level(logging.WARNING, "evcp"):
        path = written(tmp_path / "a.parquet", [*nowhere, *STATIONS[:20]])
    assert "2 of 22 rows of a.parquet have no position on the earth" in caplog.text
    table = pq.read_table(path)
    assert {*table["id"].to_pylist()[-2:]} == {"beyond", "never"}
    assert table["geometry"].null_count == table["bbox"].null_count == 2
    assert table["geometry"].to_pylist()[-2:] == [None, None]
    assert failed(path) == []
    only = written(tmp_path / "b.parquet", nowhere)
    assert "bbox" not in key_values(only)["columns"]["geometry"]
    assert failed(only) == []


def test_an_empty_table_is_a_file_and_no_batch_is_an_error(tmp_path: Path) -> None:
    empty = [arrow.record_batch([])]
    assert arrow.write_geoparquet(tmp_path / "a.parquet", empty) == 0
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 0
    assert arrow.write_geoparquet(tmp_path / "b.parquet", arrow.table([])) == 0
    assert arrow.write_geoparquet(tmp_path / "c.parquet", arrow.reader([])) == 0
    assert failed(tmp_path / "a.parquet") == []
    with pytest.raises(ValueError, match="there are no batches"):
        arrow.write_geoparquet(tmp_path / "d.parquet", [])
    assert not (tmp_path / "d.parquet").exists()


class BrokenError(Exception):
    pass


@pytest.mark.parametrize("memory", [10**9, 10_000])
def test_a_file_is_complete_or_the_older_one(tmp_path: Path, memory: int) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield from arrow.reader(STATIONS[:300], batch_size=100)
        raise BrokenError

    path = tmp_path / "a.parquet"
    path.write_bytes(b"older")
    with pytest.raises(BrokenError):
        arrow.write_geoparquet(path, batches(), sort_memory=memory)
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]
    arrow.write_geoparquet(path, arrow.reader(STATIONS[:10]))
    assert pq.read_table(path).num_rows == 10
    with pytest.raises(FileNotFoundError, match=r"nowhere.a\.parquet"):
        arrow.write_geoparquet(tmp_path / "nowhere" / "a.parquet", arrow.reader([]))


def test_key_values_of_the_caller_are_read_at_the_end(tmp_path: Path) -> None:
    facts: dict[str, str] = {}

    def batches() -> Iterator[pa.RecordBatch]:
        yield arrow.record_batch(STATIONS[:5])
        facts["evcp.completeness"] = "complete"

    arrow.write_geoparquet(tmp_path / "a.parquet", batches(), metadata=facts)
    found = pq.read_metadata(tmp_path / "a.parquet").metadata
    assert found[b"evcp.completeness"] == b"complete"
    assert "bbox" in key_values(tmp_path / "a.parquet")["columns"]["geometry"]


def test_issues_of_no_row_are_in_the_file(tmp_path: Path) -> None:
    from evcp import Issue, IssueKind

    lost = Issue("evStations.evStation[7].position", IssueKind.MISSING, "{}")
    own = Issue("evStations.evStation[0].name", IssueKind.BAD_VALUE, "3")
    batches = [
        arrow.record_batch(STATIONS[:2], issues=[own, lost]),
        arrow.record_batch(STATIONS[2:4], issues=()),
        arrow.record_batch(STATIONS[4:5], issues=[lost]),
    ]
    arrow.write_geoparquet(tmp_path / "a.parquet", batches)
    found = json.loads(pq.read_metadata(tmp_path / "a.parquet").metadata[b"evcp.issues"])
    assert [one["path"] for one in found] == [lost.path, lost.path]
    rows = pq.read_table(tmp_path / "a.parquet")["issues"].to_pylist()
    assert sum(map(len, rows)) == 1


def test_wrong_arguments_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with pytest.raises(ValueError, match="row_group_size must be at least 1, not 0"):
        arrow.write_geoparquet(path, [], row_group_size=0)
    with pytest.raises(ValueError, match="the batch has no position"):
        arrow.write_geoparquet(path, [pa.record_batch({"x": [1]})])
    different = [arrow.record_batch(STATIONS[:1], one) for one in ("stations", "connectors")]
    with pytest.raises(ValueError, match="batches differ in their columns"):
        arrow.write_geoparquet(path, different)
    assert list(tmp_path.iterdir()) == []


def test_stations_at_one_point_are_sorted_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Position(latitude=52.5, longitude=13.4)
    stations = [EVStation(id=f"{n}", position=place) for n in range(3_000)]
    sizes: list[int] = []
    sort = geoparquet._in_order

    def measured(batches: list[pa.RecordBatch]) -> pa.Table:
        sizes.append(sum(map(len, batches)))
        return sort(batches)

    monkeypatch.setattr(geoparquet, "_in_order", measured)
    path = written(tmp_path / "a.parquet", stations, batch_size=100, sort_memory=600_000)
    assert max(sizes) < 1_000
    assert len(sizes) > 6
    assert {*pq.read_table(path)["id"].to_pylist()} == {s.id for s in stations}
    monkeypatch.undo()
    again = written(tmp_path / "b.parquet", reversed(stations))
    assert again.read_bytes() == path.read_bytes()


BATCH = arrow.record_batch(STATIONS[:3])


@pytest.mark.parametrize(
    ("given", "options", "error", "words"),
    [
        (STATIONS[:2], {}, TypeError, "not EVStation: pass evcp.arrow.reader"),
        ([BATCH.append_column("bbox", pa.array([1, 2, 3]))], {}, ValueError, "column bbox of its"),
        (pa.table({"latitude": ["1"], "longitude": [2.0]}), {}, ValueError, "latitude must hold n"),
        (BATCH, {"metadata": {"geo": "{}"}}, ValueError, "the key geo, which is the file's own"),
        (BATCH, {"metadata": {"ARROW:schema": ""}}, ValueError, "the key ARROW:schema"),
    ],
)
def test_what_cannot_be_written_is_refused_by_name(
    tmp_path: Path, given: Any, options: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        arrow.write_geoparquet(tmp_path / "a.parquet", given, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_single_batch_is_written(tmp_path: Path) -> None:
    assert arrow.write_geoparquet(tmp_path / "a.parquet", BATCH) == 3
