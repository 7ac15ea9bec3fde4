"""Walking through the pages of a search, without losing a station and without saying so.

The service pages by index (`offset`, `maxresults`), so the list may move under the reader: a station
that goes away shifts the rest, and the next page would miss one in silence. Each page therefore
begins with the last station of the page before it. Where that is not so, the walk steps back until it
finds known ground; where it finds none, the result is called partial.

This rests on two assumptions: that the order of the stations stays (the contract says nothing on
order), and that an index may be any number (contract section 1.3).
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from .errors import EvcpError
from .issues import Decoded, Issue, IssueKind
from .operations import Operation, at_offset, without_page

if TYPE_CHECKING:
    from evcp_models import EVStation, EVStationsResult

PAGE_SIZE = 100
"""Stations a page by default. The service's own default is 50 (inferred), its cap unknown."""
_STEPS_BACK = 16
"""Times that a walk steps back before it calls its result partial."""
_STANDSTILLS = 2
"""Pages in a row without a new station after which a service that still says there is more is left."""


class Completeness(StrEnum):
    """How much of the area a search has given.

    Attributes:
        COMPLETE: All that the service has.
        TRUNCATED: There is more: the search was not read to its end, `limit` was reached, or the
            service stopped giving stations while saying that it has more.
        PARTIAL: Something may be missing in between: the list moved and known ground was not found
            again, or a station could not be decoded (see the issues).
    """

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    PARTIAL = "partial"


@dataclass(slots=True)
class PageWalk:
    """The state of a search between two pages, without I/O.

    Args:
        operation: The search, without `offset` and `maxresults`.
        page_size: Stations to ask for a page.
        limit: Stations to give at most.
    """

    operation: Operation[EVStationsResult]
    page_size: int
    limit: int | None = None
    offset: int = 0
    given: int = 0
    done: bool = False
    more: bool = True
    lost: bool = False
    seen: set[str] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)
    _back: int = 0
    _stood: int = 0

    @property
    def completeness(self) -> Completeness:
        """What is known of the result so far."""
        if self.lost:
            return Completeness.PARTIAL
        return Completeness.COMPLETE if self.done and not self.more else Completeness.TRUNCATED

    def next(self) -> Operation[EVStationsResult] | None:
        """Return the operation of the next page; None at the end."""
        return None if self.done else at_offset(self.operation, self.offset, self.page_size)

    def feed(self, page: Decoded[EVStationsResult]) -> list[EVStation]:
        """Take a page in; return the stations that are new."""
        stations = page.value.ev_stations
        self.issues.extend(page.issues)
        # A station that could not be built still takes a place in the service's list.
        left_out = sum(1 for issue in page.issues if _leaves_out(issue))
        self.lost = self.lost or left_out > 0
        size = len(stations) + left_out
        if (
            self.offset
            and self.seen
            and not any(s.id in self.seen for s in stations)
            and self._step_back()
        ):
            return []
        fresh = []
        for station in stations:
            if station.id not in self.seen:
                self.seen.add(station.id)
                fresh.append(station)
        says_more = page.value.has_more
        # A page without the flag may be the last one only if it is not full.
        self.more = size >= self.page_size if says_more is None else says_more
        self._stood = 0 if fresh else self._stood + 1
        step = max(size - 1, 0)
        start = self.offset
        if not self.more or self._stood >= _STANDSTILLS or size == 0 or (step == 0 and not fresh):
            self.done = True
        else:
            # One station of overlap proves that nothing was shifted away; a page of one has no room.
            self.offset += step or 1
        return self._within_limit(fresh, start)

    def _step_back(self) -> bool:
        """Go back to find known ground; tell whether the page at hand is to be left."""
        if self._back >= _STEPS_BACK:
            self.lost = True
            return False
        self._back += 1
        # Twice as far each time: a long shift is found in few steps, a short one costs little.
        self.offset = max(
            0, self.offset - max(1, (self.page_size - 1)) * 2 ** min(self._back - 1, 10)
        )
        return True

    def _within_limit(self, fresh: list[EVStation], start: int) -> list[EVStation]:
        if self.limit is not None and self.given + len(fresh) >= self.limit:
            kept = self.limit - self.given
            self.done = True
            if kept < len(fresh):
                # A later walk reads this page again for the stations that are over.
                self.more, self.offset = True, start
            for station in fresh[kept:]:
                self.seen.discard(station.id)
            fresh = fresh[:kept]
        self.given += len(fresh)
        return fresh

    def token(self) -> str:
        """Return where the walk is, as a text from which a later one can go on."""
        state = {
            "search": _fingerprint(self.operation),
            "offset": self.offset,
            "given": self.given,
            "done": self.done,
            "more": self.more,
            "lost": self.lost,
            "seen": sorted(self.seen),
        }
        packed = zlib.compress(json.dumps(state, separators=(",", ":")).encode())
        return base64.urlsafe_b64encode(packed).decode()

    def resume(self, token: str) -> None:
        """Go on where another walk of the same search was.

        Raises:
            EvcpError: The token is damaged, or of another search.
        """
        try:
            inflater = zlib.decompressobj()
            text = inflater.decompress(base64.urlsafe_b64decode(token), 256 * 1024 * 1024)
            state = json.loads(text)
            if state["search"] != _fingerprint(self.operation):
                raise EvcpError(
                    "the token belongs to another search",
                    hint="resume with the same area, filters and extra parameters",
                )
            self.offset, self.given = int(state["offset"]), int(state["given"])
            self.done, self.more = bool(state["done"]), bool(state["more"])
            self.lost, self.seen = bool(state["lost"]), set(map(str, state["seen"]))
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise EvcpError(
                f"the token is damaged: {type(error).__name__}", hint="start the search anew"
            ) from None
        if self.limit is None or self.given < self.limit:
            self.done = self.done and not self.more


def _leaves_out(issue: Issue) -> bool:
    """Tell whether an issue means that a whole station is not in the model."""
    if issue.kind is IssueKind.MISSING:
        parent, _, _ = issue.path.rpartition(".")
    elif issue.kind is IssueKind.BAD_VALUE:
        parent = issue.path
    else:
        return False
    return (
        parent.startswith("evStations.evStation[")
        and parent.endswith("]")
        and parent.count("[") == 1
    )


def _fingerprint(operation: Operation[EVStationsResult]) -> str:
    """Name a search by what it asks for, whatever the page."""
    plain = without_page(operation)
    asked = [plain.path, plain.query, plain.body]
    return hashlib.blake2b(json.dumps(asked).encode(), digest_size=12).hexdigest()
