"""What was wrong with a data file: nothing is fatal, nothing is dropped in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowIssue:
    """One thing wrong in one row.

    Attributes:
        row: Number of the record; the first one below the header is 1.
        column: Column of the file.
        reason: What is wrong and what was done about it.
        raw: The text of the cell.
        dropped: Whether the row became no station for this reason.
    """

    row: int
    column: str
    reason: str
    raw: str
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """How a data file became stations.

    Attributes:
        source: Name of the file.
        rows: Number of its records. Each is a station or an issue with `dropped`.
        loaded: Number of stations.
        issues: Everything that was wrong, in the order of the file.
        unread: Members that the rows have and that are not read, with the number of their rows.
    """

    source: str
    rows: int
    loaded: int
    issues: tuple[RowIssue, ...] = ()
    unread: tuple[tuple[str, int], ...] = ()

    @property
    def dropped(self) -> int:
        """Number of records that became no station."""
        return self.rows - self.loaded

    def __str__(self) -> str:
        lines = [f"{self.source}: {self.rows} rows, {self.loaded} stations, {self.dropped} dropped"]
        kinds = Counter((issue.column, issue.reason) for issue in self.issues)
        lines += [f"  {count:6} x {column}: {reason}" for (column, reason), count in kinds.items()]
        if self.unread:
            names = ", ".join(f"{name} ({count})" for name, count in self.unread)
            lines.append(f"  not read: {names}")
        return "\n".join(lines)
