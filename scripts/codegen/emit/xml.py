"""Emits the XML codec: straight-line readers and writers, one of each a class.

A reader walks the children once in schema order: each line asks whether the child at hand is the
next field. A document in another order, with another namespace or with unknown content leaves
children over; `XmlContext.normalize` puts those in order, and a second turn reads them.
"""

from __future__ import annotations

from ..xsd.api import Api, ClassSpec, FieldSpec, snake_case
from .json import accepted, emit_guard
from .models import emit_build
from .source import Source, literal, local, pattern_name


def emit_xml_reader(api: Api) -> str:
    """Emit the module of XML readers."""
    out = Source("Straight-line readers of XML elements, one a class.", api)
    patterns: dict[str, str] = {}
    body = Source("", api)
    body.lines.clear()
    for spec in api.classes:
        if spec.text:
            _text_reader(body, spec, patterns)
        else:
            _reader(body, spec, patterns)
    enums = [e.name for e in api.enums]
    types = {f.type for c in api.classes for f in c.fields}
    out("import re\nfrom collections.abc import Callable\nfrom functools import lru_cache")
    if "datetime" in types:
        out("from datetime import datetime")
    if "Decimal" in types:
        out("from decimal import Decimal")
    out("from typing import Any\n")
    out("from evcp_codec.reading import BOOLEANS, INTEGERS, Path")
    out("from evcp_codec.xml import END, Shape, XmlContext\n")
    out("from . import _builders")
    out(f"from .enums import {', '.join(enums)}")
    out(f"from .models import {', '.join(c.name for c in api.classes)}\n")
    out('_NAN = float("nan")')
    for pattern, name in patterns.items():
        out(f"{name} = lru_cache(4096)(re.compile({literal(pattern)}, re.ASCII).fullmatch)")
    out("new = object.__new__")
    for name in enums:
        out(f"_{name.upper()}: dict[str | None, {name}] = {{member.value: member for member in {name}}}")
    out.lines += body.lines
    out("\n\nREADERS: dict[type, Callable[[Any, XmlContext, Path], Any]] = {")
    for spec in api.classes:
        out(f"{spec.name}: read_{spec.snake},", 1)
    out("}\n\nROOT_NAMES: dict[type, tuple[str, ...]] = {")
    for spec in api.classes:
        out(f"{spec.name}: {spec.roots!r},", 1)
    out("}\n\nSHAPES: dict[str, Shape] = {")
    for spec in api.classes:
        out(f"{literal(spec.name)}: {_shape(spec)},", 1)
    out("}")
    return out.text()


def _set(names: list[str]) -> str:
    return "frozenset()" if not names else f"frozenset(({', '.join(map(literal, names))},))"


def _shape(spec: ClassSpec) -> str:
    elements = [f for f in spec.fields if f.node == "element"]
    attributes = [f.wire for f in spec.fields if f.node == "attribute"]
    # An attribute may also come as an element, so it counts as a leaf too.
    leaves = [f.wire for f in elements if f.kind != "class" and not f.item] + attributes
    children = {f.wire: f.type for f in elements if f.kind == "class" and not f.item}
    wrappers = {f.wire: (f.item, f.type if f.kind == "class" else "") for f in elements if f.item}
    for field in elements:
        if field.many and not field.item:
            for path in field.accepts:
                wrapper, _, item = path.partition(".")
                if item and wrapper != field.wire:
                    wrappers[wrapper] = (item, field.type if field.kind == "class" else "")
    repeated = _set([f.wire for f in elements if f.many and not f.item])
    inner = {f.wire: item for f in elements if (item := _inner(f))}
    parts = (_set(attributes), _set(leaves), repr(children), repr(wrappers), repeated, repr(inner))
    return f"Shape({', '.join(parts)}, {bool(spec.text)})"


def _inner(field: FieldSpec) -> str:
    """Return the name of the items if an element of a repeated field may also hold all of them."""
    if not field.many or field.item or field.kind != "class":
        return ""
    paths = (path.partition(".") for path in field.accepts)
    return next((item for wrapper, _, item in paths if item and wrapper == field.wire), "")


def _start(out: Source, spec: ClassSpec) -> None:
    out(
        f"\n\ndef read_{spec.snake}(element: Any, context: XmlContext, path: Path) -> {spec.name} | None:"
    )
    out.doc([f"Read one `{spec.name}`."], 1)
    for field in spec.fields:
        if field.node == "text":
            continue
        if field.many:
            inner = field.annotation.removeprefix("tuple[").removesuffix(", ...]")
            out(f"{local(field)}: list[{inner}] = []", 1)
            if not field.item and field.kind == "class":
                out(f"{local(field)}_at = 0", 1)
        else:
            out(f"{local(field)}: {field.annotation.removesuffix(' | None')} | None = None", 1)


