"""HERE access keys: when a token is fetched, kept, replaced and refused."""

from __future__ import annotations

import asyncio
import copy
import json
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from client.test_auth import COUNT, KINDS, PAIR, is_signed, members_of, shown
from support.fakes import Kind, Now, Talk, caller, count_body, reply
from support.faults import FaultServer, Peer, message

import evcp
from evcp import (
    ApiKey,
    AppIdCode,
    AuthenticationError,
    BearerToken,
    ConfigurationError,
    DeadlineError,
    HereCredentials,
    ServerError,
    UnansweredError,
)
from evcp.auth import TOKEN_URL
from evcp.exchange import Fault, Reply, Unauthorized

# --- HERE credentials, without I/O


def token(text: str = "tok-0123456789", **more: Any) -> Reply:
    return reply(200, json.dumps({"access_token": text, "token_type": "bearer", **more}).encode())


def fetched(credentials: HereCredentials, *answers: Reply | Fault, now: float = 0.0) -> Any:
    talk = Talk(answers, now=Now())
    return talk.run(credentials.fetch(now, 9.0)), talk


def test_a_token_is_asked_for_by_a_signed_form() -> None:
    credentials = HereCredentials(*PAIR)
    assert credentials.authorize(None, 0) is None
    result, talk = fetched(credentials, token())
    assert result is None
    (request,) = talk.sent
    assert (request.method, request.url, request.body) == (
        "POST",
        TOKEN_URL,
        b"grant_type=client_credentials",
    )
    assert request.headers == {"Content-Type": "application/x-www-form-urlencoded"}
    assert request.deadline == 9.0
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
    assert credentials.authorize(None, 1000.0 + used - 0.01) is not None
    assert credentials.authorize(None, 1000.0 + used) is None


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
    assert result == Unauthorized(talk.sent[0], reply(status))
    fault = Fault(UnansweredError, "x")
    result, talk = fetched(HereCredentials(*PAIR), fault)
    assert result == Unauthorized(talk.sent[0], fault)


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
    assert "Signature mismatch for REDACTED REDACTED" in str(error)
    assert "clock of this machine" in error.hint
    assert PAIR[0] not in f"{error.__dict__}"
    assert PAIR[1] not in f"{error.__dict__}"


def test_a_key_that_is_replaced_while_its_token_is_under_way() -> None:
    credentials = HereCredentials(*PAIR)
    steps = credentials.fetch(0.0, 9.0)
    next(steps)
    credentials.update("new-id", "new-secret")
    with pytest.raises(StopIteration):
        steps.send(token())
    assert credentials.authorize(None, 0) is None


# --- HERE credentials on a client


class Account:
    """A service and its account service: tokens are numbered, those in `revoked` are refused."""

    def __init__(self, *, failures: int = 0, lifetime: int = 3600) -> None:
        self.issued = 0
        self.failures = failures
        self.lifetime = lifetime
        self.revoked: set[str] = set()
        self.used: list[str] = []
        self.on_token: Callable[[], object] = lambda: None
        self._lock = threading.Lock()

    def __call__(self, peer: Peer) -> None:
        with self._lock:
            peer.send(self._answer(peer))
        peer.keep()

    def _answer(self, peer: Peer) -> bytes:
        head = peer.request.head.decode()
        if peer.request.path.endswith("/token"):
            if self.failures:
                self.failures -= 1
                return message(b"", "503 Unavailable")
            assert peer.request.body == b"grant_type=client_credentials"
            self.issued += 1
            self.on_token()
            return message(
                json.dumps(
                    {"access_token": f"tok-{self.issued}-0123456789", "expires_in": self.lifetime}
                ).encode()
            )
        (used,) = re.findall(r"(?im)^authorization: bearer (\S+)", head)
        self.used.append(used)
        if used in self.revoked:
            return message(b'{"error":"Unauthorized"}', "401 Unauthorized")
        return message(count_body())


def here(server: FaultServer) -> HereCredentials:
    return HereCredentials(*PAIR, token_url=f"{server.url}token")


def with_here(kind: Kind, server: FaultServer, **more: Any) -> Any:
    return caller(kind, api_key=None, credentials=here(server), base_url=server.url, **more)


