"""Stations of two files, matched: which row of the one is which row of the other. Needs pyarrow.

Station ids change without notice (contract section 1.5), and an old id may come back as the id of another
station. So stations are the same by what names their equipment, in this order:

1. pool id and all EVSE ids;
2. EVSE ids, those that share most: an EVSE was added or taken away, or the pool has another id. Short ids and serial
   numbers, such as `1`, may be another operator's too: they tell only together with the pool, the station id or
   the place;
3. the pool id, unless the EVSE ids contradict it;
4. the station id, where one side has no pool id, or at the same place, unless the EVSE ids contradict it.

Of several that fit, the one of the same pool is taken, then the one with the same station id, then the one at the
same place, then the nearest.
An index keeps numbers only, about 100 bytes a station.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_COLUMNS = ["id", "pool_id", "position", "connectors.list.element.connector_statuses"]
_NAMES = ("cpo_evse_emi3_id", "cpo_evse_id")
_GROUPS = pa.list_(
    pa.struct({"connector_statuses": pa.list_(pa.struct(dict.fromkeys(_NAMES, pa.string())))})
)
_BATCH = 8_192
_LONG = 8
"""Characters of an EVSE id from which on it is not another operator's by chance, unless it is a number."""
_CELLS = 100
"""Cells of a degree: stations in cells side by side, so at most about 2 km apart, are near each other."""
_SHARED = 16
"""Stations that may have an EVSE id in common, or a cell; an id that more have names none of them."""
_PAIRS = 10_000
"""Pairs of which each is looked at; of more, those near each other."""


class Index:
    """The keys of a file's stations, as numbers: digests that are good within this process.

    Attributes:
        ids: Station ids; 0 for none.
        pools: Pool ids; 0 for none.
        keys: Pool id and EVSE ids together; 0 without both.
        latitudes: Latitudes in degrees; NaN without a position.
        longitudes: Longitudes in degrees.
    """

    def __init__(self, path: Path) -> None:
        self.ids, self.pools, self.keys = array("q"), array("q"), array("q")
        self.latitudes, self.longitudes = array("d"), array("d")
        self._evses, self._ends = array("q"), array("q", [0])
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH, columns=_COLUMNS):
                self._add(batch)

    def __len__(self) -> int:
        return len(self.ids)

    def _add(self, batch: pa.RecordBatch) -> None:
        ids = batch["id"].to_pylist()
        pools = (
            batch["pool_id"].to_pylist() if "pool_id" in batch.schema.names else [None] * len(ids)
        )
        for id, pool, evses in zip(ids, pools, _evse_ids(batch["connectors"]), strict=True):
            self.ids.append(hash(id) if id else 0)
            self.pools.append(hash(pool) if pool else 0)
            self.keys.append(hash("\0".join((pool or "", *evses))) if pool or evses else 0)
            self._evses.extend(map(_digest, evses))
            self._ends.append(len(self._evses))
        for name, column in (("latitude", self.latitudes), ("longitude", self.longitudes)):
            values = pc.struct_field(batch["position"], name)
            column.extend(pc.fill_null(values, math.nan).to_pylist())

    def evses(self, row: int) -> Sequence[int]:
        """Return the EVSE ids of a row."""
        return self._evses[self._ends[row] : self._ends[row + 1]]

    def place(self, row: int) -> tuple[float, float]:
        """Return latitude and longitude of a row in degrees."""
        return self.latitudes[row], self.longitudes[row]

    def names(self, row: int) -> tuple[int, int, tuple[float, float]]:
        """Return all that tells a row: rows that have it in common are one station, listed twice."""
        return self.ids[row], self.keys[row], self.place(row)


def _digest(evse: str) -> int:
    """Return a number, odd for an id that tells by itself which EVSE it is."""
    return hash(evse) & ~1 | (len(evse) >= _LONG and not evse.isdecimal())


def _cells(place: tuple[float, float], around: int = 0) -> Iterator[tuple[int, int]]:
    """Yield the cell of a place, and those around it."""
    if not any(map(math.isnan, place)):
        row, column = (math.floor(one * _CELLS) for one in place)
        steps = range(-around, around + 1)
        for north, east in product(steps, steps):
            yield row + north, (column + east) % (360 * _CELLS)


