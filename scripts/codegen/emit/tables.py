"""Emits a package with tables: models, enumerations, the table of plans, the front, the reference."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from keyword import iskeyword

from ..config import Config
from ..table_api import (
    TableApi,
    TableClass,
    TableField,
    WireType,
    identifier,
    is_enum,
    stays_text,
    value_arguments,
    value_kind,
)
from ..xsd.api import Note, snake_case
from ..xsd.language import ANY_TYPE, Group, Particle, Simple, local, namespace
from .source import WIDTH, Source, described, literal, sentence

_SHORT = 160
"""Longest documentation of a field in a docstring: the reference has all of it."""
_LONG = 480
"""Longest documentation of a class in a docstring."""


def head(api: TableApi) -> str:
    """Return the line that says what a file was generated from."""
    version = f" (version {api.version})" if api.version else ""
    return f"Generated from {api.source}{version} by scripts/generate.py. Do not edit."


def _config(api: TableApi) -> Config:
    assert api.config is not None
    return api.config


def _module(api: TableApi, doc: str) -> Source:
    out = Source()
    out.doc([doc, "", head(api)])
    out("\nfrom __future__ import annotations\n")
    return out


def emit_models(api: TableApi) -> str:
    """Emit the dataclasses."""
    out = _module(
        api, "The models: a frozen, slotted, keyword-only dataclass for each complex type."
    )
    body = Source()
    for spec in api.classes:
        assert isinstance(spec, TableClass)
        _model(body, spec)
    text = body.text()
    out("from dataclasses import dataclass\n")
    for module, names in (
        ("datetime", ("date", "datetime", "time")),
        ("decimal", ("Decimal",)),
        ("evcp_codec.tables", ("Named", "Nil", "RawElement")),
        ("evcp_codec.values", ("XsdDate", "XsdDateTime", "XsdTime")),
        (".enums", tuple(e.name for e in api.enums)),
    ):
        pattern = r"\b%s\.fromisoformat" if module == "datetime" else r"(?::|=|\||\[)[^\n]*\b%s\b"
        used = [name for name in names if re.search(pattern % re.escape(name), text)]
        if used:
            out(f"from {module} import {', '.join(used)}")
    out.lines += body.lines
    return out.text()


def _model(out: Source, spec: TableClass) -> None:
    base = f"({spec.base})" if spec.base else ""
    out(f"\n\n@dataclass(frozen=True, slots=True, kw_only=True)\nclass {spec.name}{base}:")
    fields = [f for f in spec.table if not f.inherited]
    doc = _clipped(described(spec.note), _LONG) or f"The type `{spec.xsd.rstrip('/')}`."
    if spec.abstract:
        doc = f"{sentence(doc)} Abstract: documents have a class derived from it."
    told = [
        f"    {f.name}: {text}" for f in fields if (text := _clipped(described(f.note), _SHORT))
    ]
    lines = [_wrapped(line) for line in told]
    out.doc([doc, *(["", "Attributes:", *lines] if lines else [])], 1)
    if fields:
        out("")
    for f in fields:
        default = f.constant_default
        out(f"{f.name}: {f.annotation}{f' = {default}' if default else ''}", 1)


def _wrapped(line: str) -> str:
    return textwrap.fill(line.strip(), WIDTH - 4, initial_indent=" " * 4, subsequent_indent=" " * 8)


def _clipped(text: str, most: int) -> str:
    """Return a text, or its first sentences if it is too long for a docstring."""
    if len(text) <= most:
        return text
    cut = text[:most]
    end = cut.rfind(". ")
    return cut[: end + 1] if end > most // 4 else cut.rsplit(" ", 1)[0] + " ..."


def emit_enums(api: TableApi) -> str:
    """Emit the enumerations."""
    out = _module(
        api, "Known values. A value that is not listed arrives as plain `str`, and is reported."
    )
    out("from enum import StrEnum")
    for enum in api.enums:
        out(f"\n\nclass {enum.name}(StrEnum):")
        told = [
            _wrapped(f"    {m.name}: {text}")
            for m in enum.members
            if (text := _clipped(described(m.note), _SHORT))
        ]
        doc = _clipped(described(enum.note), _LONG) or f"Known values of `{enum.xsd.rstrip('/')}`."
        out.doc([doc, *(["", "Attributes:", *told] if told else [])], 1)
        out("")
        for member in enum.members:
            out(f"{member.name} = {literal(member.value)}", 1)
    return out.text()


# --- plans -----------------------------------------------------------------------------------------


class _Plans:
    """The table under construction: constants for namespaces and simple types as they are met."""

    def __init__(self, api: TableApi) -> None:
        self.api = api
        self.spaces: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.enums: set[str] = set()
        self.taken = {"PACKAGE", "PLANS", "ROOTS"}

    def clark(self, name: str) -> str:
        """Return the expression of a name."""
        uri = namespace(name)
        if not uri:
            return literal(name)
        if uri not in self.spaces:
            assert self.api.schema is not None
            prefix = self.api.schema.prefixes.get(uri) or f"ns{len(self.spaces) + 1}"
            if prefix == "ns" or uri == self.api.namespace:
                prefix = "ns"
            self.spaces[uri] = self.unique(re.sub(r"\W", "_", prefix).upper())
        return f"{self.spaces[uri]} + {literal(local(name))}"

    def unique(self, wanted: str) -> str:
        name, number = wanted if wanted[0].isalpha() else f"N{wanted}", 2
        while name in self.taken:
            name, number = f"{wanted}_{number}", number + 1
        self.taken.add(name)
        return name

    def value(self, kind: Simple, text: bool) -> str:
        """Return the constant of a simple type."""
        parts = [self.value(part, stays_text(part)) for part in kind.parts]
        arguments = [literal(value_kind(kind)), *parts]
        if is_enum(kind):
            enum = self.api.enum_names[kind.key]
            self.enums.add(enum)
            arguments.append(f"enum=e.{enum}")
        arguments += [f"{name}={value!r}" for name, value in value_arguments(kind, text).items()]
        expression = f"Value({', '.join(arguments)})"
        if expression not in self.values:
            name = local(kind.key or kind.name).strip("/").replace("/@", "/")
            wanted = re.sub(r"\W+", "_", name).strip("_").upper() or "VALUE"
            self.values[expression] = self.unique(wanted)
        return self.values[expression]

    def type(self, type_: WireType, text: bool = False) -> str:
        if type_ is None:
            return "None"
        if isinstance(type_, str):
            return f"m.{self.api.class_names[type_]}"
        return self.value(type_, text)

    def field(self, one: TableField) -> str:
        parts = [literal(one.name), literal(one.node)]
        named = one.node in ("element", "attribute")
        if named:
            parts += [self.clark(one.clark), self.type(one.declared, one.stays_text)]
        elif one.node == "text":
            parts += ['""', self.type(one.declared, one.stays_text)]
        flags = {"many": one.many, "required": one.required or one.needed}
        flags |= {"nillable": one.nillable, "abstract": one.abstract}
        for key, flag in flags.items():
            if flag and one.node not in ("raw", "raw_attributes", "order", "texts"):
                parts.append(f"{key}=True")
        if one.node == "raw":
            parts.append("many=True")
        for key in ("default", "fixed"):
            if getattr(one, key) is not None:
                parts.append(f"{key}={literal(getattr(one, key))}")
        parts.append(f"json={literal(one.json)}")
        if one.others:
            inner = "".join(
                f"({self.clark(n)}, {self.type(t, stays_text(t))}), " for n, t in one.others
            )
            parts.append(f"others=({inner})")
        if one.wildcard is not None:
            parts.append(f"spaces={one.wildcard.namespaces!r}")
            if not one.wildcard.excluding:
                parts.append("excluding=False")
        return f"Field({', '.join(parts)})"

    def part(self, part: Particle, spec: TableClass) -> str:
        high = -1 if part.high is None else part.high
        times = "" if (part.low, high) == (1, 1) else f", {part.low}, {high}"
        if not isinstance(part.term, Group):
            return f"Part({spec.index(part.term)}{times})"
        inner = "".join(f"{self.part(one, spec)}, " for one in part.term.parts)
        return f"Part({literal(part.term.kind)}{times or ', 1, 1'}, ({inner.strip()}))"

    def plan(self, spec: TableClass) -> Iterable[str]:
        assert self.api.schema is not None
        name = spec.key if "/" not in spec.key else ""
        yield f"Plan(m.{spec.name}, {self.clark(name) if name else literal('')}, ("
        for one in spec.table:
            yield f"    {self.field(one)},"
        rest = ")" if spec.content is None else f"), {self.part(spec.content, spec)}"
        for flag in ("mixed", "abstract"):
            if getattr(spec, flag):
                rest += f", {flag}=True"
        yield f"{rest}),"


def emit_plans(api: TableApi) -> str:
    """Emit the table of plans."""
    plans = _Plans(api)
    assert api.schema is not None
    config = _config(api)
    rows = [row for spec in api.classes if isinstance(spec, TableClass) for row in plans.plan(spec)]
    roots = []
    for name, element in api.schema.elements.items():
        if not element.abstract:
            type_ = None if element.type == ANY_TYPE else element.type
            roots.append(f"{plans.clark(name)}: {plans.type(type_, stays_text(type_))},")
    out = _module(
        api,
        "The table that drives the codecs: a plan for each class, a type for each root element.",
    )
    out("from evcp_codec.package import Package")
    out("from evcp_codec.tables import Field, JsonStyle, Part, Plan")
    if plans.values:
        out("from evcp_codec.values import Value\n")
    if plans.enums:
        out("from . import enums as e")
    out("from . import models as m\n\n# fmt: off")
    for uri, name in plans.spaces.items():
        out(f"{name} = {literal(f'{{{uri}}}')}")
    for expression, name in plans.values.items():
        out(f"{name} = {expression}")
    out("\nPLANS = (")
    for row in rows:
        out(row, 1)
    out(")\nROOTS = {")
    for row in roots:
        out(row, 1)
    out("}")
    style = f"JsonStyle({config.json.root == 'kept'}, {config.json.wrappers == 'kept'})"
    out("PACKAGE = Package(")
    out(f"{literal(config.package)}, PLANS, ROOTS, prefixes={api.schema.prefixes!r},", 1)
    out(f"formats={tuple(config.formats)!r}, json={style},", 1)
    out(")")
    return out.text()


def emit_front(api: TableApi) -> str:
    """Emit the package's front."""
    config = _config(api)
    title = config.title or config.main.name
    out = _module(api, f"Typed models of {title}, and their codecs: `decode` and `encode`.")
    if any(e.name for e in api.enums):
        out(f"from .enums import {', '.join(sorted(e.name for e in api.enums))}")
    names = sorted(c.name for c in api.classes)
    if names:
        out(f"from .models import {', '.join(names)}")
    out("from ._plans import PACKAGE")
    out(f"\nSCHEMA_VERSION = {literal(api.version)}")
    out('"""Version of the schema that this package was generated from."""\n')
    out("decode = PACKAGE.decode\nencode = PACKAGE.encode\n")
    exported = sorted(
        ["PACKAGE", "SCHEMA_VERSION", "decode", "encode", *names, *(e.name for e in api.enums)]
    )
    out(f"__all__ = [{', '.join(literal(n) for n in exported)}]")
    return out.text()


