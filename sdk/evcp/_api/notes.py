"""Notes on an empty answer: a slip that explains it, told only where it is certain.

A note states a fact about the question (a radius of five metres, a point in the ocean) and what it hints
at. A search for which such a fact is false, or merely likely, gets none.
"""

from __future__ import annotations

from .areas import Area, Box, Circle, Corridor

_WATERS = (
    ("the Gulf of Aden", 13, 14.4, 50, 57),
    ("the Indian Ocean", -3, 11, 52, 57),
    ("the Indian Ocean", -2, 4, 48.6, 52),
    ("the Indian Ocean", 4, 7, 50, 52),
    ("the Indian Ocean", 0, 17, 57, 71),
    ("the Indian Ocean", -30, -21, 64, 72),
    ("the Atlantic Ocean", 18, 36, -35, -19.5),
    ("the Atlantic Ocean", -50, -41, -30, -12),
    ("the Southern Ocean", -60, -56, -40, -30),
    ("Antarctica or the ocean around it", -90, -60, -180, 180),
    ("the Barents Sea", 72, 74, 20, 50),
    ("the Barents Sea", 75, 78, 28, 50),
    ("the Arctic Ocean", 84, 90, -180, 180),
)
"""Waters without an island, by south, north, west and east: those to which swapped coordinates of Europe,
the Americas, southern Africa and India lead. Held against the one-kilometre land mask of GLOBE; south of
60 degrees there is land, and no public road. Where a coast or islets are near, a place is in none of them."""
_KILOMETRES = 200
"""Greatest radius in km that the service takes: up to here a number of metres may be meant as kilometres."""
_MAX_KW = 4_000
"""Power above that of every charging system (MCS: 3.75 MW): watts were meant."""


def empty_notes(area: Area, min_power: float | None = None) -> tuple[str, ...]:
    """Return what may explain that an area has no station; empty where nothing certain does."""
    notes = []
    if isinstance(area, Circle) and area.radius <= _KILOMETRES:
        notes.append(f"0 stations within {area.radius:g} m; radius is in metres")
    if isinstance(area, Corridor) and area.width is not None and area.width <= _KILOMETRES:
        notes.append(f"0 stations in a corridor of {area.width:g} m; width is in metres")
    points = _points(area)
    waters = [_water(*point) for point in points]
    swapped = [_water(longitude, latitude) for latitude, longitude in points]
    possible = all(abs(longitude) <= 90 for _, longitude in points)
    if all(waters) and possible and not any(swapped):
        latitude, longitude = points[0]
        notes.append(f"{latitude:g}, {longitude:g} lies in {waters[0]}; swapped?")
    if min_power is not None and min_power > _MAX_KW:
        notes.append(f"min_power is in kW: {min_power:,.0f} kW is more than any charger has")
    return tuple(notes)


def _points(area: Area) -> tuple[tuple[float, float], ...]:
    """Return the points that all have to lie in the sea: the centre, the corners or the path."""
    if isinstance(area, Circle):
        return ((area.latitude, area.longitude),)
    if isinstance(area, Box):
        return tuple((y, x) for y in (area.north, area.south) for x in (area.west, area.east))
    return area.points


def _water(latitude: float, longitude: float) -> str | None:
    for name, south, north, west, east in _WATERS:
        if south <= latitude <= north and west <= longitude <= east:
            return name
    return None
