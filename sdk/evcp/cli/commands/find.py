"""`evcp near` and `evcp box`: stations in an area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..failures import CommandError
from ..options.areas import RADIUS, box_of_bounds, box_of_corners, describe
from ..options.connection import Connection, connection_options
from ..options.filters import emsp_option, filter_options, order_options
from ..options.params import LatLon, bounds, distance, place
from ..options.station_filter import StationFilter
from ..output.formats import FORMS, Output, output_options
from ..output.presenting import Order
from ..registry import PlaceCommand

if TYPE_CHECKING:
    from evcp._api.areas import Area

ids_option = click.option(
    "--ids", is_flag=True, help="Show the station ids in a narrow table, too."
)


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
@click.option(
    "-r", "--radius", type=distance, metavar="DISTANCE", help="How far: 500m, 5km, 3mi.  [5km]"
)
@filter_options
@emsp_option
@order_options("distance")
@ids_option
@output_options(*FORMS, with_map=True)
@connection_options
def near_command(
    place: LatLon,
    radius: float | None,
    wanted: StationFilter,
    emsp: tuple[str, ...],
    limit: int | None,
    sort: str,
    ids: bool,
    output: Output,
    connection: Connection,
) -> int:
    """Stations around a place: latitude and longitude in degrees, WGS 84.

    The nearest come first; for that, all stations within the radius are read.
    """
    from evcp._api.areas import Circle

    area = Circle(*place, RADIUS if radius is None else radius)
    return _search(area, wanted, emsp, Order(sort, limit), ids, output, connection)


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
@filter_options
@emsp_option
@order_options("none")
@ids_option
@output_options(*FORMS, with_map=True)
@connection_options
def box_command(
    corners: tuple[LatLon, ...],
    bbox: tuple[float, float, float, float] | None,
    wanted: StationFilter,
    emsp: tuple[str, ...],
    limit: int | None,
    sort: str,
    ids: bool,
    output: Output,
    connection: Connection,
) -> int:
    """Stations between two corners: the north-west one, then the south-east one.

    If west is greater than east, the box crosses the antimeridian.
    """
    if (bbox is None) == (not corners) or len(corners) not in (0, 2):
        raise CommandError(
            "a box needs two corners, or --bbox",
            "evcp box NORTH,WEST SOUTH,EAST, or evcp box --bbox WEST,SOUTH,EAST,NORTH",
        )
    area = box_of_corners(*corners) if bbox is None else box_of_bounds(bbox)
    return _search(area, wanted, emsp, Order(sort, limit), ids, output, connection)


def _search(
    area: Area,
    wanted: StationFilter,
    emsp: tuple[str, ...],
    order: Order,
    ids: bool,
    output: Output,
    connection: Connection,
) -> int:
    from ..options.searching import Search, run_search

    title = f"Chargers: {describe(area)}"
    pieces = [(area, 0.0)]
    return run_search(Search(area, pieces, wanted, emsp, order, output, ids, title), connection)
