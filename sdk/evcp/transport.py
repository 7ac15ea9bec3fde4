"""What passes between an exchange, the credentials and a transport: plain values, without I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn, Protocol, TypeVar

from .errors import DeadlineError, Reason, RequestError, UnansweredError

T = TypeVar("T")
_ADDRESS = re.compile(r"(?:https?://(?:\[[^]]*\]|[^:/?#]*)(?::[0-9]*)?)?(?:/[^?#]*)?(?=[?#]|\Z)")


class Secret:
    """A string that shows itself only when asked to."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the string."""
        return self._value

    def __repr__(self) -> str:
        return "<REDACTED>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a credential cannot be pickled: create the client where it is used")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a transport sends it.

    Attributes:
        method: HTTP method.
        url: Address without query.
        query: Parameters without credentials.
        headers: Headers without credentials.
        body: Body, if there is one.
        secret_query: Parameters that are credentials.
        secret_headers: Headers that are credentials.
        secrets: Further strings that an answer may echo and nobody may see.
        connect_timeout: Seconds to connect.
        read_timeout: Seconds to wait for the next bytes.
        timeout: Seconds that this attempt may take in all.
        max_bytes: Largest body that is read.
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

    def __repr__(self) -> str:
        # Neither user name nor query: either may hold a credential.
        shown = None if "@" in self.url else _ADDRESS.match(self.url)
        return f"<Request {self.method} {shown[0] if shown else 'REDACTED'}>"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as it came: any status, the body whole, header names in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TransportFailure:
    """Why no answer came.

    Attributes:
        error: `NotSentError`, `UnansweredError` or `DeadlineError`.
        message: What happened, without addresses or credentials.
        retryable: Whether another attempt may help.
        reason: More than the class of the error tells, for code to act on.
    """

    error: type[RequestError]
    message: str
    retryable: bool = True
    reason: Reason | None = None


def deadline_failure(request: Request, what: str) -> TransportFailure:
    """Build the failure of a request that ran beyond its timeout."""
    shown = f"{request.timeout:.1f}" if request.timeout >= 0.1 else f"{request.timeout:.2g}"
    return TransportFailure(DeadlineError, f"{what} within {shown} s", retryable=False)


def whole(reply: Response) -> Response | TransportFailure:
    """Return an answer, or a failure if its head may have been cut off.

    HTTP libraries take the end of a connection for the end of a head: the header lines behind it, such as
    the length of the body, are lost, and so is the body.
    """
    framed = "content-length" in reply.headers or "transfer-encoding" in reply.headers
    if reply.body or framed or reply.status == 204 or not 200 <= reply.status < 300:
        return reply
    return TransportFailure(UnansweredError, "the connection broke: nothing but a head")


class Transport(Protocol):
    """The way of a blocking client to the service: HTTP, or a stand-in for tests.

    It is used from many threads at once. What happens on the way is no exception but a
    `TransportFailure`. It sees the credentials of each request and must not keep or show them.
    """

    def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and return the whole answer, or why there is none."""
        ...

    def wait(self, seconds: float) -> None:
        """Let the time before another attempt pass."""

    def close(self) -> None:
        """Let go of what is held; further requests are refused."""


class AsyncTransport(Protocol):
    """The way of an asynchronous client to the service; the rules are those of `Transport`."""

    async def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and return the whole answer, or why there is none."""
        ...

    async def wait(self, seconds: float) -> None:
        """Let the time before another attempt pass."""

    async def close(self) -> None:
        """Let go of what is held; further requests are refused."""


class TokenLock(Protocol):
    """Lock around a token request: threads and tasks wait for it side by side."""

    def acquire(self, seconds: float) -> bool:
        """Wait at most some seconds, blocking; return True if the lock was taken."""
        ...

    async def acquire_async(self, seconds: float) -> bool:
        """Wait at most some seconds while other tasks go on; return True if the lock was taken."""
        ...

    def release(self) -> None:
        """Give the lock back."""


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Step of a call: send a request. Its result is a `Response` or a `TransportFailure`."""

    request: Request


@dataclass(frozen=True, slots=True)
class Sleep:
    """Step of a call: wait some seconds. It has no result."""

    seconds: float


@dataclass(frozen=True, slots=True)
class AcquireLock:
    """Step of a call: take a lock within some seconds. Its result is True if it was taken."""

    lock: TokenLock = field(repr=False)
    seconds: float


Step = SendRequest | Sleep | AcquireLock
StepResult = Response | TransportFailure | bool | None
CallFlow = Generator[Step, StepResult, T]
"""A conversation without I/O: it yields steps, is sent their results, and returns a value."""


def send(request: Request) -> CallFlow[Response | TransportFailure]:
    """Yield the step that sends a request; return what came of it.

    Raises:
        TypeError: The transport returned something else.
    """
    result = yield SendRequest(request)
    if not isinstance(result, Response | TransportFailure):
        raise TypeError(
            f"the transport returned {type(result).__name__}: "
            "it must return a Response or a TransportFailure"
        )
    return result


@dataclass(frozen=True, slots=True)
class Authorization:
    """The parts of a request that are credentials."""

    query: tuple[tuple[str, Secret], ...] = ()
    headers: tuple[tuple[str, Secret], ...] = ()


@dataclass(frozen=True, slots=True)
class TokenFailure:
    """A token request that failed for a reason that may pass.

    Attributes:
        request: The token request.
        result: The answer without a token, or why there is none.
    """

    request: Request
    result: Response | TransportFailure


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, so that a test can be their master."""

    monotonic: Callable[[], float]
    time: Callable[[], float]
    random: Callable[[], float]
