"""Harvests: every station once, complete or told otherwise, whatever the service is like."""

from __future__ import annotations

import asyncio
import json
import pickle
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from bench.harvest_service import Service, plain_body, quadtree, synthetic
from support.settings import FULL, full, measure

from evcp import (
    AsyncClient,
    AuthenticationError,
    Box,
    Circle,
    Client,
    Completeness,
    ConfigurationError,
    EvcpError,
)
from evcp._api.sphere import air_line
from evcp.auth import BearerToken
from evcp.harvest import Harvest, Polygons, Pool, Summary, open_harvest
from evcp.harvest.budget import Budget, Lease, Pacer
from evcp.harvest.coordinator import Coordinator
from evcp.harvest.engines import run_task
from evcp.harvest.regions import region_of
from evcp.harvest.tasks import Child, Kind, Outcome, Profile, TileResult, TileTask
from evcp.harvest.tiles import Tile, grid
from evcp.transport import Request, Response

EUROPE = Box(north=67, west=-10, south=35, east=31)
AREA = EUROPE if FULL else Box(north=54, west=6, south=47, east=14)
NUMBER = measure(1_000, 6_000)


def places(number: int, area: Box, seed: int) -> tuple[Any, Any]:
    """The places of Europe, drawn together into an area."""
    latitudes, longitudes = synthetic(number, seed)
    down = (area.north - area.south) / (EUROPE.north - EUROPE.south)
    across = (area.east - area.west) / (EUROPE.east - EUROPE.west)
    latitudes = area.south + (latitudes - EUROPE.south) * down
    longitudes = area.west + (longitudes - EUROPE.west) * across
    return latitudes.round(7), longitudes.round(7)


PLACES = places(NUMBER, AREA, seed=3)
ALL = {f"s{row:07d}" for row in range(NUMBER)}


def service(**manners: Any) -> Service:
    return Service(PLACES[0].copy(), PLACES[1].copy(), plain_body(*PLACES), **manners)


def client_of(transport: Service) -> Client:
    return Client(api_key="k", base_url="http://service.test/ev/", transport=transport)


def run(transport: Service, path: Path, area: Any = AREA, **options: Any) -> Summary:
    with client_of(transport) as client:
        return Harvest(area, path / "out.parquet", **options).run(client)


def ids(summary: Summary) -> list[str]:
    found: list[str] = pq.read_table(summary.path, columns=["id"])["id"].to_pylist()
    return found


@pytest.mark.parametrize(
    "manners",
    [
        {"cap": 20},
        {"cap": 1000},
        {"cap": 100, "over": "reject"},
        {"cap": 100, "counts": False},
        {"cap": 100, "has_more": "absent"},
        {"cap": 100, "has_more": "silent", "offsets": False},
        {"cap": 100, "has_more": "absent", "offsets": False},
        {"cap": 100, "has_more": "silent", "offsets": False, "counts": False},
        {"cap": 97, "has_more": "silent", "counts": False},
        {"cap": measure(50, 100), "max_offset": measure(120, 250)},
    ],
    ids=str,
)
def test_every_station_once_whatever_the_manners(manners: dict[str, Any], tmp_path: Path) -> None:
    summary = run(service(**manners), tmp_path)
    found = ids(summary)
    # Six stations at one place fit a page; the manners never hide them.
    assert set(found) == ALL
    assert len(found) == len(ALL)
    assert summary.completeness is Completeness.COMPLETE


@pytest.mark.parametrize("cap", [100, pytest.param(500, marks=full)])
def test_requests_are_near_the_lower_bound(cap: int, tmp_path: Path) -> None:
    area = Box(north=55, west=5, south=47, east=15)
    latitudes, longitudes = places(measure(10_000, 60_000), area, seed=1)
    transport = Service(
        latitudes, longitudes, plain_body(latitudes.tolist(), longitudes.tolist()), cap=cap
    )
    summary = run(transport, tmp_path, area)
    inside = region_of(area)
    number = sum(map(inside.contains, latitudes.tolist(), longitudes.tolist()))
    first = [tile.bounds for tile in grid(inside)]
    assert summary.stations == number
    assert transport.requests.total() == summary.totals.requests <= 1.6 * number / cap
    assert summary.totals.requests < quadtree(latitudes, longitudes, cap, first) / 2


