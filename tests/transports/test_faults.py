"""What becomes of everything that can go wrong on the wire: the documented error, in time, and no key lost.

Each row of the table is run with both clients, against a real socket. The client makes two attempts, and has
little time: 0.2 s for the next bytes, and where it is the whole that takes too long, 0.5 s in all.
"""

from __future__ import annotations

import gzip
import time
import zlib

import pytest
from support.fakes import KEY, Format, Kind, body, caller
from support.fault_cases import (
    BOTH,
    COUNT,
    GOOD,
    GRACE,
    HURRY,
    KINDS,
    TIMEOUT,
    XML,
    Row,
    arguments,
    attempt,
    length_of,
    send_and_hang,
    send_and_reset,
    then_closes,
)
from support.faults import (
    FaultServer,
    Peer,
    Script,
    answer,
    closed_port,
    drip,
    hang,
    message,
    packed,
    raw,
    reset,
)

from evcp import (
    AuthenticationError,
    BadRequestError,
    DeadlineError,
    DecodeError,
    NotFoundError,
    NotSentError,
    PermissionDeniedError,
    RateLimitError,
    RequestError,
    ServerError,
    StatusError,
    Timeout,
    UnansweredError,
)
from evcp_models import EVStationsResult


def chunked(*parts: bytes, end: bool = True) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return head + chunks + (b"0\r\n\r\n" if end else b"")


