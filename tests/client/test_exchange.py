"""The conversation, driven by hand: plain values, a clock of numbers, no HTTP."""

from __future__ import annotations

import logging
from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fakes import (
    API_KEY,
    KEY,
    TOKEN,
    Now,
    Talk,
    body,
    count_body,
    defaults,
    ok,
    reply,
    stations,
)
from support.settings import tries

import evcp
from evcp import (
    BadRequestError,
    Circle,
    DeadlineError,
    DecodeError,
    EvcpError,
    Hooks,
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
from evcp.events import Answered, IssueFound, Retrying, Sending
from evcp.exchange import Authorization, Authorize, Fault, Reply, Send, Unauthorized, Wait
from evcp.exchange import converse as converse_steps
from evcp.exchange import exchange as exchange_steps
from evcp.operations import Operation, count_stations, evses_bulk, search_stations
from evcp.redaction import Secret
from evcp.settings import Settings
from evcp.wire import Request
from evcp_models import CountResult

COUNT = count_stations(Circle(52.5, 13.4, 500))
SEARCH = search_stations(Circle(52.5, 13.4, 500))
GOOD = ok(CountResult(count=7))
BROKEN = Fault(UnansweredError, "the connection broke: RemoteDisconnected")
REFUSED = Fault(NotSentError, "no connection: Connection refused")


def run(talk: Talk, settings: Settings | None = None, operation: Operation[Any] = COUNT) -> Any:
    return talk.run(exchange_steps(operation, settings or defaults(), talk.now.clock))


def fail(talk: Talk, settings: Settings | None = None, operation: Operation[Any] = COUNT) -> Any:
    with pytest.raises(EvcpError) as caught:
        run(talk, settings, operation)
    assert KEY not in str(caught.value)
    return caught.value


def test_a_good_answer_at_once() -> None:
    talk = Talk([GOOD])
    answer = run(talk)
    assert (answer.value, answer.issues) == (CountResult(count=7), ())
    assert [type(step) for step in talk.steps] == [Authorize, Send]
    (request,) = talk.sent
    assert request.method == "GET"
    assert request.url == "https://ev.test/ev/stations/count.json"
    assert request.query == (("prox", "52.5,13.4,500"),)
    assert request.headers == {"User-Agent": "evcp/test", "Accept-Encoding": "gzip, deflate"}
    assert request.body is None
    assert [(name, secret.reveal()) for name, secret in request.secret_query] == [("apiKey", KEY)]
    assert (request.connect_timeout, request.read_timeout, request.deadline) == (5, 30, 60)
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
def test_statuses_that_may_pass_are_sent_again(status: int) -> None:
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
def test_statuses_that_will_not_pass_are_not(status: int, kind: type[StatusError]) -> None:
    talk = Talk([reply(status)])
    error = fail(talk)
    assert type(error) is kind
    assert (error.status, error.attempts, talk.waits) == (status, 1, [])
    assert error.url == "https://ev.test/ev/stations/count.json?prox=52.5,13.4,500"
    assert f"stations.count: the service answered {status}" in str(error)


@pytest.mark.parametrize("fault", [BROKEN, REFUSED])
def test_faults_are_sent_again_and_reported_as_what_they_are(fault: Fault) -> None:
    talk = Talk([fault, fault, GOOD])
    assert run(talk).value.count == 7
    error = fail(Talk([fault]))
    assert type(error) is fault.error
    assert (error.attempts, error.status) == (3, None)
    assert "given up after 3 attempts; " in error.hint
    assert fault.message in str(error)


def test_a_fault_that_will_not_pass_is_not() -> None:
    error = fail(Talk([Fault(NotSentError, "the request cannot be sent: InvalidURL", again=False)]))
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


@tries(200)
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
        assert 0 < request.deadline <= total
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


def test_retry_after_that_has_passed_or_is_no_time() -> None:
    talk = Talk([reply(503, retry_after=formatdate(5, usegmt=True)), GOOD])
    run(talk)
    assert talk.waits == [0.0]
    talk = Talk([reply(503, retry_after="soon"), GOOD], now=Now(chance=1.0))
    run(talk)
    assert talk.waits == [0.5]


def test_retry_after_beyond_the_cap_ends_the_call_and_says_when() -> None:
    talk = Talk([reply(429, retry_after="61"), GOOD])
    error = fail(talk, defaults(timeout=Timeout(total=600)))
    assert isinstance(error, RateLimitError)
    assert (error.retry_after, error.attempts, talk.waits) == (61.0, 1, [])
    assert "come back in 61 s" in str(error)
    error = fail(Talk([reply(503, retry_after="3600")]))
    assert isinstance(error, ServerError)
    assert "asks to come back in 3600 s" in str(error)
    # The cap is a setting.
    patient = defaults(timeout=Timeout(total=600), retry=RetryPolicy(longest_retry_after=300))
    talk = Talk([reply(429, retry_after="61"), GOOD])
    run(talk, patient)
    assert talk.waits == [61.0]


def test_retry_after_beyond_the_deadline_ends_the_call_at_once() -> None:
    talk = Talk([reply(429, retry_after="30"), GOOD])
    error = fail(talk, defaults(timeout=Timeout(total=20)))
    assert (error.retry_after, talk.waits) == (30.0, [])
    assert "the 20 s for the call would run out while waiting" in error.hint


def test_retry_after_of_a_final_status_is_told() -> None:
    error = fail(Talk([reply(404, retry_after="5")]))
    assert (error.retry_after, error.attempts) == (5.0, 1)


def test_429_without_a_time_says_what_to_do() -> None:
    error = fail(Talk([reply(429)]))
    assert error.retry_after is None
    assert "set rate_limit" in error.hint


# --- time


def test_the_time_left_is_that_of_the_call() -> None:
    talk = Talk([BROKEN, BROKEN, GOOD], costs=10.0, now=Now(chance=1.0))
    run(talk)
    assert [request.deadline for request in talk.sent] == [60.0, 49.5, 38.5]
    assert [step.seconds for step in talk.asked] == [60.0, 49.5, 38.5]


def test_time_that_has_run_out_is_a_deadline_error() -> None:
    talk = Talk([BROKEN], costs=70.0)
    error = fail(talk)
    assert type(error) is DeadlineError
    assert isinstance(error, UnansweredError)
    assert error.attempts == 1
    assert "raise the total timeout" in error.hint
    late = Fault(DeadlineError, "no whole answer within 60.0 s", again=False)
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


def test_a_rate_limit_that_outlasts_the_call_is_told_before_anything_is_sent() -> None:
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
    assert [step.refused for step in talk.asked] == [None, TOKEN]
    assert talk.waits == []


def test_and_no_more_than_once() -> None:
    talk = Talk([reply(401)], [TOKEN, other_token(), other_token("third-token-0123456789")])
    error = fail(talk)
    assert type(error) is evcp.AuthenticationError
    assert (error.attempts, error.status, len(talk.asked)) == (2, 401, 2)
    assert error.hint == "check the API key or token"


def test_a_refused_token_that_is_all_there_is_ends_the_call() -> None:
    talk = Talk([reply(401, b'{"error": "Unauthorized"}')], [TOKEN])
    error = fail(talk)
    assert type(error) is evcp.AuthenticationError
    assert (error.attempts, len(talk.sent)) == (1, 1)
    assert "Unauthorized" in str(error)


def test_a_refused_key_is_not_asked_for_again() -> None:
    talk = Talk([reply(401)])
    assert fail(talk).attempts == 1
    assert len(talk.asked) == 1


def token_request() -> Request:
    return Request("POST", "https://account.test/token", (), {}, secrets=(Secret(KEY),))


def test_a_token_that_cannot_be_fetched_for_now_is_fetched_again() -> None:
    failed = Unauthorized(token_request(), reply(503))
    talk = Talk([GOOD], [failed, TOKEN])
    assert run(talk).value.count == 7
    assert [type(step) for step in talk.steps] == [Authorize, Wait, Authorize, Send]


def test_a_token_that_cannot_be_fetched_at_all() -> None:
    talk = Talk([GOOD], [Unauthorized(token_request(), reply(503, KEY.encode()))])
    error = fail(talk)
    assert type(error) is ServerError
    assert (error.attempts, error.url, talk.sent) == (3, "https://account.test/token", [])
    assert "stations.count: fetching a token: the service answered 503" in str(error)
    assert error.body_excerpt == "REDACTED"
    late = Fault(DeadlineError, "the token did not come in time", again=False)
    error = fail(Talk([GOOD], [Unauthorized(token_request(), late)]))
    assert type(error) is DeadlineError


# --- what the service says


SHAPES: list[tuple[bytes, str]] = [
    # The shapes of contract section 7.2, and those of the account service (section 6).
    (b'{"error":"Unauthorized","error_description":"apiKey invalid."}', "apiKey invalid."),
    (
        b'{"Type":"Unauthorized","Message":["These do not authorize", "Two"]}',
        "These do not authorize; Two",
    ),
    (b'{"title":"No such thing","status":404}', "No such thing"),
    (b'{"errorId":"E-1","message":"Signature mismatch"}', "Signature mismatch"),
    (b'{"error":"Forbidden"}', "Forbidden"),
    (b'{"code":"E400","cause":"bbox is too wide"}', "bbox is too wide"),
    (b'\xef\xbb\xbf{"error":"with a mark"}', "with a mark"),
    ('{"error":"in UTF-16"}'.encode("utf-16"), "in UTF-16"),
    (b"<error><error>In XML</error></error>", "In XML"),
    (b'\n <ev:error xmlns:ev="x"><title>In XML</title></ev:error>', "In XML"),
    (b'{"error":""}', ""),
    (b'{"error":5}', "5"),
    (b'{"nothing":"known"}', ""),
    (b"[1,2]", ""),
    (b"<html><h1>502 Bad Gateway</h1></html>", ""),
    (b"<html><h1>error</h1></html>", ""),
    (b"upstream connect error", ""),
    (b"", ""),
    (b'{"error":"' + b"x" * 200_000 + b'"}', ""),
    (b'{"error":' * 50_000, ""),
]


@pytest.mark.parametrize(("content", "said"), SHAPES, ids=[str(row[0][:30]) for row in SHAPES])
def test_what_an_error_body_says_is_in_the_error(content: bytes, said: str) -> None:
    error = fail(Talk([reply(400, content)]))
    expected = "stations.count: the service answered 400" + (f": {said}" if said else "")
    assert error.message == expected
    assert error.body_excerpt is not None
    assert len(error.body_excerpt) <= 500


def test_a_long_speech_is_cut() -> None:
    error = fail(Talk([reply(400, b'{"error":"' + b"x" * 5000 + b'"}')]))
    assert len(error.message) < 260
    assert len(error.body_excerpt) == 500


def test_unprintable_bodies_become_printable_excerpts() -> None:
    error = fail(Talk([reply(500, b"\x00\x1b[31m\r\n\xff\xfe caf\xc3\xa9")]))
    assert error.body_excerpt.isprintable()


@pytest.mark.parametrize(
    "echo",
    [
        b'{"error":"bad key %s"}' % KEY.encode(),
        b'{"error_description":"%s"}' % KEY.encode(),
        b"x" * 480 + KEY.encode(),  # where the excerpt is cut
        b'{"error":"%s%s"}' % (b"y" * 190, KEY.encode()),  # where the message is cut
        f'{{"error":"{KEY}"}}'.encode("utf-16"),
        b'{"link":"https://ev.test/?apiKey=%s"}' % KEY.encode(),
    ],
)
@pytest.mark.parametrize("status", [200, 302, 400, 401, 503])
def test_an_echo_of_the_key_is_removed(echo: bytes, status: int) -> None:
    answer = reply(
        status, echo, location=f"https://other.test/{KEY}?apiKey={KEY}", x_request_id=KEY
    )
    error = fail(Talk([answer]), defaults(strict=True))
    shown = f"{error} {error!r} {error.__dict__} {error.args}"
    assert KEY[:12] not in shown
    assert KEY[-12:] not in shown.replace(" ", "")


def test_redirects_are_errors_that_say_where() -> None:
    answer = reply(302, b"", location="https://other.test/path?apiKey=1")
    error = fail(Talk([answer]))
    assert type(error) is StatusError
    assert "redirect to https://other.test/path" in str(error)
    assert "check base_url" in error.hint
    assert fail(Talk([reply(301)])).message == "stations.count: the service answered 301"
    assert "redirect to REDACTED" in str(fail(Talk([reply(302, location="http://[")])))


def test_the_request_id_is_kept() -> None:
    assert fail(Talk([reply(400, x_request_id="r-1", x_correlation_id="c")])).request_id == "r-1"
    assert fail(Talk([reply(400, x_correlation_id="c-1")])).request_id == "c-1"
    assert fail(Talk([reply(400)])).request_id is None


# --- answers that are none


def test_an_error_body_with_status_200_is_the_service_s_no() -> None:
    talk = Talk([reply(200, b'{"error":"Forbidden","error_description":"not entitled"}')])
    error = fail(talk)
    assert type(error) is StatusError
    assert (error.status, error.attempts) == (200, 1)
    assert str(error) == (
        "stations.count: the service answered 200: not entitled (an error body with status 200)"
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html>login</html>", "text/html"),
        (b"", "application/json"),
        (b'{"unknown": 1}', "application/json"),
        (b'{"count": 7', "application/json"),
        (b"[]", "application/json"),
        (b"<countResult/>", "application/xml"),
    ],
)
def test_a_body_that_is_no_such_document(content: bytes, kind: str) -> None:
    talk = Talk([reply(200, content, content_type=kind, x_request_id="r-1")])
    error = fail(talk)
    assert type(error) is DecodeError
    assert (error.status, error.attempts, error.request_id) == (200, 1, "r-1")
    assert error.url == "https://ev.test/ev/stations/count.json?prox=52.5,13.4,500"
    assert error.hint.endswith(f"; the answer calls itself {kind}")
    assert error.message.startswith("stations.count: cannot decode CountResult")
    assert error.__cause__ is None
    assert error.__context__ is None
    assert len(talk.sent) == 1
    assert fail(Talk([reply(200, content)])).hint.endswith("no content type")


