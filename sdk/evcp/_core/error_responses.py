"""Errors of answers: the service's message, the meaning of the status, and advice."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .._codec.decoding import decode
from ..errors import DecodeError, Reason, StatusError, error_class, excerpt, printable, shortened
from ..transport import Request, Response
from . import redaction
from .retry import RETRIED_STATUSES

if TYPE_CHECKING:
    from evcp_models import ErrorResult

REQUEST_ID_HEADERS = ("x-request-id", "x-correlation-id")
"""Headers that may hold the service's id of a request (unknown for this API, contract section 7.3)."""
_MAX_MESSAGE = 200
"""Characters of a message; as many for each of up to three more sentences."""
_MAX_BODY = 100_000
_WEB_PAGE = re.compile(r"<html[\s>]|<!doctype html", re.IGNORECASE)
_REDIRECT = "redirects are not followed, because they would carry the credentials: check base_url"
_FINAL = "the same request will be refused again: check base_url, and what the service says"
_LATER = "the service failed; try again later"
_NO_ADDRESS = "the service knows no such address: check base_url"
_FIREWALL = "a web page answered, not the service: look for a firewall or a proxy on the way"
_COMPRESSED = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"BZh": "bzip2",
    b"PK\x03\x04": "zip",
    b"\x78\x01": "zlib",
    b"\x78\x5e": "zlib",
    b"\x78\x9c": "zlib",
    b"\x78\xda": "zlib",
}
_HINTS = {
    304: "a cache on the way answered a question that nobody asked: look for a proxy",
    400: "a parameter is missing or not understood",
    401: "check the API key or token",
    402: "the account does not cover this: ask HERE",
    403: "the credentials are good, but HERE has to enable them for this API",
    404: "ids change without notice: search again; pools and evses go by station.pool_id",
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
    511: "the network asks for a login first: open any page in a browser",
    505: "something on the way does not speak HTTP/1.1: check proxy and base_url",
}


def status_error(
    name: str,
    request: Request,
    response: Response,
    attempts: int,
    retry_after: float | None,
    stop: str = "",
) -> StatusError:
    """Build the error of an answer with an error status.

    Args:
        name: Name of the operation.
        request: The request.
        response: The answer.
        attempts: Number of times the request was sent.
        retry_after: Seconds that the service asks to wait.
        stop: Why there was no further attempt.
    """
    message = error_message(response.body)
    location = response.headers.get("location")
    if location and not message and 300 <= response.status < 400:
        message = f"redirect to {redaction.shown_url(location)}"
    message = printable(redaction.of(request).scrub(message))
    message = message[: _MAX_MESSAGE * min(4, 1 + message.count("; "))]
    quoted = excerpt(response.body, redaction.of(request).scrub)
    return error_class(response.status)(
        f"{name}: the service answered {response.status}{': ' + message if message else ''}",
        hint="; ".join(
            part for part in (stop, _advice(name, request, response, retry_after)) if part
        ),
        status=response.status,
        request_id=request_id(request, response.headers, response.body),
        attempts=attempts,
        retry_after=retry_after,
        url=shortened(redaction.request_url(request)),
        body_excerpt=quoted,
        reason=Reason.WEB_PAGE if _WEB_PAGE.search(quoted) else None,
    )


def _advice(name: str, request: Request, response: Response, retry_after: float | None) -> str:
    status = response.status
    if status == 404 and (problem := _wrong_address(name, request)) is not None:
        return f"{_NO_ADDRESS}{problem}"
    if status in (401, 403) and _WEB_PAGE.search(excerpt(response.body)):
        return _FIREWALL
    if 300 <= status < 400 and status not in _HINTS:
        return _REDIRECT
    if retry_after and status in RETRIED_STATUSES:
        return f"come back in {retry_after:.0f} s"
    if status < 300:
        return f"an error body with status {status}"
    return _HINTS.get(status, _FINAL if status < 500 else _LATER)


