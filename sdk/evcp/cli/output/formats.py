"""Output forms and files: the options, standard output as UTF-8, files that are complete or absent."""

from __future__ import annotations

import csv
import functools
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TextIO, cast

import click

from evcp._codec.files import replaced
from evcp._codec.flat import quoted

from ..errors import CommandError
from ..options.arguments import FILE, Command, add_options
from ..terminal import guarded

Scalar = str | int | float | bool | None

FORMS = ("table", "json", "jsonl", "geojson", "geojsonseq", "csv", "parquet", "ocpi", "osm")
SUFFIXES = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".geojson": "geojson",
    ".geojsons": "geojsonseq",
    ".geojsonseq": "geojsonseq",
    ".csv": "csv",
    ".parquet": "parquet",
    ".geoparquet": "parquet",
    ".osm": "osm",
    ".txt": "table",
}


@dataclass(frozen=True, slots=True)
class Output:
    """Form and files of the output.

    Attributes:
        form: One of `FORMS`, or `none` to write only a map.
        path: File; None for standard output.
        map: File of a map; None for no map.
        ocpi: Members of locations, as `name=value`.
    """

    form: str
    path: str | None = None
    map: str | None = None
    ocpi: tuple[str, ...] = ()

    @property
    def streams(self) -> bool:
        """True if each station is written as it arrives."""
        return self.form in ("jsonl", "csv", "geojson", "geojsonseq", "parquet", "osm")


def shown_instant(at: datetime) -> str:
    """Write an instant, such as `2026-06-01T18:00:00Z`."""
    return at.isoformat().replace("+00:00", "Z")


def output_options(
    *forms: str, with_map: bool = False, with_file: bool = True
) -> Callable[[Command], Command]:
    """Add `--output`, optionally `--out` and `--map`; the command gets `output`."""

    def add(command: Command) -> Command:
        @functools.wraps(command)
        def run(
            *args: object,
            form: str | None,
            out: str | None = None,
            map: str | None = None,
            ocpi: tuple[str, ...] = (),
            **values: object,
        ) -> object:
            output = replace(choose_output(forms, form, out, map), ocpi=ocpi)
            if ocpi and output.form != "ocpi":
                raise CommandError("--ocpi is for --output ocpi: give that as well")
            return command(*args, output=output, **values)

        form_option = click.option(
            "-o",
            "--output",
            "form",
            type=click.Choice(forms),
            help="Form. Default: table on a terminal, jsonl into a pipe.",
        )
        return add_options(
            run,
            form_option,
            *((_OUT,) if with_file else ()),
            *((_MAP,) if with_map else ()),
            *((_OCPI,) if "ocpi" in forms else ()),
        )

    return add


_OUT = click.option(
    "--out",
    type=FILE,
    metavar="FILE",
    help="Write to a file, complete or not at all; its suffix selects the form; - is standard output.",
)
_MAP = click.option(
    "--map", type=FILE, metavar="FILE", help="Write a map as well, as one HTML page."
)
_OCPI = click.option(
    "--ocpi",
    multiple=True,
    metavar="NAME=VALUE",
    help="Member of OCPI that the stations do not say, with --output ocpi; version=2.3.0 for "
    "that version. Repeatable.",
)


def choose_output(
    forms: tuple[str, ...], form: str | None, out: str | None, map: str | None
) -> Output:
    """Choose the form: by option, else by the suffix of the file, else table or jsonl.

    The file `-` is standard output.

    Raises:
        CommandError: The suffix selects no form, or the map has no file of its own or another suffix than `.html`.
    """
    if map == "-":
        raise CommandError("a map cannot go to standard output", "give a name: --map map.html")
    if map is not None and Path(map).suffix.casefold() not in ("", ".html", ".htm"):
        raise CommandError(
            f"a map is an HTML page, and {map!r} has the suffix of something else",
            f"give a name such as {Path(map).with_suffix('.html')}",
        )
    if out == "-":
        out = None
    if out is not None and map is not None and os.path.realpath(out) == os.path.realpath(map):
        raise CommandError(f"--out and --map are the same file, {out!r}: give two names")
    if form is None and out is not None:
        suffix = Path(out).suffix.casefold()
        form = SUFFIXES.get(suffix)
        if form not in forms:
            hint = "for a map: --map FILE" if suffix in (".html", ".htm") else ""
            raise CommandError(
                f"the suffix of {out!r} does not select a form",
                hint or f"give --output {'|'.join(forms)} as well",
            )
    if form == "parquet" and out is None:
        raise CommandError("parquet is no text", "give --out FILE.parquet")
    if form is None:
        form = "table" if sys.stdout.isatty() else "jsonl"
    return Output(form, out, map)


@contextmanager
def open_output(path: str | None) -> Iterator[TextIO]:
    """Open standard output, as UTF-8, or a file that replaces an older one when it is complete.

    Args:
        path: The file; None for standard output.

    Raises:
        OSError: The file cannot be written.
    """
    if path is None:
        use_utf8()
        yield sys.stdout
        sys.stdout.flush()
        return
    with replaced(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        # A device, such as the terminal, is written as it is.
        yield file if draft.suffix == ".part" else guarded(file)


def use_utf8() -> None:
    """Write UTF-8 to a pipe or file, whatever the locale: JSON and CSV are read as UTF-8."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None and not sys.stdout.isatty():
        reconfigure(encoding="utf-8", errors="surrogateescape")
    elif reconfigure is not None:
        reconfigure(errors="replace")


def write_json_lines(entries: Iterable[Mapping[str, object]], file: TextIO) -> None:
    """Write one JSON object a line."""
    file.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)


def write_json(document: object, file: TextIO) -> None:
    """Write one indented JSON document."""
    file.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def write_entries(
    form: str,
    columns: Sequence[str],
    entries: Iterable[Mapping[str, object]],
    file: TextIO,
) -> None:
    """Write objects as `json`, `jsonl` or `csv`.

    Args:
        form: The form.
        columns: Columns of the CSV.
        entries: The objects; read while they are written, except for `json`.
        file: The file.
    """
    if form == "json":
        write_json(list(entries), file)
    elif form == "jsonl":
        write_json_lines(entries, file)
    else:
        rows = ([cast("Scalar", entry.get(column)) for column in columns] for entry in entries)
        write_csv(columns, rows, file)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Scalar]], file: TextIO) -> None:
    """Write CSV, row by row as the rows arrive."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) for value in row])


def cell(value: Scalar) -> Scalar:
    """Put a quote before a text that a spreadsheet would run as a formula."""
    if not isinstance(value, str):
        return value
    # The csv module does not quote a bare carriage return, which readers take for the end of a row.
    return quoted(value).replace("\r\n", "\n").replace("\r", "\n")
