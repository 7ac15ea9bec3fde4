"""Emits the JSON codec: straight-line readers and writers, one of each per class."""

from __future__ import annotations

from ..xsd.api import Api, ClassSpec, FieldSpec, snake_case
from .models import BUILDERS, emit_build
from .source import Source, emit_constants, import_names, literal, local, pattern_name

METHODS = {"str": "string", "bool": "boolean", "int": "integer", "float": "floating"}
METHODS |= {"Decimal": "decimal", "datetime": "timestamp"}
"""Methods of `DecodeContext` that read the scalars."""
LEAST_FLOAT, MOST_FLOAT = "-1.7976931348623157e308", "1.7976931348623157e308"


def emit_json_reader(api: Api) -> str:
    """Emit the module of JSON readers."""
    out = Source(
        "Readers of parsed JSON, straight-line code per class: the documented form of each member is tested\n"
        f"in line, any other goes to a method of `JsonContext`.\n\n{BUILDERS}",
        api,
    )
    patterns: dict[str, str] = {}
    body = Source()
    for spec in api.classes:
        _reader(body, spec, patterns)
    out("import re\nfrom collections.abc import Callable\nfrom functools import lru_cache")
    out("from typing import Any\n\nfrom evcp_codec import native")
    out("from evcp_codec.json import JsonContext\nfrom evcp_codec.reading import Path\n")
    out("from . import _builders")
    out(import_names(api) + "\n")
    emit_constants(out, api.enums, patterns)
    out.lines += body.lines
    readers = (f"{spec.name}: read_{spec.snake}" for spec in api.classes)
    out.table("PYTHON_READERS: dict[type, Callable[[Any, JsonContext, Path], Any]]", readers)
    out('READERS = native.readers("json", __name__, PYTHON_READERS)\n')
    out.table("KNOWN: dict[type, frozenset[str]]", (f"{c.name}: {_known(c)}" for c in api.classes))
    roots = ", ".join(spec.name for spec in api.classes if spec.is_root)
    out(f"\nROOTS: frozenset[type] = frozenset(({roots},))")
    return out.text()


def _known(spec: ClassSpec) -> str:
    constant = spec.snake.upper()
    return f"_KNOWN_{constant}" + (f" | _ACCEPTED_{constant}.keys()" if accepted(spec) else "")


def accepted(spec: ClassSpec) -> dict[str, tuple[str, ...]]:
    """Return the other names that fields of a class are read from, for `normalize`."""
    found: dict[str, tuple[str, ...]] = {}
    for field in spec.fields:
        for name, item in field.aliases:
            if name != field.wire:
                found[name] = (field.wire, item) if item else (field.wire,)
    return found


def _reader(out: Source, spec: ClassSpec, patterns: dict[str, str]) -> None:
    constant = spec.snake.upper()
    accepts = accepted(spec)
    out(f"\n\n_KNOWN_{constant} = frozenset(({', '.join(literal(f.wire) for f in spec.fields)},))")
    if accepts:
        out(f"_ACCEPTED_{constant} = {accepts!r}")
    arguments = "raw: Any, context: JsonContext, path: Path"
    out(f"\n\ndef read_{spec.snake}({arguments}) -> {spec.name} | None:")
    out.doc([f"Read one `{spec.name}`."], 1)
    if _shows_object(spec):
        out("sent = raw", 1)
    out("if raw.__class__ is not dict:", 1)
    out(f"raw = context.{'object_or_scalar' if spec.text else 'as_object'}(raw, path)", 2)
    out("if raw is None:\n    return None", 2)
    out("context.members += len(raw)", 1)
    out(f"if not _KNOWN_{constant}.issuperset(raw):", 1)
    known = f"_KNOWN_{constant}, {f'_ACCEPTED_{constant}' if accepts else '{}'}"
    out(f"raw = context.normalize(raw, path, {known})", 2)
    out("get = raw.get", 1)
    for field in spec.fields:
        _read(out, field, patterns)
    emit_build(out, spec, "sent", {f.name: local(f) for f in spec.fields})


def _shows_object(spec: ClassSpec) -> bool:
    """Return True if a reader needs its object as it was sent, to show what it leaves out."""
    return any(field.required for field in spec.fields)


