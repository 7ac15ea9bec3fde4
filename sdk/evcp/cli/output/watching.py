"""States of connectors at a time, and what changed between two times; no I/O.

A connector is followed by its ids, so that one that moves within an answer is no change. Groups whose
connectors are not listed one by one are followed by their counters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from evcp._availability import availability

if TYPE_CHECKING:
    from evcp_models import Connector, EVSEsPool, EVStation

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A connector as it was seen.

    Attributes:
        pool: Pool id.
        station: Station id.
        name: What people call the station.
        evse: The EVSE: its id, and what is printed on it.
        connector: Id of the connector.
        type_id: Id of its type.
        power: Greatest power in kW.
        state: Its state; for a group without single states, how many are free.
        updated: When the service learnt of the state.
    """

    pool: str | None
    station: str | None
    name: str | None
    evse: str | None
    connector: str | None
    type_id: str | None
    power: float | None
    state: str
    updated: datetime | None


Snapshot = Mapping[Key, Seen]


@dataclass(frozen=True, slots=True)
class Change:
    """A state that changed.

    Attributes:
        at: When it was noticed.
        key: Which connector.
        what: The connector as it is now, or as it was last seen.
        old: Its state before; None if it was not there.
        new: Its state now; None if it is not there any more.
    """

    at: datetime
    key: Key
    what: Seen
    old: str | None
    new: str | None


UNKNOWN = "UNKNOWN"


def of_pools(pools: Iterable[EVSEsPool]) -> Snapshot:
    """Return the states of the connectors of pools; that of the EVSE where a connector has none."""
    from ..commands.evses import parts

    snapshot: dict[Key, Seen] = {}
    for pool, station, evse, connector in parts(pools):
        state = (connector.state if connector else None) or evse.state
        seen = Seen(
            pool.id,
            station.id,
            station.cpo_id or station.id,
            _label(evse.cpo_evse_emi3_id or evse.cpo_id or evse.id, evse.physical_reference),
            connector.id if connector else None,
            connector.type_id if connector else None,
            connector.max_power_level if connector else None,
            str(state or UNKNOWN),
            (connector.last_updated if connector else None) or evse.last_updated,
        )
        _put(snapshot, (pool.id, station.id, evse.id, seen.connector), seen)
    return snapshot


def of_stations(stations: Iterable[EVStation]) -> Snapshot:
    """Return the states of the connectors of stations."""
    snapshot: dict[Key, Seen] = {}
    for station in stations:
        for group in station.connectors:
            for key, seen in _of_group(station, group):
                _put(snapshot, key, seen)
    return snapshot


def _of_group(
    station: EVStation, group: Connector
) -> Iterable[tuple[tuple[str | None, ...], Seen]]:
    kind = group.connector_type.id if group.connector_type else None
    point = group.charging_point
    updated = group.last_update_timestamp or (point.last_update_timestamp if point else None)

    def seen(evse: str | None, connector: str | None, state: str) -> Seen:
        return Seen(
            station.pool_id,
            station.id,
            station.name,
            evse,
            connector,
            kind,
            group.max_power_level,
            state,
            updated,
        )

    for status in group.connector_statuses:
        evse = status.cpo_evse_emi3_id or status.cpo_evse_id
        key = (station.id, status.cpo_evse_id, evse, status.cpo_connector_id, kind)
        label = _label(evse, status.physical_reference)
        yield key, seen(label, status.cpo_connector_id, str(status.state or UNKNOWN))
    if not group.connector_statuses:
        count = availability(group)
        state = f"{count.free} of {count.total} free" if count.known else UNKNOWN
        power = str(group.max_power_level)
        yield (station.id, kind, power), seen(None, None, state)


def _label(id: str | None, printed: str | None) -> str | None:
    return f"{id} ({printed})" if id and printed else id or printed


def _put(snapshot: dict[Key, Seen], parts: Iterable[str | None], seen: Seen) -> None:
    """Add a connector; two of the same ids are told apart by their order."""
    key = tuple(part or "" for part in parts)
    number = 2
    unique = key
    while unique in snapshot:
        unique = (*key, str(number))
        number += 1
    snapshot[unique] = seen


def changes(before: Snapshot, after: Snapshot, at: datetime, whole: bool = True) -> list[Change]:
    """Return what changed.

    Args:
        before: The states before.
        after: The states now.
        at: When they were asked for.
        whole: Whether `after` holds all there is; else what is not in it is not taken for gone.
    """
    found = []
    for key, seen in after.items():
        known = before.get(key)
        old = None if known is None else known.state
        if old != seen.state:
            found.append(Change(at, key, seen, old, seen.state))
    if whole:
        gone = (key for key in before if key not in after)
        found += [Change(at, key, before[key], before[key].state, None) for key in gone]
    return found


def summary(snapshot: Snapshot) -> str:
    """Say how many connectors are in which state."""
    counts: dict[str, int] = {}
    for seen in snapshot.values():
        counts[seen.state] = counts.get(seen.state, 0) + 1
    parts = sorted(counts.items(), key=lambda part: (-part[1], part[0]))
    stations = len({seen.station for seen in snapshot.values()})
    one = "" if len(snapshot) == 1 else "s"
    where = f"{stations:,} station{'' if stations == 1 else 's'}"
    states = ", ".join(f"{number:,} {state}" for state, number in parts)
    return f"{len(snapshot):,} connector{one} of {where}: {states or 'none'}"
