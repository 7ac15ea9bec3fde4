"""The geometry against a second, brute-force formulation: chords and dense sampling in space."""

from __future__ import annotations

import math
import pickle
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sandbox.helpers import along

from evcp._api.paths import Nearest, Path, Segment
from evcp._api.sphere import (
    EARTH_RADIUS,
    air_line,
    box_sides,
    boxes_around,
    circle,
    in_box,
    joined,
    middle,
    place_of,
    spans,
    unit_vector,
    unwrapped,
    width,
)
from evcp.sandbox.spatial.geometry import Point

HALF_TURN_M = math.pi * EARTH_RADIUS
NORTH_POLE, SOUTH_POLE = Point(90.0, 0.0), Point(-90.0, 0.0)

# Places that catch out formulas in angles: poles, the antimeridian, the equator, the origin.
SPECIAL = [
    NORTH_POLE,
    SOUTH_POLE,
    Point(90, 180),
    Point(0, 180),
    Point(0, -180),
    Point(51.5, 180),
    Point(-17, -179.999),
    Point(-17, 179.999),
    Point(0, 0),
    Point(89.9999, -90),
]
points = st.one_of(
    st.sampled_from(SPECIAL),
    st.builds(
        Point,
        st.floats(-90, 90, allow_subnormal=False),
        st.floats(-180, 180, allow_subnormal=False),
    ),
)


def latitudes(arc: Segment) -> tuple[float, float]:
    """The southernmost and northernmost latitude of an arc, by its points nearest to the poles."""
    south, north = (arc.nearest(unit_vector(pole)).air_m for pole in (SOUTH_POLE, NORTH_POLE))
    return math.degrees(south / EARTH_RADIUS) - 90, 90 - math.degrees(north / EARTH_RADIUS)


def in_space(point: Point) -> tuple[float, float, float]:
    """Unit vector from the colatitude, written apart from the code under test."""
    polar = math.radians(90 - point.latitude)
    turn = math.radians(point.longitude)
    return (
        math.sin(polar) * math.cos(turn),
        math.sin(polar) * math.sin(turn),
        math.cos(polar),
    )


