"""When to send again and how long to wait: pure numbers."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from email.utils import formatdate
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.settings import tries

from evcp import ConfigurationError, RateLimit, RetryBudget, RetryPolicy
from evcp._core.retry import retry_after

waits = st.floats(0, 1e6)
NOW = 1_700_000_000.0


@tries(250)
@given(waits, waits, st.integers(1, 10_000), st.floats(0, 1))
def test_a_wait_is_within_its_bound(
    first: float, longest: float, attempt: int, chance: float
) -> None:
    policy = RetryPolicy(first_wait=first, longest_wait=longest)
    wait = policy.wait(attempt, chance)
    assert 0 <= wait <= longest
    assert wait <= first * 2.0 ** min(attempt - 1, 900)
    assert policy.wait(attempt, 0) == 0  # full jitter: anything from nothing at all


def test_the_documented_waits() -> None:
    policy = RetryPolicy()
    assert policy.attempts == 3
    assert [policy.wait(n, 1.0) for n in range(1, 8)] == [0.5, 1, 2, 4, 8, 8, 8]
    assert policy.wait(3, 0.25) == 0.5


@pytest.mark.parametrize(
    "numbers",
    [
        {"attempts": 0},
        {"first_wait": -1},
        {"first_wait": math.nan},
        {"longest_wait": math.inf},
        {"longest_retry_after": -0.1},
    ],
)
def test_impossible_policies(numbers: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(numbers))):
        RetryPolicy(**numbers)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("000000000000007", 1e9),
        ("9" * 5000, 1e9),
        ("999999999", 999_999_999.0),
        ("1234567890", 1e9),
        (formatdate(NOW + 90, usegmt=True), 90.0),
        (formatdate(NOW + 90).replace("-0000", "+0100"), 0.0),  # an hour ago, over there
        ("Tue, 14 Nov 2023 22:13:50 -0000", 30.0),  # no zone is taken for UTC
        (formatdate(NOW - 90, usegmt=True), 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253402300799.0 - NOW),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", 2.0),
        ("3.5", 4.0),
        ("120, 120", 120.0),
        ("5,120 , 7", 120.0),
        ("120s", 120.0),
        ("120 seconds", 120.0),
        ("2 min", 120.0),
        ('"120"', 120.0),
        ("120;", 120.0),
        (f"5, {formatdate(NOW + 90, usegmt=True)}", 90.0),
        (f"{formatdate(NOW + 90, usegmt=True)}, 120", 120.0),
        ("2023-11-14T22:13:50Z", 30.0),
        ("2023-11-14 22:13:50.5 +0000", 31.0),
        ("Tue Nov 14 22:13:50 2023", 30.0),
        ("Tuesday, 14-Nov-23 22:13:50 GMT", 30.0),
        ("5, soon", 5.0),
        ("120, x", 120.0),
        ("x, 120", 120.0),
        ("x; 7, -5, 120", 120.0),
        ("+5", 5.0),
        (".5", 1.0),
        ("5.", 5.0),
        (".", None),
        ("+", None),
        ("+.", None),
        ("s", None),
        ("x, y", None),
        ("5 6", None),
        ("1e3", None),
        ("٣", None),
        ("Tue, 99 Nov 2023 22:13:50 GMT", None),
        ("Tue, 14 Nov 99999999999 22:13:50 GMT", None),
        (",", None),
        ("Mon,", None),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": text}, NOW) == seconds


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of the process cannot be set")
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_a_date_is_no_time_of_this_machine(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert retry_after({"retry-after": "Tue, 14 Nov 2023 22:13:50 -0000"}, NOW) == 30.0
        assert retry_after({"retry-after": formatdate(NOW + 90, usegmt=True)}, NOW) == 90.0
    finally:
        monkeypatch.undo()
        time.tzset()


def test_no_retry_after() -> None:
    assert retry_after({"x-retry-after": "5"}, NOW) is None


@tries(250)
@given(st.text(max_size=60) | st.from_regex(r"[A-Za-z]{3}, [0-9]+ [A-Za-z]{3} [0-9]+ [0-9:]+ .*"))
def test_any_retry_after_is_a_time_to_come_or_nothing(text: str) -> None:
    seconds = retry_after({"retry-after": text}, NOW)
    assert seconds is None or 0 <= seconds < math.inf


@tries(250)
@given(
    st.lists(st.decimals(0, 10_000, places=2), min_size=1, max_size=4),
    st.sampled_from([",", ", ", " , ", ";"]),
    st.sampled_from(["", "s", " s", " sec", "seconds"]),
)
def test_the_longest_wait_counts_and_is_rounded_up(
    waits: list[Decimal], comma: str, unit: str
) -> None:
    text = comma.join(f"{wait}{unit}" for wait in waits)
    assert retry_after({"retry-after": text}, NOW) == math.ceil(max(waits))


def test_a_date_is_measured_by_the_clock_of_the_service() -> None:
    headers = {
        "retry-after": formatdate(NOW + 3605, usegmt=True),
        "date": formatdate(NOW + 3600, usegmt=True),
    }
    assert retry_after(headers, NOW) == 5.0
    assert retry_after({**headers, "date": "nonsense"}, NOW) == 3605.0
    # The beginning of the epoch is a date, too.
    began = "Thu, 01 Jan 1970 00:00:00 GMT"
    assert retry_after({"retry-after": "Thu, 01 Jan 1970 00:00:09 GMT", "date": began}, NOW) == 9.0


@tries(100)
@given(st.floats(0, 1), st.floats(0, 50), st.lists(st.booleans(), max_size=300))
def test_a_budget_bounds_the_retries(share: float, burst: float, calls: list[bool]) -> None:
    budget = RetryBudget(share, burst)
    spent = 0
    for number, _ in enumerate(calls, start=1):
        budget.calls += 1
        while budget.spend():
            spent += 1
        assert spent <= burst + share * number + 1e-6


def test_a_budget_fills_up_again_but_not_over() -> None:
    budget = RetryBudget(share=0.5, burst=1)
    assert budget.spend()
    assert not budget.spend()
    budget.calls += 1
    assert not budget.spend()
    for _ in range(10):
        budget.calls += 1
    assert [budget.spend(), budget.spend()] == [True, False]


@pytest.mark.parametrize(
    "numbers", [(-0.1, 1), (1.1, 1), (0.1, -1), (0.1, math.inf), (math.nan, 1)]
)
def test_impossible_budgets(numbers: tuple[float, float]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        RetryBudget(*numbers)
    assert str(caught.value) == (
        f"share must be from 0 to 1, and burst a number, not {numbers[0]!r} and {numbers[1]!r}"
    )


def test_the_bounds_themselves_are_possible() -> None:
    at_once = RetryPolicy(first_wait=0, longest_wait=0, longest_retry_after=0)
    assert at_once.wait(3, 1.0) == 0
    # A budget of nothing allows no retry; one that earns a whole retry with each call allows one.
    assert not RetryBudget(share=0, burst=0).spend()
    whole = RetryBudget(share=1, burst=1)
    for _ in range(3):
        assert [whole.spend(), whole.spend()] == [True, False]
        whole.calls += 1


def test_the_documented_budget() -> None:
    budget = RetryBudget()
    assert (budget.share, budget.burst) == (0.1, 20.0)
    assert sum(budget.spend() for _ in range(100)) == 20
    for _ in range(11):
        budget.calls += 1
    assert [budget.spend(), budget.spend()] == [True, False]


rates = st.floats(0.01, 1000)


@tries(150)
@given(rates, st.integers(1, 20), st.lists(st.floats(0, 10), min_size=1, max_size=60))
def test_a_rate_limit_holds_in_every_window(rate: float, burst: int, pauses: list[float]) -> None:
    """However the requests come: from any one on, never more than the burst and what time allows."""
    limit = RateLimit(rate, burst)
    now, sent = 0.0, []
    for pause in pauses:
        now += pause
        sent.append(now + limit.reserve(now))
    assert sent == sorted(sent)
    for start, begins in enumerate(sent):
        for end, ends in enumerate(sent[start:], start=1):
            assert end <= burst + (ends - begins) * rate * (1 + 1e-9) + 1e-6


@tries(50)
@given(rates, st.integers(1, 20))
def test_a_burst_goes_out_at_once_and_the_rest_steadily(rate: float, burst: int) -> None:
    limit = RateLimit(rate, burst)
    waited = [limit.reserve(50.0) for _ in range(burst + 5)]
    assert waited[:burst] == pytest.approx([0.0] * burst, abs=1e-9)
    for number, wait in enumerate(waited[burst:], start=1):
        assert wait == pytest.approx(number / rate, rel=1e-6, abs=1e-9)


def test_a_wait_that_is_too_long_reserves_nothing() -> None:
    limit = RateLimit(1.0)
    assert limit.reserve(0.0) == 0.0
    # A thousand that give up must not take the place of the one that waits.
    assert {limit.reserve(0.0, within=0.5) for _ in range(1000)} == {1.0}
    assert limit.reserve(0.0, within=1.0) == 1.0
    assert limit.reserve(0.0) == 2.0


@pytest.mark.parametrize("numbers", [(0, 1), (-1, 1), (math.nan, 1), (math.inf, 1), (1, 0)])
def test_impossible_rates(numbers: tuple[float, int]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        RateLimit(*numbers)
    assert str(caught.value) == (
        f"per_second must be positive, and burst at least 1, not {numbers[0]!r} and {numbers[1]!r}"
    )


def test_budget_and_rate_limit_are_exact_across_threads() -> None:
    budget, limit = RetryBudget(0.0, 500), RateLimit(10.0)
    spent: list[bool] = []
    waited: list[float] = []

    def work() -> None:
        for _ in range(100):
            spent.append(budget.spend())
            waited.append(limit.reserve(0.0))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(spent) == 500
    assert sorted(waited) == pytest.approx([n / 10 for n in range(800)])


NOT_NUMBERS: list[Any] = [
    np.array([1.0, 2.0]),
    np.array([1.0]),
    np.True_,
    True,
    Decimal("sNaN"),
    Decimal("NaN"),
    10**400,
    "1",
    None,
]


@pytest.mark.parametrize("value", NOT_NUMBERS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize(
    "make",
    [
        lambda x: RetryPolicy(first_wait=x),
        lambda x: RetryPolicy(longest_wait=x),
        lambda x: RetryPolicy(longest_retry_after=x),
        lambda x: RetryBudget(x),
        lambda x: RetryBudget(0.1, x),
        lambda x: RateLimit(x),
    ],
)
def test_no_number_is_refused_at_once(make: Callable[[Any], object], value: Any) -> None:
    with pytest.raises(ConfigurationError):
        make(value)


@pytest.mark.parametrize("value", [*NOT_NUMBERS[:6], "1", None, 1.5, Decimal(1), 0])
@pytest.mark.parametrize(
    "make", [lambda x: RetryPolicy(attempts=x), lambda x: RateLimit(1, burst=x)]
)
def test_no_whole_number_is_refused_at_once(make: Callable[[Any], object], value: Any) -> None:
    with pytest.raises(ConfigurationError):
        make(value)


def test_numbers_of_other_types_wait_as_floats() -> None:
    half: Any = Decimal("0.5")
    assert RetryPolicy(first_wait=half, attempts=np.int64(2)).wait(1, 0.5) == 0.25  # type: ignore[arg-type]
    assert RetryBudget(half, np.float32(1)).spend()  # type: ignore[arg-type]
    limit = RateLimit(half, np.int64(1))  # type: ignore[arg-type]
    assert [limit.reserve(0.0), limit.reserve(0.0)] == [0.0, 2.0]
