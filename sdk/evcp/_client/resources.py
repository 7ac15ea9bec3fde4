# Derived from async_resources.py by scripts/generate.py: edit that one.
"""The resources of the blocking client, such as `client.stations`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, Unpack

from .. import operations
from .._api.areas import MAX_RADIUS, Area, Corridor
from .._api.params import JsonExtra
from .._api.paths import Route
from .._core.settings import Options, check_names
from ..errors import ConfigurationError
from ..operations import Extra
from ..routes import RouteRequest, count_along_route, search_along_route
from . import results, watching
from .along import RouteSearch
from .blocking_base import Ask, Caller, Resource, Watched
from .bulk import MAX_IDS, BulkResult
from .nearest import NearestSearch, NearestStations
from .pagers import Pager, RouteStops
from .pagination import PAGE_SIZE, Completeness, paginate
from .search import (
    CONDITION_NAMES,
    Conditions,
    Providers,
    Search,
    kept_conditions,
    log_notes,
)
from .station_filter import StationFilter, joined_filter
from .watching import Answer

if TYPE_CHECKING:
    from evcp_models import (
        EVSEsPool,
        EVStation,
        NameId,
        RoamingEntry,
    )

M = TypeVar("M")
T = TypeVar("T")


class Stations(Watched[Area | Iterable[str]]):
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
        where: StationFilter | None = None,
        page_size: int = PAGE_SIZE,
        limit: int | None = None,
        resume: str | None = None,
        extra: Extra | None = None,
        **options: Unpack[Options],
    ) -> Pager:
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
            where: Further conditions, such as `StationFilter(operator="ionity", vehicle=car)`; the
                arguments above are short forms of it. Types and powers are sent to the service.
            page_size: Stations per request, at least 1; pages overlap, so small ones cost more requests.
            limit: Greatest number of stations from this pager; an earlier pager does not count, nor do
                stations that a condition leaves out.
            resume: Token of an earlier pager of the same search; `open_at` may be another moment.
            extra: Parameters unknown to evcp, sent as they are.
            **options: Settings for this search, see `Options`.

        Raises:
            AreaError: The value is not an area, or exceeds a documented limit and `check_limits` is True.
            ConfigurationError: A number, id or word is invalid, a condition is given twice, or an extra
                parameter is known to evcp.
            TypeError: A keyword is unknown.
            EvcpError: The token is damaged, or belongs to another search.
        """
        short = StationFilter(
            connector_types=connector_types,
            min_power=min_power,
            max_power=max_power,
            available=available,
            open_at=open_at,
        )
        wanted = joined_filter(where, short)
        sent = wanted.sent
        providers = Providers.of(emsp)
        operation = operations.search_stations(
            area,
            connector_types=sent.connector_types,
            emsp=providers,
            min_power=sent.min_power,
            max_power=sent.max_power,
            extra=extra,
        )
        client = self._view(self.search, options, area)
        paginator = paginate(
            operation, page_size=page_size, limit=limit, resume=resume, wanted=wanted
        )
        return Pager(client, Search(area, paginator, providers))

    def along(
        self,
        route: Route,
        *,
        width: float | str | None = None,
        speed: float | str | None = None,
        depart: datetime | None = None,
        open_on_arrival: bool = False,
        **conditions: Unpack[Conditions],
    ) -> RouteStops:
        """Find the stations along a route, in the order of travel, with the way to each and the time of arrival.

        The points of the route are joined by great circles. A long or winding route is searched in
        several corridors, each a little wider than the strip; what lies outside of the strip is dropped here.
        A station that appears in the service only behind the place that was read last comes late.

        Args:
            route: A `Corridor`, points `(latitude, longitude)`, a line in GeoJSON, or an object with a
                `__geo_interface__`; a polyline is read by `Corridor.from_flexible_polyline` or
                `from_google_polyline`.
            width: Width of the strip from edge to edge in metres, or a text with its unit: stations are
                within half of it from the route. Default: that of the corridor, or else 2 km.
            speed: Constant speed in km/h, or a text such as `"65mph"`, for the times of arrival.
            depart: Time of departure with its time zone; now by default.
            open_on_arrival: True for stations that are known to be open on arrival: at one pass at
                least, at which they are listed.
            **conditions: Conditions and settings of `search`, except `limit` and `resume`.

        Raises:
            AreaError: The value is not a route, the width is not positive, or two neighbouring points are
                opposite on the earth.
            ConfigurationError: A number, id, word or time is invalid.
            TypeError: A keyword is unknown.
        """
        kept = self._conditions(self.along, conditions)
        search = RouteSearch(
            route,
            width,
            speed,
            depart,
            lambda corridor: self.search(corridor, **kept),
            open_on_arrival=open_on_arrival,
        )
        return RouteStops(search)

    def nearest(
        self,
        latitude: float,
        longitude: float,
        n: int = 1,
        *,
        within: float | str = MAX_RADIUS,
        **conditions: Unpack[Conditions],
    ) -> NearestStations:
        """Find the stations nearest to a place by air line.

        A circle grows until it holds `n` stations that fit, and all stations within it are known. Where it
        is crowded, a smaller one follows: most places take one to four requests.

        Args:
            latitude: Latitude of the place in degrees, WGS 84.
            longitude: Longitude in degrees.
            n: Number of stations.
            within: Greatest distance in metres, or a text with its unit; the service takes at most 200 km,
                see `check_limits`.
            **conditions: Conditions and settings of `search`, except `limit` and `resume`.

        Raises:
            AreaError: A coordinate is outside its range, or the distance exceeds the documented limit.
            ConfigurationError: A number, id or word is invalid.
            RequestError: A page has no successful response.
            TypeError: A keyword is unknown.
        """
        kept = self._conditions(self.nearest, conditions)
        search = NearestSearch(latitude, longitude, n, within)
        self.search(search.whole, **kept)  # checks the arguments; it sends nothing
        while (circle := search.circle) is not None:
            pager = self.search(circle, **kept)
            for page in pager.pages():
                if search.add(page) and pager.completeness is Completeness.TRUNCATED:
                    break
            search.finish(pager.completeness, pager.left_out, pager.issues)
        return search.result()

    def _conditions(self, method: Callable[..., object], given: Conditions) -> Conditions:
        if given.keys() - CONDITION_NAMES:
            from inspect import signature

            names = {*CONDITION_NAMES, *signature(method).parameters} - {"conditions"}
            check_names(given, method.__name__, names)
        return kept_conditions(given)

    def count(self, area: Area, *, extra: Extra | None = None, **options: Unpack[Options]) -> int:
        """Count the stations in an area. The service ignores filters here (confirmed).

        Raises:
            AreaError: The area exceeds a documented limit.
            RequestError: There is no successful response.
            DecodeError: The number is negative, so it is not known how many there are.
        """
        operation = operations.count_stations(area, extra=extra)
        client = self._view(self.count, options, area)
        number = results.whole_count(client.call(operation))
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
        where: StationFilter | None = None,
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
            connector_types: Connector types, as in `search`.
            emsp: E-mobility service providers, by partner id or name.
            min_power: Least power in kW, or a text with its unit.
            max_power: Greatest power in kW, or a text with its unit.
            available: True for stations of which a connector is known to be free.
            open_at: A moment at which the station is known to be open.
            where: Further conditions, as in `search`.
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
        short = StationFilter(
            connector_types=connector_types,
            min_power=min_power,
            max_power=max_power,
            available=available,
            open_at=open_at,
        )
        wanted = joined_filter(where, short)
        sent = wanted.sent
        providers = Providers.of(emsp)
        operation = search_along_route(
            corridor,
            sent.connector_types,
            request,
            emsp=providers,
            min_power=sent.min_power,
            max_power=sent.max_power,
            extra=extra,
        )
        client = self._view(self.along_route, options, corridor)
        paginator = paginate(
            operation, page_size=page_size, limit=limit, resume=resume, wanted=wanted
        )
        return Pager(client, Search(corridor, paginator, providers))

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
        client = self._view(self.count_along_route, options, corridor)
        return results.whole_count(client.call(operation))

    def get(self, id: str, *, extra: Extra | None = None, **options: Unpack[Options]) -> EVStation:
        """Get one station by its id. Ids change without notice (confirmed, contract section 1.5).

        Raises:
            NotFoundError: The id is unknown.
            DecodeError: The station cannot be decoded.
        """
        return self._run(results.one_station(id, extra), self.get, options)

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
        return self._look_up(results.many_stations(ids, extra, chunk), self.get_many, options)

    def _source(
        self, what: Area | Iterable[str], where: StationFilter | None, options: Options
    ) -> tuple[str, Ask[Answer]]:
        if isinstance(what, Area):
            area, types = what, where.sent.connector_types if where else ()
            self._view(self.watch, options, area)

            def search() -> Answer:
                pager = self.search(area, connector_types=types, **options)
                stations = pager.all()
                complete = pager.completeness is Completeness.COMPLETE
                return watching.search_answer(stations, where, pager.issues, complete=complete)

            return repr(area), search
        ids = operations.listed_ids(what, "station")
        return self._bulk_source(
            ids, "station", results.many_stations, watching.stations_answer, where, options
        )


