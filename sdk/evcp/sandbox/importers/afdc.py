"""Stations from a file of the AFDC, the public register of charging stations in the United States.

The columns `ev_network_web`, `facility_type`, `open_date` and `date_last_confirmed` have no
counterpart in the API and stay unread.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

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
from ..stations.parts import (
    ALWAYS_OPEN,
    Evse,
    charge_level,
    charging_point,
    connector_type,
    newest,
    opening_hours,
    power_feed_type,
    simulate,
)
from .afdc_columns import (
    DC,
    L1,
    L2,
    PLUGS,
    STATES,
    UNITED_STATES,
    AfdcAssumptions,
    Group,
    Week,
    group,
    is_always_open,
    read_week,
)
from .reading import Report, RowIssue, read_text

COLUMNS: tuple[str, ...] = (
    "id", "station_name", "street_address", "city", "state", "zip", "country", "latitude",
    "longitude", "station_phone", "access_code", "access_days_time", "ev_network",
    "ev_connector_types", L1, L2, DC, "ev_pricing", "updated_at",
)  # fmt: skip
"""The read columns; a file may have more, in any order."""

_COUNTRY = "840"
_UNSPECIFIED = "0"
_NO_NETWORK = ("", "Non-Networked")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffd]")
_STREET_NUMBER = re.compile(r"(\d[\w/-]*) +(.+)")
_SIMPLE_PRICE = re.compile(r"\$(\d+(?:\.\d+)?) per (kWh|hour|session)")
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
    loader = _Loader(states_seed, assumptions or AfdcAssumptions())
    for cells in _records(path):
        loader.take(cells)
    stations = tuple(loader.stations)
    if states_seed is not None:
        stations = loader.with_states(stations)
    report = Report(path.name, loader.row, len(stations), tuple(loader.issues))
    return stations, report


def _records(path: Path) -> Iterator[dict[str | None, str | list[str] | None]]:
    text = io.StringIO(read_text(path), newline="")
    reader = csv.DictReader(text)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"{path.name} is not an AFDC file: its header has no {', '.join(missing)}")
    try:
        yield from reader
    except csv.Error as error:
        raise ValueError(f"{path.name}, line {reader.line_num}: {error}") from error


class _Loader:
    """Builds stations of rows, and records their issues."""

    def __init__(self, states_seed: int | None, assumptions: AfdcAssumptions) -> None:
        self.chance = Random(states_seed)  # noqa: S311 - simulated states, no secrets
        self.assumptions = assumptions
        self.row = 0
        self.stations: list[EVStation] = []
        self.issues: list[RowIssue] = []
        self._cells: dict[str, str] = {}
        self._seen: set[str] = set()
        self._pools: dict[tuple[str, str, str], str] = {}
        self._details_of: dict[tuple[str, str], ConnectorDetail] = {}
        self._evses: dict[str, tuple[tuple[Evse, ...], ...]] = {}

    def take(self, raw: Mapping[str | None, str | list[str] | None]) -> None:
        """Take the next row."""
        self.row += 1
        self._cells = self._clean(raw)
        origin = self._cells["id"]
        point = self._point()
        if not origin:
            self._note("id", "missing: the row is dropped", dropped=True)
        elif origin in self._seen:
            self._note("id", "seen before: the row is dropped", dropped=True)
        elif point is not None:
            self._seen.add(origin)
            self.stations.append(self._station(origin, point))

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

    def _note(self, column: str, reason: str, *, dropped: bool = False) -> None:
        raw = self._cells.get(column, "")
        self.issues.append(RowIssue(self.row, column, reason, raw, dropped))

    def _clean(self, raw: Mapping[str | None, str | list[str] | None]) -> dict[str, str]:
        cells: dict[str, str] = {}
        for name in COLUMNS:
            value = raw[name]
            text = value if isinstance(value, str) else ""
            # The first test is the cheap one: most cells pass it.
            if (not text.isprintable() or "\ufffd" in text) and _CONTROL.search(text):
                self.issues.append(
                    RowIssue(self.row, name, "unreadable characters: left out", text)
                )
                text = _CONTROL.sub("", text)
            # Phones are separated by two spaces, and lines of an address by a line feed.
            cells[name] = text.strip() if name == "station_phone" else " ".join(text.split())
        if None in raw:
            self.issues.append(RowIssue(self.row, "", "more cells than columns", str(raw[None])))
        return cells

    def _point(self) -> Point | None:
        place = []
        for name in ("latitude", "longitude"):
            try:
                place.append(float(self._cells[name]))
            except ValueError:
                self._note(name, "not a number: the row is dropped", dropped=True)
                return None
        point = Point(*place)
        if not any(box.contains(point) for box in UNITED_STATES):
            self._note("latitude", "outside the United States: the row is dropped", dropped=True)
            return None
        return point

    def _station(self, origin: str, point: Point) -> EVStation:
        cells = self._cells
        connectors, evses = self._connectors(origin)
        identity = identifiers.station_id(_COUNTRY, point, f"afdc-{origin}")
        self._evses[identity] = evses
        return EVStation(
            id=identity,
            pool_id=self._pool(origin, point),
            cpo_id=origin,
            name=cells["station_name"] or None,
            brand=self._network(),
            address=self._address(),
            contacts=_contact(cells["station_phone"]),
            position=Position(latitude=point.latitude, longitude=point.longitude),
            total_number_of_connectors=sum(
                (c.charging_point and c.charging_point.number_of_connectors) or 0
                for c in connectors
            ),
            connectors=connectors,
            ev_station_details=self._details(),
            last_update_timestamp=self._updated(),
            time_zone=self._time_zone(point),
        )

    def _pool(self, origin: str, point: Point) -> str:
        """The pool of all rows of one network at one address, named by the first (assumed)."""
        cells = self._cells
        key = (cells["street_address"].lower() or origin, cells["zip"], cells["ev_network"])
        if key not in self._pools:
            self._pools[key] = identifiers.pool_id(_COUNTRY, point, f"afdc-{origin}")
        return self._pools[key]

    def _network(self) -> str | None:
        network = self._cells["ev_network"]
        return None if network in _NO_NETWORK else network

    def _address(self) -> Address:
        cells = self._cells
        street = cells["street_address"]
        numbered = _STREET_NUMBER.fullmatch(street)
        return Address(
            street=(numbered[2] if numbered else street) or None,
            street_number=numbered[1] if numbered else None,
            city=cells["city"] or None,
            state=cells["state"] or None,
            country="USA",
            postal_code=cells["zip"] or None,
        )

    def _time_zone(self, point: Point) -> str | None:
        state = STATES.get(self._cells["state"])
        if state is None:
            self._note("state", "unknown state: no time zone")
            return None
        if not state.bounds.contains(point):
            self._note("state", "the coordinates are in another state: both kept, no time zone")
            return None
        return state.time_zone

    def _updated(self) -> datetime | None:
        text = self._cells["updated_at"]
        moment = instant(text)
        if moment is None:
            self._note("updated_at", "not a time with a zone: left out")
        return moment

    def _details(self) -> EVStationDetails:
        kinds = {"public": Accessibility.PUBLIC, "private": Accessibility.PRIVATE}
        kind = kinds.get(self._cells["access_code"])
        if kind is None:
            self._note("access_code", "neither public nor private: left out")
            return EVStationDetails()
        return EVStationDetails(
            private_access=kind == Accessibility.PRIVATE, accessibility_type=kind
        )

    def _connectors(
        self, origin: str
    ) -> tuple[tuple[Connector, ...], tuple[tuple[Evse, ...], ...]]:
        """The connector groups of the row, and the EVSE of each connector of each group."""
        cells = self._cells
        groups, problems = group(
            cells["ev_connector_types"].split(),
            {level: self._count(level) for level in (L1, L2, DC)},
            cells["ev_network"],
            dual_cable_dc=self.assumptions.dual_cable_dc,
        )
        for problem in problems:
            self._note(*problem)
        detail = self._detail(cells["access_days_time"], cells["ev_pricing"])
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
        if not (text.isascii() and text.isdigit()):
            self._note(level, "not a whole number: left out")
            return None
        return int(text)

    def _connector(self, one: Group, detail: ConnectorDetail) -> Connector:
        network = self._network()
        plug = PLUGS.get((one.plug or "", one.level))
        if plug is None:
            return Connector(
                supplier_name=network,
                connector_type=connector_type(_UNSPECIFIED),
                connector_details=detail,
                charging_point=ChargingPoint(number_of_connectors=one.connectors),
            )
        kw = self.assumptions.power_kw.get((network or "", one.plug or ""), plug.kw)
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

    def _detail(self, access: str, price: str) -> ConnectorDetail:
        # Most rows share these texts with others.
        found = self._details_of.get((access, price))
        if found is None:
            week = read_week(access)
            free = _FREE.fullmatch(price) is not None
            found = self._details_of[access, price] = ConnectorDetail(
                open24x7=None if week is None else is_always_open(week),
                opening_time=access or None,
                opening_hours=None if week is None else _hours(week),
                pay=not free if price else None,
                pricing=() if free or not price else (_pricing(price),),
            )
        return found


def _hours(week: Week) -> OpeningHours:
    return ALWAYS_OPEN if is_always_open(week) else opening_hours(week)


def _pricing(text: str) -> PricingStructure:
    """A price from a simple text; else the text itself."""
    match = _SIMPLE_PRICE.fullmatch(text)
    if match is None:
        return PricingStructure(descriptions=text)
    model, unit = _UNITS[match[2]]
    return PricingStructure(
        pricing_model=model, price=Price(value=Decimal(match[1]), currency="USD"), unit=unit
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
