"""What went wrong, as a line for people: never a traceback, never a secret."""

from __future__ import annotations

import errno
from dataclasses import dataclass

import click

from ..errors import AreaError, ConfigurationError, DecodeError, EvcpError, NotFoundError
from . import exits


@dataclass(frozen=True, slots=True)
class Failure:
    """How a failed command ends.

    Attributes:
        status: Exit status.
        message: What went wrong, in one line.
        hint: What to do; empty if there is nothing to advise.
    """

    status: int
    message: str
    hint: str = ""


class CommandError(Exception):
    """An error of the command line itself.

    Args:
        message: What went wrong.
        hint: What to do.
        status: Exit status.
    """

    def __init__(self, message: str, hint: str = "", status: int = exits.USAGE) -> None:
        super().__init__(message)
        self.failure = Failure(status, message, hint)


_HINTS = (
    # The library advises in the words of Python; a user of the command has other ones.
    ("pass api_key=..., or set EVCP_API_KEY", "set EVCP_API_KEY, or give --api-key-file FILE"),
    ("; `python -m evcp.sandbox` answers", "; `evcp sandbox` answers"),
    ("pass check_limits=False to", "give --no-limits to"),
    ("total timeout", "--timeout"),
    ("set rate_limit, or spread the calls", "wait a little, and ask less often"),
    ("base_url", "--base-url"),
    ("; the answer calls itself no content type", ""),
)
_NO_IDS = ("stations.search", "stations.count")
"""Operations that name no id, so that none can have changed."""


def explain(error: Exception) -> Failure:
    """Return how the command ends for an error."""
    if isinstance(error, CommandError):
        return error.failure
    if isinstance(error, click.ClickException):
        return _usage(error)
    if isinstance(error, EvcpError):
        usage = isinstance(error, AreaError | ConfigurationError)
        hint = error.hint
        for library, command in _HINTS:
            hint = hint.replace(library, command)
        if isinstance(error, NotFoundError) and error.message.startswith(_NO_IDS):
            hint = "check --base-url: this is not where the API is"
        if isinstance(error, DecodeError) and error.status is None:
            hint = ""  # the advice is for the programmer; the message says what is wrong
        return Failure(exits.USAGE if usage else exits.FAILED, one_line(error.message), hint)
    if isinstance(error, UnicodeError):
        return Failure(exits.FAILED, f"the text is not UTF-8: {one_line(str(error))}")
    if isinstance(error, OSError):
        return Failure(exits.FAILED, os_error(error))
    if isinstance(error, ImportError) and error.name:
        return Failure(exits.USAGE, one_line(str(error)))
    return _unforeseen(error)


def os_error(error: OSError) -> str:
    """Say what the system refused, and where."""
    if error.errno == errno.EBADF and error.filename is None:
        return "standard output is closed"
    reason = error.strerror or type(error).__name__
    where = f"{error.filename}: " if isinstance(error.filename, str) else ""
    return one_line(f"{where}{reason[:1].lower()}{reason[1:]}")


def one_line(text: str) -> str:
    """Return a text without line ends and control characters, whatever was sent."""
    if text.isprintable():
        return text.strip()
    return "".join(c if c.isprintable() else " " for c in text).strip()


def _usage(error: click.ClickException) -> Failure:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "evcp"
    message = one_line(error.format_message()).removesuffix(".")
    if message:
        message = message[0].lower() + message[1:]
    return Failure(exits.USAGE, message, f"see {path} --help")


def _unforeseen(error: Exception) -> Failure:
    import traceback

    # The text of a foreign exception may quote anything, a credential too: it is not shown.
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return Failure(
        exits.FAILED,
        f"this should not happen: {type(error).__name__}{place}",
        "please report it; with EVCP_TRACEBACK=1 in the environment the whole traceback is shown",
    )
