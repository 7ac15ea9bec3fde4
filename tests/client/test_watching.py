"""Answers as states of connectors, and the changes between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.settings import tries
from support.watched import AT, evse, facts, group, plug, pools, read_pools, seen, site

from evcp import (
    Availability,
    Circle,
    EvcpError,
    FailedIds,
    Outage,
    ServerError,
    StateChange,
    StationFilter,
    WatchedConnector,
    availability,
    evse_availability,
)
from evcp._client.watching import (
    Answer,
    Key,
    Watcher,
)
from evcp_models import (
    ChargingPoint,
    EVStation,
)

AREA = Circle(52.5, 13.4, 5_000)


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


def test_a_station_that_comes_twice_is_not_counted_twice() -> None:
    def counted(free: int) -> EVStation:
        return site(
            group(charging_point=ChargingPoint(number_of_connectors=2, number_of_available=free))
        )

    def count(*stations: EVStation) -> Availability:
        return Watcher().feed(seen(*stations), AT).availability

    assert count(counted(2), counted(2)) == Availability(2, free=2)
    assert count(counted(2), counted(1)) == Availability(2, unknown=2)
    named = [site(group(plug("a", "1", state))) for state in ("AVAILABLE", "OCCUPIED")]
    assert count(*named) == Availability(1, unknown=1)
    where = StationFilter(min_power=100)
    weak = replace(named[0], connectors=(replace(named[0].connectors[0], max_power_level=50),))
    assert Watcher().feed(seen(named[0], weak, where=where), AT).free == ()


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


def test_texts_of_the_service_do_not_control_a_display() -> None:
    answer = read_pools(pools(evse("a\x1b[31m\n\u202e", "AVAILABLE\x9b")))
    (key, one), *_ = answer.states.items()
    for shown in (repr(one), repr(StateChange(AT, key, one, one.state, None))):
        assert shown.isprintable()


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


@tries(100)
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


@tries(75)
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
