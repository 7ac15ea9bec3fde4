"""The work on one tile, without I/O: a generator that yields requests and returns a result.

Counting is one request. Reading pages through the tile with the paginator of a search, whose overlaps prove that
nothing was missed; a tile of more stations than the limit is parted where its first stations lie, so that parts need
no count. What cannot be proven is read again, then parted, then told.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from evcp_codec.issues import Decoded, IssueKind

from .._client.pagination import Completeness, Paginator, paginate
from .._codec.dropped_items import dropped_indexes, list_is_broken
from ..errors import (
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    EvcpError,
    NotSentError,
    PermissionDeniedError,
    RateLimitError,
    Reason,
    StatusError,
)
from ..operations import Operation, at_offset, count_stations, first_index, search_stations
from .budget import SPARE
from .tasks import UNENDED, Child, Kind, Outcome, Progress, Sink, TileResult, TileTask
from .tiles import LEAST, Tile, is_sorted

if TYPE_CHECKING:
    from evcp_models import EVStation, EVStationsResult

T = TypeVar("T")
ATTEMPTS = 1 + SPARE
"""Attempts of one request within a task."""
BACKOFF = 0.5
"""Seconds before the second attempt; twice as many before each further one."""
MAX_READS = 3
"""Times that a tile is read from the beginning, if the data moves under it."""
_COUNT_AFTER = 3
"""Pages from which on a count pays: it tells whether the tile is too large to read as one."""
_FILL = 0.75
"""Share of the limit that parts of a tile are to have: they differ, and one beyond the limit costs three requests."""
_LEAST_PAGE = 10
"""Stations of the smallest cap that is looked for where nothing but the end of a page tells the end."""
_NEAR = 1e-5
"""Degrees by which a service may round places or boxes without doubt: 1 m, or a thousandth of the box."""
_REMARK = re.compile("error|remark|warn|fault|fail|partial|incomplete|timeout|message")
"""Parts of names of unknown members by which a successful answer says that something went wrong."""
FATAL = (AuthenticationError, PermissionDeniedError, ConfigurationError)
"""Errors that end a harvest: every other request would meet them as well."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Step that sends a request, after a wait."""

    operation: Operation[Any]
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """Result of `Ask`: an answer or an error."""

    answer: Decoded[Any] | None = None
    error: EvcpError | None = None
    seconds: float = 0.0
    decoding: float = 0.0
    body: bytes = b""


Flow = Generator[Ask, Reply | None, T]
"""A generator of requests. The reply None says that the lease is used up."""


class _LeaseOver(Exception):  # noqa: N818 (not an error)
    """The lease is used up, or the service asked to wait."""

    def __init__(self, wait: float | None = None, error: str = "") -> None:
        super().__init__()
        self.wait = wait
        self.error = error


class _GivenUp(Exception):  # noqa: N818 (not an error)
    """Several attempts in a row failed."""

    def __init__(self, error: EvcpError, outcome: Outcome = Outcome.FAILED) -> None:
        super().__init__()
        self.error = error
        self.outcome = outcome


class _TooLarge(Exception):  # noqa: N818 (not an error)
    """The service refuses pages of this size."""


