"""Opening hours from the free text of the AFDC column `access_days_time`.

Two families of the text state hours and are read; every other one ("Dealership business hours",
"Fleet use only") states none, and nothing is guessed from it:

* a list of days: `MO: 6:00am-11:00pm; TU: ...` or `MON: 24 hours | TUE: ...`;
* a sentence: `24 hours daily`, `8am-5pm M-F, 10am-2pm Sat`, with remarks behind a semicolon.
"""

from __future__ import annotations

import re

from ..stations.parts import WHOLE_DAY, Period

Week = dict[int, list[Period]]
"""Stretches of opening for each day, by the bit of the day in `daymask` (1 is Sunday)."""

_DAYS = {"SU": 1, "MO": 2, "TU": 4, "WE": 8, "TH": 16, "FR": 32, "SA": 64}
_ORDER = tuple(_DAYS.values())
_SHORT_DAYS = {"M": 2, "T": 4, "W": 8, "F": 32}
_TIME = r"(0?[1-9]|1[0-2])(?::([0-5]\d))?\s*([ap])m"
_HOURS = rf"(?:24 hours|{_TIME}\s*-\s*{_TIME})"
_DAY = r"[A-Z][A-Za-z]*"
_CLAUSE = re.compile(
    rf"(?P<hours>{_HOURS})\s+(?:(?P<daily>daily)|(?P<first>{_DAY})(?:\s*-\s*(?P<last>{_DAY}))?)"
)
_DAY_LIST = re.compile(r"([A-Z]{2,3}): (.+)")
_SPAN = re.compile(_HOURS)


def read_week(text: str) -> Week | None:
    """The opening hours that a text states; None where it states none, or none that can be read.

    Hours that end after midnight are split: their rest belongs to the next day. The text is taken
    literally, also where "6am-12pm daily" may be meant for midnight.
    """
    if _DAY_LIST.match(text):
        week = _read_list(re.split(r"\s*[;|]\s*", text))
    else:
        week = _read_sentence(text.partition(";")[0].strip())
    if week is not None:
        for day, periods in week.items():
            if WHOLE_DAY in periods:
                week[day] = [WHOLE_DAY]  # also where a night before reaches into it
    return week


def is_always_open(week: Week) -> bool:
    """Whether a week has no closed minute."""
    return all(WHOLE_DAY in week.get(day, ()) for day in _ORDER)


def _read_list(entries: list[str]) -> Week | None:
    week: Week = {day: [] for day in _ORDER}
    for entry in entries:
        match = _DAY_LIST.fullmatch(entry)
        day = _DAYS.get(match[1][:2]) if match else None
        if match is None or day is None:
            return None
        if match[2] == "Closed":
            continue
        if not _add(week, match[2], (day,)):
            return None
    return week


def _read_sentence(text: str) -> Week | None:
    week: Week = {day: [] for day in _ORDER}
    for clause in text.split(","):
        match = _CLAUSE.fullmatch(clause.strip())
        if match is None:
            return None
        days = _ORDER if match["daily"] else _run(match["first"], match["last"] or match["first"])
        if not days or not _add(week, match["hours"], days):
            return None
    return week


def _add(week: Week, hours: str, days: tuple[int, ...]) -> bool:
    """Add hours to days; False where the hours cannot be read."""
    match = _SPAN.fullmatch(hours)
    if match is None:
        return False
    if hours == "24 hours":
        opens = closes = 0
    else:
        opens, closes = _minutes(*match.groups()[:3]), _minutes(*match.groups()[3:])
    for day in days:
        if closes > opens:
            week[day].append((_clock(opens), _clock(closes)))
            continue
        # Equal times mean a whole day; an earlier end is one of the next day.
        week[day].append((_clock(opens), "24:00:00"))
        if closes:
            week[_ORDER[(_ORDER.index(day) + 1) % 7]].append(("00:00:00", _clock(closes)))
    return True


def _run(first: str, last: str) -> tuple[int, ...]:
    """The days from one to another, over the end of the week if need be; none for unknown names."""
    begin, end = _day(first), _day(last)
    if begin is None or end is None:
        return ()
    start = _ORDER.index(begin)
    length = (_ORDER.index(end) - start) % 7 + 1
    return tuple(_ORDER[(start + at) % 7] for at in range(length))


def _day(name: str) -> int | None:
    return _SHORT_DAYS.get(name) or (_DAYS.get(name[:2].upper()) if len(name) > 1 else None)


def _minutes(hour: str, minute: str | None, half: str) -> int:
    return int(hour) % 12 * 60 + int(minute or 0) + (720 if half == "p" else 0)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}:00"
