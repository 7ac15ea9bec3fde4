"""How arguments are read: places, corners and quantities, with errors that say what to write."""

from __future__ import annotations

from collections.abc import Callable

import click

from .units import UnitError, parse_distance, parse_duration, parse_power

LatLon = tuple[float, float]


class Whole(click.ParamType):
    """A whole number from `least` to `most`, told in the words of people."""

    name = "number"

    def __init__(self, least: int = 1, most: int | None = None) -> None:
        self._least = least
        self._most = most

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number, or refuse the text."""
        text = str(value).strip()
        span = f"from {self._least} " + ("up" if self._most is None else f"to {self._most}")
        try:
            number = int(text)
        except ValueError:
            self.fail(f"{text!r} is no whole number: write one {span}", param, ctx)
        if number < self._least or (self._most is not None and number > self._most):
            self.fail(f"{number} cannot be used: write a number {span}", param, ctx)
        return number


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
