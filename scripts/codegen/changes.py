"""Kinds of change between two schemas, and the effect of each on users.

The table `RULES` is the whole policy. A change is major if a correct program can fail or lose data;
minor if it can only gain; patch if only texts for people differ. A program may use `strict=True`, so a
change that adds an issue to a clean answer is major too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Step(IntEnum):
    """The step of a semantic version that a change calls for, smallest first."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


_MAJOR, _MINOR, _PATCH = Step.MAJOR, Step.MINOR, Step.PATCH
_NOT_BUILT = (
    "code that builds the class without it fails, and objects without it are left out of answers"
)

RULES: dict[str, tuple[Step, str]] = {
    # Classes
    "class-added": (_MINOR, "nothing that was there changes"),
    "class-removed": (_MAJOR, "code that names it fails"),
    "class-renamed": (_MAJOR, "code that names it fails"),
    "type-renamed": (_PATCH, "the name of the XSD type is not seen in Python"),
    "element-renamed": (_MAJOR, "documents written before are no longer read"),
    "element-moved": (_MINOR, "documents with the name of before are still read"),
    "root-added": (_MINOR, "more documents are read"),
    "root-removed": (_MAJOR, "documents with this root element are no longer read"),
    "became-root": (_MINOR, "it is read as a whole answer now, and written with the namespace"),
    "no-longer-root": (_MAJOR, "it is written without the namespace now"),
    "fields-reordered": (_PATCH, "fields are keyword-only: only printed and written order differ"),
    # Fields
    "field-added": (_MINOR, "code that builds the class need not give it"),
    "field-added-required": (_MAJOR, _NOT_BUILT),
    "list-added-required": (
        _MAJOR,
        "answers without it are reported, and refused by strict reading",
    ),
    "field-removed": (_MAJOR, "code that names it fails"),
    "field-renamed": (_MAJOR, "code that names it fails"),
    "field-retyped": (_MAJOR, "code that relies on the type of before fails"),
    "field-made-enum": (_MINOR, "known values become members, which still are str"),
    "field-required": (_MAJOR, _NOT_BUILT),
    "list-required": (_MAJOR, "answers without it are reported, and refused by strict reading"),
    "field-optional": (_MAJOR, "code that reads it has to expect None"),
    "list-optional": (_MINOR, "answers without it are no longer reported"),
    "wire-renamed": (_MAJOR, "answers with the name of before are no longer read into it"),
    "wire-moved": (_MINOR, "the name of before is still read; the new one is written"),
    "node-changed": (_MINOR, "attribute and element are both read; XML is written the new way"),
    "text-changed": (_MAJOR, "XML of before is no longer read into it"),
    "bounds-narrowed": (
        _MAJOR,
        "values that were fine are reported, and refused by strict reading",
    ),
    "bounds-widened": (_MINOR, "fewer values are reported"),
    "pattern-added": (_MAJOR, "texts that were fine are reported, and refused by strict reading"),
    "pattern-changed": (
        _MAJOR,
        "texts that were fine may be reported, or refused by strict reading",
    ),
    "pattern-removed": (_MINOR, "fewer texts are reported"),
    "accept-added": (_MINOR, "more answers are read"),
    "accept-removed": (_MAJOR, "answers with this spelling are no longer read into it"),
    # Enumerations
    "enum-added": (_MINOR, "nothing that was there changes"),
    "enum-removed": (_MAJOR, "code that names it fails"),
    "enum-renamed": (_MAJOR, "code that names it fails"),
    "member-added": (_MINOR, "the value was read as str, and the member still is one"),
    "member-removed": (_MAJOR, "code that names it fails; the value is read as plain str"),
    "member-renamed": (_MAJOR, "code that names it fails"),
    "member-revalued": (_MAJOR, "the value of before is no longer this member"),
    "members-reordered": (_PATCH, "only the order of iteration differs"),
    # Code lists
    "codes-added": (_MINOR, "nothing that was there changes"),
    "codes-removed": (_MAJOR, "code that names it fails"),
    "codes-reshaped": (_MAJOR, "code that looks entries up fails"),
    "ids-added": (_MINOR, "nothing that was there changes"),
    "ids-removed": (_MAJOR, "code that names it fails"),
    "column-added": (_MINOR, "entries are read by name"),
    "column-removed": (_MAJOR, "code that reads it fails"),
    "column-retyped": (_MAJOR, "code that relies on the type of before fails"),
    "entry-added": (_MINOR, "nothing that was there changes"),
    "entry-removed": (_MAJOR, "code that looks it up fails"),
    "entry-renamed": (_MAJOR, "code that names it fails"),
    "entry-changed": (_MINOR, "code that decides by it decides anew"),
    "entry-reworded": (_PATCH, "a text for people"),
    "entries-reordered": (_PATCH, "only the order of iteration differs"),
    # Texts, everywhere
    "doc-changed": (_PATCH, "a text for people"),
    "evidence-changed": (_PATCH, "a text for people"),
    "deprecated": (_MINOR, "it still works; move away from it"),
    "deprecation-changed": (_PATCH, "a text for people"),
    "undeprecated": (_PATCH, "a text for people"),
    # The schema as a whole
    "namespace-changed": (_MAJOR, "XML is written in another namespace, though any is read"),
}
"""The step that each kind of change calls for, and why."""

TABLE_RULES: dict[str, tuple[Step, str]] = {
    "base-changed": (_MAJOR, "code that asks for the class of before with isinstance differs"),
    "became-abstract": (_MAJOR, "documents of the class itself are no longer read"),
    "no-longer-abstract": (_MINOR, "more documents are read"),
    "became-mixed": (_MINOR, "texts that were reported are kept"),
    "no-longer-mixed": (_MAJOR, "texts that were kept are reported, and not written"),
    "content-changed": (_MAJOR, "an order or number of elements that was fine may be reported"),
    "content-widened": (_MINOR, "fewer documents are reported"),
    "namespace-moved": (_MAJOR, "documents of before are no longer read into it"),
    "nillable-added": (_MAJOR, "code that reads it has to expect Nil"),
    "nillable-removed": (_MAJOR, "documents that say xsi:nil are reported"),
    "default-changed": (_MAJOR, "an absent value means another one"),
    "fixed-changed": (_MAJOR, "documents with the value of before are reported"),
    "substitute-added": (_MINOR, "more documents are read"),
    "substitute-removed": (_MAJOR, "documents with this element are no longer read into it"),
    "facets-narrowed": (
        _MAJOR,
        "values that were fine are reported, and refused by strict reading",
    ),
    "facets-widened": (_MINOR, "fewer values are reported"),
}
"""The same for what only packages with tables have."""

_ALL = RULES | TABLE_RULES


@dataclass(frozen=True)
class Change:
    """One change of the Python API.

    Attributes:
        name: Qualified Python name, such as `EVStation.pool_id` or `codes.CONNECTOR_TYPES['31'].name`.
        kind: A key of `RULES` or `TABLE_RULES`.
        text: Description of the change.
        old: Content before; None for an addition.
        new: Content now; None for a removal.
    """

    name: str
    kind: str
    text: str
    old: str | None = None
    new: str | None = None

    @property
    def step(self) -> Step:
        """The step that the change calls for."""
        return _ALL[self.kind][0]

    @property
    def why(self) -> str:
        """The effect on users."""
        return _ALL[self.kind][1]

    @property
    def breaking(self) -> bool:
        """True if a correct program can fail after the change."""
        return self.step is Step.MAJOR
