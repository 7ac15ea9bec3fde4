"""The bodies of answers, in the shapes that the contract shows or the assumptions choose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from evcp._codec.decoding import Format, encode
from evcp_models import (
    ConnectorStatusesResult,
    ConnectorTypesResult,
    CountResult,
    ErrorResult,
    EVSEsPool,
    EVSEsResult,
    EVStation,
    EVStationsResult,
    PowerFeedTypesResult,
    RoamingsResult,
)

from .settings import Assumptions

CONTENT_TYPES: dict[Format, str] = {
    "json": "application/json; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
}
_LONGEST_PROBLEM = 500
_EMPTY_MEMBERS: dict[str, dict[str, object]] = {
    "absent": {},
    "empty-object": {"evStations": {}},
    "empty-list": {"evStations": {"evStation": []}},
}
_EVSE_LISTS = {"pools": "pool", "stations": "station", "evses": "evse", "connectors": "connector"}

Lookup = ConnectorTypesResult | PowerFeedTypesResult | ConnectorStatusesResult | RoamingsResult
_OUTER_MEMBERS: dict[type[Lookup], str] = {
    ConnectorTypesResult: "connectorTypes",
    PowerFeedTypesResult: "powerFeedTypes",
    ConnectorStatusesResult: "connectorStatuses",
    RoamingsResult: "roamings",
}
"""The XML roots, which an outer member of the JSON would be named after (contract section 4.10)."""


def page_body(
    stations: tuple[EVStation, ...], total: int, has_more: bool, as_: Format, assumed: Assumptions
) -> bytes:
    """One page of a search (contract section 4.1).

    Args:
        stations: The stations of the page.
        total: Number of stations of the whole search.
        has_more: Whether stations follow.
        as_: Format of the body.
        assumed: Decides what `count` means and what an empty result looks like.
    """
    count = len(stations) if assumed.count_means == "page" else total
    return _stations_body(stations, has_more, count, as_, assumed)


def details_body(stations: tuple[EVStation, ...], as_: Format, assumed: Assumptions) -> bytes:
    """Stations asked for by id: `hasMore` false and no `count` (contract sections 1.5, 4.1)."""
    return _stations_body(stations, False, None, as_, assumed)


def _stations_body(
    stations: tuple[EVStation, ...],
    has_more: bool,
    count: int | None,
    as_: Format,
    assumed: Assumptions,
) -> bytes:
    result = EVStationsResult(has_more=has_more, count=count, ev_stations=stations)
    if stations:
        return encode(result, format=as_)
    if as_ == "json":
        head = {"hasMore": has_more, **({} if count is None else {"count": count})}
        return _json({**head, **_EMPTY_MEMBERS[assumed.empty_result]})
    body = encode(result, format=as_)
    if assumed.empty_result == "absent":
        return body
    before, end_tag = body.rsplit(b"</", 1)
    return before + b"<evStations/></" + end_tag


def count_body(count: int, as_: Format) -> bytes:
    """A number of stations (contract section 4.14)."""
    return encode(CountResult(count=count), format=as_)


def evses_body(pools: tuple[EVSEsPool, ...], as_: Format, assumed: Assumptions) -> bytes:
    """The EVSEs of pools (contract section 4.13).

    Args:
        pools: The pools.
        as_: Format of the body; the XML of it is an assumption as a whole.
        assumed: Decides whether the lists of the JSON are wrapped.
    """
    body = encode(EVSEsResult(pools=pools), format=as_)
    if as_ == "json" and assumed.evses_shape == "wrapped":
        return _json(_with_wrapped_lists(json.loads(body)))
    return body


def _with_wrapped_lists(members: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {_EVSE_LISTS[name]: [_with_wrapped_lists(one) for one in value]}
        if name in _EVSE_LISTS
        else value
        for name, value in members.items()
    }


def lookup_body(result: Lookup, as_: Format, assumed: Assumptions) -> bytes:
    """A list of codes or of eMSPs (contract sections 4.10, 4.12).

    Args:
        result: The list.
        as_: Format of the body.
        assumed: Decides whether the JSON has an outer member; XML has a root in any case.
    """
    body = encode(result, format=as_)
    if as_ == "json" and assumed.lookup_shape == "wrapped":
        return b'{"%s":%s}' % (_OUTER_MEMBERS[type(result)].encode(), body)
    return body


def error_body(status: HTTPStatus, problem: str, as_: Format, assumed: Assumptions) -> bytes:
    """An error in one of the two shapes that were seen (contract section 7.2).

    The problem may quote a request: what XML cannot hold, such as a control character, becomes `?`.
    """
    problem = "".join(c if c.isprintable() else "?" for c in problem[:_LONGEST_PROBLEM])
    if as_ == "json":
        if assumed.error_body == 1:
            return _json({"error": status.phrase, "error_description": problem})
        return _json({"Type": status.phrase, "Message": [problem]})
    if assumed.error_body == 1:
        error = ErrorResult(error=status.phrase, error_description=problem)
    else:
        error = ErrorResult(error_type=status.phrase, messages=(problem,))
    return encode(error, format=as_)


def _json(members: Mapping[str, object]) -> bytes:
    """A JSON document in which nothing stands that is not given."""
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()
