"""Station filters: conditions that are checked again here, and counts of the stations left out.

The service filters by connector type and, by practice, power; whether one connector must meet both is not
documented, and it cannot filter by availability or opening hours (contract section 1.3). So every condition
is checked here, and the stations left out are counted by reason. Unknown never fits; it is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from evcp_codec.model import Frozen, short_repr

from .. import geo
from .._api import params
from .._api.areas import told
from .._availability import check_station, evse_states
from .._names import explained
from ..connectors import type_id
from ..errors import ConfigurationError

if TYPE_CHECKING:
    from evcp_models import Connector, EVStation


class LeftOut(StrEnum):
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


@explained
@dataclass(frozen=True, slots=True, init=False)
class StationFilter(Frozen):
    """Conditions on a station; one connector group has to meet all that are about connectors.

    Args:
        connector_types: Connector types by id, family or word (`"ccs"`), see `evcp.connectors`; one of
            them must be present. Empty for any.
        min_power: Least power in kW, or a text with its unit: `"50kW"`.
        max_power: Greatest power in kW, or a text with its unit.
        available: True for stations where a car can charge: a connector is known to be free, and its
            EVSE, where the service names it, is not in use at another connector.
        open_at: A moment with its time zone at which the station is known to be open.

    Raises:
        ConfigurationError: A value is not possible.

    Attributes:
        connector_types: Ids of connector types.
        min_power: Least power in kW.
        max_power: Greatest power in kW.
        available: Whether a connector must be known to be free.
        open_at: When the station must be known to be open.
    """

    __repr__ = short_repr

    connector_types: tuple[str, ...]
    min_power: float | None
    max_power: float | None
    available: bool
    open_at: datetime | None

    def __init__(
        self,
        *,
        connector_types: Iterable[str | int] = (),
        min_power: float | str | None = None,
        max_power: float | str | None = None,
        available: bool = False,
        open_at: datetime | None = None,
    ) -> None:
        if not isinstance(available, bool):
            raise ConfigurationError(f"available must be True or False, not {told(available)}")
        if open_at is not None and (
            not isinstance(open_at, datetime) or open_at.utcoffset() is None
        ):
            raise ConfigurationError(
                f"open_at must be a datetime with a time zone, not {told(open_at)}",
                hint="pass datetime.now(UTC)",
            )
        powers = params.power_range(min_power, max_power)
        values = {
            "connector_types": params.type_ids(connector_types),
            "min_power": powers.get("min_power"),
            "max_power": powers.get("max_power"),
            "available": available,
            "open_at": open_at,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __bool__(self) -> bool:
        return self != StationFilter()

    @property
    def beyond_service(self) -> bool:
        """Whether there is a condition that the service cannot check."""
        return self.available or self.open_at is not None

    def rejects(self, station: EVStation) -> LeftOut | None:
        """Return the reason to leave out a station; None if it fits."""
        _, reason = self._examine(station)
        if reason is None and self.open_at is not None:
            from ..hours import is_open

            is_open_then = is_open(station, self.open_at)
            if not is_open_then:
                return LeftOut.UNKNOWN_HOURS if is_open_then is None else LeftOut.CLOSED
        return reason

    def matching(self, station: EVStation) -> tuple[Connector, ...]:
        """Return the connector groups of a station that certainly meet the conditions on connectors."""
        return tuple(group for group, doubt in self._examine(station)[0] if not doubt)

    def _examine(
        self, station: EVStation
    ) -> tuple[list[tuple[Connector, LeftOut | None]], LeftOut | None]:
        """Return the groups that may fit, each with what is unknown about it, and why none does."""
        check_station(station)
        tests = self._tests(station)
        candidates: list[tuple[Connector, LeftOut | None]] = [
            (group, None) for group in station.connectors
        ]
        if tests and not candidates:
            return [], LeftOut.UNKNOWN_CONNECTORS
        for test, no, unknown in tests:
            fitting = []
            for group, doubt in candidates:
                answer = test(group)
                if answer is not False:
                    fitting.append((group, doubt or (unknown if answer is None else None)))
            if not fitting:
                return [], no
            candidates = fitting
        doubts = [doubt for _, doubt in candidates]
        return candidates, doubts[0] if doubts and all(doubts) else None

    def _tests(
        self, station: EVStation
    ) -> list[tuple[Callable[[Connector], bool | None], LeftOut, LeftOut]]:
        tests: list[tuple[Callable[[Connector], bool | None], LeftOut, LeftOut]] = []
        if self.connector_types:
            tests.append((self._has_type, LeftOut.OTHER_CONNECTORS, LeftOut.UNKNOWN_CONNECTORS))
        if self.min_power is not None or self.max_power is not None:
            tests.append((self._has_power, LeftOut.OTHER_POWER, LeftOut.UNKNOWN_POWER))
        if self.available:
            is_free = partial(_is_free, station)
            tests.append((is_free, LeftOut.NONE_FREE, LeftOut.UNKNOWN_STATE))
        return tests

    def _has_type(self, group: Connector) -> bool | None:
        kind = group.connector_type
        if kind is not None and kind.id in self.connector_types:
            return True
        return None if type_id(group) is None else False

    def _has_power(self, group: Connector) -> bool | None:
        kw = geo.power(group)
        if kw is None:
            return None
        return (self.min_power is None or kw >= self.min_power) and (
            self.max_power is None or kw <= self.max_power
        )


def _is_free(station: EVStation, group: Connector) -> bool | None:
    """Return whether a car can charge at a group: a free plug of an EVSE in use is of no use."""
    (listed,) = evse_states(station, (group,))
    states = {column for _, column in listed}
    return True if "free" in states else None if "unknown" in states else False


@dataclass(slots=True)
class FilterStats:
    """A station filter that counts the stations it leaves out.

    Attributes:
        station_filter: The conditions.
        seen: Number of stations checked.
        left_out: Number of stations left out, by reason.
    """

    station_filter: StationFilter
    seen: int = 0
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    def matching(self, stations: Iterable[EVStation]) -> Iterator[EVStation]:
        """Yield the stations that fit, and count the others."""
        for station in stations:
            self.seen += 1
            reason = self.station_filter.rejects(station)
            if reason is None:
                yield station
            else:
                self.left_out[reason] += 1


def summary(left_out: Counter[LeftOut], seen: int) -> str:
    """Summarize the stations left out of those that were seen; empty if there are none."""
    if not left_out:
        return ""
    known = [(r, n) for r, n in left_out.most_common() if not r.unknown]
    unknown = [(r, n) for r, n in left_out.most_common() if r.unknown]
    parts = ", ".join(f"{number:,} {reason}" for reason, number in (*known, *unknown))
    return f"{sum(left_out.values()):,} of {seen:,} stations left out: {parts}"
