"""The benchmark of the codecs: checks that can fail, fair timing, the report and the command."""

from __future__ import annotations

import copy
import gc
import json
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import benchmark
import pytest
from bench import codec, contestants, memory, pages, peers, report, startup, timing

import evcp
from evcp_models import EVStationsResult

ROOT = Path(__file__).resolve().parents[2]
LINES = {contestant.name: contestant for contestant in contestants.CONTESTANTS}


@pytest.fixture
def timestamps() -> Iterator[None]:
    pytest.importorskip("xsdata")
    with peers.xsdata_reads_timestamps():
        yield


# --- the checks ------------------------------------------------------------------------------------


def test_invalid_page_refused() -> None:
    page = pages.page(2)
    page["evStations"]["evStation"][1]["position"]["latitude"] = 120.5
    with pytest.raises(codec.CheckError, match="not valid"):
        codec.check_page(page)


def test_page_with_issues_refused() -> None:
    page = pages.page(1)
    page["evStations"]["evStation"][0]["colour"] = "green"
    with pytest.raises(codec.CheckError, match="1 issues in json: unknown-field"):
        codec.decoded(pages.json_text(page), "json")


@pytest.mark.usefixtures("timestamps")
@pytest.mark.parametrize("name", LINES)
def test_contestant_result_checked(name: str) -> None:
    contestant = LINES[name]
    try:
        parse = contestant.load()
    except ImportError as error:
        pytest.skip(str(error))
    page = pages.page(3)
    models = codec.check_page(page)
    write = pages.WRITERS[contestant.format]
    assert contestants.holds_page(contestant, parse(write(page)), models, page)
    other = copy.deepcopy(page)
    other["evStations"]["evStation"].pop()
    other["count"] = 2
    assert not contestants.holds_page(contestant, parse(write(other)), models, page)


@pytest.mark.usefixtures("timestamps")
@pytest.mark.parametrize("name", [line.name for line in LINES.values() if "model" in line.gives])
def test_models_with_one_wrong_value_refused(name: str) -> None:
    contestant = LINES[name]
    try:
        parse = contestant.load()
    except ImportError as error:
        pytest.skip(str(error))
    page = pages.page(3)
    models = codec.check_page(page)
    page["evStations"]["evStation"][2]["connectors"]["connector"][0]["fixedCable"] ^= True
    write = pages.WRITERS[contestant.format]
    assert not contestants.holds_page(contestant, parse(write(page)), models, page)


def test_misreading_contestant_stops_run() -> None:
    wrong = LINES["evcp.decode JSON"]
    empty = EVStationsResult(has_more=True, count=0)
    with pytest.raises(codec.CheckError, match=r"evcp\.decode JSON does not read the page"):
        codec.check_contestants({wrong.name: (wrong, lambda _: empty)}, 2)


def test_xsdata_registry_restored() -> None:
    registry = pytest.importorskip("xsdata.formats.converter").converter.registry
    before = dict(registry)
    with peers.xsdata_reads_timestamps():
        assert registry != before
    assert registry == before
    with pytest.raises(RuntimeError, match="stop"), peers.xsdata_reads_timestamps():
        raise RuntimeError("stop")
    assert registry == before


def test_missing_library_skipped_with_install_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def without(name: str) -> Any:
        if name.partition(".")[0] in ("orjson", "xsdata"):
            raise ModuleNotFoundError(f"No module named {name!r}")
        return import_module(name)

    monkeypatch.setattr(contestants, "import_module", without)
    monkeypatch.setattr(peers, "import_module", without)
    loaded, missing = contestants.load_contestants()
    assert "orjson.loads" not in loaded
    assert "evcp.decode XML" in loaded
    assert "skipped orjson.loads: No module named 'orjson' (pip install 'evcp[bench]')" in missing
    assert len([line for line in missing if "evcp[generate]" in line]) == 3
    # The report does without them: nothing is compared with xsdata, the rest is.
    run = codec.decode_run(loaded, stations=2, rounds=1, limit=9)
    assert "xsdata" not in str(run)
    assert "xsdata" not in {line["role"] for line in report.ratios([run])}


# --- the clocks -----------------------------------------------------------------------------------


@pytest.fixture
def unfrozen() -> Iterator[None]:
    """The collector as it is outside of a test run."""
    gc.unfreeze()
    yield
    gc.freeze()


@pytest.mark.usefixtures("unfrozen")
def test_race_samples_every_call_and_restores_collector() -> None:
    called: list[str] = []
    calls = {name: (lambda name=name: called.append(name)) for name in "abc"}
    found = timing.race(calls, rounds=4, limit=60)
    assert {len(seconds) for seconds in found.values()} == {4}
    assert set(called) == set("abc")
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()


