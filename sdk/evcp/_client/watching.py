"""Changes between the answers to one question, without I/O: snapshots, events, outages.

Two cases are kept apart: a connector that is gone, and one that an answer does not show. An answer may be cut
short, hold a station that cannot be read, or fail for some ids: the connectors that it lacks keep their last
states, and no event tells that they left. An outage is told once, and its end once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from evcp_codec.issues import KEPT_LOSSES, Issue, IssueKind
from evcp_codec.model import Frozen, joined, short_repr

from .. import geo
from .._reading.availability import (
    EVSE_STATES,
    Availability,
    StationCount,
    of_columns,
    updated,
)
from ..errors import (
    AreaError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    EvcpError,
    NotFreeError,
    PermissionDeniedError,
)
from .bulk import BulkResult, FailedIds
from .station_filter import StationFilter

if TYPE_CHECKING:
    from evcp_models import EVSEsPool, EVStation

UNKNOWN = "UNKNOWN"

PERMANENT = (
    AreaError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    PermissionDeniedError,
)
"""Errors that end a watch: the next request would meet them as well."""

Key = tuple[str, ...]
_NOTHING = Availability()
_BUSY = frozenset({"OCCUPIED", "RESERVED", "OUT_OF_SERVICE", "UNAVAILABLE"})
"""States of an EVSE in which none of its connectors is free, whatever they say themselves."""
_CONTAINERS = re.compile(
    r"(?:.*\.)?(?:evStations|evStation|connectors|connector|connectorStatuses|connectorStatus"
    r"|pools|pool|stations|station|evses|evse)(?:\[\d+\])?"
)
"""Paths of issues that concern a whole list of connectors, or an item of one."""


# --- what a watch tells


@dataclass(frozen=True, slots=True)
class WatchedConnector(Frozen):
    """A connector as one answer shows it; where a service only counts, a group of like connectors.

    Attributes:
        pool_id: Pool id.
        station_id: Station id.
        name: Name of the station, or the operator's id of it.
        evse_id: Id of the EVSE: its eMI3 id, else the operator's, else the service's. None for a group.
        label: Label printed on the EVSE.
        connector_id: Id of the connector within its EVSE.
        type_id: Id of the connector type.
        power: Greatest power in kW.
        state: State, one of `ConnectorState` or a text that the schema does not list; for a group, a text such as
            `2 of 4 free`. `UNKNOWN` where facts contradict each other.
        count: The connector, or those of the group, by state as a car meets them: a free connector of an EVSE that
            is in use at another one is in use.
        updated: Time of the state by the service; None if it gives none.
    """

    pool_id: str | None
    station_id: str | None
    name: str | None
    evse_id: str | None
    label: str | None
    connector_id: str | None
    type_id: str | None
    power: float | None
    state: str
    count: Availability
    updated: datetime | None = None

    @property
    def free(self) -> int:
        """Number of connectors here at which a car is known to be able to charge now."""
        return self.count.free

    def age(self, now: datetime) -> timedelta | None:
        """Return the time since `updated`, never negative; None if it is not known."""
        return None if self.updated is None else max(now - self.updated, timedelta())

    def __repr__(self) -> str:
        place = (self.name or self.station_id or "", self.evse_id or "", self.connector_id or "")
        names = (f"{one:.30}" for one in place if one)
        return joined("<WatchedConnector", *names, f"{self.state:.30}")


@dataclass(frozen=True, slots=True)
class StateChange(Frozen):
    """A change of state between two answers.

    Attributes:
        time: Time of the answer that shows it, in UTC. The change itself lies between this answer and the
            one before; `connector.updated` is the time that the service gives.
        key: Key of the connector within the watch, the same in all its events.
        connector: The connector, in the newest answer that has it.
        old: State before; None if no answer showed the connector before.
        new: State now; None if the connector is gone: a whole answer lacks it.
    """

    time: datetime
    key: Key
    connector: WatchedConnector
    old: str | None
    new: str | None

    @property
    def pool_id(self) -> str | None:
        """Pool id."""
        return self.connector.pool_id

    @property
    def station_id(self) -> str | None:
        """Station id."""
        return self.connector.station_id

    @property
    def evse_id(self) -> str | None:
        """Id of the EVSE."""
        return self.connector.evse_id

    @property
    def connector_id(self) -> str | None:
        """Id of the connector."""
        return self.connector.connector_id

    def __repr__(self) -> str:
        return joined(
            f"<StateChange {self.time:%Y-%m-%dT%H:%M:%SZ}",
            f"{self.connector.evse_id or self.connector.station_id or '':.50}",
            f"{self.old or 'new':.20} -> {self.new or 'gone':.20}",
        )


@dataclass(frozen=True, slots=True)
class Outage(Frozen):
    """A time without answers. It is told when it begins, and once more, with `end`, when it ends.

    Attributes:
        begin: Time of the first request without an answer, in UTC.
        end: Time of the first answer after it, in UTC; None while it lasts.
        error: The error of the first request.
        ids: The ids without an answer, where others had one; empty if no request was answered.
        answered: Time of the last whole answer before it; states are not known since then. None if there was none.
    """

    __repr__ = short_repr

    begin: datetime
    end: datetime | None
    error: EvcpError
    ids: tuple[str, ...] = ()
    answered: datetime | None = None


Event = StateChange | Outage


@dataclass(frozen=True, slots=True)
class Poll(Frozen):
    """Result of one request of a watch.

    Attributes:
        time: Time of the answer, in UTC.
        events: Changes since the answer before, and outages that began or ended. The first answer changes nothing.
        states: Newest states of all connectors by key.
        free: Connectors of this very answer that are known to be free.
        availability: EVSEs by state, each once however many connectors it has; where the service only counts,
            connectors. What this answer does not show is unknown.
        complete: False if the answer may lack connectors, or failed: those that it lacks keep their states.
        missing: Ids that the service does not know.
        error: The error, if there was no answer.
    """

    __repr__ = short_repr

    time: datetime
    events: tuple[Event, ...]
    states: Mapping[Key, WatchedConnector] = field(repr=False, hash=False)
    free: tuple[WatchedConnector, ...] = ()
    availability: Availability = _NOTHING
    complete: bool = True
    missing: tuple[str, ...] = ()
    error: EvcpError | None = None


# --- answers as snapshots


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as states.

    Attributes:
        states: All its connectors by key.
        fitting: Keys of those that meet the conditions.
        complete: Whether an absent connector is gone, but for those of failed ids.
        missing: Ids unknown to the service.
        failed: Ids without an answer.
    """

    states: Mapping[Key, WatchedConnector]
    fitting: frozenset[Key]
    complete: bool = True
    missing: tuple[str, ...] = ()
    failed: tuple[FailedIds, ...] = ()


