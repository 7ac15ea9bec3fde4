"""The outline of an area on a map, and the little geometry that the map needs: on a sphere, in degrees."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from evcp._api.areas import EARTH_RADIUS, Area, Box, Circle, air_line

Place = tuple[float, float]
"""Latitude and longitude in degrees."""

_CORNERS = 96
_STEP = 50_000.0


def outline(area: Area) -> dict[str, Any]:
    """Outline an area.

    Returns:
        `kind`, and `path`: `[latitude, longitude]` pairs whose longitudes run on past 180 degrees. A
        circle has its `centre`, a corridor its `width` in metres if it has one, from edge to edge.
    """
    if isinstance(area, Circle):
        ring = unwrapped(_circle(area))
        turned = ring[-1][1] - ring[0][1]
        if abs(turned) > 180:  # around a pole: the ring is open, and closed along the map's edge
            pole = 90.0 if area.latitude > 0 else -90.0
            ring += [(pole, ring[-1][1]), (pole, ring[0][1])]
        return {"kind": "circle", "path": _rounded(ring), "centre": [area.latitude, area.longitude]}
    if isinstance(area, Box):
        east = area.east + (360 if area.east < area.west else 0)
        corners = [(area.north, area.west), (area.north, east), (area.south, east)]
        return {"kind": "box", "path": _rounded([*corners, (area.south, area.west)])}
    path = unwrapped(_great_circles(area.points))
    width = {} if area.width is None else {"width": area.width}
    return {"kind": "corridor", "path": _rounded(path), **width}


def _circle(area: Circle) -> Iterator[Place]:
    latitude, angle = math.radians(area.latitude), area.radius / EARTH_RADIUS
    for corner in range(_CORNERS + 1):
        bearing = math.tau * corner / _CORNERS
        sine = math.sin(latitude) * math.cos(angle)
        sine += math.cos(latitude) * math.sin(angle) * math.cos(bearing)
        east = math.sin(bearing) * math.sin(angle) * math.cos(latitude)
        north = math.cos(angle) - math.sin(latitude) * sine
        there = math.degrees(math.asin(max(-1.0, min(1.0, sine))))
        yield there, area.longitude + math.degrees(math.atan2(east, north))


def _great_circles(points: Sequence[Place]) -> Iterator[Place]:
    """A path with points between those far apart, since a straight line on the map is another way."""
    yield points[0]
    for start, end in pairwise(points):
        length = air_line(start, end)
        steps = min(200, math.ceil(length / _STEP))
        angle = length / EARTH_RADIUS
        for step in range(1, steps):
            weights = (math.sin(angle * (1 - step / steps)), math.sin(angle * step / steps))
            yield _balance(zip((start, end), weights, strict=True))
        yield end


def unwrapped(path: Iterable[Place]) -> list[Place]:
    """Let longitudes run on where a path crosses the antimeridian."""
    result: list[Place] = []
    for latitude, longitude in path:
        if result:
            longitude -= 360 * round((longitude - result[-1][1]) / 360)
        result.append((latitude, longitude))
    return result


def _rounded(path: Iterable[Place]) -> list[list[float]]:
    return [[round(latitude, 6), round(longitude, 6)] for latitude, longitude in path]


def middle(places: Iterable[Place]) -> Place:
    """The middle of places on the globe, the antimeridian no obstacle."""
    return _balance((place, 1.0) for place in places)


def _balance(weighted: Iterable[tuple[Place, float]]) -> Place:
    x = y = z = 0.0
    for place, weight in weighted:
        latitude, longitude = map(math.radians, place)
        x += weight * math.cos(latitude) * math.cos(longitude)
        y += weight * math.cos(latitude) * math.sin(longitude)
        z += weight * math.sin(latitude)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))
