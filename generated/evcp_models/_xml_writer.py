"""Straight-line writers of XML text, one per class.

Generated from schema/ (version 1.1.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evcp_codec.writing import (
    boolean,
    decimal,
    floating,
    integer,
    items,
    quoted,
    text,
    timestamp,
    wrong,
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


def write_address(x: Address, tag: str, out: Callable[[str], None]) -> None:
    """Write one `Address` as the element `tag`."""
    if not isinstance(x, Address):
        raise wrong(x, "Address")
    out(f"<{tag}>")
    if x.street is not None:
        out(f"<street>{text(x.street)}</street>")
    if x.street_number is not None:
        out(f"<streetNumber>{text(x.street_number)}</streetNumber>")
    if x.city is not None:
        out(f"<city>{text(x.city)}</city>")
    if x.state is not None:
        out(f"<state>{text(x.state)}</state>")
    if x.county is not None:
        out(f"<county>{text(x.county)}</county>")
    if x.region is not None:
        out(f"<region>{text(x.region)}</region>")
    if x.district is not None:
        out(f"<district>{text(x.district)}</district>")
    if x.country is not None:
        out(f"<country>{text(x.country)}</country>")
    if x.postal_code is not None:
        out(f"<postalCode>{text(x.postal_code)}</postalCode>")
    if x.floor is not None:
        out(f"<floor>{text(x.floor)}</floor>")
    if x.unparsed_address is not None:
        out(f"<unparsedAddress>{text(x.unparsed_address)}</unparsedAddress>")
    if x.block is not None:
        out(f"<block>{text(x.block)}</block>")
    if x.subblock is not None:
        out(f"<subblock>{text(x.subblock)}</subblock>")
    if x.side_of_street is not None:
        out(f"<sideOfStreet>{text(x.side_of_street)}</sideOfStreet>")
    if x.subdistrict is not None:
        out(f"<subdistrict>{text(x.subdistrict)}</subdistrict>")
    out(f"</{tag}>")


def write_phone(x: Phone, tag: str, out: Callable[[str], None]) -> None:
    """Write one `Phone` as the element `tag`."""
    if not isinstance(x, Phone):
        raise wrong(x, "Phone")
    attributes = ""
    if x.label is not None:
        attributes += f' label="{quoted(x.label)}"'
    out(f"<{tag}{attributes}>{text(x.value)}</{tag}>")


def write_contact_entry(x: ContactEntry, tag: str, out: Callable[[str], None]) -> None:
    """Write one `ContactEntry` as the element `tag`."""
    if not isinstance(x, ContactEntry):
        raise wrong(x, "ContactEntry")
    attributes = ""
    if x.label is not None:
        attributes += f' label="{quoted(x.label)}"'
    out(f"<{tag}{attributes}>{text(x.value)}</{tag}>")


def write_contact(x: Contact, tag: str, out: Callable[[str], None]) -> None:
    """Write one `Contact` as the element `tag`."""
    if not isinstance(x, Contact):
        raise wrong(x, "Contact")
    out(f"<{tag}>")
    for one_phone in items(x.phone):
        write_phone(one_phone, "phone", out)
    for one_fax in items(x.fax):
        write_phone(one_fax, "fax", out)
    for one_email in items(x.email):
        write_contact_entry(one_email, "email", out)
    for one_website in items(x.website):
        write_contact_entry(one_website, "website", out)
    out(f"</{tag}>")


def write_position(x: Position, tag: str, out: Callable[[str], None]) -> None:
    """Write one `Position` as the element `tag`."""
    if not isinstance(x, Position):
        raise wrong(x, "Position")
    out(f"<{tag}>")
    out(f"<latitude>{floating(x.latitude)}</latitude>")
    out(f"<longitude>{floating(x.longitude)}</longitude>")
    out(f"</{tag}>")


def write_name_id(x: NameId, tag: str, out: Callable[[str], None]) -> None:
    """Write one `NameId` as the element `tag`."""
    if not isinstance(x, NameId):
        raise wrong(x, "NameId")
    attributes = ""
    if x.id is not None:
        attributes += f' id="{quoted(x.id)}"'
    out(f"<{tag}{attributes}>")
    if x.name is not None:
        out(f"<name>{text(x.name)}</name>")
    out(f"</{tag}>")


def write_time_period(x: TimePeriod, tag: str, out: Callable[[str], None]) -> None:
    """Write one `TimePeriod` as the element `tag`."""
    if not isinstance(x, TimePeriod):
        raise wrong(x, "TimePeriod")
    out(f"<{tag}>")
    if x.from_ is not None:
        out(f"<from>{text(x.from_)}</from>")
    if x.to is not None:
        out(f"<to>{text(x.to)}</to>")
    out(f"</{tag}>")


def write_opening_hours_detail(x: OpeningHoursDetail, tag: str, out: Callable[[str], None]) -> None:
    """Write one `OpeningHoursDetail` as the element `tag`."""
    if not isinstance(x, OpeningHoursDetail):
        raise wrong(x, "OpeningHoursDetail")
    out(f"<{tag}>")
    if x.daymask is not None:
        out(f"<daymask>{integer(x.daymask)}</daymask>")
    for one_period in items(x.period):
        write_time_period(one_period, "period", out)
    out(f"</{tag}>")


def write_annual_opening_hours_detail(
    x: AnnualOpeningHoursDetail, tag: str, out: Callable[[str], None]
) -> None:
    """Write one `AnnualOpeningHoursDetail` as the element `tag`."""
    if not isinstance(x, AnnualOpeningHoursDetail):
        raise wrong(x, "AnnualOpeningHoursDetail")
    out(f"<{tag}>")
    if x.date is not None:
        out(f"<date>{text(x.date)}</date>")
    if x.closed is not None:
        out(f"<closed>{boolean(x.closed)}</closed>")
    for one_period in items(x.period):
        write_time_period(one_period, "period", out)
    if x.from_ is not None:
        out(f"<from>{text(x.from_)}</from>")
    if x.to is not None:
        out(f"<to>{text(x.to)}</to>")
    if x.daymask is not None:
        out(f"<daymask>{integer(x.daymask)}</daymask>")
    out(f"</{tag}>")


def write_opening_hours(x: OpeningHours, tag: str, out: Callable[[str], None]) -> None:
    """Write one `OpeningHours` as the element `tag`."""
    if not isinstance(x, OpeningHours):
        raise wrong(x, "OpeningHours")
    out(f"<{tag}>")
    if x.open_now is not None:
        out(f"<openNow>{boolean(x.open_now)}</openNow>")
    for one_regular_opening_hours in items(x.regular_opening_hours):
        write_opening_hours_detail(one_regular_opening_hours, "regularOpeningHours", out)
    for one_annual_openings in items(x.annual_openings):
        write_annual_opening_hours_detail(one_annual_openings, "annualOpenings", out)
    out(f"</{tag}>")


def write_price(x: Price, tag: str, out: Callable[[str], None]) -> None:
    """Write one `Price` as the element `tag`."""
    if not isinstance(x, Price):
        raise wrong(x, "Price")
    attributes = ""
    if x.currency is not None:
        attributes += f' currency="{quoted(x.currency)}"'
    out(f"<{tag}{attributes}>{decimal(x.value)}</{tag}>")


def write_pricing_structure(x: PricingStructure, tag: str, out: Callable[[str], None]) -> None:
    """Write one `PricingStructure` as the element `tag`."""
    if not isinstance(x, PricingStructure):
        raise wrong(x, "PricingStructure")
    out(f"<{tag}>")
    if x.pricing_model is not None:
        out(f"<pricingModel>{text(x.pricing_model)}</pricingModel>")
    if x.price is not None:
        write_price(x.price, "price", out)
    if x.unit is not None:
        out(f"<unit>{text(x.unit)}</unit>")
    if x.time_period is not None:
        write_time_period(x.time_period, "timePeriod", out)
    if x.time_constraints is not None:
        write_opening_hours(x.time_constraints, "timeConstraints", out)
    if x.descriptions is not None:
        out(f"<descriptions>{text(x.descriptions)}</descriptions>")
    out(f"</{tag}>")


def write_connector_detail(x: ConnectorDetail, tag: str, out: Callable[[str], None]) -> None:
    """Write one `ConnectorDetail` as the element `tag`."""
    if not isinstance(x, ConnectorDetail):
        raise wrong(x, "ConnectorDetail")
    out(f"<{tag}>")
    if x.device_name is not None:
        out(f"<deviceName>{text(x.device_name)}</deviceName>")
    if x.reservable is not None:
        out(f"<reservable>{boolean(x.reservable)}</reservable>")
    if x.reservation_information is not None:
        out(f"<reservationInformation>{text(x.reservation_information)}</reservationInformation>")
    if x.private_access is not None:
        out(f"<privateAccess>{boolean(x.private_access)}</privateAccess>")
    if x.open24x7 is not None:
        out(f"<open24x7>{boolean(x.open24x7)}</open24x7>")
    if x.opening_time is not None:
        out(f"<openingTime>{text(x.opening_time)}</openingTime>")
    if x.opening_hours is not None:
        write_opening_hours(x.opening_hours, "openingHours", out)
    if x.pay is not None:
        out(f"<pay>{boolean(x.pay)}</pay>")
    if x.payment_method_details is not None:
        out(f"<paymentMethodDetails>{text(x.payment_method_details)}</paymentMethodDetails>")
    if x.manufacturer is not None:
        out(f"<manufacturer>{text(x.manufacturer)}</manufacturer>")
    if x.manufacturer_model is not None:
        out(f"<manufacturerModel>{text(x.manufacturer_model)}</manufacturerModel>")
    if x.private_access_information is not None:
        out(
            f"<privateAccessInformation>{text(x.private_access_information)}</privateAccessInformation>"
        )
    for one_pricing in items(x.pricing):
        write_pricing_structure(one_pricing, "pricing", out)
    out(f"</{tag}>")


def write_charging_point(x: ChargingPoint, tag: str, out: Callable[[str], None]) -> None:
    """Write one `ChargingPoint` as the element `tag`."""
    if not isinstance(x, ChargingPoint):
        raise wrong(x, "ChargingPoint")
    out(f"<{tag}>")
    if x.charge_mode is not None:
        out(f"<chargeMode>{text(x.charge_mode)}</chargeMode>")
    if x.volts is not None:
        out(f"<volts>{integer(x.volts)}</volts>")
    if x.volts_range is not None:
        out(f"<voltsRange>{text(x.volts_range)}</voltsRange>")
    if x.phases is not None:
        out(f"<phases>{integer(x.phases)}</phases>")
    if x.amps is not None:
        out(f"<amps>{integer(x.amps)}</amps>")
    if x.amps_range is not None:
        out(f"<ampsRange>{text(x.amps_range)}</ampsRange>")
    if x.number_of_connectors is not None:
        out(f"<numberOfConnectors>{integer(x.number_of_connectors)}</numberOfConnectors>")
    if x.number_of_available is not None:
        out(f"<numberOfAvailable>{integer(x.number_of_available)}</numberOfAvailable>")
    if x.number_of_in_use is not None:
        out(f"<numberOfInUse>{integer(x.number_of_in_use)}</numberOfInUse>")
    if x.number_of_out_of_service is not None:
        out(f"<numberOfOutOfService>{integer(x.number_of_out_of_service)}</numberOfOutOfService>")
    if x.number_of_reserved is not None:
        out(f"<numberOfReserved>{integer(x.number_of_reserved)}</numberOfReserved>")
    if x.last_update_timestamp is not None:
        out(f"<lastUpdateTimestamp>{timestamp(x.last_update_timestamp)}</lastUpdateTimestamp>")
    out(f"</{tag}>")


def write_connector_status(x: ConnectorStatus, tag: str, out: Callable[[str], None]) -> None:
    """Write one `ConnectorStatus` as the element `tag`."""
    if not isinstance(x, ConnectorStatus):
        raise wrong(x, "ConnectorStatus")
    out(f"<{tag}>")
    if x.cpo_evse_id is not None:
        out(f"<cpoEvseId>{text(x.cpo_evse_id)}</cpoEvseId>")
    if x.cpo_evse_emi3_id is not None:
        out(f"<cpoEvseEMI3Id>{text(x.cpo_evse_emi3_id)}</cpoEvseEMI3Id>")
    if x.physical_reference is not None:
        out(f"<physicalReference>{text(x.physical_reference)}</physicalReference>")
    if x.cpo_connector_id is not None:
        out(f"<cpoConnectorId>{text(x.cpo_connector_id)}</cpoConnectorId>")
    if x.state is not None:
        out(f"<state>{text(x.state)}</state>")
    out(f"</{tag}>")


def write_connector(x: Connector, tag: str, out: Callable[[str], None]) -> None:
    """Write one `Connector` as the element `tag`."""
    if not isinstance(x, Connector):
        raise wrong(x, "Connector")
    out(f"<{tag}>")
    if x.supplier_name is not None:
        out(f"<supplierName>{text(x.supplier_name)}</supplierName>")
    if x.supplier_contacts is not None:
        write_contact(x.supplier_contacts, "supplierContacts", out)
    if x.connector_type is not None:
        write_name_id(x.connector_type, "connectorType", out)
    if x.power_feed_type is not None:
        write_name_id(x.power_feed_type, "powerFeedType", out)
    if x.charge_capacity is not None:
        out(f"<chargeCapacity>{text(x.charge_capacity)}</chargeCapacity>")
    if x.max_power_level is not None:
        out(f"<maxPowerLevel>{floating(x.max_power_level)}</maxPowerLevel>")
    if x.customer_charge_level is not None:
        out(f"<customerChargeLevel>{text(x.customer_charge_level)}</customerChargeLevel>")
    if x.customer_connector_name is not None:
        out(f"<customerConnectorName>{text(x.customer_connector_name)}</customerConnectorName>")
    if x.fixed_cable is not None:
        out(f"<fixedCable>{boolean(x.fixed_cable)}</fixedCable>")
    if x.connector_details is not None:
        write_connector_detail(x.connector_details, "connectorDetails", out)
    if x.charging_point is not None:
        write_charging_point(x.charging_point, "chargingPoint", out)
    if items(x.connector_statuses):
        out("<connectorStatuses>")
        for one_connector_statuses in x.connector_statuses:
            write_connector_status(one_connector_statuses, "connectorStatus", out)
        out("</connectorStatuses>")
    if x.last_update_timestamp is not None:
        out(f"<lastUpdateTimestamp>{timestamp(x.last_update_timestamp)}</lastUpdateTimestamp>")
    out(f"</{tag}>")


def write_subscription(x: Subscription, tag: str, out: Callable[[str], None]) -> None:
    """Write one `Subscription` as the element `tag`."""
    if not isinstance(x, Subscription):
        raise wrong(x, "Subscription")
    attributes = ""
    if x.accept is not None:
        attributes += f' accept="{boolean(x.accept)}"'
    out(f"<{tag}{attributes}>")
    if x.provider is not None:
        out(f"<provider>{text(x.provider)}</provider>")
    out(f"</{tag}>")


def write_credit_card(x: CreditCard, tag: str, out: Callable[[str], None]) -> None:
    """Write one `CreditCard` as the element `tag`."""
    if not isinstance(x, CreditCard):
        raise wrong(x, "CreditCard")
    attributes = ""
    if x.accept is not None:
        attributes += f' accept="{boolean(x.accept)}"'
    out(f"<{tag}{attributes}>")
    if items(x.types):
        out("<types>")
        for one_types in x.types:
            out(f"<type>{text(one_types)}</type>")
        out("</types>")
    out(f"</{tag}>")


def write_cash(x: Cash, tag: str, out: Callable[[str], None]) -> None:
    """Write one `Cash` as the element `tag`."""
    if not isinstance(x, Cash):
        raise wrong(x, "Cash")
    attributes = ""
    if x.accept is not None:
        attributes += f' accept="{boolean(x.accept)}"'
    out(f"<{tag}{attributes}>")
    if items(x.currencies):
        out("<currencies>")
        for one_currencies in x.currencies:
            out(f"<currency>{text(one_currencies)}</currency>")
        out("</currencies>")
    out(f"</{tag}>")


def write_debit_card(x: DebitCard, tag: str, out: Callable[[str], None]) -> None:
    """Write one `DebitCard` as the element `tag`."""
    if not isinstance(x, DebitCard):
        raise wrong(x, "DebitCard")
    attributes = ""
    if x.accept is not None:
        attributes += f' accept="{boolean(x.accept)}"'
    out(f"<{tag}{attributes}>")
    out(f"</{tag}>")


def write_check(x: Check, tag: str, out: Callable[[str], None]) -> None:
    """Write one `Check` as the element `tag`."""
    if not isinstance(x, Check):
        raise wrong(x, "Check")
    attributes = ""
    if x.accept is not None:
        attributes += f' accept="{boolean(x.accept)}"'
    out(f"<{tag}{attributes}>")
    if items(x.types):
        out("<types>")
        for one_types in x.types:
            out(f"<type>{text(one_types)}</type>")
        out("</types>")
    out(f"</{tag}>")


def write_e_payment(x: EPayment, tag: str, out: Callable[[str], None]) -> None:
    """Write one `EPayment` as the element `tag`."""
    if not isinstance(x, EPayment):
        raise wrong(x, "EPayment")
    attributes = ""
    if x.accept is not None:
        attributes += f' accept="{boolean(x.accept)}"'
    out(f"<{tag}{attributes}>")
    if items(x.types):
        out("<types>")
        for one_types in x.types:
            out(f"<type>{text(one_types)}</type>")
        out("</types>")
    out(f"</{tag}>")


def write_other_payment(x: OtherPayment, tag: str, out: Callable[[str], None]) -> None:
    """Write one `OtherPayment` as the element `tag`."""
    if not isinstance(x, OtherPayment):
        raise wrong(x, "OtherPayment")
    attributes = ""
    if x.accept is not None:
        attributes += f' accept="{boolean(x.accept)}"'
    out(f"<{tag}{attributes}>")
    if items(x.types):
        out("<types>")
        for one_types in x.types:
            out(f"<type>{text(one_types)}</type>")
        out("</types>")
    out(f"</{tag}>")


def write_payment_methods(x: PaymentMethods, tag: str, out: Callable[[str], None]) -> None:
    """Write one `PaymentMethods` as the element `tag`."""
    if not isinstance(x, PaymentMethods):
        raise wrong(x, "PaymentMethods")
    out(f"<{tag}>")
    if x.subscription is not None:
        write_subscription(x.subscription, "subscription", out)
    if x.credit_card is not None:
        write_credit_card(x.credit_card, "creditCard", out)
    if x.cash is not None:
        write_cash(x.cash, "cash", out)
    if x.debit_card is not None:
        write_debit_card(x.debit_card, "debitCard", out)
    if x.check is not None:
        write_check(x.check, "check", out)
    if x.e_payment is not None:
        write_e_payment(x.e_payment, "ePayment", out)
    if x.other is not None:
        write_other_payment(x.other, "other", out)
    if x.note is not None:
        out(f"<note>{text(x.note)}</note>")
    out(f"</{tag}>")


def write_ev_station_details(x: EVStationDetails, tag: str, out: Callable[[str], None]) -> None:
    """Write one `EVStationDetails` as the element `tag`."""
    if not isinstance(x, EVStationDetails):
        raise wrong(x, "EVStationDetails")
    out(f"<{tag}>")
    if x.private_access is not None:
        out(f"<privateAccess>{boolean(x.private_access)}</privateAccess>")
    if x.restricted_access is not None:
        out(f"<restrictedAccess>{boolean(x.restricted_access)}</restrictedAccess>")
    if x.accessibility_type is not None:
        out(f"<accessibilityType>{text(x.accessibility_type)}</accessibilityType>")
    if x.payment_methods is not None:
        write_payment_methods(x.payment_methods, "paymentMethods", out)
    if x.notes is not None:
        out(f"<notes>{text(x.notes)}</notes>")
    out(f"</{tag}>")


def write_station_roaming(x: StationRoaming, tag: str, out: Callable[[str], None]) -> None:
    """Write one `StationRoaming` as the element `tag`."""
    if not isinstance(x, StationRoaming):
        raise wrong(x, "StationRoaming")
    out(f"<{tag}>")
    if x.emsp is not None:
        out(f"<emsp>{text(x.emsp)}</emsp>")
    if x.partner_id is not None:
        out(f"<partner_id>{text(x.partner_id)}</partner_id>")
    for one_ema_id in items(x.ema_id):
        out(f"<ema_id>{text(one_ema_id)}</ema_id>")
    out(f"</{tag}>")


def write_ev_station(x: EVStation, tag: str, out: Callable[[str], None]) -> None:
    """Write one `EVStation` as the element `tag`."""
    if not isinstance(x, EVStation):
        raise wrong(x, "EVStation")
    attributes = ""
    attributes += f' id="{quoted(x.id)}"'
    if x.pv_id is not None:
        attributes += f' pvId="{quoted(x.pv_id)}"'
    if x.last_update_timestamp is not None:
        attributes += f' lastUpdateTimestamp="{timestamp(x.last_update_timestamp)}"'
    if x.time_zone is not None:
        attributes += f' timeZone="{quoted(x.time_zone)}"'
    out(f"<{tag}{attributes}>")
    if x.address is not None:
        write_address(x.address, "address", out)
    if x.contacts is not None:
        write_contact(x.contacts, "contacts", out)
    write_position(x.position, "position", out)
    if x.entrance_position is not None:
        write_position(x.entrance_position, "entrancePosition", out)
    if x.distance is not None:
        out(f"<distance>{integer(x.distance)}</distance>")
    if x.name is not None:
        out(f"<name>{text(x.name)}</name>")
    if x.brand is not None:
        out(f"<brand>{text(x.brand)}</brand>")
    if x.pool_id is not None:
        out(f"<poolId>{text(x.pool_id)}</poolId>")
    if x.cpo_id is not None:
        out(f"<cpoId>{text(x.cpo_id)}</cpoId>")
    if x.total_number_of_connectors is not None:
        out(
            f"<totalNumberOfConnectors>{integer(x.total_number_of_connectors)}</totalNumberOfConnectors>"
        )
    if items(x.connectors):
        out("<connectors>")
        for one_connectors in x.connectors:
            write_connector(one_connectors, "connector", out)
        out("</connectors>")
    if x.ev_station_details is not None:
        write_ev_station_details(x.ev_station_details, "evStationDetails", out)
    for one_roaming in items(x.roaming):
        write_station_roaming(one_roaming, "roaming", out)
    if x.last_updated_time_stamp is not None:
        out(f"<lastUpdatedTimeStamp>{timestamp(x.last_updated_time_stamp)}</lastUpdatedTimeStamp>")
    out(f"</{tag}>")


def write_ev_stations_result(x: EVStationsResult, tag: str, out: Callable[[str], None]) -> None:
    """Write one `EVStationsResult` as the element `tag`."""
    if not isinstance(x, EVStationsResult):
        raise wrong(x, "EVStationsResult")
    out(f"<{tag}>")
    if x.has_more is not None:
        out(f"<hasMore>{boolean(x.has_more)}</hasMore>")
    if x.count is not None:
        out(f"<count>{integer(x.count)}</count>")
    if items(x.ev_stations):
        out("<evStations>")
        for one_ev_stations in x.ev_stations:
            write_ev_station(one_ev_stations, "evStation", out)
        out("</evStations>")
    out(f"</{tag}>")


def write_roaming_entry(x: RoamingEntry, tag: str, out: Callable[[str], None]) -> None:
    """Write one `RoamingEntry` as the element `tag`."""
    if not isinstance(x, RoamingEntry):
        raise wrong(x, "RoamingEntry")
    out(f"<{tag}>")
    out(f"<emsp>{text(x.emsp)}</emsp>")
    out(f"<partner_id>{text(x.partner_id)}</partner_id>")
    for one_ema_id in items(x.ema_id):
        out(f"<ema_id>{text(one_ema_id)}</ema_id>")
    for one_country in items(x.country):
        out(f"<country>{text(one_country)}</country>")
    out(f"</{tag}>")


def write_roamings_result(x: RoamingsResult, tag: str, out: Callable[[str], None]) -> None:
    """Write one `RoamingsResult` as the element `tag`."""
    if not isinstance(x, RoamingsResult):
        raise wrong(x, "RoamingsResult")
    out(f"<{tag}>")
    for one_roaming in items(x.roaming):
        write_roaming_entry(one_roaming, "roaming", out)
    out(f"</{tag}>")


def write_evse_connector(x: EVSEConnector, tag: str, out: Callable[[str], None]) -> None:
    """Write one `EVSEConnector` as the element `tag`."""
    if not isinstance(x, EVSEConnector):
        raise wrong(x, "EVSEConnector")
    out(f"<{tag}>")
    out(f"<id>{text(x.id)}</id>")
    if x.cpo_id is not None:
        out(f"<cpoId>{text(x.cpo_id)}</cpoId>")
    out(f"<typeId>{text(x.type_id)}</typeId>")
    if x.max_power_level is not None:
        out(f"<maxPowerLevel>{floating(x.max_power_level)}</maxPowerLevel>")
    if x.cpo_evse_id is not None:
        out(f"<cpoEvseId>{text(x.cpo_evse_id)}</cpoEvseId>")
    if x.cpo_connector_id is not None:
        out(f"<cpoConnectorId>{text(x.cpo_connector_id)}</cpoConnectorId>")
    if x.state is not None:
        out(f"<state>{text(x.state)}</state>")
    if x.last_updated is not None:
        out(f"<last_updated>{timestamp(x.last_updated)}</last_updated>")
    out(f"</{tag}>")


def write_evse(x: EVSE, tag: str, out: Callable[[str], None]) -> None:
    """Write one `EVSE` as the element `tag`."""
    if not isinstance(x, EVSE):
        raise wrong(x, "EVSE")
    out(f"<{tag}>")
    out(f"<id>{text(x.id)}</id>")
    if x.cpo_id is not None:
        out(f"<cpoId>{text(x.cpo_id)}</cpoId>")
    if x.cpo_evse_emi3_id is not None:
        out(f"<cpoEvseEMI3Id>{text(x.cpo_evse_emi3_id)}</cpoEvseEMI3Id>")
    if x.physical_reference is not None:
        out(f"<physicalReference>{text(x.physical_reference)}</physicalReference>")
    if x.state is not None:
        out(f"<state>{text(x.state)}</state>")
    if x.last_updated is not None:
        out(f"<last_updated>{timestamp(x.last_updated)}</last_updated>")
    for one_connectors in items(x.connectors):
        write_evse_connector(one_connectors, "connectors", out)
    out(f"</{tag}>")


def write_evs_es_station(x: EVSEsStation, tag: str, out: Callable[[str], None]) -> None:
    """Write one `EVSEsStation` as the element `tag`."""
    if not isinstance(x, EVSEsStation):
        raise wrong(x, "EVSEsStation")
    out(f"<{tag}>")
    if x.id is not None:
        out(f"<id>{text(x.id)}</id>")
    if x.cpo_id is not None:
        out(f"<cpoId>{text(x.cpo_id)}</cpoId>")
    for one_evses in items(x.evses):
        write_evse(one_evses, "evses", out)
    out(f"</{tag}>")


def write_evs_es_pool(x: EVSEsPool, tag: str, out: Callable[[str], None]) -> None:
    """Write one `EVSEsPool` as the element `tag`."""
    if not isinstance(x, EVSEsPool):
        raise wrong(x, "EVSEsPool")
    out(f"<{tag}>")
    if x.id is not None:
        out(f"<id>{text(x.id)}</id>")
    for one_stations in items(x.stations):
        write_evs_es_station(one_stations, "stations", out)
    out(f"</{tag}>")


def write_evs_es_result(x: EVSEsResult, tag: str, out: Callable[[str], None]) -> None:
    """Write one `EVSEsResult` as the element `tag`."""
    if not isinstance(x, EVSEsResult):
        raise wrong(x, "EVSEsResult")
    out(f"<{tag}>")
    for one_pools in items(x.pools):
        write_evs_es_pool(one_pools, "pools", out)
    out(f"</{tag}>")


def write_count_result(x: CountResult, tag: str, out: Callable[[str], None]) -> None:
    """Write one `CountResult` as the element `tag`."""
    if not isinstance(x, CountResult):
        raise wrong(x, "CountResult")
    out(f"<{tag}>")
    out(f"<count>{integer(x.count)}</count>")
    out(f"</{tag}>")


def write_connector_types_result(
    x: ConnectorTypesResult, tag: str, out: Callable[[str], None]
) -> None:
    """Write one `ConnectorTypesResult` as the element `tag`."""
    if not isinstance(x, ConnectorTypesResult):
        raise wrong(x, "ConnectorTypesResult")
    out(f"<{tag}>")
    for one_connector_type in items(x.connector_type):
        write_name_id(one_connector_type, "connectorType", out)
    out(f"</{tag}>")


def write_power_feed_types_result(
    x: PowerFeedTypesResult, tag: str, out: Callable[[str], None]
) -> None:
    """Write one `PowerFeedTypesResult` as the element `tag`."""
    if not isinstance(x, PowerFeedTypesResult):
        raise wrong(x, "PowerFeedTypesResult")
    out(f"<{tag}>")
    for one_power_feed_type in items(x.power_feed_type):
        write_name_id(one_power_feed_type, "powerFeedType", out)
    out(f"</{tag}>")


def write_connector_statuses_result(
    x: ConnectorStatusesResult, tag: str, out: Callable[[str], None]
) -> None:
    """Write one `ConnectorStatusesResult` as the element `tag`."""
    if not isinstance(x, ConnectorStatusesResult):
        raise wrong(x, "ConnectorStatusesResult")
    out(f"<{tag}>")
    for one_connector_status in items(x.connector_status):
        write_name_id(one_connector_status, "connectorStatus", out)
    out(f"</{tag}>")


def write_error_result(x: ErrorResult, tag: str, out: Callable[[str], None]) -> None:
    """Write one `ErrorResult` as the element `tag`."""
    if not isinstance(x, ErrorResult):
        raise wrong(x, "ErrorResult")
    out(f"<{tag}>")
    if x.error is not None:
        out(f"<error>{text(x.error)}</error>")
    if x.error_description is not None:
        out(f"<error_description>{text(x.error_description)}</error_description>")
    if x.error_type is not None:
        out(f"<Type>{text(x.error_type)}</Type>")
    for one_messages in items(x.messages):
        out(f"<Message>{text(one_messages)}</Message>")
    if x.http_status is not None:
        out(f"<httpStatus>{text(x.http_status)}</httpStatus>")
    if x.error_id is not None:
        out(f"<errorId>{text(x.error_id)}</errorId>")
    if x.error_code is not None:
        out(f"<errorCode>{text(x.error_code)}</errorCode>")
    if x.message is not None:
        out(f"<message>{text(x.message)}</message>")
    if x.title is not None:
        out(f"<title>{text(x.title)}</title>")
    if x.status is not None:
        out(f"<status>{text(x.status)}</status>")
    if x.code is not None:
        out(f"<code>{text(x.code)}</code>")
    if x.cause is not None:
        out(f"<cause>{text(x.cause)}</cause>")
    if x.action is not None:
        out(f"<action>{text(x.action)}</action>")
    if x.correlation_id is not None:
        out(f"<correlationId>{text(x.correlation_id)}</correlationId>")
    if x.request_id is not None:
        out(f"<requestId>{text(x.request_id)}</requestId>")
    out(f"</{tag}>")


WRITERS: dict[type, Callable[[Any, str, Callable[[str], None]], None]] = {
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


ROOTS: dict[type, tuple[str, bool]] = {
    Address: ("address", False),
    Phone: ("phone", False),
    ContactEntry: ("email", False),
    Contact: ("contacts", False),
    Position: ("position", False),
    NameId: ("connectorType", False),
    TimePeriod: ("timePeriod", False),
    OpeningHoursDetail: ("regularOpeningHours", False),
    AnnualOpeningHoursDetail: ("annualOpenings", False),
    OpeningHours: ("openingHours", False),
    Price: ("price", False),
    PricingStructure: ("pricing", False),
    ConnectorDetail: ("connectorDetails", False),
    ChargingPoint: ("chargingPoint", False),
    ConnectorStatus: ("connectorStatus", False),
    Connector: ("connector", False),
    Subscription: ("subscription", False),
    CreditCard: ("creditCard", False),
    Cash: ("cash", False),
    DebitCard: ("debitCard", False),
    Check: ("check", False),
    EPayment: ("ePayment", False),
    OtherPayment: ("other", False),
    PaymentMethods: ("paymentMethods", False),
    EVStationDetails: ("evStationDetails", False),
    StationRoaming: ("roaming", False),
    EVStation: ("evStation", False),
    EVStationsResult: ("evStationsResult", True),
    RoamingEntry: ("roaming", False),
    RoamingsResult: ("roamings", True),
    EVSEConnector: ("connectors", False),
    EVSE: ("evses", False),
    EVSEsStation: ("stations", False),
    EVSEsPool: ("pools", False),
    EVSEsResult: ("evsesResult", True),
    CountResult: ("countResult", True),
    ConnectorTypesResult: ("connectorTypes", True),
    PowerFeedTypesResult: ("powerFeedTypes", True),
    ConnectorStatusesResult: ("connectorStatuses", True),
    ErrorResult: ("error", True),
}
