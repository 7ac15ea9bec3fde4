"""HERE access keys on a client: one token for all calls, threads and tasks, replaced in time."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from support.fakes import Kind, caller, count_body
from support.faults import FaultServer, Peer, message
from test_auth import COUNT, KINDS, PAIR

import evcp
from evcp import (
    ApiKey,
    AuthenticationError,
    ConfigurationError,
    DeadlineError,
    HereCredentials,
    ServerError,
)
from evcp.transport import (
    Authorization,
)


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


class Ahead(HereCredentials):
    """Credentials whose clock a test puts forward."""

    ahead = 0.0

    def authorize(self, refused: Authorization | None, now: float) -> Authorization | None:
        return super().authorize(refused, now + self.ahead)

    def fetch(self, now: float, seconds: float) -> Any:
        return super().fetch(now + self.ahead, seconds)

    def pass_by(self, seconds: float) -> None:
        self.ahead += seconds


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lifetime", [0, -5])
def test_an_expired_new_token_serves_its_call(kind: Kind, lifetime: int) -> None:
    account = Account(lifetime=lifetime)
    with FaultServer(account) as server:
        credentials = Ahead(*PAIR, token_url=f"{server.url}token")
        account.on_token = lambda: credentials.pass_by(30)  # what the token service takes
        with caller(kind, api_key=None, credentials=credentials, base_url=server.url) as one:
            for _ in range(3):
                assert one.call(COUNT).value.count == 7
                credentials.pass_by(2)
    assert (account.issued, len(account.used)) == (3, 3)


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
def test_token_requests_are_retried(kind: Kind) -> None:
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
def test_a_key_replaced_during_the_fetch_is_fetched_again(kind: Kind) -> None:
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
def test_waiting_for_a_token_ends_at_the_deadline(kind: Kind) -> None:
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
def test_custom_credentials(kind: Kind) -> None:
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
