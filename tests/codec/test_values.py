"""Scalars by rule: white space, timestamps and numbers mean the same in both formats."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.checks import Format
from support.settings import tries

import evcp
import evcp_models as m
from evcp import geo

BLANKS = st.text(" \t\r\n", max_size=4)
SPELL: dict[str, Callable[[str], str]] = {
    "json": lambda text: json.dumps(text),
    "xml": lambda text: "".join(f"&#{ord(c)};" if c in "\t\r\n&<>'" else c for c in text),
}
FORMATS: tuple[Format, ...] = ("json", "xml")


def read(model: type[Any], format: Format, json_body: str, xml_body: str, text: str) -> Any:
    """Decode a document with a text put into its place."""
    body = json_body if format == "json" else xml_body
    return evcp.decode(body.replace("@", SPELL[format](text)).encode(), model, format=format)


def xml(name: str) -> str:
    return f"<{name}>@</{name}>"


CODED: dict[str, tuple[type[Any], str, str, str, Callable[[Any], Any], Any]] = {
    "state": (
        m.ConnectorStatus,
        '{"state":@}',
        f"<connectorStatus>{xml('state')}</connectorStatus>",
        "OUT_OF_SERVICE",
        lambda x: x.state,
        m.ConnectorState.OUT_OF_SERVICE,
    ),
    "id in an attribute": (
        m.NameId,
        '{"id":@}',
        "<connectorType id='@'/>",
        "34",
        lambda x: x.id,
        "34",
    ),
    "id in an element": (
        m.EVStation,
        '{"id":"a","position":{"latitude":1,"longitude":2},"poolId":@}',
        "<evStation id='a'><position><latitude>1</latitude><longitude>2</longitude></position>"
        f"{xml('poolId')}</evStation>",
        "p-1",
        lambda x: x.pool_id,
        "p-1",
    ),
    "time zone": (
        m.EVStation,
        '{"id":"a","position":{"latitude":1,"longitude":2},"timeZone":@}',
        "<evStation id='a' timeZone='@'><position><latitude>1</latitude><longitude>2</longitude>"
        "</position></evStation>",
        "Europe/Berlin",
        lambda x: x.time_zone,
        "Europe/Berlin",
    ),
    "payment": (
        m.OtherPayment,
        '{"types":{"type":[@]}}',
        f"<other><types>{xml('type')}</types></other>",
        "app",
        lambda x: x.types,
        ("app",),
    ),
    "ids that stand alone": (
        m.StationRoaming,
        '{"ema_id":[@]}',
        f"<roaming>{xml('ema_id')}</roaming>",
        "DE-1",
        lambda x: x.ema_ids if hasattr(x, "ema_ids") else x.ema_id,
        ("DE-1",),
    ),
    "time of day": (
        m.TimePeriod,
        '{"from":@}',
        f"<period>{xml('from')}</period>",
        "08:30",
        lambda x: x.from_,
        "08:30",
    ),
    "number": (
        m.Connector,
        '{"maxPowerLevel":@}',
        f"<connector>{xml('maxPowerLevel')}</connector>",
        "22.5",
        lambda x: x.max_power_level,
        22.5,
    ),
    "boolean": (
        m.Connector,
        '{"fixedCable":@}',
        f"<connector>{xml('fixedCable')}</connector>",
        "true",
        lambda x: x.fixed_cable,
        True,
    ),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", CODED)
@tries(20)
@given(before=BLANKS, after=BLANKS)
def test_blanks_around_a_coded_value_mean_nothing(
    name: str, format: Format, before: str, after: str
) -> None:
    model, json_body, xml_body, text, value, expected = CODED[name]
    decoded = read(model, format, json_body, xml_body, before + text + after)
    assert value(decoded.value) == expected
    assert decoded.issues == ()


@pytest.mark.parametrize("format", FORMATS)
@tries(30)
@given(text=st.text("a \t\r\n\u00a0\u2028", min_size=1, max_size=9))
def test_white_space_of_ids_and_of_free_text(format: Format, text: str) -> None:
    bodies = '{"name":@,"id":@}', "<connectorType id='@'><name>@</name></connectorType>"
    decoded = read(m.NameId, format, *bodies, text)
    collapsed = re.sub("[ \t\r\n]+", " ", text).strip(" ")
    assert decoded.value == m.NameId(name=text, id=collapsed)
    assert decoded.issues == ()


@st.composite
def timestamps(draw: st.DrawFn) -> tuple[str, datetime]:
    """Return a timestamp in any form of one meaning, and its instant."""
    at = draw(st.datetimes())
    minutes = draw(st.sampled_from((0, 60, -720, 330, 840)))
    digits = draw(st.integers(0, 9))
    sign, hours, rest = "-" if minutes < 0 else "+", *divmod(abs(minutes), 60)
    zones = [f"{sign}{hours:02}:{rest:02}", f"{sign}{hours:02}{rest:02}"]
    zones += [f"{sign}{hours:02}"] if not rest else []
    zones += ["Z", "z"] if not minutes else []
    zone = draw(st.sampled_from(zones))
    nanoseconds = f"{at.microsecond:06}{draw(st.integers(0, 999)):03}"
    fraction = draw(st.sampled_from(".,")) + nanoseconds[:digits] if digits else ""
    kept = int(nanoseconds[: min(digits, 6)].ljust(6, "0"))
    date, time = f"{at.year:04}-{at.month:02}-{at.day:02}", f"{at.hour:02}:{at.minute:02}"
    time += f":{at.second:02}"
    if draw(st.booleans()):
        date, time = date.replace("-", ""), time.replace(":", "")
    text = f"{date}{draw(st.sampled_from('Tt '))}{time}{fraction}{zone}"
    value = at.replace(microsecond=kept, tzinfo=timezone(timedelta(minutes=minutes)))
    return text, value


@pytest.mark.parametrize("format", FORMATS)
@tries(100)
@given(stamp=timestamps())
def test_timestamps_of_one_meaning(format: Format, stamp: tuple[str, datetime]) -> None:
    text, expected = stamp
    bodies = '{"lastUpdateTimestamp":@}', f"<connector>{xml('lastUpdateTimestamp')}</connector>"
    decoded = read(m.Connector, format, *bodies, text)
    assert decoded.value.last_update_timestamp == expected
    assert decoded.value.last_update_timestamp.utcoffset() == expected.utcoffset()
    assert decoded.issues == ()
    again = evcp.encode(decoded.value, format=format)
    assert evcp.decode(again, m.Connector, format=format) == decoded


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2017-01-01T00:59:60.5+01:00", datetime(2017, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        ("2024-01-01T10:00:00 UTC", datetime(2024, 1, 1, 10, tzinfo=UTC)),
        ("2024-01-01 10:00 gmt", datetime(2024, 1, 1, 10, tzinfo=UTC)),
        ("2024-01-01T10Z", datetime(2024, 1, 1, 10, tzinfo=UTC)),
        ("20240101T10+0100", datetime(2024, 1, 1, 9, tzinfo=UTC)),
        ("2024-01-01T24Z", datetime(2024, 1, 2, tzinfo=UTC)),
        ("2024-01-01T10:30:60Z", None),
        ("2024-01-01T10:00:00 CET", None),
        ("2024-01-01T10", None),
        ("9999-12-31T23:59:60Z", None),
    ],
)
def test_rarer_timestamps(format: Format, text: str, expected: datetime | None) -> None:
    bodies = '{"lastUpdateTimestamp":@}', f"<connector>{xml('lastUpdateTimestamp')}</connector>"
    decoded = read(m.Connector, format, *bodies, text)
    assert decoded.value.last_update_timestamp == expected
    assert len(decoded.issues) == (expected is None)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("TRUE", True), ("True ", True), ("\n tRuE", True), (" FALSE", False), ("0\t", False)],
        *[("yes", None), ("tr ue", None), ("\u00a0true", None), ("", None)],
    ],
)
def test_booleans_in_any_case(format: Format, text: str, expected: bool | None) -> None:
    bodies = '{"open24x7":@}', f"<connectorDetails>{xml('open24x7')}</connectorDetails>"
    decoded = read(m.ConnectorDetail, format, *bodies, text)
    assert decoded.value.open24x7 is expected
    assert len(decoded.issues) == (expected is None)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ["phone", "fax", "email", "website"])
def test_labels_are_collapsed(format: Format, name: str) -> None:
    bodies = {
        "json": f'{{"{name}":[{{"value":"v","label":"\\n A  B\\t"}}]}}',
        "xml": f'<contacts><{name} label="&#10; A  B&#9;">v</{name}></contacts>',
    }
    decoded = evcp.decode(bodies[format].encode(), m.Contact, format=format)
    assert [one.label for one in getattr(decoded.value, name)] == ["A B"]
    assert decoded.issues == ()


NUMBERS = st.one_of(
    st.from_regex(r"-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(("9007199254740993.0", "2.9999999999999999", "1e-400", "4.9e-324", "1e3")),
)


@tries(200)
@given(text=NUMBERS)
def test_a_number_reads_like_its_text_in_xml(text: str) -> None:
    """An integer, a float, an exact decimal and a text, each from the same digits."""
    cases: tuple[tuple[type[Any], str, str], ...] = (
        (
            m.EVStationsResult,
            '{"count":@}',
            "<evStationsResult><count>@</count></evStationsResult>",
        ),
        (m.Connector, '{"maxPowerLevel":@}', f"<connector>{xml('maxPowerLevel')}</connector>"),
        (m.Price, '{"value":@}', "<price>@</price>"),
        (m.NameId, '{"name":@}', f"<connectorType>{xml('name')}</connectorType>"),
    )
    for model, json_body, xml_body in cases:
        from_json = evcp.decode(json_body.replace("@", text).encode(), model, format="json")
        try:
            from_xml = evcp.decode(xml_body.replace("@", text).encode(), model, format="xml")
        except evcp.DecodeError:
            raise AssertionError(f"{text} is read from JSON only") from None
        assert from_json == from_xml, text
    assert evcp.decode(f'{{"value":{text}}}'.encode(), m.Price, format="json").value == m.Price(
        value=Decimal(text)
    )


STATION = '"id":"a","position":{"latitude":1,"longitude":2}'


@tries(50)
@given(text=st.text(st.characters(), max_size=8) | st.text("a\ud83d\ude00\udc00", max_size=6))
def test_every_writer_writes_what_was_decoded(text: str) -> None:
    """What UTF-8 has no form for becomes U+FFFD, and so does in XML what XML has no form for; with an issue."""
    body = f'{{"evStations":[{{{STATION},"name":{json.dumps(text)}}}]}}'.encode()
    decoded = evcp.decode(body, m.EVStationsResult, format="json")
    (station,) = decoded.value.ev_stations
    sent = json.loads(json.dumps(text))
    whole = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", sent)
    assert station.name == re.sub("[\ud800-\udfff]", "\ufffd", sent)
    assert len(decoded.issues) == (whole != sent)
    for issue in decoded.issues:
        assert issue.raw == sent.encode("utf-8", "backslashreplace").decode()
        str(issue).encode()
    evcp.encode(station, format="json").decode()
    json.dumps(geo.feature(station), ensure_ascii=False).encode()
    csv.writer(file := io.StringIO()).writerow([station.name])
    file.getvalue().encode()
    again = evcp.decode(evcp.encode(station, format="xml"), m.EVStation, format="xml").value
    assert again.name == whole


@pytest.mark.parametrize(
    "spelled",
    [
        *(r"\u0000", r"\u001b", r"\u001B", r"\u000b", r"\u000C", r"\b", r"\f", r"\u001f"),
        *(r"\uffff", r"\uFFFE", "\uffff", "\ufffe", r"\ud800"),
    ],
)
def test_a_character_without_a_form_in_xml_is_replaced_there(
    spelled: str, caplog: pytest.LogCaptureFixture
) -> None:
    text = f"a{spelled}b"
    body = f'{{"evStations":[{{{STATION},"name":"{text}","timeZone":"{text}"}}]}}'.encode()
    decoded = evcp.decode(body, m.EVStationsResult, format="json")
    (station,) = decoded.value.ev_stations
    kept = "a\ufffdb" if spelled == r"\ud800" else json.loads(f'"{text}"')
    assert (station.name, station.time_zone) == (kept, kept)
    raw = json.loads(f'"{text}"').encode("utf-8", "backslashreplace").decode()
    issues = [(one.kind, one.path, one.raw) for one in decoded.issues]
    assert sorted(issues) == [
        (evcp.IssueKind.OUT_OF_RANGE, "evStations.evStation[0].name", raw),
        (evcp.IssueKind.OUT_OF_RANGE, "evStations.evStation[0].timeZone", raw),
    ]
    with evcp.iter_stations(io.BytesIO(body), format="json") as stations:
        assert list(stations) == [station]
    assert stations.issues == decoded.issues
    again = evcp.encode(decoded.value, format="xml")
    (written,) = evcp.decode(again, m.EVStationsResult, format="xml").value.ev_stations
    assert (written.name, written.time_zone) == ("a\ufffdb", "a\ufffdb")
    assert ("written as U+FFFD" in caplog.text) is (kept != "a\ufffdb")


@pytest.mark.parametrize(
    "spelled", [r"\n", r"\t", r"\r", r"\u000a", r"\\u0000", r"\\b", "\ufffd", "\x7f"]
)
def test_other_characters_stay(spelled: str) -> None:
    decoded = evcp.decode(f'{{"name":"a{spelled}b"}}'.encode(), m.NameId, format="json")
    assert decoded.value.name == json.loads(f'"a{spelled}b"')
    assert decoded.issues == ()


def test_a_negative_zero_keeps_its_sign() -> None:
    """JSON's -0 is an integer for its parser, and has the sign that the text of XML has."""
    members = (
        '"connectors": [{"maxPowerLevel": -0, "connectorDetails": {"pricing": {"price": -0}}}]'
    )
    body = (
        f'{{"id":"a","position":{{"latitude": -0,"longitude":0}},"distance":-0,{members},"zz": -0}}'
    )
    decoded = evcp.decode(body.encode(), m.EVStation, format="json")
    inner = (
        "<maxPowerLevel>-0</maxPowerLevel><connectorDetails><pricing><price>-0</price></pricing>"
    )
    inner = f"<connectors><connector>{inner}</connectorDetails></connector></connectors>"
    inner = (
        f"<latitude>-0</latitude><longitude>0</longitude></position><distance>-0</distance>{inner}"
    )
    body = f'<evStation id="a"><position>{inner}<zz>-0</zz></evStation>'
    from_xml = evcp.decode(body.encode(), m.EVStation, format="xml")
    assert repr(decoded) == repr(from_xml)
    place = decoded.value.position
    assert repr((place.latitude, place.longitude, decoded.value.distance)) == "(-0.0, 0.0, 0)"
    assert [(issue.path, issue.raw) for issue in decoded.issues] == [("zz", "-0")]
    assert evcp.decode(b'{"zz":0,"id":"a"}', m.NameId, format="json").issues[0].raw == "0"


