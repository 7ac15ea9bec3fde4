"""Locations of API v3 in the terms of OCPI: nearly the same members, written in another way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from evcp_codec.reading import as_utc, instant
from evcp_models import AnnualOpeningHoursDetail, OpeningHours, OpeningHoursDetail, TimePeriod

from .._reading.members import Members
from ..connectors import ocpi_standards
from .hours import write_hours, write_time
from .power import whole
from .reading import OTHER_PAYMENT, EvseName, once
from .types import LENGTHS, connector_ids, fits, is_url, place_of, short_id
from .writing import MOST_CONNECTORS, LocationWriter

PREFIX = "here:evcp:charginglocation:"
"""Prefix of the ids of locations."""

_STATUS = {
    "available": "AVAILABLE",
    "blocked": "BLOCKED",
    "charging": "CHARGING",
    "inoperative": "INOPERATIVE",
    "outOfOrder": "OUTOFORDER",
    "reserved": "RESERVED",
    "unknown": "UNKNOWN",
    "operational": "UNKNOWN",  # it works, but its state is not known: never free
}
_POWER_TYPES = {
    "ac1Phase": "AC_1_PHASE",
    "ac2Phase": "AC_2_PHASE",
    "ac2PhaseSplit": "AC_2_PHASE_SPLIT",
    "ac3Phase": "AC_3_PHASE",
    "dc": "DC",
}
_FORMATS = {"socket": "SOCKET", "cable": "CABLE"}
_CAPABILITIES = {
    "chargingProfile": "CHARGING_PROFILE_CAPABLE",
    "chargingPreferences": "CHARGING_PREFERENCES_CAPABLE",
    "remoteStartStop": "REMOTE_START_STOP_CAPABLE",
    "reservable": "RESERVABLE",
    "tokenGroup": "TOKEN_GROUP_CAPABLE",
    "unlock": "UNLOCK_CAPABLE",
    "chipCard": "CHIP_CARD_SUPPORT",
    "contactlessCard": "CONTACTLESS_CARD_SUPPORT",
    "creditCard": "CREDIT_CARD_PAYABLE",
    "debitCard": "DEBIT_CARD_PAYABLE",
    "pedTerminal": "PED_TERMINAL",
    "rfidReader": "RFID_READER",
}
_FACILITIES = frozenset((
    "hotel", "restaurant", "cafe", "mall", "supermarket", "sport", "recreationArea", "nature", "museum",
    "bikeSharing", "busStop", "taxiStand", "tramStop", "metroStation", "trainStation", "airport",
    "parkingLot", "carpoolParking", "fuelStation", "wifi",
))  # fmt: skip
_PARKING_TYPES = frozenset((
    "alongMotorway", "parkingGarage", "parkingLot", "onDriveway", "onStreet", "undergroundGarage",
))  # fmt: skip
_RESTRICTIONS = {"customersOnly": "CUSTOMERS", "taxisOnly": "TAXIS"}
_ENERGY_SOURCES = frozenset((
    "NUCLEAR", "GENERAL_FOSSIL", "COAL", "GAS", "GENERAL_GREEN", "SOLAR", "WIND", "WATER",
))  # fmt: skip
_DAYS = {"su": 1, "mo": 2, "tu": 4, "we": 8, "th": 16, "fr": 32, "sa": 64}
_READ = frozenset((
    "id", "location", "name", "address", "parkingType", "operator", "suboperator", "facilityTypes",
    "timeZone", "openingHours", "cpoLocationId", "energyMix", "connectorGroups", "evses", "restrictions",
    "supportPhoneNumber",
))  # fmt: skip
_READ_OF_EVSES = frozenset((
    "id", "uid", "evseId", "connectors", "status", "capabilities", "paymentSupports", "floorLevel",
    "physicalReference", "location", "modified",
))  # fmt: skip
_READ_OF_CONNECTORS = frozenset((
    "id", "standard", "format", "powerType", "maxVoltage", "maxCurrent", "maxPower",
))  # fmt: skip
STANDARDS = {
    f"IEC_60309_2_{size}".upper(): f"IEC_60309_2_{size}"
    for size in ("single_16", "three_16", "three_32", "three_64")
}
"""The standards that v3 writes in other letters than OCPI."""


def words(text: str) -> str:
    """The word of OCPI for one of v3: `onStreet` is `ON_STREET`."""
    return re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", text).upper()


class V3Reader:
    """Writes a location of v3 as one of OCPI.

    Args:
        writer: Takes the members.
        notes: Reads members, and takes the issues.
    """

    def __init__(self, writer: LocationWriter, notes: Members) -> None:
        self.writer = writer
        self.notes = notes

    def read(self, location: dict[str, object]) -> None:
        """Read a location."""
        notes, put, to = self.notes, self.writer.put, self.writer.location
        notes.others(location, _READ)
        id = notes.text(location, "id") or ""
        pool = id.removeprefix(PREFIX)
        own = notes.text(location, "cpoLocationId")
        operator = notes.object(location, "operator")
        self._party(operator)
        own_fits = fits(own, LENGTHS["id"])
        reason = "" if own_fits else "a short id: the location has none that OCPI takes"
        put(to, "id", own if own_fits else short_id(pool), reason=reason)
        restrictions = self._access(location)
        put(to, "name", notes.text(location, "name"))
        self._address(notes.object(location, "address"))
        place = notes.object(location, "location")
        put(to, "coordinates", self._place(place, "location."))
        self._surroundings(location)
        for name in ("operator", "suboperator"):
            self._company(name, notes.object(location, name))
        if self.writer.version == "2.3.0":
            put(to, "help_phone", notes.text(location, "supportPhoneNumber"))
        elif location.get("supportPhoneNumber"):
            notes.unread(["supportPhoneNumber"])
        put(to, "time_zone", notes.text(location, "timeZone"))
        self._hours(notes.object(location, "openingHours"))
        self._energy(notes.object(location, "energyMix"))
        evses = notes.objects(location, "evses")
        times = [self._time(evse) for evse in evses]
        newest = max((one for one in times if one), default=None, key=datetime.timestamp)
        put(to, "last_updated", write_time(newest) if newest else None)
        to["evses"] = (
            self._evses(evses, pool, restrictions) if evses else self._groups(location, pool)
        )

    def _access(self, location: dict[str, object]) -> list[str]:
        """Put whether the location is public; return the parking restrictions of its EVSEs."""
        limits = self._words(location, "restrictions")
        self.notes.others(limits, _RESTRICTIONS, "restrictions.")
        put, to = self.writer.put, self.writer.location
        # Private locations are not in v3 at all.
        if limits:
            put(to, "publish", False, candidates=(False, True), reason="access is restricted")
        else:
            put(to, "publish", True)
        return [_RESTRICTIONS[one] for one in limits if one in _RESTRICTIONS]

    def _surroundings(self, location: dict[str, object]) -> None:
        """Put the type of parking, and the facilities nearby."""
        put, to, notes = self.writer.put, self.writer.location, self.notes
        parking = notes.text(location, "parkingType")
        put(to, "parking_type", words(parking) if parking in _PARKING_TYPES else None)
        if parking is not None and parking not in _PARKING_TYPES:
            notes.note("parkingType", "not a word of v3: left out", parking)
        facilities = self._words(location, "facilityTypes")
        notes.others(facilities, _FACILITIES, "facilityTypes.")
        found = [words(one) for one in facilities if one in _FACILITIES]
        put(to, "facilities", found or None)

    def _evses(
        self, evses: list[dict[str, object]], pool: str, restrictions: list[str]
    ) -> list[dict[str, object]]:
        notes = self.notes
        # OCPI has no EVSE without connectors.
        plugged = [evse for evse in evses if notes.objects(evse, "connectors", "evses.")]
        if len(plugged) < len(evses):
            notes.note("evses", "an EVSE without connectors: left out")
        plugged = once(plugged, notes)
        uids = [notes.text(evse, "uid") or "" for evse in plugged]
        # Ids of OCPI compare without case, those of v3 may not.
        counts = Counter(uid.casefold() for uid in uids)
        return [
            self._evse(evse, f"evses[{at}]", pool, restrictions, own=counts[uid.casefold()] == 1)
            for at, (evse, uid) in enumerate(zip(plugged, uids, strict=True))
        ]

    def _party(self, operator: dict[str, object]) -> None:
        """The party from the eMI3 id of the operator, such as `DE-CPI`."""
        ids: set[tuple[str, str]] = set()
        for one in self._words(operator, "eMobilityIds", "operator."):
            if match := re.fullmatch("([A-Z]{2})[-*]?([A-Z0-9]{3})", one):
                ids.add((match[1], match[2]))
            else:
                self.notes.note("operator.eMobilityIds", "not the id of an operator: left out", one)
        party = ids.pop() if len(ids) == 1 else (None, None)
        for index, name in enumerate(("country_code", "party_id")):
            found = sorted({one[index] for one in ids})
            self.writer.put(self.writer.location, name, party[index], candidates=found)

    def _address(self, address: dict[str, object]) -> None:
        put, to, text = self.writer.put, self.writer.location, self.notes.text
        street = [text(address, name, "address.") for name in ("street", "houseNumber")]
        put(to, "address", " ".join(filter(None, street)) or text(address, "label", "address."))
        put(to, "city", text(address, "city", "address."))
        put(to, "postal_code", text(address, "postalCode", "address."))
        put(to, "state", text(address, "state", "address."))
        country = text(address, "countryCode", "address.")
        is_code = country is not None and re.fullmatch("[A-Z]{3}", country)
        put(to, "country", country if is_code else None)
        if country is not None and not is_code:
            self.notes.note(
                "address.countryCode", "not a country of three letters: left out", country
            )
        read = ("street", "houseNumber", "label", "city", "postalCode", "state", "countryCode")
        self.notes.others(address, read, "address.")

    def _place(self, place: dict[str, object], at: str) -> dict[str, str] | None:
        latitude, longitude = (self.notes.number(place, name, at) for name in ("lat", "lng"))
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            if place:
                self.notes.note(at.rstrip("."), "no position on the earth: left out", place)
            return None
        return place_of((latitude, longitude))

    def _company(self, name: str, company: dict[str, object]) -> None:
        title = self.notes.text(company, "name", f"{name}.")
        if title is None:
            self.notes.unread([name] if company else [])
            return
        written: dict[str, object] = {}
        self.writer.put(written, f"{name}.name", title)
        site = self.notes.text(company, "website", f"{name}.")
        if is_url(site):
            self.writer.put(written, f"{name}.website", site)
        elif site is not None:
            self.notes.note(f"{name}.website", "not an address: left out", site)
        self.notes.others(company, ("name", "website", "eMobilityIds"), f"{name}.")
        self.writer.location[name] = written

    def _hours(self, hours: dict[str, object]) -> None:
        put, to, notes = self.writer.put, self.writer.location, self.notes
        read = ("open24x7", "chargingWhenClosed", "regularSchedule", "exceptions")
        notes.others(hours, read, "openingHours.")
        always = notes.flag(hours, "open24x7", "openingHours.")
        regular = tuple(
            OpeningHoursDetail(
                daymask=self._days(one),
                period=self._periods(one),
            )
            for one in notes.objects(hours, "regularSchedule", "openingHours.")
        )
        annual = tuple(
            AnnualOpeningHoursDetail(
                date=notes.text(one, "date", "openingHours.exceptions."),
                closed=notes.flag(one, "closed", "openingHours.exceptions."),
                period=self._periods(one),
            )
            for one in notes.objects(hours, "exceptions", "openingHours.")
        )
        told = OpeningHours(regular_opening_hours=regular, annual_openings=annual)
        known = told if regular or annual else None
        written = write_hours(known, always, self.writer.zone)
        put(to, "opening_times", written.hours, reason=written.reason)
        if written.reason:
            notes.note("openingHours", written.reason)
        put(to, "charging_when_closed", notes.flag(hours, "chargingWhenClosed", "openingHours."))

    def _days(self, entry: dict[str, object]) -> int | None:
        """The days as a mask; None, any days, if one is not a day."""
        days = self._words(entry, "days", "openingHours.")
        if others := set(days) - {*_DAYS}:
            self.notes.note("openingHours.days", "not a day: the hours are unknown", sorted(others))
            return None
        return sum(_DAYS[day] for day in set(days)) or None

    def _periods(self, entry: dict[str, object]) -> tuple[TimePeriod, ...]:
        """The periods; one that cannot be read stays one, of unknown hours."""
        told = entry.get("periods")
        periods = self.notes.objects(entry, "periods", "openingHours.")
        if isinstance(told, list):
            periods += [{}] * (len(told) - len(periods))
        elif told is not None and not periods:
            periods = [{}]
        found = []
        for one in periods:
            begin, end = (self.notes.text(one, name, "openingHours.") for name in ("from", "to"))
            found.append(TimePeriod(from_=begin, to="24:00:00" if end == "00:00:00" else end))
        return tuple(found)

    def _energy(self, mix: dict[str, object]) -> None:
        green = self.notes.flag(mix, "isGreenEnergy", "energyMix.")
        if green is None:
            self.notes.unread(["energyMix"] if mix else [])
            self.writer.put(self.writer.location, "energy_mix", None)
            return
        written: dict[str, object] = {"is_green_energy": green}
        sources = []
        for one in self.notes.objects(mix, "energySources", "energyMix."):
            source = words(self.notes.text(one, "source") or "")
            share = self.notes.number(one, "percentage")
            if source in _ENERGY_SOURCES and share is not None and 0 <= share <= 100:
                sources.append({"source": source, "percentage": share})
            else:
                self.notes.note("energyMix.energySources", "not a share of a source: left out", one)
        if sources:
            written["energy_sources"] = sources
        supplier = self.notes.text(mix, "supplier", "energyMix.")
        if supplier is not None and len(supplier) <= 64:
            written["supplier_name"] = supplier
        elif supplier is not None:
            self.notes.note("energyMix.supplier", "longer than 64 characters: left out", supplier)
        self.notes.others(mix, ("isGreenEnergy", "energySources", "supplier"), "energyMix.")
        self.writer.put(self.writer.location, "energy_mix", written)

    def _evse(
        self, evse: dict[str, object], at: str, pool: str, restrictions: list[str], *, own: bool
    ) -> dict[str, object]:
        notes, put = self.notes, self.writer.put
        notes.others(evse, _READ_OF_EVSES, "evses.")
        to: dict[str, object] = {}
        uid = notes.text(evse, "uid", "evses.")
        name = uid if own and fits(uid, LENGTHS["evses.uid"]) else None
        put(
            to,
            f"{at}.uid",
            name or short_id(pool, uid or notes.text(evse, "id", "evses.") or at),
            reason="" if name else "a short id: the EVSE has none that OCPI takes",
        )
        self.writer.evses[cast("str", to["uid"])] = EvseName(pool, uid)
        evse_id = notes.text(evse, "evseId", "evses.")
        if evse_id is not None and not fits(evse_id, LENGTHS["evses.evse_id"]):
            notes.note("evses.evseId", "not an id of OCPI: left out", evse_id)
            evse_id = None
        put(to, f"{at}.evse_id", evse_id)
        status = notes.text(evse, "status", "evses.")
        if status is not None and status not in _STATUS:
            notes.note("evses.status", "not a status of v3: unknown", status)
        put(
            to,
            f"{at}.status",
            _STATUS.get(status or "", "UNKNOWN"),
            reason="its live state is not known" if status == "operational" else "",
        )
        able = [
            *self._words(evse, "capabilities"),
            *self._words(evse, "paymentSupports"),
        ]
        found = dict.fromkeys(_CAPABILITIES[one] for one in able if one in _CAPABILITIES)
        put(to, f"{at}.capabilities", [*found] or None)
        car = "authByCarPlugAndCharge"
        if self.writer.version == "2.2.1" or car not in able:
            car = ""
        notes.others(able, {*_CAPABILITIES, car}, "evses.capabilities.")
        put(to, f"{at}.floor_level", notes.text(evse, "floorLevel", "evses."))
        put(to, f"{at}.physical_reference", notes.text(evse, "physicalReference", "evses."))
        place = self._place(notes.object(evse, "location"), "evses.location.")
        put(to, f"{at}.coordinates", place)
        put(to, f"{at}.parking_restrictions", restrictions or None)
        moment = self._time(evse)
        modified = write_time(moment) if moment else None
        put(to, f"{at}.last_updated", modified)
        connectors = notes.objects(evse, "connectors", "evses.")
        ids = connector_ids([notes.text(one, "id") for one in connectors])
        to["connectors"] = [
            self._connector(one, f"{at}.connectors[{number}]", ids[number], modified, car=bool(car))
            for number, one in enumerate(connectors)
        ]
        return to

    def _connector(
        self, connector: dict[str, object], at: str, id: str, modified: str | None, *, car: bool
    ) -> dict[str, object]:
        """Write a connector; `car` tells whether the EVSE knows the car by its plug."""
        notes, put = self.notes, self.writer.put
        notes.others(connector, _READ_OF_CONNECTORS, "evses.connectors.")
        to: dict[str, object] = {}
        put(to, f"{at}.id", id)
        self._standard(to, at, notes.text(connector, "standard"))
        put(to, f"{at}.format", self._word(connector, "format", _FORMATS))
        put(to, f"{at}.power_type", self._word(connector, "powerType", _POWER_TYPES))
        for name, v3_name in (
            ("max_voltage", "maxVoltage"),
            ("max_amperage", "maxCurrent"),
            ("max_electric_power", "maxPower"),
        ):
            put(to, f"{at}.{name}", self._whole(connector, v3_name, "evses.connectors."))
        if car:
            kinds = OTHER_PAYMENT["auth-by-car-plug-and-charge"]
            put(to, f"{at}.capabilities", [kinds[0]], candidates=kinds)
        reason = "that of the EVSE" if modified else ""
        put(to, f"{at}.last_updated", modified, reason=reason)
        return to

    def _standard(self, to: dict[str, object], at: str, standard: str | None) -> None:
        path = f"{at}.standard"
        word = STANDARDS.get(standard or "", standard)
        if self.writer.version == "2.2.1" and word == "SAE_J3400":
            reason = "OCPI 2.2.1 has no SAE_J3400"
            self.writer.put(to, path, "TESLA_S", candidates=("TESLA_S",), reason=reason)
        elif self.writer.version == "2.2.1" and word == "MCS":
            self.writer.put(to, path, None, reason="OCPI 2.2.1 has no MCS")
        elif word is not None and word not in ocpi_standards():
            self.notes.note("evses.connectors.standard", "not a standard of OCPI: left out", word)
            self.writer.put(to, path, None, reason="not a standard of OCPI")
        else:
            self.writer.put(to, path, word)

    def _groups(self, location: dict[str, object], pool: str) -> list[dict[str, object]]:
        """EVSEs from connector groups, where the EVSEs were not requested."""
        found: list[dict[str, object]] = []
        for index, group in enumerate(self.notes.objects(location, "connectorGroups")):
            count, free = (
                self._whole(group, name, "connectorGroups.", is_count=True)
                for name in ("connectorCount", "availableConnectorCount")
            )
            watts = self._whole(group, "maxPower", "connectorGroups.")
            standard = self.notes.text(group, "standard", "connectorGroups.")
            if count is None or count > MOST_CONNECTORS:
                reason = "not a number of connectors: the group is left out"
                self.notes.note("connectorGroups.connectorCount", reason, group)
                continue
            if free is not None and free > count:
                reason = "more than there are: unknown"
                self.notes.note("connectorGroups.availableConnectorCount", reason, free)
                free = None
            for number in range(count):
                at, to = f"evses[{len(found)}]", dict[str, object]()
                uid = short_id(pool, standard, str(watts), str(index), str(number))
                self.writer.put(to, f"{at}.uid", uid, reason="a short id: only the group is known")
                self.writer.evses[uid] = EvseName(pool, None, listed=False)
                status = "AVAILABLE" if number < (free or 0) else "UNKNOWN"
                reason = "from a count: which of the connectors it is, is unknown"
                self.writer.put(to, f"{at}.status", status, reason=reason)
                self.writer.put(to, f"{at}.last_updated", None)
                connector: dict[str, object] = {"id": "1"}
                there = f"{at}.connectors[0]"
                self._standard(connector, there, standard)
                for name in ("format", "power_type", "max_voltage", "max_amperage", "last_updated"):
                    self.writer.put(connector, f"{there}.{name}", None)
                self.writer.put(connector, f"{there}.max_electric_power", watts)
                to["connectors"] = [connector]
                found.append(to)
        return found

    def _time(self, evse: Mapping[str, object]) -> datetime | None:
        text = self.notes.text(evse, "modified", "evses.")
        found = instant(text) if text else None
        moment = found and as_utc(found)
        if text and moment is None:
            self.notes.note("evses.modified", "not a time: left out", text)
        return moment

    def _whole(
        self, members: Mapping[str, object], name: str, at: str, *, is_count: bool = False
    ) -> int | None:
        """A number of volts, amperes or watts; or of things, of which there are no parts."""
        number = self.notes.number(members, name, at)
        found = whole(number)
        if is_count and found != number:
            found = None
        if number is not None and found is None:
            self.notes.note(f"{at}{name}", "out of range: left out", number)
        return found

    def _word(
        self, connector: Mapping[str, object], name: str, known: Mapping[str, str]
    ) -> str | None:
        """The word of OCPI for one of v3."""
        text = self.notes.text(connector, name, "evses.connectors.")
        if text is not None and text not in known:
            self.notes.note(f"evses.connectors.{name}", "not a word of v3: left out", text)
        return known.get(text or "")

    def _words(self, members: Mapping[str, object], name: str, at: str = "") -> list[str]:
        value = members.get(name)
        if value is None:
            return []
        found = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
        if not isinstance(value, list) or len(found) < len(value):
            self.notes.note(f"{at}{name}", "not a list of words: the others are left out", value)
        return found
