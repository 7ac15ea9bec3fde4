"""Authentication of a call, as one flow: from credentials to the parts of a request that log it in.

Credentials that are at hand are used at once. Others are fetched, once for all threads and tasks that
share them: whoever takes the lock sends the token request, the others find the token when they get it.
"""

from __future__ import annotations

from typing import Protocol

from ..errors import ConfigurationError, DeadlineError
from ..transport import (
    AcquireLock,
    Authorization,
    CallFlow,
    Clock,
    Request,
    TokenFailure,
    TokenLock,
    TransportFailure,
)

MAX_FETCHES = 5
"""Token requests of one call. More than one is needed only if the credentials are replaced meanwhile."""


class Credentials(Protocol):
    """The source of what logs a request in.

    It is used from many threads at once, and must be hashable if clients are to share its tokens.
    """

    def authorize(self, refused: Authorization | None, now: float) -> Authorization | None:
        """Return the credentials for a request, or None if they have to be fetched first.

        Args:
            refused: Credentials that the service has just refused with 401.
            now: Seconds since the epoch.
        """

    def fetch(self, now: float, seconds: float) -> CallFlow[TokenFailure | None]:
        """Fetch credentials; called when `authorize` returned None, never twice at once.

        Args:
            now: Seconds since the epoch.
            seconds: Time that is left for it.

        Returns:
            The failure, if it may pass; None if `authorize` has something to return now.
        """
        ...


def fetch(
    credentials: Credentials,
    lock: TokenLock,
    clock: Clock,
    refused: Authorization | None,
    seconds: float,
) -> CallFlow[Authorization | TokenFailure]:
    """Yield the steps to fetch credentials; return them, or a failure that may pass.

    Args:
        credentials: Credentials that had nothing at hand.
        lock: Lock around the token requests of these credentials, in all clients that share them.
        clock: Time.
        refused: Credentials that the service has just refused with 401.
        seconds: Time that is left for the call.

    Raises:
        AuthenticationError: The token service refuses the access key.
        ConfigurationError: The credentials give nothing, however often they are fetched.
    """
    ends = clock.monotonic() + seconds
    acquired = yield AcquireLock(lock, seconds)
    if not acquired:
        return _LATE
    try:
        fetches = 0
        # Another call may have fetched a token while this one waited for the lock; and a token that
        # was just fetched is gone again if the access key was replaced on its way.
        while (found := credentials.authorize(refused, clock.time())) is None:
            left = ends - clock.monotonic()
            if left <= 0:
                return _LATE
            if fetches == MAX_FETCHES:
                raise ConfigurationError("the credentials give nothing, however often fetched")
            fetches += 1
            failure = yield from credentials.fetch(clock.time(), left)
            if failure is not None:
                return failure
        return found
    finally:
        lock.release()


_LATE = TokenFailure(
    Request("POST", "", (), {}),
    TransportFailure(DeadlineError, "the token did not come in time", retryable=False),
)
"""The deadline passed while another call held the lock, or before a token request."""
