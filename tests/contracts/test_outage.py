"""An outage, with a clock of numbers: what a dead service costs, and how soon a live one is seen."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from support.fakes import API_KEY, Now, Talk, count_body, defaults, reply

from evcp import Circle, EvcpError, RetryBudget, RetryPolicy, Timeout, UnansweredError
from evcp._core.call import (
    call,
)
from evcp._core.settings import Settings
from evcp.operations import count_stations
from evcp.transport import (
    SendRequest,
    Sleep,
    TransportFailure,
)

COUNT = count_stations(Circle(52.5, 13.4, 500))
GOOD = reply(200, count_body())
DEAD: dict[str, Any] = {
    "503": reply(503),
    "refused": TransportFailure(UnansweredError, "the connection broke"),
    "429 with a time": reply(429, retry_after="1"),
}


class Service:
    """A service that is dead until a moment; it counts its requests."""

    def __init__(self, now: Now, alive_at: float, dead: Any) -> None:
        self.now, self.alive_at, self.dead = now, alive_at, dead
        self.requests = 0

    def __call__(self) -> Any:
        self.requests += 1
        self.now.seconds += 0.05
        return GOOD if self.now.seconds >= self.alive_at else self.dead


def is_answered(service: Callable[[], Any], now: Now, settings: Settings) -> bool:
    """Make a call; tell whether it was answered."""
    steps = call(COUNT, Talk([], [API_KEY], now=now).context(settings))
    result: Any = None
    try:
        while True:
            step = steps.send(result)
            if isinstance(step, Sleep):
                now.seconds += step.seconds
                result = None
            else:
                assert isinstance(step, SendRequest)
                result = service()
    except StopIteration:
        return True
    except EvcpError:
        return False


@pytest.mark.parametrize("dead", DEAD)
@pytest.mark.parametrize("attempts", [3, 10])
def test_a_dead_service_is_not_flooded(
    dead: str, attempts: int, capsys: pytest.CaptureFixture[str]
) -> None:
    now = Now()
    chance = random.Random(3)
    now.clock = type(now.clock)(now.clock.monotonic, now.clock.time, chance.random)
    settings = defaults(
        retry=RetryPolicy(attempts=attempts), budget=RetryBudget(), timeout=Timeout(total=60)
    )
    service = Service(now, float("inf"), DEAD[dead])
    calls = 0
    # The burst is spent in the first calls; it fills by a tenth for each call.
    while settings.budget._left >= 1:
        assert not is_answered(service, now, settings)
        calls += 1
    assert calls <= 20
    assert service.requests <= calls + 20 + 0.1 * calls
    before = service.requests
    assert not any(is_answered(service, now, settings) for _ in range(1000))
    amplification = (service.requests - before) / 1000
    assert amplification <= 1.1
    with capsys.disabled():
        print(f"\noutage ({dead}, {attempts} attempts): {amplification:.3f} requests a call")
    # And once it is there again, the very next call is answered, by its first request.
    service.alive_at = now.seconds
    before = service.requests
    assert all(is_answered(service, now, settings) for _ in range(100))
    assert service.requests - before == 100


def test_without_a_budget_it_would_be_flooded() -> None:
    """The bound is the budget's doing."""
    now = Now()
    settings = defaults(budget=RetryBudget(share=1.0, burst=10_000))
    service = Service(now, float("inf"), DEAD["503"])
    for _ in range(100):
        is_answered(service, now, settings)
    assert service.requests == 300


def retries_left(budget: RetryBudget) -> int:
    copied = copy.deepcopy(budget)
    return sum(copied.spend() for _ in range(30))


def test_after_an_outage_the_budget_fills_again() -> None:
    now = Now()
    settings = defaults()
    service = Service(now, float("inf"), DEAD["503"])
    for _ in range(50):
        is_answered(service, now, settings)
    assert retries_left(settings.budget) == 0
    service.alive_at = now.seconds
    for _ in range(200):
        assert is_answered(service, now, settings)
    assert retries_left(settings.budget) in (19, 20)
    # One failure is now carried again.
    answers = iter([DEAD["503"], GOOD])
    assert is_answered(lambda: next(answers), now, settings)
