"""Opening hours: the documented samples, weeks nobody thought of, and the days when clocks change."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox.helpers import AFDC_FILE, part_of_register
from support.settings import measure, tries

from evcp import ConfigurationError, Format, decode, encode, iter_stations
from evcp.hours import is_open, to_osm
from evcp_models import (
    AnnualOpeningHoursDetail,
    Connector,
    ConnectorDetail,
    EVStation,
    EVStationsResult,
    OpeningHours,
    OpeningHoursDetail,
    Position,
    TimePeriod,
)

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2025, 6, 2, tzinfo=BERLIN)
MON_FRI = 62


def period(start: str | None, end: str | None) -> TimePeriod:
    return TimePeriod(from_=start, to=end)


def entry(mask: int | None, *periods: tuple[str | None, str | None]) -> OpeningHoursDetail:
    return OpeningHoursDetail(daymask=mask, period=tuple(period(*one) for one in periods))


def hours(*entries: OpeningHoursDetail) -> OpeningHours:
    return OpeningHours(regular_opening_hours=entries)


def group(what: OpeningHours | None, *, open24x7: bool | None = None) -> Connector:
    return Connector(connector_details=ConnectorDetail(open24x7=open24x7, opening_hours=what))


def station(*groups: Connector, zone: str | None = "Europe/Berlin") -> EVStation:
    place = Position(latitude=52.5, longitude=13.4)
    return EVStation(id="a", position=place, connectors=groups, time_zone=zone)


def is_group_open(what: OpeningHours, at: datetime) -> bool | None:
    return is_open(group(what), at, time_zone="Europe/Berlin")


SHOP = hours(entry(MON_FRI, ("07:00:00", "22:00:00")), entry(64, ("09:00", "13:00")))


# Contract sections 3.2 and 4.11: the sample of the documentation.
SAMPLE = b"""{"hasMore": false, "evStations": {"evStation": [{
  "connectors": {"connector": [{"connectorDetails": {"open24x7": %s, "openingHours": {
    "regularOpeningHours": [{"daymask": 127, "period": [{"from": "00:00:00", "to": "24:00:00"}]}],
    "annualOpenings": []}}}]},
  "position": {"latitude": 52.5199013, "longitude": 13.3800898},
  "id": "276u33db-b2c840878cfc409fa5a0aef858419037", "timeZone": "Europe/Berlin"}]}}"""


@pytest.mark.parametrize("flag", [b"true", b"null"])
def test_the_documented_sample_is_always_open(flag: bytes) -> None:
    (one,) = decode(SAMPLE % flag, EVStationsResult, format="json").value.ev_stations
    for hour in range(0, 24 * 7, 5):
        assert is_open(one, MONDAY + timedelta(hours=hour, minutes=59)) is True
    assert to_osm(one.connectors[0].connector_details.opening_hours) == "24/7"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (0, "06:59:59", False),
        (0, "07:00:00", True),
        (4, "21:59:59", True),
        (4, "22:00:00", False),
        (5, "08:59:00", False),
        (5, "12:59:00", True),
        (6, "12:00:00", False),  # a day that is not listed is closed
    ],
)
def test_hours_of_a_shop(day: int, clock: str, expected: bool) -> None:
    at = datetime.fromisoformat(f"2025-06-0{2 + day}T{clock}").replace(tzinfo=BERLIN)
    assert is_open(station(group(SHOP)), at) is expected
    assert is_open(group(SHOP), at, time_zone="Europe/Berlin") is expected
    # The same moment told in another zone is the same moment.
    assert is_open(station(group(SHOP)), at.astimezone(timezone(timedelta(hours=-9)))) is expected


@pytest.mark.parametrize("at", range(7))
def test_the_days_of_the_mask(at: int) -> None:
    """1 is Sunday, 64 is Saturday."""
    what = hours(entry(1 << at, ("10:00:00", "11:00:00")))
    sunday = datetime(2025, 6, 1, 10, 30, tzinfo=BERLIN)
    assert [is_group_open(what, sunday + timedelta(days=day)) for day in range(7)] == [
        day == at for day in range(7)
    ]


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    what = hours(entry(64, ("22:00:00", "02:00:00")))  # Saturday
    sunday = datetime(2025, 6, 1, tzinfo=BERLIN)
    assert is_group_open(what, sunday + timedelta(hours=1, minutes=59)) is True
    assert is_group_open(what, sunday + timedelta(hours=2)) is False
    assert is_group_open(what, sunday - timedelta(hours=2)) is True
    assert is_group_open(what, sunday - timedelta(hours=23)) is False
    midnight = hours(entry(127, ("18:00:00", "00:00:00")))
    assert is_group_open(midnight, sunday - timedelta(seconds=1)) is True
    assert is_group_open(midnight, sunday) is False


def test_a_station_is_open_where_one_group_is() -> None:
    shut, none, always = group(SHOP), group(None), group(None, open24x7=True)
    at = MONDAY + timedelta(hours=3)
    assert is_open(station(shut, none, always), at) is True
    assert is_open(station(shut, shut), at) is False
    assert is_open(station(shut, none), at) is None
    assert is_open(station(none), at) is None
    assert is_open(station(), at) is None
    assert is_open(Connector(), at, time_zone="Europe/Berlin") is None
    assert is_open(station(group(None, open24x7=False)), at) is None


def test_time_zones() -> None:
    noon = datetime(2025, 6, 2, 20, 30, tzinfo=UTC)  # 22:30 in Berlin
    assert is_open(station(group(SHOP)), noon) is False
    for zone in ("UTC", "Z", "+01:00", "UTC+0100", "GMT-02:00", "Etc/UTC"):
        assert is_open(station(group(SHOP), zone=zone), noon) is True, zone
    for zone in (
        "UTC+1",
        "utc+01",
        "GMT+1",
        "+1",
        "+01",
        "UTC +1",
        "UTC+1:00",
        "UTC\u22121",
        "utc",
    ):
        assert is_open(station(group(SHOP), zone=zone), noon) is True, zone
    for zone in (
        "+02:00",
        "UTC+2",
        "+0200",
        "CEST",
        " cest ",
        "MESZ",
        "UTC+5:30",
        "EEST",
        "UTC+10",
    ):
        assert is_open(station(group(SHOP), zone=zone), noon) is False, zone
    # The clocks of a place change, whenever the name of its zone was written down.
    winter = datetime(2025, 12, 1, 20, 30, tzinfo=UTC)
    assert is_open(station(group(SHOP), zone="CEST"), winter) is True
    for zone in ("IST", "UTC+25", "UTC+", "+1:5"):  # of several places, or of none
        assert is_open(station(group(SHOP), zone=zone), noon) is None, zone
    assert is_open(station(group(SHOP), zone="+02:00"), noon) is False
    # The zone of the station goes first.
    assert is_open(station(group(SHOP)), noon, time_zone="UTC") is False
    assert is_open(station(group(SHOP), zone=None), noon, time_zone="UTC") is True


@pytest.mark.parametrize(
    "zone",
    [
        *(None, "", "Mars/Olympus", "../etc", "Europe", "a\0b", "x" * 999),
        # Files of the machine that are no places.
        *("localtime", " LocalTime ", "posixrules", "Factory", "leapseconds", "tzdata.zi"),
        *("right/Europe/Berlin", "zone.tab"),
    ],
)
def test_an_unknown_zone_is_unknown_hours(zone: str | None) -> None:
    assert is_open(station(group(SHOP), zone=zone), MONDAY) is None
    # What never closes is open in every zone.
    always = hours(entry(127, ("00:00:00", "24:00:00")))
    assert is_open(station(group(always), zone=zone), MONDAY) is True


def test_missing_time_zone_data_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(key: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(key)

    monkeypatch.setattr("evcp.hours.ZoneInfo", nothing)
    with pytest.raises(ConfigurationError, match="pip install tzdata"):
        is_open(station(group(SHOP)), MONDAY)
    assert is_open(station(group(None, open24x7=True)), MONDAY) is True
    assert is_open(station(group(SHOP), zone="+02:00"), MONDAY) is False


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"datetime\.now\(UTC\)"):
        is_open(station(), datetime(2025, 6, 2, 12))  # noqa: DTZ001, RUF100


@pytest.mark.parametrize("at", [datetime.min, datetime.max])
def test_the_ends_of_time(at: datetime) -> None:
    zone = "+14:00" if at == datetime.max else "-12:00"
    assert is_open(group(SHOP), at.replace(tzinfo=UTC), time_zone=zone) is None


@pytest.mark.parametrize(
    "bad",
    [
        entry(None, ("07:00:00", "22:00:00")),
        entry(0, ("07:00:00", "22:00:00")),
        entry(128, ("07:00:00", "22:00:00")),
        entry(2),
        entry(2, ("seven", "22:00:00")),
        entry(2, ("7:00:00", "22:00:00")),
        entry(2, ("07:00:00", None)),
        entry(2, ("07:00:00", "25:00:00")),
        entry(2, ("08:00:00", "08:00:00")),
        entry(2, ("24:00:00", "06:00:00")),
    ],
)
def test_hours_that_cannot_be_read_are_unknown(bad: OpeningHoursDetail) -> None:
    noon = MONDAY + timedelta(hours=12)
    assert is_group_open(hours(bad), noon) is None
    assert to_osm(hours(bad)) is None
    # What another entry says stands, and what concerns another day is no doubt.
    assert is_group_open(hours(bad, entry(2, ("11:00", "13:00"))), noon) is True
    if bad.daymask == 2:
        # The end of it may be one of the next day.
        assert is_group_open(hours(bad), noon + timedelta(hours=18)) is None
        assert is_group_open(hours(bad), noon + timedelta(days=3)) is False


def test_hours_without_entries_are_unknown() -> None:
    assert is_group_open(hours(), MONDAY) is None
    assert to_osm(hours()) is None
    assert to_osm(None) is None


@pytest.mark.parametrize(
    ("first", "last", "touched"),
    [
        ("2025-06-01", "2025-06-03", True),
        ("2024-06-01", "2024-06-03", False),
        ("2025-06-01T00:00:00Z", " 20250603 ", True),
        ("2024-06-01", "--06-03", True),
        ("06-01", "06-03", True),
        ("12-24", "12-26", False),
        ("12-24", "06-02", True),
        ("2024-07-01", "2024-07-31", False),
        ("--06-02", "--06-02", True),
        ("--06-01", "--06-01", False),
        ("--05-31", "--05-31", False),
        ("2024-12-24", "2025-01-06", False),
        ("--12-24", "--01-06", False),
        ("--12-24", "--07-06", True),
        ("2023-12-24", "2025-01-06", False),
        ("2023-12-24", "2025-06-06", True),
        ("2025-06-09", "2024-06-10", True),
        ("2025-06-02", None, True),
        (None, "--06-02", True),
        ("2024-07-01", None, False),
        # Nothing names a date: nothing is said about one.
        ("Dec 24", "Dec 26", False),
        (None, None, False),
    ],
)
def test_annual_openings_are_unknown_where_they_may_hold(
    first: str | None, last: str | None, touched: bool
) -> None:
    what = OpeningHours(
        regular_opening_hours=SHOP.regular_opening_hours,
        annual_openings=(AnnualOpeningHoursDetail(from_=first, to=last, daymask=127),),
    )
    at = MONDAY + timedelta(hours=12)
    assert is_group_open(what, at) is (None if touched else True)
    assert is_group_open(what, MONDAY + timedelta(hours=3)) is (None if touched else False)
    always = hours(entry(127, ("00:00", "24:00"))).regular_opening_hours
    what = replace(what, regular_opening_hours=always)
    assert is_group_open(what, at) is (None if touched else True)
    assert to_osm(what) == (None if first or last else "24/7")


NO_DATE = {
    "json": b"""{"regularOpeningHours": [{"daymask": 127, "period": [{"from": "08:00", "to": "20:00"}]}],
        "annualOpenings": [{}, {"closed": true}, {"foo": 1}, {"date": "2025-13-02", "closed": true},
        {"date": "2025-02-29"}, {"from": "Christmas", "closed": true}, {"from": "12-24", "to": "12-26"},
        {"date": " 2025-06-03 ", "closed": true}]}""",
    "xml": b"""<openingHours><regularOpeningHours><daymask>127</daymask><period><from>08:00</from>
        <to>20:00</to></period></regularOpeningHours>
        <annualOpenings/><annualOpenings><closed>true</closed></annualOpenings>
        <annualOpenings><foo>1</foo></annualOpenings>
        <annualOpenings><date>2025-13-02</date><closed>true</closed></annualOpenings>
        <annualOpenings><date>2025-02-29</date></annualOpenings>
        <annualOpenings><from>Christmas</from><closed>true</closed></annualOpenings>
        <annualOpenings><from>12-24</from><to>12-26</to></annualOpenings>
        <annualOpenings><date> 2025-06-03
        </date><closed>true</closed></annualOpenings></openingHours>""",
}


@pytest.mark.parametrize("format", ["json", "xml"])
def test_an_entry_that_names_no_date_touches_none(format: Format) -> None:
    decoded = decode(NO_DATE[format], OpeningHours, format=format)
    assert sorted(str(issue) for issue in decoded.issues) == [
        "out-of-range at annualOpenings[0]: an entry without a date",
        "out-of-range at annualOpenings[1]: an entry without a date",
        "out-of-range at annualOpenings[2]: an entry without a date",
        "out-of-range at annualOpenings[3].date: 2025-13-02",
        "out-of-range at annualOpenings[4].date: 2025-02-29",
        "out-of-range at annualOpenings[5].from: Christmas",
        "unknown-field at annualOpenings[2].foo: 1",
    ]
    assert decoded.value.annual_openings[-1].date == "2025-06-03"
    noon = MONDAY + timedelta(hours=12)
    states = [is_group_open(decoded.value, noon + timedelta(days=day)) for day in range(-3, 4)]
    assert states == [True, True, True, True, False, True, True]
    assert is_group_open(decoded.value, datetime(2025, 12, 25, 12, tzinfo=UTC)) is None
    assert is_group_open(decoded.value, datetime(2025, 12, 27, 12, tzinfo=UTC)) is True
    # The same issues, wherever the hours are.
    station = EVStation(
        id="s",
        position=Position(latitude=1.0, longitude=2.0),
        connectors=(Connector(), group(decoded.value)),
    )
    body = encode(EVStationsResult(has_more=False, ev_stations=(station,)), format=format)
    issues = decode(body, EVStationsResult, format=format).issues
    at = "evStations.evStation[0].connectors.connector[1].connectorDetails.openingHours"
    assert f"out-of-range at {at}.annualOpenings[1]: an entry without a date" in map(str, issues)
    with iter_stations(io.BytesIO(body), format=format) as stations:
        assert len(list(stations)) == 1
    assert stations.issues == issues
    assert len(issues) == 6


def on(date: str | None, *periods: tuple[str, str], closed: bool | None = None) -> OpeningHours:
    """The hours of a shop, with others on a date."""
    entry = AnnualOpeningHoursDetail(
        date=date, closed=closed, period=tuple(period(*one) for one in periods)
    )
    return replace(SHOP, annual_openings=(entry,))


@pytest.mark.parametrize(
    ("what", "noon", "evening", "night", "text"),
    [
        (on("2025-06-02", closed=True), False, False, False, "2025 Jun 02 off"),
        (on("2025-06-02", ("10:00", "14:00")), True, False, False, "2025 Jun 02 10:00-14:00"),
        (
            on("2025-06-02", ("18:00", "02:00")),
            False,
            True,
            True,
            "2025 Jun 02 18:00-24:00; 2025 Jun 03 00:00-02:00,07:00-22:00",
        ),
        (
            on("2025-06-02", ("18:00", "23:59"), ("11:00", "13:00"), closed=False),
            *(True, True, False, "2025 Jun 02 11:00-13:00,18:00-24:00"),
        ),
        (on("2025-06-02T00:00:00Z", closed=True), False, False, False, "2025 Jun 02 off"),
        (on(" 20250602 ", closed=True), False, False, False, "2025 Jun 02 off"),
        # What says no more than that it is another day.
        (on("2025-06-02"), None, None, False, None),
        (on("2025-06-02", closed=False), None, None, False, None),
        (on("2025-06-02", ("10:00", "14:00"), closed=True), None, None, False, None),
        (on("2025-06-02", ("10:00", "noon")), None, None, False, None),
        (on("2025-06-02", ("10:00", "noon"), ("11:00", "13:00")), True, None, False, None),
        # A date that is in no calendar concerns no date.
        (on("2025-06-31", closed=True), True, False, False, None),
        (on("monday", closed=True), True, False, False, None),
    ],
)
def test_hours_of_a_date(
    what: OpeningHours, noon: object, evening: object, night: object, text: str | None
) -> None:
    """Contract section 11.1: they replace those of the day, and concern no other one."""
    asked = [is_group_open(what, MONDAY + timedelta(hours=hour)) for hour in (12, 22, 25)]
    assert asked == [noon, evening, night]
    assert to_osm(what) == (text and f"Mo-Fr 07:00-22:00; Sa 09:00-13:00; {text}")
    for day in (-364, -7, -1, 1, 7, 365):
        for hour in (3, 12, 22):
            at = MONDAY + timedelta(days=day, hours=hour)
            assert is_group_open(what, at) is is_group_open(SHOP, at)


def test_a_date_beside_24_hours_and_beside_nights() -> None:
    always = hours(entry(127, ("00:00", "23:59")))
    shut = (AnnualOpeningHoursDetail(date="2025-06-02", closed=True),)
    for flag in (True, None):
        what = group(replace(always, annual_openings=shut), open24x7=flag)
        states = [
            is_open(what, MONDAY + timedelta(hours=hour), time_zone="Europe/Berlin")
            for hour in (-1, 0, 12, 23, 24)
        ]
        assert states == [True, False, False, False, True]
        assert is_open(what, MONDAY) is None  # some zone has that date
    assert to_osm(replace(always, annual_openings=shut)) == "24/7; 2025 Jun 02 off"
    nights = replace(hours(entry(127, ("18:00", "02:00"))), annual_openings=shut)
    # Whether the night before ends with the date is not documented.
    asked = {
        hour: is_group_open(nights, MONDAY + timedelta(hours=hour))
        for hour in (-1, 1, 3, 20, 25, 43)
    }
    assert asked == {-1: True, 1: None, 3: False, 20: False, 25: False, 43: True}


def test_entries_of_one_date_hold_together() -> None:
    entries = on("2025-06-02", ("10:00", "12:00")).annual_openings
    more = on("2025-06-02", ("14:00", "16:00")).annual_openings
    shut = on("2025-06-02", closed=True).annual_openings
    at = [MONDAY + timedelta(hours=hour) for hour in (11, 13, 15)]
    both = replace(SHOP, annual_openings=entries + more)
    assert [is_group_open(both, one) for one in at] == [True, False, True]
    for what in (shut + entries, entries + shut):
        odd = replace(SHOP, annual_openings=what)
        assert [is_group_open(odd, one) for one in at] == [None, None, None]
    assert is_group_open(replace(SHOP, annual_openings=shut + shut), at[0]) is False


DATES = {
    "json": b"""{"annualOpenings": [{"date": "2025-12-25", "closed": true},
        {"date": "2025-12-24", "period": {"from": "08:00", "to": "12:00"}},
        {"date": "2025-12-31", "closed": "false", "period": [{"from": "08:00", "to": "12:00"}]},
        {"from": "--08-01", "to": "--08-31", "daymask": 127}]}""",
    "xml": b"""<openingHours><annualOpenings><date>2025-12-25</date><closed>true</closed></annualOpenings>
        <annualOpenings date="2025-12-24"><period from="08:00" to="12:00"/></annualOpenings>
        <annualOpenings><period><to>12:00</to><from>08:00</from></period><closed>false</closed>
            <date>2025-12-31</date></annualOpenings>
        <annualOpenings><from>--08-01</from><to>--08-31</to><daymask>127</daymask></annualOpenings>
        </openingHours>""",
}


@pytest.mark.parametrize("format", ["json", "xml"])
def test_annual_openings_on_the_wire(format: Format) -> None:
    """Contract sections 11.1 and 11.3: the sibling's members, a period or an array, and the old guess."""
    decoded = decode(DATES[format], OpeningHours, format=format)
    assert not decoded.issues
    morning = (period("08:00", "12:00"),)
    assert decoded.value.annual_openings == (
        AnnualOpeningHoursDetail(date="2025-12-25", closed=True),
        AnnualOpeningHoursDetail(date="2025-12-24", period=morning),
        AnnualOpeningHoursDetail(date="2025-12-31", closed=False, period=morning),
        AnnualOpeningHoursDetail(from_="--08-01", to="--08-31", daymask=127),
    )
    again = decode(encode(decoded.value, format=format), OpeningHours, format=format)
    assert again == decoded
    bad = decode(DATES[format].replace(b"-25", b"-xx"), OpeningHours, format=format)
    assert [str(issue) for issue in bad.issues] == [
        "out-of-range at annualOpenings[0].date: 2025-12-xx"
    ]


