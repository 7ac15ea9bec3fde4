"""Reports of a harvest: its cost before, its state under way, its result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from evcp_codec.model import short_repr

from .._api.sphere import Bounds
from .._client.pagination import Completeness
from .coordinator import Totals


@dataclass(frozen=True, slots=True)
class Plan:
    """The cost of a harvest, before it begins.

    Attributes:
        tiles: Tiles to read; further ones come from splitting.
        stations: Stations counted in the tiles, without filters and beyond the edge of a circle or a polygon: the
            file has no more. None if some are not counted.
        spent: Requests spent on the plan.
        requests: Requests that are left, as far as can be told.
        seconds: Seconds that these take, at the rate, with the latency and the time of decoding seen.
        bytes: Bytes of the answers that are left, unpacked; None if the stations are not known.
        file_bytes: Bytes of the file; None if the stations are not known.
        page: Stations of a full page.
    """

    __repr__ = short_repr

    tiles: int
    stations: int | None
    spent: int
    requests: int
    seconds: float
    bytes: int | None
    file_bytes: int | None
    page: int


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a harvest under way.

    Attributes:
        tiles: Tiles that are done.
        all_tiles: Tiles so far: splitting adds some.
        stations: Stations in parts.
        requests: Requests sent, those of earlier runs included.
        rate: Requests per second in this run.
        left: Requests that are left, as far as can be told.
        seconds_left: Seconds that these take.
    """

    __repr__ = short_repr

    tiles: int
    all_tiles: int
    stations: int
    requests: int
    rate: float
    left: int
    seconds_left: float


@dataclass(frozen=True, slots=True)
class TileReport:
    """The completeness of one tile.

    Attributes:
        id: Id of the tile.
        bounds: South, west, north and east in degrees.
        state: Completeness.
        reasons: Doubts; empty for a complete tile.
        stations: Stations in its parts.
    """

    __repr__ = short_repr

    id: str
    bounds: Bounds
    state: Completeness
    reasons: tuple[str, ...]
    stations: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of a harvest.

    Attributes:
        path: The file.
        completeness: Complete, if every tile is.
        stations: Stations in the file, each once.
        duplicates: Rows left out: the same station under another id, or in another tile.
        tiles: Every tile with its completeness.
        totals: Requests, seconds and bytes over all runs.
        requests_lost: Requests counted as sent, because their worker or run was killed.
        unfinished: Tiles that are not read to their end, or not counted again although data moved.
        stopped: Why they are not: the quota, or the service; empty if all are.
    """

    __repr__ = short_repr

    path: Path
    completeness: Completeness
    stations: int
    duplicates: int
    tiles: tuple[TileReport, ...] = field(repr=False)
    totals: Totals
    requests_lost: int
    unfinished: int
    stopped: str = ""

    @property
    def states(self) -> Counter[Completeness]:
        """Number of tiles by completeness."""
        return Counter(tile.state for tile in self.tiles)

    @property
    def doubts(self) -> tuple[TileReport, ...]:
        """The tiles that are not complete."""
        return tuple(tile for tile in self.tiles if tile.state is not Completeness.COMPLETE)
