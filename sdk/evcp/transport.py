"""What passes between an exchange, the credentials and a transport: plain values, without I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol, TypeVar

from .errors import Reason, RequestError, UnansweredError

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


def whole(reply: Response) -> Response | TransportFailure:
    """Return an answer, unless it is a good one that may have been cut off in its head.

    HTTP libraries take the end of a connection for the end of a head as well; what would have been
    behind, such as the length of the body, is lost, and there never is a body.
    """
    framed = "content-length" in reply.headers or "transfer-encoding" in reply.headers
    if reply.body or framed or reply.status == 204 or not 200 <= reply.status < 300:
        return reply
    return TransportFailure(UnansweredError, "the connection broke: nothing but a head")


class Transport(Protocol):
    """What a blocking client reaches the service with: HTTP, or a stand-in for tests.

    It is used from many threads at once and raises nothing for what happens on the way: that is a
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
    """What an asynchronous client reaches the service with; the rules are those of `Transport`."""

    async def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and return the whole answer, or why there is none."""
        ...

    async def wait(self, seconds: float) -> None:
        """Let the time before another attempt pass."""

    async def close(self) -> None:
        """Let go of what is held; further requests are refused."""


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Step: send this; be sent a `Response` or a `TransportFailure`."""

    request: Request


@dataclass(frozen=True, slots=True)
class Sleep:
    """Step: wait this many seconds; be sent None."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Authorization:
    """The parts of a request that are credentials."""

    query: tuple[tuple[str, Secret], ...] = ()
    headers: tuple[tuple[str, Secret], ...] = ()


@dataclass(frozen=True, slots=True)
class Authorize:
    """Step: find the credentials of a request; be sent `Authorization` or `Unauthorized`.

    Attributes:
        seconds: How long that may take.
        refused: What the service has just refused with 401, to get something new.
    """

    seconds: float
    refused: Authorization | None = None


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """No token could be fetched, for a reason that may pass."""

    request: Request
    result: Response | TransportFailure


Step = SendRequest | Sleep | Authorize
CallFlow = Generator[Step, Any, T]


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, so that a test can be their master."""

    monotonic: Callable[[], float]
    time: Callable[[], float]
    random: Callable[[], float]