def test_raw_text_of_a_left_out_object_has_all_its_parts() -> None:
    body = b'{"evStations":[{"id":"a","new":{"x":1.10},"roamings":[],"id":"b"}]}'
    issues = evcp.decode(body, m.EVStationsResult, format="json").issues
    assert issues[-1].kind is evcp.IssueKind.MISSING
    assert issues[-1].raw == '{"id": "a", "new": {"x": 1.10}, "roamings": [], "id": "b"}'
    station = (
        '<evStation a="1" id="a">stray<new/><cpoId><x/></cpoId>'
        '<name xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
        "<Roaming><emsp>e</emsp></Roaming></evStation>"
    )
    page = f"<evStationsResult><evStations>{station}</evStations></evStationsResult>"
    issues = evcp.decode(page.encode(), m.EVStationsResult, format="xml").issues
    assert issues[-1].kind is evcp.IssueKind.MISSING
    assert issues[-1].raw == station


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32", "cp037", "utf-7"])
def test_blanks_of_a_text_in_any_encoding(encoding: str) -> None:
    declared = "utf-16" if encoding == "utf-16-le" else encoding
    text = f'<?xml version="1.0" encoding="{declared}"?><connectorType><name> <!--c--> x</name></connectorType>'
    body = text.encode(encoding)
    if encoding == "utf-16-le":
        body = b"\xff\xfe" + body
    try:
        decoded = evcp.decode(body, m.NameId, format="xml")
    except evcp.DecodeError:  # an encoding that this libxml2 does not have
        assert encoding in ("utf-32", "cp037", "utf-7")
        return
    assert decoded.value == m.NameId(name="  x")


