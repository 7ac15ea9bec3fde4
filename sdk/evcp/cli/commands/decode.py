"""`evcp decode`: a saved answer, decoded as the client would decode it; its schema issues by kind and path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click

from evcp import (
    DecodeError,
    Format,
    Issue,
    IssueKind,
    StationStream,
    decode,
    encode,
    iter_stations,
)
from evcp._client.station_filter import FilterStats, StationFilter, summary
from evcp._codec.flat import NOT_CARRIED
from evcp_codec.model import Model
from evcp_models import ErrorResult, EVSEsPool, EVSEsResult, EVStation, EVStationsResult

from ..errors import CommandError, Exit
from ..options.arguments import FILE, ExampleCommand
from ..options.connection import quiet_option
from ..options.saved_files import MODELS, SavedFile, open_saved_file
from ..options.station_filter import (
    Order,
    filter_options,
    order_options,
)
from ..options.units import plural
from ..output.formats import (
    FORMS,
    Output,
    open_output,
    output_options,
    write_entries,
    write_json,
    write_json_lines,
)
from ..output.states import write_pools
from ..output.stations import Shown, show_stations
from ..reporter import Reporter
from ..terminal import single_line
from .search import map_drawer

_INDEX = re.compile(r"\[\d+\]")
_MAX_PATHS = 10_000
_OTHER_PATHS = "(further paths)"
_SHOWN_PATHS = 20
_COLUMNS: tuple[str, ...] = ("kind", "path", "count", "example")


@click.command(
    "decode",
    cls=ExampleCommand,
    short_help="Stations and schema issues of a saved answer.",
    examples=(
        "evcp decode answer.json",
        "evcp decode answer.xml --connector ccs --output csv",
        "evcp decode berlin.geojson --output csv",
        "evcp decode germany.json.gz --issues            # deviations from the schema",
        "curl -s ... | evcp decode - > /dev/null && echo clean",
    ),
)
@click.argument("file", type=FILE, metavar="FILE|-")
@click.option(
    "--model",
    type=click.Choice([*MODELS]),
    metavar="NAME",
    help=f"Model of the file; default: guessed. {', '.join(MODELS)}.",
)
@click.option(
    "--wire", type=click.Choice(["json", "xml"]), help="Format of the file; default: guessed."
)
@click.option("--issues", is_flag=True, help="Show the issues instead of the stations.")
@filter_options
@order_options("none", search=False)
@output_options(*FORMS, with_map=True)
@quiet_option
def decode_command(
    file: str,
    model: str | None,
    wire: Format | None,
    issues: bool,
    station_filter: StationFilter,
    order: Order,
    output: Output,
    reporter: Reporter,
) -> int:
    """Decode a saved answer of any size, JSON or XML, gzip or plain; `-` reads standard input.

    Stations are shown as in a search. Stations that evcp saved are read in all forms, json, jsonl, geojson
    and csv; EVSEs in json and jsonl. An empty file is a search without stations. Deviations from the schema
    (unknown members, impossible values) are counted by path on standard error. Exit status: 0 clean, 3 without
    stations, 5 with deviations, 1 if the file is none of these.
    """
    with open_saved_file(file, model, wire) as saved:
        try:
            if saved.model in (EVStationsResult, EVStation):
                return _Stations(saved, reporter).show(station_filter, order, output, issues)
            return _show_other(saved, output, issues, reporter)
        except DecodeError as error:
            raise CommandError(f"{saved.name}: {error.message}", status=Exit.FAILED) from None


class _Stations:
    """The stations of a file, decoded one at a time."""

    def __init__(self, saved: SavedFile, reporter: Reporter) -> None:
        self._saved = saved
        self._reporter = reporter
        self._issues = IssueCounts()
        self._stream: StationStream | None = None

    def show(
        self, station_filter: StationFilter, order: Order, output: Output, issues_only: bool
    ) -> int:
        """Show the stations, or decode them only for their issues."""
        saved, reporter = self._saved, self._reporter
        stats = FilterStats(station_filter)
        found = stats.matching(self._stations())
        if issues_only:
            with saved.progress(reporter):
                shown = Shown(shown=sum(1 for _ in found))
        else:
            shown = show_stations(
                found,
                output,
                order,
                reporter,
                map_drawer(
                    f"Chargers of {Path(saved.name).name}",
                    # A page that is passed on need not tell the folder.
                    source=Path(saved.name).name,
                    station_filter=station_filter,
                    made=datetime.now(UTC),
                ),
                has_more=self._has_more,
                station_filter=station_filter,
                meter=lambda: saved.progress(reporter),
            )
            if shown.stopped:
                with saved.progress(reporter):
                    sum(1 for _ in found)  # issues after the limit count as well
        reporter.info(
            f"{saved.name}: {plural(stats.seen, 'station')} in {saved.kind}, "
            f"{shown.shown:,} shown, {plural(self._issues.total, 'issue')}"
            + ("; one page of several (hasMore)" if self._has_more() else "")
        )
        if lost := NOT_CARRIED.get(saved.kind):
            reporter.info(f"{lost}; json and jsonl have everything")
        if left_out := summary(stats.left_out, stats.seen):
            reporter.info(left_out)
        self._issues.show(output if issues_only else None, reporter)
        if self._issues.total:
            return Exit.SCHEMA_ISSUES
        return Exit.OK if shown.shown else Exit.NOTHING

    def _stations(self) -> Iterator[EVStation]:
        saved = self._saved
        if saved.model is EVStationsResult and saved.shape == "document":
            with iter_stations(saved, format=saved.format, on_issue=self._issues.add) as stream:
                self._stream = stream
                yield from stream
            return
        for place, document in saved.documents():
            if isinstance(document, Issue):
                self._issues.add(document)
                continue
            try:
                value = _decode(document, saved, self._issues)
            except DecodeError as error:
                if saved.kind == saved.format:
                    raise CommandError(f"{place}: {error.message}", status=Exit.FAILED) from None
                # evcp writes stations without a place on the earth too.
                text = document.decode("utf-8", "replace")
                self._issues.add(error.issue or Issue("", IssueKind.MISSING, text))
                continue
            if isinstance(value, EVStationsResult):
                yield from value.ev_stations
            elif isinstance(value, EVStation):
                yield value

    def _has_more(self) -> bool:
        return self._stream is not None and bool(self._stream.has_more)


def _show_other(saved: SavedFile, output: Output, issues_only: bool, reporter: Reporter) -> int:
    """Show a document without stations: EVSEs in their forms, everything else as JSON."""
    issues = IssueCounts()
    documents = (document for _, document in saved.documents())
    values = [_decode(one, saved, issues) for one in documents if not isinstance(one, Issue)]
    value, pools = values[0], tuple(one for one in values if isinstance(one, EVSEsPool))
    if len(pools) > 1:
        value = EVSEsResult(pools=pools)
    elif len(values) > 1:
        raise CommandError(f"{saved.name} holds {len(values)} documents", status=Exit.FAILED)
    if not issues_only:
        _write_other(value, output)
    reporter.info(f"{saved.name}: {type(value).__name__} in {saved.format}")
    issues.show(output if issues_only else None, reporter)
    if isinstance(value, ErrorResult):
        reporter.warn("the file is an error response of the service, without stations")
        return Exit.FAILED
    return Exit.SCHEMA_ISSUES if issues.total else Exit.OK


def _write_other(value: Model, output: Output) -> None:
    evses = isinstance(value, EVSEsPool | EVSEsResult)
    of_stations = ["geojson", "geojsonseq", "ocpi", "osm", "parquet", *(() if evses else ("csv",))]
    if output.form in of_stations or output.map is not None:
        form = "a map" if output.map is not None else output.form
        raise CommandError(
            f"{type(value).__name__} cannot be written as {form}: it has no stations",
            "leave the option out, or give --output json",
        )
    with open_output(output.path) as file:
        if isinstance(value, EVSEsPool):
            write_pools((value,), output.form, file)
        elif isinstance(value, EVSEsResult):
            write_pools(value.pools, output.form, file)
        else:
            document = json.loads(encode(value, format="json"))
            if output.form == "jsonl":
                write_json_lines([document], file)
            else:
                write_json(document, file)


def _decode(body: bytes, saved: SavedFile, issues: IssueCounts) -> Model:
    decoded = decode(body, saved.model, format=saved.format)
    for issue in decoded.issues:
        issues.add(issue)
    issues.total += decoded.more_issues
    return decoded.value


@dataclass(slots=True)
class IssueCounts:
    """Issues by kind and path: thousands of issues have few causes.

    Attributes:
        total: Number of issues.
        counts: Number and first value of the issues of each kind and path; paths have `[]` for `[3]`.
    """

    total: int = 0
    counts: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    def add(self, issue: Issue) -> None:
        """Count an issue."""
        self.total += 1
        key = (issue.kind.value, _INDEX.sub("[]", issue.path))
        if key not in self.counts and len(self.counts) >= _MAX_PATHS:
            key = (issue.kind.value, _OTHER_PATHS)
        number, example = self.counts.get(key, (0, issue.raw[:200]))
        self.counts[key] = (number + 1, example)

    def rows(self) -> list[tuple[str, str, int, str]]:
        """Return kind, path, count and an example, the most frequent first."""
        rows = [(kind, path, *count) for (kind, path), count in self.counts.items()]
        return sorted(rows, key=lambda row: (-row[2], row[:2]))

    def show(self, output: Output | None, reporter: Reporter) -> None:
        """Write the issues in place of stations, or without an output to standard error."""
        if output is None:
            self._report(reporter)
        else:
            with open_output(output.path) as file:
                self._write(output.form, file)

    def _report(self, reporter: Reporter) -> None:
        rows = self.rows()
        for kind, path, number, example in rows[:_SHOWN_PATHS]:
            text = single_line(example)
            text = text if len(text) <= 60 else f"{text[:59]}…"
            reporter.info(f"{number:,}x {kind} at {single_line(path) or 'the root'}: {text}")
        if len(rows) > _SHOWN_PATHS:
            reporter.info(
                f"and {len(rows) - _SHOWN_PATHS:,} further paths: --issues shows them all"
            )

    def _write(self, form: str, file: TextIO) -> None:
        rows = self.rows()
        if form == "table":
            from ..output.tables import Column, console_for, print_table

            columns = [
                Column("count", right=True, whole=True),
                Column("kind", whole=True),
                Column("path", distinct=True),
                Column("example"),
            ]
            table = [[f"{n:,}", kind, path, example] for kind, path, n, example in rows]
            print_table(console_for(file), columns, table)
        else:  # geojson, ocpi and osm have no place for issues
            entries = (dict(zip(_COLUMNS, row, strict=True)) for row in rows)
            write_entries(form if form in ("json", "csv") else "jsonl", _COLUMNS, entries, file)
