"""Simulation: the clock of the sandbox, and live states of EVSEs as a function of time.

The state of an EVSE is a function of a seed, the EVSE and the moment, and nothing is remembered. So a
world of a million stations costs nothing until it is read, every server with the same seed shows the
same states, and the clock may jump anywhere.

All times are in whole seconds, and local time is standard time all year round, so that a day has 24
hours. A day begins at four in the morning, when no cars arrive.

*Sessions* are drawn per day: between 1 and 14, by the kind of current, the popularity of the EVSE and the
day of the week. The day is cut into as many equal shares of its arrivals, and one car comes in each;
arrivals follow the hour of the day (`_ARRIVALS`). A car stays as long as its energy takes, from 10 to
40 kWh: hours at an AC EVSE, 15 to 45 minutes at a DC one; but at most until shortly before the next
car. A few cars have a reservation, 5 to 15 minutes ahead.

*Outages* are drawn per week: in one week of four the EVSE is out of service once, for 2 hours to 3 days,
without any sessions. One EVSE in twenty-five never reports a state.
"""

from __future__ import annotations

import math
import threading
import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from hashlib import blake2b
from struct import Struct
from typing import NamedTuple, NoReturn

from evcp._reading.parts import counted
from evcp.errors import ConfigurationError
from evcp.geo import power
from evcp.hours import find_zone
from evcp_codec.model import expect
from evcp_models import Connector, ConnectorState, ConnectorStatus, EVStation

from .stations.parts import evse_key

MAX_SPEED = 1e6
"""Greatest speed: a day in less than a tenth of a second."""
_FIRST, _LAST = 0.0, 253_402_300_799.0  # the years 1970 to 9999


class Clock:
    """A clock that can run fast, stand still or jump.

    ```python
    clock = Clock(datetime(2025, 6, 1, 8, tzinfo=UTC), speed=60)  # an hour a minute
    clock.jump(3_600)
    clock.speed = 0  # stands still
    ```

    A call returns the time in seconds since 1970, like `time.time`. Thread-safe.

    Attributes:
        source: The underlying time in seconds.
    """

    def __init__(
        self,
        start: datetime | None = None,
        *,
        speed: float = 1.0,
        source: Callable[[], float] = time.time,
    ) -> None:
        """Start the clock.

        Args:
            start: First moment, an aware datetime; by default the time of `source`.
            speed: Seconds of the clock in one second of the source; 0 stops it.
            source: Underlying time in seconds; by default the real one.

        Raises:
            ValueError: `start` is naive, or `speed` is negative, NaN or above `MAX_SPEED`.
        """
        self._lock = threading.Lock()
        self.source = source
        self._mark = source()
        self._then = self._mark if start is None else _seconds(start)
        self._speed = _checked_speed(speed)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Clock cannot be pickled: make one in each process")

    def __call__(self) -> float:
        """The time in seconds since 1970."""
        with self._lock:
            return self._read()[1]

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.fromtimestamp(self(), UTC)

    @property
    def speed(self) -> float:
        """Seconds of the clock in one real second; 0 while it stands still."""
        with self._lock:
            return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self.set(speed=speed)

    def jump(self, seconds: float) -> None:
        """Set the clock forward by seconds, or back; errors as for `set`."""
        self.set(jump=seconds)

    def jump_to(self, moment: datetime) -> None:
        """Set the clock to an aware moment; errors as for `set`."""
        self.set(moment=moment)

    def set(
        self,
        *,
        moment: datetime | None = None,
        jump: float | None = None,
        speed: float | None = None,
    ) -> None:
        """Change several settings in one step.

        Args:
            moment: New time; by default the present one.
            jump: Seconds forward from there.
            speed: Speed from then on.

        Raises:
            ValueError: An impossible setting; nothing has changed then.
        """
        for name, number in (("jump", jump), ("speed", speed)):
            if number is not None:
                advice = "a number of seconds; evcp.units.parse_duration reads a text"
                expect(number, (int, float), name, advice)
        there = None if moment is None else _seconds(moment)
        if jump is not None and not math.isfinite(jump):
            raise ValueError(f"a jump must be a number of seconds, not {jump}")
        with self._lock:
            mark, then = self._read()
            then = _checked((then if there is None else there) + (jump or 0))
            self._speed = self._speed if speed is None else _checked_speed(speed)
            self._mark, self._then = mark, then

    def _read(self) -> tuple[float, float]:
        """The time of the source and of the clock, from one reading."""
        mark = self.source()
        # Never past the last year: a fast clock left alone would end in an error.
        return mark, min(self._then + (mark - self._mark) * self._speed, _LAST)

    def __repr__(self) -> str:
        return f"<Clock {self.now().isoformat(timespec='seconds')}, speed {self.speed:g}>"


