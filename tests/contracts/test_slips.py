"""Ordinary slips: the error is of evcp or Python's own for it, at once, and says what to do."""

from __future__ import annotations

import asyncio
import gzip
import importlib
import io
import json
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from functools import partial
from typing import Any

import aiohttp
import pytest
import requests
from support.processes import run_program

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
    connectors,
    geo,
    hours,
    units,
)
from evcp.sandbox import Assumptions, Sandbox, World
from evcp.testing import make_station, sandbox
from evcp_models import EVStation, EVStationsResult

AREA = Circle(52.52, 13.405, 5_000)
STATION = make_station(free=1)
JSON, XML = (evcp.encode([STATION], format=one) for one in ("json", "xml"))
SERVICE = sandbox(size=5)
CLIENT = SERVICE.client()
LINE = {"type": "LineString", "coordinates": [[13.4, 52.5], [13.1, 52.4]]}
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


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


def wrong(value: object) -> Any:
    """Return a value without its type: a type checker finds most of these slips."""
    return value


STATION_FUNCTIONS: tuple[Callable[[Any], object], ...] = (
    evcp.evse_availability,
    evcp.StationFilter(min_power=5).matching,
    evcp.StationFilter(min_power=5).rejects,
    evcp.StationFilter(min_power=5).fits,
    evcp.fits,
    CLIENT.stations.search(AREA).matching,
    geo.feature,
    geo.properties,
    geo.position,
    geo.distance,
    geo.operator,
)
NO_STATIONS: tuple[tuple[object, str], ...] = (
    ("id", "str: pass the model"),
    (None, "NoneType: pass the model"),
    ([STATION], "list: call it for each of them"),
    (EVStation, "the class EVStation: pass an instance"),
)
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
        r"west \(13\.5\) is east of east \(13\.3\).*swapped\?",
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
    (lambda: Corridor.from_geojson(wrong(5)), AreaError, "must be a LineString"),
    (
        lambda: Corridor.from_geojson(wrong(json.dumps(LINE))),
        AreaError,
        r"must be a dict, not text \(pass json\.loads\(text\)\)",
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
    # Values of another type
    (lambda: setattr(STATION, "note", "x"), FrozenInstanceError, "cannot change 'note': EVStation"),
    (lambda: setattr(STATION, "name", "x"), FrozenInstanceError, "cannot change 'name': EVStation"),
    (lambda: delattr(STATION, "note"), FrozenInstanceError, "cannot change 'note': EVStation"),
    (lambda: setattr(AREA, "note", "x"), FrozenInstanceError, "cannot change 'note': Circle"),
    (lambda: setattr(evcp.Timeout(), "all", 1), FrozenInstanceError, "cannot change 'all'"),
    (lambda: sandbox(world=wrong([STATION])), TypeError, r"not list: pass World\(\["),
    (lambda: Sandbox(wrong([STATION])), TypeError, r"not list: pass World\(\["),
    (
        lambda: Sandbox(World([STATION]), assumptions=wrong({"gzip": True})),
        TypeError,
        r"not dict: pass Assumptions\(",
    ),
    *(
        (partial(function, value), TypeError, f"station must be of type EVStation, not {remedy}")
        for function in STATION_FUNCTIONS
        for value, remedy in NO_STATIONS
    ),
    (lambda: geo.power(wrong(STATION)), TypeError, r"pass one of station\.connectors"),
    (lambda: geo.one_line(wrong(STATION)), TypeError, r"pass station\.address"),
    (lambda: hours.is_open(STATION, wrong("now")), TypeError, r"datetime\.now\(UTC\)"),
    (lambda: hours.is_open(wrong([STATION]), NOW), TypeError, "for each of them"),
    (lambda: hours.to_osm(wrong(STATION)), TypeError, r"connector_details\.opening_hours"),
    (lambda: connectors.connector_id(wrong(34)), TypeError, "a number is an id already"),
    (lambda: connectors.type_id(wrong(STATION)), TypeError, r"pass one of station\.connectors"),
    (lambda: connectors.short_name(wrong("34")), TypeError, r"pass connector\.connector_type"),
    (lambda: units.parse_distance(wrong(5)), TypeError, "not int: write it with its unit.*5km"),
    (lambda: units.parse_power(wrong(5)), TypeError, "not int: write it with its unit.*50kW"),
    (lambda: CLIENT.call(wrong("x")), TypeError, r"not str: make one with evcp\.operations"),
    (lambda: CLIENT.send(wrong(CLIENT.stations.search(AREA))), TypeError, "Operation, not Pager"),
    (lambda: Client(credentials=wrong("key")), ConfigurationError, "a key is api_key"),
    (lambda: Client(credentials=wrong(evcp.ApiKey)), ConfigurationError, "the class ApiKey"),
    (lambda: client(transport="x"), ConfigurationError, r"evcp\.transport\.Transport"),
    (
        lambda: AsyncClient(api_key="k", transport=wrong("x")),
        ConfigurationError,
        r"evcp\.transport\.AsyncTransport",
    ),
    (lambda: evcp.iter_stations(wrong(JSON), format="json"), TypeError, r"not bytes.*io\.BytesIO"),
    (
        lambda: evcp.iter_stations(wrong(io.StringIO("{}")), format="json"),
        TypeError,
        r"not StringIO: open it with open\(path, 'rb'\)",
    ),
    (lambda: evcp.show(STATION, file=wrong("out.txt")), TypeError, r"pass open\(path, 'w'\)"),
    (lambda: make_station(at=wrong(52)), TypeError, r"such as \(52\.5, 13\.4\), not 52"),
    (lambda: make_station(at=wrong("52,13")), TypeError, r"such as \(52\.5, 13\.4\), not '52,13'"),
    (lambda: SERVICE.clock.jump(wrong("1h")), TypeError, "a number of seconds"),
    # Settings
    (
        lambda: CLIENT.with_options(format=wrong("JSON")),
        ConfigurationError,
        "the format is 'JSON': it must be 'json' or 'xml'",
    ),
    (lambda: CLIENT.with_options(strict=wrong("no")), ConfigurationError, "strict.*True or False"),
    (lambda: client(strict="no"), ConfigurationError, "strict must be of type bool, not str"),
    (lambda: client(check_limits="no"), ConfigurationError, "check_limits must be of type bool"),
    (
        lambda: CLIENT.stations.count(AREA, check_limits=wrong(1)),
        ConfigurationError,
        "check_limits must be of type bool, not int",
    ),
    (
        lambda: evcp.Hooks(response=wrong("x")),
        TypeError,
        "response must be a function of one event",
    ),
    (
        lambda: Assumptions(page_order=wrong("random")),
        ValueError,
        "page_order must be one of 'distance', 'id', 'arbitrary', not 'random'",
    ),
    (lambda: sandbox(page_order="random"), ValueError, "page_order must be one of 'distance'"),
    (lambda: Assumptions(error_body=wrong(3)), ValueError, "error_body must be one of 1, 2, not 3"),
    (lambda: Assumptions(max_offset=wrong("5")), TypeError, "max_offset .* int or None, not str"),
    (lambda: make_station(name=5), TypeError, "name must be of type str or None, not int"),
    (
        lambda: make_station(position=(1, 2)),
        TypeError,
        "position must be of type Position, not tuple: see the attributes of EVStation",
    ),
]


