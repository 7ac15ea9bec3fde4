"""Emits the code lists as typed constants."""

from __future__ import annotations

from typing import Any

from ..xsd.api import Api, CodeList
from .source import Source, literal, sentence


def emit_codes(api: Api) -> str:
    """Emit the module of code tables."""
    out = Source(
        "The code tables of the API: what each id means, and how surely that is known.", api
    )
    out("from collections.abc import Mapping\nfrom enum import StrEnum")
    out("from types import MappingProxyType\nfrom typing import NamedTuple")
    for codes in api.codes:
        _table(out, codes)
    return out.text()


def _table(out: Source, codes: CodeList) -> None:
    columns = list(codes.entries[0])
    nested = {c: _nested(codes, c) for c in columns}
    types = column_types(codes)
    for column, members in nested.items():
        if members:
            doc = [f"An entry of `{codes.singular}Code.{column}`."]
            _class(out, f"{_nested_name(codes, column)}(NamedTuple)", doc, members)
    doc = [sentence(codes.doc), "", f"Source: {sentence(codes.source)}"]
    _class(out, f"{codes.singular}Code(NamedTuple)", doc, {c: types[c] for c in columns})
    unique = is_unique(codes)
    if has_ids(codes):
        doc = [f"The known ids of `{codes.name.upper()}`, for parameters that take an id."]
        ids = {str(entry["key"]): literal(entry["id"]) for entry in codes.entries}
        _class(out, f"{codes.singular}Id(StrEnum)", doc, ids, " =")
    table, row = codes.name.upper(), f"{codes.singular}Code"
    mapping = f"Mapping[str, {row}] = MappingProxyType(\n    {{"
    out(f"\n\n{table}: {mapping if unique else f'tuple[{row}, ...] = ('}")
    for entry in codes.entries:
        values = ", ".join(f"{c}={_value(codes, c, entry[c], bool(nested[c]))}" for c in columns)
        out(f"{literal(entry['id']) + ': ' if unique else ''}{row}({values}),", 2 if unique else 1)
    out("    }\n)" if unique else ")")
    out.doc([sentence(codes.doc) + (" By id." if unique else "")])


def _class(
    out: Source, head: str, doc: list[str], members: dict[str, str], sign: str = ":"
) -> None:
    out(f"\n\nclass {head}:")
    out.doc(doc, 1)
    out("")
    for member, value in members.items():
        out(f"{member}{sign} {value}", 1)


def is_unique(codes: CodeList) -> bool:
    """Return True if every id occurs once, so that the table is a mapping by id."""
    return len({entry["id"] for entry in codes.entries}) == len(codes.entries)


def has_ids(codes: CodeList) -> bool:
    """Return True if the ids get an enumeration here, because the XSD has none for them."""
    return codes.enum is None and is_unique(codes)


def column_types(codes: CodeList) -> dict[str, str]:
    """Return the type of each column, and of each member of a column of tables as `column.member`."""
    types: dict[str, str] = {}
    for column in codes.entries[0]:
        nested = _nested(codes, column)
        kind = _kind([entry[column] for entry in codes.entries])
        types[column] = f"tuple[{_nested_name(codes, column)}, ...]" if nested else kind
        types |= {f"{column}.{member}": kind for member, kind in nested.items()}
    return types


def _nested(codes: CodeList, column: str) -> dict[str, str]:
    """Return the members of a column that holds tables, with their types."""
    lists = [value for entry in codes.entries if isinstance(value := entry[column], list)]
    rows: list[dict[str, Any]] = [row for rows in lists for row in rows]
    members = dict.fromkeys(key for row in rows for key in row)
    return {member: _kind([row.get(member) for row in rows]) for member in members}


def _nested_name(codes: CodeList, column: str) -> str:
    return f"{codes.singular}{column.capitalize()}"


def _kind(values: list[object]) -> str:
    kinds = {type(v).__name__ for v in values if v is not None}
    if kinds == {"int", "float"}:
        kinds = {"float"}
    kind = " | ".join(sorted(kinds)) or "str"
    return kind + (" | None" if None in values else "")


def _value(codes: CodeList, column: str, value: Any, nested: bool) -> str:
    if not nested:
        return literal(value)
    name = _nested_name(codes, column)
    rows = []
    for row in value or []:
        cells = ", ".join(f"{m}={literal(row.get(m))}" for m in _nested(codes, column))
        rows.append(f"{name}({cells})")
    return f"({', '.join(rows)}{',' if len(rows) == 1 else ''})"
