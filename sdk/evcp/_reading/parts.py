"""Parts of stations that are made of the data of others: types, levels, hours, counters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

from evcp_models import (
    ChargingPoint,
    Connector,
    ConnectorState,
    CustomerChargeLevel,
    NameId,
    OpeningHours,
    OpeningHoursDetail,
    TimePeriod,
)
from evcp_models.codes import CHARGE_LEVELS, CONNECTOR_TYPES

EVERY_DAY = 127
"""`daymask` of the whole week: 1 Sunday, 2 Monday, 4 Tuesday up to 64 Saturday (contract section 4.11)."""


@cache
def connector_type(type_id: str) -> NameId:
    """The connector type of an id, with its name (contract section 5.1)."""
    return NameId(name=CONNECTOR_TYPES[type_id].name, id=type_id)


@cache
def charge_level(kw: float) -> CustomerChargeLevel:
    """The `customerChargeLevel` of a power in kW (contract section 5.3)."""
    level = next(one.id for one in CHARGE_LEVELS.values() if one.max_kw is None or kw <= one.max_kw)
    return CustomerChargeLevel(level)


Period = tuple[str, str]
"""Opening and closing time of one period of a day, `hh:mm:ss`; a day ends at `24:00:00`."""

WHOLE_DAY: Period = ("00:00:00", "24:00:00")


def opening_hours(week: Mapping[int, Iterable[Period]]) -> OpeningHours:
    """Opening hours of a week; days with the same hours share one entry.

    Args:
        week: Open periods of each day, by the bit of the day in `daymask`. A day without periods is
            closed and not listed (contract section 4.11).
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
"""Opening hours around the clock."""


def counted(
    point: ChargingPoint | None,
    states: Iterable[ConnectorState | str | None],
    when: datetime | None,
) -> ChargingPoint:
    """A charging point with counters of its connectors' states (contract section 4.9).

    Args:
        point: The charging point, if any.
        states: The states; some have no counter.
        when: The last change of a state; None without a report.
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


def known_connectors(groups: Iterable[Connector]) -> int:
    """The number of connectors of groups, as far as it is known."""
    points = (group.charging_point for group in groups)
    return sum((point and point.number_of_connectors) or 0 for point in points)


def newest(groups: Iterable[Connector]) -> datetime | None:
    """The newest live update of a station's connector groups; None without any."""
    return max(
        (group.last_update_timestamp for group in groups if group.last_update_timestamp),
        default=None,
    )
