"""Locations of API v3 in the view of OCPI, their ids, and HERE's table of connectors."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.ocpi_stations import (
    VERSIONS,
    breaches,
    loc,
    said,
    states,
)
from support.settings import tries

from evcp import ConfigurationError, availability, ocpi
from evcp._ocpi.metadata import verify
from evcp.hours import is_open
from evcp.ocpi import Version

# After the example of the published description of API v3.
V3: dict[str, Any] = {
    "id": "here:evcp:charginglocation:146udbvs5xwtg-aGVyZS1ldjplY29tb3ZlbWVudDoyMTEzODY4NzI3",
    "location": {"lat": 52.482, "lng": 13.31},
    "name": "Charging Station Invalidenstrasse",
    "address": {"label": "Invalidenstrasse 116, 10115 Berlin, Germany", "street": "Invalidenstraße",
                "houseNumber": "116", "state": "Berlin", "city": "Berlin", "countryCode": "DEU",
                "postalCode": "10115"},
    "parkingType": "onStreet",
    "operator": {"name": "ChargePoint", "eMobilityIds": ["DE-CPI"]},
    "facilityTypes": ["hotel", "toilets"],
    "timeZone": "Europe/Berlin",
    "openingHours": {"open24x7": False, "chargingWhenClosed": True, "regularSchedule": [
        {"days": ["mo", "tu", "we", "th", "fr"], "periods": [{"from": "08:00:00", "to": "17:00:00"}]}],
        "exceptions": [{"date": "2025-12-25", "closed": True},
                       {"date": "2025-12-27", "periods": [{"from": "10:00:00", "to": "12:00:00"}]}]},
    "energyMix": {"isGreenEnergy": True, "energySources": [{"source": "wind", "percentage": 100}],
                  "supplier": "Windy"},
    "supportPhoneNumber": "+494412345",
    "evses": [
        {"id": "here:evcp:evse:02", "uid": "3307564", "evseId": "DE*BSW*E603467*467",
         "connectors": [{"id": "1", "standard": "IEC_62196_T2", "format": "socket",
                         "powerType": "ac3Phase", "maxVoltage": 230, "maxCurrent": 16, "maxPower": 11000}],
         "status": "available", "capabilities": ["chargingProfile", "reservable"],
         "physicalReference": "66737", "location": {"lat": 52.482, "lng": 13.31},
         "paymentSupports": ["chipCard", "authByCarPlugAndCharge"], "modified": "2024-05-31T13:41:49.270Z"},
        {"uid": "3307565", "connectors": [{"id": "1", "standard": "IEC_60309_2_SINGLE_16", "format": "cable",
         "powerType": "ac1Phase", "maxVoltage": 230, "maxCurrent": 16}],
         "status": "operational", "modified": "2024-05-31T13:41:49.270Z"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_location_of_v3(version: Version) -> None:
    view = ocpi.from_v3(copy.deepcopy(V3), version)
    assert breaches([view]) == []
    assert view.valid
    assert states(view) == ["AVAILABLE", "UNKNOWN"]
    assert (loc(view)["country_code"], loc(view)["party_id"]) == ("DE", "CPI")
    assert loc(view)["parking_type"] == "ON_STREET"
    assert loc(view)["facilities"] == ["HOTEL"]
    assert loc(view)["evses"][1]["connectors"][0]["standard"] == "IEC_60309_2_single_16"
    assert {"facilityTypes.toilets"} <= {one.path for one in view.issues}
    assert ("help_phone" in view.location) is (version == "2.3.0")
    assert view.aliases.pool_id == "146udbvs5xwtg-aGVyZS1ldjplY29tb3ZlbWVudDoyMTEzODY4NzI3"
    (one,) = ocpi.from_location(view).stations
    assert one.pool_id == view.aliases.pool_id
    assert availability(one).free == 1
    assert availability(one).unknown == 1
    assert [(g.connector_type and g.connector_type.id, g.max_power_level) for g in one.connectors] == [
        ("31", 11.0), ("35", 3.68),
    ]  # fmt: skip
    berlin = ZoneInfo("Europe/Berlin")
    moments = [datetime(2025, 12, day, 11, tzinfo=berlin) for day in (24, 25, 26, 27, 28)]
    assert [is_open(one, at) for at in moments] == [True, False, True, True, False]


@pytest.mark.parametrize("word", ["operational", "unknown", "somethingNew", None])
def test_what_v3_does_not_know_is_not_free(word: str | None) -> None:
    location = copy.deepcopy(V3)
    for evse in location["evses"]:
        evse["status"] = word
    assert states(ocpi.from_v3(location)) == ["UNKNOWN", "UNKNOWN"]


def test_connector_groups_of_v3() -> None:
    groups: list[dict[str, Any]] = [{"standard": "IEC_62196_T2_COMBO", "maxPower": 200_000, "connectorCount": 3,
               "availableConnectorCount": 1},
              {"standard": "SAE_J3400", "maxPower": 250_000, "connectorCount": 1},
              {"standard": "MCS", "maxPower": 1_000_000, "connectorCount": 2,
                "availableConnectorCount": 9}]  # fmt: skip
    location = {**{k: v for k, v in V3.items() if k != "evses"}, "connectorGroups": groups}
    view = ocpi.from_v3(location)
    assert states(view) == ["AVAILABLE", "UNKNOWN", "UNKNOWN", "UNKNOWN", "UNKNOWN", "UNKNOWN"]
    assert said(view) == []
    (one,) = ocpi.from_location(view).stations
    assert (availability(one).free, availability(one).total) == (1, 6)
    assert [g.max_power_level for g in one.connectors] == [200.0, 250.0, 1000.0]
    old = ocpi.from_v3(location, "2.2.1")
    standards = [evse["connectors"][0].get("standard") for evse in loc(old)["evses"]]
    assert standards[3:] == ["TESLA_S", None, None]


def test_restricted_locations_of_v3() -> None:
    view = ocpi.from_v3({**V3, "restrictions": ["customersOnly", "brandOnly"]})
    assert loc(view)["publish"] is False
    assert loc(view)["evses"][0]["parking_restrictions"] == ["CUSTOMERS"]
    assert "restrictions.brandOnly" in {one.path for one in view.issues}


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(
        ("id", "lat", "lng", "uid", "status", "standard", "connectors", "name", "days", "periods", "from",
         "to", "date", "regularSchedule", "exceptions", "maxPower", "connectorCount", "isGreenEnergy",
         "energySources", "source", "percentage", "modified")), inner, max_size=4), max_leaves=8),
    st.sampled_from(sorted(V3)))  # fmt: skip
@tries(25)
def test_no_value_of_v3_breaks_a_rule(value: Any, name: str) -> None:
    location = {**copy.deepcopy(V3), name: value}
    if not isinstance(location["id"], str) or not location["id"]:
        return
    view = ocpi.from_v3(location)
    assert said(view) == []


def test_ids_of_v3() -> None:
    assert ocpi.v3_id("p-1") == "here:evcp:charginglocation:p-1"
    assert ocpi.v3_id(ocpi.v3_id("p-1")) == ocpi.v3_id("p-1")
    assert ocpi.pool_id("here:evcp:charginglocation:p-1") == ocpi.pool_id("p-1") == "p-1"
    for wrong in ("", "here:evcp:evse:1", "here:evcp:charginglocation:"):
        with pytest.raises(ConfigurationError):
            ocpi.pool_id(wrong)
    with pytest.raises(TypeError):
        ocpi.v3_id(None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one of its items"):
        ocpi.from_v3({"items": [V3]})


def test_connector_table_against_a_saved_answer() -> None:
    def entry(standard: str, id: Any) -> dict[str, Any]:
        return {"standard": standard, "commonName": "x", "maxPower": 1, "legacyId": id}

    answer = {
        "countries": [
            {"countryCode": "DEU", "connectorTypes": [entry("IEC_62196_T2", 31), entry("IEC_62196_T2_COMBO", 34)]},
            {"countryCode": "USA", "connectorTypes": [
                entry("IEC_62196_T2", "31"), entry("SAE_J3400", 43), entry("CHADEMO", 30), entry("CHAOJI", 77),
                entry("IEC_60309_2_SINGLE_16", 35), {"standard": "MCS", "commonName": "x", "maxPower": 1}]},
        ]
    }  # fmt: skip
    found = {one.id: (one.verdict, one.countries) for one in verify(answer)}
    assert found == {
        "30": ("differs", ("USA",)),
        "31": ("agrees", ("DEU", "USA")),
        "34": ("agrees", ("DEU",)),
        "35": ("settles", ("USA",)),
        "43": ("settles", ("USA",)),
        "77": ("unknown id", ("USA",)),
    }
    wrong: Any
    for wrong in ({}, [], None, {"connectorTypes": []}, {"connectorTypes": [{"legacyId": 1}]}):
        with pytest.raises(ValueError, match="connectorTypes"):
            verify(wrong)


@pytest.mark.parametrize(
    ("path", "value", "issue"),
    [
        (("evses", 0, "modified"), "yesterday", "evses.modified"),
        (("evses", 0, "modified"), "0001-01-01T00:00:00+05:00", "evses.modified"),
        (("evses", 0, "evseId"), "DE*" + "9" * 50, "evses.evseId"),
        (("evses", 0, "connectors", 0, "standard"), "MAGSAFE", "evses.connectors.standard"),
        (("evses", 0, "connectors", 0, "format"), "wire", "evses.connectors.format"),
        (("evses", 0, "connectors", 0, "powerType"), "ac4Phase", "evses.connectors.powerType"),
        (("evses", 0, "connectors", 0, "maxCurrent"), -16, "evses.connectors.maxCurrent"),
        (("evses", 0, "connectors", 0, "maxPower"), 1e300, "evses.connectors.maxPower"),
        (("evses", 0, "location"), {"lat": 91, "lng": 0}, "evses.location"),
        (("evses", 0, "capabilities"), ["reservable", 7], "capabilities"),
        (("operator", "website"), "ask us", "operator.website"),
        (("operator", "eMobilityIds"), ["CPI"], "operator.eMobilityIds"),
        (("address", "countryCode"), "DE", "address.countryCode"),
        (("parkingType",), "roof", "parkingType"),
        (("energyMix", "energySources", 0, "source"), "hope", "energyMix.energySources"),
        (("openingHours", "holidays"), [], "openingHours.holidays"),
        (("openingHours", "exceptions", 0, "date"), "25 Dec", "openingHours"),
        (("openingHours", "regularSchedule", 0, "days"), ["mo", "xx"], "openingHours.days"),
    ],
)
def test_what_is_not_carried_over_is_told(path: tuple[Any, ...], value: Any, issue: str) -> None:
    location = copy.deepcopy(V3)
    place: Any = location
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    view = ocpi.from_v3(location)
    assert said(view) == []
    assert issue in {one.path for one in view.issues}
    assert issue in view.lost


@pytest.mark.parametrize(
    "periods",
    [
        [{"to": "17:00:00"}],
        [{"from": "08:00:00"}],
        [{"from": "08:00:00", "to": "12:00:00"}, "afternoons"],
        "08:00-17:00",
    ],
)
def test_half_known_hours_of_v3_are_unknown(periods: Any) -> None:
    location = copy.deepcopy(V3)
    location["openingHours"]["regularSchedule"][0]["periods"] = periods
    assert "opening_times" not in ocpi.from_v3(location).location


def test_evses_of_v3_are_told_once() -> None:
    first, second = copy.deepcopy(V3)["evses"]
    twice = {**first, "status": "charging"}
    view = ocpi.from_v3({**V3, "evses": [first, twice, second]})
    assert states(view) == ["UNKNOWN", "UNKNOWN"]
    assert "evses.uid" in {one.path for one in view.issues}
    alike = ocpi.from_v3({**V3, "evses": [{**first, "uid": "a"}, {**second, "uid": "A"}]})
    assert said(alike) == []
    (one,) = ocpi.from_location(alike).stations
    assert availability(one).total == 2


@pytest.mark.parametrize("count", [None, -1, 1.5, "many", 1e9])
def test_a_group_without_a_number_is_told(count: Any) -> None:
    group = {"standard": "IEC_62196_T2", "connectorCount": count, "availableConnectorCount": 1}
    location = {k: v for k, v in V3.items() if k != "evses"}
    view = ocpi.from_v3({**location, "connectorGroups": [group]})
    assert states(view) == []
    assert "connectorGroups.connectorCount" in {one.path for one in view.issues}


def test_deep_values_are_issues() -> None:
    deep: list[Any] = []
    for _ in range(50_000):
        deep = [deep]
    view = ocpi.from_v3({**V3, "name": deep})
    assert "name" in {one.path for one in view.issues}
    read = ocpi.from_location({**view.location, "name": deep})
    assert "name" in {one.path for one in read.issues}
