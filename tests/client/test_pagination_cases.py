"""Single cases of pagination, and resume tokens."""

from __future__ import annotations

import base64
import datetime as dt
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fakes import decoded, gap, ids_of, station, stations
from support.moving_server import SEARCH, Flag, Service, ids, page_of, read
from support.settings import tries

from evcp import Circle, Completeness, ConfigurationError, EvcpError
from evcp._client.pagination import Paginator, paginate
from evcp._client.station_filter import StationFilter
from evcp.operations import search_stations
from evcp_codec.issues import Decoded, Issue, IssueKind
from evcp_models import Connector, EVStationsResult, NameId

CCS, TYPE_2 = (Connector(connector_type=NameId(id=id)) for id in ("34", "31"))

# --- single cases


def walk_through(service: Service, page_size: int = 4, **more: Any) -> tuple[Paginator, list[str]]:
    walk = Paginator(SEARCH, page_size, **more)
    return walk, read(walk, service)


@pytest.mark.parametrize(
    ("number", "calls"), [(0, 1), (1, 1), (4, 1), (5, 2), (6, 2), (7, 3), (8, 3), (9, 4), (11, 5)]
)
def test_calls_of_a_search(number: int, calls: int) -> None:
    service = Service(ids(number), 100)
    walk, given_ids = walk_through(service)
    assert given_ids == ids(number)
    assert service.calls == calls
    assert walk.completeness is Completeness.COMPLETE
    assert walk.given == number


@pytest.mark.parametrize(("number", "calls"), [(0, 1), (1, 3), (4, 3), (5, 4), (7, 5), (8, 5)])
def test_calls_of_a_search_without_has_more(number: int, calls: int) -> None:
    """Up to the last station, and once behind it: a page may just have no room for more.

    Behind a single station the search looks back, too: the second of two may have come up to its place.
    """
    service = Service(ids(number), 100, "missing")
    walk, given_ids = walk_through(service)
    assert (given_ids, service.calls) == (ids(number), calls)
    assert walk.completeness is Completeness.COMPLETE


@pytest.mark.parametrize("flag", ["true", "missing"])
@pytest.mark.parametrize("number", [2, 3, 30])
def test_pages_of_one_station_are_read_to_the_end(flag: Flag, number: int) -> None:
    walk, given_ids = walk_through(Service(ids(number), 1, flag))
    assert given_ids == ids(number)
    # There is no room for an anchor, so that nothing is claimed of what moved meanwhile.
    assert walk.completeness is Completeness.PARTIAL


def test_a_page_may_become_short_without_a_flag() -> None:
    walk, given_ids = walk_through(Service(ids(9), 9, "missing", splits=[4, 1, 3, 2]))
    assert given_ids == ids(9)
    assert walk.completeness is Completeness.PARTIAL


@pytest.mark.parametrize("number", [0, -1, 1.5, "5", True, None])
def test_page_size_and_limit_are_whole_numbers(number: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"page_size must be a whole number of at least 1"):
        paginate(SEARCH, page_size=number, limit=None)
    if number is not None:
        with pytest.raises(ConfigurationError, match=r"limit must be a whole number of at least 1"):
            paginate(SEARCH, page_size=5, limit=number)
    assert paginate(SEARCH, page_size=1, limit=1).limit == 1


@pytest.mark.parametrize(
    ("page_size", "limit", "asked"),
    [(100, None, 100), (1, None, 2), (100, 5, 6), (100, 1, 2), (3, 5, 3), (100, 100, 100)],
)
def test_page_size_follows_the_limit(page_size: int, limit: int | None, asked: int) -> None:
    begun = paginate(SEARCH, page_size=page_size, limit=limit)
    operation = begun.next()
    assert operation is not None
    assert operation.query[-1] == ("maxresults", str(asked))
    assert begun.limit == limit


def test_a_server_cap_without_has_more() -> None:
    walk, given_ids = walk_through(Service(ids(10), 3, "missing"), page_size=100)
    assert given_ids == ids(10)
    assert walk.completeness is Completeness.COMPLETE


