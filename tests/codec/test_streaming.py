"""Walking through saved answers: the same stations and issues as decoding them, in constant memory."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zlib
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from support import mutators_json, mutators_xml
from support.codec_cases import station
from support.codec_cases_json import TRUTHS as JSON_TRUTHS
from support.codec_cases_xml import TRUTHS as XML_TRUTHS
from support.documents import Node, as_json, as_xml, documents
from support.settings import measure, tries
from support.wire import json_bytes, xml_bytes

from evcp import DecodeError, Issue, IssueKind, decode, encode, iter_stations
from evcp._codec.decoding import Format
from evcp_models import EVStation, EVStationsResult

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "contract"
FORMATS: tuple[Format, ...] = ("json", "xml")
SAMPLES = sorted(
    path
    for path in FIXTURES.iterdir()
    if path.name.startswith(("sample_", "empty", "every_member"))
    and path.suffix in (".json", ".xml")
)

ODD_JSON = b"""
{"somethingNew": {"a": [1, 2]}, "evStations": {"evStation": [
  {"id": "a", "position": {"latitude": 1.0, "longitude": 2.0}, "brandNew": true},
  {"id": "b"}, 7, null,
  {"id": "c", "id": "d", "position": {"latitude": "1", "longitude": 2}}
], "more": 1}, "count": 3, "hasMore": "true"}
"""
ODD_XML = b"""<?xml version="1.0"?>
<ev:evStationsResult xmlns:ev="http://www.here.com/2014/02/ACS-EV" odd="1">
  <new><evStation id="not one"/></new>
  <evStations>stray
    <evStation id="a"><position><latitude>1.0</latitude><longitude>2.0</longitude></position><n/></evStation>
    <evStation id="b"/> text
    <other/>
    <evStation id="c"><position><latitude>x</latitude><longitude>2</longitude></position></evStation>
  </evStations>
  <hasMore>true</hasMore><count>3</count>
