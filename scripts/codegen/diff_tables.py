"""Comparison of what only schemas with tables have: derivation, facets, content models, namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from .changes import Change
from .table_api import TableClass, TableField
from .xsd.language import Element, Group, Particle, Simple

_LEAST = ("least",)
_MOST = ("most", "digits", "fraction")


def compare_classes(old: TableClass, new: TableClass, renames: dict[str, str]) -> Iterator[Change]:
    """Yield the changes of a class, its fields left out."""
    name = new.name
    base = renames.get(old.base, old.base)
    if base != new.base:
        text = f"base class {old.base or 'none'} became {new.base or 'none'}"
        yield Change(name, "base-changed", text, old.base or None, new.base or None)
    if old.abstract != new.abstract:
        kind = "became-abstract" if new.abstract else "no-longer-abstract"
        yield Change(name, kind, "is abstract now" if new.abstract else "is abstract no longer")
    if old.mixed != new.mixed:
        kind = "became-mixed" if new.mixed else "no-longer-mixed"
        yield Change(
            name,
            kind,
            "text between elements is kept" if new.mixed else "text between elements is stray",
        )
    was, now = _model(old.content), _model(new.content)
    if was != now and {f.clark for f in old.table} == {f.clark for f in new.table}:
        assert old.content is not None
        assert new.content is not None
        kind = "content-widened" if _allows_more(old.content, new.content) else "content-changed"
        yield Change(name, kind, f"content {was} became {now}", was, now)


def compare_fields(name: str, old: TableField, new: TableField) -> Iterator[Change]:
    """Yield the changes of a field that `FieldSpec` does not hold."""
    if old.clark != new.clark and old.wire == new.wire:
        yield Change(
            name, "namespace-moved", f"{old.clark} became {new.clark}", old.clark, new.clark
        )
    if old.nillable != new.nillable:
        kind = "nillable-added" if new.nillable else "nillable-removed"
        yield Change(
            name, kind, "may say xsi:nil now" if new.nillable else "may no longer say xsi:nil"
        )
    for what in ("default", "fixed"):
        was, now = getattr(old, what), getattr(new, what)
        if was != now:
            text = f"{what} {was!r} became {now!r}"
            yield Change(name, f"{what}-changed", text, was, now)
    was_, now_ = ({n for n, _ in f.others} for f in (old, new))
    for kind, found in (("substitute-added", now_ - was_), ("substitute-removed", was_ - now_)):
        for one in sorted(found):
            word = "may" if kind == "substitute-added" else "may no longer"
            yield Change(name, kind, f"{one} {word} stand in its place", None, one)
    if isinstance(old.declared, Simple) and isinstance(new.declared, Simple):
        yield from _facets(name, old.declared, new.declared)


def _facets(name: str, old: Simple, new: Simple) -> Iterator[Change]:
    steps: list[tuple[str, bool]] = []
    for facet in (*_LEAST, *_MOST):
        was, now = getattr(old, facet), getattr(new, facet)
        if was == now:
            continue
        narrower = was is None or (
            now is not None and (now > was if facet in _LEAST else now < was)
        )
        steps.append((f"{facet} {was} became {now}", narrower))
    for facet in ("low_open", "high_open"):
        outside = getattr(new, facet)
        if getattr(old, facet) != outside and _bound(old, facet) == _bound(new, facet):
            text = f"the bound itself is {'outside' if outside else 'inside'} now"
            steps.append((text, outside))
    if old.white != new.white:
        steps.append((f"white space: {old.white} became {new.white}", False))
    was_, now_ = ({value for value, _ in one.values or ()} for one in (old, new))
    if (old.values is None) != (new.values is None) or (
        was_ != now_ and not (old.key and old.builtin == "string")
    ):
        gone = sorted(was_ - now_) if new.values is not None else []
        steps.append(
            (f"known values {sorted(was_)} became {sorted(now_)}", bool(gone) or old.values is None)
        )
    for text, narrower in steps:
        yield Change(name, "facets-narrowed" if narrower else "facets-widened", text)


def _bound(kind: Simple, facet: str) -> str | None:
    return kind.low if facet == "low_open" else kind.high


def _allows_more(old: Particle, new: Particle) -> bool:
    """Return True if only counts differ, and every one includes that of before."""
    if new.low > old.low or (new.high is not None and (old.high is None or new.high < old.high)):
        return False
    if not isinstance(old.term, Group) or not isinstance(new.term, Group):
        return _model(Particle(old.term)) == _model(Particle(new.term))
    if old.term.kind != new.term.kind or len(old.term.parts) != len(new.term.parts):
        return False
    return all(
        _allows_more(was, now) for was, now in zip(old.term.parts, new.term.parts, strict=True)
    )


def _model(part: Particle | None) -> str:
    """Return a content model in the notation of a DTD, with counts."""
    if part is None:
        return "()"
    if isinstance(part.term, Group):
        sign = {"choice": " | ", "all": " & "}.get(part.term.kind, ", ")
        inner = f"({sign.join(_model(one) for one in part.term.parts)})"
    else:
        inner = part.term.name.rpartition("}")[2] if isinstance(part.term, Element) else "*any*"
    high = "" if part.high is None else str(part.high)
    times = {"1,1": "", "0,1": "?", "0,": "*", "1,": "+"}.get(
        f"{part.low},{high}", f"{{{part.low},{high}}}"
    )
    return inner + times
