"""The index against a scan of all stations."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sandbox.helpers import station

from evcp._api.paths import Path
from evcp._api.sphere import air_line, in_box
from evcp.sandbox import World
from evcp.sandbox.spatial import index
from evcp.sandbox.spatial.geometry import Area, Box, Corridor, Point, Prox
from evcp.sandbox.spatial.index import Arcs, Floats, Numbers, angles
from evcp.sandbox.stations.columns import PageOrder
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
    return Box((south, draw(longitudes), north, draw(longitudes)))


@st.composite
def corridors(draw: st.DrawFn) -> Corridor:
    corners = draw(st.lists(points, min_size=2, max_size=5))
    assume(all(air_line(a, b) < 20_000_000 for a, b in pairwise(corners)))
    return Corridor(Path(corners), draw(st.floats(0, 3_000_000)))


def looked_up(stations: tuple[EVStation, ...], area: Area) -> dict[str, float | None]:
    """The stations of an area with their distances, by testing each one."""
    found: dict[str, float | None] = {}
    for one in stations:
        place = Point(one.position.latitude, one.position.longitude)
        if isinstance(area, Prox):
            metres = air_line(area.centre, place)
            if metres <= area.radius_m:
                found[one.id] = metres
        elif isinstance(area, Box):
            if in_box(place, area.bounds):
                found[one.id] = None
        else:
            nearest = area.path.nearest(place)
            if nearest.air_m <= area.reach_m:
                found[one.id] = nearest.along_m + nearest.air_m
    return found


def searched(
    world: World, area: Area, order: PageOrder = "distance", offset: int = 0, size: int = 10_000
) -> list[tuple[str, float | None]]:
    """The stations that the index finds, with their distances, in the order of a page."""
    page = world.columns.page(world.index.search(area), order, offset, size)
    return [(world.stations[one.number].id, one.distance_m) for one in page]


@pytest.mark.parametrize("small", [index._SMALL, -1], ids=["every-station", "tree"])
def test_index_equals_a_scan_of_all_stations(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_SMALL", small)

    # Loading scipy takes longer than a test may.
    @settings(deadline=None)
    @given(worlds, st.one_of(circles, boxes(), corridors()))
    def check(stations: tuple[EVStation, ...], area: Area) -> None:
        world = World(stations)
        found, expected = dict(searched(world, area)), looked_up(stations, area)
        assert found.keys() == expected.keys()
        for identity, metres in expected.items():
            assert found[identity] == (None if metres is None else pytest.approx(metres, abs=1e-5))
        assert world.index.count(area) == len(found)

    check()


@settings(deadline=None)
@given(worlds, st.one_of(circles, boxes(), corridors()), st.randoms())
def test_order_depends_on_the_search_alone(
    stations: tuple[EVStation, ...], area: Area, dice: Random
) -> None:
    shuffled = list(stations)
    dice.shuffle(shuffled)
    found = searched(World(stations), area)
    assert found == searched(World(shuffled), area)
    if isinstance(area, Box):
        assert [one for one, _ in found] == sorted(one for one, _ in found)
    else:
        keys = [(metres, one) for one, metres in found]
        assert keys == sorted(keys)


@settings(deadline=None)
@given(worlds, st.one_of(circles, boxes(), corridors()), st.integers(1, 12))
def test_pages_are_parts_of_the_whole_in_each_order(
    stations: tuple[EVStation, ...], area: Area, size: int
) -> None:
    world = World(stations)
    everything = {one for one, _ in searched(world, area)}
    orders: tuple[PageOrder, ...] = ("distance", "id", "arbitrary")
    for order in orders:
        whole = searched(world, area, order)
        assert {one for one, _ in whole} == everything
        pages = [searched(world, area, order, at, size) for at in range(0, len(whole) + 1, size)]
        assert [one for page in pages for one in page] == whole
        if order == "id":
            assert [one for one, _ in whole] == sorted(everything)


def test_equal_distances_are_ordered_by_id() -> None:
    world = World([station("z", -1, 0), station("m", 0, 1), station("a", 1, 0)])
    found = searched(world, Prox(Point(0, 0), 200_000))
    assert len({metres for _, metres in found}) == 1
    assert [one for one, _ in found] == ["a", "m", "z"]
    crowd = World([station(f"{number:03}", 10, 10) for number in range(100)])
    page = searched(crowd, Prox(Point(10, 10.1), 200_000), offset=10, size=5)
    assert [one for one, _ in page] == ["010", "011", "012", "013", "014"]


def test_the_rim_belongs_to_the_area_even_at_radius_zero() -> None:
    world = World([station("here", 51.4769, -0.0005), station("there", 51.5, 0.1)])
    here, there = Point(51.4769, -0.0005), Point(51.5, 0.1)
    rim = air_line(here, there)
    assert [one for one, _ in searched(world, Prox(here, 0.0))] == ["here"]
    assert [one for one, _ in searched(world, Prox(here, rim))] == ["here", "there"]
    assert [one for one, _ in searched(world, Prox(here, rim - 1e-6))] == ["here"]
    away = Point(51.4769, 5)
    assert [one for one, _ in searched(world, Corridor(Path([here, away]), 0.0))] == ["here"]


def test_no_vector_rounding_decides_at_the_rim(monkeypatch: pytest.MonkeyPatch) -> None:
    """A millionth of a millimetre too far, as a vector unit may have it, is still on the rim."""
    world = World([station("there", 51.5, 0.1)])
    here, there = Point(51.4769, -0.0005), Point(51.5, 0.1)
    path = Path([here, Point(51.4, 0.4)])
    circle, corridor = Prox(here, air_line(here, there)), Corridor(path, path.nearest(there).air_m)
    nearest = Arcs.nearest

    def near(self: Arcs, which: Numbers, places: Floats) -> tuple[Floats, Floats]:
        air, along = nearest(self, which, places)
        return air + 1e-9, along

    monkeypatch.setattr(index, "angles", lambda a, b: angles(a, b) * (1 + 1e-13))
    monkeypatch.setattr(Arcs, "nearest", near)
    assert searched(world, circle) == [("there", circle.radius_m)]
    assert [one for one, _ in searched(world, corridor)] == ["there"]


def test_a_long_path_is_searched_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_PAIRS_AT_ONCE", 50)
    stations = tuple(
        station(f"{north}/{east}", north, east)
        for north in range(-60, 61, 10)
        for east in range(-180, 180, 20)
    )
    corners = [Point(60 - at, -170 + 17 * at % 340) for at in range(0, 110, 3)]
    area = Corridor(Path(corners), 300_000)
    expected = looked_up(stations, area)
    found = dict(searched(World(stations), area))
    assert found.keys() == expected.keys()
    assert found == {one: pytest.approx(metres, abs=1e-5) for one, metres in expected.items()}
    assert len(found) == 50


def test_searches_in_an_empty_world() -> None:
    world = World([])
    here = Point(0, 0)
    areas: tuple[Area, ...] = (
        Prox(here, 1e6),
        Box((-90, -180, 90, 180)),
        Corridor(Path([here, Point(1, 1)]), 1e6),
    )
    assert [searched(world, area) for area in areas] == [[], [], []]
