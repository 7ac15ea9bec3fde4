"""The two measures of the sandbox run, on a small scale, and print their tables."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"


def test_searches_of_a_small_world() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "bench" / "world.py"), "200", "--live"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "prox 5 km, JSON" in done.stdout
    assert "memory, MB" in done.stdout


def test_a_second_of_load() -> None:
    done = subprocess.run(
        [
            *(sys.executable, str(SCRIPTS / "bench" / "sandbox.py"), "--rate", "20"),
            *("--seconds", "1", "--", "--size", "200"),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "20 searches at 20/s" in done.stdout
    assert "{'200': 20}" in done.stdout
