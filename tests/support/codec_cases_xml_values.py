"""Scalars in XML: every spelling that is read, and every one that cannot be."""

from __future__ import annotations

from decimal import Decimal

from support.codec_cases import BAD, DUPLICATE, MISSING, NEW_VALUE, RANGE, UNKNOWN, no, ok
from support.codec_cases_json_values import CERTAIN, CET, STAMP, at, counted, kw

import evcp_models as m

XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'


def point(text: str) -> str:
    """Return a charging point with a timestamp."""
    inner = f"<lastUpdateTimestamp>{text}</lastUpdateTimestamp>"
    return f"<chargingPoint>{inner}</chargingPoint>"


def power(text: str) -> str:
    """Return a connector with a power."""
    return f"<connector><maxPowerLevel>{text}</maxPowerLevel></connector>"


def count(text: str) -> str:
    """Return a page with a count."""
    return f"<evStationsResult><hasMore>1</hasMore><count>{text}</count></evStationsResult>"


def name(xml: str) -> str:
    """Return a connector type whose name is this piece of XML."""
    return f"<connectorType><name>{xml}</name></connectorType>"


TIMESTAMPS = (
    ok("UTC", point("2014-01-14T10:00:00.000Z"), at(STAMP)),
    ok("offset without colon", point("2014-01-14T11:00:00.000+0100"), at(STAMP.astimezone(CET))),
    ok("offset with colon", point("2014-01-14T11:00:00.000+01:00"), at(STAMP.astimezone(CET))),
    ok("no seconds", point("2014-01-14T10:00Z"), at(STAMP)),
    ok("timestamp in white space", point("\n 2014-01-14T10:00Z\t"), at(STAMP)),
    ok(
        "more digits than a datetime has",
        point("2014-01-14T10:00:00.1234567Z"),
        at(STAMP.replace(microsecond=123456)),
    ),
    *(ok(f"timestamp {text}", point(text), at(value)) for text, value in CERTAIN.items()),
    *(
        ok(f"timestamp: {why}", point(text), at(None), ("lastUpdateTimestamp", BAD, text))
        for why, text in {
            "no offset": "2014-01-14T10:00:00.000",
            "no time": "2014-01-14",
            "second 60 of another minute": "2014-01-14T23:58:60Z",
            "month 13": "2014-13-14T10:00:00Z",
            "offset of 90 minutes in the hour": "2014-01-14T10:00:00+0190",
            "empty": "",
            "words": "yesterday",
        }.items()
    ),
    ok(
        "the same bad timestamp twice",
        "<connector><chargingPoint><lastUpdateTimestamp>now</lastUpdateTimestamp></chargingPoint>"
        "<lastUpdateTimestamp>now</lastUpdateTimestamp></connector>",
        m.Connector(charging_point=m.ChargingPoint()),
        ("chargingPoint.lastUpdateTimestamp", BAD, "now"),
        ("lastUpdateTimestamp", BAD, "now"),
    ),
)

NUMBERS = (
    ok("number", power("22.08"), kw(22.08)),
    ok("number in white space", power(" 22.08\n"), kw(22.08)),
    ok("no digit behind the point", power("22."), kw(22.0)),
    ok("no digit before the point", power(".5"), kw(0.5)),
    ok("exponent", power("2.208E1"), kw(22.08)),
    ok("plus sign", power("+22.08"), kw(22.08)),
    ok("power below zero", power("-1.5"), kw(-1.5), ("maxPowerLevel", RANGE, "-1.5")),
    *(
        ok(f"no number: {text[:20]}", power(text), kw(None), ("maxPowerLevel", BAD, text))
        for text in (
            "1e400",
            "-1e400",
            "NaN",
            "INF",
            "-INF",
            "Infinity",
            "22 kW",
            "22,08",
            "1_000",
            "0x10",
            "١٢",
            "fast",
            "true",
            "--1",
            "9" * 5000,
        )
    ),
    ok("empty number", power(""), kw(None), ("maxPowerLevel", BAD, "")),
    ok("blank number", power(" "), kw(None), ("maxPowerLevel", BAD, " ")),
    ok("leading zeros", count("007"), counted(7)),
    ok("2 to the 70th", count(str(2**70)), counted(2**70)),
    ok("integer with a fraction of zero", count("421.0"), counted(421)),
    ok("integer with a fraction", count("421.5"), counted(None), ("count", BAD, "421.5")),
    ok("negative count", count("-1"), counted(-1), ("count", RANGE, "-1")),
    ok("5,000 digits", count("9" * 5000), counted(None), ("count", BAD, "9" * 5000)),
    ok("exponent in an integer", count("1e3"), counted(1000)),
    ok("1e-400 for an integer", count("1e-400"), counted(None), ("count", BAD, "1e-400")),
    ok("1e300 for an integer", count("1e300"), counted(None), ("count", BAD, "1e300")),
    ok("beyond an exact float", count("9007199254740993.0"), counted(9007199254740993)),
    ok(
        "short of 3",
        count("2.9999999999999999"),
        counted(None),
        ("count", BAD, "2.9999999999999999"),
    ),
    ok("tiny price", "<price>1e-400</price>", m.Price(value=Decimal("1e-400"))),
    ok("integer in another script", count("١٢"), counted(None), ("count", BAD, "١٢")),
    no(
        "a required integer that is none",
        "<countResult><count>many</count></countResult>",
        m.CountResult,
    ),
    no("a required integer that is empty", "<countResult><count/></countResult>", m.CountResult),
    ok(
        "latitude of 91",
        "<position><latitude>91</latitude><longitude>-180.5</longitude></position>",
        m.Position(latitude=91.0, longitude=-180.5),
        ("latitude", RANGE, "91"),
        ("longitude", RANGE, "-180.5"),
    ),
    ok(
        "daymask 128",
        "<regularOpeningHours><daymask>128</daymask></regularOpeningHours>",
        m.OpeningHoursDetail(daymask=128),
        ("daymask", RANGE, "128"),
    ),
    ok(
        "price of many digits",
        '<price currency="EUR">0.12345678901234567890123</price>',
        m.Price(value=Decimal("0.12345678901234567890123"), currency="EUR"),
    ),
    ok(
        "price that is none",
        "<pricing><price>cheap</price></pricing>",
        m.PricingStructure(),
        ("price", BAD, "cheap"),
        ("price.value", MISSING, "cheap"),
    ),
    ok(
        "empty price",
        '<pricing><price currency="EUR"/></pricing>',
        m.PricingStructure(),
        ("price", BAD, ""),
        ("price.value", MISSING, '<price currency="EUR"/>'),
    ),
)

