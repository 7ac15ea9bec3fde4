#!/usr/bin/env python3
"""Build the documentation site: the guides, the schema, and an API reference made from `__all__`.

python scripts/build_docs.py            build/site, by mkdocs.yml; a warning is an error
python scripts/build_docs.py --stage    only build/docs, the pages as zensical gets them

A page keeps its place in the repository; the site has a copy with links to the other pages of the site. Names
that load on first use are invisible to tools that read source text, so the reference asks the modules themselves.

Exit code 1: zensical found something. 2: a linked file or a package is missing; the message says which.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath
from posixpath import relpath
from types import ModuleType
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent))

from codegen.console import require

ROOT = Path(__file__).resolve().parent.parent
STAGE, SITE = ROOT / "build" / "docs", ROOT / "build" / "site"

COPIES = {
    "docs/site.css": "site.css",
    "CHANGELOG.md": "changelog.md",
    "generated/REFERENCE.md": "schema/reference.md",
    "schema/README.md": "schema/index.md",
    "schema/CONTRACT.md": "schema/contract.md",
    "schema/evcp.xsd": "schema/evcp.xsd",
}
"""Files besides the pages of `docs/`, and their places on the site."""

CLIENT = "evcp._client.resources"
"""Module of the resources, such as `client.stations`: users reach them as attributes, not by import."""

_LINK = re.compile(r"\[(?P<text>[^]]*)\]\((?P<path>[^)#:\s]+)(?P<anchor>#[^)\s]*)?\)")
_PIPE = re.compile(r"`([^`\n]*\\\|[^`\n]*)`")
_SECTION = re.compile(r"^(?P<heading>##+ (?P<number>\d+(?:\.\d+)?)\.? .*)$", re.MULTILINE)
_ROW = re.compile(r"^\| (\d+\.\d+) \|", re.MULTILINE)
_NUMBER = r"\d+(?:\.\d+)?"
_CITATION = re.compile(
    rf"\b[Cc]ontract\s+sections?\s+{_NUMBER}(?:(?:,| and| to|, and)\s+{_NUMBER})*"
)


class DocsError(Exception):
    """A linked file is missing."""


def stage() -> dict[str, str]:
    """Return the text of every file of the site by its place.

    Raises:
        DocsError: A link of a page leads nowhere.
    """
    docs = ROOT / "docs"
    sources = {path.relative_to(docs).as_posix(): path for path in sorted(docs.rglob("*.md"))}
    sources |= {place: ROOT / source for source, place in COPIES.items()}
    texts = {place: staged(source, place, sources) for place, source in sources.items()}
    texts |= {f"api/{name}.md": reference(name) for name in public_modules()}
    return texts | {"api/index.md": overview(), "api/resources.md": resources()}


def staged(source: Path, place: str, sources: dict[str, Path]) -> str:
    """Return the text of a file for its place on the site.

    Raises:
        DocsError: A link leads nowhere.
    """
    text = source.read_text("utf-8")
    if source.suffix != ".md":
        return text
    if source.name == "CONTRACT.md":
        text = _SECTION.sub(r"\g<heading> {#section-\g<number>}", text)
        text = _ROW.sub(r'| <span id="section-\1">\1</span> |', text)
    # GitHub reads the backslash of a bar in a table as an escape, Python-Markdown as part of the code.
    text = _PIPE.sub(lambda code: f"<code>{code[1].replace(chr(92) + '|', '&#124;')}</code>", text)
    return moved(text, source, place, {path: there for there, path in sources.items()})


def moved(text: str, source: Path, place: str, places: dict[Path, str]) -> str:
    """Return the text of a page with the links of its place on the site.

    A link to a file that the site does not have becomes its text.

    Raises:
        DocsError: A link leads nowhere.
    """

    def move(link: re.Match[str]) -> str:
        file = (source.parent / link["path"]).resolve()
        if not file.exists():
            raise DocsError(f"{source.relative_to(ROOT)}: no file {link['path']}")
        if file not in places:
            return link["text"]
        target = relpath(places[file], PurePosixPath(place).parent.as_posix())
        return f"[{link['text']}]({target}{link['anchor'] or ''})"

    return _LINK.sub(move, text)


def public_modules() -> list[str]:
    """Return the names of the public modules, in the order of the reference."""
    path = importlib.import_module("evcp").__path__
    names = [module.name for module in pkgutil.iter_modules(path)]
    top = [f"evcp.{name}" for name in names if not name.startswith("_") and name != "cli"]
    return ["evcp", *top, "evcp.testing.strategies", "evcp_models", "evcp_models.codes"]


def public_names(module: ModuleType) -> list[str]:
    """Return the public names of a module: its `__all__`, or else what its source defines at the top."""
    listed: list[str] | None = getattr(module, "__all__", None)
    if listed is None:
        tree = ast.parse(inspect.getsource(module))
        listed = [name for statement in tree.body for name in _defined(statement)]
    return [
        name
        for name in listed
        if not name.startswith("_") and not isinstance(getattr(module, name), TypeVar)
    ]


def _defined(statement: ast.stmt) -> list[str]:
    """Return the names that a statement defines."""
    match statement:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return [name]
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def reference(name: str) -> str:
    """Return the page of a module: its docstring, a table of its names, and each of them in full.

    The table lists names of other public modules too; their full entry is on the page of their home.
    """
    module = importlib.import_module(name)
    rows, full, homes = [], [], public_modules()
    for public in public_names(module):
        value = getattr(module, public)
        home = getattr(value, "__module__", name)
        home = home if home in homes else name
        if home == name:
            full.append(f"::: {name}.{public}")
        shown = inspect.isclass(value) or inspect.isroutine(value)
        rows.append(f"| [`{public}`][{home}.{public}] | {_summary(value) if shown else ''} |")
    about = _directive(name, members=False, show_root_heading=False, show_root_toc_entry=False)
    table = "\n".join(["| name | |", "|---|---|", *rows])
    return "\n\n".join([f"# {name}", about, table, *full]) + "\n"


def resources() -> str:
    """Return the page of the resources, by their names on a client."""
    evcp = importlib.import_module("evcp")
    with evcp.Client(api_key="none") as client:
        found = {
            name: type(value)
            for name, value in vars(client).items()
            if type(value).__module__ == CLIENT
        }
    texts = [
        "# client.stations and its siblings",
        "The resources of `evcp.Client`. Those of `evcp.AsyncClient` have the same names and arguments; their calls "
        "are awaited, and a search returns an `AsyncPager`.",
    ]
    for name, kind in found.items():
        heading = f"client.{name}"
        texts.append(
            _directive(
                f"{CLIENT}.{kind.__name__}",
                heading=heading,
                toc_label=heading,
                merge_init_into_class=False,
                show_symbol_type_heading=False,
            )
        )
    return "\n\n".join(texts) + "\n"


def overview() -> str:
    """Return the page that lists the public modules."""
    rows = [
        f"| [`{name}`]({name}.md) | {_summary(importlib.import_module(name))} |"
        for name in public_modules()
    ]
    rows.insert(
        1, "| [`client.stations`](resources.md) and its siblings | The resources of a client. |"
    )
    facts = "Contract sections are headings of [the contract](../schema/contract.md): the known facts of the API."
    return "\n".join(["# API reference", "", "| module | |", "|---|---|", *rows, "", facts, ""])


def _summary(value: object) -> str:
    """Return the first paragraph of a docstring on one line, for a cell of a table."""
    first = (inspect.getdoc(value) or "").partition("\n\n")[0]
    return " ".join(first.split()).replace("|", "&#124;")


def _directive(path: str, **options: bool | str) -> str:
    """Return the line that mkdocstrings replaces, with its options."""
    lines = [f"      {name}: {str(value).lower()}" for name, value in options.items()]
    return "\n".join([f"::: {path}", "    options:", *lines])


def write(texts: dict[str, str], folder: Path) -> None:
    """Write the files into a folder that has nothing else afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    for place, text in texts.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def build() -> int:
    """Build the site from the staged pages; return zensical's exit code."""
    require("all,docs", "zensical", "mkdocstrings")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    done = subprocess.run(command, cwd=ROOT, check=False)
    for page in SITE.rglob("*.html"):
        page.write_text(finished(page.read_text("utf-8"), page.parent), "utf-8")
    return done.returncode


def finished(page: str, folder: Path) -> str:
    """Return a built page with links to the contract's sections, and commands that are copied without a prompt.

    Docstrings cite the contract too, and reach the site only when zensical reads them.
    """
    contract = os.path.relpath(SITE / "schema" / "contract.html", folder)
    link = rf'<a href="{contract}#section-\g<0>">\g<0></a>'
    page = _CITATION.sub(lambda found: re.sub(_NUMBER, link, found[0]), page)
    return page.replace('<span class="gp">$ </span>', '<span class="gp"></span>')


def main(argv: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--stage", action="store_true", help="write the pages, build nothing")
    options = parser.parse_args(argv)
    require("all,docs", "evcp", "evcp_models", "hypothesis", "pytest", "numpy", "starlette")
    try:
        write(stage(), STAGE)
        return 0 if options.stage else build()
    except DocsError as error:
        print(f"build_docs: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
