#!/usr/bin/env python3
"""Benchmarks of the codecs, the client and the sandbox; docs/benchmarks.md explains the figures.

python scripts/benchmark.py            the codecs beside xsdata, the bare parsers and other libraries
python scripts/benchmark.py client     the client beside bare HTTP, and concurrent calls
python scripts/benchmark.py arrow      tables beside decoding and other ways, and a file of 1,000,000 stations
python scripts/benchmark.py world      searches of sandboxes of several sizes
python scripts/benchmark.py sandbox    steady load on the sandbox from a second process

Each has options of its own: python scripts/benchmark.py client --help. Those of `codec`, the default:
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

SUBJECTS = ("codec", "client", "arrow", "sandbox", "world")


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark of one subject; return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
    subject = "codec" if not arguments or arguments[0].startswith("-") else arguments.pop(0)
    if subject not in SUBJECTS:
        print(f"benchmark: unknown subject {subject!r}: {', '.join(SUBJECTS)}", file=sys.stderr)
        return 2
    # Loaded late: the memory of a world is measured in a process without the other subjects.
    return int(import_module(f"bench.{subject}").main(arguments))


if __name__ == "__main__":
    raise SystemExit(main())
