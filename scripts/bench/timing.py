"""Clocks that are fair on a busy machine."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

SAMPLE_SECONDS = 0.004
"""A shorter call is repeated until a sample takes this long: the clock itself costs about 1 µs."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The samples of one contestant.

    Attributes:
        seconds: CPU time of one call, a sample a round.
    """

    seconds: tuple[float, ...]

    @property
    def best(self) -> float:
        """The fastest sample: noise only ever adds."""
        return min(self.seconds)

    @property
    def spread(self) -> float:
        """The median sample over the best one: how far the machine disturbed the run."""
        return statistics.median(self.seconds) / self.best


def race(calls: Mapping[str, Callable[[], object]], rounds: int, limit: float) -> dict[str, Timing]:
    """Time calls in turns, so that a slow moment of the machine hits all of them.

    CPU time is taken, which leaves out the moments at which other processes run; every call here works
    in one thread and waits for nothing. The garbage collector stays on, as it is for users, starts each
    sample clean, and does not see what was there before the race.

    Args:
        calls: What is timed, by name. The first round warms up what is cold.
        rounds: Samples of each call.
        limit: Seconds after which no further round begins, once there are two.

    Returns:
        The samples by name: all calls have the same number.
    """
    samples: dict[str, list[float]] = {name: [] for name in calls}
    names = list(calls)
    gc.collect()
    gc.freeze()
    try:
        end = time.monotonic() + limit
        for turn in range(rounds):
            Random(turn).shuffle(names)  # noqa: S311 (an order, no secret)
            for name in names:
                samples[name].append(_sample(calls[name]))
            if time.monotonic() > end and turn:
                break
    finally:
        gc.unfreeze()
    return {name: Timing(tuple(seconds)) for name, seconds in samples.items()}


def _sample(call: Callable[[], object]) -> float:
    gc.collect()
    repeats = 0
    start = now = time.process_time()
    while now - start < SAMPLE_SECONDS:
        call()
        repeats += 1
        now = time.process_time()
    return (now - start) / repeats
