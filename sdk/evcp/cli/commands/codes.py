"""`evcp codes`: the code tables, from evcp itself or from the service."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TextIO

import click

from evcp.connectors import connector_ids

from ..errors import CommandError, Exit
from ..options.arguments import FILE, ExampleCommand, complete_families
from ..options.connection import Connection, connection_options
from ..output.formats import (
    Output,
    open_output,
    output_options,
    write_entries,
    write_json,
)
from ..reporter import Reporter
from ..terminal import single_line

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
"""The tables: name in `evcp_models.codes`, and title."""
LIVE = ("connectors", "feeds", "statuses")
"""The tables that the service lists as well."""

COLUMNS = ("table", "id", "name", "family", "current", "min_kw", "max_kw", "meaning", "evidence")
"""Columns of the CSV and members of the JSON; a table may lack some of them."""


@click.command(
    "codes",
    cls=ExampleCommand,
    short_help="Meaning of ids: connectors, feeds, levels, states.",
    examples=(
        "evcp codes connectors",
        "evcp codes connectors --family ccs --family chademo",
        "evcp codes --output json",
        "evcp codes connectors feeds --live      # the lists of the service today",
        "evcp codes --verify metadata.json       # an answer of /countryMetadata of API v3",
    ),
)
@click.argument("tables", nargs=-1, type=click.Choice([*TABLES]), metavar="[TABLE]...")
@click.option(
    "--family",
    multiple=True,
    metavar="FAMILY",
    shell_complete=complete_families,
    help="Only the connector types of a family; repeatable.",
)
@click.option("--live", is_flag=True, help="Show the lists of the service instead.")
@click.option(
    "--verify",
    type=FILE,
    metavar="FILE",
    help="Compare the connector types with a saved answer of /countryMetadata of API v3; - is standard input.",
)
@output_options("table", "json", "jsonl", "csv")
@connection_options(limits=False)
def codes_command(
    tables: tuple[str, ...],
    family: tuple[str, ...],
    live: bool,
    verify: str | None,
    output: Output,
    connection: Connection,
) -> int:
    """Meaning of ids: connectors, feeds, levels, states, statuses and modes. Default: all tables.

    `evidence` grades each entry: C confirmed, P practice, S from a sibling API, I inferred, U unknown. The
    tables are part of evcp; --live requests connectors, feeds and statuses from the service. --verify shows
    each id whose OCPI standard API v3 tells otherwise (differs, unknown id: exit status 5), or tells where the
    table has several (settles).
    """
    if verify is not None:
        if tables or family or live:
            raise click.UsageError("--verify compares all connector types: leave the others out")
        return _verify(verify, output)
    chosen = tables or (("connectors",) if family else LIVE if live else tuple(TABLES))
    found = {name: list(_live(name, connection) if live else _offline(name)) for name in chosen}
    if family:
        ids = connector_ids(family)
        found = {
            name: [one for one in entries if name != "connectors" or one["id"] in ids]
            for name, entries in found.items()
        }
    with open_output(output.path) as file:
        _write(found, output.form, file)
    return Exit.OK if any(found.values()) else Exit.NOTHING


def _verify(name: str, output: Output) -> int:
    """Compare the connector types with a saved answer, and write the differences."""
    from evcp._ocpi.metadata import verify

    try:
        with click.open_file(name, "rb") as opened:
            verdicts = verify(json.loads(opened.read()))
    except (ValueError, RecursionError) as error:
        reason = (
            "not JSON" if isinstance(error, json.JSONDecodeError | UnicodeDecodeError) else error
        )
        raise CommandError(f"{name}: {single_line(str(reason))}", status=Exit.FAILED) from None
    rows = [
        (one.verdict, one.id, one.standard, ", ".join(one.ours) or None, ", ".join(one.countries))
        for one in verdicts
        if one.verdict != "agrees"
    ]
    agreed = sum(one.verdict == "agrees" for one in verdicts)
    Reporter().info(f"{name}: {agreed} of {len(verdicts)} connector types agree")
    with open_output(output.path) as file:
        if output.form == "table":
            from ..output.tables import Column, console_for, print_table

            if rows:
                shown = [["" if cell is None else cell for cell in row] for row in rows]
                print_table(console_for(file), [Column(name) for name in _VERDICT], shown)
        else:
            entries = (dict(zip(_VERDICT, row, strict=True)) for row in rows)
            write_entries(output.form, _VERDICT, entries, file)
    return Exit.SCHEMA_ISSUES if any(one.is_difference for one in verdicts) else Exit.OK


_VERDICT: tuple[str, ...] = ("verdict", "id", "standard", "table", "countries")


def _offline(name: str) -> Iterator[dict[str, object]]:
    from evcp_models import codes

    table: Mapping[str, Any] = getattr(codes, TABLES[name][0])
    for code in table.values():
        entry = code._asdict()
        yield {"table": name, **{key: entry[key] for key in COLUMNS if key in entry}}


def _live(name: str, connection: Connection) -> Iterator[dict[str, object]]:
    if name not in LIVE:
        raise click.UsageError(
            f"the service has no list of {name}: --live is for {', '.join(LIVE)}"
        )
    from evcp_models import codes

    known: Mapping[str, Any] = getattr(codes, TABLES[name][0])
    with connection.client() as client:
        lists = {
            "connectors": client.connector_types.list,
            "feeds": client.power_feed_types.list,
            "statuses": client.connector_statuses.list,
        }
        entries = lists[name]()
    for entry in entries:
        yield {"table": name, "id": entry.id, "name": entry.name, **_differences(entry, known)}


def _differences(entry: NameId, known: Mapping[str, Any]) -> dict[str, str]:
    """Describe the difference between the service and the table."""
    code = known.get(entry.id or "")
    if code is None:
        return {"meaning": "not in the table of evcp"}
    if entry.name is not None and entry.name != code.name:
        return {"meaning": f"called {code.name!r} in the table of evcp"}
    return {}


def _write(found: Mapping[str, list[dict[str, object]]], form: str, file: TextIO) -> None:
    entries = [entry for table in found.values() for entry in table]
    if form == "table":
        from ..output.tables import console_for

        console = console_for(file)
        for index, (name, table) in enumerate(found.items()):
            if index:
                file.write("\n")
            _print(name, table, console)
    elif form == "json":
        write_json(found, file)
    else:
        write_entries(form, COLUMNS, entries, file)


_RIGHT = ("id", "min_kw", "max_kw")


def _print(name: str, entries: Iterable[Mapping[str, object]], console: Console) -> None:
    from rich.text import Text

    from ..output.tables import Column, print_table

    rows = list(entries)
    console.print(Text(TABLES[name][1], "bold underline"))
    names = [
        column
        for column in COLUMNS[1:]
        if any(row.get(column) for row in rows)
        # Left out: a name that repeats the id, and columns without room beside the meaning.
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
