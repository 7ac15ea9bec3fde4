"""Readers of pagers: one at a time, since two would each get a part in silence; and streams of Arrow for others."""

from __future__ import annotations

import weakref
from abc import ABC
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from .._core.limits import ProcessLock
from ..errors import EvcpError

if TYPE_CHECKING:
    from evcp_models import EVStation


class SoleReader:
    """The one reader of a pager: a loop until it is left, or a call until it returns.

    A loop that is left is dropped by Python, so a weak reference tells whether it goes on. An error ends the
    reading too, because its traceback keeps the loop.
    """

    def __init__(self, what: str = "pager", again: str = "search again") -> None:
        self._what, self._again = what, again
        self._lock = ProcessLock()
        self._reader: weakref.ref[object] | None = None
        self._is_busy = False

    def claim(self, reader: object, *, busy: bool = False) -> None:
        """Make a reader the only one; a busy one is within a step, which `release` ends.

        Raises:
            EvcpError: Another reader has not ended, or a step of this one.
        """
        with self._lock:
            other = self._reader and self._reader()
            if self._is_busy or (other is not None and other is not reader):
                raise EvcpError(
                    f"the {self._what} is being read already, by another loop, task or thread",
                    hint="each would get a part: read it in one place, "
                    f"or {self._again} for each of them",
                )
            self._reader, self._is_busy = weakref.ref(reader), busy

    def release(self, *, ended: bool) -> None:
        """End a step, and the reading with it if it has ended."""
        self._is_busy = False
        if ended:
            self._reader = None

    def __enter__(self) -> None:
        self.claim(self, busy=True)

    def __exit__(self, *exception: object) -> None:
        self.release(ended=True)


class AsyncStationIterator(AsyncIterator["EVStation"], ABC):
    """Stations that are awaited. Arrow's streams are blocking: collect the stations for them."""


class StationIterator(Iterator["EVStation"], ABC):
    """Stations, also as a stream of Arrow."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the stations, read on demand, as the nested table of `evcp.arrow`; needs pyarrow."""
        from ..arrow import reader

        return reader(self).__arrow_c_stream__(requested_schema)
