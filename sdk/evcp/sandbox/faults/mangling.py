"""Answers spoilt on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from ..api.response import Response

_HTML = (
    b"<!DOCTYPE html>\n<html><head><title>Maintenance</title></head>"
    b"<body><h1>We will be back soon</h1><p>The service is being updated.</p></body></html>\n"
)


def mangled(response: Response, what: int | str, seed: object) -> Response:
    """An answer with another body, or with another word for what its body is.

    Args:
        response: The answer, not compressed.
        what: The kind of fault. One that concerns only how the answer is sent changes nothing.
        seed: What the noise depends on.
    """
    change = _CHANGES.get(what)
    return response if change is None else change(response, seed)


def changes_body(what: int | str) -> bool:
    """Whether a kind of fault makes another answer of the right one."""
    return what in _CHANGES


def _garbage(response: Response, seed: object) -> Response:
    # As long as the right body, so that only its content tells; never nothing, which is "empty".
    noise = Random(str(seed)).randbytes(max(len(response.body), 16))  # noqa: S311 - no secret
    return replace(response, body=noise)


def _html(response: Response, _: object) -> Response:
    headers = {**response.headers, "Content-Type": "text/html; charset=utf-8"}
    return replace(response, headers=headers, body=_HTML)


def _empty(response: Response, _: object) -> Response:
    return replace(response, body=b"")


def _content_type(response: Response, _: object) -> Response:
    headers = {**response.headers, "Content-Type": "application/octet-stream"}
    return replace(response, headers=headers)


_CHANGES: dict[int | str, Callable[[Response, object], Response]] = {
    "garbage": _garbage,
    "html": _html,
    "empty": _empty,
    "content-type": _content_type,
}
