"""The conversation, driven by hand: plain values, a clock of numbers, no HTTP."""

from __future__ import annotations

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.core_driver import BROKEN, GOOD, REFUSED, fail, run
from support.fakes import (
    KEY,
    TOKEN,
    Now,
    Talk,
    defaults,
    ok,
    reply,
)
from support.settings import tries

import evcp
from evcp import (
    BadRequestError,
    DeadlineError,
    NotFoundError,
    NotSentError,
    PermissionDeniedError,
    RateLimit,
    RateLimitError,
    RequestError,
    RetryBudget,
    RetryPolicy,
    ServerError,
    StatusError,
    Timeout,
    UnansweredError,
)
from evcp.operations import Operation, evses_bulk
from evcp.transport import (
    AcquireLock,
    Authorization,
    Request,
    Secret,
    SendRequest,
    Sleep,
    TokenFailure,
    TransportFailure,
)
from evcp_models import CountResult


def test_a_good_answer_at_once() -> None:
    talk = Talk([GOOD])
    answer = run(talk)
    assert (answer.value, answer.issues) == (CountResult(count=7), ())
    assert [type(step) for step in talk.steps] == [SendRequest]
    (request,) = talk.sent
    assert request.method == "GET"
    assert request.url == "https://ev.test/ev/stations/count.json"
    assert request.query == (("prox", "52.5,13.4,500"),)
    assert request.headers == {"User-Agent": "evcp/test", "Accept-Encoding": "gzip, deflate"}
    assert request.body is None
    assert [(name, secret.reveal()) for name, secret in request.secret_query] == [("apiKey", KEY)]
    assert (request.connect_timeout, request.read_timeout, request.timeout) == (5, 30, 60)
    assert request.max_bytes == 64 * 1024 * 1024


def test_the_format_is_the_suffix() -> None:
    talk = Talk([ok(CountResult(count=7), "xml")])
    assert run(talk, defaults(format="xml")).value.count == 7
    assert talk.sent[0].url.endswith("stations/count.xml")
    # A resource that is documented in JSON alone is asked for in JSON.
    talk = Talk([reply(200, b'{"pools": []}')])
    run(talk, defaults(format="xml"), evses_bulk(["p"]))
    assert talk.sent[0].url.endswith("evses/bulk.json")


def test_a_post_carries_its_body() -> None:
    talk = Talk([GOOD])
    run(talk, operation=Operation("x", "x", (), CountResult, method="POST", body='{"ä": 1}'))
    assert talk.sent[0].body == '{"ä": 1}'.encode()
    assert talk.sent[0].headers["Content-Type"] == "application/json"


def test_headers_of_the_user_come_before_ours_and_credentials_before_both() -> None:
    settings = defaults(
        headers=(("user-agent", "mine"), ("X-A", "1"), ("x-a", "2"), ("AUTHORIZATION", "mine"))
    )
    talk = Talk([GOOD], [TOKEN])
    run(talk, settings)
    (request,) = talk.sent
    assert request.headers == {"Accept-Encoding": "gzip, deflate"}
    assert [(name, secret.reveal()) for name, secret in request.secret_headers] == [
        ("user-agent", "mine"),
        ("x-a", "2"),
        ("Authorization", f"Bearer {KEY}"),
    ]


# --- again


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_temporary_statuses_are_retried(status: int) -> None:
    talk = Talk([reply(status), reply(status), GOOD], now=Now(chance=0.5))
    assert run(talk).value.count == 7
    assert talk.waits == [0.25, 0.5]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (300, StatusError),
        (304, StatusError),
        (400, BadRequestError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (405, StatusError),
        (409, StatusError),
        (414, StatusError),
        (418, StatusError),
        (501, ServerError),
        (505, ServerError),
        (599, ServerError),
        (199, StatusError),
    ],
)
def test_final_statuses_are_not_retried(status: int, kind: type[StatusError]) -> None:
    talk = Talk([reply(status)])
    error = fail(talk)
    assert type(error) is kind
    assert (error.status, error.attempts, talk.waits) == (status, 1, [])
    assert error.url == "https://ev.test/ev/stations/count.json?prox=52.5,13.4,500"
    assert f"stations.count: the service answered {status}" in str(error)


