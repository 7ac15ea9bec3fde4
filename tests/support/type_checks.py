"""Checks of the run-time types of decoded values; they share no code with the decoders."""

from __future__ import annotations

import dataclasses
import functools
import html
import json
import math
import re
import types
import typing
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def type_lies(value: Any, annotation: Any, path: str = "", *, enums: bool = True) -> Iterator[str]:
    """Yield each value with a run-time type other than the annotated one, down to the last tuple item.

    The exact type counts: a bool is no int, an int no float, a datetime has an offset, a float is a number.

    Args:
        value: The value.
        annotation: Its annotation.
        path: Where it is.
        enums: Also yield plain text that an open enumeration lists, which should have been its member.
    """
    origin = typing.get_origin(annotation)
    if origin in (types.UnionType, typing.Union):
        options = [o for o in typing.get_args(annotation) if o is not types.NoneType]
        if value is None and len(options) < len(typing.get_args(annotation)):
            return
        if len(options) == 1:
            yield from type_lies(value, options[0], path, enums=enums)
        elif type(value) not in options:
            yield f"{path}: {value!r} is {type(value).__name__}, not {annotation}"
        elif enums and type(value) is str:
            for option in options:
                if issubclass(option, Enum) and value in {member.value for member in option}:
                    yield f"{path}: {value!r} is a member of {option.__name__}, but came as text"
    elif origin is tuple:
        item, ellipsis = typing.get_args(annotation)
        assert ellipsis is ...
        if type(value) is not tuple:
            yield f"{path}: {value!r} is {type(value).__name__}, not tuple"
            return
        for index, inner in enumerate(value):
            yield from type_lies(inner, item, f"{path}[{index}]", enums=enums)
    elif type(value) is not annotation:
        yield f"{path}: {value!r} is {type(value).__name__}, not {annotation}"
    elif dataclasses.is_dataclass(annotation):
        hints = _hints(annotation)
        for spec in dataclasses.fields(annotation):
            inner = getattr(value, spec.name)
            yield from type_lies(inner, hints[spec.name], f"{path}.{spec.name}", enums=enums)
    elif isinstance(value, datetime):
        if value.utcoffset() is None:
            yield f"{path}: {value!r} has no offset"
    elif isinstance(value, (float, Decimal)) and not math.isfinite(value):
        yield f"{path}: {value!r} is no number"


def leaves(value: Any) -> Iterator[Any]:
    """Yield all scalars in a model."""
    if dataclasses.is_dataclass(value):
        for spec in dataclasses.fields(value):
            yield from leaves(getattr(value, spec.name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from leaves(inner)
    elif value is not None:
        yield value


def stands_for(text: str, value: Any) -> bool:
    """Return True if a decoded scalar has the value of a text."""
    if isinstance(value, str):
        return value in (text, re.sub("[ \t\r\n]+", " ", text).strip(" "))
    text = text.strip()
    try:
        if isinstance(value, bool):
            return text.lower() in (("true", "1") if value else ("false", "0"))
        if isinstance(value, datetime):
            return datetime.fromisoformat(text) == value
        if isinstance(value, float):
            return float(text) == value
        return bool(Decimal(text) == value)
    except (ValueError, ArithmeticError):
        return False


def lost(texts: list[str], value: Any, raws: list[str]) -> list[str]:
    """Return the texts of a document that are neither in the model nor in the raw value of an issue.

    Each scalar of the model can stand for one text only. Empty texts say nothing that could be lost. In the
    raw value of a structure a text is written as XML or JSON write it.
    """
    raws = [*raws, *map(html.unescape, raws)]
    texts = [text for text in texts if text.strip()]
    reported = {
        text
        for text in texts
        if any(shown in raw for raw in raws for shown in _spellings(text.strip()))
    }
    found = list(leaves(value))
    taken: dict[int, str] = {}

    def place(text: str, tried: set[int]) -> bool:
        """Find a scalar for a text, moving others to another scalar that also fits them."""
        for index, scalar in enumerate(found):
            if index not in tried and stands_for(text, scalar):
                tried.add(index)
                if index not in taken or place(taken[index], tried):
                    taken[index] = text
                    return True
        return False

    return [text for text in texts if text not in reported and not place(text, set())]


def _spellings(text: str) -> tuple[str, ...]:
    """Return the forms of a text in an issue: half a surrogate pair is an escape there."""
    plain = text.encode("utf-8", "backslashreplace").decode()
    return plain, json.dumps(text, ensure_ascii=False)[1:-1]
