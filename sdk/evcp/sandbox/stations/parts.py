"""Parts of every station of the sandbox, in the terms of the API."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from evcp._reading.parts import counted
from evcp_models import (
    ChargeMode,
    ChargingPoint,
    Connector,
    ConnectorState,
    ConnectorStatus,
    EVStation,
    NameId,
    RoamingEntry,
)
from evcp_models.codes import POWER_FEED_TYPES


@dataclass(frozen=True, slots=True)
class Plug:
    """One connector group of a kind of charger (contract sections 4.8, 4.9, 5.1, 5.2).

    Attributes:
        type_id: Connector type id.
        kw: `maxPowerLevel`.
        volts: `voltsRange`; empty if unknown.
        amps: `ampsRange`; empty if unknown.
        phases: Number of phases; 0 for direct current.
        mode: `chargeMode`.
        cable: True for a cable fixed to the charger.
        feed: Power feed type id, in North America and Australia only.
    """

    type_id: str
    kw: float
    volts: str
    amps: str
    phases: int
    mode: str
    cable: bool
    feed: str | None = None


@cache
def power_feed_type(feed_id: str) -> NameId:
    """The power feed type of an id, with its name (contract section 5.2)."""
    return NameId(name=POWER_FEED_TYPES[feed_id].name, id=feed_id)


@cache
def charging_point(plug: Plug, connectors: int | None) -> ChargingPoint:
    """The electrical side of a connector group, without live counters; a count of None is unknown."""
    return ChargingPoint(
        charge_mode=ChargeMode(plug.mode),
        volts_range=plug.volts or None,
        phases=plug.phases or None,
        amps_range=plug.amps or None,
        number_of_connectors=connectors,
    )


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
    """One EVSE: it charges one car at a time, with any number of connectors.

    Attributes:
        cpo_id: Its id in the operator's system (`cpoEvseId`).
        emi3_id: Its eMI3 id, if any.
        label: The printed label (`physicalReference`).
    """

    cpo_id: str
    emi3_id: str | None = None
    label: str | None = None


def evse_key(status: ConnectorStatus, group: int, number: int) -> str:
    """The key of an EVSE within its station; a connector without an EVSE id is an EVSE of its own.

    Args:
        status: The connector.
        group: Place of its connector group in the station.
        number: Its place in the group.
    """
    return status.cpo_evse_id or status.cpo_evse_emi3_id or f"#{group}.{number}"


def simulate(
    groups: Sequence[tuple[Connector, Sequence[Evse]]], chance: Random, now: datetime
) -> tuple[Connector, ...]:
    """Connector groups with simulated live states and their counters.

    A state is drawn once, from fixed chances, when a world is built; nothing is measured.

    Args:
        groups: Each connector group with the EVSE of each of its connectors. Groups may share
            EVSEs: the connectors of one EVSE then have one state.
        chance: Source of chance.
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


UNKNOWN_COUNTRY = "ZZZ"
"""Country of a provider without any known one: the contract demands a country, and ISO 3166-1 leaves
this code to its users."""


@dataclass(slots=True)
class _Provider:
    name: str
    # A dictionary for its order: the first id seen stays first.
    ema_ids: dict[str, None] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)


def providers(stations: Iterable[EVStation]) -> tuple[RoamingEntry, ...]:
    """All accepted eMSPs of the stations, ordered by name (contract section 4.12).

    A card without a `partner_id` is left out: the id is the purpose of the resource.

    Args:
        stations: The stations; of two names of one provider, the first counts.
    """
    found: dict[str, _Provider] = {}
    for station in stations:
        country = station.address and station.address.country
        for card in station.roaming:
            if card.partner_id is None:
                continue
            provider = found.get(card.partner_id)
            if provider is None:
                name = card.emsp or card.partner_id
                provider = found[card.partner_id] = _Provider(name)
            provider.ema_ids.update(dict.fromkeys(card.ema_id))
            if country:
                provider.countries.add(country)
    return tuple(
        RoamingEntry(
            emsp=one.name,
            partner_id=partner_id,
            ema_id=tuple(one.ema_ids),
            country=tuple(sorted(one.countries)) or (UNKNOWN_COUNTRY,),
        )
        for partner_id, one in sorted(found.items(), key=lambda item: (item[1].name, item[0]))
    )
