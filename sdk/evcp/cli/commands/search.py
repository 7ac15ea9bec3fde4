"""`evcp near`, `evcp box` and `evcp count`; the search that `evcp route` shares."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

import click

from evcp import Area, Circle, Completeness
from evcp._api.areas import MAX_RADIUS
from evcp._api.notes import empty_notes
from evcp._api.sphere import air_line
from evcp._client.station_filter import StationFilter, summary
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
from ..options.arguments import (
    Command,
    LatLon,
    PlaceCommand,
    add_options,
    bounds,
    place,
    whole_number,
)
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
    from evcp import Client, NearestStations, Pager, RouteStops
    from evcp._client.search import Conditions
    from evcp.routes import RouteStop
    from evcp_models import EVStation

    Result: TypeAlias = Pager | RouteStops | NearestStations


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

    def conditions(self) -> Conditions:
        """Return the conditions as keywords of the SDK's searches."""
        return {
            "emsp": tuple(part.strip() for text in self.emsp for part in text.split(",")),
            "where": self.station_filter,
        }

    def run(self, area: Area, title: str) -> int:
        """Search an area, show the stations, and report the counts on standard error."""

        def begin(client: Client) -> tuple[Iterable[EVStation], Result]:
            early = self.order.limit if self.order.sort == "none" else None
            pager = client.stations.search(area, limit=early, **self.conditions())
            return (_with_distance(area, station) for station in pager), pager

        return self.show(begin, title, area)

    def show(
        self,
        begin: Callable[[Client], tuple[Iterable[EVStation], Result]],
        title: str,
        area: Area | None = None,
        stops: Mapping[str, RouteStop] | None = None,
    ) -> int:
        """Show the stations of a search, and report the counts on standard error.

        Args:
            begin: Begins the search; returns the stations and the result that tells of them.
            title: Title of a map.
            area: The area on a map.
            stops: Stops of a route by the id of their station, filled while the stations are read.

        Returns:
            The exit status.
        """
        reporter = self.connection.reporter
        with self.connection.client() as client:
            stations, result = begin(client)
            shown = show_stations(
                stations,
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
                has_more=lambda: result.completeness is not Completeness.COMPLETE,
                ids=self.ids,
                stops=stops,
            )
        return _report(shown, result, self.order, reporter)


def search_options(default_sort: str) -> Callable[[Command], Command]:
    """Add the options of a search; the command gets `search`.

    Args:
        default_sort: Default of `--sort`.
    """

    def add(command: Command) -> Command:
        @functools.wraps(command)
        def run(
            *args: object,
            station_filter: StationFilter,
            emsp: tuple[str, ...],
            order: Order,
            output: Output,
            ids: bool,
            connection: Connection,
            **values: object,
        ) -> object:
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
        "evcp near 52.52,13.405 --available --nearest 5",
        "evcp near 52.52,13.405 --out berlin.csv --map berlin.html",
        "evcp near 52.52,13.405 | jq -r .name",
    ),
)
@click.argument("place", type=place, metavar="LAT,LON")
@radius_option
@click.option(
    "--nearest",
    type=whole_number(),
    metavar="N",
    help="The N nearest stations that fit, within the radius or else 200 km.",
)
@search_options("distance")
def near_command(place: LatLon, radius: float | None, nearest: int | None, search: Search) -> int:
    """Stations around a place: latitude and longitude in degrees, WGS 84.

    The nearest come first; for that, all stations within the radius are read, or with --nearest as few as
    prove that no nearer one is missing.
    """
    if nearest is not None:
        within = MAX_RADIUS if radius is None else radius

        def begin(client: Client) -> tuple[Iterable[EVStation], Result]:
            found = client.stations.nearest(*place, nearest, within=within, **search.conditions())
            return found.stations, found

        return search.show(begin, f"The nearest chargers to {place[0]:g},{place[1]:g}")
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
        "evcp count 52.52,13.405 --connector ccs --min-power 150kW",
    ),
)
@click.argument("place", type=place, required=False, metavar="[LAT,LON]")
@area_options
@filter_options
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
def count_command(
    area: Area | None, station_filter: StationFilter, form: str, connection: Connection
) -> int:
    """Number of stations in an area: around a place, or in a box.

    The service ignores filters when it counts: under a filter, all stations are read and counted here.
    """
    if area is None:
        raise CommandError("there is no area", "evcp count LAT,LON, or --box, or --bbox")
    completeness = Completeness.COMPLETE
    with connection.client() as client:
        if station_filter:
            pager = client.stations.search(area, where=station_filter)
            number, left_out = sum(1 for _ in pager), pager.left_out
            completeness = pager.completeness
            reasons = summary(Counter(left_out.values()), number + len(left_out))
            notes = (reasons,) if reasons else pager.notes
        else:
            number = client.stations.count(area)
            notes = () if number else empty_notes(area)
    for note in notes:
        connection.reporter.info(note)
    with open_output(None) as file:
        file.write(f"{number}\n" if form == "text" else f'{{"count":{number}}}\n')
    if completeness is not Completeness.COMPLETE:
        connection.reporter.warn(_INCOMPLETE[completeness])
        return Exit.INCOMPLETE
    return Exit.OK if number else Exit.NOTHING


def _with_distance(area: Area, station: EVStation) -> EVStation:
    """Return a station with its distance from the centre of a circle, where the service does not state it."""
    place = position(station)
    if distance(station) is not None or place is None or not isinstance(area, Circle):
        return station
    metres = air_line((area.latitude, area.longitude), place)
    return replace(station, distance=round(metres))


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


def _report(shown: Shown, result: Result, order: Order, reporter: Reporter) -> int:
    if shown.shown < shown.found:
        text = f"{shown.shown:,} of {shown.found:,} stations, {_ORDERS[order.sort]}"
    else:
        count = plural(shown.shown, "station") if shown.shown else "no stations"
        text = f"{'the first ' if shown.stopped else ''}{count}"
    completeness = result.completeness
    if shown.stopped:
        text += " (there may be more)"
    elif completeness is Completeness.COMPLETE:
        text += "; complete"
    # Each page is read once, so each issue counts once.
    reporter.info(f"{text}, {count_issues(len(result.issues))}")
    left_out = summary(Counter(result.left_out.values()), shown.found + len(result.left_out))
    for note in dict.fromkeys(filter(None, (left_out, *result.notes))):
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
