"""The errors of answers: what the service said, what it means, what to do about it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from .._codec.decoding import decode
from ..errors import DecodeError, StatusError, error_class, excerpt, printable, shortened
from ..transport import Request, Response
from . import redaction
from .retry import RETRIED_STATUSES

REQUEST_ID_HEADERS = ("x-request-id", "x-correlation-id")
"""Headers that may hold the service's id of a request (unknown for this API, contract section 7.3)."""
_FINAL = "the same request will be refused again: check base_url, and what the service says"
_LATER = "the service failed; try again later"
_HINTS = {
    400: "a parameter is missing or not understood",
    401: "check the API key or token",
    402: "the account does not cover this: ask HERE",
    403: "the credentials are good, but HERE has to enable them for this API",
    404: "ids change without notice: search again, or ask by pool id",
    405: "the service has no such operation at this address: check base_url",
    406: "the service does not give this format: try the other one, format='json' or 'xml'",
    407: "the proxy asks for a user name and a password",
    408: "the request did not come through in time; try again later",
    410: "this is gone for good: search again",
    413: "the request is too large: ask for fewer ids, or a shorter route",
    414: "the address is too long: ask for fewer ids, or a shorter corridor",
    422: "a parameter has a value that the service does not take",
    429: "set rate_limit, or spread the calls",
    431: "the headers or the address are too long: ask for fewer ids, or send fewer headers",
    501: "the service has no such operation: check base_url",
    505: "something on the way does not speak HTTP/1.1: check proxy and base_url",
}


def status_error(
    name: str, request: Request, reply: Response, attempts: int, asked: float | None, stop: str = ""
) -> StatusError:
    """Build the error of an answer that is no success.

    Args:
        name: What was asked for.
        request: The request.
        reply: The answer.
        attempts: How many times the request was sent.
        asked: Seconds that the service asks to wait.
        stop: Why there was no further attempt.
    """
    said = printable(redaction.of(request).scrub(error_message(reply.body)))
    location = reply.headers.get("location")
    kind = error_class(reply.status)
    if 300 <= reply.status < 400:
        hint = (
            "redirects are not followed, because they would carry the credentials: check base_url"
        )
        if location and not said:
            said = printable(
                f"redirect to {redaction.of(request).scrub(redaction.shown_url(location))}"
            )
    elif asked and reply.status in RETRIED_STATUSES:
        hint = f"come back in {asked:.0f} s"
    elif reply.status < 300:
        hint = f"an error body with status {reply.status}"
    else:
        hint = _HINTS.get(reply.status, _FINAL if reply.status < 500 else _LATER)
    return kind(
        f"{name}: the service answered {reply.status}{': ' + said[:200] if said else ''}",
        hint="; ".join(part for part in (stop, hint) if part),
        status=reply.status,
        request_id=request_id(request, reply.headers),
        attempts=attempts,
        retry_after=asked,
        url=shortened(redaction.request_url(request)),
        body_excerpt=excerpt(reply.body, redaction.of(request).scrub),
    )


def undecodable(
    name: str, error: DecodeError, request: Request, reply: Response, attempts: int
) -> DecodeError | StatusError:
    """Complete the error of a body that is not the document it should be.

    A gateway may send its error body with status 200: that is the service's no, not a broken document.
    """
    if error.issue is None and error_message(reply.body):
        return status_error(name, request, reply, attempts, None)
    kind = redaction.of(request).scrub(reply.headers.get("content-type", "no content type"))
    # A new error: the first one's causes and frames hold the body.
    return DecodeError(
        f"{name}: {printable(redaction.of(request).scrub(error.message))}",
        hint=f"{error.hint}; the answer calls itself {printable(kind[:60])}",
        status=reply.status,
        request_id=request_id(request, reply.headers),
        attempts=attempts,
        url=shortened(redaction.request_url(request)),
        body_excerpt=excerpt(reply.body, redaction.of(request).scrub),
        issue=None if error.issue is None else redaction.of(request).scrub_issues([error.issue])[0],
    )


def request_id(request: Request, headers: Mapping[str, str]) -> str | None:
    """Return the service's id of a request, if it sent one."""
    found = next((headers[name] for name in REQUEST_ID_HEADERS if name in headers), None)
    return None if found is None else printable(redaction.of(request).scrub(found))


_LARGEST = 100_000


def error_message(body: bytes) -> str:
    """Return what an error body says, in any of the shapes of contract section 7.2.

    The text is as it was sent: not scrubbed and not cut.
    """
    from evcp_models import ErrorResult

    if len(body) > _LARGEST:
        return ""
    start = body[:2_000].decode(json.detect_encoding(body), "replace").lstrip()
    xml = start.startswith("<")
    if xml and "rror" not in start:
        return ""  # a web page: not worth loading the XML parser for
    try:
        # A declaration behind blank lines is no XML to the parser, and an error all the same.
        body = body.lstrip() if xml else body
        error = decode(body, ErrorResult, format="xml" if xml else "json").value
    except DecodeError:
        return ""
    shapes = (
        error.error_description,
        "; ".join(error.messages),
        error.message,
        error.title,
        error.error,
        error.cause,
        error.error_type,
    )
    return next((said for said in shapes if said), "")
