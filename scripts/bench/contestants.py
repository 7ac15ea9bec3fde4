"""Contestants: evcp, xsdata's parsers, the bare parsers, and what users would otherwise pick."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal
from xml.etree import ElementTree

import evcp
from evcp_models import EVStationsResult

from . import peers
from .pages import Wire
from .peers import Parse

Format = Literal["json", "xml"]
Role = Literal["evcp", "python", "xsdata", "raw", "limit", "typed", "walk", "peer"]


@dataclass(frozen=True, slots=True)
class Contestant:
    """A reader of pages: `load` imports what it needs and returns the function to time.

    Roles: `python` is evcp without its extensions and orjson; `xsdata` parses into the same classes; `raw`
    is a parser without models, `walk` such a parser and a visit to all that it parsed; `typed` checks what it
    parses, `limit` is the fastest of that kind; `peer` anything else.
    """

    name: str
    format: Format
    role: Role
    gives: str
    load: Callable[[], Parse]


def _evcp(format: Format) -> Parse:
    return lambda body: evcp.decode(body, EVStationsResult, format=format).value


def _python(format: Format) -> Parse:
    """Return evcp's decoding with the walk in Python and json, whatever else is installed."""

    def parse(body: bytes) -> Any:
        kept = [getattr(owner, name) for owner, name, _ in changes]
        for owner, name, value in changes:
            setattr(owner, name, value)
        try:
            return evcp.decode(body, EVStationsResult, format=format).value
        finally:
            for (owner, name, _), value in zip(changes, kept, strict=True):
                setattr(owner, name, value)

    native, codec = import_module("evcp_codec.native"), import_module("evcp_codec.json")
    reader = import_module(f"evcp_models._{format}_reader")
    changes: list[tuple[Any, str, Any]] = [
        (reader, "READERS", reader.PYTHON_READERS),
        (native, "orjson", lambda: None),
        (codec, "_count_pairs", codec._count_pairs_in_python),
        (codec, "_has_long_number", codec._has_long_number_in_python),
    ]
    return parse


def _visit(value: Any) -> Any:
    for item in value.values() if value.__class__ is dict else value:
        if item.__class__ is dict or item.__class__ is list:
            _visit(item)
    return value


def _lxml_walk() -> Parse:
    fromstring = import_module("lxml.etree").fromstring

    def parse(body: bytes) -> Any:
        root = fromstring(body)
        for element in root.iter():
            _ = element.tag, element.text
        return root

    return parse


def holds_page(contestant: Contestant, result: Any, models: EVStationsResult, page: Wire) -> bool:
    """Return True if the result of a contestant equals the page of the given models."""
    match contestant.gives, contestant.format:
        case (("models" | "same models"), _):
            # `repr` tells an int from a float and a bool from an int, which `==` does not. xsdata leaves a
            # known value of an open enumeration as its text, equal to the member: that is let pass.
            return bool(result == models) and _plain(result) == _plain(models)
        case "like models", _:
            return bool(result.model_dump() == dataclasses.asdict(models))
        case "structs", _:
            found = [(s.id, s.position.latitude) for s in result.ev_stations.ev_stations]
            return found == [(s.id, s.position.latitude) for s in models.ev_stations]
        case "dicts", "json":
            return bool(result == page)
        case "dicts", _:
            stations = result["ev:evStationsResult"]["evStations"]["evStation"]
            return [station["@id"] for station in stations] == [s.id for s in models.ev_stations]
    return len(result.find("evStations")) == len(models.ev_stations)


def _plain(models: Any) -> str:
    return re.sub(r"<\w+\.\w+: ('[^']*')>", r"\1", repr(models))


CONTESTANTS = (
    Contestant("evcp.decode JSON", "json", "evcp", "models", lambda: _evcp("json")),
    Contestant("evcp.decode JSON, in Python", "json", "python", "models", lambda: _python("json")),
    Contestant("xsdata JsonParser", "json", "xsdata", "same models", lambda: peers.xsdata("JsonParser")),
    Contestant("json.loads", "json", "raw", "dicts", lambda: json.loads),
    Contestant("orjson.loads", "json", "peer", "dicts", lambda: import_module("orjson").loads),
    Contestant("json.loads + visit every member", "json", "walk", "dicts",
               lambda: lambda body: _visit(json.loads(body))),
    Contestant("msgspec Structs", "json", "limit", "structs", peers.msgspec_json),
    Contestant("pydantic model_validate_json", "json", "typed", "like models", peers.pydantic_json),
    Contestant("evcp.decode XML", "xml", "evcp", "models", lambda: _evcp("xml")),
    Contestant("evcp.decode XML, in Python", "xml", "python", "models", lambda: _python("xml")),
    Contestant("xsdata XmlParser, XmlEventHandler", "xml", "xsdata", "same models",
               lambda: peers.xsdata("XmlParser", "XmlEventHandler")),
    Contestant("xsdata XmlParser, LxmlEventHandler", "xml", "xsdata", "same models",
               lambda: peers.xsdata("XmlParser", "LxmlEventHandler")),
    Contestant("lxml.etree.fromstring", "xml", "raw", "elements", lambda: import_module("lxml.etree").fromstring),
    Contestant("lxml parse + touch every element", "xml", "walk", "elements", _lxml_walk),
    Contestant("ElementTree.fromstring", "xml", "peer", "elements", lambda: ElementTree.fromstring),
    Contestant("xmltodict.parse", "xml", "peer", "dicts", lambda: import_module("xmltodict").parse),
    Contestant("pydantic-xml from_xml", "xml", "peer", "like models", peers.pydantic_xml),
)  # fmt: skip


def load_contestants() -> tuple[dict[str, tuple[Contestant, Parse]], list[str]]:
    """Load every contestant that is installed.

    Returns:
        The contestants and their functions by name, and a line for each one that is missing.
    """
    loaded: dict[str, tuple[Contestant, Parse]] = {}
    missing = []
    for contestant in CONTESTANTS:
        try:
            loaded[contestant.name] = (contestant, contestant.load())
        except ImportError as error:
            extra = "generate" if contestant.role == "xsdata" else "bench"
            missing.append(f"skipped {contestant.name}: {error} (pip install 'evcp[{extra}]')")
    return loaded, missing
