"""What loading costs: imports, the first answer, and generating the code."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import evcp

ROOT = Path(__file__).resolve().parents[2]
_REPORT = "\nimport sys, time\nprint(time.process_time(), len(sys.modules))"
_FIRST = (
    "import evcp, evcp_models\n"
    "evcp.decode({body}, evcp_models.CountResult, format={format!r})"
)  # fmt: skip
_COUNT_XML = b'<ev:countResult xmlns:ev="http://www.here.com/2014/02/ACS-EV"><count>1</count></ev:countResult>'


@dataclass(frozen=True, slots=True)
class Startup:
    """What a statement costs a fresh interpreter.

    Attributes:
        milliseconds: CPU time above bare Python, the median of several processes.
        modules: Modules loaded beyond those of bare Python.
    """

    milliseconds: float
    modules: int


def statements() -> dict[str, str]:
    """Return the statements to measure, by the label of their line."""
    chosen = {
        "import evcp": "import evcp",
        "from evcp import decode": "from evcp import decode",
        "import evcp_models": "import evcp_models",
    }
    if "Client" in evcp.__all__:
        chosen["from evcp import Client"] = "from evcp import Client"
    chosen["evcp: first JSON answer decoded"] = _FIRST.format(body=b'{"count":1}', format="json")
    chosen["evcp: first XML answer decoded"] = _FIRST.format(body=_COUNT_XML, format="xml")
    for library in ("requests", "lxml.etree", "xsdata.formats.dataclass.parsers", "pydantic"):
        if find_spec(library.partition(".")[0]) is not None:
            chosen[f"import {library}"] = f"import {library}"
    return chosen


def measure_startup(rounds: int) -> tuple[float, dict[str, Startup]]:
    """Run each statement in fresh interpreters, in turns.

    Returns:
        Milliseconds of bare Python, and what each statement adds.
    """
    sources = {"": "pass", **statements()}
    times: dict[str, list[float]] = {label: [] for label in sources}
    modules: dict[str, int] = {}
    for turn in range(rounds + 1):
        for label, source in sources.items():
            seconds, count = _run(source)
            modules[label] = count
            if turn:  # the first round compiles and fills the disk cache
                times[label].append(seconds * 1000)
    bare = statistics.median(times.pop(""))
    return bare, {
        label: Startup(statistics.median(found) - bare, modules[label] - modules[""])
        for label, found in times.items()
    }


def _run(source: str) -> tuple[float, int]:
    done = subprocess.run(
        [sys.executable, "-c", source + _REPORT],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"cannot run {source!r}: {done.stderr.strip()[-400:]}")
    seconds, count = done.stdout.split()
    return float(seconds), int(count)


def measure_generation() -> float:
    """Return the seconds, by the clock on the wall, that generating all code takes.

    Raises:
        RuntimeError: The generator failed, mostly because it is not installed.
    """
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, str(ROOT / "scripts" / "generate.py"), "--out", folder],
            capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        seconds = time.monotonic() - start
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise RuntimeError(f"{' '.join(last)} (pip install 'evcp[generate]')")
    return seconds
