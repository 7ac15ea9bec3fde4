"""Fixtures: a synthetic world behind a local service, and the environment for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.cli_runner import KEY

from evcp.sandbox import Access, Sandbox, World


@pytest.fixture(scope="session")
def world() -> World:
    return World.synthetic(900, seed=11)


@pytest.fixture(scope="session")
def sandbox(world: World) -> Iterator[Sandbox]:
    with Sandbox(world, access=Access(accepted=frozenset({KEY}))) as running:
        yield running


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without credentials, address or colours of the developer."""
    for name in (
        *("EVCP_API_KEY", "EVCP_BASE_URL", "EVCP_TOKEN", "EVCP_APP_ID", "EVCP_APP_CODE"),
        *("HERE_ACCESS_KEY_ID", "HERE_ACCESS_KEY_SECRET", "NO_COLOR", "FORCE_COLOR"),
        *("EVCP_TRACEBACK", "COLUMNS", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"),
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def service(sandbox: Sandbox, bare_environment: None, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The service, with the environment for it."""
    monkeypatch.setenv("EVCP_BASE_URL", sandbox.base_url)
    monkeypatch.setenv("EVCP_API_KEY", KEY)
    return sandbox
