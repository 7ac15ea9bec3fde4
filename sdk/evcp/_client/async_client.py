"""The asynchronous client (extra `async`): the names of `Client`, driven by the same exchange."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from evcp_codec.issues import Decoded

from .._api.areas import Area
from .._codec.decoding import MAX_BYTES, Format
from .._core.call import (
    call,
    send_with_retries,
)
from .._core.fetching import fetching
from .._core.retry import RateLimit, RetryBudget, RetryPolicy
from .._core.settings import Options, Timeout
from .._core.turns import turn_of
from .._transports.aiohttp import AiohttpTransport
from ..auth import Credentials
from ..errors import ConfigurationError
from ..events import Hooks
from ..operations import Operation
from ..transport import (
    Authorization,
    Authorize,
    CallFlow,
    Response,
    SendRequest,
    Step,
    Unauthorized,
)
from .async_resources import (
    AsyncConnectorStatuses,
    AsyncConnectorTypes,
    AsyncEVSEs,
    AsyncPools,
    AsyncPowerFeedTypes,
    AsyncRoamings,
    AsyncStations,
)
from .client import (
    CLOCK,
    MOST_FETCHES,
    TOKEN_IS_LATE,
    find_credentials,
    has_stopped,
    make_settings,
)

if TYPE_CHECKING:
    import aiohttp

    from ..transport import AsyncTransport

T = TypeVar("T")


class AsyncClient:
    """A client of the EV Charge Points API v2 for asyncio. Close it, or use it in `async with`.

    It belongs to the event loop in which it is first used. All arguments are those of `Client`, but:

    Args:
        session: An `aiohttp.ClientSession` of your own, used as it is and left open.
        proxy: Address of a proxy; without it, the environment's.
        transport: Anything that sends requests in place of HTTP: see `evcp.transport.AsyncTransport`.

    Raises:
        ConfigurationError: No credentials, an impossible setting, or aiohttp is not installed.
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
        session: aiohttp.ClientSession | None = None,
        proxy: str | None = None,
        verify: str | bool = True,
        transport: AsyncTransport | None = None,
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
            transport = AiohttpTransport(
                session, max_connections=max_connections, proxy=proxy, verify=verify
            )
        elif session is not None or proxy is not None or verify is not True:
            raise ConfigurationError("a transport of your own takes no session, proxy or verify")
        self._transport = transport
        self._turn = turn_of(self.credentials)
        self._add_resources()

    def _add_resources(self) -> None:
        self.stations = AsyncStations(self)
        self.pools = AsyncPools(self)
        self.evses = AsyncEVSEs(self)
        self.connector_types = AsyncConnectorTypes(self)
        self.power_feed_types = AsyncPowerFeedTypes(self)
        self.connector_statuses = AsyncConnectorStatuses(self)
        self.roamings = AsyncRoamings(self)

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

    async def call(self, operation: Operation[T]) -> Decoded[T]:
        """Send an operation and decode its answer.

        Args:
            operation: One of `evcp.operations`.

        Returns:
            The model and the issues of the answer.

        Raises:
            RequestError: No usable answer came.
            DecodeError: The answer is no such document.
        """
        return await self._drive(call(operation, self.settings, CLOCK))

    async def send(self, operation: Operation[Any]) -> Response:
        """Send an operation and return its answer as it came: status, headers, bytes.

        Retries, time limits and errors are those of `call`.
        """
        reply, _, _ = await self._drive(send_with_retries(operation, self.settings, CLOCK))
        return reply

    async def _drive(self, steps: CallFlow[T]) -> T:
        result: Any = None
        try:
            while True:
                try:
                    step = steps.send(result)
                except StopIteration as end:
                    value: T = end.value
                    return value
                result = await self._do(step)
        except StopAsyncIteration as error:
            raise has_stopped(error) from error

    async def _do(self, step: Step) -> Any:
        if isinstance(step, SendRequest):
            return await self._transport.send(step.request)
        if isinstance(step, Authorize):
            return await self._authorize(step)
        await self._transport.wait(step.seconds)
        return None

    async def _authorize(self, step: Authorize) -> Authorization | Unauthorized:
        """Return credentials, fetching them once for all who share and need them."""
        found = self.credentials.authorize(step.refused, time.time())
        if found is not None:
            return found
        ends = time.monotonic() + step.seconds
        if not await self._turn.acquire_async(step.seconds):
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
                failed = await self._drive(fetching(steps, self.settings, CLOCK))
                if failed is not None:
                    return failed
                # None again if the credentials were replaced while the token was under way.
                found = self.credentials.authorize(step.refused, time.time())
            return found
        finally:
            self._turn.release()

    async def close(self) -> None:
        """Close the connections. Views made by `with_options` close with it.

        Calls under way end with a `ConfigurationError`; in a session of your own, they go on.
        """
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.settings.base_url} {self.settings.format}>"

    def __reduce__(self) -> Any:
        raise TypeError("a client holds connections and credentials and cannot be pickled")
