"""What of the service's answer is wanted: the conditions that the service cannot be trusted to check.

The service knows connector types and, by practice, powers; whether one connector has to meet both is not
documented, and what is free or open now cannot be asked for. So everything is checked here once more, and
what was left out is told by reason. Unknown never fits: it is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from evcp._availability import availability

from .plugs import type_id

if TYPE_CHECKING:
    from evcp_models import Connector, EVStation


class Reason(StrEnum):
    """Why a station was left out."""

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
        """Whether the station might fit, for all that is known."""
        return self.value.endswith("unknown")


@dataclass(frozen=True, slots=True)
class StationFilter:
    """Conditions on a station.

    Attributes:
        types: Ids of connector types, any of which has to be there; none is any.
        min_power: Least power in kW.
        max_power: Greatest power in kW.
        available: A connector that meets the conditions above is known to be free.
        open_now: The station is known to be open.
    """

    types: tuple[str, ...] = ()
    min_power: float | None = None
    max_power: float | None = None
    available: bool = False
    open_now: bool = False

    def __bool__(self) -> bool:
        return self != StationFilter()

    def refuses(self, station: EVStation, at: datetime) -> Reason | None:
        """Return why a station does not fit; None if it does.

        Args:
            station: The station.
            at: When it has to be open.
        """
        reason = self._refuses_connectors(station.connectors)
        if reason is None and self.open_now:
            from evcp.hours import is_open

            opened = is_open(station, at)
            if not opened:
                return Reason.UNKNOWN_HOURS if opened is None else Reason.CLOSED
        return reason

    def _refuses_connectors(self, groups: Iterable[Connector]) -> Reason | None:
        tests = self._tests()
        # The groups that may fit, with what is not known of each.
        left: list[tuple[Connector, Reason | None]] = [(group, None) for group in groups]
        if tests and not left:
            return Reason.UNKNOWN_CONNECTORS
        for test, no, unknown in tests:
            fitting = []
            for group, doubt in left:
                answer = test(group)
                if answer is not False:
                    fitting.append((group, doubt or (unknown if answer is None else None)))
            if not fitting:
                return no
            left = fitting
        doubts = [doubt for _, doubt in left]
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
        power = group.max_power_level
        if power is None:
            return None
        return (self.min_power is None or power >= self.min_power) and (
            self.max_power is None or power <= self.max_power
        )


def _is_free(group: Connector) -> bool | None:
    state = availability(group)
    if state.free:
        return True
    return None if state.unknown else False


@dataclass(slots=True)
class FilterStats:
    """Lets stations through that are wanted, and counts the others.

    Attributes:
        wanted: The conditions.
        at: When stations have to be open.
        seen: Stations that came.
        left_out: How many were left out, by reason.
    """

    wanted: StationFilter
    at: datetime
    seen: int = 0
    left_out: Counter[Reason] = field(default_factory=Counter)

    def through(self, stations: Iterable[EVStation]) -> Iterator[EVStation]:
        """Yield the stations that fit."""
        for station in stations:
            self.seen += 1
            reason = self.wanted.refuses(station, self.at)
            if reason is None:
                yield station
            else:
                self.left_out[reason] += 1

    def summary(self) -> str:
        """Say how many were left out, and why; empty if none was."""
        if not self.left_out:
            return ""
        known = [(r, n) for r, n in self.left_out.most_common() if not r.unknown]
        unknown = [(r, n) for r, n in self.left_out.most_common() if r.unknown]
        total = sum(self.left_out.values())
        parts = ", ".join(f"{number:,} {reason}" for reason, number in (*known, *unknown))
        return f"{total:,} of {self.seen:,} stations left out: {parts}"
