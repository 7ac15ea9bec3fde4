"""Reading of JSON: the slow paths of the readers, and the proof that plain parsing changed nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from heapq import nsmallest
from itertools import islice
from types import EllipsisType
from typing import TypeAlias, TypeVar

from . import deadline, native
from .issues import MAX_RAW, IssueKind, Issues, MalformedDocument, guess, shortened
from .reading import (
    MAX_DIGITS,
    Accepts,
    Constant,
    DecodeContext,
    Json,
    Number,
    Path,
    Repaired,
    single,
)

T = TypeVar("T")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that a text of JSON can spell, and UTF-8 or XML has no form for."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNWRITABLE_ESCAPE = re.compile(
    r"\\(?:[bf]|u(?:00(?:0[0-8bcef]|1)|d[89a-f]|fff[ef]))", re.IGNORECASE
)
_NEGATIVE_ZEROS = (b":-0", b",-0", b"[-0")
"""Perhaps -0: three searches for a fixed text are many times faster than one for a pattern."""


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

    def raw(self, value: object) -> str:
        """Render a value as `Issue.raw`: a string as it is, anything else as JSON."""
        if isinstance(value, Repaired):
            return value.sent
        if value.__class__ is str:
            return str(value)
        text, has_floats = _rendered(value)
        self.inexact |= has_floats  # 1.10 is shown as it was sent, and so is 1e400
        self.zeros |= "0" in text  # and so is -0
        return text

    def as_object(self, raw: Json, path: Path) -> dict[str, Json] | None:
        """Return the object of an array of one, or of one with repeated members; else report the value."""
        if isinstance(raw, list) and len(raw) == 1 and isinstance(raw[0], dict):
            raw = raw[0]
            if not isinstance(raw, DuplicateKeys):
                return raw
        if isinstance(raw, DuplicateKeys):
            for name, value in raw.earlier:
                self.report(path, name, IssueKind.DUPLICATE, value)
            return dict(raw)
        self.report(path, "", IssueKind.BAD_VALUE, raw)
        return None

    def object_or_scalar(self, raw: Json, path: Path) -> dict[str, Json] | None:
        """Accept a bare scalar where an object of a value and attributes is documented."""
        value = single(raw)
        if value.__class__ in (str, int, float, Number, Repaired):
            self.members -= 1  # the object made here is not in the body
            return {"value": value}
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
        array, a bare array, an array of the object, and null (contract sections 3.1 and 3.4).
        """
        if isinstance(raw, list) and len(raw) == 1 and isinstance(raw[0], dict) and item in raw[0]:
            raw = raw[0]
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
        holder = raw[0] if isinstance(raw, list) and len(raw) == 1 else raw
        if isinstance(holder, dict):
            for item in items:
                if item in holder:
                    return self.unwrap(holder, item, path, name)
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
        before = self.issues.total
        values = [
            read(item, self, (path, name, index)) for index, item in enumerate(deadline.each(items))
        ]
        # Every item left out is reported, so without a new issue there is no None to look for.
        if self.issues.total != before:
            return tuple([value for value in values if value is not None])
        return tuple(values)  # type: ignore[arg-type]

    def string_item(self, item: Json, _context: JsonContext, path: Path) -> str | None:
        """Read a string of a list."""
        return self.string(item, path, "")

    def token_item(self, item: Json, _context: JsonContext, path: Path) -> str | None:
        """Read a string of a list in which white space means nothing."""
        if type(item) is str and " " not in item and item.isprintable():
            return item
        return self.token(item, path, "")

    def missing(self, raw: Json, path: Path, name: str) -> None:
        """Report an object that lacks a required value."""
        self.report(path, name, IssueKind.MISSING, raw)


JsonReader: TypeAlias = Callable[[Json, JsonContext, Path], T | None]
"""A generated reader: parsed JSON to a model, None where a required value is missing."""


