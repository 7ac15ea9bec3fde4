"""Stations as tables of Arrow."""

from __future__ import annotations

import dataclasses
import json
import logging
import subprocess
import sys
import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.models import CLASSES, instances
from support.settings import tries

import evcp
from evcp import Circle, Completeness, arrow, geo
from evcp.sandbox import World
from evcp.testing import InProcess
from evcp_codec.issues import KEPT_LOSSES
from evcp_models import (
    ChargingPoint,
    Connector,
    ConnectorState,
    ConnectorStatus,
    EVSEsResult,
    EVStation,
    EVStationsResult,
    NameId,
    Position,
    _arrow,
)

CONTRACT = Path(__file__).parent / "fixtures" / "contract"
EVERYWHERE = Circle(52.52, 13.405, radius=200_000)
SCALARS = {str: "string", bool: "bool", int: "int64", float: "double", Decimal: "string"}
BEYOND = 2**63


def samples() -> list[EVStation]:
    """Stations of the contract's samples."""
    names = ("every_member", "sample_a", "sample_b")
    bodies = [(CONTRACT / f"{name}.json").read_bytes() for name in names]
    answers = [evcp.decode(body, EVStationsResult, format="json") for body in bodies]
    return [station for answer in answers for station in answer.value.ev_stations]


def type_of(annotation: Any) -> pa.DataType:
    """The column of an annotation, by the rules of the documentation."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        return type_of(next(a for a in arguments if a is not types.NoneType))
    if origin is tuple:
        return pa.list_(type_of(arguments[0]))
    if dataclasses.is_dataclass(annotation):
        hints = typing.get_type_hints(annotation)
        return pa.struct([(f.name, type_of(hints[f.name])) for f in dataclasses.fields(annotation)])
    if annotation is datetime:
        return pa.timestamp("us", tz="UTC")
    if issubclass(annotation, Enum):
        return pa.string()
    return pa.type_for_alias(SCALARS[annotation])


def plain(value: Any) -> Any:
    """Nested dictionaries as the columns hold them."""
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return None if isinstance(value, int) and not -BEYOND <= value < BEYOND else value


def fitting(value: Any) -> Any:
    """The model without integers that a column cannot hold."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [f.name for f in dataclasses.fields(value)]
        return dataclasses.replace(value, **{n: fitting(getattr(value, n)) for n in names})
    if isinstance(value, tuple):
        return tuple(map(fitting, value))
    return 7 if isinstance(value, int) and not -BEYOND <= value < BEYOND else value


@pytest.mark.parametrize("model", CLASSES, ids=lambda c: c.__name__)
def test_columns_follow_the_annotations(model: type[Any]) -> None:
    assert _arrow.TYPES[model] == type_of(model)


@pytest.mark.parametrize("model", CLASSES, ids=lambda c: c.__name__)
def test_every_model_comes_back(model: type[Any]) -> None:
    @tries(3)
    @given(st.lists(instances(model).map(fitting), max_size=2))
    def check(rows: list[Any]) -> None:
        column = _arrow.BUILDERS[model](rows)
        column.validate(full=True)
        assert column == pa.array([plain(row) for row in rows], _arrow.TYPES[model])
        back = _arrow.READERS[model](column)
        assert back == rows
        assert hash(tuple(back)) == hash(tuple(rows))

    check()


def test_nested_table_equals_rows_of_dictionaries() -> None:
    stations = samples() + list(World.synthetic(40, seed=3).stations)
    expected = pa.Table.from_pylist([plain(s) for s in stations], arrow.schema())
    found = arrow.table(stations)
    assert found == expected
    assert found.schema == arrow.schema()


def test_stations_come_back_from_slices_and_readers() -> None:
    stations = samples() + list(World.synthetic(20, seed=4).stations)
    table = arrow.table(stations)
    assert list(arrow.stations(table)) == stations
    assert list(arrow.stations(table.slice(3, 5))) == stations[3:8]
    assert list(arrow.stations(table.to_batches()[0].slice(2, 1))) == stations[2:3]
    assert list(arrow.stations(arrow.reader(stations, batch_size=7))) == stations
    state = next(
        status.state
        for station in arrow.stations(table)
        for group in station.connectors
        for status in group.connector_statuses
        if status.state == "AVAILABLE"
    )
    assert state is ConnectorState.AVAILABLE


