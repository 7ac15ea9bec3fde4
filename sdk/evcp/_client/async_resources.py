"""The resources of the asynchronous client, such as `client.stations`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, Unpack

from evcp_codec.issues import Issue

from .. import operations
from .._api.areas import Area, Corridor
from .._api.params import JsonExtra, id_texts
from .._core.settings import Options
from ..errors import ConfigurationError, EvcpError
from ..operations import Extra
from ..routes import RouteRequest, count_along_route, search_along_route
from . import results, watching
from .async_base import Ask, AsyncCaller, AsyncResource, AsyncWatched
from .bulk import MAX_IDS, BulkResult
from .pagination import PAGE_SIZE, Completeness, paginate
from .search import Search, log_notes
from .sole_reader import SoleReader
from .station_filter import LeftOut, StationFilter
from .station_iterators import AsyncStationIterator
from .watching import Answer

if TYPE_CHECKING:
    from evcp_models import (
        Connector,
        EVSEsPool,
        EVStation,
        NameId,
        RoamingEntry,
    )

M = TypeVar("M")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class AsyncPager(AsyncStationIterator):
    """The stations of a search, fetched page by page during iteration, each station once.

    A pager is read once, by one loop, task or thread at a time: another one meanwhile is an error. A loop
    that was left goes on in the next loop; after the end, another loop is an error. After an error of the
    service, the next step of the iteration repeats the request for the same page.
    """

    def __init__(self, client: AsyncCaller, search: Search) -> None:
        self._client = client
        self._search = search
        self._ready: list[EVStation] = []
        self._first: EVStation | None = None
        self._is_begun = self._is_ended = False
        self._sole = SoleReader()

    def __aiter__(self) -> AsyncIterator[EVStation]:
        self._check_not_ended()
        return _Loop(self, self._sole, self._station)

    async def __anext__(self) -> EVStation:
        with self._sole:
            return await self._station()

    async def _station(self) -> EVStation:
        while not self._ready:
            page = await self._fetch()
            if page is None:
                self._is_ended = True
                raise StopAsyncIteration
            self._ready = page[::-1]
        self._is_begun = True
        return self._ready.pop()

    def pages(self) -> AsyncIterator[tuple[EVStation, ...]]:
        """Iterate over the pages: the new stations of each as a tuple; pages without any are skipped."""
        self._check_not_ended()
        return _Loop(self, self._sole, self._page)

    async def _page(self) -> tuple[EVStation, ...]:
        found, self._ready = self._ready[::-1], []
        while not found:
            page = await self._fetch()
            if page is None:
                self._is_ended = True
                raise StopAsyncIteration
            found = page
        self._is_begun = True
        return tuple(found)

    async def first(self) -> EVStation | None:
        """Return the first station, None if there is none. It stays in the pager, for a loop or `all`.

        This reads one page; with `limit=1` in the search, that is a small one.
        """
        if self._first is None:
            with self._sole:
                while self._first is None and (page := await self._fetch()) is not None:
                    self._ready = page[::-1]
        return self._first

    async def all(self) -> list[EVStation]:
        """Return all stations of the search, or raise an error: never a part of them.

        After an error of the service, another call goes on where it occurred.

        Raises:
            EvcpError: Stations were taken from the pager before, or are being taken elsewhere, so these
                would not be all.
            RequestError: A page has no successful response.
        """
        with self._sole:
            return await self._all()

    async def _all(self) -> list[EVStation]:
        self._check_not_ended()
        if self._is_begun:
            raise EvcpError(
                "stations were taken from this pager already, so the others are not all",
                hint="call all() on a new search, or loop over the pager for the others",
            )
        found, self._ready = self._ready[::-1], []
        try:
            while (page := await self._fetch()) is not None:
                found += page
        except BaseException:
            self._ready = found[::-1]  # nothing is lost: the next call begins with them
            raise
        self._is_begun = self._is_ended = True
        return found

    async def _fetch(self) -> list[EVStation] | None:
        search = self._search
        if search.unknown_providers:
            answer = await self._client.call(operations.roamings())
            search.name_providers(answer.value.roaming)
        operation = search.next()
        if operation is None:
            return None
        page = search.accept(await self._client.call(operation))
        if self._first is None and page:
            self._first = page[0]
        return page

    def _check_not_ended(self) -> None:
        if self._is_ended:
            raise EvcpError(
                "this pager has been read to its end, and is empty now",
                hint="keep the stations with stations = await pager.all(), or search again",
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
        """What explains an empty result: stations left out by the filter, or a likely slip in the question.

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


