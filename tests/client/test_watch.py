"""Watches by both clients: changes, outages, cut answers, and the wait for a free connector."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.fakes import KEY, Kind
from support.watched import AT, evse, group, plug, pools, read_pools, site

from evcp import (
    AreaError,
    AuthenticationError,
    BulkResult,
    Circle,
    ConfigurationError,
    EvcpError,
    FailedIds,
    NotFreeError,
    Outage,
    Poll,
    ServerError,
    StateChange,
    StationFilter,
    testing,
)
from evcp._client.watching import (
    Watcher,
    stations_answer,
)
from evcp.testing.clients import AsyncSandboxClient, SandboxClient
from evcp.testing.fake_clock import FakeClock
from evcp.transport import Request, Response, TransportFailure
from evcp_models import (
    EVStation,
    EVStationsResult,
)

AREA = Circle(52.5, 13.4, 5_000)


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


class Service:
    """Scripted answers on a clock that only waits move; the last answer is repeated."""

    def __init__(self, *answers: object, takes: float = 0.0) -> None:
        self.seed = 0
        self.moments = FakeClock()
        self.began = self.moments()
        self.asked: list[float] = []
        self._answers = list(answers)
        self._takes = takes

    def answer(self, request: Request, *, closed: bool = False) -> Response | TransportFailure:
        if closed:
            raise ConfigurationError("the client is closed")
        if "count" in request.url:
            return Response(200, {"content-type": "application/json"}, b'{"count": 1}')
        self.asked.append(round(self.moments.here() - self.began, 3))
        self.moments.wait(self._takes)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        status, headers = 200, {"content-type": "application/json"}
        if isinstance(answer, tuple):
            status, extra = answer
            return Response(status, {**headers, **extra}, b"{}")
        return Response(status, headers, json.dumps(answer).encode())


def options() -> dict[str, Any]:
    return {"api_key": KEY, "base_url": "http://service.test/ev/", "retries": 0}


def run(kind: Kind, service: Any, use: Callable[[Any], Any]) -> Any:
    """Run `use` with a client; what it returns, and what it calls, may be awaitable."""
    if kind == "sync":
        with SandboxClient(service, **options()) as client:
            return use(client)

    async def main() -> Any:
        async with AsyncSandboxClient(service, **options()) as client:
            return await use(client)

    return asyncio.run(main())


def events_of(kind: Kind, service: Any, begin: Callable[[Any], Any]) -> list[Any]:
    def use(client: Any) -> Any:
        watch = begin(client)
        if kind == "sync":
            return list(watch)

        async def read() -> list[Any]:
            return [event async for event in watch]

        return read()

    found: list[Any] = run(kind, service, use)
    return found


def told(events: Iterable[Any]) -> list[tuple[str | None, str | None, str | None]]:
    return [(one.evse_id, one.old, one.new) for one in events if isinstance(one, StateChange)]


def test_changes_of_pools(kind: Kind) -> None:
    service = Service(
        pools(evse("a", "AVAILABLE"), evse("b", "OCCUPIED")),
        pools(evse("a", "OCCUPIED"), evse("b", "OCCUPIED")),
        pools(evse("a", "OCCUPIED"), evse("b", "OCCUPIED")),
        pools(evse("a", "OCCUPIED"), evse("c")),
        takes=7,
    )
    events = events_of(
        kind, service, lambda c: c.evses.watch(["p"], every="1m", times=4, jitter=0.0)
    )
    assert told(events) == [
        ("a", "AVAILABLE", "OCCUPIED"),
        ("c", None, "UNKNOWN"),
        ("b", "OCCUPIED", None),
    ]
    assert service.asked == [0, 60, 120, 180]
    assert all(event.time.tzinfo is UTC for event in events)
    assert events[0].connector.state == "OCCUPIED"
    assert pickle.loads(pickle.dumps(events)) == events  # noqa: S301
    assert str(events[0]).endswith("a AVAILABLE -> OCCUPIED>")


def test_an_outage_is_told_once_and_its_end_once(kind: Kind) -> None:
    up, now_busy = pools(evse("a", "AVAILABLE")), pools(evse("a", "OCCUPIED"))
    service = Service(up, (503, {}), (502, {}), (503, {}), now_busy, now_busy, (503, {}))
    events = events_of(
        kind, service, lambda c: c.evses.watch(["p"], every="1m", times=8, jitter=0.0)
    )
    begin, end, change, again = events
    assert isinstance(begin.error, ServerError)
    assert (begin.end, end.begin) == (None, begin.begin)
    assert end.end - end.begin == timedelta(minutes=3)
    assert begin.begin - begin.answered == timedelta(minutes=1)
    assert told([change]) == [("a", "AVAILABLE", "OCCUPIED")]
    assert (again.end, again.begin - end.end) == (None, timedelta(minutes=2))


def test_retry_after_is_obeyed(kind: Kind) -> None:
    answer = pools(evse("a", "AVAILABLE"))
    service = Service(answer, (429, {"retry-after": "1000"}), answer)
    events_of(kind, service, lambda c: c.evses.watch(["p"], times=4, jitter=0.0))
    assert service.asked == [0, 60, 1060, 1080]


def test_refused_credentials_end_a_watch(kind: Kind) -> None:
    service = Service((401, {}))
    with pytest.raises(AuthenticationError):
        events_of(kind, service, lambda c: c.evses.watch(["p"]))
    assert len(service.asked) == 1


def test_one_request_at_a_time() -> None:
    async def use(client: Any) -> list[Any]:
        watch = client.evses.watch(["p"])
        return list(await asyncio.gather(*(watch.poll() for _ in range(3)), return_exceptions=True))

    found = run("async", Service(pools(evse("a", "AVAILABLE"))), use)
    assert [type(one) for one in found] == [Poll, EvcpError, EvcpError]
    assert "the watch is being read already" in str(found[1])


def test_a_cancelled_wait_leaves_the_next_request_where_it_was() -> None:
    service = Service(pools(evse("a", "AVAILABLE")))

    async def use(client: Any) -> list[bool]:
        watch = client.evses.watch(["p"], jitter=0.0, times=2)
        polls = [await watch.poll()]
        waited = client._transport.wait

        async def cancelled(seconds: float) -> None:
            raise asyncio.CancelledError

        client._transport.wait = cancelled
        for _ in range(5):
            with pytest.raises(asyncio.CancelledError):
                await watch.poll()
        client._transport.wait = waited
        polls += [await watch.poll(), await watch.poll()]
        return [one is not None for one in polls]

    assert run("async", service, use) == [True, True, False]
    assert service.asked == [0, 60]


def test_a_poll_is_a_value(kind: Kind) -> None:
    def use(client: Any) -> Any:
        return client.evses.watch(["p"]).poll()

    poll = run(kind, Service(pools(evse("a", "AVAILABLE"))), use)
    assert pickle.loads(pickle.dumps(poll)) == poll  # noqa: S301
    assert hash(poll) == hash(replace(poll))
    poll.states.clear()  # a copy of the watch's own


def test_a_closed_watch_sends_nothing(kind: Kind) -> None:
    service = Service(pools(evse("a", "AVAILABLE")))

    def use(client: Any) -> Any:
        watch = client.evses.watch(["p"])
        if kind == "sync":
            watch.poll()
            watch.close()
            return watch.poll(), list(watch)

        async def steps() -> Any:
            await watch.poll()
            watch.close()
            return await watch.poll(), [event async for event in watch]

        return steps()

    assert run(kind, service, use) == (None, [])
    assert len(service.asked) == 1


def wait(kind: Kind, service: Service, **more: Any) -> Any:
    return run(kind, service, lambda c: c.evses.wait_until_free(["p"], **more))


def test_wait_until_free(kind: Kind) -> None:
    two = [{"id": "1", "typeId": "34"}, {"id": "2", "typeId": "29", "state": "AVAILABLE"}]
    service = Service(
        pools(evse("a", "OCCUPIED"), evse("b")),
        (503, {}),
        pools(evse("a"), evse("b", "OFFLINE")),
        pools(evse("a", None, {**two[0], "state": "OCCUPIED"}, two[1])),  # one EVSE, one car
        pools(evse("a", "OCCUPIED"), evse("b", "AVAILABLE")),
    )
    found = wait(kind, service)
    assert (found.evse_id, found.state, found.free) == ("b", "AVAILABLE", 1)
    assert found.updated == datetime(2026, 6, 1, 11, 59, tzinfo=UTC)
    assert len(service.asked) == 5


def test_wait_ends_with_its_time(kind: Kind) -> None:
    service = Service(pools(evse("a", "OCCUPIED"), evse("b")))
    with pytest.raises(NotFreeError, match="3 requests: 2 connectors, 1 of them unknown") as caught:
        wait(kind, service, within="90s")
    assert service.asked == pytest.approx([0, 60, 90], abs=6)
    assert service.asked[-1] == 90
    assert isinstance(caught.value, TimeoutError)
    assert pickle.loads(pickle.dumps(caught.value)).message == caught.value.message  # noqa: S301


def test_a_failing_service_is_the_hint_of_a_wait_that_ends(kind: Kind) -> None:
    with pytest.raises(NotFreeError, match=r"no connector .* was seen \(the last request failed"):
        wait(kind, Service((503, {})), within=0)


def test_a_state_from_before_an_outage_is_not_free(kind: Kind) -> None:
    where = StationFilter(min_power=100)
    slow = {"id": "1", "typeId": "34", "maxPowerLevel": 22}
    service = Service(pools(evse("a", "AVAILABLE", slow)), (503, {}))
    with pytest.raises(NotFreeError):
        wait(kind, service, where=where, within="2m")


def wire(*stations: EVStation, more: bool = False) -> Any:
    from evcp import encode

    answer = EVStationsResult(has_more=more, ev_stations=stations)
    return json.loads(encode(answer, format="json"))


def test_watch_of_stations_by_id(kind: Kind) -> None:
    free, busy = (group(plug("a", "1", state)) for state in ("AVAILABLE", "OCCUPIED"))
    service = Service(wire(site(free)), wire(site(busy)))
    events = events_of(kind, service, lambda c: c.stations.watch(["s"], times=2))
    assert told(events) == [("a", "AVAILABLE", "OCCUPIED")]
    assert (events[0].station_id, events[0].connector_id) == ("s", "1")


def test_a_cut_search_leaves_nobody_gone(kind: Kind) -> None:
    one, two = (site(group(plug(id, "1", "AVAILABLE")), id=id) for id in "ab")
    service = Service(wire(one, two), wire(one, more=True), wire(one, more=True), wire(one))

    def use(client: Any) -> Any:
        watch = client.stations.watch(AREA, times=3)
        if kind == "sync":
            return [watch.poll() for _ in range(2)]

        async def both() -> list[Poll]:
            return [await watch.poll() for _ in range(2)]

        return both()

    first, cut = run(kind, service, use)
    assert (first.complete, cut.complete, cut.events) == (True, False, ())
    assert len(cut.states) == 2


def test_bad_questions_are_refused_at_once(kind: Kind) -> None:
    service = Service((503, {}))
    bad: Sequence[tuple[Callable[[Any], Any], type[Exception], str]] = [
        (lambda c: c.stations.watch("s"), ConfigurationError, r"pass \['s'\]"),
        (lambda c: c.stations.watch([""]), ConfigurationError, "non-empty"),
        (lambda c: c.evses.watch(5), ConfigurationError, "list"),
        (lambda c: c.stations.watch(Circle(52, 13, 900_000)), AreaError, "radius"),
        (
            lambda c: c.evses.watch(["p"], where=StationFilter(open_at=AT)),
            ConfigurationError,
            "hours",
        ),
        (lambda c: c.evses.watch(["p"], tims=3), TypeError, "times"),
    ]
    for ask, error, words in bad:

        def use(client: Any, ask: Callable[[Any], Any] = ask) -> Any:
            ask(client)

        with pytest.raises(error, match=words):
            run(kind, service, use)
    assert service.asked == []


def test_both_clients_tell_the_same_of_a_moving_world() -> None:
    found = []
    for kind in ("sync", "async"):
        with testing.sandbox(size=500, live=True) as service:
            area = Circle(52.52, 13.405, 50_000)
            events = events_of(
                kind,
                service,
                lambda c: c.stations.watch(area, every="15m", times=8, jitter=0.0),  # noqa: B023
            )
            began = events[0].time
            found.append([(e.time - began, e.key, e.old, e.new) for e in events])
    assert found[0] == found[1]
    assert len(found[0]) > 10


def test_failed_ids_are_an_outage_of_their_own() -> None:
    error = ServerError("down", status=503)
    watcher = Watcher()
    watcher.feed(read_pools(pools(evse("a", "AVAILABLE"))), AT)
    lost = read_pools({"pools": []}, failed=(FailedIds(("p",), error),), missing=("q",))
    poll = watcher.feed(lost, AT)
    assert poll.events == (Outage(AT, None, error, ("p",), AT),)
    assert len(poll.states) == 1
    with pytest.raises(ServerError):
        stations_answer(BulkResult((), (), (FailedIds(("p",), error),), ()), None)


@pytest.mark.parametrize("closes", [1, 3])
def test_a_watch_closed_during_a_wait_ends_soon(
    kind: Kind, closes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(pools(evse("a", "AVAILABLE")), pools(evse("a", "OCCUPIED")))
    waits: list[float] = []

    def begin(client: Any) -> Any:
        watch = client.evses.watch(["p"], every="1h")

        def wait(seconds: float) -> None:
            if seconds:
                waits.append(seconds)
                if len(waits) == closes:  # as another thread does
                    watch.close()

        monkeypatch.setattr(service.moments, "wait", wait)
        return watch

    assert events_of(kind, service, begin) == []
    assert len(service.asked) == 1
    assert len(waits) == closes
    assert max(waits) <= 0.5
