"""Writing of documents, and of the scalars in them.

A value of another type than its annotation is never written: a reader would get another value than
was meant.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, TypeVar, get_args, get_type_hints

from . import native
from .issues import UnwritableModel

T = TypeVar("T")
_log = logging.getLogger("evcp_codec")

# XML 1.0 has no form for these at all, not even as a character reference.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Texts without these are written as they are: one search instead of three, and hardly any text has one.
_UNUSUAL = re.compile("[^\t\n !\"#-%'-;=?-~\u00a0-\ud7ff]").search
_UNUSUAL_QUOTED = re.compile("[^ !#-%'-;=?-~\u00a0-\ud7ff]").search
_SPECIAL = re.compile("[&<>\r]")
_SPECIAL_QUOTED = re.compile('[&<>\r\n\t"]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_ESCAPES |= {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


def wrong(value: object, wanted: str) -> TypeError:
    """Build the error for a value of another type than its annotation."""
    shown = repr(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return TypeError(f"{shown} is {type(value).__name__}, where {wanted} is annotated")


def string(value: str) -> str:
    """Return a text, or the value of an enumeration member."""
    if not isinstance(value, str):
        raise wrong(value, "str")
    return value


def flag(value: bool) -> bool:
    """Return a boolean."""
    if value is not True and value is not False:
        raise wrong(value, "bool")
    return value


def whole(value: int) -> int:
    """Return an integer."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(value, "int")
    return value


def real(value: float) -> float:
    """Return a finite float, or an integer in place of one."""
    if not isinstance(value, (float, int)) or isinstance(value, bool):
        raise wrong(value, "float")
    if not isfinite(value):
        raise ValueError(f"{value} is not a finite number")
    return value


def items(value: Sequence[T]) -> Sequence[T]:
    """Return the items of a list; a single text is not a list of its letters."""
    if not isinstance(value, (tuple, list)):
        raise wrong(value, "tuple")
    return value


def exact(value: Decimal) -> Decimal:
    """Return a finite decimal."""
    if not isinstance(value, Decimal):
        raise wrong(value, "Decimal")
    if not value.is_finite():
        raise ValueError(f"{value} is not a finite number")
    return value


def timestamp(value: datetime) -> str:
    """Write an aware datetime as the service does: milliseconds, `Z` or an offset without colon.

    Raises:
        ValueError: The datetime has no offset, so it names no instant.
    """
    if not isinstance(value, datetime):
        raise wrong(value, "datetime")
    text = _moment(value)
    if text[-6] not in "+-":
        if value.utcoffset() is None:
            raise ValueError(f"the timestamp {value.isoformat()} has no offset: give it a tzinfo")
        text = _moment(value.astimezone(UTC))  # an offset with seconds
    return f"{text[:-6]}Z" if text.endswith(("+00:00", "-00:00")) else text[:-3] + text[-2:]


def _moment(value: datetime) -> str:
    return value.isoformat(timespec="microseconds" if value.microsecond % 1000 else "milliseconds")


def number(value: Decimal) -> float | str:
    """Write a decimal as a JSON number, or as a string where a float would lose digits."""
    as_float = float(exact(value))
    return as_float if isfinite(as_float) and Decimal(repr(as_float)) == value else str(value)


def decimal(value: Decimal) -> str:
    """Write a decimal in XML."""
    return format(value, "f") if abs(exact(value).adjusted()) < 64 else str(value)


def floating(value: float) -> str:
    """Write a float in XML."""
    return float.__repr__(float(real(value)))


def integer(value: int) -> str:
    """Write an integer in XML."""
    return int.__repr__(whole(value))


def boolean(value: bool) -> str:
    """Write a boolean in XML."""
    return "true" if flag(value) else "false"


def text(value: str) -> str:
    """Write the text of an element."""
    if value.__class__ is str and _UNUSUAL(value) is None:
        return value
    return _escaped(value, _SPECIAL)


