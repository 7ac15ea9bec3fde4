"""Stations as one HTML page: a map, a list beside it, and filters.

The page needs nothing from elsewhere but the tiles of OpenStreetMap, and does without them.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from statistics import median
from string import Template
from typing import TYPE_CHECKING, Any

from evcp._api.areas import Area, Box, Circle, air_line
from evcp._availability import availability
from evcp.hours import to_osm

from .outline import Place, middle, outline, unwrapped

if TYPE_CHECKING:
    from evcp_models import Address, Connector, EVStation, PricingStructure

TILES = "https://tile.openstreetmap.org"
"""Host of the map tiles; the only one that the page may ask."""

_SCRIPTS = ("map_earth.js", "map_scene.js", "map_view.js", "map_card.js", "map_list.js")
_MOST_PLACES = 300
_FAMILIES = {
    "ccs": "CCS",
    "chademo": "CHAdeMO",
    "type1": "Type 1",
    "type2": "Type 2",
    "type3": "Type 3",
    "tesla": "Tesla",
    "gbt": "GB/T",
    "domestic": "Socket",
    "industrial": "CEE",
    "inductive": "Inductive",
    "other": "Other",
}
_CODE_LAST = frozenset(("AUS", "CAN", "GBR", "IRL", "NZL", "USA"))
_NUMBER_FIRST = _CODE_LAST | {"FRA", "LUX"}
_UNITS = {"kWh": "kWh", "hours": "hour", "session": "session"}
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def render_map(stations: Sequence[EVStation], *, title: str, area: Area | None = None) -> str:
    """Write stations as a web page that works by itself, from a file as well.

    The page has a map with the area searched, a list sorted by distance, a search and filters. It
    loads nothing but map tiles, and only if the reader is online. The same input gives the same text.

    Args:
        stations: The stations. Their `distance` orders the list where all have one; else it is the
            air line from the middle of the area, or of the stations.
        title: Heading of the page.
        area: The area that was searched, to be drawn.

    Returns:
        The page; write it as UTF-8.

    Raises:
        ValueError: A position or a power is not a number that a map can show.
    """
    data = _json(map_data(stations, area))
    style, script = _part("map.css"), "".join(map(_part, _SCRIPTS))
    policy = (
        f"default-src 'none'; img-src {TILES} data:; connect-src {TILES}; script-src '{_digest(script)}'; "
        f"style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"
    )
    return Template(_part("map.html")).substitute(
        title=html.escape(_SURROGATE.sub("\ufffd", title)),
        policy=policy,
        style=style,
        script=script,
        data=data,
    )


def map_data(stations: Sequence[EVStation], area: Area | None = None) -> dict[str, Any]:
    """What the page shows, as plain data.

    Returns:
        `stations` in the order of the list, `kinds` of connectors that they refer to by index, the
        `area`, `origin` of the distances in words, and `places`: towns with stations, for a map
        without tiles.
    """
    stations = tuple(stations)  # a lazy sequence would make each of them again and again
    for station in stations:
        _check(station)
    kinds: dict[tuple[str, str, str], int] = {}
    origin, distances = _distances(stations, area)
    order = sorted(range(len(stations)), key=lambda at: (distances[at], stations[at].id, at))
    return {
        "tiles": TILES,
        "stations": [_station(stations[at], distances[at], kinds) for at in order],
        "kinds": [
            {"name": name, "family": family, "label": label} for name, family, label in kinds
        ],
        "area": None if area is None else outline(area),
        "origin": origin,
        "places": _places(stations),
    }


def _check(station: EVStation) -> None:
    position = station.position
    good = abs(position.latitude) <= 90 and abs(position.longitude) <= 180
    powers = (connector.max_power_level for connector in station.connectors)
    if not good or not all(power is None or math.isfinite(power) for power in powers):
        raise ValueError(
            f"station {station.id!r} cannot be drawn: its position "
            f"({position.latitude}, {position.longitude}) or a power is out of range; leave it out"
        )


def _station(
    station: EVStation, distance: float, kinds: dict[tuple[str, str, str], int]
) -> dict[str, Any]:
    operators = dict.fromkeys(c.supplier_name for c in station.connectors if c.supplier_name)
    details = station.ev_station_details
    access = details.accessibility_type if details is not None else None
    hours = [_hours(connector) for connector in station.connectors]
    same = len(set(hours)) == 1
    return _known(
        id=station.id,
        name=station.name,
        operator=station.brand or ", ".join(operators),
        address=_address(station.address),
        at=[station.position.latitude, station.position.longitude],
        distance=round(distance),
        groups=[
            _group(connector, None if same else text, kinds)
            for connector, text in zip(station.connectors, hours, strict=True)
        ],
        hours=hours[0] if same else None,
        live=_moment(_live(station)),
        updated=_moment(station.last_update_timestamp),
        phone=[phone.value for phone in station.contacts.phone] if station.contacts else None,
        access=None if access is None else str(access).capitalize(),
        notes=None if details is None else details.notes,
    )


def _group(
    connector: Connector, hours: str | None, kinds: dict[tuple[str, str, str], int]
) -> dict[str, Any]:
    from evcp_models.codes import CONNECTOR_TYPES

    kind = connector.connector_type
    code = CONNECTOR_TYPES.get((kind and kind.id) or "")
    name = (kind and kind.name) or (code and code.name) or connector.customer_connector_name
    family = code.family if code else "other"
    key = (name or "Unknown connector type", family, _FAMILIES.get(family, family))
    state = availability(connector)
    details = connector.connector_details
    prices = [text for text in map(_price, details.pricing) if text] if details else []
    if not prices and details is not None and details.pay is False:
        prices = ["free of charge"]
    return _known(
        kind=kinds.setdefault(key, len(kinds)),
        kw=connector.max_power_level,
        # total, free, taken, out of service, unknown
        count=[
            state.total,
            state.free,
            state.in_use + state.reserved,
            state.out_of_service,
            state.unknown,
        ],
        prices=prices,
        hours=hours,
    )


def _known(**members: Any) -> dict[str, Any]:
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
    if details.open24x7:
        return "24/7"
    if hours is not None and hours.annual_openings:
        regular = to_osm(replace(hours, annual_openings=())) or details.opening_time
        return f"{regular}, other hours on some dates" if regular else None
    return to_osm(hours) or details.opening_time


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
    """The newest update of the live state, which the station need not have collected itself."""
    moments = [station.last_updated_time_stamp]
    for connector in station.connectors:
        moments.append(connector.last_update_timestamp)
        if connector.charging_point is not None:
            moments.append(connector.charging_point.last_update_timestamp)
    return max((moment for moment in moments if moment is not None), default=None)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _distances(stations: Sequence[EVStation], area: Area | None) -> tuple[str, list[float]]:
    """Say what the distances are from, and give that of each station, in metres."""
    given = [station.distance for station in stations]
    known = [float(distance) for distance in given if distance is not None]
    if stations and len(known) == len(stations):
        along = area is not None and not isinstance(area, Circle | Box)
        return ("the start, along the route" if along else "the place searched"), known
    if isinstance(area, Circle):
        origin, centre = "the place searched", (area.latitude, area.longitude)
    elif isinstance(area, Box):
        width = (area.east - area.west) % 360 or (360.0 if area.east != area.west else 0.0)
        centre = ((area.north + area.south) / 2, area.west + width / 2)
        origin = "the middle of the area"
    elif area is not None:
        origin, centre = "the start of the route", area.points[0]
    else:
        origin, centre = "the middle of the stations", middle(map(_place, stations))
    return origin, [air_line(centre, _place(station)) for station in stations]


def _place(station: EVStation) -> Place:
    return station.position.latitude, station.position.longitude


def _places(stations: Iterable[EVStation]) -> list[list[Any]]:
    """Towns with most stations first, each in the midst of its stations."""
    towns: dict[tuple[str, str, str], list[Place]] = {}
    for station in stations:
        address = station.address
        if address is not None and address.city:
            key = (address.city, address.state or address.region or "", address.country or "")
            towns.setdefault(key, []).append(_place(station))
    counts = Counter({key: len(places) for key, places in towns.items()})
    result = []
    for key, count in counts.most_common(_MOST_PLACES):
        path = unwrapped((latitude, longitude) for latitude, longitude in towns[key])
        latitude, longitude = (median(values) for values in zip(*path, strict=True))
        result.append([key[0], round(latitude, 4), round(longitude, 4), count])
    return result


def _json(data: dict[str, Any]) -> str:
    """JSON that stands in a script element: no character of it can end that, or be ill-formed."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


@cache
def _part(name: str) -> str:
    return files("evcp.cli.map").joinpath(name).read_text("utf-8")


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
