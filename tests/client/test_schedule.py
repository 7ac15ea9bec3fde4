"""The times of the requests of a watch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.settings import tries

from evcp import (
    ConfigurationError,
)
from evcp._client.schedule import Schedule, seconds


@tries(50)
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