def _read(out: Source, field: FieldSpec, patterns: dict[str, str]) -> None:
    name, wire = local(field), literal(field.wire)
    out(f"{name} = get({wire})", 1)
    if field.many:
        _list(out, field, name, wire)
        return
    if field.kind == "class":
        out(f"if {name} is not None:", 1)
        out(f"{name} = read_{snake_case(field.type)}({name}, context, (path, {wire}))", 2)
        return
    more = ""
    is_set = f"{name} is not None"
    if field.kind == "enum":
        table = f"_{field.type.upper()}"
        out(f"if {is_set}:", 1)
        found = f"({table}.get({name}) if {name}.__class__ is str else None)"
        out(f"{name} = {found} or context.member({name}, path, {wire}, {table})", 2)
        return
    if field.type == "datetime":
        out(f"if {is_set}:", 1)
        found = f"(context.timestamps.get({name}) if {name}.__class__ is str else None)"
        out(f"{name} = {found} or context.timestamp({name}, path, {wire})", 2)
        return
    if field.pattern:
        more = pattern_name(field.pattern, patterns)
        test = f"{is_set} and ({name}.__class__ is not str or not {more}({name}))"
        if field.collapse:
            more += ", context.token"
    elif field.type == "str" and field.collapse:
        out(f"if {name}.__class__ is not str or {has_blanks(name)}:", 1)
        out(f"if {is_set}:\n    {name} = context.token({name}, path, {wire})", 2)
        return
    elif field.type in ("str", "bool"):
        test = f"{name}.__class__ is not {field.type} and {is_set}"
    elif field.type in ("int", "float"):
        low, high = field.low, field.high
        more = f"{low}, {high}" if low or high else ""
        if field.type == "float":
            low, high = low or LEAST_FLOAT, high or MOST_FLOAT
        span = " <= ".join(part for part in (low, name, high) if part)
        outside = f" or not {span}" if low or high else ""
        test = f"{is_set} and ({name}.__class__ is not {field.type}{outside})"
    else:
        test = is_set
    method = "pattern" if field.pattern else METHODS[field.type]
    more = more and f", {more}"
    out(f"if {test}:\n    {name} = context.{method}({name}, path, {wire}{more})", 1)


def item_reader(field: FieldSpec) -> str:
    """Return the method that reads a text of a list."""
    return "context.token_item" if field.collapse else "context.string_item"


def has_blanks(name: str) -> str:
    """Return the test of a text that may have to be collapsed; few codes have any blank."""
    return f'" " in {name} or not {name}.isprintable()'


def wrappers(field: FieldSpec) -> tuple[str, ...]:
    """Return the names of the items of a list that may also come wrapped in an object of its name."""
    return tuple(item for name, item in field.aliases if item and name == field.wire)


def _list(out: Source, field: FieldSpec, name: str, wire: str) -> None:
    """Emit the lines that read a list: the documented form in line, any other by `JsonContext`."""
    path, item = "path", wire
    out(f"if {name} is None:\n    {name} = ()\nelse:", 1)
    if field.item:
        path, item = f"(path, {wire})", literal(field.item)
        out(f"if {name}.__class__ is dict and len({name}) == 1 and {item} in {name}:", 2)
        out(f"context.members += 1\n{name} = {name}[{item}]", 3)
        out(f"else:\n    {name} = context.unwrap({name}, {item}, path, {wire})", 2)
    out(f"if {name}.__class__ is not list:", 2)
    if items := wrappers(field):
        out(f"{name} = context.unwrap_any({name}, {items!r}, path, {wire})", 3)
    else:
        out(f"{name} = context.as_list({name})", 3)
    read = f"read_{snake_case(field.type)}" if field.kind == "class" else item_reader(field)
    out(f"{name} = context.read_items({name}, {read}, {path}, {item}) if {name} else ()", 2)


def emit_json_writer(api: Api) -> str:
    """Emit the module of JSON writers."""
    out = Source("Straight-line writers of JSON values, one per class.", api)
    out("from collections.abc import Callable\nfrom typing import Any\n")
    out(
        f"from evcp_codec.writing import {', '.join(sorted({*_FORMS.values(), 'items', 'wrong'}))}\n"
    )
    out(import_names(api))
    for spec in api.classes:
        out(f"\n\ndef write_{spec.snake}(x: {spec.name}) -> dict[str, Any]:")
        out.doc([f"Return one `{spec.name}` as a JSON object."], 1)
        emit_guard(out, spec)
        out("out: dict[str, Any] = {}", 1)
        for field in spec.fields:
            _write(out, field, always=spec.is_root)
        out("return out", 1)
    writers = (f"{spec.name}: write_{spec.snake}" for spec in api.classes)
    out.table("WRITERS: dict[type, Callable[[Any], dict[str, Any]]]", writers)
    return out.text()


def emit_if_set(out: Source, field: FieldSpec) -> int:
    """Emit the test of an optional field in a writer; return the indent behind it."""
    if field.required:
        return 1
    out(f"if x.{field.name} is not None:", 1)
    return 2


def emit_guard(out: Source, spec: ClassSpec) -> None:
    """Emit the lines of a writer that refuse another class."""
    out(f"if not isinstance(x, {spec.name}):", 1)
    out(f"raise wrong(x, {literal(spec.name)})", 2)


_FORMS = {"str": "string", "bool": "flag", "int": "whole", "float": "real"}
_FORMS |= {"Decimal": "number", "datetime": "timestamp"}


def _write(out: Source, field: FieldSpec, *, always: bool) -> None:
    value, wire = f"x.{field.name}", literal(field.wire)
    kind = "str" if field.kind == "enum" else field.type
    form = f"write_{snake_case(kind)}" if field.kind == "class" else _FORMS[kind]
    if field.many:
        values = f"[{form}(item) for item in {f'items({value})' if always else value}]"
        if field.item:
            values = f"{{{literal(field.item)}: {values}}}"
        if not always:
            out(f"if items({value}):", 1)
        out(f"out[{wire}] = {values}", 1 if always else 2)
        return
    out(f"out[{wire}] = {form}({value})", emit_if_set(out, field))