class _Loop(AsyncIterator[T_co]):
    """A loop over a pager: its only reader, until it is left."""

    def __init__(self, pager: AsyncPager, sole: SoleReader, step: Ask[T_co]) -> None:
        self._pager = pager
        self._sole = sole
        self._step = step
        sole.claim(self)

    async def __anext__(self) -> T_co:
        self._sole.claim(self, busy=True)
        ended = True
        try:
            value = await self._step()
            ended = False
            return value
        finally:
            self._sole.release(ended=ended)

    def __repr__(self) -> str:
        return repr(self._pager)


class AsyncStations(AsyncWatched[Area | Iterable[str]]):
    """Stations: places where cars charge, with their connector groups (contract sections 1.3 to 1.6)."""

    def search(
        self,
        area: Area,
        *,
        connector_types: Iterable[str | int] = (),
        emsp: Iterable[str] = (),
        min_power: float | str | None = None,
        max_power: float | str | None = None,
        available: bool = False,
        open_at: datetime | None = None,
        page_size: int = PAGE_SIZE,
        limit: int | None = None,
        resume: str | None = None,
        extra: Extra | None = None,
        **options: Unpack[Options],
    ) -> AsyncPager:
        """Search stations in an area. The first step of the iteration sends the first request.

        Every condition is checked again here: one connector group has to meet all that are about
        connectors, and what is unknown never meets one. `pager.left_out` counts the others.

        Args:
            area: A `Circle`, `Box` or `Corridor`.
            connector_types: Connector types by id, family or word, such as `"ccs"` (see
                `evcp.connectors`). The result is stations with at least one of them, each with all its
                connectors (confirmed for one id, inferred for several).
            emsp: E-mobility service providers, by partner id or by name; names are looked up in
                `client.roamings` with the first page.
            min_power: Least power in kW, or a text such as `"50kW"` (practice: the documentation does not
                have the parameter).
            max_power: Greatest power in kW, or a text with its unit (practice).
            available: True for stations of which a connector is known to be free.
            open_at: A moment with its time zone at which the station is known to be open.
            page_size: Stations per request, at least 1; pages overlap, so small ones cost more requests.
            limit: Greatest number of stations from this pager; an earlier pager does not count, nor do
                stations that a condition leaves out.
            resume: Token of an earlier pager of the same search; `open_at` may be another moment.
            extra: Parameters unknown to evcp, sent as they are.
            **options: Settings for this search, see `Options`.

        Raises:
            AreaError: The value is not an area, or exceeds a documented limit and `check_limits` is True.
            ConfigurationError: A number, id or word is invalid, or an extra parameter is known to evcp.
            TypeError: A keyword is unknown.
            EvcpError: The token is damaged, or belongs to another search.
        """
        wanted = StationFilter(
            connector_types=connector_types,
            min_power=min_power,
            max_power=max_power,
            available=available,
            open_at=open_at,
        )
        providers = id_texts(emsp, "a partner id")
        operation = operations.search_stations(
            area,
            connector_types=wanted.connector_types,
            emsp=providers,
            min_power=wanted.min_power,
            max_power=wanted.max_power,
            extra=extra,
        )
        client = self._view(self.search, options, area)
        paginator = paginate(
            operation, page_size=page_size, limit=limit, resume=resume, wanted=wanted
        )
        return AsyncPager(client, Search(area, paginator, providers))

    async def count(
        self, area: Area, *, extra: Extra | None = None, **options: Unpack[Options]
    ) -> int:
        """Count the stations in an area. The service ignores filters here (confirmed).

        Raises:
            AreaError: The area exceeds a documented limit.
            RequestError: There is no successful response.
            DecodeError: The number is negative, so it is not known how many there are.
        """
        operation = operations.count_stations(area, extra=extra)
        client = self._view(self.count, options, area)
        number = results.whole_count(await client.call(operation))
        if not number:
            log_notes(area)
        return number

    def along_route(
        self,
        corridor: Corridor,
        *,
        connector_types: Iterable[str | int] = (),
        emsp: Iterable[str] = (),
        min_power: float | str | None = None,
        max_power: float | str | None = None,
        available: bool = False,
        open_at: datetime | None = None,
        page_size: int = PAGE_SIZE,
        limit: int | None = None,
        resume: str | None = None,
        extra: JsonExtra | None = None,
        request: RouteRequest = RouteRequest(),
        **options: Unpack[Options],
    ) -> AsyncPager:
        """Search stations along a route. EXPERIMENTAL: path and body are those of one client (P, weak).

        `search` with a `Corridor` finds much the same with confirmed parameters.

        Args:
            corridor: The route; its width is in metres.
            connector_types: Connector types, as in `search`.
            emsp: E-mobility service providers, by partner id or name.
            min_power: Least power in kW, or a text with its unit.
            max_power: Greatest power in kW, or a text with its unit.
            available: True for stations of which a connector is known to be free.
            open_at: A moment at which the station is known to be open.
            page_size: Stations per request.
            limit: Greatest number of stations from this pager.
            resume: Token of an earlier pager of the same search.
            extra: Members of the body unknown to evcp, sent as they are.
            request: Form of the request, see `evcp.routes`.
            **options: Settings for this search.

        Raises:
            AreaError: The value is not a corridor, or exceeds a documented limit.
            ConfigurationError: A number or id is invalid, as in `search`.
            EvcpError: The token is damaged, or belongs to another search.

        Warns:
            ExperimentalWarning: Always.
        """
        wanted = StationFilter(
            connector_types=connector_types,
            min_power=min_power,
            max_power=max_power,
            available=available,
            open_at=open_at,
        )
        providers = id_texts(emsp, "a partner id")
        operation = search_along_route(
            corridor,
            wanted.connector_types,
            request,
            emsp=providers,
            min_power=wanted.min_power,
            max_power=wanted.max_power,
            extra=extra,
        )
        client = self._view(self.along_route, options, corridor)
        paginator = paginate(
            operation, page_size=page_size, limit=limit, resume=resume, wanted=wanted
        )
        return AsyncPager(client, Search(corridor, paginator, providers))

    async def count_along_route(
        self,
        corridor: Corridor,
        *,
        extra: JsonExtra | None = None,
        request: RouteRequest = RouteRequest(),
        **options: Unpack[Options],
    ) -> int:
        """Count the stations along a route. EXPERIMENTAL: path and body are those of one client (P, weak).

        Args:
            corridor: The route; its width is in metres.
            extra: Members of the body unknown to evcp, sent as they are.
            request: Form of the request, see `evcp.routes`.
            **options: Settings for this call.

        Warns:
            ExperimentalWarning: Always.
        """
        operation = count_along_route(corridor, request, extra=extra)
        client = self._view(self.count_along_route, options, corridor)
        return results.whole_count(await client.call(operation))

    async def get(
        self, id: str, *, extra: Extra | None = None, **options: Unpack[Options]
    ) -> EVStation:
        """Get one station by its id. Ids change without notice (confirmed, contract section 1.5).

        Raises:
            NotFoundError: The id is unknown.
            DecodeError: The station cannot be decoded.
        """
        return await self._run(results.one_station(id, extra), self.get, options)

    async def get_many(
        self,
        ids: Iterable[str],
        *,
        chunk: int = MAX_IDS,
        extra: Extra | None = None,
        **options: Unpack[Options],
    ) -> BulkResult[EVStation]:
        """Get stations by id, in calls of a safe size.

        Args:
            ids: Station ids.
            chunk: Greatest number of ids per call; the service's maximum is unknown.
            extra: Parameters unknown to evcp.
            **options: Settings for these calls.

        Returns:
            Every id once: found, missing, or failed with its error. An outage ends the lookup: the
            remaining ids have failed, and the stations found before are kept.

        Raises:
            ConfigurationError: An id or parameter is invalid; nothing was sent.
            EvcpError: The service refused the credentials before the first success.
        """
        return await self._look_up(results.many_stations(ids, extra, chunk), self.get_many, options)

    def _source(
        self, what: Area | Iterable[str], where: StationFilter | None, options: Options
    ) -> tuple[str, Ask[Answer]]:
        if isinstance(what, Area):
            area, types = what, where.connector_types if where else ()
            self._view(self.watch, options, area)

            async def search() -> Answer:
                pager = self.search(area, connector_types=types, **options)
                stations = await pager.all()
                complete = pager.completeness is Completeness.COMPLETE
                return watching.search_answer(stations, where, pager.issues, complete=complete)

            return repr(area), search
        ids = operations.listed_ids(what, "station")
        return self._bulk_source(
            ids, "station", results.many_stations, watching.stations_answer, where, options
        )


