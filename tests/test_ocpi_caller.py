"""Members of a location that the caller gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from support.ocpi_stations import (
    NOW,
    group,
    loc,
    only_evse,
    said,
    sample,
    station,
)

from evcp import ConfigurationError, ocpi


def test_values_of_the_caller() -> None:
    view = ocpi.to_location(
        sample("sample_a"),
        country_code="DE",
        party_id="RWE",
        last_updated=NOW,
        supplied={"publish": True, "evses.connectors.format": "CABLE"},
    )
    assert view.valid
    assert view.marks["country_code"].reason == "given by the caller"
    assert loc(view)["publish"] is True
    # What the station says stands.
    assert loc(view)["last_updated"] == "2015-08-28T04:39:27.737Z"
    assert loc(view)["evses"][0]["connectors"][0]["format"] == "SOCKET"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"country_code": "DEU"}, "1 to 2 characters"),
        ({"country_code": "de"}, "not one of OCPI"),
        ({"party_id": "*"}, "not one of OCPI"),
        ({"supplied": {"ctiy": "Berlin"}}, "'ctiy' is not a member"),
        ({"supplied": {"evses[0].uid": "1"}}, "without indexes"),
        ({"supplied": {"publish": "yes"}}, "publish must be True or False"),
        ({"supplied": {"evses.connectors.max_voltage": True}}, "whole number"),
        ({"supplied": {"evses.connectors.format": "PLUG"}}, "not one of OCPI"),
        ({"supplied": {"last_updated": "2020"}}, "datetime with its time zone"),
        ({"last_updated": datetime(2020, 1, 1)}, "datetime with its time zone"),
        ({"id": "x" * 37}, "1 to 36"),
        ({"version": "3.0"}, "2.2.1 and 2.3.0"),
    ],
)
def test_wrong_values_of_the_caller(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        ocpi.to_location(sample("sample_a"), **values)
    assert message in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("evses.status", "AVAILABLE"),
        ("evses.uid", "1"),
        ("evses", []),
        ("coordinates", 5),
        ("facilities", "WIFI"),
        ("opening_times", "24/7"),
        ("city", "Ber\x00lin"),
        ("parking_type", "ROOF"),
        ("help_phone", "112"),
        ("evses.connectors.standard", "SAE_J3400"),
    ],
)
def test_values_that_are_not_the_callers(name: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=name):
        ocpi.to_location(station(group()), supplied={name: value})


def test_members_that_no_station_says_are_the_callers() -> None:
    given: dict[str, Any] = {
        "parking_type": "ON_STREET",
        "operator.name": "Op",
        "evses.parking_restrictions": ["EV_ONLY"],
        "evses.connectors.standard": "SAE_J3400",
        "help_phone": "112",
    }
    view = ocpi.to_location(station(group("1")), "2.3.0", supplied=given)
    assert said(view) == []
    assert (loc(view)["parking_type"], loc(view)["operator"]) == ("ON_STREET", {"name": "Op"})
    assert loc(view)["help_phone"] == "112"
    evse = only_evse(view)
    assert evse["parking_restrictions"] == ["EV_ONLY"]
    assert evse["connectors"][0]["standard"] == "SAE_J3400"
    assert view.marks["evses[0].parking_restrictions"].reason == "given by the caller"