def _attributes(out: Source, spec: ClassSpec, patterns: dict[str, str]) -> None:
    attributes = [f for f in spec.fields if f.node == "attribute"]
    if not attributes:
        return
    # One by one: lxml takes the square of the time to list very many attributes.
    out("get = element.get", 1)
    for field in attributes:
        out(f"text = get({literal(field.wire)})\nif text is not None:", 1)
        _scalar(out, field, patterns, "text", 2)
        out("context.seen += 1", 2)


def _finish(out: Source, spec: ClassSpec) -> None:
    for field in spec.fields:
        if field.required:
            out(f"if {'not ' + local(field) if field.many else local(field) + ' is None'}:", 1)
            out(f"context.missing(element, path, {literal(field.wire)})", 2)
            if not field.many:
                out("return None", 2)
    values = {f.name: f"tuple({local(f)})" if f.many else local(f) for f in spec.fields}
    emit_build(out, spec, values)


def _text_reader(out: Source, spec: ClassSpec, patterns: dict[str, str]) -> None:
    """Emit the reader of an element that holds text and attributes."""
    _start(out, spec)
    _attributes(out, spec, patterns)
    field = spec.text
    assert field is not None
    out(f"{local(field)}: {field.type} | None", 1)
    _scalar(out, field, patterns, "element.text", 1)
    _finish(out, spec)


def _reader(out: Source, spec: ClassSpec, patterns: dict[str, str]) -> None:
    constant = spec.snake.upper()
    accepts = accepted(spec)
    order = {f.wire: index for index, f in enumerate(spec.fields)}
    repeated = [f.wire for f in spec.fields if f.many and not f.item]
    out(f"\n\n_ORDER_{constant} = {order!r}")
    out(f"_REPEATED_{constant}: frozenset[str] = {_set(repeated)}")
    _start(out, spec)
    _attributes(out, spec, patterns)
    out("kids = element[:]", 1)
    out("context.seen += 2 * len(kids) - 1", 1)
    out("if not kids and element.text and context.only_text(element, path):\n    return None", 1)
    out("kids.append(END)\nat = 0\nkid = kids[0]\ntag = kid.tag", 1)
    out("for turn in (1, 2):", 1)
    for field in spec.fields:
        _child(out, field, patterns, attribute=field.node == "attribute")
    out("if tag is None or turn == 2:\n    break", 2)
    accepted_names = f"{accepts!r}" if accepts else "{}"
    out(
        f"kids = context.normalize(kids, at, _ORDER_{constant}, _REPEATED_{constant}, {accepted_names}, path)",
        2,
    )
    out("at = 0\nkid = kids[0]\ntag = kid.tag", 2)
    _finish(out, spec)


def _child(
    out: Source, field: FieldSpec, patterns: dict[str, str], *, attribute: bool = False
) -> None:
    """Emit the lines that read the children of one name."""
    name, wire = local(field), literal(field.wire)
    step = "at += 1\nkid = kids[at]\ntag = kid.tag"
    if field.item:
        read = f"read_{snake_case(field.type)}" if field.kind == "class" else "context.string_item"
        out(f"if tag == {wire}:", 2)
        out(f"{name} = context.read_wrapped(kid, {literal(field.item)}, {read}, path, {wire})", 3)
    elif field.many:
        out(f"while tag == {wire}:", 2)
        if field.kind == "class":
            one = f"one_{name}"  # a name of its own, because the types differ from list to list
            element, depth = "kid", 3
            if inner := _inner(field):
                inside = f"context.unwrap(kid, ({literal(inner)},), path)"
                out(f"for _part in {inside} if context.is_wrapper(kid, {literal(inner)}) else (kid,):", 3)
                element, depth = "_part", 4
            read = f"read_{snake_case(field.type)}({element}, context, (path, {wire}, {name}_at))"
            out(f"{one} = {read}\n{name}_at += 1", depth)
            out(f"if {one} is not None:\n    {name}.append({one})", depth)
        else:
            out(f"{name}.append(kid.text or context.blank())", 3)
    else:
        out(f"if tag == {wire}:", 2)
        if attribute:
            out(f"context.overridden(element, path, {wire})", 3)
        if field.kind == "class":
            out(f"{name} = read_{snake_case(field.type)}(kid, context, (path, {wire}))", 3)
        else:
            _scalar(out, field, patterns, "kid.text", 3)
    out(step, 3)


