"""Stations for tests of the OCPI view, and what they became."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evcp import decode
from evcp.ocpi import OcpiView, Version
from evcp_models import (
    EVStation,
    EVStationsResult,
)

from .ocpi_rules import faults

CONTRACT = Path(__file__).parents[1] / "fixtures" / "contract"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
VERSIONS: tuple[Version, ...] = ("2.2.1", "2.3.0")
SUPPLIED = {
    "country_code": "DE",
    "party_id": "ICT",
    "time_zone": "Europe/Berlin",
    "last_updated": NOW,
    "publish": False,
    "address": "unknown",
    "city": "unknown",
    "country": "DEU",
    "evses.connectors.standard": "IEC_62196_T2",
    "evses.connectors.format": "CABLE",
    "evses.connectors.power_type": "AC_3_PHASE",
    "evses.connectors.max_voltage": 230,
    "evses.connectors.max_amperage": 32,
}


def sample(name: str) -> EVStation:
    body = (CONTRACT / f"{name}.json").read_bytes()
    return decode(body, EVStationsResult, format="json").value.ev_stations[0]


def station(*groups: dict[str, Any], **members: Any) -> EVStation:
    value = {
        "id": "s1",
        "poolId": "p1",
        "position": {"latitude": 52.5, "longitude": 13.4},
        "connectors": {"connector": list(groups)},
        **members,
    }
    return decode(json.dumps(value).encode(), EVStation, format="json").value


def group(id: str = "31", number: int | None = 1, **members: Any) -> dict[str, Any]:
    point = {"numberOfConnectors": number} if number is not None else {}
    point |= members.pop("point", {})
    return {"connectorType": {"id": id}, "chargingPoint": point, **members}


def status(evse: str | None, state: str, connector: str = "1", **more: Any) -> dict[str, Any]:
    named = {"cpoEvseId": evse, "cpoConnectorId": connector} if evse else {}
    return {**named, "state": state, **more}


def statuses(*some: dict[str, Any]) -> dict[str, Any]:
    return {"connectorStatus": list(some)}


def breaches(views: Iterable[OcpiView]) -> list[str]:
    return [fault for view in views for fault in faults(view.location, view.version)]


def said(view: OcpiView) -> list[str]:
    """The breaches of a view, without missing members; those have to be the ones it tells."""
    found = faults(view.location, view.version)
    missing = [one for one in found if one.endswith(": missing")]
    told = [f"location.{path}: missing" for path in view.missing]
    assert sorted(missing) == sorted(told)
    return [one for one in found if one not in missing]


def loc(view: OcpiView) -> Any:
    """The location, any member of which a test may expect."""
    return view.location


def only_evse(view: OcpiView) -> Any:
    (evse,) = loc(view)["evses"]
    return evse


def states(view: OcpiView) -> list[str]:
    return [evse["status"] for evse in view.location.get("evses", ())]
