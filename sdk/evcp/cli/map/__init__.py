"""Stations as one HTML page: a map, a list beside it, and filters.

The page loads nothing except map tiles of OpenStreetMap, and works without them. Geometry is on a sphere,
in degrees.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from statistics import median
from string import Template
from typing import TYPE_CHECKING, Any

from evcp import Area, Availability, Box, Circle
from evcp._api.paths import Path
from evcp._api.sphere import air_line, circle, middle, unwrapped, width
from evcp._codec.collector import rare_collections
from evcp._reading.availability import StationCount
from evcp.connectors import FAMILIES
from evcp.geo import distance, position, power
from evcp.hours import to_osm
from evcp_models import Connector

from ..options.arguments import LatLon
from ..options.station_filter import connector_conditions, counted_groups, describe_filter
from .links import page_link, phone_link

if TYPE_CHECKING:
    from evcp._client.station_filter import StationFilter
    from evcp_models import Address, EVStation, PricingStructure

TILES = "https://tile.openstreetmap.org"
"""Host of the map tiles; the content security policy allows no other."""

_SCRIPTS = ("earth.js", "scene.js", "view.js", "card.js", "list.js")
_MOST_PLACES = 300
_CORNERS = 96
"""Corners of a circle's outline."""
_STEP = 50_000.0
"""Metres between two points of a drawn great circle."""
_CODE_LAST = frozenset(("AUS", "CAN", "GBR", "IRL", "NZL", "USA"))
_NUMBER_FIRST = _CODE_LAST | {"FRA", "LUX"}
_UNITS = {"kWh": "kWh", "hours": "hour", "session": "session"}
_RANKS = {"free": 0, "in_use": 1, "reserved": 1, "unknown": 2, "out_of_service": 3}
"""Place of each EVSE state in the data of the page, in the order in which connectors decide on it."""
_ADDRESS = re.compile(r"https?://(?:[^/?#]*@)?([^/?#]+)")
_LOCAL = re.compile(r"(localhost|127[0-9.]+|\[::1\])(:[0-9]+)?")
_SYNTHETIC = re.compile(r"-?\d+-\d+", re.ASCII)
"""Origin of a synthetic pool: seed and number."""
_MADE_UP = "Made-up data: these chargers do not exist."
_SIMULATED = "Sandbox data from a file: live states are simulated or missing."
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def render_map(
    stations: Sequence[EVStation],
    *,
    title: str,
    area: Area | None = None,
    source: str | None = None,
    made: datetime | None = None,
    station_filter: StationFilter | None = None,
) -> str:
    """Render stations as a web page that works by itself, from a file as well.

    The page has a map with the area of the search, a list sorted by distance, a search and filters. It
    says when it was made, from whose data, and whether a sandbox served them. The same input gives the
    same text.

    Args:
        stations: The stations. Their `distance` orders the list if all have one; otherwise the air
            line from the middle of the area, or of the stations.
        title: Heading of the page.
        area: The area of the search, drawn on the map.
        source: Address of the service, or name of the file, that the stations are from.
        made: Time of the request; by default now.
        station_filter: Filter of the search: at first, the page counts the connectors that meet it.

    Returns:
        The HTML text, to be written as UTF-8.

    Raises:
        ValueError: A position is off the map.
    """
    with rare_collections():
        data = _json(map_data(stations, area, station_filter))
    moment = (made or datetime.now(UTC)).astimezone(UTC)
    style, script = _part("page.css"), "".join(map(_part, _SCRIPTS))
    policy = (
        f"default-src 'none'; img-src {TILES} data:; connect-src {TILES}; script-src '{_digest(script)}'; "
        f"style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"
    )
    return Template(_part("page.html")).substitute(
        title=_text(title),
        made=f"{moment:%Y-%m-%dT%H:%MZ}",
        made_text=f"{moment:%Y-%m-%d %H:%M} UTC",
        source=f"Stations: <b>{_text(_source(source))}</b>"
        if source
        else "Stations: source not given",
        sandbox=_sandbox(stations),
        policy=policy,
        style=style,
        script=script,
        data=data,
    )


