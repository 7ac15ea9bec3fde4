"""Routes on the sphere: passes of a place, and the corridors that a route is searched in."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import numpy as np
import pytest
from pyproj import Geod

from evcp._api.areas import MAX_CORRIDOR_AREA, Corridor
from evcp._api.paths import MAX_POINTS, Path

SPHERE = Geod(a=6_371_008.8, b=6_371_008.8)
Place = tuple[float, float]


def away(place: Place, azimuth: float, metres: float) -> Place:
    longitude, latitude, _ = SPHERE.fwd(place[1], place[0], azimuth, metres)
    return latitude, longitude


def walk(start: Place, metres: float, step: float, azimuth: float, seed: int) -> list[Place]:
    dice = random.Random(seed)
    route = [start]
    for _ in range(max(1, round(metres / step))):
        azimuth += dice.gauss(0, 15)
        route.append(away(route[-1], azimuth, step))
    return route


ROUTES = {
    "winding": walk((52.5, 13.4), 250_000, 700, 200, 1),
    "one arc": [(40.0, -74.0), away((40.0, -74.0), 280, 2_000_000)],
    "high north": walk((69.6, 18.9), 400_000, 20_000, 90, 2),
    "antimeridian": walk((-17.0, 179.2), 400_000, 9_000, 80, 3),
    "there and back over the antimeridian": [(65.0, 179.0), (66.0, -179.0), (66.5, 179.5)],
    "on the antimeridian": [(-16.0, 180.0), (-17.0, -180.0), (-18.0, 179.9)],
    "points twice": [(52.5, 13.4), (52.5, 13.4), (52.4, 13.1), (52.4, 13.1)],
}


def straight_in_degrees(corridor: Corridor, place: Place) -> float:
    """The distance from a path whose points are joined by straight lines in degrees, in metres."""
    nearest = math.inf
    for (y0, x0), (y1, x1) in pairwise(corridor.points):
        parts = np.linspace(0, 1, 60)
        ys, xs = y0 + parts * (y1 - y0), x0 + parts * (x1 - x0)
        many = np.ones(len(parts))
        _, _, metres = SPHERE.inv(place[1] * many, place[0] * many, xs, ys)
        at = int(np.argmin(metres))
        low, high = max(at - 1, 0), min(at + 1, len(parts) - 1)
        fine = np.linspace(parts[low], parts[high], 60)
        _, _, metres = SPHERE.inv(
            place[1] * many, place[0] * many, x0 + fine * (x1 - x0), y0 + fine * (y1 - y0)
        )
        nearest = min(nearest, float(metres.min()))
    return nearest


@pytest.mark.parametrize("reach", [300.0, 5_000.0])
@pytest.mark.parametrize("name", ROUTES)
def test_corridors_hold_all_within_reach_whatever_joins_the_points(name: str, reach: float) -> None:
    path = Path(ROUTES[name])
    corridors = path.corridors(reach)
    ends = [end for _, end in corridors]
    assert ends == sorted(ends)
    assert ends[-1] == path.length_m
    for corridor, _ in corridors:
        assert corridor.width is not None
        assert len(corridor.points) <= MAX_POINTS
        assert corridor.length * corridor.width <= MAX_CORRIDOR_AREA / 2
        assert all(abs(b[1] - a[1]) <= 180 for a, b in pairwise(corridor.points))
    dice = random.Random(name)
    for _ in range(6):
        index = dice.randrange(len(path.segments))
        (y0, x0), (y1, x1) = path.segments[index].start, path.segments[index].end
        azimuth, _, metres = SPHERE.inv(x0, y0, x1, y1)
        on = away((y0, x0), azimuth, dice.random() * metres)
        # The straight line in degrees lies on one side of the great circle: the other one is at risk.
        azimuth, _, _ = SPHERE.inv(on[1], on[0], x1, y1)
        place = away(on, azimuth + dice.choice((90, -90)), reach * 0.999)
        first = path.passages(place, reach)[0].along
        # Up to the end of a corridor, that one and those before it hold the passes.
        count = 1 + next(at for at, end in enumerate(ends) if end >= first - 1e-6)
        distances = [
            (straight_in_degrees(one, place), one.width or 0) for one, _ in corridors[:count]
        ]
        assert any(metres <= width / 2 for metres, width in distances)
        assert any(
            Path(one.points).nearest(place).air_m <= (one.width or 0) / 2
            for one, _ in corridors[:count]
        )


def test_points_without_a_bend_are_left_out() -> None:
    fine = [away((52.0, 13.0), 90, metres) for metres in range(0, 100_000, 50)]
    (corridor, _), *others = Path(fine).corridors(1_000)
    assert not others
    assert len(corridor.points) < 20


@pytest.mark.parametrize(
    ("route", "place", "left"),
    [
        ([(50, 8), (51, 8)], (50.5, 8.01), False),
        ([(50, 8), (51, 8)], (50.5, 7.99), True),
        ([(51, 8), (50, 8)], (50.5, 8.01), True),
        ([(0, 179.5), (0, -179.5)], (0.001, -179.9), True),
        # Outside of a bend: what is right of one arc and left of the next is outside of the turn.
        ([(50, 8), (50.01, 8), (50, 8.0001)], (50.012, 8.001), True),
        ([(50, 8), (50.01, 8), (50, 7.9999)], (50.012, 8.001), False),
        ([(50, 8), (51, 8)], (49.999, 8.001), False),
        ([(50, 8), (51, 8)], (50.5, 8.0), None),
        ([(50, 8), (50, 8)], (50.001, 8.0), None),
    ],
)
def test_side_of_a_place(route: list[Place], place: Place, left: bool | None) -> None:
    (passage,) = Path(route).passages(place, 2_000)
    assert passage.left is left


def test_each_stretch_within_reach_is_a_pass() -> None:
    out = [away((50.0, 8.0), 90, metres) for metres in (0, 20_000)]
    place = away(away((50.0, 8.0), 90, 5_000), 0, 400)
    passes = Path([*out, out[0]]).passages(place, 1_000)
    assert [round(one.along, -2) for one in passes] == [5_000, 35_000]
    assert [one.left for one in passes] == [True, False]
    assert [one.aside for one in passes] == pytest.approx([400, 400], abs=1)
    # Near the turn, way and way back are one stretch: the first of the nearest points counts.
    near = away(out[1], 90, 300)
    (one,) = Path([*out, out[0]]).passages(near, 1_000)
    assert one.along == pytest.approx(20_000, abs=1)
    assert Path(out).passages(away(out[1], 90, 1_001), 1_000) == []
