"""Reading JSON: the shapes that a decoder meets beside the documented one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ._reading import Path, Reading, raw_text
from .errors import DecodeError, excerpt
from .issues import IssueKind

T = TypeVar("T")
Accepts = Mapping[str, tuple[str, ...]]
"""Other spellings that are read: `{"roamings": ("roaming", "roaming")}` is field, then the wrapped item."""


class _Repeated(dict[str, Any]):
    """An object in which a member occurs more than once; only built after a count said so."""

    earlier: tuple[tuple[str, Any], ...] = ()


class JsonReading(Reading):
    """One run over a JSON document.

    Attributes:
        members: How many members of objects were seen, to compare with the body's.
    """

    __slots__ = ("members",)

    def __init__(self, model: str, *, strict: bool = False) -> None:
        super().__init__(model, "json", strict=strict)
        self.members = 0

    def object(self, raw: Any, path: Path) -> dict[str, Any] | None:
        """Accept what is not a plain object, if it is one with repeated members; else report it."""
        if isinstance(raw, _Repeated):
            for name, value in raw.earlier:
                self.report(path, name, IssueKind.DUPLICATE, value)
            return dict(raw)
        self.report(path, "", IssueKind.BAD_VALUE, raw)
        return None

    def simple(self, raw: Any, path: Path) -> dict[str, Any] | None:
        """Accept a bare scalar where an object of a value and attributes is documented."""
        if raw.__class__ in (str, int, float):
            self.members -= 1  # the object made here is not in the body
            return {"value": raw}
        return self.object(raw, path)

    def tidy(
        self, raw: dict[str, Any], path: Path, known: frozenset[str], accepts: Accepts
    ) -> dict[str, Any]:
        """Return the object with accepted spellings under their documented names, reporting the rest."""
        tidied: dict[str, Any] = {}
        for name, value in raw.items():
            if name in known:
                tidied[name] = value
            elif name not in accepts:
                self.report(path, name, IssueKind.UNKNOWN_FIELD, value)
                self.members += _count_members(value)
            elif accepts[name][0] in raw or accepts[name][0] in tidied:
                # Two spellings are there: the documented one wins, or else the first.
                self.report(path, name, IssueKind.DUPLICATE, value)
                self.members += _count_members(value)
            else:
                field, *wrapped = accepts[name]
                tidied[field] = self.wrapped(value, wrapped[0], path, name) if wrapped else value
        return tidied

    def wrapped(self, raw: Any, item: str, path: Path, name: str) -> list[Any]:
        """Return the items of a list that is an object with one array member.

        Accepted beside `{"item": [..]}`: an object without the member, a single item instead of the
        array, a bare array, and null for either (contract 3.1 and 3.4).
        """
        if raw.__class__ is dict or isinstance(raw, _Repeated):
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
        if raw.__class__ is dict and len(raw) == 1:
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
        values = []
        for index, item in enumerate(items):
            value = decode(item, self, (path, name, index))
            if value is not None:
                values.append(value)
        return tuple(values)

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


def load(body: bytes, model: str) -> Any:
    """Parse a JSON body; whatever is wrong with it is a `DecodeError`."""
    return _load(body, model, None)


def load_repeated(body: bytes, model: str) -> tuple[Any, bool]:
    """Parse a JSON body so that repeated members are kept; return it and whether there are any."""
    found = False

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal found
        plain = dict(members)
        if len(plain) == len(members):
            return plain
        found = True
        repeated = _Repeated(plain)
        last = {name: index for index, (name, _) in enumerate(members)}
        repeated.earlier = tuple(m for index, m in enumerate(members) if last[m[0]] != index)
        return repeated

    return _load(body, model, pairs), found


def _load(body: bytes, model: str, pairs: Callable[[list[tuple[str, Any]]], Any] | None) -> Any:
    try:
        return json.loads(body, object_pairs_hook=pairs)
    except RecursionError:
        problem = "it is nested too deeply"
    except UnicodeDecodeError as error:
        problem = f"it is not UTF-8 text: {error.reason} at byte {error.start}"
    except ValueError as error:  # JSONDecodeError, and integers beyond Python's limit of digits
        problem = str(error)
    raise DecodeError(
        f"cannot decode {model}: the body is not JSON: {problem}",
        hint=_guess(body),
        body_excerpt=excerpt(body),
    )


def _guess(body: bytes) -> str:
    """Say what the body seems to be instead."""
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "the body is empty"
    if start.startswith((b"<!doctype html", b"<html")):
        return "it is an HTML page, perhaps from a proxy or a login form"
    if start.startswith(b"<"):
        return "it looks like XML; decode it with format='xml'"
    return "it may have been cut off on the way"


def may_repeat(body: bytes, members: int) -> bool:
    """Tell whether a body may hold a repeated member, given how many members its objects hold.

    Without white space, `":` is written once for each member, and once more for each such pair inside
    a text: equal counts prove that no member was overwritten while parsing. Counting costs a tenth of
    what parsing with a hook would.
    """
    return body.translate(None, b" \t\r\n").count(b'":') != members


def no_such_document(body: bytes, raw: Any, model: str, known: frozenset[str]) -> DecodeError:
    """Build the error for JSON that is not an object of the model at all."""
    if isinstance(raw, dict):
        found = f"an object with the members {', '.join(sorted(raw)[:8]) or 'none'}"
    else:
        found = f"not an object: {raw_text(raw)[:60]}"
    return DecodeError(
        f"cannot decode {model}: the document is {found}",
        hint=f"it has none of the members that {model} knows: {', '.join(sorted(known))}",
        body_excerpt=excerpt(body),
    )