def _evse_ids(connectors: pa.Array) -> Iterator[list[str]]:
    """Yield the sorted EVSE ids of each row: the eMI3 id, or the operator's."""
    connectors = connectors.cast(_GROUPS)
    statuses = pc.list_flatten(connectors).field("connector_statuses")
    flat = pc.list_flatten(statuses)
    emi3, own = map(flat.field, _NAMES)
    given = pc.and_(pc.is_valid(emi3), pc.not_equal(emi3, ""))
    names = pc.if_else(pc.fill_null(given, False), emi3, own).to_pylist()
    group = pc.list_parent_indices(statuses)
    rows = pc.list_parent_indices(connectors).take(group).to_pylist()
    found: list[set[str]] = [set() for _ in range(len(connectors))]
    for row, name in zip(rows, names, strict=True):
        if name:
            found[row].add(name)
    return map(sorted, found)


def _evse_keys(index: Index, row: int, evse: int, around: int) -> Iterator[Hashable]:
    """Yield what an EVSE id is looked up by: alone, or with what tells whose it is."""
    if evse & 1:
        yield evse
        return
    if pool := index.pools[row]:
        yield evse, pool
    if id := index.ids[row]:
        yield evse, "id", id
    for cell in _cells(index.place(row), around):
        yield evse, "cell", cell


def match(old: Index, new: Index) -> array[int]:
    """Return for each row of the new file the row of the old one that is the same station, or -1."""
    return _Matching(old, new).run()


def _repeated(keys: pa.Array) -> set[int]:
    """Return the keys that come more than once."""
    counts = pc.value_counts(keys)
    values, numbers = counts.field("values"), counts.field("counts")
    return set(values.filter(pc.greater(numbers, 1)).to_pylist())


