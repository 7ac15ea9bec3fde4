"""Comparison of two schemas in the terms of their Python APIs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from .changes import Change
from .diff_codes import compare_codes
from .diff_tables import compare_classes, compare_fields
from .table_api import TableClass, TableField
from .xsd.api import MARKS, Api, ClassSpec, EnumSpec, FieldSpec, MemberSpec, Note

_N = TypeVar("_N", ClassSpec, EnumSpec)
_Uses = dict[str, set[str]]


def compare(old: Api, new: Api) -> tuple[Change, ...]:
    """Return every change of the Python API from one schema to another, in schema order."""
    return tuple(_changes(old, new))


def _changes(old: Api, new: Api) -> Iterator[Change]:
    if old.namespace != new.namespace:
        text = f"namespace {old.namespace} became {new.namespace}"
        yield Change("models", "namespace-changed", text, old.namespace, new.namespace)
    enums = _pair(old.enums, new.enums, lambda e: frozenset(m.value for m in e.members))
    classes = _pair(old.classes, new.classes, lambda c: frozenset(f.path for f in c.fields))
    # A class that is renamed is one change, not one more in each field that holds it.
    renames = {o.name: n.name for o, n in (*enums, *classes) if o is not None and n is not None}
    for before, after in enums:
        yield from _named(before, after, "enum", "enumeration")
        if before is not None and after is not None:
            yield from _members(after.name, before.members, after.members)
    used, uses = _uses(old), _uses(new)
    for was, now in classes:
        yield from _named(was, now, "class", "class")
        if was is not None and now is not None:
            yield from _roots(was, now, used.get(was.name, set()), uses.get(now.name, set()))
            if isinstance(was, TableClass) and isinstance(now, TableClass):
                yield from compare_classes(was, now, renames)
            yield from _fields(was, now, renames)
    yield from compare_codes(old.codes, new.codes)


def _pair(
    old: Sequence[_N], new: Sequence[_N], content: Callable[[_N], Hashable]
) -> list[tuple[_N | None, _N | None]]:
    """Match old and new: by Python name, by XSD name, then by content if that is unmistakable."""
    pairs: dict[str, _N] = {}
    for key in ("name", "xsd"):
        taken = {spec.name for spec in pairs.values()}
        left = {getattr(spec, key): spec for spec in new if spec.name not in taken}
        for spec in old:
            if spec.name not in pairs and getattr(spec, key) in left:
                pairs[spec.name] = left[getattr(spec, key)]
    gone = [spec for spec in old if spec.name not in pairs]
    fresh = [spec for spec in new if spec not in pairs.values()]
    for spec in gone:
        found = [other for other in fresh if content(other) == content(spec)]
        if len(found) == 1 and [content(s) for s in gone].count(content(spec)) == 1:
            pairs[spec.name] = found[0]
    matched: list[tuple[_N | None, _N | None]] = [(spec, pairs.get(spec.name)) for spec in old]
    return matched + [(None, spec) for spec in new if spec not in pairs.values()]


def _uses(api: Api) -> _Uses:
    """Return the element names of each class inside others: it is read from such a root in any case."""
    found: _Uses = {}
    for spec in api.classes:
        for field in spec.fields:
            if field.kind == "class":
                found.setdefault(field.type, set()).update((field.wire, field.item or field.wire))
    return found


def _named(old: _N | None, new: _N | None, kind: str, word: str) -> Iterator[Change]:
    """Compare names and texts of a class or enumeration."""
    if new is None:
        assert old is not None
        yield Change(old.name, f"{kind}-removed", f"{word} removed", old.name, None)
        return
    if old is None:
        parts = ", ".join(
            p.name for p in (new.fields if isinstance(new, ClassSpec) else new.members)
        )
        yield Change(new.name, f"{kind}-added", f"{word} added, with {parts}", None, new.name)
        return
    if old.name != new.name:
        text = f"{word} renamed to {new.name}"
        yield Change(old.name, f"{kind}-renamed", text, old.name, new.name)
    if old.xsd != new.xsd:
        text = f"XSD type {old.xsd} renamed to {new.xsd}"
        yield Change(new.name, "type-renamed", text, old.xsd, new.xsd)
    yield from _notes(new.name, old.note, new.note)


def _spellings(
    name: str, kind: str, origin: str, old: Sequence[str], new: Sequence[str]
) -> Iterator[Change]:
    """Compare the names from which something is read."""
    for path in new:
        if path not in old:
            yield Change(name, f"{kind}-added", f"is read from {origin}{path} too", None, path)
    for path in old:
        if path not in new:
            text = f"is no longer read from {origin}{path}"
            yield Change(name, f"{kind}-removed", text, path, None)


# --- classes -------------------------------------------------------------------------------------


def _roots(old: ClassSpec, new: ClassSpec, used: set[str], uses: set[str]) -> Iterator[Change]:
    name = new.name
    if old.element != new.element:
        kind = "element-moved" if old.element in new.roots else "element-renamed"
        text = f"element {old.element} became {new.element}"
        yield Change(name, kind, text, old.element, new.element)
    if old.is_root != new.is_root:
        kind = "became-root" if new.is_root else "no-longer-root"
        text = "is a whole answer now" if new.is_root else "is not a whole answer any more"
        yield Change(name, kind, text)
    # Root names that follow from other changes are part of those.
    was = [r for r in old.roots if r in new.roots or r not in used | {old.element}]
    now = [r for r in new.roots if r in old.roots or r not in uses | {new.element}]
    yield from _spellings(name, "root", "the root element ", was, now)


def _fields(old: ClassSpec, new: ClassSpec, renames: dict[str, str]) -> Iterator[Change]:
    pairs = _pair_fields(old, new)
    for field in old.fields:
        now = pairs.get(field.name)
        if now is None:
            text = f"field removed; it was {field.annotation}"
            yield Change(f"{new.name}.{field.name}", "field-removed", text, field.annotation, None)
        else:
            mapped = replace(field, type=renames.get(field.type, field.type))
            yield from _field(new.name, mapped, now)
    matched = {field.name for field in pairs.values()}
    for field in new.fields:
        if field.name not in matched:
            yield _added(f"{new.name}.{field.name}", field)
    kept = [pairs[f.name].name for f in old.fields if f.name in pairs]
    if kept != [f.name for f in new.fields if f.name in matched]:
        yield Change(new.name, "fields-reordered", "fields stand in another order")


def _pair_fields(old: ClassSpec, new: ClassSpec) -> dict[str, FieldSpec]:
    """Match fields by Python name, by wire name, then by the old wire name being accepted."""
    pairs = {f.name: g for f in old.fields for g in new.fields if f.name == g.name}
    for field in old.fields:
        for other in new.fields:
            alike = field.wire == other.wire or field.path in other.accepts
            if alike and field.name not in pairs and other not in pairs.values():
                pairs[field.name] = other
    return pairs


def _added(name: str, field: FieldSpec) -> Change:
    kind, needed = "field-added", ""
    if field.required:
        kind, needed = "list-added-required" if field.many else "field-added-required", "required "
    origin = "from the text" if field.node == "text" else f"from {field.node} {field.path}"
    text = f"{needed}field added: {field.annotation}, {origin}"
    return Change(name, kind, text, None, field.annotation)


def _field(owner: str, old: FieldSpec, new: FieldSpec) -> Iterator[Change]:
    name = f"{owner}.{new.name}"
    if old.name != new.name:
        before = f"{owner}.{old.name}"
        yield Change(before, "field-renamed", f"field renamed to {new.name}", old.name, new.name)
    yield from _type(name, old, new)
    if old.path != new.path:
        kind = "wire-moved" if old.path in new.accepts else "wire-renamed"
        yield Change(name, kind, f"wire name {old.path} became {new.path}", old.path, new.path)
    if old.node != new.node:
        kind = "text-changed" if "text" in (old.node, new.node) else "node-changed"
        text = f"was {_NODES[old.node]} and is {_NODES[new.node]} now"
        yield Change(name, kind, text, old.node, new.node)
    if (old.kind, old.type) == (new.kind, new.type):
        yield from _facets(name, old, new)
    if isinstance(old, TableField) and isinstance(new, TableField):
        yield from compare_fields(name, old, new)
    # The old name, kept as another spelling, is part of the change of the name.
    was = [path for path in old.accepts if path in new.accepts or path != new.path]
    now = [path for path in new.accepts if path in old.accepts or path != old.path]
    yield from _spellings(name, "accept", "", was, now)
    yield from _notes(name, old.note, new.note)


_NODES = {"attribute": "an attribute", "element": "an element", "text": "the text"}


def _type(name: str, old: FieldSpec, new: FieldSpec) -> Iterator[Change]:
    """Compare annotations, and whether the field is required."""
    was, now = old.annotation, new.annotation
    became_enum = old.kind == "scalar" and old.type == "str" and new.kind == "enum"
    same = (old.kind, old.type) == (new.kind, new.type)
    if isinstance(old, TableField) and isinstance(new, TableField):
        same = old.python == new.python
    if old.many != new.many or not (same or became_enum):
        yield Change(name, "field-retyped", f"{was} became {now}", was, now)
        return
    if became_enum:
        yield Change(name, "field-made-enum", f"{was} became {now}", was, now)
    if old.required != new.required:
        what = "list" if new.many else "field"
        before, after = ("optional", "required") if new.required else ("required", "optional")
        yield Change(name, f"{what}-{after}", f"became {after}", before, after)


def _facets(name: str, old: FieldSpec, new: FieldSpec) -> Iterator[Change]:
    (low, high), (least, most) = _bounds(old), _bounds(new)
    if (low, high) != (least, most):
        before, after = (f"{field.low or 'any'} to {field.high or 'any'}" for field in (old, new))
        kind = "bounds-widened" if least <= low and high <= most else "bounds-narrowed"
        yield Change(name, kind, f"range {before} became {after}", before, after)
    if old.pattern != new.pattern:
        # Which of two patterns accepts more cannot be told in general.
        kind, text = "pattern-changed", f"pattern {old.pattern} became {new.pattern}"
        if old.pattern is None:
            kind, text = "pattern-added", f"has to match {new.pattern}"
        elif new.pattern is None:
            kind, text = "pattern-removed", f"need no longer match {old.pattern}"
        yield Change(name, kind, text, old.pattern, new.pattern)


def _bounds(field: FieldSpec) -> tuple[float, float]:
    return float(field.low or "-inf"), float(field.high or "inf")


# --- enumerations and texts ------------------------------------------------------------------------


def _members(owner: str, old: Sequence[MemberSpec], new: Sequence[MemberSpec]) -> Iterator[Change]:
    names = {m.name: m for m in new}
    values = {m.value: m for m in new}
    seen: list[MemberSpec] = []
    for member in old:
        name = f"{owner}.{member.name}"
        now = names.get(member.name)
        if now is None and member.value in values:
            now = values[member.value]
            text = f"member renamed to {now.name}; the value is {member.value!r} still"
            yield Change(name, "member-renamed", text, member.name, now.name)
        elif now is None:
            text = f"member removed; its value was {member.value!r}"
            yield Change(name, "member-removed", text, member.value, None)
            continue
        elif now.value != member.value:
            text = f"value {member.value!r} became {now.value!r}"
            yield Change(name, "member-revalued", text, member.value, now.value)
        seen.append(now)
        yield from _notes(f"{owner}.{now.name}", member.note, now.note)
    for member in new:
        if member not in seen:
            text = f"member added: {member.value!r}"
            yield Change(f"{owner}.{member.name}", "member-added", text, None, member.value)
    if seen != [m for m in new if m in seen]:
        yield Change(owner, "members-reordered", "members stand in another order")


def _notes(name: str, old: Note, new: Note) -> Iterator[Change]:
    if old.doc != new.doc:
        text = f"documentation now says: {new.doc or 'nothing'}"
        yield Change(name, "doc-changed", text, old.doc, new.doc)
    was, now = _evidence(old), _evidence(new)
    if was != now:
        yield Change(name, "evidence-changed", f"evidence {was} became {now}", was, now)
    if old.deprecated != new.deprecated:
        kind, text = "deprecation-changed", f"deprecated for {new.deprecated} now"
        if not old.deprecated:
            kind, text = "deprecated", f"deprecated; use {new.deprecated}"
        elif not new.deprecated:
            kind, text = "undeprecated", "no longer deprecated"
        yield Change(name, kind, text, old.deprecated or None, new.deprecated or None)


def _evidence(note: Note) -> str:
    return MARKS.get(note.evidence, "none") + (f" ({note.source})" if note.source else "")
