"""Ordinary slips: the error is of evcp or Python's own for it, at once, and says what to do."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
from collections.abc import Callable
from typing import Any, ClassVar

import aiohttp
import pytest
import requests

import evcp
from evcp import (
    AreaError,
    AsyncClient,
    Box,
    Circle,
    Client,
    ConfigurationError,
    Corridor,
    DecodeError,
    EvcpError,
    NotFoundError,
)
from evcp.testing import make_station, sandbox
from evcp_models import EVStation, EVStationsResult

AREA = Circle(52.52, 13.405, 5_000)
STATION = make_station(free=1)
JSON, XML = (evcp.encode([STATION], format=one) for one in ("json", "xml"))
SERVICE = sandbox(size=5)
CLIENT = SERVICE.client()
LINE = {"type": "LineString", "coordinates": [[13.4, 52.5], [13.1, 52.4]]}
any_: Any = evcp
"""evcp without types: a type checker finds most of these slips."""


def searched(token: Any) -> object:
    return CLIENT.stations.search(AREA, resume=token)


def client(**arguments: Any) -> Client:
    return Client(**{"api_key": "k", **arguments})


def walked(body: Any, format: Any) -> object:
    return list(evcp.iter_stations(io.BytesIO(body), format=format))


def encoded(value: Any) -> bytes:
    return evcp.encode(value, format="json")


async def in_async_client(session: Any) -> None:
    AsyncClient(api_key="k", session=session)


async def with_aiohttp_session() -> None:
    async with aiohttp.ClientSession() as session:
        client(session=session)


SLIPS: list[tuple[Callable[[], object], type[Exception], str]] = [
    # Advice
    (
        lambda: searched(CLIENT.stations.search(AREA)),
        EvcpError,
        r"str, not Pager: pass pager\.token",
    ),
    (lambda: searched("abc"), EvcpError, r"token is damaged: it is not.*pass pager\.token"),
    (lambda: searched(""), EvcpError, r"token is damaged: it is not.*pass pager\.token"),
    (
        lambda: CLIENT.stations.search(Box(north=52.6, south=52.4, west=13.5, east=13.3)),
        AreaError,
        r"west \(13\.5\) is east of east \(13\.3\).*swap them",
    ),
    (
        lambda: CLIENT.stations.search(Box(north=52.6, south=52.4, west=13.5, east=33.3)),
        AreaError,
        "search smaller areas",
    ),
    (lambda: CLIENT.pools.get(STATION.id), NotFoundError, r"pools.*go by station\.pool_id"),
    (lambda: client(base_url="localhost:8765/ev/"), ConfigurationError, "write http://"),
    (lambda: client(base_url="127.0.0.1:8765"), ConfigurationError, "write http://"),
    (lambda: client(base_url="https://a.b/?apiKey=x"), ConfigurationError, "pass a key as api_key"),
    (lambda: client(headers={"x": 1}), ConfigurationError, "header x must be of type str, not int"),
    (lambda: walked(JSON, "xml"), DecodeError, "looks like JSON; decode it with format='json'"),
    (lambda: walked(XML, "json"), DecodeError, "looks like XML; decode it with format='xml'"),
    (lambda: walked(gzip.compress(XML), "json"), DecodeError, "looks like XML"),
    (lambda: walked(JSON[:-9], "json"), DecodeError, "cut off on the way"),
    (lambda: walked(b"[1]", "json"), DecodeError, "one JSON object with the member evStations"),
    (
        lambda: evcp.decode(gzip.compress(JSON), EVStationsResult, format="json"),
        DecodeError,
        r"it is gzip: unpack it with gzip\.decompress",
    ),
    (lambda: encoded(EVStation), TypeError, "the class EVStation: pass an instance"),
    (
        lambda: encoded(evcp.decode(JSON, EVStationsResult, format="json")),
        TypeError,
        r"Decoded: pass its \.value",
    ),
    (lambda: encoded(CLIENT.stations.get_many(["a"])), TypeError, r"BulkResult: pass its \.found"),
    (lambda: Corridor.from_geojson(any_.show), AreaError, "must be a LineString"),
    (
        lambda: any_.Corridor.from_geojson(json.dumps(LINE)),
        AreaError,
        r"is text \(pass json\.loads\(text\)\)",
    ),
    (
        lambda: asyncio.run(in_async_client(requests.Session())),
        ConfigurationError,
        "type ClientSession, not Session: .*one of requests",
    ),
    (
        lambda: asyncio.run(with_aiohttp_session()),
        ConfigurationError,
        "type Session, not ClientSession: .*one of aiohttp",
    ),
    (lambda: client(session="x"), ConfigurationError, "type Session, not str"),
]


@pytest.mark.parametrize("index", range(len(SLIPS)))
def test_a_slip_gets_its_remedy(index: int) -> None:
    act, error, message = SLIPS[index]
    with pytest.raises(error, match=f"(?s){message}") as caught:
        act()
    assert type(caught.value).__module__ != "builtins" or error is type(caught.value)


class Shape:
    """A geometry of shapely, to its users."""

    __geo_interface__: ClassVar[dict[str, Any]] = LINE


def test_objects_with_a_geo_interface_are_geometries() -> None:
    corridor = Corridor.from_geojson(Shape(), width=500)
    assert corridor == Corridor([(52.5, 13.4), (52.4, 13.1)], width=500)


def test_availabilities_add_up_in_sum() -> None:
    total = sum(evcp.availability(one) for one in (STATION, STATION))
    assert total == evcp.Availability(total=4, free=2, in_use=2)
    with pytest.raises(TypeError, match="Availability"):
        any_.availability(STATION) + 1


def test_a_second_async_loop_is_told_to_await() -> None:
    async def main() -> None:
        pager = SERVICE.async_client().stations.search(AREA)
        await pager.all()
        with pytest.raises(EvcpError, match=r"stations = await pager\.all\(\)"):
            await pager.all()

    asyncio.run(main())
    pager = CLIENT.stations.search(AREA)
    pager.all()
    with pytest.raises(EvcpError, match=r"stations = pager\.all\(\)"):
        pager.all()
