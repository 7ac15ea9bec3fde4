"""Two harvests compared: what is new, changed or gone, and what cannot be told. Needs pyarrow.

Stations are matched by an index of numbers (`matching`). Matched rows are then compared as columns, row group by
row group, as both files follow the same curve. Only rows that differ become objects.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, compress
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc  # makes its functions when it is imported
import pyarrow.parquet as pq

from evcp_codec.model import Frozen, joined, short_repr

from .._api.sphere import air_line
from ..arrow import schema
from .coverage import read_file
from .matching import Index, match

LIVE = frozenset(
    [
        "connectors.charging_point.last_update_timestamp",
        "connectors.charging_point.number_of_available",
        "connectors.charging_point.number_of_in_use",
        "connectors.charging_point.number_of_out_of_service",
        "connectors.charging_point.number_of_reserved",
        "connectors.connector_details.opening_hours.open_now",
        "connectors.connector_details.pricing.time_constraints.open_now",
        "connectors.connector_statuses.state",
        "connectors.last_update_timestamp",
        "last_update_timestamp",
        "last_updated_time_stamp",
    ]
)
"""Members that change by the minute: states, counts and timestamps."""
_ASIDE = "distance"
"""Column that is not compared: it is of the search."""
_SLICE = 4_096
"""Rows that are compared at once."""
_FEW = 0.02
"""Share of a row group whose partners are scattered: they are compared at the end, not one group after the other."""


class DiffKind(StrEnum):
    """The kinds of differences.

    Attributes:
        NEW: Only the newer file has the station, and both have every station of its place.
        CHANGED: Both have the station, and it differs.
        GONE: Only the older file has the station, and both have every station of its place.
        NOT_SEEN: Only the older file has the station; it may be there still, for a file is not complete there.
        FIRST_SEEN: Only the newer file has the station; it may have been there before.
    """

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    NOT_SEEN = "not_seen"
    FIRST_SEEN = "first_seen"

    @property
    def certain(self) -> bool:
        """Whether the station is known to differ so: False where a file may lack stations of the place."""
        return self not in (DiffKind.NOT_SEEN, DiffKind.FIRST_SEEN)


@dataclass(frozen=True, slots=True)
class FieldChange(Frozen):
    """A member that differs.

    Attributes:
        path: Path such as `connectors[1].max_power_level`; the number counts in the newer station, or in the
            older one if only that has the item.
        old: Value before, as plain data; None if there was none.
        new: Value now; None if there is none.
    """

    __repr__ = short_repr

    path: str
    old: object
    new: object

    @property
    def name(self) -> str:
        """The path without numbers."""
        return ".".join(part.partition("[")[0] for part in self.path.split("."))


@dataclass(frozen=True, slots=True)
class StationDiff(Frozen):
    """A station that differs between two harvests.

    Attributes:
        kind: Kind of the difference.
        id: Station id, in the newer file if it has the station.
        old_id: Station id in the older file; None if only the newer one has the station.
        pool_id: Pool id, likewise.
        name: Name.
        latitude: Latitude in degrees, likewise; None without a position.
        longitude: Longitude in degrees.
        fields: Members that differ, but for live ones.
        live: Live members that differ: states, counts and timestamps.
        moved: Distance between the two positions in metres; None if it did not move, or one is not known.
    """

    kind: DiffKind
    id: str
    old_id: str | None
    pool_id: str | None
    name: str | None
    latitude: float | None
    longitude: float | None
    fields: tuple[FieldChange, ...] = ()
    live: tuple[FieldChange, ...] = ()
    moved: float | None = None

    @property
    def renamed(self) -> bool:
        """Whether the station has another id now."""
        return self.kind is DiffKind.CHANGED and self.old_id != self.id

    def __repr__(self) -> str:
        names = (
            *(one.name for one in self.fields[:2]),
            f"{len(self.live)} live" if self.live else "",
        )
        return joined(
            f"<StationDiff {self.kind}", f"{self.id:.40}", *(f"{n:.30}" for n in names if n)
        )


@dataclass(frozen=True, slots=True)
class DiffSummary(Frozen):
    """The numbers of a comparison.

    Attributes:
        old: Stations of the older file.
        new: Stations of the newer one.
        kinds: Number of differing stations by kind; those that differ in live members alone are not counted.
        renamed: Stations with another id.
        moved: Stations at another position.
        live: Stations of which live members differ, whatever else does.
        fields: Number of stations by the member that differs, live ones apart.
        same: Stations of both files that do not differ, live members apart.
    """

    old: int
    new: int
    kinds: Counter[DiffKind]
    renamed: int
    moved: int
    live: int
    fields: Counter[str] = field(repr=False)
    same: int

    @property
    def certain(self) -> bool:
        """Whether new and gone are told of all stations: both files are complete where they differ."""
        return all(kind.certain for kind in +self.kinds)


class Diff:
    """The differences between two files of stations; a loop reads the files again, so it may be long gone through.

    Attributes:
        old: Coverage of the older file.
        new: Coverage of the newer file.
        uncompared: Members that one file has no column for, as one of another version of the schema.
    """

    def __init__(self, old: str | Path, new: str | Path) -> None:
        self._paths = Path(old), Path(new)
        (self.old, old), (self.new, new) = (read_file(path) for path in self._paths)
        uncompared: list[str] = []
        self._form = pa.schema(list(_common("", pa.struct(list(schema())), (old, new), uncompared)))
        self.uncompared = tuple(uncompared)
        self._old, self._new = (Index(path) for path in self._paths)
        self._partner = match(self._old, self._new)

    def __repr__(self) -> str:
        return joined("<Diff", *(path.name for path in self._paths))

    def __iter__(self) -> Iterator[StationDiff]:
        """Yield all differences: stations of one file first, then those of both."""
        return self.changes(live=True)

    def changes(self, *, live: bool = True) -> Iterator[StationDiff]:
        """Yield the differences.

        Args:
            live: Tell live members too. Without them a station that differs in live members alone is left out.
        """
        yield from self._lone()
        for old, new, static in self._differing():
            for change in _compared(old, new, static if not live else None):
                if live or change.fields or change.renamed:
                    yield change

    def summary(self) -> DiffSummary:
        """Count the differences."""
        kinds: Counter[DiffKind] = Counter()
        fields: Counter[str] = Counter()
        renamed = moved = live = 0
        for one in self._lone():
            kinds[one.kind] += 1
        for old, new, static in self._differing():
            live += len(static) - sum(static)  # these differ in live members alone
            for change in _compared(old, new, static):
                live += bool(change.live)
                if not (change.fields or change.renamed):
                    continue
                kinds[DiffKind.CHANGED] += 1
                renamed += change.renamed
                moved += change.moved is not None
                fields.update({one.name for one in change.fields})
        both = sum(1 for row in self._partner if row >= 0)
        return DiffSummary(
            old=len(self._old),
            new=len(self._new),
            kinds=kinds,
            renamed=renamed,
            moved=moved,
            live=live,
            fields=fields,
            same=both - kinds[DiffKind.CHANGED],
        )

    # --- stations of one file -------------------------------------------------------------------

    def _certain(self, place: tuple[float, float]) -> bool:
        return (
            self.old.filters == self.new.filters
            and self.old.covers(*place)
            and self.new.covers(*place)
        )

    def _lone(self) -> Iterator[StationDiff]:
        """Yield the stations that only one file has."""
        taken = bytearray(len(self._old))
        for partner in self._partner:
            if partner >= 0:
                taken[partner] = 1
        lone = _once(self._old, taken)
        added = _once(self._new, bytearray(partner >= 0 for partner in self._partner))
        sides = (
            (self._paths[0], self._old, lone, DiffKind.GONE, DiffKind.NOT_SEEN),
            (self._paths[1], self._new, added, DiffKind.NEW, DiffKind.FIRST_SEEN),
        )
        for path, index, rows, certain, uncertain in sides:
            for row, (id, pool, name) in _named(path, rows):
                place = index.place(row)
                kind = certain if self._certain(place) else uncertain
                old_id = id if index is self._old else None
                known = (None, None) if math.isnan(place[0] + place[1]) else place
                yield StationDiff(kind, id, old_id, pool, name, *known)

    # --- stations of both -----------------------------------------------------------------------

    def _differing(self) -> Iterator[tuple[pa.Table, pa.Table, list[bool]]]:
        """Yield rows that differ, of both files, and whether they do so in more than live members."""
        with pq.ParquetFile(self._paths[0]) as first, pq.ParquetFile(self._paths[1]) as second:
            for old, new in _aligned(first, second, self._partner, self._form):
                static, live = row_differences(old, new)
                rows = pc.indices_nonzero(pc.or_(static, live))
                if len(rows):
                    yield old.take(rows), new.take(rows), static.take(rows).to_pylist()


def _once(index: Index, taken: bytearray) -> list[int]:
    """Return the rows that are not taken, but for those that list a station of another row once more."""
    rows = [row for row, known in enumerate(taken) if not known]
    lone = {index.names(row) if index.ids[row] else row: row for row in reversed(rows)}
    for row in compress(range(len(taken)), taken) if rows else ():
        lone.pop(index.names(row), None)
    return sorted(lone.values())


def _common(
    path: str, wanted: pa.DataType, given: Sequence[pa.DataType | pa.Schema], lacking: list[str]
) -> pa.DataType:
    """Return the part of a type that both files have; the paths of other members go to a list."""
    if pa.types.is_list(wanted):
        inner = _common(path, wanted.value_type, [one.value_type for one in given], lacking)
        return pa.list_(wanted.value_field.with_type(inner))
    if not pa.types.is_struct(wanted):
        return wanted
    members = []
    for member in wanted:
        name = f"{path}.{member.name}" if path else member.name
        if name == _ASIDE:
            continue
        types = [
            one.field(member.name).type for one in given if one.get_field_index(member.name) >= 0
        ]
        if len(types) < len(given) or not all(_alike(member.type, one) for one in types):
            lacking.append(name)
        else:
            members.append(member.with_type(_common(name, member.type, types, lacking)))
    return pa.struct(members)


def _alike(wanted: pa.DataType, given: pa.DataType) -> bool:
    """Return whether a type has the form of another, though perhaps not all of its members."""
    if pa.types.is_list(wanted):
        return pa.types.is_list(given) and _alike(wanted.value_type, given.value_type)
    return bool(pa.types.is_struct(wanted) == pa.types.is_struct(given))


def _named(
    path: Path, rows: Sequence[int]
) -> Iterator[tuple[int, tuple[str, str | None, str | None]]]:
    """Yield rows of a file with id, pool id and name."""
    if not rows:
        return
    at, start = 0, 0
    with pq.ParquetFile(path) as file:
        names = ["id", "pool_id", "name"]
        lacking = [name for name in names if name not in file.schema_arrow.names]
        for batch in file.iter_batches(batch_size=65_536, columns=names):
            for name in lacking:
                batch = batch.append_column(name, pa.nulls(len(batch), pa.string()))
            end = start + len(batch)
            own = []
            while at < len(rows) and rows[at] < end:
                own.append(rows[at])
                at += 1
            found = batch.take(pa.array([row - start for row in own], pa.int64()))
            yield from zip(
                own, zip(*(found[n].to_pylist() for n in names), strict=True), strict=True
            )
            start = end


def _aligned(
    old: pq.ParquetFile, new: pq.ParquetFile, partner: array[int], form: pa.Schema
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Yield the matched rows of both files, row by row beside each other.

    Both files follow the same curve, so the partners of a row group are in one or two groups of the other file.
    The few that are elsewhere, since their stations moved far, are kept to the end: so every group is read at most
    twice, as long as stations do not move in masses.
    """
    starts = _starts(old)

    @lru_cache(maxsize=2)
    def group_of(number: int) -> pa.Table:
        return _read(old, number, form)

    scattered: dict[int, list[tuple[pa.Table, list[int]]]] = defaultdict(list)
    row = 0
    for number in range(new.num_row_groups):
        size = new.metadata.row_group(number).num_rows
        wanted: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for at in range(size):
            if (other := partner[row + at]) >= 0:
                group = _group(starts, other)
                wanted[group].append((other - starts[group], at))
        row += size
        if not wanted:
            continue
        own = _read(new, number, form)
        for group, pairs in sorted(wanted.items()):
            if len(pairs) < _FEW * size:
                mine = own.take(pa.array([at for _, at in pairs], pa.int64()))
                scattered[group].append((mine, [other for other, _ in pairs]))
                continue
            theirs = group_of(group)
            # A copy of some rows, never of a whole group.
            for start in range(0, len(pairs), _SLICE):
                some = pairs[start : start + _SLICE]
                others = pa.array([other for other, _ in some], pa.int64())
                yield theirs.take(others), own.take(pa.array([at for _, at in some], pa.int64()))
    for group, parts in sorted(scattered.items()):
        theirs = group_of(group)
        for mine, others in parts:
            yield theirs.take(pa.array(others, pa.int64())), mine


