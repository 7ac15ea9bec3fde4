"""`evcp harvest`: all stations of an area of any size, in one file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evcp import Area, AreaError, Circle, Completeness, Corridor

from ..errors import CommandError, Exit, os_error
from ..options.areas import box_of_bounds, radius_option
from ..options.arguments import FILE, PlaceCommand, bounds, place, whole_number
from ..options.connection import Connection, connection_options
from ..options.units import parse_distance, plural, show_duration
from ..reporter import Reporter

if TYPE_CHECKING:
    from evcp.harvest import Plan, Polygons, Status, Summary

_SHOWN = 5
"""Tiles with doubts that are shown."""


@click.command(
    "harvest",
    cls=PlaceCommand,
    short_help="All stations of an area of any size, in a file.",
    examples=(
        "evcp harvest 5.8,47.2,15.1,55.1 -o germany.parquet --rate 5",
        "evcp harvest bavaria.geojson -o bavaria.parquet --dry-run",
        "evcp harvest 52.52,13.405 --radius 80km -o berlin.parquet --yes",
        "evcp harvest 52.52,13.405 48.14,11.58 --width 10km -o route.parquet",
    ),
)
@click.argument("area", nargs=-1, required=True, metavar="AREA...")
@click.option(
    "-o",
    "--output",
    type=FILE,
    required=True,
    metavar="FILE",
    help="The GeoParquet file.",
)
@radius_option
@click.option(
    "-w", "--width", type=parse_distance, metavar="DISTANCE", help="Width of a corridor.  [5km]"
)
@click.option(
    "--rate",
    type=float,
    default=5.0,
    show_default=True,
    metavar="N",
    help="Requests in any second.",
)
@click.option(
    "--burst", type=whole_number(1, 1_000), default=1, metavar="N", help="Requests at once.  [1]"
)
@click.option(
    "--quota", type=whole_number(0, 10**9), metavar="N", help="Requests in all, over all runs."
)
@click.option(
    "--workers", type=whole_number(1, 256), default=8, show_default=True, help="Requests under way."
)
@click.option(
    "-c",
    "--connector",
    "connectors",
    multiple=True,
    metavar="TYPE",
    help="Only with this connector type.",
)
@click.option("--raw", is_flag=True, help="Keep the answers as they came, too.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask before it begins.")
@click.option("-n", "--dry-run", is_flag=True, help="Show the plan only.")
@connection_options(limits=False)
def harvest_command(
    area: tuple[str, ...],
    output: str,
    radius: float | None,
    width: float | None,
    rate: float,
    burst: int,
    quota: int | None,
    workers: int,
    connectors: tuple[str, ...],
    raw: bool,
    yes: bool,
    dry_run: bool,
    connection: Connection,
) -> int:
    """All stations of an area of any size, in one GeoParquet file, each once.

    AREA is W,S,E,N in degrees, a GeoJSON file with polygons, LAT,LON with --radius, or the points LAT,LON of a
    corridor. The plan comes first; on a terminal the command asks before it goes on. The same command again goes
    on where the last one ended, killed or not. The summary says how complete the file is: status 4, if it is not.
    """
    from evcp.harvest import Harvest

    reporter = connection.reporter
    harvest = Harvest(
        _area(area, radius, width),
        output,
        rate=rate,
        burst=burst,
        quota=quota,
        workers=workers,
        connector_types=connectors,
        raw=raw,
    )
    if not Path(output).absolute().parent.is_dir():
        raise CommandError(f"the folder of {output} does not exist")
    with connection.client() as client:
        with reporter.status("Counting"):
            plan = harvest.plan(client)
        _show_plan(plan, reporter)
        if dry_run:
            return Exit.OK
        if not yes and plan.requests and sys.stdin.isatty() and sys.stderr.isatty():
            click.confirm("Begin?", abort=True, err=True)
        with reporter.status("Harvesting") as show:
            summary = harvest.run(client, progress=lambda status: show(_line(status)))
    return _report(summary, reporter)


def _area(texts: tuple[str, ...], radius: float | None, width: float | None) -> Area | Polygons:
    """Read the area."""
    first = texts[0].strip()
    if len(texts) == 1 and first.casefold().endswith((".geojson", ".json")):
        from evcp.harvest import Polygons

        try:
            return Polygons.from_geojson(Path(first))
        except OSError as error:
            raise CommandError(f"cannot read the area: {os_error(error)}") from None
        except AreaError as error:
            raise CommandError(f"{first}: {error.message}", error.hint) from None
    if len(texts) == 1 and first.count(",") == 3:
        return box_of_bounds(bounds(first))
    points = [place(text) for text in texts]
    if len(points) > 1:
        return Corridor(points, width)
    if radius is None:
        raise CommandError(
            "a place is no area", "add --radius, or give W,S,E,N, a GeoJSON file or several points"
        )
    return Circle(*points[0], radius)


def _show_plan(plan: Plan, reporter: Reporter) -> None:
    stations = "an unknown number of" if plan.stations is None else f"{plan.stations:,}"
    reporter.info(
        f"{stations} stations in {plural(plan.tiles, 'tile')}: about {plural(plan.requests, 'request')} of "
        f"{plan.page:,} stations, {show_duration(plan.seconds)}, {_size(plan.bytes)} to read, a file of "
        f"{_size(plan.file_bytes)}; {plural(plan.spent, 'request')} so far"
    )


def _line(status: Status) -> str:
    return (
        f"{status.tiles:,} of {plural(status.all_tiles, 'tile')}, {plural(status.stations, 'station')}, "
        f"{plural(status.requests, 'request')}, {status.rate:.1f}/s, {show_duration(status.seconds_left)} left"
    )


def _report(summary: Summary, reporter: Reporter) -> int:
    states = ", ".join(f"{number:,} {state}" for state, number in sorted(summary.states.items()))
    reporter.info(
        f"{summary.path}: {plural(summary.stations, 'station')}, {summary.completeness}; tiles: {states}; "
        f"{plural(summary.totals.requests, 'request')}"
    )
    if summary.duplicates:
        reporter.info(f"{plural(summary.duplicates, 'row')} left out: the same station again")
    if summary.requests_lost:
        reporter.info(f"{plural(summary.requests_lost, 'request')} of killed runs count as sent")
    if summary.completeness is Completeness.COMPLETE:
        return Exit.OK if summary.stations else Exit.NOTHING
    if summary.unfinished:
        reporter.warn(
            f"{plural(summary.unfinished, 'tile')} not read: {summary.stopped}; the same command goes on"
        )
    doubts = [tile for tile in summary.doubts if tile.reasons]
    for tile in doubts[:_SHOWN]:
        south, west, north, east = tile.bounds
        place = f"{west:g},{south:g},{east:g},{north:g}"
        reporter.warn(f"{tile.state} at {place}: {'; '.join(tile.reasons)}")
    if len(doubts) > _SHOWN:
        reporter.warn(f"and {plural(len(doubts) - _SHOWN, 'more tile')}")
    return Exit.INCOMPLETE


def _size(number: int) -> str:
    return f"{number / 1e6:,.1f} MB" if number < 1e9 else f"{number / 1e9:,.1f} GB"