def _scalar(
    out: Source, field: FieldSpec, patterns: dict[str, str], source: str, indent: int
) -> None:
    """Emit the lines that read a scalar from its text."""
    name, wire = local(field), literal(field.wire)
    if field.node == "text":
        wire = '""'
    either = source if field.node == "attribute" and source == "text" else f"{source} or context.blank()"
    bounds = (
        "".join(f", {bound}" for bound in (field.low, field.high))
        if field.low or field.high
        else ""
    )
    if field.kind == "enum":
        table = f"_{field.type.upper()}"
        out(f"{name} = {table}.get({source}) or context.member({either}, path, {wire}, {table})", indent)
    elif field.type == "str":
        out(f"{name} = {either}", indent)
        if field.pattern:
            constant = pattern_name(field.pattern, patterns)
            out(f"if not {constant}({name}):", indent)
            out(f"context.pattern({name}, path, {wire}, {constant})", indent + 1)
    elif field.type == "bool":
        out(f"{name} = BOOLEANS.get({source})", indent)
        out(f"if {name} is None:\n    {name} = context.boolean({either}, path, {wire})", indent)
    elif field.type == "int":
        out(f"{name} = INTEGERS.get({source})", indent)
        test = f"{name} is None"  # the table holds 0 to 2047
        if field.high is not None and int(field.high) < 2047:
            test += f" or {name} > {field.high}"
        if field.low is not None and int(field.low) > 0:
            test += f" or {name} < {field.low}"
        out(f"if {test}:\n    {name} = context.integer({either}, path, {wire}{bounds})", indent)
    elif field.type == "float":
        low, high = field.low or "-1.7976931348623157e308", field.high or "1.7976931348623157e308"
        if source != "text":
            out(f"text = {source}", indent)
        out(
            f"try:\n    {name} = float(text)\nexcept (TypeError, ValueError):\n    {name} = _NAN",
            indent,
        )
        out(f'if not {low} <= {name} <= {high} or not text.isascii() or "_" in text:', indent)
        text = "text" if either == "text" else "text or context.blank()"
        out(f"{name} = context.floating({text}, path, {wire}{bounds})", indent + 1)
    elif field.type == "datetime":
        out(f"{name} = context.timestamps.get({source}) or context.timestamp({either}, path, {wire})", indent)
    else:
        out(f"{name} = context.decimal({either}, path, {wire})", indent)


def emit_xml_writer(api: Api) -> str:
    """Emit the module of XML writers."""
    out = Source("Straight-line writers of XML text, one a class.", api)
    out("from collections.abc import Callable\nfrom typing import Any\n")
    out(
        "from evcp_codec.writing import boolean, decimal, floating, integer, items, quoted, text, timestamp"
    )
    out("from evcp_codec.writing import wrong\n")
    out(f"from .models import {', '.join(c.name for c in api.classes)}")
    for spec in api.classes:
        out(
            f"\n\ndef write_{spec.snake}(x: {spec.name}, tag: str, out: Callable[[str], None]) -> None:"
        )
        out.doc([f"Write one `{spec.name}` as the element `tag`."], 1)
        emit_guard(out, spec)
        _write(out, spec)
    out("\n\nWRITERS: dict[type, Callable[[Any, str, Callable[[str], None]], None]] = {")
    for spec in api.classes:
        out(f"{spec.name}: write_{spec.snake},", 1)
    out("}\n\nROOTS: dict[type, tuple[str, bool]] = {")
    for spec in api.classes:
        out(f"{spec.name}: ({literal(spec.element)}, {spec.is_root}),", 1)
    out("}")
    return out.text()


def _form(field: FieldSpec, value: str, writer: str = "text") -> str:
    """Return the expression that writes a scalar."""
    if field.kind == "enum" or field.type == "str":
        return f"{{{writer}({value})}}"
    names = {
        "bool": "boolean",
        "int": "integer",
        "float": "floating",
        "Decimal": "decimal",
        "datetime": "timestamp",
    }
    return f"{{{names[field.type]}({value})}}"


def _write(out: Source, spec: ClassSpec) -> None:
    attributes = [f for f in spec.fields if f.node == "attribute"]
    if attributes:
        out('attributes = ""', 1)
        for field in attributes:
            depth = 1
            if not field.required:
                out(f"if x.{field.name} is not None:", 1)
                depth = 2
            form = _form(field, f"x.{field.name}", "quoted")
            out(f"attributes += f' {field.wire}=\"{form}\"'", depth)
    opened = "{tag}{attributes}" if attributes else "{tag}"
    if spec.text:
        out(f'out(f"<{opened}>{_form(spec.text, "x." + spec.text.name)}</{{tag}}>")', 1)
        return
    out(f'out(f"<{opened}>")', 1)
    for field in spec.fields:
        if field.node == "element":
            _write_child(out, field)
    out('out(f"</{tag}>")', 1)


def _write_child(out: Source, field: FieldSpec) -> None:
    value, wire, depth = f"x.{field.name}", field.wire, 1
    if field.many:
        name = field.item or wire
        if field.item:
            out(f"if {value}:", 1)
            out(f'out("<{wire}>")', 2)
            depth = 2
        one = f"one_{field.name}"  # a name of its own, because the types differ from list to list
        out(f"for {one} in items({value}):", depth)
        if field.kind == "class":
            out(f"write_{snake_case(field.type)}({one}, {literal(name)}, out)", depth + 1)
        else:
            out(f'out(f"<{name}>{_form(field, one)}</{name}>")', depth + 1)
        if field.item:
            out(f'out("</{wire}>")', 2)
        return
    if not field.required:
        out(f"if {value} is not None:", 1)
        depth = 2
    if field.kind == "class":
        out(f"write_{snake_case(field.type)}({value}, {literal(wire)}, out)", depth)
    else:
        out(f'out(f"<{wire}>{_form(field, value)}</{wire}>")', depth)
