"""Counts of connectors by state: free, in use, unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evcp_models import Connector, EVStation

_COLUMN = {
    "AVAILABLE": "free",
    "OCCUPIED": "in_use",
    "RESERVED": "reserved",
    "OUT_OF_SERVICE": "out_of_service",
    "UNAVAILABLE": "out_of_service",
}
"""The column of each connector state. UNKNOWN, OTHER, OFFLINE and states not listed in contract
section 5.5 count as unknown: unknown is never free. UNAVAILABLE means physically blocked."""


@dataclass(frozen=True, slots=True)
class Availability:
    """Numbers of connectors by state; the parts add up to `total`.

    Attributes:
        total: Connectors.
        free: Connectors that are available.
        in_use: Connectors that are charging or occupied.
        reserved: Connectors that are reserved.
        out_of_service: Connectors that do not work or are blocked.
        unknown: Connectors of unknown state. They may be free, but are not counted as free.
    """

    total: int = 0
    free: int = 0
    in_use: int = 0
    reserved: int = 0
    out_of_service: int = 0
    unknown: int = 0

    @property
    def known(self) -> bool:
        """Whether the state of at least one connector is known."""
        return self.unknown < self.total

    def __add__(self, other: Availability) -> Availability:
        return Availability(
            self.total + other.total,
            self.free + other.free,
            self.in_use + other.in_use,
            self.reserved + other.reserved,
            self.out_of_service + other.out_of_service,
            self.unknown + other.unknown,
        )


def availability(what: EVStation | Connector | Iterable[Connector]) -> Availability:
    """Count the connectors of a station, of one connector group or of several.

    The individual statuses of a group are preferred; without them, the counters of its charging point
    are taken. All others are unknown. Two connectors of one EVSE cannot always charge at the
    same time, so `free` is the number of plugs, not of cars.

    Args:
        what: A station, a connector group, or groups, such as those of one connector type.

    Source:
        Contract sections 4.9 and 5.5.
    """
    from evcp_models import Connector, EVStation

    groups: Iterable[Connector]
    if isinstance(what, EVStation):
        groups = what.connectors
    else:
        groups = (what,) if isinstance(what, Connector) else what
    return sum((_group(group) for group in groups), Availability())


def _group(connector: Connector) -> Availability:
    point = connector.charging_point
    statuses = connector.connector_statuses
    counts: dict[str, int] = dict.fromkeys(("free", "in_use", "reserved", "out_of_service"), 0)
    for status in statuses:
        if (column := _COLUMN.get(status.state or "")) is not None:
            counts[column] += 1
    if point is not None and not statuses:
        counts = {
            "free": point.number_of_available or 0,
            "in_use": point.number_of_in_use or 0,
            "reserved": point.number_of_reserved or 0,
            "out_of_service": point.number_of_out_of_service or 0,
        }
    documented = (point.number_of_connectors or 0) if point is not None else 0
    known = sum(counts.values())
    # A group without a number still has at least the connector that it describes.
    total = max(documented, len(statuses), known, 1)
    return Availability(total=total, unknown=total - known, **counts)
