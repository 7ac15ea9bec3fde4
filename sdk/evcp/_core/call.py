"""One call to the service, without I/O.

`call` is a generator. It yields steps (send a request, sleep, take a lock), is sent their results, and
returns the decoded response or raises an `EvcpError`. Both clients drive the same generator: they behave
alike, and tests need only plain values and a clock of numbers.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from evcp_codec import deadline
from evcp_codec.issues import Decoded
from evcp_codec.model import expect

from .._codec.decoding import decode
from ..errors import (
    DeadlineError,
    DecodeError,
    EvcpError,
    NotSentError,
    Reason,
    RequestError,
    UnansweredError,
    printable,
    shortened,
)
from ..events import AttemptFinished, IssueFound, RateLimitWait, RequestStarted, RetryScheduled
from ..operations import Operation, first_index, in_format
from ..transport import (
    Authorization,
    CallFlow,
    Clock,
    Request,
    Response,
    Secret,
    TokenFailure,
    TokenLock,
    TransportFailure,
    compute,
    send,
    sleep,
)
from . import auth_flow, redaction
from .error_responses import request_id, status_error, undecodable
from .retry import retry_after, unreadable_retry_after

if TYPE_CHECKING:
    from .settings import Settings

T = TypeVar("T")
log = logging.getLogger("evcp")
_DECODE_LEAST = 0.5
"""Seconds that decoding gets at least."""
_LEAST = 0.001
"""Shortest timeout of an attempt in seconds: some HTTP libraries take 0 for no limit."""
_LONG_BODY = 65_536
"""Size of a body from which decoding may take long enough to be felt by other tasks: some milliseconds."""


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a call.

    Attributes:
        settings: Settings of the client, or of a view of it.
        credentials: Credentials of the client.
        lock: Lock around the token requests of these credentials.
        clock: Time and chance.
    """

    settings: Settings
    credentials: auth_flow.Credentials
    lock: TokenLock
    clock: Clock


@dataclass(slots=True)
class _Call:
    """The state of a call over its attempts; `started` is monotonic."""

    operation: Operation[object]
    settings: Settings
    clock: Clock
    started: float
    attempts: int = 0

    @property
    def left(self) -> float:
        """Seconds until the deadline; negative after it."""
        return self.settings.timeout.total - (self.clock.monotonic() - self.started)


def call(operation: Operation[T], context: Context) -> CallFlow[Decoded[T]]:
    """Send an operation, with retries, and decode the response.

    Raises:
        RequestError: There is no successful response; see its `status`, `attempts` and `reason`.
        DecodeError: The response is not a document of the operation's model.
    """
    settings, clock = context.settings, context.clock
    started = clock.monotonic()
    response, request, attempts = yield from send_with_retries(operation, context)
    # An answer that came in time is decoded, however late: most take milliseconds.
    left = max(settings.timeout.total - (clock.monotonic() - started), _DECODE_LEAST)
    work = partial(_decode, operation, settings, response, request, attempts, left)
    decoded = (yield from compute(work)) if len(response.body) > _LONG_BODY else work()
    if isinstance(decoded, EvcpError):
        raise decoded
    for issue in decoded.issues:
        if settings.hooks.issue is not None:
            settings.hooks.issue(IssueFound(operation.name, issue))
    return decoded


def _decode(
    operation: Operation[T],
    settings: Settings,
    response: Response,
    request: Request,
    attempts: int,
    seconds: float,
) -> Decoded[T] | EvcpError:
    """Decode a response within some seconds; return the model, or the error of the call.

    The error is not raised: another one would be its context, and keep the body in memory.
    """
    try:
        with deadline.within(seconds):
            decoded = decode(
                response.body,
                operation.model,
                format=in_format(operation, settings.format),
                strict=settings.strict,
                max_bytes=settings.max_bytes,
                offset=first_index(operation),
            )
    except DecodeError as error:
        return undecodable(operation.name, error, request, response, attempts)
    except deadline.OutOfTime:
        return DeadlineError(
            f"{operation.name}: the answer of {len(response.body):,} bytes could not be decoded in time",
            hint="the answer is full of things that the schema does not have; "
            + _HINTS[DeadlineError],
            status=response.status,
            request_id=request_id(request, response.headers, response.body),
            url=shortened(redaction.request_url(request)),
            attempts=attempts,
        )
    if not decoded.issues:
        return decoded
    return replace(decoded, issues=redaction.of(request).scrub_issues(decoded.issues))


