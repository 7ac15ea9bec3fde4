"""Markdown tables of the codec benchmark, for the terminal and for docs/benchmarks.md."""

from __future__ import annotations

import itertools
import os
import platform
import re
from collections.abc import Iterable
from contextlib import suppress
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


def around_figures(path: Path) -> tuple[str, str]:
    """Return the text of a document before and after its figures.

    Raises:
        ValueError: A marker is missing or in the wrong place.
    """
    before, begin, rest = path.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end) or BEGIN in rest:
        raise ValueError(f"{path} must have the lines {BEGIN} and {END} once, in this order")
    return before, after


def update_document(path: Path, figures: Data) -> None:
    """Replace the figures of a document."""
    before, after = around_figures(path)
    path.write_text(f"{before}{BEGIN}\n\n{markdown(figures)}\n\n{END}{after}", "utf-8")


def machine() -> Data:
    """Describe the machine and the versions of the libraries."""
    info = Path("/proc/cpuinfo")
    names = re.findall(
        r"^model name\s*: (.*)$", info.read_text() if info.exists() else "", re.MULTILINE
    )
    versions = {}
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "versions": versions,
    }


def ratios(runs: list[Data]) -> list[Data]:
    """Compare evcp with xsdata's fastest parser and the bare one, by size and format."""
    lines = []
    for run, form, role in itertools.product(runs, _FORMATS, _RATIOS):
        own = min(_of_role(run, form, "evcp").values())
        others = _of_role(run, form, role)
        if others:
            than = min(others, key=lambda name: others[name])
            ratio = others[than] / own if role == "xsdata" else own / others[than]
            target = TARGETS[form].get(role)
            met = target and (ratio >= target if role == "xsdata" else ratio <= target)
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
    parts = [
        _machine(figures["machine"]),
        _ratio_table(figures["ratios"]),
        *(_decode(figures["decode"], form) for form in _FORMATS),
        _variants(figures["variants"]),
        _encode(figures["encode"]),
        *([_memory(figures["memory"])] if "memory" in figures else []),
        _startup(figures["startup"], figures.get("generate_seconds")),
    ]
    return "\n\n".join(parts)


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
    rows: dict[tuple[str, str], list[str]] = {}
    for line in sorted(lines, key=lambda line: (line["format"], line["stations"])):
        name, bound = _RATIOS[line["role"]]
        head = f"{line['format'].upper()}: {name}", bound.format(line["target"])
        cell = f"**{line['ratio']:.1f}**" if line["met"] else f"{line['ratio']:.1f}"
        rows.setdefault(head, []).append(cell)
    sizes = sorted({line["stations"] for line in lines})
    heads = ["`evcp.decode`", "target", *(f"{size:,} stations" for size in sizes)]
    table = _table(heads, [[*head, *cells] for head, cells in rows.items()])
    return f"### Against the targets\n\n{table}\n\nBold: the target is met."


def _decode(runs: list[Data], form: str) -> str:
    own = [min(_of_role(run, form, "evcp").values()) for run in runs]
    names = [name for name, c in runs[0]["contestants"].items() if c["format"] == form]
    rows = []
    for name in sorted(names, key=lambda name: runs[0]["contestants"][name]["us_per_station"]):
        times = [run["contestants"][name]["us_per_station"] for run in runs]
        cells = [f"{us:.0f} ({us / us0:.2f})" for us, us0 in zip(times, own, strict=True)]
        label = f"`{name}`" if name.startswith("evcp") else name
        rows.append([label, runs[0]["contestants"][name]["gives"], *cells])
    sizes = [f"{run['stations']:,}" for run in runs]
    rounds = ", ".join(str(run["rounds"]) for run in runs)
    spread = max(run["contestants"][name]["spread"] for run in runs for name in names)
    return (
        f"### Reading {form.upper()}\n\nµs a station, and in brackets the ratio to evcp, on pages of"
        f" {', '.join(sizes)} stations of {runs[-1]['bytes_per_station'][form]:,} bytes; best of {rounds} rounds."
        f" Largest spread {spread:.2f}.\n\n{_table(['', 'gives', *sizes], rows)}"
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
