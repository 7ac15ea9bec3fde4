"""Straight-line writers of JSON values, one per class.

Generated from schema/ (version 1.1.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evcp_codec.writing import flag, items, number, real, string, timestamp, whole, wrong

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


def write_address(x: Address) -> dict[str, Any]:
    """Return one `Address` as a JSON object."""
    if not isinstance(x, Address):
        raise wrong(x, "Address")
    out: dict[str, Any] = {}
    if x.street is not None:
        out["street"] = string(x.street)
    if x.street_number is not None:
        out["streetNumber"] = string(x.street_number)
    if x.city is not None:
        out["city"] = string(x.city)
    if x.state is not None:
        out["state"] = string(x.state)
    if x.county is not None:
        out["county"] = string(x.county)
    if x.region is not None:
        out["region"] = string(x.region)
    if x.district is not None:
        out["district"] = string(x.district)
    if x.country is not None:
        out["country"] = string(x.country)
    if x.postal_code is not None:
        out["postalCode"] = string(x.postal_code)
    if x.floor is not None:
        out["floor"] = string(x.floor)
    if x.unparsed_address is not None:
        out["unparsedAddress"] = string(x.unparsed_address)
    if x.block is not None:
        out["block"] = string(x.block)
    if x.subblock is not None:
        out["subblock"] = string(x.subblock)
    if x.side_of_street is not None:
        out["sideOfStreet"] = string(x.side_of_street)
    if x.subdistrict is not None:
        out["subdistrict"] = string(x.subdistrict)
    return out


def write_phone(x: Phone) -> dict[str, Any]:
    """Return one `Phone` as a JSON object."""
    if not isinstance(x, Phone):
        raise wrong(x, "Phone")
    out: dict[str, Any] = {}
    out["value"] = string(x.value)
    if x.label is not None:
        out["label"] = string(x.label)
    return out


def write_contact_entry(x: ContactEntry) -> dict[str, Any]:
    """Return one `ContactEntry` as a JSON object."""
    if not isinstance(x, ContactEntry):
        raise wrong(x, "ContactEntry")
    out: dict[str, Any] = {}
    out["value"] = string(x.value)
    if x.label is not None:
        out["label"] = string(x.label)
    return out


def write_contact(x: Contact) -> dict[str, Any]:
    """Return one `Contact` as a JSON object."""
    if not isinstance(x, Contact):
        raise wrong(x, "Contact")
    out: dict[str, Any] = {}
    if items(x.phone):
        out["phone"] = [write_phone(item) for item in x.phone]
    if items(x.fax):
        out["fax"] = [write_phone(item) for item in x.fax]
    if items(x.email):
        out["email"] = [write_contact_entry(item) for item in x.email]
    if items(x.website):
        out["website"] = [write_contact_entry(item) for item in x.website]
    return out


def write_position(x: Position) -> dict[str, Any]:
    """Return one `Position` as a JSON object."""
    if not isinstance(x, Position):
        raise wrong(x, "Position")
    out: dict[str, Any] = {}
    out["latitude"] = real(x.latitude)
    out["longitude"] = real(x.longitude)
    return out


def write_name_id(x: NameId) -> dict[str, Any]:
    """Return one `NameId` as a JSON object."""
    if not isinstance(x, NameId):
        raise wrong(x, "NameId")
    out: dict[str, Any] = {}
    if x.name is not None:
        out["name"] = string(x.name)
    if x.id is not None:
        out["id"] = string(x.id)
    return out


def write_time_period(x: TimePeriod) -> dict[str, Any]:
    """Return one `TimePeriod` as a JSON object."""
    if not isinstance(x, TimePeriod):
        raise wrong(x, "TimePeriod")
    out: dict[str, Any] = {}
    if x.from_ is not None:
        out["from"] = string(x.from_)
    if x.to is not None:
        out["to"] = string(x.to)
    return out


def write_opening_hours_detail(x: OpeningHoursDetail) -> dict[str, Any]:
    """Return one `OpeningHoursDetail` as a JSON object."""
    if not isinstance(x, OpeningHoursDetail):
        raise wrong(x, "OpeningHoursDetail")
    out: dict[str, Any] = {}
    if x.daymask is not None:
        out["daymask"] = whole(x.daymask)
    if items(x.period):
        out["period"] = [write_time_period(item) for item in x.period]
    return out


def write_annual_opening_hours_detail(x: AnnualOpeningHoursDetail) -> dict[str, Any]:
    """Return one `AnnualOpeningHoursDetail` as a JSON object."""
    if not isinstance(x, AnnualOpeningHoursDetail):
        raise wrong(x, "AnnualOpeningHoursDetail")
    out: dict[str, Any] = {}
    if x.date is not None:
        out["date"] = string(x.date)
    if x.closed is not None:
        out["closed"] = flag(x.closed)
    if items(x.period):
        out["period"] = [write_time_period(item) for item in x.period]
    if x.from_ is not None:
        out["from"] = string(x.from_)
    if x.to is not None:
        out["to"] = string(x.to)
    if x.daymask is not None:
        out["daymask"] = whole(x.daymask)
    return out


def write_opening_hours(x: OpeningHours) -> dict[str, Any]:
    """Return one `OpeningHours` as a JSON object."""
    if not isinstance(x, OpeningHours):
        raise wrong(x, "OpeningHours")
    out: dict[str, Any] = {}
    if x.open_now is not None:
        out["openNow"] = flag(x.open_now)
    if items(x.regular_opening_hours):
        out["regularOpeningHours"] = [
            write_opening_hours_detail(item) for item in x.regular_opening_hours
        ]
    if items(x.annual_openings):
        out["annualOpenings"] = [
            write_annual_opening_hours_detail(item) for item in x.annual_openings
        ]
    return out


def write_price(x: Price) -> dict[str, Any]:
    """Return one `Price` as a JSON object."""
    if not isinstance(x, Price):
        raise wrong(x, "Price")
    out: dict[str, Any] = {}
    out["value"] = number(x.value)
    if x.currency is not None:
        out["currency"] = string(x.currency)
    return out


def write_pricing_structure(x: PricingStructure) -> dict[str, Any]:
    """Return one `PricingStructure` as a JSON object."""
    if not isinstance(x, PricingStructure):
        raise wrong(x, "PricingStructure")
    out: dict[str, Any] = {}
    if x.pricing_model is not None:
        out["pricingModel"] = string(x.pricing_model)
    if x.price is not None:
        out["price"] = write_price(x.price)
    if x.unit is not None:
        out["unit"] = string(x.unit)
    if x.time_period is not None:
        out["timePeriod"] = write_time_period(x.time_period)
    if x.time_constraints is not None:
        out["timeConstraints"] = write_opening_hours(x.time_constraints)
    if x.descriptions is not None:
        out["descriptions"] = string(x.descriptions)
    return out


def write_connector_detail(x: ConnectorDetail) -> dict[str, Any]:
    """Return one `ConnectorDetail` as a JSON object."""
    if not isinstance(x, ConnectorDetail):
        raise wrong(x, "ConnectorDetail")
    out: dict[str, Any] = {}
    if x.device_name is not None:
        out["deviceName"] = string(x.device_name)
    if x.reservable is not None:
        out["reservable"] = flag(x.reservable)
    if x.reservation_information is not None:
        out["reservationInformation"] = string(x.reservation_information)
    if x.private_access is not None:
        out["privateAccess"] = flag(x.private_access)
    if x.open24x7 is not None:
        out["open24x7"] = flag(x.open24x7)
    if x.opening_time is not None:
        out["openingTime"] = string(x.opening_time)
    if x.opening_hours is not None:
        out["openingHours"] = write_opening_hours(x.opening_hours)
    if x.pay is not None:
        out["pay"] = flag(x.pay)
    if x.payment_method_details is not None:
        out["paymentMethodDetails"] = string(x.payment_method_details)
    if x.manufacturer is not None:
        out["manufacturer"] = string(x.manufacturer)
    if x.manufacturer_model is not None:
        out["manufacturerModel"] = string(x.manufacturer_model)
    if x.private_access_information is not None:
        out["privateAccessInformation"] = string(x.private_access_information)
    if items(x.pricing):
        out["pricing"] = [write_pricing_structure(item) for item in x.pricing]
    return out


def write_charging_point(x: ChargingPoint) -> dict[str, Any]:
    """Return one `ChargingPoint` as a JSON object."""
    if not isinstance(x, ChargingPoint):
        raise wrong(x, "ChargingPoint")
    out: dict[str, Any] = {}
    if x.charge_mode is not None:
        out["chargeMode"] = string(x.charge_mode)
    if x.volts is not None:
        out["volts"] = whole(x.volts)
    if x.volts_range is not None:
        out["voltsRange"] = string(x.volts_range)
    if x.phases is not None:
        out["phases"] = whole(x.phases)
    if x.amps is not None:
        out["amps"] = whole(x.amps)
    if x.amps_range is not None:
        out["ampsRange"] = string(x.amps_range)
    if x.number_of_connectors is not None:
        out["numberOfConnectors"] = whole(x.number_of_connectors)
    if x.number_of_available is not None:
        out["numberOfAvailable"] = whole(x.number_of_available)
    if x.number_of_in_use is not None:
        out["numberOfInUse"] = whole(x.number_of_in_use)
    if x.number_of_out_of_service is not None:
        out["numberOfOutOfService"] = whole(x.number_of_out_of_service)
    if x.number_of_reserved is not None:
        out["numberOfReserved"] = whole(x.number_of_reserved)
    if x.last_update_timestamp is not None:
        out["lastUpdateTimestamp"] = timestamp(x.last_update_timestamp)
    return out


def write_connector_status(x: ConnectorStatus) -> dict[str, Any]:
    """Return one `ConnectorStatus` as a JSON object."""
    if not isinstance(x, ConnectorStatus):
        raise wrong(x, "ConnectorStatus")
    out: dict[str, Any] = {}
    if x.cpo_evse_id is not None:
        out["cpoEvseId"] = string(x.cpo_evse_id)
    if x.cpo_evse_emi3_id is not None:
        out["cpoEvseEMI3Id"] = string(x.cpo_evse_emi3_id)
    if x.physical_reference is not None:
        out["physicalReference"] = string(x.physical_reference)
    if x.cpo_connector_id is not None:
        out["cpoConnectorId"] = string(x.cpo_connector_id)
    if x.state is not None:
        out["state"] = string(x.state)
    return out


def write_connector(x: Connector) -> dict[str, Any]:
    """Return one `Connector` as a JSON object."""
    if not isinstance(x, Connector):
        raise wrong(x, "Connector")
    out: dict[str, Any] = {}
    if x.supplier_name is not None:
        out["supplierName"] = string(x.supplier_name)
    if x.supplier_contacts is not None:
        out["supplierContacts"] = write_contact(x.supplier_contacts)
    if x.connector_type is not None:
        out["connectorType"] = write_name_id(x.connector_type)
    if x.power_feed_type is not None:
        out["powerFeedType"] = write_name_id(x.power_feed_type)
    if x.charge_capacity is not None:
        out["chargeCapacity"] = string(x.charge_capacity)
    if x.max_power_level is not None:
        out["maxPowerLevel"] = real(x.max_power_level)
    if x.customer_charge_level is not None:
        out["customerChargeLevel"] = string(x.customer_charge_level)
    if x.customer_connector_name is not None:
        out["customerConnectorName"] = string(x.customer_connector_name)
    if x.fixed_cable is not None:
        out["fixedCable"] = flag(x.fixed_cable)
    if x.connector_details is not None:
        out["connectorDetails"] = write_connector_detail(x.connector_details)
    if x.charging_point is not None:
        out["chargingPoint"] = write_charging_point(x.charging_point)
    if items(x.connector_statuses):
        out["connectorStatuses"] = {
            "connectorStatus": [write_connector_status(item) for item in x.connector_statuses]
        }
    if x.last_update_timestamp is not None:
        out["lastUpdateTimestamp"] = timestamp(x.last_update_timestamp)
    return out


def write_subscription(x: Subscription) -> dict[str, Any]:
    """Return one `Subscription` as a JSON object."""
    if not isinstance(x, Subscription):
        raise wrong(x, "Subscription")
    out: dict[str, Any] = {}
    if x.provider is not None:
        out["provider"] = string(x.provider)
    if x.accept is not None:
        out["accept"] = flag(x.accept)
    return out


def write_credit_card(x: CreditCard) -> dict[str, Any]:
    """Return one `CreditCard` as a JSON object."""
    if not isinstance(x, CreditCard):
        raise wrong(x, "CreditCard")
    out: dict[str, Any] = {}
    if items(x.types):
        out["types"] = {"type": [string(item) for item in x.types]}
    if x.accept is not None:
        out["accept"] = flag(x.accept)
    return out


def write_cash(x: Cash) -> dict[str, Any]:
    """Return one `Cash` as a JSON object."""
    if not isinstance(x, Cash):
        raise wrong(x, "Cash")
    out: dict[str, Any] = {}
    if items(x.currencies):
        out["currencies"] = {"currency": [string(item) for item in x.currencies]}
    if x.accept is not None:
        out["accept"] = flag(x.accept)
    return out


def write_debit_card(x: DebitCard) -> dict[str, Any]:
    """Return one `DebitCard` as a JSON object."""
    if not isinstance(x, DebitCard):
        raise wrong(x, "DebitCard")
    out: dict[str, Any] = {}
    if x.accept is not None:
        out["accept"] = flag(x.accept)
    return out


def write_check(x: Check) -> dict[str, Any]:
    """Return one `Check` as a JSON object."""
    if not isinstance(x, Check):
        raise wrong(x, "Check")
    out: dict[str, Any] = {}
    if items(x.types):
        out["types"] = {"type": [string(item) for item in x.types]}
    if x.accept is not None:
        out["accept"] = flag(x.accept)
    return out


def write_e_payment(x: EPayment) -> dict[str, Any]:
    """Return one `EPayment` as a JSON object."""
    if not isinstance(x, EPayment):
        raise wrong(x, "EPayment")
    out: dict[str, Any] = {}
    if items(x.types):
        out["types"] = {"type": [string(item) for item in x.types]}
    if x.accept is not None:
        out["accept"] = flag(x.accept)
    return out


def write_other_payment(x: OtherPayment) -> dict[str, Any]:
    """Return one `OtherPayment` as a JSON object."""
    if not isinstance(x, OtherPayment):
        raise wrong(x, "OtherPayment")
    out: dict[str, Any] = {}
    if items(x.types):
        out["types"] = {"type": [string(item) for item in x.types]}
    if x.accept is not None:
        out["accept"] = flag(x.accept)
    return out


def write_payment_methods(x: PaymentMethods) -> dict[str, Any]:
    """Return one `PaymentMethods` as a JSON object."""
    if not isinstance(x, PaymentMethods):
        raise wrong(x, "PaymentMethods")
    out: dict[str, Any] = {}
    if x.subscription is not None:
        out["subscription"] = write_subscription(x.subscription)
    if x.credit_card is not None:
        out["creditCard"] = write_credit_card(x.credit_card)
    if x.cash is not None:
        out["cash"] = write_cash(x.cash)
    if x.debit_card is not None:
        out["debitCard"] = write_debit_card(x.debit_card)
    if x.check is not None:
        out["check"] = write_check(x.check)
    if x.e_payment is not None:
        out["ePayment"] = write_e_payment(x.e_payment)
    if x.other is not None:
        out["other"] = write_other_payment(x.other)
    if x.note is not None:
        out["note"] = string(x.note)
    return out


def write_ev_station_details(x: EVStationDetails) -> dict[str, Any]:
    """Return one `EVStationDetails` as a JSON object."""
    if not isinstance(x, EVStationDetails):
        raise wrong(x, "EVStationDetails")
    out: dict[str, Any] = {}
    if x.private_access is not None:
        out["privateAccess"] = flag(x.private_access)
    if x.restricted_access is not None:
        out["restrictedAccess"] = flag(x.restricted_access)
    if x.accessibility_type is not None:
        out["accessibilityType"] = string(x.accessibility_type)
    if x.payment_methods is not None:
        out["paymentMethods"] = write_payment_methods(x.payment_methods)
    if x.notes is not None:
        out["notes"] = string(x.notes)
    return out


def write_station_roaming(x: StationRoaming) -> dict[str, Any]:
    """Return one `StationRoaming` as a JSON object."""
    if not isinstance(x, StationRoaming):
        raise wrong(x, "StationRoaming")
    out: dict[str, Any] = {}
    if x.emsp is not None:
        out["emsp"] = string(x.emsp)
    if x.partner_id is not None:
        out["partner_id"] = string(x.partner_id)
    if items(x.ema_id):
        out["ema_id"] = [string(item) for item in x.ema_id]
    return out


def write_ev_station(x: EVStation) -> dict[str, Any]:
    """Return one `EVStation` as a JSON object."""
    if not isinstance(x, EVStation):
        raise wrong(x, "EVStation")
    out: dict[str, Any] = {}
    if x.address is not None:
        out["address"] = write_address(x.address)
    if x.contacts is not None:
        out["contacts"] = write_contact(x.contacts)
    out["position"] = write_position(x.position)
    if x.entrance_position is not None:
        out["entrancePosition"] = write_position(x.entrance_position)
    if x.distance is not None:
        out["distance"] = whole(x.distance)
    if x.name is not None:
        out["name"] = string(x.name)
    if x.brand is not None:
        out["brand"] = string(x.brand)
    if x.pool_id is not None:
        out["poolId"] = string(x.pool_id)
    if x.cpo_id is not None:
        out["cpoId"] = string(x.cpo_id)
    if x.total_number_of_connectors is not None:
        out["totalNumberOfConnectors"] = whole(x.total_number_of_connectors)
    if items(x.connectors):
        out["connectors"] = {"connector": [write_connector(item) for item in x.connectors]}
    if x.ev_station_details is not None:
        out["evStationDetails"] = write_ev_station_details(x.ev_station_details)
    if items(x.roaming):
        out["roaming"] = [write_station_roaming(item) for item in x.roaming]
    if x.last_updated_time_stamp is not None:
        out["lastUpdatedTimeStamp"] = timestamp(x.last_updated_time_stamp)
    out["id"] = string(x.id)
    if x.pv_id is not None:
        out["pvId"] = string(x.pv_id)
    if x.last_update_timestamp is not None:
        out["lastUpdateTimestamp"] = timestamp(x.last_update_timestamp)
    if x.time_zone is not None:
        out["timeZone"] = string(x.time_zone)
    return out


def write_ev_stations_result(x: EVStationsResult) -> dict[str, Any]:
    """Return one `EVStationsResult` as a JSON object."""
    if not isinstance(x, EVStationsResult):
        raise wrong(x, "EVStationsResult")
    out: dict[str, Any] = {}
    if x.has_more is not None:
        out["hasMore"] = flag(x.has_more)
    if x.count is not None:
        out["count"] = whole(x.count)
    out["evStations"] = {"evStation": [write_ev_station(item) for item in items(x.ev_stations)]}
    return out


def write_roaming_entry(x: RoamingEntry) -> dict[str, Any]:
    """Return one `RoamingEntry` as a JSON object."""
    if not isinstance(x, RoamingEntry):
        raise wrong(x, "RoamingEntry")
    out: dict[str, Any] = {}
    out["emsp"] = string(x.emsp)
    out["partner_id"] = string(x.partner_id)
    if items(x.ema_id):
        out["ema_id"] = [string(item) for item in x.ema_id]
    if items(x.country):
        out["country"] = [string(item) for item in x.country]
    return out


def write_roamings_result(x: RoamingsResult) -> dict[str, Any]:
    """Return one `RoamingsResult` as a JSON object."""
    if not isinstance(x, RoamingsResult):
        raise wrong(x, "RoamingsResult")
    out: dict[str, Any] = {}
    out["roaming"] = [write_roaming_entry(item) for item in items(x.roaming)]
    return out


def write_evse_connector(x: EVSEConnector) -> dict[str, Any]:
    """Return one `EVSEConnector` as a JSON object."""
    if not isinstance(x, EVSEConnector):
        raise wrong(x, "EVSEConnector")
    out: dict[str, Any] = {}
    out["id"] = string(x.id)
    if x.cpo_id is not None:
        out["cpoId"] = string(x.cpo_id)
    out["typeId"] = string(x.type_id)
    if x.max_power_level is not None:
        out["maxPowerLevel"] = real(x.max_power_level)
    if x.cpo_evse_id is not None:
        out["cpoEvseId"] = string(x.cpo_evse_id)
    if x.cpo_connector_id is not None:
        out["cpoConnectorId"] = string(x.cpo_connector_id)
    if x.state is not None:
        out["state"] = string(x.state)
    if x.last_updated is not None:
        out["last_updated"] = timestamp(x.last_updated)
    return out


def write_evse(x: EVSE) -> dict[str, Any]:
    """Return one `EVSE` as a JSON object."""
    if not isinstance(x, EVSE):
        raise wrong(x, "EVSE")
    out: dict[str, Any] = {}
    out["id"] = string(x.id)
    if x.cpo_id is not None:
        out["cpoId"] = string(x.cpo_id)
    if x.cpo_evse_emi3_id is not None:
        out["cpoEvseEMI3Id"] = string(x.cpo_evse_emi3_id)
    if x.physical_reference is not None:
        out["physicalReference"] = string(x.physical_reference)
    if x.state is not None:
        out["state"] = string(x.state)
    if x.last_updated is not None:
        out["last_updated"] = timestamp(x.last_updated)
    if items(x.connectors):
        out["connectors"] = [write_evse_connector(item) for item in x.connectors]
    return out


def write_evs_es_station(x: EVSEsStation) -> dict[str, Any]:
    """Return one `EVSEsStation` as a JSON object."""
    if not isinstance(x, EVSEsStation):
        raise wrong(x, "EVSEsStation")
    out: dict[str, Any] = {}
    if x.id is not None:
        out["id"] = string(x.id)
    if x.cpo_id is not None:
        out["cpoId"] = string(x.cpo_id)
    if items(x.evses):
        out["evses"] = [write_evse(item) for item in x.evses]
    return out


def write_evs_es_pool(x: EVSEsPool) -> dict[str, Any]:
    """Return one `EVSEsPool` as a JSON object."""
    if not isinstance(x, EVSEsPool):
        raise wrong(x, "EVSEsPool")
    out: dict[str, Any] = {}
    if x.id is not None:
        out["id"] = string(x.id)
    if items(x.stations):
        out["stations"] = [write_evs_es_station(item) for item in x.stations]
    return out


def write_evs_es_result(x: EVSEsResult) -> dict[str, Any]:
    """Return one `EVSEsResult` as a JSON object."""
    if not isinstance(x, EVSEsResult):
        raise wrong(x, "EVSEsResult")
    out: dict[str, Any] = {}
    out["pools"] = [write_evs_es_pool(item) for item in items(x.pools)]
    return out


def write_count_result(x: CountResult) -> dict[str, Any]:
    """Return one `CountResult` as a JSON object."""
    if not isinstance(x, CountResult):
        raise wrong(x, "CountResult")
    out: dict[str, Any] = {}
    out["count"] = whole(x.count)
    return out


def write_connector_types_result(x: ConnectorTypesResult) -> dict[str, Any]:
    """Return one `ConnectorTypesResult` as a JSON object."""
    if not isinstance(x, ConnectorTypesResult):
        raise wrong(x, "ConnectorTypesResult")
    out: dict[str, Any] = {}
    out["connectorType"] = [write_name_id(item) for item in items(x.connector_type)]
    return out


def write_power_feed_types_result(x: PowerFeedTypesResult) -> dict[str, Any]:
    """Return one `PowerFeedTypesResult` as a JSON object."""
    if not isinstance(x, PowerFeedTypesResult):
        raise wrong(x, "PowerFeedTypesResult")
    out: dict[str, Any] = {}
    out["powerFeedType"] = [write_name_id(item) for item in items(x.power_feed_type)]
    return out


def write_connector_statuses_result(x: ConnectorStatusesResult) -> dict[str, Any]:
    """Return one `ConnectorStatusesResult` as a JSON object."""
    if not isinstance(x, ConnectorStatusesResult):
        raise wrong(x, "ConnectorStatusesResult")
    out: dict[str, Any] = {}
    out["connectorStatus"] = [write_name_id(item) for item in items(x.connector_status)]
    return out


def write_error_result(x: ErrorResult) -> dict[str, Any]:
    """Return one `ErrorResult` as a JSON object."""
    if not isinstance(x, ErrorResult):
        raise wrong(x, "ErrorResult")
    out: dict[str, Any] = {}
    if x.error is not None:
        out["error"] = string(x.error)
    if x.error_description is not None:
        out["error_description"] = string(x.error_description)
    if x.error_type is not None:
        out["Type"] = string(x.error_type)
    out["Message"] = [string(item) for item in items(x.messages)]
    if x.http_status is not None:
        out["httpStatus"] = string(x.http_status)
    if x.error_id is not None:
        out["errorId"] = string(x.error_id)
    if x.error_code is not None:
        out["errorCode"] = string(x.error_code)
    if x.message is not None:
        out["message"] = string(x.message)
    if x.title is not None:
        out["title"] = string(x.title)
    if x.status is not None:
        out["status"] = string(x.status)
    if x.code is not None:
        out["code"] = string(x.code)
    if x.cause is not None:
        out["cause"] = string(x.cause)
    if x.action is not None:
        out["action"] = string(x.action)
    if x.correlation_id is not None:
        out["correlationId"] = string(x.correlation_id)
    if x.request_id is not None:
        out["requestId"] = string(x.request_id)
    return out


WRITERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    Address: write_address,
    Phone: write_phone,
    ContactEntry: write_contact_entry,
    Contact: write_contact,
    Position: write_position,
    NameId: write_name_id,
    TimePeriod: write_time_period,
    OpeningHoursDetail: write_opening_hours_detail,
    AnnualOpeningHoursDetail: write_annual_opening_hours_detail,
    OpeningHours: write_opening_hours,
    Price: write_price,
    PricingStructure: write_pricing_structure,
    ConnectorDetail: write_connector_detail,
    ChargingPoint: write_charging_point,
    ConnectorStatus: write_connector_status,
    Connector: write_connector,
    Subscription: write_subscription,
    CreditCard: write_credit_card,
    Cash: write_cash,
    DebitCard: write_debit_card,
    Check: write_check,
    EPayment: write_e_payment,
    OtherPayment: write_other_payment,
    PaymentMethods: write_payment_methods,
    EVStationDetails: write_ev_station_details,
    StationRoaming: write_station_roaming,
    EVStation: write_ev_station,
    EVStationsResult: write_ev_stations_result,
    RoamingEntry: write_roaming_entry,
    RoamingsResult: write_roamings_result,
    EVSEConnector: write_evse_connector,
    EVSE: write_evse,
    EVSEsStation: write_evs_es_station,
    EVSEsPool: write_evs_es_pool,
    EVSEsResult: write_evs_es_result,
    CountResult: write_count_result,
    ConnectorTypesResult: write_connector_types_result,
    PowerFeedTypesResult: write_power_feed_types_result,
    ConnectorStatusesResult: write_connector_statuses_result,
    ErrorResult: write_error_result,
}
