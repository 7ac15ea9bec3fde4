"""In which order answers list what they hold (contract 1.3, 1.5: not stated by the service)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

from .index import Found

T = TypeVar("T")


def search_order(found: list[Found], order: Literal["distance", "id", "arbitrary"]) -> list[Found]:
    """The stations of a search, in the order of its pages.

    Args:
        found: The stations as the index lists them, which is the order "distance".
        order: See `Assumptions.page_order`.
    """
    if order == "distance":
        return found
    if order == "id":
        return sorted(found, key=lambda one: one.station.id)
    return scattered(found, lambda one: one.station.id)


def scattered(things: Iterable[T], id_of: Callable[[T], str]) -> list[T]:
    """The things in an order without meaning that depends on nothing but their ids."""
    return sorted(things, key=lambda one: hashlib.blake2b(id_of(one).encode()).digest())