def endless(head: bytes, again: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.send(head)
        while peer.wait(0):
            peer.send(again)

    return script


BOMB = gzip.compress(b"\0" * 20_000_000)


ERROR_JSON = b'{"error":"Forbidden","error_description":"not entitled"}'


ERROR_XML = (
    b"<error><error>Forbidden</error><error_description>not entitled</error_description></error>"
)


BROKE = "the connection broke"


ROWS = [
    # Connections
    Row("reset before a word", [reset], UnansweredError, 2, BROKE),
    Row("closed before a word", [raw(b"")], UnansweredError, 2, BROKE),
    Row("reset in the status line", [send_and_reset(b"HTTP/1.1 2")], UnansweredError, 2, BROKE),
    Row("closed in the head", [raw(b"HTTP/1.1 200 OK\r\nContent-Ty")], UnansweredError, 2),
    Row("reset in the body", [send_and_reset(length_of(GOOD, 9))], UnansweredError, 2, BROKE),
    Row("broken once, then well", [reset, answer(GOOD)], None, 2),
    Row("silence", [hang], UnansweredError, 2, "silent for too long"),
    Row("silence in the head", [send_and_hang(b"HTTP/1.1 200")], UnansweredError, 2, "silent"),
    Row("silence in the body", [send_and_hang(length_of(GOOD, 9))], UnansweredError, 2, "silent"),
    # Drips: never silent for long, never done
    Row("head in drips", [drip(message(GOOD))], DeadlineError, 1, "0.5 s"),
    Row("status line in drips", [drip(b"HTTP/1.1 200 " + b"O" * 99)], DeadlineError, 1, "0.5 s"),
    Row("body in drips", [drip(message(b" " * 99), 70)], DeadlineError, 1, "no whole answer"),
    Row(
        "body in drips, not to be kept",
        [drip(message(b" " * 99, connection="close"), 90)],
        DeadlineError,
    ),
    Row("body in drips, of no length", [drip(message(b" " * 99, length=-1), 60)], DeadlineError),
    Row("body in drips, HTTP/1.0", [drip(message(b" " * 99, version="1.0"), 70)], DeadlineError),
    Row("chunks in drips", [drip(chunked(*[b" "] * 99), 50)], DeadlineError),
    Row(
        "packed body in drips",
        [drip(message(packed(b" " * 9999), content_encoding="gzip"), 99)],
        DeadlineError,
    ),
    # Lengths
    Row("length too great", [raw(length_of(GOOD, 5))], UnansweredError, 2, BROKE, BOTH),
    # aiohttp minds what is behind the end.
    Row(
        "length too small",
        [then_closes(length_of(GOOD, -2))],
        DecodeError,
        other=(UnansweredError, 2),
    ),
    Row(
        "length too small, in XML",
        [then_closes(length_of(XML, -2))],
        DecodeError,
        formats=("xml",),
        other=(UnansweredError, 2),
    ),
    Row(
        "length is no number",
        [raw(message(GOOD, content_length="many", length=-1))],
        UnansweredError,
        2,
    ),
    Row("chunks are cut off", [raw(chunked(GOOD, end=False))], UnansweredError, 2, BROKE),
    Row("a chunk is cut off", [raw(chunked(GOOD, end=False)[:-6])], UnansweredError, 2, BROKE),
    Row(
        "length of a chunk is no number",
        [raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")],
        UnansweredError,
        2,
    ),
    Row("chunked and well", [raw(chunked(GOOD[:3], GOOD[3:]))]),
    Row("HTTP/1.0 without a length", [raw(message(GOOD, length=-1, version="1.0"))]),
    Row("HTTP/1.1 without a length", [raw(message(GOOD, length=-1, connection="close"))]),
    # Compression
    Row("packed and well", [answer(packed(GOOD), content_encoding="gzip")]),
    Row("packed by deflate and well", [answer(zlib.compress(GOOD), content_encoding="deflate")]),
    Row(
        "packed badly",
        [answer(b"\x1f\x8b not gzip", content_encoding="gzip")],
        UnansweredError,
        2,
        "compressed answer is damaged",
    ),
    Row(
        "not packed at all",
        [answer(GOOD, content_encoding="gzip")],
        UnansweredError,
        2,
        "the service answered, but the body is not packed",
    ),
    Row("packed and cut", [answer(packed(GOOD)[:-12], content_encoding="gzip")], DecodeError),
    Row("packed in an unknown way", [answer(b"\x00\x01", content_encoding="snappy")], DecodeError),
    Row(
        "a gzip bomb",
        [answer(BOMB, content_encoding="gzip")],
        UnansweredError,
        1,
        "larger than 200,000 bytes",
    ),
    Row("too much", [answer(b" " * 300_000)], UnansweredError, 1, "raise max_bytes"),
    Row(
        "too much without end",
        [endless(message(length=-1), b" " * 9999)],
        UnansweredError,
        1,
        "larger than",
    ),
    # Heads
    Row(
        "endless headers", [endless(b"HTTP/1.1 200 OK\r\n", b"X-A: 1\r\n" * 99)], UnansweredError, 2
    ),
    Row(
        "an endless header", [endless(b"HTTP/1.1 200 OK\r\nX-A: ", b"1" * 9999)], UnansweredError, 2
    ),
    Row("no HTTP at all", [raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")], UnansweredError, 2),
    Row("no head at all", [raw(GOOD)], UnansweredError, 2),
    Row("100 Continue", [raw(b"HTTP/1.1 100 Continue\r\n\r\n" + message(GOOD))]),
    Row("103 Early Hints", [raw(b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + message(GOOD))]),
    Row(
        "101 Switching Protocols",
        [send_and_hang(b"HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")],
        UnansweredError,
        2,
        "interim answer (101)",
    ),
    Row(
        "100 Continue without end",
        [endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n")],
        DeadlineError,
        1,
    ),
    Row(
        "a header twice",
        [
            raw(
                b"HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: %d\r\n\r\n%s"
                % (len(GOOD), GOOD)
            )
        ],
    ),
    # Statuses
    Row("400", [answer(ERROR_JSON, "400 Bad Request")], BadRequestError, 1, "not entitled"),
    Row("401", [answer(ERROR_JSON, "401 Unauthorized")], AuthenticationError, 1, "not entitled"),
    Row(
        "403", [answer(ERROR_XML, "403 Forbidden")], PermissionDeniedError, 1, "not entitled", BOTH
    ),
    Row("404", [answer(b"", "404 Not Found")], NotFoundError),
    Row(
        "404 in words of its own", [answer(b"<html>gone</html>", "404 Gone Fishing")], NotFoundError
    ),
    Row("429", [answer(b"", "429 Too Many")], RateLimitError, 2, "given up after 2 attempts"),
    Row("429 for a moment", [answer(b"", "429 Too Many", retry_after="0"), answer(GOOD)], None, 2),
    Row(
        "429 for an hour",
        [answer(b"", "429 Too Many", retry_after="3600")],
        RateLimitError,
        1,
        "come back in 3600 s",
    ),
    Row(
        "429 for longer than there is time",
        [answer(b"", "429 Too Many", retry_after="5")],
        RateLimitError,
        1,
        "would run out",
    ),
    Row("429 until no time", [answer(b"", "429 Too Many", retry_after="later")], RateLimitError, 2),
    Row("503 storm", [answer(b"", "503 Unavailable")], ServerError, 2),
    Row("503 once", [answer(b"", "503 Unavailable"), answer(GOOD)], None, 2),
    Row("500 with a reset", [answer(b"", "500 Oops"), reset], UnansweredError, 2, BROKE, sent=3),
    Row("501", [answer(b"", "501 Not Implemented")], ServerError, 1),
    Row("a status beyond all", [answer(b"", "999 Blocked")], ServerError, 1),
    Row("304 without asking", [answer(b"", "304 Not Modified")], StatusError, 1),
    # Redirects
    Row(
        "a redirect to itself",
        [answer(b"", "302 Found", location="?again")],
        StatusError,
        1,
        "redirects are not followed",
    ),
    Row("a redirect to nowhere", [answer(b"", "307 Temporary")], StatusError, 1, "answered 307"),
    Row(
        "a redirect to no address",
        [answer(b"", "308 Permanent", location="http://[broken")],
        StatusError,
        1,
    ),
    Row(
        "a redirect with too much to say",
        [answer(b" " * 300_000, "301 Moved", location="/x")],
        UnansweredError,
        1,
        "larger than",
    ),
    Row(
        "a redirect in drips",
        [drip(message(b" " * 99, "301 Moved", location="/x"), 85)],
        DeadlineError,
    ),
    # Bodies
    Row(
        "a web page",
        [answer(b"<html><body>Log in</body></html>", content_type="text/html")],
        DecodeError,
        1,
        "text/html",
        BOTH,
    ),
    Row(
        "an error body",
        [answer(ERROR_JSON)],
        StatusError,
        1,
        "not entitled (an error body with status 200)",
        BOTH,
    ),
    Row("an error body in XML", [answer(ERROR_XML)], StatusError, 1, "not entitled", BOTH),
    Row("the wrong content type", [answer(GOOD, content_type="text/plain; charset=latin-1")]),
    Row("no content type", [answer(GOOD, content_type="")]),
    Row("nothing", [answer(b"")], DecodeError, 1, "", BOTH),
    Row("204 No Content", [raw(b"HTTP/1.1 204 No Content\r\n\r\n")], DecodeError),
    Row("JSON for XML", [answer(GOOD)], DecodeError, 1, "", ("xml",)),
    Row("XML for JSON", [answer(XML)], DecodeError),
    Row("another answer", [answer(body(EVStationsResult(has_more=False)))], DecodeError),
    Row("half an answer", [answer(GOOD[:-1])], DecodeError),
    Row("an answer and a half", [answer(GOOD + b"{")], DecodeError),
    Row("well", [answer(GOOD)]),
    Row("well, in XML", [answer(XML)], formats=("xml",)),
]


CASES = [
    pytest.param(row, kind, format, id=f"{row.name}-{kind}-{format}")
    for row in ROWS
    for kind in KINDS
    for format in row.formats
]


@pytest.mark.parametrize(("row", "kind", "format"), CASES)
def test_faults(row: Row, kind: Kind, format: Format) -> None:
    error, attempts = row.error, row.attempts
    if kind == "async" and row.other != "same":
        error, attempts = row.other
    with FaultServer(*row.scripts) as server:
        timeout = HURRY if error is DeadlineError else TIMEOUT
        more = arguments(timeout=timeout)
        with caller(kind, base_url=server.url, format=format, **more) as one:
            began = time.monotonic()
            failed = attempt(lambda: one.call(COUNT).value.count)
            took = time.monotonic() - began
        assert took < HURRY.total + GRACE
        assert len(server.requests) == (row.sent or attempts)
    if error is None:
        assert failed == 7
        return
    assert type(failed) is error
    assert failed.attempts == attempts
    if kind == "sync" or row.other == "same":
        assert row.says in str(failed)
    assert KEY not in f"{failed} {failed.__dict__}"
    assert isinstance(failed, DecodeError | RequestError)
    assert (failed.url or "").startswith(server.url)


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_listens(kind: Kind) -> None:
    with caller(kind, base_url=closed_port(), **arguments()) as one:
        error = attempt(lambda: one.call(COUNT))
    assert type(error) is NotSentError
    assert error.attempts == 2
    assert "no connection: Connection refused" in str(error)


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_host(kind: Kind) -> None:
    url = "http://nobody.invalid/ev/"
    with caller(kind, base_url=url, **arguments(timeout=Timeout(5, 5, 20))) as one:
        error = attempt(lambda: one.call(COUNT))
    assert type(error) is NotSentError
    assert "the host name is not known" in str(error)


@pytest.mark.parametrize("kind", KINDS)
def test_a_connection_timeout(kind: Kind) -> None:
    """A listener whose queue is full takes no connection, and refuses none."""
    import socket

    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(address)
        url = f"http://127.0.0.1:{address[1]}/ev/"
        quick = arguments(timeout=Timeout(connect=0.2, read=5, total=5))
        with caller(kind, base_url=url, **quick) as one:
            began = time.monotonic()
            error = attempt(lambda: one.call(COUNT))
            took = time.monotonic() - began
        for sock in waiting:
            sock.close()
    assert type(error) is NotSentError
    assert "no connection in time" in str(error)
    assert took < 0.4 + GRACE
