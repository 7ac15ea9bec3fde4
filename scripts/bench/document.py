"""The figures as Markdown, between two markers of docs/benchmarks.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .report import of_role

Data = dict[str, Any]

BEGIN = "<!-- figures: written by scripts/benchmark.py --docs -->"
END = "<!-- end of figures -->"


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
            raise DocumentError(f"{path} has to have the line {marker} once")
    if text.index(BEGIN) > text.index(END):
        raise DocumentError(f"{path} has its markers in the wrong order")


def update_document(path: Path, figures: Data) -> None:
    """Put the figures in the place of those that are in the document."""
    check_document(path)
    text = path.read_text("utf-8")
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    path.write_text(f"{before}{BEGIN}\n\n{markdown(figures)}\n{after}", "utf-8")


def markdown(figures: Data) -> str:
    """Render the figures of a run as Markdown tables."""
    machine = figures["machine"]
    libraries = ", ".join(f"{name} {found}" for name, found in machine["versions"].items())
    parts = [
        f"{machine['python']}, {machine['system']}, {machine['processor']},"
        f" {machine['cores']} cores shared with other work. {libraries}.",
        _ratios(figures["ratios"]),
        *(_decode(figures["decode"], form) for form in ("json", "xml")),
        _variants(figures["variants"]),
        _encode(figures["encode"]),
    ]
    if "memory" in figures:
        parts.append(_memory(figures["memory"]))
    parts.append(_startup(figures["startup"], figures.get("generate_seconds")))
    return "\n\n".join(parts) + "\n"


def _rows(heads: list[str], rows: list[list[str]]) -> str:
    rule = ["---", *("---:" for _ in heads[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in (heads, rule, *rows))


def _ratios(lines: list[Data]) -> str:
    sizes = sorted({line["stations"] for line in lines})
    rows = []
    for form in ("json", "xml"):
        for role, name, bound in (
            ("xsdata", "times faster than xsdata's parser", "at least {:g}"),
            ("raw", "times the time of the bare parser", "at most {:g}"),
            ("walk", "times the time of the bare parser and a visit to all it parsed", ""),
        ):
            found = {
                line["stations"]: line
                for line in lines
                if line["format"] == form and line["role"] == role
            }
            if found:
                target = next(iter(found.values()))["target"]
                cells = [_ratio(found.get(size)) for size in sizes]
                rows.append([f"{form.upper()}: {name}", bound.format(target), *cells])
    heads = ["`evcp.decode`", "target", *(f"{size:,} stations" for size in sizes)]
    return f"### Against the targets\n\n{_rows(heads, rows)}\n\nBold: the target is met."


def _ratio(line: Data | None) -> str:
    if line is None:
        return "-"
    return f"**{line['ratio']:.1f}**" if line["met"] else f"{line['ratio']:.1f}"


def _decode(runs: list[Data], form: str) -> str:
    names = [name for name, c in runs[-1]["contestants"].items() if c["format"] == form]
    own = [next(iter(of_role(run, form, "evcp").values()))["us_per_station"] for run in runs]
    rows = []
    for name in sorted(names, key=lambda name: runs[0]["contestants"][name]["us_per_station"]):
        times = [run["contestants"][name]["us_per_station"] for run in runs]
        rows.append(
            [
                f"`{name}`" if name.startswith("evcp") else name,
                runs[0]["contestants"][name]["gives"],
                *(f"{us:.0f} ({us / us0:.2f})" for us, us0 in zip(times, own, strict=True)),
            ]
        )
    sizes = ", ".join(f"{run['stations']:,}" for run in runs)
    size = runs[-1]["bytes_per_station"][form]
    heads = ["", "gives", *(f"{run['stations']:,}" for run in runs)]
    rounds = ", ".join(str(run["rounds"]) for run in runs)
    return (
        f"### Reading {form.upper()}\n\nµs a station, and in brackets the ratio to evcp, on pages of"
        f" {sizes} stations of {size:,} bytes; best of {rounds} rounds.\n\n{_rows(heads, rows)}"
    )


def _variants(found: Data) -> str:
    rows = [
        [
            name,
            f"{one['us_per_station']:.0f}",
            f"{one['raw_us_per_station']:.0f}",
            f"{one['us_per_station'] / one['raw_us_per_station']:.1f}",
        ]
        for name, one in found.items()
    ]
    heads = ["spelling of the page", "`evcp.decode`, µs", "bare parser, µs", "ratio"]
    return f"### Other spellings of the same page\n\n{_rows(heads, rows)}"


def _encode(found: Data) -> str:
    rows = [[name, f"{one['us_per_station']:.0f}"] for name, one in found.items()]
    return f"### Writing\n\n{_rows(['', 'µs a station'], rows)}"


def _memory(found: Data) -> str:
    rows = [[name, f"{kb:.0f}"] for name, kb in found["kb_per_station"].items()]
    sizes = found["document_kb_per_station"]
    return (
        f"### Memory\n\nHighest resident size while one page of {found['stations']:,} stations is read,"
        f" above what it was before, in kB a station. The bytes of the document are not counted:"
        f" {sizes['json']:.1f} kB in JSON, {sizes['xml']:.1f} kB in XML.\n\n"
        f"{_rows(['', 'kB a station'], rows)}"
    )


def _startup(found: Data, generation: float | None) -> str:
    rows = [
        [f"`{label}`" if "import" in label else label, f"{cost['ms']:.0f}", str(cost["modules"])]
        for label, cost in found["over_bare"].items()
    ]
    text = (
        f"### Start-up\n\nCPU time and modules over those of bare Python ({found['bare_ms']:.0f} ms).\n\n"
        f"{_rows(['', 'ms', 'modules'], rows)}"
    )
    if generation is None:
        return text
    return f"{text}\n\nGenerating all code from the schema takes {generation:.1f} s."
