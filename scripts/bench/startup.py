"""Cost of loading: imports, the first answer, and the generation of the code."""

from __future__ import annotations

import statistics
import tempfile
import time
from importlib.util import find_spec

from .processes import python

_REPORT = "\nimport sys, time\nprint(time.process_time(), len(sys.modules))"
_FIRST = "import evcp, evcp_models\nevcp.decode({!r}, evcp_models.CountResult, format={!r})"
_COUNT_XML = b'<ev:countResult xmlns:ev="http://www.here.com/2014/02/ACS-EV"><count>1</count></ev:countResult>'
_IMPORTS = (
    "import evcp", "from evcp import decode", "import evcp_models", "from evcp import Client",
)  # fmt: skip
_LIBRARIES = ("requests", "lxml.etree", "xsdata.formats.dataclass.parsers", "pydantic")


def statements() -> dict[str, str]:
    """Return the statements to measure, by the label of their line."""
    return {
        **{statement: statement for statement in _IMPORTS},
        "evcp: first JSON answer decoded": _FIRST.format(b'{"count":1}', "json"),
        "evcp: first XML answer decoded": _FIRST.format(_COUNT_XML, "xml"),
        **{f"import {n}": f"import {n}" for n in _LIBRARIES if find_spec(n.partition(".")[0])},
    }


def measure_startup(rounds: int) -> tuple[float, dict[str, dict[str, float]]]:
    """Run each statement in fresh interpreters, in turns.

    Returns:
        CPU milliseconds of bare Python; milliseconds (`ms`, a median) and `modules` that each statement adds.
    """
    sources = {"": "pass", **statements()}
    times: dict[str, list[float]] = {label: [] for label in sources}
    modules: dict[str, int] = {}
    for number in range(rounds + 1):
        for label, source in sources.items():
            seconds, count = python("-c", source + _REPORT).split()
            modules[label] = int(count)
            if number:  # the first round fills the disk cache
                times[label].append(float(seconds) * 1000)
    medians = {label: statistics.median(found) for label, found in times.items()}
    bare, own = medians.pop(""), modules.pop("")
    return round(bare, 2), {
        label: {"ms": round(ms - bare, 2), "modules": modules[label] - own}
        for label, ms in medians.items()
    }


def measure_generation() -> float:
    """Return the seconds of wall-clock time that generating all code takes."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        python("-B", "generate.py", "--out", folder)
        return round(time.monotonic() - start, 2)
