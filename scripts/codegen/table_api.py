"""The Python API of a package with tables, in plain values, and the rules that names and fields follow."""

from __future__ import annotations

import builtins
import math
import re
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any

from evcp_codec.values import Value

from .config import Config
from .xsd.api import Api, ClassSpec, FieldSpec
from .xsd.language import ComplexType, Element, Group, Particle, Schema, Simple, Wildcard

_TAKEN_CLASSES = frozenset((
    "Any", "Decimal", "Enum", "Format", "Named", "Nil", "NIL", "PACKAGE", "RawElement", "StrEnum", "XsdDate",
    "XsdDateTime", "XsdTime",
))  # fmt: skip
WireType = Simple | str | None
"""Type of an element or attribute: simple, the key of a complex type, or raw."""


@dataclass(frozen=True)
class TableField(FieldSpec):
    """A field of a class in a package with tables; `wire` has no namespace, `clark` has.

    Attributes:
        clark: Name on the wire in Clark form.
        python: Annotation of one value, before tuple and None.
        declared: Its type.
        stays_text: Whether a value of another kind than string is kept as text.
        nillable: Whether the element may say that it has no value.
        default: Text that an absent attribute or an empty element stands for.
        fixed: The one text that it may have.
        json: Member in JSON.
        others: Elements that may stand in its place, with their types.
        abstract: Whether only those occur.
        wildcard: Namespaces of raw content.
        needed: Whether a document needs it, though the field of the base class may be None.
        inherited: Whether the base class has the field.
        model_default: Python expression of its default, empty without one.
    """

    clark: str = ""
    python: str = ""
    declared: WireType = None
    stays_text: bool = False
    nillable: bool = False
    default: str | None = None
    fixed: str | None = None
    json: str = ""
    others: tuple[tuple[str, WireType], ...] = ()
    abstract: bool = False
    wildcard: Wildcard | None = None
    needed: bool = False
    inherited: bool = False
    model_default: str = ""

    @property
    def annotation(self) -> str:
        """The Python annotation of the field."""
        base = f"{self.python} | Nil" if self.nillable else self.python
        if self.many:
            return f"tuple[{base}, ...]"
        return base if self.required or self.model_default else f"{base} | None"

    @property
    def constant_default(self) -> str:
        """The default of the field in its class, empty for a required one."""
        if self.many:
            return "()"
        return self.model_default or ("" if self.required else "None")


@dataclass(frozen=True)
class TableClass(ClassSpec):
    """A class of a package with tables.

    Attributes:
        key: Key of its type in the schema.
        base: Name of the class that it is derived from, empty without one.
        content: Its content model.
        mixed: Whether text stands between its elements.
        abstract: Whether only derived classes occur.
        place: Place of the declaration.
    """

    key: str = ""
    base: str = ""
    content: Particle | None = None
    mixed: bool = False
    abstract: bool = False
    place: str = ""

    @property
    def table(self) -> tuple[TableField, ...]:
        """The fields, with what tables say of them."""
        return tuple(f for f in self.fields if isinstance(f, TableField))

    def index(self, leaf: Element | Wildcard) -> int:
        """Return the index of the field that holds an element or a wildcard."""
        for at, one in enumerate(self.table):
            if isinstance(leaf, Wildcard) and one.node == "raw":
                return at
            if isinstance(leaf, Element) and one.node == "element" and one.clark == leaf.name:
                return at
        raise AssertionError(f"{self.key}: a part of the content has no field")


@dataclass(frozen=True)
class TableApi(Api):
    """The Python API of a package with tables.

    Attributes:
        config: Its settings.
        schema: The schema it was made from.
        class_names: Class by key of a complex type.
        enum_names: Enumeration by key of a simple type.
    """

    config: Config | None = None
    schema: Schema | None = None
    class_names: dict[str, str] = field(default_factory=dict)
    enum_names: dict[str, str] = field(default_factory=dict)


def is_enum(kind: Simple) -> bool:
    """Return True for a type with known texts, which become an enumeration."""
    return kind.values is not None and kind.variety == "atomic" and kind.builtin == "string"


def stays_text(kind: WireType) -> bool:
    """Return True for a number with a pattern: its digits matter, so it keeps its text."""
    return isinstance(kind, Simple) and kind.variety == "atomic" and bool(kind.patterns)


