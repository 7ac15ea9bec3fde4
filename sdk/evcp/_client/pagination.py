"""Pages of a search: no station twice, and none lost without saying so.

The service pages by index (`offset`, `maxresults`), so the list may move between two calls: when a station
goes away the rest shifts, and the next page would skip one in silence. Each page therefore overlaps the
page before it by two stations, the last of them the anchor. A page is connected if nothing can have been
missed between the given stations and the new ones in it:

* it begins at index 0, or
* it holds the anchor in front of the new ones, and another station in front of the anchor, or
* the anchor went away, and the given stations in front of the new ones are the expected ones: in their
  order, and no further down than they stood before. A list that only loses stations moves up.

The first station of a page proves nothing by itself: the service may have put it there (a promotion,
say), another one on each page. Pages of two have no room for this: there, the anchor alone is believed,
unless the service was seen to promote.

A station that leads a page as it led the page before is pinned by the service. It is no evidence, and it
shifts the indexes of its page. From a page that is not connected, the paginator rewinds until one is. An
end without a new station is believed only after a rewind: the list may have become shorter than the index.

Requests stay within three times those of an ideal search: beyond them it ends, and is called partial.

The proof rests on assumptions that the contract does not state (contract section 1.3):

* Stations keep their order, and each stands in the list once, apart from pinned ones. A given station
  behind a new one casts doubt on this, and the result is called partial.
* Every index is allowed, and a page holds two stations or more unless the list ends. Behind a page of one
  station, the search goes on without an overlap, and the result is called partial.
* `hasMore` is true to the list. Where it is missing, the search goes on until a page behind the anchor is
  empty; where it stays true with nothing behind the anchor, the result is called truncated. False beside
  a `count` above all that came is an issue, and the result is called partial.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import zlib
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from evcp_codec.issues import Decoded, Issue, IssueKind
from evcp_codec.model import expect

from .._api.areas import require_int
from .._codec.dropped_items import dropped_indexes, list_is_broken
from ..errors import EvcpError
from ..operations import Operation, at_offset, without_page
from .station_filter import LeftOut, StationFilter

if TYPE_CHECKING:
    from evcp_models import EVStation, EVStationsResult

PAGE_SIZE = 100
"""Stations a page by default. The service's own default is 50 (inferred), its cap unknown."""
_MAX_REPEATS = 2
"""Repetitions of one page, after which the service counts as having no other."""
_MAX_EFFORT = 3
"""Requests for each that an ideal search needs. Beyond them the search ends."""
_MAX_BEGINNINGS = 3
"""Times that the list may begin with unknown stations only, as if it were another list."""
_DAMAGE = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, zlib.error)
_MAX_TOKEN = 256 * 1024 * 1024
"""Bytes of an unpacked resume token."""


class Completeness(StrEnum):
    """Completeness of a search over its area.

    Attributes:
        NOT_STARTED: Nothing is known: no answer has come yet.
        COMPLETE: All that the service had during the whole search.
        TRUNCATED: There is more: the search was not read to its end, `limit` was reached, or the
            service stopped giving stations while saying that it has more.
        PARTIAL: Something may be missing in between: the list moved and no overlap was found
            again, the service changed the order, or a station could not be decoded (see the issues).
    """

    NOT_STARTED = "not started"
    COMPLETE = "complete"
    TRUNCATED = "truncated"
    PARTIAL = "partial"


def paginate(
    operation: Operation[EVStationsResult],
    *,
    page_size: int,
    limit: int | None,
    resume: str | None = None,
    wanted: StationFilter | None = None,
) -> Paginator:
    """Begin or resume a search.

    Args:
        operation: The search.
        page_size: Stations to ask for a page at most.
        limit: Stations to give at most.
        resume: Token of an earlier search.
        wanted: Conditions on the stations to give; none by default.

    Raises:
        ConfigurationError: `page_size` or `limit` is not a whole number of at least 1.
        EvcpError: The token is damaged, or of another search.
    """
    size = require_int(page_size, "page_size")
    if limit is not None:
        require_int(limit, "limit")
    paginator = Paginator(operation, max(size, 2), limit, wanted or StationFilter())
    if resume is not None:
        paginator.resume(resume)
    return paginator


