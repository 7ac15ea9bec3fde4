"""Bounds on what a connection may cost: places in turn, stale connections, small bodies that grow."""

from __future__ import annotations

import asyncio
import contextlib
import select
import threading
import time
import zlib
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fakes import KEY, Kind, body, caller, count_body, stations
from support.fault_cases import COUNT, KINDS, arguments, attempt
from support.faults import FaultServer, Peer, Script, answer, hang, message, packed, raw

import evcp
from evcp import AsyncClient, Circle, Client, DeadlineError, UnansweredError
from evcp._core import call as call_module
from evcp._transports.body import CHUNK, RATIO, Body
from evcp._transports.places import Places
from evcp.errors import Reason
from evcp.events import Hooks, RequestStarted
from evcp.operations import search_stations
from evcp.transport import STALE, Request, Response
from evcp_models import Connector

SEARCH = search_stations(Circle(52.5, 13.4, 500))
GOOD = count_body()


# --- places: first come, first served


def test_places_are_given_in_turn() -> None:
    places = Places(1)
    assert places.acquire(0)
    order: list[int] = []

    def take(number: int) -> None:
        assert places.acquire(5)
        order.append(number)
        places.release()

    threads = []
    for number in range(8):
        thread = threading.Thread(target=take, args=(number,))
        thread.start()
        threads.append(thread)
        while len(places._waiting) <= number:
            time.sleep(0)
    places.release()
    # The thread that has just released it comes last.
    assert places.acquire(5)
    assert order == list(range(8))
    for thread in threads:
        thread.join()
    places.release()
    assert places._free == 1


def test_a_place_is_not_lost_when_the_time_is_over() -> None:
    places = Places(2)
    assert places.acquire(0)
    assert places.acquire(0)
    assert not places.acquire(0)
    assert not places.acquire(0.01)
    places.release()
    places.release()
    assert places.acquire(0)
    assert places.acquire(0)
    assert not places.acquire(0)


def test_many_threads_are_served_alike() -> None:
    """A small run of what a script measures for longer: 32 threads, 4 connections."""
    ends = threading.Event()
    served = [0] * 12

    with (
        FaultServer(answer(GOOD)) as server,
        Client(api_key=KEY, base_url=server.url, max_connections=2, retries=0) as client,
    ):

        def run(number: int) -> None:
            while not ends.is_set():
                client.call(COUNT)
                served[number] += 1

        threads = [threading.Thread(target=run, args=(n,)) for n in range(len(served))]
        for thread in threads:
            thread.start()
        while sum(served) < 30 * len(served):
            ends.wait(0.01)
        ends.set()
        for thread in threads:
            thread.join()
    assert min(served) > max(served) // 3


# --- stale connections


def closes_when_asked_again(peer: Peer) -> None:
    """Close the connection with the next request in it, unread: a reset, as in a race with a service."""
    peer.send(message(GOOD))
    while peer.wait(0) and not select.select([peer.sock], [], [], 0.02)[0]:
        pass


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("script", [closes_when_asked_again, raw(message(GOOD))])
def test_a_stale_connection_costs_no_retry(kind: Kind, script: Script) -> None:
    with (
        FaultServer(script) as server,
        caller(kind, base_url=server.url, **arguments(retries=0)) as one,
    ):
        for _ in range(20):
            assert one.call(COUNT).value.count == 7
        assert one.client.settings.budget._left == one.client.settings.budget.burst
        assert len(server.requests) == 20


@pytest.mark.parametrize("kind", KINDS)
def test_with_a_rate_limit_nothing_is_sent_again_beside_it(kind: Kind) -> None:
    """The service may have seen a request before it closed its connection."""
    sent: list[RequestStarted] = []
    with (
        FaultServer(closes_when_asked_again) as server,
        caller(
            kind,
            base_url=server.url,
            **arguments(rate_limit=1_000, hooks=Hooks(request=sent.append)),
        ) as one,
    ):
        for _ in range(5):
            assert one.call(COUNT).value.count == 7
    assert len(sent) == 9


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_is_sent_again_as_well(kind: Kind) -> None:
    with FaultServer(closes_when_asked_again) as server:
        with caller(kind, base_url=server.url, **arguments(retries=0)) as one:
            for _ in range(3):
                assert one.call(COUNT).value.count == 7
            sent = Request(
                "POST",
                f"{server.url}x",
                (),
                {"Content-Type": "application/json"},
                body=b'{"a":1}',
                timeout=5,
            )
            answered = one.run(lambda client: client._transport.send(sent))
        assert isinstance(answered, Response)
        assert server.requests[-1].body == b'{"a":1}'


