"""Stations of two files, matched: which row of the one is which row of the other. Needs pyarrow and numpy.

Station ids change without notice (contract section 1.5), and an old id may come back as the id of another
station. So stations are the same by what names their equipment, in this order:

1. pool id and all EVSE ids; without a pool id, all EVSE ids, if one of them is long;
2. EVSE ids, those that share most: an EVSE was added or taken away, or the pool has another id. Short ids and serial
   numbers, such as `1`, may be another operator's too: they tell only together with the pool, the station id or
   the place;
3. the pool id, unless the EVSE ids contradict it;
4. the station id, where one side has no pool id, or at the same place; if the EVSE ids contradict it, both.

Of several that fit, the one of the same pool is taken, then the one with the same station id, then the one at the
same place, then the nearest.
An index keeps numbers only, about 100 bytes a station. Keys that one row of each file has are joined as columns;
only the others are looked at one by one.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

BATCH = 4_096
"""Rows of a file that are in memory at once."""
_KEYS = ("id", "pool_id", "position", "connectors")
_NAMES = ("cpo_evse_emi3_id", "cpo_evse_id")
_GROUPS = pa.list_(
    pa.struct({"connector_statuses": pa.list_(pa.struct(dict.fromkeys(_NAMES, pa.string())))})
)
_LONG = 8
"""Characters of an EVSE id from which on it is not another operator's by chance, unless it is a number."""
_CELLS = 100
"""Cells of a degree: stations in cells side by side, so at most about 2 km apart, are near each other."""
_SHARED = 16
"""Most stations that share an EVSE id or a cell; an id of more stations does not tell which one it is."""
_PAIRS = 10_000
"""Most pairs that are compared one by one; of more, only those near each other are."""
_NULL = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xD1B54A32D192ED03)

Numbers: TypeAlias = npt.NDArray[np.uint64]
Rows: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]


class Index:
    """The keys of a file's stations, as numbers: digests that hold within this process alone.

    Args:
        path: The file.
        forms: Columns of which each row has a digest, one for each form.

    Attributes:
        ids: Station ids; 0 for none.
        pools: Pool ids; 0 for none.
        keys: Pool id and EVSE ids together; 0 without a pool id if no EVSE id tells by itself.
        digests: Digests by form and row.
        places: Latitudes and longitudes in degrees; NaN without a position.
        evses: EVSE ids of all rows, one row after the other.
        ends: Place in `evses` at which a row begins, and the next one ends.
    """

    def __init__(self, path: Path, forms: Sequence[pa.Schema] = ()) -> None:
        with pq.ParquetFile(path) as file:
            size = file.metadata.num_rows
            self.ids, self.pools, self.keys = np.zeros((3, size), np.uint64)
            self.digests = np.zeros((len(forms), size), np.uint64)
            self.places = np.full((size, 2), np.nan)
            self.ends = np.zeros(size + 1, np.int64)
            evses, start = [np.zeros(0, np.uint64)], 0
            columns = {*_KEYS, *(name for form in forms for name in form.names)}
            for batch in file.iter_batches(batch_size=BATCH, columns=sorted(columns)):
                rows = slice(start, start := start + len(batch))
                self.ids[rows] = _texts(batch["id"])
                if "pool_id" in batch.schema.names:
                    self.pools[rows] = _texts(batch["pool_id"])
                for side, name in enumerate(("latitude", "longitude")):
                    values = pc.struct_field(batch["position"], name)
                    self.places[rows, side] = np.asarray(values.cast(pa.float64()))
                found, counts = _evse_ids(batch["connectors"])
                evses.append(found)
                self.ends[rows.start + 1 : start + 1] = counts
                equipment = _sums(_mixed(found), counts)
                given = (self.pools[rows] != 0) | (_sums(found & np.uint64(1), counts) > 0)
                self.keys[rows] = given * _mixed(equipment + _mixed(self.pools[rows]))
                for form, digest in zip(forms, self.digests, strict=True):
                    values = [batch[column.name].cast(column.type) for column in form]
                    digest[rows] = _members(form.names, values, len(batch))
        self.ends.cumsum(out=self.ends)
        self.evses = np.concatenate(evses)
        pa.default_memory_pool().release_unused()

    def __len__(self) -> int:
        return len(self.ids)

    def equipped(self, rows: Rows) -> Mask:
        """Return whether rows have EVSE ids."""
        return self.ends[rows + 1] > self.ends[rows]

    def lone(self, taken: Mask) -> Rows:
        """Return the rows that are not taken, without those that repeat the station of another row."""
        places = (self.places + 0.0).view(np.uint64)  # -0.0 is 0.0
        names = _mixed(_mixed(_mixed(self.ids + self.keys) + places[:, 0]) + places[:, 1])
        rows = np.flatnonzero(~taken)
        named = rows[self.ids[rows] != 0]
        named = named[np.unique(names[named], return_index=True)[1]]
        named = named[~np.isin(names[named], names[taken])]
        return np.sort(np.concatenate([rows[self.ids[rows] == 0], named]))


