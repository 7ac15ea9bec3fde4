"""Where a call ends: the exact limits of time, waits and attempts, and what the error then says."""

from __future__ import annotations

import logging

import pytest
from support.core_driver import BROKEN, GOOD, REFUSED, fail, run
from support.fakes import API_KEY, TOKEN, Now, Talk, defaults, reply

from evcp import (
    AuthenticationError,
    DeadlineError,
    NotSentError,
    RateLimit,
    RateLimitError,
    RequestError,
    RetryBudget,
    RetryPolicy,
    ServerError,
    Timeout,
    UnansweredError,
)
from evcp.transport import (
    TransportFailure,
)

URL = "https://ev.test/ev/stations/count.json?prox=52.5,13.4,500"
PATIENT = defaults(timeout=Timeout(total=600))


def test_the_settings_reach_the_request() -> None:
    talk = Talk([GOOD])
    run(talk, defaults(timeout=Timeout(connect=1.5, read=2.5, total=0.25), max_bytes=4321))
    (request,) = talk.sent
    assert (request.connect_timeout, request.read_timeout, request.timeout) == (1.5, 2.5, 0.25)
    assert request.max_bytes == 4321


def test_timeouts_have_a_positive_minimum() -> None:
    """A time of zero or less would be no limit at all to some."""
    talk = Talk([reply(401), GOOD], [TOKEN, API_KEY], costs=70.0)
    run(talk)
    assert [request.timeout for request in talk.sent] == [60.0, 0.001]


# --- waits


def test_the_longest_retry_after_is_waited() -> None:
    talk = Talk([reply(429, retry_after="60"), GOOD])
    run(talk, PATIENT)
    assert talk.waits == [60.0]
    error = fail(Talk([reply(429, retry_after="61")]), PATIENT)
    assert type(error) is RateLimitError
    assert error.hint == (
        "the service asks for more than the 60 s of longest_retry_after; come back in 61 s"
    )


def test_a_wait_up_to_the_deadline_is_not_begun() -> None:
    talk = Talk([reply(503, retry_after="7"), GOOD])
    error = fail(talk, defaults(timeout=Timeout(total=7)))
    assert (type(error), error.attempts, talk.waits) == (ServerError, 1, [])
    assert error.hint == ("the 7 s for the call would run out while waiting; come back in 7 s")
    talk = Talk([reply(503, retry_after="7"), GOOD])
    run(talk, defaults(timeout=Timeout(total=7.5)))
    assert talk.waits == [7.0]


def test_the_last_attempt_is_in_the_hint() -> None:
    error = fail(Talk([BROKEN]), defaults(retry=RetryPolicy(attempts=1)))
    assert error.hint == (
        "given up after 1 attempt; the service closed the connection or was silent; try again later"
    )
    error = fail(Talk([REFUSED]), defaults(retry=RetryPolicy(attempts=2)))
    assert error.hint == (
        "given up after 2 attempts; check the network, base_url, proxy and certificates"
    )
    assert error.message == f"stations.count: {REFUSED.message}"
    assert error.url == URL


def test_an_empty_budget_is_in_the_hint() -> None:
    error = fail(Talk([reply(503)]), defaults(budget=RetryBudget(share=0, burst=0)))
    assert error.hint == (
        "the retry budget is empty: the service has been failing for many calls; "
        "the service failed; try again later"
    )


# --- time


@pytest.mark.parametrize("fault", [BROKEN, REFUSED])
def test_a_failure_at_the_deadline_is_a_deadline_error(fault: TransportFailure) -> None:
    assert type(fail(Talk([fault], costs=60.0))) is DeadlineError
    assert type(fail(Talk([fault], costs=59.5))) is fault.error


def test_final_failures_have_no_retry_advice() -> None:
    large = TransportFailure(
        UnansweredError, "the answer is too large; raise max_bytes", retryable=False
    )
    error = fail(Talk([large]))
    assert str(error) == "stations.count: the answer is too large; raise max_bytes"
    assert error.attempts == 1


