"""The tables of the report, and how the figures stand to the targets."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .startup import Startup

Data = dict[str, Any]

TARGETS = {"json": {"xsdata": 15.0, "raw": 3.0}, "xml": {"xsdata": 10.0, "raw": 3.0}}
"""At least so many times faster than xsdata, at most so many times the bare parser."""

_FORMATS = ("json", "xml")
_LIBRARIES = ("evcp", "lxml", "orjson", "pydantic", "pydantic-xml", "xmltodict", "xsdata")


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Lay out rows under their heads: text to the left, numbers to the right."""
    columns = list(zip(heads, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    numbers = [any(cell[:1] in "+-0123456789" for cell in column[1:] if cell) for column in columns]
    lines = []
    for row in (heads, tuple("-" * width for width in widths), *rows):
        cells = [
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, numbers, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def machine() -> Data:
    """Describe where the run takes place."""
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "versions": {name: found for name in _LIBRARIES if (found := _version(name))},
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or sys.platform


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def machine_text(data: Data) -> str:
    """Render `machine`."""
    libraries = ", ".join(f"{name} {found}" for name, found in data["versions"].items())
    return (
        f"{data['python']} on {data['system']}, {data['processor']}, {data['cores']} cores,"
        f" load {data['load']}\n{libraries}"
    )


def of_role(run: Data, format: str, role: str) -> Data:
    """Return the contestants of a format and a role, by name."""
    return {
        name: found
        for name, found in run["contestants"].items()
        if found["format"] == format and found["role"] == role
    }


def decode_text(run: Data) -> str:
    """Render one `decode_run`: a table a format."""
    parts = []
    for form in _FORMATS:
        found = {name: c for name, c in run["contestants"].items() if c["format"] == form}
        own = next(iter(of_role(run, form, "evcp").values()))["us_per_station"]
        raw = next(iter(of_role(run, form, "raw").values()))["us_per_station"]
        rows = [
            (
                name,
                c["gives"],
                f"{c['us_per_station']:.1f}",
                f"{c['us_per_station'] / own:.2f}",
                f"{c['us_per_station'] / raw:.2f}",
                f"{c['spread']:.2f}",
            )
            for name, c in sorted(found.items(), key=lambda item: item[1]["us_per_station"])
        ]
        title = (
            f"{form.upper()}, {run['stations']:,} stations of"
            f" {run['bytes_per_station'][form]:,} bytes, best of {run['rounds']} rounds"
        )
        heads = ("", "gives", "µs/station", "x evcp", "x raw", "spread")
        parts.append(f"{title}\n{table(heads, rows)}")
    return "\n\n".join(parts)


def variants_text(data: Data, stations: int) -> str:
    """Render a `variants_run`."""
    rows = [
        (
            name,
            f"{found['us_per_station']:.1f}",
            f"{found['raw_us_per_station']:.1f}",
            f"{found['us_per_station'] / found['raw_us_per_station']:.2f}",
        )
        for name, found in data.items()
    ]
    heads = ("", "evcp µs/station", "raw parse", "x raw")
    return (
        f"evcp.decode on other spellings of the page, {stations:,} stations\n{table(heads, rows)}"
    )


def encode_text(data: Data, stations: int) -> str:
    """Render an `encode_run`."""
    rows = []
    for form in _FORMATS:
        own = data[f"evcp.encode {form.upper()}"]["us_per_station"]
        rows += [
            (name, f"{found['us_per_station']:.1f}", f"{found['us_per_station'] / own:.2f}")
            for name, found in data.items()
            if found["format"] == form
        ]
    return f"Writing, {stations:,} stations\n{table(('', 'µs/station', 'x evcp'), rows)}"


def memory_text(data: Data) -> str:
    """Render a `memory_run`."""
    rows = [(name, f"{found:.1f}") for name, found in data["kb_per_station"].items()]
    sizes = ", ".join(f"{k.upper()} {v:.1f}" for k, v in data["document_kb_per_station"].items())
    title = (
        f"Peak memory while reading {data['stations']:,} stations (the document itself: {sizes} kB)"
    )
    return f"{title}\n{table(('', 'kB/station'), rows)}"


def startup_text(bare: float, found: dict[str, Startup]) -> str:
    """Render a `measure_startup`."""
    rows = [
        (label, f"{cost.milliseconds:+.1f}", f"{cost.modules:+}") for label, cost in found.items()
    ]
    title = f"Start-up, over bare Python ({bare:.1f} ms)"
    return f"{title}\n{table(('', 'ms CPU', 'modules'), rows)}"


def ratios(runs: list[Data]) -> list[Data]:
    """Return how evcp stands to xsdata's fastest parser and to the bare one, by size and format."""
    lines = []
    for run in runs:
        for form in _FORMATS:
            own = next(iter(of_role(run, form, "evcp").values()))["us_per_station"]
            for role in ("xsdata", "raw", "walk"):
                others = of_role(run, form, role)
                if not others:
                    continue
                name = min(others, key=lambda other: others[other]["us_per_station"])
                other = others[name]["us_per_station"]
                ratio = other / own if role == "xsdata" else own / other
                target = TARGETS[form].get(role)
                met = None
                if target is not None:
                    met = ratio >= target if role == "xsdata" else ratio <= target
                lines.append(
                    {"stations": run["stations"], "format": form, "role": role, "than": name,
                     "ratio": round(ratio, 2), "target": target, "met": met}
                )  # fmt: skip
    return lines


def ratios_text(lines: list[Data]) -> str:
    """Render `ratios`."""
    rows = []
    for line in lines:
        faster = line["role"] == "xsdata"
        what = f"faster than {line['than']}" if faster else f"of the time of {line['than']}"
        target = ""
        if line["target"] is not None:
            bound = "at least" if faster else "at most"
            target = f"{bound} {line['target']:g}: {'met' if line['met'] else 'missed'}"
        rows.append(
            (
                f"{line['format'].upper()}, {line['stations']:,} stations: {what}",
                f"{line['ratio']:.2f} times",
                target,
            )
        )
    return f"How evcp.decode stands\n{table(('', 'ratio', 'target'), rows)}"
