#!/usr/bin/env python3
"""Generate `generated/` from `schema/`, or check that it is up to date.

python scripts/generate.py                                 write the folder
python scripts/generate.py --check                         exit with 1 and a diff if the folder is stale or touched
python scripts/generate.py --config FOLDER/codegen.toml    the same for another schema (docs/schema.md)

Exit code 2: something in the schema folder cannot be generated; the message says what.
"""

from __future__ import annotations

import argparse
import difflib
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent))

from codegen.config import Config, read_config
from codegen.console import run
from codegen.emit import tables
from codegen.emit.arrow import emit_arrow
from codegen.emit.codes import emit_codes
from codegen.emit.json import emit_json_reader, emit_json_writer
from codegen.emit.models import emit_builders, emit_enums, emit_init, emit_models
from codegen.emit.plans import emit_plans
from codegen.emit.reference import emit_reference
from codegen.emit.xml import emit_xml_reader, emit_xml_writer
from codegen.shape import read_table_api
from codegen.table_api import TableApi
from codegen.unasync import DERIVED, blocking, header
from codegen.xsd.api import SchemaError
from codegen.xsd.plugin import read_api

ROOT = Path(__file__).resolve().parent.parent
MARK = "Generated from "


MODULES = {
    "__init__": emit_init,
    "enums": emit_enums,
    "models": emit_models,
    "codes": emit_codes,
    "_arrow": emit_arrow,
    "_builders": emit_builders,
    "_plans": emit_plans,
    "_json_reader": emit_json_reader,
    "_json_writer": emit_json_writer,
    "_xml_reader": emit_xml_reader,
    "_xml_writer": emit_xml_writer,
}


def render(config: Config) -> tuple[dict[str, str], list[str]]:
    """Return the text of every generated file by its path below the folder, and what there is to tell."""
    package = config.package
    if config.codec == "tables":
        api_ = read_table_api(config)
        modules = format_sources(table_modules(api_), package)
        files = {f"{package}/{name}.py": text for name, text in modules.items()}
        files[f"{package}/py.typed"] = ""
        files[f"{package}/REFERENCE.md"] = tables.emit_table_reference(api_)
        return files, report(api_)
    api = read_api(config.main)
    modules = format_sources({name: emit(api) for name, emit in MODULES.items()}, package)
    files = {f"{package}/{name}.py": text for name, text in modules.items()}
    files[f"{package}/py.typed"] = ""
    files["REFERENCE.md"] = emit_reference(api)
    return files, []


def report(api: TableApi) -> list[str]:
    """Return what was carried, and what the schema says that no decoder checks."""
    assert api.schema is not None
    members = sum(len(spec.fields) for spec in api.classes)
    documents = len(api.schema.files)
    return [
        f"{documents} document(s): {len(api.classes)} classes with {members} fields, "
        f"{len(api.enums)} enumerations, {len(api.schema.elements)} global elements",
        *(f"not checked when decoding: {text}" for text in api.schema.unchecked),
    ]


def table_modules(api: TableApi) -> dict[str, str]:
    """Return the modules of a package with tables, before they are formatted."""
    modules = {
        "__init__": tables.emit_front(api),
        "models": tables.emit_models(api),
        "_plans": tables.emit_plans(api),
    }
    if api.enums:
        modules["enums"] = tables.emit_enums(api)
    if api.codes:
        modules["codes"] = emit_codes(api)
    return modules | tables.emit_namespaces(api, taken=modules)


