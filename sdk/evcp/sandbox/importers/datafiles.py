"""Data files of any known kind, recognized by their content."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, Protocol

from evcp_models import EVStation

from . import afdc, geojson, ocpi
from .reading import Report, json_values, read_text


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


class _Json(Protocol):
    def stations_of(
        self, values: list[Any], source: str
    ) -> tuple[tuple[EVStation, ...], Report]: ...


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
    text = read_text(path)
    if text.lstrip("\x1e \t\r\n")[:1] in ("{", "["):
        values = list(json_values(text, path.name))
        del text
        if (reader := _reader_of(values)) is None:
            raise ValueError(
                f"{path.name} is JSON, but neither GeoJSON features nor locations of OCPI"
            )
        states = OF_THE_FILE if reader is ocpi else NONE
        return Loaded(*reader.stations_of(values, path.name), states)
    header = text.partition("\n")[0]
    if not all(name in header for name in afdc.COLUMNS):
        raise ValueError(
            f"{path.name} is not a known kind of file: JSON with locations of OCPI, "
            "GeoJSON points, or the CSV of the AFDC with its header"
        )
    states = NONE if states_seed is None else SIMULATED
    return Loaded(*afdc.load(path, states_seed=states_seed), states)


def _reader_of(value: Any) -> _Json | None:
    """The reader of a JSON value, by its first recognizable part."""
    if geojson.is_feature(value):
        return geojson
    if ocpi.is_location(value):
        return ocpi
    if isinstance(value, dict) and "data" in value:
        return _reader_of(value["data"])
    if isinstance(value, list):
        return next((found for one in value if (found := _reader_of(one))), None)
    return None
