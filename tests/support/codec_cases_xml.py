"""Shapes and bodies in XML: what the service may come to send, and what may come from elsewhere."""

from __future__ import annotations

from support.codec_cases import (
    BAD,
    DUPLICATE,
    MISSING,
    STRAY,
    UNKNOWN,
    Truth,
    no,
    ok,
    page,
    station,
)
from support.codec_cases_json_values import STAMP
from support.codec_cases_xml_values import VALUES

import evcp_models as m

EV = 'xmlns:ev="http://www.here.com/2014/02/ACS-EV"'
POSITION = "<position><latitude>52.5</latitude><longitude>13.25</longitude></position>"
EMA = m.StationRoaming(emsp="E", ema_id=("NL-ECO",))
ROAMING = "<emsp>E</emsp><ema_id>NL-ECO</ema_id>"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
AT = "evStations.evStation[0]"
VISA = m.CreditCard(types=("VISA",))


def pages(stations: str) -> str:
    """Return a page with stations."""
    inner = f"<hasMore>false</hasMore><evStations>{stations}</evStations>"
    return f"<ev:evStationsResult {EV}>{inner}</ev:evStationsResult>"


def one(more: str, attributes: str = "") -> str:
    """Return a page of one station with more in it."""
    return pages(f'<evStation id="s1"{attributes}>{POSITION}{more}</evStation>')


ONE = one("")
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))

