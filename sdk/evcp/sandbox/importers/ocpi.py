"""Stations from locations of OCPI 2.1.1 and 2.2.1, as JSON.

OCPI has no stations: a location becomes a pool of one. Its EVSEs become connector groups of equal
connectors, and the states of these connectors. Meanings of OCPI words: contract section 9.2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from evcp.connectors import UNSPECIFIED, connector_id, ocpi_standards
from evcp.hours import find_zone
from evcp_codec.reading import collapse, instant
from evcp_models import (
    Address,
    AnnualOpeningHoursDetail,
    ChargeMode,
    ChargingPoint,
    Connector,
    ConnectorDetail,
    ConnectorState,
    ConnectorStatus,
    CreditCard,
    DebitCard,
    EVStation,
    EVStationDetails,
    OpeningHours,
    OtherPayment,
    PaymentMethods,
    Position,
)
from evcp_models.codes import CONNECTOR_TYPES

from ..stations import identifiers
from ..stations.parts import (
    ALWAYS_OPEN,
    Period,
    charge_level,
    connector_type,
    counted,
    newest,
    opening_hours,
)
from .reading import UNKNOWN, Notes, Report, read_json, stations_of_rows

_HOUSE_NUMBER = re.compile(r"(.*\D) (\d+ ?[a-zA-Z]?(?:[-/]\d+ ?[a-zA-Z]?)?)")
_CLOCK = re.compile(r"([01]?\d|2[0-3]|24(?=:00)):([0-5]\d)(?::[0-5]\d)?")
_MOST_KW = 5_000.0
_MOST_DAYS = 10 * 366


def load(path: Path) -> tuple[tuple[EVStation, ...], Report]:
    """Read a file of OCPI, plain or compressed with gzip; see `World.from_ocpi`."""
    return stations_of(read_json(path), path.name)


def stations_of(values: Iterable[Any], source: str) -> tuple[tuple[EVStation, ...], Report]:
    """The stations of the JSON values of a file; otherwise as `load`."""
    loader = _Loader()
    return stations_of_rows(
        _locations(values), loader.notes, loader.station, source, "OCPI locations"
    )


def is_location(value: Any) -> bool:
    """Return True for a probable location."""
    return isinstance(value, dict) and isinstance(value.get("coordinates"), dict)


def _locations(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, dict) and "data" in value and "coordinates" not in value:
            yield from value["data"] if isinstance(value["data"], list) else (value["data"],)
        elif isinstance(value, list):
            yield from value
        else:
            yield value


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
        self.statuses: list[ConnectorStatus] = []
        self.updates: list[datetime] = []
        self.reservable = False


class _Loader:
    """Builds stations of locations, and records their issues."""

    def __init__(self) -> None:
        self.notes = Notes()

    def station(self, location: Any) -> EVStation | None:
        """The station of a location; None if the location is dropped."""
        notes = self.notes
        if not isinstance(location, dict):
            notes.drop("", "not an object", location)
            return None
        id = notes.text(location, "id")
        if id is None:
            notes.drop("id", "missing", location.get("id"))
            return None
        if notes.flag(location, "publish") is False:
            notes.drop("publish", "not for publication", id)
            return None
        place = notes.object(location, "coordinates")
        point = notes.point(
            notes.number(place, "latitude", "coordinates."),
            notes.number(place, "longitude", "coordinates."),
            "coordinates",
        )
        if point is None:
            return None
        party = "*".join(notes.text(location, name) or "" for name in ("country_code", "party_id"))
        origin = f"ocpi-{party}-{id}"
        if notes.seen_before(origin):
            notes.drop("id", "seen before", id)
            return None
        notes.unread(name for name in location if name not in READ)
        country = notes.country(notes.text(location, "country") or "")
        numeric = country.numeric if country else UNKNOWN
        operator = notes.text(notes.object(location, "operator"), "name", "operator.")
        zone = notes.text(location, "time_zone")
        hours = self._hours(notes.object(location, "opening_times"), zone)
        evses = self._evses(location)
        connectors = self._connectors(evses, operator, hours)
        return EVStation(
            id=identifiers.station_id(numeric, point, origin),
            pool_id=identifiers.pool_id(numeric, point, origin),
            cpo_id=id,
            name=notes.text(location, "name"),
            brand=operator,
            address=self._address(location, country.alpha3 if country else None),
            position=Position(latitude=point.latitude, longitude=point.longitude),
            total_number_of_connectors=sum(
                (one.charging_point and one.charging_point.number_of_connectors) or 0
                for one in connectors
            ),
            connectors=connectors,
            ev_station_details=self._details(evses),
            last_updated_time_stamp=newest(connectors),
            last_update_timestamp=self._time(location, ""),
            time_zone=zone,
        )

    def _address(self, location: dict[str, Any], country: str | None) -> Address:
        notes = self.notes
        street = notes.text(location, "address")
        numbered = _HOUSE_NUMBER.fullmatch(street) if street else None
        return Address(
            street=numbered[1] if numbered else street,
            street_number=numbered[2] if numbered else None,
            city=notes.text(location, "city"),
            state=notes.text(location, "state"),
            country=country,
            postal_code=notes.text(location, "postal_code"),
        )

    def _time(
        self, members: dict[str, Any], at: str, name: str = "last_updated"
    ) -> datetime | None:
        text = self.notes.text(members, name, at)
        if text is None:
            return None
        # OCPI: without a zone it is UTC; a date is its begin.
        moment = instant(text) or instant(f"{text}Z") or instant(f"{text}T00Z")
        if moment is None:
            self.notes.note(f"{at}{name}", "not a time: left out", text)
        return moment

    def _hours(self, times: dict[str, Any], zone: str | None) -> OpeningHours | None:
        exceptions = self._exceptions(times, zone)
        if exceptions is None:
            reason = "the exceptions cannot be read: the hours are unknown"
            self.notes.note("opening_times", reason)
            return None
        always = self.notes.flag(times, "twentyfourseven", "opening_times.")
        if always and times.get("regular_hours"):
            raw = times["regular_hours"]
            self.notes.note("opening_times", "24 hours a day and regular hours: always open", raw)
        regular = ALWAYS_OPEN if always else self._regular_hours(times)
        if not exceptions:
            return regular
        # Without regular hours, the exceptions are all that is known.
        return replace(regular or OpeningHours(), annual_openings=exceptions)

    def _exceptions(
        self, times: dict[str, Any], zone: str | None
    ) -> tuple[AnnualOpeningHoursDetail, ...] | None:
        """The dates with exceptional hours, as dates whose hours are not known; None if any may be one."""
        dates: set[date] = set()
        for name in ("exceptional_openings", "exceptional_closings"):
            at = f"opening_times.{name}"
            told = times.get(name) or []
            periods = self.notes.objects(times, name, "opening_times.") if told else []
            if len(periods) < (len(told) if isinstance(told, list) else 1):
                return None
            for one in periods:
                begin = self._time(one, f"{at}.", "period_begin")
                end = self._time(one, f"{at}.", "period_end")
                if begin is not None and end is not None and begin > end:
                    self.notes.note(
                        at, "the end is before the begin: read the other way round", one
                    )
                    begin, end = end, begin
                first, last = _local_date(begin, zone), _local_date(end, zone, before=True)
                if first is None or last is None or (last - first).days > _MOST_DAYS:
                    self.notes.note(at, "not a period", one)
                    return None
                days = max((last - first).days, 0)
                dates.update(first + timedelta(day) for day in range(days + 1))
            if times.get(name):
                self.notes.unread([at])  # but for the dates
        return tuple(AnnualOpeningHoursDetail(date=day.isoformat()) for day in sorted(dates))

    def _regular_hours(self, times: dict[str, Any]) -> OpeningHours | None:
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

    def _evses(self, location: dict[str, Any]) -> list[dict[str, Any]]:
        """The existing EVSEs, without planned and removed ones."""
        found: list[dict[str, Any]] = []
        known: dict[str, dict[str, Any]] = {}
        for one in self.notes.objects(location, "evses"):
            evse = dict(one)
            self.notes.unread(f"evses.{name}" for name in evse if name not in READ_OF_EVSES)
            if evse.get("status") in NOT_THERE:
                self.notes.note(
                    "evses.status", "planned or removed: the EVSE is left out", evse["status"]
                )
                continue
            uid = self.notes.text(evse, "uid", "evses.")
            if uid in known:
                self.notes.note("evses.uid", "seen before in the location: counted once", uid)
                first = known[uid]
                if first.get("status") != evse.get("status"):
                    first["status"] = "UNKNOWN"
                first["connectors"] = [
                    connector
                    for each in (first, evse)
                    for connector in self.notes.objects(each, "connectors", "evses.")
                ]
                continue
            if uid is not None:
                known[uid] = evse
            found.append(evse)
        return found

    def _connectors(
        self, evses: list[dict[str, Any]], operator: str | None, hours: OpeningHours | None
    ) -> tuple[Connector, ...]:
        groups: dict[_Plug, _Group] = {}
        for evse in evses:
            state = self._state(evse)
            updated = self._time(evse, "evses.")
            seen: set[str] = set()
            for connector in self.notes.objects(evse, "connectors", "evses."):
                id = self.notes.text(connector, "id", "evses.connectors.")
                if id in seen:
                    reason = "seen before in the EVSE: counted once"
                    self.notes.note("evses.connectors.id", reason, id)
                    continue
                seen |= {id} if id else set()
                group = groups.setdefault(self._plug(connector), _Group())
                group.statuses.append(
                    ConnectorStatus(
                        cpo_evse_id=self.notes.text(evse, "uid", "evses."),
                        cpo_evse_emi3_id=self.notes.text(evse, "evse_id", "evses."),
                        physical_reference=self.notes.text(evse, "physical_reference", "evses."),
                        cpo_connector_id=id,
                        state=state,
                    )
                )
                group.reservable |= "RESERVABLE" in _words(evse.get("capabilities"))
                if updated is not None:
                    group.updates.append(updated)
        return tuple(_connector(plug, group, operator, hours) for plug, group in groups.items())

    def _state(self, evse: dict[str, Any]) -> ConnectorState:
        status = self.notes.text(evse, "status", "evses.")
        if status is None:
            return ConnectorState.UNKNOWN
        if status not in STATES:
            self.notes.note("evses.status", "not a status of OCPI: unknown", status)
        return STATES.get(status, ConnectorState.UNKNOWN)

    def _plug(self, connector: dict[str, Any]) -> _Plug:
        notes, at = self.notes, "evses.connectors."
        notes.unread(f"{at}{name}" for name in connector if name not in READ_OF_CONNECTORS)
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
            volts=round(volts) if volts and volts > 0 else None,
            amps=round(amps) if amps and amps > 0 else None,
            phases=phases(power_type),
            cable=None if format_ is None else format_ == "CABLE",
        )

    def _kw(
        self, connector: dict[str, Any], volts: float | None, amps: float | None, phases: int | None
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
        if not 0 < kw <= _MOST_KW:
            self.notes.note("evses.connectors.max_electric_power", "not a power: left out", raw)
            return None
        return kw

    def _details(self, evses: list[dict[str, Any]]) -> EVStationDetails | None:
        able = {word for evse in evses for word in _words(evse.get("capabilities"))}
        methods = PaymentMethods(
            credit_card=CreditCard(accept=True) if "CREDIT_CARD_PAYABLE" in able else None,
            debit_card=DebitCard(accept=True) if "DEBIT_CARD_PAYABLE" in able else None,
            other=OtherPayment(types=("rfid-reader",), accept=True)
            if "RFID_READER" in able
            else None,
        )
        if methods == PaymentMethods():
            return None
        return EVStationDetails(payment_methods=methods)


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
        number_of_connectors=len(group.statuses),
    )
    point = counted(point, (status.state for status in group.statuses), when)
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


def _local_date(moment: datetime | None, zone: str | None, *, before: bool = False) -> date | None:
    """The date of a moment at a place, UTC without a known zone; or that of the moment before."""
    try:
        local = None if moment is None else moment.astimezone(find_zone(zone) or UTC)
        return None if local is None else (local - timedelta(microseconds=before)).date()
    except OverflowError:
        return None


def _clock(value: object) -> str | None:
    match = _CLOCK.fullmatch(collapse(value)) if isinstance(value, str) else None
    return f"{int(match[1]):02}:{match[2]}:00" if match else None


def _words(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


READ = frozenset((
    "id", "country_code", "party_id", "publish", "name", "address", "city", "postal_code", "state",
    "country", "coordinates", "evses", "operator", "time_zone", "opening_times", "last_updated",
))  # fmt: skip
"""Read members of a location."""

READ_OF_EVSES = frozenset((
    "uid", "evse_id", "status", "physical_reference", "connectors", "capabilities", "last_updated",
))  # fmt: skip
"""Read members of an EVSE."""

READ_OF_CONNECTORS = frozenset((
    "id", "standard", "format", "power_type", "max_electric_power", "max_voltage", "voltage",
    "max_amperage", "amperage", "last_updated",
))  # fmt: skip
"""Read members of a connector."""


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

_PHASES = {"AC_1_PHASE": 1, "AC_2_PHASE": 2, "AC_2_PHASE_SPLIT": 2, "AC_3_PHASE": 3, "DC": 0}
POWER_TYPES = frozenset(_PHASES)
LINE_TO_LINE_VOLTS = 340
_USUAL_KW = (0.5, 1_000.0)


def phases(power_type: str | None) -> int | None:
    """The number of phases: 0 for direct current, None if unknown."""
    return None if power_type is None else _PHASES.get(power_type)


def corrected(stated: float, computed: float) -> float | None:
    """The likelier of two powers in kW that are a factor of 1,000 apart; None if they are not.

    Voltage and current are believed, unless they alone give a power that no connector has.
    """
    if not (stated > 0 and computed > 0 and 2.5 < abs(math.log10(computed / stated)) < 3.5):
        return None
    least, most = _USUAL_KW
    return stated if least <= stated <= most and not least <= computed <= most else computed


def kilowatts(volts: float, amps: float, phases: int | None) -> float:
    """The power of a connector from voltage and current, in kW.

    OCPI 2.2.1 specifies the voltage between line and neutral for three phases; feeds with 400 V mean
    the voltage between lines.
    """
    watts = volts * amps
    if phases == 3:
        watts *= math.sqrt(3) if volts >= LINE_TO_LINE_VOLTS else 3
    elif phases == 2:
        watts *= 2
    return round(watts / 1000, 3)
