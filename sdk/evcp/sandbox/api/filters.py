"""What of a kept station a search shows (contract 1.3)."""

from __future__ import annotations

from dataclasses import replace

from evcp_models import Connector, EVStation

from .query import SearchQuery


def only_matching_groups(station: EVStation, query: SearchQuery) -> EVStation:
    """The station without the connector groups that `connectortype` did not ask for."""
    if not query.connector_types:
        return station
    return replace(station, connectors=tuple(c for c in station.connectors if _of_type(c, query)))


def _of_type(connector: Connector, query: SearchQuery) -> bool:
    kind = connector.connector_type
    return kind is not None and kind.id in query.connector_types
