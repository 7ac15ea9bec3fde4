"""HTML of objects in notebooks: escaped, and of bounded length."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

ROWS = 10
"""Rows of a list at most."""
_CELL = 200
"""Characters of a text at most."""
_LEFT = "style='text-align:left;vertical-align:top'"


def escaped(text: str) -> str:
    """Return a text as HTML in one line; characters that control a display are shown as such."""
    text = repr(text)[1:-1]
    return html.escape(text if len(text) <= _CELL else f"{text[: _CELL - 3]}...")


def listed(values: Sequence[object]) -> str:
    """Return the first values of a list, a line each, and the number of the others."""
    more = (f"and {len(values) - ROWS:,} more",) if len(values) > ROWS else ()
    return "<br>".join([*(escaped(str(value)) for value in values[:ROWS]), *more])


def table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    """Return a table of names and values.

    Args:
        title: Headline, as text.
        rows: Names as text, and values as HTML; rows without a value are left out.
    """
    lines = (
        f"<tr><th {_LEFT}>{escaped(name)}</th><td {_LEFT}>{cell}</td></tr>"
        for name, cell in rows
        if cell
    )
    return f"<table><caption>{escaped(title)}</caption>{''.join(lines)}</table>"
