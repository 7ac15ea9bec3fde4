"""Operations: the exact request of every resource with every parameter (contract section 1)."""

from __future__ import annotations

import copy
import json
import pickle
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

import evcp_models as m
from evcp import (
    Box,
    Circle,
    ConfigurationError,
    Corridor,
    ExperimentalWarning,
    RouteRequest,
)
from evcp import operations as ops
from evcp.operations import Operation, at_offset, in_format, without_page
from evcp.routes import count_along_route, search_along_route

CIRCLE = Circle(52.516667, 13.383333, 5000)
PROX = ("prox", "52.516667,13.383333,5000")
EMSPS = ["1f351b84-cca5-11ed-8155-42010aa40002", "1f39ad02-cca5-11ed-9d1a-42010aa40002"]
POOL = "evcp0-ZGMyNzMzMWEtMmNjNC0xMWVlLWI5ZDktNDIwMTBhYTQwZmMw"
BOX = Box(north=53, west=13, south=52, east=14)
ROUTE = Corridor([(52.5, 13.4), (52.4, 13.06)], 2000)

GETS: list[tuple[Operation[Any], str, str, tuple[tuple[str, str], ...], type[Any]]] = [
    # 1.3 Stations
    (ops.search_stations(CIRCLE), "stations.search", "stations", (PROX,), m.EVStationsResult),
    (
        ops.search_stations(
            CIRCLE,
            connector_types=["30", 31],
            emsp=EMSPS,
            min_power=22,
            max_power=350.5,
            max_results=500,
            offset=1000,
            extra={"lang": "de", "n": 3, "x": 1.5, "tag": ["a", "b"], "open": True, "old": False},
        ),
        "stations.search",
        "stations",
        (
            PROX,
            ("connectortype", "30,31"),
            ("emsp", ",".join(EMSPS)),
            ("powermin", "22"),
            ("powermax", "350.5"),
            ("maxresults", "500"),
            ("offset", "1000"),
            ("lang", "de"),
            ("n", "3"),
            ("x", "1.5"),
            ("tag", "a"),
            ("tag", "b"),
            ("open", "true"),
            ("old", "false"),
        ),
        m.EVStationsResult,
    ),
    (
        ops.search_stations(BOX, connector_types="31", emsp=EMSPS[0], min_power=0),
        "stations.search",
        "stations",
        (
            ("bbox", "53,13;52,14"),
            ("connectortype", "31"),
            ("emsp", EMSPS[0]),
            ("powermin", "0"),
        ),
        m.EVStationsResult,
    ),
    # Six significant digits would not be enough, and an exponent is not a number to everybody.
    (
        ops.search_stations(CIRCLE, min_power=0.00001, max_power=1_234_567.25),
        "stations.search",
        "stations",
        (PROX, ("powermin", "0.00001"), ("powermax", "1234567.25")),
        m.EVStationsResult,
    ),
    (
        ops.search_stations(ROUTE),
        "stations.search",
        "stations",
        (("corridor", "52.5,13.4;52.4,13.06"), ("corridorwidth", "2000")),
        m.EVStationsResult,
    ),
    # 1.4 Stations count
    (ops.count_stations(CIRCLE), "stations.count", "stations/count", (PROX,), m.CountResult),
    (
        ops.count_stations(BOX, extra={"a": "b"}),
        "stations.count",
        "stations/count",
        (("bbox", "53,13;52,14"), ("a", "b")),
        m.CountResult,
    ),
    # 1.5 Station details and bulk
    (
        ops.get_station("826gcr80-88ee7f23", extra={"a": "b"}),
        "stations.get",
        "stations/826gcr80-88ee7f23",
        (("a", "b"),),
        m.EVStationsResult,
    ),
    (
        ops.stations_bulk(["A", "B"], extra={"a": "b"}),
        "stations.get_many",
        "stations/bulk",
        (("id", "A"), ("id", "B"), ("a", "b")),
        m.EVStationsResult,
    ),
    # 1.7 EVSEs bulk
    (
        ops.evses_bulk(iter([POOL])),
        "evses.get_many",
        "evses/bulk",
        (("id", POOL),),
        m.EVSEsResult,
    ),
    # 1.8 Pools and pools bulk
    (ops.get_pool(POOL), "pools.get", f"pools/{POOL}", (), m.EVStationsResult),
    (
        ops.pools_bulk((POOL, "b")),
        "pools.get_many",
        "pools/bulk",
        (("id", POOL), ("id", "b")),
        m.EVStationsResult,
    ),
    # 1.9 Look-ups
    (
        ops.connector_types(extra={"a": "b"}),
        "connector_types.list",
        "connectortypes",
        (("a", "b"),),
        m.ConnectorTypesResult,
    ),
    (ops.power_feed_types(), "power_feed_types.list", "powerfeedtypes", (), m.PowerFeedTypesResult),
    (
        ops.connector_statuses(),
        "connector_statuses.list",
        "connectorstatuses",
        (),
        m.ConnectorStatusesResult,
    ),
    (ops.roamings(), "roamings.list", "roamings", (), m.RoamingsResult),
]


