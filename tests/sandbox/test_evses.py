"""EVSEs over real HTTP: the same states as the stations of their pools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from lxml import etree
from sandbox.helpers import call, ids, pools_of, schema, station

import evcp
from evcp.sandbox import Assumptions, Sandbox, World
from evcp_models import ConnectorState, ConnectorStatus, EVSEsResult


def live_parts(value: Any) -> Iterator[tuple[str, str, str, str]]:
    """Station, EVSE, connector and state of every connector status of stations in JSON."""
    for one in value["evStations"]["evStation"]:
        for group in one["connectors"]["connector"]:
            for status in group.get("connectorStatuses", {}).get("connectorStatus", ()):
                yield one["id"], status["cpoEvseId"], status["cpoConnectorId"], status["state"]


def test_evses_have_the_states_of_their_stations(sandbox: Sandbox, world: World) -> None:
    """The two resources on the wire, over a whole world."""
    pools = list(world.by_pool)
    several = 0
    for start in range(0, len(pools), 50):
        asked = ids(*pools[start : start + 50])
        stations = call(sandbox, "pools/bulk.json", params=asked).json()
        answer = call(sandbox, "evses/bulk.json", params=asked).json()
        told = []
        for pool in answer["pools"]:
            assert [one["id"] for one in pool["stations"]] == [
                one.id for one in world.by_pool[pool["id"]]
            ]
            for one in pool["stations"]:
                for evse in one.get("evses", ()):
                    several += len(evse["connectors"]) > 1
                    for connector in evse["connectors"]:
                        # An EVSE charges one car at a time: here all of it has one state.
                        assert connector["state"] == evse["state"]
                        told.append(
                            (one["id"], evse["cpoId"], connector["cpoId"], connector["state"])
                        )
        assert sorted(told) == sorted(live_parts(stations))
        assert told
    assert several > 20


def test_evses_have_the_facts_of_their_station(sandbox: Sandbox, world: World) -> None:
    pools = sorted(pools_of(world, 2)[:30])  # as the answer is (contract section 11)
    body = call(sandbox, "evses/bulk.json", params=ids(*pools)).content
    result = evcp.decode(body, EVSEsResult, format="json", strict=True).value
    seen: set[str] = set()
    for pool, pool_id in zip(result.pools, pools, strict=True):
        for told, known in zip(pool.stations, world.by_pool[pool_id], strict=True):
            assert (told.id, told.cpo_id) == (known.id, known.cpo_id)
            statuses = [s for group in known.connectors for s in group.connector_statuses]
            kinds = sorted(
                (group.connector_type.id, group.max_power_level)
                for group in known.connectors
                for _ in group.connector_statuses
                if group.connector_type
            )
            connectors = [c for evse in told.evses for c in evse.connectors]
            assert sorted((c.type_id, c.max_power_level) for c in connectors) == kinds
            assert {(e.cpo_id, e.cpo_evse_emi3_id, e.physical_reference) for e in told.evses} == {
                (s.cpo_evse_id, s.cpo_evse_emi3_id, s.physical_reference) for s in statuses
            }
            newest = max(e.last_updated for e in told.evses if e.last_updated)
            assert newest == known.last_updated_time_stamp
            names = [e.id for e in told.evses] + [c.id for c in connectors]
            assert len(set(names)) == len(names)
            assert not seen & set(names)
            seen.update(names)
    # The ids of EVSEs stay from one call to the next.
    again = call(sandbox, "evses/bulk.json", params=ids(*pools)).content
    assert evcp.decode(again, EVSEsResult, format="json").value == result


def test_a_pool_without_live_data_has_stations_without_evses(
    sandbox: Sandbox, world: World
) -> None:
    pool = pools_of(world, 1, live=False)[0]
    body = call(sandbox, "evses/bulk.json", params=ids(pool)).json()
    (one,) = world.by_pool[pool]
    assert body == {
        "pools": [{"id": pool, "stations": [{"id": one.id, "cpoId": one.cpo_id}]}],
    }


def test_evses_of_given_stations() -> None:
    """Statuses without ids, with differing states, of groups without a type."""
    when = datetime(2025, 1, 1, tzinfo=UTC)
    plain = station("s", 1, 1, ("31", 22.0), ("34", 50.0))
    first, second = plain.connectors

    def status(evse: str | None, state: str | None, emi3: str | None = None) -> ConnectorStatus:
        return ConnectorStatus(cpo_evse_id=evse, cpo_evse_emi3_id=emi3, state=state)

    groups = (
        replace(first, connector_type=None, connector_statuses=(
            status("1", "OUT_OF_SERVICE"), status("2", "AVAILABLE"), status(None, "NEW_STATE"),
            status(None, None), status(None, "RESERVED", "DE*X*E1"),
        )),
        replace(second, last_update_timestamp=when, connector_statuses=(
            status("1", "AVAILABLE"), status("2", "OCCUPIED"), status(None, "OTHER", "DE*X*E1"),
        )),
    )  # fmt: skip
    world = World([replace(plain, pool_id="p", connectors=groups)])
    with Sandbox(world) as sandbox:
        body = call(sandbox, "evses/bulk.json", params=ids("p")).content
    (pool,) = evcp.decode(body, EVSEsResult, format="json", strict=False).value.pools
    evses = pool.stations[0].evses
    assert [(e.cpo_id, e.state, e.last_updated) for e in evses] == [
        ("1", ConnectorState.AVAILABLE, when),
        ("2", ConnectorState.OCCUPIED, when),
        (None, "NEW_STATE", None),
        (None, None, None),
        (None, ConnectorState.RESERVED, when),
    ]
    assert [[c.type_id for c in e.connectors] for e in evses] == [
        ["0", "34"], ["0", "34"], ["0"], ["0"], ["0", "34"],
    ]  # fmt: skip
    assert [str(c.state) for c in evses[0].connectors] == ["OUT_OF_SERVICE", "AVAILABLE"]
    assert evses[4].cpo_evse_emi3_id == "DE*X*E1"


def test_evses_in_xml_only_where_assumed(sandbox: Sandbox, world: World) -> None:
    asked = ids(*pools_of(world, 2)[:3], *pools_of(world, 1, live=False)[:1])
    error = call(sandbox, "evses/bulk.xml", params=asked, status=404)
    assert error.headers["Content-Type"].startswith("application/xml")
    as_json = call(sandbox, "evses/bulk.json", params=asked).content
    with Sandbox(world, assumptions=Assumptions(evses_xml=True)) as other:
        as_xml = call(other, "evses/bulk.xml", params=asked).content
    document = etree.fromstring(as_xml)
    schema().assertValid(document)
    assert etree.QName(document).localname == "evsesResult"
    expected = evcp.decode(as_json, EVSEsResult, format="json", strict=True).value
    assert evcp.decode(as_xml, EVSEsResult, format="xml", strict=True).value == expected


def test_lists_of_evses_may_be_wrapped(sandbox: Sandbox, world: World) -> None:
    asked = ids(*pools_of(world, 2)[:2], *pools_of(world, 1, live=False)[:1])
    plain = call(sandbox, "evses/bulk.json", params=asked)
    with Sandbox(world, assumptions=Assumptions(evses_shape="wrapped")) as other:
        wrapped = call(other, "evses/bulk.json", params=asked)
    pool = wrapped.json()["pools"]["pool"][0]
    assert pool["stations"]["station"][0]["evses"]["evse"][0]["connectors"]["connector"][0]["id"]
    expected = evcp.decode(plain.content, EVSEsResult, format="json", strict=True)
    assert evcp.decode(wrapped.content, EVSEsResult, format="json", strict=True) == expected
