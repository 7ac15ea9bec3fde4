"""Connections of the server: their limit, waiting and end."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any

import pytest
import requests
from sandbox.helpers import station
from sandbox.sockets import BERLIN, STATIONS, WORLD, address, connect, get, talk, wait_for

from evcp.sandbox import Response, Sandbox, World
from evcp.sandbox.server import asgi, connections


def test_connections_are_bounded_and_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with Sandbox(WORLD, max_connections=3, latency=0.005) as sandbox:
        handle = sandbox.service.handle
        greatest = 0

        def counted(*request: Any) -> Response:
            nonlocal greatest
            greatest = max(greatest, sandbox.connections)
            return handle(*request)

        monkeypatch.setattr(sandbox.service, "handle", counted)
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: get(sandbox, "stations.json", BERLIN), range(48)))
    assert [answer.status_code for answer in answers] == [200] * 48
    assert greatest == 3


def test_connections_that_stay_open_end_when_others_wait() -> None:
    def often(_: int) -> set[int]:
        with requests.Session() as session:
            url = sandbox.base_url + "stations.json"
            return {session.get(url, params=BERLIN, timeout=30).status_code for _ in range(20)}

    with Sandbox(WORLD, max_connections=2) as sandbox, ThreadPoolExecutor(8) as pool:
        assert list(pool.map(often, range(8))) == [{200}] * 8


def test_an_idle_connection_gives_way_to_a_new_one() -> None:
    with (
        Sandbox(WORLD, max_connections=2) as sandbox,
        closing(connect(sandbox)) as oldest,
        closing(connect(sandbox)) as newer,
    ):
        for idle in (oldest, newer):
            idle.request("GET", STATIONS)
            assert idle.getresponse().read()
        assert get(sandbox, "stations.json", BERLIN).status_code == 200
        assert oldest.sock.recv(1) == b""
        newer.request("GET", STATIONS)
        assert newer.getresponse().status == 200


@pytest.mark.parametrize("piece", ["", "G", "GET / HTTP/1.1\r\nHost: x\r\n"])
def test_half_a_head_does_not_hold_a_place(monkeypatch: pytest.MonkeyPatch, piece: str) -> None:
    monkeypatch.setattr(connections, "_HEAD_SECONDS", 0.1)
    with Sandbox(WORLD, max_connections=4) as sandbox, ExitStack() as stack:
        for _ in range(12):
            half = stack.enter_context(socket.create_connection(address(sandbox), timeout=10))
            half.sendall(piece.encode())
        wait_for(lambda: sandbox.connections == 4)
        assert get(sandbox, "stations.json", BERLIN).status_code == 200


def test_half_a_body_does_not_hold_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "_BODY_SECONDS", 0.1)
    head = b"POST /ev/stations?apiKey=k HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
    with Sandbox(WORLD, max_connections=2) as sandbox, ExitStack() as stack:
        for _ in range(6):
            half = stack.enter_context(socket.create_connection(address(sandbox), timeout=10))
            half.sendall(head)
        assert get(sandbox, "stations.json", BERLIN).status_code == 200


def test_closing_ends_waiting_connections() -> None:
    sandbox = Sandbox(WORLD, max_connections=1, latency=600).start()
    with closing(connect(sandbox)) as busy, closing(connect(sandbox)) as waiting:
        busy.request("GET", STATIONS)
        wait_for(lambda: sandbox.core.requests == 1)
        waiting.request("GET", STATIONS)
        began = time.perf_counter()
        sandbox.close()
        assert time.perf_counter() - began < 60
        for connection in (busy, waiting):
            with pytest.raises((OSError, http.client.HTTPException)):
                connection.getresponse()


def test_closing_ends_a_connection_without_a_reader() -> None:
    long = replace(station("a", 52.5, 13.4), name="x" * 40_000_000)
    sandbox = Sandbox(World([long])).start()
    with closing(socket.create_connection(address(sandbox), timeout=10)) as deaf:
        # More than the buffers of both ends take.
        deaf.sendall(f"GET {STATIONS} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        wait_for(lambda: sandbox.core.requests > 0)
        began = time.perf_counter()
        sandbox.close()
        assert time.perf_counter() - began < 60


def test_a_disconnect_within_a_request_body_frees_the_place() -> None:
    head = "POST /ev/stations?apiKey=k HTTP/1.1\r\nHost: x\r\n"
    with Sandbox(WORLD) as sandbox:
        with closing(socket.create_connection(address(sandbox), timeout=10)) as leaving:
            leaving.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
            wait_for(lambda: sandbox.connections == 1)
        wait_for(lambda: sandbox.connections == 0)
        assert sandbox.core.requests == 0


def test_closing_ends_every_thread_and_connection() -> None:
    before = set(threading.enumerate())
    sandbox = Sandbox(WORLD).start()
    idle = [connect(sandbox) for _ in range(3)]
    for connection in idle:
        connection.request("GET", STATIONS)
        assert connection.getresponse().read()
    assert len(set(threading.enumerate()) - before) == 1
    was_at = address(sandbox)
    sandbox.close()
    assert not set(threading.enumerate()) - before
    for connection in idle:
        assert connection.sock.recv(1) == b""
        connection.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(was_at, timeout=5)
    sandbox.close()


def test_a_malformed_body_ends_the_connection() -> None:
    head = "POST /ev/stations?apiKey=k HTTP/1.1\r\nHost: x\r\n"
    chunked = "Transfer-Encoding: chunked\r\n\r\nno length\r\n"
    with Sandbox(WORLD, latency=0.2) as sandbox:
        assert talk(sandbox, (head + chunked).encode()) == b""
        wait_for(lambda: sandbox.connections == 0)
        assert get(sandbox, "stations.json", BERLIN).status_code == 200
