"""Typical mistakes: the message names the remedy, and is short."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from support.fakes import KEY, stations

import evcp
from evcp import AreaError, AsyncClient, Box, Circle, Client, ConfigurationError, Corridor
from evcp_models import EVSE, Connector, EVSEsPool, EVStation, NameId, Position, RoamingEntry

AREA = Circle(52.5, 13.4, 5_000)
STATION = EVStation(
    id="a",
    name="x" * 5_000,
    position=Position(latitude=52.5, longitude=13.4),
    connectors=(Connector(connector_type=NameId(id="31")),) * 50,
)

CALLS: list[tuple[Callable[[Any], object], type[Exception], str]] = [
    (lambda c: c.stations.search(AREA, connector_type=["31"]), TypeError, "did you mean connector_types?"),
    (lambda c: c.stations.search(AREA, connectorTypes=["31"]), TypeError, "did you mean connector_types?"),
    (lambda c: c.stations.search(AREA, max_results=5), TypeError, "did you mean page_size?"),
    (lambda c: c.stations.search(AREA, powermin=5), TypeError, "did you mean min_power?"),
    (lambda c: c.stations.search(AREA, time_out=5), TypeError, "did you mean timeout?"),
    (lambda c: c.stations.search(AREA, free=True), TypeError, "did you mean available?"),
    (lambda c: c.stations.search(AREA, params={}), TypeError, "did you mean extra?"),
    (lambda c: c.stations.search(AREA, connect_timeout=5), TypeError, "did you mean timeout?"),
    (lambda c: c.stations.search(AREA, token="x"), TypeError, "did you mean resume?"),
    (lambda c: c.stations.search(AREA, providers=["x"]), TypeError, "did you mean emsp?"),
    (lambda c: c.stations.search(AREA, plugs=["ccs"]), TypeError, "did you mean connector_types?"),
    (lambda c: c.stations.search(AREA, stream=True), TypeError, "'stream': there are area, available"),
    (lambda c: c.stations.search(AREA, sort="power"), TypeError, "'sort': there are area, available"),
    (lambda c: c.stations.search(AREA, brand="x"), TypeError, "'brand': there are area, available"),
    (lambda c: c.stations.search(AREA, operator="x"), TypeError, "'operator': did you mean where?"),
    (lambda c: c.stations.search(AREA, xyzzy=5), TypeError, "there are area, available, check_limits"),
    (lambda c: c.with_options(timeuot=5), TypeError, "did you mean timeout?"),
    (lambda c: c.stations.search(Circle), AreaError, "area must be an instance, not the class Circle"),
    (lambda c: c.stations.search((52.5, 13.4, 5)), AreaError, "such as Circle(52.52, 13.405, radius=5_000)"),
    (lambda c: c.stations.search(STATION), AreaError, "not an object of type EVStation"),
    (lambda c: c.stations.search(AREA, connector_types=31), ConfigurationError, "pass [31]"),
    (lambda c: c.stations.search(AREA, connector_types=["ccs3"]), ConfigurationError, "did you mean ccs?"),
    (
        lambda c: c.stations.search(AREA, connector_types=STATION.connectors),
        ConfigurationError,
        "pass connector.connector_type.id",
    ),
    (
        lambda c: c.stations.search(AREA, emsp=[RoamingEntry(emsp="E", partner_id="1")]),
        ConfigurationError,
        "pass provider.partner_id",
    ),
    (lambda c: c.stations.search(AREA, available="yes"), ConfigurationError, "must be True or False"),
    (lambda c: c.stations.search(AREA, open_at=datetime(2026, 1, 1)), ConfigurationError, "datetime.now(UTC)"),
    (lambda c: c.stations.search(AREA, min_power="50"), ConfigurationError, "write 50kW"),
    (lambda c: c.stations.search(AREA, max_power=-5), ConfigurationError, "leave it out for any power"),
    (lambda c: c.stations.search(AREA, min_power="1MW", max_power=350), ConfigurationError, "swap them"),
    (lambda c: c.stations.search(AREA, limit=True), ConfigurationError, "whole number of at least 1, not True"),
]  # fmt: skip

LOOKUPS: list[tuple[Callable[[Any], object], str]] = [
    (lambda c: c.stations.get(STATION), "(pass station.id)"),
    (lambda c: c.stations.get(5), "not 5 (pass '5')"),
    (lambda c: c.stations.get(("a", "b")), "(get_many takes a list of ids)"),
    (lambda c: c.stations.get_many(STATION), "(pass [station.id])"),
    (lambda c: c.stations.get_many([STATION]), "(pass station.id)"),
    (lambda c: c.stations.get_many("abc"), "not 'abc' (pass ['abc'])"),
    (lambda c: c.stations.get_many([1, 2]), "not 1 (pass '1')"),
    (lambda c: c.pools.get(STATION), "(pass station.pool_id)"),
    (lambda c: c.pools.get_many([STATION]), "(pass station.pool_id)"),
    (lambda c: c.evses.get_many([STATION]), "(pass station.pool_id)"),
    (lambda c: c.evses.get_many([EVSEsPool(id="p")]), "(pass pool.id)"),
]


def check_short(error: BaseException, says: str) -> None:
    assert says in str(error)
    assert len(str(error)) < 300


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize(("call", "error", "says"), CALLS)
def test_calls(kind: Any, call: Callable[[Any], object], error: type[Exception], says: str) -> None:
    with pytest.raises(error) as caught:
        call(kind(api_key=KEY))
    check_short(caught.value, says)


@pytest.mark.parametrize(("call", "says"), LOOKUPS)
def test_lookups(call: Callable[[Any], object], says: str) -> None:
    with Client(api_key=KEY) as client, pytest.raises(ConfigurationError) as caught:
        call(client)
    check_short(caught.value, says)


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: Circle("52.5", 13.4, 5), "latitude must be a number, not str: '52.5' (the centre"),  # type: ignore[arg-type]
        (lambda: Circle(52.5, None, 5), "longitude must be a number, not None (the centre"),  # type: ignore[arg-type]
        (lambda: Circle(True, 13.4, 5), "latitude must be a number, not bool: True"),
        (lambda: Circle(-122.4, 37.8, 5), "(latitude comes first, then longitude: swap them)"),
        (lambda: Circle(52.5, 13.4, "5"), "'5' has no unit: write 5m or 5km"),
        (lambda: Circle(52.5, 13.4, STATION), "metres, not an object of type EVStation"),  # type: ignore[arg-type]
        (lambda: Box(north="53", west=13, south=52, east=14), "north must be a number, not str: '53'"),  # type: ignore[arg-type]
        (lambda: Corridor([("52", "13"), (1, 2)]), "must be a number, not str: '52' (point 0"),  # type: ignore[list-item]
        (lambda: Corridor([52.5, 13.4]), "such as Corridor([(52.5, 13.4), (52.4, 13.1)]"),  # type: ignore[list-item]
    ],
)  # fmt: skip
def test_areas(build: Callable[[], object], says: str) -> None:
    with pytest.raises(AreaError) as caught:
        build()
    check_short(caught.value, says)


def test_units_make_areas() -> None:
    assert Circle(52.5, 13.4, "5km") == AREA
    assert Corridor([(52.5, 13.4), (52.4, 13.1)], "1 km").width == 1_000


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ([STATION], "not an iterable of EVStation: call availability(station) for each"),
        ("abc", "not str"),
        (None, "not NoneType"),
        ([EVSE(id="e", connectors=())], "not an iterable of EVSE: its state is in `.state`"),
        ([None], "not an iterable of NoneType"),
    ],
)
def test_availability_of_something_else(what: Any, says: str) -> None:
    with pytest.raises(TypeError) as caught:
        evcp.availability(what)
    check_short(caught.value, says)


def test_base_url_of_the_service_without_its_path() -> None:
    with pytest.raises(ConfigurationError, match=r"pass https://ev-v2\.cc\.api\.here\.com/ev/"):
        Client(api_key=KEY, base_url="https://EV-v2.cc.api.here.com")


def test_repr_of_a_failed_lookup_tells_the_error() -> None:
    failed = evcp.FailedIds(("a", "b"), evcp.NotFoundError("no such address"))
    refused = evcp.FailedIds(("c",), evcp.ServerError("broken"))
    shown = repr(evcp.BulkResult((), (), (failed, refused, failed), ()))
    assert (
        shown == "<BulkResult 0 found, 0 missing, 5 failed (NotFoundError, ServerError), 0 issues>"
    )


def test_reprs_are_short() -> None:
    answer = stations("a", "b")
    with Client(api_key=KEY) as client:
        found: list[object] = [
            client,
            client.stations.search(Corridor([(52.5, 13.4)] * 999, 5)),
            client.stations.search(AREA, extra={"x": "y" * 999}),
            Corridor([(52.5, 13.4)] * 999, 5),
            evcp.operations.stations_bulk([f"id-{n}" for n in range(999)]),
            evcp.operations.get_station("x" * 999),
            evcp.Decoded(answer, (evcp.Issue("p" * 999, evcp.IssueKind.MISSING, "r" * 9_999),)),
            evcp.Issue("p" * 999, evcp.IssueKind.MISSING, "r\n" * 9_999),
            evcp.BulkResult(answer.ev_stations * 99, ("x",) * 99, (), ()),
            evcp.FailedIds(("x" * 99,) * 99, evcp.EvcpError("m" * 999)),
            STATION,
        ]
    for one in found:
        assert len(repr(one)) < 120
        assert "\n" not in repr(one)
        assert KEY not in repr(one)
