"""Counts of connectors, and of EVSEs, by state: free, in use, unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from evcp_codec.model import Frozen, expect

if TYPE_CHECKING:
    from evcp_models import ChargingPoint, Connector, ConnectorStatus, EVStation

COLUMN = {
    "AVAILABLE": "free",
    "OCCUPIED": "in_use",
    "RESERVED": "reserved",
    "OUT_OF_SERVICE": "out_of_service",
    "UNAVAILABLE": "out_of_service",
}
"""The column of each connector state. UNKNOWN, OTHER, OFFLINE and states not listed in contract
section 5.5 count as unknown: unknown is never free. UNAVAILABLE means physically blocked."""


_COUNTERS = (
    ("AVAILABLE", "number_of_available", "numberOfAvailable"),
    ("OCCUPIED", "number_of_in_use", "numberOfInUse"),
    ("RESERVED", "number_of_reserved", "numberOfReserved"),
    ("OUT_OF_SERVICE", "number_of_out_of_service", "numberOfOutOfService"),
)
"""The counter of each state: its field, and its name on the wire (contract section 4.9). It is not
documented which one counts UNAVAILABLE; certainly not that of free connectors."""


@dataclass(frozen=True, slots=True)
class Availability(Frozen):
    """Numbers of connectors, or of EVSEs, by state; the parts add up to `total`.

    Attributes:
        total: All of them.
        free: Available.
        in_use: Charging or occupied.
        reserved: Reserved.
        out_of_service: Out of order or blocked.
        unknown: State unknown. They may be free, but are not counted as free.
        oldest: Oldest time of the live state of a group; None without any. Not compared.
        newest: Newest time of the live state of a group.
    """

    total: int = 0
    free: int = 0
    in_use: int = 0
    reserved: int = 0
    out_of_service: int = 0
    unknown: int = 0
    oldest: datetime | None = field(default=None, compare=False, repr=False)
    newest: datetime | None = field(default=None, compare=False, repr=False)

    def age(self, now: datetime) -> timedelta | None:
        """Return the time from `oldest` to `now`, never negative; None if the service gives no times.

        Args:
            now: The moment, with its time zone.
        """
        return None if self.oldest is None else max(now - self.oldest, timedelta())

    @property
    def known(self) -> bool:
        """Whether the state of at least one is known."""
        return self.unknown < self.total

    def __radd__(self, other: int) -> Availability:
        # `sum` begins with 0.
        return self if other == 0 else NotImplemented

    def __add__(self, other: Availability) -> Availability:
        if not isinstance(other, Availability):
            return NotImplemented
        return Availability(
            self.total + other.total,
            self.free + other.free,
            self.in_use + other.in_use,
            self.reserved + other.reserved,
            self.out_of_service + other.out_of_service,
            self.unknown + other.unknown,
            min(filter(None, (self.oldest, other.oldest)), default=None),
            max(filter(None, (self.newest, other.newest)), default=None),
        )


def updated(
    group: Connector, station: EVStation | None = None
) -> tuple[datetime | None, datetime | None]:
    """Return the oldest and the newest time of the live state of a group.

    The time of the station stands in where the group has none. A time without a zone is UTC (I).
    """
    point = group.charging_point
    found = [group.last_update_timestamp, None if point is None else point.last_update_timestamp]
    if not any(found) and station is not None:
        found = [station.last_updated_time_stamp]
    times = [one if one.tzinfo else one.replace(tzinfo=UTC) for one in found if one]
    return min(times, default=None), max(times, default=None)


def check_station(value: object, what: str = "station") -> None:
    """Raise TypeError for a value that is not a station; the message says what to pass."""
    from evcp_models import EVStation

    expect(value, EVStation, what)


def availability(
    what: EVStation | Connector | Iterable[Connector], groups: Iterable[Connector] | None = None
) -> Availability:
    """Count the connectors of a station, of some of its connector groups, or of groups alone.

    The individual statuses of a group are preferred; without them, the counters of its charging point
    are taken. All others are unknown. Two connectors of one EVSE cannot always charge at the
    same time, so `free` is the number of plugs; `evse_availability` counts cars.

    Facts that cannot be true are not counted: a negative counter is unknown, and a connector that is
    listed twice counts once, in a station also if two of its groups list it. Where facts contradict each
    other, the connectors concerned are unknown, and `evcp.decode` reports an issue: more connectors counted
    or listed than `numberOfConnectors`, two states of one connector, more connectors listed in a state than
    its counter has, states and counters that need more connectors than there are, fewer connectors in
    `totalNumberOfConnectors` than in the groups. Connectors of that total beyond the groups are unknown, too.

    Args:
        what: A station, a connector group, or groups. Without their station, groups do not show what
            contradicts them there: prefer `availability(station, groups)`.
        groups: Connector groups of the station to count, such as those of one type; by default all,
            and the connectors beyond them. A connector that a group left out lists before is unknown.

    Raises:
        TypeError: It is something else, such as a list of stations.
        ValueError: A group is not one of the station.

    Source:
        Contract sections 4.3, 4.9 and 5.5.
    """
    from evcp_models import Connector, EVStation

    if isinstance(what, EVStation):
        return StationCount(what).count(groups)
    if groups is not None:
        raise TypeError("availability takes groups beside a station only")
    total = Availability()
    for group in _iterated((what,) if isinstance(what, Connector) else what):
        if not isinstance(group, Connector):
            raise _not_groups(group, "an iterable of ")
        (listing,) = _list_groups((group,), _evse_names((group,)))
        total += listing.share + _times((group,))
    return total


def _times(groups: Iterable[Connector], station: EVStation | None = None) -> Availability:
    """Return an empty count with the times of groups."""
    times = [updated(one, station) for one in groups]
    return Availability(
        oldest=min((oldest for oldest, _ in times if oldest), default=None),
        newest=max((newest for _, newest in times if newest), default=None),
    )


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

    Raises:
        TypeError: `station` is not a station.

    Source:
        Contract section 4.9.
    """
    check_station(station)
    return StationCount(station).evses(groups)


