"""What the service says, and what is told of it: errors, issues, hooks and logs."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from support.core_driver import BROKEN, COUNT, GOOD, SEARCH, fail, run
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

from evcp import (
    DecodeError,
    Hooks,
    RateLimit,
    StatusError,
)
from evcp._core.call import send_with_retries
from evcp.events import AttemptFinished, IssueFound, RateLimitWait, RequestStarted, RetryScheduled
from evcp.transport import (
    Authorization,
    Request,
    Response,
    Secret,
    TokenFailure,
)
from evcp_models import CountResult

# --- what the service says


SHAPES: list[tuple[bytes, str]] = [
    # The shapes of contract section 7.2, and those of the account service (contract section 6).
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
    (b'{"Type":"Unauthorized"}', "Unauthorized"),
    (b'{"Type":"Unauthorized","Message":[]}', "Unauthorized"),
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
def test_the_message_of_an_error_body_is_in_the_error(content: bytes, said: str) -> None:
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


def test_redirects_are_errors_with_their_target() -> None:
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
def test_bodies_of_another_document(content: bytes, kind: str) -> None:
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


def test_bodies_over_max_bytes() -> None:
    error = fail(Talk([reply(200, count_body())]), defaults(max_bytes=5))
    assert type(error) is DecodeError
    assert "more than 5" in str(error)


STRANGE = b'{"count": 7, "new": "https://x.test/?apiKey=' + KEY.encode() + b'"}'


def test_issues_are_redacted_and_reported() -> None:
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
    answer, request, attempts = talk.run(send_with_retries(COUNT, talk.context(defaults())))
    assert (answer.status, answer.body, answer.headers, attempts) == (
        206,
        b"anything",
        {"etag": "1"},
        2,
    )
    assert request is talk.sent[-1]


# --- hooks and logs


def test_hooks_are_called_in_order(caplog: pytest.LogCaptureFixture) -> None:
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
        RequestStarted(name, "GET", url, 1),
        AttemptFinished(
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
        RetryScheduled(name, url, 1, BROKEN.message, 0.5),
        RequestStarted(name, "GET", url, 2),
        AttemptFinished(
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
        RetryScheduled(name, url, 2, "503", 1.0),
        RequestStarted(name, "GET", url, 3),
        AttemptFinished(
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


def test_a_new_token_is_reported_as_a_retry() -> None:
    heard: list[Any] = []
    hooks = Hooks(request=heard.append, retry=heard.append)
    other = Authorization(headers=(("Authorization", Secret("Bearer another-token")),))
    url = "https://ev.test/ev/stations/count.json?prox=52.5,13.4,500"
    talk = Talk([reply(401), reply(503), GOOD], [TOKEN, other])
    run(talk, defaults(hooks=hooks))
    assert heard == [
        RequestStarted("stations.count", "GET", url, 1),
        RetryScheduled("stations.count", url, 1, "401", 0.0),
        RequestStarted("stations.count", "GET", url, 2),
        RetryScheduled("stations.count", url, 2, "503", 1.0),
        RequestStarted("stations.count", "GET", url, 3),
    ]
    # Without another token there is no second attempt to tell of.
    heard.clear()
    fail(Talk([reply(401)], [TOKEN]), defaults(hooks=hooks))
    assert heard == [RequestStarted("stations.count", "GET", url, 1)]


def test_a_second_attempt_with_a_new_token_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    other = Authorization(headers=(("Authorization", Secret("Bearer another-token")),))
    url = "https://ev.test/ev/stations/count.json?prox=52.5,13.4,500"
    with caplog.at_level(logging.DEBUG, "evcp"):
        run(Talk([reply(401), GOOD], [TOKEN, other]))
    assert [record.getMessage() for record in caplog.records] == [
        f"stations.count attempt 1: GET {url}: 401 in 0 ms",
        "stations.count: waiting 0.00 s after 401",
        f"stations.count attempt 2: GET {url}: 200 in 0 ms",
    ]


def test_a_401_is_reported_once() -> None:
    heard: list[Any] = []
    request = Request("POST", "https://account.test/token", (), {})
    other = Authorization(headers=(("Authorization", Secret("Bearer another-token")),))
    talk = Talk([reply(401), GOOD], [TOKEN, TokenFailure(request, reply(503)), other])
    run(talk, defaults(hooks=Hooks(retry=heard.append)))
    assert [(event.attempt, event.reason) for event in heard] == [(2, "503")]


def test_rate_limit_waits_are_reported(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Any] = []
    settings = defaults(
        rate_limit=RateLimit(per_second=0.5), hooks=Hooks(pace=heard.append, request=heard.append)
    )
    now = Now()
    with caplog.at_level(logging.DEBUG, "evcp"):
        for _ in range(2):
            run(Talk([GOOD], now=now), settings)
            run(Talk([GOOD], now=now), defaults(rate_limit=settings.rate_limit))
    assert [event for event in heard if isinstance(event, RateLimitWait)] == [
        RateLimitWait("stations.count", 1, 2.0)
    ]
    assert [type(event) for event in heard] == [RequestStarted, RateLimitWait, RequestStarted]
    lines = [record.getMessage() for record in caplog.records]
    assert lines.count("stations.count: waiting 2.00 s for the rate limit") == 3


def test_an_exception_in_a_hook_ends_the_call() -> None:
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
    shown = f"{talk.steps!r} {keyed.steps!r} {TOKEN!r} {API_KEY!r} {Response(200, {'a': KEY}, KEY.encode())!r}"
    assert KEY not in shown
    assert KEY not in repr(defaults(headers=(("X-Key", KEY),)))


def test_the_body_helper_writes_what_the_service_sends() -> None:
    assert body(CountResult(count=7)) == b'{"count":7}'
