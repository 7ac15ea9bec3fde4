"""Time inside a sandbox of the process, by itself."""

from __future__ import annotations

import time
from contextvars import copy_context

from evcp.testing.fake_clock import FakeClock


def test_it_stands_still_but_for_waits() -> None:
    before = time.time()
    moments = FakeClock()
    start = moments()
    assert before <= start <= time.time()
    moments.wait(5)
    assert moments() == moments.here() == start + 5


def test_a_call_counts_its_own_waits_from_where_it_began() -> None:
    moments = FakeClock()
    start = moments()
    one, other = copy_context(), copy_context()
    one.run(moments.begin)
    other.run(moments.begin)
    one.run(moments.wait, 30)
    other.run(moments.wait, 10)
    assert one.run(moments.here) == moments() == start + 30
    assert other.run(moments.here) == start + 10
    other.run(moments.wait, 25)
    assert one.run(moments.here) == start + 30
    assert other.run(moments.here) == moments() == start + 35
    # The next call begins where the latest one has come to.
    one.run(moments.begin)
    assert one.run(moments.here) == start + 35


def test_sandboxes_have_times_of_their_own() -> None:
    first, second = FakeClock(), FakeClock()
    there = second()
    first.begin()
    first.wait(9)
    assert second.here() == second() == there
    second.wait(4)
    assert second() == there + 4
    start = first()
    first.wait(1)
    assert first.here() == start + 1
