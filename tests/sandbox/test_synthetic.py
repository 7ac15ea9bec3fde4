"""The synthetic world: equal for a seed, of any size, consistent, realistic."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from evcp._api.sphere import air_line
from evcp.sandbox import World
from evcp.sandbox.spatial.geometry import Point
from evcp.sandbox.stations.identifiers import geohash, pool_id, pool_origin
from evcp.sandbox.synthetic.cities import CITIES, _one_land, roads
from evcp.sandbox.synthetic.markets import EMSPS, MARKETS, MISSING
from evcp_models import Connector, ConnectorState, EVStation
from evcp_models.codes import CONNECTOR_TYPES, POWER_FEED_TYPES

CENTRES = {city.name: city for city in CITIES}


@cache
def synthetic() -> tuple[EVStation, ...]:
    return tuple(World.synthetic(3_000, seed=1).stations)


def place_of(station: EVStation) -> Point:
    return Point(station.position.latitude, station.position.longitude)


def groups(stations: tuple[EVStation, ...]) -> list[tuple[EVStation, Connector]]:
    return [(station, group) for station in stations for group in station.connectors]


def test_a_smaller_world_is_the_beginning_of_a_larger_one() -> None:
    assert World.synthetic(200, seed=1).stations == synthetic()[:200]
    assert World.synthetic(200, seed=2).stations != synthetic()[:200]
    assert World.synthetic(0).stations == ()
    with pytest.raises(ValueError, match="cannot be negative"):
        World.synthetic(-1)


def test_a_large_world_begins_with_the_small_one() -> None:
    large, small = World.synthetic(20_000, seed=-5), World.synthetic(9_000, seed=-5)
    for number in (0, 1, 8_190, 8_191, 8_192, 8_193, 8_999):
        assert large.station(number) == small.station(number)
    assert large.station(9_000).id not in small.by_id


def test_the_label_mentions_simulated_states() -> None:
    assert (
        World.synthetic(3, seed=9).label == "3 synthetic stations (seed 9), live states simulated"
    )


def test_stations_cluster_in_real_cities() -> None:
    """By inhabitants, and by how many stations a country has for them."""
    in_city = [s for s in synthetic() if s.address and s.address.city in CENTRES]
    seen = Counter(s.address.city for s in in_city if s.address)
    assert 0.75 < len(in_city) / len(synthetic()) < 0.9
    assert len(seen) > 100
    assert len({s.address.country for s in synthetic() if s.address}) >= 15
    assert seen["London"] > seen["Manchester"]
    assert seen["Berlin"] > seen["Leipzig"]
    assert seen["Amsterdam"] > seen["Sydney"]
    for station in in_city:
        assert station.address
        city = CENTRES[station.address.city or ""]
        assert air_line(place_of(station), city.point) < 80_000
        assert (station.time_zone, station.address.country) == (city.time_zone, city.country)


def test_other_stations_stand_on_motorways_and_in_the_country() -> None:
    """Between neighbouring cities; motorways have power chargers that never close."""
    outside = [s for s in synthetic() if not s.address or s.address.city not in CENTRES]
    prefixes = {market.road for market in MARKETS.values()}
    motorway = [
        s for s in outside
        if s.address and s.address.street and not s.address.street_number
        and s.address.street.rstrip("0123456789 ") in prefixes
    ]  # fmt: skip
    assert 0.05 < len(motorway) / len(synthetic()) < 0.12
    assert 0.05 < (len(outside) - len(motorway)) / len(synthetic()) < 0.15
    for station in outside:
        nearest = min(air_line(place_of(station), city.point) for city in CITIES)
        assert nearest < 300_000
    for station in motorway:
        evses = [
            g.charging_point.number_of_connectors for g in station.connectors if g.charging_point
        ]
        assert all(2 <= (count or 0) <= 12 for count in evses)
        powers = [g.max_power_level for g in station.connectors if g.max_power_level]
        country = station.address and station.address.country
        if len(powers) == len(station.connectors):
            assert max(powers) >= (90 if country == "JPN" else 150)
        for group in station.connectors:
            assert group.connector_details
            assert group.connector_details.open24x7 in (True, None)


def test_roads_join_neighbours_over_land() -> None:
    joined = {frozenset((CITIES[r.start].name, CITIES[r.end].name)) for r in roads()}
    assert frozenset(("Berlin", "Potsdam")) in joined
    assert frozenset(("Leipzig", "Dresden")) in joined
    assert all(not pair & {"Honolulu", "Tromsø"} for pair in joined)
    assert not _one_land(CENTRES["London"], CENTRES["Paris"])
    assert _one_land(CENTRES["London"], CENTRES["Leeds"])
    assert _one_land(CENTRES["Lille"], CENTRES["Gent"])
    for road in roads():
        apart = air_line(CITIES[road.start].point, CITIES[road.end].point) / 1000
        assert road.kilometres == pytest.approx(apart)
        assert road.kilometres <= 450


def test_every_city_has_a_market_and_a_place_of_its_own() -> None:
    assert len({(city.name, city.country) for city in CITIES}) == len(CITIES) > 130
    assert {city.country for city in CITIES} == set(MARKETS)
    for at, city in enumerate(CITIES):
        for other in CITIES[at + 1 :]:
            assert air_line(city.point, other.point) > 10_000


def test_numbers_agree_with_each_other() -> None:
    for station, group in groups(synthetic()):
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
    for station in synthetic():
        numbers = [
            g.charging_point.number_of_connectors for g in station.connectors if g.charging_point
        ]
        assert station.total_number_of_connectors == sum(n or 0 for n in numbers)


def test_connectors_of_one_evse_have_one_state() -> None:
    shared = 0
    for station in synthetic():
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
    for station, group in groups(synthetic()):
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


def test_fields_are_missing_at_the_rates_of_the_table() -> None:
    def near(name: str, missing: int, of: int = len(synthetic())) -> None:
        assert 0.6 * MISSING[name] - 0.01 < missing / of < 1.4 * MISSING[name] + 0.01, name

    addresses = [s.address for s in synthetic() if s.address]
    details = [s.ev_station_details for s in synthetic() if s.ev_station_details]
    near("name", sum(s.name is None for s in synthetic()))
    near("brand", sum(s.brand is None for s in synthetic()))
    near("phone", sum(s.contacts is None for s in synthetic()))
    near("postcode", sum(a.postal_code is None for a in addresses))
    near("street", sum(a.street is None for a in addresses))
    near("pool id", sum(s.pool_id is None for s in synthetic()))
    near("entrance", sum(s.entrance_position is None for s in synthetic()))
    near("accessibility", sum(d.accessibility_type is None for d in details))
    near("payment", sum(d.payment_methods is None for d in details))
    near("roaming", sum(not s.roaming for s in synthetic()))
    near("update time", sum(s.last_update_timestamp is None for s in synthetic()))
    every = groups(synthetic())
    near("power", sum(g.max_power_level is None for _, g in every), len(every))
    paid = [
        g.connector_details for _, g in every if g.connector_details and g.connector_details.pay
    ]
    near("price", sum(not d.pricing for d in paid), len(paid))
    near("opening hours", sum(d.open24x7 is None for d in paid), len(paid))
    near("manufacturer", sum(d.manufacturer is None for d in paid), len(paid))
    statuses = [status for _, g in every for status in g.connector_statuses]
    near("label", sum(s.physical_reference is None for s in statuses), len(statuses))
    live = {o.name for market in MARKETS.values() for o in market.operators if o.live}
    delivering = [s for s in synthetic() if s.connectors[0].supplier_name in live]
    near("live states", sum(s.last_updated_time_stamp is None for s in delivering), len(delivering))
    others = [s for s in synthetic() if s.connectors[0].supplier_name not in live]
    assert all(s.last_updated_time_stamp is None for s in others)
    assert {card.partner_id for s in synthetic() for card in s.roaming} == {e[1] for e in EMSPS}


def test_pools_hold_several_stations_close_together() -> None:
    pools: dict[str, list[EVStation]] = {}
    for station in synthetic():
        if station.pool_id:
            pools.setdefault(station.pool_id, []).append(station)
    assert sum(len(pool) > 1 for pool in pools.values()) > 300
    for pool in pools.values():
        assert len({(s.address, s.contacts, s.time_zone) for s in pool}) == 1
        for other in pool:
            assert air_line(place_of(pool[0]), place_of(other)) < 150
            assert other.connectors[0].supplier_name == pool[0].connectors[0].supplier_name


def test_ids_have_the_form_of_the_samples() -> None:
    assert len({s.id for s in synthetic()}) == len(synthetic())
    berlin = next(s for s in synthetic() if s.pool_id and s.address and s.address.city == "Berlin")
    assert berlin.id.startswith("276u33")
    assert (berlin.pool_id or "").startswith("276u33")
    head, _, name = berlin.id.partition("-")
    assert (len(head), len(name)) == (8, 32)
    evses = [
        (s.id, status.cpo_evse_id)
        for s, group in groups(synthetic())
        for status in group.connector_statuses
    ]
    owners: dict[str | None, str] = {}
    for station, evse in evses:
        assert owners.setdefault(evse, station) == station


def test_geohash_of_known_places() -> None:
    # The example of the geohash article, and the place of the documented sample.
    assert geohash(Point(57.64911, 10.40744)) == "u4pruydqqv"
    assert geohash(Point(52.5199013, 13.3800898)).startswith("u33db")
    assert geohash(Point(90, 180)) == "z" * 10
    assert geohash(Point(-90, -180)) == "0" * 10


def test_pool_ids_tell_their_origin() -> None:
    place = Point(52.5, 13.4)
    for origin in ("7-1561", "afdc-42", "a/b c\u00e4"):
        assert pool_origin(pool_id("276", place, origin)) == origin
    # Ids of the service, and texts that are no ids.
    for other in (
        "276u33db845jn-aGVyZS1ldjplY29tb3ZlbWVudDo4OTIyMDgzOTE",
        "",
        "x",
        "276-%%",
        "a-\u00e9",
    ):
        assert pool_origin(other) is None
