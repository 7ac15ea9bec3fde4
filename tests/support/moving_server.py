"""A service whose list of stations moves between answers, and a reader of its pages."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Literal

from support.fakes import decoded, gap, ids_of, station

from evcp import Circle
from evcp._client.pagination import Paginator
from evcp.operations import search_stations
from evcp_codec.issues import Decoded
from evcp_models import EVStationsResult

SEARCH = search_stations(Circle(52.5, 13.4, 5000))
Flag = Literal["true", "missing", "always"]
Top = Literal["none", "front", "dedupe", "trim"]
Bottom = Literal["none", "doubled", "doubled within", "fixed", "fixed within"]
Move = tuple[Literal["in", "out"], int, int]
"""Insert or remove at a place (in thousandths of the list) so many stations."""


@dataclass
class Service:
    """A list of stations that moves between answers.

    Attributes:
        listed: Ids in their order.
        cap: Stations that a page has at most.
        flag: Whether `hasMore` is true to the list, missing, or always true.
        broken: Ids of stations that cannot be decoded.
        moves: Moves before each answer but the first.
        splits: Lengths that pages are cut to, if there are any.
        promoted: Stations on top of every page.
        rotates: Chooses another station of the list to promote for each page.
        top: How they get there: in front of the page; without a second one in it; or in place of others.
        repeated: A station at the end of every page, if `bottom` is fixed.
        bottom: The station at the end of every page: its last one once more, or a fixed one; within
            the length of the page or beyond it.
    """

    listed: list[str]
    cap: int
    flag: Flag = "true"
    broken: frozenset[str] = frozenset()
    moves: list[list[Move]] = field(default_factory=list)
    splits: list[int] = field(default_factory=list)
    shuffle: random.Random | None = None
    promoted: list[str] = field(default_factory=list)
    rotates: random.Random | None = None
    top: Top = "none"
    repeated: str = "s0"
    bottom: Bottom = "none"
    calls: int = 0
    throughout: set[str] = field(default_factory=set)
    made: int = 0

    def answer(self, offset: int, wanted: int) -> Decoded[EVStationsResult]:
        if self.calls:
            for move in self.moves[self.calls - 1 : self.calls]:
                self._move(move)
        if self.shuffle is not None:
            self.shuffle.shuffle(self.listed)
        now = set(self.listed)
        self.throughout = self.throughout & now if self.calls else now
        length = min(wanted, self.cap)
        if self.splits:
            length = min(length, self.splits[self.calls % len(self.splits)])
        self.calls += 1
        page, end = self._page(offset, length)
        more = {"true": end < len(self.listed), "missing": None, "always": True}
        found = tuple(station(id) for id in page if id not in self.broken)
        issues = [gap(place) for place, id in enumerate(page) if id in self.broken]
        return decoded(EVStationsResult(has_more=more[self.flag], ev_stations=found), *issues)

    def _page(self, offset: int, length: int) -> tuple[list[str], int]:
        """Return a page, and the index of the list at which it ends."""
        if self.rotates is not None and self.listed:
            self.promoted = [self.rotates.choice(self.listed)]
        if self.bottom.endswith("within") and length > 1:
            length -= 1
        if self.top == "trim":
            length = max(0, length - len(self.promoted))
        page = self.listed[offset : offset + length]
        if self.top in ("dedupe", "trim"):
            page = [id for id in page if id not in self.promoted]
        if self.top != "none":
            page = self.promoted + page
        if self.bottom.startswith("doubled"):
            page += page[-1:]
        elif self.bottom.startswith("fixed"):
            page.append(self.repeated)
        return page, offset + length

    def _move(self, moves: list[Move]) -> None:
        for what, where, number in moves:
            place = where * len(self.listed) // 1000
            if what == "out":
                del self.listed[place : place + number]
            else:
                new = [f"n{self.made + n}" for n in range(number)]
                self.made += number
                self.listed[place:place] = new


def page_of(walk: Paginator) -> tuple[int, int] | None:
    operation = walk.next()
    if operation is None:
        return None
    query = dict(operation.query)
    return int(query.get("offset", 0)), int(query["maxresults"])


def read(walk: Paginator, service: Service, most: int | None = None) -> list[str]:
    """Read a search to its end, which must come."""
    given: list[str] = []
    most = most or 200 + 4 * (len(service.listed) + 40) ** 2
    while (page := page_of(walk)) is not None:
        given += ids_of(walk.accept(service.answer(*page)))
        assert service.calls < most, "the walk does not end"
    return given


def ids(number: int) -> list[str]:
    return [f"s{n}" for n in range(number)]
