"""Rules of OCPI 2.2.1 and 2.3.0 for a location, from the tables of the standard: members, types, lengths, values.

Independent of the product: nothing of `evcp` is read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

Check = Callable[[Any, str, str], Iterator[str]]

STATUSES = "AVAILABLE BLOCKED CHARGING INOPERATIVE OUTOFORDER PLANNED REMOVED RESERVED UNKNOWN"
POWER_TYPES = "AC_1_PHASE AC_2_PHASE AC_2_PHASE_SPLIT AC_3_PHASE DC"
PARKING_TYPES = "ALONG_MOTORWAY PARKING_GARAGE PARKING_LOT ON_DRIVEWAY ON_STREET UNDERGROUND_GARAGE"
RESTRICTIONS = "EV_ONLY PLUGGED DISABLED CUSTOMERS MOTORCYCLES"
CAPABILITIES = (
    "CHARGING_PROFILE_CAPABLE CHARGING_PREFERENCES_CAPABLE CHIP_CARD_SUPPORT CONTACTLESS_CARD_SUPPORT "
    "CREDIT_CARD_PAYABLE DEBIT_CARD_PAYABLE PED_TERMINAL REMOTE_START_STOP_CAPABLE RESERVABLE RFID_READER "
    "START_SESSION_CONNECTOR_REQUIRED TOKEN_GROUP_CAPABLE UNLOCK_CAPABLE"
)
FACILITIES = (
    "HOTEL RESTAURANT CAFE MALL SUPERMARKET SPORT RECREATION_AREA NATURE MUSEUM BIKE_SHARING BUS_STOP "
    "TAXI_STAND TRAM_STOP METRO_STATION TRAIN_STATION AIRPORT PARKING_LOT CARPOOL_PARKING FUEL_STATION WIFI"
)
STANDARDS = (
    "CHADEMO CHAOJI DOMESTIC_A DOMESTIC_B DOMESTIC_C DOMESTIC_D DOMESTIC_E DOMESTIC_F DOMESTIC_G DOMESTIC_H "
    "DOMESTIC_I DOMESTIC_J DOMESTIC_K DOMESTIC_L DOMESTIC_M DOMESTIC_N DOMESTIC_O GBT_AC GBT_DC "
    "IEC_60309_2_single_16 IEC_60309_2_three_16 IEC_60309_2_three_32 IEC_60309_2_three_64 IEC_62196_T1 "
    "IEC_62196_T1_COMBO IEC_62196_T2 IEC_62196_T2_COMBO IEC_62196_T3A IEC_62196_T3C NEMA_5_20 NEMA_6_30 "
    "NEMA_6_50 NEMA_10_30 NEMA_10_50 NEMA_14_30 NEMA_14_50 PANTOGRAPH_BOTTOM_UP PANTOGRAPH_TOP_DOWN TESLA_R "
    "TESLA_S"
)
SOURCES = "NUCLEAR GENERAL_FOSSIL COAL GAS GENERAL_GREEN SOLAR WIND WATER"


def text(limit: int, pattern: str = r"[\s\S]+", least: int = 1) -> Check:
    def check(value: Any, at: str, _: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{at}: not a text: {value!r}"
        elif not least <= len(value) <= limit or not re.fullmatch(pattern, value):
            yield f"{at}: {value!r} has other than {least} to {limit} characters of {pattern}"

    return check


def identifier(limit: int) -> Check:
    return text(limit, "[\x20-\x7e]+")


def one_of(words: str, more_in_2_3_0: str = "") -> Check:
    def check(value: Any, at: str, version: str) -> Iterator[str]:
        known = words.split() + (more_in_2_3_0.split() if version == "2.3.0" else [])
        if value not in known:
            yield f"{at}: {value!r} is not one of {known}"

    return check


def boolean(value: Any, at: str, _: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{at}: {value!r} is not a boolean"


def whole(value: Any, at: str, _: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        yield f"{at}: {value!r} is not a whole number"


def number(value: Any, at: str, _: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield f"{at}: {value!r} is not a number"


def moment(value: Any, at: str, _: str) -> Iterator[str]:
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z"
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        yield f"{at}: {value!r} is not a time in UTC"
    else:
        datetime.fromisoformat(value)


def each(check: Check, least: int = 1) -> Check:
    def inner(value: Any, at: str, version: str) -> Iterator[str]:
        if not isinstance(value, list) or len(value) < least:
            yield f"{at}: not a list of {least} or more: {value!r:.80}"
            return
        for index, one in enumerate(value):
            yield from check(one, f"{at}[{index}]", version)

    return inner


def members(
    required: dict[str, Check], optional: dict[str, Check], new: dict[str, Check] | None = None
) -> Check:
    def check(value: Any, at: str, version: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: not an object: {value!r:.80}"
            return
        known = required | optional | ((new or {}) if version == "2.3.0" else {})
        yield from (f"{at}.{name}: missing" for name in required if name not in value)
        for name, one in value.items():
            if name not in known:
                yield f"{at}.{name}: not a member of {version}"
            else:
                yield from known[name](one, f"{at}.{name}", version)

    return check


_COORDINATES: dict[str, Check] = {
    "latitude": text(10, r"-?[0-9]{1,2}\.[0-9]{5,7}"),
    "longitude": text(11, r"-?[0-9]{1,3}\.[0-9]{5,7}"),
}
PLACE = members(_COORDINATES, {})
DISPLAY_TEXT = members({"language": text(2, "[a-z]{2}"), "text": text(512)}, {})
IMAGE = members({"url": text(255), "category": text(50), "type": text(4)}, {})
BUSINESS = members({"name": text(100)}, {"website": text(255, r"https?://\S+"), "logo": IMAGE})
_CLOCK = text(5, "([01][0-9]|2[0-3]):[0-5][0-9]")


def _weekday(value: Any, at: str, version: str) -> Iterator[str]:
    if value not in range(1, 8) or isinstance(value, bool):
        yield f"{at}: {value!r} is not 1 to 7"


def _regular(value: Any, at: str, version: str) -> Iterator[str]:
    need = {"weekday": _weekday, "period_begin": _CLOCK, "period_end": _CLOCK}
    faults = list(members(need, {})(value, at, version))
    yield from faults
    if not faults and value["period_end"] <= value["period_begin"]:
        yield f"{at}: ends before it begins"


def _period(value: Any, at: str, version: str) -> Iterator[str]:
    need: dict[str, Check] = {"period_begin": moment, "period_end": moment}
    faults = list(members(need, {})(value, at, version))
    yield from faults
    if not faults and value["period_end"] <= value["period_begin"]:
        yield f"{at}: ends before it begins"


def _hours(value: Any, at: str, version: str) -> Iterator[str]:
    check = members(
        {"twentyfourseven": boolean},
        {
            "regular_hours": each(_regular),
            "exceptional_openings": each(_period),
            "exceptional_closings": each(_period),
        },
    )
    yield from check(value, at, version)
    if isinstance(value, dict) and bool(value.get("regular_hours")) is value.get("twentyfourseven"):
        yield f"{at}: regular hours, and only they, go with twentyfourseven false"


CONNECTOR = members(
    {
        "id": identifier(36),
        "standard": one_of(STANDARDS, "MCS SAE_J3400"),
        "format": one_of("SOCKET CABLE"),
        "power_type": one_of(POWER_TYPES),
        "max_voltage": whole,
        "max_amperage": whole,
        "last_updated": moment,
    },
    {
        "max_electric_power": whole,
        "tariff_ids": each(identifier(36)),
        "terms_and_conditions": text(255),
    },
    {
        "capabilities": each(
            one_of("ISO_15118_2_PLUG_AND_CHARGE ISO_15118_20_PLUG_AND_CHARGE"), least=0
        )
    },
)
EVSE = members(
    {
        "uid": identifier(36),
        "status": one_of(STATUSES),
        "connectors": each(CONNECTOR),
        "last_updated": moment,
    },
    {
        "evse_id": identifier(48),
        "capabilities": each(one_of(CAPABILITIES)),
        "floor_level": text(4),
        "coordinates": PLACE,
        "physical_reference": text(16),
        "directions": each(DISPLAY_TEXT),
        "parking_restrictions": each(one_of(RESTRICTIONS, "EMPLOYEES TAXIS TENANTS")),
        "images": each(IMAGE),
    },
    {"accepted_service_providers": each(text(50))},
)
ENERGY_MIX = members(
    {"is_green_energy": boolean},
    {
        "energy_sources": each(members({"source": one_of(SOURCES), "percentage": number}, {})),
        "supplier_name": text(64),
        "energy_product_name": text(64),
    },
)
LOCATION = members(
    {
        "country_code": text(2, "[A-Z]{2}"),
        "party_id": text(3, "[A-Z0-9]{3}"),
        "id": identifier(36),
        "publish": boolean,
        "address": text(45),
        "city": text(45),
        "country": text(3, "[A-Z]{3}"),
        "coordinates": PLACE,
        "time_zone": text(255),
        "last_updated": moment,
    },
    {
        "name": text(255),
        "postal_code": text(10),
        "state": text(20),
        "related_locations": each(members(_COORDINATES, {"name": DISPLAY_TEXT})),
        "parking_type": one_of(PARKING_TYPES),
        "evses": each(EVSE, least=0),
        "directions": each(DISPLAY_TEXT),
        "operator": BUSINESS,
        "suboperator": BUSINESS,
        "owner": BUSINESS,
        "facilities": each(one_of(FACILITIES)),
        "opening_times": _hours,
        "charging_when_closed": boolean,
        "images": each(IMAGE),
        "energy_mix": ENERGY_MIX,
    },
    {"help_phone": text(25)},
)


def faults(location: Any, version: str) -> list[str]:
    """The breaches of the rules, with ids that are not unique among them."""
    found = list(LOCATION(location, "location", version))
    evses = location.get("evses", [])
    uids = [evse["uid"].casefold() for evse in evses]
    if len(set(uids)) < len(uids):
        found.append("location.evses: a uid twice")
    for evse in evses:
        ids = [one["id"].casefold() for one in evse["connectors"]]
        if len(set(ids)) < len(ids):
            found.append(f"evse {evse['uid']}: a connector id twice")
    return found
