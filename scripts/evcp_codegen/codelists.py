"""Reading and checking the code lists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from .api import CodeList, SchemaError
from .notes import MARKS

_COMMON = ("id", "key", "name", "meaning", "evidence")
_KEY = re.compile(r"[A-Z][A-Z0-9_]*")


def read_codelists(folder: Path) -> tuple[CodeList, ...]:
    """Read every code list of a folder, in the order of their file names."""
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")))


def _read(path: Path) -> CodeList:
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(f"{path.name} is not TOML: {error}") from error
    for key in ("name", "doc", "source", "entry"):
        if not data.get(key):
            raise SchemaError(f"{path.name}: `{key}` is missing or empty")
    entries = data["entry"]
    columns = list(dict.fromkeys(column for entry in entries for column in entry))
    seen: set[tuple[str, str]] = set()
    for number, entry in enumerate(entries, 1):
        where = f"{path.name}: entry {number} ({entry.get('id', 'no id')})"
        for column in _COMMON:
            if not isinstance(entry.get(column), str) or (
                column != "meaning" and not entry[column]
            ):
                raise SchemaError(f"{where}: `{column}` has to be a text")
        if entry["evidence"] not in MARKS:
            raise SchemaError(
                f"{where}: evidence {entry['evidence']!r} is none of {', '.join(MARKS)}"
            )
        if not _KEY.fullmatch(entry["key"]):
            raise SchemaError(f"{where}: key {entry['key']!r} is not an UPPER_SNAKE name")
        for unique in ("id", "key"):
            # Payment types occur once for each method of payment.
            value = (unique, f"{entry.get('method', '')} {entry[unique]}")
            if value in seen:
                raise SchemaError(f"{where}: {unique} {entry[unique]!r} occurs twice")
            seen.add(value)
    rows = tuple({column: entry.get(column) for column in columns} for entry in entries)
    return CodeList(
        name=data["name"],
        doc=data["doc"],
        source=data["source"],
        enum=data.get("enum"),
        entries=rows,
    )
