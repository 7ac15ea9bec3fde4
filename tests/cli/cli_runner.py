"""Runs of the command: in this process for most cases, as a process, and on a terminal."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest import mock

from evcp.cli import main

KEY = "cli-cAnArY-0123456789_abcdefghijklmnop"
"""The API key of the tests; it must not be seen anywhere."""

MITTE = "52.52,13.405"
"""The middle of Berlin, which the made-up world has."""


@dataclass(frozen=True)
class Done:
    """Exit status and output of a command."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def run(*arguments: str, input: str | bytes = "") -> Done:
    """Run the command in this process, with pipes for its streams."""
    body = input.encode() if isinstance(input, str) else input
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    stdin = io.TextIOWrapper(io.BytesIO(body), "utf-8")
    with redirect_stdout(out), redirect_stderr(err), mock.patch.object(sys, "stdin", stdin):
        status = main(arguments)
    texts = []
    for stream in (out, err):
        stream.flush()
        stream.seek(0)
        texts.append(stream.read())
    return Done(status, *texts)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process: this one, with the import path of the tests."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **(extra or {})}


def process(
    *arguments: str, input: str = "", env: Mapping[str, str] | None = None, line: str = ""
) -> Done:
    """Run the real command with pipes; or a line of bash in which `evcp` is the command."""
    command: list[str] = [sys.executable, "-m", "evcp", *arguments]
    if line:
        name = f'evcp() {{ "{sys.executable}" -m evcp "$@"; }}'
        command = ["bash", "-c", f"{name}; {line}"]
    done = subprocess.run(
        command, input=input, capture_output=True, text=True, env=environment(env), timeout=60
    )
    return Done(done.returncode, done.stdout, done.stderr)


def on_terminal(
    *arguments: str,
    columns: int = 80,
    rows: int = 40,
    env: Mapping[str, str] | None = None,
    out: str | None = None,
) -> Done:
    """Run the real command on a terminal; `out` is the screen text with its escapes.

    Args:
        arguments: Arguments of the command.
        columns: Width of the terminal.
        rows: Height of the terminal.
        env: Additional environment variables.
        out: File for standard output; the terminal then shows standard error only.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    variables = environment({"TERM": "xterm-256color", **(env or {})})
    for name in ("COLUMNS", "LINES", *(() if env and "NO_COLOR" in env else ("NO_COLOR",))):
        variables.pop(name, None)
    sink = theirs if out is None else os.open(out, os.O_WRONLY | os.O_CREAT, 0o644)
    with subprocess.Popen(
        [sys.executable, "-m", "evcp", *arguments],
        stdin=theirs,
        stdout=sink,
        stderr=theirs,
        env=variables,
    ) as child:
        os.close(theirs)
        if sink != theirs:
            os.close(sink)
        shown = _read(ours)
    os.close(ours)
    return Done(child.returncode, shown.decode().replace("\r\n", "\n"), "")


def _read(terminal: int) -> bytes:
    shown = b""
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, f"the command hangs after {shown!r}"
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux: the last writer has closed the terminal
            return shown
        if not chunk:
            return shown
        shown += chunk


_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def plain(text: str) -> str:
    """Terminal text without escapes; of a redrawn line, the last version."""
    return "\n".join(_ESCAPE.sub("", line).rsplit("\r", 1)[-1] for line in text.split("\n"))
