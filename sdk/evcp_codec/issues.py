"""Departures of a document from its schema: issues, and the two errors of the runtime.

A value is never changed or lost without an `Issue`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from . import notebook

T_co = TypeVar("T_co", covariant=True)

KEPT_ISSUES = 1000
"""Issues that are kept of those that leave nothing out."""
KEPT_LOSSES = 10_000
"""Issues that are kept of those that may leave something out: lists are checked by them."""
MAX_RAW = 16_384
"""Characters of an issue's raw text: more than all but the largest stations have."""
MAX_NAME = 200
"""Characters of a name in a path."""
CUT = "... (cut)"
"""End of a text that was cut."""


class IssueKind(StrEnum):
    """How an answer departed from the schema.

    Attributes:
        UNKNOWN_FIELD: An element, attribute or member that the schema does not know. It is not in
            the model; `Issue.raw` holds all of it.
        UNKNOWN_VALUE: A value that an open enumeration does not list. The model keeps it as plain `str`.
        BAD_VALUE: A value that is not of the documented type. The model has `None` (or leaves the
            list item out).
        OUT_OF_RANGE: A value of the right type outside the documented bounds or pattern. The model
            keeps it. A text with half a surrogate pair, which nothing could write again, has U+FFFD in
            its place; one with a control character, U+FFFE or U+FFFF, only where it is written as XML.
        MISSING: A required value is absent or unreadable. The object that needs it cannot be built
            and is left out, `Issue.raw` holds all of it; a required list stays empty.
        DUPLICATE: A single value occurs more than once. The model has the last one; `Issue.raw` is
            an earlier one.
        OUT_OF_PLACE: Known elements in an order or number that the schema does not allow. The model
            keeps them. Only schemas that promise an order have it.
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
    OUT_OF_PLACE = "out-of-place"
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
            with white space and namespaces normalised. Cut behind 16,384 characters, which it says.
    """

    path: str
    kind: IssueKind
    raw: str

    def __repr__(self) -> str:
        shown = f"{self.kind.value} at {self.path[-40:] or 'the root'}: {self.raw[:80]!r}"
        return f"<Issue {shown if len(shown) < 109 else shown[:106] + '...'}>"

    def __str__(self) -> str:
        shown = self.raw if len(self.raw) <= 80 else self.raw[:77] + "..."
        # A message is one line, whatever was sent.
        shown = "".join(c if c.isprintable() else " " for c in shown)
        return f"{self.kind.value} at {self.path or 'the root'}: {shown}"


_LOSSES = frozenset((IssueKind.BAD_VALUE, IssueKind.MISSING, IssueKind.DUPLICATE))
"""Kinds by which something of the document may be absent from the model."""


class Issues(list[Issue]):
    """Issues of one document, of which a bounded number is kept.

    Attributes:
        total: Number of issues.
        losses: Number of those that may leave something out of the model.
    """

    __slots__ = ("losses", "total")

    def __init__(self) -> None:
        super().__init__()
        self.total = 0
        self.losses = 0

    def has_room(self, kind: IssueKind) -> bool:
        """Count an issue; return True if there is room to keep it."""
        self.total += 1
        if kind not in _LOSSES:
            return self.total - self.losses <= KEPT_ISSUES
        self.losses += 1
        return self.losses <= KEPT_LOSSES

    def report(self, path: str, kind: IssueKind, raw: str) -> None:
        """Add an issue if there is room for it."""
        if self.has_room(kind):
            self.append(Issue(path, kind, raw))

    def add(self, others: Issues) -> None:
        """Append the issues of a further part of the document."""
        self += others
        self.total += others.total
        self.losses += others.losses


@dataclass(frozen=True, slots=True)
class Decoded(Generic[T_co]):
    """A decoded answer.

    Attributes:
        value: The model. Every value in it has the type its annotation names.
        issues: Departures from the schema, in the order of reading. Empty for a clean answer. Of
            thousands, the first 1,000 are kept, and the first 10,000 of the kinds `BAD_VALUE`,
            `MISSING` and `DUPLICATE`.
        more_issues: Number of issues that were not kept.
    """

    value: T_co
    issues: tuple[Issue, ...] = field(default=())
    more_issues: int = 0

    def __repr__(self) -> str:
        return f"<Decoded {type(self.value).__name__}, {self.issue_count:,} issues>"

    def _repr_html_(self) -> str:
        """Return a table for notebooks, of bounded length; all text is escaped."""
        value = getattr(self.value, "_repr_html_", None)
        cell = value() if value else notebook.escaped(repr(self.value))
        rows = ("value", cell), ("issues", notebook.listed(self.issues))
        return notebook.table(repr(self)[1:-1], rows)

    @property
    def issue_count(self) -> int:
        """Number of all issues."""
        return len(self.issues) + self.more_issues


CUT_OFF = "it may have been cut off on the way"
"""Hint of a document that breaks without another reason."""


class MalformedDocument(Exception):  # noqa: N818 (the client turns it into its DecodeError)
    """A body is not a document of the model at all, or cannot be read to its end.

    Attributes:
        hint: Likely nature of the body, or a remedy.
    """

    def __init__(self, problem: str, hint: str = CUT_OFF) -> None:
        super().__init__(problem)
        self.hint = hint


class UnwritableModel(Exception):  # noqa: N818 (the client turns it into its EncodeError)
    """A model holds a value that the format or the field's annotation does not allow."""


def shortened(text: str, most: int) -> str:
    """Cut a text that is too long, which it says, and write half a surrogate pair as an escape."""
    if len(text) > most:
        text = text[:most] + CUT
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def guess(body: bytes, wanted: str) -> str:
    """Say what a body seems to be that is not of the wanted format."""
    if body.startswith(b"\x1f\x8b"):
        return "it is gzip: unpack it with gzip.decompress"
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "the body is empty"
    if start.startswith(b"<") and (b"<html" in start or start.startswith(b"<!doctype html")):
        return "it is an HTML page, perhaps from a proxy or a login form"
    for other, signs in (("xml", (b"<",)), ("json", (b"{", b"["))):
        if other != wanted and start.startswith(signs):
            return f"it looks like {other.upper()}; decode it with format={other!r}"
    return CUT_OFF