def search_answer(
    stations: Iterable[EVStation],
    where: StationFilter | None,
    issues: Iterable[Issue],
    *,
    complete: bool,
) -> Answer:
    """Read the stations of a search; `complete` tells whether they are all."""
    rows = (_rows(station, where) for station in stations)
    return Answer(*_snapshot(rows), complete and not _has_losses(issues))


def stations_answer(result: BulkResult[EVStation], where: StationFilter | None) -> Answer:
    """Read stations looked up by id.

    Raises:
        EvcpError: Nothing was answered.
    """
    return _bulk(result, (_rows(one, where) for one in result.found))


def pools_answer(result: BulkResult[EVSEsPool], where: StationFilter | None) -> Answer:
    """Read EVSEs looked up by pool id.

    Raises:
        EvcpError: Nothing was answered.
    """
    return _bulk(
        result,
        (
            _rows(station, where, busy)
            for pool in result.found
            for station, busy in _pool_stations(pool)
        ),
    )


def _bulk(
    result: BulkResult[EVStation] | BulkResult[EVSEsPool], rows: Iterator[Iterator[_Row]]
) -> Answer:
    if result.failed and not (result.found or result.missing):
        raise result.failed[0].error
    return Answer(*_snapshot(rows), not _has_losses(result.issues), result.missing, result.failed)


