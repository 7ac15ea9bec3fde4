"""Stations as GeoJSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

import evcp
from evcp import StationFilter, availability, geo, ocpi
from evcp.sandbox import World
from evcp_models import (
    Address,
    ChargingPoint,
    Connector,
    ConnectorStatus,
    EVStation,
    EVStationDetails,
    NameId,
    Position,
)

FULL = EVStation(
    id="s1",
    pool_id="p1",
    cpo_id="c1",
    name="Nord",
    brand="Volt",
    distance=120,
    position=Position(latitude=52.5, longitude=-13.25),
    address=Address(
        street="Weg", street_number="3", postal_code="10115", city="Berlin", country="DEU"
    ),
    time_zone="Europe/Berlin",
    ev_station_details=EVStationDetails(accessibility_type="PUBLIC"),
    last_updated_time_stamp=datetime(2026, 6, 1, 12, tzinfo=UTC),
    connectors=(
        Connector(
            supplier_name="Other",
            connector_type=NameId(id="34", name="Combo"),
            max_power_level=150.0,
            connector_statuses=(
                ConnectorStatus(state="AVAILABLE"),
                ConnectorStatus(state="OCCUPIED"),
                ConnectorStatus(state="NEWFANGLED"),
            ),
        ),
        Connector(
            connector_type=NameId(id="31", name="Mennekes"),
            charging_point=ChargingPoint(number_of_connectors=2),
        ),
    ),
)


def test_feature_follows_rfc_7946() -> None:
    feature = geo.feature(FULL)
    assert json.loads(json.dumps(feature)) == feature
    assert feature["type"] == "Feature"
    assert feature["id"] == "s1"
    # Longitude first (RFC 7946, section 3.1.1).
    assert feature["geometry"] == {"type": "Point", "coordinates": [-13.25, 52.5]}


def test_properties_are_flat_and_complete() -> None:
    assert geo.properties(FULL) == {
        "id": "s1",
        "pool_id": "p1",
        "cpo_id": "c1",
        "name": "Nord",
        "brand": "Volt",
        "operator": "Volt",
        "distance_m": 120,
        "street": "Weg",
        "street_number": "3",
        "postal_code": "10115",
        "city": "Berlin",
        "region": None,
        "country": "DEU",
        "address": "Weg 3, 10115 Berlin, DEU",
        "access": "PUBLIC",
        "time_zone": "Europe/Berlin",
        "connector_types": "34;31",
        "max_power_kw": 150.0,
        "connectors_total": 5,
        "free": 1,
        "in_use": 1,
        "reserved": 0,
        "out_of_service": 0,
        "unknown": 3,
        "evses_total": None,
        "evses_free": None,
        "state_updated": "2026-06-01T12:00:00+00:00",
        "updated": None,
    }


def test_groups_are_counted_separately() -> None:
    combo, mennekes = geo.feature(FULL)["properties"]["connectors"]
    assert combo == {
        "type_id": "34",
        "type": "Combo",
        "max_power_kw": 150.0,
        "connectors_total": 3,
        "free": 1,
        "in_use": 1,
        "reserved": 0,
        "out_of_service": 0,
        "unknown": 1,
    }
    assert mennekes["unknown"] == 2
    assert [mennekes[name] for name in ("free", "in_use", "reserved", "out_of_service")] == [
        None
    ] * 4


def test_counted_groups_give_types_power_and_counts() -> None:
    combo, mennekes = FULL.connectors
    properties = geo.properties(FULL, [mennekes])
    names = ("connector_types", "max_power_kw", "connectors_total", "free", "unknown")
    assert [properties[name] for name in names] == ["31", None, 2, None, 2]
    assert geo.properties(FULL, FULL.connectors) == geo.properties(FULL)
    feature = geo.feature(FULL, [combo])
    assert feature["properties"]["connectors_total"] == 3
    assert len(feature["properties"]["connectors"]) == 2
    (line,) = list(geo.feature_lines([FULL], lambda station: station.connectors[1:]))[1:-1]
    assert json.loads(line)["properties"]["unknown"] == 2


def test_evses_are_counted_beside_connectors() -> None:
    states = [ConnectorStatus(cpo_evse_id="1", state=state) for state in ("AVAILABLE", "UNKNOWN")]
    groups = tuple(Connector(connector_statuses=(state,)) for state in states)
    station = EVStation(id="x", position=FULL.position, connectors=groups)
    properties = geo.properties(station)
    assert (properties["connectors_total"], properties["free"]) == (2, 1)
    assert (properties["evses_total"], properties["evses_free"]) == (1, 1)
    # Nothing known: no zero that reads as "none is free".
    properties = geo.properties(station, groups[1:])
    assert (properties["evses_total"], properties["evses_free"]) == (1, None)


def test_bare_station_has_every_property() -> None:
    bare = EVStation(id="x", position=Position(latitude=0.0, longitude=0.0))
    properties = geo.properties(bare)
    assert properties.keys() == geo.properties(FULL).keys()
    assert (properties["connectors_total"], properties["free"]) == (0, 0)
    known = {"id", *("connectors_total", "free", "in_use", "reserved", "out_of_service", "unknown")}
    known |= {"evses_total", "evses_free"}
    assert {name for name, value in properties.items() if value is not None} == known


def test_operator_is_brand_or_supplier() -> None:
    no_brand = EVStation(id="x", position=FULL.position, connectors=FULL.connectors)
    assert geo.operator(no_brand) == "Other"


def test_unparsed_address_is_fallback() -> None:
    assert geo.one_line(Address(unparsed_address="1 Main St")) == "1 Main St"
    assert geo.one_line(Address()) is None
    assert geo.one_line(None) is None


def test_feature_lines_equal_collection() -> None:
    stations = World.synthetic(20, seed=11).stations
    whole = geo.feature_collection(stations)
    assert json.loads("".join(geo.feature_lines(stations))) == json.loads(json.dumps(whole))
    assert json.loads("".join(geo.feature_lines([]))) == geo.feature_collection([])
    assert len(whole["features"]) == 20


def test_collection_counts_the_groups_asked_for() -> None:
    stations = World.synthetic(20, seed=11).stations
    wanted = StationFilter(min_power=50)
    whole = geo.feature_collection(stations, wanted.matching)
    assert json.loads("".join(geo.feature_lines(stations, wanted.matching))) == json.loads(
        json.dumps(whole)
    )
    assert whole["features"] != geo.feature_collection(stations)["features"]
    for station, one in zip(stations, whole["features"], strict=True):
        expected = geo.properties(station, wanted.matching(station))
        assert one["properties"] == {**expected, "connectors": one["properties"]["connectors"]}


@pytest.mark.parametrize("format", ["json", "xml"])
@pytest.mark.parametrize(
    ("latitude", "longitude"), [(95.0, 13.0), (-90.5, 13.0), (52.0, 181.0), (52.0, -1e300)]
)
def test_what_is_out_of_range_is_unknown(
    latitude: float, longitude: float, format: evcp.Format
) -> None:
    """The models keep it, and the decoder reports it; who counts or shows does not take it for a fact."""
    body = evcp.encode(
        EVStation(
            id="s",
            position=Position(latitude=latitude, longitude=longitude),
            distance=3,
            connectors=(Connector(max_power_level=11.0), Connector(max_power_level=7.0)),
        ),
        format=format,
    )
    for old, new in (
        (b"11", b"-7"),
        (b"distance>3", b"distance>-3"),
        (b'distance":3', b'distance":-3'),
    ):
        body = body.replace(old, new)
    decoded = evcp.decode(body, EVStation, format=format)
    station = decoded.value
    assert {issue.path for issue in decoded.issues} >= {
        "distance",
        "connectors.connector[0].maxPowerLevel",
    }
    assert geo.position(station) is None
    assert geo.distance(station) is None
    assert [geo.power(group) for group in station.connectors] == [None, 7.0]
    feature = geo.feature(station)
    assert feature["geometry"] is None
    assert feature["properties"]["max_power_kw"] == 7.0
    assert feature["properties"]["distance_m"] is None
    assert [one["max_power_kw"] for one in feature["properties"]["connectors"]] == [None, 7.0]
    json.loads("".join(geo.feature_lines([station])))


@pytest.mark.parametrize(
    "at",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_a_time_at_either_end_of_the_calendar_does_no_harm(at: datetime) -> None:
    group = Connector(last_update_timestamp=at)
    station = EVStation(
        id="a",
        position=Position(latitude=1, longitude=2),
        connectors=(group,),
        last_update_timestamp=at,
    )
    state = availability(station)
    assert state.oldest == state.newest == at
    assert state.age(datetime.now(UTC)) is not None
    assert geo.properties(station)["updated"] == at.isoformat()
    assert "last_updated" in ocpi.to_location(station).missing  # not a date in UTC
