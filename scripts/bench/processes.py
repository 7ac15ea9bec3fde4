"""Fresh processes: what is measured in them has loaded nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent


def python(*arguments: str) -> str:
    """Run Python in the folder of the scripts and return its output.

    Raises:
        RuntimeError: The process failed; the message has the end of its own.
    """
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        message = (done.stderr.strip() or done.stdout.strip())[-400:]
        raise RuntimeError(f"cannot run python {' '.join(arguments)}: {message}")
    return done.stdout


@contextmanager
def sandbox(*arguments: str) -> Iterator[tuple[str, int]]:
    """Run the sandbox; yield its base URL and process id."""
    command = [sys.executable, "-m", "evcp.sandbox", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().decode().strip()
            if not url:
                raise RuntimeError("the sandbox did not start")
            yield url, process.pid
        finally:
            process.terminate()
