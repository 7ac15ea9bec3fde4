"""Counts of connectors, and of EVSEs, by state: free, in use, unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evcp_models import ChargingPoint, Connector, ConnectorStatus, EVStation

_COLUMN = {
    "AVAILABLE": "free",
    "OCCUPIED": "in_use",
    "RESERVED": "reserved",
    "OUT_OF_SERVICE": "out_of_service",
    "UNAVAILABLE": "out_of_service",
}
"""The column of each connector state. UNKNOWN, OTHER, OFFLINE and states not listed in contract
section 5.5 count as unknown: unknown is never free. UNAVAILABLE means physically blocked."""


_COUNTERS = (
    ("free", "number_of_available", "numberOfAvailable"),
    ("in_use", "number_of_in_use", "numberOfInUse"),
    ("reserved", "number_of_reserved", "numberOfReserved"),
    ("out_of_service", "number_of_out_of_service", "numberOfOutOfService"),
)
"""The counter of each column: its field, and its name on the wire (contract section 4.9)."""


@dataclass(frozen=True, slots=True)
class Availability:
    """Numbers of connectors, or of EVSEs, by state; the parts add up to `total`.

    Attributes:
        total: All of them.
        free: Available.
        in_use: Charging or occupied.
        reserved: Reserved.
        out_of_service: Out of order or blocked.
        unknown: State unknown. They may be free, but are not counted as free.
    """

    total: int = 0
    free: int = 0
    in_use: int = 0
    reserved: int = 0
    out_of_service: int = 0
    unknown: int = 0

    @property
    def known(self) -> bool:
        """Whether the state of at least one is known."""
        return self.unknown < self.total

    def __add__(self, other: Availability) -> Availability:
        return Availability(
            self.total + other.total,
            self.free + other.free,
            self.in_use + other.in_use,
            self.reserved + other.reserved,
            self.out_of_service + other.out_of_service,
            self.unknown + other.unknown,
        )


def availability(what: EVStation | Connector | Iterable[Connector]) -> Availability:
    """Count the connectors of a station, of one connector group or of several.

    The individual statuses of a group are preferred; without them, the counters of its charging point
    are taken. All others are unknown. Two connectors of one EVSE cannot always charge at the
    same time, so `free` is the number of plugs; `evse_availability` counts cars.

    Facts that cannot be true are not counted: a negative counter is unknown, and a connector that is
    listed twice counts once. Where facts contradict each other, the connectors concerned are unknown,
    and `evcp.decode` reports an issue: more connectors counted or listed than `numberOfConnectors`, two
    states of one connector, more connectors listed as available than `numberOfAvailable`.

    Args:
        what: A station, a connector group, or groups, such as those of one connector type.

    Raises:
        TypeError: It is something else, such as a list of stations.

    Source:
        Contract sections 4.9 and 5.5.
    """
    from evcp_models import Connector, EVStation

    groups: Iterable[Connector]
    if isinstance(what, EVStation):
        groups = what.connectors
    else:
        groups = (what,) if isinstance(what, Connector) else what
    total = Availability()
    for group in _iterated(groups):
        if not isinstance(group, Connector):
            raise _not_groups(group, "an iterable of ")
        total += _group(group)
    return total


def _iterated(groups: object) -> Iterator[object]:
    if isinstance(groups, str | bytes) or not isinstance(groups, Iterable):
        raise _not_groups(groups, "")
    return iter(groups)


def _not_groups(found: object, within: str) -> TypeError:
    kind = type(found).__name__
    advice = {
        "EVStation": ": call availability(station) for each of them, and add the results",
        "EVSEConnector": ": its state is in `.state`",
        "EVSE": ": its state is in `.state`",
    }
    wanted = "a station, a connector group or an iterable of groups"
    return TypeError(f"availability takes {wanted}, not {within}{kind}{advice.get(kind, '')}")


def evse_availability(
    station: EVStation, groups: Iterable[Connector] | None = None
) -> Availability | None:
    """Count the EVSEs of a station: an EVSE charges one car at a time, whatever the number of its connectors.

    An EVSE is free if one of its connectors in `groups` is, and none of all its connectors is in use
    or reserved.

    Args:
        station: The station.
        groups: Connector groups of the station to charge at, such as those of one type; by default all.

    Returns:
        The counts; None where the EVSEs are not known, because a group does not list each of its
        connectors with an EVSE.

    Source:
        Contract section 4.9.
    """
    best: dict[str, str] = {}
    for states in evse_states(station, station.connectors if groups is None else groups):
        if states is None:
            return None
        for evse, state in states:
            best[evse] = min(state, best.get(evse, state), key=EVSE_STATES.index)
    return Availability(total=len(best), **Counter(best.values()))


EVSE_STATES = ("free", "in_use", "reserved", "unknown", "out_of_service")
"""Columns in the order in which the connectors of an EVSE decide on it."""


def evse_states(
    station: EVStation, groups: Iterable[Connector]
) -> list[list[tuple[str, str]] | None]:
    """Return for each group the EVSE and the column of each connector, as a car meets them.

    A connector of an EVSE that another car uses or has reserved has the column of that one. A group
    that does not list each of its connectors with an EVSE is None.
    """
    plugs = {id(group): _plugs(group) for group in station.connectors}
    busy: dict[str | None, str] = {}
    for evse, column in chain.from_iterable(plugs.values()):
        if column in ("in_use", "reserved"):
            busy[evse] = min(column, busy.get(evse, column), key=EVSE_STATES.index)
    states: list[list[tuple[str, str]] | None] = []
    for group in groups:
        listed = plugs.get(id(group)) or _plugs(group)
        told = [(evse, busy.get(evse, column)) for evse, column in listed if evse]
        states.append(told if len(told) == len(listed) else None)
    return states


def _plugs(group: Connector) -> list[tuple[str | None, str]]:
    """Return EVSE and column of each connector listed, and one without an EVSE for all others."""
    if not group.connector_statuses:
        return [(None, "unknown")]
    counts, found, total = _count(group)
    documented = None if group.charging_point is None else group.charging_point.number_of_connectors
    plugs: list[tuple[str | None, str]] = []
    for status, told in _states(group.connector_statuses, _counter(documented)):
        column = _COLUMN.get(told.pop(), "unknown") if len(told) == 1 else "unknown"
        # A contradiction takes a column out of the counts: its connectors are unknown.
        doubtful = bool(found) and column not in counts
        plugs.append((_evse(status), "unknown" if doubtful else column))
    return plugs if len(plugs) >= total else [*plugs, (None, "unknown")]


def _evse(status: ConnectorStatus) -> str | None:
    """The id of an EVSE within its station: the operator's, or else the eMI3 id."""
    return status.cpo_evse_id or status.cpo_evse_emi3_id


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts about a connector group that cannot all be true.

    Attributes:
        path: Where they are, in wire names below the group.
        facts: The facts, as they were sent.
    """

    path: str
    facts: str


def contradictions(group: Connector) -> list[Contradiction]:
    """Return the contradictory facts of a group, those that `availability` counts as unknown."""
    return _count(group)[1] if is_doubtful(group) else []


def is_doubtful(group: Connector) -> bool:
    """Return False for a group that is certainly free of contradictions.

    Every decoded group comes here, so this is quick: counting all of them costs 4 % of a decoding.
    """
    point, statuses = group.charging_point, group.connector_statuses
    if not statuses:
        return point is not None and not (
            None
            is point.number_of_available
            is point.number_of_in_use
            is point.number_of_reserved
            is point.number_of_out_of_service
        )
    if point is not None:
        total, free = point.number_of_connectors, point.number_of_available
        if total is not None and total < len(statuses):
            return True
        if free is not None and free < [one.state for one in statuses].count("AVAILABLE"):
            return True
    if len(statuses) == 1:
        return False
    return len(set(map(_identity, statuses))) < len(statuses)


_identity = attrgetter("cpo_evse_id", "cpo_evse_emi3_id", "cpo_connector_id")
"""What tells connectors apart: a connector's id is unique within its EVSE (contract section 4.9)."""


