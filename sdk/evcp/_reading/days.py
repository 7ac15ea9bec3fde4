"""Opening hours day by day: the spans of regular days and of dates, in seconds from the start of a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evcp_models import AnnualOpeningHoursDetail, OpeningHoursDetail, TimePeriod

Span = tuple[int, int]
"""Seconds from the start of a week or day, the end excluded."""

DAY = 86_400
WHOLE_DAY: Span = (0, DAY)

_WEEK = 7 * DAY
ALWAYS: list[Span] = [(0, _WEEK)]
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?|24:00(?::00)?")
_DATE = re.compile(r"([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})(?:[T ].*|Z|[+-][0-9:]+)?", re.ASCII)
"""YYYY-MM-DD; a time of the day or a zone behind it names no other date."""


@dataclass(frozen=True, slots=True)
class Day:
    """The hours that begin on one day, in seconds from its start.

    Attributes:
        open: Spans in which the place is open.
        perhaps: Spans in which it may be open: their entry is unreadable or incomplete.
    """

    open: list[Span] = field(default_factory=list)
    perhaps: list[Span] = field(default_factory=list)

    def at(self, second: int) -> bool | None:
        if any(start <= second < end for start, end in self.open):
            return True
        return None if any(start <= second < end for start, end in self.perhaps) else False


def read_week(entries: Iterable[OpeningHoursDetail]) -> list[Day]:
    """Return the days from Monday on; without entries each may have any hours."""
    entries = tuple(entries)
    week = [Day(perhaps=[] if entries else [WHOLE_DAY]) for _ in range(7)]
    for entry in entries:
        mask = entry.daymask
        # Hours without days may belong to any day, and days without hours may have any hours.
        readable = mask is not None and 0 < mask <= 127
        days = [d for d in range(7) if not readable or (mask or 0) >> (d + 1) % 7 & 1]
        for period in entry.period or (None,):
            span = None if period is None else _span(period)
            for day in days:
                if readable and span is not None:
                    week[day].open.append(span)
                else:
                    week[day].perhaps.append(span or (0, 2 * DAY))
    return week


def read_dates(entries: Iterable[AnnualOpeningHoursDetail]) -> dict[date, Day]:
    """Return the hours of the dates that have hours of their own (contract section 11.1, mark S)."""
    dates: dict[date, Day] = {}
    closed: set[date] = set()
    for entry in entries:
        on = read_date(entry.date)
        if on is None:
            continue
        day = dates.setdefault(on, Day())
        if entry.closed:
            closed.add(on)
        elif not entry.period:
            day.perhaps.append(WHOLE_DAY)
        for period in entry.period:
            span = _span(period)
            if span is None:
                day.perhaps.append(WHOLE_DAY)
            else:
                day.open.append(span)
    for on in closed:
        if dates[on].open or dates[on].perhaps:  # closed and open: a contradiction
            dates[on] = Day(perhaps=[WHOLE_DAY])
    return dates


def read_date(text: str | None) -> date | None:
    match = _DATE.fullmatch((text or "").strip())
    try:
        return None if match is None else date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        return None


def week_spans(week: Iterable[Day]) -> list[Span]:
    """Return the spans of a week in which the place is open, in seconds from Monday 00:00."""
    return _merged(
        (day * DAY + start, day * DAY + end)
        for day, hours in enumerate(week)
        for start, end in hours.open
    )


def _span(period: TimePeriod) -> Span | None:
    """Return a period in seconds of its day; None if it cannot be read.

    Equal times may mean a whole day or no time at all, so they count as unreadable. An end in the
    last minute of a day is its midnight.
    """
    start, end = _seconds(period.from_), _seconds(period.to)
    if start is None or end is None or start in (end, DAY):
        return None
    if end < start:
        end += DAY
    # Whoever cannot write 24:00 writes the last minute of the day: nobody closes for one minute.
    return (start, end + -end % DAY) if -end % DAY <= 60 else (start, end)


def _seconds(text: str | None) -> int | None:
    match = _TIME.fullmatch(text or "")
    if match is None:
        return None
    if match[1] is None:
        return DAY
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans; a part beyond the end of the week goes to its start."""
    pieces: list[Span] = []
    for start, end in spans:
        pieces.append((start, min(end, _WEEK)))
        if end > _WEEK:
            pieces.append((0, end - _WEEK))
    return sorted_spans(pieces)


def sorted_spans(spans: Iterable[Span]) -> list[Span]:
    """Sort spans, and join those that overlap or touch."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def within_day(week: Iterable[Span], day: int) -> list[Span]:
    begin = day * DAY
    clipped = ((max(s - begin, 0), min(e - begin, DAY)) for s, e in week)
    return [(start, end) for start, end in clipped if start < end]


def clipped(spans: Iterable[Span], day: int = 0) -> list[Span]:
    """Return the parts of spans within the day on which they begin, or within the day after it."""
    return sorted_spans(within_day(spans, day))


def without(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """Return the rest of spans."""
    left = list(spans)
    for begin, end in holes:
        cut = [piece for s, e in left for piece in ((s, min(e, begin)), (max(s, end), e))]
        left = [(s, e) for s, e in cut if s < e]
    return left
