"""Keeping credentials out of everything that is shown: only what is known to be harmless passes."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

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
_HEAD = 8
"""Characters by which a credential is known: a text that was cut off still holds its beginning."""


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


def without(text: str, secrets: Iterable[Secret]) -> str:
    """Return a text without the secrets, in the forms in which a service may echo them."""
    forms: set[str] = set()
    for secret in secrets:
        # What counts of `Bearer x` or `Basic x` is the x.
        value = secret.reveal().rpartition(" ")[2]
        forms |= {value, quote(value, safe=""), value.replace("/", "\\/"), html.escape(value)}
    # All of them whole before any of them cut: two may begin alike, and a rest would stay.
    whole = sorted(forms - {""}, key=len, reverse=True)
    for form in whole:
        text = text.replace(form, REDACTED)
    return _without_beginnings(text, whole) if whole else text


def _without_beginnings(text: str, values: list[str]) -> str:
    """Remove what a cut has left of values: the longest that it can be of any."""
    heads = re.compile("|".join(re.escape(value[:_HEAD]) for value in values))
    kept, place = "", 0
    while match := heads.search(text, place):
        rest = text[match.start() :]
        kept += text[place : match.start()] + REDACTED
        place = match.start() + max(_alike(value, rest) for value in values)
    return kept + text[place:]


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def shown_url(base: str, query: Iterable[tuple[str, str]] = ()) -> str:
    """Return an address without user names, passwords and the values of unknown parameters."""
    try:
        parts = urlsplit(base)
    except ValueError:  # the other side may send any text as an address
        return REDACTED
    if "@" in parts.path:  # a password with a slash in it
        return REDACTED
    host = parts.netloc.rpartition("@")[2]
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
