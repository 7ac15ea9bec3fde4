"""The clock of the sandbox: starts anywhere, runs fast, stands still, jumps."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from evcp.sandbox import Clock

START = datetime(2025, 6, 1, 8, tzinfo=UTC)


class Real:
    """A real time that the test moves."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


def test_the_default_is_the_real_time() -> None:
    before = time.time()
    clock = Clock()
    assert before <= clock() <= time.time() + 0.001
    assert clock.now().tzinfo is UTC


def test_start_and_speed() -> None:
    real = Real()
    clock = Clock(START, speed=60, source=real)
    assert clock.now() == START
    real.seconds += 90
    assert clock.now() == START + timedelta(minutes=90)
    assert clock() == clock.now().timestamp()


def test_a_start_in_any_zone() -> None:
    there = START.astimezone(timezone(timedelta(hours=-7)))
    assert Clock(there, speed=0).now() == START


def test_a_new_speed_applies_from_then_on() -> None:
    real = Real()
    clock = Clock(START, source=real)
    real.seconds += 10
    clock.speed = 0
    assert clock.speed == 0
    real.seconds += 1_000
    assert clock.now() == START + timedelta(seconds=10)
    clock.speed = 2
    real.seconds += 5
    assert clock.now() == START + timedelta(seconds=20)


def test_jumps_forward_and_back() -> None:
    clock = Clock(START, speed=0)
    clock.jump(3_600)
    assert clock.now() == START + timedelta(hours=1)
    clock.jump(-7_200)
    assert clock.now() == START - timedelta(hours=1)
    clock.jump_to(START)
    assert clock.now() == START


def test_settings_change_together_or_not_at_all() -> None:
    clock = Clock(START, speed=0)
    with pytest.raises(ValueError, match="speed"):
        clock.set(moment=START + timedelta(days=1), speed=-1)
    with pytest.raises(ValueError, match="year"):
        clock.set(moment=START, jump=-1e12, speed=3)
    assert (clock.now(), clock.speed) == (START, 0)
    clock.set(moment=START, jump=60, speed=5)
    assert clock.speed == 5
    assert clock.now() - START >= timedelta(seconds=60)


@pytest.mark.parametrize("speed", [-1, float("nan"), float("inf"), 1e7])
def test_an_impossible_speed_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed must be"):
        Clock(speed=speed)


@pytest.mark.parametrize("jump", [float("nan"), float("inf"), 1e15, -1e15])
def test_an_impossible_jump_is_refused(jump: float) -> None:
    clock = Clock(START, speed=0)
    with pytest.raises(ValueError, match=r"jump|year"):
        clock.jump(jump)
    assert clock.now() == START


def test_range_from_1970_to_9999() -> None:
    for year, month, day in ((1970, 1, 1), (9999, 12, 31)):
        moment = datetime(year, month, day, tzinfo=UTC)
        assert Clock(moment, speed=0).now() == moment
    with pytest.raises(ValueError, match="from the year 1970 to 9999"):
        Clock(datetime(1969, 12, 31, tzinfo=UTC))


def test_a_naive_moment_is_refused() -> None:
    naive = START.replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        Clock(naive)
    with pytest.raises(ValueError, match="no time zone"):
        Clock().jump_to(naive)


def test_the_clock_stops_at_the_end_of_the_calendar() -> None:
    real = Real()
    clock = Clock(datetime(9999, 12, 31, tzinfo=UTC), speed=1e6, source=real)
    real.seconds += 1e9
    assert clock.now() == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_setting_from_many_threads() -> None:
    clock = Clock(START, speed=0)

    def jumps() -> None:
        for _ in range(500):
            clock.jump(1)

    threads = [threading.Thread(target=jumps) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.now() == START + timedelta(seconds=2_000)


def test_repr_of_a_clock() -> None:
    assert repr(Clock(START, speed=0)) == "<Clock 2025-06-01T08:00:00+00:00, speed 0>"
