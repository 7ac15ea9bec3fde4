"""The sandbox without a network: the outcomes of requests."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sandbox.helpers import KEY, ask, ids_of, station

from evcp.sandbox import (
    Access,
    Assumptions,
    Clock,
    Drift,
    Fault,
    FaultPlan,
    Host,
    Outcome,
    Response,
    Service,
    World,
)

WORLD = World([station(f"s{n}", 52.5, 13.4, ("31", 22.0)) for n in range(60)])
SEARCH = "prox=52.5,13.4,10000&apiKey=k"
START = datetime(2025, 6, 1, 12, tzinfo=UTC)


def get(host: Host, path: str = "stations.json", query: str = SEARCH, **headers: str) -> Outcome:
    return host.answer("GET", f"/ev/{path}", query, headers, b"")


def test_without_faults_it_is_the_service() -> None:
    host = Host(WORLD)
    outcome = get(host)
    expected = Service(WORLD).handle("GET", "/ev/stations.json", SEARCH, {})
    assert outcome.response.body == expected.body
    assert outcome == Outcome(outcome.response)
    assert outcome.complete
    assert outcome.sent == outcome.response.body
    assert host.requests == 1


# --- what goes wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("suffix", ["json", "xml"])
def test_a_status_has_the_error_shape_of_the_service(status: int, suffix: str) -> None:
    host = Host(WORLD)
    host.fail(status, times=1)
    failed = get(host, f"stations.{suffix}").response
    assert failed.status == status
    assert failed.headers["Content-Type"].startswith(f"application/{suffix}")
    assert b"the sandbox was told to fail" in failed.body
    assert failed.headers["X-Request-Id"]
    assert get(host, f"stations.{suffix}").response.status == 200


def test_failing_requests_never_reach_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host(WORLD)
    reached: list[Any] = []
    handle = host.service.handle

    def noted(*request: Any) -> Response:
        reached.append(request)
        return handle(*request)

    monkeypatch.setattr(host.service, "handle", noted)
    host.fail(503, times=1)
    get(host)
    assert reached == []
    get(host)
    assert len(reached) == 1


def test_retry_after() -> None:
    clock = Clock(START + timedelta(days=9), speed=0, source=lambda: START.timestamp())
    host = Host(WORLD, clock=clock)
    texts = []
    for wait in (2, timedelta(seconds=90), START):
        host.fail(429, retry_after=wait, times=1)
        texts.append(get(host).response.headers["Retry-After"])
    # A date is of the time that the client has, wherever the sandbox's clock stands.
    assert texts == ["2", "Sun, 01 Jun 2025 12:01:30 GMT", "Sun, 01 Jun 2025 12:00:00 GMT"]
    host.fail(429, times=1)
    assert "Retry-After" not in get(host).response.headers


@pytest.mark.parametrize(
    ("after", "sent"), [(0, 0), (100, 100), (None, "half"), (10**9, "all but one")]
)
def test_a_cut_loses_at_least_one_byte(after: int | None, sent: int | str) -> None:
    host = Host(WORLD)
    host.fail("cut", after=after)
    outcome = get(host)
    length = len(outcome.response.body)
    expected = {"half": length // 2, "all but one": length - 1}.get(str(sent), sent)
    assert outcome.cut_after == len(outcome.sent) == expected
    assert outcome.response.body.startswith(outcome.sent)
    assert not outcome.complete
    assert not outcome.unanswered


def test_a_compressed_body_is_cut_as_sent() -> None:
    host = Host(WORLD)
    host.fail("cut")
    outcome = get(host, **{"accept-encoding": "gzip"})
    packed = outcome.response.body
    assert json.loads(gzip.decompress(packed))
    assert outcome.cut_after == len(packed) // 2


def test_an_empty_body_is_not_cut_but_missing() -> None:
    host = Host(WORLD)
    host.fail("cut")
    outcome = host.answer("OPTIONS", "/ev/stations.json", "", {}, b"")
    assert outcome.unanswered
    assert outcome.cut_after is None
    assert not outcome.complete


def test_disconnect_has_no_response() -> None:
    host = Host(WORLD)
    host.fail("disconnect", times=1)
    assert get(host).unanswered
    assert get(host).complete


def test_changed_bodies() -> None:
    host = Host(WORLD)
    right = get(host).response
    bodies = {}
    for what in ("garbage", "html", "empty", "content-type"):
        host.fail(what, times=1)
        spoilt = get(host, **{"accept-encoding": "identity"}).response
        assert spoilt.status == 200
        bodies[what] = (spoilt.headers["Content-Type"], spoilt.body)
    kind = right.headers["Content-Type"]
    assert bodies["empty"] == (kind, b"")
    assert bodies["content-type"] == ("application/octet-stream", right.body)
    assert bodies["html"][0] == "text/html; charset=utf-8"
    assert bodies["html"][1].startswith(b"<!DOCTYPE html>")
    assert bodies["garbage"][0] == kind
    assert len(bodies["garbage"][1]) == len(right.body)
    with pytest.raises(ValueError):
        json.loads(bodies["garbage"][1])


def test_changed_bodies_are_compressed() -> None:
    host = Host(WORLD)
    host.fail("content-type")
    answer = get(host, **{"accept-encoding": "gzip"}).response
    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.body))


def test_delays_and_latency_add_up() -> None:
    host = Host(WORLD, latency=0.5, faults=FaultPlan((Fault("delay", seconds=2),), delay=1))
    assert get(host).delay == 3.5
    host.slow(0.25)
    assert get(host).delay == 2.75
    host.heal()
    assert get(host).delay == 0.5
    host.latency = (0.1, 0.2)
    delays = {get(host).delay for _ in range(50)}
    assert len(delays) > 40
    assert all(0.1 <= one <= 0.2 for one in delays)


def test_a_slow_body() -> None:
    host = Host(WORLD)
    host.fail("slow", bytes_per_second=1_000, times=1)
    assert get(host).bytes_per_second == 1_000
    assert get(host).bytes_per_second is None


def test_faults_on_one_resource() -> None:
    host = Host(WORLD)
    host.fail(429, on="stations/count")
    assert get(host).response.status == 200
    assert get(host, "stations/count.json").response.status == 429
    assert get(host, "stations/count.xml").response.status == 429
    assert host.fired() == host.fired(429) == 2


def test_between_two_moments_of_the_clock() -> None:
    clock = Clock(START, speed=0)
    host = Host(WORLD, clock=clock)
    host.fail(503, since=START + timedelta(hours=1), until=START + timedelta(hours=2))
    statuses = []
    for _ in range(4):
        statuses.append(get(host).response.status)
        clock.jump(1_800)
    clock.jump(7_200)
    statuses.append(get(host).response.status)
    assert statuses == [200, 200, 503, 503, 200]


def test_the_same_plan_does_the_same() -> None:
    def course(seed: int) -> list[tuple[int, float, int | None]]:
        plan = FaultPlan(
            (Fault(503, rate=0.2), Fault("cut", rate=0.2), Fault("garbage", rate=0.1)),
            delay=(0, 1),
            seed=seed,
        )
        host = Host(WORLD, faults=plan)
        outcomes = [get(host) for _ in range(60)]
        return [(one.response.status, one.delay, one.cut_after) for one in outcomes]

    assert course(1) == course(1) != course(2)


def test_the_token_endpoint_fails_only_by_name() -> None:
    host = Host(WORLD)
    host.fail(503)
    oauth = (
        'OAuth oauth_consumer_key="k", oauth_signature_method="HMAC-SHA256", '
        'oauth_signature="c2ln", oauth_timestamp="1", oauth_nonce="n"'
    )
    headers = {"authorization": oauth}
    body = b"grant_type=client_credentials"
    assert host.answer("POST", "/oauth2/token", "", headers, body).response.status == 200
    host.fail(500, on="oauth2/token")
    assert host.answer("POST", "/oauth2/token", "", headers, body).response.status == 500


# --- the rest -----------------------------------------------------------------------------------------


def test_a_request_line_beyond_the_limit_is_a_414() -> None:
    host = Host(WORLD, assumptions=Assumptions(max_request_line=200))
    head = len("GET /ev/stations.json? HTTP/1.1")
    query = SEARCH + "&x=" + "y" * (200 - head - len(SEARCH) - 3)
    assert get(host, query=query).response.status == 200
    assert get(host, query=query + "y").response.status == 414


def test_max_body_of_each_resource() -> None:
    host = Host(WORLD, assumptions=Assumptions(max_request_body=1_000_000), control=True)
    assert host.max_body("GET", "/ev/stations.json") == 0
    assert host.max_body("POST", "/ev/stations.json") == 0
    assert host.max_body("POST", "/ev/stations") == 1_000_000
    assert host.max_body("POST", "/oauth2/token") >= 1_000
    assert host.max_body("PUT", "/control/clock") == 65_536
    assert Host(WORLD).max_body("PUT", "/control/clock") == 0


def test_credentials_and_pages_of_the_service() -> None:
    host = Host(WORLD, access=Access(accepted=frozenset({KEY})))
    assert get(host).response.status == 401
    page = json.loads(get(host, query=f"prox=52.5,13.4,10000&apiKey={KEY}").response.body)
    assert len(ids_of(page)) == 50


def test_states_move_with_the_clock_if_live() -> None:
    world = World.synthetic(200, seed=5)
    live = [
        one.id
        for one in world.stations
        if any(group.connector_statuses for group in one.connectors)
    ]
    clock = Clock(START, speed=0)
    moving, still = Host(world, clock=clock, live=True), Host(world, clock=clock)

    def bodies(host: Host) -> list[bytes]:
        return [get(host, f"stations/{one}.json", "apiKey=k").response.body for one in live[:40]]

    before = bodies(moving), bodies(still)
    assert before == (bodies(moving), bodies(still))
    clock.jump(5 * 3_600)
    after = bodies(moving), bodies(still)
    assert after[1] == before[1]
    changed = sum(1 for one, other in zip(before[0], after[0], strict=True) if one != other)
    assert changed > 20
    clock.jump(-5 * 3_600)
    assert bodies(moving) == before[0]


def test_a_function_of_seconds_is_a_clock() -> None:
    host = Host(WORLD, clock=START.timestamp)
    assert host.clock.now() == START
    assert ask(host.service, "stations.json", prox="0,0,1").status == 200


@pytest.mark.parametrize("latency", [-1, float("nan"), (2, 1), "1"])
def test_an_impossible_latency_is_refused(latency: Any) -> None:
    with pytest.raises(ValueError, match="latency must be a number of seconds from 0 on"):
        Host(WORLD, latency=latency)


def test_tokens_are_valid_under_drift() -> None:
    host = Host(WORLD, drift=Drift(rate=1), access=Access(accepted=frozenset({"t"})))
    query = SEARCH.replace("&apiKey=k", "")
    for _ in range(2):
        assert get(host, query=query, authorization="Bearer t").response.status == 200
        host.drift = None
        host.fail("html")


def test_drift_changes_successful_responses_only() -> None:
    host = Host(WORLD, drift=Drift(rate=1))
    assert b"PREPARING" not in get(host, "nothing.json").response.body
    assert set(json.loads(get(host, "nothing.json").response.body)) == {
        "error",
        "error_description",
    }
    assert len(json.loads(get(host).response.body)) > 3


def test_an_internal_error_is_a_500_logged_without_the_key(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    host = Host(WORLD, drift=Drift(rate=1))
    monkeypatch.setattr(Drift, "drifted_json", lambda *_: 1 / 0)
    outcome = get(host, query="prox=0,0,1&apiKey=very-secret")
    assert outcome.response.status == 500
    assert "cannot answer GET /ev/stations.json" in caplog.text
    assert "very-secret" not in caplog.text
