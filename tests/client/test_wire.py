"""The values between the conversation and what carries it."""

from __future__ import annotations

import pytest
from support.fakes import KEY, reply

from evcp import UnansweredError
from evcp.issues import Issue, IssueKind
from evcp.redaction import REDACTED, Secret
from evcp.wire import Fault, Request, whole

CUT = Fault(UnansweredError, "the connection broke: nothing but a head")


@pytest.mark.parametrize("status", [200, 203, 299])
def test_a_good_head_that_announces_no_body_may_have_been_cut(status: int) -> None:
    assert whole(reply(status)) == CUT
    assert whole(reply(status, content_type="application/json", etag="1")) == CUT


@pytest.mark.parametrize(
    "headers", [{"content_length": "0"}, {"transfer_encoding": "chunked"}], ids=str
)
def test_a_head_that_says_how_its_body_ends_is_whole(headers: dict[str, str]) -> None:
    answer = reply(200, b"", **headers)
    assert whole(answer) is answer


@pytest.mark.parametrize("status", [204, 100, 199, 300, 304, 401, 404, 503])
def test_a_status_that_needs_no_body_is_whole_without_one(status: int) -> None:
    answer = reply(status)
    assert whole(answer) is answer


@pytest.mark.parametrize("status", [200, 404])
def test_a_body_is_whole(status: int) -> None:
    answer = reply(status, b"{}")
    assert whole(answer) is answer


def keyed(**more: object) -> Request:
    secret = (("apiKey", Secret(KEY)),)
    return Request("GET", "https://ev.test/ev/", (), {}, secret_query=secret, **more)  # type: ignore[arg-type]


def test_an_issue_is_scrubbed_in_its_path_and_in_its_value() -> None:
    issue = Issue(f"links.{KEY}", IssueKind.UNKNOWN_FIELD, f"?apiKey={KEY}")
    assert keyed().scrubbed(issue) == Issue(
        f"links.{REDACTED}", IssueKind.UNKNOWN_FIELD, f"?apiKey={REDACTED}"
    )


def test_a_header_is_a_secret_from_twelve_characters_on() -> None:
    headers = (("X-A", Secret("0123456789ab")), ("X-B", Secret("zyxwvutsrqp")))
    assert keyed(secret_headers=headers).scrub("0123456789ab zyxwvutsrqp") == (
        f"{REDACTED} zyxwvutsrqp"
    )


def test_a_request_of_ones_own_has_bounds() -> None:
    request = keyed()
    assert (request.connect_timeout, request.read_timeout, request.deadline) == (5.0, 30.0, 60.0)
    assert (request.body, request.max_bytes) == (None, 64 * 1024 * 1024)
