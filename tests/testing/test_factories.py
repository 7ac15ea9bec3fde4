"""Made-up models: valid by the schema, servable, with the facts that were asked for and ids of their own."""

from __future__ import annotations

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from testing.helpers import BERLIN, Kind, got, made, used

import evcp
from evcp.sandbox import World
from evcp.testing import (
    Maker,
    make_body,
    make_connector,
    make_evse,
    make_pool,
    make_reply,
    make_result,
    make_station,
    sandbox,
)
from evcp_models import ConnectorState, EVStationsResult, RoamingEntry
from evcp_models.codes import CHARGE_LEVELS, CONNECTOR_TYPES

REPO = Path(__file__).resolve().parents[2]


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(REPO / "schema" / "evcp.xsd")))


def free_of(station: Any) -> tuple[int, int, int]:
    found = evcp.availability(station)
    return found.free, found.in_use, found.total


def test_the_facts_that_were_asked_for() -> None:
    station = make_station(power=50, types=["34", 29], free=1, total=3, at=(52.5, 13.4))
    assert (station.position.latitude, station.position.longitude) == (52.5, 13.4)
    assert [c.connector_type and c.connector_type.id for c in station.connectors] == ["34", "29"]
    assert [c.max_power_level for c in station.connectors] == [50.0, 50.0]
    assert station.total_number_of_connectors == 6
    assert free_of(station) == (2, 4, 6)
    assert station.last_updated_time_stamp is not None


def test_without_live_data_nothing_is_free() -> None:
    station = make_station()
    assert evcp.availability(station).unknown == evcp.availability(station).total == 2
    assert station.connectors[0].connector_statuses == ()
    assert station.last_updated_time_stamp is None


def test_states_one_by_one() -> None:
    states = [ConnectorState.AVAILABLE, "OUT_OF_SERVICE", "RESERVED", None, "SOMETHING_NEW"]
    group = make_connector("31", total=5, states=states)
    found = evcp.availability(group)
    assert (found.free, found.out_of_service, found.reserved, found.unknown) == (1, 1, 1, 2)
    point = group.charging_point
    assert point is not None
    assert point.number_of_available == point.number_of_out_of_service == 1
    assert point.number_of_in_use == 0


@pytest.mark.parametrize("type_id", [*CONNECTOR_TYPES, "999"])
def test_every_connector_type_makes_a_valid_station(type_id: str) -> None:
    station = make_station(types=[type_id], free=1, emsps=["Laadpas", "Élan"])
    xml = etree.fromstring(make_body(station, "xml"))
    assert schema().validate(xml), schema().error_log
    (group,) = station.connectors
    assert group.connector_type is not None
    assert group.max_power_level is not None
    known = CONNECTOR_TYPES.get(type_id)
    assert group.connector_type.name == (known.name if known else "Connector type 999")
    level = CHARGE_LEVELS[str(group.customer_charge_level)]
    assert level.min_kw < group.max_power_level
    assert level.max_kw is None or group.max_power_level <= level.max_kw
    point = group.charging_point
    assert point is not None
    current = "DC" if known is not None and known.current == "DC" else "AC"
    assert point.volts_range is not None
    assert point.volts_range.endswith(current)
    assert (point.charge_mode == "4") == (current == "DC")


@pytest.mark.parametrize(("kw", "level"), [(6, "1"), (6.1, "2"), (50, "3"), (150, "4"), (301, "6")])
def test_levels_follow_the_power(kw: float, level: str) -> None:
    assert make_connector("34", power=kw).customer_charge_level == level


@pytest.mark.parametrize(
    ("kw", "phases", "amps"), [(3.7, 1, "16A"), (7.36, 1, "32A"), (11, 3, "16A"), (22, 3, "32A")]
)
def test_currents_follow_the_power(kw: float, phases: int, amps: str) -> None:
    point = make_connector("31", power=kw).charging_point
    assert point is not None
    assert (point.phases, point.amps_range) == (phases, amps)


