"""Worlds: their packages, and stations built on demand."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sandbox.helpers import ask_json, ids_of, station

from evcp.sandbox import Assumptions, Service, World
from evcp.sandbox.spatial import index
from evcp.sandbox.synthetic.source import Synthetic


def test_heavy_modules_are_loaded_on_demand() -> None:
    """numpy with the first world, scipy with the first large one; the client needs neither."""
    code = """
import sys
import evcp, evcp.sandbox
assert not {"numpy", "scipy"} & set(sys.modules)
world = evcp.sandbox.World.synthetic(50_000)
assert "numpy" in sys.modules and "scipy" not in sys.modules
evcp.sandbox.World.synthetic(50_001)
assert "scipy" in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "make", [lambda: World([]), lambda: World.synthetic(1)], ids=["listed", "synthetic"]
)
def test_a_world_without_numpy_names_the_extra(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(ImportError, match=r"needs numpy: pip install 'evcp\[sandbox\]'"):
        make()


def test_a_large_world_without_scipy_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_SMALL", 3)
    monkeypatch.setitem(sys.modules, "scipy.spatial", None)
    World.synthetic(3)
    with pytest.raises(ImportError, match=r"needs scipy: pip install 'evcp\[sandbox\]'"):
        World.synthetic(4)


class Counting(Synthetic):
    """A source that counts the stations it builds."""

    def __init__(self, size: int) -> None:
        super().__init__(size, 1)
        self.built: Counter[int] = Counter()

    def station(self, number: int) -> Any:
        self.built[number] += 1
        return super().station(number)


def test_only_served_stations_are_built_and_once() -> None:
    source = Counting(4_000)
    service = Service(World.of(source))
    world = service.world
    assert source.built.total() == 0
    area = {"prox": "52.52,13.405,200000", "connectortype": "31,34"}
    for _ in range(2):
        page = ask_json(service, "stations.json", maxresults=20, **area)
        assert len(ids_of(page)) == 20
        assert (source.built.total(), len(source.built)) == (20, 20)
    assert ask_json(service, "stations/count.json", **area)["count"] > 20
    ask_json(service, "roamings.json")
    assert source.built.total() == 20
    one = world.station(3_999)
    assert ids_of(ask_json(service, f"stations/{one.id}.json")) == [one.id]
    assert source.built.total() == 21


def test_a_listed_world_is_found_by_id_and_by_pool() -> None:
    stations = [
        replace(station(id, 1, 1), pool_id=pool) for id, pool in zip("bacd", "ppqq", strict=True)
    ]
    world = World([*stations, station("e", 2, 2)])
    assert list(world.by_id) == ["b", "a", "c", "d", "e"]
    assert {pool: [s.id for s in found] for pool, found in world.by_pool.items()} == {
        "p": ["b", "a"], "q": ["c", "d"],
    }  # fmt: skip
    assert (len(world.by_id), len(world.by_pool)) == (5, 2)
    assert world.by_id["c"] is world.stations[2]


def test_groups_are_removed_only_by_a_filter() -> None:
    world = World([station("a", 1, 1, ("31", 22.0), ("34", 50.0))])
    service = Service(world, assumptions=Assumptions(connector_filter="matching-only"))
    for query, groups in [({}, 2), ({"connectortype": "34"}, 1)]:
        page = ask_json(service, "stations.json", prox="1,1,10", **query)
        (one,) = page["evStations"]["evStation"]
        assert len(one["connectors"]["connector"]) == groups


def test_text_of_a_world() -> None:
    world = World([station("a", 1, 1)])
    assert (len(world), world.label, world.seed, world.report) == (1, "1 stations", None, None)
    assert repr(world) == "<World: 1 stations>"
    assert World([], label="nothing").label == "nothing"
    assert World.synthetic(2, seed=7).seed == 7
    assert world.station(0) == world.stations[0]
    assert (world.find("a"), world.find("b"), list(world.pool("a"))) == (0, None, [])