def test_a_service_with_one_page_only() -> None:
    first = decoded(EVStationsResult(has_more=True, ev_stations=(station("a"), station("b"))))
    walk = Paginator(SEARCH, 4)
    calls = 0
    while page_of(walk) is not None:
        walk.accept(first)
        calls += 1
    assert (calls, walk.completeness) == (3, Completeness.TRUNCATED)


def test_has_more_that_is_always_true() -> None:
    service = Service(ids(9), 100, "always")
    walk, given_ids = walk_through(service)
    assert given_ids == ids(9)
    assert (service.calls, walk.completeness) == (7, Completeness.TRUNCATED)
    service = Service([], 100, "always")
    walk, _ = walk_through(service)
    assert (service.calls, walk.completeness) == (1, Completeness.TRUNCATED)


def test_new_stations_on_every_page() -> None:
    """Ids that change with every answer: no ground is ever known, and the walk gives up."""
    walk = Paginator(SEARCH, 4)
    calls = 0
    while page_of(walk) is not None:
        invented = tuple(station(f"{calls}-{n}") for n in range(4))
        walk.accept(decoded(EVStationsResult(has_more=True, ev_stations=invented)))
        calls += 1
        assert calls < 50
    assert walk.completeness is Completeness.PARTIAL


def test_a_long_shift_is_found_in_few_steps() -> None:
    listed = ids(1000)
    service = Service(listed, 100, moves=[[], [], [], [], [], [("out", 0, 400)]])
    walk, given_ids = walk_through(service, page_size=100)
    assert walk.completeness is Completeness.COMPLETE
    assert service.throughout <= set(given_ids)
    assert service.calls < 30


def test_an_end_that_was_shifted_away_is_found() -> None:
    # The list becomes shorter than the index of the next page, and has a new end before it.
    service = Service(ids(12), 100, moves=[[], [("out", 0, 8)]])
    walk, given_ids = walk_through(service)
    assert walk.completeness is Completeness.COMPLETE
    assert service.throughout <= set(given_ids)


@pytest.mark.parametrize("letters", ["abc", "abcd"])
def test_a_list_in_constant_motion_is_given_up(letters: str) -> None:
    """Known stations are only at the beginning, in another order each time."""
    walk = Paginator(SEARCH, 4)
    known = [station(letter) for letter in letters]
    given_ids: list[str] = []
    calls = 0
    while (page := page_of(walk)) is not None:
        calls += 1
        known = [*known[1:], known[0]]
        unknown = [station(f"{calls}-{n}") for n in range(3)]
        answer = EVStationsResult(has_more=True, ev_stations=tuple(unknown if page[0] else known))
        given_ids += ids_of(walk.accept(decoded(answer)))
        assert calls < 50
    assert sorted(given_ids) == list(letters)
    assert walk.completeness is Completeness.PARTIAL


def test_alternating_known_pages_are_given_up() -> None:
    """Pages of known stations that are never quite the same bring nothing new."""
    walk = Paginator(SEARCH, 3)
    calls = 0
    while page_of(walk) is not None:
        turn = [station("a"), station("b"), station("c")]
        turn = turn if calls % 2 else turn[::-1]
        walk.accept(decoded(EVStationsResult(has_more=True, ev_stations=tuple(turn))))
        calls += 1
        assert calls < 50
    assert walk.completeness is Completeness.PARTIAL


ISSUES: list[tuple[list[Issue], bool]] = [
    ([], False),
    ([Issue("evStations.evStation[0].name", IssueKind.BAD_VALUE, "")], False),
    ([Issue("evStations.evStation[0].connectors.connector[0].x", IssueKind.MISSING, "")], False),
    ([Issue("evStations.evStation[1]", IssueKind.BAD_VALUE, "5")], True),
    ([Issue("evStations.evStation[1].id", IssueKind.MISSING, "{}")], True),
    ([Issue("evStations", IssueKind.BAD_VALUE, "5")], True),
    ([Issue("evStations", IssueKind.DUPLICATE, "{}")], True),
    ([Issue("evStations.evStation", IssueKind.DUPLICATE, "{}")], True),
    ([Issue("evStations.other", IssueKind.UNKNOWN_FIELD, "{}")], False),
    ([Issue("hasMore", IssueKind.BAD_VALUE, "maybe")], False),
]