def quoted(value: str) -> str:
    """Write the value of an attribute, keeping white space that a parser would normalise."""
    if value.__class__ is str and _UNUSUAL_QUOTED(value) is None:
        return value
    return _escaped(value, _SPECIAL_QUOTED)


def _escaped(value: str, special: re.Pattern[str]) -> str:
    value = string(value)
    if _NOT_XML.search(value) is not None:
        _log.warning("XML has no form for a character of %a: written as U+FFFD", value[:60])
        value = _NOT_XML.sub("\ufffd", value)
    if special.search(value) is None:
        return value
    return special.sub(lambda match: _ESCAPES[match.group()], value)


# --- documents -------------------------------------------------------------------------------------

_UNWRITABLE = (ValueError, TypeError, AttributeError, LookupError, OverflowError)
"""Errors that a value of a wrong type raises somewhere in a generated writer."""


def write_json(model: object, writers: Mapping[type, Callable[[Any], object]]) -> bytes:
    """Write a model as a JSON document, in UTF-8.

    The exponent of a very large or small number is spelt as orjson or json does: `1e16` or `1e+16`.

    Raises:
        UnwritableModel: A value cannot be written; names its place.
    """
    orjson = native.orjson()

    def write(part: object) -> bytes:
        value = writers[type(part)](part)
        if orjson is not None:
            with suppress(TypeError):  # an integer beyond 64 bits, a lone surrogate
                return orjson.dumps(value)
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        try:
            return text.encode()
        except UnicodeEncodeError:  # a lone surrogate has no UTF-8 form, but JSON can spell it
            return json.dumps(value, separators=(",", ":")).encode()

    return _explained(write, model)


def write_xml(
    model: object,
    writers: Mapping[type, Callable[[Any, str, Callable[[str], None]], None]],
    roots: Mapping[type, tuple[str, bool]],
    namespace: str,
) -> bytes:
    """Write a model as an XML document, in UTF-8; `roots` are element names and whether an answer has them.

    Raises:
        UnwritableModel: A value cannot be written; names its place.
    """

    def write(part: object) -> bytes:
        element, is_root = roots[type(part)]
        # Only the root is qualified; its children are not (contract section 2).
        tag = f"ev:{element}" if is_root else element
        body = native.write_xml(part, tag)
        if body is None:
            parts: list[str] = []
            writers[type(part)](part, tag, parts.append)
            body = "".join(parts).encode()
        start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        start += f'<{tag} xmlns:ev="{namespace}"' if is_root else f"<{tag}"
        return start.encode() + body[len(tag) + 1 :]

    return _explained(write, model)


def _explained(write: Callable[[object], bytes], model: object) -> bytes:
    """Write a model; only after a failure, search for the value that caused it."""

    def fails(part: object) -> bool:
        try:
            write(part)
        except _UNWRITABLE:
            return True
        return False

    try:
        return write(model)
    except _UNWRITABLE as error:
        where = _place(model, fails)
        raise UnwritableModel(f"{where}: {error}" if where else str(error)) from error


def _place(model: object, fails: Callable[[object], bool]) -> str:
    """Return the place of the value that cannot be written, as far as it is certain.

    In Python names, such as `ev_stations[3].position.latitude`.
    """
    hints = get_type_hints(type(model))
    for name, hint in hints.items():
        kinds = [k for k in (hint, *get_args(hint)) if dataclasses.is_dataclass(k)]
        if not kinds:
            continue
        value = getattr(model, name)
        many = isinstance(value, (tuple, list))
        for index, item in enumerate(value if many else (value,)):
            here = f"{name}[{index}]" if many else name
            if type(item) not in kinds:
                if item is None and not many and type(None) in get_args(hint):
                    continue
                return here
            if fails(item):
                return f"{here}.{_place(item, fails)}".rstrip(".")
    for name in hints:
        other = copy.copy(model)
        for blank in (None, (), "", 0, Decimal(0)):
            object.__setattr__(other, name, blank)
            if not fails(other):
                return name
    return ""
