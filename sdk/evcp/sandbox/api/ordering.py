"""In which order answers list what they hold (contract 1.3, 1.5: not stated by the service)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def scattered(things: Iterable[T], id_of: Callable[[T], str]) -> list[T]:
    """The things in an order without meaning that depends on nothing but their ids."""
    return sorted(things, key=lambda one: hashlib.blake2b(id_of(one).encode()).digest())
