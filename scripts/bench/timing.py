"""Fair timing on a busy machine: calls take turns within one run.

pyperf and pytest-benchmark time one function after the other; a slow minute of the machine then falls on
one contestant alone, and ratios, which are what is reported, lose their meaning.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

SAMPLE_SECONDS = 0.004
"""Least length of a sample: shorter calls are repeated, because reading the clock costs about 1 µs."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Samples of one contestant.

    Attributes:
        seconds: Time of one call, a sample a round.
    """

    seconds: tuple[float, ...]

    @property
    def best(self) -> float:
        """Fastest sample: noise only ever adds."""
        return min(self.seconds)

    @property
    def spread(self) -> float:
        """Median sample over the best one: how far the machine disturbed the run."""
        return statistics.median(self.seconds) / self.best


def race(
    calls: Mapping[str, Callable[[], object]],
    rounds: int,
    limit: float,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, Timing]:
    """Time calls in interleaved rounds, in an order that changes.

    The garbage collector stays on, as it is for users, starts each sample clean, and does not see objects
    that are older than the race.

    Args:
        calls: Functions to time, by name. The first round warms up what is cold.
        rounds: Samples of each call.
        limit: Seconds after which no further round begins, once there are two.
        clock: CPU time unless given, which leaves out the moments at which other processes run.

    Returns:
        The samples by name, the same number for each.
    """
    samples: dict[str, list[float]] = {name: [] for name in calls}
    names = list(calls)
    gc.collect()
    gc.freeze()
    try:
        end = time.monotonic() + limit
        for number in range(rounds):
            Random(number).shuffle(names)  # noqa: S311 (an order, no secret)
            for name in names:
                samples[name].append(_sample(calls[name], clock))
            if time.monotonic() > end and number:
                break
    finally:
        gc.unfreeze()
    return {name: Timing(tuple(seconds)) for name, seconds in samples.items()}


def _sample(call: Callable[[], object], clock: Callable[[], float]) -> float:
    gc.collect()
    repeats = 0
    start = now = clock()
    while now - start < SAMPLE_SECONDS:
        call()
        repeats += 1
        now = clock()
    return (now - start) / repeats
