"""A transport of the user's own: both clients send through it, wait through it and close it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from support.fakes import KEY, count_body

from evcp import ApiKey, AsyncClient, Circle, Client, ConfigurationError, Hooks, RetryPolicy
from evcp.operations import count_stations
from evcp.transport import Request, Response, TransportFailure

AREA = Circle(52.5, 13.4, 500)
COUNT = count_stations(AREA)
ANSWERS = [
    Response(503, {"retry-after": "5000"}, b""),
    Response(200, {"content-type": "application/json"}, count_body(7)),
]


class Scripted:
    """Answers in turn, and the tale of what was asked of it."""

    def __init__(self) -> None:
        self.left = list(ANSWERS)
        self.tale: list[str] = []
        self.keys: set[str] = set()

    def send(self, request: Request) -> Response | TransportFailure:
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

    async def send(self, request: Request) -> Response | TransportFailure:
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
def test_a_custom_transport_excludes_http_arguments(extra: Any) -> None:
    with pytest.raises(ConfigurationError, match="transport of your own"):
        Client(api_key=KEY, transport=Scripted(), **extra)


@pytest.mark.parametrize("extra", [{"verify": "ca.pem"}, {"proxy": "x"}, {"session": object()}])
def test_nor_beside_the_asynchronous_one(extra: Any) -> None:
    with pytest.raises(ConfigurationError, match="transport of your own"):
        AsyncClient(api_key=KEY, transport=ScriptedAsync(Scripted()), **extra)


# --- what would end a loop in silence


class Exhausted(Scripted):
    """Its answers come from an iterator that ends."""

    def __init__(self, error: type[Exception]) -> None:
        super().__init__()
        self.error = error

    def send(self, request: Request) -> Response | TransportFailure:
        raise self.error


class ExhaustedAsync(ScriptedAsync):
    """Raises in a coroutine, which Python itself makes a RuntimeError of if it is StopIteration."""


CALLS: list[Callable[[Any], Any]] = [
    lambda client: client.call(COUNT),
    lambda client: client.send(COUNT),
    lambda client: client.stations.count(AREA),
    lambda client: client.stations.search(AREA),
    lambda client: client.stations.get_many(["a"]),
]


@pytest.mark.parametrize("call", CALLS)
def test_stopiteration_in_a_transport_ends_no_loop(call: Callable[[Any], Any]) -> None:
    def all_of_it() -> Any:
        found = call(client)
        return list(found) if hasattr(found, "__next__") else found

    with (
        Client(api_key=KEY, transport=Exhausted(StopIteration)) as client,
        pytest.raises(RuntimeError, match="of yours raised StopIteration") as caught,
    ):
        all_of_it()
    assert isinstance(caught.value.__cause__, StopIteration)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("error", [StopIteration, StopAsyncIteration])
def test_nor_does_an_asynchronous_one(call: Callable[[Any], Any], error: type[Exception]) -> None:
    async def main() -> None:
        transport = ExhaustedAsync(Exhausted(error))
        async with AsyncClient(api_key=KEY, transport=transport) as client:
            found = call(client)
            if hasattr(found, "__aiter__"):
                [one async for one in found]
            else:
                await found

    with pytest.raises(RuntimeError, match=f"raised {error.__name__}"):
        asyncio.run(main())


def test_stopiteration_in_hooks_and_credentials_ends_no_loop() -> None:
    def stop(_: object) -> None:
        raise StopAsyncIteration

    class Ended(ApiKey):
        def authorize(self, refused: Any, now: float) -> Any:
            raise StopIteration

    async def main() -> None:
        transport = ScriptedAsync(Scripted())
        async with AsyncClient(
            api_key=KEY, transport=transport, hooks=Hooks(request=stop)
        ) as client:
            [one async for one in client.stations.search(AREA)]

    with pytest.raises(RuntimeError, match="of yours raised StopAsyncIteration"):
        asyncio.run(main())
    with (
        Client(credentials=Ended(KEY), transport=Scripted()) as client,
        pytest.raises(RuntimeError, match="of yours raised StopIteration"),
    ):
        list(client.stations.search(AREA))


def test_transport_that_returns_something_else_is_a_type_error() -> None:
    class Wrong(Scripted):
        def send(self, request: Request) -> Any:
            return b"{}"

    with (
        Client(api_key=KEY, transport=Wrong()) as client,
        pytest.raises(TypeError, match="the transport returned bytes: it must return a Response"),
    ):
        client.stations.count(AREA)


def test_runtime_error_of_a_hook_stays_as_it_is() -> None:
    def fail(_: object) -> None:
        raise RuntimeError("mine")

    with (
        Client(api_key=KEY, transport=Scripted(), hooks=Hooks(request=fail)) as client,
        pytest.raises(RuntimeError, match=r"^mine$"),
    ):
        client.stations.count(AREA)
