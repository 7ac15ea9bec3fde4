"""`evcp watch`: the states of connectors, followed as they change."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import click

from evcp.errors import (
    AreaError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    EvcpError,
    PermissionDeniedError,
)

from .. import exits
from ..failures import CommandError, explain
from ..options.areas import area_options, describe
from ..options.connection import Connection, connection_options
from ..options.params import duration, whole
from ..options.units import show_duration
from ..output.formats import Output, output_options
from ..output.watching import Change, Snapshot, changes, of_pools, of_stations, summary
from ..output.writing import use_utf8
from ..registry import ExampleCommand
from ..reporter import Reporter
from .lookup import read_ids

if TYPE_CHECKING:
    from evcp._api.areas import Area
    from evcp._client.client import Client

EVERY = 60.0
"""Seconds between two looks, if nothing is said."""
_HOPELESS = (
    AreaError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    PermissionDeniedError,
)
"""Errors that the next look would meet as well."""


class View(Protocol):
    """Where the changes are shown."""

    def show(self, snapshot: Snapshot, news: list[Change], at: datetime) -> None:
        """Show the states, and what has changed since the last time."""


@click.command(
    "watch",
    cls=ExampleCommand,
    short_help="Follow the states of connectors as they change.",
    examples=(
        "evcp watch 276u33dc108j0-aGVyZS1ldjpzYW5kYm94OjAtMTU2MQ",
        "evcp watch --near 52.52,13.405 --radius 500m --every 30s",
        "evcp watch --near 52.52,13.405 --times 10 | jq -c '[.time, .evse, .old, .new]'",
    ),
)
@click.argument("ids", nargs=-1, metavar="[POOL_ID]...")
@area_options
@click.option("--every", type=duration, metavar="TIME", help="How often to look.  [1m]")
@click.option("--times", type=whole(), metavar="N", help="Look so often, then end.")
@output_options("table", "jsonl", with_file=False)
@connection_options
def watch_command(
    ids: tuple[str, ...],
    area: Area | None,
    every: float | None,
    times: int | None,
    output: Output,
    connection: Connection,
) -> int:
    """Follow the states of the connectors of pools, or of an area, until Ctrl-C or for a number of looks.

    On a terminal: a table that stays, changes marked with old and new state and the time. In a pipe: one
    JSON line for each change, with time, pool, station, evse, connector, old and new; the first look gives
    none. A look that fails is told, and the next one tried.
    """
    if (area is None) == (not ids):
        raise CommandError("what to watch: pool ids, or an area", "evcp watch POOL_ID, or --near")
    use_utf8()
    pools = read_ids(ids)
    what = describe(area) if area else f"{len(pools)} pool{'' if len(pools) == 1 else 's'}"
    with connection.client() as client:
        if area is not None:
            client.check(area)
        look = _Look(client, area, pools, connection.talk)
        if output.form == "jsonl":
            return _follow(look, Lines(connection.talk), every or EVERY, times, connection.talk)
        from ..output.live import Live

        with Live(sys.stdout, what, every or EVERY) as view:
            return _follow(look, view, every or EVERY, times, connection.talk)


class _Look:
    """Asks for the states."""

    def __init__(self, client: Client, area: Area | None, pools: list[str], talk: Reporter) -> None:
        self._client = client
        self._area = area
        self._pools = pools
        self._talk = talk
        self._told: set[str] = set()

    def __call__(self) -> tuple[Snapshot, bool]:
        """Return the states, and whether they are all there is."""
        from evcp._client.pagination import Completeness

        if self._area is not None:
            pager = self._client.stations.search(self._area)
            snapshot = of_stations(pager)
            return snapshot, pager.completeness is Completeness.COMPLETE
        result = self._client.evses.get_many(self._pools)
        for failed in result.failed:
            if not result.found:
                raise failed.error
            self._talk.warn(explain(failed.error).message)
        for id in result.missing:
            if id not in self._told:
                self._told.add(id)
                self._talk.warn(f"there is no pool {id!r}")
        return of_pools(result.found), not result.failed


def _follow(look: _Look, view: View, every: float, times: int | None, talk: Reporter) -> int:
    before: Snapshot | None = None
    status = exits.NOTHING
    looks = 0
    while True:
        began = time.monotonic()
        now = datetime.now(UTC)
        try:
            after, whole = look()
        except _HOPELESS:
            raise
        except EvcpError as error:
            failure = explain(error)
            last = times is not None and looks + 1 >= times
            after_all = "" if last else f"; the next look is in {show_duration(every)}"
            talk.warn(f"{failure.message}{after_all}")
            status = exits.FAILED if before is None else status
        else:
            news = [] if before is None else changes(before, after, now, whole)
            view.show(after, news, now)
            # What was not in a broken answer is still followed.
            before = after if whole else {**(before or {}), **after}
            status = exits.OK if before else exits.NOTHING
        looks += 1
        if times is not None and looks >= times:
            return status
        time.sleep(max(0.0, began + every - time.monotonic()))


class Lines:
    """A JSON line for each change."""

    def __init__(self, talk: Reporter) -> None:
        self._talk = talk
        self._first = True

    def show(self, snapshot: Snapshot, news: list[Change], at: datetime) -> None:
        """Write the changes."""
        if self._first:
            self._talk.tell(f"watching {summary(snapshot)}")
            self._first = False
        for change in news:
            print(json.dumps(line(change), ensure_ascii=False), flush=True)


def line(change: Change) -> dict[str, str | float | None]:
    """Return a change as the members of its JSON line; times are ISO 8601."""
    what = change.what
    return {
        "time": change.at.isoformat(timespec="seconds"),
        "pool": what.pool,
        "station": what.station,
        "name": what.name,
        "evse": what.evse,
        "connector": what.connector,
        "type": what.type_id,
        "power_kw": what.power,
        "old": change.old,
        "new": change.new,
        "updated": what.updated.isoformat() if what.updated else None,
    }
