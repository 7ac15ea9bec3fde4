"""Walking through the pages of a search, without losing a station and without saying so.

The service pages by index (`offset`, `maxresults`), so the list may move under the reader: a station
that goes away shifts the rest, and the next page would miss one in silence. Each page therefore
begins with the last station of the page before it, the anchor. A page is on known ground if it holds the
anchor, or begins with another station that was given, or at index 0; what lies between known ground
and the end of a page cannot have been missed. Where a page is not on known ground, the walk steps back
until one is.

`Completeness.COMPLETE` means: every station that was in the service's list during the whole walk was
given. That rests on what is not known (contract section 1.3):

* stations keep their order, and each stands in the list once. A page with a known station behind a
  new one shows that this may not be so, and the result is called partial;
* an index may be any number, and a page holds two stations or more unless the list ends. Where one
  holds less, the walk goes on behind it, and the result is called partial;
* `hasMore` is true to the list. Where it is missing, the walk goes on until a page behind the anchor is
  empty; where it stays true with nothing behind the anchor, the result is called truncated.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from evcp_codec.issues import Decoded, Issue

from .._core.settings import require_int
from ..errors import EvcpError
from ..operations import Operation, at_offset, without_page
from .leavings import dropped_indexes, list_is_broken

if TYPE_CHECKING:
    from evcp_models import EVStation, EVStationsResult

PAGE_SIZE = 100
"""Stations a page by default. The service's own default is 50 (inferred), its cap unknown."""
_SAME_PAGES = 2
"""Times that the same page may come again before the service is taken to know no other."""
_IDLE = 32
"""Pages in a row that may bring nothing new, beside those that are needed to read all once more."""
_BEGINNINGS = 3
"""Times that the list may begin with nothing known, as if it were another one."""


def check_pages(page_size: int, limit: int | None) -> None:
    """Refuse numbers that no search can have.

    Raises:
        ConfigurationError: One of them is no whole number, or less than 1.
    """
    require_int(page_size, "page_size")
    if limit is not None:
        require_int(limit, "limit")


class Completeness(StrEnum):
    """How much of the area a search has given.

    Attributes:
        COMPLETE: All that the service had during the whole search.
        TRUNCATED: There is more: the search was not read to its end, `limit` was reached, or the
            service stopped giving stations while saying that it has more.
        PARTIAL: Something may be missing in between: the list moved and known ground was not found
            again, the service changed the order, or a station could not be decoded (see the issues).
    """

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    PARTIAL = "partial"


@dataclass(slots=True)
class _Page:
    """A page as the walk sees it: which station has which place; some have one and no model."""

    ids: list[str]
    places: list[int]
    size: int

    @classmethod
    def of(cls, stations: Collection[EVStation], issues: Collection[Issue]) -> _Page:
        gaps = dropped_indexes(issues)
        size = len(stations) + len(gaps)
        places = [place for place in range(size) if place not in gaps]
        return cls([station.id for station in stations], places, size)


