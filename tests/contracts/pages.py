"""Documentation pages as scripts: write their files and run their commands, in order."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_PART = re.compile(
    r"^```console\n(?P<console>.*?)^```|^`(?P<name>[\w.]+)`:\n\n```python\n(?P<file>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
_PYTHON = re.compile(
    r"(?P<file>^`[\w.]+`:\n\n)?^```python\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL
)
_NEEDS = re.compile(r"^<!-- needs: (.*) -->$", re.MULTILINE)
_PORT = re.compile(r"\b8[0-9]{3}\b")


def page_id(page: Path) -> str:
    """Path of a page in the repository."""
    return page.relative_to(ROOT).as_posix()


def missing(page: Path) -> list[str]:
    """Packages that a page needs, by its comment `needs:`, and that are not installed."""
    needed = _NEEDS.search(page.read_text("utf-8"))
    return [one for one in needed[1].split() if find_spec(one) is None] if needed else []


def blocks(page: Path) -> list[str]:
    """Python blocks of a page that are no files, padded so that line numbers match the page."""
    text = page.read_text("utf-8")
    found = (block for block in _PYTHON.finditer(text) if not block["file"])
    return ["\n" * text[: one.start("code")].count("\n") + one["code"] for one in found]


def commands(page: Path) -> list[str]:
    """Command lines of the console blocks of a page."""
    return [line for name, part in _parts(page) if not name for line in _lines(part)]


def script(page: Path) -> list[str]:
    """A page as lines of bash, with free ports in place of its ports."""
    lines: list[str] = []
    for name, part in _parts(page):
        if name:
            lines.append(f"cat > {name} <<'END-OF-FILE'\n{part}END-OF-FILE")
            continue
        for command in _lines(part):
            lines += [f"echo {shlex.quote('== ' + command)}", command]
            if command.endswith("&") and (port := _PORT.search(command)):
                # Wait until it listens; a human reader is slower than that.
                waiting = f"until (: < /dev/tcp/127.0.0.1/{port.group()}) 2>/dev/null"
                lines.append(f"{waiting}; do kill -0 $!; sleep 0.05; done")
    text: str = "\0".join(lines)
    for port_text in set(_PORT.findall(text)):
        text = re.sub(rf"\b{port_text}\b", str(_free_port()), text)
    return text.split("\0")


def run(lines: list[str], folder: Path, **environment: str) -> str:
    """Run lines of bash in a folder, and end their background processes.

    Returns:
        The output.
    """
    transcript = folder.parent / f"{folder.name}.transcript"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("EVCP_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with transcript.open("wb") as out:
        process = subprocess.Popen(
            ["bash", "-c", "\n".join(["set -eu", *lines])],
            cwd=folder,
            env={**inherited, "PATH": path, **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = process.wait(300)
        finally:
            with suppress(ProcessLookupError):  # no background process
                os.killpg(process.pid, signal.SIGTERM)
    shown = transcript.read_text("utf-8")
    assert status == 0, shown[-5_000:]
    return shown


def _parts(page: Path) -> list[tuple[str, str]]:
    """Files with their names; console blocks without a name."""
    found = _PART.finditer(page.read_text("utf-8"))
    return [(part["name"] or "", part["file"] or part["console"]) for part in found]


def _lines(console: str) -> list[str]:
    lines = console.splitlines()
    assert all(line.startswith("$ ") for line in lines), "a console block has only commands"
    return [line.removeprefix("$ ").partition("  #")[0].rstrip() for line in lines]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