# --- digests


def digests(values: pa.Array) -> Numbers:
    """Return a number for each value: equal ones for equal values, different ones for others."""
    if pa.types.is_struct(values.type):
        names = [member.name for member in values.type]
        found = _members(names, values.flatten(), len(values))
    elif pa.types.is_list(values.type):
        sizes = np.asarray(pc.list_value_length(values).fill_null(0)).astype(np.int64)
        places = _counted(sizes).astype(np.uint64)
        found = _sums(_mixed(digests(values.flatten()) + places * _STEP), sizes)
        found += sizes.astype(np.uint64)
    elif pa.types.is_string(values.type):
        found = _texts(values)
    elif pa.types.is_floating(values.type):
        found = (np.asarray(values.cast(pa.float64()).fill_null(0.0)) + 0.0).view(np.uint64)
    else:
        found = np.asarray(values.cast(pa.int64()).fill_null(0)).view(np.uint64)
    return np.where(np.asarray(values.is_valid()), found, _NULL) if values.null_count else found


def _members(names: Iterable[str], values: Iterable[pa.Array], size: int) -> Numbers:
    """Return a number for each row of columns."""
    found = np.zeros(size, np.uint64)
    for name, one in zip(names, values, strict=True):
        found += _mixed(digests(one) + np.int64(hash(name)).view(np.uint64))
    return found


def _texts(texts: pa.Array, digest: Callable[[str], int] = hash) -> Numbers:
    """Return a number for each text; 0 for none, and for an empty one."""
    texts = texts.cast(pa.string()).dictionary_encode()
    known = [0, *map(digest, texts.dictionary.to_pylist())]
    found: Numbers = np.array(known, np.int64).view(np.uint64)
    places: Rows = np.asarray(texts.indices.fill_null(-1)) + 1
    return found[places]


def _evse_digest(evse: str) -> int:
    """Return a number, odd for an id that tells by itself which EVSE it is."""
    return hash(evse) & ~1 | (len(evse) >= _LONG and not evse.isdecimal())


def _evse_ids(connectors: pa.Array) -> tuple[Numbers, Rows]:
    """Return the EVSE ids of rows, each once, and their number by row: the eMI3 id, or the operator's."""
    size = len(connectors)
    connectors = connectors.cast(_GROUPS)
    statuses = pc.list_flatten(connectors).field("connector_statuses")
    flat = pc.list_flatten(statuses)
    emi3, own = map(flat.field, _NAMES)
    given = pc.fill_null(pc.not_equal(emi3, ""), False)
    evses = _texts(pc.if_else(given, emi3, own), _evse_digest)
    parents = pc.list_parent_indices(connectors).take(pc.list_parent_indices(statuses))
    rows = np.asarray(parents)[evses != 0]
    evses = evses[evses != 0]
    order = np.lexsort((evses, rows))
    rows, evses = rows[order], evses[order]
    once = np.ones(len(rows), np.bool_)
    once[1:] = (rows[1:] != rows[:-1]) | (evses[1:] != evses[:-1])
    return evses[once], np.bincount(rows[once], minlength=size)


