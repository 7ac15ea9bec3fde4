"""Both clients against the sandbox, over real HTTP and in the process: every resource.

Each test runs in four ways, which have to give the same.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import pytest
from sandbox.both_clients import (
    BERLIN,
    Serve,
    Served,
    count,
    got,
    in_process,
    listed,
    over_http,
    run,
)
from sandbox.helpers import KEY

from evcp import AsyncClient, Box, Corridor, NotFoundError
from evcp._client.pagination import Completeness
from evcp.routes import ExperimentalWarning, RouteRequest
from evcp.sandbox import Access, Assumptions, World
from evcp_models.codes import CONNECTOR_STATUS_CODES, CONNECTOR_TYPES, POWER_FEED_TYPES

Format = Literal["json", "xml"]
ROUTE = Corridor([(52.3, 13.0), (52.52, 13.4), (52.6, 13.8)], width=20_000)


@pytest.fixture(scope="module")
def pools(world: World) -> list[str]:
    """Pools of two stations and more."""
    return [pool for pool, stations in world.by_pool.items() if len(stations) > 1]


@pytest.fixture(scope="module", params=[over_http, in_process], ids=["http", "in process"])
def serve(request: pytest.FixtureRequest) -> Serve:
    """Either way to the sandbox."""
    way: Serve = request.param
    return way


@pytest.fixture(scope="module")
def sandbox(serve: Serve, world: World) -> Iterator[Served]:
    with serve(world, access=Access(accepted=frozenset({KEY}))) as running:
        yield running


# --- every resource -------------------------------------------------------------------------------


def test_search_count_and_details(
    kind: Any, format_: Format, sandbox: Served, world: World
) -> None:
    box = Box(north=53.0, west=12.5, south=52.0, east=14.0)

    async def use(client: Any) -> None:
        found = await listed(client.stations.search(box, page_size=7))
        assert found == [one for one in sorted(world.stations, key=lambda s: s.id) if one in found]
        assert len(found) == await got(client.stations.count(box)) > 7
        assert await got(client.stations.get(found[3].id)) == found[3]
        with pytest.raises(NotFoundError) as caught:
            await got(client.stations.get("gone"))
        assert caught.value.status == 404

    run(kind, sandbox, use, format=format_, strict=True)


@pytest.mark.parametrize("order", ["distance", "id", "arbitrary"])
def test_pages_are_complete_in_any_order(kind: Any, world: World, serve: Serve, order: Any) -> None:
    async def use(client: Any) -> None:
        pager = client.stations.search(BERLIN, page_size=7)
        found = {one.id for one in await listed(pager)}
        assert pager.completeness is Completeness.COMPLETE
        assert len(found) == await got(client.stations.count(BERLIN)) > 20

    with serve(world, assumptions=Assumptions(page_order=order)) as sandbox:
        run(kind, sandbox, use)


def test_pools_get(
    kind: Any, format_: Format, sandbox: Served, world: World, pools: list[str]
) -> None:
    async def use(client: Any) -> None:
        assert await got(client.pools.get(pools[0])) == world.by_pool[pools[0]]
        with pytest.raises(NotFoundError) as caught:
            await got(client.pools.get("gone"))
        assert caught.value.status == 404

    run(kind, sandbox, use, format=format_, strict=True)


BULK_ASSUMPTIONS = {
    "default": Assumptions(),
    "reject": Assumptions(unknown_ids="reject"),
    "ignore": Assumptions(unknown_ids="ignore", bulk_order="arbitrary", empty_result="empty-list"),
    # Fewer ids than in one call of the client: it must halve its calls.
    "few": Assumptions(max_bulk_ids=3, evses_shape="wrapped"),
}


@pytest.mark.parametrize("assumed", BULK_ASSUMPTIONS.values(), ids=BULK_ASSUMPTIONS.keys())
def test_get_many_accounts_for_every_id(
    kind: Any, format_: Format, world: World, serve: Serve, pools: list[str], assumed: Assumptions
) -> None:
    """Each id is found or missing, in order, under every assumption about unknown ids."""
    some = pools[:30]
    asked = [*some[:10], "gone", *some[10:], "lost", some[4]]
    stations = tuple(one for pool in some for one in world.by_pool[pool])

    async def use(client: Any) -> None:
        by_id = await got(client.stations.get_many(["gone", *(one.id for one in stations[:25])]))
        assert (by_id.found, by_id.missing) == (stations[:25], ("gone",))
        by_pool = await got(client.pools.get_many(asked))
        assert (by_pool.found, by_pool.missing) == (stations, ("gone", "lost"))
        evses = await got(client.evses.get_many(asked))
        assert [pool.id for pool in evses.found] == some
        assert evses.missing == ("gone", "lost")
        nothing = await got(client.evses.get_many(["gone"]))
        assert (nothing.found, nothing.missing) == ((), ("gone",))
        for result in (by_id, by_pool, evses, nothing):
            assert (result.failed, result.issues) == ((), ())

    with serve(world, assumptions=assumed) as sandbox:
        run(kind, sandbox, use, format=format_, strict=True)


def test_evses_and_stations_of_a_pool_agree(
    kind: Any, sandbox: Served, world: World, pools: list[str]
) -> None:
    async def use(client: Any) -> tuple[Any, Any]:
        stations = await got(client.pools.get_many(pools))
        evses = await got(client.evses.get_many(pools))
        return stations.found, evses.found

    stations, evses = run(kind, sandbox, use)
    told = sorted(
        (station.id, evse.cpo_id, connector.cpo_id, connector.state)
        for pool in evses
        for station in pool.stations
        for evse in station.evses
        for connector in evse.connectors
    )
    known = sorted(
        (station.id, status.cpo_evse_id, status.cpo_connector_id, status.state)
        for station in stations
        for group in station.connectors
        for status in group.connector_statuses
    )
    assert told == known
    assert len(told) > 300


@pytest.mark.parametrize("shape", ["bare", "wrapped"])
def test_code_lists_and_roamings(
    kind: Any, format_: Format, world: World, serve: Serve, shape: Literal["bare", "wrapped"]
) -> None:
    async def use(client: Any) -> None:
        tables: list[tuple[Any, Mapping[str, Any]]] = [
            (client.connector_types, CONNECTOR_TYPES),
            (client.power_feed_types, POWER_FEED_TYPES),
            (client.connector_statuses, CONNECTOR_STATUS_CODES),
        ]
        for resource, codes in tables:
            names = await got(resource.list())
            assert {one.id: one.name for one in names} == {c.id: c.name for c in codes.values()}
        roamings = await got(client.roamings.list())
        assert roamings == world.roamings
        partner = roamings[0].partner_id
        pager = client.stations.search(BERLIN, emsp=[partner])
        expected = {
            one.id
            for one in world.stations
            if any(card.partner_id == partner for card in one.roaming)
        }
        found = {one.id for one in await listed(pager)}
        assert found
        assert found <= expected

    with serve(world, assumptions=Assumptions(lookup_shape=shape)) as sandbox:
        run(kind, sandbox, use, format=format_, strict=True)


def test_along_the_route(kind: Any, format_: Format, sandbox: Served) -> None:
    async def use(client: Any) -> None:
        with pytest.warns(ExperimentalWarning, match="along_route is experimental"):
            pager = client.stations.along_route(ROUTE, connector_types=["31", "34"], page_size=5)
        found = await listed(pager)
        assert pager.completeness is Completeness.COMPLETE
        usual = client.stations.search(ROUTE, connector_types=["31", "34"], page_size=5)
        assert found == await listed(usual)
        assert len(found) > 10
        assert [one.distance for one in found] == sorted(one.distance for one in found)
        with pytest.warns(ExperimentalWarning, match="count_along_route is experimental"):
            count = await got(client.stations.count_along_route(ROUTE))
        assert count == await got(client.stations.count(ROUTE)) >= len(found)

    run(kind, sandbox, use, format=format_, strict=True)


def test_along_another_route_request(kind: Any, world: World, serve: Serve) -> None:
    own = RouteRequest(
        path="r/search", count_path="r/count", points="p", width="w", max_results="n"
    )

    async def use(client: Any) -> None:
        with pytest.warns(ExperimentalWarning):
            pager = client.stations.along_route(ROUTE, request=own, page_size=4)
        with pytest.warns(ExperimentalWarning):
            count = await got(client.stations.count_along_route(ROUTE, request=own))
        assert len(await listed(pager)) == count > 10
        with pytest.warns(ExperimentalWarning), pytest.raises(NotFoundError):
            await got(client.stations.count_along_route(ROUTE))

    with serve(world, assumptions=Assumptions(along_route=own)) as sandbox:
        run(kind, sandbox, use)


# --- slow answers ------------------------------------------------------------------------------------


def test_calls_wait_concurrently(kind: Any, world: World, serve: Serve) -> None:
    """64 calls are in the sandbox at once, whichever client sends them."""

    async def use(client: Any) -> list[int]:
        if isinstance(client, AsyncClient):
            return list(await asyncio.gather(*(count(client) for _ in range(64))))
        with ThreadPoolExecutor(64) as pool:
            return list(pool.map(lambda _: client.stations.count(BERLIN), range(64)))

    with serve(world, latency=0.5) as sandbox:
        began = time.perf_counter()
        counts = run(kind, sandbox, use, max_connections=64)
        # One after the other would take half a minute.
        assert time.perf_counter() - began < 16
    assert len(set(counts)) == 1
    assert counts[0] > 20
