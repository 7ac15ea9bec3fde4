"""The core knows no HTTP library, and reads no clock but the one it is given."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import evcp

HOME = Path(evcp.__file__).parent
CORE = [
    "answers",
    "areas",
    "auth",
    "bulk",
    "credentials_file",
    "echoes",
    "errors",
    "events",
    "exchange",
    "operations",
    "paging",
    "parameters",
    "redaction",
    "refusals",
    "retry",
    "schema_names",
    "settings",
    "signing",
    "wire",
]
"""Modules of the conversation with the service that do no I/O."""
LIBRARIES = ("requests", "urllib3", "aiohttp", "httpx", "http.client", "ssl", "lxml")


def test_the_core_loads_no_http_library() -> None:
    names = ", ".join(f"evcp.{name}" for name in CORE)
    code = (
        f"import sys, {names}\n"
        "from evcp import Circle\n"
        "from evcp._core.call import *\n"
        "from evcp._core.settings import Settings\n"
        "clock = Clock(lambda: 0.0, lambda: 0.0, lambda: 0.0)\n"
        "steps = exchange(evcp.operations.count_stations(Circle(1, 2, 3)), Settings(), clock)\n"
        "steps.send(None); steps.send(Authorization())\n"
        "try: steps.send(Reply(200, {}, b'{\"count\": 7}'))\n"
        "except StopIteration as end: assert end.value.value.count == 7\n"
        f"print([name for name in {LIBRARIES!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("name", CORE)
def test_the_core_reads_no_clock_and_waits_for_nothing(name: str) -> None:
    tree = ast.parse((HOME / f"{name}.py").read_text("utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    assert imported.isdisjoint({*LIBRARIES, "socket", "time", "random", "asyncio", "secrets"})


@pytest.mark.parametrize("path", sorted(HOME.glob("[a-z]*.py")), ids=lambda path: path.name)
def test_modules_are_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 400