def format_sources(texts: dict[str, str], package: str = "evcp_models") -> dict[str, str]:
    """Format modules with ruff: unused imports removed, one layout."""
    own = f'lint.isort.known-first-party=["evcp", "evcp_codec", "{package}"]'
    shared = ["--isolated", "--no-cache", "--line-length=100", "--target-version=py311", "--quiet"]
    with TemporaryDirectory() as folder:
        # Not by their own names: ruff lets `__init__` keep its imports, and takes neighbours for first-party.
        paths = {name: Path(folder, f"{Path(name).stem}_.py") for name in texts}
        for name, path in paths.items():
            path.write_bytes(texts[name].encode())
        for arguments in (
            ["check", "--select=F401,I", "--fix", "--exit-zero", "--config", own],
            ["format"],
        ):
            command = [sys.executable, "-m", "ruff", *arguments, *shared, folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise SchemaError(f"ruff cannot read the generated code: {done.stderr.strip()}")
        return {name: path.read_bytes().decode() for name, path in paths.items()}


def present(folder: Path, scope: str = "") -> dict[str, str]:
    """Return the text of every file in the folder, or its part of a name, with its line ends as they are."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for path in sorted((folder / scope).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and ".egg-info" not in str(path)
    }


def check(files: dict[str, str], folder: Path, scope: str = "") -> int:
    """Print the differences between the folder and the schema; return the exit code."""
    found = present(folder, scope)
    stale = 0
    for name in sorted({*files, *found}):
        there, given = found.get(name), files.get(name)
        if there == given:
            continue
        stale += 1
        state = "missing" if there is None else "not generated" if given is None else "different"
        print(f"{folder.resolve().name}/{name}: {state}")
        diff = difflib.unified_diff(
            (there or "").splitlines(),
            (given or "").splitlines(),
            f"{folder.resolve().name}/{name} (in the folder)",
            f"{folder.resolve().name}/{name} (from the schema)",
            lineterm="",
        )
        sys.stdout.writelines(f"{line}\n" for line in diff)
    if stale:
        print(f"{stale} generated file(s) differ from the schema: run python scripts/generate.py")
        return 1
    print(f"{folder.resolve().name}/ is what the schema gives ({len(files)} files)")
    return 0


def write(files: dict[str, str], folder: Path, scope: str = "") -> int:
    """Write changed files, and remove files that the schema no longer gives.

    Raises:
        SchemaError: The folder holds a file that was not generated. Nothing is written then, so that
            a wrong `--out` never costs a file.
    """
    found = present(folder, scope)
    surplus = sorted(found.keys() - files.keys())
    for name in surplus:
        if MARK not in found[name][:1000]:
            raise SchemaError(f"{folder / name} was not generated: move it out of the folder")
    for name in surplus:
        (folder / name).unlink()
    changed = [name for name, text in files.items() if found.get(name) != text]
    for name in changed:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name].encode())
    print(f"{len(files)} files, {len(changed)} changed")
    return 0


def derive(*, check_only: bool) -> int:
    """Write the blocking resources anew, or check that they are what the asynchronous ones give."""
    status = 0
    texts = {
        derived.as_posix(): header(source) + blocking((ROOT / source).read_text("utf-8"))
        for derived, source in DERIVED.items()
    }
    for (derived, source), text in zip(
        DERIVED.items(), format_sources(texts).values(), strict=True
    ):
        if (ROOT / derived).is_file() and (ROOT / derived).read_text("utf-8") == text:
            continue
        if check_only:
            status = 1
            print(
                f"{derived.as_posix()} is not what {source.name} gives: "
                "run python scripts/generate.py"
            )
        else:
            (ROOT / derived).write_text(text, "utf-8")
    return status


def main(argv: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("--config", type=Path, help="codegen.toml of another schema")
    parser.add_argument("--schema", type=Path, default=ROOT / "schema", help="schema folder")
    parser.add_argument("--out", type=Path, help="folder to write; else that of codegen.toml")
    options = parser.parse_args(argv)
    try:
        config = read_config(options.config or options.schema)
        out = options.out or (config.out if options.config else ROOT / "generated")
        files, told = render(config)
        scope = config.package if config.codec == "tables" else ""
        status = check(files, out, scope) if options.check else write(files, out, scope)
        sys.stdout.writelines(f"{line}\n" for line in told)
        return status if options.config else max(status, derive(check_only=options.check))
    except SchemaError as error:
        for obstacle in str(error).splitlines():
            print(f"generate: {obstacle}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(run(main))
