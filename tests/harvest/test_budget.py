"""The budget: never more than the rate in any second, and nearly all of it used, by a clock of numbers."""

from __future__ import annotations

import heapq
import random
from bisect import bisect_left

import pytest

from evcp.harvest.budget import Budget
from evcp.harvest.tasks import Lease, Pacer


def simulate(
    rate: float,
    workers: int,
    *,
    latency: float = 0.1,
    burst: int = 1,
    tasks: int = 150,
    jitter: float = 0.0,
) -> list[float]:
    """Return the times of the requests of tasks of 1 to 30 requests, each by the clock of its worker."""
    chance = random.Random(1)
    budget = Budget(rate, burst, lanes=workers)
    times: list[float] = []
    now = 0.0
    # Workers in the order of the time at which they are free: number of the task, pacer, requests left.
    queue: list[tuple[float, int, Pacer | None, int]] = [
        (0.0, -n, None, 0) for n in range(budget.lanes)
    ]
    number = 0
    granted: dict[int, Lease] = {}
    while queue:
        now, task, pacer, left = heapq.heappop(queue)
        if pacer is None or not left:
            if task > 0:
                budget.settle(task, granted.pop(task).requests, 0)
            if number == tasks:
                continue
            number += 1
            lease = budget.grant(number, 40, now, share=tasks)
            assert lease is not None
            granted[number] = lease
            clock = [now + chance.random() * jitter]
            pacer = Pacer(lease, lambda clock=clock: clock[0])  # type: ignore[misc]
            pacer.clock = clock  # type: ignore[attr-defined]
            task, left = number, chance.randint(1, 30)
        clock = pacer.clock  # type: ignore[attr-defined]
        clock[0] = max(clock[0], now)
        while (wait := pacer.waits(0.0)) > 0:
            clock[0] += wait
        if pacer.over:
            heapq.heappush(queue, (clock[0], task, pacer, 0))
            continue
        times.append(clock[0])
        heapq.heappush(
            queue, (clock[0] + latency * chance.uniform(0.8, 1.2), task, pacer, left - 1)
        )
    return sorted(times)


@pytest.mark.parametrize("jitter", [0.0, 0.01])
@pytest.mark.parametrize(
    ("rate", "workers", "burst"),
    [(5, 4, 1), (20, 8, 1), (50, 16, 1), (100, 32, 1), (20, 8, 4), (0.5, 2, 1)],
)
def test_the_rate_is_used_and_never_exceeded(
    rate: float, workers: int, burst: int, jitter: float
) -> None:
    times = simulate(rate, workers, burst=burst, jitter=jitter)
    second = 1.0 if rate >= 1 else 1 / rate
    most = max(bisect_left(times, start + second) - place for place, start in enumerate(times))
    assert most <= max(1, rate * second)
    # Without the end, where fewer tasks than workers are left.
    steady = times[: int(len(times) * 0.9)]
    assert (len(steady) - 1) / (steady[-1] - steady[0]) >= 0.95 * rate


def test_a_late_worker_loses_its_time() -> None:
    now = 0.0
    pacer = Pacer(Lease(5, start=1.0, interval=1.0, times=10), lambda: now)
    assert pacer.waits(0) == 1.0
    now = 1.5
    assert pacer.waits(0) == 0.5
    now = 2.01
    assert pacer.waits(0) == 0


def test_a_lease_ends_with_its_requests_and_with_its_times() -> None:
    now = 0.0
    pacer = Pacer(Lease(2), lambda: now)
    assert [pacer.waits(0), pacer.over] == [0, False]
    assert [pacer.waits(0), pacer.over] == [0, False]
    assert [pacer.waits(0), pacer.over] == [0, True]
    late = Pacer(Lease(2, interval=1.0, times=3), lambda: now)
    now = 9.0
    assert [late.waits(0), late.over] == [0, True]


def test_a_pause_holds_all_leases() -> None:
    budget = Budget(10)
    assert budget.grant(1, 5, 0.0, share=8) is not None
    budget.pause(0.0, 30)
    assert budget.grant(2, 5, 29.9) is None
    assert budget.waits(20.0) == 10
    lease = budget.grant(2, 5, 30.0, share=8)
    assert lease is not None
    assert lease.start <= 1


def test_requests_not_sent_return_to_the_quota() -> None:
    budget = Budget(quota=10)
    first = budget.grant(1, 8, 0.0, share=8)
    second = budget.grant(2, 8, 0.0, share=8)
    assert (first, second) == (Lease(8), Lease(2))
    assert [budget.exhausted] == [True]
    budget.settle(1, 8, 3)
    third = budget.grant(3, 8, 0.0, share=8)
    assert third == Lease(5)


def test_lanes_are_never_shared() -> None:
    chance = random.Random(3)
    budget = Budget(10, lanes=16)
    held: dict[int, Lease] = {}
    for number in range(500):
        if held and chance.random() < 0.5:
            gone = chance.choice(list(held))
            budget.settle(gone, held.pop(gone).requests, 0)
        lease = budget.grant(number, 10, number * 0.37, share=chance.randint(1, 20))
        if lease is not None:
            held[number] = lease
        used = [
            lane % 16 for start, width in budget._taken.values() for lane in range(start, 16, width)
        ]
        assert len(used) == len(set(used))