class Plug(NamedTuple):
    """A connector as a car meets it; or all of a column that a group only counts.

    Attributes:
        evse: The operator's id of its EVSE, else the eMI3 id.
        column: Its column; that of its EVSE where another car uses or has reserved it.
        status: The connector, without a state if two are told; None for those that are not listed.
    """

    evse: str | None
    column: str
    status: ConnectorStatus | None = None


EVSE_STATES = ("free", "in_use", "reserved", "unknown", "out_of_service")
"""Columns in the order in which the connectors of an EVSE decide on it."""


class StationCount:
    """The connectors of a station, read once for all that is counted of them.

    Attributes:
        listings: The connectors of each group, each in the first group that lists it.
        shares: Their counts.
        more: Number of connectors beyond the groups: with `shares`, all of the station.
    """

    def __init__(self, station: EVStation) -> None:
        self._station = station
        self._names = _evse_names(station.connectors)
        self.listings = _list_groups(station.connectors, self._names)
        beyond = _beyond_groups(station, self.listings)
        self.more, self._has_too_many = max(beyond, 0), beyond < 0
        self.shares = [one.share for one in self.listings]
        if self._has_too_many:
            self.shares = [Availability(one.total, unknown=one.total) for one in self.shares]

    def count(self, groups: Iterable[Connector] | None = None) -> Availability:
        """Count the connectors of groups, by default all and those beyond them; see `availability`."""
        station, shares, more = self._station, self.shares, self.more
        chosen: Sequence[Connector] = station.connectors
        if groups is not None:
            places = sorted(set(self._indexes(groups)))
            chosen, shares = [chosen[at] for at in places], [shares[at] for at in places]
            more = sum(one.total for one in _list_groups(chosen, self._names))
            more -= sum(one.total for one in shares)
        return sum(shares, Availability(more, unknown=more)) + _times(chosen, station)

    def evses(self, groups: Iterable[Connector] | None = None) -> Availability | None:
        """Count the EVSEs; see `evse_availability`."""
        if groups is None and self.more:
            return None
        best: dict[str, str] = {}
        for evse, column, _ in chain.from_iterable(self.plugs(groups)):
            if evse is None:
                return None
            best[evse] = min(column, best.get(evse, column), key=EVSE_STATES.index)
        return of_columns(len(best), Counter(best.values()))

    def plugs(self, groups: Iterable[Connector] | None = None) -> list[list[Plug]]:
        """Return the connectors of each group, by default of all."""
        plugs = [_plugs(one, self._names, all_unknown=self._has_too_many) for one in self.listings]
        busy: dict[str, str] = {}
        for evse, column, _ in chain.from_iterable(plugs):
            if evse is not None and column in ("in_use", "reserved"):
                busy[evse] = min(column, busy.get(evse, column), key=EVSE_STATES.index)
        return [
            [one._replace(column=busy.get(one.evse or "", one.column)) for one in plugs[index]]
            for index in (range(len(plugs)) if groups is None else self._indexes(groups))
        ]

    def _indexes(self, groups: Iterable[Connector]) -> list[int]:
        """Return the places of groups in the station."""
        from evcp_models import Connector

        station = self._station
        places: dict[int, int] = {}
        for index, group in enumerate(station.connectors):
            places.setdefault(id(group), index)
        indexes = []
        for one in _iterated(groups):
            if not isinstance(one, Connector):
                raise _not_groups(one, "an iterable of ")
            if id(one) not in places and one not in station.connectors:
                raise ValueError(f"a connector group is not one of station {station.id!r}")
            # Equal groups have places of their own; a copy has that of the first.
            place = places.get(id(one))
            indexes.append(station.connectors.index(one) if place is None else place)
        return indexes


