"""Searching along a route: EXPERIMENTAL, because the request is not known.

That the resources exist is confirmed by name; their path, method and body are not (contract section
1.6). What is here is inferred from a sibling API: a POST whose body holds the corridor, because a long
path does not fit an address. All of it is in `RouteRequest`, so that whoever knows better can say so.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .areas import Corridor
from .operations import Operation, listed

if TYPE_CHECKING:
    from evcp_models import CountResult, EVStationsResult


class ExperimentalWarning(UserWarning):
    """A call rests on inferences about the service and may not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRequest:
    """How a search along a route is asked for: every part of it an inference (contract section 1.6).

    Attributes:
        path: Path of the search below the base address.
        count_path: Path of the count.
        points: Member of the body that holds the path, as `lat,lon;lat,lon`.
        width: Member that holds the width in metres.
        connector_types: Member that holds the ids of connector types, separated by commas.
        max_results: Member that holds the number of stations asked for.
        offset: Member that holds the index of the first station.
    """

    path: str = "stations/alongroute"
    count_path: str = "stations/count/alongroute"
    points: str = "corridor"
    width: str = "corridorWidth"
    connector_types: str = "connectorType"
    max_results: str = "maxResults"
    offset: str = "offset"


def search_along_route(
    corridor: Corridor, connector_types: Iterable[str | int], request: RouteRequest
) -> Operation[EVStationsResult]:
    """Build the search for stations along a route."""
    from evcp_models import EVStationsResult

    _warn("along_route")
    body = _body(corridor, request)
    if ids := listed(connector_types, "a connector type"):
        body[request.connector_types] = ids
    return Operation(
        "stations.along_route",
        request.path,
        (),
        EVStationsResult,
        method="POST",
        body=json.dumps(body),
        paging=(request.max_results, request.offset),
    )


def count_along_route(corridor: Corridor, request: RouteRequest) -> Operation[CountResult]:
    """Build the count of stations along a route."""
    from evcp_models import CountResult

    _warn("count_along_route")
    return Operation(
        "stations.count_along_route",
        request.count_path,
        (),
        CountResult,
        method="POST",
        body=json.dumps(_body(corridor, request)),
    )


def _body(corridor: Corridor, request: RouteRequest) -> dict[str, Any]:
    query = dict(corridor.query())
    body: dict[str, Any] = {request.points: query["corridor"]}
    if "corridorwidth" in query:
        body[request.width] = int(query["corridorwidth"])
    return body


def _warn(name: str) -> None:
    warnings.warn(
        f"stations.{name} is experimental: its path and body are inferred, see evcp.routes",
        ExperimentalWarning,
        stacklevel=4,
    )