@pytest.mark.parametrize("format", ["json", "xml"])
@pytest.mark.parametrize(
    "model",
    [
        make_station(types=["31", "34"], power=[22, 150], free=2, emsps=["Laadpas"]),
        make_result([make_station(), make_station()], has_more=True, count=70),
        make_result(),
        make_result([make_pool()]),
        make_result([RoamingEntry(emsp="Laadpas", partner_id="1", country=("DEU",))]),
        make_pool([make_evse("34", power=150, state=None)]),
    ],
    ids=lambda model: type(model).__name__,
)
def test_what_is_made_is_what_is_decoded(model: Any, format: Any) -> None:
    wrapped = model if hasattr(model, "has_more") or not hasattr(model, "id") else None
    expected = wrapped or make_result([model])
    decoded = evcp.decode(make_body(model, format), type(expected), format=format, strict=True)
    assert decoded.value == expected


def test_ids_are_all_different_and_the_same_for_a_seed() -> None:
    def some(maker: Maker) -> list[Any]:
        return [
            maker.station(),
            maker.connector(),
            maker.evse(),
            maker.pool(),
            maker.station(free=1),
        ]

    assert some(Maker(7)) == some(Maker(7))
    one, other = some(Maker(7)), some(Maker(8))
    assert all(x.id != y.id for x, y in zip(one, other, strict=True) if hasattr(x, "id"))
    with ThreadPoolExecutor(8) as pool:
        stations = list(pool.map(lambda _: make_station(free=1), range(400)))
    for name in ("id", "pool_id", "cpo_id"):
        assert len({getattr(station, name) for station in stations}) == 400
    evses = {
        status.cpo_evse_id
        for station in stations
        for group in station.connectors
        for status in group.connector_statuses
    }
    assert len(evses) == 800


def test_other_fields_by_name() -> None:
    group = make_connector("33", power=350, fixed_cable=False)
    station = make_station(name="At the corner", connectors=[group, group], time_zone=None)
    assert (station.name, station.time_zone) == ("At the corner", None)
    assert station.connectors == (group, group)
    assert station.total_number_of_connectors == 4
    assert make_evse(id="E1").id == "E1"
    assert make_pool([], id="P1").id == "P1"


