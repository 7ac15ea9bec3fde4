#!/usr/bin/env python3
"""Fetch the published schemas that the generator is tried on, and print what becomes of each.

python scripts/foreign_schemas.py fetch FOLDER    download the packages of tests/tables/foreign.toml, unpack their .xsd
python scripts/foreign_schemas.py table FOLDER    generate a package from each: types, sizes, seconds, what is refused

The schemas belong to their authors and are not part of this repository. With EVCP_FOREIGN=FOLDER the tests
in tests/tables/test_foreign.py decode documents of each.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import zipfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from codegen.config import Config
from codegen.console import run
from codegen.shape import read_table_api
from codegen.xsd.api import SchemaError
from generate import render

LIST = Path(__file__).resolve().parent.parent / "tests" / "tables" / "foreign.toml"


def schemas() -> list[dict[str, Any]]:
    """Return the entries of the list."""
    return list(tomllib.loads(LIST.read_text("utf-8"))["schema"])


def home(folder: Path, package: str) -> Path:
    """Return the folder of a package's schemas."""
    return folder / package.replace("==", "-")


def main_of(folder: Path, entry: dict[str, Any]) -> Path | None:
    """Return the main document of an entry, None if it was not fetched."""
    found = sorted(home(folder, entry["package"]).glob(entry["main"]))
    return found[0] if found else None


def fetch(folder: Path) -> int:
    """Download the packages and unpack their schemas."""
    for package in dict.fromkeys(entry["package"] for entry in schemas()):
        target = home(folder, package)
        if target.exists():
            continue
        with tempfile.TemporaryDirectory() as scratch:
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--no-deps",
                "--quiet",
                "--dest",
                scratch,
            ]
            subprocess.run([*command, package], check=True)
            for archive in Path(scratch).iterdir():
                _unpack(archive, target)
        print(f"{package}: {len(list(target.rglob('*.xsd')))} schemas")
    return 0


def _unpack(archive: Path, target: Path) -> None:
    body = io.BytesIO(archive.read_bytes())
    if archive.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(body) as packed:
            packed.extractall(target, [n for n in packed.namelist() if n.endswith(".xsd")])  # noqa: S202
        return
    with tarfile.open(fileobj=body) as packed_tar:
        members = [m for m in packed_tar.getmembers() if m.name.endswith(".xsd")]
        packed_tar.extractall(target, members, filter="data")


def table(folder: Path) -> int:
    """Generate a package from each schema; print a row of a Markdown table."""
    print(
        "| schema | author | documents | classes | fields | lines a class | seconds | refused, unchecked |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for entry in schemas():
        main = main_of(folder, entry)
        if main is None:
            print(f"| {entry['name']} | {entry['author']} | not fetched |")
            continue
        config = Config(main, main, "foreign", folder, entry["name"])
        begun = time.monotonic()
        try:
            files, _ = render(config)
            seconds = time.monotonic() - begun
            api = read_table_api(config)
        except SchemaError as error:
            print(f"| {entry['name']} | {entry['author']} | | | | | | {error} |")
            continue
        assert api.schema is not None
        lines = sum(text.count("\n") for name, text in files.items() if name.endswith(".py"))
        fields = sum(len(spec.fields) for spec in api.classes)
        count = len(api.schema.unchecked)
        unchecked = f"{count} constraint{'s' * (count > 1)} unchecked" if count else "nothing"
        print(
            f"| {entry['name']} | {entry['author']} | {len(api.schema.files)} | {len(api.classes)} | {fields} "
            f"| {lines // len(api.classes)} | {seconds:.1f} | {unchecked} |"
        )
    return 0


def main(argv: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("fetch", "table"))
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(argv)
    return (fetch if options.what == "fetch" else table)(options.folder)


if __name__ == "__main__":
    raise SystemExit(run(main))
