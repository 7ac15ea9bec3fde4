"""Readers of parsed JSON, straight-line code per class: the documented form of each member is tested
in line, any other goes to a method of `JsonContext`.

A model is frozen: its `__init__` sets each field through `object.__setattr__`, which takes several
times as long as plain assignment. So a reader fills the builder of the class, which has the same
slots and is not frozen, and then makes it the model by assigning `__class__`.

Generated from schema/ (version 1.1.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from evcp_codec import native
from evcp_codec.json import JsonContext
from evcp_codec.reading import Path

from . import _builders
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

_matches_1 = lru_cache(4096)(
    re.compile("([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00(:00)?", re.ASCII).fullmatch
)
_matches_2 = lru_cache(4096)(
    re.compile(
        "[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29",
        re.ASCII,
    ).fullmatch
)
_matches_3 = lru_cache(4096)(
    re.compile("([0-9]{4}-|--)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", re.ASCII).fullmatch
)
new = object.__new__
_ACCESSIBILITY: dict[str | None, Accessibility] = {member.value: member for member in Accessibility}
_CHARGEMODE: dict[str | None, ChargeMode] = {member.value: member for member in ChargeMode}
_CONNECTORSTATE: dict[str | None, ConnectorState] = {
    member.value: member for member in ConnectorState
}
_CUSTOMERCHARGELEVEL: dict[str | None, CustomerChargeLevel] = {
    member.value: member for member in CustomerChargeLevel
}
_PRICINGMODEL: dict[str | None, PricingModel] = {member.value: member for member in PricingModel}
_PRICINGUNIT: dict[str | None, PricingUnit] = {member.value: member for member in PricingUnit}
_SIDEOFSTREET: dict[str | None, SideOfStreet] = {member.value: member for member in SideOfStreet}


_KNOWN_ADDRESS = frozenset(
    (
        "street",
        "streetNumber",
        "city",
        "state",
        "county",
        "region",
        "district",
        "country",
        "postalCode",
        "floor",
        "unparsedAddress",
        "block",
        "subblock",
        "sideOfStreet",
        "subdistrict",
    )
)


def read_address(raw: Any, context: JsonContext, path: Path) -> Address | None:
    """Read one `Address`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_ADDRESS.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_ADDRESS, {})
    get = raw.get
    street = get("street")
    if street.__class__ is not str and street is not None:
        street = context.string(street, path, "street")
    street_number = get("streetNumber")
    if street_number.__class__ is not str and street_number is not None:
        street_number = context.string(street_number, path, "streetNumber")
    city = get("city")
    if city.__class__ is not str and city is not None:
        city = context.string(city, path, "city")
    state = get("state")
    if state.__class__ is not str and state is not None:
        state = context.string(state, path, "state")
    county = get("county")
    if county.__class__ is not str and county is not None:
        county = context.string(county, path, "county")
    region = get("region")
    if region.__class__ is not str and region is not None:
        region = context.string(region, path, "region")
    district = get("district")
    if district.__class__ is not str and district is not None:
        district = context.string(district, path, "district")
    country = get("country")
    if country.__class__ is not str or " " in country or not country.isprintable():
        if country is not None:
            country = context.token(country, path, "country")
    postal_code = get("postalCode")
    if postal_code.__class__ is not str and postal_code is not None:
        postal_code = context.string(postal_code, path, "postalCode")
    floor = get("floor")
    if floor.__class__ is not str and floor is not None:
        floor = context.string(floor, path, "floor")
    unparsed_address = get("unparsedAddress")
    if unparsed_address.__class__ is not str and unparsed_address is not None:
        unparsed_address = context.string(unparsed_address, path, "unparsedAddress")
    block = get("block")
    if block.__class__ is not str and block is not None:
        block = context.string(block, path, "block")
    subblock = get("subblock")
    if subblock.__class__ is not str and subblock is not None:
        subblock = context.string(subblock, path, "subblock")
    side_of_street = get("sideOfStreet")
    if side_of_street is not None:
        side_of_street = (
            _SIDEOFSTREET.get(side_of_street) if side_of_street.__class__ is str else None
        ) or context.member(side_of_street, path, "sideOfStreet", _SIDEOFSTREET)
    subdistrict = get("subdistrict")
    if subdistrict.__class__ is not str and subdistrict is not None:
        subdistrict = context.string(subdistrict, path, "subdistrict")
    x: Any = new(_builders.Address)
    x.street = street
    x.street_number = street_number
    x.city = city
    x.state = state
    x.county = county
    x.region = region
    x.district = district
    x.country = country
    x.postal_code = postal_code
    x.floor = floor
    x.unparsed_address = unparsed_address
    x.block = block
    x.subblock = subblock
    x.side_of_street = side_of_street
    x.subdistrict = subdistrict
    x.__class__ = Address
    done: Address = x
    return done


_KNOWN_PHONE = frozenset(
    (
        "value",
        "label",
    )
)


def read_phone(raw: Any, context: JsonContext, path: Path) -> Phone | None:
    """Read one `Phone`."""
    sent = raw
    if raw.__class__ is not dict:
        raw = context.object_or_scalar(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_PHONE.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_PHONE, {})
    get = raw.get
    value_ = get("value")
    if value_.__class__ is not str and value_ is not None:
        value_ = context.string(value_, path, "value")
    label = get("label")
    if label.__class__ is not str or " " in label or not label.isprintable():
        if label is not None:
            label = context.token(label, path, "label")
    if value_ is None:
        context.missing(sent, path, "value")
        return None
    x: Any = new(_builders.Phone)
    x.value = value_
    x.label = label
    x.__class__ = Phone
    done: Phone = x
    return done


_KNOWN_CONTACT_ENTRY = frozenset(
    (
        "value",
        "label",
    )
)


def read_contact_entry(raw: Any, context: JsonContext, path: Path) -> ContactEntry | None:
    """Read one `ContactEntry`."""
    sent = raw
    if raw.__class__ is not dict:
        raw = context.object_or_scalar(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_CONTACT_ENTRY.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_CONTACT_ENTRY, {})
    get = raw.get
    value_ = get("value")
    if value_.__class__ is not str and value_ is not None:
        value_ = context.string(value_, path, "value")
    label = get("label")
    if label.__class__ is not str or " " in label or not label.isprintable():
        if label is not None:
            label = context.token(label, path, "label")
    if value_ is None:
        context.missing(sent, path, "value")
        return None
    x: Any = new(_builders.ContactEntry)
    x.value = value_
    x.label = label
    x.__class__ = ContactEntry
    done: ContactEntry = x
    return done


_KNOWN_CONTACT = frozenset(
    (
        "phone",
        "fax",
        "email",
        "website",
    )
)


def read_contact(raw: Any, context: JsonContext, path: Path) -> Contact | None:
    """Read one `Contact`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_CONTACT.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_CONTACT, {})
    get = raw.get
    phone = get("phone")
    if phone is None:
        phone = ()
    else:
        if phone.__class__ is not list:
            phone = context.as_list(phone)
        phone = context.read_items(phone, read_phone, path, "phone") if phone else ()
    fax = get("fax")
    if fax is None:
        fax = ()
    else:
        if fax.__class__ is not list:
            fax = context.as_list(fax)
        fax = context.read_items(fax, read_phone, path, "fax") if fax else ()
    email = get("email")
    if email is None:
        email = ()
    else:
        if email.__class__ is not list:
            email = context.as_list(email)
        email = context.read_items(email, read_contact_entry, path, "email") if email else ()
    website = get("website")
    if website is None:
        website = ()
    else:
        if website.__class__ is not list:
            website = context.as_list(website)
        website = (
            context.read_items(website, read_contact_entry, path, "website") if website else ()
        )
    x: Any = new(_builders.Contact)
    x.phone = phone
    x.fax = fax
    x.email = email
    x.website = website
    x.__class__ = Contact
    done: Contact = x
    return done


_KNOWN_POSITION = frozenset(
    (
        "latitude",
        "longitude",
    )
)


def read_position(raw: Any, context: JsonContext, path: Path) -> Position | None:
    """Read one `Position`."""
    sent = raw
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_POSITION.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_POSITION, {})
    get = raw.get
    latitude = get("latitude")
    if latitude is not None and (latitude.__class__ is not float or not -90.0 <= latitude <= 90.0):
        latitude = context.floating(latitude, path, "latitude", -90.0, 90.0)
    longitude = get("longitude")
    if longitude is not None and (
        longitude.__class__ is not float or not -180.0 <= longitude <= 180.0
    ):
        longitude = context.floating(longitude, path, "longitude", -180.0, 180.0)
    if latitude is None:
        context.missing(sent, path, "latitude")
        return None
    if longitude is None:
        context.missing(sent, path, "longitude")
        return None
    x: Any = new(_builders.Position)
    x.latitude = latitude
    x.longitude = longitude
    x.__class__ = Position
    done: Position = x
    return done


_KNOWN_NAME_ID = frozenset(
    (
        "name",
        "id",
    )
)


def read_name_id(raw: Any, context: JsonContext, path: Path) -> NameId | None:
    """Read one `NameId`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_NAME_ID.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_NAME_ID, {})
    get = raw.get
    name_ = get("name")
    if name_.__class__ is not str and name_ is not None:
        name_ = context.string(name_, path, "name")
    id = get("id")
    if id.__class__ is not str or " " in id or not id.isprintable():
        if id is not None:
            id = context.token(id, path, "id")
    x: Any = new(_builders.NameId)
    x.name = name_
    x.id = id
    x.__class__ = NameId
    done: NameId = x
    return done


