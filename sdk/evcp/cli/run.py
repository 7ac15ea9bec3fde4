"""From arguments to an exit status: every error ends here, as a line with a hint."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from . import exits
from .app import Interrupted, ReaderLeft, root
from .failures import Failure, explain
from .output.writing import stand_in_for_closed

TRACEBACK = "EVCP_TRACEBACK"
"""Environment variable: if set, an error that nobody foresaw shows its traceback."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    stand_in_for_closed()
    try:
        status = root.main(
            args=None if arguments is None else list(arguments),
            prog_name="evcp",
            complete_var="_EVCP_COMPLETE",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except SystemExit as end:  # the completion of click, and argparse
        return end.code if isinstance(end.code, int) else exits.OK
    except (KeyboardInterrupt, click.Abort, Interrupted):
        _end_line()
        return exits.INTERRUPTED
    except (BrokenPipeError, ReaderLeft):
        _forget_output()
        return exits.OK
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return exits.USAGE
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        failure = explain(error)
        _say(failure)
        if isinstance(error, OSError):
            _forget_output()
        return failure.status
    return status if isinstance(status, int) else exits.OK


def _say(failure: Failure) -> None:
    print(f"evcp: {failure.message}", file=sys.stderr)
    if failure.hint:
        print(f"hint: {failure.hint}", file=sys.stderr)


def _end_line() -> None:
    if sys.stderr.isatty():  # the terminal shows ^C
        print(file=sys.stderr)


def _forget_output() -> None:
    """Let the interpreter's last flush go nowhere: nobody reads it any more, or it failed before."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