def _text(text: str) -> str:
    return html.escape(_SURROGATE.sub("\ufffd", text))


def _source(source: str) -> str:
    """Return the host of an address, or a file name as it is."""
    address = _ADDRESS.match(source)
    if address is None:
        return source
    host = address[1]
    return f"a service on this computer ({host})" if _LOCAL.fullmatch(host) else host


def _sandbox(stations: Iterable[EVStation]) -> str:
    """Return a warning if a sandbox served the stations, made up or from a file; else nothing."""
    from evcp.sandbox.stations.identifiers import pool_origin

    ids = (station.pool_id for station in stations if station.pool_id)
    origin = next(filter(None, map(pool_origin, ids)), None)
    if origin is None:
        return ""
    text = _MADE_UP if _SYNTHETIC.fullmatch(origin) else _SIMULATED
    return f'<p class="trial" role="note">{text}</p>'


def map_data(
    stations: Sequence[EVStation],
    area: Area | None = None,
    station_filter: StationFilter | None = None,
) -> dict[str, Any]:
    """Collect the data of the page.

    Returns:
        `stations` in the order of the list, connector `kinds` that they refer to by index, the
        `area`, the `origin` of distances in words, and `places`: towns with stations, for a map
        without tiles; `search`: the conditions of the search on connectors, in words.
    """
    if station_filter is not None:
        station_filter = connector_conditions(station_filter)
    stations = tuple(stations)  # a lazy sequence would build each station several times
    for station in stations:
        _check(station)
    kinds: dict[tuple[str, str, str], int] = {}
    origin, distances = _distances(stations, area)
    order = sorted(range(len(stations)), key=lambda at: (distances[at], stations[at].id, at))
    return {
        "tiles": TILES,
        "search": "" if station_filter is None else describe_filter(station_filter),
        "stations": [_station(stations[at], distances[at], kinds, station_filter) for at in order],
        "kinds": [
            {"name": name, "family": family, "label": label} for name, family, label in kinds
        ],
        "area": None if area is None else _outline(area),
        "origin": origin,
        "places": _places(stations),
    }


def _check(station: EVStation) -> None:
    place = station.position
    if position(station) is None:
        raise ValueError(
            f"station {station.id!r} cannot be drawn: its position "
            f"({place.latitude}, {place.longitude}) is out of range"
        )


def _station(
    station: EVStation,
    distance: float,
    kinds: dict[tuple[str, str, str], int],
    station_filter: StationFilter | None,
) -> dict[str, object]:
    operators = dict.fromkeys(c.supplier_name for c in station.connectors if c.supplier_name)
    details = station.ev_station_details
    access = details.accessibility_type if details is not None else None
    hours = [_hours(connector) for connector in station.connectors]
    same = len(set(hours)) == 1
    fitting = counted_groups(station, station_filter)
    fit = set(map(id, station.connectors if fitting is None else fitting))
    contacts = station.contacts
    count = StationCount(station)
    groups = [
        _group(connector, None if same else text, kinds, evses, share)
        | ({} if id(connector) in fit else {"off": True})
        for connector, text, evses, share in zip(
            station.connectors, hours, _evses(count), count.shares, strict=True
        )
    ]
    if count.more:
        unknown = Availability(count.more, unknown=count.more)
        groups.append(
            _group(Connector(), None, kinds, None, unknown)
            | ({"off": True} if station_filter else {})
        )
    return _known(
        id=station.id,
        name=station.name,
        operator=station.brand or ", ".join(operators),
        address=_address(station.address),
        at=[station.position.latitude, station.position.longitude],
        entrance=_entrance(station),
        distance=round(distance),
        groups=groups,
        hours=hours[0] if same else None,
        live=_moment(_live(station)),
        updated=_moment(station.last_update_timestamp),
        phone=[_linked(one.value, phone_link) for one in contacts.phone] if contacts else None,
        web=[_linked(one.value, page_link) for one in contacts.website] if contacts else None,
        access=None if access is None else str(access).capitalize(),
        notes=None if details is None else details.notes,
    )