@pytest.mark.parametrize(
    ("operation", "name", "path", "query", "model"), GETS, ids=[row[1] for row in GETS]
)
def test_every_resource(
    operation: Operation[Any],
    name: str,
    path: str,
    query: tuple[tuple[str, str], ...],
    model: type[Any],
) -> None:
    assert (operation.name, operation.path, operation.query) == (name, path, query)
    assert operation.model is model
    assert (operation.method, operation.body) == ("GET", None)
    # EVSEs are documented in JSON alone (1.7), all else in both formats (1.1).
    assert operation.formats == (("json",) if name == "evses.get_many" else ("json", "xml"))
    assert in_format(operation, "json") == "json"
    assert in_format(operation, "xml") == ("json" if name == "evses.get_many" else "xml")
    for other in (pickle.loads(pickle.dumps(operation)), copy.deepcopy(operation)):  # noqa: S301
        assert other == operation
        assert hash(other) == hash(operation)


BUILDERS: list[Callable[..., Operation[Any]]] = [
    partial(ops.search_stations, CIRCLE),
    partial(ops.count_stations, CIRCLE),
    partial(ops.get_station, "A"),
    partial(ops.get_pool, "A"),
    partial(ops.stations_bulk, ["A"]),
    partial(ops.pools_bulk, ["A"]),
    partial(ops.evses_bulk, ["A"]),
    ops.connector_types,
    ops.power_feed_types,
    ops.connector_statuses,
    ops.roamings,
]


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build().name)
def test_every_resource_takes_extra_parameters(
    build: Callable[..., Operation[Any]],
) -> None:
    plain = build()
    assert build(extra={}) == plain
    more = build(extra={"lang": "de", "tag": ("a", "b")})
    assert more == replace(plain, query=(*plain.query, ("lang", "de"), ("tag", "a"), ("tag", "b")))


def test_along_the_route() -> None:
    # 1.6: all of it inferred, and all of it in one value.
    with pytest.warns(ExperimentalWarning, match="along_route"):
        search = search_along_route(ROUTE, ["31", 33], RouteRequest())
    assert (search.method, search.path, search.query) == ("POST", "stations", ())
    assert not search.suffix
    assert search.body == (
        '{"corridor": {"points": "52.5,13.4;52.4,13.06", "width": 2000}, "connectorType": "31,33"}'
    )
    page = at_offset(search, 40, 20)
    assert page.body == search.body[:-1] + ', "maxResults": 20, "offset": 40}'
    assert without_page(page) == search
    assert at_offset(page, 0, 20).body == search.body[:-1] + ', "maxResults": 20}'
    with pytest.warns(ExperimentalWarning):
        full = search_along_route(
            ROUTE,
            (),
            RouteRequest(max_power="most"),
            emsp=EMSPS,
            min_power=22,
            max_power=350.5,
            extra={"lang": "de", "tags": ["a", 1], "open": True},
        )
    assert full.body is not None
    assert json.loads(full.body) == {
        "corridor": {"points": "52.5,13.4;52.4,13.06", "width": 2000},
        "emsp": ",".join(EMSPS),
        "powerMin": 22,
        "most": 350.5,
        "lang": "de",
        "tags": ["a", 1],
        "open": True,
    }
    with pytest.warns(ExperimentalWarning):
        count = count_along_route(
            Corridor(ROUTE.points), RouteRequest(count_path="c", points="path")
        )
    assert (count.path, count.body, count.model) == (
        "c",
        '{"path": "52.5,13.4;52.4,13.06"}',
        m.CountResult,
    )


