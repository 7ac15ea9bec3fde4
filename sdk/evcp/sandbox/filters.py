"""Which stations of an area a search keeps, and what of them it shows (contract 1.3)."""

from __future__ import annotations

from dataclasses import replace

from evcp_models import Connector, EVStation

from .query import SearchQuery


def matches(station: EVStation, query: SearchQuery) -> bool:
    """Whether a station passes every filter of a search.

    `connectortype` wants a group of any of the types, `emsp` any of the charge cards, `powermin`
    and `powermax` a group with its `maxPowerLevel` between them (bounds included); a group of
    unknown power is never between them. The filters are independent: the group of the type and the
    group of the power may be two (any-of, the units and the independence are inferred).
    """
    if query.connector_types and not any(_of_type(c, query) for c in station.connectors):
        return False
    if query.emsps and not any(card.partner_id in query.emsps for card in station.roaming):
        return False
    low, high = query.min_power_kw, query.max_power_kw
    if low is None and high is None:
        return True
    return any(
        c.max_power_level is not None
        and (low is None or c.max_power_level >= low)
        and (high is None or c.max_power_level <= high)
        for c in station.connectors
    )


def only_matching_groups(station: EVStation, query: SearchQuery) -> EVStation:
    """The station without the connector groups that `connectortype` did not ask for."""
    if not query.connector_types:
        return station
    return replace(station, connectors=tuple(c for c in station.connectors if _of_type(c, query)))


def _of_type(connector: Connector, query: SearchQuery) -> bool:
    kind = connector.connector_type
    return kind is not None and kind.id in query.connector_types