@pytest.mark.parametrize(("issues", "partial"), ISSUES)
def test_issues_that_make_a_result_partial(issues: list[Issue], partial: bool) -> None:
    walk = Paginator(SEARCH, 4)
    answer = EVStationsResult(has_more=False, ev_stations=(station("a"),))
    walk.accept(decoded(answer, *issues))
    assert (walk.completeness is Completeness.PARTIAL) is partial
    assert walk.issues == issues


@pytest.mark.parametrize(
    ("answer", "issues", "completeness"),
    [
        (EVStationsResult(has_more=False), [], Completeness.COMPLETE),
        (EVStationsResult(has_more=False, count=0), [], Completeness.COMPLETE),
        (
            EVStationsResult(has_more=False, count=5),
            [Issue("stations", IssueKind.UNKNOWN_FIELD, "[{}]")],
            Completeness.PARTIAL,
        ),
        (
            EVStationsResult(has_more=False, count=0),
            [Issue("notice", IssueKind.UNKNOWN_FIELD, "hello")],
            Completeness.COMPLETE,
        ),
        (EVStationsResult(), [], Completeness.COMPLETE),
        (
            EVStationsResult(has_more=False),
            [Issue("evStations.stations", IssueKind.UNKNOWN_FIELD, "[{}]")],
            Completeness.PARTIAL,
        ),
        (EVStationsResult(has_more=True), [], Completeness.TRUNCATED),
        (
            EVStationsResult(has_more=True, count=5),
            [Issue("stations", IssueKind.UNKNOWN_FIELD, "[{}]")],
            Completeness.PARTIAL,
        ),
        (EVStationsResult(has_more=True, count=5), [], Completeness.TRUNCATED),
        (
            EVStationsResult(has_more=True),
            [Issue("notice", IssueKind.UNKNOWN_FIELD, "hello")],
            Completeness.TRUNCATED,
        ),
    ],
)
def test_an_empty_page(
    answer: EVStationsResult, issues: list[Issue], completeness: Completeness
) -> None:
    walk = Paginator(SEARCH, 4)
    assert walk.accept(decoded(answer, *issues)) == []
    assert walk.next() is None
    assert walk.completeness is completeness


@pytest.mark.parametrize(
    ("has_more", "count", "partial"),
    [
        (False, 10, True),
        (None, 10, True),
        (False, 9, False),
        (False, 4, False),
        (False, None, False),
    ],
)
def test_a_count_above_all_that_came(
    has_more: bool | None, count: int | None, partial: bool
) -> None:
    """The end of the list beside a larger number: an issue, and not complete."""
    walk = Paginator(SEARCH, 4)
    service = Service(ids(9), 9, "true" if has_more is False else "missing")
    while (page := page_of(walk)) is not None:
        answer = service.answer(*page)
        walk.accept(Decoded(replace(answer.value, count=count), answer.issues))
    assert walk.given == 9
    assert walk.completeness is (Completeness.PARTIAL if partial else Completeness.COMPLETE)
    assert walk.issues == ([Issue("count", IssueKind.CONTRADICTION, "10")] if partial else [])


@pytest.mark.parametrize("path", ["count", "notice"])
def test_a_count_that_the_decoder_has_noticed_is_one_issue(path: str) -> None:
    walk = Paginator(SEARCH, 4)
    issue = Issue(path, IssueKind.CONTRADICTION, "5")
    walk.accept(decoded(stations("a", count=5), issue))
    assert walk.completeness is Completeness.PARTIAL
    assert [issue.path for issue in walk.issues].count("count") == 1


def test_a_dropped_station_is_counted() -> None:
    walk = Paginator(SEARCH, 4)
    walk.accept(decoded(stations("a", "b", count=3), gap(1)))
    assert walk.completeness is Completeness.PARTIAL
    assert walk.issues == [gap(1)]


def test_an_unknown_member_beside_a_count_is_no_loss() -> None:
    walk = Paginator(SEARCH, 4)
    service = Service(ids(4), 9, "missing")
    notice = Issue("notice", IssueKind.UNKNOWN_FIELD, "hello")
    while (page := page_of(walk)) is not None:
        walk.accept(decoded(replace(service.answer(*page).value, count=4), notice))
    assert (walk.given, walk.completeness) == (4, Completeness.COMPLETE)


