"""Pages of a moving list: no station twice, none lost in silence, and always an end.

The claim of `complete`, checked here: a search that ends `complete` has given every station
that was in the service's list at each of its answers. A station that came or went meanwhile may be given
or not. The claim holds for a service that keeps its stations in order, each once, fills its pages up to a
cap of two or more (or of any length, if the list stands still), and tells the truth with `hasMore` or does
not send it. It may put stations on top of every page, or one at the end of each. Where a service does
otherwise, the walk still ends, and still gives no station twice.
"""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.fakes import decoded, ids_of, stations
from support.moving_server import SEARCH, Bottom, Flag, Move, Service, Top, ids, page_of, read
from support.settings import tries

from evcp import Completeness
from evcp._client.pagination import Paginator

moves: st.SearchStrategy[list[list[Move]]] = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["in", "out"]), st.integers(0, 1000), st.integers(1, 12)),
        max_size=3,
    ),
    max_size=10,
)
flags = st.sampled_from(["true", "missing", "always"])


@tries(300)
@given(st.integers(0, 60), st.integers(1, 9), st.integers(2, 9), flags, moves)
def test_a_list_that_moves(
    number: int, cap: int, page_size: int, flag: Flag, moves: list[list[Move]]
) -> None:
    service = Service(ids(number), cap, flag, moves=moves)
    walk = Paginator(SEARCH, page_size)
    given_ids = read(walk, service)
    assert len(set(given_ids)) == len(given_ids)
    if walk.completeness is Completeness.COMPLETE:
        assert service.throughout <= set(given_ids)
    # No false alarm while stations only go: known ground is found again.
    if flag != "always" and cap > 1:
        if all(what == "out" for batch in moves for what, _, _ in batch):
            assert walk.completeness is Completeness.COMPLETE
    elif cap > 1 and not moves:
        assert walk.completeness is Completeness.TRUNCATED
        assert service.throughout <= set(given_ids)


@tries(150)
@example(5, 2, "true", [], {0})
@example(7, 3, "missing", [], {2})
@given(
    st.integers(0, 60),
    st.integers(2, 9),
    flags,
    moves,
    st.sets(st.integers(0, 60), max_size=20),
)
def test_stations_that_do_not_decode(
    number: int, page_size: int, flag: Flag, moves: list[list[Move]], bad: set[int]
) -> None:
    broken = frozenset(f"s{n}" for n in bad)
    service = Service(ids(number), 9, flag, broken, moves=moves)
    walk = Paginator(SEARCH, page_size)
    given_ids = read(walk, service)
    assert len(set(given_ids)) == len(given_ids)
    assert broken.isdisjoint(given_ids)
    if broken & service.throughout:
        assert walk.completeness is not Completeness.COMPLETE
    if walk.completeness is Completeness.COMPLETE:
        assert service.throughout <= set(given_ids)
    if not moves and flag != "always" and len(bad) < 2:
        # One bad station costs no other.
        assert service.throughout - broken == set(given_ids)


@tries(300)
@given(
    st.integers(0, 60),
    st.integers(2, 9),
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
    moves,
)
def test_pages_of_any_length(
    number: int, page_size: int, splits: list[int], moves: list[list[Move]]
) -> None:
    """A page of one station leaves no room for an anchor: then the search is never called complete."""
    service = Service(ids(number), 9, "true", moves=moves, splits=splits)
    walk = Paginator(SEARCH, page_size)
    given_ids = read(walk, service)
    assert len(set(given_ids)) == len(given_ids)
    if walk.completeness is Completeness.COMPLETE:
        assert service.throughout <= set(given_ids)
    if not moves:
        assert service.throughout == set(given_ids)
        if 1 not in splits:
            assert walk.completeness is Completeness.COMPLETE
        else:
            assert walk.completeness is not Completeness.TRUNCATED


@tries(200)
@given(
    st.integers(0, 30),
    st.integers(2, 9),
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
    flags,
)
def test_pages_of_any_length_whatever_the_flag(
    number: int, page_size: int, splits: list[int], flag: Flag
) -> None:
    """A page of one station is not the end of the list, unless the service says so."""
    service = Service(ids(number), 9, flag, splits=splits)
    walk = Paginator(SEARCH, page_size)
    given_ids = read(walk, service)
    if flag == "always":
        assert walk.completeness is not Completeness.COMPLETE
    else:
        assert given_ids == ids(number)