def test_other_columns_are_not_read_and_missing_ones_are_empty() -> None:
    stations = samples()
    table = arrow.table(stations).drop_columns(["address", "connectors"])
    table = table.append_column("more", pa.array(range(len(stations))))
    assert list(arrow.stations(table)) == [
        dataclasses.replace(s, address=None, connectors=()) for s in stations
    ]


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="2 of 2 rows have no id: pass a nested table"):
        list(arrow.stations(pa.table({"x": [1, 2]})))
    flat = arrow.table(samples(), "stations")
    with pytest.raises(ValueError, match="the column address is not one of a nested table"):
        list(arrow.stations(flat))
    with pytest.raises(ValueError, match="the column position is not one of a nested table"):
        list(arrow.stations(pa.table({"id": ["a"], "position": [3]})))


def test_an_instant_keeps_its_moment_and_not_its_offset() -> None:
    at = datetime(2026, 6, 1, 12, 30, 15, 250_000, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    station = EVStation(
        id="a", position=Position(latitude=1, longitude=2), last_update_timestamp=at
    )
    (back,) = arrow.stations(arrow.table([station]))
    assert back.last_update_timestamp == at
    assert back.last_update_timestamp is not None
    assert back.last_update_timestamp.utcoffset() == timedelta(0)
    naive = dataclasses.replace(station, last_update_timestamp=at.replace(tzinfo=None))
    for layout in ("nested", "stations"):
        with pytest.raises(ValueError, match="has no offset: give it a tzinfo"):
            arrow.table([naive], layout)


def test_an_integer_beyond_64_bits_is_null_and_told(caplog: pytest.LogCaptureFixture) -> None:
    place = Position(latitude=1, longitude=2)
    stations = [EVStation(id=f"{n}", position=place, distance=n) for n in (BEYOND - 1, BEYOND, 5)]
    with caplog.at_level(logging.WARNING, "evcp"):
        table = arrow.table(stations)
    assert table["distance"].to_pylist() == [BEYOND - 1, None, 5]
    assert f"1 integers such as {BEYOND} do not fit into 64 bits" in caplog.text


@pytest.mark.parametrize("layout", ["nested", "stations", "connectors"])
def test_an_instant_beyond_the_years_of_utc_is_null_and_told(
    layout: arrow.Layout, caplog: pytest.LogCaptureFixture
) -> None:
    first, last = datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    moments = [
        first,
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5))),
        last,
        None,
    ]
    stations = [
        dataclasses.replace(
            STATION,
            last_update_timestamp=at,
            connectors=(Connector(last_update_timestamp=at),),
        )
        for at in moments
    ]
    with caplog.at_level(logging.WARNING, "evcp"):
        table = arrow.table(stations, layout)
    column = table["last_update_timestamp" if layout == "nested" else "updated"]
    assert column.to_pylist() == [first, None, None, last, None]
    assert "2 instants such as 0001-01-01 00:00:00+05:00 are beyond the years" in caplog.text


@pytest.mark.parametrize("layout", ["nested", "stations", "connectors", "evses"])
def test_no_layout_fails_on_half_a_surrogate_pair_or_a_large_integer(
    layout: arrow.Layout, caplog: pytest.LogCaptureFixture
) -> None:
    group = Connector(
        connector_type=NameId(id="\ud800x", name="n"),
        charging_point=ChargingPoint(number_of_connectors=BEYOND, volts=BEYOND),
        connector_statuses=(ConnectorStatus(state="\udfff"),),
    )
    station = dataclasses.replace(STATION, distance=BEYOND, connectors=(group,))
    with caplog.at_level(logging.WARNING, "evcp"):
        (row,) = arrow.table([station], layout).to_pylist()
    assert "\ufffdx" in str(row)
    assert str(BEYOND) not in str(row)
    assert "half a surrogate pair: U+FFFD" in caplog.text
    assert ("do not fit into 64 bits: null" in caplog.text) is (layout != "evses")


