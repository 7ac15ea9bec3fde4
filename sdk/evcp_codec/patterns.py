r"""Regular expressions of XML Schema, as Python's.

They differ in more than looks: `^` and `$` are characters, a pattern is of the whole text, `\d` and `\w` are
categories of Unicode, `\i` and `\c` are characters of names, and a class can have another subtracted.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import groupby

_NAME_START = (
    r":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = _NAME_START + r"\-.0-9\xb7\u0300-\u036f\u203f\u2040"
_BLANK = r" \t\n\r"
_PLAIN = {"n": r"\n", "r": r"\r", "t": r"\t"}
_BLOCKS = {
    "BasicLatin": r"\x00-\x7f",
    "Latin-1Supplement": r"\x80-\xff",
    "LatinExtended-A": r"\u0100-\u017f",
    "LatinExtended-B": r"\u0180-\u024f",
    "Greek": r"\u0370-\u03ff",
    "Cyrillic": r"\u0400-\u04ff",
    "Hebrew": r"\u0590-\u05ff",
    "Arabic": r"\u0600-\u06ff",
    "LatinExtendedAdditional": r"\u1e00-\u1eff",
    "GeneralPunctuation": r"\u2000-\u206f",
    "CJKUnifiedIdeographs": r"\u4e00-\u9fff",
}
_MAX_COUNT = 65_535


class BadPattern(ValueError):  # noqa: N818 (the generator turns it into its SchemaError)
    """A pattern that is not one of XML Schema, or has a part that is not carried."""


def compiled(pattern: str) -> Callable[[str], object]:
    """Return a test of whole texts.

    Raises:
        BadPattern: Says which part cannot be read.
    """
    try:
        return lru_cache(4096)(re.compile(translate(pattern), re.DOTALL).fullmatch)
    except (re.error, OverflowError) as error:
        raise BadPattern(f"the pattern {pattern} cannot be read: {error}") from None


def translate(pattern: str) -> str:
    """Return the regular expression of Python that matches the same texts.

    Raises:
        BadPattern: Says which part cannot be read.
    """
    return _Translator(pattern).whole()


class _Translator:
    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def bad(self, what: str) -> BadPattern:
        return BadPattern(f"{what} at character {self.at} of the pattern {self.pattern}")

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        char = self.peek()
        if not char:
            raise self.bad("unexpected end")
        self.at += 1
        return char

    def whole(self) -> str:
        text = self.choice()
        if self.peek():
            raise self.bad("a ) that closes nothing")
        return text

    def choice(self) -> str:
        branches = [self.branch()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.branch())
        return "|".join(branches)

    def branch(self) -> str:
        pieces = []
        while self.peek() not in ("", "|", ")"):
            pieces.append(self.atom() + self.quantifier())
        return "".join(pieces)

    def atom(self) -> str:
        char = self.take()
        if char == "(":
            inner = self.choice()
            if self.take() != ")":
                raise self.bad("a ( that nothing closes")
            return f"(?:{inner})"
        if char == "[":
            return self.set()
        if char == ".":
            return r"[^\n\r]"
        if char == "\\":
            content, negated = self.escape()
            return f"[{'^' if negated else ''}{content}]"
        if char in "?*+{}]":
            raise self.bad(f"{char} without anything in front")
        return re.escape(char)

    def quantifier(self) -> str:
        if self.peek() and self.peek() in "?*+":
            return self.take()
        if self.peek() != "{":
            return ""
        found = re.compile(r"\{([0-9]+)(,?)([0-9]*)\}").match(self.pattern, self.at)
        if found is None:
            raise self.bad("a { that is no quantity")
        self.at = found.end()
        low, comma, high = found.groups()
        if int(low) > _MAX_COUNT:
            raise self.bad("a quantity beyond all texts")
        # Python has an end to its quantities; a text of that length has one before.
        if high and int(high) > _MAX_COUNT:
            high = ""
        return f"{{{int(low)}{comma}{high}}}"

    def escape(self) -> tuple[str, bool]:
        """Return the content of a class for an escape, and whether it is the complement of it."""
        char = self.take()
        if char in _PLAIN:
            return _PLAIN[char], False
        if char in r"\|.?*+(){}-[]^$":
            return "\\" + char, False
        lower = char.lower()
        if lower in "sicdw":
            content = {"s": _BLANK, "i": _NAME_START, "c": _NAME, "d": r"\d", "w": ""}[lower]
            return content or _category("L", "M", "N", "S"), char != lower
        if lower == "p":
            found = re.compile(r"\{([^}]+)\}").match(self.pattern, self.at)
            if found is None:
                raise self.bad("a category without a name")
            self.at = found.end()
            name = found.group(1)
            if name.startswith("Is"):
                if name[2:] not in _BLOCKS:
                    raise self.bad(f"the block {name}, which is not carried: write out its range,")
                return _BLOCKS[name[2:]], char == "P"
            content = _category(name)
            if not content:
                raise self.bad(f"the unknown category {name}")
            return content, char == "P"
        raise self.bad(f"the unknown escape \\{char}")

    def set(self) -> str:
        r"""Translate the rest of a class; `[a-z-[aeiou]]` has another subtracted."""
        negated = self.peek() == "^"
        self.at += negated
        inside: list[str] = []
        others: list[str] = []  # complements, which have no place in a class of Python
        subtracted = ""
        while True:
            char = self.take()
            if char == "]":
                break
            if char == "-" and self.peek() == "[":
                self.at += 1
                subtracted = self.set()
                if self.take() != "]":
                    raise self.bad("a subtraction that is not at the end")
                break
            if char == "\\":
                content, complement = self.escape()
                (others if complement else inside).append(
                    f"[^{content}]" if complement else content
                )
                single = len(content) == 2 or content in _PLAIN.values()
                if complement or not single or content == r"\d":
                    continue
            elif char == "[":
                raise self.bad("a [ inside a class")
            else:
                inside.append(re.escape(char))
            if self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", "[", ""):
                self.at += 1
                end = self.take()
                if end == "\\":
                    content, complement = self.escape()
                    if complement or len(content) != 2:
                        raise self.bad("a range that ends in more than one character")
                    inside.append("-" + content)
                else:
                    inside.append("-" + re.escape(end))
        parts = ([f"[{''.join(inside)}]"] if inside else []) + others
        text = parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
        if not parts:
            raise self.bad("an empty class")
        if negated:
            text = f"[^{''.join(inside)}]" if not others else rf"(?!{text})[\s\S]"
        return f"(?:(?!{subtracted}){text})" if subtracted else f"(?:{text})" if negated else text


@cache
def _category(*names: str) -> str:
    """Return the content of a class: all characters of some categories, by their two letters or their first."""
    ranges = []
    for inside, found in groupby(
        range(sys.maxunicode + 1), lambda code: unicodedata.category(chr(code)).startswith(names)
    ):
        if inside:
            codes = list(found)
            ranges.append(f"\\U{codes[0]:08x}-\\U{codes[-1]:08x}")
    return "".join(ranges)