def send_with_retries(
    operation: Operation[object], context: Context
) -> CallFlow[tuple[Response, Request, int]]:
    """Send an operation until the response is a success.

    Returns:
        The response as received, its request, and the number of attempts.

    Raises:
        RequestError: There is no successful response.
    """
    expect(
        operation,
        Operation,
        "operation",
        "make one with evcp.operations, or call a method of client.stations",
    )
    settings, clock = context.settings, context.clock
    call = _Call(operation, settings, clock, clock.monotonic())
    settings.budget.calls += 1
    refused: Authorization | None = None
    refusal: tuple[Request, Response] | None = None
    refused_at = 0
    while True:
        authorization = yield from _authorize(call, context, refused)
        if isinstance(authorization, TokenFailure):
            call.attempts += 1
            what = f"{operation.name}: fetching a token"
            yield from _wait_or_raise(call, what, authorization.request, authorization.result)
            continue
        if refusal is not None:
            if authorization is refused:
                raise _error(call, operation.name, *refusal, None, _Decision.FINAL)
            if call.attempts == refused_at:
                _report_retry(call, operation.name, refusal[0], "401", 0.0)
        yield from _pace(call)
        request = _request(call, authorization)
        call.attempts += 1
        result = yield from _attempt(operation.name, call.attempts, request, call)
        request = redaction.answered(request, result)
        if isinstance(result, Response):
            if 200 <= result.status < 300:
                return result, request, call.attempts
            if result.status == 401 and refused is None and authorization.headers:
                # The token may have been revoked: one more attempt, at once, with a new token. If
                # there is none, `refusal` is the response that the error is about.
                refused, refusal, refused_at = authorization, (request, result), call.attempts
                continue
        yield from _wait_or_raise(call, operation.name, request, result)


def _authorize(
    call: _Call, context: Context, refused: Authorization | None
) -> CallFlow[Authorization | TokenFailure]:
    """Return the credential parts at hand, or run the flow that fetches them."""
    found = context.credentials.authorize(refused, call.clock.time())
    if found is not None:
        return found

    number = 0

    def attempt(request: Request) -> CallFlow[Response | TransportFailure]:
        nonlocal number
        number += 1
        return _attempt("token", number, _token_request(request, call.settings), call)

    return (
        yield from auth_flow.fetch(
            *(context.credentials, context.lock, call.clock, refused),
            seconds=max(call.left, _LEAST),
            attempt=attempt,
        )
    )


def _token_request(request: Request, settings: Settings) -> Request:
    """Add the client's limits and user agent, but not the user's headers: they may hold secrets."""
    given = {name.lower() for name in request.headers}
    own = {name: value for name, value in _own_headers(settings) if name.lower() not in given}
    return replace(
        request,
        headers={**own, **request.headers},
        connect_timeout=settings.timeout.connect,
        read_timeout=settings.timeout.read,
        max_bytes=settings.max_bytes,
    )


def _own_headers(settings: Settings) -> tuple[tuple[str, str], ...]:
    return ("User-Agent", settings.user_agent), ("Accept-Encoding", "gzip, deflate")


