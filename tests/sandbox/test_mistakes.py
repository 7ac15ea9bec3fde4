"""Small mistakes in tests with the sandbox: immediate errors with a remedy."""

from __future__ import annotations

from typing import Any

import pytest

from evcp.sandbox import Fault, FaultPlan, Host, World

WORLD = World([])


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("station/count", "no resource is called 'station/count'; did you mean stations/count?"),
        ("pool/*", "no resource is called 'pool/*'"),
        ("oauth2/tokens", "no resource is called 'oauth2/tokens'; did you mean oauth2/token?"),
        ("stations.yaml", "no resource is called 'stations.yaml'"),
    ],
)
def test_a_fault_on_an_unknown_resource_is_refused(on: str, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        Host(WORLD).fail(503, on=on)
    assert str(caught.value).startswith(said)
    with pytest.raises(ValueError, match="no resource is called"):
        Host(WORLD, faults=FaultPlan((Fault(503, on=on),)))
    host = Host(WORLD)
    with pytest.raises(ValueError, match="no resource is called"):
        host.faults = FaultPlan((Fault(503, on=on),))
    assert host.faults.faults == ()


@pytest.mark.parametrize(
    "on",
    [
        *("*", "*.xml", "*/bulk", "stations", "stations.xml", "stations/count", "stations/*"),
        *("stations/some-id", "pools/some-id.json", "roamings", "oauth2/token", "connector*"),
    ],
)
def test_a_fault_on_a_known_resource_is_accepted(on: str) -> None:
    Host(WORLD).fail(503, on=on)


@pytest.mark.parametrize(
    ("what", "how", "said"),
    [
        ("503", {}, "did you mean the number 503?"),
        ("cuts", {}, "did you mean cut?"),
        (503, {"time": 1}, "a fault has no setting 'time'; did you mean times?"),
        (503, {"count": 1}, "a fault has no setting 'count'; did you mean times?"),
    ],
)
def test_a_misspelt_fault(what: Any, how: Any, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        Host(WORLD).fail(what, **how)
    assert said in str(caught.value)


def test_a_world_of_other_objects_is_refused() -> None:
    some: Any = World.synthetic(1).stations[0]
    with pytest.raises(TypeError, match="put the station into a list"):
        World(some)
    pool: Any = [[some]]
    with pytest.raises(TypeError, match="number 0 is a list"):
        World(pool)
