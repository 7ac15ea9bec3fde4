"""Opening hours from the free text of the register."""

from __future__ import annotations

import pytest

from evcp._reading.parts import WHOLE_DAY, opening_hours
from evcp.sandbox.importers.afdc_columns import is_always_open, read_week

SUN, MON, TUE, WED, THU, FRI, SAT = (1 << at for at in range(7))
WEEK = (SUN, MON, TUE, WED, THU, FRI, SAT)


@pytest.mark.parametrize(
    "text",
    [
        "24 hours daily",
        "24 hours daily; for customer use only; see front desk for access",
        " | ".join(f"{day}: 24 hours" for day in ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")),
        "; ".join(f"{day}: 12:00am-12:00am" for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")),
        "24 hours M-F, 24 hours Sat-Sun",
    ],
)
def test_always_open(text: str) -> None:
    week = read_week(text)
    assert week is not None
    assert week == {day: [WHOLE_DAY] for day in WEEK}
    assert is_always_open(week)


def test_a_sentence_with_days() -> None:
    week = read_week("8am-5:30pm M-F, 10am-2pm Sat; pay lot")
    assert week is not None
    assert week == {
        **{day: [("08:00:00", "17:30:00")] for day in (MON, TUE, WED, THU, FRI)},
        SAT: [("10:00:00", "14:00:00")],
        SUN: [],
    }
    assert not is_always_open(week)


def test_a_list_of_days() -> None:
    week = read_week("MO: 9am-9pm; TU: Closed; WE: 12pm-12am; TH: Closed; FR: Closed; SU: 9am-1pm")
    assert week is not None
    assert {day: periods for day, periods in week.items() if periods} == {
        MON: [("09:00:00", "21:00:00")],
        WED: [("12:00:00", "24:00:00")],
        SUN: [("09:00:00", "13:00:00")],
    }


def test_hours_past_midnight_belong_to_the_next_day() -> None:
    week = read_week("6pm-6am F, 24 hours Sat-Sun")
    assert week is not None
    assert week[FRI] == [("18:00:00", "24:00:00")]
    # Saturday is open all day; Friday's night adds nothing to it.
    assert week[SAT] == [WHOLE_DAY]
    assert week[SUN] == [WHOLE_DAY]
    week = read_week("10pm-2am Sat")
    assert week is not None
    assert (week[SAT], week[SUN]) == ([("22:00:00", "24:00:00")], [("00:00:00", "02:00:00")])


def test_a_run_of_days_may_pass_the_end_of_the_week() -> None:
    week = read_week("9am-5pm F-M")
    assert week is not None
    assert {day for day, periods in week.items() if periods} == {FRI, SAT, SUN, MON}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dealership business hours",
        "Fleet use only",
        "MO: Not Specified; TU: Not Specified",
        "MO: 9am-5pm; XX: 9am-5pm",
        "6am-12am",
        "13am-5pm daily",
        "8am-5:75pm daily",
        "8am-5pm Foo",
        "8am-5pm every other F",
        "8am-sunset daily",
        "24 hours daily April 15-October 15",
        "9am-6pm daily (summer), 9am-5pm daily (winter and fall)",
    ],
)
def test_other_texts_have_no_hours(text: str) -> None:
    assert read_week(text) is None


def test_days_with_the_same_hours_share_an_entry() -> None:
    week = read_week("8am-5pm M-F, 10am-2pm Sat")
    assert week is not None
    hours = opening_hours(week)
    assert [
        (entry.daymask, [(period.from_, period.to) for period in entry.period])
        for entry in hours.regular_opening_hours
    ] == [(62, [("08:00:00", "17:00:00")]), (64, [("10:00:00", "14:00:00")])]
