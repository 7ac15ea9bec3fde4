"""`evcp watch`: changes of connector states, or the wait for a free connector."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import click

from evcp import Area, StationFilter

from ..errors import CommandError, Exit, explain
from ..options.areas import area_options, describe_area
from ..options.arguments import FILE, ExampleCommand, whole_number
from ..options.connection import Connection, connection_options
from ..options.station_filter import filter_options
from ..options.units import parse_duration, plural, show_duration
from ..output.formats import Output, output_options, use_utf8
from ..reporter import Reporter
from ..terminal import ended_by_sigterm, single_line
from .lookup import read_ids

if TYPE_CHECKING:
    from evcp import Outage, Poll, Watch, WatchedConnector
    from evcp.history import Recorder

    from ..output.states import LiveTable

EVERY = 60.0
"""Default seconds between two requests."""


@click.command(
    "watch",
    cls=ExampleCommand,
    short_help="Changes of connector states, as they happen.",
    examples=(
        "evcp watch 276u33dc108j0-aGVyZS1ldjpzYW5kYm94OjAtMTU2MQ",
        "evcp watch --near 52.52,13.405 --radius 500m --every 30s",
        "evcp watch --near 52.52,13.405 --times 10 | jq -c '[.time, .evse, .old, .new]'",
        "evcp watch --near 52.52,13.405 --every 1m --record berlin",
        "evcp watch --near 52.52,13.405 --connector ccs --until-free --for 1h && echo go",
    ),
)
@click.argument("ids", nargs=-1, metavar="[POOL_ID]...")
@area_options
@filter_options
@click.option("--every", type=parse_duration, metavar="TIME", help="Time between requests.  [1m]")
@click.option("--times", type=whole_number(), metavar="N", help="End after N requests.")
@click.option("--for", "within", type=parse_duration, metavar="TIME", help="End after this time.")
@click.option(
    "--until-free",
    is_flag=True,
    help="End with status 0 when a connector is known to be free, and print it; with status 3 if none was "
    "until the end of --times or --for.",
)
@click.option(
    "--record",
    type=FILE,
    metavar="DIR",
    help="Record states, changes and gaps to Parquet files, for `evcp history`; a folder is gone on with.",
)
@output_options("table", "jsonl", with_file=False)
@connection_options()
def watch_command(
    ids: tuple[str, ...],
    area: Area | None,
    station_filter: StationFilter,
    every: float | None,
    times: int | None,
    within: float | None,
    until_free: bool,
    record: str | None,
    output: Output,
    connection: Connection,
) -> int:
    """Changes of connector states in pools or in an area, until Ctrl-C or for a number of requests.

    On a terminal: a table that is redrawn in place, with the old state, the new state and the time of each
    change. In a pipe: one JSON line for each change, with time, pool, station, evse, connector, old and new;
    the first request gives none. An outage is reported once, and its end once. With --until-free, the free
    connector is the only line; an unknown state is never free.
    """
    if (area is None) == (not ids):
        raise CommandError("give pool ids or an area", "evcp watch POOL_ID, or --near")
    use_utf8()
    pools, reporter = read_ids(ids), connection.reporter
    every = every or EVERY
    with ExitStack() as stack:
        recorder = _recorder(record, every)
        if recorder is not None:
            stack.enter_context(recorder)
            stack.enter_context(ended_by_sigterm())
        client = stack.enter_context(connection.client())
        begin = (
            partial(client.evses.watch, pools)
            if area is None
            else partial(client.stations.watch, area)
        )
        watch = begin(
            where=station_filter, every=every, times=times, within=within, least_every=0.0
        )
        polls = _PollReporter(reporter, every, times, recorder)
        if until_free:
            return _wait(watch, polls, output.form, reporter)
        if output.form == "jsonl":
            return _follow(watch, polls, _JsonLines(reporter))
        from ..output.states import LiveTable

        title = describe_area(area) if area else plural(len(pools), "pool")
        with LiveTable(sys.stdout, title, every) as view:
            return _follow(watch, polls, view)


def _recorder(folder: str | None, every: float) -> Recorder | None:
    if folder is None:
        return None
    if not folder:
        raise CommandError("--record needs the name of a folder")
    from evcp.history import Recorder

    return Recorder(folder, every=every)


def _follow(watch: Watch, polls: _PollReporter, view: _JsonLines | LiveTable) -> int:
    while (poll := watch.poll()) is not None:
        polls.report(poll)
        if poll.error is None:
            view.show(poll)
    return polls.status


def _wait(watch: Watch, polls: _PollReporter, form: str, reporter: Reporter) -> int:
    while (poll := watch.poll()) is not None:
        polls.report(poll)
        if poll.free:
            _print_free(poll.free[0], poll, form)
            return Exit.OK
        if poll.error is None and polls.answers == 1:
            from ..output.states import summarize

            reporter.info(f"waiting: {summarize(poll.states)}")
    if polls.answers:
        reporter.warn("no connector was known to be free")
    return Exit.NOTHING if polls.answers else Exit.FAILED


def _print_free(seen: WatchedConnector, poll: Poll, form: str) -> None:
    from ..output.states import connector_members, free_line

    if form == "jsonl":
        members = {**connector_members(seen, poll.time), "state": seen.state, "free": seen.free}
        print(json.dumps(members, ensure_ascii=False), flush=True)
    else:
        print(single_line(free_line(seen)), flush=True)


class _PollReporter:
    """Messages beside the changes, outages and unknown ids, each once; and the record.

    Attributes:
        answers: Number of answers so far.
        status: Exit status of a watch that ends now.
    """

    def __init__(
        self, reporter: Reporter, every: float, times: int | None, recorder: Recorder | None
    ) -> None:
        self._recorder = recorder
        self._reporter = reporter
        self._every = every
        self._left = times
        self._missing: set[str] = set()
        self.answers = 0
        self.status = Exit.FAILED

    def report(self, poll: Poll) -> None:
        """Report on a request, and record it."""
        from evcp import Outage

        if self._recorder is not None:
            self._recorder.record(poll)
        self._left = None if self._left is None else self._left - 1
        for event in poll.events:
            if isinstance(event, Outage):
                self._report_outage(event)
        for id in poll.missing:
            if id not in self._missing:
                self._missing.add(id)
                self._reporter.warn(f"unknown pool id {id!r:.80}")
        if poll.error is None:
            self.answers += 1
            self.status = Exit.OK if poll.states else Exit.NOTHING

    def _report_outage(self, outage: Outage) -> None:
        few = ", ".join(outage.ids[:3]) + (" ..." if len(outage.ids) > 3 else "")
        which = f" for {few}" if few else ""
        if outage.end is None:
            wait = max(self._every, outage.error.retry_after or 0.0)
            again = "" if self._left == 0 else f"; the next request is in {show_duration(wait)}"
            self._reporter.warn(f"no answer{which}: {explain(outage.error).message}{again}")
        else:
            lasted = show_duration((outage.end - outage.begin).total_seconds())
            self._reporter.warn(f"answers again{which} after {lasted}")


class _JsonLines:
    """A JSON line for each change."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._first = True

    def show(self, poll: Poll) -> None:
        """Write the changes; describe the first answer on standard error."""
        from evcp import StateChange

        from ..output.states import change_members, summarize

        if self._first:
            self._reporter.info(f"watching {summarize(poll.states)}")
            self._first = False
        for event in poll.events:
            if isinstance(event, StateChange):
                print(json.dumps(change_members(event), ensure_ascii=False), flush=True)
