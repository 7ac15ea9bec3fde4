"""The search along a route, without I/O: the corridors one after the other, the stops in the order of travel.

A stop is given once all corridors were read in which a station with an earlier first pass can be: the order
is that of the whole route, and the first stops come with the first corridors.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from evcp_codec.issues import Issue

from .._api.areas import Corridor, positive, told
from .._api.paths import Passage, Path, Route, read_route
from ..errors import ConfigurationError
from ..geo import position
from ..hours import is_open
from ..routes import Pass, RouteStop
from ..units import parse_speed
from .pagination import Completeness
from .station_filter import LeftOut, summary

if TYPE_CHECKING:
    from evcp_models import EVStation

WIDTH = 2_000.0
"""Default width of the strip along a route in metres, from edge to edge."""


class Searched(Protocol):
    """Pager of one corridor, as the search along a route reads it."""

    @property
    def completeness(self) -> Completeness: ...
    @property
    def issues(self) -> tuple[Issue, ...]: ...
    @property
    def left_out(self) -> Mapping[str, LeftOut]: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


P = TypeVar("P", bound=Searched)


class Timetable:
    """Times of arrival at a constant speed.

    Args:
        speed: Speed in km/h, or a text with its unit; None for no times.
        depart: Departure, with its time zone; now by default.
        length: Length of the route in metres.

    Raises:
        ConfigurationError: A value is not possible, or there is a departure without a speed.
    """

    def __init__(self, speed: float | str | None, depart: datetime | None, length: float) -> None:
        self._metres_per_second: float | None = None
        if speed is None:
            if depart is not None:
                raise ConfigurationError("depart needs speed", hint="such as speed='100km/h'")
            return
        expected = "speed must be a positive number of km/h"
        self._metres_per_second = positive(speed, parse_speed, expected, ConfigurationError) / 3.6
        depart = datetime.now(UTC) if depart is None else depart
        if not isinstance(depart, datetime) or depart.utcoffset() is None:
            raise ConfigurationError(
                f"depart must be a datetime with a time zone, not {told(depart)}",
                hint="pass datetime.now(UTC)",
            )
        self._depart = depart
        try:
            self.arrival(length)
        except OverflowError:
            raise ConfigurationError(
                f"at {told(speed)}, the route ends after the last year of the calendar"
            ) from None

    def __bool__(self) -> bool:
        return self._metres_per_second is not None

    def arrival(self, along: float) -> datetime | None:
        """Return the time of arrival after a way in metres, in the time zone of the departure."""
        if self._metres_per_second is None:
            return None
        # In UTC, because the clocks may change on the way.
        passed = timedelta(seconds=along / self._metres_per_second)
        return (self._depart.astimezone(UTC) + passed).astimezone(self._depart.tzinfo)


class RouteSearch(Generic[P]):
    """The state of a search along a route.

    Args:
        route: The route.
        width: Width of the strip in metres, from edge to edge.
        speed: Speed in km/h, or a text with its unit.
        depart: Time of departure.
        open_on_arrival: Whether to give only stops that are known to be open on arrival.
        search: Begins the search of one corridor.

    Attributes:
        corridor: The route, with the width of the strip.
        length: Length of the route in metres.
        pieces: Number of corridors.
        taken: Number of stops taken.
        pager: The pager of the next corridor; None at the end.
        pagers: All pagers so far.
        unplaced: Stations of the answers without a position on the earth.

    Raises:
        AreaError: The value is not a route.
        ConfigurationError: An argument is not possible.
    """

    def __init__(
        self,
        route: Route,
        width: float | str | None,
        speed: float | str | None,
        depart: datetime | None,
        search: Callable[[Corridor], P],
        *,
        open_on_arrival: bool,
    ) -> None:
        corridor = read_route(route, width)
        self.corridor = corridor if corridor.width else Corridor(corridor.points, WIDTH)
        self._reach = (self.corridor.width or WIDTH) / 2
        points = self.corridor.points
        self._path = Path([points[0], *_changes(points)] if len({*points}) > 1 else points[:2])
        self.length = self._path.length_m
        self._timetable = Timetable(speed, depart, self.length)
        if not isinstance(open_on_arrival, bool):
            raise ConfigurationError(
                f"open_on_arrival must be True or False, not {told(open_on_arrival)}"
            )
        if open_on_arrival and not self._timetable:
            raise ConfigurationError("open_on_arrival needs speed", hint="such as '100km/h'")
        self._open_on_arrival = open_on_arrival
        self._search = search
        self._corridors = self._path.corridors(self._reach)[::-1]
        self.pieces = len(self._corridors)
        self.pagers: list[P] = []
        self.pager: P | None = None
        self.unplaced: dict[str, EVStation] = {}
        self.taken = 0
        self._known: set[str] = set()
        self._stops: list[tuple[float, float, int, RouteStop]] = []
        self._closed: dict[str, LeftOut] = {}
        self._number = count()
        self._read = 0.0
        self._open_next()

    def _open_next(self) -> None:
        self.pager = None
        if self._corridors:
            self.pager = self._search(self._corridors[-1][0])
            self.pagers.append(self.pager)

    def accept(self, stations: Iterable[EVStation]) -> None:
        """Take all stations of the pager, and go to the next one."""
        for station in stations:
            if station.id not in self._known:
                self._known.add(station.id)
                self._place(station)
        _, self._read = self._corridors.pop()
        self._open_next()

    def _place(self, station: EVStation) -> None:
        place = position(station)
        if place is None:
            self.unplaced[station.id] = station
            return
        passages = self._path.passages(place, self._reach)
        passes = [self._timed(station, one) for one in passages]
        if self._open_on_arrival and passes:
            answers = {one.open for one in passes}
            passes = [one for one in passes if one.open]
            if not passes:
                unknown = None in answers
                self._closed[station.id] = LeftOut.UNKNOWN_HOURS if unknown else LeftOut.CLOSED
        if passes:
            first = passes[0]
            station = replace(station, distance=round(first.along + first.aside))
            stop = RouteStop(station, tuple(passes))
            heapq.heappush(self._stops, (first.along, first.aside, next(self._number), stop))

    def _timed(self, station: EVStation, passage: Passage) -> Pass:
        arrival = self._timetable.arrival(passage.along)
        return Pass(
            passage.along,
            passage.aside,
            None if passage.left is None else "left" if passage.left else "right",
            arrival,
            None if arrival is None else is_open(station, arrival),
        )

    def next(self) -> RouteStop | None:
        """Return the next stop; None if a pager is to be read first, or at the end."""
        if not self._stops or (self.pager is not None and self._stops[0][0] > self._read):
            return None
        self.taken += 1
        return heapq.heappop(self._stops)[-1]

    @property
    def completeness(self) -> Completeness:
        """Completeness of the stops taken so far: that of the worst corridor; partial with `unplaced` ones."""
        states = {pager.completeness for pager in self.pagers}
        if Completeness.PARTIAL in states or self.unplaced:
            return Completeness.PARTIAL
        if states == {Completeness.NOT_STARTED}:
            return Completeness.NOT_STARTED
        is_read = not self._stops and states == {Completeness.COMPLETE}
        return Completeness.COMPLETE if is_read else Completeness.TRUNCATED

    @property
    def left_out(self) -> dict[str, LeftOut]:
        """Ids of the stations left out so far, with the reason."""
        left_out = {id: reason for pager in self.pagers for id, reason in pager.left_out.items()}
        return {
            id: reason for id, reason in left_out.items() if id not in self._known
        } | self._closed

    @property
    def notes(self) -> tuple[str, ...]:
        """Explanation of an empty result."""
        if self.taken or self._stops or self.pager is not None:
            return ()
        if left_out := self.left_out:
            return (summary(Counter(left_out.values()), len(left_out)),)
        if self._known:
            return ()
        return tuple(dict.fromkeys(note for pager in self.pagers for note in pager.notes))

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Deviations from the schema on the pages so far."""
        return tuple(issue for pager in self.pagers for issue in pager.issues)

    def __str__(self) -> str:
        read = len(self.pagers) - (self.pager is not None)
        return f"{self.taken:,} stops, {read} of {self.pieces} pieces read, {self.completeness}"


def _changes(points: tuple[tuple[float, float], ...]) -> Iterable[tuple[float, float]]:
    """Yield the points that differ from the one before."""
    return (point for before, point in pairwise(points) if point != before)
