"""Cost of hostile and broken bodies: time grows with the size, never with its square."""

from __future__ import annotations

import contextlib
import time

import pytest
from support.checks import Format

import evcp
import evcp_models as m

MANY = 20_000
PAGE = m.EVStationsResult
ATTRIBUTES = " ".join(f"a{number}='1'" for number in range(4 * MANY))
NAMESPACES = " ".join(f"xmlns:n{number}='u{number}' n{number}:id='1'" for number in range(2000))
MEMBERS = ",".join(f'"a{number}":1' for number in range(MANY))
LOST = "<evStation id='a'/>"


def page(inner: str) -> str:
    """Return a page with something in it."""
    return f"<evStationsResult><hasMore>false</hasMore>{inner}</evStationsResult>"


XML: dict[str, tuple[type[object], str]] = {
    "text between elements": (PAGE, page("x<a/>" * MANY)),
    "text in a list": (PAGE, page(f"<evStations>{'x<evStation/>' * MANY}</evStations>")),
    "new elements": (PAGE, page("<a b='c'>d</a>" * MANY)),
    "one element again and again": (PAGE, page("<count>1</count>" * MANY)),
    "one list again and again": (PAGE, page("<evStations/>" * MANY)),
    "stations without a position": (PAGE, page(f"<evStations>{LOST * MANY}</evStations>")),
    "comments": (PAGE, "<!-- -->" * MANY + page("<!-- -->" * MANY)),
    "comments without an end": (PAGE, "<!-- " * MANY),
    "processing instructions": (PAGE, "<?a b?>" * MANY + page("")),
    "new attributes": (PAGE, page(f"<evStations {ATTRIBUTES}/>")),
    "attributes beside as many elements": (
        m.ErrorResult,
        f"<error {ATTRIBUTES}>{'<Message>b</Message>' * MANY}</error>",
    ),
    "hints": (
        PAGE,
        f"<evStationsResult xmlns:i='http://www.w3.org/2001/XMLSchema-instance' {ATTRIBUTES.replace('a', 'i:a')}/>",
    ),
    "attributes of a station": (m.NameId, f"<connectorType {ATTRIBUTES}/>"),
    "one attribute in many namespaces": (m.NameId, f"<connectorType {NAMESPACES}/>"),
    "references": (m.NameId, f"<connectorType><name>{'&amp;' * MANY}</name></connectorType>"),
    "digits": (m.Price, f"<price>{'9' * 1_000_000}</price>"),
    "digits of a float": (
        m.Position,
        f"<position><latitude>{'9' * 1_000_000}</latitude><longitude>1</longitude></position>",
    ),
}
JSON: dict[str, tuple[type[object], str]] = {
    "new members": (PAGE, f'{{{MEMBERS},"count":1}}'),
    "one member again and again": (PAGE, "{" + '"count":1,' * MANY + '"count":1}'),
    "empty objects": (PAGE, '{"evStations":[' + "{}," * MANY + "{}]}"),
    "scalars for stations": (PAGE, '{"evStations":[' + "1.5," * MANY + "1]}"),
    "what looks like members": (PAGE, '{"count":1,"name":"' + '\\":' * MANY + '"}'),
    "digits of a number": (PAGE, '{"count":' + "9" * 1_000_000 + "}"),
    "digits of a fraction": (PAGE, '{"count":0.' + "9" * 1_000_000 + "}"),
    "digits of a price": (m.Price, '{"value":0.' + "9" * 1_000_000 + "}"),
    "open brackets": (PAGE, "[" * 1_000_000),
    "open escapes": (PAGE, '"\\u00' * MANY),
}
ALL: list[tuple[Format, str, type[object], str]] = [
    *(("xml", name, *body) for name, body in XML.items()),
    *(("json", name, *body) for name, body in JSON.items()),
]


@pytest.mark.parametrize(
    ("format", "name", "model", "text"), ALL, ids=[f"{format}: {name}" for format, name, *_ in ALL]
)
def test_time_is_bounded(format: Format, name: str, model: type[object], text: str) -> None:
    """Bodies of about a megabyte that could take quadratic time: 4 s of work is far too much."""
    began = time.process_time()
    with contextlib.suppress(evcp.DecodeError):
        evcp.decode(text.encode(), model, format=format)
    assert time.process_time() - began < 4, name
