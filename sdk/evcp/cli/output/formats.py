"""The forms of output: table, json, jsonl, geojson and csv; how one is chosen, how stations are written.

`json` and `jsonl` are the wire form of the service as `evcp.encode` writes it, so that `evcp decode` and
every other reader of the API can read it back: `json` is one Stations response, `jsonl` one station a line.
`geojson` and `csv` are the flat form of `evcp.geo.properties`.
"""

from __future__ import annotations

import csv
import functools
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from ..failures import CommandError
from ..options.params import FILE

if TYPE_CHECKING:
    from evcp_models import EVStation

FORMS = ("table", "json", "jsonl", "geojson", "csv")
_SUFFIXES = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".geojson": "geojson",
    ".csv": "csv",
    ".txt": "table",
}

COLUMNS = (
    "id",
    "pool_id",
    "name",
    "operator",
    "latitude",
    "longitude",
    "distance_m",
    "street",
    "street_number",
    "postal_code",
    "city",
    "region",
    "country",
    "access",
    "connector_types",
    "max_power_kw",
    "connectors_total",
    "free",
    "in_use",
    "reserved",
    "out_of_service",
    "unknown",
    "state_updated",
    "updated",
    "time_zone",
    "cpo_id",
)
"""Columns of the CSV, a row a station: those of `evcp.geo.properties`, and the position in degrees."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where the output goes, and in which form.

    Attributes:
        form: One of `FORMS`, or `none` if only a map is to be written.
        path: File; None for standard output.
        map: File for a map; None for none.
    """

    form: str
    path: str | None = None
    map: str | None = None

    @property
    def streams(self) -> bool:
        """Whether each station is written as it comes."""
        return self.form in ("jsonl", "csv", "geojson")


def output_options(
    *forms: str, with_map: bool = False, with_file: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add `--output` and, if wanted, `--out` and `--map`; the command gets `output`."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def run(*args: Any, form: str | None, out: str | None = None, **values: Any) -> Any:
            map = values.pop("map") if with_map else None
            return command(*args, output=choose(forms, form, out, map), **values)

        if with_map:
            click.option(
                "--map", type=FILE, metavar="FILE", help="Write a map as well: a page of HTML."
            )(run)
        if with_file:
            click.option(
                "--out",
                type=FILE,
                metavar="FILE",
                help="Write to a file, which is whole or not there; its suffix tells the form; - is "
                "standard output.",
            )(run)
        click.option(
            "-o",
            "--output",
            "form",
            type=click.Choice(forms),
            help="Form. Default: table on a terminal, jsonl into a pipe.",
        )(run)
        return run

    return add


def choose(forms: tuple[str, ...], form: str | None, out: str | None, map: str | None) -> Output:
    """Choose the form: what was asked for, or by the file's suffix, or by who reads it.

    The file `-` is standard output.

    Raises:
        CommandError: The suffix of the file tells nothing, or the forms have none of that name; the
            map has no file of its own.
    """
    if map == "-":
        raise CommandError("a map cannot go to standard output", "give a name: --map map.html")
    if out == "-":
        out = None
    if out is not None and map is not None and os.path.realpath(out) == os.path.realpath(map):
        raise CommandError(f"--out and --map are the same file, {out!r}: give two names")
    if form is None and out is not None:
        suffix = Path(out).suffix.casefold()
        form = _SUFFIXES.get(suffix)
        if form not in forms:
            hint = "for a map: --map FILE" if suffix in (".html", ".htm") else ""
            raise CommandError(
                f"the name {out!r} does not tell the form of the file",
                hint or f"give --output {'|'.join(forms)} as well",
            )
    if form is None:
        form = "table" if sys.stdout.isatty() else "jsonl"
    return Output(form, out, map)


def write_stations(
    stations: Iterable[EVStation], form: str, file: TextIO, has_more: Callable[[], bool]
) -> None:
    """Write stations in a form for machines.

    Args:
        stations: The stations; read as they are written, but for `json`.
        form: One of `FORMS` but `table`.
        file: Where to.
        has_more: Tells at the end whether there may be further stations.
    """
    if form == "jsonl":
        from evcp._codec.decoding import encode

        for station in stations:
            file.write(encode(station, format="json").decode() + "\n")
            file.flush()
    elif form == "json":
        from evcp._codec.decoding import encode
        from evcp_models import EVStationsResult

        found = tuple(stations)
        empty = EVStationsResult(has_more=has_more(), count=len(found))
        members = json.loads(encode(empty, format="json"))
        members.pop("evStations", None)
        # Written one by one: the text of all of them is many times as large as they are.
        file.write(json.dumps(members, separators=(",", ":"))[:-1] + ',"evStations":{"evStation":[')
        for index, station in enumerate(found):
            file.write(("," if index else "") + encode(station, format="json").decode())
        file.write("]}}\n")
    elif form == "geojson":
        from evcp.geo import feature_lines

        file.writelines(feature_lines(stations))
    else:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for station in stations:
            rows.writerow(row(station))


def row(station: EVStation) -> list[str | int | float | bool | None]:
    """Return the CSV row of a station, see `COLUMNS`."""
    from evcp.geo import properties

    known = properties(station)
    known["latitude"] = station.position.latitude
    known["longitude"] = station.position.longitude
    return [cell(known[name]) for name in COLUMNS]


def cell(value: str | int | float | bool | None) -> str | int | float | bool | None:
    """Return a value that a spreadsheet does not take for a formula: a text with a quote before it."""
    if isinstance(value, str) and value.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        return f"'{value}"
    return value
