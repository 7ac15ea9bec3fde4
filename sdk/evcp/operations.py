"""The resources of the API as pure values: requests, and the models of their answers.

All paths and parameters are here (contract section 1). Nothing here does I/O, so an operation can be
built, compared, pickled and sent later or elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import quote

from evcp_codec.model import Frozen, joined

from ._api.areas import Area, Query, check_area, decimal, require_int, told, whole
from ._api.params import Extra as Extra
from ._api.params import (
    check_unicode,
    extra_query,
    id_texts,
    listed,
    pop_member,
    power_range,
    set_member,
    type_ids,
)
from ._reading.names import explained
from .errors import ConfigurationError

if TYPE_CHECKING:
    from evcp_models import (
        ConnectorStatusesResult,
        ConnectorTypesResult,
        CountResult,
        EVSEsResult,
        EVStationsResult,
        PowerFeedTypesResult,
        RoamingsResult,
    )

    from ._codec.decoding import Format

T_co = TypeVar("T_co", covariant=True)

FORMATS: tuple[Format, ...] = ("json", "xml")
_AREA: dict[str, str] = dict.fromkeys(("prox", "bbox", "corridor", "corridorwidth"), "the area")
SENT_BY = {
    **_AREA,
    "connectortype": "connector_types",
    "emsp": "emsp",
    "powermin": "min_power",
    "powermax": "max_power",
    "maxresults": "page_size (max_results of an operation)",
    "offset": "resume (offset of an operation)",
}
_BULK = {"id": "the list of ids"}
"""Parameters that evcp sends itself (contract sections 1.3 and 1.5), and the arguments for them."""
_TAKEN = {"station": ("bulk", "count"), "pool": ("bulk",)}
"""Names of other resources at the place of an id in a path."""


@dataclass(frozen=True, slots=True)
class Operation(Frozen, Generic[T_co]):
    """One request to the service.

    Attributes:
        name: Name for logs and errors, such as `stations.search`.
        path: Path below the base address, without the format's suffix.
        query: Query parameters, in order, without credentials.
        model: Class of a successful answer.
        formats: Formats in which the resource is documented.
        method: HTTP method.
        body: Body of a POST, in JSON.
        paging: Names of the parameters, or members of the body, for page size and first index.
        suffix: Whether the path ends in the format; otherwise the header `Accept` names it.
        providers: Name of the parameter, or member of the body, for the e-mobility service providers.
    """

    name: str
    path: str
    query: Query
    model: type[T_co]
    formats: tuple[Format, ...] = FORMATS
    method: str = "GET"
    body: str | None = None
    paging: tuple[str, str] = ("maxresults", "offset")
    suffix: bool = True
    providers: str = "emsp"

    def __repr__(self) -> str:
        # Values of extra parameters may be anything, a credential of a proxy included: only areas show.
        shown = (f"{name}={value}" for name, value in self.query if name in _AREA)
        return joined("<Operation", self.name, self.method, self.path, *shown)


@explained
def search_stations(
    area: Area,
    *,
    connector_types: Iterable[str | int] = (),
    emsp: Iterable[str] = (),
    min_power: float | str | None = None,
    max_power: float | str | None = None,
    max_results: int | None = None,
    offset: int = 0,
    extra: Extra | None = None,
) -> Operation[EVStationsResult]:
    """Build `GET stations` (contract section 1.3).

    Args:
        area: A `Circle`, `Box` or `Corridor`.
        connector_types: Connector types by id, family or word, see `evcp.connectors`; stations with any of
            them are found.
        emsp: Partner ids of e-mobility service providers, from the roamings resource.
        min_power: Least power in kW, or a text with its unit (practice: not on a page that was read).
        max_power: Greatest power in kW (practice).
        max_results: Stations in the answer; None leaves it to the service, which takes 50 (inferred).
        offset: Index of the first station.
        extra: Parameters that evcp does not know.

    Raises:
        AreaError: `area` is not an area.
        ConfigurationError: An id is empty, a number is out of range, or an extra parameter is one of
            those above or cannot be sent.
    """
    from evcp_models import EVStationsResult

    check_area(area)
    powers = power_range(min_power, max_power, ("powermin", "powermax"))
    query = (
        *area.query(),
        *id_filter("connectortype", type_ids(connector_types)),
        *id_filter("emsp", id_texts(emsp, "a partner id")),
        *((name, decimal(kw)) for name, kw in powers.items()),
        *_number("maxresults", max_results, "max_results", 1),
        *(() if whole(offset) == 0 else _number("offset", offset, "offset", 0)),
        *_extra(extra, SENT_BY),
    )
    return Operation("stations.search", "stations", query, EVStationsResult)


def id_filter(name: str, ids: tuple[str, ...]) -> Query:
    """Return a filter by ids as a query, which is empty without ids."""
    return ((name, ",".join(ids)),) if ids else ()


def _number(name: str, value: int | None, what: str, least: int) -> Query:
    return () if value is None else ((name, str(require_int(value, what, least))),)


@explained
def count_stations(area: Area, *, extra: Extra | None = None) -> Operation[CountResult]:
    """Build `GET stations/count`; the service ignores filters there (confirmed, contract section 1.4)."""
    from evcp_models import CountResult

    check_area(area)
    query = (*area.query(), *_extra(extra, _AREA))
    return Operation("stations.count", "stations/count", query, CountResult)


@explained
def get_station(id: str, *, extra: Extra | None = None) -> Operation[EVStationsResult]:
    """Build `GET stations/{id}` (confirmed, contract section 1.5)."""
    from evcp_models import EVStationsResult

    path = f"stations/{_segment(id, 'station')}"
    return Operation("stations.get", path, _extra(extra), EVStationsResult)


@explained
def get_pool(id: str, *, extra: Extra | None = None) -> Operation[EVStationsResult]:
    """Build `GET pools/{id}`; the answer's type is inferred (contract section 1.8)."""
    from evcp_models import EVStationsResult

    return Operation("pools.get", f"pools/{_segment(id, 'pool')}", _extra(extra), EVStationsResult)


