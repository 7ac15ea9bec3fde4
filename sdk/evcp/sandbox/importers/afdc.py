"""Stations from a file of the AFDC, the public register of charging stations of the United States and Canada.

Its API and its download page give the same rows in three forms: CSV with heads such as `EV Network`, JSON
(`{"fuel_stations": [..]}`) and GeoJSON; tables made of them have heads such as `ev_network`. All give the
same stations: those of the fuel ELEC with the status E. The report counts the other rows by reason, and
the columns without a counterpart in the API. `ev_charging_units`, which the JSON alone has, is not read
either: the powers of a station do not hang on the form of the file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from evcp._api.sphere import in_box
from evcp._reading.countries import COUNTRIES, UNKNOWN, Country
from evcp._reading.parts import (
    ALWAYS_OPEN,
    charge_level,
    connector_type,
    known_connectors,
    newest,
    opening_hours,
)
from evcp.connectors import UNSPECIFIED
from evcp_codec.reading import instant
from evcp_models import (
    Accessibility,
    Address,
    ChargingPoint,
    Connector,
    ConnectorDetail,
    Contact,
    EVStation,
    EVStationDetails,
    OpeningHours,
    Phone,
    Position,
    Price,
    PricingModel,
    PricingStructure,
    PricingUnit,
)

from ..spatial.geometry import Point
from ..stations import identifiers
from ..stations.parts import Evse, charging_point, power_feed_type, simulate
from .afdc_columns import (
    DC,
    L1,
    L2,
    LANDS,
    PLUGS,
    STATES,
    AfdcAssumptions,
    Group,
    Week,
    group,
    is_always_open,
    read_plugs,
    read_week,
)
from .reading import (
    MOST_CONNECTORS,
    Notes,
    Report,
    Table,
    column,
    is_json,
    json_values,
    read_count,
    read_table,
    read_text,
    stations_of_rows,
)

COLUMNS: tuple[str, ...] = (
    "id", "station_name", "street_address", "city", "state", "zip", "country", "latitude",
    "longitude", "station_phone", "access_code", "access_days_time", "ev_network",
    "ev_connector_types", L1, L2, DC, "ev_pricing", "updated_at",
)  # fmt: skip
"""The read columns of every form; a file may have more, or fewer, in any order."""

_OTHER_NAMES = {"ev_dc_fast_num": DC}
_READ = frozenset(
    (*COLUMNS, *_OTHER_NAMES, "fuel_type_code", "status_code", "groups_with_access_code")
)
_NEEDED = ("id", "station_name", "latitude", "longitude")
_MARKS = ("fuel_type_code", "ev_connector_types", L1, L2, *_OTHER_NAMES, *_OTHER_NAMES.values())
"""One of these columns tells the register from other tables with the needed ones."""

_ELECTRIC, _OPEN = "ELEC", "E"
_STATUSES = {"P": "planned", "T": "temporarily unavailable", "": "no status"}
"""Reasons for dropping a row by its status; stations that work have none."""

_NO_NETWORK = ("", "non-networked")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffd]")
_STREET_NUMBER = re.compile(r"(\d[\w/-]*) +(.+)")
_SIMPLE_PRICE = re.compile(r"\$(\d+(?:\.\d+)?) per (kWh|hour|session)")
_ZONE = re.compile(r" ([+-]\d\d:?\d\d)$")
_WHOLE = re.compile(r"^(\d+)\.0+$")
_WHOLE_COLUMNS = frozenset(("id", "zip", L1, L2, DC))
_COUNTRY_NAMES = {"UNITED STATES": "US", "CANADA": "CA"}
_YEARS = range(1970, 2100)
"""Years of updates: the first and the last of the calendar are marks of databases for an unknown time, and
the simulated states of all stations are as of the newest update."""
_FREE = re.compile(r"(?:(?:level [12]|dc fast): )?free", re.IGNORECASE)
_UNITS = {
    "kWh": (PricingModel.KWH, PricingUnit.KWH),
    "hour": (PricingModel.TIME_UNIT, PricingUnit.HOURS),
    "session": (PricingModel.SESSION, PricingUnit.SESSION),
}


def load(
    path: Path, *, states_seed: int | None = 0, assumptions: AfdcAssumptions | None = None
) -> tuple[tuple[EVStation, ...], Report]:
    """Read an AFDC file; see `World.from_afdc`. Simulated EVSEs are called `simulated-...`."""
    text = read_text(path)
    if is_json(text):
        values = list(json_values(text, path.name))
        if not any(map(is_record, (*values, *_records(values)))):
            raise ValueError(f"{path.name} is JSON, but holds no fuel_stations of the AFDC")
        return stations_of(values, path.name, states_seed=states_seed, assumptions=assumptions)
    table = read_table(text, path.name)
    if missing := missing_columns(table.columns):
        raise ValueError(f"{path.name} is not an AFDC file: its header has no {', '.join(missing)}")
    return stations_of(table, path.name, states_seed=states_seed, assumptions=assumptions)


def stations_of(
    source: Table | Iterable[object],
    name: str,
    *,
    states_seed: int | None,
    assumptions: AfdcAssumptions | None = None,
) -> tuple[tuple[EVStation, ...], Report]:
    """The stations of a table or of the JSON values of a file; otherwise as `load`."""
    loader = _Loader(states_seed, assumptions or AfdcAssumptions())
    if isinstance(source, Table):
        rows: Iterable[object] = source.rows
    else:
        values = list(source)
        rows = list(_records(values))
        stated = max(map(_total, values), default=0)
        if stated > len(rows):
            reason = f"the file has {len(rows)} of these stations: it is a page of a longer list"
            loader.notes.note("total_results", reason, stated)
    stations, report = stations_of_rows(
        rows, loader.notes, loader.take, name, "stations of the AFDC"
    )
    return stations if states_seed is None else loader.with_states(stations), report


def missing_columns(columns: Iterable[str]) -> list[str]:
    """The columns that a table lacks to be of the AFDC; empty if it is."""
    present = set(columns)
    missing = [name for name in _NEEDED if name not in present]
    return missing or ([] if present & set(_MARKS) else ["ev_connector_types"])


def is_record(value: object) -> bool:
    """Return True for a station of the AFDC's JSON or GeoJSON, and for a document of them."""
    if not isinstance(value, dict):
        return False
    if "fuel_stations" in value or "alt_fuel_station" in value:
        return True
    members = _flat(value)
    return "fuel_type_code" in members or not missing_columns(map(column, members))


