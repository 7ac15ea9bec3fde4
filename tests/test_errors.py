"""The tree of errors: classes, texts, and the way across process borders."""

from __future__ import annotations

import copy
import inspect
import pickle
import traceback
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

import evcp
from evcp import errors
from evcp.errors import (
    EvcpError,
    MissingExtraError,
    Reason,
    error_class,
    excerpt,
    missing_extra,
    printable,
    shortened,
)
from evcp_codec.issues import Issue, IssueKind

CLASSES = [
    kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, EvcpError)
]
ISSUE = Issue("evStations.evStation[0].id", IssueKind.MISSING, "{}")


def full(kind: type[EvcpError]) -> EvcpError:
    error = kind(
        "something went wrong",
        hint="do something",
        status=503,
        request_id="r-1",
        attempts=3,
        retry_after=7.5,
        url="https://ev.test/ev/?apiKey=REDACTED",
        body_excerpt="<html>",
        issue=ISSUE,
        reason=Reason.TOO_LARGE,
    )
    error.add_note("a note")
    return error


def test_the_tree_is_the_documented_one() -> None:
    drawn = [
        line.partition("─ ")[2].split()[0]
        for line in (errors.__doc__ or "").splitlines()
        if "─ " in line
    ]
    assert sorted([*drawn, "EvcpError"]) == sorted(kind.__name__ for kind in CLASSES)
    assert all(getattr(evcp, kind.__name__) is kind for kind in CLASSES)
    assert issubclass(evcp.AreaError, ValueError)
    assert issubclass(evcp.DeadlineError, evcp.UnansweredError)


@pytest.mark.parametrize("kind", CLASSES)
def test_errors_survive_pickle_and_copy(kind: type[EvcpError]) -> None:
    for error in (full(kind), kind("bare")):
        others = [copy.copy(error), copy.deepcopy(error)]
        others += [
            pickle.loads(pickle.dumps(error, protocol))  # noqa: S301
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
        ]
        for other in others:
            assert type(other) is kind
            assert other.__dict__ == error.__dict__
            assert (str(other), other.args) == (str(error), error.args)


def _raise() -> None:
    raise full(evcp.RateLimitError)


def test_an_error_comes_back_from_another_process() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        error = pool.submit(_raise).exception(timeout=60)
    assert isinstance(error, evcp.RateLimitError)
    assert (error.status, error.retry_after, error.issue) == (503, 7.5, ISSUE)


def test_text_is_message_and_hint() -> None:
    assert str(full(EvcpError)) == "something went wrong (do something)"
    assert str(EvcpError("bare")) == "bare"
    bare = EvcpError("bare")
    assert (bare.status, bare.attempts, bare.url, bare.hint) == (None, 0, None, "")
    details = ("status", "request_id", "retry_after", "url", "body_excerpt", "issue", "reason")
    assert [getattr(bare, name) for name in details] == [None] * len(details)
    shown = "".join(traceback.format_exception(full(EvcpError)))
    assert shown == "evcp.errors.EvcpError: something went wrong (do something)\na note\n"


def test_details_are_declared() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'statsu'"):
        EvcpError("bare", statsu=503)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, evcp.BadRequestError),
        (401, evcp.AuthenticationError),
        (402, evcp.StatusError),
        (403, evcp.PermissionDeniedError),
        (404, evcp.NotFoundError),
        (429, evcp.RateLimitError),
        (499, evcp.StatusError),
        (500, evcp.ServerError),
        (999, evcp.ServerError),
        (302, evcp.StatusError),
    ],
)
def test_the_class_of_a_status(status: int, kind: type[EvcpError]) -> None:
    assert error_class(status) is kind


def test_printable_is_one_line() -> None:
    assert printable("Grüße, 7 km/h") == "Grüße, 7 km/h"
    assert printable("a\r\nb\x1b[0m\u202e\u2028c") == "a  b [0m  c"


def test_long_urls_are_cut() -> None:
    assert shortened("x" * 2_000) == "x" * 2_000
    assert shortened("x" * 2_001) == "x" * 2_000 + "..."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", ""),
        (b"a\tb\nc\x00d", "a b c d"),
        ("größe".encode(), "größe"),
        ("größe".encode("utf-16"), "größe"),
        (b"\xff" * 3, "\ufffd" * 3),
        (b"x" * 9000, "x" * 500),
    ],
)
def test_excerpts(body: bytes, text: str) -> None:
    assert excerpt(body) == text
    assert excerpt(body, lambda shown: shown.replace("x", "yy"))[:4] == text.replace("x", "y")[:4]


def test_a_missing_extra_is_one_kind_of_error() -> None:
    error = missing_extra("x needs y: pip install 'evcp[z]'", name="y")
    assert isinstance(error, evcp.ConfigurationError)
    assert isinstance(error, ImportError)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), str(again), again.name) == (MissingExtraError, str(error), "y")


@pytest.mark.parametrize("kept", [evcp.RateLimit(5.0, 3), evcp.RetryBudget(0.5, 7.0)])
def test_limits_begin_anew_when_pickled(kept: Any) -> None:
    if isinstance(kept, evcp.RateLimit):
        kept.reserve(1e9)  # the uptime of another machine
    again = pickle.loads(pickle.dumps(kept))  # noqa: S301
    assert type(again) is type(kept)
    if isinstance(again, evcp.RateLimit):
        assert (again.per_second, again.burst, again.reserve(0.0)) == (5.0, 3, 0.0)
    else:
        assert (again.share, again.burst, again.spend()) == (0.5, 7.0, True)


@pytest.mark.parametrize("make", [evcp.Client, evcp.AsyncClient])
def test_what_cannot_be_pickled_says_what_to_do(make: Any) -> None:
    client = make(api_key="k")
    for one in (client, client.stations, client.stations.search(evcp.Circle(0, 0, 5))):
        with pytest.raises(TypeError, match="create it where it is used"):
            pickle.dumps(one)
    with pytest.raises(TypeError, match="create the client where it is used"):
        pickle.dumps(evcp.ApiKey("k"))