def read_json(
    body: bytes, read: JsonReader[T], known: frozenset[str], *, root: bool
) -> tuple[T | None, Issues]:
    """Decode a JSON body into a model with the known members.

    An empty object can be an empty structure (an address without lines), but never a `root`, a whole
    answer.

    Returns:
        The model, None if it lacks a required value, and the issues.

    Raises:
        MalformedDocument: The body is not JSON, or not an object with a member of the model.
    """
    raw = _load_plain(body)
    if isinstance(raw, list) and len(raw) == 1:
        raw = raw[0]
    if not isinstance(raw, dict) or (known.isdisjoint(raw) and (raw or root)):
        if isinstance(raw, dict):
            names = ", ".join(shortened(name, 40) for name in nsmallest(8, raw))
            found = f"an object with the members {names or 'none'}"
        else:
            found = f"not an object: {JsonContext().raw(raw)[:60]}"
        members = ", ".join(sorted(known))
        raise MalformedDocument(
            f"the document is {found}",
            f"it has none of the members that the model knows: {members}",
        )
    return read_checked(raw, body, read)


def read_plain(
    body: bytes, read: JsonReader[T], known: frozenset[str], path: Path = None
) -> tuple[T | None, Issues] | None:
    """Parse and read an object by a native reader; None where that cannot be done."""
    deadline.check()
    context = JsonContext()
    value = native.read_plain(read, body, known, context, path)
    if isinstance(value, EllipsisType):
        return None
    return _confirmed(value, context, body, read, path)


def read_checked(
    raw: Json, text: bytes, read: JsonReader[T], path: Path = None
) -> tuple[T | None, Issues]:
    """Read a parsed value; parse and read it again if plain parsing may have changed it."""
    context = JsonContext()
    return _confirmed(read(raw, context, path), context, text, read, path)


def _confirmed(
    value: T | None, context: JsonContext, text: bytes, read: JsonReader[T], path: Path
) -> tuple[T | None, Issues]:
    """Return the value as read, or read again if plain parsing may have changed it.

    Plain parsing is several times faster than parsing with hooks, but keeps only the last of
    repeated members and the float nearest to a number. A count afterwards proves, for nearly every
    body, that neither mattered.
    """
    if needs_exact_parse(text, context):
        raw, repeated = load_lossless(text)
        if repeated or context.inexact or context.digits or context.zeros:
            if isinstance(raw, list) and path is None and len(raw) == 1:
                raw = raw[0]
            context = JsonContext()
            value = read(raw, context, path)
    return value, context.issues


_LONG_NUMBER = re.compile(rb"[:,[\s]-?[0-9.]{16}")
# The pattern tries at every comma and colon; a search for one fixed text is several times faster.
_NUMBERS_AS_ZEROS = bytes(
    48 if byte in b"0123456789." else 44 if byte in b":[ \t\r\n" else byte for byte in range(256)
)
_ZEROS = b"," + b"0" * 16


def needs_exact_parse(body: bytes, context: JsonContext) -> bool:
    """Return True if plain parsing may have changed a body.

    Without white space, `":` is written once for each member, and once more for each such pair inside
    a text: equal counts prove that no member was overwritten while parsing. Counting costs a tenth of
    parsing with a hook.
    """
    return (
        context.inexact
        or _count_pairs(body) != context.members
        or (context.zeros and any(zero in _dense(body) for zero in _NEGATIVE_ZEROS))
        or b"\0" in body[:4]  # UTF-16 and UTF-32 have other bytes for a quotation mark and a colon
        or (context.digits and _has_long_number(body))
    )


def _dense(body: bytes) -> bytes:
    return body.translate(None, b" \t\r\n")


def _count_pairs_in_python(body: bytes) -> int:
    return _dense(body).count(b'":')


def _has_long_number_in_python(body: bytes) -> bool:
    return (
        _ZEROS in body.translate(_NUMBERS_AS_ZEROS, b"-") and _LONG_NUMBER.search(body) is not None
    )


_count_pairs = native.helper("count_pairs", _count_pairs_in_python)
_has_long_number = native.helper("has_long_number", _has_long_number_in_python)
_PLAIN = json.JSONDecoder()


