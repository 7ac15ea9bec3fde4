"""Shapes and bodies in JSON: what the service may come to send, and what may come from elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

from support.codec_cases import BAD, DUPLICATE, MISSING, UNKNOWN, Truth, no, ok, page, station
from support.codec_cases_json_values import VALUES

import evcp_models as m

POSITION = '"position":{"latitude":52.5,"longitude":13.25}'
STATION = f'"id":"s1",{POSITION}'
STAMP = datetime(2014, 1, 14, 10, 0, tzinfo=UTC)
EMA = m.StationRoaming(emsp="E", ema_id=("NL-ECO",))
ROAMING = '{"emsp":"E","ema_id":["NL-ECO"]}'


def pages(stations: str) -> str:
    """Return a page whose `evStations` is this text."""
    return f'{{"hasMore":false,"evStations":{stations}}}'


def one(members: str) -> str:
    """Return a page of one station with more members."""
    return pages(f'{{"evStation":[{{{STATION},{members}}}]}}')


AT = "evStations.evStation[0]"
VISA = m.CreditCard(types=("VISA",))

SHAPES = (
    ok("documented shape", pages(f'{{"evStation":[{{{STATION}}}]}}'), page(station())),
    ok("bare array for a wrapper", pages(f"[{{{STATION}}}]"), page(station())),
    ok("single object for an array", pages(f'{{"evStation":{{{STATION}}}}}'), page(station())),
    ok("wrapper without its list", pages("{}"), page()),
    ok("wrapper with an empty list", pages('{"evStation":[]}'), page()),
    ok("wrapper with null", pages('{"evStation":null}'), page()),
    ok("wrapper null", pages("null"), page()),
    ok("wrapper absent", '{"hasMore":false}', page()),
    ok("no hasMore", '{"count":0}', m.EVStationsResult(count=0)),
    ok(
        "members in another order",
        f'{{"evStations":[{{{POSITION},"id":"s1"}}],"hasMore":false}}',
        page(station()),
    ),
    ok(
        "station for its wrapper",
        pages(f"{{{STATION}}}"),
        page(),
        ("evStations.id", UNKNOWN, "s1"),
        ("evStations.position", UNKNOWN, '{"latitude": 52.5, "longitude": 13.25}'),
    ),
    ok("text for a wrapper", pages('"none"'), page(), ("evStations.evStation[0]", BAD, "none")),
    ok(
        "list in a list",
        pages(f"[[{{{STATION}}},1]]"),
        page(),
        (AT, BAD, f"[{{{STATION}}},1]".replace(":", ": ").replace(",", ", ")),
    ),
    ok("array of one for an item", pages(f"[[{{{STATION}}}]]"), page(station())),
    ok(
        "array of one for a wrapper",
        f'{{"hasMore":false,"evStations":[{{"evStation":[{{{STATION}}}]}}]}}',
        page(station()),
    ),
    ok(
        "array of one for a required object",
        pages('[{"id":["s1"],"position":[{"latitude":[52.5],"longitude":["13.25"]}]}]'),
        page(station()),
    ),
    ok(
        "null in a list",
        pages(f"[null,{{{STATION}}},{{}}]"),
        page(station()),
        (AT, BAD, "null"),
        ("evStations.evStation[2].position", MISSING, "{}"),
    ),
    ok(
        "a station without a position",
        pages(f'{{"evStation":[{{"id":"s0"}},{{{STATION}}}]}}'),
        page(station()),
        (f"{AT}.position", MISSING, '{"id": "s0"}'),
    ),
    ok(
        "a station with half a position",
        pages(f'{{"evStation":[{{"id":"s0","position":{{"latitude":1.5}}}},{{{STATION}}}]}}'),
        page(station()),
        (f"{AT}.position.longitude", MISSING, '{"latitude": 1.5}'),
        (f"{AT}.position", MISSING, '{"id": "s0", "position": {"latitude": 1.5}}'),
    ),
    ok("new member", one('"tariff":"green"'), page(station()), (f"{AT}.tariff", UNKNOWN, "green")),
    ok(
        "new structure",
        one('"tariff":{"a":[1,{"b":null}],"c":true}'),
        page(station()),
        (f"{AT}.tariff", UNKNOWN, '{"a": [1, {"b": null}], "c": true}'),
    ),
    ok("new member null", one('"tariff":null'), page(station()), (f"{AT}.tariff", UNKNOWN, "null")),
    ok("empty name", one('"":1'), page(station()), (AT, UNKNOWN, "1")),
    ok(
        "deep path",
        one('"connectors":{"connector":[{},{"chargingPoint":{"phases":"three"}}]}'),
        page(station(connectors=(m.Connector(), m.Connector(charging_point=m.ChargingPoint())))),
        (f"{AT}.connectors.connector[1].chargingPoint.phases", BAD, "three"),
    ),
    ok(
        "null for everything optional",
        one('"name":null,"address":null,"connectors":null'),
        page(station()),
    ),
    ok(
        "empty structures",
        one('"address":{},"contacts":{}'),
        page(station(address=m.Address(), contacts=m.Contact())),
    ),
    ok(
        "text for a structure",
        one('"address":"Berlin"'),
        page(station()),
        (f"{AT}.address", BAD, "Berlin"),
    ),
    ok(
        "list for a structure",
        one('"address":[{},{}]'),
        page(station()),
        (f"{AT}.address", BAD, "[{}, {}]"),
    ),
    no("GeoJSON for a position", '{"id":"s1","position":[13.25,52.5]}', m.EVStation, "position"),
    ok(
        "one phone",
        '{"phone":{"value":"+49","label":"FAX"}}',
        m.Contact(phone=(m.Phone(value="+49", label="FAX"),)),
    ),
    ok(
        "bare phone",
        '{"phone":["+49",30]}',
        m.Contact(phone=(m.Phone(value="+49"), m.Phone(value="30"))),
    ),
    ok(
        "phone without a number",
        '{"phone":[{"label":"FAX"},true]}',
        m.Contact(),
        ("phone[0].value", MISSING, '{"label": "FAX"}'),
        ("phone[1]", BAD, "true"),
    ),
    ok("one text for a list", '{"types":{"type":"VISA"}}', VISA),
    ok("bare array of texts", '{"types":["VISA"]}', VISA),
    ok("bare text for a list", '{"types":"VISA"}', VISA),
    ok(
        "more beside a list",
        '{"types":{"type":["VISA"],"more":1}}',
        VISA,
        ("types.more", UNKNOWN, "1"),
    ),
    ok(
        "wrapper that wraps something else",
        '{"types":{"kind":["VISA"]}}',
        m.CreditCard(),
        ("types.kind", UNKNOWN, '["VISA"]'),
    ),
    ok(
        "strange items of a list of texts",
        '{"types":{"type":["VISA",5,2.50,null,true,["a"],{}]}}',
        m.CreditCard(types=("VISA", "5", "2.50", "a")),
        ("types.type[3]", BAD, "null"),
        ("types.type[4]", BAD, "true"),
        ("types.type[6]", BAD, "{}"),
    ),
    ok("roaming as documented", one(f'"roaming":[{ROAMING}]'), page(station(roaming=(EMA,)))),
    ok("one roaming", one(f'"roaming":{ROAMING}'), page(station(roaming=(EMA,)))),
    ok(
        "roaming in a wrapper",
        one(f'"roamings":{{"roaming":[{ROAMING}]}}'),
        page(station(roaming=(EMA,))),
    ),
    ok(
        "one roaming in a wrapper",
        one(f'"roamings":{{"roaming":{ROAMING}}}'),
        page(station(roaming=(EMA,))),
    ),
    ok("roaming in a bare wrapper", one(f'"roamings":[{ROAMING}]'), page(station(roaming=(EMA,)))),
    ok("capital roaming", one(f'"Roaming":[{ROAMING}]'), page(station(roaming=(EMA,)))),
    ok(
        "roaming null beside a wrapper",
        one(f'"roaming":null,"roamings":[{ROAMING}]'),
        page(station(roaming=(EMA,))),
    ),
    ok(
        "roaming twice",
        one(f'"roamings":{{"roaming":[{{"emsp":"X"}}]}},"roaming":[{ROAMING}]'),
        page(station(roaming=(EMA,))),
        (f"{AT}.roamings", DUPLICATE, '{"roaming": [{"emsp": "X"}]}'),
    ),
    *(
        ok(
            f"timestamp as {name}",
            one(f'"{name}":"2014-01-14T10:00Z"'),
            page(station(last_updated_time_stamp=STAMP)),
        )
        for name in ("lastUpdatedTimeStamp", "LastUpdatedTimeStamp", "lastUpdatedTimestamp")
    ),
    ok(
        "voltsrange",
        '{"voltsrange":"400V","ampsrange":"32A"}',
        m.ChargingPoint(volts_range="400V", amps_range="32A"),
    ),
    ok(
        "EVSEs as plain arrays",
        '{"pools":[{"id":"p"}]}',
        m.EVSEsResult(pools=(m.EVSEsPool(id="p"),)),
    ),
    ok(
        "EVSEs with wrappers",
        '{"pools":{"pool":[{"id":"p"}]}}',
        m.EVSEsResult(pools=(m.EVSEsPool(id="p"),)),
    ),
    ok("one pool", '{"pools":{"id":"p"}}', m.EVSEsResult(pools=(m.EVSEsPool(id="p"),))),
    ok(
        "EVSE without connectors",
        '{"id":"e","connectors":[]}',
        m.EVSE(id="e", connectors=()),
        ("connectors", MISSING, '{"id": "e", "connectors": []}'),
    ),
    ok(
        "code list",
        '{"connectorType":[{"id":"31"}]}',
        m.ConnectorTypesResult(connector_type=(m.NameId(id="31"),)),
    ),
    ok(
        "code list in an outer member",
        '{"connectorTypes":{"connectorType":[{"id":"31"}]}}',
        m.ConnectorTypesResult(connector_type=(m.NameId(id="31"),)),
    ),
    ok(
        "member twice",
        '{"id":"a","name":"n","id":"b"}',
        m.NameId(id="b", name="n"),
        ("id", DUPLICATE, "a"),
    ),
    ok("member twice alike", '{"id":"a","id":"a"}', m.NameId(id="a"), ("id", DUPLICATE, "a")),
    ok(
        "member three times",
        '{"id":1.10,"id":null,"id":"c"}',
        m.NameId(id="c"),
        ("id", DUPLICATE, "1.10"),
        ("id", DUPLICATE, "null"),
    ),
    ok(
        "wrapper twice",
        pages(f'[],"evStations":[{{{STATION}}}]'),
        page(station()),
        ("evStations", DUPLICATE, "[]"),
    ),
    ok(
        "list twice in its wrapper",
        pages(f'{{"evStation":[1],"evStation":[{{{STATION}}}]}}'),
        page(station()),
        ("evStations.evStation", DUPLICATE, "[1]"),
    ),
    ok(
        "member twice in a new structure",
        one('"new":{"a":1,"a":2}'),
        page(station()),
        (f"{AT}.new", UNKNOWN, '{"a": 1, "a": 2}'),
    ),
    ok(
        "member twice beside a text like it",
        '{"name":"\\":","id":"a","id":"b"}',
        m.NameId(id="b", name='":'),
        ("id", DUPLICATE, "a"),
    ),
    ok(
        "member twice beside 5,000 digits",
        f'{{"id":"a","id":"b","name":{"9" * 5000}}}',
        m.NameId(id="b", name="9" * 5000),
        ("id", DUPLICATE, "a"),
    ),
)

LATIN1 = '{"name":"Straße"}'.encode("latin-1")
DEEP = 200

BODIES = (
    no("empty", b"", says="the body is empty"),
    no("white space", b" \r\n\t", says="the body is empty"),
    no("null document", "null", says="not an object: null"),
    no("array of a station", f"[{{{STATION}}}]", says="members id, position"),
    no("array document", '[{"count":1},{"count":2}]', says="not an object"),
    ok("array of one document", '[{"hasMore":false,"count":0}]', page(count=0)),
    no("text document", '"stations"'),
    no("number document", "42"),
    no("empty object", "{}", says="members none"),
    no("HTML", "<!DOCTYPE html><html><body>Log in</body></html>", says="HTML page"),
    no("XML", "<evStationsResult/>", says="looks like XML"),
    no("plain text", "Service Unavailable", says="not JSON"),
    no(
        "error of the gateway",
        '{"error":"Unauthorized","error_description":"apiKey invalid."}',
        says="error",
    ),
    no("another document", '{"roaming":[]}', says="roaming"),
    no("cut off in a text", pages(f'{{"evStation":[{{{STATION},"name":"Ber'), says="cut off"),
    no("cut off behind a station", pages(f'{{"evStation":[{{{STATION}}}'), says="cut off"),
    no("more behind the document", '{"hasMore":false} {"hasMore":true}', says="Extra data"),
    no("JSON lines", '{"hasMore":false}\n{"hasMore":true}\n'),
    no("JSONP", 'callback({"hasMore":false});'),
    no("comment", '{"hasMore":false /* no */}'),
    no("comma behind the last member", '{"hasMore":false,}'),
    no("single quotes", "{'hasMore':false}"),
    no("Python's words", '{"hasMore":False}'),
    no("line break in a text", '{"name":"a\nb"}', m.NameId),
    no("nul byte", b'{"hasMore":false\0}'),
    no("half an escape", '{"name":"\\u12"}', m.NameId),
    no("Latin-1", LATIN1, m.NameId, says="not utf-8 text"),
    no("surrogate in UTF-8", b'{"name":"\xed\xa0\x80"}', m.NameId, says="not utf-8 text"),
    no("overlong UTF-8", b'{"name":"\xc0\xaf"}', m.NameId),
    no("100,000 arrays", b"[" * 100_000, says="nested too deeply"),
    no("100,000 objects", b'{"a":' * 100_000, says="nested too deeply"),
    no(
        "100,000 levels in a new member",
        one(f'"new":{"[" * 100_000}{"]" * 100_000}'),
        says="nested",
    ),
    no("gzip", bytes.fromhex("1f8b0800000000000003")),
    ok("BOM", b"\xef\xbb\xbf" + b'{"id":"1"}', m.NameId(id="1")),
    ok("UTF-16", '{"name":"Straße"}'.encode("utf-16"), m.NameId(name="Straße")),
    ok("UTF-16 without BOM", '{"name":"ß"}'.encode("utf-16-be"), m.NameId(name="ß")),
    ok("UTF-32", '{"name":"ß"}'.encode("utf-32"), m.NameId(name="ß")),
    ok(
        "member twice in UTF-16",
        '{"id":"㨢","id":"b"}'.encode("utf-16"),
        m.NameId(id="b"),
        ("id", DUPLICATE, "㨢"),
    ),
    no("half of UTF-16", '{"id":"1"}'.encode("utf-16")[:-1], m.NameId),
    ok(
        "200 levels in a new member",
        one(f'"new":{"[" * DEEP}{"]" * DEEP}'),
        page(station()),
        (f"{AT}.new", UNKNOWN, "[" * DEEP + "]" * DEEP),
    ),
    ok("white space everywhere", ' {\n"hasMore" : false ,\t"count"\r:\n 0 } ', page(count=0)),
    ok("escapes in names", '{"\\u0069d":"1"}', m.NameId(id="1")),
)

TRUTHS: tuple[Truth, ...] = (*VALUES, *SHAPES, *BODIES)
