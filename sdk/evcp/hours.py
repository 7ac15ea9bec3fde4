"""Opening hours: whether a station is open, and its hours to and from the notation of OpenStreetMap.

    from datetime import UTC, datetime
    from evcp.hours import from_osm, is_open, to_osm

    is_open(station, datetime.now(UTC))     # True, False, or None: not known
    to_osm(from_osm("Mo-Fr 08:00-20:00; 2026 Dec 25 off"))

Unknown is never open: missing or unreadable hours give None.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evcp_codec.model import expect

from ._reading.days import (
    ALWAYS,
    DAY,
    WHOLE_DAY,
    Day,
    Span,
    clipped,
    read_date,
    read_dates,
    read_week,
    sorted_spans,
    week_spans,
    within_day,
)
from ._reading.osm_rules import MONTHS, WEEKDAYS, read_rules, spans_on
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evcp_models import (
        AnnualOpeningHoursDetail,
        Connector,
        EVStation,
        OpeningHours,
        TimePeriod,
    )

_OFFSET = re.compile(
    r"(?:UTC|GMT)? ?([+\u2212-]) ?(0?[0-9]|1[0-4])(?::?([0-5][0-9]))?", re.ASCII | re.IGNORECASE
)
_ABBREVIATIONS = {
    "CEST": "CET", "EEST": "EET", "WEST": "WET", "MEZ": "CET", "MESZ": "CET", "MSK": "Europe/Moscow",
    "AKST": "America/Anchorage", "AKDT": "America/Anchorage", "PDT": "PST8PDT", "MDT": "MST7MDT",
    "EDT": "EST5EDT", "AEDT": "Australia/Sydney", "ACDT": "Australia/Adelaide",
    "AWST": "Australia/Perth", "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
    "JST": "Asia/Tokyo", "KST": "Asia/Seoul",
}  # fmt: skip
"""Zones by abbreviations that name one zone only, which IST, BST or CST do not. The summer time of a zone
names the zone: the clocks of a place change, whenever its name was written down."""
_NO_PLACES = re.compile(r"localtime|posixrules|factory|leapseconds|right/.*", re.IGNORECASE)
"""Files among the zones that name no place: the machine's own zone, the default of a missing one, a clock
that counts leap seconds."""
_MONTH_DAY = re.compile(r"(?:--)?(0[1-9]|1[0-2])-?(0[1-9]|[12][0-9]|3[01])", re.ASCII)


def is_open(
    what: EVStation | Connector, at: datetime, *, time_zone: str | None = None
) -> bool | None:
    """Return whether a station, or a group of its connectors, is open at a moment.

    A group is open if `open24x7` is true; otherwise its `opening_hours` decide, in local time: a day
    without an entry is closed, an end at or before its start is on the next day, and when the clocks
    go back, both runs of the repeated hour count alike. A station is open if one of its groups is known
    to be open, and closed if all are known to be closed.

    `annual_openings` replace the hours that begin on their date, and concern no other date. What says no
    more than that the hours are others (no hours and not closed, both, unreadable) makes its date
    unknown. So does what reaches over midnight into such a date. The older guess of a range, `from_`
    and `to`, makes its dates unknown: those between two dates, or two days of every year; one end alone
    is one day.
    An entry without a date, or with one that is in no calendar, says nothing about any date, so it
    concerns none; `evcp.decode` reports it.

    The result is also None (unknown) without hours, if the entries that matter cannot be read, and
    without a known time zone, unless the place never closes.

    Args:
        what: A station or a connector group.
        at: The moment, with its time zone: `datetime.now(UTC)`.
        time_zone: IANA name such as `Europe/Berlin`, or an offset such as `+01:00` or `UTC+1`.
            A connector group has no time zone of its own: pass `station.time_zone`. For a station it
            is the fallback.

    Returns:
        True for open, False for closed, None for unknown.

    Raises:
        TypeError: `what` is not a station or group, or `at` not a datetime.
        ValueError: `at` has no time zone.
        ConfigurationError: The time zone is needed, and this machine has no time zone data.

    Source:
        Contract sections 4.2 (`timeZone`), 4.9 (`open24x7`), 4.11 (opening hours) and 11.1 (annual
        openings, mark S).
    """
    from evcp_models import Connector, EVStation

    expect(what, (EVStation, Connector), "what")
    expect(at, datetime, "at", "pass a moment such as datetime.now(UTC)")
    if at.utcoffset() is None:
        raise ValueError(
            f"at must have a time zone, as datetime.now(UTC) has, not {at.isoformat()}: "
            "add one with .replace(tzinfo=...)"
        )
    if not isinstance(what, EVStation):
        return _group_is_open(what, at, time_zone)
    zone = what.time_zone or time_zone
    answers = {_group_is_open(group, at, zone) for group in what.connectors}
    if True in answers:
        return True
    return False if answers == {False} else None


def to_osm(opening_hours: OpeningHours | None) -> str | None:
    """Write opening hours in the notation of OpenStreetMap's key `opening_hours`.

    Hours over midnight are written as such (`Fr,Sa 22:00-02:00`) if all days are alike and no date has
    hours of its own, and otherwise split at midnight: a rule replaces the whole day of another one, what
    reaches into it from the night before too.

    Args:
        opening_hours: Opening hours as data.

    Returns:
        For example `24/7` or `Mo-Fr 07:00-22:00; Sa 09:00-13:00; 2025 Dec 25 off`. None without
        hours, and for hours that the notation cannot hold: unreadable, with seconds, or those of a
        range of dates, whose notation is not known. An entry without any date is passed over.

    Source:
        Contract sections 4.11 and 11.1.
    """
    if opening_hours is None:
        return None
    from evcp_models import OpeningHours

    advice = "pass the connector_details.opening_hours of a connector group"
    expect(opening_hours, OpeningHours, "opening_hours", advice)
    week = read_week(opening_hours.regular_opening_hours)
    dates = read_dates(opening_hours.annual_openings)
    for entry in opening_hours.annual_openings:
        if not read_date(entry.date) and (entry.date or entry.from_ or entry.to):
            return None
    if any(day.perhaps for day in (*week, *dates.values())):
        return None
    if any(clock % 60 for day in (*week, *dates.values()) for span in day.open for clock in span):
        return None
    spans = week_spans(week)
    if not spans:
        return None
    rules = ["24/7"] if spans == ALWAYS else _week_rules(spans, with_nights=not dates)
    changed = _changed_days(week, dates)
    return "; ".join(rules + [_date_rule(day, changed[day]) for day in sorted(changed)])


def from_osm(text: str) -> OpeningHours:
    """Read opening hours from the notation of OpenStreetMap's key `opening_hours`.

    Read are hours of weekdays and of dates with their year, joined by `;` (a rule replaces the day of
    those before it) or `,` (it adds to them), and the words `24/7`, `off`, `closed`, `open`, and `unknown`
    for a date. A rule is for whole days, from midnight to midnight: what another rule's night reaches
    into them ends, as opening-hours-py reads it. Hours over midnight are split there; as everywhere here,
    an end at 23:59 is midnight. Days behind a comma and a blank (`Mo, We 10:00-12:00`) are refused: readers differ on
    them.

    Args:
        text: Such as `Mo-Fr 07:00-22:00; Sa 09:00-02:00; 2026 Dec 25 off`.

    Returns:
        Hours for which `is_open` answers as the text does.

    Raises:
        TypeError: It is not text.
        ValueError: The text says what the hours of the API cannot hold (holidays, seasons, dates of every
            year, sunrise, an open end, comments), or is not in the notation. The message names the part.

    Source:
        Contract sections 4.11 and 11.1.
    """
    from evcp_models import AnnualOpeningHoursDetail, OpeningHours, OpeningHoursDetail

    expect(text, str, "text", "pass the value of the tag opening_hours")
    rules = read_rules(text)
    week = [spans_on(rules, weekday, None) or [] for weekday in range(7)]
    if not any(week):
        raise ValueError(
            f"{text!r:.80} opens on no day of the week: the hours of the API cannot hold that"
        )
    masks: dict[tuple[Span, ...], int] = {}
    for weekday, spans in enumerate(week):
        if spans:
            masks[tuple(spans)] = masks.get(tuple(spans), 0) | 1 << (weekday + 1) % 7
    named = {day for rule in rules for day in rule.dates or ()}
    entries = []
    for day in sorted(named | {day + timedelta(days=1) for day in named if day < date.max}):
        spans_of_date = spans_on(rules, day.weekday(), day)
        if spans_of_date != week[day.weekday()]:
            periods = _periods(spans_of_date or ())
            closed = True if spans_of_date == [] else None
            entries.append(
                AnnualOpeningHoursDetail(date=day.isoformat(), closed=closed, period=periods)
            )
    return OpeningHours(
        regular_opening_hours=tuple(
            OpeningHoursDetail(daymask=mask, period=_periods(spans))
            for spans, mask in masks.items()
        ),
        annual_openings=tuple(entries),
    )


def _group_is_open(connector: Connector, at: datetime, time_zone: str | None) -> bool | None:
    details = connector.connector_details
    if details is None:
        return None
    hours = details.opening_hours
    exceptions = () if hours is None else hours.annual_openings
    if details.open24x7:
        week = [Day([WHOLE_DAY])] * 7
    elif hours is None:
        return None
    else:
        week = read_week(hours.regular_opening_hours)
    if not exceptions and week_spans(week) == ALWAYS:
        return True
    zone = find_zone(time_zone)
    if zone is None:
        return None
    try:
        local = at.astimezone(zone)
        # The hours of a day may reach into the next one.
        today, yesterday = local.date(), local.date() - timedelta(days=1)
    except OverflowError:  # at the very first or last day that Python knows
        return None
    dates = read_dates(exceptions)
    for day in (today, yesterday):
        if any(_is_in_range(entry, day) for entry in exceptions):
            dates.setdefault(day, Day(perhaps=[WHOLE_DAY]))
    second = local.hour * 3600 + local.minute * 60 + local.second
    is_open_today = dates.get(today, week[today.weekday()]).at(second)
    is_open_since = dates.get(yesterday, week[yesterday.weekday()]).at(second + DAY)
    if is_open_since is True and today in dates and not is_open_today:
        return None  # a night that ends in a date with other hours
    if True in (is_open_today, is_open_since):
        return True
    return None if None in (is_open_today, is_open_since) else False


def find_zone(name: str | None) -> tzinfo | None:
    """Return a time zone; None if the name is unknown."""
    name = (name or "").strip()
    if not name:
        return None
    offset = _OFFSET.fullmatch(name)
    if offset is not None:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    if name.upper() in ("UTC", "GMT", "Z"):
        return UTC
    if _NO_PLACES.fullmatch(name):
        return None
    try:
        return ZoneInfo(_ABBREVIATIONS.get(name.upper(), name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        _check_zone_data()
        return None


def _check_zone_data() -> None:
    """Raise if the machine knows no time zone at all, as bare Windows does not."""
    try:
        ZoneInfo("Etc/UTC")
    except ZoneInfoNotFoundError:
        raise ConfigurationError(
            "opening hours need time zone data, and this machine has none",
            hint="pip install tzdata, or install the system's tzdata package",
        ) from None


def _is_in_range(entry: AnnualOpeningHoursDetail, day: date) -> bool:
    """Return True if the range of an entry, the older guess, has the date."""
    if read_date(entry.date) is not None:
        return False
    ends = [end for end in map(_range_end, (entry.from_, entry.to)) if end is not None]
    if not ends:
        return False
    first, last = ends[0], ends[-1]
    if len(first) == len(last) == 3:
        return min(first, last) <= (day.year, day.month, day.day) <= max(first, last)
    start, end, today = first[-2:], last[-2:], (day.month, day.day)
    return today >= start or today <= end if end < start else start <= today <= end


def _range_end(text: str | None) -> tuple[int, ...] | None:
    """Return year, month and day of a date, or month and day of one of every year."""
    on, match = read_date(text), _MONTH_DAY.fullmatch((text or "").strip())
    if on is not None:
        return on.year, on.month, on.day
    return None if match is None else (int(match[1]), int(match[2]))


def _over_midnight(days: list[list[Span]]) -> list[list[Span]]:
    """Join each night to the day on which it began, if it ends the next morning."""
    joined = [list(day) for day in days]
    for at, day in enumerate(days):
        morning = days[(at + 1) % 7]
        if not (day and day[-1][1] == DAY and morning and morning[0][0] == 0):
            continue
        # 06:00 to 06:00 of the next day would read as no time at all.
        if morning[0][1] < day[-1][0]:
            joined[at][-1] = (day[-1][0], DAY + morning[0][1])
            joined[(at + 1) % 7].remove(morning[0])
    return joined


def _week_rules(spans: Iterable[Span], *, with_nights: bool) -> list[str]:
    spans = tuple(spans)
    days = [within_day(spans, day) for day in range(7)]
    joined = _over_midnight(days)
    are_alike = len({tuple(day) for day in joined if day}) == 1
    return _rules(joined if with_nights and are_alike else days)


def _changed_days(week: list[Day], dates: dict[date, Day]) -> dict[date, list[Span]]:
    """Return the spans of each date that is not as its weekday is: the dates, and mornings after them.

    A night that began the day before ends where a date begins.
    """
    changed = {day: clipped(hours.open) for day, hours in dates.items()}
    for day, hours in dates.items():
        if day == date.max or (after := day + timedelta(days=1)) in dates:
            continue
        begins = week[after.weekday()].open
        usual, now = (
            sorted_spans([*clipped(begins), *clipped(before.open, 1)])
            for before in (week[day.weekday()], hours)
        )
        if now != usual:
            changed[after] = now
    return changed


def _date_rule(on: date, spans: list[Span]) -> str:
    return f"{on.year:04} {MONTHS[on.month - 1]} {on.day:02} {_clocks(spans) or 'off'}"


def _rules(days: list[list[Span]]) -> list[str]:
    groups: dict[tuple[Span, ...], list[int]] = {}
    for day, spans in enumerate(days):
        if spans:
            groups.setdefault(tuple(spans), []).append(day)
    return [f"{_days(members)} {_clocks(spans)}" for spans, members in groups.items()]


def _clocks(spans: Iterable[Span]) -> str:
    return ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def _days(members: list[int]) -> str:
    """Write days; runs of three and more by their first and last."""
    runs: list[list[int]] = []
    for day in members:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}"
        if len(run) > 2
        else ",".join(WEEKDAYS[day] for day in run)
        for run in runs
    )


def _clock(seconds: int) -> str:
    minutes = seconds // 60 if seconds <= DAY else seconds // 60 - 1440
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _periods(spans: Iterable[Span]) -> tuple[TimePeriod, ...]:
    from evcp_models import TimePeriod

    return tuple(
        TimePeriod(from_=f"{_clock(start)}:00", to=f"{_clock(end)}:00") for start, end in spans
    )
