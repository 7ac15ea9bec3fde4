"""Every resource of the API over one world: its path, its parameters and its response."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol, TypeVar

from evcp._codec.decoding import Format
from evcp.routes import RouteRequest
from evcp_models import (
    EVSE,
    Connector,
    ConnectorState,
    ConnectorStatus,
    ConnectorStatusesResult,
    ConnectorTypesResult,
    EVSEConnector,
    EVSEsPool,
    EVSEsStation,
    EVStation,
    NameId,
    PowerFeedTypesResult,
    RoamingsResult,
)
from evcp_models.codes import CONNECTOR_STATUS_CODES, CONNECTOR_TYPES, POWER_FEED_TYPES

from ..stations.identifiers import evse_id
from ..stations.parts import evse_key
from ..world import World
from .query import (
    CREDENTIALS,
    PAGING,
    SEARCH_PARAMETERS,
    SearchQuery,
    parse_area,
    parse_route,
    parse_search,
)
from .responses import (
    BadParameterError,
    Lookup,
    RefusalError,
    count_body,
    details_body,
    evses_body,
    lookup_body,
    page_body,
)
from .settings import Assumptions

if TYPE_CHECKING:
    from ..stations.columns import Found

T = TypeVar("T")

ID = "id"
"""Repeatable query parameter of ids, without commas (contract section 1.5)."""

_BY_ID = frozenset((*CREDENTIALS, *PAGING))
"""Clients send paging parameters with an id too (contract section 1.5: practice)."""
_BULK = frozenset((*CREDENTIALS, ID))
_NONE = frozenset(CREDENTIALS)
_AN_ID = "(?P<id>[^/]+)"


@dataclass(frozen=True, slots=True)
class Call:
    """An authorized request to a resource.

    Attributes:
        id: The id in the path, decoded; empty if the path has none.
        parameters: Query parameters, each with its values in order.
        format: Format of the response, from the suffix of the path.
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
        path: Pattern of the whole path, with the suffix and, if the path has an id, a group `id`.
        answer: Builds the body of a successful response.
        parameters: Known query parameters.
        method: HTTP method.
    """

    path: re.Pattern[str]
    answer: Callable[[Call], bytes]
    parameters: frozenset[str]
    method: str = "GET"

    @property
    def example(self) -> str:
        """An example of the path, such as `/ev/stations/id`, without the suffix."""
        bare = self.path.pattern.partition(r"\.(?:")[0].replace(_AN_ID, "id")
        return re.sub(r"\\(.)", r"\1", bare)


class Resources:
    """Builds the resources over one world.

    Args:
        world: The stations.
        assumptions: Choices where the contract is silent, optional resources among them.
        present: Present form of a station, applied to every station of every response.
    """

    def __init__(
        self, world: World, assumptions: Assumptions, present: Callable[[EVStation], EVStation]
    ) -> None:
        self._world = world
        self._assumed = assumptions
        self._present = present

    def table(self) -> tuple[Resource, ...]:
        """The resources in the order of lookup: `bulk` is not a station id."""
        # Code lists of the schema: the lists of the real service are unknown (contract section 4.10).
        connector_types = ConnectorTypesResult(connector_type=_name_ids(CONNECTOR_TYPES))
        feed_types = PowerFeedTypesResult(power_feed_type=_name_ids(POWER_FEED_TYPES))
        roamings = RoamingsResult(roaming=self._world.roamings)
        statuses = ConnectorStatusesResult(connector_status=_name_ids(CONNECTOR_STATUS_CODES))
        evse_formats = "json|xml" if self._assumed.evses_xml else "json"
        found = [
            Resource(_path("stations"), self._stations, SEARCH_PARAMETERS),
            Resource(_path("stations/count"), self._count, SEARCH_PARAMETERS),
            Resource(_path("stations/bulk"), self._stations_bulk, _BULK),
            Resource(_path("pools/bulk"), self._pools_bulk, _BULK),
            Resource(_path("evses/bulk", evse_formats), self._evses_bulk, _BULK),
            Resource(_path("connectortypes"), self._codes(connector_types), _NONE),
            Resource(_path("powerfeedtypes"), self._codes(feed_types), _NONE),
            Resource(_path("roamings"), self._codes(roamings), _NONE),
        ]
        if self._assumed.connector_statuses:
            found.append(Resource(_path("connectorstatuses"), self._codes(statuses), _NONE))
        if (route := self._assumed.along_route) is not None:
            found += self._along_route(route)
        found += [
            Resource(_path(rf"stations/{_AN_ID}"), self._station, _BY_ID),
            Resource(_path(rf"pools/{_AN_ID}"), self._pool, _BY_ID),
        ]
        return tuple(found)

    def _along_route(self, route: RouteRequest) -> tuple[Resource, Resource]:
        def search(call: Call) -> bytes:
            return self._page(
                parse_route(call.body, route, self._assumed, parse_search), call.format
            )

        def count(call: Call) -> bytes:
            area = parse_route(call.body, route, self._assumed, parse_area)
            return count_body(self._world.index.count(area), call.format)

        return (
            Resource(_route_path(route.path, route.suffix), search, _NONE, "POST"),
            Resource(_route_path(route.count_path, route.suffix), count, _NONE, "POST"),
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
        """A station in the response to a search."""
        station = self._station_now(found.number)
        if self._assumed.connector_filter == "matching-only":
            station = only_matching_groups(station, query)
        if found.distance_m is None:
            return station
        return replace(station, distance=round(found.distance_m))

    def _station_now(self, number: int) -> EVStation:
        return self._present(self._world.station(number))

    def _count(self, call: Call) -> bytes:
        # Counts ignore filters, and so do not even read them (contract section 1.4).
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

    def _codes(self, result: Lookup) -> Callable[[Call], bytes]:
        return lambda call: lookup_body(result, call.format, self._assumed)


class _Code(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


def _name_ids(codes: Mapping[str, _Code]) -> tuple[NameId, ...]:
    return tuple(NameId(name=one.name, id=one.id) for one in codes.values())


def _path(below: str, formats: str = "json|xml") -> re.Pattern[str]:
    return re.compile(rf"/ev/{below}\.(?:{formats})")


def _route_path(below: str, suffix: bool) -> re.Pattern[str]:
    path = re.escape(below)
    return _path(path) if suffix else re.compile(f"/ev/{path}")


def known_ids(
    parameters: Mapping[str, tuple[str, ...]],
    find: Callable[[str], T | None],
    what: str,
    assumptions: Assumptions,
) -> list[tuple[str, T]]:
    """The known ids of a bulk call, each once, with their objects (contract sections 1.5, 1.7, 1.8).

    Args:
        parameters: Query parameters.
        find: Finds the object of an id; None if the id is unknown.
        what: Kind of the objects, for the error.
        assumptions: Decides on unknown ids, the greatest number of ids, and the order.

    Raises:
        BadParameterError: Without ids, with an empty one, or with too many.
        RefusalError: 404 for an unknown id.
    """
    # A repeated id is answered once (inferred).
    ids = list(dict.fromkeys(parameters.get(ID, ())))
    if not ids:
        raise BadParameterError(ID, f"must be given, once for each {what}")
    if "" in ids:
        raise BadParameterError(ID, f"cannot be empty; it must be the id of a {what}")
    if len(ids) > assumptions.max_bulk_ids:
        raise BadParameterError(
            ID, f"{len(ids)} ids are more than {assumptions.max_bulk_ids}; split them over calls"
        )
    found: list[tuple[str, T]] = []
    unknown: str | None = None
    for id in ids:
        thing = find(id)
        if thing is not None:
            found.append((id, thing))
        else:
            unknown = unknown or id
    may_refuse = assumptions.unknown_ids == "reject" or (
        assumptions.unknown_ids == "absent" and not found
    )
    if unknown is not None and may_refuse:
        raise RefusalError(HTTPStatus.NOT_FOUND, f"there is no {what} with the id {unknown}")
    if assumptions.bulk_order == "id":
        return sorted(found, key=lambda one: one[0])
    if assumptions.bulk_order == "arbitrary":
        # An order without meaning that depends on nothing but the ids.
        return sorted(found, key=lambda one: hashlib.blake2b(one[0].encode()).digest())
    return found


_UNSPECIFIED = "0"
"""Connector type of a group without one; an EVSE connector must have one (contract sections 4.13, 5.1)."""

_DECISIVE_STATES = (ConnectorState.OCCUPIED, ConnectorState.RESERVED, ConnectorState.AVAILABLE)
"""States that decide the state of the whole EVSE, most decisive first: an EVSE charges one car at a
time, so that one connector in use occupies it, and a free one beside a broken one leaves it free."""

State = ConnectorState | str | None


def evses_of_pool(pool_id: str, stations: Iterable[EVStation]) -> EVSEsPool:
    """The EVSEs of a pool, derived from its stations, so that both always agree (contract section 4.13).

    The connectors of one `cpoEvseId` in the `connectorStatuses` of a station are one EVSE. A station
    without live data has no EVSEs here, since its connectors may share EVSEs in unknown ways.
    """
    return EVSEsPool(
        id=pool_id,
        stations=tuple(
            EVSEsStation(id=one.id, cpo_id=one.cpo_id, evses=evses_of_station(one))
            for one in stations
        ),
    )


def evses_of_station(station: EVStation) -> tuple[EVSE, ...]:
    """The EVSEs of a station, in the order of its connector groups."""
    found: dict[str, list[tuple[ConnectorStatus, Connector]]] = {}
    for at, group in enumerate(station.connectors):
        for number, status in enumerate(group.connector_statuses):
            found.setdefault(evse_key(status, at, number), []).append((status, group))
    return tuple(_evse(station.id, key, parts) for key, parts in found.items())


def _evse(station: str, key: str, parts: Sequence[tuple[ConnectorStatus, Connector]]) -> EVSE:
    connectors = tuple(
        EVSEConnector(
            id=evse_id(station, f"{key}/{number}"),
            cpo_id=status.cpo_connector_id,
            type_id=(group.connector_type and group.connector_type.id) or _UNSPECIFIED,
            max_power_level=group.max_power_level,
            state=status.state,
            last_updated=group.last_update_timestamp,
        )
        for number, (status, group) in enumerate(parts)
    )
    return EVSE(
        id=evse_id(station, key),
        cpo_id=_first(status.cpo_evse_id for status, _ in parts),
        cpo_evse_emi3_id=_first(status.cpo_evse_emi3_id for status, _ in parts),
        physical_reference=_first(status.physical_reference for status, _ in parts),
        state=_state([status.state for status, _ in parts]),
        last_updated=_newest(connector.last_updated for connector in connectors),
        connectors=connectors,
    )


def _state(states: Sequence[State]) -> State:
    """The state of an EVSE from the states of its connectors, usually all equal."""
    return next((state for state in _DECISIVE_STATES if state in states), states[0])


def _first(texts: Iterable[str | None]) -> str | None:
    return next((text for text in texts if text), None)


def _newest(times: Iterable[datetime | None]) -> datetime | None:
    return max((time for time in times if time is not None), default=None)


def only_matching_groups(station: EVStation, query: SearchQuery) -> EVStation:
    """The station without connector groups of other types than `connectortype`."""
    if not query.connector_types:
        return station
    return replace(station, connectors=tuple(c for c in station.connectors if _of_type(c, query)))


def _of_type(connector: Connector, query: SearchQuery) -> bool:
    kind = connector.connector_type
    return kind is not None and kind.id in query.connector_types
