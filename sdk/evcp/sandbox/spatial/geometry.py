"""Places and areas of the sandbox, with the geometry of the client: both measure alike.

The API documents "air line" without a model of the earth (contract section 4.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from evcp._api.paths import Path
from evcp._api.sphere import Bounds


class Point(NamedTuple):
    """A place on the earth.

    Attributes:
        latitude: Degrees north, -90 to 90.
        longitude: Degrees east, -180 to 180.
    """

    latitude: float
    longitude: float


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
    """`bbox`: everything inside a box of latitudes and longitudes, edges included.

    Attributes:
        bounds: South, west, north and east in degrees; west is greater than east across the antimeridian.
    """

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
