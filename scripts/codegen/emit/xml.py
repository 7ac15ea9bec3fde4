"""Emits the XML codec: straight-line readers and writers, one of each per class."""

from __future__ import annotations

from ..xsd.api import Api, ClassSpec, FieldSpec, snake_case
from .json import (
    LEAST_FLOAT,
    METHODS,
    MOST_FLOAT,
    accepted,
    emit_guard,
    emit_if_set,
    has_blanks,
    item_reader,
)
from .models import BUILDERS, emit_build
from .source import Source, emit_constants, import_names, literal, local, pattern_name

WALK = (
    "A reader walks the children once in schema order: each line asks whether the child at hand is the\n"
    "next field. A document in another order, with another namespace or with unknown content leaves\n"
    "children over; `XmlContext.normalize` puts those in order, and a second turn reads them."
)


def emit_xml_reader(api: Api) -> str:
    """Emit the module of XML readers."""
    doc = "Readers of XML elements, straight-line code per class."
    out = Source(f"{doc}\n\n{WALK}\n\n{BUILDERS}", api)
    patterns: dict[str, str] = {}
    body = Source()
    for spec in api.classes:
        (_text_reader if spec.text else _reader)(body, spec, patterns)
    types = {f.type for c in api.classes for f in c.fields}
    out("import re\nfrom collections.abc import Callable\nfrom functools import lru_cache")
    if "datetime" in types:
        out("from datetime import datetime")
    if "Decimal" in types:
        out("from decimal import Decimal")
    out("from typing import Any\n")
    out(
        "from evcp_codec import native\nfrom evcp_codec.reading import BOOLEANS, INTEGERS, Path, collapse"
    )
    out("from evcp_codec.xml import END, Shape, XmlContext\n")
    out("from . import _builders")
    out(import_names(api) + "\n")
    out('_NAN = float("nan")')
    emit_constants(out, api.enums, patterns)
    out.lines += body.lines
    readers = (f"{spec.name}: read_{spec.snake}" for spec in api.classes)
    out.table("PYTHON_READERS: dict[type, Callable[[Any, XmlContext, Path], Any]]", readers)
    out('READERS = native.readers("xml", __name__, PYTHON_READERS)\n')
    roots = (f"{spec.name}: {spec.roots!r}" for spec in api.classes)
    out.table("ROOT_NAMES: dict[type, tuple[str, ...]]", roots)
    shapes = (f"{literal(spec.name)}: {_shape(spec)}" for spec in api.classes)
    out.table("SHAPES: dict[str, Shape]", shapes)
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
        for wrapper, item in field.aliases if field.many and not field.item else ():
            if item and wrapper != field.wire:
                wrappers[wrapper] = (item, field.type if field.kind == "class" else "")
    repeated = _set([f.wire for f in elements if f.many and not f.item])
    inner = {f.wire: item for f in elements if (item := inner_item(f))}
    parts = (_set(attributes), _set(leaves), repr(children), repr(wrappers), repeated, repr(inner))
    return f"Shape({', '.join(parts)}, {bool(spec.text)})"


def inner_item(field: FieldSpec) -> str:
    """Return the name of the items if an element of a repeated field may also hold all of them."""
    if not field.many or field.item or field.kind != "class":
        return ""
    return next((item for name, item in field.aliases if item and name == field.wire), "")


def _start(out: Source, spec: ClassSpec) -> None:
    arguments = "element: Any, context: XmlContext, path: Path"
    out(f"\n\ndef read_{spec.snake}({arguments}) -> {spec.name} | None:")
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


def _text_reader(out: Source, spec: ClassSpec, patterns: dict[str, str]) -> None:
    """Emit the reader of an element that holds text and attributes."""
    _start(out, spec)
    _attributes(out, spec, patterns)
    field = spec.text
    assert field is not None
    out(f"{local(field)}: {field.type} | None", 1)
    _scalar(out, field, patterns, "element.text", 1)
    emit_build(out, spec, "element", {f.name: local(f) for f in spec.fields})


def _reader(out: Source, spec: ClassSpec, patterns: dict[str, str]) -> None:
    constant = spec.snake.upper()
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
        _child(out, field, patterns)
    out("if tag is None or turn == 2:\n    break", 2)
    names = f"_ORDER_{constant}, _REPEATED_{constant}, {accepted(spec)!r}"
    out(f"kids = context.normalize(kids, at, {names}, path)", 2)
    out("at = 0\nkid = kids[0]\ntag = kid.tag", 2)
    values = {f.name: f"tuple({local(f)})" if f.many else local(f) for f in spec.fields}
    emit_build(out, spec, "element", values)


def _child(out: Source, field: FieldSpec, patterns: dict[str, str]) -> None:
    """Emit the lines that read the children of one name."""
    name, wire = local(field), literal(field.wire)
    step = "at += 1\nkid = kids[at]\ntag = kid.tag"
    if field.item:
        read = f"read_{snake_case(field.type)}" if field.kind == "class" else item_reader(field)
        out(f"if tag == {wire}:", 2)
        out(f"{name} = context.read_wrapped(kid, {literal(field.item)}, {read}, path, {wire})", 3)
    elif field.many:
        out(f"while tag == {wire}:", 2)
        if field.kind == "class":
            one = f"one_{name}"  # a name of its own, because the types differ from list to list
            element, depth = "kid", 3
            if inner := inner_item(field):
                inside = f"context.unwrap(kid, ({literal(inner)},), path)"
                is_wrapper = f"context.is_wrapper(kid, {literal(inner)})"
                out(f"for _part in {inside} if {is_wrapper} else (kid,):", 3)
                element, depth = "_part", 4
            read = f"read_{snake_case(field.type)}({element}, context, (path, {wire}, {name}_at))"
            out(f"{one} = {read}\n{name}_at += 1", depth)
            out(f"if {one} is not None:\n    {name}.append({one})", depth)
        else:
            text = "kid.text or context.blank()"
            out(f"{name}.append({f'collapse({text})' if field.collapse else text})", 3)
    else:
        out(f"if tag == {wire}:", 2)
        if field.node == "attribute":
            out(f"context.overridden(element, path, {wire})", 3)
        if field.kind == "class":
            out(f"{name} = read_{snake_case(field.type)}(kid, context, (path, {wire}))", 3)
        else:
            _scalar(out, field, patterns, "kid.text", 3)
    out(step, 3)


