"""Fixtures: the HTTP library replaced, and a client that does not notice."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
import responses
from hypothesis import settings
from support.fakes import KEY
from support.http_mocks import BASE

from evcp import Client

settings.register_profile("no deadline", deadline=None)  # a busy machine is no fault of an example
settings.load_profile("no deadline")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first: none is begun while other workers have nothing left."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """No garbage collection looks through the modules and thousands of tests again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=True) as mocked:
        yield mocked


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(api_key=KEY, base_url=BASE) as made:
        yield made
