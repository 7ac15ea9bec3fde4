"""What can be set, and what cannot."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evcp import Client, ConfigurationError, RateLimit, RetryPolicy, Timeout
from evcp._api.areas import require_int
from evcp._core.settings import (
    BASE_URL,
    Settings,
    as_base_url,
    as_pair,
    as_policy,
    as_rate_limit,
    as_timeout,
    user_agent,
)


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, 4_000_001, "5", None, [1], True])
@pytest.mark.parametrize("name", ["connect", "read", "total"])
def test_impossible_timeouts(name: str, seconds: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"the {name} timeout"):
        Timeout(**{name: seconds})


def test_a_number_is_the_total_and_shortens_the_parts() -> None:
    assert as_timeout(3, Timeout()) == Timeout(connect=3, read=3, total=3)
    assert as_timeout(40, Timeout()) == Timeout(connect=5, read=30, total=40)
    assert as_timeout(None, Timeout(1, 2, 3)) == Timeout(1, 2, 3)
    assert as_timeout(Timeout(1, 2, 3), Timeout()) == Timeout(1, 2, 3)
    with pytest.raises(ConfigurationError, match=r"the timeout must be .* not 0"):
        as_timeout(0, Timeout())


def test_a_longer_total_restores_the_parts() -> None:
    short = Settings().with_options({"timeout": 2})
    assert short.timeout == Timeout(connect=2, read=2, total=2)
    assert short.with_options({"timeout": 60}).timeout == Timeout(connect=5, read=30, total=60)
    assert short.with_options({"timeout": 1}).with_options({"timeout": 9}).timeout == Timeout(
        connect=5, read=9, total=9
    )
    own = Settings(timeout=Timeout(connect=3, read=10, total=20)).with_options({"timeout": 1})
    assert own.with_options({"timeout": 60}).timeout == Timeout(connect=3, read=10, total=60)
    # A `Timeout` says all by itself, also one made from a number's.
    changed = replace(short.timeout, read=1)
    assert short.with_options({"timeout": changed}).with_options({"timeout": 60}).timeout == (
        Timeout(connect=2, read=1, total=60)
    )


def test_a_number_means_further_attempts() -> None:
    assert as_policy(0, RetryPolicy()).attempts == 1
    assert as_policy(4, RetryPolicy(first_wait=9)) == RetryPolicy(attempts=5, first_wait=9)
    assert as_policy(None, RetryPolicy(attempts=9)).attempts == 9
    assert as_policy(RetryPolicy(attempts=2), RetryPolicy()).attempts == 2
    for bad in (-1, "2", 1.5, True, [2]):
        with pytest.raises(
            ConfigurationError,
            match=f"retries must be a whole number of at least 0, not .*{re.escape(str(bad))}",
        ):
            as_policy(bad, RetryPolicy())  # type: ignore[arg-type]


def test_views_of_settings() -> None:
    settings = Settings(headers=(("A", "1"),))
    view = settings.with_options(
        {
            "timeout": 2,
            "retries": 0,
            "headers": {"B": "2"},
            "format": "xml",
            "strict": True,
            "check_limits": False,
        }
    )
    assert view.timeout == Timeout(2, 2, 2)
    assert view.retry.attempts == 1
    assert view.headers == (("A", "1"), ("B", "2"))
    assert (view.format, view.strict, view.check_limits) == ("xml", True, False)
    assert view.budget is settings.budget
    assert settings.headers == (("A", "1"),)
    with pytest.raises(
        TypeError,
        match=r"with_options\(\) got an unexpected keyword argument 'shape': there are check_limits",
    ):
        settings.with_options({"shape": 1})  # type: ignore[typeddict-unknown-key]


@pytest.mark.parametrize(
    "headers",
    [{"": "x"}, {"A B": "x"}, {"A:": "x"}, {5: "x"}, {"A": 5}, {"A": "x\r\nB: y"}, {"A": "ü"}],
)
def test_impossible_headers(headers: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings().with_options({"headers": headers})
    assert "\r\nB: y" not in str(caught.value)
    with pytest.raises(ConfigurationError):
        Client(api_key="k", headers=headers)


def test_the_base_address() -> None:
    assert as_base_url(None, {}) == BASE_URL == "https://ev-v2.cc.api.here.com/ev/"
    assert as_base_url(None, {"EVCP_BASE_URL": "http://127.0.0.1:8080/ev"}) == (
        "http://127.0.0.1:8080/ev/"
    )
    assert as_base_url("https://ev.test", {"EVCP_BASE_URL": "x"}) == "https://ev.test/"
    assert as_base_url("http://[::1]:8080/ev/", {}) == "http://[::1]:8080/ev/"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("http://[::1]:80/ev/", "http://[::1]/ev/"),
        ("https://EV.Test:443", "https://ev.test/"),
        ("https://ev.test:80/", "https://ev.test:80/"),
        ("http://ev.test:00080/x", "http://ev.test/x/"),
        ("https://ev.test/%c3%a9/%41%7e%2f/", "https://ev.test/%C3%A9/A~%2F/"),
        ("https://ev.test/a..b/...", "https://ev.test/a..b/.../"),
        ("https://ev.test//a//", "https://ev.test//a//"),
    ],
)
def test_the_base_address_comes_in_one_form(given: str, sent: str) -> None:
    """HTTP libraries write these in different ways, and would send different requests."""
    assert as_base_url(given, {}) == sent
    assert as_base_url(sent, {}) == sent


@pytest.mark.parametrize("given", ["http://ev.test:0/", "http://ev.test:65536/", b"http://x/", 5])
def test_unusable_base_urls(given: Any) -> None:
    with pytest.raises(ConfigurationError, match="is not usable"):
        as_base_url(given, {})


@pytest.mark.parametrize(
    "url",
    [
        "ev.test/ev",
        "ftp://ev.test/",
        "https://",
        "https:///ev/",
        "https://ev.test/?apiKey=secret",
        "https://ev.test/#x",
        "https://user:secret@ev.test/",
        "https://ev.test:port/",
        "https://ev test/",
        "https://ev.test/a b",
        " https://ev.test/",
        "https://ev.test/\n",
        "https://[::1/",
        "https://ev.test/é/",
        "https://ev.tést/",
        "https://ev.test/50%/",
        "https://ev.test/a|b/",
        "https://ev.test\\a/",
    ],
)
def test_impossible_base_addresses(url: str) -> None:
    with pytest.raises(ConfigurationError, match="https://") as caught:
        as_base_url(url, {})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("path", ["/a/../b/", "/..", "/./", "/ev/.", "/%2e%2E/", "/.%2e"])
def test_base_urls_with_dots(path: str) -> None:
    with pytest.raises(ConfigurationError, match=r"'\.' or '\.\.' in its path"):
        as_base_url(f"https://ev.test{path}", {})


def test_the_user_agent() -> None:
    assert user_agent(None, "1.2").startswith("evcp/1.2 Python/3.")
    assert user_agent("my-app/1.0", "1.2").startswith("my-app/1.0 evcp/1.2 Python/3.")
    for bad in ("", "  ", "x" * 49, "a\r\nb", "ü", 5, b"app"):
        with pytest.raises(ConfigurationError, match="application_id must be"):
            user_agent(bad, "1.2")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "arguments",
    [
        {"format": "yaml"},
        {"max_connections": 0},
        {"headers": [("A", "b")]},
        {"retries": "2"},
        {"base_url": 5},
        {"max_bytes": 0},
        {"timeout": -1},
        {"retries": -1},
        {"rate_limit": 0},
        {"rate_limit": math.inf},
        {"rate_limit": math.nan},
        {"base_url": "nowhere"},
        {"application_id": ""},
        {"verify": "/no/such/bundle.pem"},
        {"api_key": ""},
        {"api_key": "key\nX: y"},
        {"api_key": "kéy"},
        {"token": "t", "api_key": "k"},
        {"app": ("id", "")},
    ],
)
def test_impossible_clients(arguments: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Client(**{"api_key": "k", **arguments} if "app" not in arguments else arguments)
    assert "kéy" not in str(caught.value)


def test_a_rate_sets_the_burst() -> None:
    with Client(api_key="k", rate_limit=5) as client:
        limit = client.settings.rate_limit
        assert limit is not None
        assert (limit.per_second, limit.burst) == (5, 5)
    with Client(api_key="k", rate_limit=0.5) as client:
        assert client.settings.rate_limit is not None
        assert client.settings.rate_limit.burst == 1
    own = RateLimit(3, 2)
    with Client(api_key="k", rate_limit=own) as client:
        assert client.settings.rate_limit is own


def test_a_rate_limit_from_a_number() -> None:
    own = RateLimit(3, 2)
    assert as_rate_limit(own) is own
    assert as_rate_limit(None) is None
    limits = [as_rate_limit(rate) for rate in (5, 0.5, 2.9, 1e300)]
    assert [(one.per_second, one.burst) for one in limits if one is not None] == [
        (5, 5),
        (0.5, 1),
        (2.9, 2),
        (1e300, 10**9),
    ]
    for bad in ("5", True, [5], 0, -1, math.nan):
        with pytest.raises(ConfigurationError, match=r"(rate_limit|per_second) must be"):
            as_rate_limit(bad)  # type: ignore[arg-type]


def test_whole_numbers() -> None:
    assert require_int(1, "it") == 1
    assert require_int(0, "it", least=0) == 0
    number = require_int(np.int64(7), "it")
    assert (type(number), number) == (int, 7)
    for bad in (0, -5, 1.5, 2.0, "5", None, True, [5], math.nan):
        with pytest.raises(
            ConfigurationError, match=r"it must be a whole number of at least 1, not "
        ):
            require_int(bad, "it")


def test_a_pair_of_credentials() -> None:
    assert as_pair(("a", "b"), "app") == ("a", "b")
    assert as_pair(["a", "b"], "app") == ("a", "b")
    for bad in ("secret", ("secret",), ("secret", "b", "c"), ("secret", None), None, 5, {"secret"}):
        with pytest.raises(ConfigurationError, match="access_key must be a pair") as caught:
            as_pair(bad, "access_key")
        assert "secret'" not in str(caught.value)
