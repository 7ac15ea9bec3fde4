"""The conversation with the service, without I/O.

`exchange` is a generator. It yields what to do next (send this, wait this long, get a token), is sent
what came of it, and returns the decoded answer or raises an `EvcpError`. The blocking and the
asynchronous client drive the same one, so that both behave alike and all of it can be tested with
plain values and a clock made of numbers.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from .decoding import Format, decode
from .errors import (
    DeadlineError,
    DecodeError,
    NotSentError,
    RateLimitError,
    RequestError,
    StatusError,
    UnansweredError,
    error_class,
    excerpt,
)
from .events import Answered, IssueFound, Retrying, Sending
from .issues import Decoded
from .operations import Operation, in_format
from .redaction import REDACTED, Secret, shown_url
from .retry import RetryPolicy, retry_after

if TYPE_CHECKING:
    from .settings import Settings

T = TypeVar("T")
log = logging.getLogger("evcp")

REQUEST_ID_HEADERS = ("x-request-id", "x-correlation-id")
"""Headers that may hold the service's id of a request (unknown for this API, contract section 7.3)."""


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
        read_timeout: Seconds to wait for the next bytes.
        deadline: Seconds that this attempt may take in all.
        max_bytes: Largest body that is read.
    """

    method: str
    url: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes | None = field(default=None, repr=False)
    secret_query: tuple[tuple[str, Secret], ...] = field(default=(), repr=False)
    secret_headers: tuple[tuple[str, Secret], ...] = field(default=(), repr=False)
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    deadline: float = 60.0
    max_bytes: int = 64 * 1024 * 1024

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.shown_url}>"

    @property
    def shown_url(self) -> str:
        """The address with every credential removed."""
        return shown_url(self.url, self.query)

    def scrub(self, text: str) -> str:
        """Remove this request's credentials from a text; a service may echo what it was sent."""
        for _, secret in (*self.secret_query, *self.secret_headers):
            if value := secret.reveal():
                text = text.replace(value.removeprefix("Bearer "), REDACTED)
        return text


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came: any status, the body whole, header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why no answer came.

    Attributes:
        error: `NotSentError`, `UnansweredError` or `DeadlineError`.
        message: What happened, without addresses or credentials.
        again: Whether another attempt may help.
    """

    error: type[RequestError]
    message: str
    again: bool = True


@dataclass(frozen=True, slots=True)
class Send:
    """Step: send this; be sent a `Reply` or a `Fault`."""

    request: Request


@dataclass(frozen=True, slots=True)
class Wait:
    """Step: wait this many seconds; be sent None."""

    seconds: float


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
class Authorization:
    """The parts of a request that are credentials."""

    query: tuple[tuple[str, Secret], ...] = ()
    headers: tuple[tuple[str, Secret], ...] = ()


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """No token could be fetched, for a reason that may pass."""

    request: Request
    result: Reply | Fault


Step = Send | Wait | Authorize
Steps = Generator[Step, Any, T]


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, so that a test can be their master."""

    monotonic: Callable[[], float]
    time: Callable[[], float]
    random: Callable[[], float]


@dataclass(slots=True)
class _Call:
    """What is true of all attempts of one call."""

    operation: Operation[Any]
    settings: Settings
    clock: Clock
    started: float
    attempts: int = 0

    @property
    def left(self) -> float:
        return self.settings.timeout.total - (self.clock.monotonic() - self.started)


def exchange(operation: Operation[T], settings: Settings, clock: Clock) -> Steps[Decoded[T]]:
    """Send an operation until it is answered, and decode the answer.

    Raises:
        RequestError: No usable answer came; `attempts`, `status` and the rest tell how it went.
        DecodeError: The answer is no document of the operation's model.
    """
    format: Format = in_format(operation, settings.format)  # type: ignore[assignment]
    reply, request, attempts = yield from converse(operation, settings, clock)
    try:
        decoded = decode(
            reply.body,
            operation.model,
            format=format,
            strict=settings.strict,
            max_bytes=settings.max_bytes,
        )
    except DecodeError as error:
        problem = error
    else:
        for issue in decoded.issues:
            if settings.hooks.issue is not None:
                settings.hooks.issue(IssueFound(operation.name, issue))
        return decoded
    raise _undecodable(problem, reply, request, attempts)


