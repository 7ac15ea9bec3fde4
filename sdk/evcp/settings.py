"""All that can be set on a client, with its defaults and where they come from."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict

from .decoding import MAX_BYTES, Format
from .errors import ConfigurationError
from .events import Hooks
from .redaction import shown_url
from .retry import RateLimit, RetryBudget, RetryPolicy

BASE_URL = "https://ev-v2.cc.api.here.com/ev/"
"""Address of the production service (contract section 1.1)."""

_BASE_URL = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[^][\s/?#@:]+)(:[0-9]{1,5})?(/[^\s?#@]*)?")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
LONGEST = 4_000_000
"""Longest timeout in seconds, some 46 days: what locks and sockets take on every system."""


def _check_seconds(value: object, what: str) -> None:
    if not isinstance(value, int | float) or not 0 < value <= LONGEST:
        raise ConfigurationError(
            f"{what} is {value!r}: it has to be a positive number of seconds, at most {LONGEST:,}"
        )


@dataclass(frozen=True, slots=True)
class Timeout:
    """How long a call may take. There is always an end.

    Attributes:
        connect: Seconds to connect, for each address that the host has.
        read: Seconds to wait for the next bytes of an answer.
        total: Seconds for the whole call, with all attempts and the waits between them. Looking up
            the name of the host is the system's affair, and the one thing that may take longer.

    Raises:
        ConfigurationError: A number is not possible.
    """

    connect: float = 5.0
    read: float = 30.0
    total: float = 60.0

    def __post_init__(self) -> None:
        for name in ("connect", "read", "total"):
            _check_seconds(getattr(self, name), f"the {name} timeout")


class Options(TypedDict, total=False):
    """What can be set for one call or one view of a client.

    Attributes:
        timeout: Seconds for the whole call, or a `Timeout`.
        retries: Further attempts after the first, or a `RetryPolicy`.
        headers: Headers to add; never logged.
        format: `"json"` or `"xml"`.
        strict: Raise at the first issue of an answer.
        check_limits: Refuse areas over the documented limits before asking.
    """

    timeout: float | Timeout
    retries: int | RetryPolicy
    headers: Mapping[str, str]
    format: Format
    strict: bool
    check_limits: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a client; see `Client` for their meaning."""

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

    def with_options(self, options: Options) -> Settings:
        """Return the settings with some of them changed.

        Raises:
            ConfigurationError: An option is unknown or has no possible value.
        """
        changes: dict[str, Any] = dict(options)
        unknown = changes.keys() - Options.__annotations__.keys()
        if unknown:
            raise ConfigurationError(
                f"unknown option {', '.join(sorted(unknown))}: "
                f"there are {', '.join(sorted(Options.__annotations__))}"
            )
        if "timeout" in changes:
            changes["timeout"] = as_timeout(changes["timeout"], self.timeout)
        if "retries" in changes:
            changes["retry"] = as_policy(changes.pop("retries"), self.retry)
        if "headers" in changes:
            changes["headers"] = (*self.headers, *as_headers(changes["headers"]))
        return replace(self, **changes)


def as_timeout(value: float | Timeout | None, default: Timeout) -> Timeout:
    """Return a `Timeout`; a number is the total, and shortens the parts that exceed it."""
    if value is None:
        return default
    if isinstance(value, Timeout):
        return value
    _check_seconds(value, "the timeout")
    return Timeout(min(default.connect, value), min(default.read, value), value)


def as_policy(value: int | RetryPolicy | None, default: RetryPolicy) -> RetryPolicy:
    """Return a `RetryPolicy`; a number is that of further attempts."""
    if value is None:
        return default
    if isinstance(value, RetryPolicy):
        return value
    if value < 0:
        raise ConfigurationError(f"retries is {value!r}: it cannot be negative")
    return replace(default, attempts=value + 1)


def as_headers(value: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    """Return headers as pairs.

    Raises:
        ConfigurationError: A name or a value cannot stand in a header.
    """
    pairs = tuple((value or {}).items())
    for name, text in pairs:
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
            raise ConfigurationError(f"{name!r} cannot be the name of a header")
        # The value may be a credential: it is not shown.
        if not isinstance(text, str) or not text.isascii() or not text.isprintable():
            raise ConfigurationError(
                f"the value of the header {name} has to be a text of printable ASCII characters"
            )
    return pairs


def as_base_url(value: str | None, environ: Mapping[str, str] | None = None) -> str:
    """Return the base address, ending with a slash: given, from EVCP_BASE_URL, or the service's.

    Raises:
        ConfigurationError: It is no http or https address, or holds a query.
    """
    environ = os.environ if environ is None else environ
    url = value or environ.get("EVCP_BASE_URL") or BASE_URL
    if not _BASE_URL.fullmatch(url):
        raise ConfigurationError(
            f"the base address {shown_url(url)!r} is not usable: it has to begin with https://, name "
            "a host, and hold no user, query or fragment"
        )
    return url if url.endswith("/") else url + "/"


def user_agent(application_id: str | None, version: str) -> str:
    """Return the user agent, led by the application's id.

    Raises:
        ConfigurationError: The id is longer than 48 characters or not plain printable text.
    """
    own = f"evcp/{version} Python/{platform.python_version()}"
    if application_id is None:
        return own
    plain = application_id.isascii() and application_id.isprintable() and application_id.strip()
    if not plain or len(application_id) > 48:
        raise ConfigurationError(
            f"the application id {application_id[:60]!r} has to be 1 to 48 printable ASCII characters"
        )
    return f"{application_id} {own}"