def test_a_count_on_the_way_is_no_issue() -> None:
    walk = Paginator(SEARCH, 2)
    walk.accept(decoded(stations("a", "b", more=True, count=3)))
    walk.accept(decoded(stations("b", "c", count=3)))
    assert (walk.completeness, walk.issues) == (Completeness.COMPLETE, [])


def test_a_last_page_that_came_back_and_is_counted_higher() -> None:
    walk = Paginator(SEARCH, 4)
    for _ in range(3):
        walk.accept(decoded(stations("a", "b", more=True, count=9)))
    assert (walk.completeness, walk.issues) == (Completeness.TRUNCATED, [])


def test_an_empty_answer_beside_a_count() -> None:
    walk = Paginator(SEARCH, 4)
    walk.accept(decoded(EVStationsResult(has_more=False, count=5)))
    assert walk.completeness is Completeness.PARTIAL
    assert walk.issues == [Issue("count", IssueKind.CONTRADICTION, "5")]


def test_a_cap_of_one_without_has_more_misses_nothing() -> None:
    """The first of two stations leaves: the second one stands at an index that was read."""
    service = Service(ids(2), 1, "missing", moves=[[("out", 0, 1)]])
    _, given_ids = walk_through(service)
    assert given_ids == ids(2)
    assert service.calls <= 4


def test_an_unread_search_is_not_started() -> None:
    walk = Paginator(SEARCH, 4)
    before = walk.completeness
    assert before is Completeness.NOT_STARTED
    walk.accept(Service(ids(9), 9).answer(0, 4))
    assert walk.completeness is Completeness.TRUNCATED


def test_a_limit_equal_to_the_list_is_complete() -> None:
    walk, given_ids = walk_through(Service(ids(4), 9), page_size=9, limit=4)
    assert (given_ids, walk.completeness) == (ids(4), Completeness.COMPLETE)
    walk, given_ids = walk_through(Service(ids(5), 9), page_size=9, limit=4)
    assert (given_ids, walk.completeness) == (ids(4), Completeness.TRUNCATED)


def test_a_page_longer_than_asked_for_keeps_to_the_limit() -> None:
    walk = Paginator(SEARCH, 9, 2)
    everything = decoded(stations(*ids(7)))
    assert ids_of(walk.accept(everything)) == ids(2)
    assert (page_of(walk), walk.completeness) == (None, Completeness.TRUNCATED)
    later = Paginator(SEARCH, 9)
    later.resume(walk.token())
    assert ids_of(later.accept(everything)) == ids(7)[2:]
    assert later.completeness is Completeness.COMPLETE


# --- lists that move


@dataclass
class Letters(Service):
    """A list of stations of one letter, for each answer: `xy|abc` has x and y on top of the page."""

    states: list[str] = field(default_factory=list)

    def answer(self, offset: int, wanted: int) -> Decoded[EVStationsResult]:
        promoted, _, listed = self.states[: self.calls + 1][-1].rpartition("|")
        self.promoted, self.listed = [*promoted], [*listed]
        return super().answer(offset, wanted)


class World(NamedTuple):
    """A list at each answer, the last one as long as it takes, and the claim that is due.

    Attributes:
        page_size: Stations asked for.
        states: The lists, see `Letters`.
        claim: The claim that is due; None for any that holds.
        resumed: Answers in front of which the search is resumed by its token.
        service: More of the service.
    """

    page_size: int
    states: str
    claim: Completeness | None = None
    resumed: tuple[int, ...] = ()
    service: dict[str, Any] = {}  # noqa: RUF012


