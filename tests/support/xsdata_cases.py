"""Places where xsdata's parsers are not right, each with a document, xsdata's result, and the right one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from support.checks import Format
from support.xsdata_oracle import Opinion

EV = b'xmlns:ev="http://www.here.com/2014/02/ACS-EV"'
XSI = b'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'


@dataclass(frozen=True)
class Case:
    """One place.

    Attributes:
        name: What kind of place.
        format: The format in which it shows.
        model: The class that the body holds.
        body: A document with the place in it.
        wrong: Tells whether xsdata does what it is said to do here.
        value: What a reader should get; None if the body is no such document.
        issues: Path and kind of each issue that we report.
        strict: Whether even xsdata's strictest configuration does this.
    """

    name: str
    format: Format
    model: type[Any]
    body: bytes
    wrong: Callable[[Opinion], bool]
    value: Any = None
    issues: tuple[tuple[str, str], ...] = ()
    strict: bool = True


def gives(value: Any) -> Callable[[Opinion], bool]:
    """Xsdata returns this value without a word."""
    return lambda o: o.error is None and not o.warned and not o.lies and o.value == value


def lies(field: str) -> Callable[[Opinion], bool]:
    """Xsdata puts a value of another type into a field, without a word."""
    return lambda o: o.error is None and not o.warned and len(o.lies) == 1 and field in o.lies[0]


def warns(field: str) -> Callable[[Opinion], bool]:
    """Xsdata warns, and puts a value of another type into a field all the same."""
    return lambda o: o.error is None and o.warned and len(o.lies) == 1 and field in o.lies[0]


def raises(kind: str) -> Callable[[Opinion], bool]:
    """Xsdata fails on a document that can be read, or with an error that says nothing of documents."""
    return lambda o: type(o.error).__name__ == kind


def connector(inner: bytes) -> bytes:
    """Return a connector with something in it."""
    return b"<connector>%s</connector>" % inner


def page(inner: bytes) -> bytes:
    """Return a page with something in it."""
    return b"<ev:evStationsResult %s>%s</ev:evStationsResult>" % (EV, inner)


BAD, UNKNOWN, DUPLICATE, RANGE = "bad-value", "unknown-field", "duplicate", "out-of-range"
