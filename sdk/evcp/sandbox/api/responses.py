"""Responses: the value, refusals as exceptions, and bodies in the shapes of the contract."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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

_WORTH_COMPRESSING = 1_024
"""Bytes below which the gzip frame and the time are not worth the saving."""


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers and body of an answer.

    Attributes:
        status: HTTP status code.
        headers: Header names as they are sent, with their values. `Content-Length` is left to the
            transport.
        body: The body, not chunked.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def compressed(self, accept_encoding: str | None) -> Response:
        """The same answer in gzip, if the request accepts that and it is worth it."""
        varied = replace(self, headers={**self.headers, "Vary": "Accept-Encoding"})
        if len(self.body) < _WORTH_COMPRESSING or not accepts_gzip(accept_encoding or ""):
            return varied
        return replace(
            varied,
            headers={**varied.headers, "Content-Encoding": "gzip"},
            # The wire is a loopback as a rule: time counts there, and not the last kilobyte.
            body=gzip.compress(self.body, compresslevel=1, mtime=0),
        )


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether an `Accept-Encoding` header admits gzip, by name or by `*` (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for entry in accept_encoding.lower().split(","):
        coding, *parameters = (part.strip() for part in entry.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    weight = float(value)
                except ValueError:
                    weight = 0.0
        weights[coding] = weight
    return weights.get("gzip", weights.get("*", 0.0)) > 0


class RefusalError(Exception):
    """The service does not answer a request as asked.

    Attributes:
        status: HTTP status of the answer.
        headers: Headers that the answer has beside the usual ones.
    """

    def __init__(
        self, status: HTTPStatus, problem: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(problem)
        self.status = status
        self.headers = headers or {}


class BadParameterError(RefusalError):
    """A query that the service cannot read or does not allow: status 400.

    Attributes:
        parameter: The query parameter, or member of the body, at fault.
        problem: What is wrong with it.
    """

    def __init__(self, parameter: str, problem: str) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, f"{parameter}: {problem}")
        self.parameter = parameter
        self.problem = problem


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
"""The XML roots, which an outer member of the JSON would be named after (contract 4.10)."""


def page_body(
    stations: tuple[EVStation, ...], total: int, has_more: bool, as_: Format, assumed: Assumptions
) -> bytes:
    """One page of a search (contract 4.1).

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
    """Stations asked for by id: `hasMore` false and no `count` (contract 1.5, 4.1)."""
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
    """A number of stations (contract 4.14)."""
    return encode(CountResult(count=count), format=as_)


def evses_body(pools: tuple[EVSEsPool, ...], as_: Format, assumed: Assumptions) -> bytes:
    """The EVSEs of pools (contract 4.13).

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
    """A list of codes or of eMSPs (contract 4.10, 4.12).

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
    """An error in one of the two shapes that were seen (contract 7.2).

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
