"""Readers of XML elements, straight-line code per class.

A reader walks the children once in schema order: each line asks whether the child at hand is the
next field. A document in another order, with another namespace or with unknown content leaves
children over; `XmlContext.normalize` puts those in order, and a second turn reads them.

A model is frozen: its `__init__` sets each field through `object.__setattr__`, which takes several
times as long as plain assignment. So a reader fills the builder of the class, which has the same
slots and is not frozen, and then makes it the model by assigning `__class__`.

Generated from schema/ (version 1.1.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from evcp_codec import native
from evcp_codec.reading import BOOLEANS, INTEGERS, Path, collapse
from evcp_codec.xml import END, Shape, XmlContext

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

_NAN = float("nan")
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


_ORDER_ADDRESS = {
    "street": 0,
    "streetNumber": 1,
    "city": 2,
    "state": 3,
    "county": 4,
    "region": 5,
    "district": 6,
    "country": 7,
    "postalCode": 8,
    "floor": 9,
    "unparsedAddress": 10,
    "block": 11,
    "subblock": 12,
    "sideOfStreet": 13,
    "subdistrict": 14,
}
_REPEATED_ADDRESS: frozenset[str] = frozenset()


def read_address(element: Any, context: XmlContext, path: Path) -> Address | None:
    """Read one `Address`."""
    street: str | None = None
    street_number: str | None = None
    city: str | None = None
    state: str | None = None
    county: str | None = None
    region: str | None = None
    district: str | None = None
    country: str | None = None
    postal_code: str | None = None
    floor: str | None = None
    unparsed_address: str | None = None
    block: str | None = None
    subblock: str | None = None
    side_of_street: SideOfStreet | str | None = None
    subdistrict: str | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "street":
            street = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "streetNumber":
            street_number = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "city":
            city = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "state":
            state = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "county":
            county = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "region":
            region = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "district":
            district = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "country":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            country = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "postalCode":
            postal_code = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "floor":
            floor = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "unparsedAddress":
            unparsed_address = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "block":
            block = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "subblock":
            subblock = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "sideOfStreet":
            side_of_street = _SIDEOFSTREET.get(kid.text) or context.member(
                kid.text or context.blank(), path, "sideOfStreet", _SIDEOFSTREET
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "subdistrict":
            subdistrict = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_ADDRESS, _REPEATED_ADDRESS, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
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


def read_phone(element: Any, context: XmlContext, path: Path) -> Phone | None:
    """Read one `Phone`."""
    label: str | None = None
    get = element.get
    text = get("label")
    if text is not None:
        word = text
        if " " in word or not word.isprintable():
            word = collapse(word)
        label = word
        context.seen += 1
    value_: str | None
    value_ = element.text or context.blank()
    if value_ is None:
        context.missing(element, path, "value")
        return None
    x: Any = new(_builders.Phone)
    x.value = value_
    x.label = label
    x.__class__ = Phone
    done: Phone = x
    return done


def read_contact_entry(element: Any, context: XmlContext, path: Path) -> ContactEntry | None:
    """Read one `ContactEntry`."""
    label: str | None = None
    get = element.get
    text = get("label")
    if text is not None:
        word = text
        if " " in word or not word.isprintable():
            word = collapse(word)
        label = word
        context.seen += 1
    value_: str | None
    value_ = element.text or context.blank()
    if value_ is None:
        context.missing(element, path, "value")
        return None
    x: Any = new(_builders.ContactEntry)
    x.value = value_
    x.label = label
    x.__class__ = ContactEntry
    done: ContactEntry = x
    return done


_ORDER_CONTACT = {"phone": 0, "fax": 1, "email": 2, "website": 3}
_REPEATED_CONTACT: frozenset[str] = frozenset(
    (
        "phone",
        "fax",
        "email",
        "website",
    )
)


def read_contact(element: Any, context: XmlContext, path: Path) -> Contact | None:
    """Read one `Contact`."""
    phone: list[Phone] = []
    phone_at = 0
    fax: list[Phone] = []
    fax_at = 0
    email: list[ContactEntry] = []
    email_at = 0
    website: list[ContactEntry] = []
    website_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        while tag == "phone":
            one_phone = read_phone(kid, context, (path, "phone", phone_at))
            phone_at += 1
            if one_phone is not None:
                phone.append(one_phone)
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "fax":
            one_fax = read_phone(kid, context, (path, "fax", fax_at))
            fax_at += 1
            if one_fax is not None:
                fax.append(one_fax)
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "email":
            one_email = read_contact_entry(kid, context, (path, "email", email_at))
            email_at += 1
            if one_email is not None:
                email.append(one_email)
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "website":
            one_website = read_contact_entry(kid, context, (path, "website", website_at))
            website_at += 1
            if one_website is not None:
                website.append(one_website)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_CONTACT, _REPEATED_CONTACT, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.Contact)
    x.phone = tuple(phone)
    x.fax = tuple(fax)
    x.email = tuple(email)
    x.website = tuple(website)
    x.__class__ = Contact
    done: Contact = x
    return done


_ORDER_POSITION = {"latitude": 0, "longitude": 1}
_REPEATED_POSITION: frozenset[str] = frozenset()


def read_position(element: Any, context: XmlContext, path: Path) -> Position | None:
    """Read one `Position`."""
    latitude: float | None = None
    longitude: float | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "latitude":
            text = kid.text
            try:
                latitude = float(text)
            except (TypeError, ValueError):
                latitude = _NAN
            if not -90.0 <= latitude <= 90.0 or not text.isascii() or "_" in text:
                latitude = context.floating(text or context.blank(), path, "latitude", -90.0, 90.0)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "longitude":
            text = kid.text
            try:
                longitude = float(text)
            except (TypeError, ValueError):
                longitude = _NAN
            if not -180.0 <= longitude <= 180.0 or not text.isascii() or "_" in text:
                longitude = context.floating(
                    text or context.blank(), path, "longitude", -180.0, 180.0
                )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_POSITION, _REPEATED_POSITION, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    if latitude is None:
        context.missing(element, path, "latitude")
        return None
    if longitude is None:
        context.missing(element, path, "longitude")
        return None
    x: Any = new(_builders.Position)
    x.latitude = latitude
    x.longitude = longitude
    x.__class__ = Position
    done: Position = x
    return done


_ORDER_NAME_ID = {"name": 0, "id": 1}
_REPEATED_NAME_ID: frozenset[str] = frozenset()


def read_name_id(element: Any, context: XmlContext, path: Path) -> NameId | None:
    """Read one `NameId`."""
    name_: str | None = None
    id: str | None = None
    get = element.get
    text = get("id")
    if text is not None:
        word = text
        if " " in word or not word.isprintable():
            word = collapse(word)
        id = word
        context.seen += 1
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "name":
            name_ = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "id":
            context.overridden(element, path, "id")
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_NAME_ID, _REPEATED_NAME_ID, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.NameId)
    x.name = name_
    x.id = id
    x.__class__ = NameId
    done: NameId = x
    return done


_ORDER_TIME_PERIOD = {"from": 0, "to": 1}
_REPEATED_TIME_PERIOD: frozenset[str] = frozenset()


def read_time_period(element: Any, context: XmlContext, path: Path) -> TimePeriod | None:
    """Read one `TimePeriod`."""
    from_: str | None = None
    to: str | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "from":
            from_ = kid.text or context.blank()
            if not _matches_1(from_):
                from_ = context.pattern(from_, path, "from", _matches_1, context.token)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "to":
            to = kid.text or context.blank()
            if not _matches_1(to):
                to = context.pattern(to, path, "to", _matches_1, context.token)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_TIME_PERIOD, _REPEATED_TIME_PERIOD, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.TimePeriod)
    x.from_ = from_
    x.to = to
    x.__class__ = TimePeriod
    done: TimePeriod = x
    return done


_ORDER_OPENING_HOURS_DETAIL = {"daymask": 0, "period": 1}
_REPEATED_OPENING_HOURS_DETAIL: frozenset[str] = frozenset(("period",))


def read_opening_hours_detail(
    element: Any, context: XmlContext, path: Path
) -> OpeningHoursDetail | None:
    """Read one `OpeningHoursDetail`."""
    daymask: int | None = None
    period: list[TimePeriod] = []
    period_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "daymask":
            daymask = INTEGERS.get(kid.text)
            if daymask is None or daymask > 127:
                daymask = context.integer(kid.text or context.blank(), path, "daymask", 0, 127)
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "period":
            one_period = read_time_period(kid, context, (path, "period", period_at))
            period_at += 1
            if one_period is not None:
                period.append(one_period)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids, at, _ORDER_OPENING_HOURS_DETAIL, _REPEATED_OPENING_HOURS_DETAIL, {}, path
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.OpeningHoursDetail)
    x.daymask = daymask
    x.period = tuple(period)
    x.__class__ = OpeningHoursDetail
    done: OpeningHoursDetail = x
    return done


_ORDER_ANNUAL_OPENING_HOURS_DETAIL = {
    "date": 0,
    "closed": 1,
    "period": 2,
    "from": 3,
    "to": 4,
    "daymask": 5,
}
_REPEATED_ANNUAL_OPENING_HOURS_DETAIL: frozenset[str] = frozenset(("period",))


def read_annual_opening_hours_detail(
    element: Any, context: XmlContext, path: Path
) -> AnnualOpeningHoursDetail | None:
    """Read one `AnnualOpeningHoursDetail`."""
    date: str | None = None
    closed: bool | None = None
    period: list[TimePeriod] = []
    period_at = 0
    from_: str | None = None
    to: str | None = None
    daymask: int | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "date":
            date = kid.text or context.blank()
            if not _matches_2(date):
                date = context.pattern(date, path, "date", _matches_2, context.token)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "closed":
            closed = BOOLEANS.get(kid.text)
            if closed is None:
                closed = context.boolean(kid.text or context.blank(), path, "closed")
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "period":
            one_period = read_time_period(kid, context, (path, "period", period_at))
            period_at += 1
            if one_period is not None:
                period.append(one_period)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "from":
            from_ = kid.text or context.blank()
            if not _matches_3(from_):
                from_ = context.pattern(from_, path, "from", _matches_3, context.token)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "to":
            to = kid.text or context.blank()
            if not _matches_3(to):
                to = context.pattern(to, path, "to", _matches_3, context.token)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "daymask":
            daymask = INTEGERS.get(kid.text)
            if daymask is None or daymask > 127:
                daymask = context.integer(kid.text or context.blank(), path, "daymask", 0, 127)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids,
            at,
            _ORDER_ANNUAL_OPENING_HOURS_DETAIL,
            _REPEATED_ANNUAL_OPENING_HOURS_DETAIL,
            {},
            path,
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.AnnualOpeningHoursDetail)
    x.date = date
    x.closed = closed
    x.period = tuple(period)
    x.from_ = from_
    x.to = to
    x.daymask = daymask
    x.__class__ = AnnualOpeningHoursDetail
    done: AnnualOpeningHoursDetail = x
    return done


_ORDER_OPENING_HOURS = {"openNow": 0, "regularOpeningHours": 1, "annualOpenings": 2}
_REPEATED_OPENING_HOURS: frozenset[str] = frozenset(
    (
        "regularOpeningHours",
        "annualOpenings",
    )
)


def read_opening_hours(element: Any, context: XmlContext, path: Path) -> OpeningHours | None:
    """Read one `OpeningHours`."""
    open_now: bool | None = None
    regular_opening_hours: list[OpeningHoursDetail] = []
    regular_opening_hours_at = 0
    annual_openings: list[AnnualOpeningHoursDetail] = []
    annual_openings_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "openNow":
            open_now = BOOLEANS.get(kid.text)
            if open_now is None:
                open_now = context.boolean(kid.text or context.blank(), path, "openNow")
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "regularOpeningHours":
            one_regular_opening_hours = read_opening_hours_detail(
                kid, context, (path, "regularOpeningHours", regular_opening_hours_at)
            )
            regular_opening_hours_at += 1
            if one_regular_opening_hours is not None:
                regular_opening_hours.append(one_regular_opening_hours)
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "annualOpenings":
            one_annual_openings = read_annual_opening_hours_detail(
                kid, context, (path, "annualOpenings", annual_openings_at)
            )
            annual_openings_at += 1
            if one_annual_openings is not None:
                annual_openings.append(one_annual_openings)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_OPENING_HOURS, _REPEATED_OPENING_HOURS, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.OpeningHours)
    x.open_now = open_now
    x.regular_opening_hours = tuple(regular_opening_hours)
    x.annual_openings = tuple(annual_openings)
    x.__class__ = OpeningHours
    done: OpeningHours = x
    return done


def read_price(element: Any, context: XmlContext, path: Path) -> Price | None:
    """Read one `Price`."""
    currency: str | None = None
    get = element.get
    text = get("currency")
    if text is not None:
        word = text
        if " " in word or not word.isprintable():
            word = collapse(word)
        currency = word
        context.seen += 1
    value_: Decimal | None
    value_ = context.decimal(element.text or context.blank(), path, "")
    if value_ is None:
        context.missing(element, path, "value")
        return None
    x: Any = new(_builders.Price)
    x.value = value_
    x.currency = currency
    x.__class__ = Price
    done: Price = x
    return done


_ORDER_PRICING_STRUCTURE = {
    "pricingModel": 0,
    "price": 1,
    "unit": 2,
    "timePeriod": 3,
    "timeConstraints": 4,
    "descriptions": 5,
}
_REPEATED_PRICING_STRUCTURE: frozenset[str] = frozenset()


def read_pricing_structure(
    element: Any, context: XmlContext, path: Path
) -> PricingStructure | None:
    """Read one `PricingStructure`."""
    pricing_model: PricingModel | str | None = None
    price: Price | None = None
    unit: PricingUnit | str | None = None
    time_period: TimePeriod | None = None
    time_constraints: OpeningHours | None = None
    descriptions: str | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "pricingModel":
            pricing_model = _PRICINGMODEL.get(kid.text) or context.member(
                kid.text or context.blank(), path, "pricingModel", _PRICINGMODEL
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "price":
            price = read_price(kid, context, (path, "price"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "unit":
            unit = _PRICINGUNIT.get(kid.text) or context.member(
                kid.text or context.blank(), path, "unit", _PRICINGUNIT
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "timePeriod":
            time_period = read_time_period(kid, context, (path, "timePeriod"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "timeConstraints":
            time_constraints = read_opening_hours(kid, context, (path, "timeConstraints"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "descriptions":
            descriptions = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids, at, _ORDER_PRICING_STRUCTURE, _REPEATED_PRICING_STRUCTURE, {}, path
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
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


_ORDER_CONNECTOR_DETAIL = {
    "deviceName": 0,
    "reservable": 1,
    "reservationInformation": 2,
    "privateAccess": 3,
    "open24x7": 4,
    "openingTime": 5,
    "openingHours": 6,
    "pay": 7,
    "paymentMethodDetails": 8,
    "manufacturer": 9,
    "manufacturerModel": 10,
    "privateAccessInformation": 11,
    "pricing": 12,
}
_REPEATED_CONNECTOR_DETAIL: frozenset[str] = frozenset(("pricing",))


def read_connector_detail(element: Any, context: XmlContext, path: Path) -> ConnectorDetail | None:
    """Read one `ConnectorDetail`."""
    device_name: str | None = None
    reservable: bool | None = None
    reservation_information: str | None = None
    private_access: bool | None = None
    open24x7: bool | None = None
    opening_time: str | None = None
    opening_hours: OpeningHours | None = None
    pay: bool | None = None
    payment_method_details: str | None = None
    manufacturer: str | None = None
    manufacturer_model: str | None = None
    private_access_information: str | None = None
    pricing: list[PricingStructure] = []
    pricing_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "deviceName":
            device_name = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "reservable":
            reservable = BOOLEANS.get(kid.text)
            if reservable is None:
                reservable = context.boolean(kid.text or context.blank(), path, "reservable")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "reservationInformation":
            reservation_information = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "privateAccess":
            private_access = BOOLEANS.get(kid.text)
            if private_access is None:
                private_access = context.boolean(kid.text or context.blank(), path, "privateAccess")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "open24x7":
            open24x7 = BOOLEANS.get(kid.text)
            if open24x7 is None:
                open24x7 = context.boolean(kid.text or context.blank(), path, "open24x7")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "openingTime":
            opening_time = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "openingHours":
            opening_hours = read_opening_hours(kid, context, (path, "openingHours"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "pay":
            pay = BOOLEANS.get(kid.text)
            if pay is None:
                pay = context.boolean(kid.text or context.blank(), path, "pay")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "paymentMethodDetails":
            payment_method_details = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "manufacturer":
            manufacturer = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "manufacturerModel":
            manufacturer_model = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "privateAccessInformation":
            private_access_information = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "pricing":
            one_pricing = read_pricing_structure(kid, context, (path, "pricing", pricing_at))
            pricing_at += 1
            if one_pricing is not None:
                pricing.append(one_pricing)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids, at, _ORDER_CONNECTOR_DETAIL, _REPEATED_CONNECTOR_DETAIL, {}, path
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
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
    x.pricing = tuple(pricing)
    x.__class__ = ConnectorDetail
    done: ConnectorDetail = x
    return done


_ORDER_CHARGING_POINT = {
    "chargeMode": 0,
    "volts": 1,
    "voltsRange": 2,
    "phases": 3,
    "amps": 4,
    "ampsRange": 5,
    "numberOfConnectors": 6,
    "numberOfAvailable": 7,
    "numberOfInUse": 8,
    "numberOfOutOfService": 9,
    "numberOfReserved": 10,
    "lastUpdateTimestamp": 11,
}
_REPEATED_CHARGING_POINT: frozenset[str] = frozenset()


def read_charging_point(element: Any, context: XmlContext, path: Path) -> ChargingPoint | None:
    """Read one `ChargingPoint`."""
    charge_mode: ChargeMode | str | None = None
    volts: int | None = None
    volts_range: str | None = None
    phases: int | None = None
    amps: int | None = None
    amps_range: str | None = None
    number_of_connectors: int | None = None
    number_of_available: int | None = None
    number_of_in_use: int | None = None
    number_of_out_of_service: int | None = None
    number_of_reserved: int | None = None
    last_update_timestamp: datetime | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "chargeMode":
            charge_mode = _CHARGEMODE.get(kid.text) or context.member(
                kid.text or context.blank(), path, "chargeMode", _CHARGEMODE
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "volts":
            volts = INTEGERS.get(kid.text)
            if volts is None:
                volts = context.integer(kid.text or context.blank(), path, "volts", 0, None)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "voltsRange":
            volts_range = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "phases":
            phases = INTEGERS.get(kid.text)
            if phases is None:
                phases = context.integer(kid.text or context.blank(), path, "phases", 0, None)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "amps":
            amps = INTEGERS.get(kid.text)
            if amps is None:
                amps = context.integer(kid.text or context.blank(), path, "amps", 0, None)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "ampsRange":
            amps_range = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "numberOfConnectors":
            number_of_connectors = INTEGERS.get(kid.text)
            if number_of_connectors is None:
                number_of_connectors = context.integer(
                    kid.text or context.blank(), path, "numberOfConnectors", 0, None
                )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "numberOfAvailable":
            number_of_available = INTEGERS.get(kid.text)
            if number_of_available is None:
                number_of_available = context.integer(
                    kid.text or context.blank(), path, "numberOfAvailable", 0, None
                )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "numberOfInUse":
            number_of_in_use = INTEGERS.get(kid.text)
            if number_of_in_use is None:
                number_of_in_use = context.integer(
                    kid.text or context.blank(), path, "numberOfInUse", 0, None
                )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "numberOfOutOfService":
            number_of_out_of_service = INTEGERS.get(kid.text)
            if number_of_out_of_service is None:
                number_of_out_of_service = context.integer(
                    kid.text or context.blank(), path, "numberOfOutOfService", 0, None
                )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "numberOfReserved":
            number_of_reserved = INTEGERS.get(kid.text)
            if number_of_reserved is None:
                number_of_reserved = context.integer(
                    kid.text or context.blank(), path, "numberOfReserved", 0, None
                )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "lastUpdateTimestamp":
            last_update_timestamp = context.timestamps.get(kid.text) or context.timestamp(
                kid.text or context.blank(), path, "lastUpdateTimestamp"
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids,
            at,
            _ORDER_CHARGING_POINT,
            _REPEATED_CHARGING_POINT,
            {"voltsrange": ("voltsRange",), "ampsrange": ("ampsRange",)},
            path,
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
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


_ORDER_CONNECTOR_STATUS = {
    "cpoEvseId": 0,
    "cpoEvseEMI3Id": 1,
    "physicalReference": 2,
    "cpoConnectorId": 3,
    "state": 4,
}
_REPEATED_CONNECTOR_STATUS: frozenset[str] = frozenset()


def read_connector_status(element: Any, context: XmlContext, path: Path) -> ConnectorStatus | None:
    """Read one `ConnectorStatus`."""
    cpo_evse_id: str | None = None
    cpo_evse_emi3_id: str | None = None
    physical_reference: str | None = None
    cpo_connector_id: str | None = None
    state: ConnectorState | str | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "cpoEvseId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            cpo_evse_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "cpoEvseEMI3Id":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            cpo_evse_emi3_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "physicalReference":
            physical_reference = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "cpoConnectorId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            cpo_connector_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "state":
            state = _CONNECTORSTATE.get(kid.text) or context.member(
                kid.text or context.blank(), path, "state", _CONNECTORSTATE
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids, at, _ORDER_CONNECTOR_STATUS, _REPEATED_CONNECTOR_STATUS, {}, path
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.ConnectorStatus)
    x.cpo_evse_id = cpo_evse_id
    x.cpo_evse_emi3_id = cpo_evse_emi3_id
    x.physical_reference = physical_reference
    x.cpo_connector_id = cpo_connector_id
    x.state = state
    x.__class__ = ConnectorStatus
    done: ConnectorStatus = x
    return done


_ORDER_CONNECTOR = {
    "supplierName": 0,
    "supplierContacts": 1,
    "connectorType": 2,
    "powerFeedType": 3,
    "chargeCapacity": 4,
    "maxPowerLevel": 5,
    "customerChargeLevel": 6,
    "customerConnectorName": 7,
    "fixedCable": 8,
    "connectorDetails": 9,
    "chargingPoint": 10,
    "connectorStatuses": 11,
    "lastUpdateTimestamp": 12,
}
_REPEATED_CONNECTOR: frozenset[str] = frozenset()


def read_connector(element: Any, context: XmlContext, path: Path) -> Connector | None:
    """Read one `Connector`."""
    supplier_name: str | None = None
    supplier_contacts: Contact | None = None
    connector_type: NameId | None = None
    power_feed_type: NameId | None = None
    charge_capacity: str | None = None
    max_power_level: float | None = None
    customer_charge_level: CustomerChargeLevel | str | None = None
    customer_connector_name: str | None = None
    fixed_cable: bool | None = None
    connector_details: ConnectorDetail | None = None
    charging_point: ChargingPoint | None = None
    connector_statuses: list[ConnectorStatus] = []
    last_update_timestamp: datetime | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "supplierName":
            supplier_name = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "supplierContacts":
            supplier_contacts = read_contact(kid, context, (path, "supplierContacts"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "connectorType":
            connector_type = read_name_id(kid, context, (path, "connectorType"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "powerFeedType":
            power_feed_type = read_name_id(kid, context, (path, "powerFeedType"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "chargeCapacity":
            charge_capacity = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "maxPowerLevel":
            text = kid.text
            try:
                max_power_level = float(text)
            except (TypeError, ValueError):
                max_power_level = _NAN
            if not 0.0 <= max_power_level <= 3.4028235e38 or not text.isascii() or "_" in text:
                max_power_level = context.floating(
                    text or context.blank(), path, "maxPowerLevel", 0.0, 3.4028235e38
                )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "customerChargeLevel":
            customer_charge_level = _CUSTOMERCHARGELEVEL.get(kid.text) or context.member(
                kid.text or context.blank(), path, "customerChargeLevel", _CUSTOMERCHARGELEVEL
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "customerConnectorName":
            customer_connector_name = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "fixedCable":
            fixed_cable = BOOLEANS.get(kid.text)
            if fixed_cable is None:
                fixed_cable = context.boolean(kid.text or context.blank(), path, "fixedCable")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "connectorDetails":
            connector_details = read_connector_detail(kid, context, (path, "connectorDetails"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "chargingPoint":
            charging_point = read_charging_point(kid, context, (path, "chargingPoint"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "connectorStatuses":
            connector_statuses = context.read_wrapped(
                kid, "connectorStatus", read_connector_status, path, "connectorStatuses"
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "lastUpdateTimestamp":
            last_update_timestamp = context.timestamps.get(kid.text) or context.timestamp(
                kid.text or context.blank(), path, "lastUpdateTimestamp"
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_CONNECTOR, _REPEATED_CONNECTOR, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
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
    x.connector_statuses = tuple(connector_statuses)
    x.last_update_timestamp = last_update_timestamp
    x.__class__ = Connector
    done: Connector = x
    return done


_ORDER_SUBSCRIPTION = {"provider": 0, "accept": 1}
_REPEATED_SUBSCRIPTION: frozenset[str] = frozenset()


def read_subscription(element: Any, context: XmlContext, path: Path) -> Subscription | None:
    """Read one `Subscription`."""
    provider: str | None = None
    accept: bool | None = None
    get = element.get
    text = get("accept")
    if text is not None:
        accept = BOOLEANS.get(text)
        if accept is None:
            accept = context.boolean(text, path, "accept")
        context.seen += 1
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "provider":
            provider = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "accept":
            context.overridden(element, path, "accept")
            accept = BOOLEANS.get(kid.text)
            if accept is None:
                accept = context.boolean(kid.text or context.blank(), path, "accept")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_SUBSCRIPTION, _REPEATED_SUBSCRIPTION, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.Subscription)
    x.provider = provider
    x.accept = accept
    x.__class__ = Subscription
    done: Subscription = x
    return done


_ORDER_CREDIT_CARD = {"types": 0, "accept": 1}
_REPEATED_CREDIT_CARD: frozenset[str] = frozenset()


def read_credit_card(element: Any, context: XmlContext, path: Path) -> CreditCard | None:
    """Read one `CreditCard`."""
    types: list[str] = []
    accept: bool | None = None
    get = element.get
    text = get("accept")
    if text is not None:
        accept = BOOLEANS.get(text)
        if accept is None:
            accept = context.boolean(text, path, "accept")
        context.seen += 1
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "types":
            types = context.read_wrapped(kid, "type", context.token_item, path, "types")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "accept":
            context.overridden(element, path, "accept")
            accept = BOOLEANS.get(kid.text)
            if accept is None:
                accept = context.boolean(kid.text or context.blank(), path, "accept")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_CREDIT_CARD, _REPEATED_CREDIT_CARD, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.CreditCard)
    x.types = tuple(types)
    x.accept = accept
    x.__class__ = CreditCard
    done: CreditCard = x
    return done


_ORDER_CASH = {"currencies": 0, "accept": 1}
_REPEATED_CASH: frozenset[str] = frozenset()


def read_cash(element: Any, context: XmlContext, path: Path) -> Cash | None:
    """Read one `Cash`."""
    currencies: list[str] = []
    accept: bool | None = None
    get = element.get
    text = get("accept")
    if text is not None:
        accept = BOOLEANS.get(text)
        if accept is None:
            accept = context.boolean(text, path, "accept")
        context.seen += 1
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "currencies":
            currencies = context.read_wrapped(
                kid, "currency", context.token_item, path, "currencies"
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "accept":
            context.overridden(element, path, "accept")
            accept = BOOLEANS.get(kid.text)
            if accept is None:
                accept = context.boolean(kid.text or context.blank(), path, "accept")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_CASH, _REPEATED_CASH, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.Cash)
    x.currencies = tuple(currencies)
    x.accept = accept
    x.__class__ = Cash
    done: Cash = x
    return done


_ORDER_DEBIT_CARD = {"accept": 0}
_REPEATED_DEBIT_CARD: frozenset[str] = frozenset()


def read_debit_card(element: Any, context: XmlContext, path: Path) -> DebitCard | None:
    """Read one `DebitCard`."""
    accept: bool | None = None
    get = element.get
    text = get("accept")
    if text is not None:
        accept = BOOLEANS.get(text)
        if accept is None:
            accept = context.boolean(text, path, "accept")
        context.seen += 1
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "accept":
            context.overridden(element, path, "accept")
            accept = BOOLEANS.get(kid.text)
            if accept is None:
                accept = context.boolean(kid.text or context.blank(), path, "accept")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_DEBIT_CARD, _REPEATED_DEBIT_CARD, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.DebitCard)
    x.accept = accept
    x.__class__ = DebitCard
    done: DebitCard = x
    return done


_ORDER_CHECK = {"types": 0, "accept": 1}
_REPEATED_CHECK: frozenset[str] = frozenset()


def read_check(element: Any, context: XmlContext, path: Path) -> Check | None:
    """Read one `Check`."""
    types: list[str] = []
    accept: bool | None = None
    get = element.get
    text = get("accept")
    if text is not None:
        accept = BOOLEANS.get(text)
        if accept is None:
            accept = context.boolean(text, path, "accept")
        context.seen += 1
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "types":
            types = context.read_wrapped(kid, "type", context.token_item, path, "types")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "accept":
            context.overridden(element, path, "accept")
            accept = BOOLEANS.get(kid.text)
            if accept is None:
                accept = context.boolean(kid.text or context.blank(), path, "accept")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_CHECK, _REPEATED_CHECK, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.Check)
    x.types = tuple(types)
    x.accept = accept
    x.__class__ = Check
    done: Check = x
    return done


_ORDER_E_PAYMENT = {"types": 0, "accept": 1}
_REPEATED_E_PAYMENT: frozenset[str] = frozenset()


def read_e_payment(element: Any, context: XmlContext, path: Path) -> EPayment | None:
    """Read one `EPayment`."""
    types: list[str] = []
    accept: bool | None = None
    get = element.get
    text = get("accept")
    if text is not None:
        accept = BOOLEANS.get(text)
        if accept is None:
            accept = context.boolean(text, path, "accept")
        context.seen += 1
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "types":
            types = context.read_wrapped(kid, "type", context.token_item, path, "types")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "accept":
            context.overridden(element, path, "accept")
            accept = BOOLEANS.get(kid.text)
            if accept is None:
                accept = context.boolean(kid.text or context.blank(), path, "accept")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_E_PAYMENT, _REPEATED_E_PAYMENT, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.EPayment)
    x.types = tuple(types)
    x.accept = accept
    x.__class__ = EPayment
    done: EPayment = x
    return done


_ORDER_OTHER_PAYMENT = {"types": 0, "accept": 1}
_REPEATED_OTHER_PAYMENT: frozenset[str] = frozenset()


def read_other_payment(element: Any, context: XmlContext, path: Path) -> OtherPayment | None:
    """Read one `OtherPayment`."""
    types: list[str] = []
    accept: bool | None = None
    get = element.get
    text = get("accept")
    if text is not None:
        accept = BOOLEANS.get(text)
        if accept is None:
            accept = context.boolean(text, path, "accept")
        context.seen += 1
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "types":
            types = context.read_wrapped(kid, "type", context.token_item, path, "types")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "accept":
            context.overridden(element, path, "accept")
            accept = BOOLEANS.get(kid.text)
            if accept is None:
                accept = context.boolean(kid.text or context.blank(), path, "accept")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_OTHER_PAYMENT, _REPEATED_OTHER_PAYMENT, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.OtherPayment)
    x.types = tuple(types)
    x.accept = accept
    x.__class__ = OtherPayment
    done: OtherPayment = x
    return done


_ORDER_PAYMENT_METHODS = {
    "subscription": 0,
    "creditCard": 1,
    "cash": 2,
    "debitCard": 3,
    "check": 4,
    "ePayment": 5,
    "other": 6,
    "note": 7,
}
_REPEATED_PAYMENT_METHODS: frozenset[str] = frozenset()


def read_payment_methods(element: Any, context: XmlContext, path: Path) -> PaymentMethods | None:
    """Read one `PaymentMethods`."""
    subscription: Subscription | None = None
    credit_card: CreditCard | None = None
    cash: Cash | None = None
    debit_card: DebitCard | None = None
    check: Check | None = None
    e_payment: EPayment | None = None
    other: OtherPayment | None = None
    note: str | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "subscription":
            subscription = read_subscription(kid, context, (path, "subscription"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "creditCard":
            credit_card = read_credit_card(kid, context, (path, "creditCard"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "cash":
            cash = read_cash(kid, context, (path, "cash"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "debitCard":
            debit_card = read_debit_card(kid, context, (path, "debitCard"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "check":
            check = read_check(kid, context, (path, "check"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "ePayment":
            e_payment = read_e_payment(kid, context, (path, "ePayment"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "other":
            other = read_other_payment(kid, context, (path, "other"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "note":
            note = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids, at, _ORDER_PAYMENT_METHODS, _REPEATED_PAYMENT_METHODS, {}, path
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
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


_ORDER_EV_STATION_DETAILS = {
    "privateAccess": 0,
    "restrictedAccess": 1,
    "accessibilityType": 2,
    "paymentMethods": 3,
    "notes": 4,
}
_REPEATED_EV_STATION_DETAILS: frozenset[str] = frozenset()


def read_ev_station_details(
    element: Any, context: XmlContext, path: Path
) -> EVStationDetails | None:
    """Read one `EVStationDetails`."""
    private_access: bool | None = None
    restricted_access: bool | None = None
    accessibility_type: Accessibility | str | None = None
    payment_methods: PaymentMethods | None = None
    notes: str | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "privateAccess":
            private_access = BOOLEANS.get(kid.text)
            if private_access is None:
                private_access = context.boolean(kid.text or context.blank(), path, "privateAccess")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "restrictedAccess":
            restricted_access = BOOLEANS.get(kid.text)
            if restricted_access is None:
                restricted_access = context.boolean(
                    kid.text or context.blank(), path, "restrictedAccess"
                )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "accessibilityType":
            accessibility_type = _ACCESSIBILITY.get(kid.text) or context.member(
                kid.text or context.blank(), path, "accessibilityType", _ACCESSIBILITY
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "paymentMethods":
            payment_methods = read_payment_methods(kid, context, (path, "paymentMethods"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "notes":
            notes = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids, at, _ORDER_EV_STATION_DETAILS, _REPEATED_EV_STATION_DETAILS, {}, path
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.EVStationDetails)
    x.private_access = private_access
    x.restricted_access = restricted_access
    x.accessibility_type = accessibility_type
    x.payment_methods = payment_methods
    x.notes = notes
    x.__class__ = EVStationDetails
    done: EVStationDetails = x
    return done


_ORDER_STATION_ROAMING = {"emsp": 0, "partner_id": 1, "ema_id": 2}
_REPEATED_STATION_ROAMING: frozenset[str] = frozenset(("ema_id",))


def read_station_roaming(element: Any, context: XmlContext, path: Path) -> StationRoaming | None:
    """Read one `StationRoaming`."""
    emsp: str | None = None
    partner_id: str | None = None
    ema_id: list[str] = []
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "emsp":
            emsp = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "partner_id":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            partner_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "ema_id":
            ema_id.append(collapse(kid.text or context.blank()))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids, at, _ORDER_STATION_ROAMING, _REPEATED_STATION_ROAMING, {}, path
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.StationRoaming)
    x.emsp = emsp
    x.partner_id = partner_id
    x.ema_id = tuple(ema_id)
    x.__class__ = StationRoaming
    done: StationRoaming = x
    return done


_ORDER_EV_STATION = {
    "address": 0,
    "contacts": 1,
    "position": 2,
    "entrancePosition": 3,
    "distance": 4,
    "name": 5,
    "brand": 6,
    "poolId": 7,
    "cpoId": 8,
    "totalNumberOfConnectors": 9,
    "connectors": 10,
    "evStationDetails": 11,
    "roaming": 12,
    "lastUpdatedTimeStamp": 13,
    "id": 14,
    "pvId": 15,
    "lastUpdateTimestamp": 16,
    "timeZone": 17,
}
_REPEATED_EV_STATION: frozenset[str] = frozenset(("roaming",))


def read_ev_station(element: Any, context: XmlContext, path: Path) -> EVStation | None:
    """Read one `EVStation`."""
    address: Address | None = None
    contacts: Contact | None = None
    position: Position | None = None
    entrance_position: Position | None = None
    distance: int | None = None
    name_: str | None = None
    brand: str | None = None
    pool_id: str | None = None
    cpo_id: str | None = None
    total_number_of_connectors: int | None = None
    connectors: list[Connector] = []
    ev_station_details: EVStationDetails | None = None
    roaming: list[StationRoaming] = []
    roaming_at = 0
    last_updated_time_stamp: datetime | None = None
    id: str | None = None
    pv_id: str | None = None
    last_update_timestamp: datetime | None = None
    time_zone: str | None = None
    get = element.get
    text = get("id")
    if text is not None:
        word = text
        if " " in word or not word.isprintable():
            word = collapse(word)
        id = word
        context.seen += 1
    text = get("pvId")
    if text is not None:
        word = text
        if " " in word or not word.isprintable():
            word = collapse(word)
        pv_id = word
        context.seen += 1
    text = get("lastUpdateTimestamp")
    if text is not None:
        last_update_timestamp = context.timestamps.get(text) or context.timestamp(
            text, path, "lastUpdateTimestamp"
        )
        context.seen += 1
    text = get("timeZone")
    if text is not None:
        word = text
        if " " in word or not word.isprintable():
            word = collapse(word)
        time_zone = word
        context.seen += 1
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "address":
            address = read_address(kid, context, (path, "address"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "contacts":
            contacts = read_contact(kid, context, (path, "contacts"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "position":
            position = read_position(kid, context, (path, "position"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "entrancePosition":
            entrance_position = read_position(kid, context, (path, "entrancePosition"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "distance":
            distance = INTEGERS.get(kid.text)
            if distance is None:
                distance = context.integer(kid.text or context.blank(), path, "distance", 0, None)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "name":
            name_ = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "brand":
            brand = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "poolId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            pool_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "cpoId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            cpo_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "totalNumberOfConnectors":
            total_number_of_connectors = INTEGERS.get(kid.text)
            if total_number_of_connectors is None:
                total_number_of_connectors = context.integer(
                    kid.text or context.blank(), path, "totalNumberOfConnectors", 0, None
                )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "connectors":
            connectors = context.read_wrapped(kid, "connector", read_connector, path, "connectors")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "evStationDetails":
            ev_station_details = read_ev_station_details(kid, context, (path, "evStationDetails"))
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "roaming":
            one_roaming = read_station_roaming(kid, context, (path, "roaming", roaming_at))
            roaming_at += 1
            if one_roaming is not None:
                roaming.append(one_roaming)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "lastUpdatedTimeStamp":
            last_updated_time_stamp = context.timestamps.get(kid.text) or context.timestamp(
                kid.text or context.blank(), path, "lastUpdatedTimeStamp"
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "id":
            context.overridden(element, path, "id")
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "pvId":
            context.overridden(element, path, "pvId")
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            pv_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "lastUpdateTimestamp":
            context.overridden(element, path, "lastUpdateTimestamp")
            last_update_timestamp = context.timestamps.get(kid.text) or context.timestamp(
                kid.text or context.blank(), path, "lastUpdateTimestamp"
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "timeZone":
            context.overridden(element, path, "timeZone")
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            time_zone = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids,
            at,
            _ORDER_EV_STATION,
            _REPEATED_EV_STATION,
            {
                "roamings": ("roaming", "roaming"),
                "Roaming": ("roaming",),
                "LastUpdatedTimeStamp": ("lastUpdatedTimeStamp",),
                "lastUpdatedTimestamp": ("lastUpdatedTimeStamp",),
            },
            path,
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    if position is None:
        context.missing(element, path, "position")
        return None
    if id is None:
        context.missing(element, path, "id")
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
    x.connectors = tuple(connectors)
    x.ev_station_details = ev_station_details
    x.roaming = tuple(roaming)
    x.last_updated_time_stamp = last_updated_time_stamp
    x.id = id
    x.pv_id = pv_id
    x.last_update_timestamp = last_update_timestamp
    x.time_zone = time_zone
    x.__class__ = EVStation
    done: EVStation = x
    return done


_ORDER_EV_STATIONS_RESULT = {"hasMore": 0, "count": 1, "evStations": 2}
_REPEATED_EV_STATIONS_RESULT: frozenset[str] = frozenset()


def read_ev_stations_result(
    element: Any, context: XmlContext, path: Path
) -> EVStationsResult | None:
    """Read one `EVStationsResult`."""
    has_more: bool | None = None
    count: int | None = None
    ev_stations: list[EVStation] = []
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "hasMore":
            has_more = BOOLEANS.get(kid.text)
            if has_more is None:
                has_more = context.boolean(kid.text or context.blank(), path, "hasMore")
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "count":
            count = INTEGERS.get(kid.text)
            if count is None:
                count = context.integer(kid.text or context.blank(), path, "count", 0, None)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "evStations":
            ev_stations = context.read_wrapped(
                kid, "evStation", read_ev_station, path, "evStations"
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids, at, _ORDER_EV_STATIONS_RESULT, _REPEATED_EV_STATIONS_RESULT, {}, path
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.EVStationsResult)
    x.has_more = has_more
    x.count = count
    x.ev_stations = tuple(ev_stations)
    x.__class__ = EVStationsResult
    done: EVStationsResult = x
    return done


_ORDER_ROAMING_ENTRY = {"emsp": 0, "partner_id": 1, "ema_id": 2, "country": 3}
_REPEATED_ROAMING_ENTRY: frozenset[str] = frozenset(
    (
        "ema_id",
        "country",
    )
)


def read_roaming_entry(element: Any, context: XmlContext, path: Path) -> RoamingEntry | None:
    """Read one `RoamingEntry`."""
    emsp: str | None = None
    partner_id: str | None = None
    ema_id: list[str] = []
    country: list[str] = []
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "emsp":
            emsp = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "partner_id":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            partner_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "ema_id":
            ema_id.append(collapse(kid.text or context.blank()))
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "country":
            country.append(collapse(kid.text or context.blank()))
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_ROAMING_ENTRY, _REPEATED_ROAMING_ENTRY, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    if emsp is None:
        context.missing(element, path, "emsp")
        return None
    if partner_id is None:
        context.missing(element, path, "partner_id")
        return None
    if not country:
        context.missing(element, path, "country")
    x: Any = new(_builders.RoamingEntry)
    x.emsp = emsp
    x.partner_id = partner_id
    x.ema_id = tuple(ema_id)
    x.country = tuple(country)
    x.__class__ = RoamingEntry
    done: RoamingEntry = x
    return done


_ORDER_ROAMINGS_RESULT = {"roaming": 0}
_REPEATED_ROAMINGS_RESULT: frozenset[str] = frozenset(("roaming",))


def read_roamings_result(element: Any, context: XmlContext, path: Path) -> RoamingsResult | None:
    """Read one `RoamingsResult`."""
    roaming: list[RoamingEntry] = []
    roaming_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        while tag == "roaming":
            one_roaming = read_roaming_entry(kid, context, (path, "roaming", roaming_at))
            roaming_at += 1
            if one_roaming is not None:
                roaming.append(one_roaming)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids,
            at,
            _ORDER_ROAMINGS_RESULT,
            _REPEATED_ROAMINGS_RESULT,
            {"roamings": ("roaming", "roaming")},
            path,
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.RoamingsResult)
    x.roaming = tuple(roaming)
    x.__class__ = RoamingsResult
    done: RoamingsResult = x
    return done


_ORDER_EVSE_CONNECTOR = {
    "id": 0,
    "cpoId": 1,
    "typeId": 2,
    "maxPowerLevel": 3,
    "cpoEvseId": 4,
    "cpoConnectorId": 5,
    "state": 6,
    "last_updated": 7,
}
_REPEATED_EVSE_CONNECTOR: frozenset[str] = frozenset()


def read_evse_connector(element: Any, context: XmlContext, path: Path) -> EVSEConnector | None:
    """Read one `EVSEConnector`."""
    id: str | None = None
    cpo_id: str | None = None
    type_id: str | None = None
    max_power_level: float | None = None
    cpo_evse_id: str | None = None
    cpo_connector_id: str | None = None
    state: ConnectorState | str | None = None
    last_updated: datetime | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "id":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "cpoId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            cpo_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "typeId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            type_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "maxPowerLevel":
            text = kid.text
            try:
                max_power_level = float(text)
            except (TypeError, ValueError):
                max_power_level = _NAN
            if not 0.0 <= max_power_level <= 3.4028235e38 or not text.isascii() or "_" in text:
                max_power_level = context.floating(
                    text or context.blank(), path, "maxPowerLevel", 0.0, 3.4028235e38
                )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "cpoEvseId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            cpo_evse_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "cpoConnectorId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            cpo_connector_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "state":
            state = _CONNECTORSTATE.get(kid.text) or context.member(
                kid.text or context.blank(), path, "state", _CONNECTORSTATE
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "last_updated":
            last_updated = context.timestamps.get(kid.text) or context.timestamp(
                kid.text or context.blank(), path, "last_updated"
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids, at, _ORDER_EVSE_CONNECTOR, _REPEATED_EVSE_CONNECTOR, {}, path
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    if id is None:
        context.missing(element, path, "id")
        return None
    if type_id is None:
        context.missing(element, path, "typeId")
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


_ORDER_EVSE = {
    "id": 0,
    "cpoId": 1,
    "cpoEvseEMI3Id": 2,
    "physicalReference": 3,
    "state": 4,
    "last_updated": 5,
    "connectors": 6,
}
_REPEATED_EVSE: frozenset[str] = frozenset(("connectors",))


def read_evse(element: Any, context: XmlContext, path: Path) -> EVSE | None:
    """Read one `EVSE`."""
    id: str | None = None
    cpo_id: str | None = None
    cpo_evse_emi3_id: str | None = None
    physical_reference: str | None = None
    state: ConnectorState | str | None = None
    last_updated: datetime | None = None
    connectors: list[EVSEConnector] = []
    connectors_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "id":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "cpoId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            cpo_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "cpoEvseEMI3Id":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            cpo_evse_emi3_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "physicalReference":
            physical_reference = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "state":
            state = _CONNECTORSTATE.get(kid.text) or context.member(
                kid.text or context.blank(), path, "state", _CONNECTORSTATE
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "last_updated":
            last_updated = context.timestamps.get(kid.text) or context.timestamp(
                kid.text or context.blank(), path, "last_updated"
            )
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "connectors":
            for _part in (
                context.unwrap(kid, ("connector",), path)
                if context.is_wrapper(kid, "connector")
                else (kid,)
            ):
                one_connectors = read_evse_connector(
                    _part, context, (path, "connectors", connectors_at)
                )
                connectors_at += 1
                if one_connectors is not None:
                    connectors.append(one_connectors)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_EVSE, _REPEATED_EVSE, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    if id is None:
        context.missing(element, path, "id")
        return None
    if not connectors:
        context.missing(element, path, "connectors")
    x: Any = new(_builders.EVSE)
    x.id = id
    x.cpo_id = cpo_id
    x.cpo_evse_emi3_id = cpo_evse_emi3_id
    x.physical_reference = physical_reference
    x.state = state
    x.last_updated = last_updated
    x.connectors = tuple(connectors)
    x.__class__ = EVSE
    done: EVSE = x
    return done


_ORDER_EVS_ES_STATION = {"id": 0, "cpoId": 1, "evses": 2}
_REPEATED_EVS_ES_STATION: frozenset[str] = frozenset(("evses",))


def read_evs_es_station(element: Any, context: XmlContext, path: Path) -> EVSEsStation | None:
    """Read one `EVSEsStation`."""
    id: str | None = None
    cpo_id: str | None = None
    evses: list[EVSE] = []
    evses_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "id":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "cpoId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            cpo_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "evses":
            for _part in (
                context.unwrap(kid, ("evse",), path) if context.is_wrapper(kid, "evse") else (kid,)
            ):
                one_evses = read_evse(_part, context, (path, "evses", evses_at))
                evses_at += 1
                if one_evses is not None:
                    evses.append(one_evses)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids, at, _ORDER_EVS_ES_STATION, _REPEATED_EVS_ES_STATION, {}, path
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.EVSEsStation)
    x.id = id
    x.cpo_id = cpo_id
    x.evses = tuple(evses)
    x.__class__ = EVSEsStation
    done: EVSEsStation = x
    return done


_ORDER_EVS_ES_POOL = {"id": 0, "stations": 1}
_REPEATED_EVS_ES_POOL: frozenset[str] = frozenset(("stations",))


def read_evs_es_pool(element: Any, context: XmlContext, path: Path) -> EVSEsPool | None:
    """Read one `EVSEsPool`."""
    id: str | None = None
    stations: list[EVSEsStation] = []
    stations_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "id":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "stations":
            for _part in (
                context.unwrap(kid, ("station",), path)
                if context.is_wrapper(kid, "station")
                else (kid,)
            ):
                one_stations = read_evs_es_station(_part, context, (path, "stations", stations_at))
                stations_at += 1
                if one_stations is not None:
                    stations.append(one_stations)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_EVS_ES_POOL, _REPEATED_EVS_ES_POOL, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.EVSEsPool)
    x.id = id
    x.stations = tuple(stations)
    x.__class__ = EVSEsPool
    done: EVSEsPool = x
    return done


_ORDER_EVS_ES_RESULT = {"pools": 0}
_REPEATED_EVS_ES_RESULT: frozenset[str] = frozenset(("pools",))


def read_evs_es_result(element: Any, context: XmlContext, path: Path) -> EVSEsResult | None:
    """Read one `EVSEsResult`."""
    pools: list[EVSEsPool] = []
    pools_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        while tag == "pools":
            for _part in (
                context.unwrap(kid, ("pool",), path) if context.is_wrapper(kid, "pool") else (kid,)
            ):
                one_pools = read_evs_es_pool(_part, context, (path, "pools", pools_at))
                pools_at += 1
                if one_pools is not None:
                    pools.append(one_pools)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_EVS_ES_RESULT, _REPEATED_EVS_ES_RESULT, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.EVSEsResult)
    x.pools = tuple(pools)
    x.__class__ = EVSEsResult
    done: EVSEsResult = x
    return done


_ORDER_COUNT_RESULT = {"count": 0}
_REPEATED_COUNT_RESULT: frozenset[str] = frozenset()


def read_count_result(element: Any, context: XmlContext, path: Path) -> CountResult | None:
    """Read one `CountResult`."""
    count: int | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "count":
            count = INTEGERS.get(kid.text)
            if count is None:
                count = context.integer(kid.text or context.blank(), path, "count", 0, None)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_COUNT_RESULT, _REPEATED_COUNT_RESULT, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    if count is None:
        context.missing(element, path, "count")
        return None
    x: Any = new(_builders.CountResult)
    x.count = count
    x.__class__ = CountResult
    done: CountResult = x
    return done


_ORDER_CONNECTOR_TYPES_RESULT = {"connectorType": 0}
_REPEATED_CONNECTOR_TYPES_RESULT: frozenset[str] = frozenset(("connectorType",))


def read_connector_types_result(
    element: Any, context: XmlContext, path: Path
) -> ConnectorTypesResult | None:
    """Read one `ConnectorTypesResult`."""
    connector_type: list[NameId] = []
    connector_type_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        while tag == "connectorType":
            one_connector_type = read_name_id(
                kid, context, (path, "connectorType", connector_type_at)
            )
            connector_type_at += 1
            if one_connector_type is not None:
                connector_type.append(one_connector_type)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids,
            at,
            _ORDER_CONNECTOR_TYPES_RESULT,
            _REPEATED_CONNECTOR_TYPES_RESULT,
            {"connectorTypes": ("connectorType", "connectorType")},
            path,
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.ConnectorTypesResult)
    x.connector_type = tuple(connector_type)
    x.__class__ = ConnectorTypesResult
    done: ConnectorTypesResult = x
    return done


_ORDER_POWER_FEED_TYPES_RESULT = {"powerFeedType": 0}
_REPEATED_POWER_FEED_TYPES_RESULT: frozenset[str] = frozenset(("powerFeedType",))


def read_power_feed_types_result(
    element: Any, context: XmlContext, path: Path
) -> PowerFeedTypesResult | None:
    """Read one `PowerFeedTypesResult`."""
    power_feed_type: list[NameId] = []
    power_feed_type_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        while tag == "powerFeedType":
            one_power_feed_type = read_name_id(
                kid, context, (path, "powerFeedType", power_feed_type_at)
            )
            power_feed_type_at += 1
            if one_power_feed_type is not None:
                power_feed_type.append(one_power_feed_type)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids,
            at,
            _ORDER_POWER_FEED_TYPES_RESULT,
            _REPEATED_POWER_FEED_TYPES_RESULT,
            {"powerFeedTypes": ("powerFeedType", "powerFeedType")},
            path,
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.PowerFeedTypesResult)
    x.power_feed_type = tuple(power_feed_type)
    x.__class__ = PowerFeedTypesResult
    done: PowerFeedTypesResult = x
    return done


_ORDER_CONNECTOR_STATUSES_RESULT = {"connectorStatus": 0}
_REPEATED_CONNECTOR_STATUSES_RESULT: frozenset[str] = frozenset(("connectorStatus",))


def read_connector_statuses_result(
    element: Any, context: XmlContext, path: Path
) -> ConnectorStatusesResult | None:
    """Read one `ConnectorStatusesResult`."""
    connector_status: list[NameId] = []
    connector_status_at = 0
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        while tag == "connectorStatus":
            one_connector_status = read_name_id(
                kid, context, (path, "connectorStatus", connector_status_at)
            )
            connector_status_at += 1
            if one_connector_status is not None:
                connector_status.append(one_connector_status)
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(
            kids,
            at,
            _ORDER_CONNECTOR_STATUSES_RESULT,
            _REPEATED_CONNECTOR_STATUSES_RESULT,
            {"connectorStatuses": ("connectorStatus", "connectorStatus")},
            path,
        )
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.ConnectorStatusesResult)
    x.connector_status = tuple(connector_status)
    x.__class__ = ConnectorStatusesResult
    done: ConnectorStatusesResult = x
    return done


_ORDER_ERROR_RESULT = {
    "error": 0,
    "error_description": 1,
    "Type": 2,
    "Message": 3,
    "httpStatus": 4,
    "errorId": 5,
    "errorCode": 6,
    "message": 7,
    "title": 8,
    "status": 9,
    "code": 10,
    "cause": 11,
    "action": 12,
    "correlationId": 13,
    "requestId": 14,
}
_REPEATED_ERROR_RESULT: frozenset[str] = frozenset(("Message",))


def read_error_result(element: Any, context: XmlContext, path: Path) -> ErrorResult | None:
    """Read one `ErrorResult`."""
    error: str | None = None
    error_description: str | None = None
    error_type: str | None = None
    messages: list[str] = []
    http_status: str | None = None
    error_id: str | None = None
    error_code: str | None = None
    message: str | None = None
    title: str | None = None
    status: str | None = None
    code: str | None = None
    cause: str | None = None
    action: str | None = None
    correlation_id: str | None = None
    request_id: str | None = None
    kids = element[:]
    context.seen += 2 * len(kids) - 1
    if not kids and element.text and context.only_text(element, path):
        return None
    kids.append(END)
    at = 0
    kid = kids[0]
    tag = kid.tag
    for turn in (1, 2):
        if tag == "error":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            error = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "error_description":
            error_description = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "Type":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            error_type = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        while tag == "Message":
            messages.append(kid.text or context.blank())
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "httpStatus":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            http_status = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "errorId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            error_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "errorCode":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            error_code = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "message":
            message = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "title":
            title = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "status":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            status = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "code":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            code = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "cause":
            cause = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "action":
            action = kid.text or context.blank()
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "correlationId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            correlation_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag == "requestId":
            word = kid.text or context.blank()
            if " " in word or not word.isprintable():
                word = collapse(word)
            request_id = word
            at += 1
            kid = kids[at]
            tag = kid.tag
        if tag is None or turn == 2:
            break
        kids = context.normalize(kids, at, _ORDER_ERROR_RESULT, _REPEATED_ERROR_RESULT, {}, path)
        at = 0
        kid = kids[0]
        tag = kid.tag
    x: Any = new(_builders.ErrorResult)
    x.error = error
    x.error_description = error_description
    x.error_type = error_type
    x.messages = tuple(messages)
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


PYTHON_READERS: dict[type, Callable[[Any, XmlContext, Path], Any]] = {
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
READERS = native.readers("xml", __name__, PYTHON_READERS)


ROOT_NAMES: dict[type, tuple[str, ...]] = {
    Address: ("address",),
    Phone: ("phone", "fax"),
    ContactEntry: ("email", "website"),
    Contact: ("contacts", "supplierContacts"),
    Position: ("position", "entrancePosition"),
    NameId: ("connectorType", "powerFeedType", "connectorStatus"),
    TimePeriod: ("timePeriod", "period"),
    OpeningHoursDetail: ("regularOpeningHours",),
    AnnualOpeningHoursDetail: ("annualOpenings",),
    OpeningHours: ("openingHours", "timeConstraints"),
    Price: ("price",),
    PricingStructure: ("pricing",),
    ConnectorDetail: ("connectorDetails",),
    ChargingPoint: ("chargingPoint",),
    ConnectorStatus: ("connectorStatus",),
    Connector: ("connector",),
    Subscription: ("subscription",),
    CreditCard: ("creditCard",),
    Cash: ("cash",),
    DebitCard: ("debitCard",),
    Check: ("check",),
    EPayment: ("ePayment",),
    OtherPayment: ("other",),
    PaymentMethods: ("paymentMethods",),
    EVStationDetails: ("evStationDetails",),
    StationRoaming: ("roaming",),
    EVStation: ("evStation",),
    EVStationsResult: ("evStationsResult", "EVStationsResult"),
    RoamingEntry: ("roaming",),
    RoamingsResult: ("roamings", "Roamings"),
    EVSEConnector: ("connectors",),
    EVSE: ("evses",),
    EVSEsStation: ("stations",),
    EVSEsPool: ("pools",),
    EVSEsResult: ("evsesResult", "evses", "EVSEsResult"),
    CountResult: ("countResult", "CountResult"),
    ConnectorTypesResult: ("connectorTypes", "connectorTypesResult"),
    PowerFeedTypesResult: ("powerFeedTypes", "powerFeedTypesResult"),
    ConnectorStatusesResult: ("connectorStatuses", "connectorStatusesResult"),
    ErrorResult: ("error", "Error"),
}


SHAPES: dict[str, Shape] = {
    "Address": Shape(
        frozenset(),
        frozenset(
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
        ),
        {},
        {},
        frozenset(),
        {},
        False,
    ),
    "Phone": Shape(frozenset(("label",)), frozenset(("label",)), {}, {}, frozenset(), {}, True),
    "ContactEntry": Shape(
        frozenset(("label",)), frozenset(("label",)), {}, {}, frozenset(), {}, True
    ),
    "Contact": Shape(
        frozenset(),
        frozenset(),
        {"phone": "Phone", "fax": "Phone", "email": "ContactEntry", "website": "ContactEntry"},
        {},
        frozenset(
            (
                "phone",
                "fax",
                "email",
                "website",
            )
        ),
        {},
        False,
    ),
    "Position": Shape(
        frozenset(),
        frozenset(
            (
                "latitude",
                "longitude",
            )
        ),
        {},
        {},
        frozenset(),
        {},
        False,
    ),
    "NameId": Shape(
        frozenset(("id",)),
        frozenset(
            (
                "name",
                "id",
            )
        ),
        {},
        {},
        frozenset(),
        {},
        False,
    ),
    "TimePeriod": Shape(
        frozenset(),
        frozenset(
            (
                "from",
                "to",
            )
        ),
        {},
        {},
        frozenset(),
        {},
        False,
    ),
    "OpeningHoursDetail": Shape(
        frozenset(),
        frozenset(("daymask",)),
        {"period": "TimePeriod"},
        {},
        frozenset(("period",)),
        {},
        False,
    ),
    "AnnualOpeningHoursDetail": Shape(
        frozenset(),
        frozenset(
            (
                "date",
                "closed",
                "from",
                "to",
                "daymask",
            )
        ),
        {"period": "TimePeriod"},
        {},
        frozenset(("period",)),
        {},
        False,
    ),
    "OpeningHours": Shape(
        frozenset(),
        frozenset(("openNow",)),
        {"regularOpeningHours": "OpeningHoursDetail", "annualOpenings": "AnnualOpeningHoursDetail"},
        {},
        frozenset(
            (
                "regularOpeningHours",
                "annualOpenings",
            )
        ),
        {},
        False,
    ),
    "Price": Shape(
        frozenset(("currency",)), frozenset(("currency",)), {}, {}, frozenset(), {}, True
    ),
    "PricingStructure": Shape(
        frozenset(),
        frozenset(
            (
                "pricingModel",
                "unit",
                "descriptions",
            )
        ),
        {"price": "Price", "timePeriod": "TimePeriod", "timeConstraints": "OpeningHours"},
        {},
        frozenset(),
        {},
        False,
    ),
    "ConnectorDetail": Shape(
        frozenset(),
        frozenset(
            (
                "deviceName",
                "reservable",
                "reservationInformation",
                "privateAccess",
                "open24x7",
                "openingTime",
                "pay",
                "paymentMethodDetails",
                "manufacturer",
                "manufacturerModel",
                "privateAccessInformation",
            )
        ),
        {"openingHours": "OpeningHours", "pricing": "PricingStructure"},
        {},
        frozenset(("pricing",)),
        {},
        False,
    ),
    "ChargingPoint": Shape(
        frozenset(),
        frozenset(
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
        ),
        {},
        {},
        frozenset(),
        {},
        False,
    ),
    "ConnectorStatus": Shape(
        frozenset(),
        frozenset(
            (
                "cpoEvseId",
                "cpoEvseEMI3Id",
                "physicalReference",
                "cpoConnectorId",
                "state",
            )
        ),
        {},
        {},
        frozenset(),
        {},
        False,
    ),
    "Connector": Shape(
        frozenset(),
        frozenset(
            (
                "supplierName",
                "chargeCapacity",
                "maxPowerLevel",
                "customerChargeLevel",
                "customerConnectorName",
                "fixedCable",
                "lastUpdateTimestamp",
            )
        ),
        {
            "supplierContacts": "Contact",
            "connectorType": "NameId",
            "powerFeedType": "NameId",
            "connectorDetails": "ConnectorDetail",
            "chargingPoint": "ChargingPoint",
        },
        {"connectorStatuses": ("connectorStatus", "ConnectorStatus")},
        frozenset(),
        {},
        False,
    ),
    "Subscription": Shape(
        frozenset(("accept",)),
        frozenset(
            (
                "provider",
                "accept",
            )
        ),
        {},
        {},
        frozenset(),
        {},
        False,
    ),
    "CreditCard": Shape(
        frozenset(("accept",)),
        frozenset(("accept",)),
        {},
        {"types": ("type", "")},
        frozenset(),
        {},
        False,
    ),
    "Cash": Shape(
        frozenset(("accept",)),
        frozenset(("accept",)),
        {},
        {"currencies": ("currency", "")},
        frozenset(),
        {},
        False,
    ),
    "DebitCard": Shape(
        frozenset(("accept",)), frozenset(("accept",)), {}, {}, frozenset(), {}, False
    ),
    "Check": Shape(
        frozenset(("accept",)),
        frozenset(("accept",)),
        {},
        {"types": ("type", "")},
        frozenset(),
        {},
        False,
    ),
    "EPayment": Shape(
        frozenset(("accept",)),
        frozenset(("accept",)),
        {},
        {"types": ("type", "")},
        frozenset(),
        {},
        False,
    ),
    "OtherPayment": Shape(
        frozenset(("accept",)),
        frozenset(("accept",)),
        {},
        {"types": ("type", "")},
        frozenset(),
        {},
        False,
    ),
    "PaymentMethods": Shape(
        frozenset(),
        frozenset(("note",)),
        {
            "subscription": "Subscription",
            "creditCard": "CreditCard",
            "cash": "Cash",
            "debitCard": "DebitCard",
            "check": "Check",
            "ePayment": "EPayment",
            "other": "OtherPayment",
        },
        {},
        frozenset(),
        {},
        False,
    ),
    "EVStationDetails": Shape(
        frozenset(),
        frozenset(
            (
                "privateAccess",
                "restrictedAccess",
                "accessibilityType",
                "notes",
            )
        ),
        {"paymentMethods": "PaymentMethods"},
        {},
        frozenset(),
        {},
        False,
    ),
    "StationRoaming": Shape(
        frozenset(),
        frozenset(
            (
                "emsp",
                "partner_id",
                "ema_id",
            )
        ),
        {},
        {},
        frozenset(("ema_id",)),
        {},
        False,
    ),
    "EVStation": Shape(
        frozenset(
            (
                "id",
                "pvId",
                "lastUpdateTimestamp",
                "timeZone",
            )
        ),
        frozenset(
            (
                "distance",
                "name",
                "brand",
                "poolId",
                "cpoId",
                "totalNumberOfConnectors",
                "lastUpdatedTimeStamp",
                "id",
                "pvId",
                "lastUpdateTimestamp",
                "timeZone",
            )
        ),
        {
            "address": "Address",
            "contacts": "Contact",
            "position": "Position",
            "entrancePosition": "Position",
            "evStationDetails": "EVStationDetails",
            "roaming": "StationRoaming",
        },
        {"connectors": ("connector", "Connector"), "roamings": ("roaming", "StationRoaming")},
        frozenset(("roaming",)),
        {},
        False,
    ),
    "EVStationsResult": Shape(
        frozenset(),
        frozenset(
            (
                "hasMore",
                "count",
            )
        ),
        {},
        {"evStations": ("evStation", "EVStation")},
        frozenset(),
        {},
        False,
    ),
    "RoamingEntry": Shape(
        frozenset(),
        frozenset(
            (
                "emsp",
                "partner_id",
                "ema_id",
                "country",
            )
        ),
        {},
        {},
        frozenset(
            (
                "ema_id",
                "country",
            )
        ),
        {},
        False,
    ),
    "RoamingsResult": Shape(
        frozenset(),
        frozenset(),
        {"roaming": "RoamingEntry"},
        {"roamings": ("roaming", "RoamingEntry")},
        frozenset(("roaming",)),
        {},
        False,
    ),
    "EVSEConnector": Shape(
        frozenset(),
        frozenset(
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
        ),
        {},
        {},
        frozenset(),
        {},
        False,
    ),
    "EVSE": Shape(
        frozenset(),
        frozenset(
            (
                "id",
                "cpoId",
                "cpoEvseEMI3Id",
                "physicalReference",
                "state",
                "last_updated",
            )
        ),
        {"connectors": "EVSEConnector"},
        {},
        frozenset(("connectors",)),
        {"connectors": "connector"},
        False,
    ),
    "EVSEsStation": Shape(
        frozenset(),
        frozenset(
            (
                "id",
                "cpoId",
            )
        ),
        {"evses": "EVSE"},
        {},
        frozenset(("evses",)),
        {"evses": "evse"},
        False,
    ),
    "EVSEsPool": Shape(
        frozenset(),
        frozenset(("id",)),
        {"stations": "EVSEsStation"},
        {},
        frozenset(("stations",)),
        {"stations": "station"},
        False,
    ),
    "EVSEsResult": Shape(
        frozenset(),
        frozenset(),
        {"pools": "EVSEsPool"},
        {},
        frozenset(("pools",)),
        {"pools": "pool"},
        False,
    ),
    "CountResult": Shape(frozenset(), frozenset(("count",)), {}, {}, frozenset(), {}, False),
    "ConnectorTypesResult": Shape(
        frozenset(),
        frozenset(),
        {"connectorType": "NameId"},
        {"connectorTypes": ("connectorType", "NameId")},
        frozenset(("connectorType",)),
        {},
        False,
    ),
    "PowerFeedTypesResult": Shape(
        frozenset(),
        frozenset(),
        {"powerFeedType": "NameId"},
        {"powerFeedTypes": ("powerFeedType", "NameId")},
        frozenset(("powerFeedType",)),
        {},
        False,
    ),
    "ConnectorStatusesResult": Shape(
        frozenset(),
        frozenset(),
        {"connectorStatus": "NameId"},
        {"connectorStatuses": ("connectorStatus", "NameId")},
        frozenset(("connectorStatus",)),
        {},
        False,
    ),
    "ErrorResult": Shape(
        frozenset(),
        frozenset(
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
        ),
        {},
        {},
        frozenset(("Message",)),
        {},
        False,
    ),
}
