"""Tiles part the earth: each point has exactly one."""

from __future__ import annotations

import json
import math
import pathlib
import pickle
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.settings import tries

from evcp import AreaError, Box, Circle, Corridor
from evcp._api.paths import Path
from evcp._api.sphere import air_line, box_sides, circle
from evcp.harvest import Polygons
from evcp.harvest.regions import region_from, region_of
from evcp.harvest.tiles import Tile, grid, is_sorted

latitudes = st.floats(-90, 90, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)


def leaves(tile: Tile, depth: int, chance: random.Random) -> list[Tile]:
    if not depth:
        return [tile]
    parts = tile.parts(inside(tile, chance.choice((0, 1, 9, 30)), chance), chance.randrange(5))
    return [leaf for part in parts for leaf in leaves(part, depth - 1, chance)]


def inside(tile: Tile, number: int, chance: random.Random) -> list[tuple[float, float]]:
    """Places in a tile and at its edges."""
    south, west, north, east = tile.bounds
    share = (
        chance.random,
        lambda: chance.choice((0.0, 0.5, 1.0)),
        lambda: chance.gauss(0.3, 0.001),
    )
    return [
        (
            south + (north - south) * chance.choice(share)(),
            west + (east - west) * chance.choice(share)(),
        )
        for _ in range(number)
    ]


@tries(30)
@given(a=latitudes, b=latitudes, west=longitudes, east=longitudes, data=st.data())
def test_each_point_of_a_box_has_one_tile(
    a: float, b: float, west: float, east: float, data: st.DataObject
) -> None:
    south, north = sorted((a, b))
    width = east - west + (360 if east < west else 0)
    middle = (south + north) / 2
    height = min(north - south, 6)
    width = min(width, 8)
    south, north = max(-90.0, middle - height / 2), min(90.0, middle + height / 2)
    east = west + width if west + width <= 180 else west + width - 360
    box = Box(north=north, west=west, south=south, east=east)
    chance = random.Random(data.draw(st.integers(0, 1_000)))
    tiles = [leaf for tile in grid(region_of(box)) for leaf in leaves(tile, 3, chance)]
    edges = [leaf.south for leaf in tiles] + [leaf.north for leaf in tiles]
    latitude = data.draw(st.sampled_from(edges) | st.floats(south, north))
    share = data.draw(st.floats(0, 1))
    longitude = data.draw(
        st.sampled_from([leaf.west for leaf in tiles]) | st.just(west + width * share)
    )
    longitude = longitude - 360 if longitude > 180 else longitude
    if not region_of(box).contains(latitude, longitude):
        return
    owners = [leaf.id for leaf in tiles if leaf.owns(latitude, longitude)]
    # The antimeridian has two names, and so may have two tiles: compaction keeps one.
    assert len(owners) == 1 or (abs(longitude) == 180 and 1 <= len(owners) <= 2)


def test_parts_hold_equally_many_stations() -> None:
    chance = random.Random(1)
    tile = Tile(id="a-0-0", south=48, west=8, north=51, east=12, top=True)
    places = [
        (chance.gauss(49, 0.02), chance.gauss(9, 0.02))
        if n % 4
        else (chance.uniform(48, 51), chance.uniform(8, 12))
        for n in range(4_000)
    ]
    parts = tile.parts(places[:200], 10)
    held = [sum(part.owns(*place) for place in places) for part in parts]
    assert sum(held) == 4_000
    assert len(parts) == 10
    assert max(held) < 4 * 400  # of equal boxes, one has them nearly all
    assert len({part.id for part in parts}) == 10
    assert parts == tile.parts(places[:200], 10)
    assert len(tile.parts(places[:20], 10)) == 5
    assert len(tile.parts([], 10)) == 2


def test_an_id_is_that_of_the_bounds() -> None:
    tile = Tile(id="b-1-2", south=48.1234567891, west=8, north=51, east=12)
    (first, _), (other, _) = tile.parts([], 2), tile.parts([(48.5, 9.0)] * 9, 2)
    assert first.id == "b-1-2.48.1234568,8.0000000,49.5617284,12.0000000"
    assert first.parts([], 2)[0].id.startswith("b-1-2.48.1234568,8.0000000,49.56")
    assert (first.id == other.id) == (first.bounds == other.bounds)