def _plugs(listing: Listing, names: Mapping[str, str], *, all_unknown: bool) -> list[Plug]:
    """Return each connector listed, those of earlier groups first, and one for all others of a column."""
    counts = listing.counts

    def plug(status: ConnectorStatus, column: str | None) -> Plug:
        known = None if all_unknown else column
        return Plug(_evse_of(status, names), known or "unknown", status)

    plugs = [plug(one, None) for one in listing.elsewhere]
    for status, states in listing.told:
        if len(states) > 1:
            status = replace(status, state=None)
        column = COLUMN.get(status.state or "")
        # A contradiction takes a column out of the counts: its connectors are unknown.
        plugs.append(
            plug(status, None if listing.contradictions and column not in counts else column)
        )
    others = {} if listing.lists or all_unknown else counts
    plugs += [Plug(None, column) for column in others]
    if len(plugs) - len(others) + sum(others.values()) < listing.total:
        plugs.append(Plug(None, "unknown"))
    return plugs


@dataclass(frozen=True, slots=True)
class Contradiction(Frozen):
    """Facts about a station or a connector group that cannot all be true.

    Attributes:
        path: Where they are, in wire names below the station or the group.
        facts: The facts, as they were sent.
        group: Index of the group in the station; None if they are facts of the station.
    """

    path: str
    facts: str
    group: int | None = None


def contradictions(what: EVStation | Connector) -> list[Contradiction]:
    """Return the contradictory facts of a station or a group, those that `availability` counts as unknown."""
    from evcp_models import EVStation

    if not isinstance(what, EVStation):
        return _list_groups((what,), _evse_names((what,)))[0].contradictions
    listings = StationCount(what).listings
    found = [
        replace(problem, group=index)
        for index, listing in enumerate(listings)
        for problem in listing.contradictions
    ]
    if _beyond_groups(what, listings):
        facts = f"totalNumberOfConnectors {what.total_number_of_connectors}, "
        facts += f"connectors of the groups {_least(listings)}"
        found.append(Contradiction("totalNumberOfConnectors", facts))
    return found


def is_doubtful(station: EVStation) -> bool:
    """Return False for a station that is certainly free of contradictions.

    Every decoded station comes here, so this is quick: counting all of them costs 4 % of a decoding.
    """
    numbers, has_all = 0, True
    listed: list[ConnectorStatus] = []
    for group in station.connectors:
        point, statuses = group.charging_point, group.connector_statuses
        listed += statuses
        if point is None:
            numbers, has_all = numbers + len(statuses), False
            continue
        total = point.number_of_connectors
        if total is None or total < 0:
            numbers, has_all = numbers + len(statuses), False
        else:
            numbers += total
            if total < len(statuses):
                return True
        free, in_use = point.number_of_available, point.number_of_in_use
        reserved, broken = point.number_of_reserved, point.number_of_out_of_service
        if free is in_use is reserved is broken is None:
            continue
        if not statuses:
            return True
        # Counters that say what is listed, or nothing, do not deny it.
        states = [status.state for status in statuses]
        if (
            (free is not None and free != states.count("AVAILABLE"))
            or (in_use is not None and in_use != states.count("OCCUPIED"))
            or (reserved is not None and reserved != states.count("RESERVED"))
            or (broken is not None and broken != states.count("OUT_OF_SERVICE"))
        ):
            return True
    stated = station.total_number_of_connectors
    if stated is not None and (stated < numbers or (has_all and stated > numbers)):
        return True
    if len(listed) < 2:
        return False
    evses = {status.cpo_evse_id for status in listed}
    if None in evses or "" in evses:
        return True
    return len(evses) < len(listed) and len(set(map(_name_in_evse, listed))) < len(listed)


