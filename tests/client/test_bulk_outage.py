"""Lookups against a failing service: found objects are kept, and no id is called missing by mistake."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.bulk_service import Service, account, drive
from support.fakes import body, decoded, gap, stations
from support.faults import FaultServer, Peer, message
from support.settings import tries

from evcp import (
    AuthenticationError,
    BadRequestError,
    BulkResult,
    Client,
    ConfigurationError,
    DecodeError,
    EvcpError,
    NotFoundError,
    NotSentError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    StatusError,
    UnansweredError,
)
from evcp._client.results import many_stations
from evcp.errors import Reason
from evcp.operations import Operation
from evcp_models import EVStationsResult

MANY = [f"id{n}" for n in range(10_000)]
HINT = "ids change: search again"
PLAIN = NotFoundError("stations.get_many: the service answered 404", hint=HINT, status=404)
PAGE = NotFoundError("no", status=404, reason=Reason.WEB_PAGE)
NO_COUNT = NotFoundError("stations.count: the service answered 404", status=404)


def failed_ids(result: BulkResult[Any]) -> list[str]:
    return [id for failed in result.failed for id in failed.ids]


# --- the whole service


@pytest.mark.parametrize("error", [PLAIN, PAGE])
@pytest.mark.parametrize("number", [1, 2, 9, 10, 11, 50, 10_000])
def test_a_wrong_base_url_ends_the_lookup_early(error: NotFoundError, number: int) -> None:
    """Every answer is 404, as for an unknown id: only the count tells them apart."""
    service = Service(frozenset(), everything=error, count=NO_COUNT)
    result = drive(many_stations(MANY[:number], None, 50), service)
    assert (result.found, result.missing) == ((), ())
    assert sorted(failed_ids(result)) == sorted(MANY[:number])
    assert len(service.calls) <= 20
    assert service.counts == 1
    assert all(failed.error.status == 404 for failed in result.failed)
    if number == 10_000 or error is PLAIN:
        told = result.failed[-1].error
        assert type(told) is NotFoundError
        assert "the 404 may be one of the address: stations.count: the service answered 404" in (
            told.hint
        )
        assert "check base_url" in told.hint
        assert ("these ids were not sent" in told.hint) is (number > 10)
        # The error that came is not changed, and the one that is told can be sent elsewhere.
        assert error.hint in (HINT, "")
        assert str(pickle.loads(pickle.dumps(told))) == str(told)  # noqa: S301


@pytest.mark.parametrize("number", [1, 9, 50, 200])
def test_ids_are_missing_if_all_are_unknown(number: int) -> None:
    service = Service(frozenset(), refuses=True)
    result = drive(many_stations(MANY[:number], None, 50), service)
    assert (result.found, result.missing, result.failed) == ((), tuple(MANY[:number]), ())
    assert service.counts == 1


def test_a_count_that_fails_proves_nothing() -> None:
    down = ServerError("stations.count: down", status=503)
    service = Service(frozenset(), refuses=True, count=down)
    result = drive(many_stations(["a", "b"], None, 50), service)
    assert (result.missing, failed_ids(result)) == ((), ["a", "b"])
    assert "stations.count: down" in str(result.failed[0].error)


def test_an_answer_makes_the_probe_unnecessary() -> None:
    service = Service(frozenset({"b"}), refuses=True)
    result = drive(many_stations(["a", "b", "c"], None, 50), service)
    assert (result.missing, service.counts) == (("a", "c"), 0)


def test_a_web_page_makes_no_id_missing() -> None:
    """A gateway may answer while the service is moved: the id may well exist."""
    inner = Service(frozenset(MANY[:40]))

    def service(operation: Operation[Any]) -> Any:
        return PAGE if ("id", "id7") in operation.query else inner(operation)

    result = drive(many_stations(MANY[:50], None, 50), service)
    assert len(result.found) == 39
    assert result.missing == tuple(MANY[40:50])
    assert [(failed.ids, failed.error) for failed in result.failed] == [(("id7",), PAGE)]


@pytest.mark.parametrize(
    "error",
    [
        BadRequestError("unknown parameter foo", status=400),
        StatusError("too long", status=414),
        DecodeError("strict", issue=gap(0)),
        UnansweredError("the answer is larger than 5 bytes", reason=Reason.TOO_LARGE),
    ],
)
@pytest.mark.parametrize("number", [1, 9, 50, 10_000])
def test_refusal_of_every_id_ends_the_lookup_early(error: EvcpError, number: int) -> None:
    service = Service(frozenset(), everything=error)
    result = drive(many_stations(MANY[:number], {"foo": "1"}, 50), service)
    assert (result.found, result.missing) == ((), ())
    assert sorted(failed_ids(result)) == sorted(MANY[:number])
    assert len(service.calls) <= min(20, 2 * number)
    assert service.counts == 0
    assert type(result.failed[-1].error) is type(error)
    if number >= 50:
        assert "10 ids from all over the list were refused one by one" in str(
            result.failed[-1].error
        )


@pytest.mark.parametrize("bad", [range(20), range(180, 200), range(90, 110), range(0, 200, 5)])
def test_adjacent_bad_ids_are_not_an_outage(bad: range) -> None:
    service = Service(frozenset(MANY[:200]), bad=frozenset(MANY[n] for n in bad))
    result = drive(many_stations(MANY[:200], None, 50), service)
    assert len(result.found) == 200 - len(bad)
    assert sorted(failed_ids(result)) == sorted(MANY[n] for n in bad)


@tries(150)
@given(st.integers(1, 200), st.integers(1, 60), st.sets(st.integers(0, 199)), st.booleans())
def test_every_id_is_in_one_place_if_all_are_refused(
    number: int, chunk: int, unknown: set[int], alive: bool
) -> None:
    """Some ids get 400, some 404, and no call is answered."""
    wanted = MANY[:number]
    inner = Service(
        frozenset(wanted),
        refuses=True,
        bad=frozenset(wanted) - {f"id{n}" for n in unknown},
        count=None if alive else NO_COUNT,
    )
    inner.known -= {f"id{n}" for n in unknown}
    result = drive(many_stations(wanted, None, chunk), inner)
    places = account(result, lambda one: one.id)
    assert sorted(places) == sorted(wanted)
    assert all(len(where) == 1 for where in places.values())
    assert set(result.missing) <= {f"id{n}" for n in unknown}
    assert alive or not result.missing
    assert inner.counts <= 1
    assert len(inner.calls) <= 2 * number


# --- errors that have nothing to do with ids


@pytest.mark.parametrize(
    "error",
    [
        ServerError("down", status=503),
        RateLimitError("slow down", status=429, retry_after=900.0),
        NotSentError("no such host"),
        DecodeError("html"),
        StatusError("moved", status=302),
    ],
)
@pytest.mark.parametrize("before", [0, 3])
def test_five_failed_calls_in_a_row_end_the_lookup(error: EvcpError, before: int) -> None:
    inner = Service(frozenset(MANY))

    def service(operation: Operation[Any]) -> Any:
        answer = inner(operation)
        return error if len(inner.calls) > before else answer

    result = drive(many_stations(MANY, None, 50), service)
    assert len(inner.calls) == before + 5
    assert [one.id for one in result.found] == MANY[: before * 50]
    assert result.missing == ()
    assert failed_ids(result) == MANY[before * 50 :]
    assert [failed.error for failed in result.failed[:5]] == [error] * 5
    told = result.failed[5].error
    assert (type(told), told.status) == (type(error), error.status)
    assert "these ids were not sent, because 5 calls in a row failed" in str(told)


def test_failures_with_answers_between_end_nothing() -> None:
    inner = Service(frozenset(MANY))

    def service(operation: Operation[Any]) -> Any:
        answer = inner(operation)
        return answer if len(inner.calls) % 5 == 0 else ServerError("down", status=503)

    result = drive(many_stations(MANY[:1000], None, 50), service)
    assert len(inner.calls) == 20
    assert (len(result.found), len(failed_ids(result))) == (200, 800)
    assert not any("not sent" in str(failed.error) for failed in result.failed)


def test_a_refused_id_resets_the_count_of_failed_calls() -> None:
    wanted = ["a", *"bcde", "gone", *"fghi", "lost"]
    service = Service(frozenset("abcdefghi"), refuses=True, failing=frozenset("bcdefghi"))
    result = drive(many_stations(wanted, None, 1), service)
    assert len(service.calls) == len(wanted)
    assert (result.missing, failed_ids(result)) == (("gone", "lost"), list("bcdefghi"))


FATAL = [
    AuthenticationError("no", status=401),
    PermissionDeniedError("no", status=403),
    ConfigurationError("the client is closed"),
]


@pytest.mark.parametrize("error", FATAL)
def test_fatal_errors_are_raised_before_any_answer(error: EvcpError) -> None:
    service = Service(frozenset(MANY), everything=error)
    with pytest.raises(type(error)) as caught:
        drive(many_stations(MANY, None, 50), service)
    assert caught.value is error
    assert len(service.calls) == 1


@pytest.mark.parametrize("error", FATAL)
def test_fatal_errors_keep_the_objects_found(error: EvcpError) -> None:
    inner = Service(frozenset(MANY) - {"id3"})

    def service(operation: Operation[Any]) -> Any:
        answer = inner(operation)
        return error if len(inner.calls) == 150 else answer

    result = drive(many_stations(MANY, None, 50), service)
    assert len(inner.calls) == 150
    assert len(result.found) == 149 * 50 - 1
    assert result.missing == ("id3",)
    first, rest = result.failed
    assert (first.ids, first.error) == (tuple(MANY[7_450:7_500]), error)
    assert rest.ids == tuple(MANY[7_500:])
    assert type(rest.error) is type(error)
    assert "these ids were not sent, because every other call would meet the same error" in str(
        rest.error
    )


# --- through a client


def asked(peer: Peer) -> list[str]:
    query = peer.request.line.split()[1].partition("?")[2]
    return [
        value for name, _, value in (p.partition("=") for p in query.split("&")) if name == "id"
    ]


def test_a_strict_client_fails_the_odd_station_only() -> None:
    def service(peer: Peer) -> None:
        answer = json.loads(body(stations(*asked(peer))))
        for one in answer["evStations"]["evStation"]:
            if one["id"] == "id7":
                one["odd"] = 1
        peer.send(message(json.dumps(answer).encode()))
        peer.keep()

    with FaultServer(service) as server, Client(api_key="key", base_url=server.url) as client:
        result = client.stations.get_many(MANY[:100], strict=True)
    assert len(result.found) == 99
    ((failed),) = result.failed
    assert failed.ids == ("id7",)
    assert failed.error.issue is not None
    assert "odd" in failed.error.issue.path


def test_a_too_large_answer_is_split() -> None:
    def service(peer: Peer) -> None:
        ids = asked(peer)
        peer.send(message(body(stations(*ids)) + b" " * 1000 * len(ids)))
        peer.keep()

    with (
        FaultServer(service) as server,
        Client(api_key="key", base_url=server.url, max_bytes=20_000) as client,
    ):
        result = client.stations.get_many(MANY[:40])
        assert [one.id for one in result.found] == MANY[:40]
        assert result.failed == ()
        with Client(api_key="key", base_url=server.url, max_bytes=500) as narrow:
            result = narrow.stations.get_many(MANY[:40])
        assert (result.found, result.missing) == ((), ())
        assert sorted(failed_ids(result)) == sorted(MANY[:40])


def test_a_too_large_body_in_the_decoder_is_split() -> None:
    """The decoder has its own limit, for transports without one."""
    answers = iter(
        [DecodeError("too long", reason=Reason.TOO_LARGE), *[decoded(EVStationsResult())] * 2]
    )
    result = drive(many_stations(["a", "b"], None, 50), lambda _: next(answers))
    assert (result.missing, result.failed) == (("a", "b"), ())
