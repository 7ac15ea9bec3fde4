"""Stops along a route, and an experimental request for them.

`client.stations.along` yields `RouteStop`s; it uses the confirmed parameters of a search.

`client.stations.along_route` is EXPERIMENTAL, because its request is not known. The resources are confirmed by
name; their path, method and body are not (contract section 1.6). The default is the request of the only public
client that makes one (P, weak: no answer of it was seen): a POST of
`{"maxResults": n, "corridor": {"width": metres, "points": "lat,lon;lat,lon"}}` to `stations` without a suffix.
The count, the filters and the offset are inferred. Each assumption is a field of `RouteRequest`, so that
a user can replace it.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from evcp_codec.model import Frozen, short_repr

from ._api.areas import Corridor
from ._api.params import (
    JsonExtra,
    extra_members,
    id_texts,
    merged,
    power_range,
    set_member,
    type_ids,
)
from ._reading.names import explained
from .errors import AreaError, ConfigurationError
from .operations import Operation, id_filter

if TYPE_CHECKING:
    from evcp_models import CountResult, EVStation, EVStationsResult


@dataclass(frozen=True, slots=True)
class Pass(Frozen):
    """The point at which a route passes a station.

    Attributes:
        along: Way from the start of the route, in metres along great circles.
        aside: Air line from there to the station, in metres.
        side: Side of the station in the direction of travel; None within a metre of the route.
        arrival: Time of arrival, in the time zone of the departure; None without a speed.
        open: Whether the station is open on arrival, see `evcp.hours.is_open`; None if unknown, or without
            a speed.
    """

    __repr__ = short_repr

    along: float
    aside: float
    side: Literal["left", "right"] | None
    arrival: datetime | None = None
    open: bool | None = None


@dataclass(frozen=True, slots=True)
class RouteStop(Frozen):
    """A station along a route.

    Attributes:
        station: The station. Its `distance` is that of the whole route, way along and air line together, in
            metres (contract section 4.3).
        passes: The points at which the route passes it, in the order of travel: more than one where the
            route comes back within its reach, as on a loop. The stop is listed at the first.
    """

    station: EVStation
    passes: tuple[Pass, ...]

    @property
    def along(self) -> float:
        """Way from the start of the route to the first pass, in metres."""
        return self.passes[0].along

    @property
    def aside(self) -> float:
        """Air line from the route at the first pass, in metres."""
        return self.passes[0].aside

    @property
    def side(self) -> Literal["left", "right"] | None:
        """Side of the station at the first pass."""
        return self.passes[0].side

    @property
    def arrival(self) -> datetime | None:
        """Time of arrival at the first pass; None without a speed."""
        return self.passes[0].arrival

    @property
    def open(self) -> bool | None:
        """Whether the station is open at the first pass; None if unknown, or without a speed."""
        return self.passes[0].open

    def __repr__(self) -> str:
        side = "" if self.side is None else f" {self.side}"
        when = "" if self.arrival is None else f", {self.arrival:%Y-%m-%d %H:%M}, open={self.open}"
        name = f"{self.station.name or self.station.id:.40}"
        return (
            f"<RouteStop {name!r} at {self.along / 1000:,.1f} km, {self.aside:,.0f} m{side}{when}>"
        )


class ExperimentalWarning(UserWarning):
    """A call rests on inferences about the service and may not work."""


@explained
@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRequest(Frozen):
    """The request for a search along a route: every field is an inference (contract section 1.6).

    A member of the body may stand in an object: `corridor.width` is `{"corridor": {"width": ...}}`.

    Attributes:
        path: Path of the search below the base address.
        count_path: Path of the count.
        suffix: Whether the paths end in the format, `.json` or `.xml`; otherwise `Accept` names it.
        points: Member of the body for the path, as `lat,lon;lat,lon`.
        width: Member for the width in metres.
        connector_types: Member for the ids of connector types, separated by commas.
        emsp: Member for the partner ids of e-mobility service providers, separated by commas.
        min_power: Member for the least power in kW, a number.
        max_power: Member for the greatest power in kW.
        max_results: Member for the number of stations a page.
        offset: Member for the index of the first station.

    Raises:
        ConfigurationError: Two members have the same name, or one stands within another.
    """

    __repr__ = short_repr

    path: str = "stations"
    count_path: str = "stations/count"
    suffix: bool = False
    points: str = "corridor.points"
    width: str = "corridor.width"
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
        for name in self.members:
            if not all(name.split(".")):
                raise ConfigurationError(f"{name!r} cannot be the name of a member of a body")
            if any(other.startswith(f"{name}.") for other in self.members):
                raise ConfigurationError(f"the member {name!r} cannot be an object and a value")

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
    min_power: float | str | None = None,
    max_power: float | str | None = None,
    extra: JsonExtra | None = None,
) -> Operation[EVStationsResult]:
    """Build the search for stations along a route.

    Args:
        corridor: The route.
        connector_types: Ids of connector types.
        request: Path of the resource and members of the body.
        emsp: Partner ids of e-mobility service providers.
        min_power: Least power in kW.
        max_power: Greatest power in kW.
        extra: Further members of the body; a value may be an object.

    Raises:
        AreaError: `corridor` is not a `Corridor`.
        ConfigurationError: As for a search in an area.
    """
    from evcp_models import EVStationsResult

    body = _body(corridor, request)
    _warn("along_route")
    body |= id_filter(request.connector_types, type_ids(connector_types))
    body |= id_filter(request.emsp, id_texts(emsp, "a partner id"))
    names = (request.min_power, request.max_power)
    for name, kw in power_range(min_power, max_power, names).items():
        body[name] = int(kw) if kw.is_integer() else kw
    return Operation(
        "stations.along_route",
        request.path,
        (),
        EVStationsResult,
        method="POST",
        body=_written(body, request, extra),
        paging=(request.max_results, request.offset),
        suffix=request.suffix,
        providers=request.emsp,
    )


def count_along_route(
    corridor: Corridor, request: RouteRequest, *, extra: JsonExtra | None = None
) -> Operation[CountResult]:
    """Build the count of stations along a route; arguments and errors as for the search."""
    from evcp_models import CountResult

    body = _body(corridor, request)
    _warn("count_along_route")
    return Operation(
        "stations.count_along_route",
        request.count_path,
        (),
        CountResult,
        method="POST",
        body=_written(body, request, extra),
        suffix=request.suffix,
    )


def _body(corridor: Corridor, request: RouteRequest) -> dict[str, object]:
    if not isinstance(corridor, Corridor):
        raise AreaError(f"the route must be a Corridor, not {corridor!r:.80}")
    query = dict(corridor.query())
    body: dict[str, object] = {request.points: query["corridor"]}
    if "corridorwidth" in query:
        body[request.width] = int(query["corridorwidth"])
    return body


def _written(own: dict[str, object], request: RouteRequest, extra: JsonExtra | None) -> str:
    """Return the body as JSON: our members by their names, such as `corridor.width`, and the extra ones."""
    body: dict[str, object] = {}
    for name, value in own.items():
        set_member(body, name, value)
    return json.dumps(
        body if extra is None else merged(body, extra_members(extra, request.members))
    )


def _warn(name: str) -> None:
    warnings.warn(
        f"stations.{name} is experimental: its path and body are inferred, see evcp.routes",
        ExperimentalWarning,
        stacklevel=5,  # past the wrapper of `explained` too
    )