@pytest.mark.parametrize("index", range(len(SLIPS)))
def test_a_slip_gets_its_remedy(index: int) -> None:
    act, error, message = SLIPS[index]
    with pytest.raises(error, match=f"(?s){message}") as caught:
        act()
    assert type(caught.value) is error


class Shape:
    """A geometry of shapely, to its users."""

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        return LINE


def test_objects_with_a_geo_interface_are_geometries() -> None:
    corridor = Corridor.from_geojson(Shape(), width=500)
    assert corridor == Corridor([(52.5, 13.4), (52.4, 13.1)], width=500)


def test_availabilities_add_up_in_sum() -> None:
    total = sum(evcp.availability(one) for one in (STATION, STATION))
    assert total == evcp.Availability(total=4, free=2, in_use=2)
    with pytest.raises(TypeError, match="Availability"):
        wrong(evcp.availability(STATION)) + 1


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


def test_strategies_without_hypothesis_say_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "evcp.testing.strategies", raising=False)
    with pytest.raises(evcp.MissingExtraError, match="pip install hypothesis") as caught:
        importlib.import_module("evcp.testing.strategies")
    assert caught.value.name == "hypothesis"


@pytest.mark.parametrize(
    ("missing", "code", "install"),
    [
        ("pyarrow", "import evcp.harvest", "evcp[harvest]"),
        ("pyarrow", "import evcp.history", "evcp[arrow]"),
        ("numpy", "from evcp import harvest; harvest.diff('a', 'b')", "evcp[harvest]"),
        ("distributed", "from evcp import harvest; harvest.Dask(None, None)", "evcp[dask]"),
    ],
)
def test_a_harvest_or_a_history_without_an_extra_says_what_to_install(
    missing: str, code: str, install: str
) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None; {code}"
    ran = run_program(program)
    assert ran.stderr.splitlines()[-1].startswith("evcp.errors.MissingExtraError: a ")
    assert ran.stderr.rstrip().endswith(f"pip install '{install}'")


def test_a_number_is_a_connector_id() -> None:
    assert connectors.connector_ids(34) == ("34",)


def test_a_second_loop_over_a_stream_is_an_error() -> None:
    stream = evcp.iter_stations(io.BytesIO(JSON), format="json")
    assert list(stream) == [STATION]
    assert next(stream, None) is None
    with pytest.raises(EvcpError, match=r"read to the end.*call iter_stations again"):
        list(stream)


def test_a_loop_over_a_stream_that_was_left_goes_on() -> None:
    both = (make_station(), make_station())
    stream = evcp.iter_stations(io.BytesIO(evcp.encode(both, format="json")), format="json")
    for station in stream:
        assert station == both[0]
        break
    assert list(stream) == [both[1]]


def test_values_of_the_right_type_pass() -> None:
    assert make_station(name=None, distance=5).distance == 5
    assert Assumptions(max_radius_m=5, default_corridor_width_m=None).max_radius_m == 5
