"""Bad input: one line, a hint, status 2; no output, no request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.cli_runner import MITTE, run

from evcp.sandbox import Sandbox

CASES = [
    (["nera", MITTE], "unknown command 'nera'; did you mean near?"),
    (["--bogus"], "no such option"),
    (["--verson"], "no such option '--verson'; did you mean --version?"),
    (["near", MITTE, "--free"], "no such option '--free'; did you mean --available?"),
    (["near", MITTE, "--format", "csv"], "no such option '--format'; did you mean --output?"),
    (["route", MITTE, "--radius", "5km"], "no such option '--radius'; did you mean --width?"),
    (["near", MITTE, "--radious", "5km"], "no such option '--radious'; did you mean --radius?"),
    (["search", MITTE], "unknown command 'search'; did you mean near?"),
    (["near"], "missing argument 'LAT,LON'"),
    (["near", "Berlin"], "'Berlin' is not a place: write latitude and longitude"),
    (["near", "52.52"], "'52.52' is not a place"),
    (["near", "-33.8", "151.2"], "'-33.8' is not a place"),
    (["near", "52.52,13.4,5"], "is not a place"),
    (["near", "nan,13.4"], "between -90 and 90"),
    (["near", "151.2,-33.8"], "the latitude comes first"),
    (["near", "13.4,400"], "400.0"),
    (["near", MITTE, "--radius", "5"], "'5' has no unit: write 5m or 5km"),
    (["near", MITTE, "--radius", "900km"], "the radius is 900.0 km"),
    (["near", MITTE, "--min-power", "50"], "write 50kW"),
    (["near", MITTE, "--min-power", "50kW", "--max-power", "22kW"], "--min-power is above"),
    (["near", MITTE, "--connector", "plug"], "'plug' is not a connector type"),
    (["near", MITTE, "--limit", "0"], "0 is out of range: write a number from 1 up"),
    (["near", MITTE, "--limit", "many"], "'many' is not a whole number: write a number from 1 up"),
    (["near", MITTE, "--retries", "21"], "21 is out of range: write a number from 0 to 20"),
    (["near", MITTE, "--radius", "-5km"], "'-5km' is negative"),
    (["near", MITTE, "--radius", "1,000m"], "ambiguous: write 1000m or 1.000m"),
    (
        ["near", MITTE, "-o", "csv", "--out", "a.html", "--map", "./a.html"],
        "the same file, 'a.html'",
    ),
    (["near", MITTE, "--map", "x.png"], "a map is an HTML page, and 'x.png' has the suffix of"),
    (["decode", "a.json", "--map", "a.geojson"], "'a.geojson' has the suffix of something else"),
    (["near", MITTE, "--map", "-"], "a map cannot go to standard output"),
    (["near", MITTE, "--output"], "requires an argument"),
    (["near", MITTE, "--sort", "colour"], "'colour' is not one of"),
    (["near", MITTE, "--output", "pdf"], "'pdf' is not one of"),
    (["near", MITTE, "--out", "stations"], "does not select a form"),
    (["near", MITTE, "--out", "stations.html"], "does not select a form"),
    (["near", MITTE, "--timeout", "10"], "write 10s or 10m"),
    (["near", MITTE, "--base-url", "ftp://x"], "ftp://x"),
    (["near", MITTE, "--api-key-file", "none.key"], "cannot read the API key: none.key"),
    (["near", MITTE, "--api-key", "abc"], "no such option"),
    (["box", "52.5,13.4"], "a box needs two corners"),
    (["box"], "a box needs two corners"),
    (["box", "1,2", "0,3", "--bbox", "2,0,3,1"], "a box needs two corners"),
    (["box", "52.4,13.4", "52.5,13.5"], "south (52.5) is above north (52.4)"),
    (["box", "--bbox", "1,2,3"], "'1,2,3' is not a box"),
    (["route"], "a route is required"),
    (["route", "track.geojson"], "for a file: --geojson track.geojson"),
    (["route", MITTE], "at least two points"),
    (["route", MITTE, "52.5,13.5", "--polyline", "x"], "a route is required, in one form"),
    (["route", "--polyline", "!!"], "HERE flexible polyline"),
    (["route", "--geojson", "none.geojson"], "cannot read the route: none.geojson"),
    (["count"], "there is no area"),
    (["count", MITTE, "--bbox", "1,2,3,4"], "there are several areas"),
    (["count", "--bbox", "1,2,3,4", "--radius", "5km"], "--radius needs a place"),
    (["station"], "missing argument 'ID...'"),
    (["watch"], "give pool ids or an area"),
    (["watch", "a-pool", "--near", MITTE], "give pool ids or an area"),
    (["watch", "a-pool", "--out", "x.jsonl"], "no such option '--out'"),
    (["watch", "a-pool", "--every", "5"], "write 5s or 5m"),
    (["demo", "--radius", "5"], "'5' has no unit: write 5m or 5km"),
    (["codes", "colours"], "'colours' is not one of"),
    (["codes", "states", "--live"], "the service has no list of states"),
    (["completion", "tcsh"], "'tcsh' is not one of"),
    (["decode"], "missing argument 'FILE|-'"),
    (["decode", "-", "--model", "stars"], "'stars' is not one of"),
]


@pytest.mark.parametrize(("arguments", "message"), CASES, ids=[" ".join(c[0]) for c in CASES])
def test_bad_input_is_one_line(
    service: Sandbox,
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.status == 2
    assert done.out == ""
    first, *rest = done.err.splitlines()
    assert first.startswith("evcp: ")
    assert message in first
    assert len(rest) <= 1
    assert all(line.startswith("hint: ") for line in rest)
    assert all(f"evcp {arguments[0]} --help" in line for line in rest if "--help" in line[-7:]) or (
        arguments[0] in ("nera", "search", "--bogus", "--verson")
    )
    assert list(tmp_path.iterdir()) == []


def test_no_arguments_show_help() -> None:
    done = run()
    assert done.status == 2
    assert "Find stations:" in done.err


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("not json", "not GeoJSON"),
        ("[1, 2]", "LineString"),
        (json.dumps({"type": "Point", "coordinates": [1, 2]}), "'Point'"),
        (json.dumps({"type": "FeatureCollection", "features": []}), "has 0 LineStrings"),
        (json.dumps({"type": "LineString", "coordinates": [1, 2]}), "list of"),
        (json.dumps({"type": "Feature", "geometry": None}), "LineString"),
        (
            json.dumps({"type": "MultiLineString", "coordinates": [[[1, 2], [2, 3]]] * 2}),
            "between line 1 and line 2 of the MultiLineString is a gap of 157.2 km",
        ),
        (json.dumps({"type": "MultiLineString", "coordinates": 5}), "list of"),
    ],
)
def test_bad_route_message(service: Sandbox, document: str, message: str) -> None:
    done = run("route", "--geojson", "-", input=document)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_missing_credentials_hint(service: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVCP_API_KEY")
    done = run("near", MITTE)
    assert done.status == 2
    assert "credentials" in done.err
    assert "--api-key-file FILE" in done.err
    assert "api_key=" not in done.err


@pytest.mark.parametrize("text", ["", "two words", "a\nb\n"])
def test_key_file_must_hold_one_word(service: Sandbox, text: str) -> None:
    done = run("near", MITTE, "--api-key-file", "-", input=text)
    assert (done.status, done.out) == (2, "")
    assert "it must hold the key and nothing else" in done.err
    assert "two" not in done.err


def test_binary_key_file_is_not_quoted(service: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"\xff\xfe\x00secret")
    done = run("near", MITTE, "--api-key-file", str(file))
    assert done.status == 2
    assert "secret" not in done.err


def test_unexpected_error_shows_neither_text_nor_traceback(
    service: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("https://host/?apiKey=a-secret")

    monkeypatch.setattr("evcp.cli.commands.search.show_stations", fail)
    done = run("near", MITTE)
    assert done.status == 1
    assert done.err.startswith("evcp: unexpected error: RuntimeError in test_inputs.py:")
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
