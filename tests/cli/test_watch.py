"""`watch`: changes, unknown states, failed requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain, repeat
from typing import Any

import pytest
from cli.cli_runner import MITTE, Done, on_terminal, plain, run
from cli.scripted_service import Answer, scripted_service

from evcp.sandbox import Sandbox, World


def evses(**states: str | None) -> dict[str, Any]:
    """An EVSEs answer (contract section 4.13): one pool, one station, an EVSE for each state."""
    return {
        "pools": [
            {
                "id": "pool-1",
                "stations": [
                    {
                        "id": "station-1",
                        "cpoId": "CPO-1",
                        "evses": [
                            {
                                "id": name,
                                "cpoId": f"cpo-{name}",
                                **({"state": state} if state else {}),
                                "last_updated": "2026-06-01T11:59:00.000Z",
                                "connectors": [{"id": "1", "typeId": "34", "maxPowerLevel": 150.0}],
                            }
                            for name, state in states.items()
                        ],
                    }
                ],
            }
        ]
    }


def one_by_one(*answers: Any) -> Callable[[str], Answer]:
    """Answer each request with the next answer; repeat the last one."""
    left: Iterator[Any] = chain(answers, repeat(answers[-1]))

    def answer(path: str) -> Answer:
        body = next(left)
        return body if isinstance(body, tuple) else (200, json.dumps(body))

    return answer


def watch(answer: Callable[[str], Answer], times: int, *arguments: str) -> Done:
    with scripted_service(answer) as base_url:
        return run(
            *("watch", "pool-1", "--every", "10ms", "--times", str(times)),
            *("--base-url", base_url, "--retries", "0", *arguments),
        )


@pytest.fixture(autouse=True)
def key(bare_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVCP_API_KEY", "a-key")


def test_change_is_json_line() -> None:
    done = watch(
        one_by_one(
            evses(a="AVAILABLE", b="OCCUPIED"),
            evses(a="OCCUPIED", b="OCCUPIED"),
            evses(a="OCCUPIED", b="OCCUPIED"),
            evses(a="OCCUPIED", c=None),
        ),
        4,
    )
    assert done.status == 0
    lines = [json.loads(line) for line in done.lines]
    assert [(one["evse"], one["old"], one["new"]) for one in lines] == [
        ("cpo-a", "AVAILABLE", "OCCUPIED"),
        ("cpo-c", None, "UNKNOWN"),
        ("cpo-b", "OCCUPIED", None),
    ]
    first = lines[0]
    assert {name: first[name] for name in first if name != "time"} == {
        "pool": "pool-1",
        "station": "station-1",
        "name": "CPO-1",
        "evse": "cpo-a",
        "connector": "1",
        "type": "34",
        "power_kw": 150.0,
        "old": "AVAILABLE",
        "new": "OCCUPIED",
        "updated": "2026-06-01T11:59:00+00:00",
    }
    assert datetime.fromisoformat(first["time"]).tzinfo is not None
    assert done.err == "evcp: watching 2 connectors of 1 station: 1 AVAILABLE, 1 OCCUPIED\n"


def test_failed_request_keeps_last_snapshot() -> None:
    done = watch(
        one_by_one(evses(a="AVAILABLE"), (503, "{}"), (200, "<html>"), evses(a="RESERVED")), 4
    )
    assert done.status == 0
    (line,) = done.lines
    assert (json.loads(line)["old"], json.loads(line)["new"]) == ("AVAILABLE", "RESERVED")
    assert done.err.count("the next request is in 10 ms") == 1
    assert done.err.count("answers again after ") == 1
    assert "answered 503" in done.err


def test_all_requests_failed_is_status_1() -> None:
    done = watch(one_by_one((503, "{}")), 2)
    assert (done.status, done.out) == (1, "")


def test_rejected_credentials_end_watch() -> None:
    done = watch(one_by_one((401, '{"error":"Unauthorized"}')), 5)
    assert (done.status, done.out) == (1, "")
    assert done.err.count("answered 401") == 1


def test_unknown_pool_is_reported_once() -> None:
    def unknown(path: str) -> Answer:
        # A successful count shows that the service works: the pool is unknown.
        return (200, '{"count": 1}') if "count" in path else (404, "{}")

    done = watch(unknown, 3)
    assert (done.status, done.out) == (3, "")
    assert done.err.count("unknown pool id 'pool-1'") == 1


def test_watch_area(service: Sandbox, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run("watch", "--near", MITTE, "--radius", "3km", "--times", "2", "--every", "10ms")
    assert (done.status, done.out) == (0, "")
    stations = [json.loads(text) for text in run("near", MITTE, "--radius", "3km").lines]
    assert f"of {len(stations)} stations: " in done.err


def test_terminal_shows_changes_first() -> None:
    answers = one_by_one(evses(a="AVAILABLE", b="OCCUPIED"), evses(a="OCCUPIED", b="OCCUPIED"))
    with scripted_service(answers) as base_url:
        done = on_terminal(
            *("watch", "pool-1", "--every", "50ms", "--times", "2", "--base-url", base_url),
            env={"EVCP_API_KEY": "a-key"},
        )
    text = plain(done.out)
    assert done.status == 0
    assert "1 pool, at " in text
    assert "2 connectors of 1 station: 1 AVAILABLE, 1 OCCUPIED" in text
    last = text[text.rindex("1 pool, at ") :]
    row = next(line for line in last.splitlines() if "cpo-a" in line)
    assert "CCS 150 kW" in row
    assert "AVAILABLE → OCCUPIED" in row
    assert last.index("cpo-a") < last.index("cpo-b"), "changes must stand first"


def test_a_repeated_outage_is_one_line_and_its_end_another() -> None:
    up = evses(a="AVAILABLE")
    done = watch(one_by_one(up, (503, "{}"), (503, "{}"), up, up, (502, "{}")), 6)
    assert (done.status, done.out) == (0, "")
    assert done.err.count("no answer: ") == 2
    assert done.err.count("answers again after ") == 1
    assert "the next request" not in done.err.splitlines()[-1], "there is none"


def test_until_free_ends_with_the_free_connector() -> None:
    done = watch(
        one_by_one(evses(a="OCCUPIED", b=None), (503, "{}"), evses(a="OCCUPIED", b="AVAILABLE")),
        9,
        "--until-free",
    )
    assert done.status == 0
    (line,) = done.lines
    found = json.loads(line)
    assert datetime.fromisoformat(found.pop("time")).tzinfo is not None
    assert found == {
        "pool": "pool-1",
        "station": "station-1",
        "name": "CPO-1",
        "evse": "cpo-b",
        "connector": "1",
        "type": "34",
        "power_kw": 150.0,
        "updated": "2026-06-01T11:59:00+00:00",
        "state": "AVAILABLE",
        "free": 1,
    }
    assert "waiting: 2 connectors of 1 station: 1 OCCUPIED, 1 UNKNOWN" in done.err


def test_until_free_as_a_line_for_people() -> None:
    done = watch(one_by_one(evses(a="AVAILABLE")), 1, "--until-free", "-o", "table")
    assert done.out == "CPO-1, cpo-a, CCS 150 kW: AVAILABLE, as of 2026-06-01 11:59 UTC\n"


@pytest.mark.parametrize(
    ("answer", "arguments", "status", "words"),
    [
        (evses(a="OCCUPIED", b=None), (), 3, "no connector was known to be free"),
        (evses(a="AVAILABLE"), ("--connector", "chademo"), 3, "no connector was known"),
        (evses(a="AVAILABLE"), ("--min-power", "200kW"), 3, "no connector was known"),
        (evses(a="OCCUPIED"), ("--for", "15ms"), 3, "no connector was known"),
        ((503, "{}"), (), 1, "answered 503"),
    ],
)
def test_until_free_without_success_has_a_status_of_its_own(
    answer: Any, arguments: tuple[str, ...], status: int, words: str
) -> None:
    done = watch(one_by_one(answer), 3, "--until-free", *arguments)
    assert (done.status, done.out) == (status, "")
    assert words in done.err


def test_conditions_choose_the_connectors_that_are_watched() -> None:
    mixed = evses(a="AVAILABLE", b="AVAILABLE")
    first = mixed["pools"][0]["stations"][0]["evses"][0]
    first["connectors"][0]["typeId"] = "29"
    done = watch(one_by_one(mixed), 1, "--connector", "ccs")
    assert "watching 1 connector of 1 station: 1 AVAILABLE" in done.err