@dataclass(slots=True)
class Paginator:
    """The state of a search between two pages, without I/O.

    Args:
        operation: The search, without `offset` and `maxresults`.
        page_size: Stations to ask for a page.
        limit: Stations to give at most.

    Attributes:
        offset: Index at which the next page begins.
        given: How many stations were given.
        done: Whether there is no next page to ask for.
        more: Whether the service has, or may have, stations behind the last page.
        lost: Whether a station may have been missed.
        seen: Ids of the stations that were given.
        issues: The issues of all pages.
    """

    operation: Operation[EVStationsResult]
    page_size: int
    limit: int | None = None
    offset: int = field(default=0, init=False)
    given: int = field(default=0, init=False)
    done: bool = field(default=False, init=False)
    more: bool = field(default=True, init=False)
    lost: bool = field(default=False, init=False)
    seen: set[str] = field(default_factory=set, init=False)
    issues: list[Issue] = field(default_factory=list, init=False)
    _anchor: str | None = field(default=None, init=False)
    # The next page lies behind one of a single station, which left no room for an anchor.
    _blind: bool = field(default=False, init=False)
    # The page before: its first index, the anchor that it was found by, and its stations.
    _start: int = field(default=0, init=False)
    _found_by: str | None = field(default=None, init=False)
    _ids: list[str] = field(default_factory=list, init=False)
    # Counters that bound the walk: the same page again, nothing new, steps back, another list.
    _same: int = field(default=0, init=False)
    _idle: int = field(default=0, init=False)
    _back: int = field(default=0, init=False)
    _beginnings: int = field(default=0, init=False)

    @property
    def completeness(self) -> Completeness:
        """What is known of the result so far."""
        if self.lost:
            return Completeness.PARTIAL
        return Completeness.COMPLETE if self.done and not self.more else Completeness.TRUNCATED

    def next(self) -> Operation[EVStationsResult] | None:
        """Return the operation of the next page; None at the end."""
        return None if self.done else at_offset(self.operation, self.offset, self.page_size)

    def accept(self, answer: Decoded[EVStationsResult]) -> list[EVStation]:
        """Take a page in; return the stations that are new."""
        stations = answer.value.ev_stations
        page = _Page.of(stations, answer.issues)
        self.issues.extend(answer.issues)
        # What `count` counts is unknown (contract section 4.1); beside something unknown it is a sign.
        hidden = not page.size and not self.offset and answer.issues and answer.value.count
        broken = list_is_broken(answer.issues, len(stations)) or bool(hidden)
        self.lost = self.lost or broken or page.size > len(stations)
        known = self._is_known(page)
        if not (known or self._need_not_be(page, answer.value.has_more)):
            self._step_back()
            return []
        self._look_for_disorder(page)
        fresh = []
        for station in stations:
            if station.id not in self.seen:
                self.seen.add(station.id)
                fresh.append(station)
        self.lost = self.lost or bool(fresh and not known)
        self._advance(page, answer.value.has_more, new=bool(fresh))
        return self._within_limit(fresh)

    def _is_known(self, page: _Page) -> bool:
        """Tell whether nothing can have been missed between what was given and this page."""
        if not self.offset or not self.seen:
            return True
        return bool(page.ids) and (self._anchor in page.ids or page.ids[0] in self.seen)

    def _need_not_be(self, page: _Page, says_more: bool | None) -> bool:
        """Tell whether there is no use in looking for known ground below this page."""
        if not page.size:
            # The list has become shorter; or a service that claims more was asked for what it has not.
            return self._blind and says_more is not False
        return self._blind or not page.ids

    def _step_back(self) -> None:
        """Go back to find known ground."""
        # Twice as far each time: a long shift is found in few steps, a short one costs little.
        self.offset = max(0, self.offset - (self.page_size - 1) * 2**self._back)
        self._back += 1
        self._blind = False
        if self._is_idle():
            self.lost = self.done = True

    def _is_idle(self) -> bool:
        """Count a page that brought nothing new; tell whether there were too many of them."""
        self._idle += 1
        return self._idle > _IDLE + len(self.seen)

    def _look_for_disorder(self, page: _Page) -> None:
        """Notice that stations do not stand in order, each once.

        Behind a station that is new there is none that was given, unless the order changed or the new
        one has only just come. These cannot be told apart, and the second is rare.
        """
        known = [id in self.seen for id in page.ids]
        if len(set(page.ids)) < len(page.ids) or known != sorted(known, reverse=True):
            self.lost = True
        if self.seen and page.ids and not self.offset and not any(known):
            self._beginnings += 1
            if self._beginnings > _BEGINNINGS:
                self.lost = self.done = True

    def _advance(self, page: _Page, says_more: bool | None, *, new: bool) -> None:
        """Say where the next page begins, or that there is none."""
        self._start, self._found_by = self.offset, self._anchor
        self._same = self._same + 1 if page.ids and page.ids == self._ids and not new else 0
        self._ids = page.ids
        self._back = 0
        # A page of the anchor alone may be all there is, or all that a page holds.
        self.more = page.size > 0 if says_more is None else says_more
        was_blind, self._blind = self._blind, False
        if self.done or not self.more or not page.size or self._same >= _SAME_PAGES:
            self.done = True
        elif new:
            self._idle = 0
        elif self._is_idle():
            self.lost = self.done = True
        if self.done:
            return
        if page.places and page.places[-1] > 0:
            self.offset += page.places[-1]
            self._anchor = page.ids[-1]
        elif was_blind and page.ids and not new:
            self.done = True
        else:
            self.offset += page.size
            self._blind = True

    def _within_limit(self, fresh: list[EVStation]) -> list[EVStation]:
        if self.limit is not None and self.given + len(fresh) >= self.limit:
            kept = self.limit - self.given
            self.done = True
            if kept < len(fresh):
                # A later walk reads this page again for the stations that are over.
                self.more, self._blind = True, False
                self.offset, self._anchor = self._start, self._found_by
                self.seen.difference_update(station.id for station in fresh[kept:])
                fresh = fresh[:kept]
        self.given += len(fresh)
        return fresh

    def token(self, unread: Collection[str] = ()) -> str:
        """Return where the walk is, as a text from which a later one can go on.

        Args:
            unread: Ids of stations of the last page that the reader has not had yet.
        """
        state: dict[str, Any] = {
            "search": _fingerprint(self.operation),
            "offset": self._start if unread else self.offset,
            "more": self.more or bool(unread),
            "lost": self.lost,
            "anchor": self._found_by if unread else self._anchor,
            "blind": self._blind and not unread,
            "seen": sorted(self.seen.difference(unread)),
        }
        packed = zlib.compress(json.dumps(state, separators=(",", ":")).encode())
        return base64.urlsafe_b64encode(packed).decode()

    def resume(self, token: str) -> None:
        """Go on where another walk of the same search was.

        Raises:
            EvcpError: The token is damaged, or of another search.
        """
        state = _unpacked(token)
        try:
            if state["search"] != _fingerprint(self.operation):
                raise EvcpError(
                    "the token belongs to another search",
                    hint="resume with the same area, filters and extra parameters",
                )
            self.offset, self.more = max(0, int(state["offset"])), bool(state["more"])
            self.lost, self._blind = bool(state["lost"]), bool(state["blind"])
            self._anchor = state["anchor"]
            self.seen = set(map(str, state["seen"]))
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise _damaged(error) from None
        self._start, self._found_by = self.offset, self._anchor
        self.done = not self.more


def _unpacked(token: str) -> dict[str, Any]:
    try:
        inflater = zlib.decompressobj()
        packed = base64.b64decode(token, altchars=b"-_", validate=True)
        text = inflater.decompress(packed, _LARGEST_TOKEN)
        if not inflater.eof:
            raise ValueError("cut off")  # noqa: TRY301 (one way out for all damage)
        state = json.loads(text)
        return state if isinstance(state, dict) else {}
    except (ValueError, TypeError, RecursionError, zlib.error) as error:
        raise _damaged(error) from None


_LARGEST_TOKEN = 256 * 1024 * 1024


def _damaged(error: Exception) -> EvcpError:
    return EvcpError(f"the token is damaged: {type(error).__name__}", hint="start the search anew")


def _fingerprint(operation: Operation[EVStationsResult]) -> str:
    """Name a search by what it asks for, whatever the page."""
    plain = without_page(operation)
    asked = [plain.path, plain.query, plain.body]
    return hashlib.blake2b(json.dumps(asked).encode(), digest_size=12).hexdigest()
