"""Who is timed: evcp, xsdata's parsers, the bare parsers, and what users would otherwise pick."""

from __future__ import annotations

import dataclasses
import gc
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
Role = Literal["evcp", "uncollected", "xsdata", "raw", "walk", "peer"]
Check = Callable[[Any, EVStationsResult, Wire], bool]
_MEMBER = re.compile(r"<\w+\.\w+: ('[^']*')>")


@dataclass(frozen=True, slots=True)
class Contestant:
    """Something that reads a page.

    Attributes:
        name: Its name in the tables; unique.
        format: The format that it reads.
        role: `evcp`; `uncollected` for evcp without the garbage collector; `xsdata` for parsers into
            the same classes; `raw` for a parser without models, `walk` for such a parser and a visit
            to all that it parsed; `peer` for anything else.
        gives: What comes out of it.
        load: Imports what it needs and returns the function to time.
        check: Tells whether its result holds the page, given the models and the page itself.
        install: The command that installs it.
    """

    name: str
    format: Format
    role: Role
    gives: str
    load: Callable[[], Parse]
    check: Check
    install: str = "pip install 'evcp[bench]'"


def _evcp(format: Format) -> Parse:
    return lambda body: evcp.decode(body, EVStationsResult, format=format).value


def _uncollected(format: Format) -> Parse:
    """Return evcp.decode without the garbage collector, which no part of a page ever needs."""
    decode = _evcp(format)

    def parse(body: bytes) -> Any:
        gc.disable()
        try:
            return decode(body)
        finally:
            gc.enable()

    return parse


def _json_walk() -> Parse:
    def visit(value: Any) -> None:
        if value.__class__ is dict:
            for member in value.values():
                if member.__class__ is dict or member.__class__ is list:
                    visit(member)
        else:
            for item in value:
                if item.__class__ is dict or item.__class__ is list:
                    visit(item)

    def parse(body: bytes) -> Any:
        document = json.loads(body)
        visit(document)
        return document

    return parse


def _lxml() -> Parse:
    fromstring: Parse = import_module("lxml.etree").fromstring
    return fromstring


def _lxml_walk() -> Parse:
    fromstring = _lxml()

    def parse(body: bytes) -> Any:
        root = fromstring(body)
        for element in root.iter():
            _ = element.tag, element.text
        return root

    return parse


def _xmltodict() -> Parse:
    parse: Parse = import_module("xmltodict").parse
    return parse


def _orjson() -> Parse:
    loads: Parse = import_module("orjson").loads
    return loads


def _same_models(result: Any, models: EVStationsResult, _page: Wire) -> bool:
    # `repr` tells an int from a float and a bool from an int, which `==` does not. xsdata leaves a
    # known value of an open enumeration as its text, which is equal to the member: that is let pass.
    return bool(result == models) and _plain(result) == _plain(models)


def _plain(models: Any) -> str:
    return _MEMBER.sub(r"\1", repr(models))


def _same_fields(result: Any, models: EVStationsResult, _page: Wire) -> bool:
    return bool(result.model_dump() == dataclasses.asdict(models))


def _same_page(result: Any, _models: EVStationsResult, page: Wire) -> bool:
    return bool(result == page)


def _same_count(result: Any, models: EVStationsResult, _page: Wire) -> bool:
    return len(result.find("evStations")) == len(models.ev_stations)


def _same_dicts(result: Any, models: EVStationsResult, _page: Wire) -> bool:
    stations = result["ev:evStationsResult"]["evStations"]["evStation"]
    found = [station["@id"] for station in (stations if isinstance(stations, list) else [stations])]
    return found == [station.id for station in models.ev_stations]


_XSDATA = "pip install 'evcp[generate]'"

CONTESTANTS = (
    Contestant(
        "evcp.decode JSON", "json", "evcp", "models", lambda: _evcp("json"), _same_models
    ),
    Contestant(
        "evcp.decode JSON, collector off", "json", "uncollected", "models",
        lambda: _uncollected("json"), _same_models,
    ),
    Contestant(
        "xsdata JsonParser", "json", "xsdata", "same models", peers.xsdata_json, _same_models, _XSDATA
    ),
    Contestant("json.loads", "json", "raw", "dicts", lambda: json.loads, _same_page),
    Contestant("orjson.loads", "json", "peer", "dicts", _orjson, _same_page),
    Contestant(
        "json.loads + visit every member", "json", "walk", "dicts", _json_walk, _same_page
    ),
    Contestant(
        "pydantic model_validate_json", "json", "peer", "like models", peers.pydantic_json, _same_fields
    ),
    Contestant("evcp.decode XML", "xml", "evcp", "models", lambda: _evcp("xml"), _same_models),
    Contestant(
        "evcp.decode XML, collector off", "xml", "uncollected", "models",
        lambda: _uncollected("xml"), _same_models,
    ),
    Contestant(
        "xsdata XmlParser, XmlEventHandler", "xml", "xsdata", "same models",
        lambda: peers.xsdata_xml("XmlEventHandler"), _same_models, _XSDATA,
    ),
    Contestant(
        "xsdata XmlParser, LxmlEventHandler", "xml", "xsdata", "same models",
        lambda: peers.xsdata_xml("LxmlEventHandler"), _same_models, _XSDATA,
    ),
    Contestant("lxml.etree.fromstring", "xml", "raw", "elements", _lxml, _same_count),
    Contestant(
        "lxml parse + touch every element", "xml", "walk", "elements", _lxml_walk, _same_count
    ),
    Contestant(
        "ElementTree.fromstring", "xml", "peer", "elements",
        lambda: ElementTree.fromstring, _same_count,
    ),
    Contestant("xmltodict.parse", "xml", "peer", "dicts", _xmltodict, _same_dicts),
    Contestant(
        "pydantic-xml from_xml", "xml", "peer", "like models", peers.pydantic_xml, _same_fields
    ),
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
            missing.append(f"skipped {contestant.name}: {error} ({contestant.install})")
    return loaded, missing
