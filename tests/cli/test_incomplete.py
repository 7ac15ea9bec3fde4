"""Incomplete answers: exit status and message."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cli.cli_runner import MITTE, on_terminal, plain, run
from cli.scripted_service import Answer, scripted_service

from evcp.sandbox import Sandbox, World


@pytest.fixture(autouse=True)
def key(bare_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVCP_API_KEY", "a-key")


def page(*ids: str, more: bool = False, **odd: Any) -> str:
    stations = [
        {"id": one, "position": {"latitude": 52.52, "longitude": 13.405}, **odd} for one in ids
    ]
    answer = {"hasMore": more, "count": len(ids), "evStations": {"evStation": stations}}
    return json.dumps(answer)


def test_endless_list_is_truncated() -> None:
    def answer(path: str) -> Answer:
        return 200, page("s1", "s2", more=True)

    with scripted_service(answer) as base_url:
        done = run("near", MITTE, "--base-url", base_url)
        listed = run("near", MITTE, "--base-url", base_url, "-o", "json", "-q")
    assert done.status == 4
    assert [json.loads(line)["id"] for line in done.lines] == ["s1", "s2"]
    assert "evcp: the result is TRUNCATED" in done.err
    assert "complete" not in done.err
    assert json.loads(listed.out)["hasMore"] is True
    assert listed.err.startswith("evcp: the result is TRUNCATED"), "--quiet must not hide it"


def test_undecodable_station_makes_result_partial() -> None:
    def answer(path: str) -> Answer:
        text = json.loads(page("s1", "s2"))
        del text["evStations"]["evStation"][1]["position"]
        return 200, json.dumps(text)

    with scripted_service(answer) as base_url:
        done = run("near", MITTE, "--base-url", base_url)
    assert done.status == 4
    assert len(done.lines) == 1
    assert "evcp: 1 station, 1 issue (-vv shows them)" in done.err
    assert "evcp: the result is PARTIAL" in done.err


def test_issues_are_shown_without_values() -> None:
    def answer(path: str) -> Answer:
        return 200, page("s1", colour="green")

    with scripted_service(answer) as base_url:
        done = run("near", MITTE, "--base-url", base_url)
        loud = run("near", MITTE, "--base-url", base_url, "-vv")
    assert done.status == 0
    assert done.err == "evcp: 1 station; complete, 1 issue (-vv shows them)\n"
    assert "! unknown-field at evStations.evStation[0].colour\n" in loud.err
    assert "green" not in loud.err


def test_failure_mid_search_keeps_written_stations() -> None:
    pages = iter([(200, page("s1", "s2", more=True)), (500, "{}")])
    with scripted_service(lambda path: next(pages)) as base_url:
        done = run("near", MITTE, "--sort", "none", "--retries", "0", "--base-url", base_url)
    assert done.status == 1
    assert len(done.lines) == 2
    assert done.err.splitlines()[0].startswith("evcp: stations.search: the service answered 500")


def test_missing_distances_are_computed() -> None:
    with scripted_service(lambda path: (200, page("s1"))) as base_url:
        done = run("near", "52.52,13.415", "--base-url", base_url)
    # A hundredth of a degree of longitude at this latitude.
    assert json.loads(done.out)["distance"] == pytest.approx(676.6, abs=1)


def test_failed_ids_are_reported_in_one_line() -> None:
    def answer(path: str) -> Answer:
        return (500, "{}") if "bad" in path else (200, page("good"))

    with scripted_service(answer) as base_url:
        alone = run("station", "bad", "--base-url", base_url, "--retries", "0")
    assert (alone.status, alone.out) == (1, "")
    assert "1 of the ids failed (bad): " in alone.err


def test_no_limits_sends_large_areas(
    service: Sandbox,
) -> None:
    refused = run("near", MITTE, "--radius", "900km", "-v")
    assert refused.status == 2
    assert "> GET" not in refused.err
    assert "give --no-limits to let the service judge" in refused.err
    judged = run("near", MITTE, "--radius", "900km", "--no-limits", "-v")
    assert judged.status == 1
    assert "> GET" in judged.err
    assert "answered 400" in judged.err


def test_box_across_antimeridian_is_not_an_option(service: Sandbox) -> None:
    done = run("box", "1,179", "-1,-179", "-v")
    assert done.status in (0, 3)
    assert "bbox=1,179;-1,-179" in done.err


def test_evses_have_no_xml(service: Sandbox, world: World) -> None:
    pool = next(iter(world.by_pool))
    done = run("evses", pool, "--wire", "xml")
    assert (done.status, done.out) == (2, "")
    assert "no such option '--wire'" in done.err
    done = run("evses", pool, "-v")
    assert done.status == 0
    assert "/evses/bulk.json?" in done.err


def test_map_of_stations_by_id(service: Sandbox, world: World, tmp_path: Any) -> None:
    station = world.stations[0]
    for form in ("table", "jsonl"):
        file = tmp_path / f"{form}.html"
        done = run("station", station.id, "--map", str(file), "-o", form)
        assert done.status == 0
        assert station.id in done.out
        assert str(station.name) in file.read_text("utf-8")


def test_small_terminal_shows_first_connectors(service: Sandbox, world: World) -> None:
    done = on_terminal("watch", "--near", MITTE, "--times", "1", rows=12)
    text = plain(done.out)
    lines = text[text.rindex("5 km around ") :].rstrip().split("\n")
    assert done.status == 0
    assert len(lines) <= 12
    assert lines[-1].startswith("and ")
    assert lines[-1].endswith(" more")
