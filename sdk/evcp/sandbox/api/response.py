"""The answer of the service before any transport has touched it."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

_WORTH_COMPRESSING = 1_024
"""Bytes below which the gzip frame and the time are not worth the saving."""


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers and body of an answer.

    Attributes:
        status: HTTP status code.
        headers: Header names as they are sent, with their values. `Content-Length` is left to the
            transport.
        body: The body, not chunked.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def compressed(self, accept_encoding: str | None) -> Response:
        """The same answer in gzip, if the request accepts that and it is worth it."""
        varied = replace(self, headers={**self.headers, "Vary": "Accept-Encoding"})
        if len(self.body) < _WORTH_COMPRESSING or not accepts_gzip(accept_encoding or ""):
            return varied
        return replace(
            varied,
            headers={**varied.headers, "Content-Encoding": "gzip"},
            # The wire is a loopback as a rule: time counts there, and not the last kilobyte.
            body=gzip.compress(self.body, compresslevel=1, mtime=0),
        )


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether an `Accept-Encoding` header admits gzip, by name or by `*` (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for entry in accept_encoding.lower().split(","):
        coding, *parameters = (part.strip() for part in entry.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    weight = float(value)
                except ValueError:
                    weight = 0.0
        weights[coding] = weight
    return weights.get("gzip", weights.get("*", 0.0)) > 0
