"""Removing credentials from what is to be kept in a file: in every form that an answer may hold them.

More is done here than for messages (`evcp.redaction`): a message is read once, a file is committed.
"""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from html.entities import codepoint2name

from ..redaction import HARMLESS_HEADERS, REDACTED, SHOWN_PARAMETERS, Secret, without
from ..wire import Request

SHORTEST = 8
"""Characters of a credential from which on it can be removed from a text without damage to others."""
_LONG = 12
"""Characters from which on the value of a header may be a credential."""
_QUOTED = re.compile(r'"([^"]*)"')
_TOKEN = re.compile(
    r'("(?:access|refresh|id)_?token"\s*:\s*")((?:[^"\\]|\\.)+)(?=")', re.IGNORECASE
)
"""A token that an answer gives out (contract 6), wherever in a JSON document."""


class Scrubber:
    """Knows every credential that was sent, or was given out by an answer. Safe across threads."""

    def __init__(self) -> None:
        self._known: dict[str, None] = {}
        self._lock = threading.Lock()

    def learn(self, request: Request) -> None:
        """Note the credentials of a request."""
        with self._lock:
            for secret in (*request.secrets, *(secret for _, secret in request.secret_query)):
                self._add(secret.reveal())
            for name, secret in request.secret_headers:
                if name.lower() in HARMLESS_HEADERS:
                    continue
                value = secret.reveal()
                # The parts of a signed header: its key, its signature, its nonce.
                for part in (value, *_QUOTED.findall(value)):
                    self._add(part, _LONG)

    def _add(self, value: str, shortest: int = 1) -> None:
        # What counts of `Bearer x` or `Basic x` is the x.
        value = value.rpartition(" ")[2]
        if len(value) >= shortest and value != REDACTED:
            self._known.setdefault(value)

    def text(self, text: str) -> str:
        """Remove the credentials from a text, and the tokens that it gives out.

        Those that are shorter than `SHORTEST` stay: see `too_short`.
        """
        with self._lock:
            for match in _TOKEN.finditer(text):
                self._add(match[2])
        text = _TOKEN.sub(rf"\g<1>{REDACTED}", text)
        known = self._long()
        for value in known:
            text = _spellings(value).sub(REDACTED, text)
        # And what a cut has left of one.
        return without(text, map(Secret, known))

    def raw(self, data: bytes) -> bytes:
        """Remove the credentials from bytes, as `text` does."""
        try:
            return self.text(data.decode()).encode()
        except UnicodeDecodeError:
            # Each byte is a character here, so that what is not text comes out as it went in.
            return self.text(data.decode("latin-1")).encode("latin-1")

    def too_short(self, data: bytes) -> int | None:
        """Return the length of a credential that cannot be removed from an answer.

        None if there is none: a text of a few characters may be a part of any word.
        """
        with self._lock:
            short = [value for value in self._known if len(value) < SHORTEST]
        return next((len(value) for value in short if value.encode() in data), None)

    def found_in(self, data: str) -> bool:
        """Tell whether a credential is still in a text that is about to be written."""
        return any(_spellings(value).search(data) for value in self._long())

    def _long(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(value for value in self._known if len(value) >= SHORTEST)


def parameter(name: str, value: str) -> str:
    """Return the value of a query parameter as it is kept.

    A parameter that is not known to be harmless may be a credential: a digest stands in its place,
    by which it can still be told from others.
    """
    if name in SHOWN_PARAMETERS:
        return value
    return f"{REDACTED}-{hashlib.sha256(value.encode()).hexdigest()[:8]}"


@lru_cache(64)
def _spellings(value: str) -> re.Pattern[str]:
    """What finds a credential as it is, escaped for an address, JSON, HTML or XML, or in Base64."""
    other = {
        # In UTF-16, whose zeros are characters when it is read as something else.
        *(value.encode(encoding).decode("latin-1") for encoding in ("utf-16-le", "utf-16-be")),
        *_in_base64(value.encode()),
    }
    # The longest first: a shorter form may be a part of it.
    literal = map(re.escape, sorted(other, key=len, reverse=True))
    return re.compile("|".join(["".join(map(_escaped, value)), *literal]))


def _escaped(character: str) -> str:
    """What finds a character in any of its spellings; letters and digits have but one."""
    if character.isalnum():
        return character
    code = ord(character)
    name = codepoint2name.get(code)
    forms = [
        rf"\\*{re.escape(character)}",
        rf"%(?:25)*{code:02x}",
        rf"\\+u{code:04x}",
        rf"&#x0*{code:x};",
        rf"&#0*{code};",
    ]
    if name is not None:
        forms.append(f"&{name};")
    return f"(?i:{'|'.join(forms)})"


def _in_base64(value: bytes) -> Iterator[str]:
    """What of a value is the same in Base64 whatever stands before and behind it."""
    for before, dropped in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(value)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * before + value).decode()[dropped:whole]
