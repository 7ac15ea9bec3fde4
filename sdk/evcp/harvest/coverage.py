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
from pathlib import Path
from typing import TypedDict

import pyarrow as pa
import pyarrow.parquet as pq

from .._api.sphere import Bounds, in_box, names_of
from .._client.pagination import Completeness
from ..errors import EvcpError
from .coordinator import Coordinator
from .regions import Region, region_from

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


class _Values(TypedDict):
    completeness: str
    filters: dict[str, object]
    doubts: list[Bounds]
    area: list[object]


@dataclass(frozen=True)
class Coverage:
    """The places at which a file has every station that fits the filters.

    Attributes:
        completeness: Completeness of the whole; None for a file that is not of a harvest: it is not known to
            have every station of any place.
        filters: The filters.
        doubts: Bounds of the tiles that are not complete: south, west, north and east in degrees.
    """

    completeness: Completeness | None
    filters: Mapping[str, object]
    doubts: tuple[Bounds, ...] = field(repr=False)
    _region: Region | None = field(repr=False)
    _cells: Mapping[tuple[int, int], Sequence[Bounds]] = field(
        init=False, repr=False, compare=False
    )
    """Doubts by the degrees of latitude and longitude that they touch."""

    @classmethod
    def read(cls, metadata: Mapping[bytes, bytes] | None) -> Coverage:
        """Read the metadata of a Parquet file.

        Raises:
            EvcpError: They are not those of a harvest of this version.
        """
        text = (metadata or {}).get(KEY.encode())
        if text is None:
            return cls(None, {}, (), None)
        try:
            values: _Values = json.loads(text)
            return cls(
                Completeness(values["completeness"]),
                values["filters"],
                tuple((s, w, n, e) for s, w, n, e in values["doubts"]),
                region_from(values["area"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise EvcpError(
                f"the metadata {KEY} cannot be read: {error!r:.200}",
                hint="the file is of another version, or was changed: harvest again",
            ) from None

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
        if self.completeness is not Completeness.COMPLETE and not self.doubts:
            return False  # not complete, and it is not known where
        # The edges of a tile in doubt are in doubt as well.
        return not any(
            in_box((latitude, longitude), bounds)
            for name in names_of(longitude)
            for bounds in self._cells.get((math.floor(latitude), math.floor(name)), ())
        )


def read_file(path: Path) -> tuple[Coverage, pa.Schema]:
    """Return the coverage of a file of stations, and its columns.

    Raises:
        EvcpError: It is no file of stations, or its harvest has not ended.
        OSError: It cannot be read.
    """
    try:
        return _checked(path)
    except (OSError, pa.ArrowInvalid) as error:
        if isinstance(error, FileNotFoundError) and path.with_name(path.name + ".harvest").exists():
            raise EvcpError(
                f"the harvest of {path} has not ended: there is no file yet",
                hint="run the harvest again with the same arguments: it goes on where it stopped",
            ) from None
        if isinstance(error, OSError):
            raise
        raise EvcpError(
            f"{path} is not a Parquet file: {error}", hint="`evcp harvest` writes files to compare"
        ) from None


def _checked(path: Path) -> tuple[Coverage, pa.Schema]:
    with path.open("rb") as raw, pq.ParquetFile(raw) as file:
        missing = [
            name for name in ("id", "position", "connectors") if name not in file.schema_arrow.names
        ]
        if missing:
            raise EvcpError(
                f"{path} has no column {missing[0]}: it is not a file of stations",
                hint="compare files of `evcp harvest`, or of evcp.arrow in the layout nested",
            )
        try:
            return Coverage.read(file.metadata.metadata), file.schema_arrow
        except EvcpError as error:
            raise EvcpError(f"{path}: {error.message}", hint=error.hint) from None