def crowded(number: int, **manners: Any) -> Service:
    """Stations of four towns and a country, whose pages are cut at 20 in silence."""
    chance = np.random.default_rng(2)
    towns = chance.uniform((47, 6), (51, 12), (4, 2))
    found = towns[chance.integers(0, 4, number)] + chance.normal(0, 0.02, (number, 2))
    found[::5] = chance.uniform((47, 6), (51, 12), found[::5].shape)
    latitudes, longitudes = found.round(6).T
    body = plain_body(latitudes.tolist(), longitudes.tolist())
    manners = {"cap": 20, "has_more": "silent", "offsets": False, **manners}
    return Service(latitudes, longitudes, body, **manners)


CROWDED = Box(north=51.5, west=5.5, south=46.5, east=12.5)


@full
@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("order", ["ids", "places"])
def test_a_cut_in_silence_costs_less_than_a_quadtree(
    counts: bool, order: str, tmp_path: Path
) -> None:
    transport = crowded(4_000, counts=counts)
    first = [tile.bounds for tile in grid(region_of(CROWDED))]
    plain = quadtree(transport.latitudes, transport.longitudes, 20, first)
    if order == "places":  # a page is a corner of its tile
        rows = np.argsort(transport.latitudes)
        transport.latitudes = transport.latitudes[rows]
        transport.longitudes = transport.longitudes[rows]
        transport.body = plain_body(transport.latitudes, transport.longitudes)
        transport.reindex()
    summary = run(transport, tmp_path, CROWDED)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 4_000)
    assert summary.totals.requests <= (3.2 * 200 if order == "ids" else 1.1 * plain)


def test_tiles_by_places_give_the_same_file_whatever_the_run(tmp_path: Path) -> None:
    whole = run(crowded(200), tmp_path / "one", CROWDED, workers=1)
    assert (whole.completeness, whole.stations) == (Completeness.COMPLETE, 200)
    assert len({tile.id for tile in whole.tiles}) == len(whole.tiles) > 10
    shared = run(crowded(200), tmp_path / "eight", CROWDED)
    assert shared.path.read_bytes() == whole.path.read_bytes()
    transport = crowded(200)
    run(transport, tmp_path / "days", CROWDED, quota=12)
    summary = run(transport, tmp_path / "days", CROWDED)
    assert summary.path.read_bytes() == whole.path.read_bytes()
    assert summary.totals.requests == transport.requests.total()


def test_faults_cost_requests_and_no_station(tmp_path: Path) -> None:
    chance = random.Random(5)

    def trouble(number: int) -> object:
        return chance.choices([None, 429, 503, "cut"], [90, 1, 5, 4])[0]

    transport = service(cap=100, trouble=trouble)
    summary = run(transport, tmp_path)
    assert sorted(ids(summary)) == sorted(ALL)
    assert summary.completeness is Completeness.COMPLETE
    assert summary.totals.throttled > 0
    assert transport.requests.total() == summary.totals.requests


@pytest.mark.parametrize(
    "manners",
    [{}, {"has_more": "silent", "offsets": False}, {"has_more": "absent"}],
    ids=str,
)
def test_a_pause_at_every_third_request_repeats_nothing(
    manners: dict[str, Any], tmp_path: Path
) -> None:
    area = Circle(50.1, 8.2, "5km")
    latitudes, longitudes = np.linspace(50.07, 50.13, 500), np.full(500, 8.2)
    transport = Service(latitudes, longitudes, plain_body(latitudes, longitudes), cap=50, **manners)
    transport.trouble = lambda number: 429 if number % 3 == 0 else None
    summary = run(transport, tmp_path, area)
    assert (summary.completeness, summary.stations, summary.duplicates) == (
        Completeness.COMPLETE,
        500,
        0,
    )