@pytest.mark.parametrize("end", ["23:59", "23:59:00", "23:59:30", "23:59:59"])
def test_the_last_minute_of_a_day_is_its_end(end: str) -> None:
    always = hours(entry(127, ("00:00", end)))
    assert is_open(station(group(always), zone=None), MONDAY) is True
    late = hours(entry(2, ("18:00", end)))
    at = MONDAY + timedelta(hours=23, minutes=59, seconds=59)
    assert is_group_open(late, at) is True
    assert is_group_open(late, at + timedelta(seconds=1)) is False
    assert is_group_open(hours(entry(2, ("18:00", "23:58"))), at) is False


def test_the_days_when_the_clocks_change() -> None:
    what = hours(entry(1, ("02:30:00", "03:30:00")))
    # 30 March 2025: 02:00 to 03:00 does not exist; half of the hour is left.
    spring = datetime(2025, 3, 30, 0, 30, tzinfo=UTC)
    assert opened(what, spring) == [30, 60]
    # 26 October 2025: 02:00 to 03:00 comes twice; both runs from 02:30 on are open.
    autumn = datetime(2025, 10, 25, 23, 30, tzinfo=UTC)
    assert opened(what, autumn) == [60, 90, 120, 180]


def opened(what: OpeningHours, start: datetime) -> list[int]:
    """The minutes after a moment at which it opens and closes, in the next four hours."""
    states = [is_group_open(what, start + timedelta(minutes=m)) for m in range(240)]
    return [m for m in range(1, 240) if states[m] != states[m - 1]]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (SHOP, "Mo-Fr 07:00-22:00; Sa 09:00-13:00"),
        (hours(entry(65, ("10:00:00", "24:00:00"))), "Sa,Su 10:00-24:00"),
        (hours(entry(42, ("08:00", "12:00"), ("13:00", "17:30"))), "Mo,We,Fr 08:00-12:00,13:00-17:30"),
        (hours(entry(96, ("22:00:00", "02:00:00"))), "Fr,Sa 22:00-02:00"),
        (hours(entry(127, ("18:00:00", "06:00:00"))), "Mo-Su 18:00-06:00"),
        (
            hours(entry(32, ("22:00", "02:00")), entry(64, ("10:00", "12:00"))),
            "Fr 22:00-24:00; Sa 00:00-02:00,10:00-12:00",
        ),
        (hours(entry(65, ("00:00", "24:00"))), "Sa,Su 00:00-24:00"),
        (hours(entry(64, ("06:00", "24:00")), entry(1, ("00:00", "06:00"))), "Sa 06:00-24:00; Su 00:00-06:00"),
        (hours(entry(127, ("00:00", "12:00"), ("12:00", "24:00"))), "24/7"),
        (hours(entry(127, ("00:00:00", "22:59:59"))), None),
        # The last minute of a day stands for its end.
        (hours(entry(127, ("00:00:00", "23:59:59"))), "24/7"),
        (hours(entry(127, ("00:00", "23:59"))), "24/7"),
        (hours(entry(2, ("08:00", "23:59:30"))), "Mo 08:00-24:00"),
        (hours(entry(2, ("22:00", "23:59")), entry(4, ("00:00", "02:00"))), "Mo 22:00-02:00"),
    ],
)  # fmt: skip
def test_the_notation_of_openstreetmap(what: OpeningHours, text: str | None) -> None:
    assert to_osm(what) == text


