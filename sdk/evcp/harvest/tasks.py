"""Tasks and results: the plain values that pass between the coordinator and its workers, in one process or many."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from .._api.params import Extra, id_texts, power_range, type_ids
from .._client.pagination import Completeness
from .budget import Lease
from .regions import Region
from .tiles import Place, Tile

if TYPE_CHECKING:
    from evcp_models import EVStation

    from ..operations import Operation

PAGE_SIZE = 1_000
"""Stations to ask for a page at first: the most that was seen in practice (contract section 1.3)."""
MAX_PAGES = 32
"""Pages of a tile. Deeper lists move more often while they are read, and cost more to read again."""
_FIRST_LEASE = 6
"""Requests of a tile of unknown size, at first."""
MAX_STATIONS = 10_000
"""Stations of a tile: some 10 MB in memory."""


class Filters(TypedDict, total=False):
    """Filters of a harvest, as in `client.stations.search`, with ids."""

    connector_types: tuple[str, ...]
    emsp: tuple[str, ...]
    min_power: float | None
    max_power: float | None
    extra: Extra | None


def filters_of(
    connector_types: Iterable[str | int],
    emsp: Iterable[str],
    min_power: float | str | None,
    max_power: float | str | None,
    extra: Extra | None,
) -> Filters:
    """Return the filters that are set, checked, as plain values."""
    filters = Filters()
    if types := type_ids(connector_types):
        filters["connector_types"] = types
    if ids := id_texts(emsp, "a partner id"):
        filters["emsp"] = ids
    powers = power_range(min_power, max_power)
    if "min_power" in powers:
        filters["min_power"] = powers["min_power"]
    if "max_power" in powers:
        filters["max_power"] = powers["max_power"]
    if extra:
        filters["extra"] = extra
    return filters


class Kind(StrEnum):
    """The kinds of tasks."""

    COUNT = "count"
    PROBE = "probe"
    READ = "read"
    VERIFY = "verify"


class Outcome(StrEnum):
    """The end of a task.

    Attributes:
        COUNTED: The number of stations is known.
        PROBED: The manners of the service are known.
        SPLIT: The tile is parted into children.
        READ: The tile is read to its end, for better or worse: see the state.
        PAUSED: The lease is used up, or the service asked to wait.
        FAILED: Attempts in a row failed; another task may succeed.
        UNCOUNTED: Attempts in a row to count failed.
    """

    COUNTED = "counted"
    PROBED = "probed"
    SPLIT = "split"
    READ = "read"
    PAUSED = "paused"
    FAILED = "failed"
    UNCOUNTED = "uncounted"


UNENDED = (Outcome.PAUSED, Outcome.FAILED, Outcome.UNCOUNTED)
"""Outcomes after which the work goes on in another task."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The manners of the service, found out from its answers.

    Attributes:
        page_size: Stations to ask for a page.
        cap: Stations of a full page; None while no page was full.
        largest: Stations of the largest page seen. A smaller page was not cut by a cap in silence.
        longest: Stations of the longest list that was seen to go on, or counted. A shorter list was not cut in silence.
        pages: Whether further pages can be had by offset.
        counts: Whether `count` tells the truth.
        flags: Whether `hasMore` does: False where it says more of an empty place; None while nobody looked.
        max_offset: Greatest offset that was allowed; None without a limit.
    """

    page_size: int = PAGE_SIZE
    cap: int | None = None
    largest: int = 0
    longest: int = 0
    pages: bool = True
    counts: bool = True
    flags: bool | None = None
    max_offset: int | None = None

    @property
    def full(self) -> int:
        """Stations of a full page, as far as is known."""
        return self.cap or self.page_size

    @property
    def limit(self) -> int:
        """Stations of the largest tile to read as one."""
        if not self.pages:
            return self.full
        most = max(self.full, min(MAX_PAGES * self.full, MAX_STATIONS))
        return most if self.max_offset is None else min(most, self.max_offset + self.full)

    def requests(self, stations: int) -> int:
        """Return the pages for a number of stations; further pages repeat two stations of the page before."""
        if stations <= self.full:
            return 1
        return 1 + math.ceil((stations - self.full) / max(1, self.full - 2))


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a tile between two tasks.

    Attributes:
        token: Resume token of the search; None at its beginning.
        reads: Times that the tile was read from the beginning.
        largest: Stations of its largest page.
        more: Flag of its last page.
        dropped: Stations that could not be decoded.
        reasons: Doubts so far.
        places: Places of the stations, while they are those of one page.
    """

    token: str | None = None
    reads: int = 0
    largest: int = 0
    more: bool | None = None
    dropped: int = 0
    reasons: tuple[str, ...] = ()
    places: tuple[Place, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class TileTask:
    """One piece of work for a worker. It holds no credentials.

    Attributes:
        tile: The tile.
        kind: The work.
        profile: Known manners of the service.
        lease: Permission to send requests.
        expected: Number of stations, counted or estimated; None if unknown.
        exact: True for a count of this very tile, or for the number of its places in the page of its parent.
        region: Region that cuts the tile; None if it covers the tile.
        filters: Filters of the harvest.
        progress: State of earlier tasks of this tile.
        raw: Whether to keep the answers as they came.
        number: Number of the task in its run: a task sent twice has two.
    """

    tile: Tile
    kind: Kind
    profile: Profile
    lease: Lease
    expected: int | None = None
    exact: bool = False
    region: Region | None = None
    filters: Filters = field(default_factory=Filters)
    progress: Progress = Progress()
    raw: bool = False
    number: int = 0


def needs(task: TileTask) -> int:
    """Return the requests that a task may need in a usual case, without those sent again."""
    if task.kind is Kind.COUNT:
        return 1
    if task.kind is Kind.PROBE:
        return 8
    if task.expected is None and task.progress.token is None:
        return _FIRST_LEASE  # if it is a large one, others may be larger
    known = task.expected if task.expected is not None else task.profile.full
    return min(48, 2 * task.profile.requests(min(known, task.profile.limit)) + 2)


@dataclass(frozen=True, slots=True)
class Child:
    """A part of a split tile.

    Attributes:
        tile: The tile.
        expected: Estimate of its stations; None if unknown.
        exact: Whether it has these alone, if its parent was not cut: more of them show that it was.
    """

    tile: Tile
    expected: int | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class TileResult:
    """The result of a task: small, but for the part.

    Attributes:
        outcome: How it ended.
        requests: Requests sent.
        seconds: Seconds that they took.
        decoding: Seconds of decoding.
        writing: Seconds of building the part.
        size: Bytes of the answers.
        state: Completeness of a tile that was read.
        reasons: Doubts about it.
        read: Stations in the answers, margin included.
        stations: Stations in the part.
        counted: The last number counted; None without a count.
        part: Stations as Parquet; None without any.
        raw: Answers as Parquet, if asked for.
        reset: Whether parts of earlier tasks are void: the tile was read again.
        moved: Whether the data moved since the count.
        progress: State for the next task.
        profile: Manners of the service, as seen here.
        children: Parts of the tile.
        wait: Seconds that the service asked to wait; 0 for a time of our own choice; None if it did not.
        unsent: Whether the service could not be reached.
        error: Error of the last attempt, if it failed.
        slots: Seconds that each slot of the lease still has to rest.
        latency: Seconds of the fastest answer.
    """

    outcome: Outcome
    requests: int = 0
    seconds: float = 0.0
    decoding: float = 0.0
    writing: float = 0.0
    size: int = 0
    state: Completeness = Completeness.NOT_STARTED
    reasons: tuple[str, ...] = ()
    read: int = 0
    stations: int = 0
    counted: int | None = None
    part: bytes | None = field(default=None, repr=False)
    raw: bytes | None = field(default=None, repr=False)
    reset: bool = False
    moved: bool = False
    progress: Progress = Progress()
    profile: Profile = Profile()
    children: tuple[Child, ...] = ()
    wait: float | None = None
    unsent: bool = False
    error: str = ""
    slots: tuple[float, ...] = ()
    latency: float = math.inf

    def plain(self) -> dict[str, object]:
        """Return the members for the journal: without part, answers, slots and defaults."""
        kept = asdict(replace(self, part=None, raw=None, slots=(), latency=math.inf))
        nothing = asdict(TileResult(self.outcome))
        return {
            name: value
            for name, value in kept.items()
            if name == "outcome" or value != nothing[name]
        }

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> TileResult:
        """Return a result as the journal has kept it."""
        rest = dict(values)
        progress = dict(rest.pop("progress", {}))
        for name, item in (("reasons", str), ("places", tuple)):
            progress[name] = tuple(map(item, progress.get(name, ())))
        return cls(
            Outcome(rest.pop("outcome")),
            state=Completeness(rest.pop("state", Completeness.NOT_STARTED)),
            reasons=tuple(rest.pop("reasons", ())),
            progress=Progress(**progress),
            profile=Profile(**rest.pop("profile", {})),
            children=tuple(
                Child(Tile(**child["tile"]), child["expected"], exact=child["exact"])
                for child in rest.pop("children", ())
            ),
            **rest,
        )


class Sink(Protocol):
    """The place for the stations and the raw answers of a task."""

    stations: int

    def add(self, stations: Sequence[EVStation]) -> None:
        """Keep the stations of a page."""

    def keep(self, operation: Operation[Any], body: bytes) -> None:
        """Keep an answer as it came."""

    def clear(self) -> None:
        """Forget everything: the tile is read again."""

    def close(self) -> tuple[bytes | None, bytes | None]:
        """Return the part and the raw answers."""
        ...
