# Derived from async_pagers.py by scripts/generate.py: edit that one.
"""The pagers of the blocking client: the stations of a search, and the stops along a route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from evcp_codec import notebook
from evcp_codec.issues import Issue
from evcp_codec.model import html_cell, html_table

from .. import operations
from .._api.areas import Corridor
from ..errors import EvcpError
from ..routes import RouteStop
from .along import RouteSearch
from .blocking_base import Ask, Caller
from .pagination import Completeness
from .readers import SoleReader, StationIterator
from .search import Search
from .station_filter import LeftOut

if TYPE_CHECKING:
    from evcp_models import Connector, EVStation

T_co = TypeVar("T_co", covariant=True)


class Pager(StationIterator):
    """The stations of a search, fetched page by page during iteration, each station once.

    A pager is read once, by one loop, task or thread at a time: another one meanwhile is an error. A loop
    that was left goes on in the next loop; after the end, another loop is an error. After an error of the
    service, the next step of the iteration repeats the request for the same page.
    """

    def __init__(self, client: Caller, search: Search) -> None:
        self._client = client
        self._search = search
        self._ready: list[EVStation] = []
        self._first: EVStation | None = None
        self._is_begun = self._is_ended = False
        self._sole = SoleReader()

    def __iter__(self) -> Iterator[EVStation]:
        self._check_not_ended()
        return _Loop(self, self._sole, self._station)

    def __next__(self) -> EVStation:
        with self._sole:
            return self._station()

    def _station(self) -> EVStation:
        while not self._ready:
            page = self._fetch()
            if page is None:
                self._is_ended = True
                raise StopIteration
            self._ready = page[::-1]
        self._is_begun = True
        return self._ready.pop()

    def pages(self) -> Iterator[tuple[EVStation, ...]]:
        """Iterate over the pages: the new stations of each as a tuple; pages without any are skipped."""
        self._check_not_ended()
        return _Loop(self, self._sole, self._page)

    def _page(self) -> tuple[EVStation, ...]:
        found, self._ready = self._ready[::-1], []
        while not found:
            page = self._fetch()
            if page is None:
                self._is_ended = True
                raise StopIteration
            found = page
        self._is_begun = True
        return tuple(found)

    def first(self) -> EVStation | None:
        """Return the first station, None if there is none. It stays in the pager, for a loop or `all`.

        This reads one page; with `limit=1` in the search, that is a small one.
        """
        if self._first is None:
            with self._sole:
                while self._first is None and (page := self._fetch()) is not None:
                    self._ready = page[::-1]
        return self._first

    def all(self) -> list[EVStation]:
        """Return all stations of the search, or raise an error: never a part of them.

        After an error of the service, another call goes on where it occurred.

        Raises:
            EvcpError: Stations were taken from the pager before, or are being taken elsewhere, so these
                would not be all.
            RequestError: A page has no successful response.
        """
        with self._sole:
            return self._all()

    def _all(self) -> list[EVStation]:
        self._check_not_ended()
        if self._is_begun:
            raise EvcpError(
                "stations were taken from this pager already, so the others are not all",
                hint="call all() on a new search, or loop over the pager for the others",
            )
        found, self._ready = self._ready[::-1], []
        try:
            while (page := self._fetch()) is not None:
                found += page
        except BaseException:
            self._ready = found[::-1]  # nothing is lost: the next call begins with them
            raise
        self._is_begun = self._is_ended = True
        return found

    def _fetch(self) -> list[EVStation] | None:
        search = self._search
        if search.unknown_providers:
            providers = self._client.call(operations.roamings())
            search.find_providers(providers.value.roaming)
        operation = search.next()
        if operation is None:
            return None
        page = search.accept(self._client.call(operation))
        if self._first is None and page:
            self._first = page[0]
        return page

    def _check_not_ended(self) -> None:
        if self._is_ended:
            raise EvcpError(
                "this pager has been read to its end, and is empty now",
                hint="keep the stations with stations = pager.all(), or search again",
            )

    def matching(self, station: EVStation) -> tuple[Connector, ...]:
        """Return the connector groups of a station that meet all conditions of the search on connectors.

        `availability(station, pager.matching(station))` counts them.
        """
        return self._search.paginator.wanted.matching(station)

    @property
    def completeness(self) -> Completeness:
        """Completeness of the stations so far; final after the end of the iteration."""
        return Completeness.TRUNCATED if self._ready else self._search.paginator.completeness

    @property
    def notes(self) -> tuple[str, ...]:
        """Explanation of an empty result: stations left out by the filter, or a likely slip in the question.

        A slip, such as a radius in kilometres, is also a warning of the logger `evcp`.
        """
        return self._search.notes

    @property
    def left_out(self) -> Mapping[str, LeftOut]:
        """Ids of the stations left out by the conditions of the search so far, with the reason."""
        return MappingProxyType(self._search.paginator.left_out)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Deviations from the schema on the pages so far; a path is within its page."""
        return tuple(self._search.paginator.issues)

    @property
    def token(self) -> str:
        """Position of the pager: `search(..., resume=token)` continues with the remaining stations."""
        return self._search.paginator.token([station.id for station in self._ready])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._search}>"

    def _repr_html_(self) -> str:
        """Return a table for notebooks of the results so far. It sends no request."""
        waiting = tuple(self._ready[::-1])
        rows = ("read ahead", html_cell(waiting)), ("issues", html_cell(self.issues))
        return notebook.table(repr(self)[1:-1], rows)


