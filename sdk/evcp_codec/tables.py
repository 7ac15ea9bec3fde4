"""Codecs driven by tables: the plans of a generated package, and what its models hold beside plain values.

A generated package of this kind is its models and one table; reading and writing is in `table_xml` and
`table_json`, and `package` is the front of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar, cast

from .issues import UnwritableModel
from .values import Value

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


# --- what models hold ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Nil:
    """The value of an element that says it has none (`xsi:nil`), which is another thing than its absence.

    Attributes:
        attributes: Its attributes, name and text.
    """

    attributes: tuple[tuple[str, str], ...] = ()


NIL = Nil()
"""An element without a value and without attributes."""


@dataclass(frozen=True, slots=True)
class Named(Generic[T_co]):
    """A value with the name of its element, where the value alone does not tell it.

    Attributes:
        name: Name of the element, `{namespace}local`.
        value: The value.
    """

    name: str
    value: T_co


@dataclass(frozen=True, slots=True)
class RawElement:
    """An element that the schema allows without saying what is in it.

    Attributes:
        name: Its name, `{namespace}local`.
        xml: The element as canonical XML, with the namespaces it uses.
    """

    name: str
    xml: str


# --- plans -----------------------------------------------------------------------------------------


Wire: TypeAlias = Value | type | None
"""Type on the wire: a simple type, a class, or None for a raw element."""


class Field(NamedTuple):
    """One field of a model, and where it is on the wire.

    Attributes:
        name: Name in Python.
        node: `element`, `attribute`, `text`, `raw`, `raw_attributes`, `order` or `texts`.
        wire: Name on the wire, `{namespace}local`.
        type: Simple type, class, or None for a raw element.
        many: Whether it is a tuple of what its type says.
        required: Whether a model without it cannot be built.
        nillable: Whether the element may say that it has no value.
        default: Text that an absent attribute or an empty element stands for.
        fixed: The one text it may have.
        json: Member in JSON.
        others: Elements that may stand in its place, with their types.
        abstract: Whether only those occur.
        spaces: Namespaces of raw content; with `excluding` those that are not allowed.
        excluding: Whether raw content may have any other namespace.
    """

    name: str
    node: str = "element"
    wire: str = ""
    type: Wire = None
    many: bool = False
    required: bool = False
    nillable: bool = False
    default: str | None = None
    fixed: str | None = None
    json: str = ""
    others: tuple[tuple[str, Wire], ...] = ()
    abstract: bool = False
    spaces: tuple[str, ...] = ()
    excluding: bool = True

    @property
    def local(self) -> str:
        """Name on the wire without its namespace."""
        return local_part(self.wire)

    @property
    def simple(self) -> Value:
        """Its type, if it is an attribute or the text: that is a simple one."""
        return cast("Value", self.type)

    def allows(self, uri: str) -> bool:
        """Return True if raw content may be of a namespace."""
        return (uri in self.spaces) != self.excluding

    def element_of(self, value: object) -> tuple[str, Wire, object]:
        """Return the element that a value is written as, its type, and the bare value."""
        if isinstance(value, Named):
            for name, type_ in ((self.wire, self.type), *self.others):
                if name == value.name:
                    return name, type_, value.value
            raise ValueError(f"the element {value.name} cannot stand in the place of {self.wire}")
        return self.inferred(value)

    def inferred(self, value: object) -> tuple[str, Wire, object]:
        """Return the element that a bare value is taken for."""
        own = (self.wire, self.type)
        if not self.abstract and (not self.others or _is_of(value, self.type)):
            return (*own, value)
        found = [(name, type_) for name, type_ in self.others if _is_of(value, type_)]
        if found:
            return (*found[0], value)
        if self.abstract:
            raise ValueError(
                f"no element in the place of {self.wire} is of the type of {value!r:.60}"
            )
        return (*own, value)


def _is_of(value: object, type_: Wire) -> bool:
    if isinstance(type_, type):
        return type(value) is type_
    if type_ is None:
        return isinstance(value, RawElement)
    return not is_dataclass(value)


class Part(NamedTuple):
    """A part of a content model.

    Attributes:
        term: Index of a field, or `sequence`, `choice`, `all` with parts.
        low: Least times.
        high: Most times, -1 without an end.
        parts: Parts of a group.
    """

    term: int | str
    low: int = 1
    high: int = 1
    parts: tuple[Part, ...] = ()


class Plan(NamedTuple):
    """How a model is read and written.

    Attributes:
        model: The class.
        type: Name of its type in `xsi:type`; empty for an anonymous type.
        fields: Its fields on the wire, in the order of the schema.
        content: Content model of its elements; None if there are none.
        mixed: Whether text stands between the elements.
        abstract: Whether only derived classes occur.
    """

    model: type
    type: str
    fields: tuple[Field, ...]
    content: Part | None = None
    mixed: bool = False
    abstract: bool = False


class JsonStyle(NamedTuple):
    """The JSON convention: whether the root and list wrappers are kept."""

    root: bool = True
    wrappers: bool = True


def local_part(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


def namespace_of(name: str) -> str:
    """Return the namespace of a name in Clark form."""
    return name[1:].rpartition("}")[0] if name.startswith("{") else ""


_FIRST = 0xE000
_MOST = 65_535


class Layout:
    """A plan, worked out: slots of the model, and the test of its content."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.new = plan.model
        slots = fields(plan.model)
        self.names = [slot.name for slot in slots]
        self.setters = [getattr(plan.model, name).__set__ for name in self.names]
        self.blank = [None if slot.default is MISSING else slot.default for slot in slots]
        at = {name: index for index, name in enumerate(self.names)}
        self.slots = [at[field.name] for field in plan.fields]
        by_node = {field.node: index for index, field in enumerate(plan.fields)}
        self.order = at[plan.fields[by_node["order"]].name] if "order" in by_node else None
        self.texts = at[plan.fields[by_node["texts"]].name] if "texts" in by_node else None
        self.text = by_node.get("text")
        self.tokens = [chr(_FIRST + index) for index in range(len(plan.fields))]
        self.raw_attributes = by_node.get("raw_attributes")
        self.required = [
            (index, self.slots[index]) for index, field in enumerate(plan.fields) if field.required
        ]

    def allows(self, order: Sequence[int]) -> bool:
        """Return True if the content model allows the fields of the children in their order."""
        return self._matches("".join([self.tokens[index] for index in order])) is not None

    @cached_property
    def _matches(self) -> Any:
        """Test of the children, as characters of their fields."""
        content = self.plan.content
        pattern = "" if content is None else self._expression(content)
        return re.compile(pattern).fullmatch

    def _expression(self, part: Part) -> str:
        if isinstance(part.term, int):
            inner = self._token(part.term)
        elif part.term == "all":
            names = "".join(self._token(p.term) for p in part.parts if isinstance(p.term, int))
            inner = "".join(
                f"(?=[^{one}]*" + (f"{one}[^{one}]*$)" if p.low else f"(?:{one}[^{one}]*)?$)")
                for p in part.parts
                if isinstance(p.term, int) and (one := self._token(p.term))
            )
            inner = f"(?:{inner}[{names}]*)"
        else:
            inner = ("|" if part.term == "choice" else "").join(map(self._expression, part.parts))
            inner = f"(?:{inner})"
        if (part.low, part.high) == (1, 1):
            return inner
        high = "" if part.high < 0 or part.high > _MOST else str(part.high)
        count = {"0,": "*", "1,": "+", "0,1": "?"}.get(f"{min(part.low, _MOST)},{high}")
        return inner + (count or f"{{{min(part.low, _MOST)},{high}}}")

    def _token(self, index: int) -> str:
        field = self.plan.fields[index]
        if field.node != "raw":
            return self.tokens[index]
        others = [
            self.tokens[other]
            for other, one in enumerate(self.plan.fields)
            if one.node == "element" and field.allows(namespace_of(one.wire))
        ]
        return f"[{''.join((self.tokens[index], *others))}]"

    def arrange(self, counts: Sequence[int]) -> list[int] | None:
        """Return an order of the fields that the content model allows, None if it cannot hold so many."""
        left = list(counts)
        found: list[int] = []
        if self.plan.content is not None:
            self._take(self.plan.content, left, found)
        return None if any(left) else found

    def _take(self, part: Part, left: list[int], found: list[int]) -> bool:
        """Move what a part can hold; return True if it took anything."""
        if isinstance(part.term, int):
            count = left[part.term] if part.high < 0 else min(left[part.term], part.high)
            left[part.term] -= count
            found += [part.term] * count
            return count > 0
        taken, times = False, 0
        while part.high < 0 or times < part.high:
            times += 1
            if part.term == "choice":
                again = any(self._take(one, left, found) for one in part.parts)
            else:
                again = False
                for one in part.parts:  # each part takes what it can hold
                    again |= self._take(one, left, found)
            taken |= again
            if not again:
                break
        return taken

    def sequence(self, value: object) -> list[tuple[int, Any]]:
        """Return the children of a model in the order they are written in.

        Raises:
            ValueError: The content model cannot hold them, or `content_order` does not name them.
        """
        held: list[Sequence[Any]] = []
        for field in self.plan.fields:
            one = getattr(value, field.name) if field.node in ("element", "raw") else None
            if one is None:
                if field.required and field.node == "element":
                    raise ValueError(f"{field.name} is required")
                held.append(())
            elif field.many and not isinstance(one, (tuple, list)):
                raise TypeError(f"{one!r:.60} is {type(one).__name__}, where tuple is annotated")
            else:
                held.append(one if field.many else (one,))
        counts = [len(one) for one in held]
        order = self.arrange(counts)
        names = () if self.order is None else getattr(value, self.names[self.order])
        if names:
            index = {field.name: at for at, field in enumerate(self.plan.fields)}
            order = [index.get(name, -1) for name in names]
            if [order.count(at) for at in range(len(counts))] != counts:
                raise ValueError(f"{self.names[self.order or 0]} does not name each child once")
        if order is None:
            told = ", ".join(f.name for f, n in zip(self.plan.fields, counts, strict=True) if n)
            raise ValueError(
                f"the content model of {self.new.__name__} cannot hold these together: {told}"
            )
        iterators = [iter(one) for one in held]
        return [(at, next(iterators[at])) for at in order]

    def build(self, row: list[Any]) -> Any:
        """Return the model with the values of a row."""
        model: Any = object.__new__(self.new)
        for set_value, value in zip(self.setters, row, strict=True):
            set_value(model, value)
        return model


