"""Stations from GeoJSON points (RFC 7946), above all those with tags of OpenStreetMap.

Common properties of a station are read: see `_PROPERTIES`, and `evcp.connectors` for sockets. The
report counts the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from evcp._ocpi.power import LINE_TO_LINE_VOLTS, MOST_KW, corrected, kilowatts
from evcp._reading.countries import UNKNOWN
from evcp._reading.members import read_flag
from evcp._reading.parts import ALWAYS_OPEN, charge_level, connector_type
from evcp.connectors import OTHER, UNSPECIFIED, connector_id
from evcp_codec.reading import instant
from evcp_models import (
    Accessibility,
    Address,
    ChargeMode,
    ChargingPoint,
    Connector,
    ConnectorDetail,
    Contact,
    EVStation,
    EVStationDetails,
    Phone,
    Position,
)
from evcp_models.codes import CONNECTOR_TYPES

from ..spatial.geometry import Point
from ..stations import identifiers
from .reading import Notes, Report, read_count, read_json, stations_of_rows

_CABLES = frozenset({"type1_cable", "type2_cable"})
_PROPERTIES: dict[str, tuple[str, ...]] = {
    "origin": ("@id", "id", "osm_id", "ref"),
    "name": ("name",),
    "operator": ("operator", "network"),
    "brand": ("brand",),
    "street": ("addr:street", "street", "address"),
    "street_number": ("addr:housenumber", "housenumber"),
    "city": ("addr:city", "city"),
    "postcode": ("addr:postcode", "postcode", "zip"),
    "state": ("addr:state", "state"),
    "country": ("addr:country", "country"),
    "phone": ("phone", "contact:phone"),
    "hours": ("opening_hours",),
    "fee": ("fee",),
    "access": ("access",),
    "capacity": ("capacity",),
    "output": ("charging_station:output",),
    "updated": ("last_updated", "timestamp", "@timestamp"),
}
"""Facts and their possible properties; the first property present counts."""

_READ = frozenset(name for names in _PROPERTIES.values() for name in names)
_SOCKET = re.compile(r"socket:([a-z0-9_]+)(?::(output|voltage|current))?")
_QUANTITY = re.compile(r"(\d+(?:[.,]\d+)?) ?(kw|kva|w|va)?", re.IGNORECASE)
_SEPARATOR = re.compile(r" *[;/] *|(?<=[0-9a-z]) *- *(?=[0-9])", re.IGNORECASE)
"""Between powers; a sign is no separator."""
_ACCESS = {
    **dict.fromkeys(("yes", "public", "permissive"), Accessibility.PUBLIC),
    **dict.fromkeys(("customers", "permit", "destination", "restricted"), Accessibility.RESTRICTED),
    **dict.fromkeys(("private", "no"), Accessibility.PRIVATE),
}
_ALWAYS = re.compile(r"(24/7|(Mo-Su)?00:00-(24:00|23:59))(open)?", re.IGNORECASE)


def load(path: Path) -> tuple[tuple[EVStation, ...], Report]:
    """Read a file of GeoJSON, plain or compressed with gzip; see `World.from_geojson`."""
    return stations_of(read_json(path), path.name)


def stations_of(values: Iterable[object], source: str) -> tuple[tuple[EVStation, ...], Report]:
    """The stations of the JSON values of a file; otherwise as `load`."""
    loader = _Loader()
    return stations_of_rows(
        _features(values), loader.notes, loader.station, source, "GeoJSON features"
    )


def is_feature(value: object) -> bool:
    """Return True for a feature or a collection of features."""
    return isinstance(value, dict) and value.get("type") in ("Feature", "FeatureCollection")


def _features(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, dict) and value.get("type") == "FeatureCollection":
            features = value.get("features")
            yield from features if isinstance(features, list) else ()
        elif isinstance(value, list):
            yield from value
        else:
            yield value


class _Socket(NamedTuple):
    """One kind of socket of a station."""

    name: str
    number: int | None
    kw: float | None
    volts: int | None
    amps: int | None


class _Loader:
    """Builds stations of features, and records their issues."""

    def __init__(self) -> None:
        self.notes = Notes()

    def station(self, feature: object) -> EVStation | None:
        """The station of a feature; None if the feature is dropped."""
        notes = self.notes
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            notes.drop("type", "not a feature", feature)
            return None
        point = self._point(notes.object(feature, "geometry"))
        if point is None:
            return None
        properties = notes.object(feature, "properties")
        origin = notes.text(feature, "id") or self._property(properties, "origin")
        # Without an id, the place is the best name of a station.
        origin = f"geojson-{origin or f'{point.latitude},{point.longitude}'}"
        if notes.seen_before(origin):
            notes.drop("id", "seen before", origin)
            return None
        notes.unread(
            name for name in properties if name not in _READ and not _SOCKET.fullmatch(name)
        )
        code = self._property(properties, "country")
        country = None if code is None else notes.country(code)
        numeric = country.numeric if country else UNKNOWN
        operator = self._property(properties, "operator")
        connectors = self._connectors(properties, operator)
        phone = self._property(properties, "phone")
        return EVStation(
            id=identifiers.station_id(numeric, point, origin),
            pool_id=identifiers.pool_id(numeric, point, origin),
            cpo_id=origin.removeprefix("geojson-"),
            name=self._property(properties, "name"),
            brand=self._property(properties, "brand") or operator,
            address=Address(
                street=self._property(properties, "street"),
                street_number=self._property(properties, "street_number"),
                city=self._property(properties, "city"),
                state=self._property(properties, "state"),
                country=country.alpha3 if country else None,
                postal_code=self._property(properties, "postcode"),
            ),
            contacts=Contact(phone=(Phone(value=phone, label="PHONE"),)) if phone else None,
            position=Position(latitude=point.latitude, longitude=point.longitude),
            total_number_of_connectors=self._total(connectors),
            connectors=connectors,
            ev_station_details=self._details(properties),
            last_update_timestamp=self._updated(properties),
        )

    def _point(self, geometry: dict[str, object]) -> Point | None:
        """The place of a feature; None if the feature is dropped."""
        notes = self.notes
        if geometry.get("type") != "Point":
            notes.drop("geometry", "not a point", geometry.get("type"))
            return None
        axes = geometry.get("coordinates")
        if not isinstance(axes, list) or len(axes) < 2:
            notes.drop("geometry.coordinates", "no position", axes)
            return None
        # GeoJSON has the longitude first.
        named: dict[str, object] = dict(zip(("longitude", "latitude"), axes, strict=False))
        at = "geometry.coordinates."
        latitude, longitude = (notes.number(named, name, at) for name in ("latitude", "longitude"))
        return notes.point(latitude, longitude, "geometry.coordinates")

    def _details(self, properties: dict[str, object]) -> EVStationDetails | None:
        access = (self._property(properties, "access") or "").lower()
        kind = _ACCESS.get(access)
        if kind is None:
            if access:
                self.notes.note("access", "unknown: left out", access)
            return None
        return EVStationDetails(
            private_access=kind is Accessibility.PRIVATE,
            restricted_access=kind is Accessibility.RESTRICTED,
            accessibility_type=kind,
        )

    def _property(self, properties: dict[str, object], what: str) -> str | None:
        found = (self.notes.text(properties, name) for name in _PROPERTIES[what])
        return next((text for text in found if text is not None), None)

    def _updated(self, properties: dict[str, object]) -> datetime | None:
        text = self._property(properties, "updated")
        if text is None:
            return None
        moment = instant(text)
        if moment is None:
            self.notes.note("last_updated", "not a time with a zone: left out", text)
        return moment

    def _total(self, connectors: tuple[Connector, ...]) -> int | None:
        """The number of connectors; None if a part is unknown."""
        counts = [
            one.charging_point.number_of_connectors for one in connectors if one.charging_point
        ]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None

    def _connectors(
        self, properties: dict[str, object], operator: str | None
    ) -> tuple[Connector, ...]:
        sockets = self._sockets(properties)
        if not sockets:
            capacity = self._property(properties, "capacity")
            sockets = [_Socket("", self._count("capacity", capacity), None, None, None)]
        if len(sockets) == 1 and sockets[0].kw is None:
            kw = self._kw("charging_station:output", self._property(properties, "output"))
            sockets = [sockets[0]._replace(kw=kw)]
        sockets = [self._corrected(one) for one in sockets]
        hours, fee = self._property(properties, "hours"), self._property(properties, "fee")
        always = _ALWAYS.fullmatch((hours or "").replace(" ", "")) is not None
        detail = ConnectorDetail(
            open24x7=True if always else None,
            opening_time=hours,
            opening_hours=ALWAYS_OPEN if always else None,
            pay=None if fee is None else read_flag(fee),
        )
        return tuple(_connector(one, operator, detail) for one in sockets)

    def _sockets(self, properties: dict[str, object]) -> list[_Socket]:
        found = []
        for name in properties:
            match = _SOCKET.fullmatch(name)
            if match is None or match[2]:
                continue
            text = (self.notes.text(properties, name) or "").lower()
            if text in ("", "no", "0"):
                continue
            if connector_id(match[1]) is None:
                self.notes.note(name, "an unknown socket: of another type", text)
            found.append(
                _Socket(
                    match[1],
                    self._count(name, None if text == "yes" else text),
                    self._kw(f"{name}:output", self.notes.text(properties, f"{name}:output")),
                    self._whole(properties, f"{name}:voltage"),
                    self._whole(properties, f"{name}:current"),
                )
            )
        return found

    def _corrected(self, socket: _Socket) -> _Socket:
        """The socket with the power of voltage and current, if the stated one is a factor of 1,000 off."""
        if not (socket.kw and socket.volts and socket.amps):
            return socket
        type_id = _type_id(socket.name)
        is_ac = CONNECTOR_TYPES[type_id].current != "DC"
        # Between the lines of three phases, or of a single one.
        phases = 3 if is_ac and socket.volts >= LINE_TO_LINE_VOLTS else None
        taken = corrected(socket.kw, kilowatts(socket.volts, socket.amps, phases))
        if taken is None:
            return socket
        reason = f"a factor of 1000 from voltage and current: {taken:g} kW"
        self.notes.note(f"socket:{socket.name}:output", reason, f"{socket.kw:g} kW")
        return socket._replace(kw=taken)

    def _count(self, name: str, text: str | None) -> int | None:
        if text is None:
            return None
        if not (count := read_count(text)):
            self.notes.note(name, "not a number of connectors: left out", text)
        return count or None

    def _whole(self, properties: dict[str, object], name: str) -> int | None:
        """A voltage or a current; of several in OpenStreetMap, the first."""
        text = self.notes.text(properties, name)
        if text is None:
            return None
        match = re.match(r"\d{1,5}", text)
        if match is None:
            self.notes.note(name, "not a number: left out", text)
            return None
        return int(match[0])

    def _kw(self, name: str, text: str | None) -> float | None:
        """A power such as `22 kW`, of several the greatest; a bare number above 1,000 is in watts."""
        if text is None:
            return None
        powers = []
        for part in _SEPARATOR.split(text):
            match = _QUANTITY.fullmatch(part)
            if match is not None:
                value = float(match[1].replace(",", "."))
                unit = (match[2] or ("w" if value > 1_000 else "kw")).lower()
                powers.append(value / 1000 if unit in ("w", "va") else value)
        kw = max(powers, default=0.0)
        if 0 < kw <= MOST_KW:
            return kw
        self.notes.note(name, "not a power: left out", text)
        return None


def _type_id(socket: str) -> str:
    return (connector_id(socket) or OTHER) if socket else UNSPECIFIED


def _connector(socket: _Socket, operator: str | None, detail: ConnectorDetail) -> Connector:
    type_id = _type_id(socket.name)
    current = CONNECTOR_TYPES[type_id].current
    return Connector(
        supplier_name=operator,
        connector_type=connector_type(type_id),
        max_power_level=socket.kw,
        customer_charge_level=None if socket.kw is None else charge_level(socket.kw),
        fixed_cable=True if socket.name in _CABLES or current == "DC" else None,
        connector_details=detail,
        charging_point=ChargingPoint(
            charge_mode=ChargeMode.MODE_4 if current == "DC" else None,
            volts=socket.volts,
            amps=socket.amps,
            number_of_connectors=socket.number,
        ),
    )
