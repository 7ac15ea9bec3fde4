"""Codecs beside xsdata's parsers, the bare parsers and other libraries, in one run.

Other libraries come with the extras: pip install 'evcp[bench,generate]'. A missing one is skipped.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import evcp
from evcp_models import EVStationsResult

from . import memory, peers, report, startup
from .contestants import Contestant, Format, holds_page, load_contestants
from .pages import WRITERS, Wire, json_text, page, xml_text
from .peers import Parse
from .report import Data
from .timing import race

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "benchmarks.md"
CHECKED_STATIONS = 60
"""Stations of the page on which every contestant must agree before anything is timed."""
Loaded = Mapping[str, tuple[Contestant, Parse]]


class CheckError(Exception):
    """A contestant, or evcp itself, misread the page: its time would mean nothing."""


def decoded(body: bytes, format: Format, issues: int = 0, **options: Any) -> EVStationsResult:
    """Decode a page with evcp and make sure that it has no issues, or that many."""
    result = evcp.decode(body, EVStationsResult, format=format, **options)
    if result.issue_count < issues or (result.issues and not issues):
        count = len(result.issues)
        raise CheckError(f"evcp reports {count} issues in {format}: {result.issues[0]}")
    return result.value


def check_page(wire: Wire) -> EVStationsResult:
    """Validate a page against the XSD and make sure that both formats decode to equal models."""
    body = xml_text(wire)
    etree = import_module("lxml.etree")
    schema = etree.XMLSchema(etree.parse(str(ROOT / "schema" / "evcp.xsd")))
    if not schema.validate(etree.fromstring(body)):
        raise CheckError(f"the page is not valid: {schema.error_log.last_error}")
    models = decoded(json_text(wire), "json")
    if models != decoded(body, "xml"):
        raise CheckError("evcp decodes JSON and XML of the same page to different models")
    if len(models.ev_stations) != len(wire["evStations"]["evStation"]):
        raise CheckError("evcp decodes another number of stations than the page has")
    return models


def check_contestants(loaded: Loaded, stations: int) -> int:
    """Make sure that every contestant reads a page as evcp does; return the number of xsdata parsers."""
    wire = page(stations)
    models = check_page(wire)
    for name, (contestant, parse) in loaded.items():
        if not holds_page(contestant, parse(WRITERS[contestant.format](wire)), models, wire):
            raise CheckError(f"{name} does not read the page as evcp does")
    return sum(contestant.role == "xsdata" for contestant, _ in loaded.values())


def decode_run(loaded: Loaded, stations: int, rounds: int, limit: float) -> Data:
    """Time every contestant on one page."""
    wire = page(stations)
    check_page(wire)
    bodies = {form: write(wire) for form, write in WRITERS.items()}
    del wire
    calls = {name: partial(parse, bodies[line.format]) for name, (line, parse) in loaded.items()}
    samples = race(calls, rounds, limit)
    return {
        "stations": stations,
        "bytes_per_station": {key: round(len(body) / stations) for key, body in bodies.items()},
        "rounds": len(next(iter(samples.values()))),
        "contestants": {
            name: {"format": line.format, "role": line.role, "gives": line.gives,
                   **summary(samples[name], stations)}
            for name, (line, _) in loaded.items()
        },
    }  # fmt: skip


def variants_run(stations: int, rounds: int, limit: float) -> Data:
    """Time evcp on other spellings of the page, each beside the bare parser on the same bytes."""
    wire = page(stations)
    expected = check_page(wire)
    bare = {"json": json.loads, "xml": import_module("lxml.etree").fromstring}
    bodies: dict[str, tuple[Any, bytes, bool]] = {
        "JSON, compact": ("json", json_text(wire), False),
        "JSON, compact, strict": ("json", json_text(wire), True),
        "JSON, indented by 2": ("json", json_text(wire, indent=2), False),
        "XML, compact": ("xml", xml_text(wire), False),
        "XML, compact, strict": ("xml", xml_text(wire), True),
        "XML, indented by 4": ("xml", xml_text(wire, indent=4), False),
        "XML, order of the JSON samples": ("xml", xml_text(wire, json_order=True), False),
    }
    for form, unknown in (("json", b'"position":{'), ("xml", b"<position>")):
        body, new = (
            bodies[f"{form.upper()}, compact"][1],
            (b'"new":1,' if form == "json" else b"<new>1</new>"),
        )
        departures = {"an unknown field": body.replace(unknown, new + unknown)}
        departures["an unknown state"] = re.sub(rb"\b(AVAILABLE|OCCUPIED)\b", b"ASLEEP", body)
        bodies |= {
            f"{form.upper()}, {told} in every station": (form, one, False)
            for told, one in departures.items()
        }
    calls: dict[str, Callable[[], object]] = {}
    for name, (form, body, strict) in bodies.items():
        departs = "unknown" in name
        if (
            decoded(body, form, stations if departs else 0, strict=strict) != expected
            and not departs
        ):
            raise CheckError(f"evcp decodes the variant {name!r} to other models")
        calls[name] = partial(evcp.decode, body, EVStationsResult, format=form, strict=strict)
        calls[f"raw {name}"] = partial(bare[form], body)
    times = {name: summary(found, stations) for name, found in race(calls, rounds, limit).items()}
    for name in bodies:
        times[name]["raw_us_per_station"] = times.pop(f"raw {name}")["us_per_station"]
    return times


def encode_run(stations: int, rounds: int, limit: float) -> Data:
    """Time evcp.encode beside a bare writer and xsdata's serializers, where installed."""
    wire = page(stations)
    models = decoded(json_text(wire), "json")
    etree = import_module("lxml.etree")
    calls: dict[str, Callable[[], Any]] = {
        "evcp.encode JSON": partial(evcp.encode, models, format="json"),
        "json.dumps": lambda: json.dumps(wire).encode(),
        "evcp.encode XML": partial(evcp.encode, models, format="xml"),
        "lxml.etree.tostring": partial(
            etree.tostring, etree.fromstring(xml_text(wire)), encoding="UTF-8"
        ),
    }
    for name in ("JsonSerializer", "XmlSerializer") if find_spec("xsdata") else ():
        calls[f"xsdata {name}"] = partial(peers.xsdata_writer(name), models)
    for name, call in calls.items():
        body = call()
        if decoded(body, "xml" if body.startswith(b"<") else "json") != models:
            raise CheckError(f"the output of {name} is not read back as the same models")
    return {name: summary(found, stations) for name, found in race(calls, rounds, limit).items()}


