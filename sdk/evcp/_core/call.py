"""The conversation with the service, without I/O.

`call` is a generator. It yields what to do next (send this, wait this long, get a token), is sent
what came of it, and returns the decoded answer or raises an `EvcpError`. The blocking and the
asynchronous client drive the same one, so that both behave alike and all of it can be tested with
plain values and a clock made of numbers.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from evcp_codec.issues import Decoded

from .._codec.decoding import Format, decode
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
    Authorize,
    CallFlow,
    Clock,
    Request,
    Response,
    Secret,
    SendRequest,
    Sleep,
    TransportFailure,
    Unauthorized,
)
from . import redaction
from .error_responses import request_id, status_error, undecodable
from .retry import RetryPolicy, retry_after

if TYPE_CHECKING:
    from .settings import Settings

T = TypeVar("T")
log = logging.getLogger("evcp")


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


def call(operation: Operation[T], settings: Settings, clock: Clock) -> CallFlow[Decoded[T]]:
    """Send an operation until it is answered, and decode the answer.

    Raises:
        RequestError: No usable answer came; `attempts`, `status` and the rest tell how it went.
        DecodeError: The answer is no document of the operation's model.
    """
    format: Format = in_format(operation, settings.format)
    reply, request, attempts = yield from send_with_retries(operation, settings, clock)
    try:
        decoded = decode(
            reply.body,
            operation.model,
            format=format,
            strict=settings.strict,
            max_bytes=settings.max_bytes,
        )
    except DecodeError as error:
        problem = undecodable(operation.name, error, request, reply, attempts)
    else:
        if decoded.issues:
            decoded = replace(decoded, issues=redaction.of(request).scrub_issues(decoded.issues))
        for issue in decoded.issues:
            if settings.hooks.issue is not None:
                settings.hooks.issue(IssueFound(operation.name, issue))
        return decoded
    raise problem


def send_with_retries(
    operation: Operation[Any], settings: Settings, clock: Clock
) -> CallFlow[tuple[Response, Request, int]]:
    """Send an operation until it is answered with success; return the answer as it came."""
    call = _Call(operation, settings, clock, clock.monotonic())
    settings.budget.earn()
    refused: Authorization | None = None
    unauthorized: tuple[Request, Response] | None = None
    unauthorized_at = 0
    while True:
        authorization: Authorization | Unauthorized = yield Authorize(
            max(call.left, 0.001), refused
        )
        if isinstance(authorization, Unauthorized):
            call.attempts += 1
            what = f"{operation.name}: fetching a token"
            yield from _again(call, what, authorization.request, authorization.result)
            continue
        if unauthorized is not None:
            if authorization is refused:
                raise _error(call, operation.name, *unauthorized, None, "")
            if call.attempts == unauthorized_at:
                _tell_retry(call, operation.name, unauthorized[0], "401", 0.0)
        yield from _pace(call)
        request = _request(call, authorization)
        call.attempts += 1
        if settings.hooks.request is not None:
            settings.hooks.request(
                RequestStarted(
                    operation.name, request.method, redaction.request_url(request), call.attempts
                )
            )
        began = clock.monotonic()
        result: Response | TransportFailure = yield SendRequest(request)
        took = clock.monotonic() - began
        log_attempt(operation.name, call.attempts, settings, request, result, took)
        if isinstance(result, Response):
            if 200 <= result.status < 300:
                return result, request, call.attempts
            if result.status == 401 and refused is None and authorization.headers:
                # A token may have been revoked before its time: once more with a new one.
                refused, unauthorized = authorization, (request, result)
                unauthorized_at = call.attempts
                continue
        yield from _again(call, operation.name, request, result)


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
    format = in_format(operation, settings.format)
    headers = {"User-Agent": settings.user_agent, "Accept-Encoding": "gzip, deflate"}
    if operation.body is not None:
        headers["Content-Type"] = "application/json"
    # Names of headers know no case: the user's come before our own, credentials before both.
    secret = {name.lower(): (name, Secret(value)) for name, value in settings.headers}
    secret |= {name.lower(): (name, value) for name, value in authorization.headers}
    return Request(
        method=operation.method,
        url=f"{settings.base_url}{operation.path}.{format}",
        query=operation.query,
        headers={name: value for name, value in headers.items() if name.lower() not in secret},
        body=None if operation.body is None else operation.body.encode(),
        secret_query=authorization.query,
        secret_headers=tuple(secret.values()),
        connect_timeout=settings.timeout.connect,
        read_timeout=settings.timeout.read,
        timeout=max(call.left, 0.001),
        max_bytes=settings.max_bytes,
    )


def log_attempt(
    name: str,
    attempt: int,
    settings: Settings,
    request: Request,
    result: Response | TransportFailure,
    seconds: float,
) -> None:
    """Log an attempt in one line, and tell the hook."""
    reply = result if isinstance(result, Response) else None
    fault = result.message if isinstance(result, TransportFailure) else None
    log.debug(
        "%s attempt %d: %s %s: %s in %.0f ms",
        name,
        attempt,
        request.method,
        redaction.request_url(request),
        fault if reply is None else reply.status,
        seconds * 1000,
    )
    if settings.hooks.response is not None:
        settings.hooks.response(
            AttemptFinished(
                operation=name,
                method=request.method,
                url=redaction.request_url(request),
                attempt=attempt,
                status=None if reply is None else reply.status,
                fault=fault,
                request_id=None if reply is None else request_id(request, reply.headers),
                bytes=0 if reply is None else len(reply.body),
                seconds=seconds,
            )
        )


def _again(
    call: _Call, what: str, request: Request, result: Response | TransportFailure
) -> CallFlow[None]:
    """Wait before another attempt, or raise because there is none."""
    policy = call.settings.retry
    asked = None
    if isinstance(result, Response):
        asked = retry_after(result.headers, call.clock.time())
        worth = result.status in policy.statuses
        reason = str(result.status)
    else:
        worth = result.retryable
        reason = result.message
    # A time of nought, or one that has passed, must not send all attempts within a moment.
    wait = max(policy.wait(call.attempts, call.clock.random()), asked or 0.0)
    stop = _why_stop(call, policy, wait, asked, worth)
    if stop is not None:
        raise _error(call, what, request, result, asked, stop)
    _tell_retry(call, what, request, reason, wait)
    yield Sleep(wait)


def _tell_retry(call: _Call, what: str, request: Request, reason: str, wait: float) -> None:
    if call.settings.hooks.retry is not None:
        call.settings.hooks.retry(
            RetryScheduled(
                call.operation.name, redaction.request_url(request), call.attempts, reason, wait
            )
        )
    log.debug("%s: waiting %.2f s after %s", what, wait, reason)


def _why_stop(
    call: _Call, policy: RetryPolicy, wait: float, asked: float | None, worth: bool
) -> str | None:
    """Say why there is no further attempt; None if there is one."""
    if not worth:
        return ""
    if call.attempts >= policy.attempts:
        return f"given up after {call.attempts} attempt{'s' if call.attempts > 1 else ''}"
    if asked is not None and asked > policy.longest_retry_after:
        # When to come back is told by the advice on the status, where there is one.
        longest = policy.longest_retry_after
        return f"the service asks for more than the {longest:g} s of longest_retry_after"
    if wait >= call.left:
        return f"the {call.settings.timeout.total:g} s for the call would run out while waiting"
    if not call.settings.budget.spend():
        return "the retry budget is empty: the service has been failing for many calls"
    return None


def _error(
    call: _Call,
    what: str,
    request: Request,
    result: Response | TransportFailure,
    asked: float | None,
    stop: str,
) -> RequestError:
    """Build the error of a call that ends without an answer."""
    if isinstance(result, Response):
        return status_error(what, request, result, call.attempts, asked, stop)
    kind = DeadlineError if call.left <= 0 else result.error
    # What no other attempt would better, such as too large an answer, has told what to do.
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
