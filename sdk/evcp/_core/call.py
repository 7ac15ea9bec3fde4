"""One call to the service, without I/O.

`call` is a generator. It yields what to do next (send this, wait this long, take this lock), is sent
the result, and returns the decoded answer or raises an `EvcpError`. The blocking and the asynchronous
client drive the same one, so that both behave alike and all of it can be tested with plain values and a
clock made of numbers.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeVar

from evcp_codec.issues import Decoded

from .._codec.decoding import decode
from ..errors import (
    DeadlineError,
    DecodeError,
    NotSentError,
    RequestError,
    UnansweredError,
    shortened,
)
from ..events import AttemptFinished, IssueFound, RateLimitWait, RequestStarted, RetryScheduled
from ..operations import Operation, in_format
from ..transport import (
    Authorization,
    CallFlow,
    Clock,
    Request,
    Response,
    Secret,
    SendRequest,
    Sleep,
    StepResult,
    TokenFailure,
    TokenLock,
    TransportFailure,
    send,
)
from . import auth_flow, redaction
from .error_responses import request_id, status_error, undecodable
from .retry import retry_after

if TYPE_CHECKING:
    from .settings import Settings

T = TypeVar("T")
log = logging.getLogger("evcp")
_LEAST = 0.001
"""Seconds that an attempt gets at least: 0 would mean no limit at all to some HTTP libraries."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the calls of a client share.

    Attributes:
        settings: Settings of the client, or of this call.
        credentials: Source of the credentials.
        lock: Lock around their token requests.
        clock: Time and chance.
    """

    settings: Settings
    credentials: auth_flow.Credentials
    lock: TokenLock
    clock: Clock


@dataclass(slots=True)
class _Call:
    """State of one call over its attempts."""

    operation: Operation[object]
    settings: Settings
    clock: Clock
    started: float
    attempts: int = 0

    @property
    def left(self) -> float:
        """Seconds until the deadline; negative behind it."""
        return self.settings.timeout.total - (self.clock.monotonic() - self.started)


def call(operation: Operation[T], context: Context) -> CallFlow[Decoded[T]]:
    """Send an operation until it is answered, and decode the answer.

    Raises:
        RequestError: No usable answer came; `attempts`, `status` and the rest tell how it went.
        DecodeError: The answer is not a document of the operation's model.
    """
    settings = context.settings
    response, request, attempts = yield from send_with_retries(operation, context)
    try:
        decoded = decode(
            response.body,
            operation.model,
            format=in_format(operation, settings.format),
            strict=settings.strict,
            max_bytes=settings.max_bytes,
        )
    except DecodeError as error:
        problem = undecodable(operation.name, error, request, response, attempts)
    else:
        if decoded.issues:
            decoded = replace(decoded, issues=redaction.of(request).scrub_issues(decoded.issues))
        for issue in decoded.issues:
            if settings.hooks.issue is not None:
                settings.hooks.issue(IssueFound(operation.name, issue))
        return decoded
    # Outside of the handler: the first error's frames hold the body, and would hang on the new one.
    raise problem


def send_with_retries(
    operation: Operation[object], context: Context
) -> CallFlow[tuple[Response, Request, int]]:
    """Send an operation until it is answered with success.

    Returns:
        The answer as it came, its request, and the number of attempts.

    Raises:
        RequestError: No usable answer came.
    """
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
        if isinstance(result, Response):
            if 200 <= result.status < 300:
                return result, request, call.attempts
            if result.status == 401 and refused is None and authorization.headers:
                # A token may have been revoked before its time: once more, at once, with a new one.
                refused, refusal, refused_at = authorization, (request, result), call.attempts
                continue
        yield from _wait_or_raise(call, operation.name, request, result)


def _authorize(
    call: _Call, context: Context, refused: Authorization | None
) -> CallFlow[Authorization | TokenFailure]:
    """Return credentials that are at hand, or run the flow that fetches them."""
    credentials = context.credentials
    found = credentials.authorize(refused, call.clock.time())
    if found is not None:
        return found
    seconds = max(call.left, _LEAST)
    flow = auth_flow.fetch(credentials, context.lock, call.clock, refused, seconds)
    result: StepResult = None
    attempt = 0
    while True:
        try:
            step = flow.send(result)
        except StopIteration as end:
            fetched: Authorization | TokenFailure = end.value
            return fetched
        if isinstance(step, SendRequest):
            attempt += 1
            request = _token_request(step.request, call.settings)
            result = yield from _attempt("token", attempt, request, call)
        else:
            result = yield step


def _token_request(request: Request, settings: Settings) -> Request:
    """Add the client's limits and user agent; its own headers are not for a token service."""
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
    """Wait for the client's own rate limit."""
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
        yield Sleep(wait)


def _shown(seconds: float) -> str:
    """Return seconds for a message: what is left of very little is not nothing."""
    return f"{seconds:.1f}" if seconds >= 0.1 or seconds == 0 else f"{seconds:.2g}"


def _request(call: _Call, authorization: Authorization) -> Request:
    settings, operation = call.settings, call.operation
    headers = dict(_own_headers(settings))
    if operation.body is not None:
        headers["Content-Type"] = "application/json"
    # Names of headers know no case: the user's come before our own, credentials before both.
    secret = {name.lower(): (name, Secret(value)) for name, value in settings.headers}
    secret |= {name.lower(): (name, value) for name, value in authorization.headers}
    return Request(
        method=operation.method,
        url=f"{settings.base_url}{operation.path}.{in_format(operation, settings.format)}",
        query=operation.query,
        headers={name: value for name, value in headers.items() if name.lower() not in secret},
        body=None if operation.body is None else operation.body.encode(),
        secret_query=authorization.query,
        secret_headers=tuple(secret.values()),
        connect_timeout=settings.timeout.connect,
        read_timeout=settings.timeout.read,
        timeout=max(call.left, _LEAST),
        max_bytes=settings.max_bytes,
    )


