"""`evcp codes`: the code tables, offline, or what the service itself lists."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TextIO

import click

from .. import exits
from ..options.connection import Connection, lookup_options
from ..options.filters import complete_families
from ..output.formats import Output, cell, output_options
from ..output.writing import open_output, use_utf8
from ..registry import ExampleCommand

if TYPE_CHECKING:
    from rich.console import Console

    from evcp_models import NameId

TABLES = {
    "connectors": ("CONNECTOR_TYPES", "Connector types"),
    "feeds": ("POWER_FEED_TYPES", "Power feed types"),
    "levels": ("CHARGE_LEVELS", "Charge levels"),
    "states": ("CONNECTOR_STATES", "States of EVSEs and connectors"),
    "statuses": ("CONNECTOR_STATUS_CODES", "Older connector statuses"),
    "modes": ("CHARGE_MODES", "Charge modes"),
}
"""The tables: the name of each in `evcp_models.codes`, and its title."""
LIVE = ("connectors", "feeds", "statuses")
"""The tables that the service lists, too."""

COLUMNS = ("table", "id", "name", "family", "current", "min_kw", "max_kw", "meaning", "evidence")
"""Columns of the CSV and members of the JSON; those that a table does not have are left out there."""


@click.command(
    "codes",
    cls=ExampleCommand,
    short_help="What the ids of connectors, feeds, levels and states mean.",
    examples=(
        "evcp codes connectors",
        "evcp codes connectors --family ccs --family chademo",
        "evcp codes --output json",
        "evcp codes connectors feeds --live      # what the service says today",
    ),
)
@click.argument("tables", nargs=-1, type=click.Choice([*TABLES]), metavar="[TABLE]...")
@click.option(
    "--family",
    multiple=True,
    metavar="FAMILY",
    shell_complete=complete_families,
    help="Connector types of a family alone.",
)
@click.option("--live", is_flag=True, help="Ask the service what it lists, instead.")
@output_options("table", "json", "jsonl", "csv")
@lookup_options
def codes_command(
    tables: tuple[str, ...],
    family: tuple[str, ...],
    live: bool,
    output: Output,
    connection: Connection,
) -> int:
    """What ids mean: of connectors, feeds, levels, states, statuses and modes.

    All tables if none is named. `evidence` says how surely an entry is known: C confirmed, P practice, S
    from a sibling API, I inferred, U unknown. Offline, but for --live: connectors, feeds and statuses.
    """
    chosen = tables or (("connectors",) if family else LIVE if live else tuple(TABLES))
    found = {name: list(_live(name, connection) if live else _offline(name)) for name in chosen}
    if family:
        from ..options.plugs import connector_ids

        ids = connector_ids(family)
        found = {
            name: [one for one in entries if name != "connectors" or one["id"] in ids]
            for name, entries in found.items()
        }
    if output.path is None:
        use_utf8()
    with open_output(output.path) as file:
        _write(found, output.form, file)
    return exits.OK if any(found.values()) else exits.NOTHING


def _offline(name: str) -> Iterator[dict[str, Any]]:
    from evcp_models import codes

    table: Mapping[str, Any] = getattr(codes, TABLES[name][0])
    for code in table.values():
        entry = code._asdict()
        yield {"table": name, **{key: entry[key] for key in COLUMNS if key in entry}}


def _live(name: str, connection: Connection) -> Iterator[dict[str, Any]]:
    if name not in LIVE:
        raise click.UsageError(
            f"the service has no list of {name}: --live is for {', '.join(LIVE)}"
        )
    from evcp_models import codes

    known: Mapping[str, Any] = getattr(codes, TABLES[name][0])
    with connection.client() as client:
        lists: Mapping[str, Any] = {
            "connectors": client.connector_types,
            "feeds": client.power_feed_types,
            "statuses": client.connector_statuses,
        }
        entries: tuple[NameId, ...] = lists[name].list()
    for entry in entries:
        yield {"table": name, "id": entry.id, "name": entry.name, **_news(entry, known)}


def _news(entry: NameId, known: Mapping[str, Any]) -> dict[str, str]:
    """Say where the service and the table differ."""
    code = known.get(entry.id or "")
    if code is None:
        return {"meaning": "not in the table of evcp"}
    if entry.name is not None and entry.name != code.name:
        return {"meaning": f"called {code.name!r} in the table of evcp"}
    return {}


def _write(found: Mapping[str, list[dict[str, Any]]], form: str, file: TextIO) -> None:
    entries = [entry for table in found.values() for entry in table]
    if form == "table":
        from ..output.tables import console_for

        console = console_for(file)
        for index, (name, table) in enumerate(found.items()):
            if index:
                file.write("\n")
            _print(name, table, console)
    elif form == "json":
        file.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    elif form == "jsonl":
        file.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    else:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for entry in entries:
            rows.writerow([cell(entry.get(column)) for column in COLUMNS])


_RIGHT = ("id", "min_kw", "max_kw")


def _print(name: str, entries: Iterable[Mapping[str, Any]], console: Console) -> None:
    from rich.text import Text

    from ..output.tables import Column, print_table

    rows = list(entries)
    console.print(Text(TABLES[name][1], "bold underline"))
    names = [
        column
        for column in COLUMNS[1:]
        if any(row.get(column) for row in rows)
        # Where the name only repeats the id, and where it would push the meaning from the terminal.
        and not (column == "name" and all(row.get("name") == row["id"] for row in rows))
        and not (column == "evidence" and console.width < 120)
        and not (column == "meaning" and "family" in rows[0] and console.width < 100)
    ]
    columns = [
        Column(
            column.replace("_kw", " kW"),
            right=column in _RIGHT and name != "states",
            whole=column not in ("name", "meaning"),
        )
        for column in names
    ]
    print_table(
        console,
        columns,
        [["" if row.get(c) is None else str(row[c]) for c in names] for row in rows],
    )
