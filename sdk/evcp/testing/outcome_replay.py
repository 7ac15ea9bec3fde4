"""What a client sees of an outcome of the sandbox: the answer, or why there is none, and when.

Over HTTP, `evcp._transports.requests` and `evcp._transports.aiohttp` learn that from a socket. Here it follows from
the numbers of the outcome and of the request, in the same words.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import DeadlineError, RequestError, UnansweredError
from ..transport import Request, Response, TransportFailure, whole

if TYPE_CHECKING:
    from ..sandbox.api.responses import Response as SandboxResponse
    from ..sandbox.core import Outcome

_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True, slots=True)
class Ending:
    """How a request ended.

    Attributes:
        result: The answer, or why there is none.
        seconds: How long that took.
    """

    result: Response | TransportFailure
    seconds: float


def ending(outcome: Outcome, request: Request) -> Ending:
    """Carry an outcome out without a socket and without waiting.

    Args:
        outcome: What the sandbox wants to happen.
        request: The request, with the time limits of its client.
    """
    stopped = _stopped(outcome, request)
    if stopped is not None:
        return stopped
    seconds = outcome.delay + _body_seconds(outcome)
    if outcome.unanswered:
        return Ending(_fault("the connection broke: RemoteDisconnected"), seconds)
    if outcome.cut_after is not None:
        return Ending(_fault("the connection broke: IncompleteRead"), seconds)
    return Ending(_read(outcome.response, request), seconds)


def _body_seconds(outcome: Outcome) -> float:
    if outcome.bytes_per_second is None or outcome.unanswered:
        return 0.0
    return len(outcome.sent) / outcome.bytes_per_second


def _stopped(outcome: Outcome, request: Request) -> Ending | None:
    """How the client itself ended the request, if it had no time for the rest."""
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
        return Ending(_fault(late, DeadlineError, retryable=False), request.timeout)
    if silence is not None:
        return Ending(_fault("the service was silent for too long"), silence)
    return None


def _read(response: SandboxResponse, request: Request) -> Response | TransportFailure:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status != 204:
        headers["content-length"] = str(len(response.body))
    body = response.body
    if headers.get("content-encoding") == "gzip" and body:
        unpack = zlib.decompressobj(_GZIP)
        try:
            # One byte more than may be read is enough to know that it is too much.
            body = unpack.decompress(body, request.max_bytes + 1)
        except zlib.error:
            return _fault("the compressed answer is damaged")
    if len(body) > request.max_bytes:
        size = f"{request.max_bytes:,} bytes; raise max_bytes to read it"
        return _fault(f"the answer is larger than {size}", retryable=False)
    return whole(Response(response.status, headers, body))


def _fault(
    message: str, error: type[RequestError] = UnansweredError, *, retryable: bool = True
) -> TransportFailure:
    return TransportFailure(error, message, retryable)
