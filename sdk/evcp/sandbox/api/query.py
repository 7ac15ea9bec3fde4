"""From the text of a query, or the body of a route search, to a typed search (contract sections 1.3, 1.6)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import parse_qsl

from evcp._api.params import pop_member
from evcp._api.paths import Path
from evcp._api.sphere import box_sides
from evcp.routes import RouteRequest

from ..spatial.geometry import Area, Box, Corridor, Point, Prox
from .responses import BadParameterError, RefusalError
from .settings import Assumptions

GEOMETRIES = ("prox", "bbox", "corridor")
CREDENTIALS = ("apiKey", "app_id", "app_code")
FILTERS = ("connectortype", "emsp", "powermin", "powermax")
PAGING = ("maxresults", "offset")
SEARCH_PARAMETERS = frozenset((*GEOMETRIES, "corridorwidth", *FILTERS, *PAGING, *CREDENTIALS))
"""Query parameters of a search in the contract."""
_MISSING = object()
CALLBACK = "jsoncallback"
"""JSONP parameter (contract section 7.4), known to every resource."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,18}", re.ASCII)
_T = TypeVar("_T")

Parameters = Mapping[str, tuple[str, ...]]
"""Query parameters, each name with its values in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """A parsed search.

    Attributes:
        area: Search area.
        connector_types: Ids of connector types; a station must have any of them; empty: no filter.
        emsps: `partner_id`s of eMSPs; a station must accept any of them; empty: no filter.
        min_power_kw: Least `maxPowerLevel` of a connector group (the unit is inferred).
        max_power_kw: Greatest `maxPowerLevel` of a connector group (the unit is inferred).
        page_size: Greatest number of stations in the answer.
        offset: Number of stations to skip.
    """

    area: Area
    connector_types: frozenset[str] = frozenset()
    emsps: frozenset[str] = frozenset()
    min_power_kw: float | None = None
    max_power_kw: float | None = None
    page_size: int
    offset: int = 0


def parameters(query_string: str) -> dict[str, tuple[str, ...]]:
    """The parameters of a query string: each name with its values in order."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(query_string, keep_blank_values=True):
        found[name] = (*found.get(name, ()), value)
    return found


def parse_search(given: Parameters, assumptions: Assumptions) -> SearchQuery:
    """Read the parameters of a stations search.

    Raises:
        BadParameterError: A parameter is missing, malformed, repeated, or beyond a limit.
    """
    check_names(given, assumptions)
    low = _read(given, "powermin", _power)
    high = _read(given, "powermax", _power)
    if low is not None and high is not None and low > high:
        raise BadParameterError("powermin", f"{low:g} is more than powermax {high:g}")
    return SearchQuery(
        area=parse_area(given, assumptions),
        connector_types=_read(given, "connectortype", _connector_types) or frozenset(),
        emsps=_read(given, "emsp", _list) or frozenset(),
        min_power_kw=low,
        max_power_kw=high,
        page_size=_page_size(given, assumptions),
        offset=_offset(given, assumptions),
    )


def parse_area(given: Parameters, assumptions: Assumptions) -> Area:
    """Read the one search geometry.

    Raises:
        BadParameterError: Zero or several geometries, or one malformed or beyond a limit.
    """
    named = [name for name in GEOMETRIES if name in given]
    if not named:
        raise BadParameterError("prox", "one of prox, bbox or corridor must be given")
    if len(named) > 1 and assumptions.several_geometries == "reject":
        raise BadParameterError(
            named[1], f"only one geometry can be given, and {named[0]} is there too"
        )
    text = single(given, named[0])
    if named[0] == "prox":
        return _prox(text, assumptions)
    if named[0] == "bbox":
        return _box(text, assumptions)
    return _corridor(text, _read(given, "corridorwidth", _width), assumptions)


def check_names(
    given: Parameters, assumptions: Assumptions, known: frozenset[str] = SEARCH_PARAMETERS
) -> None:
    """Refuse query parameters not among the known ones of a resource, if the assumptions are strict.

    Raises:
        BadParameterError: An unknown parameter.
    """
    if assumptions.strict_parameters:
        for name in given:
            if name not in known and name != CALLBACK:
                raise BadParameterError(name, "is not a parameter of this resource")


def _prox(text: str, assumptions: Assumptions) -> Prox:
    parts = text.split(",")
    if len(parts) != 3:
        raise BadParameterError("prox", f"must be lat,lon,radius, not {_short(text)}")
    centre = _point("prox", parts[0], parts[1])
    radius = _whole("prox", parts[2], "the radius must be a whole number of metres")
    if radius > assumptions.max_radius_m:
        raise BadParameterError(
            "prox", f"the radius {radius} m is more than {assumptions.max_radius_m:g} m"
        )
    return Prox(centre, float(radius))


def _box(text: str, assumptions: Assumptions) -> Box:
    corners = _points("bbox", text)
    if len(corners) != 2:
        raise BadParameterError("bbox", "must be lat,lon;lat,lon: top-left, then bottom-right")
    (north, west), (south, east) = corners
    if north < south:
        raise BadParameterError(
            "bbox", f"the top-left corner ({north:g}) is south of the bottom-right one ({south:g})"
        )
    if west > east and not assumptions.box_may_cross_antimeridian:
        raise BadParameterError(
            "bbox", f"the left edge {west:g} is east of the right edge {east:g}"
        )
    sides = box_sides(north, west, south, east)
    for side, metres in zip(("height", "width"), sides, strict=True):
        if metres > assumptions.max_box_side_m:
            raise BadParameterError(
                "bbox",
                f"the {side} of {metres:.0f} m is more than {assumptions.max_box_side_m:g} m",
            )
    return Box((south, west, north, east))