_name_in_evse = attrgetter("cpo_evse_id", "cpo_connector_id")
_identity = attrgetter("cpo_evse_id", "cpo_evse_emi3_id", "cpo_connector_id")
"""Key of a connector: a connector's id is unique within its EVSE (contract section 4.9)."""

_Key = tuple[str, str]
_Told = tuple["ConnectorStatus", set[str]]
"""A connector, and the states that are told of it."""


@dataclass(slots=True)
class Listing:
    """The connectors of a group, each once.

    Attributes:
        point: Counters of the group.
        documented: Number of its connectors.
        told: The connectors that no earlier group of the station lists.
        elsewhere: Connectors that an earlier group lists, too.
        lists: Whether the group lists connectors at all.
        counts: Connectors with a known state, by column.
        contradictions: Facts that cannot all be true; they are not in `counts`.
        total: Number of the connectors.
    """

    point: ChargingPoint | None
    documented: int | None
    told: list[_Told]
    elsewhere: list[ConnectorStatus]
    lists: bool
    counts: dict[str, int] = field(init=False)
    contradictions: list[Contradiction] = field(init=False)
    total: int = field(init=False)

    def count(self) -> None:
        """Count, once all groups are listed: a later one may tell another state of a connector."""
        count = _by_state if self.lists else _by_counter
        self.counts, self.contradictions = count(self)
        least = len(self.told) if self.lists else sum(self.counts.values())
        # A group without a number still has at least the connector that it describes. What is listed or
        # counted beyond a number contradicts it, and has been taken out of the counts.
        total = least if self.documented is None else self.documented
        self.total = total if self.elsewhere else max(total, 1)

    @property
    def share(self) -> Availability:
        """The connectors by state."""
        unknown = self.total - sum(self.counts.values())
        return of_columns(self.total, Counter({**self.counts, "unknown": unknown}))


def _list_groups(groups: Iterable[Connector], names: Mapping[str, str]) -> list[Listing]:
    """Return the connectors that each group lists, each in the first group that lists it.

    Args:
        groups: The groups.
        names: The operator's id of each EVSE by its eMI3 id.
    """
    known: dict[_Key, _Told] = {}
    listings = [_listing(group, names, known) for group in groups]
    for listing in listings:
        listing.count()
    return listings


def _listing(group: Connector, names: Mapping[str, str], known: dict[_Key, _Told]) -> Listing:
    """Return the connectors that a group lists, and add them to the connectors of earlier groups by key.

    Without both an EVSE and a connector in it, equal statuses may be those of two connectors; they
    are, if the group has as many.
    """
    statuses, point = group.connector_statuses, group.charging_point
    documented = None if point is None else _counter(point.number_of_connectors)
    surplus = documented is None or len(statuses) > documented
    told: dict[object, _Told] = {}
    elsewhere: dict[_Key, ConnectorStatus] = {}
    for index, status in enumerate(statuses):
        state = status.state or "UNKNOWN"
        evse, connector = _evse_of(status, names), status.cpo_connector_id
        if evse and connector:
            key = evse, connector
            if key in known and key not in told:
                elsewhere.setdefault(key, status)
            else:
                told.setdefault(key, (status, set()))
            one = known.setdefault(key, told.get(key, (status, set())))
        else:
            has_name = any(_identity(status)) or status.physical_reference
            one = told.setdefault(status if surplus and has_name else index, (status, set()))
        one[1].add(state)
    return Listing(point, documented, list(told.values()), list(elsewhere.values()), bool(statuses))


