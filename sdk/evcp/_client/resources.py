# Derived from async_resources.py by scripts/generate.py: edit that one.
"""The resources of the blocking client, such as `client.stations`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar, Unpack

from evcp_codec.issues import Decoded, Issue

from .. import operations
from .._api.areas import Area, Corridor
from .._api.params import JsonExtra
from .._core.settings import Options
from ..errors import EvcpError
from ..operations import Extra, Operation
from ..routes import RouteRequest, count_along_route, search_along_route
from . import results
from .base import BaseClient
from .bulk import MAX_IDS, BulkLookup, BulkResult
from .pagination import PAGE_SIZE, Completeness, Paginator, paginate
from .results import Call

if TYPE_CHECKING:
    from evcp_models import EVSEsPool, EVStation, NameId, RoamingEntry

M = TypeVar("M")
T = TypeVar("T")


class Pager(Iterator["EVStation"]):
    """The stations of a search, fetched page by page during iteration, each station once.

    A pager is for one thread or task. After an error, the next step of the iteration repeats the request
    for the same page.
    """

    def __init__(self, client: Resources, paginator: Paginator) -> None:
        self._client = client
        self._paginator = paginator
        self._ready: list[EVStation] = []

    def __iter__(self) -> Pager:
        return self

    def __next__(self) -> EVStation:
        while not self._ready:
            page = self._fetch()
            if page is None:
                raise StopIteration
            self._ready = page[::-1]
        return self._ready.pop()

    def pages(self) -> Iterator[tuple[EVStation, ...]]:
        """Yield the new stations of each page as a tuple; pages without any are skipped."""
        if self._ready:
            left, self._ready = tuple(reversed(self._ready)), []
            yield left
        while (page := self._fetch()) is not None:
            if page:
                yield tuple(page)

    def _fetch(self) -> list[EVStation] | None:
        operation = self._paginator.next()
        return None if operation is None else self._paginator.accept(self._client.call(operation))

    @property
    def completeness(self) -> Completeness:
        """Completeness of the stations so far; final after the end of the iteration."""
        return Completeness.TRUNCATED if self._ready else self._paginator.completeness

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Deviations from the schema on the pages so far; a path is within its page."""
        return tuple(self._paginator.issues)

    @property
    def token(self) -> str:
        """Position of the pager: `search(..., resume=token)` continues with the remaining stations."""
        return self._paginator.token([station.id for station in self._ready])


class _Resource:
    def __init__(self, client: Resources) -> None:
        self._client = client

    def _view(self, options: Options, area: Area | None = None) -> Resources:
        """Return the client with some options, after a check of an area against the limits."""
        client = self._client.with_options(**options) if options else self._client
        if area is not None and client.settings.check_limits:
            area.check_limits()
        return client

    def _run(self, call: Call[M, T], options: Options) -> T:
        return call.parse(self._view(options).call(call.operation))

    def _look_up(self, lookup: BulkLookup[M, T], options: Options) -> BulkResult[T]:
        client = self._view(options)
        while (operation := lookup.next()) is not None:
            lookup.accept(_outcome(client, operation))
            if (probe := lookup.probe()) is not None:
                lookup.settle(_outcome(client, probe))
        return lookup.result()


def _outcome(client: Resources, operation: Operation[M]) -> Decoded[M] | EvcpError:
    try:
        return client.call(operation)
    except EvcpError as error:
        return error.with_traceback(None)  # the traceback's frames hold the response


