"""What evcp saves is read again, by `evcp decode` and by the sandbox."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cli.cli_runner import MITTE, run

from evcp import availability, decode, encode
from evcp._codec.flat import quoted, unquoted
from evcp.cli.output.stations import COLUMNS
from evcp.geo import feature
from evcp.sandbox import Sandbox, World
from evcp_models import EVStation, EVStationsResult

FORMS = ["json", "jsonl", "csv", "geojson"]
LOSSLESS = ["json", "jsonl", "geojson", "geojsonseq"]


def save(folder: Path, form: str, *options: str, packed: bool = False) -> Path:
    """Save a search."""
    done = run("near", MITTE, "--radius", "8km", "-o", form, *options)
    assert done.status == 0
    file = folder / f"saved.{form}"
    file.write_bytes(gzip.compress(done.out.encode()) if packed else done.out.encode())
    return file


def ids(lines: list[str]) -> list[str]:
    return [json.loads(line)["id"] for line in lines]


def database(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE stations (id TEXT)")


BINARY: dict[str, Callable[[Path], object]] = {
    "stations.gpkg": database,
    "stations.xlsx": lambda file: ZipFile(file, "w").writestr("xl/workbook.xml", "<x/>"),
    "stations.dbf": lambda file: file.write_bytes(
        b"\x03\x7e\x0b\x1b\x01\0\0\0A\0\x0b\0" + bytes(20) + b"ID\rx\r1"
    ),
    "stations.parquet": lambda file: file.write_bytes(b"PAR1\x15\x04\x15\x00\r4\n\xffPAR1"),
    "stations.png": lambda file: file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "nothing.json": lambda file: file.write_bytes(bytes(4_000)),
    "text.csv.gz": lambda file: file.write_bytes(gzip.compress(b"id\0,name\r\0")),
}


@pytest.mark.parametrize("name", BINARY)
def test_file_that_is_not_text(service: Sandbox, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    BINARY[name](file)
    done = run("decode", str(file))
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines() == [
        f"evcp: {file} is not a text file: it holds NUL bytes",
        "hint: export it as CSV, JSON or GeoJSON",
    ]
    with pytest.raises(ValueError, match=f"^{name} is not a text file: it holds NUL bytes; export"):
        World.from_file(file)


@pytest.mark.parametrize(
    "text", ["a\rb,c\nd", "x" * 200_000, 'id,"' + "x" * 200_000], ids=["return", "long", "quote"]
)
def test_head_that_is_not_csv(service: Sandbox, text: str, tmp_path: Path) -> None:
    file = tmp_path / "stations.csv"
    file.write_bytes(text.encode())
    done = run("decode", str(file))
    assert done.status == 1
    assert "stations.csv is neither an answer of the API nor stations or EVSEs saved by" in done.err
    with pytest.raises(ValueError, match=r"^stations.csv(, line 1:| is not a known kind)"):
        World.from_file(file)


@pytest.mark.parametrize("form", LOSSLESS)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_decode_writes_what_it_read(
    service: Sandbox, tmp_path: Path, form: str, packed: bool
) -> None:
    file = save(tmp_path, form, packed=packed)
    text = gzip.decompress(file.read_bytes()) if packed else file.read_bytes()
    done = run("decode", str(file), "-o", form)
    # GeoJSON has the number of EVSEs, not their states.
    text = re.sub(rb'"evses_(total|free)":[0-9]+', rb'"evses_\1":null', text)
    assert (done.status, done.out) == (0, text.decode())


def test_decode_keeps_the_cells_of_csv(service: Sandbox, tmp_path: Path) -> None:
    file = save(tmp_path, "csv")
    done = run("decode", str(file), "-o", "csv")
    assert done.status == 0
    assert "CSV has none of the details" in done.err
    before, after = (list(csv.DictReader(io.StringIO(t))) for t in (file.read_text(), done.out))
    evses = {"evses_total", "evses_free"}
    states = {"max_power_kw", "connectors_total", "free", "in_use", "reserved", "out_of_service"}
    several = [";" in row["connector_types"] for row in before]
    assert 0 < sum(several) < len(several)
    for old, new, mixed in zip(before, after, several, strict=True):
        kept = set(COLUMNS) - evses - (states | {"unknown"} if mixed else set())
        assert {name: new[name] for name in kept} == {name: old[name] for name in kept}
        if mixed:
            assert (new["max_power_kw"], new["free"]) == ("", "")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_sandbox_serves_what_was_saved(
    service: Sandbox, tmp_path: Path, form: str, packed: bool
) -> None:
    file = save(tmp_path, form, packed=packed)
    options = ("near", MITTE, "--radius", "8km", "-o", "jsonl")
    filters = ("--connector", "ccs", "--min-power", "50kW")
    expected = run(*options).lines
    fast = run(*options, *filters).lines
    world = World.from_file(file)
    assert world.report
    assert world.report.dropped == 0
    assert f"{len(expected)} stations of saved.{form}, states of the file" in world.label
    with Sandbox(world, live=False) as saved:
        found = run(*options, "--base-url", saved.base_url).lines
        assert ids(found) == ids(expected)
        if form in ("json", "jsonl"):
            assert found == expected
        if form != "csv":
            assert ids(run(*options, *filters, "--base-url", saved.base_url).lines) == ids(fast)


def test_sandbox_tells_what_a_form_lacks(service: Sandbox, tmp_path: Path) -> None:
    for form, told in (("csv", "CSV has none"), ("geojson", "GeoJSON has no opening hours")):
        assert told in str(World.from_file(save(tmp_path, form)).report)
    assert World.from_file(save(tmp_path, "jsonl")).report.issues == ()  # type: ignore[union-attr]
    report = World.from_file(save(tmp_path, "json", "--limit", "2")).report
    assert "hasMore: true: the file has not all stations" in str(report)


@pytest.mark.parametrize("shape", ["list", "pages", "lines of pages", "xml", "same twice"])
def test_other_arrangements(service: Sandbox, tmp_path: Path, shape: str) -> None:
    text = save(tmp_path, "json").read_text()
    page = json.loads(text)
    stations = page["evStations"]["evStation"]
    halves = [
        {"hasMore": False, "evStations": {"evStation": s}} for s in (stations[:3], stations[3:])
    ]
    content = {
        "list": json.dumps(stations),
        "pages": json.dumps(halves),
        "lines of pages": "\n".join(map(json.dumps, halves)),
        "same twice": "\n".join(map(json.dumps, [*stations, *stations])),
    }.get(shape)
    if content is None:
        whole = decode(text.encode(), EVStationsResult, format="json").value
        content = encode(whole, format="xml").decode()
    file = tmp_path / "other"
    file.write_text(content)
    world = World.from_file(file)
    assert [one.id for one in world.stations] == [one["id"] for one in stations]
    assert world.report
    assert world.report.dropped == (len(stations) if shape == "same twice" else 0)
    done = run("decode", str(file), "-o", "jsonl")
    assert done.status == 0
    assert len(done.lines) == len(stations) * (1 + (shape == "same twice"))


def test_demo_searches_where_the_file_has_stations(service: Sandbox, tmp_path: Path) -> None:
    done = run("demo", "--data", str(save(tmp_path, "jsonl")))
    assert done.status == 0
    assert "stations of saved.jsonl, states of the file" in done.out


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("form", FORMS)
def test_empty_search_is_read(service: Sandbox, tmp_path: Path, form: str, packed: bool) -> None:
    file = tmp_path / "empty"
    text = run("near", "0,0", "-o", form).out.encode()
    file.write_bytes(gzip.compress(text) if packed else text)
    done = run("decode", str(file))
    assert (done.status, done.out) == (3, "")
    kind = "an empty file" if form == "jsonl" else form
    assert f"0 stations in {kind}" in done.err
    with pytest.raises(ValueError, match="holds no"):
        World.from_file(file)


def test_empty_file_holds_no_other_answer() -> None:
    for options in (("--model", "evses"), ("--wire", "xml")):
        assert run("decode", "-", *options, input="").status == 1


FULL: dict[str, Any] = {
    "id": "s1",
    "poolId": "p1",
    "cpoId": "c1",
    "name": "=Nord; \"Süd\"\n'x'",
    "position": {"latitude": -33.5, "longitude": 151.25},
    "address": {"street": "-Weg", "streetNumber": "3 a", "region": "NSW", "country": "AUS"},
    "distance": 12,
    "timeZone": "Australia/Sydney",
    "lastUpdateTimestamp": "2026-06-01T11:59:00.000Z",
    "lastUpdatedTimeStamp": "2026-06-01T12:00:00.500Z",
    "evStationDetails": {"accessibilityType": "SOMETHING_NEW"},
    "totalNumberOfConnectors": 3,
    "connectors": {
        "connector": [
            {
                "supplierName": "@Volt",
                "connectorType": {"name": "IEC 62196-3 type 2 combo (Mennekes)", "id": "34"},
                "maxPowerLevel": 150.5,
                "chargingPoint": {
                    "numberOfConnectors": 3,
                    "numberOfAvailable": 1,
                    "numberOfInUse": 1,
                },
            }
        ]
    },
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"connectors": {}},
        {"brand": "Brand", "address": {"unparsedAddress": "Somewhere 1, Sydney"}},
        {"address": None, "distance": None, "name": None, "evStationDetails": None},
        {"connectors": {"connector": [{"supplierName": "Volt"}, {"connectorType": {"id": "31"}}]}},
        {"connectors": {"connector": [{"connectorType": {"name": "New", "id": "99"}}]}},
        {"position": {"latitude": 0, "longitude": -180}},
    ],
)
def test_flat_forms_keep_what_they_carry(tmp_path: Path, change: dict[str, Any]) -> None:
    text = json.dumps({name: value for name, value in {**FULL, **change}.items() if value})
    for form in ("geojson", "csv"):
        first = run("decode", "-", "-o", form, input=text).out
        again = run("decode", "-", "-o", form, input=first)
        assert again.status in (0, 5)  # the unknown codes are deviations of both
        assert again.out == first
    whole = decode(text.encode(), EVStation, format="json").value
    (tmp_path / "x.geojson").write_text(json.dumps(feature(whole)))
    (station,) = World.from_file(tmp_path / "x.geojson").stations
    assert feature(station) == feature(whole)


def test_station_without_a_place_on_the_earth_is_counted(tmp_path: Path) -> None:
    lost = json.dumps({**FULL, "id": "s2", "position": {"latitude": 91, "longitude": 0}})
    lines = f"{json.dumps(FULL)}\n{lost}\n"
    for form in ("geojson", "csv"):
        text = run("decode", "-", "-o", form, input=lines).out
        done = run("decode", "-", "-o", "jsonl", input=text)
        assert (done.status, ids(done.lines)) == (5, ["s1"])
        assert "1x missing at position" in done.err
        file = tmp_path / form
        file.write_text(text)
        report = World.from_file(file).report
        assert report
        assert report.dropped_by_reason == {"position: no position: the row is dropped": 1}


@pytest.mark.parametrize("separator", [";", "\t"])
def test_csv_of_a_spreadsheet(service: Sandbox, tmp_path: Path, separator: str) -> None:
    file = save(tmp_path, "csv")
    rows = list(csv.reader(io.StringIO(file.read_text())))
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([*row, "seen"] for row in rows)
    file.write_bytes(b"\xef\xbb\xbf" + out.getvalue().replace("seen", "mine", 1).encode())
    done = run("decode", str(file), "-o", "jsonl")
    assert len(done.lines) == len(rows) - 1
    assert f"{len(rows) - 1}x unknown-field at mine: seen" in done.err
    world = World.from_file(file)
    assert len(world) == len(rows) - 1
    assert world.report
    assert world.report.unread == (("mine", len(rows) - 1),)


def test_cut_row_of_csv_is_an_issue(service: Sandbox, tmp_path: Path) -> None:
    file = save(tmp_path, "csv")
    whole = run("decode", str(file), "-o", "jsonl").lines
    head, *rows = file.read_text().splitlines(keepends=True)
    longitude = next(csv.reader([rows[-1]]))[COLUMNS.index("longitude")]
    cut = rows[-1][: rows[-1].index(longitude) + 4]
    file.write_text("".join([head, *rows[:-1], cut]))
    done = run("decode", str(file), "-o", "jsonl")
    assert (done.status, done.lines) == (5, whole[:-1])
    number = COLUMNS.index("longitude") + 1
    assert f"1x missing at cells: {number} of {len(COLUMNS)}: " in done.err
    report = World.from_file(file).report
    assert report
    assert (report.rows, report.loaded) == (len(rows), len(rows) - 1)
    (issue,) = (one for one in report.issues if one.dropped)
    assert (issue.row, issue.raw) == (len(rows), cut)
    assert issue.reason == "fewer cells than columns: the row is dropped"


TRIPLE: dict[str, Any] = {
    **FULL,
    "evStationDetails": {"accessibilityType": "PUBLIC"},
    "totalNumberOfConnectors": 7,
    "connectors": {
        "connector": [
            {
                "connectorType": {"id": id},
                "maxPowerLevel": kw,
                "chargingPoint": {"numberOfConnectors": number, "numberOfAvailable": 1},
            }
            for id, kw, number in (("34", 50, 2), ("29", 50, 1), ("31", 22, 4))
        ]
    },
}


def test_csv_keeps_the_number_of_connectors_of_several_types() -> None:
    text = run("decode", "-", "-o", "csv", input=json.dumps(TRIPLE)).out
    again = run("decode", "-", "-o", "csv", input=text)
    assert again.status == 0
    (old,), (new,) = (list(csv.DictReader(io.StringIO(one))) for one in (text, again.out))
    assert (old["connectors_total"], old["free"], old["max_power_kw"]) == ("7", "3", "50.0")
    assert new["connectors_total"] == new["unknown"] == "7"
    assert new["connector_types"] == old["connector_types"] == "34;29;31"
    # By type they are not known, and no type has the power of the station for sure.
    assert (new["free"], new["max_power_kw"]) == ("", "")
    assert run("decode", "-", "-o", "csv", input=again.out).out == again.out


@pytest.mark.parametrize(
    ("options", "chosen", "left_out"),
    [
        ((), ("34;29;31", "7"), ("", "0")),
        (("--connector", "ccs"), ("34", "2"), ("29;31", "5")),
        (("--min-power", "50kW"), ("34;29", "3"), ("31", "4")),
        (("--connector", "type2"), ("31", "4"), ("34;29", "3")),
    ],
)
def test_filtered_csv_tells_what_it_left_out(
    tmp_path: Path, options: tuple[str, ...], chosen: tuple[str, str], left_out: tuple[str, str]
) -> None:
    text = run("decode", "-", "-o", "csv", *options, input=json.dumps(TRIPLE)).out
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["connector_types"], row["connectors_total"]) == chosen
    assert (row["types_left_out"], row["connectors_left_out"]) == left_out
    done = run("decode", "-", "-o", "jsonl", input=text)
    assert done.status == 0
    (tmp_path / "x.csv").write_text(text)
    (served,) = World.from_file(tmp_path / "x.csv").stations
    assert served == decode(done.out.encode(), EVStation, format="json").value
    assert served.total_number_of_connectors == 7
    types = [group.connector_type and group.connector_type.id for group in served.connectors]
    assert sorted(map(str, types)) == ["29", "31", "34"]
    for group in served.connectors:
        known = group.connector_type is not None and group.connector_type.id == chosen[0]
        free = group.charging_point and group.charging_point.number_of_available
        assert (free, group.max_power_level is not None) == ((1, True) if known else (None, False))


def test_filtered_geojson_is_read_with_all_connectors(service: Sandbox, tmp_path: Path) -> None:
    whole = save(tmp_path, "jsonl", "--connector", "ccs")
    stations = [
        decode(one, EVStation, format="json").value for one in whole.read_bytes().splitlines()
    ]
    file = save(tmp_path, "geojson", "--connector", "ccs")
    features = json.loads(file.read_text())["features"]
    assert any(
        one["properties"]["connectors_total"]
        < sum(group["connectors_total"] for group in one["properties"]["connectors"])
        for one in features
    )
    done = run("decode", str(file), "-o", "jsonl")
    assert done.status == 0
    assert "0 issues" in done.err
    world = World.from_file(file)
    assert world.report
    assert [issue.column for issue in world.report.issues] == ["geojson"]
    for read in (
        world.stations,
        [decode(one.encode(), EVStation, format="json").value for one in done.lines],
    ):
        assert [availability(one.connectors) for one in read] == [
            availability(one.connectors) for one in stations
        ]
        assert list(map(availability, read)) == list(map(availability, stations))


@pytest.mark.parametrize("form", ["geojson", "json"])
@pytest.mark.parametrize("between", ["", "\n", "\ufeff"])
def test_joined_files_are_read_wholly(
    service: Sandbox, tmp_path: Path, form: str, between: str
) -> None:
    near, file = save(tmp_path, form).read_text(), tmp_path / "joined"
    far = run("near", "48.137,11.575", "--radius", "8km", "-o", form).out
    worlds = []
    for text in (near, far, near.rstrip() + between + far):
        file.write_text(text)
        worlds.append(World.from_file(file))
    first, second, both = worlds
    assert len(both) == len(first) + len(second) > len(first) > 1
    assert both.report
    assert both.report.dropped == 0
    file.write_text(near + far[: len(far) // 2])
    if form == "json":  # one document a line
        assert World.from_file(file).report.dropped == 1  # type: ignore[union-attr]
    else:
        with pytest.raises(ValueError, match="joined is not JSON"):
            World.from_file(file)


def test_left_out_connectors_may_be_of_a_chosen_type_or_of_none() -> None:
    groups = [
        {
            "connectorType": {"id": "34"},
            "maxPowerLevel": kw,
            "chargingPoint": {"numberOfConnectors": 2},
        }
        for kw in (50, 300)
    ]
    for others, left_out in ((groups[:1], ("34", "2")), ([{"maxPowerLevel": 3.7}], ("", "1"))):
        station = {**FULL, "connectors": {"connector": [groups[1], *others]}}
        station.pop("totalNumberOfConnectors")
        text = run(
            "decode", "-", "-o", "csv", "--min-power", "300kW", input=json.dumps(station)
        ).out
        (row,) = csv.DictReader(io.StringIO(text))
        assert (row["types_left_out"], row["connectors_left_out"]) == left_out
        (line,) = run("decode", "-", "-o", "jsonl", input=text).lines
        chosen, rest = json.loads(line)["connectors"]["connector"]
        assert chosen["maxPowerLevel"] == 300
        assert rest.get("connectorType", {}).get("id", "") == left_out[0]
        assert "maxPowerLevel" not in rest


@pytest.mark.parametrize(
    "text", ["=1", "'=1", "''=1", " -1", "' -1", "'a", "a", "", "\n", "'", "it's"]
)
def test_quotes_of_formulas_are_undone(text: str) -> None:
    assert unquoted(quoted(text)) == text
    assert not quoted(text).lstrip(" ").startswith(("=", "+", "-", "@", "\n"))


def test_tables_of_other_things_say_what_they_are(
    service: Sandbox, world: World, tmp_path: Path
) -> None:
    (tmp_path / "x.json").write_text('{"hasMore": "x", "foo": 1}')
    for command, told in (
        (("evses", next(iter(world.by_pool))), "EVSEs of `evcp evses`"),
        (("codes", "connectors"), "codes of `evcp codes`"),
        (("decode", str(tmp_path / "x.json"), "--issues"), "issues of `evcp decode --issues`"),
    ):
        text = run(*command, "-o", "csv").out
        assert text.count("\n") > 1
        done = run("decode", "-", input=text)
        assert done.status == 1
        assert f"a CSV file of {told}, which is not read" in done.err
        assert ("--output json" in done.err) == (command[0] == "evses")


def test_saved_evses_are_read(service: Sandbox, world: World) -> None:
    pools = [*world.by_pool][:3]
    for form in ("json", "jsonl"):
        saved = run("evses", *pools, "-o", form).out
        done = run("decode", "-", "-o", form, input=saved)
        assert done.status == 0
        assert "EVSEsResult" in done.err
        assert saved.count('"stations"') == done.out.count('"stations"') == 3
