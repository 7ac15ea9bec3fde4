"""Records without credentials: the secrets of all requests of a recording, removed from all of them."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from urllib.parse import urlsplit

from .._core import redaction
from .._core.redaction import ISSUED_TOKEN, REDACTED, SHORT, SHOWN_PARAMETERS
from ..errors import ConfigurationError
from ..transport import Request, Response, TransportFailure
from .cassette import Record, RecordedRequest, canonical

KEPT_HEADERS = frozenset([
    "age", "cache-control", "content-type", "date", "etag", "expires", "last-modified",
    "retry-after", "x-correlation-id", "x-ratelimit-limit", "x-ratelimit-remaining",
    "x-ratelimit-reset", "x-request-id",
])  # fmt: skip
"""Response headers that are kept. Any other may hold a credential or a cookie."""


class Scrubber:
    """Removes every credential that was sent, or issued by a response. Safe across threads."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._wholes: set[str] = set()
        self._short_keys: set[str] = set()
        self._lock = threading.Lock()

    def record(self, request: Request, response: Response | TransportFailure) -> Record:
        """Return the record of a request and its response.

        Raises:
            ConfigurationError: A key in the response is too short to be removed.
        """
        what = self.request(request, response)
        if isinstance(response, TransportFailure):
            return Record(what, replace(response, message=self._scrub(response.message)))
        length = self._short_key_in(response.body)
        if length is not None:
            raise ConfigurationError(
                f"the answer to {what.method} {what.path} holds a credential of {length} characters: "
                "so short a text cannot be removed without damage to others",
                hint=f"record with a real key, or with one of {SHORT} characters or more",
            )
        headers = {
            name: self._scrub(value)
            for name, value in sorted(response.headers.items())
            if name in KEPT_HEADERS
        }
        try:
            body = self._scrub(response.body.decode()).encode()
        except UnicodeDecodeError:
            # Bytes that are not text become characters one by one, and come out as they went in.
            body = self._scrub(response.body.decode("latin-1")).encode("latin-1")
        return Record(what, Response(response.status, headers, body))

    def request(
        self, request: Request, response: Response | TransportFailure | None = None
    ) -> RecordedRequest:
        """Learn the secrets of a request, and return the parts of it that are kept."""
        sent = request if response is None else redaction.answered(request, response)
        values, wholes = redaction.secrets_of(sent)
        with self._lock:
            self._values |= values
            self._wholes |= wholes
            self._short_keys |= {key for key in redaction.keys_of(request) if len(key) < SHORT}
        # A short secret may be a word of any request, and a replay with another key would miss it.
        scrub = self._matcher(SHORT).scrub
        query = (
            (name, scrub(value) if name in SHOWN_PARAMETERS else _digest(value))
            for name, value in request.query
        )
        return RecordedRequest(
            method=request.method.upper(),
            path=scrub(urlsplit(request.url).path),
            query=tuple(sorted(query)),
            body=canonical(scrub((request.body or b"").decode("utf-8", "replace"))),
        )

    def is_clean(self, text: str) -> bool:
        """Return True if a text that is about to be written holds no long secret."""
        return not self._matcher(SHORT).spans(text)

    def _scrub(self, text: str) -> str:
        with self._lock:
            self._values |= {match[2] for match in ISSUED_TOKEN.finditer(text)}
        return self._matcher(1).scrub(ISSUED_TOKEN.sub(rf"\g<1>{REDACTED}", text))

    def _short_key_in(self, body: bytes) -> int | None:
        """Return the length of a short key that the body holds: it may be a part of any word."""
        with self._lock:
            return next((len(key) for key in self._short_keys if key.encode() in body), None)

    def _matcher(self, shortest: int) -> redaction.SecretMatcher:
        with self._lock:
            values, wholes = (
                frozenset(one for one in known if len(one) >= shortest and one != REDACTED)
                for known in (self._values, self._wholes)
            )
        return redaction.matcher(values, wholes)


def _digest(value: str) -> str:
    """Return a text that tells an unknown parameter's value from others without showing it."""
    return f"{REDACTED}-{hashlib.sha256(value.encode()).hexdigest()[:8]}"
