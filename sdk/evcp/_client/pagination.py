"""Pages of a search: no station twice, and none lost without saying so.

The service pages by index (`offset`, `maxresults`), so the list may move between two calls: when a station
goes away the rest shifts, and the next page would skip one in silence. Each page therefore overlaps the
page before it by one station, the anchor. A page overlaps if it holds the anchor, begins with another
station that was given, or begins at index 0: nothing can have been missed between the given stations
and the end of such a page. From a page that does not overlap, the paginator rewinds until one does.

given. The proof rests on assumptions that the contract does not state (contract section 1.3):

* Stations keep their order, and each stands in the list once. A page with a given station behind a new
  one casts doubt on this, and the result is called partial.
* Every index is allowed, and a page holds two stations or more unless the list ends. Behind a page of one
  station, the search goes on without an overlap, and the result is called partial.
* `hasMore` is true to the list. Where it is missing, the search goes on until a page behind the anchor is
  empty; where it stays true with nothing behind the anchor, the result is called truncated.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from evcp_codec.issues import Decoded, Issue, IssueKind

from .._api.areas import require_int
from ..errors import EvcpError
from ..operations import Operation, at_offset, without_page

if TYPE_CHECKING:
    from evcp_models import EVStation, EVStationsResult

PAGE_SIZE = 100
"""Stations a page by default. The service's own default is 50 (inferred), its cap unknown."""
_MAX_REPEATS = 2
"""Repetitions of one page, after which the service counts as having no other."""
_MAX_IDLE_PAGES = 32
"""Pages in a row without a new station, beside those that are needed to read everything once more."""
_MAX_BEGINNINGS = 3
"""Times that the list may begin with unknown stations only, as if it were another list."""
_MAX_TOKEN = 256 * 1024 * 1024
"""Bytes of an unpacked resume token."""


class Completeness(StrEnum):
    """How much of the area a search has given.

    Attributes:
        COMPLETE: All that the service had during the whole search.
        TRUNCATED: There is more: the search was not read to its end, `limit` was reached, or the
            service stopped giving stations while saying that it has more.
        PARTIAL: Something may be missing in between: the list moved and no overlap was found
            again, the service changed the order, or a station could not be decoded (see the issues).
    """

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    PARTIAL = "partial"


def paginate(
    operation: Operation[EVStationsResult],
    *,
    page_size: int,
    limit: int | None,
    resume: str | None = None,
) -> Paginator:
    """Begin or resume a search.

    Raises:
        ConfigurationError: `page_size` or `limit` is not a whole number of at least 1.
        EvcpError: The token is damaged, or of another search.
    """
    size = require_int(page_size, "page_size")
    if limit is not None:
        # Pages overlap by one station, so one more than the limit is all that is ever needed.
        size = min(size, require_int(limit, "limit") + 1)
    paginator = Paginator(operation, max(size, 2), limit)
    if resume is not None:
        paginator.resume(resume)
    return paginator


class _Page(NamedTuple):
    """The stations of a page, with their indexes in it: a dropped station has an index and no id.

    Attributes:
        ids: Ids of the decoded stations.
        indexes: Index of each of them in the page.
        size: Stations in the page, with the dropped ones.
        has_more: The service's flag; None if it is missing.
    """

    ids: list[str]
    indexes: list[int]
    size: int
    has_more: bool | None

    @classmethod
    def of(cls, answer: Decoded[EVStationsResult]) -> _Page:
        ids = [station.id for station in answer.value.ev_stations]
        dropped = dropped_indexes(answer.issues)
        size = len(ids) + len(dropped)
        indexes = [index for index in range(size) if index not in dropped]
        return cls(ids, indexes, size, answer.value.has_more)


class _Position(NamedTuple):
    """Where a page begins, and how it proves that nothing was missed before it.

    Attributes:
        offset: Index of its first station in the list.
        anchor: Id of the station that it repeats from the page before.
        no_overlap: The page before held a single station, which left no room for an anchor.
    """

    offset: int = 0
    anchor: str | None = None
    no_overlap: bool = False


