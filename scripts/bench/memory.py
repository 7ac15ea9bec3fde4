"""Memory for reading a page, each contestant in a process of its own. Linux only.

The kernel is asked for the highest resident size while parsing: `tracemalloc` misses what libxml2 and orjson take.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from pathlib import Path

from .processes import python

LEAST_STATIONS = 500
"""Smallest page: a smaller one fits into memory that the process has already, and seems to need none."""
_CLEAR = Path("/proc/self/clear_refs")


def measurable() -> bool:
    """Return True if this system has the counters."""
    return _CLEAR.exists()


def resident_bytes(field: str, process: int | str = "self") -> int:
    """Return a memory field of a process, such as VmRSS (resident now) or VmHWM (its peak)."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition(f"\n{field}:")[2].split()[0]) * 1024


def peak(name: str, document: Path) -> int:
    """Return the bytes that a contestant needs for a document, beyond its libraries and the document's bytes."""
    return int(python("-m", "bench.memory", name, str(document.resolve())))


def main(name: str, document: Path) -> None:
    """Measure one contestant in this process, and print the bytes."""
    from . import peers
    from .contestants import CONTESTANTS
    from .pages import WRITERS, page

    chosen = {contestant.name: contestant for contestant in CONTESTANTS}[name]
    with peers.xsdata_reads_timestamps() if chosen.role == "xsdata" else contextlib.nullcontext():
        parse = chosen.load()
        parse(WRITERS[chosen.format](page(2)))
        body = document.read_bytes()
        gc.collect()
        _CLEAR.write_text("5")  # sets the peak back to the resident size
        before = resident_bytes("VmRSS")
        result = parse(body)
        print(max(0, resident_bytes("VmHWM") - before))
        del result


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