COMPLETE, TRUNCATED = Completeness.COMPLETE, Completeness.TRUNCATED
SILENT = {"flag": "missing"}
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
WORLDS = {
    # Nothing is promoted, and stations only leave: the end is found.
    "one of two left": World(2, "ab b", COMPLETE, service=SILENT),
    "all but the last left": World(4, "abcde e", COMPLETE),
    "the first pair left late": World(2, "abcd abcd cd", COMPLETE),
    "one left in front of each page": World(2, "abcde bcde cde", COMPLETE),
    "some left in front of the last pages": World(3, "abcdef abcdef bcdef def", COMPLETE),
    "some left twice": World(2, "abcde cde cde e", COMPLETE),
    "most left late": World(2, "abcdef abcdef abcdef abcdef f", COMPLETE),
    "most left late, without a flag": World(2, "abcde abcde e", COMPLETE, service=SILENT),
    "some left at the end, without a flag": World(
        2, "abcde abcde abcde cde", COMPLETE, service=SILENT
    ),
    "the end left while it was read": World(2, "bcdf bcdf bcd", COMPLETE),
    "stations left one by one": World(2, "abcd abcd abd abd bd", COMPLETE),
    "the anchor left a long list": World(
        4, 6 * f"{ALPHABET} " + ALPHABET.replace("n", ""), COMPLETE
    ),
    "a page out of order, looked behind": World(3, "abcdefh defh f|defh defh h", COMPLETE),
    "a station on top of the first page": World(5, "b|abdef abdef abde", COMPLETE, service=SILENT),
    # Pages of other lengths.
    "a short page": World(3, "abcd", COMPLETE, service={"splits": [5, 1]}),
    "a long page between single stations": World(3, "abcde", service={"splits": [1, 3, 1]}),
    "a single station, and ever more": World(2, "a", TRUNCATED, service={"flag": "always"}),
    "a dropped station alone": World(2, "a", service={"broken": frozenset("a"), **SILENT}),
    "a dropped station in front of a longer page": World(
        4, "abcd", service={"broken": frozenset("a"), "splits": [1, 3]}
    ),
    "two dropped stations alone": World(
        4, "abcd", service={"broken": frozenset("ab"), "splits": [1]}
    ),
    "dropped stations at the beginning of each page": World(
        4, "abcdefghijkl", service={"broken": frozenset("cegi")}
    ),
    "a dropped station on top of each page": World(
        2, "b|abc", service={"top": "front", "broken": frozenset("b")}
    ),
    "a station at the end of each page": World(
        4, "abcdefghijklmnop", service={"bottom": "fixed", "repeated": "a"}
    ),
    "a station on top of each page, and ever more": World(
        4, "c|abcdef", service={"flag": "always"}
    ),
    # Stations where they do not belong are no proof.
    "the anchor on top": World(3, "z|abefg b|efg"),
    "the neighbour of the anchor on top": World(3, "abdefg b|efg"),
    "two known stations on top of a resumed search": World(4, "abcefg ac|efg", resumed=(1,)),
    "a service seen to promote, in pages of two": World(2, "zb|ab z|abA abA"),
    "a service seen to promote late": World(2, "abcdf abcdf abcdf c|cdf d|df"),
    "a known station on top of the last page": World(2, "abd b|abd d"),
    "the anchor on top of a resumed search": World(
        3, "y|abcd", resumed=(1,), service={"splits": [1, 3, 4]}
    ),
    "known stations in another order": World(2, "fg|abcdg g|abcdg abcdg"),
    "half of a page as before": World(4, "z|abcef z|cef z|ef"),
    "another page as long as the one before": World(3, "z|abcdefgh z|abcdefgh z|abcdefgh z|fgh"),
    "the page before at another index": World(2, "bcd Abcd d", service=SILENT),
    "a short page behind pinned stations": World(
        3, "de|cfghi", resumed=(3,), service={"splits": [4, 3, 1]}
    ),
    "no room behind a pinned station": World(3, "abcd a|abcd c|abcdE", resumed=(2,)),
    "a pinned station at an end that moved up": World(3, "f|abcde f|e", service={"top": "dedupe"}),
    "a station at the end of pages of two": World(
        2, "abcdefg g", service={"splits": [1], "bottom": "fixed", "repeated": "b"}
    ),
    "one on top and one at the end of each page": World(
        14,
        "p|abcdefghijklmnopq p|nopq n|nopq",
        service={"top": "front", "bottom": "fixed", "repeated": "o"},
    ),
    "a known station behind a new one": World(
        3, "abcdef def", service={"bottom": "fixed", "repeated": "e"}
    ),
    "a station at each end that moved up": World(
        2, "abcd cd", service={"bottom": "fixed", "repeated": "z"}
    ),
}


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_lists_that_move(world: World) -> None:
    states = world.states.split(" ")
    service = Letters([], 20, states=states, **{"top": "trim", **world.service})
    walk = Paginator(SEARCH, world.page_size)
    given_ids: list[str] = []
    while (page := page_of(walk)) is not None:
        if service.calls in world.resumed:
            token, walk = walk.token(), Paginator(SEARCH, world.page_size)
            walk.resume(token)
        given_ids += ids_of(walk.accept(service.answer(*page)))
        assert service.calls < 40, "the walk does not end"
    assert len(set(given_ids)) == len(given_ids)
    lost = service.throughout - {*given_ids}
    assert walk.completeness is not COMPLETE or not lost
    assert world.claim in (None, walk.completeness)
    if len(states) == 1 and not world.resumed:  # a list that stands still
        assert lost == service.broken