class AsyncPools(AsyncResource):
    """Pools: the stations of one operator at one place (contract section 1.8)."""

    async def get(
        self, id: str, *, extra: Extra | None = None, **options: Unpack[Options]
    ) -> tuple[EVStation, ...]:
        """Get the stations of a pool.

        Raises:
            NotFoundError: The id is unknown.
            DecodeError: A station of the pool cannot be decoded; `get_many` returns the others.
        """
        return await self._run(results.one_pool(id, extra), self.get, options)

    async def get_many(
        self,
        ids: Iterable[str],
        *,
        chunk: int = MAX_IDS,
        extra: Extra | None = None,
        **options: Unpack[Options],
    ) -> BulkResult[EVStation]:
        """Get the stations of pools, in calls of a safe size; see `AsyncStations.get_many`."""
        return await self._look_up(results.many_pools(ids, extra, chunk), self.get_many, options)


class AsyncEVSEs(AsyncWatched[Iterable[str]]):
    """EVSEs: the state of single charging points (contract sections 1.7 and 4.13), in JSON only."""

    async def get_many(
        self,
        pool_ids: Iterable[str],
        *,
        chunk: int = MAX_IDS,
        extra: Extra | None = None,
        **options: Unpack[Options],
    ) -> BulkResult[EVSEsPool]:
        """Get the EVSEs of pools, in calls of a safe size; see `AsyncStations.get_many`."""
        return await self._look_up(
            results.many_evses(pool_ids, extra, chunk), self.get_many, options
        )

    def _source(
        self, what: Iterable[str], where: StationFilter | None, options: Options
    ) -> tuple[str, Ask[Answer]]:
        if where is not None and where.open_at is not None:
            raise ConfigurationError(
                "the EVSEs of pools have no opening hours: open_at cannot be met",
                hint="use stations.watch with the ids of their stations",
            )
        ids = operations.listed_ids(what, "pool")
        return self._bulk_source(
            ids, "pool", results.many_evses, watching.pools_answer, where, options
        )


