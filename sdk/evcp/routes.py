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

from ._api.areas import Corridor
from ._api.params import comma_separated, extra_members, power
from .errors import AreaError, ConfigurationError
from .operations import Extra, Operation

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
        emsp: Member that holds the partner ids of e-mobility service providers, separated by commas.
        min_power: Member that holds the least power in kW, a number.
        max_power: Member that holds the greatest power in kW.
        max_results: Member that holds the number of stations asked for.
        offset: Member that holds the index of the first station.

    Raises:
        ConfigurationError: Two members have the same name.
    """

    path: str = "stations/alongroute"
    count_path: str = "stations/count/alongroute"
    points: str = "corridor"
    width: str = "corridorWidth"
    connector_types: str = "connectorType"
    emsp: str = "emsp"
    min_power: str = "powerMin"
    max_power: str = "powerMax"
    max_results: str = "maxResults"
    offset: str = "offset"

    def __post_init__(self) -> None:
        if len(self.members) < len(_MEMBERS):
            names = ", ".join(sorted(getattr(self, member) for member in _MEMBERS))
            raise ConfigurationError(f"two members of a body have the same name: {names}")

    @property
    def members(self) -> dict[str, str]:
        """The members of the body by their names: which argument of a search each of them holds."""
        return {getattr(self, member): what for member, what in _MEMBERS.items()}


_MEMBERS = {
    "points": "the corridor",
    "width": "the corridor's width",
    "connector_types": "connector_types",
    "emsp": "emsp",
    "min_power": "min_power",
    "max_power": "max_power",
    "max_results": "page_size",
    "offset": "resume",
}


def search_along_route(
    corridor: Corridor,
    connector_types: Iterable[str | int],
    request: RouteRequest,
    *,
    emsp: Iterable[str] = (),
    min_power: float | None = None,
    max_power: float | None = None,
    extra: Extra | None = None,
) -> Operation[EVStationsResult]:
    """Build the search for stations along a route.

    Args:
        corridor: The route.
        connector_types: Ids of connector types.
        request: How it is asked for.
        emsp: Partner ids of e-mobility service providers.
        min_power: Least power in kW.
        max_power: Greatest power in kW.
        extra: Further members of the body.

    Raises:
        AreaError: It is no corridor.
        ConfigurationError: As for a search in an area.
    """
    from evcp_models import EVStationsResult

    body = _body(corridor, request)
    _warn("along_route")
    if ids := comma_separated(connector_types, "a connector type"):
        body[request.connector_types] = ids
    if ids := comma_separated(emsp, "a partner id"):
        body[request.emsp] = ids
    for name, value in ((request.min_power, min_power), (request.max_power, max_power)):
        if (limit := power(value, name)) is not None:
            body[name] = int(limit) if limit.is_integer() else limit
    body |= extra_members(extra, request.members)
    return Operation(
        "stations.along_route",
        request.path,
        (),
        EVStationsResult,
        method="POST",
        body=json.dumps(body),
        paging=(request.max_results, request.offset),
    )


def count_along_route(
    corridor: Corridor, request: RouteRequest, *, extra: Extra | None = None
) -> Operation[CountResult]:
    """Build the count of stations along a route; arguments and errors as for the search."""
    from evcp_models import CountResult

    body = _body(corridor, request)
    _warn("count_along_route")
    body |= extra_members(extra, request.members)
    return Operation(
        "stations.count_along_route",
        request.count_path,
        (),
        CountResult,
        method="POST",
        body=json.dumps(body),
    )


def _body(corridor: Corridor, request: RouteRequest) -> dict[str, Any]:
    if not isinstance(corridor, Corridor):
        raise AreaError(f"the route is {corridor!r:.80}: it has to be a Corridor")
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
