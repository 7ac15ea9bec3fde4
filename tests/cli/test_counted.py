"""Counts under a filter: only the connectors that meet it, and EVSEs beside them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cli.cli_runner import Done, run

from evcp import Availability, decode, geo
from evcp._client.station_filter import StationFilter
from evcp.cli.errors import Exit
from evcp.cli.map import map_data
from evcp.cli.output.tables import free, print_cards, print_stations
from evcp_models import EVStation


def plug(kind: str, kw: float | None, *told: tuple[str, str]) -> dict[str, Any]:
    """A connector group on the wire: type, power, and EVSE and state of each connector."""
    statuses = [{"cpoEvseId": evse, "cpoConnectorId": kind, "state": state} for evse, state in told]
    power = {} if kw is None else {"maxPowerLevel": kw}
    return {
        "connectorType": {"id": kind, "name": f"type {kind}"},
        "connectorStatuses": {"connectorStatus": statuses},
        **power,
    }


def station(id: str, *plugs: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id,
        "name": f"Station {id}",
        "position": {"latitude": 52.5, "longitude": 13.4},
        "connectors": {"connector": list(plugs)},
    }


STATIONS = (
    # Each EVSE has a CCS and a Type 2 connector; three more posts are Type 2 only.
    station(
        "a",
        plug("34", 150, ("1", "AVAILABLE"), ("2", "OCCUPIED")),
        plug("31", 22, ("1", "AVAILABLE"), ("2", "AVAILABLE"), *((x, "AVAILABLE") for x in "345")),
    ),
    station("b", plug("34", 50, ("1", "AVAILABLE"), ("2", "AVAILABLE")), plug("31", 22, ("3", "OCCUPIED"))),
    station("c", plug("34", 300, ("1", "UNKNOWN"), ("2", "OFFLINE")), plug("31", 350, ("3", "AVAILABLE"))),
    # Without EVSE ids, the number of cars is not known.
    station("d", plug("34", 50, ("", "AVAILABLE"))),
)  # fmt: skip


@pytest.fixture
def saved(tmp_path: Path) -> str:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps({"evStations": {"evStation": STATIONS}}))
    return str(file)


def decoded(saved: str, *arguments: str) -> Done:
    done = run("decode", saved, "--quiet", *arguments)
    assert done.status in (0, Exit.SCHEMA_ISSUES), done.err
    return done


def counts(saved: str, *arguments: str) -> list[tuple[str, ...]]:
    names = (
        *("id", "connector_types", "max_power_kw", "connectors_total", "free", "unknown"),
        *("evses_total", "evses_free"),
    )
    rows = csv.DictReader(io.StringIO(decoded(saved, "-o", "csv", *arguments).out))
    return [tuple(row[name] for name in names) for row in rows]


def test_csv_counts_connectors_of_the_filter(saved: str) -> None:
    assert counts(saved, "--connector", "ccs") == [
        ("a", "34", "150.0", "2", "1", "0", "2", "1"),
        ("b", "34", "50.0", "2", "2", "0", "2", "2"),
        ("c", "34", "300.0", "2", "", "2", "2", ""),
        ("d", "34", "50.0", "1", "1", "0", "", ""),
    ]
    assert counts(saved, "--max-power", "100kW") == [
        # At EVSE 2 a car charges by CCS: its free Type 2 connector serves nobody.
        ("a", "31", "22.0", "5", "5", "0", "5", "4"),
        ("b", "34;31", "50.0", "3", "2", "0", "3", "2"),
        ("d", "34", "50.0", "1", "1", "0", "", ""),
    ]


def test_without_filter_all_connectors_count(saved: str) -> None:
    everything = [
        ("a", "34;31", "150.0", "7", "6", "0", "5", "4"),
        ("b", "34;31", "50.0", "3", "2", "0", "3", "2"),
        ("c", "34;31", "350.0", "3", "1", "2", "3", "1"),
        ("d", "34", "50.0", "1", "1", "0", "", ""),
    ]
    assert counts(saved) == everything
    assert counts(saved, "--available") == everything


def test_geojson_counts_as_csv_and_keeps_all_groups(saved: str) -> None:
    done = decoded(saved, "-o", "geojson", "--connector", "ccs")
    features = json.loads(done.out)["features"]
    told = [one["properties"] for one in features]
    assert [(one["free"], one["evses_free"]) for one in told] == [(1, 1), (2, 2), (None, None), (1, None)]  # fmt: skip
    assert [len(one["connectors"]) for one in told] == [2, 2, 2, 1]


def test_wire_forms_keep_whole_stations(saved: str) -> None:
    lines = decoded(saved, "-o", "jsonl", "--connector", "ccs").lines
    assert [len(json.loads(one)["connectors"]["connector"]) for one in lines] == [2, 2, 2, 1]


def table(saved: str, *arguments: str) -> list[list[str]]:
    done = decoded(saved, "-o", "table", *arguments)
    return [re.split(r" {2,}", line) for line in done.lines]


def test_table_lists_and_counts_connectors_of_the_filter(saved: str) -> None:
    assert table(saved, "--connector", "ccs") == [
        ["station", "operator", "address", "connectors", "free", "EVSEs", "id"],
        ["Station a", "CCS 150 kW", "1 of 2", "1 of 2", "a"],
        ["Station b", "CCS 50 kW", "2 of 2", "2 of 2", "b"],
        ["Station c", "CCS 300 kW", "? of 2", "? of 2", "c"],
        ["Station d", "CCS 50 kW", "1 of 1", "-", "d"],
    ]
    assert ["Station a", "CCS 150 kW, Type 2 22 kW", "6 of 7", "4 of 5", "a"] in table(saved)


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        (["--sort", "free", "--connector", "ccs"], "badc"),
        (["--sort", "free"], "abcd"),
        (["--sort", "power", "--connector", "ccs"], "cabd"),
        (["--sort", "power", "--connector", "type2"], "cab"),
        (["--sort", "power", "--max-power", "200kW"], "abd"),
    ],
)
def test_order_is_by_connectors_of_the_filter(saved: str, order: list[str], ids: str) -> None:
    rows = csv.DictReader(io.StringIO(decoded(saved, "-o", "csv", *order).out))
    assert "".join(row["id"] for row in rows) == ids


def test_card_has_evses_beside_connectors() -> None:
    bodies = [json.dumps(one).encode() for one in STATIONS]
    sink = io.StringIO()
    print_cards(sink, [decode(body, EVStation, format="json").value for body in bodies])
    heads = [line for line in sink.getvalue().splitlines() if line.startswith("Station")]
    assert heads == [
        "Station a  6 of 7 free; EVSEs 4 of 5",
        "Station b  2 of 3 free; EVSEs 2 of 3",
        "Station c  1 of 3, 2 ? free; EVSEs 1 of 3, 2 ?",
        "Station d  1 of 1 free",
    ]


def test_map_begins_with_the_filter(saved: str, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    decoded(saved, "-o", "csv", "--connector", "ccs", "--map", str(file))
    page = file.read_text("utf-8")
    told = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert told["search"] == "CCS"
    groups = [one["groups"] for one in told["stations"] if one["id"] == "a"]
    assert [one.get("off", False) for one in groups[0]] == [False, True]
    assert re.search(r"Made <time[^>]*>\d{4}-\d\d-\d\d \d\d:\d\d UTC</time>", page)
    assert "<b>answer.json</b>" in page
    assert str(file.parent) not in page


UNKNOWN_1, UNKNOWN_2 = Availability(1, unknown=1), Availability(2, unknown=2)
ONE = {"chargingPoint": {"numberOfConnectors": 1}}
A_FREE, A_TAKEN, B_FREE = ("1", "AVAILABLE"), ("1", "OCCUPIED"), ("2", "AVAILABLE")


def counters(total: int, free: int, in_use: int) -> dict[str, Any]:
    point = {"numberOfConnectors": total, "numberOfAvailable": free, "numberOfInUse": in_use}
    return {"connectorType": {"id": "34"}, "chargingPoint": point}


@pytest.mark.parametrize(
    ("total", "plugs", "expected", "evses"),
    [
        (1, [plug("34", 50, A_FREE, B_FREE)], UNKNOWN_2, UNKNOWN_2),
        (1, [counters(2, 1, 1)], UNKNOWN_2, None),
        (None, [plug("34", 50, A_FREE), plug("34", 22, A_TAKEN)], UNKNOWN_1, UNKNOWN_1),
        (None, [plug("34", 50, A_FREE), plug("34", 22, A_FREE)], Availability(1, 1), Availability(1, 1)),
        (5, [counters(2, 1, 1)], Availability(5, 1, 1, unknown=3), None),
        (3, [plug("34", 50, A_FREE) | ONE], Availability(3, 1, unknown=2), None),
    ],
)  # fmt: skip
def test_every_form_counts_groups_within_their_station(
    tmp_path: Path,
    total: int | None,
    plugs: list[dict[str, Any]],
    expected: Availability,
    evses: Availability | None,
) -> None:
    body = station("s", *plugs) | ({} if total is None else {"totalNumberOfConnectors": total})
    one = decode(json.dumps(body).encode(), EVStation, format="json").value
    told = (
        str(expected.total),
        str(expected.free) if expected.known else "",
        str(expected.unknown),
    )
    file = tmp_path / "station.json"
    file.write_text(json.dumps({"evStations": {"evStation": [body]}}))
    assert counts(str(file))[0][3:6] == told
    feature = geo.feature(one)
    flat = feature["properties"]
    assert [flat["connectors_total"], flat["free"] or 0, flat["unknown"]] == [
        *(expected.total, expected.free, expected.unknown)
    ]
    assert sum(group["free"] or 0 for group in flat["connectors"]) == expected.free
    assert flat["evses_free"] == (evses.free or None if evses else None)
    sink = io.StringIO()
    print_stations(sink, [one])
    print_cards(sink, [one])
    lines = sink.getvalue().splitlines()
    assert f"  {free(expected)}  " in lines[1]
    assert lines[2].startswith(f"Station s  {free(expected)} free")
    groups = map_data([one])["stations"][0]["groups"]
    assert [
        sum(numbers) for numbers in zip(*(group["count"] for group in groups), strict=True)
    ] == [*(expected.total, expected.free, expected.in_use, 0, expected.unknown)]


def test_connectors_beyond_the_groups_are_of_no_type(tmp_path: Path) -> None:
    body = station("s", counters(2, 1, 1)) | {"totalNumberOfConnectors": 5}
    one = decode(json.dumps(body).encode(), EVStation, format="json").value
    ccs = StationFilter(connector_types=["ccs"])
    groups = map_data([one], station_filter=ccs)["stations"][0]["groups"]
    assert [(group["count"][0], group.get("off", False)) for group in groups] == [
        (2, False),
        (3, True),
    ]
    assert "off" not in map_data([one], station_filter=StationFilter())["stations"][0]["groups"][1]
    file = tmp_path / "station.json"
    file.write_text(json.dumps({"evStations": {"evStation": [body]}}))
    assert counts(str(file), "--connector", "ccs")[0][3:6] == ("2", "1", "0")
    assert counts(str(file), "--available")[0][3:6] == ("5", "1", "3")
