"""Searching along a route over real HTTP: an inference, and so a setting."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Literal

import pytest
from sandbox.helpers import KEY, call, ids_of

from evcp import AsyncClient, Client, Corridor
from evcp.routes import ExperimentalWarning, RouteRequest
from evcp.sandbox import Assumptions, Sandbox, World

EMSP = "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a04"
"""A third of the stations of the world take cards of it."""
BERLIN = "52.3,13.0;52.52,13.4;52.6,13.8"

ROUTE = "stations"
COUNT = "stations/count"


def test_along_the_route_is_the_search_with_a_corridor(sandbox: Sandbox) -> None:
    """The whole request is inferred; its response must equal the confirmed search."""
    more: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        ({}, []),
        ({"connectorType": "34,29"}, [("connectortype", "34,29")]),
        ({"maxResults": 4, "offset": 3}, [("maxresults", "4"), ("offset", "3")]),
        ({"powerMin": 50, "powerMax": 150.5}, [("powermin", "50"), ("powermax", "150.5")]),
        ({"emsp": EMSP}, [("emsp", EMSP)]),
    ]
    for body, params in more:
        geometry = [("corridor", BERLIN), ("corridorwidth", "20000")]
        expected = call(sandbox, "stations.json", params=[*geometry, *params])
        asked = {"corridor": {"points": BERLIN, "width": 20000}, **body}
        found = call(sandbox, ROUTE, method="POST", json=asked)
        assert found.json() == expected.json()
        assert len(ids_of(found.json())) >= 3
        count = call(sandbox, COUNT, method="POST", json=asked).json()
        assert count == call(sandbox, "stations/count.json", params=geometry).json()


@pytest.mark.parametrize(
    "filters",
    [
        {"connector_types": ["34", "29"]},
        {"emsp": [EMSP]},
        {"min_power": 50},
        {"max_power": 49.5},
        {"connector_types": ["34"], "emsp": [EMSP], "min_power": 20, "max_power": 400},
    ],
)
def test_the_route_search_of_the_client(sandbox: Sandbox, filters: dict[str, Any]) -> None:
    """Each filter of the client takes effect, and the same as in the search with a corridor."""
    route = Corridor([(52.3, 13.0), (52.52, 13.4), (52.6, 13.8)], 20_000)
    with Client(api_key=KEY, base_url=sandbox.base_url) as client:
        with pytest.warns(ExperimentalWarning):
            found = list(client.stations.along_route(route, **filters))
        with pytest.warns(ExperimentalWarning):
            everything = list(client.stations.along_route(route))
        assert found == list(client.stations.search(route, **filters))
    assert 0 < len(found) < len(everything)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe\xfd", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not an object"),
        (b"null", "not an object"),
        (b"{}", "corridor.points: must be given"),
        (b'{"corridor": 5}', "corridor.points: must be given"),
        (b'{"corridor": {"points": 5}}', "corridor.points: must be pairs"),
        (
            b'{"corridor": {"points": ["1,1"]}}',
            "corridor.points: must be text or a number, not list",
        ),
        (
            b'{"corridor": {"points": null}}',
            "corridor.points: must be text or a number, not NoneType",
        ),
        (b'{"corridor": {"points": "1,1"}}', "corridor.points: a path needs at least two points"),
        (b'{"corridor": {"points": "1,1;2,300"}}', "corridor.points: longitude 300"),
        (b'{"corridor": {"points": "1,1;2,2", "width": 1.5}}', "corridor.width: must be a whole"),
        (b'{"corridor": {"points": "1,1;2,2", "width": NaN}}', "corridor.width: must be a whole"),
        (b'{"corridor": {"points": "1,1;2,2", "width": 1e300}}', "corridor.width: must be a whole"),
        (
            b'{"corridor": {"points": "1,1;2,2", "width": true}}',
            "corridor.width: must be text or a",
        ),
        (b'{"corridor": {"points": "1,1;40,40", "width": 10000}}', "corridor.points: its area"),
        (b'{"corridor": {"points": "1,1;2,2"}, "maxResults": 0}', "maxResults: must be at least 1"),
        (b'{"corridor": {"points": "1,1;2,2"}, "connectorType": "x"}', "connectorType: takes ids"),
        (b'{"corridor": {"points": "1,1;2,2"}, "powerMin": "x"}', "powerMin: 'x' is not a number"),
        (
            b'{"corridor": {"points": "1,1;2,2"}, "powerMin": 9, "powerMax": 5}',
            "powerMin: 9 is more than",
        ),
    ],
)
def test_a_bad_route_is_a_400_with_the_member_of_the_body(
    sandbox: Sandbox, body: bytes, problem: str
) -> None:
    headers = {"Content-Type": "application/json"}
    error = call(sandbox, ROUTE, method="POST", data=body, headers=headers, status=400).json()
    assert problem in error["error_description"]


def test_a_too_long_route_is_refused(sandbox: Sandbox) -> None:
    # Longer than the limit for unread bodies; the path repeats one point.
    points = ";".join(["52.52,13.4"] * 8_000) + ";52.521,13.401"
    assert len(points) > 65_536
    found = call(sandbox, ROUTE, method="POST", json={"corridor": {"points": points, "width": 90}})
    assert found.json()["hasMore"] is False
    with Sandbox(sandbox.world, assumptions=Assumptions(max_request_body=70_000)) as other:
        error = call(other, ROUTE, method="POST", json={"corridor": {"points": points}}, status=413)
        assert "70000 bytes" in error.text
        huge = b" " * 4_000_000
        call(other, ROUTE, method="POST", data=huge, status=413)
        call(other, ROUTE, method="POST", data=iter([b"{", b"}"]), status=411)
        short = {"corridor": {"points": "52.5,13.4;52.6,13.4", "width": 500}}
        call(other, ROUTE, method="POST", json=short)


def test_a_route_of_another_content_type_is_a_415(sandbox: Sandbox) -> None:
    body = json.dumps({"corridor": {"points": "52.5,13.4;52.6,13.4"}})
    for kind, status in [
        ("application/json; charset=utf-8", 200),
        ("APPLICATION/JSON", 200),
        ("text/xml", 415),
        ("application/x-www-form-urlencoded", 415),
    ]:
        headers = {"Content-Type": kind}
        call(sandbox, ROUTE, method="POST", data=body, headers=headers, status=status)


def test_the_routes_request_is_an_assumption(world: World) -> None:
    own = RouteRequest(
        path="route", count_path="route/n", suffix=True, points="path", width="w", offset="from"
    )
    body = {"path": BERLIN, "w": 20000, "from": 2, "corridor": "nonsense"}
    with Sandbox(world, assumptions=Assumptions(along_route=own)) as sandbox:
        call(sandbox, ROUTE, method="POST", json=body, status=404)
        page = call(sandbox, "route.json", method="POST", json=body).json()
        count = call(sandbox, "route/n.json", method="POST", json=body).json()["count"]
        assert page["count"] == count - 2 > 0
    strict = Assumptions(along_route=own, strict_parameters=True)
    with Sandbox(world, assumptions=strict) as sandbox:
        error = call(sandbox, "route.json", method="POST", json=body, status=400)
        assert "corridor: is not a member" in error.text
    with Sandbox(world, assumptions=Assumptions(along_route=None)) as sandbox:
        call(sandbox, COUNT, method="POST", json=body, status=404)


def test_methods_of_route_searches(sandbox: Sandbox) -> None:
    refused = call(sandbox, COUNT, status=405)
    assert refused.headers["Allow"] == "POST"
    assert call(sandbox, "roamings.json", method="POST", status=405).headers["Allow"] == "GET"
    asked = call(sandbox, COUNT, method="OPTIONS", status=204)
    assert asked.headers["Access-Control-Allow-Methods"] == "POST"
    assert asked.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"


def test_the_route_of_the_one_public_client(sandbox: Sandbox) -> None:
    """Without a suffix `Accept` names the format; the width is 5,000 m if none is given."""
    asked = {"maxResults": 5, "corridor": {"points": BERLIN}}
    plain = [("corridor", BERLIN), ("maxresults", "5")]
    for width in ([], [("corridorwidth", "5000")]):
        expected = call(sandbox, "stations.json", params=[*plain, *width]).json()
        assert call(sandbox, ROUTE, method="POST", json=asked).json() == expected
    accept = {"Accept": "application/xml"}
    found = call(sandbox, ROUTE, method="POST", json=asked, headers=accept)
    assert found.content == call(sandbox, "stations.xml", params=plain).content


@pytest.mark.parametrize("format", ["json", "xml"])
@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_the_client_reads_a_route_in_both_formats(
    sandbox: Sandbox, format: Literal["json", "xml"], client: Any
) -> None:
    route = Corridor([(52.3, 13.0), (52.52, 13.4), (52.6, 13.8)], 20_000)

    async def search(one: AsyncClient) -> list[Any]:
        async with one:
            return [station async for station in one.stations.along_route(route, page_size=5)]

    def read() -> list[Any]:
        one = client(api_key=KEY, base_url=sandbox.base_url, format=format)
        if isinstance(one, AsyncClient):
            return asyncio.run(search(one))
        with one:
            return list(one.stations.along_route(route, page_size=5))

    with pytest.warns(ExperimentalWarning):
        found = read()
    with Client(api_key=KEY, base_url=sandbox.base_url) as plain:
        assert found == list(plain.stations.search(route))