def _evse_names(groups: Iterable[Connector]) -> dict[str, str]:
    """Return the operator's id of each EVSE by its eMI3 id: some connectors are told with one of the two."""
    return {
        one.cpo_evse_emi3_id: one.cpo_evse_id
        for group in groups
        for one in group.connector_statuses
        if one.cpo_evse_id and one.cpo_evse_emi3_id
    }


def _evse_of(status: ConnectorStatus, names: Mapping[str, str]) -> str | None:
    emi3 = status.cpo_evse_emi3_id
    return status.cpo_evse_id or names.get(emi3 or "", emi3) or None


def _beyond_groups(station: EVStation, listings: list[Listing]) -> int:
    """Return how many more connectors the station states than its groups: below 0 is a contradiction."""
    stated = _counter(station.total_number_of_connectors)
    if stated is None:
        return 0
    least = _least(listings)
    has_all = bool(listings) and all(one.documented is not None for one in listings)
    return stated - least if stated < least or has_all else 0


def _least(listings: list[Listing]) -> int:
    """Return the number of connectors that the groups have at least."""
    least = 0
    for one in listings:
        if one.documented is not None:
            least += one.documented
        elif one.told or one.counts:
            least += one.total
    return least


def of_columns(total: int, of: Counter[str]) -> Availability:
    known = of["free"], of["in_use"], of["reserved"], of["out_of_service"]
    return Availability(total, *known, of["unknown"])


def _counter(value: int | None) -> int | None:
    """Return a counter; None if it is not one."""
    return None if value is None or value < 0 else value


def _counters(point: ChargingPoint | None) -> Iterator[tuple[str, str, int | None]]:
    """Yield state, name and value of the counters of a group."""
    for state, name, wire in _COUNTERS:
        yield state, wire, _counter(getattr(point, name, None))


def _by_state(listing: Listing) -> tuple[dict[str, int], list[Contradiction]]:
    found: list[Contradiction] = []
    counts: dict[str, int] = {}
    sure: list[str] = []
    documented, told = listing.documented, listing.told
    for status in listing.elsewhere:
        facts = f"connector {_name(status)} is listed in an earlier group, too"
        found.append(Contradiction("connectorStatuses.connectorStatus", facts))
    for status, states in told:
        if len(states) > 1:
            facts = f"connector {_name(status)} is {' and '.join(sorted(states))}"
            found.append(Contradiction("connectorStatuses.connectorStatus", facts))
        elif (column := COLUMN.get(*states)) is not None:
            counts[column] = counts.get(column, 0) + 1
            sure += states
    if documented is not None and len(told) > documented:
        facts = f"numberOfConnectors {documented}, connectors listed {len(told)}"
        return {}, [*found, Contradiction("connectorStatuses", facts)]
    most = len(told) + len(listing.elsewhere) if documented is None else documented
    needed: dict[str, int] = {}
    facts = f"{'connectors listed' if documented is None else 'numberOfConnectors'} {most}"
    for state, wire, number in _counters(listing.point):
        has = sure.count(state)
        needed[state] = max(has, number or 0)
        facts += f", {wire} {number}" if number else ""
        facts += f", listed as {state} {has}" if has else ""
        if number is not None and has > number:
            denied = f"{wire} {number}, listed as {state} {has}"
            found.append(Contradiction(f"chargingPoint.{wire}", denied))
            del counts[COLUMN[state]]
    free = needed.pop("AVAILABLE")
    if free + max(sum(needed.values()), len(sure) - sure.count("AVAILABLE")) > most:
        return {}, [*found, Contradiction("chargingPoint", facts)]
    return counts, found


def _name(status: ConnectorStatus) -> str:
    return " ".join(filter(None, _identity(status)))


def _by_counter(listing: Listing) -> tuple[dict[str, int], list[Contradiction]]:
    point, documented = listing.point, listing.documented
    counts = {COLUMN[state]: number for state, _, number in _counters(point) if number}
    if documented is None or sum(counts.values()) <= documented:
        return counts, []
    told = ", ".join(f"{wire} {number}" for _, wire, number in _counters(point) if number)
    return {}, [Contradiction("chargingPoint", f"numberOfConnectors {documented}, {told}")]