def _wrong_address(name: str, request: Request) -> str | None:
    """Return what is wrong with the address of a call that got 404; None if its ids may be at fault."""
    path = urlsplit(request.url).path
    if "/ev/ev/" in path:
        return ", which names /ev twice"
    if ".json/" in path or ".xml/" in path:
        return ", which ends in a format"
    by_id = name.endswith((".get", ".get_many"))
    if "/ev/" not in path:
        return ", which lacks /ev: it has to end in /ev/, as https://ev-v2.cc.api.here.com/ev/ does"
    resource = name.partition(".")[0]
    parts = re.split(r"[/.]", path.partition("/ev/")[2])
    if by_id and (parts[0] != resource or parts[1:2] == [resource]):
        return ", which has more than /ev in front of the resource"
    return None if by_id else ""


def undecodable(
    name: str, error: DecodeError, request: Request, response: Response, attempts: int
) -> DecodeError | StatusError:
    """Complete the error of a body that is not a document of the model.

    A gateway may send its error body with status 200: that is a refusal, not a broken document.
    """
    if error.issue is None and error_message(response.body):
        return status_error(name, request, response, attempts, None)
    kind = redaction.of(request).scrub(response.headers.get("content-type", "no content type"))
    encoding = response.headers.get("content-encoding", "").lower()
    for magic, name_of_it in _COMPRESSED.items():
        if response.body.startswith(magic):
            encoding = encoding or f"{name_of_it}, without saying so"
    if not encoding and _is_deflated(response.body):
        encoding = "deflate, without saying so"
    packed = f"; it is compressed by {printable(encoding[:40])}" if encoding else ""
    # A new error: the causes and frames of the first one hold the body.
    return DecodeError(
        f"{name}: {printable(redaction.of(request).scrub(error.message))}",
        hint=f"{error.hint}; the answer calls itself {printable(kind[:60])}{packed}",
        status=response.status,
        request_id=request_id(request, response.headers, response.body),
        attempts=attempts,
        url=shortened(redaction.request_url(request)),
        body_excerpt=excerpt(response.body, redaction.of(request).scrub),
        issue=None if error.issue is None else redaction.of(request).scrub_issues([error.issue])[0],
        reason=error.reason,
    )


def _is_deflated(body: bytes) -> bool:
    """Return True if a body without a head of any format unpacks to the beginning of a document."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body[:1_000], 64)[:1] in (
            b"{",
            b"<",
            b"[",
        )
    except zlib.error:
        return False


def request_id(request: Request, headers: Mapping[str, str], body: bytes = b"") -> str | None:
    """Return the service's id of a request, if it sent one: in a header, or in an error body."""
    found = next((headers[name] for name in REQUEST_ID_HEADERS if name in headers), None)
    if found is None and (error := _error_result(body)) is not None:
        found = error.correlation_id or error.request_id or error.error_id
    return None if found is None else printable(redaction.of(request).scrub(found))


def error_message(body: bytes) -> str:
    """Return the message of an error body, in any of the shapes of contract section 7.2.

    The text is as it was sent: not scrubbed and not cut. It is empty if the body is no error body.
    """
    error = _error_result(body)
    if error is None:
        return ""
    shapes = (error.error_description, "; ".join(error.messages), error.message)
    # The newer shape says in several members what happened, why, and what to do (contract section 11.8).
    parts = (error.title, error.cause, error.action)
    newer = "; ".join(dict.fromkeys(part for part in parts if part))
    if newer and error.correlation_id:
        newer += f"; correlationId {error.correlation_id}"
    return next((said for said in (*shapes, newer, error.error, error.error_type) if said), "")


def _error_result(body: bytes) -> ErrorResult | None:
    from evcp_models import ErrorResult

    if len(body) > _MAX_BODY:
        return None
    start = body[:2_000].decode(json.detect_encoding(body), "replace").lstrip()
    xml = start.startswith("<")
    if xml and "rror" not in start:
        return None  # a web page: not worth loading the XML parser
    try:
        # An XML declaration has to come first for the parser; gateways put blank lines before it.
        return decode(
            body.lstrip() if xml else body, ErrorResult, format="xml" if xml else "json"
        ).value
    except DecodeError:
        return None
