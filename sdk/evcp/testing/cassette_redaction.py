"""The credentials of a recording: collected over all its requests, removed from all that is kept."""

from __future__ import annotations

import hashlib
import threading

from .._core import redaction
from .._core.redaction import ISSUED_TOKEN, REDACTED, SHORT, SHOWN_PARAMETERS
from ..transport import Request


class Scrubber:
    """Removes every credential that was sent, or issued by an answer. Safe across threads."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._wholes: set[str] = set()
        self._short_keys: set[str] = set()
        self._lock = threading.Lock()

    def learn(self, request: Request) -> None:
        """Note the secrets of a request."""
        values, wholes = redaction.secrets_of(request)
        with self._lock:
            self._values |= values
            self._wholes |= wholes
            self._short_keys |= {key for key in redaction.keys_of(request) if len(key) < SHORT}

    def text(self, text: str) -> str:
        """Remove the secrets from a text of the service, and the tokens that it issues."""
        with self._lock:
            self._values |= {match[2] for match in ISSUED_TOKEN.finditer(text)}
        return self._matcher(1).scrub(ISSUED_TOKEN.sub(rf"\g<1>{REDACTED}", text))

    def raw(self, data: bytes) -> bytes:
        """Remove the secrets from bytes, as `text` does."""
        try:
            return self.text(data.decode()).encode()
        except UnicodeDecodeError:
            # Each byte is a character here, so that what is not text comes out as it went in.
            return self.text(data.decode("latin-1")).encode("latin-1")

    def question(self, text: str) -> str:
        """Remove the long secrets from a part of a request.

        A short one may be a word of any request, and a replay with another key would miss it.
        """
        return self._matcher(SHORT).scrub(text)

    def parameter(self, name: str, value: str) -> str:
        """Return a query parameter's value as it is kept: a digest, unless it is known to be harmless."""
        if name in SHOWN_PARAMETERS:
            return self.question(value)
        return f"{REDACTED}-{hashlib.sha256(value.encode()).hexdigest()[:8]}"

    def short_key_in(self, data: bytes) -> int | None:
        """Return the length of a key that is too short to be removed from an answer without damage."""
        with self._lock:
            return next((len(key) for key in self._short_keys if key.encode() in data), None)

    def is_clean(self, text: str) -> bool:
        """Return True if no long secret is left in a text that is about to be written."""
        return not self._matcher(SHORT).spans(text)

    def _matcher(self, shortest: int) -> redaction.SecretMatcher:
        with self._lock:
            values, wholes = (
                frozenset(one for one in known if len(one) >= shortest and one != REDACTED)
                for known in (self._values, self._wholes)
            )
        return redaction.matcher(values, wholes)
