"""From the outcome of a sandbox to what a client sees, and when: numbers in, words out."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from evcp import DeadlineError, UnansweredError
from evcp.sandbox import Response as SandboxResponse
from evcp.sandbox.core import Outcome
from evcp.testing.outcome_replay import Ended, replay
from evcp.transport import Request, Response, TransportFailure

GOOD = SandboxResponse(
    200, {"Content-Type": "application/json", "X-Request-Id": "1"}, b"0123456789"
)
SILENT = "the service was silent for too long"


def ended(
    outcome: Outcome, *, read: float = 30, deadline: float = 60, max_bytes: int = 1_000
) -> Ended:
    request = Request(
        "GET", "http://x.test/ev/x.json", (), {},
        read_timeout=read, timeout=deadline, max_bytes=max_bytes,
    )  # fmt: skip
    return replay(outcome, request)


def fault(end: Ended) -> tuple[Any, str, bool, float]:
    assert isinstance(end.result, TransportFailure)
    return end.result.error, end.result.message, end.result.retryable, end.seconds


def late(seconds: float) -> tuple[Any, str, bool, float]:
    return DeadlineError, f"no whole answer within {seconds:.1f} s", False, seconds


def silent(seconds: float) -> tuple[Any, str, bool, float]:
    return UnansweredError, SILENT, True, seconds


def test_a_whole_answer() -> None:
    headers = {"content-type": "application/json", "x-request-id": "1", "content-length": "10"}
    assert ended(Outcome(GOOD)) == Ended(Response(200, headers, GOOD.body), 0)
    assert ended(Outcome(GOOD, delay=2.5)).seconds == 2.5
    assert ended(Outcome(GOOD, delay=2, bytes_per_second=5)) == Ended(
        Response(200, headers, GOOD.body), 4
    )


def test_no_content_has_no_length() -> None:
    assert ended(Outcome(SandboxResponse(204))).result == Response(204, {}, b"")


def test_an_empty_body_is_an_answer() -> None:
    assert ended(Outcome(SandboxResponse(200))).result == Response(
        200, {"content-length": "0"}, b""
    )


@pytest.mark.parametrize(
    ("outcome", "limits", "expected"),
    [
        # The read timeout is over first, or the deadline.
        (Outcome(GOOD, delay=29.9), {}, None),
        (Outcome(GOOD, delay=30), {}, silent(30)),
        (Outcome(GOOD, delay=99), {}, silent(30)),
        (Outcome(GOOD, delay=99), {"deadline": 10}, late(10)),
        (Outcome(GOOD, delay=99), {"deadline": 30}, late(30)),
        (Outcome(GOOD, delay=10), {"deadline": 10}, late(10)),
        (Outcome(GOOD, unanswered=True, delay=99), {}, silent(30)),
        # A slow body: its bytes come in time, or not.
        (Outcome(GOOD, bytes_per_second=0.2), {"deadline": 51}, None),
        (Outcome(GOOD, bytes_per_second=0.2), {"deadline": 50}, late(50)),
        (Outcome(GOOD, delay=5, bytes_per_second=0.2), {"deadline": 51}, late(51)),
        (Outcome(GOOD, bytes_per_second=0.03), {}, silent(30)),
        (Outcome(GOOD, delay=9, bytes_per_second=0.03), {}, silent(39)),
        (Outcome(GOOD, delay=9, bytes_per_second=0.03), {"deadline": 39}, late(39)),
        (Outcome(SandboxResponse(200), bytes_per_second=0.001), {}, None),
    ],
)
def test_limits_of_time(outcome: Outcome, limits: dict[str, float], expected: Any) -> None:
    found = ended(outcome, **limits)  # type: ignore[arg-type]
    if expected is None:
        assert isinstance(found.result, Response)
    else:
        assert fault(found) == expected


@pytest.mark.parametrize(
    ("outcome", "what", "seconds"),
    [
        (Outcome(GOOD, unanswered=True), "RemoteDisconnected", 0),
        (Outcome(GOOD, unanswered=True, delay=3, bytes_per_second=1), "RemoteDisconnected", 3),
        (Outcome(GOOD, cut_after=4), "IncompleteRead", 0),
        (Outcome(GOOD, cut_after=0, delay=1), "IncompleteRead", 1),
        (Outcome(GOOD, cut_after=4, delay=1, bytes_per_second=2), "IncompleteRead", 3),
    ],
)
def test_broken_connections(outcome: Outcome, what: str, seconds: float) -> None:
    expected = (UnansweredError, f"the connection broke: {what}", True, seconds)
    assert fault(ended(outcome)) == expected


def packed(body: bytes) -> SandboxResponse:
    return SandboxResponse(200, {"Content-Encoding": "gzip"}, body)


def test_packed_bodies() -> None:
    found = ended(Outcome(packed(gzip.compress(b"x" * 500)))).result
    assert isinstance(found, Response)
    assert found.body == b"x" * 500
    damaged = ended(Outcome(packed(b"no gzip at all")))
    assert fault(damaged)[:2] == (UnansweredError, "the compressed answer is damaged")
    # Cut off and said to be whole, it is what came: what is wrong with it is found by reading it.
    cut = ended(Outcome(packed(gzip.compress(b"x" * 500)[:-12]))).result
    assert isinstance(cut, Response)


@pytest.mark.parametrize(
    "response", [SandboxResponse(200, {}, b"x" * 1_001), packed(gzip.compress(b"x" * 10**7))]
)
def test_the_size_of_a_body_has_a_bound(response: SandboxResponse) -> None:
    error, message, again, _ = fault(ended(Outcome(response)))
    assert (error, again) == (UnansweredError, False)
    assert message == "the answer is larger than 1,000 bytes; raise max_bytes to read it"
    assert isinstance(ended(Outcome(response), max_bytes=10**7).result, Response)
