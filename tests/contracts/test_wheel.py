"""The wheel: its packages, typed, and working without the rest of the project."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return path


def test_wheel_holds_the_packages_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"evcp", "evcp_codec", "evcp_models"}
    assert {
        *("evcp/py.typed", "evcp_codec/py.typed", "evcp_models/py.typed"),
        *("evcp/sandbox/__main__.py", "evcp/cli/map/page.html", "evcp/cli/map/page.css"),
    } <= set(names)
    sources = {p.name for p in (ROOT / "sdk" / "evcp").glob("*.py")}
    assert {n.removeprefix("evcp/") for n in names if n.count("/") == 1} >= sources
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_wheel_works_alone(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "import evcp, evcp_models\n"
        "for format in ('json', 'xml'):\n"
        "    body = evcp.encode(evcp_models.CountResult(count=3), format=format)\n"
        "    assert evcp.decode(body, evcp_models.CountResult, format=format).value.count == 3\n"
        "print(evcp.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert str(tmp_path) in done.stdout
