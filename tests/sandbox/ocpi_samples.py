"""Locations of OCPI, after the examples of the standards."""

from __future__ import annotations

import copy
from typing import Any

# After the example of OCPI 2.2.1, 8.3.1.1 "public charging location", with more EVSEs.
GENT: dict[str, Any] = {
    "country_code": "BE",
    "party_id": "BEC",
    "id": "LOC1",
    "publish": True,
    "name": "Gent Zuid",
    "address": "F.Rooseveltlaan 3A",
    "city": "Gent",
    "postal_code": "9000",
    "country": "BEL",
    "coordinates": {"latitude": "51.047599", "longitude": "3.729944"},
    "parking_type": "ON_STREET",
    "evses": [
        {
            "uid": "3256",
            "evse_id": "BE*BEC*E041503001",
            "status": "AVAILABLE",
            "capabilities": ["RESERVABLE", "RFID_READER"],
            "connectors": [
                {
                    "id": "1",
                    "standard": "IEC_62196_T2",
                    "format": "CABLE",
                    "power_type": "AC_3_PHASE",
                    "max_voltage": 220,
                    "max_amperage": 16,
                    "tariff_ids": ["11"],
                    "last_updated": "2015-03-16T10:10:02Z",
                },
                {
                    "id": "2",
                    "standard": "IEC_62196_T2",
                    "format": "SOCKET",
                    "power_type": "AC_3_PHASE",
                    "max_voltage": 220,
                    "max_amperage": 16,
                    "tariff_ids": ["13"],
                    "last_updated": "2015-03-18T08:12:01Z",
                },
            ],
            "physical_reference": "1",
            "floor_level": "-1",
            "last_updated": "2015-06-28T08:12:01Z",
        },
        {
            "uid": "3257",
            "evse_id": "BE*BEC*E041503002",
            "status": "CHARGING",
            "capabilities": ["CREDIT_CARD_PAYABLE"],
            "connectors": [
                {
                    "id": "1",
                    "standard": "IEC_62196_T2_COMBO",
                    "format": "CABLE",
                    "power_type": "DC",
                    "max_voltage": 1000,
                    "max_amperage": 500,
                    "max_electric_power": 150000,
                    "last_updated": "2015-03-18T08:12:01Z",
                },
                {
                    "id": "2",
                    "standard": "IEC_62196_T2",
                    "format": "SOCKET",
                    "power_type": "AC_3_PHASE",
                    "max_voltage": 220,
                    "max_amperage": 16,
                    "last_updated": "2015-03-18T08:12:01Z",
                },
            ],
            "last_updated": "2015-06-29T20:39:09Z",
        },
    ],
    "operator": {"name": "BeCharged"},
    "time_zone": "Europe/Brussels",
    "opening_times": {"twentyfourseven": True},
    "last_updated": "2015-06-29T20:39:09Z",
}

# OCPI 2.1.1 has no party on a location, and other names on a connector.
OLD: dict[str, Any] = {
    "id": "LOC2",
    "type": "ON_STREET",
    "address": "Kerkstraat",
    "city": "Amsterdam",
    "postal_code": "1017",
    "country": "NLD",
    "coordinates": {"latitude": "52.364", "longitude": "4.883"},
    "evses": [
        {
            "uid": "1",
            "status": "OUTOFORDER",
            "connectors": [
                {
                    "id": "1",
                    "standard": "CHADEMO",
                    "format": "CABLE",
                    "power_type": "DC",
                    "voltage": 500,
                    "amperage": 125,
                    "last_updated": "2019-01-01T00:00:00Z",
                }
            ],
            "last_updated": "2019-01-01T00:00:00Z",
        }
    ],
    "last_updated": "2019-01-01T00:00:00",
}


def changed(*path: Any, to: Any) -> dict[str, Any]:
    """The location of Gent with one member changed, or removed by None."""
    location = copy.deepcopy(GENT)
    inner: Any = location
    for step in path[:-1]:
        inner = inner[step]
    if to is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return location
