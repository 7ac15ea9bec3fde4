"""docs/first-hour.md, step by step: the wheel, an empty folder, a fresh environment."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from contracts.pages import ROOT, run, script


@pytest.mark.long
def test_first_hour(tmp_path: Path) -> None:
    dist, folder = tmp_path / "dist", tmp_path / "empty"
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = dist.glob("*.whl")
    lines = [line.replace("~/evcp'[", f"'{wheel}[") for line in script(ROOT / "docs/first-hour.md")]
    constraints = str(ROOT / "constraints.txt")
    # Modules are compiled when they are first imported: most of them never are.
    pip = {"PIP_CONSTRAINT": constraints, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_COMPILE": "0"}
    shown = run(lines, folder, **pip)
    for said in ("equal, station by station", "complete", "1 passed"):
        assert said in shown, shown[-5_000:]
    assert re.search(r"[1-9]\d* of \d+ free", shown), shown[-5_000:]
    assert (folder / "free.csv").read_text("utf-8").count("\n") > 3
    assert "<canvas" in (folder / "berlin.html").read_text("utf-8")