def test_the_other_pages_of_a_search() -> None:
    search = ops.search_stations(CIRCLE, max_results=7, offset=9, extra={"lang": "de"})
    first = at_offset(search, 0, 50)
    assert first.query == (PROX, ("lang", "de"), ("maxresults", "50"))
    later = at_offset(first, 49, 50)
    assert later.query == (PROX, ("lang", "de"), ("maxresults", "50"), ("offset", "49"))
    assert without_page(later).query == (PROX, ("lang", "de"))


def test_ids_are_escaped_in_a_path() -> None:
    paths = {
        "a/b": "stations/a%2Fb",
        "../secret": "stations/..%2Fsecret",
        "a?b#c": "stations/a%3Fb%23c",
        "a b": "stations/a%20b",
        "50%": "stations/50%25",
        "%2e%2e": "stations/%252e%252e",
        "ä": "stations/%C3%A4",
        "a\r\nHost: x": "stations/a%0D%0AHost%3A%20x",
        "...": "stations/...",
        "a+b~_-.": "stations/a%2Bb~_-.",
    }
    assert {id: ops.get_station(id).path for id in paths} == paths


WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: ops.get_station(""), "station id"),
    (lambda: ops.get_station("  "), "station id"),
    (lambda: ops.get_station("."), "name of the API"),
    (lambda: ops.get_station(".."), "name of the API"),
    (lambda: ops.get_station("bulk"), "name of the API"),
    (lambda: ops.get_station("count"), "name of the API"),
    (lambda: ops.get_station(None), "station id"),  # type: ignore[arg-type]
    (lambda: ops.get_station(5), "station id"),  # type: ignore[arg-type]
    (lambda: ops.get_station("\ud800"), "Unicode"),
    (lambda: ops.get_pool(""), "pool id"),
    (lambda: ops.get_pool("bulk"), "name of the API"),
    (lambda: ops.stations_bulk([]), "list of station ids is empty"),
    (lambda: ops.stations_bulk("AB"), "station ids must be a list of strings"),
    (lambda: ops.stations_bulk(["A", ""]), "station id"),
    (lambda: ops.pools_bulk([]), "list of pool ids is empty"),
    (lambda: ops.pools_bulk(["A", None]), "pool id"),  # type: ignore[list-item]
    (lambda: ops.evses_bulk(["\udfff"]), "pool id is not valid Unicode"),
    (lambda: ops.evses_bulk("AB"), "pool ids must be a list of strings, not 'AB'"),
    (lambda: ops.evses_bulk(()), "the list of pool ids is empty"),
    (lambda: ops.search_stations(CIRCLE, connector_types=["31", ""]), "connector type is empty"),
    (lambda: ops.search_stations(CIRCLE, connector_types=""), "connector type is empty"),
    (lambda: ops.search_stations(CIRCLE, emsp=[" "]), "partner id is empty"),
    (lambda: ops.search_stations(CIRCLE, min_power=float("nan")), "powermin"),
    (lambda: ops.search_stations(CIRCLE, min_power=-5), "powermin must not be negative"),
    (lambda: ops.search_stations(CIRCLE, max_power=-1), "powermax must not be negative"),
    (
        lambda: ops.search_stations(CIRCLE, min_power=9, max_power=8),
        "powermin 9 is above powermax 8",
    ),
    (lambda: ops.search_stations(CIRCLE, max_power=float("inf")), "powermax"),
    (lambda: in_format(ops.roamings(), "yaml"), "json"),  # type: ignore[arg-type]
    (lambda: RouteRequest(points="offset"), "two members of a body have the same name: .*offset"),
]


@pytest.mark.parametrize(("build", "says"), WRONG)
def test_impossible_operations(build: Callable[[], object], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        build()


def test_a_filter_without_ids_is_no_filter() -> None:
    plain = ops.search_stations(CIRCLE)
    assert ops.search_stations(CIRCLE, connector_types=[], emsp=iter(())) == plain
    assert ops.search_stations(CIRCLE, connector_types=(), emsp=()) == plain


def test_a_pool_may_be_called_count() -> None:
    assert ops.get_pool("count").path == "pools/count"


def test_building_an_operation_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ops.search_stations(CIRCLE)
