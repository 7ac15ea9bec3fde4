"""`harvest`: plan, file, resume, statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.cli_runner import run

from evcp.testing import sandbox

pq = pytest.importorskip("pyarrow.parquet")
BOX = "5.8,47.2,15.1,55.1"


def test_the_plan_comes_first_and_the_file_is_complete(tmp_path: Path) -> None:
    file = tmp_path / "out.parquet"
    with sandbox(size=800, max_page_size=50) as service, service.everywhere():
        done = run("harvest", BOX, "-o", str(file), "--rate", "1000", "--yes")
        sent = len(service.requests)
        again = run("harvest", BOX, "-o", str(file), "--rate", "1000", "--yes")
        assert len(service.requests) == sent
    assert done.status == 0
    assert len(done.err.splitlines()) == 2, done.err
    plan, summary = done.err.splitlines()
    assert "requests so far" in plan
    assert "complete" in summary
    stations = pq.read_table(file).num_rows
    assert f"{stations:,} stations" in summary
    assert again.err.splitlines() == [
        f"evcp: nothing is left to read; {sent} requests so far",
        summary,
    ]


def test_a_dry_run_reads_no_tile(tmp_path: Path) -> None:
    with sandbox(size=800) as service, service.everywhere():
        done = run("harvest", BOX, "-o", str(tmp_path / "out.parquet"), "--dry-run", "--quiet")
        pages = [one for one in service.requests if one.resource == "stations"]
    assert (done.status, len(pages)) == (0, 1)
    assert "requests so far" in done.out
    assert not (tmp_path / "out.parquet").exists()


def test_a_plan_tells_what_is_unknown_and_a_quota_that_is_too_small(tmp_path: Path) -> None:
    file = str(tmp_path / "out.parquet")
    with sandbox(size=800) as service, service.everywhere():
        done = run("harvest", BOX, "-o", file, "--dry-run", "--quota", "1")
        assert "an unknown number of stations, 6 tiles to read" in done.out
        assert "B to read" not in done.out
        done = run("harvest", BOX, "-o", file, "--dry-run", "--quota", "8")
    assert done.out.rstrip().endswith("; the quota leaves 1")


def test_a_quota_that_is_used_up_is_status_4(tmp_path: Path) -> None:
    with sandbox(size=800, max_page_size=20) as service, service.everywhere():
        done = run(
            "harvest", BOX, "-o", str(tmp_path / "out.parquet"), "--quota", "16", "--rate", "1000"
        )
        assert len(service.requests) <= 16
    assert done.status == 4
    assert "the quota is used up; the same command with a larger --quota goes on" in done.err


def test_polygons_circles_and_corridors_are_areas(tmp_path: Path) -> None:
    shape = tmp_path / "shape.geojson"
    ring = [[13, 52], [14, 52], [14, 53], [13, 53], [13, 52]]
    shape.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    line = tmp_path / "line.geojson"
    line.write_text(
        json.dumps({"type": "LineString", "coordinates": [[13.405, 52.52], [13, 52.4]]})
    )
    areas = [
        [str(shape)],
        [str(line), "--width", "10km"],
        ["52.52,13.405", "--radius", "20km"],
        ["52.52,13.405", "52.40,13.06", "--width", "10km"],
    ]
    with sandbox(size=2_000) as service, service.everywhere():
        for number, area in enumerate(areas):
            file = tmp_path / f"{number}.parquet"
            done = run("harvest", *area, "-o", str(file), "--rate", "1000", "--quiet")
            assert (done.status, done.err) == (0, "")
            assert pq.read_table(file).num_rows > 0
        done = run("harvest", str(line), "-o", str(tmp_path / "x.parquet"))
    assert "hint: for the corridor along a line, give --width" in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["52.5,13.4", "-o", "x.parquet"], "a place is no area"),
        (["no.geojson", "-o", "x.parquet"], "cannot read the area"),
        ([__file__, "-o", "x.parquet"], "is not GeoJSON"),
        ([__file__, "-o", "x.parquet", "--width", "5km"], "not GeoJSON"),
        ([BOX, "-o", "x.parquet", "--radius", "5km"], "--radius needs one place"),
        ([BOX, "-o", "x.parquet", "--width", "5km"], "--width needs a line"),
        (["52.5,13.4", "-o", "x.parquet", "--width", "5km"], "--width needs a line"),
        ([BOX, "-o", "missing/x.parquet"], "does not exist"),
        ([BOX, "-o", "x.csv"], "x.csv is no name of a GeoParquet file"),
        ([BOX, "-o", "-"], "not to standard output"),
        ([BOX, "-o", ""], "must be a file, not a folder"),
        ([BOX, "-o", "."], "must be a file, not a folder"),
        ([BOX, "-o", "x.parquet", "--rate", "0"], "rate must be positive"),
        ([BOX], "missing option"),
    ],
)
def test_wrong_arguments_are_status_2(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVCP_API_KEY", "k")
    done = run("harvest", *arguments)
    assert done.status == 2
    assert words in done.err
    assert not list(tmp_path.iterdir())
