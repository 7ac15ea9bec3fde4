"""What a world is searched by, as columns of numbers: one row a station, none of them built."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from evcp_models import EVStation

from ..api.filters import Group, cards_of, groups_of
from .sphere import Floats

_K = TypeVar("_K", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The searchable facts of the stations of a world, in the order of the world.

    Many stations offer the same: the filters are asked once for each distinct offer, and the
    answer is handed to every station that has it.

    Attributes:
        latitudes: Degrees north.
        longitudes: Degrees east.
        ranks: Place of each id in the order of all ids.
        groups: Row of `group_table` of each station.
        group_table: The distinct sets of connector groups.
        cards: Row of `card_table` of each station.
        card_table: The distinct sets of accepted eMSPs, by `partner_id`.
    """

    latitudes: Floats
    longitudes: Floats
    ranks: npt.NDArray[np.int32]
    groups: npt.NDArray[np.uint32]
    group_table: Sequence[frozenset[Group]]
    cards: npt.NDArray[np.uint32]
    card_table: Sequence[frozenset[str]]

    def __len__(self) -> int:
        return len(self.latitudes)


def columns_of(stations: Sequence[EVStation]) -> Columns:
    """The columns of stations that are there as objects."""
    groups, group_table = _numbered(groups_of(one) for one in stations)
    cards, card_table = _numbered(cards_of(one) for one in stations)
    size = len(stations)
    ranks = np.empty(size, np.int32)
    ranks[sorted(range(size), key=lambda at: stations[at].id)] = np.arange(size, dtype=np.int32)
    return Columns(
        latitudes=np.array([float(one.position.latitude) for one in stations]),
        longitudes=np.array([float(one.position.longitude) for one in stations]),
        ranks=ranks,
        groups=groups,
        group_table=group_table,
        cards=cards,
        card_table=card_table,
    )


def _numbered(things: Iterable[_K]) -> tuple[npt.NDArray[np.uint32], tuple[_K, ...]]:
    """Each thing as the number of the first one equal to it, and the distinct things."""
    seen: dict[_K, int] = {}
    rows = np.fromiter((seen.setdefault(one, len(seen)) for one in things), np.uint32)
    return rows, tuple(seen)
