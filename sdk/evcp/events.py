"""What hooks are told. No event holds a credential."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evcp_codec.issues import Issue


@dataclass(frozen=True, slots=True)
class RequestStarted:
    """A request is about to be sent.

    Attributes:
        operation: Name of the operation, such as `stations.search`.
        method: HTTP method.
        url: Address with every credential removed.
        attempt: Which attempt of the call this is, from 1.
    """

    operation: str
    method: str
    url: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFinished:
    """An attempt has ended, with an answer or without.

    Attributes:
        operation: Name of the operation.
        method: HTTP method.
        url: Address with every credential removed.
        attempt: Which attempt of the call this was, from 1.
        status: HTTP status; None if no answer came.
        fault: Why no answer came; None if one did.
        request_id: The service's id of the request, if it sent one.
        bytes: Size of the body, after decompression.
        seconds: Time from sending to the last byte.
    """

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
class RetryScheduled:
    """A request will be sent again.

    Attributes:
        operation: Name of the operation.
        url: Address with every credential removed.
        attempt: Which attempt has failed, from 1.
        reason: The status or the fault.
        seconds: How long the call waits first.
    """

    operation: str
    url: str
    attempt: int
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class RateLimitWait:
    """A request waits for the client's own rate limit.

    Attributes:
        operation: Name of the operation.
        attempt: Which attempt of the call waits, from 1.
        seconds: How long it waits.
    """

    operation: str
    attempt: int
    seconds: float


@dataclass(frozen=True, slots=True)
class IssueFound:
    """An answer departs from the schema.

    Attributes:
        operation: Name of the operation.
        issue: What and where.
    """

    operation: str
    issue: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Functions that are told what a client does, in its thread. What they raise ends the call.

    Attributes:
        request: Told before each attempt.
        response: Told after each attempt.
        retry: Told before each wait for another attempt, and before the one with a new token.
        pace: Told before each wait for the client's own rate limit.
        issue: Told of each departure from the schema.
    """

    request: Callable[[RequestStarted], object] | None = None
    response: Callable[[AttemptFinished], object] | None = None
    retry: Callable[[RetryScheduled], object] | None = None
    issue: Callable[[IssueFound], object] | None = None
    pace: Callable[[RateLimitWait], object] | None = None
