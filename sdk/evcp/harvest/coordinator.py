"""The coordinator: which tile is next, with which permission, and what a result means. Without I/O.

Every change of its state is an event. The run writes an event before it acts on it, and a later run replays the
events: so the state after a crash is the state before it, but for the tasks under way, whose requests count as sent.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from .._client.pagination import Completeness
from .budget import Budget, Lease
from .journal import Event
from .regions import Region
from .tasks import (
    UNENDED,
    Child,
    Filters,
    Kind,
    Outcome,
    Profile,
    Progress,
    TileResult,
    TileTask,
    needs,
)
from .tiles import Tile, grid

MAX_FAILURES = 5
"""Tasks of one tile in a row that may bring nothing new."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds of rest after a 429 without Retry-After: doubled by each further one in a row."""
LONGEST_LEASE = 10.0
"""Seconds of a lease at its share of the rate."""
_MANY = 20
"""Tiles for each worker, from which on the end is too far away to plan for it."""
_PARTS = 4
"""Leases in the time that the work left takes at the full rate."""
_LEAST_TURNS = 5
"""Requests in which a reading brings something new, or shows that nothing new comes."""
_PROBED = (Outcome.PROBED, Outcome.READ, Outcome.SPLIT)
"""Outcomes after which the manners of the service are known."""
_BY_PARTS = 2.2
"""Requests for each full page of a tile that is read by parts alone: parts are not full, and some are parted again."""
MAX_PAUSES = 20
"""Pauses in a row without anything new between them, after which a run ends: for a dead network 15 minutes."""
LONGEST_WAIT = 900.0
"""Seconds of a Retry-After that a run waits for: a longer one ends it, and the same command goes on later."""


@dataclass(slots=True)
class TileState:
    """A tile, and how far it is.

    Attributes:
        tile: The tile.
        expected: Stations counted or derived; None if unknown.
        exact: Whether they were counted for this tile.
        counted: Whether it was counted, or need not be.
        done: Whether nothing is left to do.
        split: Whether children took its place.
        state: Completeness, once it is done.
        reasons: Doubts.
        read: Stations in its answers.
        stations: Stations of its parts.
        parts: Parts, by path in the folder.
        progress: State for the next task.
        failures: Tasks that brought nothing new, in a row.
        verified: Whether its number was looked at again after the data moved.
        suspected: Whether it was read again because a cap in silence was found.
        children: Ids of the parts that took its place.
    """

    tile: Tile
    expected: int | None = None
    exact: bool = False
    counted: bool = False
    done: bool = False
    split: bool = False
    state: Completeness = Completeness.NOT_STARTED
    reasons: tuple[str, ...] = ()
    read: int = 0
    stations: int = 0
    parts: list[str] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)
    failures: int = 0
    verified: bool = False
    suspected: bool = False
    children: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Totals:
    """Sums over all results of this and earlier runs."""

    requests: int = 0
    seconds: float = 0.0
    decoding: float = 0.0
    writing: float = 0.0
    bytes: int = 0
    stations: int = 0
    throttled: int = 0