class RouteStops(Iterator[RouteStop]):
    """The stops of a search along a route, in the order of travel, each station once.

    The route is searched in pieces, and a piece is read when the iteration comes to it. As a pager, this is
    read once, by one loop, task or thread at a time. After an error of the service, the next step of the
    iteration goes on where it occurred.
    """

    def __init__(self, search: RouteSearch[Pager]) -> None:
        self._search = search
        self._is_ended = False
        self._sole = SoleReader()

    def __iter__(self) -> Iterator[RouteStop]:
        self._check_not_ended()
        return _Loop(self, self._sole, self._stop)

    def __next__(self) -> RouteStop:
        with self._sole:
            return self._stop()

    def _stop(self) -> RouteStop:
        while (stop := self._search.next()) is None:
            pager = self._search.pager
            if pager is None:
                self._is_ended = True
                raise StopIteration
            self._search.accept(pager.all())
        return stop

    def all(self) -> list[RouteStop]:
        """Return all stops, or raise an error: never a part of them.

        After an error of the service, another call goes on where it occurred.

        Raises:
            EvcpError: Stops were taken before, or are being taken elsewhere, so these would not be all.
            RequestError: A page has no successful response.
        """
        with self._sole:
            self._check_not_ended()
            if self._search.taken:
                raise EvcpError(
                    "stops were taken already, so the others are not all",
                    hint="call all() on a new search, or loop over this one for the others",
                )
            while (pager := self._search.pager) is not None:
                self._search.accept(pager.all())
            self._is_ended = True
            return list(iter(self._search.next, None))

    def _check_not_ended(self) -> None:
        if self._is_ended:
            raise EvcpError(
                "this search has been read to its end, and is empty now",
                hint="keep the stops with stops = pager.all(), or search again",
            )

    @property
    def corridor(self) -> Corridor:
        """The route, with the width of the strip along it."""
        return self._search.corridor

    @property
    def length(self) -> float:
        """Length of the route in metres."""
        return self._search.length

    @property
    def pieces(self) -> int:
        """Number of corridors that the route is searched in."""
        return self._search.pieces

    @property
    def completeness(self) -> Completeness:
        """Completeness of the stops so far, that of the worst piece; final after the end of the iteration.

        It is partial if stations are `unplaced`.
        """
        return self._search.completeness

    @property
    def notes(self) -> tuple[str, ...]:
        """Explanation of an empty result."""
        return self._search.notes

    @property
    def left_out(self) -> Mapping[str, LeftOut]:
        """Ids of the stations left out by the conditions so far, with the reason.

        The corridors that are sent are wider than the strip by a tenth; so is the ground of these stations.
        """
        return MappingProxyType(self._search.left_out)

    @property
    def unplaced(self) -> tuple[EVStation, ...]:
        """Stations so far without a position on the earth, which cannot be placed along the route."""
        return tuple(self._search.unplaced.values())

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Deviations from the schema on the pages so far; a path is within its page."""
        return self._search.issues

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._search}>"

    def _repr_html_(self) -> str:
        """Return a table for notebooks of the results so far. It sends no request."""
        return html_table(repr(self)[1:-1], self, "pieces", "issues")


class _Loop(Iterator[T_co]):
    """A loop over a pager: its only reader, until it is left."""

    def __init__(self, pager: Pager | RouteStops, sole: SoleReader, step: Ask[T_co]) -> None:
        self._pager = pager
        self._sole = sole
        self._step = step
        sole.claim(self)

    def __next__(self) -> T_co:
        self._sole.claim(self, busy=True)
        ended = True
        try:
            value = self._step()
            ended = False
            return value
        finally:
            self._sole.release(ended=ended)

    def __repr__(self) -> str:
        return repr(self._pager)
