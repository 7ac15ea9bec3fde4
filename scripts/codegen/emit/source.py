"""Small helpers to write Python source."""

from __future__ import annotations

import json
import textwrap

from ..xsd.api import Api, FieldSpec, Note
from ..xsd.notes import MARKS

WIDTH = 100


class Source:
    """Lines of a module under construction."""

    def __init__(self, doc: str, api: Api) -> None:
        self.lines = [
            f'"""{doc}\n\nGenerated from schema/ (version {api.version}) by scripts/generate.py. '
            'Do not edit: change the schema\nand generate again.\n"""',
            "",
            "from __future__ import annotations",
            "",
        ]

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
        if "\n" not in body and len(body) + len(pad) + 6 <= WIDTH:
            self(f'"""{body}"""', indent)
        else:
            self(f'"""{body}\n"""', indent)

    def text(self) -> str:
        """Return the whole module."""
        return "\n".join(self.lines) + "\n"


def literal(value: object) -> str:
    """Write a text as a Python literal."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def sentence(text: str) -> str:
    """Return a text as a sentence."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else text + "."


def evidence(note: Note) -> str:
    """Say how surely something is known, and from where."""
    if not note.evidence:
        return ""
    mark = MARKS[note.evidence].capitalize()
    return f"{mark} ({note.source})." if note.source else f"{mark}."


def described(note: Note, wire: str = "") -> str:
    """Return documentation, deprecation, wire name and evidence in one paragraph."""
    parts = [sentence(note.doc)]
    if note.deprecated:
        parts.append(f"Deprecated: {sentence(note.deprecated)}")
    if wire:
        parts.append(f"Wire name `{wire}`.")
    parts.append(evidence(note))
    return " ".join(part for part in parts if part)


def item(name: str, text: str) -> str:
    """Return an entry of an `Attributes:` section, wrapped."""
    return textwrap.fill(
        f"{name}: {text}", WIDTH - 4, initial_indent=" " * 4, subsequent_indent=" " * 8
    )


TAKEN = frozenset(
    (
        "at",
        "dict",
        "done",
        "element",
        "get",
        "kid",
        "kids",
        "len",
        "list",
        "name",
        "new",
        "path",
        "context",
        "raw",
        "rest",
        "tag",
        "text",
        "turn",
        "value",
        "x",
    )
)
"""Names that the codecs use themselves: the variable of a field so named gets an underscore."""


def local(field: FieldSpec) -> str:
    """Return the local variable of a field in a codec."""
    return field.name + "_" if field.name in TAKEN else field.name


def pattern_name(pattern: str, names: dict[str, str]) -> str:
    """Return the function that tests a pattern, adding it to `names`."""
    return names.setdefault(pattern, f"_matches_{len(names) + 1}")
