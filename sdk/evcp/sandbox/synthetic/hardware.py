"""The chargers that made-up stations consist of; plugs and voltages are those of real ones."""

from __future__ import annotations

from dataclasses import dataclass

from ..stations.parts import Plug


@dataclass(frozen=True, slots=True)
class Charger:
    """A kind of hardware.

    Attributes:
        share: Weight in its market.
        evses: Least and greatest number of EVSEs of a station.
        plugs: The connectors of each EVSE. Several of them share one EVSE: only one car charges.
        model: Manufacturer and model, invented.
    """

    share: int
    evses: tuple[int, int]
    plugs: tuple[Plug, ...]
    model: tuple[str, str]

    @property
    def kw(self) -> float:
        """Power of its strongest plug."""
        return max(plug.kw for plug in self.plugs)


MOTORWAY_EVSES = (2, 12)
"""Least and greatest number of EVSEs of a station on a motorway."""

_POWER_CHARGER_KW = 150


def on_motorways(chargers: tuple[Charger, ...]) -> tuple[Charger, ...]:
    """Those that stand on motorways: the power chargers, or the strongest where there are none."""
    strongest = max(charger.kw for charger in chargers)
    least = min(strongest, _POWER_CHARGER_KW)
    return tuple(charger for charger in chargers if charger.kw >= least)


def _type2(kw: float, amps: str, phases: int = 3, *, cable: bool = False) -> Plug:
    volts = "380-480V AC" if phases == 3 else "200-240V AC"
    return Plug("31", kw, volts, amps, phases, "3", cable)


def _dc(type_id: str, kw: float, amps: str, feed: str | None = None) -> Plug:
    return Plug(type_id, kw, "1000V DC" if kw > 150 else "500V DC", amps, 0, "4", True, feed)


def _j1772(kw: float, amps: str, feed: str | None = "2") -> Plug:
    return Plug("30", kw, "200-240V AC", amps, 1, "3", True, feed)


_SCHUKO = Plug("9", 3.7, "200-240V AC", "16A", 1, "1", False)
_TYPE_E = Plug("8", 3.7, "200-240V AC", "16A", 1, "1", False)

EUROPE = (
    Charger(40, (1, 2), (_type2(22.08, "32A"),), ("Ladewerk", "Duo 22")),
    Charger(22, (2, 6), (_type2(11.04, "16A"),), ("Ladewerk", "Wall 11")),
    Charger(8, (1, 2), (_type2(22.08, "32A"), _SCHUKO), ("Stromsäule", "City S")),
    Charger(
        12,
        (1, 2),
        (_dc("34", 50, "125A"), _dc("29", 50, "125A"), _type2(43, "63A", cable=True)),
        ("Gleichstrom", "Trio 50"),
    ),
    Charger(8, (2, 4), (_dc("34", 150, "350A"), _dc("29", 50, "125A")), ("Gleichstrom", "Q 150")),
    Charger(8, (2, 10), (_dc("34", 300, "500A"),), ("Gleichstrom", "Q 300")),
    Charger(4, (2, 8), (_dc("34", 400, "500A"),), ("Gleichstrom", "Q 400")),
    Charger(2, (1, 1), (_type2(22.08, "32A"), _TYPE_E), ("Bornes du Sud", "Mixte")),
)
BRITAIN = (
    Charger(48, (1, 2), (_type2(7.36, "32A", 1),), ("Lamp & Post", "Kerb 7")),
    Charger(20, (1, 2), (_type2(22.08, "32A"),), ("Lamp & Post", "Twin 22")),
    Charger(
        18,
        (1, 3),
        (_dc("34", 50, "125A"), _dc("29", 50, "125A"), _type2(43, "63A", cable=True)),
        ("Northern Rapid", "R50"),
    ),
    Charger(14, (2, 8), (_dc("34", 150, "350A"),), ("Northern Rapid", "R150")),
)
AMERICA = (
    Charger(62, (1, 4), (_j1772(7.2, "30A"),), ("Current Works", "L2-30")),
    Charger(
        12, (1, 4), (_dc("33", 50, "125A", "5"), _dc("29", 50, "125A", "5")), ("Arcline", "DC50")
    ),
    Charger(8, (2, 8), (_dc("33", 350, "500A", "5"),), ("Arcline", "DC350")),
    Charger(9, (4, 16), (_dc("43", 250, "600A", "5"),), ("Long Road", "SC3")),
    Charger(
        3,
        (1, 2),
        (
            _j1772(7.2, "30A"),
            Plug("5", 1.44, "100-120V AC", "12A", 1, "1", False, "1"),
        ),
        ("Current Works", "Combo"),
    ),
)
AUSTRALIA = (
    Charger(
        60, (1, 4), (Plug("31", 7.36, "200-240V AC", "32A", 1, "3", False, "3"),), ("Gum", "A7")
    ),
    Charger(
        25, (1, 2), (_dc("34", 50, "125A", "5"), _dc("29", 50, "125A", "5")), ("Gum", "Duet 50")
    ),
    Charger(15, (2, 6), (_dc("34", 350, "500A", "5"),), ("Gum", "Outback 350")),
)
NEW_ZEALAND = (
    Charger(50, (1, 3), (_type2(7.36, "32A", 1),), ("Gum", "A7")),
    Charger(35, (1, 1), (_dc("34", 50, "125A"), _dc("29", 50, "125A")), ("Gum", "Duet 50")),
    Charger(15, (2, 4), (_dc("34", 300, "500A"),), ("Gum", "Outback 300")),
)
JAPAN = (
    Charger(60, (1, 3), (_j1772(3.2, "16A", None),), ("Denki", "C3")),
    Charger(35, (1, 1), (_dc("29", 50, "125A"),), ("Denki", "Q50")),
    Charger(5, (2, 4), (_dc("29", 90, "200A"),), ("Denki", "Q90")),
)