@pytest.mark.parametrize("place", [(50.0, 8.3), (49.0, 8.0), (51.0, 12.0)], ids=str)
def test_a_pile_is_parted_from_the_rest_in_few_cuts(place: tuple[float, float]) -> None:
    tile = Tile(id="a", south=49, west=8, north=51, east=12, top=True, right=True)
    cuts = 0
    while tile.divisible:
        parts = tile.parts([place] * 20, 2)
        tile = next((part for part in parts if part.owns(*place)), parts[-1])
        cuts += 1
        assert cuts < 40
        for part in parts:
            assert part.north > part.south
            assert part.east > part.west


def test_a_page_in_the_order_of_places_is_no_sample() -> None:
    chance = random.Random(3)
    places = [(chance.random(), chance.random()) for _ in range(50)]
    assert not is_sorted(places)
    assert not is_sorted(places[:1])
    assert not is_sorted([(1.0, 2.0)] * 50)
    assert is_sorted(sorted(places))
    assert is_sorted(sorted(places, key=lambda place: -place[1]))


@pytest.mark.parametrize(
    "box",
    [
        Box(north=72, west=-170, south=17, east=-60),
        Box(north=85, west=170, south=-85, east=-170),
        Box(north=1, west=0, south=-1, east=1),
        Box(north=52, west=13, south=52, east=13),
    ],
)
def test_the_service_takes_every_tile(box: Box) -> None:
    for tile in grid(region_of(box)):
        tile.box.check_limits()


def test_tiles_are_as_few_as_the_side_allows() -> None:
    box = Box(north=55, west=6, south=47, east=15)
    height, width = box_sides(55, 6, 47, 15)
    assert len(list(grid(region_of(box)))) <= math.ceil(height / 399_600) * math.ceil(
        width / 399_600
    )


def test_the_query_of_a_tile_is_larger_than_the_tile() -> None:
    tile = next(grid(region_of(Box(north=52.6, west=13.3, south=52.4, east=13.5))))
    assert tile.box.north > tile.north
    assert tile.box.west < tile.west
    assert tile.box.south < tile.south
    assert tile.box.east > tile.east


@pytest.mark.parametrize(
    "area",
    [
        Circle(52.5, 13.4, "150km"),
        Circle(0.1, 179.95, "90km"),
        Circle(89.9, 0, "50km"),
        Corridor([(52.5, 13.4), (48.1, 11.6), (45.4, 9.2)], "20km"),
        Corridor([(10, 179), (12, -178)], "30km"),
    ],
)
def test_tiles_cover_all_points_of_a_path(area: Circle | Corridor) -> None:
    region = region_of(area)
    tiles = list(grid(region))
    points = area.points if isinstance(area, Corridor) else ((area.latitude, area.longitude),)
    reach = area.radius if isinstance(area, Circle) else (area.width or 0) / 2
    inside = 0
    for latitude, longitude in points:
        for step in range(-40, 41):
            for other in range(-40, 41):
                lat = latitude + step * reach / 40 / 111_000
                level = max(0.001, math.cos(math.radians(lat)))
                lon = longitude + other * reach / 40 / 111_000 / level
                lon = (lon + 540) % 360 - 180
                if abs(lat) > 90:
                    continue
                assert region.contains(lat, lon) >= (
                    air_line((lat, lon), (latitude, longitude)) < reach
                )
                if region.contains(lat, lon):
                    inside += 1
                    assert any(tile.owns(lat, lon) for tile in tiles)
    assert inside > 1_000


starts = st.sampled_from(
    [(89.7, 10.0), (-89.9, -120.0), (0.0, 179.9), (66.0, -179.5), (52.5, 13.4)]
)
legs = st.lists(st.tuples(st.floats(1_000, 900_000), st.integers(0, 71)), min_size=1, max_size=3)
sides = st.tuples(st.floats(0, 1), st.integers(0, 35), st.floats(0, 1))
ALONG = [(share / 20, 9, 0.5) for share in range(20)]


