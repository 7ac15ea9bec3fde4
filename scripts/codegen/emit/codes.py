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
            out(f"\n\nclass {_nested_name(codes, column)}(NamedTuple):")
            out.doc([f"An entry of `{codes.singular}Code.{column}`."], 1)
            out("")
            for member, kind in members.items():
                out(f"{member}: {kind}", 1)
    out(f"\n\nclass {codes.singular}Code(NamedTuple):")
    out.doc([sentence(codes.doc), "", f"Source: {sentence(codes.source)}"], 1)
    out("")
    for column in columns:
        out(f"{column}: {types[column]}", 1)
    unique = is_unique(codes)
    if has_ids(codes):
        out(f"\n\nclass {codes.singular}Id(StrEnum):")
        out.doc(
            [f"The known ids of `{codes.name.upper()}`, for use wherever an id is asked for."], 1
        )
        out("")
        for entry in codes.entries:
            out(f"{entry['key']} = {literal(entry['id'])}", 1)
    table = codes.name.upper()
    row = f"{codes.singular}Code"
    if unique:
        out(f"\n\n{table}: Mapping[str, {row}] = MappingProxyType(\n    {{")
    else:
        out(f"\n\n{table}: tuple[{row}, ...] = (")
    for entry in codes.entries:
        values = ", ".join(f"{c}={_value(codes, c, entry[c], bool(nested[c]))}" for c in columns)
        out(f"{literal(entry['id']) + ': ' if unique else ''}{row}({values}),", 2 if unique else 1)
    out("    }\n)" if unique else ")")
    doc = sentence(codes.doc)
    out.doc([doc + (" By id." if unique else "")])


def is_unique(codes: CodeList) -> bool:
    """Tell whether an id occurs once, so that the table is a mapping by id."""
    return len({entry["id"] for entry in codes.entries}) == len(codes.entries)


def has_ids(codes: CodeList) -> bool:
    """Tell whether the ids get an enumeration here, because the XSD has none for them."""
    return codes.enum is None and is_unique(codes)


def column_types(codes: CodeList) -> dict[str, str]:
    """Return the type of each column, and of each member of a column of tables as `column.member`."""
    types: dict[str, str] = {}
    for column in codes.entries[0]:
        nested = _nested(codes, column)
        types[column] = (
            f"tuple[{_nested_name(codes, column)}, ...]"
            if nested
            else _kind([entry[column] for entry in codes.entries])
        )
        types |= {f"{column}.{member}": kind for member, kind in nested.items()}
    return types


def _nested(codes: CodeList, column: str) -> dict[str, str]:
    """Return the members of a column that holds tables, with their types."""
    rows: list[dict[str, Any]] = [
        row
        for entry in codes.entries
        if isinstance(entry[column], list)
        for row in entry[column]  # type: ignore[attr-defined]
    ]
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
    members = list(_nested(codes, column))
    rows = [
        f"{name}({', '.join(f'{m}={literal(row.get(m))}' for m in members)})" for row in value or []
    ]
    return f"({', '.join(rows)}{',' if len(rows) == 1 else ''})"
