"""The bases of the pagers. The blocking one is also a stream of Arrow, so that polars, DuckDB and others take it."""

from __future__ import annotations

from abc import ABC
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evcp_models import EVStation


class AsyncStationIterator(AsyncIterator["EVStation"], ABC):
    """Stations that are awaited. Arrow's streams are blocking: collect the stations for them."""


class StationIterator(Iterator["EVStation"], ABC):
    """Stations, also as a stream of Arrow."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the stations, read on demand, as the nested table of `evcp.arrow`; needs pyarrow."""
        from ..arrow import reader

        return reader(self).__arrow_c_stream__(requested_schema)