_KNOWN_TIME_PERIOD = frozenset(
    (
        "from",
        "to",
    )
)


def read_time_period(raw: Any, context: JsonContext, path: Path) -> TimePeriod | None:
    """Read one `TimePeriod`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_TIME_PERIOD.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_TIME_PERIOD, {})
    get = raw.get
    from_ = get("from")
    if from_ is not None and (from_.__class__ is not str or not _matches_1(from_)):
        from_ = context.pattern(from_, path, "from", _matches_1, context.token)
    to = get("to")
    if to is not None and (to.__class__ is not str or not _matches_1(to)):
        to = context.pattern(to, path, "to", _matches_1, context.token)
    x: Any = new(_builders.TimePeriod)
    x.from_ = from_
    x.to = to
    x.__class__ = TimePeriod
    done: TimePeriod = x
    return done


_KNOWN_OPENING_HOURS_DETAIL = frozenset(
    (
        "daymask",
        "period",
    )
)


def read_opening_hours_detail(
    raw: Any, context: JsonContext, path: Path
) -> OpeningHoursDetail | None:
    """Read one `OpeningHoursDetail`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_OPENING_HOURS_DETAIL.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_OPENING_HOURS_DETAIL, {})
    get = raw.get
    daymask = get("daymask")
    if daymask is not None and (daymask.__class__ is not int or not 0 <= daymask <= 127):
        daymask = context.integer(daymask, path, "daymask", 0, 127)
    period = get("period")
    if period is None:
        period = ()
    else:
        if period.__class__ is not list:
            period = context.as_list(period)
        period = context.read_items(period, read_time_period, path, "period") if period else ()
    x: Any = new(_builders.OpeningHoursDetail)
    x.daymask = daymask
    x.period = period
    x.__class__ = OpeningHoursDetail
    done: OpeningHoursDetail = x
    return done


_KNOWN_ANNUAL_OPENING_HOURS_DETAIL = frozenset(
    (
        "date",
        "closed",
        "period",
        "from",
        "to",
        "daymask",
    )
)


def read_annual_opening_hours_detail(
    raw: Any, context: JsonContext, path: Path
) -> AnnualOpeningHoursDetail | None:
    """Read one `AnnualOpeningHoursDetail`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_ANNUAL_OPENING_HOURS_DETAIL.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_ANNUAL_OPENING_HOURS_DETAIL, {})
    get = raw.get
    date = get("date")
    if date is not None and (date.__class__ is not str or not _matches_2(date)):
        date = context.pattern(date, path, "date", _matches_2, context.token)
    closed = get("closed")
    if closed.__class__ is not bool and closed is not None:
        closed = context.boolean(closed, path, "closed")
    period = get("period")
    if period is None:
        period = ()
    else:
        if period.__class__ is not list:
            period = context.as_list(period)
        period = context.read_items(period, read_time_period, path, "period") if period else ()
    from_ = get("from")
    if from_ is not None and (from_.__class__ is not str or not _matches_3(from_)):
        from_ = context.pattern(from_, path, "from", _matches_3, context.token)
    to = get("to")
    if to is not None and (to.__class__ is not str or not _matches_3(to)):
        to = context.pattern(to, path, "to", _matches_3, context.token)
    daymask = get("daymask")
    if daymask is not None and (daymask.__class__ is not int or not 0 <= daymask <= 127):
        daymask = context.integer(daymask, path, "daymask", 0, 127)
    x: Any = new(_builders.AnnualOpeningHoursDetail)
    x.date = date
    x.closed = closed
    x.period = period
    x.from_ = from_
    x.to = to
    x.daymask = daymask
    x.__class__ = AnnualOpeningHoursDetail
    done: AnnualOpeningHoursDetail = x
    return done


_KNOWN_OPENING_HOURS = frozenset(
    (
        "openNow",
        "regularOpeningHours",
        "annualOpenings",
    )
)


def read_opening_hours(raw: Any, context: JsonContext, path: Path) -> OpeningHours | None:
    """Read one `OpeningHours`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_OPENING_HOURS.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_OPENING_HOURS, {})
    get = raw.get
    open_now = get("openNow")
    if open_now.__class__ is not bool and open_now is not None:
        open_now = context.boolean(open_now, path, "openNow")
    regular_opening_hours = get("regularOpeningHours")
    if regular_opening_hours is None:
        regular_opening_hours = ()
    else:
        if regular_opening_hours.__class__ is not list:
            regular_opening_hours = context.as_list(regular_opening_hours)
        regular_opening_hours = (
            context.read_items(
                regular_opening_hours, read_opening_hours_detail, path, "regularOpeningHours"
            )
            if regular_opening_hours
            else ()
        )
    annual_openings = get("annualOpenings")
    if annual_openings is None:
        annual_openings = ()
    else:
        if annual_openings.__class__ is not list:
            annual_openings = context.as_list(annual_openings)
        annual_openings = (
            context.read_items(
                annual_openings, read_annual_opening_hours_detail, path, "annualOpenings"
            )
            if annual_openings
            else ()
        )
    x: Any = new(_builders.OpeningHours)
    x.open_now = open_now
    x.regular_opening_hours = regular_opening_hours
    x.annual_openings = annual_openings
    x.__class__ = OpeningHours
    done: OpeningHours = x
    return done


_KNOWN_PRICE = frozenset(
    (
        "value",
        "currency",
    )
)


def read_price(raw: Any, context: JsonContext, path: Path) -> Price | None:
    """Read one `Price`."""
    sent = raw
    if raw.__class__ is not dict:
        raw = context.object_or_scalar(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_PRICE.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_PRICE, {})
    get = raw.get
    value_ = get("value")
    if value_ is not None:
        value_ = context.decimal(value_, path, "value")
    currency = get("currency")
    if currency.__class__ is not str or " " in currency or not currency.isprintable():
        if currency is not None:
            currency = context.token(currency, path, "currency")
    if value_ is None:
        context.missing(sent, path, "value")
        return None
    x: Any = new(_builders.Price)
    x.value = value_
    x.currency = currency
    x.__class__ = Price
    done: Price = x
    return done


_KNOWN_PRICING_STRUCTURE = frozenset(
    (
        "pricingModel",
        "price",
        "unit",
        "timePeriod",
        "timeConstraints",
        "descriptions",
    )
)


