"""The values between the conversation and what carries it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from support.fakes import KEY, reply

from evcp import UnansweredError
from evcp._codec.dropped_items import dropped_indexes
from evcp._core.redaction import REDACTED, SecretMatcher, matcher, of
from evcp.transport import Request, Secret, TransportFailure, unless_cut_off
from evcp_codec.issues import Issue, IssueKind

CUT = TransportFailure(UnansweredError, "the connection broke: nothing but a head")


@pytest.mark.parametrize("status", [200, 203, 299])
def test_a_success_without_a_body_length_is_cut_off(status: int) -> None:
    assert unless_cut_off(reply(status)) == CUT
    assert unless_cut_off(reply(status, content_type="application/json", etag="1")) == CUT


@pytest.mark.parametrize(
    "headers", [{"content_length": "0"}, {"transfer_encoding": "chunked"}], ids=str
)
def test_a_head_with_a_body_length_is_whole(headers: dict[str, str]) -> None:
    answer = reply(200, b"", **headers)
    assert unless_cut_off(answer) is answer


@pytest.mark.parametrize("status", [204, 100, 199, 300, 304, 401, 404, 503])
def test_a_status_without_a_body_is_whole(status: int) -> None:
    answer = reply(status)
    assert unless_cut_off(answer) is answer


@pytest.mark.parametrize("status", [200, 404])
def test_a_body_is_whole(status: int) -> None:
    answer = reply(status, b"{}")
    assert unless_cut_off(answer) is answer


def keyed(**more: Any) -> Request:
    secret = (("apiKey", Secret(KEY)),)
    return Request("GET", "https://ev.test/ev/", (), {}, secret_query=secret, **more)


def test_an_issue_is_scrubbed_in_its_path_and_in_its_value() -> None:
    issue = Issue(f"links.{KEY}", IssueKind.UNKNOWN_FIELD, f"?apiKey={KEY}")
    assert of(keyed()).scrub_issues([issue]) == (
        Issue(f"links.{REDACTED}", IssueKind.UNKNOWN_FIELD, f"?apiKey={REDACTED}"),
    )


def test_the_names_of_the_schema_in_a_path_are_no_echo() -> None:
    """They tell which stations are missing, whatever a key or a header is called."""
    path = "evStations.evStation[1].position"
    for value in ("evStation", "position", "e", "1", "evStations.evStation[1]", "id"):
        secrets: dict[str, Any] = {
            "secret_query": (("apiKey", Secret(value)),),
            "secret_headers": (("X-Api-Key", Secret(f"fleet {value}")),),
        }
        request = Request("GET", "https://ev.test/ev/", (), {}, **secrets)
        missing = Issue(path, IssueKind.MISSING, f"<{value}>")
        strange = Issue(f"{path}.{value}-2", IssueKind.UNKNOWN_FIELD, "x")
        issues = of(request).scrub_issues([missing, strange])
        assert issues[0] == replace(missing, raw=f"<{REDACTED}>")
        assert dropped_indexes(issues[:1]) == {1}
        assert issues[1].path.startswith(path)
    # A name that a service has sent is one, though it begins like one of the schema.
    request = Request("GET", "https://ev.test/", (), {}, secrets=(Secret("id.position-key"),))
    strange = Issue(f"{path}.id.position-key", IssueKind.UNKNOWN_FIELD, "")
    assert of(request).scrub_issues([strange])[0].path == f"{path}.{REDACTED}"


def test_issues_without_an_echo_are_the_same_ones() -> None:
    issue = Issue("links.a", IssueKind.UNKNOWN_FIELD, '"a\\u002b%2B&amp;"')
    (same,) = of(keyed()).scrub_issues([issue])
    assert same is issue


HEADERS = [
    # (name, value, what is removed of the echo, what is left)
    ("X-A", "01234567", "01234567", "0123456"),
    ("X-B", "zyxwvut", "", "zyxwvut"),
    ("X-Client", "fleet planner 1", "fleet planner 1", "fleet planner 2"),
    ("Cookie", "session=TOPSECRET; theme=dark", "TOPSECRET", "theme= session="),
    ("Cookie", "sid=ab12; a=b", "ab12", "sid= xab12x b"),
    ("X-Api-Key", "any", "any", "Many"),
    ("Authorization", "Basic dXNlcjpwYXNz", "dXNlcjpwYXNz", "Basic dXNlcjp"),
    ("Authorization", "Bearer abc", "abc", "Bearer abcd"),
    ("Authorization", 'Digest username="me", response="6629fae49393"', "6629fae49393", "response"),
    ("Authorization", "My ab=cdef", "My ab=cdef", "My ab="),
    ("X-Token", "ab+cd/EFGH==", "ab%2Bcd%2FEFGH%3D%3D", "ab+cd/E"),
    ("X-Ours", "name=long-enough=inner-value", "inner-value", "name"),
    ("X-Trace", "52.5200001,13.4050001", "52.5200001,13.4050001", "52.5200001 13.4050001"),
    ("Accept-Language", "de-DE,en;q=0.9,fr;q=0.8", "", "de-DE,en;q=0.9,fr;q=0.8"),
    ("X-Request-Id", "my-own-id-0123456789", "", "my-own-id-0123456789"),
]


@pytest.mark.parametrize(("name", "value", "removed", "kept"), HEADERS)
def test_what_of_a_header_is_a_secret(name: str, value: str, removed: str, kept: str) -> None:
    request = keyed(secret_headers=((name, Secret(value)),))
    if removed:
        assert of(request).scrub(f"<{removed}>") == f"<{REDACTED}>"
    assert of(request).scrub(f"<{kept}>") == f"<{kept}>"
    if removed:
        assert of(request).scrub(f"<{value}>") != f"<{value}>"


def test_values_of_parameters_that_are_not_known_are_secrets() -> None:
    query = (
        ("prox", "52.5,13.4,5000000000"),
        ("lang", "de"),
        ("appToken", "t-1"),
        ("customer", "customer-number-1"),
    )
    request = Request("GET", "https://ev.test/", query, {})
    text = "52.5,13.4,5000000000 de; t-1; customer-number-1; customer-numb"
    assert of(request).scrub(text) == (
        f"52.5,13.4,5000000000 de; {REDACTED}; {REDACTED}; {REDACTED}"
    )


def test_members_of_a_body_that_are_not_known_are_secrets() -> None:
    body = {
        "corridor": "52.5200,13.4050;52.5300,13.4150",
        "customer": {"number": "customer-number-1", "token": 12345, "none": None},
        "tags": ["first-tag-0123", True],
    }
    request = Request("POST", "https://ev.test/", (), {}, body=json.dumps(body).encode())
    assert of(request).scrub(
        "customer-number-1 12345 first-tag-0123 True None 52.5200,13.4050"
    ) == (f"{REDACTED} {REDACTED} {REDACTED} True None 52.5200,13.4050")
    for strange in (b"", b"grant_type=client_credentials", b"[" * 100_000, b"5", b"\xff"):
        request = Request("POST", "https://ev.test/", (), {}, body=strange)
        assert of(request).scrub("client_credentials") == "client_credentials"


def test_what_knows_the_secrets_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0
    whole = SecretMatcher.__init__

    def counted(self: SecretMatcher, *arguments: Any) -> None:
        nonlocal made
        made += 1
        whole(self, *arguments)

    matcher.cache_clear()
    monkeypatch.setattr(SecretMatcher, "__init__", counted)
    request = keyed()
    assert made == 0
    issues = [Issue(f"a[{n}]", IssueKind.BAD_VALUE, KEY) for n in range(100)]
    assert {issue.raw for issue in of(request).scrub_issues(issues)} == {REDACTED}
    assert of(request).scrub(KEY) == REDACTED
    assert made == 1
    other = replace(request, timeout=1.0)
    assert other != request
    assert (of(other).scrub(KEY), made) == (REDACTED, 1)


def test_what_issues_cost(capsys: pytest.CaptureFixture[str]) -> None:
    """A page of 2,000 stations with ten issues each."""
    raw = '{"name": "Parkhaus am Markt", "id": "276u33db-0123456789", "open": true}'
    issues = [
        Issue(f"evStations.evStation[{n}].extra", IssueKind.UNKNOWN_FIELD, raw)
        for n in range(20_000)
    ]
    for name, value in (("a key", KEY), ("a short key", "open"), ("a key with marks", "a+b/c==d")):
        request = Request("GET", "https://ev.test/", (), {}, secrets=(Secret(value),))
        began = time.perf_counter()
        scrubbed = of(request).scrub_issues(issues)
        seconds = time.perf_counter() - began
        assert len(scrubbed) == 20_000
        with capsys.disabled():
            print(f"\n20,000 issues without {name}: {seconds:.3f} s")


def test_a_custom_request_has_timeouts() -> None:
    request = keyed()
    assert (request.connect_timeout, request.read_timeout, request.timeout) == (5.0, 30.0, 60.0)
    assert (request.body, request.max_bytes) == (None, 64 * 1024 * 1024)