class Coordinator:
    """The state of a harvest.

    Args:
        region: The region.
        filters: Filters of the searches.
        budget: Budget of requests.
        workers: Tasks at once.
        raw: Whether to keep raw answers.
        side: Longest side of the first tiles in metres.
    """

    def __init__(
        self,
        region: Region,
        filters: Filters,
        budget: Budget,
        *,
        workers: int,
        raw: bool,
        side: float,
    ) -> None:
        self.region = region
        self.filters = filters
        self.budget = budget
        self.workers = workers
        self.raw = raw
        self.profile = Profile()
        self.probed = False
        self.moved = False
        self.planning = False
        self.stopped = ""
        self.probe_bytes = self.probe_stations = 0
        self.probe_seconds = 0.0
        self.totals = Totals()
        self.tiles = {tile.id: TileState(tile) for tile in grid(region, side)}
        self.running: dict[int, TileTask] = {}
        self._open_leases: dict[int, int] = {}
        self._lost = 0
        self._number = 0
        self._pauses = 0
        self._queue: list[tuple[float, int, str]] = []
        self._queued: set[str] = set()
        self._ready = False
        self._uncounted = dict.fromkeys(self.tiles)
        self._undone = set(self.tiles)
        self._splits = 0
        self._to_verify: list[TileState] | None = None
        self._checked = False

    # --- tasks ----------------------------------------------------------------------------------

    @property
    def counting(self) -> bool:
        """Whether the first tiles are being counted: a plan needs that, a harvest does not."""
        return self.planning and bool(self._uncounted)

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do, now or later."""
        if self.running or self.counting or (self.planning and not self.probed):
            return False
        return self.planning or not (self._undone or self._unverified())

    @property
    def open(self) -> list[TileState]:
        """The tiles that are not read to their end."""
        return [self.tiles[id] for id in self._undone]

    @property
    def unfinished(self) -> int:
        """Number of the tiles that are open, or to be looked at again."""
        return len(self._undone) + (len(self._to_verify or ()) if self._unverified() else 0)

    def _live(self) -> Iterator[TileState]:
        return (state for state in self.tiles.values() if not state.split)

    def leaves(self) -> list[TileState]:
        """Return the tiles that are not split, in the order of their ids."""
        return sorted(self._live(), key=lambda state: state.tile.id)

    def next(self, now: float) -> tuple[TileTask, list[Event]] | None:
        """Return the next task, with the events to write before it is sent; None if there is none now.

        Args:
            now: Monotonic time in seconds.
        """
        found = self._choose()
        if found is None:
            return None
        state, kind = found
        progress = state.progress
        if kind is Kind.VERIFY:
            progress = Progress()
        task = TileTask(
            state.tile,
            kind,
            self.profile,
            Lease(0, 0),
            expected=state.read if kind is Kind.VERIFY else state.expected,
            exact=state.exact,
            region=self._cut(state.tile),
            filters=self.filters,
            progress=progress,
            raw=self.raw and kind is not Kind.PROBE,
            number=self._number + 1,
        )
        turns, slots = self._share(task)
        lease = self.budget.grant(task.number, turns, now, slots)
        if lease is None:
            if kind is Kind.READ:
                self._push(state)
            return None
        if kind is Kind.VERIFY and self._to_verify:
            self._to_verify.pop()  # it comes back if this task does not end
        self._number += 1
        task = replace(task, lease=lease)
        self.running[task.number] = task
        return task, [("lease", state.tile.id, {"task": task.number, "requests": lease.requests})]

    def _choose(self) -> tuple[TileState, Kind] | None:
        """Return the next tile and its work: of a plan, counts and one page; then the largest tile."""
        if self.counting:
            busy = {task.tile.id for task in self.running.values()}
            free = (id for id in self._uncounted if id not in busy)
            id = next(free, None)
            return None if id is None else (self.tiles[id], Kind.COUNT)
        if not self.probed and self.running:
            return None  # the first answers tell the manners of the service to all others
        if self.planning:
            fullest = max(
                self.open, key=lambda state: (state.expected or 0, state.tile.id), default=None
            )
            if fullest is None or self.probed:
                self.probed = True
                return None
            return fullest, Kind.PROBE
        if not self._ready:
            self._ready = True
            for state in self.open:
                self._push(state)
        while self._queue:
            *_, id = heapq.heappop(self._queue)
            self._queued.discard(id)
            if id in self._undone:
                return self.tiles[id], Kind.READ
        moved = self._unverified()
        return None if moved is None else (moved, Kind.VERIFY)

    def _unverified(self) -> TileState | None:
        """Return a tile to look at again: where data moved, a station may have moved between tiles."""
        if not self.profile.counts or self._undone:
            return None
        if not self.moved and not self._checked:
            self._checked = True
            self.moved = any(map(self._lacks, self.tiles.values()))
        if not self.moved:
            return None
        if self._to_verify is None:
            self._to_verify = [
                state
                for state in self.leaves()
                if state.state is Completeness.COMPLETE and not state.verified
            ]
        return self._to_verify[-1] if self._to_verify else None

    def _lacks(self, state: TileState) -> bool:
        """Lack of stations: the parts of a tile have fewer together than were counted for it."""
        if not (state.split and state.exact) or set(self.filters) - {"extra"}:
            return False
        read, parts = 0, [*state.children]
        while parts:
            part = self.tiles[parts.pop()]
            if part.split:
                parts += part.children
            elif part.state is not Completeness.COMPLETE:
                return False  # it tells itself that it lacks some
            else:
                read += part.read
        return read < (state.expected or 0)

    def _share(self, task: TileTask) -> tuple[int, int]:
        """Return the turns of a lease for a task, and its slots.

        Leases are short, so that a pause rests all tasks soon; towards the end they become shorter still, and a tile
        gets the share of the rate that it is of the work left, so that the last ones end together.
        """
        budget, totals = self.budget, self.totals
        failures = self.tiles[task.tile.id].failures
        turns = needs(task) if self.probed or failures else 1
        if budget.rate is None:
            return turns, 0
        waiting = self._waiting()
        slots = math.ceil(budget.free / min(self.workers - len(self.running), 1 + waiting))
        seconds = LONGEST_LEASE
        if task.kind is Kind.READ and waiting <= _MANY * self.workers:
            left = max(1, self.expected_requests())
            seconds = min(seconds, left / budget.rate / _PARTS)
            own = self._requests_left(self.tiles[task.tile.id])
            slots = max(slots, round(budget.slots * min(1.0, own / left)))
        if totals.requests:
            # A task waits for each of its answers: more slots than fit into a window would be idle.
            each = (totals.seconds + totals.decoding + totals.writing) / totals.requests
            slots = min(slots, max(1, math.ceil(budget.window / max(each, 1e-3))))
        slots = min(slots, budget.free)
        # After a task that brought nothing new, the next one shall be able to.
        least = _LEAST_TURNS if failures else 1
        return min(turns, max(least, round(seconds * slots / budget.window))), slots

    def _waiting(self) -> int:
        return len(self._uncounted) if self.counting else len(self._queue)

    def _cut(self, tile: Tile) -> Region | None:
        return None if self.region.covers(tile.bounds) else self.region.within(tile.bounds)

    def _push(self, state: TileState) -> None:
        if state.tile.id not in self._queued:
            self._queued.add(state.tile.id)
            # The largest first; one of unknown size may be the largest.
            left = math.inf if state.expected is None else state.expected - state.stations
            heapq.heappush(self._queue, (-left, state.stations, state.tile.id))

    # --- results --------------------------------------------------------------------------------

    def events_of(
        self, task: TileTask, result: TileResult, parts: Mapping[str, object]
    ) -> list[Event]:
        """Return the events of a result.

        Args:
            task: The task.
            result: Its result.
            parts: Paths of the part and of the raw answers, if there are any.
        """
        return [
            (
                "result",
                task.tile.id,
                {"task": task.number, "kind": task.kind, **parts, "result": result.plain()},
            )
        ]

    def lost(self, task: TileTask, why: str) -> list[Event]:
        """Return the events of a task without a result: its worker is gone. Its requests count as sent."""
        result = TileResult(
            Outcome.FAILED, requests=task.lease.requests, progress=task.progress, error=why
        )
        return self.events_of(task, result, {"lost": True})

    def apply(self, event: Event, now: float | None = None) -> None:
        """Change the state by an event: of this run, or of an earlier one if `now` is None."""
        kind, id, data = event
        if kind == "lease" and now is None:
            # Until its result comes, a task of an earlier run counts as sent.
            self._open_leases[data["task"]] = data["requests"]
            self.budget.sent += data["requests"]
            self.totals.requests += data["requests"]
            self._number = max(self._number, data["task"])
        elif kind == "result":
            number, result = data["task"], TileResult.from_plain(data["result"])
            if now is None:
                counted = self._open_leases.pop(number, 0)
                self.budget.sent += result.requests - counted
                self.totals.requests += result.requests - counted
            else:
                del self.running[number]
                self.totals.requests += result.requests
            self._lost += result.requests if data.get("lost") else 0
            self._result(self.tiles[id], Kind(data["kind"]), result, data.get("parts"), now)

    def _result(
        self, state: TileState, kind: Kind, result: TileResult, part: str | None, now: float | None
    ) -> None:
        totals = self.totals
        self.probed = self.probed or result.read > 0 or result.outcome in _PROBED
        totals.seconds += result.seconds
        totals.decoding += result.decoding
        totals.writing += result.writing
        totals.bytes += result.size
        self.moved = self.moved or result.moved
        known = self.profile, state.expected
        self._learn(result.profile)
        if result.counted is not None and result.outcome is Outcome.PAUSED:
            state.expected, state.exact = result.counted, True
        ahead = result.reset or result.read > state.read or known != (self.profile, state.expected)
        if ahead or result.outcome not in UNENDED:
            self._pauses = 0
        if result.wait is not None:
            self._rest(result.wait, result.error, now)
        if result.reset:
            totals.stations -= state.stations
            state.stations, state.parts = 0, []
        if part:
            state.parts.append(part)
            state.stations += result.stations
            totals.stations += result.stations
        match result.outcome:
            case Outcome.COUNTED:
                self._after_count(state, kind, result)
            case Outcome.PROBED:
                self.probe_bytes, self.probe_stations = result.size, result.read
                self.probe_seconds = result.decoding  # nothing else ran beside it
            case Outcome.SPLIT:
                self._after_split(state, result)
            case Outcome.READ:
                self._after_reading(state, result)
            case Outcome.PAUSED | Outcome.FAILED | Outcome.UNCOUNTED:
                self._keep_progress(state, result)
                self._after_failure(state, kind, result, ahead=ahead)
        if self._ready and state.tile.id in self._undone:
            self._push(state)
        if kind is Kind.VERIFY:
            ended = (Outcome.COUNTED, Outcome.READ, Outcome.SPLIT)
            state.verified = result.outcome in ended or not state.done
            again = not state.verified and state.state is Completeness.COMPLETE
            if self._to_verify is not None and again:
                self._to_verify.append(state)

    def _close(self, state: TileState) -> None:
        state.done = True
        self._undone.discard(state.tile.id)
        self._uncounted.pop(state.tile.id, None)

    def _open_again(self, state: TileState) -> None:
        state.done, state.state = False, Completeness.NOT_STARTED
        self._undone.add(state.tile.id)
        if self._ready:
            self._push(state)

    def _read_again(self, state: TileState) -> None:
        self.totals.stations -= state.stations
        state.stations, state.read, state.parts, state.progress = 0, 0, [], Progress()
        self._open_again(state)

    def _after_count(self, state: TileState, kind: Kind, result: TileResult) -> None:
        if kind is Kind.VERIFY:
            return
        state.counted = True
        self._uncounted.pop(state.tile.id, None)
        if result.counted is not None:
            state.expected, state.exact = result.counted, True
        counted = [] if self._uncounted else [*self._live()]
        if any(one.expected for one in counted):  # a count that is always 0 proves nothing
            for one in counted:
                if one.expected == 0:
                    self._close_empty(one)

    def _after_split(self, state: TileState, result: TileResult) -> None:
        state.split = True
        self._splits += 1
        self._undone.discard(state.tile.id)
        self._uncounted.pop(state.tile.id, None)
        if result.counted is not None:
            state.expected, state.exact = result.counted, True
        for child in result.children:
            self._add(child)
            state.children.append(child.tile.id)

    def _after_reading(self, state: TileState, result: TileResult) -> None:
        self._close(state)
        state.state, state.reasons, state.read = result.state, result.reasons, result.read
        state.progress, state.failures = Progress(), 0
        profile = self.profile
        stale = not profile.pages and result.counted is None and not state.suspected
        stale = stale and state.state is Completeness.COMPLETE
        if stale and state.read >= (profile.cap or profile.page_size):
            # Its task began before the cap in silence was known.
            state.suspected = True
            self._read_again(state)

    def _after_failure(
        self, state: TileState, kind: Kind, result: TileResult, *, ahead: bool
    ) -> None:
        """Count tasks in a row without anything new; pauses at the service's request do not count."""
        failed = result.outcome is not Outcome.PAUSED
        state.failures = failed if ahead else state.failures + (result.wait is None)
        if state.failures < MAX_FAILURES:
            return
        why = result.error or "the answers repeat what is known"
        reason = f"it could not be read, {state.failures} times: {why}"
        if result.outcome is Outcome.UNCOUNTED and kind is not Kind.VERIFY:
            self._learn(replace(self.profile, counts=False))
            state.failures = 0
        elif kind is Kind.PROBE:
            self.probed, state.failures = True, 0
        else:
            self._close(state)
            state.state, state.reasons = Completeness.PARTIAL, (reason,)
            state.failures = -1  # another run tries again

    def _keep_progress(self, state: TileState, result: TileResult) -> None:
        state.progress = result.progress
        if result.reset and state.done:  # a look at a finished tile, which is read again
            self._open_again(state)
        if not state.done:
            state.read = result.read if result.reset else max(state.read, result.read)

    def _add(self, child: Child) -> None:
        if child.tile.id in self.tiles:
            return
        state = TileState(child.tile, child.expected, child.exact, counted=True)
        self.tiles[child.tile.id] = state
        self._undone.add(child.tile.id)
        if self._ready:
            self._push(state)

    def _close_empty(self, state: TileState) -> None:
        self._close(state)
        state.state = Completeness.COMPLETE

    def _learn(self, seen: Profile) -> None:
        """Join the manners that a worker saw: workers may have seen different sides."""
        known = self.profile
        caps = [cap for cap in (known.cap, seen.cap) if cap is not None]
        offsets = [least for least in (known.max_offset, seen.max_offset) if least is not None]
        self.profile = Profile(
            page_size=min(known.page_size, seen.page_size),
            cap=max(caps, default=None),
            largest=max(known.largest, seen.largest),
            longest=max(known.longest, seen.longest),
            pages=known.pages and seen.pages,
            counts=known.counts and seen.counts,
            flags=seen.flags if known.flags is None else known.flags and seen.flags is not False,
            max_offset=min(offsets, default=None),
        )
        if known.pages and not seen.pages:
            # Tiles that ended in a full page were cut there, maybe.
            for state in self._live():
                if state.done and state.read == self.profile.cap:
                    self._read_again(state)
        if known.counts and not seen.counts:
            # What was closed or sized by counts has to be read.
            for state in self._live():
                if state.done and state.expected == 0 and not state.read:
                    self._open_again(state)
                state.expected, state.exact = None, False

    def _rest(self, seconds: float, error: str, now: float | None) -> None:
        self.totals.throttled += 1
        if now is None:
            return
        if not self.budget.waits(now):
            self._pauses += 1  # tasks at once that meet the same refusal count once
        own = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self._pauses - 1, 10))
        self.budget.pause(now, seconds or own)
        if seconds > LONGEST_WAIT:
            self.stopped = f"the service asked to wait {seconds:,.0f} s"
        elif self._pauses >= MAX_PAUSES:
            self.stopped = (
                f"the service refused requests {MAX_PAUSES} times in a row, at last: {error}"
            )

    def reopen(self) -> None:
        """Give tiles that could not be read another chance: a new run begins."""
        for state in self._live():
            if state.failures < 0:
                self._open_again(state)
                state.failures, state.reasons = 0, ()

    @property
    def requests_lost(self) -> int:
        """Requests that count as sent without a result: of killed runs and workers."""
        return self._lost + sum(self._open_leases.values())

    def expected_requests(self) -> int:
        """Return the requests that are left, as far as can be told."""
        return sum(map(self._requests_left, self.open))

    def _requests_left(self, state: TileState) -> int:
        profile, known = self.profile, state.expected
        if known is None:
            done = len(self.tiles) - len(self._undone)
            # Of a tile begun, half is read, on average; another one is as large as those that are done.
            known = max(profile.full, 2 * state.stations, self.totals.stations // max(1, done))
        known = max(1, known - state.stations)
        if profile.pages:  # a tile beyond the limit is read in parts, after a page of its own
            return profile.requests(known) + known // (profile.limit + 1)
        return 1 if known < profile.limit else math.ceil(_BY_PARTS * known / profile.limit)

    @property
    def unread(self) -> int:
        """Stations that are left, as far as they are counted."""
        return sum(max(0, (state.expected or 0) - state.stations) for state in self.open)

    @property
    def progress(self) -> tuple[int, int]:
        """Number of tiles that are done, and of all that are not split."""
        return len(self.tiles) - self._splits - len(self._undone), len(self.tiles) - self._splits

    def states(self) -> Counter[Completeness]:
        """Return the number of tiles by state."""
        return Counter(state.state for state in self._live())
