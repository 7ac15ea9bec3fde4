"""What the words of OCPI 2.1.1 and 2.2.1 stand for in the terms of the API (contract section 9.2)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from evcp_models import ConnectorState
from evcp_models.codes import CONNECTOR_TYPES

OTHER_TYPE = "1"
UNSPECIFIED_TYPE = "0"


READ = frozenset((
    "id", "country_code", "party_id", "publish", "name", "address", "city", "postal_code", "state",
    "country", "coordinates", "evses", "operator", "time_zone", "opening_times", "last_updated",
))  # fmt: skip
"""Members of a location that are read."""

READ_OF_EVSES = frozenset((
    "uid", "evse_id", "status", "physical_reference", "connectors", "capabilities", "last_updated",
))  # fmt: skip
"""Members of an EVSE that are read."""

READ_OF_CONNECTORS = frozenset((
    "id", "standard", "format", "power_type", "max_electric_power", "max_voltage", "voltage",
    "max_amperage", "amperage", "last_updated",
))  # fmt: skip
"""Members of a connector that are read."""


def _types() -> dict[str, str]:
    """The best connector type of each standard: an exact match, a first choice, a common one."""
    best: dict[str, tuple[tuple[bool, int, bool, int], str]] = {}
    for code in CONNECTOR_TYPES.values():
        for at, target in enumerate(code.ocpi):
            rank = (target.match != "exact", at, not code.filterable, int(code.id))
            best[target.standard] = min(best.get(target.standard, (rank, code.id)), (rank, code.id))
    return {standard: id for standard, (_, id) in best.items()}


TYPE_IDS: Mapping[str, str] = MappingProxyType(
    {
        **_types(),
        # Standards of OCPI that the API has no type for.
        **dict.fromkeys(
            (
                "CHAOJI", "MCS", "NEMA_6_30", "NEMA_6_50", "NEMA_10_30", "NEMA_10_50", "NEMA_14_30",
                "PANTOGRAPH_BOTTOM_UP", "PANTOGRAPH_TOP_DOWN",
            ),
            OTHER_TYPE,
        ),
    }
)  # fmt: skip
"""Connector type ids by OCPI standard."""

STATES: Mapping[str, ConnectorState] = MappingProxyType(
    {
        "AVAILABLE": ConnectorState.AVAILABLE,
        "CHARGING": ConnectorState.OCCUPIED,
        # Not accessible because of a physical barrier, "i.e. a car": not free, whatever it is.
        "BLOCKED": ConnectorState.OCCUPIED,
        "RESERVED": ConnectorState.RESERVED,
        "INOPERATIVE": ConnectorState.OUT_OF_SERVICE,
        "OUTOFORDER": ConnectorState.OUT_OF_SERVICE,
        "UNKNOWN": ConnectorState.UNKNOWN,
    }
)
"""States by the status of an EVSE."""

NOT_THERE = ("PLANNED", "REMOVED")
"""EVSEs that are not there yet or any more; the API has no state for them."""

_PHASES = {"AC_1_PHASE": 1, "AC_2_PHASE": 2, "AC_2_PHASE_SPLIT": 2, "AC_3_PHASE": 3, "DC": 0}
POWER_TYPES = frozenset(_PHASES)
_LINE_TO_LINE_VOLTS = 340


def phases(power_type: str | None) -> int | None:
    """The number of phases: 0 for direct current, None where it is not known."""
    return None if power_type is None else _PHASES.get(power_type)


def kilowatts(volts: float, amps: float, phases: int | None) -> float:
    """The power of a connector that tells voltage and current only, in kW.

    OCPI 2.2.1 wants the voltage between line and neutral for three phases; feeds that give 400 V mean
    the one between lines.
    """
    watts = volts * amps
    if phases == 3:
        watts *= math.sqrt(3) if volts >= _LINE_TO_LINE_VOLTS else 3
    elif phases == 2:
        watts *= 2
    return round(watts / 1000, 3)
