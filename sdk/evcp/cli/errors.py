"""Exit statuses, and errors as one line with a hint: never a traceback, never a secret."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

import click

from .._reading.names import closest
from ..errors import AreaError, ConfigurationError, DecodeError, EvcpError
from .terminal import single_line


class Exit(IntEnum):
    """Exit statuses, each with its line in the help."""

    OK = 0, "done, and nothing is missing"
    FAILED = 1, "the service, the network or a file failed"
    USAGE = 2, "wrong arguments, no credentials, or an extra that is not installed"
    NOTHING = 3, "nothing was found"
    INCOMPLETE = 4, "something was found, but not all of it"
    SCHEMA_ISSUES = 5, "decode: the file deviates from the schema; codes: from the table"
    INTERRUPTED = 130, "interrupted by Ctrl-C"

    meaning: str

    def __new__(cls, status: int, meaning: str) -> Self:
        """Make a member from its number and its meaning."""
        member = int.__new__(cls, status)
        member._value_ = status
        member.meaning = meaning
        return member


@dataclass(frozen=True, slots=True)
class Failure:
    """The report of a failed command.

    Attributes:
        status: Exit status.
        message: The error in one line.
        hint: Advice; may be empty.
    """

    status: Exit
    message: str
    hint: str = ""

    @property
    def line(self) -> str:
        """Message and hint in one line, for a failure among others."""
        return f"{self.message} ({self.hint})" if self.hint else self.message


class CommandError(Exception):
    """An error of the command line itself.

    Args:
        message: The error in one line.
        hint: Advice; may be empty.
        status: Exit status.
    """

    def __init__(self, message: str, hint: str = "", status: Exit = Exit.USAGE) -> None:
        super().__init__(message)
        self.failure = Failure(status, message, hint)


_HINTS = {
    "api_key": "set EVCP_API_KEY, or give --api-key-file FILE, or put HERE's credentials.properties "
    "into ~/.here",
    "check_limits": "search smaller areas, or give --no-limits to let the service judge",
    "path of a Corridor": "for the corridor along a line, give --width",
    "rate_limit": "wait a little, and send fewer requests",
}
"""Hints of the command in place of hints that name an argument of the library."""
_NAMES = {
    "base_url": "--base-url",
    "total timeout": "--timeout",
    "python -m evcp.sandbox": "evcp sandbox",
}
"""Names of the command for names of the library."""


def explain(error: Exception) -> Failure:
    """Build the report of an error."""
    if isinstance(error, CommandError):
        return error.failure
    if isinstance(error, click.ClickException):
        return _usage(error)
    if isinstance(error, EvcpError):
        usage = isinstance(error, AreaError | ConfigurationError)
        return Failure(
            Exit.USAGE if usage else Exit.FAILED, single_line(error.message), _hint(error)
        )
    if isinstance(error, UnicodeError):
        return Failure(Exit.FAILED, f"the text is not UTF-8: {single_line(str(error))}")
    if isinstance(error, OSError):
        return Failure(Exit.FAILED, os_error(error))
    if isinstance(error, ImportError) and error.name:
        return Failure(Exit.USAGE, single_line(str(error)))
    return _unexpected(error)


def os_error(error: OSError) -> str:
    """Return the reason and the file of a system error."""
    if error.errno == errno.EBADF and error.filename is None:
        return "standard output is closed"
    reason = error.strerror or type(error).__name__
    where = f"{error.filename}: " if isinstance(error.filename, str) else ""
    return single_line(f"{where}{reason[:1].lower()}{reason[1:]}")


def _hint(error: EvcpError) -> str:
    if isinstance(error, DecodeError) and error.status is None:
        return ""  # a local file: the library's advice is about Python arguments
    parts = error.hint.split("; ")
    hint = "; ".join(
        next((ours for name, ours in _HINTS.items() if name in part), part) for part in parts
    )
    for library, command in _NAMES.items():
        hint = hint.replace(library, command)
    return hint


def _usage(error: click.ClickException) -> Failure:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "evcp"
    message = single_line(error.format_message()).removesuffix(".")
    if isinstance(error, click.NoSuchOption):
        known = {
            name.lstrip("-"): name
            for one in (context.command.params if context else ())
            for name in one.opts
        }
        meant = closest(error.option_name.lstrip("-"), known)
        close = f"; did you mean {known[meant]}?" if meant else ""
        message = f"no such option {error.option_name!r}{close}"
    return Failure(Exit.USAGE, message[:1].lower() + message[1:], f"see {path} --help")


def _unexpected(error: Exception) -> Failure:
    import traceback

    # The text of a foreign exception may quote anything, credentials included: it is not shown.
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return Failure(
        Exit.FAILED,
        f"unexpected error: {type(error).__name__}{place}",
        "please report it; EVCP_TRACEBACK=1 in the environment shows the whole traceback",
    )
