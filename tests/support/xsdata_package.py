"""xsdata's own package of a schema, as a second opinion on what its documents say."""

from __future__ import annotations

import importlib
import os
import re
import sys
import warnings
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import count
from pathlib import Path
from typing import Any

from xsdata.codegen.transformer import ResourceTransformer
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.models.config import GeneratorConfig, StructureStyle

# xsdata calls ruff by its name: that of this environment.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
_NUMBERS = count(1)
_STRICT = ParserConfig(fail_on_unknown_properties=True, fail_on_converter_warnings=True)


def roots_of(main: Path, folder: Path) -> Any:
    """Let xsdata generate its package of a schema into a folder; return the module."""
    name = f"theirs_{next(_NUMBERS)}"
    config = GeneratorConfig()
    config.output.package = name
    config.output.structure_style = StructureStyle.SINGLE_PACKAGE
    before = Path.cwd()
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    try:
        ResourceTransformer(config=config).process([main.resolve().as_uri()])
        importlib.invalidate_caches()
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        os.chdir(before)


def rewritten(module: Any, body: bytes, root: str = "r") -> bytes:
    """Parse a document with xsdata and write it again.

    Raises:
        Exception: xsdata cannot, or warns.
    """
    classes = [kind for kind in vars(module).values() if isinstance(kind, type)]
    found = next(
        c for c in classes if getattr(getattr(c, "Meta", None), "name", c.__name__) == root
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value: object = XmlParser(config=_STRICT).from_bytes(body, found)
        return XmlSerializer().render(value).encode()


def leaves(element: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts of an infoset by their paths, each in one form."""
    name, attributes, texts, kids = element
    here = f"{path}/{name}"
    for attribute, text in attributes.items():
        yield f"{here}/@{attribute}", _one_form(text)
    if not kids or any(text.strip() for text in texts):
        yield here, _one_form("".join(texts))
    for kid in kids:
        yield from leaves(kid, here)


def _one_form(text: str) -> str:
    try:
        return str(Decimal(text).normalize() + 0)
    except InvalidOperation:
        text = re.sub(
            r"(:[0-9]{2}\.[0-9]*?)0+(?=Z|[+-]|$)", r"\1", text
        )  # zeros behind a fraction of a second
        text = re.sub(
            r"^[A-Za-z0-9]+:(?=[a-z]+$)", "", text
        )  # the prefix of a name is the writer's choice
        return " ".join(text.split()).upper()
