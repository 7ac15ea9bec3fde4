"""The settings of a client, their defaults, and the checks of their values."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict, TypeVar
from urllib.parse import urlsplit

from evcp_codec.model import Frozen, expect, short_repr

from .._api.areas import require_int, shown, told
from .._codec.decoding import MAX_BYTES, Format
from .._reading.names import closest, explained
from ..errors import ConfigurationError
from ..events import Hooks
from .limits import RateLimit, RetryBudget
from .redaction import shown_url
from .retry import RetryPolicy

T = TypeVar("T")
BASE_URL = "https://ev-v2.cc.api.here.com/ev/"
"""Address of the production service (contract section 1.1)."""

_BASE_URL = re.compile(
    r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]+)(?::([0-9]{1,5}))?"
    r"((?:/(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*)*)"
)
_LOCAL = re.compile(r"(?:localhost|127\.[0-9.]+|0\.0\.0\.0|\[::1\])(?:[:/]|$)", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_PORTS = {"http": 80, "https": 443}
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
MAX_SECONDS = 4_000_000
"""Longest timeout in seconds, some 46 days: locks and sockets take it on every system."""


def _check_seconds(value: object, what: str) -> None:
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else 0
    if not 0 < number <= MAX_SECONDS:
        raise ConfigurationError(
            f"{what} must be a positive number of seconds, at most {MAX_SECONDS:,}, not {told(value)}"
        )


@explained
@dataclass(frozen=True, slots=True)
class Timeout(Frozen):
    """Bounds on the duration of a call. There is always an end.

    Attributes:
        connect: Seconds to connect, for each address of the host.
        read: Seconds to wait for the next bytes of an answer.
        total: Seconds for the whole call, with all attempts and the waits between them. Only the
            system's look-up of the host name may exceed it.

    Raises:
        ConfigurationError: A number is not possible.
    """

    connect: float = 5.0
    read: float = 30.0
    total: float = 60.0
    # The timeout from which a short total has cut the parts: a later view may have a longer total.
    _uncut: Timeout | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("connect", "read", "total"):
            _check_seconds(getattr(self, name), f"the {name} timeout")


class Options(TypedDict, total=False):
    """Settings that one call or one view of a client may change.

    Attributes:
        timeout: Seconds for the whole call, or a `Timeout`.
        retries: Further attempts after the first, or a `RetryPolicy`.
        headers: Headers to add; never logged.
        format: `"json"` or `"xml"`.
        strict: Raise at the first issue of an answer.
        check_limits: Refuse areas over the documented limits before sending.
    """

    timeout: float | Timeout
    retries: int | RetryPolicy
    headers: Mapping[str, str]
    format: Format
    strict: bool
    check_limits: bool


OPTION_NAMES = frozenset(Options.__annotations__)


@dataclass(frozen=True, slots=True)
class Settings(Frozen):
    """The settings of a client; see `Client` for their meaning."""

    __repr__ = short_repr

    base_url: str = BASE_URL
    format: Format = "json"
    timeout: Timeout = Timeout()
    retry: RetryPolicy = RetryPolicy()
    budget: RetryBudget = field(default_factory=RetryBudget)
    rate_limit: RateLimit | None = None
    hooks: Hooks = Hooks()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    user_agent: str = ""
    max_connections: int = 10
    max_bytes: int = MAX_BYTES
    strict: bool = False
    check_limits: bool = True

    def __post_init__(self) -> None:
        if not isinstance(self.format, str) or self.format not in ("json", "xml"):
            text = shown(self.format)
            raise ConfigurationError(f"the format is {text}: it must be 'json' or 'xml'")
        for name in ("strict", "check_limits"):
            expect(getattr(self, name), bool, name, "pass True or False", ConfigurationError)

    def with_options(self, options: Options) -> Settings:
        """Return a copy with some settings changed.

        Raises:
            TypeError: An option is unknown.
            ConfigurationError: An option has an impossible value.
        """
        check_names(options, "with_options", OPTION_NAMES)
        changes: dict[str, Any] = dict(options)
        if "timeout" in options:
            changes["timeout"] = as_timeout(options["timeout"], self.timeout)
        if "retries" in options:
            changes["retry"] = as_policy(changes.pop("retries"), self.retry)
        if "headers" in options:
            changes["headers"] = (*self.headers, *as_headers(options["headers"]))
        return replace(self, **changes)


def check_names(given: Iterable[str], what: str, known: Iterable[str]) -> None:
    """Refuse keywords that a call does not have, as Python does, and name the likeliest one."""
    known = sorted(known)
    for name in given:
        if name not in known:
            meant = closest(name, known)
            advice = f"did you mean {meant}?" if meant else f"there are {', '.join(known)}"
            raise TypeError(f"{what}() got an unexpected keyword argument {name!r}: {advice}")


def instance(value: T | None, kind: type[T], what: str) -> T:
    """Return a setting, by default a new one; raise ConfigurationError for one of another class."""
    if value is None:
        return kind()
    if not isinstance(value, kind):
        raise ConfigurationError(f"{what} must be a {kind.__name__}, not {told(value)}")
    return value


def as_timeout(value: float | Timeout | None, default: Timeout) -> Timeout:
    """Return a `Timeout`; a number is the total, and shortens the parts that exceed it."""
    if value is None:
        return default
    if isinstance(value, Timeout):
        return value
    _check_seconds(value, "the timeout")
    uncut = default._uncut or default
    timeout = Timeout(min(uncut.connect, value), min(uncut.read, value), value)
    timeout._fill(_uncut=uncut)
    return timeout


def as_policy(value: int | RetryPolicy | None, default: RetryPolicy) -> RetryPolicy:
    """Return a `RetryPolicy`; a number means further attempts after the first."""
    if value is None:
        return default
    if isinstance(value, RetryPolicy):
        return value
    return replace(default, attempts=require_int(value, "retries", least=0) + 1)


def as_rate_limit(value: float | RateLimit | None) -> RateLimit | None:
    """Return a `RateLimit`; a number means requests a second, and as many at once."""
    if value is None or isinstance(value, RateLimit):
        return value
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ConfigurationError(
            f"rate_limit must be a number of requests a second, or a RateLimit, not {told(value)}"
        )
    return RateLimit(value, int(min(value, 1e9)) if value > 1 else 1)


def as_pair(value: object, what: str) -> tuple[str, str]:
    """Return credentials of two parts. An error names the argument and does not show its value."""
    parts = tuple(value) if isinstance(value, tuple | list) else ()
    if len(parts) != 2 or not all(isinstance(part, str) for part in parts):
        raise ConfigurationError(f"{what} must be a pair of strings: the id and its secret or code")
    return parts[0], parts[1]


def as_headers(value: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    """Return headers as pairs, if their names and values can stand in a request."""
    if not isinstance(value, Mapping | None):
        raise ConfigurationError(f"headers must be a dict of strings, not a {type(value).__name__}")
    pairs = tuple((value or {}).items())
    for name, text in pairs:
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
            raise ConfigurationError(f"{name!r} cannot be the name of a header")
        # The value may be a credential: it is not shown.
        expect(text, str, f"the value of header {name}", error=ConfigurationError)
        if not text.isascii() or not text.isprintable():
            raise ConfigurationError(f"the value of header {name} must be printable ASCII")
    return pairs


def as_base_url(value: str | None, environ: Mapping[str, str] | None = None) -> str:
    """Return the base URL: given, from EVCP_BASE_URL, or the service's.

    It is written in the one form that every HTTP library sends alike: the host in lower case, no default
    port, escapes in capitals and only where they are needed, a slash at the end.

    Raises:
        ConfigurationError: It is not an http or https URL, holds a query, or has a part that
            libraries send in different ways: letters beyond ASCII, `..`, a broken escape.
    """
    environ = os.environ if environ is None else environ
    unset = value is None or (isinstance(value, str) and not value)
    url: Any = environ.get("EVCP_BASE_URL") or BASE_URL if unset else value
    match = _BASE_URL.fullmatch(url) if isinstance(url, str) else None
    if match is None or int(match[3] or 1) not in range(1, 65_536):
        text = repr(shown_url(url)) if isinstance(url, str) else told(url)
        raise ConfigurationError(
            f"the base address {text} is not usable: it must begin with https://, name a host, "
            "hold no user, query or fragment, and have everything but plain letters escaped",
            hint=_url_advice(url) if isinstance(url, str) else "",
        )
    scheme, host, port, path = match.groups()
    path = _ESCAPE.sub(_normal_escape, path)
    if {".", ".."} & set(path.split("/")):
        raise ConfigurationError(
            f"the base address {shown_url(url)!r} has '.' or '..' in its path: write it without"
        )
    if host.lower() == urlsplit(BASE_URL).hostname and path in ("", "/"):
        raise ConfigurationError(
            f"the base address {shown_url(url)!r} lacks the path of the API",
            hint=f"pass {BASE_URL}",
        )
    written = f":{int(port)}" if port and int(port) != _PORTS[scheme] else ""
    return f"{scheme}://{host.lower()}{written}{path if path.endswith('/') else path + '/'}"


def _url_advice(url: str) -> str:
    """Return the remedy of a common slip in a base address."""
    if "?" in url:
        return "pass a key as api_key, and other parameters as extra of a call"
    if _LOCAL.match(url):
        return "write http:// in front of a local address"
    return ""


def _normal_escape(escape: re.Match[str]) -> str:
    """Return an escape in capitals, or the character itself where it needs none."""
    char = chr(int(escape[0][1:], 16))
    return char if char.isascii() and (char.isalnum() or char in "-._~") else escape[0].upper()


def user_agent(application_id: str | None, version: str) -> str:
    """Return the user agent, headed by the application's id."""
    own = f"evcp/{version} Python/{platform.python_version()}"
    if application_id is None:
        return own
    text = application_id if isinstance(application_id, str) else ""
    if not (text.isascii() and text.isprintable() and text.strip()) or len(text) > 48:
        raise ConfigurationError(
            f"application_id must be 1 to 48 printable ASCII characters, not {told(application_id)}"
        )
    return f"{application_id} {own}"
