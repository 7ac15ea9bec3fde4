"""The filters of a search over the columns of a world, the same ones as in `filters`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ..spatial.index import Hits
from ..stations.columns import Columns, cards_match, groups_match

_REMEMBERED = 256
"""The pages of a search ask the same again and again."""

_NO_FILTER = (frozenset[str](), None, None)


class Selection:
    """Drops the stations that a search does not want, without building one."""

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
        asked = (connector_types, min_power_kw, max_power_kw)
        if asked != _NO_FILTER:
            keep &= self._groups(*asked)[self._columns.groups[hits.numbers]]
        if emsps:
            keep &= self._cards(emsps)[self._columns.cards[hits.numbers]]
        if keep.all():
            return hits
        return Hits(hits.numbers[keep], None if hits.metres is None else hits.metres[keep])

    def _matching_groups(
        self, types: frozenset[str], low_kw: float | None, high_kw: float | None
    ) -> Any:
        table = self._columns.group_table
        return np.array([groups_match(one, types, low_kw, high_kw) for one in table], bool)

    def _matching_cards(self, emsps: frozenset[str]) -> Any:
        return np.array([cards_match(one, emsps) for one in self._columns.card_table], bool)
