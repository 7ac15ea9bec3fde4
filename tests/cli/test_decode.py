"""`decode`: saved answers of every model, their issues, exit statuses."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli.cli_runner import MITTE, on_terminal, plain, run

from evcp.cli.options.saved_files import top_members
from evcp.sandbox import Sandbox, World

STATION: dict[str, Any] = {
    "id": "s1",
    "position": {"latitude": 52.5, "longitude": 13.4},
    "name": "Nord",
    "connectors": {
        "connector": [{"connectorType": {"name": "CCS", "id": "34"}, "maxPowerLevel": 150}]
    },
}


def document(*stations: dict[str, Any], **more: Any) -> str:
    return json.dumps(
        {"hasMore": False, "count": len(stations), "evStations": {"evStation": stations}, **more}
    )


XML = """<?xml version="1.0" encoding="UTF-8"?>
<!-- saved -->
<ev:evStationsResult xmlns:ev="http://www.here.com/2014/02/ACS-EV">
 <hasMore>true</hasMore><count>1</count>
 <evStations><evStation id="s1"><position><latitude>52.5</latitude><longitude>13.4</longitude></position>
 <name>Nord</name></evStation></evStations>
</ev:evStationsResult>"""


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_decode_reads_own_output(service: Sandbox, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"x.{form}"
    found = run("near", MITTE, "--out", str(file))
    assert found.status == 0
    done = run("decode", str(file))
    assert done.status == 0
    assert done.out == run("near", MITTE).out
    assert f"{len(done.lines)} stations in json, {len(done.lines)} shown, 0 issues" in done.err


def test_clean_answer_is_status_0(tmp_path: Path) -> None:
    done = run("decode", "-", input=document(STATION))
    assert done.status == 0
    assert json.loads(done.out)["id"] == "s1"
    assert done.err == "evcp: standard input: 1 station in json, 1 shown, 0 issues\n"


def test_xml_is_detected(tmp_path: Path) -> None:
    file = tmp_path / "answer"
    file.write_text(XML)
    done = run("decode", str(file), "-o", "csv")
    assert done.status == 0
    assert next(csv.DictReader(io.StringIO(done.out)))["name"] == "Nord"
    assert "in xml, 1 shown, 0 issues; one page of several (hasMore)" in done.err


def test_gzip_is_detected(tmp_path: Path) -> None:
    packed = gzip.compress(document(STATION).encode())
    file = tmp_path / "answer.json.gz"
    file.write_bytes(packed)
    assert run("decode", str(file)).out == run("decode", "-", input=packed).out != ""


def test_issues_are_counted_by_path() -> None:
    odd = {
        **STATION,
        "colour": "green",
        "connectors": {"connector": [{"plugs": [1]}, {"plugs": 2}]},
    }
    text = document(odd, {**odd, "id": "s2"}, {**STATION, "id": "s3", "distance": "far"})
    done = run("decode", "-", input=text)
    assert done.status == 5
    assert len(done.lines) == 3
    assert "evcp: standard input: 3 stations in json, 3 shown, 7 issues" in done.err
    assert (
        "4x unknown-field at evStations.evStation[].connectors.connector[].plugs: [1]" in done.err
    )
    assert "2x unknown-field at evStations.evStation[].colour: green" in done.err
    assert "1x bad-value at evStations.evStation[].distance: far" in done.err
    issues = run("decode", "-", "--issues", input=text)
    assert issues.status == 5
    assert [json.loads(line)["count"] for line in issues.lines] == [4, 2, 1]
    rows = list(
        csv.reader(io.StringIO(run("decode", "-", "--issues", "-o", "csv", input=text).out))
    )
    assert rows[0] == ["kind", "path", "count", "example"]
    assert len(rows) == 4
    table = run("decode", "-", "--issues", "-o", "table", input=text).out
    assert "unknown-field" in table


def test_undecodable_station_is_reported() -> None:
    done = run("decode", "-", input=document(STATION, {"id": "s2"}))
    assert done.status == 5
    assert len(done.lines) == 1
    assert "1x missing at evStations.evStation[].position" in done.err


def test_filters_apply_and_issues_after_limit_count() -> None:
    slow = {**STATION, "id": "s2", "connectors": {"connector": [{"maxPowerLevel": 22}]}}
    text = document(STATION, slow, {**STATION, "id": "s3", "odd": 1})
    done = run("decode", "-", "--min-power", "100kW", "--limit", "1", input=text)
    assert [json.loads(line)["id"] for line in done.lines] == ["s1"]
    assert done.status == 5
    assert "1 of 3 stations left out: 1 other power" in done.err


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ('{"count": 3}', "CountResult"),
        ('{"roaming": [{"emsp": "A", "partner_id": "x"}]}', "RoamingsResult"),
        ('{"pools": [{"id": "p", "stations": []}]}', "EVSEsResult"),
        ('{"connectorTypes": {"connectorType": [{"id": "1"}]}}', "ConnectorTypesResult"),
        ('<ev:countResult xmlns:ev="x"><count>3</count></ev:countResult>', "CountResult"),
    ],
)
def test_other_models_are_detected(text: str, model: str) -> None:
    done = run("decode", "-", "-o", "json", input=text)
    assert f"standard input: {model} in " in done.err
    assert json.loads(done.out)


def test_empty_search_is_status_3() -> None:
    done = run("decode", "-", input='{"hasMore": false, "count": 0}')
    assert (done.status, done.out) == (3, "")
    assert "0 stations" in done.err


def test_error_response_is_status_1() -> None:
    done = run("decode", "-", input='{"error":"Unauthorized","error_description":"no key"}')
    assert done.status == 1
    assert json.loads(done.out)["error_description"] == "no key"
    assert "the file is an error response of the service" in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html><body>", "its root is <html>"),
        ('{"foo": 1}', "its members are foo"),
        ("[1, 2]", "it is not a JSON object"),
        ("hello", "it is not a JSON object"),
        (document(STATION)[:-20], "cannot decode EVStationsResult"),
        (XML[:-25], "cannot decode EVStationsResult after 1 stations"),
    ],
)
def test_foreign_document_is_status_1(text: str, message: str) -> None:
    done = run("decode", "-", input=text)
    assert done.status == 1
    assert message in done.err
    assert "Traceback" not in done.err


def test_broken_gzip() -> None:
    whole = gzip.compress(document(*[STATION] * 50).encode())
    for broken in (whole[:40], b"\x1f\x8bnothing"):
        done = run("decode", "-", input=broken)
        assert done.status == 1
        assert "gzip" in done.err


def test_json_lines_use_constant_memory(tmp_path: Path) -> None:
    """Memory does not grow with the number of lines."""
    import tracemalloc

    text = "\n".join(json.dumps({**STATION, "id": str(n), "name": "x" * 2000}) for n in range(2000))
    for name, body in (("x.jsonl", text.encode()), ("x.jsonl.gz", gzip.compress(text.encode()))):
        file = tmp_path / name
        file.write_bytes(body)
        tracemalloc.start()
        done = run("decode", str(file), "--max-power", "1kW")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert done.status == 3
        assert "2,000 of 2,000 stations left out" in done.err
        assert peak < len(text) / 2


def test_single_station_pretty_or_xml() -> None:
    pretty = run("decode", "-", input=json.dumps(STATION, indent=2))
    assert pretty.status == 0
    xml = "<evStation id='s1'><position><latitude>1</latitude><longitude>2</longitude></position></evStation>"
    for done in (pretty, run("decode", "-", input=xml)):
        assert [json.loads(line)["id"] for line in done.lines] == ["s1"]


def test_evses_keep_their_forms() -> None:
    evse = {
        "id": "e",
        "cpoId": "c",
        "state": "AVAILABLE",
        "last_updated": "2026-06-01T11:59:00.000Z",
    }
    pool = {"id": "p", "stations": [{"id": "s", "evses": [evse]}]}
    done = run("decode", "-", "-o", "csv", input=json.dumps({"pools": [pool]}))
    (row,) = csv.DictReader(io.StringIO(done.out))
    assert (row["pool_id"], row["evse_id"], row["evse_state"]) == ("p", "e", "AVAILABLE")
    alone = run("decode", "-", "--model", "evses-pool", input=json.dumps(pool))
    assert json.loads(alone.out)["id"] == "p"


def test_missing_file(tmp_path: Path) -> None:
    done = run("decode", str(tmp_path / "none"))
    assert (done.status, done.out) == (1, "")
    assert "no such file or directory" in done.err


def test_model_option() -> None:
    done = run("decode", "-", "--model", "count", input='{"hasMore": false, "count": 2}')
    assert json.loads(done.out) == {"count": 2}
    assert done.status == 5


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"a": {"b": 1}, "c": [{"d": 2}]}', {"a", "c"}),
        ('{"a": "x: {", "b\\"": 1, "c": ["d"', {"a", 'b\\"', "c"}),
        ('{"a": 1}\n{"b": 2}', {"a", "b"}),
        ('[{"a": 1}]', set()),
        ("", set()),
    ],
)
def test_top_members(text: str, names: set[str]) -> None:
    assert top_members(text) == names


def test_large_file_shows_progress(world: World, tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    file.write_text(document(*[{**STATION, "id": str(n), "notes": "x" * 500} for n in range(5000)]))
    sink = tmp_path / "out.jsonl"
    done = on_terminal("decode", str(file), out=str(sink))
    assert done.status == 5
    assert len(sink.read_text().splitlines()) == 5000
    assert "Reading" in done.out
    assert "5,000x unknown-field" in plain(done.out)


def test_error_names_broken_line(tmp_path: Path) -> None:
    file = tmp_path / "mixed.jsonl"
    file.write_text(f"{json.dumps(STATION)}\n{json.dumps(STATION)}\n\ngarbage\n", "utf-8")
    done = run("decode", str(file))
    assert done.status == 1
    assert f"evcp: {file}, line 4: cannot decode EVStation" in done.err


def test_error_names_truncated_file(tmp_path: Path) -> None:
    file = tmp_path / "cut.json"
    file.write_text('{"evStations":{"evStation":[' + json.dumps(STATION) + ',{"id', "utf-8")
    done = run("decode", str(file))
    assert done.status == 1
    assert f"evcp: {file}: cannot decode EVStationsResult after 1 station" in done.err


def test_files_of_other_sources_are_named() -> None:
    done = run("decode", "-", input='{"fuel_stations": []}')
    assert done.status == 1
    assert "`evcp sandbox --data` reads files of other sources" in done.err


def test_empty_object_message() -> None:
    done = run("decode", "-", input="{}")
    assert done.status == 1
    assert "it is an object without members" in done.err


@pytest.mark.parametrize(
    "options",
    [("-o", "csv"), ("-o", "geojson"), ("-o", "osm"), ("--map", "map.html")],
    ids=" ".join,
)
def test_other_models_have_no_station_forms(
    options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("decode", "-", *options, input='{"count":5}')
    assert (done.status, done.out) == (2, "")
    assert "it has no stations" in done.err
    assert list(tmp_path.iterdir()) == []
