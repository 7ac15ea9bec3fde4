"""Data files of any known kind, recognized by their content."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from evcp_models import EVStation

from . import afdc, geojson, ocpi, saved
from .reading import Report, is_json, json_values, read_table, read_text


class Loaded(NamedTuple):
    """The content of a file.

    Attributes:
        stations: The stations of the file.
        report: The issues of its rows.
        states: Origin of the live states, for people.
    """

    stations: tuple[EVStation, ...]
    report: Report
    states: str


SIMULATED, OF_THE_FILE, NONE = "live states simulated", "states of the file", "no live states"

KINDS = (
    "stations saved by evcp (JSON, JSON lines, XML, GeoJSON, CSV), stations of the AFDC (CSV, JSON, GeoJSON), "
    "locations of OCPI, or GeoJSON points"
)
"""The known kinds, for messages."""


def load(path: Path, *, states_seed: int | None) -> Loaded:
    """Read a file.

    Args:
        path: The file, plain or compressed with gzip; its name does not matter.
        states_seed: Seed of simulated live states for a file without any but with numbers of EVSEs
            (AFDC); None simulates none.

    Raises:
        OSError: The file cannot be read.
        ValueError: The file is of an unknown kind.
    """
    text, name = read_text(path), path.name
    simulated = NONE if states_seed is None else SIMULATED
    if not text.strip("\ufeff \t\r\n"):
        raise ValueError(f"{name} holds no stations: it is empty")
    if text.lstrip()[:1] == "<":
        return Loaded(*saved.stations_of_xml(text, name), OF_THE_FILE)
    if is_json(text):
        values = list(json_values(text, name))
        del text
        kind = _kind_of(values)
        if kind is saved:
            return Loaded(*saved.stations_of(values, name), OF_THE_FILE)
        if kind is afdc:
            return Loaded(*afdc.stations_of(values, name, states_seed=states_seed), simulated)
        if kind is ocpi:
            return Loaded(*ocpi.stations_of(values, name), OF_THE_FILE)
        if kind is geojson:
            return Loaded(*geojson.stations_of(values, name), NONE)
        raise ValueError(f"{name} is JSON of an unknown kind; known are {KINDS}")
    table = read_table(text, name)
    if saved.is_table(table):
        return Loaded(*saved.stations_of_table(table, name), OF_THE_FILE)
    if not afdc.missing_columns(table.columns):
        return Loaded(*afdc.stations_of(table, name, states_seed=states_seed), simulated)
    raise ValueError(f"{name} is not a known kind of file; known are {KINDS}")


def _kind_of(value: object) -> ModuleType | None:
    """The reader of a JSON value, by its first recognizable part.

    Any feature may be one of GeoJSON points: it is, if no other feature tells another kind.
    """
    if isinstance(value, list):
        found = None
        for one in value:
            found = _kind_of(one) or found
            if found not in (None, geojson):
                break
        return found
    if not isinstance(value, dict):
        return None
    if saved.is_saved(value):
        return saved
    if afdc.is_record(value):
        return afdc
    if ocpi.is_location(value):
        return ocpi
    if geojson.is_feature(value):
        return _kind_of(value.get("features")) or geojson
    return _kind_of(value["data"]) if "data" in value else None
