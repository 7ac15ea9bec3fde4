"""Fixtures: a synthetic world, its service, and the service behind a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sandbox.helpers import KEY

from evcp import AsyncClient, Client
from evcp.sandbox import Access, Sandbox, Service, World


@pytest.fixture(scope="session")
def world() -> World:
    return World.synthetic(600, seed=11)


@pytest.fixture(scope="session")
def service(world: World) -> Service:
    return Service(world)


@pytest.fixture(scope="module")
def sandbox(world: World) -> Iterator[Sandbox]:
    with Sandbox(world, access=Access(accepted=frozenset({KEY}))) as running:
        yield running


@pytest.fixture(params=[Client, AsyncClient], ids=["blocking", "async"])
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(params=["json", "xml"])
def format_(request: pytest.FixtureRequest) -> Any:
    return request.param
