"""Search along a route: EXPERIMENTAL, because the request is not known.

The resources are confirmed by name; their path, method and body are not (contract section 1.6). This
module infers them from a sibling API: a POST with the corridor in its body, because a long path does
not fit a URL. Every inference is a field of `RouteRequest`, so that a user can replace it.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._api.areas import Corridor
from ._api.params import extra_members, power
from .errors import AreaError, ConfigurationError
from .operations import Extra, Operation, id_filter

if TYPE_CHECKING:
    from evcp_models import CountResult, EVStationsResult


class ExperimentalWarning(UserWarning):
    """A call rests on inferences about the service and may not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRequest:
    """The request for a search along a route: every field is an inference (contract section 1.6).

    Attributes:
        path: Path of the search below the base address.
        count_path: Path of the count.
        points: Member of the body for the path, as `lat,lon;lat,lon`.
        width: Member for the width in metres.
        connector_types: Member for the ids of connector types, separated by commas.
        emsp: Member for the partner ids of e-mobility service providers, separated by commas.
        min_power: Member for the least power in kW, a number.
        max_power: Member for the greatest power in kW.
        max_results: Member for the number of stations a page.
        offset: Member for the index of the first station.

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
        """The members of the body by name, each with the argument of a search that sets it."""
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
        request: Path of the resource and members of the body.
        emsp: Partner ids of e-mobility service providers.
        min_power: Least power in kW.
        max_power: Greatest power in kW.
        extra: Further members of the body.

    Raises:
        AreaError: `corridor` is not a `Corridor`.
        ConfigurationError: As for a search in an area.
    """
    from evcp_models import EVStationsResult

    body = _body(corridor, request)
    _warn("along_route")
    body |= id_filter(request.connector_types, connector_types, "a connector type")
    body |= id_filter(request.emsp, emsp, "a partner id")
    for name, kw in ((request.min_power, min_power), (request.max_power, max_power)):
        if kw is not None:
            limit = power(kw, name)
            body[name] = int(limit) if limit.is_integer() else limit
    if extra is not None:
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
    if extra is not None:
        body |= extra_members(extra, request.members)
    return Operation(
        "stations.count_along_route",
        request.count_path,
        (),
        CountResult,
        method="POST",
        body=json.dumps(body),
    )


def _body(corridor: Corridor, request: RouteRequest) -> dict[str, object]:
    if not isinstance(corridor, Corridor):
        raise AreaError(f"the route must be a Corridor, not {corridor!r:.80}")
    query = dict(corridor.query())
    body: dict[str, object] = {request.points: query["corridor"]}
    if "corridorwidth" in query:
        body[request.width] = int(query["corridorwidth"])
    return body


def _warn(name: str) -> None:
    warnings.warn(
        f"stations.{name} is experimental: its path and body are inferred, see evcp.routes",
        ExperimentalWarning,
        stacklevel=4,
    )