def _linked(text: str, link: Callable[[str], str | None]) -> list[str]:
    """Return a text and, if there is one, its link."""
    address = link(text)
    return [text] if address is None else [text, address]


def _entrance(station: EVStation) -> list[float] | None:
    place = station.entrance_position
    if place is None or place == station.position:
        return None
    entrance = position(replace(station, position=place))
    return None if entrance is None else list(entrance)


def _evses(count: StationCount) -> list[list[list[int]] | None]:
    """Return the numbers of the EVSEs of each group: free, taken, unknown and out of service ones."""
    numbers: dict[str, int] = {}
    result: list[list[list[int]] | None] = []
    for states in count.plugs():
        ranks: list[list[int]] = [[], [], [], []]
        for evse, state, _ in states:
            if evse is not None:
                ranks[_RANKS[state]].append(numbers.setdefault(evse, len(numbers)))
        result.append(ranks if all(one.evse for one in states) else None)
    return result


def _group(
    connector: Connector,
    hours: str | None,
    kinds: dict[tuple[str, str, str], int],
    evses: list[list[int]] | None,
    state: Availability,
) -> dict[str, object]:
    from evcp_models.codes import CONNECTOR_TYPES

    kind = connector.connector_type
    code = CONNECTOR_TYPES.get((kind and kind.id) or "")
    name = (kind and kind.name) or (code and code.name) or connector.customer_connector_name
    family = code.family if code else "other"
    label = FAMILIES.get(family, family)
    key = (name or "Unknown connector type", family, label[:1].upper() + label[1:])
    details = connector.connector_details
    prices = [text for text in map(_price, details.pricing) if text] if details else []
    if not prices and details is not None and details.pay is False:
        prices = ["free of charge"]
    return _known(
        kind=kinds.setdefault(key, len(kinds)),
        kw=power(connector),
        # total, free, taken, out of service, unknown
        count=[
            state.total,
            state.free,
            state.in_use + state.reserved,
            state.out_of_service,
            state.unknown,
        ],
        evses=evses,
        prices=prices,
        hours=hours,
    )


def _known(**members: object) -> dict[str, object]:
    return {name: value for name, value in members.items() if value not in (None, "", [])}


def _address(address: Address | None) -> str:
    if address is None:
        return ""
    if address.unparsed_address:
        return address.unparsed_address
    street = [address.street, address.street_number]
    town, region = address.city or address.district, address.state or address.region
    place = [[address.postal_code, town], [region if region != town else None]]
    if address.country in _NUMBER_FIRST:
        street.reverse()
    if address.country in _CODE_LAST:
        place = [[town], [region if region != town else None, address.postal_code]]
    lines = (
        " ".join(part for part in line if part) for line in (street, *place, [address.country])
    )
    return ", ".join(line for line in lines if line)


def _hours(connector: Connector) -> str | None:
    details = connector.connector_details
    if details is None:
        return None
    hours = details.opening_hours
    text = "24/7" if details.open24x7 else to_osm(hours)
    if hours is not None and hours.annual_openings and (details.open24x7 or text is None):
        text = text or to_osm(replace(hours, annual_openings=())) or details.opening_time
        return f"{text}, other hours on some dates" if text else None
    return text or details.opening_time


def _price(pricing: PricingStructure) -> str:
    price = pricing.price
    if price is None:
        return pricing.descriptions or ""
    text = f"{price.value} {price.currency or ''}".strip()
    if pricing.unit is not None:
        text += f" per {_UNITS.get(pricing.unit, pricing.unit)}"
    elif pricing.pricing_model is not None:
        text += f" ({pricing.pricing_model})"
    return f"{text}: {pricing.descriptions}" if pricing.descriptions else text


