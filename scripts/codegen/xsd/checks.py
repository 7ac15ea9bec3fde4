"""Refusal of an API that Python or the codecs cannot express."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from keyword import iskeyword

from .api import ClassSpec, CodeList, EnumSpec, FieldSpec, Obstacles, SchemaError
from .corrections import Corrections
from .notes import SchemaNotes

# As a field name, each of these would hide the type or function of that name from the annotations
# and defaults of its class.
HIDING = frozenset(("bool", "datetime", "field", "float", "int", "str", "tuple"))

# Imports of the generated modules that a class could be named like.
_IMPORTED = frozenset((
    "Any", "Callable", "Decimal", "JsonContext", "Path", "Shape", "StrEnum", "XmlContext",
))  # fmt: skip


def check_api(
    classes: Sequence[ClassSpec], enums: Sequence[EnumSpec], codes: Sequence[CodeList]
) -> None:
    """Refuse names that are not Python or that clash, and members that no codec can read.

    Raises:
        SchemaError: Says what, where and which correction helps.
    """
    obstacles = Obstacles()
    owners: dict[str, str] = {}
    kinds: list[ClassSpec | EnumSpec] = [*classes, *enums]
    for kind in kinds:
        with obstacles:
            _check_kind(kind, owners)
    readers: dict[str, ClassSpec] = {}
    for spec in classes:
        if (other := readers.setdefault(spec.snake, spec)).name != spec.name:
            both = f"{other.xsd} and {spec.xsd} are both {spec.snake} in the codecs"
            obstacles.append(f"{both}: add a [[rename_class]] correction")
        for field in spec.fields:
            with obstacles:
                _check_field(spec, field, owners)
    for enum in enums:
        with obstacles:
            _check_values(enum)
    with obstacles:
        _check_codes(enums, codes)
    obstacles.tell()


def _check_kind(kind: ClassSpec | EnumSpec, owners: dict[str, str]) -> None:
    remedy = "add a [[rename_class]] correction"
    if (other := owners.setdefault(kind.name, kind.xsd)) != kind.xsd:
        raise SchemaError(f"{other} and {kind.xsd} both become {kind.name}: {remedy}")
    _check_name(kind.name, kind.xsd, "[[rename_class]] correction")
    if hasattr(builtins, kind.name) or kind.name in _IMPORTED:
        hides = f"{kind.xsd} becomes {kind.name}, which hides what generated code needs"
        raise SchemaError(f"{hides}: {remedy}")


def _check_values(enum: EnumSpec) -> None:
    """Refuse the first value that has no name of its own: one code list names them all."""
    names = [member.name for member in enum.members]
    for member in enum.members:
        where = f"{enum.xsd} value {member.value!r}"
        _check_name(member.name, where, f'code list with enum = "{enum.name}", which names it')
        if names.count(member.name) > 1:
            raise SchemaError(f"{where}: another value is named {member.name} too")


def _check_name(name: str, what: str, remedy: str) -> None:
    if not name.isidentifier() or iskeyword(name) or name.startswith("_"):
        raise SchemaError(f"{what} becomes {name!r}, which is not a Python name: add a {remedy}")


def _check_field(spec: ClassSpec, field: FieldSpec, owners: dict[str, str]) -> None:
    where = f"{spec.xsd}/{field.wire}"
    remedy = "add a [[rename_field]] correction"
    _check_name(field.name, where, "[[rename_field]] correction")
    no_list = field.kind == "enum" or (field.kind == "scalar" and field.type != "str")
    problem = ""
    if [f.name for f in spec.fields].count(field.name) > 1:
        raise SchemaError(f"{spec.xsd} has two fields named {field.name}: {remedy}")
    if field.name in HIDING:
        hides = f"{where} becomes {field.name}, which hides what its class needs"
        raise SchemaError(f"{hides}: {remedy}")
    if field.kind == "class" and field.type not in owners:
        problem = "a list of lists; give the inner list a type with a name"
    elif field.many and no_list:
        problem = f"a list of {field.type} cannot be read; lists hold texts or complex types"
    elif field.many and field.pattern:
        problem = "the pattern of the texts in a list would be lost"
    elif field.node == "text" and field.kind != "scalar":
        problem = f"the text of an element cannot be a {field.type}"
    wires = {f.wire for f in spec.fields} - {field.wire}
    for path in field.accepts:
        if not problem and path.partition(".")[0] in wires:
            problem = f"[[accept]] {path} is a member of {spec.xsd} itself"
    if problem:
        raise SchemaError(f"{where}: {problem}")


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
    required = {key for key, found in notes.declarations.items() if found.required}
    shown = {(kind, wire) for kind, wires in corrections.shown.items() for wire in wires}
    problems = [
        f"[[{what}]] corrects {kind}/{wire}, which the XSD does not {verb}"
        for what, keys, known, verb in (
            ("rename_field", set(corrections.fields), set(notes.declarations), "have"),
            ("optional", corrections.optional - set(notes.declarations), set(), "have"),
            ("accept", set(corrections.accepts), set(notes.declarations), "have"),
            ("optional", corrections.optional & set(notes.declarations), required, "require"),
            ("shown", shown, set(notes.declarations), "have"),
        )
        for kind, wire in sorted(keys - known)
    ]
    types = {*corrections.classes, *corrections.python, *corrections.roots}
    problems += [
        f"a correction names the type {kind}, which the XSD does not have"
        for kind in sorted(types - set(notes.types))
    ]
    if problems:
        raise SchemaError(*problems)
