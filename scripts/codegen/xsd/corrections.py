"""Corrections to the API that follows from the XSD by rule: data, each with its reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .api import SCALARS, Obstacles, SchemaError

_TABLES = {
    "rename_class": {"type", "name", "reason"},
    "rename_field": {"type", "wire", "name", "reason"},
    "python_type": {"type", "python", "reason"},
    "optional": {"type", "wire", "reason"},
    "accept": {"type", "wire", "path", "reason"},
    "roots": {"type", "element", "reason"},
    "shown": {"type", "fields", "reason"},
}


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        SchemaError: It cannot be read; says why.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SchemaError(f"cannot read {path.name}: {error}") from error


@dataclass
class Corrections:
    """The corrections of a schema folder.

    Attributes:
        classes: Class name by XSD type.
        fields: Field name by XSD type and wire name.
        python: Python scalar by XSD simple type.
        optional: Fields that may be None although the schema requires them.
        accepts: Other spellings by XSD type and wire name.
        roots: Other root elements by XSD type.
        shown: Wire names of the members in the short repr, by XSD type.
    """

    classes: dict[str, str] = field(default_factory=dict)
    fields: dict[tuple[str, str], str] = field(default_factory=dict)
    python: dict[str, str] = field(default_factory=dict)
    optional: set[tuple[str, str]] = field(default_factory=set)
    accepts: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    roots: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shown: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_corrections(path: Path) -> Corrections:
    """Read and check `corrections.toml`."""
    tables = read_toml(path) if path.exists() else {}
    result = Corrections()
    obstacles = Obstacles()
    for table, entries in tables.items():
        if table not in _TABLES or not isinstance(entries, list):
            obstacles.append(f"{path.name}: {table} is not one of [[{']], [['.join(_TABLES)}]]")
            continue
        for number, entry in enumerate(entries, 1):
            where = f"{path.name}: [[{table}]] number {number}"
            texts = all(isinstance(v, str) and v.strip() for v in entry.values())
            if set(entry) != _TABLES[table] or not texts:
                keys = ", ".join(sorted(_TABLES[table]))
                obstacles.append(f"{where} needs exactly {keys}, each a text")
                continue
            with obstacles:
                _add(result, table, entry, where)
    obstacles.tell()
    return result


def _add(result: Corrections, table: str, entry: dict[str, str], where: str) -> None:
    kind = entry["type"]
    if table == "rename_class":
        _once(result.classes, kind, entry["name"], where)
    elif table == "rename_field":
        _once(result.fields, (kind, entry["wire"]), entry["name"], where)
    elif table == "python_type":
        if entry["python"] not in SCALARS:
            raise SchemaError(f"{where}: {entry['python']!r} is not one of {', '.join(SCALARS)}")
        _once(result.python, kind, entry["python"], where)
    elif table == "optional":
        result.optional.add((kind, entry["wire"]))
    elif table == "accept":
        key = kind, entry["wire"]
        result.accepts[key] = (*result.accepts.get(key, ()), entry["path"])
    elif table == "shown":
        if kind in result.shown:
            raise SchemaError(f"{where}: {kind} has its fields already")
        result.shown[kind] = tuple(entry["fields"].split())
    else:
        result.roots[kind] = (*result.roots.get(kind, ()), entry["element"])


def _once(table: dict[Any, str], key: object, value: str, where: str) -> None:
    if table.setdefault(key, value) != value:
        raise SchemaError(f"{where}: {key} is corrected to {table[key]} already")
