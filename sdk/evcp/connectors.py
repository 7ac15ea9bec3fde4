"""Connector types by the words of the field, and what a connector means: current, phases, power, cable or socket.

Capitals, blanks and punctuation make no difference: `CCS 2`, `ccs2` and `socket:type2_combo` are one type.

    from evcp.connectors import connector_ids, meaning

    connector_ids("ccs, nacs")              # ("33", "34", "43")
    meaning(station.connectors[0]).phases   # 3
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from evcp_codec.model import Frozen, expect, short_repr

from .errors import ConfigurationError
from .geo import power

if TYPE_CHECKING:
    from evcp_models import Connector, EVSEConnector, NameId
    from evcp_models.codes import ConnectorTypeCode

Current = Literal["AC", "DC"]
"""Alternating or direct current."""
Range = tuple[float, float]
"""The least and the greatest value."""

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "ccs": "CCS",
        "chademo": "CHAdeMO",
        "type1": "Type 1",
        "type2": "Type 2",
        "type3": "Type 3",
        "tesla": "Tesla",
        "gbt": "GB/T",
        "domestic": "socket",
        "industrial": "CEE",
        "inductive": "inductive",
        "other": "other",
    }
)
"""The connector families of `evcp_models.codes`, and their short names."""

OTHER, UNSPECIFIED = "1", "0"
"""Ids of a plug without an id of its own, and of an unknown plug."""

_UNKNOWN_IDS = ("0", "1", "2")
"""Ids that do not identify a plug: Unspecified, Other, Unallowed."""

# Ids with their words in AFDC, OpenStreetMap (`socket:...`), HERE's SDK, DATEX II, OCPP and common use. Words
# of OCPI, and the names of the codes, which GS7 uses too, are added from the code table.
_WORDS = """
5   NEMA515 nema_5_15 nema_5_15r typeb
6   NEMA520 nema_5_20r
7   typed bs546
8   typee cee_7_5
9   typef schuko cee_7_4
10  cee_7_7 sCEE77
11  typeg bs1363 sBS1361
12  typeh
13  typei as3112
16  sev1011_t13 t13
17  sev1011_t15 t15
18  sev1011_t23 t23
19  sev1011_t25 t25
26  tesla_roadster teslaRoadster
29  CHADEMO cG105 jevs_g105
30  J1772 SAE_J1772 type1 type1_cable cType1 iec62196type1 yazaki
31  type2 type2_cable cType2 sType2 iec62196type2 mennekes
32  type3 type3c sType3 iec62196type3 iec62196type3c scame
33  J1772COMBO type1_combo type1ccs ccs_type1 ccs1 ccs_combo_1 combo1 cCCS1
33  iec62196type1combo iec62196type1ccs sae_ccs sae_combo sae_j1772_combo
34  type2_combo type2ccs ccs_type2 ccs2 ccs_combo_2 combo2 cCCS2
34  iec62196type2combo iec62196type2ccs tesla_supercharger_ccs
35  cee_blue iec60309x2single16 s309_1P_16A s309_1P_32A
36  cee_red cee_red_16a cee_red_32a cee_red_63a cee_red_64a cee_red_125a s309_3P_16A s309_3P_32A
36  iec60309x2three16 iec60309x2three32 iec60309x2three64
43  NACS J3400 SAE_J3400 TESLA cTesla cNACS Tesla_Connector tesla_standard tesla_supercharger
43  tesla_destination teslaConnectorEurope teslaConnectorAmerica
48  typea nema_1_15
49  typec europlug cee_7_17 cee_7_16
50  type3a iec62196type3a
51  NEMA1450 nema_14_50 nema_14_50r
52  gb_ac sGBT cGBT_AC
53  gb_dc gbtdc cGBT_DC
1   J3271 SAE_J3271 megawatt cMCS cChaoJi nema_tt_30
"""

_WITHOUT_ID = (
    *("CHAOJI", "MCS", "NEMA_6_30", "NEMA_6_50", "NEMA_10_30", "NEMA_10_50", "NEMA_14_30"),
    *("PANTOGRAPH_BOTTOM_UP", "PANTOGRAPH_TOP_DOWN"),
)
"""Standards of OCPI without an id in the API: Other."""

_GROUPS = {
    "combo": ("ccs",),
    "ccscombo": ("ccs",),
    "comboccs": ("ccs",),
    "cee": ("35", "36", "37", "38", "39", "46"),
    "gb": ("gbt",),
    "household": ("domestic",),
    "iec60309": ("industrial",),
}
"""Further words of several types: ids or a family."""


def connector_ids(words: Iterable[str | int] | str | int) -> tuple[str, ...]:
    """Find the ids of connector types.

    Args:
        words: Ids, families (`FAMILIES`), names or keys of `evcp_models.codes`, or words of OCPI,
            AFDC, OpenStreetMap and other services, each alone or in a comma-separated list without
            empty parts.

    Returns:
        The ids without repetition. MCS and other plugs without an id are `"1"`, Other.

    Raises:
        ConfigurationError: A word is unknown. Unknown ids pass: the service may have newer ones.
    """
    ids: dict[str, None] = {}
    for word in [words] if isinstance(words, str | int) else words:
        for part in _parts(str(word)):
            ids.update(dict.fromkeys(_ids(part.strip())))
    return tuple(ids)


def _parts(text: str) -> Iterator[str]:
    """Split a list at its commas, apart from those within a full name."""
    pieces = text.split(",")
    while pieces:
        first, size = pieces[0], 1
        # `J (T13),T23` is two words, `J (T13, T23)` one.
        if first.count("(") != first.count(")") or _normalized(first) not in _names():
            sizes = (len(name) for name in _comma_names() if name == _pieces(pieces[: len(name)]))
            size = max(sizes, default=1)
        yield ",".join(pieces[:size])
        del pieces[:size]


def _pieces(pieces: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_normalized, pieces))


@cache
def _comma_names() -> Collection[tuple[str, ...]]:
    """The full names that contain commas, in their pieces."""
    from evcp_models.codes import CONNECTOR_TYPES

    names = (code.name.split(",") for code in CONNECTOR_TYPES.values() if "," in code.name)
    return [*map(_pieces, names)]


def connector_id(word: str) -> str | None:
    """Find the likeliest connector type of one word of another service; None for unknown words and families.

    Raises:
        TypeError: It is not text. A number is an id already.
    """
    expect(word, str, "word", "pass a word such as 'SAE_J1772'; a number is an id already")
    return next(iter(_names().get(_normalized(word), ())), None)


def _ids(text: str) -> tuple[str, ...]:
    if re.fullmatch("[0-9]+", text, re.ASCII):
        return (text,)
    word = _normalized(text)
    if found := _families().get(word) or _names().get(word):
        return found
    families = list(FAMILIES)
    meant = ""
    if close := _closest(word):
        meant = f"did you mean {close}? "
        families.sort(key=lambda family: family != _family(close))
    raise ConfigurationError(
        f"{text!r} is not a connector type",
        hint=f"{meant}the families are {', '.join(families)}; `evcp codes connectors` lists ids and names",
    )


def _closest(word: str) -> str | None:
    """The known word most like another one; families first."""
    from difflib import get_close_matches

    for known in (FAMILIES, [*_families(), *_names()]):
        if close := get_close_matches(word, known, n=1, cutoff=0.7):
            return close[0]
    return None


def _family(word: str) -> str:
    """The family of a known word."""
    from evcp_models.codes import CONNECTOR_TYPES

    return word if word in FAMILIES else CONNECTOR_TYPES[_ids(word)[0]].family


@cache
def _families() -> Mapping[str, tuple[str, ...]]:
    """The ids of each family, the ones that the service's filter lists first."""
    from evcp_models.codes import CONNECTOR_TYPES

    codes = sorted(CONNECTOR_TYPES.values(), key=lambda code: not code.filterable)
    found = {name: tuple(code.id for code in codes if code.family == name) for name in FAMILIES}
    return found | {
        word: tuple(id for one in ids for id in found.get(one, (one,)))
        for word, ids in _GROUPS.items()
    }


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """The ids of each normalized word, the likeliest first."""
    from evcp_models.codes import CONNECTOR_TYPES

    names: dict[str, tuple[str, ...]] = {}
    for code in CONNECTOR_TYPES.values():
        names[_normalized(code.name)] = names[_normalized(code.key)] = (code.id,)
    for standard, ids in ocpi_standards().items():
        names[_normalized(standard)] = ids
    for line in _WORDS.strip().splitlines():
        id, *words = line.split()
        for word in map(_normalized, words):
            names[word] = tuple(dict.fromkeys((id, *names.get(word, ()))))
    return names


