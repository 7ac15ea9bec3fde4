"""The blocking client."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from evcp_codec.issues import Decoded

from .. import __version__
from .._api.areas import Area
from .._codec.decoding import MAX_BYTES, Format
from .._core.call import (
    call,
    send_with_retries,
)
from .._core.fetching import fetching
from .._core.retry import RateLimit, RetryBudget, RetryPolicy
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
    require_int,
    user_agent,
)
from .._core.turns import turn_of
from ..auth import (
    ApiKey,
    AppIdCode,
    BearerToken,
    Credentials,
    HereCredentials,
    default_credentials,
)
from ..errors import ConfigurationError, DeadlineError
from ..events import Hooks
from ..operations import Operation
from ..transport import (
    Authorization,
    Authorize,
    CallFlow,
    Clock,
    Request,
    Response,
    SendRequest,
    Step,
    TransportFailure,
    Unauthorized,
)
from .resources import (
    ConnectorStatuses,
    ConnectorTypes,
    EVSEs,
    Pools,
    PowerFeedTypes,
    Roamings,
    Stations,
)

if TYPE_CHECKING:
    import requests

    from ..transport import Transport

T = TypeVar("T")

CLOCK = Clock(time.monotonic, time.time, random.random)

MOST_FETCHES = 5
"""Tokens that are fetched for a call at most; more than one only if the credentials are replaced."""
TOKEN_IS_LATE = Unauthorized(
    Request("POST", "", (), {}),
    TransportFailure(DeadlineError, "the token did not come in time", retryable=False),
)
"""What a call gets whose time runs out while another one fetches the token for both."""


def has_stopped(error: Exception) -> RuntimeError:
    """Return what stands for an exception that a loop over a pager would take for the last page."""
    return RuntimeError(
        f"a token function, hook, credentials or transport of yours raised {type(error).__name__}"
    )


def find_credentials(
    api_key: str | None,
    token: str | Callable[[], str] | None,
    access_key: tuple[str, str] | None,
    app: tuple[str, str] | None,
    credentials: Credentials | None,
) -> Credentials:
    """Return the credentials that were given in one of the ways, or those of the environment."""
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
        given.append(credentials)
    if len(given) > 1:
        raise ConfigurationError("there are several credentials: pass one of them")
    return given[0] if given else default_credentials()


def make_settings(
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
) -> Settings:
    """Return the settings of a client from its arguments."""
    if format not in ("json", "xml"):
        raise ConfigurationError(f"the format is {format!r}: it has to be 'json' or 'xml'")
    return Settings(
        base_url=as_base_url(base_url),
        format=format,
        timeout=as_timeout(timeout, Timeout()),
        retry=as_policy(retries, RetryPolicy()),
        budget=budget or RetryBudget(),
        rate_limit=as_rate_limit(rate_limit),
        hooks=hooks or Hooks(),
        headers=as_headers(headers),
        user_agent=user_agent(application_id, __version__),
        max_connections=require_int(max_connections, "max_connections"),
        max_bytes=require_int(max_bytes, "max_bytes"),
        strict=strict,
        check_limits=check_limits,
    )


class Client:
    """A client of the EV Charge Points API v2. Close it, or use it in `with`.

    It is safe across threads, and across forks: a forked process begins with no connection, and
    nobody holds a lock in it. All clients that share one `HereCredentials` share its token.

    Credentials are given in one way; without any, they are looked for in the environment (see
    `evcp.auth.default_credentials`).

    Args:
        api_key: API key.
        token: Bearer token, or a function that returns one.
        access_key: HERE access key id and secret (extra `oauth`).
        app: Legacy app_id and app_code.
        credentials: Any other `Credentials`.
        base_url: Address of the service; EVCP_BASE_URL, or HERE's production service.
        format: `"json"` (every known sample of the service is JSON) or `"xml"`.
        timeout: Seconds for a whole call, or a `Timeout`: 5 s to connect, 30 s to wait for bytes, 60 s in all.
        retries: Further attempts after the first, or a `RetryPolicy`: 2, with full jitter.
        budget: Bound on retries over all calls: a tenth of the calls and 20 at first.
        rate_limit: Requests a second (and as many at once), or a `RateLimit`. None is no limit.
        hooks: Functions that are told of requests, answers, retries and issues.
        headers: Headers to add to every request, before evcp's own; never logged.
        application_id: Your application's name, at the head of the user agent.
        max_connections: Connections at once; further calls wait within their time.
        max_bytes: Largest answer that is read, in bytes.
        strict: Raise at the first issue of an answer instead of collecting them.
        check_limits: Refuse areas over the documented limits before asking.
        session: A `requests.Session` of your own, used as it is and left open; `proxies` and
            `verify` are the session's then.
        proxies: Proxies by scheme, as in requests; without it, the environment's.
        verify: Path of a CA bundle, or True for the usual one.
        transport: Anything that sends requests in place of HTTP: see `evcp.transport.Transport`.

    Raises:
        ConfigurationError: No credentials, or an impossible setting.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        token: str | Callable[[], str] | None = None,
        access_key: tuple[str, str] | None = None,
        app: tuple[str, str] | None = None,
        credentials: Credentials | None = None,
        base_url: str | None = None,
        format: Format = "json",
        timeout: float | Timeout | None = None,
        retries: int | RetryPolicy | None = None,
        budget: RetryBudget | None = None,
        rate_limit: float | RateLimit | None = None,
        hooks: Hooks | None = None,
        headers: Mapping[str, str] | None = None,
        application_id: str | None = None,
        max_connections: int = 10,
        max_bytes: int = MAX_BYTES,
        strict: bool = False,
        check_limits: bool = True,
        session: requests.Session | None = None,
        proxies: dict[str, str] | None = None,
        verify: str | bool = True,
        transport: Transport | None = None,
    ) -> None:
        self.settings = make_settings(
            base_url=base_url,
            format=format,
            timeout=timeout,
            retries=retries,
            budget=budget,
            rate_limit=rate_limit,
            hooks=hooks,
            headers=headers,
            application_id=application_id,
            max_connections=max_connections,
            max_bytes=max_bytes,
            strict=strict,
            check_limits=check_limits,
        )
        self.credentials = find_credentials(api_key, token, access_key, app, credentials)
        if transport is None:
            # Imported with the first client: `import evcp` loads no HTTP library.
            from .._transports.requests import RequestsTransport

            transport = RequestsTransport(
                session, max_connections=max_connections, proxies=proxies, verify=verify
            )
        elif session is not None or proxies is not None or verify is not True:
            raise ConfigurationError("a transport of your own takes no session, proxies or verify")
        self._transport = transport
        self._turn = turn_of(self.credentials)
        self._add_resources()

    def _add_resources(self) -> None:
        self.stations = Stations(self)
        self.pools = Pools(self)
        self.evses = EVSEs(self)
        self.connector_types = ConnectorTypes(self)
        self.power_feed_types = PowerFeedTypes(self)
        self.connector_statuses = ConnectorStatuses(self)
        self.roamings = Roamings(self)

    def with_options(self, **options: Unpack[Options]) -> Self:
        """Return a view of this client with other settings; it shares connections and budgets.

        Args:
            **options: See `Options`.
        """
        view = object.__new__(type(self))
        view.__dict__.update(self.__dict__)
        view.settings = self.settings.with_options(options)
        view._add_resources()
        return view

    def check(self, area: Area) -> None:
        """Refuse an area over a documented limit, unless the service is to judge."""
        if self.settings.check_limits:
            area.check_limits()

    def call(self, operation: Operation[T]) -> Decoded[T]:
        """Send an operation and decode its answer.

        Args:
            operation: One of `evcp.operations`.

        Returns:
            The model and the issues of the answer.

        Raises:
            RequestError: No usable answer came.
            DecodeError: The answer is no such document.
        """
        return self._drive(call(operation, self.settings, CLOCK))

    def send(self, operation: Operation[Any]) -> Response:
        """Send an operation and return its answer as it came: status, headers, bytes.

        Retries, time limits and errors are those of `call`.
        """
        reply, _, _ = self._drive(send_with_retries(operation, self.settings, CLOCK))
        return reply

    def _drive(self, steps: CallFlow[T]) -> T:
        result: Any = None
        while True:
            try:
                step = steps.send(result)
            except StopIteration as end:
                value: T = end.value
                return value
            try:
                result = self._do(step)
            except StopIteration as error:
                raise has_stopped(error) from error

    def _do(self, step: Step) -> Any:
        if isinstance(step, SendRequest):
            return self._transport.send(step.request)
        if isinstance(step, Authorize):
            return self._authorize(step)
        self._transport.wait(step.seconds)
        return None

    def _authorize(self, step: Authorize) -> Authorization | Unauthorized:
        """Return credentials, fetching them once for all who share and need them."""
        found = self.credentials.authorize(step.refused, time.time())
        if found is not None:
            return found
        ends = time.monotonic() + step.seconds
        if not self._turn.acquire(step.seconds):
            return TOKEN_IS_LATE
        try:
            found = self.credentials.authorize(step.refused, time.time())
            fetches = 0
            while found is None:
                left = ends - time.monotonic()
                if left <= 0:
                    return TOKEN_IS_LATE
                if fetches == MOST_FETCHES:
                    raise ConfigurationError("the credentials give nothing, however often fetched")
                fetches += 1
                steps = self.credentials.fetch(time.time(), left)
                failed = self._drive(fetching(steps, self.settings, CLOCK))
                if failed is not None:
                    return failed
                # None again if the credentials were replaced while the token was under way.
                found = self.credentials.authorize(step.refused, time.time())
            return found
        finally:
            self._turn.release()

    def close(self) -> None:
        """Close the connections. Views made by `with_options` close with it.

        Requests under way go on to their answer or deadline. Calls that wait, for a connection or
        for another attempt, end with a `ConfigurationError`.
        """
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.settings.base_url} {self.settings.format}>"

    def __reduce__(self) -> Any:
        raise TypeError("a client holds connections and credentials and cannot be pickled")
