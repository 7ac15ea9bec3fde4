"""The blocks of the README and the guides run, in order, against the sandbox."""

from __future__ import annotations

import ast
import asyncio
import gzip
import inspect
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from contracts.pages import PAGES, ROOT, blocks, commands, missing, page_id, run, script
from support.settings import measure

from evcp.sandbox import Sandbox, World

ELSEWHERE = ("make ", "pip install ")
"""Commands that other tests run: the first hour installs; `make test` runs this test."""
FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
"""A cell of a notebook may await."""


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with Sandbox(World.synthetic(2_000, seed=3)) as sandbox:
        yield sandbox.base_url


def skip_without_packages(page: Path) -> None:
    if packages := missing(page):
        pytest.skip(f"not installed: {', '.join(packages)}")


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_python_blocks_run(
    page: Path, base_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_without_packages(page)
    monkeypatch.setenv("EVCP_BASE_URL", base_url)
    monkeypatch.setenv("EVCP_API_KEY", "any")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        code = compile(block, str(page), "exec", FLAGS, dont_inherit=True)
        result = eval(code, names)  # noqa: S307
        if inspect.iscoroutine(result):
            asyncio.run(result)


# first-hour.md needs a fresh environment, and has its own test.
@pytest.mark.long
@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.name != "first-hour.md" and commands(page)],
    ids=page_id,
)
def test_console_blocks_run(page: Path, tmp_path: Path) -> None:
    skip_without_packages(page)
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("examples", "schema", "scripts"):  # a page may be read in a clone
        (folder / name).symlink_to(ROOT / name)
    run([line for line in script(page) if not line.startswith(ELSEWHERE)], folder)


def test_pages_have_blocks() -> None:
    assert {page.name for page in PAGES if blocks(page)} >= {"README.md", "guide.md"}


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize(
    "arguments",
    [
        ("free_near.py", "52.52", "13.405"),
        ("changes.py", "52.52", "13.405", "--every", "10ms", "--times", "2"),
    ],
)
def test_examples_run(
    arguments: tuple[str, ...], base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVCP_BASE_URL", base_url)
    monkeypatch.setenv("EVCP_API_KEY", "any")
    done = example(*arguments)
    assert done.returncode == 0, done.stderr
    assert "free" in done.stdout


EXAMPLES = sorted(path.name for path in (ROOT / "examples").glob("*.py"))


def example(script: str, *arguments: str, pipe: str = "") -> subprocess.CompletedProcess[str]:
    """Run an example, by itself or in front of the rest of a pipe."""
    words = [sys.executable, "-u", str(ROOT / "examples" / script), *arguments]
    command = ["bash", "-c", f"{shlex.join(words)} {pipe}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("script", EXAMPLES)
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "the following arguments are required: latitude, longitude"),
        (("95", "13"), "latitude must be between -90 and 90, not 95"),
        (("52.52", "13.405"), "cannot connect|not sent|refused"),
    ],
)
def test_examples_give_advice(
    script: str, arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVCP_BASE_URL", "http://127.0.0.1:9/ev/")  # nothing listens there
    monkeypatch.setenv("EVCP_API_KEY", "any")
    done = example(script, *arguments)
    assert done.returncode != 0
    assert re.search(said, done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("script", EXAMPLES)
def test_examples_end_quietly_when_nobody_reads(
    script: str, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVCP_BASE_URL", base_url)
    monkeypatch.setenv("EVCP_API_KEY", "any")
    done = example(script, "52.52", "13.405", pipe="| true")
    assert done.stderr == ""


def test_demo_formats_agree() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evcp", "demo", "--radius", "3000m"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "The same search in XML: equal" in done.stdout
    assert re.search(r"\d+ of \d+", done.stdout)


def test_demo_on_real_stations(tmp_path: Path) -> None:
    register = ROOT.parent / "shared" / "data" / "us-ev-stations-2020.csv.gz"
    if not register.exists():
        pytest.skip("no AFDC file")
    data = tmp_path / "some.csv.gz"
    with gzip.open(register) as whole, gzip.open(data, "wb") as some:
        some.writelines(islice(whole, measure(3_000, 40_000)))
    done = subprocess.run(
        [sys.executable, "-m", "evcp", "demo", "--data", str(data)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "equal" in done.stdout
