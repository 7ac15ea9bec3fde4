"""The body of a search along a route: an inference as a whole (contract section 1.6).

Its members mean what the query parameters of a search with `corridor` mean, so they are read as
these; `RouteRequest` says what the members are called.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from evcp.routes import RouteRequest

from ..spatial.areas import Area
from .query import SearchQuery, parse_area, parse_search
from .refusal import BadParameterError, RefusalError
from .settings import Assumptions

T = TypeVar("T")
Parameters = Mapping[str, tuple[str, ...]]


def parse_route(body: bytes, request: RouteRequest, assumptions: Assumptions) -> SearchQuery:
    """Read the body of a search.

    Args:
        body: JSON.
        request: What its members are called.
        assumptions: The limits, those of a search with `corridor`.

    Raises:
        RefusalError: It is no JSON object, or a member is missing, malformed or beyond a limit.
    """
    return _read(body, request, assumptions, parse_search)


def parse_route_area(body: bytes, request: RouteRequest, assumptions: Assumptions) -> Area:
    """Read the body of a count; arguments and errors as for `parse_route`."""
    return _read(body, request, assumptions, parse_area)


def _read(
    body: bytes,
    request: RouteRequest,
    assumptions: Assumptions,
    parse: Callable[[Parameters, Assumptions], T],
) -> T:
    members = {
        request.points: "corridor",
        request.width: "corridorwidth",
        request.connector_types: "connectortype",
        request.emsp: "emsp",
        request.min_power: "powermin",
        request.max_power: "powermax",
        request.max_results: "maxresults",
        request.offset: "offset",
    }
    given: dict[str, tuple[str, ...]] = {}
    for name, value in _object(body).items():
        if name in members:
            given[members[name]] = (_text(name, value),)
        elif assumptions.strict_parameters:
            raise BadParameterError(name, "is not a member of this body")
    if "corridor" not in given:
        raise BadParameterError(request.points, "must be given: lat,lon;lat,lon;...")
    try:
        return parse(given, assumptions)
    except BadParameterError as error:
        # In the words of the request: it knows nothing of the query parameter.
        names = {parameter: name for name, parameter in members.items()}
        raise BadParameterError(
            names.get(error.parameter, error.parameter), error.problem
        ) from error


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusalError(
            HTTPStatus.BAD_REQUEST, f"the body is no JSON: {type(error).__name__}"
        ) from error
    if not isinstance(value, dict):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "the body is JSON, but not an object")
    return value


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    raise BadParameterError(name, f"must be text or a number, not {type(value).__name__}")
