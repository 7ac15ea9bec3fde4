"""The benchmark: its checks can fail, its clocks are fair, and it runs from end to end."""

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
from bench import (
    contestants,
    document,
    memory,
    pages,
    peers,
    report,
    runs,
    startup,
    timing,
    wire,
)

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


def test_a_page_that_is_not_valid_is_refused() -> None:
    page = pages.page(2)
    page["evStations"]["evStation"][1]["position"]["latitude"] = 120.5
    with pytest.raises(runs.CheckError, match="not valid"):
        runs.check_page(page)


def test_a_page_with_issues_is_refused() -> None:
    page = pages.page(1)
    page["evStations"]["evStation"][0]["colour"] = "green"
    with pytest.raises(runs.CheckError, match="1 issues in json: unknown-field"):
        runs.decoded(wire.json_text(page), "json")


@pytest.mark.usefixtures("timestamps")
@pytest.mark.parametrize("name", LINES)
def test_each_contestant_is_checked_for_what_it_gives(name: str) -> None:
    contestant = LINES[name]
    try:
        parse = contestant.load()
    except ImportError as error:
        pytest.skip(str(error))
    page = pages.page(3)
    models = runs.check_page(page)
    write = wire.json_text if contestant.format == "json" else wire.xml_text
    assert contestant.check(parse(write(page)), models, page)
    other = copy.deepcopy(page)
    other["evStations"]["evStation"].pop()
    other["count"] = 2
    assert not contestant.check(parse(write(other)), models, page)


@pytest.mark.usefixtures("timestamps")
@pytest.mark.parametrize("name", [line.name for line in LINES.values() if "model" in line.gives])
def test_models_with_one_wrong_value_do_not_pass(name: str) -> None:
    contestant = LINES[name]
    try:
        parse = contestant.load()
    except ImportError as error:
        pytest.skip(str(error))
    page = pages.page(3)
    models = runs.check_page(page)
    page["evStations"]["evStation"][2]["connectors"]["connector"][0]["fixedCable"] ^= True
    write = wire.json_text if contestant.format == "json" else wire.xml_text
    assert not contestant.check(parse(write(page)), models, page)


def test_a_contestant_that_misreads_stops_the_run() -> None:
    wrong = LINES["evcp.decode JSON"]
    empty = EVStationsResult(has_more=True, count=0)
    with pytest.raises(runs.CheckError, match=r"evcp\.decode JSON does not read the page"):
        runs.check_contestants({wrong.name: (wrong, lambda _: empty)}, 2)


def test_xsdata_is_left_as_it_was() -> None:
    registry = pytest.importorskip("xsdata.formats.converter").converter.registry
    before = dict(registry)
    with peers.xsdata_reads_timestamps():
        assert registry != before
    assert registry == before
    with pytest.raises(RuntimeError, match="stop"), peers.xsdata_reads_timestamps():
        raise RuntimeError("stop")
    assert registry == before


def test_a_missing_library_is_skipped_with_the_command_that_installs_it(
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
    run = runs.decode_run(loaded, stations=2, rounds=1, limit=9)
    assert "xsdata" not in report.decode_text(run)
    assert {line["role"] for line in report.ratios([run])} == {"raw", "walk"}


# --- the clocks -----------------------------------------------------------------------------------


def test_a_race_samples_every_call_alike_and_leaves_the_collector_as_it_was() -> None:
    called: list[str] = []
    calls = {name: (lambda name=name: called.append(name)) for name in "abc"}
    frozen = gc.get_freeze_count()
    found = timing.race(calls, rounds=4, limit=60)
    assert {len(timing_.seconds) for timing_ in found.values()} == {4}
    assert set(called) == set("abc")
    assert gc.get_freeze_count() == frozen
    assert gc.isenabled()


def test_a_race_stops_at_its_limit_after_two_rounds() -> None:
    found = timing.race({"a": lambda: None}, rounds=50, limit=0)
    assert len(found["a"].seconds) == 2


def test_a_race_interleaves_the_calls() -> None:
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


def test_the_collector_comes_back_when_a_call_fails() -> None:
    once: list[int] = []

    def fail_later() -> None:
        once.append(1)
        if len(once) > 1:
            raise ValueError("broken")

    frozen = gc.get_freeze_count()
    with pytest.raises(ValueError, match="broken"):
        timing.race({"a": fail_later}, rounds=1, limit=1)
    assert gc.get_freeze_count() == frozen


def test_a_timing_gives_the_best_sample_and_how_far_the_median_is_from_it() -> None:
    found = timing.Timing((4.0, 2.0, 3.0))
    assert found.best == 2.0
    assert found.spread == 1.5


@pytest.mark.skipif(not memory.measurable(), reason="needs the counters of Linux")
def test_peak_memory_is_at_least_the_text_that_the_parser_makes(tmp_path: Path) -> None:
    document = tmp_path / "page.json"
    document.write_bytes(wire.json_text(pages.page(memory.LEAST_STATIONS)))
    size = document.stat().st_size
    assert size < memory.peak("json.loads", document) < 50 * size


@pytest.mark.skipif(not memory.measurable(), reason="needs the counters of Linux")
def test_a_process_that_cannot_measure_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"(?s)memory of json\.loads.*FileNotFoundError"):
        memory.peak("json.loads", tmp_path / "absent.json")


def test_start_up_counts_what_a_statement_loads() -> None:
    bare, costs = startup.measure_startup(rounds=1)
    assert bare > 0
    assert costs["import evcp"].modules > 0
    assert costs["import requests"].modules > costs["import evcp"].modules
    assert set(costs) == set(startup.statements())


