"""The part of a client that does no I/O: its settings, credentials and views."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import NoReturn, Self, Unpack

from evcp_codec.model import expect, joined

from .. import __version__
from .._api.areas import Area, require_int
from .._codec.decoding import Format
from .._core.call import Context
from .._core.limits import RateLimit, RetryBudget
from .._core.retry import RetryPolicy
from .._core.settings import (
    Options,
    Settings,
    Timeout,
    as_base_url,
    as_headers,
    as_pair,
    as_policy,
    as_rate_limit,
    as_timeout,
    instance,
    user_agent,
)
from .._transports.token_lock import token_lock
from ..auth import ApiKey, AppIdCode, BearerToken, Credentials, HereCredentials, default_credentials
from ..errors import ConfigurationError
from ..events import Hooks
from ..transport import Clock

CLOCK = Clock(time.monotonic, time.time, random.random)


def find_credentials(
    api_key: str | None,
    token: str | Callable[[], str] | None,
    access_key: tuple[str, str] | None,
    app: tuple[str, str] | None,
    credentials: Credentials | None,
) -> Credentials:
    """Return the credentials of a constructor, or those of the environment.

    Raises:
        ConfigurationError: There are several, or none.
    """
    given: list[Credentials] = []
    if api_key is not None:
        given.append(ApiKey(api_key))
    if token is not None:
        given.append(BearerToken(token))
    if access_key is not None:
        given.append(HereCredentials(*as_pair(access_key, "access_key")))
    if app is not None:
        given.append(AppIdCode(*as_pair(app, "app")))
    if credentials is not None:
        advice = "a key is api_key, a token is token"
        expect(credentials, Credentials, "credentials", advice, ConfigurationError)
        given.append(credentials)
    if len(given) > 1:
        raise ConfigurationError("there are several credentials: pass one of them")
    return given[0] if given else default_credentials()


class BaseClient:
    """The base of both clients: settings, credentials and views, without I/O."""

    settings: Settings
    credentials: Credentials

    def _set_up(
        self,
        credentials: Credentials,
        *,
        base_url: str | None,
        format: Format,
        timeout: float | Timeout | None,
        retries: int | RetryPolicy | None,
        budget: RetryBudget | None,
        rate_limit: float | RateLimit | None,
        hooks: Hooks | None,
        headers: Mapping[str, str] | None,
        application_id: str | None,
        max_connections: int,
        max_bytes: int,
        strict: bool,
        check_limits: bool,
    ) -> None:
        self.settings = Settings(
            base_url=as_base_url(base_url),
            format=format,
            timeout=as_timeout(timeout, Timeout()),
            retry=as_policy(retries, RetryPolicy()),
            budget=instance(budget, RetryBudget, "budget"),
            rate_limit=as_rate_limit(rate_limit),
            hooks=instance(hooks, Hooks, "hooks"),
            headers=as_headers(headers),
            user_agent=user_agent(application_id, __version__),
            max_connections=require_int(max_connections, "max_connections"),
            max_bytes=require_int(max_bytes, "max_bytes"),
            strict=strict,
            check_limits=check_limits,
        )
        self.credentials = credentials
        self._lock = token_lock(credentials)
        self._add_resources()

    def _add_resources(self) -> None:
        raise NotImplementedError

    def _context(self) -> Context:
        return Context(self.settings, self.credentials, self._lock, CLOCK)

    def with_options(self, **options: Unpack[Options]) -> Self:
        """Return a view of this client with other settings and the same connections and budgets.

        Args:
            **options: Settings to change, see `Options`.

        Raises:
            TypeError: An option is unknown.
            ConfigurationError: An option has an impossible value.
        """
        view = object.__new__(type(self))
        view.__dict__.update(self.__dict__)
        view.settings = self.settings.with_options(options)
        view._add_resources()
        return view

    def check(self, area: Area) -> None:
        """Check an area against the documented limits, unless `check_limits` is False.

        Raises:
            AreaError: The area exceeds a limit.
        """
        if self.settings.check_limits:
            area.check_limits()

    def __repr__(self) -> str:
        name, settings = type(self).__name__, self.settings
        return joined(f"<{name}", settings.base_url[:80], settings.format)

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a client holds connections and credentials and cannot be pickled: create it where it is used, "
            "and send operations, tokens of pagers and results instead"
        )
