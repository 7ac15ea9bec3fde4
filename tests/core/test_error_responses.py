"""Messages of error bodies in all their forms, and the advice for each status."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import replace
from typing import Any

import pytest
from support.core_driver import BROKEN, COUNT, fail
from support.fakes import KEY, Talk, defaults, reply

from evcp import RetryPolicy, UnansweredError
from evcp._core.error_responses import error_message
from evcp.errors import Reason
from evcp.operations import Operation, get_station, stations_bulk
from evcp.transport import Authorization, Secret, TransportFailure

# XML is not documented for errors (contract section 7.2): the members of JSON as children, in the
# namespace of errors (contract section 2), in any other or in none.
XML_ERRORS = [
    (
        '<ev:error xmlns:ev="http://www.navteq.com/APND/Error/v2.0"><ev:error>Unauthorized</ev:error>'
        "<ev:error_description>apiKey invalid.</ev:error_description></ev:error>",
        "apiKey invalid.",
    ),
    (
        '<error xmlns="urn:any"><Type>Forbidden</Type><Message>Grüße</Message>'
        "<Message>Two</Message></error>",
        "Grüße; Two",
    ),
    ('<e:error xmlns:e="a" xmlns:x="b"><x:error>Forbidden</x:error></e:error>', "Forbidden"),
    ("<error><Type>Forbidden</Type></error>", "Forbidden"),
    ("<Error><Message>with a capital</Message></Error>", "with a capital"),
]
XML_HEADS = [
    ("", "utf-8"),
    ("\ufeff", "utf-8"),
    ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n', "utf-8"),
    ('\r\n\t <?xml version="1.0"?>\n<!-- gateway -->', "utf-8"),
    ("", "utf-16"),
    ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16"),
]


@pytest.mark.parametrize(("content", "said"), XML_ERRORS, ids=[said for _, said in XML_ERRORS])
@pytest.mark.parametrize(("head", "encoding"), XML_HEADS)
def test_messages_of_xml_errors(head: str, encoding: str, content: str, said: str) -> None:
    answer = reply(403, f"{head}{content}".encode(encoding))
    for settings in (defaults(), defaults(format="xml")):
        assert fail(Talk([answer]), settings).message == (
            f"stations.count: the service answered 403: {said}"
        )


def test_large_bodies_are_not_searched() -> None:
    def of(size: int) -> bytes:
        return b'{"error":"' + b"x" * (size - 12) + b'"}'

    assert error_message(of(100_000)) == "x" * 99_988
    assert error_message(of(100_001)) == ""


def test_a_cut_within_a_character_hides_no_message() -> None:
    # The search for a sign of an error looks at so many bytes, which may end within a character.
    for pad in range(4):
        content = f"<error><title>{'x' * pad}{'ß' * 3000}</title></error>"
        assert error_message(content.encode()) == "x" * pad + "ß" * 3000


def test_a_web_page_is_not_searched() -> None:
    assert (
        error_message(b"<!--" + b"x" * 2000 + b"--><error><title>far behind</title></error>") == ""
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_json_is_read_in_every_encoding_of_unicode(encoding: str) -> None:
    assert error_message('\n\t{"error": "größer"}\n'.encode(encoding)) == "größer"


def test_an_undecodable_body_is_quoted() -> None:
    page = b"<html><body>log in</body></html>"
    error = fail(Talk([reply(200, page, content_type="text/html; " + "x" * 80)]))
    assert error.body_excerpt == page.decode()
    assert error.hint.endswith("; the answer calls itself text/html; " + "x" * 49)


PAGES = [
    (b"<html><body>down for maintenance</body></html>", Reason.WEB_PAGE),
    (b"\n<!DOCTYPE html><HTML><h1>Not Found</h1>", Reason.WEB_PAGE),
    (b'{"error": "no such id"}', None),
    (b"<error><title>no such id</title></error>", None),
    (b"", None),
]


@pytest.mark.parametrize(("body", "reason"), PAGES)
def test_a_web_page_is_declared_in_the_error(body: bytes, reason: Reason | None) -> None:
    assert fail(Talk([reply(404, body)])).reason is reason


def test_an_answer_over_max_bytes_is_declared_in_the_error() -> None:
    cut = TransportFailure(UnansweredError, "too large", False, Reason.TOO_LARGE)
    assert fail(Talk([cut])).reason is Reason.TOO_LARGE
    whole = reply(200, b'{"count": 7}')
    assert fail(Talk([whole]), defaults(max_bytes=5)).reason is Reason.TOO_LARGE


# --- advice


REDIRECT = "redirects are not followed, because they would carry the credentials: check base_url"
HINTS = [
    (199, "an error body with status 199"),
    (300, REDIRECT),
    (307, REDIRECT),
    (399, REDIRECT),
    (400, "a parameter is missing or not understood"),
    (401, "check the API key or token"),
    (402, "the account does not cover this: ask HERE"),
    (403, "the credentials are good, but HERE has to enable them for this API"),
    (404, "the service knows no such address: check base_url"),
    (511, "the network asks for a login first: open any page in a browser"),
    (405, "the service has no such operation at this address: check base_url"),
    (406, "the service does not give this format: try the other one, format='json' or 'xml'"),
    (407, "the proxy asks for a user name and a password"),
    (409, "the same request will be refused again: check base_url, and what the service says"),
    (410, "this is gone for good: search again"),
    (413, "the request is too large: ask for fewer ids, or a shorter route"),
    (414, "the address is too long: ask for fewer ids, or a shorter corridor"),
    (418, "the same request will be refused again: check base_url, and what the service says"),
    (422, "a parameter has a value that the service does not take"),
    (
        431,
        "the headers or the address are too long: ask for fewer ids, or send fewer headers",
    ),
    (499, "the same request will be refused again: check base_url, and what the service says"),
    (501, "the service has no such operation: check base_url"),
    (505, "something on the way does not speak HTTP/1.1: check proxy and base_url"),
    (520, "the service failed; try again later"),
]


@pytest.mark.parametrize("status", range(400, 500))
def test_4xx_is_not_a_failure_of_the_service(status: int) -> None:
    assert "the service failed" not in fail(Talk([reply(status)])).hint


@pytest.mark.parametrize("status", [500, 502, 503, 504, 507, 599])
def test_5xx_is_a_failure_of_the_service(status: int) -> None:
    error = fail(Talk([reply(status)]), defaults(retry=RetryPolicy(statuses=frozenset())))
    assert error.hint == "the service failed; try again later"


@pytest.mark.parametrize(("status", "hint"), HINTS)
def test_every_status_has_its_advice(status: int, hint: str) -> None:
    error = fail(Talk([reply(status, retry_after="5")]))
    assert error.hint == hint
    assert error.message == f"stations.count: the service answered {status}"
    assert error.retry_after == 5.0


ONE = get_station("a")
BY_ID = "ids change without notice: search again; pools and evses go by station.pool_id"
MORE = ", which has more than /ev in front of the resource"
NO_ADDRESS = "the service knows no such address: check base_url"
LACKS_EV = "which lacks /ev: it has to end in /ev/, as https://ev-v2.cc.api.here.com/ev/ does"


@pytest.mark.parametrize(
    ("base_url", "operation", "hint"),
    [
        ("https://ev.test/ev/", COUNT, NO_ADDRESS),
        ("https://ev.test/ev/", ONE, BY_ID),
        ("https://ev.test/ev/", stations_bulk(["a"]), BY_ID),
        ("https://ev.test/ev/ev/", ONE, f"{NO_ADDRESS}, which names /ev twice"),
        ("https://ev.test/ev/ev/", COUNT, f"{NO_ADDRESS}, which names /ev twice"),
        ("https://ev.test/", ONE, f"{NO_ADDRESS}, {LACKS_EV}"),
        ("https://ev.test/", COUNT, f"{NO_ADDRESS}, {LACKS_EV}"),
        ("https://ev.test/ev/stations.json/", COUNT, f"{NO_ADDRESS}, which ends in a format"),
        ("https://ev.test/ev/stations/", ONE, f"{NO_ADDRESS}{MORE}"),
        ("https://ev.test/ev/stations/", stations_bulk(["a"]), f"{NO_ADDRESS}{MORE}"),
        ("https://ev.test/ev/v2/", ONE, f"{NO_ADDRESS}{MORE}"),
        ("https://ev.test/ev/stations.json/", ONE, f"{NO_ADDRESS}, which ends in a format"),
    ],
)
def test_a_404_says_what_may_be_wrong(base_url: str, operation: Operation[Any], hint: str) -> None:
    error = fail(Talk([reply(404)]), replace(defaults(), base_url=base_url), operation)
    assert error.hint == hint


@pytest.mark.parametrize("status", [401, 403])
def test_a_web_page_in_place_of_a_refusal_is_a_firewall(status: int) -> None:
    page = reply(status, b"<html><title>Blocked</title></html>")
    hint = fail(Talk([page, page])).hint
    assert "a firewall or a proxy" in hint
    assert "API key" not in hint


def test_an_unasked_304_is_no_redirect() -> None:
    assert "a cache on the way" in fail(Talk([reply(304)])).hint


@pytest.mark.parametrize("format", ["json", "xml"])
def test_all_that_the_newer_shape_says_is_shown(format: str) -> None:
    said = {
        "title": "Too Many Requests",
        "cause": "the rate is exceeded",
        "action": "slow down",
        "correlationId": "4711-42",
    }
    content = json.dumps(said)
    if format == "xml":
        content = "".join(f"<{name}>{text}</{name}>" for name, text in said.items())
        content = f"<error>{content}</error>"
    error = fail(Talk([reply(400, content.encode())]))
    assert error.message == (
        "stations.count: the service answered 400: Too Many Requests; the rate is exceeded; "
        "slow down; correlationId 4711-42"
    )
    assert error.request_id == "4711-42"
    assert fail(Talk([reply(400, content.encode(), x_request_id="1")])).request_id == "1"


@pytest.mark.parametrize(
    ("body", "headers", "says"),
    [
        (gzip.compress(b"{}", mtime=0), {}, "compressed by gzip, without saying so"),
        (zlib.compress(b'{"count": 7}'), {}, "compressed by zlib, without saying so"),
        (zlib.compress(b'{"count": 7}')[2:-4], {}, "compressed by deflate, without saying so"),
        (b"\x0b\x02\x80", {"content_encoding": "br"}, "compressed by br"),
    ],
)
def test_a_body_that_is_still_compressed(body: bytes, headers: dict[str, str], says: str) -> None:
    assert says in fail(Talk([reply(200, body, **headers)])).hint


def test_throttling_without_a_further_attempt() -> None:
    once = defaults(retry=RetryPolicy(attempts=1))
    stop = "given up after 1 attempt; "
    assert fail(Talk([reply(429)]), once).hint == f"{stop}set rate_limit, or spread the calls"
    assert fail(Talk([reply(429, retry_after="5")]), once).hint == f"{stop}come back in 5 s"
    busy = fail(Talk([reply(503, retry_after="5")]), once)
    assert busy.hint == f"{stop}come back in 5 s"
    # A moment that has passed says nothing.
    busy = fail(Talk([reply(503, retry_after="0")]), once)
    assert busy.hint == f"{stop}the service failed; try again later"
    assert fail(Talk([reply(408)]), once).hint == (
        f"{stop}the request did not come through in time; try again later"
    )


def test_a_too_long_retry_after_is_named_once() -> None:
    for status in (429, 500, 503):
        error = fail(Talk([reply(status, retry_after="3600")]))
        assert str(error).count("3600 s") == 1
        assert error.hint == (
            "the service asks for more than the 60 s of longest_retry_after; come back in 3600 s"
        )


NASTY = "one\r\ntwo\x1b[31mthree\u202efour"


def test_messages_are_one_line() -> None:
    body = json.dumps({"error": NASTY}).encode()
    strange = json.dumps({"count": 1, NASTY: NASTY}).encode()
    errors = [
        fail(Talk([reply(400, body, x_request_id=NASTY)])),
        fail(Talk([reply(302, b"", location=f"https://ev.test/{NASTY}")])),
        fail(Talk([reply(200, b"?", content_type=NASTY, x_request_id=NASTY)])),
        fail(Talk([reply(200, strange)]), defaults(strict=True)),
    ]
    for error in errors:
        assert str(error).isprintable()
        assert "three" in str(error)
        assert (error.request_id or "").isprintable()
    assert errors[0].message.endswith("answered 400: one two [31mthree four")


def test_urls_of_many_ids_are_cut() -> None:
    many = stations_bulk([f"station-{number:06}" for number in range(3_000)])
    few = stations_bulk(["station-1"])
    for answer in (reply(414), BROKEN, reply(200, b"?")):
        error = fail(Talk([answer]), None, many)
        assert len(error.url) == 2_003
        assert error.url.startswith("https://ev.test/ev/stations/bulk.json?id=station-000000&")
        assert error.url.endswith("...")
        short = fail(Talk([answer]), None, few)
        assert short.url == "https://ev.test/ev/stations/bulk.json?id=station-1"


def test_redirects_are_redacted() -> None:
    error = fail(Talk([reply(302, location=f"https://other.test/{KEY}")]))
    assert error.message.endswith("redirect to https://other.test/REDACTED")


def test_a_short_key_leaves_words_alone() -> None:
    login = Authorization(query=(("apiKey", Secret("to")),))
    error = fail(Talk([reply(200, b'{"count": 1, "to": 1}')], [login]), defaults(strict=True))
    assert error.hint.startswith("decode without strict=True to keep what can be read")
    assert error.issue.path == "to"
    error = fail(Talk([reply(400, b'{"error": "Tomatoes to <to>"}')], [login]))
    assert error.message.endswith("answered 400: Tomatoes REDACTED <REDACTED>")


def test_messages_of_redirects() -> None:
    there = "https://other.test/ev/?apiKey=x"
    assert fail(Talk([reply(301, location=there)])).message == (
        "stations.count: the service answered 301: redirect to https://other.test/ev/"
    )
    assert fail(Talk([reply(301, b'{"error": "moved"}', location=there)])).message == (
        "stations.count: the service answered 301: moved"
    )
    # Elsewhere the header means something else.
    assert (
        fail(Talk([reply(404, location=there)])).message
        == "stations.count: the service answered 404"
    )


def test_messages_are_cut_at_200_characters() -> None:
    error = fail(Talk([reply(400, b'{"error": "' + b"x" * 201 + b'"}')]))
    assert error.message == "stations.count: the service answered 400: " + "x" * 200
