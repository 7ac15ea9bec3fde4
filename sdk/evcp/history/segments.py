"""States over time: the rows of a record as segments, each with a begin and an end. Pure functions over tables.

Rows are looked at unit by unit, so that only those of some connectors or EVSEs are copied at once.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from .._reading.availability import EVSE_STATES
from .record import COUNTS, INSTANT, TEXT, compact

Unit: TypeAlias = Literal["connector", "evse"]
PLACE = ("pool_id", "station_id", "name", "evse_id", "connector_id", "type_id")
SEGMENTS = pa.schema(
    [
        *((name, TEXT) for name in ("connector", *PLACE, "state")),
        ("begin", INSTANT),
        ("end", INSTANT),
        *((name, pa.int32()) for name in COUNTS),
    ]
)
_AT_ONCE = 10_000
"""Rows that are copied at once, at least those of a unit."""


def timeline(
    events: pa.Table,
    *,
    unit: Unit = "evse",
    start: datetime | None = None,
    end: datetime | None = None,
) -> pa.Table:
    """Return the states of a record as segments of time.

    A row is a connector, or an EVSE, in one state: `begin` to `end`, with the counts of `evcp.history.schema`. No row
    covers a gap, or the time when answers did not show the connector. Texts are dictionaries: see `plain`.

    Args:
        events: Rows of a record, as of `evcp.history.events`.
        unit: `connector`, or `evse`: an EVSE once, by its best connector. Groups that the service only counts are
            rows of both.
        start: Begin of the time in question.
        end: End of it.

    Raises:
        ValueError: A time has no offset.
    """
    bounds = {}
    for name, time in (("begin", start), ("end", end)):
        if time is not None and time.tzinfo is None:
            raise ValueError("start and end must have an offset from UTC")
        if time is not None:
            bounds[name] = pa.scalar(time.astimezone(UTC), INSTANT)
    kinds = pa.array(["state", "hidden", "gone"])
    rows = pc.indices_nonzero(pc.is_in(events["kind"], value_set=kinds))
    ends = _stretches(events)
    return compact(
        (_segments(some, ends, bounds, unit) for some in in_parts(events, unit, rows)), SEGMENTS
    )


def _segments(
    events: pa.Table, ends: pa.Table, bounds: Mapping[str, pa.Scalar], unit: Unit
) -> pa.Table:
    """Return the segments of some units."""
    found = _ended(events, ends)
    for name, bound in bounds.items():
        beyond = pc.less if name == "begin" else pc.greater
        found = _with(found, name, pc.if_else(beyond(found[name], bound), bound, found[name]))
    found = found.filter(pc.less(found["begin"], found["end"]))
    if unit == "evse":
        found = _by_evse(found)
    return merged(found, ("state", *COUNTS)).cast(SEGMENTS)


def in_parts(
    table: pa.Table, unit: Unit = "connector", rows: pa.Array | None = None
) -> Iterator[pa.Table]:
    """Yield the rows of some units at a time, in the order of the units; texts are plain in them.

    Args:
        table: Rows with the column `connector`.
        unit: Unit of which all rows come at once.
        rows: Numbers of the rows in question; None for all.
    """
    table = table.combine_chunks()
    units = _units(table, unit)
    some = pa.arange(0, len(table)) if rows is None else rows
    order = some.take(pc.sort_indices(units.take(some)))
    last = pc.indices_nonzero(pc.invert(same_as_next(units.take(order)))).to_pylist()
    start = 0
    for end in [row + 1 for row in last] or [0]:
        if end - start >= _AT_ONCE or end == len(order):
            yield plain(table.take(order.slice(start, end - start)))
            pa.default_memory_pool().release_unused()
            start = end


def plain(table: pa.Table) -> pa.Table:
    """Return a table with plain texts in place of dictionaries, for functions that take no dictionaries.

    These are `sort_by` and functions of texts in pyarrow, joins with plain texts in polars, and `+` and `fillna` in
    pandas. Each row then holds its whole text.

    Args:
        table: Rows of `events` or `timeline`, perhaps fewer of them.
    """
    types = {one.name: pa.string() if one.type == TEXT else one.type for one in table.schema}
    return table.cast(pa.schema(types))


def _units(table: pa.Table, unit: Unit) -> pa.Array:
    """Return numbers of the units, in the order of their names."""
    names = ("connector", "pool_id", "evse_id") if unit == "evse" else ("connector",)
    columns = [as_array(table[name]) for name in names]
    columns = [one if one.type == TEXT else one.dictionary_encode() for one in columns]
    numbers = pa.repeat(pa.scalar(0, pa.int64()), len(table))
    for column in columns:
        number = pc.fill_null(column.indices, len(column.dictionary)).cast(pa.int64())
        numbers = pc.add_checked(pc.multiply_checked(numbers, len(column.dictionary) + 1), number)
    rows = pa.table({"number": numbers, "row": pa.arange(0, len(table))}).group_by("number")
    rows = rows.aggregate([("row", "min")]).combine_chunks()
    texts = pa.table(
        [one.take(as_array(rows["row_min"])).cast(pa.string()) for one in columns],
        names=list(names),
    )
    key = connector = as_array(texts["connector"])
    if unit == "evse":  # a row that ends a state names the connector alone
        known = texts.filter(pc.is_valid(texts["evse_id"]))
        evse = pc.index_in(connector, value_set=as_array(known["connector"]))
        key = pc.coalesce(evse_of(known).take(evse), connector)
    ranks = pc.rank(key, tiebreaker="dense").cast(pa.int32())
    return ranks.take(pc.index_in(numbers, value_set=as_array(rows["number"])))


def _ended(rows: pa.Table, ends: pa.Table) -> pa.Table:
    """Return each state with its end: the next row of the connector, or the end of the stretch."""
    keys = [("connector", "ascending"), ("stretch", "ascending"), ("time", "ascending")]
    rows = rows.take(pc.sort_indices(rows, keys)).combine_chunks()
    last = ends["last"].take(pc.index_in(rows["stretch"], value_set=ends["stretch"]))
    same = pc.and_(same_as_next(rows["connector"]), same_as_next(rows["stretch"]))
    below = next_row(rows["time"])
    end = pc.if_else(pc.and_(same, pc.fill_null(pc.less(below, last), False)), below, last)
    rows = rows.append_column("begin", rows["time"]).append_column("end", end)
    rows = rows.filter(pc.equal(rows["kind"], "state"))
    return rows.select(SEGMENTS.names)


def _stretches(events: pa.Table) -> pa.Table:
    """Return the stretches with their ends; one does not reach into the next, nor up to it, whatever the clock did."""
    rows = events.select(["stretch", "time"]).group_by("stretch").aggregate([("time", "max")])
    times = ((row["stretch"], row["time_max"]) for row in rows.to_pylist())
    found = sorted((stretch, last) for stretch, last in times if stretch is not None)
    ends = [min(last, after - timedelta.resolution) for (_, last), (after, _) in pairwise(found)]
    ends += [last for _, last in found[-1:]]
    return pa.table(
        {
            "stretch": pa.array([begin for begin, _ in found], INSTANT),
            "last": pa.array(ends, INSTANT),
        }
    )


def merged(segments: pa.Table, names: Sequence[str]) -> pa.Table:
    """Return segments in the order of connectors and times; neighbours that are alike are one.

    Args:
        segments: The segments.
        names: Columns in which neighbours are alike.
    """
    keys = [("connector", "ascending"), ("begin", "ascending")]
    rows = segments.take(pc.sort_indices(segments, keys)).combine_chunks()
    if not len(rows):
        return rows
    alike = pc.equal(pc.fill_null(next_row(rows["begin"]), rows["end"]), rows["end"])
    for name in ("connector", *names):
        alike = pc.and_(alike, same_as_next(rows[name]))
    # A row begins a segment, unless the row before is like it.
    follows = above(alike)
    number = pc.cumulative_sum(pc.cast(pc.invert(follows), pa.int64()))
    first = rows.filter(pc.invert(follows))
    ends = pa.table({"number": number, "end": rows["end"]}).group_by("number", use_threads=False)
    found = ends.aggregate([("end", "max")]).sort_by("number")
    return _with(first, "end", found["end_max"])


def evse_of(rows: pa.Table) -> pa.Array:
    """Return the names of EVSEs: pool and EVSE id, or the connector."""
    pool = pc.fill_null(rows["pool_id"], "")
    evse = pc.binary_join_element_wise(pool, rows["evse_id"], "/")
    return as_array(pc.if_else(pc.is_valid(rows["evse_id"]), evse, rows["connector"]))


def _by_evse(segments: pa.Table) -> pa.Table:
    """Return segments of EVSEs; those of one connector as they are, others swept together."""
    evse = evse_of(segments)
    plugs = pa.table({"evse": evse, "connector": segments["connector"]}).group_by("evse")
    plugs = plugs.aggregate([("connector", "count_distinct")])
    several = plugs.filter(pc.greater(plugs["connector_count_distinct"], 1))["evse"]
    shared = pc.is_in(evse, value_set=as_array(several))
    rows = _with(segments, "connector", evse)
    return pa.concat_tables([rows.filter(pc.invert(shared)), _swept(rows.filter(shared))])


def _swept(rows: pa.Table) -> pa.Table:
    """Return the segments of EVSEs with several connectors, in the state of the best one."""
    if not len(rows):
        return rows
    # Marks are the times at which a segment of the EVSE begins or ends; each segment is cut at all of them.
    begin, end = (as_array(rows[name]) for name in ("begin", "end"))
    times = _distinct(begin, end)
    unit = as_array(rows["connector"]).dictionary_encode().indices.cast(pa.int64())
    first, last = (
        pc.add(pc.multiply(unit, len(times)), pc.index_in(one, value_set=times))
        for one in (begin, end)
    )
    marks = _distinct(first, last)
    low, high = (pc.index_in(one, value_set=marks) for one in (first, last))
    row, place = expanded(pc.subtract(high, low))
    given = [pc.greater(rows[name], 0) for name in EVSE_STATES]
    rank = pc.case_when(pc.make_struct(*given), *range(len(EVSE_STATES)))
    held = {"mark": pc.add(low.take(row), place), "rank": rank.take(row), "begin": begin.take(row)}
    keys = pa.table({**held, "row": row})
    keys = keys.take(pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names]))
    best = keys.filter(pc.invert(above(same_as_next(keys["mark"]))))
    mark = as_array(best["mark"])
    at = times.take(pc.subtract(marks, pc.multiply(pc.divide(marks, len(times)), len(times))))
    found = rows.take(best["row"])
    new = {"begin": at.take(mark), "end": at.take(pc.add(mark, 1))}
    new |= {name: pa.nulls(len(mark), pa.string()) for name in ("connector_id", "type_id")}
    new |= {"total": pa.repeat(pa.scalar(1, pa.int32()), len(mark))}
    new |= {
        name: pc.equal(best["rank"], at).cast(pa.int32()) for at, name in enumerate(EVSE_STATES)
    }
    for name, values in new.items():
        found = _with(found, name, values)
    return found


def expanded(sizes: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return each row as often as its size: the number of the row, and the place among its copies from 0."""
    ends = as_array(pc.cumulative_sum(sizes.cast(pa.int64())))
    places = pa.arange(0, ends[-1].as_py() if len(ends) else 0)
    offsets = pa.concat_arrays([pa.array([0], pa.int64()), ends])
    row = pc.list_parent_indices(pa.LargeListArray.from_arrays(offsets, places))
    return row, pc.subtract(places, offsets.take(row))


def _distinct(*values: pa.Array) -> pa.Array:
    found = pc.unique(pa.concat_arrays(values))
    return found.take(pc.sort_indices(found))


def above(mask: pa.Array) -> pa.Array:
    """Return the value of the row above; False for the first row."""
    return pa.concat_arrays([pa.array([False])[: len(mask)], as_array(mask)[:-1]])


def _with(table: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), table.schema.field(name), values)


def as_array(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def next_row(values: pa.ChunkedArray) -> pa.Array:
    """Return the value of the row below; the last row has none."""
    column = as_array(values)
    return pa.concat_arrays([column[1:], pa.nulls(min(len(column), 1), column.type)])


def same_as_next(values: pa.ChunkedArray) -> pa.Array:
    """Return whether the row below has the same value; the last row has none."""
    column, below = as_array(values), next_row(values)
    same = pc.fill_null(pc.equal(column, below), False)
    both = pc.and_(pc.is_null(column), pc.is_null(below))
    return pc.and_(pc.or_(same, both), pc.is_valid(next_row(pa.arange(0, len(column)))))
