"""Faults over real sockets, seen by bare requests and by both clients."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from sandbox.both_clients import BERLIN, count, got, listed, run
from sandbox.helpers import KEY, station
from support.processes import run_program

from evcp import (
    AuthenticationError,
    DecodeError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    UnansweredError,
)
from evcp.sandbox import Fault, FaultPlan, Host, Sandbox, World
from evcp.sandbox.server.asgi import application

WORLD = World([station(f"s{n:02}", 52.5, 13.4, ("31", 22.0)) for n in range(40)])
SEARCH = {"prox": "52.52,13.405,200000", "apiKey": KEY}
ONCE = RetryPolicy(attempts=1)
AT_ONCE = RetryPolicy(attempts=3, first_wait=0.0, longest_wait=0.0)


def get(sandbox: Sandbox, path: str = "stations.json", **more: Any) -> requests.Response:
    with requests.get(sandbox.base_url + path, params=SEARCH, timeout=20, **more) as response:
        return response


@pytest.fixture
def fresh() -> Any:
    with Sandbox(WORLD) as running:
        yield running


# --- on the wire ----------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 1, 1_000])
def test_a_cut_ends_the_connection_after_so_many_bytes(fresh: Sandbox, after: int) -> None:
    fresh.fail("cut", after=after, times=1)
    plain = {"Accept-Encoding": "identity"}
    with requests.get(
        fresh.base_url + "stations.json", params=SEARCH, headers=plain, stream=True, timeout=20
    ) as response:
        parts: list[bytes] = []
        with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
            parts.extend(response.iter_content(1))
        assert len(parts) == after
        assert int(response.headers["Content-Length"]) > after
    assert get(fresh).status_code == 200


def test_disconnect_without_a_response(fresh: Sandbox) -> None:
    fresh.fail("disconnect", times=1)
    with pytest.raises(requests.ConnectionError, match="without response"):
        get(fresh)
    assert get(fresh).status_code == 200


def test_a_slow_body_arrives_in_chunks(fresh: Sandbox) -> None:
    whole = get(fresh, headers={"Accept-Encoding": "identity"}).content
    fresh.fail("slow", bytes_per_second=len(whole) * 4)
    began = time.perf_counter()
    with requests.get(
        fresh.base_url + "stations.json",
        params=SEARCH,
        headers={"Accept-Encoding": "identity"},
        stream=True,
        timeout=20,
    ) as response:
        chunks = list(response.raw.stream(65_536, decode_content=False))
        took = time.perf_counter() - began
    assert b"".join(chunks) == whole
    assert took > 0.15
    assert fresh.fired("slow") == 1


def test_waiting_requests_do_not_block_others(fresh: Sandbox) -> None:
    def lost() -> None:
        with pytest.raises(requests.ConnectionError):
            get(fresh, "stations/count.json")

    fresh.fail("delay", seconds=600, on="stations/count")
    waiting = threading.Thread(target=lost)
    waiting.start()
    while fresh.core.requests < 1:
        threading.Event().wait(0.002)
    assert get(fresh).status_code == 200
    fresh.close()
    waiting.join(20)
    assert not waiting.is_alive()


def test_a_disconnected_client_ends_the_wait(fresh: Sandbox) -> None:
    fresh.slow(600)
    with pytest.raises(requests.Timeout):
        requests.get(fresh.base_url + "stations.json", params=SEARCH, timeout=0.2)
    ends = time.monotonic() + 20
    while fresh.connections:
        assert time.monotonic() < ends
        threading.Event().wait(0.002)
    fresh.heal()
    assert get(fresh).status_code == 200


def test_keep_alive_survives_faults_of_the_body(
    fresh: Sandbox,
) -> None:
    for what in (503, 429, "html", "empty", "garbage", "content-type"):
        fresh.fail(what, times=1)
    connection = http.client.HTTPConnection(urlsplit(fresh.base_url).netloc, timeout=20)
    connection.connect()
    own = connection.sock.getsockname()
    statuses = []
    for _ in range(7):
        connection.request("GET", f"/ev/stations.json?{urlencode(SEARCH)}")
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
        assert connection.sock.getsockname() == own
    connection.close()
    assert statuses == [503, 429, 200, 200, 200, 200, 200]
    assert fresh.fired() == 6


def test_faults_from_the_start() -> None:
    plan = FaultPlan((Fault(503, times=1), Fault(429, retry_after=7, times=1)))
    with Sandbox(WORLD, faults=plan) as sandbox:
        first, second, third = get(sandbox), get(sandbox), get(sandbox)
    assert [one.status_code for one in (first, second, third)] == [503, 429, 200]
    assert second.headers["Retry-After"] == "7"


# --- with the clients ---------------------------------------------------------------------------------


def test_clients_survive_passing_faults(kind: Any, format_: Any, world: World) -> None:
    async def use(client: Any) -> None:
        expected = await count(client)
        for what in (503, 502, "cut", "disconnect"):
            sandbox.fail(what, times=2)
            assert await count(client) == expected
        sandbox.fail("cut", every=6, on="stations")
        found = await listed(client.stations.search(BERLIN, page_size=3))
        assert len({one.id for one in found}) == expected

    with Sandbox(world) as sandbox:
        run(kind, sandbox, use, format=format_, retries=AT_ONCE)
    assert sandbox.fired("cut") > 3
    assert sandbox.fired("disconnect") == 2


@pytest.mark.parametrize(
    ("what", "how", "error"),
    [
        (401, {}, AuthenticationError),
        (503, {}, ServerError),
        (429, {"retry_after": 3}, RateLimitError),
        ("cut", {"after": 5}, UnansweredError),
        ("disconnect", {}, UnansweredError),
        ("garbage", {}, DecodeError),
        ("html", {}, DecodeError),
        ("empty", {}, DecodeError),
    ],
)
def test_lasting_faults_are_errors_of_their_kind(
    kind: Any, format_: Any, world: World, what: Any, how: dict[str, Any], error: type[Exception]
) -> None:
    async def use(client: Any) -> None:
        with pytest.raises(error) as caught:
            await count(client)
        if what == 429:
            assert getattr(caught.value, "retry_after", None) == 3
        sandbox.heal()
        assert await count(client) > 5

    with Sandbox(world) as sandbox:
        sandbox.fail(what, **how)
        run(kind, sandbox, use, format=format_, retries=ONCE)


def test_a_wrong_content_type_over_a_right_body(kind: Any, world: World) -> None:
    async def use(client: Any) -> None:
        assert await count(client) > 5
        assert await got(client.connector_types.list())

    with Sandbox(world) as sandbox:
        sandbox.fail("content-type")
        run(kind, sandbox, use, retries=ONCE)
        assert sandbox.fired("content-type") == 2


# --- the application --------------------------------------------------------------------------------


def asked(app: Any, path: str, raw_path: bytes | None = None) -> tuple[int, bytes]:
    """Put a request to an ASGI application, as a server without our extras does."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "root_path": "",
        "query_string": urlencode(SEARCH).encode(),
        "headers": [(b"host", b"x")],
        **({} if raw_path is None else {"raw_path": raw_path}),
    }
    asyncio.run(app(scope, receive, send))
    assert [one["type"] for one in sent] == ["http.response.start", "http.response.body"]
    assert dict(sent[0]["headers"])[b"content-length"] == str(len(sent[1]["body"])).encode()
    return sent[0]["status"], sent[1]["body"]


