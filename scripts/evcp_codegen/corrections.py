"""Corrections to what follows from the XSD by rule: data, each with its reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .api import SCALARS, SchemaError

_TABLES = {
    "rename_class": {"type", "name", "reason"},
    "rename_field": {"type", "wire", "name", "reason"},
    "python_type": {"type", "python", "reason"},
    "optional": {"type", "wire", "reason"},
    "accept": {"type", "wire", "path", "reason"},
    "roots": {"type", "element", "reason"},
}


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
    """

    classes: dict[str, str] = field(default_factory=dict)
    fields: dict[tuple[str, str], str] = field(default_factory=dict)
    python: dict[str, str] = field(default_factory=dict)
    optional: set[tuple[str, str]] = field(default_factory=set)
    accepts: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    roots: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_corrections(path: Path) -> Corrections:
    """Read and check `corrections.toml`."""
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(f"{path.name} is not TOML: {error}") from error
    result = Corrections()
    for table, entries in tables.items():
        if table not in _TABLES:
            raise SchemaError(f"{path.name}: [[{table}]] is none of {', '.join(_TABLES)}")
        for number, entry in enumerate(entries, 1):
            where = f"{path.name}: [[{table}]] number {number}"
            if set(entry) != _TABLES[table] or not all(str(v).strip() for v in entry.values()):
                raise SchemaError(f"{where} needs exactly {', '.join(sorted(_TABLES[table]))}")
            _add(result, table, entry, where)
    return result


def _add(result: Corrections, table: str, entry: dict[str, str], where: str) -> None:
    kind = entry["type"]
    if table == "rename_class":
        result.classes[kind] = entry["name"]
    elif table == "rename_field":
        result.fields[kind, entry["wire"]] = entry["name"]
    elif table == "python_type":
        if entry["python"] not in SCALARS:
            raise SchemaError(f"{where}: {entry['python']!r} is none of {', '.join(SCALARS)}")
        result.python[kind] = entry["python"]
    elif table == "optional":
        result.optional.add((kind, entry["wire"]))
    elif table == "accept":
        key = kind, entry["wire"]
        result.accepts[key] = (*result.accepts.get(key, ()), entry["path"])
    else:
        result.roots[kind] = (*result.roots.get(kind, ()), entry["element"])