def _has_losses(issues: Iterable[Issue]) -> bool:
    """Return True if an object that may be a connector, or hold some, is not in the model."""
    found = tuple(issues)
    lists = (IssueKind.BAD_VALUE, IssueKind.DUPLICATE)
    return len(found) >= KEPT_LOSSES or any(
        one.kind is IssueKind.MISSING
        or (one.kind in lists and _CONTAINERS.fullmatch(one.path) is not None)
        for one in found
    )


_Row = tuple[Key, WatchedConnector, bool]
"""Key, connector, and whether it meets the conditions."""


def _rows(
    station: EVStation, where: StationFilter | None, busy: frozenset[str] = frozenset()
) -> Iterator[_Row]:
    """Yield the connectors of a station; of a group without single ones, the group.

    Args:
        station: The station.
        where: The conditions.
        busy: EVSEs that are in use, by what is known of them apart from their connectors.
    """
    wanted = station.connectors
    if where:
        wanted = () if where.rejects(station) else where.matching(station)
    counted = StationCount(station)
    listed = [
        [(one.evse, one.column, one.status) for one in plugs if one.status is not None]
        for plugs in counted.plugs()
    ]
    emi3 = {
        evse: status.cpo_evse_emi3_id
        for evse, _, status in chain.from_iterable(listed)
        if status.cpo_evse_emi3_id
    }
    for group, share, plugs in zip(station.connectors, counted.shares, listed, strict=True):
        fits = any(group is one for one in wanted)
        type_id = group.connector_type.id if group.connector_type else None
        _, newest = updated(group, station)
        common = WatchedConnector(
            *(station.pool_id, station.id or None, station.name, None, None, None, type_id),
            *(geo.power(group), f"{share.free} of {share.total} free" if share.known else UNKNOWN),
            *(replace(share, oldest=newest, newest=newest), newest),
        )
        for evse, column, status in plugs:
            if column == "free" and evse in busy:
                column = "unknown"
            seen = replace(
                common,
                evse_id=emi3.get(evse, evse),
                label=status.physical_reference,
                connector_id=status.cpo_connector_id,
                state=str(status.state or UNKNOWN),
                count=replace(of_columns(1, Counter((column,))), oldest=newest, newest=newest),
            )
            yield _key(station, evse, status.cpo_connector_id, type_id), seen, fits
        if not group.connector_statuses:
            yield _key(station, None, None, type_id, str(group.max_power_level)), common, fits


def _key(station: EVStation, *parts: str | None) -> Key:
    return tuple(part or "" for part in (station.pool_id, station.id, *parts))


def _snapshot(
    stations: Iterable[Iterable[_Row]],
) -> tuple[dict[Key, WatchedConnector], frozenset[Key]]:
    """Return the connectors by unique keys, and the keys of those that meet the conditions.

    Of a station that an answer holds twice, what the two do not agree on is unknown.
    """
    states: dict[Key, WatchedConnector] = {}
    fitting: set[Key] = set()
    for rows in stations:
        for key, (seen, fits) in _numbered(rows).items():
            if (first := states.setdefault(key, seen)) is seen:
                fitting |= {key} if fits else set()
                continue
            if (first.state, first.count) != (seen.state, seen.count):
                states[key] = replace(first, state=UNKNOWN, count=_unknown(first.count))
            fitting -= set() if fits else {key}
    return states, frozenset(fitting)