@pytest.mark.parametrize("kind", KINDS)
def test_many_stale_connections_at_once(kind: Kind) -> None:
    """However many idle connections were closed: the second time, a request gets a new one."""
    with FaultServer(closes_when_asked_again) as server:
        if kind == "async":

            async def main() -> None:
                async with AsyncClient(api_key=KEY, base_url=server.url, retries=0) as client:
                    for _ in range(5):
                        await asyncio.gather(*(client.call(COUNT) for _ in range(8)))

            asyncio.run(main())
        else:
            from concurrent.futures import ThreadPoolExecutor

            with (
                Client(api_key=KEY, base_url=server.url, retries=0) as client,
                ThreadPoolExecutor(8) as pool,
            ):
                for _ in range(5):
                    list(pool.map(client.call, [COUNT] * 8))


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_connection_that_breaks_is_a_failure(kind: Kind) -> None:
    with (
        FaultServer(raw(b"")) as server,
        caller(kind, base_url=server.url, **arguments(retries=0)) as one,
        pytest.raises(UnansweredError),
    ):
        one.call(COUNT)
    assert len(server.requests) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_kept_connection_that_is_silent_is_a_failure(kind: Kind) -> None:
    with (
        FaultServer(answer(GOOD), hang) as server,
        caller(kind, base_url=server.url, **arguments(retries=0)) as one,
    ):
        one.call(COUNT)
        assert type(attempt(lambda: one.call(COUNT))) is UnansweredError
        assert len(server.requests) == 2
    assert STALE.retryable


# --- heads


HEADS = {
    "two lengths": b"Content-Length: 11\r\nContent-Length: 5\r\n\r\n" + GOOD,
    "cut in a length": b"Content-Length:",
    "cut in a number": b"Content-Length: 1",
    "cut in an encoding": b"Transfer-Encoding: chun",
    "cut behind an encoding": b"Transfer-Encoding: chunked",
    "cut behind a line": b"Content-Length: 11\r\n",
    "cut in a name": b"Content-Ty",
    "cut in an encoding of the body": b"Content-Encoding: gz",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("interim", [b"", b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n"])
def test_heads_that_cannot_be_read(kind: Kind, head: str, interim: bytes) -> None:
    """The service has seen the request, and the next answer may be whole."""
    data = interim + b"HTTP/1.1 200 OK\r\n" + HEADS[head]
    with (
        FaultServer(raw(data), raw(data), answer(GOOD)) as server,
        caller(kind, base_url=server.url, **arguments()) as one,
    ):
        failed = attempt(lambda: one.call(COUNT))
        assert type(failed) is UnansweredError
        assert failed.attempts == len(server.requests) == 2
        assert one.call(COUNT).value.count == 7


# --- bodies that grow


def unpacked(data: bytes, coding: str, most: int = 10**9, piece: int = CHUNK) -> Any:
    """Feed a body piece by piece: what it holds, or the failure."""
    request = Request("GET", "http://ev.test/", (), {}, max_bytes=most)
    whole = Body(request, coding)
    for start in range(0, len(data), piece):
        if (failure := whole.add(data[start : start + piece])) is not None:
            return failure
    return whole.whole()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": packed,
    "x-gzip": packed,
    "GZIP ": packed,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "": bytes,
    "identity": bytes,
    "br": bytes,
}


@given(st.binary(max_size=3_000), st.sampled_from(sorted(PACKERS)), st.integers(1, 600))
def test_bodies_come_out_as_they_went_in(data: bytes, coding: str, piece: int) -> None:
    sent = PACKERS[coding](data)
    assert unpacked(sent, coding, piece=piece) == data
    if "gzip" in coding.lower():  # several members, and bytes behind the last one
        assert unpacked(sent + sent, coding, piece=piece) == data + data
        assert unpacked(sent + b"\0\0\0behind", coding, piece=piece) == data


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 300])
@pytest.mark.parametrize("coding", ["gzip", "deflate", "Deflate"])
def test_long_bodies_come_out_whole(size: int, coding: str) -> None:
    data = (b"%d," * 9 % tuple(range(9)) * size)[:size]
    assert unpacked(PACKERS[coding](data), coding) == data


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_growth_is_bounded(coding: str) -> None:
    pack = PACKERS[coding]
    failure = unpacked(pack(b" " * 20_000_000), coding)
    assert failure.reason is Reason.TOO_LARGE
    assert f"more than {RATIO} times" in failure.message
    # A short body may grow more: it costs nothing.
    assert unpacked(pack(b" " * 900_000), coding) == b" " * 900_000
    # What grows no more than any page does is read up to max_bytes.
    page = b"".join(b"%d " % number + b" " * 150 for number in range(20_000))
    assert unpacked(pack(page), coding) == page
    assert unpacked(pack(page), coding, most=1_500_000).reason is Reason.TOO_LARGE