@cache
def ocpi_standards() -> Mapping[str, tuple[str, ...]]:
    """Return the ids of each standard of OCPI, the likeliest first: the exact ones, or else all that it may be."""
    from evcp_models.codes import CONNECTOR_TYPES

    ranked: dict[str, list[tuple[bool, int, bool, int]]] = {}
    for code in CONNECTOR_TYPES.values():
        for at, target in enumerate(code.ocpi):
            rank = (target.match != "exact", at, not code.filterable, int(code.id))
            ranked.setdefault(target.standard, []).append(rank)
    found = {
        standard: tuple(str(rank[-1]) for rank in sorted(ranks) if rank[0] == min(ranks)[0])
        for standard, ranks in ranked.items()
    }
    return MappingProxyType(found | dict.fromkeys(_WITHOUT_ID, (OTHER,)))


def _normalized(text: str) -> str:
    return re.sub(r"^socket:|[^a-z0-9]", "", text.strip().casefold())


def type_id(connector: Connector) -> str | None:
    """Return the id of a group's connector type; None if it is missing or does not identify a plug."""
    from evcp_models import Connector

    expect(connector, Connector, "connector", "pass one of station.connectors")
    kind = connector.connector_type
    return None if kind is None or kind.id in _UNKNOWN_IDS else kind.id


