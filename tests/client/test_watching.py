"""Watches: changes, outages, cut answers, the times of the requests, and the wait for a free connector."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fakes import KEY, station
from support.settings import tries

from evcp import (
    AreaError,
    AuthenticationError,
    Availability,
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
    WatchedConnector,
    availability,
    decode,
    evse_availability,
    testing,
)
from evcp._client.schedule import Schedule, seconds
from evcp._client.watching import (
    Answer,
    Key,
    Watcher,
    pools_answer,
    search_answer,
    stations_answer,
)
from evcp.testing.clients import AsyncSandboxClient, SandboxClient
from evcp.testing.fake_clock import FakeClock
from evcp.transport import Request, Response, TransportFailure
from evcp_models import (
    ChargingPoint,
    Connector,
    ConnectorStatus,
    EVSEsResult,
    EVStation,
    EVStationsResult,
    NameId,
)

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
AREA = Circle(52.5, 13.4, 5_000)
Kind = Literal["sync", "async"]


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


# --- answers


def group(*statuses: ConnectorStatus, type: str = "34", kw: float = 150, **more: Any) -> Connector:
    return Connector(
        connector_type=NameId(id=type), max_power_level=kw, connector_statuses=statuses, **more
    )


def plug(evse: str | None, connector: str | None, state: str | None) -> ConnectorStatus:
    return ConnectorStatus(cpo_evse_id=evse, cpo_connector_id=connector, state=state)


def seen(*stations: EVStation, where: StationFilter | None = None, complete: bool = True) -> Answer:
    return search_answer(stations, where, (), complete=complete)


def site(*groups: Connector, id: str = "s") -> EVStation:
    return station(id, connectors=groups)


def pools(*evses: dict[str, Any], id: str = "p") -> dict[str, Any]:
    """An EVSEs answer (contract section 4.13)."""
    return {"pools": [{"id": id, "stations": [{"id": "st", "cpoId": "CPO", "evses": [*evses]}]}]}


def evse(id: str, state: str | None = None, *connectors: dict[str, Any]) -> dict[str, Any]:
    plain = {"id": "1", "typeId": "34", "maxPowerLevel": 150.0}
    return {
        "id": id,
        "last_updated": "2026-06-01T11:59:00.000Z",
        "connectors": [*connectors] or [plain],
        **({"state": state} if state else {}),
    }


def read_pools(document: dict[str, Any], **account: Any) -> Answer:
    decoded = decode(json.dumps(document).encode(), EVSEsResult, format="json")
    found = {"missing": (), "failed": (), "issues": decoded.issues, **account}
    return pools_answer(BulkResult(found=decoded.value.pools, **found), None)


def facts(answer: Answer) -> list[tuple[str | None, str | None, str, int]]:
    return [(s.evse_id, s.connector_id, s.state, s.free) for s in answer.states.values()]


def test_states_of_pools() -> None:
    answer = read_pools(
        pools(
            evse("a", "AVAILABLE"),
            evse("b", "AVAILABLE", {"id": "1", "typeId": "34", "state": "RESERVED"}),
            evse("c"),
            {"id": "d", "state": "OCCUPIED", "connectors": []},
            {"id": "e", "cpoEvseEMI3Id": "DE*X*E1", "state": "NEW", "connectors": []},
        )
    )
    assert facts(answer) == [
        ("a", "1", "AVAILABLE", 1),
        ("b", "1", "RESERVED", 0),
        ("c", "1", "UNKNOWN", 0),
        ("d", None, "OCCUPIED", 0),
        ("DE*X*E1", None, "NEW", 0),
    ]
    first = next(iter(answer.states.values()))
    assert (first.pool_id, first.station_id, first.name) == ("p", "st", "CPO")
    assert first.age(datetime(2026, 6, 1, 12, tzinfo=UTC)) == timedelta(minutes=1)
    assert first.age(datetime(2026, 6, 1, 11, tzinfo=UTC)) == timedelta()


def test_two_plugs_of_one_evse_serve_one_car() -> None:
    two = [{"id": "1", "typeId": "34"}, {"id": "2", "typeId": "29"}]
    evse_busy = read_pools(
        pools(evse("a", "OCCUPIED", *({**one, "state": "AVAILABLE"} for one in two)))
    )
    assert [free for *_, free in facts(evse_busy)] == [0, 0]
    assert [state for *_, state, _ in facts(evse_busy)] == ["AVAILABLE", "AVAILABLE"]
    one_busy = read_pools(
        pools(evse("a", None, {**two[0], "state": "OCCUPIED"}, {**two[1], "state": "AVAILABLE"}))
    )
    assert [free for *_, free in facts(one_busy)] == [0, 0]
    poll = Watcher().feed(one_busy, AT)
    assert poll.availability == Availability(1, in_use=1)
    assert poll.availability.age(AT) == timedelta(minutes=1)
    both_free = read_pools(pools(evse("a", "AVAILABLE", *two), evse("b")))
    assert Watcher().feed(both_free, AT).availability == Availability(2, free=1, unknown=1)
    assert Watcher().feed(evse_busy, AT).availability == Availability(1, unknown=1)
    # The same in the answer of a search, over two groups.
    shared = seen(
        site(
            group(plug("a", "1", "OCCUPIED")),
            group(plug("a", "2", "AVAILABLE"), plug("b", "1", "AVAILABLE"), type="29"),
        )
    )
    assert [free for *_, free in facts(shared)] == [0, 0, 1]
    assert Watcher().feed(shared, AT).availability == Availability(2, free=1, in_use=1)


def test_counters_stand_for_connectors_that_are_not_listed() -> None:
    point = ChargingPoint(number_of_connectors=4, number_of_available=2)
    answer = seen(site(group(charging_point=point)))
    assert facts(answer) == [(None, None, "2 of 4 free", 2)]
    silent = seen(site(group(charging_point=ChargingPoint(number_of_connectors=4))))
    assert facts(silent) == [(None, None, "UNKNOWN", 0)]
    wrong = ChargingPoint(number_of_connectors=4, number_of_available=9)
    assert facts(seen(site(group(charging_point=wrong)))) == [(None, None, "UNKNOWN", 0)]


def test_a_connector_that_is_listed_twice_is_one() -> None:
    twice = seen(site(group(plug("a", "1", "AVAILABLE"), plug("a", "1", "AVAILABLE"))))
    assert facts(twice) == [("a", "1", "AVAILABLE", 1)]
    both = seen(site(group(plug("a", "1", "AVAILABLE"), plug("a", "1", "OCCUPIED"))))
    assert facts(both) == [("a", "1", "UNKNOWN", 0)]


def test_a_plug_without_an_evse_frees_no_other() -> None:
    mixed = group(
        plug("a", "1", "AVAILABLE"), plug("a", "2", "OCCUPIED"), plug(None, None, "AVAILABLE")
    )
    assert [free for *_, free in facts(seen(site(mixed)))] == [0, 0, 1]
    twice = group(plug("a", "1", "AVAILABLE"), plug("a", "1", "OCCUPIED"), plug(None, "1", None))
    assert [free for *_, free in facts(seen(site(twice)))] == [0, 0]


@pytest.mark.parametrize("state", ["AVAILABLE", "OCCUPIED", "UNKNOWN"])
@pytest.mark.parametrize("connector", ["1", "2"])
def test_an_evse_is_one_by_either_of_its_ids(state: str, connector: str) -> None:
    both = replace(plug("a", "1", "AVAILABLE"), cpo_evse_emi3_id="DE*X*E1")
    either = replace(plug(None, connector, state), cpo_evse_emi3_id="DE*X*E1")
    one = site(group(either), group(both, type="29"))
    answer = seen(one)
    assert {found.evse_id for found in answer.states.values()} == {"DE*X*E1"}
    count = Watcher().feed(answer, AT).availability
    assert count == evse_availability(one)
    is_denied = state == "OCCUPIED" or (connector == "1" and state != "AVAILABLE")
    assert (count.total, count.free) == (1, 0 if is_denied else 1)
    assert availability(one).free <= 2 - is_denied


def test_another_order_is_no_change() -> None:
    first = group(plug("a", "1", "AVAILABLE"), plug("b", "1", "OCCUPIED"))
    nameless = group(plug(None, None, "AVAILABLE"), plug(None, None, "OCCUPIED"), type="31")
    watcher = Watcher()
    watcher.feed(seen(site(first, nameless)), AT)
    turned = [
        replace(one, connector_statuses=one.connector_statuses[::-1]) for one in (nameless, first)
    ]
    assert watcher.feed(seen(site(*turned)), AT).events == ()


@pytest.mark.parametrize(
    "damaged",
    [
        pools(evse("a", "AVAILABLE"), {"state": "AVAILABLE"}),  # no id: the EVSE is dropped
        pools(evse("a", "AVAILABLE"), 5),  # type: ignore[arg-type]
        {"pools": [*pools(evse("a", "AVAILABLE"))["pools"], "?"]},
        pools(evse("a", "AVAILABLE"), evse("b", "AVAILABLE", {"id": "1"})),  # no type
        pools(evse("a", "AVAILABLE"), {"id": "c", "connectors": "?"}),
    ],
)
def test_a_connector_that_cannot_be_read_is_not_gone(damaged: dict[str, Any]) -> None:
    watcher = Watcher()
    watcher.feed(read_pools(pools(evse("a", "AVAILABLE"), evse("b", "OCCUPIED"))), AT)
    poll = watcher.feed(read_pools(damaged), AT)
    assert [
        event for event in poll.events if isinstance(event, StateChange) and not event.new
    ] == []
    assert not poll.complete
    assert any(one.evse_id == "b" for one in poll.states.values())
    whole = watcher.feed(read_pools(pools(evse("a", "AVAILABLE"))), AT)
    gone = {e.evse_id for e in whole.events if isinstance(e, StateChange) and e.new is None}
    assert "b" in gone
    assert whole.complete


def test_a_bad_value_beside_the_connectors_hides_nothing() -> None:
    watcher = Watcher()
    watcher.feed(read_pools(pools(evse("a", "AVAILABLE"), evse("b"))), AT)
    odd = {"id": "1", "typeId": "34", "maxPowerLevel": "strong"}
    poll = watcher.feed(read_pools(pools(evse("a", "AVAILABLE", odd))), AT)
    assert [(e.evse_id, e.new) for e in poll.events if isinstance(e, StateChange)] == [("b", None)]


def test_conditions_hold_of_one_connector_and_unknown_meets_none() -> None:
    where = StationFilter(connector_types=["ccs"], min_power=100)
    combo, weak = group(plug("a", "1", "AVAILABLE")), group(plug("b", "1", "AVAILABLE"), kw=50)
    silent = replace(combo, max_power_level=None, connector_statuses=(plug("c", "1", "AVAILABLE"),))
    watcher = Watcher()
    poll = watcher.feed(seen(site(combo, weak, silent), where=where), AT)
    assert [one.evse_id for one in poll.free] == ["a"]
    assert [one.evse_id for one in poll.states.values()] == ["a"]
    # A fact that is lost does not make a watched connector leave; it is no longer one to wait for.
    lost = replace(combo, max_power_level=None)
    poll = watcher.feed(seen(site(lost), where=where), AT)
    assert (poll.events, poll.free) == ((), ())
    assert [one.evse_id for one in poll.states.values()] == ["a"]


# --- random sequences


IDS = ("p1", "p2", "p3")
STATES = ("AVAILABLE", "OCCUPIED", "UNKNOWN", "RESERVED")
PLACES = [(pool, evse) for pool in IDS for evse in ("a", "b")]
worlds = st.dictionaries(st.sampled_from(PLACES), st.sampled_from(STATES))
steps = st.tuples(
    st.sampled_from(["whole", "whole", "cut", "error", "part"]),
    worlds,
    st.lists(st.sampled_from(IDS), unique=True, max_size=2),
)


def connector(pool: str, evse: str, state: str) -> WatchedConnector:
    column = {"AVAILABLE": "free", "OCCUPIED": "in_use", "RESERVED": "reserved"}.get(
        state, "unknown"
    )
    count = Availability(1, **{column: 1})  # type: ignore[arg-type]
    return WatchedConnector(pool, None, None, evse, None, "1", "34", 150, state, count)


def step_answer(what: str, world: dict[tuple[str, str], str], ids: list[str]) -> Answer | EvcpError:
    if what == "error":
        return ServerError("down", status=503)
    failed = tuple(FailedIds((id,), ServerError("down", status=503)) for id in ids)
    failed = failed if what == "part" else ()
    states: dict[Key, WatchedConnector] = {
        place: connector(*place, state)
        for place, state in world.items()
        if not (failed and place[0] in ids)
    }
    return Answer(states, frozenset(states), what != "cut", failed=failed)


@tries(200)
@given(st.lists(steps, max_size=12))
def test_events_of_any_sequence(sequence: list[Any]) -> None:
    watcher = Watcher()
    replayed: dict[Key, str] | None = None
    is_down, open_ids = False, set[str]()
    for number, (what, world, ids) in enumerate(sequence):
        at = AT + timedelta(minutes=number)
        answer = step_answer(what, world, ids)
        poll = watcher.feed(answer, at)
        outages = [event for event in poll.events if isinstance(event, Outage)]
        changes = [event for event in poll.events if isinstance(event, StateChange)]
        whole = [(one.begin == at, one.end) for one in outages if not one.ids]
        count = poll.availability
        parts = (count.free, count.in_use, count.reserved, count.out_of_service, count.unknown)
        assert sum(parts) == count.total == len(poll.states)
        assert count.free == len(poll.free)  # what an answer does not show is not free
        if isinstance(answer, EvcpError):
            # Told at its begin only.
            assert (changes, whole) == ([], [] if is_down else [(True, None)])
            assert (poll.free, poll.complete, poll.error) == ((), False, answer)
            is_down = True
            continue
        assert whole == ([(False, at)] if is_down else [])
        is_down = False
        failing = set(ids) if what == "part" else set()
        for outage in outages:
            if outage.ids and outage.end is None:
                assert open_ids.isdisjoint(outage.ids)
                open_ids |= set(outage.ids)
            elif outage.ids:
                assert set(outage.ids) <= open_ids
                open_ids -= set(outage.ids)
        assert open_ids == failing
        if replayed is None:
            assert changes == []
            replayed = {key: one.state for key, one in poll.states.items()}
        for change in changes:
            # Each change begins where the one before ended: none is told twice, none left out.
            assert replayed.get(change.key) == change.old
            assert change.old != change.new
            assert change.time == at
            if change.new is None:
                assert what != "cut"
                assert change.pool_id not in failing
                assert change.key not in answer.states
                del replayed[change.key]
            else:
                replayed[change.key] = change.new
        assert replayed == {key: one.state for key, one in poll.states.items()}
        assert {key: one.state for key, one in answer.states.items()}.items() <= replayed.items()
        if what == "whole":
            assert replayed.keys() == answer.states.keys()
        assert all(one.state == "AVAILABLE" for one in poll.free)
        assert len(poll.free) == list(world.values()).count("AVAILABLE") - sum(
            state == "AVAILABLE" and place[0] in failing for place, state in world.items()
        )


evse_lists = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["1", "2"])),
    st.sampled_from(["AVAILABLE", "OCCUPIED", "RESERVED", "UNAVAILABLE", "OFFLINE", None]),
    max_size=6,
)


@tries(150)
@given(evse_lists, st.integers(0, 5))
def test_unknown_never_raises_the_free_count(world: dict[Any, str | None], place: int) -> None:
    def free(states: dict[Any, str | None]) -> tuple[int, int]:
        listed = [plug(evse, one, state) for (evse, one), state in states.items()]
        one = site(*(group(status) for status in listed))
        connectors = seen(one).states.values()
        assert all(c.free == 0 for c in connectors if c.state != "AVAILABLE")
        count = Watcher().feed(seen(one), AT).availability
        parts = (count.free, count.in_use, count.reserved, count.out_of_service, count.unknown)
        assert sum(parts) == count.total == len({name[0] for name in states})
        assert count == evse_availability(one)
        return availability(one).free, count.free

    plugs, cars = free(world)
    assert cars <= plugs
    for name in list(world)[place : place + 1]:
        hidden = free({**world, name: "UNKNOWN"})
        assert hidden[0] <= plugs
        if world[name] == "AVAILABLE":
            assert hidden[1] <= cars
        assert free({**world, ("d", "1"): None}) == (plugs, cars)


# --- the times of the requests


@tries(100)
@given(
    st.lists(st.tuples(st.floats(0, 200), st.floats(0, 1)), min_size=1, max_size=30),
    st.sampled_from([0.0, 0.1, 0.5]),
)
def test_requests_stay_on_their_grid(steps: list[tuple[float, float]], jitter: float) -> None:
    schedule = Schedule(60, jitter=jitter)
    now, last = 1_000.0, None
    for takes, chance in steps:
        wait = schedule.next(now, chance)
        assert wait is not None
        now += wait
        if last is not None:
            late = (now - 1_000) % 60
            assert late <= 60 * jitter + 1e-6 or late >= 60 - 1e-6
            assert now - last >= 60 * (1 - jitter) - 1e-6
        last = now
        now += takes


def test_requests_end_by_number_time_or_close() -> None:
    schedule = Schedule(60, times=2, jitter=0)
    assert [schedule.next(now, 0.0) for now in (0, 1, 60, 61)] == [0.0, 59.0, None, None]
    schedule = Schedule(60, within="90s", jitter=0)
    assert [schedule.next(now, 0.0) for now in (0, 10, 61, 95)] == [0.0, 50.0, 29.0, None]
    schedule = Schedule(60, within=0)
    assert [schedule.next(now, 0.0) for now in (5, 6)] == [0.0, None]
    schedule = Schedule()
    schedule.close()
    assert schedule.next(0, 0.0) is None


def test_waits_that_take_no_time_move_the_schedule() -> None:
    schedule = Schedule(60, jitter=0, within="5m")
    assert [schedule.next(0, 0.0) for _ in range(7)] == [0, 60, 60, 60, 60, 60, None]


def test_a_wait_that_is_broken_off_goes_on() -> None:
    schedule = Schedule(60, jitter=0, times=2)
    assert schedule.next(0, 0.0) == 0
    for now, left in ((1, 59), (40, 20), (70, 0)):
        assert schedule.next(now, 0.0) == left
        schedule.put_back()
    assert schedule.next(71, 0.0) == 0
    assert schedule.next(72, 0.0) is None


def test_no_request_before_the_time_that_the_service_asked_for() -> None:
    schedule = Schedule(60, within=1_000, jitter=0)
    assert schedule.next(0, 0.0) == 0
    schedule.postpone(300)
    assert schedule.next(1, 0.0) == 299
    assert schedule.next(301, 0.0) == 59
    schedule.postpone(2_000)
    assert schedule.next(361, 0.0) is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"every": "1s"}, "every must be at least 5 s, not 1 s"),
        ({"every": 0, "least_every": 0}, "every must be at least 0 s"),
        ({"every": "soon"}, "every: 'soon' is not a time"),
        ({"every": "5"}, "every: '5' has no unit"),
        ({"every": None}, "every must be a time, not None"),
        ({"every": True}, "every must be a time, not True"),
        ({"every": float("nan")}, "every must be a time"),
        ({"within": timedelta(seconds=-1)}, "within must be a time"),
        ({"times": 0}, "times"),
        ({"times": "3"}, "times"),
        ({"jitter": 2}, "jitter from 0 to 1"),
        ({"least_every": -1}, "least_every must be seconds"),
    ],
)
def test_impossible_times(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        Schedule(**arguments)


def test_times_are_timedeltas_seconds_or_texts() -> None:
    assert [seconds(one, "x") for one in (timedelta(minutes=2), 120, "2m")] == [120, 120, 120]


# --- the clients


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


def test_texts_of_the_service_do_not_control_a_display() -> None:
    answer = read_pools(pools(evse("a\x1b[31m\n\u202e", "AVAILABLE\x9b")))
    (key, one), *_ = answer.states.items()
    for shown in (repr(one), repr(StateChange(AT, key, one, one.state, None))):
        assert shown.isprintable()


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
