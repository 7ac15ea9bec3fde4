"""States over time: the rows of a record as segments, each with a begin and an end. Pure functions over tables."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Literal, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from .._availability import EVSE_STATES
from .record import COUNTS

Unit: TypeAlias = Literal["connector", "evse"]
PLACE = ("pool_id", "station_id", "name", "evse_id", "connector_id", "type_id")
_INSTANT = pa.timestamp("us", tz="UTC")
SEGMENTS = pa.schema(
    [
        *((name, pa.string()) for name in ("connector", *PLACE, "state")),
        ("begin", _INSTANT),
        ("end", _INSTANT),
        *((name, pa.int32()) for name in COUNTS),
    ]
)
_PARTS = COUNTS[1:]
_AT_ONCE = 10_000
"""Rows that are objects at once, at least those of an EVSE."""


def timeline(
    events: pa.Table,
    *,
    unit: Unit = "evse",
    start: datetime | None = None,
    end: datetime | None = None,
) -> pa.Table:
    """Return the states of a record as segments of time.

    A row is a connector, or an EVSE, in one state: `begin` to `end`, with the counts of `evcp.history.schema`. No row
    covers a gap, or the time when answers did not show the connector.

    Args:
        events: Rows of a record, as of `evcp.history.events`.
        unit: `connector`, or `evse`: an EVSE once, by its best connector. Groups that the service only counts are
            rows of both.
        start: Begin of the time in question.
        end: End of it.

    Raises:
        ValueError: A time has no offset.
    """
    found = _ended(events)
    for name, time in (("begin", start), ("end", end)):
        if time is None:
            continue
        if time.tzinfo is None:
            raise ValueError("start and end must have an offset from UTC")
        bound = pa.scalar(time.astimezone(UTC), _INSTANT)
        beyond = pc.less if name == "begin" else pc.greater
        found = _with(found, name, pc.if_else(beyond(found[name], bound), bound, found[name]))
    found = found.filter(pc.less(found["begin"], found["end"]))
    if unit == "evse":
        found = _by_evse(found)
    return merged(found, ("state", *COUNTS))


def _ended(events: pa.Table) -> pa.Table:
    """Return each state with its end: the next row of the connector, or the end of the stretch."""
    ends = _stretches(events)
    rows = events.filter(pc.is_in(events["kind"], value_set=pa.array(["state", "hidden", "gone"])))
    keys = [("connector", "ascending"), ("stretch", "ascending"), ("time", "ascending")]
    rows = rows.take(pc.sort_indices(rows, keys)).combine_chunks()
    if not len(rows):
        return SEGMENTS.empty_table()
    last = ends["last"].take(pc.index_in(rows["stretch"], value_set=ends["stretch"]))
    same = pc.and_(same_as_next(rows["connector"]), same_as_next(rows["stretch"]))
    below = next_row(rows["time"])
    end = pc.if_else(pc.and_(same, pc.fill_null(pc.less(below, last), False)), below, last)
    rows = rows.append_column("begin", rows["time"]).append_column("end", end)
    rows = rows.filter(pc.equal(rows["kind"], "state"))
    return rows.select(SEGMENTS.names).cast(SEGMENTS)


def _stretches(events: pa.Table) -> pa.Table:
    """Return the stretches with their ends; one does not reach into the next, nor up to it, whatever the clock did."""
    rows = events.filter(pc.is_valid(events["stretch"])).group_by("stretch")
    found = sorted(
        (row["stretch"], row["time_max"]) for row in rows.aggregate([("time", "max")]).to_pylist()
    )
    ends = [min(last, after - timedelta.resolution) for (_, last), (after, _) in pairwise(found)]
    ends += [last for _, last in found[-1:]]
    return pa.table(
        {
            "stretch": pa.array([begin for begin, _ in found], _INSTANT),
            "last": pa.array(ends, _INSTANT),
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
    follows = pa.concat_arrays([pa.array([False]), as_array(alike)[:-1]])
    number = pc.cumulative_sum(pc.cast(pc.invert(follows), pa.int64()))
    first = rows.filter(pc.invert(follows))
    ends = pa.table({"number": number, "end": rows["end"]}).group_by("number", use_threads=False)
    found = ends.aggregate([("end", "max")]).sort_by("number")
    return _with(first, "end", found["end_max"])


def _by_evse(segments: pa.Table) -> pa.Table:
    """Return segments of EVSEs; those of one connector as they are, others swept together."""
    named = pc.is_valid(segments["evse_id"])
    evse = pc.if_else(
        named,
        pc.binary_join_element_wise(
            pc.fill_null(segments["pool_id"], ""), segments["evse_id"], "/"
        ),
        segments["connector"],
    )
    rows = segments.append_column("evse", evse)
    plugs = rows.group_by("evse").aggregate([("connector", "count_distinct")])
    several = plugs.filter(pc.greater(plugs["connector_count_distinct"], 1))["evse"]
    shared = pc.is_in(rows["evse"], value_set=as_array(several))
    alone = rows.filter(pc.invert(shared))
    alone = _with(alone, "connector", alone["evse"]).select(SEGMENTS.names)
    rows = rows.filter(shared).sort_by([("evse", "ascending"), ("begin", "ascending")])
    swept = (pa.Table.from_pylist(list(_swept(some)), SEGMENTS) for some in _in_parts(rows))
    return pa.concat_tables([alone, *swept])


def _in_parts(rows: pa.Table) -> Iterator[pa.Table]:
    """Yield the rows of some EVSEs at a time: rows as objects take fifty times the memory."""
    if not len(rows):
        return
    last = pc.indices_nonzero(pc.invert(same_as_next(rows["evse"]))).to_pylist()
    start = 0
    for end in (row + 1 for row in last):
        if end - start >= _AT_ONCE or end == len(rows):
            yield rows.slice(start, end - start)
            start = end


def _swept(rows: pa.Table) -> Iterator[dict[str, object]]:
    """Yield the segments of EVSEs with several connectors, in the state of the best one."""
    for evse, group in groupby(rows.to_pylist(), itemgetter("evse")):
        parts = list(group)
        marks = sorted({mark for part in parts for mark in (part["begin"], part["end"])})
        at, held = 0, []
        for begin, end in pairwise(marks):
            while at < len(parts) and parts[at]["begin"] == begin:
                held.append(parts[at])
                at += 1
            held = [part for part in held if part["end"] > begin]
            if not held:
                continue
            best = min(
                held, key=lambda part: next(n for n, name in enumerate(EVSE_STATES) if part[name])
            )
            column = next(name for name in EVSE_STATES if best[name])
            counts = {name: int(name == column) for name in _PARTS}
            yield {
                **{name: best[name] for name in SEGMENTS.names},
                **counts,
                "total": 1,
                "connector": evse,
                "connector_id": None,
                "type_id": None,
                "begin": begin,
                "end": end,
            }


def _with(table: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), table.schema.field(name), values)


def as_array(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def next_row(values: pa.ChunkedArray) -> pa.Array:
    """Return the value of the row below."""
    column = as_array(values)
    return pa.concat_arrays([column[1:], pa.nulls(1, column.type)])


def same_as_next(values: pa.ChunkedArray) -> pa.Array:
    """Return whether the row below has the same value; the last row has none."""
    column, below = as_array(values), next_row(values)
    same = pc.fill_null(pc.equal(column, below), False)
    both = pc.and_(pc.is_null(column), pc.is_null(below))
    last = pa.concat_arrays([pa.repeat(pa.scalar(True), len(column) - 1), pa.array([False])])
    return pc.and_(pc.or_(same, both), last)
