"""Telling what of an issue's path is the schema's: the rest was sent by the service."""

from __future__ import annotations

import re
from functools import cache

_ITEMS = frozenset(
    [
        "connector",
        "connectorStatus",
        "connectorType",
        "currency",
        "evStation",
        "evse",
        "pool",
        "powerFeedType",
        "roaming",
        "station",
        "type",
    ]
)
"""Names of the items of lists."""
_STEP = re.compile(r"([A-Za-z0-9_]+)(?:\[[0-9]{1,7}\])?(?:\.|\Z)")


def schema_part(path: str) -> int:
    """Return how many characters at the beginning of a path are names of the schema and places in lists."""
    names, end = _names(), 0
    while (step := _STEP.match(path, end)) and step[1] in names:
        end = step.end()
    return end


@cache
def _names() -> frozenset[str]:
    from evcp_models._json_reader import KNOWN

    return _ITEMS.union(*KNOWN.values())
