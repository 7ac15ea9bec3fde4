"""The asynchronous client (extra `async`): the names of `Client`, driven by the same call flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Self, TypeVar

from evcp_codec.issues import Decoded

from .._codec.decoding import MAX_BYTES, Format
from .._core.call import Context, call, send_with_retries
from .._core.limits import RateLimit, RetryBudget
from .._core.retry import RetryPolicy
from .._core.settings import Timeout
from .._transports.aiohttp import AiohttpTransport
from ..auth import Credentials
from ..errors import ConfigurationError
from ..events import Hooks
from ..operations import Operation
from ..transport import (
    AcquireLock,
    AsyncTransport,
    CallFlow,
    Response,
    SendRequest,
    Sleep,
    Step,
    StepResult,
    advance,
    wrap_stop_iteration,
)
from .async_resources import AsyncResources
from .base import CLOCK, find_credentials

if TYPE_CHECKING:
    import aiohttp

T = TypeVar("T")


class AsyncClient(AsyncResources):
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
        self._set_up(
            find_credentials(api_key, token, access_key, app, credentials),
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
        if transport is None:
            transport = AiohttpTransport(
                session, max_connections=max_connections, proxy=proxy, verify=verify
            )
        elif session is not None or proxy is not None or verify is not True:
            raise ConfigurationError("a transport of your own takes no session, proxy or verify")
        self._transport = transport

    async def call(self, operation: Operation[T]) -> Decoded[T]:
        """Send an operation and decode its answer.

        Args:
            operation: One of `evcp.operations`.

        Returns:
            The model and the issues of the answer.

        Raises:
            RequestError: No usable answer came.
            DecodeError: The answer is not a document of the model.
        """
        return await self._drive(call(operation, self._context()))

    async def send(self, operation: Operation[object]) -> Response:
        """Send an operation and return its answer as it came: status, headers, bytes.

        Retries, time limits and errors are those of `call`.
        """
        response, _, _ = await self._drive(send_with_retries(operation, self._context()))
        return response

    def _context(self) -> Context:
        return Context(self.settings, self.credentials, self._lock, CLOCK)

    async def _drive(self, flow: CallFlow[T]) -> T:
        result: StepResult = None
        # Closed in any case: a kept exception would keep the flow, and the flow its token lock.
        with closing(flow):
            try:
                while True:
                    try:
                        step = advance(flow, result)
                    except StopIteration as end:
                        value: T = end.value
                        return value
                    result = await self._do(step)
            except StopAsyncIteration as error:
                raise wrap_stop_iteration(error) from error

    async def _do(self, step: Step) -> StepResult:
        match step:
            case SendRequest(request):
                return await self._transport.send(request)
            case AcquireLock(lock, seconds):
                return await lock.acquire_async(seconds)
            case Sleep(seconds):
                await self._transport.wait(seconds)
        return None

    async def close(self) -> None:
        """Close the connections. Views made by `with_options` close with it.

        Calls under way end with a `ConfigurationError`; in a session of your own, they go on.
        """
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()