def _mixed(values: Numbers) -> Numbers:
    """Return numbers of which each bit depends on all bits (the finalizer of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def _sums(values: Numbers, sizes: Rows) -> Numbers:
    """Return the sums of groups of values that follow each other."""
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values, out=sums[1:])
    ends = np.cumsum(sizes)
    found: Numbers = sums[ends] - sums[ends - sizes]
    return found


def _counted(sizes: Rows) -> Rows:
    """Return 0, 1, 2 and so on for each group."""
    ends = np.cumsum(sizes)
    return np.arange(sizes.sum()) - np.repeat(ends - sizes, sizes)


# --- matching


def match(old: Index, new: Index) -> Rows:
    """Return the row of the old file that is the same station, for each row of the new one; -1 without."""
    return _Matching(old, new).run()


def _cells(places: npt.NDArray[np.float64], around: int = 0) -> tuple[Rows, Numbers]:
    """Return the cells of places, and those around them: which place, and the number of the cell."""
    which = np.flatnonzero(~np.isnan(places).any(axis=1))
    cells = np.floor(places[which] * _CELLS).astype(np.int64)
    steps = range(-around, around + 1)
    found = [
        (cells[:, 0] + north) * 360 * _CELLS + (cells[:, 1] + east) % (360 * _CELLS)
        for north in steps
        for east in steps
    ]
    return np.tile(which, len(found)), np.concatenate(found).view(np.uint64)


def _evse_keys(index: Index, rows: Rows, around: int) -> tuple[Numbers, Rows]:
    """Return lookup keys of EVSE ids with their places: the id alone, or with pool, station or cell."""
    sizes = index.ends[rows + 1] - index.ends[rows]
    places = np.repeat(index.ends[rows], sizes) + _counted(sizes)
    rows, evses = np.repeat(rows, sizes), index.evses[places]
    alone = evses % 2 == 1
    keys, found = [evses[alone]], [places[alone]]
    rows, evses, places = rows[~alone], evses[~alone], places[~alone]
    every = np.arange(len(rows))
    owners = [(every, index.pools[rows]), (every, index.ids[rows])]
    for kind, (which, names) in enumerate([*owners, _cells(index.places[rows], around)]):
        given = (names != 0) | (kind == len(owners))
        keys.append(_mixed(evses[which[given]] + _mixed(names[given] * _STEP + np.uint64(kind))))
        found.append(places[which[given]])
    return np.concatenate(keys), np.concatenate(found)


class _Lookup:
    """Rows by key, in the order of the keys."""

    def __init__(self, keys: Numbers, rows: Rows) -> None:
        order = np.argsort(keys, kind="stable")
        self._keys, self._rows = keys[order], rows[order]

    def pairs(self, keys: Numbers, rows: Rows, *, many: int) -> tuple[Rows, Rows]:
        """Return the pairs of a row of the lookup and a given one; of a key of too many, only so many."""
        low = np.searchsorted(self._keys, keys)
        sizes = np.searchsorted(self._keys, keys, "right") - low
        sizes = np.where(sizes > _SHARED, many, sizes)
        return self._rows[np.repeat(low, sizes) + _counted(sizes)], np.repeat(rows, sizes)


_Fits: TypeAlias = Callable[[Rows, Rows], Mask]


class _Matching:
    def __init__(self, old: Index, new: Index) -> None:
        self.old = old
        self.new = new
        self.found = np.full(len(new), -1)
        self._taken = np.zeros(len(old), np.bool_)

    def run(self) -> Rows:
        self._by(self.old.keys, self.new.keys, lambda olds, news: olds >= 0)
        self._by_evses()
        self._by(self.old.pools, self.new.pools, self._agree)
        self._by(self.old.ids, self.new.ids, self._no_other)
        return self.found

    def _by(self, old_keys: Numbers, new_keys: Numbers, fits: _Fits) -> None:
        """Pair the rows of equal keys; 0 is no key."""
        sides = []
        for free, keys in ((~self._taken, old_keys), (self.found < 0, new_keys)):
            rows = np.flatnonzero(free & (keys != 0))
            rows = rows[np.argsort(keys[rows], kind="stable")]
            sides.append((rows, *np.unique(keys[rows], return_index=True, return_counts=True)))
        (olds, old_names, old_at, old_sizes), (news, new_names, new_at, new_sizes) = sides
        _, left, right = np.intersect1d(
            old_names, new_names, assume_unique=True, return_indices=True
        )
        alone = (old_sizes[left] == 1) & (new_sizes[right] == 1)
        first, second = olds[old_at[left[alone]]], news[new_at[right[alone]]]
        fit = fits(first, second)
        self._pair(first[fit], second[fit])
        for a, b in zip(left[~alone].tolist(), right[~alone].tolist(), strict=True):
            self._choose(
                olds[old_at[a] : old_at[a] + old_sizes[a]],
                news[new_at[b] : new_at[b] + new_sizes[b]],
                fits,
            )

    def _by_evses(self) -> None:
        """Pair the rows that share EVSE ids, those that share most first."""
        keys, places = _evse_keys(self.old, np.flatnonzero(~self._taken), 0)
        lookup = _Lookup(keys, np.searchsorted(self.old.ends, places, "right") - 1)
        news = np.flatnonzero(self.found < 0)
        pairs, numbers = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        size = len(self.new.evses) + 1
        for start in range(0, len(news), BATCH):
            keys, places = _evse_keys(self.new, news[start : start + BATCH], 1)
            owners, places = lookup.pairs(keys, places, many=0)
            owners, places = np.divmod(np.unique(owners * size + places), size)  # each EVSE once
            rows = np.searchsorted(self.new.ends, places, "right") - 1
            some, number = np.unique(owners * len(self.new) + rows, return_counts=True)
            pairs.append(some)
            numbers.append(number)
        olds, news = np.divmod(np.concatenate(pairs), max(len(self.new), 1))
        number = np.concatenate(numbers)
        alone = (np.bincount(olds)[olds] == 1) & (np.bincount(news)[news] == 1)
        self._pair(olds[alone], news[alone])
        olds, news, number = olds[~alone], news[~alone], number[~alone]
        self._take(olds, news, -number, self.old.pools[olds] != self.new.pools[news])

    def _choose(self, olds: Rows, news: Rows, fits: _Fits) -> None:
        """Pair rows that have one key in common.

        Each is compared with each unless there are many, for many stations may share a pool: then those with the
        same id and place are found first, those with one of them, and those near each other.
        """
        if len(olds) * len(news) > _PAIRS:
            for name in (("ids", "places"), ("ids",), ("places",)):
                self._pair_alike(olds, news, fits, name)
                olds, news = olds[~self._taken[olds]], news[self.found[news] < 0]
        if len(olds) * len(news) > _PAIRS:
            which, cells = _cells(self.old.places[olds])
            lookup = _Lookup(cells, olds[which])
            which, cells = _cells(self.new.places[news], 1)
            olds, news = lookup.pairs(cells, news[which], many=_SHARED)
        else:
            olds, news = np.repeat(olds, len(news)), np.tile(news, len(olds))
        fit = fits(olds, news)
        self._take(olds[fit], news[fit])

    def _pair_alike(self, olds: Rows, news: Rows, fits: _Fits, names: Sequence[str]) -> None:
        """Pair rows of equal names; whether two of them fit depends on whether each has a pool and EVSEs."""

        def keyed(index: Index, rows: Rows) -> Iterator[tuple[list[object], int, Rows]]:
            columns = [getattr(index, name)[rows].tolist() for name in names]
            kinds = index.equipped(rows) + 2 * (index.pools[rows] != 0)
            for row, kind, *values in zip(
                rows[:, np.newaxis], kinds.tolist(), *columns, strict=True
            ):
                if all(values):
                    yield values, kind, row

        known: dict[str, dict[int, deque[Rows]]] = defaultdict(lambda: defaultdict(deque))
        for values, kind, row in keyed(self.old, olds):
            known[repr(values)][kind].append(row)
        for values, _, row in keyed(self.new, news):
            for rows in known.get(repr(values), {}).values():
                if rows and fits(rows[0], row):
                    self._pair(rows.popleft(), row)
                    break

    def _take(self, olds: Rows, news: Rows, *ranks: npt.NDArray[np.generic]) -> None:
        """Pair rows in the order of their ranks, then those with the same id, then the nearest."""
        square = ((self.old.places[olds] - self.new.places[news]) ** 2).sum(axis=1)
        ranks = (*ranks, self.old.ids[olds] != self.new.ids[news], square, olds, news)
        order = np.lexsort(ranks[::-1])  # NaN comes last
        for old, new in zip(olds[order].tolist(), news[order].tolist(), strict=True):
            if not self._taken[old] and self.found[new] < 0:
                self._taken[old], self.found[new] = True, old

    def _pair(self, olds: Rows, news: Rows) -> None:
        self.found[news] = olds
        self._taken[olds] = True

    def _agree(self, olds: Rows, news: Rows) -> Mask:
        """Return False for two stations of one pool with EVSEs of their own, and not even the id in common."""
        ids = self.old.ids[olds]
        fit: Mask = ~self._equipped(olds, news) | ((ids != 0) & (ids == self.new.ids[news]))
        return fit

    def _no_other(self, olds: Rows, news: Rows) -> Mask:
        """Return False if a station id may have come back as another station's."""
        there = (self.old.places[olds] == self.new.places[news]).all(axis=-1)
        pools = (self.old.pools[olds] != 0) & (self.new.pools[news] != 0)
        fit: Mask = np.where(self._equipped(olds, news), ~pools & there, ~pools | there)
        return fit

    def _equipped(self, olds: Rows, news: Rows) -> Mask:
        """Return whether both rows have EVSE ids."""
        return self.old.equipped(olds) & self.new.equipped(news)