def test_any_asgi_server_can_run_it() -> None:
    host = Host(WORLD)
    app = application(host)
    status, body = asked(app, "/ev/stations.json")
    assert status == 200
    assert len(json.loads(body)["evStations"]["evStation"]) == 40
    status, body = asked(app, "/ev/stations/a/b.json", b"/ev/stations/a%2Fb.json")
    assert status == 404
    assert json.loads(body)["error_description"].endswith("a/b")
    assert asked(app, "/elsewhere")[0] == 404
    host.fail("cut")
    with pytest.raises(ConnectionAbortedError, match="told to end this connection"):
        asked(app, "/ev/stations.json")


def test_only_http_is_served() -> None:
    async def never(*_: Any) -> Any:
        raise AssertionError("nothing is to be sent or received")

    scope = {"type": "websocket", "path": "/", "headers": [], "query_string": b""}
    with pytest.raises(RuntimeError, match="HTTP only, not websocket"):
        asyncio.run(application(Host(WORLD))(scope, never, never))


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_a_missing_package_is_named_with_its_extra(missing: str) -> None:
    program = (
        f"import sys; sys.modules['{missing}'] = None\n"
        "from evcp.sandbox import Host, Sandbox, World\n"
        "host = Host(World([]))\n"  # the core needs no server
        "Sandbox(World([]))\n"
    )
    ran = run_program(program)
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1] == (
        "evcp.errors.MissingExtraError: the sandbox's server needs starlette and uvicorn: pip install 'evcp[sandbox]'"
    )


def test_loggers_of_uvicorn_are_untouched() -> None:
    program = (
        "import logging, requests, sys\n"
        "logging.basicConfig(level=1, stream=sys.stdout)\n"
        "logging.getLogger('urllib3').setLevel(logging.ERROR)\n"
        "from evcp.sandbox import Sandbox, World\n"
        "loggers = [logging.getLogger(f'uvicorn{x}') for x in ('', '.access', '.error', '.asgi')]\n"
        "before = [(one.level, one.propagate, list(one.handlers)) for one in loggers]\n"
        "with Sandbox(World([])) as sandbox:\n"
        "    requests.get(sandbox.base_url + 'stations.json?apiKey=hush', timeout=9).close()\n"
        "assert before == [(one.level, one.propagate, list(one.handlers)) for one in loggers]\n"
    )
    ran = run_program(program)
    assert ran.returncode == 0, ran.stderr
    assert "hush" not in ran.stdout + ran.stderr
    assert "GET /ev/stations.json: 400" in ran.stdout
    assert "uvicorn" not in ran.stdout


def test_origin_of_the_base_url(fresh: Sandbox) -> None:
    origins = {urlsplit(one)[:2] for one in (fresh.base_url, fresh.token_url, fresh.control_url)}
    assert len(origins) == 1
    assert requests.get(fresh.control_url, timeout=20).status_code == 401