def _pace(call: _Call) -> CallFlow[None]:
    """Wait for the rate limit of the client.

    Raises:
        DeadlineError: The wait would exceed the deadline.
    """
    limit = call.settings.rate_limit
    if limit is None:
        return
    wait = limit.reserve(call.clock.monotonic(), call.left)
    if wait > call.left:
        raise DeadlineError(
            f"{call.operation.name}: the client's rate limit asks to wait {_shown(wait)} s, "
            f"and the call has {_shown(max(call.left, 0))} s left",
            hint="raise rate_limit or the total timeout, or send fewer requests at once",
            attempts=call.attempts,
        )
    if wait > 0:
        if call.settings.hooks.pace is not None:
            call.settings.hooks.pace(RateLimitWait(call.operation.name, call.attempts + 1, wait))
        log.debug("%s: waiting %.2f s for the rate limit", call.operation.name, wait)
        yield from sleep(wait)


def _shown(seconds: float) -> str:
    """Format seconds for a message; a small rest is not shown as 0."""
    return f"{seconds:.1f}" if seconds >= 0.1 or seconds == 0 else f"{seconds:.2g}"


def _request(call: _Call, authorization: Authorization) -> Request:
    """Build the request of an attempt."""
    settings, operation = call.settings, call.operation
    headers = dict(_own_headers(settings))
    if operation.body is not None:
        headers["Content-Type"] = "application/json"
    format = in_format(operation, settings.format)
    if not operation.suffix:
        headers["Accept"] = f"application/{format}"
    # Header names ignore case. The user's headers replace our own, and credentials replace both.
    secret = {name.lower(): (name, Secret(value)) for name, value in settings.headers}
    secret |= {name.lower(): (name, value) for name, value in authorization.headers}
    return Request(
        method=operation.method,
        url=f"{settings.base_url}{operation.path}{f'.{format}' if operation.suffix else ''}",
        query=operation.query,
        headers={name: value for name, value in headers.items() if name.lower() not in secret},
        body=None if operation.body is None else operation.body.encode(),
        secret_query=authorization.query,
        secret_headers=tuple(secret.values()),
        connect_timeout=settings.timeout.connect,
        read_timeout=settings.timeout.read,
        timeout=max(call.left, _LEAST),
        max_bytes=settings.max_bytes,
        resend=settings.rate_limit is None,
    )


def _attempt(
    name: str, attempt: int, request: Request, call: _Call
) -> CallFlow[Response | TransportFailure]:
    """Send a request, with one log line and calls of the hooks."""
    hooks, clock = call.settings.hooks, call.clock
    logged = log.isEnabledFor(logging.DEBUG)
    # Redaction of the URL costs time: only for a log or a hook that shows it.
    watched = logged or hooks.request is not None or hooks.response is not None
    url = redaction.request_url(request) if watched else ""
    if hooks.request is not None:
        hooks.request(RequestStarted(name, request.method, url, attempt))
    began = clock.monotonic()
    result = yield from send(request)
    if not watched:
        return result
    request = redaction.answered(request, result)
    seconds = clock.monotonic() - began
    status: int | None = None
    failure = id = None
    size = 0
    if isinstance(result, Response):
        status, size = result.status, len(result.body)
        id = request_id(request, result.headers)
    else:
        failure = result.message
    line = "%s attempt %d: %s %s: %s in %.0f ms"
    log.debug(line, name, attempt, request.method, url, status or failure, seconds * 1000)
    if hooks.response is not None:
        hooks.response(
            AttemptFinished(
                operation=name,
                method=request.method,
                url=url,
                attempt=attempt,
                status=status,
                fault=failure,
                request_id=id,
                bytes=size,
                seconds=seconds,
            )
        )
    return result


class _Decision(Enum):
    """The decision after an attempt without success; its value explains it in the hint of an error."""

    RETRY = "another attempt follows"
    FINAL = ""
    ATTEMPTS_USED = "given up after {attempts}"
    RETRY_AFTER_TOO_LONG = "the service asks for more than the {longest:g} s of longest_retry_after"
    DEADLINE_TOO_NEAR = "the {total:g} s for the call would run out while waiting"
    BUDGET_EMPTY = "the retry budget is empty: the service has been failing for many calls"


