"""Command classes (examples in the help, negative coordinates) and argument types that are not units."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, TypeAlias

import click

from evcp.connectors import FAMILIES

Command: TypeAlias = Callable[..., Any]
"""A function that click calls with the values of its options."""
LatLon = tuple[float, float]
"""Latitude and longitude in degrees."""
FILE = click.Path()
"""A file name that shells complete. The command itself reports a file that it cannot open."""
CONTEXT: dict[str, object] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_NEGATIVE = re.compile(r"-\.?[0-9]", re.ASCII)


class ExampleCommand(click.Command):
    """A command with examples at the end of its help.

    Args:
        *args: As for `click.Command`.
        examples: Command lines.
        **kwargs: As for `click.Command`.
    """

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", CONTEXT)
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; add the command to errors that do not name it."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples line by line: click would fill them like text."""
        super().format_epilog(ctx, formatter)
        write_examples(formatter, self.examples)


class PlaceCommand(ExampleCommand):
    """A command with places as arguments: `-33.9,151.2` is a place, not a bundle of options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hide the minus of a place from click behind a blank, which `place` ignores."""
        shielded = [f" {text}" if _NEGATIVE.match(text) else text for text in args]
        return super().parse_args(ctx, shielded)


def write_examples(formatter: click.HelpFormatter, examples: Sequence[str]) -> None:
    """Write examples below a heading."""
    with formatter.section("Examples"):
        for line in examples:
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


def moment(text: str) -> datetime:
    """Parse a time: `14:30` is today; without a zone, the time is in the zone of this machine."""
    try:
        at = datetime.combine(date.today(), time.fromisoformat(text))
    except ValueError:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise click.BadParameter(
                f"{text!r} is not a time: write 14:30, or 2026-07-01T08:00+02:00"
            ) from None
    return at if at.tzinfo else at.astimezone()


def instant(text: str) -> datetime:
    """Parse a date or an instant; without an offset, it is in UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is not a time: write a date such as 2026-06-01, or 2026-06-01T18:00+02:00"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def whole_number(least: int = 1, most: int | None = None) -> Callable[[str], int]:
    """Build an argument type for whole numbers from `least` to `most`."""
    span = f"from {least} " + ("up" if most is None else f"to {most}")

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise click.BadParameter(
                f"{text!r} is not a whole number: write a number {span}"
            ) from None
        if number < least or (most is not None and number > most):
            raise click.BadParameter(f"{number} is out of range: write a number {span}")
        return number

    return parse


def place(text: str) -> LatLon:
    """Parse a place, `LAT,LON` in degrees.

    Raises:
        BadParameter: The text is not a place, or latitude and longitude are certainly swapped.
    """
    numbers = _numbers(text)
    if len(numbers) != 2:
        raise click.BadParameter(
            f"{text.strip()!r} is not a place: write latitude and longitude in degrees, with a comma "
            "and no blank between them, such as 52.52,13.405"
        )
    latitude, longitude = numbers
    if abs(latitude) > 90:
        raise click.BadParameter(
            f"{text.strip()!r} has the latitude {latitude:g}: the latitude comes first, and is between "
            "-90 and 90"
        )
    return latitude, longitude


def bounds(text: str) -> tuple[float, float, float, float]:
    """Parse a box, `WEST,SOUTH,EAST,NORTH` in degrees: the order of GeoJSON.

    Raises:
        BadParameter: The text is not a box.
    """
    numbers = _numbers(text)
    if len(numbers) != 4:
        raise click.BadParameter(
            f"{text.strip()!r} is not a box: write WEST,SOUTH,EAST,NORTH in degrees, such as "
            "13.3,52.4,13.5,52.6"
        )
    west, south, east, north = numbers
    return west, south, east, north


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return []


def add_options(command: Command, *options: Callable[[Command], Command]) -> Command:
    """Add options to a command, in the order of its help."""
    for option in reversed(options):
        command = option(command)
    return command


def complete_families(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Complete a connector family, also the last one of a comma-separated list."""
    before, comma, begun = incomplete.rpartition(",")
    names = FAMILIES
    return [f"{before}{comma}{name}" for name in names if name.startswith(begun.casefold())]
