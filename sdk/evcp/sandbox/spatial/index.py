"""Spatial index: the stations in an area, with their distances.

Candidates come from a tree over unit vectors or, in a small world, from a scan of all stations; each
candidate is then tested exactly on the sphere, so that poles, the antimeridian and long arcs need no
rule of their own. Boxes are cut out of the order of latitudes.

The formulas for many places at once are those of the client, term by term. Results within `RIM_M` of
the rim of an area are measured again by the client's own, so that no rounding of a vector unit
decides on them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from evcp._api.paths import Path
from evcp._api.sphere import EARTH_RADIUS, Bounds, air_line, spans, unit_vector
from evcp.errors import missing_extra

from .geometry import Area, Box, Corridor, Point, Prox

# Below this number a scan of all stations takes less time than loading scipy.
_SMALL: Final = 50_000
_PAIRS_AT_ONCE: Final = 500_000
_BALLS_AT_ONCE: Final = 1_000
_MOST_PIECES: Final = 20_000


class Hits(NamedTuple):
    """The stations in an area, in no order.

    Attributes:
        numbers: Their numbers in the world.
        metres: `distance` of the API, not rounded: the air line for `prox`, the way along the path
            plus the air line for `corridor`, None for `bbox` (contract section 4.3).
    """

    numbers: Numbers
    metres: Floats | None


class Index:
    """Stations by place. Immutable, and so thread-safe."""

    def __init__(self, latitudes: Floats, longitudes: Floats) -> None:
        self._latitudes, self._longitudes = latitudes, longitudes
        self._vectors = unit_vectors(latitudes, longitudes)
        self._northwards = np.argsort(latitudes, kind="stable").astype(np.int32)
        self._sorted_latitudes = latitudes[self._northwards]
        large = len(latitudes) > _SMALL
        self._tree = _tree(self._vectors) if large else None
        self._axes = self._vectors.T if large else np.ascontiguousarray(self._vectors.T)

    def __len__(self) -> int:
        return len(self._latitudes)

    def search(self, area: Area) -> Hits:
        """Every station in the area."""
        if isinstance(area, Box):
            return Hits(self._in_box(area.bounds), None)
        return self._in_circle(area) if isinstance(area, Prox) else self._in_corridor(area)

    def count(self, area: Area) -> int:
        """The number of stations in the area."""
        return len(self.search(area).numbers)

    def _point(self, number: int) -> Point:
        return Point(float(self._latitudes[number]), float(self._longitudes[number]))

    def _in_circle(self, area: Prox) -> Hits:
        latitude, longitude = area.centre
        centre = unit_vectors(np.array([latitude]), np.array([longitude]))
        _, numbers = self._balls(centre, np.array([area.radius_m / EARTH_RADIUS]))
        metres = angles(centre, self._vectors[numbers]) * EARTH_RADIUS
        for at in _on_the_rim(metres, area.radius_m):
            metres[at] = air_line(area.centre, self._point(int(numbers[at])))
        inside = metres <= area.radius_m
        return Hits(numbers[inside], metres[inside])

    def _in_box(self, bounds: Bounds) -> Numbers:
        south, west, north, east = bounds
        first = np.searchsorted(self._sorted_latitudes, south, "left")
        last = np.searchsorted(self._sorted_latitudes, north, "right")
        band = self._northwards[first:last].astype(np.intp)
        longitudes = self._longitudes[band]
        # As in `in_box`: a pole has every longitude, and 180 and -180 are one meridian.
        inside = np.abs(self._sorted_latitudes[first:last]) == 90.0
        twice = np.abs(longitudes) == 180.0
        for low, high in spans(west, east):
            inside |= (low <= longitudes) & (longitudes <= high)
            inside |= twice & (low <= -longitudes) & (-longitudes <= high)
        return np.asarray(band[inside])

    def _in_corridor(self, area: Corridor) -> Hits:
        arcs = Arcs.of(area.path)
        parts = [self._near(arcs, area, *pairs) for pairs in self._pairs(arcs, area.reach_m)]
        numbers = np.concatenate([one[0] for one in parts])
        air = np.concatenate([one[1] for one in parts])
        along = np.concatenate([one[2] for one in parts])
        # Of several near arcs the nearest counts, of equally near ones the first on the way: the
        # parts are in the order of the way, and the sort is stable.
        order = np.lexsort((air, numbers))
        numbers, first = np.unique(numbers[order], return_index=True)
        best = order[first]
        return Hits(numbers, along[best] + air[best])

    def _near(
        self, arcs: Arcs, area: Corridor, which: Numbers, numbers: Numbers
    ) -> tuple[Numbers, Floats, Floats]:
        """Pairs of an arc and a station within reach of each other."""
        air, along = arcs.nearest(which, self._vectors[numbers])
        along += arcs.offsets_m[which]
        for at in _on_the_rim(air, area.reach_m):
            segment = area.path.segments[which[at]]
            air[at] = segment.nearest(unit_vector(self._point(int(numbers[at])))).air_m
        inside = air <= area.reach_m
        return numbers[inside], air[inside], along[inside]

    def _pairs(self, arcs: Arcs, reach_m: float) -> Iterator[tuple[Numbers, Numbers]]:
        """Arcs with the stations possibly within reach, a part of the way at a time."""
        pieces = np.ones(len(arcs.lengths_m), np.intp)
        at_once = max(1, _PAIRS_AT_ONCE // max(len(self), 1))
        if self._tree is not None:
            # A long arc is covered by balls along it: one around all of it would cover a country.
            total = float(arcs.lengths_m.sum())
            step = max(4 * reach_m, 5_000.0, total / _MOST_PIECES)
            pieces = np.maximum(np.ceil(arcs.lengths_m / step), 1).astype(np.intp)
            at_once = _BALLS_AT_ONCE
        which = np.repeat(np.arange(len(pieces)), pieces)
        place = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        half = arcs.lengths_m[which] / (2 * EARTH_RADIUS * pieces[which])
        turn = ((2 * place + 1) * half)[:, None]
        centres = np.cos(turn) * arcs.starts[which] + np.sin(turn) * arcs.forwards[which]
        radii = half + reach_m / EARTH_RADIUS
        for start in range(0, len(which), at_once):
            part = slice(start, start + at_once)
            balls, numbers = self._balls(centres[part], radii[part])
            # The balls of one arc overlap: `unique` keeps each pair once.
            pairs = np.unique(which[part][balls] * len(self) + numbers)
            yield pairs // max(len(self), 1), pairs % max(len(self), 1)

    def _balls(self, centres: Floats, radii: Floats) -> tuple[Numbers, Numbers]:
        """Pairs of a ball and a station within it, or a few metres outside."""
        reach = np.minimum(radii, math.pi)
        if self._tree is None:
            # Written out, since a matrix product would start threads for more than its own cost.
            x, y, z = centres.T[:, :, None]
            near = x * self._axes[0] + y * self._axes[1] + z * self._axes[2]
            balls, numbers = np.nonzero(near >= np.cos(reach)[:, None] - 1e-12)
            return balls, numbers
        chords = 2 * np.sin(reach / 2) * (1 + 1e-9) + 1e-9
        found = self._tree.query_ball_point(centres, chords, return_sorted=False)
        sizes = np.fromiter(map(len, found), np.intp, len(found))
        numbers = np.fromiter(chain.from_iterable(found), np.intp, int(sizes.sum()))
        return np.repeat(np.arange(len(found)), sizes), numbers


def _tree(vectors: Floats) -> Any:
    try:
        from scipy.spatial import KDTree
    except ImportError as error:
        raise missing_extra(
            f"a world of more than {_SMALL:,} stations needs scipy: pip install 'evcp[sandbox]'",
            name="scipy",
        ) from error

    # Split at the middle of each cell rather than at the median: built four times as fast.
    untyped: Any = KDTree
    return untyped(vectors, balanced_tree=False, compact_nodes=False)


def _on_the_rim(metres: Floats, rim_m: float) -> Numbers:
    return np.flatnonzero(np.abs(metres - rim_m) <= RIM_M)


Floats: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.intp]
Unsigned: TypeAlias = npt.NDArray[np.uint64]

RIM_M = 1e-6
"""Far above the rounding of a distance (1e-8 m on the far side of the earth), far below any map."""


def unit_vectors(latitudes: Floats, longitudes: Floats) -> Floats:
    """Places in degrees as vectors of length 1 from the centre of the earth, one a row."""
    north, east = np.radians(latitudes), np.radians(longitudes)
    level = np.cos(north)
    return np.column_stack((level * np.cos(east), level * np.sin(east), np.sin(north)))


def angles(a: Floats, b: Floats) -> Floats:
    """The angles between the unit vectors of two lists, row by row, in radians."""
    ax, ay, az = a[..., 0], a[..., 1], a[..., 2]
    bx, by, bz = b[..., 0], b[..., 1], b[..., 2]
    x = ay * bz - az * by
    y = az * bx - ax * bz
    z = ax * by - ay * bx
    return np.asarray(np.arctan2(np.sqrt(x * x + y * y + z * z), ax * bx + ay * by + az * bz))


class Arcs(NamedTuple):
    """The arcs of a path as columns, in the order of the path.

    Attributes:
        starts: Unit vectors of their first ends.
        ends: Unit vectors of their second ends.
        normals: Unit vectors across them; zero where both ends are one place.
        forwards: Unit vectors along them at their first ends.
        lengths_m: Their lengths in metres.
        offsets_m: Where on the path they start, in metres.
    """

    starts: Floats
    ends: Floats
    normals: Floats
    forwards: Floats
    lengths_m: Floats
    offsets_m: Floats

    @classmethod
    def of(cls, path: Path) -> Arcs:
        """The arcs of a path."""
        starts = np.array([one.start_vector for one in path.segments])
        normals = np.array([one.normal for one in path.segments])
        return cls(
            starts,
            np.array([one.end_vector for one in path.segments]),
            normals,
            np.cross(normals, starts),
            np.array([one.length_m for one in path.segments]),
            np.array(path.starts_m),
        )

    def nearest(self, which: Numbers, places: Floats) -> tuple[Floats, Floats]:
        """The nearest point of an arc to a place, for many pairs of the two.

        Args:
            which: Number of the arc of each pair.
            places: Unit vector of the place of each pair.

        Returns:
            As in `paths.Nearest`: the air line to that point, and the way along the arc to it,
            in metres.
        """
        starts, ends, normals = self.starts[which], self.ends[which], self.normals[which]
        lengths = self.lengths_m[which]
        to_start = angles(starts, places) * EARTH_RADIUS
        to_end = angles(ends, places) * EARTH_RADIUS
        first = to_start <= to_end
        air, along = np.where(first, to_start, to_end), np.where(first, 0.0, lengths)

        ahead = _dots(self.forwards[which], places)
        beyond = _dots(np.cross(normals, ends), places)
        # The perpendicular from the place meets the arc itself.
        beside = (ahead >= 0) & (beyond <= 0) & normals.any(axis=1)
        in_plane = _dots(starts, places)
        across = np.abs(_dots(normals, places))
        level = np.arctan2(across, np.hypot(ahead, in_plane)) * EARTH_RADIUS
        on_arc = np.minimum(np.arctan2(ahead, in_plane) * EARTH_RADIUS, lengths)
        return np.where(beside, level, air), np.where(beside, on_arc, along)


def _dots(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[:, 0] * b[:, 0] + a[:, 1] * b[:, 1] + a[:, 2] * b[:, 2])
