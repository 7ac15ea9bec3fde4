"""Harvests on a Dask cluster of two worker processes. `EVCP_TEST_FULL=1` runs them: a cluster takes seconds."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from support.settings import full

from evcp import Box, Client, Completeness
from evcp.harvest import Dask, Harvest, Pool
from evcp.harvest.engines import is_lost, run_task_on_dask
from evcp.sandbox import Assumptions, Fault, FaultPlan, Sandbox, World

pytestmark = full
AREA = Box(north=60, west=-10, south=40, east=25)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed: Any = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=4, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def world() -> World:
    return World.synthetic(3_000, seed=1)


def connect(server: Sandbox) -> partial[Client]:
    return partial(Client, api_key="k", base_url=server.base_url)


def whole(world: World, folder: Path) -> bytes:
    with (
        Sandbox(world=world, assumptions=Assumptions(max_page_size=20)) as server,
        connect(server)() as client,
    ):
        summary = Harvest(AREA, folder / "threads.parquet").run(client)
        assert summary.completeness is Completeness.COMPLETE
        return summary.path.read_bytes()


def test_the_cluster_gives_the_file_of_threads(cluster: Any, world: World, tmp_path: Path) -> None:
    with Sandbox(world=world, assumptions=Assumptions(max_page_size=20)) as server:
        summary = Harvest(AREA, tmp_path / "dask.parquet").run(Dask(cluster, connect(server)))
    assert summary.path.read_bytes() == whole(world, tmp_path)


def test_a_killed_worker_changes_nothing(cluster: Any, world: World, tmp_path: Path) -> None:
    with Sandbox(world=world, assumptions=Assumptions(max_page_size=20), latency=0.05) as server:
        pid = next(iter(cluster.run(os.getpid).values()))

        def kill() -> None:
            while server.core._requests < 50:
                time.sleep(0.01)
            os.kill(pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        summary = Harvest(AREA, tmp_path / "dask.parquet").run(
            Dask(cluster, connect(server), workers=8)
        )
        killer.join()
        assert summary.totals.requests >= server.core._requests
    assert summary.path.read_bytes() == whole(world, tmp_path)


def test_an_equal_task_is_sent_again(cluster: Any, world: World, tmp_path: Path) -> None:
    with Sandbox(world=world, assumptions=Assumptions(max_page_size=20)) as server:
        engine = Dask(cluster, connect(server))
        with Harvest(AREA, tmp_path / "dask.parquet")._session() as session:
            (task,) = session.tasks()
            for _ in range(2):
                before = server.core._requests
                engine.submit(task)
                ended = [one for _ in range(200) for one in engine.finished(0.1)][:1]
                assert ended
                assert server.core._requests > before


def test_a_task_that_dask_runs_again_sends_nothing(
    cluster: Any, world: World, tmp_path: Path
) -> None:
    with Sandbox(world=world, assumptions=Assumptions(max_page_size=20)) as server:
        engine = Dask(cluster, connect(server))
        with Harvest(AREA, tmp_path / "dask.parquet")._session() as session:
            (task,) = session.tasks()
            arguments = engine._name, engine._connect, task
            once = cluster.submit(run_task_on_dask, "key", *arguments, pure=False)
            assert once.result().requests == server.core._requests > 0
            again = cluster.submit(run_task_on_dask, "key", *arguments, pure=False)
            before = server.core._requests
            assert is_lost(again.exception())
            assert server.core._requests == before


def test_a_429_rests_all_others(cluster: Any, world: World, tmp_path: Path) -> None:
    faults = FaultPlan((Fault(429, times=1, first=40, retry_after=2),))
    with Sandbox(world=world, assumptions=Assumptions(max_page_size=20), faults=faults) as server:
        started = time.monotonic()
        summary = Harvest(AREA, tmp_path / "dask.parquet").run(Dask(cluster, connect(server)))
    assert summary.totals.throttled >= 1
    assert time.monotonic() - started > 2
    assert summary.path.read_bytes() == whole(world, tmp_path)


def test_processes_give_the_file_of_threads(world: World, tmp_path: Path) -> None:
    context = get_context("spawn")
    with (
        Sandbox(world=world, assumptions=Assumptions(max_page_size=20)) as server,
        ProcessPoolExecutor(2, mp_context=context) as executor,
    ):
        engine = Pool(executor, 2, connect=connect(server))
        summary = Harvest(AREA, tmp_path / "pool.parquet").run(engine)
    assert summary.path.read_bytes() == whole(world, tmp_path)
