"""`evcp route`: stations along a route."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evcp import AreaError, Corridor

from ..errors import CommandError, os_error
from ..options.areas import describe_area
from ..options.arguments import FILE, LatLon, PlaceCommand, moment, place
from ..options.units import parse_distance, parse_speed
from .search import Search, search_options

if TYPE_CHECKING:
    from evcp import Client
    from evcp.routes import RouteStop
    from evcp_models import EVStation

    from .search import Result


def _point(text: str) -> LatLon:
    if text.casefold().endswith((".geojson", ".json")):
        raise click.BadParameter(f"{text!r} is not a place; for a file: --geojson {text}")
    return place(text)


@click.command(
    "route",
    cls=PlaceCommand,
    short_help="Stations along a route.",
    examples=(
        "evcp route 52.52,13.405 52.13,11.62 53.55,9.99 --width 5km --connector ccs",
        "evcp route 52.52,13.405 48.14,11.58 --speed 110km/h --depart 18:00 --open-on-arrival",
        "evcp route --polyline BFoz5xJ67i1B1B7PzIhaxL7Y --width 500m",
        "evcp route --geojson track.geojson --min-power 150kW --limit 10",
        "curl -s ... | jq -r '.routes[0].geometry' | evcp route --polyline - --encoding google",
    ),
)
@click.argument("points", type=_point, nargs=-1, metavar="[LAT,LON]...")
@click.option("--polyline", metavar="TEXT", help="Encoded polyline, - for standard input.")
@click.option(
    "--encoding",
    type=click.Choice(["here", "google", "google6"]),
    default="here",
    show_default=True,
    help="Encoding of the polyline: HERE's flexible, Google's, or Google's with 6 digits (OSRM, "
    "Valhalla).",
)
@click.option(
    "--geojson", type=FILE, metavar="FILE", help="GeoJSON file with one line, - for standard input."
)
@click.option(
    "-w",
    "--width",
    type=parse_distance,
    metavar="DISTANCE",
    help="Width of the strip along the route, from edge to edge.  [2km]",
)
@click.option(
    "--speed",
    type=parse_speed,
    metavar="SPEED",
    help="Show the time of arrival, and whether the station is open then: 100km/h, 65mph.",
)
@click.option(
    "--depart", type=moment, metavar="TIME", help="Departure: 14:30, 2026-07-01T08:00+02:00.  [now]"
)
@click.option(
    "--open-on-arrival", is_flag=True, help="Only stations that are known to be open on arrival."
)
@search_options("none")
def route_command(
    points: tuple[LatLon, ...],
    polyline: str | None,
    encoding: str,
    geojson: str | None,
    width: float | None,
    speed: float | None,
    depart: datetime | None,
    open_on_arrival: bool,
    search: Search,
) -> int:
    """Stations along a route, in the order of travel: points, an encoded polyline, or GeoJSON.

    A distance is the way along the route plus the air line from it. A long route is searched in pieces, and
    the first stations come with the first piece. The speed is that of the whole way, without stops.
    """
    if sum(map(bool, (points, polyline, geojson))) != 1:
        raise CommandError(
            "a route is required, in one form", "give points LAT,LON, or --polyline, or --geojson"
        )
    if speed is None and (depart is not None or open_on_arrival):
        option = "--depart" if depart is not None else "--open-on-arrival"
        raise CommandError(f"{option} needs a speed", "such as --speed 100km/h")
    if geojson:
        area = corridor_of_geojson(geojson, width)
    elif polyline:
        area = _of_polyline(polyline, encoding, width)
    else:
        area = Corridor(points, width)
    stops: dict[str, RouteStop] = {}

    def begin(client: Client) -> tuple[Iterable[EVStation], Result]:
        found = client.stations.along(
            area,
            speed=speed,
            depart=depart,
            open_on_arrival=open_on_arrival,
            **search.conditions(),
        )
        if found.pieces > 1:
            search.connection.reporter.info(
                f"the route is long: it is searched in {found.pieces} pieces"
            )
        return _stations(found, stops), found

    return search.show(begin, f"Chargers along {describe_area(area)}", area, stops)


def _stations(found: Iterable[RouteStop], stops: dict[str, RouteStop]) -> Iterator[EVStation]:
    for stop in found:
        stops[stop.station.id] = stop
        yield stop.station


def _of_polyline(text: str, encoding: str, width: float | None) -> Corridor:
    if text == "-":
        text = sys.stdin.read().strip()
    if encoding == "here":
        return Corridor.from_flexible_polyline(text, width)
    return Corridor.from_google_polyline(text, width, precision=5 if encoding == "google" else 6)


def corridor_of_geojson(name: str, width: float | None) -> Corridor:
    """Read the corridor of a GeoJSON file, - for standard input."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
        document = json.loads(text)
    except OSError as error:
        raise CommandError(f"cannot read the route: {os_error(error)}") from None
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{name}: not GeoJSON: {error}") from None
    try:
        return Corridor.from_geojson(document, width)
    except AreaError as error:
        raise CommandError(f"{name}: {error.message}", error.hint) from None
