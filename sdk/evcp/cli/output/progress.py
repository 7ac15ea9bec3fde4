"""Progress on standard error: for people on terminals alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..reporter import Reporter

Advance = Callable[[int], None]


@contextmanager
def progress(talk: Reporter, label: str, unit: str, total: int | None = None) -> Iterator[Advance]:
    """Show how far a long work is.

    Args:
        talk: Whether there is anybody to show it to.
        label: What is done, such as `Searching`.
        unit: What is counted, such as `stations`; `bytes` are shown as a size.
        total: How many there are, if that is known.

    Yields:
        A function to call with the number of things that were done.
    """
    if not talk.lively:
        yield lambda number: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        ProgressColumn,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    amount: ProgressColumn = (
        DownloadColumn() if unit == "bytes" else TextColumn("{task.completed:,.0f} " + unit)
    )
    bar: tuple[ProgressColumn, ...] = () if total is None else (BarColumn(),)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), *bar, amount, TimeElapsedColumn())
    # What is written to standard output meanwhile is output, and no part of the display.
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as shown:
        task = shown.add_task(label, total=total)
        yield lambda number: shown.update(task, advance=number)