def _seconds(moment: datetime) -> float:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone: give an aware datetime")
    return _checked(moment.timestamp())


def _checked(seconds: float) -> float:
    if not _FIRST <= seconds <= _LAST:
        raise ValueError("the clock goes from the year 1970 to 9999")
    return seconds


def _checked_speed(speed: float) -> float:
    if not 0 <= speed <= MAX_SPEED:
        raise ValueError(f"speed must be a number from 0 to {MAX_SPEED:,.0f}, not {speed}")
    return float(speed)


_DEFAULT_KW = 11.0
_DC_FROM_KW = 43.5
"""Above the strongest alternating current of a public EVSE."""


def with_live_states(station: EVStation, *, seed: int, now: datetime) -> EVStation:
    """A station with the states of its EVSEs at a moment.

    The connectors of one `cpoEvseId` share a state, over all connector groups. The counters of a
    group's charging point count its connectors, UNKNOWN ones in none of them. The `lastUpdateTimestamp`
    of a group and of its charging point is the last change of state of one of its EVSEs, the station's
    `lastUpdatedTimeStamp` is the newest of them (contract sections 4.3, 4.8, 4.9): all are in whole seconds,
    never after `now`, and move only with a change of state. Groups without statuses stay unchanged; a
    group without any reporting EVSE has no timestamp.

    Args:
        station: A station; its present states are ignored.
        seed: Seed of the course of events.
        now: The moment, aware.

    Raises:
        ValueError: `now` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("now has no time zone: give an aware datetime")
    if not any(group.connector_statuses for group in station.connectors):
        return station
    moment = math.floor(now.timestamp())
    zone = zone_seconds(station.time_zone, station.position.longitude)
    conditions: dict[str, tuple[ConnectorState, int | None]] = {}
    for key, use in _uses(station).items():
        conditions[key] = condition(seed, f"{station.id}\x1f{key}", use, moment, zone)
    groups, newest = [], None
    for at, group in enumerate(station.connectors):
        if not group.connector_statuses:
            groups.append(group)
            # A timestamp without live states comes from the data: it stays, and counts for the newest.
            changed = group.last_update_timestamp
        else:
            moved = _moved(group, at, conditions)
            groups.append(moved)
            changed = moved.last_update_timestamp
        if changed is not None and (newest is None or changed > newest):
            newest = changed
    return replace(station, connectors=tuple(groups), last_updated_time_stamp=newest)


def _moved(
    group: Connector, at: int, conditions: dict[str, tuple[ConnectorState, int | None]]
) -> Connector:
    statuses, states = [], []
    newest: int | None = None
    for number, status in enumerate(group.connector_statuses):
        state, since = conditions[evse_key(status, at, number)]
        states.append(state)
        statuses.append(
            ConnectorStatus(
                cpo_evse_id=status.cpo_evse_id,
                cpo_evse_emi3_id=status.cpo_evse_emi3_id,
                physical_reference=status.physical_reference,
                cpo_connector_id=status.cpo_connector_id,
                state=state,
            )
        )
        if since is not None and (newest is None or since > newest):
            newest = since
    when = None if newest is None else datetime.fromtimestamp(newest, UTC)
    return replace(
        group,
        connector_statuses=tuple(statuses),
        charging_point=counted(group.charging_point, states, when),
        last_update_timestamp=when,
    )


def _uses(station: EVStation) -> dict[str, Use]:
    """The use of each EVSE, decided by its strongest connector."""
    strongest: dict[str, tuple[bool, float]] = {}
    for at, group in enumerate(station.connectors):
        strength = _strength(group)
        for number, status in enumerate(group.connector_statuses):
            key = evse_key(status, at, number)
            strongest[key] = max(strength, strongest.get(key, strength))
    return {key: use_of(kw, is_direct) for key, (is_direct, kw) in strongest.items()}


def _strength(group: Connector) -> tuple[bool, float]:
    """Direct current or not, and the power in kW of a group."""
    point = group.charging_point
    kw = power(group) or _DEFAULT_KW
    is_direct = point is not None and "DC" in (point.volts_range or "")
    return is_direct or kw > _DC_FROM_KW, kw


_ANY_DAY = datetime(2025, 1, 1)  # a wall clock time, the same in each zone
_DAY, _WEEK = 86_400, 7 * 86_400
_DAY_BEGINS = 4 * 3_600
_MOST_SESSIONS = 14
_APART = 600
"""Least number of seconds between two arrivals, ..."""
_LAST_ARRIVAL = _DAY - (_MOST_SESSIONS + 1) * _APART
"""... so the last draw of a day ends early, to leave room for postponed arrivals."""
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
    """Use of an EVSE.

    Attributes:
        sessions: Mean number of sessions a day at an EVSE of usual popularity.
        shortest: Shortest stay of a car in seconds.
        longest: Longest stay of a car in seconds.
        is_direct: True for direct current.
    """

    sessions: float
    shortest: int
    longest: int
    is_direct: bool


@lru_cache(1_024)
def use_of(kw: float, is_direct: bool) -> Use:
    """The use of an EVSE of a power, at direct or alternating current."""
    if is_direct:
        return Use(9.0, 15 * 60, 45 * 60, True)
    # Most cars take at most some 11 kW of alternating current, whatever is offered.
    power = min(max(kw, 2.3), 11.0)
    # Long stays leave room for fewer cars in a day.
    sessions = min(2.4, 8.0 * power / 25)
    return Use(sessions, int(10 / power * 3_600), int(40 / power * 3_600), False)


def zone_seconds(time_zone: str | None, longitude: float) -> int:
    """Standard time of a place, in seconds ahead of UTC.

    Args:
        time_zone: IANA name, if known.
        longitude: Degrees, the source of the time without a known zone.
    """
    known = None if time_zone is None else _standard_time(time_zone)
    return round(longitude / 15) * 3_600 if known is None else known


@cache
def _standard_time(time_zone: str) -> int | None:
    try:
        zone = find_zone(time_zone)
    except ConfigurationError:  # a machine without zones
        return None
    if zone is None:
        return None
    ahead = zone.utcoffset(_ANY_DAY) or timedelta()
    return int((ahead - (zone.dst(_ANY_DAY) or timedelta())).total_seconds())


def condition(
    seed: int, evse: str, use: Use, moment: int, zone: int
) -> tuple[ConnectorState, int | None]:
    """The state of an EVSE at a moment, and its beginning.

    Args:
        seed: Seed of the course of events.
        evse: Unique name of the EVSE.
        use: Its use.
        moment: Seconds since 1970.
        zone: Seconds of local time ahead of UTC.

    Returns:
        The state and the second of its beginning; None for an EVSE that never reports.
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
    reserved: tuple[int, ...]  # seconds between reservation and arrival, or 0


