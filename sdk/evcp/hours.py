"""Opening hours: whether a station is open, and its hours in the notation of OpenStreetMap.

    from datetime import UTC, datetime
    from evcp.hours import is_open, to_osm

    is_open(station, datetime.now(UTC))     # True, False, or None: not known

Unknown is never open: missing or unreadable hours give None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evcp_models import (
        AnnualOpeningHoursDetail,
        Connector,
        EVStation,
        OpeningHours,
        OpeningHoursDetail,
        TimePeriod,
    )

Span = tuple[int, int]
"""Seconds from the start of a week or day, the end excluded."""

_DAY = 86_400
_WEEK = 7 * _DAY
_ALWAYS: list[Span] = [(0, _WEEK)]
_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?|24:00(?::00)?")
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])([01][0-9]):?([0-5][0-9])")
_MONTH_DAY = re.compile(r"(?:([0-9]{4})|-)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def is_open(
    what: EVStation | Connector, at: datetime, *, time_zone: str | None = None
) -> bool | None:
    """Return whether a station, or a group of its connectors, is open at a moment.

    A group is open if `open24x7` is true; otherwise its `opening_hours` decide, in local time: a day
    without an entry is closed, an end at or before its start is on the next day, and when the clocks
    go back, both runs of the repeated hour count alike. A station is open if one of its groups is known
    to be open, and closed if all are known to be closed.

    The result is None (unknown) without hours; if the relevant entries cannot be read; on a date that
    `annual_openings` may concern, because neither their format nor whether they open or close is
    documented; and without a known time zone, unless the place never closes.

    Args:
        what: A station or a connector group.
        at: The moment, with its time zone: `datetime.now(UTC)`.
        time_zone: IANA name such as `Europe/Berlin`, or an offset such as `+01:00` or `UTC+01:00`.
            A connector group has no time zone of its own: pass `station.time_zone`. For a station it
            is the fallback.

    Returns:
        True for open, False for closed, None for unknown.

    Raises:
        ValueError: `at` has no time zone.
        ConfigurationError: The time zone is needed, and this machine has no time zone data.

    Source:
        Contract sections 4.2 (`timeZone`), 4.9 (`open24x7`) and 4.11 (opening hours).
    """
    if at.utcoffset() is None:
        raise ValueError(
            f"at must have a time zone, as datetime.now(UTC) has, not {at.isoformat()}: "
            "add one with .replace(tzinfo=...)"
        )
    from evcp_models import EVStation

    if not isinstance(what, EVStation):
        return _group_is_open(what, at, time_zone)
    zone = what.time_zone or time_zone
    answers = {_group_is_open(group, at, zone) for group in what.connectors}
    if True in answers:
        return True
    return False if answers == {False} else None


def to_osm(opening_hours: OpeningHours | None) -> str | None:
    """Write opening hours in the notation of OpenStreetMap's key `opening_hours`.

    Hours over midnight are written as such (`Fr,Sa 22:00-02:00`) if all days are alike, and otherwise
    split at midnight, so that no rule reaches into the day of another.

    Args:
        opening_hours: Opening hours as data.

    Returns:
        For example `24/7` or `Mo-Fr 07:00-22:00; Sa 09:00-13:00`. None without hours, and for hours
        that the notation cannot hold: unreadable, for a part of the year only, with seconds.

    Source:
        Contract section 4.11.
    """
    if opening_hours is None or opening_hours.annual_openings:
        return None
    week = _read_week(opening_hours.regular_opening_hours)
    if week.perhaps or not week.open or any(s % 60 or e % 60 for s, e in week.open):
        return None
    if week.open == _ALWAYS:
        return "24/7"
    days = [_within_day(week.open, day) for day in range(7)]
    joined = _over_midnight(days)
    return _rules(joined if len({tuple(day) for day in joined if day}) == 1 else days)


def _group_is_open(connector: Connector, at: datetime, time_zone: str | None) -> bool | None:
    details = connector.connector_details
    if details is None:
        return None
    if details.open24x7:
        return True
    hours = details.opening_hours
    if hours is None:
        return None
    week = _read_week(hours.regular_opening_hours)
    if week.open == _ALWAYS and not hours.annual_openings:
        return True
    zone = _zone(time_zone)
    if zone is None:
        return None
    try:
        local = at.astimezone(zone)
        # The hours of a day may reach into the next one.
        dates = (local.date(), local.date() - timedelta(days=1))
    except OverflowError:  # at the very first or last day that Python knows
        return None
    if any(_may_concern(entry, day) for entry in hours.annual_openings for day in dates):
        return None
    return week.at(local)


@dataclass(frozen=True, slots=True)
class _Week:
    """A week in local time, from Monday 00:00.

    Attributes:
        open: Spans in which the place is open, in order and without overlaps.
        perhaps: Spans in which it may be open: their entry is unreadable or incomplete.
    """

    open: list[Span]
    perhaps: list[Span]

    def at(self, local: datetime) -> bool | None:
        second = local.weekday() * _DAY + local.hour * 3600 + local.minute * 60 + local.second
        if any(start <= second < end for start, end in self.open):
            return True
        return None if any(start <= second < end for start, end in self.perhaps) else False


def _read_week(entries: Iterable[OpeningHoursDetail]) -> _Week:
    known: list[Span] = []
    perhaps: list[Span] = []
    entries = list(entries)
    for entry in entries:
        mask = entry.daymask
        # Hours without days may belong to any day, and days without hours may have any hours.
        readable = mask is not None and 0 < mask <= 127
        days = [d for d in range(7) if not readable or (mask or 0) >> (d + 1) % 7 & 1]
        for period in entry.period or (None,):
            span = None if period is None else _span(period)
            target = known if readable and span is not None else perhaps
            start, end = span or (0, 2 * _DAY)
            target.extend((day * _DAY + start, day * _DAY + end) for day in days)
    return _Week(_merged(known), _merged(perhaps) if entries else list(_ALWAYS))


def _span(period: TimePeriod) -> Span | None:
    """Return a period in seconds of its day; None if it cannot be read.

    Equal times may mean a whole day or no time at all, so they count as unreadable.
    """
    start, end = _seconds(period.from_), _seconds(period.to)
    if start is None or end is None or start in (end, _DAY):
        return None
    return (start, end) if end > start else (start, end + _DAY)


def _seconds(text: str | None) -> int | None:
    match = _TIME.fullmatch(text or "")
    if match is None:
        return None
    if match[1] is None:
        return _DAY
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Sort and join spans; a part beyond the end of the week goes to its start."""
    pieces: list[Span] = []
    for start, end in spans:
        pieces.append((start, min(end, _WEEK)))
        if end > _WEEK:
            pieces.append((0, end - _WEEK))
    merged: list[Span] = []
    for start, end in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _zone(name: str | None) -> tzinfo | None:
    """Return a time zone; None if the name is unknown."""
    if not name:
        return None
    offset = _OFFSET.fullmatch(name)
    if offset is not None:
        minutes = int(offset[2]) * 60 + int(offset[3])
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    if name in ("UTC", "GMT", "Z"):
        return UTC
    try:
        return ZoneInfo(name)
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