def by_chord(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Distance from the straight line through the earth."""
    chord = math.dist(a, b)
    if chord < 1.5:
        return 2 * math.asin(chord / 2) * EARTH_RADIUS
    # Towards the far side the chord hardly grows any more: measure to the opposite point.
    back = math.dist(a, tuple(-x for x in b))
    return (math.pi - 2 * math.asin(back / 2)) * EARTH_RADIUS


def on_arc(a: tuple[float, ...], b: tuple[float, ...], share: float) -> tuple[float, ...]:
    """A point of the arc by spherical interpolation."""
    turn = by_chord(a, b) / EARTH_RADIUS
    if turn < 1e-9:
        return a
    low, high = math.sin((1 - share) * turn), math.sin(share * turn)
    raw = [(low * x + high * y) / math.sin(turn) for x, y in zip(a, b, strict=True)]
    size = math.hypot(*raw)
    return tuple(x / size for x in raw)


def nearest_by_sampling(a: Point, b: Point, place: Point) -> float:
    """Air line to the nearest point of the arc: 64 samples, then ever finer ones around it."""
    start, end, target = in_space(a), in_space(b), in_space(place)
    low, high = 0.0, 1.0
    best = (math.inf, 0.0)
    for _ in range(14):
        step = (high - low) / 64
        best = min(
            (by_chord(on_arc(start, end, low + at * step), target), low + at * step)
            for at in range(65)
        )
        low, high = max(0.0, best[1] - 2 * step), min(1.0, best[1] + 2 * step)
    return best[0]


@given(points, points)
def test_distance_follows_the_chord(a: Point, b: Point) -> None:
    assert air_line(a, b) == pytest.approx(by_chord(in_space(a), in_space(b)), rel=1e-9, abs=1e-6)


@given(points, points, points)
def test_distance_is_a_metric(a: Point, b: Point, c: Point) -> None:
    assert air_line(a, a) == 0
    assert air_line(a, b) == pytest.approx(air_line(b, a), abs=1e-8)
    assert air_line(a, c) <= air_line(a, b) + air_line(b, c) + 1e-6
    assert 0 <= air_line(a, b) <= HALF_TURN_M + 1e-6


def test_known_distances() -> None:
    assert air_line(NORTH_POLE, Point(0, 77)) == pytest.approx(HALF_TURN_M / 2)
    assert air_line(NORTH_POLE, SOUTH_POLE) == pytest.approx(HALF_TURN_M)
    assert air_line(Point(90, 0), Point(90, 123)) == pytest.approx(0, abs=1e-6)
    # Over the pole, and over the antimeridian: a fifth of a degree each.
    fifth = HALF_TURN_M / 900
    assert air_line(Point(89.9, 0), Point(89.9, 180)) == pytest.approx(fifth)
    assert air_line(Point(0, 179.9), Point(0, -179.9)) == pytest.approx(fifth)
    # Berlin to Paris is 878 km in every gazetteer.
    assert air_line(Point(52.52, 13.405), Point(48.8566, 2.3522)) == pytest.approx(878e3, rel=2e-3)
    # A metre stays a metre: no cancellation near by.
    assert air_line(Point(52.5, 13.4), Point(52.5 + 1e-5, 13.4)) == pytest.approx(1.11195, rel=1e-5)


@given(points, points, points)
@example(Point(60, 170), Point(60, -170), Point(61, 180))
@example(Point(80, 0), Point(80, 180), NORTH_POLE)
@example(Point(0, -10), Point(0, 10), NORTH_POLE)
@example(Point(10, 10), Point(10, 10), Point(10, 11))
def test_nearest_point_of_an_arc_is_the_sampled_one(a: Point, b: Point, place: Point) -> None:
    assume(air_line(a, b) < HALF_TURN_M - 1_000)
    found = Segment(a, b).nearest(unit_vector(place))
    air = nearest_by_sampling(a, b, place)
    assert found.air_m == pytest.approx(air, rel=1e-7, abs=0.01)
    # The point found lies on the arc, and it is as near to the place as claimed.
    assert 0 <= found.along_m <= air_line(a, b) + 1e-6
    length = air_line(a, b)
    if length > 1:
        foot = on_arc(in_space(a), in_space(b), found.along_m / length)
        assert by_chord(foot, in_space(place)) == pytest.approx(air, rel=1e-7, abs=0.01)


@given(points, points)
@example(Point(60, -100), Point(60, 40))
@example(Point(-60, 100), Point(-60, -40))
@example(Point(80, 0), Point(80, 180))
def test_latitudes_of_an_arc_are_its_extremes(a: Point, b: Point) -> None:
    assume(air_line(a, b) < HALF_TURN_M - 1_000)
    south, north = latitudes(Segment(a, b))
    samples = (on_arc(in_space(a), in_space(b), at / 200) for at in range(201))
    # Not from the height alone: close to a pole the arc sine loses half of the digits.
    sampled = [math.degrees(math.atan2(z, math.hypot(x, y))) for x, y, z in samples]
    # The extreme may lie between two samples, at most half their spacing away.
    spacing = math.degrees(air_line(a, b) / EARTH_RADIUS) / 200
    assert south >= min(sampled) - spacing / 2 - 1e-6
    assert north <= max(sampled) + spacing / 2 + 1e-6
    assert south <= min(sampled) + 1e-6
    assert north >= max(sampled) - 1e-6


def test_a_parallel_is_not_an_arc() -> None:
    south, north = latitudes(Segment(Point(60, -100), Point(60, 40)))
    assert south == pytest.approx(60)
    assert north > 75


def test_opposite_ends_have_no_single_arc() -> None:
    with pytest.raises(ValueError, match="opposite points"):
        Segment(Point(10, 20), Point(-10, -160))
    with pytest.raises(ValueError, match="at least two points"):
        Path([Point(1, 1)])


def test_corridor_distance_is_the_way_plus_the_air_line() -> None:
    # The example of the documentation: 22 km along, 300 m beside: 22300.
    metre = 360 / (2 * HALF_TURN_M)
    path = [Point(0, 10), Point(0, 10 + 15_000 * metre), Point(0, 10 + 60_000 * metre)]
    assert along(path, Point(300 * metre, 10 + 22_000 * metre)) == pytest.approx(22_300, abs=0.5)
    assert along(path, Point(0, 10)) == 0
    # Behind the end of the path: its whole length, then the air line.
    assert along(path, Point(0, 10 + 61_000 * metre)) == pytest.approx(61_000, abs=0.01)
    # Before its start: nothing along it.
    assert along(path, Point(0, 10 - 500 * metre)) == pytest.approx(500, abs=0.01)


def test_the_first_of_equally_near_points_counts() -> None:
    there_and_back = Path([Point(0, 0), Point(0, 1), Point(0, 0)])
    found = there_and_back.nearest(Point(0, 0.25))
    assert found.air_m == pytest.approx(0, abs=1e-6)
    assert found.along_m == pytest.approx(HALF_TURN_M / 720)


@given(st.lists(points, min_size=2, max_size=5), points, st.integers(-360, 360))
def test_geometry_is_invariant_under_rotation(corners: list[Point], place: Point, by: int) -> None:
    def turned(point: Point) -> Point:
        return Point(point.latitude, (point.longitude + by + 540) % 360 - 180)

    assume(all(air_line(a, b) < HALF_TURN_M - 1_000 for a, b in pairwise(corners)))
    before = Path(corners)
    after = Path([turned(corner) for corner in corners])
    assert after.length_m == pytest.approx(before.length_m, abs=0.01)
    assert after.nearest(turned(place)).air_m == pytest.approx(
        before.nearest(place).air_m, abs=0.01
    )


@given(st.lists(points, min_size=2, max_size=5), points)
def test_the_nearest_arc_of_a_path_is_taken(corners: list[Point], place: Point) -> None:
    pairs = list(pairwise(corners))
    assume(all(air_line(a, b) < HALF_TURN_M - 1_000 for a, b in pairs))
    found = Path(corners).nearest(place)
    ways = []
    walked = 0.0
    for a, b in pairs:
        one = Segment(a, b).nearest(unit_vector(place))
        ways.append(Nearest(one.air_m, walked + one.along_m))
        walked += air_line(a, b)
    best = min(ways, key=lambda one: one.air_m)
    assert found.air_m == best.air_m
    assert found.along_m == pytest.approx(best.along_m, abs=1e-6)


whole_latitudes = st.integers(-90, 90)
whole_longitudes = st.integers(-180, 180)


@given(
    whole_latitudes,
    whole_latitudes,
    whole_longitudes,
    whole_longitudes,
    whole_latitudes,
    whole_longitudes,
)
@example(-10, 10, 170, -170, 0, 180)
@example(-10, 10, 170, -170, 0, -180)
@example(-10, 10, -180, 180, 0, 180)
@example(-10, 10, 170, 180, 0, -180)
@example(-10, 10, -180, -170, 0, 180)
@example(80, 90, 10, 20, 90, -100)
def test_box_contains_points_between_its_edges(
    south: int, north: int, west: int, east: int, latitude: int, longitude: int
) -> None:
    south, north = min(south, north), max(south, north)
    # Walk the whole degrees from the left edge to the right one, eastwards.
    columns = {(west + step) % 360 for step in range((east - west) % 360 + 1)}
    if west == -180 and east == 180:
        columns = set(range(360))
    expected = south <= latitude <= north and (longitude % 360 in columns or abs(latitude) == 90)
    box = (south, west, north, east)
    assert in_box((latitude, longitude), box) is expected


def test_edges_belong_to_a_box_exactly() -> None:
    box = (52.4, 13.3, 52.6, 13.5)
    assert in_box((52.6, 13.3), box)
    assert in_box((52.4, 13.5), box)
    assert not in_box((math.nextafter(52.6, 90), 13.4), box)
    assert not in_box((52.5, math.nextafter(13.5, 90)), box)


def test_sides_of_a_box() -> None:
    degree = HALF_TURN_M / 180
    width = 2 * degree * math.cos(math.radians(59))
    assert box_sides(60, 10, 59, 12) == pytest.approx((degree, width))
    assert box_sides(-59, 10, -60, 12) == pytest.approx((degree, width))
    assert box_sides(1, 179, -1, -179) == pytest.approx((2 * degree, 2 * degree))
    assert box_sides(1, -180, -1, 180) == pytest.approx((2 * degree, 360 * degree))


# --- places, circles and boxes


def away(place: Point, metres: float, turn: float) -> Point:
    """The place at a distance, in space: along a tangent of the sphere, written apart from the code under test."""
    start = in_space(place)
    level = math.hypot(*start[:2])
    east = (-start[1] / level, start[0] / level, 0.0) if level > 1e-12 else (0.0, 1.0, 0.0)
    north = tuple(
        start[i - 2] * east[i - 1] - start[i - 1] * east[i - 2] for i in range(3)
    )  # across both
    side = metres / EARTH_RADIUS
    x, y, z = (
        math.cos(side) * p + math.sin(side) * (math.cos(turn) * n + math.sin(turn) * e)
        for p, n, e in zip(start, north, east, strict=True)
    )
    return Point(math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x)))


@given(points)
def test_a_place_comes_back_from_its_vector(place: Point) -> None:
    assert air_line(place_of(*unit_vector(place)), place) < 1e-6
    assert air_line(middle([place, place]), place) < 1e-6


def test_the_middle_of_places_is_on_their_side_of_the_antimeridian() -> None:
    assert middle([(0, 179), (0, -177)]) == pytest.approx((0, -179))
    assert middle([(89, 0), (89, 180)])[0] == pytest.approx(90)
    assert middle([]) == (0, 0)


radii = st.one_of(
    st.floats(1, 5_000), st.floats(5_000, 400_000), st.floats(400_000, HALF_TURN_M - 1)
)


@given(points, radii, st.floats(0, 1), st.floats(0, math.tau))
@example(Point(0.0, 179.99), 5_000.0, 1.0, math.pi / 2)
@example(Point(-60.0, -180.0), 150_000.0, 1.0, 3 * math.pi / 2)
@example(Point(89.9, 0.0), 20_000.0, 1.0, 0.0)
@example(Point(80.0, 0.0), 1_000_000.0, 1.0, math.pi / 2)
def test_boxes_hold_their_circle(centre: Point, radius: float, share: float, turn: float) -> None:
    boxes = boxes_around(centre, radius)
    assert all(-180 <= west <= east <= 180 for _, west, _, east in boxes)
    place = away(centre, radius * share, turn)
    hair = 1e-9  # of the rounding of a place
    assert any(
        in_box(place, (south - hair, west - hair, north + hair, east + hair))
        for south, west, north, east in boxes
    )


@given(points, st.floats(1, 400_000))
def test_boxes_of_a_circle_are_tight(centre: Point, radius: float) -> None:
    boxes = boxes_around(centre, radius)
    if len(boxes) > 1 or boxes[0][3] - boxes[0][1] == 360:
        return
    corners = list(circle(centre, radius, 720))
    south, west, north, east = boxes[0]
    ring = unwrapped([centre, *corners])
    assert south == pytest.approx(min(y for y, _ in ring), abs=1e-6)
    assert north == pytest.approx(max(y for y, _ in ring), abs=1e-6)
    # Between two corners the circle reaches a little further, most of all beside a pole.
    level = (east - west) * 0.02
    assert west == pytest.approx(min(x for _, x in ring), abs=level)
    assert east == pytest.approx(max(x for _, x in ring), abs=level)


@given(points, radii)
def test_corners_of_a_circle_are_at_its_distance(centre: Point, radius: float) -> None:
    corners = list(circle(centre, radius, 24))
    assert len(corners) == 24
    for corner in corners:
        assert -180 <= corner[1] <= 180
        assert air_line(centre, corner) == pytest.approx(radius, rel=1e-6)
    apart = 2 * math.asin(math.sin(radius / EARTH_RADIUS) * math.sin(math.pi / 24)) * EARTH_RADIUS
    for place, following in pairwise([*corners, corners[0]]):
        assert air_line(place, following) == pytest.approx(apart, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_a_circle_around_a_pole_has_every_direction(pole: float) -> None:
    longitudes = [longitude for _, longitude in circle((pole, 0.0), 1_000, 36)]
    gaps = [abs(b - a) % 360 for a, b in pairwise(longitudes)]
    assert [min(gap, 360 - gap) for gap in gaps] == pytest.approx([10] * 35, abs=0.01)


@given(whole_longitudes, whole_longitudes, whole_longitudes)
@example(180, -180, 180)
@example(170, -180, -180)
@example(-180, 180, 0)
def test_spans_hold_what_lies_eastwards(west: int, east: int, longitude: int) -> None:
    parts = spans(west, east)
    assert all(a <= b for a, b in parts)
    assert sum(b - a for a, b in parts) == width(west, east)
    inside = (longitude - west) % 360 <= width(west, east)
    found = any(
        a <= name <= b for a, b in parts for name in {longitude, longitude - 360, longitude + 360}
    )
    assert found is inside


boxes = st.tuples(st.integers(-9, 8), st.integers(-9, 8), st.integers(0, 4), st.integers(0, 4)).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
)


@given(st.lists(boxes, max_size=12))
def test_joined_boxes_hold_all_and_are_apart(found: list[tuple[int, int, int, int]]) -> None:
    result = joined(found)
    for box in found:
        assert any(
            s <= box[0] and w <= box[1] and box[2] <= n and box[3] <= e for s, w, n, e in result
        )
    for number, one in enumerate(result):
        s, w, n, e = one
        assert s in {box[0] for box in found}
        assert e in {box[3] for box in found}
        for south, west, north, east in result[number + 1 :]:
            assert south > n or s > north or west > e or w > east


# --- arcs and paths


@given(points, points, st.floats(0, 1))
@example(Point(80, 0), Point(80, 180), 0.5)
@example(Point(10, 10), Point(10, 10), 0.5)
@example(Point(0, 0), Point(1, 179), 0.5)
def test_a_place_on_an_arc_is_after_its_share(a: Point, b: Point, share: float) -> None:
    assume(air_line(a, b) < HALF_TURN_M - 1_000)
    arc = Segment(a, b)
    place = arc.at(share)
    assert air_line(a, place) == pytest.approx(share * arc.length_m, abs=0.01)
    assert air_line(place, b) == pytest.approx((1 - share) * arc.length_m, abs=0.01)


@given(st.lists(points, min_size=2, max_size=5), st.floats(50_000, 3_000_000))
@example([Point(0, 0), Point(1, 179)], 50_000)
@example([Point(5, 5), Point(5, 5), Point(5, 5)], 50_000)
def test_vertices_are_near_each_other(corners: list[Point], longest: float) -> None:
    assume(all(air_line(a, b) < HALF_TURN_M - 1_000 for a, b in pairwise(corners)))
    path = Path(corners)
    vertices = list(path.vertices(longest))
    assert len(vertices) > 1
    assert air_line(vertices[0][0], corners[0]) == vertices[0][1] == 0
    assert vertices[-1][1] == pytest.approx(path.length_m)
    for (a, before), (b, after) in pairwise(vertices):
        assert air_line(a, b) <= longest + 0.01
        assert air_line(a, b) == pytest.approx(after - before, abs=0.01)
    for corner in corners:
        assert any(air_line(corner, place) < 1e-3 for place, _ in vertices)


@given(st.lists(points, min_size=2, max_size=60), points, st.floats(1, 2_000_000))
def test_near_arcs_are_those_within_reach(corners: list[Point], place: Point, reach: float) -> None:
    assume(all(air_line(a, b) < HALF_TURN_M - 1_000 for a, b in pairwise(corners)))
    path = Path(corners)
    every = [arc.nearest(unit_vector(place)) for arc in path.segments]
    near = list(path.near(place, reach))
    assert near == [(at, found) for at, found in enumerate(every) if found.air_m <= reach]


def test_an_arc_of_one_place_stays_one_after_pickling() -> None:
    path = pickle.loads(pickle.dumps(Path([(10, 10), (10, 10)])))  # noqa: S301
    assert path.nearest((10, 11)).air_m == pytest.approx(air_line((10, 10), (10, 11)))
