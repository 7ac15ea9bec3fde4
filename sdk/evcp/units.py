"""Distances, powers, speeds and durations as people write them: `500m`, `3mi`, `50kW`, `100km/h`, `1h30m`.

    from evcp import Circle

    Circle(52.52, 13.405, "5km")

The unit is required: `5` would mean five metres to some users and five kilometres to others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from evcp_codec.model import expect

_METRES = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "nmi": 1852.0, "yd": 0.9144, "ft": 0.3048}
_KILOWATTS = {"w": 0.001, "kw": 1.0, "mw": 1000.0}
_KILOMETRES_PER_HOUR = {
    **dict.fromkeys(("km/h", "kmh", "kph"), 1.0),
    **dict.fromkeys(("mph", "mi/h"), 1.609344),
    "m/s": 3.6,
}
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}

_NUMBER = r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
_QUANTITY = re.compile(rf"({_NUMBER})\s*([a-z]+(?:/[a-z]+)?)", re.ASCII)
_COMMA = re.compile(r"([0-9]+),([0-9]+)\s*[a-z/]+", re.ASCII | re.IGNORECASE)
_BARE = re.compile(_NUMBER, re.ASCII)


def parse_distance(text: str) -> float:
    """Parse a distance into metres.

    Args:
        text: A number with `m`, `km`, `mi`, `nmi`, `yd` or `ft`.

    Raises:
        ValueError: The text is not a positive distance; the message shows how to write one.
    """
    return _parse(text, _METRES, "a distance", "500m, 5km or 3mi", ("m", "km"))


def parse_power(text: str) -> float:
    """Parse a power into kilowatts.

    Args:
        text: A number with `W`, `kW` or `MW`, in upper or lower case: no charger is rated in milliwatts.

    Raises:
        ValueError: The text is not a positive power.
    """
    return _parse(text, _KILOWATTS, "a power", "50kW, 3700W or 0.35MW", ("kW",))


def parse_speed(text: str) -> float:
    """Parse a speed into kilometres per hour.

    Args:
        text: A number with `km/h`, `kmh`, `kph`, `mph`, `mi/h` or `m/s`.

    Raises:
        ValueError: The text is not a positive speed.
    """
    return _parse(text, _KILOMETRES_PER_HOUR, "a speed", "100km/h or 65mph", ("km/h", "mph"))


def parse_duration(text: str) -> float:
    """Parse a duration into seconds.

    Args:
        text: A number with `ms`, `s`, `m` or `min`, `h` or `d`, or several of them: `1h30m`.

    Raises:
        ValueError: The text is not a positive duration.
    """
    return _parse(text, _SECONDS, "a time", "30s, 5m or 1h30m", ("s", "m"))


def _parse(
    text: str, units: Mapping[str, float], quantity: str, examples: str, likely: tuple[str, ...]
) -> float:
    expect(text, str, quantity, f"write it with its unit, such as {examples}")
    text = text.strip()
    plain = text.casefold()
    if _BARE.fullmatch(plain):
        choices = " or ".join(f"{plain}{unit}" for unit in likely)
        raise ValueError(f"{text!r} has no unit: write {choices}")
    if comma := _COMMA.fullmatch(text):
        fraction = text.replace(",", ".")
        if len(comma[2]) == 3 and comma[1] != "0":
            raise ValueError(
                f"{text!r} has a comma, which is ambiguous: write {text.replace(',', '')} or "
                f"{fraction}"
            )
        raise ValueError(f"{text!r} has a decimal comma: write {fraction}")
    parts = list(_QUANTITY.finditer(plain))
    whole = "".join(part[0] for part in parts) == re.sub(r"(?<=[a-z])\s+", "", plain)
    if plain.startswith("-") and _QUANTITY.fullmatch(plain[1:]):
        raise ValueError(f"{text!r} is negative: {quantity} must be greater than zero")
    if not parts or not whole or (len(parts) > 1 and units is not _SECONDS):
        raise ValueError(f"{text!r} is not {quantity}: write {examples}")
    total = 0.0
    for part in parts:
        number, unit = part.groups()
        if unit not in units:
            known = ", ".join(units) if units is not _KILOWATTS else "W, kW, MW"
            raise ValueError(f"{text!r} has the unit {unit!r}: {quantity} is in {known}")
        total += float(number) * units[unit]
    if not 0 < total < math.inf:
        raise ValueError(f"{text!r} is not usable: {quantity} must be greater than zero")
    return total