class Tables:
    """The tables of a generated package: its plans, its root elements, its conventions.

    Attributes:
        name: Name of the package.
        plans: Plans by class.
        roots: Type of each root element.
        prefixes: Prefix of each namespace in XML that is written.
        formats: Formats that are read and written.
        json: The JSON convention.
    """

    def __init__(
        self,
        name: str,
        plans: Sequence[Plan],
        roots: Mapping[str, Wire],
        *,
        prefixes: Mapping[str, str],
        formats: Sequence[str] = ("json", "xml"),
        json: JsonStyle | None = None,
    ) -> None:
        self.name, self.roots, self.prefixes = name, roots, prefixes
        self.formats, self.json = tuple(formats), json or JsonStyle()
        self.plans = {plan.model: plan for plan in plans}
        self.types = {plan.type: plan for plan in plans if plan.type}
        self._layouts: dict[type, Layout] = {}

    def layout(self, model: type) -> Layout:
        """Return the worked-out plan of a class."""
        found = self._layouts.get(model)
        if found is None:
            found = self._layouts[model] = Layout(self.plans[model])
        return found

    def elements_of(self, model: type) -> Iterator[str]:
        """Yield the root elements that have the type of a class."""
        return (name for name, type_ in self.roots.items() if type_ is model)

    def root_of(self, value: object, element: str | None) -> tuple[str, Wire]:
        """Return the root element that a value is written as.

        Raises:
            UnwritableModel: It has none, or several to choose from.
        """
        if element is not None:
            if element not in self.roots:
                raise UnwritableModel(f"{element} is not a root element of {self.name}")
            return element, self.roots[element]
        names = [name for base in type(value).__mro__ for name in self.elements_of(base)]
        exact = list(self.elements_of(type(value)))
        if len(exact) == 1 or (not exact and len(names) == 1):
            name = (exact or names)[0]
            return name, self.roots[name]
        told = ", ".join((exact or names)[:8]) or "none"
        raise UnwritableModel(
            f"{type(value).__name__} is the type of several root elements or none: give element=, one of {told}"
        )
