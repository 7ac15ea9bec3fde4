"""How hard the property tests try: enough to find a slip, little enough for every commit."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_SCALE = float(os.environ.get("EVCP_TEST_EXAMPLES", "1"))
"""Set it to 20 for a long search."""


def tries(count: int) -> settings:
    """Return settings for a number of examples, the same ones in every run unless scaled up."""
    return settings(
        max_examples=max(1, int(count * _SCALE)),
        deadline=None,
        database=None,
        derandomize=_SCALE == 1,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