class _Page(NamedTuple):
    """The stations of a page, with their indexes in it: a dropped station has an index and no id.

    Attributes:
        ids: Ids of the decoded stations, each once.
        indexes: Index of each of them in the page.
        size: Stations in the page, with the dropped and the repeated ones.
        repeats: Whether a station occurs more than once.
        has_more: The service's flag; None if it is missing.
        total: The service's number of stations (`count`); None if it is missing.
    """

    ids: list[str]
    indexes: list[int]
    size: int
    repeats: bool
    has_more: bool | None
    total: int | None

    @classmethod
    def of(cls, answer: Decoded[EVStationsResult]) -> _Page:
        stations = answer.value.ev_stations
        dropped = dropped_indexes(answer.issues)
        size = len(stations) + len(dropped)
        decoded = (index for index in range(size) if index not in dropped)
        first: dict[str, int] = {}
        for station, index in zip(stations, decoded, strict=True):
            first.setdefault(station.id, index)
        repeats = len(first) < len(stations)
        more, count = answer.value.has_more, answer.value.count
        return cls([*first], [*first.values()], size, repeats, more, count)


class _Comparison(NamedTuple):
    """A page against the stations that were given before it.

    Attributes:
        pinned: Number of leading stations that led the page before, too.
        known: Given stations behind the pinned ones, in front of the first new one.
        new: Number of new stations.
        in_order: Whether the given stations are in their order, in front of the new ones.
        again: Whether this is the page before once more, at another index.
    """

    pinned: int
    known: list[str]
    new: int
    in_order: bool
    again: bool


class _Position(NamedTuple):
    """Beginning of a page, and its proof that nothing was missed before it.

    Attributes:
        offset: Index of its first station in the list.
        anchor: Id of the station that it repeats from the page before.
        overlap: Number of stations that it repeats, the anchor the last of them: two, or as many as the
            page before had room for.
    """

    offset: int = 0
    anchor: str | None = None
    overlap: int = 2


