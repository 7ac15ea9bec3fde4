"""Stations as GeoJSON (RFC 7946), the format of maps, GIS programs and `geopandas`.

    import json
    from evcp import geo

    with open("stations.geojson", "w") as file:
        json.dump(geo.feature_collection(stations), file)

A feature is the station's point with flat properties and its connector groups. An unknown number is None;
the number of free connectors, above all, is never guessed. A number outside of its bounds, which the models
keep (`IssueKind.OUT_OF_RANGE`), is unknown here: see `position`, `power` and `distance`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from evcp_codec.model import expect

from ._reading.availability import Availability, StationCount, check_station

if TYPE_CHECKING:
    from evcp_models import Address, Connector, EVSEConnector, EVStation

Scalar = str | int | float | bool | None


class Point(TypedDict):
    """The geometry of a station.

    Attributes:
        type: `"Point"`.
        coordinates: Longitude and latitude in degrees, WGS 84, in this order (RFC 7946, 3.1.1).
    """

    type: Literal["Point"]
    coordinates: list[float]


class Feature(TypedDict):
    """One station.

    Attributes:
        type: `"Feature"`.
        id: Id of the station. It can change without notice; `pool_id` is more stable.
        geometry: Position of the station; None if it is not on the earth (RFC 7946, 3.2).
        properties: The members of `properties`, and `connectors`, a list with an object for each group.
    """

    type: Literal["Feature"]
    id: str
    geometry: Point | None
    properties: dict[str, Any]


class FeatureCollection(TypedDict):
    """Several stations.

    Attributes:
        type: `"FeatureCollection"`.
        features: The stations.
    """

    type: Literal["FeatureCollection"]
    features: list[Feature]


def feature_collection(
    stations: Iterable[EVStation],
    counted: Callable[[EVStation], Sequence[Connector] | None] = lambda station: None,
) -> FeatureCollection:
    """Return stations as a GeoJSON FeatureCollection, ready for `json.dump`.

    Args:
        stations: The stations, for instance a pager.
        counted: The connector groups of a station to count, see `properties`; of a search, its
            method `matching`.
    """
    return {
        "type": "FeatureCollection",
        "features": [feature(station, counted(station)) for station in stations],
    }


def feature(station: EVStation, counted: Sequence[Connector] | None = None) -> Feature:
    """Return a station as a GeoJSON Feature.

    Its properties are the members of `properties`, and `connectors`, the members of `groups`.

    Args:
        station: The station.
        counted: See `properties`; `connectors` has all groups.
    """
    place = position(station)
    count = StationCount(station)
    return {
        "type": "Feature",
        "id": station.id,
        "geometry": None
        if place is None
        else {"type": "Point", "coordinates": [place[1], place[0]]},
        "properties": {
            **_properties(station, counted, count),
            "connectors": _groups(station, count),
        },
    }


def properties(station: EVStation, counted: Sequence[Connector] | None = None) -> dict[str, Scalar]:
    """Return the properties of a station as a flat dictionary.

    All members are always there, None where unknown:

    * `id`, `pool_id`, `cpo_id`, `name`, `brand`;
    * `operator`: the brand, or else the supplier of a connector group;
    * `distance_m`: metres from the centre of the search;
    * `street`, `street_number`, `postal_code`, `city`, `region`, `country`, `address` (in one line);
    * `access`: such as PUBLIC or RESTRICTED; `time_zone`: an IANA name;
    * `connector_types`: ids of the connector types, joined by `;`;
    * `max_power_kw`: the greatest power of a connector group, in kW;
    * `connectors_total`, `free`, `in_use`, `reserved`, `out_of_service`, `unknown`: numbers of
      connectors, see `evcp.Availability`. If no connector's state is known, `free` to
      `out_of_service` are None;
    * `evses_total`, `evses_free`: numbers of EVSEs, each of which charges one car at a time, see
      `evcp.evse_availability`; None if they are not known;
    * `state_updated`, `updated`: last change of the live state and of the rest, ISO 8601.

    Args:
        station: The station.
        counted: Connector groups that types, power and counts are of, such as those that meet a
            filter; by default all.

    Source:
        Contract sections 4.2 to 4.9.
    """
    check_station(station)
    return _properties(station, counted, StationCount(station))


def _properties(
    station: EVStation, counted: Sequence[Connector] | None, count: StationCount
) -> dict[str, Scalar]:
    address = station.address
    details = station.ev_station_details
    groups = station.connectors if counted is None else counted
    powers = [kw for kw in map(power, groups) if kw is not None]
    types = dict.fromkeys(c.connector_type.id for c in groups if c.connector_type is not None)
    return {
        "id": station.id,
        "pool_id": station.pool_id,
        "cpo_id": station.cpo_id,
        "name": station.name,
        "brand": station.brand,
        "operator": operator(station),
        "distance_m": distance(station),
        "street": address.street if address else None,
        "street_number": address.street_number if address else None,
        "postal_code": address.postal_code if address else None,
        "city": address.city if address else None,
        "region": (address.region or address.state) if address else None,
        "country": address.country if address else None,
        "address": one_line(address),
        "access": _text(details.accessibility_type) if details else None,
        "time_zone": station.time_zone,
        "connector_types": ";".join(kind for kind in types if kind) or None,
        "max_power_kw": max(powers, default=None),
        **_counts(count.count(counted)),
        **_evse_counts(count.evses(counted)),
        "state_updated": _time(station.last_updated_time_stamp),
        "updated": _time(station.last_update_timestamp),
    }


def groups(station: EVStation) -> list[dict[str, Scalar]]:
    """Return the connector groups of a station as flat dictionaries, in the order of the station.

    Each has `type_id`, `type`, `max_power_kw`, and the counts of `properties`, `connectors_total` to `unknown`.
    """
    check_station(station)
    return _groups(station, StationCount(station))


def _groups(station: EVStation, count: StationCount) -> list[dict[str, Scalar]]:
    return [_group(*one) for one in zip(station.connectors, count.shares, strict=True)]


def position(station: EVStation) -> tuple[float, float] | None:
    """Return latitude and longitude of a station in degrees; None if they are not on the earth."""
    check_station(station)
    latitude, longitude = station.position.latitude, station.position.longitude
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def power(connector: Connector | EVSEConnector) -> float | None:
    """Return the power of a connector or a group in kW; None if unknown, negative or not finite."""
    from evcp_models import Connector, EVSEConnector

    expect(connector, (Connector, EVSEConnector), "connector", "pass one of station.connectors")
    kw = connector.max_power_level
    return kw if kw is not None and 0 <= kw < math.inf else None


def distance(station: EVStation) -> int | None:
    """Return the distance of a station from the centre of the search in metres; None if unknown or negative."""
    check_station(station)
    metres = station.distance
    return metres if metres is not None and metres >= 0 else None


def operator(station: EVStation) -> str | None:
    """Return the operator of a station: its brand, or the first supplier of a connector group."""
    check_station(station)
    names = (connector.supplier_name for connector in station.connectors)
    return station.brand or next((name for name in names if name), None)


def one_line(address: Address | None) -> str | None:
    """Return an address in one line, or None without any part.

    Street and number are in the order of the country only where the service sends the whole address
    (`unparsedAddress`); otherwise the street comes first.
    """
    if address is None:
        return None
    from evcp_models import Address

    expect(address, Address, "address", "pass station.address")
    parts = (
        _joined(address.street, address.street_number),
        _joined(address.postal_code, address.city),
        address.country,
    )
    return ", ".join(filter(None, parts)) or address.unparsed_address or None


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _group(connector: Connector, state: Availability) -> dict[str, Scalar]:
    kind = connector.connector_type
    return {
        "type_id": kind.id if kind else None,
        "type": kind.name if kind else None,
        "max_power_kw": power(connector),
        **_counts(state),
    }


def _counts(state: Availability) -> dict[str, Scalar]:
    # If no state is known, a zero would read as "none is free".
    known = state.known or not state.total
    return {
        "connectors_total": state.total,
        "free": state.free if known else None,
        "in_use": state.in_use if known else None,
        "reserved": state.reserved if known else None,
        "out_of_service": state.out_of_service if known else None,
        "unknown": state.unknown,
    }


def _evse_counts(state: Availability | None) -> dict[str, Scalar]:
    if state is None:
        return {"evses_total": None, "evses_free": None}
    known = state.known or not state.total
    return {"evses_total": state.total, "evses_free": state.free if known else None}


def _time(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _text(value: str | None) -> str | None:
    return None if value is None else str(value)


def feature_lines(
    stations: Iterable[EVStation],
    counted: Callable[[EVStation], Sequence[Connector] | None] = lambda station: None,
    more: Callable[[EVStation], Mapping[str, Scalar]] = lambda station: {},
) -> Iterator[str]:
    """Yield the text of a FeatureCollection in pieces, one feature a line, in constant memory.

    Args:
        stations: The stations; each is read when its line is written.
        counted: The connector groups of a station to count, see `properties`.
        more: Further properties of a station.
    """
    yield '{"type":"FeatureCollection","features":[\n'
    between = ""
    for station in stations:
        yield between + _dumped(feature(station, counted(station)), more(station))
        between = ",\n"
    yield "\n]}\n"


def feature_sequence(
    stations: Iterable[EVStation],
    counted: Callable[[EVStation], Sequence[Connector] | None] = lambda station: None,
    more: Callable[[EVStation], Mapping[str, Scalar]] = lambda station: {},
) -> Iterator[str]:
    """Yield the records of a GeoJSON text sequence (RFC 8142), one feature a record, in constant memory.

    A record begins with the character RS (U+001E) and ends with a line feed, so that a record that was cut
    off is noticed. GDAL and QGIS (GeoJSONSeq) read it, and `jq --seq`.

    Args:
        stations: The stations; each is read when its record is asked for.
        counted: The connector groups of a station to count, see `properties`.
        more: Further properties of a station.
    """
    for station in stations:
        yield f"\x1e{_dumped(feature(station, counted(station)), more(station))}\n"


def _dumped(value: Feature, more: Mapping[str, Scalar]) -> str:
    import json

    value["properties"] |= more
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
