"""`evcp route`: stations along a route."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from evcp import Corridor

from ..errors import CommandError, os_error
from ..options.areas import describe_area, split_corridor
from ..options.arguments import FILE, LatLon, PlaceCommand, place
from ..options.units import parse_distance
from .search import Search, search_options

WIDTH = 2_000.0
"""Default width of a corridor in metres."""


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
    "-w", "--width", type=parse_distance, metavar="DISTANCE", help="Width of the corridor.  [2km]"
)
@search_options("distance")
def route_command(
    points: tuple[LatLon, ...],
    polyline: str | None,
    encoding: str,
    geojson: str | None,
    width: float | None,
    search: Search,
) -> int:
    """Stations along a route, in the order of travel: points, an encoded polyline, or GeoJSON.

    A distance is the way along the route plus the air line from it. A long route is searched in pieces.
    Whether the width is measured from edge to edge or from the route is not documented.
    """
    if sum(map(bool, (points, polyline, geojson))) != 1:
        raise CommandError(
            "a route is required, in one form", "give points LAT,LON, or --polyline, or --geojson"
        )
    width = WIDTH if width is None else width
    if geojson:
        area = _of_geojson(geojson, width)
    elif polyline:
        area = _of_polyline(polyline, encoding, width)
    else:
        area = Corridor(points, width)
    return search.run(area, f"Chargers along {describe_area(area)}", split_corridor(area))


def _of_polyline(text: str, encoding: str, width: float) -> Corridor:
    if text == "-":
        text = sys.stdin.read().strip()
    if encoding == "here":
        return Corridor.from_flexible_polyline(text, width)
    return Corridor.from_google_polyline(text, width, precision=5 if encoding == "google" else 6)


def _of_geojson(name: str, width: float) -> Corridor:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
        document = json.loads(text)
    except OSError as error:
        raise CommandError(f"cannot read the route: {os_error(error)}") from None
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{name}: not GeoJSON: {error}") from None
    return Corridor.from_geojson(_only_line(document, name), width)


def _only_line(document: Any, name: str) -> Any:
    """Return the only line of a FeatureCollection, the form in which most programs save a line."""
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
            f"{name}: the FeatureCollection has {len(lines)} LineStrings: it must have one"
        )
    return _line(lines[0], name)


def _line(geometry: Any, name: str) -> Any:
    """Return the only line of a MultiLineString, the form in which GIS programs save tracks."""
    if not isinstance(geometry, dict) or geometry.get("type") != "MultiLineString":
        return geometry
    lines = geometry.get("coordinates")
    if not isinstance(lines, list) or len(lines) != 1:
        number = len(lines) if isinstance(lines, list) else 0
        raise CommandError(f"{name}: the MultiLineString has {number} lines: it must have one")
    return {"type": "LineString", "coordinates": lines[0]}
