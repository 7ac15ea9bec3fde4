"""Instances of the model classes, made from their annotations."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

from hypothesis import strategies as st
from support.scalars import texts
from support.xsd import schema

import evcp_models

CLASSES: tuple[type[Any], ...] = tuple(
    value
    for name in evcp_models.__all__
    if dataclasses.is_dataclass(value := getattr(evcp_models, name)) and isinstance(value, type)
)
"""All model classes."""

_OFFSETS = st.sampled_from((0, 60, -300, 330, -210, 1439, -1439)).map(
    lambda m: timedelta(minutes=m)
)
_ODD_OFFSETS = st.sampled_from((3723, -17, 0.5)).map(lambda s: timedelta(seconds=s))


@st.composite
def _moments(draw: st.DrawFn) -> datetime:
    at = draw(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29)))
    at = at.replace(microsecond=draw(st.sampled_from((0, 5000, at.microsecond))))
    return at.replace(tzinfo=timezone(draw(_OFFSETS | _ODD_OFFSETS)))


_SCALARS: dict[type, st.SearchStrategy[Any]] = {
    str: texts,
    bool: st.booleans(),
    int: st.integers(-5, 5000) | st.integers(-(10**40), 10**40),
    float: st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9).map(float),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False)
    | st.decimals(-1000, 1000, places=3)
    | st.sampled_from((Decimal("1E+500"), Decimal("-1.5E-500"), Decimal("-0"))),
    datetime: _moments(),
}


def of_annotation(annotation: Any) -> st.SearchStrategy[Any]:
    """Return values of an annotation, all of it: each option of a union, long and short tuples."""
    origin = typing.get_origin(annotation)
    if origin in (types.UnionType, typing.Union):
        return st.one_of([of_annotation(option) for option in typing.get_args(annotation)])
    if origin is tuple:
        items = of_annotation(typing.get_args(annotation)[0])
        return st.lists(items, max_size=2).map(tuple)
    if annotation is types.NoneType:
        return st.none()
    if dataclasses.is_dataclass(annotation):
        return instances(typing.cast("type[Any]", annotation))
    if issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    return _SCALARS[annotation]


def _later(annotation: Any) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: of_annotation(annotation))


def instances(model: type[Any]) -> st.SearchStrategy[Any]:
    """Return instances of a model class."""
    hints = typing.get_type_hints(model)
    # Deferred, because each class holds the strategies of all that it contains.
    fields = {f.name: _later(hints[f.name]) for f in dataclasses.fields(model)}
    for field in dataclasses.fields(model):
        if _is_token(model, field):
            fields[field.name] = fields[field.name].map(_collapsed)
    return st.builds(model, **fields)


def _is_token(model: type[Any], field: dataclasses.Field[Any]) -> bool:
    """Return True if the white space of a field means nothing by the XSD."""
    known = schema()
    kind = known.complex[f"{model.__name__}Type"]
    wire = field.metadata.get("wrapper") or field.metadata.get("name")
    type = next((m.type for m in kind.members if m.name == wire), kind.text)
    if type in known.complex and type.endswith("ListType"):
        type = known.complex[type].members[0].type
    return type in known.simple and known.simple[type].base == "token"


def _collapsed(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_collapsed, value))
    plain = isinstance(value, str) and not isinstance(value, Enum)
    return re.sub("[ \t\r\n]+", " ", value).strip(" ") if plain else value
