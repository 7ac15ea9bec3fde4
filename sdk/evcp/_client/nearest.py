"""The search for the nearest stations, without I/O: the next circle to read, and the stations that are proven.

The circle grows until it holds enough stations. As soon as enough are known, the circle as far as the last of
them is enough: nothing nearer can be outside of it. A page of a crowded circle so leads to a small one, and
so does a circle that the service does not read out to its end.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from evcp_codec.issues import Issue
from evcp_codec.model import Frozen, html_table

from .._api.areas import MAX_RADIUS, Circle, require_int
from .._api.sphere import air_line
from ..geo import position
from .pagination import Completeness
from .station_filter import LeftOut

if TYPE_CHECKING:
    from evcp_models import EVStation

_FIRST = 2_000.0
"""Radius of the first circle in metres."""
_GROWTH = 2.0, 6.0
"""Least and greatest factor from one circle to the next."""
_WORTH = 0.7
"""Share of a radius below which a smaller circle is worth a new search."""
_OTHER_EARTH = 1.006
"""Greatest ratio of an air line on the ellipsoid and one on the sphere: which one the service measures is
unknown (contract section 4.3)."""


@dataclass(frozen=True, slots=True)
class NearestStations(Frozen):
    """The stations nearest to a place, the nearest first.

    A loop over it yields the stations.

    Attributes:
        stations: The stations; `distance` is the air line in metres.
        radius: Metres around the place within which all stations are known: none that fits is missing.
        proven: Number of leading stations that are certainly the nearest, because all within their distance
            are known.
        completeness: `COMPLETE` if all stations are proven; `TRUNCATED` if the service has more than it
            gives, `PARTIAL` if some may be missing in between, or are `unplaced`.
        within: Greatest distance searched, in metres.
        is_limited: Whether there are fewer stations than were asked for, because that distance was reached.
        left_out: Ids of the stations left out by the conditions, with the reason.
        issues: Deviations from the schema on the pages read; a path is within its page.
        unplaced: Stations without a position on the earth, which no distance is known of.
    """

    stations: tuple[EVStation, ...]
    radius: float
    proven: int
    completeness: Completeness
    within: float
    is_limited: bool
    left_out: Mapping[str, LeftOut] = field(compare=False)
    issues: tuple[Issue, ...] = ()
    unplaced: tuple[EVStation, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Explanation of a result with fewer stations than asked for."""
        if not self.is_limited:
            return ()
        other = "other " if self.stations else ""
        return (f"no {other}station within {self.within / 1000:g} km",)

    def __iter__(self) -> Iterator[EVStation]:
        return iter(self.stations)

    def __len__(self) -> int:
        return len(self.stations)

    def _repr_html_(self) -> str:
        """Return a table for notebooks, of bounded length; all text is escaped."""
        return html_table(repr(self)[1:-1], self, "stations", "unplaced", "notes", "issues")

    def __repr__(self) -> str:
        return (
            f"<NearestStations {len(self)} stations, {self.proven} proven, all known within "
            f"{self.radius:,.0f} m, {self.completeness}>"
        )