def short_name(kind: NameId | None) -> str:
    """Return the short name of a connector type: `CCS`, `Type 2`."""
    from evcp_models import NameId
    from evcp_models.codes import CONNECTOR_TYPES

    if kind is not None:
        expect(kind, NameId, "kind", "pass connector.connector_type")
    code = CONNECTOR_TYPES.get(kind.id or "") if kind else None
    if code is not None and code.id not in _UNKNOWN_IDS:
        return code.name if code.family == "other" else FAMILIES[code.family]
    return (kind and kind.name) or "unknown type"


@dataclass(frozen=True, slots=True)
class ConnectorMeaning(Frozen):
    """What is certain about a connector or a group of like ones. Unknown is None, never a guess.

    Attributes:
        type_id: Id of the connector type as it was sent, also if it is not in the code list.
        family: Family of the type, see `FAMILIES`; `"other"` for ids that are not in the code list.
        current: `"AC"` or `"DC"`.
        phases: Number of phases of an AC connector.
        phase_options: Numbers of phases that it may have; empty for DC.
        kw_range: Least and greatest charging power in kW that its data allow; `(0, inf)` if unknown.
        cable: True for a cable fixed to the charger, False for a socket.
        volts: Least and greatest voltage as stated, between two lines or a line and neutral.
        amps: Least and greatest current as stated, per phase.
    """

    __repr__ = short_repr

    type_id: str | None
    family: str
    current: Current | None
    phases: int | None
    phase_options: tuple[int, ...]
    kw_range: Range
    cable: bool | None
    volts: Range | None
    amps: Range | None

    @property
    def kw(self) -> float | None:
        """Charging power in kW; None if unknown or known as a range only."""
        least, most = self.kw_range
        return least if least == most else None

    @property
    def socket(self) -> bool | None:
        """True for a socket, which takes a cable of the driver's own."""
        return None if self.cable is None else not self.cable


UNKNOWN_POWER: Range = (0.0, math.inf)
"""The range of a power of which nothing is known."""

_ONE_LINE = 277
"""Highest voltage between line and neutral in public grids: 480 V between two lines."""
_LINE_TO_LINE = 300
"""Voltages above are those between two lines: no grid has as much between line and neutral."""
_TOLERANCE = 1.25
"""Highest ratio of a voltage to the nominal one: chargers of nominally 400 V DC give up to 500 V."""
_FEEDS: Mapping[str | None, str] = {"1": "AC", "2": "AC", "3": "AC", "5": "DC"}
"""Current by power feed type (contract section 5.2): practice, the id 5 inferred."""