SHAPES = (
    ok("documented shape", DECLARATION + ONE, page(station())),
    ok("laid out", ONE.replace("><", ">\n  <"), page(station())),
    ok("CRLF", ONE.replace("><", ">\r\n<"), page(station())),
    ok("empty wrapper", pages(""), page()),
    ok("blank wrapper", pages("\n  "), page()),
    ok(
        "no wrapper",
        f"<ev:evStationsResult {EV}><hasMore>0</hasMore></ev:evStationsResult>",
        page(),
    ),
    ok("empty document", "<evStationsResult/>", m.EVStationsResult()),
    ok("capital root", ONE.replace("ev:evS", "ev:EVS"), page(station())),
    ok("no namespace", ONE.replace("ev:", "").replace(EV, ""), page(station())),
    ok(
        "another namespace",
        ONE.replace("http://www.here.com/2014/02/ACS-EV", "urn:x"),
        page(station()),
    ),
    ok("default namespace", ONE.replace("xmlns:ev", "xmlns").replace("ev:", ""), page(station())),
    ok(
        "qualified children",
        ONE.replace("<", "<ev:").replace("<ev:/", "</ev:").replace("ev:ev:", "ev:"),
        page(station()),
    ),
    ok(
        "children in any order",
        pages(f'<evStation timeZone="Z" id="s1"><name>n</name>{POSITION}</evStation>')
        .replace("<hasMore>false</hasMore>", "")
        .replace("</evStations>", "</evStations><hasMore>false</hasMore>"),
        page(station(name="n", time_zone="Z")),
    ),
    ok(
        "wrapper twice",
        ONE.replace("<evStations>", "<evStations/><evStations>"),
        page(station()),
        ("evStations", DUPLICATE, ""),
    ),
    ok(
        "single value twice",
        one("<name>a</name><name>b</name>"),
        page(station(name="b")),
        (f"{AT}.name", DUPLICATE, "a"),
    ),
    ok(
        "single value three times, apart",
        one("<name>a</name><brand>x</brand><name>b</name><name>c</name>"),
        page(station(name="c", brand="x")),
        (f"{AT}.name", DUPLICATE, "b"),
        (f"{AT}.name", DUPLICATE, "a"),
    ),
    ok(
        "a list in pieces",
        one("<roaming><emsp>E</emsp></roaming><name>n</name><roaming/>"),
        page(station(name="n", roaming=(m.StationRoaming(emsp="E"), m.StationRoaming()))),
    ),
    ok(
        "new element",
        one("<tariff>green</tariff>"),
        page(station()),
        (f"{AT}.tariff", UNKNOWN, "green"),
    ),
    ok(
        "new structure",
        one('<tariff a="1"><b>2</b>3</tariff>'),
        page(station()),
        (f"{AT}.tariff", UNKNOWN, '<tariff a="1"><b>2</b>3</tariff>'),
    ),
    ok("empty new element", one("<tariff/>"), page(station()), (f"{AT}.tariff", UNKNOWN, "")),
    ok(
        "new attribute",
        one("", ' tariff="green"'),
        page(station()),
        (f"{AT}.tariff", UNKNOWN, "green"),
    ),
    ok(
        "new element in a list",
        ONE.replace("<evStation ", "<advert>x</advert><evStation "),
        page(station()),
        ("evStations.advert", UNKNOWN, "x"),
    ),
    ok(
        "attribute of a wrapper",
        ONE.replace("<evStations>", "<evStations total='1'>"),
        page(station()),
        ("evStations.total", UNKNOWN, "1"),
    ),
    ok(
        "attribute of the root",
        ONE.replace("ev:evStationsResult x", "ev:evStationsResult v='2' x"),
        page(station()),
        ("v", UNKNOWN, "2"),
    ),
    ok(
        "attribute of a text in a list",
        "<creditCard><types><type a='1'>VISA</type></types></creditCard>",
        VISA,
        ("types.type[0].a", UNKNOWN, "1"),
    ),
    ok(
        "attribute of a repeated text",
        "<error><Message>a</Message><Message x='1'>b</Message></error>",
        m.ErrorResult(messages=("a", "b")),
        ("Message[1].x", UNKNOWN, "1"),
    ),
    ok(
        "attribute of a structure",
        one("<address lang='de'><city>B</city></address>"),
        page(station(address=m.Address(city="B"))),
        (f"{AT}.address.lang", UNKNOWN, "de"),
    ),
    ok(
        "text between elements",
        one("<name>n</name>words"),
        page(station(name="n")),
        (AT, STRAY, "words"),
    ),
    ok(
        "text in a wrapper",
        ONE.replace("<evStations>", "<evStations>words"),
        page(station()),
        ("evStations", STRAY, "words"),
    ),
    ok("text for a wrapper", pages("none"), page(), ("evStations", BAD, "none")),
    ok(
        "text for a structure",
        one("<address>Berlin</address>"),
        page(station()),
        (f"{AT}.address", BAD, "Berlin"),
    ),
    ok(
        "text for a structure with attributes",
        one(
            "<connectors><connector><connectorType id='31'>Typ 2</connectorType></connector></connectors>"
        ),
        page(station(connectors=(m.Connector(connector_type=m.NameId(id="31")),))),
        (f"{AT}.connectors.connector[0].connectorType", BAD, "Typ 2"),
    ),
    ok("empty structure", one("<address/>"), page(station(address=m.Address()))),
    ok(
        "a station without a position",
        pages(f'<evStation id="s0"/><evStation id="s1">{POSITION}</evStation>'),
        page(station()),
        (f"{AT}.position", MISSING, '<evStation id="s0"/>'),
    ),
    ok(
        "deep path",
        one(
            "<connectors><connector/><connector><chargingPoint><phases>three</phases></chargingPoint></connector></connectors>"
        ),
        page(station(connectors=(m.Connector(), m.Connector(charging_point=m.ChargingPoint())))),
        (f"{AT}.connectors.connector[1].chargingPoint.phases", BAD, "three"),
    ),
    ok(
        "roaming as documented", one(f"<roaming>{ROAMING}</roaming>"), page(station(roaming=(EMA,)))
    ),
    ok(
        "roaming in a wrapper",
        one(f"<roamings><roaming>{ROAMING}</roaming></roamings>"),
        page(station(roaming=(EMA,))),
    ),
    ok("capital roaming", one(f"<Roaming>{ROAMING}</Roaming>"), page(station(roaming=(EMA,)))),
    ok("empty wrapper of roaming", one("<roamings/>"), page(station())),
    ok(
        "text for a wrapper of roaming",
        one("<roamings>all</roamings>"),
        page(station()),
        (f"{AT}.roamings", BAD, "all"),
    ),
    ok(
        "roaming twice",
        one(f"<roamings><roaming><emsp>X</emsp></roaming></roamings><roaming>{ROAMING}</roaming>"),
        page(station(roaming=(EMA,))),
        (
            f"{AT}.roamings",
            DUPLICATE,
            "<roamings><roaming><emsp>X</emsp></roaming></roamings>",
        ),
    ),
    ok(
        "attribute in a wrapper of roaming",
        one(f"<roamings><roaming a='1'>{ROAMING}</roaming></roamings>"),
        page(station(roaming=(EMA,))),
        (f"{AT}.roamings.roaming[0].a", UNKNOWN, "1"),
    ),
    *(
        ok(
            f"timestamp as {name}",
            one(f"<{name}>2014-01-14T10:00Z</{name}>"),
            page(station(last_updated_time_stamp=STAMP)),
        )
        for name in ("lastUpdatedTimeStamp", "LastUpdatedTimeStamp", "lastUpdatedTimestamp")
    ),
    ok(
        "timestamp under two names",
        one(
            "<lastUpdatedTimeStamp>2014-01-14T10:00Z</lastUpdatedTimeStamp><LastUpdatedTimeStamp>x</LastUpdatedTimeStamp>"
        ),
        page(station(last_updated_time_stamp=STAMP)),
        (f"{AT}.LastUpdatedTimeStamp", DUPLICATE, "x"),
    ),
    ok(
        "EVSEs as plain lists",
        "<evsesResult><pools><id>p</id></pools><pools/></evsesResult>",
        m.EVSEsResult(pools=(m.EVSEsPool(id="p"), m.EVSEsPool())),
    ),
    ok(
        "EVSEs with wrappers",
        "<evses><pools><pool><id>p</id><stations><station><id>s</id></station></stations></pool></pools></evses>",
        m.EVSEsResult(pools=(m.EVSEsPool(id="p", stations=(m.EVSEsStation(id="s"),)),)),
    ),
    ok(
        "issues in EVSEs with wrappers",
        "<evses><pools><pool a='1'><id>p</id></pool><pool><new>2</new></pool>words</pools></evses>",
        m.EVSEsResult(pools=(m.EVSEsPool(id="p"), m.EVSEsPool())),
        ("pools", STRAY, "words"),
        ("pools.pool[0].a", UNKNOWN, "1"),
        ("pools[1].new", UNKNOWN, "2"),
    ),
    ok(
        "EVSE without connectors",
        "<evses><id>e</id></evses>",
        m.EVSE(id="e", connectors=()),
        ("connectors", MISSING, "<evses><id>e</id></evses>"),
    ),
    ok("comments and instructions", ONE.replace("><", "><!-- > --><?x y?><"), page(station())),
    ok("comment with a document type", f"<!-- <!DOCTYPE x> -->{ONE}", page(station())),
    ok("comment with an element", f"<!-- <a> -->{ONE}", page(station())),
    ok(
        "schema location",
        ONE.replace(
            EV,
            f'{EV} xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="u x.xsd"',
        ),
        page(station()),
    ),
)

