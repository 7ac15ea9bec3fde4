"""Station filters: options, conditions that are checked again here, counts of the stations left out.

The service filters by connector type and, by practice, power; whether one connector must meet both is not
documented, and it cannot filter by availability or opening hours. So every condition is checked here, and the
stations left out are counted by reason. Unknown never fits; it is counted apart.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import click

from evcp import availability
from evcp.connectors import connector_ids, type_id
from evcp.geo import power

from ..errors import CommandError
from .arguments import add_options, complete_families, whole_number
from .units import parse_power

if TYPE_CHECKING:
    from evcp import Client
    from evcp_models import Connector, EVStation

_SORTS = ("distance", "name", "power", "free", "none")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Order:
    """Order and number of the stations shown.

    Attributes:
        sort: `distance`, `name`, `power`, `free`, or `none` for the order of arrival.
        limit: Largest number of stations.
    """

    sort: str = "none"
    limit: int | None = None


class Reason(StrEnum):
    """The reason that a filter leaves out a station."""

    OTHER_CONNECTORS = "other connectors"
    OTHER_POWER = "other power"
    NONE_FREE = "none free"
    CLOSED = "closed"
    UNKNOWN_CONNECTORS = "connectors unknown"
    UNKNOWN_POWER = "power unknown"
    UNKNOWN_STATE = "state unknown"
    UNKNOWN_HOURS = "hours unknown"

    @property
    def unknown(self) -> bool:
        """True if missing data, not a known fact, left out the station."""
        return self.value.endswith("unknown")


@dataclass(frozen=True, slots=True)
class StationFilter:
    """Conditions on a station.

    Attributes:
        types: Ids of connector types, one of which must be present; empty for any.
        min_power: Least power in kW.
        max_power: Greatest power in kW.
        available: A connector that meets the conditions above must be known to be free.
        open_now: The station must be known to be open.
    """

    types: tuple[str, ...] = ()
    min_power: float | None = None
    max_power: float | None = None
    available: bool = False
    open_now: bool = False

    def __bool__(self) -> bool:
        return self != StationFilter()

    def rejects(self, station: EVStation, at: datetime) -> Reason | None:
        """Return the reason to leave out a station; None if it fits.

        Args:
            station: The station.
            at: The time for `open_now`.
        """
        reason = self._rejects_connectors(station.connectors)
        if reason is None and self.open_now:
            from evcp.hours import is_open

            is_open_now = is_open(station, at)
            if not is_open_now:
                return Reason.UNKNOWN_HOURS if is_open_now is None else Reason.CLOSED
        return reason

    def _rejects_connectors(self, groups: Iterable[Connector]) -> Reason | None:
        tests = self._tests()
        # Groups that may still fit, each with the first condition that cannot be decided for it.
        candidates: list[tuple[Connector, Reason | None]] = [(group, None) for group in groups]
        if tests and not candidates:
            return Reason.UNKNOWN_CONNECTORS
        for test, no, unknown in tests:
            fitting = []
            for group, doubt in candidates:
                answer = test(group)
                if answer is not False:
                    fitting.append((group, doubt or (unknown if answer is None else None)))
            if not fitting:
                return no
            candidates = fitting
        doubts = [doubt for _, doubt in candidates]
        return doubts[0] if doubts and all(doubts) else None

    def _tests(self) -> list[tuple[Callable[[Connector], bool | None], Reason, Reason]]:
        tests: list[tuple[Callable[[Connector], bool | None], Reason, Reason]] = []
        if self.types:
            tests.append((self._has_type, Reason.OTHER_CONNECTORS, Reason.UNKNOWN_CONNECTORS))
        if self.min_power is not None or self.max_power is not None:
            tests.append((self._has_power, Reason.OTHER_POWER, Reason.UNKNOWN_POWER))
        if self.available:
            tests.append((_is_free, Reason.NONE_FREE, Reason.UNKNOWN_STATE))
        return tests

    def _has_type(self, group: Connector) -> bool | None:
        kind = group.connector_type
        if kind is not None and kind.id in self.types:
            return True
        return None if type_id(group) is None else False

    def _has_power(self, group: Connector) -> bool | None:
        kw = power(group)
        if kw is None:
            return None
        return (self.min_power is None or kw >= self.min_power) and (
            self.max_power is None or kw <= self.max_power
        )


def _is_free(group: Connector) -> bool | None:
    state = availability(group)
    if state.free:
        return True
    return None if state.unknown else False


@dataclass(slots=True)
class FilterStats:
    """A station filter that counts the stations it leaves out.

    Attributes:
        station_filter: The conditions.
        at: The time for `open_now`.
        seen: Number of stations checked.
        left_out: Number of stations left out, by reason.
    """

    station_filter: StationFilter
    at: datetime
    seen: int = 0
    left_out: Counter[Reason] = field(default_factory=Counter)

    def matching(self, stations: Iterable[EVStation]) -> Iterator[EVStation]:
        """Yield the stations that fit, and count the others."""
        for station in stations:
            self.seen += 1
            reason = self.station_filter.rejects(station, self.at)
            if reason is None:
                yield station
            else:
                self.left_out[reason] += 1

    def summary(self) -> str:
        """Summarize the stations left out; empty if there are none."""
        if not self.left_out:
            return ""
        known = [(r, n) for r, n in self.left_out.most_common() if not r.unknown]
        unknown = [(r, n) for r, n in self.left_out.most_common() if r.unknown]
        total = sum(self.left_out.values())
        parts = ", ".join(f"{number:,} {reason}" for reason, number in (*known, *unknown))
        return f"{total:,} of {self.seen:,} stations left out: {parts}"


def filter_options(command: Callable[..., Any]) -> Any:
    """Add the options of connectors and states; the command gets `station_filter`."""

    @functools.wraps(command)
    def run(
        *args: Any,
        connector: tuple[str, ...],
        min_power: float | None,
        max_power: float | None,
        available: bool,
        open_now: bool,
        **values: Any,
    ) -> Any:
        if min_power is not None and max_power is not None and min_power > max_power:
            raise CommandError("--min-power is above --max-power: swap them")
        types = connector_ids(connector)
        station_filter = StationFilter(types, min_power, max_power, available, open_now)
        return command(*args, station_filter=station_filter, **values)

    return add_options(
        run,
        click.option(
            "-c",
            "--connector",
            multiple=True,
            metavar="TYPE",
            shell_complete=complete_families,
            help="Connector type: a family (ccs, chademo, type2, tesla, gbt, domestic ...), an id or a "
            "name; repeatable, or with commas. See `evcp codes`.",
        ),
        click.option("--min-power", type=parse_power, metavar="POWER", help="Least power: 50kW."),
        click.option("--max-power", type=parse_power, metavar="POWER", help="Most power: 22kW."),
        click.option(
            "-a",
            "--available",
            is_flag=True,
            help="Only stations where a matching connector is known to be free.",
        ),
        click.option(
            "--open-now", is_flag=True, help="Only stations that are known to be open now."
        ),
    )


def emsp_option(command: Callable[..., Any]) -> Any:
    """Add `--emsp`; the command gets a tuple of names and ids."""
    return click.option(
        "--emsp",
        multiple=True,
        metavar="PROVIDER",
        help="Only stations that accept this e-mobility provider, by name or partner id; repeatable.",
    )(command)


def order_options(default: str, search: bool = True) -> Callable[[Callable[..., Any]], Any]:
    """Add `--limit` and `--sort`; the command gets `order`.

    Args:
        default: Default of `--sort`.
        search: The stations come from a search, page by page.
    """

    def add(command: Callable[..., Any]) -> Any:
        @functools.wraps(command)
        def run(*args: Any, sort: str, limit: int | None, **values: Any) -> Any:
            return command(*args, order=Order(sort, limit), **values)

        hint = "; none: as they arrive"
        if search:
            hint += ", so that --limit ends the search early"
        return add_options(
            run,
            click.option(
                "-n", "--limit", type=whole_number(), metavar="N", help="Show at most N stations."
            ),
            click.option(
                "--sort",
                type=click.Choice(_SORTS),
                default=default,
                show_default=True,
                help=f"Order{hint}.",
            ),
        )

    return add


def partner_ids(client: Client, providers: Iterable[str]) -> tuple[str, ...]:
    """Find the partner ids of e-mobility providers; names are looked up in the list of the service.

    Raises:
        CommandError: The name fits no provider, or more than one.
    """
    ids: list[str] = []
    named: list[str] = []
    for provider in (part.strip() for text in providers for part in text.split(",")):
        (ids if _UUID.fullmatch(provider) else named).append(provider)
    if named:
        known = client.roamings.list()
        for name in named:
            same = [one for one in known if one.emsp.casefold() == name.casefold()]
            found = same or [one for one in known if name.casefold() in one.emsp.casefold()]
            if len(found) != 1:
                names = ", ".join(sorted(one.emsp for one in found or known)[:20])
                reason = "fits several providers" if found else "is not a provider"
                raise CommandError(f"{name!r} {reason}", f"the providers are {names}")
            ids.append(found[0].partner_id)
    return tuple(dict.fromkeys(ids))
