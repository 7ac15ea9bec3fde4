"""The command: one line with the base URL, a clean end on a signal, clear errors."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from evcp.sandbox import afdc


def start(*arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-m", "evcp.sandbox", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_serves_until_a_signal_comes(stop: signal.Signals) -> None:
    with start("--size", "40", "--seed", "3") as process:
        assert process.stdout
        base_url = process.stdout.readline().strip()
        params = {"apiKey": "k", "bbox": "50,0;49,1"}
        with requests.get(base_url + "stations.json", params=params, timeout=10) as response:
            assert response.status_code == 200
        process.send_signal(stop)
        rest, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert rest == ""
    assert "40 synthetic stations (seed 3), live states simulated" in errors
    assert f"a token at {base_url.replace('/ev/', '/oauth2/token')}" in errors
    assert "Traceback" not in errors


def test_serves_a_file_and_tells_what_was_wrong_with_it(tmp_path: Path) -> None:
    text = io.StringIO()
    rows = csv.DictWriter(text, afdc.COLUMNS, restval="")
    rows.writeheader()
    rows.writerow({"id": "1", "latitude": "40", "longitude": "-100", "state": "NE"})
    rows.writerow({"id": "2", "latitude": "north", "longitude": "-100", "state": "NE"})
    data = tmp_path / "some.csv"
    data.write_text(text.getvalue())
    with start("--data", str(data)) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.terminate()
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "some.csv: 2 rows, 1 stations, 1 dropped" in errors
    assert "1 x latitude: not a number: the row is dropped" in errors


def test_a_missing_file_is_an_error_in_one_line(tmp_path: Path) -> None:
    with start("--data", str(tmp_path / "none.csv")) as process:
        output, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert output == ""
    assert errors.startswith("evcp.sandbox: ")
    assert "none.csv" in errors
    assert errors.count("\n") == 1


def test_an_impossible_latency_is_an_error_in_one_line() -> None:
    with start("--size", "1", "--latency", "-1") as process:
        output, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert output == ""
    assert errors == "evcp.sandbox: latency has to be a number of seconds from 0 on, not -1.0\n"


def test_a_file_and_a_size_exclude_each_other() -> None:
    with start("--data", "x.csv", "--size", "3") as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "not allowed with" in errors