def _starts(file: pq.ParquetFile) -> list[int]:
    sizes = (file.metadata.row_group(number).num_rows for number in range(file.num_row_groups))
    return list(accumulate(sizes, initial=0))


def _group(starts: Sequence[int], row: int) -> int:
    return bisect_right(starts, row) - 1


def _read(file: pq.ParquetFile, group: int, form: pa.Schema) -> pa.Table:
    return file.read_row_group(group, columns=form.names).select(form.names).cast(form)


# --- columns


def row_differences(old: pa.Table, new: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Return which rows differ in members that are not live, and which in live ones; a rename is the former."""
    nothing = pa.repeat(pa.scalar(False), len(old))
    found = {True: nothing, False: nothing}

    def note(path: str, mask: pa.Array) -> None:
        found[path in LIVE] = pc.or_(found[path in LIVE], mask)

    for name in old.column_names:
        a, b = (table[name].combine_chunks() for table in (old, new))
        _differences(name, a, b, lambda mask: mask, note)
    return found[False], found[True]


def _differences(
    path: str,
    a: pa.Array,
    b: pa.Array,
    to_rows: Callable[[pa.Array], pa.Array],
    note: Callable[[str, pa.Array], None],
) -> None:
    """Compare two arrays of one length member by member; `to_rows` brings a mask of theirs to the rows."""
    if a.equals(b):
        return
    nulls = pc.not_equal(a.is_null(), b.is_null())
    if pa.types.is_struct(a.type):
        if pc.any(nulls).as_py():
            note(path, to_rows(nulls))
        for member, x, y in zip(a.type, a.flatten(), b.flatten(), strict=True):
            _differences(f"{path}.{member.name}", x, y, to_rows, note)
    elif pa.types.is_list(a.type):
        x, y = (pc.fill_null(pc.list_value_length(one), -1) for one in (a, b))
        uneven = pc.not_equal(x, y)
        if pc.any(uneven).as_py():
            note(path, to_rows(uneven))
        even = pc.indices_nonzero(pc.and_(pc.invert(uneven), pc.greater(x, 0)))
        if not len(even):
            return
        left, right = a.take(even), b.take(even)
        parents = even.take(pc.list_parent_indices(left))
        size = len(a)

        def up(mask: pa.Array) -> pa.Array:
            rows = parents.filter(mask)
            return to_rows(pc.is_in(pa.arange(0, size), value_set=rows.cast(pa.int64())))

        _differences(path, pc.list_flatten(left), pc.list_flatten(right), up, note)
    else:
        differ = pc.or_(pc.fill_null(pc.not_equal(a, b), False), nulls)
        if pc.any(differ).as_py():
            note(path, to_rows(differ))


# --- objects


def _compared(old: pa.Table, new: pa.Table, keep: Sequence[bool] | None) -> Iterator[StationDiff]:
    """Yield what differs in rows that do.

    Args:
        old: Older rows.
        new: Newer ones.
        keep: Rows to look at; None for all.
    """
    if keep is not None:
        mask = pa.array(keep, pa.bool_())
        old, new = old.filter(mask), new.filter(mask)
    told = ("id", "pool_id", "name", "position")
    differing = [n for n in old.column_names if n in told or not old[n].equals(new[n])]
    columns = [(old[n].to_pylist(), new[n].to_pylist()) for n in differing]
    for row in range(len(old)):
        values = {n: (a[row], b[row]) for n, (a, b) in zip(differing, columns, strict=True)}
        found = [
            one
            for name, (a, b) in values.items()
            if name != "id"
            for one in field_changes(name, name, a, b)
        ]
        live = tuple(one for one in found if one.name in LIVE)
        fields = tuple(one for one in found if one.name not in LIVE)
        old_id, id = values["id"]
        if not found and old_id == id:
            continue  # the same items in another order
        before, now = map(_place, values["position"])
        latitude, longitude = now or before or (None, None)
        pools, names = (values.get(name, (None, None)) for name in ("pool_id", "name"))
        yield StationDiff(
            DiffKind.CHANGED,
            id,
            old_id,
            pools[1] or pools[0],
            names[1] or names[0],
            latitude,
            longitude,
            fields=fields,
            live=live,
            moved=air_line(before, now) if before and now and before != now else None,
        )


def _place(position: Mapping[str, float | None] | None) -> tuple[float, float] | None:
    """Return latitude and longitude; None if one is not known."""
    latitude, longitude = (position or {}).get("latitude"), (position or {}).get("longitude")
    return None if latitude is None or longitude is None else (latitude, longitude)


def field_changes(path: str, name: str, old: object, new: object) -> Iterator[FieldChange]:
    """Yield the members that differ between two plain values.

    Items of lists are compared with the item that they were, whatever place they have now.

    Args:
        path: Path of the values.
        name: The path without numbers.
        old: Older value.
        new: Newer one.
    """
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for member, value in old.items():
            yield from field_changes(f"{path}.{member}", f"{name}.{member}", value, new[member])
    elif isinstance(old, list) and isinstance(new, list):
        for before, now in _item_pairs(name, old, new):
            at = before if now is None else now
            yield from field_changes(
                f"{path}[{at}]",
                name,
                None if before is None else old[before],
                None if now is None else new[now],
            )
    else:
        yield FieldChange(path, old, new)


def _item_pairs(
    name: str, old: Sequence[object], new: Sequence[object]
) -> Iterator[tuple[int | None, int | None]]:
    """Yield the places of items that are the same, and of those that only one list has.

    The same are those that are equal but for live members; then those that share their EVSE ids or whole id;
    then those in the same order.
    """
    olds, news = list(range(len(old))), list(range(len(new)))
    pairs: list[tuple[int, int]] = []
    keys: tuple[Callable[[object], Hashable], ...] = (
        lambda item: repr(_without_live(name, item)),
        _identity,
        lambda item: None if _identity(item) else "",
    )
    for key in keys:
        places: dict[Hashable, list[int]] = defaultdict(list)
        for at in olds:
            if (known := key(old[at])) is not None:
                places[known].append(at)
        for at in list(news):
            if rows := places.get(key(new[at])):
                pairs.append((rows.pop(0), at))
                news.remove(at)
        taken = {at for at, _ in pairs}
        olds = [at for at in olds if at not in taken]
    yield from sorted(pairs, key=lambda pair: pair[1])
    yield from ((at, None) for at in olds)
    yield from ((None, at) for at in news)


def _identity(item: object) -> Hashable:
    """Return the EVSE and connector ids of a connector group or a single connector; None without any."""
    if not isinstance(item, Mapping):
        return None
    statuses = item.get("connector_statuses", [item])
    names = sorted(
        {
            (
                one.get("cpo_evse_emi3_id") or one.get("cpo_evse_id"),
                one.get("cpo_connector_id") or "",
            )
            for one in statuses or ()
            if one.get("cpo_evse_emi3_id") or one.get("cpo_evse_id")
        }
    )
    return tuple(names) or None


def _without_live(name: str, value: object) -> object:
    if name in LIVE:
        return None
    if isinstance(value, Mapping):
        return {member: _without_live(f"{name}.{member}", one) for member, one in value.items()}
    if isinstance(value, list):
        return [_without_live(name, one) for one in value]
    return value