# --- tokens


def half_way() -> Paginator:
    walk = Paginator(SEARCH, 4)
    walk.accept(Service(ids(9), 9).answer(0, 4))
    return walk


def test_a_token_restores_the_search() -> None:
    walk = half_way()
    later = Paginator(SEARCH, 4)
    later.resume(walk.token())
    assert later.token() == walk.token()
    assert later.next() == walk.next()
    assert later.seen == walk.seen


def test_a_search_is_resumed() -> None:
    begun = paginate(SEARCH, page_size=4, limit=None)
    begun.accept(decoded(EVStationsResult(has_more=True, ev_stations=tuple(map(station, "abcd")))))
    later = paginate(SEARCH, page_size=4, limit=None, resume=begun.token())
    assert later.next() == begun.next()


def test_a_search_given_up_on_single_stations_can_be_resumed() -> None:
    def page(id: str) -> Decoded[EVStationsResult]:
        return decoded(EVStationsResult(has_more=True, ev_stations=(station(id),)))

    walk = Paginator(SEARCH, 4)
    walk.accept(page("a"))
    walk.accept(page("a"))
    assert page_of(walk) is None
    later = Paginator(SEARCH, 4)
    later.resume(walk.token())
    assert page_of(later) == (1, 4)
    later.accept(page("a"))
    assert page_of(later) == (2, 4)


def test_a_finished_search_stays_finished() -> None:
    walk, _ = walk_through(Service(ids(9), 9))
    later = Paginator(SEARCH, 4)
    later.resume(walk.token())
    assert later.next() is None
    assert later.completeness is Completeness.COMPLETE


def test_a_partial_search_stays_partial() -> None:
    walk = Paginator(SEARCH, 4)
    walk.accept(decoded(stations("a", "b", "a", more=True)))
    later = Paginator(SEARCH, 4)
    later.resume(walk.token())
    later.accept(decoded(stations("a", "b", "c")))
    assert later.next() is None
    assert later.completeness is Completeness.PARTIAL


def test_a_resumed_search_has_been_started() -> None:
    later = Paginator(SEARCH, 4)
    later.resume(half_way().token())
    assert later.completeness is Completeness.TRUNCATED


def test_a_resumed_search_may_change_its_page_size() -> None:
    later = Paginator(SEARCH, 3)
    later.resume(half_way().token())
    service = Service(ids(9), 9)
    assert read(later, service) == ids(9)[4:]


def test_a_token_of_another_search() -> None:
    token = half_way().token()
    for other in (
        search_stations(Circle(52.5, 13.4, 5001)),
        search_stations(Circle(52.5, 13.4, 5000), connector_types=["31"]),
        search_stations(Circle(52.5, 13.4, 5000), extra={"lang": "de"}),
    ):
        with pytest.raises(EvcpError, match="another search"):
            Paginator(other, 4).resume(token)
    # The page is no part of what is searched for.
    Paginator(search_stations(Circle(52.5, 13.4, 5000), max_results=9, offset=3), 4).resume(token)


