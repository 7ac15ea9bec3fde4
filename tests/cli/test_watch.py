"""`watch`: changes, unknown states, failed requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any

import pytest
from cli.cli_runner import MITTE, Done, on_terminal, plain, run
from cli.scripted_service import Answer, scripted_service

from evcp.cli.output.states import changes, pool_states, station_states, summarize
from evcp.sandbox import Sandbox, World
from evcp_models import (
    EVSE,
    ChargingPoint,
    Connector,
    ConnectorStatus,
    EVSEConnector,
    EVSEsPool,
    EVSEsStation,
    EVStation,
    NameId,
    Position,
)

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


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
    assert done.err.count("the next request is in 10 ms") == 2
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


def pool(*connectors: EVSEConnector, state: str | None = None) -> EVSEsPool:
    evse = EVSE(id="e", state=state, connectors=connectors)
    return EVSEsPool(id="p", stations=(EVSEsStation(id="s", evses=(evse,)),))


def test_connector_state_precedes_evse_state() -> None:
    snapshot = pool_states(
        [pool(EVSEConnector(id="1", type_id="34", state="RESERVED"), state="AVAILABLE")]
    )
    assert [seen.state for seen in snapshot.values()] == ["RESERVED"]
    assert [seen.state for seen in pool_states([pool(state="OCCUPIED")]).values()] == ["OCCUPIED"]
    assert [seen.state for seen in pool_states([pool()]).values()] == ["UNKNOWN"]


def station(*statuses: ConnectorStatus, point: ChargingPoint | None = None) -> EVStation:
    group = Connector(
        connector_type=NameId(id="34"), connector_statuses=statuses, charging_point=point
    )
    return EVStation(id="s", position=Position(latitude=1.0, longitude=2.0), connectors=(group,))


def test_connectors_without_ids_are_numbered() -> None:
    free, busy = ConnectorStatus(state="AVAILABLE"), ConnectorStatus(state="OCCUPIED")
    before, after = station_states([station(free, free)]), station_states([station(free, busy)])
    assert len(before) == 2
    (change,) = changes(before, after, AT)
    assert (change.old, change.new) == ("AVAILABLE", "OCCUPIED")


def test_order_of_connectors_with_ids_is_ignored() -> None:
    one = ConnectorStatus(cpo_evse_id="1", state="AVAILABLE")
    two = ConnectorStatus(cpo_evse_id="2", state="OCCUPIED")
    assert not changes(station_states([station(one, two)]), station_states([station(two, one)]), AT)


def test_counters_replace_missing_statuses() -> None:
    before = station_states(
        [station(point=ChargingPoint(number_of_connectors=4, number_of_available=2))]
    )
    after = station_states([station(point=ChargingPoint(number_of_connectors=4))])
    (change,) = changes(before, after, AT)
    assert (change.old, change.new) == ("2 of 4 free", "UNKNOWN")


def test_incomplete_snapshot_reports_nothing_gone() -> None:
    before = station_states([station(ConnectorStatus(state="AVAILABLE"))])
    assert changes(before, {}, AT, complete=False) == []
    (gone,) = changes(before, {}, AT)
    assert (gone.old, gone.new) == ("AVAILABLE", None)


def test_summary_of_nothing() -> None:
    assert summarize({}) == "0 connectors of 0 stations: none"
