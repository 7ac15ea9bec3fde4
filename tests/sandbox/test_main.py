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

from evcp.sandbox.importers import afdc


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


def test_serves_a_file_and_reports_its_issues(tmp_path: Path) -> None:
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
    file = tmp_path / "none.csv"
    assert errors == f"evcp.sandbox: cannot read {file}: no such file or directory\n"


def test_a_file_of_an_unknown_kind_is_no_wrong_option(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("some,words\n1,2\n")
    with start("--data", str(file)) as process:
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, output) == (1, "")
    assert errors.startswith("evcp.sandbox: words.csv is not a known kind of file")


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--size", "10M", "argument --size: invalid int value: '10M'"),
        ("--sise", "10", "unrecognized arguments: --sise 10"),
        ("--port", "", "argument --port: invalid int value: ''"),
    ],
)
def test_a_malformed_option_is_one_line_and_a_hint(option: str, value: str, says: str) -> None:
    with start(option, value) as process:
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, output) == (2, "")
    hint = "hint: see python -m evcp.sandbox --help"
    assert errors.splitlines() == [f"evcp.sandbox: {says}", hint]


def test_an_impossible_latency_is_an_error_in_one_line() -> None:
    with start("--size", "1", "--latency", "-1") as process:
        output, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert output == ""
    assert errors.startswith("evcp.sandbox: latency: '-1' is not a time")
    assert errors.count("\n") == 1


def test_everything_can_be_set_on_the_command_line() -> None:
    with start(
        "--size", "300", "--seed", "3", "--start", "2025-06-02T08:00:00+02:00", "--speed", "0",
        "--latency", "1ms..2ms", "--fail", "503,times=1", "--fail", "429@stations/count",
        "--drift", "0.5", "--control", "--max-connections", "9",
    ) as process:  # fmt: skip
        assert process.stdout
        base_url = process.stdout.readline().strip()
        control = base_url.replace("/ev/", "/control/")
        params = {"apiKey": "k", "prox": "52.5,13.4,100000"}
        with requests.Session() as session:
            statuses = [
                session.get(base_url + path, params=params, timeout=10).status_code
                for path in ("stations.json", "stations.json", "stations/count.json")
            ]
            state = session.get(control + "state", timeout=10).json()
        process.terminate()
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert statuses == [503, 200, 429]
    assert state["clock"] == {"now": "2025-06-02T06:00:00.000+00:00", "speed": 0.0}
    assert (state["latency"], state["seed"], state["fired"]) == ([0.001, 0.002], 3, 2)
    assert state["drift"] == {
        "rate": 0.5,
        "kinds": ["new-field", "new-value", "number-as-text", "text-as-number"],
        "seed": 3,
    }
    assert "fault on demand: 429, on='stations/count'" in errors
    assert f"control endpoint: {control}" in errors


def test_states_move_unless_still() -> None:
    bodies: dict[tuple[str, ...], set[str]] = {}
    for more in ((), ("--still",)):
        with start("--size", "200", "--quiet", "--control", "--speed", "0", *more) as process:
            assert process.stdout
            base_url = process.stdout.readline().strip()
            with requests.Session() as session:
                for jump in (0, 40_000):
                    body = {"now": "2025-06-02T08:00:00Z", "jump": jump}
                    control = base_url.replace("/ev/", "/control/clock")
                    assert session.put(control, json=body, timeout=10).status_code == 200
                    params = {"apiKey": "k", "prox": "52.5,13.4,200000", "maxresults": "1000"}
                    answer = session.get(base_url + "stations.json", params=params, timeout=10)
                    bodies.setdefault(more, set()).add(answer.text)
            process.terminate()
            _, errors = process.communicate(timeout=20)
        assert errors == ""
    assert [len(texts) for texts in bodies.values()] == [2, 1]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--fail", "rain"),
        ("--speed", "-1"),
        ("--start", "noon"),
        ("--drift", "3"),
        ("--port", "70000"),
        ("--max-connections", "0"),
    ],
)
def test_an_impossible_option_is_an_error_in_one_line(option: str, value: str) -> None:
    with start("--size", "1", option, value) as process:
        output, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert output == ""
    assert errors.startswith("evcp.sandbox: ")
    assert errors.count("\n") == 1


def test_a_host_that_cannot_be_found_is_no_wrong_option() -> None:
    with start("--size", "1", "--host", "no.such.host.invalid") as process:
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, output) == (1, "")
    assert errors.startswith("evcp.sandbox: ")
    assert errors.count("\n") == 1


def test_a_file_and_a_size_exclude_each_other() -> None:
    with start("--data", "x.csv", "--size", "3") as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "not allowed with" in errors