@explained
def stations_bulk(ids: Iterable[str], *, extra: Extra | None = None) -> Operation[EVStationsResult]:
    """Build `GET stations/bulk` (confirmed, contract section 1.5)."""
    from evcp_models import EVStationsResult

    query = (*_ids(ids, "station"), *_extra(extra, _BULK))
    return Operation("stations.get_many", "stations/bulk", query, EVStationsResult)


@explained
def pools_bulk(ids: Iterable[str], *, extra: Extra | None = None) -> Operation[EVStationsResult]:
    """Build `GET pools/bulk` (confirmed, contract section 1.8)."""
    from evcp_models import EVStationsResult

    query = (*_ids(ids, "pool"), *_extra(extra, _BULK))
    return Operation("pools.get_many", "pools/bulk", query, EVStationsResult)


@explained
def evses_bulk(pool_ids: Iterable[str], *, extra: Extra | None = None) -> Operation[EVSEsResult]:
    """Build `GET evses/bulk`; only JSON is documented (contract section 1.7)."""
    from evcp_models import EVSEsResult

    query = (*_ids(pool_ids, "pool"), *_extra(extra, _BULK))
    return Operation("evses.get_many", "evses/bulk", query, EVSEsResult, formats=("json",))


@explained
def connector_types(*, extra: Extra | None = None) -> Operation[ConnectorTypesResult]:
    """Build `GET connectortypes` (path practice, shape unknown: contract section 4.10)."""
    from evcp_models import ConnectorTypesResult

    return Operation("connector_types.list", "connectortypes", _extra(extra), ConnectorTypesResult)


@explained
def power_feed_types(*, extra: Extra | None = None) -> Operation[PowerFeedTypesResult]:
    """Build `GET powerfeedtypes` (path inferred, shape unknown: contract section 4.10)."""
    from evcp_models import PowerFeedTypesResult

    return Operation("power_feed_types.list", "powerfeedtypes", _extra(extra), PowerFeedTypesResult)


@explained
def connector_statuses(*, extra: Extra | None = None) -> Operation[ConnectorStatusesResult]:
    """Build `GET connectorstatuses` (name confirmed, shape unknown: contract section 4.10)."""
    from evcp_models import ConnectorStatusesResult

    path = "connectorstatuses"
    return Operation("connector_statuses.list", path, _extra(extra), ConnectorStatusesResult)


