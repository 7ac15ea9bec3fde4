"""The result of a request to the sandbox without a socket: a response or a failure, and its duration.

The numbers of the outcome and of the request decide it. Failures have the same words as those of
`evcp._transports.requests` and `evcp._transports.aiohttp`, which learn from a socket.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import DeadlineError, Reason, RequestError, UnansweredError
from ..transport import Request, Response, TransportFailure, unless_cut_off

if TYPE_CHECKING:
    from ..sandbox.api.responses import Response as SandboxResponse
    from ..sandbox.core import Outcome

_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a request.

    Attributes:
        result: The response, or why there is none.
        seconds: Duration of the request.
    """

    result: Response | TransportFailure
    seconds: float


def replay(outcome: Outcome, request: Request) -> Ended:
    """Carry out an outcome without a socket and without waiting.

    Args:
        outcome: The sandbox's response with its delays and faults.
        request: The request with the time limits of its client.
    """
    stopped = _stopped(outcome, request)
    if stopped is not None:
        return stopped
    seconds = outcome.delay + _body_seconds(outcome)
    if outcome.unanswered:
        return Ended(_fault("the connection broke: RemoteDisconnected"), seconds)
    if outcome.cut_after is not None:
        return Ended(_fault("the connection broke: IncompleteRead"), seconds)
    return Ended(_read(outcome.response, request), seconds)


def _body_seconds(outcome: Outcome) -> float:
    if outcome.bytes_per_second is None or outcome.unanswered:
        return 0.0
    return len(outcome.sent) / outcome.bytes_per_second


def _stopped(outcome: Outcome, request: Request) -> Ended | None:
    """Return how the client's time limits ended the request; None if they did not."""
    silence = None
    if outcome.delay >= request.read_timeout:
        silence = request.read_timeout
    elif outcome.bytes_per_second is not None and outcome.sent:
        between = 1 / outcome.bytes_per_second
        if between >= request.read_timeout:
            silence = outcome.delay + request.read_timeout
    ends = outcome.delay + _body_seconds(outcome) if silence is None else silence
    if ends >= request.timeout:
        late = f"no whole answer within {request.timeout:.1f} s"
        return Ended(_fault(late, DeadlineError, retryable=False), request.timeout)
    if silence is not None:
        return Ended(_fault("the service was silent for too long"), silence)
    return None


def _read(response: SandboxResponse, request: Request) -> Response | TransportFailure:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status != 204:
        headers["content-length"] = str(len(response.body))
    body = response.body
    if headers.get("content-encoding") == "gzip" and body:
        unpack = zlib.decompressobj(_GZIP)
        try:
            # One byte over the limit proves that the body is too large.
            body = unpack.decompress(body, request.max_bytes + 1)
        except zlib.error:
            return _fault("the compressed answer is damaged")
    if len(body) > request.max_bytes:
        size = f"{request.max_bytes:,} bytes; raise max_bytes to read it"
        message = f"the answer is larger than {size}"
        return TransportFailure(UnansweredError, message, False, Reason.TOO_LARGE)
    return unless_cut_off(Response(response.status, headers, body))


def _fault(
    message: str, error: type[RequestError] = UnansweredError, *, retryable: bool = True
) -> TransportFailure:
    return TransportFailure(error, message, retryable)
