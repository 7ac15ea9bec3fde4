"""Emits the plans by which the native walk reads the models."""

from __future__ import annotations

from ..xsd.api import Api, ClassSpec, FieldSpec
from .json import LEAST_FLOAT, MOST_FLOAT, accepted, wrappers
from .source import Source, import_names, literal
from .xml import inner_item


def emit_plans(api: Api) -> str:
    """Emit the module of plans, a row per field; what a field has by default is left out."""
    out = Source("Plans of the models for the native walk (`evcp_codec.native`).", api)
    out("from evcp_codec.native import Field, Plan\n")
    out(import_names(api) + "\n")
    out("PLANS: tuple[Plan, ...] = (")
    for spec in api.classes:
        _plan(out, spec)
    out(")")
    return out.text()


def _plan(out: Source, spec: ClassSpec) -> None:
    out(f"Plan({spec.name}, (", 1)
    for field in spec.fields:
        out(f"{_field(field)},", 2)
    out(f"), {accepted(spec)!r}),", 1)


def _field(field: FieldSpec) -> str:
    low, high = field.low, field.high
    if field.type == "float":
        low, high = low or LEAST_FLOAT, high or MOST_FLOAT
    parts = {
        "kind": literal(field.type if field.kind == "scalar" else field.kind),
        "node": literal(field.node) if field.node != "element" else None,
        "type": field.type if field.kind != "scalar" else None,
        "many": field.many,
        "item": field.item and literal(field.item),
        "wrappers": field.many and repr(wrappers(field)) if wrappers(field) else None,
        "inner": (inner := inner_item(field)) and literal(inner),
        "required": field.required,
        "low": low,
        "high": high,
        "pattern": field.pattern and literal(field.pattern),
        "collapse": field.collapse,
    }
    given = "".join(f", {name}={value}" for name, value in parts.items() if value)
    return f"Field({literal(field.name)}, {literal(field.wire)}{given})"
