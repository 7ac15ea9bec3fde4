"""Emits the reference of the models for readers, in Markdown."""

from __future__ import annotations

from ..xsd.api import Api
from ..xsd.notes import MARKS
from .source import sentence


def emit_reference(api: Api) -> str:
    """Emit the model reference."""
    lines = [
        "# Model reference",
        "",
        f"Generated from schema/ (version {api.version}) by scripts/generate.py; do not edit.",
        "",
        "The column *known* tells how surely the API is known to behave so: "
        + ", ".join(f"{mark} {name}" for mark, name in MARKS.items())
        + ". What the service documents of each type is section 4 of schema/CONTRACT.md, its codes section 5.",
    ]
    for spec in sorted(api.classes, key=lambda c: c.name):
        lines += ["", f"## {spec.name}", "", sentence(spec.note.doc), ""]
        lines += ["| field | type | wire name | known | meaning |", "|---|---|---|---|---|"]
        for f in spec.fields:
            wire = f"{f.wire}.{f.item}" if f.item else f.wire
            kind = f.annotation.replace("|", "\\|")
            doc = sentence(f.note.doc) + (
                f" Deprecated: {sentence(f.note.deprecated)}" if f.note.deprecated else ""
            )
            cells = (
                f"`{f.name}`",
                f"`{kind}`",
                f"`{wire}`",
                f.note.evidence,
                doc.replace("|", "\\|"),
            )
            lines.append("| " + " | ".join(cells) + " |")
    for enum in api.enums:
        lines += ["", f"## {enum.name}", "", sentence(enum.note.doc), ""]
        lines += ["| member | value | known | meaning |", "|---|---|---|---|"]
        for m in enum.members:
            doc = sentence(m.note.doc).replace("|", "\\|")
            lines.append(f"| `{m.name}` | `{m.value}` | {m.note.evidence} | {doc} |")
    return "\n".join(lines) + "\n"
