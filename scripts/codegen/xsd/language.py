"""The language model: what a schema of any style says of its documents, resolved and effective.

Every reference is followed, every group is in its place, every type has the content of the types that it
extends; names are in Clark form, `{namespace}local`. Nothing here knows of Python. Complex types are named by
a key rather than held, so that they may contain themselves: `Schema.types[key]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from .api import Note

_NO_NOTE = Note()
ANY_TYPE = "{http://www.w3.org/2001/XMLSchema}anyType"
"""Key of the type that allows everything: such an element is kept raw."""


@dataclass(frozen=True)
class Place:
    """Place of a declaration in the files of the schema."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True)
class Simple:
    """A simple type with the facets of its whole chain of derivation.

    Attributes:
        name: Name of the type; of the nearest named type below for an anonymous one without enumeration.
        variety: `atomic`, `list` or `union`.
        builtin: Local name of the built-in type that an atomic type is derived from.
        parts: Item type of a list, member types of a union in their order.
        white: `preserve`, `replace` or `collapse`.
        values: Enumerated texts with their notes; None if every value is allowed.
        patterns: Regular expressions of XML Schema, all of which the whole text has to match.
        low: Lower bound as written.
        high: Upper bound as written.
        low_open: Whether the lower bound itself is outside.
        high_open: Whether the upper bound itself is outside.
        least: Least length: characters, bytes, or items of a list.
        most: Greatest length.
        digits: Greatest number of digits.
        fraction: Greatest number of digits behind the point.
        note: Documentation of the type.
        key: Key of the declaration that enumerates the values: the enumeration class is made for it.
    """

    name: str
    variety: str = "atomic"
    builtin: str = "string"
    parts: tuple[Simple, ...] = ()
    white: str = "preserve"
    values: tuple[tuple[str, Note], ...] | None = None
    patterns: tuple[str, ...] = ()
    low: str | None = None
    high: str | None = None
    low_open: bool = False
    high_open: bool = False
    least: int | None = None
    most: int | None = None
    digits: int | None = None
    fraction: int | None = None
    note: Note = _NO_NOTE
    key: str = ""


@dataclass(frozen=True)
class Element:
    """An element declaration, as it is used in one place.

    Attributes:
        name: Name on the wire.
        type: A simple type, or the key of a complex type.
        nillable: Whether it may say that it has no value.
        default: Text that an empty element stands for.
        fixed: The one text that it may have.
        abstract: Whether only its substitutes occur.
        is_global: Whether it is declared on the top level.
        note: Documentation.
        place: Place of the declaration, or of the reference to it.
    """

    name: str
    type: Simple | str
    nillable: bool = False
    default: str | None = None
    fixed: str | None = None
    abstract: bool = False
    is_global: bool = False
    note: Note = _NO_NOTE
    place: Place = Place("", 0)


@dataclass(frozen=True)
class Attribute:
    """An attribute of a type.

    Attributes:
        name: Name on the wire.
        type: Simple type.
        required: Whether it has to be there.
        default: Text that its absence stands for.
        fixed: The one text that it may have.
        note: Documentation.
        place: Place of the declaration, or of the reference to it.
    """

    name: str
    type: Simple
    required: bool = False
    default: str | None = None
    fixed: str | None = None
    note: Note = _NO_NOTE
    place: Place = Place("", 0)


@dataclass(frozen=True)
class Wildcard:
    """Content of any name.

    Attributes:
        namespaces: Allowed namespaces, `""` for none; for `excluding`, those that are not allowed.
        excluding: Whether every other namespace is allowed.
        place: Place of the declaration.
    """

    namespaces: tuple[str, ...] = ()
    excluding: bool = True
    place: Place = Place("", 0)


def joined(wildcards: Iterable[Wildcard]) -> Wildcard | None:
    """Return the wildcard that allows what any of some allows."""
    found: Wildcard | None = None
    for one in wildcards:
        if found is None:
            found = one
        elif found.excluding and one.excluding:
            both = tuple(uri for uri in found.namespaces if uri in one.namespaces)
            found = replace(found, namespaces=both)
        elif not found.excluding and not one.excluding:
            found = replace(
                found, namespaces=tuple(dict.fromkeys(found.namespaces + one.namespaces))
            )
        else:
            out, into = (found, one) if found.excluding else (one, found)
            found = replace(
                out, namespaces=tuple(n for n in out.namespaces if n not in into.namespaces)
            )
    return found


@dataclass(frozen=True)
class Group:
    """Particles in a `sequence`, a `choice`, or in any order (`all`)."""

    kind: str
    parts: tuple[Particle, ...]


Term: TypeAlias = Element | Wildcard | Group


@dataclass(frozen=True)
class Particle:
    """A term and how often it occurs; `high` None is without an end."""

    term: Term
    low: int = 1
    high: int | None = 1

    def leaves(self) -> Iterator[Element | Wildcard]:
        """Yield the elements and wildcards in it, in order."""
        if isinstance(self.term, Group):
            for part in self.term.parts:
                yield from part.leaves()
        else:
            yield self.term


@dataclass(frozen=True)
class ComplexType:
    """A complex type with its effective content.

    Attributes:
        key: Name of a named type; of an anonymous one the key of its owner, `/`, and the element.
        base: Key of the complex type that it is derived from.
        derivation: `extension`, `restriction`, or nothing.
        abstract: Whether only derived types occur.
        mixed: Whether text stands between the elements.
        content: Effective content, that of the base first; None without elements.
        text: Type of the text of simple content.
        attributes: Effective attributes, those of the base first.
        wildcard: Other attributes that it may have.
        note: Documentation.
        place: Place of the declaration.
    """

    key: str
    base: str | None = None
    derivation: str = ""
    abstract: bool = False
    mixed: bool = False
    content: Particle | None = None
    text: Simple | None = None
    attributes: tuple[Attribute, ...] = ()
    wildcard: Wildcard | None = None
    note: Note = _NO_NOTE
    place: Place = Place("", 0)


@dataclass(frozen=True)
class Schema:
    """A resolved schema.

    Attributes:
        namespace: Target namespace of the main document.
        version: Version of the main document.
        types: Complex types by key, named ones in the order of the documents, base types first.
        simples: Named simple types.
        elements: Global elements by name.
        substitutes: Names of the elements that may stand for a global element, itself left out.
        prefixes: A prefix for each namespace.
        unchecked: Constraints of the schema that no decoder checks, each in a sentence.
        files: Documents that were read.
    """

    namespace: str
    version: str
    types: Mapping[str, ComplexType]
    simples: Mapping[str, Simple]
    elements: Mapping[str, Element]
    substitutes: Mapping[str, tuple[str, ...]]
    prefixes: Mapping[str, str]
    unchecked: tuple[str, ...] = field(default=())
    files: tuple[str, ...] = field(default=())


def local(name: str) -> str:
    """Return the local part of a Clark name."""
    return name.rpartition("}")[2]


def namespace(name: str) -> str:
    """Return the namespace of a Clark name."""
    return name[1:].rpartition("}")[0] if name.startswith("{") else ""


def clark(uri: str, name: str) -> str:
    """Return the Clark form of a name."""
    return f"{{{uri}}}{name}" if uri else name
