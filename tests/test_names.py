"""Suggestions for misspelt names: the likeliest known one, or none."""

from __future__ import annotations

import pytest

from evcp._names import closest, suggestion

SEARCH = (
    "area available check_limits connector_types emsp extra format headers limit max_power min_power "
    "open_at page_size resume retries strict timeout"
).split()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("availabel", "available"),
        ("pageSize", "page_size"),
        ("maxresults", "page_size"),
        ("powermin", "min_power"),
        ("min_kw", "min_power"),
        ("Open-Now", "open_at"),
        ("offset", "resume"),
        ("retry", "retries"),
        ("res", "resume"),
        ("re", None),
        ("m", None),
        ("stream", None),
        ("sort", None),
        ("network", None),
        ("operator", None),
        ("distance", None),
        ("", None),
    ],
)
def test_arguments_of_a_search(name: str, meant: str | None) -> None:
    assert closest(name, SEARCH) == meant


def test_a_word_means_what_the_call_has() -> None:
    assert closest("count", ["limit", "area"]) == "limit"
    assert closest("count", ["times", "every"]) == "times"
    assert closest("token", ["key"]) is None


def test_a_name_is_never_suggested_for_itself() -> None:
    assert suggestion("types", ["types"]) == ""
    assert suggestion("types", ["types", "type"]) == "; did you mean type?"
