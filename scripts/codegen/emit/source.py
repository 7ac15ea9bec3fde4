"""Helpers to write Python source."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable

from ..xsd.api import Api, EnumSpec, FieldSpec, Note

WIDTH = 100


class Source:
    """Lines of a module under construction, or of a part of one."""

    def __init__(self, doc: str = "", api: Api | None = None) -> None:
        self.lines: list[str] = []
        if api is not None:
            self(
                f'"""{doc}\n\nGenerated from {api.source} (version {api.version}) by scripts/generate.py. '
                'Do not edit: change the schema\nand generate again.\n"""'
                "\n\nfrom __future__ import annotations\n"
            )

    def __call__(self, text: str = "", indent: int = 0) -> None:
        """Add lines."""
        self.lines += [" " * 4 * indent + line if line else "" for line in text.split("\n")]

    def doc(self, paragraphs: list[str], indent: int = 0) -> None:
        """Add a docstring; a paragraph that begins with two spaces keeps its own layout."""
        pad = " " * 4 * indent
        wrapped = [
            p if p.startswith("  ") or p == "" else textwrap.fill(p, WIDTH - len(pad) - 4)
            for p in paragraphs
        ]
        body = "\n".join(wrapped).replace("\\", "\\\\").replace('"""', "'''")
        one_line = "\n" not in body and len(body) + len(pad) + 6 <= WIDTH
        self(f'"""{body}"""' if one_line else f'"""{body}\n"""', indent)

    def table(self, head: str, rows: Iterable[str]) -> None:
        """Add a dictionary, a row per line."""
        self(f"\n\n{head} = {{")
        for row in rows:
            self(f"{row},", 1)
        self("}")

    def text(self) -> str:
        """Return the whole module."""
        return "\n".join(self.lines) + "\n"


def import_names(api: Api) -> str:
    """Return the import of all enumerations and models; a module without names is not imported."""
    modules = ("enums", [e.name for e in api.enums]), ("models", [c.name for c in api.classes])
    return "\n".join(
        f"from .{m} import {', '.join(sorted(names))}" for m, names in modules if names
    )


def emit_constants(out: Source, enums: Iterable[EnumSpec], patterns: dict[str, str]) -> None:
    """Emit the module constants of a reader: patterns, and enumeration members by value."""
    for pattern, name in patterns.items():
        out(f"{name} = lru_cache(4096)(re.compile({literal(pattern)}, re.ASCII).fullmatch)")
    out("new = object.__new__")
    for enum in enums:
        name = enum.name
        out(
            f"_{name.upper()}: dict[str | None, {name}] = {{member.value: member for member in {name}}}"
        )


def literal(value: object) -> str:
    """Write a text as a Python literal."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def sentence(text: str) -> str:
    """Return a text as a sentence."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else text + "."


def described(note: Note) -> str:
    """Return documentation and deprecation in one paragraph.

    Wire names and evidence are left to REFERENCE.md and the metadata of the fields.
    """
    deprecated = f" Deprecated: {sentence(note.deprecated)}" if note.deprecated else ""
    return sentence(note.doc) + deprecated


def item(name: str, note: Note) -> str:
    """Return an entry of an `Attributes:` section, wrapped."""
    text = f"{name}: {described(note)}"
    return textwrap.fill(text, WIDTH - 4, initial_indent=" " * 4, subsequent_indent=" " * 8)


TAKEN = frozenset((
    "at", "collapse", "context", "dict", "done", "element", "get", "kid", "kids", "len", "list",
    "name", "new", "path", "raw", "rest", "sent", "tag", "text", "turn", "value", "word", "x",
))  # fmt: skip
"""Names that the codecs use themselves: the variable of a field so named gets an underscore."""


def local(field: FieldSpec) -> str:
    """Return the local variable of a field in a codec."""
    return field.name + "_" if field.name in TAKEN else field.name


def pattern_name(pattern: str, names: dict[str, str]) -> str:
    """Return the function that tests a pattern, adding it to `names`."""
    return names.setdefault(pattern, f"_matches_{len(names) + 1}")
