"""Where output goes: to standard output, or to a file that is either whole or not there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO, cast


@contextmanager
def open_output(path: str | None) -> Iterator[TextIO]:
    """Open standard output, or a file that replaces the one of its name when all is written.

    Args:
        path: The file; None for standard output.

    Raises:
        OSError: The file cannot be written.
    """
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    target = Path(os.path.realpath(path))  # a link stays one
    if target.exists() and not target.is_file():
        # A device or a pipe cannot be replaced by a file; a directory is an error.
        with target.open("w", encoding="utf-8", newline="") as file:
            yield cast("TextIO", file)
        return
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with draft.open("x", encoding="utf-8", newline="") as file:
            yield cast("TextIO", file)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(draft, target.stat().st_mode & 0o7777)
        os.replace(draft, target)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename == str(draft):
            error.filename = path  # the name that was asked for
        raise


def stand_in_for_closed() -> None:
    """Put streams in place of those that the caller closed (`evcp ... >&-`), where Python has None.

    Input is at its end, what is said to people is lost, and writing an answer is an error: it would
    be lost in silence. Without a stand-in, the next file that is opened would get their numbers.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 (open to the end)
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def use_utf8() -> None:
    """Write UTF-8 on standard output: machines read JSON and CSV so, whatever the terminal speaks."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None and not sys.stdout.isatty():
        reconfigure(encoding="utf-8", errors="surrogateescape")
    elif reconfigure is not None:
        reconfigure(errors="replace")
