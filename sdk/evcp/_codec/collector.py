"""A calmer garbage collector while very many objects are made at once.

Neither a parsed document nor a model has a cycle, so the collector finds nothing in them; but it would
walk over a growing page again and again, which costs a JSON page of 2,000 stations a quarter of its time.

Measured, time without any measure : with the collector off : with the threshold of this module (JSON,
a heap of 500,000 other objects): 20 stations 1.01 : 1 : 1.00, 200 stations 1.12 : 1 : 1.01, 2,000
stations 1.24 : 1 : 1.02. So small bodies are left alone, and for large ones the threshold does what
switching off would do. It is the better neighbour: the collector stays on, nobody's `gc.disable()` or
`gc.enable()` is overridden, and the garbage of other threads is still collected, only less often.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator

THRESHOLD = 500_000
"""New objects before a collection: more than a page of 2,000 stations has."""

_original = gc.get_threshold()
_users: set[tuple[int, object]] = set()
"""Process and token of each use. After a fork, the uses of other threads are left behind in the copy."""


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """Collect garbage only after `THRESHOLD` new objects; nests, in any threads.

    The last use to end restores the thresholds, unless somebody has set others meanwhile. No lock is
    needed, which a fork could leave locked: every step is atomic, and any order of the steps ends with
    the threshold restored, because only a use that has not ended yet raises it.
    """
    global _original
    use = (os.getpid(), object())
    _users.add(use)
    found = gc.get_threshold()
    if 0 < found[0] < THRESHOLD:
        _original = found
        gc.set_threshold(THRESHOLD, *found[1:])
    try:
        yield
    finally:
        _users.discard(use)
        if not any(process == use[0] for process, _ in tuple(_users)):
            found = gc.get_threshold()
            if found[0] == THRESHOLD:
                gc.set_threshold(*_original)
