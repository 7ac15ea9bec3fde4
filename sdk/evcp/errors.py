"""The errors of evcp, one tree under `EvcpError`.

    EvcpError
    ├── ConfigurationError      no usable credentials, an impossible setting
    ├── AreaError               an area that cannot be asked for (a ValueError too)
    ├── EncodeError             a model that cannot be written
    ├── DecodeError             a body that is not the document it should be
    └── RequestError            a call that did not end in an answer
        ├── NotSentError        the request did not reach the service: safe to repeat
        ├── UnansweredError     it may have reached the service; no whole answer came back
        │   └── DeadlineError   the time for the call ran out
        └── StatusError         the service answered with an error status
            ├── BadRequestError         400
            ├── AuthenticationError     401
            ├── PermissionDeniedError   403
            ├── NotFoundError           404
            ├── RateLimitError          429
            └── ServerError             500 and above

Every error survives pickle, and none holds a credential: URLs are redacted before they get here.
Status codes rest on contract section 7.1.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evcp_codec.issues import Issue

_EXCERPT = 500
"""Characters of an answer's body that an error quotes."""
_ADDRESS = 2_000
"""Characters of an address that an error holds: that of many ids has tens of thousands."""


class EvcpError(Exception):
    """Base of every error that evcp raises on purpose.

    Args:
        message: What went wrong and where.
        hint: What to do about it.

    Attributes:
        message: What went wrong and where.
        hint: What to do about it; empty if there is nothing to advise.
        status: HTTP status of the answer, if there was one.
        request_id: The service's id of the request, if it sent one.
        attempts: How many times the request was sent.
        retry_after: Seconds that the service asked to wait, if it did.
        url: Address of the request with every credential removed, cut after 2,000 characters.
        body_excerpt: The first 500 characters of the answer.
        issue: What a strict decode stopped at.
    """

    status: int | None = None
    request_id: str | None = None
    attempts: int = 0
    retry_after: float | None = None
    url: str | None = None
    body_excerpt: str | None = None
    issue: Issue | None = None

    def __init__(self, message: str, *, hint: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        for name, value in details.items():
            setattr(self, name, value)

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.message, dict(self.__dict__))


def _rebuild(kind: type[EvcpError], message: str, state: dict[str, Any]) -> EvcpError:
    """Restore a pickled error; keyword-only arguments defeat the default of `Exception`."""
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


def excerpt(body: bytes, scrub: Callable[[str], str] = str) -> str:
    """Return the beginning of a body as text fit for a message.

    Args:
        body: The body.
        scrub: Removes credentials, before anything is cut off: half a key is a key.
    """
    beginning = body[: _EXCERPT * 40]
    text = scrub(beginning.decode(json.detect_encoding(beginning), "replace"))
    return printable(text[:_EXCERPT])


def printable(text: str) -> str:
    """Return a text of the service's fit for a message: one line, and nothing that steers a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def shortened(url: str) -> str:
    """Return an address as an error holds it."""
    return url if len(url) <= _ADDRESS else f"{url[:_ADDRESS]}..."


class ConfigurationError(EvcpError):
    """The client cannot be set up as asked, for instance without credentials."""


class AreaError(EvcpError, ValueError):
    """An area that builds a wrong request, or is over a documented limit."""


class EncodeError(EvcpError):
    """A model cannot be written in the format, for instance a character that XML has no form for."""


class DecodeError(EvcpError):
    """A body is not a document of the model: HTML, truncated, another root, too large, or not strict."""


class RequestError(EvcpError):
    """A call that did not end in a usable answer."""


class NotSentError(RequestError):
    """The request did not reach the service: no connection, name or certificate."""


class UnansweredError(RequestError):
    """The request may have reached the service, but no whole answer came back."""


class DeadlineError(UnansweredError):
    """The time allowed for the call ran out."""


class StatusError(RequestError):
    """The service answered with a status that is no success."""


class BadRequestError(StatusError):
    """400: a parameter is missing or not understood."""


class AuthenticationError(StatusError):
    """401: the credentials are missing or not valid."""


class PermissionDeniedError(StatusError):
    """403: the credentials are valid, but not entitled to this API."""


class NotFoundError(StatusError):
    """404: no such station or pool; ids change without notice."""


class RateLimitError(StatusError):
    """429: too many requests."""


class ServerError(StatusError):
    """500 and above: the service failed."""


_BY_STATUS: dict[int, type[StatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    429: RateLimitError,
}


def error_class(status: int) -> type[StatusError]:
    """Return the error class of an HTTP status."""
    return _BY_STATUS.get(status, ServerError if status >= 500 else StatusError)
