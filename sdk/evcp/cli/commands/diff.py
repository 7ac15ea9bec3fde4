"""`evcp diff`: two harvests compared."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, TextIO

import click

from ..errors import Exit
from ..options.arguments import FILE, ExampleCommand
from ..output.formats import (
    Output,
    Scalar,
    open_output,
    output_options,
    shown_instant,
    write_csv,
    write_entries,
)

if TYPE_CHECKING:
    from evcp.harvest import Diff, DiffKind, DiffSummary, StationDiff

_COLUMNS = ("kind", "id", "old_id", "pool_id", "name", "latitude", "longitude", "moved_m")
_FIELDS = ("field", "old", "new")
_SHOWN = 20
"""Members of the table that changed most."""


@click.command(
    "diff",
    cls=ExampleCommand,
    short_help="New, changed and gone stations of two harvests.",
    examples=(
        "evcp diff june.parquet july.parquet",
        "evcp diff june.parquet july.parquet -o csv --out changes.csv",
        "evcp diff a.parquet b.parquet -o jsonl | jq -c 'select(.kind == \"gone\")'",
    ),
)
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--live", is_flag=True, help="Tell states, counts and timestamps as well.")
@output_options("table", "json", "jsonl", "csv")
def diff_command(old: str, new: str, live: bool, output: Output) -> int:
    """Difference between two files of `evcp harvest`, the older one first.

    Stations are told by pool id and EVSE ids, so a new station id is a rename. A station that only the older file has
    is gone where both files are complete, and not_seen elsewhere; one that only the newer file has is new, or
    first_seen. The table counts; the other forms have a station a row, CSV a row for each member that changed.

    Status 0: differences; 3: none; 4: some stations were not seen, since a file is not complete over their place.
    """
    from evcp.harvest import diff

    found = diff(old, new)
    kinds: Counter[DiffKind] = Counter()
    with open_output(output.path) as file:
        if output.form == "table":
            summary = found.summary()
            _print_summary(found, summary, file)
            kinds, some = summary.kinds, bool(summary.kinds) or (live and summary.live > 0)
        else:
            changes = _counted(found.changes(live=live), kinds)
            if output.form == "csv":
                rows = chain.from_iterable(map(_rows, changes))
                write_csv((*_COLUMNS, *_FIELDS), rows, file)
            else:
                write_entries(output.form, (), map(_members, changes), file)
            some = bool(kinds)
    if not all(kind.certain for kind in kinds):
        return Exit.INCOMPLETE
    return Exit.OK if some else Exit.NOTHING


def _counted(differences: Iterator[StationDiff], kinds: Counter[DiffKind]) -> Iterator[StationDiff]:
    for one in differences:
        kinds[one.kind] += 1
        yield one


def _head(one: StationDiff) -> dict[str, Scalar]:
    moved = None if one.moved is None else round(one.moved, 1)
    values = (one.kind.value, one.id, one.old_id, one.pool_id, one.name)
    return dict(zip(_COLUMNS, (*values, one.latitude, one.longitude, moved), strict=True))


def _members(one: StationDiff) -> dict[str, object]:
    members: dict[str, object] = {**_head(one)}
    for name, changes in (("fields", one.fields), ("live", one.live)):
        if changes:
            members[name] = [
                {"path": c.path, "old": _plain(c.old), "new": _plain(c.new)} for c in changes
            ]
    return members


def _rows(one: StationDiff) -> Iterator[tuple[Scalar, ...]]:
    """Yield a row for each change of a station; one without changes has a row of its own."""
    head = tuple(_head(one).values())
    for change in (*one.fields, *one.live):
        yield *head, change.path, _cell(change.old), _cell(change.new)
    if not (one.fields or one.live):
        yield *head, None, None, None


def _plain(value: object) -> object:
    """Return a value for JSON: instants, and numbers that JSON lacks, as texts."""
    if isinstance(value, datetime):
        return shown_instant(value)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, str | int | float | None) else str(value)


def _cell(value: object) -> Scalar:
    plain = _plain(value)
    if isinstance(plain, str | int | float | None):
        return plain
    return json.dumps(plain, ensure_ascii=False)


def _print_summary(found: Diff, summary: DiffSummary, file: TextIO) -> None:
    from evcp.harvest import DiffKind

    from ..output.tables import Column, console_for, print_table

    console = console_for(file)
    kinds = summary.kinds
    sides = (("old", found.old, summary.old), ("new", found.new, summary.new))
    for name, coverage, stations in sides:
        state = (
            "coverage not known" if coverage.completeness is None else str(coverage.completeness)
        )
        console.file.write(f"{name}: {stations:,} stations, {state}\n")
    if found.old.filters != found.new.filters:
        console.file.write("the filters differ: nothing is known to be new or gone\n")
    if found.uncompared:
        console.file.write(
            f"not compared, for a file has no column: {', '.join(found.uncompared)}\n"
        )
    told = {
        "new": kinds[DiffKind.NEW],
        "gone": kinds[DiffKind.GONE],
        "changed": kinds[DiffKind.CHANGED],
        "- renamed": summary.renamed,
        "- moved": summary.moved,
        "same": summary.same,
        "live changes": summary.live,
        "not seen": kinds[DiffKind.NOT_SEEN],
        "first seen": kinds[DiffKind.FIRST_SEEN],
    }
    rows = [(name, f"{number:,}") for name, number in told.items()]
    print_table(console, (Column("STATIONS"), Column("NUMBER", right=True)), rows)
    if summary.fields:
        console.file.write("\n")
        most = [(name, f"{number:,}") for name, number in summary.fields.most_common(_SHOWN)]
        print_table(console, (Column("MEMBER"), Column("CHANGED", right=True)), most)
    if not summary.certain:
        console.file.write(
            "\nnot seen, first seen: the other file is not known to have every station of that place\n"
        )