def _numbered(rows: Iterable[_Row]) -> dict[Key, tuple[WatchedConnector, bool]]:
    """Return the connectors of a station by unique keys, each with whether it meets the conditions.

    One connector that is listed twice is one, and unknown if its states differ. Connectors without ids
    are numbered by their states, so that another order is no change.
    """
    by_key: dict[Key, list[tuple[WatchedConnector, bool]]] = {}
    for key, seen, fits in rows:
        by_key.setdefault(key, []).append((seen, fits))
    unique: dict[Key, tuple[WatchedConnector, bool]] = {}
    for key, alike in by_key.items():
        first = alike[0][0]
        if len(alike) > 1 and first.evse_id and first.connector_id:
            if any(seen.state != first.state for seen, _ in alike):
                first = replace(first, state=UNKNOWN, count=_unknown(first.count))
            alike = [(first, all(fits for _, fits in alike))]
        alike.sort(key=lambda pair: pair[0].state)
        for number, one in enumerate(alike, 1):
            unique[key if number == 1 else (*key, str(number))] = one
    return unique


def _unknown(count: Availability) -> Availability:
    return replace(
        Availability(count.total, unknown=count.total), oldest=count.oldest, newest=count.newest
    )


def _availability(
    shown: Mapping[Key, WatchedConnector], hidden: Mapping[Key, WatchedConnector]
) -> Availability:
    """Count EVSEs, each once by its best connector; those that an answer does not show are unknown."""
    best: dict[Key, Availability] = {}
    counts = [(key, one, one.count) for key, one in shown.items()]
    counts += [(key, one, _unknown(one.count)) for key, one in hidden.items()]
    for key, one, count in counts:
        # A group that the service only counts has no EVSE, and a key of its own.
        place = (*key[:2], "", one.evse_id) if one.evse_id else key
        if place not in best or _rank(count) < _rank(best[place]):
            best[place] = count
    return sum(best.values(), Availability())


def _rank(count: Availability) -> int:
    return next((n for n, name in enumerate(EVSE_STATES) if getattr(count, name)), len(EVSE_STATES))


def _pool_stations(pool: EVSEsPool) -> Iterator[tuple[EVStation, frozenset[str]]]:
    """Yield the stations of a pool in the form of a search, so that one code reads both, and their busy EVSEs.

    A connector without a state has that of its EVSE. Where both have one, the EVSE's can only take the
    connector out of the free ones. The position is not known, and not read.
    """
    from evcp_models import Connector, ConnectorStatus, EVStation, NameId, Position

    for station in pool.stations:
        groups = []
        for evse in station.evses:
            status = ConnectorStatus(
                cpo_evse_id=evse.cpo_id or evse.id,
                cpo_evse_emi3_id=evse.cpo_evse_emi3_id,
                physical_reference=evse.physical_reference,
                state=evse.state,
            )
            for one in evse.connectors:
                state = one.state or evse.state
                groups.append(
                    Connector(
                        connector_type=NameId(id=one.type_id),
                        max_power_level=one.max_power_level,
                        connector_statuses=(replace(status, cpo_connector_id=one.id, state=state),),
                        last_update_timestamp=one.last_updated or evse.last_updated,
                    )
                )
            if not evse.connectors:
                groups.append(
                    Connector(connector_statuses=(status,), last_update_timestamp=evse.last_updated)
                )
        busy = {one.cpo_id or one.id for one in station.evses if str(one.state) in _BUSY}
        yield (
            EVStation(
                id=station.id or "",
                pool_id=pool.id,
                name=station.cpo_id or station.id,
                position=Position(latitude=0.0, longitude=0.0),
                connectors=tuple(groups),
            ),
            frozenset(busy),
        )


# --- changes and outages


