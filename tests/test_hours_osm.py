"""Opening hours to and from OpenStreetMap's notation, against opening-hours-py.

A sample of schedules; `EVCP_TEST_FULL=1` asks for 10,000.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest
from support.settings import measure

from evcp.hours import from_osm, is_open, to_osm
from evcp_models import (
    AnnualOpeningHoursDetail,
    Connector,
    ConnectorDetail,
    OpeningHours,
    OpeningHoursDetail,
    TimePeriod,
)

SCHEDULES = measure(200, full=10_000)
ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"),
    *("America/St_Johns", "Africa/Casablanca", "UTC", "Asia/Tokyo", "America/Sao_Paulo"),
)
CHANGES = [  # clocks change: Europe, America, Lord Howe
    *(datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    *(datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    *(datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
]
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


class Oracle(Protocol):
    def is_open(self, time: datetime) -> bool: ...
    def is_unknown(self, time: datetime) -> bool: ...


def oracle(text: str, zone: str) -> Oracle:
    """The evaluation of opening-hours-py."""
    module = pytest.importorskip("opening_hours")
    made: Oracle = module.OpeningHours(text, timezone=ZoneInfo(zone))
    return made


def state(told: Oracle, at: datetime, zone: str) -> bool | None:
    local = at.astimezone(ZoneInfo(zone))
    return None if told.is_unknown(local) else told.is_open(local)


def ours(hours: OpeningHours, at: datetime, zone: str) -> bool | None:
    return is_open(
        Connector(connector_details=ConnectorDetail(opening_hours=hours)), at, time_zone=zone
    )


def clock(dice: random.Random) -> str:
    minutes = dice.choice([dice.randrange(0, 1440, 30), dice.randrange(1439)])
    return f"{minutes // 60:02}:{minutes % 60:02}"


def span(dice: random.Random) -> tuple[str, str]:
    start, end = clock(dice), clock(dice)
    if dice.random() < 0.15:
        return "00:00", "24:00"
    return (start, "24:00") if start == end or dice.random() < 0.1 else (start, end)


def some_date(dice: random.Random) -> date:
    near = dice.choice([date(2026, 3, 27), date(2026, 10, 24), date(2026, 12, 24)])
    return near + timedelta(days=dice.randrange(4))


def moments(dice: random.Random, days: set[date]) -> Iterator[datetime]:
    """Moments anywhere, about changes of clocks, and about the dates."""
    yield datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(3 * 525_600))
    for _ in range(4):
        yield dice.choice(CHANGES) + timedelta(minutes=dice.randrange(-1500, 1500))
    for day in sorted(days):
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
        for _ in range(3):
            yield begin + timedelta(minutes=dice.randrange(-1800, 4000))


def model(dice: random.Random) -> tuple[OpeningHours, set[date]]:
    def periods() -> tuple[TimePeriod, ...]:
        spans = [span(dice) for _ in range(dice.choice([1, 1, 2, 3]))]
        return tuple(TimePeriod(from_=f"{start}:00", to=f"{end}:00") for start, end in spans)

    regular = tuple(
        OpeningHoursDetail(
            daymask=dice.choice([127, 62, 65, dice.randint(1, 127)]), period=periods()
        )
        for _ in range(dice.choice([1, 1, 2, 3]))
    )
    days = {some_date(dice) for _ in range(dice.choice([0, 0, 1, 2, 3]))}
    annual = tuple(
        AnnualOpeningHoursDetail(date=day.isoformat(), closed=True)
        if dice.random() < 0.5
        else AnnualOpeningHoursDetail(date=day.isoformat(), period=periods())
        for day in days
    )
    return OpeningHours(regular_opening_hours=regular, annual_openings=annual), days


def text(dice: random.Random) -> tuple[str, set[date]]:
    """A text of the part of the notation that is read."""
    used: set[date] = set()

    def weekdays() -> str:
        parts = [
            dice.choice([dice.choice(DAYS), f"{dice.choice(DAYS)}-{dice.choice(DAYS)}"])
            for _ in range(dice.choice([1, 1, 2, 3]))
        ]
        return ",".join(parts)

    def times() -> str:
        spans = []
        for _ in range(dice.choice([1, 1, 2])):
            start, end = span(dice)
            if dice.random() < 0.1:
                end = f"{24 + int(end[:2]) % 24}{end[2:]}"
            spans.append(f"{start}-{end}")
        return ",".join(spans)

    def dates() -> str:
        day = some_date(dice)
        last = day + timedelta(days=dice.randrange(3))
        used.update({day, last})
        named = f"{day:%Y %b %d}"
        if day == last:
            return named
        return (
            f"{named}-{last:%d}"
            if day.month == last.month and dice.random() < 0.5
            else f"{named}-{last:%Y %b %d}"
        )

    rules = [dice.choice(["24/7", times(), f"{weekdays()} {times()}", f"{weekdays()} {times()}"])]
    for _ in range(dice.choice([0, 1, 2, 3, 4])):
        kind = dice.random()
        if kind < 0.4:
            rule = dice.choice(["; ", "; ", ", "]) + f"{weekdays()} {times()}"
        elif kind < 0.5:
            rule = "; " + f"{weekdays()} {dice.choice(['off', 'closed'])}"
        elif kind < 0.6:
            rule = "; " + f"{weekdays()} {times()} off"
        elif kind < 0.8:
            rule = "; " + f"{dates()} {dice.choice(['off', times()])}"
        elif kind < 0.9:
            rule = ", " + f"{dates()} {times()}"
        else:
            rule = "; " + f"{dates()} {weekdays()} {times()}"
        rules.append(rule)
    return "".join(rules), used


def test_models_say_the_same_in_openstreetmap() -> None:
    """Ours to text: what the text says is what `is_open` says; both read it back alike."""
    dice, asked, unknown = random.Random(20261127), 0, 0
    for _ in range(SCHEDULES):
        hours, days = model(dice)
        said = to_osm(hours)
        assert said is not None
        back = from_osm(said)
        zone = dice.choice(ZONES)
        told = oracle(said, zone)
        for at in moments(dice, days):
            asked += 1
            theirs = state(told, at, zone)
            assert ours(back, at, zone) is theirs, (said, at, zone)
            expected = ours(hours, at, zone)
            if expected is None:  # a night that reaches into a date with hours of its own
                unknown += 1
                assert at.astimezone(ZoneInfo(zone)).date() in days, (said, at, zone)
                assert theirs is False, (said, at, zone)
            else:
                assert expected is theirs, (hours, said, at, zone)
    assert unknown < asked / 20
    print(f"{SCHEDULES} models, {asked} moments, {unknown} of them unknown to is_open")


def test_texts_are_read_as_opening_hours_py_reads_them() -> None:
    """Text to ours and to text again: each says the same."""
    dice, asked, never = random.Random(20261128), 0, 0
    for _ in range(SCHEDULES):
        said, days = text(dice)
        zone = dice.choice(ZONES)
        told = oracle(said, zone)
        try:
            hours = from_osm(said)
        except ValueError as error:
            assert "opens on no day of the week" in str(error), said  # noqa: PT017
            never += 1
            continue
        again = to_osm(hours)
        assert again is not None
        for at in moments(dice, days):
            asked += 1
            theirs = state(told, at, zone)
            assert ours(hours, at, zone) is theirs, (said, again, at, zone)
            assert state(oracle(again, zone), at, zone) is theirs, (said, again, at, zone)
    assert never < SCHEDULES / 10
    print(f"{SCHEDULES} texts, {asked} moments, {never} texts that never open")


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("24/7", "24/7"),
        ("24/7; 2026 Dec 25 off", "24/7; 2026 Dec 25 off"),
        ("mo-fr 8:00-18:00;", "Mo-Fr 08:00-18:00"),
        ("Mo-Su 22:00-06:00", "Mo-Su 22:00-06:00"),
        ("10:00-10:00", "24/7"),
        ("Fr 20:00-26:00, Sa 10:00-12:00", "Fr 20:00-24:00; Sa 00:00-02:00,10:00-12:00"),
        ("Fr 20:00-02:00; Sa 10:00-12:00", "Fr 20:00-24:00; Sa 10:00-12:00"),
        ("Mo-Su 08:00-18:00; Mo-Su 12:00-13:00 off", "Mo-Su 08:00-12:00,13:00-18:00"),
        ("Sa-Mo 10:00-12:00; Su closed", "Mo,Sa 10:00-12:00"),
        ("Mo 08:00-23:59", "Mo 08:00-24:00"),
        ("Mo-Fr 08:00 - 12:00, 13:00-17:00", "Mo-Fr 08:00-12:00,13:00-17:00"),
        (
            "24/7; 2026 Dec 31-2027 Jan 01 10:00-12:00",
            "24/7; 2026 Dec 31 10:00-12:00; 2027 Jan 01 10:00-12:00",
        ),
        ("24/7; 2026 Dec 30-Dec 31 off", "24/7; 2026 Dec 30 off; 2026 Dec 31 off"),
        ("24/7; 2026 Dec 25 off; 24/7", "24/7"),
        ("24/7; 2026 Dec 25 unknown", None),
    ],
)
def test_texts_read_and_written_again(said: str, again: str | None) -> None:
    assert to_osm(from_osm(said)) == again


def test_an_unknown_date_is_unknown() -> None:
    hours = from_osm("Mo-Su 08:00-20:00; 2026 Dec 25 unknown")
    told = oracle("Mo-Su 08:00-20:00; 2026 Dec 25 unknown", "Europe/Berlin")
    for day, expected in ((24, True), (25, None), (26, True)):
        at = datetime(2026, 12, day, 11, tzinfo=UTC)
        assert ours(hours, at, "Europe/Berlin") is expected
        assert state(told, at, "Europe/Berlin") is expected


@pytest.mark.parametrize(
    ("said", "part", "what"),
    [
        ("Mo-Fr 08:00-18:00; PH off", "PH off", "holidays"),
        ("Mo-Fr 08:00-18:00; Sa,PH 10:00-12:00", "Sa,PH 10:00-12:00", "holidays"),
        ("Sa, 10:00-12:00", "Sa, 10:00-12:00", "not a rule"),
        ("Mo, We 10:00-12:00", "Mo, We 10:00-12:00", "comma and a blank"),
        ("24/7; 2026 Dec 24, 2026 Dec 26 off", "2026 Dec 24, 2026 Dec 26 off", "comma and a blank"),
        ("2026 Jan 01-2026 Dec 31 24/7", "2026 Jan 01-2026 Dec 31 24/7", "not a rule"),
        ("24/7; 2026 Dec 24,26 off", "2026 Dec 24,26 off", "not a rule"),
        ("Apr-Sep 08:00-18:00", "Apr-Sep 08:00-18:00", "every year"),
        ("24/7; Dec 25 off", "Dec 25 off", "every year"),
        ("2026 Jun Mo 10:00-12:00", "2026 Jun Mo 10:00-12:00", "not a rule"),
        ("Mo sunrise-sunset", "Mo sunrise-sunset", "sun"),
        ("Mo 18:00+", "Mo 18:00+", "open end"),
        ("Mo 18:00-20:00+", "Mo 18:00-20:00+", "open end"),
        ("Mo[1] 10:00-12:00", "Mo[1] 10:00-12:00", "one weekday of a month"),
        ("week 1-20 10:00-12:00", "week 1-20 10:00-12:00", "weeks"),
        ('Mo-Fr 08:00-18:00 "ring the bell"', 'Mo-Fr 08:00-18:00 "ring the bell"', "comment"),
        ("Mo 10:00-12:00 || 14:00-15:00", "Mo 10:00-12:00 || 14:00-15:00", "second set"),
        ("10:00-16:00/90", "10:00-16:00/90", "points of time"),
        ("unknown", "unknown", "unknown"),
        ("Mo 10:00-12:00; Tu unknown", "Tu unknown", "unknown"),
        (
            "24/7; 2026 Dec 25 unknown; 2026 Dec 25 10:00-12:00 off",
            "",
            "2026-12-25 is said to be unknown",
        ),
        ("24/7; 2026 Feb 30 off", "2026 Feb 30 off", "day is out of range"),
        ("24/7; 2026 Dec 31-2026 Dec 01 off", "2026 Dec 31-2026 Dec 01 off", "in order"),
        ("Mo 10:61-12:00", "Mo 10:61-12:00", "no span of time"),
        ("Mo 24:00-25:00", "Mo 24:00-25:00", "no span of time"),
        ("Mo 10:00-49:00", "Mo 10:00-49:00", "no span of time"),
        ("Mon 10:00-12:00", "Mon 10:00-12:00", "not a rule"),
        ("Mo 10.00-12.00", "Mo 10.00-12.00", "not a rule"),
        ("Mo-Fr 8-18", "Mo-Fr 8-18", "not a rule"),
        ("Mo 10:00-12:00;; Tu off", "", "not a rule"),
        ("", "", "not a rule"),
        ("off", "off", "no day of the week"),
        ("2026 Dec 25 10:00-12:00", "2026 Dec 25 10:00-12:00", "no day of the week"),
    ],
)
def test_what_the_model_cannot_hold_is_named(said: str, part: str, what: str) -> None:
    with pytest.raises(ValueError) as caught:
        from_osm(said)
    assert (repr(part) if part else "") in str(caught.value)
    assert what in str(caught.value)


def test_only_text_is_read() -> None:
    with pytest.raises(TypeError, match="text must be of type str"):
        from_osm(None)  # type: ignore[arg-type]
