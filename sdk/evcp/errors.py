"""The errors of evcp, one tree under `EvcpError`.

    EvcpError
    ├── ConfigurationError      no usable credentials, an impossible setting
    │   └── MissingExtraError   a package of an extra is not installed (an ImportError too)
    ├── AreaError               an area that cannot be searched (a ValueError too)
    ├── EncodeError             a model that cannot be written
    ├── DecodeError             a body that is not a document of the expected model
    ├── NotFreeError            no charger became free in the time of `wait_until_free` (a TimeoutError too)
    └── RequestError            a call without a usable answer
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

Every error survives pickle. None holds a credential: URLs and texts are redacted before they get here.
Status codes rest on contract section 7.1.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evcp_codec.issues import Issue

_MAX_EXCERPT = 500
"""Characters of a body in an error."""
_MAX_URL = 2_000
"""Characters of a URL in an error: a lookup of many ids can have tens of thousands."""


class Reason(StrEnum):
    """A reason that code can act on and the class of an error does not tell.

    Attributes:
        TOO_LARGE: The answer is larger than `max_bytes`: fewer ids or a smaller page may help.
        WEB_PAGE: The body is a web page, so it comes from a gateway and not from the service.
        DAMAGED: The answer came, but cannot be unpacked as its Content-Encoding says.
    """

    TOO_LARGE = "too-large"
    WEB_PAGE = "web-page"
    DAMAGED = "damaged"


class EvcpError(Exception):
    """Base of every error that evcp raises on purpose.

    Attributes:
        message: What went wrong and where.
        hint: Advice; empty if there is none.
        status: HTTP status of the answer, if there was one.
        request_id: The service's id of the request, if it sent one.
        attempts: Number of times the request was sent.
        retry_after: Seconds that the service asked to wait, if it did.
        url: URL of the request with every credential removed, cut after 2,000 characters.
        body_excerpt: The first 500 characters of the answer.
        issue: The departure from the schema that ended a strict decode.
        reason: More than the class tells, for code to act on.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        status: int | None = None,
        request_id: str | None = None,
        attempts: int = 0,
        retry_after: float | None = None,
        url: str | None = None,
        body_excerpt: str | None = None,
        issue: Issue | None = None,
        reason: Reason | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status
        self.request_id = request_id
        self.attempts = attempts
        self.retry_after = retry_after
        self.url = url
        self.body_excerpt = body_excerpt
        self.issue = issue
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


def excerpt(body: bytes, scrub: Callable[[str], str] = str) -> str:
    """Return the beginning of a body as text for a message.

    Args:
        body: The body.
        scrub: Removes credentials. It runs before the text is cut: half a key is a key.
    """
    beginning = body[: _MAX_EXCERPT * 40]
    text = scrub(beginning.decode(json.detect_encoding(beginning), "replace"))
    return printable(text[:_MAX_EXCERPT])


def printable(text: str) -> str:
    """Return a text from the service as one line without characters that control a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def shortened(url: str) -> str:
    """Return a URL, cut to the length that an error holds."""
    return url if len(url) <= _MAX_URL else f"{url[:_MAX_URL]}..."


class ConfigurationError(EvcpError):
    """The client cannot be set up like this, for instance without credentials."""


class MissingExtraError(ConfigurationError, ImportError):
    """A package of an extra is not installed: the message says which extra to install.

    Attributes:
        name: The package.
    """


def missing_extra(message: str, *, name: str | None, hint: str = "") -> MissingExtraError:
    """Build the error of a missing package."""
    error = MissingExtraError(message, hint=hint)
    error.name = name
    return error


class AreaError(EvcpError, ValueError):
    """An area would build a wrong request, or exceeds a documented limit."""


class EncodeError(EvcpError):
    """A model cannot be written in the format, for instance a control character in XML."""


class DecodeError(EvcpError):
    """A body is not a document of the model: HTML, truncated, another root, too large, or not strict."""


class NotFreeError(EvcpError, TimeoutError):
    """The time of `wait_until_free` ended, and no connector was known to be free."""


class RequestError(EvcpError):
    """A call ended without a usable answer."""


class NotSentError(RequestError):
    """The request did not reach the service: no connection, name or certificate."""


class UnansweredError(RequestError):
    """The request may have reached the service, but no whole answer came back."""


class DeadlineError(UnansweredError):
    """The time allowed for the call ran out."""


class StatusError(RequestError):
    """The service answered with an error status."""


class BadRequestError(StatusError):
    """400: a parameter is missing or not understood."""


class AuthenticationError(StatusError):
    """401: the credentials are missing or not valid."""


class PermissionDeniedError(StatusError):
    """403: the credentials are valid, but not entitled to this API."""


class NotFoundError(StatusError):
    """404: the station or pool is unknown; ids change without notice."""


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
