"""The control endpoint."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from sandbox.helpers import station

from evcp.sandbox import Clock, Drift, FaultPlan, Host, Response, Sandbox, World

WORLD = World([station("a", 52.5, 13.4, ("31", 22.0))])
START = datetime(2025, 6, 1, 12, tzinfo=UTC)
JSON = {"content-type": "application/json"}


def steer(
    host: Host, method: str, path: str, members: Any = None, status: int = 200
) -> dict[str, Any]:
    body = b"" if members is None else json.dumps(members).encode()
    outcome = host.answer(method, f"/control/{path}", "", JSON if body else {}, body)
    assert outcome.complete
    assert outcome.delay == 0
    assert outcome.response.status == status, outcome.response.body
    answer = json.loads(outcome.response.body)
    assert isinstance(answer, dict)
    return answer


def ask(host: Host) -> Response:
    return host.answer("GET", "/ev/connectortypes.json", "apiKey=k", {}, b"").response


@pytest.fixture
def host() -> Host:
    return Host(WORLD, control=True, clock=Clock(START, speed=0))


def test_the_endpoint_exists_only_if_enabled() -> None:
    outcome = Host(WORLD).answer("GET", "/control/state", "apiKey=k", {}, b"")
    assert outcome.response.status == 404


def test_the_state(host: Host) -> None:
    ask(host)
    assert steer(host, "GET", "state") == {
        "world": "1 stations",
        "stations": 1,
        "requests": 1,
        "clock": {"now": "2025-06-01T12:00:00.000+00:00", "speed": 0.0},
        "latency": 0.0,
        "delay": 0.0,
        "seed": 0,
        "fired": 0,
        "faults": [],
        "drift": None,
    }
    assert steer(host, "GET", "") == steer(host, "GET", "state/") == steer(host, "GET", "faults")


def test_faults_are_added_and_removed(host: Host) -> None:
    added = steer(host, "POST", "faults", {"what": 503, "times": 1, "retry_after": 2})
    assert added["faults"] == [{"what": 503, "times": 1, "retry_after": 2, "seen": 0, "fired": 0}]
    assert [ask(host).status for _ in range(2)] == [503, 200]
    moments = {"since": "2025-06-01T12:00:00Z", "until": "2025-06-01T15:00:00+02:00"}
    steer(host, "POST", "faults", {"what": "delay", "seconds": [0.5, 1.5], **moments})
    outcome = host.answer("GET", "/ev/connectortypes.json", "apiKey=k", {}, b"")
    assert 0.5 <= outcome.delay <= 1.5
    state = steer(host, "GET", "state")
    assert [one["fired"] for one in state["faults"]] == [1, 1]
    assert state["faults"][1]["until"] == "2025-06-01T13:00:00+00:00"
    assert state["faults"][1]["seconds"] == [0.5, 1.5]
    healed = steer(host, "DELETE", "faults")
    assert (healed["faults"], healed["fired"]) == ([], 2)


def test_a_plan_is_replaced(host: Host) -> None:
    host.fail(500)
    plan = {"faults": [{"what": "html", "on": "stations"}, {"what": 429}], "delay": 0.5, "seed": 3}
    state = steer(host, "PUT", "faults", plan)
    assert [one["what"] for one in state["faults"]] == ["html", 429]
    assert (state["delay"], state["seed"]) == (0.5, 3)
    assert host.faults.delay == 0.5
    assert ask(host).status == 429
    steer(host, "PUT", "faults", {})
    assert host.faults == FaultPlan()


def test_drift(host: Host) -> None:
    state = steer(host, "PUT", "drift", {"rate": 0.5, "kinds": ["new-field"], "seed": 4})
    assert state["drift"] == {"rate": 0.5, "kinds": ["new-field"], "seed": 4}
    assert host.drift == Drift(0.5, frozenset({"new-field"}), 4)
    assert steer(host, "DELETE", "drift")["drift"] is None
    assert host.drift is None


def test_the_clock(host: Host) -> None:
    assert steer(host, "PUT", "clock", {"jump": 3600})["clock"]["now"].startswith(
        "2025-06-01T13:00"
    )
    state = steer(host, "PUT", "clock", {"now": "2030-01-01T00:00:00+01:00", "speed": 60})
    assert state["clock"]["speed"] == 60
    assert state["clock"]["now"] >= "2029-12-31T23:00:00"
    assert host.clock.speed == 60


def test_no_credentials_and_no_faults(host: Host) -> None:
    host.fail(503)
    host.slow(30)
    assert steer(host, "GET", "state")["requests"] == 0


@pytest.mark.parametrize(
    ("method", "path", "members", "status", "said"),
    [
        ("GET", "nothing", None, 404, "no control endpoint at /control/nothing"),
        ("DELETE", "clock", None, 405, "use PUT"),
        ("POST", "faults", {"times": 1}, 400, "what is missing"),
        ("POST", "faults", {"what": 503, "tims": 1}, 400, "unknown member 'tims'"),
        ("POST", "faults", {"what": 200}, 400, "200 is not an HTTP status of a failure"),
        ("POST", "faults", {"what": [503]}, 400, "unknown fault [503]"),
        ("POST", "faults", {"what": 503, "rate": "often"}, 400, "rate must be a number"),
        ("POST", "faults", {"what": 503, "rate": 7}, 400, "rate must be a chance"),
        ("POST", "faults", {"what": 503, "on": 3}, 400, "on must name resources"),
        ("POST", "faults", {"what": 503, "since": "noon"}, 400, "since must be a moment"),
        ("POST", "faults", {"what": 503, "since": 5}, 400, "since must be a moment"),
        ("POST", "faults", {"what": "delay", "seconds": [1, "2"]}, 400, "seconds must be"),
        ("PUT", "faults", {"faults": 503}, 400, "faults must be a list of objects"),
        ("PUT", "faults", {"delay": "1"}, 400, "delay must be a number"),
        ("PUT", "faults", {"seed": 1.5}, 400, "seed must be a whole number"),
        ("PUT", "drift", {"rate": 3}, 400, "rate must be a chance"),
        ("PUT", "drift", {"kinds": "new-field"}, 400, "kinds must be a list"),
        ("PUT", "drift", {"kinds": [["x"]]}, 400, "unknown drift"),
        ("PUT", "clock", {"speed": "fast"}, 400, "speed must be a number"),
        ("PUT", "clock", {"speed": -1}, 400, "speed must be a number from 0"),
        ("PUT", "clock", {"jump": 1e300}, 400, "1970 to 9999"),
        ("PUT", "clock", {"now": "2025-06-01T08:00:00"}, 400, "now must be a moment"),
        ("PUT", "clock", [], 400, "not a JSON object"),
    ],
)
def test_malformed_requests_change_nothing(
    host: Host, method: str, path: str, members: Any, status: int, said: str
) -> None:
    before = steer(host, "GET", "state")
    assert said in steer(host, method, path, members, status)["error"]
    assert steer(host, "GET", "state") == before


def test_other_origins_are_refused(host: Host) -> None:
    body = b'{"what": 503}'
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        outcome = host.answer("POST", "/control/faults", "", {"content-type": kind}, body)
        assert outcome.response.status == 415
    preflight = host.answer("OPTIONS", "/control/faults", "", {}, b"").response
    assert preflight.status == 405
    assert preflight.headers["Allow"] == "DELETE, GET, POST, PUT"
    assert "Access-Control-Allow-Origin" not in preflight.headers


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("localhost:8080", 200),
        ("LOCALHOST", 200),
        ("sandbox:8080", 200),
        ("sandbox.localhost:1", 200),
        ("", 200),
        ("attacker.example", 421),
        ("attacker.example.:8080", 421),
        ("localhost.attacker.example:8080", 421),
        ("127.0.0.1.attacker.example", 421),
        ("\u2024", 421),
        ("[::1", 421),
    ],
)
def test_a_public_name_is_refused(host: Host, name: str, status: int) -> None:
    headers = {**JSON, "host": name}
    outcome = host.answer("POST", "/control/faults", "", headers, b'{"what": 503}')
    assert outcome.response.status == status
    assert len(host.faults.faults) == (status == 200)


def test_a_too_long_body_is_refused(host: Host) -> None:
    for body in (None, b" " * 70_000):
        assert host.answer("PUT", "/control/clock", "", JSON, body).response.status == 413
    assert host.answer("PUT", "/control/clock", "", JSON, b"{").response.status == 400


def test_over_a_socket() -> None:
    with Sandbox(WORLD, control=True) as sandbox, requests.Session() as session:
        fault = {"what": 503, "times": 1}
        added = session.post(sandbox.control_url + "faults", json=fault, timeout=10)
        assert added.status_code == 200
        url, params = sandbox.base_url + "connectortypes.json", {"apiKey": "k"}
        statuses = [session.get(url, params=params, timeout=10).status_code for _ in range(2)]
        assert statuses == [503, 200]
        state = session.get(sandbox.control_url + "state", timeout=10).json()
        assert (state["requests"], state["fired"]) == (2, 1)
        too_long = session.put(sandbox.control_url + "clock", data=b" " * 100_000, timeout=10)
        assert too_long.status_code == 415
