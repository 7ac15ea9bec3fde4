"""The course of events at one EVSE, drawn from a seed: sessions, reservations, faults.

Everything is in whole seconds, and local time is standard time all year round, so that a day has 24
hours. A day begins at four in the morning, when nobody comes.

*Sessions* are drawn per day. Their number follows the kind of current, how popular the EVSE is, and the
day of the week: between 1 and 14. The day is cut into as many equal shares of its arrivals, and one car
comes in each; arrivals follow the hour of the day (`_ARRIVALS`): at slow EVSEs they have a peak when
people come to work and a higher one when they come home, at fast ones they rise to a flat top in the
afternoon. A car stays as long as its energy takes, from 10 to 40 kWh: hours at an AC EVSE, 15 to 45
minutes at a DC one; but never longer than until shortly before the next car comes. A few cars have
reserved, 5 to 15 minutes ahead.

*Faults* are drawn per week: in one week of four the EVSE is out of service once, for 2 hours to 3 days.
Whatever would happen there meanwhile does not.

One EVSE in twenty-five never tells anything.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from functools import cache, lru_cache
from hashlib import blake2b
from struct import Struct
from typing import NamedTuple
from zoneinfo import ZoneInfo

from evcp_models import ConnectorState

_ANY_DAY = datetime(2025, 1, 1)  # a wall clock's: each zone is asked about its own
_DAY, _WEEK = 86_400, 7 * 86_400
_DAY_BEGINS = 4 * 3_600
_MOST_SESSIONS = 14
_APART = 600
"""Between two arrivals lie so many seconds at least, ..."""
_LAST_ARRIVAL = _DAY - (_MOST_SESSIONS + 1) * _APART
"""... and so the last one of a day is drawn so long before its end: it may have to be put off."""
_LEAVES_BEFORE_NEXT = 120

_SILENT_SHARE = 1 / 25
_FAULT_SHARE = 1 / 4
_SHORTEST_FAULT, _LONGEST_FAULT = 2 * 3_600, 3 * _DAY
_RESERVED_SHARE = 1 / 16
_SHORTEST_RESERVATION, _LONGEST_RESERVATION = 300, 900

# Arrivals by local hour, from four in the morning on.
_ARRIVALS = {
    # 4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23  0  1  2  3
    False: (1, 2, 5, 9, 10, 7, 5, 5, 6, 6, 6, 7, 9, 12, 12, 9, 6, 4, 3, 2, 1, 1, 0, 0),
    True: (1, 1, 2, 4, 6, 7, 8, 9, 10, 10, 10, 10, 10, 10, 9, 8, 6, 5, 3, 2, 1, 1, 0, 0),
}
_STEPS = 1_024
_NUMBERS = Struct("<32H")
_ONE = float(2**16)


class Use(NamedTuple):
    """How an EVSE is used.

    Attributes:
        sessions: Mean number of sessions a day at an EVSE of usual popularity.
        shortest: Shortest stay of a car in seconds.
        longest: Longest stay of a car in seconds.
        is_direct: Whether it gives direct current.
    """

    sessions: float
    shortest: int
    longest: int
    is_direct: bool


@lru_cache(1_024)
def use_of(kw: float, is_direct: bool) -> Use:
    """The use of an EVSE.

    Args:
        kw: Its power.
        is_direct: Whether it gives direct current.
    """
    if is_direct:
        return Use(9.0, 15 * 60, 45 * 60, True)
    # A car takes no more than some 11 kW of alternating current, whatever is offered.
    power = min(max(kw, 2.3), 11.0)
    # Where each car stays long, fewer find room in a day.
    sessions = min(2.4, 8.0 * power / 25)
    return Use(sessions, int(10 / power * 3_600), int(40 / power * 3_600), False)


def zone_seconds(time_zone: str | None, longitude: float) -> int:
    """Standard time of a place, in seconds ahead of UTC.

    Args:
        time_zone: IANA name, if there is one.
        longitude: Degrees, from which the time follows where no zone of the name is known.
    """
    known = None if time_zone is None else _standard_time(time_zone)
    return round(longitude / 15) * 3_600 if known is None else known


@cache
def _standard_time(time_zone: str) -> int | None:
    try:
        zone = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        return None
    ahead = zone.utcoffset(_ANY_DAY) or timedelta()
    return int((ahead - (zone.dst(_ANY_DAY) or timedelta())).total_seconds())


def condition(
    seed: int, evse: str, use: Use, moment: int, zone: int
) -> tuple[ConnectorState, int | None]:
    """The state of an EVSE at a moment, and since when it has it.

    Args:
        seed: Which course of events.
        evse: Which EVSE.
        use: How it is used.
        moment: Seconds since 1970.
        zone: Seconds by which local time is ahead of UTC.

    Returns:
        The state, and the second at which it began; None where nothing was ever told.
    """
    name = f"{seed}\x1f{evse}"
    nature = _drawn(name, "nature", 0)
    if nature[0] < _SILENT_SHARE * _ONE:
        return ConnectorState.UNKNOWN, None
    popularity = 0.5 + nature[1] / _ONE
    local = moment + zone - _DAY_BEGINS
    week = local // _WEEK
    fault = _fault(name, week)
    if fault is not None and fault[0] <= local < fault[1]:
        return ConnectorState.OUT_OF_SERVICE, fault[0] - zone + _DAY_BEGINS
    state, since = _session(name, use, popularity, local)
    if fault is None or fault[0] > local:
        fault = _fault(name, week - 1)
    if fault is not None:
        since = max(since, fault[1])
    return state, since - zone + _DAY_BEGINS


class _Day(NamedTuple):
    arrivals: tuple[int, ...]  # seconds from the beginning of the day; always at least one
    stays: tuple[int, ...]
    reserved: tuple[int, ...]  # how many seconds before it comes a car has reserved, or 0


def _session(name: str, use: Use, popularity: float, local: int) -> tuple[ConnectorState, int]:
    """The state as far as sessions go, and the local second since which it lasts."""
    day, second = divmod(local, _DAY)
    today = following_day = _day(name, use, popularity, day)
    midnight = day * _DAY
    at = bisect_right(today.arrivals, second) - 1
    following = at + 1
    following_midnight = midnight
    if at < 0:
        # The last one of the day before is still there, or was the last one.
        midnight -= _DAY
        today = _day(name, use, popularity, day - 1)
        at = len(today.arrivals) - 1
    elif following == len(today.arrivals):
        following_midnight += _DAY
        following_day = _day(name, use, popularity, day + 1)
        following = 0
    came = midnight + today.arrivals[at]
    next_comes = following_midnight + following_day.arrivals[following]
    left = min(came + today.stays[at], next_comes - _LEAVES_BEFORE_NEXT)
    if local < left:
        return ConnectorState.OCCUPIED, came
    ahead = following_day.reserved[following]
    if ahead and local >= (kept := max(left, next_comes - ahead)):
        return ConnectorState.RESERVED, kept
    return ConnectorState.AVAILABLE, left


# Kept because whoever looks at a station looks again; what is not kept is drawn once more.
@lru_cache(16_384)
def _day(name: str, use: Use, popularity: float, day: int) -> _Day:
    draws = _drawn(name, "day", day)
    weekend = (day + 3) % 7 >= 5  # the first of January 1970 was a Thursday
    busy = (1.15 if use.is_direct else 0.85) if weekend else 1.0
    mean = use.sessions * popularity * busy
    count = min(max(round(mean * (0.7 + 0.6 * draws[0] / _ONE)), 1), _MOST_SESSIONS)
    seconds = _seconds(use.is_direct)
    arrivals: list[int] = []
    earliest = 0
    for number in range(count):
        place, rest = divmod((number * 65_536 + draws[1 + number]) * _STEPS, count * 65_536)
        low = seconds[place]
        second = low + (seconds[place + 1] - low) * rest // (count * 65_536)
        arrivals.append(max(second, earliest))
        earliest = arrivals[-1] + _APART
    spread = use.longest - use.shortest
    return _Day(
        tuple(arrivals),
        tuple(use.shortest + spread * draws[16 + number] // 65_536 for number in range(count)),
        tuple(_reservation(draws[31], number) for number in range(count)),
    )


def _reservation(drawn: int, number: int) -> int:
    """How many seconds before it comes the car of a number has reserved; 0 where it has not."""
    # Odd multiples of one draw are as good as draws of their own.
    draw = drawn * (2 * number + 1) % 65_536
    if draw >= _RESERVED_SHARE * _ONE:
        return 0
    length = _LONGEST_RESERVATION - _SHORTEST_RESERVATION
    return _SHORTEST_RESERVATION + int(length * draw / (_RESERVED_SHARE * _ONE))


def _fault(name: str, week: int) -> tuple[int, int] | None:
    """When the EVSE is out of service in a week, in local seconds; within the week."""
    draws = _drawn(name, "week", week)
    if draws[0] >= _FAULT_SHARE * _ONE:
        return None
    # Short ones are the most frequent.
    length = int(_SHORTEST_FAULT * (_LONGEST_FAULT / _SHORTEST_FAULT) ** (draws[1] / _ONE))
    start = week * _WEEK + 1 + (_WEEK - length - 2) * draws[2] // 65_536
    return start, start + length


def _drawn(name: str, what: str, number: int) -> tuple[int, ...]:
    """32 numbers below 65,536, which follow from what they are for."""
    text = f"{name}\x1f{what}\x1f{number}".encode("utf-8", "surrogatepass")
    return _NUMBERS.unpack(blake2b(text).digest())


@cache
def _seconds(is_direct: bool) -> tuple[int, ...]:
    """The second of the day by which each share of its cars has come."""
    hours = _ARRIVALS[is_direct]
    total, passed = sum(hours), 0
    seconds: list[int] = []
    for hour, weight in enumerate(hours):
        for step in range(len(seconds), _STEPS + 1):
            if step * total > (passed + weight) * _STEPS:
                break
            into = (step * total - passed * _STEPS) / (weight * _STEPS) if weight else 0.0
            seconds.append(min(int((hour + into) * 3_600), _LAST_ARRIVAL))
        passed += weight
    return tuple(seconds)
