"""What the answers of single resources mean."""

from __future__ import annotations

from typing import Any

import pytest
from support.fakes import decoded, gap, station

from evcp import Circle, ConfigurationError, DecodeError, NotFoundError
from evcp._client.results import one_pool, one_station, walk
from evcp.operations import search_stations
from evcp_codec.issues import Decoded, Issue, IssueKind
from evcp_models import EVStationsResult

SEARCH = search_stations(Circle(52.5, 13.4, 5000))


def of(*ids: str, issues: tuple[Issue, ...] = ()) -> Decoded[Any]:
    return decoded(EVStationsResult(ev_stations=tuple(map(station, ids))), *issues)


def test_one_station() -> None:
    operation, read = one_station("a/b", {"lang": "de"})
    assert (operation.path, operation.query) == ("stations/a%2Fb", (("lang", "de"),))
    assert read(of("a/b")).id == "a/b"
    assert read(of("other", "a/b")).id == "a/b"


def test_another_station_is_not_the_one_that_was_asked_for() -> None:
    _, read = one_station("a/b", None)
    with pytest.raises(NotFoundError, match="'a/b' is not in the answer") as caught:
        read(of("new"))
    assert "'new'" in caught.value.hint  # ids change without notice


def test_one_pool() -> None:
    operation, read = one_pool("p", None)
    assert (operation.path, operation.query) == ("pools/p", ())
    assert [one.id for one in read(of("a", "b"))] == ["a", "b"]


@pytest.mark.parametrize("one", [one_station, one_pool])
def test_what_is_not_there(one: Any) -> None:
    with pytest.raises(NotFoundError, match="'x' is not in the answer") as caught:
        one("x", None)[1](of())
    assert caught.value.status == 200
    with pytest.raises(NotFoundError):
        one("x", None)[1](of(issues=(Issue("other", IssueKind.UNKNOWN_FIELD, "1"),)))


@pytest.mark.parametrize("one", [one_station, one_pool])
@pytest.mark.parametrize("issue", [gap(0), Issue("evStations", IssueKind.BAD_VALUE, "5")])
def test_what_is_there_and_cannot_be_read(one: Any, issue: Issue) -> None:
    with pytest.raises(DecodeError, match="'x' cannot be read") as caught:
        one("x", None)[1](of(issues=(issue,)))
    assert caught.value.issue == issue


def test_a_pool_is_not_given_in_part() -> None:
    with pytest.raises(DecodeError):
        one_pool("x", None)[1](of("a", issues=(gap(1),)))
    assert one_station("a", None)[1](of("a", issues=(gap(1),))).id == "a"


@pytest.mark.parametrize(
    ("page_size", "limit", "asked"),
    [(100, None, 100), (1, None, 2), (100, 5, 6), (100, 1, 2), (3, 5, 3), (100, 100, 100)],
)
def test_no_more_is_asked_for_than_is_needed(page_size: int, limit: int | None, asked: int) -> None:
    begun = walk(SEARCH, page_size=page_size, limit=limit)
    operation = begun.next()
    assert operation is not None
    assert operation.query[-1] == ("maxresults", str(asked))
    assert begun.limit == limit


@pytest.mark.parametrize(("page_size", "limit"), [(0, None), (-1, None), (5, 0), (5, -1)])
def test_impossible_pages(page_size: int, limit: int | None) -> None:
    with pytest.raises(ConfigurationError, match="at least 1"):
        walk(SEARCH, page_size=page_size, limit=limit)


def test_a_walk_is_resumed() -> None:
    begun = walk(SEARCH, page_size=4, limit=None)
    begun.accept(decoded(EVStationsResult(has_more=True, ev_stations=tuple(map(station, "abcd")))))
    later = walk(SEARCH, page_size=4, limit=None, resume=begun.token())
    assert later.next() == begun.next()
