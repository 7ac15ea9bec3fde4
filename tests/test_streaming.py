"""Walking through saved answers: the same stations and issues as decoding them, in constant memory."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from pathlib import Path

import pytest

from evcp import DecodeError, Issue, IssueKind, decode, iter_stations
from evcp.decoding import Format
from evcp_models import EVStationsResult

FIXTURES = Path(__file__).parent / "fixtures" / "contract"
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


def streamed(body: bytes, format: Format) -> tuple[object, ...]:
    with iter_stations(io.BytesIO(body), format=format) as stream:
        stations = tuple(stream)
    assert stream.issue_count == len(stream.issues)
    return stations, stream.has_more, stream.count, sorted(map(str, stream.issues))


def decoded(body: bytes, format: Format) -> tuple[object, ...]:
    answer = decode(body, EVStationsResult, format=format)
    value = answer.value
    return value.ev_stations, value.has_more, value.count, sorted(map(str, answer.issues))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_documented_answer_streams_as_it_decodes(path: Path) -> None:
    format: Format = "json" if path.suffix == ".json" else "xml"
    assert streamed(path.read_bytes(), format) == decoded(path.read_bytes(), format)


@pytest.mark.parametrize(("body", "format"), [(ODD_JSON, "json"), (ODD_XML, "xml")])
def test_an_odd_answer_streams_as_it_decodes(body: bytes, format: Format) -> None:
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
def test_the_shapes_that_json_lists_come_in(body: bytes) -> None:
    assert streamed(body, "json") == decoded(body, "json")


@pytest.mark.parametrize("format", FORMATS)
def test_paths_gz_and_files_of_the_users_own(format: Format, tmp_path: Path) -> None:
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
def test_a_file_cut_off_gives_what_is_before_the_cut(format: Format) -> None:
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
        (b'{"evStations": [], "evStations": []}', "json"),
    ],
)
def test_what_is_no_such_document_is_refused(body: bytes, format: Format) -> None:
    with pytest.raises(DecodeError):
        list(iter_stations(io.BytesIO(body), format=format))


def test_strict_stops_at_the_first_issue_and_the_hook_is_told_of_each() -> None:
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
def test_memory_does_not_grow_with_the_file(format: Format, tmp_path: Path) -> None:
    """A file of 60 MB is walked through in less memory than its size; 1 GB takes no more."""
    body = (FIXTURES / f"sample_a.{format}").read_bytes()
    if format == "json":
        start, end = body.index(b"[", body.index(b'"evStation"')) + 1, body.rindex(b"]")
        between = b","
    else:
        start, end, between = body.index(b"<evStation "), body.index(b"</evStations>"), b""
    copies = 60_000_000 // (end - start)
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
    assert megabytes < 100
