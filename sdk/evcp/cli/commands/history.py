"""`evcp history`: occupancy, uptime and sessions of a recorded watch."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TextIO

import click

from ..errors import CommandError, Exit
from ..options.arguments import FILE, ExampleCommand, instant
from ..options.units import plural, show_duration
from ..output.formats import Output, open_output, output_options, shown_instant, write_entries

if TYPE_CHECKING:
    import pyarrow as pa

_WORST = 10
"""Rows of the table of uptime."""
_AT_ONCE = 10_000
"""Rows that are objects at once."""
_DURATIONS = ("free", "in_use", "reserved", "out_of_service", "unknown", "known", "gap", "seconds")
"""Columns of seconds, which a table shows with their unit."""
TABLES = ("hours", "occupancy", "uptime", "sessions")


@click.command(
    "history",
    cls=ExampleCommand,
    short_help="Occupancy, uptime and sessions of a recorded watch.",
    examples=(
        "evcp history berlin --zone Europe/Berlin",
        "evcp history berlin --from 2026-06-01 --to 2026-06-08 --show uptime -o csv --out uptime.csv",
        "evcp history berlin --show sessions -o jsonl | jq 'select(.complete) | .seconds'",
    ),
)
@click.argument("folder", metavar="DIR", type=FILE)
@click.option(
    "--from",
    "begin",
    type=instant,
    metavar="TIME",
    help="Begin: a date or an instant, UTC without offset.",
)
@click.option("--to", "end", type=instant, metavar="TIME", help="End, not included.")
@click.option("--zone", default="UTC", help="Time zone of the hours of the day.  [UTC]")
@click.option(
    "--by",
    type=click.Choice(("evse", "connector", "station")),
    default="evse",
    help="Unit of uptime and sessions.  [evse]",
)
@click.option(
    "--show",
    type=click.Choice(TABLES),
    help="One table: hours of the day, occupancy of each hour (UTC), uptime, or sessions. Without: a summary.",
)
@output_options("table", "json", "jsonl", "csv")
def history_command(
    folder: str,
    begin: datetime | None,
    end: datetime | None,
    zone: str,
    by: str,
    show: str | None,
    output: Output,
) -> int:
    """Occupancy, uptime and sessions from a folder of `evcp watch --record`.

    Only known time counts: a gap, such as an outage or the time between two runs, is neither free nor in use.
    Sessions of which begin or end was not seen are told apart. In a pipe, --show selects a table; hours, without.
    """
    from evcp import history

    if begin is not None and end is not None and begin >= end:
        raise CommandError("--from must be before --to")
    unit: Literal["connector", "evse"] = "connector" if by == "connector" else "evse"
    rows = history.events(folder, begin, end)
    segments = history.timeline(rows, unit=unit, start=begin, end=end)
    outages = _outages(rows, begin, end)
    del rows  # it is larger than all that follows
    try:
        table = _table(segments, show or "hours", zone, by)
    except ValueError as error:
        raise CommandError(str(error)) from None
    with open_output(output.path) as file:
        if output.form == "table" and show is None:
            _print_summary(folder, outages, segments, table, by, file)
        elif output.form == "table":
            _print_table(table, file)
        else:
            write_entries(output.form, table.column_names, _plain(table), file)
    return Exit.OK if len(segments) else Exit.NOTHING


def _table(segments: pa.Table, show: str, zone: str, by: str) -> pa.Table:
    from evcp import history

    if show == "hours":
        return history.occupancy_by_hour_of_day(segments, zone=zone)
    if show == "occupancy":
        return history.occupancy_by_hour(segments)
    if show == "sessions":
        return history.sessions(segments)
    return history.uptime(segments, per="station" if by == "station" else "unit").sort_by("uptime")


def _plain(table: pa.Table) -> Iterator[dict[str, object]]:
    for batch in table.to_batches(max_chunksize=_AT_ONCE):
        for row in batch.to_pylist():
            yield {
                name: shown_instant(value) if isinstance(value, datetime) else value
                for name, value in row.items()
            }


def _print_table(table: pa.Table, file: TextIO) -> None:
    from ..output.tables import Column, console_for, print_table

    numbers = [field.name for field in table.schema if str(field.type) in ("double", "int64")]
    columns = [Column(name.upper(), right=name in numbers) for name in table.column_names]
    rows = [[_cell(name, value) for name, value in row.items()] for row in _plain(table)]
    print_table(console_for(file), columns, rows)


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if name in ("occupancy", "uptime") and isinstance(value, float):
        return f"{value:.1%}"
    if name in _DURATIONS and isinstance(value, float):
        if value >= 3600:
            return f"{value / 3600:,.1f} h"
        return show_duration(value) if value else "0 s"
    return f"{value:,.0f}" if isinstance(value, float) else str(value)


def _outages(rows: pa.Table, begin: datetime | None, end: datetime | None) -> int:
    """Return how many outages began in a time: rows of the days beside it are read as well."""
    import pyarrow.compute as pc

    times = rows.filter(pc.equal(rows["kind"], "outage"))["time"].to_pylist()
    return sum((begin or at) <= at and (end is None or at < end) for at in times)


def _print_summary(
    folder: str,
    outages: int,
    segments: pa.Table,
    hours: pa.Table,
    by: str,
    file: TextIO,
) -> None:
    import pyarrow.compute as pc

    from evcp import history

    if not len(segments):
        file.write(f"{folder}: no state is known, {plural(outages, 'outage')}\n")
        return
    units = history.uptime(segments, per="station" if by == "station" else "unit")
    begin, end = pc.min(segments["begin"]).as_py(), pc.max(segments["end"]).as_py()
    known, unknown, gap = (pc.sum(units[name]).as_py() for name in ("known", "unknown", "gap"))
    share = known / (known + unknown + gap)
    if by == "station":
        number = plural(len(units), by)
    else:  # a group that the service only counts is so many
        groups = segments.group_by("connector").aggregate([("total", "max")])
        number = plural(pc.sum(groups["total_max"]).as_py(), "EVSE" if by == "evse" else by)
    file.write(
        f"{folder}: {number}, {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC; "
        f"{share:.1%} of the time is known, {plural(outages, 'outage')}\n\n"
    )
    _print_table(hours, file)
    file.write("\n")
    found = history.session_summary(history.sessions(segments))
    if found.mean is None or found.median is None or found.p90 is None:
        file.write(f"no session was seen from begin to end, {found.censored:,} in part\n")
    else:
        mean, median, p90 = (
            show_duration(length.total_seconds())
            for length in (found.mean, found.median, found.p90)
        )
        file.write(
            f"{plural(found.complete, 'session')}, median {median}, mean {mean}, nine of ten within {p90}; "
            f"{found.censored:,} more seen in part\n"
        )
    total = history.uptime(segments, per="all").to_pylist()[0]["uptime"]
    if total is None:
        return
    file.write(f"uptime {total:.2%} of known time; least:\n\n")
    least = units.sort_by("uptime").slice(0, _WORST)
    names = ["name", "evse_id"] if by != "station" else ["name", "station_id"]
    _print_table(least.select([*names, "uptime", "occupancy", "known", "gap"]), file)
