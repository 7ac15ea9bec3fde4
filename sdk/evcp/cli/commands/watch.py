"""`evcp watch`: changes of connector states."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import click

from evcp import (
    Area,
    AreaError,
    AuthenticationError,
    BadRequestError,
    Completeness,
    ConfigurationError,
    EvcpError,
    PermissionDeniedError,
)

from ..errors import CommandError, Exit, explain
from ..options.areas import area_options, describe_area
from ..options.arguments import ExampleCommand, whole_number
from ..options.connection import Connection, connection_options
from ..options.units import parse_duration, plural, show_duration
from ..output.formats import Output, output_options, use_utf8
from ..reporter import Reporter
from .lookup import read_ids

if TYPE_CHECKING:
    from evcp import Client

    from ..output.states import Change, Snapshot

EVERY = 60.0
"""Default seconds between two requests."""
_PERMANENT = (
    AreaError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    PermissionDeniedError,
)
"""Errors that end the command: the next request would meet them as well."""


class View(Protocol):
    """A display of changes."""

    def show(self, snapshot: Snapshot, news: list[Change], at: datetime) -> None:
        """Show the states, and the changes since the last snapshot."""


@click.command(
    "watch",
    cls=ExampleCommand,
    short_help="Changes of connector states, as they happen.",
    examples=(
        "evcp watch 276u33dc108j0-aGVyZS1ldjpzYW5kYm94OjAtMTU2MQ",
        "evcp watch --near 52.52,13.405 --radius 500m --every 30s",
        "evcp watch --near 52.52,13.405 --times 10 | jq -c '[.time, .evse, .old, .new]'",
    ),
)
@click.argument("ids", nargs=-1, metavar="[POOL_ID]...")
@area_options
@click.option("--every", type=parse_duration, metavar="TIME", help="Time between requests.  [1m]")
@click.option("--times", type=whole_number(), metavar="N", help="End after N requests.")
@output_options("table", "jsonl", with_file=False)
@connection_options()
def watch_command(
    ids: tuple[str, ...],
    area: Area | None,
    every: float | None,
    times: int | None,
    output: Output,
    connection: Connection,
) -> int:
    """Changes of connector states in pools or in an area, until Ctrl-C or for a number of requests.

    On a terminal: a table that is redrawn in place, with the old state, the new state and the time of each
    change. In a pipe: one JSON line for each change, with time, pool, station, evse, connector, old and new;
    the first request gives none. A request that fails is reported, and the next one is tried.
    """
    if (area is None) == (not ids):
        raise CommandError("give pool ids or an area", "evcp watch POOL_ID, or --near")
    use_utf8()
    pools, reporter = read_ids(ids), connection.reporter
    every = every or EVERY
    with connection.client() as client:
        if area is not None:
            client.check(area)
        source = _Source(client, area, pools, reporter)
        if output.form == "jsonl":
            return _follow(source, _JsonLines(reporter), every, times, reporter)
        from ..output.states import LiveTable

        title = describe_area(area) if area else plural(len(pools), "pool")
        with LiveTable(sys.stdout, title, every) as view:
            return _follow(source, view, every, times, reporter)


class _Source:
    """Snapshots of an area or of pools."""

    def __init__(
        self, client: Client, area: Area | None, pools: list[str], reporter: Reporter
    ) -> None:
        self._client = client
        self._area = area
        self._pools = pools
        self._reporter = reporter
        self._reported: set[str] = set()

    def snapshot(self) -> tuple[Snapshot, bool]:
        """Request the states.

        Returns:
            The snapshot, and False if it may lack connectors.
        """
        from ..output.states import pool_states, station_states

        if self._area is not None:
            pager = self._client.stations.search(self._area)
            return station_states(pager), pager.completeness is Completeness.COMPLETE
        result = self._client.evses.get_many(self._pools)
        for failed in result.failed:
            if not result.found:
                raise failed.error
            self._reporter.warn(explain(failed.error).message)
        for id in result.missing:
            if id not in self._reported:
                self._reported.add(id)
                self._reporter.warn(f"unknown pool id {id!r:.80}")
        return pool_states(result.found), not result.failed


def _follow(
    source: _Source, view: View, every: float, times: int | None, reporter: Reporter
) -> int:
    from ..output.states import changes

    before: Snapshot | None = None
    status = Exit.NOTHING
    done = 0
    while True:
        began = time.monotonic()
        now = datetime.now(UTC)
        try:
            after, complete = source.snapshot()
        except _PERMANENT:
            raise
        except EvcpError as error:
            last = times is not None and done + 1 >= times
            after_that = "" if last else f"; the next request is in {show_duration(every)}"
            reporter.warn(f"{explain(error).message}{after_that}")
            status = Exit.FAILED if before is None else status
        else:
            news = [] if before is None else changes(before, after, now, complete=complete)
            view.show(after, news, now)
            # An incomplete answer says nothing about the connectors it lacks: keep their last states.
            before = after if complete else {**(before or {}), **after}
            status = Exit.OK if before else Exit.NOTHING
        done += 1
        if times is not None and done >= times:
            return status
        time.sleep(max(0.0, began + every - time.monotonic()))


class _JsonLines:
    """A JSON line for each change."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._first = True

    def show(self, snapshot: Snapshot, news: list[Change], at: datetime) -> None:
        """Write the changes; describe the first snapshot on standard error."""
        if self._first:
            from ..output.states import summarize

            self._reporter.info(f"watching {summarize(snapshot)}")
            self._first = False
        for change in news:
            print(json.dumps(change.members(), ensure_ascii=False), flush=True)
