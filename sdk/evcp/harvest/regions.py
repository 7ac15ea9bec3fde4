"""Regions: the areas of a harvest as sets of points, of any size.

A search is asked in boxes; a region says which boxes it touches, and which stations are its own. Boxes, circles
and corridors are those of a search; polygons come from GeoJSON. All are closed: an edge belongs to its region.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Protocol, TypeAlias, cast

from .._api import paths
from .._api.areas import Area, Box, Circle, check_area
from .._api.sphere import (
    Bounds,
    Place,
    air_line,
    boxes_around,
    in_box,
    joined,
    names_of,
    overlap,
    spans,
)
from ..errors import AreaError

CORRIDOR_WIDTH = 5_000.0
"""Width of a corridor without one, in metres (sibling, contract section 11)."""

_Edge: TypeAlias = tuple[float, float, float, float, int]
"""Latitude and longitude of both ends, the southern one first; the number of its polygon."""
_BANDS = 256
_STEP = 2_000.0
"""Metres between the circles around a path: boxes of these hold it."""


class Region(Protocol):
    """A set of points on the Earth. No box that it gives or is asked about crosses the antimeridian."""

    def bounds(self) -> tuple[Bounds, ...]:
        """Return the boxes that hold it: two if it crosses the antimeridian."""
        ...

    def touches(self, bounds: Bounds) -> bool:
        """Return False only if no point of the box is in the region."""
        ...

    def covers(self, bounds: Bounds) -> bool:
        """Return True only if every point of the box is in the region."""
        ...

    def contains(self, latitude: float, longitude: float) -> bool:
        """Return True if a point is in the region."""
        ...

    def within(self, bounds: Bounds) -> Region:
        """Return a region, as small as possible, that is the same inside of the box."""
        ...

    def describe(self) -> list[object]:
        """Return plain data that tells the region from all others."""
        ...


def region_of(area: Area | Polygons) -> Region:
    """Return the region of an area.

    Raises:
        AreaError: It is neither an area nor polygons, or two points of a corridor are opposite ones of the earth.
    """
    if isinstance(area, Polygons):
        return area
    check_area(area)
    if isinstance(area, Box):
        return _Boxes(area)
    if isinstance(area, Circle):
        return _Strip(((area.latitude, area.longitude),), area.radius)
    # Assumption (unknown in contract section 1.3): the width counts from edge to edge.
    return _Strip(area.points, (area.width or CORRIDOR_WIDTH) / 2)


def region_from(data: Sequence[object]) -> Region:
    """Return the region that `describe` gave as plain data."""
    kind, *rest = data
    if kind == "box":
        north, west, south, east = cast("list[float]", rest)
        return _Boxes(Box(north=north, west=west, south=south, east=east))
    if kind == "path":
        reach, *points = rest
        return _Strip(_points(points), cast("float", reach))
    sizes, *rings = cast("list[list[object]]", rest)
    return Polygons(tuple(map(_points, rings)), cast("tuple[int, ...]", tuple(sizes)))


def _points(data: Iterable[object]) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in cast("Iterable[Sequence[float]]", data))


@dataclass(frozen=True, slots=True)
class _Boxes:
    box: Box

    def bounds(self) -> tuple[Bounds, ...]:
        box = self.box
        return tuple((box.south, west, box.north, east) for west, east in spans(box.west, box.east))

    def touches(self, bounds: Bounds) -> bool:
        return any(overlap(own, bounds) for own in self.bounds())

    def covers(self, bounds: Bounds) -> bool:
        south, west, north, east = bounds
        return any(
            own[0] <= south and own[1] <= west and north <= own[2] and east <= own[3]
            for own in self.bounds()
        )

    def contains(self, latitude: float, longitude: float) -> bool:
        box = self.box
        return in_box((latitude, longitude), (box.south, box.west, box.north, box.east))

    def within(self, bounds: Bounds) -> Region:
        return self

    def describe(self) -> list[object]:
        return ["box", self.box.north, self.box.west, self.box.south, self.box.east]


@dataclass(frozen=True, slots=True)
class _Strip:
    """The points within a distance of a path, or of one point, along great circles."""

    points: tuple[Place, ...]
    reach: float
    _path: paths.Path = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        points = self.points if len(self.points) > 1 else self.points * 2
        object.__setattr__(self, "_path", paths.Path(points))

    def __reduce__(self) -> tuple[type[_Strip], tuple[tuple[Place, ...], float]]:
        return _Strip, (self.points, self.reach)  # a task is sent to its worker: without the arcs

    def bounds(self) -> tuple[Bounds, ...]:
        radius = self.reach * 1.001 + _STEP / 2
        return joined(
            box for place, _ in self._path.vertices(_STEP) for box in boxes_around(place, radius)
        )

    def touches(self, bounds: Bounds) -> bool:
        return bool(self._legs(bounds))

    def covers(self, bounds: Bounds) -> bool:
        return False

    def contains(self, latitude: float, longitude: float) -> bool:
        return any(True for _ in self._path.near((latitude, longitude), self.reach))

    def within(self, bounds: Bounds) -> Region:
        legs = self._legs(bounds)
        return _Strip(self.points[legs[0] : legs[-1] + 2], self.reach) if legs else self

    def describe(self) -> list[object]:
        return ["path", self.reach, *map(list, self.points)]

    def _legs(self, bounds: Bounds) -> Sequence[int]:
        """Return the legs within reach of a box, by the circle around it."""
        south, west, north, east = bounds
        if east - west > 90 or north - south > 90:
            return range(len(self._path.segments))
        centre = (south + north) / 2, (west + east) / 2
        half = max(air_line(centre, (lat, lon)) for lat in (south, north) for lon in (west, east))
        return [leg for leg, _ in self._path.near(centre, self.reach + half * 1.01)]


@dataclass(frozen=True, slots=True)
class Polygons:
    """Polygons with holes, as in GeoJSON: straight edges in degrees, none across the antimeridian.

    Args:
        rings: Rings of `(longitude, latitude)` in degrees, WGS 84, outer ones and holes: a point is inside
            a polygon if it is within an odd number of its rings.
        sizes: Number of rings of each polygon, which may overlap others; by default, all rings are of one.

    Raises:
        AreaError: A ring has fewer than three points, or a coordinate outside its range.
    """

    rings: tuple[tuple[tuple[float, float], ...], ...]
    sizes: tuple[int, ...] = ()
    _edges: tuple[_Edge, ...] = field(default=(), init=False, repr=False, compare=False)
    _bands: tuple[tuple[float, ...], tuple[tuple[_Edge, ...], ...]] = field(
        default=((), ()), init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for ring in self.rings:
            if len(ring) < 3:
                raise AreaError(f"a ring of a polygon must have at least 3 points, not {len(ring)}")
            for longitude, latitude in ring:
                if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
                    raise AreaError(
                        f"[{longitude:g}, {latitude:g}] is not a position of a polygon",
                        hint="GeoJSON has the longitude first; a polygon across the antimeridian is cut "
                        "there into two",
                    )
        sizes = self.sizes or (len(self.rings),)
        if not self.rings or sum(sizes) != len(self.rings):
            raise AreaError(
                "there is no polygon" if not self.rings else "sizes are not of these rings"
            )
        numbers = [number for number, size in enumerate(sizes) for _ in range(size)]
        edges = [
            (a[1], a[0], b[1], b[0], number) if a[1] <= b[1] else (b[1], b[0], a[1], a[0], number)
            for ring, number in zip(self.rings, numbers, strict=True)
            for a, b in pairwise((*ring, ring[0]))
            if a != b
        ]
        self._set_edges(edges)

    def __repr__(self) -> str:
        return f"<Polygons {len(self.rings)} rings, {len(self._edges):,} edges>"

    def _set_edges(self, edges: Sequence[_Edge]) -> None:
        object.__setattr__(self, "_edges", tuple(edges))
        if not edges:
            return
        low, high = min(edge[0] for edge in edges), max(edge[2] for edge in edges)
        count = max(1, min(_BANDS, len(edges) // 4))
        starts = tuple(low + (high - low) * number / count for number in range(count))
        bands: list[list[_Edge]] = [[] for _ in starts]
        for edge in edges:
            for number in range(_band(starts, edge[0]), _band(starts, edge[2]) + 1):
                bands[number].append(edge)
        object.__setattr__(self, "_bands", (starts, tuple(map(tuple, bands))))

    @classmethod
    def from_geojson(cls, document: Mapping[str, object] | str | Path) -> Polygons:
        """Read the polygons of a GeoJSON object, or of a file with one.

        Args:
            document: A geometry, a feature or a collection; polygons only.

        Raises:
            AreaError: It is not GeoJSON, or has another geometry.
        """
        value: object = document
        if isinstance(document, str | Path):
            try:
                value = json.loads(Path(document).read_bytes())
            except ValueError as error:
                raise AreaError(f"{document} is not GeoJSON: {error}") from None
        try:
            polygons = [
                [tuple((float(place[0]), float(place[1])) for place in ring) for ring in rings]
                for rings in _polygons(value)
            ]
        except (LookupError, TypeError, ValueError) as error:
            raise AreaError(f"the polygon's coordinates cannot be read: {error}") from None
        # The last position repeats the first.
        rings = [ring for polygon in polygons for ring in polygon]
        ends = (ring[:-1] if ring[:1] == ring[-1:] else ring for ring in rings)
        return cls(tuple(ends), tuple(map(len, polygons)))

    def bounds(self) -> tuple[Bounds, ...]:
        """Return one box for each group of rings that overlap."""
        return joined(
            [
                (
                    min(point[1] for point in ring),
                    min(point[0] for point in ring),
                    max(point[1] for point in ring),
                    max(point[0] for point in ring),
                )
                for ring in self.rings
            ]
        )

    def touches(self, bounds: Bounds) -> bool:
        """Return True if a point of the box is inside or on an edge."""
        if any(_crosses(edge, bounds) for edge in self._edges):
            return True
        return self.contains(bounds[0], bounds[1])

    def covers(self, bounds: Bounds) -> bool:
        """Return True if no edge enters the box and it lies inside."""
        if any(_crosses(edge, bounds) for edge in self._edges):
            return False
        return self.contains(bounds[0], bounds[1])

    def contains(self, latitude: float, longitude: float) -> bool:
        """Return True if a point is inside or on an edge."""
        return any(self._holds(latitude, name) for name in names_of(longitude))

    def _holds(self, latitude: float, longitude: float) -> bool:
        starts, bands = self._bands
        if not starts or latitude < starts[0]:
            return False
        inside = set[int]()
        for south, west, north, east, number in bands[_band(starts, latitude)]:
            if south == north:
                if latitude == south and min(west, east) <= longitude <= max(west, east):
                    return True
                continue
            if not south <= latitude <= north:
                continue
            at = west + (east - west) * ((latitude - south) / (north - south))
            if at == longitude:
                return True
            if latitude < north and at > longitude:
                inside ^= {number}
        return bool(inside)

    def within(self, bounds: Bounds) -> Region:
        """Return the polygons with only the edges that decide about points of the box."""
        cut = object.__new__(Polygons)
        object.__setattr__(cut, "rings", ())
        object.__setattr__(cut, "sizes", ())
        object.__setattr__(cut, "_bands", ((), ()))
        cut._set_edges([e for e in self._edges if e[0] <= bounds[2] and e[2] >= bounds[0]])
        return cut

    def describe(self) -> list[object]:
        """Return the rings as plain data."""
        return [
            "polygons",
            [*self.sizes],
            *([list(point) for point in ring] for ring in self.rings),
        ]


def _polygons(value: object) -> Iterator[Sequence[Sequence[Sequence[float]]]]:
    kind = value.get("type") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(kind, str):
        raise AreaError("the area must be a GeoJSON object with a type")
    if kind == "FeatureCollection":
        for feature in cast("Iterable[object]", value["features"]):
            yield from _polygons(feature)
    elif kind == "GeometryCollection":
        for geometry in cast("Iterable[object]", value["geometries"]):
            yield from _polygons(geometry)
    elif kind == "Feature":
        yield from _polygons(value["geometry"])
    elif kind == "Polygon":
        yield cast("Sequence[Sequence[Sequence[float]]]", value["coordinates"])
    elif kind == "MultiPolygon":
        yield from cast("Iterable[Sequence[Sequence[Sequence[float]]]]", value["coordinates"])
    else:
        raise AreaError(f"a harvest takes polygons, not a {kind}", hint="buffer it to a polygon")


def _band(starts: Sequence[float], latitude: float) -> int:
    return max(0, bisect_right(starts, latitude) - 1)


def _crosses(edge: _Edge, bounds: Bounds) -> bool:
    """Return True if a line has a point in a box (Liang and Barsky)."""
    y, x, to_y, to_x, _ = edge
    south, west, north, east = bounds
    if to_y < south or y > north or max(x, to_x) < west or min(x, to_x) > east:
        return False
    begin, end = 0.0, 1.0
    for start, step, low, high in ((x, to_x - x, west, east), (y, to_y - y, south, north)):
        if step == 0:
            continue  # within, by the test of the bounds
        enter, leave = sorted(((low - start) / step, (high - start) / step))
        begin, end = max(begin, enter), min(end, leave)
    return begin <= end + 1e-12