BROKEN = b"""{"evStations": {"evStation": [
 {"id": "a", "position": {"latitude": 1, "longitude": 2}, "distance": "near"},
 {"id": "no position"},
 {"id": "b", "position": {"latitude": 1, "longitude": 2}, "news": 1, "connectors": {"connector": [{"hue": 2}]}}],
 "more": true}}"""


def test_issues_are_with_their_stations_and_none_is_lost() -> None:
    answer = evcp.decode(BROKEN, EVStationsResult, format="json")
    assert [s.id for s in answer.value.ev_stations] == ["a", "b"]
    batch = arrow.record_batch(answer.value.ev_stations, issues=answer.issues)
    rows = batch["issues"].to_pylist()
    assert [[one["path"].rpartition(".")[2] for one in row] for row in rows] == [
        ["distance"],
        ["news", "hue"],
    ]
    others = batch.schema.metadata[b"evcp.issues"].decode()
    assert "no position" in others
    kept = sum(map(len, rows)) + others.count('"path"')
    assert kept == len(answer.issues)
    flat = arrow.record_batch(answer.value.ev_stations, "connectors", answer.issues)
    assert len(flat) == 1
    in_rows = sum(map(len, flat["issues"].to_pylist()))
    assert in_rows + flat.schema.metadata[b"evcp.issues"].count(b'"path"') == len(answer.issues)
    table = arrow.issue_table(answer.issues)
    assert table.num_rows == len(answer.issues)
    assert table.schema.names == ["path", "kind", "raw"]
    sources: list[tuple[arrow.Source, int]] = [(answer, 1), ([answer], 1), ([answer, answer], 2)]
    for source, times in sources:
        whole = arrow.table(source, issues=True)
        assert whole["issues"].to_pylist() == rows * times
        assert whole.schema.metadata[b"evcp.issues"].count(b"no position") == times


def test_issues_of_no_row_are_in_the_file_once(tmp_path: Path) -> None:
    answer = evcp.decode(BROKEN, EVStationsResult, format="json")
    whole = arrow.table([answer, answer], issues=True)
    arrow.write_geoparquet(tmp_path / "a.parquet", whole)
    arrow.write_geoparquet(tmp_path / "b.parquet", arrow.reader([answer] * 2, issues=True))
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    found = pq.read_metadata(tmp_path / "a.parquet").metadata[b"evcp.issues"]
    assert found.count(b"no position") == 2


def test_issues_beyond_those_kept_are_of_no_row() -> None:
    station = {"id": "a", "position": {"latitude": 1, "longitude": 2}}
    items = [*[{"id": "dropped"}] * (KEPT_LOSSES + 5), {**station, "distance": "near"}, station]
    body = json.dumps({"evStations": {"evStation": items}}).encode()
    answer = evcp.decode(body, EVStationsResult, format="json")
    assert len(answer.value.ev_stations) == 2
    batch = arrow.record_batch(answer.value.ev_stations, issues=answer.issues)
    assert batch["issues"].to_pylist() == [[], []]
    assert batch.schema.metadata[b"evcp.issues"].count(b'"path"') == len(answer.issues)


def test_a_reader_takes_stations_as_they_are_wanted() -> None:
    stations = list(World.synthetic(10, seed=5).stations)
    taken = []

    def given() -> Iterator[EVStation]:
        for station in stations:
            taken.append(station.id)
            yield station

    found = arrow.reader(given(), batch_size=4)
    assert taken == []
    first = found.read_next_batch()
    assert first["id"].to_pylist() == [s.id for s in stations[:4]]
    assert len(taken) == 4
    assert [len(batch) for batch in found] == [4, 2]