class Watcher:
    """The changes from answer to answer.

    Attributes:
        states: Newest state of every connector, by key.
    """

    def __init__(self) -> None:
        self.states: dict[Key, WatchedConnector] = {}
        self._is_begun = False
        self._answered: datetime | None = None
        self._outages: dict[frozenset[str], Outage] = {}

    def feed(self, answer: Answer | EvcpError, at: datetime) -> Poll:
        """Take an answer, or the error in its place; return what it tells.

        Args:
            answer: The answer.
            at: Its time, in UTC.
        """
        if isinstance(answer, EvcpError):
            told_now = (
                self._begin_outage((), answer, at) if frozenset() not in self._outages else []
            )
            count = _availability({}, self.states)
            return Poll(
                *(at, tuple(told_now), {**self.states}), (), count, complete=False, error=answer
            )
        events: list[Event] = [*self._outages_after(answer, at)]
        watched = {
            key: seen
            for key, seen in answer.states.items()
            if key in answer.fitting or key in self.states
        }
        events += self._changes(watched, answer, at)
        complete = answer.complete and not answer.failed
        if complete:
            self._answered = at
        # Order of the answer first; what it lacks and may not be gone stays.
        gone = {
            event.key for event in events if isinstance(event, StateChange) and event.new is None
        }
        kept = {k: v for k, v in self.states.items() if k not in watched and k not in gone}
        is_first, self._is_begun = not self._is_begun, True
        self.states = {**watched, **kept}
        if is_first:
            events = [event for event in events if isinstance(event, Outage)]
        return Poll(
            at,
            tuple(events),
            {**self.states},
            tuple(v for k, v in watched.items() if v.free and k in answer.fitting),
            _availability(watched, kept),
            complete,
            answer.missing,
        )

    def _changes(
        self, watched: Mapping[Key, WatchedConnector], answer: Answer, at: datetime
    ) -> Iterator[StateChange]:
        before = self.states
        for key, seen in watched.items():
            old = before[key].state if key in before else None
            if old != seen.state:
                yield StateChange(at, key, seen, old, seen.state)
        if answer.complete:
            unsure = {id for failed in answer.failed for id in failed.ids}
            for key, seen in before.items():
                if key not in watched and unsure.isdisjoint((seen.pool_id, seen.station_id)):
                    yield StateChange(at, key, seen, seen.state, None)

    def _begin_outage(self, ids: tuple[str, ...], error: EvcpError, at: datetime) -> list[Outage]:
        outage = Outage(at, None, error, ids, self._answered)
        self._outages[frozenset(ids)] = outage
        return [outage]

    def _outages_after(self, answer: Answer, at: datetime) -> Iterator[Outage]:
        """Yield the outages that an answer ends, and those of ids that begin with it."""
        failing = {id for failed in answer.failed for id in failed.ids}
        for ended in [ids for ids in self._outages if failing.isdisjoint(ids)]:
            yield replace(self._outages.pop(ended), end=at)
        known = frozenset[str]().union(*self._outages)
        for failed in answer.failed:
            if ids := tuple(id for id in failed.ids if id not in known):
                yield from self._begin_outage(ids, failed.error, at)


def retry_after(answer: Answer | EvcpError) -> float:
    """Return the seconds that the service asked to wait, 0 if it did not."""
    errors = (
        (answer,) if isinstance(answer, EvcpError) else (failed.error for failed in answer.failed)
    )
    return max((one.retry_after or 0.0 for one in errors), default=0.0)


def utc(time: float) -> datetime:
    """Return a time in seconds since the epoch as a datetime in UTC."""
    return datetime.fromtimestamp(time, UTC)


def not_free(polls: int, last: Poll | None) -> NotFreeError:
    """Build the error of a wait that ended without a free connector."""
    if last is None or not last.states:
        known = "no connector that meets the conditions was seen"
    else:
        unknown = sum(one.state == UNKNOWN for one in last.states.values())
        known = f"{len(last.states)} connectors, {unknown} of them unknown"
    error = None if last is None else last.error
    return NotFreeError(
        f"nothing became free in {polls} {'request' if polls == 1 else 'requests'}: {known}",
        hint=f"the last request failed: {error.message}" if error else "",
        retry_after=None if error is None else error.retry_after,
    )
