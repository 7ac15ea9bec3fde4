"""Reading and checking the code lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from keyword import iskeyword
from pathlib import Path
from typing import Any

from .api import MARKS, CodeList, SchemaError, each
from .corrections import read_toml

_COMMON = ("id", "key", "name", "meaning", "evidence")
_KEY = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
_COLUMN = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_PLAIN = (str, bool, int, float)


def read_codelists(folder: Path) -> tuple[CodeList, ...]:
    """Read every code list of a folder, in the order of their file names."""
    return tuple(each(_read, sorted(folder.glob("*.toml"))))


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
    problems = [
        f"{path.name}: entry {number} ({entry.get('id', 'no id')}): {problem}"
        for number, entry in enumerate(entries, 1)
        for problem in _entry_problems(entry, seen)
    ]
    if problems:
        raise SchemaError(*problems)
    if not _COLUMN.fullmatch(str(data["name"])):
        raise SchemaError(f"{path.name}: name {data['name']!r} is not a lower_snake name")
    rows = tuple({column: entry.get(column) for column in columns} for entry in entries)
    return CodeList(data["name"], data["doc"], data["source"], data.get("enum"), rows)


def _entry_problems(entry: dict[str, Any], seen: set[tuple[str, str]]) -> Iterator[str]:
    """Yield what is wrong with an entry, which is added to the ids and keys that are taken."""
    for column, value in entry.items():
        yield from _column_problems(column, value)
    bad = [c for c in _COMMON if not isinstance(entry.get(c), str) or not entry[c].strip()]
    yield from (f"`{column}` must be a string, and not empty" for column in bad)
    if "evidence" not in bad and entry["evidence"] not in MARKS:
        yield f"evidence {entry['evidence']!r} is not one of {', '.join(MARKS)}"
    if "key" not in bad and not _KEY.fullmatch(entry["key"]):
        yield f"key {entry['key']!r} is not an UPPER_SNAKE name"
    for unique in {"id", "key"}.difference(bad):
        # Payment types occur once for each method of payment.
        mark = (unique, f"{entry.get('method', '')} {entry[unique]}")
        if mark in seen:
            yield f"{unique} {entry[unique]!r} occurs twice"
        seen.add(mark)


def _column_problems(column: str, value: object) -> Iterator[str]:
    """Yield why a column has no place in a named tuple: a name it cannot have, a date, a list."""
    if not _COLUMN.fullmatch(column) or iskeyword(column) or column in ("count", "index"):
        yield f"{column!r} cannot be the name of a column"
    rows: Iterable[Any] = value if isinstance(value, list) else ()
    if not all(
        isinstance(r, dict) and all(isinstance(v, _PLAIN) for v in r.values()) for r in rows
    ):
        yield f"a list in `{column}` has to be of tables of plain values"
    if not isinstance(value, (*_PLAIN, list)):
        yield f"`{column}` must be a text, a number, a boolean or a list of tables"