@tries(200)
@given(st.lists(st.integers(0, 20), max_size=60), st.integers(2, 9), flags)
def test_duplicate_stations(listed: list[int], page_size: int, flag: Flag) -> None:
    service = Service([f"s{n}" for n in listed], 9, flag)
    walk = Paginator(SEARCH, page_size)
    given_ids = read(walk, service)
    assert len(set(given_ids)) == len(given_ids)
    if walk.completeness is Completeness.COMPLETE:
        assert set(given_ids) == service.throughout
    if flag != "always" and len(set(listed)) == len(listed):
        assert walk.completeness is Completeness.COMPLETE


@tries(100)
@given(st.integers(0, 60), st.integers(2, 9), st.integers(1, 9), flags, st.randoms())
def test_a_service_without_any_order(
    number: int, page_size: int, cap: int, flag: Flag, chance: random.Random
) -> None:
    service = Service(ids(number), cap, flag, shuffle=chance)
    given_ids = read(Paginator(SEARCH, page_size), service)
    assert len(set(given_ids)) == len(given_ids)


def test_disorder_is_nearly_always_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    """A service that shuffles its list for each page: how often is loss called complete?"""
    chance = random.Random(5)
    losses = lies = 0
    for _ in range(300):
        service = Service(ids(120), 20, shuffle=chance)
        walk = Paginator(SEARCH, 20)
        given_ids = set(read(walk, service))
        lost = service.throughout - given_ids
        losses += bool(lost)
        lies += bool(lost) and walk.completeness is Completeness.COMPLETE
    assert losses > 200
    assert lies <= losses / 100
    with capsys.disabled():
        print(
            f"\nshuffled lists: {losses} walks of 300 lost stations, {lies} of them said complete"
        )


@tries(200)
@given(
    st.integers(0, 30), st.integers(2, 9), flags, moves, st.lists(st.integers(1, 20), max_size=12)
)
@example(11, 8, "missing", [[], [("out", 0, 3)]], [9])
@example(3, 3, "missing", [], [2, 1])
def test_limits_and_tokens_lose_nothing(
    number: int, page_size: int, flag: Flag, moves: list[list[Move]], limits: list[int]
) -> None:
    """A search in pieces (limit, token, limit, token, rest) gives the same stations as in one piece."""
    service = Service(ids(number), 9, flag, moves=moves)
    given_ids: list[str] = []
    walk = Paginator(SEARCH, page_size, limits[0] if limits else None)
    for limit in [*limits[1:], None]:
        piece = read(walk, service)
        assert walk.limit is None or len(piece) <= walk.limit
        given_ids += piece
        later = Paginator(SEARCH, page_size, limit)
        later.resume(walk.token())
        walk = later
    given_ids += read(walk, service)
    assert len(set(given_ids)) == len(given_ids)
    if walk.completeness is Completeness.COMPLETE:
        assert service.throughout <= set(given_ids)
    if flag != "always" and not any(what == "in" for batch in moves for what, _, _ in batch):
        assert walk.completeness is Completeness.COMPLETE


@tries(200)
@given(st.integers(1, 30), st.integers(2, 9), moves, st.integers(0, 50), st.integers(1, 30))
@example(15, 7, [[], [("out", 0, 8), ("in", 0, 1)], [], [], [("in", 0, 6)], [("in", 0, 6)]], 0, 1)
def test_a_reader_who_stops_within_a_page_loses_nothing(
    number: int, page_size: int, moves: list[list[Move]], stop: int, limit: int
) -> None:
    service = Service(ids(number), 9, "true", moves=moves)
    walk = Paginator(SEARCH, page_size, limit)
    had: list[str] = []
    unread: list[str] = []
    while len(had) < stop and (page := page_of(walk)) is not None:
        fresh = ids_of(walk.accept(service.answer(*page)))
        had += fresh[: stop - len(had)]
        unread = [id for id in fresh if id not in had]
    later = Paginator(SEARCH, page_size)
    later.resume(walk.token(unread))
    rest = read(later, service)
    assert set(had).isdisjoint(rest)
    if later.completeness is Completeness.COMPLETE:
        assert service.throughout <= {*had, *rest}
    if not any(what == "in" for batch in moves for what, _, _ in batch):
        assert later.completeness is Completeness.COMPLETE


# --- stations on top of every page, and at the end of each


def ideal(service: Service, width: int, listed: int) -> int:
    """Requests of a search that overlaps by one station, through a list that stands still."""
    return max(1, math.ceil((listed - 1) / max(1, width - 1))) + (service.flag != "true")