def _group(group: Connector) -> Availability:
    counts, _, total = _count(group)
    known = sum(counts.values())
    return Availability(total=total, unknown=total - known, **counts)


def _count(group: Connector) -> tuple[dict[str, int], list[Contradiction], int]:
    """Count the connectors whose state is known; return the counts, the contradictions, the total."""
    point = group.charging_point
    documented = None if point is None else _counter(point.number_of_connectors)
    if group.connector_statuses:
        listed = _states(group.connector_statuses, documented)
        counts, found = _by_state(listed, documented)
        available = None if point is None else _counter(point.number_of_available)
        if available is not None and counts.get("free", 0) > available:
            facts = f"numberOfAvailable {available}, listed as AVAILABLE {counts.pop('free')}"
            found.append(Contradiction("chargingPoint.numberOfAvailable", facts))
        least = len(listed)
    else:
        counts, found = _by_counter(point, documented)
        least = sum(counts.values())
    # A group without a number still has at least the connector that it describes. What is listed or
    # counted beyond a number contradicts it, and has been taken out of the counts.
    return counts, found, max(least if documented is None else documented, 1)


def _counter(value: int | None) -> int | None:
    """Return a counter; None if it is not one."""
    return None if value is None or value < 0 else value


def _states(
    statuses: Iterable[ConnectorStatus], documented: int | None
) -> list[tuple[ConnectorStatus, set[str]]]:
    """Return each connector with the states told of it: several contradict each other.

    Without both an EVSE and a connector in it, equal statuses may be those of two connectors; they
    are, if the group has as many.
    """
    statuses = tuple(statuses)
    surplus = documented is None or len(statuses) > documented
    told: dict[object, tuple[ConnectorStatus, set[str]]] = {}
    for index, status in enumerate(statuses):
        *evse, connector = _identity(status)
        key: object = index
        if any(evse) and connector:
            key = (*evse, connector)
        elif surplus and (any(evse) or connector or status.physical_reference):
            key = status
        told.setdefault(key, (status, set()))[1].add(status.state or "UNKNOWN")
    return list(told.values())


def _by_state(
    listed: list[tuple[ConnectorStatus, set[str]]], documented: int | None
) -> tuple[dict[str, int], list[Contradiction]]:
    found: list[Contradiction] = []
    counts: dict[str, int] = {}
    for status, states in listed:
        if len(states) > 1:
            name = " ".join(filter(None, _identity(status)))
            facts = f"connector {name} is {' and '.join(sorted(states))}"
            found.append(Contradiction("connectorStatuses.connectorStatus", facts))
        elif (column := _COLUMN.get(*states)) is not None:
            counts[column] = counts.get(column, 0) + 1
    if documented is not None and len(listed) > documented:
        facts = f"numberOfConnectors {documented}, connectors listed {len(listed)}"
        return {}, [*found, Contradiction("connectorStatuses", facts)]
    return counts, found


def _by_counter(
    point: ChargingPoint | None, documented: int | None
) -> tuple[dict[str, int], list[Contradiction]]:
    counts: dict[str, int] = {}
    for column, field, _ in _COUNTERS:
        counts[column] = _counter(getattr(point, field, None)) or 0
    if documented is None or sum(counts.values()) <= documented:
        return counts, []
    told = ", ".join(f"{wire} {counts[column]}" for column, _, wire in _COUNTERS if counts[column])
    return {}, [Contradiction("chargingPoint", f"numberOfConnectors {documented}, {told}")]
