"""Power, voltage and phases of connectors in the terms of OCPI."""

from __future__ import annotations

import math

_PHASES = {"AC_1_PHASE": 1, "AC_2_PHASE": 2, "AC_2_PHASE_SPLIT": 2, "AC_3_PHASE": 3, "DC": 0}
POWER_TYPES = frozenset(_PHASES)
"""The power types of OCPI."""

LINE_TO_LINE_VOLTS = 340
"""Voltages of three phases from here on are between lines, whatever OCPI specifies."""
_USUAL_KW = (0.5, 1_000.0)


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