@explained
def roamings(*, extra: Extra | None = None) -> Operation[RoamingsResult]:
    """Build `GET roamings` (path inferred, contract sections 1.9 and 4.12)."""
    from evcp_models import RoamingsResult

    return Operation("roamings.list", "roamings", _extra(extra), RoamingsResult)


def in_format(operation: Operation[object], format: Format) -> Format:
    """Return the format to ask for: the given one, if the resource is documented in it.

    Raises:
        ConfigurationError: The format is neither `json` nor `xml`.
    """
    if format not in FORMATS:
        raise ConfigurationError(f"format must be 'json' or 'xml', not {format!r}")
    return format if format in operation.formats else operation.formats[0]


def at_offset(operation: Operation[T_co], offset: int, max_results: int) -> Operation[T_co]:
    """Return the same search for another page."""
    plain = without_page(operation)
    size, first = operation.paging
    page = {size: max_results, first: offset} if offset else {size: max_results}
    if plain.body is not None:
        members = json.loads(plain.body)
        for name, number in page.items():
            set_member(members, name, number)
        return replace(plain, body=json.dumps(members))
    query = (*plain.query, *((name, str(number)) for name, number in page.items()))
    return replace(plain, query=query)


def with_providers(operation: Operation[T_co], ids: tuple[str, ...]) -> Operation[T_co]:
    """Return the same search for the partner ids of providers that it has by name."""
    name, text = operation.providers, ",".join(ids)
    if operation.body is not None:
        members = json.loads(operation.body)
        set_member(members, name, text)
        return replace(operation, body=json.dumps(members))
    query = tuple((key, text if key == name else value) for key, value in operation.query)
    return replace(operation, query=query)


def first_index(operation: Operation[object]) -> int:
    """Return the index of the first result that an operation asks for."""
    name = operation.paging[1]
    asked = dict(operation.query) if operation.body is None else json.loads(operation.body)
    offset = str(asked.get(name, 0))
    return int(offset) if offset.isascii() and offset.isdecimal() else 0


def without_page(operation: Operation[T_co]) -> Operation[T_co]:
    """Return the same search without its page."""
    query = tuple(pair for pair in operation.query if pair[0] not in operation.paging)
    body = operation.body
    if body is not None:
        members = json.loads(body)
        for name in operation.paging:
            pop_member(members, name)
        body = json.dumps(members)
    return replace(operation, query=query, body=body)


def _extra(extra: Extra | None, own: Mapping[str, str] = MappingProxyType({})) -> Query:
    return () if extra is None else extra_query(extra, own)


def _segment(id: str, what: str) -> str:
    """Return an id as a segment of a path. An empty one would be the path of another resource."""
    _check_id(id, what)
    if id in (".", "..", *_TAKEN[what]):
        raise ConfigurationError(
            f"{id!r:.80} cannot be the id of a {what}: it is a name of the API"
        )
    return quote(id, safe="")


def _ids(ids: Iterable[str], what: str) -> Query:
    query = tuple(("id", id) for id in listed_ids(ids, what))
    if not query:
        raise ConfigurationError(f"the list of {what} ids is empty")
    for _, id in query:
        _check_id(id, what)
    return query


def listed_ids(ids: Iterable[str], what: str = "") -> tuple[str, ...]:
    """Return a list of ids; a single text is not a list of its letters.

    Raises:
        ConfigurationError: It is not a list.
    """
    instead = f"pass [{ids!r:.60}]" if isinstance(ids, str) else _instead(ids, what, "[{}]")
    return tuple(listed(ids, f"{what} ids".strip(), "must be a list of strings, not {}", instead))


def _check_id(id: str, what: str) -> None:
    if not isinstance(id, str) or not id.strip():
        raise ConfigurationError(
            f"{what} id must be a non-empty string, not {told(id)}", hint=_instead(id, what)
        )
    check_unicode(id, f"{what} id")


def _instead(value: object, what: str, form: str = "{}") -> str:
    """Return what to pass in place of a model or a number; empty if that is not known."""
    name = type(value).__name__
    if name == "EVStation":
        return "pass " + form.format("station.pool_id" if what == "pool" else "station.id")
    if name == "EVSEsPool":
        return "pass " + form.format("pool.id")
    if isinstance(value, tuple | list | set | frozenset):
        return "get_many takes a list of ids"
    number = whole(value)
    return "" if number is None else "pass " + form.format(f"{str(number)!r:.60}")
