"""Exact geometry on the sphere, without a projection and without special cases.

A place is a unit vector in space rather than a pair of angles: distances, nearest points on a
path and areas then need no extra rule at the poles or at the antimeridian. The earth is a sphere
of the mean radius (6 371 008.8 m), so a distance differs from the ellipsoid by at most about 0.6 %;
the API documents "air line" without a model of the earth (contract section 4.3).

Angles are WGS 84 degrees, lengths are metres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from ..._api.areas import EARTH_RADIUS, air_line
from ..._api.areas import angle as angle
from ..._api.areas import unit_vector as unit_vector
from ..._api.paths import Nearest as Nearest
from ..._api.paths import Path as Path
from ..._api.paths import Segment as Segment

EARTH_RADIUS_M = EARTH_RADIUS
"""The client's radius, so that both measure alike."""


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
