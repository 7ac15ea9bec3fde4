"""Simulated live states of connectors.

Nothing here is measured: a state is drawn once, from fixed chances, when a world is built.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from evcp_models import ChargingPoint, Connector, ConnectorState, ConnectorStatus

_CHANCES = (
    (ConnectorState.AVAILABLE, 62),
    (ConnectorState.OCCUPIED, 24),
    (ConnectorState.OUT_OF_SERVICE, 6),
    (ConnectorState.UNKNOWN, 4),
    (ConnectorState.RESERVED, 2),
    (ConnectorState.OTHER, 2),
)
_STATES = tuple(state for state, _ in _CHANCES)
_BOUNDS = tuple(accumulate(weight for _, weight in _CHANCES))


class Evse(NamedTuple):
    """One EVSE: it charges one car at a time, whatever number of connectors it has.

    Attributes:
        cpo_id: Its id in the operator's system (`cpoEvseId`).
        emi3_id: Its eMI3 id, where the operator has one.
        label: What is printed on it (`physicalReference`).
    """

    cpo_id: str
    emi3_id: str | None = None
    label: str | None = None


def simulate(
    groups: Sequence[tuple[Connector, Sequence[Evse]]], chance: Random, now: datetime
) -> tuple[Connector, ...]:
    """Give connector groups live states and the counters that follow from them.

    Args:
        groups: Each connector group with the EVSE of each of its connectors. Groups may share
            EVSEs: the connectors of one EVSE then have one state.
        chance: Where the states are drawn from.
        now: Newest possible time of a state.
    """
    states: dict[str, ConnectorState] = {}
    numbers: dict[str, int] = {}
    live = []
    for group, evses in groups:
        if not evses:
            live.append(group)
            continue
        statuses = []
        for evse in evses:
            if evse.cpo_id not in states:
                states[evse.cpo_id] = _STATES[bisect(_BOUNDS, chance.random() * _BOUNDS[-1])]
            numbers[evse.cpo_id] = numbers.get(evse.cpo_id, 0) + 1
            statuses.append(
                ConnectorStatus(
                    cpo_evse_id=evse.cpo_id,
                    cpo_evse_emi3_id=evse.emi3_id,
                    physical_reference=evse.label,
                    cpo_connector_id=str(numbers[evse.cpo_id]),
                    state=states[evse.cpo_id],
                )
            )
        when = now - timedelta(seconds=chance.randrange(6 * 3600))
        live.append(
            replace(
                group,
                connector_statuses=tuple(statuses),
                charging_point=counted(group.charging_point, (s.state for s in statuses), when),
                last_update_timestamp=when,
            )
        )
    return tuple(live)


def counted(
    point: ChargingPoint | None,
    states: Iterable[ConnectorState | str | None],
    when: datetime | None,
) -> ChargingPoint:
    """A charging point with the counters of its connectors' states (contract section 4.9).

    Args:
        point: The charging point, if there is one.
        states: The states. Those that no counter is for are in none.
        when: The last change of one of them; None where nothing was ever told.
    """
    seen = list(states)
    return replace(
        point or ChargingPoint(),
        number_of_available=seen.count(ConnectorState.AVAILABLE),
        number_of_in_use=seen.count(ConnectorState.OCCUPIED),
        number_of_out_of_service=seen.count(ConnectorState.OUT_OF_SERVICE),
        number_of_reserved=seen.count(ConnectorState.RESERVED),
        last_update_timestamp=when,
    )


def newest(groups: Iterable[Connector]) -> datetime | None:
    """The newest live update of a station's connector groups; None where there is none."""
    return max(
        (group.last_update_timestamp for group in groups if group.last_update_timestamp),
        default=None,
    )