clocks = st.integers(0, 1440).map(lambda m: f"{m // 60:02}:{m % 60:02}:00")
periods = st.tuples(clocks, clocks).filter(lambda p: p[0] not in (p[1], "24:00:00"))
weeks = st.lists(
    st.tuples(st.integers(1, 127), st.lists(periods, min_size=1, max_size=3)),
    min_size=1,
    max_size=4,
).map(lambda entries: hours(*(entry(mask, *spans) for mask, spans in entries)))
moments = st.datetimes(
    datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)
)  # fmt: skip


@tries(100)
@given(what=st.none() | weeks, at=moments, zone=st.sampled_from([None, "Asia/Tokyo", "no zone"]))
def test_24x7_is_always_open(what: OpeningHours | None, at: datetime, zone: str | None) -> None:
    assert is_open(station(group(what, open24x7=True), zone=zone), at) is True


@tries(100)
@given(span=periods, at=moments, zone=st.sampled_from(["Europe/Berlin", "America/New_York"]))
def test_a_period_and_its_complement(span: tuple[str, str], at: datetime, zone: str) -> None:
    """Whatever the clocks do, a place is open or its opposite is."""
    start, end = span
    rest = [(start_, end_) for start_, end_ in _rest(start, end) if start_ != end_]
    there = is_open(group(hours(entry(127, span))), at, time_zone=zone)
    if not rest:
        assert there is True
    else:
        assert is_open(group(hours(entry(127, *rest))), at, time_zone=zone) is not there
        assert there is not None


