"""Bodies on the wire: JSON by the conventions of the contract, XML by the schema, both equal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from lxml import etree
from sandbox.helpers import ask, ask_json, schema

import evcp
from evcp.sandbox import Assumptions, Service, World
from evcp_models import CountResult, ErrorResult, EVStationsResult

NAMESPACE = "http://www.here.com/2014/02/ACS-EV"
BERLIN: dict[str, Any] = {"prox": "52.52,13.405,200000", "maxresults": 100}
NEW_YORK: dict[str, Any] = {"prox": "40.71,-74.0,200000", "maxresults": 100}

OBJECT_LISTS = {
    "evStations": "evStation",
    "connectors": "connector",
    "connectorStatuses": "connectorStatus",
    "types": "type",
}
PLAIN_LISTS = {"phone", "regularOpeningHours", "period", "pricing", "roaming", "ema_id"}
TIMESTAMPS = {"lastUpdateTimestamp", "lastUpdatedTimeStamp"}
NUMBERS = {"latitude", "longitude", "maxPowerLevel", "distance", "totalNumberOfConnectors", "phases",
           "numberOfConnectors", "numberOfAvailable", "numberOfInUse", "numberOfOutOfService",
           "numberOfReserved", "daymask", "count"}  # fmt: skip
STRINGS = {"id", "customerChargeLevel", "chargeMode", "name", "state", "accessibilityType"}
BOOLEANS = {"hasMore", "fixedCable", "open24x7", "pay", "privateAccess", "accept"}


def members(value: Any) -> Iterator[tuple[str, Any]]:
    """Every member of every object below a JSON value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name, inner
            yield from members(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from members(inner)


@pytest.mark.parametrize("area", [BERLIN, NEW_YORK])
@pytest.mark.parametrize("path", ["stations", "details"])
def test_xml_and_json_of_an_answer_are_equal_objects(
    service: Service, area: dict[str, Any], path: str
) -> None:
    resource = "stations"
    query = area
    if path == "details":
        listed = ask_json(service, "stations.json", **area)
        resource, query = f"stations/{listed['evStations']['evStation'][0]['id']}", {}
    from_json = evcp.decode(
        ask(service, f"{resource}.json", **query).body, EVStationsResult, format="json", strict=True
    )
    from_xml = evcp.decode(
        ask(service, f"{resource}.xml", **query).body, EVStationsResult, format="xml", strict=True
    )
    assert from_json.value == from_xml.value
    assert not from_json.issues
    assert not from_xml.issues
    assert from_json.value.ev_stations


def test_decoded_stations_equal_the_world(service: Service, world: World) -> None:
    body = ask(service, "stations.json", bbox="53,12.5;52,14", maxresults=1000).body
    result = evcp.decode(body, EVStationsResult, format="json", strict=True).value
    assert len(result.ev_stations) > 20
    for station in result.ev_stations:
        assert station == world.by_id[station.id]


@pytest.mark.parametrize("area", [BERLIN, NEW_YORK])
def test_json_follows_the_conventions_of_the_samples(
    service: Service, area: dict[str, Any]
) -> None:
    body = ask(service, "stations.json", **area).body
    page = json.loads(body)
    # The root has no wrapper, and absent members are left out.
    assert set(page) == {"hasMore", "count", "evStations"}
    seen = set()
    for name, value in members(page):
        seen.add(name)
        assert value is not None, name
        if name in OBJECT_LISTS:
            assert list(value) == [OBJECT_LISTS[name]]
            assert isinstance(value[OBJECT_LISTS[name]], list)
        elif name in PLAIN_LISTS:
            assert isinstance(value, list), name
        elif name in TIMESTAMPS:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", value)
        elif name in NUMBERS:
            assert type(value) in (int, float), name
        elif name in STRINGS:
            assert isinstance(value, str), name
        elif name in BOOLEANS:
            assert isinstance(value, bool), name
    assert seen > {"connectorStatuses", "phone", "pricing", "roaming", "period", "ema_id", "state"}
    # XML attributes come last, as in the samples.
    for station in page["evStations"]["evStation"]:
        assert list(station)[-3:] == ["id", "lastUpdateTimestamp", "timeZone"]


def test_text_is_utf8_and_not_escaped() -> None:
    service = Service(World.synthetic(300, seed=2))
    for format_ in ("json", "xml"):
        body = ask(service, f"stations.{format_}", prox="52.52,13.405,200000", maxresults=500).body
        assert "Hauptstraße".encode() in body


def test_power_feed_types_are_those_of_america(service: Service) -> None:
    def feeds(area: dict[str, Any]) -> set[str]:
        page = ask_json(service, "stations.json", **area)
        return {
            group["powerFeedType"]["id"]
            for station in page["evStations"]["evStation"]
            for group in station["connectors"]["connector"]
            if "powerFeedType" in group
        }

    assert feeds(NEW_YORK) >= {"2", "5"}
    assert feeds(BERLIN) == set()


@pytest.mark.parametrize(
    ("path", "query", "root"),
    [
        ("stations.xml", BERLIN, "evStationsResult"),
        ("stations.xml", NEW_YORK, "evStationsResult"),
        ("stations.xml", {"prox": "0,0,1"}, "evStationsResult"),
        ("stations/count.xml", {"prox": "52.52,13.405,200000"}, "countResult"),
        ("stations.xml", {"prox": "wrong"}, "error"),
        ("stations/none.xml", {}, "error"),
    ],
)
def test_xml_validates_against_the_schema(
    service: Service, path: str, query: dict[str, Any], root: str
) -> None:
    response = ask(service, path, **query)
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    document = etree.fromstring(response.body)
    schema().assertValid(document)
    assert document.tag == f"{{{NAMESPACE}}}{root}"
    assert document.prefix == "ev"
    assert all(etree.QName(below).namespace is None for below in document.iterdescendants())


@pytest.mark.parametrize("shape", ["absent", "empty-object", "empty-list"])
def test_all_shapes_of_an_empty_result_decode_equally(
    shape: Literal["absent", "empty-object", "empty-list"], world: World
) -> None:
    service = Service(world, assumptions=Assumptions(empty_result=shape))
    for format_ in ("json", "xml"):
        body = ask(service, f"stations.{format_}", prox="0,0,1").body
        decoded = evcp.decode(body, EVStationsResult, format=format_, strict=True)
        assert decoded.value == EVStationsResult(has_more=False, count=0)
        if format_ == "xml":
            schema().assertValid(etree.fromstring(body))


def test_count_in_both_formats(service: Service) -> None:
    as_json = ask(service, "stations/count.json", prox="52.52,13.405,200000").body
    as_xml = ask(service, "stations/count.xml", prox="52.52,13.405,200000").body
    count = json.loads(as_json)["count"]
    assert json.loads(as_json) == {"count": count}
    assert evcp.decode(as_xml, CountResult, format="xml").value == CountResult(count=count)


@pytest.mark.parametrize("shape", [1, 2])
def test_errors_in_both_formats_are_equal_objects(shape: Literal[1, 2], world: World) -> None:
    service = Service(world, assumptions=Assumptions(error_body=shape))
    as_json = ask(service, "stations/none.json")
    as_xml = ask(service, "stations/none.xml")
    assert (as_json.status, as_xml.status) == (404, 404)
    error = evcp.decode(as_json.body, ErrorResult, format="json", strict=True).value
    assert error == evcp.decode(as_xml.body, ErrorResult, format="xml", strict=True).value
    assert "Not Found" in (error.error, error.error_type)
    schema().assertValid(etree.fromstring(as_xml.body))
