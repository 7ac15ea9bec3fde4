"""Stations as locations of OCPI 2.2.1 and 2.3.0, and back; locations of API v3 likewise.

    from evcp.ocpi import to_location

    view = to_location(station, country_code="DE", party_id="ICT", last_updated=now)
    view.location["evses"], view.missing, view.lost

OCPI and API v2 do not say the same. Nothing is invented: a member that OCPI requires and the station does not
say is missing, until the caller gives it. `marks` tells how sure each member is.

An EVSE is an independently usable point: one that a connector group lists or, without a list, one for each of
its connectors. A connector whose state is unknown is never AVAILABLE.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, Unpack, cast, get_args

from evcp_codec.model import Frozen, expect, joined, short_repr

from ._ocpi.types import (
    LENGTHS,
    REQUIRED,
    Connector,
    Evse,
    Hours,
    Location,
    Mark,
    Version,
    fits,
    objects_of,
    printable,
    short_id,
)
from ._reading.members import Members, raw_text
from .errors import ConfigurationError

if TYPE_CHECKING:
    from evcp_models import EVStation, Position

    from ._ocpi.reading import EvseName

__all__ = [
    "Aliases", "Connector", "Evse", "Hours", "Location", "Mark", "MemberIssue", "OcpiView", "ReadLocation",
    "Version", "dumps", "from_location", "from_v3", "pool_id", "to_location", "to_locations", "v3_id",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MemberIssue(Frozen):
    """A member that was not carried over as it is.

    Attributes:
        path: The member, in the names of its source, without indexes.
        reason: The issue and its consequence.
        raw: The value.
    """

    __repr__ = short_repr

    path: str
    reason: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Aliases(Frozen):
    """The ids of API v2 behind a location: those of OCPI are shorter, and compare without case.

    Attributes:
        pool_id: Id of the pool, `poolId`; the location's id in API v3 is `v3_id` of it.
        stations: Ids of the stations with their `cpoId`, in their order.
        evses: For each `uid` the station, its id in the operator's system, and whether the station lists it.
    """

    __repr__ = short_repr

    pool_id: str | None = None
    stations: tuple[tuple[str, str | None], ...] = ()
    evses: Mapping[str, EvseName] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class OcpiView(Frozen):
    """A location, and how it came about.

    Attributes:
        location: The location, plain data for JSON.
        version: Version of OCPI.
        marks: How sure each member is, by paths such as `evses[0].connectors[1].standard`.
        aliases: The ids of API v2.
        issues: Members of a location of API v3 that OCPI cannot say.
    """

    location: Location
    version: Version
    marks: Mapping[str, Mark]
    aliases: Aliases
    issues: tuple[MemberIssue, ...] = ()
    _stations: tuple[EVStation, ...] = ()

    def __repr__(self) -> str:
        missing = self.missing
        known = f"missing={len(missing)}" if missing else "valid"
        id = self.location.get("id", "")
        evses = len(self.location.get("evses", ()))
        return joined("<OcpiView", f"id={id!r}", self.version, f"evses={evses}", f"{known}")

    @property
    def missing(self) -> tuple[str, ...]:
        """Paths of the members that OCPI requires and nobody has said."""
        return tuple(
            path + name
            for kind, path, members in objects_of(self.location)
            for name in REQUIRED[kind]
            if name not in members
        )

    @property
    def valid(self) -> bool:
        """True if no required member is missing."""
        return not self.missing

    @property
    def lost(self) -> tuple[str, ...]:
        """Wire names of the members of the stations that the location does not say, found by reading it back.

        Of a location of API v3, those that OCPI cannot say.
        """
        from ._ocpi.comparison import lost

        if not self._stations:
            return tuple(dict.fromkeys(one.path for one in self.issues))
        read = _read(self.location, self.aliases, self._stations[0].position)
        return lost(self._stations, read.stations)


@dataclass(frozen=True, slots=True)
class ReadLocation(Frozen):
    """The stations of a location.

    Attributes:
        stations: The stations: those of the aliases, otherwise one.
        issues: Members that the stations do not say, or say in another way.
    """

    __repr__ = short_repr

    stations: tuple[EVStation, ...]
    issues: tuple[MemberIssue, ...] = ()


class _Notes(Members):
    def __init__(self) -> None:
        self.issues: dict[MemberIssue, None] = {}

    def note(self, column: str, reason: str, raw: object = "") -> None:
        self.issues[MemberIssue(column, reason, raw_text(raw))] = None

    def unread(self, names: Iterable[str]) -> None:
        for name in names:
            self.issues[MemberIssue(name, "no counterpart: left out")] = None


def to_location(
    what: EVStation | Iterable[EVStation],
    version: Version = "2.2.1",
    *,
    country_code: str | None = None,
    party_id: str | None = None,
    time_zone: str | None = None,
    last_updated: datetime | None = None,
    supplied: Mapping[str, object] | None = None,
    id: str | None = None,
) -> OcpiView:
    """Write a station, or the stations of one pool, as one location.

    The values of the caller count where the stations say nothing, or are ambiguous.

    Args:
        what: A station, or the stations of a pool.
        version: Version of OCPI.
        country_code: Country of the party, two letters. Otherwise that of the EVSE ids, if they agree.
        party_id: The operator in OCPI, three letters or digits. Otherwise that of the EVSE ids.
        time_zone: IANA name.
        last_updated: The instant of the answer, with its time zone.
        supplied: Values of further members, by path without indexes:
            `{"city": "Berlin", "evses.connectors.format": "CABLE"}`. States and ids of EVSEs are not
            among them.
        id: Id of the location. Otherwise `cpoId` where OCPI takes it, or else a short id of the pool's.

    Returns:
        The location with its marks.

    Raises:
        TypeError: `what` is not a station or stations.
        ValueError: No station, or stations of several pools: `to_locations` takes them.
        ConfigurationError: A value of the caller is not one of OCPI.

    Source:
        Contract sections 4.2 to 4.11, 9.2 (connector types, mark I).
    """
    from ._ocpi.writing import LocationWriter

    stations = _stations(what)
    pools = {one.pool_id for one in stations}
    if not stations:
        raise ValueError("to_location takes a station or the stations of a pool, not an empty list")
    if len(stations) > 1 and (len(pools) > 1 or None in pools):
        raise ValueError(
            "to_location takes the stations of one pool: call evcp.ocpi.to_locations for several"
        )
    given = dict(supplied or {})
    words = {"country_code": country_code, "party_id": party_id, "time_zone": time_zone}
    given |= {name: value for name, value in words.items() if value is not None}
    if last_updated is not None:
        given["last_updated"] = last_updated
    writer = LocationWriter(_version(version), _checked(given, version))
    own = _own_id(stations)
    if id is not None:
        own = str(_checked({"id": id}, version)["id"])
    writer.write(stations, own or _short_id(stations))
    if own is None:
        reason = "a short id: the stations have none that OCPI takes"
        writer.marks["id"] = Mark("ambiguous", (), reason)
    aliases = Aliases(
        next(iter(pools)), tuple((one.id, one.cpo_id) for one in stations), writer.evses
    )
    location = cast("Location", writer.location)
    return OcpiView(location, version, writer.marks, aliases, _stations=stations)


class _Values(TypedDict, total=False):
    country_code: str | None
    party_id: str | None
    time_zone: str | None
    last_updated: datetime | None
    supplied: Mapping[str, object] | None


def to_locations(
    stations: Iterable[EVStation], version: Version = "2.2.1", **values: Unpack[_Values]
) -> list[OcpiView]:
    """Write stations as locations, one for each pool, with ids that differ without regard to case.

    Args:
        stations: The stations; those of a pool need not follow each other.
        version: Version of OCPI.
        **values: As for `to_location`, except `id`.

    Returns:
        The locations, in the order of the first station of each.

    Raises:
        TypeError: An item is not a station.
        ConfigurationError: A value is not one of OCPI.
    """
    if "id" in values:
        raise TypeError("to_locations takes no id: each location has its own")
    pools: dict[tuple[str, bool], list[EVStation]] = {}
    for station in _stations(stations):
        pools.setdefault((station.pool_id or station.id, station.pool_id is None), []).append(
            station
        )
    views = [to_location(pool, version, **values) for pool in pools.values()]
    taken = Counter(_key(view) for view in views)
    for at, (view, pool) in enumerate(zip(views, pools.values(), strict=True)):
        if taken[_key(view)] > 1:
            reason = f"a short id: {view.location['id']!r} is the id of several pools"
            location: Location = {**view.location, "id": _short_id(tuple(pool))}
            marks = {**view.marks, "id": Mark("ambiguous", (view.location["id"],), reason)}
            views[at] = replace(view, location=location, marks=marks)
    return views


def _key(view: OcpiView) -> tuple[str, ...]:
    """The identity of a location: ids are those of a party, and compare without case."""
    names = ("country_code", "party_id", "id")
    return tuple(str(view.location.get(name, "")).casefold() for name in names)


def from_location(
    location: Mapping[str, object] | OcpiView, aliases: Aliases | None = None
) -> ReadLocation:
    """Read a location of OCPI 2.1.1 to 2.3.0 as stations.

    Args:
        location: The location, or the view that has it.
        aliases: The ids of API v2 of a location that was made of stations; by default those of the view.
            Without them, the location is one station with the id of the location.

    Returns:
        The stations, and what they do not say of the location.

    Raises:
        TypeError: `location` is not an object.
        ValueError: The location has no id, or no position on the earth.

    Source:
        Contract section 9.2 (mark I).
    """
    if isinstance(location, OcpiView):
        aliases = aliases or location.aliases
        location = location.location
    expect(location, Mapping, "location", "pass one location, as json.loads returns it")
    return _read(location, aliases or Aliases(), None)


def _read(
    location: Mapping[str, object], aliases: Aliases, fallback: Position | None
) -> ReadLocation:
    """Read a location; the fallback is the position of one that has none."""
    from ._ocpi.reading import EvseName, LocationReader, Name

    notes, members = _Notes(), dict(location)
    reader = LocationReader(notes)
    id = notes.text(members, "id")
    if id is None:
        raise ValueError(
            "the location has no id: pass one location of OCPI, not a response with several"
        )
    place = reader.position(notes.object(members, "coordinates"), "coordinates") or fallback
    if place is None:
        raise ValueError(f"coordinates of location {id!r}: no position on the earth")
    if not aliases.stations:  # the models have no party but in EVSE ids
        notes.unread(one for one in ("country_code", "party_id") if members.get(one) is not None)
    if notes.flag(members, "publish") is False:
        notes.note("publish", "not for publication: who may charge is unknown", "false")
    names = {uid.casefold(): name for uid, name in aliases.evses.items()}
    shares: dict[str, list[dict[str, object]]] = {one: [] for one, _ in aliases.stations}
    cpo_ids = dict(aliases.stations)
    own = aliases.stations[0][0] if aliases.stations else aliases.pool_id or id
    for evse in notes.objects(members, "evses"):
        uid = evse.get("uid")
        name = names.get(uid.casefold() if isinstance(uid, str) else "", EvseName(own))
        shares.setdefault(name.station, []).append(evse)
    if len(shares) < 2 and any(
        evse.get("coordinates") for evses in shares.values() for evse in evses
    ):
        notes.unread(["evses.coordinates"])
    stations = []
    for station, evses in (shares or {own: []}).items():
        spot = next((evse["coordinates"] for evse in evses if evse.get("coordinates")), None)
        if len(shares) < 2 or not isinstance(spot, dict):
            spot = None
        position = reader.position(spot, "evses.coordinates") if spot else None
        name_ = Name(station, aliases.pool_id, position or place, cpo_ids.get(station))
        stations.append(reader.station({**members, "evses": evses}, name_, names))
    return ReadLocation(tuple(stations), tuple(notes.issues))


def from_v3(
    location: Mapping[str, object],
    version: Version = "2.3.0",
    *,
    supplied: Mapping[str, object] | None = None,
) -> OcpiView:
    """Write a location of API v3 as one of OCPI; `from_location` of it are the models of API v2.

    The EVSE status `operational` is UNKNOWN: it works, and nobody says whether it is free. Without EVSEs,
    which a request may leave out, each connector of a group is one, and what is not counted is UNKNOWN.

    Args:
        location: A location of `/locations`, as `json.loads` returns it.
        version: Version of OCPI.
        supplied: As for `to_location`.

    Raises:
        TypeError: `location` is not an object.
        ValueError: The location has no id.
        ConfigurationError: A value of the caller is not one of OCPI.
    """
    from ._ocpi.v3 import PREFIX, V3Reader
    from ._ocpi.writing import LocationWriter

    expect(location, Mapping, "location", "pass one location, as json.loads returns it")
    id = location.get("id")
    if not isinstance(id, str) or not id.removeprefix(PREFIX):
        hint = ": pass one of its items" if "items" in location else ""
        raise ValueError(f"the location of API v3 has no id{hint}")
    notes = _Notes()
    writer = LocationWriter(_version(version), _checked(supplied or {}, version))
    V3Reader(writer, notes).read(dict(location))
    writer.fill()
    pool = id.removeprefix(PREFIX)
    own = location.get("cpoLocationId")
    aliases = Aliases(pool, ((pool, own if isinstance(own, str) else None),), writer.evses)
    view = cast("Location", writer.location)
    return OcpiView(view, version, writer.marks, aliases, tuple(notes.issues))


def v3_id(pool_id: str) -> str:
    """Return the id in API v3 of the location that is a pool here.

    Raises:
        TypeError: `pool_id` is not text.
        ConfigurationError: It is empty.

    Source:
        Contract section 9.1 (mark C).
    """
    from ._ocpi.v3 import PREFIX

    return PREFIX + _bare_id(pool_id)


def pool_id(v3_id: str) -> str:
    """Return the pool id of the id of a location in API v3; a bare id is one already.

    Raises:
        TypeError: `v3_id` is not text.
        ConfigurationError: It is empty, or the id of something else.
    """
    return _bare_id(v3_id)


def _bare_id(id: str) -> str:
    from ._ocpi.v3 import PREFIX

    expect(id, str, "id", "pass station.pool_id")
    bare = id.removeprefix(PREFIX)
    if not bare.strip() or bare.startswith("here:"):
        hint = f"ids of locations are {PREFIX} and the pool id"
        raise ConfigurationError(f"{id!r} is not the id of a location", hint=hint)
    return bare


def dumps(views: OcpiView | Iterable[OcpiView], *, indent: int | None = None) -> str:
    """Write locations as JSON: one object for one view, an array for several.

    Members that are missing are missing there too: see `OcpiView.missing`.
    """
    if isinstance(views, OcpiView):
        return json.dumps(views.location, ensure_ascii=False, indent=indent)
    return json.dumps([one.location for one in views], ensure_ascii=False, indent=indent)


def _stations(what: EVStation | Iterable[EVStation]) -> tuple[EVStation, ...]:
    from evcp_models import EVStation

    if isinstance(what, EVStation):
        return (what,)
    given: object = what
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        expect(given, EVStation, "what", "pass a station, or the stations of a pool")
    found = tuple(what)
    for one in found:
        expect(one, EVStation, "an item")
    return found


def _version(version: Version) -> Version:
    if version not in get_args(Version):
        known = " and ".join(get_args(Version))
        raise ConfigurationError(
            f"version {version!r} of OCPI is not written", hint=f"there are {known}"
        )
    return version


def _own_id(stations: Iterable[EVStation]) -> str | None:
    ids = {one.cpo_id for one in stations}
    own = ids.pop() if len(ids) == 1 else None
    return own if fits(own, LENGTHS["id"]) else None


def _short_id(stations: tuple[EVStation, ...]) -> str:
    return short_id(stations[0].pool_id or stations[0].id)


_MEMBERS: Mapping[str, type] = {"": Location, "evses.": Evse, "evses.connectors.": Connector}
_PATTERNS = {
    "country_code": "[A-Z]{2}",
    "party_id": "[A-Z0-9]{3}",
    "country": "[A-Z]{3}",
    "id": "[\x20-\x7e]+",
    "evses.status": "AVAILABLE|BLOCKED|CHARGING|INOPERATIVE|OUTOFORDER|PLANNED|REMOVED|RESERVED|UNKNOWN",
    "evses.connectors.format": "SOCKET|CABLE",
    "evses.connectors.power_type": "AC_1_PHASE|AC_2_PHASE|AC_2_PHASE_SPLIT|AC_3_PHASE|DC",
    "parking_type": "ALONG_MOTORWAY|PARKING_GARAGE|PARKING_LOT|ON_DRIVEWAY|ON_STREET|UNDERGROUND_GARAGE",
}
_OF_STATIONS = frozenset(
    ("evses", "evses.uid", "evses.status", "evses.connectors", "evses.connectors.id")
)
"""Members that the stations alone say: nobody else knows a state."""
_NOT_IN = {"2.2.1": ("help_phone", "evses.connectors.capabilities")}
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "publish": bool,
    "charging_when_closed": bool,
    "evses.connectors.max_voltage": int,
    "evses.connectors.max_amperage": int,
    "evses.connectors.max_electric_power": int,
}
_TEXTS = frozenset((*LENGTHS, *_PATTERNS, "parking_type", "evses.connectors.standard"))


def _checked(values: Mapping[str, object], version: Version) -> dict[str, object]:
    """Return values of the caller as OCPI has them."""
    return {path: _checked_value(path, value, version) for path, value in values.items()}


def _checked_value(path: str, value: object, version: Version) -> object:
    from ._ocpi.hours import write_time
    from ._ocpi.writing import standards

    head = re.match(r"(?:.*\.)?", path)
    parent = head[0] if head else ""
    name = path[len(parent) :]
    if name not in getattr(_MEMBERS.get(parent), "__annotations__", ()) and path != "operator.name":
        hint = "write paths without indexes, such as city or evses.connectors.format"
        raise ConfigurationError(f"{path!r} is not a member of a location", hint=hint)
    if path in _OF_STATIONS:
        raise ConfigurationError(f"{path} comes from the stations: it is not the caller's to give")
    if path in _NOT_IN.get(version, ()):
        raise ConfigurationError(f"OCPI {version} has no {path}", hint="write version 2.3.0")
    if name == "last_updated":
        if not isinstance(value, datetime) or value.utcoffset() is None:
            raise ConfigurationError(
                f"{path} must be a datetime with its time zone, not {value!r}",
                hint="pass datetime.now(UTC), or the instant of the answer",
            )
        try:
            return write_time(value)
        except OverflowError:
            raise ConfigurationError(f"{path} is not a date in UTC: {value!r}") from None
    annotation = str(getattr(_MEMBERS.get(parent), "__annotations__", {}).get(name))
    others = list if "list[" in annotation else Mapping
    kind = _KINDS.get(path, str if path in _TEXTS else others)
    if not isinstance(value, kind) or (
        kind is int and (isinstance(value, bool) or cast("int", value) < 0)
    ):
        words = {bool: "True or False", int: "a whole number of 0 or more", str: "text"}
        wanted = words.get(cast("type", kind), "a list" if kind is list else "an object")
        raise ConfigurationError(f"{path} must be {wanted}, not {value!r}")
    pattern, limit = _PATTERNS.get(path), LENGTHS.get(path)
    if path == "evses.connectors.standard":
        pattern = "|".join(standards(version))
    if isinstance(value, str):
        if not value.strip() or (limit is not None and len(value) > limit):
            raise ConfigurationError(
                f"{path} must have 1 to {limit or 'some'} characters, not {value!r}"
            )
        if printable(value)[0] != value.strip():
            raise ConfigurationError(f"{path} has characters of no text in one line: {value!r}")
        if pattern is not None and not re.fullmatch(pattern, value):
            raise ConfigurationError(
                f"{path} is not one of OCPI: {value!r}", hint=f"it matches {pattern}"
            )
    return value
