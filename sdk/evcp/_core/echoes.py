"""Finding what a service may echo of a text: as it is, escaped in any way, or cut off."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

SHORT = 8
"""Characters by which a text is known wherever it stands: one that was cut off still holds them.

A shorter text is found as a word of its own, and not within another: the key `any` is no part of
`Many`.
"""
_MARKS = "%\\&"
"""Every escape has one of them in it."""
_BEFORE = (
    r"(?:(?<![^\W_])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4})|(?<=\\x[0-9A-Fa-f]{2})"
    r"|(?<=\\[bfnrt]))"
)
"""The beginning of a word: no letter or digit before it, but for those of an escape."""
_BEHIND = r"(?![^\W_])"

Span = tuple[int, int]


class SecretMatcher:
    """Finds some texts in others. Made once for many searches.

    Args:
        values: The texts that are looked for, whole or the beginning of at least 8 characters.
        wholes: Further texts, which are looked for whole only.
    """

    __slots__ = ("_heads", "_plain", "_search")

    def __init__(self, values: Iterable[str], wholes: Iterable[str] = ()) -> None:
        cut = {value for value in values if value}
        ways = [(value, True) for value in cut]
        ways += [(value, False) for value in {*wholes} - cut if value]
        heads = [(value, may_be_cut, _head(value)) for value, may_be_cut in ways]
        self._heads = [(value, cut, re.compile(head)) for value, cut, head in heads]
        begin = {value[:SHORT] for value, _ in ways}
        # A plus sign and a blank stand for each other in addresses.
        self._plain = tuple(
            {one for head in begin for one in (head, _blank(head), head.replace(" ", "+"))}
        )
        # Within another there may be a longer one: no place is skipped.
        found = "|".join(head for _, _, head in heads)
        self._search = re.compile(f"(?={found})") if heads else None

    def spans(self, text: str) -> list[Span]:
        """Return where the texts are: in order, without overlaps."""
        if self._search is None or not self._may_be_in(text):
            return []
        spans: list[Span] = []
        for match in self._search.finditer(text):
            start = match.start()
            end = max(self._end(head, text, start) for head in self._heads)
            if end <= start:
                continue
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans

    def _may_be_in(self, text: str) -> bool:
        """Tell quickly of nearly every text that there is nothing in it."""
        return any(mark in text for mark in _MARKS) or any(head in text for head in self._plain)

    def _end(self, head: tuple[str, bool, re.Pattern[str]], text: str, start: int) -> int:
        """Return where a text ends that begins at a place; 0 if none does."""
        value, may_be_cut, pattern = head
        match = pattern.match(text, start)
        if match is None:
            return 0
        if len(value) <= SHORT:
            return match.end()
        end, whole = _follow(value, text, start)
        return end if whole or may_be_cut else 0


def _head(value: str) -> str:
    """Return the pattern of what a text is known by."""
    pattern = "".join(map(_any_form, value[:SHORT]))
    if len(value) >= SHORT:
        return pattern
    before = _BEFORE if value[0].isalnum() else ""
    return before + pattern + (_BEHIND if value[-1].isalnum() else "")


def _follow(value: str, text: str, start: int) -> tuple[int, bool]:
    """Return how far a text goes on like a value, and whether to its end."""
    places = {start}
    for character in value:
        further = set()
        for place in places:
            # Of one spelling another may be the beginning: both are followed.
            for form in _forms(character):
                if match := form.match(text, place):
                    further.add(match.end())
        if not further:
            return max(places), False
        places = further
    return max(places), True


def _blank(text: str) -> str:
    return text.replace("+", " ")


@lru_cache(1024)
def _forms(character: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, _spellings(character)))


@lru_cache(1024)
def _any_form(character: str) -> str:
    return f"(?:{'|'.join(_spellings(character))})"


def _spellings(character: str) -> list[str]:
    """Return patterns of a character: itself, and its escapes in addresses, JSON, HTML and XML.

    Each may have been escaped more than once. The bounds keep a search short in any text.
    """
    code = ord(character)
    in_utf16 = character.encode("utf-16-be", "surrogatepass").hex()
    units = [in_utf16[n : n + 4] for n in range(0, len(in_utf16), 4)]
    octets = character.encode("utf-8", "surrogatepass")
    again = "&(?:amp;){0,3}"
    plain = re.escape(character)
    spellings = [
        plain if character.isalnum() else rf"\\{{0,4}}{plain}",
        "(?i:" + "".join(rf"%(?:25){{0,3}}{octet:02x}" for octet in octets) + ")",
        "(?i:" + "".join(rf"\\{{1,4}}u{unit}" for unit in units) + ")",
        rf"(?i:\\{{1,4}}x{code:02x})",
        rf"(?i:{again}#(?:x0{{0,6}}{code:x}|0{{0,6}}{code});)",
    ]
    spellings += [f"{again}{name}" for name in _names().get(character, ())]
    # Of marks several may follow each other: each number of them is a spelling by itself.
    if character in _MARKS:
        mark, more = {"%": ("%", "25"), "&": ("&", "amp;"), "\\": (r"\\", r"\\")}[character]
        spellings += [mark + more * number for number in range(5)]
    # Both ways between a form's address and its text.
    spellings += {"+": [" "], " ": [r"\+"]}.get(character, [])
    return spellings


@cache
def _names() -> dict[str, list[str]]:
    """The names that HTML has for characters, with their semicolon."""
    from html.entities import html5

    names: dict[str, list[str]] = {}
    for name, text in html5.items():
        if text.isascii() and name.endswith(";"):
            names.setdefault(text, []).append(name)
    return names