def read_pricing_structure(raw: Any, context: JsonContext, path: Path) -> PricingStructure | None:
    """Read one `PricingStructure`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_PRICING_STRUCTURE.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_PRICING_STRUCTURE, {})
    get = raw.get
    pricing_model = get("pricingModel")
    if pricing_model is not None:
        pricing_model = (
            _PRICINGMODEL.get(pricing_model) if pricing_model.__class__ is str else None
        ) or context.member(pricing_model, path, "pricingModel", _PRICINGMODEL)
    price = get("price")
    if price is not None:
        price = read_price(price, context, (path, "price"))
    unit = get("unit")
    if unit is not None:
        unit = (_PRICINGUNIT.get(unit) if unit.__class__ is str else None) or context.member(
            unit, path, "unit", _PRICINGUNIT
        )
    time_period = get("timePeriod")
    if time_period is not None:
        time_period = read_time_period(time_period, context, (path, "timePeriod"))
    time_constraints = get("timeConstraints")
    if time_constraints is not None:
        time_constraints = read_opening_hours(time_constraints, context, (path, "timeConstraints"))
    descriptions = get("descriptions")
    if descriptions.__class__ is not str and descriptions is not None:
        descriptions = context.string(descriptions, path, "descriptions")
    x: Any = new(_builders.PricingStructure)
    x.pricing_model = pricing_model
    x.price = price
    x.unit = unit
    x.time_period = time_period
    x.time_constraints = time_constraints
    x.descriptions = descriptions
    x.__class__ = PricingStructure
    done: PricingStructure = x
    return done


_KNOWN_CONNECTOR_DETAIL = frozenset(
    (
        "deviceName",
        "reservable",
        "reservationInformation",
        "privateAccess",
        "open24x7",
        "openingTime",
        "openingHours",
        "pay",
        "paymentMethodDetails",
        "manufacturer",
        "manufacturerModel",
        "privateAccessInformation",
        "pricing",
    )
)


def read_connector_detail(raw: Any, context: JsonContext, path: Path) -> ConnectorDetail | None:
    """Read one `ConnectorDetail`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_CONNECTOR_DETAIL.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_CONNECTOR_DETAIL, {})
    get = raw.get
    device_name = get("deviceName")
    if device_name.__class__ is not str and device_name is not None:
        device_name = context.string(device_name, path, "deviceName")
    reservable = get("reservable")
    if reservable.__class__ is not bool and reservable is not None:
        reservable = context.boolean(reservable, path, "reservable")
    reservation_information = get("reservationInformation")
    if reservation_information.__class__ is not str and reservation_information is not None:
        reservation_information = context.string(
            reservation_information, path, "reservationInformation"
        )
    private_access = get("privateAccess")
    if private_access.__class__ is not bool and private_access is not None:
        private_access = context.boolean(private_access, path, "privateAccess")
    open24x7 = get("open24x7")
    if open24x7.__class__ is not bool and open24x7 is not None:
        open24x7 = context.boolean(open24x7, path, "open24x7")
    opening_time = get("openingTime")
    if opening_time.__class__ is not str and opening_time is not None:
        opening_time = context.string(opening_time, path, "openingTime")
    opening_hours = get("openingHours")
    if opening_hours is not None:
        opening_hours = read_opening_hours(opening_hours, context, (path, "openingHours"))
    pay = get("pay")
    if pay.__class__ is not bool and pay is not None:
        pay = context.boolean(pay, path, "pay")
    payment_method_details = get("paymentMethodDetails")
    if payment_method_details.__class__ is not str and payment_method_details is not None:
        payment_method_details = context.string(
            payment_method_details, path, "paymentMethodDetails"
        )
    manufacturer = get("manufacturer")
    if manufacturer.__class__ is not str and manufacturer is not None:
        manufacturer = context.string(manufacturer, path, "manufacturer")
    manufacturer_model = get("manufacturerModel")
    if manufacturer_model.__class__ is not str and manufacturer_model is not None:
        manufacturer_model = context.string(manufacturer_model, path, "manufacturerModel")
    private_access_information = get("privateAccessInformation")
    if private_access_information.__class__ is not str and private_access_information is not None:
        private_access_information = context.string(
            private_access_information, path, "privateAccessInformation"
        )
    pricing = get("pricing")
    if pricing is None:
        pricing = ()
    else:
        if pricing.__class__ is not list:
            pricing = context.as_list(pricing)
        pricing = (
            context.read_items(pricing, read_pricing_structure, path, "pricing") if pricing else ()
        )
    x: Any = new(_builders.ConnectorDetail)
    x.device_name = device_name
    x.reservable = reservable
    x.reservation_information = reservation_information
    x.private_access = private_access
    x.open24x7 = open24x7
    x.opening_time = opening_time
    x.opening_hours = opening_hours
    x.pay = pay
    x.payment_method_details = payment_method_details
    x.manufacturer = manufacturer
    x.manufacturer_model = manufacturer_model
    x.private_access_information = private_access_information
    x.pricing = pricing
    x.__class__ = ConnectorDetail
    done: ConnectorDetail = x
    return done


_KNOWN_CHARGING_POINT = frozenset(
    (
        "chargeMode",
        "volts",
        "voltsRange",
        "phases",
        "amps",
        "ampsRange",
        "numberOfConnectors",
        "numberOfAvailable",
        "numberOfInUse",
        "numberOfOutOfService",
        "numberOfReserved",
        "lastUpdateTimestamp",
    )
)
_ACCEPTED_CHARGING_POINT = {"voltsrange": ("voltsRange",), "ampsrange": ("ampsRange",)}


def read_charging_point(raw: Any, context: JsonContext, path: Path) -> ChargingPoint | None:
    """Read one `ChargingPoint`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_CHARGING_POINT.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_CHARGING_POINT, _ACCEPTED_CHARGING_POINT)
    get = raw.get
    charge_mode = get("chargeMode")
    if charge_mode is not None:
        charge_mode = (
            _CHARGEMODE.get(charge_mode) if charge_mode.__class__ is str else None
        ) or context.member(charge_mode, path, "chargeMode", _CHARGEMODE)
    volts = get("volts")
    if volts is not None and (volts.__class__ is not int or not 0 <= volts):
        volts = context.integer(volts, path, "volts", 0, None)
    volts_range = get("voltsRange")
    if volts_range.__class__ is not str and volts_range is not None:
        volts_range = context.string(volts_range, path, "voltsRange")
    phases = get("phases")
    if phases is not None and (phases.__class__ is not int or not 0 <= phases):
        phases = context.integer(phases, path, "phases", 0, None)
    amps = get("amps")
    if amps is not None and (amps.__class__ is not int or not 0 <= amps):
        amps = context.integer(amps, path, "amps", 0, None)
    amps_range = get("ampsRange")
    if amps_range.__class__ is not str and amps_range is not None:
        amps_range = context.string(amps_range, path, "ampsRange")
    number_of_connectors = get("numberOfConnectors")
    if number_of_connectors is not None and (
        number_of_connectors.__class__ is not int or not 0 <= number_of_connectors
    ):
        number_of_connectors = context.integer(
            number_of_connectors, path, "numberOfConnectors", 0, None
        )
    number_of_available = get("numberOfAvailable")
    if number_of_available is not None and (
        number_of_available.__class__ is not int or not 0 <= number_of_available
    ):
        number_of_available = context.integer(
            number_of_available, path, "numberOfAvailable", 0, None
        )
    number_of_in_use = get("numberOfInUse")
    if number_of_in_use is not None and (
        number_of_in_use.__class__ is not int or not 0 <= number_of_in_use
    ):
        number_of_in_use = context.integer(number_of_in_use, path, "numberOfInUse", 0, None)
    number_of_out_of_service = get("numberOfOutOfService")
    if number_of_out_of_service is not None and (
        number_of_out_of_service.__class__ is not int or not 0 <= number_of_out_of_service
    ):
        number_of_out_of_service = context.integer(
            number_of_out_of_service, path, "numberOfOutOfService", 0, None
        )
    number_of_reserved = get("numberOfReserved")
    if number_of_reserved is not None and (
        number_of_reserved.__class__ is not int or not 0 <= number_of_reserved
    ):
        number_of_reserved = context.integer(number_of_reserved, path, "numberOfReserved", 0, None)
    last_update_timestamp = get("lastUpdateTimestamp")
    if last_update_timestamp is not None:
        last_update_timestamp = (
            context.timestamps.get(last_update_timestamp)
            if last_update_timestamp.__class__ is str
            else None
        ) or context.timestamp(last_update_timestamp, path, "lastUpdateTimestamp")
    x: Any = new(_builders.ChargingPoint)
    x.charge_mode = charge_mode
    x.volts = volts
    x.volts_range = volts_range
    x.phases = phases
    x.amps = amps
    x.amps_range = amps_range
    x.number_of_connectors = number_of_connectors
    x.number_of_available = number_of_available
    x.number_of_in_use = number_of_in_use
    x.number_of_out_of_service = number_of_out_of_service
    x.number_of_reserved = number_of_reserved
    x.last_update_timestamp = last_update_timestamp
    x.__class__ = ChargingPoint
    done: ChargingPoint = x
    return done


_KNOWN_CONNECTOR_STATUS = frozenset(
    (
        "cpoEvseId",
        "cpoEvseEMI3Id",
        "physicalReference",
        "cpoConnectorId",
        "state",
    )
)


def read_connector_status(raw: Any, context: JsonContext, path: Path) -> ConnectorStatus | None:
    """Read one `ConnectorStatus`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_CONNECTOR_STATUS.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_CONNECTOR_STATUS, {})
    get = raw.get
    cpo_evse_id = get("cpoEvseId")
    if cpo_evse_id.__class__ is not str or " " in cpo_evse_id or not cpo_evse_id.isprintable():
        if cpo_evse_id is not None:
            cpo_evse_id = context.token(cpo_evse_id, path, "cpoEvseId")
    cpo_evse_emi3_id = get("cpoEvseEMI3Id")
    if (
        cpo_evse_emi3_id.__class__ is not str
        or " " in cpo_evse_emi3_id
        or not cpo_evse_emi3_id.isprintable()
    ):
        if cpo_evse_emi3_id is not None:
            cpo_evse_emi3_id = context.token(cpo_evse_emi3_id, path, "cpoEvseEMI3Id")
    physical_reference = get("physicalReference")
    if physical_reference.__class__ is not str and physical_reference is not None:
        physical_reference = context.string(physical_reference, path, "physicalReference")
    cpo_connector_id = get("cpoConnectorId")
    if (
        cpo_connector_id.__class__ is not str
        or " " in cpo_connector_id
        or not cpo_connector_id.isprintable()
    ):
        if cpo_connector_id is not None:
            cpo_connector_id = context.token(cpo_connector_id, path, "cpoConnectorId")
    state = get("state")
    if state is not None:
        state = (_CONNECTORSTATE.get(state) if state.__class__ is str else None) or context.member(
            state, path, "state", _CONNECTORSTATE
        )
    x: Any = new(_builders.ConnectorStatus)
    x.cpo_evse_id = cpo_evse_id
    x.cpo_evse_emi3_id = cpo_evse_emi3_id
    x.physical_reference = physical_reference
    x.cpo_connector_id = cpo_connector_id
    x.state = state
    x.__class__ = ConnectorStatus
    done: ConnectorStatus = x
    return done