def _records(values: Iterable[object]) -> Iterator[object]:
    """The stations of JSON values: documents, collections of features, lists and single stations."""
    for value in values:
        inner = value
        if isinstance(value, dict):
            # One station of a request by id is an object.
            single = value.get("alt_fuel_station")
            inner = value.get("fuel_stations", value.get("features", single and [single]))
        if isinstance(inner, list):
            yield from _records(inner)
        else:
            yield _flat(value) if isinstance(value, dict) else value


def _flat(record: dict[str, object]) -> dict[str, object]:
    """The members of a station; those of a GeoJSON feature are its properties and its point."""
    properties, geometry = record.get("properties"), record.get("geometry")
    if not isinstance(properties, dict):
        return record
    axes = geometry.get("coordinates") if isinstance(geometry, dict) else None
    longitude, latitude = axes[:2] if isinstance(axes, list) and len(axes) > 1 else (None, None)
    return {"id": record.get("id"), "latitude": latitude, "longitude": longitude, **properties}


def _total(document: object) -> int:
    """The number of stations that a document states, of which it may be one page."""
    if not isinstance(document, dict):
        return 0
    metadata = document.get("metadata")
    total = (metadata if isinstance(metadata, dict) else document).get("total_results")
    return total if isinstance(total, int) else 0