class AsyncConnectorTypes(AsyncResource):
    """Connector types known to the service (contract section 4.10, shape unknown)."""

    async def list(
        self, *, extra: Extra | None = None, **options: Unpack[Options]
    ) -> tuple[NameId, ...]:
        """List all entries."""
        decoded = await self._view(self.list, options).call(operations.connector_types(extra=extra))
        return decoded.value.connector_type


class AsyncPowerFeedTypes(AsyncResource):
    """Power feed types known to the service (contract section 4.10, shape unknown)."""

    async def list(
        self, *, extra: Extra | None = None, **options: Unpack[Options]
    ) -> tuple[NameId, ...]:
        """List all entries."""
        decoded = await self._view(self.list, options).call(
            operations.power_feed_types(extra=extra)
        )
        return decoded.value.power_feed_type


class AsyncConnectorStatuses(AsyncResource):
    """Legacy connector statuses known to the service (contract section 4.10, shape unknown)."""

    async def list(
        self, *, extra: Extra | None = None, **options: Unpack[Options]
    ) -> tuple[NameId, ...]:
        """List all entries."""
        decoded = await self._view(self.list, options).call(
            operations.connector_statuses(extra=extra)
        )
        return decoded.value.connector_status


class AsyncRoamings(AsyncResource):
    """E-mobility service providers with accepted cards (contract section 4.12)."""

    async def list(
        self, *, extra: Extra | None = None, **options: Unpack[Options]
    ) -> tuple[RoamingEntry, ...]:
        """List all entries."""
        decoded = await self._view(self.list, options).call(operations.roamings(extra=extra))
        return decoded.value.roaming


class AsyncResources(AsyncCaller):
    """The resources of a client as its attributes. A new resource is added here."""

    def _add_resources(self) -> None:
        self.stations = AsyncStations(self)
        self.pools = AsyncPools(self)
        self.evses = AsyncEVSEs(self)
        self.connector_types = AsyncConnectorTypes(self)
        self.power_feed_types = AsyncPowerFeedTypes(self)
        self.connector_statuses = AsyncConnectorStatuses(self)
        self.roamings = AsyncRoamings(self)