def _corridor(text: str, width: float | None, assumptions: Assumptions) -> Corridor:
    points = _points("corridor", text)
    try:
        path = Path(points)
    except ValueError as error:
        raise BadParameterError("corridor", str(error)) from error
    if width is None:
        width = assumptions.default_corridor_width_m
    if width is None:
        raise BadParameterError("corridorwidth", "must be given with corridor, in metres")
    reach = width / 2 if assumptions.corridor_width_is_total else width
    area = path.length_m * 2 * reach
    if area > assumptions.max_corridor_area_m2:
        raise BadParameterError(
            "corridor",
            f"its area of {area / 1e6:.0f} km2 is more than "
            f"{assumptions.max_corridor_area_m2 / 1e6:g} km2",
        )
    return Corridor(path, reach)


def _points(parameter: str, text: str) -> tuple[Point, ...]:
    points = []
    for pair in text.split(";"):
        parts = pair.split(",")
        if len(parts) != 2:
            raise BadParameterError(
                parameter, f"must be pairs lat,lon separated by ';', not {_short(pair)}"
            )
        points.append(_point(parameter, parts[0], parts[1]))
    return tuple(points)


def _point(parameter: str, latitude: str, longitude: str) -> Point:
    point = Point(_number(parameter, latitude), _number(parameter, longitude))
    if abs(point.latitude) > 90:
        raise BadParameterError(parameter, f"latitude {latitude} is not between -90 and 90")
    if abs(point.longitude) > 180:
        raise BadParameterError(parameter, f"longitude {longitude} is not between -180 and 180")
    return point


def _number(parameter: str, text: str) -> float:
    if _NUMBER.fullmatch(text) is None:
        raise BadParameterError(parameter, f"{_short(text)} is not a number")
    return float(text)


def _whole(parameter: str, text: str, problem: str) -> int:
    if _WHOLE.fullmatch(text) is None:
        raise BadParameterError(parameter, f"{problem}, not {_short(text)}")
    return int(text)


def _width(parameter: str, text: str) -> float:
    return float(_whole(parameter, text, "must be a whole number of metres"))


def _power(parameter: str, text: str) -> float:
    power = _number(parameter, text)
    if not 0 <= power < float("inf"):
        raise BadParameterError(parameter, f"{_short(text)} is not a power in kW")
    return power


def _list(parameter: str, text: str) -> frozenset[str]:
    entries = text.split(",")
    if not all(entries):
        raise BadParameterError(parameter, f"has an empty entry: {_short(text)}")
    return frozenset(entries)


def _connector_types(parameter: str, text: str) -> frozenset[str]:
    ids = _list(parameter, text)
    for entry in sorted(ids):
        if _WHOLE.fullmatch(entry) is None:
            raise BadParameterError(parameter, f"takes ids such as 31, not {_short(entry)}")
    return ids


def _page_size(given: Parameters, assumptions: Assumptions) -> int:
    size = _read(given, "maxresults", _count)
    if size is None:
        return assumptions.default_page_size
    if size < 1:
        raise BadParameterError("maxresults", "must be at least 1")
    if size > assumptions.max_page_size:
        if assumptions.page_size_over_max == "reject":
            raise BadParameterError(
                "maxresults", f"{size} is more than {assumptions.max_page_size}"
            )
        return assumptions.max_page_size
    return size


def _offset(given: Parameters, assumptions: Assumptions) -> int:
    offset = _read(given, "offset", _count) or 0
    if assumptions.max_offset is not None and offset > assumptions.max_offset:
        raise BadParameterError("offset", f"{offset} is more than {assumptions.max_offset}")
    return offset


def _count(parameter: str, text: str) -> int:
    return _whole(parameter, text, "must be a whole number")


def _read(given: Parameters, name: str, read: Callable[[str, str], _T]) -> _T | None:
    return read(name, single(given, name)) if name in given else None


def single(given: Parameters, name: str) -> str:
    """The only value of a given parameter.

    Raises:
        BadParameterError: Several values.
    """
    value, *more = given[name]
    if more:
        raise BadParameterError(name, f"is given {len(more) + 1} times")
    return value


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")


def parse_route(
    body: bytes,
    request: RouteRequest,
    assumptions: Assumptions,
    parse: Callable[[Parameters, Assumptions], _T],
) -> _T:
    """Read the body of a search or count along a route: an inference as a whole (contract section 1.6).

    The members mean the same as the query parameters of a search with `corridor`, so they are read
    as these.

    Args:
        body: JSON.
        request: Names of the members.
        assumptions: Limits, the same as for `corridor`.
        parse: `parse_search` or `parse_area`.

    Raises:
        RefusalError: Not a JSON object; or a member is missing, malformed or beyond a limit.
    """
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
    document = _object(body)
    for name, parameter in members.items():
        if (value := pop_member(document, name, _MISSING)) is not _MISSING:
            given[parameter] = (_text(name, value),)
    if assumptions.strict_parameters and document:
        raise BadParameterError(next(iter(document)), "is not a member of this body")
    if "corridor" not in given:
        raise BadParameterError(request.points, "must be given: lat,lon;lat,lon;...")
    try:
        return parse(given, assumptions)
    except BadParameterError as error:
        # Named after the member of the body: the sender knows nothing of the query parameter.
        names = {parameter: name for name, parameter in members.items()}
        raise BadParameterError(
            names.get(error.parameter, error.parameter), error.problem
        ) from error


def _object(body: bytes) -> dict[str, object]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusalError(
            HTTPStatus.BAD_REQUEST, f"the body is not JSON: {type(error).__name__}"
        ) from error
    if not isinstance(value, dict):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "the body is JSON, but not an object")
    return value


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    raise BadParameterError(name, f"must be text or a number, not {type(value).__name__}")
