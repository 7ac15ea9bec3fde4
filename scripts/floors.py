"""The oldest versions that pyproject.toml allows, in an environment of their own, under the tests of the wire.

    python scripts/floors.py /tmp/floors

A floor that nobody has tried is a guess. `--list` prints the floors.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXTRAS = ("async", "geo", "oauth", "cli", "sandbox", "testing")
"""What users install; the tools of developers have no floors that matter."""
TOOLS = ("responses", "pytest-randomly")
TESTS = (
    "tests/transports",
    "tests/contracts/test_transport_parity.py",
    "tests/contracts/test_outage.py",
    "tests/client/test_async_client.py",
    "tests/client/test_closing.py",
)
_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[[^]]*\])?>=(?P<floor>[\w.]+)")


def floors() -> list[str]:
    """Return `name==version` for each dependency with a floor."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(one for name in EXTRAS for one in extras[name])]
    found = map(_REQUIREMENT.match, wanted)
    return [f"{one['name']}=={one['floor']}" for one in found if one is not None]


def main() -> int:
    """Install the floors and run the tests."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("place", nargs="?", type=Path, default=ROOT / ".venv-floors")
    parser.add_argument("--list", action="store_true", help="print the floors and stop")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(floors()))
        return 0
    venv.create(arguments.place, with_pip=True, clear=True)
    python = str(arguments.place / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *floors(), *TOOLS, "-e", str(ROOT)], check=True)
    return subprocess.run([python, "-m", "pytest", "-q", *TESTS], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
