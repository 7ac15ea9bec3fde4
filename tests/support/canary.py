"""A credential to look for, and the places where it is looked for."""

from __future__ import annotations

import copy
import html
import io
import logging
import pickle
import traceback
import warnings
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from evcp import (
    EvcpError,
)

CANARY = "cAnArY-0123456789_abcdefghijklmnopqrstuvw/+="
"""What must not be seen: with letters that are escaped in addresses, in JSON and in HTML."""


SECOND = "sEcOnD-9876543210_zyxwvutsrqponmlkjihgfedcba"


def in_base64(value: bytes) -> set[str]:
    """The first letters in Base64, wherever the value begins, in either alphabet."""
    found = {b64encode(b"?" * n + value)[4 * (n > 0) :][:20].decode() for n in range(3)}
    return found | {one.replace("+", "-").replace("/", "_") for one in found}


def forms(secret: str) -> list[str]:
    """The spellings of a secret, and its first half: half a key is a key."""
    spelled = {
        secret,
        secret[:20],
        secret[-20:],
        quote(secret, safe=""),
        quote(secret, safe="")[-20:],
        quote(secret, safe="").lower(),
        quote(secret, safe="").replace("%", "%25"),
        secret.replace("/", "\\u002f").replace("+", "\\u002b").replace("=", "\\u003d"),
        secret.replace("+", " "),
        html.escape(secret),
        secret.replace("/", "\\/"),
        # In UTF-16, and what is left of that when NUL characters are made blanks or escaped.
        *(gap.join(secret[:20]) for gap in ("\0", " ", "\\x00", "\\u0000")),
        *in_base64(secret.encode()),
    }
    return sorted(spelled)


FORMS = [form for secret in (CANARY, SECOND) for form in forms(secret)]


@dataclass
class Seen:
    """Everything that could be seen, by where it was."""

    texts: list[tuple[str, str]] = field(default_factory=list)

    def see(self, where: str, what: Any) -> None:
        if isinstance(what, bytes):
            self.texts.append((where, what.decode("latin-1")))
        else:
            self.texts.append((where, what if isinstance(what, str) else repr(what)))

    def see_error(self, where: str, error: BaseException) -> None:
        """Look at an exception, and at all that hangs on it."""
        left, done = [error], set()
        while left:
            one = left.pop()
            if id(one) in done:
                continue
            done.add(id(one))
            name = f"{where}: {type(one).__name__}"
            self.see(name, f"{one} {one!r} {one.args!r} {getattr(one, '__notes__', None)!r}")
            self.see(name, one.__dict__)
            left += [other for other in (one.__cause__, one.__context__) if other is not None]
            left += [other for other in one.args if isinstance(other, BaseException)]
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        # The variables of this file's own frames hold what was put into the client.
        frames = [frame for frame in shown.stack if "/evcp/" in frame.filename]
        self.see(f"{where}: variables", [(frame.name, frame.locals) for frame in frames])
        self.see(f"{where}: traceback", "".join(traceback.format_exception(error)))
        if isinstance(error, EvcpError):
            self.see(f"{where}: pickle", pickle.dumps(error))
            self.see(f"{where}: copy", copy.copy(error).__dict__)

    def hits(self) -> list[tuple[str, str]]:
        return [(where, form) for where, text in self.texts for form in FORMS if form in text]


@contextmanager
def watching(seen: Seen) -> Iterator[None]:
    """Look at every record of every logger, at warnings and at what is printed."""

    class Watcher(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.see(f"log {record.name}", self.format(record))
            seen.see(f"log {record.name}", record.__dict__)

    root = logging.getLogger()
    watcher = Watcher()
    loggers = [root] + [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    levels = [logger.level for logger in loggers]
    out = io.StringIO()
    root.addHandler(watcher)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings(record=True) as caught, redirect_stdout(out):
            warnings.simplefilter("always")
            with redirect_stderr(out):
                yield
    finally:
        root.removeHandler(watcher)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
    seen.see(
        "warnings", [str(one.message) for one in caught if one.category is not ResourceWarning]
    )
    seen.see("output", out.getvalue())
