"""The bodies of answers, in the shapes that the contract shows or the assumptions choose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from evcp_models import CountResult, ErrorResult, EVStation, EVStationsResult

from ..decoding import Format, encode
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
    if stations:
        result = EVStationsResult(has_more=has_more, count=count, ev_stations=stations)
        return encode(result, format=as_)
    if as_ == "json":
        head = {"hasMore": has_more, "count": count}
        return _json({**head, **_EMPTY_MEMBERS[assumed.empty_result]})
    body = encode(EVStationsResult(has_more=has_more, count=count), format=as_)
    if assumed.empty_result == "absent":
        return body
    before, end_tag = body.rsplit(b"</", 1)
    return before + b"<evStations/></" + end_tag


def station_body(station: EVStation, as_: Format) -> bytes:
    """The details of one station: `hasMore` false and no `count` (contract 1.5)."""
    return encode(EVStationsResult(has_more=False, ev_stations=(station,)), format=as_)


def count_body(count: int, as_: Format) -> bytes:
    """A number of stations (contract 4.14)."""
    return encode(CountResult(count=count), format=as_)


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