def _scalar(
    out: Source, field: FieldSpec, patterns: dict[str, str], source: str, indent: int
) -> None:
    """Emit the lines that read a scalar from its text; only an attribute comes in `text`."""
    name, wire = local(field), '""' if field.node == "text" else literal(field.wire)
    either = source if source == "text" else f"{source} or context.blank()"
    bounds = f", {field.low}, {field.high}" if field.low or field.high else ""
    if field.kind == "enum":
        table = f"_{field.type.upper()}"
        slow = f"context.member({either}, path, {wire}, {table})"
        out(f"{name} = {table}.get({source}) or {slow}", indent)
    elif field.type == "str":
        value = "word" if field.collapse and not field.pattern else name
        out(f"{value} = {either}", indent)
        if field.pattern:
            constant = pattern_name(field.pattern, patterns)
            read = f"{constant}, context.token" if field.collapse else constant
            out(f"if not {constant}({name}):", indent)
            out(f"{name} = context.pattern({name}, path, {wire}, {read})", indent + 1)
        elif field.collapse:
            out(f"if {has_blanks(value)}:\n    {value} = collapse({value})", indent)
            out(f"{name} = {value}", indent)
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
        low, high = field.low or LEAST_FLOAT, field.high or MOST_FLOAT
        if source != "text":
            out(f"text = {source}", indent)
        out(f"try:\n    {name} = float(text)", indent)
        out(f"except (TypeError, ValueError):\n    {name} = _NAN", indent)
        out(f'if not {low} <= {name} <= {high} or not text.isascii() or "_" in text:', indent)
        text = "text" if either == "text" else "text or context.blank()"
        out(f"{name} = context.floating({text}, path, {wire}{bounds})", indent + 1)
    elif field.type == "datetime":
        slow = f"context.timestamp({either}, path, {wire})"
        out(f"{name} = context.timestamps.get({source}) or {slow}", indent)
    else:
        out(f"{name} = context.decimal({either}, path, {wire})", indent)


def emit_xml_writer(api: Api) -> str:
    """Emit the module of XML writers."""
    out = Source("Straight-line writers of XML text, one per class.", api)
    out("from collections.abc import Callable\nfrom typing import Any\n")
    names = sorted({*_FORMS.values(), "items", "quoted", "text", "wrong"})
    out(f"from evcp_codec.writing import {', '.join(names)}\n\n{import_names(api)}")
    for spec in api.classes:
        arguments = f"x: {spec.name}, tag: str, out: Callable[[str], None]"
        out(f"\n\ndef write_{spec.snake}({arguments}) -> None:")
        out.doc([f"Write one `{spec.name}` as the element `tag`."], 1)
        emit_guard(out, spec)
        _write(out, spec)
    writers = (f"{spec.name}: write_{spec.snake}" for spec in api.classes)
    out.table("WRITERS: dict[type, Callable[[Any, str, Callable[[str], None]], None]]", writers)
    roots = (f"{c.name}: ({literal(c.element)}, {c.is_root})" for c in api.classes)
    out.table("ROOTS: dict[type, tuple[str, bool]]", roots)
    return out.text()


_FORMS = METHODS | {"str": "text"}


def _form(field: FieldSpec, value: str, writer: str = "text") -> str:
    """Return the expression that writes a scalar."""
    is_text = field.kind == "enum" or field.type == "str"
    return f"{{{writer if is_text else _FORMS[field.type]}({value})}}"


def _write(out: Source, spec: ClassSpec) -> None:
    opened = "{tag}"
    for field in spec.fields:
        if field.node == "attribute":
            if opened == "{tag}":
                out('attributes = ""', 1)
                opened = "{tag}{attributes}"
            depth = emit_if_set(out, field)
            form = _form(field, f"x.{field.name}", "quoted")
            out(f"attributes += f' {field.wire}=\"{form}\"'", depth)
    if spec.text:
        out(f'out(f"<{opened}>{_form(spec.text, "x." + spec.text.name)}</{{tag}}>")', 1)
        return
    out(f'out(f"<{opened}>")', 1)
    for field in spec.fields:
        if field.node == "element" and field.many:
            _write_list(out, field)
        elif field.node == "element":
            _write_one(out, field, f"x.{field.name}", field.wire, emit_if_set(out, field))
    out('out(f"</{tag}>")', 1)


def _write_one(out: Source, field: FieldSpec, value: str, tag: str, depth: int) -> None:
    if field.kind == "class":
        out(f"write_{snake_case(field.type)}({value}, {literal(tag)}, out)", depth)
    else:
        out(f'out(f"<{tag}>{_form(field, value)}</{tag}>")', depth)


def _write_list(out: Source, field: FieldSpec) -> None:
    depth, values = 1, f"items(x.{field.name})"
    if field.item:
        out(f'if {values}:\n    out("<{field.wire}>")', 1)
        depth, values = 2, f"x.{field.name}"
    one = f"one_{field.name}"  # a name of its own, because the types differ from list to list
    out(f"for {one} in {values}:", depth)
    _write_one(out, field, one, field.item or field.wire, depth + 1)
    if field.item:
        out(f'out("</{field.wire}>")', 2)
