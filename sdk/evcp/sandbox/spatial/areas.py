"""The three search geometries of the API, as values (contract section 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from .geometry import Bounds, Path, Point


@dataclass(frozen=True, slots=True)
class Prox:
    """`prox`: all within a radius of a place.

    Attributes:
        centre: The place.
        radius_m: Greatest air line from there, in metres; the rim belongs to the area.
    """

    centre: Point
    radius_m: float


@dataclass(frozen=True, slots=True)
class Box:
    """`bbox`: all inside a box of latitudes and longitudes, edges included."""

    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Corridor:
    """`corridor`: all within a distance of a path; its ends are round.

    Attributes:
        path: The path.
        reach_m: Greatest air line from the path, in metres: half the width of the corridor.
    """

    path: Path
    reach_m: float


Area: TypeAlias = Prox | Box | Corridor
