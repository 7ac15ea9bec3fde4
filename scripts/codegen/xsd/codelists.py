"""Reading and checking the code lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from keyword import iskeyword
from pathlib import Path
from typing import Any

from .api import MARKS, CodeList, SchemaError
from .corrections import read_toml

_COMMON = ("id", "key", "name", "meaning", "evidence")
_KEY = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
_COLUMN = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_PLAIN = (str, bool, int, float)


def read_codelists(folder: Path) -> tuple[CodeList, ...]:
    """Read every code list of a folder, in the order of their file names."""
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")))


def _read(path: Path) -> CodeList:
    data = read_toml(path)
    for key in ("name", "doc", "source", "entry"):
        if not data.get(key):
            raise SchemaError(f"{path.name}: `{key}` is missing or empty")
    odd = sorted(set(data) - {"name", "doc", "source", "enum", "entry"})
    if odd:
        raise SchemaError(f"{path.name}: `{odd[0]}` is not part of a code list")
    entries = data["entry"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SchemaError(f"{path.name}: entries are written as [[entry]] tables")
    columns = list(dict.fromkeys(column for entry in entries for column in entry))
    seen: set[tuple[str, str]] = set()
    for number, entry in enumerate(entries, 1):
        where = f"{path.name}: entry {number} ({entry.get('id', 'no id')})"
        for column, value in entry.items():
            _check_column(column, value, where)
        for column in _COMMON:
            text = entry.get(column)
            if not isinstance(text, str) or not (text or column == "meaning"):
                raise SchemaError(f"{where}: `{column}` must be a string")
        if entry["evidence"] not in MARKS:
            marks = ", ".join(MARKS)
            raise SchemaError(f"{where}: evidence {entry['evidence']!r} is not one of {marks}")
        if not _KEY.fullmatch(entry["key"]):
            raise SchemaError(f"{where}: key {entry['key']!r} is not an UPPER_SNAKE name")
        for unique in ("id", "key"):
            # Payment types occur once for each method of payment.
            mark = (unique, f"{entry.get('method', '')} {entry[unique]}")
            if mark in seen:
                raise SchemaError(f"{where}: {unique} {entry[unique]!r} occurs twice")
            seen.add(mark)
    if not _COLUMN.fullmatch(str(data["name"])):
        raise SchemaError(f"{path.name}: name {data['name']!r} is not a lower_snake name")
    rows = tuple({column: entry.get(column) for column in columns} for entry in entries)
    return CodeList(data["name"], data["doc"], data["source"], data.get("enum"), rows)


def _check_column(column: str, value: object, where: str) -> None:
    """Refuse a column that has no place in a named tuple: a name it cannot have, a date, a list."""
    if not _COLUMN.fullmatch(column) or iskeyword(column) or column in ("count", "index"):
        raise SchemaError(f"{where}: {column!r} cannot be the name of a column")
    rows: Iterable[Any] = value if isinstance(value, list) else ()
    for row in rows:
        if not isinstance(row, dict) or not all(isinstance(v, _PLAIN) for v in row.values()):
            raise SchemaError(f"{where}: a list in `{column}` has to be of tables of plain values")
    if not isinstance(value, (*_PLAIN, list)):
        kinds = "a text, a number, a boolean or a list of tables"
        raise SchemaError(f"{where}: `{column}` must be {kinds}")
