"""Comparison of the code lists of two schemas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .changes import Change
from .emit.codes import column_types, has_ids, is_unique
from .xsd.api import CodeList

_TEXTS = ("name", "meaning", "evidence")


def compare_codes(old: Sequence[CodeList], new: Sequence[CodeList]) -> Iterator[Change]:
    """Yield the changes of the code tables."""
    before, after = ({codes.name: codes for codes in lists} for lists in (old, new))
    for name, codes in before.items():
        if name in after:
            yield from _codes(codes, after[name])
        else:
            yield Change(_table(codes), "codes-removed", "code list removed", name, None)
    for name in [name for name in after if name not in before]:
        text = f"code list added, with {len(after[name].entries)} entries"
        yield Change(_table(after[name]), "codes-added", text, None, name)


def _table(codes: CodeList) -> str:
    return f"codes.{codes.name.upper()}"


def _codes(old: CodeList, new: CodeList) -> Iterator[Change]:
    table, row = _table(new), f"codes.{new.singular}Code"
    if is_unique(old) != is_unique(new):
        shapes = "a mapping by id", "a tuple"
        was, now = shapes if is_unique(old) else reversed(shapes)
        yield Change(table, "codes-reshaped", f"{was} became {now}", was, now)
    if has_ids(old) != has_ids(new):
        name = f"codes.{new.singular}Id"
        verb = "added" if has_ids(new) else "removed"
        ids = (None, name) if has_ids(new) else (name, None)
        yield Change(name, f"ids-{verb}", f"enumeration of the ids {verb}", *ids)
    for what, was, now in (("doc", old.doc, new.doc), ("source", old.source, new.source)):
        if was != now:
            yield Change(table, "doc-changed", f"{what} now says: {now}", was, now)
    columns = column_types(old), column_types(new)
    yield from _columns(row, *columns)
    yield from _entries(old, new, [c for c in columns[0] if c in columns[1] and "." not in c])


def _columns(row: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    for column, kind in old.items():
        name = f"{row}.{column}"
        if column not in new:
            yield Change(name, "column-removed", f"column removed; it was {kind}", kind, None)
        elif new[column] != kind:
            yield Change(name, "column-retyped", f"{kind} became {new[column]}", kind, new[column])
    for column, kind in new.items():
        if column not in old:
            yield Change(f"{row}.{column}", "column-added", f"column added: {kind}", None, kind)


def _entries(old: CodeList, new: CodeList, columns: list[str]) -> Iterator[Change]:
    plain = is_unique(old) and is_unique(new)
    before, after = _by_id(old, plain), _by_id(new, plain)
    for identity, entry in before.items():
        place = f"{_table(new)}[{identity}]"
        if identity not in after:
            text = f"entry {entry['key']} removed"
            yield Change(place, "entry-removed", text, str(entry["key"]), None)
            continue
        for column in columns:
            was, now = entry[column], after[identity][column]
            if was != now:
                text = f"{was!r} became {now!r}"
                yield Change(f"{place}.{column}", _kind(column), text, repr(was), repr(now))
    for identity, entry in after.items():
        if identity not in before:
            text = f"entry {entry['key']} added: {entry['name']}"
            yield Change(f"{_table(new)}[{identity}]", "entry-added", text, None, str(entry["key"]))
    kept = [identity for identity in before if identity in after]
    if kept != [identity for identity in after if identity in before]:
        yield Change(_table(new), "entries-reordered", "entries stand in another order")


def _kind(column: str) -> str:
    if column == "key":
        return "entry-renamed"
    return "entry-reworded" if column in _TEXTS else "entry-changed"


def _by_id(codes: CodeList, plain: bool) -> dict[str, dict[str, object]]:
    """Return the entries by id, or by method and id where an id occurs once for each method."""
    if plain:
        return {repr(entry["id"]): entry for entry in codes.entries}
    return {f"{entry.get('method')} {entry['id']}": entry for entry in codes.entries}
