"""Markdown tables of the codec benchmark, for the terminal and for docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

Data = dict[str, Any]

TARGETS = {"json": {"xsdata": 15.0, "raw": 3.0}, "xml": {"xsdata": 10.0, "raw": 3.0}}
"""At least so many times faster than xsdata, at most so many times the bare parser."""
BEGIN = "<!-- figures: written by scripts/benchmark.py --docs -->"
END = "<!-- end of figures -->"
_FORMATS = ("json", "xml")
_LIBRARIES = ("evcp", "lxml", "orjson", "pydantic", "pydantic-xml", "xmltodict", "xsdata")
_RATIOS = {
    "xsdata": ("times faster than xsdata's parser", "at least {:g}"),
    "raw": ("times the time of the bare parser", "at most {:g}"),
    "walk": ("times the time of the bare parser and a visit to all it parsed", ""),
}


class DocumentError(Exception):
    """The document has no place for the figures."""


def check_document(path: Path) -> None:
    """Make sure that a document has both markers, in order.

    Raises:
        DocumentError: The file is absent or lacks a marker; the message says which.
    """
    if not path.is_file():
        raise DocumentError(f"there is no file {path}")
    text = path.read_text("utf-8")
    for marker in (BEGIN, END):
        if text.count(marker) != 1:
            raise DocumentError(f"{path} must have the line {marker} once")
    if text.index(BEGIN) > text.index(END):
        raise DocumentError(f"{path} has its markers in the wrong order")


def update_document(path: Path, figures: Data) -> None:
    """Replace the figures of a document."""
    check_document(path)
    text = path.read_text("utf-8")
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    path.write_text(f"{before}{BEGIN}\n\n{markdown(figures)}\n\n{after}", "utf-8")


def machine() -> Data:
    """Describe the machine and the versions of the libraries."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "processor": names[0] if names else platform.processor() or sys.platform,
        "cores": os.cpu_count(),
        "versions": {name: found for name in _LIBRARIES if (found := _version(name))},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def ratios(runs: list[Data]) -> list[Data]:
    """Compare evcp with xsdata's fastest parser and the bare one, by size and format."""
    lines = []
    for run in runs:
        for form in _FORMATS:
            own = next(iter(_of_role(run, form, "evcp").values()))
            for role in _RATIOS:
                others = _of_role(run, form, role)
                if not others:
                    continue
                than = min(others, key=lambda name: others[name])
                ratio = others[than] / own if role == "xsdata" else own / others[than]
                target = TARGETS[form].get(role)
                met = None
                if target is not None:
                    met = ratio >= target if role == "xsdata" else ratio <= target
                lines.append(
                    {"stations": run["stations"], "format": form, "role": role, "than": than,
                     "ratio": round(ratio, 2), "target": target, "met": met}
                )  # fmt: skip
    return lines


def _of_role(run: Data, form: str, role: str) -> dict[str, float]:
    return {
        name: found["us_per_station"]
        for name, found in run["contestants"].items()
        if (found["format"], found["role"]) == (form, role)
    }


def markdown(figures: Data) -> str:
    """Render the figures of a run."""
    return "\n\n".join(sections(figures))


