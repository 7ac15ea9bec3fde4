"""One document with its expected result, and the small documents that most cases use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import evcp_models as m

BAD, UNKNOWN, NEW_VALUE = "bad-value", "unknown-field", "unknown-value"
RANGE, MISSING, DUPLICATE, STRAY = "out-of-range", "missing", "duplicate", "stray-text"

Wanted = tuple[str, str, str]
"""Path, kind and raw value of an issue."""


@dataclass(frozen=True)
class Truth:
    """Expected result of decoding a body.

    Attributes:
        name: What is special about the body.
        body: The bytes.
        value: The model; a class if the body is no document of it, and decoding has to fail.
        issues: The issues, all of them, in order.
        says: What the error has to mention.
    """

    name: str
    body: bytes
    value: Any
    issues: tuple[Wanted, ...] = ()
    says: str = ""

    @property
    def model(self) -> type[Any]:
        """The class that the body is decoded as."""
        return self.value if isinstance(self.value, type) else type(self.value)


def ok(name: str, body: bytes | str, value: Any, *issues: Wanted) -> Truth:
    """Describe the result of decoding a body."""
    return Truth(name, body if isinstance(body, bytes) else body.encode(), value, issues)


def no(
    name: str,
    body: bytes | str,
    model: type[Any] = m.EVStationsResult,
    says: str = "cannot decode",
) -> Truth:
    """Say that a body is no document of a model."""
    return Truth(name, body if isinstance(body, bytes) else body.encode(), model, (), says)


PLACE = m.Position(latitude=52.5, longitude=13.25)


def station(**fields: Any) -> m.EVStation:
    """Return the station of the bodies."""
    return m.EVStation(**{"id": "s1", "position": PLACE, **fields})


def page(*stations: m.EVStation, **fields: Any) -> m.EVStationsResult:
    """Return a page with stations."""
    return m.EVStationsResult(has_more=False, ev_stations=stations, **fields)