@dataclass(slots=True)
class Paginator:
    """The state of a search between two pages, without I/O.

    Args:
        operation: The search, without `offset` and `maxresults`.
        page_size: Stations to ask for a page at most.
        limit: Stations to give at most.
        wanted: Conditions on the stations to give. Those left out are seen, and not given.

    Attributes:
        search: Digest of the search, by which a token knows it.
        given: Number of stations given.
        done: Whether the last page was read.
        more: Whether the service has, or may have, stations behind the last page.
        lost: Whether a station may have been missed.
        seen: Ids of the stations given or left out, with their places in that order.
        left_out: Ids of the stations left out by the conditions, with the reason.
        issues: The issues of all pages.
    """

    operation: Operation[EVStationsResult]
    page_size: int
    limit: int | None = None
    wanted: StationFilter = field(default_factory=StationFilter)
    search: str = field(default="", init=False)
    given: int = field(default=0, init=False)
    done: bool = field(default=False, init=False)
    more: bool = field(default=True, init=False)
    lost: bool = field(default=False, init=False)
    seen: dict[str, int] = field(default_factory=dict, init=False)
    left_out: dict[str, LeftOut] = field(default_factory=dict, init=False)
    issues: list[Issue] = field(default_factory=list, init=False)
    _next: _Position = field(default=_Position(), init=False)
    _last: _Position = field(default=_Position(), init=False)
    # The page before, connected or not; it began at another index.
    _before: _Page = field(
        default=_Page([], [], 0, repeats=False, has_more=None, total=None), init=False
    )
    _width: int = field(default=1, init=False)
    _undecoded: int = field(default=0, init=False)
    # Whether the service puts stations where they do not belong.
    _promotes: bool = field(default=False, init=False)
    # Where a page was not connected, and where one was empty, since the last new station.
    _refused_at: int | None = field(default=None, init=False)
    _empty_at: int | None = field(default=None, init=False)
    # What bounds the search, because the service may never come to an end.
    _requests: int = field(default=0, init=False)
    _earned: float = field(default=0.0, init=False)
    _repeats: int = field(default=0, init=False)
    _rewinds: int = field(default=0, init=False)
    _beginnings: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.search = _fingerprint(self.operation, self.wanted)

    @property
    def completeness(self) -> Completeness:
        """Completeness of the search so far."""
        if self.lost:
            return Completeness.PARTIAL
        if not (self._requests or self.seen or self.done):
            return Completeness.NOT_STARTED
        return Completeness.COMPLETE if self.done and not self.more else Completeness.TRUNCATED

    def next(self) -> Operation[EVStationsResult] | None:
        """Return the operation of the next page; None at the end."""
        return None if self.done else at_offset(self.operation, self._next.offset, self._size)

    @property
    def _size(self) -> int:
        """Stations to ask for: one more than the limit tells whether there is more, if none is left out."""
        if self.limit is None or self.wanted.beyond_service or self.left_out:
            return self.page_size
        # And one more than the overlap, which an earlier piece of the search may have made wider.
        overlap = self._next.overlap if self.seen else 1
        return min(self.page_size, 1 + max(overlap, 1, self.limit))

    def accept(self, answer: Decoded[EVStationsResult]) -> list[EVStation]:
        """Take the answer to the operation that `next` returned, and return its new stations."""
        page = _Page.of(answer)
        self.issues.extend(answer.issues)
        self._check_decoded(page, answer)
        seen = self._compare(page)
        self._width = max(self._width, len(page.ids))
        self._requests += 1
        if page.size > self._size or seen.pinned or not seen.in_order:
            self._promotes = True
        self.lost = self.lost or page.repeats
        connected = self._is_connected(page, seen)
        useless = self._rewinding_is_useless(page, seen)
        self._before = page
        if not connected and not useless:
            self._rewind(page, seen)
            return []
        # An ideal page repeats the anchor alone.
        self._earned += min(1.0, seen.new / max(1, page.size - 1))
        self._check_order(page, seen)
        # Without a proof there may be a gap; only an empty page proves the end by itself.
        self.lost = self.lost or not (connected or (not self._next.overlap and not page.size))
        new = []
        for station in answer.value.ev_stations:
            if station.id not in self.seen:
                self.seen[station.id] = len(self.seen)
                new.append(station)
        self._advance(page, seen)
        return self._within_limit(new)

    def _check_decoded(self, page: _Page, answer: Decoded[EVStationsResult]) -> None:
        """Notice stations that the page has and its model does not."""
        dropped = page.size - len(answer.value.ev_stations)
        self._undecoded += dropped
        # The meaning of `count` is unknown (contract section 4.1). On an empty first page with something
        # unknown beside it, it hints at stations under another name.
        empty = not page.size and not self._next.offset
        hidden = empty and bool(answer.issues and page.total)
        if hidden or dropped or list_is_broken(answer.issues, len(answer.value.ev_stations)):
            self.lost = True

    def _compare(self, page: _Page) -> _Comparison:
        before = self._before
        pinned = 0
        # With the indexes: a station behind a dropped one has not led its page.
        now, then = (
            zip(page.ids, page.indexes, strict=True),
            zip(before.ids, before.indexes, strict=True),
        )
        for place, earlier in zip(now, then, strict=False):
            if place != earlier or place[0] not in self.seen:
                break
            pinned += 1
        known = [id for id in page.ids[pinned:] if id in self.seen]
        leading = page.ids[pinned : pinned + len(known)]
        places = [self.seen[id] for id in known]
        return _Comparison(
            pinned,
            known,
            new=len(page.ids) - pinned - len(known),
            in_order=known == leading and places == sorted(places),
            again=pinned > 0 and page.ids == before.ids and len(before.ids) == pinned,
        )

    def _is_connected(self, page: _Page, seen: _Comparison) -> bool:
        """Return True if nothing can be missing between the given stations and the new ones."""
        if not self._next.offset:
            return True
        if not seen.new and page.has_more is False:
            # The list is shorter than it was. Of a service that promotes, the first and the last station
            # of a page may be on every page: the one between them is evidence.
            if self._refused_at is None or (self._promotes and len(seen.known) < 3):
                return False
        elif seen.again:
            return True  # nothing new, and no end
        return self._is_overlapped(page, seen) or self._are_expected(page, seen)

    def _is_overlapped(self, page: _Page, seen: _Comparison) -> bool:
        """Return True if the anchor is in front of the new stations, and nobody put it there."""
        anchor = self._next.anchor
        if anchor not in seen.known:
            return False
        return page.indexes[page.ids.index(anchor)] > 0 or (
            self._next.overlap < 2 and not self._promotes
        )

    def _are_expected(self, page: _Page, seen: _Comparison) -> bool:
        """Return True if the known stations are those in front of the new ones, without the anchor."""
        if not seen.known or not seen.in_order:
            return False
        last = seen.known[-1]
        index = self._next.offset + page.indexes[page.ids.index(last)]
        # A station at the top may have been put there; below another one, it stands where it belongs.
        return index <= self.seen[last] and (
            len(seen.known) > 1 or (page.size <= 2 and not self._promotes)
        )

    def _rewinding_is_useless(self, page: _Page, seen: _Comparison) -> bool:
        """Return True if rewinding cannot connect the page."""
        if not page.size:
            # Behind a page of one station, an empty page is the end: without a true flag there was no
            # other way to find it. Elsewhere the list has become shorter, and its end is further up;
            # as it may be where no page ever held two.
            behind = not self._next.overlap and page.has_more is not False
            return (behind and len(self.seen) > 1) or self._next.offset == self._refused_at
        # Without an anchor or a decoded station, there is nothing to compare; where the rewind led back
        # to the same page, its pinned stations leave no room for an overlap.
        cramped = bool(seen.pinned) and self._next.offset == self._refused_at
        # A dropped station in the place of the anchor may be the anchor's neighbour: every page of that
        # place would be refused. The result is partial anyway, and the stations behind it are not lost.
        hidden = bool(page.indexes) and page.indexes[0] > 0
        return not self._next.overlap or not page.ids or cramped or hidden

    def _rewind(self, page: _Page, seen: _Comparison) -> None:
        self._refused_at = self._next.offset
        if not page.size:
            self._empty_at = self._next.offset
        # Pinned stations shift the page by their number. Otherwise twice as far each time: a long shift
        # is found in few steps, and a short one costs little.
        step = max(1, self._width - 1) * 2**self._rewinds
        if seen.pinned and not self._rewinds:
            step = seen.pinned
        self._next = self._next._replace(offset=max(0, self._next.offset - step))
        self._rewinds += 1
        self._give_up_if_exhausted(page, seen)

    def _give_up_if_exhausted(self, page: _Page, seen: _Comparison) -> None:
        # What this page promises counts as well; without a flag, one more request finds the end.
        earned = self._earned + seen.new / max(1, page.size - 1)
        ideal = max(1, math.ceil(earned - 1e-6)) + (page.has_more is not False)
        if self._requests >= _MAX_EFFORT * ideal:
            self.lost = self.done = True

    def _check_order(self, page: _Page, seen: _Comparison) -> None:
        """Notice stations that do not stand in order, each once.

        Behind a new station there is none that was given, unless the order changed or the new one has
        only just been added. These cannot be told apart, and the second is rare.
        """
        if seen.again:
            return
        # What proved the last page and leads this one, too, is pinned: the proof was none.
        if not seen.in_order or self._last.anchor in page.ids[: seen.pinned]:
            self.lost = True
        if self.seen and page.ids and not self._next.offset and len(page.ids) == seen.new:
            self._beginnings += 1
            if self._beginnings > _MAX_BEGINNINGS:
                self.lost = self.done = True

    def _advance(self, page: _Page, seen: _Comparison) -> None:
        """Move to the next page, or end the search."""
        position = self._next
        # At the end of a search the next page is this one again: a resumed search reads it once more.
        self._next = self._last = position._replace(overlap=max(1, position.overlap))
        self._rewinds = 0
        # Without a flag, a page of the anchor alone may be the end, or as much as a page ever holds:
        # only an empty page proves the end.
        self.more = page.size > 0 if page.has_more is None else page.has_more
        if page.has_more is None and self._empty_at == page.size and not position.offset:
            self.more = bool(seen.new)
        if seen.new:
            self._refused_at = self._empty_at = None
        if not self.more or not page.size or self._repeats_too_often(seen):
            self.done = True
            self._check_count(page)
        elif not seen.new:
            self._give_up_if_exhausted(page, seen)
        if not self.done:
            self._move(position, page, seen)

    def _check_count(self, page: _Page) -> None:
        """Notice a service that calls the list read to its end, and its number larger."""
        if not self.more and page.total and page.total > len(self.seen) + self._undecoded:
            self.lost = True
            # The decoder may have seen it.
            if not any(issue.path == "count" for issue in self.issues):
                self.issues.append(Issue("count", IssueKind.CONTRADICTION, str(page.total)))

    def _repeats_too_often(self, seen: _Comparison) -> bool:
        """Return True if the service gives the same page again and again: it has no other."""
        self._repeats = self._repeats + 1 if seen.again else 0
        return self._repeats >= _MAX_REPEATS

    def _move(self, position: _Position, page: _Page, seen: _Comparison) -> None:
        """Begin the next page at the last station of this one, or behind it if it is the only one."""
        anchor, ahead = position.anchor, 0
        if page.ids:
            # A given station behind the new ones is no place to go on from.
            fresh = [id for id in page.ids if self.seen[id] >= len(self.seen) - seen.new]
            anchor = (fresh or page.ids)[-1]
            ahead = page.indexes[page.ids.index(anchor)] - seen.pinned
        if page.size == 1 and position.overlap > 1 and anchor in self.seen and not seen.new:
            # The page ended before the anchor.
            self._next = position._replace(offset=position.offset + 1, overlap=1)
        elif ahead > (page.has_more is None and not seen.new and position.overlap > 1):
            overlap = 1 if seen.pinned or ahead == 1 else 2
            self._next = _Position(position.offset + ahead + 1 - overlap, anchor, overlap)
        elif not position.overlap and page.ids and not seen.new:
            # Two pages of single stations in a row, the second one given before: the end of the list.
            self.done = True
        else:
            # Repeated stations do not count: they would hide as many others.
            size = page.indexes[-1] + 1 if page.ids else page.size
            behind = position.offset + max(1, size - seen.pinned)
            # A page that came again at another index had room for an overlap: the list moved.
            self._next = _Position(behind, anchor, 1 if seen.again else 0)

    def _within_limit(self, new: list[EVStation]) -> list[EVStation]:
        """Return the stations that the filter lets pass, up to the limit."""
        fitting: list[EVStation] = []
        for index, station in enumerate(new):
            reason = self.wanted.rejects(station)
            if reason is not None:
                self.left_out[station.id] = reason
            elif self.limit is None or self.given + len(fitting) < self.limit:
                fitting.append(station)
            else:
                # A resumed search reads this page again for the stations from here on.
                self.more, self._next = True, self._last
                for later in new[index:]:
                    del self.seen[later.id]
                break
        self.given += len(fitting)
        if self.limit is not None and self.given >= self.limit:
            self.done = True
        return fitting

    def token(self, unread: Collection[str] = ()) -> str:
        """Return a resume token: the position of the search, and the stations given.

        Args:
            unread: Ids of stations of the last page that the reader has not had yet.
        """
        return _ResumeToken(
            search=self.search,
            position=self._last if unread else self._next,
            more=self.more or bool(unread),
            lost=self.lost,
            seen=[id for id in self.seen if id not in unread],
        ).encode()

    def resume(self, token: str) -> None:
        """Continue an earlier search; raise EvcpError for a damaged token, or one of another search."""
        state = _ResumeToken.decode(token)
        if state.search != self.search:
            raise EvcpError(
                "the token belongs to another search",
                hint="resume with the same area, filters and extra parameters",
            )
        self.more, self.lost = state.more, state.lost
        self.seen = {id: place for place, id in enumerate(state.seen)}
        self._next = state.position
        self._earned = len(self.seen) / self._size
        self._width = self._size
        self._last = state.position._replace(overlap=max(1, state.position.overlap))
        self.done = not self.more


