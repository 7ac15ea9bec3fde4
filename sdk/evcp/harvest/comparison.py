"""Two harvests compared: new, changed, gone and uncertain stations. Needs pyarrow and numpy.

Stations are matched by an index of numbers (`matching`), and the digests of matched rows tell which differ. Only
those are read again, and only columns that differ become objects.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from evcp_codec.model import Frozen, joined, short_repr

from .._api.sphere import air_line
from ..arrow import schema
from ..errors import EvcpError, missing_extra
from .coverage import read_file

try:
    import numpy as np
except ImportError as error:
    raise missing_extra(
        "a comparison needs numpy: pip install 'evcp[harvest]'", name="numpy"
    ) from error

from .matching import BATCH, Index, Mask, Rows, digests, match

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
"""Column that is not compared: it belongs to the search, not to the station."""
_NAMES = ("id", "pool_id", "name")
_NEAR = 4_096
"""Rows that are held: by so many, the order of two files may differ where stations are neighbours."""
_FAR = 4 * _NEAR
"""Rows of stations that moved far, read at once: both files may be read for each such piece."""


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
        """Certainty of the difference: False where a file may lack stations of the place."""
        return self not in (DiffKind.NOT_SEEN, DiffKind.FIRST_SEEN)


@dataclass(frozen=True, slots=True)
class FieldChange(Frozen):
    """A member that differs.

    Attributes:
        path: Path such as `connectors[1].max_power_level`; the number counts in the newer station, or in the
            older one if only that has the item.
        old: Value in the older file, as plain data; None for an added item.
        new: Value in the newer file; None for a removed item.
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
        """Change of the station id."""
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
        """Certainty of all new and gone stations: both files are complete where they differ."""
        return all(kind.certain for kind in +self.kinds)


class Diff:
    """The differences between two files of stations; each loop reads the files again, in bounded memory.

    Attributes:
        old: Coverage of the older file.
        new: Coverage of the newer file.
        uncompared: Members that one file has no column for, as one of another version of the schema.
    """

    def __init__(self, old: str | Path, new: str | Path) -> None:
        self._paths = Path(old), Path(new)
        (self.old, old), (self.new, new) = (read_file(path) for path in self._paths)
        uncompared: list[str] = []
        common = _common("", pa.struct(list(schema())), (old, new), uncompared)
        self._form = pa.schema(list(common))
        self.uncompared = tuple(uncompared)
        forms = [pa.schema(list(_only("", common, live) or ())) for live in (False, True)]
        first, second = (_index(path, forms) for path in self._paths)
        partner = match(first, second)
        news = np.flatnonzero(partner >= 0)
        olds = partner[news]
        self._static, self._live = first.digests[:, olds] != second.digests[:, news]
        self._pairs = olds, news
        matched = np.zeros(len(first), np.bool_)
        matched[olds] = True
        self._lone = [
            (rows, index.places[rows])
            for index, rows in ((first, first.lone(matched)), (second, second.lone(partner >= 0)))
        ]
        self._sizes = len(first), len(second)

    def __repr__(self) -> str:
        return joined("<Diff", *(path.name for path in self._paths))

    def __iter__(self) -> Iterator[StationDiff]:
        """Yield all differences: stations of one file first, then those of both."""
        return self.changes()

    def changes(self, *, live: bool = True) -> Iterator[StationDiff]:
        """Yield the differences.

        Args:
            live: Tell live members too. Without them a station that differs in live members alone is left out.
        """
        yield from self._of_one()
        for old, new in self._of_both(self._static | self._live if live else self._static):
            for change in _compared(old, new):
                if live or change.fields or change.renamed:
                    yield change

    def summary(self) -> DiffSummary:
        """Count the differences."""
        kinds: Counter[DiffKind] = Counter()
        fields: Counter[str] = Counter()
        renamed = moved = 0
        live = int((self._live & ~self._static).sum())
        for one in self._of_one():
            kinds[one.kind] += 1
        for old, new in self._of_both(self._static):
            for change in _compared(old, new):
                live += bool(change.live)
                if not (change.fields or change.renamed):
                    continue
                kinds[DiffKind.CHANGED] += 1
                renamed += change.renamed
                moved += change.moved is not None
                fields.update({one.name for one in change.fields})
        return DiffSummary(
            old=self._sizes[0],
            new=self._sizes[1],
            kinds=kinds,
            renamed=renamed,
            moved=moved,
            live=live,
            fields=fields,
            same=len(self._static) - kinds[DiffKind.CHANGED],
        )

    def _certain(self, place: tuple[float, float]) -> bool:
        return (
            self.old.filters == self.new.filters
            and self.old.covers(*place)
            and self.new.covers(*place)
        )

    def _of_one(self) -> Iterator[StationDiff]:
        """Yield the stations that only one file has."""
        kinds = (DiffKind.GONE, DiffKind.NOT_SEEN), (DiffKind.NEW, DiffKind.FIRST_SEEN)
        for path, (rows, places), (certain, uncertain) in zip(
            self._paths, self._lone, kinds, strict=True
        ):
            with pq.ParquetFile(path) as file:
                given = [name for name in _NAMES if name in file.schema_arrow.names]
                form = pa.schema(dict.fromkeys(given, pa.string()))
                names = (one for table in _read(file, rows, form) for one in table.to_pylist())
                for one, (latitude, longitude) in zip(names, places.tolist(), strict=True):
                    kind = certain if self._certain((latitude, longitude)) else uncertain
                    known = not math.isnan(latitude + longitude)
                    yield StationDiff(
                        kind,
                        one["id"] or "",
                        (one["id"] or "") if certain is DiffKind.GONE else None,
                        one.get("pool_id"),
                        one.get("name"),
                        latitude if known else None,
                        longitude if known else None,
                    )

    def _of_both(self, wanted: Mask) -> Iterator[tuple[pa.Table, pa.Table]]:
        """Yield the wanted rows of both files, row by row beside each other.

        Both files follow the same curve, so most stations come in the same order in both, but for those that
        moved far: they come last.
        """
        olds, news = (rows[wanted] for rows in self._pairs)
        far = np.abs(_ranks(olds) - np.arange(len(olds))) > _NEAR
        yield from self._beside(olds[~far], news[~far])
        olds, news = olds[far], news[far]
        for start in range(0, len(olds), _FAR):
            yield from self._beside(olds[start : start + _FAR], news[start : start + _FAR])

    def _beside(self, olds: Rows, news: Rows) -> Iterator[tuple[pa.Table, pa.Table]]:
        """Yield pairs of rows; of the older file, those from the first to the last that a batch needs are held."""
        ranks = _ranks(olds)
        least = np.minimum.accumulate(ranks[::-1])[::-1]
        with pq.ParquetFile(self._paths[0]) as first, pq.ParquetFile(self._paths[1]) as second:
            older = _read(first, np.sort(olds), self._form)
            held, begin, at = self._form.empty_table(), 0, 0
            for own in _read(second, news, self._form):
                some = ranks[at : at + len(own)]
                held, begin = held.slice(least[at] - begin), least[at]
                while begin + len(held) <= some.max():
                    held = pa.concat_tables([held, next(older)])
                yield held.take(some - begin), own
                at += len(own)


