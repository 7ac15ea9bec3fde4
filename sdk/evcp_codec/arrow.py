"""Columns of Arrow: what the generated builders and readers stand on. Needs pyarrow.

A column holds what the model holds, with differences that are all by the nature of Arrow: an instant is in UTC,
whatever its offset was; a decimal is a text, because no decimal type holds all digits. A value that a column
cannot hold is told as a warning of the logger `evcp`: an integer beyond 64 bits, or an instant that is not in
the years 1 to 9999 of UTC, is null; half a surrogate pair in a text is U+FFFD.
"""

from __future__ import annotations

import logging
import re
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, chain, count, islice
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from .model import Model

T = TypeVar("T")
M = TypeVar("M", bound=Model)

TEXT = pa.string()
BOOLEAN = pa.bool_()
INTEGER = pa.int64()
FLOAT = pa.float64()
INSTANT = pa.timestamp("us", tz="UTC")

_LARGEST = 2**63
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST, _LATEST = (
    (end.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
    for end in (datetime.min, datetime.max)
)
_HALF = re.compile("[\ud800-\udfff]")
_log = logging.getLogger("evcp")


def texts(cells: Sequence[str | None]) -> pa.Array:
    """Return a column of texts; members of enumerations are texts. Half a surrogate pair is U+FFFD, and told."""
    try:
        return pa.array(cells, TEXT)
    except UnicodeEncodeError:
        whole = [x and _HALF.sub("\ufffd", x) for x in cells]
        _tell(cells, whole, "texts such as %.40r have half a surrogate pair: U+FFFD")
        return pa.array(whole, TEXT)


def booleans(cells: Sequence[bool | None]) -> pa.Array:
    """Return a column of truth values."""
    return pa.array(cells, BOOLEAN)


def integers(cells: Sequence[int | None]) -> pa.Array:
    """Return a column of integers of 64 bits; those beyond are null, and told."""
    try:
        return pa.array(cells, INTEGER)
    except OverflowError:
        fitting = [None if x is not None and not -_LARGEST <= x < _LARGEST else x for x in cells]
        _tell(cells, fitting, "integers such as %.40s do not fit into 64 bits: null")
        return pa.array(fitting, INTEGER)


def _tell(cells: Sequence[object], held: Sequence[object], fault: str) -> None:
    """Tell the values that a column cannot hold, by their number and the first of them."""
    lost = [x for x, kept in zip(cells, held, strict=True) if x != kept]
    _log.warning(f"%d {fault} in the Arrow column", len(lost), lost[0])


def floats(cells: Sequence[float | None]) -> pa.Array:
    """Return a column of floats."""
    return pa.array(cells, FLOAT)


def decimals(cells: Sequence[Decimal | None]) -> pa.Array:
    """Return a column of decimals, as texts with all digits."""
    return pa.array([None if x is None else str(x) for x in cells], TEXT)


def instants(cells: Sequence[datetime | None]) -> pa.Array:
    """Return a column of instants in UTC; those beyond the years of a datetime are null, and told.

    Raises:
        ValueError: A datetime has no offset, so it names no instant.
    """
    try:
        since = [None if x is None else x - _EPOCH for x in cells]
    except TypeError:
        for x in cells:
            if x is not None and x.utcoffset() is None:
                raise ValueError(
                    f"the timestamp {x.isoformat()} has no offset: give it a tzinfo"
                ) from None
        raise
    # Several times faster than an array of aware datetimes, each of which pyarrow asks for its offset.
    column = pa.array(since, pa.duration("us")).view(pa.int64())
    ends = pc.min_max(column).as_py()  # pyright: ignore[reportAttributeAccessIssue]
    if ends["min"] is not None and (ends["min"] < _EARLIEST or ends["max"] > _LATEST):
        whole = [
            x if x is not None and _EARLIEST <= x <= _LATEST else None for x in column.to_pylist()
        ]
        held = [x if kept is not None else None for x, kept in zip(cells, whole, strict=True)]
        _tell(cells, held, "instants such as %s are beyond the years 1 to 9999 of UTC: null")
        column = pa.array(whole, pa.int64())
    return column.view(INSTANT)


COLUMNS: dict[pa.DataType, Callable[[Sequence[Any]], pa.Array]] = {
    TEXT: texts,
    BOOLEAN: booleans,
    INTEGER: integers,
    FLOAT: floats,
    INSTANT: instants,
}
"""The builder of a column by its type."""


def lists(build: Callable[[Sequence[Any]], pa.Array], cells: Sequence[Sequence[Any]]) -> pa.Array:
    """Return a column of lists."""
    items = build(list(chain.from_iterable(cells)))
    offsets = array("i", accumulate(map(len, cells), initial=0))
    return pa.ListArray.from_buffers(
        pa.list_(items.type), len(cells), [None, pa.py_buffer(offsets)], children=[items]
    )


def optional(
    build: Callable[[Sequence[Any]], pa.StructArray], kind: pa.StructType, cells: Sequence[Any]
) -> pa.Array:
    """Return a column of objects, null where there is none: built of the others, and spread."""
    present = [x for x in cells if x is not None]
    if not present:
        return pa.nulls(len(cells), kind)
    if len(present) == len(cells):
        return build(present)
    place = count()
    places = pa.array([None if x is None else next(place) for x in cells], pa.int32())
    return build(present).take(places)


def struct(columns: list[pa.Array], fields: list[pa.Field], length: int) -> pa.StructArray:
    """Join columns to one of objects; the fields are a list, because making it takes longer than joining."""
    if not columns:
        return pa.array([{}] * length, pa.struct(fields))
    return pa.StructArray.from_arrays(columns, fields=fields)


def values(array: pa.Array) -> list[Any]:
    """Return the values of a column."""
    found: list[Any] = array.to_pylist()
    return found


def decimal_values(array: pa.Array) -> list[Decimal | None]:
    """Return the decimals of a column."""
    return [None if x is None else Decimal(x) for x in array.to_pylist()]


def members(kind: type[StrEnum]) -> Callable[[pa.Array], list[str | None]]:
    """Return the reader of an open enumeration: members where the value is known, else texts."""
    known: dict[str, str] = {member.value: member for member in kind}
    return lambda array: [None if x is None else known.get(x, x) for x in array.to_pylist()]


def listed(read: Callable[[pa.Array], Sequence[T]], array: pa.ListArray) -> Iterable[tuple[T, ...]]:
    """Return the lists of a column; a null is an empty one."""
    items = iter(read(array.flatten()))
    return [tuple(islice(items, n or 0)) for n in array.value_lengths().to_pylist()]


def optionals(
    read: Callable[[pa.StructArray], list[T]], array: pa.StructArray
) -> Iterable[T | None]:
    """Return the objects of a column, None where it is null."""
    if not array.null_count:
        return read(array)
    objects = iter(read(array.drop_null()))
    return [next(objects) if valid else None for valid in array.is_valid().to_pylist()]


def built(
    model: Callable[..., M], array: pa.StructArray, columns: Mapping[str, Iterable[Any]]
) -> list[M]:
    """Return a model of each row."""
    if not columns:
        return [model() for _ in range(len(array))]
    names = tuple(columns)
    return [
        model(**dict(zip(names, row, strict=True))) for row in zip(*columns.values(), strict=True)
    ]
