"""`evcp decode`: a saved answer, read as the client would read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, cast

import click

from evcp.errors import DecodeError

from .. import exits
from ..failures import CommandError
from ..options.connection import quiet_option
from ..options.filters import filter_options, order_options
from ..options.params import FILE
from ..options.station_filter import FilterStats, StationFilter
from ..options.units import plural
from ..output.formats import FORMS, Output, output_options
from ..output.presenting import Order, Shown, present
from ..output.writing import open_output, use_utf8
from ..registry import ExampleCommand
from ..reporter import Reporter

if TYPE_CHECKING:
    from evcp._codec.streaming import StationStream
    from evcp_models import EVStation

    from ..options.saved import Saved
    from ..output.tally import Tally

_KINDS = (
    *("stations", "station", "evses", "evses-pool", "roamings", "count", "connectortypes"),
    *("powerfeedtypes", "connectorstatuses", "error"),
)


@click.command(
    "decode",
    cls=ExampleCommand,
    short_help="Read a saved answer: its stations, and what is wrong with it.",
    examples=(
        "evcp decode answer.json",
        "evcp decode answer.xml --connector ccs --output csv",
        "evcp decode germany.json.gz --issues            # what the schema does not know",
        "curl -s ... | evcp decode - > /dev/null && echo clean",
    ),
)
@click.argument("file", type=FILE, metavar="FILE|-")
@click.option(
    "--model",
    type=click.Choice(_KINDS),
    metavar="NAME",
    help=f"What the file holds, if it is not found out: {', '.join(_KINDS)}.",
)
@click.option("--wire", type=click.Choice(["json", "xml"]), help="Its format; found out without.")
@click.option("--issues", is_flag=True, help="Show the issues in place of the stations.")
@filter_options
@order_options("none", asks=False)
@output_options(*FORMS, with_map=True)
@quiet_option
def decode_command(
    file: str,
    model: str | None,
    wire: Literal["json", "xml"] | None,
    issues: bool,
    wanted: StationFilter,
    limit: int | None,
    sort: str,
    output: Output,
    talk: Reporter,
) -> int:
    """Read a saved answer of any size, JSON or XML, gzip or not; `-` reads standard input.

    Stations are shown as in a search; JSON lines of evcp are read as well. Where the file departs from the
    schema (members that it does not know, values that cannot be) is counted by place on standard error.
    Exit status: 0 clean, 5 if it departs, 1 if it is no such document.
    """
    from ..options.saved import open_saved

    with open_saved(file, model, wire) as saved:
        try:
            return _read(saved, wanted, Order(sort, limit), output, issues, talk)
        except DecodeError as error:
            raise CommandError(f"{saved.name}: {error.message}", status=exits.FAILED) from None


def _read(
    saved: Saved, wanted: StationFilter, order: Order, output: Output, issues: bool, talk: Reporter
) -> int:
    from evcp_models import ErrorResult, EVStation, EVStationsResult

    from ..options.saved import whole
    from ..output.tally import Tally

    tally = Tally()
    status = exits.OK
    if saved.model in (EVStationsResult, EVStation):
        read = _Stations(saved, tally, talk)
        status = read.show(FilterStats(wanted, datetime.now(UTC)), output, order, issues)
    else:
        value = _decode(whole(saved.file), saved, tally)
        if not issues:
            _write_other(value, output)
        talk.tell(f"{saved.name}: {type(value).__name__} in {saved.format}")
    if issues:
        with open_output(output.path) as sink:
            tally.write("jsonl" if output.form == "geojson" else output.form, sink)
    else:
        tally.tell(talk)
    if saved.model is ErrorResult:
        talk.warn("the file holds an error that the service answered, and no stations")
        return exits.FAILED
    return exits.DEPARTS if tally.total else status


class _Stations:
    """The stations of a file, one at a time."""

    def __init__(self, saved: Saved, tally: Tally, talk: Reporter) -> None:
        from ..options.saved import Metered

        self._saved = saved
        self._tally = tally
        self._talk = talk
        self._metered = Metered(saved, talk)
        self._file = cast("BinaryIO", self._metered)
        self._stream: StationStream | None = None

    def show(self, sieve: FilterStats, output: Output, order: Order, issues: bool) -> int:
        """Show the stations, or only read them for their issues."""
        found = sieve.through(self._walk())
        if issues:
            shown = Shown()
            with self._metered.meter():
                shown.shown = sum(1 for _ in found)
        else:
            shown = present(
                found,
                output,
                order,
                self._talk,
                title=f"Chargers of {self._saved.name}",
                has_more=self._has_more,
                meter=self._metered.meter,
            )
            if shown.stopped:
                with self._metered.meter():
                    sum(1 for _ in found)  # the issues behind the limit count as well
        number = self._tally.total
        self._talk.tell(
            f"{self._saved.name}: {plural(sieve.seen, 'station')} in {self._saved.format}, "
            f"{shown.shown:,} shown, {plural(number, 'issue')}"
            + ("; a page of more (hasMore)" if self._has_more() else "")
        )
        if left_out := sieve.summary():
            self._talk.tell(left_out)
        return exits.OK if shown.shown else exits.NOTHING

    def _walk(self) -> Iterator[EVStation]:
        from evcp._codec.streaming import iter_stations
        from evcp_models import EVStationsResult

        saved = self._saved
        if saved.model is not EVStationsResult:
            yield from self._bare()
            return
        with iter_stations(self._file, format=saved.format, on_issue=self._tally.add) as stream:
            self._stream = stream
            yield from stream

    def _bare(self) -> Iterator[EVStation]:
        """Read a station that stands alone, or one a line."""
        from ..options.saved import lines_of, whole

        if not self._saved.lines:
            yield _decode(whole(self._file), self._saved, self._tally)
            return
        for number, line in enumerate(lines_of(self._file), 1):
            if line.strip():
                try:
                    yield _decode(line, self._saved, self._tally)
                except DecodeError as error:
                    message = f"{self._saved.name}, line {number}: {error.message}"
                    raise CommandError(message, status=exits.FAILED) from None

    def _has_more(self) -> bool:
        return self._stream is not None and bool(self._stream.has_more)


def _decode(body: bytes, saved: Saved, tally: Tally) -> Any:
    from evcp._codec.decoding import decode

    decoded = decode(body, saved.model, format=saved.format)
    for issue in decoded.issues:
        tally.add(issue)
    return decoded.value


def _write_other(value: Any, output: Output) -> None:
    """Write what is no station: EVSEs in their forms, all else as JSON."""
    from evcp._codec.decoding import encode
    from evcp_models import EVSEsPool, EVSEsResult

    evses = isinstance(value, EVSEsPool | EVSEsResult)
    if output.form == "geojson" or (output.form == "csv" and not evses) or output.map is not None:
        form = "a map" if output.map is not None else output.form
        raise CommandError(
            f"{type(value).__name__} cannot be written as {form}: it holds no stations",
            "leave it out, or give --output json",
        )
    if output.path is None:
        use_utf8()
    with open_output(output.path) as file:
        if evses:
            pools = (value,) if isinstance(value, EVSEsPool) else value.pools
            from .evses import write_pools

            write_pools(pools, output.form, file)
        else:
            text = json.loads(encode(value, format="json"))
            indent = None if output.form == "jsonl" else 1
            file.write(json.dumps(text, ensure_ascii=False, indent=indent) + "\n")
