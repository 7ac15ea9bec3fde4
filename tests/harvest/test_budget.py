"""The budget: never more than the rate in any second, and nearly all of it used, by a clock of numbers."""

from __future__ import annotations

import heapq
import math
import random
from bisect import bisect_left
from collections.abc import Callable

import pytest

from evcp.harvest.budget import Budget, Lease, Pacer


def simulate(
    rate: float,
    workers: int,
    *,
    burst: int = 1,
    tasks: int = 150,
    delay: Callable[[random.Random], float] = lambda chance: 0.0,
) -> tuple[list[float], Budget]:
    """Return the times of the requests of tasks of 1 to 30 requests.

    Each worker has a clock of its own; its tasks begin, send and come back late by a random time.
    """
    chance = random.Random(1)
    budget = Budget(rate, burst)
    times: list[float] = []
    # The free workers and the running tasks, in the order of the true time of their next step.
    free = [(0.0, place) for place in range(min(workers, budget.slots))]
    clocks = [[chance.uniform(0, 1e6)] for _ in free]
    running: list[tuple[float, int, int, Pacer, int]] = []
    number = 0
    while (free and number < tasks) or running:
        if free and number < tasks and (not running or free[0][0] <= running[0][0]):
            now, place = heapq.heappop(free)
            lease = budget.grant(number, 40, now, math.ceil(budget.free / (len(free) + 1)))
            if lease is None:
                heapq.heappush(free, (running[0][0] + 1e-9, place))
                continue
            now += delay(chance)
            offset = clocks[place][0]
            clock = [now + offset]
            pacer = Pacer(lease, lambda clock=clock: clock[0])  # type: ignore[misc]
            pacer.clock, pacer.offset = clock, offset  # type: ignore[attr-defined]
            heapq.heappush(running, (now, number, place, pacer, chance.randint(1, 30)))
            number += 1
            continue
        now, task, place, pacer, left = heapq.heappop(running)
        clock, offset = pacer.clock, pacer.offset  # type: ignore[attr-defined]
        clock[0] = now + offset
        if not left or pacer.over():
            slots, back = pacer.slots(), now + delay(chance)
            budget.settle(task, pacer.requests, back, slots)
            heapq.heappush(free, (back, place))
        elif wait := pacer.waits(0.0):
            heapq.heappush(running, (now + wait + delay(chance), task, place, pacer, left))
        else:
            pacer.sent()
            times.append(now)
            later = now + 0.1 * chance.uniform(0.8, 1.2)
            heapq.heappush(running, (later, task, place, pacer, left - 1))
    return sorted(times), budget


def most_in(times: list[float], seconds: float) -> int:
    return max(bisect_left(times, start + seconds) - place for place, start in enumerate(times))


@pytest.mark.parametrize(
    ("rate", "workers", "burst"),
    [(5, 4, 1), (20, 16, 1), (50, 16, 1), (100, 32, 1), (20, 8, 4), (0.5, 2, 1), (2.5, 4, 1), (1, 8, 1)],
)  # fmt: skip
@pytest.mark.parametrize("late", [0.0, 0.01, 0.5])
def test_the_rate_is_used_and_never_exceeded(
    rate: float, workers: int, burst: int, late: float
) -> None:
    times, budget = simulate(
        rate, workers, burst=burst, delay=lambda chance: chance.random() * late
    )
    window = budget.window
    assert budget.slots / window == rate
    assert most_in(times, window) <= rate * window
    # Without the end, where fewer tasks than workers are left.
    steady = times[: int(len(times) * 0.9)]
    least = 0.95 if late < 0.1 else 0.5
    assert (len(steady) - 1) / (steady[-1] - steady[0]) >= least * rate


@pytest.mark.parametrize(
    ("rate", "slots", "window"),
    [(7, 7, 1), (2.5, 5, 2), (1.1, 11, 10), (0.25, 1, 4), (1 / 3_600, 1, 3_600), (1e9, 1_000, 1e-6)],
)  # fmt: skip
def test_a_rate_is_slots_and_a_window(rate: float, slots: int, window: float) -> None:
    budget = Budget(rate)
    assert budget.slots == slots
    assert budget.window == pytest.approx(window)


