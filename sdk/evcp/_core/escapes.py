"""Escapes of addresses, JSON, scripts, HTML and XML, undone step by step for the search of secrets.

Each step knows where its characters stood before, so that a secret can be removed from the text as it was.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

Span = tuple[int, int]

MOST_ESCAPES = 6
"""How many times a text may have been escaped."""
_HEX = "[0-9A-Fa-f]"
_TAIL = f"%[89ABab]{_HEX}"
_ESCAPE = re.compile(
    # Addresses: the octets of one character in UTF-8, or any single octet.
    rf"%(?:[Uu]{_HEX}{{4}}|[CDcd]{_HEX}{_TAIL}|[Ee]{_HEX}(?:{_TAIL}){{2}}|[Ff]{_HEX}(?:{_TAIL}){{3}}|{_HEX}{{2}})"
    # JSON and scripts: a pair of surrogates is one character.
    rf"|\\(?:u[Dd][89ABab]{_HEX}{{2}}\\u[Dd][C-Fc-f]{_HEX}{{2}}|u{_HEX}{{4}}|x{_HEX}{{2}}"
    rf"|u\{{{_HEX}{{1,6}}\}}|U{_HEX}{{8}}|[0-3][0-7]{{2}}|[bfnrt]|[^0-9A-Za-z])"
    # HTML and XML; browsers read numbers without the semicolon as well.
    rf"|&(?:#[Xx]{_HEX}{{1,12}};?|#[0-9]{{1,12}};?|[A-Za-z][0-9A-Za-z]{{1,31}};)"
)
_LINE_END = re.compile(r"\r?\n[ \t]*")
"""The end of a line, where a long secret may be broken, as Base64 often is."""


class Unescaped:
    """A text after one step of unescaping.

    Args:
        text: The text; each escape has become one character, or none if it was a line end.
        escapes: The places of the escapes in the text before the step, and how many characters each
            has become. They are read when a secret is found, which is rare.
    """

    def __init__(self, text: str, escapes: Iterable[tuple[int, int, int]]) -> None:
        self.text = text
        self._unread = escapes
        self._escapes: list[tuple[int, int, int]] = []
        self._places: list[int] = []

    def origin(self, span: Span) -> Span:
        """Return a span's place in the text before the step; an escape is never divided."""
        if not self._escapes:
            self._escapes = list(self._unread)
            removed = 0
            for start, end, width in self._escapes:
                self._places.append(start - removed)
                removed += end - start - width
        return self._before(span[0])[0], self._before(span[1] - 1)[1]

    def _before(self, place: int) -> Span:
        index = bisect_right(self._places, place) - 1
        if index < 0:
            return place, place + 1
        start, end, width = self._escapes[index]
        ahead = place - self._places[index] - width
        return (start, end) if ahead < 0 else (end + ahead, end + ahead + 1)


def unescape(text: str) -> Unescaped | None:
    """Undo one step of escaping; if nothing is escaped, join broken lines; None if there are none."""
    pieces: list[str] = []
    escapes: list[tuple[int, int, int]] = []
    place = 0
    if any(mark in text for mark in "%\\&"):  # much faster than the pattern
        for match in _ESCAPE.finditer(text):
            character = _character(match[0])
            if character is not None:
                start, end = match.span()
                pieces += (text[place:start], character)
                escapes.append((start, end, len(character)))
                place = end
    if escapes:
        return Unescaped("".join(pieces) + text[place:], escapes)
    if "\n" not in text:
        return None
    line_ends = ((*match.span(), 0) for match in _LINE_END.finditer(text))
    return Unescaped(_LINE_END.sub("", text), line_ends)


@lru_cache(1024)
def _character(escape: str) -> str | None:
    """Return the character that an escape stands for; None if it is no escape."""
    mark, kind = escape[0], escape[1:2]
    if mark == "%" and kind in "uU":
        return chr(int(escape[2:], 16))
    if mark == "%":
        octets = bytes.fromhex(escape.replace("%", ""))
        try:
            return octets.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return chr(octets[0]) if len(octets) == 1 else None
    if mark == "\\":
        if kind in "uU" and (kind == "U" or escape[2] == "{"):
            return _of_code(int(escape[2:].strip("{}"), 16))
        if kind.isdigit():
            return chr(int(escape[1:], 8))
        if kind == "u":
            units = bytes.fromhex(escape.replace("\\u", ""))
            return units.decode("utf-16-be", "surrogatepass")
        if kind == "x":
            return chr(int(escape[2:], 16))
        return {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}.get(kind, kind)
    if kind == "#":
        digits = escape[2:].rstrip(";")
        return _of_code(int(digits[1:], 16) if digits[0] in "xX" else int(digits))
    from html.entities import html5

    name = html5.get(escape[1:])
    return name if name is not None and len(name) == 1 else None


def _of_code(code: int) -> str | None:
    return chr(code) if code < 0x110000 else None
