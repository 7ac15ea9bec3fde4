"""The layers: what import-linter cannot see. Its contracts in pyproject.toml are run by `make test`."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import evcp

HOME = Path(evcp.__file__).parent
LIBRARIES = ("requests", "urllib3", "aiohttp", "httpx", "http.client", "ssl", "lxml")
CORE = [
    "evcp.auth",
    "evcp.errors",
    "evcp.events",
    "evcp.operations",
    "evcp.routes",
    "evcp.transport",
    "evcp._client.bulk",
    "evcp._client.pagination",
    "evcp._client.results",
    *(
        module.name
        for package in ("_api", "_core")
        for module in pkgutil.iter_modules(
            importlib.import_module(f"evcp.{package}").__path__, f"evcp.{package}."
        )
    ),
]
"""Modules without I/O."""
PUBLIC = {
    "arrow",
    "auth",
    "connectors",
    "errors",
    "events",
    "geo",
    "hours",
    "ocpi",
    "operations",
    "osm",
    "routes",
    "transport",
    "units",
}


def test_a_call_of_the_core_loads_no_http_library() -> None:
    code = (
        f"import sys, {', '.join(CORE)}\n"
        "from evcp import ApiKey, Circle\n"
        "from evcp._core.call import Context, call\n"
        "from evcp._core.settings import Settings\n"
        "from evcp.operations import count_stations\n"
        "from evcp.transport import Clock, Response\n"
        "clock = Clock(lambda: 0.0, lambda: 0.0, lambda: 0.0)\n"
        "context = Context(Settings(), ApiKey('x'), None, clock)\n"
        "flow = call(count_stations(Circle(1, 2, 3)), context)\n"
        "flow.send(None)\n"
        "try: flow.send(Response(200, {}, b'{\"count\": 7}'))\n"
        "except StopIteration as end: assert end.value.value.count == 7\n"
        "else: raise AssertionError\n"
        f"print([name for name in {LIBRARIES!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_top_of_evcp_is_public() -> None:
    modules = {path.stem for path in HOME.glob("*.py")} - {"__init__", "__main__"}
    assert modules == PUBLIC


@pytest.mark.parametrize("root", ["evcp", "evcp_codec"])
def test_modules_hold_one_idea(root: str) -> None:
    home = Path(str(importlib.import_module(root).__file__)).parent
    long = {
        str(path.relative_to(home)): lines
        for path in home.rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 600
    }
    assert not long


def test_architecture_names_every_module() -> None:
    page = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text("utf-8")
    modules = {
        path.stem
        for root in (HOME, HOME.parent / "evcp_codec")
        for path in root.rglob("[a-z]*.py")
        if path.relative_to(root).parts[0] not in ("cli", "sandbox", "testing")
    }
    assert not sorted(name for name in modules if name not in page)
