"""The resources of the API as pure values: what to ask, and what to expect.

All knowledge of paths and parameters is here (contract section 1). Nothing here does I/O, so an
operation can be built, compared, pickled and sent later or elsewhere.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .areas import Area, Query, decimal
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

    from .decoding import Format

T_co = TypeVar("T_co", covariant=True)

FORMATS: tuple[Format, ...] = ("json", "xml")
Extra = Mapping[str, str | int | float | Iterable[str]]
"""Parameters that evcp does not know, sent as they are; a list is sent as a repeated parameter, a
truth value as `true` or `false`."""
_TAKEN = {"station": ("bulk", "count"), "pool": ("bulk",)}
"""Names of other resources where the id of a station or pool stands in a path."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[T_co]):
    """One request to the service.

    Attributes:
        name: What it is, for logs and errors, such as `stations.search`.
        path: Path below the base address, without the format's suffix.
        query: Query parameters, in order, without credentials.
        model: Class that a good answer holds.
        formats: Formats in which the resource is documented.
        method: HTTP method.
        body: Body of a POST, in JSON.
        paging: Names of the parameters, or members of the body, for page size and first index.
    """

    name: str
    path: str
    query: Query
    model: type[T_co]
    formats: tuple[Format, ...] = FORMATS
    method: str = "GET"
    body: str | None = None
    paging: tuple[str, str] = ("maxresults", "offset")


def search_stations(
    area: Area,
    *,
    connector_types: Iterable[str | int] = (),
    emsp: Iterable[str] = (),
    min_power: float | None = None,
    max_power: float | None = None,
    max_results: int | None = None,
    offset: int = 0,
    extra: Extra | None = None,
) -> Operation[EVStationsResult]:
    """Build `GET stations` (contract section 1.3).

    Args:
        area: Where.
        connector_types: Ids of connector types; a station with any of them is kept.
        emsp: Partner ids of e-mobility service providers, from the roamings resource.
        min_power: Least power in kW (practice: not on a page that was read).
        max_power: Greatest power in kW (practice).
        max_results: Stations in the answer; None leaves it to the service, which takes 50 (inferred).
        offset: Index of the first station.
        extra: Parameters that evcp does not know.

    Raises:
        ConfigurationError: An id is empty, or a power is no number.
    """
    from evcp_models import EVStationsResult

    query = [*area.query(), *_filters(connector_types, emsp, min_power, max_power)]
    if max_results is not None:
        query.append(("maxresults", str(max_results)))
    if offset:
        query.append(("offset", str(offset)))
    return Operation("stations.search", "stations", (*query, *_extra(extra)), EVStationsResult)


def _filters(
    connector_types: Iterable[str | int],
    emsp: Iterable[str],
    min_power: float | None,
    max_power: float | None,
) -> list[tuple[str, str]]:
    query = []
    if ids := listed(connector_types, "a connector type"):
        query.append(("connectortype", ids))
    if ids := listed(emsp, "a partner id"):
        query.append(("emsp", ids))
    for name, power in (("powermin", min_power), ("powermax", max_power)):
        if power is not None:
            if not math.isfinite(power):
                raise ConfigurationError(f"{name} is {power!r}: it has to be a number of kW")
            query.append((name, decimal(power)))
    return query


def listed(ids: Iterable[str | int], what: str) -> str:
    """Join ids with commas. A single id given as text is one id, not its letters.

    Raises:
        ConfigurationError: An id is empty: the filter would be another one, or none at all.
    """
    texts = [ids] if isinstance(ids, str) else [str(id) for id in ids]
    if not all(text.strip() for text in texts):
        raise ConfigurationError(f"{what} is empty: leave it out")
    return ",".join(texts)


def _extra(extra: Extra | None) -> Query:
    query: list[tuple[str, str]] = []
    for name, value in (extra or {}).items():
        if isinstance(value, bool):
            value = "true" if value else "false"
        values = [value] if isinstance(value, str | int | float) else value
        query += [(name, str(one)) for one in values]
    return tuple(query)


def count_stations(area: Area, *, extra: Extra | None = None) -> Operation[CountResult]:
    """Build `GET stations/count`; the service ignores filters there (confirmed, contract section 1.4)."""
    from evcp_models import CountResult

    return Operation(
        "stations.count", "stations/count", (*area.query(), *_extra(extra)), CountResult
    )


def get_station(id: str, *, extra: Extra | None = None) -> Operation[EVStationsResult]:
    """Build `GET stations/{id}` (confirmed, contract section 1.5)."""
    from evcp_models import EVStationsResult

    path = f"stations/{_segment(id, 'station')}"
    return Operation("stations.get", path, _extra(extra), EVStationsResult)


def get_pool(id: str, *, extra: Extra | None = None) -> Operation[EVStationsResult]:
    """Build `GET pools/{id}`; the answer's type is inferred (contract section 1.8)."""
    from evcp_models import EVStationsResult

    return Operation("pools.get", f"pools/{_segment(id, 'pool')}", _extra(extra), EVStationsResult)