OTHERS = (
    *(
        ok(
            f"boolean {text!r}",
            f"<connector><fixedCable>{text}</fixedCable></connector>",
            m.Connector(fixed_cable=value),
        )
        for text, value in {
            "true": True,
            "false": False,
            "1": True,
            "0": False,
            " true ": True,
        }.items()
    ),
    *(
        ok(
            f"no boolean: {text!r}",
            f"<debitCard accept='{text}'/>",
            m.DebitCard(),
            ("accept", BAD, text),
        )
        for text in ("TRUTH", "yes", "2", "", "1.0")
    ),
    ok("empty text", name(""), m.NameId(name="")),
    ok("blank text", name(" \n"), m.NameId(name=" \n")),
    ok("white space around a text", name(" a "), m.NameId(name=" a ")),
    ok(
        "references",
        name("&lt;&amp;&gt;&#65;&#x1F50C;&apos;&quot;"),
        m.NameId(name="<&>A\U0001f50c'\""),
    ),
    ok("CDATA", name("a<![CDATA[<b>&]]>c"), m.NameId(name="a<b>&c")),
    ok("blanks before CDATA", name("  <![CDATA[x]]>"), m.NameId(name="  x")),
    ok("comment in a text", name("a<!-- <b> -->c"), m.NameId(name="ac")),
    ok("blanks before a comment", name(" <!-- b -->c"), m.NameId(name=" c")),
    ok("processing instruction in a text", name("a<?b c?>d"), m.NameId(name="ad")),
    ok("line ends", name("a\r\nb\rc&#13;d"), m.NameId(name="a\nb\nc\rd")),
    ok("white space in an attribute", "<connectorType id='a\tb&#10;c'/>", m.NameId(id="a b c")),
    ok("9 MB of text", name("x" * 9_000_000), m.NameId(name="x" * 9_000_000)),
    no("11 MB in one text", name("x" * 11_000_000), m.NameId, "cannot decode NameId"),
    ok(
        "attribute of a scalar",
        "<connectorType><name lang='de'>a</name></connectorType>",
        m.NameId(name="a"),
        ("name.lang", UNKNOWN, "de"),
    ),
    ok(
        "elements in a scalar",
        "<connectorType id='1'><name>a<b>c</b></name></connectorType>",
        m.NameId(id="1"),
        ("name", BAD, "<name>a<b>c</b></name>"),
    ),
    ok("xsi:nil", f"<connectorType {XSI}><name i:nil='true'/></connectorType>", m.NameId()),
    ok(
        "xsi:nil of a number",
        f"<connector {XSI}><maxPowerLevel i:nil='1'/></connector>",
        m.Connector(),
    ),
    ok(
        "xsi:nil that has a value",
        f"<connector {XSI}><maxPowerLevel i:nil='true'>5</maxPowerLevel></connector>",
        kw(5.0),
    ),
    ok(
        "xsi:nil of a structure",
        f"<connector {XSI}><chargingPoint i:nil='true'/></connector>",
        m.Connector(),
    ),
    ok(
        "xsi:nil in a list",
        f"<creditCard {XSI}><types><type i:nil='true'/><type>VISA</type></types></creditCard>",
        m.CreditCard(types=("VISA",)),
        ("types.type[0]", BAD, "null"),
    ),
    ok(
        "xsi:nil for a structure in a list",
        f"<contacts {XSI}><phone i:nil='true'/><phone>1</phone></contacts>",
        m.Contact(phone=(m.Phone(value="1"),)),
        ("phone[0]", BAD, "null"),
    ),
    ok(
        "unknown element with xsi:nil beside other content",
        f"<connectorType {XSI} new='1'><new i:nil='true'/></connectorType>",
        m.NameId(),
        ("new", UNKNOWN, "1"),
        ("new", UNKNOWN, f'<new xmlns:xsi={XSI[8:]} xsi:nil="true"/>'),
    ),
    ok(
        "name of the instance namespace that it does not have",
        f"<connectorType {XSI} i:id='7' i:odd='1'/>",
        m.NameId(id="7"),
        ("odd", UNKNOWN, "1"),
    ),
    no(
        "xsi:nil of what is required",
        f"<position {XSI}><latitude i:nil='true'/><longitude>1</longitude></position>",
        m.Position,
    ),
    ok(
        "xsi:type",
        f"<connectorType {XSI} i:type='x'><name i:type='y'>a</name></connectorType>",
        m.NameId(name="a"),
    ),
    ok(
        "known enumeration value",
        "<connectorStatus><state>OCCUPIED</state></connectorStatus>",
        m.ConnectorStatus(state=m.ConnectorState.OCCUPIED),
    ),
    ok(
        "new enumeration value",
        "<connectorStatus><state>MELTED</state></connectorStatus>",
        m.ConnectorStatus(state="MELTED"),
        ("state", NEW_VALUE, "MELTED"),
    ),
    ok(
        "blanks around an enumeration value",
        "<connectorStatus><state> OCCUPIED </state></connectorStatus>",
        m.ConnectorStatus(state=m.ConnectorState.OCCUPIED),
    ),
    ok(
        "state on a line of its own",
        "<connectorStatus><state>\n AVAILABLE\n</state></connectorStatus>",
        m.ConnectorStatus(state=m.ConnectorState.AVAILABLE),
    ),
    ok(
        "blanks around codes",
        "<connectorType id=' 34 '><name> a </name></connectorType>",
        m.NameId(id="34", name=" a "),
    ),
    ok(
        "blanks around an app",
        "<other><types><type> app</type></types></other>",
        m.OtherPayment(types=("app",)),
    ),
    ok(
        "empty enumeration value",
        "<connectorStatus><state/></connectorStatus>",
        m.ConnectorStatus(state=""),
        ("state", NEW_VALUE, ""),
    ),
    ok(
        "no time of the day",
        "<timePeriod><from>24:01</from><to/></timePeriod>",
        m.TimePeriod(from_="24:01", to=""),
        ("from", RANGE, "24:01"),
        ("to", RANGE, ""),
    ),
    ok(
        "attribute as element",
        "<connectorType><name>a</name><id>31</id></connectorType>",
        m.NameId(id="31", name="a"),
    ),
    ok("element as attribute", "<connectorType name='a' id='31'/>", m.NameId(id="31", name="a")),
    ok(
        "attribute and element",
        "<connectorType id='30'><id>31</id></connectorType>",
        m.NameId(id="31"),
        ("id", DUPLICATE, "30"),
    ),
    ok(
        "element and attribute",
        "<connectorType name='a'><name>b</name></connectorType>",
        m.NameId(name="b"),
        ("name", DUPLICATE, "a"),
    ),
    ok("attribute in a namespace", "<connectorType xmlns:x='u' x:id='31'/>", m.NameId(id="31")),
    ok(
        "attribute with and without a namespace",
        "<connectorType xmlns:x='u' id='30' x:id='31'/>",
        m.NameId(id="30"),
        ("id", DUPLICATE, "31"),
    ),
    ok(
        "text with attributes as elements",
        "<phone><value>+49</value><label>FAX</label></phone>",
        m.Phone(value="+49", label="FAX"),
    ),
    ok(
        "text with one attribute as element",
        "<phone>+49<label>FAX</label></phone>",
        m.Phone(value="+49", label="FAX"),
    ),
    ok(
        "text with another element",
        "<phone label='FAX'>+49<kind>x</kind></phone>",
        m.Phone(value="", label="FAX"),
        ("", BAD, '<phone label="FAX">+49<kind>x</kind></phone>'),
    ),
    ok("empty text with attributes", "<phone label=''/>", m.Phone(value="", label="")),
)

VALUES = (*TIMESTAMPS, *NUMBERS, *OTHERS)
