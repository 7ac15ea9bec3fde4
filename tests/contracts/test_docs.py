"""The blocks of the README and the guides run, in order, against the sandbox."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from contracts.pages import PAGES, ROOT, commands, run, script

from evcp.sandbox import Sandbox, World

ELSEWHERE = ("make ", "pip install ")
"""Commands that other tests run: the first hour installs; `make test` runs this test."""
_BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with Sandbox(World.synthetic(2_000, seed=3)) as sandbox:
        yield sandbox.base_url


def blocks(page: Path) -> list[str]:
    """Python blocks of a page, padded so that line numbers match the page."""
    text = page.read_text("utf-8")
    return ["\n" * text[: m.start(1)].count("\n") + m.group(1) for m in _BLOCK.finditer(text)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_blocks_run(page: Path, base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVCP_BASE_URL", base_url)
    monkeypatch.setenv("EVCP_API_KEY", "any")
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        exec(compile(block, str(page), "exec"), names)  # noqa: S102


# first-hour.md needs a fresh environment, and has its own test.
@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.name != "first-hour.md" and commands(page)],
    ids=lambda page: page.name,
)
def test_console_blocks_run(page: Path, base_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("examples", "schema", "scripts"):  # a page may be read in a clone
        (folder / name).symlink_to(ROOT / name)
    lines = [line for line in script(page) if not line.startswith(ELSEWHERE)]
    run(lines, folder, EVCP_BASE_URL=base_url, EVCP_API_KEY="any")


def test_pages_have_blocks() -> None:
    assert {page.name for page in PAGES if blocks(page)} >= {"README.md", "guide.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize(
    "arguments",
    [
        ("free_near.py", "52.52", "13.405"),
        ("changes.py", "52.52", "13.405", "--every", "0", "--times", "2"),
    ],
)
def test_examples_run(
    arguments: tuple[str, ...], base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVCP_BASE_URL", base_url)
    monkeypatch.setenv("EVCP_API_KEY", "any")
    script, *rest = arguments
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / script), *rest],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "free" in done.stdout


def test_demo_formats_agree() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evcp", "demo", "--radius", "3000"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "The same search in XML: equal" in done.stdout
    assert re.search(r"\d+ of \d+", done.stdout)


def test_demo_on_real_stations() -> None:
    data = ROOT.parent / "shared" / "data" / "us-ev-stations-2020.csv.gz"
    if not data.exists():
        pytest.skip("no AFDC file")
    done = subprocess.run(
        [sys.executable, "-m", "evcp", "demo", "--data", str(data)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "equal" in done.stdout
