"""The file of a recorder: that it keeps what was answered, can be read by people, and refuses what it is not."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evcp import ConfigurationError, DeadlineError, NotSentError, UnansweredError
from evcp.errors import Reason
from evcp.testing.cassette import Record, RecordedRequest, read, write
from evcp.testing.cassette_redaction import Scrubber
from evcp.transport import Request, Response, Secret, TransportFailure

URL = "https://ev.test/ev/stations.json"
STATIONS = RecordedRequest("GET", "/ev/stations.json", (("prox", "1,2,3"),))


def reply(body: bytes, status: int = 200, **headers: str) -> Response:
    return Response(
        status, {name.replace("_", "-"): value for name, value in headers.items()}, body
    )


def kept(tmp_path: Path, *records: Record) -> tuple[list[Record], Any]:
    """What is read again of records that were written, and the document."""
    path = tmp_path / "tape.json"
    write(path, records, Scrubber().is_clean)
    return read(path), json.loads(path.read_text("utf-8"))


def exact(text: str) -> Any:
    """The value of a JSON document, with every digit and every repeated member."""
    return json.loads(
        text, parse_float=Decimal, parse_int=str, parse_constant=str, object_pairs_hook=list
    )


def test_a_cassette_can_be_read_by_people(tmp_path: Path) -> None:
    body = '{"hasMore":false,"evStations":{"evStation":[{"name":"Säule"}]}}'.encode()
    records, document = kept(
        tmp_path, Record(STATIONS, reply(body, content_type="application/json"))
    )
    assert document["evcp-cassette"] == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", document["recorded"])
    (record,) = document["records"]
    assert record == {
        "request": {"method": "GET", "path": "/ev/stations.json", "query": {"prox": "1,2,3"}},
        "answer": {
            "status": 200,
            "headers": {"content-type": "application/json"},
            "json": {"hasMore": False, "evStations": {"evStation": [{"name": "Säule"}]}},
        },
    }
    assert '"name": "Säule"\n' in (tmp_path / "tape.json").read_text("utf-8")
    assert records[0].response == reply(body, content_type="application/json")


def test_xml_is_kept_to_the_byte_in_readable_pieces(tmp_path: Path) -> None:
    body = '<?xml version="1.0"?>\r\n<a><b>1</b>\n  <c x="é"/></a> '.encode()
    records, document = kept(tmp_path, Record(STATIONS, reply(body)))
    assert isinstance(records[0].response, Response)
    assert records[0].response.body == body
    assert "<b>1</b>\n" in document["records"][0]["answer"]["text"]


@pytest.mark.parametrize(
    ("body", "how"),
    [
        (b'{"a":1,"b":[1.5,null,true,"x"]}', "json"),
        (b' { "a" : 1 } ', "json"),
        (b"[]", "json"),
        # A price that knows its digits, a number that a float cannot hold, and no number.
        (b'{"price":0.520}', "text"),
        (b'{"price":1e2}', "text"),
        (b'{"a":-0}', "text"),
        (b'{"a":0.1234567890123456789}', "text"),
        (b'{"a":NaN}', "text"),
        (b'{"a":1,"a":2}', "text"),
        (b'{"a":{"b":1,"b":1}}', "text"),
        (b'"a string"', "text"),
        (b"7", "text"),
        (b'"\\ud800"', "text"),
        (b'{"a":"\\ud800"}', "text"),
        (b"", "text"),
        (b'{"a":', "text"),
        (b"[" * 100_000, "text"),
        (b"\xff\xfe\x00", "base64"),
        ('{"a":"ä"}'.encode("latin-1"), "base64"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:24]),
)
def test_every_body_comes_back(tmp_path: Path, body: bytes, how: str) -> None:
    records, document = kept(tmp_path, Record(STATIONS, reply(body)))
    assert set(document["records"][0]["answer"]) == {"status", "headers", how}
    answer = records[0].response
    assert isinstance(answer, Response)
    if how == "json":
        assert exact(answer.body.decode()) == exact(body.decode())
    else:
        assert answer.body == body


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(value=_VALUES, indent=st.sampled_from([None, 1]), plain=st.booleans())
def test_no_value_of_a_json_body_changes(
    tmp_path_factory: pytest.TempPathFactory, value: Any, indent: int | None, plain: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=plain)
    body = text.encode("utf-8", "surrogatepass")
    records, _ = kept(tmp_path_factory.mktemp("tape"), Record(STATIONS, reply(body)))
    answer = records[0].response
    assert isinstance(answer, Response)
    assert answer.body == body or exact(answer.body.decode()) == exact(text)


@given(body=st.binary(max_size=200))
def test_no_byte_of_another_body_changes(
    tmp_path_factory: pytest.TempPathFactory, body: bytes
) -> None:
    records, document = kept(tmp_path_factory.mktemp("tape"), Record(STATIONS, reply(body)))
    answer = records[0].response
    assert isinstance(answer, Response)
    assert answer.body == body or "json" in document["records"][0]["answer"]


@pytest.mark.parametrize("error", [NotSentError, UnansweredError, DeadlineError])
@pytest.mark.parametrize("again", [True, False])
def test_faults_come_back(tmp_path: Path, error: Any, again: bool) -> None:
    reason = None if again else Reason.TOO_LARGE
    record = Record(STATIONS, TransportFailure(error, "the connection broke: Reset", again, reason))
    assert kept(tmp_path, record)[0] == [record]


def test_only_harmless_headers_are_kept() -> None:
    answer = reply(
        b"{}",
        content_type="a",
        retry_after="5",
        set_cookie="session=1",
        location="https://x.test/?apiKey=1",
        x_request_id="r-1",
        x_unknown="2",
        www_authenticate="Bearer x",
    )
    record = Scrubber().record(Request("GET", URL, (), {}), answer)
    assert isinstance(record.response, Response)
    assert record.response.headers == {
        "content-type": "a",
        "retry-after": "5",
        "x-request-id": "r-1",
    }


def test_what_is_compared_of_a_request() -> None:
    request = Request(
        "POST",
        "https://ev.test:8080/ev/x.json",
        (("offset", "2"), ("id", "b"), ("id", "a")),
        {"User-Agent": "x"},
        body=b'{"b": 1, "a": [2]}',
    )
    assert Scrubber().request(request) == RecordedRequest(
        "POST",
        "/ev/x.json",
        (("id", "a"), ("id", "b"), ("offset", "2")),
        '{"a":[2],"b":1}',
    )


def test_repeated_parameters_come_back(tmp_path: Path) -> None:
    query = (("id", "a"), ("id", "b"), ("offset", "2"))
    record = Record(RecordedRequest("GET", "/ev/x.json", query, '{"a":[2]}'), reply(b"{}"))
    records, document = kept(tmp_path, record)
    assert records == [record]
    request = document["records"][0]["request"]
    assert request["query"] == {"id": ["a", "b"], "offset": "2"}
    assert request["json"] == {"a": [2]}


def test_forms_and_unknown_parameters_are_not_kept() -> None:
    form = b"grant_type=client_credentials&client_secret=abcdefgh"
    query = (("myToken", "abcdefgh"), ("prox", "1,2,3"))
    found = Scrubber().request(Request("POST", URL, query, {}, body=form))
    assert found.body is None
    assert "abcdefgh" not in str(found)
    other = Scrubber().request(Request("POST", URL, (("myToken", "abcdefgX"),), {}))
    assert other.query[0] != found.query[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("[]", "it has no version"),
        ("{}", "it has no version"),
        ('{"evcp-cassette": 2, "records": []}', "it has version 2, not evcp-cassette 1"),
        ('{"evcp-cassette": 1, "records": [{}]}', "record 1 of .*KeyError: 'request'"),
        ('{"evcp-cassette": 1, "records": [7]}', "record 1 of "),
        (
            '{"evcp-cassette": 1, "records": [{"request": {"method": 1, "path": "", "query": {}}}]}',
            "record 1 of .*1 is not a string",
        ),
    ],
)
def test_what_is_no_cassette_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "tape.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=f"(?s){says}"):
        read(path)


_GOOD = {
    "request": {"method": "GET", "path": "/x", "query": {}},
    "answer": {"status": 200, "headers": {}, "text": [""]},
}


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "headers": {}},
        {"status": "many", "headers": {}, "text": [""]},
        {"status": 200, "headers": [], "text": [""]},
        {"status": 200, "headers": {}, "text": 7},
        {"status": 200, "headers": {}, "base64": "?"},
    ],
)
def test_a_damaged_record_is_named(tmp_path: Path, answer: Any) -> None:
    path = tmp_path / "tape.json"
    records = [_GOOD, {**_GOOD, "answer": answer}]
    path.write_text(json.dumps({"evcp-cassette": 1, "records": records}), "utf-8")
    with pytest.raises(ConfigurationError, match=r"record 2 of the cassette .*mend it"):
        read(path)


def test_a_credential_that_would_be_written_stops_the_writing(tmp_path: Path) -> None:
    scrubber = Scrubber()
    scrubber.request(
        Request("GET", URL, (), {}, secret_query=(("apiKey", Secret("a-very-secret-key")),))
    )
    record = Record(STATIONS, reply(b'{"a": "a-very-secret-key"}'))
    with pytest.raises(ConfigurationError, match="nothing was written"):
        write(tmp_path / "tape.json", [record], scrubber.is_clean)
    assert list(tmp_path.iterdir()) == []