@pytest.mark.parametrize("format", FORMATS)
def test_an_end_before_the_count_is_an_issue(format: Format) -> None:
    page = m.EVStationsResult(has_more=False, count=3)
    body = evcp.encode(page, format=format)
    (issue,) = evcp.decode(body, m.EVStationsResult, format=format).issues
    assert (issue.path, issue.kind) == ("count", evcp.IssueKind.CONTRADICTION)
    assert issue.raw == "hasMore false, count 3, stations up to here 0"
    assert evcp.decode(body, m.EVStationsResult, format=format, offset=3).issues == ()
    with evcp.iter_stations(io.BytesIO(body), format=format) as stream:
        assert list(stream) == []
    assert stream.issues == (issue,)


@pytest.mark.parametrize("format", FORMATS)
def test_issues_have_a_bound(format: Format) -> None:
    """The rest is counted, and a list with too many is in doubt to whoever checks it."""
    from evcp._codec.dropped_items import list_is_broken
    from evcp_codec.issues import KEPT_ISSUES, KEPT_LOSSES

    many = 30_000
    empty, new = ("{}", f'{{{STATION},"new":1}}') if format == "json" else ("<evStation/>", None)
    new = (
        new or "<evStation id='a' new='1'><position><latitude>1</latitude><longitude>2</longitude>"
    )
    new += "" if format == "json" else "</position></evStation>"
    between = "," if format == "json" else ""
    shape = (
        '{"evStations":[@]}'
        if format == "json"
        else "<evStationsResult><evStations>@</evStations></evStationsResult>"
    )
    for item, number, kept in ((empty, many, KEPT_LOSSES), (new, 2000, KEPT_ISSUES)):
        body = shape.replace("@", between.join([item] * number)).encode()
        decoded = evcp.decode(body, m.EVStationsResult, format=format)
        assert len(decoded.issues) == kept
        assert decoded.issue_count == decoded.more_issues + kept == number
        assert list_is_broken(decoded.issues, 1) == (item is empty)


def test_instant_beyond_the_calendar_is_shown() -> None:
    from evcp.cli.map import _moment

    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    assert _moment(first) == f"{first:%Y-%m-%d %H:%M} UTC+01:00"
    assert _moment(datetime(2014, 1, 14, 10, tzinfo=UTC)) == "2014-01-14 10:00 UTC"