_KNOWN_CONNECTOR = frozenset(
    (
        "supplierName",
        "supplierContacts",
        "connectorType",
        "powerFeedType",
        "chargeCapacity",
        "maxPowerLevel",
        "customerChargeLevel",
        "customerConnectorName",
        "fixedCable",
        "connectorDetails",
        "chargingPoint",
        "connectorStatuses",
        "lastUpdateTimestamp",
    )
)


def read_connector(raw: Any, context: JsonContext, path: Path) -> Connector | None:
    """Read one `Connector`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_CONNECTOR.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_CONNECTOR, {})
    get = raw.get
    supplier_name = get("supplierName")
    if supplier_name.__class__ is not str and supplier_name is not None:
        supplier_name = context.string(supplier_name, path, "supplierName")
    supplier_contacts = get("supplierContacts")
    if supplier_contacts is not None:
        supplier_contacts = read_contact(supplier_contacts, context, (path, "supplierContacts"))
    connector_type = get("connectorType")
    if connector_type is not None:
        connector_type = read_name_id(connector_type, context, (path, "connectorType"))
    power_feed_type = get("powerFeedType")
    if power_feed_type is not None:
        power_feed_type = read_name_id(power_feed_type, context, (path, "powerFeedType"))
    charge_capacity = get("chargeCapacity")
    if charge_capacity.__class__ is not str and charge_capacity is not None:
        charge_capacity = context.string(charge_capacity, path, "chargeCapacity")
    max_power_level = get("maxPowerLevel")
    if max_power_level is not None and (
        max_power_level.__class__ is not float or not 0.0 <= max_power_level <= 3.4028235e38
    ):
        max_power_level = context.floating(
            max_power_level, path, "maxPowerLevel", 0.0, 3.4028235e38
        )
    customer_charge_level = get("customerChargeLevel")
    if customer_charge_level is not None:
        customer_charge_level = (
            _CUSTOMERCHARGELEVEL.get(customer_charge_level)
            if customer_charge_level.__class__ is str
            else None
        ) or context.member(
            customer_charge_level, path, "customerChargeLevel", _CUSTOMERCHARGELEVEL
        )
    customer_connector_name = get("customerConnectorName")
    if customer_connector_name.__class__ is not str and customer_connector_name is not None:
        customer_connector_name = context.string(
            customer_connector_name, path, "customerConnectorName"
        )
    fixed_cable = get("fixedCable")
    if fixed_cable.__class__ is not bool and fixed_cable is not None:
        fixed_cable = context.boolean(fixed_cable, path, "fixedCable")
    connector_details = get("connectorDetails")
    if connector_details is not None:
        connector_details = read_connector_detail(
            connector_details, context, (path, "connectorDetails")
        )
    charging_point = get("chargingPoint")
    if charging_point is not None:
        charging_point = read_charging_point(charging_point, context, (path, "chargingPoint"))
    connector_statuses = get("connectorStatuses")
    if connector_statuses is None:
        connector_statuses = ()
    else:
        if (
            connector_statuses.__class__ is dict
            and len(connector_statuses) == 1
            and "connectorStatus" in connector_statuses
        ):
            context.members += 1
            connector_statuses = connector_statuses["connectorStatus"]
        else:
            connector_statuses = context.unwrap(
                connector_statuses, "connectorStatus", path, "connectorStatuses"
            )
        if connector_statuses.__class__ is not list:
            connector_statuses = context.as_list(connector_statuses)
        connector_statuses = (
            context.read_items(
                connector_statuses,
                read_connector_status,
                (path, "connectorStatuses"),
                "connectorStatus",
            )
            if connector_statuses
            else ()
        )
    last_update_timestamp = get("lastUpdateTimestamp")
    if last_update_timestamp is not None:
        last_update_timestamp = (
            context.timestamps.get(last_update_timestamp)
            if last_update_timestamp.__class__ is str
            else None
        ) or context.timestamp(last_update_timestamp, path, "lastUpdateTimestamp")
    x: Any = new(_builders.Connector)
    x.supplier_name = supplier_name
    x.supplier_contacts = supplier_contacts
    x.connector_type = connector_type
    x.power_feed_type = power_feed_type
    x.charge_capacity = charge_capacity
    x.max_power_level = max_power_level
    x.customer_charge_level = customer_charge_level
    x.customer_connector_name = customer_connector_name
    x.fixed_cable = fixed_cable
    x.connector_details = connector_details
    x.charging_point = charging_point
    x.connector_statuses = connector_statuses
    x.last_update_timestamp = last_update_timestamp
    x.__class__ = Connector
    done: Connector = x
    return done


_KNOWN_SUBSCRIPTION = frozenset(
    (
        "provider",
        "accept",
    )
)


def read_subscription(raw: Any, context: JsonContext, path: Path) -> Subscription | None:
    """Read one `Subscription`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_SUBSCRIPTION.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_SUBSCRIPTION, {})
    get = raw.get
    provider = get("provider")
    if provider.__class__ is not str and provider is not None:
        provider = context.string(provider, path, "provider")
    accept = get("accept")
    if accept.__class__ is not bool and accept is not None:
        accept = context.boolean(accept, path, "accept")
    x: Any = new(_builders.Subscription)
    x.provider = provider
    x.accept = accept
    x.__class__ = Subscription
    done: Subscription = x
    return done


_KNOWN_CREDIT_CARD = frozenset(
    (
        "types",
        "accept",
    )
)


def read_credit_card(raw: Any, context: JsonContext, path: Path) -> CreditCard | None:
    """Read one `CreditCard`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_CREDIT_CARD.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_CREDIT_CARD, {})
    get = raw.get
    types = get("types")
    if types is None:
        types = ()
    else:
        if types.__class__ is dict and len(types) == 1 and "type" in types:
            context.members += 1
            types = types["type"]
        else:
            types = context.unwrap(types, "type", path, "types")
        if types.__class__ is not list:
            types = context.as_list(types)
        types = (
            context.read_items(types, context.token_item, (path, "types"), "type") if types else ()
        )
    accept = get("accept")
    if accept.__class__ is not bool and accept is not None:
        accept = context.boolean(accept, path, "accept")
    x: Any = new(_builders.CreditCard)
    x.types = types
    x.accept = accept
    x.__class__ = CreditCard
    done: CreditCard = x
    return done


_KNOWN_CASH = frozenset(
    (
        "currencies",
        "accept",
    )
)


def read_cash(raw: Any, context: JsonContext, path: Path) -> Cash | None:
    """Read one `Cash`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_CASH.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_CASH, {})
    get = raw.get
    currencies = get("currencies")
    if currencies is None:
        currencies = ()
    else:
        if currencies.__class__ is dict and len(currencies) == 1 and "currency" in currencies:
            context.members += 1
            currencies = currencies["currency"]
        else:
            currencies = context.unwrap(currencies, "currency", path, "currencies")
        if currencies.__class__ is not list:
            currencies = context.as_list(currencies)
        currencies = (
            context.read_items(currencies, context.token_item, (path, "currencies"), "currency")
            if currencies
            else ()
        )
    accept = get("accept")
    if accept.__class__ is not bool and accept is not None:
        accept = context.boolean(accept, path, "accept")
    x: Any = new(_builders.Cash)
    x.currencies = currencies
    x.accept = accept
    x.__class__ = Cash
    done: Cash = x
    return done


_KNOWN_DEBIT_CARD = frozenset(("accept",))


def read_debit_card(raw: Any, context: JsonContext, path: Path) -> DebitCard | None:
    """Read one `DebitCard`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_DEBIT_CARD.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_DEBIT_CARD, {})
    get = raw.get
    accept = get("accept")
    if accept.__class__ is not bool and accept is not None:
        accept = context.boolean(accept, path, "accept")
    x: Any = new(_builders.DebitCard)
    x.accept = accept
    x.__class__ = DebitCard
    done: DebitCard = x
    return done


_KNOWN_CHECK = frozenset(
    (
        "types",
        "accept",
    )
)


def read_check(raw: Any, context: JsonContext, path: Path) -> Check | None:
    """Read one `Check`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_CHECK.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_CHECK, {})
    get = raw.get
    types = get("types")
    if types is None:
        types = ()
    else:
        if types.__class__ is dict and len(types) == 1 and "type" in types:
            context.members += 1
            types = types["type"]
        else:
            types = context.unwrap(types, "type", path, "types")
        if types.__class__ is not list:
            types = context.as_list(types)
        types = (
            context.read_items(types, context.token_item, (path, "types"), "type") if types else ()
        )
    accept = get("accept")
    if accept.__class__ is not bool and accept is not None:
        accept = context.boolean(accept, path, "accept")
    x: Any = new(_builders.Check)
    x.types = types
    x.accept = accept
    x.__class__ = Check
    done: Check = x
    return done


_KNOWN_E_PAYMENT = frozenset(
    (
        "types",
        "accept",
    )
)


def read_e_payment(raw: Any, context: JsonContext, path: Path) -> EPayment | None:
    """Read one `EPayment`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_E_PAYMENT.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_E_PAYMENT, {})
    get = raw.get
    types = get("types")
    if types is None:
        types = ()
    else:
        if types.__class__ is dict and len(types) == 1 and "type" in types:
            context.members += 1
            types = types["type"]
        else:
            types = context.unwrap(types, "type", path, "types")
        if types.__class__ is not list:
            types = context.as_list(types)
        types = (
            context.read_items(types, context.token_item, (path, "types"), "type") if types else ()
        )
    accept = get("accept")
    if accept.__class__ is not bool and accept is not None:
        accept = context.boolean(accept, path, "accept")
    x: Any = new(_builders.EPayment)
    x.types = types
    x.accept = accept
    x.__class__ = EPayment
    done: EPayment = x
    return done


_KNOWN_OTHER_PAYMENT = frozenset(
    (
        "types",
        "accept",
    )
)


def read_other_payment(raw: Any, context: JsonContext, path: Path) -> OtherPayment | None:
    """Read one `OtherPayment`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_OTHER_PAYMENT.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_OTHER_PAYMENT, {})
    get = raw.get
    types = get("types")
    if types is None:
        types = ()
    else:
        if types.__class__ is dict and len(types) == 1 and "type" in types:
            context.members += 1
            types = types["type"]
        else:
            types = context.unwrap(types, "type", path, "types")
        if types.__class__ is not list:
            types = context.as_list(types)
        types = (
            context.read_items(types, context.token_item, (path, "types"), "type") if types else ()
        )
    accept = get("accept")
    if accept.__class__ is not bool and accept is not None:
        accept = context.boolean(accept, path, "accept")
    x: Any = new(_builders.OtherPayment)
    x.types = types
    x.accept = accept
    x.__class__ = OtherPayment
    done: OtherPayment = x
    return done


_KNOWN_PAYMENT_METHODS = frozenset(
    (
        "subscription",
        "creditCard",
        "cash",
        "debitCard",
        "check",
        "ePayment",
        "other",
        "note",
    )
)


def read_payment_methods(raw: Any, context: JsonContext, path: Path) -> PaymentMethods | None:
    """Read one `PaymentMethods`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_PAYMENT_METHODS.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_PAYMENT_METHODS, {})
    get = raw.get
    subscription = get("subscription")
    if subscription is not None:
        subscription = read_subscription(subscription, context, (path, "subscription"))
    credit_card = get("creditCard")
    if credit_card is not None:
        credit_card = read_credit_card(credit_card, context, (path, "creditCard"))
    cash = get("cash")
    if cash is not None:
        cash = read_cash(cash, context, (path, "cash"))
    debit_card = get("debitCard")
    if debit_card is not None:
        debit_card = read_debit_card(debit_card, context, (path, "debitCard"))
    check = get("check")
    if check is not None:
        check = read_check(check, context, (path, "check"))
    e_payment = get("ePayment")
    if e_payment is not None:
        e_payment = read_e_payment(e_payment, context, (path, "ePayment"))
    other = get("other")
    if other is not None:
        other = read_other_payment(other, context, (path, "other"))
    note = get("note")
    if note.__class__ is not str and note is not None:
        note = context.string(note, path, "note")
    x: Any = new(_builders.PaymentMethods)
    x.subscription = subscription
    x.credit_card = credit_card
    x.cash = cash
    x.debit_card = debit_card
    x.check = check
    x.e_payment = e_payment
    x.other = other
    x.note = note
    x.__class__ = PaymentMethods
    done: PaymentMethods = x
    return done


_KNOWN_EV_STATION_DETAILS = frozenset(
    (
        "privateAccess",
        "restrictedAccess",
        "accessibilityType",
        "paymentMethods",
        "notes",
    )
)


def read_ev_station_details(raw: Any, context: JsonContext, path: Path) -> EVStationDetails | None:
    """Read one `EVStationDetails`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_EV_STATION_DETAILS.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_EV_STATION_DETAILS, {})
    get = raw.get
    private_access = get("privateAccess")
    if private_access.__class__ is not bool and private_access is not None:
        private_access = context.boolean(private_access, path, "privateAccess")
    restricted_access = get("restrictedAccess")
    if restricted_access.__class__ is not bool and restricted_access is not None:
        restricted_access = context.boolean(restricted_access, path, "restrictedAccess")
    accessibility_type = get("accessibilityType")
    if accessibility_type is not None:
        accessibility_type = (
            _ACCESSIBILITY.get(accessibility_type) if accessibility_type.__class__ is str else None
        ) or context.member(accessibility_type, path, "accessibilityType", _ACCESSIBILITY)
    payment_methods = get("paymentMethods")
    if payment_methods is not None:
        payment_methods = read_payment_methods(payment_methods, context, (path, "paymentMethods"))
    notes = get("notes")
    if notes.__class__ is not str and notes is not None:
        notes = context.string(notes, path, "notes")
    x: Any = new(_builders.EVStationDetails)
    x.private_access = private_access
    x.restricted_access = restricted_access
    x.accessibility_type = accessibility_type
    x.payment_methods = payment_methods
    x.notes = notes
    x.__class__ = EVStationDetails
    done: EVStationDetails = x
    return done


_KNOWN_STATION_ROAMING = frozenset(
    (
        "emsp",
        "partner_id",
        "ema_id",
    )
)


