"""Cost of hostile and broken bodies: work grows with the size, never with its square."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.checks import Format
from support.settings import tries

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


XSI = "http://www.w3.org/2001/XMLSchema-instance"
Shape = Callable[[int], str]


def many(piece: str, number: int) -> str:
    """Repeat a piece, with its number for `@`."""
    return "".join(piece.replace("@", str(n)) for n in range(number))


def in_namespaces(piece: str, number: int, more: str = "") -> str:
    """Return a page of as many namespaces as stations."""
    names = many("xmlns:n@='u@' ", number)
    inner = many(piece, number)
    return f"<evStationsResult {names} {more}>{inner}</evStationsResult>"


def listed(piece: str, number: int) -> str:
    return page(f"<evStations>{many(piece, number)}</evStations>")


def pages(items: str, number: int) -> str:
    """Return a JSON page of a piece again and again."""
    return '{"evStations":[' + many(items + ",", number) + "{}]}"


NIL = "<evStation i:nil='true'/>"
HOSTILE: dict[str, tuple[Format, Shape]] = {
    "namespaces and unknown children": ("xml", lambda n: in_namespaces("<a b='@'/>", n)),
    "children in a namespace each": (
        "xml",
        lambda n: in_namespaces("<n@:a n@:b='1'><n@:c/></n@:a>", n),
    ),
    "a long namespace": (
        "xml",
        lambda n: f"<evStationsResult xmlns='{'u' * n * 20}'>{'<a/>' * n}</evStationsResult>",
    ),
    "stations without anything": ("xml", lambda n: listed("<evStation a='@'><b/>c</evStation>", n)),
    "structures in place of texts": (
        "xml",
        lambda n: listed("<evStation><name><a><b/></a></name></evStation>", n),
    ),
    "accepted names": (
        "xml",
        lambda n: listed("<evStation><Roaming><a/></Roaming></evStation>", n),
    ),
    "items without a value": (
        "xml",
        lambda n: listed(NIL, n).replace("Result", f"Result xmlns:i='{XSI}'", 1),
    ),
    "one unknown structure": ("xml", lambda n: page("<a>" + many("<b c='@'/>d", n) + "</a>")),
    "empty items": ("json", lambda n: pages("{}", n)),
    "unknown structures with fractions": ("json", lambda n: pages('{"a":[1.5,{"b":@.5}]}', n)),
    "repeated members": ("json", lambda n: "{" + many('"a":@,"count":@,', n) + '"count":1}'),
    "lone surrogates": ("json", lambda n: pages('{"name":"\\ud800@"}', n)),
    "exponents": ("json", lambda n: pages('{"distance":1e3999}', n)),
    "blanks in an id": ("json", lambda n: '{"evStations":[{"id":"' + " a" * n + '"}]}'),
}


def work(format: Format, body: bytes) -> tuple[int, int]:
    """Return calls while decoding, and characters of the issues."""
    calls = 0

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal calls
        calls += 1

    issues: tuple[evcp.Issue, ...] = ()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        issues = evcp.decode(body, PAGE, format=format).issues
    except evcp.DecodeError:
        pass
    finally:
        sys.setprofile(before)
    return calls, sum(len(issue.path) + len(issue.raw) for issue in issues)


@pytest.mark.parametrize("name", HOSTILE)
@tries(2)
@given(number=st.integers(200, 600))
def test_work_is_in_proportion_to_size(name: str, number: int) -> None:
    """Calls and texts of a document four times as large: at most four times as many."""
    format, shape = HOSTILE[name]
    calls, texts = work(format, shape(number).encode())
    more_calls, more_texts = work(format, shape(4 * number).encode())
    assert more_calls <= 4.2 * calls + 500
    assert more_texts <= 4.6 * texts + 500  # numbers get longer
    assert texts <= 12 * len(shape(number))


@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_in_proportion_to_size(name: str) -> None:
    """Time inside of lxml and of the JSON parser shows in no count: a square would be 16 times."""
    format, shape = HOSTILE[name]
    times = []
    for number in (5_000, 20_000):
        body = shape(number).encode()
        began = time.process_time()
        with contextlib.suppress(evcp.DecodeError):
            evcp.decode(body, PAGE, format=format)
        times.append(time.process_time() - began)
    assert times[1] < 9 * max(times[0], 0.05)


@pytest.mark.parametrize("format", ["json", "xml"])
def test_texts_of_an_issue_have_a_bound(format: Format) -> None:
    long = "x" * 1_000_000
    body = f'{{"count":1,"a{"b" * 5000}":["{long}"]}}'
    if format == "xml":
        body = page(f"<a{'b' * 1500}><c>{long}</c></a{'b' * 1500}>")
    (issue,) = evcp.decode(body.encode(), PAGE, format=format).issues
    assert len(issue.raw) < 17_000
    assert issue.raw.endswith("... (cut)")
    assert issue.path == f"a{'b' * 199}... (cut)"
