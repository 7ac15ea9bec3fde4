"""Closed and full streams, `-` as a file name, shell completion."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli.cli_runner import KEY, MITTE, process, run

from evcp.sandbox import Sandbox


@pytest.mark.parametrize("command", ["codes states", "--version", f"near {MITTE} --sort none"])
@pytest.mark.parametrize(
    ("output", "message"), [(">&-", "standard output is closed"), (">/dev/full", "no space left")]
)
def test_unwritable_output_is_an_error(
    service: Sandbox, command: str, output: str, message: str
) -> None:
    if output == ">/dev/full" and not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    done = process(line=f"evcp {command} {output}")
    assert done.status == 1
    assert done.err.startswith("evcp: ")
    assert message in done.err
    assert len(done.err.splitlines()) == 1


def test_closed_stderr_does_not_mix_into_output(service: Sandbox) -> None:
    normal = process("near", MITTE, "--limit", "3")
    assert "3 of" in normal.err
    silent = process(line=f"evcp near {MITTE} --limit 3 2>&-")
    assert (silent.status, silent.err) == (0, "")
    assert len(silent.lines) == len(normal.lines) == 3
    assert "evcp:" not in silent.out


def test_file_is_written_with_closed_stdout(service: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "found.csv"
    done = process(line=f"evcp near {MITTE} --quiet --out '{file}' >&-")
    assert (done.status, done.err) == (0, "")
    assert file.read_text("utf-8") == run("near", MITTE, "-o", "csv").out


def test_closed_stdin_has_no_ids(service: Sandbox) -> None:
    done = process(line="evcp station - <&-")
    assert "unexpected error" not in done.err
    assert done.status == 3


def test_minus_is_standard_output(service: Sandbox, tmp_path: Path) -> None:
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
def test_bash_completions(words: str, offers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_EVCP_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    assert run().lines == offers


def test_long_retry_after_is_reported_once(service: Sandbox) -> None:
    service.fail(429, retry_after=3600, times=1)
    done = run("near", MITTE)
    assert done.status == 1
    assert done.err.count("come back in 3600 s") == 1
    assert KEY not in done.err


def test_wrong_base_url_hint(service: Sandbox) -> None:
    done = run("near", MITTE, "--base-url", f"{service.base_url}nowhere/")
    assert done.status == 1
    assert "check --base-url" in done.err
    assert "ids change" not in done.err