@pytest.mark.parametrize("fault", [BROKEN, REFUSED])
def test_transport_failures_are_retried_and_keep_their_class(fault: TransportFailure) -> None:
    talk = Talk([fault, fault, GOOD])
    assert run(talk).value.count == 7
    error = fail(Talk([fault]))
    assert type(error) is fault.error
    assert (error.attempts, error.status) == (3, None)
    assert "given up after 3 attempts; " in error.hint
    assert fault.message in str(error)


def test_a_final_transport_failure_is_not_retried() -> None:
    error = fail(
        Talk(
            [
                TransportFailure(
                    NotSentError, "the request cannot be sent: InvalidURL", retryable=False
                )
            ]
        )
    )
    assert error.attempts == 1
    assert error.hint == "check the network, base_url, proxy and certificates"


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_the_number_of_attempts(retries: int) -> None:
    policy = RetryPolicy(attempts=retries + 1)
    talk = Talk([reply(503)])
    error = fail(talk, defaults(retry=policy))
    assert len(talk.sent) == error.attempts == retries + 1
    attempts = "attempt" if retries == 0 else "attempts"
    assert f"given up after {retries + 1} {attempts};" in error.hint


def test_statuses_are_a_setting() -> None:
    policy = RetryPolicy(statuses=frozenset({418}))
    assert run(Talk([reply(418), GOOD]), defaults(retry=policy)).value.count == 7
    assert fail(Talk([reply(503), GOOD]), defaults(retry=policy)).attempts == 1


@tries(100)
@given(
    st.lists(st.sampled_from([503, 429, 408, None]), max_size=6),
    st.floats(0, 1),
    st.integers(1, 6),
    st.floats(0.5, 50),
    st.floats(0, 10),
)
def test_every_call_ends_in_its_time(
    failures: list[int | None], chance: float, attempts: int, total: float, costs: float
) -> None:
    """Whatever the service does: waits are in their bounds, and none ends beyond the deadline."""
    answers = [BROKEN if status is None else reply(status) for status in failures]
    policy = RetryPolicy(attempts=attempts)
    settings = defaults(retry=policy, timeout=Timeout(total=total))
    talk = Talk([*answers, GOOD], now=Now(chance), costs=costs)
    began = talk.now.seconds
    failed: RequestError | None = None
    try:
        run(talk, settings)
    except RequestError as error:
        failed = error
    assert failed is None or failed.attempts == len(talk.sent)
    assert len(talk.sent) <= attempts
    for number, wait in enumerate(talk.waits, start=1):
        assert 0 <= wait <= min(8.0, 0.5 * 2.0 ** (number - 1))
    for request in talk.sent:
        assert 0 < request.timeout <= total
    # A transport keeps to `deadline`; here it takes what it costs, once too often at most.
    assert talk.now.seconds - began <= total + costs + 1e-6


# --- Retry-After


def test_retry_after_is_honoured() -> None:
    talk = Talk([reply(429, retry_after="7"), GOOD])
    assert run(talk).value.count == 7
    assert talk.waits == [7.0]
    talk = Talk([reply(503), GOOD])
    date = formatdate(talk.now.epoch + talk.now.seconds + 12, usegmt=True)
    talk = Talk([reply(503, retry_after=date), GOOD])
    run(talk)
    assert talk.waits == [12.0]


def test_past_and_malformed_retry_after() -> None:
    talk = Talk([reply(503, retry_after=formatdate(5, usegmt=True)), GOOD])
    run(talk)
    assert talk.waits == [0.5]
    talk = Talk([reply(503, retry_after="soon"), GOOD], now=Now(chance=1.0))
    run(talk)
    assert talk.waits == [8.0]  # the longest backoff
    error = fail(Talk([reply(503, retry_after="soon")]))
    assert "its Retry-After 'soon' cannot be read" in error.hint
    assert error.retry_after is None


