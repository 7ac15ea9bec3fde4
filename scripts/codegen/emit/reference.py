"""Emits the reference of the models for readers, in Markdown."""

from __future__ import annotations

from ..xsd.api import MARKS, Api, Note
from .source import described, sentence


def emit_reference(api: Api) -> str:
    """Emit the model reference."""
    marks = ", ".join(f"{mark} {name}" for mark, name in MARKS.items())
    lines = [
        "# Model reference",
        "",
        f"Generated from schema/ (version {api.version}) by scripts/generate.py; do not edit.",
        "",
        f"The column *known* tells how surely the API is known to behave so: {marks}. The last column names",
        "the page or client that it is known from, in the short forms of schema/README.md. What the service",
        "documents of each type is section 4 of schema/CONTRACT.md, its codes section 5.",
    ]
    for spec in sorted(api.classes, key=lambda c: c.name):
        lines += _head(spec.name, spec.note, "field | type | wire name | known | meaning | source")
        for f in spec.fields:
            lines.append(_row(f"`{f.name}`", f"`{f.annotation}`", f"`{f.path}`", note=f.note))
    for enum in api.enums:
        lines += _head(enum.name, enum.note, "member | value | known | meaning | source")
        lines += [_row(f"`{m.name}`", f"`{m.value}`", note=m.note) for m in enum.members]
    return "\n".join(lines) + "\n"


def _head(name: str, note: Note, columns: str) -> list[str]:
    known = f" {MARKS[note.evidence].capitalize()} ({note.source})." if note.evidence else ""
    rule = "---|" * (columns.count("|") + 1)
    return ["", f"## {name}", "", sentence(note.doc) + known, "", f"| {columns} |", f"|{rule}"]


def _row(*cells: str, note: Note) -> str:
    row = (*cells, note.evidence, described(note), note.source)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
