"""The server over real sockets: keep-alive, compression, limits, a clean end."""

from __future__ import annotations

import gzip
import json
import logging
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from sandbox.helpers import KEY, ids_of
from sandbox.sockets import BERLIN, STATIONS, WORLD, address, connect, get, talk

from evcp.sandbox import Assumptions, Sandbox


def test_base_url_leads_to_every_resource(sandbox: Sandbox) -> None:
    assert sandbox.base_url.startswith("http://127.0.0.1:")
    assert sandbox.base_url.endswith("/ev/")
    with requests.Session() as session:
        for format_ in ("json", "xml"):
            page = session.get(f"{sandbox.base_url}stations.{format_}", params=BERLIN)
            assert page.status_code == 200
            assert page.headers["Content-Type"].startswith(f"application/{format_}")
        first = session.get(sandbox.base_url + "stations.json", params=BERLIN).json()
        identity = ids_of(first)[0]
        detail = session.get(f"{sandbox.base_url}stations/{identity}.json", params={"apiKey": KEY})
        assert ids_of(detail.json()) == [identity]
        count = session.get(sandbox.base_url + "stations/count.json", params=BERLIN).json()
        assert count["count"] >= len(ids_of(first)) > 0


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("stations.json", {}, 401),
        ("stations.json", {"apiKey": "wrong"}, 401),
        ("stations.json", {"apiKey": KEY}, 400),
        ("stations/none.json", {"apiKey": KEY}, 404),
        ("nothing.json", {"apiKey": KEY}, 404),
    ],
)
def test_errors_over_a_socket(
    sandbox: Sandbox, path: str, params: dict[str, str], status: int
) -> None:
    response = get(sandbox, path, params)
    assert response.status_code == status
    assert set(response.json()) == {"error", "error_description"}
    assert response.headers["X-Request-Id"]


def test_one_connection_serves_many_requests(sandbox: Sandbox) -> None:
    connection = connect(sandbox)
    connection.connect()
    own = connection.sock.getsockname()
    for path, status in [(STATIONS, 200), ("/ev/nothing.json", 401), (STATIONS, 200)]:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        assert (response.status, response.version) == (status, 11)
        assert int(response.headers["Content-Length"]) == len(body)
        assert connection.sock.getsockname() == own
    connection.close()


def test_an_unread_body_does_not_disturb_the_next_request(sandbox: Sandbox) -> None:
    connection = connect(sandbox)
    connection.connect()
    own = connection.sock.getsockname()
    connection.request("POST", STATIONS, body=b"GET /ev/stations.json HTTP/1.1\r\n\r\n")
    response = connection.getresponse()
    assert response.status == 405
    assert response.headers["Allow"] == "GET"
    response.read()
    connection.request("GET", STATIONS)
    assert connection.getresponse().status == 200
    assert connection.sock.getsockname() == own
    connection.close()


@pytest.mark.parametrize("head", ["Content-Length: 70000", f"Content-Length: {'9' * 18}"])
def test_an_unread_body_is_not_waited_for(sandbox: Sandbox, head: str) -> None:
    with closing(socket.create_connection(address(sandbox), timeout=10)) as connection:
        connection.sendall(f"POST {STATIONS} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode())
        assert connection.recv(65_536).startswith(b"HTTP/1.1 405 ")


@pytest.mark.parametrize(
    "head", ["Content-Length: many", f"Content-Length: {'9' * 5000}", "Content-Length: -1"]
)
def test_a_malformed_length_is_a_bad_request(sandbox: Sandbox, head: str) -> None:
    answer = talk(sandbox, f"POST {STATIONS} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"Connection: close" in answer


def test_a_chunked_body_is_skipped(sandbox: Sandbox) -> None:
    connection = connect(sandbox)
    connection.connect()
    own = connection.sock.getsockname()
    path = f"/ev/stations?apiKey={KEY}"
    connection.request("POST", path, body=iter([b"{", b"}"]), encode_chunked=True)
    response = connection.getresponse()
    assert response.status == 411
    response.read()
    connection.request("GET", STATIONS)
    assert connection.getresponse().status == 200
    assert connection.sock.getsockname() == own
    connection.close()


def test_the_response_to_a_too_long_body_arrives(sandbox: Sandbox) -> None:
    # Longer than any buffer on its way: a server that just closed would break the sending.
    connection = connect(sandbox)
    connection.connect()
    own = connection.sock.getsockname()
    path = f"/ev/stations?apiKey={KEY}"
    connection.request("POST", path, body=b" " * 12_000_000)
    response = connection.getresponse()
    assert response.status == 413
    response.read()
    connection.request("GET", STATIONS)
    assert connection.getresponse().status == 200
    assert connection.sock.getsockname() == own
    connection.close()


def test_head_has_no_body(sandbox: Sandbox) -> None:
    request = f"HEAD {STATIONS} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    head, _, body = talk(sandbox, request.encode()).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 405 ")
    assert body == b""


def test_an_absolute_url_in_the_request_line(sandbox: Sandbox) -> None:
    request = f"GET http://else.where{STATIONS} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert talk(sandbox, request.encode()).startswith(b"HTTP/1.1 200 ")


def test_pipelined_requests_are_answered_in_order(sandbox: Sandbox) -> None:
    one = f"GET {STATIONS} HTTP/1.1\r\nHost: x\r\n\r\n"
    last = "GET /ev/nothing.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answers = talk(sandbox, (one * 3 + last).encode())
    assert [part[:3] for part in answers.split(b"HTTP/1.1 ")[1:]] == [b"200"] * 3 + [b"401"]


def test_gzip_only_if_accepted(sandbox: Sandbox) -> None:
    bodies = {}
    for accept in ("gzip", "identity", "br;q=1, gzip;q=0", "*"):
        connection = connect(sandbox)
        connection.request("GET", STATIONS, headers={"Accept-Encoding": accept})
        response = connection.getresponse()
        raw = response.read()
        assert int(response.headers["Content-Length"]) == len(raw)
        assert response.headers["Vary"] == "Accept-Encoding"
        packed = response.headers.get("Content-Encoding") == "gzip"
        assert packed is (accept in ("gzip", "*"))
        bodies[accept] = (gzip.decompress(raw) if packed else raw, len(raw))
        connection.close()
    assert len({body for body, _ in bodies.values()}) == 1
    assert bodies["gzip"][1] < bodies["identity"][1] / 3


def test_gzip_can_be_switched_off() -> None:
    with Sandbox(WORLD, assumptions=Assumptions(gzip=False)) as sandbox:
        response = get(sandbox, "stations.json", BERLIN)
    assert "Content-Encoding" not in response.headers
    assert "Vary" not in response.headers


def test_a_request_line_beyond_the_limit_is_a_414() -> None:
    with Sandbox(WORLD, assumptions=Assumptions(max_request_line=500)) as sandbox:
        answer = get(sandbox, "stations.json", {"apiKey": "x" * 500})
        assert answer.status_code == 414
        assert answer.json()["error"] == HTTPStatus(414).phrase
        assert get(sandbox, "stations.json", BERLIN).status_code == 200


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 100_000 + b"\r\n", 431),
    ],
)
def test_malformed_requests_get_a_json_error(sandbox: Sandbox, raw: bytes, status: int) -> None:
    head, _, body = talk(sandbox, raw).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert json.loads(body)["error_description"]


