"""Search areas: circle, box and corridor, as the query parameters of contract section 1.3.

The checks of numbers stand here too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from importlib import import_module
from itertools import groupby, pairwise
from numbers import Integral, Real
from types import ModuleType
from typing import Any, Protocol, SupportsFloat, TypeAlias, cast

from evcp_codec.model import Frozen

from .._reading.names import explained
from ..errors import AreaError, ConfigurationError, EvcpError, missing_extra
from ..units import parse_distance
from .sphere import EARTH_RADIUS, Place, air_line, antimeridian, box_sides, circle, spans, unwrapped

MAX_RADIUS = 200_000
"""Largest radius in metres (confirmed, contract section 1.3)."""
MAX_SIDE = 400_000
"""Largest height and width of a box in metres (practice, contract section 1.3)."""
MAX_CORRIDOR_AREA = 5_000_000_000
"""Largest area of a corridor in square metres, 5,000 km2 (practice, contract section 1.3)."""

_CORNERS = 72
"""Corners of the polygon that stands for a circle on a map."""
MAX_GAP = 1_000
"""Longest gap between two lines of one route in metres: GPS devices begin a new line after a tunnel."""

_FLEXIBLE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_GOOGLE = re.compile(r"[?-~]+", re.ASCII)

Query = tuple[tuple[str, str], ...]
Places: TypeAlias = Sequence[Sequence[float]]


class SupportsGeoInterface(Protocol):
    """An object that gives itself as GeoJSON, such as a geometry of shapely."""

    @property
    def __geo_interface__(self) -> Mapping[str, Any]: ...


@explained
@dataclass(frozen=True, slots=True)
class Circle(Frozen):
    """The area within a distance of a point.

    Args:
        latitude: Latitude of the centre in degrees, WGS 84, -90 to 90.
        longitude: Longitude of the centre in degrees, WGS 84, -180 to 180.
        radius: Radius in metres, or a text with its unit, such as `"5km"`; it is sent in whole metres, and
            the service takes at most 200 km.

    Raises:
        AreaError: A coordinate is outside its range, or the radius is not positive.

    Source:
        Contract section 1.3, `prox`.
    """

    latitude: float
    longitude: float
    radius: float

    def __init__(self, latitude: float, longitude: float, radius: float | str) -> None:
        where = "the centre of the circle"
        self._fill(
            latitude=_coordinate(latitude, 90, "latitude", where),
            longitude=_coordinate(longitude, 180, "longitude", where),
            radius=_length(radius, "radius"),
        )

    def query(self) -> Query:
        """Return the query parameters. The radius is rounded up, so that no station falls out."""
        centre = f"{decimal(self.latitude)},{decimal(self.longitude)}"
        return (("prox", f"{centre},{math.ceil(self.radius)}"),)

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The circle as a GeoJSON Polygon, for maps: 72 corners on the circle.

        Its sides run within the circle, by a thousandth of the radius at most where a map is true to
        scale. It is a MultiPolygon if it crosses the antimeridian.

        Raises:
            AreaError: The radius is a quarter of the way around the earth or more.
        """
        angle = self.radius / EARTH_RADIUS
        if angle >= math.pi / 2:
            raise _over("the radius", self.radius / 1000, 10_000, "km on a map")
        corners = list(circle((self.latitude, self.longitude), self.radius, _CORNERS))
        for side, pole in ((1, 90.0), (-1, -90.0)):
            if side * self.latitude + math.degrees(angle) >= 90:
                # The circle goes around the pole: on a map it reaches from its far side to the pole.
                # Corners nearer than the pole come from beyond it, so the order is that of the longitudes.
                ring = sorted((longitude, latitude) for latitude, longitude in corners)
                (first, low), (last, high) = ring[0], ring[-1]
                share = (180 - last) / ((first + 360) - last)
                edge = high + share * (low - high)
                ring = [(-180.0, edge), *ring, (180.0, edge), (180.0, pole), (-180.0, pole)]
                return _polygons([ring[::side]])
        ring = [(longitude, latitude) for latitude, longitude in unwrapped(corners)[::-1]]
        return _polygons([part for turn in (-360, 0, 360) if (part := _cut(ring, turn))])

    def check_limits(self) -> None:
        """Refuse a circle that the service is documented to refuse.

        Raises:
            AreaError: The radius is over 200 km.
        """
        if self.radius > MAX_RADIUS:
            raise _over("the radius", self.radius / 1000, MAX_RADIUS // 1000, "km")


@explained
@dataclass(frozen=True, slots=True, kw_only=True)
class Box(Frozen):
    """The area between two parallels and two meridians.

    Args:
        north: Upper latitude in degrees, WGS 84.
        west: Left longitude in degrees; greater than `east` if the box crosses the antimeridian.
        south: Lower latitude in degrees.
        east: Right longitude in degrees.

    Raises:
        AreaError: A coordinate is outside its range, or `south` is above `north`.

    Source:
        Contract section 1.3, `bbox`: top left, then bottom right.
    """

    north: float
    west: float
    south: float
    east: float

    def __post_init__(self) -> None:
        north, south = (_coordinate(getattr(self, name), 90, name) for name in ("north", "south"))
        west, east = (_coordinate(getattr(self, name), 180, name) for name in ("west", "east"))
        if south > north:
            raise AreaError(f"south ({south:g}) is above north ({north:g}): swap them")
        self._fill(north=north, west=west, south=south, east=east)

    def query(self) -> Query:
        """Return the query parameters."""
        corners = (self.north, self.west), (self.south, self.east)
        return (("bbox", _points(corners)),)

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The box as a GeoJSON Polygon; a MultiPolygon if it crosses the antimeridian."""
        south, north = self.south, self.north
        return _polygons(
            [
                [(west, south), (east, south), (east, north), (west, north)]
                for west, east in spans(self.west, self.east)
            ]
        )

    def check_limits(self) -> None:
        """Refuse a box that the service is said to refuse.

        Raises:
            AreaError: A side is longer than 400 km. The width is measured on the longest parallel.
        """
        height, width = box_sides(self.north, self.west, self.south, self.east)
        for name, length in (("height", height), ("width", width)):
            if length > MAX_SIDE:
                error = _over(f"the {name} of the box", length / 1000, MAX_SIDE // 1000, "km")
                if self.west > self.east:
                    around = f"west ({self.west:g}) is east of east ({self.east:g})"
                    error.hint = f"{error.hint}; {around}: swapped?"
                raise error


@explained
@dataclass(frozen=True, slots=True)
class Corridor(Frozen):
    """The area along a path.

    Args:
        points: The path: at least two `(latitude, longitude)` pairs in degrees, WGS 84.
        width: Width of the corridor in whole metres, or a text with its unit. Whether the service
            counts it from edge to edge or from the path is unknown (contract section 1.3); None leaves it
            to the service.

    Raises:
        AreaError: Fewer than two points, a coordinate outside its range, or a width that is not positive.

    Source:
        Contract section 1.3, `corridor` (practice) and `corridorwidth` (sibling).
    """

    points: tuple[tuple[float, float], ...]
    width: float | None = None

    def __init__(self, points: Iterable[Sequence[float]], width: float | str | None = None) -> None:
        try:
            pairs = [(latitude, longitude) for latitude, longitude in map(_ordered, points)]
        except (TypeError, ValueError) as error:
            raise AreaError(
                f"points must be pairs of latitude and longitude: {error}",
                hint="such as Corridor([(52.5, 13.4), (52.4, 13.1)], width=1_000)",
            ) from None
        if len(pairs) < 2:
            raise AreaError(f"a corridor must have at least two points, not {len(pairs)}")
        path = tuple(
            (
                _coordinate(latitude, 90, "latitude", f"point {number} of the corridor"),
                _coordinate(longitude, 180, "longitude", f"point {number} of the corridor"),
            )
            for number, (latitude, longitude) in enumerate(pairs)
        )
        self._fill(points=path, width=None if width is None else _length(width, "width"))

    def __repr__(self) -> str:
        ends = f"{self.points[0]} to {self.points[-1]}"
        return f"<Corridor {len(self.points)} points, {ends}, {self.length:,.0f} m, width={self.width}>"

    @classmethod
    def from_geojson(
        cls, geometry: Mapping[str, object] | SupportsGeoInterface, width: float | str | None = None
    ) -> Corridor:
        """Build a corridor from a line in GeoJSON.

        Args:
            geometry: A LineString; a MultiLineString with its lines in the order of travel;
                a Feature with one of them, or a FeatureCollection with one such Feature. Or an object with
                a `__geo_interface__`, such as those of shapely. Positions are `[longitude, latitude]`; a
                height is ignored.
            width: Width in metres.

        Raises:
            AreaError: There is no line, or more than one; or between two lines of a MultiLineString there
                is a gap of more than a kilometre, which a route cannot cross unseen.
        """
        line = _geojson_line(geometry)
        many = line["type"] == "MultiLineString"
        try:
            coordinates: Any = line["coordinates"]
            lines = [
                [(place[1], place[0]) for place in map(_ordered, cast("Places", part))]
                for part in (coordinates if many else [coordinates])
            ]
        except (LookupError, TypeError, ValueError) as error:
            message = f"the {line['type']} must have a list of [longitude, latitude]: {error}"
            raise AreaError(message) from None
        corridor = cls([point for part in lines for point in part], width)
        lines = [part for part in lines if part]
        for number, (before, after) in enumerate(pairwise(lines), start=1):
            if (gap := air_line(before[-1], after[0])) > MAX_GAP:
                raise AreaError(
                    f"between line {number} and line {number + 1} of the MultiLineString is a gap of "
                    f"{gap / 1000:,.1f} km",
                    hint="put the lines in the order and direction of travel, or search along each",
                )
        return corridor

    @classmethod
    def from_flexible_polyline(cls, text: str, width: float | str | None = None) -> Corridor:
        """Build a corridor from a HERE flexible polyline (extra `geo`).

        Raises:
            AreaError: The text is not a flexible polyline.
            ImportError: The extra `geo` is not installed.
        """
        flexpolyline = _extra_module("flexpolyline")
        points = _decoded(text, _FLEXIBLE, flexpolyline.decode, "a HERE flexible polyline")
        return cls(points, width)

    @classmethod
    def from_google_polyline(
        cls, text: str, width: float | str | None = None, *, precision: int = 5
    ) -> Corridor:
        """Build a corridor from a Google encoded polyline (extra `geo`).

        Args:
            text: The encoded path.
            width: Width in metres.
            precision: Decimal digits: 5 for Google, 6 for OSRM and Valhalla.

        Raises:
            AreaError: The text is not an encoded polyline, or the precision is not 1 to 15 digits.
            ImportError: The extra `geo` is not installed.
        """
        polyline = _extra_module("polyline")
        digits = finite(precision)
        if digits is None or digits not in range(1, 16):
            raise AreaError(f"precision must be 1 to 15 digits, not {shown(precision)}")
        decode = partial(polyline.decode, precision=int(digits))
        return cls(_decoded(text, _GOOGLE, decode, "an encoded polyline"), width)

    def query(self) -> Query:
        """Return the query parameters."""
        path: Query = (("corridor", _points(self.points)),)
        if self.width is None:
            return path
        return (*path, ("corridorwidth", str(math.ceil(self.width))))

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The path in GeoJSON, cut at the antimeridian, which `from_geojson` reads; the width is not in it."""
        lines = _lines(self.points)
        if len(lines) == 1:
            return {"type": "LineString", "coordinates": lines[0]}
        return {"type": "MultiLineString", "coordinates": lines}

    @property
    def length(self) -> float:
        """Length of the path in metres, along great circles."""
        return sum(air_line(start, end) for start, end in pairwise(self.points))

    def check_limits(self) -> None:
        """Refuse a corridor that the service is said to refuse; a width left out is not judged.

        Raises:
            AreaError: Length times width is over 5,000 km2.
        """
        area = self.length * (self.width or 0)
        if area > MAX_CORRIDOR_AREA:
            limit = MAX_CORRIDOR_AREA // 1_000_000
            raise _over("the area of the corridor", area / 1e6, limit, "km2")


Area = Circle | Box | Corridor


def _cut(ring: list[tuple[float, float]], turn: float) -> list[tuple[float, float]]:
    """Return the part of a ring on the map, from -180 to 180, after a turn of the earth in degrees."""
    ring = [(longitude + turn, latitude) for longitude, latitude in ring]
    for side in (1, -1):
        kept: list[tuple[float, float]] = []
        for (x, y), (next_x, next_y) in pairwise([*ring, *ring[:1]]):
            if side * x <= 180:
                kept.append((x, y))
            if (side * x - 180) * (side * next_x - 180) < 0:
                kept.append((180.0 * side, y + (180 * side - x) / (next_x - x) * (next_y - y)))
        ring = kept
    return ring if len({x for x, _ in ring}) > 1 else []


def _polygons(rings: list[list[tuple[float, float]]]) -> dict[str, Any]:
    """Return rings, counterclockwise and open, as one geometry of GeoJSON."""
    closed = [[[*map(list, ring), list(ring[0])]] for ring in rings]
    if len(closed) == 1:
        return {"type": "Polygon", "coordinates": closed[0]}
    return {"type": "MultiPolygon", "coordinates": closed}


def _lines(points: Sequence[Place]) -> list[list[list[float]]]:
    """Return a path as lines of GeoJSON, cut at the antimeridian; between two points, the shorter way."""
    lines = [[[points[0][1], points[0][0]]]]
    for start, end in pairwise(points):
        if abs(end[1] - start[1]) > 180:
            here, there = antimeridian(start, end)
            lines[-1].append([*here[::-1]])
            lines.append([[*there[::-1]]])
        lines[-1].append([*end[::-1]])
    if len(lines) > 1:  # a point on the antimeridian is the end of a line already
        distinct = [[place for place, _ in groupby(line)] for line in lines]
        lines = [line for line in distinct if len(line) > 1] or lines[:1]
    return lines


def check_area(area: object) -> None:
    """Raise AreaError for a value that is not an area, such as a tuple of numbers."""
    if isinstance(area, Area):
        return
    hint = "such as Circle(52.52, 13.405, radius=5_000)"
    if isinstance(area, type):
        raise AreaError(f"area must be an instance, not the class {area.__name__}", hint=hint)
    raise AreaError(f"area must be a Circle, a Box or a Corridor, not {told(area)}", hint=hint)


def check_wgs84(document: Mapping[str, Any]) -> None:
    """Refuse GeoJSON of another reference system, as the member `crs` of its first edition names one.

    Raises:
        AreaError: The coordinates are not those of WGS 84.
    """
    crs = document.get("crs")
    if crs and not any(name in str(crs) for name in ("CRS84", "EPSG::4326", "EPSG:4326")):
        properties = crs.get("properties") if isinstance(crs, Mapping) else None
        named = properties.get("name") if isinstance(properties, Mapping) else None
        raise AreaError(
            f"the coordinates are those of {shown(named or crs)}, not of WGS 84",
            hint="convert them to longitude and latitude: ogr2ogr -t_srs EPSG:4326 NEW.geojson OLD.geojson",
        )


def _geojson_line(geometry: object) -> Mapping[str, Any]:
    """Return the LineString or MultiLineString of a GeoJSON object."""
    given: object = getattr(geometry, "__geo_interface__", geometry)
    if isinstance(given, str | bytes):
        raise AreaError("the geometry must be a dict, not text", hint="pass json.loads(text)")
    if isinstance(given, Mapping):
        check_wgs84(given)
    if isinstance(given, Mapping) and _is_text(given.get("type"), "FeatureCollection"):
        features = given.get("features")
        listed = features if isinstance(features, list | tuple) else ()
        shapes = [one.get("geometry") for one in listed if isinstance(one, Mapping)]
        lines = [shape for shape in shapes if _is_line(shape)]
        if len(lines) != 1:
            raise AreaError(f"the FeatureCollection has {len(lines)} LineStrings: it must have one")
        given = lines[0]
    elif isinstance(given, Mapping) and _is_text(given.get("type"), "Feature"):
        given = given.get("geometry")
    if not _is_line(given):
        kind = given.get("type") if isinstance(given, Mapping) else given
        raise AreaError(f"the geometry must be a LineString or MultiLineString, not {shown(kind)}")
    return cast("Mapping[str, Any]", given)


def _is_line(shape: object) -> bool:
    return isinstance(shape, Mapping) and any(
        _is_text(shape.get("type"), kind) for kind in ("LineString", "MultiLineString")
    )


def _over(what: str, value: float, limit: int, unit: str) -> AreaError:
    return AreaError(
        f"{what} is {value:,.1f} {unit}: the service takes at most {limit:,} {unit}",
        hint="search smaller areas, or pass check_limits=False to let the service judge",
    )


def _is_text(value: object, text: str) -> bool:
    return isinstance(value, str) and value == text  # arrays compare item by item


def _ordered(place: Sequence[float]) -> Sequence[float]:
    """Refuse a place whose parts have no order, and bytes, which are numbers to Python."""
    if isinstance(place, bytes | bytearray | Set | Mapping):
        raise TypeError(f"{shown(place)} is not a pair")
    return place


def _coordinate(value: object, bound: int, name: str, where: str = "") -> float:
    number = finite(value)
    if number is not None and -bound <= number <= bound:
        return number
    place = f" ({where})" if where else ""
    if not _is_number(value):
        kind = "" if value is None else f"{type(value).__name__}: "
        raise AreaError(f"{name} must be a number, not {kind}{shown(value)}{place}")
    # A longitude beyond 90 degrees is told from a latitude by its size.
    swapped = name == "latitude" and number is not None and 90 < abs(number) <= 180
    raise AreaError(
        f"{name} must be between -{bound} and {bound}, not {shown(value)}{place}",
        hint="latitude comes first, then longitude: swap them" if swapped else "",
    )


def _length(value: object, what: str) -> float:
    expected = f"the {what} must be a positive number of metres"
    return positive(value, parse_distance, expected, AreaError)


def _is_number(value: object) -> bool:
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def _extra_module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError:
        message = f"reading encoded polylines needs {name}: pip install 'evcp[geo]'"
        raise missing_extra(message, name=name) from None


def _decoded(
    text: str,
    alphabet: re.Pattern[str],
    decode: Callable[[str], Iterable[Sequence[float]]],
    what: str,
) -> list[tuple[float, float]]:
    # The decoders read some other characters as well, and wrongly.
    if not isinstance(text, str) or not alphabet.fullmatch(text):
        raise AreaError(f"the text is not {what}: it is empty or has other characters")
    try:
        return [(place[0], place[1]) for place in decode(text)]
    # One decoder is a generator, where the end of the text within the header is a RuntimeError.
    except (ValueError, IndexError, OverflowError, RuntimeError) as error:
        raise AreaError(f"the text is not {what}: {error}") from None


def _points(points: Iterable[tuple[float, float]]) -> str:
    return ";".join(f"{decimal(latitude)},{decimal(longitude)}" for latitude, longitude in points)


def finite(value: object) -> float | None:
    """Return a finite number, of NumPy or a `Decimal` too, as a `float`; None for anything else.

    A bool, a text of NumPy and an array are not numbers, although `float` takes some of them.
    """
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return None
    try:
        number = float(value)
    except (ArithmeticError, TypeError, ValueError):  # too large, a signalling NaN, a time span
        return None
    return number if math.isfinite(number) else None


def positive(
    value: object, parse: Callable[[str], float], expected: str, refused: type[EvcpError]
) -> float:
    """Return a positive number, or that of a text with its unit.

    Args:
        value: The number or text.
        parse: Function of `units` that reads a text.
        expected: Begin of the message, such as `speed must be a positive number of km/h`.
        refused: Class of the error for any other value.
    """
    if isinstance(value, str):
        try:
            return parse(value)
        except ValueError as error:
            raise refused(f"{expected}: {error}") from None
    number = finite(value)
    if number is None or number <= 0:
        raise refused(f"{expected}, not {told(value)}")
    return number


def whole(value: object) -> int | None:
    """Return a whole number, of NumPy too, as an `int`; None for anything else."""
    # Booleans and arrays of older NumPy have an index, and are no numbers.
    if isinstance(value, bool) or not isinstance(value, Integral):
        return None
    return int(value)


def require_int(value: object, what: str, least: int = 1) -> int:
    """Return a whole number, of NumPy too, as an `int`; raise ConfigurationError for anything else."""
    number = whole(value)
    if number is None or number < least:
        raise ConfigurationError(
            f"{what} must be a whole number of at least {least}, not {shown(value)}"
        )
    return number


def shown(value: object) -> str:
    """Return a value for a message: in one line, and short."""
    try:
        return " ".join(repr(value).split())[:80]
    except Exception:  # such as an int of more digits than Python writes
        return f"a value of type {type(value).__name__}"


def told(value: object) -> str:
    """Return a value for a message that refuses its type: objects, such as models, by their type alone."""
    text = shown(value)
    return f"an object of type {type(value).__name__}" if text.startswith("<") else text


def decimal(value: SupportsFloat) -> str:
    """Write a number without an exponent, with nine decimals at most: a tenth of a millimetre."""
    text = f"{float(value):.9f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
