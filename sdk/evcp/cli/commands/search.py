"""`evcp near`, `evcp box` and `evcp count`; the search that `evcp route` shares."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from evcp import Area, Circle, Completeness
from evcp._api.areas import air_line
from evcp._api.notes import empty_notes
from evcp._client.station_filter import LeftOut, StationFilter, summary
from evcp.geo import distance, position

from ..errors import CommandError, Exit
from ..options.areas import (
    RADIUS,
    area_options,
    box_of_bounds,
    box_of_corners,
    describe_area,
    radius_option,
)
from ..options.arguments import LatLon, PlaceCommand, add_options, bounds, place
from ..options.connection import Connection, connection_options
from ..options.station_filter import (
    Order,
    emsp_option,
    filter_options,
    order_options,
)
from ..options.units import plural
from ..output.formats import FORMS, Output, open_output, output_options
from ..output.stations import DrawMap, Shown, show_stations
from ..reporter import Reporter

if TYPE_CHECKING:
    from evcp import Client, Pager
    from evcp_models import EVStation


@dataclass(frozen=True, slots=True)
class Search:
    """The options of a search.

    Attributes:
        station_filter: Conditions on stations.
        emsp: E-mobility providers, by name or partner id.
        order: Order and number of the stations shown.
        output: Form and files.
        ids: Show ids in tables.
        connection: Settings of the client.
    """

    station_filter: StationFilter
    emsp: tuple[str, ...]
    order: Order
    output: Output
    ids: bool
    connection: Connection

    def run(self, area: Area, title: str, pieces: Sequence[tuple[Area, float]] = ()) -> int:
        """Search an area, show the stations, and report the counts on standard error.

        Args:
            area: The area.
            title: Title of a map.
            pieces: The area in pieces that the service takes, each with the metres of route before it.

        Returns:
            The exit status.
        """
        reporter = self.connection.reporter
        with self.connection.client() as client:
            if len(pieces) > 1:
                reporter.info(f"the route is long: it is searched in {len(pieces)} pieces")
            emsp = tuple(part.strip() for text in self.emsp for part in text.split(","))
            source = _Source(client, self, area, pieces or [(area, 0.0)], emsp)
            shown = show_stations(
                source.stations(),
                self.output,
                self.order,
                reporter,
                map_drawer(
                    title,
                    area,
                    source=client.settings.base_url,
                    station_filter=self.station_filter,
                    made=datetime.now(UTC),
                ),
                station_filter=self.station_filter,
                has_more=lambda: source.completeness is not Completeness.COMPLETE,
                ids=self.ids,
            )
        return _report(shown, source, self.order, reporter)


def search_options(default_sort: str) -> Callable[[Callable[..., Any]], Any]:
    """Add the options of a search; the command gets `search`.

    Args:
        default_sort: Default of `--sort`.
    """

    def add(command: Callable[..., Any]) -> Any:
        @functools.wraps(command)
        def run(
            *args: Any,
            station_filter: StationFilter,
            emsp: tuple[str, ...],
            order: Order,
            output: Output,
            ids: bool,
            connection: Connection,
            **values: Any,
        ) -> Any:
            search = Search(station_filter, emsp, order, output, ids, connection)
            return command(*args, search=search, **values)

        return add_options(
            run,
            filter_options,
            emsp_option,
            order_options(default_sort),
            click.option("--ids", is_flag=True, help="Show station ids in a narrow table, too."),
            output_options(*FORMS, with_map=True),
            connection_options(),
        )

    return add


@click.command(
    "near",
    cls=PlaceCommand,
    short_help="Stations around a place.",
    examples=(
        "evcp near 52.52,13.405",
        "evcp near -33.87,151.21 --radius 10km --connector ccs,chademo --min-power 50kW",
        "evcp near 52.52,13.405 --available --limit 5",
        "evcp near 52.52,13.405 --out berlin.csv --map berlin.html",
        "evcp near 52.52,13.405 | jq -r .name",
    ),
)
@click.argument("place", type=place, metavar="LAT,LON")
@radius_option
@search_options("distance")
def near_command(place: LatLon, radius: float | None, search: Search) -> int:
    """Stations around a place: latitude and longitude in degrees, WGS 84.

    The nearest come first; for that, all stations within the radius are read.
    """
    area = Circle(*place, RADIUS if radius is None else radius)
    return search.run(area, f"Chargers: {describe_area(area)}")


@click.command(
    "box",
    cls=PlaceCommand,
    short_help="Stations between two corners.",
    examples=(
        "evcp box 52.54,13.36 52.50,13.44",
        "evcp box --bbox 13.36,52.50,13.44,52.54 --connector type2 --output geojson",
        "evcp box -16,179 -18,-179               # across the antimeridian",
    ),
)
@click.argument("corners", type=place, nargs=-1, metavar="NORTH,WEST SOUTH,EAST")
@click.option("--bbox", type=bounds, metavar="W,S,E,N", help="The box in the order of GeoJSON.")
@search_options("none")
def box_command(
    corners: tuple[LatLon, ...], bbox: tuple[float, float, float, float] | None, search: Search
) -> int:
    """Stations between two corners: first north-west, then south-east.

    If west is greater than east, the box crosses the antimeridian.
    """
    if (bbox is None) == (not corners) or len(corners) not in (0, 2):
        raise CommandError(
            "a box needs two corners, or --bbox",
            "evcp box NORTH,WEST SOUTH,EAST, or evcp box --bbox WEST,SOUTH,EAST,NORTH",
        )
    area = box_of_corners(*corners) if bbox is None else box_of_bounds(bbox)
    return search.run(area, f"Chargers: {describe_area(area)}")


@click.command(
    "count",
    cls=PlaceCommand,
    short_help="Number of stations in an area.",
    examples=(
        "evcp count 52.52,13.405 --radius 10km",
        "evcp count --box 52.54,13.36 52.50,13.44",
        "evcp count --bbox 13.36,52.50,13.44,52.54 --output json",
    ),
)
@click.argument("place", type=place, required=False, metavar="[LAT,LON]")
@area_options
@click.option(
    "-o",
    "--output",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form: the bare number, or the answer of the service.",
)
@connection_options()
def count_command(area: Area | None, form: str, connection: Connection) -> int:
    """Number of stations in an area: around a place, or in a box.

    The service ignores filters when it counts; `evcp near ... | wc -l` counts filtered stations.
    """
    if area is None:
        raise CommandError("there is no area", "evcp count LAT,LON, or --box, or --bbox")
    with connection.client() as client:
        number = client.stations.count(area)
    for note in () if number else empty_notes(area):
        connection.reporter.info(note)
    with open_output(None) as file:
        file.write(f"{number}\n" if form == "text" else f'{{"count":{number}}}\n')
    return Exit.OK if number else Exit.NOTHING


@dataclass(slots=True)
class _Source:
    """The stations of all pieces, each station once.

    Attributes:
        found: Ids of the stations that were found.
    """

    client: Client
    search: Search
    area: Area
    pieces: Sequence[tuple[Area, float]]
    emsp: tuple[str, ...]
    pagers: list[Pager] = field(default_factory=list)
    found: set[str] = field(default_factory=set)

    def stations(self) -> Iterator[EVStation]:
        """Yield the stations in the order of the service; add missing distances in a circle."""
        if len(self.pieces) == 1:
            for station in self._search(self.pieces[0][0]):
                self.found.add(station.id)
                yield self._with_distance(station)
            return
        found: dict[str, EVStation] = {}
        for area, metres_before in self.pieces:
            for station in self._search(area):
                if (metres := distance(station)) is not None:
                    station = replace(station, distance=metres + round(metres_before))
                known = found.get(station.id)
                # Neighbouring pieces overlap: keep the occurrence that the route passes first.
                if known is None or (station.distance or 0) < (known.distance or 0):
                    found[station.id] = station
        self.found.update(found)
        yield from found.values()

    def _search(self, area: Area) -> Pager:
        station_filter, order = self.search.station_filter, self.search.order
        early = order.limit if order.sort == "none" and len(self.pieces) == 1 else None
        pager = self.client.stations.search(
            area,
            connector_types=station_filter.connector_types,
            emsp=self.emsp,
            min_power=station_filter.min_power,
            max_power=station_filter.max_power,
            available=station_filter.available,
            open_at=station_filter.open_at,
            limit=early,
        )
        self.pagers.append(pager)
        return pager

    def _with_distance(self, station: EVStation) -> EVStation:
        area, place = self.area, position(station)
        if distance(station) is not None or place is None or not isinstance(area, Circle):
            return station
        metres = air_line((area.latitude, area.longitude), place)
        return replace(station, distance=round(metres))

    @property
    def completeness(self) -> Completeness:
        """Completeness of the worst piece."""
        found = {pager.completeness for pager in self.pagers}
        for worst in (Completeness.PARTIAL, Completeness.TRUNCATED, Completeness.NOT_STARTED):
            if worst in found:
                return worst
        return Completeness.COMPLETE

    @property
    def notes(self) -> tuple[str, ...]:
        """Summary of the stations left out, or what explains an empty result."""
        if left_out := self._left_out():
            return (left_out,)
        return () if self.found else tuple(note for pager in self.pagers for note in pager.notes)

    def _left_out(self) -> str:
        """Summarize the stations left out; pieces overlap, and each station counts once."""
        left_out: dict[str, LeftOut] = {}
        for pager in self.pagers:
            left_out |= pager.left_out
        reasons = Counter(reason for id, reason in left_out.items() if id not in self.found)
        return summary(reasons, len(self.found | left_out.keys()))

    @property
    def issue_count(self) -> int:
        """Number of schema issues so far."""
        return sum(len(pager.issues) for pager in self.pagers)


_ORDERS = {
    "distance": "nearest first",
    "name": "by name",
    "power": "strongest first",
    "free": "most free first",
}
_INCOMPLETE = {
    Completeness.NOT_STARTED: "the service was not asked",
    Completeness.TRUNCATED: "the result is TRUNCATED: the service has more stations than it returns",
    Completeness.PARTIAL: "the result is PARTIAL: stations may be missing in between",
}


def _report(shown: Shown, source: _Source, order: Order, reporter: Reporter) -> int:
    if shown.shown < shown.found:
        text = f"{shown.shown:,} of {shown.found:,} stations, {_ORDERS[order.sort]}"
    else:
        count = plural(shown.shown, "station") if shown.shown else "no stations"
        text = f"{'the first ' if shown.stopped else ''}{count}"
    completeness = source.completeness
    if shown.stopped:
        text += " (there may be more)"
    elif completeness is Completeness.COMPLETE:
        text += "; complete"
    # Each page is read once, so each issue counts once.
    reporter.info(f"{text}, {count_issues(source.issue_count)}")
    for note in source.notes:
        reporter.info(note)
    if not shown.stopped and completeness is not Completeness.COMPLETE:
        reporter.warn(_INCOMPLETE[completeness])
        return Exit.INCOMPLETE
    return Exit.OK if shown.shown else Exit.NOTHING


def map_drawer(
    title: str,
    area: Area | None = None,
    *,
    source: str,
    made: datetime,
    station_filter: StationFilter | None = None,
) -> DrawMap:
    """Build the function that draws a map; the map's module loads when it is called.

    Args:
        title: Heading.
        area: Area of the search.
        source: Address of the service, or name of the file.
        made: Time of the request.
        station_filter: Filter of the search.
    """

    def draw(stations: Sequence[EVStation]) -> str:
        from ..map import render_map

        return render_map(
            stations,
            title=title,
            area=area,
            source=source,
            made=made,
            station_filter=station_filter,
        )

    return draw


def count_issues(number: int) -> str:
    """Write a number of schema issues."""
    return f"{plural(number, 'issue')} (-vv shows them)" if number else "no issues"
