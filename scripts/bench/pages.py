"""Pages that are timed, and their text in both formats: without code of evcp, which they are used to judge.

A page is made from `station.json`: everything that the documented samples hold (contract sections 3.2 and 3.3)
and what newer traffic adds. Each station fills it anew, so that no contestant can live on its caches. In the file:

    "#", "~", "(a|b)"   a random digit, hexadecimal digit, or one of several texts
    "{name}"            a name bound further up, `number` (of the station) or `at` (place in a list)
    "=..."              a JSON value, such as a number, once the rest is filled
    "$": ["table"]      binds the names of a random row of each table, below this place
    "|": [{}, {}]       adds the members of one of these objects
    ["*3", item, ...]   three different items, or one item three times

"attributes" lists the members that XML has as attributes, beside `accept` everywhere, and "first" the elements
that stand first in XML, unlike in the JSON samples (contract section 2).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

Wire = dict[str, Any]

_SHAPES = json.loads(Path(__file__).with_name("station.json").read_text("utf-8"))
_MARK = re.compile(r"#+|~+|\([^()]*\|[^()]*\)")


def page(stations: int) -> Wire:
    """Return a page as the service prints it in JSON (contract sections 3.1 to 3.3, 4.3 to 4.12).

    Station 7 of a page is the same however large the page.
    """
    found = [_station(number) for number in range(stations)]
    return {"hasMore": True, "count": stations, "evStations": {"evStation": found}}


def _station(number: int) -> Wire:
    random = Random(f"20140114-{number}")  # noqa: S311 (no secret is made of it)
    names = {"number": number, "moment": _SHAPES["moment"]}
    station: Wire = _filled(_SHAPES["station"], names, random)
    for group in station["connectors"]["connector"]:
        states = [status["state"] for status in group["connectorStatuses"]["connectorStatus"]]
        counts = {name: states.count(state) for name, state in _SHAPES["counters"].items()}
        group["chargingPoint"] |= {"numberOfConnectors": len(states), **counts}
        station["totalNumberOfConnectors"] += len(states)
    return station


def _filled(shape: Any, names: dict[str, Any], random: Random) -> Any:
    if isinstance(shape, str):
        text = _MARK.sub(lambda mark: _drawn(mark[0], random), shape.format_map(names))
        return json.loads(text[1:]) if text.startswith("=") else text
    if isinstance(shape, list):
        match shape:
            case [str(count), item] if count.startswith("*"):
                shape = [item] * int(_filled(count[1:], names, random))
            case [str(count), *items] if count.startswith("*"):
                shape = random.sample(items, int(count[1:]))
        return [_filled(item, {**names, "at": at}, random) for at, item in enumerate(shape, 1)]
    if not isinstance(shape, dict):
        return shape
    for table in shape.get("$", ()):
        names = names | _filled(random.choice(_SHAPES[table]), names, random)
    filled: Wire = {}
    for key, value in shape.items():
        if key == "|":
            filled |= _filled(random.choice(value), names, random)
        elif key != "$":
            filled[key] = _filled(value, names, random)
    return filled


def _drawn(mark: str, random: Random) -> str:
    if mark.startswith("("):
        return random.choice(mark[1:-1].split("|"))
    digits = "0123456789" if mark.startswith("#") else "0123456789abcdef"
    return "".join(random.choices(digits, k=len(mark)))


def json_text(page: Wire, *, indent: int | None = None) -> bytes:
    """Write a page as JSON, compact unless an indent is given."""
    separators = (",", ":") if indent is None else None
    return json.dumps(page, ensure_ascii=False, separators=separators, indent=indent).encode()


def xml_text(page: Wire, *, indent: int | None = None, json_order: bool = False) -> bytes:
    """Write a page as XML: the root qualified, its content not, attributes as in the XSD (contract section 2).

    `json_order` keeps the order of the JSON samples instead of the order of the documented tables.
    """
    root = ElementTree.Element("ev:evStationsResult", _SHAPES["namespaces"])
    _fill(root, page, {} if json_order else _SHAPES["first"])
    if indent is not None:
        ElementTree.indent(root, " " * indent)
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return (declaration + ElementTree.tostring(root, "unicode")).encode()


def _fill(element: ElementTree.Element, value: object, first: dict[str, list[str]]) -> None:
    if not isinstance(value, dict):
        element.text = _text(value)
        return
    ahead = [key for key in first.get(element.tag, ()) if key in value]
    for key in dict.fromkeys([*ahead, *value]):
        if key == "accept" or key in _SHAPES["attributes"].get(element.tag, ()):
            element.set(key, _text(value[key]))
        elif key == "value":  # text with attributes
            element.text = _text(value[key])
        else:
            for item in value[key] if isinstance(value[key], list) else [value[key]]:
                _fill(ElementTree.SubElement(element, key), item, first)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


WRITERS = {"json": json_text, "xml": xml_text}
