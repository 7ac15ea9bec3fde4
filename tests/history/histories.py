"""Made-up histories: what each minute shows, the record of it, and the truth by minute."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from evcp import EvcpError
from evcp._client.watching import Answer, WatchedConnector, Watcher
from evcp._reading.availability import of_columns
from evcp.history import Recorder

START = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COLUMN = {
    "AVAILABLE": "free",
    "OCCUPIED": "in_use",
    "RESERVED": "reserved",
    "OUT_OF_SERVICE": "out_of_service",
    "UNKNOWN": "unknown",
}
Key = tuple[str, ...]


def plug(evse: int, state: str, station: str = "s") -> tuple[Key, WatchedConnector]:
    count = of_columns(1, Counter((COLUMN[state],)))
    key = (f"pool-{evse // 2}", f"{station}-{evse // 2}", f"E{evse}", "1", "34")
    seen = WatchedConnector(key[0], key[1], "name", f"E{evse}", None, "1", "34", 50.0, state, count)
    return key, seen


@dataclass
class Made:
    """A history.

    Attributes:
        minutes: Number of minutes.
        truth: State of each EVSE in each minute; None where it is not known.
    """

    minutes: int
    truth: dict[str, list[str | None]] = field(default_factory=dict)

    def seconds(self, name: str, state: str, hour: datetime | None = None) -> float:
        return 60.0 * sum(
            COLUMN[one or "UNKNOWN"] == state
            for minute, one in enumerate(self.truth[name])
            if one is not None
            and (hour is None or (START + minute * MINUTE).replace(minute=0) == hour)
        )

    def sessions(self, name: str) -> set[tuple[int, int, bool]]:
        """Return begin, end and completeness of each time in use."""
        line = [None, *self.truth[name], None]
        found, begin = set(), None
        for at, state in enumerate(line):
            if state == "OCCUPIED" and begin is None:
                begin = at
            if state != "OCCUPIED" and begin is not None:
                sure = all(
                    line[one] not in (None, "UNKNOWN", "OCCUPIED") for one in (begin - 1, at)
                )
                found.add((begin - 1, at - 1, sure))
                begin = None
        return found


def make(folder: Path, seed: int, minutes: int = 130, evses: int = 4) -> Made:
    """Record a history with outages, cut answers, new runs, new station ids, lost and new EVSEs."""
    chance = random.Random(seed)
    states = dict.fromkeys(range(evses), "AVAILABLE")
    recorder, watcher = Recorder(folder), Watcher()
    # What each minute shows: the state of the EVSEs shown, those that are gone left out; None: no answer.
    shown: list[Mapping[int, str | None] | None] = []
    runs: list[int] = []
    run, outage, station = 0, 0, "s"
    ever: set[int] = set()
    for minute in range(minutes):
        at = START + minute * MINUTE
        if chance.random() < 0.02 and minute:  # a new run, after a close or a kill
            recorder.close() if chance.random() < 0.5 else recorder._lock.close()
            recorder, watcher, run = Recorder(folder), Watcher(), run + 1
            shown.append(None)
            runs.append(run)
            continue
        for number in [*states]:
            if chance.random() < 0.08:
                states[number] = chance.choice([*COLUMN])
            if chance.random() < 0.005:
                del states[number]
        if chance.random() < 0.01:
            states[evses + minute] = "AVAILABLE"
        if chance.random() < 0.01:
            station = f"s{minute}"  # all station ids change
        ever |= states.keys()
        outage = outage - 1 if outage else chance.choice([0] * 40 + [1, 3, 10])
        runs.append(run)
        if outage:
            recorder.record(watcher.feed(EvcpError("no answer"), at))
            shown.append(None)
            continue
        hidden = {n for n in states if chance.random() < 0.1} if chance.random() < 0.1 else set()
        if chance.random() < 0.02 and not hidden and len(states) > 1:
            hidden = {chance.choice([*states])}
        answer = dict(plug(n, state, station) for n, state in states.items() if n not in hidden)
        recorder.record(watcher.feed(Answer(answer, frozenset(answer), not hidden), at))
        # An answer that lacks some does not tell who is gone.
        lost: dict[int, str | None] = dict.fromkeys(ever) if hidden else {}
        shown.append(lost | {n: None if n in hidden else state for n, state in states.items()})
    recorder.close()
    made = Made(minutes)
    for minute, now in enumerate(shown):
        after = (
            shown[minute + 1] if minute + 1 < minutes and runs[minute + 1] == runs[minute] else None
        )
        for number, state in (now or {}).items():
            line = made.truth.setdefault(f"E{number}", [None] * minutes)
            if state is not None and after is not None and after.get(number, "gone") is not None:
                line[minute] = state
    return made
