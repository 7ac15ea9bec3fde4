"""`evcp diff`: two harvests compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

import click

from ..errors import Exit
from ..options.arguments import FILE, ExampleCommand
from ..output.formats import (
    Output,
    Scalar,
    open_output,
    output_options,
    use_utf8,
    write_csv,
    write_json,
    write_json_lines,
)

if TYPE_CHECKING:
    from evcp.harvest import Diff, DiffSummary, StationDiff

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

    use_utf8()
    found = diff(old, new)
    with open_output(output.path) as file:
        if output.form == "table":
            summary = found.summary()
            _print_summary(found, summary, file)
            some = bool(summary.kinds) or (live and summary.live > 0)
            return _status(some, summary.certain)
        told = _Told(found.changes(live=live))
        if output.form == "csv":
            write_csv((*_COLUMNS, *_FIELDS), (row for one in told for row in _rows(one)), file)
        elif output.form == "json":
            write_json([_members(one) for one in told], file)
        else:
            write_json_lines(map(_members, told), file)
    return _status(told.some, told.certain)


def _status(some: bool, certain: bool) -> int:
    if not certain:
        return Exit.INCOMPLETE
    return Exit.OK if some else Exit.NOTHING


class _Told:
    """Differences as they pass, and what the exit status depends on."""

    def __init__(self, differences: Iterator[StationDiff]) -> None:
        self._differences = differences
        self.some = False
        self.certain = True

    def __iter__(self) -> Iterator[StationDiff]:
        for one in self._differences:
            self.some = True
            self.certain = self.certain and one.kind not in ("not_seen", "first_seen")
            yield one


def _members(one: StationDiff) -> dict[str, Any]:
    members: dict[str, Any] = {
        "kind": one.kind.value,
        "id": one.id,
        "old_id": one.old_id,
        "pool_id": one.pool_id,
        "name": one.name,
        "latitude": one.latitude,
        "longitude": one.longitude,
        "moved_m": None if one.moved is None else round(one.moved, 1),
    }
    for name, changes in (("fields", one.fields), ("live", one.live)):
        if changes:
            members[name] = [
                {"path": c.path, "old": _plain(c.old), "new": _plain(c.new)} for c in changes
            ]
    return members


def _plain(value: object) -> Any:
    """Return a value for JSON: instants as texts."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | None) else str(value)


def _rows(one: StationDiff) -> Iterator[tuple[Scalar, ...]]:
    members = _members(one)
    head = tuple(members[name] for name in _COLUMNS)
    changes = [*members.get("fields", ()), *members.get("live", ())]
    for change in changes or [{"path": None, "old": None, "new": None}]:
        yield (*head, change["path"], _text(change["old"]), _text(change["new"]))


def _text(value: Any) -> Scalar:
    import json

    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _print_summary(found: Diff, summary: DiffSummary, file: TextIO) -> None:
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
        "new": kinds["new"],  # type: ignore[index]
        "gone": kinds["gone"],  # type: ignore[index]
        "changed": kinds["changed"],  # type: ignore[index]
        "- renamed": summary.renamed,
        "- moved": summary.moved,
        "same": summary.same,
        "live changes": summary.live,
        "not seen": kinds["not_seen"],  # type: ignore[index]
        "first seen": kinds["first_seen"],  # type: ignore[index]
    }
    rows = [(name, f"{number:,}") for name, number in told.items()]
    print_table(console, (Column("STATIONS"), Column("NUMBER", right=True)), rows)
    if summary.fields:
        console.file.write("\n")
        most = [(name, f"{number:,}") for name, number in summary.fields.most_common(_SHOWN)]
        print_table(console, (Column("MEMBER"), Column("CHANGED", right=True)), most)
    if not summary.certain:
        console.file.write(
            "\nnot seen, first seen: a file is not complete over the place of the station\n"
        )