@dataclass(slots=True)
class Paginator:
    """The state of a search between two pages, without I/O.

    Args:
        operation: The search, without `offset` and `maxresults`.
        page_size: Stations to ask for a page.
        limit: Stations to give at most.

    Attributes:
        given: Number of stations given.
        done: Whether the last page was read.
        more: Whether the service has, or may have, stations behind the last page.
        lost: Whether a station may have been missed.
        seen: Ids of the stations given.
        issues: The issues of all pages.
    """

    operation: Operation[EVStationsResult]
    page_size: int
    limit: int | None = None
    given: int = field(default=0, init=False)
    done: bool = field(default=False, init=False)
    more: bool = field(default=True, init=False)
    lost: bool = field(default=False, init=False)
    seen: set[str] = field(default_factory=set, init=False)
    issues: list[Issue] = field(default_factory=list, init=False)
    _next: _Position = field(default=_Position(), init=False)
    _last: _Position = field(default=_Position(), init=False)
    _last_ids: list[str] = field(default_factory=list, init=False)
    # Counters that bound the search: the service may never come to an end.
    _repeats: int = field(default=0, init=False)
    _idle_pages: int = field(default=0, init=False)
    _rewinds: int = field(default=0, init=False)
    _beginnings: int = field(default=0, init=False)

    @property
    def completeness(self) -> Completeness:
        """How much of the area has been given so far."""
        if self.lost:
            return Completeness.PARTIAL
        return Completeness.COMPLETE if self.done and not self.more else Completeness.TRUNCATED

    def next(self) -> Operation[EVStationsResult] | None:
        """Return the operation of the next page; None at the end."""
        return None if self.done else at_offset(self.operation, self._next.offset, self.page_size)

    def accept(self, answer: Decoded[EVStationsResult]) -> list[EVStation]:
        """Take the answer to the operation that `next` returned, and return its new stations."""
        page = _Page.of(answer)
        self.issues.extend(answer.issues)
        self._check_decoded(page, answer)
        overlaps = self._overlaps(page)
        if not overlaps and not self._rewinding_is_useless(page):
            self._rewind()
            return []
        self._check_order(page)
        new = []
        for station in answer.value.ev_stations:
            if station.id not in self.seen:
                self.seen.add(station.id)
                new.append(station)
        self.lost = self.lost or bool(new and not overlaps)
        self._advance(page, has_new=bool(new))
        return self._within_limit(new)

    def _check_decoded(self, page: _Page, answer: Decoded[EVStationsResult]) -> None:
        """Notice stations that the page has and its model does not."""
        # The meaning of `count` is unknown (contract section 4.1), so it proves nothing by itself. On an
        # empty first page with something unknown beside it, it hints at stations under another name.
        empty = not page.size and not self._next.offset
        hidden = empty and bool(answer.issues and answer.value.count)
        if hidden or page.size > len(page.ids) or list_is_broken(answer.issues, len(page.ids)):
            self.lost = True

    def _overlaps(self, page: _Page) -> bool:
        """Return True if nothing can be missing between the given stations and this page."""
        if not self._next.offset or not self.seen:
            return True
        # Whatever stands before a given station was covered when that station was given.
        return bool(page.ids) and (self._next.anchor in page.ids or page.ids[0] in self.seen)

    def _rewinding_is_useless(self, page: _Page) -> bool:
        """Return True if rewinding cannot restore the overlap."""
        if not page.size:
            # Behind a page of one station, an empty page is the end: without a true flag there was no
            # other way to find it. Elsewhere the list has become shorter, and its end is further up.
            return self._next.no_overlap and page.has_more is not False
        # Without an anchor, or without a decoded station, there is nothing to compare.
        return self._next.no_overlap or not page.ids

    def _rewind(self) -> None:
        # Twice as far each time: a long shift is found in few steps, and a short one costs little.
        step = (self.page_size - 1) * 2**self._rewinds
        self._next = _Position(max(0, self._next.offset - step), self._next.anchor)
        self._rewinds += 1
        self._count_idle_page()

    def _count_idle_page(self) -> None:
        """Give up after too many pages in a row without a new station."""
        self._idle_pages += 1
        # A rewind may lead through everything that was given, a station a page in the worst case.
        if self._idle_pages > _MAX_IDLE_PAGES + len(self.seen):
            self.lost = self.done = True

    def _check_order(self, page: _Page) -> None:
        """Notice stations that do not stand in order, each once.

        Behind a new station there is none that was given, unless the order changed or the new one has
        only just been added. These cannot be told apart, and the second is rare.
        """
        known = [id in self.seen for id in page.ids]
        if len(set(page.ids)) < len(page.ids) or known != sorted(known, reverse=True):
            self.lost = True
        if self.seen and page.ids and not self._next.offset and not any(known):
            self._beginnings += 1
            if self._beginnings > _MAX_BEGINNINGS:
                self.lost = self.done = True

    def _advance(self, page: _Page, *, has_new: bool) -> None:
        """Move to the next page, or end the search."""
        position = self._next
        # At the end of a search the next page is this one again: a resumed search reads it once more.
        self._next = self._last = position._replace(no_overlap=False)
        self._rewinds = 0
        # Without a flag, a page of the anchor alone may be the end, or as much as a page ever holds:
        # only an empty page proves the end.
        self.more = page.size > 0 if page.has_more is None else page.has_more
        repeated = self._repeats_too_often(page, has_new=has_new)
        if self.done or not self.more or not page.size or repeated:
            self.done = True
        elif has_new:
            self._idle_pages = 0
        else:
            self._count_idle_page()
        if not self.done:
            self._move(position, page, has_new=has_new)

    def _repeats_too_often(self, page: _Page, *, has_new: bool) -> bool:
        """Return True if the service gives the same page again and again: it has no other."""
        repeated = bool(page.ids) and page.ids == self._last_ids and not has_new
        self._repeats = self._repeats + 1 if repeated else 0
        self._last_ids = page.ids
        return self._repeats >= _MAX_REPEATS

    def _move(self, position: _Position, page: _Page, *, has_new: bool) -> None:
        """Begin the next page at the last station of this one, or behind it if it is the only one."""
        if page.indexes and page.indexes[-1] > 0:
            self._next = _Position(position.offset + page.indexes[-1], page.ids[-1])
        elif position.no_overlap and page.ids and not has_new:
            # Two pages of single stations in a row, the second one given before: the end of the list.
            self.done = True
        else:
            self._next = _Position(position.offset + page.size, position.anchor, no_overlap=True)

    def _within_limit(self, new: list[EVStation]) -> list[EVStation]:
        if self.limit is not None and self.given + len(new) >= self.limit:
            self.done = True
            kept = self.limit - self.given
            if kept < len(new):
                # A resumed search reads this page again for the stations over the limit.
                self.more, self._next = True, self._last
                self.seen.difference_update(station.id for station in new[kept:])
                new = new[:kept]
        self.given += len(new)
        return new

    def token(self, unread: Collection[str] = ()) -> str:
        """Return a resume token: the position of the search, and the stations given.

        Args:
            unread: Ids of stations of the last page that the reader has not had yet.
        """
        return _ResumeToken(
            search=_fingerprint(self.operation),
            position=self._last if unread else self._next,
            more=self.more or bool(unread),
            lost=self.lost,
            seen=self.seen.difference(unread),
        ).encode()

    def resume(self, token: str) -> None:
        """Continue an earlier search of the same operation.

        Raises:
            EvcpError: The token is damaged, or of another search.
        """
        state = _ResumeToken.decode(token)
        if state.search != _fingerprint(self.operation):
            raise EvcpError(
                "the token belongs to another search",
                hint="resume with the same area, filters and extra parameters",
            )
        self.more, self.lost, self.seen = state.more, state.lost, state.seen
        self._next = state.position
        self._last = state.position._replace(no_overlap=False)
        self.done = not self.more