def test_race_stops_at_limit_after_two_rounds() -> None:
    found = timing.race({"a": lambda: None}, rounds=50, limit=0)
    assert len(found["a"]) == 2


def test_race_interleaves_calls() -> None:
    called: list[str] = []
    slow = timing.SAMPLE_SECONDS * 2

    def burn(name: str) -> None:
        called.append(name)
        end = time.process_time() + slow
        while time.process_time() < end:
            pass

    timing.race({"a": lambda: burn("a"), "b": lambda: burn("b")}, rounds=3, limit=60)
    assert len(called) == 3 * 2  # one call a sample
    for turn in range(0, 6, 2):
        assert set(called[turn : turn + 2]) == {"a", "b"}


@pytest.mark.usefixtures("unfrozen")
def test_collector_restored_after_failing_call() -> None:
    once: list[int] = []

    def fail_later() -> None:
        once.append(1)
        if len(once) > 1:
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        timing.race({"a": fail_later}, rounds=1, limit=1)
    assert gc.get_freeze_count() == 0


def test_summary_has_best_sample_and_spread() -> None:
    found = codec.summary([4.0, 2.0, 3.0], stations=1000)
    assert found == {"us_per_station": 2000.0, "spread": 1.5}


@pytest.mark.skipif(not memory.measurable(), reason="needs the counters of Linux")
def test_peak_memory_exceeds_document_size(tmp_path: Path) -> None:
    document = tmp_path / "page.json"
    document.write_bytes(pages.json_text(pages.page(memory.LEAST_STATIONS)))
    size = document.stat().st_size
    assert size < memory.peak("json.loads", document) < 50 * size


@pytest.mark.skipif(not memory.measurable(), reason="needs the counters of Linux")
def test_failed_measuring_process_reported(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"(?s)bench\.memory json\.loads.*FileNotFoundError"):
        memory.peak("json.loads", tmp_path / "absent.json")


def test_startup_counts_loaded_modules() -> None:
    bare, costs = startup.measure_startup(rounds=1)
    assert bare > 0
    assert costs["import evcp"]["modules"] > 0
    assert costs["import requests"]["modules"] > costs["import evcp"]["modules"]
    assert set(costs) == set(startup.statements())


def test_failing_statement_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "statements", lambda: {"broken": "import evcp_is_not_this"})
    with pytest.raises(
        RuntimeError, match=r"(?s)cannot run python -c import evcp_is_not_this.*ModuleNotFoundError"
    ):
        startup.measure_startup(rounds=1)


# --- the report and the command -----------------------------------------------------------------------


def run_of(evcp_us: float, xsdata_us: float, raw_us: float) -> dict[str, Any]:
    times = {"evcp": evcp_us, "xsdata": xsdata_us, "raw": raw_us, "walk": raw_us * 2}
    return {
        "stations": 20, "rounds": 3, "bytes_per_station": {"json": 5000, "xml": 8000},
        "contestants": {
            f"{role} {form}": {"format": form, "role": role, "gives": "x", "us_per_station": us,
                               "spread": 1.0}
            for form in ("json", "xml") for role, us in times.items()
        },
    }  # fmt: skip


def test_ratios_tell_met_targets() -> None:
    found = {
        (line["format"], line["role"]): (line["ratio"], line["met"])
        for line in report.ratios([run_of(evcp_us=100, xsdata_us=1200, raw_us=30)])
    }
    assert found == {
        ("json", "xsdata"): (12.0, False),
        ("json", "raw"): (3.33, False),
        ("json", "walk"): (1.67, None),
        ("xml", "xsdata"): (12.0, False),
        ("xml", "raw"): (3.33, False),
        ("xml", "walk"): (1.67, None),
    }
    met = report.ratios([run_of(evcp_us=20, xsdata_us=500, raw_us=30)])
    assert {line["met"] for line in met} == {True, None}


def test_ratios_use_fastest_xsdata_parser() -> None:
    run = run_of(evcp_us=100, xsdata_us=1200, raw_us=30)
    run["contestants"]["other"] = {**run["contestants"]["xsdata xml"], "us_per_station": 900.0}
    line = next(x for x in report.ratios([run]) if x["format"] == "xml" and x["role"] == "xsdata")
    assert (line["than"], line["ratio"]) == ("other", 9.0)