def stations_bulk(ids: Iterable[str], *, extra: Extra | None = None) -> Operation[EVStationsResult]:
    """Build `GET stations/bulk` (confirmed, contract section 1.5)."""
    from evcp_models import EVStationsResult

    query = (*_ids(ids, "station"), *_extra(extra))
    return Operation("stations.get_many", "stations/bulk", query, EVStationsResult)


def pools_bulk(ids: Iterable[str], *, extra: Extra | None = None) -> Operation[EVStationsResult]:
    """Build `GET pools/bulk` (confirmed, contract section 1.8)."""
    from evcp_models import EVStationsResult

    query = (*_ids(ids, "pool"), *_extra(extra))
    return Operation("pools.get_many", "pools/bulk", query, EVStationsResult)


def evses_bulk(pool_ids: Iterable[str], *, extra: Extra | None = None) -> Operation[EVSEsResult]:
    """Build `GET evses/bulk`; only JSON is documented (contract section 1.7)."""
    from evcp_models import EVSEsResult

    query = (*_ids(pool_ids, "pool"), *_extra(extra))
    return Operation("evses.get_many", "evses/bulk", query, EVSEsResult, formats=("json",))


def connector_types(*, extra: Extra | None = None) -> Operation[ConnectorTypesResult]:
    """Build `GET connectortypes` (path practice, shape unknown: contract section 4.10)."""
    from evcp_models import ConnectorTypesResult

    return Operation("connector_types.list", "connectortypes", _extra(extra), ConnectorTypesResult)


def power_feed_types(*, extra: Extra | None = None) -> Operation[PowerFeedTypesResult]:
    """Build `GET powerfeedtypes` (path inferred, shape unknown: contract section 4.10)."""
    from evcp_models import PowerFeedTypesResult

    return Operation("power_feed_types.list", "powerfeedtypes", _extra(extra), PowerFeedTypesResult)


def connector_statuses(*, extra: Extra | None = None) -> Operation[ConnectorStatusesResult]:
    """Build `GET connectorstatuses` (name confirmed, shape unknown: contract section 4.10)."""
    from evcp_models import ConnectorStatusesResult

    return Operation(
        "connector_statuses.list", "connectorstatuses", _extra(extra), ConnectorStatusesResult
    )


def roamings(*, extra: Extra | None = None) -> Operation[RoamingsResult]:
    """Build `GET roamings` (path inferred, contract sections 1.9 and 4.12)."""
    from evcp_models import RoamingsResult

    return Operation("roamings.list", "roamings", _extra(extra), RoamingsResult)


def in_format(operation: Operation[Any], format: Format) -> Format:
    """Return the format to ask for: the wanted one, if the resource is documented in it.

    Raises:
        ConfigurationError: The format is neither `json` nor `xml`.
    """
    if format not in FORMATS:
        raise ConfigurationError(f"the format is {format!r}: it has to be 'json' or 'xml'")
    return format if format in operation.formats else operation.formats[0]


def at_offset(operation: Operation[T_co], offset: int, max_results: int) -> Operation[T_co]:
    """Return the same search for another page."""
    plain = without_page(operation)
    size, first = operation.paging
    if plain.body is not None:
        body = {**json.loads(plain.body), size: max_results, **({first: offset} if offset else {})}
        return replace(plain, body=json.dumps(body))
    page: Query = ((size, str(max_results)), *(((first, str(offset)),) if offset else ()))
    return replace(plain, query=(*plain.query, *page))


def without_page(operation: Operation[T_co]) -> Operation[T_co]:
    """Return the same search without saying which page."""
    query = tuple(pair for pair in operation.query if pair[0] not in operation.paging)
    body = operation.body
    if body is not None:
        members = json.loads(body).items()
        body = json.dumps({name: value for name, value in members if name not in operation.paging})
    return replace(operation, query=query, body=body)


def _segment(id: str, what: str) -> str:
    """Return an id as a part of a path. An empty one would ask for another resource."""
    from urllib.parse import quote

    _check_id(id, what)
    if id in (".", "..", *_TAKEN[what]):
        raise ConfigurationError(f"{id!r} cannot be the id of a {what}: it is a name of the API")
    return quote(id, safe="")


def _ids(ids: Iterable[str], what: str) -> Query:
    if isinstance(ids, str):
        raise ConfigurationError(f"the {what} ids are one text: pass a list of them")
    query = tuple(("id", id) for id in ids)
    if not query:
        raise ConfigurationError(f"there is no {what} id to ask for")
    for _, id in query:
        _check_id(id, what)
    return query


def _check_id(id: str, what: str) -> None:
    if not isinstance(id, str) or not id.strip():
        raise ConfigurationError(f"the {what} id is {id!r}: it has to be a text that is not empty")
    try:
        id.encode()
    except UnicodeEncodeError:
        raise ConfigurationError(f"the {what} id is {id!r}: it is no text of Unicode") from None
