"""The asynchronous client (extra `async`), with the names and the call flow of `Client`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Self, TypeVar

from evcp_codec.issues import Decoded
from evcp_codec.model import expect

from .._codec.decoding import MAX_BYTES, Format
from .._core.call import call, send_with_retries
from .._core.limits import RateLimit, RetryBudget
from .._core.retry import RetryPolicy
from .._core.settings import Timeout
from .._reading.names import explained
from .._transports.aiohttp import AiohttpTransport
from ..auth import Credentials
from ..errors import ConfigurationError
from ..events import Hooks
from ..operations import Operation
from ..transport import (
    AcquireLock,
    AsyncTransport,
    CallFlow,
    Compute,
    Response,
    SendRequest,
    Step,
    StepResult,
    advance,
    wrap_stop_iteration,
)
from .async_resources import AsyncResources
from .base import find_credentials

if TYPE_CHECKING:
    import aiohttp

T = TypeVar("T")


@explained
class AsyncClient(AsyncResources):
    """A client of the EV Charge Points API v2 for asyncio. Close it, or use it in `async with`.

    It belongs to the event loop of its first call. The arguments are the same as in `Client`, except:

    Args:
        session: An `aiohttp.ClientSession` of your own, used as it is and left open.
        proxy: URL of a proxy; by default, the proxy of the environment.
        transport: A substitute for HTTP, see `evcp.transport.AsyncTransport`.

    Raises:
        ConfigurationError: There are no credentials, a setting is impossible, or aiohttp is missing.
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
        advice = "it has the methods of evcp.transport.AsyncTransport"
        expect(transport, AsyncTransport, "transport", advice, ConfigurationError)
        self._transport = transport

    async def call(self, operation: Operation[T]) -> Decoded[T]:
        """Send an operation and decode the response.

        Args:
            operation: An operation from `evcp.operations`.

        Returns:
            The model, and the issues found in the response.

        Raises:
            RequestError: There is no successful response.
            DecodeError: The response is not a document of the model.
        """
        return await self._drive(call(operation, self._context()))

    async def send(self, operation: Operation[object]) -> Response:
        """Send an operation and return the raw response: status, headers and bytes.

        Retries, deadline and errors are the same as in `call`.
        """
        response, _, _ = await self._drive(send_with_retries(operation, self._context()))
        return response

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
        if isinstance(step, SendRequest):
            return await self._transport.send(step.request)
        if isinstance(step, AcquireLock):
            return await step.lock.acquire_async(step.seconds)
        if isinstance(step, Compute):
            await asyncio.to_thread(step.run)
            return None
        await self._transport.wait(step.seconds)
        return None

    async def _wait(self, seconds: float) -> None:
        await self._transport.wait(seconds)

    async def close(self) -> None:
        """Close the connections, also of all views from `with_options`.

        Calls under way end with a `ConfigurationError`, except in a session of your own.
        """
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()
