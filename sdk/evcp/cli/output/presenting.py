"""Stations from where they come to where they go, in the form that was asked for."""

from __future__ import annotations

import functools
import itertools
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..reporter import Reporter
from .formats import Output, write_stations
from .progress import Advance, progress
from .writing import open_output, use_utf8

if TYPE_CHECKING:
    from evcp._api.areas import Area
    from evcp_models import EVStation


Meter = Callable[[], AbstractContextManager[Advance]]
"""What shows how far a reading is: a context that gives a function to call with a number of stations."""


@dataclass(slots=True)
class Shown:
    """What was shown.

    Attributes:
        found: Stations that fit.
        shown: Stations that were shown; fewer than were found only by the limit.
        stopped: Whether the limit ended the search before its end.
    """

    found: int = 0
    shown: int = 0
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """Which stations are shown, and in which order.

    Attributes:
        sort: One of `filters.SORTS`.
        limit: How many at most.
    """

    sort: str = "none"
    limit: int | None = None


def present(
    stations: Iterable[EVStation],
    output: Output,
    order: Order,
    talk: Reporter,
    *,
    title: str,
    area: Area | None = None,
    has_more: Callable[[], bool] = lambda: False,
    ids: bool = False,
    meter: Meter | None = None,
) -> Shown:
    """Show stations, streaming them where the form and the order allow it.

    Args:
        stations: The stations that fit; read once.
        output: Where to, and in which form.
        order: Which of them, and in which order.
        talk: Whether progress is shown, if there is no `meter`.
        title: Title of a map.
        area: Where was searched, for the map.
        has_more: Tells, after the stations were read, whether there may be more.
        ids: Whether tables show ids.
        meter: Shows how far the reading is; without it, stations are counted. It has ended before
            anything is printed on a terminal.
    """
    shown = Shown()
    if meter is None:
        meter = functools.partial(progress, talk, "Searching", "stations")
    if output.path is None:
        use_utf8()
    if output.streams and order.sort == "none" and output.map is None:
        to_terminal = output.path is None and sys.stdout.isatty()
        if to_terminal:
            meter = functools.partial(progress, Reporter(quiet=True), "", "")
        with open_output(output.path) as file, meter() as advance:
            one_by_one = _counted(_limited(stations, order.limit, shown), shown, advance)
            write_stations(one_by_one, output.form, file, has_more)
        return shown
    with meter() as advance:
        found = _collect(stations, order, shown, advance)
    shown.shown = len(found)
    if output.map is not None:
        from ..map.page import render_map

        with open_output(output.map) as file:
            file.write(render_map(found, title=title, area=area))
        talk.tell(f"the map is in {output.map}")
    if output.form == "none":
        return shown
    with open_output(output.path) as file:
        if output.form == "table":
            from .tables import print_stations

            if found:
                print_stations(file, found, ids)
        else:
            write_stations(found, output.form, file, lambda: has_more() or shown.found > len(found))
    return shown


def _collect(
    stations: Iterable[EVStation], order: Order, shown: Shown, advance: Advance
) -> list[EVStation]:
    if order.sort == "none":
        return list(_counted(_limited(stations, order.limit, shown), shown, advance))
    found = list(_counted(stations, shown, advance))
    found.sort(key=_KEYS[order.sort])
    return found[: order.limit]


def _counted(stations: Iterable[EVStation], shown: Shown, advance: Advance) -> Iterator[EVStation]:
    for station in stations:
        shown.found += 1
        shown.shown += 1
        yield station
        advance(1)


def _limited(stations: Iterable[EVStation], limit: int | None, shown: Shown) -> Iterator[EVStation]:
    """Yield the first stations; the one behind the limit is never asked for."""
    if limit is None:
        yield from stations
        return
    yield from itertools.islice(stations, limit)
    shown.stopped = shown.found >= limit


def _by_distance(station: EVStation) -> tuple[bool, int]:
    return station.distance is None, station.distance or 0


def _by_name(station: EVStation) -> tuple[bool, str]:
    return station.name is None, (station.name or "").casefold()


def _by_power(station: EVStation) -> float:
    return -max((c.max_power_level or 0 for c in station.connectors), default=0)


def _by_free(station: EVStation) -> tuple[int, tuple[bool, int]]:
    from evcp._availability import availability

    return -availability(station).free, _by_distance(station)


_KEYS: dict[str, Callable[[EVStation], Any]] = {
    "distance": _by_distance,
    "name": _by_name,
    "power": _by_power,
    "free": _by_free,
}