def test_a_statement_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "statements", lambda: {"broken": "import evcp_is_not_this"})
    with pytest.raises(RuntimeError, match="cannot run 'import evcp_is_not_this'"):
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


def test_ratios_say_which_target_is_met() -> None:
    found = {
        (line["format"], line["role"]): (line["ratio"], line["met"])
        for line in report.ratios([run_of(evcp_us=100, xsdata_us=1200, raw_us=30)])
    }
    assert found == {
        ("json", "xsdata"): (12.0, False),
        ("json", "raw"): (3.33, False),
        ("json", "walk"): (1.67, None),
        ("xml", "xsdata"): (12.0, True),
        ("xml", "raw"): (3.33, False),
        ("xml", "walk"): (1.67, None),
    }
    met = report.ratios([run_of(evcp_us=90, xsdata_us=1350, raw_us=30)])
    assert {line["met"] for line in met} == {True, None}


def test_ratios_take_the_fastest_of_xsdata() -> None:
    run = run_of(evcp_us=100, xsdata_us=1200, raw_us=30)
    run["contestants"]["other"] = {**run["contestants"]["xsdata xml"], "us_per_station": 900.0}
    line = next(x for x in report.ratios([run]) if x["format"] == "xml" and x["role"] == "xsdata")
    assert (line["than"], line["ratio"]) == ("other", 9.0)


def test_tables_align_text_to_the_left_and_numbers_to_the_right() -> None:
    found = report.table(("", "n", "note"), [("a", "1.0", "ok"), ("long", "10.0", "")])
    assert found.splitlines() == [
        "         n  note",
        "----  ----  ----",
        "a      1.0  ok",
        "long  10.0",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sizes", "20,many"], "'20,many' is no list of numbers of stations"),
        (["--sizes", "0"], "'0' is no list of numbers of stations"),
        (["--rounds", "0"], "'0' is no number above 0"),
        (["--json", "/absent/folder/figures.json"], "there is no folder /absent/folder"),
    ],
)
def test_wrong_options_are_refused_before_anything_runs(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        benchmark.main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_it_runs_from_end_to_end_on_tiny_pages(tmp_path: Path) -> None:
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
    assert "XML, 3 stations: faster than xsdata XmlParser" in done.stdout
    assert "JSON, 2 stations: of the time of json.loads" in done.stdout
    assert "skipped memory: it takes a page of at least 500 stations" in done.stdout

    data = json.loads(figures.read_text("utf-8"))
    assert [run["stations"] for run in data["decode"]] == [2, 3]
    skipped = {name for name in LINES if f"skipped {name}:" in done.stdout}
    for run in data["decode"]:
        assert set(run["contestants"]) == set(LINES) - skipped
        assert all(found["us_per_station"] > 0 for found in run["contestants"].values())
    assert {line["role"] for line in data["ratios"]} == {"xsdata", "raw", "walk"}
    assert all(line["ratio"] > 0 for line in data["ratios"])
    assert data["generate_seconds"] > 0
    assert data["startup"]["over_bare"]["import evcp"]["modules"] > 0
    assert data["encode"]["evcp.encode XML"]["us_per_station"] > 0
    assert data["machine"]["versions"]["evcp"] == evcp.__version__


def test_figures_go_between_the_markers_of_a_document(tmp_path: Path) -> None:
    target = tmp_path / "benchmarks.md"
    target.write_text(
        f"before\n{document.BEGIN}\nfigures of 1999\n{document.END}\nafter\n", "utf-8"
    )
    decode = [run_of(evcp_us=80, xsdata_us=1200, raw_us=20)]
    figures = {
        "machine": report.machine(),
        "decode": decode,
        "ratios": report.ratios(decode),
        "variants": {"JSON, compact": {"us_per_station": 80.0, "raw_us_per_station": 20.0}},
        "encode": {"evcp.encode JSON": {"us_per_station": 70.0}},
        "startup": {"bare_ms": 7.0, "over_bare": {"import evcp": {"ms": 7.2, "modules": 30}}},
        "generate_seconds": 0.66,
    }
    document.update_document(target, figures)
    document.update_document(target, figures)  # a second run replaces the first
    text = target.read_text("utf-8")
    assert text.startswith(f"before\n{document.BEGIN}\n\n{platform.python_implementation()}")
    assert text.endswith(f"{document.END}\nafter\n")
    assert "1999" not in text
    assert "| JSON: times faster than xsdata's parser | at least 15 | **15.0** |" in text
    assert "| JSON: times the time of the bare parser | at most 3 | 4.0 |" in text
    assert "| xsdata xml | x | 1200 (15.00) |" in text
    assert "| JSON, compact | 80 | 20 | 4.0 |" in text
    assert "| `import evcp` | 7 | 30 |" in text
    assert "takes 0.7 s" in text
    assert "### Memory" not in text  # it was not measured


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"has to have the line {document.BEGIN} once"),
        (document.BEGIN, f"has to have the line {document.END} once"),
        (document.BEGIN * 2 + document.END, f"has to have the line {document.BEGIN} once"),
        (f"{document.END}\n{document.BEGIN}", "has its markers in the wrong order"),
        (None, "there is no file"),
    ],
)
def test_a_document_without_its_markers_is_refused_before_anything_runs(
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


def test_the_documentation_has_a_place_for_the_figures() -> None:
    document.check_document(benchmark.DOCUMENT)
