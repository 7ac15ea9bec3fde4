"""The words of error bodies, in whatever form they come."""

from __future__ import annotations

import pytest
from client.talks import fail
from support.fakes import Talk, defaults, reply

from evcp import RetryPolicy
from evcp.refusals import said_by

# XML is not documented for errors (contract section 7.2): the members of JSON as children, in the
# namespace of errors (section 2), in any other or in none.
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
def test_what_an_error_in_xml_says_is_in_the_error(
    head: str, encoding: str, content: str, said: str
) -> None:
    answer = reply(403, f"{head}{content}".encode(encoding))
    for settings in (defaults(), defaults(format="xml")):
        assert fail(Talk([answer]), settings).message == (
            f"stations.count: the service answered 403: {said}"
        )


def test_a_body_is_searched_up_to_a_size() -> None:
    def of(size: int) -> bytes:
        return b'{"error":"' + b"x" * (size - 12) + b'"}'

    assert said_by(of(100_000)) == "x" * 99_988
    assert said_by(of(100_001)) == ""


def test_words_are_found_wherever_a_body_is_cut() -> None:
    # The search for a sign of an error looks at so many bytes, which may end within a character.
    for pad in range(4):
        content = f"<error><title>{'x' * pad}{'ß' * 3000}</title></error>"
        assert said_by(content.encode()) == "x" * pad + "ß" * 3000


def test_a_web_page_is_not_searched() -> None:
    assert said_by(b"<!--" + b"x" * 2000 + b"--><error><title>far behind</title></error>") == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_json_is_read_in_every_encoding_of_unicode(encoding: str) -> None:
    assert said_by('\n\t{"error": "größer"}\n'.encode(encoding)) == "größer"


def test_what_is_no_document_is_quoted_and_its_kind_named() -> None:
    page = b"<html><body>log in</body></html>"
    error = fail(Talk([reply(200, page, content_type="text/html; " + "x" * 80)]))
    assert error.body_excerpt == page.decode()
    assert error.hint.endswith("; the answer calls itself text/html; " + "x" * 49)


# --- what to do about it


REDIRECT = "redirects are not followed, because they would carry the credentials: check base_url"
HINTS = [
    (199, "an error body with status 199"),
    (300, REDIRECT),
    (307, REDIRECT),
    (399, REDIRECT),
    (400, "a parameter is missing or not understood"),
    (401, "check the API key or token"),
    (402, "the service failed; try again later"),
    (403, "the credentials are good, but HERE has to enable them for this API"),
    (404, "ids change without notice: search again, or ask by pool id"),
    (501, "the service failed; try again later"),
]


@pytest.mark.parametrize(("status", "hint"), HINTS)
def test_every_status_has_its_advice(status: int, hint: str) -> None:
    error = fail(Talk([reply(status, retry_after="5")]))
    assert error.hint == hint
    assert error.message == f"stations.count: the service answered {status}"
    assert error.retry_after == 5.0


def test_throttling_without_a_further_attempt() -> None:
    once = defaults(retry=RetryPolicy(attempts=1))
    stop = "given up after 1 attempt; "
    assert fail(Talk([reply(429)]), once).hint == f"{stop}set rate_limit, or spread the calls"
    assert fail(Talk([reply(429, retry_after="5")]), once).hint == f"{stop}come back in 5 s"
    busy = fail(Talk([reply(503, retry_after="5")]), once)
    assert busy.hint == f"{stop}the service failed; try again later"


def test_a_redirect_says_where_to_or_what_it_says_itself() -> None:
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


def test_a_speech_is_cut_at_two_hundred_characters() -> None:
    error = fail(Talk([reply(400, b'{"error": "' + b"x" * 201 + b'"}')]))
    assert error.message == "stations.count: the service answered 400: " + "x" * 200
