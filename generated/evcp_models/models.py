"""The models: one frozen, slotted, keyword-only dataclass per type of the schema.

The metadata of a field holds its wire name and how surely it is known (`evidence`: C confirmed,
P practice, S sibling, I inferred, U unknown); generated/REFERENCE.md lists both with the source.

Generated from schema/ (version 1.1.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from evcp_codec.model import Model, geo_feature

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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Address(Model):
    """Postal address. Every part is optional; street and house number are often absent.

    Attributes:
        street: Street name.
        street_number: House number.
        city: City or town.
        state: State, as in the United States or Germany.
        county: County.
        region: Region.
        district: District of the city.
        country: Country, three letters of ISO 3166-1 alpha-3, such as DEU.
        postal_code: Postal code.
        floor: Floor levels of the EVSEs, all in one text.
        unparsed_address: The whole address on one line, in the local convention.
        block: Block; mainly East Asia.
        subblock: Part of a block; mainly East Asia.
        side_of_street: Side of the street on which the station lies.
        subdistrict: Part of a district; mainly East Asia.
    """

    class Meta:
        name = "address"

    _shown = (
        "street",
        "street_number",
        "postal_code",
        "city",
        "country",
        "unparsed_address",
    )
    street: str | None = field(
        default=None,
        metadata={"name": "street", "type": "Element", "namespace": "", "evidence": "C"},
    )
    street_number: str | None = field(
        default=None,
        metadata={"name": "streetNumber", "type": "Element", "namespace": "", "evidence": "C"},
    )
    city: str | None = field(
        default=None, metadata={"name": "city", "type": "Element", "namespace": "", "evidence": "C"}
    )
    state: str | None = field(
        default=None,
        metadata={"name": "state", "type": "Element", "namespace": "", "evidence": "C"},
    )
    county: str | None = field(
        default=None,
        metadata={"name": "county", "type": "Element", "namespace": "", "evidence": "C"},
    )
    region: str | None = field(
        default=None,
        metadata={"name": "region", "type": "Element", "namespace": "", "evidence": "C"},
    )
    district: str | None = field(
        default=None,
        metadata={"name": "district", "type": "Element", "namespace": "", "evidence": "C"},
    )
    country: str | None = field(
        default=None,
        metadata={"name": "country", "type": "Element", "namespace": "", "evidence": "C"},
    )
    postal_code: str | None = field(
        default=None,
        metadata={"name": "postalCode", "type": "Element", "namespace": "", "evidence": "C"},
    )
    floor: str | None = field(
        default=None,
        metadata={"name": "floor", "type": "Element", "namespace": "", "evidence": "C"},
    )
    unparsed_address: str | None = field(
        default=None,
        metadata={"name": "unparsedAddress", "type": "Element", "namespace": "", "evidence": "C"},
    )
    block: str | None = field(
        default=None,
        metadata={"name": "block", "type": "Element", "namespace": "", "evidence": "C"},
    )
    subblock: str | None = field(
        default=None,
        metadata={"name": "subblock", "type": "Element", "namespace": "", "evidence": "C"},
    )
    side_of_street: SideOfStreet | str | None = field(
        default=None,
        metadata={"name": "sideOfStreet", "type": "Element", "namespace": "", "evidence": "C"},
    )
    subdistrict: str | None = field(
        default=None,
        metadata={"name": "subdistrict", "type": "Element", "namespace": "", "evidence": "C"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Phone(Model):
    """A telephone or fax number, with a label. JSON prints the number as the member `value`.

    Attributes:
        value: The text itself.
        label: Kind of the number: PHONE or FAX. An attribute by the rule that JSON prints
            attributes last.
    """

    class Meta:
        name = "phone"

    value: str = field(metadata={"type": "Text"})
    label: str | None = field(
        default=None, metadata={"name": "label", "type": "Attribute", "evidence": "I"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ContactEntry(Model):
    """An e-mail address or a web page, with a label. JSON prints the address as the member
    `value`.

    Attributes:
        value: The text itself.
        label: Kind of the entry: EMAIL or WEBADDRESS. An attribute like the label of a telephone
            number.
    """

    class Meta:
        name = "email"

    value: str = field(metadata={"type": "Text"})
    label: str | None = field(
        default=None, metadata={"name": "label", "type": "Attribute", "evidence": "S"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Contact(Model):
    """Ways to reach somebody. Telephone numbers are in the samples; the other lists are those of
    the sibling's contact, since the page of the type was not read.

    Attributes:
        phone: One telephone number.
        fax: One fax number.
        email: One e-mail address.
        website: One web page. Two public clients of this service read it too.
    """

    class Meta:
        name = "contacts"

    phone: tuple[Phone, ...] = field(
        default=(), metadata={"name": "phone", "type": "Element", "namespace": "", "evidence": "C"}
    )
    fax: tuple[Phone, ...] = field(
        default=(), metadata={"name": "fax", "type": "Element", "namespace": "", "evidence": "S"}
    )
    email: tuple[ContactEntry, ...] = field(
        default=(), metadata={"name": "email", "type": "Element", "namespace": "", "evidence": "S"}
    )
    website: tuple[ContactEntry, ...] = field(
        default=(),
        metadata={"name": "website", "type": "Element", "namespace": "", "evidence": "S"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Position(Model):
    """A point on the earth, WGS 84. The member names are confirmed by samples; the page of the
    type was not read.

    Attributes:
        latitude: Degrees north of the equator.
        longitude: Degrees east of Greenwich.
    """

    class Meta:
        name = "position"

    latitude: float = field(
        metadata={"name": "latitude", "type": "Element", "namespace": "", "evidence": "I"}
    )
    longitude: float = field(
        metadata={"name": "longitude", "type": "Element", "namespace": "", "evidence": "I"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NameId(Model):
    """An entry of a code list: its identifier and its display name.

    Attributes:
        name: Display name.
        id: Identifier in the code list: an integer as text here, plain text in sibling APIs. An
            attribute by the rule that JSON prints attributes last; the documentation calls it an
            element, so both are read.
    """

    class Meta:
        name = "connectorType"

    name: str | None = field(
        default=None, metadata={"name": "name", "type": "Element", "namespace": "", "evidence": "C"}
    )
    id: str | None = field(
        default=None, metadata={"name": "id", "type": "Attribute", "evidence": "I"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TimePeriod(Model):
    """A time of the day, in the time zone of the station.

    Attributes:
        from_: Begin.
        to: End; 24:00:00 is the end of the day.
    """

    class Meta:
        name = "timePeriod"

    from_: str | None = field(
        default=None, metadata={"name": "from", "type": "Element", "namespace": "", "evidence": "C"}
    )
    to: str | None = field(
        default=None, metadata={"name": "to", "type": "Element", "namespace": "", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OpeningHoursDetail(Model):
    """Hours on some days of the week.

    Attributes:
        daymask: The days of the week that the hours hold for.
        period: A time of the day at which it is open.
    """

    class Meta:
        name = "regularOpeningHours"

    daymask: int | None = field(
        default=None,
        metadata={"name": "daymask", "type": "Element", "namespace": "", "evidence": "C"},
    )
    period: tuple[TimePeriod, ...] = field(
        default=(), metadata={"name": "period", "type": "Element", "namespace": "", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AnnualOpeningHoursDetail(Model):
    """Hours of one date, which replace those of its weekday: closed, or open in periods. The
    samples show an empty list; the members are those of the sibling. The range of dates is an
    older guess, read for documents that were written with it.

    Attributes:
        date: The date.
        closed: True if it is closed on the whole date.
        period: A time of the date at which it is open: one object, or an array.
        from_: First day of a range, as text. A guess: use `date`.
        to: Last day of a range, as text. A guess: use `date`.
        daymask: The days of the week in a range. A guess: use `date`.
    """

    class Meta:
        name = "annualOpenings"

    date: str | None = field(
        default=None, metadata={"name": "date", "type": "Element", "namespace": "", "evidence": "S"}
    )
    closed: bool | None = field(
        default=None,
        metadata={"name": "closed", "type": "Element", "namespace": "", "evidence": "S"},
    )
    period: tuple[TimePeriod, ...] = field(
        default=(), metadata={"name": "period", "type": "Element", "namespace": "", "evidence": "S"}
    )
    from_: str | None = field(
        default=None, metadata={"name": "from", "type": "Element", "namespace": "", "evidence": "U"}
    )
    to: str | None = field(
        default=None, metadata={"name": "to", "type": "Element", "namespace": "", "evidence": "U"}
    )
    daymask: int | None = field(
        default=None,
        metadata={"name": "daymask", "type": "Element", "namespace": "", "evidence": "U"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OpeningHours(Model):
    """Opening hours in the time zone of the station. A day that no entry names is a day on which
    it is closed.

    Attributes:
        open_now: True when it is open at the time of the answer. Known from the parking API only.
        regular_opening_hours: Hours on some days of the week.
        annual_openings: Hours that hold in a part of the year only. An empty list in the samples.
    """

    class Meta:
        name = "openingHours"

    open_now: bool | None = field(
        default=None,
        metadata={"name": "openNow", "type": "Element", "namespace": "", "evidence": "S"},
    )
    regular_opening_hours: tuple[OpeningHoursDetail, ...] = field(
        default=(),
        metadata={
            "name": "regularOpeningHours",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )
    annual_openings: tuple[AnnualOpeningHoursDetail, ...] = field(
        default=(),
        metadata={"name": "annualOpenings", "type": "Element", "namespace": "", "evidence": "C"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Price(Model):
    """An amount of money. The page of the type could not be read: a number with the currency
    beside it, as in the sibling APIs. JSON is taken to print the amount as the member `value`.

    Attributes:
        value: The text itself.
        currency: Currency, three letters of ISO 4217, such as EUR.
    """

    class Meta:
        name = "price"

    value: Decimal = field(metadata={"type": "Text"})
    currency: str | None = field(
        default=None, metadata={"name": "currency", "type": "Attribute", "evidence": "S"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PricingStructure(Model):
    """One way in which charging is priced.

    Attributes:
        pricing_model: What is charged for.
        price: Price of one unit.
        unit: The unit that the price is for.
        time_period: Time of the day at which the price holds. Deprecated: timeConstraints.
        time_constraints: Days and times at which the price holds.
        descriptions: The price in words.
    """

    class Meta:
        name = "pricing"

    pricing_model: PricingModel | str | None = field(
        default=None,
        metadata={"name": "pricingModel", "type": "Element", "namespace": "", "evidence": "C"},
    )
    price: Price | None = field(
        default=None,
        metadata={"name": "price", "type": "Element", "namespace": "", "evidence": "C"},
    )
    unit: PricingUnit | str | None = field(
        default=None, metadata={"name": "unit", "type": "Element", "namespace": "", "evidence": "C"}
    )
    time_period: TimePeriod | None = field(
        default=None,
        metadata={"name": "timePeriod", "type": "Element", "namespace": "", "evidence": "C"},
    )
    time_constraints: OpeningHours | None = field(
        default=None,
        metadata={"name": "timeConstraints", "type": "Element", "namespace": "", "evidence": "C"},
    )
    descriptions: str | None = field(
        default=None,
        metadata={"name": "descriptions", "type": "Element", "namespace": "", "evidence": "C"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ConnectorDetail(Model):
    """Device, access, opening hours and prices of a connector group.

    Attributes:
        device_name: Name of the device that holds the connector.
        reservable: True when the connector can be reserved.
        reservation_information: Where to reserve: a URL or a telephone number.
        private_access: True when the connector is not for the public. Deprecated:
            evStationDetails.accessibilityType.
        open24x7: True when it is open at all hours.
        opening_time: Opening hours as a text for people, such as 0:00 - 24:00.
        opening_hours: Opening hours as data.
        pay: True when charging costs money.
        payment_method_details: Notes on the payment, as text.
        manufacturer: Maker of the device.
        manufacturer_model: Model of the device.
        private_access_information: Who may use the connector, as text. Deprecated:
            evStationDetails.accessibilityType.
        pricing: One way in which charging is priced. Repeatable by inference: the documentation
            calls it a list.
    """

    class Meta:
        name = "connectorDetails"

    device_name: str | None = field(
        default=None,
        metadata={"name": "deviceName", "type": "Element", "namespace": "", "evidence": "C"},
    )
    reservable: bool | None = field(
        default=None,
        metadata={"name": "reservable", "type": "Element", "namespace": "", "evidence": "C"},
    )
    reservation_information: str | None = field(
        default=None,
        metadata={
            "name": "reservationInformation",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )
    private_access: bool | None = field(
        default=None,
        metadata={"name": "privateAccess", "type": "Element", "namespace": "", "evidence": "C"},
    )
    open24x7: bool | None = field(
        default=None,
        metadata={"name": "open24x7", "type": "Element", "namespace": "", "evidence": "C"},
    )
    opening_time: str | None = field(
        default=None,
        metadata={"name": "openingTime", "type": "Element", "namespace": "", "evidence": "C"},
    )
    opening_hours: OpeningHours | None = field(
        default=None,
        metadata={"name": "openingHours", "type": "Element", "namespace": "", "evidence": "C"},
    )
    pay: bool | None = field(
        default=None, metadata={"name": "pay", "type": "Element", "namespace": "", "evidence": "C"}
    )
    payment_method_details: str | None = field(
        default=None,
        metadata={
            "name": "paymentMethodDetails",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )
    manufacturer: str | None = field(
        default=None,
        metadata={"name": "manufacturer", "type": "Element", "namespace": "", "evidence": "C"},
    )
    manufacturer_model: str | None = field(
        default=None,
        metadata={"name": "manufacturerModel", "type": "Element", "namespace": "", "evidence": "C"},
    )
    private_access_information: str | None = field(
        default=None,
        metadata={
            "name": "privateAccessInformation",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )
    pricing: tuple[PricingStructure, ...] = field(
        default=(),
        metadata={"name": "pricing", "type": "Element", "namespace": "", "evidence": "C"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChargingPoint(Model):
    """Electrical data of a connector group, and how many of its connectors are in which state. The
    counters are present only where live data exist.

    Attributes:
        charge_mode: Charge mode after IEC 61851-1; code list charge_modes.
        volts: Voltage, in volts. Deprecated: voltsRange.
        volts_range: Voltage and kind of current as text, such as 380-480V AC or 600V DC.
        phases: Number of phases.
        amps: Current, in amperes. Deprecated: ampsRange.
        amps_range: Current as text, such as 16A or 12A-80A.
        number_of_connectors: Number of physical connectors in the group.
        number_of_available: How many of them are free.
        number_of_in_use: How many of them are in use.
        number_of_out_of_service: How many of them do not work.
        number_of_reserved: How many of them are reserved.
        last_update_timestamp: Last update of the counters.
    """

    class Meta:
        name = "chargingPoint"

    _shown = (
        "number_of_connectors",
        "number_of_available",
        "number_of_in_use",
        "number_of_reserved",
        "number_of_out_of_service",
        "volts",
        "amps",
        "phases",
    )
    charge_mode: ChargeMode | str | None = field(
        default=None,
        metadata={"name": "chargeMode", "type": "Element", "namespace": "", "evidence": "C"},
    )
    volts: int | None = field(
        default=None,
        metadata={"name": "volts", "type": "Element", "namespace": "", "evidence": "C"},
    )
    volts_range: str | None = field(
        default=None,
        metadata={"name": "voltsRange", "type": "Element", "namespace": "", "evidence": "C"},
    )
    phases: int | None = field(
        default=None,
        metadata={"name": "phases", "type": "Element", "namespace": "", "evidence": "C"},
    )
    amps: int | None = field(
        default=None, metadata={"name": "amps", "type": "Element", "namespace": "", "evidence": "C"}
    )
    amps_range: str | None = field(
        default=None,
        metadata={"name": "ampsRange", "type": "Element", "namespace": "", "evidence": "C"},
    )
    number_of_connectors: int | None = field(
        default=None,
        metadata={
            "name": "numberOfConnectors",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )
    number_of_available: int | None = field(
        default=None,
        metadata={"name": "numberOfAvailable", "type": "Element", "namespace": "", "evidence": "C"},
    )
    number_of_in_use: int | None = field(
        default=None,
        metadata={"name": "numberOfInUse", "type": "Element", "namespace": "", "evidence": "C"},
    )
    number_of_out_of_service: int | None = field(
        default=None,
        metadata={
            "name": "numberOfOutOfService",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )
    number_of_reserved: int | None = field(
        default=None,
        metadata={"name": "numberOfReserved", "type": "Element", "namespace": "", "evidence": "C"},
    )
    last_update_timestamp: datetime | None = field(
        default=None,
        metadata={
            "name": "lastUpdateTimestamp",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ConnectorStatus(Model):
    """Live state of one physical connector, with the identifiers of its EVSE. The members are seen
    in practice; whether XML carries them as attributes is not known, and both are read.

    Attributes:
        cpo_evse_id: Identifier of the EVSE in the system of its operator (CPO).
        cpo_evse_emi3_id: EVSE id after eMI3 / ISO 15118, such as DE*ICT*E0001897. Not always
            present, and some operators put a plain serial number here.
        physical_reference: Number or text printed on the device.
        cpo_connector_id: Identifier of the connector inside its EVSE.
        state: State of the connector.
    """

    class Meta:
        name = "connectorStatus"

    _shown = (
        "state",
        "cpo_evse_id",
        "cpo_evse_emi3_id",
        "cpo_connector_id",
        "physical_reference",
    )
    cpo_evse_id: str | None = field(
        default=None,
        metadata={"name": "cpoEvseId", "type": "Element", "namespace": "", "evidence": "P"},
    )
    cpo_evse_emi3_id: str | None = field(
        default=None,
        metadata={"name": "cpoEvseEMI3Id", "type": "Element", "namespace": "", "evidence": "P"},
    )
    physical_reference: str | None = field(
        default=None,
        metadata={"name": "physicalReference", "type": "Element", "namespace": "", "evidence": "P"},
    )
    cpo_connector_id: str | None = field(
        default=None,
        metadata={"name": "cpoConnectorId", "type": "Element", "namespace": "", "evidence": "P"},
    )
    state: ConnectorState | str | None = field(
        default=None,
        metadata={"name": "state", "type": "Element", "namespace": "", "evidence": "P"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Connector(Model):
    """A group of like connectors of a station: same connector type, same power. Older
    documentation calls it an individual connector; chargingPoint.numberOfConnectors tells how
    many there are.

    Attributes:
        supplier_name: Name of the charge point operator (CPO).
        supplier_contacts: How to reach the charge point operator.
        connector_type: Type of plug or socket; code list connector_types.
        power_feed_type: Type of power feed; code list power_feed_types. Only in North America and
            Australia.
        charge_capacity: Voltage, phases and current as display texts, several of them separated by
            semicolons. Deprecated: maxPowerLevel, chargingPoint.phases, chargingPoint.voltsRange,
            chargingPoint.ampsRange.
        max_power_level: Highest charging power, in kW.
        customer_charge_level: Class of the charging power, 1 (slowest) to 6; code list
            charge_levels. Older data may use another scale.
        customer_connector_name: Name of the connector type to show to drivers.
        fixed_cable: True when the cable is provided.
        connector_details: Device, access, opening hours and prices.
        charging_point: Electrical data, number of connectors, and how many of them are free.
        connector_statuses: Live state of each connector of the group. The wrapper is seen in
            practice.
        last_update_timestamp: Newest update of the live state of the group.
    """

    class Meta:
        name = "connector"

    _shown = (
        "connector_type",
        "max_power_level",
        "charging_point",
        "connector_statuses",
        "supplier_name",
    )
    supplier_name: str | None = field(
        default=None,
        metadata={"name": "supplierName", "type": "Element", "namespace": "", "evidence": "C"},
    )
    supplier_contacts: Contact | None = field(
        default=None,
        metadata={"name": "supplierContacts", "type": "Element", "namespace": "", "evidence": "C"},
    )
    connector_type: NameId | None = field(
        default=None,
        metadata={"name": "connectorType", "type": "Element", "namespace": "", "evidence": "C"},
    )
    power_feed_type: NameId | None = field(
        default=None,
        metadata={"name": "powerFeedType", "type": "Element", "namespace": "", "evidence": "C"},
    )
    charge_capacity: str | None = field(
        default=None,
        metadata={"name": "chargeCapacity", "type": "Element", "namespace": "", "evidence": "C"},
    )
    max_power_level: float | None = field(
        default=None,
        metadata={"name": "maxPowerLevel", "type": "Element", "namespace": "", "evidence": "C"},
    )
    customer_charge_level: CustomerChargeLevel | str | None = field(
        default=None,
        metadata={
            "name": "customerChargeLevel",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )
    customer_connector_name: str | None = field(
        default=None,
        metadata={
            "name": "customerConnectorName",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )
    fixed_cable: bool | None = field(
        default=None,
        metadata={"name": "fixedCable", "type": "Element", "namespace": "", "evidence": "C"},
    )
    connector_details: ConnectorDetail | None = field(
        default=None,
        metadata={"name": "connectorDetails", "type": "Element", "namespace": "", "evidence": "C"},
    )
    charging_point: ChargingPoint | None = field(
        default=None,
        metadata={"name": "chargingPoint", "type": "Element", "namespace": "", "evidence": "C"},
    )
    connector_statuses: tuple[ConnectorStatus, ...] = field(
        default=(),
        metadata={
            "name": "connectorStatus",
            "type": "Element",
            "namespace": "",
            "wrapper": "connectorStatuses",
            "evidence": "C",
        },
    )
    last_update_timestamp: datetime | None = field(
        default=None,
        metadata={
            "name": "lastUpdateTimestamp",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Subscription(Model):
    """Payment by a contract with a provider. Deprecated: StationRoamingType.

    Attributes:
        provider: Name of the provider of the contract.
        accept: True when this way to pay is accepted.
    """

    class Meta:
        name = "subscription"

    provider: str | None = field(
        default=None,
        metadata={"name": "provider", "type": "Element", "namespace": "", "evidence": "C"},
    )
    accept: bool | None = field(
        default=None, metadata={"name": "accept", "type": "Attribute", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CreditCard(Model):
    """Payment by credit card.

    Attributes:
        types: Brands of cards, such as VISA.
        accept: True when this way to pay is accepted.
    """

    class Meta:
        name = "creditCard"

    types: tuple[str, ...] = field(
        default=(),
        metadata={
            "name": "type",
            "type": "Element",
            "namespace": "",
            "wrapper": "types",
            "evidence": "C",
        },
    )
    accept: bool | None = field(
        default=None, metadata={"name": "accept", "type": "Attribute", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Cash(Model):
    """Payment in cash. Deprecated: the other payment methods.

    Attributes:
        currencies: Currencies that are accepted.
        accept: True when this way to pay is accepted.
    """

    class Meta:
        name = "cash"

    currencies: tuple[str, ...] = field(
        default=(),
        metadata={
            "name": "currency",
            "type": "Element",
            "namespace": "",
            "wrapper": "currencies",
            "evidence": "C",
        },
    )
    accept: bool | None = field(
        default=None, metadata={"name": "accept", "type": "Attribute", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DebitCard(Model):
    """Payment by debit card.

    Attributes:
        accept: True when this way to pay is accepted.
    """

    class Meta:
        name = "debitCard"

    accept: bool | None = field(
        default=None, metadata={"name": "accept", "type": "Attribute", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Check(Model):
    """Payment by cheque.

    Attributes:
        types: Kinds of cheques, such as TRAVELERS.
        accept: True when this way to pay is accepted.
    """

    class Meta:
        name = "check"

    types: tuple[str, ...] = field(
        default=(),
        metadata={
            "name": "type",
            "type": "Element",
            "namespace": "",
            "wrapper": "types",
            "evidence": "C",
        },
    )
    accept: bool | None = field(
        default=None, metadata={"name": "accept", "type": "Attribute", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EPayment(Model):
    """Payment online.

    Attributes:
        types: Services, such as PAYPAL in older and online-paypal in newer data.
        accept: True when this way to pay is accepted.
    """

    class Meta:
        name = "ePayment"

    types: tuple[str, ...] = field(
        default=(),
        metadata={
            "name": "type",
            "type": "Element",
            "namespace": "",
            "wrapper": "types",
            "evidence": "C",
        },
    )
    accept: bool | None = field(
        default=None, metadata={"name": "accept", "type": "Attribute", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OtherPayment(Model):
    """Other ways to pay or to identify oneself.

    Attributes:
        types: The ways, such as CASHBACK in older and rfid-reader in newer data.
        accept: True when this way to pay is accepted.
    """

    class Meta:
        name = "other"

    types: tuple[str, ...] = field(
        default=(),
        metadata={
            "name": "type",
            "type": "Element",
            "namespace": "",
            "wrapper": "types",
            "evidence": "C",
        },
    )
    accept: bool | None = field(
        default=None, metadata={"name": "accept", "type": "Attribute", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PaymentMethods(Model):
    """The ways to pay at a station: an absent one is not known to be accepted.

    Attributes:
        subscription: A contract with a provider. Deprecated: roaming of the station.
        credit_card: Credit cards.
        cash: Cash. Deprecated: the other payment methods.
        debit_card: Debit cards.
        check: Cheques.
        e_payment: Payment online.
        other: Other ways to pay or to identify oneself.
        note: Notes on the payment, as text.
    """

    class Meta:
        name = "paymentMethods"

    subscription: Subscription | None = field(
        default=None,
        metadata={"name": "subscription", "type": "Element", "namespace": "", "evidence": "C"},
    )
    credit_card: CreditCard | None = field(
        default=None,
        metadata={"name": "creditCard", "type": "Element", "namespace": "", "evidence": "C"},
    )
    cash: Cash | None = field(
        default=None, metadata={"name": "cash", "type": "Element", "namespace": "", "evidence": "C"}
    )
    debit_card: DebitCard | None = field(
        default=None,
        metadata={"name": "debitCard", "type": "Element", "namespace": "", "evidence": "C"},
    )
    check: Check | None = field(
        default=None,
        metadata={"name": "check", "type": "Element", "namespace": "", "evidence": "C"},
    )
    e_payment: EPayment | None = field(
        default=None,
        metadata={"name": "ePayment", "type": "Element", "namespace": "", "evidence": "C"},
    )
    other: OtherPayment | None = field(
        default=None,
        metadata={"name": "other", "type": "Element", "namespace": "", "evidence": "C"},
    )
    note: str | None = field(
        default=None, metadata={"name": "note", "type": "Element", "namespace": "", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EVStationDetails(Model):
    """Access to the station, payment, and notes.

    Attributes:
        private_access: True when the station is not for the public.
        restricted_access: True when the station is open to some of the public only; goes with
            accessibilityType RESTRICTED in samples.
        accessibility_type: Who may use the station.
        payment_methods: How charging can be paid.
        notes: Notes, as text.
    """

    class Meta:
        name = "evStationDetails"

    private_access: bool | None = field(
        default=None,
        metadata={"name": "privateAccess", "type": "Element", "namespace": "", "evidence": "C"},
    )
    restricted_access: bool | None = field(
        default=None,
        metadata={"name": "restrictedAccess", "type": "Element", "namespace": "", "evidence": "C"},
    )
    accessibility_type: Accessibility | str | None = field(
        default=None,
        metadata={"name": "accessibilityType", "type": "Element", "namespace": "", "evidence": "C"},
    )
    payment_methods: PaymentMethods | None = field(
        default=None,
        metadata={"name": "paymentMethods", "type": "Element", "namespace": "", "evidence": "C"},
    )
    notes: str | None = field(
        default=None,
        metadata={"name": "notes", "type": "Element", "namespace": "", "evidence": "C"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StationRoaming(Model):
    """A service provider (eMSP) whose customers can charge at the station. How often its members
    occur is not documented, so none is required here.

    Attributes:
        emsp: Name of the provider; may change.
        partner_id: Stable identifier of the provider, a UUID, as in the roamings resource.
        ema_id: Country code and party id of the provider as in its contracts, such as NL-ECO.
            Repeatable by inference, as in the roamings resource.
    """

    class Meta:
        name = "roaming"

    emsp: str | None = field(
        default=None, metadata={"name": "emsp", "type": "Element", "namespace": "", "evidence": "C"}
    )
    partner_id: str | None = field(
        default=None,
        metadata={"name": "partner_id", "type": "Element", "namespace": "", "evidence": "C"},
    )
    ema_id: tuple[str, ...] = field(
        default=(), metadata={"name": "ema_id", "type": "Element", "namespace": "", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EVStation(Model):
    """A charging station: a place with connectors, given as groups of like connectors.

    Attributes:
        address: Postal address.
        contacts: How to reach somebody who is responsible for the station.
        position: Where the station is.
        entrance_position: Where to enter the site of the station.
        distance: Metres from the place asked for. Present in searches by prox (straight line) and
            by corridor (along the corridor to its point nearest to the station, plus the straight
            line from there).
        name: Name of the station.
        brand: Brand of the station; in newer data the name of the charge point operator (CPO).
        pool_id: Identifier of the pool: the location that the station belongs to. Opaque. Input of
            the pools and EVSEs resources, and the steadier key for stored data.
        cpo_id: Identifier of the location in the system of its operator (CPO).
        total_number_of_connectors: Number of physical connectors: the sum of numberOfConnectors
            over all groups. May be 0, and then connectors may be absent.
        connectors: The connectors, grouped by connector type and power.
        ev_station_details: Access, payment and notes.
        roaming: A service provider (eMSP) whose customers can charge here. Documented once as at
            most one; taken as repeatable, because a station accepts many providers. Its place as a
            child of the station is confirmed, its wrapper in JSON is not.
        last_updated_time_stamp: Newest update of the live state of any connector of the station.
            The existence is confirmed; the spelling follows the table of the documentation, with a
            lower-case first letter.
        id: Identifier of the station in this service. Can change without notice.
        pv_id: Semi-stable identifier of the place in the map data. Gone from the newest
            documentation. Deprecated: poolId.
        last_update_timestamp: Last change of the static data of the station. The live state has its
            own timestamps.
        time_zone: Time zone of the station as an IANA name, such as Europe/Berlin.
    """

    class Meta:
        name = "evStation"

    _shown = (
        "id",
        "name",
        "connectors",
        "distance",
        "position",
        "brand",
        "pool_id",
    )
    address: Address | None = field(
        default=None,
        metadata={"name": "address", "type": "Element", "namespace": "", "evidence": "C"},
    )
    contacts: Contact | None = field(
        default=None,
        metadata={"name": "contacts", "type": "Element", "namespace": "", "evidence": "C"},
    )
    position: Position = field(
        metadata={"name": "position", "type": "Element", "namespace": "", "evidence": "C"}
    )
    entrance_position: Position | None = field(
        default=None,
        metadata={"name": "entrancePosition", "type": "Element", "namespace": "", "evidence": "C"},
    )
    distance: int | None = field(
        default=None,
        metadata={"name": "distance", "type": "Element", "namespace": "", "evidence": "C"},
    )
    name: str | None = field(
        default=None, metadata={"name": "name", "type": "Element", "namespace": "", "evidence": "C"}
    )
    brand: str | None = field(
        default=None,
        metadata={"name": "brand", "type": "Element", "namespace": "", "evidence": "C"},
    )
    pool_id: str | None = field(
        default=None,
        metadata={"name": "poolId", "type": "Element", "namespace": "", "evidence": "C"},
    )
    cpo_id: str | None = field(
        default=None,
        metadata={"name": "cpoId", "type": "Element", "namespace": "", "evidence": "C"},
    )
    total_number_of_connectors: int | None = field(
        default=None,
        metadata={
            "name": "totalNumberOfConnectors",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )
    connectors: tuple[Connector, ...] = field(
        default=(),
        metadata={
            "name": "connector",
            "type": "Element",
            "namespace": "",
            "wrapper": "connectors",
            "evidence": "C",
        },
    )
    ev_station_details: EVStationDetails | None = field(
        default=None,
        metadata={"name": "evStationDetails", "type": "Element", "namespace": "", "evidence": "C"},
    )
    roaming: tuple[StationRoaming, ...] = field(
        default=(),
        metadata={"name": "roaming", "type": "Element", "namespace": "", "evidence": "C"},
    )
    last_updated_time_stamp: datetime | None = field(
        default=None,
        metadata={
            "name": "lastUpdatedTimeStamp",
            "type": "Element",
            "namespace": "",
            "evidence": "C",
        },
    )
    id: str = field(metadata={"name": "id", "type": "Attribute", "evidence": "C"})
    pv_id: str | None = field(
        default=None, metadata={"name": "pvId", "type": "Attribute", "evidence": "C"}
    )
    last_update_timestamp: datetime | None = field(
        default=None, metadata={"name": "lastUpdateTimestamp", "type": "Attribute", "evidence": "C"}
    )
    time_zone: str | None = field(
        default=None, metadata={"name": "timeZone", "type": "Attribute", "evidence": "C"}
    )

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The object as a GeoJSON Feature."""
        return geo_feature(self, self.position)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EVStationsResult(Model):
    """One page of charging stations.

    Attributes:
        has_more: True when more stations match than this answer holds; ask again with a larger
            offset.
        count: Number of stations found in the area. Absent when stations are asked for by id.
            Whether it is the total or the length of this page is not known: in the documented
            sample it is 50 while more follow.
        ev_stations: The stations of this page. May be absent when there are none.
    """

    class Meta:
        name = "evStationsResult"
        namespace = __NAMESPACE__

    has_more: bool | None = field(
        default=None,
        metadata={"name": "hasMore", "type": "Element", "namespace": "", "evidence": "C"},
    )
    count: int | None = field(
        default=None,
        metadata={"name": "count", "type": "Element", "namespace": "", "evidence": "C"},
    )
    ev_stations: tuple[EVStation, ...] = field(
        default=(),
        metadata={
            "name": "evStation",
            "type": "Element",
            "namespace": "",
            "wrapper": "evStations",
            "evidence": "C",
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RoamingEntry(Model):
    """An e-mobility service provider (eMSP), and the countries where its customers can charge.

    Attributes:
        emsp: Name of the provider; may change.
        partner_id: Stable identifier of the provider, a UUID: the value of the emsp filter of a
            search.
        ema_id: Country code and party id of the provider as in its contracts, such as NL-ECO.
        country: A country with locations that accept this provider, three letters of ISO 3166-1
            alpha-3.
    """

    class Meta:
        name = "roaming"

    emsp: str = field(
        metadata={"name": "emsp", "type": "Element", "namespace": "", "evidence": "C"}
    )
    partner_id: str = field(
        metadata={"name": "partner_id", "type": "Element", "namespace": "", "evidence": "C"}
    )
    ema_id: tuple[str, ...] = field(
        default=(), metadata={"name": "ema_id", "type": "Element", "namespace": "", "evidence": "C"}
    )
    country: tuple[str, ...] = field(
        default=(),
        metadata={"name": "country", "type": "Element", "namespace": "", "evidence": "C"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RoamingsResult(Model):
    """The service providers (eMSP) known to the service.

    Attributes:
        roaming: One service provider.
    """

    class Meta:
        name = "roamings"
        namespace = __NAMESPACE__

    roaming: tuple[RoamingEntry, ...] = field(
        default=(),
        metadata={"name": "roaming", "type": "Element", "namespace": "", "evidence": "C"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EVSEConnector(Model):
    """One connector of an EVSE.

    Attributes:
        id: Identifier of the connector in this service.
        cpo_id: Identifier of the connector in the system of its operator (CPO).
        type_id: Type of plug or socket; code list connector_types.
        max_power_level: Highest charging power, in kW.
        cpo_evse_id: Identifier of its EVSE in the system of its operator (CPO). In one variant of
            the page only.
        cpo_connector_id: Identifier of the connector inside its EVSE. In one variant of the page
            only.
        state: State of the connector.
        last_updated: Last update of the state.
    """

    class Meta:
        name = "connectors"

    _shown = (
        "id",
        "type_id",
        "max_power_level",
        "state",
        "last_updated",
    )
    id: str = field(metadata={"name": "id", "type": "Element", "namespace": "", "evidence": "C"})
    cpo_id: str | None = field(
        default=None,
        metadata={"name": "cpoId", "type": "Element", "namespace": "", "evidence": "C"},
    )
    type_id: str = field(
        metadata={"name": "typeId", "type": "Element", "namespace": "", "evidence": "C"}
    )
    max_power_level: float | None = field(
        default=None,
        metadata={"name": "maxPowerLevel", "type": "Element", "namespace": "", "evidence": "C"},
    )
    cpo_evse_id: str | None = field(
        default=None,
        metadata={"name": "cpoEvseId", "type": "Element", "namespace": "", "evidence": "C"},
    )
    cpo_connector_id: str | None = field(
        default=None,
        metadata={"name": "cpoConnectorId", "type": "Element", "namespace": "", "evidence": "C"},
    )
    state: ConnectorState | str | None = field(
        default=None,
        metadata={"name": "state", "type": "Element", "namespace": "", "evidence": "C"},
    )
    last_updated: datetime | None = field(
        default=None,
        metadata={"name": "last_updated", "type": "Element", "namespace": "", "evidence": "C"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EVSE(Model):
    """An EVSE: the unit that charges one vehicle at a time, through one of its connectors.

    Attributes:
        id: Identifier of the EVSE in this service.
        cpo_id: Identifier of the EVSE in the system of its operator (CPO); not unique among
            operators. The newest page says it is always provided, an older one does not.
        cpo_evse_emi3_id: EVSE id after eMI3 / ISO 15118, such as DE*ICT*E0001897. Not always
            present.
        physical_reference: Number or text printed on the EVSE.
        state: State of the EVSE.
        last_updated: Last update of the state.
        connectors: One connector of the EVSE.
    """

    class Meta:
        name = "evses"

    _shown = (
        "id",
        "state",
        "connectors",
        "last_updated",
        "physical_reference",
    )
    id: str = field(metadata={"name": "id", "type": "Element", "namespace": "", "evidence": "C"})
    cpo_id: str | None = field(
        default=None,
        metadata={"name": "cpoId", "type": "Element", "namespace": "", "evidence": "C"},
    )
    cpo_evse_emi3_id: str | None = field(
        default=None,
        metadata={"name": "cpoEvseEMI3Id", "type": "Element", "namespace": "", "evidence": "C"},
    )
    physical_reference: str | None = field(
        default=None,
        metadata={"name": "physicalReference", "type": "Element", "namespace": "", "evidence": "C"},
    )
    state: ConnectorState | str | None = field(
        default=None,
        metadata={"name": "state", "type": "Element", "namespace": "", "evidence": "C"},
    )
    last_updated: datetime | None = field(
        default=None,
        metadata={"name": "last_updated", "type": "Element", "namespace": "", "evidence": "C"},
    )
    connectors: tuple[EVSEConnector, ...] = field(
        default=(),
        metadata={"name": "connectors", "type": "Element", "namespace": "", "evidence": "C"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EVSEsStation(Model):
    """A station of a pool, with its EVSEs. Members taken from the same object of Geocoding and
    Search.

    Attributes:
        id: Identifier of the station.
        cpo_id: Identifier of the location in the system of its operator (CPO).
        evses: One EVSE of the station.
    """

    class Meta:
        name = "stations"

    id: str | None = field(
        default=None, metadata={"name": "id", "type": "Element", "namespace": "", "evidence": "I"}
    )
    cpo_id: str | None = field(
        default=None,
        metadata={"name": "cpoId", "type": "Element", "namespace": "", "evidence": "I"},
    )
    evses: tuple[EVSE, ...] = field(
        default=(), metadata={"name": "evses", "type": "Element", "namespace": "", "evidence": "I"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EVSEsPool(Model):
    """A pool: the location that groups stations. Name confirmed, members inferred.

    Attributes:
        id: Identifier of the pool, as poolId of a station.
        stations: One station of the pool.
    """

    class Meta:
        name = "pools"

    id: str | None = field(
        default=None, metadata={"name": "id", "type": "Element", "namespace": "", "evidence": "I"}
    )
    stations: tuple[EVSEsStation, ...] = field(
        default=(),
        metadata={"name": "stations", "type": "Element", "namespace": "", "evidence": "I"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EVSEsResult(Model):
    """The EVSEs of the pools asked for. The page of this type could not be read.

    Attributes:
        pools: One pool.
    """

    class Meta:
        name = "evsesResult"
        namespace = __NAMESPACE__

    pools: tuple[EVSEsPool, ...] = field(
        default=(), metadata={"name": "pools", "type": "Element", "namespace": "", "evidence": "I"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CountResult(Model):
    """Number of stations in an area. Filters are not taken into account.

    Attributes:
        count: Number of stations in the area.
    """

    class Meta:
        name = "countResult"
        namespace = __NAMESPACE__

    count: int = field(
        metadata={"name": "count", "type": "Element", "namespace": "", "evidence": "C"}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ConnectorTypesResult(Model):
    """The connector types known to the service. The shape is assumed by analogy with roamings.

    Attributes:
        connector_type: One connector type.
    """

    class Meta:
        name = "connectorTypes"
        namespace = __NAMESPACE__

    connector_type: tuple[NameId, ...] = field(
        default=(),
        metadata={"name": "connectorType", "type": "Element", "namespace": "", "evidence": "I"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PowerFeedTypesResult(Model):
    """The power feed types known to the service. The shape is assumed by analogy with roamings.

    Attributes:
        power_feed_type: One power feed type.
    """

    class Meta:
        name = "powerFeedTypes"
        namespace = __NAMESPACE__

    power_feed_type: tuple[NameId, ...] = field(
        default=(),
        metadata={"name": "powerFeedType", "type": "Element", "namespace": "", "evidence": "I"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ConnectorStatusesResult(Model):
    """The older numeric connector statuses. The table is confirmed, the shape of the answer is
    assumed.

    Attributes:
        connector_status: One status.
    """

    class Meta:
        name = "connectorStatuses"
        namespace = __NAMESPACE__

    connector_status: tuple[NameId, ...] = field(
        default=(),
        metadata={"name": "connectorStatus", "type": "Element", "namespace": "", "evidence": "I"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ErrorResult(Model):
    """Body of an error answer. It joins the members of every shape seen on this host and on the
    account service; an answer has the members of one shape. Numbers are read as text, since
    their types are not known.

    Attributes:
        error: Gateway, newer shape: short name of the error, such as Unauthorized.
        error_description: Gateway, newer shape: what is wrong, in words.
        error_type: Gateway, older shape: short name of the error. The capital letter is on the
            wire.
        messages: Gateway, older shape: one sentence of what is wrong. The capital letter is on the
            wire; not to be confused with message.
        http_status: Account service: the HTTP status.
        error_id: Account service: identifier of this occurrence, for its support.
        error_code: Account service: code of the error.
        message: Account service: what is wrong, in words.
        title: Newer shape: what is wrong, in few words.
        status: Newer shape: the HTTP status.
        code: Newer shape: code of the error.
        cause: Newer shape: why it happened.
        action: Newer shape: what to do about it.
        correlation_id: Identifier that links the request through the systems of the service.
        request_id: Identifier of the request, for the support of the service.
    """

    class Meta:
        name = "error"
        namespace = __NAMESPACE__

    error: str | None = field(
        default=None,
        metadata={"name": "error", "type": "Element", "namespace": "", "evidence": "P"},
    )
    error_description: str | None = field(
        default=None,
        metadata={"name": "error_description", "type": "Element", "namespace": "", "evidence": "P"},
    )
    error_type: str | None = field(
        default=None, metadata={"name": "Type", "type": "Element", "namespace": "", "evidence": "P"}
    )
    messages: tuple[str, ...] = field(
        default=(),
        metadata={"name": "Message", "type": "Element", "namespace": "", "evidence": "P"},
    )
    http_status: str | None = field(
        default=None,
        metadata={"name": "httpStatus", "type": "Element", "namespace": "", "evidence": "P"},
    )
    error_id: str | None = field(
        default=None,
        metadata={"name": "errorId", "type": "Element", "namespace": "", "evidence": "P"},
    )
    error_code: str | None = field(
        default=None,
        metadata={"name": "errorCode", "type": "Element", "namespace": "", "evidence": "P"},
    )
    message: str | None = field(
        default=None,
        metadata={"name": "message", "type": "Element", "namespace": "", "evidence": "P"},
    )
    title: str | None = field(
        default=None,
        metadata={"name": "title", "type": "Element", "namespace": "", "evidence": "P"},
    )
    status: str | None = field(
        default=None,
        metadata={"name": "status", "type": "Element", "namespace": "", "evidence": "P"},
    )
    code: str | None = field(
        default=None, metadata={"name": "code", "type": "Element", "namespace": "", "evidence": "P"}
    )
    cause: str | None = field(
        default=None,
        metadata={"name": "cause", "type": "Element", "namespace": "", "evidence": "P"},
    )
    action: str | None = field(
        default=None,
        metadata={"name": "action", "type": "Element", "namespace": "", "evidence": "P"},
    )
    correlation_id: str | None = field(
        default=None,
        metadata={"name": "correlationId", "type": "Element", "namespace": "", "evidence": "P"},
    )
    request_id: str | None = field(
        default=None,
        metadata={"name": "requestId", "type": "Element", "namespace": "", "evidence": "U"},
    )
