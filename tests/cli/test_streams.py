"""Streams that the caller closed or that are full, `-` as a file, and what a shell completes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli.cli_runner import KEY, MITTE, process, run

from evcp.sandbox import Sandbox


@pytest.mark.parametrize("command", ["codes states", "--version", f"near {MITTE} --sort none"])
@pytest.mark.parametrize(
    ("output", "says"), [(">&-", "standard output is closed"), (">/dev/full", "no space left")]
)
def test_an_answer_that_cannot_be_written_is_an_error(
    service: Sandbox, command: str, output: str, says: str
) -> None:
    if output == ">/dev/full" and not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    done = process(line=f"evcp {command} {output}")
    assert done.status == 1
    assert done.err.startswith("evcp: ")
    assert says in done.err
    assert len(done.err.splitlines()) == 1


def test_what_is_said_to_nobody_does_not_get_into_the_answer(service: Sandbox) -> None:
    heard = process("near", MITTE, "--limit", "3")
    assert "3 of" in heard.err
    silent = process(line=f"evcp near {MITTE} --limit 3 2>&-")
    assert (silent.status, silent.err) == (0, "")
    assert len(silent.lines) == len(heard.lines) == 3
    assert "evcp:" not in silent.out


def test_a_file_is_written_without_standard_output(service: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "found.csv"
    done = process(line=f"evcp near {MITTE} --quiet --out '{file}' >&-")
    assert (done.status, done.err) == (0, "")
    assert file.read_text("utf-8") == run("near", MITTE, "-o", "csv").out


def test_closed_standard_input_has_no_ids(service: Sandbox) -> None:
    done = process(line="evcp station - <&-")
    assert "should not happen" not in done.err
    assert done.status == 3


def test_the_file_of_the_name_minus_is_standard_output(service: Sandbox, tmp_path: Path) -> None:
    assert run("near", MITTE, "--out", "-", "-o", "csv").out == run("near", MITTE, "-o", "csv").out
    assert run("near", MITTE, "--out", "-").out == run("near", MITTE).out


COMPLETIONS = [
    ("evcp ne", ["plain,near"]),
    ("evcp near --connector ch", ["plain,chademo"]),
    ("evcp near --connector ccs,ty", ["plain,ccs,type1", "plain,ccs,type2", "plain,ccs,type3"]),
    ("evcp codes --family gb", ["plain,gbt"]),
    ("evcp near --sort f", ["plain,free"]),
    ("evcp near --out be", ["file,be"]),
    ("evcp near --map be", ["file,be"]),
    ("evcp near --api-key-file k", ["file,k"]),
    ("evcp route --geojson tr", ["file,tr"]),
    ("evcp decode an", ["file,an"]),
]


@pytest.mark.parametrize(("words", "offers"), COMPLETIONS, ids=[one[0] for one in COMPLETIONS])
def test_what_bash_is_offered(
    words: str, offers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_EVCP_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    assert run().lines == offers


def test_a_refusal_of_long_waits_says_it_once(service: Sandbox) -> None:
    service.fail(429, retry_after=3600, times=1)
    done = run("near", MITTE)
    assert done.status == 1
    assert done.err.count("come back in 3600 s") == 1
    assert KEY not in done.err


def test_an_address_that_is_not_the_api_is_told_as_that(service: Sandbox) -> None:
    done = run("near", MITTE, "--base-url", f"{service.base_url}nowhere/")
    assert done.status == 1
    assert "check --base-url" in done.err
    assert "ids change" not in done.err