def _rest(start: str, end: str) -> Iterator[tuple[str, str]]:
    if start < end:
        yield "00:00:00", start
        yield end, "24:00:00"
    else:
        yield end, start


@tries(150)
@given(what=weeks, at=moments)
def test_the_notation_says_the_same(what: OpeningHours, at: datetime) -> None:
    text = to_osm(what)
    assert text is not None
    local = at.astimezone(BERLIN)
    assert is_group_open(what, at) is osm_is_open(text, local)


def osm_is_open(text: str, local: datetime) -> bool:
    """An evaluation of its own of the small part of the notation that is written here."""
    if text == "24/7":
        return True
    order = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    now = local.hour * 60 + local.minute
    for rule in text.split("; "):
        days, spans = rule.split(" ")
        named: set[int] = set()
        for part in days.split(","):
            first, _, last = part.partition("-")
            named |= set(range(order.index(first), order.index(last or first) + 1))
        for span in spans.split(","):
            match = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", span)
            assert match is not None, span
            start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
            today, before = local.weekday() in named, (local.weekday() - 1) % 7 in named
            if start < end and today and start <= now < end:
                return True
            if start >= end and ((today and now >= start) or (before and now < end)):
                return True
    return False


@pytest.mark.skipif(not AFDC_FILE.exists(), reason="the register is not here")
def test_hours_of_the_register(tmp_path: Path) -> None:
    from evcp.sandbox import World

    every = measure(10, full=1)
    known = {True: 0, False: 0, None: 0}
    night = datetime(2020, 7, 1, 8, 30, tzinfo=UTC)  # 04:30 in New York, 01:30 in Los Angeles
    for one in World.from_afdc(part_of_register(tmp_path, every), states_seed=None).stations:
        known[is_open(one, night)] += 1
        for connector in one.connectors:
            details = connector.connector_details
            if details is None or details.opening_hours is None:
                continue
            text = to_osm(details.opening_hours)
            # Three rows are closed on every day of the week: nothing is listed.
            assert (text is None) == (not details.opening_hours.regular_opening_hours), details
            assert (text == "24/7") == details.open24x7, details
    # Most of them state "24 hours daily", and all of those are open without a doubt.
    assert known[True] > 23_000 / every
    assert known[False] > 500 / every
    assert known[None] > 5_000 / every
