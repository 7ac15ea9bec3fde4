"""`evcp evses`: the state of every EVSE of pools."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

import click

from ..options.connection import Connection, json_lookup_options
from ..output.formats import Output, cell, output_options
from ..output.progress import progress
from ..output.writing import open_output, use_utf8
from ..registry import ExampleCommand
from .lookup import read_ids, tell_missing

if TYPE_CHECKING:
    from evcp_models import EVSE, EVSEConnector, EVSEsPool, EVSEsStation

Part = tuple["EVSEsPool", "EVSEsStation", "EVSE", "EVSEConnector | None"]

COLUMNS = (
    "pool_id",
    "station_id",
    "station_cpo_id",
    "evse_id",
    "evse_cpo_id",
    "evse_emi3_id",
    "physical_reference",
    "evse_state",
    "evse_updated",
    "connector_id",
    "connector_type",
    "max_power_kw",
    "connector_state",
    "connector_updated",
)
"""Columns of the CSV: a row a connector; an EVSE without connectors has one row."""


@click.command(
    "evses",
    cls=ExampleCommand,
    short_help="The state of every EVSE of pools.",
    examples=(
        "evcp evses 276u33dc108j0-aGVyZS1ldjpzYW5kYm94OjAtMTU2MQ",
        "evcp near 52.52,13.405 | jq -r .poolId | sort -u | evcp evses - --output csv",
    ),
)
@click.argument("ids", nargs=-1, required=True, metavar="POOL_ID...")
@output_options("table", "json", "jsonl", "csv")
@json_lookup_options
def evses_command(ids: tuple[str, ...], output: Output, connection: Connection) -> int:
    """The state of every EVSE of pools, with its connectors; `-` reads pool ids from standard input.

    The service has this in JSON alone. Exit status 4: an id is not known.
    """
    asked = read_ids(ids)
    with connection.client() as client, progress(connection.talk, "Asking", "pools") as advance:
        result = client.evses.get_many(asked)
        advance(len(asked))
    if output.path is None:
        use_utf8()
    with open_output(output.path) as file:
        if result.found or output.form != "table":
            write_pools(result.found, output.form, file)
    return tell_missing(result, "pool", connection.talk)


def write_pools(pools: tuple[EVSEsPool, ...], form: str, file: TextIO) -> None:
    """Write pools: `json` and `jsonl` in the wire form of the service, `csv` and `table` flat."""
    from evcp._codec.decoding import encode

    if form == "jsonl":
        file.writelines(encode(pool, format="json").decode() + "\n" for pool in pools)
    elif form == "json":
        from evcp_models import EVSEsResult

        file.write(encode(EVSEsResult(pools=pools), format="json").decode() + "\n")
    elif form == "csv":
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for part in parts(pools):
            rows.writerow([cell(value) for value in _row(*part)])
    else:
        _print(pools, file)


def parts(pools: Iterable[EVSEsPool]) -> Iterator[Part]:
    """Yield each connector with its EVSE, station and pool; an EVSE without connectors once."""
    for pool in pools:
        for station in pool.stations:
            for evse in station.evses:
                if not evse.connectors:
                    yield pool, station, evse, None
                for connector in evse.connectors:
                    yield pool, station, evse, connector


def _row(
    pool: EVSEsPool, station: EVSEsStation, evse: EVSE, connector: EVSEConnector | None
) -> list[str | float | None]:
    return [
        pool.id,
        station.id,
        station.cpo_id,
        evse.id,
        evse.cpo_id,
        evse.cpo_evse_emi3_id,
        evse.physical_reference,
        evse.state,
        evse.last_updated.isoformat() if evse.last_updated else None,
        connector.id if connector else None,
        connector.type_id if connector else None,
        connector.max_power_level if connector else None,
        connector.state if connector else None,
        connector.last_updated.isoformat() if connector and connector.last_updated else None,
    ]


def _print(pools: Iterable[EVSEsPool], file: TextIO) -> None:
    from evcp_models import NameId

    from ..options.plugs import short_name
    from ..options.units import show_power
    from ..output.cards import evse_name, state_text
    from ..output.tables import Column, console_for, print_table

    console = console_for(file)
    wide = console.width >= 120
    columns = [
        *([Column("pool")] if wide else ()),
        Column("station"),
        Column("EVSE"),
        Column("state", whole=True),
        Column("connector", whole=True),
        Column("power", right=True, whole=True),
        Column("updated", whole=True),
    ]
    rows = []
    for pool, station, evse, connector in parts(pools):
        state = (connector.state if connector else None) or evse.state
        power = connector.max_power_level if connector else None
        kind = short_name(NameId(id=connector.type_id)) if connector else ""
        updated = (connector.last_updated if connector else None) or evse.last_updated
        rows.append(
            [
                *([pool.id or ""] if wide else ()),
                station.cpo_id or station.id or "",
                evse_name(evse),
                state_text(state),
                kind,
                "" if power is None else show_power(power),
                f"{updated:%m-%d %H:%M}" if updated else "",
            ]
        )
    print_table(console, columns, rows)
