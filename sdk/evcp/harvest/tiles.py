"""Tiles: boxes of degrees that part a region, so that each point belongs to exactly one of them.

A tile owns its southern and western edge, and the others only where the grid ends. Its query is a hair larger
than the tile, against rounding on the way; stations of the margin are dropped by their coordinates.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TypeAlias

from .._api.areas import MAX_SIDE, Box
from .._api.sphere import EARTH_RADIUS, Bounds, box_sides, names_of
from .regions import Region

SIDE = MAX_SIDE * 0.999
"""Longest side of a tile in metres: with its margin, a query stays within the limit of the service."""
_EQUATOR, _ECCENTRICITY = 6_378_137.0, 0.00669438
"""WGS 84: radius of the equator in metres, and square of its eccentricity."""
MARGIN = 1e-6
"""Degrees by which a query is larger than its tile: 0.1 m."""
LEAST = 2e-5
"""Degrees of the smallest side: 2 m. Stations within it are paged through, however many."""
Place: TypeAlias = tuple[float, float]
"""Latitude and longitude in degrees."""
_DECIMALS = 7
"""Decimals of a cut in degrees: 1 cm."""
_LEAST_SHARE = 1 / 16
"""Least share of a side that a cut leaves on each side of it: a tile becomes small in few cuts."""
_SAMPLE = 4
"""Stations seen for each part: fewer would tell little about their number."""
_APART = 0.7
"""Difference of the shares beyond the middle, from which on two halves of a page lie apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A box of a grid.

    Attributes:
        id: The cell of the grid, such as `a-3-7`; for a part of it, with the bounds in degrees. Two tiles of a harvest
            have the same id only if they have the same bounds, in every run.
        south: Lower latitude in degrees, owned.
        west: Left longitude in degrees, owned; never greater than `east`.
        north: Upper latitude, owned only if `top` is True.
        east: Right longitude, owned only if `right` is True.
        top: Whether the grid ends in the north of the tile.
        right: Whether the grid ends in the east of it.
    """

    id: str
    south: float
    west: float
    north: float
    east: float
    top: bool = False
    right: bool = False

    @property
    def bounds(self) -> Bounds:
        """South, west, north and east."""
        return self.south, self.west, self.north, self.east

    @property
    def box(self) -> Box:
        """Box to ask for."""
        return Box(
            north=min(90.0, self.north + MARGIN),
            west=max(-180.0, self.west - MARGIN),
            south=max(-90.0, self.south - MARGIN),
            east=min(180.0, self.east + MARGIN),
        )

    def owns(self, latitude: float, longitude: float) -> bool:
        """Return True if the tile is the one for a place."""
        if not (self.south <= latitude < self.north or (self.top and latitude == self.north)):
            return False
        return any(
            self.west <= name < self.east or (self.right and name == self.east)
            for name in names_of(longitude)
        )

    def shown(self, places: Iterable[Place], near: float = 0.0) -> int:
        """Return the number of places that a query of the tile shows.

        Args:
            places: The places.
            near: Degrees by which the service may round.
        """
        box, number = self.box, 0
        for latitude, longitude in places:
            # The antimeridian has two names, and a pole all of them.
            names = (longitude, -longitude) if abs(longitude) >= 180 - near else (longitude,)
            number += box.south - near <= latitude <= box.north + near and (
                abs(latitude) >= 90 - near
                or any(box.west - near <= name <= box.east + near for name in names)
            )
        return number

    @property
    def divisible(self) -> bool:
        """Whether parts are still larger than a station's plot."""
        return max(self.north - self.south, self.east - self.west) >= 2 * LEAST

    def parts(self, places: Sequence[Place], number: int) -> list[Tile]:
        """Part the tile so that each part holds equally many of the stations.

        Args:
            places: Sample of the stations; without any, the parts are equal halves.
            number: Number of parts: fewer if the sample is small, at least two.
        """
        return self._parts(places, max(2, min(number, len(places) // _SAMPLE)))

    def _parts(self, places: Sequence[Place], number: int) -> list[Tile]:
        """Cut across the longer side on the ground, then cut both halves."""
        if number < 2 or not self.divisible:
            return [self]
        height, width = self.north - self.south, self.east - self.west
        level = math.cos(math.radians((self.south + self.north) / 2))
        axis = 0 if height >= max(width * level, 2 * LEAST) else 1
        low, high = ((self.south, self.north), (self.west, self.east))[axis]
        fewer = number // 2
        cut = _cut(low, high, sorted(place[axis] for place in places), fewer / number)
        if axis == 0:
            first, second = replace(self, north=cut, top=False), replace(self, south=cut)
        else:
            first, second = replace(self, east=cut, right=False), replace(self, west=cut)
        return [
            *first._named()._parts([place for place in places if place[axis] < cut], fewer),
            *second._named()._parts(
                [place for place in places if place[axis] >= cut], number - fewer
            ),
        ]

    def _named(self) -> Tile:
        cell = self.id.partition(".")[0]
        return replace(
            self, id=f"{cell}.{','.join(f'{edge:.{_DECIMALS}f}' for edge in self.bounds)}"
        )


def _cut(low: float, high: float, known: Sequence[float], share: float) -> float:
    """Return a place between two of the known ones, below which their share is; else the middle.

    It is kept away from the edges: the known places may be a corner of the tile.
    """
    middle = (low + high) / 2
    least = max((high - low) * _LEAST_SHARE, LEAST)
    # A station within the margin of the cut would be shown on both sides.
    gaps = [n for n in range(1, len(known)) if known[n] - known[n - 1] > 2 * MARGIN]
    if gaps:
        below = min(gaps, key=lambda n: abs(n - share * len(known)))
        middle = (known[below - 1] + known[below]) / 2
    elif known:  # all at one place: beside it
        middle = known[0] + (least if known[0] < middle else -least)
    return round(min(max(middle, low + least), high - least), _DECIMALS)


def is_sorted(places: Sequence[Place]) -> bool:
    """Return True if a page follows the places: its first half lies apart from its second.

    In a list sorted by latitude, say, a page is no sample of the tile, but a corner of it.
    """
    half = len(places) // 2
    for values in zip(*places, strict=True):
        middle = median(values)
        first, second = (
            sum((value > middle) + (value >= middle) for value in part) / (2 * len(part))
            for part in (values[:half] or values, values[half:])
        )
        if abs(first - second) > _APART:
            return True
    return False


def _stretch(south: float, north: float) -> tuple[float, float]:
    """Return by how much sides on the ellipsoid of WGS 84 are longer than on the sphere, at most.

    The service may measure on either (the contract does not tell): a meridian, and a parallel.
    """
    sine = math.sin(math.radians(max(abs(south), abs(north))))
    rest = 1 - _ECCENTRICITY * sine**2
    across = _EQUATOR / rest**0.5 / EARTH_RADIUS
    return max(1.0, across * (1 - _ECCENTRICITY) / rest), across


def grid(region: Region, side: float = SIDE) -> Iterator[Tile]:
    """Yield the first tiles of a region: as few as the longest side allows, in rows of equal height.

    Args:
        region: The region.
        side: Longest side in metres.
    """
    for number, (south, west, north, east) in enumerate(region.bounds()):
        letter = chr(ord("a") + number) if number < 26 else f"z{number}"
        height, _ = box_sides(north, west, south, east)
        rows = max(1, math.ceil(height * _stretch(south, north)[0] / side))
        for row in range(rows):
            low = south + (north - south) * row / rows
            high = north if row == rows - 1 else south + (north - south) * (row + 1) / rows
            _, width = box_sides(high, west, low, east)
            columns = max(1, math.ceil(width * _stretch(low, high)[1] / side))
            for column in range(columns):
                last = column == columns - 1
                tile = Tile(
                    id=f"{letter}-{row}-{column}",
                    south=low,
                    west=west + (east - west) * column / columns,
                    north=high,
                    east=east if last else west + (east - west) * (column + 1) / columns,
                    top=row == rows - 1,
                    right=last,
                )
                if region.touches(tile.bounds):
                    yield tile
