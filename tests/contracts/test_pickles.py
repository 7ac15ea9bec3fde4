"""Public objects pickle, or say what to do."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from support.fakes import KEY

import evcp
from evcp import Circle, Client
from evcp.sandbox import (
    Access,
    AfdcAssumptions,
    Assumptions,
    Clock,
    Drift,
    FaultPlan,
    Host,
    Sandbox,
    Service,
    World,
)
from evcp.testing import InProcess, Maker, Recorder

EMPTY = b'{"hasMore":false,"evStations":{"evStation":[]}}'
PICKLE: list[Callable[[], object]] = [Access, AfdcAssumptions, Assumptions, Drift, FaultPlan]


def again(value: object) -> object:
    return pickle.loads(pickle.dumps(value))  # noqa: S301 (our own)


@pytest.mark.parametrize("make", PICKLE)
def test_settings_of_the_sandbox_survive(make: Callable[[], object]) -> None:
    assert type(again(make())) is make


def test_worlds_survive() -> None:
    synthetic = World.synthetic(5)
    for world in (synthetic, World(list(synthetic.stations))):
        copied = again(world)
        assert isinstance(copied, World)
        assert list(copied.stations) == list(world.stations)
        assert (copied.label, copied.seed) == (world.label, world.seed)


def stream() -> object:
    return evcp.iter_stations(io.BytesIO(EMPTY), format="json")


def client() -> Client:
    return Client(api_key=KEY, base_url="http://127.0.0.1:9/ev/")


@pytest.mark.parametrize(
    "make",
    [
        Sandbox,
        Clock,
        Maker,
        InProcess,
        stream,
        client,
        lambda: Service(World.synthetic(5)),
        lambda: Host(World.synthetic(5)),
        lambda: Recorder(Path("cassette.json")),
        lambda: client().stations.search(Circle(1, 2, 3)),
        lambda: client().stations,
    ],
)
def test_others_say_what_to_do(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match=r"cannot be pickled: \w+"):
        pickle.dumps(make())
