"""Reading JSON: the shapes that a decoder meets beside the documented one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from evcp.errors import DecodeError, excerpt

from .issues import IssueKind
from .reading import MAX_DIGITS, Constant, DecodeContext, Number, Path

T = TypeVar("T")
Accepts = Mapping[str, tuple[str, ...]]
"""Other spellings that are read: `{"roamings": ("roaming", "roaming")}` is field, then the wrapped item."""


_LONG_NUMBER = re.compile(rb"[:,[\s]-?[0-9.]{16}")
# The pattern tries at every comma and colon; a run of digits is found ten times faster like this.
_DIGITS_AS_ZEROS = bytes(48 if byte in b"0123456789." else byte for byte in range(256))
_SIXTEEN_DIGITS = b"0" * 16


class DuplicateKeys(dict[str, Any]):
    """An object in which a member occurs more than once; only built after a count said so.

    Attributes:
        members: All members, as they were sent.
        earlier: Those that a later one of the same name overrides.
    """

    members: list[tuple[str, Any]]
    earlier: tuple[tuple[str, Any], ...] = ()


class JsonReading(DecodeContext):
    """One run over a JSON document.

    Attributes:
        members: How many members of objects were seen, to compare with the body's.
    """

    __slots__ = ("members",)

    def __init__(self) -> None:
        super().__init__()
        self.members = 0

    def raw(self, value: Any) -> str:
        """Render a value as `Issue.raw`: a string as it is, anything else as JSON."""
        if value.__class__ is str:
            return str(value)
        if value.__class__ is float:
            self.inexact = True
        text = _rendered(value)
        if "Infinity" in text or "NaN" in text:
            self.inexact = True  # 1e400 is a number, and not this one
        return text

    def object(self, raw: Any, path: Path) -> dict[str, Any] | None:
        """Accept what is not a plain object, if it is one with repeated members; else report it."""
        if isinstance(raw, DuplicateKeys):
            for name, value in raw.earlier:
                self.report(path, name, IssueKind.DUPLICATE, value)
            return dict(raw)
        self.report(path, "", IssueKind.BAD_VALUE, raw)
        return None

    def simple(self, raw: Any, path: Path) -> dict[str, Any] | None:
        """Accept a bare scalar where an object of a value and attributes is documented."""
        if raw.__class__ in (str, int, float, Number):
            self.members -= 1  # the object made here is not in the body
            return {"value": raw}
        return self.object(raw, path)

    def normalize(
        self, raw: dict[str, Any], path: Path, known: frozenset[str], accepts: Accepts
    ) -> dict[str, Any]:
        """Return the object with accepted spellings under their documented names, reporting the rest."""
        tidied = {name: value for name, value in raw.items() if name in known}
        for name, value in raw.items():
            if name in known:
                continue
            field, *wrapped = accepts.get(name, ("",))
            if field and tidied.get(field) is None:
                tidied[field] = self.wrapped(value, wrapped[0], path, name) if wrapped else value
            else:
                # Of several spellings, the documented one is read, or else the first.
                kind = IssueKind.DUPLICATE if field else IssueKind.UNKNOWN_FIELD
                self.report(path, name, kind, value)
                self.members += _count_members(value)
        return tidied

    def wrapped(self, raw: Any, item: str, path: Path, name: str) -> list[Any]:
        """Return the items of a list that is an object with one array member.

        Accepted beside `{"item": [..]}`: an object without the member, a single item instead of the
        array, a bare array, and null for either (contract sections 3.1 and 3.4).
        """
        if raw.__class__ is dict or isinstance(raw, DuplicateKeys):
            if raw.__class__ is not dict:
                raw = self.object(raw, (path, name)) or {}
            self.members += len(raw)
            if len(raw) > (item in raw):
                for other, value in raw.items():
                    if other != item:
                        self.report((path, name), other, IssueKind.UNKNOWN_FIELD, value)
                        self.members += _count_members(value)
            return self.items(raw.get(item))
        return self.items(raw)

    def items(self, raw: Any) -> list[Any]:
        """Return the items of a repeatable member: an array, a single item, or nothing for null."""
        if raw.__class__ is list:
            return list(raw)
        return [] if raw is None else [raw]

    def unwrapped(self, raw: Any, items: tuple[str, ...], path: Path, name: str) -> list[Any]:
        """Return the items of a repeatable member that may also come wrapped in an object."""
        if isinstance(raw, dict):
            for item in items:
                if item in raw:
                    return self.wrapped(raw, item, path, name)
        return self.items(raw)

    def many(
        self,
        items: list[Any],
        decode: Callable[[Any, JsonReading, Path], T | None],
        path: Path,
        name: str,
    ) -> tuple[T, ...]:
        """Decode the items of a list; one that cannot be built is reported and left out."""
        if len(items) == 1:
            value = decode(items[0], self, (path, name, 0))
            return () if value is None else (value,)
        noted = len(self.issues)
        values = [decode(item, self, (path, name, index)) for index, item in enumerate(items)]
        # What is left out is reported, so without a new issue there is no None to look for.
        if len(self.issues) != noted:
            return tuple([value for value in values if value is not None])
        return tuple(values)  # type: ignore[arg-type]

    def string_item(self, item: Any, _reading: JsonReading, path: Path) -> str | None:
        """Read a string of a list."""
        return self.string(item, path, "")

    def missing(self, raw: Any, path: Path, name: str) -> None:
        """Report an object that cannot be built for want of a required value."""
        self.report(path, name, IssueKind.MISSING, raw)


def _count_members(value: Any) -> int:
    """Count the members of all objects in a value."""
    count, left = 0, [value]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            count += len(value)
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
    return count


class _Text(str):
    """A piece of JSON that is written already."""

    __slots__ = ()


def _rendered(value: Any) -> str:
    """Write a parsed value as JSON again, repeated members and texts of numbers included.

    Without recursion, so that nothing is nested too deeply to be shown.
    """
    written: list[str] = []
    left: list[Any] = [value]
    while left:
        value = left.pop()
        if isinstance(value, (_Text, Number, Constant)):
            written.append(value)
        elif isinstance(value, dict):
            members = value.members if isinstance(value, DuplicateKeys) else list(value.items())
            left.append(_Text("}"))
            for index, (name, inner) in reversed(list(enumerate(members))):
                key = json.dumps(name, ensure_ascii=False)
                left += (inner, _Text(f"{', ' if index else ''}{key}: "))
            left.append(_Text("{"))
        elif isinstance(value, list):
            left.append(_Text("]"))
            for index, inner in reversed(list(enumerate(value))):
                left += (inner, _Text(", ")) if index else (inner,)
            left.append(_Text("["))
        else:
            written.append(json.dumps(value, ensure_ascii=False))
    return "".join(written)


def load(body: bytes | str, model: str) -> Any:
    """Parse a JSON body; whatever is wrong with it is a `DecodeError`."""
    return _load(body, model)


def load_lossless(body: bytes | str, model: str) -> tuple[Any, bool]:
    """Parse a JSON body, keeping repeated members and the texts of numbers with a fraction.

    Returns:
        The document, and whether any member is repeated in it.
    """
    found = False

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal found
        plain = dict(members)
        if len(plain) == len(members):
            return plain
        found = True
        repeated = DuplicateKeys(plain)
        repeated.members = members
        last = {name: index for index, (name, _) in enumerate(members)}
        repeated.earlier = tuple(m for index, m in enumerate(members) if last[m[0]] != index)
        return repeated

    raw = _load(
        body,
        model,
        object_pairs_hook=pairs,
        parse_float=Number,
        parse_int=_integer,
        parse_constant=Constant,
    )
    return raw, found


def _integer(text: str) -> int | Number:
    """Read an integer; one that is longer than Python converts stays text."""
    return int(text) if len(text) <= MAX_DIGITS else Number(text)


def _load(body: bytes | str, model: str, **hooks: Any) -> Any:
    try:
        text = body if isinstance(body, str) else body.decode(json.detect_encoding(body))
        return json.loads(text.removeprefix("\ufeff"), **hooks)
    except RecursionError:
        problem = "it is nested too deeply"
    except UnicodeDecodeError as error:
        problem = f"it is not {error.encoding} text: {error.reason} at byte {error.start}"
    except json.JSONDecodeError as error:
        problem = str(error)
    except ValueError:  # an integer beyond Python's limit of digits
        return load_lossless(body, model)[0]
    raise DecodeError(
        f"cannot decode {model}: the body is not JSON: {problem}",
        hint=_guess(body),
        body_excerpt=excerpt(_head(body)),
    )


def _head(body: bytes | str) -> bytes:
    """Return the beginning of a body."""
    head = body[:4096]
    return head if isinstance(head, bytes) else head.encode("utf-8", "replace")


def _guess(body: bytes | str) -> str:
    """Say what the body seems to be instead."""
    start = _head(body)[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "the body is empty"
    if start.startswith((b"<!doctype html", b"<html")):
        return "it is an HTML page, perhaps from a proxy or a login form"
    if start.startswith(b"<"):
        return "it looks like XML; decode it with format='xml'"
    return "it may have been cut off on the way"


def needs_exact_parse(body: bytes, reading: JsonReading) -> bool:
    """Tell whether plain parsing may have changed a body: it has to be parsed exactly, then.

    Without white space, `":` is written once for each member, and once more for each such pair inside
    a text: equal counts prove that no member was overwritten while parsing. Counting costs a tenth of
    what parsing with a hook would.
    """
    return (
        reading.inexact
        or body.translate(None, b" \t\r\n").count(b'":') != reading.members
        or b"\0" in body[:4]  # UTF-16 and UTF-32 have other bytes for a quotation mark and a colon
        or (
            reading.decimals
            and _SIXTEEN_DIGITS in body.translate(_DIGITS_AS_ZEROS)
            and _LONG_NUMBER.search(body) is not None
        )
    )


def no_such_document(body: bytes, raw: Any, model: str, known: frozenset[str]) -> DecodeError:
    """Build the error for JSON that is not an object of the model at all."""
    if isinstance(raw, dict):
        found = f"an object with the members {', '.join(sorted(raw)[:8]) or 'none'}"
    else:
        found = f"not an object: {JsonReading().raw(raw)[:60]}"
    return DecodeError(
        f"cannot decode {model}: the document is {found}",
        hint=f"it has none of the members that {model} knows: {', '.join(sorted(known))}",
        body_excerpt=excerpt(body),
    )
