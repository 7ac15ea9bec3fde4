"""The three searches against brute force by other means: 2,500 random queries, in full 10,000.

Circles and corridors are measured by pyproj (GeographicLib) on a sphere of the same radius, from
azimuths and distances where the code under test has vectors; boxes by whole millionths of a degree.
A place within a millimetre of a rim is undecidable: it is skipped, counted, and must be rare.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from pyproj import Geod
from sandbox.helpers import station
from support.settings import measure

from evcp._api.paths import Path
from evcp._api.sphere import EARTH_RADIUS
from evcp.sandbox import World
from evcp.sandbox.spatial import index
from evcp.sandbox.spatial.geometry import Box, Corridor, Point, Prox

GEOD = Geod(a=EARTH_RADIUS, b=EARTH_RADIUS)
HALF_TURN_M = np.pi * EARTH_RADIUS
TOLERANCE_M = 1e-3
CIRCLES, BOXES, CORRIDORS = measure(875, 3_500), measure(1_375, 5_500), measure(250, 1_000)
# Poles, the antimeridian from both sides, the origin, a quarter turn, and cities.
CORNERS = [
    (90, 0), (90, 180), (90, -77.5), (-90, 0), (-90, 123), (89.9999, 10), (-89.9999, -170),
    (0, 180), (0, -180), (51.5, 180), (51.5, -180), (-17, 179.9999), (-17, -179.9999),
    (0, 0), (0, 90), (0, -90), (52.52, 13.405), (-41.29, 174.78), (64.15, -21.94), (1.29, 103.85),
]  # fmt: skip


class Chance:
    """Places, most of them where formulas in angles go wrong."""

    def __init__(self, seed: int) -> None:
        self.draw = np.random.default_rng(seed)

    def size(self, least: float, most: float) -> float:
        """A length in metres; each power of ten is as likely as the next."""
        return float(np.exp(self.draw.uniform(np.log(least), np.log(most))))

    def anywhere(self) -> Point:
        north = np.degrees(np.arcsin(self.draw.uniform(-1, 1)))
        return rounded(float(north), float(self.draw.uniform(-180, 180)))

    def corner(self) -> Point:
        return rounded(*CORNERS[self.draw.integers(len(CORNERS))])

    def near(self, place: Point, least: float = 1.0, most: float = 300_000.0) -> Point:
        turn, metres = self.draw.uniform(0, 360), self.size(least, most)
        east, north, _ = GEOD.fwd(place.longitude, place.latitude, turn, metres)
        return rounded(north, east)

    def place(self) -> Point:
        kind = self.draw.integers(4)
        if kind == 0:
            return self.anywhere()
        return self.corner() if kind == 1 else self.near(self.corner())


def rounded(latitude: float, longitude: float) -> Point:
    """Six decimals, as the service has them."""
    return (
        Point(round(latitude, 6), round((longitude + 180) % 360 - 180, 6))
        if abs(longitude) != 180
        else Point(round(latitude, 6), longitude)
    )


def micro(degrees: Any) -> Any:
    return np.round(np.asarray(degrees) * 1e6).astype(np.int64)


@pytest.fixture(scope="module")
def places() -> list[Point]:
    chance = Chance(1)
    corners = [rounded(*corner) for corner in CORNERS]
    others = [chance.near(chance.corner()) for _ in range(1_480)]
    return corners + others + [chance.anywhere() for _ in range(500)]


@pytest.fixture(scope="module")
def indexes(places: list[Point]) -> list[index.Index]:
    """The index with a look at every station, and the one with a tree."""
    columns = World(station(f"{at:04}", *place) for at, place in enumerate(places)).columns
    with pytest.MonkeyPatch.context() as patch:
        small = index.Index(columns.latitudes, columns.longitudes)
        patch.setattr(index, "_SMALL", 0)
        large = index.Index(columns.latitudes, columns.longitudes)
    assert (small._tree is None, large._tree is None) == (True, False)
    return [small, large]


def measured(place: Point, places: list[Point]) -> tuple[Any, Any]:
    """Azimuths and distances from a place to every station."""
    size = len(places)
    turns, _, metres = GEOD.inv(
        np.full(size, place.longitude),
        np.full(size, place.latitude),
        np.array([one.longitude for one in places]),
        np.array([one.latitude for one in places]),
    )
    return np.radians(turns), metres


def test_circles(indexes: list[index.Index], places: list[Point]) -> None:
    chance = Chance(2)
    undecided = found = rims = 0
    for number in range(CIRCLES):
        kind = number % 5
        centre = places[chance.draw.integers(len(places))] if kind < 2 else chance.place()
        metres = measured(centre, places)[1]
        if kind == 0:
            radius = 0.0
        elif kind == 1:
            # The rim goes through a station.
            radius = float(metres[chance.draw.integers(len(places))])
            rims += 1
        elif kind == 2:
            radius = float(chance.draw.uniform(0, HALF_TURN_M))
        else:
            radius = float(round(chance.size(1, 400_000)))
        clear = np.abs(metres - radius) > TOLERANCE_M
        inside = metres <= radius
        for one in indexes:
            hits = one.search(Prox(centre, radius))
            seen = np.zeros(len(places), bool)
            seen[hits.numbers] = True
            assert (seen == inside)[clear].all(), (centre, radius)
            assert hits.metres is not None
            np.testing.assert_allclose(hits.metres, metres[hits.numbers], atol=TOLERANCE_M, rtol=0)
        undecided += int((~clear).sum())
        found += int(inside.sum())
    # One for each rim and each radius of nothing, and a few more where stations share a place.
    print(f"circles: {found} stations found, {undecided} undecided, {rims} rims")
    assert found > 30 * CIRCLES
    assert undecided < 1.1 * (rims + CIRCLES / 5)


def test_boxes(indexes: list[index.Index], places: list[Point]) -> None:
    chance = Chance(3)
    norths, easts = micro([p.latitude for p in places]), micro([p.longitude for p in places])
    turn, found = 360_000_000, 0
    for number in range(BOXES):
        kind = number % 6
        a, b = chance.place(), chance.place()
        if kind == 0:
            b = chance.near(a, 0.1, 50_000)
        elif kind == 1:
            # Edges through stations.
            a, b = (places[chance.draw.integers(len(places))] for _ in range(2))
        elif kind == 2:
            a, b = Point(90, -180), Point(-90, 180)
        elif kind == 3:
            a, b = Point(a.latitude, 179.5), Point(b.latitude, -179.5)
        elif kind == 4:
            b = Point(b.latitude, a.longitude)
        south, north = sorted((a.latitude, b.latitude))
        west, east = a.longitude, b.longitude
        width = micro(east) - micro(west) + (turn if west > east else 0)
        inside = (norths >= micro(south)) & (norths <= micro(north))
        inside &= ((easts - micro(west)) % turn <= width) | (np.abs(norths) == 90_000_000)
        for one in indexes:
            hits = one.search(Box((south, west, north, east)))
            assert hits.metres is None
            assert np.sort(hits.numbers).tolist() == np.flatnonzero(inside).tolist(), (a, b)
        found += int(inside.sum())
    print(f"boxes: {found} stations found, none undecided")
    assert found > 20 * BOXES


def corners_of(chance: Chance, number: int) -> list[Point]:
    kind = number % 6
    start = chance.place()
    if kind == 0:
        return [chance.anywhere() for _ in range(chance.draw.integers(2, 5))]
    if kind == 1:
        # Over a pole.
        pole = chance.draw.choice([-1, 1])
        north, east = (
            pole * float(chance.draw.integers(60, 90)),
            float(chance.draw.integers(-179, 1)),
        )
        return [Point(north, east), Point(north, east + 180)]
    if kind == 2:
        # One place, or two a hand apart.
        return [start, chance.near(start, 0.1, 1) if chance.draw.random() < 0.5 else start]
    if kind == 3:
        return [Point(start.latitude, 179.0), Point(-start.latitude / 2, -178.0), Point(0, 179.5)]
    way = [start]
    for _ in range(chance.draw.integers(1, 5)):
        way.append(chance.near(way[-1], 10, 200_000))
    return way


def test_corridors(indexes: list[index.Index], places: list[Point]) -> None:
    chance = Chance(4)
    undecided = found = rims = 0
    for number in range(CORRIDORS):
        corners = corners_of(chance, number)
        airs, ways = brute_corridor(corners, places)
        air = airs.min(axis=0)
        if number % 7 == 0:
            reach = float(air[chance.draw.integers(len(places))])
            rims += 1
        else:
            reach = float(chance.draw.choice([0.0, 0.5, 10.0, 5_000.0, chance.size(1, 2e6)]))
        clear = np.abs(air - reach) > TOLERANCE_M
        inside = air <= reach
        for one in indexes:
            hits = one.search(Corridor(Path(corners), reach))
            seen = np.zeros(len(places), bool)
            seen[hits.numbers] = True
            assert (seen == inside)[clear].all(), (corners, reach)
            assert hits.metres is not None
            # Any of the arcs that are equally near may tell the way; a quarter turn away all of
            # an arc is equally near.
            near = airs[:, hits.numbers] <= air[hits.numbers] + TOLERANCE_M
            off = np.abs((ways + airs)[:, hits.numbers] - hits.metres)
            off[:, air[hits.numbers] > 0.49 * HALF_TURN_M] = 0.0
            off = np.where(near, off, np.inf).min(axis=0)
            # The direction of an arc as short as a hand is not known to the last digit either.
            assert off.max(initial=0.0) < 0.2
            assert off[air[hits.numbers] < 100_000].max(initial=0.0) < 0.01
        undecided += int((~clear).sum())
        found += int(inside.sum())
    # One for each rim; stations lie on corners of paths that begin at them, which a corridor of no
    # width holds only to the last digit.
    print(f"corridors: {found} stations found, {undecided} undecided, {rims} rims")
    assert found > 10 * CORRIDORS
    assert undecided < 3 * rims + CORRIDORS / 2


def brute_corridor(corners: list[Point], places: list[Point]) -> tuple[Any, Any]:
    """Air line to each arc, and the way to its nearest point, from right spherical triangles."""
    airs, ways = [], []
    start = 0.0
    for a, b in pairwise(corners):
        turn, _, length = GEOD.inv(a.longitude, a.latitude, b.longitude, b.latitude)
        turns, to_start = measured(a, places)
        to_end = measured(b, places)[1]
        side, angle = to_start / EARTH_RADIUS, turns - np.radians(turn)
        along = np.arctan2(np.sin(side) * np.cos(angle), np.cos(side)) * EARTH_RADIUS
        level = np.hypot(np.cos(side), np.sin(side) * np.cos(angle))
        across = np.arctan2(np.abs(np.sin(side) * np.sin(angle)), level) * EARTH_RADIUS
        beside = (along >= 0) & (along <= length)
        first = to_start <= to_end
        airs.append(np.where(beside, across, np.where(first, to_start, to_end)))
        ways.append(start + np.where(beside, along, np.where(first, 0.0, length)))
        start += length
    return np.array(airs), np.array(ways)
