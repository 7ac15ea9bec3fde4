"""`station`, `pool`, `evses` and `codes`."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import pytest
from cli.cli_runner import run

from evcp.sandbox import Sandbox, World
from evcp_models.codes import CONNECTOR_STATES, CONNECTOR_TYPES, POWER_FEED_TYPES


@pytest.mark.parametrize("wire", ["json", "xml"])
def test_stations_keep_order_of_ids(service: Sandbox, world: World, wire: str) -> None:
    ids = [world.stations[index].id for index in (7, 3, 5)]
    done = run("station", *ids, "--wire", wire)
    assert done.status == 0
    assert [json.loads(line)["id"] for line in done.lines] == ids
    assert done.err == ""


def test_ids_are_read_from_standard_input(service: Sandbox, world: World) -> None:
    ids = [station.id for station in world.stations[:60]]
    done = run("station", "-", "--output", "csv", input="\n".join(ids))
    assert [row["id"] for row in csv.DictReader(io.StringIO(done.out))] == ids


def test_id_of_another_kind_is_told(service: Sandbox, world: World) -> None:
    station = world.stations[0]
    assert station.pool_id is not None
    for command in ("pool", "evses"):
        done = run(command, station.id)
        hint = f"it has the form of a station id, try evcp station {station.id}"
        assert (done.status, done.err) == (3, f"evcp: unknown pool id {station.id!r}: {hint}\n")
    done = run("station", station.pool_id)
    hint = f"it has the form of a pool id, try evcp pool {station.pool_id}"
    assert (done.status, done.err) == (3, f"evcp: unknown station id {station.pool_id!r}: {hint}\n")


@pytest.mark.parametrize(
    "arguments", [["near", "52.5,13.4"], ["count", "52.5,13.4"], ["pool", "x"]]
)
def test_base_url_without_ev_is_told(service: Sandbox, arguments: list[str]) -> None:
    done = run(*arguments, "--base-url", service.base_url.removesuffix("ev/"))
    assert (done.status, done.out) == (1, "")
    assert "check --base-url, which lacks /ev: it has to end in /ev/" in done.err


def test_unknown_id_is_status_4_or_3(service: Sandbox, world: World) -> None:
    done = run("station", world.stations[0].id, "no-such-station")
    assert done.status == 4
    assert len(done.lines) == 1
    assert done.err == "evcp: unknown station id 'no-such-station'\n"
    alone = run("pool", "no-such-pool")
    assert (alone.status, alone.out) == (3, "")
    assert alone.err == "evcp: unknown pool id 'no-such-pool'\n"


def test_pool_has_all_its_stations(service: Sandbox, world: World) -> None:
    pool, members = max(world.by_pool.items(), key=lambda item: len(item[1]))
    done = run("pool", pool)
    assert {json.loads(line)["id"] for line in done.lines} == {one.id for one in members}


def test_card_shows_details(service: Sandbox, world: World) -> None:
    station = next(s for s in world.stations if s.name and s.connectors[0].connector_statuses)
    text = run("station", station.id, "--output", "table").out
    assert station.name
    for part in (station.name, station.id, station.pool_id, station.connectors[0].supplier_name):
        assert part
        assert part in text
    for connector in station.connectors:
        for status in connector.connector_statuses:
            assert str(status.state) in text
            assert (status.cpo_evse_emi3_id or status.cpo_evse_id or "") in text


def test_many_stations_are_table(service: Sandbox, world: World) -> None:
    ids = [station.id for station in world.stations[:6]]
    done = run("station", *ids, "--output", "table")
    assert len(done.lines) == 7
    assert done.lines[0].startswith("station")


def live_pool(world: World) -> str:
    return next(
        pool
        for pool, members in world.by_pool.items()
        if all(c.connector_statuses for s in members for c in s.connectors)
    )


def test_evses_of_pool(service: Sandbox, world: World) -> None:
    pool = live_pool(world)
    expected = sorted(
        (status.cpo_evse_id or "", status.state or "")
        for station in world.by_pool[pool]
        for connector in station.connectors
        for status in connector.connector_statuses
    )
    done = run("evses", pool, "--output", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert done.status == 0
    assert {row["pool_id"] for row in rows} == {pool}
    assert (
        sorted((row["evse_cpo_id"], row["connector_state"] or row["evse_state"]) for row in rows)
        == expected
    )
    (line,) = run("evses", pool).lines
    assert json.loads(line)["id"] == pool
    assert json.loads(run("evses", pool, "-o", "json").out)["pools"][0]["id"] == pool
    table = run("evses", pool, "-o", "table").out
    assert all(row["evse_state"] in table for row in rows)
    # Times have year and zone.
    for row in rows:
        moment = datetime.fromisoformat(row["connector_updated"] or row["evse_updated"])
        assert f"{moment:%Y-%m-%d %H:%M} UTC" in table


def test_evses_of_unknown_pool(service: Sandbox, world: World) -> None:
    done = run("evses", live_pool(world), "no-such-pool")
    assert done.status == 4
    assert done.err == "evcp: unknown pool id 'no-such-pool'\n"


def test_codes_are_offline() -> None:
    found = json.loads(run("codes", "-o", "json").out)
    assert list(found) == ["connectors", "feeds", "levels", "states", "statuses", "modes"]
    assert [one["id"] for one in found["connectors"]] == list(CONNECTOR_TYPES)
    by_id = {one["id"]: one for one in found["connectors"]}
    assert (by_id["34"]["family"], by_id["34"]["current"]) == ("ccs", "DC")
    assert found["levels"][3]["min_kw"] == 50
    lines = [json.loads(line) for line in run("codes", "states").lines]
    assert [line["id"] for line in lines] == list(CONNECTOR_STATES)
    assert {line["table"] for line in lines} == {"states"}


def test_codes_of_family() -> None:
    rows = list(csv.DictReader(io.StringIO(run("codes", "--family", "ccs", "-o", "csv").out)))
    assert [row["id"] for row in rows] == ["33", "34"]
    assert run("codes", "connectors", "--family", "tesla", "-o", "table").out.count("Tesla") >= 4


def test_codes_of_service(service: Sandbox) -> None:
    found = json.loads(run("codes", "--live", "-o", "json").out)
    assert list(found) == ["connectors", "feeds", "statuses"]
    assert {one["id"] for one in found["feeds"]} <= set(POWER_FEED_TYPES)
    assert {one["id"] for one in found["connectors"]} <= set(CONNECTOR_TYPES)
    assert not any("not in the table" in one.get("meaning", "") for one in found["connectors"])