def test_a_reader_takes_pages_and_answers() -> None:
    stations = tuple(World.synthetic(9, seed=6).stations)
    answer = evcp.Decoded(EVStationsResult(ev_stations=stations[4:7]))
    mixed: list[Any] = [stations[:3], stations[3], answer, list(stations[7:])]
    assert list(arrow.stations(arrow.reader(mixed, batch_size=2))) == list(stations)
    assert arrow.table([]).num_rows == 0
    assert arrow.table([], "connectors").schema == arrow.schema("connectors")


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ([3], TypeError, "stations.0. must be of type EVStation, not int"),
        (3, TypeError, "must be iterable, not int"),
        ({"a": 1}, TypeError, "not str"),
    ],
)
def test_what_is_no_station_is_refused(given: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        arrow.table(given)


def test_unknown_layouts_and_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="layout must be one of nested, stations, connectors, evs"):
        arrow.schema("station")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="batch_size must be at least 1, not 0"):
        arrow.reader([], batch_size=0)


def berlin(number: int) -> World:
    """A world of stations close to each other."""
    place = Position(latitude=52.52, longitude=13.405)
    made = World.synthetic(number, seed=8).stations
    return World([dataclasses.replace(station, position=place) for station in made])


def test_a_pager_is_a_stream() -> None:
    with InProcess(world=berlin(60)) as sandbox, sandbox.client() as client:
        stations = client.stations.search(EVERYWHERE).all()
        pager = client.stations.search(EVERYWHERE, page_size=25)
        table = pa.table(pager)
    assert pager.completeness is Completeness.COMPLETE
    assert list(arrow.stations(table)) == stations
    assert len(stations) == 60


async def collected(client: evcp.AsyncClient) -> list[EVStation]:
    return await client.stations.search(EVERYWHERE).all()


def test_an_asynchronous_pager_is_to_be_collected() -> None:
    import asyncio

    with InProcess(world=berlin(5)) as sandbox:
        client = sandbox.async_client()
        pager = client.stations.search(EVERYWHERE)
        assert not hasattr(pager, "__arrow_c_stream__")
        with pytest.raises(TypeError, match="collect them with await"):
            arrow.reader(pager)  # type: ignore[arg-type]
        assert arrow.table(asyncio.run(collected(client))).num_rows == 5


STATION = EVStation(
    id="s1",
    pool_id="p1",
    brand="Volt",
    position=Position(latitude=52.5, longitude=-13.25),
    last_update_timestamp=datetime(2026, 6, 1, tzinfo=UTC),
    connectors=(
        Connector(
            supplier_name="Other",
            connector_type=NameId(id="34", name="Combo"),
            power_feed_type=NameId(id="1", name="DC"),
            max_power_level=150.0,
            fixed_cable=True,
            connector_statuses=(
                ConnectorStatus(
                    state="AVAILABLE", cpo_evse_emi3_id="DE*1*E1", cpo_connector_id="1"
                ),
                ConnectorStatus(state="NEWFANGLED", physical_reference="left"),
            ),
        ),
        Connector(
            connector_type=NameId(id="31", name="Mennekes"),
            charging_point=ChargingPoint(number_of_connectors=2, volts=400, phases=3, amps=32),
        ),
    ),
)
NOWHERE = EVStation(id="s2", position=Position(latitude=95, longitude=0))


def test_flat_stations_are_their_properties() -> None:
    (row, other) = arrow.table([STATION, NOWHERE], "stations").to_pylist()
    known = geo.properties(STATION)
    assert {name for name in row if name not in known} == {"latitude", "longitude"}
    assert known.keys() <= row.keys()
    times = ("updated", "state_updated")
    assert {n: row[n] for n in known if n not in times} == {
        n: known[n] for n in known if n not in times
    }
    assert row["updated"] == STATION.last_update_timestamp
    assert (row["latitude"], row["longitude"]) == (52.5, -13.25)
    assert (other["latitude"], other["longitude"]) == (None, None)
    counted = arrow.table([STATION], "stations", counted=lambda s: s.connectors[1:]).to_pylist()
    assert counted[0]["connector_types"] == "31"


