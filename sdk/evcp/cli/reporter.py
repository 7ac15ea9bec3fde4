"""Messages and progress on standard error."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..events import AttemptFinished, Hooks, IssueFound, RequestStarted, RetryScheduled
from .terminal import console_on, single_line

# Notes of the SDK are shown by the commands; without a handler Python would print them as well.
logging.getLogger("evcp").addHandler(logging.NullHandler())

Advance = Callable[[int], None]
"""A function to call with the number of finished items."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Messages of one command.

    Attributes:
        quiet: Print errors only.
        verbose: 1 prints the requests, 2 each schema issue as well.
    """

    quiet: bool = False
    verbose: int = 0

    def info(self, text: str) -> None:
        """Print a message, unless the user wants quiet."""
        if not self.quiet:
            self.warn(text)

    def warn(self, text: str) -> None:
        """Print a message that must not be missed."""
        _print(f"evcp: {text}")

    def hooks(self) -> Hooks:
        """Return hooks that print the requests; addresses in events are redacted."""
        if not self.verbose:
            return Hooks()
        return Hooks(
            request=_print_request,
            response=_print_response,
            retry=_print_retry,
            issue=_print_issue if self.verbose > 1 else None,
        )

    @contextmanager
    def progress(self, label: str, unit: str, total: int | None = None) -> Iterator[Advance]:
        """Show the progress of long work: on a terminal, unless request lines would run through it.

        Args:
            label: The work, such as `Searching`.
            unit: The counted items, such as `stations`; `bytes` are shown as a size.
            total: Number of items, if it is known.

        Yields:
            A function to call with the number of finished items.
        """
        if self.quiet or self.verbose or not sys.stderr.isatty():
            yield lambda number: None
            return
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
        text, time = TextColumn("{task.description}"), TimeElapsedColumn()
        bar: tuple[ProgressColumn, ...] = () if total is None else (BarColumn(),)
        # Standard output is the result; rich must not redirect it into the display.
        with Progress(
            *(SpinnerColumn(), text, *bar, amount, time),
            console=console_on(sys.stderr),
            transient=True,
            redirect_stdout=False,
        ) as display:
            task = display.add_task(label, total=total)
            yield lambda number: display.update(task, advance=number)

    @contextmanager
    def status(self, label: str) -> Iterator[Callable[[str], None]]:
        """Show one line that changes, under the conditions of `progress`.

        Yields:
            A function to call with the text behind the label.
        """
        if self.quiet or self.verbose or not sys.stderr.isatty():
            yield lambda text: None
            return
        with console_on(sys.stderr).status(label) as line:
            yield lambda text: line.update(f"{label}: {single_line(text)}")


def _print(text: str) -> None:
    print(single_line(text), file=sys.stderr, flush=True)


def _print_request(event: RequestStarted) -> None:
    attempt = f" (attempt {event.attempt})" if event.attempt > 1 else ""
    _print(f"> {event.method} {event.url}{attempt}")


def _print_response(event: AttemptFinished) -> None:
    if event.status is None:
        _print(f"< {event.fault} after {event.seconds:.2f} s")
        return
    identity = f", request {event.request_id}" if event.request_id else ""
    _print(f"< {event.status}, {event.bytes:,} bytes in {event.seconds:.2f} s{identity}")


def _print_retry(event: RetryScheduled) -> None:
    _print(f"! {event.reason}: again in {event.seconds:.1f} s")


def _print_issue(event: IssueFound) -> None:
    # Without the value: an answer may quote the request, credentials included.
    _print(f"! {event.issue.kind.value} at {event.issue.path or 'the root'}")