def _attempt(
    name: str, attempt: int, request: Request, call: _Call
) -> CallFlow[Response | TransportFailure]:
    """Send a request; report it to the hooks and, in one line, to the log."""
    hooks, clock = call.settings.hooks, call.clock
    # Redaction costs more than all else here: only where somebody listens.
    heard = hooks.request or hooks.response or log.isEnabledFor(logging.DEBUG)
    url = redaction.request_url(request) if heard else ""
    if hooks.request is not None:
        hooks.request(RequestStarted(name, request.method, url, attempt))
    began = clock.monotonic()
    result = yield from send(request)
    seconds = clock.monotonic() - began
    response = result if isinstance(result, Response) else None
    failure = result.message if isinstance(result, TransportFailure) else None
    log.debug(
        "%s attempt %d: %s %s: %s in %.0f ms",
        *(name, attempt, request.method, url),
        failure if response is None else response.status,
        seconds * 1000,
    )
    if hooks.response is not None:
        hooks.response(
            AttemptFinished(
                operation=name,
                method=request.method,
                url=url,
                attempt=attempt,
                status=None if response is None else response.status,
                fault=failure,
                request_id=None if response is None else request_id(request, response.headers),
                bytes=0 if response is None else len(response.body),
                seconds=seconds,
            )
        )
    return result


class _Decision(Enum):
    """What follows an attempt that did not succeed."""

    RETRY = auto()
    FINAL = auto()
    ATTEMPTS_USED = auto()
    RETRY_AFTER_TOO_LONG = auto()
    DEADLINE_TOO_NEAR = auto()
    BUDGET_EMPTY = auto()


def _wait_or_raise(
    call: _Call, what: str, request: Request, result: Response | TransportFailure
) -> CallFlow[None]:
    """Wait before another attempt, or raise because there is none."""
    policy = call.settings.retry
    asked = None
    if isinstance(result, Response):
        asked = retry_after(result.headers, call.clock.time())
        retryable = result.status in policy.statuses
        reason = str(result.status)
    else:
        retryable = result.retryable
        reason = result.message
    # A Retry-After of 0, or one that has passed, must not send all attempts within a moment.
    wait = max(policy.wait(call.attempts, call.clock.random()), asked or 0.0)
    decision = _decide(call, wait, asked) if retryable else _Decision.FINAL
    if decision is not _Decision.RETRY:
        raise _error(call, what, request, result, asked, decision)
    _report_retry(call, what, request, reason, wait)
    yield Sleep(wait)


def _report_retry(call: _Call, what: str, request: Request, reason: str, wait: float) -> None:
    if call.settings.hooks.retry is not None:
        url = redaction.request_url(request)
        call.settings.hooks.retry(
            RetryScheduled(call.operation.name, url, call.attempts, reason, wait)
        )
    log.debug("%s: waiting %.2f s after %s", what, wait, reason)


def _decide(call: _Call, wait: float, asked: float | None) -> _Decision:
    """Decide on another attempt. The budget comes last: only a retry that is made is paid for."""
    policy = call.settings.retry
    if call.attempts >= policy.attempts:
        return _Decision.ATTEMPTS_USED
    if asked is not None and asked > policy.longest_retry_after:
        return _Decision.RETRY_AFTER_TOO_LONG
    if wait >= call.left:
        return _Decision.DEADLINE_TOO_NEAR
    return _Decision.RETRY if call.settings.budget.spend() else _Decision.BUDGET_EMPTY


def _stop_text(call: _Call, decision: _Decision) -> str:
    """Return the sentence about a decision against another attempt, for the hint of an error."""
    longest = call.settings.retry.longest_retry_after
    return {
        _Decision.ATTEMPTS_USED: f"given up after {call.attempts} "
        f"attempt{'s' if call.attempts > 1 else ''}",
        # When to come back is told by the advice on the status, where there is one.
        _Decision.RETRY_AFTER_TOO_LONG: "the service asks for more than the "
        f"{longest:g} s of longest_retry_after",
        _Decision.DEADLINE_TOO_NEAR: f"the {call.settings.timeout.total:g} s for the call "
        "would run out while waiting",
        _Decision.BUDGET_EMPTY: "the retry budget is empty: "
        "the service has been failing for many calls",
    }.get(decision, "")


def _error(
    call: _Call,
    what: str,
    request: Request,
    result: Response | TransportFailure,
    asked: float | None,
    decision: _Decision,
) -> RequestError:
    """Build the error of a call that ends without an answer."""
    stop = _stop_text(call, decision)
    if isinstance(result, Response):
        return status_error(what, request, result, call.attempts, asked, stop)
    kind = DeadlineError if call.left <= 0 else result.error
    # Where no other attempt would do better, as with too large an answer, the message says what to do.
    advice = "" if kind is UnansweredError and not result.retryable else _HINTS.get(kind, "")
    return kind(
        f"{what}: {result.message}",
        hint="; ".join(part for part in (stop, advice) if part),
        url=shortened(redaction.request_url(request)),
        attempts=call.attempts,
        reason=result.reason,
    )


_HINTS = {
    NotSentError: "check the network, base_url, proxy and certificates",
    UnansweredError: "the service closed the connection or was silent; try again later",
    DeadlineError: "raise the total timeout, or ask for a smaller area or page",
}
