"""Requests, responses and the steps of a call: plain values between core, credentials and transports."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn, Protocol, TypeVar, runtime_checkable

from evcp_codec.model import short_repr

from .errors import DeadlineError, Reason, RequestError, UnansweredError

T = TypeVar("T")
_ADDRESS = re.compile(r"(?:https?://(?:\[[^]]*\]|[^:/?#]*)(?::[0-9]*)?)?(?:/[^?#]*)?(?=[?#]|\Z)")


class Secret:
    """A string that no repr, log or pickle shows."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the string itself."""
        return self._value

    def __repr__(self) -> str:
        return "<REDACTED>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a credential cannot be pickled: create the client where it is used")


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request for a transport.

    Attributes:
        method: HTTP method.
        url: URL without query.
        query: Parameters without credentials.
        headers: Headers without credentials.
        body: Body, if any.
        secret_query: Parameters that are credentials.
        secret_headers: Headers that are credentials.
        secrets: Other secrets that a response may echo, such as an access key.
        connect_timeout: Longest time to connect, in seconds.
        read_timeout: Longest wait for the next bytes, in seconds.
        timeout: Longest time for the whole attempt, in seconds.
        max_bytes: Size of the largest body to read, in bytes after decompression.
        resend: Whether to send it once more at once where its connection was closed while it was idle. The service
            may have seen the first one: with a rate limit, the second one needs a place of its own.
    """

    method: str
    url: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes | None = None
    secret_query: tuple[tuple[str, Secret], ...] = ()
    secret_headers: tuple[tuple[str, Secret], ...] = ()
    secrets: tuple[Secret, ...] = ()
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    timeout: float = 60.0
    max_bytes: int = 64 * 1024 * 1024
    resend: bool = True

    def __repr__(self) -> str:
        # Without user name and query: both may hold a credential.
        shown = None if "@" in self.url else _ADDRESS.match(self.url)
        return f"<Request {self.method} {shown[0] if shown else 'REDACTED'}>"


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response of any status, with the whole body; header names are in lower case.

    Attributes:
        status: HTTP status.
        headers: Headers of the response.
        body: Body, unpacked.
        secret_headers: Credentials that the transport added to the request, such as the login for a
            proxy: the response may echo them. A pickle leaves them out.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    secret_headers: tuple[tuple[str, Secret], ...] = field(default=(), repr=False, compare=False)

    def __reduce__(self) -> tuple[type[Response], tuple[int, Mapping[str, str], bytes]]:
        return Response, (self.status, self.headers, self.body)


@dataclass(frozen=True, slots=True)
class TransportFailure:
    """The result of a request without a response.

    Attributes:
        error: `NotSentError`, `UnansweredError` or `DeadlineError`.
        message: Description without URLs or credentials.
        retryable: True if another attempt may succeed.
        reason: Detail for code to act on, beyond the class of the error.
    """

    __repr__ = short_repr

    error: type[RequestError]
    message: str
    retryable: bool = True
    reason: Reason | None = None


def deadline_failure(request: Request, what: str) -> TransportFailure:
    """Build the failure of a request after its timeout, such as `no free connection within 5.0 s`."""
    shown = f"{request.timeout:.1f}" if request.timeout >= 0.1 else f"{request.timeout:.2g}"
    return TransportFailure(DeadlineError, f"{what} within {shown} s", retryable=False)


def too_large_failure(request: Request) -> TransportFailure:
    """Build the failure of a request with a response body over its `max_bytes`."""
    return TransportFailure(
        UnansweredError,
        f"the answer is larger than {request.max_bytes:,} bytes; raise max_bytes to read it",
        retryable=False,
        reason=Reason.TOO_LARGE,
    )


def interim_failure(status: int) -> TransportFailure:
    """Build the failure of a request with an interim response only.

    Status 101 switches to another protocol: the bytes after it are no HTTP response, and must not be
    taken for the next one.
    """
    return TransportFailure(UnansweredError, f"an interim answer ({status}) and no other")


STALE = TransportFailure(UnansweredError, "the connection broke: it was closed while it was idle")
"""Failure of a request on a kept connection that the service has closed.

