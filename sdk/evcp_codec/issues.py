"""Departures of a document from its schema: issues, and the two errors of the runtime.

A value is never changed or lost without an `Issue`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class IssueKind(StrEnum):
    """How an answer departed from the schema.

    Attributes:
        UNKNOWN_FIELD: An element, attribute or member that the schema does not know. It is not in
            the model; `Issue.raw` holds all of it.
        UNKNOWN_VALUE: A value that an open enumeration does not list. The model keeps it as plain `str`.
        BAD_VALUE: A value that is not of the documented type. The model has `None` (or leaves the
            list item out).
        OUT_OF_RANGE: A value of the right type outside the documented bounds, pattern or precision.
            The model keeps it.
        MISSING: A required value is absent or unreadable. The object that needs it cannot be built
            and is left out, `Issue.raw` holds all of it; a required list stays empty.
        DUPLICATE: A single value occurs more than once. The model has the last one; `Issue.raw` is
            an earlier one.
        STRAY_TEXT: XML text between elements, where the schema allows none.
        CONTRADICTION: Values that are good by themselves and cannot all be true. The model keeps them;
            `Issue.raw` names them.
    """

    UNKNOWN_FIELD = "unknown-field"
    UNKNOWN_VALUE = "unknown-value"
    BAD_VALUE = "bad-value"
    OUT_OF_RANGE = "out-of-range"
    MISSING = "missing"
    DUPLICATE = "duplicate"
    STRAY_TEXT = "stray-text"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Issue:
    """One departure of an answer from the schema.

    Attributes:
        path: Place in wire names from below the root, such as
            `evStations.evStation[3].connectors.connector[0].maxPowerLevel`. The root is the empty path.
        kind: Kind of the departure.
        raw: The value as it was sent: the text of a scalar, or the JSON or XML text of a structure,
            with white space, namespaces and numbers normalised.
    """

    path: str
    kind: IssueKind
    raw: str

    def __str__(self) -> str:
        shown = self.raw if len(self.raw) <= 80 else self.raw[:77] + "..."
        # A message is one line, whatever was sent.
        shown = "".join(c if c.isprintable() else " " for c in shown)
        return f"{self.kind.value} at {self.path or 'the root'}: {shown}"


@dataclass(frozen=True, slots=True)
class Decoded(Generic[T_co]):
    """A decoded answer.

    Attributes:
        value: The model. Every value in it has the type its annotation names.
        issues: Every departure from the schema, in the order of reading. Empty for a clean answer.
    """

    value: T_co
    issues: tuple[Issue, ...] = field(default=())


class MalformedDocument(Exception):  # noqa: N818 (the client turns it into its DecodeError)
    """A body is not a document of the model at all, or cannot be read to its end.

    Attributes:
        hint: Likely nature of the body, or a remedy.
    """

    def __init__(self, problem: str, hint: str = "it may have been cut off on the way") -> None:
        super().__init__(problem)
        self.hint = hint


class UnwritableModel(Exception):  # noqa: N818 (the client turns it into its EncodeError)
    """A model holds a value that the format or the field's annotation does not allow."""


def guess(body: bytes, wanted: str) -> str:
    """Say what a body seems to be that is not of the wanted format."""
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "the body is empty"
    if start.startswith(b"<") and (b"<html" in start or start.startswith(b"<!doctype html")):
        return "it is an HTML page, perhaps from a proxy or a login form"
    for other, signs in (("xml", (b"<",)), ("json", (b"{", b"["))):
        if other != wanted and start.startswith(signs):
            return f"it looks like {other.upper()}; decode it with format={other!r}"
    return "it may have been cut off on the way"