def _index(path: Path, forms: Sequence[pa.Schema]) -> Index:
    try:
        return Index(path, forms)
    except pa.ArrowException as error:
        raise EvcpError(
            f"{path} has a column of another form than a file of stations: {error}",
            hint="compare files of `evcp harvest`, or of evcp.arrow in the layout nested",
        ) from None


def _ranks(rows: Rows) -> Rows:
    """Return the place of each row in their order."""
    ranks = np.empty_like(rows)
    ranks[np.argsort(rows)] = np.arange(len(rows))
    return ranks


def _read(file: pq.ParquetFile, rows: Rows, form: pa.Schema) -> Iterator[pa.Table]:
    """Yield rows of a file, some at a time; the numbers of the rows are in order."""
    start = 0
    for group in range(file.num_row_groups):
        end = start + file.metadata.row_group(group).num_rows
        if len(own := rows[(start <= rows) & (rows < end)]):
            for batch in file.iter_batches(BATCH, row_groups=[group], columns=form.names):
                some = own[(start <= own) & (own < start + len(batch))]
                if len(some):
                    found = batch.take(some - start).select(form.names)
                    yield pa.Table.from_batches([found.cast(form)])
                start += len(batch)
        start = end


def _only(path: str, form: pa.DataType, live: bool) -> pa.DataType | None:
    """Return the part of a type that is live, or the other one; None for nothing."""
    if pa.types.is_list(form):
        inner = _only(path, form.value_type, live)
        return inner and pa.list_(form.value_field.with_type(inner))
    if not pa.types.is_struct(form):
        return form if (path in LIVE) is live else None
    members = (
        (member, _only(f"{path}.{member.name}" if path else member.name, member.type, live))
        for member in form
    )
    return pa.struct([member.with_type(inner) for member, inner in members if inner]) or None


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
        large = pa.types.is_large_list(given)  # of polars
        return (large or pa.types.is_list(given)) and _alike(wanted.value_type, given.value_type)
    return bool(pa.types.is_struct(wanted) == pa.types.is_struct(given))


def _compared(old: pa.Table, new: pa.Table) -> Iterator[StationDiff]:
    """Yield the stations that differ between two tables, row by row."""
    found: list[list[FieldChange]] = [[] for _ in range(len(old))]
    for name in old.column_names:
        if name != "id":
            a, b = (table[name].combine_chunks() for table in (old, new))
            rows = np.flatnonzero(digests(a) != digests(b))
            values = (one.take(rows).to_pylist() for one in (a, b))
            for row, before, now in zip(rows.tolist(), *values, strict=True):
                found[row].extend(field_changes(name, name, before, now))
    told = [name for name in (*_NAMES, "position") if name in old.column_names]
    sides = (table.select(told).to_pylist() for table in (old, new))
    for changes, then, station in zip(found, *sides, strict=True):
        if not changes and (then["id"] or "") == (station["id"] or ""):
            continue  # the same items in another order
        before, now = _place(then["position"]), _place(station["position"])
        latitude, longitude = now or before or (None, None)
        yield StationDiff(
            DiffKind.CHANGED,
            station["id"] or "",
            then["id"] or "",
            station.get("pool_id") or then.get("pool_id"),
            station.get("name") or then.get("name"),
            latitude,
            longitude,
            fields=tuple(one for one in changes if one.name not in LIVE),
            live=tuple(one for one in changes if one.name in LIVE),
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
    if old == new or (_is_nan(old) and _is_nan(new)):
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


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _item_pairs(
    name: str, old: Sequence[object], new: Sequence[object]
) -> Iterator[tuple[int | None, int | None]]:
    """Yield the places of items that are the same, and of those that only one list has.

    The same are those that are equal at one place, or but for live members; then those that share their EVSE ids or
    whole id; then those in the same order.
    """
    pairs = [(at, at) for at in range(min(len(old), len(new))) if old[at] == new[at]]
    same = {at for at, _ in pairs}
    olds, news = ([at for at in range(len(one)) if at not in same] for one in (old, new))
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
