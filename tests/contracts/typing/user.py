"""A user's script: it has to pass both type checkers in their strictest mode, and to run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import assert_type

import evcp
from evcp_models import (
    Connector,
    ConnectorState,
    ConnectorStatus,
    CountResult,
    EVStation,
    EVStationsResult,
    NameId,
    Position,
    Price,
)
from evcp_models.codes import CONNECTOR_TYPES, ConnectorTypeCode, ConnectorTypeId


def describe(body: bytes) -> Iterator[str]:
    """Yield a line a connector of every station in an answer."""
    decoded = evcp.decode(body, EVStationsResult, format="json")
    assert_type(decoded, evcp.Decoded[EVStationsResult])
    assert_type(decoded.issues, tuple[evcp.Issue, ...])
    assert_type(decoded.value.count, int | None)
    for station in decoded.value.ev_stations:
        assert_type(station, EVStation)
        assert_type(station.id, str)
        assert_type(station.position, Position)
        assert_type(station.position.latitude, float)
        assert_type(station.last_update_timestamp, datetime | None)
        for connector in station.connectors:
            yield f"{station.name}: {power(connector)}, {free(connector)} free, {kind(connector)}"


def power(connector: Connector) -> str:
    """Say the power of a connector group: it may be missing, and the checkers know it."""
    assert_type(connector.max_power_level, float | None)
    if connector.max_power_level is None:
        return "unknown power"
    assert_type(connector.max_power_level, float)
    return f"{connector.max_power_level:g} kW"


def free(connector: Connector) -> int:
    """Count the free connectors of a group; the states are an open enumeration."""
    assert_type(connector.connector_statuses, tuple[ConnectorStatus, ...])
    states = [status.state for status in connector.connector_statuses]
    assert_type(states, list[ConnectorState | str | None])
    return states.count(ConnectorState.AVAILABLE)


def kind(connector: Connector) -> str:
    """Name the connector type by the code table."""
    assert_type(CONNECTOR_TYPES, Mapping[str, ConnectorTypeCode])
    assert_type(connector.connector_type, NameId | None)
    number = connector.connector_type.id if connector.connector_type else None
    if number is None or number not in CONNECTOR_TYPES:
        return "unknown type"
    return CONNECTOR_TYPES[number].name


def near(client: evcp.Client) -> list[str]:
    """Search around a place."""
    found: list[str] = []
    for station in client.stations.search(
        evcp.Circle(52.516667, 13.383333, radius=5_000),
        connector_types=[ConnectorTypeId.IEC_62196_T2, "34"],
    ):
        assert_type(station, EVStation)
        found.append(station.id)
    assert_type(client.stations.count(evcp.Box(north=53, west=13, south=52, east=14)), int)
    assert_type(client.stations.get("1"), EVStation)
    pager = client.stations.search(
        evcp.Circle(52.5, 13.4, "5km"),
        connector_types=["ccs"],
        min_power="50kW",
        available=True,
        open_at=datetime.now(UTC),
        emsp=["Plugsurfing"],
        timeout=20,
    )
    assert_type(pager.first(), EVStation | None)
    for station in pager.all():
        assert_type(pager.matching(station), tuple[Connector, ...])
        found.append(evcp.geo.operator(station) or station.id)
    assert_type(pager.notes, tuple[str, ...])
    return found


def build() -> EVStation:
    """Build a station, as a test of one's own would."""
    station = EVStation(
        id="1",
        position=Position(latitude=52.5, longitude=13.4),
        connectors=(
            Connector(
                max_power_level=22.0,
                connector_type=NameId(id=ConnectorTypeId.IEC_62196_T2, name="Type 2"),
                connector_statuses=(
                    ConnectorStatus(state=ConnectorState.AVAILABLE),
                    ConnectorStatus(state="A STATE OF TOMORROW"),
                ),
            ),
        ),
    )
    assert_type(evcp.encode(station, format="xml"), bytes)
    assert_type(Price(value=Decimal("0.49"), currency="EUR").value, Decimal)
    assert_type(CountResult(count=5).count, int)
    return station
