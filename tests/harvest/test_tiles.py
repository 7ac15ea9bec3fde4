"""Tiles part the earth: each point has exactly one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.settings import tries

from evcp import AreaError, Box, Circle, Corridor
from evcp._api.areas import air_line, box_sides
from evcp.harvest import Polygons
from evcp.harvest.regions import region_of
from evcp.harvest.tiles import Tile, grid

latitudes = st.floats(-90, 90, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)


def leaves(tile: Tile, depth: int) -> list[Tile]:
    if not depth:
        return [tile]
    return [leaf for half in tile.halves() for leaf in leaves(half, depth - 1)]


@tries(60)
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
    tiles = [leaf for tile in grid(region_of(box)) for leaf in leaves(tile, 3)]
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


def test_a_part_of_a_polygon_decides_as_the_whole() -> None:
    ring = [
        (10 + (3 + math.sin(7 * t)) * math.cos(t), 50 + (3 + math.sin(7 * t)) * math.sin(t))
        for t in (2 * math.pi * n / 3_000 for n in range(3_000))
    ]
    region = Polygons((tuple(ring),))
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
        ({"type": "Point", "coordinates": [1, 2]}, "polygons, not a Point"),
        ({"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}, "at least 3 points"),
        ({"type": "Polygon", "coordinates": [[[1, 200], [3, 4], [5, 6]]]}, "longitude first"),
        ({"type": "FeatureCollection", "features": []}, "no polygon"),
        ({"coordinates": []}, "with a type"),
        ({"type": "Polygon", "coordinates": 3}, "cannot be read"),
    ],
)
def test_what_is_no_polygon_is_refused(document: dict[str, object], words: str) -> None:
    with pytest.raises(AreaError, match=words):
        Polygons.from_geojson(document)
