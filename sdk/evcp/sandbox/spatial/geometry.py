"""Exact geometry on the sphere, without a projection and without special cases.

A place is a unit vector in space rather than a pair of angles: distances, nearest points on a
path and areas then need no extra rule at the poles or at the antimeridian. The earth is a sphere
of the mean radius (6 371 008.8 m), so a distance differs from the ellipsoid by at most about 0.6 %;
the API documents "air line" without a model of the earth (contract section 4.3).

Angles are WGS 84 degrees, lengths are metres.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from ..._api.areas import EARTH_RADIUS, Vector, air_line
from ..._api.areas import angle as angle
from ..._api.areas import unit_vector as unit_vector

EARTH_RADIUS_M = EARTH_RADIUS
"""The client's radius, so that both measure alike."""

# Two ends closer than this (about 6 micrometres) are one place: double precision gives no
# direction between them, and no search needs it.
_SAME_PLACE_RAD = 1e-12
_ORIGIN: Vector = (0.0, 0.0, 0.0)


class Point(NamedTuple):
    """A place on the earth.

    Attributes:
        latitude: Degrees north, -90 to 90.
        longitude: Degrees east, -180 to 180.
    """

    latitude: float
    longitude: float


def distance(a: Point, b: Point) -> float:
    """The great-circle distance ("air line") of two places in metres."""
    return air_line(a, b)


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
        ValueError: The ends are opposite points of the earth, joined by many shortest arcs.
    """

    start: Point
    end: Point
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
            raise ValueError(
                f"{self.start} and {self.end} are opposite points of the earth: "
                "no single shortest way joins them; put a point between them"
            )
        normal = _ORIGIN
        if length >= _SAME_PLACE_RAD:
            normal = (across[0] / size, across[1] / size, across[2] / size)
        object.__setattr__(self, "start_vector", a)
        object.__setattr__(self, "end_vector", b)
        object.__setattr__(self, "normal", normal)
        object.__setattr__(self, "length_m", length * EARTH_RADIUS_M)

    def nearest(self, place: Vector) -> Nearest:
        """The point of the arc nearest to a place; of two equally near ends, the first."""
        if self.normal is not _ORIGIN:
            forward = _cross(self.normal, self.start_vector)
            ahead_of_start = _dot(forward, place)
            if ahead_of_start >= 0 and _dot(_cross(self.normal, self.end_vector), place) <= 0:
                # The perpendicular from the place meets the arc itself.
                beside = _dot(self.normal, place)
                in_plane = _dot(self.start_vector, place)
                air = math.atan2(abs(beside), math.hypot(ahead_of_start, in_plane))
                along = math.atan2(ahead_of_start, in_plane) * EARTH_RADIUS_M
                return Nearest(air * EARTH_RADIUS_M, min(along, self.length_m))
        to_start = angle(self.start_vector, place) * EARTH_RADIUS_M
        to_end = angle(self.end_vector, place) * EARTH_RADIUS_M
        if to_start <= to_end:
            return Nearest(to_start, 0.0)
        return Nearest(to_end, self.length_m)


@dataclass(frozen=True, slots=True)
class Path:
    """Great-circle arcs joined end to end.

    Raises:
        ValueError: Fewer than two points, or two neighbours that are opposite points of the earth.
    """

    points: tuple[Point, ...]
    segments: tuple[Segment, ...] = field(init=False, repr=False, compare=False)
    starts_m: tuple[float, ...] = field(init=False, repr=False, compare=False)
    length_m: float = field(init=False, compare=False)

    def __init__(self, points: Iterable[Point]) -> None:
        corners = tuple(points)
        if len(corners) < 2:
            raise ValueError(f"a path needs at least two points, not {len(corners)}")
        segments = tuple(Segment(a, b) for a, b in pairwise(corners))
        starts = [0.0]
        for segment in segments:
            starts.append(starts[-1] + segment.length_m)
        object.__setattr__(self, "points", corners)
        object.__setattr__(self, "segments", segments)
        object.__setattr__(self, "starts_m", tuple(starts[:-1]))
        object.__setattr__(self, "length_m", starts[-1])

    def nearest(self, point: Point) -> Nearest:
        """The point of the path nearest to a place; of equally near ones, the first."""
        place = unit_vector(point)
        best = Nearest(math.inf, 0.0)
        for start, segment in zip(self.starts_m, self.segments, strict=True):
            found = segment.nearest(place)
            if found.air_m < best.air_m:
                best = Nearest(found.air_m, start + found.along_m)
        return best

    def corridor_area_m2(self, width_m: float) -> float:
        """Length times width: the area of a corridor, precise enough for a limit."""
        return self.length_m * width_m


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box of latitudes and longitudes; its edges belong to it.

    A box with `west` greater than `east` crosses the antimeridian. 180 and -180 are one meridian,
    and a pole has every longitude.

    Raises:
        ValueError: `north` is south of `south`.
    """

    north: float
    west: float
    south: float
    east: float

    def __post_init__(self) -> None:
        if self.north < self.south:
            raise ValueError(f"north {self.north} is south of south {self.south}")

    def contains(self, point: Point) -> bool:
        """Return True if the place lies in the box or on its edge."""
        latitude, longitude = point
        if not self.south <= latitude <= self.north:
            return False
        if abs(latitude) == 90.0 or self._between(longitude):
            return True
        return abs(longitude) == 180.0 and self._between(-longitude)

    def _between(self, longitude: float) -> bool:
        if self.west <= self.east:
            return self.west <= longitude <= self.east
        return longitude >= self.west or longitude <= self.east

    @property
    def height_m(self) -> float:
        """Length of the sides from north to south, in metres."""
        return math.radians(self.north - self.south) * EARTH_RADIUS_M

    @property
    def width_m(self) -> float:
        """Length of the longest parallel inside the box, in metres."""
        turn = self.east - self.west
        if turn < 0:
            turn += 360.0
        spans_equator = self.south <= 0.0 <= self.north
        widest = 0.0 if spans_equator else min(abs(self.south), abs(self.north))
        return math.radians(turn) * math.cos(math.radians(widest)) * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True)
class Prox:
    """`prox`: everything within a radius of a place.

    Attributes:
        centre: The place.
        radius_m: Greatest air line from there, in metres; the rim belongs to the area.
    """

    centre: Point
    radius_m: float


@dataclass(frozen=True, slots=True)
class Box:
    """`bbox`: everything inside a box of latitudes and longitudes, edges included."""

    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Corridor:
    """`corridor`: everything within a distance of a path; its ends are round.

    Attributes:
        path: The path.
        reach_m: Greatest air line from the path, in metres: half the width of the corridor.
    """

    path: Path
    reach_m: float


Area: TypeAlias = Prox | Box | Corridor
