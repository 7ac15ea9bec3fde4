"""Reading of scalars in either format, and of JSON.

Generated readers test for the documented form in line; every other form comes here. It is read
leniently where the meaning is certain, and reported where it is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import TypeAlias, TypeVar

from . import deadline
from .issues import Issue, IssueKind, MalformedDocument, guess

T = TypeVar("T")
Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
"""A parsed JSON value; a `Number` or `Constant` is a `str` here."""

Path: TypeAlias = tuple["Path", str] | tuple["Path", str, int] | None
"""Place of a reader: `(parent, name)` or `(parent, name, index)`, `None` at the root.

It becomes text only when there is something to report, so it costs one tuple per object.
"""

Accepts = Mapping[str, tuple[str, ...]]
"""Other accepted names: `{"roamings": ("roaming", "roaming")}` is the field, then the wrapped item."""

BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
"""The four lexical forms of xs:boolean."""

INTEGERS = {str(number): number for number in range(2048)}
"""Texts of the most frequent integers; a look-up is cheaper than a checked conversion."""

MAX_DIGITS = 4000
"""Longest integer text that is converted: Python itself refuses more than 4300 digits."""

_INTEGER = re.compile(r"[+-]?[0-9]+(?:\.0*)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])",
    re.ASCII,
)
_DIGITS_LOST = re.compile(r"\.[0-9]{7,}", re.ASCII)
_EXACT_FLOAT = 2**53
"""Largest integer up to which a float stands for one integer only."""


class Number(str):
    """The text of a JSON number, where a float would not say what was sent.

    Most numbers are read as floats, which is fast. A body in which that may have changed a value is
    parsed again with these in their place.
    """

    __slots__ = ()


class Constant(str):
    """`NaN`, `Infinity` or `-Infinity`, which Python reads though JSON does not have them."""

    __slots__ = ()


def path_text(path: Path, name: str = "") -> str:
    """Render a path as `evStations.evStation[3].name`."""
    parts = [name] if name else []
    while path is not None:
        parts.append(path[1] if len(path) == 2 else f"{path[1]}[{path[2]}]")
        path = path[0]
    return ".".join(reversed(parts))


class DecodeContext:
    """One run of a reader: its issues, and the slow paths of reading scalars.

    Attributes:
        issues: Issues so far.
        inexact: Whether a float was met where the text of the number matters. Only JSON has numbers
            that are not text.
        decimals: Whether a float was met that is wrong if its number has more digits than a float keeps.
        timestamps: Timestamps by their text. The connectors of a station are mostly updated together,
            so the same text repeats.
    """

    __slots__ = ("decimals", "inexact", "issues", "timestamps")

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        self.inexact = False
        self.decimals = False
        self.timestamps: dict[str | None, datetime] = {}

    def report(self, path: Path, name: str, kind: IssueKind, raw: Json) -> None:
        """Add an issue."""
        deadline.check()
        self.issues.append(Issue(path_text(path, name), kind, self.raw(raw)))

    def raw(self, value: Json) -> str:
        """Render a value as `Issue.raw`."""
        return str(value)

    def string(self, raw: Json, path: Path, name: str) -> str | None:
        """Read a string that is not plain text: a number is taken by its text."""
        if isinstance(raw, str) and not isinstance(raw, Constant):
            return str(raw)
        if raw.__class__ in (int, float):
            self.inexact |= raw.__class__ is float  # 1.10 is another text than 1.1
            return repr(raw)
        self.report(path, name, IssueKind.BAD_VALUE, raw)
        return None

    def pattern(
        self, raw: Json, path: Path, name: str, matches: Callable[[str], object]
    ) -> str | None:
        """Read a string with a pattern; a text that does not match is kept and reported."""
        text = self.string(raw, path, name)
        if text is not None and not matches(text):
            self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
        return text

    def boolean(self, raw: Json, path: Path, name: str) -> bool | None:
        """Read a boolean from its text or from 0 and 1."""
        if isinstance(raw, bool):
            return raw
        value = BOOLEANS.get(str(raw).strip()) if raw.__class__ in (str, int) else None
        if value is None:
            self.report(path, name, IssueKind.BAD_VALUE, raw)
        return value

    def integer(
        self, raw: Json, path: Path, name: str, low: int | None = None, high: int | None = None
    ) -> int | None:
        """Read an integer from a number without a fraction or from its text."""
        value: int | None = None
        if isinstance(raw, int) and not isinstance(raw, bool):
            value = raw
        elif isinstance(raw, (float, Number)):
            number = float(raw)
            if number.is_integer() and abs(number) <= _EXACT_FLOAT:
                value = int(number)
        elif raw.__class__ is str and len(text := str(raw)) < MAX_DIGITS:
            text = text.strip()
            if _INTEGER.fullmatch(text):
                value = int(text.partition(".")[0])
        if value is None:
            self.report(path, name, IssueKind.BAD_VALUE, raw)
        elif (low is not None and value < low) or (high is not None and value > high):
            self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
        return value

    def floating(
        self, raw: Json, path: Path, name: str, low: float | None = None, high: float | None = None
    ) -> float | None:
        """Read a finite number from a number or its text. NaN and infinity are no measurement."""
        value: float | None = None
        kind = raw.__class__
        if kind in (float, int, Number) or (kind is str and _NUMBER.fullmatch(str(raw).strip())):
            with suppress(OverflowError):  # an integer beyond any float
                value = float(raw)  # type: ignore[arg-type]
        if value is None or not isfinite(value):
            self.report(path, name, IssueKind.BAD_VALUE, raw)
            return None
        if (low is not None and value < low) or (high is not None and value > high):
            self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
        return value

    def decimal(self, raw: Json, path: Path, name: str) -> Decimal | None:
        """Read an exact decimal from a number or its text."""
        text = ""
        if isinstance(raw, str) and not isinstance(raw, Constant):
            text = raw.strip()
        elif raw.__class__ in (int, float):
            self.decimals |= raw.__class__ is float  # exact only if the number was short
            text = repr(raw)
        if len(text) < MAX_DIGITS and _NUMBER.fullmatch(text):
            try:
                return Decimal(text)
            except InvalidOperation:  # an exponent beyond the range of Decimal
                pass
        self.report(path, name, IssueKind.BAD_VALUE, raw)
        return None

    def timestamp(self, raw: Json, path: Path, name: str) -> datetime | None:
        """Read a timestamp of contract section 3.5 as an aware datetime.

        A timestamp without an offset names no instant and is refused rather than guessed.
        """
        if isinstance(raw, str):
            if (value := self.timestamps.get(raw)) is not None:
                return value
            text = raw.strip()
            if raw.__class__ is str and _TIMESTAMP.fullmatch(text):
                try:
                    value = datetime.fromisoformat(text)
                except ValueError:  # such as 30 February
                    pass
                else:
                    if _DIGITS_LOST.search(text):
                        self.report(path, name, IssueKind.OUT_OF_RANGE, raw)
                    else:
                        self.timestamps[raw] = value
                    return value
        self.report(path, name, IssueKind.BAD_VALUE, raw)
        return None

    def member(
        self, raw: Json, path: Path, name: str, members: Mapping[str | None, T]
    ) -> T | str | None:
        """Read a value of an open enumeration: a member, or the text itself when it is not listed."""
        text = self.string(raw, path, name)
        value = members.get(text)
        if text is not None and value is None:
            self.report(path, name, IssueKind.UNKNOWN_VALUE, raw)
            return text
        return value


# --- JSON ------------------------------------------------------------------------------------------


class DuplicateKeys(dict[str, Json]):
    """An object with a repeated member; only built after a count said so.

    Attributes:
        members: All members, as they were sent.
        earlier: Members overridden by a later one of the same name.
    """

    members: list[tuple[str, Json]]
    earlier: tuple[tuple[str, Json], ...] = ()


class JsonContext(DecodeContext):
    """One run over a JSON document.

    Attributes:
        members: Number of object members seen, to compare with the body's.
    """

    __slots__ = ("members",)

    def __init__(self) -> None:
        super().__init__()
        self.members = 0

    def raw(self, value: Json) -> str:
        """Render a value as `Issue.raw`: a string as it is, anything else as JSON."""
        if value.__class__ is str:
            return str(value)
        if value.__class__ is float:
            self.inexact = True
        text = _rendered(value)
        if "Infinity" in text or "NaN" in text:
            self.inexact = True  # 1e400 is a number, and not this one
        return text

    def as_object(self, raw: Json, path: Path) -> dict[str, Json] | None:
        """Return the object of a value that is not a plain one, if its members are only repeated."""
        if isinstance(raw, DuplicateKeys):
            for name, value in raw.earlier:
                self.report(path, name, IssueKind.DUPLICATE, value)
            return dict(raw)
        self.report(path, "", IssueKind.BAD_VALUE, raw)
        return None

    def object_or_scalar(self, raw: Json, path: Path) -> dict[str, Json] | None:
        """Accept a bare scalar where an object of a value and attributes is documented."""
        if raw.__class__ in (str, int, float, Number):
            self.members -= 1  # the object made here is not in the body
            return {"value": raw}
        return self.as_object(raw, path)

    def normalize(
        self, raw: dict[str, Json], path: Path, known: frozenset[str], accepts: Accepts
    ) -> dict[str, Json]:
        """Return the object with accepted names replaced by the documented ones, reporting the rest."""
        normal = {name: value for name, value in raw.items() if name in known}
        for name, value in raw.items():
            if name in known:
                continue
            field, *wrapped = accepts.get(name, ("",))
            if field and normal.get(field) is None:
                normal[field] = self.unwrap(value, wrapped[0], path, name) if wrapped else value
            else:
                # Of several accepted names, the documented one is read, or else the first.
                kind = IssueKind.DUPLICATE if field else IssueKind.UNKNOWN_FIELD
                self.report(path, name, kind, value)
                self.members += _count_members(value)
        return normal

    def unwrap(self, raw: Json, item: str, path: Path, name: str) -> list[Json]:
        """Return the items of a list that is an object with one array member.

        Accepted beside `{"item": [..]}`: an object without the member, a single item instead of the
        array, a bare array, and null for either (contract sections 3.1 and 3.4).
        """
        if not isinstance(raw, dict):
            return self.as_list(raw)
        if isinstance(raw, DuplicateKeys):
            raw = self.as_object(raw, (path, name)) or {}
        self.members += len(raw)
        if len(raw) > (item in raw):
            for other, value in raw.items():
                if other != item:
                    self.report((path, name), other, IssueKind.UNKNOWN_FIELD, value)
                    self.members += _count_members(value)
        return self.as_list(raw.get(item))

    def as_list(self, raw: Json) -> list[Json]:
        """Return the items of a repeatable member: an array, a single item, or nothing for null."""
        if isinstance(raw, list):
            return raw
        return [] if raw is None else [raw]

    def unwrap_any(self, raw: Json, items: tuple[str, ...], path: Path, name: str) -> list[Json]:
        """Return the items of a repeatable member that may also come wrapped in an object."""
        if isinstance(raw, dict):
            for item in items:
                if item in raw:
                    return self.unwrap(raw, item, path, name)
        return self.as_list(raw)

    def read_items(
        self,
        items: list[Json],
        read: Callable[[Json, JsonContext, Path], T | None],
        path: Path,
        name: str,
    ) -> tuple[T, ...]:
        """Read the items of a list; one that cannot be built is reported and left out."""
        if len(items) == 1:
            value = read(items[0], self, (path, name, 0))
            return () if value is None else (value,)
        before = len(self.issues)
        values = [read(item, self, (path, name, index)) for index, item in enumerate(items)]
        # Every item left out is reported, so without a new issue there is no None to look for.
        if len(self.issues) != before:
            return tuple([value for value in values if value is not None])
        return tuple(values)  # type: ignore[arg-type]

    def string_item(self, item: Json, _context: JsonContext, path: Path) -> str | None:
        """Read a string of a list."""
        return self.string(item, path, "")

    def missing(self, raw: Json, path: Path, name: str) -> None:
        """Report an object that lacks a required value."""
        self.report(path, name, IssueKind.MISSING, raw)


JsonReader: TypeAlias = Callable[[Json, JsonContext, Path], T | None]
"""A generated reader: parsed JSON to a model, None where a required value is missing."""


def read_json(
    body: bytes, read: JsonReader[T], known: frozenset[str], *, root: bool
) -> tuple[T | None, list[Issue]]:
    """Decode a JSON body into a model with the known members.

    An empty object can be an empty structure (an address without lines), but never a `root`, a whole
    answer.

    Returns:
        The model, None if it lacks a required value, and the issues.

    Raises:
        MalformedDocument: The body is not JSON, or not an object with a member of the model.
    """
    raw = _load(body, _PLAIN)
    if not isinstance(raw, dict) or (known.isdisjoint(raw) and (raw or root)):
        if isinstance(raw, dict):
            found = f"an object with the members {', '.join(sorted(raw)[:8]) or 'none'}"
        else:
            found = f"not an object: {JsonContext().raw(raw)[:60]}"
        members = ", ".join(sorted(known))
        raise MalformedDocument(
            f"the document is {found}",
            f"it has none of the members that the model knows: {members}",
        )
    return read_checked(raw, body, read)


def read_checked(
    raw: Json, text: bytes, read: JsonReader[T], path: Path = None
) -> tuple[T | None, list[Issue]]:
    """Read a parsed value; parse and read it again if plain parsing may have changed it.

    Plain parsing is several times faster than parsing with hooks, but keeps only the last of
    repeated members and the float nearest to a number. A count afterwards proves, for nearly every
    body, that neither mattered.
    """
    context = JsonContext()
    value = read(raw, context, path)
    if needs_exact_parse(text, context):
        raw, repeated = load_lossless(text)
        if repeated or context.inexact or context.decimals:
            context = JsonContext()
            value = read(raw, context, path)
    return value, context.issues


_LONG_NUMBER = re.compile(rb"[:,[\s]-?[0-9.]{16}")
# The pattern tries at every comma and colon; a run of digits is found ten times faster like this.
_DIGITS_AS_ZEROS = bytes(48 if byte in b"0123456789." else byte for byte in range(256))
_SIXTEEN_DIGITS = b"0" * 16


def needs_exact_parse(body: bytes, context: JsonContext) -> bool:
    """Return True if plain parsing may have changed a body.

    Without white space, `":` is written once for each member, and once more for each such pair inside
    a text: equal counts prove that no member was overwritten while parsing. Counting costs a tenth of
    parsing with a hook.
    """
    return (
        context.inexact
        or body.translate(None, b" \t\r\n").count(b'":') != context.members
        or b"\0" in body[:4]  # UTF-16 and UTF-32 have other bytes for a quotation mark and a colon
        or (
            context.decimals
            and _SIXTEEN_DIGITS in body.translate(_DIGITS_AS_ZEROS)
            and _LONG_NUMBER.search(body) is not None
        )
    )


_PLAIN = json.JSONDecoder()


def load_lossless(body: bytes) -> tuple[Json, bool]:
    """Parse a JSON body, keeping repeated members and the texts of numbers with a fraction.

    Returns:
        The document, and whether any member is repeated in it.
    """
    found = False

    def pairs(members: list[tuple[str, Json]]) -> dict[str, Json]:
        nonlocal found
        deadline.check()
        plain = dict(members)
        if len(plain) == len(members):
            return plain
        found = True
        repeated = DuplicateKeys(plain)
        repeated.members = members
        last = {name: index for index, (name, _) in enumerate(members)}
        repeated.earlier = tuple(m for index, m in enumerate(members) if last[m[0]] != index)
        return repeated

    decoder = json.JSONDecoder(
        object_pairs_hook=pairs, parse_float=Number, parse_int=_integer, parse_constant=Constant
    )
    return _load(body, decoder), found


def _integer(text: str) -> int | Number:
    """Read an integer; one longer than Python converts stays text."""
    return int(text) if len(text) <= MAX_DIGITS else Number(text)


def _load(body: bytes, decoder: json.JSONDecoder) -> Json:
    try:
        text = body.decode(json.detect_encoding(body))
        document: Json = decoder.decode(text.removeprefix("\ufeff"))
    except RecursionError:
        problem = "it is nested too deeply"
    except UnicodeDecodeError as error:
        problem = f"it is not {error.encoding} text: {error.reason} at byte {error.start}"
    except json.JSONDecodeError as error:
        problem = str(error)
    except ValueError:  # an integer beyond Python's limit of digits
        return load_lossless(body)[0]
    else:
        return document
    raise MalformedDocument(f"the body is not JSON: {problem}", guess(body, "json"))


def _count_members(value: Json) -> int:
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


def _rendered(value: Json) -> str:
    """Write a parsed value as JSON again, with repeated members and the texts of numbers.

    Without recursion, so that nothing is nested too deeply to be shown.
    """
    written: list[str] = []
    left: list[Json] = [value]
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
