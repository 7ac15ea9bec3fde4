"""Stations, and answers about EVSEs, whose connectors have states."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from support.fakes import station

from evcp import (
    BulkResult,
    StationFilter,
    decode,
)
from evcp._client.watching import (
    Answer,
    pools_answer,
    search_answer,
)
from evcp_models import (
    Connector,
    ConnectorStatus,
    EVSEsResult,
    EVStation,
    NameId,
)

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def group(*statuses: ConnectorStatus, type: str = "34", kw: float = 150, **more: Any) -> Connector:
    return Connector(
        connector_type=NameId(id=type), max_power_level=kw, connector_statuses=statuses, **more
    )


def plug(evse: str | None, connector: str | None, state: str | None) -> ConnectorStatus:
    return ConnectorStatus(cpo_evse_id=evse, cpo_connector_id=connector, state=state)


def seen(*stations: EVStation, where: StationFilter | None = None, complete: bool = True) -> Answer:
    return search_answer(stations, where, (), complete=complete)


def site(*groups: Connector, id: str = "s") -> EVStation:
    return station(id, connectors=groups)


def pools(*evses: dict[str, Any], id: str = "p") -> dict[str, Any]:
    """An EVSEs answer (contract section 4.13)."""
    return {"pools": [{"id": id, "stations": [{"id": "st", "cpoId": "CPO", "evses": [*evses]}]}]}


def evse(id: str, state: str | None = None, *connectors: dict[str, Any]) -> dict[str, Any]:
    plain = {"id": "1", "typeId": "34", "maxPowerLevel": 150.0}
    return {
        "id": id,
        "last_updated": "2026-06-01T11:59:00.000Z",
        "connectors": [*connectors] or [plain],
        **({"state": state} if state else {}),
    }


def read_pools(document: dict[str, Any], **account: Any) -> Answer:
    decoded = decode(json.dumps(document).encode(), EVSEsResult, format="json")
    found = {"missing": (), "failed": (), "issues": decoded.issues, **account}
    return pools_answer(BulkResult(found=decoded.value.pools, **found), None)


def facts(answer: Answer) -> list[tuple[str | None, str | None, str, int]]:
    return [(s.evse_id, s.connector_id, s.state, s.free) for s in answer.states.values()]