@pytest.mark.parametrize("kind", KINDS)
def test_one_token_serves_all_calls(kind: Kind) -> None:
    account = Account()
    with FaultServer(account) as server, with_here(kind, server) as one:
        for _ in range(3):
            assert one.call(COUNT).value.count == 7
    assert (account.issued, len(account.used)) == (1, 3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_revoked_token_is_replaced_within_the_call(kind: Kind) -> None:
    account = Account()
    with FaultServer(account) as server, with_here(kind, server) as one:
        one.call(COUNT)
        account.revoked.add("tok-1-0123456789")
        assert one.call(COUNT).value.count == 7
        account.revoked.update({"tok-2-0123456789", "tok-3-0123456789", "tok-4-0123456789"})
        with pytest.raises(AuthenticationError) as caught:
            one.call(COUNT)
        assert caught.value.attempts == 2
    assert account.issued == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_service_that_recovers(kind: Kind) -> None:
    account = Account(failures=2)
    quick = evcp.RetryPolicy(first_wait=0.001)
    with FaultServer(account) as server, with_here(kind, server, retries=quick) as one:
        assert one.call(COUNT).value.count == 7
        account.failures = 9
        one.client.credentials.update(*PAIR)
        with pytest.raises(ServerError, match="fetching a token") as caught:
            one.call(COUNT)
        assert caught.value.attempts == 3
    assert account.issued == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_that_is_replaced_during_the_fetch_costs_another_fetch(kind: Kind) -> None:
    account = Account()
    with FaultServer(account) as server, with_here(kind, server) as one:
        credentials = one.client.credentials

        def replace() -> None:
            if account.issued == 1:
                credentials.update("other-key-id", "other-key-secret")

        account.on_token = replace
        assert one.call(COUNT).value.count == 7
        assert account.used == ["tok-2-0123456789"]
        account.on_token = lambda: credentials.update("other-key-id", "other-key-secret")
        credentials.update(*PAIR)
        with pytest.raises(ConfigurationError, match="however often fetched"):
            one.call(COUNT)


def test_twenty_threads_fetch_one_token() -> None:
    account = Account()
    with FaultServer(account) as server, with_here("sync", server, max_connections=20) as one:
        found = in_threads(20, lambda: one.call(COUNT).value.count)
        assert found == [7] * 20
        assert account.issued == 1
        # All are refused the same token at once, and one more is fetched for all of them.
        account.revoked.add("tok-1-0123456789")
        assert in_threads(20, lambda: one.call(COUNT).value.count) == [7] * 20
    assert account.issued == 2


def test_twenty_tasks_fetch_one_token() -> None:
    account = Account()
    with FaultServer(account) as server, with_here("async", server, max_connections=20) as one:

        async def all_at_once(client: Any) -> list[int]:
            answers = await asyncio.gather(*(client.call(COUNT) for _ in range(20)))
            return [answer.value.count for answer in answers]

        assert one.run(all_at_once) == [7] * 20
        account.revoked.add("tok-1-0123456789")
        assert one.run(all_at_once) == [7] * 20
    assert account.issued == 2


def in_threads(number: int, work: Callable[[], Any]) -> list[Any]:
    gate = threading.Barrier(number)
    results: list[Any] = [None] * number

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = work()
        except Exception as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_waits_for_the_token_waits_within_his_time(kind: Kind) -> None:
    hanging = threading.Event()

    def hang(peer: Peer) -> None:
        hanging.set()
        peer.hang()

    with FaultServer(hang) as server, with_here(kind, server, timeout=0.4, retries=0) as one:
        if kind == "sync":
            first = threading.Thread(target=in_threads, args=(1, lambda: one.call(COUNT)))
            first.start()
            hanging.wait(5)
            with pytest.raises(DeadlineError, match="token") as caught:
                one.client.with_options(timeout=0.1).call(COUNT)
            first.join()
        else:

            async def both(client: Any) -> list[Any]:
                hurried = client.with_options(timeout=0.1)
                ended = await asyncio.gather(
                    client.call(COUNT), hurried.call(COUNT), return_exceptions=True
                )
                return list(ended)

            one.run(both)
            with pytest.raises(DeadlineError, match="token") as caught:
                one.run(lambda client: client.with_options(timeout=0.1).call(COUNT))
        assert caught.value.attempts == 1


@pytest.mark.parametrize("kind", KINDS)
def test_credentials_of_ones_own(kind: Kind) -> None:
    class Nothing(ApiKey):
        def authorize(self, refused: Any, now: float) -> Any:
            return None

    class Slow(Nothing):
        def fetch(self, now: float, seconds: float) -> Any:
            deadline = threading.Event()
            deadline.wait(seconds + 0.01)
            yield from ()
            return None

    def fails(credentials: ApiKey, kind_of_error: type[Exception], timeout: float) -> None:
        options: dict[str, Any] = {"api_key": None, "credentials": credentials, "timeout": timeout}
        with caller(kind, **options) as one, pytest.raises(kind_of_error):
            one.call(COUNT)

    fails(Nothing("x"), ConfigurationError, 60)
    fails(Slow("x"), DeadlineError, 0.02)


def test_credentials_cannot_be_pickled_or_copied() -> None:
    for credentials in (ApiKey("k"), AppIdCode("a", "b"), BearerToken("t")):
        with pytest.raises(TypeError, match="cannot be pickled"):
            copy.deepcopy(credentials)
