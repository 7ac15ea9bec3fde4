"""Processes that are forked from one with a client: they share no connection and wait for no lost lock."""

from __future__ import annotations

import asyncio
import os
import pickle
import queue
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter
from support.fakes import KEY, body, count_body, stations
from support.faults import FaultServer, Peer, answer, message

from evcp import Circle, Client, HereCredentials, RateLimit, RetryBudget
from evcp._core.limits import ProcessLock
from evcp._transports.requests import _IdleConnections
from evcp._transports.token_lock import TokenLock

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
CIRCLE = Circle(52.5, 13.4, 500)


def forked(work: Callable[[], object]) -> Callable[[], str]:
    """Do something in a forked process; what is returned waits for it, and tells what came of it."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        # Whoever waits for a lock that nobody holds would wait for ever.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(8)
        try:
            result = str(work())
        except BaseException as error:
            result = repr(error)
        os.write(writing, result.encode())
        os._exit(0)
    os.close(writing)

    def wait() -> str:
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read().decode()
        os.waitpid(pid, 0)
        return told

    return wait


def until(condition: Callable[[], Any]) -> None:
    ends = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < ends
        threading.Event().wait(0.005)


def echo(peer: Peer) -> None:
    """Answer with the station that is asked for, a little late."""
    id = peer.request.path.rpartition("/")[2].removesuffix(".json")
    if id != "first" and not peer.wait(0.03):
        return
    peer.send(message(body(stations(id))))
    peer.keep()


@pytest.mark.parametrize("own", [True, False])
def test_each_process_gets_its_own_answers(own: bool) -> None:
    with FaultServer(echo) as server, requests.Session() as session:
        more: dict[str, Any] = {} if own else {"session": session}
        with Client(api_key=KEY, base_url=server.url, timeout=3, retries=0, **more) as client:
            assert client.stations.get("first").id == "first"
            for lock in range(5):
                child = forked(lambda: client.stations.get("child").id)
                assert client.stations.get(f"parent{lock}").id == f"parent{lock}"
                assert child() == "child"
        # The parent's connection has outlived all the children.
        assert len({one.connection for one in server.requests if "parent" in one.line}) == 1
        assert server.connections == 6


def test_a_session_of_the_user_s_own_is_otherwise_as_it_was() -> None:
    with FaultServer(answer(count_body())) as server, requests.Session() as session:
        session.headers["X-Mine"] = "1"
        session.mount("mine://", _Other())
        with Client(api_key=KEY, base_url=server.url, session=session) as client:
            assert forked(lambda: client.stations.count(CIRCLE))() == "7"
            assert client.stations.count(CIRCLE) == 7
        assert all(b"X-Mine: 1" in one.head for one in server.requests)
        assert len(server.requests) == 2


class _Other(BaseAdapter):
    """An adapter that is none of HTTP's."""

    def close(self) -> None: ...


def test_a_connection_in_use_at_the_fork_is_not_in_use_in_the_child() -> None:
    go_on = threading.Event()

    def script(peer: Peer) -> None:
        if len(server.requests) == 1:
            go_on.wait(8)
        peer.send(message(count_body()))
        peer.keep()

    server = FaultServer(script)
    client = Client(api_key=KEY, base_url=server.url, max_connections=1, timeout=6)
    with server, client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.stations.count, CIRCLE)
        until(lambda: server.requests)
        assert forked(lambda: client.stations.count(CIRCLE, timeout=3))() == "7"
        go_on.set()
        assert first.result(5) == 7


def test_a_token_request_interrupted_by_a_fork() -> None:
    go_on = threading.Event()

    def script(peer: Peer) -> None:
        if peer.request.path.endswith("/token"):
            if len(server.requests) == 1:
                go_on.wait(8)
            peer.send(message(b'{"access_token": "tok-0123456789"}'))
        else:
            peer.send(message(count_body()))
        peer.keep()

    with FaultServer(script) as server, ThreadPoolExecutor(1) as pool:
        credentials = HereCredentials("id-0123", "secret-0123", token_url=f"{server.url}token")
        with Client(credentials=credentials, base_url=server.url, timeout=6) as client:
            first = pool.submit(client.stations.count, CIRCLE)
            until(lambda: server.requests)
            assert forked(lambda: client.stations.count(CIRCLE, timeout=3))() == "7"
            go_on.set()
            assert first.result(5) == 7


def test_locks_held_at_a_fork_are_free_in_the_child() -> None:
    budget, limit = RetryBudget(), RateLimit(1000)
    with FaultServer(answer(b'{"access_token": "tok-0123456789"}'), answer(count_body())) as server:
        credentials = HereCredentials("id-0123", "secret-0123", token_url=f"{server.url}token")
        client = Client(
            credentials=credentials, base_url=server.url, budget=budget, rate_limit=limit
        )
        with client, budget._lock, limit._lock, credentials._guard:
            # The thread that forks holds what another one might: nobody gives it back in the child.
            child = forked(lambda: client.stations.count(CIRCLE, timeout=3))
            assert child() == "7"


def test_a_closed_client_is_closed_in_the_child_as_well() -> None:
    client = Client(api_key=KEY, base_url="http://127.0.0.1:9/")
    client.close()
    assert "the client is closed" in forked(lambda: client.stations.count(CIRCLE))()


def test_a_token_lock_held_at_a_fork() -> None:
    lock = TokenLock()
    assert lock.acquire(1)
    assert forked(lambda: lock.acquire(0.1))() == "True"
    assert not lock.acquire(0.01)
    lock.release()
    assert asyncio.run(lock.acquire_async(0.01))


def test_a_process_lock_is_reentrant_and_pickles_free() -> None:
    lock = ProcessLock()
    with lock, lock:
        assert forked(lambda: lock.__enter__())() == "None"
        copied = pickle.loads(pickle.dumps(lock))  # noqa: S301 (our own)
        assert forked(lambda: copied.__enter__())() == "None"


def test_idle_connections_have_no_lock() -> None:
    free: _IdleConnections[Any] = _IdleConnections(2)
    free.put(None)
    free.put("used last")
    with pytest.raises(queue.Full):
        free.put("one too many", block=False)
    assert free.qsize() == 2
    with free.mutex:  # which a fork might have left taken
        assert [free.get(block=False), free.get()] == ["used last", None]
        with pytest.raises(queue.Empty):
            free.get(block=False)