def read_station_roaming(raw: Any, context: JsonContext, path: Path) -> StationRoaming | None:
    """Read one `StationRoaming`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_STATION_ROAMING.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_STATION_ROAMING, {})
    get = raw.get
    emsp = get("emsp")
    if emsp.__class__ is not str and emsp is not None:
        emsp = context.string(emsp, path, "emsp")
    partner_id = get("partner_id")
    if partner_id.__class__ is not str or " " in partner_id or not partner_id.isprintable():
        if partner_id is not None:
            partner_id = context.token(partner_id, path, "partner_id")
    ema_id = get("ema_id")
    if ema_id is None:
        ema_id = ()
    else:
        if ema_id.__class__ is not list:
            ema_id = context.as_list(ema_id)
        ema_id = context.read_items(ema_id, context.token_item, path, "ema_id") if ema_id else ()
    x: Any = new(_builders.StationRoaming)
    x.emsp = emsp
    x.partner_id = partner_id
    x.ema_id = ema_id
    x.__class__ = StationRoaming
    done: StationRoaming = x
    return done


_KNOWN_EV_STATION = frozenset(
    (
        "address",
        "contacts",
        "position",
        "entrancePosition",
        "distance",
        "name",
        "brand",
        "poolId",
        "cpoId",
        "totalNumberOfConnectors",
        "connectors",
        "evStationDetails",
        "roaming",
        "lastUpdatedTimeStamp",
        "id",
        "pvId",
        "lastUpdateTimestamp",
        "timeZone",
    )
)
_ACCEPTED_EV_STATION = {
    "roamings": ("roaming", "roaming"),
    "Roaming": ("roaming",),
    "LastUpdatedTimeStamp": ("lastUpdatedTimeStamp",),
    "lastUpdatedTimestamp": ("lastUpdatedTimeStamp",),
}


def read_ev_station(raw: Any, context: JsonContext, path: Path) -> EVStation | None:
    """Read one `EVStation`."""
    sent = raw
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_EV_STATION.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_EV_STATION, _ACCEPTED_EV_STATION)
    get = raw.get
    address = get("address")
    if address is not None:
        address = read_address(address, context, (path, "address"))
    contacts = get("contacts")
    if contacts is not None:
        contacts = read_contact(contacts, context, (path, "contacts"))
    position = get("position")
    if position is not None:
        position = read_position(position, context, (path, "position"))
    entrance_position = get("entrancePosition")
    if entrance_position is not None:
        entrance_position = read_position(entrance_position, context, (path, "entrancePosition"))
    distance = get("distance")
    if distance is not None and (distance.__class__ is not int or not 0 <= distance):
        distance = context.integer(distance, path, "distance", 0, None)
    name_ = get("name")
    if name_.__class__ is not str and name_ is not None:
        name_ = context.string(name_, path, "name")
    brand = get("brand")
    if brand.__class__ is not str and brand is not None:
        brand = context.string(brand, path, "brand")
    pool_id = get("poolId")
    if pool_id.__class__ is not str or " " in pool_id or not pool_id.isprintable():
        if pool_id is not None:
            pool_id = context.token(pool_id, path, "poolId")
    cpo_id = get("cpoId")
    if cpo_id.__class__ is not str or " " in cpo_id or not cpo_id.isprintable():
        if cpo_id is not None:
            cpo_id = context.token(cpo_id, path, "cpoId")
    total_number_of_connectors = get("totalNumberOfConnectors")
    if total_number_of_connectors is not None and (
        total_number_of_connectors.__class__ is not int or not 0 <= total_number_of_connectors
    ):
        total_number_of_connectors = context.integer(
            total_number_of_connectors, path, "totalNumberOfConnectors", 0, None
        )
    connectors = get("connectors")
    if connectors is None:
        connectors = ()
    else:
        if connectors.__class__ is dict and len(connectors) == 1 and "connector" in connectors:
            context.members += 1
            connectors = connectors["connector"]
        else:
            connectors = context.unwrap(connectors, "connector", path, "connectors")
        if connectors.__class__ is not list:
            connectors = context.as_list(connectors)
        connectors = (
            context.read_items(connectors, read_connector, (path, "connectors"), "connector")
            if connectors
            else ()
        )
    ev_station_details = get("evStationDetails")
    if ev_station_details is not None:
        ev_station_details = read_ev_station_details(
            ev_station_details, context, (path, "evStationDetails")
        )
    roaming = get("roaming")
    if roaming is None:
        roaming = ()
    else:
        if roaming.__class__ is not list:
            roaming = context.as_list(roaming)
        roaming = (
            context.read_items(roaming, read_station_roaming, path, "roaming") if roaming else ()
        )
    last_updated_time_stamp = get("lastUpdatedTimeStamp")
    if last_updated_time_stamp is not None:
        last_updated_time_stamp = (
            context.timestamps.get(last_updated_time_stamp)
            if last_updated_time_stamp.__class__ is str
            else None
        ) or context.timestamp(last_updated_time_stamp, path, "lastUpdatedTimeStamp")
    id = get("id")
    if id.__class__ is not str or " " in id or not id.isprintable():
        if id is not None:
            id = context.token(id, path, "id")
    pv_id = get("pvId")
    if pv_id.__class__ is not str or " " in pv_id or not pv_id.isprintable():
        if pv_id is not None:
            pv_id = context.token(pv_id, path, "pvId")
    last_update_timestamp = get("lastUpdateTimestamp")
    if last_update_timestamp is not None:
        last_update_timestamp = (
            context.timestamps.get(last_update_timestamp)
            if last_update_timestamp.__class__ is str
            else None
        ) or context.timestamp(last_update_timestamp, path, "lastUpdateTimestamp")
    time_zone = get("timeZone")
    if time_zone.__class__ is not str or " " in time_zone or not time_zone.isprintable():
        if time_zone is not None:
            time_zone = context.token(time_zone, path, "timeZone")
    if position is None:
        context.missing(sent, path, "position")
        return None
    if id is None:
        context.missing(sent, path, "id")
        return None
    x: Any = new(_builders.EVStation)
    x.address = address
    x.contacts = contacts
    x.position = position
    x.entrance_position = entrance_position
    x.distance = distance
    x.name = name_
    x.brand = brand
    x.pool_id = pool_id
    x.cpo_id = cpo_id
    x.total_number_of_connectors = total_number_of_connectors
    x.connectors = connectors
    x.ev_station_details = ev_station_details
    x.roaming = roaming
    x.last_updated_time_stamp = last_updated_time_stamp
    x.id = id
    x.pv_id = pv_id
    x.last_update_timestamp = last_update_timestamp
    x.time_zone = time_zone
    x.__class__ = EVStation
    done: EVStation = x
    return done


_KNOWN_EV_STATIONS_RESULT = frozenset(
    (
        "hasMore",
        "count",
        "evStations",
    )
)


def read_ev_stations_result(raw: Any, context: JsonContext, path: Path) -> EVStationsResult | None:
    """Read one `EVStationsResult`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_EV_STATIONS_RESULT.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_EV_STATIONS_RESULT, {})
    get = raw.get
    has_more = get("hasMore")
    if has_more.__class__ is not bool and has_more is not None:
        has_more = context.boolean(has_more, path, "hasMore")
    count = get("count")
    if count is not None and (count.__class__ is not int or not 0 <= count):
        count = context.integer(count, path, "count", 0, None)
    ev_stations = get("evStations")
    if ev_stations is None:
        ev_stations = ()
    else:
        if ev_stations.__class__ is dict and len(ev_stations) == 1 and "evStation" in ev_stations:
            context.members += 1
            ev_stations = ev_stations["evStation"]
        else:
            ev_stations = context.unwrap(ev_stations, "evStation", path, "evStations")
        if ev_stations.__class__ is not list:
            ev_stations = context.as_list(ev_stations)
        ev_stations = (
            context.read_items(ev_stations, read_ev_station, (path, "evStations"), "evStation")
            if ev_stations
            else ()
        )
    x: Any = new(_builders.EVStationsResult)
    x.has_more = has_more
    x.count = count
    x.ev_stations = ev_stations
    x.__class__ = EVStationsResult
    done: EVStationsResult = x
    return done


_KNOWN_ROAMING_ENTRY = frozenset(
    (
        "emsp",
        "partner_id",
        "ema_id",
        "country",
    )
)


def read_roaming_entry(raw: Any, context: JsonContext, path: Path) -> RoamingEntry | None:
    """Read one `RoamingEntry`."""
    sent = raw
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_ROAMING_ENTRY.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_ROAMING_ENTRY, {})
    get = raw.get
    emsp = get("emsp")
    if emsp.__class__ is not str and emsp is not None:
        emsp = context.string(emsp, path, "emsp")
    partner_id = get("partner_id")
    if partner_id.__class__ is not str or " " in partner_id or not partner_id.isprintable():
        if partner_id is not None:
            partner_id = context.token(partner_id, path, "partner_id")
    ema_id = get("ema_id")
    if ema_id is None:
        ema_id = ()
    else:
        if ema_id.__class__ is not list:
            ema_id = context.as_list(ema_id)
        ema_id = context.read_items(ema_id, context.token_item, path, "ema_id") if ema_id else ()
    country = get("country")
    if country is None:
        country = ()
    else:
        if country.__class__ is not list:
            country = context.as_list(country)
        country = (
            context.read_items(country, context.token_item, path, "country") if country else ()
        )
    if emsp is None:
        context.missing(sent, path, "emsp")
        return None
    if partner_id is None:
        context.missing(sent, path, "partner_id")
        return None
    if not country:
        context.missing(sent, path, "country")
    x: Any = new(_builders.RoamingEntry)
    x.emsp = emsp
    x.partner_id = partner_id
    x.ema_id = ema_id
    x.country = country
    x.__class__ = RoamingEntry
    done: RoamingEntry = x
    return done


_KNOWN_ROAMINGS_RESULT = frozenset(("roaming",))
_ACCEPTED_ROAMINGS_RESULT = {"roamings": ("roaming", "roaming")}