def converse(
    operation: Operation[Any], settings: Settings, clock: Clock
) -> Steps[tuple[Reply, Request, int]]:
    """Send an operation until it is answered with success; return the answer as it came."""
    call = _Call(operation, settings, clock, clock.monotonic())
    settings.budget.earn()
    refused: Authorization | None = None
    unauthorized: tuple[Request, Reply] | None = None
    while True:
        authorization: Authorization | Unauthorized = yield Authorize(
            max(call.left, 0.001), refused
        )
        if isinstance(authorization, Unauthorized):
            call.attempts += 1
            yield from _again(call, authorization.request, authorization.result)
            continue
        if unauthorized is not None and authorization is refused:
            raise _error(call, *unauthorized, None, "")
        yield from _pace(call)
        request = _request(call, authorization)
        call.attempts += 1
        if settings.hooks.request is not None:
            settings.hooks.request(
                Sending(operation.name, request.method, request.shown_url, call.attempts)
            )
        began = clock.monotonic()
        result: Reply | Fault = yield Send(request)
        _note(call, request, result, clock.monotonic() - began)
        if isinstance(result, Reply):
            if 200 <= result.status < 300:
                return result, request, call.attempts
            if result.status == 401 and refused is None and authorization.headers:
                # A token may have been revoked before its time: once more with a new one.
                refused, unauthorized = authorization, (request, result)
                continue
        yield from _again(call, request, result)


def _pace(call: _Call) -> Steps[None]:
    """Wait for the client's own rate limit."""
    limit = call.settings.rate_limit
    if limit is None:
        return
    wait = limit.reserve(call.clock.monotonic())
    if wait > call.left:
        raise DeadlineError(
            f"{call.operation.name}: the client's rate limit asks to wait {wait:.1f} s, "
            f"and the call has {max(call.left, 0):.1f} s left",
            hint="raise rate_limit or the total timeout, or send fewer requests at once",
            attempts=call.attempts,
        )
    if wait > 0:
        yield Wait(wait)


def _request(call: _Call, authorization: Authorization) -> Request:
    settings, operation = call.settings, call.operation
    format = in_format(operation, settings.format)
    url = f"{settings.base_url}{operation.path}.{format}"
    headers = {
        "User-Agent": settings.user_agent,
        "Accept-Encoding": "gzip, deflate",
        **({"Content-Type": "application/json"} if operation.body is not None else {}),
    }
    secret = tuple((name, Secret(value)) for name, value in settings.headers)
    return Request(
        method=operation.method,
        url=url,
        query=operation.query,
        headers=headers,
        body=None if operation.body is None else operation.body.encode(),
        secret_query=authorization.query,
        secret_headers=(*secret, *authorization.headers),
        connect_timeout=settings.timeout.connect,
        read_timeout=settings.timeout.read,
        deadline=max(call.left, 0.001),
        max_bytes=settings.max_bytes,
    )


def _note(call: _Call, request: Request, result: Reply | Fault, seconds: float) -> None:
    """Log the attempt in one line, and tell the hook."""
    outcome = result.status if isinstance(result, Reply) else result.message
    log.debug(
        "%s attempt %d: %s %s: %s in %.0f ms",
        call.operation.name,
        call.attempts,
        request.method,
        request.shown_url,
        outcome,
        seconds * 1000,
    )
    if call.settings.hooks.response is not None:
        reply = result if isinstance(result, Reply) else None
        call.settings.hooks.response(
            Answered(
                operation=call.operation.name,
                method=request.method,
                url=request.shown_url,
                attempt=call.attempts,
                status=reply.status if reply else None,
                fault=None if reply else str(outcome),
                request_id=request_id(reply.headers) if reply else None,
                bytes=len(reply.body) if reply else 0,
                seconds=seconds,
            )
        )


def _again(call: _Call, request: Request, result: Reply | Fault) -> Steps[None]:
    """Wait before another attempt, or raise because there is none."""
    policy = call.settings.retry
    asked = None
    if isinstance(result, Reply):
        asked = retry_after(result.headers, call.clock.time())
        worth = result.status in policy.statuses
    else:
        worth = result.again
    wait = policy.wait(call.attempts, call.clock.random()) if asked is None else asked
    stop = _why_stop(call, policy, wait, asked, worth)
    if stop is not None:
        raise _error(call, request, result, asked, stop)
    reason = str(result.status) if isinstance(result, Reply) else result.message
    if call.settings.hooks.retry is not None:
        call.settings.hooks.retry(
            Retrying(call.operation.name, request.shown_url, call.attempts, reason, wait)
        )
    log.debug("%s: waiting %.2f s after %s", call.operation.name, wait, reason)
    yield Wait(wait)


