"""Power, voltage and phases of connectors in the terms of OCPI."""

from __future__ import annotations

import math
import re

from evcp_models import Connector

_PHASES = {"AC_1_PHASE": 1, "AC_2_PHASE": 2, "AC_2_PHASE_SPLIT": 2, "AC_3_PHASE": 3, "DC": 0}
POWER_TYPES = frozenset(_PHASES)
"""The power types of OCPI."""

LINE_TO_LINE_VOLTS = 340
"""Voltages of three phases from here on are between lines, whatever OCPI specifies."""
MOST_KW = 5_000.0
"""Greatest power of a connector in kW; more is a slip of the source."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_USUAL_KW = (0.5, 1_000.0)
_MOST = 2**31 - 1  # integers of OCPI are often read into 32 bits

_NOMINAL = {
    120: 208,
    127: 220,
    200: 346,
    220: 380,
    230: 400,
    240: 415,
    277: 480,
    347: 600,
    400: 690,
}
"""Nominal voltages of three phases: from line to neutral, and between lines."""
_NEUTRAL = {line: neutral for neutral, line in _NOMINAL.items()}


def line_volts(volts: float, phases: int | None) -> float:
    """The voltage between lines of one from line to neutral; other than for three phases it is the same."""
    if phases != 3 or volts >= LINE_TO_LINE_VOLTS:
        return volts
    return _NOMINAL.get(round(volts), volts * math.sqrt(3))


def neutral_volts(volts: float, phases: int | None) -> float:
    """The inverse of `line_volts`; three phases of less than 200 V between lines are none."""
    if phases != 3 or volts < min(_NEUTRAL):
        return volts
    return _NEUTRAL.get(round(volts), volts / math.sqrt(3))


def nominal_volts(volts: float) -> int:
    """The nominal voltage from line to neutral that a computed one is; other ones are whole volts."""
    return next((one for one in _NOMINAL if abs(one - volts) <= one / 100), round(volts))


def whole(number: float | None) -> int | None:
    """The whole number of volts, amperes or watts; None for one that no connector has."""
    return round(number) if number is not None and 0 <= number <= _MOST else None


def phases(power_type: str | None) -> int | None:
    """The number of phases: 0 for direct current, None if unknown."""
    return None if power_type is None else _PHASES.get(power_type)


def corrected(stated: float, computed: float) -> float | None:
    """The likelier of two powers in kW that are a factor of 1,000 apart; None if they are not.

    Voltage and current are believed, unless they alone give a power that no connector has.
    """
    if not (stated > 0 and computed > 0 and 2.5 < abs(math.log10(computed / stated)) < 3.5):
        return None
    least, most = _USUAL_KW
    return stated if least <= stated <= most and not least <= computed <= most else computed


def kilowatts(volts: float, amps: float, phases: int | None) -> float:
    """The power of a connector from voltage and current, in kW.

    OCPI 2.2.1 specifies the voltage between line and neutral for three phases; feeds with 400 V mean
    the voltage between lines.
    """
    watts = volts * amps
    if phases == 3:
        watts *= math.sqrt(3) if volts >= LINE_TO_LINE_VOLTS else 3
    elif phases == 2:
        watts *= 2
    return round(watts / 1000, 3)


def _numbers(text: str | None) -> list[float]:
    return [float(one) for one in _NUMBER.findall(text or "")]


def max_amps(group: Connector) -> int | None:
    """Return the greatest current of a group; None if it is not known."""
    point = group.charging_point
    if point is None:
        return None
    if point.amps is not None:
        return whole(point.amps) or None
    return whole(max(_numbers(point.amps_range), default=0) // 1) or None


def max_volts(
    group: Connector, phases: int | None, amps: int | None, kw: float | None
) -> tuple[int | None, tuple[int, ...]]:
    """Return the greatest voltage, from line to neutral for three phases, and all it may be."""
    point = group.charging_point
    if point is None:
        return None, ()
    if point.volts is not None:
        return whole(neutral_volts(point.volts, phases)) or None, ()
    found = (whole(neutral_volts(one, phases)) for one in _numbers(point.volts_range))
    ends = sorted({one for one in found if one})
    if len(ends) < 2:
        return (ends[0], ()) if ends else (None, ())
    if phases and amps and kw:
        # The voltage of the range that gives the power.
        told = nominal_volts(kw * 1000 / amps / phases)
        if ends[0] <= told <= ends[-1]:
            return told, (told, ends[-1])
    return ends[-1], (ends[-1], ends[0])