def emit_namespaces(api: TableApi, taken: Iterable[str]) -> dict[str, str]:
    """Emit a module for each namespace, if the settings want it: the classes of that namespace.

    The classes themselves stay in one module, because those of two namespaces may hold each other.
    """
    assert api.schema is not None
    if _config(api).modules == "one":
        return {}
    found: dict[str, dict[str, list[str]]] = {}
    for module, names in (("models", api.class_names), ("enums", api.enum_names)):
        for key, name in names.items():
            found.setdefault(namespace(key), {}).setdefault(module, []).append(name)
    modules: dict[str, str] = {}
    for uri, parts in sorted(found.items()):
        name = identifier(snake_case(api.schema.prefixes.get(uri, "no_namespace")))
        while name in modules or name in taken or iskeyword(name):
            name += "_"
        out = _module(api, f"The classes of the namespace {uri or 'without a name'}.")
        for module, held in sorted(parts.items()):
            out(f"from .{module} import {', '.join(sorted(held))}")
        everything = sorted(name for held in parts.values() for name in held)
        out(f"\n__all__ = [{', '.join(literal(n) for n in everything)}]")
        modules[name] = out.text()
    return modules


def emit_table_reference(api: TableApi) -> str:
    """Emit the reference of the models, in Markdown."""
    config = _config(api)
    assert api.schema is not None
    lines = [f"# Reference of {config.package}", "", head(api), ""]
    lines += [
        f"Root elements: {', '.join(f'`{local(n)}`' for n, e in api.schema.elements.items() if not e.abstract)}."
    ]
    if api.schema.unchecked:
        lines += ["", "What the schema says and no decoder checks:", ""]
        lines += [f"* {text}" for text in api.schema.unchecked]
    for spec in sorted(api.classes, key=lambda c: c.name):
        assert isinstance(spec, TableClass)
        based = f" Derived from `{spec.base}`." if spec.base else ""
        abstract = " Abstract." if spec.abstract else ""
        lines += [
            "",
            f"## {spec.name}",
            "",
            f"{sentence(spec.note.doc)}{based}{abstract} {spec.place}.".strip(),
        ]
        if spec.fields:
            lines += ["", "| field | type | on the wire | meaning |", "|---|---|---|---|"]
        for f in spec.table:
            wire = {"element": f"`{f.wire}`", "attribute": f"attribute `{f.wire}`"}.get(
                f.node, f.node
            )
            lines.append(_row(f"`{f.name}`", f"`{f.annotation}`", wire, note=f.note))
    for enum in api.enums:
        lines += [
            "",
            f"## {enum.name}",
            "",
            sentence(enum.note.doc),
            "",
            "| member | value | meaning |",
            "|---|---|---|",
        ]
        lines += [_row(f"`{m.name}`", f"`{m.value}`", note=m.note) for m in enum.members]
    return "\n".join(lines) + "\n"


def _row(*cells: str, note: Note) -> str:
    return "| " + " | ".join(c.replace("|", "\\|") for c in (*cells, described(note))) + " |"
