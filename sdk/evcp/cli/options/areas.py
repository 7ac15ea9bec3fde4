"""The options by which commands are given an area."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ..failures import CommandError
from .params import LatLon, bounds, distance, place
from .units import show_distance

if TYPE_CHECKING:
    from evcp._api.areas import Area, Box

RADIUS = 5_000.0
"""Metres around a place, if nothing is said."""


def area_options(command: Callable[..., Any]) -> Any:
    """Add `--near` with `--radius`, `--box` and `--bbox`; the command gets `area`, or None.

    A place may be an argument of the command as well, if that is called `place`.
    """

    @functools.wraps(command)
    def run(
        *args: Any,
        near: LatLon | None,
        radius: float | None,
        corners: tuple[LatLon, LatLon] | None,
        bbox: tuple[float, float, float, float] | None,
        **values: Any,
    ) -> Any:
        spot: LatLon | None = values.pop("place", None)
        given = sum(one is not None for one in (spot, near, corners, bbox))
        if given > 1:
            raise CommandError("there are several areas: give one of them")
        near = near if spot is None else spot
        if radius is not None and near is None:
            raise CommandError("--radius goes with a place, LAT,LON")
        area: Area | None = None
        if near is not None:
            from evcp._api.areas import Circle

            area = Circle(*near, RADIUS if radius is None else radius)
        elif corners is not None:
            area = box_of_corners(*corners)
        elif bbox is not None:
            area = box_of_bounds(bbox)
        return command(*args, area=area, **values)

    options = (
        click.option("--near", type=place, metavar="LAT,LON", help="Around a place."),
        click.option(
            "-r",
            "--radius",
            type=distance,
            metavar="DISTANCE",
            help="How far around it.  [5km]",
        ),
        click.option(
            "--box",
            "corners",
            nargs=2,
            type=place,
            metavar="NORTH,WEST SOUTH,EAST",
            help="Between two corners.",
        ),
        click.option(
            "--bbox", type=bounds, metavar="W,S,E,N", help="A box in the order of GeoJSON."
        ),
    )
    for option in reversed(options):
        option(run)
    return run


def box_of_corners(north_west: LatLon, south_east: LatLon) -> Box:
    """Return the box between its north-west and its south-east corner."""
    from evcp._api.areas import Box

    return Box(north=north_west[0], west=north_west[1], south=south_east[0], east=south_east[1])


def box_of_bounds(bounds: tuple[float, float, float, float]) -> Box:
    """Return the box of bounds in the order of GeoJSON: west, south, east, north."""
    from evcp._api.areas import Box

    west, south, east, north = bounds
    return Box(north=north, west=west, south=south, east=east)


def describe(area: Area) -> str:
    """Name an area for people."""
    from evcp._api.areas import Box, Circle

    if isinstance(area, Circle):
        radius = show_distance(area.radius).replace(".0 ", " ")
        return f"{radius} around {area.latitude:g},{area.longitude:g}"
    if isinstance(area, Box):
        return f"{area.north:g},{area.west:g} to {area.south:g},{area.east:g}"
    return f"a route of {show_distance(area.length)}"