def _wait_or_raise(
    call: _Call, what: str, request: Request, result: Response | TransportFailure
) -> CallFlow[None]:
    """Wait before another attempt, or raise the error of the call.

    Args:
        call: The call.
        what: The beginning of log lines and messages.
        request: Request of the attempt.
        result: Result of the attempt, without success.
    """
    policy = call.settings.retry
    asked, least, note = None, 0.0, ""
    if isinstance(result, Response):
        asked = retry_after(result.headers, call.clock.time())
        retryable = result.status in policy.statuses
        reason = str(result.status)
        if (unreadable := unreadable_retry_after(result.headers)) is not None:
            # The service asks for some wait: the longest backoff is the best guess.
            least = policy.longest_wait
            shown = printable(redaction.of(request).scrub(unreadable))[:40]
            note = f"its Retry-After {shown!r} cannot be read"
            reason += f" ({note})"
    else:
        retryable = result.retryable
        reason = result.message
    # The longer of both waits: a Retry-After of 0, or in the past, must not use up all attempts at once.
    wait = max(policy.wait(call.attempts, call.clock.random()), asked or least)
    decision = _decide(call, wait, asked) if retryable else _Decision.FINAL
    if decision is not _Decision.RETRY:
        raise _error(call, what, request, result, asked, decision, note)
    _report_retry(call, what, request, reason, wait)
    yield from sleep(wait)


def _report_retry(call: _Call, what: str, request: Request, reason: str, wait: float) -> None:
    if call.settings.hooks.retry is not None:
        url = redaction.request_url(request)
        call.settings.hooks.retry(
            RetryScheduled(call.operation.name, url, call.attempts, reason, wait)
        )
    log.debug("%s: waiting %.2f s after %s", what, wait, reason)


def _decide(call: _Call, wait: float, asked: float | None) -> _Decision:
    """Decide on another attempt. The budget comes last: only a retry that is made costs a share."""
    policy = call.settings.retry
    if call.attempts >= policy.attempts:
        return _Decision.ATTEMPTS_USED
    if asked is not None and asked > policy.longest_retry_after:
        return _Decision.RETRY_AFTER_TOO_LONG
    if wait >= call.left:
        return _Decision.DEADLINE_TOO_NEAR
    return _Decision.RETRY if call.settings.budget.spend() else _Decision.BUDGET_EMPTY


def _error(
    call: _Call,
    what: str,
    request: Request,
    result: Response | TransportFailure,
    asked: float | None,
    decision: _Decision,
    note: str = "",
) -> RequestError:
    """Build the error of a call."""
    settings = call.settings
    stop = decision.value.format(
        attempts=f"{call.attempts} attempt{'s' if call.attempts > 1 else ''}",
        longest=settings.retry.longest_retry_after,
        total=settings.timeout.total,
    )
    stop = "; ".join(part for part in (stop, note) if part)
    if isinstance(result, Response):
        return status_error(what, request, result, call.attempts, asked, stop)
    kind = DeadlineError if call.left <= 0 else result.error
    # The message of a final failure says what to do, as for a response that is too large.
    advice = "" if kind is UnansweredError and not result.retryable else _HINTS.get(kind, "")
    if result.reason is Reason.DAMAGED:
        advice = _DAMAGED
    return kind(
        f"{what}: {result.message}",
        hint="; ".join(part for part in (stop, advice) if part),
        url=shortened(redaction.request_url(request)),
        attempts=call.attempts,
        reason=result.reason,
    )


_DAMAGED = (
    "the service answered, but the body is not packed as its Content-Encoding says; try again later"
)
_HINTS = {
    NotSentError: "check the network, base_url, proxy and certificates",
    UnansweredError: "the service closed the connection or was silent; try again later",
    DeadlineError: "raise the total timeout, or ask for a smaller area or page",
}