def test_flat_connectors_are_groups_and_unknown_is_null() -> None:
    first, second = arrow.table([STATION, NOWHERE], "connectors").to_pylist()
    assert first == {
        **dict.fromkeys(arrow.schema("connectors").names),
        "station_id": "s1",
        "pool_id": "p1",
        "group": 0,
        "operator": "Other",
        "type_id": "34",
        "type": "Combo",
        "max_power_kw": 150.0,
        "power_feed": "DC",
        "fixed_cable": True,
        "connectors_total": 2,
        "free": 1,
        "in_use": 0,
        "reserved": 0,
        "out_of_service": 0,
        "unknown": 1,
        "latitude": 52.5,
        "longitude": -13.25,
    }
    assert (second["group"], second["volts"], second["phases"], second["amps"]) == (1, 400, 3, 32)
    assert (second["connectors_total"], second["free"], second["unknown"]) == (2, None, 2)
    counted = arrow.table([STATION], "connectors", counted=lambda s: s.connectors[1:]).to_pylist()
    assert counted == [second]


def test_flat_evses_are_single_connectors() -> None:
    first, second = arrow.table([STATION, NOWHERE], "evses").to_pylist()
    assert first == {
        **dict.fromkeys(arrow.schema("evses").names),
        "station_id": "s1",
        "pool_id": "p1",
        "group": 0,
        "connector": 0,
        "evse_emi3_id": "DE*1*E1",
        "connector_id": "1",
        "type_id": "34",
        "max_power_kw": 150.0,
        "state": "AVAILABLE",
        "latitude": 52.5,
        "longitude": -13.25,
    }
    assert (second["connector"], second["state"]) == (1, "NEWFANGLED")
    assert second["physical_reference"] == "left"


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout


def test_pyarrow_is_loaded_for_tables_alone_and_its_absence_is_told() -> None:
    code = (
        "import sys, evcp, evcp_models; evcp.Client, evcp.Pager, evcp.decode\n"
        "assert 'pyarrow' not in sys.modules\n"
        "sys.modules['pyarrow'] = None\n"
        "try: evcp.arrow\n"
        "except evcp.MissingExtraError as error: print(error.name, error)\n"
    )
    told = run(code)
    assert told.startswith("pyarrow tables of Arrow need pyarrow")
    assert "pip install 'evcp[arrow]'" in told


def pools() -> bytes:
    """The EVSEs of two pools; something is amiss in the second."""
    evse = {"id": "e1", "cpoId": "c1", "state": "AVAILABLE", "last_updated": "2026-06-01T12:00:00Z"}
    plugs = [{"id": "k1", "typeId": "34", "maxPowerLevel": 150.0}, {"id": "k2", "typeId": "31"}]
    first = {"id": "p1", "stations": [{"id": "s1", "evses": [{**evse, "connectors": plugs}]}]}
    second = {"id": "p2", "stations": [{"id": "s2", "evses": [{"id": "e2", "hue": 3}]}]}
    return json.dumps({"pools": [first, second]}).encode()


def test_pools_are_rows_of_evses_with_their_issues() -> None:
    answer = evcp.decode(pools(), EVSEsResult, format="json")
    table = arrow.table([answer], "evses", issues=True)
    shown = ("station_id", "pool_id", "connector", "evse_id", "connector_id", "type_id", "state")
    assert [tuple(row[name] for name in shown) for row in table.to_pylist()] == [
        ("s1", "p1", 0, "c1", "k1", "34", "AVAILABLE"),
        ("s1", "p1", 1, "c1", "k2", "31", "AVAILABLE"),
        ("s2", "p2", None, "e2", None, None, None),
    ]
    assert table["updated"][0].as_py() == datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert table["max_power_kw"].to_pylist() == [150.0, None, None]
    assert [len(row) > 0 for row in table["issues"].to_pylist()] == [False, False, True]
    assert arrow.table(answer.value.pools, "evses").num_rows == 3
    with pytest.raises(TypeError, match="must be of type EVStation, not EVSEsPool"):
        arrow.table(answer.value.pools)


def test_the_result_of_many_ids_is_a_stream() -> None:
    with InProcess(world=berlin(6)) as sandbox, sandbox.client() as client:
        ids = [station.id for station in client.stations.search(EVERYWHERE)]
        result = client.stations.get_many(ids)
    assert list(arrow.stations(pa.table(result))) == list(result.found)
    assert len(result.found) == 6
