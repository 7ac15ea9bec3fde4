"""What is wrong with a document, by kind and place: thousands of issues have few causes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from evcp_codec.issues import Issue

from ..failures import one_line
from .formats import cell

if TYPE_CHECKING:
    from ..reporter import Reporter

_INDEX = re.compile(r"\[\d+\]")
_MOST_PLACES = 10_000
_ELSEWHERE = "(further places)"
COLUMNS = ("kind", "path", "count", "example")


@dataclass(slots=True)
class Tally:
    """Issues, counted by kind and place.

    Attributes:
        total: All issues.
        places: How many there were of each kind at each path, and the first value. Paths have `[]` in
            place of each index.
    """

    total: int = 0
    places: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    def add(self, issue: Issue) -> None:
        """Count an issue."""
        self.total += 1
        key = (issue.kind.value, _INDEX.sub("[]", issue.path))
        if key not in self.places and len(self.places) >= _MOST_PLACES:
            key = (issue.kind.value, _ELSEWHERE)
        number, example = self.places.get(key, (0, issue.raw[:200]))
        self.places[key] = (number + 1, example)

    def rows(self) -> list[tuple[str, str, int, str]]:
        """Return kind, path, number and an example, the most frequent first."""
        rows = [(kind, path, *what) for (kind, path), what in self.places.items()]
        return sorted(rows, key=lambda row: (-row[2], row[:2]))

    def tell(self, talk: Reporter, most: int = 20) -> None:
        """Say what there is on standard error."""
        rows = self.rows()
        for kind, path, number, example in rows[:most]:
            shown = one_line(example)
            shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
            talk.tell(f"{number:,}x {kind} at {one_line(path) or 'the root'}: {shown}")
        if len(rows) > most:
            talk.tell(f"and {len(rows) - most:,} further places: --issues shows them all")

    def write(self, form: str, file: TextIO) -> None:
        """Write the issues in place of the stations."""
        rows: Sequence[tuple[str, str, int, str]] = self.rows()
        if form == "table":
            from .tables import Column, console_for, print_table

            columns = [
                Column("count", right=True, whole=True),
                Column("kind", whole=True),
                Column("path"),
                Column("example"),
            ]
            table = [[f"{n:,}", kind, path, example] for kind, path, n, example in rows]
            print_table(console_for(file), columns, table)
        elif form == "csv":
            import csv

            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(COLUMNS)
            lines.writerows([cell(value) for value in row] for row in rows)
        else:
            entries = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
            if form == "json":
                file.write(json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
            else:
                file.writelines(json.dumps(e, ensure_ascii=False) + "\n" for e in entries)
