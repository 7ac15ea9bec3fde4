"""An end to reading: a small document can be made to cost very much time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import TypeVar

T = TypeVar("T")
_MANY = 256
"""Items between two looks at the clock."""

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


def each(items: list[T]) -> Iterable[T]:
    """Return items to be read one after the other; very many of them only until the end."""
    return items if len(items) < _MANY else _each(items)


def _each(items: list[T]) -> Iterator[T]:
    for index, item in enumerate(items):
        if index % _MANY == 0:
            check()
        yield item


def check() -> None:
    """Raise `OutOfTime` after the end.

    Called where a reader leaves the documented form: a clean document is not slowed down.
    """
    ends = _ends.get()
    if ends is not None and monotonic() > ends:
        raise OutOfTime