@pytest.mark.long
@tries(500)
@given(
    st.integers(0, 80),
    st.integers(1, 40),
    st.integers(2, 40),
    flags,
    moves,
    st.lists(st.integers(0, 80).map("s{}".format), max_size=2, unique=True),
    st.sampled_from(["none", "front", "dedupe", "trim"]),
    st.integers(0, 80).map("s{}".format),
    st.sampled_from(["none", "doubled", "doubled within", "fixed", "fixed within"]),
    st.none() | st.randoms(use_true_random=False),
)
@example(20, 100, 5, "true", [[("out", 0, 2)]], ["s0"], "trim", "s0", "none", None)
@example(20, 100, 5, "true", [[("out", 50, 2)]], ["s0"], "front", "s0", "none", None)
@example(12, 100, 10, "true", [[("out", 0, 3)]], [], "none", "s11", "fixed within", None)
def test_promoted_and_repeated_stations(
    number: int,
    cap: int,
    page_size: int,
    flag: Flag,
    moves: list[list[Move]],
    promoted: list[str],
    top: Top,
    repeated: str,
    bottom: Bottom,
    rotates: random.Random | None,
) -> None:
    service = Service(
        ids(number),
        cap,
        flag,
        moves=moves,
        promoted=promoted,
        rotates=rotates,
        top=top,
        repeated=repeated,
        bottom=bottom,
    )
    walk = Paginator(SEARCH, page_size)
    given_ids = read(walk, service)
    assert len(set(given_ids)) == len(given_ids)
    if walk.completeness is Completeness.COMPLETE:
        assert service.throughout <= set(given_ids)
    # Promoted and repeated stations take places on every page; each move may cost another look.
    taken = len(promoted) * (top != "none") + (bottom != "none")
    everything = len(service.throughout | set(given_ids)) + min(page_size, cap)
    moved = sum(map(len, moves))
    if rotates is None or top == "none":
        assert service.calls <= 3 * ideal(service, min(page_size, cap) - taken, everything) + moved


@pytest.mark.parametrize("bottom", ["doubled", "doubled within"])
@pytest.mark.parametrize(("number", "page_size", "calls"), [(40, 10, 5), (500, 50, 11)])
def test_the_last_station_of_each_page_twice(
    bottom: Bottom, number: int, page_size: int, calls: int
) -> None:
    service = Service(ids(number), 1000, bottom=bottom)
    walk = Paginator(SEARCH, page_size)
    assert read(walk, service) == ids(number)
    assert service.calls <= calls + 1
    # Each station stands in the list once: more than this is not known of a list where one does not.
    assert walk.completeness is Completeness.PARTIAL


@pytest.mark.parametrize("top", ["front", "dedupe", "trim"])
@pytest.mark.parametrize(("number", "page_size", "calls"), [(40, 10, 5), (500, 50, 11)])
def test_a_promoted_station_in_a_list_that_stands_still(
    top: Top, number: int, page_size: int, calls: int
) -> None:
    service = Service(ids(number), 1000, promoted=["promoted"], top=top)
    walk = Paginator(SEARCH, page_size)
    assert sorted(read(walk, service)) == sorted([*ids(number), "promoted"])
    # The promoted station is no evidence; the station behind it is.
    assert walk.completeness is Completeness.COMPLETE
    assert service.calls <= calls + 2


@pytest.mark.parametrize("gone", range(7))
def test_stations_that_leave_behind_a_promoted_one(gone: int) -> None:
    moves: list[list[Move]] = [[("out", 0, gone)]]
    service = Service(ids(20), 1000, promoted=["promoted"], top="trim", moves=moves)
    walk = Paginator(SEARCH, 5)
    given_ids = set(read(walk, service))
    assert service.throughout <= given_ids or walk.completeness is not Completeness.COMPLETE
    assert "s5" in given_ids or gone > 5


@pytest.mark.parametrize("first", ["ad", "s4", "s6"])
def test_a_promoted_station_that_happens_to_be_the_anchor(first: str) -> None:
    """Two stations leave, and the last station of page 1 is the promoted one of page 2."""
    walk = Paginator(SEARCH, 5)
    listed = ids(7)
    given_ids: list[str] = []
    promoted = first
    calls = 0
    while (page := page_of(walk)) is not None:
        found = [promoted, *listed[page[0] : page[0] + 4]]
        more = page[0] + 4 < len(listed)
        given_ids += ids_of(walk.accept(decoded(stations(*found, more=more))))
        if not calls:
            listed = [id for id in listed if id not in ("s0", "s4")]
        promoted = "s3"
        calls += 1
    assert "s5" in given_ids or walk.completeness is Completeness.PARTIAL


@pytest.mark.parametrize(("number", "page_size"), [(199, 100), (1000, 100), (500, 50), (40, 4)])
def test_cost_of_an_overlap_by_two(number: int, page_size: int) -> None:
    service = Service(ids(number), 1000)
    walk = Paginator(SEARCH, page_size)
    assert read(walk, service) == ids(number)
    assert walk.completeness is Completeness.COMPLETE
    assert service.calls == 1 + math.ceil((number - page_size) / (page_size - 2))
