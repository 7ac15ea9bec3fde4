"""The options of an area."""

from __future__ import annotations

import functools

import click

from evcp import Area, Box, Circle

from ..errors import CommandError
from .arguments import Command, LatLon, add_options, bounds, place
from .units import parse_distance, show_distance

RADIUS = 5_000.0
"""Default radius in metres."""


def area_options(command: Command) -> Command:
    """Add `--near` with `--radius`, `--box` and `--bbox`; the command gets `area`, which may be None.

    An argument of the command called `place` is the centre as well.
    """

    @functools.wraps(command)
    def run(
        *args: object,
        near: LatLon | None,
        radius: float | None,
        corners: tuple[LatLon, LatLon] | None,
        bbox: tuple[float, float, float, float] | None,
        place: LatLon | None = None,
        **values: object,
    ) -> object:
        if sum(one is not None for one in (place, near, corners, bbox)) > 1:
            raise CommandError("there are several areas: give one of them")
        centre = near if place is None else place
        if radius is not None and centre is None:
            raise CommandError("--radius needs a place, LAT,LON")
        area: Area | None = None
        if centre is not None:
            area = Circle(*centre, RADIUS if radius is None else radius)
        elif corners is not None:
            area = box_of_corners(*corners)
        elif bbox is not None:
            area = box_of_bounds(bbox)
        return command(*args, area=area, **values)

    return add_options(
        run,
        click.option("--near", type=place, metavar="LAT,LON", help="Centre of a circle."),
        radius_option,
        click.option(
            "--box",
            "corners",
            nargs=2,
            type=place,
            metavar="NORTH,WEST SOUTH,EAST",
            help="Two corners of a box.",
        ),
        click.option(
            "--bbox", type=bounds, metavar="W,S,E,N", help="A box in the order of GeoJSON."
        ),
    )


radius_option = click.option(
    "-r",
    "--radius",
    type=parse_distance,
    metavar="DISTANCE",
    help="Radius around the place: 500m, 5km, 3mi.  [5km]",
)


def box_of_corners(north_west: LatLon, south_east: LatLon) -> Box:
    """Build a box from its north-west and its south-east corner."""
    return Box(north=north_west[0], west=north_west[1], south=south_east[0], east=south_east[1])


def box_of_bounds(bounds: tuple[float, float, float, float]) -> Box:
    """Build a box from west, south, east, north: the order of GeoJSON."""
    west, south, east, north = bounds
    return Box(north=north, west=west, south=south, east=east)


def describe_area(area: Area) -> str:
    """Describe an area for people."""
    if isinstance(area, Circle):
        radius = show_distance(area.radius).replace(".0 ", " ")
        return f"{radius} around {area.latitude:g},{area.longitude:g}"
    if isinstance(area, Box):
        return f"{area.north:g},{area.west:g} to {area.south:g},{area.east:g}"
    return f"a route of {show_distance(area.length)}"
