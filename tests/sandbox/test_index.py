"""The index against a look at every station."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st
from sandbox.helpers import station

from evcp.sandbox.areas import Area, Box, Corridor, Prox
from evcp.sandbox.geometry import Bounds, Path, Point, distance
from evcp.sandbox.index import Index, place_of
from evcp.sandbox.world import World
from evcp_models import EVStation

# Coarse degrees, so that stations meet edges, poles and the antimeridian, and each other.
latitudes = st.integers(-90, 90).map(float)
longitudes = st.integers(-180, 180).map(float)
points = st.builds(Point, latitudes, longitudes)
worlds = st.lists(points, max_size=40).map(
    lambda places: tuple(
        station(f"s{number:02}", place.latitude, place.longitude)
        for number, place in enumerate(places)
    )
)
circles = st.builds(Prox, points, st.floats(0, 12_000_000))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    south, north = sorted((draw(latitudes), draw(latitudes)))
    return Box(Bounds(north=north, west=draw(longitudes), south=south, east=draw(longitudes)))


@st.composite
def corridors(draw: st.DrawFn) -> Corridor:
    corners = draw(st.lists(points, min_size=2, max_size=5))
    assume(all(distance(a, b) < 20_000_000 for a, b in pairwise(corners)))
    return Corridor(Path(corners), draw(st.floats(0, 3_000_000)))


def looked_up(stations: tuple[EVStation, ...], area: Area) -> dict[str, float | None]:
    """The stations of an area with their distances, by testing each one."""
    found: dict[str, float | None] = {}
    for one in stations:
        place = place_of(one)
        if isinstance(area, Prox):
            metres = distance(area.centre, place)
            if metres <= area.radius_m:
                found[one.id] = metres
        elif isinstance(area, Box):
            if area.bounds.contains(place):
                found[one.id] = None
        else:
            nearest = area.path.nearest(place)
            if nearest.air_m <= area.reach_m:
                found[one.id] = nearest.along_m + nearest.air_m
    return found


@given(worlds, st.one_of(circles, boxes(), corridors()))
def test_index_finds_what_a_look_at_every_station_finds(
    stations: tuple[EVStation, ...], area: Area
) -> None:
    found = Index(stations).search(area)
    assert {one.station.id: one.distance_m for one in found} == looked_up(stations, area)
    assert Index(stations).count(area) == len(found)


@given(worlds, st.one_of(circles, boxes(), corridors()), st.randoms())
def test_order_depends_on_the_search_alone(
    stations: tuple[EVStation, ...], area: Area, dice: Random
) -> None:
    shuffled = list(stations)
    dice.shuffle(shuffled)
    found = Index(stations).search(area)
    assert found == Index(shuffled).search(area)
    if isinstance(area, Box):
        assert [one.station.id for one in found] == sorted(one.station.id for one in found)
    else:
        keys = [(one.distance_m, one.station.id) for one in found]
        assert keys == sorted(keys)


def test_equal_distances_are_ordered_by_id() -> None:
    index = Index([station("z", -1, 0), station("m", 0, 1), station("a", 1, 0)])
    found = index.search(Prox(Point(0, 0), 200_000))
    assert len({one.distance_m for one in found}) == 1
    assert [one.station.id for one in found] == ["a", "m", "z"]


def test_synthetic_world_is_found_city_by_city(world: World) -> None:
    berlin = world.index.search(Prox(Point(52.52, 13.405), 60_000))
    assert berlin
    assert {one.station.address.city for one in berlin if one.station.address} == {"Berlin"}
    assert [one.distance_m for one in berlin] == sorted(one.distance_m or 0 for one in berlin)
