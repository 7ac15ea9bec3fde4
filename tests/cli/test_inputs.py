"""Bad input: one clear line, a hint, status 2; nothing on standard output, and nothing is sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.cli_runner import MITTE, run

from evcp.sandbox import Sandbox

CASES = [
    (["nera", MITTE], "there is no command 'nera': did you mean near?"),
    (["--bogus"], "no such option"),
    (["near"], "missing argument 'LAT,LON'"),
    (["near", "Berlin"], "'Berlin' is no place: write latitude and longitude"),
    (["near", "52.52"], "'52.52' is no place"),
    (["near", "-33.8", "151.2"], "'-33.8' is no place"),
    (["near", "52.52,13.4,5"], "is no place"),
    (["near", "nan,13.4"], "between -90 and 90"),
    (["near", "151.2,-33.8"], "the latitude comes first"),
    (["near", "13.4,400"], "the longitude of the centre of the circle is 400.0"),
    (["near", MITTE, "--radius", "5"], "'5' has no unit: write 5m or 5km"),
    (["near", MITTE, "--radius", "900km"], "the radius is 900.0 km"),
    (["near", MITTE, "--min-power", "50"], "write 50kW"),
    (["near", MITTE, "--min-power", "50kW", "--max-power", "22kW"], "--min-power is above"),
    (["near", MITTE, "--connector", "plug"], "'plug' is no connector type"),
    (["near", MITTE, "--limit", "0"], "0 cannot be used: write a number from 1 up"),
    (["near", MITTE, "--limit", "many"], "'many' is no whole number: write one from 1 up"),
    (["near", MITTE, "--retries", "21"], "21 cannot be used: write a number from 0 to 20"),
    (["near", MITTE, "--radius", "-5km"], "'-5km' is negative"),
    (["near", MITTE, "--radius", "1,000m"], "two things: write 1000m or 1.000m"),
    (["near", MITTE, "--out", "a.csv", "--map", "./a.csv"], "the same file, 'a.csv'"),
    (["near", MITTE, "--map", "-"], "a map cannot go to standard output"),
    (["near", MITTE, "--output"], "requires an argument"),
    (["near", MITTE, "--sort", "colour"], "'colour' is not one of"),
    (["near", MITTE, "--output", "pdf"], "'pdf' is not one of"),
    (["near", MITTE, "--out", "stations"], "does not tell the form of the file"),
    (["near", MITTE, "--out", "stations.html"], "does not tell the form of the file"),
    (["near", MITTE, "--timeout", "10"], "write 10s or 10m"),
    (["near", MITTE, "--base-url", "ftp://x"], "the base address 'ftp://x' is not usable"),
    (["near", MITTE, "--api-key-file", "none.key"], "cannot read the API key: none.key"),
    (["near", MITTE, "--api-key", "abc"], "no such option"),
    (["box", "52.5,13.4"], "a box needs two corners"),
    (["box"], "a box needs two corners"),
    (["box", "1,2", "0,3", "--bbox", "2,0,3,1"], "a box needs two corners"),
    (["box", "52.4,13.4", "52.5,13.5"], "south (52.5) is above north (52.4)"),
    (["box", "--bbox", "1,2,3"], "'1,2,3' is no box"),
    (["route"], "a route is needed"),
    (["route", "track.geojson"], "for a file: --geojson track.geojson"),
    (["route", MITTE], "at least two points"),
    (["route", MITTE, "52.5,13.5", "--polyline", "x"], "a route is needed, in one form"),
    (["route", "--polyline", "!!"], "this is no HERE flexible polyline"),
    (["route", "--geojson", "none.geojson"], "cannot read the route: none.geojson"),
    (["count"], "there is no area"),
    (["count", MITTE, "--bbox", "1,2,3,4"], "there are several areas"),
    (["count", "--bbox", "1,2,3,4", "--radius", "5km"], "--radius goes with a place"),
    (["station"], "missing argument 'ID...'"),
    (["watch"], "what to watch"),
    (["watch", "a-pool", "--near", MITTE], "what to watch"),
    (["watch", "a-pool", "--out", "x.jsonl"], "no such option '--out'"),
    (["watch", "a-pool", "--every", "5"], "write 5s or 5m"),
    (["codes", "colours"], "'colours' is not one of"),
    (["codes", "states", "--live"], "the service has no list of states"),
    (["completion", "tcsh"], "'tcsh' is not one of"),
    (["decode"], "missing argument 'FILE|-'"),
    (["decode", "-", "--model", "stars"], "'stars' is not one of"),
]


@pytest.mark.parametrize(("arguments", "says"), CASES, ids=[" ".join(c[0]) for c in CASES])
def test_what_is_wrong_is_said_in_a_line(
    service: Sandbox,
    arguments: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.status == 2
    assert done.out == ""
    first, *rest = done.err.splitlines()
    assert first.startswith("evcp: ")
    assert says in first
    assert len(rest) <= 1
    assert all(line.startswith("hint: ") for line in rest)
    assert all(f"evcp {arguments[0]} --help" in line for line in rest if "--help" in line[-7:]) or (
        arguments[0] in ("nera", "--bogus")
    )
    assert list(tmp_path.iterdir()) == []


def test_no_arguments_show_the_help() -> None:
    done = run()
    assert done.status == 2
    assert "Find stations:" in done.err


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("not json", "this is no GeoJSON"),
        ("[1, 2]", "it has to be a LineString"),
        (json.dumps({"type": "Point", "coordinates": [1, 2]}), "the geometry is a 'Point'"),
        (json.dumps({"type": "FeatureCollection", "features": []}), "has 0 LineStrings"),
        (json.dumps({"type": "LineString", "coordinates": [1, 2]}), "no list of"),
        (json.dumps({"type": "Feature", "geometry": None}), "it has to be a LineString"),
        (
            json.dumps({"type": "MultiLineString", "coordinates": [[[1, 2], [2, 3]]] * 2}),
            "the MultiLineString has 2 lines",
        ),
        (json.dumps({"type": "MultiLineString", "coordinates": 5}), "has 0 lines"),
    ],
)
def test_what_is_no_route_is_told(service: Sandbox, document: str, says: str) -> None:
    done = run("route", "--geojson", "-", input=document)
    assert (done.status, done.out) == (2, "")
    assert says in done.err


def test_without_credentials_the_hint_is_that_of_the_command(
    service: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EVCP_API_KEY")
    done = run("near", MITTE)
    assert done.status == 2
    assert "evcp: there are no credentials" in done.err
    assert "--api-key-file FILE" in done.err
    assert "api_key=" not in done.err


@pytest.mark.parametrize("text", ["", "two words", "a\nb\n"])
def test_a_key_file_holds_the_key_and_nothing_else(service: Sandbox, text: str) -> None:
    done = run("near", MITTE, "--api-key-file", "-", input=text)
    assert (done.status, done.out) == (2, "")
    assert "it has to hold the key and nothing else" in done.err
    assert "two" not in done.err


def test_a_key_file_that_is_no_text(service: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"\xff\xfe\x00secret")
    done = run("near", MITTE, "--api-key-file", str(file))
    assert done.status == 2
    assert "secret" not in done.err


def test_an_error_that_nobody_foresaw_shows_neither_text_nor_traceback(
    service: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("https://host/?apiKey=a-secret")

    monkeypatch.setattr("evcp.cli.commands.search.show_stations", fail)
    done = run("near", MITTE)
    assert done.status == 1
    assert done.err.startswith("evcp: this should not happen: RuntimeError in test_inputs.py:")
    assert "a-secret" not in done.err
    assert "Traceback" not in done.err
    monkeypatch.setenv("EVCP_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        run("near", MITTE)


def test_ctrl_c_is_130(service: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("evcp.cli.commands.search.show_stations", interrupt)
    done = run("near", MITTE)
    assert done.status == 130
    assert "Traceback" not in done.err