def _load_plain(body: bytes) -> Json:
    """Parse a JSON body by orjson, if that takes it, else by json.

    orjson refuses what only json reads: NaN, other encodings, a byte order mark, half a surrogate
    pair, a number beyond any float. An integer beyond 64 bits is a float to it, which the readers take
    for one that may have lost digits.
    """
    orjson = native.orjson()
    if orjson is None:
        return _load(body, _PLAIN)
    deadline.check()
    try:
        document = orjson.loads(body)
    except ValueError:
        return _load(body, _PLAIN)
    if b"\\" in body or b"\xef" in body:  # perhaps an escape, U+FFFE or U+FFFF
        return mark_unwritable(document, body.decode())
    return document


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
    """Read an integer; one longer than Python converts, or without its sign, stays text."""
    return int(text) if len(text) <= MAX_DIGITS and text != "-0" else Number(text)


def _load(body: bytes, decoder: json.JSONDecoder) -> Json:
    deadline.check()
    try:
        text = body.decode(json.detect_encoding(body))
        document = mark_unwritable(decoder.decode(text.removeprefix("\ufeff")), text)
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


def mark_unwritable(value: Json, text: str) -> Json:
    """Mark the texts with characters that not every writer can write in a value parsed from a text.

    A lone surrogate has no form in UTF-8, and is replaced. A control character, U+FFFE and U+FFFF have
    none in XML alone.
    """
    has_escape = "\\" in text and _UNWRITABLE_ESCAPE.search(text) is not None
    # All but these have to be escaped in JSON.
    if not has_escape and (text.isascii() or not ("\uffff" in text or "\ufffe" in text)):
        return value
    box: list[Json] = [value]
    left: list[list[Json] | dict[str, Json]] = [box]

    def repaired(inner: Json) -> Json:
        if isinstance(inner, (list, dict)):
            left.append(inner)
        elif type(inner) is str and _UNWRITABLE.search(inner):
            marked = Repaired(_SURROGATE.sub("\ufffd", inner))
            marked.sent = inner
            return marked
        return inner

    while left:
        holder = left.pop()
        if isinstance(holder, DuplicateKeys):
            holder.members = [(name, repaired(inner)) for name, inner in holder.members]
            holder.earlier = tuple((name, repaired(inner)) for name, inner in holder.earlier)
        if isinstance(holder, dict):
            holder.update({name: repaired(inner) for name, inner in holder.items()})
        else:
            holder[:] = map(repaired, holder)
    return box[0]


def _count_members(value: Json) -> int:
    """Count the members of all objects in a value."""
    count, left = 0, [value]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            deadline.check()
            count += len(value)
            left.extend(value.values())
        elif isinstance(value, list):
            deadline.check()
            left.extend(value)
    return count


class _Text(str):
    """A piece of JSON that is written already."""

    __slots__ = ()


def _rendered(value: object) -> tuple[str, bool]:
    """Write a parsed value as JSON again, with repeated members and the texts of numbers.

    Without recursion, so that nothing is nested too deeply to be shown, and no further than an issue
    shows it.

    Returns:
        The text, and whether a float is in it.
    """
    written: list[str] = []
    size, has_floats = 0, False
    left: list[object] = [value]
    while left and size <= MAX_RAW:
        value = left.pop()
        if isinstance(value, (_Text, Number, Constant)):
            piece = str(value)
        elif isinstance(value, dict):
            members = value.members if isinstance(value, DuplicateKeys) else value.items()
            members = list(islice(members, MAX_RAW + 1))  # each has a character at least
            left.append(_Text("}"))
            for index, (name, inner) in reversed(list(enumerate(members))):
                left += (inner, _Text(f"{', ' if index else ''}{_quoted(name)}: "))
            piece = "{"
        elif isinstance(value, list):
            left.append(_Text("]"))
            for index, inner in reversed(list(enumerate(value[: MAX_RAW + 1]))):
                left += (inner, _Text(", ")) if index else (inner,)
            piece = "["
        else:
            has_floats |= isinstance(value, float)
            piece = _quoted(value) if isinstance(value, str) else json.dumps(value)
        written.append(piece)
        size += len(piece)
    return "".join(written), has_floats


def _quoted(text: str) -> str:
    return json.dumps(getattr(text, "sent", text)[: MAX_RAW + 1], ensure_ascii=False)
