"""`evcp route`: stations along a route."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..failures import CommandError, os_error
from ..options.areas import describe
from ..options.connection import Connection, connection_options
from ..options.filters import emsp_option, filter_options, order_options
from ..options.params import FILE, LatLon, distance, place
from ..options.station_filter import StationFilter
from ..output.formats import FORMS, Output, output_options
from ..output.presenting import Order
from ..registry import PlaceCommand
from .find import ids_option

if TYPE_CHECKING:
    from evcp._api.areas import Corridor

WIDTH = 2_000.0
"""Metres of a corridor's width, if nothing is said."""


def _point(text: str) -> LatLon:
    if text.casefold().endswith((".geojson", ".json")):
        raise click.BadParameter(f"{text!r} is no place; for a file: --geojson {text}")
    return place(text)


@click.command(
    "route",
    cls=PlaceCommand,
    short_help="Stations along a route.",
    examples=(
        "evcp route 52.52,13.405 52.13,11.62 53.55,9.99 --width 5km --connector ccs",
        "evcp route --polyline BFoz5xJ67i1B1B7PzIhaxL7Y --width 500m",
        "evcp route --geojson track.geojson --min-power 150kW --limit 10",
        "curl -s ... | jq -r '.routes[0].geometry' | evcp route --polyline - --encoding google",
    ),
)
@click.argument("points", type=_point, nargs=-1, metavar="[LAT,LON]...")
@click.option("--polyline", metavar="TEXT", help="The route as an encoded polyline, - for stdin.")
@click.option(
    "--encoding",
    type=click.Choice(["here", "google", "google6"]),
    default="here",
    show_default=True,
    help="Of the polyline: HERE's flexible, Google's, or Google's with 6 digits (OSRM, Valhalla).",
)
@click.option("--geojson", type=FILE, metavar="FILE", help="A file with one line, - for stdin.")
@click.option(
    "-w", "--width", type=distance, metavar="DISTANCE", help="Width of the corridor.  [2km]"
)
@filter_options
@emsp_option
@order_options("distance")
@ids_option
@output_options(*FORMS, with_map=True)
@connection_options
def route_command(
    points: tuple[LatLon, ...],
    polyline: str | None,
    encoding: str,
    geojson: str | None,
    width: float | None,
    wanted: StationFilter,
    emsp: tuple[str, ...],
    limit: int | None,
    sort: str,
    ids: bool,
    output: Output,
    connection: Connection,
) -> int:
    """Stations along a route, in the order of the way: points, an encoded polyline, or GeoJSON.

    Distances are those along the route and from it. A long route is asked for in pieces. Whether the
    service counts the width from edge to edge or from the route is not documented.
    """
    from ..options.searching import Search, in_pieces, run_search

    if sum(map(bool, (points, polyline, geojson))) != 1:
        raise CommandError(
            "a route is needed, in one form", "give points LAT,LON, or --polyline, or --geojson"
        )
    width = WIDTH if width is None else width
    if geojson:
        area = _of_geojson(geojson, width)
    elif polyline:
        area = _of_polyline(_text(polyline), encoding, width)
    else:
        from evcp._api.areas import Corridor

        area = Corridor(points, width)
    title = f"Chargers along {describe(area)}"
    pieces = in_pieces(area)
    order = Order(sort, limit)
    return run_search(Search(area, pieces, wanted, emsp, order, output, ids, title), connection)


def _text(given: str) -> str:
    return sys.stdin.read().strip() if given == "-" else given


def _of_polyline(text: str, encoding: str, width: float) -> Corridor:
    from evcp._api.areas import Corridor

    if encoding == "here":
        return Corridor.from_flexible_polyline(text, width)
    return Corridor.from_google_polyline(text, width, precision=5 if encoding == "google" else 6)


def _of_geojson(name: str, width: float) -> Corridor:
    from evcp._api.areas import Corridor

    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
        document = json.loads(text)
    except OSError as error:
        raise CommandError(f"cannot read the route: {os_error(error)}") from None
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{name}: this is no GeoJSON: {error}") from None
    return Corridor.from_geojson(_only_line(document, name), width)


def _only_line(document: Any, name: str) -> Any:
    """Take the one LineString out of a FeatureCollection, as most programs save one."""
    if not isinstance(document, dict):
        return document
    if document.get("type") == "Feature":
        return _line(document.get("geometry"), name)
    if document.get("type") != "FeatureCollection":
        return _line(document, name)
    features = [one for one in document.get("features") or () if isinstance(one, dict)]
    shapes = [one["geometry"] for one in features if isinstance(one.get("geometry"), dict)]
    lines = [one for one in shapes if one.get("type") in ("LineString", "MultiLineString")]
    if len(lines) != 1:
        raise CommandError(
            f"{name}: the FeatureCollection has {len(lines)} LineStrings: it has to have one"
        )
    return _line(lines[0], name)


def _line(geometry: Any, name: str) -> Any:
    """Take the line out of a MultiLineString of one, as geographic information systems save tracks."""
    if not isinstance(geometry, dict) or geometry.get("type") != "MultiLineString":
        return geometry
    lines = geometry.get("coordinates")
    if not isinstance(lines, list) or len(lines) != 1:
        number = len(lines) if isinstance(lines, list) else 0
        raise CommandError(f"{name}: the MultiLineString has {number} lines: it has to have one")
    return {"type": "LineString", "coordinates": lines[0]}
