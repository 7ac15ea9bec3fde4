"""Responses: the value, refusals as exceptions, and bodies in the shapes of the contract."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from evcp._codec.decoding import Format, encode
from evcp_codec.model import short_repr
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
    """A response of the service, before any transport has touched it.

    Attributes:
        status: HTTP status code.
        headers: Header names with their values. The transport adds `Content-Length`.
        body: The body, not chunked.
    """

    __repr__ = short_repr

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def compressed(self, accept_encoding: str | None) -> Response:
        """The response in gzip, if the request accepts it and the body is long enough."""
        varied = replace(self, headers={**self.headers, "Vary": "Accept-Encoding"})
        if len(self.body) < _WORTH_COMPRESSING or not accepts_gzip(accept_encoding or ""):
            return varied
        return replace(
            varied,
            headers={**varied.headers, "Content-Encoding": "gzip"},
            # The wire is usually a loopback: there, time counts more than the last kilobyte.
            body=gzip.compress(self.body, compresslevel=1, mtime=0),
        )


def accepts_gzip(accept_encoding: str) -> bool:
    """Return True if an `Accept-Encoding` header admits gzip, by name or `*` (RFC 9110, 12.5.3)."""
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
    """Refusal of a request.

    Attributes:
        status: HTTP status of the response.
        headers: Additional headers of the response.
    """

    def __init__(
        self, status: HTTPStatus, problem: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(problem)
        self.status = status
        self.headers = headers or {}


class BadParameterError(RefusalError):
    """A malformed or disallowed parameter: status 400.

    Attributes:
        parameter: Name of the query parameter or of the member of the body.
        problem: Description of the error.
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
"""XML roots, the names of outer members of the JSON if there are any (contract section 4.10)."""


def page_body(
    stations: tuple[EVStation, ...], total: int, has_more: bool, as_: Format, assumed: Assumptions
) -> bytes:
    """One page of a search; `total` counts the stations of the whole search (contract section 4.1)."""
    count = len(stations) if assumed.count_means == "page" else total
    return _stations_body(stations, has_more, count, as_, assumed)


def details_body(stations: tuple[EVStation, ...], as_: Format, assumed: Assumptions) -> bytes:
    """Stations by id: `hasMore` false and no `count` (contract sections 1.5, 4.1)."""
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
        return json_body({**head, **_EMPTY_MEMBERS[assumed.empty_result]})
    body = encode(result, format=as_)
    if assumed.empty_result == "absent":
        return body
    before, end_tag = body.rsplit(b"</", 1)
    return before + b"<evStations/></" + end_tag


def count_body(count: int, as_: Format) -> bytes:
    """A number of stations (contract section 4.14)."""
    return encode(CountResult(count=count), format=as_)


def evses_body(pools: tuple[EVSEsPool, ...], as_: Format, assumed: Assumptions) -> bytes:
    """The EVSEs of pools (contract section 4.13); their XML is an assumption as a whole."""
    body = encode(EVSEsResult(pools=pools), format=as_)
    if as_ == "json" and assumed.evses_shape == "wrapped":
        return json_body(_with_wrapped_lists(json.loads(body)))
    return body


def _with_wrapped_lists(members: dict[str, Any]) -> dict[str, object]:
    return {
        name: {_EVSE_LISTS[name]: [_with_wrapped_lists(one) for one in value]}
        if name in _EVSE_LISTS
        else value
        for name, value in members.items()
    }


def lookup_body(result: Lookup, as_: Format, assumed: Assumptions) -> bytes:
    """A list of codes or of eMSPs (contract sections 4.10, 4.12); XML has a root in any case."""
    body = encode(result, format=as_)
    if as_ == "json" and assumed.lookup_shape == "wrapped":
        return b'{"%s":%s}' % (_OUTER_MEMBERS[type(result)].encode(), body)
    return body


def error_body(status: HTTPStatus, problem: str, as_: Format, assumed: Assumptions) -> bytes:
    """An error in one of the two observed shapes (contract section 7.2).

    The problem may quote a request: characters outside XML, such as controls, become `?`.
    """
    problem = "".join(c if c.isprintable() else "?" for c in problem[:_LONGEST_PROBLEM])
    if as_ == "json":
        if assumed.error_body == 1:
            return json_body({"error": status.phrase, "error_description": problem})
        return json_body({"Type": status.phrase, "Message": [problem]})
    if assumed.error_body == 1:
        error = ErrorResult(error=status.phrase, error_description=problem)
    else:
        error = ErrorResult(error_type=status.phrase, messages=(problem,))
    return encode(error, format=as_)


def media_type(content_type: str) -> str:
    """The media type of a header `Content-Type`, without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def json_body(members: object) -> bytes:
    """A JSON document of exactly these members."""
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()
