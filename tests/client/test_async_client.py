"""What is the asynchronous client's own: its transport, its session, cancellation."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from support.fakes import KEY, body, count_body, stations
from support.faults import FaultServer, Peer, answer, closed_port, hang, message

from evcp import (
    AsyncClient,
    Circle,
    Completeness,
    ConfigurationError,
    Corridor,
    DeadlineError,
    ExperimentalWarning,
    NotSentError,
)
from evcp._transports.aiohttp import AiohttpTransport
from evcp.operations import count_stations
from evcp.transport import (
    Request,
    Response,
    Secret,
    TransportFailure,
)
from evcp_models import (
    ConnectorStatusesResult,
    ConnectorTypesResult,
    EVSEsPool,
    EVSEsResult,
    NameId,
    PowerFeedTypesResult,
    RoamingEntry,
    RoamingsResult,
)

CIRCLE = Circle(52.5, 13.4, 500)
COUNT = count_stations(CIRCLE)


def run(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    result = asyncio.run(main())
    gc.collect()
    return result


NAME = NameId(id="31", name="Type 2")
CARD = RoamingEntry(emsp="x", partner_id="y")
FOUND = stations("a", "b", pool_id="p")
ANSWERS = {
    "/ev/stations.json": FOUND,
    "/ev/stations/b.json": FOUND,
    "/ev/stations/bulk.json": FOUND,
    "/ev/pools/p.json": FOUND,
    "/ev/pools/bulk.json": FOUND,
    "/ev/evses/bulk.json": EVSEsResult(pools=(EVSEsPool(id="p"),)),
    "/ev/connectortypes.json": ConnectorTypesResult(connector_type=(NAME,)),
    "/ev/powerfeedtypes.json": PowerFeedTypesResult(power_feed_type=(NAME,)),
    "/ev/connectorstatuses.json": ConnectorStatusesResult(connector_status=(NAME,)),
    "/ev/roamings.json": RoamingsResult(roaming=(CARD,)),
    "/ev/stations": FOUND,
}


def service(peer: Peer) -> None:
    path = peer.request.path
    content = count_body(2) if "count" in path else body(ANSWERS[path])
    peer.send(message(content))
    peer.keep()


def test_every_resource() -> None:
    async def main() -> None:
        async with AsyncClient(api_key=KEY, base_url=server.url) as client:
            pager = client.stations.search(CIRCLE)
            assert [one async for one in pager] == list(FOUND.ev_stations)
            assert (pager.completeness, pager.issues) == (Completeness.COMPLETE, ())
            pages = client.stations.search(CIRCLE).pages()
            assert [page async for page in pages] == [FOUND.ev_stations]
            assert await client.stations.count(CIRCLE) == 2
            assert (await client.stations.get("b")).id == "b"
            many = await client.stations.get_many(["a", "b", "c"])
            assert (many.found, many.missing) == (FOUND.ev_stations, ("c",))
            assert await client.pools.get("p") == FOUND.ev_stations
            assert (await client.pools.get_many(["p", "q"])).missing == ("q",)
            assert [pool.id for pool in (await client.evses.get_many(["p"])).found] == ["p"]
            assert await client.connector_types.list() == (NAME,)
            assert await client.power_feed_types.list() == (NAME,)
            assert await client.connector_statuses.list() == (NAME,)
            assert await client.roamings.list() == (CARD,)
            reply = await client.send(COUNT)
            assert (reply.status, reply.body) == (200, count_body(2))
            assert repr(client) == f"<AsyncClient {server.url} json>"

    with FaultServer(service) as server:
        run(main)
    # Both clients send the same bytes.
    assert server.requests[0].line == (
        f"GET /ev/stations.json?prox=52.5%2C13.4%2C500&maxresults=100&apiKey={KEY} HTTP/1.1"
    )


def test_along_the_route() -> None:
    route = Corridor([(52.5, 13.4), (52.4, 13.1)])

    async def main() -> None:
        async with AsyncClient(api_key=KEY, base_url=server.url) as client:
            with pytest.warns(ExperimentalWarning):
                pager = client.stations.along_route(route)
            assert len([one async for one in pager]) == 2
            with pytest.warns(ExperimentalWarning):
                assert await client.stations.count_along_route(route) == 2

    with FaultServer(service) as server:
        run(main)
    assert [seen.line.split()[0] for seen in server.requests] == ["POST", "POST"]
    assert server.requests[1].body == b'{"corridor": {"points": "52.5,13.4;52.4,13.1"}}'


def test_a_pager_left_within_a_page() -> None:
    async def main() -> list[str]:
        async with AsyncClient(api_key=KEY, base_url=server.url) as client:
            pager = client.stations.search(CIRCLE)
            first = await anext(pager)
            assert pager.completeness is Completeness.TRUNCATED
            rest = client.stations.search(CIRCLE, resume=pager.token)
            left = [page async for page in pager.pages()]
            return [
                first.id,
                *[one.id for page in left for one in page],
                *[o.id async for o in rest],
            ]

    with FaultServer(service) as server:
        assert run(main) == ["a", "b", "b"]


def test_pages_and_bulk_calls() -> None:
    async def main() -> None:
        async with AsyncClient(api_key=KEY, base_url=server.url) as client:
            pages = client.stations.search(CIRCLE, page_size=3).pages()
            assert [[one.id for one in page] async for page in pages] == [["a", "b"]]
            result = await client.stations.get_many(["a", "b"], chunk=1)
            assert [failed.ids for failed in result.failed] == [("a",)]

    # An end without a new station is looked at once more, from further up.
    both = stations("a", "b")
    script = [
        answer(body(stations("a", "b", more=True))),
        answer(body(stations("b"))),
        answer(body(both)),
    ]
    with FaultServer(*script, answer(b"", "400 No"), answer(body(stations("b")))) as server:
        run(main)


def test_ids_are_escaped_in_the_url() -> None:
    async def main() -> None:
        async with AsyncClient(api_key=KEY, base_url=server.url) as client:
            for id in ids:
                assert (await client.stations.get(id)).id == id

    ids = ("a/b", "..%2f", "a b+c", "größe")
    with FaultServer(*(answer(body(stations(id))) for id in ids)) as server:
        run(main)
    assert [seen.path for seen in server.requests] == [
        "/ev/stations/a%2Fb.json",
        "/ev/stations/..%252f.json",
        "/ev/stations/a%20b%2Bc.json",
        "/ev/stations/gr%C3%B6%C3%9Fe.json",
    ]


def test_a_cancelled_call_leaves_nothing_behind() -> None:
    async def main() -> int:
        async with AsyncClient(api_key=KEY, base_url=server.url, max_connections=1) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await client.call(COUNT)
            # The place is free again.
            return (await client.call(COUNT)).value.count

    with FaultServer(hang, answer(count_body())) as server:
        assert run(main) == 7


def test_a_cancelled_fetch_of_a_token_frees_the_lock() -> None:
    from evcp import HereCredentials

    async def main() -> int:
        credentials = HereCredentials("id-0123", "secret-0123", token_url=f"{server.url}token")
        async with AsyncClient(credentials=credentials, base_url=server.url) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await client.call(COUNT)
            return (await client.call(COUNT)).value.count

    token = answer(b'{"access_token": "tok-0123456789"}')
    with FaultServer(hang, token, answer(count_body())) as server:
        assert run(main) == 7


def test_waiting_for_a_connection_is_within_the_time() -> None:
    async def main() -> list[Any]:
        async with AsyncClient(
            api_key=KEY, base_url=server.url, max_connections=1, timeout=0.4, retries=0
        ) as client:
            hurried = client.with_options(timeout=0.1)
            both = asyncio.gather(client.call(COUNT), hurried.call(COUNT), return_exceptions=True)
            return list(await both)

    with FaultServer(hang) as server:
        results = run(main)
        assert server.connections == 1
    assert [type(one) for one in results] == [DeadlineError, DeadlineError]


def test_passwords_of_netrc_are_not_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))

    async def main() -> None:
        for login in ({"api_key": KEY}, {"token": KEY}):
            async with AsyncClient(base_url=server.url, **login) as client:  # type: ignore[arg-type]
                await client.call(COUNT)

    with FaultServer(answer(count_body())) as server:
        run(main)
    assert b"authorization" not in server.requests[0].head.lower()
    assert f"Authorization: Bearer {KEY}".encode() in server.requests[1].head


def test_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(**more: Any) -> None:
        async with AsyncClient(
            api_key=KEY, base_url="http://ev.test/ev/", retries=0, **more
        ) as one:
            assert (await one.call(COUNT)).value.count == 7

    with FaultServer(answer(count_body())) as proxy, FaultServer(answer(count_body())) as other:
        monkeypatch.setenv("http_proxy", proxy.url.removesuffix("ev/"))
        monkeypatch.delenv("no_proxy", raising=False)
        run(lambda: ask())
        run(lambda: ask(proxy=other.url.removesuffix("ev/")))
        monkeypatch.setenv("no_proxy", "ev.test")
        with pytest.raises(NotSentError):
            run(lambda: ask())
        monkeypatch.delenv("no_proxy")
        monkeypatch.delenv("http_proxy")
        monkeypatch.setenv("all_proxy", proxy.url.removesuffix("ev/"))
        run(lambda: ask())
        with pytest.raises(NotSentError, match="through the proxy"):
            run(lambda: ask(proxy=closed_port().removesuffix("ev/")))
    assert len(proxy.requests) == 2
    assert len(other.requests) == 1
    assert proxy.requests[0].line.startswith("GET http://ev.test/ev/stations/count.json?")


def test_a_session_of_the_user_s_own_is_used_as_it_is() -> None:
    async def main() -> None:
        async with aiohttp.ClientSession(headers={"X-Mine": "1"}) as session:
            async with AsyncClient(api_key=KEY, base_url=server.url, session=session) as client:
                await client.call(COUNT)
            assert not session.closed
        closed = AsyncClient(api_key=KEY, base_url=server.url, session=session)
        with pytest.raises(NotSentError, match="cannot be sent: RuntimeError") as caught:
            await closed.call(COUNT)
        assert caught.value.attempts == 1

    with FaultServer(answer(count_body())) as server:
        run(main)
    assert b"X-Mine: 1" in server.requests[0].head


def test_headers_are_sent_once() -> None:
    async def main() -> None:
        async with AsyncClient(
            token=KEY, base_url=server.url, headers={"user-agent": "mine", "authorization": "no"}
        ) as client:
            await client.call(COUNT)

    with FaultServer(answer(count_body())) as server:
        run(main)
    head = server.requests[0].head.lower()
    assert head.count(b"user-agent:") == 1
    assert head.count(b"authorization:") == 1
    assert b"user-agent: mine" in head
    assert f"authorization: bearer {KEY}".lower().encode() in head


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("ev.test/ev", "x"),
        ("gopher://ev.test/", "x"),
        ("http://ev.test:99999/", "x"),
        ("http://[::1/", "x"),
        ("http://ev.test/", "\ud800"),
    ],
)
def test_unsendable_requests_are_not_retried(url: str, secret: str) -> None:
    async def main() -> Response | TransportFailure:
        transport = AiohttpTransport()
        secrets = (("apiKey", Secret(secret)),)
        request = Request("GET", url, (), {}, secret_query=secrets, timeout=2.0)
        try:
            return await transport.send(request)
        finally:
            await transport.close()

    fault = run(main)
    assert isinstance(fault, TransportFailure)
    assert fault.error is NotSentError
    assert not fault.retryable


def test_a_header_twice_is_one() -> None:
    async def main() -> Any:
        async with AsyncClient(api_key=KEY, base_url=server.url) as client:
            return (await client.send(COUNT)).headers["x-a"]

    content = count_body()
    head = b"HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: %d\r\n\r\n" % len(content)
    with FaultServer(lambda peer: peer.send(head + content)) as server:
        assert run(main) == "1, 2"


def test_a_missing_extra_is_in_the_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    with pytest.raises(ConfigurationError, match="not installed") as caught:
        AsyncClient(api_key=KEY)
    assert "evcp[async]" in caught.value.hint


def test_a_missing_ca_bundle() -> None:
    with pytest.raises(ConfigurationError, match="CA bundle"):
        AsyncClient(api_key=KEY, verify="/no/such/bundle.pem")
