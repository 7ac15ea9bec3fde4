"""Text on a terminal: characters that would steer it are shown as escapes. Pipes and files keep them.

The names of a service may hold control characters, deletes, bidi overrides and other format characters.
`guarded` makes every stream safe that is a terminal, so that no output needs to think of it. Only rich
writes past the guard, because its colours are control characters too: see `console_on`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, cast
from unicodedata import category

from ..errors import printable

if TYPE_CHECKING:
    from rich.console import Console


def single_line(text: str) -> str:
    """Replace line ends and control characters, for a message, a cell or a title."""
    return printable(text).strip()


def escaped(text: str) -> str:
    r"""Write what may steer a terminal as JSON does, such as `\u001b`; line ends stay.

    JSON is still the same document then: such characters only stand in its strings.
    """
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    return "".join(c if _is_shown(c) else _escape(c) for c in text)


def _is_shown(character: str) -> bool:
    # Other blanks than the plain one, such as the narrow one of French, are not "printable".
    return character.isprintable() or character == "\n" or category(character) == "Zs"


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


class _TerminalStream:
    """A text stream to a terminal that writes no control characters."""

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal

    def write(self, text: str) -> int:
        self.terminal.write(escaped(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.terminal, name)


def guarded(file: TextIO) -> TextIO:
    """Return a stream that is safe on a terminal: any other file itself."""
    return cast("TextIO", _TerminalStream(file)) if file.isatty() else file


@contextmanager
def guarded_streams() -> Iterator[None]:
    """Make standard output and standard error safe."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = guarded(sys.stdout), guarded(sys.stderr)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


@contextmanager
def ended_by_ctrl_c(words: str) -> Iterator[None]:
    """Tell at once, at Ctrl-C, that work ends; end the process at the second one.

    It is for work that takes seconds to end, and loses nothing by a kill.
    """

    def first(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, second)
        print(f"evcp: {words}", file=sys.stderr, flush=True)
        raise KeyboardInterrupt

    def second(number: int, frame: object) -> None:
        if sys.stderr.isatty():
            os.write(2, b"\x1b[?25h\n")  # the cursor, which a display has hidden
        os._exit(130)  # the interpreter would wait for all threads

    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not ignored, as by nohup
    if not ours or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Let a SIGTERM, as of systemd or `docker stop`, end work in order: what is in memory is written."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def console_on(file: TextIO, **options: Any) -> Console:
    """Build a console of rich; what it is given to print is escaped, its own colours are not.

    Args:
        file: The file, guarded or not.
        **options: Those of `rich.console.Console`.
    """
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class SafeConsole(Console):
        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> Iterable[Segment]:
            for segment in super().render(renderable, options):
                text = segment.text if segment.control else escaped(segment.text)
                yield segment if text is segment.text else Segment(text, segment.style)

    terminal = file.terminal if isinstance(file, _TerminalStream) else file
    return SafeConsole(file=terminal, **options)
