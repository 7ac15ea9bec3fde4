"""An end to reading: a small document can be made to cost very much time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

_ends: ContextVar[float | None] = ContextVar("_ends", default=None)


class OutOfTime(Exception):  # noqa: N818 (the client turns it into its DeadlineError)
    """The time for reading a document is over."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Bound the reading in a block, in this thread or task only."""
    token = _ends.set(monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def check() -> None:
    """Raise `OutOfTime` after the end.

    Called where a reader leaves the documented form. A clean document takes time in proportion to its
    size, which is bounded, and is not slowed down.
    """
    ends = _ends.get()
    if ends is not None and monotonic() > ends:
        raise OutOfTime
