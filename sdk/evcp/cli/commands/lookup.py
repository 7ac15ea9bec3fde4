"""`evcp station`, `evcp pool` and `evcp evses`: stations and EVSEs by id."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from ..errors import Exit, explain
from ..options.arguments import ExampleCommand
from ..options.connection import Connection, connection_options
from ..options.station_filter import Order
from ..options.units import plural
from ..output.formats import FORMS, Output, open_output, output_options
from ..output.stations import show_stations
from ..reporter import Reporter
from .search import count_issues, map_drawer

if TYPE_CHECKING:
    from evcp import BulkResult

_IDS = {
    "station": re.compile(r"[0-9a-z]{8}-[0-9a-f]{32}", re.ASCII),
    "pool": re.compile(r"[0-9a-z]{13}-[\w-]{1,100}", re.ASCII),
}
"""Forms of ids in the samples of the documentation (contract sections 3.2 and 3.3); they only make a hint."""
_MOST_CARDS = 5
"""Largest number of stations shown as cards; more are shown as a table."""


@click.command(
    "station",
    cls=ExampleCommand,
    short_help="Stations by id.",
    examples=(
        "evcp station 276u33dc-bf5633f3832f595c0fdc26047152cdb0",
        "evcp station ID1 ID2 ID3 --output csv",
        "evcp near 52.52,13.405 | jq -r .id | evcp station -",
    ),
)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@output_options(*FORMS, with_map=True)
@connection_options(limits=False)
def station_command(ids: tuple[str, ...], output: Output, connection: Connection) -> int:
    """Stations by id; `-` reads ids from standard input. Ids can change without notice.

    Up to five stations are shown with all their details. Exit status 4: some ids are unknown.
    """
    return _look_up("station", ids, output, connection)


@click.command(
    "pool",
    cls=ExampleCommand,
    short_help="Stations by pool id.",
    examples=(
        "evcp pool 276u33dc108j0-aGVyZS1ldjpzYW5kYm94OjAtMTU2MQ",
        "evcp near 52.52,13.405 | jq -r .poolId | sort -u | evcp pool - --output geojson",
    ),
)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@output_options(*FORMS, with_map=True)
@connection_options(limits=False)
def pool_command(ids: tuple[str, ...], output: Output, connection: Connection) -> int:
    """Stations by pool id; `-` reads ids from standard input. A pool is one operator's stations at one place.

    Pool ids are more stable than station ids. Exit status 4: some ids are unknown.
    """
    return _look_up("pool", ids, output, connection)


@click.command(
    "evses",
    cls=ExampleCommand,
    short_help="State of every EVSE of pools.",
    examples=(
        "evcp evses 276u33dc108j0-aGVyZS1ldjpzYW5kYm94OjAtMTU2MQ",
        "evcp near 52.52,13.405 | jq -r .poolId | sort -u | evcp evses - --output csv",
    ),
)
@click.argument("ids", nargs=-1, required=True, metavar="POOL_ID...")
@output_options("table", "json", "jsonl", "csv")
@connection_options(xml=False, limits=False)
def evses_command(ids: tuple[str, ...], output: Output, connection: Connection) -> int:
    """State of every EVSE of pools, with its connectors; `-` reads pool ids from standard input.

    The service has no XML for this. Exit status 4: some ids are unknown.
    """
    from ..output.states import write_pools

    requested, reporter = read_ids(ids), connection.reporter
    with connection.client() as client, reporter.progress("Requesting", "pools") as advance:
        result = client.evses.get_many(requested)
        advance(len(requested))
    with open_output(output.path) as file:
        if result.found or output.form != "table":
            write_pools(result.found, output.form, file)
    return report_missing(result, "pool", reporter)


def _look_up(kind: str, ids: Sequence[str], output: Output, connection: Connection) -> int:
    requested, reporter, made = read_ids(ids), connection.reporter, datetime.now(UTC)
    with connection.client() as client, reporter.progress("Requesting", "ids") as advance:
        resource = client.stations if kind == "station" else client.pools
        result = resource.get_many(requested)
        advance(len(requested))
    if output.form == "table" and output.path is None and 0 < len(result.found) <= _MOST_CARDS:
        from ..output.tables import print_cards

        with open_output(None) as file:
            print_cards(file, result.found)
        output = replace(output, form="none")
    if output.form != "none" or output.map is not None:
        show_stations(
            result.found,
            output,
            Order(),
            Reporter(quiet=True),
            map_drawer(
                f"Chargers: {plural(len(requested), kind)}",
                source=client.settings.base_url,
                made=made,
            ),
            has_more=lambda: bool(result.failed),
        )
    return report_missing(result, kind, reporter)


def read_ids(ids: Sequence[str]) -> list[str]:
    """Return the ids; `-` stands for the ids on standard input, separated by white space."""
    read: list[str] = []
    for id in ids:
        read += sys.stdin.read().split() if id == "-" else [id]
    return read


def report_missing(result: BulkResult[Any], kind: str, reporter: Reporter) -> int:
    """Report missing and failed ids, and return the exit status."""
    for id in result.missing:
        other = next((one for one, form in _IDS.items() if one != kind and form.fullmatch(id)), "")
        hint = f": it has the form of a {other} id, try evcp {other} {id}" if other else ""
        reporter.warn(f"unknown {kind} id {id!r:.80}{hint}")
    for failed in result.failed:
        ids = ", ".join(failed.ids[:3]) + (" ..." if len(failed.ids) > 3 else "")
        reporter.warn(f"{len(failed.ids)} of the ids failed ({ids}): {explain(failed.error).line}")
    if result.issues:
        reporter.info(count_issues(len(result.issues)))
    if not result.found:
        return Exit.FAILED if result.failed else Exit.NOTHING
    return Exit.INCOMPLETE if result.missing or result.failed else Exit.OK
