"""`watch --record`, `history` and `diff`: what is printed, and the exit statuses."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli.cli_runner import run
from cli.test_watch import evses, one_by_one, watch
from harvest.planting import world, write

pytest.importorskip("pyarrow")
import pyarrow as pa

from evcp.cli.commands.diff import _plain
from evcp.cli.commands.history import _plain as _plain_rows
from evcp.history import events


@pytest.fixture(autouse=True)
def _alone(bare_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVCP_API_KEY", "a-key")
    monkeypatch.setattr(os, "fsync", lambda number: None)


def test_a_watch_is_recorded_and_read(tmp_path: Path) -> None:
    folder = str(tmp_path / "record")
    free, busy = evses(E1="AVAILABLE"), evses(E1="OCCUPIED")
    answer = one_by_one(free, busy, busy, (503, "{}"), free, busy, free, free)
    done = watch(answer, 8, "--record", folder)
    assert done.status == 0
    assert len(done.out.splitlines()) == 4  # the changes are printed as without
    shown = run("history", folder, "-o", "jsonl", "--show", "uptime")
    (row,) = map(json.loads, shown.out.splitlines())
    assert (row["evse_id"], row["uptime"], row["unknown"]) == ("cpo-E1", 1.0, 0)
    assert row["gap"] > 0
    sessions = run("history", folder, "--show", "sessions", "-o", "csv")
    whole = [line["complete"] for line in csv.DictReader(io.StringIO(sessions.out))]
    assert whole == ["False", "True"]
    summary = run("history", folder, "-o", "table").out
    assert "1 EVSE, " in summary
    assert re.search(r"cpo-E1 +100.0% +[\d.%]+ +[\d.]+ (h|min|m?s)", summary)
    assert "1 outage" in summary
    assert "1 session, median" in summary
    assert "1 more seen in part" in summary
    later = events(folder).to_pylist()[-1]["time"] + timedelta(hours=1)
    assert "0 outages" in run("history", folder, "-o", "table", "--from", later.isoformat()).out
    assert (
        run("history", folder, "-o", "table", "--from", "2000-01-01", "--to", "2000-01-02").status
        == 3
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "soon"], "is not a time"),
        (["--zone", "Mars/Base"], "no time zone"),
        (["--zone", ""], "no time zone"),
        (["--from", "2026-06-02", "--to", "2026-06-01"], "--from must be before --to"),
    ],
)
def test_bad_arguments_are_named(tmp_path: Path, arguments: list[str], words: str) -> None:
    watch(one_by_one(evses(E1="AVAILABLE")), 2, "--record", str(tmp_path))
    done = run("history", str(tmp_path), *arguments)
    assert done.status == 2
    assert words in done.err


def test_a_folder_without_a_record_is_told(tmp_path: Path) -> None:
    done = run("history", str(tmp_path))
    assert done.status == 1
    assert "there is no record" in done.err


def test_differences_of_two_harvests(tmp_path: Path) -> None:
    rows = world(12)
    old = str(write(tmp_path / "old.parquet", rows))
    changed = [*rows[1:-1], {**rows[-1], "name": "another"}]
    new = str(write(tmp_path / "new.parquet", changed))
    done = run("diff", old, new, "-o", "jsonl")
    assert done.status == 0
    told = {line["kind"]: line for line in map(json.loads, done.out.splitlines())}
    assert set(told) == {"gone", "changed"}
    assert told["gone"]["id"] == rows[0]["id"]
    assert told["changed"]["fields"] == [
        {"path": "name", "old": rows[-1]["name"], "new": "another"}
    ]
    table = run("diff", old, new, "-o", "table").out
    assert [line.split() for line in table.splitlines() if line.startswith(("gone", "name"))] == [
        ["gone", "1"],
        ["name", "1"],
    ]
    lines = list(csv.DictReader(io.StringIO(run("diff", old, new, "-o", "csv").out)))
    assert [(line["kind"], line["field"]) for line in lines] == [("gone", ""), ("changed", "name")]
    assert run("diff", old, old, "-o", "json").out == "[]\n"
    assert run("diff", old, old).status == 3


def test_numbers_that_json_lacks_are_texts() -> None:
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert _plain([at]) == ["2026-06-01T12:00:00Z"]
    assert _plain({"a": [float("nan"), float("inf"), 1.5, None]}) == {
        "a": ["nan", "inf", 1.5, None]
    }


def test_times_keep_the_parts_of_a_second() -> None:
    at = datetime(2026, 6, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    table = pa.table(
        {"begin": pa.array([at, at.replace(microsecond=0)], pa.timestamp("us", "UTC"))}
    )
    assert [row["begin"] for row in _plain_rows(table)] == [
        "2026-06-01T12:00:00.250000Z",
        "2026-06-01T12:00:00Z",
    ]


def test_what_was_not_seen_is_no_difference_for_sure(tmp_path: Path) -> None:
    rows = world(12)
    old = str(write(tmp_path / "old.parquet", rows))
    new = str(write(tmp_path / "new.parquet", rows[1:], doubts=[(-90.0, -180.0, 90.0, 180.0)]))
    done = run("diff", old, new, "-o", "table")
    assert done.status == 4
    assert "not known to have every station of that place" in done.out
    assert [
        line.split() for line in done.out.splitlines() if line.startswith(("gone", "not seen  "))
    ] == [
        ["gone", "0"],
        ["not", "seen", "1"],
    ]
    assert run("diff", old, new, "-o", "jsonl").status == 4
