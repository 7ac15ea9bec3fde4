"""Every resource of the API over one world: what it is called, what it takes, what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from evcp._codec.decoding import Format
from evcp.routes import RouteRequest
from evcp_models import EVStation, RoamingsResult

from ..world.world import World
from . import lookups
from .bodies import Lookup, count_body, details_body, evses_body, lookup_body, page_body
from .bulk import ID, known_ids
from .evses import evses_of_pool
from .filters import only_matching_groups
from .query import CREDENTIALS, PAGING, SEARCH_PARAMETERS, SearchQuery, parse_area, parse_search
from .refusal import RefusalError
from .route import parse_route, parse_route_area
from .settings import Assumptions

if TYPE_CHECKING:
    from ..stations.columns import Found

_BY_ID = frozenset((*CREDENTIALS, *PAGING))
"""Clients send the parameters of paging with an id too (contract 1.5: practice)."""
_BULK = frozenset((*CREDENTIALS, ID))
_NONE = frozenset(CREDENTIALS)
_AN_ID = "(?P<id>[^/]+)"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that is let in and has found its resource.

    Attributes:
        id: The id in the path, decoded; empty where the path has none.
        parameters: Query parameters, each with its values in order.
        format: Format of the answer, from the suffix of the path.
        body: Body of a POST.
    """

    id: str
    parameters: Mapping[str, tuple[str, ...]]
    format: Format
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource.

    Attributes:
        path: Its whole path, with the suffix; a group `id` where there is one.
        answer: Builds the body of a successful answer.
        parameters: The query parameters that it knows.
        method: HTTP method.
    """

    path: re.Pattern[str]
    answer: Callable[[Call], bytes]
    parameters: frozenset[str]
    method: str = "GET"

    @property
    def example(self) -> str:
        """A path of it, such as `/ev/stations/id`, without the suffix."""
        bare = self.path.pattern.partition(r"\.(?:")[0].replace(_AN_ID, "id")
        return re.sub(r"\\(.)", r"\1", bare)


def resources(
    world: World, assumptions: Assumptions, present: Callable[[EVStation], EVStation]
) -> tuple[Resource, ...]:
    """The resources, in the order in which a path is to be looked up: `bulk` is no station id.

    Args:
        world: The stations.
        assumptions: What to do where the contract is silent, and which resources there are.
        present: Each station of each response passes here, for what changes with time.
    """
    return _Resources(world, assumptions, present).table()


class _Resources:
    def __init__(
        self, world: World, assumptions: Assumptions, present: Callable[[EVStation], EVStation]
    ) -> None:
        self._world = world
        self._assumed = assumptions
        self._present = present

    def table(self) -> tuple[Resource, ...]:
        evse_formats = "json|xml" if self._assumed.evses_xml else "json"
        found = [
            Resource(_path("stations"), self._stations, SEARCH_PARAMETERS),
            Resource(_path("stations/count"), self._count, SEARCH_PARAMETERS),
            Resource(_path("stations/bulk"), self._stations_bulk, _BULK),
            Resource(_path("pools/bulk"), self._pools_bulk, _BULK),
            Resource(_path("evses/bulk", evse_formats), self._evses_bulk, _BULK),
            Resource(_path("connectortypes"), self._connector_types, _NONE),
            Resource(_path("powerfeedtypes"), self._power_feed_types, _NONE),
            Resource(_path("roamings"), self._roamings, _NONE),
        ]
        if self._assumed.connector_statuses:
            found.append(Resource(_path("connectorstatuses"), self._connector_statuses, _NONE))
        if (route := self._assumed.along_route) is not None:
            found += self._along_route(route)
        found += [
            Resource(_path(rf"stations/{_AN_ID}"), self._station, _BY_ID),
            Resource(_path(rf"pools/{_AN_ID}"), self._pool, _BY_ID),
        ]
        return tuple(found)

    def _along_route(self, route: RouteRequest) -> tuple[Resource, Resource]:
        def search(call: Call) -> bytes:
            return self._page(parse_route(call.body, route, self._assumed), call.format)

        def count(call: Call) -> bytes:
            area = parse_route_area(call.body, route, self._assumed)
            return count_body(self._world.index.count(area), call.format)

        return (
            Resource(_path(re.escape(route.path)), search, _NONE, "POST"),
            Resource(_path(re.escape(route.count_path)), count, _NONE, "POST"),
        )

    def _stations(self, call: Call) -> bytes:
        return self._page(parse_search(call.parameters, self._assumed), call.format)

    def _page(self, query: SearchQuery, format_: Format) -> bytes:
        world, assumed = self._world, self._assumed
        kept = world.selection.of(
            world.index.search(query.area),
            query.connector_types,
            query.min_power_kw,
            query.max_power_kw,
            query.emsps,
        )
        total = len(kept.numbers)
        found = world.columns.page(kept, assumed.page_order, query.offset, query.page_size)
        page = tuple(self._shown(one, query) for one in found)
        has_more = query.offset + query.page_size < total
        return page_body(page, total, has_more, format_, assumed)

    def _shown(self, found: Found, query: SearchQuery) -> EVStation:
        """A station as it stands in the answer to a search."""
        station = self._station_now(found.number)
        if self._assumed.connector_filter == "matching-only":
            station = only_matching_groups(station, query)
        if found.distance_m is None:
            return station
        return replace(station, distance=round(found.distance_m))

    def _station_now(self, number: int) -> EVStation:
        return self._present(self._world.station(number))

    def _count(self, call: Call) -> bytes:
        # Filters are not taken into account when counting, and so not even read (contract 1.4).
        area = parse_area(call.parameters, self._assumed)
        return count_body(self._world.index.count(area), call.format)

    def _station(self, call: Call) -> bytes:
        number = self._world.find(call.id)
        if number is None:
            raise RefusalError(HTTPStatus.NOT_FOUND, f"there is no station with the id {call.id}")
        return self._details((number,), call)

    def _stations_bulk(self, call: Call) -> bytes:
        found = known_ids(call.parameters, self._world.find, "station", self._assumed)
        return self._details((number for _, number in found), call)

    def _pool(self, call: Call) -> bytes:
        numbers = self._world.pool(call.id)
        if not numbers:
            raise RefusalError(HTTPStatus.NOT_FOUND, f"there is no pool with the id {call.id}")
        return self._details(numbers, call)

    def _pools_bulk(self, call: Call) -> bytes:
        found = known_ids(call.parameters, self._pool_numbers, "pool", self._assumed)
        return self._details((number for _, numbers in found for number in numbers), call)

    def _details(self, numbers: Iterable[int], call: Call) -> bytes:
        stations = tuple(map(self._station_now, numbers))
        return details_body(stations, call.format, self._assumed)

    def _evses_bulk(self, call: Call) -> bytes:
        found = known_ids(call.parameters, self._pool_numbers, "pool", self._assumed)
        pools = tuple(
            evses_of_pool(pool_id, map(self._station_now, numbers)) for pool_id, numbers in found
        )
        return evses_body(pools, call.format, self._assumed)

    def _pool_numbers(self, id: str) -> Sequence[int] | None:
        return self._world.pool(id) or None

    def _connector_types(self, call: Call) -> bytes:
        return self._lookup(lookups.connector_types(), call)

    def _power_feed_types(self, call: Call) -> bytes:
        return self._lookup(lookups.power_feed_types(), call)

    def _connector_statuses(self, call: Call) -> bytes:
        return self._lookup(lookups.connector_statuses(), call)

    def _roamings(self, call: Call) -> bytes:
        return self._lookup(RoamingsResult(roaming=self._world.roamings), call)

    def _lookup(self, result: Lookup, call: Call) -> bytes:
        return lookup_body(result, call.format, self._assumed)


def _path(below: str, formats: str = "json|xml") -> re.Pattern[str]:
    return re.compile(rf"/ev/{below}\.(?:{formats})")
