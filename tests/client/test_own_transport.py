"""A transport of the user's own: both clients send through it, wait through it and close it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from support.fakes import KEY, count_body

from evcp import AsyncClient, Circle, Client, ConfigurationError, RetryPolicy
from evcp.wire import Fault, Reply, Request

AREA = Circle(52.5, 13.4, 500)
ANSWERS = [
    Reply(503, {"retry-after": "5000"}, b""),
    Reply(200, {"content-type": "application/json"}, count_body(7)),
]


class Scripted:
    """Answers in turn, and the tale of what was asked of it."""

    def __init__(self) -> None:
        self.left = list(ANSWERS)
        self.tale: list[str] = []
        self.keys: set[str] = set()

    def send(self, request: Request) -> Reply | Fault:
        self.tale.append("send")
        self.keys.update(secret.reveal() for _, secret in request.secret_query)
        return self.left.pop(0)

    def wait(self, seconds: float) -> None:
        self.tale.append(f"wait {seconds:.0f}")

    def close(self) -> None:
        self.tale.append("close")


class ScriptedAsync:
    def __init__(self, inner: Scripted) -> None:
        self.inner = inner

    async def send(self, request: Request) -> Reply | Fault:
        return self.inner.send(request)

    async def wait(self, seconds: float) -> None:
        self.inner.wait(seconds)

    async def close(self) -> None:
        self.inner.close()


# Nobody could really wait so long.
PATIENT: dict[str, Any] = {
    "api_key": KEY,
    "retries": RetryPolicy(longest_retry_after=1e4),
    "timeout": 1e5,
}


def test_the_blocking_client_sends_waits_and_closes_through_it() -> None:
    scripted = Scripted()
    with Client(transport=scripted, **PATIENT) as client:
        assert client.with_options(format="json").stations.count(AREA) == 7
    assert scripted.tale == ["send", "wait 5000", "send", "close"]
    assert scripted.keys == {KEY}


def test_so_does_the_asynchronous_one() -> None:
    scripted = Scripted()

    async def count() -> int:
        async with AsyncClient(transport=ScriptedAsync(scripted), **PATIENT) as client:
            return await client.stations.count(AREA)

    assert asyncio.run(count()) == 7
    assert scripted.tale == ["send", "wait 5000", "send", "close"]


@pytest.mark.parametrize("extra", [{"verify": "ca.pem"}, {"proxies": {}}, {"session": object()}])
def test_what_http_would_need_has_no_place_beside_it(extra: Any) -> None:
    with pytest.raises(ConfigurationError, match="transport of your own"):
        Client(api_key=KEY, transport=Scripted(), **extra)


@pytest.mark.parametrize("extra", [{"verify": "ca.pem"}, {"proxy": "x"}, {"session": object()}])
def test_nor_beside_the_asynchronous_one(extra: Any) -> None:
    with pytest.raises(ConfigurationError, match="transport of your own"):
        AsyncClient(api_key=KEY, transport=ScriptedAsync(Scripted()), **extra)