def test_concurrent_clients_get_their_own_responses(sandbox: Sandbox) -> None:
    def ask(number: int) -> tuple[int, list[str]]:
        params = {**BERLIN, "maxresults": "1", "offset": str(number % 10)}
        return number % 10, ids_of(get(sandbox, "stations.json", params).json())

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(40)))
    by_offset: dict[int, list[str]] = {}
    for offset, ids in answers:
        assert by_offset.setdefault(offset, ids) == ids
    assert len({tuple(ids) for ids in by_offset.values()}) == 10


def test_latencies_overlap() -> None:
    with Sandbox(WORLD, latency=0.5) as sandbox, ThreadPoolExecutor(64) as pool:
        began = time.perf_counter()
        answers = list(pool.map(lambda _: get(sandbox, "stations.json", BERLIN), range(64)))
        # One after the other would take half a minute.
        assert time.perf_counter() - began < 16
    assert [answer.status_code for answer in answers] == [200] * 64


def test_latency_precedes_every_response() -> None:
    with Sandbox(WORLD, latency=0.05) as sandbox:
        began = time.perf_counter()
        for params in (BERLIN, {}):
            assert get(sandbox, "stations.json", params).status_code in (200, 401)
        assert time.perf_counter() - began >= 0.1


@pytest.mark.parametrize(
    "setting",
    [{"latency": -0.1}, {"latency": float("nan")}, {"latency": float("inf")},
     {"max_connections": 0}],
)  # fmt: skip
def test_impossible_settings_are_refused(setting: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(setting))):
        Sandbox(WORLD, **setting)


def test_a_sandbox_restarts_but_not_while_running() -> None:
    sandbox = Sandbox(WORLD)
    with pytest.raises(RuntimeError, match="not running"):
        _ = sandbox.base_url
    assert "not running" in repr(sandbox)
    for _ in range(2):
        with sandbox:
            assert sandbox.base_url in repr(sandbox)
            with pytest.raises(RuntimeError, match="running already"):
                sandbox.start()
            assert ids_of(get(sandbox, "stations.json", BERLIN).json()) == ["a"]


def test_a_taken_port_is_an_error(sandbox: Sandbox) -> None:
    port = urlsplit(sandbox.base_url).port
    assert port
    second = Sandbox(WORLD, port=port)
    with pytest.raises(OSError, match="in use"):
        second.start()
    second.close()


def test_nothing_is_printed_and_no_key_is_logged(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Sandbox(WORLD) as sandbox:
        connection = connect(sandbox)
        connection.request(
            "GET",
            "/ev/stations.json?apiKey=very-secret",
            headers={"Authorization": "Bearer hidden"},
        )
        assert connection.getresponse().read()
        connection.close()
        talk(sandbox, b"nonsense very-secret\r\n\r\n")
    assert capfd.readouterr() == ("", "")
    records = [record for record in caplog.records if record.name.startswith("evcp")]
    assert any("GET /ev/stations.json: 400" in record.getMessage() for record in records)
    assert "very-secret" not in caplog.text
    assert "hidden" not in caplog.text


def test_ipv6_address_is_bracketed() -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 in this build")
    sandbox = Sandbox(WORLD, host="::1")
    try:
        sandbox.start()
    except OSError:
        pytest.skip("no IPv6 loopback on this machine")
    with closing(sandbox):
        assert sandbox.base_url.startswith("http://[::1]:")
        assert ids_of(get(sandbox, "stations.json", BERLIN).json()) == ["a"]
