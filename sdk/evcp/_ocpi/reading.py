"""Stations from locations of OCPI 2.1.1 to 2.3.0: EVSEs become connector groups of equal connectors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from evcp_codec.reading import collapse, instant
from evcp_models import (
    Accessibility,
    Address,
    ChargeMode,
    ChargingPoint,
    Connector,
    ConnectorDetail,
    ConnectorState,
    ConnectorStatus,
    Contact,
    ContactEntry,
    CreditCard,
    DebitCard,
    EVStation,
    EVStationDetails,
    OpeningHours,
    OtherPayment,
    PaymentMethods,
    Phone,
    Position,
)
from evcp_models.codes import CONNECTOR_TYPES

from .._reading.members import Members
from .._reading.parts import (
    ALWAYS_OPEN,
    Period,
    charge_level,
    connector_type,
    counted,
    known_connectors,
    newest,
    opening_hours,
)
from ..connectors import UNSPECIFIED, connector_id, ocpi_standards
from ..hours import find_zone
from .hours import Moments, read_exceptions
from .power import MOST_KW, POWER_TYPES, corrected, kilowatts, line_volts, phases

_HOUSE_NUMBER = re.compile(r"(.*\D) (\d+ ?[a-zA-Z]?(?:[-/]\d+ ?[a-zA-Z]?)?)")
_CLOCK = re.compile(r"([01]?\d|2[0-3]|24(?=:00)):([0-5]\d)(?::[0-5]\d)?")
_MOST_DAYS = 10 * 366


class Name(NamedTuple):
    """The ids of a station, which OCPI does not have.

    Attributes:
        id: Id of the station.
        pool_id: Id of its pool.
        position: Its place.
        cpo_id: The id in the operator's system; by default that of the location.
    """

    id: str
    pool_id: str | None
    position: Position
    cpo_id: str | None = None


class EvseName(NamedTuple):
    """The names of an EVSE before it became one of OCPI.

    Attributes:
        station: Id of its station.
        cpo_evse_id: Its id in the operator's system; None if it has none.
        listed: False if its station only counts it.
    """

    station: str
    cpo_evse_id: str | None = None
    listed: bool = True


class _Plug(NamedTuple):
    """Common properties of the connectors of a group."""

    type_id: str
    kw: float | None
    volts: int | None
    amps: int | None
    phases: int | None
    cable: bool | None


class _Group:
    """The connectors of a kind, in the order of the file."""

    def __init__(self) -> None:
        self.states: list[ConnectorState] = []
        self.statuses: list[ConnectorStatus] = []
        self.updates: list[datetime] = []
        self.reservable = False


_NO_NAMES: Mapping[str, EvseName] = MappingProxyType({})


class LocationReader:
    """Builds stations of locations.

    Args:
        notes: Reads members, and takes the issues.
    """

    def __init__(self, notes: Members) -> None:
        self.notes = notes

    def station(
        self, location: dict[str, object], name: Name, names: Mapping[str, EvseName] = _NO_NAMES
    ) -> EVStation:
        """Build the station of a location.

        Args:
            location: The location.
            name: The ids of the station.
            names: The names of EVSEs by their `uid` in lower case.
        """
        notes = self.notes
        notes.others(location, READ)
        text = notes.text(location, "country")
        country = notes.country(text) if text else None
        operator = notes.object(location, "operator")
        operator_name = notes.text(operator, "name", "operator.")
        zone = notes.text(location, "time_zone")
        hours = self._hours(notes.object(location, "opening_times"), zone)
        evses = self._evses(location)
        connectors = self._connectors(evses, operator_name, hours, names)
        return EVStation(
            id=name.id,
            pool_id=name.pool_id,
            cpo_id=name.cpo_id or notes.text(location, "id"),
            name=notes.text(location, "name"),
            brand=operator_name,
            address=self._address(location, evses, country.alpha3 if country else None),
            contacts=self._contacts(location, operator),
            position=name.position,
            entrance_position=self._entrance(location),
            total_number_of_connectors=known_connectors(connectors),
            connectors=connectors,
            ev_station_details=self._details(location, evses),
            last_updated_time_stamp=newest(connectors),
            last_update_timestamp=self._time(location, ""),
            time_zone=zone,
        )

    def position(self, members: dict[str, object], at: str) -> Position | None:
        """The position of GeoJSON-like `latitude` and `longitude`; None without both, or off the earth."""
        latitude, longitude = (
            self.notes.number(members, one, f"{at}.") for one in ("latitude", "longitude")
        )
        if latitude is None or longitude is None:
            return None
        if abs(latitude) > 90 or abs(longitude) > 180:
            self.notes.note(at, "not on the earth: left out", [latitude, longitude])
            return None
        return Position(latitude=latitude, longitude=longitude)

    def _entrance(self, location: dict[str, object]) -> Position | None:
        found = None
        for one in self.notes.objects(location, "related_locations"):
            label = one.get("name")
            if found is None and isinstance(label, dict) and label.get("text") == ENTRANCE:
                found = self.position(one, "related_locations")
            else:
                self.notes.unread(["related_locations"])
        return found

    def _contacts(self, location: dict[str, object], operator: dict[str, object]) -> Contact | None:
        self.notes.others(operator, ("name", "website"), "operator.")
        phone = self.notes.text(location, "help_phone")
        website = self.notes.text(operator, "website", "operator.")
        if phone is None and website is None:
            return None
        return Contact(
            phone=(Phone(value=phone, label="PHONE"),) if phone else (),
            website=(ContactEntry(value=website, label="WEBADDRESS"),) if website else (),
        )

    def _address(
        self, location: dict[str, object], evses: list[dict[str, object]], country: str | None
    ) -> Address:
        notes = self.notes
        floors = {notes.text(evse, "floor_level", "evses.") for evse in evses}
        if len(floors) > 1:
            notes.unread(["evses.floor_level"])
        street = notes.text(location, "address")
        numbered = _HOUSE_NUMBER.fullmatch(street) if street else None
        return Address(
            street=numbered[1] if numbered else street,
            street_number=numbered[2] if numbered else None,
            city=notes.text(location, "city"),
            state=notes.text(location, "state"),
            country=country,
            postal_code=notes.text(location, "postal_code"),
            floor=floors.pop() if len(floors) == 1 else None,
        )

    def _time(
        self, members: dict[str, object], at: str, name: str = "last_updated"
    ) -> datetime | None:
        text = self.notes.text(members, name, at)
        if text is None:
            return None
        # OCPI: without a zone it is UTC; a date is its begin.
        moment = instant(text) or instant(f"{text}Z") or instant(f"{text}T00Z")
        if moment is None:
            self.notes.note(f"{at}{name}", "not a time: left out", text)
        return moment

    def _hours(self, times: dict[str, object], zone: str | None) -> OpeningHours | None:
        always = self.notes.flag(times, "twentyfourseven", "opening_times.")
        if always and times.get("regular_hours"):
            raw = times["regular_hours"]
            self.notes.note("opening_times", "24 hours a day and regular hours: always open", raw)
        openings, closings = (self._periods(times, name) for name in EXCEPTIONS)
        regular = ALWAYS_OPEN if always else self._regular_hours(times)
        exceptions = None
        if openings is not None and closings is not None:
            with suppress(OverflowError):
                exceptions = read_exceptions(regular, openings, closings, find_zone(zone))
        if exceptions is None:
            reason = "the exceptions cannot be read: the hours are unknown"
            self.notes.note("opening_times", reason)
            return None
        if not exceptions:
            return regular
        # Without regular hours, the exceptions are all that is known.
        return replace(regular or OpeningHours(), annual_openings=exceptions)

    def _periods(self, times: dict[str, object], name: str) -> list[Moments] | None:
        """The periods of exceptions; None if one cannot be read: any date may be its own."""
        at = f"opening_times.{name}"
        told = times.get(name) or []
        read = self.notes.objects(times, name, "opening_times.") if told else []
        if len(read) < (len(told) if isinstance(told, list) else 1):
            return None
        periods = []
        for one in read:
            begin = self._time(one, f"{at}.", "period_begin")
            end = self._time(one, f"{at}.", "period_end")
            if begin is not None and end is not None and begin > end:
                self.notes.note(at, "the end is before the begin: read the other way round", one)
                begin, end = end, begin
            if begin is None or end is None or (end - begin).days > _MOST_DAYS:
                self.notes.note(at, "not a period", one)
                return None
            periods.append((begin, end))
        return periods

    def _regular_hours(self, times: dict[str, object]) -> OpeningHours | None:
        week: dict[int, list[Period]] = {}
        for one in self.notes.objects(times, "regular_hours", "opening_times."):
            day = self.notes.number(one, "weekday", "opening_times.")
            opens, closes = (_clock(one.get(name)) for name in ("period_begin", "period_end"))
            if day is None or day not in range(1, 8) or opens is None or closes is None:
                self.notes.note(
                    "opening_times.regular_hours", "not the hours of a day: left out", one
                )
                continue
            if closes in ("00:00:00", "23:59:00"):  # the last minute: see `evcp.hours`
                closes = "24:00:00"
            # `daymask` begins with Sunday, OCPI with Monday.
            today, tomorrow = 1 << int(day) % 7, 1 << (int(day) + 1) % 7
            if closes > opens:
                week.setdefault(today, []).append((opens, closes))
            else:
                week.setdefault(today, []).append((opens, "24:00:00"))
                week.setdefault(tomorrow, []).append(("00:00:00", closes))
        return opening_hours(week) if week else None

    def _evses(self, location: dict[str, object]) -> list[dict[str, object]]:
        """The existing EVSEs, without planned and removed ones."""
        found: list[dict[str, object]] = []
        for one in self.notes.objects(location, "evses"):
            evse = dict(one)
            self.notes.others(evse, READ_OF_EVSES, "evses.")
            if evse.get("status") in NOT_THERE:
                self.notes.note(
                    "evses.status", "planned or removed: the EVSE is left out", evse["status"]
                )
                continue
            found.append(evse)
        return once(found, self.notes)

    def _connectors(
        self,
        evses: list[dict[str, object]],
        operator: str | None,
        hours: OpeningHours | None,
        names: Mapping[str, EvseName],
    ) -> tuple[Connector, ...]:
        groups: dict[_Plug, _Group] = {}
        for evse in evses:
            state = self._state(evse)
            updated = self._time(evse, "evses.")
            uid = self.notes.text(evse, "uid", "evses.")
            name = names.get((uid or "").casefold(), EvseName("", uid))
            seen: set[str] = set()
            for connector in self.notes.objects(evse, "connectors", "evses."):
                id = self.notes.text(connector, "id", "evses.connectors.")
                if id in seen:
                    reason = "seen before in the EVSE: counted once"
                    self.notes.note("evses.connectors.id", reason, id)
                    continue
                seen |= {id} if id else set()
                group = groups.setdefault(self._plug(connector), _Group())
                group.states.append(state)
                if name.listed:
                    group.statuses.append(
                        ConnectorStatus(
                            cpo_evse_id=name.cpo_evse_id,
                            cpo_evse_emi3_id=self.notes.text(evse, "evse_id", "evses."),
                            physical_reference=self.notes.text(
                                evse, "physical_reference", "evses."
                            ),
                            cpo_connector_id=id,
                            state=state,
                        )
                    )
                group.reservable |= "RESERVABLE" in _words(evse.get("capabilities"))
                # Of a station's own EVSE, each group has a time of its own.
                at = "evses.connectors."
                own = self._time(connector, at) if name.station else None
                if (moment := own or updated) is not None:
                    group.updates.append(moment)
        return tuple(_connector(plug, group, operator, hours) for plug, group in groups.items())

    def _state(self, evse: dict[str, object]) -> ConnectorState:
        status = self.notes.text(evse, "status", "evses.")
        if status is None:
            return ConnectorState.UNKNOWN
        if status not in STATES:
            self.notes.note("evses.status", "not a status of OCPI: unknown", status)
        return STATES.get(status, ConnectorState.UNKNOWN)

    def _plug(self, connector: dict[str, object]) -> _Plug:
        notes, at = self.notes, "evses.connectors."
        notes.others(connector, READ_OF_CONNECTORS, at)
        standard = notes.text(connector, "standard", at)
        type_id = connector_id(standard or "") or UNSPECIFIED
        if standard is not None and standard not in ocpi_standards():
            taken = f"read as type {type_id}" if type_id != UNSPECIFIED else "unspecified"
            notes.note(f"{at}standard", f"not a standard of OCPI: {taken}", standard)
        power_type = notes.text(connector, "power_type", at)
        if power_type is not None and power_type not in POWER_TYPES:
            notes.note(f"{at}power_type", "not a power type of OCPI: left out", power_type)
        # The first name is of OCPI 2.2, the second of 2.1.1.
        volts, amps = (
            notes.number(connector, new if connector.get(new) is not None else old, at)
            for new, old in (("max_voltage", "voltage"), ("max_amperage", "amperage"))
        )
        format_ = notes.text(connector, "format", at)
        return _Plug(
            type_id=type_id,
            kw=self._kw(connector, volts, amps, phases(power_type)),
            volts=round(line_volts(volts, phases(power_type))) if volts and volts > 0 else None,
            amps=round(amps) if amps and amps > 0 else None,
            phases=phases(power_type),
            cable=None if format_ is None else format_ == "CABLE",
        )

    def _kw(
        self,
        connector: dict[str, object],
        volts: float | None,
        amps: float | None,
        phases: int | None,
    ) -> float | None:
        watts = self.notes.number(connector, "max_electric_power", "evses.connectors.")
        computed = kilowatts(volts, amps, phases) if volts and amps else None
        if watts:
            kw, raw = watts / 1000, str(watts)
            if computed is not None and (taken := corrected(kw, computed)) is not None:
                reason = f"a factor of 1000 from voltage and current: {taken:g} kW"
                self.notes.note("evses.connectors.max_electric_power", reason, f"{raw} W")
                kw = taken
        elif computed is not None:
            kw, raw = computed, f"{volts:g} V, {amps:g} A"
        else:
            return None
        if not 0 < kw <= MOST_KW:
            self.notes.note("evses.connectors.max_electric_power", "not a power: left out", raw)
            return None
        return kw

    def _details(
        self, location: dict[str, object], evses: list[dict[str, object]]
    ) -> EVStationDetails | None:
        able = {word for evse in evses for word in _words(evse.get("capabilities"))}
        able |= {
            word
            for evse in evses
            for connector in self.notes.objects(evse, "connectors", "evses.")
            for word in _words(connector.get("capabilities"))
        }
        self.notes.others(sorted(able), READ_CAPABILITIES, "evses.capabilities.")
        other = tuple(type_ for type_, words in OTHER_PAYMENT.items() if able & {*words})
        methods = PaymentMethods(
            credit_card=CreditCard(accept=True) if "CREDIT_CARD_PAYABLE" in able else None,
            debit_card=DebitCard(accept=True) if "DEBIT_CARD_PAYABLE" in able else None,
            other=OtherPayment(types=other, accept=True) if other else None,
        )
        details = EVStationDetails(
            payment_methods=None if methods == PaymentMethods() else methods,
            accessibility_type=self._access(location, evses),
        )
        return None if details == EVStationDetails() else details

    def _access(
        self, location: dict[str, object], evses: list[dict[str, object]]
    ) -> Accessibility | None:
        """The access: restricted if every EVSE has a restriction, public if published."""
        limits = [RESTRICTIONS & {*_words(one.get("parking_restrictions"))} for one in evses]
        if limits and all(limits):
            return Accessibility.RESTRICTED
        published = self.notes.flag(location, "publish")
        return Accessibility.PUBLIC if published and not any(limits) else None


def once(evses: Iterable[dict[str, object]], notes: Members) -> list[dict[str, object]]:
    """Return EVSEs each once by their `uid`, with the connectors of all; two states make an unknown one."""
    found: list[dict[str, object]] = []
    known: dict[str, tuple[dict[str, object], list[dict[str, object]]]] = {}
    for evse in evses:
        uid = notes.text(evse, "uid", "evses.")
        listed = notes.objects(evse, "connectors", "evses.")
        if uid is None or uid not in known:
            connectors = [*listed]
            found.append({**evse, "connectors": connectors})
            if uid is not None:
                known[uid] = found[-1], connectors
            continue
        first, connectors = known[uid]
        notes.note("evses.uid", "seen before in the location: counted once", uid)
        if first.get("status") != evse.get("status"):
            first["status"] = "unknown" if str(first.get("status")).islower() else "UNKNOWN"
        ids = {notes.text(one, "id") for one in connectors}
        connectors += [one for one in listed if notes.text(one, "id") not in ids]
    return found


def _connector(
    plug: _Plug, group: _Group, operator: str | None, hours: OpeningHours | None
) -> Connector:
    mode = None
    if plug.phases == 0 or CONNECTOR_TYPES[plug.type_id].current == "DC":
        mode = ChargeMode.MODE_4
    when = max(group.updates, default=None)
    point = ChargingPoint(
        charge_mode=mode,
        volts=plug.volts,
        amps=plug.amps,
        phases=plug.phases or None,
        number_of_connectors=len(group.states),
    )
    if group.statuses or set(group.states) != {ConnectorState.UNKNOWN}:
        point = counted(point, group.states, when)
    return Connector(
        supplier_name=operator,
        connector_type=connector_type(plug.type_id),
        max_power_level=plug.kw,
        customer_charge_level=None if plug.kw is None else charge_level(plug.kw),
        fixed_cable=plug.cable,
        connector_details=ConnectorDetail(
            open24x7=None
            if hours is None or not hours.regular_opening_hours
            else hours.regular_opening_hours == ALWAYS_OPEN.regular_opening_hours,
            opening_hours=hours,
            reservable=True if group.reservable else None,
        ),
        charging_point=point,
        connector_statuses=tuple(group.statuses),
        last_update_timestamp=when,
    )


def _clock(value: object) -> str | None:
    match = _CLOCK.fullmatch(collapse(value)) if isinstance(value, str) else None
    return f"{int(match[1]):02}:{match[2]}:00" if match else None


def _words(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


READ = frozenset((
    "id", "country_code", "party_id", "publish", "name", "address", "city", "postal_code", "state",
    "country", "coordinates", "evses", "operator", "time_zone", "opening_times", "last_updated",
    "related_locations", "help_phone",
))  # fmt: skip
"""Read members of a location."""

READ_OF_EVSES = frozenset((
    "uid", "evse_id", "status", "physical_reference", "connectors", "capabilities", "last_updated",
    "floor_level", "coordinates", "parking_restrictions",
))  # fmt: skip
"""Read members of an EVSE."""

READ_OF_CONNECTORS = frozenset((
    "id", "standard", "format", "power_type", "max_electric_power", "max_voltage", "voltage",
    "max_amperage", "amperage", "capabilities", "last_updated",
))  # fmt: skip
"""Read members of a connector."""


EXCEPTIONS = ("exceptional_openings", "exceptional_closings")
"""Members with exceptional periods: openings, and closings, which are stronger."""

ENTRANCE = "entrance"
"""The name of a related location that is `entrancePosition`."""

RESTRICTIONS = frozenset(("CUSTOMERS", "EMPLOYEES", "TAXIS", "TENANTS"))
"""Parking restrictions that keep some of the public from charging."""

OTHER_PAYMENT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "rfid-reader": ("RFID_READER",),
        "contactless-card": ("CONTACTLESS_CARD_SUPPORT",),
        "auth-by-car-plug-and-charge": (
            "ISO_15118_2_PLUG_AND_CHARGE",
            "ISO_15118_20_PLUG_AND_CHARGE",
        ),
    }
)
"""Types of `paymentMethods.other` with the capabilities of an EVSE, or of a connector, that mean them."""

READ_CAPABILITIES = frozenset(
    ("RESERVABLE", "CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE", *sum(OTHER_PAYMENT.values(), ()))
)
"""Read capabilities."""

STATES: Mapping[str, ConnectorState] = MappingProxyType(
    {
        "AVAILABLE": ConnectorState.AVAILABLE,
        "CHARGING": ConnectorState.OCCUPIED,
        # Not accessible because of a physical barrier, "i.e. a car": not free in any case.
        "BLOCKED": ConnectorState.OCCUPIED,
        "RESERVED": ConnectorState.RESERVED,
        "INOPERATIVE": ConnectorState.OUT_OF_SERVICE,
        "OUTOFORDER": ConnectorState.OUT_OF_SERVICE,
        "UNKNOWN": ConnectorState.UNKNOWN,
    }
)
"""States by the status of an EVSE."""

NOT_THERE = ("PLANNED", "REMOVED")
"""Statuses of EVSEs before installation and after removal, without a state in the API."""
