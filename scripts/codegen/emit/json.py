"""Emits the JSON codec: straight-line readers and writers, one of each a class."""

from __future__ import annotations

from ..xsd.api import Api, ClassSpec, FieldSpec, snake_case
from .models import emit_build
from .source import Source, literal, local, pattern_name


def emit_json_reader(api: Api) -> str:
    """Emit the module of JSON readers."""
    out = Source("Straight-line readers of parsed JSON, one a class.", api)
    patterns: dict[str, str] = {}
    body = Source("", api)
    body.lines.clear()
    for spec in api.classes:
        _reader(body, spec, patterns)
    enums = [e.name for e in api.enums]
    out(
        "import re\nfrom collections.abc import Callable\nfrom functools import lru_cache\nfrom typing import Any\n"
    )
    out("from evcp_codec.reading import JsonContext, Path\n")
    out("from . import _builders")
    out(f"from .enums import {', '.join(enums)}")
    out(f"from .models import {', '.join(c.name for c in api.classes)}\n")
    for pattern, name in patterns.items():
        out(f"{name} = lru_cache(4096)(re.compile({literal(pattern)}, re.ASCII).fullmatch)")
    out("new = object.__new__")
    for name in enums:
        out(f"_{name.upper()}: dict[str | None, {name}] = {{member.value: member for member in {name}}}")
    out.lines += body.lines
    out("\n\nREADERS: dict[type, Callable[[Any, JsonContext, Path], Any]] = {")
    for spec in api.classes:
        out(f"{spec.name}: read_{spec.snake},", 1)
    out("}\n\nKNOWN: dict[type, frozenset[str]] = {")
    for spec in api.classes:
        constant = spec.snake.upper()
        also = f" | _ACCEPTED_{constant}.keys()" if accepted(spec) else ""
        out(f"{spec.name}: _KNOWN_{constant}{also},", 1)
    roots = ", ".join(spec.name for spec in api.classes if spec.is_root)
    out(f"}}\n\nROOTS: frozenset[type] = frozenset(({roots},))")
    return out.text()


def accepted(spec: ClassSpec) -> dict[str, tuple[str, ...]]:
    """Return the other names under which fields of a class are read, for `normalize`."""
    found: dict[str, tuple[str, ...]] = {}
    for field in spec.fields:
        for path in field.accepts:
            name, _, item = path.partition(".")
            if name != field.wire:
                found[name] = (field.wire, item) if item else (field.wire,)
    return found


def _reader(out: Source, spec: ClassSpec, patterns: dict[str, str]) -> None:
    constant = spec.snake.upper()
    accepts = accepted(spec)
    out(f"\n\n_KNOWN_{constant} = frozenset(({', '.join(literal(f.wire) for f in spec.fields)},))")
    if accepts:
        out(f"_ACCEPTED_{constant} = {accepts!r}")
    out(f"\n\ndef read_{spec.snake}(raw: Any, context: JsonContext, path: Path) -> {spec.name} | None:")
    out.doc([f"Read one `{spec.name}`."], 1)
    out("if raw.__class__ is not dict:", 1)
    out("raw = context.object_or_scalar(raw, path)" if spec.text else "raw = context.as_object(raw, path)", 2)
    out("if raw is None:\n    return None", 2)
    out("context.members += len(raw)", 1)
    out(f"if not _KNOWN_{constant}.issuperset(raw):", 1)
    known = f"_KNOWN_{constant}, {f'_ACCEPTED_{constant}' if accepts else '{}'}"
    out(f"raw = context.normalize(raw, path, {known})", 2)
    out("get = raw.get", 1)
    for field in spec.fields:
        _read(out, field, patterns)
    for field in spec.fields:
        if field.required:
            test = f"not {local(field)}" if field.many else f"{local(field)} is None"
            out(f"if {test}:", 1)
            out(f"context.missing(raw, path, {literal(field.wire)})", 2)
            if not field.many:
                out("return None", 2)
    emit_build(out, spec, {f.name: local(f) for f in spec.fields})


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
    if field.kind == "enum":
        table = f"_{field.type.upper()}"
        out(f"if {name} is not None:", 1)
        out(f"{name} = ({table}.get({name}) if {name}.__class__ is str else None) or ", 2)
        out.lines[-1] += f"context.member({name}, path, {wire}, {table})"
        return
    if field.type == "str":
        test, call = f"{name}.__class__ is not str and {name} is not None", "string"
        if field.pattern:
            constant = pattern_name(field.pattern, patterns)
            test = f"{name} is not None and ({name}.__class__ is not str or not {constant}({name}))"
            out(f"if {test}:\n    {name} = context.pattern({name}, path, {wire}, {constant})", 1)
            return
    elif field.type == "bool":
        test, call = f"{name}.__class__ is not bool and {name} is not None", "boolean"
    elif field.type in ("int", "float"):
        low, high = field.low, field.high
        bounds = "".join(f", {bound}" for bound in (low, high)) if low or high else ""
        kind = field.type
        call = "integer" if kind == "int" else "floating"
        if kind == "float":
            low, high = low or "-1.7976931348623157e308", high or "1.7976931348623157e308"
        span = " <= ".join(part for part in (low, name, high) if part)
        outside = f" or not {span}" if low or high else ""
        out(f"if {name} is not None and ({name}.__class__ is not {kind}{outside}):", 1)
        out(f"{name} = context.{call}({name}, path, {wire}{bounds})", 2)
        return
    else:
        test, call = f"{name} is not None", "decimal" if field.type == "Decimal" else "timestamp"
    out(f"if {test}:\n    {name} = context.{call}({name}, path, {wire})", 1)