@pytest.mark.parametrize(
    ("what", "words"), [("remark", "runtime error"), ("damage", "could not be decoded")]
)
def test_a_success_with_a_flaw_is_partial(what: str, words: str, tmp_path: Path) -> None:
    transport = service(cap=100)
    transport.trouble = lambda number: (
        what if transport.requests["page"] == measure(6, 40) else None
    )
    summary = run(transport, tmp_path)
    assert summary.completeness is Completeness.PARTIAL
    assert len(summary.doubts) == 1
    assert words in summary.doubts[0].reasons[0]
    # A damaged station may be read whole from a page or a tile that shows it as well.
    assert len(ALL) - (what == "damage") <= len(ids(summary)) <= len(ALL)


def test_a_pile_larger_than_the_cap_is_truncated_where_pages_fail(tmp_path: Path) -> None:
    latitudes, longitudes = np.full(50, 50.1), np.full(50, 8.2)
    transport = Service(
        latitudes,
        longitudes,
        plain_body(latitudes, longitudes),
        cap=20,
        has_more="silent",
        offsets=False,
    )
    summary = run(transport, tmp_path, Circle(50.1, 8.2, "5km"))
    assert summary.completeness is not Completeness.COMPLETE
    assert summary.stations == 20
    assert any("50" in reason for tile in summary.doubts for reason in tile.reasons)


def test_a_pile_larger_than_the_cap_brings_no_second_look_at_other_tiles(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    latitudes = np.concatenate([chance.uniform(49.9, 50.3, 500), np.full(50, 50.1)])
    longitudes = np.concatenate([chance.uniform(8, 8.5, 500), np.full(50, 8.2)])
    body = plain_body(latitudes, longitudes)
    transport = Service(latitudes, longitudes, body, cap=20, has_more="silent", offsets=False)
    summary = run(transport, tmp_path, Box(north=50.3, west=8, south=49.9, east=8.5))
    assert (summary.completeness, summary.stations) == (Completeness.TRUNCATED, 520)
    assert transport.requests["count"] < 10


def test_a_pile_is_paged_through(tmp_path: Path) -> None:
    latitudes, longitudes = np.full(900, 50.1), np.full(900, 8.2)
    transport = Service(latitudes, longitudes, plain_body(latitudes, longitudes), cap=20)
    summary = run(transport, tmp_path, Circle(50.1, 8.2, "5km"))
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 900)


def moving(
    transport: Service, change: Callable[[random.Random, Service], None], every: int
) -> None:
    chance = random.Random(2)

    def before(number: int) -> None:
        if number % every == 0 and number < 60:
            change(chance, transport)
            transport.reindex()

    transport.before = before


def test_a_second_look_that_parts_a_tile_is_not_taken_again() -> None:
    area = region_of(Circle(50.1, 8.2, "5km"))
    coordinator = Coordinator(area, {}, Budget(), workers=1, raw=False, side=400_000)
    kinds = []
    while (found := coordinator.next(0.0)) is not None:
        task, _ = found
        kinds.append(task.kind)
        assert len(kinds) < 9
        result = TileResult(Outcome.READ, read=5, state=Completeness.COMPLETE, moved=True)
        if kinds == [Kind.READ, Kind.VERIFY]:
            children = tuple(Child(part) for part in task.tile.parts([], 2))
            result = TileResult(Outcome.SPLIT, read=5, reset=True, children=children)
        for event in coordinator.events_of(task, result, {}):
            coordinator.apply(event, 0.0)
    assert kinds == [Kind.READ, Kind.VERIFY, Kind.READ, Kind.READ]
    assert coordinator.finished