@tries(20)
@given(starts, legs, st.floats(100, 150_000), st.lists(sides, min_size=20, max_size=20))
@example((52.5, 13.4), [(512_000, 38)], 2_500, ALONG)
@example((89.7, 10.0), [(120_000, 0)], 500, ALONG)
def test_tiles_cover_a_strip_between_its_points(
    start: tuple[float, float],
    legs: list[tuple[float, int]],
    reach: float,
    places: list[tuple[float, int, float]],
) -> None:
    points = [start]
    for metres, turn in legs:
        points.append(list(circle(points[-1], metres, 72))[turn])
    region = region_of(Corridor(points, 2 * reach))
    tiles = list(grid(region))
    path = Path(points)
    vertices = list(path.vertices(path.length_m / 50))
    for along, turn, share in places:
        on, _ = vertices[int(along * (len(vertices) - 1))]
        place = list(circle(on, reach * share * 0.999, 36))[turn]
        assert region.contains(*place)
        assert any(tile.owns(*place) for tile in tiles)
        (tile, *_) = (one for one in tiles if one.owns(*place))
        assert region.touches(tile.bounds)
        assert region.within(tile.bounds).contains(*place)


def test_a_part_of_a_strip_decides_as_the_whole() -> None:
    points = [(50 + math.sin(n / 9), 8 + n / 20) for n in range(200)]
    region = region_of(Corridor(points, "8km"))
    for tile in grid(region, 60_000):
        cut = pickle.loads(pickle.dumps(region.within(tile.bounds)))  # noqa: S301
        assert len(cut.points) < 100
        for a in range(6):
            for b in range(6):
                lat = tile.south + (tile.north - tile.south) * a / 5
                lon = tile.west + (tile.east - tile.west) * b / 5
                assert cut.contains(lat, lon) == region.contains(lat, lon)


def test_regions_have_both_names_of_the_antimeridian_and_all_of_a_pole() -> None:
    assert region_of(Box(north=1, west=170, south=0, east=180)).contains(0.5, -180)
    assert region_of(Box(north=1, west=-180, south=0, east=-170)).contains(0.5, 180)
    assert region_of(Box(north=90, west=10, south=80, east=20)).contains(90, -50)
    assert not region_of(Box(north=1, west=10, south=0, east=20)).contains(0.5, 180)
    assert Polygons(((((170, 0), (180, 0), (180, 1)),),)).contains(0.5, -180)


def test_opposite_points_are_no_corridor() -> None:
    with pytest.raises(AreaError, match="put a point between them"):
        region_of(Corridor([(0, 0), (0, 180)], "5km"))


DONUT = {
    "type": "Feature",
    "geometry": {
        "type": "MultiPolygon",
        "coordinates": [
            [
                [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]],
                [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]],
            ],
            [[[20, 20], [21, 20], [20.5, 21], [20, 20]]],
        ],
    },
}


SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}


def test_polygons_that_overlap_are_one_area() -> None:
    other = {"type": "Polygon", "coordinates": [[[1, 1, 9], [3, 1, 9], [3, 3, 9], [1, 3, 9]]]}
    both = Polygons.from_geojson(
        {"type": "GeometryCollection", "geometries": [SQUARE, other, SQUARE]}
    )
    assert all(both.contains(at, at) for at in (0.5, 1.5, 2.5))
    assert not both.contains(2.5, 0.5)
    assert both.covers((1.2, 1.2, 1.8, 1.8))
    assert both.within((1.2, 1.2, 1.8, 1.8)).contains(1.5, 1.5)
    assert region_from(json.loads(json.dumps(both.describe()))) == both


