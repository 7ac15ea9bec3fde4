"""Removing credentials from what is to be kept in a file: in every form that an answer may hold them.

What counts as a credential, and how an answer may spell one, is decided by
`evcp._core.redaction`, as for messages. Base64 and UTF-16 are added here: a message is read once, a file is committed.
"""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections.abc import Iterator
from functools import lru_cache

from .._core.echoes import SHORT
from .._core.redaction import REDACTED, SHOWN_PARAMETERS, Redactor
from ..transport import Request

SHORTEST = SHORT
"""Characters of a credential from which on it can be removed from a text without damage to others."""
_TOKEN = re.compile(
    r'("(?:access|refresh|id)_?token"\s*:\s*")((?:[^"\\]|\\.)+)(?=")', re.IGNORECASE
)
"""A token that an answer gives out (contract section 6), wherever in a JSON document."""


class Scrubber:
    """Knows every credential that was sent, or was given out by an answer. Safe across threads."""

    def __init__(self) -> None:
        # Dictionaries for their order.
        self._values: dict[str, None] = {}
        self._wholes: dict[str, None] = {}
        self._short: dict[str, None] = {}
        self._lock = threading.Lock()

    def learn(self, request: Request) -> None:
        """Note the credentials of a request, and what may be one in the user's own part of it."""
        values, wholes = request.confidential()
        keys = [*request.secrets, *(secret for _, secret in request.secret_query)]
        with self._lock:
            self._values |= dict.fromkeys(values)
            self._wholes |= dict.fromkeys(wholes)
            self._short |= {key.reveal(): None for key in keys if len(key.reveal()) < SHORTEST}

    def text(self, text: str) -> str:
        """Remove the credentials from a text, and the tokens that it gives out.

        Those that are shorter than `SHORTEST` stay: see `too_short`.
        """
        with self._lock:
            self._values |= {match[2]: None for match in _TOKEN.finditer(text)}
        text = _TOKEN.sub(rf"\g<1>{REDACTED}", text)
        values, wholes = self._known()
        for value in values:
            text = _encoded(value).sub(REDACTED, text)
        return _redactor(values, wholes).scrub(text)

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
            short = tuple(self._short)
        return next((len(value) for value in short if value.encode() in data), None)

    def found_in(self, data: str) -> bool:
        """Tell whether a credential is still in a text that is about to be written."""
        values, wholes = self._known()
        encoded = any(_encoded(value).search(data) for value in values)
        return encoded or _redactor(values, wholes).scrub(data) != data

    def _known(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        with self._lock:
            kinds = (self._values, self._wholes)
            values, wholes = (
                tuple(one for one in kind if len(one) >= SHORTEST and one != REDACTED)
                for kind in kinds
            )
        return values, wholes


@lru_cache(16)
def _redactor(values: tuple[str, ...], wholes: tuple[str, ...]) -> Redactor:
    return Redactor(values, wholes)


def parameter(name: str, value: str) -> str:
    """Return the value of a query parameter as it is kept.

    A parameter that is not known to be harmless may be a credential: a digest stands in its place,
    by which it can still be told from others.
    """
    if name in SHOWN_PARAMETERS:
        return value
    return f"{REDACTED}-{hashlib.sha256(value.encode()).hexdigest()[:8]}"


@lru_cache(64)
def _encoded(value: str) -> re.Pattern[str]:
    """What finds a credential in Base64, or in UTF-16; the rest is known to `evcp._core.echoes`."""
    forms = {
        # UTF-16 whose zeros are characters, because it is read as something else.
        *(value.encode(encoding).decode("latin-1") for encoding in ("utf-16-le", "utf-16-be")),
        *_in_base64(value.encode()),
    }
    # The longest first: a shorter form may be a part of it.
    return re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))))


def _in_base64(value: bytes) -> Iterator[str]:
    """What of a value is the same in Base64 whatever stands before and behind it."""
    for before, dropped in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(value)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * before + value).decode()[dropped:whole]