</ev:evStationsResult>"""


class Dribble(io.BytesIO):
    """A file that gives a few bytes at a time, so that everything falls on the edge of a piece once."""

    def __init__(self, body: bytes, size: int) -> None:
        super().__init__(body)
        self.size = size

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.size)


def streamed(body: bytes, format: Format, piece: int = 1 << 16) -> tuple[object, ...]:
    with iter_stations(Dribble(body, piece), format=format) as stream:
        stations = tuple(stream)
    assert stream.issue_count == len(stream.issues)
    return stations, stream.has_more, stream.count, sorted(map(str, stream.issues))


def decoded(body: bytes, format: Format) -> tuple[object, ...]:
    answer = decode(body, EVStationsResult, format=format)
    value = answer.value
    return value.ev_stations, value.has_more, value.count, sorted(map(str, answer.issues))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_fixtures_stream_as_they_decode(path: Path) -> None:
    format: Format = "json" if path.suffix == ".json" else "xml"
    assert streamed(path.read_bytes(), format) == decoded(path.read_bytes(), format)


TRUTHS: list[tuple[Format, str, bytes]] = [
    *(("json", t.name, t.body) for t in JSON_TRUTHS if t.model is EVStationsResult),
    *(("xml", t.name, t.body) for t in XML_TRUTHS if t.model is EVStationsResult),
]
TWICE = {"wrapper twice", "list twice in its wrapper"}
LARGE = 50_000


@pytest.mark.parametrize(
    ("format", "name", "body"), TRUTHS, ids=[f"{format}: {name}" for format, name, _ in TRUTHS]
)
def test_codec_cases_stream_as_they_decode(format: Format, name: str, body: bytes) -> None:
    """Each page among the documents that have evolved or gone wrong; in small pieces too."""
    for piece in (1 << 16, 7, 1) if len(body) < LARGE else (1 << 16,):
        try:
            found = decoded(body, format)
        except DecodeError:
            with pytest.raises(DecodeError):
                streamed(body, format, piece)
            continue
        if name in TWICE:  # an issue for both, but here the first list was given already
            assert streamed(body, format, piece)[0] == found[0]
        else:
            assert streamed(body, format, piece) == found


@pytest.mark.parametrize(
    "inner", ["<hasMore>\n <hasMore/>\n</hasMore>", "<hasMore> <!-- --> <b/></hasMore>"]
)
def test_element_in_place_of_text_is_reported_beside_layout(inner: str) -> None:
    """White space before it is not taken for the text; found in streams, where layout is kept."""
    body = f"<evStationsResult>{inner}</evStationsResult>".encode()
    found = decoded(body, "xml")
    assert len(found[3]) == 1  # type: ignore[arg-type]
    assert "<hasMore><" in found[3][0]  # type: ignore[index]
    assert streamed(body, "xml", 1 << 16) == found


@pytest.mark.parametrize("format", FORMATS)
def test_mutated_documents_stream_as_they_decode(format: Format) -> None:
    mutators: tuple[Any, ...] = (
        mutators_json.HARMFUL + mutators_json.HARMLESS
        if format == "json"
        else mutators_xml.HARMFUL + mutators_xml.HARMLESS
    )

    @tries(30)
    @given(documents("evStationsResult", surprises=True), st.integers(0, 2**32), st.integers(0, 3))
    def check(tree: Node, seed: int, times: int) -> None:
        rng = Random(seed)
        root: Any = as_json(tree) if format == "json" else as_xml(tree)
        for _ in range(times):
            rng.choice(mutators)(rng, root)
        body = (
            json_bytes(root) if format == "json" else xml_bytes(root, indent=rng.choice(("", "  ")))
        )
        piece = rng.choice((1 << 16, 1000, 61, 3, 1)) if len(body) < LARGE else 1 << 16
        note(body.decode("utf-8", "replace"))
        try:
            found = decoded(body, format)
        except DecodeError:
            with pytest.raises(DecodeError):
                streamed(body, format, piece)
            return
        twice = [i for i in found[3] if i.startswith("duplicate at evStations")]  # type: ignore[attr-defined]
        if not any(":" in i and i.split(":")[0].count("[") == 0 for i in twice):
            assert streamed(body, format, piece) == found

    check()


@pytest.mark.parametrize("format", FORMATS)
def test_truncated_anywhere(format: Format) -> None:
    """Every complete station is yielded, then the error, for any place of the cut."""
    many = EVStationsResult(
        has_more=True,
        count=4,
        ev_stations=tuple(station(id=f"s{n}", name='a "}]<\u00df') for n in range(4)),
    )
    body = encode(many, format=format)
    end = b"</evStation>" if format == "xml" else b'"id":"s%d"}'
    ends = []
    at = 0
    for number in range(4):
        this = end % number if format == "json" else end
        at = body.index(this, at) + len(this)
        ends.append(at)
    assert streamed(body, format)[0] == many.ev_stations
    for cut in range(len(body)):
        stream = iter_stations(io.BytesIO(body[:cut]), format=format)
        complete = sum(place <= cut for place in ends)
        assert [next(stream) for _ in range(complete)] == list(many.ev_stations[:complete])
        says = f"after {complete} stations" if complete else "cannot decode EVStationsResult"
        with pytest.raises(DecodeError, match=says):
            next(stream)
        assert next(stream, None) is None


@pytest.mark.parametrize("format", FORMATS)
def test_stations_before_an_error_are_yielded(format: Format) -> None:
    body = encode(EVStationsResult(ev_stations=(station(), station(id="s2"))), format=format)
    second = body.index(b"s2")
    for bad in (b"\xff", b"\xc3(", b"\0", b"\xed\xa0\x80"):
        stream = iter_stations(io.BytesIO(body[:second] + bad + body[second:]), format=format)
        assert next(stream) == station()
        with pytest.raises(DecodeError, match="after 1 stations"):
            next(stream)


@pytest.mark.parametrize("format", FORMATS)
def test_memory_is_bounded_for_any_file(format: Format) -> None:
    """One endless station, and an endless list of something else, are given up after 16 MiB."""
    bodies: dict[str, tuple[bytes, bytes]] = {
        "json": (b'{"evStations":[{"name":["', b'{"other":[1,2,'),
        "xml": (b"<evStationsResult><evStations><evStation><name>", b"<evStationsResult>"),
    }
    more: dict[str, tuple[bytes, bytes]] = {
        "json": (b"x" * 65_536, b"[%s]," % (b"1," * 4000 + b"1") * 8),
        "xml": (b"<a>x</a>" * 8192, b"<a>b</a>" * 8192),
    }
    for start, rest in zip(bodies[format], more[format], strict=True):

        class Endless(io.RawIOBase):
            given = 0

            def read(self, size: int = -1, /, begin: bytes = start, then: bytes = rest) -> bytes:
                self.given += 1
                assert self.given < 2000, "read on and on"
                return begin if self.given == 1 else then

        with pytest.raises(DecodeError, match="16 MiB"):
            next(iter_stations(Endless(), format=format))


def test_facts_known_during_the_walk() -> None:
    head = b'{"hasMore":true,"count":7,"evStations":['
    item = encode(station(), format="json")
    with iter_stations(io.BytesIO(head + item + b"," + item + b"]}"), format="json") as stream:
        assert (stream.has_more, stream.count) == (None, None)
        next(stream)
        assert (stream.has_more, stream.count) == (True, 7)
    late = b"<evStationsResult><evStations>%s</evStations><count>7</count></evStationsResult>"
    xml = encode(station(), format="xml").partition(b"?>")[2]
    with iter_stations(io.BytesIO(late % xml), format="xml") as stream:
        next(stream)
        assert stream.count is None
        assert next(stream, None) is None
        passed: tuple[object, object] = (stream.has_more, stream.count)
        assert passed == (None, 7)


def test_issues_beyond_the_kept_ones_are_counted() -> None:
    item = encode(station(), format="json").replace(b'"id"', b'"new":1,"id"')
    body = b'{"evStations":[' + b",".join([item] * 1500) + b"]}"
    told: list[Issue] = []
    with iter_stations(io.BytesIO(body), format="json", on_issue=told.append) as stream:
        assert sum(1 for _ in stream) == 1500
    assert stream.issue_count == len(told) == 1500
    assert stream.issues == tuple(told[:1000])
    assert told[-1].path == "evStations.evStation[1499].new"


@pytest.mark.parametrize("format", FORMATS)
def test_truncated_or_broken_gzip(format: Format) -> None:
    body = encode(EVStationsResult(ev_stations=(station(),) * 500), format=format)
    packed = gzip.compress(body)
    assert len(list(iter_stations(io.BytesIO(packed), format=format))) == 500
    for bad in (packed[: len(packed) // 2], packed[:-4], packed[:40] + b"\0\0\0\0" + packed[44:]):
        with pytest.raises(DecodeError, match=r"gzip|stations"):
            list(iter_stations(io.BytesIO(bad), format=format))
    with pytest.raises(FileNotFoundError):
        iter_stations("no/such/file.json", format=format)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("number", [3, 1000])
def test_stations_before_a_break_of_gzip_are_given(format: Format, number: int) -> None:
    """Every station that is whole in what can be unpacked, wherever the file ends or is broken."""
    rng = Random(number)
    many = tuple(station(id=f"{rng.getrandbits(200):x}") for _ in range(number))
    body = encode(EVStationsResult(has_more=False, ev_stations=many), format=format)
    packed = gzip.compress(body)
    end = b"</evStation>" if format == "xml" else b"}"
    for cut in (len(packed) // 3, len(packed) - 30, len(packed) - 4):
        whole = zlib.decompressobj(31).decompress(packed[:cut])
        complete = sum(
            whole.find(end, whole.find(one.id.encode())) >= 0
            for one in many
            if one.id.encode() in whole
        )
        broken = packed[:cut] + b"\xff\xff\xff\xff" + packed[cut + 4 :]
        for file, least in ((packed[:cut], complete), (broken, complete - 10)):
            stream = iter_stations(io.BytesIO(file), format=format)
            given: list[EVStation] = []
            with pytest.raises(DecodeError, match=f"after {'[0-9,]+' if least else ''}"):
                given.extend(stream)
            assert len(given) >= least
            # A broken place is noticed some bytes behind it; what came out of those may be anything.
            sure = len(given) if file == packed[:cut] else least
            assert tuple(given[: max(sure, 0)]) == many[: max(sure, 0)]


@pytest.mark.parametrize("format", FORMATS)
def test_members_of_gzip_follow_each_other(format: Format) -> None:
    body = encode(EVStationsResult(ev_stations=(station(),) * 9), format=format)
    packed = b"".join(gzip.compress(body[i : i + 50]) for i in range(0, len(body), 50))
    for file in (packed, packed + b"\0" * 512):
        for piece in (1 << 16, 13):
            assert len(list(iter_stations(Dribble(file, piece), format=format))) == 9
    with pytest.raises(DecodeError, match="gzip"):
        list(iter_stations(io.BytesIO(packed + b"junk"), format=format))


PLACE = "<position><latitude>1</latitude><longitude>2</longitude></position>"


@pytest.mark.parametrize(
    "body",
    [
        '<hasMore a="1">true</hasMore><hasMore b="2">true</hasMore>',
        f'<evStations a="1"><evStation id="s" b="2">{PLACE}</evStation></evStations>',
        f'<evStations><evStation id="s">{PLACE}<name a="1">x</name></evStation></evStations>',
        f'<evStations><evStation id="s">{PLACE}<roaming a="1"/><roaming b="2"/></evStation></evStations>',
        f'<evStations><evStation i:nil="true"/><evStation id="s">{PLACE}</evStation></evStations>',
        '<evStations><evStation a="1" i:nil="true"/></evStations>',
        '<evStations a="1"/><hasMore>true</hasMore>',
        f'<count>5</count><evStations i:odd="1"><x i:nil="true"/><evStation id="s">{PLACE}</evStation></evStations>',
    ],
)
def test_attributes_stream_as_they_decode(body: str) -> None:
    xsi = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
    document = f"<evStationsResult {xsi}>{body}</evStationsResult>".encode()
    assert streamed(document, "xml") == decoded(document, "xml")
    assert streamed(document, "xml", 7) == decoded(document, "xml")


@pytest.mark.parametrize("format", FORMATS)
def test_repeated_lists_have_the_issues_of_decode(format: Format) -> None:
    """Beside the text of the earlier list: its stations were given already."""
    if format == "xml":
        one = f'<evStations a="1"><evStation id="s" b="2">{PLACE}</evStation>t<y/></evStations><x/>'
        body = f"<evStationsResult>{one * 4}</evStationsResult>".encode()
    else:
        one = '"evStations":{"evStation":[{"id":"s","position":{"latitude":1,"longitude":2},"b":1}],"y":1}'
        body = f"{{{','.join([one] * 4)}}}".encode()
    with iter_stations(io.BytesIO(body), format=format) as stream:
        assert len(list(stream)) == 4
    paths = sorted((i.path, i.kind) for i in stream.issues)
    assert [p for p in paths if p[1] is IssueKind.DUPLICATE] == [("evStations", "duplicate")] * 3
    if format == "xml":
        # An earlier list as a whole is an issue of decode, and here its parts are.
        wanted = decode(body, EVStationsResult, format=format).issues
        once = [pair for pair in paths if pair[0] != "evStations.y"]
        assert once == sorted((i.path, i.kind) for i in wanted if i.path != "evStations.y")


@pytest.mark.parametrize(("body", "format"), [(ODD_JSON, "json"), (ODD_XML, "xml")])
def test_odd_documents_stream_as_they_decode(body: bytes, format: Format) -> None:
    found = decoded(body, format)
    assert streamed(body, format) == found
    assert len(found[3]) >= 5  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body",
    [
        b'{"hasMore": false, "evStations": null}',
        b'{"hasMore": false, "evStations": {}}',
        b'{"evStations": {"evStation": null}, "count": 0}',
        b'{"evStations": []}',
        b'{"evStations": {"evStation": {"id": "a", "position": {"latitude": 1, "longitude": 2}}}}',
        b'\xef\xbb\xbf {"count": 0 }\n',
    ],
)
def test_shapes_of_json_lists(body: bytes) -> None:
    assert streamed(body, "json") == decoded(body, "json")


@pytest.mark.parametrize("format", FORMATS)
def test_paths_gzip_and_open_files(format: Format, tmp_path: Path) -> None:
    body = (FIXTURES / f"sample_a.{format}").read_bytes()
    plain, packed = tmp_path / "a", tmp_path / "a.gz"
    plain.write_bytes(body)
    packed.write_bytes(gzip.compress(body))
    assert list(iter_stations(plain, format=format)) == list(
        iter_stations(str(packed), format=format)
    )
    with plain.open("rb") as opened:
        assert len(list(iter_stations(opened, format=format))) == 1
        assert not opened.closed


@pytest.mark.parametrize("format", FORMATS)
def test_truncated_file_yields_stations_before_the_cut(format: Format) -> None:
    body = {"json": ODD_JSON, "xml": ODD_XML}[format]
    cut = body.index(b"brandNew" if format == "json" else b'<evStation id="b"')
    start = body[: cut if format == "xml" else body.index(b'{"id": "b"}')]
    stream = iter_stations(io.BytesIO(start), format=format)
    assert next(stream).id == "a"
    with pytest.raises(DecodeError, match="after 1 stations") as error:
        next(stream)
    assert error.value.__cause__ is None


@pytest.mark.parametrize(
    ("body", "format"),
    [
        (b"", "json"),
        (b"", "xml"),
        (b"[1, 2]", "json"),
        (b"{}", "json"),
        (b'{"error": "Unauthorized"}', "json"),
        (b"<!DOCTYPE html><html><body>no</body></html>", "json"),
        (b"<html><body>no</body></html>", "xml"),
        (b"<ev:roamings xmlns:ev='u'/>", "xml"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><evStationsResult>&b;</evStationsResult>", "xml"),
        (b"<evStationsResult>" + b"<a>" * 100_000, "xml"),
        (b'{"evStations": ' + b"[" * 100_000, "json"),
        (b'{"count": 1} trailing', "json"),
    ],
)
def test_other_documents_are_refused(body: bytes, format: Format) -> None:
    with pytest.raises(DecodeError):
        list(iter_stations(io.BytesIO(body), format=format))


def test_strict_stops_at_the_first_issue_and_on_issue_gets_each() -> None:
    told: list[Issue] = []
    list(iter_stations(io.BytesIO(ODD_JSON), format="json", on_issue=told.append))
    assert {issue.kind for issue in told} >= {
        IssueKind.UNKNOWN_FIELD,
        IssueKind.MISSING,
        IssueKind.DUPLICATE,
    }
    assert "evStations.evStation[0].brandNew" in {issue.path for issue in told}
    with pytest.raises(DecodeError, match="brandNew"):
        list(iter_stations(io.BytesIO(ODD_JSON), format="json", strict=True))


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(TypeError, match="csv"):
        iter_stations(io.BytesIO(b""), format="csv")  # type: ignore[arg-type]


# VmHWM is the peak of this program alone; ru_maxrss still holds that of the process it was forked from.
WALK = """
import re, sys
from evcp import iter_stations
print(sum(1 for _ in iter_stations(sys.argv[1], format=sys.argv[2])))
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize("format", FORMATS)
def test_memory_does_not_grow_with_a_list_for_each_station(format: Format, tmp_path: Path) -> None:
    name = "n" * 400
    if format == "xml":
        one = (
            f'<evStations><evStation id="s">{PLACE}<name>{name}</name></evStation></evStations><x/>'
        )
        start, end = "<evStationsResult>", "</evStationsResult>"
    else:
        one = f'"evStations":[{{"id":"s","position":{{"latitude":1,"longitude":2}},"name":"{name}"}}],'
        start, end = "{", '"count":1}'
    copies = 20_000_000 // len(one)
    path = tmp_path / "lists"
    path.write_text(start + one * copies + end)
    done = subprocess.run(
        [sys.executable, "-c", WALK, str(path), format], capture_output=True, text=True, check=True
    )
    stations, megabytes = map(int, done.stdout.split())
    assert stations == copies
    assert megabytes < 45


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize("format", FORMATS)
def test_memory_does_not_grow_with_the_file(format: Format, tmp_path: Path) -> None:
    """A file of 30 MB takes as much memory as one of 1 MB: less than 30 MB; 1 GB takes no more."""
    body = (FIXTURES / f"sample_a.{format}").read_bytes()
    if format == "json":
        start, end = body.index(b"[", body.index(b'"evStation"')) + 1, body.rindex(b"]")
        between = b","
    else:
        start, end, between = body.index(b"<evStation "), body.index(b"</evStations>"), b""
    copies = measure(30_000_000, full=1_000_000_000) // (end - start)
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.write(body[:start])
        for number in range(copies):
            file.write(between if number else b"")
            file.write(body[start:end])
        file.write(body[end:])
    done = subprocess.run(
        [sys.executable, "-c", WALK, str(path), format], capture_output=True, text=True, check=True
    )
    stations, megabytes = map(int, done.stdout.split())
    assert stations == copies
    assert megabytes < 45


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", [True, False])
def test_xml_in_any_encoding_of_unicode(encoding: str, declared: bool) -> None:
    text = (
        "<evStation id='\u00e9'><position><latitude>1</latitude><longitude>2</longitude></position>"
    )
    text = f"<evStationsResult><evStations>{text}</evStation></evStations></evStationsResult>"
    name = encoding.removesuffix("-sig")
    body = (f"<?xml version='1.0' encoding='{name}'?>" * declared + text).encode(encoding)
    decoded = decode(body, EVStationsResult, format="xml")
    assert [station.id for station in decoded.value.ev_stations] == ["\u00e9"]
    with iter_stations(io.BytesIO(body), format="xml") as stations:
        assert list(stations) == list(decoded.value.ev_stations)
    assert stations.issues == decoded.issues
