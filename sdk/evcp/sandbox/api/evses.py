"""The EVSEs of a pool, told from its stations, so that both tell the same (contract section 4.13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from evcp_models import (
    EVSE,
    Connector,
    ConnectorState,
    ConnectorStatus,
    EVSEConnector,
    EVSEsPool,
    EVSEsStation,
    EVStation,
)

from ..stations.identifiers import evse_id

_UNSPECIFIED = "0"
"""Connector type of a group that has none; an EVSE connector has to have one (contract sections 4.13, 5.1)."""

_SPEAKS_FOR_ALL = (
    ConnectorState.OCCUPIED,
    ConnectorState.RESERVED,
    ConnectorState.AVAILABLE,
)
"""An EVSE charges one car at a time: one connector in use is the whole EVSE in use, and a free one
beside a broken one leaves it free."""

State = ConnectorState | str | None


def evses_of_pool(pool_id: str, stations: Iterable[EVStation]) -> EVSEsPool:
    """The EVSEs of a pool, station by station.

    EVSEs are known from the `connectorStatuses` of a station, connectors of one `cpoEvseId` being one
    EVSE. A station without live data has no EVSEs here: which of its connectors share one is unknown.
    """
    return EVSEsPool(
        id=pool_id,
        stations=tuple(
            EVSEsStation(id=one.id, cpo_id=one.cpo_id, evses=evses_of_station(one))
            for one in stations
        ),
    )


def evses_of_station(station: EVStation) -> tuple[EVSE, ...]:
    """The EVSEs of a station, in the order in which its connector groups name them."""
    found: dict[str, list[tuple[ConnectorStatus, Connector]]] = {}
    for at, group in enumerate(station.connectors):
        for number, status in enumerate(group.connector_statuses):
            # One that is not named at all is an EVSE of its own.
            key = status.cpo_evse_id or status.cpo_evse_emi3_id or f"#{at}.{number}"
            found.setdefault(key, []).append((status, group))
    return tuple(_evse(station.id, key, parts) for key, parts in found.items())


def _evse(station: str, key: str, parts: Sequence[tuple[ConnectorStatus, Connector]]) -> EVSE:
    connectors = tuple(
        EVSEConnector(
            id=evse_id(station, f"{key}/{number}"),
            cpo_id=status.cpo_connector_id,
            type_id=(group.connector_type and group.connector_type.id) or _UNSPECIFIED,
            max_power_level=group.max_power_level,
            state=status.state,
            last_updated=group.last_update_timestamp,
        )
        for number, (status, group) in enumerate(parts)
    )
    return EVSE(
        id=evse_id(station, key),
        cpo_id=_first(status.cpo_evse_id for status, _ in parts),
        cpo_evse_emi3_id=_first(status.cpo_evse_emi3_id for status, _ in parts),
        physical_reference=_first(status.physical_reference for status, _ in parts),
        state=_state([status.state for status, _ in parts]),
        last_updated=_newest(connector.last_updated for connector in connectors),
        connectors=connectors,
    )


def _state(states: Sequence[State]) -> State:
    """The state of an EVSE from those of its connectors, usually all the same."""
    return next((state for state in _SPEAKS_FOR_ALL if state in states), states[0])


def _first(texts: Iterable[str | None]) -> str | None:
    return next((text for text in texts if text), None)


def _newest(times: Iterable[datetime | None]) -> datetime | None:
    return max((time for time in times if time is not None), default=None)