def test_tables_align_numbers_to_the_right() -> None:
    section = report._section("Writing", "", ["", "µs a station"], [["json.dumps", "66"]])
    assert section.splitlines()[2:] == [
        "|  | µs a station |",
        "| --- | ---: |",
        "| json.dumps | 66 |",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sizes", "20,many"], "argument --sizes: invalid sizes value: '20,many'"),
        (["--sizes", "0"], "argument --sizes: invalid sizes value: '0'"),
        (["--rounds", "0"], "argument --rounds: invalid positive value: '0'"),
        (["--json", "/absent/folder/figures.json"], "there is no folder /absent/folder"),
    ],
)
def test_wrong_options_refused_before_run(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        benchmark.main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.long
def test_whole_run_on_tiny_pages(tmp_path: Path) -> None:
    pytest.importorskip("xsdata")
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "scripts" / "benchmark.py"),
         "--sizes", "2,3", "--rounds", "1", "--json", str(figures)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "evcp reads JSON and XML to equal models" in done.stdout
    assert "3 xsdata parsers fill equal models" in done.stdout
    assert "| `evcp.decode` | target | 2 stations | 3 stations |" in done.stdout
    assert "| XML: times faster than xsdata's parser | at least 15 |" in done.stdout
    assert "skipped memory: it needs Linux and a page of at least 500 stations" in done.stdout

    data = json.loads(figures.read_text("utf-8"))
    assert [run["stations"] for run in data["decode"]] == [2, 3]
    skipped = {name for name in LINES if f"skipped {name}:" in done.stdout}
    for run in data["decode"]:
        assert set(run["contestants"]) == set(LINES) - skipped
        assert all(found["us_per_station"] > 0 for found in run["contestants"].values())
    roles = {LINES[name].role for run in data["decode"] for name in run["contestants"]}
    assert {line["role"] for line in data["ratios"]} == roles - {"evcp", "peer"}
    assert all(line["ratio"] > 0 for line in data["ratios"])
    assert data["generate_seconds"] > 0
    assert data["startup"]["over_bare"]["import evcp"]["modules"] > 0
    assert data["encode"]["evcp.encode XML"]["us_per_station"] > 0
    assert data["machine"]["versions"]["evcp"] == evcp.__version__


def test_figures_replaced_between_markers(tmp_path: Path) -> None:
    target = tmp_path / "benchmarks.md"
    target.write_text(f"before\n{report.BEGIN}\nfigures of 1999\n{report.END}\nafter\n", "utf-8")
    decode = [run_of(evcp_us=80, xsdata_us=2000, raw_us=20)]
    figures = {
        "machine": report.machine(),
        "decode": decode,
        "ratios": report.ratios(decode),
        "variants": {"JSON, compact": {"us_per_station": 80.0, "raw_us_per_station": 20.0}},
        "encode": {"evcp.encode JSON": {"us_per_station": 70.0}},
        "startup": {"bare_ms": 7.0, "over_bare": {"import evcp": {"ms": 7.2, "modules": 30}}},
        "generate_seconds": 0.66,
    }
    report.update_document(target, figures)
    report.update_document(target, figures)  # a second run replaces the first
    text = target.read_text("utf-8")
    assert text.startswith(f"before\n{report.BEGIN}\n\n{platform.python_implementation()}")
    assert text.endswith(f"{report.END}\nafter\n")
    assert "1999" not in text
    assert "| JSON: times faster than xsdata's parser | at least 25 | **25.00** |" in text
    assert "| JSON: times the time of the bare parser | at most 0.8 | 4.00 |" in text
    assert "| xsdata xml | x | 2000 (25.00) |" in text
    assert "| JSON, compact | 80 | 20 | 4.0 |" in text
    assert "| `import evcp` | 7 | 30 |" in text
    assert "takes 0.7 s" in text
    assert "### Memory" not in text  # it was not measured


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "once, in this order"),
        (report.BEGIN, "once, in this order"),
        (report.BEGIN * 2 + report.END, "once, in this order"),
        (f"{report.END}\n{report.BEGIN}", "once, in this order"),
        (None, "No such file"),
    ],
)
def test_document_without_markers_refused_before_run(
    text: str | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "benchmarks.md"
    if text is not None:
        target.write_text(text, "utf-8")
    with pytest.raises(SystemExit) as caught:
        benchmark.main(["--docs", str(target)])
    assert caught.value.code == 2
    assert message in capsys.readouterr().err
    assert text is None or target.read_text("utf-8") == text


def test_documentation_has_markers() -> None:
    assert all("#" in part for part in report.around_figures(codec.DOCUMENT)[:1])


def test_unknown_subject_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main(["speed"]) == 2
    assert (
        "unknown subject 'speed': codec, client, arrow, sandbox, world" in capsys.readouterr().err
    )


def test_help_names_every_subject(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        benchmark.main(["--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert all(f"benchmark.py {subject}" in text for subject in benchmark.SUBJECTS[1:])
    assert "--sizes" in text