class Stations(_Resource):
    """Stations: places where cars charge, with their connector groups (contract sections 1.3 to 1.6)."""

    def search(
        self,
        area: Area,
        *,
        connector_types: Iterable[str | int] = (),
        emsp: Iterable[str] = (),
        min_power: float | None = None,
        max_power: float | None = None,
        page_size: int = PAGE_SIZE,
        limit: int | None = None,
        resume: str | None = None,
        extra: Extra | None = None,
        **options: Unpack[Options],
    ) -> Pager:
        """Search stations in an area. The first step of the iteration sends the first request.

        Args:
            area: A `Circle`, `Box` or `Corridor`.
            connector_types: Ids of connector types (see `evcp_models.codes`). The result is stations
                with at least one of them, each with all its connectors (confirmed for one id,
                inferred for several).
            emsp: Partner ids of e-mobility service providers, from `client.roamings`.
            min_power: Least power in kW (practice: the documentation does not have the parameter).
            max_power: Greatest power in kW (practice).
            page_size: Stations per request, at least 2 because pages overlap.
            limit: Greatest number of stations from this pager; an earlier pager does not count.
            resume: Token of an earlier pager of the same search.
            extra: Parameters unknown to evcp, sent as they are.
            **options: Settings for this search, see `Options`.

        Raises:
            AreaError: The value is not an area, or exceeds a documented limit and `check_limits` is True.
            ConfigurationError: A number or id is invalid, or an extra parameter is known to evcp.
            EvcpError: The token is damaged, or belongs to another search.
        """
        operation = operations.search_stations(
            area,
            connector_types=connector_types,
            emsp=emsp,
            min_power=min_power,
            max_power=max_power,
            extra=extra,
        )
        client = self._view(options, area)
        return Pager(client, paginate(operation, page_size=page_size, limit=limit, resume=resume))

    def count(self, area: Area, *, extra: Extra | None = None, **options: Unpack[Options]) -> int:
        """Count the stations in an area. The service ignores filters here (confirmed).

        Raises:
            AreaError: The area exceeds a documented limit.
            RequestError: There is no successful response.
            DecodeError: The number is negative, so it is not known how many there are.
        """
        operation = operations.count_stations(area, extra=extra)
        client = self._view(options, area)
        decoded = client.call(operation)
        return results.whole_count(decoded)

    def along_route(
        self,
        corridor: Corridor,
        *,
        connector_types: Iterable[str | int] = (),
        emsp: Iterable[str] = (),
        min_power: float | None = None,
        max_power: float | None = None,
        page_size: int = PAGE_SIZE,
        limit: int | None = None,
        resume: str | None = None,
        extra: JsonExtra | None = None,
        request: RouteRequest = RouteRequest(),
        **options: Unpack[Options],
    ) -> Pager:
        """Search stations along a route. EXPERIMENTAL: path and body are those of one client (P, weak).

        `search` with a `Corridor` finds much the same with confirmed parameters.

        Args:
            corridor: The route; its width is in metres.
            connector_types: Ids of connector types.
            emsp: Partner ids of e-mobility service providers.
            min_power: Least power in kW.
            max_power: Greatest power in kW.
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
        operation = search_along_route(
            corridor,
            connector_types,
            request,
            emsp=emsp,
            min_power=min_power,
            max_power=max_power,
            extra=extra,
        )
        client = self._view(options, corridor)
        return Pager(client, paginate(operation, page_size=page_size, limit=limit, resume=resume))

    def count_along_route(
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
        client = self._view(options, corridor)
        decoded = client.call(operation)
        return results.whole_count(decoded)

    def get(self, id: str, *, extra: Extra | None = None, **options: Unpack[Options]) -> EVStation:
        """Get one station by its id. Ids change without notice (confirmed, contract section 1.5).

        Raises:
            NotFoundError: The id is unknown.
            DecodeError: The station cannot be decoded.
        """
        return self._run(results.one_station(id, extra), options)

    def get_many(
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
        return self._look_up(results.many_stations(ids, extra, chunk), options)


class Pools(_Resource):
    """Pools: the stations of one operator at one place (contract section 1.8)."""

    def get(
        self, id: str, *, extra: Extra | None = None, **options: Unpack[Options]
    ) -> tuple[EVStation, ...]:
        """Get the stations of a pool.

        Raises:
            NotFoundError: The id is unknown.
            DecodeError: A station of the pool cannot be decoded; `get_many` returns the others.
        """
        return self._run(results.one_pool(id, extra), options)

    def get_many(
        self,
        ids: Iterable[str],
        *,
        chunk: int = MAX_IDS,
        extra: Extra | None = None,
        **options: Unpack[Options],
    ) -> BulkResult[EVStation]:
        """Get the stations of pools, in calls of a safe size; see `Stations.get_many`."""
        return self._look_up(results.many_pools(ids, extra, chunk), options)


class EVSEs(_Resource):
    """EVSEs: the state of single charging points (contract sections 1.7 and 4.13), in JSON only."""

    def get_many(
        self,
        pool_ids: Iterable[str],
        *,
        chunk: int = MAX_IDS,
        extra: Extra | None = None,
        **options: Unpack[Options],
    ) -> BulkResult[EVSEsPool]:
        """Get the EVSEs of pools, in calls of a safe size; see `Stations.get_many`."""
        return self._look_up(results.many_evses(pool_ids, extra, chunk), options)


class ConnectorTypes(_Resource):
    """Connector types known to the service (contract section 4.10, shape unknown)."""

    def list(self, *, extra: Extra | None = None, **options: Unpack[Options]) -> tuple[NameId, ...]:
        """List all entries."""
        decoded = self._view(options).call(operations.connector_types(extra=extra))
        return decoded.value.connector_type


class PowerFeedTypes(_Resource):
    """Power feed types known to the service (contract section 4.10, shape unknown)."""

    def list(self, *, extra: Extra | None = None, **options: Unpack[Options]) -> tuple[NameId, ...]:
        """List all entries."""
        decoded = self._view(options).call(operations.power_feed_types(extra=extra))
        return decoded.value.power_feed_type


class ConnectorStatuses(_Resource):
    """Legacy connector statuses known to the service (contract section 4.10, shape unknown)."""

    def list(self, *, extra: Extra | None = None, **options: Unpack[Options]) -> tuple[NameId, ...]:
        """List all entries."""
        decoded = self._view(options).call(operations.connector_statuses(extra=extra))
        return decoded.value.connector_status


class Roamings(_Resource):
    """E-mobility service providers with accepted cards (contract section 4.12)."""

    def list(
        self, *, extra: Extra | None = None, **options: Unpack[Options]
    ) -> tuple[RoamingEntry, ...]:
        """List all entries."""
        decoded = self._view(options).call(operations.roamings(extra=extra))
        return decoded.value.roaming


class Resources(BaseClient):
    """The resources of a client as its attributes. A new resource is added here."""

    def _add_resources(self) -> None:
        self.stations = Stations(self)
        self.pools = Pools(self)
        self.evses = EVSEs(self)
        self.connector_types = ConnectorTypes(self)
        self.power_feed_types = PowerFeedTypes(self)
        self.connector_statuses = ConnectorStatuses(self)
        self.roamings = Roamings(self)

    def call(self, operation: Operation[T]) -> Decoded[T]:
        """Send an operation and decode the response."""
        raise NotImplementedError
