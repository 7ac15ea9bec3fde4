"""Arrow columns of the models: types, straight-line builders and readers, one of each per class.

A builder takes a column at a time: reading one attribute of many objects is several times faster
than making a dictionary of each object. The module imports pyarrow; `evcp.arrow` loads it on use.

Generated from schema/ (version 1.1.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from evcp_codec.arrow import (
    BOOLEAN,
    FLOAT,
    INSTANT,
    INTEGER,
    TEXT,
    booleans,
    built,
    decimal_values,
    decimals,
    floats,
    instants,
    integers,
    listed,
    lists,
    members,
    optional,
    optionals,
    struct,
    texts,
    values,
)

from .enums import (
    Accessibility,
    ChargeMode,
    ConnectorState,
    CustomerChargeLevel,
    PricingModel,
    PricingUnit,
    SideOfStreet,
)
from .models import (
    EVSE,
    Address,
    AnnualOpeningHoursDetail,
    Cash,
    ChargingPoint,
    Check,
    Connector,
    ConnectorDetail,
    ConnectorStatus,
    ConnectorStatusesResult,
    ConnectorTypesResult,
    Contact,
    ContactEntry,
    CountResult,
    CreditCard,
    DebitCard,
    EPayment,
    ErrorResult,
    EVSEConnector,
    EVSEsPool,
    EVSEsResult,
    EVSEsStation,
    EVStation,
    EVStationDetails,
    EVStationsResult,
    NameId,
    OpeningHours,
    OpeningHoursDetail,
    OtherPayment,
    PaymentMethods,
    Phone,
    Position,
    PowerFeedTypesResult,
    Price,
    PricingStructure,
    RoamingEntry,
    RoamingsResult,
    StationRoaming,
    Subscription,
    TimePeriod,
)

ADDRESS_TYPE: pa.StructType = pa.struct(
    (
        ("street", TEXT),
        ("street_number", TEXT),
        ("city", TEXT),
        ("state", TEXT),
        ("county", TEXT),
        ("region", TEXT),
        ("district", TEXT),
        ("country", TEXT),
        ("postal_code", TEXT),
        ("floor", TEXT),
        ("unparsed_address", TEXT),
        ("block", TEXT),
        ("subblock", TEXT),
        ("side_of_street", TEXT),
        ("subdistrict", TEXT),
    )
)
ADDRESS_FIELDS = list(ADDRESS_TYPE)


def build_address(rows: Sequence[Address]) -> pa.StructArray:
    """Return the columns of many `Address`."""
    columns: list[pa.Array] = [
        texts([x.street for x in rows]),
        texts([x.street_number for x in rows]),
        texts([x.city for x in rows]),
        texts([x.state for x in rows]),
        texts([x.county for x in rows]),
        texts([x.region for x in rows]),
        texts([x.district for x in rows]),
        texts([x.country for x in rows]),
        texts([x.postal_code for x in rows]),
        texts([x.floor for x in rows]),
        texts([x.unparsed_address for x in rows]),
        texts([x.block for x in rows]),
        texts([x.subblock for x in rows]),
        texts([x.side_of_street for x in rows]),
        texts([x.subdistrict for x in rows]),
    ]
    return struct(columns, ADDRESS_FIELDS, len(rows))


def read_address(array: pa.StructArray) -> list[Address]:
    """Return the `Address` of each row."""
    get = array.field
    return built(
        Address,
        array,
        {
            "street": values(get("street")),
            "street_number": values(get("street_number")),
            "city": values(get("city")),
            "state": values(get("state")),
            "county": values(get("county")),
            "region": values(get("region")),
            "district": values(get("district")),
            "country": values(get("country")),
            "postal_code": values(get("postal_code")),
            "floor": values(get("floor")),
            "unparsed_address": values(get("unparsed_address")),
            "block": values(get("block")),
            "subblock": values(get("subblock")),
            "side_of_street": members(SideOfStreet)(get("side_of_street")),
            "subdistrict": values(get("subdistrict")),
        },
    )


PHONE_TYPE: pa.StructType = pa.struct(
    (
        ("value", TEXT),
        ("label", TEXT),
    )
)
PHONE_FIELDS = list(PHONE_TYPE)


def build_phone(rows: Sequence[Phone]) -> pa.StructArray:
    """Return the columns of many `Phone`."""
    columns: list[pa.Array] = [
        texts([x.value for x in rows]),
        texts([x.label for x in rows]),
    ]
    return struct(columns, PHONE_FIELDS, len(rows))


def read_phone(array: pa.StructArray) -> list[Phone]:
    """Return the `Phone` of each row."""
    get = array.field
    return built(
        Phone,
        array,
        {
            "value": values(get("value")),
            "label": values(get("label")),
        },
    )


CONTACT_ENTRY_TYPE: pa.StructType = pa.struct(
    (
        ("value", TEXT),
        ("label", TEXT),
    )
)
CONTACT_ENTRY_FIELDS = list(CONTACT_ENTRY_TYPE)


def build_contact_entry(rows: Sequence[ContactEntry]) -> pa.StructArray:
    """Return the columns of many `ContactEntry`."""
    columns: list[pa.Array] = [
        texts([x.value for x in rows]),
        texts([x.label for x in rows]),
    ]
    return struct(columns, CONTACT_ENTRY_FIELDS, len(rows))


def read_contact_entry(array: pa.StructArray) -> list[ContactEntry]:
    """Return the `ContactEntry` of each row."""
    get = array.field
    return built(
        ContactEntry,
        array,
        {
            "value": values(get("value")),
            "label": values(get("label")),
        },
    )


CONTACT_TYPE: pa.StructType = pa.struct(
    (
        ("phone", pa.list_(PHONE_TYPE)),
        ("fax", pa.list_(PHONE_TYPE)),
        ("email", pa.list_(CONTACT_ENTRY_TYPE)),
        ("website", pa.list_(CONTACT_ENTRY_TYPE)),
    )
)
CONTACT_FIELDS = list(CONTACT_TYPE)


def build_contact(rows: Sequence[Contact]) -> pa.StructArray:
    """Return the columns of many `Contact`."""
    columns: list[pa.Array] = [
        lists(build_phone, [x.phone for x in rows]),
        lists(build_phone, [x.fax for x in rows]),
        lists(build_contact_entry, [x.email for x in rows]),
        lists(build_contact_entry, [x.website for x in rows]),
    ]
    return struct(columns, CONTACT_FIELDS, len(rows))


def read_contact(array: pa.StructArray) -> list[Contact]:
    """Return the `Contact` of each row."""
    get = array.field
    return built(
        Contact,
        array,
        {
            "phone": listed(read_phone, get("phone")),
            "fax": listed(read_phone, get("fax")),
            "email": listed(read_contact_entry, get("email")),
            "website": listed(read_contact_entry, get("website")),
        },
    )


POSITION_TYPE: pa.StructType = pa.struct(
    (
        ("latitude", FLOAT),
        ("longitude", FLOAT),
    )
)
POSITION_FIELDS = list(POSITION_TYPE)


def build_position(rows: Sequence[Position]) -> pa.StructArray:
    """Return the columns of many `Position`."""
    columns: list[pa.Array] = [
        floats([x.latitude for x in rows]),
        floats([x.longitude for x in rows]),
    ]
    return struct(columns, POSITION_FIELDS, len(rows))


def read_position(array: pa.StructArray) -> list[Position]:
    """Return the `Position` of each row."""
    get = array.field
    return built(
        Position,
        array,
        {
            "latitude": values(get("latitude")),
            "longitude": values(get("longitude")),
        },
    )


NAME_ID_TYPE: pa.StructType = pa.struct(
    (
        ("name", TEXT),
        ("id", TEXT),
    )
)
NAME_ID_FIELDS = list(NAME_ID_TYPE)


def build_name_id(rows: Sequence[NameId]) -> pa.StructArray:
    """Return the columns of many `NameId`."""
    columns: list[pa.Array] = [
        texts([x.name for x in rows]),
        texts([x.id for x in rows]),
    ]
    return struct(columns, NAME_ID_FIELDS, len(rows))


def read_name_id(array: pa.StructArray) -> list[NameId]:
    """Return the `NameId` of each row."""
    get = array.field
    return built(
        NameId,
        array,
        {
            "name": values(get("name")),
            "id": values(get("id")),
        },
    )


TIME_PERIOD_TYPE: pa.StructType = pa.struct(
    (
        ("from_", TEXT),
        ("to", TEXT),
    )
)
TIME_PERIOD_FIELDS = list(TIME_PERIOD_TYPE)


def build_time_period(rows: Sequence[TimePeriod]) -> pa.StructArray:
    """Return the columns of many `TimePeriod`."""
    columns: list[pa.Array] = [
        texts([x.from_ for x in rows]),
        texts([x.to for x in rows]),
    ]
    return struct(columns, TIME_PERIOD_FIELDS, len(rows))


def read_time_period(array: pa.StructArray) -> list[TimePeriod]:
    """Return the `TimePeriod` of each row."""
    get = array.field
    return built(
        TimePeriod,
        array,
        {
            "from_": values(get("from_")),
            "to": values(get("to")),
        },
    )


OPENING_HOURS_DETAIL_TYPE: pa.StructType = pa.struct(
    (
        ("daymask", INTEGER),
        ("period", pa.list_(TIME_PERIOD_TYPE)),
    )
)
OPENING_HOURS_DETAIL_FIELDS = list(OPENING_HOURS_DETAIL_TYPE)


def build_opening_hours_detail(rows: Sequence[OpeningHoursDetail]) -> pa.StructArray:
    """Return the columns of many `OpeningHoursDetail`."""
    columns: list[pa.Array] = [
        integers([x.daymask for x in rows]),
        lists(build_time_period, [x.period for x in rows]),
    ]
    return struct(columns, OPENING_HOURS_DETAIL_FIELDS, len(rows))


def read_opening_hours_detail(array: pa.StructArray) -> list[OpeningHoursDetail]:
    """Return the `OpeningHoursDetail` of each row."""
    get = array.field
    return built(
        OpeningHoursDetail,
        array,
        {
            "daymask": values(get("daymask")),
            "period": listed(read_time_period, get("period")),
        },
    )


ANNUAL_OPENING_HOURS_DETAIL_TYPE: pa.StructType = pa.struct(
    (
        ("date", TEXT),
        ("closed", BOOLEAN),
        ("period", pa.list_(TIME_PERIOD_TYPE)),
        ("from_", TEXT),
        ("to", TEXT),
        ("daymask", INTEGER),
    )
)
ANNUAL_OPENING_HOURS_DETAIL_FIELDS = list(ANNUAL_OPENING_HOURS_DETAIL_TYPE)


def build_annual_opening_hours_detail(rows: Sequence[AnnualOpeningHoursDetail]) -> pa.StructArray:
    """Return the columns of many `AnnualOpeningHoursDetail`."""
    columns: list[pa.Array] = [
        texts([x.date for x in rows]),
        booleans([x.closed for x in rows]),
        lists(build_time_period, [x.period for x in rows]),
        texts([x.from_ for x in rows]),
        texts([x.to for x in rows]),
        integers([x.daymask for x in rows]),
    ]
    return struct(columns, ANNUAL_OPENING_HOURS_DETAIL_FIELDS, len(rows))


def read_annual_opening_hours_detail(array: pa.StructArray) -> list[AnnualOpeningHoursDetail]:
    """Return the `AnnualOpeningHoursDetail` of each row."""
    get = array.field
    return built(
        AnnualOpeningHoursDetail,
        array,
        {
            "date": values(get("date")),
            "closed": values(get("closed")),
            "period": listed(read_time_period, get("period")),
            "from_": values(get("from_")),
            "to": values(get("to")),
            "daymask": values(get("daymask")),
        },
    )


OPENING_HOURS_TYPE: pa.StructType = pa.struct(
    (
        ("open_now", BOOLEAN),
        ("regular_opening_hours", pa.list_(OPENING_HOURS_DETAIL_TYPE)),
        ("annual_openings", pa.list_(ANNUAL_OPENING_HOURS_DETAIL_TYPE)),
    )
)
OPENING_HOURS_FIELDS = list(OPENING_HOURS_TYPE)


def build_opening_hours(rows: Sequence[OpeningHours]) -> pa.StructArray:
    """Return the columns of many `OpeningHours`."""
    columns: list[pa.Array] = [
        booleans([x.open_now for x in rows]),
        lists(build_opening_hours_detail, [x.regular_opening_hours for x in rows]),
        lists(build_annual_opening_hours_detail, [x.annual_openings for x in rows]),
    ]
    return struct(columns, OPENING_HOURS_FIELDS, len(rows))


def read_opening_hours(array: pa.StructArray) -> list[OpeningHours]:
    """Return the `OpeningHours` of each row."""
    get = array.field
    return built(
        OpeningHours,
        array,
        {
            "open_now": values(get("open_now")),
            "regular_opening_hours": listed(
                read_opening_hours_detail, get("regular_opening_hours")
            ),
            "annual_openings": listed(read_annual_opening_hours_detail, get("annual_openings")),
        },
    )


PRICE_TYPE: pa.StructType = pa.struct(
    (
        ("value", TEXT),
        ("currency", TEXT),
    )
)
PRICE_FIELDS = list(PRICE_TYPE)


def build_price(rows: Sequence[Price]) -> pa.StructArray:
    """Return the columns of many `Price`."""
    columns: list[pa.Array] = [
        decimals([x.value for x in rows]),
        texts([x.currency for x in rows]),
    ]
    return struct(columns, PRICE_FIELDS, len(rows))


def read_price(array: pa.StructArray) -> list[Price]:
    """Return the `Price` of each row."""
    get = array.field
    return built(
        Price,
        array,
        {
            "value": decimal_values(get("value")),
            "currency": values(get("currency")),
        },
    )


PRICING_STRUCTURE_TYPE: pa.StructType = pa.struct(
    (
        ("pricing_model", TEXT),
        ("price", PRICE_TYPE),
        ("unit", TEXT),
        ("time_period", TIME_PERIOD_TYPE),
        ("time_constraints", OPENING_HOURS_TYPE),
        ("descriptions", TEXT),
    )
)
PRICING_STRUCTURE_FIELDS = list(PRICING_STRUCTURE_TYPE)


def build_pricing_structure(rows: Sequence[PricingStructure]) -> pa.StructArray:
    """Return the columns of many `PricingStructure`."""
    columns: list[pa.Array] = [
        texts([x.pricing_model for x in rows]),
        optional(build_price, PRICE_TYPE, [x.price for x in rows]),
        texts([x.unit for x in rows]),
        optional(build_time_period, TIME_PERIOD_TYPE, [x.time_period for x in rows]),
        optional(build_opening_hours, OPENING_HOURS_TYPE, [x.time_constraints for x in rows]),
        texts([x.descriptions for x in rows]),
    ]
    return struct(columns, PRICING_STRUCTURE_FIELDS, len(rows))


def read_pricing_structure(array: pa.StructArray) -> list[PricingStructure]:
    """Return the `PricingStructure` of each row."""
    get = array.field
    return built(
        PricingStructure,
        array,
        {
            "pricing_model": members(PricingModel)(get("pricing_model")),
            "price": optionals(read_price, get("price")),
            "unit": members(PricingUnit)(get("unit")),
            "time_period": optionals(read_time_period, get("time_period")),
            "time_constraints": optionals(read_opening_hours, get("time_constraints")),
            "descriptions": values(get("descriptions")),
        },
    )


CONNECTOR_DETAIL_TYPE: pa.StructType = pa.struct(
    (
        ("device_name", TEXT),
        ("reservable", BOOLEAN),
        ("reservation_information", TEXT),
        ("private_access", BOOLEAN),
        ("open24x7", BOOLEAN),
        ("opening_time", TEXT),
        ("opening_hours", OPENING_HOURS_TYPE),
        ("pay", BOOLEAN),
        ("payment_method_details", TEXT),
        ("manufacturer", TEXT),
        ("manufacturer_model", TEXT),
        ("private_access_information", TEXT),
        ("pricing", pa.list_(PRICING_STRUCTURE_TYPE)),
    )
)
CONNECTOR_DETAIL_FIELDS = list(CONNECTOR_DETAIL_TYPE)


def build_connector_detail(rows: Sequence[ConnectorDetail]) -> pa.StructArray:
    """Return the columns of many `ConnectorDetail`."""
    columns: list[pa.Array] = [
        texts([x.device_name for x in rows]),
        booleans([x.reservable for x in rows]),
        texts([x.reservation_information for x in rows]),
        booleans([x.private_access for x in rows]),
        booleans([x.open24x7 for x in rows]),
        texts([x.opening_time for x in rows]),
        optional(build_opening_hours, OPENING_HOURS_TYPE, [x.opening_hours for x in rows]),
        booleans([x.pay for x in rows]),
        texts([x.payment_method_details for x in rows]),
        texts([x.manufacturer for x in rows]),
        texts([x.manufacturer_model for x in rows]),
        texts([x.private_access_information for x in rows]),
        lists(build_pricing_structure, [x.pricing for x in rows]),
    ]
    return struct(columns, CONNECTOR_DETAIL_FIELDS, len(rows))


def read_connector_detail(array: pa.StructArray) -> list[ConnectorDetail]:
    """Return the `ConnectorDetail` of each row."""
    get = array.field
    return built(
        ConnectorDetail,
        array,
        {
            "device_name": values(get("device_name")),
            "reservable": values(get("reservable")),
            "reservation_information": values(get("reservation_information")),
            "private_access": values(get("private_access")),
            "open24x7": values(get("open24x7")),
            "opening_time": values(get("opening_time")),
            "opening_hours": optionals(read_opening_hours, get("opening_hours")),
            "pay": values(get("pay")),
            "payment_method_details": values(get("payment_method_details")),
            "manufacturer": values(get("manufacturer")),
            "manufacturer_model": values(get("manufacturer_model")),
            "private_access_information": values(get("private_access_information")),
            "pricing": listed(read_pricing_structure, get("pricing")),
        },
    )


CHARGING_POINT_TYPE: pa.StructType = pa.struct(
    (
        ("charge_mode", TEXT),
        ("volts", INTEGER),
        ("volts_range", TEXT),
        ("phases", INTEGER),
        ("amps", INTEGER),
        ("amps_range", TEXT),
        ("number_of_connectors", INTEGER),
        ("number_of_available", INTEGER),
        ("number_of_in_use", INTEGER),
        ("number_of_out_of_service", INTEGER),
        ("number_of_reserved", INTEGER),
        ("last_update_timestamp", INSTANT),
    )
)
CHARGING_POINT_FIELDS = list(CHARGING_POINT_TYPE)


def build_charging_point(rows: Sequence[ChargingPoint]) -> pa.StructArray:
    """Return the columns of many `ChargingPoint`."""
    columns: list[pa.Array] = [
        texts([x.charge_mode for x in rows]),
        integers([x.volts for x in rows]),
        texts([x.volts_range for x in rows]),
        integers([x.phases for x in rows]),
        integers([x.amps for x in rows]),
        texts([x.amps_range for x in rows]),
        integers([x.number_of_connectors for x in rows]),
        integers([x.number_of_available for x in rows]),
        integers([x.number_of_in_use for x in rows]),
        integers([x.number_of_out_of_service for x in rows]),
        integers([x.number_of_reserved for x in rows]),
        instants([x.last_update_timestamp for x in rows]),
    ]
    return struct(columns, CHARGING_POINT_FIELDS, len(rows))


def read_charging_point(array: pa.StructArray) -> list[ChargingPoint]:
    """Return the `ChargingPoint` of each row."""
    get = array.field
    return built(
        ChargingPoint,
        array,
        {
            "charge_mode": members(ChargeMode)(get("charge_mode")),
            "volts": values(get("volts")),
            "volts_range": values(get("volts_range")),
            "phases": values(get("phases")),
            "amps": values(get("amps")),
            "amps_range": values(get("amps_range")),
            "number_of_connectors": values(get("number_of_connectors")),
            "number_of_available": values(get("number_of_available")),
            "number_of_in_use": values(get("number_of_in_use")),
            "number_of_out_of_service": values(get("number_of_out_of_service")),
            "number_of_reserved": values(get("number_of_reserved")),
            "last_update_timestamp": values(get("last_update_timestamp")),
        },
    )


CONNECTOR_STATUS_TYPE: pa.StructType = pa.struct(
    (
        ("cpo_evse_id", TEXT),
        ("cpo_evse_emi3_id", TEXT),
        ("physical_reference", TEXT),
        ("cpo_connector_id", TEXT),
        ("state", TEXT),
    )
)
CONNECTOR_STATUS_FIELDS = list(CONNECTOR_STATUS_TYPE)


def build_connector_status(rows: Sequence[ConnectorStatus]) -> pa.StructArray:
    """Return the columns of many `ConnectorStatus`."""
    columns: list[pa.Array] = [
        texts([x.cpo_evse_id for x in rows]),
        texts([x.cpo_evse_emi3_id for x in rows]),
        texts([x.physical_reference for x in rows]),
        texts([x.cpo_connector_id for x in rows]),
        texts([x.state for x in rows]),
    ]
    return struct(columns, CONNECTOR_STATUS_FIELDS, len(rows))


def read_connector_status(array: pa.StructArray) -> list[ConnectorStatus]:
    """Return the `ConnectorStatus` of each row."""
    get = array.field
    return built(
        ConnectorStatus,
        array,
        {
            "cpo_evse_id": values(get("cpo_evse_id")),
            "cpo_evse_emi3_id": values(get("cpo_evse_emi3_id")),
            "physical_reference": values(get("physical_reference")),
            "cpo_connector_id": values(get("cpo_connector_id")),
            "state": members(ConnectorState)(get("state")),
        },
    )


CONNECTOR_TYPE: pa.StructType = pa.struct(
    (
        ("supplier_name", TEXT),
        ("supplier_contacts", CONTACT_TYPE),
        ("connector_type", NAME_ID_TYPE),
        ("power_feed_type", NAME_ID_TYPE),
        ("charge_capacity", TEXT),
        ("max_power_level", FLOAT),
        ("customer_charge_level", TEXT),
        ("customer_connector_name", TEXT),
        ("fixed_cable", BOOLEAN),
        ("connector_details", CONNECTOR_DETAIL_TYPE),
        ("charging_point", CHARGING_POINT_TYPE),
        ("connector_statuses", pa.list_(CONNECTOR_STATUS_TYPE)),
        ("last_update_timestamp", INSTANT),
    )
)
CONNECTOR_FIELDS = list(CONNECTOR_TYPE)


def build_connector(rows: Sequence[Connector]) -> pa.StructArray:
    """Return the columns of many `Connector`."""
    columns: list[pa.Array] = [
        texts([x.supplier_name for x in rows]),
        optional(build_contact, CONTACT_TYPE, [x.supplier_contacts for x in rows]),
        optional(build_name_id, NAME_ID_TYPE, [x.connector_type for x in rows]),
        optional(build_name_id, NAME_ID_TYPE, [x.power_feed_type for x in rows]),
        texts([x.charge_capacity for x in rows]),
        floats([x.max_power_level for x in rows]),
        texts([x.customer_charge_level for x in rows]),
        texts([x.customer_connector_name for x in rows]),
        booleans([x.fixed_cable for x in rows]),
        optional(
            build_connector_detail, CONNECTOR_DETAIL_TYPE, [x.connector_details for x in rows]
        ),
        optional(build_charging_point, CHARGING_POINT_TYPE, [x.charging_point for x in rows]),
        lists(build_connector_status, [x.connector_statuses for x in rows]),
        instants([x.last_update_timestamp for x in rows]),
    ]
    return struct(columns, CONNECTOR_FIELDS, len(rows))


def read_connector(array: pa.StructArray) -> list[Connector]:
    """Return the `Connector` of each row."""
    get = array.field
    return built(
        Connector,
        array,
        {
            "supplier_name": values(get("supplier_name")),
            "supplier_contacts": optionals(read_contact, get("supplier_contacts")),
            "connector_type": optionals(read_name_id, get("connector_type")),
            "power_feed_type": optionals(read_name_id, get("power_feed_type")),
            "charge_capacity": values(get("charge_capacity")),
            "max_power_level": values(get("max_power_level")),
            "customer_charge_level": members(CustomerChargeLevel)(get("customer_charge_level")),
            "customer_connector_name": values(get("customer_connector_name")),
            "fixed_cable": values(get("fixed_cable")),
            "connector_details": optionals(read_connector_detail, get("connector_details")),
            "charging_point": optionals(read_charging_point, get("charging_point")),
            "connector_statuses": listed(read_connector_status, get("connector_statuses")),
            "last_update_timestamp": values(get("last_update_timestamp")),
        },
    )


SUBSCRIPTION_TYPE: pa.StructType = pa.struct(
    (
        ("provider", TEXT),
        ("accept", BOOLEAN),
    )
)
SUBSCRIPTION_FIELDS = list(SUBSCRIPTION_TYPE)


def build_subscription(rows: Sequence[Subscription]) -> pa.StructArray:
    """Return the columns of many `Subscription`."""
    columns: list[pa.Array] = [
        texts([x.provider for x in rows]),
        booleans([x.accept for x in rows]),
    ]
    return struct(columns, SUBSCRIPTION_FIELDS, len(rows))


def read_subscription(array: pa.StructArray) -> list[Subscription]:
    """Return the `Subscription` of each row."""
    get = array.field
    return built(
        Subscription,
        array,
        {
            "provider": values(get("provider")),
            "accept": values(get("accept")),
        },
    )


CREDIT_CARD_TYPE: pa.StructType = pa.struct(
    (
        ("types", pa.list_(TEXT)),
        ("accept", BOOLEAN),
    )
)
CREDIT_CARD_FIELDS = list(CREDIT_CARD_TYPE)


def build_credit_card(rows: Sequence[CreditCard]) -> pa.StructArray:
    """Return the columns of many `CreditCard`."""
    columns: list[pa.Array] = [
        lists(texts, [x.types for x in rows]),
        booleans([x.accept for x in rows]),
    ]
    return struct(columns, CREDIT_CARD_FIELDS, len(rows))


def read_credit_card(array: pa.StructArray) -> list[CreditCard]:
    """Return the `CreditCard` of each row."""
    get = array.field
    return built(
        CreditCard,
        array,
        {
            "types": listed(values, get("types")),
            "accept": values(get("accept")),
        },
    )


CASH_TYPE: pa.StructType = pa.struct(
    (
        ("currencies", pa.list_(TEXT)),
        ("accept", BOOLEAN),
    )
)
CASH_FIELDS = list(CASH_TYPE)


def build_cash(rows: Sequence[Cash]) -> pa.StructArray:
    """Return the columns of many `Cash`."""
    columns: list[pa.Array] = [
        lists(texts, [x.currencies for x in rows]),
        booleans([x.accept for x in rows]),
    ]
    return struct(columns, CASH_FIELDS, len(rows))


def read_cash(array: pa.StructArray) -> list[Cash]:
    """Return the `Cash` of each row."""
    get = array.field
    return built(
        Cash,
        array,
        {
            "currencies": listed(values, get("currencies")),
            "accept": values(get("accept")),
        },
    )


DEBIT_CARD_TYPE: pa.StructType = pa.struct((("accept", BOOLEAN),))
DEBIT_CARD_FIELDS = list(DEBIT_CARD_TYPE)


def build_debit_card(rows: Sequence[DebitCard]) -> pa.StructArray:
    """Return the columns of many `DebitCard`."""
    columns: list[pa.Array] = [
        booleans([x.accept for x in rows]),
    ]
    return struct(columns, DEBIT_CARD_FIELDS, len(rows))


def read_debit_card(array: pa.StructArray) -> list[DebitCard]:
    """Return the `DebitCard` of each row."""
    get = array.field
    return built(
        DebitCard,
        array,
        {
            "accept": values(get("accept")),
        },
    )


CHECK_TYPE: pa.StructType = pa.struct(
    (
        ("types", pa.list_(TEXT)),
        ("accept", BOOLEAN),
    )
)
CHECK_FIELDS = list(CHECK_TYPE)


def build_check(rows: Sequence[Check]) -> pa.StructArray:
    """Return the columns of many `Check`."""
    columns: list[pa.Array] = [
        lists(texts, [x.types for x in rows]),
        booleans([x.accept for x in rows]),
    ]
    return struct(columns, CHECK_FIELDS, len(rows))


def read_check(array: pa.StructArray) -> list[Check]:
    """Return the `Check` of each row."""
    get = array.field
    return built(
        Check,
        array,
        {
            "types": listed(values, get("types")),
            "accept": values(get("accept")),
        },
    )


E_PAYMENT_TYPE: pa.StructType = pa.struct(
    (
        ("types", pa.list_(TEXT)),
        ("accept", BOOLEAN),
    )
)
E_PAYMENT_FIELDS = list(E_PAYMENT_TYPE)


def build_e_payment(rows: Sequence[EPayment]) -> pa.StructArray:
    """Return the columns of many `EPayment`."""
    columns: list[pa.Array] = [
        lists(texts, [x.types for x in rows]),
        booleans([x.accept for x in rows]),
    ]
    return struct(columns, E_PAYMENT_FIELDS, len(rows))


def read_e_payment(array: pa.StructArray) -> list[EPayment]:
    """Return the `EPayment` of each row."""
    get = array.field
    return built(
        EPayment,
        array,
        {
            "types": listed(values, get("types")),
            "accept": values(get("accept")),
        },
    )


OTHER_PAYMENT_TYPE: pa.StructType = pa.struct(
    (
        ("types", pa.list_(TEXT)),
        ("accept", BOOLEAN),
    )
)
OTHER_PAYMENT_FIELDS = list(OTHER_PAYMENT_TYPE)


def build_other_payment(rows: Sequence[OtherPayment]) -> pa.StructArray:
    """Return the columns of many `OtherPayment`."""
    columns: list[pa.Array] = [
        lists(texts, [x.types for x in rows]),
        booleans([x.accept for x in rows]),
    ]
    return struct(columns, OTHER_PAYMENT_FIELDS, len(rows))


def read_other_payment(array: pa.StructArray) -> list[OtherPayment]:
    """Return the `OtherPayment` of each row."""
    get = array.field
    return built(
        OtherPayment,
        array,
        {
            "types": listed(values, get("types")),
            "accept": values(get("accept")),
        },
    )


PAYMENT_METHODS_TYPE: pa.StructType = pa.struct(
    (
        ("subscription", SUBSCRIPTION_TYPE),
        ("credit_card", CREDIT_CARD_TYPE),
        ("cash", CASH_TYPE),
        ("debit_card", DEBIT_CARD_TYPE),
        ("check", CHECK_TYPE),
        ("e_payment", E_PAYMENT_TYPE),
        ("other", OTHER_PAYMENT_TYPE),
        ("note", TEXT),
    )
)
PAYMENT_METHODS_FIELDS = list(PAYMENT_METHODS_TYPE)


def build_payment_methods(rows: Sequence[PaymentMethods]) -> pa.StructArray:
    """Return the columns of many `PaymentMethods`."""
    columns: list[pa.Array] = [
        optional(build_subscription, SUBSCRIPTION_TYPE, [x.subscription for x in rows]),
        optional(build_credit_card, CREDIT_CARD_TYPE, [x.credit_card for x in rows]),
        optional(build_cash, CASH_TYPE, [x.cash for x in rows]),
        optional(build_debit_card, DEBIT_CARD_TYPE, [x.debit_card for x in rows]),
        optional(build_check, CHECK_TYPE, [x.check for x in rows]),
        optional(build_e_payment, E_PAYMENT_TYPE, [x.e_payment for x in rows]),
        optional(build_other_payment, OTHER_PAYMENT_TYPE, [x.other for x in rows]),
        texts([x.note for x in rows]),
    ]
    return struct(columns, PAYMENT_METHODS_FIELDS, len(rows))


def read_payment_methods(array: pa.StructArray) -> list[PaymentMethods]:
    """Return the `PaymentMethods` of each row."""
    get = array.field
    return built(
        PaymentMethods,
        array,
        {
            "subscription": optionals(read_subscription, get("subscription")),
            "credit_card": optionals(read_credit_card, get("credit_card")),
            "cash": optionals(read_cash, get("cash")),
            "debit_card": optionals(read_debit_card, get("debit_card")),
            "check": optionals(read_check, get("check")),
            "e_payment": optionals(read_e_payment, get("e_payment")),
            "other": optionals(read_other_payment, get("other")),
            "note": values(get("note")),
        },
    )


EV_STATION_DETAILS_TYPE: pa.StructType = pa.struct(
    (
        ("private_access", BOOLEAN),
        ("restricted_access", BOOLEAN),
        ("accessibility_type", TEXT),
        ("payment_methods", PAYMENT_METHODS_TYPE),
        ("notes", TEXT),
    )
)
EV_STATION_DETAILS_FIELDS = list(EV_STATION_DETAILS_TYPE)


def build_ev_station_details(rows: Sequence[EVStationDetails]) -> pa.StructArray:
    """Return the columns of many `EVStationDetails`."""
    columns: list[pa.Array] = [
        booleans([x.private_access for x in rows]),
        booleans([x.restricted_access for x in rows]),
        texts([x.accessibility_type for x in rows]),
        optional(build_payment_methods, PAYMENT_METHODS_TYPE, [x.payment_methods for x in rows]),
        texts([x.notes for x in rows]),
    ]
    return struct(columns, EV_STATION_DETAILS_FIELDS, len(rows))


def read_ev_station_details(array: pa.StructArray) -> list[EVStationDetails]:
    """Return the `EVStationDetails` of each row."""
    get = array.field
    return built(
        EVStationDetails,
        array,
        {
            "private_access": values(get("private_access")),
            "restricted_access": values(get("restricted_access")),
            "accessibility_type": members(Accessibility)(get("accessibility_type")),
            "payment_methods": optionals(read_payment_methods, get("payment_methods")),
            "notes": values(get("notes")),
        },
    )


STATION_ROAMING_TYPE: pa.StructType = pa.struct(
    (
        ("emsp", TEXT),
        ("partner_id", TEXT),
        ("ema_id", pa.list_(TEXT)),
    )
)
STATION_ROAMING_FIELDS = list(STATION_ROAMING_TYPE)


def build_station_roaming(rows: Sequence[StationRoaming]) -> pa.StructArray:
    """Return the columns of many `StationRoaming`."""
    columns: list[pa.Array] = [
        texts([x.emsp for x in rows]),
        texts([x.partner_id for x in rows]),
        lists(texts, [x.ema_id for x in rows]),
    ]
    return struct(columns, STATION_ROAMING_FIELDS, len(rows))


def read_station_roaming(array: pa.StructArray) -> list[StationRoaming]:
    """Return the `StationRoaming` of each row."""
    get = array.field
    return built(
        StationRoaming,
        array,
        {
            "emsp": values(get("emsp")),
            "partner_id": values(get("partner_id")),
            "ema_id": listed(values, get("ema_id")),
        },
    )


EV_STATION_TYPE: pa.StructType = pa.struct(
    (
        ("address", ADDRESS_TYPE),
        ("contacts", CONTACT_TYPE),
        ("position", POSITION_TYPE),
        ("entrance_position", POSITION_TYPE),
        ("distance", INTEGER),
        ("name", TEXT),
        ("brand", TEXT),
        ("pool_id", TEXT),
        ("cpo_id", TEXT),
        ("total_number_of_connectors", INTEGER),
        ("connectors", pa.list_(CONNECTOR_TYPE)),
        ("ev_station_details", EV_STATION_DETAILS_TYPE),
        ("roaming", pa.list_(STATION_ROAMING_TYPE)),
        ("last_updated_time_stamp", INSTANT),
        ("id", TEXT),
        ("pv_id", TEXT),
        ("last_update_timestamp", INSTANT),
        ("time_zone", TEXT),
    )
)
EV_STATION_FIELDS = list(EV_STATION_TYPE)


def build_ev_station(rows: Sequence[EVStation]) -> pa.StructArray:
    """Return the columns of many `EVStation`."""
    columns: list[pa.Array] = [
        optional(build_address, ADDRESS_TYPE, [x.address for x in rows]),
        optional(build_contact, CONTACT_TYPE, [x.contacts for x in rows]),
        build_position([x.position for x in rows]),
        optional(build_position, POSITION_TYPE, [x.entrance_position for x in rows]),
        integers([x.distance for x in rows]),
        texts([x.name for x in rows]),
        texts([x.brand for x in rows]),
        texts([x.pool_id for x in rows]),
        texts([x.cpo_id for x in rows]),
        integers([x.total_number_of_connectors for x in rows]),
        lists(build_connector, [x.connectors for x in rows]),
        optional(
            build_ev_station_details, EV_STATION_DETAILS_TYPE, [x.ev_station_details for x in rows]
        ),
        lists(build_station_roaming, [x.roaming for x in rows]),
        instants([x.last_updated_time_stamp for x in rows]),
        texts([x.id for x in rows]),
        texts([x.pv_id for x in rows]),
        instants([x.last_update_timestamp for x in rows]),
        texts([x.time_zone for x in rows]),
    ]
    return struct(columns, EV_STATION_FIELDS, len(rows))


def read_ev_station(array: pa.StructArray) -> list[EVStation]:
    """Return the `EVStation` of each row."""
    get = array.field
    return built(
        EVStation,
        array,
        {
            "address": optionals(read_address, get("address")),
            "contacts": optionals(read_contact, get("contacts")),
            "position": read_position(get("position")),
            "entrance_position": optionals(read_position, get("entrance_position")),
            "distance": values(get("distance")),
            "name": values(get("name")),
            "brand": values(get("brand")),
            "pool_id": values(get("pool_id")),
            "cpo_id": values(get("cpo_id")),
            "total_number_of_connectors": values(get("total_number_of_connectors")),
            "connectors": listed(read_connector, get("connectors")),
            "ev_station_details": optionals(read_ev_station_details, get("ev_station_details")),
            "roaming": listed(read_station_roaming, get("roaming")),
            "last_updated_time_stamp": values(get("last_updated_time_stamp")),
            "id": values(get("id")),
            "pv_id": values(get("pv_id")),
            "last_update_timestamp": values(get("last_update_timestamp")),
            "time_zone": values(get("time_zone")),
        },
    )


EV_STATIONS_RESULT_TYPE: pa.StructType = pa.struct(
    (
        ("has_more", BOOLEAN),
        ("count", INTEGER),
        ("ev_stations", pa.list_(EV_STATION_TYPE)),
    )
)
EV_STATIONS_RESULT_FIELDS = list(EV_STATIONS_RESULT_TYPE)


def build_ev_stations_result(rows: Sequence[EVStationsResult]) -> pa.StructArray:
    """Return the columns of many `EVStationsResult`."""
    columns: list[pa.Array] = [
        booleans([x.has_more for x in rows]),
        integers([x.count for x in rows]),
        lists(build_ev_station, [x.ev_stations for x in rows]),
    ]
    return struct(columns, EV_STATIONS_RESULT_FIELDS, len(rows))


def read_ev_stations_result(array: pa.StructArray) -> list[EVStationsResult]:
    """Return the `EVStationsResult` of each row."""
    get = array.field
    return built(
        EVStationsResult,
        array,
        {
            "has_more": values(get("has_more")),
            "count": values(get("count")),
            "ev_stations": listed(read_ev_station, get("ev_stations")),
        },
    )


ROAMING_ENTRY_TYPE: pa.StructType = pa.struct(
    (
        ("emsp", TEXT),
        ("partner_id", TEXT),
        ("ema_id", pa.list_(TEXT)),
        ("country", pa.list_(TEXT)),
    )
)
ROAMING_ENTRY_FIELDS = list(ROAMING_ENTRY_TYPE)


def build_roaming_entry(rows: Sequence[RoamingEntry]) -> pa.StructArray:
    """Return the columns of many `RoamingEntry`."""
    columns: list[pa.Array] = [
        texts([x.emsp for x in rows]),
        texts([x.partner_id for x in rows]),
        lists(texts, [x.ema_id for x in rows]),
        lists(texts, [x.country for x in rows]),
    ]
    return struct(columns, ROAMING_ENTRY_FIELDS, len(rows))


def read_roaming_entry(array: pa.StructArray) -> list[RoamingEntry]:
    """Return the `RoamingEntry` of each row."""
    get = array.field
    return built(
        RoamingEntry,
        array,
        {
            "emsp": values(get("emsp")),
            "partner_id": values(get("partner_id")),
            "ema_id": listed(values, get("ema_id")),
            "country": listed(values, get("country")),
        },
    )


ROAMINGS_RESULT_TYPE: pa.StructType = pa.struct((("roaming", pa.list_(ROAMING_ENTRY_TYPE)),))
ROAMINGS_RESULT_FIELDS = list(ROAMINGS_RESULT_TYPE)


def build_roamings_result(rows: Sequence[RoamingsResult]) -> pa.StructArray:
    """Return the columns of many `RoamingsResult`."""
    columns: list[pa.Array] = [
        lists(build_roaming_entry, [x.roaming for x in rows]),
    ]
    return struct(columns, ROAMINGS_RESULT_FIELDS, len(rows))


def read_roamings_result(array: pa.StructArray) -> list[RoamingsResult]:
    """Return the `RoamingsResult` of each row."""
    get = array.field
    return built(
        RoamingsResult,
        array,
        {
            "roaming": listed(read_roaming_entry, get("roaming")),
        },
    )


EVSE_CONNECTOR_TYPE: pa.StructType = pa.struct(
    (
        ("id", TEXT),
        ("cpo_id", TEXT),
        ("type_id", TEXT),
        ("max_power_level", FLOAT),
        ("cpo_evse_id", TEXT),
        ("cpo_connector_id", TEXT),
        ("state", TEXT),
        ("last_updated", INSTANT),
    )
)
EVSE_CONNECTOR_FIELDS = list(EVSE_CONNECTOR_TYPE)


def build_evse_connector(rows: Sequence[EVSEConnector]) -> pa.StructArray:
    """Return the columns of many `EVSEConnector`."""
    columns: list[pa.Array] = [
        texts([x.id for x in rows]),
        texts([x.cpo_id for x in rows]),
        texts([x.type_id for x in rows]),
        floats([x.max_power_level for x in rows]),
        texts([x.cpo_evse_id for x in rows]),
        texts([x.cpo_connector_id for x in rows]),
        texts([x.state for x in rows]),
        instants([x.last_updated for x in rows]),
    ]
    return struct(columns, EVSE_CONNECTOR_FIELDS, len(rows))


def read_evse_connector(array: pa.StructArray) -> list[EVSEConnector]:
    """Return the `EVSEConnector` of each row."""
    get = array.field
    return built(
        EVSEConnector,
        array,
        {
            "id": values(get("id")),
            "cpo_id": values(get("cpo_id")),
            "type_id": values(get("type_id")),
            "max_power_level": values(get("max_power_level")),
            "cpo_evse_id": values(get("cpo_evse_id")),
            "cpo_connector_id": values(get("cpo_connector_id")),
            "state": members(ConnectorState)(get("state")),
            "last_updated": values(get("last_updated")),
        },
    )


EVSE_TYPE: pa.StructType = pa.struct(
    (
        ("id", TEXT),
        ("cpo_id", TEXT),
        ("cpo_evse_emi3_id", TEXT),
        ("physical_reference", TEXT),
        ("state", TEXT),
        ("last_updated", INSTANT),
        ("connectors", pa.list_(EVSE_CONNECTOR_TYPE)),
    )
)
EVSE_FIELDS = list(EVSE_TYPE)


def build_evse(rows: Sequence[EVSE]) -> pa.StructArray:
    """Return the columns of many `EVSE`."""
    columns: list[pa.Array] = [
        texts([x.id for x in rows]),
        texts([x.cpo_id for x in rows]),
        texts([x.cpo_evse_emi3_id for x in rows]),
        texts([x.physical_reference for x in rows]),
        texts([x.state for x in rows]),
        instants([x.last_updated for x in rows]),
        lists(build_evse_connector, [x.connectors for x in rows]),
    ]
    return struct(columns, EVSE_FIELDS, len(rows))


def read_evse(array: pa.StructArray) -> list[EVSE]:
    """Return the `EVSE` of each row."""
    get = array.field
    return built(
        EVSE,
        array,
        {
            "id": values(get("id")),
            "cpo_id": values(get("cpo_id")),
            "cpo_evse_emi3_id": values(get("cpo_evse_emi3_id")),
            "physical_reference": values(get("physical_reference")),
            "state": members(ConnectorState)(get("state")),
            "last_updated": values(get("last_updated")),
            "connectors": listed(read_evse_connector, get("connectors")),
        },
    )


EVS_ES_STATION_TYPE: pa.StructType = pa.struct(
    (
        ("id", TEXT),
        ("cpo_id", TEXT),
        ("evses", pa.list_(EVSE_TYPE)),
    )
)
EVS_ES_STATION_FIELDS = list(EVS_ES_STATION_TYPE)


def build_evs_es_station(rows: Sequence[EVSEsStation]) -> pa.StructArray:
    """Return the columns of many `EVSEsStation`."""
    columns: list[pa.Array] = [
        texts([x.id for x in rows]),
        texts([x.cpo_id for x in rows]),
        lists(build_evse, [x.evses for x in rows]),
    ]
    return struct(columns, EVS_ES_STATION_FIELDS, len(rows))


def read_evs_es_station(array: pa.StructArray) -> list[EVSEsStation]:
    """Return the `EVSEsStation` of each row."""
    get = array.field
    return built(
        EVSEsStation,
        array,
        {
            "id": values(get("id")),
            "cpo_id": values(get("cpo_id")),
            "evses": listed(read_evse, get("evses")),
        },
    )


EVS_ES_POOL_TYPE: pa.StructType = pa.struct(
    (
        ("id", TEXT),
        ("stations", pa.list_(EVS_ES_STATION_TYPE)),
    )
)
EVS_ES_POOL_FIELDS = list(EVS_ES_POOL_TYPE)


def build_evs_es_pool(rows: Sequence[EVSEsPool]) -> pa.StructArray:
    """Return the columns of many `EVSEsPool`."""
    columns: list[pa.Array] = [
        texts([x.id for x in rows]),
        lists(build_evs_es_station, [x.stations for x in rows]),
    ]
    return struct(columns, EVS_ES_POOL_FIELDS, len(rows))


def read_evs_es_pool(array: pa.StructArray) -> list[EVSEsPool]:
    """Return the `EVSEsPool` of each row."""
    get = array.field
    return built(
        EVSEsPool,
        array,
        {
            "id": values(get("id")),
            "stations": listed(read_evs_es_station, get("stations")),
        },
    )


EVS_ES_RESULT_TYPE: pa.StructType = pa.struct((("pools", pa.list_(EVS_ES_POOL_TYPE)),))
EVS_ES_RESULT_FIELDS = list(EVS_ES_RESULT_TYPE)


def build_evs_es_result(rows: Sequence[EVSEsResult]) -> pa.StructArray:
    """Return the columns of many `EVSEsResult`."""
    columns: list[pa.Array] = [
        lists(build_evs_es_pool, [x.pools for x in rows]),
    ]
    return struct(columns, EVS_ES_RESULT_FIELDS, len(rows))


def read_evs_es_result(array: pa.StructArray) -> list[EVSEsResult]:
    """Return the `EVSEsResult` of each row."""
    get = array.field
    return built(
        EVSEsResult,
        array,
        {
            "pools": listed(read_evs_es_pool, get("pools")),
        },
    )


COUNT_RESULT_TYPE: pa.StructType = pa.struct((("count", INTEGER),))
COUNT_RESULT_FIELDS = list(COUNT_RESULT_TYPE)


def build_count_result(rows: Sequence[CountResult]) -> pa.StructArray:
    """Return the columns of many `CountResult`."""
    columns: list[pa.Array] = [
        integers([x.count for x in rows]),
    ]
    return struct(columns, COUNT_RESULT_FIELDS, len(rows))


def read_count_result(array: pa.StructArray) -> list[CountResult]:
    """Return the `CountResult` of each row."""
    get = array.field
    return built(
        CountResult,
        array,
        {
            "count": values(get("count")),
        },
    )


CONNECTOR_TYPES_RESULT_TYPE: pa.StructType = pa.struct(
    (("connector_type", pa.list_(NAME_ID_TYPE)),)
)
CONNECTOR_TYPES_RESULT_FIELDS = list(CONNECTOR_TYPES_RESULT_TYPE)


def build_connector_types_result(rows: Sequence[ConnectorTypesResult]) -> pa.StructArray:
    """Return the columns of many `ConnectorTypesResult`."""
    columns: list[pa.Array] = [
        lists(build_name_id, [x.connector_type for x in rows]),
    ]
    return struct(columns, CONNECTOR_TYPES_RESULT_FIELDS, len(rows))


def read_connector_types_result(array: pa.StructArray) -> list[ConnectorTypesResult]:
    """Return the `ConnectorTypesResult` of each row."""
    get = array.field
    return built(
        ConnectorTypesResult,
        array,
        {
            "connector_type": listed(read_name_id, get("connector_type")),
        },
    )


POWER_FEED_TYPES_RESULT_TYPE: pa.StructType = pa.struct(
    (("power_feed_type", pa.list_(NAME_ID_TYPE)),)
)
POWER_FEED_TYPES_RESULT_FIELDS = list(POWER_FEED_TYPES_RESULT_TYPE)


def build_power_feed_types_result(rows: Sequence[PowerFeedTypesResult]) -> pa.StructArray:
    """Return the columns of many `PowerFeedTypesResult`."""
    columns: list[pa.Array] = [
        lists(build_name_id, [x.power_feed_type for x in rows]),
    ]
    return struct(columns, POWER_FEED_TYPES_RESULT_FIELDS, len(rows))


def read_power_feed_types_result(array: pa.StructArray) -> list[PowerFeedTypesResult]:
    """Return the `PowerFeedTypesResult` of each row."""
    get = array.field
    return built(
        PowerFeedTypesResult,
        array,
        {
            "power_feed_type": listed(read_name_id, get("power_feed_type")),
        },
    )


CONNECTOR_STATUSES_RESULT_TYPE: pa.StructType = pa.struct(
    (("connector_status", pa.list_(NAME_ID_TYPE)),)
)
CONNECTOR_STATUSES_RESULT_FIELDS = list(CONNECTOR_STATUSES_RESULT_TYPE)


def build_connector_statuses_result(rows: Sequence[ConnectorStatusesResult]) -> pa.StructArray:
    """Return the columns of many `ConnectorStatusesResult`."""
    columns: list[pa.Array] = [
        lists(build_name_id, [x.connector_status for x in rows]),
    ]
    return struct(columns, CONNECTOR_STATUSES_RESULT_FIELDS, len(rows))


def read_connector_statuses_result(array: pa.StructArray) -> list[ConnectorStatusesResult]:
    """Return the `ConnectorStatusesResult` of each row."""
    get = array.field
    return built(
        ConnectorStatusesResult,
        array,
        {
            "connector_status": listed(read_name_id, get("connector_status")),
        },
    )


ERROR_RESULT_TYPE: pa.StructType = pa.struct(
    (
        ("error", TEXT),
        ("error_description", TEXT),
        ("error_type", TEXT),
        ("messages", pa.list_(TEXT)),
        ("http_status", TEXT),
        ("error_id", TEXT),
        ("error_code", TEXT),
        ("message", TEXT),
        ("title", TEXT),
        ("status", TEXT),
        ("code", TEXT),
        ("cause", TEXT),
        ("action", TEXT),
        ("correlation_id", TEXT),
        ("request_id", TEXT),
    )
)
ERROR_RESULT_FIELDS = list(ERROR_RESULT_TYPE)


def build_error_result(rows: Sequence[ErrorResult]) -> pa.StructArray:
    """Return the columns of many `ErrorResult`."""
    columns: list[pa.Array] = [
        texts([x.error for x in rows]),
        texts([x.error_description for x in rows]),
        texts([x.error_type for x in rows]),
        lists(texts, [x.messages for x in rows]),
        texts([x.http_status for x in rows]),
        texts([x.error_id for x in rows]),
        texts([x.error_code for x in rows]),
        texts([x.message for x in rows]),
        texts([x.title for x in rows]),
        texts([x.status for x in rows]),
        texts([x.code for x in rows]),
        texts([x.cause for x in rows]),
        texts([x.action for x in rows]),
        texts([x.correlation_id for x in rows]),
        texts([x.request_id for x in rows]),
    ]
    return struct(columns, ERROR_RESULT_FIELDS, len(rows))


def read_error_result(array: pa.StructArray) -> list[ErrorResult]:
    """Return the `ErrorResult` of each row."""
    get = array.field
    return built(
        ErrorResult,
        array,
        {
            "error": values(get("error")),
            "error_description": values(get("error_description")),
            "error_type": values(get("error_type")),
            "messages": listed(values, get("messages")),
            "http_status": values(get("http_status")),
            "error_id": values(get("error_id")),
            "error_code": values(get("error_code")),
            "message": values(get("message")),
            "title": values(get("title")),
            "status": values(get("status")),
            "code": values(get("code")),
            "cause": values(get("cause")),
            "action": values(get("action")),
            "correlation_id": values(get("correlation_id")),
            "request_id": values(get("request_id")),
        },
    )


TYPES: dict[type, pa.StructType] = {
    Address: ADDRESS_TYPE,
    Phone: PHONE_TYPE,
    ContactEntry: CONTACT_ENTRY_TYPE,
    Contact: CONTACT_TYPE,
    Position: POSITION_TYPE,
    NameId: NAME_ID_TYPE,
    TimePeriod: TIME_PERIOD_TYPE,
    OpeningHoursDetail: OPENING_HOURS_DETAIL_TYPE,
    AnnualOpeningHoursDetail: ANNUAL_OPENING_HOURS_DETAIL_TYPE,
    OpeningHours: OPENING_HOURS_TYPE,
    Price: PRICE_TYPE,
    PricingStructure: PRICING_STRUCTURE_TYPE,
    ConnectorDetail: CONNECTOR_DETAIL_TYPE,
    ChargingPoint: CHARGING_POINT_TYPE,
    ConnectorStatus: CONNECTOR_STATUS_TYPE,
    Connector: CONNECTOR_TYPE,
    Subscription: SUBSCRIPTION_TYPE,
    CreditCard: CREDIT_CARD_TYPE,
    Cash: CASH_TYPE,
    DebitCard: DEBIT_CARD_TYPE,
    Check: CHECK_TYPE,
    EPayment: E_PAYMENT_TYPE,
    OtherPayment: OTHER_PAYMENT_TYPE,
    PaymentMethods: PAYMENT_METHODS_TYPE,
    EVStationDetails: EV_STATION_DETAILS_TYPE,
    StationRoaming: STATION_ROAMING_TYPE,
    EVStation: EV_STATION_TYPE,
    EVStationsResult: EV_STATIONS_RESULT_TYPE,
    RoamingEntry: ROAMING_ENTRY_TYPE,
    RoamingsResult: ROAMINGS_RESULT_TYPE,
    EVSEConnector: EVSE_CONNECTOR_TYPE,
    EVSE: EVSE_TYPE,
    EVSEsStation: EVS_ES_STATION_TYPE,
    EVSEsPool: EVS_ES_POOL_TYPE,
    EVSEsResult: EVS_ES_RESULT_TYPE,
    CountResult: COUNT_RESULT_TYPE,
    ConnectorTypesResult: CONNECTOR_TYPES_RESULT_TYPE,
    PowerFeedTypesResult: POWER_FEED_TYPES_RESULT_TYPE,
    ConnectorStatusesResult: CONNECTOR_STATUSES_RESULT_TYPE,
    ErrorResult: ERROR_RESULT_TYPE,
}


BUILDERS: dict[type, Callable[[Sequence[Any]], pa.StructArray]] = {
    Address: build_address,
    Phone: build_phone,
    ContactEntry: build_contact_entry,
    Contact: build_contact,
    Position: build_position,
    NameId: build_name_id,
    TimePeriod: build_time_period,
    OpeningHoursDetail: build_opening_hours_detail,
    AnnualOpeningHoursDetail: build_annual_opening_hours_detail,
    OpeningHours: build_opening_hours,
    Price: build_price,
    PricingStructure: build_pricing_structure,
    ConnectorDetail: build_connector_detail,
    ChargingPoint: build_charging_point,
    ConnectorStatus: build_connector_status,
    Connector: build_connector,
    Subscription: build_subscription,
    CreditCard: build_credit_card,
    Cash: build_cash,
    DebitCard: build_debit_card,
    Check: build_check,
    EPayment: build_e_payment,
    OtherPayment: build_other_payment,
    PaymentMethods: build_payment_methods,
    EVStationDetails: build_ev_station_details,
    StationRoaming: build_station_roaming,
    EVStation: build_ev_station,
    EVStationsResult: build_ev_stations_result,
    RoamingEntry: build_roaming_entry,
    RoamingsResult: build_roamings_result,
    EVSEConnector: build_evse_connector,
    EVSE: build_evse,
    EVSEsStation: build_evs_es_station,
    EVSEsPool: build_evs_es_pool,
    EVSEsResult: build_evs_es_result,
    CountResult: build_count_result,
    ConnectorTypesResult: build_connector_types_result,
    PowerFeedTypesResult: build_power_feed_types_result,
    ConnectorStatusesResult: build_connector_statuses_result,
    ErrorResult: build_error_result,
}


READERS: dict[type, Callable[[pa.StructArray], list[Any]]] = {
    Address: read_address,
    Phone: read_phone,
    ContactEntry: read_contact_entry,
    Contact: read_contact,
    Position: read_position,
    NameId: read_name_id,
    TimePeriod: read_time_period,
    OpeningHoursDetail: read_opening_hours_detail,
    AnnualOpeningHoursDetail: read_annual_opening_hours_detail,
    OpeningHours: read_opening_hours,
    Price: read_price,
    PricingStructure: read_pricing_structure,
    ConnectorDetail: read_connector_detail,
    ChargingPoint: read_charging_point,
    ConnectorStatus: read_connector_status,
    Connector: read_connector,
    Subscription: read_subscription,
    CreditCard: read_credit_card,
    Cash: read_cash,
    DebitCard: read_debit_card,
    Check: read_check,
    EPayment: read_e_payment,
    OtherPayment: read_other_payment,
    PaymentMethods: read_payment_methods,
    EVStationDetails: read_ev_station_details,
    StationRoaming: read_station_roaming,
    EVStation: read_ev_station,
    EVStationsResult: read_ev_stations_result,
    RoamingEntry: read_roaming_entry,
    RoamingsResult: read_roamings_result,
    EVSEConnector: read_evse_connector,
    EVSE: read_evse,
    EVSEsStation: read_evs_es_station,
    EVSEsPool: read_evs_es_pool,
    EVSEsResult: read_evs_es_result,
    CountResult: read_count_result,
    ConnectorTypesResult: read_connector_types_result,
    PowerFeedTypesResult: read_power_feed_types_result,
    ConnectorStatusesResult: read_connector_statuses_result,
    ErrorResult: read_error_result,
}
