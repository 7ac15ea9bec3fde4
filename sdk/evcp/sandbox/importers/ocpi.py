"""Stations from locations of OCPI 2.1.1 to 2.3.0, as JSON.

OCPI has no stations: a location becomes a pool of one, as `evcp.ocpi` reads it. Meanings of OCPI words: contract
section 9.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from evcp._ocpi.reading import LocationReader, Name
from evcp._reading.countries import COUNTRIES, UNKNOWN
from evcp_models import EVStation, Position

from ..stations import identifiers
from .reading import Notes, Report, read_json, stations_of_rows


def load(path: Path) -> tuple[tuple[EVStation, ...], Report]:
    """Read a file of OCPI, plain or compressed with gzip; see `World.from_ocpi`."""
    return stations_of(read_json(path), path.name)


def stations_of(values: Iterable[object], source: str) -> tuple[tuple[EVStation, ...], Report]:
    """The stations of the JSON values of a file; otherwise as `load`."""
    loader = _Loader()
    return stations_of_rows(
        _locations(values), loader.notes, loader.station, source, "OCPI locations"
    )


def is_location(value: object) -> bool:
    """Return True for a probable location."""
    return isinstance(value, dict) and isinstance(value.get("coordinates"), dict)


def _locations(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, dict) and "data" in value and "coordinates" not in value:
            yield from value["data"] if isinstance(value["data"], list) else (value["data"],)
        elif isinstance(value, list):
            yield from value
        else:
            yield value


class _Loader:
    """Builds stations of locations, and records their issues."""

    def __init__(self) -> None:
        self.notes = Notes()
        self._reader = LocationReader(self.notes)

    def station(self, location: object) -> EVStation | None:
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
        country = COUNTRIES.get((notes.text(location, "country") or "").upper())
        numeric = country.numeric if country else UNKNOWN
        name = Name(
            id=identifiers.station_id(numeric, point, origin),
            pool_id=identifiers.pool_id(numeric, point, origin),
            position=Position(latitude=point.latitude, longitude=point.longitude),
        )
        return self._reader.station(location, name)
