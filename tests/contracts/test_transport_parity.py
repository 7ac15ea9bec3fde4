"""Two HTTP libraries, one behaviour: heads, proxies, times, and whose event loop it is."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import requests
from support.fakes import KEY, Kind, caller, count_body
from support.faults import FaultServer, Peer, answer, message, raw

from evcp import (
    AsyncClient,
    Circle,
    Client,
    ConfigurationError,
    NotSentError,
    UnansweredError,
)
from evcp.operations import count_stations

COUNT = count_stations(Circle(52.5, 13.4, 500))
KINDS: list[Kind] = ["sync", "async"]
BASE = "http://ev.test/ev/"
PASSWORD = "proxy-password-0123"


# --- heads


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("length", [9_000, 60_000])
def test_long_lines_of_a_head(kind: Kind, length: int) -> None:
    with (
        FaultServer(answer(count_body(), x_long="x" * length)) as server,
        caller(kind, base_url=server.url, retries=0) as one,
    ):
        assert one.call(COUNT).value.count == 7


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_comes_behind_any_number_of_interim_ones(kind: Kind) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\nContent-Length: 5\r\n\r\n"
    script = answer(count_body())

    def early(peer: Peer) -> None:
        for _ in range(3):
            peer.send(hints + b"HTTP/1.1 100 Continue\r\n\r\n")
        script(peer)

    with FaultServer(early) as server, caller(kind, base_url=server.url, retries=0) as one:
        assert [one.call(COUNT).value.count for _ in range(2)] == [7, 7]
        assert server.connections == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_interim_response_alone_is_a_failure(kind: Kind) -> None:
    with (
        FaultServer(raw(b"HTTP/1.1 103 Early Hints\r\n\r\n")) as server,
        caller(kind, base_url=server.url, retries=0) as one,
        pytest.raises(UnansweredError),
    ):
        one.call(COUNT)


def test_a_redirect_to_nowhere_in_a_session_of_the_user_s_own() -> None:
    told: list[int] = []
    with (
        FaultServer(answer(b"", "302 Found", Location="http://[bad")) as server,
        requests.Session() as session,
    ):
        session.hooks["response"] = lambda reply, **_: told.append(reply.status_code)
        client = Client(api_key=KEY, base_url=server.url, session=session, retries=2)
        with client, pytest.raises(UnansweredError, match="the answer cannot be used") as caught:
            client.call(COUNT)
    assert caught.value.attempts == 1
    assert told == [302]


# --- times and places


def test_long_times_are_not_rounded_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """aiohttp does so to whole seconds of its clock, up to a second more, from five on."""
    given: list[aiohttp.ClientTimeout] = []
    request = aiohttp.ClientSession.request

    def record(session: aiohttp.ClientSession, *args: Any, **kwargs: Any) -> Any:
        given.append(kwargs["timeout"])
        return request(session, *args, **kwargs)

    monkeypatch.setattr(aiohttp.ClientSession, "request", record)
    server = FaultServer(answer(count_body()))
    with server, caller("async", base_url=server.url, timeout=30) as one:
        one.call(COUNT)
    (timeout,) = given
    assert timeout.total is not None
    assert 29 < timeout.total <= 30 < timeout.ceil_threshold


@pytest.mark.parametrize("kind", KINDS)
def test_places_in_a_session_of_the_user_s_own(kind: Kind) -> None:
    def slow(peer: Peer) -> None:
        peer.wait(0.05)
        peer.send(message(count_body()))
        peer.keep()

    async def main() -> None:
        async with (
            aiohttp.ClientSession() as session,
            AsyncClient(
                api_key=KEY, base_url=server.url, session=session, max_connections=2
            ) as client,
        ):
            await asyncio.gather(*(client.call(COUNT) for _ in range(6)))

    with FaultServer(slow) as server:
        if kind == "async":
            asyncio.run(main())
        else:
            from concurrent.futures import ThreadPoolExecutor

            with (
                requests.Session() as session,
                Client(
                    api_key=KEY, base_url=server.url, session=session, max_connections=2
                ) as client,
                ThreadPoolExecutor(6) as pool,
            ):
                list(pool.map(client.call, [COUNT] * 6))
        assert server.connections == 2


# The loop that ended with the session in it took the means to close its sockets along.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("own", [True, False])
def test_another_event_loop_is_refused_by_name(own: bool) -> None:
    async def ask(client: AsyncClient) -> int | None:
        return (await client.call(COUNT)).value.count

    async def session_of_this_loop() -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    with FaultServer(answer(count_body())) as server:
        session = None if own else asyncio.run(session_of_this_loop())
        client = AsyncClient(api_key=KEY, base_url=server.url, session=session)
        if own:
            assert asyncio.run(ask(client)) == 7
        for _ in range(2):
            with pytest.raises(ConfigurationError, match="belongs to another event loop") as caught:
                asyncio.run(ask(client))
            assert "asyncio.run()" in caught.value.hint
        asyncio.run(client.close())
        if session is not None:
            asyncio.run(session.close())
    assert len(server.requests) == own
    del client, session
    gc.collect()


# --- proxies


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("login", ["", "me:p%40ss@"])
@pytest.mark.parametrize("scheme", ["", "http://"])
def test_a_proxy_of_the_environment(
    kind: Kind, login: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    with FaultServer(answer(count_body())) as proxy:
        monkeypatch.setenv("http_proxy", f"{scheme}{login}127.0.0.1:{proxy.port}")
        with caller(kind, base_url=BASE, retries=0) as one:
            assert [one.call(COUNT).value.count for _ in range(2)] == [7, 7]
    for seen in proxy.requests:
        assert seen.line.startswith("GET http://ev.test/ev/")
        # me:p@ss
        assert (b"Proxy-Authorization: Basic bWU6cEBzcw==" in seen.head) == bool(login)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("exempt", "direct"),
    [("127.0.0.0/8", True), ("127.0.0.1", True), ("*", True), ("10.0.0.0/8", False)],
)
def test_hosts_outside_the_proxy(
    kind: Kind, exempt: str, direct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultServer(answer(count_body())) as server, FaultServer(answer(count_body())) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", exempt)
        with caller(kind, base_url=server.url, retries=0) as one:
            one.call(COUNT)
    assert (len(server.requests), len(proxy.requests)) == (int(direct), int(not direct))


@pytest.mark.parametrize("kind", KINDS)
def test_the_login_of_a_tunnel(kind: Kind) -> None:
    with FaultServer(answer(b"", "407 Proxy Authentication Required")) as proxy:
        address = f"http://me:p%40ss@127.0.0.1:{proxy.port}"
        more: dict[str, Any] = (
            {"proxy": address} if kind == "async" else {"proxies": {"https": address}}
        )
        with (
            caller(kind, base_url="https://ev.test/ev/", retries=0, **more) as one,
            pytest.raises(NotSentError, match="through the proxy"),
        ):
            one.call(COUNT)
    (seen,) = proxy.requests
    assert seen.line.startswith("CONNECT ev.test:443 ")
    assert b"proxy-authorization: basic bwu6ceBzcw==".lower() in seen.head.lower()
    assert KEY.encode() not in seen.head


LEFT = """
import asyncio, gc, logging, sys
logging.basicConfig(level=logging.DEBUG)
from evcp import AsyncClient
from evcp.operations import count_stations
from evcp import Circle
loop = asyncio.new_event_loop()
client = AsyncClient(api_key=sys.argv[1], base_url=sys.argv[2], proxy=sys.argv[3] or None)
task = loop.create_task(client.call(count_stations(Circle(52.5, 13.4, 500))))
loop.run_until_complete(asyncio.sleep(0.3))
loop.close()
del task, client
gc.collect()
"""


@pytest.mark.parametrize("base", [BASE, "https://ev.test/ev/", None])
def test_abandoned_connections_show_no_secret(base: str | None, tmp_path: Path) -> None:
    """An event loop that ends in the middle of a call: Python and aiohttp warn, and show what they hold."""

    def stuck(peer: Peer) -> None:
        if base is None:
            peer.send(message(b'{"count"', length=99))
        peer.hang()

    script = tmp_path / "left.py"
    script.write_text(LEFT, "utf-8")
    with FaultServer(stuck) as server:
        proxy = f"http://me:{PASSWORD}@127.0.0.1:{server.port}" if base else ""
        done = subprocess.run(
            [sys.executable, "-X", "dev", script, KEY, base or server.url, proxy],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert len(server.requests) == 1
    shown = done.stdout + done.stderr
    assert "Unclosed" in shown
    assert KEY not in shown
    assert PASSWORD not in shown