def test_retry_after_beyond_the_cap_ends_the_call_and_says_when() -> None:
    talk = Talk([reply(429, retry_after="61"), GOOD])
    error = fail(talk, defaults(timeout=Timeout(total=600)))
    assert isinstance(error, RateLimitError)
    assert (error.retry_after, error.attempts, talk.waits) == (61.0, 1, [])
    assert "come back in 61 s" in str(error)
    error = fail(Talk([reply(503, retry_after="3600")]))
    assert isinstance(error, ServerError)
    assert "come back in 3600 s" in str(error)
    # The cap is a setting.
    patient = defaults(timeout=Timeout(total=600), retry=RetryPolicy(longest_retry_after=300))
    talk = Talk([reply(429, retry_after="61"), GOOD])
    run(talk, patient)
    assert talk.waits == [61.0]


@pytest.mark.parametrize("asked", ["0", formatdate(5, usegmt=True), "1"])
def test_a_time_to_come_back_never_shortens_the_waits(asked: str) -> None:
    """Or all attempts would be gone within a moment, and of all clients at once."""
    talk = Talk([reply(503, retry_after=asked), reply(503, retry_after=asked), GOOD])
    run(talk, defaults(retry=RetryPolicy(first_wait=2.0)))
    assert talk.waits == [2.0, 4.0]
    talk = Talk([reply(503, retry_after=asked), GOOD], now=Now(chance=0.125))
    run(talk)
    assert talk.waits == [1.0 if asked == "1" else 0.0625]


def test_retry_after_beyond_the_deadline_ends_the_call_at_once() -> None:
    talk = Talk([reply(429, retry_after="30"), GOOD])
    error = fail(talk, defaults(timeout=Timeout(total=20)))
    assert (error.retry_after, talk.waits) == (30.0, [])
    assert "the 20 s for the call would run out while waiting" in error.hint


def test_retry_after_of_a_final_status_is_in_the_error() -> None:
    error = fail(Talk([reply(404, retry_after="5")]))
    assert (error.retry_after, error.attempts) == (5.0, 1)


def test_429_without_a_time_says_what_to_do() -> None:
    error = fail(Talk([reply(429)]))
    assert error.retry_after is None
    assert "set rate_limit" in error.hint


# --- time


def test_attempts_share_the_deadline_of_the_call() -> None:
    talk = Talk([BROKEN, BROKEN, GOOD], costs=10.0, now=Now(chance=1.0))
    run(talk)
    assert [request.timeout for request in talk.sent] == [60.0, 49.5, 38.5]


def test_an_exceeded_deadline_is_a_deadline_error() -> None:
    talk = Talk([BROKEN], costs=70.0)
    error = fail(talk)
    assert type(error) is DeadlineError
    assert isinstance(error, UnansweredError)
    assert error.attempts == 1
    assert "raise the total timeout" in error.hint
    late = TransportFailure(DeadlineError, "no whole answer within 60.0 s", retryable=False)
    error = fail(Talk([late], costs=60.0))
    assert type(error) is DeadlineError
    assert "no whole answer within 60.0 s" in str(error)


# --- budget


def test_an_empty_budget_ends_the_retries() -> None:
    settings = defaults(budget=RetryBudget(share=0.1, burst=2))
    talk = Talk([reply(503)])
    assert fail(talk, settings).attempts == 3
    talk = Talk([reply(503)])
    error = fail(talk, settings)
    assert error.attempts == 1
    assert "retry budget is empty" in error.hint


# --- rate limit


def test_the_rate_limit_spaces_the_requests() -> None:
    settings = defaults(rate_limit=RateLimit(per_second=4, burst=1))
    now = Now()
    for _ in range(3):
        run(Talk([GOOD], now=now), settings)
    assert now.seconds == pytest.approx(1000 + 0.5)


