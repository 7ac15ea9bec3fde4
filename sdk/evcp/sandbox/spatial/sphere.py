"""The formulas of `geometry` for many places at once, on columns of numbers.

They are the same formulas, term by term. What they find within `RIM_M` of the rim of an area is
measured again by `geometry` itself, so that no rounding of a vector unit decides who is in.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from .geometry import EARTH_RADIUS_M, Path

Floats: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.intp]

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
        """The point of an arc that is nearest to a place, for many pairs of the two.

        Args:
            which: Number of the arc of each pair.
            places: Unit vector of the place of each pair.

        Returns:
            As the two fields of `geometry.Nearest`: the air line to that point, and the way along
            the arc to it, in metres.
        """
        starts, ends, normals = self.starts[which], self.ends[which], self.normals[which]
        lengths = self.lengths_m[which]
        to_start = angles(starts, places) * EARTH_RADIUS_M
        to_end = angles(ends, places) * EARTH_RADIUS_M
        first = to_start <= to_end
        air, along = np.where(first, to_start, to_end), np.where(first, 0.0, lengths)

        ahead = _dots(self.forwards[which], places)
        beyond = _dots(np.cross(normals, ends), places)
        # The perpendicular from the place meets the arc itself.
        beside = (ahead >= 0) & (beyond <= 0) & normals.any(axis=1)
        in_plane = _dots(starts, places)
        across = np.abs(_dots(normals, places))
        level = np.arctan2(across, np.hypot(ahead, in_plane)) * EARTH_RADIUS_M
        on_arc = np.minimum(np.arctan2(ahead, in_plane) * EARTH_RADIUS_M, lengths)
        return np.where(beside, level, air), np.where(beside, on_arc, along)


def _dots(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[:, 0] * b[:, 0] + a[:, 1] * b[:, 1] + a[:, 2] * b[:, 2])