def _why_stop(
    call: _Call, policy: RetryPolicy, wait: float, asked: float | None, worth: bool
) -> str | None:
    """Say why there is no further attempt; None if there is one."""
    if not worth:
        return ""
    if call.attempts >= policy.attempts:
        return f"given up after {call.attempts} attempts"
    if asked is not None and asked > policy.longest_retry_after:
        return f"the service asks to come back in {asked:.0f} s"
    if wait >= call.left:
        return f"the {call.settings.timeout.total:g} s for the call would run out while waiting"
    if not call.settings.budget.spend():
        return "the retry budget is empty: the service has been failing for many calls"
    return None


def _error(
    call: _Call, request: Request, result: Reply | Fault, asked: float | None, stop: str
) -> RequestError:
    """Build the error of a call that ends without an answer."""
    if isinstance(result, Reply):
        return status_error(call.operation.name, request, result, call.attempts, asked, stop)
    kind = DeadlineError if call.left <= 0 else result.error
    return kind(
        f"{call.operation.name}: {result.message}",
        hint=stop or _FAULT_HINTS.get(kind, ""),
        url=request.shown_url,
        attempts=call.attempts,
    )


_FAULT_HINTS = {
    NotSentError: "check the network, base_url, proxy and certificates",
    UnansweredError: "the service closed the connection or was silent; try again later",
    DeadlineError: "raise the total timeout, or ask for a smaller area or page",
}
_STATUS_HINTS = {
    400: "a parameter is missing or not understood",
    401: "check the API key or token",
    403: "the credentials are good, but HERE has to enable them for this API",
    404: "ids change without notice: search again, or ask by pool id",
    429: "set rate_limit, or spread the calls",
}


def status_error(
    name: str, request: Request, reply: Reply, attempts: int, asked: float | None, stop: str = ""
) -> StatusError:
    """Build the error of an answer that is no success."""
    said = request.scrub(said_by(reply.body))
    location = reply.headers.get("location")
    if 300 <= reply.status < 400:
        hint = (
            "redirects are not followed, because they would carry the credentials: check base_url"
        )
        said = said or (request.scrub(f"redirect to {shown_url(location)}") if location else "")
    else:
        hint = _STATUS_HINTS.get(reply.status, "the service failed; try again later")
    kind = error_class(reply.status)
    if kind is RateLimitError and asked is not None:
        hint = f"come back in {asked:.0f} s"
    return kind(
        f"{name}: the service answered {reply.status}{': ' + said if said else ''}",
        hint="; ".join(part for part in (stop, hint) if part),
        status=reply.status,
        request_id=request_id(reply.headers),
        attempts=attempts,
        retry_after=asked,
        url=request.shown_url,
        body_excerpt=request.scrub(excerpt(reply.body)),
    )


def _undecodable(
    error: DecodeError, reply: Reply, request: Request, attempts: int
) -> DecodeError | StatusError:
    """Complete the error of a body that is not the document it should be.

    A gateway may send its error body with status 200; that is the service's no, not a broken document.
    """
    said = said_by(reply.body) if error.issue is None else ""
    if said:
        return status_error(
            "the call", request, reply, attempts, None, "an error body with status 200"
        )
    error.status = reply.status
    error.request_id = request_id(reply.headers)
    error.attempts = attempts
    error.url = request.shown_url
    kind = reply.headers.get("content-type", "no content type")
    error.hint = f"{error.hint}; the answer calls itself {kind}" if error.hint else kind
    error.body_excerpt = request.scrub(excerpt(reply.body))
    error.message = request.scrub(error.message)
    error.args = (error.message,)
    error.__traceback__ = None
    return error


def request_id(headers: Mapping[str, str]) -> str | None:
    """Return the service's id of a request, if it sent one."""
    return next((headers[name] for name in REQUEST_ID_HEADERS if name in headers), None)


_SAID = ("error_description", "Message", "message", "title", "error", "cause")


def said_by(body: bytes) -> str:
    """Return what an error body says, in any of the shapes of contract section 7.2."""
    if body[:1] not in (b"{", b"\xef") or len(body) > 100_000:
        return ""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if (
        not isinstance(raw, dict)
        or not {"error", "Type", "title", "errorId", "errorCode"} & raw.keys()
    ):
        return ""
    for name in _SAID:
        value = raw.get(name)
        if isinstance(value, list):
            value = "; ".join(str(part) for part in value)
        if isinstance(value, str) and value:
            return value[:200]
    return ""