def _may_concern(entry: AnnualOpeningHoursDetail, day: date) -> bool:
    """Return True unless an entry has a readable range that excludes the date.

    The year is ignored, since "annual" may mean every year.
    """
    first, last = (_MONTH_DAY.fullmatch(text or "") for text in (entry.from_, entry.to))
    if first is None or last is None:
        return True
    start, end = (int(first[2]), int(first[3])), (int(last[2]), int(last[3]))
    turns = int(end < start)
    if first[1] and last[1] and int(last[1]) - int(first[1]) != turns:
        return True  # a year and more, or backwards
    today = day.month, day.day
    return today >= start or today <= end if turns else start <= today <= end


def _within_day(week: Iterable[Span], day: int) -> list[Span]:
    begin = day * _DAY
    clipped = ((max(s - begin, 0), min(e - begin, _DAY)) for s, e in week)
    return [(start, end) for start, end in clipped if start < end]


def _over_midnight(days: list[list[Span]]) -> list[list[Span]]:
    """Join each night to the day on which it began, if it ends the next morning."""
    joined = [list(day) for day in days]
    for at, day in enumerate(days):
        morning = days[(at + 1) % 7]
        if not (day and day[-1][1] == _DAY and morning and morning[0][0] == 0):
            continue
        # 06:00 to 06:00 of the next day would read as no time at all.
        if morning[0][1] < day[-1][0]:
            joined[at][-1] = (day[-1][0], _DAY + morning[0][1])
            joined[(at + 1) % 7].remove(morning[0])
    return joined


def _rules(days: list[list[Span]]) -> str:
    groups: dict[tuple[Span, ...], list[int]] = {}
    for day, spans in enumerate(days):
        if spans:
            groups.setdefault(tuple(spans), []).append(day)
    return "; ".join(
        f"{_days(members)} {','.join(f'{_clock(s)}-{_clock(e)}' for s, e in spans)}"
        for spans, members in groups.items()
    )


def _days(members: list[int]) -> str:
    """Write days; runs of three and more by their first and last."""
    runs: list[list[int]] = []
    for day in members:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{_NAMES[run[0]]}-{_NAMES[run[-1]]}"
        if len(run) > 2
        else ",".join(_NAMES[day] for day in run)
        for run in runs
    )


def _clock(seconds: int) -> str:
    minutes = seconds // 60 if seconds <= _DAY else seconds // 60 - 1440
    return f"{minutes // 60:02}:{minutes % 60:02}"
