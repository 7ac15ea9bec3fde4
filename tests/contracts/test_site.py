"""The documentation site: every page in the navigation, every public name in the reference, no warnings."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import build_docs
import pytest

ROOT = Path(__file__).parents[2]
RESOURCES = (
    *("stations", "pools", "evses"),
    *("connector_types", "power_feed_types", "connector_statuses", "roamings"),
)


@pytest.fixture(scope="module")
def staged() -> dict[str, str]:
    return build_docs.stage()


def test_navigation_has_every_page_once(staged: dict[str, str]) -> None:
    _, _, nav = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")
    listed = re.findall(r"[\w./-]+\.md", nav)
    assert sorted(listed) == sorted(place for place in staged if place.endswith(".md"))


def test_reference_has_the_public_modules() -> None:
    found = set(build_docs.public_modules())
    assert found >= {
        "evcp",
        "evcp.errors",
        "evcp.geo",
        "evcp.sandbox",
        "evcp.testing",
        "evcp_models",
    }
    assert not {"evcp.cli", "evcp._client", "evcp.__main__"} & found


@pytest.mark.parametrize("name", build_docs.public_modules())
def test_reference_has_every_public_name(name: str, staged: dict[str, str]) -> None:
    pages = "\n".join(text for place, text in staged.items() if place.startswith("api/"))
    full = set(re.findall(r"^::: (\S+)$", pages, re.MULTILINE))
    rows = re.findall(r"^\| \[`(\w+)`\]\[(\S+)\] \|", staged[f"api/{name}.md"], re.MULTILINE)
    module = importlib.import_module(name)
    listed = set(getattr(module, "__all__", [])) - {"__version__"}
    assert listed <= {public for public, _ in rows}
    assert rows
    assert {target for _, target in rows} <= full


@pytest.mark.parametrize("name", RESOURCES)
def test_reference_has_every_resource(name: str, staged: dict[str, str]) -> None:
    assert f"heading: client.{name}\n" in staged["api/resources.md"]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("[a](guide.md#areas)", "[a](../guide.md#areas)"),
        ("[a](../schema/CONTRACT.md)", "[a](../schema/contract.md)"),
        ("[the code](../pyproject.toml) here", "the code here"),
        ("[a](https://example.org/x.md)", "[a](https://example.org/x.md)"),
        (r"`str \| None`", "<code>str &#124; None</code>"),
    ],
)
def test_links_lead_to_pages_of_the_site(
    text: str, there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("docs/guide.md", "schema/CONTRACT.md", "pyproject.toml"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("# x", "utf-8")
    monkeypatch.setattr(build_docs, "ROOT", tmp_path)
    sources = {
        "guide.md": tmp_path / "docs/guide.md",
        "schema/contract.md": tmp_path / "schema/CONTRACT.md",
        "cookbook/page.md": tmp_path / "docs/page.md",
    }
    sources["cookbook/page.md"].write_text(text, "utf-8")
    assert build_docs.staged(sources["cookbook/page.md"], "cookbook/page.md", sources) == there


def test_broken_link_is_refused() -> None:
    page = ROOT / "tests" / "contracts" / "no.md"
    with pytest.raises(build_docs.DocsError, match=r"docs/guide.md: no file"):
        build_docs.moved("[a](no-such.md)", ROOT / "docs/guide.md", "guide.md", {page: "no.md"})


def test_citation_becomes_a_link() -> None:
    page = build_docs.finished("(contract sections 1.3, 4.2 and 9)", build_docs.SITE / "api")
    assert page.count('href="../schema/contract.html#section-') == 3
    assert build_docs.finished("RFC 6749, section 5.2", build_docs.SITE) == "RFC 6749, section 5.2"


def test_commands_are_copied_without_a_prompt() -> None:
    page = build_docs.finished('<span class="gp">$ </span>evcp demo', build_docs.SITE)
    assert "$" not in page
    assert "evcp demo" in page


@pytest.mark.long
@pytest.mark.skipif(find_spec("zensical") is None, reason="the extra docs is not installed")
def test_site_builds_without_a_warning() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/build_docs.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stderr
    pages = {path: path.read_text("utf-8") for path in build_docs.SITE.rglob("*.html")}
    assert len(pages) > 30
    for path, text in pages.items():
        for target, anchor in re.findall(r'href="([^"#:]*\.html)#(section-[\d.]+)"', text):
            assert f'id="{anchor}"' in pages[(path.parent / target).resolve()], (path.name, anchor)
        loaded = re.findall(r'<(?:script|img|link rel="stylesheet")[^>]+"(https?://[^"]+)', text)
        assert loaded == [], path.name