class NearestSearch:
    """The state of a search for the nearest stations.

    Args:
        latitude: Latitude of the place in degrees.
        longitude: Longitude in degrees.
        number: Number of stations to find.
        within: Greatest distance in metres, or a text with its unit.

    Attributes:
        whole: The circle of the greatest distance.
        circle: The circle to read next; None at the end.

    Raises:
        AreaError: The place or the distance is not possible.
        ConfigurationError: `number` is not a whole number of at least 1.
    """

    def __init__(
        self, latitude: float, longitude: float, number: int, within: float | str = MAX_RADIUS
    ) -> None:
        self._number = require_int(number, "n")
        self.whole = Circle(latitude, longitude, within)
        self._place = self.whole.latitude, self.whole.longitude
        # The largest circle to read: all within the whole one are in it, however they are measured.
        self._reach = max(self.whole.radius, min(self.whole.radius * _OTHER_EARTH, MAX_RADIUS))
        self.circle: Circle | None = self._around(_FIRST)
        self._found: dict[str, tuple[float, EVStation]] = {}
        self._read: set[str] = set()
        self._unplaced: dict[str, EVStation] = {}
        self._left_out: dict[str, LeftOut] = {}
        self._issues: list[Issue] = []
        self._known = 0.0
        self._unread = math.inf
        self._is_partial = False

    def _around(self, radius: float) -> Circle:
        return Circle(*self._place, radius=min(radius, self._reach))

    def add(self, stations: Iterable[EVStation]) -> bool:
        """Take a page; return True if a smaller circle is enough, so that the other pages need no reading."""
        for station in stations:
            self._read.add(station.id)
            self._left_out.pop(station.id, None)
            if (place := position(station)) is None:
                self._unplaced[station.id] = station
            elif (away := air_line(self._place, place)) <= self.whole.radius:
                self._found[station.id] = away, replace(station, distance=round(away))
        return self.circle is not None and self._enough() < _WORTH * self.circle.radius

    def _enough(self) -> float:
        """Return a radius that holds enough stations, as far as is known; infinite if too few are known."""
        nearest = heapq.nsmallest(self._number, (away for away, _ in self._found.values()))
        return nearest[-1] * _OTHER_EARTH + 1 if len(nearest) == self._number else math.inf

    def finish(
        self,
        completeness: Completeness,
        left_out: Mapping[str, LeftOut],
        issues: Iterable[Issue],
    ) -> None:
        """End the reading of the circle, and choose the next one.

        Args:
            completeness: That of the circle; it is truncated also where `add` ended the reading.
            left_out: Ids of the stations left out.
            issues: Issues of its pages.
        """
        circle = self.circle
        if circle is None:
            return
        self._left_out |= left_out
        for id in left_out:  # it did fit in a circle before
            self._found.pop(id, None)
        self._issues += issues
        read, self._read = self._read, set()
        if completeness is Completeness.COMPLETE and any(
            away <= circle.radius / _OTHER_EARTH and id not in read
            for id, (away, _) in self._found.items()
        ):
            completeness = Completeness.PARTIAL  # a circle before had a station that this one lacks
        if completeness is Completeness.TRUNCATED:
            self._unread = min(self._unread, circle.radius)
        else:
            self._known = max(self._known, circle.radius)
            self._is_partial = self._is_partial or completeness is Completeness.PARTIAL
        self.circle = self._following(circle.radius)

    def _following(self, radius: float) -> Circle | None:
        enough = self._enough()
        if self._known >= min(enough, self._reach):
            return None
        if enough < self._unread:
            return self._around(enough)
        if self._unread < math.inf:
            # A service that does not read a circle out to its end: a smaller one, until they hardly differ.
            smaller = max(self._unread / 2, math.sqrt(self._known * self._unread))
            return self._around(smaller) if smaller < 0.95 * self._unread and smaller > 1 else None
        inside = sum(away <= radius for away, _ in self._found.values())
        least, most = _GROWTH
        needed = 1.2 * math.sqrt(self._number / inside) if inside else most
        return self._around(radius * min(max(needed, least), most))

    def result(self) -> NearestStations:
        """Return the nearest stations known."""
        nearest = heapq.nsmallest(
            self._number, self._found.values(), key=lambda one: (one[0], one[1].id)
        )
        is_whole = self._known >= self._reach
        known = self.whole.radius if is_whole else self._known / _OTHER_EARTH
        is_partial = self._is_partial or bool(self._unplaced)
        proven = 0 if is_partial else sum(away <= known for away, _ in nearest)
        completeness = Completeness.COMPLETE
        if is_partial:
            completeness = Completeness.PARTIAL
        elif proven < len(nearest) or (len(nearest) < self._number and not is_whole):
            completeness = Completeness.TRUNCATED
        return NearestStations(
            tuple(station for _, station in nearest),
            known,
            proven,
            completeness,
            self.whole.radius,
            len(nearest) < self._number and is_whole,
            self._left_out,
            tuple(self._issues),
            tuple(self._unplaced.values()),
        )
