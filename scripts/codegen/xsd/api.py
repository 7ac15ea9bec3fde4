"""The Python API of a schema, as plain values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar, cast

T = TypeVar("T")
R = TypeVar("R")

SCALARS = ("str", "bool", "int", "float", "Decimal", "datetime")
MARKS = {"C": "confirmed", "P": "practice", "S": "sibling", "I": "inferred", "U": "unknown"}
"""Evidence marks: how surely something is known."""


@dataclass(frozen=True)
class Note:
    """Documentation of a declaration and how surely it is known."""

    doc: str = ""
    evidence: str = ""
    source: str = ""
    deprecated: str = ""


@dataclass(frozen=True)
class FieldSpec:
    """A field of a model.

    Attributes:
        name: Python name.
        wire: Name of the attribute or element; of the wrapper for an unwrapped list.
        node: `attribute`, `element`, or `text` for the value of simple content.
        kind: `scalar`, `enum` or `class`.
        type: A member of `SCALARS`, or the name of the enum or class.
        many: Whether the field is a tuple.
        item: Name of the items of an unwrapped list; None if the items stand alone.
        required: Whether an object without it cannot be built.
        low: Lower bound, as a Python literal.
        high: Upper bound, as a Python literal.
        pattern: Regular expression of the whole text.
        collapse: Whether white space around and within a text means nothing.
        accepts: Other names that are read, `name` or `wrapper.item`.
        note: Documentation and evidence.
    """

    name: str
    wire: str
    node: str
    kind: str
    type: str
    many: bool = False
    item: str | None = None
    required: bool = False
    low: str | None = None
    high: str | None = None
    pattern: str | None = None
    collapse: bool = False
    accepts: tuple[str, ...] = ()
    note: Note = field(default=Note())

    @property
    def path(self) -> str:
        """Wire name with the item of a list: `connectors.connector`."""
        return f"{self.wire}.{self.item}" if self.item else self.wire

    @property
    def aliases(self) -> list[tuple[str, str]]:
        """Accepted names, each with the item of its list or an empty text."""
        return [(name, item) for name, _, item in (path.partition(".") for path in self.accepts)]

    @property
    def annotation(self) -> str:
        """The Python annotation of the field."""
        base = f"{self.type} | str" if self.kind == "enum" else self.type
        if self.many:
            return f"tuple[{base}, ...]"
        return base if self.required else f"{base} | None"


@dataclass(frozen=True)
class ClassSpec:
    """A model class.

    Attributes:
        name: Python name.
        xsd: Name of the XSD type.
        element: Name of its XML element when it is written alone.
        roots: Names of root elements that are read as this class.
        is_root: Whether the service sends it as a whole answer.
        fields: Its fields, in schema order.
        note: Documentation and evidence.
        shown: Fields of the short repr, in order; by default a rule finds them.
    """

    name: str
    xsd: str
    element: str
    roots: tuple[str, ...]
    is_root: bool
    fields: tuple[FieldSpec, ...]
    note: Note
    shown: tuple[str, ...] = ()

    @property
    def snake(self) -> str:
        """The class name as part of a function's name."""
        return snake_case(self.name)

    @property
    def text(self) -> FieldSpec | None:
        """The field that holds the element's own text, if it has one."""
        return next((f for f in self.fields if f.node == "text"), None)


@dataclass(frozen=True)
class MemberSpec:
    """A known value of an open enumeration."""

    name: str
    value: str
    note: Note


@dataclass(frozen=True)
class EnumSpec:
    """An open enumeration."""

    name: str
    xsd: str
    members: tuple[MemberSpec, ...]
    note: Note


@dataclass(frozen=True)
class CodeList:
    """A table of codes with its checked entries."""

    name: str
    doc: str
    source: str
    enum: str | None
    entries: tuple[dict[str, object], ...]

    @property
    def singular(self) -> str:
        """Class-name stem of one entry: `connector_types` gives `ConnectorType`.

        The classes end in `Code` and `Id`, so `connector_status_codes` gives `ConnectorStatus`.
        """
        stem = re.sub("_codes$|s$", "", re.sub("ies$", "ys", self.name))
        return "".join(part.capitalize() for part in stem.split("_"))


@dataclass(frozen=True)
class Api:
    """The Python API of a schema folder; `source` is what its files say they were generated from."""

    version: str
    namespace: str
    classes: tuple[ClassSpec, ...]
    enums: tuple[EnumSpec, ...]
    codes: tuple[CodeList, ...]
    source: str = "schema/"


_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake_case(name: str) -> str:
    """Turn a wire name into a Python name: `cpoEvseEMI3Id` gives `cpo_evse_emi3_id`."""
    return _BOUNDARY.sub("_", name).lower()


class SchemaError(Exception):
    """Obstacles to generating the schema folder, an argument each; says what, where and what to do."""

    def __str__(self) -> str:
        return "\n".join(dict.fromkeys(self.args))


class Obstacles(list[str]):
    """Obstacles of several steps, told together so that nobody mends them one run at a time."""

    def result(self, step: Callable[[], T]) -> T:
        """Return the result of a step; after an obstacle it is nothing, and `tell` has to come before its use."""
        done: list[T] = []
        with self:
            done.append(step())
        return done[0] if done else cast("T", None)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        """Keep a `SchemaError` of the step inside, and go on after it."""
        self += error.args if isinstance(error, SchemaError) else ()
        return isinstance(error, SchemaError)

    def tell(self) -> None:
        """Raise what was kept as one `SchemaError`."""
        if self:
            raise SchemaError(*self)


def each(step: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Return the result of a step for every item.

    Raises:
        SchemaError: The obstacles of all items.
    """
    done: list[R] = []
    obstacles = Obstacles()
    for item in items:
        with obstacles:
            done.append(step(item))
    obstacles.tell()
    return done
