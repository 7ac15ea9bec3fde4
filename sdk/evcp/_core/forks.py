"""What a forked process has to make anew.

A fork copies the memory and shares the sockets: two processes that read from one connection get each
other's answers. It copies no thread, so a lock that one of them held stays taken for ever.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable
from typing import Any

_renewals: dict[object, tuple[weakref.ref[Any], Callable[[Any], None]]] = {}


def after_fork(owner: Any, renew: Callable[[Any], None]) -> None:
    """Have something made anew in each process that is forked from this one.

    Args:
        owner: What it belongs to; when that is gone, there is nothing to be done.
        renew: Called with the owner in the new process, before anything else runs there. It must
            wait for no lock.
    """
    key = object()
    _renewals[key] = weakref.ref(owner, lambda _: _renewals.pop(key, None)), renew


def lock_of(owner: Any, name: str) -> threading.Lock:
    """Return a new lock for an attribute, which is replaced by a free one in a forked process."""
    after_fork(owner, lambda it: setattr(it, name, threading.Lock()))
    return threading.Lock()


def _in_child() -> None:
    for owner, renew in list(_renewals.values()):
        found = owner()
        if found is not None:
            renew(found)


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_in_child)
