"""Columns of Arrow: what the generated builders and readers stand on. Needs pyarrow.

A column holds what the model holds, with three differences, all by the nature of Arrow: an instant is in UTC,
whatever its offset was; a decimal is a text, because no decimal type holds all digits; an integer has 64
bits: a greater one is null, and a warning of the logger `evcp`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, chain, count, islice
from typing import Any, TypeVar

import pyarrow as pa

from .model import Model

T = TypeVar("T")
M = TypeVar("M", bound=Model)

TEXT = pa.string()
BOOLEAN = pa.bool_()
INTEGER = pa.int64()
FLOAT = pa.float64()
INSTANT = pa.timestamp("us", tz="UTC")

_LARGEST = 2**63
_log = logging.getLogger("evcp")


def texts(cells: Sequence[str | None]) -> pa.Array:
    """Return a column of texts; members of enumerations are texts."""
    return pa.array(cells, TEXT)


def booleans(cells: Sequence[bool | None]) -> pa.Array:
    """Return a column of truth values."""
    return pa.array(cells, BOOLEAN)


def integers(cells: Sequence[int | None]) -> pa.Array:
    """Return a column of integers of 64 bits; those beyond are null, and told to the logger."""
    try:
        return pa.array(cells, INTEGER)
    except (OverflowError, pa.ArrowInvalid):
        fitting = [None if x is not None and not -_LARGEST <= x < _LARGEST else x for x in cells]
        beyond = [x for x, fit in zip(cells, fitting, strict=True) if x != fit]
        if not beyond:
            raise
        _log.warning(
            "%d integers such as %.40s do not fit into 64 bits: null in the Arrow column",
            len(beyond),
            beyond[0],
        )
        return pa.array(fitting, INTEGER)


def floats(cells: Sequence[float | None]) -> pa.Array:
    """Return a column of floats."""
    return pa.array(cells, FLOAT)


def decimals(cells: Sequence[Decimal | None]) -> pa.Array:
    """Return a column of decimals, as texts with all digits."""
    return pa.array([None if x is None else str(x) for x in cells], TEXT)


def instants(cells: Sequence[datetime | None]) -> pa.Array:
    """Return a column of instants in UTC.

    Raises:
        ValueError: A datetime has no offset, so it names no instant.
    """
    # The usual case in line: most timestamps are in UTC or absent.
    utc = [x if x is None or x.tzinfo is UTC else in_utc(x) for x in cells]
    return pa.array(utc, INSTANT)


def in_utc(value: datetime | None) -> datetime | None:
    """Return an instant in UTC.

    Raises:
        ValueError: The datetime has no offset.
    """
    if value is None or value.tzinfo is UTC:
        return value
    if value.utcoffset() is None:
        raise ValueError(f"the timestamp {value.isoformat()} has no offset: give it a tzinfo")
    return value.astimezone(UTC)  # pyarrow leaves out the parts of a second that an offset may have


def lists(build: Callable[[Sequence[Any]], pa.Array], cells: Sequence[Sequence[Any]]) -> pa.Array:
    """Return a column of lists."""
    offsets = pa.array([0, *accumulate(map(len, cells))], pa.int32())
    return pa.ListArray.from_arrays(offsets, build(list(chain.from_iterable(cells))))


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


def struct(columns: list[pa.Array], kind: pa.StructType, length: int) -> pa.StructArray:
    """Join columns to one of objects."""
    if not columns:
        return pa.array([{}] * length, kind)
    return pa.StructArray.from_arrays(columns, fields=list(kind))


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