def meaning(connector: Connector | EVSEConnector) -> ConnectorMeaning:
    """Return what is certain about a connector: family, current, phases, power, cable or socket.

    Sources are the connector's type with its standard (`evcp_models.codes`), the charging point, the
    power feed type, and, where the charging point is silent, the deprecated texts. Where they
    contradict each other, nothing is believed:

    * Current: all sources must agree.
    * Power: `maxPowerLevel` is the documented power and wins over volts and amperes, which are those of
      a class of devices. It is unknown if the standard, or the stated volts, amperes and phases, cannot
      carry it: 22 kW on one phase of type 2. Without it, the volts and amperes of AC, and the charge
      level, give a range.
    * Phases: those that the standard has, that are stated, and that can carry the power. Type 2 with
      22 kW and 32 A has three.
    * Cable: the standard wins where it has no socket, as for CCS and type 1, since `fixedCable` is
      false in data that just lack it. A household socket with `fixedCable` is unknown.

    An EVSE's connector has a type and a power only.

    Raises:
        TypeError: It is not a connector.

    Source:
        Contract sections 4.8, 4.9, 5.1 to 5.4 and 5.6.
    """
    from evcp_models import ChargingPoint, Connector

    kw = power(connector)
    if not isinstance(connector, Connector):
        return _meaning(connector.type_id, kw, _Stated())
    kind, feed = connector.connector_type, connector.power_feed_type
    point = connector.charging_point or ChargingPoint()
    stated = _Stated(
        connector.customer_charge_level,
        feed.id if feed else None,
        connector.fixed_cable,
        point.charge_mode,
        point.volts_range or (f"{point.volts}V" if (point.volts or 0) > 0 else ""),
        point.amps_range or (f"{point.amps}A" if (point.amps or 0) > 0 else ""),
        point.phases,
        connector.charge_capacity or "",
    )
    return _meaning(kind.id if kind else None, kw, stated)


class _Stated(NamedTuple):
    """Statements of a connector, as they were sent; an empty text says nothing."""

    level: str | None = None
    feed: str | None = None
    fixed_cable: bool | None = None
    mode: str | None = None
    volts: str = ""
    amps: str = ""
    phases: int | None = None
    capacity: str = ""


@lru_cache(4096)  # the connectors of a place are of few kinds
def _meaning(type_id: str | None, kw: float | None, said: _Stated) -> ConnectorMeaning:
    from evcp_models.codes import CONNECTOR_TYPES

    code = CONNECTOR_TYPES.get(type_id or "")
    stated = _electric(said)
    current = _agreed({*stated.currents, code.current if code else "", _FEEDS.get(said.feed, "")})
    phases = None
    if current == "DC":
        options, carried = set[int](), kw is None or kw <= _product(stated, 1) * _TOLERANCE
    elif current == "AC":
        options, carried, is_sure = _phases(code, stated, kw)
        phases = min(options) if len(options) == 1 and is_sure else None
    else:
        options, carried = {1, 2, 3}, True
    if kw is None:
        kw_range = _power_range(stated, current, phases, said.level)
    else:
        kw_range = (kw, kw) if carried else UNKNOWN_POWER
    return ConnectorMeaning(
        type_id=type_id,
        family=code.family if code else "other",
        current=current,
        phases=phases,
        phase_options=tuple(sorted(options)),
        kw_range=kw_range,
        cable=_cable(code, said.fixed_cable),
        volts=stated.volts,
        amps=stated.amps,
    )


def _cable(code: ConnectorTypeCode | None, fixed_cable: bool | None) -> bool | None:
    standard = code.format if code else ""
    if standard == "cable":
        return True
    if standard == "socket":
        return None if fixed_cable else False
    return fixed_cable


def _agreed(currents: set[str]) -> Current | None:
    """Return the current that all sources name; an empty text is none."""
    currents.discard("")
    if len(currents) != 1:
        return None
    return "AC" if "AC" in currents else "DC"