def facets_of(kind: WireType) -> dict[str, Any]:
    """Return bounds and pattern as the schema diff compares them."""
    if not isinstance(kind, Simple):
        return {}
    is_number = kind.builtin in ("integer", "decimal", "float")
    low, high = (kind.low, kind.high) if is_number else (None, None)
    return {"low": low, "high": high, "pattern": " & ".join(kind.patterns) or None}


def occurrences(content: Particle | None) -> dict[str, tuple[float, float]]:
    """Return how often each element can occur in a content model, at least and at most."""
    if content is None:
        return {}
    times = content.low, math.inf if content.high is None else content.high
    term = content.term
    if isinstance(term, Element):
        return {term.name: times}
    if isinstance(term, Wildcard):
        return {}
    parts = [occurrences(part) for part in term.parts]
    names = dict.fromkeys(name for part in parts for name in part)
    found = {}
    for name in names:
        lows = [part.get(name, (0.0, 0.0))[0] for part in parts]
        highs = [part.get(name, (0.0, 0.0))[1] for part in parts]
        join = (min, max) if term.kind == "choice" else (sum, sum)
        low, high = join[0](lows), join[1](highs)
        found[name] = low * times[0], high * times[1] if high else 0.0
    return found


def needs_order(kind: ComplexType) -> bool:
    """Return True if a document can order the children of a type otherwise than by its fields."""
    assert kind.content is not None
    leaves = [leaf.name if isinstance(leaf, Element) else "*" for leaf in kind.content.leaves()]
    if len(set(leaves)) < 2:
        return False
    return kind.mixed or len(set(leaves)) < len(leaves) or _repeats_group(kind.content)


def _repeats_group(part: Particle) -> bool:
    if not isinstance(part.term, Group):
        return False
    names = {leaf.name if isinstance(leaf, Element) else "*" for leaf in part.leaves()}
    if part.high != 1 and len(names) > 1:
        return True
    return any(_repeats_group(inner) for inner in part.term.parts)


def local_key(key: str) -> str:
    """Return a key without its namespace, as corrections name it."""
    return key[key.index("}") + 1 :] if key.startswith("{") else key


def pascal(name: str) -> str:
    """Turn a wire name into the name of a class: `wptType` gives `WptType`."""
    parts = [part for part in re.split(r"[^\w]|_", name) if part]
    joined_ = "".join(part[0].upper() + part[1:] for part in parts)
    return joined_ if joined_ and not joined_[0].isdigit() else f"N{joined_}"


def identifier(name: str) -> str:
    """Turn a text into a name of Python."""
    name = re.sub(r"\W+", "_", name).strip("_") or "empty"
    return f"n{name}" if name[0].isdigit() else name


def is_reserved(name: str) -> bool:
    """Return True for a class name that would hide what generated code needs."""
    return name in _TAKEN_CLASSES or hasattr(builtins, name) or iskeyword(name)


# --- simple types as the runtime has them -------------------------------------------------------------


def value_arguments(kind: Simple, text: bool) -> dict[str, object]:
    """Return the facets of a type as the runtime takes them."""
    given: dict[str, object] = {}
    if kind.white != "collapse":
        given["white"] = kind.white
    if kind.values is not None and not is_enum(kind):
        given["values"] = tuple(value for value, _ in kind.values)
    uncompared = kind.variety == "atomic" and kind.builtin not in (
        "integer", "decimal", "float", "dateTime", "date", "time",
    )  # fmt: skip
    for name in (
        "patterns",
        "low",
        "high",
        "low_open",
        "high_open",
        "least",
        "most",
        "digits",
        "fraction",
    ):
        found = getattr(kind, name)
        if found is not None and found is not False and found != ():
            if name in ("low", "high", "low_open", "high_open") and uncompared:
                continue
            given[name] = found
    if text and kind.variety == "atomic" and not is_enum(kind) and kind.builtin != "string":
        given["text"] = True
    return given


def runtime_value(kind: Simple, text: bool) -> Value:
    """Return a type as the runtime has it, without the class of an enumeration."""
    parts = [runtime_value(part, stays_text(part)) for part in kind.parts]
    given = value_arguments(kind, text)
    if is_enum(kind):
        given["values"] = tuple(value for value, _ in kind.values or ())
    return Value(value_kind(kind), *parts, **given)  # type: ignore[arg-type]


def value_kind(kind: Simple) -> str:
    return kind.builtin if kind.variety == "atomic" else kind.variety
