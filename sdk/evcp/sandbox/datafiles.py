"""Which kind of data file a file is, told by what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeAlias

from . import afdc, geojson, ocpi
from .reading import json_values, read_bytes

Kind: TypeAlias = Literal["afdc", "ocpi", "geojson"]


def kind_of(path: Path) -> Kind:
    """The kind of a file.

    Args:
        path: The file, plain or compressed with gzip; its name does not matter.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is of no kind that can be read.
    """
    text = read_bytes(path).decode("utf-8-sig", errors="replace")
    if text.lstrip("\x1e \t\r\n")[:1] in ("{", "["):
        for value in json_values(text, path.name):
            kind = _kind_of_json(value)
            if kind is not None:
                return kind
        raise ValueError(f"{path.name} is JSON, but neither GeoJSON features nor locations of OCPI")
    header = text.partition("\n")[0]
    if all(name in header for name in afdc.COLUMNS):
        return "afdc"
    raise ValueError(
        f"{path.name} is none of the files that can be read: JSON with locations of OCPI, GeoJSON "
        "points, or the CSV of the AFDC with its header"
    )


def _kind_of_json(value: Any) -> Kind | None:
    """The kind of a JSON value, by the first part of it that tells one."""
    if geojson.is_feature(value):
        return "geojson"
    if ocpi.is_location(value):
        return "ocpi"
    if isinstance(value, dict) and "data" in value:
        return _kind_of_json(value["data"])
    if isinstance(value, list):
        return next((kind for one in value if (kind := _kind_of_json(one))), None)
    return None
