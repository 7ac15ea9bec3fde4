"""Compares two schemas in the terms of the Python API that follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from .changes import Change
from .diff_codes import compare_codes
from .xsd.api import Api, ClassSpec, EnumSpec, FieldSpec, MemberSpec, Note
from .xsd.notes import MARKS


class _Named(Protocol):
    """What has a name of its own in Python and one in the XSD."""

    @property
    def name(self) -> str: ...
    @property
    def xsd(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


def compare(old: Api, new: Api) -> tuple[Change, ...]:
    """Return every change of the Python API from one schema to another, in schema order."""
    return tuple(_changes(old, new))


def _changes(old: Api, new: Api) -> Iterator[Change]:
    if old.namespace != new.namespace:
        text = f"namespace {old.namespace} became {new.namespace}"
        yield Change("models", "namespace-changed", text, old.namespace, new.namespace)
    enums = _pair(old.enums, new.enums, _same_members)
    classes = _pair(old.classes, new.classes, _same_wires)
    # A class that is renamed is one change, not one more in each field that holds it.
    renames = {o.name: n.name for o, n in (*enums, *classes) if o is not None and n is not None}
    for before, after in enums:
        yield from _enum(before, after)
    uses = _uses(old), _uses(new)
    for was, now in classes:
        yield from _class(was, now, renames, uses)
    yield from compare_codes(old.codes, new.codes)


def _pair(old: Sequence[_N], new: Sequence[_N], alike: _Alike) -> list[tuple[_N | None, _N | None]]:
    """Match what was with what is: by Python name, by XSD name, then by likeness if unmistakable."""
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
        found = [other for other in fresh if alike(spec, other)]
        if len(found) == 1 and len([s for s in gone if alike(s, found[0])]) == 1:
            pairs[spec.name] = found[0]
    matched: list[tuple[_N | None, _N | None]] = [(spec, pairs.get(spec.name)) for spec in old]
    return matched + [(None, spec) for spec in new if spec not in pairs.values()]


class _Alike(Protocol):
    def __call__(self, old: object, new: object, /) -> bool: ...


def _same_members(old: object, new: object) -> bool:
    assert isinstance(old, EnumSpec)
    assert isinstance(new, EnumSpec)
    return {m.value for m in old.members} == {m.value for m in new.members}


def _same_wires(old: object, new: object) -> bool:
    assert isinstance(old, ClassSpec)
    assert isinstance(new, ClassSpec)
    return {_path(f) for f in old.fields} == {_path(f) for f in new.fields}


def _uses(api: Api) -> dict[str, set[str]]:
    """Return the element names under which each class occurs in others: they are roots by that alone."""
    found: dict[str, set[str]] = {}
    for spec in api.classes:
        for field in spec.fields:
            if field.kind == "class":
                found.setdefault(field.type, set()).update((field.wire, field.item or field.wire))
    return found


# --- classes -------------------------------------------------------------------------------------


def _class(
    old: ClassSpec | None,
    new: ClassSpec | None,
    renames: dict[str, str],
    uses: tuple[dict[str, set[str]], dict[str, set[str]]],
) -> Iterator[Change]:
    if old is None:
        assert new is not None
        fields = ", ".join(f.name for f in new.fields)
        yield Change(new.name, "class-added", f"class added, with {fields}", None, new.name)
        return
    if new is None:
        yield Change(old.name, "class-removed", "class removed", old.name, None)
        return
    name = new.name
    if old.name != name:
        yield Change(old.name, "class-renamed", f"class renamed to {name}", old.name, name)
    if old.xsd != new.xsd:
        text = f"XSD type {old.xsd} renamed to {new.xsd}"
        yield Change(name, "type-renamed", text, old.xsd, new.xsd)
    yield from _notes(name, old.note, new.note)
    yield from _roots(old, new, uses[0].get(old.name, set()), uses[1].get(new.name, set()))
    yield from _fields(old, new, renames)


def _roots(old: ClassSpec, new: ClassSpec, used: set[str], uses: set[str]) -> Iterator[Change]:
    name = new.name
    if old.element != new.element:
        moved = old.element in new.roots
        yield Change(
            name,
            "element-moved" if moved else "element-renamed",
            f"element {old.element} became {new.element}",
            old.element,
            new.element,
        )
    if old.is_root != new.is_root:
        yield Change(
            name,
            "became-root" if new.is_root else "no-longer-root",
            "is a whole answer now" if new.is_root else "is no whole answer any more",
        )
    for root in new.roots:
        if root not in old.roots and root not in uses | {new.element}:
            yield Change(
                name, "root-added", f"is read from the root element {root} too", None, root
            )
    for root in old.roots:
        if root not in new.roots and root not in used | {old.element}:
            text = f"is no longer read from the root element {root}"
            yield Change(name, "root-removed", text, root, None)


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
            yield _added(new.name, field)
    kept = [pairs[f.name].name for f in old.fields if f.name in pairs]
    if kept != [f.name for f in new.fields if f.name in matched]:
        yield Change(new.name, "fields-reordered", "fields stand in another order")


def _pair_fields(old: ClassSpec, new: ClassSpec) -> dict[str, FieldSpec]:
    """Match fields by Python name, then by wire name, then by the wire name of before being accepted."""
    pairs = {f.name: g for f in old.fields for g in new.fields if f.name == g.name}
    for field in old.fields:
        for other in new.fields:
            if (
                field.name not in pairs
                and other not in pairs.values()
                and (field.wire == other.wire or _path(field) in other.accepts)
            ):
                pairs[field.name] = other
    return pairs


def _added(owner: str, field: FieldSpec) -> Change:
    kind = "field-added"
    if field.required:
        kind = "list-added-required" if field.many else "field-added-required"
    needed = "required " if field.required else ""
    text = f"{needed}field added: {field.annotation}, {_origin(field)}"
    return Change(f"{owner}.{field.name}", kind, text, None, field.annotation)


def _field(owner: str, old: FieldSpec, new: FieldSpec) -> Iterator[Change]:
    name = f"{owner}.{new.name}"
    if old.name != new.name:
        before = f"{owner}.{old.name}"
        yield Change(before, "field-renamed", f"field renamed to {new.name}", old.name, new.name)
    yield from _type(name, old, new)
    if _path(old) != _path(new):
        moved = _path(old) in new.accepts
        yield Change(
            name,
            "wire-moved" if moved else "wire-renamed",
            f"wire name {_path(old)} became {_path(new)}",
            _path(old),
            _path(new),
        )
    if old.node != new.node:
        kind = "text-changed" if "text" in (old.node, new.node) else "node-changed"
        yield Change(name, kind, f"was {_node(old)} and is {_node(new)} now", old.node, new.node)
    if (old.kind, old.type) == (new.kind, new.type):
        yield from _facets(name, old, new)
    yield from _accepts(name, old, new)
    yield from _notes(name, old.note, new.note)


def _type(name: str, old: FieldSpec, new: FieldSpec) -> Iterator[Change]:
    """Compare annotations, and whether the field has to be there."""
    was, now = old.annotation, new.annotation
    became_enum = old.kind == "scalar" and old.type == "str" and new.kind == "enum"
    same = (old.kind, old.type) == (new.kind, new.type)
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
    was, now = _bounds(old), _bounds(new)
    if was != now:
        inside = now[0] <= was[0] and was[1] <= now[1]
        before, after = _range(old), _range(new)
        kind = "bounds-widened" if inside else "bounds-narrowed"
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
    return (
        float("-inf") if field.low is None else float(field.low),
        float("inf") if field.high is None else float(field.high),
    )


def _range(field: FieldSpec) -> str:
    return f"{field.low or 'any'} to {field.high or 'any'}"


def _accepts(name: str, old: FieldSpec, new: FieldSpec) -> Iterator[Change]:
    # The name of before, kept as another spelling, is told with the change of the name.
    for path in new.accepts:
        if path not in old.accepts and path != _path(old):
            yield Change(name, "accept-added", f"is read from {path} too", None, path)
    for path in old.accepts:
        if path not in new.accepts and path != _path(new):
            yield Change(name, "accept-removed", f"is no longer read from {path}", path, None)


def _path(field: FieldSpec) -> str:
    return f"{field.wire}.{field.item}" if field.item else field.wire


def _node(field: FieldSpec) -> str:
    return {"attribute": "an attribute", "element": "an element", "text": "the text"}[field.node]


def _origin(field: FieldSpec) -> str:
    return "from the text" if field.node == "text" else f"from {field.node} {_path(field)}"


# --- enumerations and texts ------------------------------------------------------------------------


def _enum(old: EnumSpec | None, new: EnumSpec | None) -> Iterator[Change]:
    if old is None:
        assert new is not None
        values = ", ".join(m.name for m in new.members)
        yield Change(new.name, "enum-added", f"enumeration added, with {values}", None, new.name)
        return
    if new is None:
        yield Change(old.name, "enum-removed", "enumeration removed", old.name, None)
        return
    if old.name != new.name:
        text = f"enumeration renamed to {new.name}"
        yield Change(old.name, "enum-renamed", text, old.name, new.name)
    if old.xsd != new.xsd:
        text = f"XSD type {old.xsd} renamed to {new.xsd}"
        yield Change(new.name, "type-renamed", text, old.xsd, new.xsd)
    yield from _notes(new.name, old.note, new.note)
    yield from _members(new.name, old.members, new.members)


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
    return (
        f"{MARKS.get(note.evidence, 'none')} ({note.source})"
        if note.source
        else (MARKS.get(note.evidence, "none"))
    )
