"""The made-up world: the same for a seed, of any size, consistent in itself, like a real one."""

from __future__ import annotations

from collections import Counter

import pytest

from evcp.sandbox import World
from evcp.sandbox.geometry import Point, distance
from evcp.sandbox.identifiers import geohash
from evcp.sandbox.markets import CITIES, EMSPS, MARKETS, TIME_ZONES
from evcp_models import Connector, ConnectorState, EVStation
from evcp_models.codes import CONNECTOR_TYPES, POWER_FEED_TYPES

STATIONS = World.synthetic(3_000, seed=1).stations


def groups(stations: tuple[EVStation, ...]) -> list[tuple[EVStation, Connector]]:
    return [(station, group) for station in stations for group in station.connectors]


def test_a_seed_is_a_world_and_a_smaller_world_its_beginning() -> None:
    assert World.synthetic(200, seed=1).stations == STATIONS[:200]
    assert World.synthetic(200, seed=2).stations != STATIONS[:200]
    assert World.synthetic(0).stations == ()
    with pytest.raises(ValueError, match="cannot be negative"):
        World.synthetic(-1)


def test_label_tells_that_the_states_are_simulated() -> None:
    assert (
        World.synthetic(3, seed=9).label == "3 synthetic stations (seed 9), live states simulated"
    )


def test_stations_cluster_in_real_cities_by_population() -> None:
    centres = {city.name: Point(city.latitude, city.longitude) for city in CITIES}
    seen = Counter(s.address.city for s in STATIONS if s.address)
    assert len(seen) > 35
    assert len({s.address.country for s in STATIONS if s.address}) >= 15
    assert seen["London"] > seen["Manchester"]
    assert seen["Tokyo"] > seen["Berlin"] > seen["Leipzig"]
    for station in STATIONS:
        assert station.address
        assert station.address.city
        place = Point(station.position.latitude, station.position.longitude)
        assert distance(place, centres[station.address.city]) < 80_000
        assert station.time_zone


def test_every_city_has_a_market_and_a_time_zone() -> None:
    for city in CITIES:
        assert city.country in MARKETS
        assert city.country in TIME_ZONES or city.name in TIME_ZONES


def test_numbers_agree_with_each_other() -> None:
    for station, group in groups(STATIONS):
        point = group.charging_point
        assert point
        assert point.number_of_connectors
        if group.connector_statuses:
            states = Counter(status.state for status in group.connector_statuses)
            assert len(group.connector_statuses) == point.number_of_connectors
            assert point.number_of_available == states[ConnectorState.AVAILABLE]
            assert point.number_of_in_use == states[ConnectorState.OCCUPIED]
            assert point.number_of_out_of_service == states[ConnectorState.OUT_OF_SERVICE]
            assert point.number_of_reserved == states[ConnectorState.RESERVED]
            assert group.last_update_timestamp
            assert station.last_updated_time_stamp
            assert group.last_update_timestamp <= station.last_updated_time_stamp
    for station in STATIONS:
        numbers = [
            g.charging_point.number_of_connectors for g in station.connectors if g.charging_point
        ]
        assert station.total_number_of_connectors == sum(n or 0 for n in numbers)


def test_connectors_of_one_evse_have_one_state() -> None:
    shared = 0
    for station in STATIONS:
        states: dict[str | None, set[str | None]] = {}
        connectors: dict[str | None, list[str | None]] = {}
        for group in station.connectors:
            for status in group.connector_statuses:
                states.setdefault(status.cpo_evse_id, set()).add(status.state)
                connectors.setdefault(status.cpo_evse_id, []).append(status.cpo_connector_id)
        assert all(len(one) == 1 for one in states.values())
        for ids in connectors.values():
            assert len(set(ids)) == len(ids)
            shared += len(ids) > 1
    assert shared > 100


def test_hardware_fits_the_country() -> None:
    by_country: dict[str, set[str]] = {}
    for station, group in groups(STATIONS):
        assert station.address
        assert group.connector_type
        assert group.connector_type.id
        kind = CONNECTOR_TYPES[group.connector_type.id]
        assert group.connector_type.name == kind.name
        by_country.setdefault(station.address.country or "", set()).add(group.connector_type.id)
        if group.power_feed_type:
            assert station.address.country in {"USA", "CAN", "AUS"}
            assert (
                group.power_feed_type.name == POWER_FEED_TYPES[group.power_feed_type.id or ""].name
            )
    assert by_country["DEU"] >= {"31", "34", "29"}
    assert by_country["USA"] >= {"30", "33", "29", "43"}
    assert by_country["JPN"] == {"30", "29"}
    assert "31" not in by_country["USA"]


def test_fields_are_missing_at_plausible_rates() -> None:
    def share(count: int) -> float:
        return count / len(STATIONS)

    assert 0.3 < share(sum(s.contacts is None for s in STATIONS)) < 0.6
    assert 0.05 < share(sum(not s.roaming for s in STATIONS)) < 0.3
    assert 0.01 < share(sum(s.brand is None for s in STATIONS)) < 0.2
    assert 0.5 < share(sum(s.last_updated_time_stamp is not None for s in STATIONS)) < 0.95
    unrated = sum(group.max_power_level is None for _, group in groups(STATIONS))
    assert 0 < unrated < 0.1 * len(groups(STATIONS))
    assert {card.partner_id for s in STATIONS for card in s.roaming} == {e[1] for e in EMSPS}


def test_pools_hold_several_stations_close_together() -> None:
    pools: dict[str, list[EVStation]] = {}
    for station in STATIONS:
        assert station.pool_id
        pools.setdefault(station.pool_id, []).append(station)
    assert sum(len(pool) > 1 for pool in pools.values()) > 300
    for pool in pools.values():
        first = Point(pool[0].position.latitude, pool[0].position.longitude)
        for other in pool:
            place = Point(other.position.latitude, other.position.longitude)
            assert distance(first, place) < 150
            assert other.brand in (None, *(s.brand for s in pool))


def test_ids_have_the_form_of_the_samples() -> None:
    assert len({s.id for s in STATIONS}) == len(STATIONS)
    berlin = next(s for s in STATIONS if s.address and s.address.city == "Berlin")
    assert berlin.id.startswith("276u33")
    assert (berlin.pool_id or "").startswith("276u33")
    head, _, name = berlin.id.partition("-")
    assert (len(head), len(name)) == (8, 32)


def test_geohash_of_known_places() -> None:
    # The example of the geohash article, and the place of the documented sample.
    assert geohash(Point(57.64911, 10.40744), 10) == "u4pruydqqv"
    assert geohash(Point(52.5199013, 13.3800898), 10).startswith("u33db")
    assert geohash(Point(90, 180), 4) == "zzzz"
    assert geohash(Point(-90, -180), 4) == "0000"
