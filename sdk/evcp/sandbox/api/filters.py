"""Which stations of an area a search keeps, and what of them it shows (contract section 1.3)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeAlias

from evcp_models import Connector, EVStation

from .query import SearchQuery

Group: TypeAlias = tuple[str | None, float | None]
"""What the filters ask of a connector group: its connector type id and its `maxPowerLevel`."""


def matches(station: EVStation, query: SearchQuery) -> bool:
    """Whether a station passes every filter of a search.

    `connectortype` wants a group of any of the types, `emsp` any of the charge cards, `powermin`
    and `powermax` a group with its `maxPowerLevel` between them (bounds included); a group of
    unknown power is never between them. The filters are independent: the group of the type and the
    group of the power may be two (any-of, the units and the independence are inferred).
    """
    return groups_match(
        groups_of(station), query.connector_types, query.min_power_kw, query.max_power_kw
    ) and cards_match(cards_of(station), query.emsps)


def groups_of(station: EVStation) -> frozenset[Group]:
    """What the filters ask of the connector groups of a station."""
    return frozenset(
        (one.connector_type.id if one.connector_type else None, one.max_power_level)
        for one in station.connectors
    )


def cards_of(station: EVStation) -> frozenset[str]:
    """The `partner_id`s of the eMSPs that a station accepts."""
    return frozenset(card.partner_id for card in station.roaming if card.partner_id is not None)


def groups_match(
    groups: AbstractSet[Group],
    connector_types: AbstractSet[str],
    min_power_kw: float | None,
    max_power_kw: float | None,
) -> bool:
    """Whether connector groups pass `connectortype`, `powermin` and `powermax`."""
    if connector_types and not any(kind in connector_types for kind, _ in groups):
        return False
    if min_power_kw is None and max_power_kw is None:
        return True
    return any(
        kw is not None
        and (min_power_kw is None or kw >= min_power_kw)
        and (max_power_kw is None or kw <= max_power_kw)
        for _, kw in groups
    )


def cards_match(cards: AbstractSet[str], emsps: AbstractSet[str]) -> bool:
    """Whether charge cards pass `emsp`."""
    return not emsps or any(card in emsps for card in cards)


def only_matching_groups(station: EVStation, query: SearchQuery) -> EVStation:
    """The station without the connector groups that `connectortype` did not ask for."""
    if not query.connector_types:
        return station
    return replace(station, connectors=tuple(c for c in station.connectors if _of_type(c, query)))


def _of_type(connector: Connector, query: SearchQuery) -> bool:
    kind = connector.connector_type
    return kind is not None and kind.id in query.connector_types
