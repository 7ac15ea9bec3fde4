"""Live states: a function of seed, EVSE and moment, and plausible."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox.helpers import station

from evcp.sandbox import World, simulation
from evcp.sandbox.simulation import condition, use_of, with_live_states, zone_seconds
from evcp_models import ChargingPoint, Connector, ConnectorState, ConnectorStatus, EVStation

START = datetime(2025, 6, 2, tzinfo=UTC)
STATIONS = [
    one
    for one in World.synthetic(300, seed=3).stations
    if any(group.connector_statuses for group in one.connectors)
]
moments = st.integers(0, 400 * 86_400).map(lambda second: START + timedelta(seconds=second))
some_station = st.sampled_from(STATIONS)


def two_plugs(evses: int, *, kw: float = 150.0, zone: str | None = "Europe/Berlin") -> EVStation:
    """A station with two groups, each with a connector of every EVSE."""
    statuses = tuple(ConnectorStatus(cpo_evse_id=f"E{n}") for n in range(evses))
    group = Connector(
        max_power_level=kw,
        charging_point=ChargingPoint(number_of_connectors=evses),
        connector_statuses=statuses,
    )
    base = station("two-plugs", 52.5, 13.4)
    return replace(base, connectors=(group, group), time_zone=zone)


def states(one: EVStation) -> dict[str, ConnectorState | str | None]:
    found: dict[str, ConnectorState | str | None] = {}
    for group in one.connectors:
        for status in group.connector_statuses:
            assert status.cpo_evse_id
            known = found.setdefault(status.cpo_evse_id, status.state)
            assert known == status.state
    return found


# --- a function ---------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(some_station, st.integers(0, 50), moments, st.lists(moments, max_size=5))
def test_states_are_independent_of_earlier_calls(
    one: EVStation, seed: int, now: datetime, others: list[datetime]
) -> None:
    first = with_live_states(one, seed=seed, now=now)
    shown = one
    for other in others:
        shown = with_live_states(shown, seed=seed, now=other)
    assert with_live_states(shown, seed=seed, now=now) == first


def test_another_seed_gives_other_states() -> None:
    def course(seed: int) -> list[EVStation]:
        return [
            with_live_states(one, seed=seed, now=START + timedelta(hours=10))
            for one in STATIONS[:50]
        ]

    assert course(1) == course(1) != course(2)


def test_a_moment_is_equal_in_any_zone() -> None:
    there = START.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert with_live_states(STATIONS[0], seed=1, now=there) == with_live_states(
        STATIONS[0], seed=1, now=START
    )
    with pytest.raises(ValueError, match="no time zone"):
        with_live_states(STATIONS[0], seed=1, now=START.replace(tzinfo=None))


# --- agreement ------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(some_station, st.integers(0, 50), moments)
def test_counters_times_and_states_agree(one: EVStation, seed: int, now: datetime) -> None:
    shown = with_live_states(one, seed=seed, now=now + timedelta(milliseconds=400))
    states(shown)
    for group, before in zip(shown.connectors, one.connectors, strict=True):
        if not before.connector_statuses:
            assert group is before
            continue
        counted = Counter(status.state for status in group.connector_statuses)
        point = group.charging_point
        assert point
        assert point.number_of_available == counted[ConnectorState.AVAILABLE]
        assert point.number_of_in_use == counted[ConnectorState.OCCUPIED]
        assert point.number_of_out_of_service == counted[ConnectorState.OUT_OF_SERVICE]
        assert point.number_of_reserved == counted[ConnectorState.RESERVED]
        told = sum(counted.values()) - counted[ConnectorState.UNKNOWN]
        numbers = (
            point.number_of_available,
            point.number_of_in_use,
            point.number_of_out_of_service,
            point.number_of_reserved,
        )
        assert told == sum(number for number in numbers if number is not None)
        assert point.last_update_timestamp == group.last_update_timestamp
        if told:
            assert group.last_update_timestamp
            assert group.last_update_timestamp <= now
            assert group.last_update_timestamp.microsecond == 0
            assert group.last_update_timestamp.tzinfo is UTC
        else:
            assert group.last_update_timestamp is None
    times = [g.last_update_timestamp for g in shown.connectors if g.last_update_timestamp]
    assert shown.last_updated_time_stamp == max(times, default=None)
    # Nothing else has changed.
    assert (
        replace(
            shown, connectors=one.connectors, last_updated_time_stamp=one.last_updated_time_stamp
        )
        == one
    )


def test_connectors_of_one_evse_share_its_state_over_groups() -> None:
    seen = set()
    for hours in range(0, 24 * 14, 3):
        shown = with_live_states(two_plugs(4), seed=2, now=START + timedelta(hours=hours))
        assert len(states(shown)) == 4
        seen |= set(states(shown).values())
    assert seen >= {ConnectorState.AVAILABLE, ConnectorState.OCCUPIED}


def test_groups_without_statuses_stay_unchanged() -> None:
    silent = station("s", 1, 1, ("31", 22.0))
    assert with_live_states(silent, seed=1, now=START) is silent
    mixed = replace(silent, connectors=(*silent.connectors, *two_plugs(2).connectors[:1]))
    shown = with_live_states(mixed, seed=1, now=START)
    assert shown.connectors[0] is silent.connectors[0]
    assert shown.connectors[1] != mixed.connectors[1]


def test_an_unnamed_connector_is_an_evse_of_its_own() -> None:
    group = Connector(connector_statuses=(ConnectorStatus(),) * 6)
    nameless = replace(station("s", 1, 1), connectors=(group, group))
    courses = set()
    for number in range(12):
        course = []
        for hour in range(0, 24 * 7, 2):
            shown = with_live_states(nameless, seed=1, now=START + timedelta(hours=hour))
            course.append(shown.connectors[number // 6].connector_statuses[number % 6].state)
        courses.add(tuple(course))
    assert len(courses) >= 10  # those without information are alike


# --- the course of time -------------------------------------------------------------------------------


@pytest.mark.parametrize(("kw", "step"), [(150.0, 61), (11.0, 293), (3.7, 307)])
def test_timestamps_move_only_with_states(kw: float, step: int) -> None:
    """Step by step through two weeks: the newest change is where the state was seen to change."""
    use = use_of(kw, is_direct=kw > 43)
    begin = int(START.timestamp())
    for evse in range(5):
        steps = [
            (second, *condition(4, f"e{evse}", use, second, 3_600))
            for second in range(begin, begin + 14 * 86_400, step)
        ]
        for (_, _, first_since), (_, _, then_since) in pairwise(steps):
            assert first_since is None or (then_since is not None and then_since >= first_since)
        for (earlier, old, old_since), (later, new, new_since) in pairwise(steps):
            if new_since is None or old_since is None:
                assert old is new is ConnectorState.UNKNOWN
                continue
            assert new_since <= later
            assert (new_since == old_since) == (new_since <= earlier)
            if new_since == old_since:
                assert new is old
            else:
                # The second before belongs to another state.
                before, _ = condition(4, f"e{evse}", use, new_since - 1, 3_600)
                assert before is not new
                assert condition(4, f"e{evse}", use, new_since, 3_600) == (new, new_since)


def test_timestamps_never_go_back() -> None:
    for one in STATIONS[:20]:
        shown = [
            with_live_states(one, seed=9, now=START + timedelta(minutes=37 * n)) for n in range(300)
        ]
        for earlier, later in pairwise(shown):
            assert earlier.last_updated_time_stamp is None or (
                later.last_updated_time_stamp is not None
                and later.last_updated_time_stamp >= earlier.last_updated_time_stamp
            )
            if earlier.last_updated_time_stamp == later.last_updated_time_stamp:
                assert earlier == later


def test_summer_time_has_no_effect() -> None:
    zone = ZoneInfo("Europe/Berlin")
    switch = datetime(2025, 3, 30, 1, tzinfo=UTC)
    assert switch.astimezone(zone).utcoffset() == timedelta(hours=2)
    one = two_plugs(8)
    shown = [
        with_live_states(one, seed=3, now=switch + timedelta(minutes=n)) for n in range(-90, 90)
    ]
    for earlier, later in pairwise(shown):
        assert earlier.last_updated_time_stamp
        assert later.last_updated_time_stamp
        assert later.last_updated_time_stamp >= earlier.last_updated_time_stamp


# --- plausible ------------------------------------------------------------------------------------------


def by_hour(kw: float, direct: bool, evses: int) -> list[Counter[ConnectorState]]:
    """The states of a week, by local hour."""
    use = use_of(kw, direct)
    begin = int(START.timestamp()) - 3_600
    hours: list[Counter[ConnectorState]] = [Counter() for _ in range(24)]
    for evse in range(evses):
        for hour in range(24 * 7):
            moment = begin + hour * 3_600 + evse * 37 % 3_600
            hours[hour % 24][condition(1, f"e{evse}", use, moment, 3_600)[0]] += 1
    return hours


@pytest.mark.parametrize(
    ("kw", "direct"), [(3.7, False), (11.0, False), (22.0, False), (50.0, True), (300.0, True)]
)
def test_occupancy_of_a_week(kw: float, direct: bool) -> None:
    hours = by_hour(kw, direct, 150)
    whole: Counter[ConnectorState] = sum(hours, Counter())
    known = whole.total() - whole[ConnectorState.UNKNOWN]
    assert 0.10 < whole[ConnectorState.OCCUPIED] / known < 0.45
    assert 0.01 < whole[ConnectorState.OUT_OF_SERVICE] / known < 0.045
    assert 0 < whole[ConnectorState.RESERVED] / known < 0.03
    assert 0.005 < whole[ConnectorState.UNKNOWN] / whole.total() < 0.1
    day: Counter[ConnectorState] = sum(hours[9:20], Counter())
    night: Counter[ConnectorState] = sum((*hours[23:], *hours[:6]), Counter())
    share = [one[ConnectorState.OCCUPIED] / one.total() for one in (day, night)]
    assert share[0] > 1.5 * share[1]


def test_stays_at_fast_chargers_are_shorter() -> None:
    def stays(kw: float, direct: bool) -> list[int]:
        use, found = use_of(kw, direct), []
        begin = int(START.timestamp())
        for evse in range(20):
            times = range(begin, begin + 3 * 86_400, 120)
            since = [condition(1, f"e{evse}", use, second, 0) for second in times]
            changes = sorted(
                {one for one in since if one[1] is not None}, key=lambda one: one[1] or 0
            )
            for (state, came), (_, left) in pairwise(changes):
                if state is ConnectorState.OCCUPIED and came and left:
                    found.append(left - came)
        return found

    slow, fast = stays(11.0, direct=False), stays(150.0, direct=True)
    assert max(fast) <= 45 * 60
    assert sum(fast) / len(fast) > 15 * 60
    assert sum(slow) / len(slow) > 75 * 60
    assert max(slow) < 5 * 3_600


def test_some_evses_never_report() -> None:
    use = use_of(11.0, is_direct=False)
    silent = [
        evse
        for evse in range(500)
        if condition(1, f"e{evse}", use, 1_750_000_000, 0)[0] is ConnectorState.UNKNOWN
    ]
    assert 5 < len(silent) < 50
    for evse in silent:
        for second in range(1_700_000_000, 1_760_000_000, 3_000_001):
            assert condition(1, f"e{evse}", use, second, 0) == (ConnectorState.UNKNOWN, None)


def test_stays_follow_the_power() -> None:
    fast = use_of(150.0, is_direct=True)
    assert (fast.shortest, fast.longest) == (15 * 60, 45 * 60)
    # 10 to 40 kWh at no more than 11 kW.
    slow, strong = use_of(5.0, is_direct=False), use_of(22.0, is_direct=False)
    assert (slow.shortest, slow.longest) == (2 * 3_600, 8 * 3_600)
    assert strong == use_of(11.0, is_direct=False)
    assert strong.longest == pytest.approx(40 / 11 * 3_600, abs=1)
    assert slow.sessions < strong.sessions < fast.sessions


@pytest.mark.parametrize(("kw", "direct"), [(11.0, False), (150.0, True)])
def test_weekends_differ(kw: float, direct: bool) -> None:
    """Cars that come in two weeks, by day of the week: trips at the weekend, work in the week."""
    use = use_of(kw, direct)
    cars = Counter[int]()
    for day in range(20_244, 20_258):
        weekday = (date(1970, 1, 1) + timedelta(days=day)).weekday()
        for evse in range(300):
            cars[weekday] += len(simulation._day(f"e{evse}", use, 1.0, day).arrivals)
    week, weekend = sum(cars[n] for n in range(5)) / 5, (cars[5] + cars[6]) / 2
    assert (weekend > 1.05 * week) if direct else (weekend < 0.95 * week)
    assert max(cars[n] for n in range(5)) < 1.06 * min(cars[n] for n in range(5))


def test_local_time() -> None:
    assert zone_seconds("Europe/Berlin", 0) == 3_600
    assert zone_seconds("America/Los_Angeles", 0) == -8 * 3_600
    assert zone_seconds("Australia/Sydney", 0) == 10 * 3_600
    assert zone_seconds(None, 13.4) == 3_600
    for nowhere in ("No/Where", "", "../etc/passwd"):
        assert zone_seconds(nowhere, -122.4) == -8 * 3_600