@pytest.mark.parametrize(("burst", "together"), [(1, 1), (4, 4), (50, 10)])
def test_a_burst_starts_together_and_the_rest_is_spread(burst: int, together: int) -> None:
    budget = Budget(10, burst)
    lease = budget.grant(1, 40, 7.0, 10)
    assert lease is not None
    assert sum(seconds == 0 for seconds in lease.slots) == together
    assert max(lease.slots) == pytest.approx((9 // burst * burst) / 10)


def test_a_slot_rests_for_a_second_after_it_was_used_in_truth() -> None:
    now = 0.0
    pacer = Pacer(Lease(5, 5, (0.0,)), lambda: now)
    assert pacer.waits(0) == 0
    now = 0.4  # the thread woke up late
    pacer.sent()
    assert 1.0 < pacer.waits(0) < 1.05
    now = 1.42
    assert pacer.waits(0) == 0


def test_a_small_delay_costs_nothing() -> None:
    now = 0.0
    pacer = Pacer(Lease(500, 500, (0.0,)), lambda: now)
    for _ in range(100):
        now += pacer.waits(0) + 0.01
        pacer.sent()
    assert 99 / now >= 0.97


def test_a_second_request_of_a_call_takes_a_slot_too() -> None:
    now = 0.0
    pacer = Pacer(Lease(5, 5, (0.0, 0.0)), lambda: now)
    pacer.sent()
    pacer.sent()
    assert pacer.requests == 2
    assert pacer.waits(0) > 1.0
    assert all(seconds > 1.0 for seconds in pacer.slots())


def test_the_slot_of_a_request_that_was_late_rests_for_longer() -> None:
    """A new connection delays the first request on its way, a busy machine the others: by little."""
    now = 0.0
    pacer = Pacer(Lease(5, 5, (0.0, 0.3), latency=0.1), lambda: now)
    pacer.sent()
    now = 0.5
    pacer.answered()
    pacer.sent()
    now = 0.9
    pacer.answered()
    assert sorted(pacer.slots()) == pytest.approx([0.51, 0.66])
    assert pacer.latency == pytest.approx(0.4)
    budget = Budget(5)
    lease = budget.grant(1, 5, 0.0)
    assert lease is not None
    assert lease.latency == 0
    budget.settle(1, 2, 1.0, pacer.slots(), pacer.latency)
    lease = budget.grant(2, 5, 1.0)
    assert lease is not None
    assert lease.latency == pytest.approx(0.4)


def test_a_lease_ends_with_its_requests() -> None:
    pacer = Pacer(Lease(3, 2), lambda: 0.0)
    told = []
    for _ in range(4):
        told.append((pacer.over(), pacer.over(again=True)))
        pacer.sent()
    assert told == [(False, False), (False, False), (True, False), (True, True)]


def test_another_attempt_waits() -> None:
    now = 0.0
    pacer = Pacer(Lease(2, 2), lambda: now)
    assert pacer.waits(2.0) == 2.0
    now = 1.5
    assert pacer.waits(2.0) == 0.5
    now = 2.0
    assert pacer.waits(2.0) == 0


def test_a_pause_holds_all_leases() -> None:
    budget = Budget(10)
    assert budget.grant(1, 5, 0.0) is not None
    budget.pause(0.0, 30)
    assert budget.grant(2, 5, 29.9) is None
    assert budget.waits(20.0) == 10
    lease = budget.grant(2, 5, 30.0, 3)
    assert lease is not None
    assert lease.slots == pytest.approx((0.0, 0.1, 0.2))


def test_a_lost_worker_used_its_slots_just_now() -> None:
    budget = Budget(2)
    assert budget.grant(1, 5, 0.0, 2) is not None
    assert budget.grant(2, 5, 0.0) is None
    budget.settle(1, 8, 10.0)
    lease = budget.grant(2, 5, 10.0, 2)
    assert lease is not None
    assert min(lease.slots) > 1.0
    assert budget.sent == 8


def test_requests_not_sent_return_to_the_quota() -> None:
    budget = Budget(quota=10)
    first = budget.grant(1, 5, 0.0)
    second = budget.grant(2, 8, 0.0)
    assert (first, second) == (Lease(8, 5), Lease(2, 2))
    assert [budget.exhausted] == [True]
    budget.settle(1, 3, 0.0)
    third = budget.grant(3, 8, 0.0)
    assert third == Lease(5, 5)