def read_roamings_result(raw: Any, context: JsonContext, path: Path) -> RoamingsResult | None:
    """Read one `RoamingsResult`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_ROAMINGS_RESULT.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_ROAMINGS_RESULT, _ACCEPTED_ROAMINGS_RESULT)
    get = raw.get
    roaming = get("roaming")
    if roaming is None:
        roaming = ()
    else:
        if roaming.__class__ is not list:
            roaming = context.as_list(roaming)
        roaming = (
            context.read_items(roaming, read_roaming_entry, path, "roaming") if roaming else ()
        )
    x: Any = new(_builders.RoamingsResult)
    x.roaming = roaming
    x.__class__ = RoamingsResult
    done: RoamingsResult = x
    return done


_KNOWN_EVSE_CONNECTOR = frozenset(
    (
        "id",
        "cpoId",
        "typeId",
        "maxPowerLevel",
        "cpoEvseId",
        "cpoConnectorId",
        "state",
        "last_updated",
    )
)


def read_evse_connector(raw: Any, context: JsonContext, path: Path) -> EVSEConnector | None:
    """Read one `EVSEConnector`."""
    sent = raw
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_EVSE_CONNECTOR.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_EVSE_CONNECTOR, {})
    get = raw.get
    id = get("id")
    if id.__class__ is not str or " " in id or not id.isprintable():
        if id is not None:
            id = context.token(id, path, "id")
    cpo_id = get("cpoId")
    if cpo_id.__class__ is not str or " " in cpo_id or not cpo_id.isprintable():
        if cpo_id is not None:
            cpo_id = context.token(cpo_id, path, "cpoId")
    type_id = get("typeId")
    if type_id.__class__ is not str or " " in type_id or not type_id.isprintable():
        if type_id is not None:
            type_id = context.token(type_id, path, "typeId")
    max_power_level = get("maxPowerLevel")
    if max_power_level is not None and (
        max_power_level.__class__ is not float or not 0.0 <= max_power_level <= 3.4028235e38
    ):
        max_power_level = context.floating(
            max_power_level, path, "maxPowerLevel", 0.0, 3.4028235e38
        )
    cpo_evse_id = get("cpoEvseId")
    if cpo_evse_id.__class__ is not str or " " in cpo_evse_id or not cpo_evse_id.isprintable():
        if cpo_evse_id is not None:
            cpo_evse_id = context.token(cpo_evse_id, path, "cpoEvseId")
    cpo_connector_id = get("cpoConnectorId")
    if (
        cpo_connector_id.__class__ is not str
        or " " in cpo_connector_id
        or not cpo_connector_id.isprintable()
    ):
        if cpo_connector_id is not None:
            cpo_connector_id = context.token(cpo_connector_id, path, "cpoConnectorId")
    state = get("state")
    if state is not None:
        state = (_CONNECTORSTATE.get(state) if state.__class__ is str else None) or context.member(
            state, path, "state", _CONNECTORSTATE
        )
    last_updated = get("last_updated")
    if last_updated is not None:
        last_updated = (
            context.timestamps.get(last_updated) if last_updated.__class__ is str else None
        ) or context.timestamp(last_updated, path, "last_updated")
    if id is None:
        context.missing(sent, path, "id")
        return None
    if type_id is None:
        context.missing(sent, path, "typeId")
        return None
    x: Any = new(_builders.EVSEConnector)
    x.id = id
    x.cpo_id = cpo_id
    x.type_id = type_id
    x.max_power_level = max_power_level
    x.cpo_evse_id = cpo_evse_id
    x.cpo_connector_id = cpo_connector_id
    x.state = state
    x.last_updated = last_updated
    x.__class__ = EVSEConnector
    done: EVSEConnector = x
    return done


_KNOWN_EVSE = frozenset(
    (
        "id",
        "cpoId",
        "cpoEvseEMI3Id",
        "physicalReference",
        "state",
        "last_updated",
        "connectors",
    )
)


def read_evse(raw: Any, context: JsonContext, path: Path) -> EVSE | None:
    """Read one `EVSE`."""
    sent = raw
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_EVSE.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_EVSE, {})
    get = raw.get
    id = get("id")
    if id.__class__ is not str or " " in id or not id.isprintable():
        if id is not None:
            id = context.token(id, path, "id")
    cpo_id = get("cpoId")
    if cpo_id.__class__ is not str or " " in cpo_id or not cpo_id.isprintable():
        if cpo_id is not None:
            cpo_id = context.token(cpo_id, path, "cpoId")
    cpo_evse_emi3_id = get("cpoEvseEMI3Id")
    if (
        cpo_evse_emi3_id.__class__ is not str
        or " " in cpo_evse_emi3_id
        or not cpo_evse_emi3_id.isprintable()
    ):
        if cpo_evse_emi3_id is not None:
            cpo_evse_emi3_id = context.token(cpo_evse_emi3_id, path, "cpoEvseEMI3Id")
    physical_reference = get("physicalReference")
    if physical_reference.__class__ is not str and physical_reference is not None:
        physical_reference = context.string(physical_reference, path, "physicalReference")
    state = get("state")
    if state is not None:
        state = (_CONNECTORSTATE.get(state) if state.__class__ is str else None) or context.member(
            state, path, "state", _CONNECTORSTATE
        )
    last_updated = get("last_updated")
    if last_updated is not None:
        last_updated = (
            context.timestamps.get(last_updated) if last_updated.__class__ is str else None
        ) or context.timestamp(last_updated, path, "last_updated")
    connectors = get("connectors")
    if connectors is None:
        connectors = ()
    else:
        if connectors.__class__ is not list:
            connectors = context.unwrap_any(connectors, ("connector",), path, "connectors")
        connectors = (
            context.read_items(connectors, read_evse_connector, path, "connectors")
            if connectors
            else ()
        )
    if id is None:
        context.missing(sent, path, "id")
        return None
    if not connectors:
        context.missing(sent, path, "connectors")
    x: Any = new(_builders.EVSE)
    x.id = id
    x.cpo_id = cpo_id
    x.cpo_evse_emi3_id = cpo_evse_emi3_id
    x.physical_reference = physical_reference
    x.state = state
    x.last_updated = last_updated
    x.connectors = connectors
    x.__class__ = EVSE
    done: EVSE = x
    return done


_KNOWN_EVS_ES_STATION = frozenset(
    (
        "id",
        "cpoId",
        "evses",
    )
)


def read_evs_es_station(raw: Any, context: JsonContext, path: Path) -> EVSEsStation | None:
    """Read one `EVSEsStation`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_EVS_ES_STATION.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_EVS_ES_STATION, {})
    get = raw.get
    id = get("id")
    if id.__class__ is not str or " " in id or not id.isprintable():
        if id is not None:
            id = context.token(id, path, "id")
    cpo_id = get("cpoId")
    if cpo_id.__class__ is not str or " " in cpo_id or not cpo_id.isprintable():
        if cpo_id is not None:
            cpo_id = context.token(cpo_id, path, "cpoId")
    evses = get("evses")
    if evses is None:
        evses = ()
    else:
        if evses.__class__ is not list:
            evses = context.unwrap_any(evses, ("evse",), path, "evses")
        evses = context.read_items(evses, read_evse, path, "evses") if evses else ()
    x: Any = new(_builders.EVSEsStation)
    x.id = id
    x.cpo_id = cpo_id
    x.evses = evses
    x.__class__ = EVSEsStation
    done: EVSEsStation = x
    return done


_KNOWN_EVS_ES_POOL = frozenset(
    (
        "id",
        "stations",
    )
)


def read_evs_es_pool(raw: Any, context: JsonContext, path: Path) -> EVSEsPool | None:
    """Read one `EVSEsPool`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_EVS_ES_POOL.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_EVS_ES_POOL, {})
    get = raw.get
    id = get("id")
    if id.__class__ is not str or " " in id or not id.isprintable():
        if id is not None:
            id = context.token(id, path, "id")
    stations = get("stations")
    if stations is None:
        stations = ()
    else:
        if stations.__class__ is not list:
            stations = context.unwrap_any(stations, ("station",), path, "stations")
        stations = (
            context.read_items(stations, read_evs_es_station, path, "stations") if stations else ()
        )
    x: Any = new(_builders.EVSEsPool)
    x.id = id
    x.stations = stations
    x.__class__ = EVSEsPool
    done: EVSEsPool = x
    return done


_KNOWN_EVS_ES_RESULT = frozenset(("pools",))


def read_evs_es_result(raw: Any, context: JsonContext, path: Path) -> EVSEsResult | None:
    """Read one `EVSEsResult`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_EVS_ES_RESULT.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_EVS_ES_RESULT, {})
    get = raw.get
    pools = get("pools")
    if pools is None:
        pools = ()
    else:
        if pools.__class__ is not list:
            pools = context.unwrap_any(pools, ("pool",), path, "pools")
        pools = context.read_items(pools, read_evs_es_pool, path, "pools") if pools else ()
    x: Any = new(_builders.EVSEsResult)
    x.pools = pools
    x.__class__ = EVSEsResult
    done: EVSEsResult = x
    return done


_KNOWN_COUNT_RESULT = frozenset(("count",))


def read_count_result(raw: Any, context: JsonContext, path: Path) -> CountResult | None:
    """Read one `CountResult`."""
    sent = raw
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_COUNT_RESULT.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_COUNT_RESULT, {})
    get = raw.get
    count = get("count")
    if count is not None and (count.__class__ is not int or not 0 <= count):
        count = context.integer(count, path, "count", 0, None)
    if count is None:
        context.missing(sent, path, "count")
        return None
    x: Any = new(_builders.CountResult)
    x.count = count
    x.__class__ = CountResult
    done: CountResult = x
    return done


_KNOWN_CONNECTOR_TYPES_RESULT = frozenset(("connectorType",))
_ACCEPTED_CONNECTOR_TYPES_RESULT = {"connectorTypes": ("connectorType", "connectorType")}


def read_connector_types_result(
    raw: Any, context: JsonContext, path: Path
) -> ConnectorTypesResult | None:
    """Read one `ConnectorTypesResult`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_CONNECTOR_TYPES_RESULT.issuperset(raw):
        raw = context.normalize(
            raw, path, _KNOWN_CONNECTOR_TYPES_RESULT, _ACCEPTED_CONNECTOR_TYPES_RESULT
        )
    get = raw.get
    connector_type = get("connectorType")
    if connector_type is None:
        connector_type = ()
    else:
        if connector_type.__class__ is not list:
            connector_type = context.as_list(connector_type)
        connector_type = (
            context.read_items(connector_type, read_name_id, path, "connectorType")
            if connector_type
            else ()
        )
    x: Any = new(_builders.ConnectorTypesResult)
    x.connector_type = connector_type
    x.__class__ = ConnectorTypesResult
    done: ConnectorTypesResult = x
    return done


_KNOWN_POWER_FEED_TYPES_RESULT = frozenset(("powerFeedType",))
_ACCEPTED_POWER_FEED_TYPES_RESULT = {"powerFeedTypes": ("powerFeedType", "powerFeedType")}


def read_power_feed_types_result(
    raw: Any, context: JsonContext, path: Path
) -> PowerFeedTypesResult | None:
    """Read one `PowerFeedTypesResult`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_POWER_FEED_TYPES_RESULT.issuperset(raw):
        raw = context.normalize(
            raw, path, _KNOWN_POWER_FEED_TYPES_RESULT, _ACCEPTED_POWER_FEED_TYPES_RESULT
        )
    get = raw.get
    power_feed_type = get("powerFeedType")
    if power_feed_type is None:
        power_feed_type = ()
    else:
        if power_feed_type.__class__ is not list:
            power_feed_type = context.as_list(power_feed_type)
        power_feed_type = (
            context.read_items(power_feed_type, read_name_id, path, "powerFeedType")
            if power_feed_type
            else ()
        )
    x: Any = new(_builders.PowerFeedTypesResult)
    x.power_feed_type = power_feed_type
    x.__class__ = PowerFeedTypesResult
    done: PowerFeedTypesResult = x
    return done


