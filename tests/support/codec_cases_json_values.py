"""Scalars in JSON: every spelling that is read, and every one that cannot be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from support.codec_cases import BAD, MISSING, NEW_VALUE, RANGE, UNKNOWN, Truth, no, ok

import evcp_models as m

STAMP = datetime(2014, 1, 14, 10, 0, tzinfo=UTC)
CET = timezone(timedelta(hours=1))


def point(text: str) -> str:
    """Return a charging point with a timestamp."""
    return f'{{"lastUpdateTimestamp":{text}}}'


def power(text: str) -> str:
    """Return a connector with a power."""
    return f'{{"maxPowerLevel":{text}}}'


def count(text: str) -> str:
    """Return a page with a count."""
    return f'{{"hasMore":true,"count":{text}}}'


def counted(value: int | None) -> m.EVStationsResult:
    """Return a page with a count."""
    return m.EVStationsResult(has_more=True, count=value)


def at(value: datetime | None) -> m.ChargingPoint:
    """Return a charging point with a timestamp."""
    return m.ChargingPoint(last_update_timestamp=value)


def kw(value: float | None) -> m.Connector:
    """Return a connector with a power."""
    return m.Connector(max_power_level=value)


CERTAIN = {
    "2014-01-14 10:00:00Z": STAMP,
    "2014-01-14t10:00:00.5z": STAMP.replace(microsecond=500_000),
    "2014-01-14T11:00:00+01": STAMP.astimezone(CET),
    "2014-01-14 11:00:00 +01:00": STAMP.astimezone(CET),
    "2014-01-14T10:00:00,25Z": STAMP.replace(microsecond=250_000),
    "20140114T100000Z": STAMP,
    "2014-01-13T24:00:00Z": STAMP.replace(hour=0),
    "2014-01-14T10:00:00.9999999Z": STAMP.replace(microsecond=999_999),
    "0001-01-01T00:00:00+01:00": datetime(1, 1, 1, tzinfo=CET),
}
"""Timestamps of other forms with one meaning each."""

TIMESTAMPS = (
    ok("UTC", point('"2014-01-14T10:00:00.000Z"'), at(STAMP)),
    ok("offset without colon", point('"2014-01-14T11:00:00.000+0100"'), at(STAMP.astimezone(CET))),
    ok("offset with colon", point('"2014-01-14T11:00:00.000+01:00"'), at(STAMP.astimezone(CET))),
    ok("offset of half an hour", point('"2014-01-14T06:30:00-0330"'), at(STAMP)),
    ok("no milliseconds", point('"2014-01-14T10:00:00Z"'), at(STAMP)),
    ok("no seconds", point('"2014-01-14T10:00Z"'), at(STAMP)),
    ok("timestamp in white space", point('" 2014-01-14T10:00Z\\n"'), at(STAMP)),
    ok(
        "microseconds",
        point('"2014-01-14T10:00:00.000001Z"'),
        at(STAMP.replace(microsecond=1)),
    ),
    ok(
        "more digits than a datetime has",
        point('"2014-01-14T10:00:00.1234567Z"'),
        at(STAMP.replace(microsecond=123456)),
    ),
    *(ok(f"timestamp {text}", point(f'"{text}"'), at(value)) for text, value in CERTAIN.items()),
    *(
        ok(name, point(f'"{text}"'), at(None), ("lastUpdateTimestamp", BAD, text))
        for name, text in {
            "no offset": "2014-01-14T10:00:00.000",
            "no time": "2014-01-14",
            "a second behind hour 24": "2014-01-14T24:00:01Z",
            "midnight behind the last day": "9999-12-31T24:00:00Z",
            "second 60 of another minute": "2014-01-14T23:58:60Z",
            "month 13": "2014-13-14T10:00:00Z",
            "day 30 of February": "2014-02-30T10:00:00Z",
            "offset of 90 minutes in the hour": "2014-01-14T10:00:00+0190",
            "offset of a day": "2014-01-14T10:00:00+2400",
            "week date": "2014-W03-2T10:00:00Z",
            "year 0": "0000-01-14T10:00:00Z",
            "empty timestamp": "",
            "words": "yesterday",
        }.items()
    ),
    ok(
        "seconds since 1970",
        point("1389693600"),
        at(None),
        ("lastUpdateTimestamp", BAD, "1389693600"),
    ),
    ok("timestamp null", point("null"), at(None)),
    ok("timestamp true", point("true"), at(None), ("lastUpdateTimestamp", BAD, "true")),
    ok("timestamp object", point('{"t":1}'), at(None), ("lastUpdateTimestamp", BAD, '{"t": 1}')),
)

NUMBERS = (
    ok("number as text", power('"22.08"'), kw(22.08)),
    ok("number as text in white space", power('" 22.08 "'), kw(22.08)),
    ok("integer for a float", power("22"), kw(22.0)),
    ok("exponent", power("2.208E1"), kw(22.08)),
    ok("power below zero", power("-1.5"), kw(-1.5), ("maxPowerLevel", RANGE, "-1.5")),
    ok("1e400", power("1e400"), kw(None), ("maxPowerLevel", BAD, "1e400")),
    ok("-1e400", power("-1e400"), kw(None), ("maxPowerLevel", BAD, "-1e400")),
    ok("1e400 as text", power('"1e400"'), kw(None), ("maxPowerLevel", BAD, "1e400")),
    ok("NaN", power("NaN"), kw(None), ("maxPowerLevel", BAD, "NaN")),
    ok("Infinity", power("Infinity"), kw(None), ("maxPowerLevel", BAD, "Infinity")),
    ok("-Infinity", power("-Infinity"), kw(None), ("maxPowerLevel", BAD, "-Infinity")),
    ok("NaN as text", power('"NaN"'), kw(None), ("maxPowerLevel", BAD, "NaN")),
    ok("number with unit", power('"22 kW"'), kw(None), ("maxPowerLevel", BAD, "22 kW")),
    ok("decimal comma", power('"22,08"'), kw(None), ("maxPowerLevel", BAD, "22,08")),
    ok("underscore", power('"1_000"'), kw(None), ("maxPowerLevel", BAD, "1_000")),
    ok("hexadecimal", power('"0x10"'), kw(None), ("maxPowerLevel", BAD, "0x10")),
    ok("digits of another script", power('"١٢"'), kw(None), ("maxPowerLevel", BAD, "١٢")),
    ok("empty number", power('""'), kw(None), ("maxPowerLevel", BAD, "")),
    ok("number true", power("true"), kw(None), ("maxPowerLevel", BAD, "true")),
    ok("number in a list", power("[22.08]"), kw(22.08)),
    ok("numbers in a list", power("[1, 2]"), kw(None), ("maxPowerLevel", BAD, "[1, 2]")),
    ok("5,000 digits for a float", power("9" * 5000), kw(None), ("maxPowerLevel", BAD, "9" * 5000)),
    ok("integer as text", count('"421"'), counted(421)),
    ok("integer with a fraction of zero", count("421.0"), counted(421)),
    ok("text of one", count('"421.0"'), counted(421)),
    ok("integer with a fraction", count("421.5"), counted(None), ("count", BAD, "421.5")),
    ok("negative count", count("-1"), counted(-1), ("count", RANGE, "-1")),
    ok("2 to the 70th", count(str(2**70)), counted(2**70)),
    ok("1e3 for an integer", count("1e3"), counted(1000)),
    ok("1e-400 for an integer", count("1e-400"), counted(None), ("count", BAD, "1e-400")),
    ok("beyond an exact float", count("9007199254740993.0"), counted(9007199254740993)),
    ok(
        "short of 3",
        count("2.9999999999999999"),
        counted(None),
        ("count", BAD, "2.9999999999999999"),
    ),
    ok("tiny price", '{"value":1e-400}', m.Price(value=Decimal("1e-400"))),
    ok("subnormal price", '{"value":4.9e-324}', m.Price(value=Decimal("4.9e-324"))),
    ok(
        "blanks around codes",
        '{"id":" 34\\n","name":" a "}',
        m.NameId(id="34", name=" a "),
    ),
    ok(
        "blanks around a state",
        '{"state":"AVAILABLE "}',
        m.ConnectorStatus(state=m.ConnectorState.AVAILABLE),
    ),
    ok(
        "blanks around an unknown state",
        '{"state":" a\\t b "}',
        m.ConnectorStatus(state="a b"),
        ("state", NEW_VALUE, " a\t b "),
    ),
    ok("no-break space around an id", '{"id":"\u00a034"}', m.NameId(id="\u00a034")),
    ok("blanks around an app", '{"types":{"type":[" app"]}}', m.OtherPayment(types=("app",))),
    ok("blank id", '{"id":" "}', m.NameId(id="")),
    ok("1e300 for an integer", count("1e300"), counted(None), ("count", BAD, "1e300")),
    ok("5,000 digits", count("9" * 5000), counted(None), ("count", BAD, "9" * 5000)),
    ok("5,000 digits as text", count(f'"{"9" * 5000}"'), counted(None), ("count", BAD, "9" * 5000)),
    ok("integer false", count("false"), counted(None), ("count", BAD, "false")),
    no("a required integer that is none", '{"count":"many"}', m.CountResult, "missing at count"),
    ok(
        "latitude of 91",
        '{"latitude":91.0,"longitude":-180.5}',
        m.Position(latitude=91.0, longitude=-180.5),
        ("latitude", RANGE, "91.0"),
        ("longitude", RANGE, "-180.5"),
    ),
    ok("daymask as text", '{"daymask":"127"}', m.OpeningHoursDetail(daymask=127)),
    ok(
        "daymask 128",
        '{"daymask":128}',
        m.OpeningHoursDetail(daymask=128),
        ("daymask", RANGE, "128"),
    ),
    ok("price", '{"value":0.350,"currency":"EUR"}', m.Price(value=Decimal("0.35"), currency="EUR")),
    ok("price as text", '{"value":"0.35"}', m.Price(value=Decimal("0.35"))),
    ok(
        "price of many digits",
        '{"value":0.12345678901234567890123}',
        m.Price(value=Decimal("0.12345678901234567890123")),
    ),
    ok("bare price", '{"price":0.35}', m.PricingStructure(price=m.Price(value=Decimal("0.35")))),
    ok(
        "bare price of many digits",
        '{"price":1234567890.1234567890}',
        m.PricingStructure(price=m.Price(value=Decimal("1234567890.1234567890"))),
    ),
    ok(
        "price that is none",
        '{"price":{"value":"cheap"}}',
        m.PricingStructure(),
        ("price.value", BAD, "cheap"),
        ("price.value", MISSING, '{"value": "cheap"}'),
    ),
)

OTHERS: tuple[Truth, ...] = (
    *(
        ok(f"boolean {text}", f'{{"fixedCable":{text}}}', m.Connector(fixed_cable=value))
        for text, value in {
            "true": True,
            "false": False,
            '"true"': True,
            '" false "': False,
            "1": True,
            "0": False,
            '"1"': True,
        }.items()
    ),
    *(
        ok(f"boolean {raw}", f'{{"pay":{text}}}', m.ConnectorDetail(), ("pay", BAD, raw))
        for text, raw in {"2": "2", '"yes"': "yes", "1.0": "1.0", '""': "", "[]": "[]"}.items()
    ),
    ok("number for a text", '{"id":31,"name":5}', m.NameId(id="31", name="5")),
    ok("text of a float", '{"id":1.10,"name":1e2}', m.NameId(id="1.10", name="1e2")),
    ok("text of 1e400", '{"id":1e400}', m.NameId(id="1e400")),
    ok("NaN for a text", '{"id":NaN}', m.NameId(), ("id", BAD, "NaN")),
    ok("5,000 digits for a text", f'{{"id":{"9" * 5000}}}', m.NameId(id="9" * 5000)),
    ok("boolean for a text", '{"id":true}', m.NameId(), ("id", BAD, "true")),
    ok("list of one for a text", '{"id":["31"]}', m.NameId(id="31")),
    ok("list for a text", '{"id":["31","2"]}', m.NameId(), ("id", BAD, '["31", "2"]')),
    ok("object for a text", '{"id":{"a":1.50}}', m.NameId(), ("id", BAD, '{"a": 1.50}')),
    ok("empty text", '{"id":"","name":" "}', m.NameId(id="", name=" ")),
    ok("nul in a text", '{"name":"a\\u0000b"}', m.NameId(name="a\0b"), ("name", RANGE, "a\0b")),
    ok("lone surrogate", '{"name":"\\ud800"}', m.NameId(name="\ufffd"), ("name", RANGE, "\\ud800")),
    ok(
        "lone surrogates everywhere",
        '{"id":"\\udc00","\\uD83Dx":["\\ude00\\ud83d",{"\\udfff":"\\ud83d\\ude00"}],"name":1}',
        m.NameId(id="\ufffd", name="1"),
        ("\\ud83dx", UNKNOWN, '["\\ude00\\ud83d", {"\\udfff": "\U0001f600"}]'),
        ("id", RANGE, "\\udc00"),
    ),
    ok("surrogate pair", '{"name":"\\ud83d\\udd0c"}', m.NameId(name="\U0001f50c")),
    ok("what looks like a member", '{"name":"\\"id\\":\\"x\\""}', m.NameId(name='"id":"x"')),
    ok("10 MB of text", f'{{"name":"{"x" * 10_000_000}"}}', m.NameId(name="x" * 10_000_000)),
    ok(
        "known enumeration value",
        '{"state":"OCCUPIED"}',
        m.ConnectorStatus(state=m.ConnectorState.OCCUPIED),
    ),
    ok(
        "new enumeration value",
        '{"state":"CHARGING_SLOWLY"}',
        m.ConnectorStatus(state="CHARGING_SLOWLY"),
        ("state", NEW_VALUE, "CHARGING_SLOWLY"),
    ),
    ok(
        "small letters are another value",
        '{"state":"occupied"}',
        m.ConnectorStatus(state="occupied"),
        ("state", NEW_VALUE, "occupied"),
    ),
    ok(
        "empty enumeration value",
        '{"state":""}',
        m.ConnectorStatus(state=""),
        ("state", NEW_VALUE, ""),
    ),
    ok(
        "number for an enumeration value",
        '{"chargeMode":3}',
        m.ChargingPoint(charge_mode=m.ChargeMode.MODE_3),
    ),
    ok(
        "number of no enumeration value",
        '{"chargeMode":3.0}',
        m.ChargingPoint(charge_mode="3.0"),
        ("chargeMode", NEW_VALUE, "3.0"),
    ),
    ok("enumeration true", '{"state":true}', m.ConnectorStatus(), ("state", BAD, "true")),
    ok(
        "midnight twice",
        '{"from":"00:00:00","to":"24:00:00"}',
        m.TimePeriod(from_="00:00:00", to="24:00:00"),
    ),
    ok(
        "no time of the day",
        '{"from":"24:01","to":"8:00"}',
        m.TimePeriod(from_="24:01", to="8:00"),
        ("from", RANGE, "24:01"),
        ("to", RANGE, "8:00"),
    ),
)

VALUES = (*TIMESTAMPS, *NUMBERS, *OTHERS)
