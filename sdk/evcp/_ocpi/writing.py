"""Locations of OCPI from stations: one EVSE for each independently usable point, a mark on each member."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import cast
from zoneinfo import ZoneInfo

from evcp_codec.reading import as_utc
from evcp_models import (
    Accessibility,
    Connector,
    ConnectorState,
    ConnectorStatus,
    EVStation,
)
from evcp_models.codes import CONNECTOR_TYPES, ConnectorTypeCode

from .._reading.availability import EVSE_STATES, Plug, StationCount, updated
from ..connectors import ConnectorMeaning, meaning, ocpi_standards
from ..geo import position, power
from ..hours import find_zone
from .hours import write_hours, write_time
from .power import max_amps, max_volts, whole
from .reading import ENTRANCE, OTHER_PAYMENT, EvseName
from .types import (
    LENGTHS,
    Mark,
    Version,
    connector_ids,
    fits,
    fits_floor,
    is_url,
    objects_of,
    place_of,
    printable,
    short_id,
)

_EVSE_ID = re.compile(
    r"(?P<country>[A-Z]{2})\*?(?P<party>[A-Z0-9]{3})\*?E[A-Z0-9*]{1,30}"
    r"|\+?[0-9]{1,3}\*[0-9]{3}\*[0-9*]{1,32}",
    re.ASCII,
)
"""An EVSE id of eMI3 and ISO 15118, or the older one of DIN SPEC 91286, whose country is a dialling code."""

_STATUS = {
    "free": "AVAILABLE",
    "in_use": "CHARGING",
    "reserved": "RESERVED",
    "out_of_service": "OUTOFORDER",
    "unknown": "UNKNOWN",
}
_NORTH_AMERICA = ("USA", "CAN", "MEX")
_SINCE_2_3_0 = ("SAE_J3400", "MCS")
MOST_CONNECTORS = 1_000
"""Most connectors in a state that a group may count; more are a slip of the source."""
_EXACT = Mark("exact")
_Plug = tuple[Connector, ConnectorStatus | None]


@dataclass
class _Point:
    """An EVSE, and the connectors of it, each with its group."""

    station: EVStation
    name: str | None
    key: str
    column: str = "unknown"
    plugs: list[_Plug] = field(default_factory=list)
    listed: bool = True


class LocationWriter:
    """Writes one location.

    Attributes:
        location: The location.
        marks: The marks, by path.
        evses: The names of the EVSEs by `uid`.

    Args:
        version: Version of OCPI.
        supplied: Values of the caller for members that are absent, by path without indexes.
    """

    def __init__(self, version: Version, supplied: Mapping[str, object]) -> None:
        self.version: Version = version
        self.supplied = supplied
        self.location: dict[str, object] = {}
        self.marks: dict[str, Mark] = {}
        self.evses: dict[str, EvseName] = {}

    @property
    def zone(self) -> tzinfo | None:
        """The time zone of the location, as far as it is set."""
        return find_zone(cast("str | None", self.location.get("time_zone")))

    def put(
        self,
        members: dict[str, object],
        path: str,
        value: object,
        *,
        candidates: Sequence[object] = (),
        reason: str = "",
    ) -> None:
        """Set a member, and mark it; None is absent, unless the caller has given a value."""
        at = re.sub(r"\[[0-9]+\]", "", path)
        name = path.rpartition(".")[2]
        if isinstance(value, str):
            value, broken = printable(value)
            reason = reason or broken
        if at in self.supplied and (value is None or candidates or reason):
            members[name] = self.supplied[at]
            self.marks[path] = Mark("exact", (), "given by the caller")
            return
        if value is None:
            self.marks[path] = Mark("absent", tuple(candidates), reason)
            return
        limit = LENGTHS.get(at)
        if isinstance(value, str) and limit is not None and len(value) > limit:
            candidates, reason = (value,), f"cut to {limit} characters"
            value = value[:limit].rstrip()
        members[name] = value
        is_exact = not candidates and not reason
        self.marks[path] = _EXACT if is_exact else Mark("ambiguous", tuple(candidates), reason)

    def write(self, stations: Sequence[EVStation], id: str) -> None:
        """Write the location of a pool, or of one station.

        Args:
            stations: The stations.
            id: The id of the location.
        """
        to = self.location
        points = _points(stations)
        self._party(points)
        self.put(to, "id", id)
        self._publish(stations)
        names = list(dict.fromkeys(one.name for one in stations if one.name))
        self.put(
            to, "name", names[0] if names else None, candidates=names if len(names) > 1 else ()
        )
        self._address(stations)
        self._places(stations)
        self._evses(points, len({position(one) for one in stations}) > 1)
        if self.version == "2.3.0":
            phones = [p.value for s in stations if s.contacts for p in s.contacts.phone]
            self.put(to, "help_phone", phones[0] if phones else None)
        self._operator(stations)
        self._time_zone(stations)
        self._hours(stations)
        times = [
            *(t for s in stations for t in (s.last_update_timestamp, s.last_updated_time_stamp)),
            *(_updated(group) for station in stations for group in station.connectors),
        ]
        self.put(to, "last_updated", _newest(times))
        self._fill_times(points)
        self.fill()

    def fill(self) -> None:
        """Set the members of the caller that nothing else says."""
        for kind, at, members in objects_of(self.location):
            for path in self.supplied:
                parent, name = path[: path.rfind(".") + 1], path.rpartition(".")[2]
                if parent == kind and name not in members:
                    self.put(members, at + name, None)

    def _party(self, points: Iterable[_Point]) -> None:
        """Put the party that the EVSE ids name."""
        ids = {
            (match["country"], match["party"])
            for point in points
            for _, status in point.plugs
            if (match := _evse_id(status)) is not None and match["country"]
        }
        party = next(iter(ids)) if len(ids) == 1 else (None, None)
        others = "the EVSE ids name several" if len(ids) > 1 else ""
        for index, name in enumerate(("country_code", "party_id")):
            found = sorted({one[index] for one in ids}) if others else ()
            self.put(self.location, name, party[index], candidates=found, reason=others)

    def _time_zone(self, stations: Iterable[EVStation]) -> None:
        zones = list(dict.fromkeys(one.time_zone for one in stations if one.time_zone))
        zone = zones[0] if zones else None
        # Kept, whatever it is: a strange name is no reason to lose a station.
        known = zone is None or isinstance(find_zone(zone), ZoneInfo) or zone == "UTC"
        several = zones if len(zones) > 1 else ()
        reason = "" if known else "not an IANA name"
        self.put(self.location, "time_zone", zone, candidates=several, reason=reason)

    def _publish(self, stations: Iterable[EVStation]) -> None:
        access: set[str] = set()
        for station in stations:
            details = station.ev_station_details
            said = details and (
                details.accessibility_type
                or ("PRIVATE" if details.private_access else None)
                or ("RESTRICTED" if details.restricted_access else None)
            )
            access.add(str(said) if said else "")
            if details and details.private_access:
                access.add("PRIVATE")
            for group in station.connectors:
                if group.connector_details and group.connector_details.private_access:
                    access.add("PRIVATE")
        if access == {Accessibility.PUBLIC}:
            self.put(self.location, "publish", True)
        elif access == {Accessibility.PRIVATE}:
            self.put(self.location, "publish", False)
        elif access & {Accessibility.PRIVATE, Accessibility.RESTRICTED}:
            reason = "access is restricted, or private for a part"
            self.put(self.location, "publish", False, candidates=(False, True), reason=reason)
        else:
            self.put(self.location, "publish", None, reason="access is unknown")

    def _address(self, stations: Sequence[EVStation]) -> None:
        to = self.location
        address = next((one.address for one in stations if one.address), None)
        street = state = None
        if address is not None:
            street = " ".join(filter(None, (address.street, address.street_number)))
            street = street or address.unparsed_address
            state = address.state or address.region
        self.put(to, "address", street)
        self.put(to, "city", address and address.city)
        self.put(to, "postal_code", address and address.postal_code)
        region = address is not None and address.state is None and state is not None
        self.put(to, "state", state, reason="the region" if region else "")
        country = address and address.country
        code = country.upper() if country and re.fullmatch("[A-Za-z]{3}", country) else None
        self.put(to, "country", code)

    def _places(self, stations: Sequence[EVStation]) -> None:
        places = [place_of(position(one)) for one in stations]
        known = [one for one in places if one is not None]
        several = [*known] if any(one != known[0] for one in known) else []
        spot = position(stations[0])
        cut = spot is not None and any(round(one, 6) != one for one in spot)
        self.put(
            self.location,
            "coordinates",
            known[0] if known else None,
            candidates=several,
            reason="rounded to six decimals, about 0.1 m" if cut else "",
        )
        entrance = stations[0].entrance_position
        there = entrance and position(replace(stations[0], position=entrance))
        place = place_of(there) if there else None
        if place is not None:
            label = {"language": "en", "text": ENTRANCE}
            self.put(self.location, "related_locations", [{**place, "name": label}])

    def _operator(self, stations: Iterable[EVStation]) -> None:
        brands = dict.fromkeys(one.brand for one in stations if one.brand)
        suppliers = dict.fromkeys(
            group.supplier_name
            for one in stations
            for group in one.connectors
            if group.supplier_name
        )
        names = [one for one in (brands or suppliers) if printable(one)[0]]
        if not names and "operator.name" not in self.supplied:
            self.put(self.location, "operator", None)
            return
        operator: dict[str, object] = {}
        name = names[0] if names else None
        self.put(operator, "operator.name", name, candidates=names if len(names) > 1 else ())
        sites = [s.value for one in stations if one.contacts for s in one.contacts.website]
        if sites and is_url(sites[0]):
            self.put(operator, "operator.website", sites[0])
        self.location["operator"] = operator

    def _hours(self, stations: Iterable[EVStation]) -> None:
        zone = self.zone
        found = []
        for station in stations:
            for group in station.connectors:
                details = group.connector_details
                if details is None:
                    found.append(write_hours(None, None, zone))
                else:
                    found.append(write_hours(details.opening_hours, details.open24x7, zone))
        hours, reason = found[0] if found else (None, "")
        if any(one.hours != hours for one in found):
            # OCPI has hours of the location alone.
            kinds = [one.hours for one in found]
            self.put(
                self.location,
                "opening_times",
                None,
                candidates=[one for at, one in enumerate(kinds) if one and one not in kinds[:at]],
                reason="connector groups have other hours than others",
            )
        else:
            self.put(self.location, "opening_times", hours, reason=reason)

    def _evses(self, points: Sequence[_Point], have_places: bool) -> None:
        names = Counter(point.name.casefold() for point in points if point.name)
        evses: list[dict[str, object]] = []
        for index, point in enumerate(points):
            at, evse = f"evses[{index}]", dict[str, object]()
            name, status = point.name, point.plugs[0][1]
            if (
                name is not None
                and fits(name, LENGTHS["evses.uid"])
                and names[name.casefold()] == 1
            ):
                self.put(evse, f"{at}.uid", name)
            else:
                reason = "a short id: the station has none that OCPI takes"
                self.put(evse, f"{at}.uid", point.key, reason=reason)
            self.evses[cast("str", evse["uid"])] = EvseName(
                point.station.id, status.cpo_evse_id if status else None, point.listed
            )
            evse_ids = [match[0] for _, one in point.plugs if (match := _evse_id(one)) is not None]
            self.put(evse, f"{at}.evse_id", evse_ids[0] if evse_ids else None)
            self._status(evse, at, point)
            able = _capabilities(point)
            self.put(evse, f"{at}.capabilities", able or None)
            address = point.station.address
            floor = address.floor if address else None
            self.put(evse, f"{at}.floor_level", floor if fits_floor(floor) else None)
            if have_places:
                self.put(evse, f"{at}.coordinates", place_of(position(point.station)))
            labels = [one.physical_reference for _, one in point.plugs if one]
            label = next(filter(None, labels), None)
            self.put(evse, f"{at}.physical_reference", label)
            connectors: list[dict[str, object]] = []
            evse["connectors"] = connectors
            ids = connector_ids([one.cpo_connector_id if one else None for _, one in point.plugs])
            for number, (group, _) in enumerate(point.plugs):
                connector: dict[str, object] = {}
                there = f"{at}.connectors[{number}]"
                self.put(connector, f"{there}.id", ids[number])
                self._connector(connector, there, group, point.station)
                connectors.append(connector)
            evses.append(evse)
        self.location["evses"] = evses

    def _status(self, evse: dict[str, object], at: str, point: _Point) -> None:
        states = {status.state for _, status in point.plugs if status}
        status = _STATUS[point.column]
        if states == {ConnectorState.UNAVAILABLE} and point.column == "out_of_service":
            status = "BLOCKED"
        if status == "CHARGING":
            self.put(evse, f"{at}.status", status, candidates=("CHARGING", "BLOCKED"))
        elif not point.listed and status != "UNKNOWN":
            reason = "from counters: which of the connectors it is, is unknown"
            self.put(evse, f"{at}.status", status, reason=reason)
        elif status == "OUTOFORDER":
            self.put(evse, f"{at}.status", status, candidates=("OUTOFORDER", "INOPERATIVE"))
        else:
            self.put(evse, f"{at}.status", status)

    def _connector(
        self, to: dict[str, object], at: str, group: Connector, station: EVStation
    ) -> None:
        kind = group.connector_type
        code = CONNECTOR_TYPES.get(kind.id or "") if kind else None
        amps, said = max_amps(group), meaning(group)
        country = (station.address and station.address.country) or ""
        standards, exact = _standards(code, self.version, country, amps)
        self.put(
            to,
            f"{at}.standard",
            standards[0] if standards else None,
            candidates=() if exact else standards,
            reason="" if standards else "no counterpart in OCPI",
        )
        self._format(to, f"{at}.format", group.fixed_cable, said)
        phases = self._power_type(to, at, group, said)
        kw = power(group)
        volts, several = max_volts(group, phases, amps, kw)
        self.put(to, f"{at}.max_voltage", volts, candidates=several)
        ranged = group.charging_point is not None and group.charging_point.amps is None
        self.put(
            to, f"{at}.max_amperage", amps, reason="the end of a range" if amps and ranged else ""
        )
        self.put(to, f"{at}.max_electric_power", whole(kw and kw * 1000) or None)
        if self.version == "2.3.0" and "auth-by-car-plug-and-charge" in _payment_types(station):
            words = OTHER_PAYMENT["auth-by-car-plug-and-charge"]
            self.put(to, f"{at}.capabilities", [words[0]], candidates=words)

    def _format(
        self, to: dict[str, object], path: str, stated: bool | None, said: ConnectorMeaning
    ) -> None:
        cable, words = said.cable, ("CABLE", "SOCKET")
        if cable is None and stated is None and said.current == "DC":
            cable = True  # direct current comes through a fixed cable: case C of IEC 61851
        if cable is None:
            reason = "fixedCable, and the standard has none" if stated is not None else ""
            self.put(to, path, None, candidates=words if reason else (), reason=reason)
        elif stated is cable:
            self.put(to, path, "CABLE" if cable else "SOCKET")
        else:
            reason = "by its standard" + (", fixedCable is false" if stated is not None else "")
            self.put(
                to,
                path,
                words[not cable],
                candidates=words if cable else words[::-1],
                reason=reason,
            )

    def _power_type(
        self,
        to: dict[str, object],
        at: str,
        group: Connector,
        said: ConnectorMeaning,
    ) -> int | None:
        """Put the power type; return the phases that it has, 0 for direct current."""
        path, phases = f"{at}.power_type", said.phases
        stated = group.charging_point and group.charging_point.phases
        if phases is None and said.current == "AC" and stated in (1, 2, 3):
            phases = stated
        if said.current == "DC":
            phases = 0
            self.put(to, path, "DC")
        elif phases == 1 and not stated and said.family in ("type1", "domestic"):
            words = ("AC_1_PHASE", "AC_2_PHASE_SPLIT")
            self.put(to, path, words[0], candidates=words, reason="the plug has one phase")
        elif phases == 2:
            words = ("AC_2_PHASE", "AC_2_PHASE_SPLIT")
            self.put(to, path, words[0], candidates=words)
        elif phases is not None:
            several = dict.fromkeys((phases, *said.phase_options)) if said.phases is None else ()
            options = [f"AC_{one}_PHASE" for one in several]
            self.put(to, path, f"AC_{phases}_PHASE", candidates=options)
        else:
            self.put(to, path, None)
        return phases

    def _fill_times(self, points: Sequence[_Point]) -> None:
        """Set `last_updated` of EVSEs and connectors; where it is unknown, it is that of the location."""
        own = self.location.get("last_updated")
        evses = cast("list[dict[str, object]]", self.location["evses"])
        for index, (evse, point) in enumerate(zip(evses, points, strict=True)):
            at = f"evses[{index}]"
            moments = [_updated(group) for group, _ in point.plugs]
            newest = _newest(moments)
            inherited = "" if newest else "that of the location"
            self.put(evse, f"{at}.last_updated", newest or own, reason=inherited if own else "")
            connectors = cast("list[dict[str, object]]", evse["connectors"])
            for number, (connector, moment) in enumerate(zip(connectors, moments, strict=True)):
                path = f"{at}.connectors[{number}].last_updated"
                if moment is not None:
                    self.put(connector, path, write_time(moment))
                else:
                    self.put(
                        connector, path, newest or own, reason="that of the EVSE" if own else ""
                    )


def _points(stations: Sequence[EVStation]) -> list[_Point]:
    found: list[_Point] = []
    cpo_ids = Counter(station.cpo_id for station in stations)
    for station in stations:
        home = station.pool_id or station.id
        # Ids of stations may change, so the operator's comes first where it tells them apart.
        own = station.cpo_id if cpo_ids[station.cpo_id] == 1 else None
        named: dict[str, _Point] = {}
        numbers: Counter[tuple[object, ...]] = Counter()
        for group, plugs in zip(station.connectors, _plugs(station), strict=True):
            for evse, column, status in plugs:
                point = named.get(evse) if evse is not None else None
                if point is None:
                    kind = group.connector_type
                    what = (kind and kind.id, group.max_power_level, group.fixed_cable)
                    numbers[what] += 1
                    words = (home, own or station.id, evse or f"{what} {numbers[what]}")
                    point = _Point(
                        station, evse, short_id(*words), column, listed=status is not None
                    )
                    found.append(point)
                    if evse is not None:
                        named[evse] = point
                point.column = min(point.column, column, key=EVSE_STATES.index)
                point.plugs.append((group, status))
    return found


def _plugs(station: EVStation) -> Iterator[list[Plug]]:
    """Yield the connectors of each group, each in the first one that lists it.

    Those that a group only counts have neither status nor EVSE; of too many, they are left out.
    """
    counted = StationCount(station)
    for listing, share, plugs in zip(
        counted.listings, counted.shares, counted.plugs(), strict=True
    ):
        own = [one for one in plugs[len(listing.elsewhere) :] if one.status is not None]
        columns: list[str] = []
        if share.total <= MOST_CONNECTORS and listing.lists:
            columns = ["unknown"] * (share.total - len(own))
        elif share.total <= MOST_CONNECTORS:
            columns = [one for one in EVSE_STATES for _ in range(getattr(share, one))]
        yield own + [Plug(None, column) for column in columns]


def _evse_id(status: ConnectorStatus | None) -> re.Match[str] | None:
    text = status.cpo_evse_emi3_id if status else None
    return _EVSE_ID.fullmatch(text) if text and len(text) <= LENGTHS["evses.evse_id"] else None


def standards(version: Version) -> list[str]:
    """Return the standards of connectors in a version."""
    return [one for one in ocpi_standards() if version != "2.2.1" or one not in _SINCE_2_3_0]


def _updated(group: Connector) -> datetime | None:
    _, newest = updated(group)
    return newest and as_utc(newest)


def _newest(moments: Iterable[datetime | None]) -> str | None:
    newest = max((utc for one in moments if one and (utc := as_utc(one))), default=None)
    return None if newest is None else write_time(newest)


def _standards(
    code: ConnectorTypeCode | None, version: Version, country: str, amps: int | None
) -> tuple[list[str], bool]:
    """Return the standards that a type may be, the likeliest first, and whether that is certain."""
    targets = [
        one
        for one in (code.ocpi if code else ())
        if version != "2.2.1" or one.standard not in _SINCE_2_3_0
    ]
    words = [one.standard for one in targets]
    if len(words) == 1 and targets[0].match == "exact":
        return words, True
    ends = [word for word in words if amps is not None and word.endswith(f"_three_{amps}")]
    if ends:  # IEC 60309: by its current
        return ends, True
    if "SAE_J3400" in words and country in _NORTH_AMERICA:
        words.sort(key=lambda word: word != "SAE_J3400")
    return words, False


def _payment_types(station: EVStation) -> set[str]:
    details = station.ev_station_details
    other = details and details.payment_methods and details.payment_methods.other
    return set(other.types) if other and other.accept is not False else set()


def _capabilities(point: _Point) -> list[str]:
    """Return the known capabilities; a missing word is unknown, not denied."""
    able = [
        "RESERVABLE"
        for group, _ in point.plugs[:1]
        if all(g.connector_details and g.connector_details.reservable for g, _ in point.plugs)
    ]
    details = point.station.ev_station_details
    methods = details and details.payment_methods
    if methods:
        able += ["CREDIT_CARD_PAYABLE"] * bool(methods.credit_card and methods.credit_card.accept)
        able += ["DEBIT_CARD_PAYABLE"] * bool(methods.debit_card and methods.debit_card.accept)
    types = _payment_types(point.station)
    able += [
        words[0]
        for type_, words in OTHER_PAYMENT.items()
        if type_ in types and not words[0].startswith("ISO_")
    ]
    return able
