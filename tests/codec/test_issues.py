"""Issues and results are plain values: they compare, hash, travel between processes, and fit on a line."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

import evcp
import evcp_models as m
from evcp import Decoded, Issue, IssueKind

BODY = (
    b'{"connectors":[{"maxPowerLevel":"a\\nb\\u001b[31m"},{"new":"%s"}],'
    b'"id":"s","position":{"latitude":1,"longitude":2}}'
)


def test_an_issue_fits_on_a_line() -> None:
    issues = evcp.decode(BODY % (b"x" * 500), m.EVStation, format="json").issues
    assert [str(issue) for issue in issues] == [
        "bad-value at connectors.connector[0].maxPowerLevel: a b [31m",
        f"unknown-field at connectors.connector[1].new: {'x' * 77}...",
    ]
    assert issues[0].raw == "a\nb\x1b[31m"
    assert issues[1].raw == "x" * 500
    assert str(Issue("", IssueKind.MISSING, "{}")) == "missing at the root: {}"


def test_issues_and_results_are_values() -> None:
    first = evcp.decode(BODY % b"x", m.EVStation, format="json")
    second = evcp.decode(BODY % b"x", m.EVStation, format="json")
    assert first == second
    assert len({first, second}) == 1
    assert len({*first.issues, *second.issues}) == 2
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again: Decoded[m.EVStation] = pickle.loads(pickle.dumps(first, protocol))  # noqa: S301
        assert again == first
        assert type(again.issues[0].kind) is IssueKind
        assert type(again.value) is m.EVStation
    for frozen, name in ((first, "value"), (first.issues[0], "path"), (first.value, "id")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(frozen, name, "else")


def test_strict_error_holds_the_issue() -> None:
    with pytest.raises(evcp.DecodeError) as caught:
        evcp.decode(BODY % b"x", m.EVStation, format="json", strict=True)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert again.issue == caught.value.issue
    assert caught.value.issue is not None
    assert caught.value.issue.path == "connectors.connector[0].maxPowerLevel"
    assert "\n" not in str(caught.value)
