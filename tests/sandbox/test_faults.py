"""Faults as values, and their application to requests."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from evcp.sandbox import Fault, FaultPlan
from evcp.sandbox.faults.injector import Injector
from evcp.sandbox.faults.plan import KINDS, retry_after_text

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
SEARCH = "/ev/stations.json"


def hits(
    injector: Injector, requests: int, path: str = SEARCH, moment: datetime = NOW
) -> list[int]:
    """Numbers of the requests with a changed response."""
    verdicts = [injector.judge(path, moment) for _ in range(requests)]
    return [number for number, one in enumerate(verdicts, 1) if one.fault is not None]


def of(*faults: Fault, seed: int = 0) -> Injector:
    return Injector(FaultPlan(faults, seed=seed))


# --- when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({}, range(1, 16)),
        ({"times": 2}, [1, 2]),
        ({"first": 3, "last": 5}, [3, 4, 5]),
        ({"every": 7}, [7, 14]),
        ({"first": 4, "every": 5}, [8, 13]),
        ({"first": 2, "times": 1}, [2]),
        ({"last": 3, "every": 2}, [2]),
        ({"rate": 0}, []),
        ({"since": NOW, "until": NOW + timedelta(seconds=1)}, range(1, 16)),
        ({"since": NOW + timedelta(seconds=1)}, []),
        ({"until": NOW}, []),
    ],
)
def test_schedules(how: dict[str, Any], expected: Sequence[int]) -> None:
    assert hits(of(Fault(503, **how)), 15) == list(expected)


def test_rates_follow_the_seed() -> None:
    first, again, other = (hits(of(Fault(503, rate=0.2), seed=s), 2_000) for s in (1, 1, 2))
    assert first == again != other
    assert 320 < len(first) < 480


def test_faults_of_equal_rate_differ() -> None:
    injector = of(Fault(503, rate=0.5), Fault("delay", rate=0.5, seconds=1.0))
    verdicts = [injector.judge(SEARCH, NOW) for _ in range(400)]
    both = sum(1 for one in verdicts if one.fault is not None and one.delay)
    assert 60 < both < 140


def test_a_fault_counts_only_requests_to_its_resources() -> None:
    injector = of(Fault(503, on="stations/count", every=2))
    paths = [SEARCH, "/ev/stations/count.json"] * 4
    spoilt = [injector.judge(path, NOW).fault is not None for path in paths]
    assert spoilt == [False, False, False, True] * 2
    (tally,) = injector.tallies
    assert (tally.seen, tally.fired) == (4, 2)


@pytest.mark.parametrize(
    ("on", "path", "concerned"),
    [
        (None, "/ev/stations.json", True),
        (None, "/oauth2/token", False),
        (None, "/elsewhere", False),
        ("oauth2/token", "/oauth2/token", True),
        ("stations", "/ev/stations.json", True),
        ("stations", "/ev/stations.xml", True),
        ("stations", "/ev/stations/count.json", False),
        ("stations.xml", "/ev/stations.xml", True),
        ("stations.xml", "/ev/stations.json", False),
        ("stations/*", "/ev/stations/276u33db-b2c8.json", True),
        ("*/bulk", "/ev/evses/bulk.json", True),
        ("Stations", "/ev/stations.json", False),
    ],
)
def test_resources_of_a_fault(on: str | None, path: str, concerned: bool) -> None:
    assert Fault(503, on=on).concerns(path) is concerned


# --- several ----------------------------------------------------------------------------------------


def test_of_several_faults_the_first_applies_and_the_next_keeps_its_times() -> None:
    injector = of(Fault(503, times=1), Fault("cut", times=2), Fault(429, times=1))
    met = [injector.judge(SEARCH, NOW).fault for _ in range(5)]
    assert [one and one.what for one in met] == [503, "cut", "cut", 429, None]
    assert injector.fired() == 4
    assert injector.fired("cut") == 2
    assert injector.fired(500) == 0


def test_delays_add_up_and_the_slowest_speed_applies() -> None:
    injector = Injector(
        FaultPlan(
            (
                Fault("delay", seconds=0.5),
                Fault("slow", bytes_per_second=100),
                Fault("slow", bytes_per_second=50),
                Fault("delay", seconds=0.25),
            ),
            delay=1.0,
        )
    )
    verdict = injector.judge(SEARCH, NOW)
    assert (verdict.fault, verdict.delay, verdict.bytes_per_second) == (None, 1.75, 50)


def test_draws_cover_the_whole_range() -> None:
    injector = Injector(FaultPlan(delay=(1.0, 3.0), seed=4))
    delays = [injector.judge(SEARCH, NOW).delay for _ in range(300)]
    assert all(1 <= delay < 3 for delay in delays)
    assert min(delays) < 1.1
    assert max(delays) > 2.9
    assert len(set(delays)) > 250


def test_an_added_fault_begins_its_own_schedule() -> None:
    injector = of(Fault(503, every=3))
    assert hits(injector, 2) == []
    injector.add(Fault(500, first=2, last=2))
    met = [injector.judge(SEARCH, NOW).fault for _ in range(3)]
    assert [one and one.what for one in met] == [503, 500, None]
    injector.clear()
    assert hits(injector, 10) == []
    assert injector.fired() == 2
    assert injector.plan == FaultPlan()


def test_times_is_exact_under_threads() -> None:
    injector = of(Fault(503, times=50))
    found: list[int] = []

    def ask() -> None:
        found.extend(hits(injector, 100))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == injector.fired(503) == 50


# --- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "how", "match"),
    [
        (200, {}, "200 is not an HTTP status of a failure"),
        (499, {}, "499 is not an HTTP status"),
        (True, {}, "unknown fault True"),
        ("rain", {}, "unknown fault 'rain': give a status or one of cut"),
        (503, {"rate": 1.5}, "rate must be a chance"),
        (503, {"rate": float("nan")}, "rate must be a chance"),
        (503, {"on": ""}, "on must name resources"),
        (503, {"on": 7}, "on must name resources"),
        (503, {"on": "/ev/stations.json"}, "on must be a path below /ev/"),
        (503, {"times": 0}, "times must be a whole number from 1 on"),
        (503, {"every": 2.5}, "every must be a whole number"),
        (503, {"first": 5, "last": 4}, r"last \(4\) is before first \(5\)"),
        (503, {"since": NOW.replace(tzinfo=None)}, "since has no time zone"),
        (503, {"since": NOW, "until": NOW}, "until is not after since"),
        (503, {"after": 3}, "after is a setting of \"cut\", not of 503"),
        ("cut", {"after": -1}, "after must be a number of bytes"),
        ("cut", {"retry_after": 1}, "retry_after is a setting of a status"),
        (503, {"retry_after": -1}, "retry_after must be whole seconds"),
        (503, {"retry_after": timedelta(seconds=-1)}, "retry_after cannot be negative"),
        (503, {"retry_after": datetime(2025, 6, 1)}, "retry_after has no time zone"),
        ("delay", {}, "seconds must be a number of seconds"),
        ("delay", {"seconds": (2.0, 1.0)}, "seconds must be"),
        ("delay", {"seconds": -1.0}, "seconds must be"),
        ("slow", {}, "bytes_per_second must be a positive number"),
        ("slow", {"bytes_per_second": 0}, "bytes_per_second must be"),
    ],
)  # fmt: skip
def test_an_impossible_fault_is_refused(what: Any, how: dict[str, Any], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        Fault(what, **how)


@pytest.mark.parametrize("delay", [-1, float("inf"), (1, 2, 3), (3, 1), "1"])
def test_an_impossible_plan_is_refused(delay: Any) -> None:
    with pytest.raises(ValueError, match="delay must be a number of seconds"):
        FaultPlan(delay=delay)


def test_text_of_every_kind() -> None:
    own: dict[str, dict[str, Any]] = {
        "delay": {"seconds": 1.0},
        "slow": {"bytes_per_second": 9.0},
    }
    for kind in KINDS:
        assert str(Fault(kind, times=3, **own.get(kind, {}))).startswith(f"{kind}, times=3")
    assert str(Fault(503)) == "503"
    assert Fault(503, retry_after=0).retry_after == 0
    assert Fault("slow", bytes_per_second=0.5).bytes_per_second == 0.5


@pytest.mark.parametrize(
    ("wait", "text"),
    [
        (0, "0"),
        (120, "120"),
        (NOW, "Sun, 01 Jun 2025 12:00:00 GMT"),
        (NOW + timedelta(milliseconds=1), "Sun, 01 Jun 2025 12:00:01 GMT"),
        (timedelta(seconds=90), "Sun, 01 Jun 2025 12:01:30 GMT"),
        (timedelta.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (datetime.max.replace(tzinfo=UTC), "Fri, 31 Dec 9999 23:59:59 GMT"),
        (
            datetime.min.replace(tzinfo=timezone(timedelta(hours=9))),
            "Mon, 01 Jan 0001 00:00:00 GMT",
        ),
    ],
)
def test_retry_after_is_seconds_or_a_date(wait: Any, text: str) -> None:
    assert retry_after_text(wait, NOW.timestamp()) == text
