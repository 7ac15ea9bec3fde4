"""The schema diff: each kind of change is found, judged and reported to people and programs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import schema_diff
from codegen.changes import RULES, Step
from codegen.xsd.api import Api
from codegen.xsd.plugin import read_api
from scripts.schema_copy import SCHEMA, Edit, SchemaCopy, element

from scripts import diff_cases_models, diff_cases_values

CASES = diff_cases_models.CASES | diff_cases_values.CASES
LEAST = {"major": "2.0.0", "minor": "1.1.0", "patch": "1.0.1"}
"""Version that must follow 1.0.0, by step."""

Diff = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def base() -> Api:
    """Return the API of schema/, as if it were at 1.0.0."""
    return replace(read_api(SCHEMA), version="1.0.0")


@pytest.fixture
def diff(base: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Diff:
    """Return a function that runs the command from `base` to a folder; it returns exit code and output.

    A folder is read once, and stands for whatever version is asked for.
    """
    found = {SCHEMA: base}

    def run(new: Path, version: str, *options: str) -> tuple[int, str]:
        def read(path: Path) -> Api:
            if path not in found:
                found[path] = read_api(path)
            return found[path] if path == SCHEMA else replace(found[path], version=version)

        monkeypatch.setattr(schema_diff, "read_api", read)
        code = schema_diff.main([str(SCHEMA), str(new), *options])
        return code, capsys.readouterr().out

    return run


# Breaking changes, word for word: a change of the policy has to be made here too.
BREAKING = """
class-removed class-renamed element-renamed root-removed no-longer-root
field-added-required list-added-required field-removed field-renamed field-retyped
field-required list-required field-optional wire-renamed text-changed
bounds-narrowed pattern-added pattern-changed accept-removed
enum-removed enum-renamed member-removed member-renamed member-revalued
codes-removed codes-reshaped ids-removed column-removed column-retyped entry-removed entry-renamed
namespace-changed
"""
ADDING = """
class-added element-moved root-added became-root
field-added field-made-enum list-optional wire-moved node-changed
bounds-widened pattern-removed accept-added
enum-added member-added codes-added ids-added column-added entry-added entry-changed
deprecated
"""
FOR_PEOPLE = """
type-renamed fields-reordered members-reordered entries-reordered entry-reworded
doc-changed evidence-changed deprecation-changed undeprecated
"""


def test_the_policy() -> None:
    for step, kinds in ((Step.MAJOR, BREAKING), (Step.MINOR, ADDING), (Step.PATCH, FOR_PEOPLE)):
        assert {kind for kind, rule in RULES.items() if rule[0] is step} == set(kinds.split())


def test_every_kind_of_change_has_a_case() -> None:
    assert {kind for _, found in CASES.values() for _, kind in found} == set(RULES)


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_found_judged_and_reported(case: str, schema: SchemaCopy, diff: Diff) -> None:
    edit, expected = CASES[case]
    edit(schema)
    step = max(RULES[kind][0] for _, kind in expected)
    least = LEAST[step.name.lower()]

    # As people read it, before the version is raised: the wrong version is exit code 1.
    code, text = diff(schema.folder, "1.0.0")
    lines = text.splitlines()
    for (name, kind), part in expected.items():
        why = f"[{RULES[kind][1]}]"
        told = [x for x in lines if x.startswith(f"  {name}: ") and x.endswith(why)]
        assert any(part in x for x in told), f"{name} {kind} not told in:\n{text}"
    assert f"breaking: {'yes' if step is Step.MAJOR else 'no'}" in lines
    assert f"step called for: {step.name.lower()}, so at least {least}" in lines
    assert lines[-1] == f"NOT OK: the version has not moved: set version= of xs:schema to {least}"
    assert code == 1

    # As programs read it, after it is raised.
    code, text = diff(schema.folder, least, "--json")
    report: dict[str, Any] = json.loads(text)
    found = sorted((change["name"], change["kind"]) for change in report["changes"])
    assert found == sorted(expected)
    for change in report["changes"]:
        rule = RULES[change["kind"]]
        assert (change["step"], change["why"]) == (rule[0].name.lower(), rule[1])
        assert change["breaking"] is (rule[0] is Step.MAJOR)
        assert change["old"] != change["new"] or change["old"] is None
    assert report["breaking"] is (step is Step.MAJOR)
    assert (report["old"], report["new"]) == ("1.0.0", least)
    assert (report["step"], report["least"], report["ok"]) == (step.name.lower(), least, True)
    assert report["verdict"] == f"{least} is what the changes call for"
    assert code == 0


def test_lines_stand_under_what_they_do_to_users(schema: SchemaCopy, diff: Diff) -> None:
    schema.drop(schema.member("AddressType", "floor"))
    schema.explain(schema.member("AddressType", "city"), "Town.")
    schema.add_member("AddressType", element("lane", "xs:string"))
    lines = diff(schema.folder, "1.0.0")[1].splitlines()
    assert lines[0] == "schema 1.0.0 -> 1.0.0: 3 change(s)"
    titles = ["major: breaks users (1)", "minor: adds (1)", "patch: texts (1)"]
    assert [x for x in lines if x in titles] == titles
    for title, name in zip(titles, ("Address.floor", "Address.lane", "Address.city"), strict=True):
        assert lines[lines.index(title) + 1].startswith(f"  {name}: ")
    assert (
        "  Address.lane: field added: str | None, from element lane "
        "[code that builds the class need not give it]"
    ) in lines


def test_an_unchanged_schema(schema: SchemaCopy, diff: Diff) -> None:
    code, text = diff(schema.folder, "1.0.0")
    assert code == 0
    assert text.splitlines() == [
        "schema 1.0.0 -> 1.0.0: no change(s)",
        "",
        "breaking: no",
        "step called for: none, so at least 1.0.0",
        "ok: nothing changed, and the version neither",
    ]


def test_comments_and_layout_are_no_change(schema: SchemaCopy, diff: Diff) -> None:
    text = schema.xsd.read_text("utf-8").replace("<xs:all>", "<!-- any order -->\n\n<xs:all>")
    schema.xsd.write_text(text, "utf-8")
    schema.append("corrections.toml", "\n# nothing\n")
    assert "no change(s)" in diff(schema.folder, "1.0.0")[1]


def test_the_declared_versions_are_compared(
    schema: SchemaCopy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema.set_version("0.3.1")
    old = tmp_path / "old"
    shutil.copytree(schema.folder, old)
    schema.drop(schema.member("AddressType", "floor"))
    for version, options, expected in (
        ("0.3.1", (), 1),
        ("0.3.2", (), 1),
        ("0.4.0", (), 0),
        ("0.5.2", (), 1),
        ("0.5.2", ("--far",), 0),
    ):
        schema.set_version(version)
        assert schema_diff.main([str(old), str(schema.folder), *options]) == expected, version
        out = capsys.readouterr().out
        assert f"schema 0.3.1 -> {version}: 1 change(s)" in out
        assert "breaking: yes" in out
        assert "step called for: minor, so at least 0.4.0" in out


def test_xsd_files_are_compared_with_the_rest_of_their_folders(
    schema: SchemaCopy, capsys: pytest.CaptureFixture[str]
) -> None:
    schema.correct("rename_field", type="AddressType", wire="floor", name="levels")
    assert schema_diff.main([str(SCHEMA / "evcp.xsd"), str(schema.xsd)]) == 1
    assert "  Address.floor: field renamed to levels [" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda s: s.xsd.unlink(), "cannot read the schema"),
        (lambda s: s.xsd.write_text("<xs:schema"), "cannot read the schema"),
        (lambda s: s.set_version("1.0"), "version '1.0' of xs:schema has to be like 1.2.3"),
        (lambda s: s.append("corrections.toml", "\n[["), "cannot read corrections.toml"),
        (lambda s: s.append("codelists/pricing_units.toml", "\n[["), "cannot read pricing_units"),
    ],
    ids=["no file", "no XML", "no version", "broken corrections", "broken code list"],
)
@pytest.mark.parametrize("side", ["old", "new"])
def test_unreadable_input_is_exit_code_2(
    spoil: Edit, message: str, side: str, schema: SchemaCopy, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(schema)
    sides = (schema.folder, SCHEMA) if side == "old" else (SCHEMA, schema.folder)
    assert schema_diff.main([str(path) for path in sides]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"schema_diff: {schema.folder}: ")
    assert message in err


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_a_revision_of_the_repository(
    schema: SchemaCopy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def git(*arguments: str) -> None:
        settings = ("user.name=evcp", "user.email=evcp@example.com", "commit.gpgsign=false")
        options = [part for setting in settings for part in ("-c", setting)]
        subprocess.run(
            ["git", "-C", str(tmp_path), *options, *arguments],
            check=True,
            capture_output=True,
        )

    monkeypatch.setattr(schema_diff, "ROOT", tmp_path)
    schema.set_version("1.0.0")
    git("init")
    git("add", "schema")
    git("commit", "-m", "The schema")
    schema.drop(schema.member("AddressType", "floor"))
    schema.set_version("1.0.1")
    assert schema_diff.main(["git:HEAD", str(schema.folder)]) == 1
    assert "  Address.floor: field removed" in capsys.readouterr().out
    git("commit", "-a", "-m", "No floor")
    assert schema_diff.main(["git:HEAD~1", "git:HEAD"]) == 1
    assert "  Address.floor: field removed" in capsys.readouterr().out
    for revision in ("nowhere", "--output=x"):
        assert schema_diff.main([f"git:{revision}", str(schema.folder)]) == 2
        assert capsys.readouterr().err.startswith(f"schema_diff: git:{revision}: ")
    assert not (tmp_path / "x").exists()


def test_it_runs_as_a_command() -> None:
    script = SCHEMA.parent / "scripts" / "schema_diff.py"
    done = subprocess.run(
        [sys.executable, str(script), str(SCHEMA), str(SCHEMA), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["changes"] == []
