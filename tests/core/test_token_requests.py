"""Requests for tokens on the wire: one for all who share the credentials, bounded and shown like any other."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from typing import Any

import pytest
from support.fakes import Kind, caller, count_body
from support.faults import FaultServer, answer, hang
from test_auth import COUNT, KINDS, PAIR
from test_auth_shared import Account, here, in_threads, with_here

import evcp
from evcp import ApiKey, AsyncClient, Client, Hooks, Timeout, UnansweredError
from evcp._transports.token_lock import TokenLock, token_lock
from evcp.transport import Request, SendRequest, Sleep, TokenFailure

TOKEN = json.dumps({"access_token": "tok-0123456789", "expires_in": 3600}).encode()


# --- one for all


def test_clients_with_the_same_credentials_fetch_one_token() -> None:
    account = Account()
    with FaultServer(account) as server:
        credentials = here(server)
        together = threading.Barrier(8)
        account.on_token = lambda: threading.Event().wait(0.2)

        async def three() -> list[int]:
            async with AsyncClient(credentials=credentials, base_url=server.url) as client:
                calls = [client.call(COUNT) for _ in range(3)]
                return [one.value.count or 0 for one in await asyncio.gather(*calls)]

        def ask(number: int) -> list[int]:
            together.wait()
            if number % 2:
                return asyncio.run(three())
            with Client(credentials=credentials, base_url=server.url) as client:
                return [client.call(COUNT).value.count or 0]

        numbers = iter(range(8))
        lock = threading.Lock()

        def work() -> list[int]:
            with lock:
                number = next(numbers)
            return ask(number)

        found = in_threads(8, work)
        assert sorted(found) == [[7]] * 4 + [[7] * 3] * 4
    assert account.issued == 1


def test_a_lock_of_threads_and_tasks() -> None:
    lock = TokenLock()
    assert lock.acquire(1)
    assert not lock.acquire(0.01)

    async def main() -> list[bool]:
        assert not await lock.acquire_async(0.01)
        cancelled = asyncio.create_task(lock.acquire_async(5))
        later = asyncio.create_task(lock.acquire_async(5))
        await asyncio.sleep(0)
        cancelled.cancel()
        thread = threading.Thread(target=lock.release)
        thread.start()
        got = await asyncio.gather(cancelled, later, return_exceptions=True)
        thread.join()
        lock.release()
        return [isinstance(got[0], asyncio.CancelledError), got[1] is True]

    assert asyncio.run(main()) == [True, True]
    assert lock.acquire(0)
    lock.release()
    assert lock._waiting == set()


def test_a_lock_survives_an_abandoned_event_loop() -> None:
    lock = TokenLock()
    assert lock.acquire(1)
    loop = asyncio.new_event_loop()
    left = lock.acquire_async(30)
    task = loop.create_task(left)
    loop.run_until_complete(asyncio.sleep(0))
    task._log_destroy_pending = False  # type: ignore[attr-defined]
    loop.close()
    lock.release()
    assert lock.acquire(1)
    left.close()


def test_one_lock_per_credentials() -> None:
    one, other = ApiKey("one"), ApiKey("one")
    assert token_lock(one) is token_lock(one)
    assert token_lock(one) is not token_lock(other)

    class NoKey(ApiKey):
        __hash__ = None  # type: ignore[assignment]

    odd = NoKey("one")
    assert token_lock(odd) is not token_lock(odd)


# --- bounds


@pytest.mark.parametrize("kind", KINDS)
def test_timeouts_apply_to_token_requests(kind: Kind) -> None:
    timeout = Timeout(connect=1, read=0.2, total=5)
    with FaultServer(hang) as server, with_here(kind, server, timeout=timeout, retries=0) as one:
        began = time.monotonic()
        with pytest.raises(UnansweredError, match=r"fetching a token: .* silent"):
            one.call(COUNT)
        assert time.monotonic() - began < 3


@pytest.mark.parametrize("kind", KINDS)
def test_max_bytes_applies_to_token_requests(kind: Kind) -> None:
    with FaultServer(answer(TOKEN + b" " * 2000)) as server:
        with (
            with_here(kind, server, max_bytes=1000, retries=0) as one,
            pytest.raises(UnansweredError, match="larger than 1,000 bytes"),
        ):
            one.call(COUNT)
        with with_here(kind, server, timeout=2, retries=0) as one, pytest.raises(evcp.EvcpError):
            one.call(COUNT)  # the token comes, and is no answer to the second request
    assert len(server.requests) == 3


# --- shown


@pytest.mark.parametrize("kind", KINDS)
def test_token_requests_are_reported_to_hooks_and_log(
    kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    events: list[Any] = []
    hooks = Hooks(request=events.append, response=events.append)
    with FaultServer(answer(TOKEN), answer(count_body())) as server:
        more = {"hooks": hooks, "application_id": "mine", "headers": {"X-Mine": "not-for-others"}}
        with caplog.at_level(logging.DEBUG, "evcp"), with_here(kind, server, **more) as one:
            one.call(COUNT)
    told = [(type(one).__name__, one.operation, one.attempt, one.method) for one in events]
    assert told == [
        ("RequestStarted", "token", 1, "POST"),
        ("AttemptFinished", "token", 1, "POST"),
        ("RequestStarted", COUNT.name, 1, "GET"),
        ("AttemptFinished", COUNT.name, 1, "GET"),
    ]
    assert (events[1].status, events[1].bytes, events[1].url) == (
        200,
        len(TOKEN),
        f"{server.url}token",
    )
    lines = [record.getMessage() for record in caplog.records if record.name == "evcp"]
    assert lines[0].startswith(f"token attempt 1: POST {server.url}token: 200 in ")
    shown = repr(events) + "".join(lines)
    assert not any(secret in shown for secret in (*PAIR, "tok-0123456789"))
    head = server.requests[0].head
    assert b"User-Agent: mine evcp/" in head
    assert b"not-for-others" not in head
    assert b"not-for-others" in server.requests[1].head


@pytest.mark.parametrize("kind", KINDS)
def test_custom_credentials_may_send_and_wait(kind: Kind) -> None:
    """Their own headers stay; every request is counted; they may wait between two."""

    class Mine(ApiKey):
        fetched = False

        def authorize(self, refused: Any, now: float) -> Any:
            return super().authorize(refused, now) if self.fetched else None

        def fetch(self, now: float, seconds: float) -> Any:
            request = Request("GET", f"{server.url}mine", (), {"user-agent": "other"})
            first = yield SendRequest(request)
            assert first.status == 503
            yield Sleep(0.001)
            second = yield SendRequest(request)
            self.fetched = second.status == 200
            return None if self.fetched else TokenFailure(request, second)

    events: list[Any] = []
    busy = answer(b"", "503 Unavailable")
    with FaultServer(busy, answer(), answer(count_body())) as server:
        more = {"credentials": Mine("key"), "hooks": Hooks(request=events.append)}
        with caller(kind, api_key=None, base_url=server.url, **more) as one:
            assert one.call(COUNT).value.count == 7
    assert [(one.operation, one.attempt) for one in events] == [
        ("token", 1),
        ("token", 2),
        (COUNT.name, 1),
    ]
    assert b"user-agent: other" in server.requests[0].head
    assert server.requests[0].head.lower().count(b"user-agent") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_interrupted_token_request_frees_its_lock(
    kind: Kind,
) -> None:
    class InterruptError(Exception):
        pass

    account = Account()
    interrupts = iter([InterruptError()])
    with FaultServer(account) as server:
        credentials = here(server)
        with caller(kind, api_key=None, credentials=credentials, base_url=server.url) as one:
            transport = one.client._transport
            send = transport.send

            def interrupt(request: Request) -> Any:
                for error in interrupts:
                    raise error
                return send(request)

            transport.send = interrupt
            with pytest.raises(InterruptError) as kept:
                one.call(COUNT)
            began = time.monotonic()
            assert one.call(COUNT).value.count == 7
            assert time.monotonic() - began < 5
    assert kept.value.__traceback__ is not None
