"""In which order answers list what they hold (contract sections 1.3, 1.5: not stated by the service)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from ..spatial.columns import Columns
    from ..spatial.index import Hits

T = TypeVar("T")

PageOrder: TypeAlias = Literal["distance", "id", "arbitrary"]
# The fractional part of the golden ratio: multiplying by it scatters whole numbers, none onto
# another (Knuth, The Art of Computer Programming 3, 6.4).
_SCATTER = 0x9E3779B97F4A7C15


class Found(NamedTuple):
    """A station in the answer to a search.

    Attributes:
        number: Its number in the world.
        distance_m: As `Hits.metres`; None for `bbox`.
    """

    number: int
    distance_m: float | None


def page_of(hits: Hits, columns: Columns, order: PageOrder, offset: int, size: int) -> list[Found]:
    """One page of a search.

    Args:
        hits: All the stations of the search.
        columns: The columns of the world.
        order: See `Assumptions.page_order`. Equal distances are ordered by id; "distance" of a
            `bbox` is the order of ids.
        offset: Number of stations to skip.
        size: Greatest number of stations of the page.
    """
    import numpy as np

    ranks = columns.ranks[hits.numbers]
    keys: tuple[np.ndarray, ...] = (ranks,)
    if order == "distance" and hits.metres is not None:
        keys = (ranks, hits.metres)
    elif order == "arbitrary":
        keys = (ranks.astype(np.uint64) * np.uint64(_SCATTER),)
    end = min(offset + size, len(ranks))
    chosen = np.arange(len(ranks))
    if 0 < end < len(ranks) // 4:
        # Only what may be on the page is sorted; all that equals its last entry may be.
        leading = keys[-1]
        chosen = np.flatnonzero(leading <= np.partition(leading, end - 1)[end - 1])
    in_order = chosen[np.lexsort(tuple(key[chosen] for key in keys))][offset:end]
    metres = [None] * len(in_order) if hits.metres is None else hits.metres[in_order].tolist()
    return list(map(Found, hits.numbers[in_order].tolist(), metres))


def scattered(things: Iterable[T], id_of: Callable[[T], str]) -> list[T]:
    """The things in an order without meaning that depends on nothing but their ids."""
    return sorted(things, key=lambda one: hashlib.blake2b(id_of(one).encode()).digest())
