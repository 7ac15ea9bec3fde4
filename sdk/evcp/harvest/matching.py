"""Stations of two files, matched: which row of the one is which row of the other. Needs pyarrow.

Station ids change without notice (contract section 1.5), and an old id may come back as the id of another
station. So stations are the same by what names their equipment, in this order:

1. pool id and all EVSE ids;
2. EVSE ids, where most are shared: an EVSE was added or taken away, or the pool has another id;
3. the pool id, unless the EVSE ids contradict it;
4. the station id, where one side has no pool id.

Of several that fit, the one with the same station id is taken, then the one at the same place, then the nearest.
An index keeps numbers only, about 100 bytes a station.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_COLUMNS = ["id", "pool_id", "position", "connectors.list.element.connector_statuses"]
_BATCH = 8_192


class Index:
    """The keys of a file's stations, as numbers: digests that are good within this process.

    Attributes:
        ids: Station ids.
        pools: Pool ids; 0 for none.
        keys: Pool id and EVSE ids together; 0 without both.
        latitudes: Latitudes in degrees.
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
        ids, pools = batch["id"].to_pylist(), batch["pool_id"].to_pylist()
        for id, pool, evses in zip(ids, pools, _evse_ids(batch["connectors"]), strict=True):
            self.ids.append(hash(id))
            self.pools.append(hash(pool) if pool else 0)
            self.keys.append(hash("\0".join((pool or "", *evses))) if pool or evses else 0)
            self._evses.extend(map(hash, evses))
            self._ends.append(len(self._evses))
        for name, column in (("latitude", self.latitudes), ("longitude", self.longitudes)):
            column.extend(pc.struct_field(batch["position"], name).to_pylist())

    def evses(self, row: int) -> Sequence[int]:
        """Return the EVSE ids of a row."""
        return self._evses[self._ends[row] : self._ends[row + 1]]

    def place(self, row: int) -> tuple[float, float]:
        """Return latitude and longitude of a row in degrees."""
        return self.latitudes[row], self.longitudes[row]


def _evse_ids(connectors: pa.Array) -> Iterator[list[str]]:
    """Yield the sorted EVSE ids of each row: the eMI3 id, or the operator's."""
    statuses = pc.list_flatten(connectors).field("connector_statuses")
    flat = pc.list_flatten(statuses)
    emi3, own = flat.field("cpo_evse_emi3_id"), flat.field("cpo_evse_id")
    given = pc.and_(pc.is_valid(emi3), pc.not_equal(emi3, ""))
    names = pc.if_else(pc.fill_null(given, False), emi3, own).to_pylist()
    group = pc.list_parent_indices(statuses)
    rows = pc.list_parent_indices(connectors).take(group).to_pylist()
    found: list[set[str]] = [set() for _ in range(len(connectors))]
    for row, name in zip(rows, names, strict=True):
        if name:
            found[row].add(name)
    return map(sorted, found)


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
        self._by(self.old.ids, self.new.ids, self._no_other_pool)
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
        owners: dict[int, list[int]] = defaultdict(list)
        for row in olds:
            for evse in self.old.evses(row):
                owners[evse].append(row)
        shared = Counter(
            (owner, row)
            for row in news
            for evse in self.new.evses(row)
            for owner in owners.get(evse, ())
        )
        self._take(
            (pair for pair in shared),
            rank=lambda old, new: (-shared[old, new], *self._apart(old, new)),
        )

    def _choose(
        self, olds: Sequence[int], news: Sequence[int], fits: Callable[[int, int], bool]
    ) -> None:
        """Pair rows that have one key in common.

        Rows with the same id, and rows at the same place, are found without comparing each with each: many
        stations may share a pool.
        """
        alike: tuple[Callable[[Index, int], object], ...] = (
            lambda index, row: index.ids[row],
            lambda index, row: index.place(row),
        )
        for key in alike:
            places: dict[object, list[int]] = defaultdict(list)
            for row in olds:
                if not self._taken[row]:
                    places[key(self.old, row)].append(row)
            for row in news:
                if self.found[row] < 0:
                    rows = places.get(key(self.new, row), [])
                    partner = next((one for one in rows if fits(one, row)), None)
                    if partner is not None:
                        rows.remove(partner)
                        self._pair(partner, row)
        left = [row for row in olds if not self._taken[row]]
        others = [row for row in news if self.found[row] < 0]
        self._take(((a, b) for a in left for b in others if fits(a, b)), rank=self._apart)

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
        return self.old.ids[old] != self.new.ids[new], (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2

    def _agree(self, old: int, new: int) -> bool:
        """Return False if two stations of one pool have their own EVSEs, and not even the id in common."""
        a, b = self.old.evses(old), self.new.evses(new)
        return not (a and b) or self.old.ids[old] == self.new.ids[new]

    def _no_other_pool(self, old: int, new: int) -> bool:
        return not (self.old.pools[old] and self.new.pools[new])