def _phases(
    code: ConnectorTypeCode | None, stated: _Electric, kw: float | None
) -> tuple[set[int], bool, bool]:
    """Return the numbers of phases that are possible at AC.

    Returns:
        The numbers, whether they can carry the power, and whether nothing contradicts them. In a
        contradiction, they are all that the standard or the data name.
    """
    standard = {int(number) for number in code.phases.split(",") if number} if code else set[int]()
    standard = standard or {1, 2, 3}
    both = standard & stated.phases if stated.phases else standard
    carrying = {n for n in both if kw is None or kw <= _carried(stated, code, n)}
    if carrying:
        return carrying, True, True
    named = standard | stated.phases
    carried = not both and any(kw is None or kw <= _carried(stated, code, n) for n in named)
    return named, carried, False


@dataclass(frozen=True, slots=True)
class _Electric:
    """The electrical side of a connector as it is stated."""

    currents: frozenset[str] = frozenset()
    phases: frozenset[int] = frozenset()
    volts: Range | None = None
    amps: Range | None = None


_NUMBER_TEXT = r"[0-9]+(?:\.[0-9]+)?"
_VOLTS = re.compile(rf"({_NUMBER_TEXT})\s*V?\s*(?:-\s*({_NUMBER_TEXT})\s*)?V", re.IGNORECASE)
_AMPS = re.compile(rf"({_NUMBER_TEXT})\s*A?\s*(?:-\s*({_NUMBER_TEXT})\s*)?A\b", re.IGNORECASE)
_CURRENT = re.compile(r"V\s*(AC|DC)\b", re.IGNORECASE)
_PHASES = re.compile(r"([1-3])\s*-?\s*phase", re.IGNORECASE)


def _electric(said: _Stated) -> _Electric:
    """Read the electrical side of a connector; the deprecated text serves where the other ones are silent."""
    volts, amps, capacity = said.volts or said.capacity, said.amps or said.capacity, said.capacity
    currents = {text.upper() for text in _CURRENT.findall(volts) or _CURRENT.findall(capacity)}
    if said.mode == "4":
        currents.add("DC")
    if said.phases is None:
        counts = {int(number) for number in _PHASES.findall(capacity)}
        # Capacities joined by semicolons are alternatives: one phase or three is neither for certain.
        phases = counts if len(counts) == 1 else set[int]()
    else:
        phases = {said.phases} & {1, 2, 3}
    return _Electric(
        frozenset(currents), frozenset(phases), _span(_VOLTS, volts), _span(_AMPS, amps)
    )


def _span(pattern: re.Pattern[str], text: str) -> Range | None:
    numbers = [float(one) for pair in pattern.findall(text) for one in pair if one]
    return (min(numbers), max(numbers)) if numbers and min(numbers) > 0 else None


def _kilowatts(volts: float, amps: float, phases: int) -> float:
    """Power in kW of AC; several phases are measured between line and neutral."""
    if phases == 3 and volts > _LINE_TO_LINE:
        volts /= math.sqrt(3)
    return volts * amps * phases / 1000


def _product(stated: _Electric, phases: int) -> float:
    """Greatest power of the stated volts and amperes in kW; infinite if they are not stated."""
    if stated.volts is None or stated.amps is None:
        return math.inf
    return _kilowatts(stated.volts[1], stated.amps[1], phases)


def _carried(stated: _Electric, code: ConnectorTypeCode | None, phases: int) -> float:
    """Greatest AC power in kW that the standard and the stated data allow for a number of phases."""
    limit = code.max_amps * _ONE_LINE * phases / 1000 if code and code.max_amps else math.inf
    return min(limit, _product(stated, phases) * _TOLERANCE)


def _power_range(
    stated: _Electric, current: str | None, phases: int | None, level: str | None
) -> Range:
    """Return what is known of a power without `maxPowerLevel`."""
    from evcp_models.codes import CHARGE_LEVELS

    least, most = UNKNOWN_POWER
    if stated.volts and stated.amps and current == "DC":
        most = _product(stated, 1) * _TOLERANCE  # the bounds of a device, which may give less
    elif stated.volts and stated.amps and phases:
        least = _kilowatts(stated.volts[0], stated.amps[0], phases)
        most = _kilowatts(stated.volts[1], stated.amps[1], phases)
    if (band := CHARGE_LEVELS.get(level or "")) is not None:
        least = max(least, band.min_kw)
        most = min(most, math.inf if band.max_kw is None else band.max_kw)
    return (least, most) if least <= most else UNKNOWN_POWER