def sections(figures: Data) -> Iterable[str]:
    """Render each part of a run that was measured."""
    yield _machine(figures["machine"])
    yield _ratio_table(figures["ratios"])
    for form in _FORMATS:
        yield _decode(figures["decode"], form)
    yield _variants(figures["variants"])
    yield _encode(figures["encode"])
    if "memory" in figures:
        yield _memory(figures["memory"])
    yield _startup(figures["startup"], figures.get("generate_seconds"))


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    rule = ["---", *("---:" for _ in heads[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in (heads, rule, *rows))


def _machine(found: Data) -> str:
    libraries = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    return (
        f"{found['python']}, {found['system']}, {found['processor']},"
        f" {found['cores']} cores shared with other work. {libraries}."
    )


def _ratio_table(lines: list[Data]) -> str:
    sizes = sorted({line["stations"] for line in lines})
    rows = []
    for form in _FORMATS:
        for role, (name, bound) in _RATIOS.items():
            found = [line for line in lines if (line["format"], line["role"]) == (form, role)]
            if found:
                cells = {
                    x["stations"]: f"{x['ratio']:.1f}".join(["**" * bool(x["met"])] * 2)
                    for x in found
                }
                rows.append(
                    [
                        f"{form.upper()}: {name}",
                        bound.format(found[0]["target"]),
                        *(cells[s] for s in sizes),
                    ]
                )
    heads = ["`evcp.decode`", "target", *(f"{size:,} stations" for size in sizes)]
    return f"### Against the targets\n\n{_table(heads, rows)}\n\nBold: the target is met."


def _decode(runs: list[Data], form: str) -> str:
    own = [next(iter(_of_role(run, form, "evcp").values())) for run in runs]
    names = [name for name, c in runs[0]["contestants"].items() if c["format"] == form]
    rows = []
    for name in sorted(names, key=lambda name: runs[0]["contestants"][name]["us_per_station"]):
        found = [run["contestants"][name] for run in runs]
        times = [one["us_per_station"] for one in found]
        cells = [f"{us:.0f} ({us / us0:.2f})" for us, us0 in zip(times, own, strict=True)]
        rows.append([f"`{name}`" if name.startswith("evcp") else name, found[0]["gives"], *cells])
    sizes = ", ".join(f"{run['stations']:,}" for run in runs)
    rounds = ", ".join(str(run["rounds"]) for run in runs)
    spread = max(
        c["spread"] for run in runs for c in run["contestants"].values() if c["format"] == form
    )
    heads = ["", "gives", *(f"{run['stations']:,}" for run in runs)]
    return (
        f"### Reading {form.upper()}\n\nµs a station, and in brackets the ratio to evcp, on pages of {sizes} stations"
        f" of {runs[-1]['bytes_per_station'][form]:,} bytes; best of {rounds} rounds. Largest spread {spread:.2f}.\n\n"
        f"{_table(heads, rows)}"
    )


def _variants(found: Data) -> str:
    rows = []
    for name, one in found.items():
        us, raw = one["us_per_station"], one["raw_us_per_station"]
        rows.append([name, f"{us:.0f}", f"{raw:.0f}", f"{us / raw:.1f}"])
    heads = ["spelling of the page", "`evcp.decode`, µs", "bare parser, µs", "ratio"]
    return f"### Other spellings of the same page\n\n{_table(heads, rows)}"


def _encode(found: Data) -> str:
    rows = [[name, f"{one['us_per_station']:.0f}"] for name, one in found.items()]
    return f"### Writing\n\n{_table(['', 'µs a station'], rows)}"


def _memory(found: Data) -> str:
    rows = [[name, f"{kb:.0f}"] for name, kb in found["kb_per_station"].items()]
    sizes = found["document_kb_per_station"]
    return (
        f"### Memory\n\nHighest resident size while one page of {found['stations']:,} stations is read, above"
        f" what it was before, in kB a station. The bytes of the document are not counted: {sizes['json']:.1f} kB"
        f" in JSON, {sizes['xml']:.1f} kB in XML.\n\n{_table(['', 'kB a station'], rows)}"
    )


def _startup(found: Data, generation: float | None) -> str:
    rows = [
        [f"`{label}`" if "import" in label else label, f"{cost['ms']:.0f}", str(cost["modules"])]
        for label, cost in found["over_bare"].items()
    ]
    text = (
        f"### Start-up\n\nCPU time and modules over those of bare Python ({found['bare_ms']:.0f} ms).\n\n"
        f"{_table(['', 'ms', 'modules'], rows)}"
    )
    return text + (
        f"\n\nGenerating all code from the schema takes {generation:.1f} s." if generation else ""
    )
