"""The source of synthetic stations: its columns and ids agree with the built stations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evcp._api.sphere import air_line
from evcp.sandbox import World
from evcp.sandbox.api.query import SearchQuery
from evcp.sandbox.spatial.geometry import Box, Point
from evcp.sandbox.stations.columns import cards_of, groups_of
from evcp.sandbox.stations.identifiers import Names, geohash, geohash_heads, mixed, unmixed
from evcp.sandbox.stations.parts import providers
from evcp.sandbox.synthetic.cities import CITIES, roads
from evcp.sandbox.synthetic.markets import EMSPS
from evcp.sandbox.synthetic.skeleton import CITY, MOTORWAY, RURAL, _Choice, skeleton
from evcp.sandbox.synthetic.source import Synthetic
from evcp_models import EVStation

WORLD = World.synthetic(1_500, seed=8)
SMALL = World.synthetic(600, seed=8)
STATIONS = tuple(SMALL.stations)
EVERYWHERE = Box((-90, -180, 90, 180))
whole = st.integers(0, 2**64 - 1)


def test_columns_equal_the_facts_of_stations() -> None:
    columns = WORLD.columns
    for number, station in enumerate(WORLD.stations):
        assert columns.latitudes[number] == station.position.latitude
        assert columns.longitudes[number] == station.position.longitude
        assert columns.group_table[columns.groups[number]] == groups_of(station)
        assert columns.card_table[columns.cards[number]] == cards_of(station)
    in_order = [WORLD.stations[at].id for at in np.argsort(columns.ranks).tolist()]
    assert in_order == sorted(WORLD.by_id)
    assert WORLD.roamings == providers(WORLD.stations)


powers = st.sampled_from([None, 0.0, 3.7, 11.04, 22.08, 50.0, 60.5, 150.0, 300.0, 1e6])
queries = st.builds(
    SearchQuery,
    area=st.just(EVERYWHERE),
    connector_types=st.frozensets(st.sampled_from(["29", "30", "31", "33", "34", "43", "9", "1"])),
    emsps=st.frozensets(st.sampled_from([*(partner for _, partner, _ in EMSPS), "none"])),
    min_power_kw=powers,
    max_power_kw=powers,
    page_size=st.just(10_000),
)


def passes(station: EVStation, query: SearchQuery) -> bool:
    """The filters of contract section 1.3, written for one station."""
    types = {one.connector_type.id for one in station.connectors if one.connector_type}
    cards = {one.partner_id for one in station.roaming}
    low, high = query.min_power_kw or 0, query.max_power_kw
    powers = [one.max_power_level for one in station.connectors if one.max_power_level is not None]
    return (
        (not query.connector_types or bool(types & query.connector_types))
        and (not query.emsps or bool(cards & query.emsps))
        and (
            (query.min_power_kw is None and high is None)
            or any(low <= kw and (high is None or kw <= high) for kw in powers)
        )
    )


@given(queries)
def test_filters_on_columns_equal_filters_on_stations(query: SearchQuery) -> None:
    kept = SMALL.selection.of(
        SMALL.index.search(query.area),
        query.connector_types,
        query.min_power_kw,
        query.max_power_kw,
        query.emsps,
    )
    expected = [one.id for one in STATIONS if passes(one, query)]
    page = SMALL.columns.page(kept, "id", 0, 10_000)
    assert [STATIONS[one.number].id for one in page] == sorted(expected)


def test_ids_lead_back_to_their_stations() -> None:
    for number, station in enumerate(WORLD.stations):
        assert WORLD.find(station.id) == number
        assert WORLD.by_id[station.id] is station
    pools: dict[str, list[int]] = {}
    for number, station in enumerate(WORLD.stations):
        if station.pool_id:
            pools.setdefault(station.pool_id, []).append(number)
    assert list(WORLD.by_pool) == list(pools)
    assert {pool: list(WORLD.pool(pool)) for pool in WORLD.by_pool} == pools
    assert len(WORLD.by_pool) == len(pools)
    assert set(WORLD.by_id) == {one.id for one in WORLD.stations}


def test_foreign_ids_are_unknown() -> None:
    station, other = WORLD.stations[3], World.synthetic(10, seed=9).stations[3]
    pool = next(iter(WORLD.by_pool))
    name = station.id[9:]
    strange = [
        "", "x", other.id, f"000{station.id[3:]}", f"{station.id[:3]}00000-{name}", name,
        station.id.upper(), station.id[:-1], f"{station.id[:-1]}{int(station.id[-1], 16) ^ 1:x}",
        World.synthetic(1_501, seed=8).stations[1_500].id,
    ]  # fmt: skip
    for id in strange:
        assert WORLD.find(id) is None
        assert id not in WORLD.by_id
        with pytest.raises(KeyError):
            WORLD.by_id[id]
    source = Synthetic(1_500, 8)
    nameless = next(n for n, s in enumerate(WORLD.stations) if s.pool_id is None)
    second = int(np.flatnonzero(source._drawn.places == 1)[0])
    for id in ("", "-", "x-y", other.pool_id or "", f"000{pool[3:]}", f"{pool}A",
               station.id, source._pool_id(nameless), source._pool_id(second),
               "276u33db2r2h0-aGVyZS1ldjplY29tb3ZlbWVudDo4OTIyMDgzOTE", "1-aGVyZS1ldg", "1-\u00fc",
               "1-aGVyZS1ldjpzYW5kYm94OjgtOTk5OTk5OTk5"):  # fmt: skip
        assert not WORLD.pool(id)
        assert id not in WORLD.by_pool
        with pytest.raises(KeyError):
            WORLD.by_pool[id]
    number: Any = 5
    assert number not in WORLD.by_id
    assert number not in WORLD.by_pool


@given(whole)
def test_mixing_can_be_undone(number: int) -> None:
    assert unmixed(mixed(number)) == number
    assert mixed(unmixed(number)) == number


@given(st.integers(-(2**70), 2**70), st.integers(0, 2**32))
def test_names_lead_back_to_numbers(seed: int, number: int) -> None:
    names = Names(seed)
    assert names.number(names.name(number)) == number
    assert names.number(names.name(number) ^ 1) is None
    assert int(names.heads(np.array([number]))[0]) == names.name(number) >> 64


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_heads_of_geohashes_are_their_first_characters(latitude: float, longitude: float) -> None:
    digits = "0123456789bcdefghjkmnpqrstuvwxyz"
    value = 0
    for character in geohash(Point(latitude, longitude))[:5]:
        value = value * 32 + digits.index(character)
    assert geohash_heads(np.array([latitude]), np.array([longitude])).tolist() == [value]


def test_a_weighted_choice_stays_with_its_key() -> None:
    choice = _Choice([[(5, 1.0)], [(7, 1.0), (8, 3.0)]])
    highest = np.nextafter(1.0, 0.0)
    keys: Any = np.array([0, 0, 1, 1, 1, 1])
    drawn = choice.draw(keys, np.array([0.0, highest, 0.0, 0.2499, 0.25, highest]))
    assert drawn.tolist() == [5, 5, 7, 7, 8, 8]


def test_places_outside_cities_lie_near_their_road() -> None:
    """Motorways follow their bend within some hundred metres, the country lies around them."""
    drawn = skeleton(40_000, 3)
    lateral: dict[int, list[float]] = {MOTORWAY: [], RURAL: []}
    bent = 0
    for at in np.flatnonzero(drawn.settings != CITY).tolist():
        if drawn.places[at]:
            continue
        place = Point(float(drawn.latitudes[at]), float(drawn.longitudes[at]))
        near = CITIES[drawn.cities[at]].point
        road = roads()[drawn.roads[at]]
        start, end = CITIES[road.start].point, CITIES[road.end].point
        assert near in (start, end)
        far = end if near == start else start
        assert air_line(near, place) < air_line(far, place) + 30_000
        beside, share = beside_of(place, start, end)
        expected = road.bend * road.kilometres * math.sin(math.pi * share)
        lateral[int(drawn.settings[at])].append(beside - expected)
        bent += abs(expected) > 5
    assert bent > 200
    assert np.median(np.abs(lateral[MOTORWAY])) < 0.5
    assert 5 < np.median(np.abs(lateral[RURAL])) < 12


def beside_of(place: Point, start: Point, end: Point) -> tuple[float, float]:
    """Kilometres to the left of the air line, and the share of the way, on a flat map."""
    shrink = math.cos(math.radians(place.latitude))
    way = ((end.longitude - start.longitude) * shrink, end.latitude - start.latitude)
    here = ((place.longitude - start.longitude) * shrink, place.latitude - start.latitude)
    square = way[0] ** 2 + way[1] ** 2
    share = (way[0] * here[0] + way[1] * here[1]) / square
    left = (way[0] * here[1] - way[1] * here[0]) / math.sqrt(square) * 111.195
    return left, share


def test_stations_are_a_sequence() -> None:
    stations = WORLD.stations
    assert len(stations) == 1_500
    assert stations[-1] == stations[1_499]
    assert stations[5:9:2] == (stations[5], stations[7])
    assert stations == tuple(stations)
    assert stations != tuple(stations)[:-1]
    others: list[Any] = ["stations", 5]
    assert stations not in others
    assert repr(stations) == "<1500 stations>"
    for at in (1_500, -1_501):
        with pytest.raises(IndexError, match="there is no station"):
            stations[at]
