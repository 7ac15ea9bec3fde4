"""HERE access keys: when a token is fetched, kept, replaced and refused."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from support.fakes import Now, Talk, reply
from test_auth import PAIR, is_signed, members_of, shown

from evcp import (
    ApiKey,
    AppIdCode,
    AuthenticationError,
    BearerToken,
    HereCredentials,
    UnansweredError,
)
from evcp.auth import TOKEN_URL
from evcp.transport import (
    Response,
    TokenFailure,
    TransportFailure,
)


def token(text: str = "tok-0123456789", **more: Any) -> Response:
    return reply(200, json.dumps({"access_token": text, "token_type": "bearer", **more}).encode())


def fetched(
    credentials: HereCredentials, *answers: Response | TransportFailure, now: float = 0.0
) -> Any:
    talk = Talk(answers, now=Now())
    return talk.run(credentials.fetch(now, 9.0)), talk


def test_a_token_is_asked_for_by_a_signed_form() -> None:
    credentials = HereCredentials(*PAIR)
    assert credentials.authorize(None, 0) is None
    result, talk = fetched(credentials, token())
    assert result is None
    (request,) = talk.sent
    # Contract section 6.
    assert TOKEN_URL == "https://account.api.here.com/oauth2/token"
    assert (request.method, request.url, request.body) == (
        "POST",
        TOKEN_URL,
        b"grant_type=client_credentials",
    )
    assert request.headers == {"Content-Type": "application/x-www-form-urlencoded"}
    assert request.timeout == 9.0
    ((name, header),) = request.secret_headers
    assert name == "Authorization"
    assert is_signed(TOKEN_URL, "grant_type=client_credentials", header.reveal(), PAIR[1])
    assert members_of(header.reveal())["oauth_consumer_key"] == PAIR[0]
    assert shown(credentials.authorize(None, 0)) == {"Authorization": "Bearer tok-0123456789"}
    _, again = fetched(credentials, token())
    assert again.sent[0].secret_headers[0][1].reveal() != header.reveal()  # a new nonce


@pytest.mark.parametrize(
    ("lifetime", "used"),
    [
        ({"expires_in": 86_400}, 86_100),
        ({}, 86_100),
        ({"expires_in": "3600"}, 3_300),
        ({"expires_in": 600}, 300),
        ({"expires_in": 400}, 200),
        ({"expires_in": 1}, 1),
        ({"expires_in": 0}, 1),
        ({"expires_in": -5}, 1),
        ({"expires_in": float("nan")}, 1),
        ({"expires_in": float("inf")}, 1),
    ],
)
def test_a_token_is_replaced_before_it_ends(lifetime: dict[str, Any], used: float) -> None:
    credentials = HereCredentials(*PAIR)
    fetched(credentials, token(**lifetime), now=1000.0)
    first = credentials.authorize(None, 1000.0)
    assert first is not None
    assert credentials.authorize(None, 1000.0 + used - 0.01) is first
    assert credentials.authorize(None, 1000.0 + used) is None


@pytest.mark.parametrize("seconds", [0, -5, 1, 60])
def test_an_expired_new_token_serves_waiting_calls(seconds: float) -> None:
    credentials = HereCredentials(*PAIR)
    fetched(credentials, token(expires_in=seconds), now=1000.0)
    first = credentials.authorize(None, 1055.0)  # the token service took its time
    assert first is not None
    assert credentials.authorize(None, 1055.9) is first
    assert credentials.authorize(first, 1055.9) is None
    assert credentials.authorize(None, 1056.0) is None


def test_a_refused_token_is_not_given_again() -> None:
    credentials = HereCredentials(*PAIR)
    fetched(credentials, token("first-0123456789"))
    first = credentials.authorize(None, 0)
    assert credentials.authorize(first, 0) is None
    fetched(credentials, token("second-0123456789"))
    second = credentials.authorize(first, 0)
    assert shown(second) == {"Authorization": "Bearer second-0123456789"}
    # Another call was refused the first token too, and finds the second one there.
    assert credentials.authorize(first, 0) is second


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_failing_token_service_may_recover(status: int) -> None:
    result, talk = fetched(HereCredentials(*PAIR), reply(status))
    assert result == TokenFailure(talk.sent[0], reply(status))
    fault = TransportFailure(UnansweredError, "x")
    result, talk = fetched(HereCredentials(*PAIR), fault)
    assert result == TokenFailure(talk.sent[0], fault)


BAD_ANSWERS = [
    b"",
    b"<html>",
    b"[]",
    b"5",
    b'"x"',
    b"null",
    b"{}",
    b'{"access_token": ""}',
    b'{"access_token": 5}',
    b'{"access_token": "a\\r\\nX: y"}',
    b'{"access_token": "a", "expires_in": []}',
    b'{"access_token": "a", "expires_in": "soon"}',
    b'{"access_token": "a", "expires_in": 1' + b"0" * 400 + b"}",
    b'{"a":' * 100_000,
]


@pytest.mark.parametrize("content", BAD_ANSWERS, ids=[str(content[:40]) for content in BAD_ANSWERS])
def test_an_answer_without_a_token(content: bytes) -> None:
    credentials = HereCredentials(*PAIR)
    with pytest.raises(AuthenticationError, match="answered 200") as caught:
        fetched(credentials, reply(200, content))
    assert caught.value.body_excerpt is None  # it may hold half a token
    assert credentials.authorize(None, 0) is None


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 501])
def test_a_refused_access_key(status: int) -> None:
    said = f'{{"errorId":"E","message":"Signature mismatch for {PAIR[0]} {PAIR[1]}"}}'
    with pytest.raises(AuthenticationError) as caught:
        fetched(HereCredentials(*PAIR), reply(status, said.encode(), x_correlation_id="c-1"))
    error = caught.value
    assert (error.status, error.request_id, error.url) == (status, "c-1", TOKEN_URL)
    assert error.message == (
        f"no token for the HERE access key: the service answered {status}: "
        "Signature mismatch for REDACTED REDACTED"
    )
    assert error.hint == "check the access key id, its secret and the clock of this machine"
    assert error.attempts == 1
    assert error.body_excerpt == (
        '{"errorId":"E","message":"Signature mismatch for REDACTED REDACTED"}'
    )
    assert PAIR[0] not in f"{error.__dict__}"
    assert PAIR[1] not in f"{error.__dict__}"


@pytest.mark.parametrize("status", [201, 302, 400, 401, 501])
def test_a_token_counts_in_a_good_answer_only(status: int) -> None:
    credentials = HereCredentials(*PAIR)
    refused = reply(status, token().body)
    with pytest.raises(AuthenticationError) as caught:
        fetched(credentials, refused)
    assert caught.value.message == (
        f"no token for the HERE access key: the service answered {status}"
    )
    assert credentials.authorize(None, 0) is None


def test_a_long_speech_of_the_token_service_is_cut() -> None:
    said = b'{"message": "' + b"x" * 201 + b'"}'
    with pytest.raises(AuthenticationError) as caught:
        fetched(HereCredentials(*PAIR), reply(400, said))
    assert caught.value.message.endswith("answered 400: " + "x" * 200)


def test_token_errors_are_one_printable_line() -> None:
    said = json.dumps({"message": "one\r\n\x1b[31mtwo"}).encode()
    url = "https://account.test/" + "x" * 3_000
    with pytest.raises(AuthenticationError) as caught:
        fetched(HereCredentials(*PAIR, token_url=url), reply(400, said))
    assert caught.value.message.endswith("answered 400: one   [31mtwo")
    assert caught.value.url is not None
    assert len(caught.value.url) == 2_003


def test_a_token_of_a_replaced_key_is_dropped() -> None:
    credentials = HereCredentials(*PAIR)
    steps = credentials.fetch(0.0, 9.0)
    next(steps)
    credentials.update("new-id", "new-secret")
    with pytest.raises(StopIteration):
        steps.send(token())
    assert credentials.authorize(None, 0) is None


def test_credentials_cannot_be_pickled_or_copied() -> None:
    for credentials in (ApiKey("k"), AppIdCode("a", "b"), BearerToken("t")):
        with pytest.raises(TypeError, match="cannot be pickled"):
            copy.deepcopy(credentials)