def test_a_body_that_is_too_large() -> None:
    error = fail(Talk([reply(200, count_body())]), defaults(max_bytes=5))
    assert type(error) is DecodeError
    assert "more than 5" in str(error)


STRANGE = b'{"count": 7, "new": "https://x.test/?apiKey=' + KEY.encode() + b'"}'


def test_issues_are_collected_and_told_without_the_key() -> None:
    heard: list[IssueFound] = []
    answer = run(Talk([reply(200, STRANGE)]), defaults(hooks=Hooks(issue=heard.append)))
    (issue,) = answer.issues
    assert (issue.path, issue.kind) == ("new", "unknown-field")
    assert issue.raw == "https://x.test/?apiKey=REDACTED"
    assert heard == [IssueFound("stations.count", issue)]
    assert len(run(Talk([reply(200, STRANGE)])).issues) == 1


def test_strict_stops_at_an_issue() -> None:
    error = fail(Talk([reply(200, STRANGE)]), defaults(strict=True))
    assert type(error) is DecodeError
    assert error.issue is not None
    assert error.issue.raw == "https://x.test/?apiKey=REDACTED"
    assert KEY[:12] not in str(error)


def test_both_formats_give_the_same() -> None:
    asked = stations("a", "b", more=True, count=2)
    found = [
        run(Talk([ok(asked, "json")]), defaults(), SEARCH),
        run(Talk([ok(asked, "xml")]), defaults(format="xml"), SEARCH),
    ]
    assert found[0] == found[1]
    assert found[0].value == asked


