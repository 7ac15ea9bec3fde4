"""Searchable columns of stations, one row a station: searches, filters and pages build no station."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from evcp.geo import power
from evcp_models import EVStation

from ..spatial.index import Floats, Hits

_K = TypeVar("_K", bound=Hashable)

Group: TypeAlias = tuple[str | None, float | None]
"""Connector type id and `maxPowerLevel` of a connector group, the facts for the filters."""

PageOrder: TypeAlias = Literal["distance", "id", "arbitrary"]
# The fractional part of the golden ratio: multiplying by it scatters whole numbers, none onto
# another (Knuth, The Art of Computer Programming 3, 6.4).
_SCATTER = 0x9E3779B97F4A7C15


class Found(NamedTuple):
    """A station in the response to a search.

    Attributes:
        number: Its number in the world.
        distance_m: As `Hits.metres`; None for `bbox`.
    """

    number: int
    distance_m: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Searchable facts of the stations of a world, in the order of the world.

    Many stations have equal groups and cards: the filters are evaluated once for each distinct set.

    Attributes:
        latitudes: Degrees north.
        longitudes: Degrees east.
        ranks: Position of each id in the order of all ids.
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

    def page(self, hits: Hits, order: PageOrder, offset: int, size: int) -> list[Found]:
        """One page of a search.

        Args:
            hits: All stations of the search.
            order: See `Assumptions.page_order`. Equal distances are ordered by id; "distance" of a
                `bbox` is the order of ids.
            offset: Number of stations to skip.
            size: Greatest number of stations of the page.
        """
        ranks = self.ranks[hits.numbers]
        keys: tuple[np.ndarray, ...] = (ranks,)
        if order == "distance" and hits.metres is not None:
            keys = (ranks, hits.metres)
        elif order == "arbitrary":
            keys = (ranks.astype(np.uint64) * np.uint64(_SCATTER),)
        end = min(offset + size, len(ranks))
        chosen = np.arange(len(ranks))
        if 0 < end < len(ranks) // 4:
            # Sorting all hits for one page is the dearest part of a search in a large world: only
            # what can be on the page is sorted, with everything equal to its last entry.
            leading = keys[-1]
            chosen = np.flatnonzero(leading <= np.partition(leading, end - 1)[end - 1])
        in_order = chosen[np.lexsort(tuple(key[chosen] for key in keys))][offset:end]
        metres = [None] * len(in_order) if hits.metres is None else hits.metres[in_order].tolist()
        return list(map(Found, hits.numbers[in_order].tolist(), metres))


def columns_of(stations: Sequence[EVStation]) -> Columns:
    """The columns of stations."""
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
    """The distinct things, and each thing as a number of a distinct one."""
    seen: dict[_K, int] = {}
    rows = np.fromiter((seen.setdefault(one, len(seen)) for one in things), np.uint32)
    return rows, tuple(seen)


def groups_of(station: EVStation) -> frozenset[Group]:
    """The connector groups of a station, as facts for the filters."""
    return frozenset(
        (one.connector_type.id if one.connector_type else None, power(one))
        for one in station.connectors
    )


def cards_of(station: EVStation) -> frozenset[str]:
    """The `partner_id`s of the accepted eMSPs of a station."""
    return frozenset(card.partner_id for card in station.roaming if card.partner_id is not None)


def groups_match(
    groups: AbstractSet[Group],
    connector_types: AbstractSet[str],
    min_power_kw: float | None,
    max_power_kw: float | None,
) -> bool:
    """Return True if connector groups pass `connectortype`, `powermin` and `powermax`."""
    if connector_types and not any(kind in connector_types for kind, _ in groups):
        return False
    if min_power_kw is None and max_power_kw is None:
        return True
    return any(
        kw is not None
        and (min_power_kw is None or kw >= min_power_kw)
        and (max_power_kw is None or kw <= max_power_kw)
        for _, kw in groups
    )


def cards_match(cards: AbstractSet[str], emsps: AbstractSet[str]) -> bool:
    """Return True if charge cards pass `emsp`."""
    return not emsps or any(card in emsps for card in cards)


_REMEMBERED = 256
"""Number of remembered filters: the pages of a search repeat the same one."""

_NO_FILTER = (frozenset[str](), None, None)


class Selection:
    """The filters of a search, on columns."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._groups = lru_cache(_REMEMBERED)(self._matching_groups)
        self._cards = lru_cache(_REMEMBERED)(self._matching_cards)

    def of(
        self,
        hits: Hits,
        connector_types: frozenset[str],
        min_power_kw: float | None,
        max_power_kw: float | None,
        emsps: frozenset[str],
    ) -> Hits:
        """The stations that pass every filter.

        `connectortype` keeps a station with a group of any of the types, `emsp` with any of the
        charge cards, `powermin` and `powermax` with a group whose `maxPowerLevel` lies between them
        (bounds included); a group of unknown power is never between them. The filters are
        independent: the group of the type and the group of the power may be two (any-of, the units
        and the independence are inferred).
        """
        keep = np.ones(len(hits.numbers), bool)
        wanted = (connector_types, min_power_kw, max_power_kw)
        if wanted != _NO_FILTER:
            keep &= self._groups(*wanted)[self._columns.groups[hits.numbers]]
        if emsps:
            keep &= self._cards(emsps)[self._columns.cards[hits.numbers]]
        if keep.all():
            return hits
        return Hits(hits.numbers[keep], None if hits.metres is None else hits.metres[keep])

    def _matching_groups(
        self, types: frozenset[str], low_kw: float | None, high_kw: float | None
    ) -> npt.NDArray[np.bool_]:
        table = self._columns.group_table
        return np.array([groups_match(one, types, low_kw, high_kw) for one in table], bool)

    def _matching_cards(self, emsps: frozenset[str]) -> npt.NDArray[np.bool_]:
        return np.array([cards_match(one, emsps) for one in self._columns.card_table], bool)
