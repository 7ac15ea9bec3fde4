"""The blocking client."""

from __future__ import annotations

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
from ..auth import Credentials
from ..errors import ConfigurationError
from ..events import Hooks
from ..operations import Operation
from ..transport import (
    AcquireLock,
    CallFlow,
    Compute,
    Response,
    SendRequest,
    Step,
    StepResult,
    Transport,
    advance,
    wrap_stop_iteration,
)
from .base import find_credentials
from .resources import Resources

if TYPE_CHECKING:
    import requests

T = TypeVar("T")


@explained
class Client(Resources):
    """A client of the EV Charge Points API v2. Close it, or use it in `with`.

    It is safe across threads and forks: a forked process begins without connections, and with all locks
    free. All clients with the same `HereCredentials` share its token.

    At most one kind of credentials is given; the default is `evcp.auth.default_credentials()`.

    Args:
        api_key: API key.
        token: Bearer token, or a function that returns one.
        access_key: HERE access key id and secret (extra `oauth`).
        app: Legacy app_id and app_code.
        credentials: An object from `evcp.auth`, or of your own.
        base_url: URL of the service; by default EVCP_BASE_URL, or HERE's production service.
        format: `"json"` (every known sample of the service is JSON) or `"xml"`.
        timeout: Seconds for a whole call, or a `Timeout`. Default: 5 s to connect, 30 s to wait for bytes, 60 s in all.
        retries: Number of attempts after the first, or a `RetryPolicy`. Default: 2, with full jitter.
        budget: Bound on the retries of all calls. Default: a tenth of the calls, and 20 at first.
        rate_limit: Requests per second (and as many at once), or a `RateLimit`. Default: no limit.
        hooks: Functions to call on requests, responses, retries and issues.
        headers: Headers to add to every request, before evcp's own; never logged.
        application_id: Name of your application, at the beginning of the user agent.
        max_connections: Number of simultaneous connections; further calls wait within their deadline.
        max_bytes: Size of the largest response to read, in bytes.
        strict: True to raise at the first issue of a response instead of collecting issues.
        check_limits: True to refuse areas over the documented limits before sending.
        session: A `requests.Session` of your own, used as it is and left open, with its own proxies
            and certificates.
        proxies: Proxies by scheme, as in requests; by default, those of the environment.
        verify: Path of a CA bundle, or True for the one that REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE,
            SSL_CERT_FILE or SSL_CERT_DIR names, or certifi's.
        transport: A substitute for HTTP, see `evcp.transport.Transport`.

    Raises:
        ConfigurationError: There are no credentials, or a setting is impossible.
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
            # Imported here, because `import evcp` must not load an HTTP library.
            from .._transports.requests import RequestsTransport

            transport = RequestsTransport(
                session, max_connections=max_connections, proxies=proxies, verify=verify
            )
        elif session is not None or proxies is not None or verify is not True:
            raise ConfigurationError("a transport of your own takes no session, proxies or verify")
        advice = "it has the methods of evcp.transport.Transport"
        expect(transport, Transport, "transport", advice, ConfigurationError)
        self._transport = transport

    def call(self, operation: Operation[T]) -> Decoded[T]:
        """Send an operation and decode the response.

        Args:
            operation: An operation from `evcp.operations`.

        Returns:
            The model, and the issues found in the response.

        Raises:
            RequestError: There is no successful response.
            DecodeError: The response is not a document of the model.
        """
        return self._drive(call(operation, self._context()))

    def send(self, operation: Operation[object]) -> Response:
        """Send an operation and return the raw response: status, headers and bytes.

        Retries, deadline and errors are the same as in `call`.
        """
        response, _, _ = self._drive(send_with_retries(operation, self._context()))
        return response

    def _drive(self, flow: CallFlow[T]) -> T:
        result: StepResult = None
        # Closed in any case: a kept exception would keep the flow, and the flow its token lock.
        with closing(flow):
            while True:
                try:
                    step = advance(flow, result)
                except StopIteration as end:
                    value: T = end.value
                    return value
                try:
                    result = self._do(step)
                except StopIteration as error:
                    raise wrap_stop_iteration(error) from error

    def _do(self, step: Step) -> StepResult:
        if isinstance(step, SendRequest):
            return self._transport.send(step.request)
        if isinstance(step, AcquireLock):
            return step.lock.acquire(step.seconds)
        if isinstance(step, Compute):
            step.run()
            return None
        self._transport.wait(step.seconds)
        return None

    def _wait(self, seconds: float) -> None:
        self._transport.wait(seconds)

    def close(self) -> None:
        """Close the connections, also of all views from `with_options`.

        Requests under way continue to their response or deadline. Calls that wait for a connection or
        for another attempt end with a `ConfigurationError`.
        """
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