def test_the_answer_as_it_came() -> None:
    talk = Talk([reply(503), reply(206, b"anything", etag="1")])
    answer, request, attempts = talk.run(converse_steps(COUNT, defaults(), talk.now.clock))
    assert (answer.status, answer.body, answer.headers, attempts) == (
        206,
        b"anything",
        {"etag": "1"},
        2,
    )
    assert request is talk.sent[-1]


# --- hooks and logs


def test_hooks_are_told_everything_in_order(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Any] = []
    hooks = Hooks(
        request=heard.append, response=heard.append, retry=heard.append, issue=heard.append
    )
    talk = Talk(
        [BROKEN, reply(503, b"xyz", x_request_id="r-1"), reply(200, b'{"count": 7, "new": 1}')],
        now=Now(chance=1.0),
        costs=0.25,
    )
    with caplog.at_level(logging.DEBUG, "evcp"):
        run(talk, defaults(hooks=hooks))
    url = "https://ev.test/ev/stations/count.json?prox=52.5,13.4,500"
    name = "stations.count"
    assert heard == [
        Sending(name, "GET", url, 1),
        Answered(
            operation=name,
            method="GET",
            url=url,
            attempt=1,
            status=None,
            fault=BROKEN.message,
            request_id=None,
            bytes=0,
            seconds=0.25,
        ),
        Retrying(name, url, 1, BROKEN.message, 0.5),
        Sending(name, "GET", url, 2),
        Answered(
            operation=name,
            method="GET",
            url=url,
            attempt=2,
            status=503,
            fault=None,
            request_id="r-1",
            bytes=3,
            seconds=0.25,
        ),
        Retrying(name, url, 2, "503", 1.0),
        Sending(name, "GET", url, 3),
        Answered(
            operation=name,
            method="GET",
            url=url,
            attempt=3,
            status=200,
            fault=None,
            request_id=None,
            bytes=22,
            seconds=0.25,
        ),
        IssueFound(name, heard[-1].issue),
    ]
    lines = [record.getMessage() for record in caplog.records]
    assert lines == [
        f"{name} attempt 1: GET {url}: {BROKEN.message} in 250 ms",
        f"{name}: waiting 0.50 s after {BROKEN.message}",
        f"{name} attempt 2: GET {url}: 503 in 250 ms",
        f"{name}: waiting 1.00 s after 503",
        f"{name} attempt 3: GET {url}: 200 in 250 ms",
    ]
    assert all(record.levelno == logging.DEBUG for record in caplog.records)


def test_what_a_hook_raises_ends_the_call() -> None:
    def object_(event: object) -> None:
        raise KeyboardInterrupt

    talk = Talk([GOOD])
    with pytest.raises(KeyboardInterrupt):
        run(talk, defaults(hooks=Hooks(request=object_)))
    assert talk.sent == []


def test_values_show_no_credentials() -> None:
    talk = Talk([GOOD], [TOKEN])
    run(talk, defaults(headers=(("X-Key", KEY),)))
    run(keyed := Talk([GOOD]), defaults(headers=(("X-Key", KEY),)))
    shown = f"{talk.steps!r} {keyed.steps!r} {TOKEN!r} {API_KEY!r} {Reply(200, {'a': KEY}, KEY.encode())!r}"
    assert KEY not in shown
    assert KEY not in repr(defaults(headers=(("X-Key", KEY),)))


def test_the_body_helper_writes_what_the_service_sends() -> None:
    assert body(CountResult(count=7)) == b'{"count":7}'
