"""The calls for one station and one pool."""

from __future__ import annotations

from typing import Any

import pytest
from support.fakes import decoded, gap, station

from evcp import DecodeError, NotFoundError
from evcp._client.results import one_pool, one_station
from evcp_codec.issues import Decoded, Issue, IssueKind
from evcp_models import EVStationsResult


def of(*ids: str, issues: tuple[Issue, ...] = ()) -> Decoded[Any]:
    return decoded(EVStationsResult(ev_stations=tuple(map(station, ids))), *issues)


def test_one_station() -> None:
    call = one_station("a/b", {"lang": "de"})
    assert (call.operation.path, call.operation.query) == ("stations/a%2Fb", (("lang", "de"),))
    assert call.parse(of("a/b")).id == "a/b"
    assert call.parse(of("other", "a/b")).id == "a/b"


def test_another_station_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="'a/b' is not in the answer") as caught:
        one_station("a/b", None).parse(of("new"))
    assert "'new'" in caught.value.hint  # ids change without notice


def test_one_pool() -> None:
    call = one_pool("p", None)
    assert (call.operation.path, call.operation.query) == ("pools/p", ())
    assert [one.id for one in call.parse(of("a", "b"))] == ["a", "b"]


@pytest.mark.parametrize("one", [one_station, one_pool])
def test_an_empty_answer_is_not_found(one: Any) -> None:
    with pytest.raises(NotFoundError, match="'x' is not in the answer") as caught:
        one("x", None).parse(of())
    assert caught.value.status == 200
    with pytest.raises(NotFoundError):
        one("x", None).parse(of(issues=(Issue("other", IssueKind.UNKNOWN_FIELD, "1"),)))


@pytest.mark.parametrize("one", [one_station, one_pool])
@pytest.mark.parametrize("issue", [gap(0), Issue("evStations", IssueKind.BAD_VALUE, "5")])
def test_a_dropped_station_is_a_decode_error(one: Any, issue: Issue) -> None:
    with pytest.raises(DecodeError, match="'x' cannot be read") as caught:
        one("x", None).parse(of(issues=(issue,)))
    assert caught.value.issue == issue


def test_a_partly_unreadable_pool_is_a_decode_error() -> None:
    with pytest.raises(DecodeError):
        one_pool("x", None).parse(of("a", issues=(gap(1),)))
    assert one_station("a", None).parse(of("a", issues=(gap(1),))).id == "a"
