"""The top of the package: public names, public modules, cost of an import."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import evcp

ROOT = Path(__file__).parents[2]


def test_type_checkers_see_the_public_names() -> None:
    tree = ast.parse((ROOT / "sdk" / "evcp" / "__init__.py").read_text("utf-8"))
    seen = {
        alias.asname: ("evcp." if node.level else "") + (node.module or "")
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    modules = {name for name, home in seen.items() if home == "evcp."}
    assert modules == evcp._MODULES
    seen = {name: home for name, home in seen.items() if name not in modules}
    assert seen == evcp._HOMES
    assert set(seen) == set(evcp.__all__) - {"__version__"}


@pytest.mark.parametrize("name", sorted(evcp.__all__))
def test_public_name_loads(name: str) -> None:
    assert getattr(evcp, name) is not None
    assert name in dir(evcp)


def test_public_modules_are_attributes() -> None:
    code = "import evcp; print(evcp.geo.power.__name__, evcp.hours.is_open.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "power is_open\n"
    assert set(dir(evcp)) >= evcp._MODULES


@pytest.mark.parametrize("name", sorted(evcp._MODULES))
def test_help_names_public_modules(name: str) -> None:
    assert f"\n    {name} " in (evcp.__doc__ or "")


def test_unknown_name_raises_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Clinet"):
        getattr(evcp, "Clinet")  # noqa: B009 (type checkers reject the attribute)


def loaded(statement: str) -> set[str]:
    """Modules loaded by a statement in a new interpreter."""
    code = (
        "import sys; before = set(sys.modules)\n"
        f"{statement}\n"
        "import json; print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_import_loads_few_modules() -> None:
    modules = loaded("import evcp")
    assert len(modules) <= 60
    assert not {m.partition(".")[0] for m in modules} & {
        "requests",
        "urllib3",
        "http",
        "aiohttp",
        "lxml",
        "xml",
        "xsdata",
        "dataclasses",
    }


def test_json_decoding_loads_no_http_or_xml_library() -> None:
    modules = loaded(
        "import evcp, evcp_models\n"
        "evcp.decode(b'{\"count\": 1}', evcp_models.CountResult, format='json')"
    )
    assert not {m.partition(".")[0] for m in modules} & {
        "requests",
        "urllib3",
        "aiohttp",
        "lxml",
        "xsdata",
    }


def test_client_does_not_load_xml() -> None:
    modules = loaded("import evcp\nevcp.Client(api_key='k').close()")
    assert "lxml" not in modules
    assert "xsdata" not in modules
    assert "aiohttp" not in modules


def test_public_names_and_modules_differ() -> None:
    # Importing a submodule sets it as an attribute of the package, over a function of that name.
    modules = {path.stem for path in (ROOT / "sdk" / "evcp").glob("*")}
    assert not modules & set(evcp.__all__)


def test_top_level_modules_are_public() -> None:
    found = {path.stem for path in (ROOT / "sdk" / "evcp").glob("*.py")}
    found |= {path.parent.name for path in (ROOT / "sdk" / "evcp").glob("*/__init__.py")}
    public = {name for name in found if not name.startswith("_")}
    assert public - {"cli"} == evcp._MODULES
    assert public <= {
        *("auth", "errors", "events", "geo", "hours", "ocpi", "operations", "routes", "transport"),
        *("arrow", "connectors", "osm", "units"),
        *("cli", "harvest", "history", "sandbox", "testing"),
    }
