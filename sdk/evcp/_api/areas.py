"""Where to search: circle, box and corridor, as the query parameters of contract section 1.3."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, SupportsFloat

from ..errors import AreaError

MAX_RADIUS = 200_000
"""Largest radius in metres (confirmed, contract section 1.3)."""
MAX_SIDE = 400_000
"""Largest width and height of a box in metres (practice, contract section 1.3)."""
MAX_CORRIDOR_AREA = 5_000_000_000
"""Largest area of a corridor in square metres, 5,000 km2 (practice, contract section 1.3)."""
EARTH_RADIUS = 6_371_008.8
"""Mean radius of the Earth in metres."""

_FLEXIBLE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_GOOGLE = re.compile(r"[?-~]+", re.ASCII)

Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Circle:
    """All within a distance of a point.

    Args:
        latitude: Latitude of the centre in degrees, WGS 84, -90 to 90.
        longitude: Longitude of the centre in degrees, WGS 84, -180 to 180.
        radius: Radius in metres; the service takes whole metres, at most 200 km.

    Raises:
        AreaError: A coordinate is outside its range, or the radius is not positive.

    Source:
        Contract section 1.3, `prox`.
    """

    latitude: float
    longitude: float
    radius: float

    def __post_init__(self) -> None:
        _check_point(self.latitude, self.longitude, "the centre of the circle")
        _check_length(self.radius, "the radius")

    def query(self) -> Query:
        """Return the query parameters. The radius is rounded up, so that nothing falls out."""
        return (
            (
                "prox",
                f"{decimal(self.latitude)},{decimal(self.longitude)},{math.ceil(self.radius)}",
            ),
        )

    def check_limits(self) -> None:
        """Refuse a circle that the service is documented to refuse.

        Raises:
            AreaError: The radius is over 200 km.
        """
        if self.radius > MAX_RADIUS:
            raise _over("the radius", self.radius / 1000, MAX_RADIUS // 1000, "km")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """All between two parallels and two meridians.

    Args:
        north: Upper latitude in degrees, WGS 84.
        west: Left longitude in degrees. If it is greater than `east`, the box crosses the antimeridian.
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
        _check_point(self.north, self.west, "the north-west corner of the box")
        _check_point(self.south, self.east, "the south-east corner of the box")
        if self.south > self.north:
            raise AreaError(f"south ({self.south}) is above north ({self.north}): swap them")

    def query(self) -> Query:
        """Return the query parameters."""
        corners = (self.north, self.west), (self.south, self.east)
        return (("bbox", _points(corners)),)

    def check_limits(self) -> None:
        """Refuse a box that the service is said to refuse.

        Raises:
            AreaError: A side is longer than 400 km. The width is that of the parallel nearest the equator.
        """
        height = math.radians(self.north - self.south) * EARTH_RADIUS
        nearest = 0.0 if self.south <= 0 <= self.north else min(abs(self.north), abs(self.south))
        span = (self.east - self.west) % 360 if self.east != self.west else 0.0
        if self.west == -180 and self.east == 180:
            span = 360.0
        width = math.radians(span) * EARTH_RADIUS * math.cos(math.radians(nearest))
        for name, length in (("height", height), ("width", width)):
            if length > MAX_SIDE:
                raise _over(f"the {name} of the box", length / 1000, MAX_SIDE // 1000, "km")


@dataclass(frozen=True, slots=True)
class Corridor:
    """All along a path.

    Args:
        points: The path: at least two `(latitude, longitude)` pairs in degrees, WGS 84.
        width: Width of the corridor in whole metres. Whether the service counts it from edge to edge
            or from the path is unknown (contract section 1.3); None leaves it to the service.

    Raises:
        AreaError: Fewer than two points, a coordinate outside its range, or a width that is not positive.

    Source:
        Contract section 1.3, `corridor` (practice) and `corridorwidth` (sibling).
    """

    points: tuple[tuple[float, float], ...]
    width: float | None = None

    def __init__(self, points: Iterable[tuple[float, float]], width: float | None = None) -> None:
        try:
            path = tuple((_number(latitude), _number(longitude)) for latitude, longitude in points)
        except (TypeError, ValueError, OverflowError) as error:
            raise AreaError(
                f"the points of a corridor are pairs of latitude and longitude: {error}"
            ) from None
        object.__setattr__(self, "points", path)
        object.__setattr__(self, "width", width)
        if len(path) < 2:
            raise AreaError(f"a corridor has at least two points, not {len(path)}")
        for index, (latitude, longitude) in enumerate(path):
            _check_point(latitude, longitude, f"point {index} of the corridor")
        if width is not None:
            _check_length(width, "the width")

    @classmethod
    def from_geojson(cls, geometry: Mapping[str, Any], width: float | None = None) -> Corridor:
        """Make a corridor from a GeoJSON LineString, or a Feature that holds one.

        Args:
            geometry: The object; its positions are `[longitude, latitude]`, a height is ignored.
            width: Width in metres.

        Raises:
            AreaError: It is not a LineString.
        """
        if isinstance(geometry, Mapping) and geometry.get("type") == "Feature":
            geometry = geometry.get("geometry") or {}
        kind = geometry.get("type") if isinstance(geometry, Mapping) else type(geometry).__name__
        if kind != "LineString":
            raise AreaError(f"the geometry is a {kind!r}: it has to be a LineString")
        try:
            points = [(_number(place[1]), _number(place[0])) for place in geometry["coordinates"]]
        except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
            raise AreaError(
                f"the LineString has no list of [longitude, latitude]: {error}"
            ) from None
        return cls(points, width)

    @classmethod
    def from_flexible_polyline(cls, text: str, width: float | None = None) -> Corridor:
        """Make a corridor from a HERE flexible polyline (extra `geo`).

        Raises:
            AreaError: The text is no flexible polyline.
            ImportError: The extra `geo` is not installed.
        """
        flexpolyline = _extra_module("flexpolyline")
        # The decoder would read some other characters as well, and wrongly.
        if not isinstance(text, str) or not _FLEXIBLE.fullmatch(text):
            raise AreaError("this is no HERE flexible polyline: it has other characters, or none")
        try:
            points = [(place[0], place[1]) for place in flexpolyline.decode(text)]
        # A text that ends within the header is a RuntimeError of its generator.
        except (ValueError, IndexError, OverflowError, RuntimeError) as error:
            raise AreaError(f"this is no HERE flexible polyline: {error}") from None
        return cls(points, width)

    @classmethod
    def from_google_polyline(
        cls, text: str, width: float | None = None, *, precision: int = 5
    ) -> Corridor:
        """Make a corridor from a Google encoded polyline (extra `geo`).

        Args:
            text: The encoded path.
            width: Width in metres.
            precision: Decimal digits: 5 for Google, 6 for OSRM and Valhalla.

        Raises:
            AreaError: The text is no encoded polyline, or the precision not one to fifteen digits.
            ImportError: The extra `geo` is not installed.
        """
        polyline = _extra_module("polyline")
        if precision not in range(1, 16):
            raise AreaError(f"the precision is {precision!r}: it has to be 1 to 15 digits")
        if not isinstance(text, str) or not _GOOGLE.fullmatch(text):
            raise AreaError("this is no encoded polyline: it has other characters, or none")
        try:
            points = polyline.decode(text, precision)
        except (ValueError, IndexError, OverflowError) as error:
            raise AreaError(f"this is no encoded polyline: {error}") from None
        return cls(points, width)

    def query(self) -> Query:
        """Return the query parameters."""
        path = ("corridor", _points(self.points))
        return (
            (path,) if self.width is None else (path, ("corridorwidth", str(math.ceil(self.width))))
        )

    @property
    def length(self) -> float:
        """Length of the path in metres, along great circles."""
        return sum(
            air_line(start, end) for start, end in zip(self.points, self.points[1:], strict=False)
        )

    def check_limits(self) -> None:
        """Refuse a corridor that the service is said to refuse; a width left out is not judged.

        Raises:
            AreaError: Length times width is over 5,000 km2.
        """
        area = self.length * (self.width or 0)
        if area > MAX_CORRIDOR_AREA:
            raise _over(
                "the area of the corridor", area / 1e6, MAX_CORRIDOR_AREA // 1_000_000, "km2"
            )


Area = Circle | Box | Corridor


def check_area(area: object) -> None:
    """Refuse what is no area.

    Raises:
        AreaError: It is something else, such as a tuple of numbers.
    """
    if not isinstance(area, Area):
        raise AreaError(f"the area is {area!r:.80}: it has to be a Circle, a Box or a Corridor")


def _extra_module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise ImportError(
            f"reading encoded polylines needs {name}: pip install 'evcp[geo]'", name=name
        ) from None


def _over(what: str, value: float, limit: int, unit: str) -> AreaError:
    return AreaError(
        f"{what} is {value:,.1f} {unit}: the service takes at most {limit:,} {unit}",
        hint="search smaller areas, or pass check_limits=False to let the service judge",
    )


def _check_point(latitude: float, longitude: float, what: str) -> None:
    for name, value, bound in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if not is_number(value) or not -bound <= float(value) <= bound:
            raise AreaError(
                f"the {name} of {what} is {value!r}: it has to be between -{bound} and {bound}"
            )


def _check_length(value: float, what: str) -> None:
    if not is_number(value) or not 0 < float(value) < math.inf:
        raise AreaError(f"{what} is {value!r}: it has to be a positive number of metres")


def is_number(value: object) -> bool:
    """Tell whether a value is a number: one of NumPy's is, a text or a truth value is not."""
    return isinstance(value, SupportsFloat) and not isinstance(value, bool)


def _number(value: Any) -> float:
    if not is_number(value):
        raise TypeError(f"{value!r:.80} is no number")
    return float(value)


def _points(points: Iterable[tuple[float, float]]) -> str:
    return ";".join(f"{decimal(latitude)},{decimal(longitude)}" for latitude, longitude in points)


def decimal(value: SupportsFloat) -> str:
    """Write a number without an exponent, with nine decimals at most: a tenth of a millimetre."""
    text = f"{float(value):.9f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def air_line(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Distance of two points along the great circle, in metres.

    Args:
        start: Latitude and longitude in degrees.
        end: The same of the other point.
    """
    lat1, lon1, lat2, lon2 = map(math.radians, (*start, *end))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(half)))
