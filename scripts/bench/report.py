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

BEGIN = "<!-- figures: written by scripts/benchmark.py --docs -->"
END = "<!-- end of figures -->"
_FORMATS = ("json", "xml")
_LIBRARIES = (
    "evcp",
    "evcp-speedups",
    "lxml",
    "msgspec",
    "orjson",
    "pydantic",
    "pydantic-xml",
    "xmltodict",
    "xsdata",
)
_RATIOS: dict[str, tuple[str, str, dict[str, float]]] = {
    "xsdata": ("times faster than xsdata's parser", "at least {:g}", {"json": 25, "xml": 15}),
    "raw": ("times the time of the bare parser", "at most {:g}", {"json": 0.8, "xml": 1.6}),
    "limit": ("times the time of msgspec, the limit", "at most {:g}", {"json": 2.1}),
    "typed": ("times the time of pydantic", "at most {:g}", {"json": 0.65}),
    "python": ("times the time of evcp in Python", "", {}),
    "walk": ("times the time of the bare parser and a visit to all it parsed", "", {}),
}
"""By role: what is compared, and its targets."""


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
    name = re.search(r"(?m)^model name\s*: (.*)$", info.read_text() if info.exists() else "")
    versions = {}
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            versions[library] = version(library)
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "processor": name[1] if name else platform.processor(),
        "cores": os.cpu_count(),
        "versions": versions,
    }


def ratios(runs: list[Data]) -> list[Data]:
    """Compare evcp with xsdata's fastest parser and the bare one, by size and format."""
    lines = []
    for run, form, role in itertools.product(runs, _FORMATS, _RATIOS):
        if others := _of_role(run, form, role):
            us, than = min((us, name) for name, us in others.items())
            faster = us / min(_of_role(run, form, "evcp").values())
            ratio = faster if role == "xsdata" else 1 / faster
            target = _RATIOS[role][2].get(form)
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
    host, variants, startup = figures["machine"], figures["variants"], figures["startup"]
    libraries = ", ".join(f"{name} {number}" for name, number in host["versions"].items())
    parts = [
        f"{host['python']}, {host['system']}, {host['processor']},"
        f" {host['cores']} cores shared with other work. {libraries}.",
        _ratio_table(figures["ratios"]),
        *(_decode(figures["decode"], form) for form in _FORMATS),
        _section(
            "Other spellings of the same page", "",
            ["spelling of the page", "`evcp.decode`, µs", "bare parser, µs", "ratio"],
            ([name, f"{us:.0f}", f"{raw:.0f}", f"{us / raw:.1f}"]
             for name, line in variants.items()
             for us, raw in [(line["us_per_station"], line["raw_us_per_station"])]),
        ),
        _section("Writing", "", ["", "µs a station"],
                 ([name, f"{line['us_per_station']:.0f}"] for name, line in figures["encode"].items())),
    ]  # fmt: skip
    if "memory" in figures:
        found = figures["memory"]
        text = (
            f"Highest resident size while one page of {found['stations']:,} stations is read, above what it was"
            " before, in kB a station. The bytes of the document are not counted:"
            " {json:.1f} kB in JSON, {xml:.1f} kB in XML."
        ).format_map(found["document_kb_per_station"])
        rows = ([name, f"{kb:.0f}"] for name, kb in found["kb_per_station"].items())
        parts.append(_section("Memory", text, ["", "kB a station"], rows))
    text = f"CPU time and modules over those of bare Python ({startup['bare_ms']:.0f} ms)."
    rows = (
        [f"`{label}`" if "import" in label else label, f"{cost['ms']:.0f}", str(cost["modules"])]
        for label, cost in startup["over_bare"].items()
    )
    parts.append(_section("Start-up", text, ["", "ms", "modules"], rows))
    if "generate_seconds" in figures:
        seconds = figures["generate_seconds"]
        parts.append(f"Generating all code from the schema takes {seconds:.1f} s.")
    return "\n\n".join(parts)


def _section(title: str, text: str, heads: list[str], rows: Iterable[list[str]]) -> str:
    rule = ["---", *("---:" for _ in heads[1:])]
    table = "\n".join("| " + " | ".join(row) + " |" for row in (heads, rule, *rows))
    return "\n\n".join(part for part in (f"### {title}", text, table) if part)


def _ratio_table(lines: list[Data]) -> str:
    rows: dict[str, list[str]] = {}
    for line in sorted(lines, key=lambda line: (line["format"], line["stations"])):
        name, bound, _ = _RATIOS[line["role"]]
        name = f"{line['format'].upper()}: {name}"
        cell = f"**{line['ratio']:.2f}**" if line["met"] else f"{line['ratio']:.2f}"
        rows.setdefault(name, [name, bound.format(line["target"])]).append(cell)
    sizes = (f"{size:,} stations" for size in sorted({line["stations"] for line in lines}))
    heads = ["`evcp.decode`", "target", *sizes]
    return _section("Against the targets", "Bold: the target is met.", heads, rows.values())


def _decode(runs: list[Data], form: str) -> str:
    own = [min(_of_role(run, form, "evcp").values()) for run in runs]
    lines = {
        name: [run["contestants"][name] for run in runs]
        for name, found in runs[0]["contestants"].items()
        if found["format"] == form
    }
    rows = []
    for name, found in sorted(lines.items(), key=lambda line: line[1][0]["us_per_station"]):
        times = zip((one["us_per_station"] for one in found), own, strict=True)
        cells = (f"{us:.0f} ({us / us0:.2f})" for us, us0 in times)
        rows.append([f"`{name}`" if name.startswith("evcp") else name, found[0]["gives"], *cells])
    sizes = [f"{run['stations']:,}" for run in runs]
    spread = max(one["spread"] for found in lines.values() for one in found)
    text = (
        f"µs a station, and in brackets the ratio to evcp, on pages of {', '.join(sizes)} stations of"
        f" {runs[-1]['bytes_per_station'][form]:,} bytes; best of"
        f" {', '.join(str(run['rounds']) for run in runs)} rounds. Largest spread {spread:.2f}."
    )
    return _section(f"Reading {form.upper()}", text, ["", "gives", *sizes], rows)
