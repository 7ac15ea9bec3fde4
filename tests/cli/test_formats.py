"""Output forms and files."""

from __future__ import annotations

import csv
import io
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from cli.cli_runner import MITTE, Done, run
from lxml import etree

from evcp import arrow, decode
from evcp.cli.output.formats import cell, open_output
from evcp.cli.output.stations import COLUMNS, write_stations
from evcp.sandbox import Sandbox, World
from evcp_models import Address, Connector, EVStation, EVStationsResult, Position


def near(*arguments: str) -> Done:
    done = run("near", MITTE, *arguments)
    assert done.status == 0
    return done


def test_pipe_gets_json_lines_in_wire_form(service: Sandbox, world: World) -> None:
    for text in near().lines:
        station = decode(text.encode(), EVStation, format="json", strict=True).value
        assert station.connectors == world.by_id[station.id].connectors
        assert isinstance(json.loads(text)["distance"], int)


def test_json_is_stations_response(service: Sandbox) -> None:
    whole = decode(near("-o", "json").out.encode(), EVStationsResult, format="json", strict=True)
    lines = [json.loads(text) for text in near().lines]
    assert [station.id for station in whole.value.ev_stations] == [one["id"] for one in lines]
    assert (whole.value.has_more, whole.value.count) == (False, len(lines))
    cut = json.loads(near("-o", "json", "--limit", "2").out)
    assert (cut["hasMore"], cut["count"], len(cut["evStations"]["evStation"])) == (True, 2, 2)


def test_csv_columns(service: Sandbox, world: World) -> None:
    rows = list(csv.DictReader(io.StringIO(near("-o", "csv").out)))
    assert tuple(rows[0]) == COLUMNS
    for found in rows:
        station = world.by_id[found["id"]]
        assert float(found["latitude"]) == station.position.latitude
        assert float(found["longitude"]) == station.position.longitude
        assert found["pool_id"] == (station.pool_id or "")
        states = [x.state for c in station.connectors for x in c.connector_statuses]
        if states:
            assert int(found["free"]) == states.count("AVAILABLE")
        else:
            assert found["free"] == ""
        assert set(found["connector_types"].split(";")) == {
            c.connector_type.id for c in station.connectors if c.connector_type
        }


def test_geojson_is_feature_collection(service: Sandbox, world: World) -> None:
    collection = json.loads(near("-o", "geojson").out)
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) == len(near().lines)
    for feature in collection["features"]:
        place = world.by_id[feature["id"]].position
        assert feature["geometry"]["coordinates"] == [place.longitude, place.latitude]


def test_table_in_pipe_is_not_cut(service: Sandbox) -> None:
    done = near("-o", "table")
    head, *rows = done.lines
    assert head.split() == [
        "distance",
        "station",
        "operator",
        "address",
        "connectors",
        "free",
        "EVSEs",
        "id",
    ]
    assert [text.split()[-1] for text in rows] == [json.loads(one)["id"] for one in near().lines]
    assert "…" not in done.out
    assert "\x1b" not in done.out
    assert not any(text.endswith(" ") for text in done.lines)


def test_osm_is_a_file_for_editors(service: Sandbox, world: World) -> None:
    root = etree.fromstring(near("-o", "osm").out.encode())
    assert (root.tag, root.get("version"), root.get("upload")) == ("osm", "0.6", "never")
    nodes = root.findall("node")
    assert len(nodes) == len(near().lines)
    for node, line in zip(nodes, near().lines, strict=True):
        place = world.by_id[json.loads(line)["id"]].position
        assert float(node.get("lat", "")) == pytest.approx(place.latitude, abs=1e-7)
        assert node.find("tag[@k='amenity']").get("v") == "charging_station"  # type: ignore[union-attr]


@pytest.mark.parametrize("form", ["csv", "jsonl", "geojson"])
@pytest.mark.parametrize("sort", ["none", "distance"])
def test_streamed_and_collected_output_agree(service: Sandbox, form: str, sort: str) -> None:
    streamed = near("-o", form, "--sort", sort)
    other = near("-o", form, "--sort", "none" if sort == "distance" else "distance")
    assert sorted(text.rstrip(",") for text in streamed.lines) == sorted(
        text.rstrip(",") for text in other.lines
    )


def station_with(**members: Any) -> EVStation:
    return EVStation(id="a", position=Position(latitude=-33.9, longitude=-70.5), **members)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "=cmd|' /C calc'!A0"]
)
def test_csv_escapes_formulas(text: str) -> None:
    sink = io.StringIO(newline="")
    station = station_with(name=text, brand=text, address=Address(street=text, city=text))
    write_stations([station], "csv", sink, lambda: False)
    (found,) = csv.DictReader(io.StringIO(sink.getvalue(), newline=""))
    for name in ("name", "operator", "street", "city"):
        assert found[name] == f"'{text}".replace("\r", "\n")
    assert found["latitude"] == "-33.9"
    assert cell(-1) == -1


def test_csv_keeps_commas_quotes_and_newlines(service: Sandbox) -> None:
    name = 'Tank, "rast"\nNord; Süd'
    sink = io.StringIO()
    write_stations([station_with(name=name)], "csv", sink, lambda: False)
    (found,) = csv.DictReader(io.StringIO(sink.getvalue()))
    assert found["name"] == name
    assert found["free"] == "0"
    assert found["connectors_total"] == "0"


