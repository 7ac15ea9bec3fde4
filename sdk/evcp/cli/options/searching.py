"""A search on the command line: ask, sieve, show, and say how it went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from evcp._api.areas import Area, Circle, Corridor, air_line
from evcp._client.pagination import PAGE_SIZE, Completeness

from .. import exits
from ..output.formats import Output
from ..output.presenting import Order, Shown, present
from ..reporter import Reporter
from .connection import Connection
from .filters import partner_ids
from .station_filter import FilterStats, StationFilter
from .units import plural

if TYPE_CHECKING:
    from evcp._client.client import Client
    from evcp._client.resources import Pager
    from evcp_models import EVStation


@dataclass(frozen=True, slots=True)
class Search:
    """What to search, and what to do with what is found.

    Attributes:
        area: Where.
        pieces: The area in pieces that the service takes; distances in a piece of a corridor begin
            at the metres given with it.
        wanted: Which stations.
        emsp: Providers, by name or partner id.
        order: How many, in which order.
        output: Where to, in which form.
        ids: Whether tables show ids.
        title: Title of a map.
    """

    area: Area
    pieces: Sequence[tuple[Area, float]]
    wanted: StationFilter
    emsp: tuple[str, ...]
    order: Order
    output: Output
    ids: bool
    title: str


@dataclass(slots=True)
class _Source:
    """The stations of all pieces, each once, and how complete they are."""

    client: Client
    search: Search
    emsp: tuple[str, ...]
    pagers: list[Pager] = field(default_factory=list)

    def stations(self) -> Iterator[EVStation]:
        """Yield the stations as the service gives them; their distances are filled in where it gives none."""
        pieces = self.search.pieces
        if len(pieces) == 1:
            for station in self._ask(pieces[0][0]):
                yield self._measured(station)
            return
        found: dict[str, EVStation] = {}
        for area, begins in pieces:
            for station in self._ask(area):
                if station.distance is not None:
                    station = replace(station, distance=station.distance + round(begins))
                known = found.get(station.id)
                if known is None or (station.distance or 0) < (known.distance or 0):
                    found[station.id] = station
        yield from found.values()

    def _ask(self, area: Area) -> Pager:
        wanted, order = self.search.wanted, self.search.order
        early = order.limit if order.sort == "none" and len(self.search.pieces) == 1 else None
        pager = self.client.stations.search(
            area,
            connector_types=wanted.types,
            emsp=self.emsp,
            min_power=wanted.min_power,
            max_power=wanted.max_power,
            # What is left out here is not known to the service: a limit of its own would come too early.
            limit=None if wanted else early,
            page_size=PAGE_SIZE if early is None else max(2, min(PAGE_SIZE, early + 1)),
        )
        self.pagers.append(pager)
        return pager

    def _measured(self, station: EVStation) -> EVStation:
        area, place = self.search.area, station.position
        if station.distance is not None or not isinstance(area, Circle):
            return station
        metres = air_line((area.latitude, area.longitude), (place.latitude, place.longitude))
        return replace(station, distance=round(metres))

    @property
    def completeness(self) -> Completeness:
        """The worst of the pieces."""
        all = {pager.completeness for pager in self.pagers}
        for one in (Completeness.PARTIAL, Completeness.TRUNCATED):
            if one in all:
                return one
        return Completeness.COMPLETE

    @property
    def issues(self) -> int:
        """Departures from the schema so far."""
        return sum(len(pager.issues) for pager in self.pagers)


def run_search(search: Search, connection: Connection) -> int:
    """Search, show what is found, say how it went on standard error.

    Returns:
        The exit status.
    """
    talk = connection.talk
    sieve = FilterStats(search.wanted, datetime.now(UTC))
    with connection.client() as client:
        if len(search.pieces) > 1:
            talk.tell(f"the route is long: it is asked for in {len(search.pieces)} pieces")
        source = _Source(client, search, partner_ids(client, search.emsp))
        shown = present(
            sieve.through(source.stations()),
            search.output,
            search.order,
            talk,
            title=search.title,
            area=search.area,
            has_more=lambda: source.completeness is not Completeness.COMPLETE,
            ids=search.ids,
        )
    return _report(shown, sieve, source, search, talk)


_ORDERS = {
    "distance": "nearest first",
    "name": "by name",
    "power": "strongest first",
    "free": "most free first",
}


def _report(
    shown: Shown, sieve: FilterStats, source: _Source, search: Search, talk: Reporter
) -> int:
    cut = shown.shown < shown.found
    if cut:
        text = f"{shown.shown:,} of {shown.found:,} stations, {_ORDERS[search.order.sort]}"
    else:
        text = f"{'the first ' if shown.stopped else ''}{stations(shown.shown)}"
    complete = source.completeness
    if shown.stopped:
        text += " (there may be more)"
    elif complete is Completeness.COMPLETE:
        text += "; complete"
    # The paths of issues are within their page: a page is read once, so each counts once.
    text += f", {departures(source.issues)}"
    talk.tell(text)
    if left_out := sieve.summary():
        talk.tell(left_out)
    if not shown.stopped and complete is not Completeness.COMPLETE:
        talk.warn(_INCOMPLETE[complete])
        return exits.INCOMPLETE
    return exits.OK if shown.shown else exits.NOTHING


_INCOMPLETE = {
    Completeness.TRUNCATED: "the answer is TRUNCATED: the service has more stations than it gives",
    Completeness.PARTIAL: "the answer is PARTIAL: stations may be missing in between",
}


def stations(number: int) -> str:
    """Write a number of stations."""
    return plural(number, "station") if number else "no stations"


def departures(number: int) -> str:
    """Write a number of issues."""
    if not number:
        return "no issues"
    return f"{plural(number, 'issue')} (-vv shows them)"


def in_pieces(corridor: Corridor) -> list[tuple[Area, float]]:
    """Cut a corridor into pieces that fit into an address and below the documented area.

    Returns:
        The pieces, each with the length in metres of the path before it. Neighbours share a point, so
        that nothing between them is missed.
    """
    from evcp._api.areas import MAX_CORRIDOR_AREA

    longest = MAX_CORRIDOR_AREA / corridor.width if corridor.width else float("inf")
    pieces: list[tuple[Area, float]] = []
    points: list[tuple[float, float]] = [corridor.points[0]]
    before = length = 0.0
    for start, end in zip(corridor.points, corridor.points[1:], strict=False):
        step = air_line(start, end)
        if len(points) > 1 and (len(points) == MOST_POINTS or length + step > longest):
            pieces.append((Corridor(points, corridor.width), before))
            before += length
            points, length = [start], 0.0
        points.append(end)
        length += step
    pieces.append((Corridor(points, corridor.width), before))
    return pieces


MOST_POINTS = 120
"""Points of a corridor in an address: gateways refuse addresses of more than about 4,000 characters."""
