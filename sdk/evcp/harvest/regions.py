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
from typing import Any, Protocol, TypeAlias, cast

from .._api import paths
from .._api.areas import Area, Box, Circle, SupportsGeoInterface, check_area, check_wgs84
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

Ring: TypeAlias = tuple[tuple[float, float], ...]
_Edge: TypeAlias = tuple[float, float, float, float, int]
"""Latitude and longitude of both ends, the southern one first, and the number of the polygon."""
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


def region_from(data: Sequence[Any]) -> Region:
    """Return the region that `describe` gave as plain data."""
    kind, *rest = data
    if kind == "box":
        north, west, south, east = rest
        return _Boxes(Box(north=north, west=west, south=south, east=east))
    if kind == "path":
        reach, *points = rest
        return _Strip(_points(points), reach)
    return Polygons(tuple(tuple(map(_points, rings)) for rings in rest))


def _points(data: Iterable[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in data)


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

    A point is inside if it is inside one of them: they may overlap, as buffers around sites do.

    Args:
        polygons: Polygons, each a tuple of rings of `(longitude, latitude)` in degrees, WGS 84, outer ones and
            holes: a point is inside of a polygon if it is within an odd number of its rings.

    Raises:
        AreaError: A ring has fewer than three points, or a coordinate outside its range.
    """

    polygons: tuple[tuple[Ring, ...], ...]
    _edges: tuple[_Edge, ...] = field(default=(), init=False, repr=False, compare=False)
    _bands: tuple[tuple[float, ...], tuple[tuple[_Edge, ...], ...]] = field(
        default=((), ()), init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for ring in self._rings():
            if (different := len(set(ring))) < 3:
                raise AreaError(
                    f"a ring of a polygon must have at least 3 different points, not {different}"
                )
            for longitude, latitude in ring:
                if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
                    raise AreaError(
                        f"[{longitude:g}, {latitude:g}] is no longitude from -180 to 180 and latitude from -90 to 90",
                        hint="GeoJSON has the longitude first, both in degrees (WGS 84); a polygon across the "
                        "antimeridian is cut there into two",
                    )
        edges = [
            (a[1], a[0], b[1], b[0], number) if a[1] <= b[1] else (b[1], b[0], a[1], a[0], number)
            for number, rings in enumerate(self.polygons)
            for ring in rings
            for a, b in pairwise((*ring, ring[0]))
            if a != b
        ]
        if not edges:
            raise AreaError("there is no polygon", hint="an area needs at least one")
        self._set_edges(edges)

    def __repr__(self) -> str:
        return f"<Polygons {len(self.polygons):,}, {len(self._edges):,} edges>"

    def _rings(self) -> Iterator[Ring]:
        return (ring for rings in self.polygons for ring in rings)

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
    def from_geojson(
        cls, document: Mapping[str, object] | SupportsGeoInterface | str | Path
    ) -> Polygons:
        """Read the polygons of a GeoJSON object, or of a file with one.

        Args:
            document: A geometry, a feature or a collection, with polygons only; or an object with a
                `__geo_interface__`, such as those of shapely and GeoPandas.

        Raises:
            AreaError: It is not GeoJSON, or has another geometry, or coordinates other than those of WGS 84.
            OSError: The file cannot be read.
        """
        if not isinstance(document, str | Path):
            value: object = getattr(document, "__geo_interface__", document)
            return cls(tuple(map(_closed, _polygons(value, "the area"))))
        try:
            return cls.from_geojson(json.loads(Path(document).read_bytes()))
        except AreaError as error:
            raise AreaError(f"{document}: {error.message}", hint=error.hint) from None
        except (ValueError, RecursionError) as error:
            raise AreaError(f"{document} is not GeoJSON: {error}") from None

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
                for ring in self._rings()
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
        inside: set[int] = set()
        for south, west, north, east, polygon in bands[_band(starts, latitude)]:
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
                inside ^= {polygon}
        return bool(inside)

    def within(self, bounds: Bounds) -> Region:
        """Return the polygons with only the edges that decide about points of the box."""
        cut = object.__new__(Polygons)
        object.__setattr__(cut, "polygons", ())
        object.__setattr__(cut, "_bands", ((), ()))
        cut._set_edges([e for e in self._edges if e[0] <= bounds[2] and e[2] >= bounds[0]])
        return cut

    def describe(self) -> list[object]:
        """Return the polygons as plain data."""
        return [
            "polygons",
            *([[list(p) for p in ring] for ring in rings] for rings in self.polygons),
        ]


def _polygons(value: object, name: str) -> Iterator[object]:
    """Yield the coordinates of each polygon.

    Raises:
        AreaError: Something else is there.
    """
    kind = value.get("type") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(kind, str):
        hint = "a Feature without a place has null: leave it out" if value is None else ""
        raise AreaError(f"{name} must be an object of GeoJSON with a type", hint=hint)
    check_wgs84(value)
    if kind not in _MEMBERS:
        raise AreaError(
            f"{name} must have polygons, not a {kind:.40}",
            hint="a line is the path of a Corridor; around points, search circles or buffer them to polygons",
        )
    member = _MEMBERS[kind]
    found = value.get(member)
    if member == "geometry":
        yield from _polygons(found, f"the {member} of {name}")
    elif not isinstance(found, Sequence) or isinstance(found, str):
        raise AreaError(f"{name} is a {kind} without a list of {member}")
    elif member == "coordinates":
        yield from [found] if kind == "Polygon" else found
    else:
        for number, one in enumerate(found):
            yield from _polygons(one, f"{member}[{number}]")


_MEMBERS = {
    "FeatureCollection": "features",
    "GeometryCollection": "geometries",
    "Feature": "geometry",
    "Polygon": "coordinates",
    "MultiPolygon": "coordinates",
}


def _closed(coordinates: object) -> tuple[Ring, ...]:
    """Return the rings of a polygon; the last position of each repeats the first, and is left out.

    Raises:
        AreaError: They are not positions.
    """
    try:
        rings = tuple(
            tuple((float(place[0]), float(place[1])) for place in ring)
            for ring in cast("Iterable[Iterable[Sequence[float]]]", coordinates)
        )
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise AreaError(
            f"the coordinates of a polygon must be rings of [longitude, latitude]: {error}"
        ) from None
    return tuple(ring[:-1] if ring[:1] == ring[-1:] else ring for ring in rings)


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
