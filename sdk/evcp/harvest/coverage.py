"""The coverage of a harvest's file: where it has every station, by the metadata of the file.

A file holds the area, the filters and the tiles that are not complete, all on which a comparison depends; the
journal beside it has every tile. So a file can be moved, and compared without its folder.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._client.pagination import Completeness
from .coordinator import Coordinator
from .regions import Bounds, Region, region_from

KEY = "evcp.harvest"
"""Key of the metadata."""


def coverage_of(coordinator: Coordinator, completeness: Completeness) -> dict[str, str]:
    """Return the key-value for the file of a harvest."""
    filters = json.loads(json.dumps(coordinator.filters, default=str))
    doubts = [
        leaf.tile.bounds for leaf in coordinator.leaves() if leaf.state is not Completeness.COMPLETE
    ]
    return coverage_metadata(completeness, coordinator.region, filters, doubts)


def coverage_metadata(
    completeness: Completeness,
    region: Region,
    filters: Mapping[str, object],
    doubts: Sequence[Bounds],
) -> dict[str, str]:
    """Return the key-value from its parts.

    Args:
        completeness: Completeness of the whole.
        region: The area.
        filters: The filters, as plain data.
        doubts: Bounds of the tiles that are not complete.
    """
    values = {
        "completeness": completeness.value,
        "area": region.describe(),
        "filters": filters,
        "doubts": sorted(doubts),
    }
    return {KEY: json.dumps(values, sort_keys=True)}


@dataclass(frozen=True)
class Coverage:
    """The places at which a file has every station that fits the filters.

    Attributes:
        completeness: Completeness of the whole; None for a file of something else than a harvest, which is
            not known to have every station of any place.
        filters: The filters.
        doubts: Bounds of the tiles that are not complete: south, west, north and east in degrees.
    """

    completeness: Completeness | None
    filters: Mapping[str, object]
    doubts: tuple[Bounds, ...] = field(repr=False)
    _region: Region | None = field(repr=False)

    @classmethod
    def read(cls, metadata: Mapping[bytes, bytes] | None) -> Coverage:
        """Read the metadata of a Parquet file."""
        text = (metadata or {}).get(KEY.encode())
        values: dict[str, Any] = json.loads(text) if text else {}
        if "area" not in values:
            return cls(None, {}, (), None)
        return cls(
            Completeness(values["completeness"]),
            values["filters"],
            tuple((s, w, n, e) for s, w, n, e in values["doubts"]),
            region_from(values["area"]),
        )

    def __post_init__(self) -> None:
        cells: dict[tuple[int, int], list[Bounds]] = defaultdict(list)
        for bounds in self.doubts:
            south, west, north, east = bounds
            for row in range(math.floor(south), math.floor(north) + 1):
                for column in range(math.floor(west), math.floor(east) + 1):
                    cells[row, column].append(bounds)
        object.__setattr__(self, "_cells", dict(cells))

    def covers(self, latitude: float, longitude: float) -> bool:
        """Return True if every station at a place is in the file."""
        region = self._region
        if region is None or not region.contains(latitude, longitude):
            return False
        cells: dict[tuple[int, int], list[Bounds]] = self.__dict__["_cells"]
        # The edges of a tile in doubt are in doubt as well, and the antimeridian has two names.
        names = (longitude, -longitude) if abs(longitude) == 180 else (longitude,)
        return not any(
            south <= latitude <= north and west <= name <= east
            for name in names
            for south, west, north, east in cells.get((math.floor(latitude), math.floor(name)), ())
        )
