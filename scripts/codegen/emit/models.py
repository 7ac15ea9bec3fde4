"""Emits the models, the enumerations and the constructors that the decoders use."""

from __future__ import annotations

from ..xsd.api import Api, ClassSpec, FieldSpec
from .source import Source, described, item, literal


def emit_enums(api: Api) -> str:
    """Emit the open enumerations."""
    out = Source("Known values of the open enumerations.", api)
    out("from enum import StrEnum")
    for enum in api.enums:
        out(f"\n\nclass {enum.name}(StrEnum):")
        out.doc(
            [
                described(enum.note),
                "",
                "The set is open: a value that is not listed here arrives as plain `str`.",
                "",
                "Attributes:",
                *(item(m.name, described(m.note)) for m in enum.members),
            ],
            1,
        )
        out("")
        for member in enum.members:
            out(f"{member.name} = {literal(member.value)}", 1)
    return out.text()


def emit_models(api: Api) -> str:
    """Emit the dataclasses."""
    out = Source(
        "The models: one frozen, slotted, keyword-only dataclass a type of the schema.", api
    )
    types = {f.type for c in api.classes for f in c.fields}
    out("from dataclasses import dataclass, field")
    if "datetime" in types:
        out("from datetime import datetime")
    if "Decimal" in types:
        out("from decimal import Decimal")
    enums = ", ".join(e.name for e in api.enums if e.name in types)
    if enums:
        out(f"\nfrom .enums import {enums}")
    out("\n__NAMESPACE__ = " + literal(api.namespace))
    for spec in api.classes:
        _model(out, spec)
    return out.text()


def _model(out: Source, spec: ClassSpec) -> None:
    out(f"\n\n@dataclass(frozen=True, slots=True, kw_only=True)\nclass {spec.name}:")
    paragraphs = [described(spec.note)]
    if spec.fields:
        paragraphs += ["", "Attributes:"]
        paragraphs += [item(f.name, described(f.note, _wire(f))) for f in spec.fields]
    out.doc(paragraphs, 1)
    out("\nclass Meta:", 1)
    out(f"name = {literal(spec.element)}", 2)
    if spec.is_root:
        out("namespace = __NAMESPACE__", 2)
    out("")
    for field in spec.fields:
        default = "" if field.required else "default=(), " if field.many else "default=None, "
        if field.many and field.required:
            default = "default=(), "  # an empty list can always be built; its absence is reported
        out(f"{field.name}: {field.annotation} = field({default}metadata={_metadata(field)})", 1)


def _wire(field: FieldSpec) -> str:
    return f"{field.wire}.{field.item}" if field.item else field.wire


def _metadata(field: FieldSpec) -> str:
    """Return the metadata by which xsdata's own parsers read and write the class."""
    if field.node == "text":
        return '{"type": "Text"}'
    if field.node == "attribute":
        parts = {"name": field.wire, "type": "Attribute"}
    else:
        parts = {"name": field.item or field.wire, "type": "Element", "namespace": ""}
        if field.item:
            parts["wrapper"] = field.wire
    return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in parts.items()) + "}"


def emit_builders(api: Api) -> str:
    """Emit the drafts: what the decoders fill before it becomes a model.

    A frozen dataclass sets each field through `object.__setattr__`, which takes six times as long
    as a plain assignment. A draft has the same slots, is filled by assignment, then becomes the
    frozen class.
    """
    out = Source(
        "Drafts of the models: the same slots, filled by plain assignment, then turned into the model.\n\n"
        "A frozen dataclass sets each field through `object.__setattr__`, six times slower than this.",
        api,
    )
    for spec in api.classes:
        names = ", ".join(literal(f.name) for f in spec.fields)
        comma = "," if len(spec.fields) == 1 else ""
        out(f"\n\nclass {spec.name}:")
        out.doc([f"A `{spec.name}` that is being read."], 1)
        out(f"\n__slots__ = ({names}{comma})", 1)
    return out.text()


def emit_build(out: Source, spec: ClassSpec, values: dict[str, str]) -> None:
    """Emit the lines of a reader that build the model from local variables."""
    out(f"x: Any = new(_builders.{spec.name})", 1)
    for field in spec.fields:
        out(f"x.{field.name} = {values[field.name]}", 1)
    out(f"x.__class__ = {spec.name}\ndone: {spec.name} = x\nreturn done", 1)


def emit_init(api: Api) -> str:
    """Emit the package's front."""
    out = Source(
        "Typed models of the EV Charge Points API v2, generated from its schema.\n\n"
        "The models and enumerations are here; the code tables are in `evcp_models.codes`.",
        api,
    )
    enums = sorted(e.name for e in api.enums)
    classes = sorted(c.name for c in api.classes)
    out(f"from .enums import {', '.join(enums)}")
    out(f"from .models import {', '.join(classes)}")
    out(f"\nSCHEMA_VERSION = {literal(api.version)}")
    out('"""Version of the schema that this package was generated from."""\n')
    names = sorted(["SCHEMA_VERSION", *enums, *classes])
    out(f"__all__ = [{', '.join(literal(n) for n in names)}]")
    return out.text()
