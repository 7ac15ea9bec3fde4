"""Station filters: conditions that are checked again here, and counts of the stations left out.

The service filters by connector type and, by practice, power; whether one connector must meet both is not
documented, and it has no other condition (contract section 1.3). So every condition is checked here, and
the stations left out are counted by reason. Unknown never fits; it is counted apart.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from evcp_codec.model import Frozen, expect, short_repr

from .._api import params
from .._api.areas import told
from .._api.vehicles import Vehicle
from .._reading.availability import StationCount, check_station
from .._reading.names import explained
from ..connectors import UNKNOWN_POWER, ConnectorMeaning, Current, Range, meaning, type_id
from ..errors import ConfigurationError

if TYPE_CHECKING:
    from evcp_models import Connector, EVStation


class LeftOut(StrEnum):
    """The reason that a filter leaves out a station."""

    OTHER_CONNECTORS = "other connectors"
    OTHER_CURRENT = "other current"
    OTHER_CABLE = "other cable or socket"
    OTHER_OPERATOR = "other operator"
    OTHER_VEHICLE = "not for the vehicle"
    OTHER_POWER = "other power"
    NONE_FREE = "none free"
    CLOSED = "closed"
    UNKNOWN_CONNECTORS = "connectors unknown"
    UNKNOWN_CURRENT = "current unknown"
    UNKNOWN_CABLE = "cable or socket unknown"
    UNKNOWN_OPERATOR = "operator unknown"
    UNKNOWN_VEHICLE = "fit of the vehicle unknown"
    UNKNOWN_POWER = "power unknown"
    UNKNOWN_STATE = "state unknown"
    UNKNOWN_HOURS = "hours unknown"

    @property
    def unknown(self) -> bool:
        """True if missing data, not a known fact, left out the station."""
        return self.value.endswith("unknown")


_Test: TypeAlias = "tuple[Callable[[Connector], bool | None], LeftOut, LeftOut]"


@explained
@dataclass(frozen=True, slots=True, init=False)
class StationFilter(Frozen):
    """Conditions on a station; one connector group has to meet all that are about connectors.

    Args:
        connector_types: Connector types by id, family or word (`"ccs"`), see `evcp.connectors`; one of
            them must be present. Empty for any.
        min_power: Least power in kW, or a text with its unit: `"50kW"`. With a vehicle, this is the
            power that it gets. A power that the connector's other data contradict is unknown, see
            `evcp.connectors.meaning`.
        max_power: Greatest power in kW, or a text with its unit.
        current: `"AC"` or `"DC"`.
        cable: True for a cable fixed to the charger, False for a socket.
        operator: Names of the charge point operator (`supplierName`), one of which must be there, wholly
            or as words of a longer name: `"ionity"` is in `IONITY GmbH`.
        vehicle: A vehicle that must be able to charge, see `evcp.Vehicle`.
        available: True for stations where a car can charge: a connector is known to be free, and its
            EVSE, where the service names it, is not in use at another connector.
        open_at: A moment with its time zone at which the station is known to be open.

    Raises:
        ConfigurationError: A value is not possible.

    Attributes:
        connector_types: Ids of connector types.
        min_power: Least power in kW.
        max_power: Greatest power in kW.
        current: Current.
        cable: Cable or socket.
        operator: Names of operators.
        vehicle: The vehicle.
        available: Whether a connector must be known to be free.
        open_at: When the station must be known to be open.
    """

    __repr__ = short_repr

    connector_types: tuple[str, ...]
    min_power: float | None
    max_power: float | None
    current: Current | None
    cable: bool | None
    operator: tuple[str, ...]
    vehicle: Vehicle | None
    available: bool
    open_at: datetime | None

    def __init__(
        self,
        *,
        connector_types: Iterable[str | int] = (),
        min_power: float | str | None = None,
        max_power: float | str | None = None,
        current: str | None = None,
        cable: bool | None = None,
        operator: Iterable[str] = (),
        vehicle: Vehicle | None = None,
        available: bool = False,
        open_at: datetime | None = None,
    ) -> None:
        if current is not None and (
            not isinstance(current, str) or current.upper() not in ("AC", "DC")
        ):
            raise ConfigurationError(f"current must be 'AC' or 'DC', not {told(current)}")
        if cable is not None and not isinstance(cable, bool):
            raise ConfigurationError(
                f"cable must be True or False, not {told(cable)}", hint="False is a socket"
            )
        if vehicle is not None:
            advice = "pass Vehicle(plugs='ccs2')"
            expect(vehicle, Vehicle, "vehicle", advice, ConfigurationError)
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
        self._fill(
            connector_types=params.type_ids(connector_types),
            min_power=powers.get("min_power"),
            max_power=powers.get("max_power"),
            current=current and current.upper(),
            cable=cable,
            operator=_operators(operator),
            vehicle=vehicle,
            available=available,
            open_at=open_at,
        )

    def __bool__(self) -> bool:
        return self != StationFilter()

    @property
    def beyond_service(self) -> bool:
        """Whether there is a condition that the service cannot check."""
        return self != StationFilter(
            connector_types=self.connector_types, min_power=self.min_power, max_power=self.max_power
        )

    @property
    def sent(self) -> Sent:
        """Conditions that the service is asked for: no station that fits is lost by them."""
        types, vehicle = self.connector_types, self.vehicle
        if vehicle is not None:
            types = types or vehicle.connector_types
        # A vehicle gets as much as the connector has, or less.
        return Sent(types, self.min_power, None if vehicle else self.max_power)

    def fits(self, station: EVStation) -> Fit:
        """Return the connector groups of a station that meet all conditions, or the reason that it does not fit."""
        candidates, reason = self._examine(station)
        if reason is None and self.open_at is not None:
            from ..hours import is_open

            is_open_then = is_open(station, self.open_at)
            if not is_open_then:
                reason = LeftOut.UNKNOWN_HOURS if is_open_then is None else LeftOut.CLOSED
        groups = () if reason else tuple(group for group, doubt in candidates if not doubt)
        return Fit(groups, reason)

    def rejects(self, station: EVStation) -> LeftOut | None:
        """Return the reason to leave out a station; None if it fits."""
        return self.fits(station).reason

    def matching(self, station: EVStation) -> tuple[Connector, ...]:
        """Return the connector groups of a station that certainly meet the conditions on connectors."""
        return tuple(group for group, doubt in self._examine(station)[0] if not doubt)

    def _examine(
        self, station: EVStation
    ) -> tuple[list[tuple[Connector, LeftOut | None]], LeftOut | None]:
        """Return the groups that may fit, each with its doubt, and the reason if none certainly does."""
        check_station(station)
        tests = list(self._tests(station))
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

    def _tests(self, station: EVStation) -> Iterator[_Test]:
        """Yield the tests of a connector group, each with the reasons of its answers False and None."""
        known: dict[int, ConnectorMeaning] = {}

        def means(group: Connector) -> ConnectorMeaning:
            return known.get(id(group)) or known.setdefault(id(group), meaning(group))

        if self.connector_types:
            yield self._has_type, LeftOut.OTHER_CONNECTORS, LeftOut.UNKNOWN_CONNECTORS
        if self.current is not None:
            yield (
                lambda group: _equal(means(group).current, self.current),
                LeftOut.OTHER_CURRENT,
                LeftOut.UNKNOWN_CURRENT,
            )
        if self.cable is not None:
            yield (
                lambda group: _equal(means(group).cable, self.cable),
                LeftOut.OTHER_CABLE,
                LeftOut.UNKNOWN_CABLE,
            )
        if self.operator:
            yield self._has_operator, LeftOut.OTHER_OPERATOR, LeftOut.UNKNOWN_OPERATOR
        if self.vehicle is not None:
            yield (
                lambda group: self._takes(means(group)),
                LeftOut.OTHER_VEHICLE,
                LeftOut.UNKNOWN_VEHICLE,
            )
        if self.min_power is not None or self.max_power is not None:
            yield (
                lambda group: self._has_power(means(group)),
                LeftOut.OTHER_POWER,
                LeftOut.UNKNOWN_POWER,
            )
        if self.available:
            count = StationCount(station)
            yield partial(_is_free, count), LeftOut.NONE_FREE, LeftOut.UNKNOWN_STATE

    def _has_type(self, group: Connector) -> bool | None:
        kind = group.connector_type
        if kind is not None and kind.id in self.connector_types:
            return True
        return None if type_id(group) is None else False

    def _has_operator(self, group: Connector) -> bool | None:
        name = _words(group.supplier_name or "")
        if not name.strip():
            return None
        return any(_words(one) in name for one in self.operator)

    def _takes(self, what: ConnectorMeaning) -> bool | None:
        usable = self.vehicle.usable_range(what) if self.vehicle else None
        return None if usable is None else usable[1] > 0

    def _has_power(self, what: ConnectorMeaning) -> bool | None:
        kw: Range | None = self.vehicle.usable_range(what) if self.vehicle else what.kw_range
        least, most = kw or UNKNOWN_POWER
        low, high = self.min_power or 0, math.inf if self.max_power is None else self.max_power
        if least >= low and most <= high and (least, most) != UNKNOWN_POWER:
            return True
        return False if most < low or least > high else None


class Sent(NamedTuple):
    """Conditions of a filter that are sent to the service.

    Attributes:
        connector_types: Ids of connector types.
        min_power: Least power in kW.
        max_power: Greatest power in kW.
    """

    connector_types: tuple[str, ...]
    min_power: float | None
    max_power: float | None


@dataclass(frozen=True, slots=True)
class Fit(Frozen):
    """Connector groups of a station that meet all conditions; false if there is none.

    Attributes:
        groups: The groups; all of them if no condition is about connectors, and possibly none then.
        reason: Why the station does not fit; None if it does.
    """

    __repr__ = short_repr

    groups: tuple[Connector, ...]
    reason: LeftOut | None

    def __bool__(self) -> bool:
        return self.reason is None


@explained
def fits(
    station: EVStation,
    *,
    plug: Iterable[str | int] = (),
    min_kw: float | str | None = None,
    max_kw: float | str | None = None,
    current: str | None = None,
    cable: bool | None = None,
    operator: Iterable[str] = (),
    vehicle: Vehicle | None = None,
    free: bool = False,
    open_at: datetime | None = None,
) -> Fit:
    """Tell whether a station has a connector group that meets all conditions at once.

        if fit := fits(station, plug="ccs2", min_kw=100, free=True):
            print(availability(station, fit.groups).free)

    What is unknown meets no condition. The conditions are those of `evcp.StationFilter`, which is
    quicker for many stations.

    Args:
        station: The station.
        plug: Connector types, one of which must be there: `connector_types` of the filter.
        min_kw: Least power in kW, of a vehicle the power that it gets: `min_power`.
        max_kw: Greatest power in kW: `max_power`.
        current: `"AC"` or `"DC"`.
        cable: True for a fixed cable, False for a socket.
        operator: Names of operators, whole or in words.
        vehicle: A vehicle that must be able to charge.
        free: True if a connector must be known to be free: `available`.
        open_at: A moment at which the station must be known to be open.

    Raises:
        ConfigurationError: A condition is not possible.
        TypeError: `station` is not a station.
    """
    return StationFilter(
        connector_types=plug,
        min_power=min_kw,
        max_power=max_kw,
        current=current,
        cable=cable,
        operator=operator,
        vehicle=vehicle,
        available=free,
        open_at=open_at,
    ).fits(station)


def joined_filter(where: StationFilter | None, short: StationFilter) -> StationFilter:
    """Return the conditions of both: a filter, and one of the short forms of a search.

    Raises:
        ConfigurationError: `where` is not a filter, or both have the same condition.
    """
    if where is None:
        return short
    expect(where, StationFilter, "where", "pass StationFilter(min_power=50)", ConfigurationError)
    default = StationFilter()
    given = {}
    for one in fields(StationFilter):
        value = getattr(short, one.name)
        if value == getattr(default, one.name):
            continue
        if getattr(where, one.name) != getattr(default, one.name):
            raise ConfigurationError(
                f"{one.name} is given twice, in where and as an argument", hint="give it once"
            )
        given[one.name] = value
    return replace(where, **given)


def _operators(names: Iterable[str]) -> tuple[str, ...]:
    found = params.id_texts(names, "an operator")
    for name in found:
        if not _words(name).strip():
            raise ConfigurationError(f"operator {name!r} has no letter or digit")
    return found


@lru_cache(4096)
def _words(name: str) -> str:
    """Return the words of a name in lower case, with a blank around each."""
    words = re.findall(r"\w+", name.casefold())
    return f" {' '.join(words)} "


def _equal(value: object, wanted: object) -> bool | None:
    return None if value is None else value == wanted


def _is_free(count: StationCount, group: Connector) -> bool | None:
    """Return whether a car can charge at a group: a free plug of an EVSE in use is of no use."""
    (listed,) = count.plugs((group,))
    states = {one.column for one in listed}
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
