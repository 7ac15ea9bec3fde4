"""Opening hours of OCPI: whole minutes of one day, and exceptions in UTC, from and to those of API v2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from evcp_models import AnnualOpeningHoursDetail, OpeningHours, TimePeriod

from .._reading.days import (
    DAY,
    Day,
    Span,
    read_date,
    read_dates,
    read_week,
    sorted_spans,
    week_spans,
    within_day,
    without,
)

_MINUTE = 60
_LAST_MINUTE = DAY - _MINUTE
Moments = tuple[datetime, datetime]
"""Begin and end of an exceptional period, with their time zones."""


class WrittenHours(NamedTuple):
    """Opening hours as OCPI has them.

    Attributes:
        hours: `Hours`; None if OCPI cannot say them.
        reason: The difference to the hours of API v2; empty if there is none.
    """

    hours: dict[str, object] | None
    reason: str = ""


def write_hours(
    hours: OpeningHours | None, always: bool | None, zone: tzinfo | None
) -> WrittenHours:
    """Write opening hours; those that are unknown or unreadable are left out.

    Args:
        hours: Opening hours of a connector group.
        always: Its `open24x7`.
        zone: Time zone of the place: OCPI has exceptions in UTC.
    """
    week = _week(hours, always)
    if week is None:
        return WrittenHours(None, "no readable hours" if hours is not None else "")
    spans = week_spans(week)
    if not spans:
        return WrittenHours(None, "OCPI has no place that is always closed")
    days = [within_day(spans, day) for day in range(7)]
    written: dict[str, object] = {"twentyfourseven": all(day == [(0, DAY)] for day in days)}
    reasons: list[str] = []
    if not written["twentyfourseven"]:
        regular = [
            {"weekday": day + 1, "period_begin": _clock(begin), "period_end": _clock(end)}
            for day, its_spans in enumerate(days)
            for begin, end in map(_in_minutes, its_spans)
            if begin < end
        ]
        if not regular:
            return WrittenHours(None, "OCPI has no period of less than a minute")
        written["regular_hours"] = regular
        if any(end == DAY for day in days for _, end in day):
            reasons.append("OCPI has no 24:00: periods end at 23:59")
        if any(second % _MINUTE for day in days for span in day for second in span):
            reasons.append("OCPI has no seconds: cut to whole minutes")
    exceptions = hours.annual_openings if hours is not None else ()
    if exceptions:
        reasons += _write_exceptions(written, week, exceptions, zone)
    return WrittenHours(written, "; ".join(reasons))


def _week(hours: OpeningHours | None, always: bool | None) -> list[Day] | None:
    """Return the regular days; None if one is unknown."""
    if always:
        return [Day([(0, DAY)])] * 7
    if hours is None or not hours.regular_opening_hours:
        return None
    week = read_week(hours.regular_opening_hours)
    return None if any(day.perhaps for day in week) else week


def _write_exceptions(
    written: dict[str, object],
    week: list[Day],
    entries: Iterable[AnnualOpeningHoursDetail],
    zone: tzinfo | None,
) -> list[str]:
    dates = read_dates(entries)
    if zone is None:
        return ["exceptions are left out: OCPI has them in UTC, and the time zone is unknown"]
    closings: list[dict[str, str]] = []
    openings: list[dict[str, str]] = []
    reasons = []
    for on in _concerned(dates):
        wanted = day_spans(week, dates, on)
        if wanted is None:
            reasons.append(f"the hours of {on.isoformat()} are unknown: left out")
            continue
        usual = day_spans(week, {}, on) or []
        closings += _periods(on, without(usual, wanted), zone)
        openings += _periods(on, without(wanted, usual), zone)
    if not all(read_date(entry.date) for entry in entries):
        reasons.append("exceptions without a date are left out")
    if openings:
        written["exceptional_openings"] = openings
    if closings:
        written["exceptional_closings"] = closings
    return reasons


def _concerned(dates: Mapping[date, Day]) -> list[date]:
    """Return the dates with hours of their own, and those into which their nights reach."""
    found = set(dates)
    for on in dates:
        if on < date.max:
            found.add(on + timedelta(days=1))
    return sorted(found)


def day_spans(week: list[Day], dates: Mapping[date, Day], on: date) -> list[Span] | None:
    """Return the open spans of a date; None if they are unknown.

    The night before does not reach into a date with hours of its own: whether it does is unknown.
    """
    own = dates.get(on)
    today = week[on.weekday()] if own is None else own
    if today.perhaps:
        return None
    spans = [(begin, min(end, DAY)) for begin, end in today.open]
    if own is None and on > date.min:
        before = on - timedelta(days=1)
        night = dates.get(before, week[before.weekday()])
        if any(end > DAY for _, end in night.perhaps):
            return None
        spans += [(max(0, begin - DAY), end - DAY) for begin, end in night.open if end > DAY]
    return sorted_spans(spans)


def _periods(on: date, spans: Iterable[Span], zone: tzinfo) -> list[dict[str, str]]:
    found = []
    for begin, end in spans:
        try:
            first, last = (write_time(_moment(on, second, zone)) for second in (begin, end))
        except OverflowError:  # at the first or last day that Python knows
            continue
        found.append({"period_begin": first, "period_end": last})
    return found


def _moment(on: date, second: int, zone: tzinfo) -> datetime:
    local = datetime.combine(on, time()) + timedelta(seconds=second)
    return local.replace(tzinfo=zone).astimezone(UTC)


def write_time(moment: datetime) -> str:
    """Write a moment as OCPI does, in UTC with a Z; milliseconds only if there are any."""
    utc = moment.astimezone(UTC)
    text = utc.replace(tzinfo=None).isoformat(timespec="milliseconds").removesuffix(".000")
    return f"{text}Z"


def _in_minutes(span: Span) -> Span:
    """Return a span of whole minutes within it, that ends before midnight."""
    begin, end = span
    return begin + -begin % _MINUTE, min(end - end % _MINUTE, _LAST_MINUTE)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def read_exceptions(
    regular: OpeningHours | None,
    openings: Iterable[Moments],
    closings: Iterable[Moments],
    zone: tzinfo | None,
) -> tuple[AnnualOpeningHoursDetail, ...]:
    """Read exceptional periods as dates with hours of their own.

    A date has the regular hours and the openings, without the closings. Its hours are unknown without a
    time zone, without regular hours unless it is closed all day, and with openings that add nothing: some
    feeds mean shorter hours.

    Raises:
        OverflowError: A date that Python does not know.
    """
    week = _week(regular, None)
    place = zone or UTC
    local = [
        [(begin.astimezone(place), end.astimezone(place)) for begin, end in periods]
        for periods in (openings, closings)
    ]
    found = []
    for on in sorted({day for periods in local for one in periods for day in _dates(one)}):
        opened, closed = ([_clipped(one, on) for one in periods] for periods in local)
        usual = day_spans(week, {}, on) if week is not None else None
        if usual is None:
            unknown = bool(without([(0, DAY)], closed))
        else:
            # Openings within the usual hours add nothing, so they are meant in another way.
            unknown = not any(b < e for b, e in closed) and not without(opened, usual)
        if zone is None or unknown:
            found.append(AnnualOpeningHoursDetail(date=on.isoformat()))
            continue
        spans = without(
            sorted_spans([*(usual or []), *(one for one in opened if one[0] < one[1])]), closed
        )
        periods = tuple(TimePeriod(from_=_full(b), to=_full(e)) for b, e in spans)
        found.append(
            AnnualOpeningHoursDetail(
                date=on.isoformat(), closed=None if periods else True, period=periods
            )
        )
    return tuple(found)


def _dates(period: Moments) -> list[date]:
    begin, end = period
    last = (end - timedelta(microseconds=1)).date() if end > begin else begin.date()
    return [begin.date() + timedelta(days=day) for day in range((last - begin.date()).days + 1)]


def _clipped(period: Moments, on: date) -> Span:
    midnight = datetime.combine(on, time())
    begin, end = (
        int((moment.replace(tzinfo=None) - midnight).total_seconds()) for moment in period
    )
    return max(begin, 0), min(end, DAY)


def _full(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def meaning(hours: OpeningHours | None, always: bool | None) -> tuple[object, ...] | None:
    """Return all that opening hours say, however they say it; None if they say nothing."""
    week = _week(hours, always)
    entries = hours.annual_openings if hours is not None else ()
    if week is None and not entries:
        return None
    dates = read_dates(entries)
    usual = week or [Day(perhaps=[(0, DAY)])] * 7
    special = (
        (on.isoformat(), spans)
        for on in _concerned(dates)
        if (spans := day_spans(usual, dates, on)) != day_spans(usual, {}, on)
    )
    undated = tuple(entry for entry in entries if read_date(entry.date) is None)
    return (week and week_spans(week), tuple(special), undated)
