"""Closing a client while it is at work: nothing hangs, nothing goes out any more, and each call ends."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import pytest
from support.fakes import KEY, count_body
from support.faults import FaultServer, Peer, answer, drip, hang, message

from evcp import AsyncClient, Circle, Client, ConfigurationError, DeadlineError, Hooks
from evcp._transports.requests import Watchdog
from evcp.operations import count_stations

CIRCLE = Circle(52.5, 13.4, 500)
COUNT = count_stations(CIRCLE)


def own_threads() -> list[threading.Thread]:
    # A sandbox of other tests may be running beside.
    threads = [one for one in threading.enumerate() if one.name != "evcp-sandbox"]
    return [one for one in threads if one.name.startswith("evcp")]


def attempt(client: Client) -> Any:
    try:
        return client.stations.count(CIRCLE)
    except Exception as error:
        return error


def until(condition: Callable[[], Any]) -> None:
    ends = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < ends
        threading.Event().wait(0.005)


async def until_async(condition: Callable[[], Any]) -> None:
    ends = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < ends
        await asyncio.sleep(0.005)


# --- the blocking client


def test_a_call_under_way_keeps_its_deadline() -> None:
    with FaultServer(drip(message(count_body()) + b" " * 400)) as server:
        client = Client(api_key=KEY, base_url=server.url, timeout=0.5, retries=0)
        with ThreadPoolExecutor(1) as pool:
            began = time.monotonic()
            future = pool.submit(attempt, client)
            until(lambda: server.requests)
            client.close()
            error = future.result(8)
        assert isinstance(error, DeadlineError)
        assert time.monotonic() - began < 3
    for thread in own_threads():
        thread.join(5)
    assert own_threads() == []


def test_calls_waiting_for_a_connection_are_refused_at_once() -> None:
    go_on = threading.Event()

    def script(peer: Peer) -> None:
        go_on.wait(5)
        peer.send(message(count_body()))

    with FaultServer(script) as server, ThreadPoolExecutor(4) as pool:
        client = Client(api_key=KEY, base_url=server.url, max_connections=1)
        first = pool.submit(attempt, client)
        until(lambda: server.requests)
        waiting = [pool.submit(attempt, client) for _ in range(3)]
        transport: Any = client._transport
        until(lambda: len(transport._places._waiting) == 3)
        client.close()
        for one in waiting:
            error = one.result(2)  # the one under way has not ended yet
            assert isinstance(error, ConfigurationError)
            assert "the client is closed" in str(error)
        go_on.set()
        assert first.result(5) == 7
    assert len(server.requests) == 1


def test_the_wait_before_another_attempt_ends() -> None:
    busy = answer(b"", "503 Unavailable", retry_after="20")
    with FaultServer(busy) as server, ThreadPoolExecutor(1) as pool:
        retrying = threading.Event()
        hooks = Hooks(retry=lambda _: retrying.set())
        client = Client(api_key=KEY, base_url=server.url, hooks=hooks)
        future = pool.submit(attempt, client)
        assert retrying.wait(5)
        client.close()
        error = future.result(5)
    assert isinstance(error, ConfigurationError)
    assert len(server.requests) == 1


def test_calls_work_without_a_watchdog_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """As while Python shuts down, from 3.12 on."""
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name == "evcp-deadlines":
            raise RuntimeError("can't create new thread at interpreter shutdown")
        start(thread)

    server = FaultServer(answer(count_body()), hang)
    with server, Client(api_key=KEY, base_url=server.url, timeout=0.3, retries=0) as client:
        monkeypatch.setattr(threading.Thread, "start", refuse)
        assert client.stations.count(CIRCLE) == 7
        with pytest.raises(DeadlineError):  # by the socket's own timeout
            client.stations.count(CIRCLE)
        assert own_threads() == []
        monkeypatch.undo()


def test_a_watchdog_closed_at_work_ends_after_it() -> None:
    dog = Watchdog()
    with dog.watch(time.monotonic() + 30) as watch:
        dog.close()
        assert len(own_threads()) == 1
        assert not watch.fired
        (thread,) = own_threads()
    thread.join(5)
    assert own_threads() == []


# --- the asynchronous client


def test_all_calls_of_an_asynchronous_client_are_refused() -> None:
    async def main() -> list[Any]:
        client = AsyncClient(api_key=KEY, base_url=server.url, max_connections=1)
        calls = [asyncio.create_task(client.call(COUNT)) for _ in range(3)]
        await until_async(lambda: server.requests)
        await client.close()
        await client.close()
        async with asyncio.timeout(2):
            return await asyncio.gather(*calls, return_exceptions=True)

    with FaultServer(hang) as server:
        ended = asyncio.run(main())
    assert [type(one) for one in ended] == [ConfigurationError] * 3
    assert {str(one) for one in ended} == {"the client is closed (make a new one)"}
    assert len(server.requests) == 1


def test_connecting_calls_are_refused() -> None:
    async def main() -> Any:
        base = server.url.replace("http", "https")  # nobody answers the greeting of TLS
        client = AsyncClient(api_key=KEY, base_url=base, retries=0)
        call = asyncio.create_task(client.call(COUNT))
        await until_async(lambda: server.connections)
        await client.close()
        async with asyncio.timeout(2):
            return await asyncio.gather(call, return_exceptions=True)

    with FaultServer(hang) as server:
        (error,) = asyncio.run(main())
    assert isinstance(error, ConfigurationError)


def test_the_asynchronous_wait_before_another_attempt_ends() -> None:
    async def main() -> Any:
        retrying = asyncio.Event()
        hooks = Hooks(retry=lambda _: retrying.set())
        client = AsyncClient(api_key=KEY, base_url=server.url, hooks=hooks)
        call = asyncio.create_task(client.call(COUNT))
        await retrying.wait()
        await asyncio.sleep(0)
        await client.close()
        async with asyncio.timeout(2):
            return await asyncio.gather(call, return_exceptions=True)

    with FaultServer(answer(b"", "503 Unavailable", retry_after="20")) as server:
        (error,) = asyncio.run(main())
    assert isinstance(error, ConfigurationError)


def test_a_cancellation_is_passed_on() -> None:
    async def main() -> None:
        client = AsyncClient(api_key=KEY, base_url=server.url, max_connections=1)
        calls = [asyncio.create_task(client.call(COUNT)) for _ in range(2)]
        await until_async(lambda: server.requests)
        for call in calls:
            call.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await client.close()
        ended = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(one) for one in ended] == [asyncio.CancelledError] * 2

    with FaultServer(hang) as server:
        asyncio.run(main())


def test_a_session_of_the_user_s_own_keeps_its_calls() -> None:
    """And one that the user closes cancels nobody."""
    go_on = threading.Event()

    def script(peer: Peer) -> None:
        go_on.wait(5)
        peer.send(message(count_body()))

    async def main() -> None:
        connector = aiohttp.TCPConnector(limit=1)
        async with aiohttp.ClientSession(connector=connector) as session:
            client = AsyncClient(api_key=KEY, base_url=server.url, session=session)
            first = asyncio.create_task(client.call(COUNT))
            await until_async(lambda: server.requests)
            await client.close()
            go_on.set()
            assert (await first).value.count == 7
            go_on.clear()
            other = AsyncClient(api_key=KEY, base_url=server.url, session=session, retries=0)
            calls = [asyncio.create_task(other.call(COUNT)) for _ in range(2)]
            await until_async(lambda: len(server.requests) == 2)
        go_on.set()
        ended = await asyncio.gather(*calls, return_exceptions=True)
        assert not any(isinstance(one, asyncio.CancelledError) for one in ended)

    with FaultServer(script) as server:
        asyncio.run(main())