def _list(out: Source, field: FieldSpec, name: str, wire: str) -> None:
    """Emit the lines that read a list: the documented form in line, any other by `JsonContext`."""
    wrappers = tuple(
        p.partition(".")[2] for p in field.accepts if p.partition(".")[0] == field.wire and "." in p
    )
    path, item = "path", wire
    out(f"if {name} is None:\n    {name} = ()\nelse:", 1)
    if field.item:
        path, item = f"(path, {wire})", literal(field.item)
        out(f"if {name}.__class__ is dict and len({name}) == 1 and {item} in {name}:", 2)
        out(f"context.members += 1\n{name} = {name}[{item}]", 3)
        out(f"else:\n    {name} = context.unwrap({name}, {item}, path, {wire})", 2)
    out(f"if {name}.__class__ is not list:", 2)
    if wrappers:
        out(f"{name} = context.unwrap_any({name}, {wrappers!r}, path, {wire})", 3)
    else:
        out(f"{name} = context.as_list({name})", 3)
    read = f"read_{snake_case(field.type)}" if field.kind == "class" else "context.string_item"
    out(f"{name} = context.read_items({name}, {read}, {path}, {item}) if {name} else ()", 2)


def emit_json_writer(api: Api) -> str:
    """Emit the module of JSON writers."""
    out = Source("Straight-line writers of JSON values, one a class.", api)
    out("from collections.abc import Callable\nfrom typing import Any\n")
    out(
        "from evcp_codec.writing import flag, items, number, real, string, timestamp, whole, wrong\n"
    )
    out(f"from .models import {', '.join(c.name for c in api.classes)}")
    for spec in api.classes:
        out(f"\n\ndef write_{spec.snake}(x: {spec.name}) -> dict[str, Any]:")
        out.doc([f"Return one `{spec.name}` as a JSON object."], 1)
        emit_guard(out, spec)
        out("out: dict[str, Any] = {}", 1)
        for field in spec.fields:
            _write(out, field, always=spec.is_root)
        out("return out", 1)
    out("\n\nWRITERS: dict[type, Callable[[Any], dict[str, Any]]] = {")
    for spec in api.classes:
        out(f"{spec.name}: write_{spec.snake},", 1)
    out("}")
    return out.text()


def emit_guard(out: Source, spec: ClassSpec) -> None:
    """Emit the lines of a writer that refuse anything but the class."""
    out(f"if not isinstance(x, {spec.name}):", 1)
    out(f"raise wrong(x, {literal(spec.name)})", 2)


_FORMS = {
    "str": "string",
    "bool": "flag",
    "int": "whole",
    "float": "real",
    "Decimal": "number",
    "datetime": "timestamp",
}


def _write(out: Source, field: FieldSpec, *, always: bool) -> None:
    value, wire = f"x.{field.name}", literal(field.wire)
    form = _FORMS["str" if field.kind == "enum" else field.type] if field.kind != "class" else ""
    form = form or f"write_{snake_case(field.type)}"
    if field.many:
        values = f"[{form}(item) for item in items({value})]"
        if field.item:
            values = f"{{{literal(field.item)}: {values}}}"
        if not always:
            out(f"if {value}:", 1)
        out(f"out[{wire}] = {values}", 1 if always else 2)
        return
    if not field.required:
        out(f"if {value} is not None:", 1)
    out(f"out[{wire}] = {form}({value})", 1 if field.required else 2)
