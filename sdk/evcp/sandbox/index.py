"""Which stations lie in an area, and in which order they are listed.

The stations are kept sorted by latitude. A search cuts out the band of latitudes that can hold an
answer by bisection and tests each station of it exactly; nothing is approximated. Some ten
thousand stations need no more than that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from evcp_models import EVStation

from .areas import Area, Box, Corridor, Prox
from .geometry import EARTH_RADIUS_M, Nearest, Point, angle, degrees_of, unit_vector

# Wider than any rounding of a latitude (1e-9 degrees are 0.1 mm), so that the band never cuts off
# a station on the very rim; the exact test decides.
_SLACK_DEGREES = 1e-9


class Found(NamedTuple):
    """A station in the area of a search.

    Attributes:
        station: The station as it stands in the world.
        distance_m: What the API calls `distance`, in metres, not rounded: the air line for `prox`,
            the way along the path plus the air line for `corridor`, None for `bbox` (contract 4.3).
    """

    station: EVStation
    distance_m: float | None


class Index:
    """Stations by place.

    Results are ordered by distance for `prox` and `corridor` and by id for `bbox`; equal distances
    are ordered by id. The service documents no order; this one is the same for every page of a
    search.
    """

    def __init__(self, stations: Iterable[EVStation]) -> None:
        ordered = sorted(stations, key=lambda station: (_latitude(station), station.id))
        self._stations = tuple(ordered)
        self._latitudes = [_latitude(station) for station in ordered]
        self._points = [place_of(station) for station in ordered]
        self._vectors = [unit_vector(point) for point in self._points]

    def __len__(self) -> int:
        return len(self._stations)

    def search(self, area: Area) -> list[Found]:
        """Every station in the area, in the order of the answer."""
        if isinstance(area, Box):
            return self._in_box(area)
        hits = self._in_circle(area) if isinstance(area, Prox) else self._in_corridor(area)
        found = [Found(self._stations[at], metres) for at, metres in hits]
        found.sort(key=lambda one: (one.distance_m, one.station.id))
        return found

    def count(self, area: Area) -> int:
        """The number of stations in the area."""
        return len(self.search(area))

    def _band(self, south: float, north: float) -> range:
        return range(
            bisect_left(self._latitudes, south - _SLACK_DEGREES),
            bisect_right(self._latitudes, north + _SLACK_DEGREES),
        )

    def _in_circle(self, area: Prox) -> list[tuple[int, float]]:
        centre = unit_vector(area.centre)
        reach = degrees_of(area.radius_m)
        hits = []
        for at in self._band(area.centre.latitude - reach, area.centre.latitude + reach):
            metres = EARTH_RADIUS_M * angle(centre, self._vectors[at])
            if metres <= area.radius_m:
                hits.append((at, metres))
        return hits

    def _in_box(self, area: Box) -> list[Found]:
        inside = [
            Found(self._stations[at], None)
            for at in self._band(area.bounds.south, area.bounds.north)
            if area.bounds.contains(self._points[at])
        ]
        inside.sort(key=lambda one: one.station.id)
        return inside

    def _in_corridor(self, area: Corridor) -> list[tuple[int, float]]:
        # Each arc looks only at its own band: a station inside the corridor is nearest to an arc
        # that reaches it, so no nearer arc can be missed.
        reach = degrees_of(area.reach_m)
        best: dict[int, Nearest] = {}
        for start, segment in zip(area.path.starts_m, area.path.segments, strict=True):
            south, north = segment.latitudes()
            for at in self._band(south - reach, north + reach):
                near = segment.nearest(self._vectors[at])
                if near.air_m <= area.reach_m and (at not in best or near.air_m < best[at].air_m):
                    best[at] = Nearest(near.air_m, start + near.along_m)
        return [(at, near.along_m + near.air_m) for at, near in best.items()]


def place_of(station: EVStation) -> Point:
    """The position of a station as a point."""
    return Point(float(station.position.latitude), float(station.position.longitude))


def _latitude(station: EVStation) -> float:
    return float(station.position.latitude)
