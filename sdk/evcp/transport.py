"""What passes between an exchange, the credentials and a transport: plain values, without I/O."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from evcp_codec.issues import Issue

from ._core.redaction import Redactor, Secret, header_forms, parameter_forms, shown_url
from ._core.schema_names import schema_part
from .errors import Reason, RequestError, UnansweredError

T = TypeVar("T")


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
        secrets: Further texts that an answer may echo and nobody may see.
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
    _redactor: Redactor | None = field(default=None, init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.shown_url}>"

    @property
    def shown_url(self) -> str:
        """The address with every credential removed."""
        return shown_url(self.url, self.query)

    def scrub(self, text: str) -> str:
        """Remove this request's credentials from a text; a service may echo what it was sent."""
        return self._scrubber().scrub(text)

    def scrubbed(self, issues: Iterable[Issue]) -> tuple[Issue, ...]:
        """Remove this request's credentials from issues.

        The names and places of a path that are the schema's stay: they are no echo, and tell what
        of an answer is missing.
        """
        scrub = self._scrubber().scrub
        clean = []
        for issue in issues:
            path, raw = scrub(issue.path), scrub(issue.raw)
            if path is not issue.path:
                path = scrub(issue.path, schema_part(issue.path))
            same = path is issue.path and raw is issue.raw
            clean.append(issue if same else replace(issue, path=path, raw=raw))
        return tuple(clean)

    def _scrubber(self) -> Redactor:
        """Return what knows the credentials, made when there is first something to remove."""
        redactor = self._redactor
        if redactor is None:
            redactor = Redactor(*self.confidential())
            object.__setattr__(self, "_redactor", redactor)
        return redactor

    def confidential(self) -> tuple[list[str], list[str]]:
        """Return what nobody may see of this request: texts by themselves, and texts as a whole.

        They are the arguments of a `Redactor`: its credentials, and what may be one in the user's own
        headers, parameters and body.
        """
        values = [secret.reveal() for secret in self.secrets]
        values += [secret.reveal() for _, secret in self.secret_query]
        wholes: list[str] = []
        found = [header_forms(name, secret.reveal()) for name, secret in self.secret_headers]
        found += [parameter_forms(name, text) for name, text in (*self.query, *self._members())]
        for parts, whole in found:
            values += parts
            wholes += whole
        return values, wholes

    def _members(self) -> list[tuple[str, str]]:
        """Return the members of a body in JSON, of which some may be the user's own."""
        try:
            return list(_leaves("", json.loads(self.body or b"")))
        except (ValueError, RecursionError):
            return []


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Give the plain values of a document in JSON, each with the name it stands under."""
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from _leaves(inner, one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(name, one)
    elif value is not None:
        yield name, str(value)


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
