"""Search along a route: pages, tokens, filters and extra members of the body."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from support.fakes import Kind, body, caller, count_body, ids_of, stations
from support.faults import FaultServer, Peer, message

from evcp import (
    AreaError,
    Circle,
    Completeness,
    ConfigurationError,
    Corridor,
    EvcpError,
    ExperimentalWarning,
    RouteRequest,
)

ROUTE = Corridor([(52.5, 13.4), (52.4, 13.1)], 1000)
LISTED = [f"s{n}" for n in range(7)]
PLAIN = {"corridor": {"points": "52.5,13.4;52.4,13.1", "width": 1000}}

pytestmark = [
    pytest.mark.parametrize("kind", ["sync", "async"]),
    pytest.mark.filterwarnings("ignore::evcp.ExperimentalWarning"),
]


def service(peer: Peer) -> None:
    asked = json.loads(peer.request.body)
    first = asked.get("offset", 0)
    page = LISTED[first : first + asked.get("maxResults", 50)]
    answer = stations(*page, more=first + len(page) < len(LISTED))
    peer.send(message(count_body(7) if "count" in peer.request.path else body(answer)))
    peer.keep()


def test_a_token_resumes_the_search(kind: Kind) -> None:
    def search(client: Any, **more: Any) -> Any:
        return client.stations.along_route(ROUTE, page_size=3, **more)

    with FaultServer(service) as server, caller(kind, base_url=server.url) as one:
        pagers: list[Any] = []

        def begin(client: Any, **more: Any) -> Any:
            pagers.append(search(client, **more))
            return pagers[-1]

        had = list(one.run(lambda client: begin(client, limit=4)))
        rest = list(one.run(lambda client: begin(client, resume=pagers[0].token)))
        assert ids_of(had) == LISTED[:4]
        assert ids_of(rest) == LISTED[4:]
        assert pagers[1].completeness is Completeness.COMPLETE
        token = pagers[0].token
        others: list[dict[str, Any]] = [{"emsp": ["x"]}, {"min_power": 5}, {"extra": {"a": "b"}}]
        for other in others:
            with pytest.raises(EvcpError, match="another search"):
                one.run(partial(search, resume=token, **other))


EMSPS = ["1f351b84-cca5-11ed-8155-42010aa40002", "1f39ad02-cca5-11ed-9d1a-42010aa40002"]


def test_filters_and_unknown_members_are_in_the_body(kind: Kind) -> None:
    with FaultServer(service) as server, caller(kind, base_url=server.url) as one:
        found = one.run(
            lambda client: client.stations.along_route(
                ROUTE,
                connector_types=["31"],
                emsp=EMSPS,
                min_power=50,
                max_power=350.5,
                extra={
                    "lang": "de",
                    "brands": ["a", "b"],
                    "open": True,
                    "corridor": {"side": "both"},
                    "sort": {"by": [{"a.b": 1}], "none": {}},
                },
            )
        )
        assert ids_of(list(found)) == []
        number = one.run(
            lambda client: client.stations.count_along_route(ROUTE, extra={"lang": "de"})
        )
        assert number == 7
    search, count = server.requests
    assert json.loads(search.body) == {
        "corridor": {**PLAIN["corridor"], "side": "both"},
        "sort": {"by": [{"a.b": 1}], "none": {}},
        "connectorType": "31",
        "emsp": ",".join(EMSPS),
        "powerMin": 50,
        "powerMax": 350.5,
        "lang": "de",
        "brands": ["a", "b"],
        "open": True,
        "maxResults": 100,
    }
    assert json.loads(count.body) == {**PLAIN, "lang": "de"}


CIRCLE = Circle(52.5, 13.4, 500)
OWN = RouteRequest(points="path")
WRONG: list[tuple[Callable[[Any], Any], type[EvcpError], str]] = [
    (lambda s: s.along_route(CIRCLE), AreaError, "route must be a Corridor"),
    (lambda s: s.count_along_route((1, 2)), AreaError, "route must be a Corridor"),
    (
        lambda s: s.along_route(ROUTE, min_power="50"),
        ConfigurationError,
        "min_power must be .* '50' has no unit",
    ),
    (lambda s: s.along_route(ROUTE, min_power=-5), ConfigurationError, "must not be negative"),
    (lambda s: s.along_route(ROUTE, min_power=9, max_power=8), ConfigurationError, "swap them"),
    (lambda s: s.along_route(ROUTE, emsp=[""]), ConfigurationError, "partner id is empty"),
    (
        lambda s: s.along_route(ROUTE, page_size="5"),
        ConfigurationError,
        "page_size must be .* not '5'",
    ),
    (lambda s: s.along_route(ROUTE, limit=0), ConfigurationError, "limit must be .* not 0"),
    (lambda s: s.along_route(ROUTE, resume="x"), EvcpError, "token is damaged"),
    (lambda s: s.along_route(ROUTE, extra={"maxResults": 5}), ConfigurationError, "use page_size"),
    (lambda s: s.along_route(ROUTE, extra={"offset": 5}), ConfigurationError, "use resume"),
    (lambda s: s.along_route(ROUTE, extra={"emsp": "x"}), ConfigurationError, "use emsp"),
    (lambda s: s.along_route(ROUTE, extra={"apiKey": "x"}), ConfigurationError, "use api_key"),
    (
        lambda s: s.along_route(ROUTE, extra={"x": None}),
        ConfigurationError,
        "'x' must be .* not None",
    ),
    (lambda s: s.count_along_route(ROUTE, extra={"corridor": "x"}), ConfigurationError, "corridor"),
    (
        lambda s: s.count_along_route(ROUTE, extra={"corridor": {"width": 5}}),
        ConfigurationError,
        "extra holds 'corridor.width'.*use the corridor's width",
    ),
    (
        lambda s: s.along_route(ROUTE, extra={"a": {"b": [{"c": None}]}}),
        ConfigurationError,
        "must be .* not None",
    ),
    (
        lambda s: s.along_route(ROUTE, request=OWN, extra={"path": "x"}),
        ConfigurationError,
        "extra holds 'path'.*use the corridor",
    ),
]


@pytest.mark.parametrize(("call", "error", "says"), WRONG)
def test_wrong_arguments_send_nothing(
    kind: Kind, call: Callable[[Any], Any], error: type[EvcpError], says: str
) -> None:
    with (
        caller(kind, base_url="http://127.0.0.1:9/ev/") as one,
        pytest.raises(error, match=says) as caught,
    ):
        one.run(lambda client: call(client.stations))
    assert type(caught.value) is error


def test_the_warning_points_to_the_caller(kind: Kind) -> None:
    with FaultServer(service) as server, caller(kind, base_url=server.url) as one:
        with pytest.warns(ExperimentalWarning) as search:
            one.run(lambda client: client.stations.along_route(ROUTE))
        with pytest.warns(ExperimentalWarning) as count:
            one.run(lambda client: client.stations.count_along_route(ROUTE))
    assert search[0].filename == __file__
    # A coroutine is stepped by whoever awaits it.
    assert kind == "async" or count[0].filename == __file__
