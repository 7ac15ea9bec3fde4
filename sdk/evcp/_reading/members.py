"""Members of JSON objects as feeds write them: values of a type, with a note of whatever is not one."""

from __future__ import annotations

import json
import math
import re
import reprlib
from collections.abc import Container, Iterable, Mapping

from evcp_codec.reading import collapse, truth

from .countries import COUNTRIES, Country

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")
"""Characters outside XML, and the replacement character, the mark of broken text."""

LONGEST_RAW = 200
"""Characters of a raw value that an issue keeps."""
_WORDS = {"yes": True, "no": False}
"""Booleans of data files, beside those of the codec."""


def raw_text(raw: object) -> str:
    """The beginning of a value as JSON; the outermost part of one that is nested too deeply for it."""
    if isinstance(raw, str):
        return raw[:LONGEST_RAW]
    try:
        return json.dumps(raw, ensure_ascii=False, default=str)[:LONGEST_RAW]
    except RecursionError:
        return reprlib.repr(raw)


def read_flag(value: object) -> bool | None:
    """The truth value that a text or number means; None for others."""
    known = truth(value)
    return _WORDS.get(collapse(str(value)).lower()) if known is None else known


class Members:
    """Values of members; the notes go to `note` and `unread` of a subclass."""

    def note(self, column: str, reason: str, raw: object = "") -> None:
        """Record an issue."""
        raise NotImplementedError

    def unread(self, names: Iterable[str]) -> None:
        """Record unread members."""
        raise NotImplementedError

    def others(self, members: Iterable[str], read: Container[str], at: str = "") -> None:
        """Record the members, or words, that are not among those that are read."""
        self.unread(f"{at}{name}" for name in members if name not in read)

    def text(self, members: Mapping[str, object], name: str, at: str = "") -> str | None:
        """A text without characters outside XML; a number is its digits; None if empty."""
        value = members.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.note(at + name, "not a text: left out", value)
            return None
        text = str(value)
        clean = " ".join(NOT_XML.sub("", text).split())
        if len(clean) < len(text) and NOT_XML.search(text):
            self.note(at + name, "unreadable characters: left out", text)
        return clean or None

    def number(self, members: Mapping[str, object], name: str, at: str = "") -> float | None:
        """A number, or a text of one; None without."""
        value = members.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            try:
                found = float(value)
            except (ValueError, OverflowError):
                found = math.nan
            if math.isfinite(found):
                return found
        self.note(at + name, "not a number: left out", value)
        return None

    def flag(self, members: Mapping[str, object], name: str, at: str = "") -> bool | None:
        """A truth value, or a text or number of one; None without."""
        value = members.get(name)
        if value is None or value == "":
            return None
        found = read_flag(value)
        if found is None:
            self.note(at + name, "neither true nor false: left out", value)
        return found

    def objects(
        self, members: Mapping[str, object], name: str, at: str = ""
    ) -> list[dict[str, object]]:
        """A list of objects, other entries left out."""
        value = members.get(name)
        if value is None:
            return []
        if isinstance(value, dict):
            return [value]  # one without its list
        if not isinstance(value, list):
            self.note(at + name, "not a list: left out", value)
            return []
        for one in value:
            if not isinstance(one, dict):
                self.note(at + name, "an entry is not an object: left out", one)
        return [one for one in value if isinstance(one, dict)]

    def object(self, members: Mapping[str, object], name: str, at: str = "") -> dict[str, object]:
        """An object; an empty one without."""
        value = members.get(name)
        if value is None:
            return {}
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if not isinstance(value, dict):
            self.note(at + name, "not an object: left out", value)
            return {}
        return value

    def country(self, code: str) -> Country | None:
        """A country by its code of two or three letters."""
        found = COUNTRIES.get(code.upper())
        if found is None:
            self.note("country", "not a country code: left out", code)
        return found
