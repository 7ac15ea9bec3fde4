"""Fair timing on a busy machine: calls take turns within one run.

pyperf and pytest-benchmark time one function after the other; a slow minute of the machine then falls on
one contestant alone, and ratios, which are what is reported, lose their meaning.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from random import Random

SAMPLE_SECONDS = 0.004
"""Least length of a sample: shorter calls are repeated, because reading the clock costs about 1 µs."""


def race(
    calls: Mapping[str, Callable[[], object]],
    rounds: int,
    limit: float,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, list[float]]:
    """Time calls in interleaved rounds, in an order that changes, until `limit` seconds are over.

    The clock is CPU time unless given: it leaves out the moments at which other processes run. The garbage
    collector stays on, as it is for users, starts each sample clean, and does not see older objects.

    Returns:
        Seconds of one call by name, a sample a round, at least two if `rounds` allows.
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
    return samples


def _sample(call: Callable[[], object], clock: Callable[[], float]) -> float:
    gc.collect()
    repeats = 0
    start = now = clock()
    while now - start < SAMPLE_SECONDS:
        call()
        repeats += 1
        now = clock()
    return (now - start) / repeats
