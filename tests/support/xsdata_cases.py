"""Places where xsdata's parsers are not right, each with a document, xsdata's result, and the right one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from support.checks import Format
from support.oracle import Opinion

import evcp_models as m

EV = b'xmlns:ev="http://www.here.com/2014/02/ACS-EV"'
XSI = b'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'


@dataclass(frozen=True)
class Case:
    """One place.

    Attributes:
        name: What kind of place.
        format: The format in which it shows.
        model: The class that the body holds.
        body: A document with the place in it.
        wrong: Tells whether xsdata does what it is said to do here.
        value: What a reader should get; None if the body is no such document.
        issues: Path and kind of each issue that we report.
        strict: Whether even xsdata's strictest configuration does this.
    """

    name: str
    format: Format
    model: type[Any]
    body: bytes
    wrong: Callable[[Opinion], bool]
    value: Any = None
    issues: tuple[tuple[str, str], ...] = ()
    strict: bool = True


def gives(value: Any) -> Callable[[Opinion], bool]:
    """Xsdata returns this value without a word."""
    return lambda o: o.error is None and not o.warned and not o.lies and o.value == value


def lies(field: str) -> Callable[[Opinion], bool]:
    """Xsdata puts a value of another type into a field, without a word."""
    return lambda o: o.error is None and not o.warned and len(o.lies) == 1 and field in o.lies[0]


def warns(field: str) -> Callable[[Opinion], bool]:
    """Xsdata warns, and puts a value of another type into a field all the same."""
    return lambda o: o.error is None and o.warned and len(o.lies) == 1 and field in o.lies[0]


def raises(kind: str) -> Callable[[Opinion], bool]:
    """Xsdata fails on a document that can be read, or with an error that says nothing of documents."""
    return lambda o: type(o.error).__name__ == kind


def connector(inner: bytes) -> bytes:
    """Return a connector with something in it."""
    return b"<connector>%s</connector>" % inner


def page(inner: bytes) -> bytes:
    """Return a page with something in it."""
    return b"<ev:evStationsResult %s>%s</ev:evStationsResult>" % (EV, inner)


BAD, UNKNOWN, DUPLICATE, RANGE = "bad-value", "unknown-field", "duplicate", "out-of-range"
EMPTY_PAGE = m.EVStationsResult()
HTML = b"<html><body>Please log in</body></html>"
ENTITY = b'<!DOCTYPE x [<!ENTITY e "boom">]><connectorType><name>&e;</name></connectorType>'
OFFSET_90 = b"<lastUpdateTimestamp>2020-01-01T00:00:00+0190</lastUpdateTimestamp>"
QUALIFIED = b'<evStationsResult xmlns="http://www.here.com/2014/02/ACS-EV"><count>4</count></evStationsResult>'

XML_CASES = (
    Case(
        "bad number",
        "xml",
        m.Connector,
        connector(b"<maxPowerLevel>abc</maxPowerLevel>"),
        warns("max_power_level"),
        m.Connector(),
        (("maxPowerLevel", BAD),),
        strict=False,
    ),
    Case(
        "empty number",
        "xml",
        m.Connector,
        connector(b"<maxPowerLevel/>"),
        lies("max_power_level"),
        m.Connector(),
        (("maxPowerLevel", BAD),),
    ),
    Case(
        "empty timestamp",
        "xml",
        m.Connector,
        connector(b"<lastUpdateTimestamp/>"),
        lies("last_update_timestamp"),
        m.Connector(),
        (("lastUpdateTimestamp", BAD),),
    ),
    Case(
        "offset of 90 minutes in the hour",
        "xml",
        m.Connector,
        connector(OFFSET_90),
        lambda o: o.right and o.value.last_update_timestamp.utcoffset().seconds == 9000,
        m.Connector(),
        (("lastUpdateTimestamp", BAD),),
    ),
    Case(
        "new element",
        "xml",
        m.Connector,
        connector(b"<brandNew>5</brandNew>"),
        gives(m.Connector()),
        m.Connector(),
        (("brandNew", UNKNOWN),),
        strict=False,
    ),
    Case(
        "new attribute",
        "xml",
        m.Connector,
        b'<connector brandNew="5"/>',
        gives(m.Connector()),
        m.Connector(),
        (("brandNew", UNKNOWN),),
        strict=False,
    ),
    Case(
        "new attribute of a scalar",
        "xml",
        m.NameId,
        b'<connectorType><name lang="de">Schuko</name></connectorType>',
        gives(m.NameId(name="Schuko")),
        m.NameId(name="Schuko"),
        (("name.lang", UNKNOWN),),
    ),
    Case(
        "text between elements",
        "xml",
        m.Connector,
        connector(b"<supplierName>x</supplierName>words"),
        gives(m.Connector(supplier_name="x")),
        m.Connector(supplier_name="x"),
        (("", "stray-text"),),
    ),
    Case(
        "text for a structure",
        "xml",
        m.NameId,
        b'<connectorType id="1">words</connectorType>',
        gives(m.NameId(id="1")),
        m.NameId(id="1"),
        (("", BAD),),
    ),
    Case("HTML", "xml", m.EVStationsResult, HTML, gives(EMPTY_PAGE), strict=False),
    Case(
        "another root",
        "xml",
        m.EVStationsResult,
        b"<ev:error %s><error>Forbidden</error></ev:error>" % EV,
        gives(EMPTY_PAGE),
        strict=False,
    ),
    Case(
        "qualified children",
        "xml",
        m.EVStationsResult,
        QUALIFIED,
        gives(EMPTY_PAGE),
        m.EVStationsResult(count=4),
        strict=False,
    ),
    Case(
        "NaN",
        "xml",
        m.Connector,
        connector(b"<maxPowerLevel>NaN</maxPowerLevel>"),
        lambda o: o.error is None and not o.warned and math.isnan(o.value.max_power_level),
        m.Connector(),
        (("maxPowerLevel", BAD),),
    ),
    Case(
        "underscore in a number",
        "xml",
        m.Connector,
        connector(b"<maxPowerLevel>1_0</maxPowerLevel>"),
        gives(m.Connector(max_power_level=10.0)),
        m.Connector(),
        (("maxPowerLevel", BAD),),
    ),
    Case(
        "digits of another script",
        "xml",
        m.EVStationsResult,
        page("<count>١٢</count>".encode()),
        gives(m.EVStationsResult(count=12)),
        m.EVStationsResult(),
        (("count", BAD),),
    ),
    Case(
        "new enumeration value",
        "xml",
        m.ConnectorStatus,
        b"<connectorStatus><state>MELTED</state></connectorStatus>",
        gives(m.ConnectorStatus(state="MELTED")),
        m.ConnectorStatus(state="MELTED"),
        (("state", "unknown-value"),),
    ),
    Case(
        "known enumeration value",
        "xml",
        m.ConnectorStatus,
        b"<connectorStatus><state>AVAILABLE</state></connectorStatus>",
        lambda o: o.right and type(o.value.state) is str,
        m.ConnectorStatus(state=m.ConnectorState.AVAILABLE),
    ),
    Case(
        "out of range",
        "xml",
        m.Position,
        b"<position><latitude>1000</latitude><longitude>1</longitude></position>",
        gives(m.Position(latitude=1000.0, longitude=1.0)),
        m.Position(latitude=1000.0, longitude=1.0),
        (("latitude", RANGE),),
    ),
    Case(
        "out of pattern",
        "xml",
        m.TimePeriod,
        b"<timePeriod><from>25:00</from></timePeriod>",
        gives(m.TimePeriod(from_="25:00")),
        m.TimePeriod(from_="25:00"),
        (("from", RANGE),),
    ),
    Case(
        "repeated element",
        "xml",
        m.EVStationsResult,
        page(b"<count>1</count><count>2</count>"),
        gives(m.EVStationsResult(count=1)),
        m.EVStationsResult(count=2),
        (("count", DUPLICATE),),
        strict=False,
    ),
    Case(
        "empty text in a list",
        "xml",
        m.CreditCard,
        b"<creditCard><types><type/></types></creditCard>",
        lies("types[0]: ()"),
        m.CreditCard(types=("",)),
    ),
    Case(
        "empty text with attributes",
        "xml",
        m.Phone,
        b'<phone label="FAX"/>',
        raises("TypeError"),
        m.Phone(value="", label="FAX"),
    ),
    Case(
        "missing element",
        "xml",
        m.Position,
        b"<position><latitude>1</latitude></position>",
        raises("TypeError"),
    ),
    Case(
        "attribute as element",
        "xml",
        m.NameId,
        b"<connectorType><id>31</id></connectorType>",
        gives(m.NameId()),
        m.NameId(id="31"),
        strict=False,
    ),
    Case(
        "element as attribute",
        "xml",
        m.NameId,
        b'<connectorType name="Schuko"/>',
        gives(m.NameId()),
        m.NameId(name="Schuko"),
        strict=False,
    ),
    Case(
        "xsi:nil",
        "xml",
        m.NameId,
        b'<connectorType %s><name i:nil="true"/></connectorType>' % XSI,
        gives(m.NameId(name="")),
        m.NameId(),
    ),
    Case(
        "xsi:nil of a number",
        "xml",
        m.EVStationsResult,
        page(b'<count %s i:nil="true"/>' % XSI),
        lies("count"),
        m.EVStationsResult(),
    ),
    Case("document type", "xml", m.NameId, ENTITY, gives(m.NameId(name="boom"))),
)

JSON_CASES = (
    Case(
        "bad number",
        "json",
        m.Connector,
        b'{"maxPowerLevel":"fast"}',
        warns("max_power_level"),
        m.Connector(),
        (("maxPowerLevel", BAD),),
        strict=False,
    ),
    Case(
        "single object for a list",
        "json",
        m.ConnectorTypesResult,
        b'{"connectorType":{"id":"31"}}',
        gives(m.ConnectorTypesResult()),
        m.ConnectorTypesResult(connector_type=(m.NameId(id="31"),)),
        strict=False,
    ),
    Case(
        "bare array for a list with a wrapper",
        "json",
        m.CreditCard,
        b'{"types":["VISA"]}',
        gives(m.CreditCard()),
        m.CreditCard(types=("VISA",)),
        strict=False,
    ),
    Case(
        "empty object for a list with a wrapper",
        "json",
        m.CreditCard,
        b'{"types":{}}',
        raises("ParserError"),
        m.CreditCard(),
    ),
    Case(
        "null for a structure or list",
        "json",
        m.CreditCard,
        b'{"types":null}',
        raises("ParserError"),
        m.CreditCard(),
    ),
    Case(
        "null in a list",
        "json",
        m.CreditCard,
        b'{"types":{"type":[null,"VISA"]}}',
        lies("types[0]: ()"),
        m.CreditCard(types=("VISA",)),
        (("types.type[0]", BAD),),
    ),
    Case(
        "null for a required member",
        "json",
        m.EVStation,
        b'{"id":null,"position":{"latitude":1.5,"longitude":2.5}}',
        lies(".id: None"),
    ),
    Case(
        "NaN",
        "json",
        m.Connector,
        b'{"maxPowerLevel":NaN}',
        lambda o: o.error is None and not o.warned and math.isnan(o.value.max_power_level),
        m.Connector(),
        (("maxPowerLevel", BAD),),
    ),
    Case(
        "text of a number",
        "json",
        m.NameId,
        b'{"id":1.10}',
        gives(m.NameId(id="1.1")),
        m.NameId(id="1.10"),
    ),
    Case(
        "text of a huge number",
        "json",
        m.NameId,
        b'{"id":1e400}',
        gives(m.NameId(id="INF")),
        m.NameId(id="1e400"),
    ),
    Case(
        "number for a text of a list",
        "json",
        m.ErrorResult,
        b'{"Message":5}',
        raises("ParserError"),
        m.ErrorResult(messages=("5",)),
    ),
    Case(
        "digits of a price",
        "json",
        m.Price,
        b'{"value":0.12345678901234567890}',
        gives(m.Price(value=Decimal("0.12345678901234568"))),
        m.Price(value=Decimal("0.12345678901234567890")),
    ),
    Case(
        "repeated member",
        "json",
        m.NameId,
        b'{"id":"1","id":"2"}',
        gives(m.NameId(id="2")),
        m.NameId(id="2"),
        (("id", DUPLICATE),),
    ),
    Case("empty object", "json", m.EVStationsResult, b"{}", gives(EMPTY_PAGE)),
    Case(
        "error body",
        "json",
        m.EVStationsResult,
        b'{"error":"Unauthorized","error_description":"apiKey invalid. apiKey not found."}',
        gives(EMPTY_PAGE),
        strict=False,
    ),
    Case(
        "new member",
        "json",
        m.EVStationsResult,
        b'{"count":4,"brandNew":5}',
        gives(m.EVStationsResult(count=4)),
        m.EVStationsResult(count=4),
        (("brandNew", UNKNOWN),),
        strict=False,
    ),
    Case(
        "new member beside a list",
        "json",
        m.CreditCard,
        b'{"types":{"type":["VISA"],"more":true}}',
        gives(m.CreditCard(types=("VISA",))),
        m.CreditCard(types=("VISA",)),
        (("types.more", UNKNOWN),),
    ),
    Case(
        "list for a text",
        "json",
        m.CreditCard,
        b'{"types":{"type":[["VISA"]]}}',
        gives(m.CreditCard(types=("VISA",))),
        m.CreditCard(),
        (("types.type[0]", BAD),),
    ),
    Case(
        "boolean for a text",
        "json",
        m.NameId,
        b'{"name":true}',
        gives(m.NameId(name="true")),
        m.NameId(),
        (("name", BAD),),
    ),
    Case(
        "integer with a fraction of zero",
        "json",
        m.CountResult,
        b'{"count":5.0}',
        warns("count"),
        m.CountResult(count=5),
        strict=False,
    ),
    Case(
        "5,000 digits",
        "json",
        m.EVStationsResult,
        b'{"hasMore":true,"count":%s}' % (b"9" * 5000),
        raises("ValueError"),
        m.EVStationsResult(has_more=True),
        (("count", BAD),),
    ),
    Case("100,000 levels", "json", m.CountResult, b"[" * 100_000, raises("RecursionError")),
    Case("null document", "json", m.CountResult, b"null", raises("AttributeError")),
)

CASES: tuple[Case, ...] = XML_CASES + JSON_CASES