def test_a_rate_limit_beyond_the_deadline_fails_before_sending() -> None:
    settings = defaults(rate_limit=RateLimit(per_second=0.1, burst=1), timeout=Timeout(total=5))
    now = Now()
    run(Talk([GOOD], now=now), settings)
    for _ in range(3):
        talk = Talk([GOOD], now=now)
        error = fail(talk, settings)
        assert type(error) is DeadlineError
        assert "rate limit asks to wait 10.0 s" in str(error)
        assert (error.attempts, talk.sent) == (0, [])


# --- credentials


def other_token(text: str = "another-token-0123456789") -> Authorization:
    return Authorization(headers=(("Authorization", Secret(f"Bearer {text}")),))


def test_a_refused_token_is_replaced_once() -> None:
    talk = Talk([reply(401), GOOD], [TOKEN, other_token()])
    assert run(talk).value.count == 7
    assert talk.credentials.refused == [None, TOKEN]
    assert talk.waits == []


def test_a_401_is_retried_once() -> None:
    talk = Talk([reply(401)], [TOKEN, other_token(), other_token("third-token-0123456789")])
    error = fail(talk)
    assert type(error) is evcp.AuthenticationError
    assert (error.attempts, error.status, len(talk.credentials.refused)) == (2, 401, 2)
    assert error.hint == "check the API key or token"


def test_a_refused_token_without_replacement_ends_the_call() -> None:
    talk = Talk([reply(401, b'{"error": "Unauthorized"}')], [TOKEN])
    error = fail(talk)
    assert type(error) is evcp.AuthenticationError
    assert (error.attempts, len(talk.sent)) == (1, 1)
    assert "Unauthorized" in str(error)


def test_a_refused_key_is_not_asked_for_again() -> None:
    talk = Talk([reply(401)])
    assert fail(talk).attempts == 1
    assert len(talk.credentials.refused) == 1


def token_request() -> Request:
    return Request("POST", "https://account.test/token", (), {}, secrets=(Secret(KEY),))


def test_a_temporary_token_failure_is_retried() -> None:
    failed = TokenFailure(token_request(), reply(503))
    talk = Talk([GOOD], [failed, TOKEN])
    assert run(talk).value.count == 7
    assert [type(step) for step in talk.steps] == [AcquireLock, Sleep, SendRequest]


def test_lock_and_token_request_share_the_deadline() -> None:
    talk = Talk(
        [reply(401), GOOD], [TOKEN, TokenFailure(token_request(), reply(503)), other_token()]
    )
    talk.costs = 10.0
    run(talk)
    assert talk.locks == [50.0]
    # A time of 0 or less would be no limit at all to some HTTP libraries.
    late = Talk([reply(401), GOOD], [TOKEN, TokenFailure(token_request(), reply(503))], costs=70.0)
    fail(late)
    assert late.locks == [0.001]


def test_a_token_lock_held_until_the_deadline() -> None:
    talk = Talk([GOOD], [TokenFailure(token_request(), reply(503))], locked=True)
    error = fail(talk)
    assert type(error) is DeadlineError
    assert "fetching a token: the token did not come in time" in str(error)
    assert (len(talk.locks), talk.sent) == (1, [])


def test_a_final_token_failure() -> None:
    talk = Talk([GOOD], [TokenFailure(token_request(), reply(503, KEY.encode()))])
    error = fail(talk)
    assert type(error) is ServerError
    assert (error.attempts, error.url, talk.sent) == (3, "https://account.test/token", [])
    assert "stations.count: fetching a token: the service answered 503" in str(error)
    assert error.body_excerpt == "REDACTED"
    late = TransportFailure(DeadlineError, "the token did not come in time", retryable=False)
    error = fail(Talk([GOOD], [TokenFailure(token_request(), late)]))
    assert type(error) is DeadlineError
