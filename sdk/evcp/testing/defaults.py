"""Default parts of made-up models, derived from a connector type and a power."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from inspect import signature
from typing import Any, TypeVar

from evcp._reading.names import suggestion
from evcp._reading.parts import ALWAYS_OPEN, counted
from evcp_codec.model import check_fields
from evcp_models import (
    Address,
    ChargeMode,
    ChargingPoint,
    ConnectorDetail,
    ConnectorState,
    NameId,
    Price,
    PricingModel,
    PricingStructure,
    PricingUnit,
)
from evcp_models.codes import CONNECTOR_TYPES

T = TypeVar("T")
State = ConnectorState | str

MOMENT = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
"""Time of the last update of every made-up model."""
_USUAL_KW = {"29": 50.0, "30": 7.2, "31": 22.0, "33": 150.0, "34": 150.0, "43": 250.0}
_STREETS = ("Luisenstraße", "Torstraße", "Karl-Marx-Allee", "Kantstraße", "Sonnenallee")


def connector_type(type_id: str) -> NameId:
    """Return the connector type of an id, with its name (contract section 5.1).

    Raises:
        ValueError: The id is the name of a family of types, such as `ccs`.
    """
    known = CONNECTOR_TYPES.get(type_id)
    same = [one.id for one in CONNECTOR_TYPES.values() if one.family == type_id.casefold()]
    if known is None and same:
        raise ValueError(f"{type_id!r} is not a connector type id but a family: {', '.join(same)}")
    return NameId(name=f"Connector type {type_id}" if known is None else known.name, id=type_id)


def usual_power(type_id: str) -> float:
    """Return the usual power of a connector type in kW."""
    if type_id in _USUAL_KW:
        return _USUAL_KW[type_id]
    return 50.0 if is_dc(type_id) else 3.7 if _is_domestic(type_id) else 11.0


def is_dc(type_id: str) -> bool:
    """Return True for a connector type of direct current."""
    known = CONNECTOR_TYPES.get(type_id)
    return known is not None and known.current == "DC"


def _is_domestic(type_id: str) -> bool:
    known = CONNECTOR_TYPES.get(type_id)
    return known is not None and known.family == "domestic"


def charging_point(
    type_id: str, kw: float, number: int, states: Sequence[State | None] | None
) -> ChargingPoint:
    """Return the electrical data of a connector group, with counters if states are given.

    Args:
        type_id: Connector type id.
        kw: Power in kW.
        number: Number of connectors.
        states: State of each connector, None where unknown; None without live data.
    """
    point = ChargingPoint(number_of_connectors=number, **_electrical(type_id, kw))
    if states is None:
        return point
    return counted(point, states, MOMENT)


def _electrical(type_id: str, kw: float) -> dict[str, Any]:
    """Return mode, voltage and current as chargers of a power state them (contract section 4.9)."""
    if is_dc(type_id):
        volts = "1000V DC" if kw > 50 else "500V DC"
        return {
            "charge_mode": ChargeMode("4"),
            "volts_range": volts,
            "amps_range": f"{round(kw * 1000 / 400)}A",
        }
    one_phase = kw <= 7.4 or type_id == "30" or _is_domestic(type_id)
    return {
        "charge_mode": ChargeMode("1" if _is_domestic(type_id) else "3"),
        "volts_range": "200-240V AC" if one_phase else "380-480V AC",
        "phases": 1 if one_phase else 3,
        "amps_range": f"{round(kw * 1000 / (230 if one_phase else 690))}A",
    }


def connector_detail(kw: float) -> ConnectorDetail:
    """Return details of a connector that is always open and paid by the kWh."""
    price = Price(value=Decimal("0.49" if kw <= 22 else "0.69"), currency="EUR")
    pricing = PricingStructure(pricing_model=PricingModel.KWH, price=price, unit=PricingUnit.KWH)
    return ConnectorDetail(
        open24x7=True,
        opening_time="0:00 - 24:00",
        opening_hours=ALWAYS_OPEN,
        pay=True,
        manufacturer="Ladewerk",
        manufacturer_model="Duo 22" if kw <= 22 else "Q 150",
        pricing=(pricing,),
    )


def address(number: int) -> Address:
    """Return an address in Berlin."""
    return Address(
        street=_STREETS[number % len(_STREETS)],
        street_number=str(number % 200 + 1),
        city="Berlin",
        region="Berlin",
        country="DEU",
        postal_code=f"10{number % 900 + 100}",
    )


def as_states(states: State | Iterable[State | None]) -> tuple[State | None, ...]:
    """Return states as a tuple; a single one may stand alone."""
    return (states,) if isinstance(states, str) else tuple(states)


def states_of(
    total: int, free: int | None, states: Iterable[State | None] | None
) -> tuple[State | None, ...] | None:
    """Return the states of a group's connectors; None without live data.

    Raises:
        ValueError: `free` or the number of states does not fit `total`.
    """
    if total < 1:
        raise ValueError(f"total is {total}: a group has at least one connector")
    if states is not None:
        given = as_states(states)
        if free is not None or len(given) != total:
            raise ValueError(
                f"give either free or one state for each of the {total} connectors, not {given}"
            )
        return given
    if free is None:
        return None
    if not 0 <= free <= total:
        raise ValueError(f"free is {free}: it must be from 0 to total, which is {total}")
    return (ConnectorState.AVAILABLE,) * free + (ConnectorState.OCCUPIED,) * (total - free)


_NO_POWER = "power is {!r}: it must be a number of kW, such as 50"


def checked_power(power: object, type_id: str) -> float:
    """Check a power in kW; None stands for the usual one of the type.

    Raises:
        ValueError: The power is not a number of kW that a charger can have.
    """
    if power is None:
        return usual_power(type_id)
    # Strings are refused, even "50": it is the same mistake as "50kW".
    if isinstance(power, int | float | Decimal) and 0 < power < 10_000:
        return float(power)
    raise ValueError(_NO_POWER.format(power))


def types_of(types: str | int | Iterable[str | int]) -> tuple[str, ...]:
    """Return connector type ids as strings; a single one may stand alone."""
    return (str(types),) if isinstance(types, str | int) else tuple(str(one) for one in types)


def powers_of(power: float | Sequence[float] | None, types: int) -> Sequence[float | None]:
    """Return a power for each type.

    Raises:
        ValueError: The number of powers is not the number of types, or the power is a string.
    """
    if isinstance(power, str):
        raise ValueError(_NO_POWER.format(power))  # noqa: TRY004 (as for other powers)
    if not isinstance(power, Sequence):
        return [power] * types
    if len(power) != types:
        raise ValueError(
            f"{len(power)} powers for {types} type{'' if types == 1 else 's'}: "
            "give one for each, or one for all"
        )
    return power


def changed(model: T, changes: dict[str, Any], factory: Callable[..., T]) -> T:
    """Return a model with other values in some fields; `factory` has arguments that may be meant.

    Raises:
        TypeError: A field is unknown, or its value of another type.
    """
    names = [one.name for one in fields(model)]  # type: ignore[arg-type]
    for name in changes:
        if name not in names:
            known = (*signature(factory).parameters, *names)
            raise TypeError(
                f"{type(model).__name__} has no field {name!r}{suggestion(name, known)}"
            )
    made = replace(model, **changes)  # type: ignore[type-var]
    check_fields(made, changes)
    return made
