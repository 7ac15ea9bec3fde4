"""Paths on the sphere: great-circle arcs joined end to end, the passes of a place, and corridors to search.

Angles and lengths are those of `sphere`.

A corridor that is sent is a simpler path than the route, and wider, so that it contains every place within
reach of the route. That keeps the requests few, and rests on nothing that the contract leaves open
(section 1.3): whether the width is the whole or the half, whether points are joined by great circles or by
straight lines in degrees, whether the ends are round, and how a path across the antimeridian is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias, cast

from ..errors import AreaError
from .areas import MAX_CORRIDOR_AREA, Corridor, SupportsGeoInterface, shown
from .sphere import EARTH_RADIUS, Place, Vector, angle, antimeridian, place_of, unit_vector

Route: TypeAlias = Corridor | Mapping[str, Any] | SupportsGeoInterface | Iterable[Sequence[float]]
"""A route: a corridor, a line in GeoJSON, an object with a `__geo_interface__`, or points."""


def read_route(route: Route, width: float | str | None) -> Corridor:
    """Return a route as a corridor.

    Args:
        route: The route.
        width: Width in place of the corridor's own.

    Raises:
        AreaError: The value is not a route, or the width is not positive.
    """
    if isinstance(route, Corridor):
        return route if width is None else Corridor(route.points, width)
    given = cast("object", route)
    if isinstance(given, Mapping) or hasattr(given, "__geo_interface__"):
        return Corridor.from_geojson(cast("Mapping[str, object]", given), width)
    if isinstance(given, str | bytes):
        raise AreaError(
            f"route must be a corridor, points or GeoJSON, not the text {shown(given)}",
            hint="Corridor.from_flexible_polyline(text), Corridor.from_google_polyline(text), json.loads(text)",
        )
    return Corridor(cast("Iterable[Sequence[float]]", given), width)


# Two ends closer than this (about 6 micrometres) are one place: double precision gives no
# direction between them, and no search needs it.
_SAME_PLACE_RAD = 1e-12
_ORIGIN: Vector = (0.0, 0.0, 0.0)

Vertex: TypeAlias = tuple[Place, float]
"""A point of a path, and the way to it in metres."""

MAX_POINTS = 120
"""Points of a corridor in one address: gateways refuse addresses over about 4,000 characters."""
_SLACK = 0.1
"""Widening of a corridor that is sent, as a share of its reach."""
_SIMPLER = 0.06
"""Share of the reach by which a simpler path may leave the route."""
_STRAIGHTER = 0.02
"""Share of the reach by which a line that is straight in degrees may leave the great circle."""
_LONGEST_ARC = 50_000.0
"""Longest arc between two points that are sent, in metres."""
_AT_ONCE = 500
"""Points of a path that are simplified together, so that the worst path takes time in proportion."""
_BLOCK = 24
"""Arcs that are passed over together where a place is far from all of them."""
_SAME_DISTANCE = 1e-3
"""Metres by which a later point of a path must be nearer to be the nearest."""


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Vector, b: Vector) -> Vector:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


class Nearest(NamedTuple):
    """The point of a path that is nearest to a place.

    Attributes:
        air_m: Air line from the place to that point, in metres.
        along_m: Distance from the start of the path to that point, along the path, in metres.
    """

    air_m: float
    along_m: float


@dataclass(frozen=True, slots=True)
class Segment:
    """The shorter great-circle arc between two places.

    Raises:
        AreaError: The ends are opposite points of the earth, joined by many shortest arcs.
    """

    start: Place
    end: Place
    start_vector: Vector = field(init=False, repr=False, compare=False)
    end_vector: Vector = field(init=False, repr=False, compare=False)
    normal: Vector = field(init=False, repr=False, compare=False)
    length_m: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        a, b = unit_vector(self.start), unit_vector(self.end)
        across = _cross(a, b)
        size = math.sqrt(_dot(across, across))
        length = math.atan2(size, _dot(a, b))
        if math.pi - length < _SAME_PLACE_RAD:
            raise AreaError(
                f"{self.start} and {self.end} are opposite points of the earth: "
                "no single shortest way joins them; put a point between them"
            )
        normal = _ORIGIN
        if length >= _SAME_PLACE_RAD:
            normal = (across[0] / size, across[1] / size, across[2] / size)
        object.__setattr__(self, "start_vector", a)
        object.__setattr__(self, "end_vector", b)
        object.__setattr__(self, "normal", normal)
        object.__setattr__(self, "length_m", length * EARTH_RADIUS)

    def nearest(self, place: Vector) -> Nearest:
        """The point of the arc nearest to a place; of two equally near ends, the first."""
        if self.normal != _ORIGIN:
            forward = _cross(self.normal, self.start_vector)
            ahead_of_start = _dot(forward, place)
            if ahead_of_start >= 0 and _dot(_cross(self.normal, self.end_vector), place) <= 0:
                # The perpendicular from the place meets the arc itself.
                beside = _dot(self.normal, place)
                in_plane = _dot(self.start_vector, place)
                air = math.atan2(abs(beside), math.hypot(ahead_of_start, in_plane))
                along = math.atan2(ahead_of_start, in_plane) * EARTH_RADIUS
                return Nearest(air * EARTH_RADIUS, min(along, self.length_m))
        to_start = angle(self.start_vector, place) * EARTH_RADIUS
        to_end = angle(self.end_vector, place) * EARTH_RADIUS
        if to_start <= to_end:
            return Nearest(to_start, 0.0)
        return Nearest(to_end, self.length_m)

    def at(self, share: float) -> Place:
        """Return the point of the arc after a share of its length."""
        if self.normal == _ORIGIN:
            return self.start
        turn = self.length_m / EARTH_RADIUS
        first, second = math.sin((1 - share) * turn), math.sin(share * turn)
        x, y, z = (
            first * a + second * b for a, b in zip(self.start_vector, self.end_vector, strict=True)
        )
        return place_of(x, y, z)


@dataclass(frozen=True, slots=True)
class Passage:
    """The point at which a path passes a place.

    Attributes:
        along: Way from the start of the path, in metres.
        aside: Air line from there to the place, in metres.
        left: Whether the place lies to the left in the direction of travel; None on the path itself.
    """

    along: float
    aside: float
    left: bool | None


@dataclass(frozen=True, slots=True)
class Path:
    """Great-circle arcs joined end to end.

    Raises:
        AreaError: Fewer than two points, or two neighbours that are opposite points of the earth.
    """

    points: tuple[Place, ...]
    segments: tuple[Segment, ...] = field(init=False, repr=False, compare=False)
    starts_m: tuple[float, ...] = field(init=False, repr=False, compare=False)
    length_m: float = field(init=False, compare=False)
    _blocks: tuple[tuple[range, Vector, float], ...] = field(init=False, repr=False, compare=False)

    def __init__(self, points: Iterable[Place]) -> None:
        corners = tuple(points)
        if len(corners) < 2:
            raise AreaError(f"a path needs at least two points, not {len(corners)}")
        segments = tuple(Segment(a, b) for a, b in pairwise(corners))
        starts = [0.0]
        for segment in segments:
            starts.append(starts[-1] + segment.length_m)
        object.__setattr__(self, "points", corners)
        object.__setattr__(self, "segments", segments)
        object.__setattr__(self, "starts_m", tuple(starts[:-1]))
        object.__setattr__(self, "length_m", starts[-1])
        blocks = range(0, len(segments), _BLOCK)
        object.__setattr__(self, "_blocks", tuple(_block(segments, first) for first in blocks))

    def nearest(self, point: Place) -> Nearest:
        """The point of the path nearest to a place; of equally near ones, the first."""
        place = unit_vector(point)
        best = Nearest(math.inf, 0.0)
        for start, segment in zip(self.starts_m, self.segments, strict=True):
            found = segment.nearest(place)
            if found.air_m < best.air_m:
                best = Nearest(found.air_m, start + found.along_m)
        return best

    def vertices(self, longest: float) -> Iterator[Vertex]:
        """Yield the points of the path, and points between them that are so many metres apart at most."""
        yield self.points[0], 0.0
        for segment, before in zip(self.segments, self.starts_m, strict=True):
            parts = math.ceil(segment.length_m / longest)
            for part in range(1, parts):
                share = part / parts
                yield segment.at(share), before + share * segment.length_m
            if parts or not self.length_m:
                yield segment.end, before + segment.length_m

    def passages(self, point: Place, reach: float) -> list[Passage]:
        """Return the points at which the path passes a place, in the order of travel.

        Each stretch of the path within reach of the place is one passage, at its nearest point; of points
        equally near, the first.

        Args:
            point: The place.
            reach: Greatest air line from the path, in metres.
        """
        place = unit_vector(point)
        passages: list[Passage] = []
        last = -1
        for index, found in self.near(point, reach):
            segment = self.segments[index]
            along = self.starts_m[index] + found.along_m
            joined = index == last + 1 and (
                angle(segment.start_vector, place) * EARTH_RADIUS <= reach
            )
            if not (passages and joined):
                passages.append(Passage(along, found.air_m, self._is_left(index, place, found)))
            elif found.air_m < passages[-1].aside - _SAME_DISTANCE:
                passages[-1] = Passage(along, found.air_m, self._is_left(index, place, found))
            last = index
        return passages

    def near(self, point: Place, reach: float) -> Iterator[tuple[int, Nearest]]:
        """Yield the arcs within reach of a place, by number, each with its nearest point."""
        place = unit_vector(point)
        for indexes, centre, radius in self._blocks:
            if angle(centre, place) * EARTH_RADIUS <= radius + reach:
                for index in indexes:
                    found = self.segments[index].nearest(place)
                    if found.air_m <= reach:
                        yield index, found

    def _is_left(self, index: int, place: Vector, found: Nearest) -> bool | None:
        segment = self.segments[index]
        if found.air_m < 1 or segment.normal == _ORIGIN:
            return None
        if index + 1 < len(self.segments) and found.along_m >= segment.length_m:
            # Nearest to a bend is what lies outside of it.
            turn = _dot(segment.normal, self.segments[index + 1].end_vector)
            if abs(turn) * EARTH_RADIUS > 1:
                return turn < 0
        return _dot(segment.normal, place) > 0

    def corridors(self, reach: float) -> list[tuple[Corridor, float]]:
        """Return corridors that together contain every place within reach, each small enough to be sent.

        Neighbours meet within an arc, never at a bend, and at the antimeridian, which none crosses. Each is
        at most half of the documented area (contract section 1.3), which holds if the service counts the
        width to either side.

        Args:
            reach: Greatest air line from the path, in metres.

        Returns:
            The corridors in the order of travel, each with the way in metres up to which it and those before
            it contain the path.
        """
        width = 2 * (reach * (1 + _SLACK) + 1)
        longest = MAX_CORRIDOR_AREA / 2 / width
        arc = min(_LONGEST_ARC, longest / 8, _straight_arc(self.segments, _STRAIGHTER * reach))
        vertices = _simplified(list(self.vertices(arc / 2)), _SIMPLER * reach, arc)
        corridors: list[tuple[Corridor, float]] = []
        points = [vertices[0][0]]
        length = 0.0
        for (start, before), (end, _) in pairwise(vertices):
            step = Segment(start, end).length_m
            around = abs(end[1] - start[1]) > 180 and max(abs(start[0]), abs(end[0])) < 90
            if around or len(points) >= MAX_POINTS - 1 or length + step > longest - arc:
                here, there = (
                    antimeridian(start, end) if around else (Segment(start, end).at(0.5),) * 2
                )
                if length or here != start:
                    corridors.append((_corridor((*points, here), width), before))
                points, length = [there], 0.0
                step = Segment(there, end).length_m
            points.append(end)
            length += step
        corridors.append((_corridor(points, width), self.length_m))
        return corridors


def _block(segments: Sequence[Segment], first: int) -> tuple[range, Vector, float]:
    """Return the indexes of some arcs, with a circle around them: its centre, its radius in metres."""
    indexes = range(first, min(first + _BLOCK, len(segments)))
    middle = segments[indexes[len(indexes) // 2]].start_vector
    ends = [segments[index].end_vector for index in indexes] + [segments[first].start_vector]
    radius = max(angle(middle, end) for end in ends)
    # A circle of half of the earth or more does not contain the arcs between its points.
    return indexes, middle, (radius if radius < 1.5 else math.pi) * EARTH_RADIUS


def _straight_arc(segments: Iterable[Segment], tolerance: float) -> float:
    """Return the length of arc up to which a line that is straight in degrees stays near the great circle.

    The two are furthest apart in the middle, by the square of the length times the tangent of the latitude,
    divided by eight radii.
    """
    highest = 0.0
    for one in segments:
        ends = max(abs(one.start[0]), abs(one.end[0])) + math.degrees(
            one.length_m / EARTH_RADIUS / 2
        )
        top = math.degrees(math.acos(min(1.0, abs(one.normal[2])))) if any(one.normal) else 90.0
        highest = max(highest, min(ends, top))
    slope = math.tan(math.radians(min(highest, 89.9)))
    return math.sqrt(8 * EARTH_RADIUS * tolerance / max(slope, 1e-3))


def _simplified(vertices: Sequence[Vertex], tolerance: float, longest: float) -> list[Vertex]:
    """Leave out vertices that are near the arc between others (Douglas and Peucker)."""
    kept = {len(vertices) - 1}
    spans = [
        (first, min(first + _AT_ONCE, len(vertices) - 1))
        for first in range(0, len(vertices) - 1, _AT_ONCE)
    ]
    while spans:
        first, last = spans.pop()
        kept.add(first)
        if last - first < 2:
            continue
        arc = Segment(vertices[first][0], vertices[last][0])
        furthest, at = 0.0, (first + last) // 2
        for index in range(first + 1, last):
            away = arc.nearest(unit_vector(vertices[index][0])).air_m
            if away > furthest:
                furthest, at = away, index
        if furthest > tolerance or vertices[last][1] - vertices[first][1] > longest:
            at = at if furthest > tolerance else (first + last) // 2
            spans += [(first, at), (at, last)]
    return [vertices[index] for index in sorted(kept)]


def _corridor(points: Iterable[Place], width: float) -> Corridor:
    """Build a corridor to send: a tenth of a metre is exact enough, and makes a shorter address."""
    return Corridor([(round(y, 6), round(x, 6)) for y, x in points], width)
