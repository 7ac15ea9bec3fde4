"""Cost of loading: imports, the first answer, and the generation of the code."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_REPORT = "\nimport sys, time\nprint(time.process_time(), len(sys.modules))"
_FIRST = "import evcp, evcp_models\nevcp.decode({!r}, evcp_models.CountResult, format={!r})"
_COUNT_XML = b'<ev:countResult xmlns:ev="http://www.here.com/2014/02/ACS-EV"><count>1</count></ev:countResult>'
_IMPORTS = (
    "import evcp", "from evcp import decode", "import evcp_models", "from evcp import Client",
)  # fmt: skip
_LIBRARIES = ("requests", "lxml.etree", "xsdata.formats.dataclass.parsers", "pydantic")


def statements() -> dict[str, str]:
    """Return the statements to measure, by the label of their line."""
    return {
        **{statement: statement for statement in _IMPORTS},
        "evcp: first JSON answer decoded": _FIRST.format(b'{"count":1}', "json"),
        "evcp: first XML answer decoded": _FIRST.format(_COUNT_XML, "xml"),
        **{f"import {n}": f"import {n}" for n in _LIBRARIES if find_spec(n.partition(".")[0])},
    }


def measure_startup(rounds: int) -> tuple[float, dict[str, dict[str, float]]]:
    """Run each statement in fresh interpreters, in turns.

    Returns:
        CPU milliseconds of bare Python, and the milliseconds (`ms`, a median) and `modules` that each statement adds.
    """
    sources = {"": "pass", **statements()}
    times: dict[str, list[float]] = {label: [] for label in sources}
    modules: dict[str, int] = {}
    for number in range(rounds + 1):
        for label, source in sources.items():
            seconds, modules[label] = _run(source)
            if number:  # the first round compiles and fills the disk cache
                times[label].append(seconds * 1000)
    bare = statistics.median(times.pop(""))
    return round(bare, 2), {
        label: {
            "ms": round(statistics.median(found) - bare, 2),
            "modules": modules[label] - modules[""],
        }
        for label, found in times.items()
    }


def _run(source: str) -> tuple[float, int]:
    command = [sys.executable, "-c", source + _REPORT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode != 0:
        raise RuntimeError(f"cannot run {source!r}: {done.stderr.strip()[-400:]}")
    seconds, count = done.stdout.split()
    return float(seconds), int(count)


def measure_generation() -> float:
    """Return the seconds of wall-clock time that generating all code takes.

    Raises:
        RuntimeError: The generator failed, mostly because it is not installed.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "scripts" / "generate.py"), "--out", folder]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        start = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        seconds = time.monotonic() - start
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise RuntimeError(f"{' '.join(last)} (pip install 'evcp[generate]')")
    return round(seconds, 2)
