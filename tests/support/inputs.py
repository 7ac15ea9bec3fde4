"""Many inputs of one test: a failure tells which one it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def told(*inputs: object) -> Iterator[None]:
    """Add the inputs to whatever fails within."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"with {', '.join(map(_shown, inputs))}")
        raise


def _shown(one: object) -> str:
    try:
        return f"{type(one).__name__} {one!r:.200}"
    except Exception as error:
        return f"{type(one).__name__}, without a repr: {error}"
