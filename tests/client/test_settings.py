"""What can be set, and what cannot."""

from __future__ import annotations

import math
from typing import Any

import pytest

from evcp import Client, ConfigurationError, RateLimit, RetryPolicy, Timeout
from evcp.settings import BASE_URL, Settings, as_base_url, as_policy, as_timeout, user_agent


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, 4_000_001, "5", None, [1]])
@pytest.mark.parametrize("name", ["connect", "read", "total"])
def test_impossible_timeouts(name: str, seconds: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"the {name} timeout"):
        Timeout(**{name: seconds})


def test_a_number_is_the_total_and_shortens_the_parts() -> None:
    assert as_timeout(3, Timeout()) == Timeout(connect=3, read=3, total=3)
    assert as_timeout(40, Timeout()) == Timeout(connect=5, read=30, total=40)
    assert as_timeout(None, Timeout(1, 2, 3)) == Timeout(1, 2, 3)
    assert as_timeout(Timeout(1, 2, 3), Timeout()) == Timeout(1, 2, 3)
    with pytest.raises(ConfigurationError, match="the timeout is 0"):
        as_timeout(0, Timeout())


def test_a_number_is_that_of_further_attempts() -> None:
    assert as_policy(0, RetryPolicy()).attempts == 1
    assert as_policy(4, RetryPolicy(first_wait=9)) == RetryPolicy(attempts=5, first_wait=9)
    assert as_policy(None, RetryPolicy(attempts=9)).attempts == 9
    assert as_policy(RetryPolicy(attempts=2), RetryPolicy()).attempts == 2
    with pytest.raises(ConfigurationError, match="negative"):
        as_policy(-1, RetryPolicy())


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
        ConfigurationError, match="unknown option color, shape: there are check_limits"
    ):
        settings.with_options({"shape": 1, "color": 2})  # type: ignore[typeddict-unknown-key]


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
    assert as_base_url("http://[::1]:80/ev/", {}) == "http://[::1]:80/ev/"


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
    ],
)
def test_impossible_base_addresses(url: str) -> None:
    with pytest.raises(ConfigurationError, match="https://") as caught:
        as_base_url(url, {})
    assert "secret" not in str(caught.value)


def test_the_user_agent() -> None:
    assert user_agent(None, "1.2").startswith("evcp/1.2 Python/3.")
    assert user_agent("my-app/1.0", "1.2").startswith("my-app/1.0 evcp/1.2 Python/3.")
    for bad in ("", "  ", "x" * 49, "a\r\nb", "ü"):
        with pytest.raises(ConfigurationError, match="application id"):
            user_agent(bad, "1.2")


@pytest.mark.parametrize(
    "arguments",
    [
        {"format": "yaml"},
        {"max_connections": 0},
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
        {"api_key": "key\n"},
        {"api_key": "kéy"},
        {"token": "t", "api_key": "k"},
        {"app": ("id", "")},
    ],
)
def test_clients_that_cannot_be(arguments: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Client(**{"api_key": "k", **arguments} if "app" not in arguments else arguments)
    assert "kéy" not in str(caught.value)


def test_a_rate_is_a_burst_too() -> None:
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