class _TooMany(Exception):  # noqa: N818 (not an error)
    """The tile has more stations than are read as one."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class Work:
    """The work of one task.

    Args:
        task: The task.
        sink: Where stations go.
    """

    def __init__(self, task: TileTask, sink: Sink) -> None:
        self.task = task
        self.sink = sink
        self.profile = task.profile
        self.seconds = self.decoding = 0.0
        self.size = 0
        self.read = 0
        self.counted: int | None = None
        self.progress = task.progress
        self.reset = False
        self.moved = False
        self._largest = task.progress.largest
        self._more = task.progress.more
        self._total = 0
        self._places = [*task.progress.places]
        self._pager: Paginator | None = None

    def run(self) -> Flow[TileResult]:
        """Do the work."""
        works = {Kind.COUNT: self._count_only, Kind.PROBE: self._probe, Kind.VERIFY: self._verify}
        try:
            return (yield from works.get(self.task.kind, self._read)())
        except _LeaseOver as over:
            self._remember()
            return self._result(Outcome.PAUSED, wait=over.wait, error=over.error)
        except _GivenUp as end:
            self._remember()
            if isinstance(end.error, NotSentError):  # no other tile would fare better
                error = end.error.message
                return self._result(Outcome.PAUSED, wait=0.0, unsent=True, error=error)
            return self._result(end.outcome, error=str(end.error))
        except StatusError as error:
            if isinstance(error, FATAL) or not self.profile.largest:
                raise  # nothing was read yet: every other request would be refused as well
            self._remember()
            return self._result(Outcome.FAILED, error=str(error))

    def _remember(self) -> None:
        """Keep how far the reading is: the stations so far are in the part of this task."""
        pager = self._pager
        if pager is not None and pager.seen:
            self.read = len(pager.seen)
            self.progress = replace(
                self.progress,
                token=pager.token(),
                largest=self._largest,
                more=self._more,
                places=tuple(self._places) if len(self._places) <= self._largest else (),
            )

    def _begin_anew(self, reads: int = 0) -> None:
        """Forget what was read of the tile."""
        self.sink.clear()
        self._pager, self._largest, self._more, self._places = None, 0, None, []
        self.progress, self.read, self.reset = Progress(reads=reads), 0, True

    def _result(self, outcome: Outcome, **more: Any) -> TileResult:
        started = time.perf_counter()
        part, raw = self.sink.close()
        return TileResult(
            outcome,
            seconds=self.seconds,
            decoding=self.decoding,
            writing=time.perf_counter() - started,
            size=self.size,
            read=self.read,
            stations=self.sink.stations,
            counted=self.counted,
            part=part,
            raw=raw,
            reset=self.reset,
            moved=self.moved,
            progress=self.progress if outcome in UNENDED else Progress(),
            profile=self.profile,
            **more,
        )

    # --- requests -------------------------------------------------------------------------------

    def _ask(self, operation: Operation[T]) -> Flow[Decoded[T]]:
        attempt, wait = 0, 0.0
        error: EvcpError | None = None
        while True:
            reply = yield Ask(operation, wait)
            if reply is None:
                raise _GivenUp(error) if error else _LeaseOver
            self.seconds += reply.seconds
            self.decoding += reply.decoding
            self.size += len(reply.body)
            if reply.answer is not None:
                return reply.answer
            error = reply.error
            assert error is not None  # noqa: S101 (a reply has one of both)
            self._judge(error)
            attempt, wait = attempt + 1, BACKOFF * 2**attempt
            if attempt == ATTEMPTS:
                raise _GivenUp(error)

    def _judge(self, error: EvcpError) -> None:
        """Raise what ends the attempts; return if another one may help."""
        if isinstance(error, FATAL):
            raise error
        if isinstance(error, RateLimitError):
            raise _LeaseOver(error.retry_after or 0.0, str(error))
        if error.retry_after:
            raise _LeaseOver(error.retry_after, str(error))
        if error.reason is Reason.TOO_LARGE:
            raise _TooLarge
        if isinstance(error, StatusError) and (error.status or 0) < 500 and error.status != 408:
            raise error

    def _count(self) -> Flow[int | None]:
        """Count the stations of the tile; None if the service does not."""
        if not self.profile.counts:
            return None
        extra = self.task.filters.get("extra")
        try:
            answer = yield from self._ask(count_stations(self.task.tile.box, extra=extra))
        except StatusError:
            self.profile = replace(self.profile, counts=False)
            return None
        except _GivenUp as end:
            raise _GivenUp(end.error, Outcome.UNCOUNTED) from None
        if answer.issues:  # a number beside an error remark proves nothing
            raise _GivenUp(EvcpError("a count beside something unknown"), Outcome.UNCOUNTED)
        number: int = answer.value.count
        return number

    # --- kinds of tasks -------------------------------------------------------------------------

    def _count_only(self) -> Flow[TileResult]:
        self.counted = yield from self._count()
        return self._result(Outcome.COUNTED)

    def _probe(self) -> Flow[TileResult]:
        """Find the page size and the cap, on the fullest tile."""
        answer = yield from self._first_page()
        size = len(answer.value.ev_stations) + len(dropped_indexes(answer.issues))
        self.read = size
        more, counted = answer.value.has_more, self.task.expected
        cut = not self._is_uncounted and 0 < size < (counted or 0)
        if more or cut:
            self.profile = replace(self.profile, cap=min(size, self.profile.page_size) or None)
        if more is False and cut:
            # It says that there is no more, and counts more: a cap in silence.
            self.profile = replace(self.profile, pages=False)
        if size and counted == 0:
            self.profile = replace(self.profile, counts=False)
        return self._result(Outcome.PROBED)

    def _first_page(self) -> Flow[Decoded[EVStationsResult]]:
        while True:
            size = self.profile.page_size
            try:
                return (yield from self._ask(at_offset(self._search(), 0, size)))
            except (BadRequestError, _TooLarge) as refusal:
                smaller = max(
                    (step for step in (500, 250, 200, 100, 50, 20, 10) if step < size), default=0
                )
                if smaller < _LEAST_PAGE:
                    if isinstance(refusal, BadRequestError):
                        raise
                    raise _GivenUp(EvcpError("every page is too large")) from None
                self.profile = replace(self.profile, page_size=smaller)

    def _search(self, tile: Tile | None = None) -> Operation[EVStationsResult]:
        return search_stations((tile or self.task.tile).box, **self.task.filters)

    def _verify(self) -> Flow[TileResult]:
        """Count again, and read again if the number has changed."""
        if not self.task.expected:  # reading nothing costs as little, and believes no count
            self.reset = True
            self.task = replace(self.task, expected=None, exact=False)
            return (yield from self._read())
        number = yield from self._count()
        self.counted = number
        if number is not None and number != self.task.expected:
            self.reset = self.moved = True
            self.task = replace(self.task, expected=number, exact=True)
            return (yield from self._read())
        return self._result(Outcome.COUNTED)

    # --- parting --------------------------------------------------------------------------------

    def _part(self, number: int | None, *reasons: str, shown: bool = False) -> TileResult:
        """Part the tile where its stations lie, and forget what was read.

        Args:
            number: Stations of the tile; None if unknown.
            reasons: Reasons.
            shown: Whether all stations were shown, if the service tells the truth: then each part must have its own.
        """
        region = self.task.region
        places = [] if not shown and is_sorted(self._places) else self._places
        parts = self.task.tile.parts(
            places, math.ceil((number or 0) / (_FILL * self.profile.limit))
        )
        children = []
        for part in parts:
            if region is not None and not region.touches(part.bounds):
                continue
            here = part.shown(places)
            expected = here if shown else None
            if number is not None:
                share = here / len(places) if places else 1 / len(parts)
                expected = max(1, round(number * share))
            children.append(Child(part, expected, exact=shown))
        self._begin_anew()
        return self._result(Outcome.SPLIT, children=tuple(children), reasons=reasons)

    # --- reading --------------------------------------------------------------------------------

    def _read(self) -> Flow[TileResult]:
        recounted = False
        while True:
            size, token = self.profile.page_size, self.progress.token
            self._pager = paginator = paginate(
                self._search(), page_size=size, limit=None, resume=token
            )
            try:
                yield from self._pages(paginator)
            except _TooMany as found:
                return self._part(found.number)
            except BadRequestError as error:
                operation = paginator.next()
                offset = first_index(operation) if operation is not None else 0
                if not offset:
                    raise
                if offset >= self._largest:
                    # No further page: a limit of the offset.
                    reached = max(0, offset - self.profile.full)
                    self.profile = replace(self.profile, max_offset=reached)
                    if self.task.tile.divisible:
                        return self._part(self.counted, str(error))
                    why = f"no page from {offset:,} on: {error}"
                    return self._finish(Completeness.TRUNCATED, why)
                self._find_cap()  # not even a second page
            self.read = len(paginator.seen) + self.progress.dropped
            if self._bad:
                return self._finish(Completeness.PARTIAL)
            unended = paginator.completeness is Completeness.TRUNCATED and not self._is_smaller
            if unended and self._more and (yield from self._flag_lies()):
                self._begin_anew(self.progress.reads)
                continue
            hollow = unended and not self.read
            if (unended and not hollow) or self._belies_the_parent:
                self._find_cap()
            missing = yield from self._missing(recounted or unended)
            recounted = True
            if hollow and self._is_uncounted:
                missing = "an empty page that says that it has more"
            in_doubt = (unended or self._is_suspicious) and not hollow
            if in_doubt and (missing or self._is_unproven):
                number = None if self._is_uncounted else self.counted or self.task.expected
                if self.task.tile.divisible:
                    if self.read > self._largest:
                        offset = max(0, self.read - self.profile.full)
                        self.profile = replace(self.profile, max_offset=offset)
                    elif missing:  # a full page that called itself the last
                        self._find_cap()
                    return self._part(number, shown=number is None and self.profile.pages)
                if not self.profile.pages or (yield from self._goes_on()):
                    known = "unknown number" if self.counted is None else f"{self.counted:,}"
                    return self._finish(
                        Completeness.TRUNCATED,
                        "at one place may be more stations than the service gives: "
                        f"{self.read:,} of {known}",
                    )
            if not paginator.lost and not missing:
                return self._finish(Completeness.COMPLETE)
            if self.progress.reads >= MAX_READS - 1:
                why = missing or "the data moved while it was read"
                return self._finish(Completeness.PARTIAL, f"{why}, {MAX_READS} times")
            self.moved = True
            self._begin_anew(self.progress.reads + 1)

    @property
    def _bad(self) -> bool:
        """Whether something was lost that another reading would lose as well."""
        return bool(self.progress.dropped or self.progress.reasons)

    def _finish(self, state: Completeness, *reasons: str) -> TileResult:
        every = (*self.progress.reasons, *reasons)
        if self.progress.dropped:
            every = (f"{self.progress.dropped:,} stations could not be decoded", *every)
        return self._result(Outcome.READ, state=state, reasons=every)

    def _pages(self, paginator: Paginator) -> Flow[None]:
        """Read all pages, and keep the state after each for the next task."""
        task = self.task
        while (operation := paginator.next()) is not None:
            unknown = not task.exact and self.counted is None and self.profile.counts
            if unknown and self._more and len(paginator.seen) >= _COUNT_AFTER * self._largest:
                self.counted = yield from self._count()
                self._part_if_large(self.counted)
            try:
                if paginator.seen:
                    answer = yield from self._ask(operation)
                else:
                    answer = yield from self._first_page()
                    paginator.page_size = self.profile.page_size
            except _TooLarge:
                self.profile = replace(
                    self.profile, page_size=max(_LEAST_PAGE, paginator.page_size // 2)
                )
                paginator.page_size = self.profile.page_size
                continue
            self._doubt(answer)
            if self.profile.flags is False and answer.value.has_more:
                answer = replace(answer, value=replace(answer.value, has_more=None))
            self._largest = max(self._largest, len(answer.value.ev_stations))
            largest = max(self.profile.largest, self._largest)
            self.profile = replace(self.profile, largest=largest)
            new = paginator.accept(answer)
            self._places += [(one.position.latitude, one.position.longitude) for one in new]
            self.sink.add([station for station in new if self._is_wanted(station)])
            more, self._total = answer.value.has_more, answer.value.count or 0
            size, cap = len(answer.value.ev_stations), self.profile.cap
            if size > (cap or 0) and (more or cap is not None):
                self.profile = replace(self.profile, cap=size)
            # A page that may be cut is no end, though it brings as many as were counted: the number may be old.
            whole = size < task.profile.largest and task.exact and not task.filters
            if more is None and whole and len(paginator.seen) == task.expected:
                paginator.more, paginator.done = False, True  # no page to find the end with
            self._more = more
            if new:
                self._know(len(paginator.seen) - len(new))
            if more is not False and not self.profile.pages:
                return
            first = len(paginator.seen) == size and task.progress.token is None
            full = more is not False and size >= self.profile.full
            if first and full and not self._is_uncounted:
                self._part_if_large(task.expected)

    def _know(self, stations: int) -> None:
        """Note that a list of so many stations was not cut."""
        self.profile = replace(self.profile, longest=max(self.profile.longest, stations))

    def _part_if_large(self, number: int | None) -> None:
        if number is not None and number > self.profile.limit and self.task.tile.divisible:
            raise _TooMany(number)

    def _is_wanted(self, station: EVStation) -> bool:
        """Whether a station belongs to the harvest; of one outside the tile, the compaction decides.

        The tile of its place may never show it, if the service rounds boxes or places.
        """
        place = station.position.latitude, station.position.longitude
        region = self.task.region
        return region is None or not self.task.tile.owns(*place) or region.contains(*place)

    def _is_elsewhere(self, stations: Sequence[EVStation]) -> bool:
        """Whether all stations of a page lie outside the box: parting it would not help."""
        tile = self.task.tile
        near = max(_NEAR, (tile.north - tile.south) / 1_000)
        places = [(station.position.latitude, station.position.longitude) for station in stations]
        return bool(places) and not tile.shown(places, near)

    def _doubt(self, answer: Decoded[EVStationsResult]) -> None:
        dropped = len(dropped_indexes(answer.issues))
        reasons = [
            f"a successful answer with a remark, {issue.path}: {issue.raw:.80}"
            for issue in answer.issues
            if issue.kind is IssueKind.UNKNOWN_FIELD
            and "." not in issue.path
            and _REMARK.search(issue.path.lower())
        ]
        if list_is_broken(answer.issues, len(answer.value.ev_stations)):
            reasons.append("an answer with a list of stations that cannot be read")
        if self._is_elsewhere(answer.value.ev_stations):
            reasons.append("an answer with stations of another place")
        known = self.progress.reasons
        self.progress = replace(
            self.progress,
            dropped=self.progress.dropped + dropped,
            reasons=(*known, *(one for one in dict.fromkeys(reasons) if one not in known)),
        )

    @property
    def _is_uncounted(self) -> bool:
        """Lack of a count: the service gives none, or ignores the filters."""
        return not self.profile.counts or bool(set(self.task.filters) - {"extra"})

    @property
    def _is_smaller(self) -> bool:
        """Proof that a page without a flag was not cut: others are larger, and no number in it is greater."""
        cap = self.task.profile.cap or 0
        return self._more is None and self._largest < cap and self._total <= self.read

    @property
    def _is_suspicious(self) -> bool:
        """Whether the list may have been cut in silence: none was longer, or its one page was a full one."""
        if self.read > self._largest:
            return self.read > self.profile.longest
        if not self._largest:
            return False
        cap = self.task.profile.cap
        return self._largest >= (self.task.profile.largest if cap is None else cap)

    @property
    def _is_unproven(self) -> bool:
        """Whether no count tells that a page was the last, and no flag that can be trusted.

        Before a page was full, every one that is the largest so far may be. Its tile is parted, and the parts show
        whether they have more.
        """
        if self.counted is not None:
            return False
        first = self.task.profile.cap is None and self.read <= self._largest >= _LEAST_PAGE
        return first or not self.profile.pages

    @property
    def _belies_the_parent(self) -> bool:
        """Whether there are stations that the page of the parent did not show, though it called itself the last."""
        return self._is_uncounted and self.task.exact and self.read > (self.task.expected or 0)

    def _find_cap(self) -> None:
        """Note that pages are cut, and that there are no others."""
        cap = max(self.profile.cap or 0, self.profile.largest)
        self.profile = replace(self.profile, pages=False, cap=cap)

    def _flag_lies(self) -> Flow[bool]:
        """Look at a place without stations, once: a flag that says more there says it everywhere."""
        if self.profile.flags is None:
            tile = self.task.tile
            corner = replace(tile, north=tile.south + LEAST, east=tile.west + LEAST)
            search = at_offset(self._search(corner), 0, self.profile.page_size)
            answer = yield from self._ask(search)
            if not answer.value.ev_stations:
                self.profile = replace(self.profile, flags=not answer.value.has_more)
        return self.profile.flags is False

    def _goes_on(self) -> Flow[bool]:
        """Look behind the page that was called the last: only an empty page is the end."""
        behind = at_offset(self._search(), self.read, self.profile.page_size)
        try:
            answer = yield from self._ask(behind)
        except BadRequestError:
            return True
        return bool(answer.value.ev_stations or answer.issues)

    def _missing(self, recounted: bool) -> Flow[str]:
        """Compare with the count; return what is missing, or an empty text.

        A first number may be old: only a count made now speaks against the reading. It is asked for if fewer
        stations came than were counted, or if a full page called itself the last.
        """
        task, divisible = self.task, self.task.tile.divisible
        if not self.profile.counts or (self._is_uncounted and divisible):
            return ""
        counted = task.expected if task.exact else self.counted
        less = self.read < (counted or 0)
        if task.exact and self.read > (task.expected or 0):
            self.moved = True
        if not (self._is_suspicious or less or recounted):
            return ""
        known = less or (task.expected is not None and not task.exact)
        cut = self._is_suspicious and not self.profile.pages
        if cut and known and divisible and self.counted is None:
            return ""  # it is parted in any case: a count would tell nothing new
        number = yield from self._count()
        if number is None or (self._is_uncounted and number > self.read):
            return ""
        if number >= self.read:  # a smaller one proves nothing
            self.counted = number
        if number == self.read:
            self._know(number)
        if (task.expected is None and number < self.read) or (less and number != counted):
            self.moved = True
        reason = f"the service counts {number:,} stations and gave {self.read:,}"
        return reason if number > self.read else ""