_KNOWN_CONNECTOR_STATUSES_RESULT = frozenset(("connectorStatus",))
_ACCEPTED_CONNECTOR_STATUSES_RESULT = {"connectorStatuses": ("connectorStatus", "connectorStatus")}


def read_connector_statuses_result(
    raw: Any, context: JsonContext, path: Path
) -> ConnectorStatusesResult | None:
    """Read one `ConnectorStatusesResult`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_CONNECTOR_STATUSES_RESULT.issuperset(raw):
        raw = context.normalize(
            raw, path, _KNOWN_CONNECTOR_STATUSES_RESULT, _ACCEPTED_CONNECTOR_STATUSES_RESULT
        )
    get = raw.get
    connector_status = get("connectorStatus")
    if connector_status is None:
        connector_status = ()
    else:
        if connector_status.__class__ is not list:
            connector_status = context.as_list(connector_status)
        connector_status = (
            context.read_items(connector_status, read_name_id, path, "connectorStatus")
            if connector_status
            else ()
        )
    x: Any = new(_builders.ConnectorStatusesResult)
    x.connector_status = connector_status
    x.__class__ = ConnectorStatusesResult
    done: ConnectorStatusesResult = x
    return done


_KNOWN_ERROR_RESULT = frozenset(
    (
        "error",
        "error_description",
        "Type",
        "Message",
        "httpStatus",
        "errorId",
        "errorCode",
        "message",
        "title",
        "status",
        "code",
        "cause",
        "action",
        "correlationId",
        "requestId",
    )
)


def read_error_result(raw: Any, context: JsonContext, path: Path) -> ErrorResult | None:
    """Read one `ErrorResult`."""
    if raw.__class__ is not dict:
        raw = context.as_object(raw, path)
        if raw is None:
            return None
    context.members += len(raw)
    if not _KNOWN_ERROR_RESULT.issuperset(raw):
        raw = context.normalize(raw, path, _KNOWN_ERROR_RESULT, {})
    get = raw.get
    error = get("error")
    if error.__class__ is not str or " " in error or not error.isprintable():
        if error is not None:
            error = context.token(error, path, "error")
    error_description = get("error_description")
    if error_description.__class__ is not str and error_description is not None:
        error_description = context.string(error_description, path, "error_description")
    error_type = get("Type")
    if error_type.__class__ is not str or " " in error_type or not error_type.isprintable():
        if error_type is not None:
            error_type = context.token(error_type, path, "Type")
    messages = get("Message")
    if messages is None:
        messages = ()
    else:
        if messages.__class__ is not list:
            messages = context.as_list(messages)
        messages = (
            context.read_items(messages, context.string_item, path, "Message") if messages else ()
        )
    http_status = get("httpStatus")
    if http_status.__class__ is not str or " " in http_status or not http_status.isprintable():
        if http_status is not None:
            http_status = context.token(http_status, path, "httpStatus")
    error_id = get("errorId")
    if error_id.__class__ is not str or " " in error_id or not error_id.isprintable():
        if error_id is not None:
            error_id = context.token(error_id, path, "errorId")
    error_code = get("errorCode")
    if error_code.__class__ is not str or " " in error_code or not error_code.isprintable():
        if error_code is not None:
            error_code = context.token(error_code, path, "errorCode")
    message = get("message")
    if message.__class__ is not str and message is not None:
        message = context.string(message, path, "message")
    title = get("title")
    if title.__class__ is not str and title is not None:
        title = context.string(title, path, "title")
    status = get("status")
    if status.__class__ is not str or " " in status or not status.isprintable():
        if status is not None:
            status = context.token(status, path, "status")
    code = get("code")
    if code.__class__ is not str or " " in code or not code.isprintable():
        if code is not None:
            code = context.token(code, path, "code")
    cause = get("cause")
    if cause.__class__ is not str and cause is not None:
        cause = context.string(cause, path, "cause")
    action = get("action")
    if action.__class__ is not str and action is not None:
        action = context.string(action, path, "action")
    correlation_id = get("correlationId")
    if (
        correlation_id.__class__ is not str
        or " " in correlation_id
        or not correlation_id.isprintable()
    ):
        if correlation_id is not None:
            correlation_id = context.token(correlation_id, path, "correlationId")
    request_id = get("requestId")
    if request_id.__class__ is not str or " " in request_id or not request_id.isprintable():
        if request_id is not None:
            request_id = context.token(request_id, path, "requestId")
    x: Any = new(_builders.ErrorResult)
    x.error = error
    x.error_description = error_description
    x.error_type = error_type
    x.messages = messages
    x.http_status = http_status
    x.error_id = error_id
    x.error_code = error_code
    x.message = message
    x.title = title
    x.status = status
    x.code = code
    x.cause = cause
    x.action = action
    x.correlation_id = correlation_id
    x.request_id = request_id
    x.__class__ = ErrorResult
    done: ErrorResult = x
    return done


PYTHON_READERS: dict[type, Callable[[Any, JsonContext, Path], Any]] = {
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
READERS = native.readers("json", __name__, PYTHON_READERS)


KNOWN: dict[type, frozenset[str]] = {
    Address: _KNOWN_ADDRESS,
    Phone: _KNOWN_PHONE,
    ContactEntry: _KNOWN_CONTACT_ENTRY,
    Contact: _KNOWN_CONTACT,
    Position: _KNOWN_POSITION,
    NameId: _KNOWN_NAME_ID,
    TimePeriod: _KNOWN_TIME_PERIOD,
    OpeningHoursDetail: _KNOWN_OPENING_HOURS_DETAIL,
    AnnualOpeningHoursDetail: _KNOWN_ANNUAL_OPENING_HOURS_DETAIL,
    OpeningHours: _KNOWN_OPENING_HOURS,
    Price: _KNOWN_PRICE,
    PricingStructure: _KNOWN_PRICING_STRUCTURE,
    ConnectorDetail: _KNOWN_CONNECTOR_DETAIL,
    ChargingPoint: _KNOWN_CHARGING_POINT | _ACCEPTED_CHARGING_POINT.keys(),
    ConnectorStatus: _KNOWN_CONNECTOR_STATUS,
    Connector: _KNOWN_CONNECTOR,
    Subscription: _KNOWN_SUBSCRIPTION,
    CreditCard: _KNOWN_CREDIT_CARD,
    Cash: _KNOWN_CASH,
    DebitCard: _KNOWN_DEBIT_CARD,
    Check: _KNOWN_CHECK,
    EPayment: _KNOWN_E_PAYMENT,
    OtherPayment: _KNOWN_OTHER_PAYMENT,
    PaymentMethods: _KNOWN_PAYMENT_METHODS,
    EVStationDetails: _KNOWN_EV_STATION_DETAILS,
    StationRoaming: _KNOWN_STATION_ROAMING,
    EVStation: _KNOWN_EV_STATION | _ACCEPTED_EV_STATION.keys(),
    EVStationsResult: _KNOWN_EV_STATIONS_RESULT,
    RoamingEntry: _KNOWN_ROAMING_ENTRY,
    RoamingsResult: _KNOWN_ROAMINGS_RESULT | _ACCEPTED_ROAMINGS_RESULT.keys(),
    EVSEConnector: _KNOWN_EVSE_CONNECTOR,
    EVSE: _KNOWN_EVSE,
    EVSEsStation: _KNOWN_EVS_ES_STATION,
    EVSEsPool: _KNOWN_EVS_ES_POOL,
    EVSEsResult: _KNOWN_EVS_ES_RESULT,
    CountResult: _KNOWN_COUNT_RESULT,
    ConnectorTypesResult: _KNOWN_CONNECTOR_TYPES_RESULT | _ACCEPTED_CONNECTOR_TYPES_RESULT.keys(),
    PowerFeedTypesResult: _KNOWN_POWER_FEED_TYPES_RESULT | _ACCEPTED_POWER_FEED_TYPES_RESULT.keys(),
    ConnectorStatusesResult: _KNOWN_CONNECTOR_STATUSES_RESULT
    | _ACCEPTED_CONNECTOR_STATUSES_RESULT.keys(),
    ErrorResult: _KNOWN_ERROR_RESULT,
}

ROOTS: frozenset[type] = frozenset(
    (
        EVStationsResult,
        RoamingsResult,
        EVSEsResult,
        CountResult,
        ConnectorTypesResult,
        PowerFeedTypesResult,
        ConnectorStatusesResult,
        ErrorResult,
    )
)