class _ResumeToken(NamedTuple):
    search: str
    position: _Position
    more: bool
    lost: bool
    seen: list[str]

    def encode(self) -> str:
        packed = zlib.compress(json.dumps(self._asdict(), separators=(",", ":")).encode())
        return base64.urlsafe_b64encode(packed).decode()

    @classmethod
    def decode(cls, token: str) -> _ResumeToken:
        """Unpack a token.

        Raises:
            EvcpError: It is damaged. A token may come from anywhere, so nothing in it is trusted.
        """
        expect(token, str, "resume", "pass pager.token", EvcpError)
        try:
            inflater = zlib.decompressobj()
            packed = base64.b64decode(token, altchars=b"-_", validate=True)
            state = json.loads(inflater.decompress(packed, _MAX_TOKEN))
            if not inflater.eof:
                raise ValueError("cut off")
            offset, anchor, overlap = state["position"]
            return cls(
                search=state["search"],
                position=_Position(max(0, int(offset)), anchor, int(overlap)),
                more=bool(state["more"]),
                lost=bool(state["lost"]),
                seen=[*dict.fromkeys(map(str, state["seen"]))],
            )
        except _DAMAGE:
            problem = "the token is damaged: it is not, or not wholly, what pager.token gave"
            raise EvcpError(problem, hint="pass pager.token, or start the search anew") from None


def _fingerprint(operation: Operation[EVStationsResult], wanted: StationFilter) -> str:
    """Return a digest of a search, the same for all of its pages, and for any time of opening."""
    plain = without_page(operation)
    asked: list[object] = [plain.path, plain.query, plain.body]
    if wanted.beyond_service:
        asked.append([asdict(replace(wanted, open_at=None)), wanted.open_at is not None])
    return hashlib.blake2b(json.dumps(asked).encode(), digest_size=12).hexdigest()
