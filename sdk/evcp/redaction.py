"""Keeping credentials out of everything that is shown: only what is known to be harmless passes."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
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
SHOWN_HEADERS = frozenset(
    [
        "accept",
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "retry-after",
        "server",
        "transfer-encoding",
        "user-agent",
        "x-correlation-id",
        "x-request-id",
    ]
)
"""Headers whose values are shown."""


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


def shown_url(base: str, query: Iterable[tuple[str, str]] = ()) -> str:
    """Return an address without user names, passwords and the values of unknown parameters."""
    parts = urlsplit(base)
    host = parts.netloc.rpartition("@")[2]
    shown = "&".join(
        f"{quote(name)}={quote(value, safe=',;:') if name in SHOWN_PARAMETERS else REDACTED}"
        for name, value in query
    )
    return urlunsplit((parts.scheme, host, parts.path, shown, ""))


def shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with the values of all but the harmless ones replaced."""
    return {
        name: value if name.lower() in SHOWN_HEADERS else REDACTED
        for name, value in headers.items()
    }


_QUERY = re.compile(r"([?&])([^=&\s\"']+)=([^&\s\"']*)")


def _shown_text(text: str) -> str:
    def shown(match: re.Match[str]) -> str:
        mark, name, value = match.groups()
        return f"{mark}{name}={value if name in SHOWN_PARAMETERS else REDACTED}"

    return _QUERY.sub(shown, text)


class _QueryFilter(logging.Filter):
    """Redacts the addresses in urllib3's own log lines, which carry the whole query."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                arg if isinstance(arg, int | float) or arg is None else _shown_text(str(arg))
                for arg in record.args
            )
        record.msg = _shown_text(str(record.msg))
        return True


_FILTER = _QueryFilter()


def quiet_urllib3() -> None:
    """Redact what urllib3 logs. Filters on a logger are not repeated, so this may be called often."""
    for name in ("urllib3.connectionpool", "urllib3.util.retry", "urllib3.connection"):
        logging.getLogger(name).addFilter(_FILTER)
