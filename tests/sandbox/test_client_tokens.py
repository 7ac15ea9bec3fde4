"""Both clients with HERE access keys, which the sandbox exchanges for tokens that end."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sandbox.both_clients import BERLIN, count, run

from evcp import AsyncClient, AuthenticationError, Client, PermissionDeniedError
from evcp.auth import HereCredentials
from evcp.sandbox import Access, Sandbox, World
from evcp.transport import (
    Authorization,
    CallFlow,
    TokenFailure,
)

SECRET = "key-secret"


class Clock:
    """A clock that a test sets forward, or that jumps each time someone looks at it."""

    def __init__(self, jump: float = 0) -> None:
        self.now = time.time()
        self.jump = jump

    def __call__(self) -> float:
        self.now += self.jump
        return self.now


class Ahead(HereCredentials):
    """HERE credentials for which it is later than it is."""

    ahead = 0.0

    def authorize(self, refused: Authorization | None, now: float) -> Authorization | None:
        return super().authorize(refused, now + self.ahead)

    def fetch(self, now: float, seconds: float) -> CallFlow[TokenFailure | None]:
        return super().fetch(now + self.ahead, seconds)


@pytest.fixture
def exchanges(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[str]]]:
    """Token requests to the sandbox, with the statuses of the responses."""
    caplog.set_level(logging.DEBUG, "evcp.sandbox")

    def said() -> list[str]:
        start = "POST /oauth2/token: "
        messages = [record.getMessage() for record in caplog.records]
        return [message.removeprefix(start) for message in messages if message.startswith(start)]

    yield said
    assert SECRET not in caplog.text


def checked(**more: Any) -> Access:
    """Only tokens are let in, and only one access key gets them."""
    return Access(accepted=frozenset(), access_keys={"key-id": SECRET}, **more)


def credentials(sandbox: Sandbox, secret: str = SECRET) -> Ahead:
    return Ahead("key-id", secret, token_url=sandbox.token_url)


def test_one_token_serves_many_calls(
    kind: Any, world: World, exchanges: Callable[[], list[str]]
) -> None:
    async def use(client: Any) -> None:
        assert [await count(client) for _ in range(5)] == [await count(client)] * 5

    with Sandbox(world, access=checked()) as sandbox:
        run(kind, sandbox, use, credentials=credentials(sandbox))
    assert exchanges() == ["200"]


def test_calls_at_once_share_one_exchange(
    kind: Any, world: World, exchanges: Callable[[], list[str]]
) -> None:
    def threads(client: Client) -> list[int]:
        together = threading.Barrier(8)

        def one(_: int) -> int:
            together.wait(30)
            return client.stations.count(BERLIN)

        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(one, range(8)))

    async def use(client: Any) -> list[int]:
        if isinstance(client, AsyncClient):
            return list(await asyncio.gather(*(count(client) for _ in range(8))))
        return threads(client)

    with Sandbox(world, access=checked()) as sandbox:
        counts = run(kind, sandbox, use, credentials=credentials(sandbox))
    assert len(set(counts)) == 1
    assert exchanges() == ["200"]


def test_a_revoked_token_is_replaced_within_the_call(
    kind: Any, world: World, exchanges: Callable[[], list[str]]
) -> None:
    clock = Clock()

    async def use(client: Any) -> None:
        first = await count(client)
        clock.now += 250
        # The client keeps the token for 100 s more by its own clock; the service says 401.
        assert await count(client) == first
        assert await count(client) == first

    with Sandbox(world, access=checked(token_seconds=200), clock=clock) as sandbox:
        run(kind, sandbox, use, credentials=credentials(sandbox))
    assert exchanges() == ["200", "200"]


def test_a_token_is_replaced_before_its_end(
    kind: Any, world: World, exchanges: Callable[[], list[str]]
) -> None:
    with Sandbox(world, access=checked(token_seconds=3_600)) as sandbox:
        mine = credentials(sandbox)

        async def use(client: Any) -> None:
            await count(client)
            mine.ahead = 3_290
            await count(client)
            assert exchanges() == ["200"]
            # Five minutes before the end; the service would still take it.
            mine.ahead = 3_301
            await count(client)
            assert exchanges() == ["200", "200"]

        run(kind, sandbox, use, credentials=mine)


def test_a_never_accepted_token_is_an_error(
    kind: Any, world: World, exchanges: Callable[[], list[str]]
) -> None:
    async def use(client: Any) -> None:
        with pytest.raises(AuthenticationError, match="token expired") as caught:
            await count(client)
        assert caught.value.status == 401

    access = checked(token_seconds=1_000, max_clock_skew_seconds=1_000_000)
    with Sandbox(world, access=access, clock=Clock(jump=2_000)) as sandbox:
        run(kind, sandbox, use, credentials=credentials(sandbox))
    assert exchanges() == ["200", "200"]


def test_a_wrong_secret_is_reported_without_the_secret(
    kind: Any, world: World, exchanges: Callable[[], list[str]]
) -> None:
    async def use(client: Any) -> None:
        with pytest.raises(AuthenticationError, match="the signature or the access key") as caught:
            await count(client)
        assert caught.value.status == 401
        assert "other-secret" not in f"{caught.value!r} {caught.value}"

    with Sandbox(world, access=checked()) as sandbox:
        run(kind, sandbox, use, credentials=credentials(sandbox, "other-secret"))
    assert exchanges() == ["401"]


def test_a_forbidden_access_key(kind: Any, world: World) -> None:
    async def use(client: Any) -> None:
        with pytest.raises(PermissionDeniedError, match="do not authorize access"):
            await count(client)

    access = checked(forbidden=frozenset({"key-id"}))
    with Sandbox(world, access=access) as sandbox:
        run(kind, sandbox, use, credentials=credentials(sandbox))
