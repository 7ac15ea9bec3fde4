"""The front of the package: its public names, and what importing it costs."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import evcp

ROOT = Path(__file__).parents[2]


def test_public_names_are_those_the_type_checker_sees() -> None:
    tree = ast.parse((ROOT / "sdk" / "evcp" / "__init__.py").read_text("utf-8"))
    seen = {
        alias.asname
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == set(evcp.__all__) - {"__version__"}


@pytest.mark.parametrize("name", sorted(evcp.__all__))
def test_every_public_name_loads(name: str) -> None:
    assert getattr(evcp, name) is not None
    assert name in dir(evcp)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Clinet"):
        getattr(evcp, "Clinet")  # noqa: B009 (a checker would refuse the attribute)


def test_the_version_is_that_of_the_project() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{evcp.__version__}"' in text


def loaded(statement: str) -> set[str]:
    """Return the modules that a statement loads into a bare interpreter."""
    code = (
        "import sys; before = set(sys.modules)\n"
        f"{statement}\n"
        "import json; print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_importing_evcp_loads_little() -> None:
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


def test_decoding_json_loads_neither_http_nor_xml_libraries() -> None:
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


def test_building_a_client_does_not_load_xml() -> None:
    modules = loaded("import evcp\nevcp.Client(api_key='k').close()")
    assert "lxml" not in modules
    assert "xsdata" not in modules
    assert "aiohttp" not in modules


def test_no_public_name_is_also_a_module() -> None:
    # Importing a submodule sets it as an attribute of the package, over a function of that name.
    modules = {path.stem for path in (ROOT / "sdk" / "evcp").glob("*")}
    assert not modules & set(evcp.__all__)
