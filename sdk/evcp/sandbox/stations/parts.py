"""The parts that every station of the double is built from, in the terms of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from evcp_models import (
    ChargeMode,
    ChargingPoint,
    CustomerChargeLevel,
    NameId,
    OpeningHours,
    OpeningHoursDetail,
    TimePeriod,
)
from evcp_models.codes import CONNECTOR_TYPES, POWER_FEED_TYPES

EVERY_DAY = 127
"""`daymask` of the whole week: 1 Sunday, 2 Monday, 4 Tuesday up to 64 Saturday (contract section 4.11)."""

_LEVELS = (
    (6.0, CustomerChargeLevel.LEVEL_1),
    (15.0, CustomerChargeLevel.LEVEL_2),
    (50.0, CustomerChargeLevel.LEVEL_3),
    (150.0, CustomerChargeLevel.LEVEL_4),
    (300.0, CustomerChargeLevel.LEVEL_5),
)


@dataclass(frozen=True, slots=True)
class Plug:
    """One connector group of a kind of charger (contract sections 4.8, 4.9, 5.1, 5.2).

    Attributes:
        type_id: Connector type id.
        kw: `maxPowerLevel`.
        volts: `voltsRange`.
        amps: `ampsRange`.
        phases: Number of phases; 0 for direct current.
        mode: `chargeMode`.
        cable: Whether the cable is fixed to the charger.
        feed: Power feed type id, given in North America and Australia only.
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
def connector_type(type_id: str) -> NameId:
    """The connector type of an id, with its name (contract section 5.1)."""
    return NameId(name=CONNECTOR_TYPES[type_id].name, id=type_id)


@cache
def power_feed_type(feed_id: str) -> NameId:
    """The power feed type of an id, with its name (contract section 5.2)."""
    return NameId(name=POWER_FEED_TYPES[feed_id].name, id=feed_id)


def charge_level(kw: float) -> CustomerChargeLevel:
    """The `customerChargeLevel` of a power in kW (contract section 5.3)."""
    for most, level in _LEVELS:
        if kw <= most:
            return level
    return CustomerChargeLevel.LEVEL_6


@cache
def charging_point(plug: Plug, connectors: int | None) -> ChargingPoint:
    """The electrical side of a connector group, without live counters.

    Args:
        plug: The electrical facts.
        connectors: Number of physical connectors; None where it is not known.
    """
    return ChargingPoint(
        charge_mode=ChargeMode(plug.mode),
        volts_range=plug.volts,
        phases=plug.phases or None,
        amps_range=plug.amps,
        number_of_connectors=connectors,
    )


Period = tuple[str, str]
"""Opening and closing time of one stretch of a day, `hh:mm:ss`; a day ends at `24:00:00`."""

WHOLE_DAY: Period = ("00:00:00", "24:00:00")


def opening_hours(week: Mapping[int, Iterable[Period]]) -> OpeningHours:
    """Opening hours of a week; days with the same hours share one entry.

    Args:
        week: Stretches of each day, by the bit of the day in `daymask`. A day without stretches, or
            not in the mapping, is closed and is not listed (contract section 4.11).
    """
    masks: dict[tuple[Period, ...], int] = {}
    for day, periods in week.items():
        key = tuple(sorted(periods))
        if key:
            masks[key] = masks.get(key, 0) | day
    return OpeningHours(
        regular_opening_hours=tuple(
            OpeningHoursDetail(
                daymask=mask,
                period=tuple(TimePeriod(from_=opens, to=closes) for opens, closes in periods),
            )
            for periods, mask in masks.items()
        )
    )


ALWAYS_OPEN = opening_hours({EVERY_DAY: (WHOLE_DAY,)})
"""Opening hours of a place that never closes."""