def memory_run(loaded: Loaded, stations: int) -> Data:
    """Measure the memory that each contestant takes for one page, in kB a station."""
    wire = page(stations)
    with tempfile.TemporaryDirectory() as folder:
        files = {form: Path(folder) / f"page.{form}" for form in ("json", "xml")}
        sizes = {form: path.write_bytes(WRITERS[form](wire)) for form, path in files.items()}
        peaks = {
            name: memory.peak(name, files[contestant.format])
            for name, (contestant, _) in loaded.items()
            if contestant.role != "walk"  # it needs as much as the bare parser
        }
    return {
        "stations": stations,
        "kb_per_station": {name: size / stations / 1000 for name, size in peaks.items()},
        "document_kb_per_station": {form: size / stations / 1000 for form, size in sizes.items()},
    }


def summary(seconds: list[float], stations: int) -> Data:
    """Return the best sample, since noise only ever adds, and the spread: the median over the best."""
    best, median = min(seconds), statistics.median(seconds)
    return {"us_per_station": round(best / stations * 1e6, 2), "spread": round(median / best, 3)}


def measure(options: argparse.Namespace) -> Data:
    """Run all parts and return the figures."""
    loaded, missing = load_contestants()
    print(*missing, sep="\n", end="\n" if missing else "")
    same = check_contestants(loaded, CHECKED_STATIONS)
    print(
        f"Checked on {CHECKED_STATIONS} stations: valid against the XSD; evcp reads JSON and XML to equal"
        f" models; {same} xsdata parsers fill equal models; every other contestant holds the page.\n"
    )
    bare, costs = startup.measure_startup(options.rounds)
    figures: Data = {
        "machine": report.machine(),
        "checked": {"stations": CHECKED_STATIONS, "xsdata_parsers_equal": same},
        "startup": {"bare_ms": bare, "over_bare": costs},
    }
    try:
        figures["generate_seconds"] = startup.measure_generation()
    except RuntimeError as error:
        print(f"skipped scripts/generate.py: {error}")
    rounds, limit = options.rounds, options.limit
    figures["decode"] = [decode_run(loaded, size, rounds, limit) for size in options.sizes]
    figures["ratios"] = report.ratios(figures["decode"])
    middle = options.sizes[len(options.sizes) // 2]
    figures["variants"] = variants_run(middle, rounds, limit / 6)
    figures["encode"] = encode_run(middle, rounds, limit / 6)
    least = memory.LEAST_STATIONS
    if not memory.measurable() or options.sizes[-1] < least:
        print(f"skipped memory: it needs Linux and a page of at least {least} stations")
    else:
        figures["memory"] = memory_run(loaded, options.sizes[-1])
    return figures


def positive(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def sizes(text: str) -> list[int]:
    return sorted({positive(part) for part in text.split(",")})


def options_of(argv: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="benchmark.py", description=__doc__)
    parser.add_argument("--sizes", type=sizes, help="stations a page (default 20,200,2000)")
    parser.add_argument("--rounds", type=positive, help="samples of each contestant (default 7)")
    parser.add_argument("--quick", action="store_true", help="pages of 20,200 and 3 rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument(
        "--docs", type=Path, nargs="?", const=DOCUMENT, metavar="FILE",
        help="replace the figures in docs/benchmarks.md, or in another document with its markers",
    )  # fmt: skip
    options = parser.parse_args(argv)
    try:
        if options.docs:
            report.around_figures(options.docs)
    except (OSError, ValueError) as error:
        parser.error(f"--docs: {error}")
    if options.json and not options.json.parent.is_dir():
        parser.error(f"--json: there is no folder {options.json.parent}")
    # The limit: seconds after which a race begins no further round.
    pages, rounds, options.limit = ([20, 200], 3, 2) if options.quick else ([20, 200, 2000], 7, 36)
    options.sizes, options.rounds = options.sizes or pages, options.rounds or rounds
    return options


def main(argv: list[str]) -> int:
    """Measure, print the tables, and write them where asked."""
    options = options_of(argv)
    began = time.monotonic()
    scope = peers.xsdata_reads_timestamps if find_spec("xsdata") else contextlib.nullcontext
    try:
        with scope():
            figures = measure(options)
    except (CheckError, RuntimeError) as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    print(f"{report.markdown(figures)}\n\n{time.monotonic() - began:.0f} s in all")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if options.docs:
        report.update_document(options.docs, figures)
    return 0
