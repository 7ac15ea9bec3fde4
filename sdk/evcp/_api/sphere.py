"""The earth as a sphere of the mean radius: distances, directions, circles and boxes.

A place is a pair of latitude and longitude in degrees, WGS 84; lengths are metres. Distances are those of unit
vectors, which need no rule of their own at the poles or at the antimeridian. On the ellipsoid they are longer or
shorter by 0.6 % at most. Arcs and paths are in `paths`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TypeAlias

EARTH_RADIUS = 6_371_008.8
"""Mean radius of the Earth in metres."""

Place: TypeAlias = tuple[float, float]
"""Latitude and longitude in degrees."""
Vector: TypeAlias = tuple[float, float, float]
Bounds: TypeAlias = tuple[float, float, float, float]
"""South, west, north, east in degrees; west is greater than east across the antimeridian."""


def unit_vector(place: Place) -> Vector:
    """Return a place as a unit vector from the Earth's centre."""
    latitude, longitude = map(math.radians, place)
    level = math.cos(latitude)
    return (level * math.cos(longitude), level * math.sin(longitude), math.sin(latitude))


def place_of(x: float, y: float, z: float) -> Place:
    """Return the place below the end of a vector of any length."""
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def angle(a: Vector, b: Vector) -> float:
    """Return the angle between two unit vectors in radians, 0 to pi.

    The arc tangent of sine and cosine is exact for near and far ends alike; the arc cosine alone is
    not for near ones, nor the haversine for far ones.
    """
    x = a[1] * b[2] - a[2] * b[1]
    y = a[2] * b[0] - a[0] * b[2]
    z = a[0] * b[1] - a[1] * b[0]
    return math.atan2(math.sqrt(x * x + y * y + z * z), a[0] * b[0] + a[1] * b[1] + a[2] * b[2])


def air_line(start: Place, end: Place) -> float:
    """Return the great-circle distance of two places in metres."""
    return EARTH_RADIUS * angle(unit_vector(start), unit_vector(end))


def middle(places: Iterable[Place]) -> Place:
    """Return the centre of places on the globe."""
    vectors = [unit_vector(place) for place in places]
    x, y, z = (sum(vector[axis] for vector in vectors) for axis in range(3))
    return place_of(x, y, z)


def circle(centre: Place, radius: float, corners: int) -> Iterator[Place]:
    """Yield places at a distance from a centre, from the north clockwise; longitudes are below 180 degrees."""
    x, y, z = unit_vector(centre)
    turn = math.radians(centre[1])  # defined at a pole too
    east = -math.sin(turn), math.cos(turn)
    north = -z * east[1], z * east[0]
    up, along = math.cos(radius / EARTH_RADIUS), math.sin(radius / EARTH_RADIUS)
    level = math.hypot(x, y)
    for corner in range(corners):
        bearing = math.tau * corner / corners
        ahead, aside = along * math.cos(bearing), along * math.sin(bearing)
        latitude, longitude = place_of(
            up * x + ahead * north[0] + aside * east[0],
            up * y + ahead * north[1] + aside * east[1],
            up * z + ahead * level,
        )
        yield latitude, -180.0 if longitude == 180 else longitude


def unwrapped(path: Iterable[Place]) -> list[Place]:
    """Continue longitudes beyond 180 degrees where a path crosses the antimeridian."""
    result: list[Place] = []
    for latitude, longitude in path:
        if result:
            longitude -= 360 * round((longitude - result[-1][1]) / 360)
        result.append((latitude, longitude))
    return result


def antimeridian(start: Place, end: Place) -> tuple[Place, Place]:
    """Return the place at which the arc between two places crosses the antimeridian, as seen from either side."""
    side = math.copysign(180.0, start[1])
    if abs(start[1]) == 180:
        return start, (start[0], -side)
    if abs(end[1]) == 180:
        return (end[0], side), (end[0], -side)
    # The crossing is where the arc meets the plane of the meridian.
    a, b = unit_vector(start), unit_vector(end)
    share = a[1] / (a[1] - b[1]) if a[1] != b[1] else 0.5
    x, y, z = (p + share * (q - p) for p, q in zip(a, b, strict=True))
    latitude, _ = place_of(x, y, z)
    return (latitude, side), (latitude, -side)


def width(west: float, east: float) -> float:
    """Return the degrees from a meridian eastwards to another one, 0 to 360."""
    return east - west + (360.0 if east < west else 0.0)


def spans(west: float, east: float) -> list[tuple[float, float]]:
    """Return the longitudes from west to east as ranges that do not cross the antimeridian: one or two."""
    if west <= east:
        return [(west, east)]
    # One that ends at the antimeridian has a single half with any width.
    return [(a, b) for a, b in ((west, 180.0), (-180.0, east)) if a < b] or [(west, west)]


def box_sides(north: float, west: float, south: float, east: float) -> tuple[float, float]:
    """Return the height of a box and its width on the longest parallel, in metres."""
    longest = 0.0 if south <= 0 <= north else min(abs(south), abs(north))
    across = math.radians(width(west, east)) * math.cos(math.radians(longest)) * EARTH_RADIUS
    return math.radians(north - south) * EARTH_RADIUS, across


def names_of(longitude: float) -> tuple[float, ...]:
    """Return the longitudes of a meridian: the antimeridian has two, 180 and -180."""
    return (longitude, -longitude) if abs(longitude) == 180 else (longitude,)


def in_box(place: Place, bounds: Bounds) -> bool:
    """Return True if a place is in a box or on its edge: 180 and -180 are one meridian, a pole has every one."""
    latitude, longitude = place
    south, west, north, east = bounds
    if not south <= latitude <= north:
        return False
    if abs(latitude) == 90:
        return True
    parts = spans(west, east)
    return any(low <= name <= high for low, high in parts for name in names_of(longitude))


def boxes_around(centre: Place, radius: float) -> list[Bounds]:
    """Return the boxes that hold a circle, none across the antimeridian."""
    latitude, longitude = centre
    reach = math.degrees(radius / EARTH_RADIUS)
    south, north = max(-90.0, latitude - reach), min(90.0, latitude + reach)
    if abs(latitude) + reach >= 90:
        return [(south, -180.0, north, 180.0)]
    ratio = math.sin(math.radians(reach)) / math.cos(math.radians(latitude))
    side = math.degrees(math.asin(min(1.0, ratio)))
    west, east = longitude - side, longitude + side
    west, east = west + 360 * (west < -180), east - 360 * (east > 180)
    return [(south, low, north, high) for low, high in spans(west, east)]


def overlap(a: Bounds, b: Bounds) -> bool:
    """Return True if two boxes, neither across the antimeridian, have a point in common."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def joined(found: Iterable[Bounds]) -> tuple[Bounds, ...]:
    """Join boxes that overlap, until none do; none is across the antimeridian."""
    boxes: list[Bounds] = []
    for box in found:
        while others := [one for one in boxes if overlap(one, box)]:
            boxes = [one for one in boxes if one not in others]
            souths, wests, norths, easts = zip(box, *others, strict=True)
            box = min(souths), min(wests), max(norths), max(easts)
        boxes.append(box)
    return tuple(sorted(boxes))
