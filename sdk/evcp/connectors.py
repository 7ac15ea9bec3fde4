"""Connector types by the words of the field: ids, families, and the spellings of other services.

Capitals, blanks and punctuation make no difference: `CCS 2`, `ccs2` and `socket:type2_combo` are one type.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from evcp_codec.model import expect

from .errors import ConfigurationError

if TYPE_CHECKING:
    from evcp_models import Connector, NameId

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
