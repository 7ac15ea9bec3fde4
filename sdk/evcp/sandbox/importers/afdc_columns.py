"""The AFDC columns in the terms of the API: plugs, states, connector groups, opening hours.

AFDC, the Alternative Fuels Data Center, counts ports (EVSEs) by level and lists plugs for the whole
place; it states neither powers nor the plugs of each port. `AfdcAssumptions` fills the gap, and so does
this division, assumed:

* A plug belongs to its usual level. TESLA is direct current if the file counts only such ports, or in
  Tesla's own network; J1772 is also level 1 if level 1 is counted and no socket is listed for it.
* At levels 1 and 2 a port has one plug: ports are divided evenly, the first plugs take the remainder.
  A listed plug has one connector at least; ports fewer than plugs carry several.
* A DC port carries every listed DC plug (`AfdcAssumptions.dual_cable_dc`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from evcp._api.sphere import Bounds
from evcp._reading.parts import WHOLE_DAY, Period
from evcp.connectors import OTHER, connector_id
from evcp_codec.model import Frozen, short_repr

from ..stations.parts import Plug

L1, L2, DC = "ev_level1_evse_num", "ev_level2_evse_num", "ev_dc_fast_count"
"""The three counting columns, also the names of the levels here."""

_AC1 = "100-120V AC"
_AC2 = "200-240V AC"

PLUGS: Mapping[tuple[str, str], Plug] = MappingProxyType(
    {
        ("J1772", L1): Plug("30", 1.44, _AC1, "12A", 1, "2", True, "1"),
        ("NEMA515", L1): Plug("5", 1.44, _AC1, "12A", 1, "1", False, "1"),
        ("NEMA520", L1): Plug("6", 1.92, _AC1, "16A", 1, "1", False, "1"),
        # A NEMA 14-50 socket has 240 V, whatever its column in the file.
        ("NEMA1450", L1): Plug("51", 9.6, _AC2, "40A", 1, "1", False, "2"),
        ("NEMA1450", L2): Plug("51", 9.6, _AC2, "40A", 1, "1", False, "2"),
        ("J1772", L2): Plug("30", 7.2, _AC2, "30A", 1, "3", True, "2"),
        ("TESLA", L2): Plug("43", 11.52, _AC2, "48A", 1, "3", True, "2"),
        ("CHADEMO", DC): Plug("29", 50.0, "500V DC", "125A", 0, "4", True, "5"),
        ("J1772COMBO", DC): Plug("33", 50.0, "500V DC", "125A", 0, "4", True, "5"),
        ("TESLA", DC): Plug("43", 150.0, "500V DC", "375A", 0, "4", True, "5"),
        # The Megawatt Charging System, which has no id of its own in the API.
        ("J3271", DC): Plug(OTHER, 1000.0, "1250V DC", "800A", 0, "4", True, "5"),
    }
)
"""Electrical facts of a plug at a level: usual hardware of 2020, assumed, not in the file."""

CONNECTORS = tuple(dict.fromkeys(name for name, _ in PLUGS))
"""The words of the column `ev_connector_types`."""

_BY_TYPE = {plug.type_id: name for (name, _), plug in PLUGS.items() if plug.type_id != OTHER}
# CCS without a number is type 1 in North America.
_ALIASES = {"CCS": "J1772COMBO", "COMBO": "J1772COMBO", "MCS": "J3271"}


def read_plugs(text: str) -> list[str]:
    """The plugs of a cell as words of `CONNECTORS`, unknown ones as they are.

    The download separates words by blanks. Lists and the words of `evcp.connectors` (`NACS`, `NEMA 5-15`)
    are read too.
    """
    parts = re.split(r"[,;|\[\]'\"]+", text)
    if len(parts) == 1 and _plug(text) not in CONNECTORS:
        parts = text.split()
    return [_plug(part.strip()) for part in parts if part.strip()]


def _plug(word: str) -> str:
    upper = word.upper()
    if upper in CONNECTORS:
        return upper
    return _ALIASES.get(upper) or _BY_TYPE.get(connector_id(word) or "", word)


@dataclass(frozen=True, slots=True, kw_only=True)
class AfdcAssumptions(Frozen):
    """Assumptions about gaps in an AFDC file.

    Attributes:
        dual_cable_dc: True: each DC port has a cable of every listed DC standard (usual in 2020),
            so each group has one connector per port, and the groups share EVSEs. False: the ports
            are divided among the standards, as for levels 1 and 2.
        power_kw: Powers other than in `PLUGS`, by network and plug.
    """

    __repr__ = short_repr

    dual_cable_dc: bool = True
    power_kw: Mapping[tuple[str, str], float] = field(
        default_factory=lambda: {("Electrify America", "J1772COMBO"): 150.0}
    )

    def __post_init__(self) -> None:
        self._fill(power_kw=MappingProxyType(dict(self.power_kw)))

    def __reduce__(self) -> tuple[Callable[[], AfdcAssumptions], tuple[()]]:
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        values["power_kw"] = dict(self.power_kw)  # a read-only mapping does not pickle
        return partial(AfdcAssumptions, **values), ()


UNITED_STATES: tuple[Bounds, ...] = (
    (17.0, -180.0, 72.0, -64.0),
    # The Aleutians beyond the antimeridian, Guam and the Northern Marianas.
    (13.0, 144.0, 56.0, 180.0),
    # American Samoa.
    (-14.8, -171.3, -10.8, -167.9),
)
"""Boxes around all possible coordinates of the United States and their territories."""


class Land(NamedTuple):
    """A country of the register.

    Attributes:
        name: Name for messages.
        boxes: Boxes around all its coordinates.
        currency: ISO 4217 code of its dollar.
    """

    name: str
    boxes: tuple[Bounds, ...]
    currency: str


LANDS: Mapping[str, Land] = MappingProxyType(
    {
        "USA": Land("the United States", UNITED_STATES, "USD"),
        "CAN": Land("Canada", ((41.5, -141.2, 84.0, -52.4),), "CAD"),
    }
)
"""The countries of the register by their three letters."""


@dataclass(frozen=True, slots=True)
class State:
    """A state or province.

    Attributes:
        country: Three letters of its country.
        bounds: A box around it with a margin of some 0.2 degrees.
        time_zone: IANA name of the time zone of the whole state, else None.
    """

    country: str
    bounds: Bounds
    time_zone: str | None


_ZONES = {
    "E": "America/New_York",
    "C": "America/Chicago",
    "M": "America/Denver",
    "P": "America/Los_Angeles",
    "HI": "Pacific/Honolulu",
    "-": None,
}

# south, west, north, east in degrees; zone letter or name ("-": several zones in the state)
_STATES = """
AL 30.0 -88.7 35.2 -84.7 C;  AK 51.0 -180.0 71.6 -129.8 -; AZ 31.1 -115.0 37.2 -108.9 -
AR 32.8 -94.8 36.7 -89.5 C;  CA 32.3 -124.6 42.2 -113.9 P; CO 36.8 -109.3 41.2 -101.9 M
CT 40.8 -73.9 42.2 -71.6 E;  DE 38.3 -76.0 40.0 -74.8 E;   DC 38.7 -77.3 39.1 -76.8 E
FL 24.3 -87.8 31.2 -79.8 -;  GA 30.2 -85.8 35.2 -80.6 E;   HI 18.7 -160.6 22.5 -154.6 HI
ID 41.8 -117.4 49.2 -110.8 -; IL 36.8 -91.7 42.7 -87.2 C;  IN 37.6 -88.3 42.0 -84.6 -
IA 40.2 -96.9 43.7 -89.9 C;  KS 36.8 -102.3 40.2 -94.4 -;  KY 36.3 -89.8 39.4 -81.8 -
LA 28.7 -94.3 33.2 -88.6 C;  ME 42.8 -71.3 47.7 -66.7 E;   MD 37.7 -79.7 39.9 -74.8 E
MA 41.0 -73.7 43.1 -69.7 E;  MI 41.5 -90.6 48.4 -82.2 -;   MN 43.3 -97.5 49.6 -89.3 C
MS 30.0 -91.9 35.2 -87.9 C;  MO 35.8 -96.0 40.8 -88.9 C;   MT 44.2 -116.3 49.2 -103.8 M
NE 39.8 -104.3 43.2 -95.1 -; NV 34.8 -120.2 42.2 -113.8 -; NH 42.5 -72.8 45.5 -70.4 E
NJ 38.7 -75.8 41.6 -73.7 E;  NM 31.1 -109.3 37.2 -102.8 M; NY 40.3 -80.0 45.2 -71.6 E
NC 33.6 -84.5 36.8 -75.2 E;  ND 45.7 -104.3 49.2 -96.3 -;  OH 38.2 -85.0 42.5 -80.3 E
OK 33.4 -103.2 37.2 -94.2 C; OR 41.8 -124.8 46.5 -116.2 -; PA 39.5 -80.7 42.6 -74.5 E
RI 41.0 -72.1 42.2 -71.0 E;  SC 31.8 -83.6 35.4 -78.3 E;   SD 42.3 -104.3 46.1 -96.2 -
TN 34.8 -90.5 36.9 -81.4 -;  TX 25.6 -106.9 36.7 -93.3 -;  UT 36.8 -114.3 42.2 -108.8 M
VT 42.5 -73.6 45.2 -71.3 E;  VA 36.3 -83.9 39.7 -75.0 E;   WA 45.3 -125.0 49.2 -116.7 P
WV 37.0 -82.8 40.8 -77.5 E;  WI 42.3 -93.1 47.3 -86.1 C;   WY 40.8 -111.3 45.2 -103.8 M
PR 17.7 -68.2 18.8 -65.0 America/Puerto_Rico; VI 17.4 -65.3 18.7 -64.3 America/St_Thomas
GU 13.0 144.4 13.9 145.2 Pacific/Guam;         MP 13.9 144.6 20.8 146.3 Pacific/Saipan
AS -14.8 -171.3 -10.8 -167.9 Pacific/Pago_Pago
"""
_PROVINCES = """
AB 48.8 -120.2 60.2 -109.8 America/Edmonton;   BC 48.1 -139.3 60.2 -113.8 -
MB 48.8 -102.3 60.2 -88.7 America/Winnipeg;    NB 44.3 -69.3 48.3 -63.5 America/Moncton
NL 46.4 -68.0 60.7 -52.4 -;                    NS 43.2 -66.7 47.3 -59.5 America/Halifax
NT 59.8 -136.8 79.0 -101.7 America/Edmonton;   NU 51.4 -121.0 83.5 -60.8 -
ON 41.4 -95.5 57.2 -74.1 -;                    PE 45.7 -64.8 47.3 -61.7 America/Halifax
QC 44.8 -80.0 62.9 -56.9 -;                    SK 48.8 -110.3 60.2 -101.1 -
YT 59.8 -141.2 70.0 -123.6 America/Whitehorse
"""


def _read_states(table: str, country: str) -> dict[str, State]:
    states = {}
    for entry in table.replace("\n", ";").split(";"):
        if entry.strip():
            code, *sides, zone = entry.split()
            south, west, north, east = map(float, sides)
            states[code] = State(country, (south, west, north, east), _ZONES.get(zone, zone))
    return states


STATES: Mapping[str, State] = MappingProxyType(
    _read_states(_STATES, "USA") | _read_states(_PROVINCES, "CAN")
)
"""The states and provinces of the register by their two letters."""


_LEVELS = (L1, L2, DC)
_SOCKETS = ("NEMA515", "NEMA520", "NEMA1450")
_TESLA_DC_NETWORK = "Tesla"
_TYPES = "ev_connector_types"


class Group(NamedTuple):
    """One connector group of a place.

    Attributes:
        plug: Word of `ev_connector_types`; None if the file has none for this level.
        level: The counting column.
        connectors: Number of physical connectors; None if the file has no count for the level.
        evses: Number of the EVSE of each connector, counted from 0 within the place.
    """

    plug: str | None
    level: str
    connectors: int | None
    evses: tuple[int, ...] = ()


class Problem(NamedTuple):
    """An issue of the row: its column and the consequence."""

    column: str
    reason: str


def group(
    plugs: Sequence[str], ports: Mapping[str, int | None], network: str, *, dual_cable_dc: bool
) -> tuple[list[Group], list[Problem]]:
    """Divide the ports of a place among its plugs.

    Args:
        plugs: Words of `CONNECTORS`, and unknown ones.
        ports: Number of ports by counting column; None for an empty cell.
        network: `ev_network`.
        dual_cable_dc: True if a DC port carries every DC plug.

    Returns:
        The groups in the order of the levels, and the issues.
    """
    problems = [
        Problem(_TYPES, f"unknown plug {plug}: left out")
        for plug in plugs
        if plug not in CONNECTORS
    ]
    by_level: dict[str, list[str]] = {level: [] for level in _LEVELS}
    known = [plug for plug in CONNECTORS if plug in plugs]
    for plug in known:
        for level in _levels_of(plug, known, ports, network):
            by_level[level].append(plug)
    if not plugs:
        problems.append(Problem(_TYPES, "empty: the plugs are unknown"))

    groups: list[Group] = []
    numbered = 0
    for level, names in by_level.items():
        count = ports[level]
        if not count:
            groups += [Group(name, level, None) for name in names]
            if names:
                problems.append(Problem(level, f"no ports counted for {' '.join(names)}"))
            continue
        if not names:
            groups.append(Group(None, level, count, tuple(range(numbered, numbered + count))))
            if plugs:
                problems.append(Problem(_TYPES, f"no plug listed for the ports of {level}"))
        elif level == DC and dual_cable_dc:
            evses = tuple(range(numbered, numbered + count))
            groups += [Group(name, level, count, evses) for name in names]
        else:
            groups += _shared_out(names, level, count, numbered)
        numbered += count
    return groups, problems


def _levels_of(
    plug: str, plugs: Sequence[str], ports: Mapping[str, int | None], network: str
) -> tuple[str, ...]:
    if plug in ("CHADEMO", "J1772COMBO", "J3271"):
        return (DC,)
    if plug in ("NEMA515", "NEMA520"):
        return (L1,)
    if plug == "NEMA1450":
        return (L1,) if ports[L1] else (L2,)
    if plug == "TESLA":
        return (DC,) if ports[DC] and (not ports[L2] or network == _TESLA_DC_NETWORK) else (L2,)
    if not ports[L1]:
        return (L2,)
    if not ports[L2]:
        return (L1,)
    return (L2,) if any(socket in plugs for socket in _SOCKETS) else (L1, L2)


def _shared_out(names: Sequence[str], level: str, count: int, first: int) -> list[Group]:
    each, left = divmod(count, len(names))
    groups = []
    taken = 0
    for at, name in enumerate(names):
        share = max(each + (at < left), 1)
        evses = tuple(first + (taken + number) % count for number in range(share))
        groups.append(Group(name, level, share, evses))
        taken += share
    return groups


Week = dict[int, list[Period]]
"""Stretches of opening for each day, by the bit of the day in `daymask` (1 is Sunday)."""

_DAYS = {"SU": 1, "MO": 2, "TU": 4, "WE": 8, "TH": 16, "FR": 32, "SA": 64}
_ORDER = tuple(_DAYS.values())
_SHORT_DAYS = {"M": 2, "T": 4, "W": 8, "F": 32}
_TIME = r"(0?[1-9]|1[0-2])(?::([0-5]\d))?\s*([ap])m"
_HOURS = rf"(?:24 hours|{_TIME}\s*-\s*{_TIME})"
_DAY = r"[A-Z][A-Za-z]*"
_CLAUSE = re.compile(
    rf"(?P<hours>{_HOURS})\s+(?:(?P<daily>daily)|(?P<first>{_DAY})(?:\s*-\s*(?P<last>{_DAY}))?)"
)
_DAY_LIST = re.compile(r"([A-Z]{2,3}): (.+)")
_SPAN = re.compile(_HOURS)
_LAST_MINUTE = 24 * 60 - 1


def read_week(text: str) -> Week | None:
    """Opening hours from the free text of `access_days_time`; None if it has no readable hours.

    Two families of texts are read, and nothing is guessed from others ("Dealership business hours",
    "Fleet use only"):

    * a list of days: `MO: 6:00am-11:00pm; TU: ...` or `MON: 24 hours | TUE: ...`;
    * a sentence: `24 hours daily`, `8am-5pm M-F, 10am-2pm Sat`, with remarks behind a semicolon.

    Hours past midnight are split, the rest belongs to the next day. The text is taken literally, even
    a "6am-12pm daily" that may mean midnight.
    """
    if _DAY_LIST.match(text):
        week = _read_list(re.split(r"\s*[;|]\s*", text))
    else:
        week = _read_sentence(text.partition(";")[0].strip())
    if week is not None:
        for day, periods in week.items():
            if WHOLE_DAY in periods:
                week[day] = [WHOLE_DAY]  # without the rest of the night before
    return week


def is_always_open(week: Week) -> bool:
    """Return True for a week without a closed minute."""
    return all(WHOLE_DAY in week.get(day, ()) for day in _ORDER)


def _read_list(entries: list[str]) -> Week | None:
    week: Week = {day: [] for day in _ORDER}
    for entry in entries:
        match = _DAY_LIST.fullmatch(entry)
        day = _DAYS.get(match[1][:2]) if match else None
        if match is None or day is None:
            return None
        if match[2] == "Closed":
            continue
        if not _add(week, match[2], (day,)):
            return None
    return week


def _read_sentence(text: str) -> Week | None:
    week: Week = {day: [] for day in _ORDER}
    for clause in text.split(","):
        match = _CLAUSE.fullmatch(clause.strip())
        if match is None:
            return None
        days = _ORDER if match["daily"] else _run(match["first"], match["last"] or match["first"])
        if not days or not _add(week, match["hours"], days):
            return None
    return week


def _add(week: Week, hours: str, days: tuple[int, ...]) -> bool:
    """Add hours to days; return False if they cannot be read."""
    match = _SPAN.fullmatch(hours)
    if match is None:
        return False
    if hours == "24 hours":
        opens = closes = 0
    else:
        opens, closes = _minutes(*match.groups()[:3]), _minutes(*match.groups()[3:])
        closes += closes == _LAST_MINUTE  # the end of the day, as in `evcp.hours`
    for day in days:
        if closes > opens:
            week[day].append((_clock(opens), _clock(closes)))
            continue
        # Equal times mean a whole day; an earlier end belongs to the next day.
        week[day].append((_clock(opens), "24:00:00"))
        if closes:
            week[_ORDER[(_ORDER.index(day) + 1) % 7]].append(("00:00:00", _clock(closes)))
    return True


def _run(first: str, last: str) -> tuple[int, ...]:
    """The days from one to another, over the end of the week if necessary; empty if unknown."""
    begin, end = _day(first), _day(last)
    if begin is None or end is None:
        return ()
    start = _ORDER.index(begin)
    length = (_ORDER.index(end) - start) % 7 + 1
    return tuple(_ORDER[(start + at) % 7] for at in range(length))


def _day(name: str) -> int | None:
    return _SHORT_DAYS.get(name) or (_DAYS.get(name[:2].upper()) if len(name) > 1 else None)


def _minutes(hour: str, minute: str | None, half: str) -> int:
    return int(hour) % 12 * 60 + int(minute or 0) + (720 if half == "p" else 0)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}:00"