class _ResumeToken(NamedTuple):
    search: str
    position: _Position
    more: bool
    lost: bool
    seen: set[str]

    def encode(self) -> str:
        state = {**self._asdict(), "seen": sorted(self.seen)}
        packed = zlib.compress(json.dumps(state, separators=(",", ":")).encode())
        return base64.urlsafe_b64encode(packed).decode()

    @classmethod
    def decode(cls, token: str) -> _ResumeToken:
        """Unpack a token.

        Raises:
            EvcpError: It is damaged. A token may come from anywhere, so nothing in it is trusted.
        """
        try:
            inflater = zlib.decompressobj()
            packed = base64.b64decode(token, altchars=b"-_", validate=True)
            state = json.loads(inflater.decompress(packed, _MAX_TOKEN))
            if not inflater.eof:
                raise ValueError("cut off")  # noqa: TRY301 (one way out for all damage)
            offset, anchor, no_overlap = state["position"]
            return cls(
                search=state["search"],
                position=_Position(max(0, int(offset)), anchor, bool(no_overlap)),
                more=bool(state["more"]),
                lost=bool(state["lost"]),
                seen=set(map(str, state["seen"])),
            )
        except (
            ArithmeticError,
            LookupError,
            RecursionError,
            TypeError,
            ValueError,
            zlib.error,
        ) as e:
            raise EvcpError(
                f"the token is damaged: {type(e).__name__}", hint="start the search anew"
            ) from None


def _fingerprint(operation: Operation[EVStationsResult]) -> str:
    """Return a digest of a search, the same for all of its pages."""
    plain = without_page(operation)
    asked = [plain.path, plain.query, plain.body]
    return hashlib.blake2b(json.dumps(asked).encode(), digest_size=12).hexdigest()


# The path of an issue is its declared place in the answer. These are the paths of an item, or a member
# of one, in the lists of stations and of pools; and those of the lists themselves.
_ITEM = re.compile(r"(?:evStations\.evStation|pools)\[(?P<index>\d+)\](?P<member>\.[^.\[]+)?")
_LIST = re.compile(r"evStations(?:\.[^.\[]+)?|pools")


def dropped_indexes(issues: Iterable[Issue]) -> frozenset[int]:
    """Return the indexes of list items (stations, pools) that were dropped as not decodable."""
    indexes = set()
    for issue in issues:
        match = _ITEM.fullmatch(issue.path)
        # An item is dropped if it lacks a required member, or is not a structure at all. A bad value
        # in a member is only left out of its item.
        drops = IssueKind.MISSING if match and match["member"] else IssueKind.BAD_VALUE
        if match and issue.kind is drops:
            indexes.add(int(match["index"]))
    return frozenset(indexes)


def list_is_broken(issues: Iterable[Issue], items: int) -> bool:
    """Return True if the list itself is in doubt: it cannot be read, or occurs twice.

    Args:
        issues: The issues of the answer.
        items: Number of items in the model: an empty list beside an unknown member may have its items
            under that name.
    """
    kinds = {IssueKind.BAD_VALUE, IssueKind.DUPLICATE}
    if not items:
        kinds.add(IssueKind.UNKNOWN_FIELD)
    return any(issue.kind in kinds and _LIST.fullmatch(issue.path) for issue in issues)
