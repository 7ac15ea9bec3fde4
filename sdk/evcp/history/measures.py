"""Occupancy, uptime and sessions from segments of states. Pure functions over tables.

Only known time counts: gaps, connectors that answers did not show, and the state unknown are neither free nor in
use. Times are seconds of one connector or EVSE; a group that the service only counts has as many at once as it counts.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from evcp_codec.model import Frozen

from .record import INSTANT
from .segments import (
    PLACE,
    above,
    as_array,
    expanded,
    in_parts,
    merged,
    next_row,
    plain,
    same_as_next,
)

Per: TypeAlias = Literal["all", "station", "unit"]
"""Subject of a row of a result: all, a station, or a connector or EVSE as in the segments."""
STATES = ("free", "in_use", "reserved", "out_of_service", "unknown")
_KNOWN = STATES[:-1]
_KEYS: dict[Per, tuple[str, ...]] = {
    "all": (),
    "station": ("pool_id", "station_id"),
    "unit": ("connector",),
}
_HOUR = 3_600_000_000
_QUARTER = _HOUR // 4
"""Offsets of time zones are multiples of a quarter of an hour."""
_AT_ONCE = 20_000
"""Segments that are cut at once."""
_SPAN = timedelta(days=31)


def occupancy_by_hour(segments: pa.Table, *, per: Per = "all") -> pa.Table:
    """Return the use of each hour, in UTC.

    Columns: those of `per`, `hour` (its begin), the seconds `free`, `in_use`, `reserved`, `out_of_service` and
    `unknown`, `known` (the seconds of the first four), and `occupancy`: `in_use` by `known`, null where
    nothing is known.

    Args:
        segments: Segments of `timeline`.
        per: One row an hour for all, for each station, or for each connector or EVSE.
    """

    def hour(instants: pa.Array) -> pa.Array:
        return pc.floor_temporal(instants, unit="hour")

    return _by_slot(segments, _HOUR, hour, per)


def occupancy_by_hour_of_day(
    segments: pa.Table, *, zone: str = "UTC", per: Per = "all"
) -> pa.Table:
    """Return the use of each hour of the day, 0 to 23, over all days.

    Args:
        segments: Segments of `timeline`.
        zone: Time zone by its IANA name, such as `Europe/Berlin`.
        per: Level of the rows, with the columns of `occupancy_by_hour`.

    Raises:
        ValueError: There is no such time zone.
    """

    def hour(instants: pa.Array) -> pa.Array:
        return pc.hour(instants.cast(pa.timestamp("us", tz=zone or "none")))

    try:
        hour(pa.array([0], INSTANT))
    except pa.ArrowInvalid:
        raise ValueError(
            f"there is no time zone {zone!r}: give a name such as Europe/Berlin"
        ) from None
    return _by_slot(segments, _HOUR if zone == "UTC" else _QUARTER, hour, per)


def uptime(segments: pa.Table, *, per: Per = "unit") -> pa.Table:
    """Return the share of known time in which connectors were not out of service.

    Columns: those of `per`, with pool, station, name and EVSE; the seconds by state as of `occupancy_by_hour`;
    `gap`, the seconds between the first and the last segment that no segment covers; `known`; `uptime`, from 0
    to 1, null where nothing is known; `occupancy`.

    Args:
        segments: Segments of `timeline`.
        per: One row for all, for each station, or for each connector or EVSE.
    """
    found = pa.concat_tables(_uptime(some) for some in in_parts(segments))
    if per != "unit":
        sums = [(name, "sum") for name in (*STATES, "gap")]
        keys = _KEYS[per]
        names = [("name", "last")] if keys else []
        grouped = found.group_by(list(keys), use_threads=False).aggregate([*sums, *names])
        found = grouped.rename_columns(
            [n.removesuffix("_sum").removesuffix("_last") for n in grouped.column_names]
        )
    known = _known(found)
    found = found.append_column("known", known)
    found = found.append_column(
        "uptime", _share(pc.subtract(known, found["out_of_service"]), known)
    )
    return found.append_column("occupancy", _share(found["in_use"], known))


def _uptime(segments: pa.Table) -> pa.Table:
    """Return the seconds of connectors by state, and those of gaps."""
    seconds = _seconds(segments["begin"], segments["end"])
    table = segments.select(["connector", *PLACE, "begin", "end"])
    for name in (*STATES, "total"):
        column = pc.multiply(seconds, pc.cast(segments[name], pa.float64()))
        table = table.append_column(name, column)
    table = table.append_column("number", segments["total"])
    units = table.group_by("connector", use_threads=False).aggregate(
        [(name, "sum") for name in (*STATES, "total")]
        + [(name, "last") for name in (*PLACE, "number")]
        + [("begin", "min"), ("end", "max")]
    )
    span = _seconds(units["begin_min"], units["end_max"])
    # A group may have been counted with other totals: what is not covered is of the last one.
    number = pc.cast(units["number_last"], pa.float64())
    covered = pc.divide(units["total_sum"], number)
    gap = pc.multiply(pc.max_element_wise(pc.subtract(span, covered), 0.0), number)
    columns = {
        "connector": units["connector"],
        **{name: units[f"{name}_last"] for name in PLACE},
        **{name: units[f"{name}_sum"] for name in STATES},
        "gap": gap,
    }
    return pa.table(columns)


def sessions(segments: pa.Table) -> pa.Table:
    """Return the times in use, one row a session.

    Columns: `connector` and what tells its place, `begin`, `end`, `seconds`, `complete`. A session is complete if
    the state was known just before and just after it; of any other, `seconds` is the part that was seen. States are
    known at each answer only, so begin and end are late by up to the time between two.

    Groups that the service only counts have no sessions: their rows are left out.

    Args:
        segments: Segments of `timeline`, best of EVSEs: a car at one connector of an EVSE keeps the others in use too.
    """
    return pa.concat_tables(_sessions(some) for some in in_parts(segments))


def _sessions(segments: pa.Table) -> pa.Table:
    rows = merged(segments.filter(pc.equal(segments["total"], 1)), ("in_use", "unknown"))
    calm = as_array(pc.and_(pc.equal(rows["in_use"], 0), pc.equal(rows["unknown"], 0)))
    joined = pc.fill_null(pc.equal(next_row(rows["begin"]), as_array(rows["end"])), False)
    joined = pc.and_(same_as_next(rows["connector"]), joined)
    after = pc.and_(joined, pc.fill_null(next_row(calm), False))
    complete = pc.and_(above(pc.and_(joined, calm)), after)
    busy = as_array(pc.greater(rows["in_use"], 0))
    found = rows.select(["connector", *PLACE, "begin", "end"]).filter(busy)
    found = found.append_column("seconds", _seconds(found["begin"], found["end"]))
    return found.append_column("complete", complete.filter(busy))


@dataclass(frozen=True, slots=True)
class SessionSummary(Frozen):
    """Lengths of sessions that were seen from their begin to their end.

    Attributes:
        complete: Number of them.
        censored: Sessions of which begin or end was not seen. They are not in the lengths; long sessions are
            among them more often than short ones.
        mean: Mean length; None without any.
        median: Median.
        p90: Length that nine of ten do not exceed.
    """

    complete: int
    censored: int
    mean: timedelta | None
    median: timedelta | None
    p90: timedelta | None


def session_summary(found: pa.Table) -> SessionSummary:
    """Return numbers of sessions, from the table of `sessions`."""
    whole = found.filter(found["complete"])["seconds"]
    if not len(whole):
        return SessionSummary(0, len(found), None, None, None)
    median, p90 = pc.quantile(whole, q=[0.5, 0.9]).to_pylist()
    mean, median, p90 = (timedelta(seconds=one) for one in (pc.mean(whole).as_py(), median, p90))
    return SessionSummary(len(whole), len(found) - len(whole), mean, median, p90)


# --- slots


def _by_slot(
    segments: pa.Table, step: int, hour: Callable[[pa.Array], pa.Array], per: Per
) -> pa.Table:
    keys = [*_KEYS[per], "hour"]
    sums = [(name, "sum") for name in STATES]
    parts = []
    for rows in _bounded(segments):
        cut = _cut(rows, step, hour, _KEYS[per])
        grouped = cut.group_by(keys, use_threads=False).aggregate(sums)
        parts.append(plain(grouped.rename_columns([*keys, *STATES])))
    if not parts:
        parts = [_cut(segments, step, hour, _KEYS[per])]
    found = pa.concat_tables(parts).group_by(keys, use_threads=False).aggregate(sums)
    found = found.rename_columns([*keys, *STATES]).sort_by([(key, "ascending") for key in keys])
    known = _known(found)
    return found.append_column("known", known).append_column(
        "occupancy", _share(found["in_use"], known)
    )


def _bounded(segments: pa.Table) -> Iterator[pa.Table]:
    """Yield some segments at a time; longer ones than a month apart, because they are cut into many slots."""
    for at in range(0, len(segments), _AT_ONCE):
        rows = segments.slice(at, _AT_ONCE)
        long = pc.greater(
            pc.subtract(rows["end"], rows["begin"]), pa.scalar(_SPAN, pa.duration("us"))
        )
        yield rows.filter(pc.invert(long))
        lasting = rows.filter(long)
        for row in range(0, len(lasting), 100):
            yield lasting.slice(row, 100)


def _cut(
    segments: pa.Table, step: int, hour: Callable[[pa.Array], pa.Array], keys: Sequence[str]
) -> pa.Table:
    """Cut segments where a slot ends; return the seconds by state of each piece."""
    begin, end = _number(segments["begin"]), _number(segments["end"])
    first = pc.divide(begin, step)
    pieces = pc.add(pc.subtract(pc.divide(pc.subtract(end, 1), step), first), 1)
    row, place = expanded(pieces)
    slot = pc.add(first.take(row), place)
    at = pc.multiply(slot, step)
    low = pc.max_element_wise(begin.take(row), at)
    high = pc.min_element_wise(end.take(row), pc.add(at, step))
    seconds = pc.divide(pc.cast(pc.subtract(high, low), pa.float64()), 1e6)
    columns = {key: segments[key].take(row) for key in keys}
    columns["hour"] = hour(at.cast(INSTANT))
    for name in STATES:
        columns[name] = pc.multiply(
            seconds, pc.cast(as_array(segments[name]).take(row), pa.float64())
        )
    return pa.table(columns)


def _seconds(begin: pa.ChunkedArray, end: pa.ChunkedArray) -> pa.Array:
    """Return the seconds from instants to others."""
    return pc.divide(pc.cast(pc.subtract(_number(end), _number(begin)), pa.float64()), 1e6)


def _number(instants: pa.ChunkedArray) -> pa.Array:
    """Return instants as microseconds."""
    return as_array(instants).cast(pa.int64())


def _known(table: pa.Table) -> pa.ChunkedArray:
    total = table[_KNOWN[0]]
    for name in _KNOWN[1:]:
        total = pc.add(total, table[name])
    return total


def _share(part: pa.ChunkedArray, whole: pa.ChunkedArray) -> pa.ChunkedArray:
    nothing = pa.scalar(None, pa.float64())
    return pc.divide(part, pc.if_else(pc.greater(whole, 0.0), whole, nothing))