A service closes idle connections when it likes, and a request sent at that moment reaches nobody. That is
no failure of the service: a transport sends it once more, on a new connection, which costs no retry.
"""


def unless_cut_off(response: Response) -> Response | TransportFailure:
    """Return a response, or a failure if its head may be incomplete.

    HTTP libraries take the end of a connection for the end of a head. The missing header lines may have
    announced a body, so an empty success without any sign of its length is not trusted.
    """
    length = response.headers.get("content-length", "")
    framed = length.partition(",")[0].strip().isdigit() or "chunked" in response.headers.get(
        "transfer-encoding", ""
    )
    if response.body or framed or response.status == 204 or not 200 <= response.status < 300:
        return response
    return TransportFailure(UnansweredError, "the connection broke: nothing but a head")


@runtime_checkable
class Transport(Protocol):
    """The sender of requests of a blocking client: HTTP, or a substitute in tests.

    Many threads use it at once. A failed request is a `TransportFailure`, not an exception. The
    credentials of a request must not be kept or shown.
    """

    def send(self, request: Request) -> Response | TransportFailure:
        """Send a request; return the whole response, or the failure."""
        ...

    def wait(self, seconds: float) -> None:
        """Wait some seconds before another attempt."""

    def close(self) -> None:
        """Release all connections; further requests are refused."""


@runtime_checkable
class AsyncTransport(Protocol):
    """The sender of requests of an asynchronous client, with the rules of `Transport`."""

    async def send(self, request: Request) -> Response | TransportFailure:
        """Send a request; return the whole response, or the failure."""
        ...

    async def wait(self, seconds: float) -> None:
        """Wait some seconds before another attempt."""

    async def close(self) -> None:
        """Release all connections; further requests are refused."""


class TokenLock(Protocol):
    """A lock around token requests, for threads and tasks together."""

    def acquire(self, seconds: float) -> bool:
        """Take the lock within some seconds, blocking; return True if it was taken."""
        ...

    async def acquire_async(self, seconds: float) -> bool:
        """Take the lock within some seconds while other tasks run; return True if it was taken."""
        ...

    def release(self) -> None:
        """Release the lock."""


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Step that sends a request. Its result is a `Response` or a `TransportFailure`."""

    request: Request


@dataclass(frozen=True, slots=True)
class Sleep:
    """Step that waits some seconds. Its result is None."""

    seconds: float


@dataclass(frozen=True, slots=True)
class AcquireLock:
    """Step that takes a lock within some seconds. Its result is True if the lock was taken."""

    lock: TokenLock = field(repr=False)
    seconds: float


@dataclass(frozen=True, slots=True)
class Compute:
    """Step that runs a long computation, in a thread where it would stop an event loop."""

    run: Callable[[], object] = field(repr=False)


Step = SendRequest | Sleep | AcquireLock | Compute
StepResult = Response | TransportFailure | bool | None
CallFlow = Generator[Step, StepResult, T]
"""A generator without I/O: it yields steps, is sent their results, and returns a value."""


def send(request: Request) -> CallFlow[Response | TransportFailure]:
    """Yield the step that sends a request; return its result.

    Raises:
        TypeError: The result of the transport has another type.
    """
    result = yield SendRequest(request)
    if not isinstance(result, Response | TransportFailure):
        raise TypeError(
            f"the transport returned {type(result).__name__}: "
            "it must return a Response or a TransportFailure"
        )
    return result


def wrap_stop_iteration(error: Exception) -> RuntimeError:
    """Wrap a StopIteration raised by user code: a loop over a pager would take it for its end."""
    return RuntimeError(
        f"a token function, hook, credentials or transport of yours raised {type(error).__name__}"
    )


def advance(flow: CallFlow[T], result: StepResult) -> Step:
    """Send the result of a step into a flow; return the next step.

    Raises:
        StopIteration: The flow has returned its value.
        RuntimeError: User code inside of the flow raised StopIteration.
    """
    try:
        return flow.send(result)
    except RuntimeError as error:
        if isinstance(error.__cause__, StopIteration):
            raise wrap_stop_iteration(error.__cause__) from error
        raise


def sleep(seconds: float) -> CallFlow[None]:
    """Yield the step that waits."""
    yield Sleep(seconds)


def compute(work: Callable[[], T]) -> CallFlow[T]:
    """Yield the step that runs a computation; return its value."""
    values: list[T] = []
    yield Compute(lambda: values.append(work()))
    return values[0]


def acquire(lock: TokenLock, seconds: float) -> CallFlow[bool]:
    """Yield the step that takes a lock; return True if it was taken within some seconds."""
    return (yield AcquireLock(lock, seconds)) is True


@dataclass(frozen=True, slots=True)
class Authorization:
    """The credential parts of a request."""

    query: tuple[tuple[str, Secret], ...] = ()
    headers: tuple[tuple[str, Secret], ...] = ()


@dataclass(frozen=True, slots=True)
class TokenFailure:
    """A failed token request that another attempt may overcome.

    Attributes:
        request: The token request.
        result: Response without a token, or failure.
    """

    request: Request
    result: Response | TransportFailure


@dataclass(frozen=True, slots=True)
class Clock:
    """Sources of time and chance; tests replace them.

    Attributes:
        monotonic: Returns seconds of a clock that never goes back.
        time: Returns seconds since the epoch.
        random: Returns a number from 0 to 1.
    """

    monotonic: Callable[[], float]
    time: Callable[[], float]
    random: Callable[[], float]