def test_an_exceeded_deadline_is_in_the_hint() -> None:
    late = TransportFailure(UnansweredError, "it took long", retryable=False)
    error = fail(Talk([late], costs=61.0))
    assert error.message == "stations.count: it took long"
    assert error.hint == "raise the total timeout, or ask for a smaller area or page"
    assert (error.url, error.attempts, error.status) == (URL, 1, None)
    early = fail(Talk([TransportFailure(NotSentError, "no name", retryable=False)]))
    assert early.url == URL


def test_a_plain_request_error_of_a_custom_transport() -> None:
    error = fail(Talk([TransportFailure(RequestError, "the tape has ended", retryable=False)]))
    assert type(error) is RequestError
    assert str(error) == "stations.count: the tape has ended"


def test_the_log_tells_milliseconds(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "evcp"):
        run(Talk([GOOD], costs=2.0))
    (record,) = caplog.records
    assert record.getMessage() == f"stations.count attempt 1: GET {URL}: 200 in 2000 ms"


# --- the client's own limit


def test_a_free_place_is_taken_without_a_wait() -> None:
    talk = Talk([GOOD])
    run(talk, defaults(rate_limit=RateLimit(per_second=1)))
    assert (talk.waits, len(talk.steps)) == ([], 1)


def test_a_place_at_the_very_end_of_the_call_is_taken() -> None:
    settings = defaults(rate_limit=RateLimit(per_second=0.25), timeout=Timeout(total=4))
    now = Now()
    run(Talk([GOOD], now=now), settings)
    talk = Talk([GOOD], now=now)
    run(talk, settings)
    assert talk.waits == [4.0]
    assert talk.sent[0].timeout == 0.001


def test_the_rate_limit_error_has_the_time_left() -> None:
    limit = RateLimit(per_second=0.1)
    settings = defaults(rate_limit=limit, timeout=Timeout(total=0.5))
    now = Now()
    run(Talk([GOOD], now=now), settings)
    error = fail(Talk([GOOD], now=now), settings)
    assert error.message == (
        "stations.count: the client's rate limit asks to wait 10.0 s, and the call has 0.5 s left"
    )
    assert error.hint == ("raise rate_limit or the total timeout, or send fewer requests at once")


def test_a_moment_is_not_called_nothing() -> None:
    settings = defaults(rate_limit=RateLimit(per_second=20), timeout=Timeout(total=0.001))
    now = Now()
    run(Talk([GOOD], now=now), settings)
    assert fail(Talk([GOOD], now=now), settings).message == (
        "stations.count: the client's rate limit asks to wait 0.05 s, and the call has 0.001 s left"
    )


@pytest.mark.parametrize(
    ("total", "shown"), [(0.01, "0.01"), (0.1, "0.1"), (0.84, "0.8"), (1.0, "1.0"), (9.96, "10.0")]
)
def test_time_left_is_shown_in_tenths(total: float, shown: str) -> None:
    settings = defaults(rate_limit=RateLimit(per_second=0.05), timeout=Timeout(total=total))
    now = Now()
    run(Talk([GOOD], now=now), settings)
    assert fail(Talk([GOOD], now=now), settings).message == (
        "stations.count: the client's rate limit asks to wait 20.0 s, "
        f"and the call has {shown} s left"
    )


def test_the_rate_limit_error_has_the_attempts() -> None:
    settings = defaults(rate_limit=RateLimit(per_second=0.001), timeout=Timeout(total=60))
    talk = Talk([reply(503), GOOD])
    error = fail(talk, settings)
    assert type(error) is DeadlineError
    assert (error.attempts, len(talk.sent)) == (1, 1)
    # A refused token may have cost all the time there was.
    talk = Talk([reply(401), GOOD], [TOKEN, API_KEY], costs=70.0)
    settings = defaults(rate_limit=RateLimit(per_second=0.001))
    assert "and the call has 0.0 s left" in fail(talk, settings).message


# --- credentials


def test_the_error_of_a_refused_token() -> None:
    error = fail(Talk([reply(401, b'{"error": "Unauthorized"}')], [TOKEN]))
    assert type(error) is AuthenticationError
    assert error.message == "stations.count: the service answered 401: Unauthorized"
    assert error.hint == "check the API key or token"
    assert error.retry_after is None
