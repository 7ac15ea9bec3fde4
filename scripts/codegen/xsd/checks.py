"""Refuses an API that Python, the codecs or a later reader could not hold up."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from keyword import iskeyword

from .api import ClassSpec, CodeList, EnumSpec, FieldSpec, SchemaError
from .corrections import Corrections
from .notes import SchemaNotes

# As the name of a field, each of these would hide the type or function of that name from the
# annotations and defaults of its class.
HIDING = frozenset(("bool", "datetime", "field", "float", "int", "str", "tuple"))

# What the generated modules import under names that a class could have too.
_IMPORTED = frozenset(
    (
        "Any",
        "Callable",
        "Decimal",
        "JsonContext",
        "Path",
        "Shape",
        "StrEnum",
        "XmlContext",
    )
)


def check_api(
    classes: Sequence[ClassSpec], enums: Sequence[EnumSpec], codes: Sequence[CodeList]
) -> None:
    """Refuse names that Python does not take or that clash, and members that no codec can read.

    Raises:
        SchemaError: Says what, where and which correction helps.
    """
    owners: dict[str, str] = {}
    everything: list[ClassSpec | EnumSpec] = [*classes, *enums]
    for kind in everything:
        if kind.name in owners:
            raise SchemaError(
                f"{owners[kind.name]} and {kind.xsd} both become {kind.name}: "
                "add a [[rename_class]] correction"
            )
        owners[kind.name] = kind.xsd
        _check_name(kind.name, kind.xsd, "[[rename_class]] correction")
        if hasattr(builtins, kind.name) or kind.name in _IMPORTED:
            raise SchemaError(
                f"{kind.xsd} becomes {kind.name}, which hides what generated code needs: "
                "add a [[rename_class]] correction"
            )
    readers: dict[str, str] = {}
    for spec in classes:
        if spec.snake in readers:
            raise SchemaError(
                f"{readers[spec.snake]} and {spec.xsd} are both {spec.snake} in the codecs: "
                "add a [[rename_class]] correction"
            )
        readers[spec.snake] = spec.xsd
        for field in spec.fields:
            _check_field(spec, field, owners)
    for enum in enums:
        names = [member.name for member in enum.members]
        for member in enum.members:
            where = f"{enum.xsd} value {member.value!r}"
            _check_name(member.name, where, f'code list with enum = "{enum.name}", which names it')
            if names.count(member.name) > 1:
                raise SchemaError(f"{where}: another value is named {member.name} too")
    _check_codes(enums, codes)


def _check_name(name: str, what: str, remedy: str) -> None:
    if not name.isidentifier() or iskeyword(name) or name.startswith("_"):
        raise SchemaError(f"{what} becomes {name!r}, which is no Python name: add a {remedy}")


def _check_field(spec: ClassSpec, field: FieldSpec, owners: dict[str, str]) -> None:
    where = f"{spec.xsd}/{field.wire}"
    _check_name(field.name, where, "[[rename_field]] correction")
    if [f.name for f in spec.fields].count(field.name) > 1:
        raise SchemaError(
            f"{spec.xsd} has two fields named {field.name}: add a [[rename_field]] correction"
        )
    if field.name in HIDING:
        raise SchemaError(
            f"{where} becomes {field.name}, which hides what its class needs: "
            "add a [[rename_field]] correction"
        )
    if field.kind == "class" and field.type not in owners:
        raise SchemaError(f"{where}: a list of lists; give the inner list a type with a name")
    if field.many and (field.kind == "enum" or (field.kind == "scalar" and field.type != "str")):
        raise SchemaError(
            f"{where}: a list of {field.type} cannot be read; lists hold texts or complex types"
        )
    if field.many and field.pattern:
        raise SchemaError(f"{where}: the pattern of the texts in a list would be lost")
    if field.node == "text" and field.kind != "scalar":
        raise SchemaError(f"{where}: the text of an element cannot be a {field.type}")
    wires = {f.wire for f in spec.fields} - {field.wire}
    for path in field.accepts:
        if path.partition(".")[0] in wires:
            raise SchemaError(f"{where}: [[accept]] {path} is a member of {spec.xsd} itself")


def _check_codes(enums: Sequence[EnumSpec], codes: Sequence[CodeList]) -> None:
    names = {enum.name for enum in enums}
    tables: set[str] = set()
    named: set[str] = set()
    for table in codes:
        for taken, name in ((tables, table.name), (tables, table.singular), (named, table.enum)):
            if name in taken:
                raise SchemaError(f"two code lists are of {name}")
            taken.add(str(name))
        named.discard("None")
        if table.enum is not None and table.enum not in names:
            raise SchemaError(
                f"the code list {table.name} is of the enumeration {table.enum}, which no member of "
                f"the XSD has: there are {', '.join(sorted(names))}"
            )


def check_corrections(corrections: Corrections, notes: SchemaNotes) -> None:
    """Refuse corrections that correct nothing, so that they cannot outlive their reason.

    Args:
        corrections: The corrections.
        notes: The declarations of the schema.

    Raises:
        SchemaError: Names the correction.
    """
    known = set(notes.declarations)
    for what, keys in (
        ("rename_field", set(corrections.fields)),
        ("optional", corrections.optional),
        ("accept", set(corrections.accepts)),
    ):
        for kind, wire in sorted(keys - known):
            raise SchemaError(f"[[{what}]] corrects {kind}/{wire}, which the XSD does not have")
    for kind, wire in sorted(corrections.optional):
        if notes.declarations[kind, wire].required:
            continue
        raise SchemaError(f"[[optional]] corrects {kind}/{wire}, which the XSD does not require")
    for kind in sorted(
        {*corrections.classes, *corrections.python, *corrections.roots} - set(notes.types)
    ):
        raise SchemaError(f"a correction names the type {kind}, which the XSD does not have")