@pytest.mark.parametrize("counts", [True, False])
def test_stations_that_go_and_come_hide_no_other(counts: bool, tmp_path: Path) -> None:
    transport = service(cap=20, counts=counts)
    late = set(range(0, NUMBER, 20))
    transport.alive[list(late)] = False
    transport.reindex()
    touched: set[int] = set(late)

    def change(chance: random.Random, service: Service) -> None:
        # So many that a page may begin behind all that the one before has shown.
        gone = chance.sample(range(NUMBER), NUMBER // 16)
        service.alive[gone] = False
        service.alive[[late.pop() for _ in range(NUMBER // 100)]] = True
        touched.update(gone)

    moving(transport, change, every=15)
    summary = run(transport, tmp_path)
    found = ids(summary)
    assert len(found) == len(set(found))
    stayed = {f"s{row:07d}" for row in set(range(NUMBER)) - touched}
    assert stayed <= set(found) or summary.completeness is not Completeness.COMPLETE
    assert len(stayed - set(found)) == 0


@pytest.mark.parametrize("trouble", [None, 429, 503])
def test_a_station_that_moves_to_a_tile_already_read_is_found(
    trouble: int | None, tmp_path: Path
) -> None:
    latitudes, longitudes = PLACES[0].copy(), PLACES[1].copy()
    read: list[int] = []
    moved: list[int] = []

    def body(row: int) -> bytes:
        read.append(row)
        return plain_body(latitudes, longitudes)(row)

    transport = Service(latitudes, longitudes, body, cap=20)

    def before(number: int) -> None:
        # After two thirds of the requests, some of the stations not read yet move to where all was read.
        if number == measure(40, 290):
            moved.extend(set(range(0, NUMBER, 20)) - set(read))
            latitudes[moved], longitudes[moved] = latitudes[read[0]], longitudes[read[0]]
            transport.reindex()

    transport.before = before
    with client_of(transport) as client:
        harvest = Harvest(AREA, tmp_path / "out.parquet", workers=1)
        harvest.plan(client)
        planned = transport.requests["count"]
        # Every other look at a tile that was read is refused.
        transport.trouble = lambda number: (
            trouble if moved and number % 2 and transport.requests["count"] > planned else None
        )
        summary = harvest.run(client)
        assert moved
        assert sorted(ids(summary)) == sorted(ALL)
        sent = transport.requests.total()
        harvest.run(client)
        assert transport.requests.total() == sent


def test_a_quota_that_ends_before_the_second_look_is_told(tmp_path: Path) -> None:
    latitudes, longitudes = (column[:300].copy() for column in PLACES)

    def harvest(name: str, quota: int | None) -> Summary:
        transport = Service(latitudes, longitudes, plain_body(latitudes, longitudes), cap=20)

        def before(number: int) -> None:
            transport.alive[0] = number % 2
            transport.reindex()

        transport.before = before
        with client_of(transport) as client:
            return Harvest(AREA, tmp_path / name, workers=1, quota=quota).run(client)

    whole = harvest("whole", None)
    short = harvest("short", whole.totals.requests - 1)
    assert short.unfinished
    assert "quota" in short.stopped
    assert short.completeness is not Completeness.COMPLETE


def test_a_count_that_is_always_0_closes_no_tile(tmp_path: Path) -> None:
    transport = service(cap=500)
    send = transport.send

    def without(request: Request) -> Any:
        return Response(200, {}, b'{"count":0}') if "count" in request.url else send(request)

    transport.send = without  # type: ignore[method-assign]
    with client_of(transport) as client:
        harvest = Harvest(AREA, tmp_path / "out.parquet")
        harvest.plan(client)
        assert sorted(ids(harvest.run(client))) == sorted(ALL)


@pytest.mark.parametrize("number", [11, 19])
def test_a_tile_that_has_more_than_before_is_read_to_its_new_end(
    number: int, tmp_path: Path
) -> None:
    """The pages say nothing of an end, and as many as before are not all."""
    latitudes, longitudes = np.linspace(50.01, 50.04, number), np.full(number, 8.2)
    transport = Service(
        latitudes, longitudes, plain_body(latitudes, longitudes), cap=10, has_more="absent"
    )
    tile = Tile(id="a-0-0", south=50, west=8, north=51, east=9)
    with client_of(transport) as client:
        task = TileTask(
            tile, Kind.VERIFY, Profile(cap=10, largest=10), Lease(20, 20), number - 1, exact=True
        )
        result = run_task(client, task)
    assert (result.state, result.read) == (Completeness.COMPLETE, number)


def test_a_plan_tells_the_requests_and_spends_few(tmp_path: Path) -> None:
    transport = service(cap=20)
    with client_of(transport) as client:
        harvest = Harvest(AREA, tmp_path / "out.parquet", rate=1e9)
        plan = harvest.plan(client)
        assert transport.requests["page"] == 1
        spent = transport.requests.total()
        assert plan.spent == spent
        assert plan.stations is not None
        assert NUMBER <= plan.stations <= 1.02 * NUMBER  # the edges count twice
        assert plan.page == 20
        again = harvest.plan(client)
        assert transport.requests.total() == spent
        assert again == plan
        summary = harvest.run(client)
    left = summary.totals.requests - spent
    assert left == pytest.approx(plan.requests, rel=0.1)


def test_telling_the_progress_does_not_look_at_all_tiles_each_time(tmp_path: Path) -> None:
    earth = Box(north=90, west=-180, south=-90, east=180)
    with Harvest(earth, tmp_path / "out.parquet")._session() as session:
        coordinator, looks = session.coordinator, 0
        expected = coordinator.expected_requests

        def counted() -> int:
            nonlocal looks
            looks += 1
            return expected()

        coordinator.expected_requests = counted  # type: ignore[method-assign]
        assert session.status().left == len(coordinator.tiles)
        for _ in range(100):
            session.status()
    assert looks < 20


def test_the_same_command_again_sends_nothing(tmp_path: Path) -> None:
    transport = service(cap=500)
    first = run(transport, tmp_path)
    content, sent = first.path.read_bytes(), transport.requests.total()
    second = run(transport, tmp_path)
    assert transport.requests.total() == sent
    assert second == first
    first.path.unlink()
    run(transport, tmp_path)
    assert transport.requests.total() == sent
    assert first.path.read_bytes() == content


def test_another_harvest_in_the_same_place_is_refused(tmp_path: Path) -> None:
    run(service(cap=500), tmp_path, Circle(50, 8, "50km"))
    with pytest.raises(ConfigurationError, match="another harvest: it differs in area"):
        run(service(cap=500), tmp_path)
    with pytest.raises(ConfigurationError, match="differs in raw"):
        run(service(cap=500), tmp_path, Circle(50, 8, "50km"), raw=True)


def test_missing_parts_and_a_folder_in_place_of_the_file_are_told(tmp_path: Path) -> None:
    done = run(service(cap=500), tmp_path, Circle(50, 8, "50km"))
    done.path.unlink()
    done.path.mkdir()
    with pytest.raises(ConfigurationError, match="must be a file"):
        run(service(cap=500), tmp_path, Circle(50, 8, "50km"))
    done.path.rmdir()
    for part in tmp_path.glob("*.harvest/parts/*.parquet"):
        part.unlink()
    with pytest.raises(EvcpError, match=r"parts of the harvest cannot be read.*remove the folder"):
        run(service(cap=500), tmp_path, Circle(50, 8, "50km"))


def test_two_at_once_are_refused(tmp_path: Path) -> None:
    harvest = Harvest(AREA, tmp_path / "out.parquet")
    with harvest._session(), pytest.raises(EvcpError, match="another harvest writes"):
        harvest._session()


def test_a_quota_stops_and_the_next_day_goes_on(tmp_path: Path) -> None:
    transport = service(cap=20)
    summary = run(transport, tmp_path, quota=30)
    assert transport.requests.total() <= 30
    assert summary.unfinished > 0
    assert summary.completeness is Completeness.TRUNCATED
    assert 0 < len(ids(summary)) < NUMBER
    summary = run(transport, tmp_path, quota=10_000)
    assert sorted(ids(summary)) == sorted(ALL)
    assert summary.completeness is Completeness.COMPLETE


def test_a_new_token_takes_no_request_beyond_the_rate(tmp_path: Path) -> None:
    """Every fifth request is refused for its token: the attempt with a new one waits for a slot, too."""
    now, numbers = [0.0], iter(range(10_000))
    times: list[float] = []

    class Clocked(Service):
        def send(self, request: Request) -> Any:
            times.append(now[0])
            return Response(401, {}, b"{}") if len(times) % 5 == 0 else super().send(request)

        def wait(self, seconds: float) -> None:
            now[0] += seconds

    line = np.linspace(50.01, 50.04, 300), np.full(300, 8.2)
    transport = Clocked(*line, plain_body(*line), cap=20)
    tile = Tile(id="a-0-0", south=50, west=8, north=51, east=9)
    slots = tuple(number / 4 for number in range(4))
    with (
        Client(
            credentials=BearerToken(lambda: f"t{next(numbers)}"),
            base_url="http://service.test/ev/",
            transport=transport,
        ) as client,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("evcp.harvest.engines.Pacer", lambda lease: Pacer(lease, lambda: now[0]))
        result = run_task(client, TileTask(tile, Kind.READ, Profile(), Lease(30, 30, slots)))
    assert result.requests == len(times) > 5
    assert all(later - first > 1 for first, later in zip(times, times[4:], strict=False))


def test_wrong_credentials_end_the_harvest(tmp_path: Path) -> None:
    with pytest.raises(AuthenticationError):
        run(service(trouble=lambda number: 401), tmp_path)


def test_a_dead_tile_is_partial_and_tried_again_by_the_next_run(tmp_path: Path) -> None:
    transport = service(cap=100)
    broken = True

    def send(request: Request) -> Any:
        box = dict(request.query)["bbox"]
        north = float(box.split(",")[0])
        if broken and north < 51:
            return Response(500, {}, b"{}")
        return Service.send(transport, request)

    transport.send = send  # type: ignore[method-assign]
    summary = run(transport, tmp_path)
    assert summary.completeness is Completeness.PARTIAL
    assert all("could not be read" in tile.reasons[0] for tile in summary.doubts)
    assert 0 < summary.stations < NUMBER
    broken = False
    summary = run(transport, tmp_path)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, NUMBER)


def test_polygons_and_circles_cut(tmp_path: Path) -> None:
    ring = ((5.0, 45.0), (12.0, 46.0), (9.0, 52.0))
    area = Polygons(((ring,),))
    summary = run(service(cap=100), tmp_path, area)
    expected = {
        f"s{row:07d}" for row in range(NUMBER) if area.contains(PLACES[0][row], PLACES[1][row])
    }
    assert set(ids(summary)) == expected
    assert expected
    circle = Circle(float(PLACES[0][0]), float(PLACES[1][0]), "120km")
    summary = run(service(cap=100), tmp_path / "b", circle)
    near = {
        f"s{row:07d}"
        for row in range(NUMBER)
        if air_line((PLACES[0][row], PLACES[1][row]), (circle.latitude, circle.longitude))
        <= 120_000
    }
    assert set(ids(summary)) == near


def test_a_station_under_another_id_is_one(tmp_path: Path) -> None:
    """Its pool and EVSE ids are the same (contract section 1.5: ids change without notice)."""
    latitudes, longitudes = np.full(30, 50.1), np.full(30, 8.2)
    names = [f"s{row}" for row in range(30)]

    def body(row: int) -> bytes:
        return json.dumps({
            "id": names[row],
            "poolId": "pool",
            "position": {"latitude": 50.1, "longitude": 8.2},
            "connectors": {"connector": [{"connectorStatuses": {"connectorStatus": [{"cpoEvseEMI3Id": f"DE*{row}"}]}}]},
        }).encode()  # fmt: skip

    transport = Service(latitudes, longitudes, body, cap=10)

    def before(number: int) -> None:
        if number == 2:
            names[:10] = [f"new{row}" for row in range(10)]

    transport.before = before
    summary = run(transport, tmp_path, Circle(50.1, 8.2, "5km"))
    assert summary.stations == 30


def test_stations_of_a_pool_with_the_same_serials_are_two(tmp_path: Path) -> None:
    latitudes, longitudes = np.linspace(50.09, 50.11, 30), np.full(30, 8.2)
    plain = plain_body(latitudes, longitudes)
    statuses = b',"connectors":{"connector":[{"connectorStatuses":{"connectorStatus":[{"cpoEvseId":"1"}]}}]}}'
    service = Service(
        latitudes,
        longitudes,
        lambda row: plain(row)[:-1].replace(b"p%07d" % row, b"pool") + statuses,
        cap=10,
    )
    summary = run(service, tmp_path, Circle(50.1, 8.2, "5km"))
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 30)


def test_engines_give_the_same_file(tmp_path: Path) -> None:
    threads = run(service(cap=100), tmp_path / "threads").path.read_bytes()
    transport = service(cap=100)
    with client_of(transport) as client, ThreadPoolExecutor(3) as executor:
        pool = Harvest(AREA, tmp_path / "pool.parquet").run(Pool(executor, 3, client=client))
    assert pool.path.read_bytes() == threads

    class Later:
        async def send(self, request: Request) -> Any:
            await asyncio.sleep(0)
            return transport.send(request)

        async def wait(self, seconds: float) -> None:
            await asyncio.sleep(0)

        async def close(self) -> None:
            pass

    async def harvest() -> Summary:
        async with AsyncClient(
            api_key="k", base_url="http://service.test/ev/", transport=Later()
        ) as client:
            plan = await Harvest(AREA, tmp_path / "loop.parquet").plan_async(client)
            assert plan.stations
            return await Harvest(AREA, tmp_path / "loop.parquet").run_async(client)

    assert asyncio.run(harvest()).path.read_bytes() == threads


def test_raw_answers_are_kept(tmp_path: Path) -> None:
    summary = run(service(cap=50), tmp_path, raw=True)
    rows = [
        row
        for file in (tmp_path / "out.parquet.harvest" / "raw").iterdir()
        for row in pq.read_table(file).to_pylist()
    ]
    assert len(rows) == summary.totals.requests
    assert sum(b"evStations" in row["body"] for row in rows) > 10
    assert not any("apiKey" in row["query"] for row in rows)


def test_the_tiles_of_a_finished_harvest_can_be_read(tmp_path: Path) -> None:
    summary = run(service(cap=500), tmp_path)
    assert open_harvest(summary.path) == summary.tiles
    with pytest.raises(EvcpError, match="not the folder of a harvest"):
        open_harvest(tmp_path / "other.parquet")


def test_tasks_are_small_and_hold_no_credentials(tmp_path: Path) -> None:
    area = Polygons(tuple(
        (((x, 40.0), (x + 0.5, 40.0), (x + 0.5, 60.0), (x, 60.0)),) for x in np.arange(0, 20, 1.0).tolist()
    ))  # fmt: skip
    with Harvest(area, tmp_path / "out.parquet")._session() as session:
        (task,) = session.tasks()
        assert len(pickle.dumps(task)) < 10_000
        assert pickle.loads(pickle.dumps(task)) == task  # noqa: S301 (our own)


@pytest.mark.parametrize("options", [{"rate": 0}, {"burst": 0}, {"quota": -1}, {"workers": 0}])
def test_impossible_numbers_are_refused(options: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        Harvest(AREA, tmp_path / "x.parquet", **options)
