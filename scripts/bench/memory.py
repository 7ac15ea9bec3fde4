"""How much memory reading a page takes, each contestant in a process of its own.

`tracemalloc` would miss what libxml2 and orjson take, so the kernel is asked instead: the highest
resident size while parsing, above the resident size before it. Linux only.
"""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
_WARM_STATIONS = 2
LEAST_STATIONS = 500
"""A smaller page fits into memory that the process has already, and seems to need none."""


def measurable() -> bool:
    """Tell whether this system has the counters."""
    return _STATUS.exists() and _CLEAR.exists()


def peak(name: str, document: Path) -> int:
    """Return the bytes that a contestant needs beyond its loaded libraries and the document's bytes.

    Args:
        name: Name of the contestant.
        document: File with the page in its format.

    Raises:
        RuntimeError: The measuring process failed; the message is its own.
    """
    command = [sys.executable, "-m", "bench.memory", name, str(document.resolve())]
    done = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"cannot measure the memory of {name}: {done.stderr.strip()[-400:]}")
    return int(done.stdout)


def _resident(field: str) -> int:
    for line in _STATUS.read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"{_STATUS} has no {field}")


def main(name: str, document: Path) -> int:
    """Measure one contestant in this process, and print the bytes."""
    from . import peers
    from .contestants import CONTESTANTS
    from .pages import page
    from .wire import json_text, xml_text

    chosen = next(contestant for contestant in CONTESTANTS if contestant.name == name)
    with peers.xsdata_reads_timestamps() if chosen.role == "xsdata" else contextlib.nullcontext():
        parse = chosen.load()
        write = json_text if chosen.format == "json" else xml_text
        parse(write(page(_WARM_STATIONS)))
        body = document.read_bytes()
        gc.collect()
        _CLEAR.write_text("5")  # sets the high-water mark back to the resident size
        before = _resident("VmRSS")
        result = parse(body)
        print(max(0, _resident("VmHWM") - before))
        del result
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2])))
