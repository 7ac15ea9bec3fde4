"""The first hour, step by step, as its page says: the wheel, an empty folder, a fresh environment."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "first-hour.md"
_PART = re.compile(
    r"^```console\n(?P<console>.*?)^```|^`(?P<name>[\w.]+)`:\n\n```python\n(?P<file>.*?)^```",
    re.MULTILINE | re.DOTALL,
)


def steps(page: Path, wheel: Path, port: int) -> str:
    """The page as a script: files are written, commands run, in the order of the page."""
    lines = ["set -eu"]
    for part in _PART.finditer(page.read_text("utf-8")):
        if part["name"]:
            lines.append(f"cat > {part['name']} <<'END-OF-FILE'\n{part['file']}END-OF-FILE")
            continue
        for line in part["console"].splitlines():
            assert line.startswith("$ "), f"{line!r} is no command"
            command = line.removeprefix("$ ")
            lines.append(f"echo '== {command.replace(chr(39), '')}'")
            # The package that is here, and a port that is free.
            command = command.replace("'evcp[", f"'{wheel}[").replace("8765", str(port))
            lines.append(command)
            if command.endswith("&"):
                lines.append(
                    f'until python -c "{_LISTENS}" {port} 2>/dev/null; do kill -0 $!; done'
                )
    return "\n".join(lines)


# Until something listens there; the reader of the page is slower than that.
_LISTENS = (
    "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 1).close()"
)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_the_first_hour(tmp_path: Path) -> None:
    dist, folder = tmp_path / "dist", tmp_path / "empty"
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = dist.glob("*.whl")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("EVCP_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PIP_CONSTRAINT": str(ROOT / "constraints.txt"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    transcript = tmp_path / "transcript.txt"
    with transcript.open("wb") as out:
        run = subprocess.Popen(
            ["bash", "-c", steps(PAGE, wheel, free_port())],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = run.wait(300)
        finally:
            # The sandbox of the page runs on in the background.
            os.killpg(run.pid, signal.SIGTERM)
    shown = transcript.read_text("utf-8")
    assert status == 0, shown[-5_000:]
    for said in ("equal, station by station", "complete", "1 passed"):
        assert said in shown, shown[-5_000:]
    assert re.search(r"[1-9]\d* of \d+ free", shown), shown[-5_000:]
    assert (folder / "free.csv").read_text("utf-8").count("\n") > 3
    assert "<canvas" in (folder / "berlin.html").read_text("utf-8")
