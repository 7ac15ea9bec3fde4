"""From birth to close: across threads and processes, and nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import gc
import os
import pickle
import resource
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from support.fakes import KEY, Kind, caller, count_body
from support.faults import FaultServer, Peer, answer, hang, message
from support.settings import measure

import evcp._transports.requests
from evcp import AsyncClient, Circle, Client, ConfigurationError, DeadlineError, NotFoundError
from evcp._transports.requests import Watchdog
from evcp.operations import count_stations

CIRCLE = Circle(52.5, 13.4, 500)
COUNT = count_stations(CIRCLE)
KINDS: list[Kind] = ["sync", "async"]
CALLS = measure(1_000, full=10_000)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer(answer(count_body())) as running:
        yield running


def rss() -> float:
    """Resident memory in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def fds() -> int:
    return len(os.listdir("/proc/self/fd"))


def own_threads() -> list[str]:
    # A sandbox of other tests may be running beside.
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if name.startswith("evcp") and name != "evcp-sandbox"]


def settle(until: int) -> None:
    """Wait for the server to see that its connections are gone."""
    ends = time.monotonic() + 3
    while fds() > until and time.monotonic() < ends:
        gc.collect()


# --- pickle and copy


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("take", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_client_cannot_be_pickled_and_says_why(kind: Kind, take: Any) -> None:
    with caller(kind) as one, pytest.raises(TypeError, match="holds connections and credentials"):
        take(one.client)


# --- threads


def test_one_client_for_sixteen_threads() -> None:
    def script(peer: Peer) -> None:
        count = int(peer.request.line.partition("prox=0%2C0%2C")[2].partition("&")[0])
        peer.send(message(count_body(count)))
        peer.keep()

    with FaultServer(script) as server, Client(api_key=KEY, base_url=server.url) as client:

        def work(number: int) -> bool:
            # Each answer is that of its own request.
            view = client if number % 2 else client.with_options(timeout=30)
            return view.stations.count(Circle(0, 0, number + 1)) == number + 1

        with ThreadPoolExecutor(16) as pool:
            assert all(pool.map(work, range(800)))
        assert server.connections <= 10
        assert own_threads() == ["evcp-deadlines"]
    assert own_threads() == []


def test_views_may_be_made_by_all_threads(server: FaultServer) -> None:
    with Client(api_key=KEY, base_url=server.url) as client, ThreadPoolExecutor(8) as pool:
        views = list(pool.map(lambda n: client.with_options(timeout=n + 1), range(200)))
    assert [view.settings.timeout.total for view in views] == list(range(1, 201))


# --- closing


@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_client_says_so(kind: Kind, server: FaultServer) -> None:
    with caller(kind, base_url=server.url) as one:
        one.call(COUNT)
        for _ in range(2):
            if kind == "sync":
                one.client.close()
            else:
                one.run(lambda client: client.close())
        for action in (
            lambda client: client.call(COUNT),
            lambda client: client.send(COUNT),
            lambda client: client.stations.get("x"),
            lambda client: client.with_options(timeout=1).call(COUNT),
        ):
            with pytest.raises(ConfigurationError, match="the client is closed") as caught:
                one.run(action)
            assert caught.value.hint == "make a new one"


@pytest.mark.parametrize("kind", KINDS)
def test_closing_before_the_first_call(kind: Kind) -> None:
    with caller(kind):
        pass
    assert own_threads() == []


def test_closing_while_a_call_is_under_way() -> None:
    """It does not hang, and the call ends: with an answer or with an error."""
    arrived, go_on = threading.Event(), threading.Event()

    def script(peer: Peer) -> None:
        arrived.set()
        go_on.wait(5)
        peer.send(message(count_body()))

    with FaultServer(script) as server:
        client = Client(api_key=KEY, base_url=server.url)
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(client.stations.count, CIRCLE)
            assert arrived.wait(5)
            client.close()
            go_on.set()
            assert future.result(5) == 7
    for thread in threading.enumerate():
        if thread.name.startswith("evcp"):
            thread.join(5)
    assert own_threads() == []


@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_clients_leave_nothing(kind: Kind, server: FaultServer) -> None:
    def life() -> None:
        with caller(kind, base_url=server.url) as one:
            one.call(COUNT)

    for _ in range(20):
        life()
    gc.collect()
    before, memory = fds(), rss()
    for _ in range(200):
        life()
    settle(before)
    assert own_threads() == []
    assert fds() <= before + 2
    assert rss() - memory < 8


def test_an_unclosed_client_leaves_no_thread(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evcp._transports.requests, "_IDLE", 0.05)
    client = Client(api_key=KEY, base_url=server.url)
    client.stations.count(CIRCLE)
    (thread,) = [one for one in threading.enumerate() if one.name == "evcp-deadlines"]
    thread.join(5)
    assert own_threads() == []
    # And one that goes on after a pause has its deadlines kept again.
    with FaultServer(hang) as silent:
        late = Client(api_key=KEY, base_url=silent.url, timeout=0.2, retries=0)
        with late, pytest.raises(DeadlineError):
            late.stations.count(CIRCLE)
    client.stations.count(CIRCLE)
    client.close()


@pytest.mark.parametrize("kind", KINDS)
def test_many_calls_leak_no_memory_and_no_descriptors(
    kind: Kind, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = [message(count_body()), message(b"", "404 Not Found")]

    def script(peer: Peer) -> None:
        peer.send(answers[len(peer.request.line) % 2])
        peer.keep()

    with FaultServer(script) as server, caller(kind, base_url=server.url, retries=0) as one:
        good, bad = count_stations(Circle(0, 0, 10)), count_stations(Circle(0, 0, 100))

        def calls(number: int) -> None:
            for turn in range(number):
                with contextlib.suppress(NotFoundError):
                    one.call(bad if turn % 10 == 0 else good)
                # What the server remembers of it is not the client's to answer for.
                server.requests.clear()

        calls(500)
        gc.collect()
        began, memory, descriptors = time.monotonic(), rss(), fds()
        calls(CALLS)
        gc.collect()
        took, grown = time.monotonic() - began, rss() - memory
        more = fds() - descriptors
        assert more <= 0
        assert grown < 4
        assert server.connections <= 2
    with capsys.disabled():
        print(
            f"\n{kind}: {CALLS} calls in {took:.1f} s ({took / CALLS * 1e3:.2f} ms a call), "
            f"memory {grown:+.2f} MB, descriptors {more:+d}"
        )


# --- the watchdog


class Fake:
    """A response that can be shut."""

    def __init__(self) -> None:
        self.shut = threading.Event()

    def shutdown(self) -> None:
        self.shut.set()


def test_the_watchdog_keeps_the_earliest_deadline() -> None:
    dog = Watchdog()
    now = time.monotonic()
    with dog.watch(now + 30) as late, dog.watch(now + 0.05) as early, dog.watch(now + 20) as later:
        early.response = fake = Fake()  # type: ignore[assignment]
        assert fake.shut.wait(5)
        assert early.fired
        # Shut again and again until the block ends: it may have been between two sockets.
        fake.shut.clear()
        assert fake.shut.wait(5)
        assert (late.fired, later.fired) == (False, False)
    assert dog._heap == []
    dog.close()
    dog.close()
    assert own_threads() == []
    # What slipped in while it was closed is watched all the same, by a thread that ends with it.
    with dog.watch(now - 1) as watch:
        watch.response = fake  # type: ignore[assignment]
        fake.shut.clear()
        assert fake.shut.wait(5)
        thread = dog._thread
    assert thread is not None
    thread.join(5)
    assert own_threads() == []


def test_the_watchdog_forgets_ended_requests() -> None:
    dog = Watchdog()
    first = dog.watch(time.monotonic() + 0.05)
    first.__enter__()
    for _ in range(100):
        with dog.watch(time.monotonic() + 100):
            pass
    first.__exit__(None, None, None)
    assert dog._heap == []
    dog.close()


def test_the_watchdog_skips_ended_requests() -> None:
    dog = Watchdog()
    now = time.monotonic()
    with dog.watch(now + 0.05) as long:
        with dog.watch(now + 0.06):
            pass
        long.response = fake = Fake()  # type: ignore[assignment]
        for _ in range(3):
            assert fake.shut.wait(5)
            fake.shut.clear()
        assert len(dog._heap) == 1
    dog.close()


def test_an_error_while_shutting_a_connection_is_ignored() -> None:
    dog = Watchdog()

    class Stubborn:
        def shutdown(self) -> None:
            tried.append(1)
            raise RuntimeError("released")

    tried: list[int] = []
    ends = time.monotonic() + 5
    with dog.watch(time.monotonic()) as watch:
        watch.response = Stubborn()  # type: ignore[assignment]
        while len(tried) < 2 and time.monotonic() < ends:
            pass
        watch.response = None
        connection: Any = type("Connection", (), {"sock": object()})()
        watch.connection = connection
        while not watch.fired and time.monotonic() < ends:
            pass
        watch.shut()
        watch.connection = None
        watch.shut()
    dog.close()
    assert len(tried) >= 2


def test_async_clients_belong_to_their_loop(server: FaultServer) -> None:
    async def main() -> list[int]:
        async with AsyncClient(api_key=KEY, base_url=server.url) as client:
            return await asyncio.gather(*(client.stations.count(CIRCLE) for _ in range(50)))

    assert asyncio.run(main()) == [7] * 50
    assert asyncio.run(main()) == [7] * 50
