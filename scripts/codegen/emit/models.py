"""Emits the models, the enumerations and the builders that the readers use."""

from __future__ import annotations

from ..xsd.api import Api, ClassSpec, FieldSpec
from .source import Source, described, import_names, item, literal, local


def emit_enums(api: Api) -> str:
    """Emit the open enumerations."""
    out = Source("Known values of the open enumerations.", api)
    out("from enum import StrEnum")
    for enum in api.enums:
        out(f"\n\nclass {enum.name}(StrEnum):")
        paragraphs = [
            described(enum.note),
            "",
            "The set is open: a value that is not listed here arrives as plain `str`.",
            "",
            "Attributes:",
        ]
        out.doc(paragraphs + [item(m.name, m.note) for m in enum.members], 1)
        out("")
        for member in enum.members:
            out(f"{member.name} = {literal(member.value)}", 1)
    return out.text()


def emit_models(api: Api) -> str:
    """Emit the dataclasses."""
    out = Source(
        "The models: one frozen, slotted, keyword-only dataclass per type of the schema.\n\n"
        "The metadata of a field holds its wire name and how surely it is known (`evidence`: C confirmed,\n"
        "P practice, S sibling, I inferred, U unknown); generated/REFERENCE.md lists both with the source.",
        api,
    )
    types = {f.type for c in api.classes for f in c.fields}
    out("from dataclasses import dataclass, field")
    if "datetime" in types:
        out("from datetime import datetime")
    if "Decimal" in types:
        out("from decimal import Decimal")
    places = {
        c.name for c in api.classes if {"latitude", "longitude"} <= {f.name for f in c.fields}
    }
    with_place = [c for c in api.classes if _place(c, places)]
    if with_place:
        out("from typing import Any")
    out(f"\nfrom evcp_codec.model import Model{', geo_feature' if with_place else ''}")
    enums = ", ".join(e.name for e in api.enums if e.name in types)
    if enums:
        out(f"\nfrom .enums import {enums}")
    out("\n__NAMESPACE__ = " + literal(api.namespace))
    for spec in api.classes:
        _model(out, spec, _place(spec, places))
    return out.text()


def _place(spec: ClassSpec, places: set[str]) -> str:
    """Return the name of the required position of an object with an id, or an empty text."""
    found = (f.name for f in spec.fields if f.required and not f.many and f.type in places)
    return next(found, "") if any(f.name == "id" for f in spec.fields) else ""


def _model(out: Source, spec: ClassSpec, place: str) -> None:
    out("\n\n@dataclass(frozen=True, slots=True, kw_only=True, repr=False)")
    out(f"class {spec.name}(Model):")
    attributes = ["", "Attributes:", *(item(f.name, f.note) for f in spec.fields)]
    out.doc([described(spec.note), *(attributes if spec.fields else ())], 1)
    out("\nclass Meta:", 1)
    out(f"name = {literal(spec.element)}", 2)
    if spec.is_root:
        out("namespace = __NAMESPACE__", 2)
    out("")
    if spec.shown:
        out(f"_shown = ({', '.join(map(literal, spec.shown))},)", 1)
    for field in spec.fields:
        # A required list has a default too: an empty list can always be built; its absence is reported.
        default = "default=(), " if field.many else "" if field.required else "default=None, "
        out(f"{field.name}: {field.annotation} = field({default}metadata={_metadata(field)})", 1)
    if place:
        out("\n@property\ndef __geo_interface__(self) -> dict[str, Any]:", 1)
        out('"""The object as a GeoJSON Feature."""', 2)
        out(f"return geo_feature(self, self.{place})", 2)


def _metadata(field: FieldSpec) -> str:
    """Return the metadata by which xsdata's own parsers read and write the class, and the evidence."""
    parts = {"type": field.node.capitalize()}
    if field.node != "text":
        parts = {"name": field.item or field.wire} | parts
    if field.node == "element":
        parts["namespace"] = ""
    if field.item:
        parts["wrapper"] = field.wire
    if field.note.evidence:
        parts["evidence"] = field.note.evidence
    return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in parts.items()) + "}"


BUILDERS = (
    "A model is frozen: its `__init__` sets each field through `object.__setattr__`, which takes several\n"
    "times as long as plain assignment. So a reader fills the builder of the class, which has the same\n"
    "slots and is not frozen, and then makes it the model by assigning `__class__`."
)


def emit_builders(api: Api) -> str:
    """Emit the builders: classes that the readers fill and then turn into models."""
    out = Source(f"Builders of the models, used by the readers alone.\n\n{BUILDERS}", api)
    out("from evcp_codec.model import Model")
    for spec in api.classes:
        names = ", ".join(literal(f.name) for f in spec.fields)
        out(f"\n\nclass {spec.name}(Model):")
        out.doc([f"Builder of `{spec.name}`."], 1)
        out(f"\n__slots__ = ({names},)", 1)
    return out.text()


def emit_build(out: Source, spec: ClassSpec, source: str, values: dict[str, str]) -> None:
    """Emit the lines of a reader that check required fields and build the model.

    Args:
        out: The module.
        spec: The class.
        source: Variable of the object that is read.
        values: Expression of each field's value.
    """
    for field in spec.fields:
        if field.required:
            name = local(field)
            out(f"if {f'not {name}' if field.many else f'{name} is None'}:", 1)
            out(f"context.missing({source}, path, {literal(field.wire)})", 2)
            if not field.many:
                out("return None", 2)
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
    enums, classes = sorted(e.name for e in api.enums), sorted(c.name for c in api.classes)
    out(import_names(api))
    out(f"\nSCHEMA_VERSION = {literal(api.version)}")
    out('"""Version of the schema that this package was generated from."""\n')
    names = sorted(["SCHEMA_VERSION", *enums, *classes])
    out(f"__all__ = [{', '.join(literal(n) for n in names)}]")
    return out.text()