class Pools(Resource):
    """Pools: the stations of one operator at one place (contract section 1.8)."""

    def get(
        self, id: str, *, extra: Extra | None = None, **options: Unpack[Options]
    ) -> tuple[EVStation, ...]:
        """Get the stations of a pool.

        Raises:
            NotFoundError: The id is unknown.
            DecodeError: A station of the pool cannot be decoded; `get_many` returns the others.
        """
        return self._run(results.one_pool(id, extra), self.get, options)

    def get_many(
        self,
        ids: Iterable[str],
        *,
        chunk: int = MAX_IDS,
        extra: Extra | None = None,
        **options: Unpack[Options],
    ) -> BulkResult[EVStation]:
        """Get the stations of pools, in calls of a safe size; see `Stations.get_many`."""
        return self._look_up(results.many_pools(ids, extra, chunk), self.get_many, options)


class EVSEs(Watched[Iterable[str]]):
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
        return self._look_up(results.many_evses(pool_ids, extra, chunk), self.get_many, options)

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


class ConnectorTypes(Resource):
    """Connector types known to the service (contract section 4.10, shape unknown)."""

    def list(self, *, extra: Extra | None = None, **options: Unpack[Options]) -> tuple[NameId, ...]:
        """List all entries."""
        decoded = self._view(self.list, options).call(operations.connector_types(extra=extra))
        return decoded.value.connector_type