NAME = "<connectorType><name>Straße</name></connectorType>"
STRASSE = m.NameId(name="Straße")

BODIES = (
    no("empty", b"", says="the body is empty"),
    no("white space", b" \r\n\t", says="the body is empty"),
    no("HTML 5", "<!DOCTYPE html><html><body>Log in</body></html>", says="HTML page"),
    no(
        "HTML without a type", "<html><body>Log in</body></html>", says="the root element is <html>"
    ),
    no("JSON", '{"hasMore":false}', says="looks like JSON"),
    no("plain text", "Service Unavailable"),
    no("another root", f"<ev:error {EV}><error>Forbidden</error></ev:error>", says="<error>"),
    no("another document", "<roamings/>", says="<evStationsResult>"),
    no("a part of the document", ONE[ONE.index("<evStation ") :], says="Extra content"),
    no("cut off in a tag", ONE[: ONE.index("<latitude>") + 4], says="cut off"),
    no("cut off behind a station", ONE[: ONE.index("</evStations>")], says="cut off"),
    no("two roots", ONE + ONE),
    no("text behind the root", ONE + "words"),
    no("tags that cross", "<evStationsResult><a><b></a></b></evStationsResult>"),
    no("attribute twice", "<connectorType id='1' id='2'/>", m.NameId),
    no("prefix without a namespace", ONE.replace(EV, "")),
    no("bare ampersand", "<connectorType><name>a & b</name></connectorType>", m.NameId),
    no(
        "HTML entity", "<connectorType><name>Stra&szlig;e</name></connectorType>", m.NameId, "szlig"
    ),
    no("control character", "<connectorType><name>a\x01b</name></connectorType>", m.NameId),
    no(
        "reference to a control character",
        "<connectorType><name>&#1;</name></connectorType>",
        m.NameId,
    ),
    no(
        "reference to a surrogate", "<connectorType><name>&#xD800;</name></connectorType>", m.NameId
    ),
    no("nul byte", ONE.replace("false", "fal\0se")),
    no("document type", "<!DOCTYPE evStationsResult>" + ONE, says="document type"),
    no(
        "document type elsewhere",
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + ONE,
        says="document type",
    ),
    no(
        "document type behind a comment",
        f"<?x y?><!-- <a> --> <!DOCTYPE x>{ONE}",
        says="document type",
    ),
    no("document type in UTF-16", ("<!DOCTYPE x>" + ONE).encode("utf-16"), says="document type"),
    no(
        "internal entity",
        '<!DOCTYPE x [<!ENTITY e "boom">]><connectorType><name>&e;</name></connectorType>',
        m.NameId,
        "document type",
    ),
    no(
        "external entity",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><connectorType><name>&e;</name></connectorType>',
        m.NameId,
        "document type",
    ),
    no(
        "external entity in UTF-16",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><connectorType><name>&e;</name></connectorType>'.encode(
            "utf-16"
        ),
        m.NameId,
        "document type",
    ),
    no(
        "parameter entity",
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><connectorType/>',
        m.NameId,
        "document type",
    ),
    no(
        "entity bomb",
        f'<!DOCTYPE x [<!ENTITY e0 "ha">{BOMB}]><connectorType><name>&e9;</name></connectorType>',
        m.NameId,
        "document type",
    ),
    no(
        "entity bomb in UTF-16",
        f'<!DOCTYPE x [<!ENTITY e0 "ha">{BOMB}]><connectorType id="&e9;"/>'.encode("utf-16"),
        m.NameId,
    ),
    no(
        "default attribute",
        '<!DOCTYPE x [<!ATTLIST connectorType id CDATA "31">]><connectorType/>',
        m.NameId,
        "document type",
    ),
    no("100,000 levels", b"<evStationsResult>" * 100_000),
    no("100,000 levels, closed", b"<a>" * 100_000 + b"</a>" * 100_000),
    no("300 levels in a new element", one("<a>" * 300 + "</a>" * 300)),
    ok(
        "200 levels in a new element",
        one("<a>" * 200 + "</a>" * 200),
        page(station()),
        (f"{AT}.a", UNKNOWN, "<a>" + "<a>" * 198 + "<a/>" + "</a>" * 199),
    ),
    ok("BOM", b"\xef\xbb\xbf" + (DECLARATION + NAME).encode(), STRASSE),
    ok("UTF-16", NAME.encode("utf-16"), STRASSE),
    ok(
        "UTF-16, declared",
        f'<?xml version="1.0" encoding="UTF-16"?>{NAME}'.encode("utf-16"),
        STRASSE,
    ),
    ok(
        "Latin-1, declared",
        f'<?xml version="1.0" encoding="ISO-8859-1"?>{NAME}'.encode("latin-1"),
        STRASSE,
    ),
    ok(
        "Windows-1252, declared",
        f'<?xml version="1.0" encoding="windows-1252"?>{NAME}'.encode("cp1252"),
        STRASSE,
    ),
    no("Latin-1, undeclared", NAME.encode("latin-1"), m.NameId),
    no("Latin-1, declared as UTF-8", (DECLARATION + NAME).encode("latin-1"), m.NameId),
    no("UTF-8, declared as UTF-16", f'<?xml version="1.0" encoding="UTF-16"?>{NAME}', m.NameId),
    no("unknown encoding", f'<?xml version="1.0" encoding="KOI-9"?>{NAME}', m.NameId),
    no("XML 2.0", f'<?xml version="2.0"?><a>{NAME}</a>', m.NameId),
    no("declaration behind a line", "\n" + DECLARATION + NAME, m.NameId),
    no("surrogate in UTF-8", b"<connectorType><name>\xed\xa0\x80</name></connectorType>", m.NameId),
    no("gzip", bytes.fromhex("1f8b0800000000000003")),
)

TRUTHS: tuple[Truth, ...] = (*VALUES, *SHAPES, *BODIES)
