"""Paths on the sphere: great-circle arcs joined end to end, and the nearest points of them.

Angles are WGS 84 degrees, lengths are metres on a sphere of the mean radius, as in `areas`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from .areas import EARTH_RADIUS, Vector, angle, unit_vector

Place: TypeAlias = tuple[float, float]
"""Latitude and longitude in degrees."""

# Two ends closer than this (about 6 micrometres) are one place: double precision gives no
# direction between them, and no search needs it.
_SAME_PLACE_RAD = 1e-12
_ORIGIN: Vector = (0.0, 0.0, 0.0)


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
        object.__setattr__(self, "length_m", length * EARTH_RADIUS)

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
                along = math.atan2(ahead_of_start, in_plane) * EARTH_RADIUS
                return Nearest(air * EARTH_RADIUS, min(along, self.length_m))
        to_start = angle(self.start_vector, place) * EARTH_RADIUS
        to_end = angle(self.end_vector, place) * EARTH_RADIUS
        if to_start <= to_end:
            return Nearest(to_start, 0.0)
        return Nearest(to_end, self.length_m)


@dataclass(frozen=True, slots=True)
class Path:
    """Great-circle arcs joined end to end.

    Raises:
        ValueError: Fewer than two points, or two neighbours that are opposite points of the earth.
    """

    points: tuple[Place, ...]
    segments: tuple[Segment, ...] = field(init=False, repr=False, compare=False)
    starts_m: tuple[float, ...] = field(init=False, repr=False, compare=False)
    length_m: float = field(init=False, compare=False)

    def __init__(self, points: Iterable[Place]) -> None:
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

    def nearest(self, point: Place) -> Nearest:
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
