"""In the process and over HTTP a client finds the same: the same models, the same errors.

Each row is run with both clients, with a sandbox behind a real port and with one in the process. Where time
plays a part, the real one has little of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from testing.helpers import BERLIN, Kind, Use, got, made, used

from evcp import AsyncClient, Client, Corridor, EvcpError, HereCredentials, RetryPolicy, Timeout
from evcp.sandbox import Access, Assumptions, Drift, Sandbox, World
from evcp.testing import InProcess, sandbox
from evcp.testing.inprocess import made_up

ACCESS = Access(forbidden=frozenset({"poor"}), access_keys={"an-id": "a-secret-text"})
QUICK = RetryPolicy(attempts=2, first_wait=0.001, longest_wait=0.001)
ROUTE = Corridor([(52.5, 13.3), (52.5, 13.5)], width=3_000)


@pytest.fixture(scope="module")
def world() -> World:
    return made_up(2_000, 0)


@pytest.fixture(scope="module")
def over_http(world: World) -> Iterator[Sandbox]:
    with Sandbox(world, access=ACCESS) as running:
        yield running


@pytest.fixture
def both(over_http: Sandbox, world: World) -> Iterator[tuple[Sandbox, InProcess]]:
    with sandbox(world=world, access=ACCESS) as inside:
        yield over_http, inside
    over_http.heal()


def clients(kind: Kind, http: Sandbox, inside: InProcess, **options: Any) -> tuple[Any, Any]:
    options = {"retries": QUICK, **options}
    outside = {"base_url": http.base_url, **options}
    if all(outside.get(name) is None for name in ("api_key", "credentials", "token")):
        outside["api_key"] = "a-key-of-no-account"
    return (Client if kind == "blocking" else AsyncClient)(**outside), made(inside, kind, **options)


def tried(client: Any, use: Use) -> Any:
    """What comes of it: a value, or all that can be told of an error but its addresses and times."""
    try:
        return used(client, use)
    except EvcpError as error:
        return {
            "class": type(error),
            "message": error.message,
            "hint": error.hint,
            "status": error.status,
            "attempts": error.attempts,
            "retry_after": error.retry_after,
            "path": error.url and error.url.partition("/ev/")[2],
            "excerpt": error.body_excerpt,
            "has an id": error.request_id is not None,
        }


async def resources(client: Any) -> list[Any]:
    """Every resource of the API."""
    found = await got(client.stations.search(BERLIN, page_size=10, limit=25, min_power=11))
    ids, pools = [one.id for one in found[:5]], [one.pool_id for one in found[:5]]
    missing = await got(client.stations.get_many([*ids, "not-there"]))
    return [
        found,
        await got(client.stations.count(BERLIN)),
        await got(client.stations.get(ids[0])),
        await got(client.pools.get(pools[0])),
        missing.found,
        missing.missing,
        (await got(client.pools.get_many(pools))).found,
        (await got(client.evses.get_many(pools))).found,
        await got(client.connector_types.list()),
        await got(client.power_feed_types.list()),
        await got(client.connector_statuses.list()),
        await got(client.roamings.list()),
    ]


async def along(client: Any) -> list[Any]:
    return [
        await got(client.stations.count_along_route(ROUTE)),
        await got(client.stations.along_route(ROUTE, limit=20)),
    ]


async def walk(client: Any) -> Any:
    return await got(client.stations.search(BERLIN, page_size=10, limit=25))


async def count(client: Any) -> Any:
    return await got(client.stations.count(BERLIN))


@pytest.mark.parametrize("format", ["json", "xml"])
def test_every_resource(both: Any, kind: Kind, format: str) -> None:
    outside, inside = (tried(one, resources) for one in clients(kind, *both, format=format))
    assert isinstance(outside, list)
    assert inside == outside


@pytest.mark.filterwarnings("ignore::evcp.ExperimentalWarning")
def test_along_a_route(both: Any, kind: Kind) -> None:
    outside, inside = (tried(one, along) for one in clients(kind, *both))
    assert isinstance(outside, list)
    assert inside == outside


FAULTS: dict[str, list[tuple[int | str, dict[str, Any]]]] = {
    **{
        str(status): [(status, {})]
        for status in (400, 401, 403, 404, 405, 413, 429, 500, 501, 502, 503, 504)
    },
    "503 once": [(503, {"times": 1})],
    "503 on the second page": [(503, {"times": 1, "first": 2})],
    "429 for a while": [(429, {"times": 1, "retry_after": 0})],
    "429 for an hour": [(429, {"retry_after": 3_600})],
    "cut": [("cut", {})],
    "cut at once": [("cut", {"after": 0})],
    "cut at the last byte": [("cut", {"after": 10**9})],
    "cut once": [("cut", {"times": 1})],
    "disconnect": [("disconnect", {})],
    "disconnect once": [("disconnect", {"times": 1})],
    "garbage": [("garbage", {})],
    "html": [("html", {})],
    "empty": [("empty", {})],
    "content type": [("content-type", {})],
    "slow, but not too slow": [("slow", {"bytes_per_second": 1e6})],
    "a little late": [("delay", {"seconds": 0.01})],
    "one after the other": [(503, {"times": 1}), ("cut", {"times": 1, "first": 2})],
}
BREAKS = {"IncompleteRead", "RemoteDisconnected", "ServerDisconnectedError", "ClientPayloadError"}


def same_words(found: Any) -> Any:
    """The libraries of HTTP have names of their own for a connection that broke."""
    if isinstance(found, dict):
        for name in BREAKS:
            found["message"] = found["message"].replace(name, "ConnectionBroke")
    return found


@pytest.mark.parametrize("use", [count, walk])
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault(both: Any, kind: Kind, fault: str, use: Use) -> None:
    found = []
    for service, client in zip(both, clients(kind, *both), strict=True):
        for what, how in FAULTS[fault]:
            service.fail(what, **how)
        found.append(same_words(tried(client, use)))
    assert found[1] == found[0]


@pytest.mark.parametrize("format", ["json", "xml"])
def test_drift(both: Any, kind: Kind, format: str) -> None:
    async def use(client: Any) -> Any:
        pager = client.stations.search(BERLIN, page_size=10, limit=25)
        found = await got(pager)
        return found, pager.issues

    found = []
    for service, client in zip(both, clients(kind, *both, format=format), strict=True):
        service.core.drift = Drift(rate=0.05)
        found.append(tried(client, use))
        service.core.drift = None
    stations, issues = found[1]
    assert len(stations) == 25
    assert issues
    assert found[1] == found[0]


SLOW = {
    "silent": (5.0, {}, Timeout(0.5, 0.15, 9)),
    "silent to the end": (5.0, {}, Timeout(0.5, 5, 0.3)),
    "a body that takes too long": (0.0, {"bytes_per_second": 20}, Timeout(0.5, 0.4, 0.5)),
}


@pytest.mark.parametrize("slow", SLOW)
def test_what_takes_too_long(both: Any, kind: Kind, slow: str) -> None:
    delay, pace, timeout = SLOW[slow]
    found = []
    for service, client in zip(both, clients(kind, *both, timeout=timeout), strict=True):
        service.slow(delay)
        if pace:
            service.fail("slow", **pace)
        error = tried(client, walk)
        # How much was left of the time is in the words; aiohttp may call the same end a silence.
        found.append((error["class"], error["attempts"]))
    assert found[1] == found[0]


@pytest.mark.parametrize(
    "login", [{"api_key": "poor"}, {"token": "poor"}, {"token": "fine-token"}, {"api_key": "fine"}]
)
def test_who_is_let_in(both: Any, kind: Kind, login: dict[str, Any]) -> None:
    outside, inside = (tried(one, count) for one in clients(kind, *both, **login))
    assert inside == outside


@pytest.mark.parametrize("secret", ["a-secret-text", "another-text"])
def test_access_keys(both: Any, kind: Kind, secret: str) -> None:
    found = []
    for at, service in enumerate(both):
        credentials = HereCredentials("an-id", secret, token_url=service.token_url)
        result = tried(clients(kind, *both, credentials=credentials)[at], count)
        if isinstance(result, dict):
            assert result.pop("excerpt")  # it has an id of its own
            assert result.pop("path") == ""
        found.append(result)
    assert found[1] == found[0]


def test_a_body_over_the_limit(both: Any, kind: Kind) -> None:
    outside, inside = (tried(one, walk) for one in clients(kind, *both, max_bytes=9_000))
    assert outside["class"].__name__ == "UnansweredError"
    assert inside == outside


def test_assumptions_are_the_same_in_both(kind: Kind) -> None:
    world = made_up(200, 1)
    assumed: dict[str, Any] = {
        "max_radius_m": 1_000,
        "error_body": 2,
        "gzip": False,
        "request_id_header": None,
    }
    with (
        Sandbox(world, assumptions=Assumptions(**assumed)) as http,
        sandbox(world=world, **assumed) as inside,
    ):
        outside, within = (tried(one, count) for one in clients(kind, http, inside))
    assert outside["status"] == 400
    assert outside["has an id"] is False
    assert within == outside
