"""Live states that move with time, without anything being remembered.

The state of an EVSE is a function of a seed, the EVSE and the moment (`timeline` draws it), so a world
of a million stations costs nothing until it is looked at, every server with the same seed tells the
same, and the clock may jump wherever it likes.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime

from evcp_models import Connector, ConnectorState, ConnectorStatus, EVStation

from ..stations.states import counted
from .timeline import Use, condition, use_of, zone_seconds

_DEFAULT_KW = 11.0
_DC_FROM_KW = 43.5
"""More than the strongest alternating current of a public EVSE."""


def live(station: EVStation, *, seed: int, now: datetime) -> EVStation:
    """A station with the states that its EVSEs have at a moment.

    The connectors of one `cpoEvseId` share a state, over all connector groups. The counters of a
    group's charging point count its connectors, UNKNOWN ones in none of them. The `lastUpdateTimestamp`
    of a group and of its charging point is the last moment at which one of its EVSEs changed its state,
    the station's `lastUpdatedTimeStamp` is the newest of them (contract 4.3, 4.8, 4.9): all are in whole
    seconds, never after `now`, and move only when a state changes. Groups without statuses stay as
    they are; a group whose EVSEs all are without information has no timestamp.

    Args:
        station: A station; which states it has does not matter.
        seed: Which course of events.
        now: The moment, aware.

    Raises:
        ValueError: `now` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("now has no time zone: give an aware datetime")
    if not any(group.connector_statuses for group in station.connectors):
        return station
    moment = math.floor(now.timestamp())
    zone = zone_seconds(station.time_zone, station.position.longitude)
    told: dict[str, tuple[ConnectorState, int | None]] = {}
    for key, use in _uses(station).items():
        told[key] = condition(seed, f"{station.id}\x1f{key}", use, moment, zone)
    groups, newest = [], None
    for at, group in enumerate(station.connectors):
        if not group.connector_statuses:
            groups.append(group)
            # Whatever it says, it says at another time: it stays, and counts.
            changed = group.last_update_timestamp
        else:
            moved = _moved(group, at, told)
            groups.append(moved)
            changed = moved.last_update_timestamp
        if changed is not None and (newest is None or changed > newest):
            newest = changed
    return replace(station, connectors=tuple(groups), last_updated_time_stamp=newest)


def _moved(
    group: Connector, at: int, told: dict[str, tuple[ConnectorState, int | None]]
) -> Connector:
    statuses, states = [], []
    newest: int | None = None
    for number, status in enumerate(group.connector_statuses):
        state, since = told[_key(status, at, number)]
        states.append(state)
        statuses.append(
            ConnectorStatus(
                cpo_evse_id=status.cpo_evse_id,
                cpo_evse_emi3_id=status.cpo_evse_emi3_id,
                physical_reference=status.physical_reference,
                cpo_connector_id=status.cpo_connector_id,
                state=state,
            )
        )
        if since is not None and (newest is None or since > newest):
            newest = since
    when = None if newest is None else datetime.fromtimestamp(newest, UTC)
    return replace(
        group,
        connector_statuses=tuple(statuses),
        charging_point=counted(group.charging_point, states, when),
        last_update_timestamp=when,
    )


def _key(status: ConnectorStatus, group: int, number: int) -> str:
    """What tells an EVSE of a station from the others; one that is not named is one of its own."""
    return status.cpo_evse_id or status.cpo_evse_emi3_id or f"#{group}.{number}"


def _uses(station: EVStation) -> dict[str, Use]:
    """How each EVSE is used, which its strongest connector decides."""
    strongest: dict[str, tuple[bool, float]] = {}
    for at, group in enumerate(station.connectors):
        power = _power(group)
        for number, status in enumerate(group.connector_statuses):
            key = _key(status, at, number)
            strongest[key] = max(power, strongest.get(key, power))
    return {key: use_of(kw, is_direct) for key, (is_direct, kw) in strongest.items()}


def _power(group: Connector) -> tuple[bool, float]:
    """Whether a group gives direct current, and its power in kW."""
    point = group.charging_point
    kw = group.max_power_level or _DEFAULT_KW
    is_direct = point is not None and "DC" in (point.volts_range or "")
    return is_direct or kw > _DC_FROM_KW, kw
