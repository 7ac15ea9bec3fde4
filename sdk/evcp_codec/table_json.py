"""Reading and writing JSON by the plans of a package.

An object has the members of its element: attributes, elements, the text. Beside the convention of the package:

* an element in the place of another is an object of one member, its name;
* a derived class has the member `xsi:type`;
* `null` is an element that says it has no value; one with attributes is `{"xsi:nil": {..}}`;
* a raw element is its XML as a text.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from .issues import IssueKind, Issues, MalformedDocument, UnwritableModel, guess
from .json import DuplicateKeys, JsonContext, load_lossless
from .reading import Json, Number, Path, Repaired
from .tables import NIL, Field, Layout, Named, Nil, RawElement, Tables, Wire, local_part
from .values import BadValue, Value
from .writing import wrong

_TYPE, _NIL = "xsi:type", "xsi:nil"
_OF_ONE = ("element", "attribute", "text")
"""Nodes of one value, which may be an empty list."""


def read(package: Tables, body: bytes, model: type[Any] | None) -> tuple[Any, Issues]:
    """Decode a document.

    Raises:
        MalformedDocument: The body is not JSON, or not an object of the model.
    """
    raw, _ = load_lossless(body)
    context = JsonContext()
    reader = _Reader(package, context)
    type_: Wire = model
    if package.json.root:
        if not isinstance(raw, dict) or len(raw) != 1:
            raise MalformedDocument(
                "the document is not an object with its root as the one member", guess(body, "json")
            )
        ((key, raw),) = raw.items()
        names = [name for name in package.roots if key in (name, local_part(name))]
        if model is not None:
            names = [n for n in names if package.roots[n] in model.__mro__]
        if len(names) != 1:
            known = ", ".join(local_part(name) for name in list(package.roots)[:8])
            raise MalformedDocument(
                f"the root member is {key[:80]!r}", f"the package knows {known}"
            )
        if model is None:
            type_ = package.roots[names[0]]
    elif model is None:
        raise TypeError("a JSON document without its root does not tell its model: pass one")
    value = reader.one(raw, Field("", type=type_, nillable=True), type_, None)
    if model is not None and value is not None and not isinstance(value, model):
        raise MalformedDocument(
            f"the document is of {type(value).__name__}, not {model.__name__}", ""
        )
    if value is None and not context.issues:
        context.report(None, "", IssueKind.MISSING, raw)
    return value, context.issues


class _Reader:
    """One run over a document."""

    def __init__(self, package: Tables, context: JsonContext) -> None:
        self.package, self.context = package, context

    def one(self, raw: Json, field: Field, type_: Wire, path: Path) -> Any:
        """Read one element; None if it has no value that could be kept."""
        if raw is None:
            if field.nillable:
                return NIL
            self.context.report(path, "", IssueKind.BAD_VALUE, raw)
            return None
        if isinstance(raw, dict) and set(raw) == {_NIL} and field.nillable:
            return Nil(self.pairs(raw[_NIL], path))
        if isinstance(type_, type):
            return self.model(raw, type_, path)
        if type_ is None:
            return self.raw(raw, path)
        return self.value(raw, field, type_, path, "")

    def raw(self, raw: Json, path: Path) -> RawElement | None:
        from .xml import load  # a document without wildcards needs no lxml

        try:
            element = load(str(raw).encode(), keep_blanks=True)
        except MalformedDocument:
            self.context.report(path, "", IssueKind.BAD_VALUE, raw)
            return None
        return RawElement(str(element.tag), str(raw))

    def value(self, raw: Json, field: Field, type_: Value, path: Path, name: str) -> Any:
        """Read a value of a simple type from its text, number or boolean; a list from an array too."""
        if type_.kind == "list" and isinstance(raw, list):
            texts = [_text_of(item) for item in raw]
            found = None if None in texts else " ".join(filter(None, texts))
        else:
            found = _text_of(raw)
        if found is None:
            self.context.report(path, name, IssueKind.BAD_VALUE, raw)
            return None
        if isinstance(raw, Repaired):
            self.context.report(path, name, IssueKind.OUT_OF_RANGE, raw)
        value = type_.read(found, self.context, path, name)
        if field.fixed is not None and value is not None:
            try:
                if value != type_.parse(field.fixed)[0]:
                    self.context.report(path, name, IssueKind.OUT_OF_RANGE, raw)
            except BadValue:
                pass
        return value

    def pairs(self, raw: Json, path: Path) -> tuple[tuple[str, str], ...]:
        if isinstance(raw, dict) and all(isinstance(value, str) for value in raw.values()):
            return tuple((name, str(value)) for name, value in raw.items())
        self.context.report(path, "", IssueKind.BAD_VALUE, raw)
        return ()

    def model(self, raw: Json, model: type, path: Path) -> Any:
        """Read the object of a class; None if it lacks a required value."""
        context, layout = self.context, self.package.layout(model)
        if not isinstance(raw, dict):
            bare = _bare(layout, self.package)
            if bare is None:
                context.report(path, "", IssueKind.BAD_VALUE, raw)
                return None
            raw = {bare.json: raw}
        if isinstance(raw, DuplicateKeys):
            for name, value in raw.earlier:
                context.report(path, name, IssueKind.DUPLICATE, value)
        if (named := raw.get(_TYPE)) is not None:
            plan = self.package.types.get(str(named))
            if plan is None or not issubclass(plan.model, model):
                context.report(path, _TYPE, IssueKind.UNKNOWN_VALUE, named)
            else:
                layout = self.package.layout(plan.model)
        if layout.plan.abstract:
            context.report(path, _TYPE, IssueKind.MISSING, raw)
            return None
        row = list(layout.blank)
        before = context.issues.total
        known = _members(layout)
        for name, value in raw.items():
            if name == _TYPE:
                continue
            if name not in known:
                context.report(path, name, IssueKind.UNKNOWN_FIELD, value)
                continue
            index, field = known[name]
            row[layout.slots[index]] = self.member(value, field, path, row[layout.slots[index]])
        for index, slot in layout.required:
            if row[slot] is None:
                context.missing(raw, path, layout.plan.fields[index].json)
                return None
        model_ = layout.build(row)
        if context.issues.total == before and layout.text is None:
            self.check_content(model_, layout, raw, path)
        return model_

    def member(self, raw: Json, field: Field, path: Path, blank: Any) -> Any:
        """Read a member of an object."""
        context = self.context
        if field.node in ("attribute", "text"):
            if raw is None:
                return blank
            value = self.value(raw, field, field.simple, path, field.json)
            return blank if value is None else value
        if field.node == "raw_attributes":
            return self.pairs(raw, (path, field.json))
        if field.node in ("order", "texts"):
            if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
                return tuple(str(item) for item in raw)
            context.report(path, field.json, IssueKind.BAD_VALUE, raw)
            return ()
        if not field.many:
            if raw is None and not field.nillable:
                return blank
            return self.item(raw, field, (path, field.json))
        if raw is None and not field.nillable:
            return ()
        items = raw if isinstance(raw, list) else [raw]
        found = (self.item(item, field, (path, field.json, at)) for at, item in enumerate(items))
        return tuple(item for item in found if item is not None)

    def item(self, raw: Json, field: Field, path: Path) -> Any:
        """Read an element; where several may stand in a place, the one member names it."""
        if not field.others or raw is None:
            return self.one(raw, field, field.type, path)
        if isinstance(raw, dict) and len(raw) == 1:
            ((key, inner),) = raw.items()
            for name, type_ in ((field.wire, field.type), *field.others):
                if key in (name, _key(name, field)):
                    value = self.one(inner, field, type_, path)
                    try:
                        if value is None or field.inferred(value)[0] == name:
                            return value
                    except ValueError:
                        pass
                    return Named(name, value)
        self.context.report(path, "", IssueKind.BAD_VALUE, raw)
        return None

    def check_content(self, model: Any, layout: Layout, raw: Json, path: Path) -> None:
        """Report members in a number, or together, as the content model does not allow."""
        try:
            if layout.allows([index for index, _ in layout.sequence(model)]):
                return
        except ValueError:
            pass
        names = ", ".join(raw) if isinstance(raw, dict) else ""
        self.context.report(path, "", IssueKind.OUT_OF_PLACE, names or "no members")


def _text_of(raw: Json) -> str | None:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, (str, int, Number)):
        return str(raw)
    return None


def _members(layout: Layout) -> dict[str, tuple[int, Field]]:
    found = layout.__dict__.get("_json")
    if found is None:
        found = {field.json: (index, field) for index, field in enumerate(layout.plan.fields)}
        layout.__dict__["_json"] = found
    return found


def _bare(layout: Layout, package: Tables) -> Field | None:
    """Return the field that a model is written as without an object: its text, or the list it wraps."""
    fields = layout.plan.fields
    if layout.text is not None:
        return fields[layout.text] if len(fields) == 1 else None
    if (
        not package.json.wrappers
        and len(fields) == 1
        and fields[0].many
        and fields[0].node == "element"
    ):
        return fields[0]
    return None


def _key(name: str, field: Field) -> str:
    """Return the member that names an element among those in a place: its local name, if only it has that."""
    local = local_part(name)
    names = [local_part(other) for other, _ in ((field.wire, None), *field.others)]
    return local if names.count(local) == 1 else name


# --- writing ---------------------------------------------------------------------------------------


def write(package: Tables, value: object, name: str, type_: Wire) -> bytes:
    """Encode a value as a document.

    Raises:
        UnwritableModel: The value holds something that JSON or the schema has no form for.
    """
    writer = _Writer(package)
    written = writer.one(value, type_)
    if package.json.root:
        locals_ = [local_part(other) for other in package.roots]
        key = local_part(name) if locals_.count(local_part(name)) == 1 else name
        written = {key: written}
    return json.dumps(written, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(
        errors="backslashreplace"
    )


class _Writer:
    def __init__(self, package: Tables) -> None:
        self.package = package
        self.place: list[str] = []

    def one(self, value: Any, type_: Wire) -> Any:
        """Return the JSON of one element."""
        try:
            if isinstance(value, Nil):
                return {_NIL: dict(value.attributes)} if value.attributes else None
            if isinstance(type_, type):
                return self.model(value, type_)
            if type_ is None:
                if not isinstance(value, RawElement):
                    raise wrong(value, "RawElement")
                return value.xml
            return _value(value, type_)
        except (TypeError, ValueError, AttributeError) as error:
            where = ".".join(self.place)
            raise UnwritableModel(f"{where}: {error}" if where else str(error)) from error

    def model(self, value: Any, type_: type) -> Any:
        if not isinstance(value, type_) or type(value) not in self.package.plans:
            raise wrong(value, type_.__name__)
        layout = self.package.layout(type(value))
        plan = layout.plan
        if plan.abstract:
            raise ValueError(f"{plan.model.__name__} is abstract: use a class derived from it")
        out: dict[str, Any] = {}
        if type(value) is not type_:
            if not plan.type:
                raise ValueError(
                    f"{plan.model.__name__} has no name to tell it from {type_.__name__}"
                )
            out[_TYPE] = plan.type
        layout.sequence(value)  # refuses children that the content model cannot hold
        for field in plan.fields:
            found = getattr(value, field.name)
            if found is None or (found == () and (field.many or field.node not in _OF_ONE)):
                if found is None and field.required:
                    raise ValueError(f"{field.name} is required")
                continue
            self.place.append(field.name)
            out[field.json] = self.member(found, field)
            self.place.pop()
        bare = _bare(layout, self.package)
        if bare is not None and set(out) <= {bare.json}:
            return out.get(bare.json, [])
        return out

    def member(self, value: Any, field: Field) -> Any:
        if field.node in ("attribute", "text"):
            return _value(value, field.simple)
        if field.node == "raw_attributes":
            return dict(value)
        if field.node in ("order", "texts"):
            return list(value)
        if not field.many:
            return self.item(value, field)
        written = []
        for at, item in enumerate(value):
            self.place[-1] = f"{field.name}[{at}]"
            written.append(self.item(item, field))
        return written

    def item(self, value: Any, field: Field) -> Any:
        if not field.others or isinstance(value, Nil):
            return self.one(value, field.type)
        name, type_, bare = field.element_of(value)
        return {_key(name, field): self.one(bare, type_)}


def _value(value: Any, type_: Value) -> Any:
    text = type_.write(value)
    if type_.kind == "list":
        return [_scalar(item, type_.parts[0].write(item)) for item in value]
    return _scalar(value, text)


def _scalar(value: Any, text: str) -> Any:
    """Return a boolean or number as such, where JSON has a number for it, anything else as its text."""
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else text
    if isinstance(value, Decimal):
        as_float = float(value)
        same = abs(as_float) != float("inf") and str(Decimal(repr(as_float))) == str(value)
        return as_float if same else text
    return text
