"""`evcp station` and `evcp pool`: stations by id."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from .. import exits
from ..failures import explain
from ..options.connection import Connection, lookup_options
from ..options.units import plural
from ..output.formats import FORMS, Output, output_options
from ..output.presenting import Order, present
from ..output.progress import progress
from ..output.writing import use_utf8
from ..registry import ExampleCommand
from ..reporter import Reporter

if TYPE_CHECKING:
    from evcp._client.bulk import BulkResult
    from evcp_models import EVStation

_MOST_CARDS = 5
"""Up to so many stations are shown with all that is known of them; more are a table."""


@click.command(
    "station",
    cls=ExampleCommand,
    short_help="Stations by their ids.",
    examples=(
        "evcp station 276u33dc-bf5633f3832f595c0fdc26047152cdb0",
        "evcp station ID1 ID2 ID3 --output csv",
        "evcp near 52.52,13.405 | jq -r .id | evcp station -",
    ),
)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@output_options(*FORMS, with_map=True)
@lookup_options
def station_command(ids: tuple[str, ...], output: Output, connection: Connection) -> int:
    """Stations by their ids, which can change without notice; `-` reads ids from standard input.

    A few stations are shown with all that is known of them. Exit status 4: an id is not known.
    """
    return _look_up("stations", ids, output, connection)


@click.command(
    "pool",
    cls=ExampleCommand,
    short_help="The stations of pools, by pool ids.",
    examples=(
        "evcp pool 276u33dc108j0-aGVyZS1ldjpzYW5kYm94OjAtMTU2MQ",
        "evcp near 52.52,13.405 | jq -r .poolId | sort -u | evcp pool - --output geojson",
    ),
)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@output_options(*FORMS, with_map=True)
@lookup_options
def pool_command(ids: tuple[str, ...], output: Output, connection: Connection) -> int:
    """The stations of pools: the stations of one operator at one place. `-` reads ids from standard input.

    A pool id is steadier than a station id. Exit status 4: an id is not known.
    """
    return _look_up("pools", ids, output, connection)


def _look_up(what: str, ids: Sequence[str], output: Output, connection: Connection) -> int:
    asked = read_ids(ids)
    with connection.client() as client, progress(connection.talk, "Asking", "ids") as advance:
        resource = client.stations if what == "stations" else client.pools
        result = resource.get_many(asked)
        advance(len(asked))
    one = "station" if what == "stations" else "pool"
    if output.form == "table" and output.path is None and 0 < len(result.found) <= _MOST_CARDS:
        from ..output.cards import print_cards

        use_utf8()
        print_cards(sys.stdout, result.found)
        output = Output("none", None, output.map)
    if output.form != "none" or output.map is not None:
        _present(result, output, f"{len(asked)} {what}")
    return tell_missing(result, one, connection.talk)


def _present(result: BulkResult[EVStation], output: Output, title: str) -> None:
    present(
        result.found,
        output,
        Order(),
        Reporter(quiet=True),
        title=f"Chargers: {title}",
        has_more=lambda: bool(result.failed),
    )


def read_ids(ids: Sequence[str]) -> list[str]:
    """Return the ids, with those of standard input in place of `-`: separated by white space."""
    read: list[str] = []
    for id in ids:
        read += sys.stdin.read().split() if id == "-" else [id]
    return read


def tell_missing(result: BulkResult[Any], one: str, talk: Reporter) -> int:
    """Say which ids were not found, and return the exit status."""
    for id in result.missing:
        talk.warn(f"there is no {one} {id!r}")
    for failed in result.failed:
        failure = explain(failed.error)
        ids = ", ".join(failed.ids[:3]) + (" ..." if len(failed.ids) > 3 else "")
        talk.warn(f"{len(failed.ids)} of the ids failed ({ids}): {failure.message}")
    if result.issues:
        talk.tell(f"{plural(len(result.issues), 'issue')} (-vv shows them)")
    if not result.found:
        return exits.FAILED if result.failed else exits.NOTHING
    return exits.INCOMPLETE if result.missing or result.failed else exits.OK
