"""Stations from GeoJSON points with the tags of OpenStreetMap, clean and dirty."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from sandbox.helpers import AFDC_FILE, ask, ask_json, ids_of, part_of_register, schema

from evcp.sandbox import Service, World
from evcp.sandbox.importers import geojson
from evcp_models import Accessibility, EVStation


def feature(longitude: Any = 13.4, latitude: Any = 52.5, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": properties,
    }


TAGGED = feature(
    **{
        "@id": "node/1",
        "amenity": "charging_station",
        "name": "Rathaus",
        "operator": "Stadtwerke",
        "network": "Ladenetz",
        "brand": "Spreewatt",
        "addr:street": "Hauptstraße",
        "addr:housenumber": "7",
        "addr:city": "Berlin",
        "addr:postcode": "10115",
        "addr:country": "DE",
        "phone": "+49 30 1234",
        "opening_hours": "24/7",
        "fee": "yes",
        "access": "customers",
        "capacity": "3",
        "socket:type2": "2",
        "socket:type2:output": "22 kW",
        "socket:type2:voltage": "400",
        "socket:type2:current": "32",
        "socket:chademo": 1,
        "socket:chademo:output": "50000",
        "socket:type2_combo": "yes",
        "socket:type2_combo:output": "50;150 kW",
        "socket:schuko": "no",
        "wheelchair": "yes",
        "@timestamp": "2024-05-01T10:00:00Z",
    }
)


def load(folder: Path, value: Any) -> World:
    path = folder / "points.geojson"
    path.write_text(json.dumps(value), "utf-8")
    return World.from_geojson(path)


def only(folder: Path, one: dict[str, Any]) -> EVStation:
    (station,) = load(folder, one).stations
    return station


def issues_of(world: World) -> list[tuple[str, str, bool]]:
    assert world.report
    return [(one.column, one.reason, one.dropped) for one in world.report.issues]


def test_tags_of_openstreetmap(tmp_path: Path) -> None:
    world = load(tmp_path, {"type": "FeatureCollection", "features": [TAGGED]})
    (station,) = world.stations
    assert (station.cpo_id, station.name, station.brand) == ("node/1", "Rathaus", "Spreewatt")
    assert (station.position.latitude, station.position.longitude) == (52.5, 13.4)
    assert station.id.startswith("276u33")
    assert list(world.by_pool) == [station.pool_id]
    address = station.address
    assert address
    assert (address.street, address.street_number, address.city) == ("Hauptstraße", "7", "Berlin")
    assert (address.postal_code, address.country) == ("10115", "DEU")
    assert station.contacts
    assert [phone.value for phone in station.contacts.phone] == ["+49 30 1234"]
    assert station.ev_station_details
    assert station.ev_station_details.accessibility_type is Accessibility.RESTRICTED
    assert station.last_update_timestamp == datetime(2024, 5, 1, 10, tzinfo=UTC)
    type2, chademo, combo = station.connectors
    assert [one.connector_type and one.connector_type.id for one in station.connectors] == [
        "31", "29", "34",
    ]  # fmt: skip
    assert [one.max_power_level for one in station.connectors] == [22.0, 50.0, 150.0]
    assert type2.charging_point
    assert (type2.charging_point.volts, type2.charging_point.amps) == (400, 32)
    counts = [
        c.charging_point and c.charging_point.number_of_connectors for c in station.connectors
    ]
    assert counts == [2, 1, None]
    # The number of combos is unknown, and so is the total.
    assert station.total_number_of_connectors is None
    assert {one.supplier_name for one in station.connectors} == {"Stadtwerke"}
    assert chademo.fixed_cable is True
    assert combo.connector_details
    assert combo.connector_details.open24x7 is True
    assert combo.connector_details.pay is True
    assert all(one.connector_statuses == () for one in station.connectors)
    assert station.last_updated_time_stamp is None
    assert world.report
    assert world.report.issues == ()
    assert world.report.unread == (("amenity", 1), ("wheelchair", 1))
    assert world.label == "1 stations of points.geojson, no live states"


def test_a_bare_point_is_a_station(tmp_path: Path) -> None:
    station = only(tmp_path, feature())
    assert (station.cpo_id, station.name, station.brand) == ("52.5,13.4", None, None)
    (group,) = station.connectors
    assert group.connector_type
    assert group.connector_type.id == "0"
    assert group.max_power_level is None
    assert station.total_number_of_connectors is None
    assert station.address
    assert station.address.country is None
    assert station.id.startswith("000u33")


def test_capacity_and_output_of_a_station_without_sockets(tmp_path: Path) -> None:
    tags = {
        "capacity": 4,
        "charging_station:output": "11 kVA",
        "opening_hours": "Mo-Fr 08:00-18:00",
    }
    station = only(tmp_path, feature(**tags))
    (group,) = station.connectors
    assert group.max_power_level == 11.0
    assert station.total_number_of_connectors == 4
    assert group.connector_details
    assert group.connector_details.opening_time == "Mo-Fr 08:00-18:00"
    assert group.connector_details.open24x7 is None
    assert group.connector_details.pay is None


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"type": "FeatureCollection", "features": [feature(id="a"), feature(id="b")]}),
        json.dumps([feature(id="a"), feature(id="b")]),
        f"{json.dumps(feature(id='a'))}\n{json.dumps(feature(id='b'))}\n",
        f"\x1e{json.dumps(feature(id='a'))}\n\x1e{json.dumps(feature(id='b'))}\n",
    ],
)
def test_forms_of_a_feature_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "some.data"
    path.write_bytes(gzip.compress(text.encode()))
    assert [one.cpo_id for one in World.from_geojson(path).stations] == ["a", "b"]
    assert [one.cpo_id for one in World.from_file(path).stations] == ["a", "b"]


@pytest.mark.parametrize(
    ("one", "column", "reason"),
    [
        (7, "type", "not a feature"),
        ({"type": "Point", "coordinates": [1, 2]}, "type", "not a feature"),
        ({"type": "Feature", "properties": {}}, "geometry", "not a point"),
        ({**TAGGED, "geometry": {"type": "Polygon", "coordinates": []}}, "geometry", "not a point"),
        (feature(latitude="north"), "geometry.coordinates", "no position"),
        ({**TAGGED, "geometry": {"type": "Point", "coordinates": [1]}}, "geometry.coordinates",
         "no position"),
        (feature(latitude=95), "geometry.coordinates", "the position is not on the earth"),
        (feature(0, 0), "geometry.coordinates", "the position is 0, 0, a mark for an unknown one"),
        (TAGGED, "id", "seen before"),
    ],
)  # fmt: skip
def test_impossible_rows_are_dropped_and_reported(
    tmp_path: Path, one: Any, column: str, reason: str
) -> None:
    world = load(tmp_path, [TAGGED, one, feature()])
    assert [station.cpo_id for station in world.stations] == ["node/1", "52.5,13.4"]
    dropped = [issue for issue in issues_of(world) if issue[2]]
    assert dropped == [(column, f"{reason}: the row is dropped", True)]
    assert world.report
    assert (world.report.rows, world.report.loaded) == (3, 2)


@pytest.mark.parametrize(
    ("tags", "column"),
    [
        ({"socket:warp": "1"}, "socket:warp"),
        ({"socket:type2": "many"}, "socket:type2"),
        ({"socket:type2": "99999999"}, "socket:type2"),
        ({"socket:type2": "1", "socket:type2:output": "fast"}, "socket:type2:output"),
        ({"socket:type2": "1", "socket:type2:output": "9000 kW"}, "socket:type2:output"),
        ({"socket:type2": "1", "socket:type2:voltage": "high"}, "socket:type2:voltage"),
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "1001"}, "capacity"),
        ({"capacity": "9" * 5_000}, "capacity"),
        ({"capacity": [1]}, "capacity"),
        ({"country": "Germany"}, "country"),
        ({"access": "perhaps"}, "access"),
        ({"timestamp": "2024-05-01"}, "last_updated"),
        ({"name": "a\u0001b"}, "name"),
    ],
)
def test_issues_of_a_row_are_reported_and_the_rest_kept(
    tmp_path: Path, tags: dict[str, Any], column: str
) -> None:
    world = load(tmp_path, feature(**tags))
    assert len(world) == 1
    assert [(issue[0], issue[2]) for issue in issues_of(world)] == [(column, False)]


@pytest.mark.parametrize(
    ("tags", "kw", "noted"),
    [
        ({"output": "-22 kW"}, None, True),
        ({"output": "\u221222 kW"}, None, True),
        ({"output": "11-22 kW"}, 22.0, False),
        ({"output": "11 kW - 22 kW"}, 22.0, False),
        ({"output": "50;150 kW"}, 150.0, False),
        # A factor of 1,000 from voltage and current, as in OCPI.
        ({"output": "22 W", "voltage": "400", "current": "32"}, 22.17, True),
        ({"output": "22 kW", "voltage": "400", "current": "32"}, 22.0, False),
        ({"output": "11 W", "voltage": "230", "current": "16"}, 3.68, True),
        ({"output": "22 W"}, 0.022, False),
    ],
)
def test_powers_of_a_socket(
    tmp_path: Path, tags: dict[str, str], kw: float | None, noted: bool
) -> None:
    properties = {f"socket:type2:{name}": value for name, value in tags.items()}
    world = load(tmp_path, feature(**{"socket:type2": "2", **properties}))
    (group,) = world.stations[0].connectors
    assert group.max_power_level == kw
    assert [issue[0] for issue in issues_of(world)] == ["socket:type2:output"] * noted


@pytest.mark.parametrize("text", ["2024-05-01t10:00:00z", " 2024-05-01 12:00+02 "])
def test_times_of_any_certain_form(tmp_path: Path, text: str) -> None:
    expected = datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert only(tmp_path, feature(last_updated=text)).last_update_timestamp == expected


def test_broken_lines_are_dropped_rows(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_text(f"{json.dumps(TAGGED)}\n{{broken\n{json.dumps(feature())}", "utf-8")
    world = World.from_geojson(path)
    assert len(world) == 2
    assert issues_of(world) == [("", "the line is not JSON: the row is dropped", True)]


def test_an_unknown_socket_is_of_another_type(tmp_path: Path) -> None:
    (group,) = only(tmp_path, feature(**{"socket:warp": "2"})).connectors
    assert group.connector_type
    assert group.connector_type.id == "1"
    assert group.charging_point
    assert group.charging_point.number_of_connectors == 2


anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(TAGGED["properties"])), anything), anything, anything)
def test_no_row_makes_loading_or_serving_fail(
    changes: dict[str, Any], longitude: Any, latitude: Any
) -> None:
    dirty = feature(**{**TAGGED["properties"], **changes})
    placed = feature(longitude, latitude, id="placed")
    stations, report = geojson.stations_of([[dirty, placed]], "some")
    assert report.rows == 2
    assert report.loaded == len(stations) == 2 - sum(issue.dropped for issue in report.issues)
    service = Service(World(stations))
    for station in stations:
        schema().assertValid(etree.fromstring(ask(service, f"stations/{station.id}.xml").body))
        page = ask_json(service, f"stations/{station.id}.json")
        assert ids_of(page) == [station.id]


# --- telling kinds of files apart -------------------------------------------------------------------


def test_the_kind_of_a_file_follows_its_content(tmp_path: Path) -> None:
    location = {"id": "1", "coordinates": {"latitude": "52", "longitude": "13"}, "evses": []}
    path = tmp_path / "no.name"
    for value, label in [
        (location, "states of the file"),
        ([location], "states of the file"),
        ({"data": [location]}, "states of the file"),
        ([5, location], "states of the file"),
        (feature(), "no live states"),
        ({"type": "FeatureCollection", "features": [feature()]}, "no live states"),
    ]:
        path.write_text(json.dumps(value), "utf-8")
        world = World.from_file(path)
        assert (len(world), world.label) == (1, f"1 stations of no.name, {label}")


def test_an_older_location_with_a_type_is_not_a_feature(tmp_path: Path) -> None:
    location = {"id": "1", "type": "ON_STREET", "coordinates": {"latitude": "5", "longitude": "13"}}
    path = tmp_path / "older"
    path.write_text(json.dumps([location]), "utf-8")
    assert "states of the file" in World.from_file(path).label


def test_the_register_is_recognized_by_its_header(tmp_path: Path) -> None:
    if not AFDC_FILE.exists():
        pytest.skip("the register is not there")
    world = World.from_file(part_of_register(tmp_path, 100), states_seed=None)
    assert len(world) > 300
    assert "no live states" in world.label


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "holds no stations: it is empty"),
        ("\n", "holds no stations: it is empty"),
        ("a,b\n1,2\n", "is not a known kind of file"),
        ("{}", "JSON of an unknown kind"),
        ("[]", "JSON of an unknown kind"),
        ('{"data": 5}', "JSON of an unknown kind"),
        ("[1,", "is not JSON"),
    ],
)
def test_an_unknown_kind_of_file_is_an_error(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "some"
    path.write_text(content, "utf-8")
    with pytest.raises(ValueError, match=problem):
        World.from_file(path)


def test_an_empty_collection_is_an_error(tmp_path: Path) -> None:
    empty: list[Any] = [
        {"type": "FeatureCollection", "features": []},
        {"type": "FeatureCollection"},
        [],
    ]
    for value in empty:
        with pytest.raises(ValueError, match="holds no GeoJSON features"):
            load(tmp_path, value)
