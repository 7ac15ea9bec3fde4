"""The models: one frozen, slotted, keyword-only dataclass a type of the schema.

Generated from schema/ (version 1.0.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from .enums import (
    Accessibility,
    ChargeMode,
    ConnectorState,
    CustomerChargeLevel,
    PricingModel,
    PricingUnit,
    SideOfStreet,
)

__NAMESPACE__ = "http://www.here.com/2014/02/ACS-EV"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Postal address. Every part is optional; street and house number are often absent. Confirmed
    (DH:here-ev-products-resource-type-address).

    Attributes:
        street: Street name. Wire name `street`. Confirmed (DH:here-ev-products-resource-type-
            address).
        street_number: House number. Wire name `streetNumber`. Confirmed (DH:here-ev-products-
            resource-type-address).
        city: City or town. Wire name `city`. Confirmed (DH:here-ev-products-resource-type-address).
        state: State, as in the United States or Germany. Wire name `state`. Confirmed (DH:here-ev-
            products-resource-type-address).
        county: County. Wire name `county`. Confirmed (DH:here-ev-products-resource-type-address).
        region: Region. Wire name `region`. Confirmed (DH:here-ev-products-resource-type-address).
        district: District of the city. Wire name `district`. Confirmed (DH:here-ev-products-
            resource-type-address).
        country: Country, three letters of ISO 3166-1 alpha-3, such as DEU. Wire name `country`.
            Confirmed (DH:here-ev-products-resource-type-address).
        postal_code: Postal code. Wire name `postalCode`. Confirmed (DH:here-ev-products-resource-
            type-address).
        floor: Floor levels of the EVSEs, all in one text. Wire name `floor`. Confirmed (DH:here-ev-
            products-resource-type-address).
        unparsed_address: The whole address on one line, in the local convention. Wire name
            `unparsedAddress`. Confirmed (DH:here-ev-products-resource-type-address).
        block: Block; mainly East Asia. Wire name `block`. Confirmed (DH:here-ev-products-resource-
            type-address).
        subblock: Part of a block; mainly East Asia. Wire name `subblock`. Confirmed (DH:here-ev-
            products-resource-type-address).
        side_of_street: Side of the street on which the station lies. Wire name `sideOfStreet`.
            Confirmed (DH:here-ev-products-resource-type-address).
        subdistrict: Part of a district; mainly East Asia. Wire name `subdistrict`. Confirmed
            (DH:here-ev-products-resource-type-address).
    """

    class Meta:
        name = "address"

    street: str | None = field(
        default=None, metadata={"name": "street", "type": "Element", "namespace": ""}
    )
    street_number: str | None = field(
        default=None, metadata={"name": "streetNumber", "type": "Element", "namespace": ""}
    )
    city: str | None = field(
        default=None, metadata={"name": "city", "type": "Element", "namespace": ""}
    )
    state: str | None = field(
        default=None, metadata={"name": "state", "type": "Element", "namespace": ""}
    )
    county: str | None = field(
        default=None, metadata={"name": "county", "type": "Element", "namespace": ""}
    )
    region: str | None = field(
        default=None, metadata={"name": "region", "type": "Element", "namespace": ""}
    )
    district: str | None = field(
        default=None, metadata={"name": "district", "type": "Element", "namespace": ""}
    )
    country: str | None = field(
        default=None, metadata={"name": "country", "type": "Element", "namespace": ""}
    )
    postal_code: str | None = field(
        default=None, metadata={"name": "postalCode", "type": "Element", "namespace": ""}
    )
    floor: str | None = field(
        default=None, metadata={"name": "floor", "type": "Element", "namespace": ""}
    )
    unparsed_address: str | None = field(
        default=None, metadata={"name": "unparsedAddress", "type": "Element", "namespace": ""}
    )
    block: str | None = field(
        default=None, metadata={"name": "block", "type": "Element", "namespace": ""}
    )
    subblock: str | None = field(
        default=None, metadata={"name": "subblock", "type": "Element", "namespace": ""}
    )
    side_of_street: SideOfStreet | str | None = field(
        default=None, metadata={"name": "sideOfStreet", "type": "Element", "namespace": ""}
    )
    subdistrict: str | None = field(
        default=None, metadata={"name": "subdistrict", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A telephone number, with a label. JSON prints the number as the member `value`. Inferred
    (HerePy: contacts in sample payloads).

    Attributes:
        value: The text itself. Wire name `value`.
        label: Kind of the number, such as PHONE. An attribute by the rule that JSON prints
            attributes last. Wire name `label`. Inferred (HerePy: contacts in sample payloads).
    """

    class Meta:
        name = "phone"

    value: str = field(metadata={"type": "Text"})
    label: str | None = field(default=None, metadata={"name": "label", "type": "Attribute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Ways to reach somebody. Only telephone numbers are known; the page of the type was not read.
    Confirmed (HerePy: contacts in sample payloads).

    Attributes:
        phone: One telephone number. Wire name `phone`. Confirmed (HerePy: contacts in sample
            payloads).
    """

    class Meta:
        name = "contacts"

    phone: tuple[Phone, ...] = field(
        default=(), metadata={"name": "phone", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A point on the earth, WGS 84. The member names are confirmed by samples; the page of the
    type was not read. Confirmed (HerePy: position in sample payloads).

    Attributes:
        latitude: Degrees north of the equator. Wire name `latitude`. Inferred (HerePy: position in
            sample payloads).
        longitude: Degrees east of Greenwich. Wire name `longitude`. Inferred (HerePy: position in
            sample payloads).
    """

    class Meta:
        name = "position"

    latitude: float = field(metadata={"name": "latitude", "type": "Element", "namespace": ""})
    longitude: float = field(metadata={"name": "longitude", "type": "Element", "namespace": ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class NameId:
    """An entry of a code list: its identifier and its display name. Confirmed (HerePy:
    connectorType in sample payloads).

    Attributes:
        name: Display name. Wire name `name`. Confirmed (HerePy: connectorType in sample payloads).
        id: Identifier in the code list: an integer as text here, plain text in sibling APIs. An
            attribute by the rule that JSON prints attributes last; the documentation calls it an
            element, so both are read. Wire name `id`. Inferred (HerePy: connectorType in sample
            payloads).
    """

    class Meta:
        name = "connectorType"

    name: str | None = field(
        default=None, metadata={"name": "name", "type": "Element", "namespace": ""}
    )
    id: str | None = field(default=None, metadata={"name": "id", "type": "Attribute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePeriod:
    """A time of the day, in the time zone of the station. Confirmed (DG:resource-type-opening-
    hours-detail; HerePy samples).

    Attributes:
        from_: Begin. Wire name `from`. Confirmed (DG:resource-type-opening-hours-detail; HerePy
            samples).
        to: End; 24:00:00 is the end of the day. Wire name `to`. Confirmed (DG:resource-type-
            opening-hours-detail; HerePy samples).
    """

    class Meta:
        name = "timePeriod"

    from_: str | None = field(
        default=None, metadata={"name": "from", "type": "Element", "namespace": ""}
    )
    to: str | None = field(
        default=None, metadata={"name": "to", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHoursDetail:
    """Hours on some days of the week. Confirmed (DG:resource-type-opening-hours-detail).

    Attributes:
        daymask: The days of the week that the hours hold for. Wire name `daymask`. Confirmed
            (DG:resource-type-opening-hours-detail).
        period: A time of the day at which it is open. Wire name `period`. Confirmed (DG:resource-
            type-opening-hours-detail).
    """

    class Meta:
        name = "regularOpeningHours"

    daymask: int | None = field(
        default=None, metadata={"name": "daymask", "type": "Element", "namespace": ""}
    )
    period: tuple[TimePeriod, ...] = field(
        default=(), metadata={"name": "period", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualOpeningHoursDetail:
    """Hours that hold in a part of the year. The page of this type could not be read and the
    samples show an empty list: the members are assumed, a range of dates with the hours in it.
    Unknown (OP:resource-type-opening-hours).

    Attributes:
        from_: First day of the range, as text: the notation is not known. Wire name `from`. Unknown
            (OP:resource-type-opening-hours).
        to: Last day of the range, as text: the notation is not known. Wire name `to`. Unknown
            (OP:resource-type-opening-hours).
        daymask: The days of the week that the hours hold for. Wire name `daymask`. Unknown
            (OP:resource-type-opening-hours).
        period: A time of the day at which it is open. Wire name `period`. Unknown (OP:resource-
            type-opening-hours).
    """

    class Meta:
        name = "annualOpenings"

    from_: str | None = field(
        default=None, metadata={"name": "from", "type": "Element", "namespace": ""}
    )
    to: str | None = field(
        default=None, metadata={"name": "to", "type": "Element", "namespace": ""}
    )
    daymask: int | None = field(
        default=None, metadata={"name": "daymask", "type": "Element", "namespace": ""}
    )
    period: tuple[TimePeriod, ...] = field(
        default=(), metadata={"name": "period", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """Opening hours in the time zone of the station. A day that no entry names is a day on which
    it is closed. Confirmed (OP:resource-type-opening-hours; HerePy samples).

    Attributes:
        open_now: True when it is open at the time of the answer. Known from the parking API only.
            Wire name `openNow`. Sibling (OP:resource-type-opening-hours).
        regular_opening_hours: Hours on some days of the week. Wire name `regularOpeningHours`.
            Confirmed (OP:resource-type-opening-hours; HerePy samples).
        annual_openings: Hours that hold in a part of the year only. An empty list in the samples.
            Wire name `annualOpenings`. Confirmed (OP:resource-type-opening-hours; HerePy samples).
    """

    class Meta:
        name = "openingHours"

    open_now: bool | None = field(
        default=None, metadata={"name": "openNow", "type": "Element", "namespace": ""}
    )
    regular_opening_hours: tuple[OpeningHoursDetail, ...] = field(
        default=(), metadata={"name": "regularOpeningHours", "type": "Element", "namespace": ""}
    )
    annual_openings: tuple[AnnualOpeningHoursDetail, ...] = field(
        default=(), metadata={"name": "annualOpenings", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """An amount of money. The page of the type could not be read: a number with the currency
    beside it, as in the sibling APIs. JSON is taken to print the amount as the member `value`.
    Inferred (FP:resource-type-response-fuel-stations).

    Attributes:
        value: The text itself. Wire name `value`.
        currency: Currency, three letters of ISO 4217, such as EUR. Wire name `currency`. Sibling
            (FP:resource-type-response-fuel-stations).
    """

    class Meta:
        name = "price"

    value: Decimal = field(metadata={"type": "Text"})
    currency: str | None = field(default=None, metadata={"name": "currency", "type": "Attribute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PricingStructure:
    """One way in which charging is priced. Confirmed (DG:resource-type-pricing-structure).

    Attributes:
        pricing_model: What is charged for. Wire name `pricingModel`. Confirmed (DG:resource-type-
            pricing-structure).
        price: Price of one unit. Wire name `price`. Confirmed (DG:resource-type-pricing-structure).
        unit: The unit that the price is for. Wire name `unit`. Confirmed (DG:resource-type-pricing-
            structure).
        time_period: Time of the day at which the price holds. Deprecated: timeConstraints. Wire
            name `timePeriod`. Confirmed (DG:resource-type-pricing-structure).
        time_constraints: Days and times at which the price holds. Wire name `timeConstraints`.
            Confirmed (DG:resource-type-pricing-structure).
        descriptions: The price in words. Wire name `descriptions`. Confirmed (DG:resource-type-
            pricing-structure).
    """

    class Meta:
        name = "pricing"

    pricing_model: PricingModel | str | None = field(
        default=None, metadata={"name": "pricingModel", "type": "Element", "namespace": ""}
    )
    price: Price | None = field(
        default=None, metadata={"name": "price", "type": "Element", "namespace": ""}
    )
    unit: PricingUnit | str | None = field(
        default=None, metadata={"name": "unit", "type": "Element", "namespace": ""}
    )
    time_period: TimePeriod | None = field(
        default=None, metadata={"name": "timePeriod", "type": "Element", "namespace": ""}
    )
    time_constraints: OpeningHours | None = field(
        default=None, metadata={"name": "timeConstraints", "type": "Element", "namespace": ""}
    )
    descriptions: str | None = field(
        default=None, metadata={"name": "descriptions", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorDetail:
    """Device, access, opening hours and prices of a connector group. Confirmed (DG:resource-type-
    connector-detail).

    Attributes:
        device_name: Name of the device that holds the connector. Wire name `deviceName`. Confirmed
            (DG:resource-type-connector-detail).
        reservable: True when the connector can be reserved. Wire name `reservable`. Confirmed
            (DG:resource-type-connector-detail).
        reservation_information: Where to reserve: a URL or a telephone number. Wire name
            `reservationInformation`. Confirmed (DG:resource-type-connector-detail).
        private_access: True when the connector is not for the public. Deprecated:
            evStationDetails.accessibilityType. Wire name `privateAccess`. Confirmed (DG:resource-
            type-connector-detail).
        open24x7: True when it is open at all hours. Wire name `open24x7`. Confirmed (DG:resource-
            type-connector-detail).
        opening_time: Opening hours as a text for people, such as 0:00 - 24:00. Wire name
            `openingTime`. Confirmed (DG:resource-type-connector-detail).
        opening_hours: Opening hours as data. Wire name `openingHours`. Confirmed (DG:resource-type-
            connector-detail).
        pay: True when charging costs money. Wire name `pay`. Confirmed (DG:resource-type-connector-
            detail).
        payment_method_details: Notes on the payment, as text. Wire name `paymentMethodDetails`.
            Confirmed (DG:resource-type-connector-detail).
        manufacturer: Maker of the device. Wire name `manufacturer`. Confirmed (DG:resource-type-
            connector-detail).
        manufacturer_model: Model of the device. Wire name `manufacturerModel`. Confirmed
            (DG:resource-type-connector-detail).
        private_access_information: Who may use the connector, as text. Deprecated:
            evStationDetails.accessibilityType. Wire name `privateAccessInformation`. Confirmed
            (DG:resource-type-connector-detail).
        pricing: One way in which charging is priced. Repeatable by inference: the documentation
            calls it a list. Wire name `pricing`. Confirmed (DG:resource-type-connector-detail).
    """

    class Meta:
        name = "connectorDetails"

    device_name: str | None = field(
        default=None, metadata={"name": "deviceName", "type": "Element", "namespace": ""}
    )
    reservable: bool | None = field(
        default=None, metadata={"name": "reservable", "type": "Element", "namespace": ""}
    )
    reservation_information: str | None = field(
        default=None,
        metadata={"name": "reservationInformation", "type": "Element", "namespace": ""},
    )
    private_access: bool | None = field(
        default=None, metadata={"name": "privateAccess", "type": "Element", "namespace": ""}
    )
    open24x7: bool | None = field(
        default=None, metadata={"name": "open24x7", "type": "Element", "namespace": ""}
    )
    opening_time: str | None = field(
        default=None, metadata={"name": "openingTime", "type": "Element", "namespace": ""}
    )
    opening_hours: OpeningHours | None = field(
        default=None, metadata={"name": "openingHours", "type": "Element", "namespace": ""}
    )
    pay: bool | None = field(
        default=None, metadata={"name": "pay", "type": "Element", "namespace": ""}
    )
    payment_method_details: str | None = field(
        default=None, metadata={"name": "paymentMethodDetails", "type": "Element", "namespace": ""}
    )
    manufacturer: str | None = field(
        default=None, metadata={"name": "manufacturer", "type": "Element", "namespace": ""}
    )
    manufacturer_model: str | None = field(
        default=None, metadata={"name": "manufacturerModel", "type": "Element", "namespace": ""}
    )
    private_access_information: str | None = field(
        default=None,
        metadata={"name": "privateAccessInformation", "type": "Element", "namespace": ""},
    )
    pricing: tuple[PricingStructure, ...] = field(
        default=(), metadata={"name": "pricing", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargingPoint:
    """Electrical data of a connector group, and how many of its connectors are in which state. The
    counters are present only where live data exist. Confirmed (DH:here-ev-products-resource-
    type-charging-point).

    Attributes:
        charge_mode: Charge mode after IEC 61851-1; code list charge_modes. Wire name `chargeMode`.
            Confirmed (DH:here-ev-products-resource-type-charging-point).
        volts: Voltage, in volts. Deprecated: voltsRange. Wire name `volts`. Confirmed (DH:here-ev-
            products-resource-type-charging-point).
        volts_range: Voltage and kind of current as text, such as 380-480V AC or 600V DC. Wire name
            `voltsRange`. Confirmed (DH:here-ev-products-resource-type-charging-point).
        phases: Number of phases. Wire name `phases`. Confirmed (DH:here-ev-products-resource-type-
            charging-point).
        amps: Current, in amperes. Deprecated: ampsRange. Wire name `amps`. Confirmed (DH:here-ev-
            products-resource-type-charging-point).
        amps_range: Current as text, such as 16A or 12A-80A. Wire name `ampsRange`. Confirmed
            (DH:here-ev-products-resource-type-charging-point).
        number_of_connectors: Number of physical connectors in the group. Wire name
            `numberOfConnectors`. Confirmed (DH:here-ev-products-resource-type-charging-point).
        number_of_available: How many of them are free. Wire name `numberOfAvailable`. Confirmed
            (DH:here-ev-products-resource-type-charging-point).
        number_of_in_use: How many of them are in use. Wire name `numberOfInUse`. Confirmed
            (DH:here-ev-products-resource-type-charging-point).
        number_of_out_of_service: How many of them do not work. Wire name `numberOfOutOfService`.
            Confirmed (DH:here-ev-products-resource-type-charging-point).
        number_of_reserved: How many of them are reserved. Wire name `numberOfReserved`. Confirmed
            (DH:here-ev-products-resource-type-charging-point).
        last_update_timestamp: Last update of the counters. Wire name `lastUpdateTimestamp`.
            Confirmed (DH:here-ev-products-resource-type-charging-point).
    """

    class Meta:
        name = "chargingPoint"

    charge_mode: ChargeMode | str | None = field(
        default=None, metadata={"name": "chargeMode", "type": "Element", "namespace": ""}
    )
    volts: int | None = field(
        default=None, metadata={"name": "volts", "type": "Element", "namespace": ""}
    )
    volts_range: str | None = field(
        default=None, metadata={"name": "voltsRange", "type": "Element", "namespace": ""}
    )
    phases: int | None = field(
        default=None, metadata={"name": "phases", "type": "Element", "namespace": ""}
    )
    amps: int | None = field(
        default=None, metadata={"name": "amps", "type": "Element", "namespace": ""}
    )
    amps_range: str | None = field(
        default=None, metadata={"name": "ampsRange", "type": "Element", "namespace": ""}
    )
    number_of_connectors: int | None = field(
        default=None, metadata={"name": "numberOfConnectors", "type": "Element", "namespace": ""}
    )
    number_of_available: int | None = field(
        default=None, metadata={"name": "numberOfAvailable", "type": "Element", "namespace": ""}
    )
    number_of_in_use: int | None = field(
        default=None, metadata={"name": "numberOfInUse", "type": "Element", "namespace": ""}
    )
    number_of_out_of_service: int | None = field(
        default=None, metadata={"name": "numberOfOutOfService", "type": "Element", "namespace": ""}
    )
    number_of_reserved: int | None = field(
        default=None, metadata={"name": "numberOfReserved", "type": "Element", "namespace": ""}
    )
    last_update_timestamp: datetime | None = field(
        default=None, metadata={"name": "lastUpdateTimestamp", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorStatus:
    """Live state of one physical connector, with the identifiers of its EVSE. The members are seen
    in practice; whether XML carries them as attributes is not known, and both are read.
    Practice (HerePy, live traffic).

    Attributes:
        cpo_evse_id: Identifier of the EVSE in the system of its operator (CPO). Wire name
            `cpoEvseId`. Practice (HerePy, live traffic).
        cpo_evse_emi3_id: EVSE id after eMI3 / ISO 15118, such as DE*ICT*E0001897. Not always
            present, and some operators put a plain serial number here. Wire name `cpoEvseEMI3Id`.
            Practice (HerePy, live traffic).
        physical_reference: Number or text printed on the device. Wire name `physicalReference`.
            Practice (HerePy, live traffic).
        cpo_connector_id: Identifier of the connector inside its EVSE. Wire name `cpoConnectorId`.
            Practice (HerePy, live traffic).
        state: State of the connector. Wire name `state`. Practice (HerePy, live traffic).
    """

    class Meta:
        name = "connectorStatus"

    cpo_evse_id: str | None = field(
        default=None, metadata={"name": "cpoEvseId", "type": "Element", "namespace": ""}
    )
    cpo_evse_emi3_id: str | None = field(
        default=None, metadata={"name": "cpoEvseEMI3Id", "type": "Element", "namespace": ""}
    )
    physical_reference: str | None = field(
        default=None, metadata={"name": "physicalReference", "type": "Element", "namespace": ""}
    )
    cpo_connector_id: str | None = field(
        default=None, metadata={"name": "cpoConnectorId", "type": "Element", "namespace": ""}
    )
    state: ConnectorState | str | None = field(
        default=None, metadata={"name": "state", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A group of like connectors of a station: same connector type, same power. Older
    documentation calls it an individual connector; chargingPoint.numberOfConnectors tells how
    many there are. Confirmed (DH:here-ev-products-resource-type-connector).

    Attributes:
        supplier_name: Name of the charge point operator (CPO). Wire name `supplierName`. Confirmed
            (DH:here-ev-products-resource-type-connector).
        supplier_contacts: How to reach the charge point operator. Wire name `supplierContacts`.
            Confirmed (DH:here-ev-products-resource-type-connector).
        connector_type: Type of plug or socket; code list connector_types. Wire name
            `connectorType`. Confirmed (DH:here-ev-products-resource-type-connector).
        power_feed_type: Type of power feed; code list power_feed_types. Only in North America and
            Australia. Wire name `powerFeedType`. Confirmed (DH:here-ev-products-resource-type-
            connector).
        charge_capacity: Voltage, phases and current as display texts, several of them separated by
            semicolons. Deprecated: maxPowerLevel, chargingPoint.phases, chargingPoint.voltsRange,
            chargingPoint.ampsRange. Wire name `chargeCapacity`. Confirmed (DH:here-ev-products-
            resource-type-connector).
        max_power_level: Highest charging power, in kW. Wire name `maxPowerLevel`. Confirmed
            (DH:here-ev-products-resource-type-connector).
        customer_charge_level: Class of the charging power, 1 (slowest) to 6; code list
            charge_levels. Older data may use another scale. Wire name `customerChargeLevel`.
            Confirmed (DH:here-ev-products-resource-type-connector).
        customer_connector_name: Name of the connector type to show to drivers. Wire name
            `customerConnectorName`. Confirmed (DH:here-ev-products-resource-type-connector).
        fixed_cable: True when the cable is provided. Wire name `fixedCable`. Confirmed (DH:here-ev-
            products-resource-type-connector).
        connector_details: Device, access, opening hours and prices. Wire name `connectorDetails`.
            Confirmed (DH:here-ev-products-resource-type-connector).
        charging_point: Electrical data, number of connectors, and how many of them are free. Wire
            name `chargingPoint`. Confirmed (DH:here-ev-products-resource-type-connector).
        connector_statuses: Live state of each connector of the group. The wrapper is seen in
            practice. Wire name `connectorStatuses.connectorStatus`. Confirmed (DH:here-ev-products-
            resource-type-connector).
        last_update_timestamp: Newest update of the live state of the group. Wire name
            `lastUpdateTimestamp`. Confirmed (DH:here-ev-products-resource-type-connector).
    """

    class Meta:
        name = "connector"

    supplier_name: str | None = field(
        default=None, metadata={"name": "supplierName", "type": "Element", "namespace": ""}
    )
    supplier_contacts: Contact | None = field(
        default=None, metadata={"name": "supplierContacts", "type": "Element", "namespace": ""}
    )
    connector_type: NameId | None = field(
        default=None, metadata={"name": "connectorType", "type": "Element", "namespace": ""}
    )
    power_feed_type: NameId | None = field(
        default=None, metadata={"name": "powerFeedType", "type": "Element", "namespace": ""}
    )
    charge_capacity: str | None = field(
        default=None, metadata={"name": "chargeCapacity", "type": "Element", "namespace": ""}
    )
    max_power_level: float | None = field(
        default=None, metadata={"name": "maxPowerLevel", "type": "Element", "namespace": ""}
    )
    customer_charge_level: CustomerChargeLevel | str | None = field(
        default=None, metadata={"name": "customerChargeLevel", "type": "Element", "namespace": ""}
    )
    customer_connector_name: str | None = field(
        default=None, metadata={"name": "customerConnectorName", "type": "Element", "namespace": ""}
    )
    fixed_cable: bool | None = field(
        default=None, metadata={"name": "fixedCable", "type": "Element", "namespace": ""}
    )
    connector_details: ConnectorDetail | None = field(
        default=None, metadata={"name": "connectorDetails", "type": "Element", "namespace": ""}
    )
    charging_point: ChargingPoint | None = field(
        default=None, metadata={"name": "chargingPoint", "type": "Element", "namespace": ""}
    )
    connector_statuses: tuple[ConnectorStatus, ...] = field(
        default=(),
        metadata={
            "name": "connectorStatus",
            "type": "Element",
            "namespace": "",
            "wrapper": "connectorStatuses",
        },
    )
    last_update_timestamp: datetime | None = field(
        default=None, metadata={"name": "lastUpdateTimestamp", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Payment by a contract with a provider. Deprecated: StationRoamingType. Confirmed
    (DG:resource-type-payment-methods).

    Attributes:
        provider: Name of the provider of the contract. Wire name `provider`. Confirmed
            (DG:resource-type-payment-methods).
        accept: True when this way to pay is accepted. Wire name `accept`. Confirmed (DG:resource-
            type-payment-methods).
    """

    class Meta:
        name = "subscription"

    provider: str | None = field(
        default=None, metadata={"name": "provider", "type": "Element", "namespace": ""}
    )
    accept: bool | None = field(default=None, metadata={"name": "accept", "type": "Attribute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditCard:
    """Payment by credit card. Confirmed (DG:resource-type-payment-methods).

    Attributes:
        types: Brands of cards, such as VISA. Wire name `types.type`. Confirmed (DG:resource-type-
            payment-methods).
        accept: True when this way to pay is accepted. Wire name `accept`. Confirmed (DG:resource-
            type-payment-methods).
    """

    class Meta:
        name = "creditCard"

    types: tuple[str, ...] = field(
        default=(),
        metadata={"name": "type", "type": "Element", "namespace": "", "wrapper": "types"},
    )
    accept: bool | None = field(default=None, metadata={"name": "accept", "type": "Attribute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """Payment in cash. Deprecated: the other payment methods. Confirmed (DG:resource-type-payment-
    methods).

    Attributes:
        currencies: Currencies that are accepted. Wire name `currencies.currency`. Confirmed
            (DG:resource-type-payment-methods).
        accept: True when this way to pay is accepted. Wire name `accept`. Confirmed (DG:resource-
            type-payment-methods).
    """

    class Meta:
        name = "cash"

    currencies: tuple[str, ...] = field(
        default=(),
        metadata={"name": "currency", "type": "Element", "namespace": "", "wrapper": "currencies"},
    )
    accept: bool | None = field(default=None, metadata={"name": "accept", "type": "Attribute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitCard:
    """Payment by debit card. Confirmed (DG:resource-type-payment-methods).

    Attributes:
        accept: True when this way to pay is accepted. Wire name `accept`. Confirmed (DG:resource-
            type-payment-methods).
    """

    class Meta:
        name = "debitCard"

    accept: bool | None = field(default=None, metadata={"name": "accept", "type": "Attribute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Payment by cheque. Confirmed (DG:resource-type-payment-methods).

    Attributes:
        types: Kinds of cheques, such as TRAVELERS. Wire name `types.type`. Confirmed (DG:resource-
            type-payment-methods).
        accept: True when this way to pay is accepted. Wire name `accept`. Confirmed (DG:resource-
            type-payment-methods).
    """

    class Meta:
        name = "check"

    types: tuple[str, ...] = field(
        default=(),
        metadata={"name": "type", "type": "Element", "namespace": "", "wrapper": "types"},
    )
    accept: bool | None = field(default=None, metadata={"name": "accept", "type": "Attribute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EPayment:
    """Payment online. Confirmed (DG:resource-type-payment-methods).

    Attributes:
        types: Services, such as PAYPAL in older and online-paypal in newer data. Wire name
            `types.type`. Confirmed (DG:resource-type-payment-methods).
        accept: True when this way to pay is accepted. Wire name `accept`. Confirmed (DG:resource-
            type-payment-methods).
    """

    class Meta:
        name = "ePayment"

    types: tuple[str, ...] = field(
        default=(),
        metadata={"name": "type", "type": "Element", "namespace": "", "wrapper": "types"},
    )
    accept: bool | None = field(default=None, metadata={"name": "accept", "type": "Attribute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPayment:
    """Other ways to pay or to identify oneself. Confirmed (DG:resource-type-payment-methods).

    Attributes:
        types: The ways, such as CASHBACK in older and rfid-reader in newer data. Wire name
            `types.type`. Confirmed (DG:resource-type-payment-methods).
        accept: True when this way to pay is accepted. Wire name `accept`. Confirmed (DG:resource-
            type-payment-methods).
    """

    class Meta:
        name = "other"

    types: tuple[str, ...] = field(
        default=(),
        metadata={"name": "type", "type": "Element", "namespace": "", "wrapper": "types"},
    )
    accept: bool | None = field(default=None, metadata={"name": "accept", "type": "Attribute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethods:
    """The ways to pay at a station: an absent one is not known to be accepted. Confirmed
    (DG:resource-type-payment-methods).

    Attributes:
        subscription: A contract with a provider. Deprecated: roaming of the station. Wire name
            `subscription`. Confirmed (DG:resource-type-payment-methods).
        credit_card: Credit cards. Wire name `creditCard`. Confirmed (DG:resource-type-payment-
            methods).
        cash: Cash. Deprecated: the other payment methods. Wire name `cash`. Confirmed (DG:resource-
            type-payment-methods).
        debit_card: Debit cards. Wire name `debitCard`. Confirmed (DG:resource-type-payment-
            methods).
        check: Cheques. Wire name `check`. Confirmed (DG:resource-type-payment-methods).
        e_payment: Payment online. Wire name `ePayment`. Confirmed (DG:resource-type-payment-
            methods).
        other: Other ways to pay or to identify oneself. Wire name `other`. Confirmed (DG:resource-
            type-payment-methods).
        note: Notes on the payment, as text. Wire name `note`. Confirmed (DG:resource-type-payment-
            methods).
    """

    class Meta:
        name = "paymentMethods"

    subscription: Subscription | None = field(
        default=None, metadata={"name": "subscription", "type": "Element", "namespace": ""}
    )
    credit_card: CreditCard | None = field(
        default=None, metadata={"name": "creditCard", "type": "Element", "namespace": ""}
    )
    cash: Cash | None = field(
        default=None, metadata={"name": "cash", "type": "Element", "namespace": ""}
    )
    debit_card: DebitCard | None = field(
        default=None, metadata={"name": "debitCard", "type": "Element", "namespace": ""}
    )
    check: Check | None = field(
        default=None, metadata={"name": "check", "type": "Element", "namespace": ""}
    )
    e_payment: EPayment | None = field(
        default=None, metadata={"name": "ePayment", "type": "Element", "namespace": ""}
    )
    other: OtherPayment | None = field(
        default=None, metadata={"name": "other", "type": "Element", "namespace": ""}
    )
    note: str | None = field(
        default=None, metadata={"name": "note", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EVStationDetails:
    """Access to the station, payment, and notes. Confirmed (DG/DH: EVStationDetailsType).

    Attributes:
        private_access: True when the station is not for the public. Wire name `privateAccess`.
            Confirmed (DG/DH: EVStationDetailsType).
        restricted_access: True when the station is open to some of the public only; goes with
            accessibilityType RESTRICTED in samples. Wire name `restrictedAccess`. Confirmed (DG/DH:
            EVStationDetailsType).
        accessibility_type: Who may use the station. Wire name `accessibilityType`. Confirmed (DH:
            EVStationDetailsType).
        payment_methods: How charging can be paid. Wire name `paymentMethods`. Confirmed (DG/DH:
            EVStationDetailsType).
        notes: Notes, as text. Wire name `notes`. Confirmed (DG/DH: EVStationDetailsType).
    """

    class Meta:
        name = "evStationDetails"

    private_access: bool | None = field(
        default=None, metadata={"name": "privateAccess", "type": "Element", "namespace": ""}
    )
    restricted_access: bool | None = field(
        default=None, metadata={"name": "restrictedAccess", "type": "Element", "namespace": ""}
    )
    accessibility_type: Accessibility | str | None = field(
        default=None, metadata={"name": "accessibilityType", "type": "Element", "namespace": ""}
    )
    payment_methods: PaymentMethods | None = field(
        default=None, metadata={"name": "paymentMethods", "type": "Element", "namespace": ""}
    )
    notes: str | None = field(
        default=None, metadata={"name": "notes", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StationRoaming:
    """A service provider (eMSP) whose customers can charge at the station. How often its members
    occur is not documented, so none is required here. Confirmed (DH:here-ev-products-resource-
    type-roaming).

    Attributes:
        emsp: Name of the provider; may change. Wire name `emsp`. Confirmed (DH:here-ev-products-
            resource-type-roaming).
        partner_id: Stable identifier of the provider, a UUID, as in the roamings resource. Wire
            name `partner_id`. Confirmed (DH:here-ev-products-resource-type-roaming).
        ema_id: Country code and party id of the provider as in its contracts, such as NL-ECO.
            Repeatable by inference, as in the roamings resource. Wire name `ema_id`. Confirmed
            (DH:here-ev-products-resource-type-roaming).
    """

    class Meta:
        name = "roaming"

    emsp: str | None = field(
        default=None, metadata={"name": "emsp", "type": "Element", "namespace": ""}
    )
    partner_id: str | None = field(
        default=None, metadata={"name": "partner_id", "type": "Element", "namespace": ""}
    )
    ema_id: tuple[str, ...] = field(
        default=(), metadata={"name": "ema_id", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EVStation:
    """A charging station: a place with connectors, given as groups of like connectors. Confirmed
    (DH:here-ev-products-resource-type-ev-station).

    Attributes:
        address: Postal address. Wire name `address`. Confirmed (DH:here-ev-products-resource-type-
            ev-station).
        contacts: How to reach somebody who is responsible for the station. Wire name `contacts`.
            Confirmed (DH:here-ev-products-resource-type-ev-station).
        position: Where the station is. Wire name `position`. Confirmed (DH:here-ev-products-
            resource-type-ev-station).
        entrance_position: Where to enter the site of the station. Wire name `entrancePosition`.
            Confirmed (DH:here-ev-products-resource-type-ev-station).
        distance: Metres from the place asked for. Present in searches by prox (straight line) and
            by corridor (along the corridor to its point nearest to the station, plus the straight
            line from there). Wire name `distance`. Confirmed (DH:here-ev-products-resource-type-ev-
            station).
        name: Name of the station. Wire name `name`. Confirmed (DH:here-ev-products-resource-type-
            ev-station).
        brand: Brand of the station; in newer data the name of the charge point operator (CPO). Wire
            name `brand`. Confirmed (DH:here-ev-products-resource-type-ev-station).
        pool_id: Identifier of the pool: the location that the station belongs to. Opaque. Input of
            the pools and EVSEs resources, and the steadier key for stored data. Wire name `poolId`.
            Confirmed (DH:here-ev-products-resource-type-ev-station).
        cpo_id: Identifier of the location in the system of its operator (CPO). Wire name `cpoId`.
            Confirmed (DH:here-ev-products-resource-type-ev-station).
        total_number_of_connectors: Number of physical connectors: the sum of numberOfConnectors
            over all groups. May be 0, and then connectors may be absent. Wire name
            `totalNumberOfConnectors`. Confirmed (DH:here-ev-products-resource-type-ev-station).
        connectors: The connectors, grouped by connector type and power. Wire name
            `connectors.connector`. Confirmed (DH:here-ev-products-resource-type-ev-station).
        ev_station_details: Access, payment and notes. Wire name `evStationDetails`. Confirmed
            (DH:here-ev-products-resource-type-ev-station).
        roaming: A service provider (eMSP) whose customers can charge here. Documented once as at
            most one; taken as repeatable, because a station accepts many providers. Its place as a
            child of the station is confirmed, its wrapper in JSON is not. Wire name `roaming`.
            Confirmed (DH:here-ev-products-resource-type-ev-station).
        last_updated_time_stamp: Newest update of the live state of any connector of the station.
            The existence is confirmed; the spelling follows the table of the documentation, with a
            lower-case first letter. Wire name `lastUpdatedTimeStamp`. Confirmed (DH:here-ev-
            products-resource-type-ev-station).
        id: Identifier of the station in this service. Can change without notice. Wire name `id`.
            Confirmed (DG:resource-type-ev-stations-list).
        pv_id: Semi-stable identifier of the place in the map data. Gone from the newest
            documentation. Deprecated: poolId. Wire name `pvId`. Confirmed (DG:resource-type-ev-
            stations-list).
        last_update_timestamp: Last change of the static data of the station. The live state has its
            own timestamps. Wire name `lastUpdateTimestamp`. Confirmed (DG:resource-type-ev-
            stations-list).
        time_zone: Time zone of the station as an IANA name, such as Europe/Berlin. Wire name
            `timeZone`. Confirmed (DG:resource-type-ev-stations-list).
    """

    class Meta:
        name = "evStation"

    address: Address | None = field(
        default=None, metadata={"name": "address", "type": "Element", "namespace": ""}
    )
    contacts: Contact | None = field(
        default=None, metadata={"name": "contacts", "type": "Element", "namespace": ""}
    )
    position: Position = field(metadata={"name": "position", "type": "Element", "namespace": ""})
    entrance_position: Position | None = field(
        default=None, metadata={"name": "entrancePosition", "type": "Element", "namespace": ""}
    )
    distance: int | None = field(
        default=None, metadata={"name": "distance", "type": "Element", "namespace": ""}
    )
    name: str | None = field(
        default=None, metadata={"name": "name", "type": "Element", "namespace": ""}
    )
    brand: str | None = field(
        default=None, metadata={"name": "brand", "type": "Element", "namespace": ""}
    )
    pool_id: str | None = field(
        default=None, metadata={"name": "poolId", "type": "Element", "namespace": ""}
    )
    cpo_id: str | None = field(
        default=None, metadata={"name": "cpoId", "type": "Element", "namespace": ""}
    )
    total_number_of_connectors: int | None = field(
        default=None,
        metadata={"name": "totalNumberOfConnectors", "type": "Element", "namespace": ""},
    )
    connectors: tuple[Connector, ...] = field(
        default=(),
        metadata={"name": "connector", "type": "Element", "namespace": "", "wrapper": "connectors"},
    )
    ev_station_details: EVStationDetails | None = field(
        default=None, metadata={"name": "evStationDetails", "type": "Element", "namespace": ""}
    )
    roaming: tuple[StationRoaming, ...] = field(
        default=(), metadata={"name": "roaming", "type": "Element", "namespace": ""}
    )
    last_updated_time_stamp: datetime | None = field(
        default=None, metadata={"name": "lastUpdatedTimeStamp", "type": "Element", "namespace": ""}
    )
    id: str = field(metadata={"name": "id", "type": "Attribute"})
    pv_id: str | None = field(default=None, metadata={"name": "pvId", "type": "Attribute"})
    last_update_timestamp: datetime | None = field(
        default=None, metadata={"name": "lastUpdateTimestamp", "type": "Attribute"}
    )
    time_zone: str | None = field(default=None, metadata={"name": "timeZone", "type": "Attribute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EVStationsResult:
    """One page of charging stations. Confirmed (DG:resource-type-response-stations).

    Attributes:
        has_more: True when more stations match than this answer holds; ask again with a larger
            offset. Wire name `hasMore`. Confirmed (DG:resource-type-response-stations).
        count: Number of stations found in the area. Absent when stations are asked for by id.
            Whether it is the total or the length of this page is not known: in the documented
            sample it is 50 while more follow. Wire name `count`. Confirmed (DG:resource-type-
            response-stations).
        ev_stations: The stations of this page. May be absent when there are none. Wire name
            `evStations.evStation`. Confirmed (DG:resource-type-response-stations).
    """

    class Meta:
        name = "evStationsResult"
        namespace = __NAMESPACE__

    has_more: bool | None = field(
        default=None, metadata={"name": "hasMore", "type": "Element", "namespace": ""}
    )
    count: int | None = field(
        default=None, metadata={"name": "count", "type": "Element", "namespace": ""}
    )
    ev_stations: tuple[EVStation, ...] = field(
        default=(),
        metadata={"name": "evStation", "type": "Element", "namespace": "", "wrapper": "evStations"},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RoamingEntry:
    """An e-mobility service provider (eMSP), and the countries where its customers can charge.
    Confirmed (DH:roamings-response).

    Attributes:
        emsp: Name of the provider; may change. Wire name `emsp`. Confirmed (DH:roamings-response).
        partner_id: Stable identifier of the provider, a UUID: the value of the emsp filter of a
            search. Wire name `partner_id`. Confirmed (DH:roamings-response).
        ema_id: Country code and party id of the provider as in its contracts, such as NL-ECO. Wire
            name `ema_id`. Confirmed (DH:roamings-response).
        country: A country with locations that accept this provider, three letters of ISO 3166-1
            alpha-3. Wire name `country`. Confirmed (DH:roamings-response).
    """

    class Meta:
        name = "roaming"

    emsp: str = field(metadata={"name": "emsp", "type": "Element", "namespace": ""})
    partner_id: str = field(metadata={"name": "partner_id", "type": "Element", "namespace": ""})
    ema_id: tuple[str, ...] = field(
        default=(), metadata={"name": "ema_id", "type": "Element", "namespace": ""}
    )
    country: tuple[str, ...] = field(
        default=(), metadata={"name": "country", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RoamingsResult:
    """The service providers (eMSP) known to the service. Confirmed (DH:roamings-response).

    Attributes:
        roaming: One service provider. Wire name `roaming`. Confirmed (DH:roamings-response).
    """

    class Meta:
        name = "roamings"
        namespace = __NAMESPACE__

    roaming: tuple[RoamingEntry, ...] = field(
        default=(), metadata={"name": "roaming", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EVSEConnector:
    """One connector of an EVSE. Confirmed (DH:evses-connector).

    Attributes:
        id: Identifier of the connector in this service. Wire name `id`. Confirmed (DH:evses-
            connector).
        cpo_id: Identifier of the connector in the system of its operator (CPO). Wire name `cpoId`.
            Confirmed (DH:evses-connector).
        type_id: Type of plug or socket; code list connector_types. Wire name `typeId`. Confirmed
            (DH:evses-connector).
        max_power_level: Highest charging power, in kW. Wire name `maxPowerLevel`. Confirmed
            (DH:evses-connector).
        cpo_evse_id: Identifier of its EVSE in the system of its operator (CPO). In one variant of
            the page only. Wire name `cpoEvseId`. Confirmed (DG: EVSEs Connector, one variant).
        cpo_connector_id: Identifier of the connector inside its EVSE. In one variant of the page
            only. Wire name `cpoConnectorId`. Confirmed (DG: EVSEs Connector, one variant).
        state: State of the connector. Wire name `state`. Confirmed (DH:evses-connector).
        last_updated: Last update of the state. Wire name `last_updated`. Confirmed (DH:evses-
            connector).
    """

    class Meta:
        name = "connectors"

    id: str = field(metadata={"name": "id", "type": "Element", "namespace": ""})
    cpo_id: str | None = field(
        default=None, metadata={"name": "cpoId", "type": "Element", "namespace": ""}
    )
    type_id: str = field(metadata={"name": "typeId", "type": "Element", "namespace": ""})
    max_power_level: float | None = field(
        default=None, metadata={"name": "maxPowerLevel", "type": "Element", "namespace": ""}
    )
    cpo_evse_id: str | None = field(
        default=None, metadata={"name": "cpoEvseId", "type": "Element", "namespace": ""}
    )
    cpo_connector_id: str | None = field(
        default=None, metadata={"name": "cpoConnectorId", "type": "Element", "namespace": ""}
    )
    state: ConnectorState | str | None = field(
        default=None, metadata={"name": "state", "type": "Element", "namespace": ""}
    )
    last_updated: datetime | None = field(
        default=None, metadata={"name": "last_updated", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EVSE:
    """An EVSE: the unit that charges one vehicle at a time, through one of its connectors.
    Confirmed (DH:evses-evse-response).

    Attributes:
        id: Identifier of the EVSE in this service. Wire name `id`. Confirmed (DH:evses-evse-
            response).
        cpo_id: Identifier of the EVSE in the system of its operator (CPO); not unique among
            operators. The newest page says it is always provided, an older one does not. Wire name
            `cpoId`. Confirmed (DH:evses-evse-response).
        cpo_evse_emi3_id: EVSE id after eMI3 / ISO 15118, such as DE*ICT*E0001897. Not always
            present. Wire name `cpoEvseEMI3Id`. Confirmed (DH:evses-evse-response).
        physical_reference: Number or text printed on the EVSE. Wire name `physicalReference`.
            Confirmed (DH:evses-evse-response).
        state: State of the EVSE. Wire name `state`. Confirmed (DH:evses-evse-response).
        last_updated: Last update of the state. Wire name `last_updated`. Confirmed (DH:evses-evse-
            response).
        connectors: One connector of the EVSE. Wire name `connectors`. Confirmed (DH:evses-evse-
            response).
    """

    class Meta:
        name = "evses"

    id: str = field(metadata={"name": "id", "type": "Element", "namespace": ""})
    cpo_id: str | None = field(
        default=None, metadata={"name": "cpoId", "type": "Element", "namespace": ""}
    )
    cpo_evse_emi3_id: str | None = field(
        default=None, metadata={"name": "cpoEvseEMI3Id", "type": "Element", "namespace": ""}
    )
    physical_reference: str | None = field(
        default=None, metadata={"name": "physicalReference", "type": "Element", "namespace": ""}
    )
    state: ConnectorState | str | None = field(
        default=None, metadata={"name": "state", "type": "Element", "namespace": ""}
    )
    last_updated: datetime | None = field(
        default=None, metadata={"name": "last_updated", "type": "Element", "namespace": ""}
    )
    connectors: tuple[EVSEConnector, ...] = field(
        default=(), metadata={"name": "connectors", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EVSEsStation:
    """A station of a pool, with its EVSEs. Members taken from the same object of Geocoding and
    Search. Inferred (GS:ev, evAvailability.stations).

    Attributes:
        id: Identifier of the station. Wire name `id`. Inferred (GS:ev, evAvailability.stations).
        cpo_id: Identifier of the location in the system of its operator (CPO). Wire name `cpoId`.
            Inferred (GS:ev, evAvailability.stations).
        evses: One EVSE of the station. Wire name `evses`. Inferred (GS:ev,
            evAvailability.stations).
    """

    class Meta:
        name = "stations"

    id: str | None = field(
        default=None, metadata={"name": "id", "type": "Element", "namespace": ""}
    )
    cpo_id: str | None = field(
        default=None, metadata={"name": "cpoId", "type": "Element", "namespace": ""}
    )
    evses: tuple[EVSE, ...] = field(
        default=(), metadata={"name": "evses", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EVSEsPool:
    """A pool: the location that groups stations. Name confirmed, members inferred. Inferred
    (HB:tutorials, EVSEs Pool).

    Attributes:
        id: Identifier of the pool, as poolId of a station. Wire name `id`. Inferred (HB:tutorials,
            EVSEs Pool).
        stations: One station of the pool. Wire name `stations`. Inferred (GS:ev,
            evAvailability.stations).
    """

    class Meta:
        name = "pools"

    id: str | None = field(
        default=None, metadata={"name": "id", "type": "Element", "namespace": ""}
    )
    stations: tuple[EVSEsStation, ...] = field(
        default=(), metadata={"name": "stations", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EVSEsResult:
    """The EVSEs of the pools asked for. The page of this type could not be read. Unknown
    (HB:tutorials, EVSEs).

    Attributes:
        pools: One pool. Wire name `pools`. Inferred (HB:tutorials, EVSEs).
    """

    class Meta:
        name = "evsesResult"
        namespace = __NAMESPACE__

    pools: tuple[EVSEsPool, ...] = field(
        default=(), metadata={"name": "pools", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountResult:
    """Number of stations in an area. Filters are not taken into account. Confirmed (DH:stations-
    count-response).

    Attributes:
        count: Number of stations in the area. Wire name `count`. Confirmed (DH:stations-count-
            response).
    """

    class Meta:
        name = "countResult"
        namespace = __NAMESPACE__

    count: int = field(metadata={"name": "count", "type": "Element", "namespace": ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorTypesResult:
    """The connector types known to the service. The shape is assumed by analogy with roamings.
    Unknown (HB:tutorials, Connector Types).

    Attributes:
        connector_type: One connector type. Wire name `connectorType`. Inferred (HB:tutorials,
            Connector Types).
    """

    class Meta:
        name = "connectorTypes"
        namespace = __NAMESPACE__

    connector_type: tuple[NameId, ...] = field(
        default=(), metadata={"name": "connectorType", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerFeedTypesResult:
    """The power feed types known to the service. The shape is assumed by analogy with roamings.
    Unknown (HB:tutorials, Power Feed Types).

    Attributes:
        power_feed_type: One power feed type. Wire name `powerFeedType`. Inferred (HB:tutorials,
            Power Feed Types).
    """

    class Meta:
        name = "powerFeedTypes"
        namespace = __NAMESPACE__

    power_feed_type: tuple[NameId, ...] = field(
        default=(), metadata={"name": "powerFeedType", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorStatusesResult:
    """The older numeric connector statuses. The table is confirmed, the shape of the answer is
    assumed. Unknown (DG:resource-type-connector-statuses).

    Attributes:
        connector_status: One status. Wire name `connectorStatus`. Inferred (DG:resource-type-
            connector-statuses).
    """

    class Meta:
        name = "connectorStatuses"
        namespace = __NAMESPACE__

    connector_status: tuple[NameId, ...] = field(
        default=(), metadata={"name": "connectorStatus", "type": "Element", "namespace": ""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorResult:
    """Body of an error answer. It joins the members of every shape seen on this host and on the
    account service; an answer has the members of one shape. Numbers are read as text, since
    their types are not known. Inferred (HerePy; AAA).

    Attributes:
        error: Gateway, newer shape: short name of the error, such as Unauthorized. Wire name
            `error`. Practice (HerePy: gateway errors).
        error_description: Gateway, newer shape: what is wrong, in words. Wire name
            `error_description`. Practice (HerePy: gateway errors).
        error_type: Gateway, older shape: short name of the error. The capital letter is on the
            wire. Wire name `Type`. Practice (HerePy: EV error sample).
        messages: Gateway, older shape: one sentence of what is wrong. The capital letter is on the
            wire; not to be confused with message. Wire name `Message`. Practice (HerePy: EV error
            sample).
        http_status: Account service: the HTTP status. Wire name `httpStatus`. Practice (AAA: error
            members).
        error_id: Account service: identifier of this occurrence, for its support. Wire name
            `errorId`. Practice (AAA: error members).
        error_code: Account service: code of the error. Wire name `errorCode`. Practice (AAA: error
            members).
        message: Account service: what is wrong, in words. Wire name `message`. Practice (AAA: error
            members).
        title: Newer shape: what is wrong, in few words. Wire name `title`. Practice (AAA: error
            members).
        status: Newer shape: the HTTP status. Wire name `status`. Practice (AAA: error members).
        code: Newer shape: code of the error. Wire name `code`. Practice (AAA: error members).
        cause: Newer shape: why it happened. Wire name `cause`. Practice (AAA: error members).
        action: Newer shape: what to do about it. Wire name `action`. Practice (AAA: error members).
        correlation_id: Identifier that links the request through the systems of the service. Wire
            name `correlationId`. Practice (AAA: error members).
        request_id: Identifier of the request, for the support of the service. Wire name
            `requestId`. Unknown (not seen for this API; customary on the same gateways).
    """

    class Meta:
        name = "error"
        namespace = __NAMESPACE__

    error: str | None = field(
        default=None, metadata={"name": "error", "type": "Element", "namespace": ""}
    )
    error_description: str | None = field(
        default=None, metadata={"name": "error_description", "type": "Element", "namespace": ""}
    )
    error_type: str | None = field(
        default=None, metadata={"name": "Type", "type": "Element", "namespace": ""}
    )
    messages: tuple[str, ...] = field(
        default=(), metadata={"name": "Message", "type": "Element", "namespace": ""}
    )
    http_status: str | None = field(
        default=None, metadata={"name": "httpStatus", "type": "Element", "namespace": ""}
    )
    error_id: str | None = field(
        default=None, metadata={"name": "errorId", "type": "Element", "namespace": ""}
    )
    error_code: str | None = field(
        default=None, metadata={"name": "errorCode", "type": "Element", "namespace": ""}
    )
    message: str | None = field(
        default=None, metadata={"name": "message", "type": "Element", "namespace": ""}
    )
    title: str | None = field(
        default=None, metadata={"name": "title", "type": "Element", "namespace": ""}
    )
    status: str | None = field(
        default=None, metadata={"name": "status", "type": "Element", "namespace": ""}
    )
    code: str | None = field(
        default=None, metadata={"name": "code", "type": "Element", "namespace": ""}
    )
    cause: str | None = field(
        default=None, metadata={"name": "cause", "type": "Element", "namespace": ""}
    )
    action: str | None = field(
        default=None, metadata={"name": "action", "type": "Element", "namespace": ""}
    )
    correlation_id: str | None = field(
        default=None, metadata={"name": "correlationId", "type": "Element", "namespace": ""}
    )
    request_id: str | None = field(
        default=None, metadata={"name": "requestId", "type": "Element", "namespace": ""}
    )
