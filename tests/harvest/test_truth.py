"""Truth under attack: complete means that a brute force finds nothing missing, and every harvest ends."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow.parquet as pq
import pytest
from bench.harvest_service import Service, plain_body
from support.settings import measure

from evcp import (
    Area,
    Box,
    Circle,
    Client,
    Completeness,
    ConfigurationError,
    EvcpError,
    NotSentError,
)
from evcp.harvest import Harvest, Pool, Summary
from evcp.harvest.budget import Lease
from evcp.harvest.engines import run_task
from evcp.harvest.journal import Journal
from evcp.harvest.regions import region_of
from evcp.harvest.tasks import Kind, Outcome, Profile, TileTask
from evcp.harvest.tiles import grid
from evcp.sandbox import Assumptions, Fault, FaultPlan, Sandbox, World
from evcp.transport import Request, Response, TransportFailure

FAST: dict[str, Any] = {"min_power": 50}
SMALL = Circle(50.1, 8.2, "5km")
AREAS: tuple[Box, ...] = (
    Box(north=51, west=8, south=49, east=10),
    Box(north=-16, west=179, south=-18, east=-179),
    Box(north=90, west=-180, south=88.5, east=180),
)


def run(
    service: Service, folder: Path, area: Area = SMALL, *, plan: bool = False, **options: Any
) -> Summary:
    sent, send = 0, service.send

    def bounded(request: Request) -> Any:
        nonlocal sent
        sent += 1
        assert sent < 6_000, "it goes on forever"
        return send(request)

    service.send = bounded  # type: ignore[method-assign]
    with Client(api_key="k", base_url="http://service.test/ev/", transport=service) as client:
        harvest = Harvest(area, folder / "out.parquet", **options)
        if plan:
            harvest.plan(client)
        return harvest.run(client)


def line(number: int, **manners: Any) -> Service:
    latitudes, longitudes = np.linspace(50.07, 50.13, number), np.full(number, 8.2)
    return Service(latitudes, longitudes, plain_body(latitudes, longitudes), **manners)


def places(area: Box, number: int, chance: random.Random) -> tuple[Any, Any]:
    """Places in a box: in towns, in piles, on the edges and halves of tiles."""
    width = (area.east - area.west) % 360 or 360.0
    found = []
    for _ in range(number):
        x, y = chance.choice([
            (chance.random(), chance.random()),
            (chance.gauss(0.3, 0.003), chance.gauss(0.6, 0.003)),
            (0.3, 0.6),
            (chance.choice((0, 0.25, 0.5, 1)), chance.choice((0, 0.125, 0.5, 1))),
        ])  # fmt: skip
        west = area.west + min(1.0, max(0.0, x)) * width
        found.append((area.south + y * (area.north - area.south), west - 360 * (west > 180)))
    degrees = np.array(found).round(7)
    return degrees[:, 0], degrees[:, 1]


@pytest.mark.parametrize("seed", range(measure(8, 300)))
def test_complete_means_that_nothing_is_missing(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    area = AREAS[seed % 3] if seed % 2 else AREAS[0]
    cap = chance.choice((20, 50, 100, 500))
    latitudes, longitudes = places(area, chance.randrange(5, measure(400, 700)), chance)
    service = Service(
        latitudes,
        longitudes,
        lambda row: plain_body(latitudes, longitudes)(row),
        cap=cap,
        has_more=chance.choice(("true", "true", "silent", "absent")),
        offsets=chance.random() < 0.6,
        counts=chance.random() < 0.6,
        over=chance.choice(("cut", "reject")),
        max_offset=chance.choice((None, None, 2 * cap)),
        window=chance.choice((None, None, cap)),
    )
    touched: set[int] = set()
    if chance.random() < 0.4:
        kinds = (None, 429, 503, "cut", "remark", "damage")
        service.trouble = lambda number: chance.choices(kinds, (92, 1, 3, 2, 1, 1))[0]
    if chance.random() < 0.4:

        def before(number: int) -> None:
            if number % 4 == 0 and number < 200:
                row = chance.randrange(len(latitudes))
                touched.add(row)
                if chance.random() < 0.5:
                    service.alive[row] = not service.alive[row]
                else:
                    other = chance.randrange(len(latitudes))
                    latitudes[row], longitudes[row] = latitudes[other], longitudes[other]
                service.reindex()

        service.before = before
    filters: dict[str, Any] = {"min_power": 50} if chance.random() < 0.3 else {}
    summary = run(service, tmp_path, area, **filters)
    found = pq.read_table(summary.path, columns=["id"])["id"].to_pylist()
    assert len(found) == len(set(found)) == summary.stations
    inside = map(region_of(area).contains, latitudes.tolist(), longitudes.tolist())
    stayed = {row for row, owned in enumerate(inside) if owned} - touched
    missing = {f"s{row:07d}" for row in stayed} - set(found)
    assert not missing or summary.completeness is not Completeness.COMPLETE


@pytest.mark.parametrize("seed", range(measure(6, 300)))
def test_no_count_and_any_cap(seed: int, tmp_path: Path) -> None:
    """A cap is found whatever its number, and an honest service is believed."""
    chance = random.Random(seed)
    cap = chance.choice((chance.randrange(11, 100), chance.randrange(11, 998)))
    area = chance.choice((*AREAS, Box(north=55, west=0, south=45, east=12)))
    latitudes, longitudes = places(area, chance.randrange(1, 600), chance)
    if chance.random() < 0.1:
        latitudes[:], longitudes[:] = latitudes[0], longitudes[0]
    honest = chance.random() < 0.4
    manners: dict[str, Any] = {"has_more": chance.choice(("true", "absent"))}
    if not honest:
        cut: tuple[dict[str, Any], ...] = (
            {"offsets": False, "window": cap},
            {"offsets": False, "has_more": "silent"},
            {"window": cap},
            {"has_more": "silent"},
        )
        manners |= chance.choice(cut)
    counts = chance.random() < 0.4
    filters: dict[str, Any] = {"min_power": 50} if counts or chance.random() < 0.3 else {}
    service = Service(
        latitudes, longitudes, plain_body(latitudes, longitudes), cap=cap, counts=counts, **manners
    )
    summary = run(service, tmp_path, area, workers=chance.choice((1, 8)), **filters)
    found = pq.read_table(summary.path, columns=["id"])["id"].to_pylist()
    inside = sum(map(region_of(area).contains, latitudes.tolist(), longitudes.tolist()))
    assert len(set(found)) == len(found) == summary.stations
    if honest:
        assert (summary.completeness, len(found)) == (Completeness.COMPLETE, inside)
    elif len({*zip(latitudes, longitudes, strict=True)}) > 1:
        # At one place, and nothing elsewhere: this is not noticed if nothing stands behind the page (docs/harvest.md).
        assert len(found) == inside or summary.completeness is not Completeness.COMPLETE


@pytest.mark.parametrize(
    ("number", "manners", "requests"),
    [(9, {}, 1), (37, {}, 3), (37, {"counts": True}, 2), (37, {"has_more": "absent"}, 5)],
    ids=str,
)
def test_a_small_answer_without_a_count_is_parted_once(
    number: int, manners: dict[str, Any], requests: int, tmp_path: Path
) -> None:
    service = line(number, **{"counts": False, **manners})
    service.longitudes = np.linspace(8.17, 8.23, number)
    service.body = plain_body(service.latitudes, service.longitudes)
    summary = run(service, tmp_path)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, number)
    assert service.requests["page"] + bool(manners.get("counts")) == requests


@pytest.mark.parametrize(
    ("plan", "cap", "filters"),
    measure(
        [(True, 100, {}), (True, 137, FAST), (False, 137, {})],
        full=[*product((True, False), (100, 137), ({}, FAST))],
    ),
    ids=str,
)
@pytest.mark.parametrize(
    "manners", [{"offsets": False}, {"window": True}, {}, {"over": "reject"}], ids=str
)
def test_one_tile_cut_in_silence_is_found_without_a_count(
    manners: dict[str, Any], plan: bool, cap: int, filters: dict[str, Any], tmp_path: Path
) -> None:
    manners = {**manners, "window": cap} if "window" in manners else manners
    service = line(300, cap=cap, has_more="silent", counts=bool(filters), **manners)
    summary = run(service, tmp_path, plan=plan, **filters)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 300)


@pytest.mark.parametrize("has_more", ["true", "absent"])
@pytest.mark.parametrize("plan", [True, False], ids=["plan", "run"])
def test_a_list_that_ends_behind_a_number_of_stations_is_parted(
    plan: bool, has_more: str, tmp_path: Path
) -> None:
    service = line(100, cap=20, has_more=has_more, window=50)
    summary = run(service, tmp_path, plan=plan)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 100)
    pile = line(70, cap=20, has_more=has_more, window=50)
    pile.latitudes[:] = 50.11
    pile.reindex()
    assert run(pile, tmp_path / "pile", plan=plan).completeness is Completeness.PARTIAL


def test_a_service_that_refuses_without_end_stops_the_run(tmp_path: Path) -> None:
    service = line(300, trouble=lambda number: 429)
    summary = run(service, tmp_path)
    assert summary.completeness is Completeness.TRUNCATED
    assert summary.unfinished
    assert "20 times in a row" in summary.stopped
    service.trouble = lambda number: None
    summary = run(service, tmp_path)
    assert (summary.completeness, summary.stations, summary.stopped) == ("complete", 300, "")


def test_a_harvest_waits_for_a_connection_that_was_lost(tmp_path: Path) -> None:
    service = line(300, cap=20)
    send, dead = service.send, range(5, 45)
    sent = 0

    def lost(request: Request) -> Response | TransportFailure:
        nonlocal sent
        sent += 1
        return TransportFailure(NotSentError, "no connection") if sent in dead else send(request)

    service.send = lost  # type: ignore[method-assign]
    summary = run(service, tmp_path)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 300)
    sent, dead = 0, range(5, 10_000)
    service.send = lost  # type: ignore[method-assign]
    summary = run(service, tmp_path / "b")
    assert summary.completeness is Completeness.TRUNCATED
    assert re.search("20 times in a row.*no connection", summary.stopped)
    sent, dead = 0, range(1, 10_000)
    service.send = lost  # type: ignore[method-assign]
    with pytest.raises(EvcpError, match=r"cannot be reached.*no connection"):
        run(service, tmp_path / "b")
    assert sent <= 8 * 4
    dead = range(0)
    assert run(service, tmp_path / "b").completeness is Completeness.COMPLETE


def test_errors_and_refusals_by_turns_stop_the_run(tmp_path: Path) -> None:
    service = line(300, trouble=lambda number: 429 if number % 2 else 503)
    assert "20 times in a row" in run(service, tmp_path).stopped


@pytest.mark.parametrize("manners", [{"has_more": "absent"}, {}], ids=str)
@pytest.mark.parametrize("counts", [True, False])
def test_the_same_page_at_every_offset_ends(
    manners: dict[str, Any], counts: bool, tmp_path: Path
) -> None:
    """Short leases, as at the end of a harvest with a rate, must see that a page comes again."""
    service = line(60, cap=20, offsets=False, counts=counts, **manners)
    summary = run(service, tmp_path, rate=2.5)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 60)
    assert service.requests.total() < 60


@pytest.mark.parametrize(
    "manners",
    [
        {"has_more": "always"},
        {"has_more": "always", "offsets": False},
        {"has_more": "always", "max_offset": 0},
        {"has_more": "absent", "max_offset": 0},
    ],
    ids=str,
)
@pytest.mark.parametrize("counts", [True, False])
def test_a_flag_that_tells_nothing_ends(
    manners: dict[str, Any], counts: bool, tmp_path: Path
) -> None:
    service = line(60, cap=20, counts=counts, **manners)
    summary = run(service, tmp_path)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 60)
    assert service.requests.total() < 60
    nothing = line(0, cap=20, counts=counts, **manners)
    assert run(nothing, tmp_path / "none", AREAS[0]).stations == 0
    assert nothing.requests.total() < 20


def test_an_empty_answer_that_has_more_is_not_complete(tmp_path: Path) -> None:
    service = line(0, counts=False)
    send = service.send

    def by_size(request: Request) -> Any:
        north, south = (
            float(pair.split(",")[0]) for pair in dict(request.query)["bbox"].split(";")
        )
        service.has_more = "true" if north - south < 1e-4 else "always"
        return send(request)

    service.send = by_size  # type: ignore[method-assign]
    summary = run(service, tmp_path)
    assert summary.completeness is Completeness.PARTIAL
    assert "says that it has more" in summary.doubts[0].reasons[0]


def test_the_parts_of_a_tile_have_what_was_counted_for_it(tmp_path: Path) -> None:
    """A replica without data answers the first page of a part."""
    service = line(700, cap=20, trouble=lambda number: "empty" if number == 6 else None)
    np.random.default_rng(1).shuffle(service.latitudes)
    service.reindex()
    summary = run(service, tmp_path, workers=1)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 700)


def test_a_count_below_what_came_proves_nothing(tmp_path: Path) -> None:
    service = line(60, cap=20, has_more="silent", offsets=False)
    send = service.send
    none = Response(200, {}, b'{"count":0}')
    service.send = lambda request: none if "count" in request.url else send(request)  # type: ignore[method-assign]
    summary = run(service, tmp_path)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 60)


def test_a_tile_counted_as_empty_is_read_where_counts_are_wrong(tmp_path: Path) -> None:
    latitudes = np.array([46.0] * 12 + [53.0] * 3)
    longitudes = np.full(15, 6.0)
    service = Service(latitudes, longitudes, plain_body(latitudes, longitudes))
    send = service.send

    def rounded(request: Request) -> Any:
        answer = send(request)
        if "count" not in request.url:
            return answer
        number = json.loads(answer.body)["count"]  # type: ignore[union-attr]
        return Response(200, {}, b'{"count":%d}' % round(number, -1))

    service.send = rounded  # type: ignore[method-assign]
    area = Box(north=55, west=0, south=45, east=12)
    assert run(service, tmp_path, area, plan=True).stations == 15


def test_a_page_whose_own_number_is_greater_is_no_end() -> None:
    service = line(40, cap=20, has_more="absent", offsets=False, counts=False, total=True)
    (tile,) = grid(region_of(SMALL))
    profile = Profile(cap=50, largest=50, pages=False, counts=False)
    task = TileTask(tile, Kind.READ, profile, Lease(20, 20))
    with Client(api_key="k", base_url="http://service.test/ev/", transport=service) as client:
        assert run_task(client, task).outcome is Outcome.SPLIT


def test_a_wait_of_hours_stops_the_run(tmp_path: Path) -> None:
    service = line(300)
    service.send = lambda request: Response(429, {"retry-after": "7200"}, b"{}")  # type: ignore[method-assign]
    assert "7,200 s" in run(service, tmp_path).stopped
    with (
        Client(api_key="k", base_url="http://service.test/ev/", transport=service) as client,
        pytest.raises(EvcpError, match="no plan"),
    ):
        Harvest(SMALL, tmp_path / "plan.parquet").plan(client)


def test_a_new_token_takes_from_the_quota(tmp_path: Path) -> None:
    service = line(300, trouble=lambda number: 401)
    url = "http://service.test/ev/"
    with Client(token=lambda: os.urandom(8).hex(), base_url=url, transport=service) as client:
        Harvest(SMALL, tmp_path / "out.parquet", quota=1).run(client)
    assert service.requests.total() == 1


@pytest.mark.parametrize(
    "answer", [Response(500, {}, b"{}"), Response(200, {}, b'{"count":9,"remark":"late"}')]
)
@pytest.mark.parametrize("plan", [True, False], ids=["plan", "run"])
def test_a_count_that_always_fails_is_given_up(
    answer: Response, plan: bool, tmp_path: Path
) -> None:
    service = line(300, cap=20)
    send, counts = service.send, 0

    def failing(request: Request) -> Any:
        nonlocal counts
        if "count" not in request.url:
            return send(request)
        counts += 1
        return answer

    service.send = failing  # type: ignore[method-assign]
    summary = run(service, tmp_path, plan=plan)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 300)
    assert counts <= 20


def test_one_refused_request_is_sent_again(tmp_path: Path) -> None:
    summary = run(line(300, trouble=lambda number: 404 if number == 3 else None), tmp_path)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 300)


def test_a_service_that_rounds_boxes_hides_no_station(tmp_path: Path) -> None:
    area = Box(north=51, west=8.00003, south=49, east=10.00003)
    # On both sides of each edge of a tile: rounded, its box is without those just within its eastern edge.
    steps = (-4e-5, -2e-5, 0, 4e-5)
    longitudes = np.array([area.west + n / 64 + step for n in range(1, 128) for step in steps])
    latitudes = np.full(len(longitudes), 50.2)
    service = Service(
        latitudes, longitudes, plain_body(latitudes, longitudes),
        cap=20, offsets=False, has_more="silent",
    )  # fmt: skip
    send = service.send

    def rounded(request: Request) -> Any:
        query = dict(request.query)
        corners = [pair.split(",") for pair in query["bbox"].split(";")]
        query["bbox"] = ";".join(
            ",".join(str(int(float(v) * 1e4) / 1e4) for v in pair) for pair in corners
        )
        return send(replace(request, query=tuple(query.items())))

    service.send = rounded  # type: ignore[method-assign]
    summary = run(service, tmp_path, area)
    assert summary.stations == len(longitudes) - (summary.completeness != "complete")


def test_a_service_that_ignores_the_box_is_not_complete(tmp_path: Path) -> None:
    service = line(300, cap=100)
    service._find = lambda bbox: np.arange(300)  # type: ignore[assignment]
    summary = run(service, tmp_path, AREAS[0])
    assert summary.stations == 300
    far = run(service, tmp_path / "far", Box(north=60, west=20, south=59, east=21))
    assert (far.completeness, far.stations) == (Completeness.PARTIAL, 0)
    assert "another place" in far.doubts[0].reasons[0]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_all_stations_of_a_real_service_over_http(
    form: Literal["json", "xml"], tmp_path: Path
) -> None:
    area = Box(north=55.1, west=5.8, south=47.2, east=15.1)
    world = World.synthetic(1_000, seed=4)
    kinds: tuple[int | str, ...] = (429, 503, "cut", "html", "garbage", "disconnect")
    faults = FaultPlan(tuple(Fault(kind, first=n, times=1) for n, kind in enumerate(kinds, 3)))
    with (
        Sandbox(world, assumptions=Assumptions(max_page_size=20), faults=faults) as server,
        Client(api_key="k", base_url=server.base_url, format=form) as client,
    ):
        client._transport.wait = lambda seconds: None  # type: ignore[method-assign]
        summary = Harvest(area, tmp_path / "out.parquet").run(client)
    inside = region_of(area).contains
    expected = [s.id for s in world.stations if inside(s.position.latitude, s.position.longitude)]
    found = pq.read_table(summary.path, columns=["id"])["id"].to_pylist()
    assert summary.completeness is Completeness.COMPLETE
    assert sorted(found) == sorted(expected)
    assert summary.totals.throttled


def test_a_second_look_at_more_than_a_page_parts_the_tile() -> None:
    service = line(64, cap=50, has_more="absent", offsets=False)
    (tile,) = grid(region_of(SMALL))
    profile = Profile(cap=50, largest=50, pages=False)
    task = TileTask(tile, Kind.VERIFY, profile, Lease(20, 20), expected=40)
    with Client(api_key="k", base_url="http://service.test/ev/", transport=service) as client:
        result = run_task(client, task)
    assert (result.outcome, result.counted) == (Outcome.SPLIT, 64)


def test_an_interruption_is_quick_and_keeps_what_was_read(tmp_path: Path) -> None:
    """The lease of a task may last for minutes; the results so far go to the journal."""
    service = line(600, cap=20)
    harvest = Harvest(SMALL, tmp_path / "out.parquet")
    with (
        Client(api_key="k", base_url="http://service.test/ev/", transport=service) as client,
        ThreadPoolExecutor(1) as executor,
    ):
        pool = Pool(executor, 1, client=client)

        def before(number: int) -> None:
            if number == 3:
                while not pool._tasks:  # a signal within submit() loses the task
                    pool._stop.wait(0.001)
                os.kill(os.getpid(), signal.SIGINT)
                pool._stop.wait(20)

        service.before = before
        with pytest.raises(KeyboardInterrupt):
            harvest.run(pool)
        assert service.requests.total() == 3
        summary = harvest.run(pool)
    assert (summary.completeness, summary.stations, summary.requests_lost) == ("complete", 600, 0)
    assert service.requests.total() == summary.totals.requests


@pytest.mark.parametrize("what", ["journal", "parts"])
def test_a_full_disk_ends_the_run_and_the_same_command_goes_on(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = line(120, cap=20, has_more="silent", offsets=False)
    begin, write = Journal.begin, Path.write_bytes

    def small(journal: Journal, plan: Any) -> bool:
        new = begin(journal, plan)
        journal._base.execute("PRAGMA max_page_count = 5")
        return new

    def full(path: Path, content: bytes) -> int:
        if ".0" in path.name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    with monkeypatch.context() as patch:
        if what == "journal":
            patch.setattr(Journal, "begin", small)
        else:
            patch.setattr(Path, "write_bytes", full)
        with pytest.raises(EvcpError, match=r"cannot be written: .*(full|space)"):
            run(service, tmp_path)
    summary = run(service, tmp_path)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 120)


@pytest.mark.parametrize("content", [None, b""], ids=["lost", "empty"])
def test_a_part_that_a_loss_of_power_damaged_is_read_again(
    content: bytes | None, tmp_path: Path
) -> None:
    """The pages behind it, of the same tile, do not hold without it, now or in later runs."""
    whole = run(line(200, cap=20), tmp_path / "whole", workers=1)
    for quota in (2, 4, 6, 8):
        run(line(200, cap=20), tmp_path, workers=1, quota=quota)
    parts = sorted((tmp_path / "out.parquet.harvest" / "parts").iterdir())
    assert len(parts) > 2
    if content is None:
        parts[1].unlink()
    else:
        parts[1].write_bytes(content)
    with Journal(tmp_path / "out.parquet.harvest") as journal:
        journal._base.execute("UPDATE events SET kind = 'begun' WHERE kind = 'flushed'")
    first = run(line(200, cap=20), tmp_path, workers=1, quota=11)
    assert first.totals.requests == 11
    summary = run(line(200, cap=20), tmp_path, workers=1)
    assert (summary.completeness, summary.stations) == (Completeness.COMPLETE, 200)
    assert summary.path.read_bytes() == whole.path.read_bytes()


def test_parts_of_other_columns_are_not_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(line(30), tmp_path)
    monkeypatch.setattr("evcp.arrow.schema", lambda: "another version of the schema")
    with pytest.raises(ConfigurationError, match="differs in columns"):
        run(line(30), tmp_path)
