"""Distances, powers and times as people write them: `500m`, `5km`, `3mi`, `50kW`, `0.35MW`, `30s`, `1h`.

The unit always has to be written: `--radius 5` would be five metres to some and five kilometres to others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

_METRES = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "nmi": 1852.0, "yd": 0.9144, "ft": 0.3048}
_KILOWATTS = {"w": 0.001, "kw": 1.0, "mw": 1000.0}
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}

_NUMBER = r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
_QUANTITY = re.compile(rf"({_NUMBER})\s*([a-z]+)", re.ASCII)
_COMMA = re.compile(r"([0-9]+),([0-9]+)\s*[a-z]+", re.ASCII | re.IGNORECASE)
_BARE = re.compile(_NUMBER, re.ASCII)


class UnitError(ValueError):
    """A text that is no such quantity; the message says what to write."""


def parse_distance(text: str) -> float:
    """Return metres.

    Args:
        text: A number with `m`, `km`, `mi`, `nmi`, `yd` or `ft`.

    Raises:
        UnitError: It is no positive distance.
    """
    return _parse(text, _METRES, "a distance", "500m, 5km or 3mi", ("m", "km"))


def parse_power(text: str) -> float:
    """Return kilowatts.

    Args:
        text: A number with `W`, `kW` or `MW`, in any case: chargers of milliwatts there are none.

    Raises:
        UnitError: It is no positive power.
    """
    return _parse(text, _KILOWATTS, "a power", "50kW, 3700W or 0.35MW", ("kW",))


def parse_duration(text: str) -> float:
    """Return seconds.

    Args:
        text: A number with `ms`, `s`, `m` or `min`, `h` or `d`, or several of them: `1h30m`.

    Raises:
        UnitError: It is no positive time.
    """
    return _parse(text, _SECONDS, "a time", "30s, 5m or 1h30m", ("s", "m"))


def _parse(
    text: str, units: Mapping[str, float], what: str, examples: str, likely: tuple[str, ...]
) -> float:
    text = text.strip()
    plain = text.casefold()
    if _BARE.fullmatch(plain):
        choices = " or ".join(f"{plain}{unit}" for unit in likely)
        raise UnitError(f"{text!r} has no unit: write {choices}")
    if comma := _COMMA.fullmatch(text):
        fraction = text.replace(",", ".")
        if len(comma[2]) == 3 and comma[1] != "0":
            raise UnitError(
                f"{text!r} has a comma, which can mean two things: write {text.replace(',', '')} or "
                f"{fraction}"
            )
        raise UnitError(f"{text!r} has a decimal comma: write {fraction}")
    parts = list(_QUANTITY.finditer(plain))
    whole = "".join(part[0] for part in parts) == re.sub(r"(?<=[a-z])\s+", "", plain)
    if plain.startswith("-") and _QUANTITY.fullmatch(plain[1:]):
        raise UnitError(f"{text!r} is negative: {what} has to be more than zero")
    if not parts or not whole or (len(parts) > 1 and units is not _SECONDS):
        raise UnitError(f"{text!r} is not {what}: write for instance {examples}")
    total = 0.0
    for part in parts:
        number, unit = part.groups()
        if unit not in units:
            known = ", ".join(units) if units is not _KILOWATTS else "W, kW, MW"
            raise UnitError(f"{text!r} has the unit {unit!r}: {what} is in {known}")
        total += float(number) * units[unit]
    if not 0 < total < math.inf:
        raise UnitError(f"{text!r} is not {what} that can be used: it has to be more than zero")
    return total


def plural(number: int, one: str) -> str:
    """Write how many there are: `1 station`, `1,200 stations`."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def show_distance(metres: float) -> str:
    """Write a distance for people: `850 m`, `1.2 km`, `120 km`."""
    if metres < 999.5:
        return f"{metres:.0f} m"
    return f"{metres / 1000:.1f} km" if metres < 99_950 else f"{metres / 1000:.0f} km"


def show_power(kilowatts: float) -> str:
    """Write a power for people: `3.7 kW`, `22 kW`, `1.2 MW`."""
    if kilowatts >= 999.5:
        return f"{kilowatts / 1000:.1f}".removesuffix(".0") + " MW"
    return f"{kilowatts:.{0 if kilowatts >= 9.95 else 1}f}".removesuffix(".0") + " kW"


def show_duration(seconds: float) -> str:
    """Write a time for people: `500 ms`, `30 s`, `5 min`, `1 h 30 min`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (0 if hours else rest, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
