"""Fetching a token: a conversation of its own, sent and shown like any other request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..events import RequestStarted
from ..transport import CallFlow, Clock, Request, SendRequest
from .call import log_attempt
from .redaction import request_url

if TYPE_CHECKING:
    from .settings import Settings

T = TypeVar("T")

NAME = "token"
"""What hooks and the log call the operation."""


def fetching(steps: CallFlow[T], settings: Settings, clock: Clock) -> CallFlow[T]:
    """Give the requests of credentials the client's limits and name, and show them.

    Args:
        steps: What `Credentials.fetch` returned.
        settings: Those of the client; its own headers are not for a token service.
        clock: For the time that a request takes.
    """
    result: Any = None
    attempt = 0
    while True:
        try:
            step = steps.send(result)
        except StopIteration as end:
            value: T = end.value
            return value
        if not isinstance(step, SendRequest):
            result = yield step
            continue
        attempt += 1
        request = _completed(step.request, settings)
        if settings.hooks.request is not None:
            settings.hooks.request(
                RequestStarted(NAME, request.method, request_url(request), attempt)
            )
        began = clock.monotonic()
        result = yield SendRequest(request)
        log_attempt(NAME, attempt, settings, request, result, clock.monotonic() - began)


def _completed(request: Request, settings: Settings) -> Request:
    own = {"User-Agent": settings.user_agent, "Accept-Encoding": "gzip, deflate"}
    given = {name.lower() for name in request.headers}
    return replace(
        request,
        headers={
            **{name: value for name, value in own.items() if name.lower() not in given},
            **request.headers,
        },
        connect_timeout=settings.timeout.connect,
        read_timeout=settings.timeout.read,
        max_bytes=settings.max_bytes,
    )
