"""`evcp harvest`: all stations of an area of any size, in one file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evcp import Area, Circle, Completeness, Corridor

from ..errors import CommandError, Exit, os_error
from ..options.areas import box_of_bounds
from ..options.arguments import FILE, PlaceCommand, bounds, place, whole_number
from ..options.connection import Connection, connection_options
from ..options.units import parse_distance, plural, show_duration
from ..output.formats import SUFFIXES
from ..reporter import Reporter
from ..terminal import ended_by_ctrl_c
from .route import corridor_of_geojson

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
@click.option(
    "-r", "--radius", type=parse_distance, metavar="DISTANCE", help="Radius around a place: 80km."
)
@click.option(
    "-w",
    "--width",
    type=parse_distance,
    metavar="DISTANCE",
    help="Width of a corridor; with a GeoJSON file, that of its line.  [5km]",
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
    "--workers",
    type=whole_number(1, 256),
    default=8,
    show_default=True,
    metavar="N",
    help="Requests under way.",
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
@connection_options(limits=False, retries=False)
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

    AREA is W,S,E,N in degrees, a GeoJSON file with polygons, LAT,LON with --radius, or a corridor: its points
    LAT,LON, or a GeoJSON file with a line and --width. The plan comes first; on a terminal the command asks
    before it goes on. The same command again goes on where the last one ended, killed or not. The summary says
    how complete the file is: status 4, if it is not.
    """
    from evcp.harvest import Harvest

    reporter = connection.reporter
    _check_output(Path(output))
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
    with connection.client() as client:
        with reporter.status("Counting") as show:
            plan = harvest.plan(client, progress=lambda status: show(_counting_line(status)))
        if dry_run:
            print(_plan_line(plan, quota))  # the result, so not on standard error
            return Exit.OK
        reporter.info(_plan_line(plan, quota))
        if not yes and plan.requests and sys.stdin.isatty() and sys.stderr.isatty():
            click.confirm("Begin?", abort=True, err=True)
        with (
            reporter.status("Harvesting") as show,
            ended_by_ctrl_c(
                "ending: the requests under way are kept; the same command goes on; Ctrl-C again leaves them"
            ),
        ):
            show(f"{plural(plan.tiles, 'tile')} to read")
            summary = harvest.run(client, progress=lambda status: show(_line(status)))
    return _report(summary, quota, reporter)


def _check_output(output: Path) -> None:
    """Refuse a name that promises something else than a file of Parquet."""
    if output.name == "-":
        raise CommandError("a harvest is written to a file, not to standard output")
    if SUFFIXES.get(output.suffix.casefold(), "parquet") != "parquet":
        raise CommandError(
            f"{output} is no name of a GeoParquet file",
            f"give a name such as {output.with_suffix('.parquet')}",
        )
    if not output.absolute().parent.is_dir():
        raise CommandError(f"the folder of {output} does not exist", "make it first")


def _area(texts: tuple[str, ...], radius: float | None, width: float | None) -> Area | Polygons:
    """Read the area."""
    first = texts[0].strip()
    file = len(texts) == 1 and (first.endswith((".geojson", ".json")) or Path(first).is_file())
    box = len(texts) == 1 and not file and first.count(",") == 3
    if radius is not None and (file or box or len(texts) > 1):
        raise CommandError("--radius needs one place, LAT,LON")
    if width is not None and (box or (len(texts) == 1 and not file)):
        raise CommandError("--width needs a line: several points, or a GeoJSON file of one")
    if file and width is not None:
        return corridor_of_geojson(first, width)
    if file:
        from evcp.harvest import Polygons

        try:
            return Polygons.from_geojson(first)
        except OSError as error:
            raise CommandError(f"cannot read the area: {os_error(error)}") from None
    if box:
        return box_of_bounds(bounds(first))
    points = [place(text) for text in texts]
    if len(points) > 1:
        return Corridor(points, width)
    if radius is None:
        raise CommandError(
            "a place is no area", "add --radius, or give W,S,E,N, a GeoJSON file or several points"
        )
    return Circle(*points[0], radius)


def _plan_line(plan: Plan, quota: int | None) -> str:
    so_far = f"{plural(plan.spent, 'request')} so far"
    if not plan.requests:
        return f"nothing is left to read; {so_far}"
    stations = "an unknown number of" if plan.stations is None else f"up to {plan.stations:,}"
    sizes = ""
    if plan.bytes is not None and plan.file_bytes is not None:
        sizes = f", {_size(plan.bytes)} to read, a file of {_size(plan.file_bytes)}"
    left = None if quota is None else max(0, quota - plan.spent)
    short = "" if left is None or left >= plan.requests else f"; the quota leaves {left:,}"
    return (
        f"{stations} stations, {plural(plan.tiles, 'tile')} to read: about {plural(plan.requests, 'request')} "
        f"of {plan.page:,} stations, {show_duration(plan.seconds)}{sizes}; {so_far}{short}"
    )


def _counting_line(status: Status) -> str:
    return f"{status.requests:,} of about {plural(status.all_tiles + 1, 'request')}"


def _line(status: Status) -> str:
    return (
        f"{status.tiles:,} of {plural(status.all_tiles, 'tile')}, {plural(status.stations, 'station')}, "
        f"{plural(status.requests, 'request')}, {status.rate:.1f}/s, {show_duration(status.seconds_left)} left"
    )


def _report(summary: Summary, quota: int | None, reporter: Reporter) -> int:
    states = ", ".join(f"{number:,} {state}" for state, number in sorted(summary.states.items()))
    reporter.info(
        f"{summary.path}: {plural(summary.stations, 'station')}, {summary.completeness}; tiles: {states or 0}; "
        f"{plural(summary.totals.requests, 'request')}"
    )
    if summary.duplicates:
        reporter.info(f"{plural(summary.duplicates, 'row')} left out: the same station again")
    if summary.requests_lost:
        reporter.info(f"{plural(summary.requests_lost, 'request')} of killed runs count as sent")
    if summary.completeness is Completeness.COMPLETE:
        return Exit.OK if summary.stations else Exit.NOTHING
    if summary.unfinished:
        spent = quota is not None and summary.totals.requests >= quota
        more = " with a larger --quota" if spent else ""
        reporter.warn(
            f"{plural(summary.unfinished, 'tile')} not read: {summary.stopped}; the same command{more} goes on"
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
    if number < 1e6:
        return f"{number / 1e3:.0f} kB"
    return f"{number / 1e6:,.1f} MB" if number < 1e9 else f"{number / 1e9:,.1f} GB"