def _session(name: str, use: Use, popularity: float, local: int) -> tuple[ConnectorState, int]:
    """The state by sessions alone, and the local second of its beginning."""
    day, second = divmod(local, _DAY)
    today = following_day = _day(name, use, popularity, day)
    midnight = day * _DAY
    at = bisect_right(today.arrivals, second) - 1
    following = at + 1
    following_midnight = midnight
    if at < 0:
        # Before the first arrival, the last car of the day before decides.
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


# A cache, because stations are read repeatedly; anything evicted is drawn once more.
@lru_cache(16_384)
def _day(name: str, use: Use, popularity: float, day: int) -> _Day:
    draws = _drawn(name, "day", day)
    weekend = (day + 3) % 7 >= 5  # 1970 began on a Thursday
    busy = (1.15 if use.is_direct else 0.85) if weekend else 1.0
    mean = use.sessions * popularity * busy
    count = min(max(round(mean * (0.7 + 0.6 * draws[0] / _ONE)), 1), _MOST_SESSIONS)
    seconds = _arrival_seconds(use.is_direct)
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
    """Seconds between the reservation and the arrival of a car; 0 without a reservation."""
    # Odd multiples of one draw serve as independent draws.
    draw = drawn * (2 * number + 1) % 65_536
    if draw >= _RESERVED_SHARE * _ONE:
        return 0
    length = _LONGEST_RESERVATION - _SHORTEST_RESERVATION
    return _SHORTEST_RESERVATION + int(length * draw / (_RESERVED_SHARE * _ONE))


def _fault(name: str, week: int) -> tuple[int, int] | None:
    """Begin and end of the outage in a week, in local seconds; None without an outage."""
    draws = _drawn(name, "week", week)
    if draws[0] >= _FAULT_SHARE * _ONE:
        return None
    # Logarithmic: short outages are the most frequent.
    length = int(_SHORTEST_FAULT * (_LONGEST_FAULT / _SHORTEST_FAULT) ** (draws[1] / _ONE))
    start = week * _WEEK + 1 + (_WEEK - length - 2) * draws[2] // 65_536
    return start, start + length


def _drawn(name: str, what: str, number: int) -> tuple[int, ...]:
    """32 numbers below 65,536, a function of the arguments."""
    text = f"{name}\x1f{what}\x1f{number}".encode("utf-8", "surrogatepass")
    return _NUMBERS.unpack(blake2b(text).digest())


@cache
def _arrival_seconds(is_direct: bool) -> tuple[int, ...]:
    """The second of the day by which each share of its cars has arrived."""
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
