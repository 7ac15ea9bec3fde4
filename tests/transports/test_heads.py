"""Heads that break RFC 9112: one rule for both clients."""

from __future__ import annotations

import pytest
from support.fakes import Kind, body, caller, stations
from support.fault_cases import COUNT, KINDS, arguments, attempt
from support.faults import FaultServer, raw

from evcp import UnansweredError
from evcp_models import CountResult

GOOD = b'{"count":7}'
LENGTH = b"Content-Length: 11\r\n"


def head(*lines: bytes, version: bytes = b"1.1") -> bytes:
    return b"HTTP/" + version + b" 200 OK\r\n" + b"".join(lines) + b"Connection: close\r\n\r\n"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "data",
    [
        head(LENGTH) + GOOD,
        head(LENGTH, b"X-A: b\r\n c\r\n") + GOOD,
        head() + GOOD,
    ],
)
def test_heads_that_are_read(kind: Kind, data: bytes) -> None:
    with (
        FaultServer(raw(data), raw(data)) as server,
        caller(kind, **arguments(base_url=server.url)) as one,
    ):
        assert one.call(COUNT).value == CountResult(count=7)
        assert len(server.requests) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "data",
    [
        head(LENGTH, LENGTH) + GOOD,
        head(LENGTH, LENGTH, b"X-A: b\r\n", LENGTH) + GOOD,
        head(b"Content-Length: 11, 11\r\n") + GOOD,
        head(b"content-length:11,11 ,11\r\n") + GOOD,
        head(LENGTH, b"Transfer-Encoding: chunked\r\n") + b"b\r\n" + GOOD + b"\r\n0\r\n\r\n",
        head(LENGTH, b"Content-Length: 12\r\n") + GOOD,
        head(b"Content-Length: 11, 12\r\n") + GOOD,
        head(b"Content-Length: -1\r\n") + GOOD,
        head(b"Content-Length: abc\r\n") + GOOD,
        head(b"Content-Length: +11\r\n") + GOOD,
        head(b"Content-Length: 1_1\r\n") + GOOD,
        head(b"Content-Length: 11, x\r\n") + GOOD,
        head(LENGTH, b"X-A: b\r\n", b"no colon\r\n") + GOOD,
        head(LENGTH, b"Content-Encoding : gzip\r\n") + GOOD,
        head(LENGTH, b"X-A: b\0c\r\n") + GOOD,
        head(LENGTH, version=b"2.0") + GOOD,
    ],
)
def test_heads_that_are_refused(kind: Kind, data: bytes) -> None:
    """A broken answer, worth another attempt: the two attempts of the client."""
    with (
        FaultServer(raw(data), raw(data)) as server,
        caller(kind, **arguments(base_url=server.url)) as one,
    ):
        error = attempt(lambda: one.call(COUNT))
        assert type(error) is UnansweredError
        assert error.attempts == len(server.requests) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_shorter_than_its_repeated_length_is_refused(kind: Kind) -> None:
    whole = body(stations("a"))
    data = head(b"Content-Length: %d, %d\r\n" % (len(whole) + 1, len(whole) + 1)) + whole
    with (
        FaultServer(raw(data), raw(data)) as server,
        caller(kind, **arguments(base_url=server.url)) as one,
    ):
        assert type(attempt(lambda: one.call(COUNT))) is UnansweredError
