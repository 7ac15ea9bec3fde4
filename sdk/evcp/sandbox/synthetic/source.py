"""Source of synthetic stations: any number of them, the same for the same seed.

Searchable facts are drawn in advance for all stations at once (`skeleton`), the rest on demand
(`details`). Ids contain the number of their station or pool, so that no table of them is necessary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from evcp_models import EVStation, RoamingEntry

from ..spatial.geometry import Point
from ..stations import identifiers
from ..stations.columns import Columns
from ..stations.identifiers import Names
from .details import Details
from .markets import EMSPS, MARKETS, Market
from .skeleton import group_table, skeleton, tables_of_the_world

_STATION_ID = re.compile(r"\d{3}[0-9a-z]{5}-([0-9a-f]{32})", re.ASCII)
_POOL_ORIGIN = re.compile(r"-?\d{1,20}-(\d{1,9})", re.ASCII)


class Synthetic:
    """A source of synthetic stations.

    Attributes:
        columns: Their searchable facts.
        roamings: Their accepted eMSPs.

    Raises:
        ValueError: `size` is negative.
    """

    def __init__(self, size: int, seed: int) -> None:
        """Draw a world.

        Args:
            size: Number of stations.
            seed: Seed of the world. A larger world of the same seed begins with a smaller one.
        """
        if size < 0:
            raise ValueError(f"the size of a world cannot be negative: {size}")
        self._size = size
        self._seed = seed
        self._names = Names(seed)
        self._tables = tables_of_the_world()
        self._drawn = skeleton(size, seed)
        self._details = Details(seed, self._drawn, self._tables)
        self.columns = self._columns()
        self.roamings = self._roamings()

    def station(self, number: int) -> EVStation:
        """Build a station."""
        first = number - int(self._drawn.places[number])
        pool_id = self._pool_id(first) if self._drawn.pooled[first] else None
        return self._details.station(number, self._station_id(number), pool_id)

    def find(self, id: str) -> int | None:
        """The number of the station with an id."""
        match = _STATION_ID.fullmatch(id)
        number = self._names.number(int(match[1], 16)) if match else None
        if number is None or number >= self._size or self._station_id(number) != id:
            return None
        return number

    def pool(self, id: str) -> Sequence[int]:
        """The numbers of the stations of a pool."""
        match = _POOL_ORIGIN.fullmatch(identifiers.pool_origin(id) or "")
        first = int(match[1]) if match else self._size
        places = self._drawn.places
        if first >= self._size or places[first] or not self._drawn.pooled[first]:
            return ()
        if self._pool_id(first) != id:
            return ()
        end = first + 1
        while end < self._size and places[end]:
            end += 1
        return range(first, end)

    def ids(self) -> Iterator[str]:
        """The ids of the stations in order."""
        return map(self._station_id, range(self._size))

    def pools(self) -> Iterator[str]:
        """The ids of the pools, in the order of their first stations."""
        firsts = np.flatnonzero((self._drawn.places == 0) & self._drawn.pooled)
        return map(self._pool_id, firsts.tolist())

    def _station_id(self, number: int) -> str:
        country = self._market(number).numeric
        return identifiers.numbered_station_id(
            country, self._point(number), self._names.name(number)
        )

    def _pool_id(self, first: int) -> str:
        country = self._market(first).numeric
        return identifiers.pool_id(country, self._point(first), f"{self._seed}-{first}")

    def _market(self, number: int) -> Market:
        return self._tables.market_of(int(self._drawn.cities[number]))

    def _point(self, number: int) -> Point:
        drawn = self._drawn
        return Point(float(drawn.latitudes[number]), float(drawn.longitudes[number]))

    def _columns(self) -> Columns:
        drawn = self._drawn
        return Columns(
            latitudes=drawn.latitudes,
            longitudes=drawn.longitudes,
            ranks=self._ranks(),
            groups=drawn.chargers.astype(np.uint32) * 8 + drawn.unrated,
            group_table=group_table(self._tables.chargers),
            cards=drawn.cards.astype(np.uint32),
            card_table=tuple(frozenset(EMSPS[at][1] for at in some) for some in self._tables.cards),
        )

    def _ranks(self) -> npt.NDArray[np.int32]:
        """The order of the ids, from their numbers."""
        countries = np.array([int(one.numeric) for one in self._tables.markets], np.uint64)
        heads = countries[self._tables.city_market[self._drawn.cities]] << np.uint64(25)
        heads |= identifiers.geohash_heads(self._drawn.latitudes, self._drawn.longitudes)
        order = np.lexsort((self._names.heads(np.arange(self._size)), heads))
        ranks = np.empty(self._size, np.int32)
        ranks[order] = np.arange(self._size, dtype=np.int32)
        return ranks

    def _roamings(self) -> tuple[RoamingEntry, ...]:
        markets = self._tables.city_market[self._drawn.cities].astype(np.int64)
        sets = len(self._tables.cards)
        accepted: dict[int, set[str]] = {}
        for pair in np.unique(markets * sets + self._drawn.cards).tolist():
            country = tuple(MARKETS)[pair // sets]
            for card in self._tables.cards[pair % sets]:
                accepted.setdefault(card, set()).add(country)
        entries = [
            RoamingEntry(
                emsp=EMSPS[card][0],
                partner_id=EMSPS[card][1],
                ema_id=(EMSPS[card][2],),
                country=tuple(sorted(countries)),
            )
            for card, countries in accepted.items()
        ]
        return tuple(sorted(entries, key=lambda one: (one.emsp, one.partner_id)))