def test_a_single_type_and_a_single_state_may_stand_alone() -> None:
    assert [one.connector_type for one in make_station(types="34").connectors] == [
        one.connector_type for one in make_station(types=["34"]).connectors
    ]
    (group,) = make_station(types=34, total=1, states="AVAILABLE").connectors
    assert group.connector_type is not None
    assert group.connector_type.id == "34"
    assert [status.state for status in group.connector_statuses] == ["AVAILABLE"]
    (alone,) = make_connector(total=1, states=ConnectorState.OCCUPIED).connector_statuses
    assert alone.state is ConnectorState.OCCUPIED


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: make_station(nmae="x"), TypeError, r"EVStation has no field 'nmae'; did you mean name\?"),
        (lambda: make_station(types=["ccs"]), ValueError, "'ccs' is not a connector type id but a family: 33, 34"),
        (lambda: make_connector(pwer=50), TypeError, r"no field 'pwer'; did you mean power\?"),
        (lambda: make_connector(types=[1]), TypeError, r"no field 'types'; did you mean type\?"),
        (lambda: make_station(count=3), TypeError, r"no field 'count'; did you mean total\?"),
        (lambda: make_station(power="50kW"), ValueError, "power is '50kW': it must be a number of kW"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        (lambda: make_evse(power="50"), ValueError, "power is '50'"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        (lambda: make_result(make_station()), TypeError, r"give \[EVStation\(\.\.\.\)\]"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        (lambda: make_connector(zzz=1), TypeError, r"Connector has no field 'zzz'$"),
        (lambda: make_station(at=(13.4, 522)), ValueError, "a latitude and a longitude"),
        (lambda: make_station(free=3, total=2), ValueError, "free is 3: it must be from 0 to total"),
        (lambda: make_connector(total=0), ValueError, "at least one connector"),
        (lambda: make_connector(states=["AVAILABLE"]), ValueError, "one state for each of the 2"),
        (lambda: make_station(types=["31"], power=[22, 50]), ValueError, "2 powers for 1 type: "),
        (lambda: make_connector(power=0), ValueError, "a number of kW"),
        (lambda: make_connector(power=float("nan")), ValueError, "a number of kW"),
        (lambda: make_result([make_station(), make_pool()]), TypeError, "a list of EVSEsPool, EVStation has no"),
        (lambda: make_result([make_evse()]), TypeError, "a list of EVSE has no"),  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(make: Any, error: Any, says: str) -> None:
    with pytest.raises(error, match=says):
        make()


def test_a_world_of_them_is_served_as_it_is(kind: Kind) -> None:
    maker = Maker("world")
    near = maker.station(at=(52.52, 13.405), power=50, types=["34"], free=1, emsps=["Laadpas"])
    far = maker.station(at=(48.1, 11.5))

    async def use(client: Any) -> None:
        (found,) = await got(client.stations.search(BERLIN))
        assert dataclasses.replace(found, distance=None) == near
        assert await got(client.stations.get(far.id)) == far
        pools = await got(client.evses.get_many([near.pool_id]))
        states = [evse.state for one in pools.found for s in one.stations for evse in s.evses]
        assert states == ["AVAILABLE", "OCCUPIED"]
        assert [one.emsp for one in await got(client.roamings.list())] == ["Laadpas"]

    with sandbox(world=World([near, far])) as service:
        used(made(service, kind), use)


class Scripted:
    def __init__(self, *replies: Any) -> None:
        self.left = list(replies)

    def send(self, request: Any) -> Any:
        return self.left.pop(0)

    def wait(self, seconds: float) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.mark.parametrize("format", ["json", "xml"])
def test_answers_for_a_transport_of_ones_own(format: Any) -> None:
    station = make_station()
    transport = Scripted(
        make_reply(status=503, headers={"Retry-After": "5"}),
        make_reply([station], format=format),
        make_reply(make_result(), format=format),
        make_reply(b"<html>", status=200),
        make_reply(),
    )
    with evcp.Client(api_key="any", transport=transport, format=format, retries=1) as client:
        assert client.stations.get(station.id) == station
        assert list(client.stations.search(BERLIN)) == []
        with pytest.raises(evcp.DecodeError):
            client.stations.count(BERLIN)
        with pytest.raises(evcp.ServerError, match="answered 500: made for a test"):
            client.with_options(retries=0).stations.count(BERLIN)


@pytest.mark.parametrize("at", [(90, 180), (-90, -180), (0, 0)])
def test_the_ends_of_the_map_are_on_it(at: tuple[float, float]) -> None:
    position = make_station(at=at).position
    assert (position.latitude, position.longitude) == at


@pytest.mark.parametrize("state", ["OCCUPIED", None])
def test_an_evse_is_updated_when_its_state_is_known(state: Any) -> None:
    evse = make_evse("34", power=150, state=state)
    (connector,) = evse.connectors
    assert evse.state == connector.state == state
    assert (evse.last_updated is None) == (connector.last_updated is None) == (state is None)
    assert (connector.type_id, connector.max_power_level) == ("34", 150.0)


@pytest.mark.parametrize(("status", "says"), [(429, "Too Many Requests"), (599, "599")])
def test_an_error_says_what_it_is(status: int, says: str) -> None:
    assert json.loads(make_reply(status=status).body)["error"] == says


def test_an_answer_says_how_many_there_are() -> None:
    result = make_result([make_station()])
    assert isinstance(result, EVStationsResult)
    assert (result.count, result.has_more) == (1, False)
    reply = make_reply(status=429, headers={"Retry-After": "5"})
    assert (reply.status, reply.headers["retry-after"]) == (429, "5")