def test_polygons_come_from_shapes_and_files(tmp_path: pathlib.Path) -> None:
    class Shape:
        __geo_interface__ = SQUARE

    file = tmp_path / "a.geojson"
    file.write_text(json.dumps({**SQUARE, "crs": {"properties": {"name": "EPSG:4326"}}}))
    assert Polygons.from_geojson(Shape()) == Polygons.from_geojson(file)
    for text in ("", "[" * 100_000, '{"type": "Point"}'):
        file.write_text(text)
        with pytest.raises(AreaError, match=r"^\S*a\.geojson"):
            Polygons.from_geojson(file)


def test_polygons_have_holes_and_edges() -> None:
    region = Polygons.from_geojson(DONUT)
    assert region.contains(1, 1)
    assert not region.contains(5, 5)
    assert region.contains(0, 3)
    assert region.contains(10, 10)
    assert region.contains(4, 5)
    assert not region.contains(20.9, 20.05)
    assert region.contains(20.2, 20.5)
    assert region.covers((1, 1, 2, 2))
    assert not region.covers((3, 3, 7, 7))
    assert not region.touches((4.5, 4.5, 5.5, 5.5))


@pytest.mark.parametrize("coordinates", [[], [[]], [[[0, 0], [1, 1]]]], ids=str)
def test_a_polygon_without_an_inside_is_refused(coordinates: list[object]) -> None:
    with pytest.raises(AreaError):
        Polygons.from_geojson({"type": "Polygon", "coordinates": coordinates})


def test_a_first_tile_is_within_the_limit_on_the_ellipsoid_too() -> None:
    equator, degree = 6_378_137.0, 111_694.0  # WGS 84: radius, and a degree of a meridian at a pole
    for bounds in ((-90, -180, 90, 180), (59, 4, 72, 31)):
        for tile in grid(
            region_of(Box(south=bounds[0], west=bounds[1], north=bounds[2], east=bounds[3]))
        ):
            box = tile.box
            assert (box.north - box.south) * degree < 400_000
            low = min(abs(box.south), abs(box.north)) if box.south * box.north > 0 else 0
            radius = equator / math.sqrt(1 - 0.00669438 * math.sin(math.radians(low)) ** 2)
            assert (
                math.radians(box.east - box.west) * radius * math.cos(math.radians(low)) < 400_000
            )


def test_a_part_of_a_polygon_decides_as_the_whole() -> None:
    ring = [
        (10 + (3 + math.sin(7 * t)) * math.cos(t), 50 + (3 + math.sin(7 * t)) * math.sin(t))
        for t in (2 * math.pi * n / 3_000 for n in range(3_000))
    ]
    region = Polygons(((tuple(ring),),))
    for tile in grid(region, 100_000):
        cut = region.within(tile.bounds)
        for a in range(8):
            for b in range(8):
                lat = tile.south + (tile.north - tile.south) * a / 7
                lon = tile.west + (tile.east - tile.west) * b / 7
                assert cut.contains(lat, lon) == region.contains(lat, lon)
    assert len(cut._edges) < 1_000  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "must have polygons, not a Point"),
        ({"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}, "at least 3 different points"),
        ({"type": "Polygon", "coordinates": [[[1, 200], [3, 4], [5, 6]]]}, "no longitude"),
        ({"type": "FeatureCollection", "features": []}, "no polygon"),
        ({"coordinates": []}, "with a type"),
        ({"type": "Polygon", "coordinates": 3}, "without a list of coordinates"),
        ({"type": "Polygon", "coordinates": ["ab"]}, "rings of "),
        ({"type": "Polygon", "coordinates": [[]]}, "at least 3 different points"),
        ({"type": "Polygon", "coordinates": [[[1, 2]] * 4]}, "at least 3 different points"),
        ({"type": "FeatureCollection"}, "without a list of features"),
        (
            {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None}]},
            r"the geometry of features\[0\] must be an object",
        ),
        (
            {
                **SQUARE,
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
            },
            "EPSG::25832.*, not of WGS 84",
        ),
    ],
)
def test_what_is_no_polygon_is_refused(document: dict[str, object], words: str) -> None:
    with pytest.raises(AreaError, match=words):
        Polygons.from_geojson(document)