class _Loader:
    """Builds stations of rows, and records their issues."""

    def __init__(self, states_seed: int | None, assumptions: AfdcAssumptions) -> None:
        self.chance = Random(states_seed)  # noqa: S311 - simulated states, no secrets
        self.assumptions = assumptions
        self.notes = Notes()
        self._cells: dict[str, str] = {}
        self._pools: dict[tuple[str, str, str], str] = {}
        self._details_of: dict[tuple[str, str, str], ConnectorDetail] = {}
        self._evses: dict[str, tuple[tuple[Evse, ...], ...]] = {}

    def take(self, row: object) -> EVStation | None:
        """The station of a row; None if the row is dropped."""
        notes = self.notes
        if not isinstance(row, dict):
            notes.drop("", "not a station", row)
            return None
        cells = self._cells = self._clean(row)
        fuel, status = (cells.get(name) for name in ("fuel_type_code", "status_code"))
        if fuel is not None and fuel.upper() != _ELECTRIC:
            notes.drop(
                "fuel_type_code",
                f"fuel {fuel.upper():.20}, not {_ELECTRIC}" if fuel else "no fuel",
                fuel,
            )
        elif status is not None and status.upper() != _OPEN:
            reason = _STATUSES.get(status.upper(), f"status {status:.20}, not {_OPEN}")
            notes.drop("status_code", reason, status)
        elif not (origin := cells["id"]):
            notes.drop("id", "missing")
        else:
            country = self._country()
            point = self._point(country)
            if point is not None and notes.seen_before(origin):
                notes.drop("id", "seen before", origin)
            elif point is not None:
                return self._station(origin, country, point)
        return None

    def with_states(self, stations: tuple[EVStation, ...]) -> tuple[EVStation, ...]:
        """Simulate live states, as of the hour after the newest row of the file."""
        dates = [s.last_update_timestamp for s in stations if s.last_update_timestamp]
        if not dates:
            return stations
        now = max(dates) + timedelta(hours=1)
        live = []
        for station in stations:
            evses = self._evses[station.id]
            connectors = simulate(
                list(zip(station.connectors, evses, strict=True)), self.chance, now
            )
            live.append(
                replace(station, connectors=connectors, last_updated_time_stamp=newest(connectors))
            )
        return tuple(live)

    def _note(self, column: str, reason: str) -> None:
        self.notes.note(column, reason, self._cells.get(column, ""))

    def _clean(self, row: Mapping[str | None, object]) -> dict[str, str]:
        """The read cells as texts: all of `COLUMNS`, and the others if the row has them."""
        cells = dict.fromkeys(COLUMNS, "")
        unread = []
        for key, value in row.items():
            if key is None:
                self.notes.note("", "more cells than columns", str(value))
                continue
            name = column(key)
            name = _OTHER_NAMES.get(name, name)
            if name not in _READ:
                if value not in (None, "", [], {}):
                    unread.append(name)
                continue
            text = self._text(name, value)
            # Phones are separated by two spaces, and lines of an address by a line feed.
            text = text.strip() if name == "station_phone" else " ".join(text.split())
            # A table that was filled by a spreadsheet or pandas has 2.0 for 2.
            if name in _WHOLE_COLUMNS:
                text = _WHOLE.sub(r"\1", text)
            cells[name] = text or cells.get(name, "")  # a column may be there by both its names
        self.notes.unread(unread)
        return cells

    def _text(self, name: str, value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, list):
            return ",".join(map(str, value))
        if isinstance(value, bool | dict):
            self.notes.note(name, "not a text: left out", value)
            return ""
        text = str(value)
        # The first test is the cheap one: most cells pass it.
        if (not text.isprintable() or "\ufffd" in text) and _CONTROL.search(text):
            self.notes.note(name, "unreadable characters: left out", text)
            text = _CONTROL.sub("", text)
        return text

    def _country(self) -> Country | None:
        """The country of the row; if it has none, that of its state."""
        code = self._cells["country"]
        if code:
            return self.notes.country(_COUNTRY_NAMES.get(code.upper(), code))
        state = STATES.get(self._cells["state"].upper())
        if state is None:
            self._note("country", "missing, and the state does not tell it: left out")
            return None
        return COUNTRIES[state.country]

    def _point(self, country: Country | None) -> Point | None:
        place = []
        for name in ("latitude", "longitude"):
            try:
                place.append(float(self._cells[name]))
            except ValueError:
                place.append(math.nan)
            if not math.isfinite(place[-1]):
                raw = self._cells[name]
                self.notes.drop(name, "not a number" if raw else "no coordinates", raw)
                return None
        point = self.notes.point(place[0], place[1], "latitude")
        land = LANDS.get(country.alpha3) if country else None
        if point and land and not any(in_box(point, box) for box in land.boxes):
            self.notes.drop("latitude", f"outside {land.name}", self._cells["latitude"])
            return None
        return point

    def _station(self, origin: str, country: Country | None, point: Point) -> EVStation:
        cells = self._cells
        number = country.numeric if country else UNKNOWN
        connectors, evses = self._connectors(origin, country)
        identity = identifiers.station_id(number, point, f"afdc-{origin}")
        self._evses[identity] = evses
        return EVStation(
            id=identity,
            pool_id=self._pool(origin, number, point),
            cpo_id=origin,
            name=cells["station_name"] or None,
            brand=self._network(),
            address=self._address(country),
            contacts=_contact(cells["station_phone"]),
            position=Position(latitude=point.latitude, longitude=point.longitude),
            total_number_of_connectors=known_connectors(connectors),
            connectors=connectors,
            ev_station_details=self._details(),
            last_update_timestamp=self._updated(),
            time_zone=self._time_zone(point),
        )

    def _pool(self, origin: str, number: str, point: Point) -> str:
        """The pool of all rows of one network at one address, named by the first (assumed)."""
        cells = self._cells
        key = (cells["street_address"].lower() or origin, cells["zip"], cells["ev_network"])
        if key not in self._pools:
            self._pools[key] = identifiers.pool_id(number, point, f"afdc-{origin}")
        return self._pools[key]

    def _network(self) -> str | None:
        network = self._cells["ev_network"]
        return None if network.casefold() in _NO_NETWORK else network

    def _address(self, country: Country | None) -> Address:
        cells = self._cells
        street = cells["street_address"]
        numbered = _STREET_NUMBER.fullmatch(street)
        return Address(
            street=(numbered[2] if numbered else street) or None,
            street_number=numbered[1] if numbered else None,
            city=cells["city"] or None,
            state=cells["state"] or None,
            country=country.alpha3 if country else None,
            postal_code=cells["zip"] or None,
        )

    def _time_zone(self, point: Point) -> str | None:
        state = STATES.get(self._cells["state"].upper())
        if state is None:
            self._note("state", "unknown state: no time zone")
            return None
        if not in_box(point, state.bounds):
            self._note("state", "the coordinates are in another state: both kept, no time zone")
            return None
        return state.time_zone

    def _updated(self) -> datetime | None:
        text = self._cells["updated_at"]
        moment = instant(_ZONE.sub(r"\1", text))
        if moment is None:
            if text:
                self._note("updated_at", "not a time with a zone: left out")
        elif moment.year not in _YEARS:
            self._note("updated_at", "a mark for an unknown time, or impossible: left out")
            return None
        return moment

    def _details(self) -> EVStationDetails:
        kinds = {"public": Accessibility.PUBLIC, "private": Accessibility.PRIVATE}
        code = self._cells["access_code"]
        if not code:  # downloads before 2020 have only `Public - credit card at all times`
            code = self._cells.get("groups_with_access_code", "").split(" ")[0].strip("-")
        kind = kinds.get(code.lower())
        if kind is None:
            if code:
                self.notes.note("access_code", "neither public nor private: left out", code)
            return EVStationDetails()
        return EVStationDetails(
            private_access=kind == Accessibility.PRIVATE, accessibility_type=kind
        )

    def _connectors(
        self, origin: str, country: Country | None
    ) -> tuple[tuple[Connector, ...], tuple[tuple[Evse, ...], ...]]:
        """The connector groups of the row, and the EVSE of each connector of each group."""
        cells = self._cells
        groups, problems = group(
            read_plugs(cells["ev_connector_types"]),
            {level: self._count(level) for level in (L1, L2, DC)},
            cells["ev_network"],
            dual_cable_dc=self.assumptions.dual_cable_dc,
        )
        for problem in problems:
            self._note(*problem)
        # A dollar of another country than these two is not known.
        land = LANDS.get(country.alpha3) if country else None
        currency = land.currency if land else ""
        detail = self._detail(cells["access_days_time"], cells["ev_pricing"], currency)
        return (
            tuple(self._connector(one, detail) for one in groups),
            tuple(
                tuple(Evse(f"simulated-{origin}-{number + 1}") for number in one.evses)
                for one in groups
            ),
        )

    def _count(self, level: str) -> int | None:
        text = self._cells[level]
        if not text:
            return None
        count = read_count(text)
        if count is None:
            is_whole = text.isascii() and text.isdigit()
            kind = f"more than {MOST_CONNECTORS:,}" if is_whole else "not a whole number"
            self._note(level, f"{kind}: left out")
        return count

    def _connector(self, one: Group, detail: ConnectorDetail) -> Connector:
        network = self._network()
        plug = PLUGS.get((one.plug or "", one.level))
        if plug is None:
            return Connector(
                supplier_name=network,
                connector_type=connector_type(UNSPECIFIED),
                connector_details=detail,
                charging_point=ChargingPoint(number_of_connectors=one.connectors),
            )
        kw = self.assumptions.power_kw.get((network or "", one.plug or ""), plug.kw)
        if kw != plug.kw:  # another device, of which the register has neither volts nor amperes
            plug = replace(plug, kw=kw, volts="", amps="")
        return Connector(
            supplier_name=network,
            connector_type=connector_type(plug.type_id),
            power_feed_type=power_feed_type(plug.feed) if plug.feed else None,
            max_power_level=kw,
            customer_charge_level=charge_level(kw),
            fixed_cable=plug.cable,
            connector_details=detail,
            charging_point=charging_point(plug, one.connectors),
        )

    def _detail(self, access: str, price: str, currency: str) -> ConnectorDetail:
        # Most rows share these texts with others.
        found = self._details_of.get((access, price, currency))
        if found is None:
            week = read_week(access)
            free = _FREE.fullmatch(price) is not None
            found = self._details_of[access, price, currency] = ConnectorDetail(
                open24x7=None if week is None else is_always_open(week),
                opening_time=access or None,
                opening_hours=None if week is None else _hours(week),
                pay=not free if price else None,
                pricing=() if free or not price else (_pricing(price, currency),),
            )
        return found


def _hours(week: Week) -> OpeningHours:
    return ALWAYS_OPEN if is_always_open(week) else opening_hours(week)


def _pricing(text: str, currency: str) -> PricingStructure:
    """A price from a simple text; else the text itself."""
    match = _SIMPLE_PRICE.fullmatch(text)
    if match is None or not currency:
        return PricingStructure(descriptions=text)
    model, unit = _UNITS[match[2]]
    return PricingStructure(
        pricing_model=model, price=Price(value=Decimal(match[1]), currency=currency), unit=unit
    )


def _contact(text: str) -> Contact | None:
    """Telephone numbers, with +1 before ten digits; others unchanged."""
    phones = []
    for entry in re.split(r"\s{2,}", text):
        digits = re.sub(r"\D", "", entry)
        if entry:
            number = f"+1{digits}" if len(digits) == 10 else entry
            phones.append(Phone(value=number, label="PHONE"))
    return Contact(phone=tuple(phones)) if phones else None
