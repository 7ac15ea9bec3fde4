"""Rules of OpenStreetMap's `opening_hours`, read; and spans of time, in seconds from the start of a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from .days import DAY, WHOLE_DAY, Span, clipped, sorted_spans, without

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


class Rule(NamedTuple):
    """A rule of the notation.

    Attributes:
        dates: The dates that it is for; None for all.
        days: The weekdays that it is for, 0 for Monday.
        spans: Times, from the start of the day; an end may be on the next day.
        state: `open`, `off` or `unknown`.
        adds: True if it adds to the rules before it, False if it replaces their days.
    """

    dates: frozenset[date] | None
    days: frozenset[int]
    spans: list[Span]
    state: str
    adds: bool

    def within(self, weekday: int, on: date | None) -> tuple[bool, list[Span]]:
        """Return whether it is for a day, and its spans within that day, from the night before too."""
        before = on - timedelta(days=1) if on and on > date.min else None
        is_today = self._is_for(weekday, on)
        spans = clipped(self.spans) if is_today else []
        if self._is_for((weekday - 1) % 7, before):
            spans += clipped(self.spans, 1)
        return is_today, sorted_spans(spans)

    def _is_for(self, weekday: int, on: date | None) -> bool:
        return weekday in self.days and (self.dates is None or on in self.dates)


_DATE = rf"[0-9]{{4}} (?:{'|'.join(MONTHS)}) [0-9]{{1,2}}"
# Without blanks behind commas: readers differ on whether "Mo, We 10:00-12:00" is one rule or two.
_DATES = rf"{_DATE}(?: ?- ?(?:{_DATE}|(?:(?:{'|'.join(MONTHS)}) )?[0-9]{{1,2}}(?![0-9:])))?"
_DAYS = rf"(?:{'|'.join(WEEKDAYS)})(?:-(?:{'|'.join(WEEKDAYS)}))?"
_TIMES = r"[0-9]{1,2}:[0-9]{2} ?- ?[0-9]{1,2}:[0-9]{2}(?![0-9+/])"
_RULE = re.compile(
    rf" *(?:(?P<always>24/7)|(?P<dates>{_DATES}(?:,{_DATES})*)? *(?P<days>{_DAYS}(?:,{_DAYS})*)?"
    rf" *(?P<times>{_TIMES}(?:, ?{_TIMES})*)?)"
    r" *(?P<state>\b(?:off|closed|open|unknown)\b)? *(?P<end>[;,]|$)",
    re.ASCII | re.IGNORECASE,
)
_NOT_HELD = (
    ('"', "a comment"),
    (r"\|\|", "a second set of hours in case the first is unknown"),
    (r"\b[PS]H\b", "holidays, whose dates the text does not tell"),
    (r"\bweek\b", "weeks of the year"),
    (r"sunrise|sunset|dawn|dusk", "times of the sun"),
    (r"\[", "one weekday of a month"),
    (r"[0-9]\+", "an open end"),
    (r":[0-9]{2}/[0-9]", "points of time"),
    (
        rf"(?:{_DAYS}|{_DATE}), (?:{_DAYS}|{_DATE})",
        "days behind a comma and a blank, which are one rule to some readers and two to others",
    ),
    (rf"(?<![0-9]{{4}} )\b(?:{'|'.join(MONTHS)}|easter)\b", "dates or months of every year"),
)
"""Parts of the notation that the hours of the API cannot hold."""


def read_rules(text: str) -> list[Rule]:
    """Read the rules of a text.

    Raises:
        ValueError: A part is not in the notation, or says what the hours of the API cannot hold; it is named.
    """
    rules: list[Rule] = []
    at, adds, text = 0, False, text.strip().removesuffix(";")
    while at <= len(text):
        match = _RULE.match(text, at)
        part = match[0].strip(" ;,") if match else ""
        # A comma behind days or dates alone is in a list of them that is not read wholly.
        is_cut = match and match["end"] == "," and not any(match.group("always", "times", "state"))
        if match is None or not part or is_cut:
            raise _not_held(text[at:].partition(";")[0].strip() or text)
        state = (match["state"] or "open").casefold().replace("closed", "off")
        if state == "unknown" and (match["times"] or adds or not match["dates"]):
            raise _not_held(part, "what is unknown, other than a whole date")
        try:
            rules.append(
                Rule(
                    _dates(match["dates"]) if match["dates"] else None,
                    _days(match["days"]) if match["days"] else frozenset(range(7)),
                    [_span(one) for one in match["times"].split(",")]
                    if match["times"]
                    else [WHOLE_DAY],
                    state,
                    adds,
                )
            )
        except ValueError as error:
            raise _not_held(part, f"this: {error}") from None
        at, adds = match.end() + (not match["end"]), match["end"] == ","
    return rules


def _not_held(part: str, what: str = "") -> ValueError:
    found = (said for pattern, said in _NOT_HELD if re.search(pattern, part, re.IGNORECASE))
    if said := what or next(found, ""):
        return ValueError(f"{part!r:.80} says {said}: the hours of the API cannot hold that")
    return ValueError(
        f"{part!r:.80} is not a rule of opening_hours that is read here, such as Mo-Fr 08:00-20:00"
    )


def spans_on(rules: Iterable[Rule], weekday: int, on: date | None) -> list[Span] | None:
    """Return the spans of a weekday, or of a date, by all rules; None if they are unknown."""
    found: list[Span] | None = []
    for rule in rules:
        is_today, spans = rule.within(weekday, on)
        if not (is_today or spans):
            continue
        whole = spans == [WHOLE_DAY]
        if rule.state == "unknown":
            found = None  # such a rule is for whole dates
        elif rule.state == "off" or rule.adds:
            if found is None and not whole:
                raise ValueError(
                    f"{on} is said to be unknown, and in part open or off: the hours of the API cannot hold that"
                )
            is_off = rule.state == "off"
            found = (
                without(found or [], spans) if is_off else sorted_spans([*(found or []), *spans])
            )
        elif is_today or found == []:  # a night does not reach into a day with hours of its own
            found = spans
    return found


def _dates(text: str) -> frozenset[date]:
    dates: set[date] = set()
    for part in text.split(","):
        first, _, last = (one.strip() for one in part.partition("-"))
        words = first.split()
        start = _date(words)
        end = _date([*words[: 3 - len(last.split())], *last.split()]) if last else start
        if not 0 <= (end - start).days <= 366:
            raise ValueError("a range of dates must be in order, and a year long at most")
        dates |= {start + timedelta(days=n) for n in range((end - start).days + 1)}
    return frozenset(dates)


def _date(words: list[str]) -> date:
    return date(int(words[0]), MONTHS.index(words[1].capitalize()) + 1, int(words[2]))


def _days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        start, end = (WEEKDAYS.index(one.capitalize()) for one in (first, last or first))
        days |= {(start + n) % 7 for n in range((end - start) % 7 + 1)}
    return frozenset(days)


def _span(text: str) -> Span:
    (start_hour, start_minute), (end_hour, end_minute) = (
        map(int, clock.split(":")) for clock in text.strip().split("-")
    )
    start, end = start_hour * 3600 + start_minute * 60, end_hour * 3600 + end_minute * 60
    if max(start_minute, end_minute) > 59 or start >= DAY or end > 2 * DAY:
        raise ValueError(f"{text.strip()} is no span of time")
    return start, end + DAY if end <= start else end
