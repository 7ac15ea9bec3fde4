"""The authentication of a call, as one flow.

Credentials at hand authorize a request at once, and this module is not entered. Others are fetched by a
token request, once for all threads, tasks and clients that share the credentials: the first call to take
their lock sends the token request, and the others find its token when they take the lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from ..errors import ConfigurationError, DeadlineError
from ..transport import (
    Authorization,
    CallFlow,
    Clock,
    Request,
    Response,
    SendRequest,
    StepResult,
    TokenFailure,
    TokenLock,
    TransportFailure,
    acquire,
)

MAX_FETCHES = 5
"""Token requests of one call. More than one is needed only if the credentials are replaced meanwhile."""

Attempt = Callable[[Request], CallFlow[Response | TransportFailure]]
"""A flow that sends a token request, with the log line and hooks of any other."""


@runtime_checkable
class Credentials(Protocol):
    """The source of the credential parts of a request.

    Many threads use it at once. Clients share its tokens if it is hashable.
    """

    def authorize(self, refused: Authorization | None, now: float) -> Authorization | None:
        """Return the parts for a request, or None if they must be fetched first.

        Args:
            refused: Parts that the service has just refused with 401.
            now: Seconds since the epoch.
        """

    def fetch(self, now: float, seconds: float) -> CallFlow[TokenFailure | None]:
        """Fetch the parts. Called after `authorize` has returned None, never twice at once.

        Args:
            now: Seconds since the epoch.
            seconds: Seconds until the deadline of the call.

        Returns:
            A failure that another attempt may overcome; None if `authorize` has parts to return now.
        """
        ...


def fetch(
    credentials: Credentials,
    lock: TokenLock,
    clock: Clock,
    refused: Authorization | None,
    seconds: float,
    attempt: Attempt,
) -> CallFlow[Authorization | TokenFailure]:
    """Fetch the credential parts of a request, or wait until another call has fetched them.

    Args:
        credentials: Credentials without parts at hand.
        lock: Lock around the token requests of these credentials, shared by all their clients.
        clock: Time.
        refused: Parts that the service has just refused with 401.
        seconds: Seconds until the deadline of the call.
        attempt: How to send a token request.

    Returns:
        The parts, or a failure that another attempt may overcome.

    Raises:
        AuthenticationError: The token service refuses the access key.
        ConfigurationError: The credentials have no parts after `MAX_FETCHES` fetches.
    """
    deadline = clock.monotonic() + seconds
    if not (yield from acquire(lock, seconds)):
        return _LATE
    try:
        fetches = 0
        # Two reasons for a loop: another call may have fetched a token while this one waited for the
        # lock, and a token is void as soon as it arrives if the access key was replaced meanwhile.
        while (found := credentials.authorize(refused, clock.time())) is None:
            left = deadline - clock.monotonic()
            if left <= 0:
                return _LATE
            if fetches == MAX_FETCHES:
                raise ConfigurationError("the credentials give nothing, however often fetched")
            fetches += 1
            failure = yield from _send_by(attempt, credentials.fetch(clock.time(), left))
            if failure is not None:
                return failure
        return found
    finally:
        lock.release()


def _send_by(
    attempt: Attempt, flow: CallFlow[TokenFailure | None]
) -> CallFlow[TokenFailure | None]:
    """Run a flow of credentials, with each of its requests sent by `attempt`."""
    result: StepResult = None
    while True:
        try:
            step = flow.send(result)
        except StopIteration as end:
            failure: TokenFailure | None = end.value
            return failure
        if isinstance(step, SendRequest):
            result = yield from attempt(step.request)
        else:
            result = yield step


_LATE = TokenFailure(
    Request("POST", "", (), {}),
    TransportFailure(DeadlineError, "the token did not come in time", retryable=False),
)
"""Failure when the deadline passes before a token request, or in another call's token request."""
