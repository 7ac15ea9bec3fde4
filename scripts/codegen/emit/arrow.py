"""Emits the Arrow codec: the columns of each class, their builder and their reader."""

from __future__ import annotations

from ..xsd.api import Api, ClassSpec, FieldSpec, SchemaError, snake_case
from .source import Source, import_names, literal

KINDS = {
    "str": "texts",
    "bool": "booleans",
    "int": "integers",
    "float": "floats",
    "Decimal": "decimals",
    "datetime": "instants",
}
"""Functions of `evcp_codec.arrow` that build the column of a scalar."""
VALUES = {"Decimal": "decimal_values"}
"""Functions that read it; all others are read by `values`."""
TYPES = {"texts": "TEXT", "booleans": "BOOLEAN", "integers": "INTEGER", "floats": "FLOAT"}
TYPES |= {"decimals": "TEXT", "instants": "INSTANT"}


def emit_arrow(api: Api) -> str:
    """Emit the module of Arrow columns."""
    out = Source(
        "Arrow columns of the models: types, straight-line builders and readers, one of each per class.\n\n"
        "A builder takes a column at a time: reading one attribute of many objects is several times faster\n"
        "than making a dictionary of each object. The module imports pyarrow; `evcp.arrow` loads it on use.",
        api,
    )
    helpers = [*TYPES.values(), *KINDS.values(), *VALUES.values(), "values", "members"]
    helpers += ["built", "listed", "lists", "optional", "optionals", "struct"]
    out(
        "from collections.abc import Callable, Sequence\nfrom typing import Any\n\nimport pyarrow as pa\n"
    )
    out(f"from evcp_codec.arrow import {', '.join(dict.fromkeys(helpers))}\n")
    out(import_names(api))
    for spec in _ordered(api):
        _class(out, spec)
    out.table(
        "TYPES: dict[type, pa.StructType]", (f"{c.name}: {_type(c.name)}" for c in api.classes)
    )
    builders = (f"{c.name}: build_{c.snake}" for c in api.classes)
    out.table("BUILDERS: dict[type, Callable[[Sequence[Any]], pa.StructArray]]", builders)
    readers = (f"{c.name}: read_{c.snake}" for c in api.classes)
    out.table("READERS: dict[type, Callable[[pa.StructArray], list[Any]]]", readers)
    return out.text()


def _ordered(api: Api) -> list[ClassSpec]:
    """Return the classes, each behind those that it contains."""
    by_name = {spec.name: spec for spec in api.classes}
    done: dict[str, ClassSpec] = {}

    def visit(spec: ClassSpec, above: tuple[str, ...]) -> None:
        if spec.name in above:
            circle = " > ".join((*above[above.index(spec.name) :], spec.name))
            raise SchemaError(
                f"{spec.xsd} contains itself ({circle}): a column of Arrow cannot; limit the depth"
            )
        if spec.name not in done:
            for field in spec.fields:
                if field.kind == "class":
                    visit(by_name[field.type], (*above, spec.name))
            done[spec.name] = spec

    for spec in api.classes:
        visit(spec, ())
    return list(done.values())


def _class(out: Source, spec: ClassSpec) -> None:
    out(f"\n\n{_type(spec.name)}: pa.StructType = pa.struct((")
    for field in spec.fields:
        kind = _type(field.type) if field.kind == "class" else TYPES[_kind(field)]
        column = f"pa.list_({kind})" if field.many else kind
        out(f"({literal(field.name)}, {column}),", 1)
    out("))")
    out(f"{_fields(spec.name)} = list({_type(spec.name)})")
    out(f"\n\ndef build_{spec.snake}(rows: Sequence[{spec.name}]) -> pa.StructArray:")
    out.doc([f"Return the columns of many `{spec.name}`."], 1)
    out("columns: list[pa.Array] = [", 1)
    for field in spec.fields:
        cells = f"[x.{field.name} for x in rows]"
        if field.kind != "class":
            build = _kind(field)
            out(f"lists({build}, {cells})," if field.many else f"{build}({cells}),", 2)
            continue
        build = f"build_{snake_case(field.type)}"
        if field.many:
            out(f"lists({build}, {cells}),", 2)
        elif field.required:
            out(f"{build}({cells}),", 2)
        else:
            out(f"optional({build}, {_type(field.type)}, {cells}),", 2)
    out("]", 1)
    out(f"return struct(columns, {_fields(spec.name)}, len(rows))", 1)
    out(f"\n\ndef read_{spec.snake}(array: pa.StructArray) -> list[{spec.name}]:")
    out.doc([f"Return the `{spec.name}` of each row."], 1)
    out("get = array.field", 1)
    out(f"return built({spec.name}, array, {{", 1)
    for field in spec.fields:
        column = f"get({literal(field.name)})"
        if field.kind == "enum":
            read = f"members({field.type})"
        elif field.kind == "class":
            read = f"read_{snake_case(field.type)}"
        else:
            read = VALUES.get(field.type, "values")
        if field.many:
            cells = f"listed({read}, {column})"
        elif field.kind == "class" and not field.required:
            cells = f"optionals({read}, {column})"
        else:
            cells = f"{read}({column})"
        out(f"{literal(field.name)}: {cells},", 2)
    out("})", 1)


def _kind(field: FieldSpec) -> str:
    return "texts" if field.kind == "enum" else KINDS[field.type]


def _type(name: str) -> str:
    return snake_case(name).upper() + "_TYPE"


def _fields(name: str) -> str:
    return snake_case(name).upper() + "_FIELDS"