def _live(station: EVStation) -> datetime | None:
    """Return the newest update of the live state: a station may be older than its connectors."""
    moments = [station.last_updated_time_stamp]
    for connector in station.connectors:
        moments.append(connector.last_update_timestamp)
        if connector.charging_point is not None:
            moments.append(connector.charging_point.last_update_timestamp)
    return max((moment for moment in moments if moment is not None), default=None)


def _moment(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    with contextlib.suppress(OverflowError):  # at either end of the calendar, in its own offset
        moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname()}"


def _distances(stations: Sequence[EVStation], area: Area | None) -> tuple[str, list[float]]:
    """Return the origin of the distances in words, and the distances in metres."""
    given = [distance(station) for station in stations]
    known = [float(metres) for metres in given if metres is not None]
    if stations and len(known) == len(stations):
        along = area is not None and not isinstance(area, Circle | Box)
        return ("the start, along the route" if along else "the place searched"), known
    if isinstance(area, Circle):
        origin, centre = "the place searched", (area.latitude, area.longitude)
    elif isinstance(area, Box):
        centre = ((area.north + area.south) / 2, area.west + width(area.west, area.east) / 2)
        origin = "the middle of the area"
    elif area is not None:
        origin, centre = "the start of the route", area.points[0]
    else:
        origin, centre = "the middle of the stations", middle(map(_point, stations))
    return origin, [air_line(centre, _point(station)) for station in stations]


def _point(station: EVStation) -> LatLon:
    return station.position.latitude, station.position.longitude


def _places(stations: Iterable[EVStation]) -> list[tuple[str, float, float, int]]:
    """Return towns at the median of their stations, those with most stations first."""
    towns: dict[tuple[str, str, str], list[LatLon]] = {}
    for station in stations:
        address = station.address
        if address is not None and address.city:
            key = (address.city, address.state or address.region or "", address.country or "")
            towns.setdefault(key, []).append(_point(station))
    counts = Counter({key: len(places) for key, places in towns.items()})
    result = []
    for key, count in counts.most_common(_MOST_PLACES):
        path = unwrapped(towns[key])
        latitude, longitude = (median(values) for values in zip(*path, strict=True))
        result.append((key[0], round(latitude, 4), round(longitude, 4), count))
    return result


def _json(data: object) -> str:
    """Encode JSON for a script element: no character can end the element or be ill-formed."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


@cache
def _part(name: str) -> str:
    return files(__name__).joinpath(name).read_text("utf-8")


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _outline(area: Area) -> dict[str, object]:
    """Return the outline of an area.

    Returns:
        `kind`, and `path`: `[latitude, longitude]` pairs, with longitudes beyond 180 degrees where the
        outline crosses the antimeridian. A circle has its `centre`, a corridor its `width` in metres.
    """
    if isinstance(area, Circle):
        centre = area.latitude, area.longitude
        corners = list(circle(centre, area.radius, _CORNERS))
        # The centre first: its mark and its outline share one copy of the earth.
        ring = unwrapped([centre, *corners, corners[0]])[1:]
        turned = ring[-1][1] - ring[0][1]
        if abs(turned) > 180:  # around a pole: close the ring along the edge of the map
            pole = 90.0 if area.latitude > 0 else -90.0
            ring += [(pole, ring[-1][1]), (pole, ring[0][1])]
        return {"kind": "circle", "path": _rounded(ring), "centre": [*centre]}
    if isinstance(area, Box):
        east = area.west + width(area.west, area.east)
        corners = [(area.north, area.west), (area.north, east), (area.south, east)]
        return {"kind": "box", "path": _rounded([*corners, (area.south, area.west)])}
    # A straight line on the map is not a great circle.
    path = unwrapped(place for place, _ in Path(area.points).vertices(_STEP))
    wide = {} if area.width is None else {"width": area.width}
    return {"kind": "corridor", "path": _rounded(path), **wide}


def _rounded(path: Iterable[LatLon]) -> list[list[float]]:
    return [[round(latitude, 6), round(longitude, 6)] for latitude, longitude in path]
