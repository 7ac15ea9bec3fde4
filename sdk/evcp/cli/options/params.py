"""How arguments are read: places, corners and quantities, with errors that say what to write."""

from __future__ import annotations

from collections.abc import Callable

import click

from .units import UnitError, parse_distance, parse_duration, parse_power

LatLon = tuple[float, float]


def whole(least: int = 1, most: int | None = None) -> Callable[[str], int]:
    """Return what reads a whole number from `least` to `most`."""
    span = f"from {least} " + ("up" if most is None else f"to {most}")

    def number(text: str) -> int:
        try:
            given = int(text)
        except ValueError:
            raise click.BadParameter(f"{text!r} is no whole number: write one {span}") from None
        if given < least or (most is not None and given > most):
            raise click.BadParameter(f"{given} cannot be used: write a number {span}")
        return given

    return number


FILE = click.Path()
"""The name of a file, which shells complete; whether it can be read or written is seen later."""


def place(text: str) -> LatLon:
    """Read a place, `LAT,LON` in degrees.

    Raises:
        BadParameter: It is no place, or longitude and latitude are certainly swapped.
    """
    numbers = _numbers(text)
    if len(numbers) != 2:
        raise click.BadParameter(
            f"{text.strip()!r} is no place: write latitude and longitude in degrees, with a comma and "
            "no blank between them, such as 52.52,13.405"
        )
    latitude, longitude = numbers
    if abs(latitude) > 90:
        raise click.BadParameter(
            f"{text.strip()!r} has the latitude {latitude:g}: the latitude comes first, and is between "
            "-90 and 90"
        )
    return latitude, longitude


def bounds(text: str) -> tuple[float, float, float, float]:
    """Read a box, `WEST,SOUTH,EAST,NORTH` in degrees: the order of GeoJSON.

    Raises:
        BadParameter: It is no box.
    """
    numbers = _numbers(text)
    if len(numbers) != 4:
        raise click.BadParameter(
            f"{text.strip()!r} is no box: write WEST,SOUTH,EAST,NORTH in degrees, such as "
            "13.3,52.4,13.5,52.6"
        )
    west, south, east, north = numbers
    return west, south, east, north


def distance(text: str) -> float:
    """Read a distance in metres."""
    return _quantity(text, parse_distance)


def power(text: str) -> float:
    """Read a power in kW."""
    return _quantity(text, parse_power)


def duration(text: str) -> float:
    """Read a time in seconds."""
    return _quantity(text, parse_duration)


def _quantity(text: str, parse: Callable[[str], float]) -> float:
    try:
        return parse(text)
    except UnitError as error:
        raise click.BadParameter(str(error)) from None


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return []