class PowerFeedTypes(Resource):
    """Power feed types known to the service (contract section 4.10, shape unknown)."""

    def list(self, *, extra: Extra | None = None, **options: Unpack[Options]) -> tuple[NameId, ...]:
        """List all entries."""
        decoded = self._view(self.list, options).call(operations.power_feed_types(extra=extra))
        return decoded.value.power_feed_type


class ConnectorStatuses(Resource):
    """Legacy connector statuses known to the service (contract section 4.10, shape unknown)."""

    def list(self, *, extra: Extra | None = None, **options: Unpack[Options]) -> tuple[NameId, ...]:
        """List all entries."""
        decoded = self._view(self.list, options).call(operations.connector_statuses(extra=extra))
        return decoded.value.connector_status


class Roamings(Resource):
    """E-mobility service providers with accepted cards (contract section 4.12)."""

    def list(
        self, *, extra: Extra | None = None, **options: Unpack[Options]
    ) -> tuple[RoamingEntry, ...]:
        """List all entries."""
        decoded = self._view(self.list, options).call(operations.roamings(extra=extra))
        return decoded.value.roaming


class Resources(Caller):
    """The resources of a client as its attributes. A new resource is added here."""

    def _add_resources(self) -> None:
        self.stations = Stations(self)
        self.pools = Pools(self)
        self.evses = EVSEs(self)
        self.connector_types = ConnectorTypes(self)
        self.power_feed_types = PowerFeedTypes(self)
        self.connector_statuses = ConnectorStatuses(self)
        self.roamings = Roamings(self)