class _Matching:
    def __init__(self, old: Index, new: Index) -> None:
        self.old = old
        self.new = new
        self.found = array("q", [-1]) * len(new)
        self._taken = bytearray(len(old))

    def run(self) -> array[int]:
        self._by(self.old.keys, self.new.keys)
        self._by_evses()
        self._by(self.old.pools, self.new.pools, self._agree)
        self._by(self.old.ids, self.new.ids, self._no_other)
        return self.found

    def _left(self) -> tuple[list[int], list[int]]:
        """Return the rows without a partner, of both sides."""
        return (
            [row for row, taken in enumerate(self._taken) if not taken],
            [row for row, partner in enumerate(self.found) if partner < 0],
        )

    def _by(
        self,
        old_keys: Sequence[int],
        new_keys: Sequence[int],
        fits: Callable[[int, int], bool] = lambda old, new: True,
    ) -> None:
        """Pair the rows of equal keys; 0 is no key."""
        olds, news = self._left()
        by_key: dict[
            int, int | list[int]
        ] = {}  # mostly one row: a list for each would double the memory
        for row in olds:
            if key := old_keys[row]:
                known = by_key.setdefault(key, row)
                if isinstance(known, list):
                    known.append(row)
                elif known != row:
                    by_key[key] = [known, row]
        shared: dict[int, list[int]] = defaultdict(list)
        repeats = _repeated(pa.array((new_keys[row] for row in news), pa.int64()))
        for row in news:
            rows = by_key.get(new_keys[row])
            if rows is None:
                continue
            if isinstance(rows, int) and new_keys[row] not in repeats:
                if fits(rows, row):
                    self._pair(rows, row)
            else:
                shared[new_keys[row]].append(row)
        for key, group in shared.items():
            rows = by_key[key]
            self._choose([rows] if isinstance(rows, int) else rows, group, fits)

    def _by_evses(self) -> None:
        """Pair the rows that share EVSE ids, those that share most first."""
        olds, news = self._left()
        owners: dict[Hashable, int | list[int]] = {}  # mostly one row, see above
        for row in olds:
            for evse in self.old.evses(row):
                for key in _evse_keys(self.old, row, evse, 0):
                    known = owners.setdefault(key, row)
                    if isinstance(known, list):
                        known.append(row)
                    elif known != row:
                        owners[key] = [known, row]
        pairs, claims, claiming = array("q"), bytearray(len(self.old)), bytearray(len(self.new))
        for row in news:
            counts: Counter[int] = Counter()
            for evse in self.new.evses(row):
                found: set[int] = set()
                for key in _evse_keys(self.new, row, evse, 1):
                    rows = owners.get(key, ())
                    if isinstance(rows, int):
                        found.add(rows)
                    elif len(rows) <= _SHARED:
                        found.update(rows)
                counts.update(found)
            for owner, number in counts.items():
                pairs.extend((owner, row, number))
                claims[owner] = min(claims[owner] + 1, 2)
                claiming[row] = min(claiming[row] + 1, 2)
        shared: dict[tuple[int, int], int] = {}
        for owner, row, number in zip(pairs[::3], pairs[1::3], pairs[2::3], strict=True):
            if claims[owner] == claiming[row] == 1:
                self._pair(owner, row)
            else:
                shared[owner, row] = number
        self._take(
            shared,
            rank=lambda old, new: (
                -shared[old, new],
                self.old.pools[old] != self.new.pools[new],
                *self._apart(old, new),
            ),
        )

    def _choose(
        self, olds: Sequence[int], news: Sequence[int], fits: Callable[[int, int], bool]
    ) -> None:
        """Pair rows that have one key in common.

        Rows with the same id, and rows at the same place, are found without comparing each with each: many
        stations may share a pool.
        """
        alike: tuple[Callable[[Index, int], object], ...] = (
            lambda index, row: index.ids[row] or None,
            lambda index, row: index.place(row),
        )
        for key in alike:
            places: dict[object, list[int]] = defaultdict(list)
            for row in olds:
                if not self._taken[row] and (value := key(self.old, row)):
                    places[value].append(row)
            for row in news:
                if self.found[row] < 0:
                    rows = places.get(key(self.new, row), [])
                    partner = next((one for one in rows if fits(one, row)), None)
                    if partner is not None:
                        rows.remove(partner)
                        self._pair(partner, row)
        left = [row for row in olds if not self._taken[row]]
        others = [row for row in news if self.found[row] < 0]
        pairs = (
            self._near(left, others) if len(left) * len(others) > _PAIRS else product(left, others)
        )
        self._take(((a, b) for a, b in pairs if fits(a, b)), rank=self._apart)

    def _near(self, olds: Sequence[int], news: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield the pairs that are near each other."""
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row in olds:
            for cell in _cells(self.old.place(row)):
                cells[cell].append(row)
        for row in news:
            for cell in _cells(self.new.place(row), 1):
                yield from ((old, row) for old in cells.get(cell, ())[:_SHARED])

    def _take(
        self, pairs: Iterable[tuple[int, int]], rank: Callable[[int, int], tuple[float, ...]]
    ) -> None:
        for old, new in sorted(pairs, key=lambda pair: (rank(*pair), pair)):
            if not self._taken[old] and self.found[new] < 0:
                self._pair(old, new)

    def _pair(self, old: int, new: int) -> None:
        self.found[new] = old
        self._taken[old] = 1

    def _apart(self, old: int, new: int) -> tuple[float, ...]:
        """Return how far apart two rows are: another id, then the square of degrees."""
        a, b = self.old.place(old), self.new.place(new)
        square = (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
        return self.old.ids[old] != self.new.ids[new], math.inf if math.isnan(square) else square

    def _agree(self, old: int, new: int) -> bool:
        """Return False if two stations of one pool have their own EVSEs, and not even the id in common."""
        a, b = self.old.evses(old), self.new.evses(new)
        return not (a and b) or 0 != self.old.ids[old] == self.new.ids[new]

    def _no_other(self, old: int, new: int) -> bool:
        """Return False if a station id may have come back as another station's."""
        if not (self.old.pools[old] and self.new.pools[new]):
            return True
        evses = self.old.evses(old) and self.new.evses(new)
        return not evses and self.old.place(old) == self.new.place(new)