def test_a_token_of_other_conditions() -> None:
    wanted = StationFilter(operator=["a"], open_at=dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC))
    token = Paginator(SEARCH, 4, wanted=wanted).token()
    for other in (
        None,
        StationFilter(operator=["b"], open_at=wanted.open_at),
        StationFilter(operator=["a"]),
    ):
        with pytest.raises(EvcpError, match="another search"):
            Paginator(SEARCH, 4, wanted=other or StationFilter()).resume(token)
    # The time goes on between two pieces of a search.
    later = replace(wanted, open_at=dt.datetime(2026, 1, 5, 10, tzinfo=dt.UTC))
    Paginator(SEARCH, 4, wanted=later).resume(token)


def packed(text: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text)).decode()


DAMAGES: list[Callable[[str], str]] = [
    lambda token: "",
    lambda token: "x",
    lambda token: token[:-9],
    lambda token: token[4:],
    lambda token: (
        token[:20] + "A" + token[21:] if token[20] != "A" else token[:20] + "B" + token[21:]
    ),
    lambda token: token + "!",
    lambda token: "ü" + token,
    # The text is whole and its checksum is missing.
    lambda token: base64.urlsafe_b64encode(base64.urlsafe_b64decode(token)[:-4]).decode(),
    lambda token: packed(b"not json"),
    lambda token: packed(b"[" * 100_000),
    lambda token: packed(b"[]"),
    lambda token: packed(b"{}"),
    lambda token: base64.urlsafe_b64encode(b"not packed").decode(),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_token(damage: Callable[[str], str]) -> None:
    with pytest.raises(EvcpError, match="token is damaged") as caught:
        Paginator(SEARCH, 4).resume(damage(half_way().token()))
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("token", [5, ["x"], 1.5])
def test_tokens_of_wrong_type(token: Any) -> None:
    with pytest.raises(EvcpError, match="resume must be of type str"):
        Paginator(SEARCH, 4).resume(token)


@tries(100)
@given(st.integers(0, 500), st.integers(0, 63))
def test_a_changed_letter_is_noticed_or_harmless(place: int, letter: int) -> None:
    walk = half_way()
    token = walk.token()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    place %= len(token)
    changed = token[:place] + letters[letter] + token[place + 1 :]
    later = Paginator(SEARCH, 4)
    try:
        later.resume(changed)
    except EvcpError:
        return
    assert later.token() == token


@pytest.mark.parametrize(
    "member",
    [
        {"position": ["x", None, False]},
        {"position": [1e400, None, False]},
        {"position": [1]},
        {"seen": 5},
        {"seen": None},
        {"more": None},
    ],
)
def test_forged_tokens(member: dict[str, Any]) -> None:
    text = zlib.decompress(base64.urlsafe_b64decode(half_way().token()))
    state = {**json.loads(text), **member}
    later = Paginator(SEARCH, 4)
    if member == {"more": None}:
        later.resume(packed(json.dumps(state).encode()))
        assert later.done
        return
    with pytest.raises(EvcpError, match="damaged"):
        later.resume(packed(json.dumps(state).encode()))


@pytest.mark.parametrize("fitting", [set(), {0}, {64}, {0, 64, 128}, {127, 128}, set(range(129))])
@pytest.mark.parametrize("limit", [1, 2, 3, 50, 200])
def test_a_limit_costs_few_requests_where_the_service_does_not_filter(
    fitting: set[int], limit: int
) -> None:
    """The first page is a small one; behind stations that are left out, pages have their full size."""
    service = Service(ids(129), 100)
    walk = paginate(
        SEARCH, page_size=100, limit=limit, wanted=StationFilter(connector_types=["ccs"])
    )
    given: list[str] = []
    while (page := page_of(walk)) is not None:
        answer = service.answer(*page)
        stations = tuple(
            replace(one, connectors=(CCS if int(one.id[1:]) in fitting else TYPE_2,))
            for one in answer.value.ev_stations
        )
        given += ids_of(
            walk.accept(replace(answer, value=replace(answer.value, ev_stations=stations)))
        )
    assert given == [f"s{number}" for number in sorted(fitting)][:limit]
    assert service.calls <= 3
    ended = len(fitting) < limit or (len(fitting) == limit and 128 in fitting)
    assert walk.completeness is (Completeness.COMPLETE if ended else Completeness.TRUNCATED)
