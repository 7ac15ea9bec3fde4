"""Opening hours in OCPI and back: minutes, nights, exceptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from support.ocpi_stations import (
    SUPPLIED,
    breaches,
    group,
    station,
)
from support.settings import tries

from evcp import ocpi
from evcp._ocpi.hours import read_exceptions, write_hours
from evcp.hours import is_open
from evcp_models import (
    AnnualOpeningHoursDetail,
    Connector,
    ConnectorDetail,
    OpeningHours,
    OpeningHoursDetail,
    TimePeriod,
)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 127),
            st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)), min_size=1, max_size=2),
        ),
        min_size=1,
        max_size=4,
    ),
    st.lists(
        st.tuples(
            st.integers(0, 6), st.none() | st.tuples(st.integers(0, 1439), st.integers(1, 1440))
        ),
        max_size=3,
        unique_by=lambda one: one[0],
    ),
    st.integers(0, 9 * 1440),
)
@tries(30)
def test_hours_come_back(
    week: list[tuple[int, list[tuple[int, int]]]],
    special: list[tuple[int, tuple[int, int] | None]],
    minute: int,
) -> None:
    """The same minutes are open before and after; unknown ones are never open."""
    zone = ZoneInfo("Europe/Berlin")
    first = date(2025, 10, 24)  # the clocks go back on the 26th
    hours = OpeningHours(
        regular_opening_hours=tuple(
            OpeningHoursDetail(daymask=mask, period=tuple(map(_period, periods)))
            for mask, periods in week
        ),
        annual_openings=tuple(
            AnnualOpeningHoursDetail(
                date=(first + timedelta(days=day)).isoformat(),
                closed=True if period is None else None,
                period=() if period is None else (_period(period),),
            )
            for day, period in special
        ),
    )
    made = replace(
        station(group(), timeZone="Europe/Berlin"),
        connectors=(Connector(connector_details=ConnectorDetail(opening_hours=hours)),),
    )
    view = ocpi.to_location(made, supplied=SUPPLIED)
    assert breaches([view]) == []
    (back,) = ocpi.from_location(view).stations
    at = datetime(2025, 10, 23, tzinfo=zone).astimezone(UTC) + timedelta(minutes=minute)
    before, after = is_open(made, at), is_open(back, at)
    if "opening_times" not in view.location:
        assert after is None
    elif before is None:
        assert (
            after is not True or any(begin == end for _, ps in week for begin, end in ps) or special
        )
    elif after is not None:
        assert after is before
    elif not special:
        raise AssertionError(f"{at} was {before}")


def _period(minutes: tuple[int, int]) -> TimePeriod:
    begin, end = (f"{minute // 60:02}:{minute % 60:02}:00" for minute in minutes)
    return TimePeriod(from_=begin, to=end)


def test_a_night_is_split_and_told() -> None:
    hours = OpeningHours(
        regular_opening_hours=(OpeningHoursDetail(daymask=32, period=(TimePeriod(from_="22:00:00", to="02:00:00"),)),),
        annual_openings=(AnnualOpeningHoursDetail(date="2025-12-26", closed=True),),
    )  # fmt: skip
    written = write_hours(hours, None, ZoneInfo("Europe/Berlin"))
    assert written.hours == {
        "twentyfourseven": False,
        "regular_hours": [
            {"weekday": 5, "period_begin": "22:00", "period_end": "23:59"},
            {"weekday": 6, "period_begin": "00:00", "period_end": "02:00"},
        ],
        # The night that does not begin ends on no morning.
        "exceptional_closings": [
            {"period_begin": "2025-12-26T21:00:00Z", "period_end": "2025-12-26T23:00:00Z"},
            {"period_begin": "2025-12-26T23:00:00Z", "period_end": "2025-12-27T01:00:00Z"},
        ],
    }
    assert "23:59" in written.reason
    unknown = write_hours(hours, None, None)
    assert unknown.hours is not None
    assert "exceptional_closings" not in unknown.hours
    assert "time zone" in unknown.reason


def test_openings_that_add_nothing_are_unknown() -> None:
    day = (datetime(2025, 12, 25, tzinfo=UTC), datetime(2025, 12, 26, tzinfo=UTC))
    always = OpeningHours(
        regular_opening_hours=(
            OpeningHoursDetail(daymask=127, period=(TimePeriod(from_="00:00:00", to="24:00:00"),)),
        )
    )
    assert read_exceptions(always, [day], [], UTC) == (AnnualOpeningHoursDetail(date="2025-12-25"),)
    (closed,) = read_exceptions(always, [day], [day], UTC)
    assert closed.closed is True


def test_groups_with_other_hours_have_none_in_common() -> None:
    one = group("31", connectorDetails={"open24x7": True})
    view = ocpi.to_location(station(one, group("34")))
    assert "opening_times" not in view.location
    assert view.marks["opening_times"].candidates == ({"twentyfourseven": True},)
