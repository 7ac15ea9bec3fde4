"""Keeping credentials out of everything that is shown: only what is known to be harmless passes."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from .echoes import SHORT, SecretMatcher

REDACTED = "REDACTED"
SHOWN_PARAMETERS = frozenset(
    [
        "prox",
        "bbox",
        "corridor",
        "corridorwidth",
        "connectortype",
        "emsp",
        "powermin",
        "powermax",
        "maxresults",
        "offset",
        "id",
    ]
)
"""Query parameters whose values are shown. A parameter that is not listed may be a credential."""
HARMLESS_HEADERS = frozenset(
    [
        "accept",
        "accept-language",
        "cache-control",
        "content-type",
        "traceparent",
        "user-agent",
        "x-correlation-id",
        "x-request-id",
    ]
)
"""Headers of the user's own that are no credentials, and whose words may stand in any answer."""
_CREDENTIAL = re.compile(
    r"(?i)key|token|secret|auth|passw|pwd|cookie|session|credential|signature|app_?id|app_?code"
)
"""What is in the names of parameters and headers that are credentials, however short."""
_SCHEME = re.compile(r"\A(?i:basic|bearer|digest|negotiate|oauth|token|apikey) +")
_APART = re.compile(r"[\s;,]+")
_SHORTEST_PART = 4
_COORDINATE = re.compile(r"[-+]?\d{1,3}\.\d+")


class Secret:
    """A text that shows itself only when asked to."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the text."""
        return self._value

    def __repr__(self) -> str:
        return f"<{REDACTED}>"

    def __reduce__(self) -> Any:
        raise TypeError("a credential cannot be pickled: create the client where it is used")


class Redactor:
    """Removes some secrets from texts, in the forms in which a service may echo them.

    A secret of 8 characters and more goes wherever it stands, and so does what a cut has left of its
    beginning. A shorter one goes as a word of its own, so that a key `any` leaves `Many` as it is.

    Args:
        secrets: Credentials.
        wholes: Texts with blanks or the like in them, whose beginning may be harmless.
    """

    __slots__ = ("_echoes",)

    def __init__(self, secrets: Iterable[str], wholes: Iterable[str] = ()) -> None:
        self._echoes = SecretMatcher(secrets, wholes)

    def scrub(self, text: str, known: int = 0) -> str:
        """Return a text without the secrets.

        Args:
            text: The text.
            known: Characters at its beginning that do not come from a service. What lies in them
                stays.
        """
        kept, place = "", 0
        for start, end in self._echoes.spans(text):
            if end > known:
                kept += text[place:start] + REDACTED
                place = end
        return kept + text[place:] if place else text


def without(text: str, secrets: Iterable[Secret]) -> str:
    """Return a text without the secrets, in the forms in which a service may echo them."""
    # What counts of `Bearer x` or `Basic x` is the x.
    values = [_SCHEME.sub("", secret.reveal(), count=1) for secret in secrets]
    return Redactor(values).scrub(text)


def header_forms(name: str, value: str) -> tuple[set[str], set[str]]:
    """Return what of a header may be a credential: texts by themselves, and texts as a whole.

    A service may echo a cookie or the signature of a header without the rest. Of what may be no
    credential at all, short texts are left alone: a header may say as little as `en`.
    """
    if name.lower() in HARMLESS_HEADERS:
        return set(), set()
    return _forms(_SCHEME.sub("", value, count=1), secret=bool(_CREDENTIAL.search(name)))


def parameter_forms(name: str, value: str) -> tuple[set[str], set[str]]:
    """Return what of a parameter may be a credential, as `header_forms` does."""
    if name.lower() in SHOWN_PARAMETERS:
        return set(), set()
    return _forms(value, secret=bool(_CREDENTIAL.search(name)))


def _forms(value: str, *, secret: bool) -> tuple[set[str], set[str]]:
    values: set[str] = set()
    for pair in _APART.split(value):
        rest = pair.partition("=")[2]
        # The equals signs at the end of Base64 stand before nothing.
        parts = re.split('[="]+', rest) if rest.strip('="') else [pair.strip('"')]
        bound = _SHORTEST_PART if secret else SHORT
        values |= {part for part in parts if len(part) >= bound}
        values |= {rest.strip('"')} if len(rest) >= SHORT else set()
    values = {part for part in values if secret or not _COORDINATE.fullmatch(part)}
    return values, {value} if secret or len(value) >= SHORT else set()


_HOST = re.compile(r"(\[[^]]*\]|[^:]*)(:[0-9]*)?")


def shown_url(base: str, query: Iterable[tuple[str, str]] = ()) -> str:
    """Return an address without user names, passwords and the values of unknown parameters."""
    try:
        parts = urlsplit(base)
    except ValueError:  # the other side may send any text as an address
        return REDACTED
    host = parts.netloc.rpartition("@")[2]
    if "@" in parts.path + parts.query + parts.fragment or not _HOST.fullmatch(host):
        return REDACTED  # a password with a slash, a question mark or the like in it
    shown = "&".join(
        f"{quote(name)}={quote(value, safe=',;:') if name in SHOWN_PARAMETERS else REDACTED}"
        for name, value in query
    )
    return urlunsplit((parts.scheme, host, parts.path, shown, ""))


_QUERY = re.compile(r"([?&])([^=&\s\"']+)=([^&\s\"']*)")


def _shown_text(text: str) -> str:
    def shown(match: re.Match[str]) -> str:
        mark, name, value = match.groups()
        return f"{mark}{name}={value if name in SHOWN_PARAMETERS else REDACTED}"

    return _QUERY.sub(shown, text)


class _QueryFilter(logging.Filter):
    """Redacts urllib3's own log lines: addresses carry the whole query, exceptions what came back."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_shown_argument, record.args))
        record.msg = _shown_text(str(record.msg))
        record.exc_info = record.exc_text = None
        return True


def _shown_argument(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    return type(value).__name__ if isinstance(value, BaseException) else _shown_text(str(value))


_FILTER = _QueryFilter()


def quiet_urllib3() -> None:
    """Redact what urllib3 logs. Filters on a logger are not repeated, so this may be called often."""
    for name in ("connectionpool", "connection", "poolmanager", "util.retry"):
        logging.getLogger(f"urllib3.{name}").addFilter(_FILTER)
