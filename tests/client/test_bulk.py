"""Lookups of many ids: each in exactly one place, whatever the service does with unknown ids."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.bulk_service import Service, account, drive
from support.fakes import decoded, gap, station
from support.settings import tries

from evcp import (
    BulkResult,
    ConfigurationError,
    DeadlineError,
    DecodeError,
    EvcpError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    StatusError,
    UnansweredError,
)
from evcp._client.bulk import MAX_QUERY, split
from evcp._client.results import many_evses, many_pools, many_stations
from evcp.operations import Operation
from evcp_codec.issues import Issue, IssueKind
from evcp_models import EVSEsPool, EVSEsResult, EVStationsResult

DENIED = PermissionDeniedError("refused", status=403)
ids = st.lists(st.integers(0, 40).map("id{}".format), max_size=60)
some = st.sets(st.integers(0, 40).map("id{}".format)).map(frozenset)


@tries(250)
@given(ids, some, some, some, some, st.booleans(), st.integers(1, 50), st.integers(1, 50))
def test_every_id_is_in_exactly_one_place(
    wanted: list[str],
    known: frozenset[str],
    bad: frozenset[str],
    broken: frozenset[str],
    failing: frozenset[str],
    refuses: bool,
    chunk: int,
    longest: int,
) -> None:
    service = Service(known, refuses, bad, broken - bad, failing, longest=longest)
    result = drive(many_stations(wanted, None, chunk), service)
    places = account(result, lambda one: one.id)
    assert all(len(where) == 1 for where in places.values())
    assert places.keys() == set(wanted)
    for id, (where,) in places.items():
        if where == "missing":
            assert id not in known | broken
        elif where == "found":
            assert id in known
        if id in bad | broken:
            assert where == "failed"
        if not failing:
            # Without a failing call, one id never costs another one.
            expected = "failed" if id in bad | service.broken else "found"
            assert where == (expected if id in known | bad | service.broken else "missing")
    # Objects come in the order of the ids that were asked for.
    order = [one.id for one in result.found]
    assert order == [id for id in dict.fromkeys(wanted) if id in set(order)]
    assert all(len(call) <= chunk for call in service.calls)
    # Looking for the bad ones among n costs no more than asking twice for each.
    assert len(service.calls) <= 2 * len(set(wanted)) + 1


@pytest.mark.parametrize("refuses", [True, False])
@pytest.mark.parametrize("place", [0, 1, 24, 25, 48, 49])
def test_one_unknown_id_in_every_position(refuses: bool, place: int) -> None:
    wanted = [f"id{n}" for n in range(50)]
    service = Service(frozenset(wanted) - {wanted[place]}, refuses)
    result = drive(many_stations(wanted, None, 50), service)
    assert result.missing == (wanted[place],)
    assert [one.id for one in result.found] == wanted[:place] + wanted[place + 1 :]
    assert (result.failed, result.issues) == ((), ())
    # A binary search: 1 + 2 log2(50) calls, against one more for the certainty.
    assert len(service.calls) <= (13 if refuses else 2)


def test_no_ids_send_nothing() -> None:
    service = Service(frozenset())
    assert drive(many_stations([], None, 50), service) == BulkResult((), (), (), ())
    assert service.calls == []


def test_a_repeated_id_is_sent_once() -> None:
    service = Service(frozenset({"a"}))
    result = drive(many_stations(iter(["a", "b", "a", "a"]), None, 50), service)
    assert service.calls == [("a", "b"), ("b",)]
    assert ([one.id for one in result.found], result.missing) == (["a"], ("b",))


def test_extra_parameters_go_with_every_call() -> None:
    queries = []

    def service(operation: Operation[Any]) -> Any:
        queries.append(operation.query)
        return decoded(EVStationsResult())

    drive(many_stations(["a", "b"], {"lang": "de"}, 1), service)
    assert queries == [(("id", "a"), ("lang", "de")), (("id", "b"), ("lang", "de"))]


def test_an_iterator_among_the_extras_goes_with_every_call() -> None:
    queries = []

    def service(operation: Operation[Any]) -> Any:
        queries.append(operation.query)
        return decoded(EVStationsResult())

    drive(many_stations(["a", "b"], {"tag": iter(["x", "y"])}, 1), service)
    assert queries == [(("id", id), ("tag", "x"), ("tag", "y")) for id in "ab"]


# --- size


@tries(150)
@given(
    st.lists(st.text(min_size=1, max_size=80), max_size=80),
    st.integers(1, 60),
    st.integers(10, 600),
)
def test_calls_are_of_a_safe_size(texts: list[str], most: int, longest: int) -> None:
    texts = [text for text in texts if text.isprintable()]
    chunks = split(texts, most, longest)
    assert [id for chunk in chunks for id in chunk] == texts
    for chunk in chunks:
        assert 0 < len(chunk) <= most
        # One id that is too long is asked for alone; there is no shorter way.
        assert len(chunk) == 1 or len(urlencode([("id", id) for id in chunk])) <= longest


def test_long_ids_are_split_by_query_length() -> None:
    wanted = [f"{n:0>100}" for n in range(100)]
    service = Service(frozenset(wanted))
    result = drive(many_stations(wanted, None, 50), service)
    assert len(result.found) == 100
    assert {len(call) for call in service.calls} == {33, 1}
    assert max(len(urlencode([("id", id) for id in call])) for call in service.calls) <= MAX_QUERY


def test_extra_parameters_count_for_query_length() -> None:
    wanted = [f"{n:0>100}" for n in range(60)]
    lengths = []
    service = Service(frozenset(wanted))

    def measured(operation: Operation[Any]) -> Any:
        lengths.append(len(urlencode(operation.query)))
        return service(operation)

    result = drive(many_stations(wanted, {"fields": "ü" * 400, "n": 1}, 50), measured)
    assert len(result.found) == 60
    assert MAX_QUERY - 110 < max(lengths) <= MAX_QUERY


@pytest.mark.parametrize("status", [413, 414])
def test_a_call_refused_as_too_long_is_halved(status: int) -> None:
    wanted = [f"id{n}" for n in range(40)]
    inner = Service(frozenset(wanted))

    def service(operation: Operation[Any]) -> Any:
        return inner(operation) if len(operation.query) <= 7 else StatusError("long", status=status)

    result = drive(many_stations(wanted, None, 50), service)
    assert [one.id for one in result.found] == wanted
    assert {len(call) for call in inner.calls} == {5}


# --- failures


@pytest.mark.parametrize(
    "error",
    [
        ServerError("down", status=503),
        RateLimitError("slow down", status=429),
        UnansweredError("broke"),
        DeadlineError("late"),
        DecodeError("html"),
        StatusError("odd", status=418),
    ],
)
def test_a_failed_call_fails_its_ids_only(error: EvcpError) -> None:
    inner = Service(frozenset({"a", "b", "e"}))

    def service(operation: Operation[Any]) -> Any:
        return error if ("id", "c") in operation.query else inner(operation)

    result = drive(many_stations(list("abcdef"), None, 2), service)
    assert [one.id for one in result.found] == ["a", "b", "e"]
    assert result.missing == ("f",)
    ((failed),) = result.failed
    assert (failed.ids, failed.error) == (("c", "d"), error)


@pytest.mark.parametrize(
    ("wanted", "chunk"),
    [
        ("abc", 50),
        (b"abc", 50),
        (None, 50),
        (5, 50),
        (["a", ""], 50),
        (["a", None], 50),
        (["a", ["b"]], 50),
        (["a", 5], 1),
        (["a"], 0),
        (["a"], "5"),
        (["a"], 1.5),
    ],
)
def test_impossible_lookups_send_nothing(wanted: Any, chunk: int) -> None:
    service = Service(frozenset({"a"}))
    lookups: list[Any] = [many_stations, many_pools, many_evses]
    for many in lookups:
        with pytest.raises(ConfigurationError):
            drive(many(wanted, None, chunk), service)
    assert service.calls == []


# --- answers that are not clear


def test_an_unreadable_object_is_failed_not_missing() -> None:
    wanted = [f"id{n}" for n in range(16)]
    service = Service(frozenset(wanted) - {"id5", "id9"}, broken=frozenset({"id5"}))
    result = drive(many_stations(wanted, None, 16), service)
    assert result.missing == ("id9",)
    ((failed),) = result.failed
    assert failed.ids == ("id5",)
    assert isinstance(failed.error, DecodeError)
    assert failed.error.issue == gap(0)
    assert "'id5'" in str(failed.error)
    assert len(result.found) == 14
    assert gap(0) in result.issues


def test_an_unreadable_list_is_not_empty() -> None:
    broken = Issue("evStations", IssueKind.BAD_VALUE, "5")
    result = drive(
        many_stations(["a", "b"], None, 50), lambda _: decoded(EVStationsResult(), broken)
    )
    assert result.missing == ()
    assert [failed.ids for failed in result.failed] == [("a",), ("b",)]


def _decoded(answer: EVStationsResult, issue: Issue, _: Operation[Any]) -> Any:
    return decoded(answer, issue)


@pytest.mark.parametrize("raw", ['[{"id": "a"}]', '{"station": []}', "<stations><s/></stations>"])
def test_a_list_under_another_name_is_not_empty(raw: str) -> None:
    hidden = Issue("stations", IssueKind.UNKNOWN_FIELD, raw)
    result = drive(
        many_stations(["a", "b"], None, 50), lambda _: decoded(EVStationsResult(), hidden)
    )
    assert (result.missing, [failed.ids for failed in result.failed]) == ((), [("a",), ("b",)])
    # Beside objects, or without anything in it, it is a new member of no weight.
    note = Issue("note", IssueKind.UNKNOWN_FIELD, '"hello"')
    for answer, issue, missing in (
        (EVStationsResult(ev_stations=(station("a"),)), hidden, ("b",)),
        (EVStationsResult(), note, ("a", "b")),
    ):
        lookup = many_stations(["a", "b"], None, 50)
        result = drive(lookup, partial(_decoded, answer, issue))
        assert (result.missing, result.failed) == (missing, ())


def test_an_object_outweighs_the_error_of_its_id() -> None:
    """The object of an id whose own call failed may come along with another answer."""

    def service(operation: Operation[Any]) -> Any:
        if ("id", "a") in operation.query:
            return ServerError("down", status=503)
        return decoded(EVStationsResult(ev_stations=(station("a"), station("c"))))

    result = drive(many_stations(["a", "b", "c"], None, 2), service)
    assert account(result, lambda one: one.id) == {"a": ["found"], "b": ["failed"], "c": ["found"]}


def test_unrequested_objects_are_kept() -> None:
    service = Service(frozenset({"a"}), extra=(station("x"), station("x")))
    result = drive(many_stations(["a", "b"], None, 1), service)
    assert [one.id for one in result.found] == ["a", "x"]
    assert result.missing == ("b",)


def test_the_answer_to_an_id_replaces_earlier_objects() -> None:
    """An object that came along with an earlier answer gives way."""
    answers = [
        (station("a"), station("b", name="older")),
        (station("b", name="newer"),),
    ]

    def service(operation: Operation[Any]) -> Any:
        return decoded(EVStationsResult(ev_stations=answers.pop(0)))

    result = drive(many_stations(["a", "b"], None, 1), service)
    assert [(one.id, one.name) for one in result.found] == [("a", None), ("b", "newer")]


# --- answers that hold less than was asked for


@tries(200)
@given(
    st.lists(st.integers(0, 80).map("id{}".format), max_size=80),
    st.sets(st.integers(0, 80).map("id{}".format)).map(frozenset),
    st.integers(1, 50),
    st.integers(1, 60),
    st.sampled_from(["objects", "sorted objects", "ids", "sorted ids", "last ids"]),
    st.sampled_from([True, False, None]),
    st.integers(1, 3),
)
@example(
    [f"id{n}" for n in range(50)], frozenset(f"id{n}" for n in range(50)), 50, 20, "ids", False, 1
)
@example(
    [f"id{n}" for n in range(50)], frozenset(f"id{n}" for n in range(50)), 50, 49, "ids", False, 1
)
def test_a_capped_answer_makes_no_id_missing(
    wanted: list[str],
    known: frozenset[str],
    chunk: int,
    cap: int,
    cut: str,
    told: bool | None,
    objects: int,
) -> None:
    """A service gives a part of the answer, and says so or not: no id that exists is missing."""
    calls = 0

    def service(operation: Operation[Any]) -> Any:
        nonlocal calls
        calls += 1
        asked = [value for name, value in operation.query if name == "id"]
        all_ids = sorted(asked) if cut.startswith("sorted") else asked
        if "ids" in cut:
            all_ids = all_ids[-cap:] if cut == "last ids" else all_ids[:cap]
        found = [
            station(f"{id}-{n}", pool_id=id)
            for id in all_ids
            if id in known
            for n in range(objects)
        ]
        whole = [id for id in asked if id in known]
        if "objects" in cut:
            # At least one id is whole, or nothing could ever be certain.
            found = found[: max(cap, objects)]
        more = len(found) < objects * len(whole) if told else told
        return decoded(EVStationsResult(has_more=more, ev_stations=tuple(found)))

    result = drive(many_pools(wanted, None, chunk), service)
    there = [id for id in dict.fromkeys(wanted) if id in known]
    assert result.missing == tuple(id for id in dict.fromkeys(wanted) if id not in known)
    assert result.failed == ()
    assert [one.id for one in result.found] == [f"{id}-{n}" for id in there for n in range(objects)]
    assert calls <= 2 * len(set(wanted)) + 1


def test_a_capped_service_is_asked_in_few_calls() -> None:
    """Twenty objects an answer: three calls for fifty ids, and no more for those that are gone."""
    calls = []

    def service(operation: Operation[Any]) -> Any:
        asked = [value for _, value in operation.query]
        calls.append(len(asked))
        found = [station(id) for id in asked if not id.endswith("7")]
        return decoded(EVStationsResult(has_more=False, ev_stations=tuple(found[:20])))

    wanted = [f"id{n}" for n in range(50)]
    result = drive(many_stations(wanted, None, 50), service)
    assert result.missing == ("id7", "id17", "id27", "id37", "id47")
    assert len(result.found) == 45
    assert calls == [50, 20, 10]


def test_a_single_id_with_more_is_failed() -> None:
    result = drive(
        many_stations(["a"], None, 50), lambda _: decoded(EVStationsResult(has_more=True))
    )
    ((failed),) = result.failed
    assert (result.missing, failed.ids) == ((), ("a",))
    assert "hasMore true for a single id" in str(failed.error)


def test_an_outage_makes_uncertain_ids_failed() -> None:
    answers: list[Any] = [decoded(EVStationsResult(ev_stations=(station("a"),))), DENIED]
    result = drive(many_stations(["a", "b", "c"], None, 2), lambda _: answers.pop(0))
    assert result.missing == ()
    assert [failed.ids for failed in result.failed] == [("c",), ("b",)]
    assert "not asked for again" in str(result.failed[1].error)


# --- pools and EVSEs


@tries(100)
@given(ids, some, st.booleans(), st.booleans(), st.integers(1, 50))
def test_pools_whose_stations_lack_a_pool_id(
    wanted: list[str], known: frozenset[str], refuses: bool, nameless: bool, chunk: int
) -> None:
    service = Service(known, refuses, nameless=nameless, pools=True)
    result = drive(many_pools(wanted, None, chunk), service)
    there = [id for id in dict.fromkeys(wanted) if id in known]
    assert [one.id for one in result.found] == [f"station of {id}" for id in there]
    assert result.missing == tuple(id for id in dict.fromkeys(wanted) if id not in known)
    assert result.failed == ()


def test_a_pool_has_several_stations() -> None:
    found = [station(f"s{n}", pool_id="pq"[n % 2]) for n in range(6)]
    found += [station("s0", pool_id="p"), station("lost")]
    result = drive(
        many_pools(["q", "p"], None, 50),
        lambda _: decoded(EVStationsResult(ev_stations=tuple(found))),
    )
    assert [one.id for one in result.found] == ["s1", "s3", "s5", "s0", "s2", "s4", "lost"]


def test_evses_by_pool() -> None:
    def service(operation: Operation[Any]) -> Any:
        assert operation.formats == ("json",)
        pools = tuple(EVSEsPool(id=value) for _, value in operation.query if value != "z")
        return decoded(EVSEsResult(pools=pools))

    result = drive(many_evses(["x", "y", "z"], None, 2), service)
    assert [pool.id for pool in result.found] == ["x", "y"]
    assert result.missing == ("z",)


def test_an_unreadable_pool_is_failed_not_missing() -> None:
    issue = Issue("pools[0]", IssueKind.BAD_VALUE, "5")
    result = drive(many_evses(["x"], None, 2), lambda _: decoded(EVSEsResult(pools=()), issue))
    assert [failed.ids for failed in result.failed] == [("x",)]
