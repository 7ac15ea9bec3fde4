"""The runs of the benchmark: each gives plain data, which the report prints and `--json` stores."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import evcp
from evcp_models import EVStationsResult

from . import memory, peers
from .contestants import Contestant, Format
from .pages import Wire, page
from .peers import Parse
from .timing import Timing, race
from .wire import json_text, xml_text

ROOT = Path(__file__).resolve().parents[2]
Loaded = Mapping[str, tuple[Contestant, Parse]]
Data = dict[str, Any]


class CheckError(Exception):
    """A contestant, or evcp itself, did not read the page: its time would mean nothing."""


def decoded(body: bytes, format: Format, **options: Any) -> EVStationsResult:
    """Decode a page with evcp and make sure that nothing in it was strange to it."""
    answer = evcp.decode(body, EVStationsResult, format=format, **options)
    if answer.issues:
        raise CheckError(
            f"evcp reports {len(answer.issues)} issues in {format}: {answer.issues[0]}"
        )
    return answer.value


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
    """Make sure that every contestant gets out of a page what evcp gets out of it.

    Returns:
        The number of contestants that fill the very same models.
    """
    wire = page(stations)
    models = check_page(wire)
    same = 0
    for name, (contestant, parse) in loaded.items():
        body = json_text(wire) if contestant.format == "json" else xml_text(wire)
        if not contestant.check(parse(body), models, wire):
            raise CheckError(f"{name} does not read the page as evcp does")
        same += contestant.role == "xsdata"
    return same


def decode_run(loaded: Loaded, stations: int, rounds: int, limit: float) -> Data:
    """Time every contestant on one page."""
    wire = page(stations)
    bodies = {"json": json_text(wire), "xml": xml_text(wire)}
    if decoded(bodies["json"], "json") != decoded(bodies["xml"], "xml"):
        raise CheckError(f"the models of {stations} stations differ between JSON and XML")
    del wire
    calls = {
        name: _bound(parse, bodies[contestant.format])
        for name, (contestant, parse) in loaded.items()
    }
    timings = race(calls, rounds, limit)
    return {
        "stations": stations,
        "bytes_per_station": {key: round(len(body) / stations) for key, body in bodies.items()},
        "rounds": len(next(iter(timings.values())).seconds),
        "contestants": {
            name: {
                "format": loaded[name][0].format,
                "role": loaded[name][0].role,
                "gives": loaded[name][0].gives,
                **_timing(timing, stations),
            }
            for name, timing in timings.items()
        },
    }


def variants_run(stations: int, rounds: int, limit: float) -> Data:
    """Time evcp on other spellings of the page, each beside the bare parser on the same bytes."""
    wire = page(stations)
    expected = check_page(wire)
    fromstring = import_module("lxml.etree").fromstring
    compact = {"json": json_text(wire), "xml": xml_text(wire)}
    bodies: dict[str, tuple[Format, bytes, bool]] = {
        "JSON, compact": ("json", compact["json"], False),
        "JSON, compact, strict": ("json", compact["json"], True),
        "JSON, indented by 2": ("json", json_text(wire, indent=2), False),
        "XML, compact": ("xml", compact["xml"], False),
        "XML, compact, strict": ("xml", compact["xml"], True),
        "XML, indented by 4": ("xml", xml_text(wire, indent=4), False),
        "XML, order of the JSON samples": ("xml", xml_text(wire, json_order=True), False),
    }
    calls: dict[str, Callable[[], object]] = {}
    for name, (form, body, strict) in bodies.items():
        if decoded(body, form, strict=strict) != expected:
            raise CheckError(f"evcp decodes the variant {name!r} to other models")
        calls[name] = _decoding(body, form, strict)
        calls[f"raw {name}"] = _bound(json.loads if form == "json" else fromstring, body)
    timings = race(calls, rounds, limit)
    return {
        name: {
            **_timing(timings[name], stations),
            "raw_us_per_station": _timing(timings[f"raw {name}"], stations)["us_per_station"],
        }
        for name in bodies
    }


def encode_run(stations: int, rounds: int, limit: float) -> tuple[Data, list[str]]:
    """Time evcp.encode beside a bare writer and xsdata's serializers.

    Returns:
        The times by name, and a line for each one that is missing.
    """
    wire = page(stations)
    models = decoded(json_text(wire), "json")
    etree = import_module("lxml.etree")
    root = etree.fromstring(xml_text(wire))
    calls: dict[str, tuple[Format, str, Callable[[], Any]]] = {
        "evcp.encode JSON": ("json", "evcp", lambda: evcp.encode(models, format="json")),
        "json.dumps": ("json", "raw", lambda: json.dumps(wire).encode()),
        "evcp.encode XML": ("xml", "evcp", lambda: evcp.encode(models, format="xml")),
        "lxml.etree.tostring": ("xml", "raw", lambda: etree.tostring(root, encoding="UTF-8")),
    }
    missing = []
    try:
        write = peers.xsdata_writers()
        calls["xsdata JsonSerializer"] = ("json", "xsdata", lambda: write["json"](models).encode())
        calls["xsdata XmlSerializer"] = ("xml", "xsdata", lambda: write["xml"](models).encode())
    except ImportError as error:
        missing.append(f"skipped xsdata's serializers: {error} (pip install 'evcp[generate]')")
    for name, (form, _, call) in calls.items():
        if decoded(call(), form) != models:
            raise CheckError(f"what {name} writes is not read back as the same models")
    timings = race({name: call for name, (_, _, call) in calls.items()}, rounds, limit)
    return {
        name: {"format": calls[name][0], "role": calls[name][1], **_timing(timing, stations)}
        for name, timing in timings.items()
    }, missing


def memory_run(loaded: Loaded, stations: int) -> Data:
    """Measure the memory that each contestant takes for one page, as kB a station."""
    wire = page(stations)
    with tempfile.TemporaryDirectory() as folder:
        documents = {"json": Path(folder) / "page.json", "xml": Path(folder) / "page.xml"}
        documents["json"].write_bytes(json_text(wire))
        documents["xml"].write_bytes(xml_text(wire))
        return {
            "stations": stations,
            "kb_per_station": {
                name: round(memory.peak(name, documents[contestant.format]) / stations / 1000, 1)
                for name, (contestant, _) in loaded.items()
                if contestant.role not in ("uncollected", "walk")  # they need what the others do
            },
            "document_kb_per_station": {
                key: round(path.stat().st_size / stations / 1000, 1)
                for key, path in documents.items()
            },
        }


def _bound(parse: Parse, body: bytes) -> Callable[[], object]:
    return lambda: parse(body)


def _decoding(body: bytes, format: Format, strict: bool) -> Callable[[], object]:
    return lambda: evcp.decode(body, EVStationsResult, format=format, strict=strict)


def _timing(timing: Timing, stations: int) -> Data:
    return {
        "us_per_station": round(timing.best / stations * 1e6, 2),
        "spread": round(timing.spread, 3),
    }
