#!/usr/bin/env python3
"""Report the changes between two schemas, in the terms of the Python API, and judge the version.

python scripts/schema_diff.py OLD NEW           a line a change, and the verdict
python scripts/schema_diff.py OLD NEW --json    the same as JSON

OLD and NEW are schema folders, .xsd files (with the other files of their folder), or git:REVISION for
the folder schema/ at a revision of this repository, such as git:HEAD~1 or git:v1.0.0.

The verdict starts from the version that OLD declares (xs:schema/@version): a change that breaks
users calls for a major step, an addition for a minor one, a text for a patch; before 1.0.0 a change
that breaks users calls for a minor step and any other for a patch. A larger step is allowed, and so
is a release without a change. The version has to be a direct successor (1.2.3 is followed by 1.2.4,
1.3.0 or 2.0.0) unless --far says that releases lie between OLD and NEW.

A schema with codec = "tables" in its codegen.toml is compared with its base types, facets, content models,
namespaces and substitution groups too. Otherwise content for XML validators alone (content models) is not
compared, and comments never are. Both schemas are read by the generator of this checkout, so a change of the
generator itself is not seen.

Exit code: 0 the version that NEW declares matches the verdict, 1 it does not, 2 unreadable input.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from codegen.changes import Change, Step
from codegen.config import read_config
from codegen.console import run
from codegen.diff import compare
from codegen.shape import read_table_api
from codegen.versions import Verdict, judge
from codegen.xsd.api import Api, SchemaError
from codegen.xsd.plugin import read_api

ROOT = Path(__file__).resolve().parent.parent

_TITLES = {
    Step.MAJOR: "major: breaks users",
    Step.MINOR: "minor: adds",
    Step.PATCH: "patch: texts",
}


def load(source: str) -> Api:
    """Read a schema folder, an .xsd file, or `git:REVISION`.

    Raises:
        SchemaError: The schema does not exist or cannot be turned into an API; names the source.
    """
    try:
        if not source.startswith("git:"):
            path = Path(source)
            config = read_config(path)
            return read_table_api(config) if config.codec == "tables" else read_api(path)
        with tempfile.TemporaryDirectory() as folder:
            _unpack(source.removeprefix("git:"), Path(folder))
            return read_api(Path(folder) / "schema")
    except SchemaError as error:
        raise SchemaError(f"{source}: {error}") from error


def _unpack(revision: str, folder: Path) -> None:
    """Write schema/ as it was at a revision into a folder."""
    if revision.startswith("-"):
        raise SchemaError("a revision cannot begin with -")
    command = ["git", "-C", str(ROOT), "archive", "--format=zip", revision, "schema"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise SchemaError(f"git cannot be run: {error}") from error
    if done.returncode:
        raise SchemaError(done.stderr.decode(errors="replace").strip())
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder)


def as_text(old: Api, new: Api, changes: tuple[Change, ...], verdict: Verdict) -> str:
    """Write the report for people: a line per change, grouped by the effect on users."""
    lines = [f"schema {old.version} -> {new.version}: {len(changes) or 'no'} change(s)"]
    for step, title in _TITLES.items():
        group = [change for change in changes if change.step is step]
        if group:
            lines += ["", f"{title} ({len(group)})"]
            lines += [f"  {change.name}: {change.text} [{change.why}]" for change in group]
    lines += [
        "",
        f"breaking: {'yes' if verdict.breaking else 'no'}",
        f"step called for: {verdict.step.name.lower()}, so at least {verdict.least}",
        f"{'ok' if verdict.ok else 'NOT OK'}: {verdict.text}",
    ]
    return "\n".join(lines)


def as_json(old: Api, new: Api, changes: tuple[Change, ...], verdict: Verdict) -> dict[str, Any]:
    """Return the report for programs."""
    judged = asdict(verdict) | {"step": verdict.step.name.lower(), "verdict": verdict.text}
    del judged["text"]
    told = [
        asdict(c) | {"step": c.step.name.lower(), "breaking": c.breaking, "why": c.why}
        for c in changes
    ]
    return {"old": old.version, "new": new.version, **judged, "changes": told}


def main(argv: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old", metavar="OLD", help="schema folder, .xsd file or git:REVISION")
    parser.add_argument("new", metavar="NEW", help="the same")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--far", action="store_true", help="releases lie between OLD and NEW")
    options = parser.parse_args(argv)
    try:
        old, new = load(options.old), load(options.new)
    except SchemaError as error:
        print(f"schema_diff: {error}", file=sys.stderr)
        return 2
    changes = compare(old, new)
    step = max((change.step for change in changes), default=Step.NONE)
    verdict = judge(old.version, new.version, step, far=options.far)
    if options.json:
        print(json.dumps(as_json(old, new, changes, verdict), indent=2, ensure_ascii=False))
    else:
        print(as_text(old, new, changes, verdict))
    return 0 if verdict.ok else 1


if __name__ == "__main__":
    raise SystemExit(run(main))
