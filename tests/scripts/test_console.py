"""Scripts outside of .venv: advice instead of a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.mark.parametrize(
    ("script", "extra"),
    [
        ("generate", "generate"),
        ("schema_diff", "generate"),
        ("benchmark", "bench,generate"),
        ("build_docs", "all,docs"),
    ],
)
def test_missing_package_is_advice(script: str, extra: str) -> None:
    bare = [sys.executable, "-I", "-S"]  # as if nothing were installed
    done = subprocess.run(
        [*bare, SCRIPTS / f"{script}.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"{script}: not installed for ")
    assert f"pip install -e '.[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr
