#!/usr/bin/env python3
"""Time the codecs beside xsdata's parsers, the bare parsers and other libraries, in one run.

python scripts/benchmark.py                      about two minutes
python scripts/benchmark.py --quick              about fifteen seconds, small pages
python scripts/benchmark.py --json figures.json  also as data
python scripts/benchmark.py --docs               also into docs/benchmarks.md

Other libraries come with the extra: pip install 'evcp[bench,generate]'. A missing one is skipped.
docs/benchmarks.md tells how to read the figures.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench import document, memory, peers, report, runs, startup
from bench.contestants import load_contestants

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
CHECKED_STATIONS = 60
"""Stations of the page on which every contestant has to agree before anything is timed."""


def _sizes(text: str) -> list[int]:
    try:
        sizes = sorted({int(part) for part in text.split(",")})
    except ValueError:
        sizes = []
    if not sizes or sizes[0] < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of numbers of stations like 20,200")
    return sizes


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return int(text)


def options_of(argv: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sizes", type=_sizes, help="stations a page (default 20,200,2000)")
    parser.add_argument(
        "--rounds", type=_positive, help="samples of each contestant (default 7, fewer if slow)"
    )
    parser.add_argument("--quick", action="store_true", help="pages of 20,200 and 3 rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument(
        "--docs", type=Path, nargs="?", const=DOCUMENT, metavar="FILE",
        help="replace the figures in docs/benchmarks.md, or in another document with its markers",
    )  # fmt: skip
    options = parser.parse_args(argv)
    if options.docs is not None:
        try:
            document.check_document(options.docs)
        except document.DocumentError as error:
            parser.error(f"--docs: {error}")
    if options.json is not None and not options.json.parent.is_dir():
        parser.error(f"--json: there is no folder {options.json.parent}")
    options.sizes = options.sizes or ([20, 200] if options.quick else [20, 200, 2000])
    options.rounds = options.rounds or (3 if options.quick else 7)
    # Seconds after which a race begins no further round.
    options.limit = 2.0 if options.quick else 36.0
    return options


def main(argv: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = options_of(argv)
    began = time.monotonic()
    scope = peers.xsdata_reads_timestamps if find_spec("xsdata") else contextlib.nullcontext
    try:
        with scope():
            figures = measure(options)
    except (runs.CheckError, RuntimeError) as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    print(f"\n{time.monotonic() - began:.0f} s in all")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", "utf-8")
        print(f"figures in {options.json}")
    if options.docs:
        document.update_document(options.docs, figures)
        print(f"figures in {options.docs}")
    return 0


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Run all parts, print each as it is done, and return the figures."""
    figures: dict[str, Any] = {"machine": report.machine()}
    print(report.machine_text(figures["machine"]))
    loaded, missing = load_contestants()
    print(*missing, sep="\n", end="\n" if missing else "")

    same = runs.check_contestants(loaded, CHECKED_STATIONS)
    print(
        f"\nChecked on {CHECKED_STATIONS} stations: valid against the XSD; evcp reads JSON and XML to"
        f" equal models;\n{same} xsdata parsers fill equal models; every other contestant holds the page."
    )
    figures["checked"] = {"stations": CHECKED_STATIONS, "xsdata_parsers_equal": same}

    bare, costs = startup.measure_startup(options.rounds)
    print(f"\n{report.startup_text(bare, costs)}")
    figures["startup"] = {
        "bare_ms": round(bare, 2),
        "over_bare": {
            label: {"ms": round(cost.milliseconds, 2), "modules": cost.modules}
            for label, cost in costs.items()
        },
    }
    try:
        figures["generate_seconds"] = round(startup.measure_generation(), 2)
        print(f"\nGenerating all code from the schema: {figures['generate_seconds']:.2f} s")
    except RuntimeError as error:
        print(f"\nskipped scripts/generate.py: {error}")

    figures["decode"] = []
    for stations in options.sizes:
        run = runs.decode_run(loaded, stations, options.rounds, options.limit)
        figures["decode"].append(run)
        print(f"\n{report.decode_text(run)}")

    middle = options.sizes[len(options.sizes) // 2]
    figures["variants"] = runs.variants_run(middle, options.rounds, options.limit / 6)
    print(f"\n{report.variants_text(figures['variants'], middle)}")
    figures["encode"], missing = runs.encode_run(middle, options.rounds, options.limit / 6)
    print(f"\n{report.encode_text(figures['encode'], middle)}", *missing, sep="\n")

    if not memory.measurable():
        print("\nskipped memory: this system has no /proc/self/clear_refs")
    elif options.sizes[-1] < memory.LEAST_STATIONS:
        print(f"\nskipped memory: it takes a page of at least {memory.LEAST_STATIONS} stations")
    else:
        figures["memory"] = runs.memory_run(loaded, options.sizes[-1])
        print(f"\n{report.memory_text(figures['memory'])}")

    figures["ratios"] = report.ratios(figures["decode"])
    print(f"\n{report.ratios_text(figures['ratios'])}")
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
