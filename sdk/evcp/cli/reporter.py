"""What the command says beside its output: on standard error, and not at all with `--quiet`."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from ..events import AttemptFinished, Hooks, IssueFound, RequestStarted, RetryScheduled


@dataclass(frozen=True, slots=True)
class Reporter:
    """How much is said.

    Attributes:
        quiet: Say nothing but errors.
        verbose: 1 shows the requests, 2 every departure of an answer from the schema as well.
    """

    quiet: bool = False
    verbose: int = 0

    def tell(self, text: str) -> None:
        """Say something that a person wants to know."""
        if not self.quiet:
            self.warn(text)

    def warn(self, text: str) -> None:
        """Say something that must not be missed."""
        print(f"evcp: {text}", file=sys.stderr, flush=True)

    @property
    def lively(self) -> bool:
        """Whether progress can be shown: on a terminal, where no request lines run through it."""
        return not self.quiet and not self.verbose and sys.stderr.isatty()

    def hooks(self) -> Hooks:
        """Return what shows the requests; their addresses have no credential in them."""
        if not self.verbose:
            return Hooks()
        return Hooks(
            request=_sending,
            response=_answered,
            retry=_retrying,
            issue=_issue if self.verbose > 1 else None,
        )


def _show(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _sending(event: RequestStarted) -> None:
    again = f" (attempt {event.attempt})" if event.attempt > 1 else ""
    _show(f"> {event.method} {event.url}{again}")


def _answered(event: AttemptFinished) -> None:
    if event.status is None:
        _show(f"< {event.fault} after {event.seconds:.2f} s")
        return
    identity = f", request {event.request_id}" if event.request_id else ""
    _show(f"< {event.status}, {event.bytes:,} bytes in {event.seconds:.2f} s{identity}")


def _retrying(event: RetryScheduled) -> None:
    _show(f"! {event.reason}: again in {event.seconds:.1f} s")


def _issue(event: IssueFound) -> None:
    # The value is not shown: an answer may quote what it was asked with.
    _show(f"! {event.issue.kind.value} at {event.issue.path or 'the root'}")
