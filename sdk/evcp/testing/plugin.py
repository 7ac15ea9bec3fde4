"""The pytest plugin: a sandbox, its clients, and recorded responses, as fixtures.

pytest loads it in every project where evcp is installed, so it imports nothing but pytest; each
fixture imports its own needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest

if TYPE_CHECKING:
    from .._client.async_client import AsyncClient
    from .._client.client import Client
    from ..sandbox.world import World
    from .inprocess import InProcess
    from .recorder import Recorder

_FAILED = pytest.StashKey[bool]()
_MARKER = (
    "evcp(**settings): settings of the fixture evcp_sandbox, as for evcp.testing.sandbox (size, seed, "
    "max_page_size, ...), and cassette=, the file name for evcp_recorder"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that decides whether `evcp_recorder` may ask the service."""
    parser.getgroup("evcp").addoption(
        "--evcp-record",
        choices=("replay", "auto", "record"),
        default="replay",
        help="what the fixture evcp_recorder does: replay cassettes only (the default), record the "
        "missing ones too (auto), or record all of them anew (record)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Remember failed tests: their cassettes are not written."""
    if call.excinfo is not None:
        item.stash[_FAILED] = True


def _settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Collect the settings of all markers; the one nearest to the test wins."""
    settings: dict[str, Any] = {}
    for marker in request.node.iter_markers("evcp"):
        if marker.args:
            raise pytest.UsageError(
                f"{request.node.nodeid}: the marker evcp takes settings by name, such as size=500"
            )
        settings = {**marker.kwargs, **settings}
    return settings


@pytest.fixture
def evcp_world() -> World | None:
    """The stations of `evcp_sandbox`; override it to serve your own. None stands for made-up ones."""
    return None


@pytest.fixture
def evcp_sandbox(request: pytest.FixtureRequest, evcp_world: World | None) -> Iterator[InProcess]:
    """The whole service inside the process, as `evcp.testing.sandbox` makes it.

    The marker `evcp` has its settings: `@pytest.mark.evcp(size=500, seed=7, max_page_size=10)`.
    """
    from .inprocess import InProcess

    settings = _settings(request)
    settings.pop("cassette", None)
    if settings.keys().isdisjoint(("world", "size", "seed")):
        settings["world"] = evcp_world
    with InProcess(**settings) as made:
        yield made


@pytest.fixture
def evcp_client(evcp_sandbox: InProcess) -> Iterator[Client]:
    """A client of `evcp_sandbox`."""
    with evcp_sandbox.client() as client:
        yield client


@pytest.fixture
def evcp_async_client(evcp_sandbox: InProcess) -> AsyncClient:
    """An asynchronous client of `evcp_sandbox`. It needs no closing."""
    return evcp_sandbox.async_client()


@pytest.fixture
def evcp_cassette(request: pytest.FixtureRequest) -> Path:
    """The file of `evcp_recorder`: `cassettes/<module>/<test>.json` beside the file of the test.

    `@pytest.mark.evcp(cassette="berlin.json")` is `cassettes/berlin.json`, for several tests to share.
    """
    folder: Path = request.path.parent / "cassettes"
    given = _settings(request).get("cassette")
    if given is not None:
        return folder / str(given)
    name: str = request.node.name
    plain = re.sub(r"[^\w.-]+", "_", name)[:100]
    if plain != name:
        # Two names may become the same plain name.
        plain = f"{plain}-{crc32(name.encode()):08x}"
    return folder / request.path.stem / f"{plain}.json"


@pytest.fixture
def evcp_recorder(request: pytest.FixtureRequest, evcp_cassette: Path) -> Iterator[Recorder]:
    """A `Recorder` that replays `evcp_cassette`.

    `pytest --evcp-record=record` records it, with your credentials; a test that does not pass leaves
    the cassette as it was.
    """
    from .recorder import Recorder

    with Recorder(evcp_cassette, request.config.option.evcp_record) as recorder:
        yield recorder
        if request.node.stash.get(_FAILED, False):
            recorder.discard()
