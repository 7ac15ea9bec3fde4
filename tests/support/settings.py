"""How much the tests try: a sample enough to find a slip, or with `EVCP_TEST_FULL=1` the full measure."""

from __future__ import annotations

import os
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

FULL = os.environ.get("EVCP_TEST_FULL", "") not in ("", "0")
_SCALE = 100

T = TypeVar("T")

full = pytest.mark.skipif(not FULL, reason="EVCP_TEST_FULL=1 runs it")
"""Mark of the tests and cases of the full measure alone."""


def measure(sample: T, full: T) -> T:
    """Return a value for every commit, or the one of the full measure."""
    return full if FULL else sample


def tries(count: int) -> settings:
    """Return settings for a number of examples, the same ones in every run; in full, 100 times as many at random."""
    return settings(
        max_examples=measure(count, _SCALE * count),
        deadline=None,
        database=None,
        derandomize=not FULL,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.filter_too_much,
        ],
    )
