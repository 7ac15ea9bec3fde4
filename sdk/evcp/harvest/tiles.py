"""Tiles: boxes of degrees that part a region, so that each point belongs to exactly one of them.

A tile owns its southern and western edge, and the others only where the grid ends. Its query is a hair larger
than the tile, against rounding on the way; stations of the margin are dropped by their coordinates.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .._api.areas import MAX_SIDE, Box
from .._api.sphere import Bounds, box_sides, names_of
from .regions import Region

SIDE = MAX_SIDE * 0.999
"""Longest side of a tile in metres: with its margin, a query stays within the limit of the service."""
MARGIN = 1e-6
"""Degrees by which a query is larger than its tile: 0.1 m."""
LEAST = 2e-5
"""Degrees of the smallest side: 2 m. Stations within it are paged through, however many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A box of a grid.

    Attributes:
        id: Path in the tree, the same in every run: the cell of the grid, then the halves, such as `a-3-7.0110`.
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

    @property
    def divisible(self) -> bool:
        """Whether halves are still larger than a station's plot."""
        return max(self.north - self.south, self.east - self.west) >= 2 * LEAST

    def halves(self) -> tuple[Tile, Tile]:
        """Split across the longer side on the ground; the second half is the northern or eastern one."""
        level = math.cos(math.radians((self.south + self.north) / 2))
        name = self.id if "." in self.id else f"{self.id}."
        first, second = f"{name}0", f"{name}1"
        if self.north - self.south >= (self.east - self.west) * level:
            middle = (self.south + self.north) / 2
            return (
                replace(self, id=first, north=middle, top=False),
                replace(self, id=second, south=middle),
            )
        middle = (self.west + self.east) / 2
        return (
            replace(self, id=first, east=middle, right=False),
            replace(self, id=second, west=middle),
        )


def grid(region: Region, side: float = SIDE) -> Iterator[Tile]:
    """Yield the first tiles of a region: as few as the longest side allows, in rows of equal height.

    Args:
        region: The region.
        side: Longest side in metres.
    """
    for number, (south, west, north, east) in enumerate(region.bounds()):
        letter = chr(ord("a") + number) if number < 26 else f"z{number}"
        height, _ = box_sides(north, west, south, east)
        rows = max(1, math.ceil(height / side))
        for row in range(rows):
            low = south + (north - south) * row / rows
            high = north if row == rows - 1 else south + (north - south) * (row + 1) / rows
            _, width = box_sides(high, west, low, east)
            columns = max(1, math.ceil(width / side))
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
