"""The oldest versions that pyproject.toml allows, in an environment of their own, under the tests.

    python scripts/floors.py .venv-floors                 the core and what it stands on
    python scripts/floors.py .venv-floors tests/sandbox   tests of one's own choice

A floor that nobody has tried is a guess. `--list` prints the floors. Every dependency has one: of the core, of
each extra, and of the build. Those of other systems are tried here too.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
TESTS = (
    *("tests/api", "tests/core", "tests/client", "tests/codec", "tests/generated", "tests/schema"),
    *("tests/transports", "tests/testing", "tests/sandbox", "tests/cli", "tests/scripts"),
    *("tests/contracts/test_transport_parity.py", "tests/contracts/test_wheel.py"),
)
"""The core, the codecs, the transports, the sandbox and its kit, the command, the generator, the wheel."""


def floors() -> list[str]:
    """Return `name==version` for each dependency.

    Raises:
        SystemExit: A dependency has no floor, or two that differ.
    """
    found: dict[str, Requirement] = {}
    for wanted in _requirements():
        lowest = [one.version for one in wanted.specifier if one.operator in (">=", "==")]
        if len(lowest) != 1:
            sys.exit(f"floors: {wanted} has no floor: write the oldest version that was tried")
        extras = f"[{','.join(sorted(wanted.extras))}]" if wanted.extras else ""
        one = Requirement(f"{wanted.name}{extras}=={lowest[0]}")
        if (other := found.setdefault(wanted.name.lower(), one)).specifier != one.specifier:
            sys.exit(f"floors: {other} and {one}: one floor for a dependency")
    return sorted(map(str, found.values()))


def _requirements() -> Iterator[Requirement]:
    """Yield the dependencies of the build, of the core and of every extra, less our own extras."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = data["project"]["optional-dependencies"].values()
    for text in (
        *data["build-system"]["requires"],
        *data["project"]["dependencies"],
        *(text for extra in extras for text in extra),
    ):
        # evcp itself, and evcp-speedups: built from this tree
        if not (wanted := Requirement(text)).name.startswith(data["project"]["name"]):
            yield wanted


def main() -> int:
    """Install the floors and run the tests."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("place", nargs="?", type=Path, default=ROOT / ".venv-floors")
    parser.add_argument("tests", nargs="*", default=TESTS, help="tests to run")
    parser.add_argument("--list", action="store_true", help="print the floors and stop")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(floors()))
        return 0
    venv.create(arguments.place, with_pip=True, clear=True)
    python = str(arguments.place / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *floors(), "-e", str(ROOT)], check=True)
    for step in (
        [str(ROOT / "scripts" / "generate.py"), "--check"],
        ["-m", "pytest", "-q", "-n", "auto", *arguments.tests],
    ):
        if code := subprocess.run([python, *step], cwd=ROOT, check=False).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
