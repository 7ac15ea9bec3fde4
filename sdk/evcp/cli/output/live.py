"""The table of `evcp watch`, which stays on the terminal and is drawn anew after each look."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console, Group
from rich.live import Live as RichLive
from rich.table import Table
from rich.text import Text

from evcp_models import NameId

from ..failures import one_line as plain
from ..options.plugs import short_name
from ..options.units import show_duration, show_power
from .cards import state_text
from .tables import console_for
from .watching import Change, Key, Seen, Snapshot, summary

_WIDE = 110
_EVSE = 12
"""Characters of an EVSE's id on a terminal of fewer columns than that."""


class Live:
    """A table of connectors; those that changed stand at its top.

    Args:
        file: Where to draw. What is no terminal gets the last table alone.
        what: What is watched.
        every: Seconds between two looks.
    """

    def __init__(self, file: TextIO, what: str, every: float) -> None:
        self._console: Console = console_for(file)
        self._live = RichLive(console=self._console, auto_refresh=False)
        self._what = what
        self._every = every
        self._changed: dict[Key, Change] = {}

    def show(self, snapshot: Snapshot, news: list[Change], at: datetime) -> None:
        """Draw the table."""
        for change in news:
            self._changed.pop(change.key, None)  # the newest changes stand first
            self._changed[change.key] = change
        self._live.update(self._draw(snapshot, at), refresh=True)

    def _draw(self, snapshot: Snapshot, at: datetime) -> Group:
        head = Text(no_wrap=True, overflow="ellipsis")
        head.append(f"{plain(self._what)}, at {at.astimezone():%H:%M:%S}", "bold")
        head.append(f", every {show_duration(self._every)}", "dim")
        counts = Text(summary(snapshot), no_wrap=True, overflow="ellipsis")
        table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0), pad_edge=False)
        table.add_column("station")
        for title in ("EVSE", "connector", "state"):
            table.add_column(title, no_wrap=True)
        room = None if self._console.width >= _WIDE else _EVSE
        rows: list[tuple[Seen, Change | None]] = [
            (change.what, change) for change in reversed(self._changed.values())
        ]
        rows += [(seen, None) for key, seen in snapshot.items() if key not in self._changed]
        most = max(self._console.height - 5, 5) if self._console.is_terminal else len(rows)
        for seen, change in rows[:most]:
            table.add_row(*_cells(seen, change, at, room))
        hidden = len(rows) - most
        more = [Text(f"and {hidden:,} more", "dim")] if hidden > 0 else []
        return Group(head, counts, Text(), table, *more)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()


def _cells(seen: Seen, change: Change | None, now: datetime, room: int | None) -> list[Text]:
    power = "" if seen.power is None else f" {show_power(seen.power)}"
    kind = short_name(NameId(id=seen.type_id)) if seen.type_id else ""
    cells = [
        Text(plain(text), no_wrap=True, overflow="ellipsis")
        for text in (
            seen.name or seen.station or "",
            _tail(seen.evse or "", room),
            f"{kind}{power}",
        )
    ]
    if change is None:
        return [*cells, state_text(seen.state)]
    news = Text(style="bold" if change.at == now else "")
    news.append_text(state_text(change.old or "new"))
    news.append(" → ")
    news.append_text(state_text(change.new or "gone"))
    news.append(f" {change.at.astimezone():%H:%M:%S}")
    return [*cells, news]


def _tail(text: str, room: int | None) -> str:
    """Cut a long id at its beginning: the EVSEs of a station differ at the end."""
    return text if room is None or len(text) <= room else f"…{text[1 - room :]}"