def test_control_characters_are_replaced() -> None:
    from evcp.cli.output.tables import print_stations

    sink = io.StringIO()
    name = "evil\x1b]0;title\x07\x9b31m\u202ename"
    group = Connector(supplier_name="x\x1b[31m")
    print_stations(sink, [station_with(name=name, connectors=(group,))])
    text = sink.getvalue()
    assert "evil ]0;title  31m name" in text
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("x.csv", "id,pool_id"),
        ("x.json", '{"hasMore"'),
        ("x.jsonl", '{"address"'),
        ("x.ndjson", '{"address"'),
        ("x.geojson", '{"type":"FeatureCollection"'),
        ("x.osm", "<?xml"),
        ("x.TXT", "distance"),
    ],
)
def test_suffix_selects_form(service: Sandbox, tmp_path: Path, name: str, begins: str) -> None:
    file = tmp_path / name
    done = near("--out", str(file))
    assert done.out == ""
    assert file.read_text("utf-8").startswith(begins)
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_output_option_overrides_suffix(service: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    near("--out", str(file), "--output", "geojson")
    assert json.loads(file.read_text("utf-8"))["type"] == "FeatureCollection"


def test_file_replacement_is_atomic(
    service: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.csv"
    file.write_text("old")
    file.chmod(0o600)
    monkeypatch.setenv("EVCP_BASE_URL", "http://127.0.0.1:1/ev/")
    done = run("near", MITTE, "--sort", "none", "--retries", "0", "--out", str(file))
    assert done.status == 1
    assert file.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["x.csv"]
    monkeypatch.setenv("EVCP_BASE_URL", service.base_url)
    near("--out", str(file))
    assert file.read_text("utf-8").startswith("id,pool_id")
    assert file.stat().st_mode & 0o777 == 0o600


def test_links_and_devices_are_written_through(service: Sandbox, tmp_path: Path) -> None:
    target, link = tmp_path / "real.csv", tmp_path / "link.csv"
    link.symlink_to(target)
    near("--out", str(link))
    assert link.is_symlink()
    assert target.read_text("utf-8").startswith("id,")
    near("--out", os.devnull, "-o", "csv")
    assert Path(os.devnull).is_char_device()


def test_missing_directory_error_names_it(service: Sandbox, tmp_path: Path) -> None:
    done = run("near", MITTE, "--out", str(tmp_path / "none" / "x.csv"))
    assert done.status == 1
    assert done.err == f"evcp: {tmp_path}/none/x.csv: no such file or directory\n"


def test_map_beside_output(service: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    done = near("--map", str(file), "--limit", "2")
    assert len(done.lines) == 2
    text = file.read_text("utf-8")
    assert text.lstrip().lower().startswith("<!doctype html")
    for one in done.lines:
        assert json.loads(one)["name"] in text
    assert f"the map is in {file}" in done.err


def test_two_writers_of_one_file_in_containers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getpid", lambda: 1)
    target = tmp_path / "stations.csv"
    with open_output(str(target)) as first:
        first.write("first")
        with suppress(KeyboardInterrupt), open_output(str(target)) as second:
            second.write("second")
            raise KeyboardInterrupt
        with open_output(str(target)) as third:
            third.write("third")
        assert target.read_text() == "third"
    assert target.read_text() == "first"
    assert list(tmp_path.iterdir()) == [target]


def test_parquet_holds_the_stations_whole(service: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "mitte.parquet"
    near("--out", str(file))
    lines = near("-o", "jsonl").lines
    expected = {
        s.id: s for s in (decode(t.encode(), EVStation, format="json").value for t in lines)
    }
    assert {s.id: s for s in arrow.stations(parquet.read_table(file))} == expected
    near("--out", str(tmp_path / "limited.geoparquet"), "--limit", "3", "--sort", "name")
    assert parquet.read_table(tmp_path / "limited.geoparquet").num_rows == 3
    done = run("near", MITTE, "-o", "parquet")
    assert (done.status, done.out) == (2, "")
    assert "parquet is no text" in done.err
    assert "--out FILE.parquet" in done.err
    assert {path.suffix for path in tmp_path.iterdir()} == {".parquet", ".geoparquet"}


def test_geojson_sequence_is_records_of_rfc_8142(service: Sandbox, tmp_path: Path) -> None:
    text = near("-o", "geojsonseq", "--connector", "ccs").out
    records = text.split("\x1e")
    assert records[0] == ""
    assert all(record.endswith("}\n") and record.count("\n") == 1 for record in records[1:])
    collection = json.loads(near("-o", "geojson", "--connector", "ccs").out)
    assert [json.loads(record) for record in records[1:]] == collection["features"]
    assert collection["features"]
    file = tmp_path / "ccs.geojsons"
    near("--out", str(file), "--connector", "ccs")
    assert file.read_text("utf-8") == text
    done = run("decode", str(file), "-o", "geojson")
    assert done.status == 0
    written = json.loads(done.out)["features"]
    assert [one["id"] for one in written] == [one["id"] for one in collection["features"]]
    cut = tmp_path / "cut.geojsons"
    cut.write_text(text[:-30], "utf-8")
    assert "not JSON" in run("decode", str(cut)).err
