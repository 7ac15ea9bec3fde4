"""Distances, powers, speeds and durations on the command line, and in its output."""

from __future__ import annotations

from collections.abc import Callable

import click

from evcp import units


def _argument(parse: Callable[[str], float]) -> Callable[[str], float]:
    """Return a parser whose ValueError click shows: of another function's it drops the words."""

    def parsed(text: str) -> float:
        try:
            return parse(text)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return parsed


parse_distance = _argument(units.parse_distance)
parse_power = _argument(units.parse_power)
parse_speed = _argument(units.parse_speed)
parse_duration = _argument(units.parse_duration)


def plural(number: int, one: str) -> str:
    """Write a count: `1 station`, `1,200 stations`."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def show_distance(metres: float) -> str:
    """Write a distance: `850 m`, `1.2 km`, `120 km`."""
    if metres < 999.5:
        return f"{metres:.0f} m"
    return f"{metres / 1000:.1f} km" if metres < 99_950 else f"{metres / 1000:.0f} km"


def show_power(kilowatts: float) -> str:
    """Write a power: `3.7 kW`, `22 kW`, `1.2 MW`."""
    if kilowatts >= 999.5:
        return f"{kilowatts / 1000:.1f}".removesuffix(".0") + " MW"
    return f"{kilowatts:.{0 if kilowatts >= 9.95 else 1}f}".removesuffix(".0") + " kW"


def show_duration(seconds: float) -> str:
    """Write a duration: `500 ms`, `30 s`, `5 min`, `1 h 30 min`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (0 if hours else rest, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
