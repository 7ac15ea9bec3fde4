"""Suggestions for misspelt names: the likeliest known one, or none."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

import pytest

import evcp
from evcp import AsyncClient, Box, Circle, Client, Corridor, operations
from evcp._reading.names import closest, explained, suggestion

SEARCH = [
    "area",
    "available",
    "check_limits",
    "connector_types",
    "emsp",
    "extra",
    "format",
    "headers",
    "limit",
    "max_power",
    "min_power",
    "open_at",
    "page_size",
    "resume",
    "retries",
    "strict",
    "timeout",
]


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


E: Any = evcp  # calls that no type checker lets pass
CIRCLE = Circle(52.5, 13.4, 500)

CALLS: list[tuple[Callable[[], object], str]] = [
    (lambda: E.Client(apikey="k"), "Client() got an unexpected keyword argument 'apikey': did you mean api_key?"),
    (lambda: E.AsyncClient(key="k"), "AsyncClient() got an unexpected keyword argument 'key': did you mean api_key?"),
    (lambda: E.Client("k"), "but 2 were given; write Client(api_key=..., token=..., access_key=..., "),
    (lambda: E.Circle(lat=52), "'lat': did you mean latitude?"),
    (lambda: E.Circle(52, lng=13), "'lng': did you mean longitude?"),
    (lambda: E.Circle((52, 13), 5), "'radius'; write Circle(latitude, longitude, radius)"),
    (lambda: E.Box(52.6, 13.3, 52.4, 13.5), "; write Box(north=..., west=..., south=..., east=...)"),
    (lambda: E.Corridor([(52, 13), (53, 13)], radius=5), "'radius': did you mean width?"),
    (lambda: E.StationFilter(connector_type=["ccs"]), "did you mean connector_types?"),
    (lambda: E.Hooks(on_response=print), "did you mean response?"),
    (lambda: E.RateLimit(per_minute=5), "'per_minute'; write RateLimit(per_second, burst)"),
    (lambda: E.RetryPolicy(max_attempts=5), "did you mean attempts?"),
    (lambda: E.Timeout(conn=5), "did you mean connect?"),
    (lambda: E.decode(b"", object, fmt="xml"), "decode() got an unexpected keyword argument 'fmt': did you mean"),
    (lambda: E.decode(b""), "; write decode(body, model, format=..., strict=..., max_bytes=..., offset=...)"),
    (lambda: E.operations.search_stations(CIRCLE, free=1), "'free'; write search_stations(area, "),
    (lambda: E.operations.search_stations(CIRCLE, limit=1), "'limit'; write search_stations(area, "),
    (lambda: E.operations.get_station(station_id="x"), "'station_id': did you mean id?"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "says"), CALLS)
def test_wrong_calls(call: Callable[[], object], says: str) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert says in str(caught.value)
    assert "__init__" not in str(caught.value)
    assert len(str(caught.value)) < 250


def test_wrong_calls_of_resources() -> None:
    with (
        Client(api_key="k") as client,
        pytest.raises(TypeError, match=r"'area'; write search\(area, conn"),
    ):
        client.stations.search(latitude=52.5)  # type: ignore[call-arg]  # pyright: ignore
    with (
        Client(api_key="k") as client,
        pytest.raises(TypeError, match=r"'id'; write get\(id, extra="),
    ):
        client.stations.get(station_id="x")  # type: ignore[call-arg]  # pyright: ignore

    async def look_up() -> None:
        async with AsyncClient(api_key="k") as client:
            await client.stations.get(station_id="x")  # type: ignore[call-arg]  # pyright: ignore

    with pytest.raises(TypeError, match=r"'id'; write get\(id, extra="):
        asyncio.run(look_up())


def test_an_error_from_within_stays_as_it_is() -> None:
    @explained
    def broken(number: int) -> object:
        return len(number)  # type: ignore[arg-type]  # pyright: ignore

    with pytest.raises(TypeError) as caught:
        broken(5)
    assert str(caught.value) == "object of type 'int' has no len()"


def test_signatures_and_docstrings_stay() -> None:
    assert list(inspect.signature(Circle).parameters) == ["latitude", "longitude", "radius"]
    assert list(inspect.signature(Box).parameters) == ["north", "west", "south", "east"]
    assert list(inspect.signature(Client).parameters)[:2] == ["api_key", "token"]
    assert list(inspect.signature(operations.get_station).parameters) == ["id", "extra"]
    assert "Search stations in an area" in (
        inspect.getdoc(Client(api_key="k").stations.search) or ""
    )
    assert inspect.iscoroutinefunction(AsyncClient(api_key="k").stations.get)
    assert Corridor([(52.5, 13.4), (52.6, 13.4)]) == Corridor([(52.5, 13.4), (52.6, 13.4)])
