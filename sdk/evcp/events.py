"""Events for hooks. No event holds a credential: URLs and texts are redacted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evcp_codec.issues import Issue
from evcp_codec.model import Frozen, short_repr

from ._reading.names import explained


@dataclass(frozen=True, slots=True)
class RequestStarted(Frozen):
    """A request is about to be sent.

    Attributes:
        operation: Name of the operation, such as `stations.search`.
        method: HTTP method.
        url: Redacted URL.
        attempt: Number of the attempt within its call, from 1.
    """

    __repr__ = short_repr

    operation: str
    method: str
    url: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFinished(Frozen):
    """An attempt has ended, with an answer or without.

    Attributes:
        operation: Name of the operation.
        method: HTTP method.
        url: Redacted URL.
        attempt: Number of the attempt within its call, from 1.
        status: HTTP status; None without an answer.
        fault: Reason of the failure; None with an answer.
        request_id: The service's id of the request, if it sent one.
        bytes: Size of the body, after decompression.
        seconds: Time from sending to the last byte.
    """

    __repr__ = short_repr

    operation: str
    method: str
    url: str
    attempt: int
    status: int | None
    fault: str | None
    request_id: str | None
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class RetryScheduled(Frozen):
    """A request will be sent again.

    Attributes:
        operation: Name of the operation.
        url: Redacted URL.
        attempt: Number of the failed attempt, from 1.
        reason: The status or the fault.
        seconds: Wait before the next attempt.
    """

    __repr__ = short_repr

    operation: str
    url: str
    attempt: int
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class RateLimitWait(Frozen):
    """A request waits for the client's own rate limit.

    Attributes:
        operation: Name of the operation.
        attempt: Number of the waiting attempt, from 1.
        seconds: Duration of the wait.
    """

    __repr__ = short_repr

    operation: str
    attempt: int
    seconds: float


@dataclass(frozen=True, slots=True)
class IssueFound(Frozen):
    """An answer departs from the schema.

    Attributes:
        operation: Name of the operation.
        issue: The departure.
    """

    __repr__ = short_repr

    operation: str
    issue: Issue


@explained
@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks(Frozen):
    """Functions that a client calls with events, in the thread of the call. Their exceptions end the call.

    Attributes:
        request: Called before each attempt.
        response: Called after each attempt.
        retry: Called before each wait for another attempt, and before the attempt with a new token.
        issue: Called for each departure from the schema.
        pace: Called before each wait for the client's own rate limit.

    Raises:
        TypeError: A hook cannot be called.
    """

    __repr__ = short_repr

    request: Callable[[RequestStarted], object] | None = None
    response: Callable[[AttemptFinished], object] | None = None
    retry: Callable[[RetryScheduled], object] | None = None
    issue: Callable[[IssueFound], object] | None = None
    pace: Callable[[RateLimitWait], object] | None = None

    def __post_init__(self) -> None:
        for name in ("request", "response", "retry", "issue", "pace"):
            hook = getattr(self, name)
            if hook is not None and not callable(hook):
                raise TypeError(
                    f"{name} must be a function of one event, not {type(hook).__name__}"
                )