@pytest.mark.parametrize("unit", [b"{},", b"[],", b"<q/>", b'{"a":[1]},', b"<q></q>"])
def test_dense_structures_grow_no_further_than_before(unit: bytes) -> None:
    failure = unpacked(packed(unit * (3_900_000 // len(unit))), "gzip")
    assert failure.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("format", ["json", "xml"])
def test_a_thousand_stations_of_one_chain_are_read(format: Any) -> None:
    connectors = tuple(
        Connector(supplier_name="The Chain of Stations", max_power_level=float(power))
        for power in range(60)
    )
    page = stations(*(f"276u33db-{n:032x}" for n in range(1_000)), connectors=connectors)
    sent = body(page, format)
    wire = packed(sent)
    assert len(sent) > 65 * len(wire)
    assert unpacked(wire, "gzip") == sent


def test_empty_members_cost_time_in_proportion() -> None:
    """zlib copies the rest of its input at each end of a member."""
    began = time.process_time()
    assert unpacked(packed(b"") * 40_000, "gzip", piece=800_000) == b""
    assert time.process_time() - began < 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", ["200 OK", "500 Oops"])
def test_a_body_that_grows_ends_the_call(kind: Kind, status: str) -> None:
    bomb = answer(packed(b" " * 9_000_000), status, content_encoding="gzip")
    with FaultServer(bomb) as server:
        more = arguments(max_bytes=64 * 1024 * 1024)
        with caller(kind, base_url=server.url, **more) as one:
            failed = attempt(lambda: one.call(COUNT))
    assert type(failed) is UnansweredError
    assert failed.reason is Reason.TOO_LARGE
    assert failed.attempts == 1


# --- decoding ends with the call


def costly(size: int) -> bytes:
    """A body that takes much longer to read than to send: each member is unknown, and reported."""
    members = ",".join(f'"{number:x}":{{}}' for number in range(size // 10))
    return f'{{"evStations":{{"evStation":[]}},"hasMore":false,{members}}}'.encode()


COSTLY_XML = (
    b"<EVStationsResult><hasMore>false</hasMore><evStations>"
    + b'<evStation a="1"/>' * 20_000
    + b"</evStations></EVStationsResult>"
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("format", ["json", "xml"])
def test_decoding_ends_with_the_call(
    kind: Kind, format: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of the readers stands still until the body is there, and then runs very fast."""
    ticks = count()
    monkeypatch.setattr("evcp_codec.deadline.monotonic", lambda: next(ticks) * 0.1)
    data = costly(100_000) if format == "json" else COSTLY_XML
    with FaultServer(answer(data)) as server:
        more = arguments(timeout=5, max_bytes=10**6)
        with caller(kind, base_url=server.url, format=format, **more) as one:
            failed = attempt(lambda: one.call(SEARCH))
    assert type(failed) is DeadlineError
    assert "could not be decoded in time" in str(failed)
    assert (failed.status, failed.attempts) == (200, 1)
    assert next(ticks) < 60


def test_a_large_page_is_decoded_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []
    decode = evcp.decode

    def noted(*args: Any, **options: Any) -> Any:
        threads.append(threading.get_ident())
        return decode(*args, **options)

    monkeypatch.setattr(call_module, "decode", noted)
    for number, is_here in ((10, True), (4_000, False)):
        page = body(stations(*(f"s{n}" for n in range(number))))
        with FaultServer(answer(page)) as server, caller("async", base_url=server.url) as one:
            assert len(one.call(SEARCH).value.ev_stations) == number
        assert (threads.pop() == threading.get_ident()) == is_here


def test_no_step_on_a_large_answer_holds_other_tasks_for_long() -> None:
    """Time of the process between two turns of the event loop, while a thread reads 1 MB."""
    members = b",".join(b'"k%d":1' % number for number in range(90_000))
    bodies = [
        b'{"hasMore":false,' + members + b"}",
        b"{" + members + b"}",
        b"[" + b"{}," * 333_000 + b"{}]",
    ]
    gaps = []

    async def main(server: FaultServer) -> None:
        async def turn() -> None:
            before = time.process_time()
            while True:
                await asyncio.sleep(0.001)
                gaps.append(time.process_time() - before)
                before = time.process_time()

        async with AsyncClient(api_key=KEY, base_url=server.url, retries=0) as client:
            with contextlib.suppress(evcp.EvcpError):
                await client.call(COUNT)  # loads the modules
            task = asyncio.create_task(turn())
            for _ in bodies:
                with contextlib.suppress(evcp.EvcpError):
                    await client.call(SEARCH)
            task.cancel()

    with FaultServer(answer(GOOD), *map(answer, bodies)) as server:
        asyncio.run(main(server))
    assert max(gaps) < 0.1
