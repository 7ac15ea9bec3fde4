"""The files of a release agree with one another: version, floors, targets, addresses."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import floors
import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import evcp

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = dict(
    line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if line
)
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def first(pattern: str, name: str) -> str:
    found = re.search(pattern, text(name), re.MULTILINE)
    assert found is not None, f"{name} has no {pattern}"
    return found.group(1)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("CITATION.cff", r"^version: (.+)$"),
        ("conda/recipe.yaml", r'^  version: "(.+)"$'),
        ("CHANGELOG.md", r"^## ([\d.]+)"),
        ("speedups/evcp_speedups/__init__.py", r'^__version__ = "(.+)"$'),
    ],
)
def test_version_has_one_place(name: str, pattern: str) -> None:
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "sdk/evcp/__init__.py"
    assert first(pattern, name) == evcp.__version__


def test_address_has_one_place() -> None:
    (address,) = PROJECT["project"]["urls"].values()
    host = address.split("/")[2]
    listed = subprocess.run(
        ["git", "grep", "-lF", host], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert listed.stdout.split() in (["pyproject.toml"], [])  # none outside a checkout


def test_pythons_of_the_workflow_are_those_of_the_classifiers() -> None:
    named = re.findall(r":: (3\.\d+)$", "\n".join(PROJECT["project"]["classifiers"]), re.MULTILINE)
    tested = first(r"^        python: \[(.+)\]$", ".github/workflows/ci.yml")
    assert re.findall(r'"(.+?)"', tested) == named
    assert PROJECT["project"]["requires-python"] == f">={named[0]}"


def test_every_dependency_has_a_floor_below_its_pin() -> None:
    for floor in map(Requirement, floors.floors()):
        (lowest,) = floor.specifier
        assert Version(lowest.version) <= Version(PINS[floor.name]), floor.name


def test_conda_recipe_has_the_floors_of_the_core() -> None:
    run = text("conda/recipe.yaml").partition("  run:\n")[2].partition("\n\n")[0]
    found = [line.removeprefix("    - ").replace(" ", "") for line in run.splitlines()]
    python = "python" + PROJECT["project"]["requires-python"]
    assert found == [python, *PROJECT["project"]["dependencies"]]


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "schema/README.md", "docs/architecture.md"])
def test_targets_that_pages_name_exist(name: str) -> None:
    check_targets(re.findall(r"`make ([^`]+)`", text(name)))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_targets_that_workflows_name_exist(path: Path) -> None:
    check_targets(re.findall(r"run: make (.+)$", path.read_text("utf-8"), re.MULTILINE))


def check_targets(calls: list[str]) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", text("Makefile"), re.MULTILINE))
    for call in calls:
        for word in call.partition(" ARGS=")[0].split():
            part = word.removeprefix("test-")
            if part != word:
                assert list((ROOT / "tests").glob(f"{part}*")) or list(
                    (ROOT / "tests").glob(f"test_{part}*.py")
                ), word
            elif "=" not in word:
                assert word in targets, f"make {word}"


def test_actions_are_pinned_by_hash() -> None:
    for path in WORKFLOWS:
        for action in re.findall(r"uses: (.+)$", path.read_text("utf-8"), re.MULTILINE):
            assert re.match(r"\./|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", action), action


@pytest.mark.parametrize("name", ["llms.txt", "CONTRIBUTING.md"])
def test_links_lead_to_files(name: str) -> None:
    links = re.findall(r"\]\((.+?)\)", text(name))
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


@pytest.mark.skipif(sys.platform == "win32", reason="needs make")
def test_help_tells_every_target() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = set(re.findall(r"^  make ([\w%-]+) +\S", done.stdout, re.MULTILINE))
    targets = set(re.findall(r"^([a-z][a-z%-]*):", text("Makefile"), re.MULTILINE))
    assert told == targets
